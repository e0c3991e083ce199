//! Queries as they are typed elsewhere, beside what they mean.

use super::reader::{negated, words};
use super::{Syntax, parse_as, print_as};
use crate::query::{
    Boost, Form, Near, Nearness, Pattern, PatternKind, PresentField, Query, TextField, ValueField, parse, parse_days,
};
use proptest::prelude::*;

/// Each means what stands beside it, and is printed in its own syntax and in the native one as what means the same.
#[track_caller]
fn mean(syntax: Syntax, examples: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (typed, native) in examples {
        let query = match parse_as(syntax, typed) {
            Ok(query) => query,
            Err(error) => {
                wrong.push(format!("{typed}: {error}"));
                continue;
            }
        };
        if query.to_string() != *native || parse(native).as_ref() != Ok(&query) {
            wrong.push(format!("{typed} means {query}, not {native}"));
        }
        match print_as(syntax, &query) {
            Ok(printed) if parse_as(syntax, &printed).as_ref() == Ok(&query) => {}
            printed => wrong.push(format!("{typed} is printed as {printed:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each is refused at a column, in words that hold these, with this offered instead; what is offered is understood.
#[track_caller]
fn are_refused(syntax: Syntax, malformed: &[(&str, usize, &str, Option<&str>)]) {
    let mut wrong = Vec::new();
    for (typed, column, fault, mended) in malformed {
        let Err(error) = parse_as(syntax, typed) else {
            wrong.push(format!("{typed} is understood"));
            continue;
        };
        let is_as_told = error.column == *column && error.fault.contains(fault) && error.mended.as_deref() == *mended;
        if !is_as_told || mended.is_some_and(|mended| parse_as(syntax, mended).is_err()) {
            wrong.push(format!("{typed}: {error}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Returns what a field of the table stands for.
fn unescaped(field: &str) -> String {
    let mut text = String::new();
    let mut rest = field;
    while let Some(c) = rest.chars().next() {
        let code = rest.strip_prefix("\\u{").and_then(|rest| rest.split_once('}'));
        if let Some((code, behind)) = code {
            text.extend(u32::from_str_radix(code, 16).ok().and_then(char::from_u32));
            rest = behind;
        } else {
            text.push(c);
            rest = &rest[c.len_utf8()..];
            rest = if c == '\\' { rest.strip_prefix('\\').unwrap_or(rest) } else { rest };
        }
    }
    text
}

#[test]
fn malformed_queries_are_refused_where_the_fault_is_and_mended_where_they_can_be() {
    let table = include_str!("../../../tests/data/malformed.tsv");
    let (mut count, mut wrong) = (0, Vec::new());
    for row in table.lines().filter(|row| !row.starts_with('#')) {
        let mut fields = row.split('\t').map(unescaped);
        let (Some(syntax), Some(shown), Some(fault)) = (fields.next(), fields.next(), fields.next()) else {
            panic!("{row:?} has too few fields");
        };
        let mended = fields.next();
        let (before, behind) = shown.split_once('‸').unwrap_or_else(|| panic!("{row:?} points nowhere"));
        let (typed, column) = (format!("{before}{behind}"), before.chars().count() + 1);
        let syntax = <Syntax as clap::ValueEnum>::from_str(&syntax, false).expect("a syntax");
        count += 1;
        let Err(error) = parse_as(syntax, &typed) else {
            wrong.push(format!("{syntax:?} {typed} is understood"));
            continue;
        };
        let is_as_told = error.column == column && error.fault.contains(&fault) && error.mended == mended;
        if !is_as_told || mended.is_some_and(|mended| parse_as(syntax, &mended).is_err()) {
            wrong.push(format!("{row}\n  is told: {error}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 200, "{count} queries");
}

#[test]
fn queries_of_nexis_mean_what_they_do_there() {
    mean(
        Syntax::Nexis,
        &[
            ("aleppo evacuation", "aleppo evacuation"),
            ("aleppo and evacuation", "aleppo evacuation"),
            ("aleppo or idlib", "aleppo OR idlib"),
            ("aleppo and idlib or homs", "aleppo (idlib OR homs)"),
            ("aleppo and not bus", "aleppo NOT bus"),
            ("aleppo but not bus", "aleppo NOT bus"),
            ("aleppo and not bus and truck", "aleppo NOT (bus truck)"),
            ("aleppo w/3 bus", "aleppo NEAR/3 bus"),
            ("aleppo /3 bus", "aleppo NEAR/3 bus"),
            ("aleppo near/3 bus", "aleppo NEAR/3 bus"),
            ("oil pre/3 price", "oil PRE/3 price"),
            ("oil onear/3 price", "oil PRE/3 price"),
            ("france w/s resolution", "france w/s resolution"),
            ("france /p resolution", "france w/p resolution"),
            ("turkey not w/5 roast", "turkey NOT NEAR/5 roast"),
            ("turkey not w/s roast", "turkey NOT w/s roast"),
            ("oil w/10 price w/3 crude", "oil NEAR/10 (price NEAR/3 crude)"),
            ("oil w/5 price w/5 crude", "(oil NEAR/5 price) NEAR/5 crude"),
            ("bus or truck w/5 aleppo w/p convoy and un", "(((bus OR truck) NEAR/5 aleppo) w/p convoy) un"),
            ("atleast3(ceasefire)", "ATLEAST3(ceasefire)"),
            ("ATLEAST5(ceasefire or truce)", "ATLEAST5(ceasefire OR truce)"),
            ("evacuat!", "evacuat*"),
            ("wom*n", "wom?n"),
            ("wom?n", "wom?n"),
            ("bank**", "/bank.{0,2}/"),
            ("\"red crescent\"", "\"red crescent\""),
            ("“oil pric!”", "oil PRE/1 pric*"),
            ("hlead(security council)", "lead:security lead:council"),
            ("headline(aid or relief)", "title:aid OR title:relief"),
            ("headline(aid w/3 relief!) and byline(smith)", "(title:aid NEAR/3 title:relief*) byline:smith"),
            ("allcaps(aid)", "=\"AID\""),
            ("nocaps(march) and madness", "=\"march\" madness"),
            ("publication(new york times or guardian)", "source:\"new york times\" OR source:guardian"),
            ("geographic(syria) and organization(unsc)", "place:syria org:unsc"),
            ("language(english) subject(oil)", "lang:english topic:oil"),
            ("date(geq(12/1/2016) and leq(12/31/2016))", "date:2016-12-01..2016-12-31"),
            ("ukraine and date aft 2015", "ukraine date:2016-01-01.."),
            ("date bef 12/18/2016 and idlib", "date:..2016-12-17 idlib"),
            ("date is December 18, 2016", "date:2016-12-18"),
            ("date(is 2016)", "date:2016-01-01..2016-12-31"),
            ("date >= 2016-11 oil", "date:2016-11-01.. oil"),
            ("length > 500", "words:501.."),
            ("length(<= 500)", "words:0..500"),
            ("and not bus", "NOT bus"),
            ("\"and\" \"w/5\"", "\"and\" \"w/5\""),
            ("NEAR oil", "\"NEAR\" oil"),
        ],
    );
}

#[test]
fn what_nexis_asks_for_in_vain_is_refused_at_its_column() {
    are_refused(
        Syntax::Nexis,
        &[
            ("aleppo and", 11, "the query ends", Some("aleppo")),
            ("aleppo w/5", 11, "the query ends", Some("aleppo")),
            ("aleppo or and bus", 11, "and stands where a word", Some("aleppo or bus")),
            ("w/5 bus", 1, "w/5 stands where a word", Some("bus")),
            ("(aleppo or idlib", 1, "unclosed parenthesis", Some("(aleppo or idlib)")),
            ("aleppo) bus", 7, "without an opening one", Some("aleppo bus")),
            ("aleppo \"red cross", 8, "unclosed quotation mark", Some("aleppo \"red cross\"")),
            ("oil w/0 price", 5, "from 1, which is adjacent", Some("oil w/1 price")),
            ("oil not pre/5000 price", 5, "from 1, which is adjacent", Some("oil not pre/1000 price")),
            ("atleast0(oil)", 1, "atleast counts from 1", Some("atleast1(oil)")),
            ("oil w/seg price", 5, "w/seg asks for one segment", Some("oil and price")),
            ("oil and plurals(price)", 9, "natively =word", Some("oil and (price)")),
            ("caps(march)", 1, "natively =\"Word\"", Some("(march)")),
            ("ticker(ibm) and oil", 1, "there is no segment ticker()", Some("ticker (ibm) and oil")),
            ("alumin!um", 1, "! stands at the end", Some("alumin!")),
            ("date aft 18/12/2016", 10, "the month leads here; write 12/18/2016", None),
            ("date aft yesterday", 10, "no date", None),
            ("oil w/5 date(is 2016)", 5, "which has no place among the words", None),
            ("publication(har!)", 13, "source: is compared whole", None),
            ("geographic(syr!)", 12, "`dateline facets --find`", None),
            ("length > many", 10, "no number of words", None),
        ],
    );
}

#[test]
fn queries_of_factiva_mean_what_they_do_there() {
    mean(
        Syntax::Factiva,
        &[
            ("oil price", "\"oil price\""),
            ("oil", "oil"),
            ("oil and price", "oil price"),
            ("oil or gas and price", "oil OR (gas price)"),
            ("oil not price", "oil NOT price"),
            ("oil and price not gas", "oil price NOT gas"),
            ("aleppo near5 bus", "aleppo NEAR/5 bus"),
            ("aleppo /N5/ bus", "aleppo NEAR/5 bus"),
            ("oil adj2 price", "oil PRE/2 price"),
            ("oil w/5 price", "oil PRE/5 price"),
            ("crude oil near5 price", "\"crude oil\" NEAR/5 price"),
            ("france same resolution", "france w/p resolution"),
            ("(aleppo or idlib) same bus", "(aleppo OR idlib) w/p bus"),
            ("atleast3 ceasefire", "ATLEAST3(ceasefire)"),
            ("atleast5 (ceasefire or truce) and bus", "ATLEAST5(ceasefire OR truce) bus"),
            ("evacuat*", "evacuat*"),
            ("wom?n", "wom?n"),
            ("comput$5", "/comput.{0,5}/"),
            ("oil pric*", "oil PRE/1 pric*"),
            ("hd=oil", "title:oil"),
            ("hd=^", "title:^"),
            ("hd=(aid or relief) and un", "(title:aid OR title:relief) un"),
            ("hlp=^0.5x", "lead:^0.5x"),
            ("hlp=(security council)", "lead:\"security council\""),
            ("by=smith", "byline:smith"),
            ("sn=(reuters or new york times)", "source:reuters OR source:\"new york times\""),
            ("rst=reuters and la=en", "source:reuters lang:en"),
            ("re=syria and co=unsc and ns=oil", "place:syria org:unsc topic:oil"),
            ("wc>500", "words:501.."),
            ("oil and wc<500", "oil words:0..499"),
            ("date from 20161201 to 20161231", "date:2016-12-01..2016-12-31"),
            ("oil and date after 20161218", "oil date:2016-12-19.."),
            ("date before 18/12/2016", "date:..2016-12-17"),
            ("oil (price or glut)", "oil PRE/1 (price OR glut)"),
            ("\"same\"", "\"same\""),
        ],
    );
}

#[test]
fn queries_of_proquest_mean_what_they_do_there() {
    mean(
        Syntax::Proquest,
        &[
            ("aleppo evacuation", "aleppo evacuation"),
            ("aleppo AND evacuation", "aleppo evacuation"),
            ("aleppo OR idlib", "aleppo OR idlib"),
            ("aleppo OR idlib AND bus", "(aleppo OR idlib) bus"),
            ("aleppo AND idlib OR bus", "(aleppo idlib) OR bus"),
            ("aleppo NOT bus", "aleppo NOT bus"),
            ("aleppo NEAR/3 bus", "aleppo NEAR/3 bus"),
            ("aleppo N/3 bus", "aleppo NEAR/3 bus"),
            ("aleppo NEAR bus", "aleppo NEAR/4 bus"),
            ("oil PRE/4 price", "oil PRE/4 price"),
            ("oil P/4 price", "oil PRE/4 price"),
            ("un AND oil N/3 price", "un (oil NEAR/3 price)"),
            ("oil NEAR/3 price PRE/1 war", "oil NEAR/3 (price PRE/1 war)"),
            ("TI(aid)", "title:aid"),
            ("ti(aid OR relief) un", "(title:aid OR title:relief) un"),
            ("FT(bus)", "body:bus"),
            ("AU(smith)", "byline:smith"),
            ("PUB(new york times)", "source:\"new york times\""),
            ("PUB.EXACT(\"New York Times\")", "source:\"New York Times\""),
            ("SU.EXACT(\"oil\")", "topic:oil"),
            ("PD(20161218)", "date:2016-12-18"),
            ("PD(2016-2017)", "date:2016-01-01..2017-12-31"),
            ("PD(20161201-20161231)", "date:2016-12-01..2016-12-31"),
            ("PD(>20161218)", "date:2016-12-19.."),
            ("YR(2016)", "date:2016-01-01..2016-12-31"),
            ("LOC(syria) AND ORG(unsc)", "place:syria org:unsc"),
            ("LA(english)", "lang:english"),
            ("evacuat*", "evacuat*"),
            ("wom?n", "wom?n"),
            ("educat??", "/educat../"),
            ("nutr$5", "/nutr.{0,5}/"),
            ("nutr[*5]", "/nutr.{0,5}/"),
            ("\"red crescent\"", "\"red crescent\""),
        ],
    );
}

#[test]
fn queries_of_lucene_mean_what_they_do_there() {
    mean(
        Syntax::Lucene,
        &[
            ("aleppo evacuation", "aleppo OR evacuation"),
            ("aleppo OR idlib || homs", "aleppo OR idlib OR homs"),
            ("aleppo AND idlib && homs", "aleppo idlib homs"),
            ("aleppo AND idlib OR bus", "(aleppo idlib) OR bus"),
            ("+aleppo -bus", "aleppo NOT bus"),
            ("+aleppo +idlib", "aleppo idlib"),
            ("aleppo !bus", "aleppo NOT bus"),
            ("aleppo idlib -bus", "(aleppo OR idlib) NOT bus"),
            ("aleppo AND NOT bus", "aleppo NOT bus"),
            ("NOT bus", "NOT bus"),
            ("aleppo OR (*:* -bus)", "aleppo OR NOT bus"),
            ("title:aid", "title:aid"),
            ("title:(aid relief)", "title:aid OR title:relief"),
            ("\"red crescent\"", "\"red crescent\""),
            ("\"oil price\"~1", "oil PRE/2 price"),
            ("\"oil price\"~3", "(oil PRE/4 price) OR (price PRE/2 oil)"),
            ("kefraya~1", "kefraya~1"),
            ("kefraya~", "kefraya~2"),
            ("te?t*", "te?t*"),
            ("te?", "/te./"),
            ("/kefr(a?)ya/", "/kefr(a?)ya/"),
            ("date:[2016-01 TO 2016-06]", "date:2016-01-01..2016-06-30"),
            ("date:{2016-01 TO 2016-06}", "date:2016-02-01..2016-05-31"),
            ("date:>=2016-11", "date:2016-11-01.."),
            ("date:[2016 TO *]", "date:2016-01-01.."),
            ("words:[500 TO 1000]", "words:500..1000"),
            ("words:>500", "words:501.."),
            ("aleppo^2 idlib", "aleppo^2 OR idlib"),
            ("(aleppo idlib)^0.5", "(aleppo OR idlib)^0.5"),
            ("_exists_:place", "place:*"),
            ("-_exists_:date", "NOT date:*"),
            ("*:*", "*"),
            ("place:\"Deir ez-Zor\"", "place:\"Deir ez-Zor\""),
            ("12\\:30", "12:30"),
        ],
    );
}

#[test]
fn what_factiva_proquest_and_lucene_ask_for_in_vain_is_refused_at_its_column() {
    are_refused(
        Syntax::Factiva,
        &[
            ("oil and", 8, "the query ends", Some("oil")),
            ("(oil or gas", 1, "unclosed parenthesis", Some("(oil or gas)")),
            ("oil near0 price", 5, "from 1, which is adjacent", Some("oil near1 price")),
            ("lp=oil", 1, "write hlp=", Some("hlp=oil")),
            ("td=oil", 1, "does not keep", None),
            ("oil/F50/", 1, "how far into the article", None),
            ("comput$", 1, "up to how many letters", Some("comput$5")),
            ("date after 01/02/2016", 12, "may be 20160102 or 20160201", None),
            ("date in last week", 1, "counted from no other", None),
            ("sn=reuters la=en", 12, "write and between", Some("sn=reuters and la=en")),
        ],
    );
    are_refused(
        Syntax::Proquest,
        &[
            ("oil AND", 8, "the query ends", Some("oil")),
            ("oil)", 4, "without an opening one", Some("oil")),
            ("oil w/5 price", 5, "NEAR/5 is", Some("oil NEAR/5 price")),
            ("oil w/s price", 5, "natively w/s", None),
            ("AB(oil)", 1, "natively lead:", None),
            ("EXACT(\"oil\")", 1, "behind a field", None),
            ("TI.EXACT(\"oil\")", 1, "asks for a whole field", Some("TI(\"oil\")")),
            ("TI,SU(oil)", 1, "several fields at once", None),
            ("PD(yesterday)", 4, "no date", None),
            ("nutr[*]", 1, "up to how many letters", Some("nutr[*5]")),
        ],
    );
    are_refused(
        Syntax::Lucene,
        &[
            ("oil AND", 8, "the query ends", Some("oil")),
            ("\"oil price", 1, "unclosed quotation mark", Some("\"oil price\"")),
            ("+oil price", 6, "only moves articles up", Some("+oil +price")),
            ("oil OR NOT price", 5, "disregards OR", Some("oil AND NOT price")),
            ("oil OR (-price)", 9, "begin with *:*", Some("oil OR (*:* -price)")),
            ("titel:oil", 1, "there is no field", Some("title:oil")),
            ("\"oil price war\"~3", 16, "counts moves", Some("\"oil price war\"")),
            ("oil~0.8", 4, "letters that differ are 1 or 2", Some("oil~1")),
            ("title:[a TO b]", 7, "a range is asked of", None),
            ("oil^x", 4, "a boost is a number", None),
            ("and/or", 4, "escape it", Some("and\\/or")),
        ],
    );
}

#[test]
fn what_is_read_as_something_else_has_no_words() {
    let wildcard = |text: &str| Pattern { field: TextField::Text, kind: PatternKind::Wildcard, text: text.to_string() };
    for (syntax, query) in [
        (Syntax::Nexis, Query::Pattern(wildcard("pr<c*"))),
        (Syntax::Proquest, words(TextField::Text, "and", Form::Typed)),
        (Syntax::Factiva, words(TextField::Text, "date", Form::Exact)),
        (Syntax::Lucene, words(TextField::Text, "|", Form::Quoted)),
    ] {
        assert!(print_as(syntax, &query).is_err(), "{query} in {syntax:?}");
    }
}

#[test]
fn every_syntax_caps_length_depth_and_clauses_and_names_the_limit() {
    for syntax in [Syntax::Native, Syntax::Nexis, Syntax::Factiva, Syntax::Proquest, Syntax::Lucene] {
        let nested = |depth: usize| format!("{}oil{}", "(".repeat(depth), ")".repeat(depth));
        let alternatives = |count: usize| vec!["a"; count].join(" OR ");
        let long = |bytes: usize| format!("{}a", " ".repeat(bytes - 1));
        let chained = format!("{}oil", "NOT (oil AND ".repeat(70)) + &")".repeat(70);
        for allowed in [nested(64), alternatives(1_024), long(64 << 10)] {
            assert!(parse_as(syntax, &allowed).is_ok(), "{syntax:?} {}", &allowed[..20]);
        }
        for (query, column, fault) in [
            (nested(65), 65, "parentheses are nested more than 64 deep"),
            (alternatives(1_025), 5 * 1_024 + 1, "more than 1024 clauses; ask in several queries"),
            (long((64 << 10) + 1), 1, "the query is 65537 bytes long; at most 65536 are taken"),
        ] {
            let error = parse_as(syntax, &query).expect_err("it is too much");
            assert_eq!((error.column, error.fault.as_str()), (column, fault), "{syntax:?}");
            assert!(error.to_string().len() < 500, "a long query does not fill the screen");
        }
        let error = parse_as(syntax, &chained).expect_err("it is too deep");
        assert!(error.fault.contains("nested more than 64 deep"), "{syntax:?} {error}");
    }
}

#[test]
fn a_wildcard_that_is_too_large_natively_is_refused() {
    for (syntax, word) in [(Syntax::Nexis, "a*".repeat(20_000) + "b?"), (Syntax::Lucene, "a*".repeat(20_000) + "b?")] {
        let error = parse_as(syntax, &word).expect_err("too many wildcards");
        assert!(error.column == 1 && error.fault.ends_with("too many wildcards stand in one word"), "{syntax:?}");
    }
}

#[test]
fn what_is_beyond_the_caps_in_a_dialect_is_not_printed_in_it() {
    let days = Query::Date(parse_days("2016").expect("a year"));
    let fault = print_as(Syntax::Nexis, &Query::And(vec![days.clone(); 1000])).expect_err("two clauses for one");
    assert!(fault.starts_with("more than 1024 clauses"), "{fault}");
    assert!(print_as(Syntax::Nexis, &Query::And(vec![days; 500])).is_ok());
}

/// What not every dialect has words for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extra {
    Nearness,
    NegatedNearness,
    Sentence,
    Paragraph,
    AtLeast,
    WordCount,
    Fuzzy,
    Boost,
    Regex,
    Present,
}

/// Queries that a dialect has words for.
fn queries(has: &'static [Extra]) -> impl Strategy<Value = Query> {
    let weight = |extra: Extra| u32::from(has.contains(&extra));
    let field = || prop_oneof![3 => Just(TextField::Text), 1 => Just(TextField::Title)];
    let form = prop_oneof![Just(Form::Typed), Just(Form::Quoted)];
    let typed = (field(), "[b-d]{2,5}", form).prop_map(|(field, text, form)| words(field, &text, form));
    let kinds = prop_oneof![
        2 => "[b-d]{2}[?]?[b-d][*]".prop_map(|text| (PatternKind::Wildcard, text)),
        weight(Extra::Fuzzy) => ("[b-d]{2,5}", 1..=2u8).prop_map(|(text, slips)| (PatternKind::Fuzzy(slips), text)),
        weight(Extra::Regex) => "[b-d]{1,3}[(]a[?|]b[)]".prop_map(|text| (PatternKind::Regex, text)),
    ];
    let pattern = (field(), kinds).prop_map(|(field, (kind, text))| Query::Pattern(Pattern { field, kind, text }));
    let how = move || {
        let near = weight(Extra::Nearness);
        prop_oneof![
            near => (1..=1000u32).prop_map(Nearness::Within),
            near => (1..=1000u32).prop_map(Nearness::Before),
            weight(Extra::Sentence) => Just(Nearness::Sentence),
            weight(Extra::Paragraph) => Just(Nearness::Paragraph),
        ]
    };
    let is_negated = || if has.contains(&Extra::NegatedNearness) { any::<bool>().boxed() } else { Just(false).boxed() };
    let placed = prop_oneof![3 => typed, 1 => pattern].boxed();
    let placed = placed.prop_recursive(3, 12, 3, move |inner| {
        let alternatives = proptest::collection::vec(inner.clone(), 2..4).prop_map(Query::any_of);
        if !has.contains(&Extra::Nearness) {
            return alternatives.boxed();
        }
        let near = (inner.clone(), how(), is_negated(), inner)
            .prop_map(|(left, how, is_negated, right)| Near::of(left, how, is_negated, right).expect("sides that may stand"));
        prop_oneof![alternatives, near].boxed()
    });
    let counted = (1..9u32, placed.clone()).prop_map(|(count, part)| Query::at_least(count, part).expect("it can be counted"));
    let lengths = prop_oneof![Just((5, u64::MAX)), Just((0, 900)), Just((300, 300))];
    let beside = prop_oneof![
        2 => Just(Query::Date(parse_days("2016-12").expect("a month"))),
        2 => Just(Query::Date(parse_days(">=2016").expect("a year"))),
        2 => Just(Query::Value { field: ValueField::Source, value: "New York Times".to_string() }),
        3 * weight(Extra::AtLeast) => counted,
        weight(Extra::WordCount) => lengths.prop_map(|(from, to)| Query::WordCount { from, to }),
        weight(Extra::Present) => Just(Query::Present(PresentField::Date)),
    ];
    prop_oneof![4 => placed, 1 => beside].prop_recursive(3, 16, 3, move |inner| {
        let boost = (1..100_000u32).prop_map(|n| Boost::parse(&format!("{}.{:02}", n / 100, n % 100)).expect("a boost"));
        prop_oneof![
            2 => proptest::collection::vec(inner.clone(), 2..4).prop_map(Query::all_of),
            2 => proptest::collection::vec(inner.clone(), 2..4).prop_map(Query::any_of),
            2 => inner.clone().prop_map(negated),
            2 * weight(Extra::Boost) => (inner, boost).prop_map(|(part, boost)| Query::Boost { part: Box::new(part), boost }),
        ]
    })
}

const OF_NEXIS: &[Extra] =
    &[Extra::Nearness, Extra::NegatedNearness, Extra::Sentence, Extra::Paragraph, Extra::AtLeast, Extra::WordCount];
const OF_FACTIVA: &[Extra] = &[Extra::Nearness, Extra::Paragraph, Extra::AtLeast, Extra::WordCount];
const OF_PROQUEST: &[Extra] = &[Extra::Nearness];
const OF_LUCENE: &[Extra] = &[Extra::WordCount, Extra::Fuzzy, Extra::Boost, Extra::Regex, Extra::Present];

proptest::proptest! {
    #[test]
    fn what_is_printed_in_a_dialect_is_read_there_as_the_same(
        nexis in queries(OF_NEXIS),
        factiva in queries(OF_FACTIVA),
        proquest in queries(OF_PROQUEST),
        lucene in queries(OF_LUCENE),
    ) {
        for (syntax, query) in [
            (Syntax::Nexis, &nexis),
            (Syntax::Factiva, &factiva),
            (Syntax::Proquest, &proquest),
            (Syntax::Lucene, &lucene),
        ] {
            let printed = print_as(syntax, query).expect("there are words for it");
            let read = parse_as(syntax, &printed).map_err(|error| error.to_string());
            proptest::prop_assert_eq!(read.as_ref(), Ok(query), "{}", printed);
        }
    }

    #[test]
    fn anything_typed_in_a_dialect_is_answered_and_means_the_same_natively(
        query in "([a-z0-9 \"():*?!~^=|/+$é-]| w/[0-9] | not | or |hd=|TI\\(|date |title:|\\[| AND ){0,30}"
    ) {
        for syntax in [Syntax::Nexis, Syntax::Factiva, Syntax::Proquest, Syntax::Lucene] {
            if let Ok(parsed) = parse_as(syntax, &query) {
                let printed = parsed.to_string();
                proptest::prop_assert_eq!(parse(&printed), Ok(parsed), "{:?} {}", syntax, printed);
            }
        }
    }
}
