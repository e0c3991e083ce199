use super::*;
use crate::authority::Kind;
use proptest::prelude::*;

#[test]
fn queries_are_understood_as_their_canonical_form_says() {
    for (query, canonical) in [
        ("", "*"),
        ("aleppo evacuation", "aleppo evacuation"),
        ("aleppo AND evacuation", "aleppo evacuation"),
        ("aleppo and evacuation", "aleppo and evacuation"),
        ("aleppo OR idlib bus", "aleppo OR (idlib bus)"),
        ("aleppo | idlib", "aleppo OR idlib"),
        ("(aleppo OR idlib) evacuation", "(aleppo OR idlib) evacuation"),
        ("aleppo -bus", "aleppo NOT bus"),
        ("aleppo NOT (bus OR truck)", "aleppo NOT (bus OR truck)"),
        ("NOT NOT aleppo", "aleppo"),
        ("+oil +prices", "oil prices"),
        ("“red crescent”", "\"red crescent\""),
        ("title:(aid OR relief)", "title:aid OR title:relief"),
        ("headline:aid", "title:aid"),
        ("place:\"Deir ez-Zor\"", "place:\"Deir ez-Zor\""),
        ("org:UNSC", "org:UNSC"),
        ("date:2016-12", "date:2016-12-01..2016-12-31"),
        ("date:[2016-01 TO 2016-06]", "date:2016-01-01..2016-06-30"),
        ("date:>=2016-11", "date:2016-11-01.."),
        ("-date:*", "NOT date:*"),
        ("place:* -org:*", "place:* NOT org:*"),
        ("words:>=500", "words:500.."),
        ("12:30 http://example.org/a", "12:30 http://example.org/a"),
        ("al-Nusra", "al-Nusra"),
        ("who was there?", "who was there?"),
        ("aleppo w/5 bus", "aleppo NEAR/5 bus"),
        ("aleppo evacuation N/3 bus", "aleppo (evacuation NEAR/3 bus)"),
        ("a NEAR/5 b PRE/3 c", "(a NEAR/5 b) PRE/3 c"),
        ("a W/S b w/p \"c d\"", "(a w/s b) w/p \"c d\""),
        ("turkey NOT NEAR/3 roast", "turkey NOT NEAR/3 roast"),
        ("turkey NOT w/s (roast OR oven)", "turkey NOT w/s (roast OR oven)"),
        ("NOT a PRE/2 b", "NOT (a PRE/2 b)"),
        ("(a b) NEAR/5 c", "(a NEAR/5 c) (b NEAR/5 c)"),
        ("(a b) w/s c", "(a w/s b) w/s c"),
        ("(a OR (b c)) NEAR/5 d", "(a NEAR/5 d) OR ((b NEAR/5 d) (c NEAR/5 d))"),
        ("title:(aid NEAR/2 relief) lead:council body:bus", "(title:aid NEAR/2 title:relief) lead:council body:bus"),
        ("atleast5(ceasefire OR truce)", "ATLEAST5(ceasefire OR truce)"),
        ("ATLEAST2(oil price)", "ATLEAST2(oil) ATLEAST2(price)"),
        ("evacuat* wom?n *stan al-Nus*", "evacuat* wom?n *stan al-Nus*"),
        ("kefraya~ kefraya~2", "kefraya~1 kefraya~2"),
        ("/kefr(a?)ya|x\\/y/ path:/news/2016/", "/kefr(a?)ya|x\\/y/ path:/news/2016/"),
        ("=militants =\"Red Crescent\" title:=\"US\"", "=militants =\"Red Crescent\" title:=\"US\""),
        ("aleppo^3 (a OR b)^0.5 \"c d\"^1.25", "aleppo^3 (a OR b)^0.5 \"c d\"^1.25"),
        ("\"w/s\" \"NEAR/5\" \"a*\"", "\"w/s\" \"NEAR/5\" \"a*\""),
        ("place:\"Wh*\"", "place:\"Wh*\""),
    ] {
        let parsed = parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
        assert_eq!(parsed.to_string(), canonical, "{query}");
        assert_eq!(parse(canonical).as_ref(), Ok(&parsed), "the canonical form of {query} means the same");
    }
}

