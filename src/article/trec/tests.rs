use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::article::detect;

const SOURCE: Source = Source { path: "a.txt", read_on: date(2026, 11, 24), url: None };

fn read(record: &str) -> Article {
    let mut parsed = parse(record.as_bytes(), &SOURCE);
    assert_eq!((parsed.articles.len(), parsed.problems.len()), (1, 0), "{record}: {:?}", parsed.problems);
    parsed.articles.remove(0)
}

/// Prints what is looked at most.
fn short(article: &Article) -> String {
    let day = article.date.map(|date| date.day.to_string()).unwrap_or_default();
    format!("{} | {} | {day} | {}", article.guid.as_deref().unwrap_or_default(), article.title, article.body)
}

const ARABIC: &str = "<DOC>\n<DOCNO>JA-culture-31-20170126</DOCNO>\n<URL>http://radio.example/ar/مقال/95/1</URL> \n<SRC>Radio FM</SRC>\n\
    <CAT>culture</CAT>\n<TITLE>\"جسر\" : افتتاح الجسر</TITLE>\n<TIME>2017-01-26T21:43:00+01:00</TIME>\n<AUTHOR></AUTHOR>\n<ABSTRACT>\nافتتح الجسر يوم الاثنين.\n</ABSTRACT>\n\
    <TEXT>\nافتتح الجسر يوم الاثنين.\nو عبره الناس.\n</TEXT>\n</DOC>";

#[test]
fn reads_a_document_of_the_web() {
    let article = read(ARABIC);
    assert_eq!(
        short(&article),
        "JA-culture-31-20170126 | \"جسر\" : افتتاح الجسر | 2017-01-26 | افتتح الجسر يوم الاثنين.\n\nو عبره الناس."
    );
    assert_eq!(article.date.and_then(|date| date.instant).map(|at| at.to_string()).as_deref(), Some("2017-01-26T20:43:00Z"));
    assert_eq!(
        (article.source.as_deref(), article.section.as_deref(), article.byline),
        (Some("Radio FM"), Some("culture"), None)
    );
    assert_eq!(article.url.as_deref(), Some("http://radio.example/ar/مقال/95/1"));
}

#[test]
fn reads_the_collections_as_each_has_it() {
    let table = [
        (
            "<DOC>\n<DOCNO> AP880212-0001 </DOCNO>\n<FILEID>AP-NR-02-12-88 2344EST</FILEID>\n<HEAD>Ferry Is Back</HEAD>\n<DATELINE>SPLIT, Yugoslavia (AP) </DATELINE>\n\
             <TEXT>\n   The ferry that was to carry the last people out of the\ntown came back at dawn, and at noon it left for the islands\nonce more.\n   Nobody was on it, AT&T &amp; others said.\n</TEXT>\n</DOC>",
            "AP880212-0001 | Ferry Is Back | 1988-02-12 | The ferry that was to carry the last people out of the town came back at dawn, and at noon it left \
             for the islands once more.\n\nNobody was on it, AT&T & others said.",
        ),
        (
            "<DOC><DOCNO> WSJ870304-0001 </DOCNO>\n<HL> Price Is\nUp </HL>\n<DD> 03/04/87</DD>\n<SO> WALL STREET JOURNAL (J)</SO>\n<IN> REL\nMARKETING (MKT) </IN>\n<TEXT>\n    Up it is.\n</TEXT></DOC>",
            "WSJ870304-0001 | Price Is Up | 1987-03-04 | Up it is.",
        ),
        (
            "<DOC>\n<DOCNO>FT911-1</DOCNO>\n<DATE>910514\n</DATE>\n<HEADLINE>\nFT  14 MAY 91 / (CORRECTED) Jubilee of a jet\n</HEADLINE>\n<TEXT>\nIt flew.\n</TEXT>\n<PUB>The Financial Times </PUB></DOC>",
            "FT911-1 | (CORRECTED) Jubilee of a jet | 1991-05-14 | It flew.",
        ),
        (
            "<DOC><DOCNO> LA010189-0001 </DOCNO><DATE><P>January 1, 1989, Sunday, Home Edition </P></DATE><HEADLINE><P>RAIN FALLS; </P><P>SUN LATER;</P></HEADLINE>\
             <TEXT><P>It fell\nhere.</P><P>a < b.</P></TEXT></DOC>",
            "LA010189-0001 | RAIN FALLS; SUN LATER | 1989-01-01 | It fell here.\n\na < b.",
        ),
        (
            "<DOC>\n<DOCNO> FBIS3-1 </DOCNO>\n<HEADER>\n<DATE1>  1 March 1994 </DATE1>\n<H3> <TI>  Polls </TI></H3>\n</HEADER>\n<TEXT>\nLanguage: <F P=105> English </F>\n\n  Polls were held.\n</TEXT>\n</DOC>",
            "FBIS3-1 | Polls | 1994-03-01 | Language: English\n\nPolls were held.",
        ),
        (
            "<DOC id=\"AFP_ENG_19940512.0003\" type=\"story\" >\n<HEADLINE>\nRain falls\n</HEADLINE>\n<DATELINE>\nOSLO, May 12 (AFP)\n</DATELINE>\n<TEXT>\n<P>\nIt fell on\nOslo.\n</P>\n<P>\nAnd on Bergen.\n</P>\n</TEXT>\n</DOC>",
            "AFP_ENG_19940512.0003 | Rain falls | 1994-05-12 | It fell on Oslo.\n\nAnd on Bergen.",
        ),
        ("<DOC><DOCNO>1</DOCNO><TEXT>Rain fell. Nobody minded.</TEXT></DOC>", "1 | Rain fell. |  | Rain fell. Nobody minded."),
        (
            "<DOC><DOCNO>1</DOCNO><TITLE>A</TITLE><DATE>2017-05-29T143600</DATE><ABSTRACT>Sum.</ABSTRACT><TEXT>Text.</TEXT></DOC>",
            "1 | A | 2017-05-29 | Sum.\n\nText.",
        ),
    ];
    for (record, expected) in table {
        assert_eq!(short(&read(record)), expected);
    }
    let gigaword = read(table[5].0);
    assert_eq!((gigaword.language.as_deref(), gigaword.dateline.as_deref()), (Some("en"), Some("OSLO, May 12 (AFP)")));
    let journal = read(table[1].0);
    assert_eq!(
        (journal.source.as_deref(), journal.topics),
        (Some("WALL STREET JOURNAL"), vec!["REL".to_owned(), "MARKETING (MKT)".to_owned()])
    );
    let instant = read(table[7].0).date.and_then(|date| date.instant);
    assert_eq!(instant.map(|at| at.to_string()).as_deref(), Some("2017-05-29T14:36:00Z"));
}

