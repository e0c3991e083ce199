//! Queries as they are typed elsewhere, beside what they mean.

use super::{Syntax, parse_as, print_as};
use crate::query::parse;

/// Each means what stands beside it, and is printed in its own syntax and in the native one as what means the same.
fn mean(syntax: Syntax, examples: &[(&str, &str)]) {
    for (typed, native) in examples {
        let query = parse_as(syntax, typed).unwrap_or_else(|error| panic!("{typed}: {error}"));
        assert_eq!(query.to_string(), *native, "{typed}");
        assert_eq!(parse(native).as_ref(), Ok(&query), "the canonical form of {typed}");
        let printed = print_as(syntax, &query).unwrap_or_else(|error| panic!("{typed}: {error}"));
        assert_eq!(parse_as(syntax, &printed), Ok(query), "{typed}, printed as {printed}");
    }
}

/// Each is refused at a column, in words that hold these, with this offered instead; what is offered is understood.
fn are_refused(syntax: Syntax, malformed: &[(&str, usize, &str, Option<&str>)]) {
    for (typed, column, fault, mended) in malformed {
        let error = parse_as(syntax, typed).expect_err(typed);
        assert_eq!(error.column, *column, "{typed}: {error}");
        assert!(error.fault.contains(fault), "{typed}: {error}");
        assert_eq!(error.mended.as_deref(), *mended, "{typed}: {error}");
        if let Some(mended) = error.mended {
            assert!(parse_as(syntax, &mended).is_ok(), "what mends {typed} is understood");
        }
    }
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
            ("aleppo or and bus", 11, "and stands where a word", None),
            ("w/5 bus", 1, "w/5 stands where a word", None),
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
            ("publication(har!)", 13, "holds a wildcard", None),
            ("length > many", 10, "no number of words", None),
        ],
    );
}