#[test]
fn errors_name_the_column_and_mend_what_can_be_mended() {
    for (query, column, fault, mended) in [
        ("aleppo \"red cross", 8, "unclosed quotation mark", Some("aleppo \"red cross\"")),
        ("(aleppo OR idlib", 1, "unclosed parenthesis", Some("(aleppo OR idlib)")),
        ("aleppo) bus", 7, "a closing parenthesis without", Some("aleppo bus")),
        ("aleppo OR", 10, "the query ends where a word", Some("aleppo")),
        ("OR aleppo", 1, "OR stands where a word", Some("aleppo")),
        ("aleppo ()", 8, "nothing stands between", Some("aleppo")),
        ("titel:aid", 1, "there is no field \"titel\"", Some("title:aid")),
        ("date:yesterday", 6, "\"yesterday\" is no date", None),
        ("\"oil price\"~3", 12, "~3 behind a phrase asks for nearness", Some("(oil NEAR/3 price)")),
        ("oil NEAR price", 5, "NEAR wants a distance", Some("oil NEAR/5 price")),
        ("oil NEAR/0 price", 5, "words are near each other from 1", Some("oil NEAR/1 price")),
        ("oil pre/5000 price", 5, "words are near each other from 1", Some("oil PRE/1000 price")),
        ("oil NEAR/5", 11, "the query ends where a word", Some("oil")),
        ("NEAR/5 oil", 1, "NEAR/5 stands where a word", Some("oil")),
        ("oil NEAR/5 NOT price", 12, "NOT stands behind NEAR/5", Some("oil NOT NEAR/5 price")),
        ("oil NEAR/5 -price", 12, "NOT stands behind NEAR/5", Some("oil NOT NEAR/5 price")),
        ("oil NEAR/5 (a NOT b)", 5, "what is negated stands beside NEAR/5", None),
        ("oil NEAR/5 date:2016", 5, "date:2016-01-01..2016-12-31, which has no place", None),
        ("title:oil NEAR/5 byline:smith", 11, "NEAR/5 joins words of different fields", None),
        ("oil NEAR/5 ATLEAST2(price)", 5, "ATLEAST, which counts", None),
        ("ATLEAST0(oil)", 1, "ATLEAST counts from 1", Some("ATLEAST1(oil)")),
        ("evacuat!", 1, "evacuat! is a wildcard", Some("evacuat*")),
        ("oil! price!", 1, "oil! is a wildcard", Some("oil* price*")),
        ("source:Har*", 8, "Har* is a wildcard", None),
        ("oil **", 5, "**: a wildcard stands for letters", Some("oil \"**\"")),
        ("kefraya~3", 8, "kefraya~3: letters that differ", Some("kefraya~2")),
        ("al-nusra~1", 1, "al-nusra~1: only a single word", Some("al-nusra")),
        ("=evacuat*", 1, "=evacuat* asks for one spelling and for many", Some("evacuat*")),
        ("/a(b/", 1, "/a(b/ is no regular expression: unclosed group", None),
        ("oil^0", 4, "a boost is a number", None),
        ("oil ^2", 5, "^2 holds a boost that stands behind nothing", Some("oil \"^2\"")),
    ] {
        let error = parse(query).expect_err(query);
        assert_eq!(error.column, column, "{query}");
        assert!(error.fault.starts_with(fault), "{query}: {}", error.fault);
        assert_eq!(error.mended.as_deref(), mended, "{query}");
        if let Some(mended) = error.mended {
            assert!(parse(&mended).is_ok(), "what mends {query} is understood");
        }
    }
}

#[test]
fn a_word_means_the_same_whatever_stands_beside_it() {
    for (query, canonical) in [
        ("/oil/\"price\"", "/oil/ \"price\""),
        ("/oil\\ price/", "/oil\\ price/"),
        ("title:(^x oil)", "title:^x title:oil"),
        ("title:([oil price])", "title:[oil title:price]"),
        ("title:(//oil)", "title://oil"),
        ("(-)^2 (said:)^2", "(-)^2 (said:)^2"),
        ("w/s^2", "\"w/s\"^2"),
        ("place:\"Wh?\" source:\"-\"", "place:\"Wh?\" source:\"-\""),
    ] {
        let parsed = parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
        assert_eq!(parsed.to_string(), canonical, "{query}");
        assert_eq!(parse(canonical), Ok(parsed), "{query}");
    }
}

#[test]
fn depth_length_and_clauses_are_capped() {
    for query in ["(".repeat(60_000), "NOT ".repeat(16_000), "a ".repeat(3_000), "a".repeat(70_000), "((a) ".repeat(9_000)] {
        assert!(parse(&query).is_err());
    }
}