#[test]
fn what_is_no_article_says_so() {
    let table = [
        ("<DOC><DOCNO>1</DOCNO><TEXT>\n</TEXT></DOC>", "the article is empty: it has neither headline nor text"),
        ("<DOC><DOCNO>1</DOCNO><TEXT>Rain", "the file is cut off: it ends within \"DOC\""),
        ("", "no <DOC> element"),
    ];
    for (record, expected) in table {
        assert_eq!(parse(record.as_bytes(), &SOURCE).problems[0].0, expected, "{record}");
    }
}

#[test]
fn files_are_told_by_their_first_element() {
    let table = [
        (ARABIC, true),
        ("\u{feff}\n<DOC>\n<DOCNO>", true),
        ("<DOC id=\"AFP_ENG_19940512.0003\" type=\"story\" >", true),
        ("<?xml version='1.0'?>\n<ROOT>\n<DOC>\n<DOCNO>1</DOCNO>", true),
        ("<DOC><A>", false),
        ("About <DOC> and <DOCNO>", false),
        ("<DOCNO>1</DOCNO>", false),
    ];
    for (text, expected) in table {
        let head = Head { extension: "txt", bytes: text.as_bytes(), is_whole: true };
        assert_eq!(detect(&head).is_some_and(|format| format.name == "trec"), expected, "{text}");
    }
}

#[test]
fn tags_without_end_are_read_in_one_pass() {
    for tag in ["<HL>", "<HL ", "<DOC>", "<DOC ", "<TEXT></", "<"] {
        let record = format!("<DOC>{}", tag.repeat(500_000));
        assert_eq!(parse(record.as_bytes(), &SOURCE).problems.len(), 1, "{tag}");
    }
}

proptest! {
    #[test]
    fn no_cut_and_no_noise_makes_it_panic(at in 0..ARABIC.len(), flips in prop::collection::vec((0..ARABIC.len(), any::<u8>()), 0..8)) {
        let mut bytes = ARABIC.as_bytes().to_vec();
        flips.into_iter().for_each(|(at, byte)| bytes[at] = byte);
        for part in [&bytes[..at], &bytes[at..], &bytes[..]] {
            let parsed = parse(part, &SOURCE);
            prop_assert!(!parsed.articles.is_empty() || !parsed.problems.is_empty());
        }
    }
}