#[test]
fn chains_of_nearness_are_capped_as_parentheses_are() {
    assert!(parse(&vec!["a"; 60].join(" NEAR/5 ")).is_ok());
    for query in [vec!["a"; 900].join(" NEAR/5 "), format!("({}) w/s b", "a ".repeat(900)), "(a b) w/5 ".repeat(50) + "c"] {
        assert!(parse(&query).is_err());
    }
}

/// Queries of every kind, in the form that the parser gives them.
fn queries() -> impl Strategy<Value = Query> {
    let field = || {
        prop_oneof![
            4 => Just(TextField::Text),
            1 => Just(TextField::Title),
            1 => Just(TextField::Lead),
            1 => Just(TextField::Body),
        ]
    };
    let form = prop_oneof![Just(Form::Typed), Just(Form::Quoted), Just(Form::Exact), Just(Form::ExactCase)];
    let words = (field(), "[a-zé]{1,4}", form).prop_map(|(field, text, form)| plain_words(field, &text, form));
    let kinds = prop_oneof![
        "[a-z]{1,3}[*][a-z]{0,2}".prop_map(|text| (PatternKind::Wildcard, text)),
        ("[a-z]{2,4}", 1..=2u8).prop_map(|(text, distance)| (PatternKind::Fuzzy(distance), text)),
        "[a-z]{1,3}[(]a[?|]b[)]".prop_map(|text| (PatternKind::Regex, text)),
    ];
    let patterns = (field(), kinds).prop_map(|(field, (kind, text))| Query::Pattern(Pattern { field, kind, text }));
    let placed = prop_oneof![3 => words, 1 => patterns].boxed();
    let how = || {
        prop_oneof![
            (1..=1000u32).prop_map(Nearness::Within),
            (1..=1000u32).prop_map(Nearness::Before),
            Just(Nearness::Sentence),
            Just(Nearness::Paragraph),
        ]
    };
    let near = placed.clone().prop_recursive(3, 12, 3, move |inner| {
        let alternatives = proptest::collection::vec(inner.clone(), 2..4).prop_map(Query::any_of);
        let near = (inner.clone(), how(), any::<bool>(), inner)
            .prop_map(|(left, how, is_negated, right)| Near::of(left, how, is_negated, right).expect("sides that may stand"));
        prop_oneof![1 => alternatives, 2 => near]
    });
    let counted = (1..9u32, near.clone()).prop_map(|(count, part)| Query::at_least(count, part).expect("it can be counted"));
    let beside = prop_oneof![
        Just(Query::Present(PresentField::Date)),
        Just(Query::Date(parse_days("2016-12").expect("a month"))),
        Just(Query::WordCount { from: 5, to: u64::MAX }),
        "[a-z ]{0,4}[A-Z*:]".prop_map(|name| Query::Name { field: Kind::Place, name, column: Column(1) }),
    ];
    prop_oneof![4 => near, 1 => counted, 1 => beside].prop_recursive(3, 16, 3, |inner| {
        let boost = (1..100_000u32).prop_map(|n| Boost::parse(&format!("{}.{:02}", n / 100, n % 100)).expect("a boost"));
        let negated = |query: Query| match query {
            Query::Not(inner) => *inner,
            query => Query::Not(Box::new(query)),
        };
        prop_oneof![
            proptest::collection::vec(inner.clone(), 2..4).prop_map(Query::all_of),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(Query::any_of),
            inner.clone().prop_map(negated),
            (inner, boost).prop_map(|(part, boost)| Query::Boost { part: Box::new(part), boost }),
        ]
    })
}

proptest::proptest! {
    #[test]
    fn what_is_printed_is_read_as_the_same(query in queries()) {
        let printed = query.to_string();
        proptest::prop_assert_eq!(parse(&printed).map_err(|error| error.to_string()), Ok(query), "{}", printed);
    }

    #[test]
    fn anything_typed_is_answered_without_a_panic(query in "([a-zA-Z0-9 \"():*?!~^=|/+é-]|NEAR/[0-9]| w/s |NOT |ATLEAST[0-9]\\(){0,40}") {
        if let Ok(parsed) = parse(&query) {
            let printed = parsed.to_string();
            proptest::prop_assert_eq!(parse(&printed), Ok(parsed), "{}", printed);
        }
    }
}
