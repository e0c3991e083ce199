//! Documents that are damaged, hostile or odd, given to the tree and to all readers of XML.

use jiff::civil::date;
use proptest::prelude::*;

use super::Document;
use crate::article::{Parsed, Source, format_named};

const SOURCE: Source = Source { path: "a.xml", read_on: date(2026, 11, 24), url: None };

/// One small document a format.
const SAMPLES: &[(&str, &str)] = &[
    (
        "nitf",
        "<?xml version=\"1.0\"?><!DOCTYPE nitf SYSTEM \"a.dtd\"><nitf xml:lang='en'><head><docdata><doc-id id-string='a'/>\
         <date.issue norm='20160101T120000+0100'/><evloc city='Oslo' iso-cc='NO'/></docdata></head><body><body.head><hedline><hl1>Rain &amp; \
         more</hl1></hedline><dateline>OSLO</dateline></body.head><body.content><p>OSLO (AP) - Caf&eacute;s <person>closed</person>.<br/>All.\
         </p><ul><li>One</li></ul><p><![CDATA[<b>x</b>]]></p></body.content></body></nitf>",
    ),
    (
        "newsml-g2",
        "<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><header><sent>2016-01-01T12:00:00Z</sent></header><itemSet><newsItem \
         guid='a' version='1'><itemMeta><itemClass qcode='ninat:text'/><provider><name>Wire</name></provider><pubStatus qcode='stat:usable'/>\
         </itemMeta><contentMeta><headline>Rain</headline><subject type='cpnat:geoArea' qcode='x:1'><name>Oslo</name><broader \
         qcode='x:2'/></subject></contentMeta><assert qcode='x:2'><name>Norway</name><broader qcode='x:1'/></assert><contentSet><inlineXML>\
         <html><body><p>Rain fell.</p></body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>",
    ),
    (
        "newsml",
        "<NewsML><NewsItem xml:lang='en'><Identification><NewsIdentifier><RevisionId>1</RevisionId><PublicIdentifier>urn:a:1\
         </PublicIdentifier></NewsIdentifier></Identification><NewsManagement><ThisRevisionCreated>20160101T120000Z</ThisRevisionCreated>\
         <Status FormalName='Usable'/></NewsManagement><NewsComponent><NewsLines><HeadLine>Rain</HeadLine></NewsLines><ContentItem>\
         <MediaType FormalName='Text'/><DataContent><![CDATA[<P>Rain fell.</P>]]></DataContent></ContentItem></NewsComponent></NewsItem>\
         </NewsML>",
    ),
    (
        "rcv1",
        "<newsitem itemid='7' date='1996-08-20' xml:lang='en'><headline>Rain</headline><dateline>OSLO</dateline><text><p>Rain \
         fell.</p></text><metadata><codes class='bip:topics:1.0'><code code='GWEA'/></codes></metadata></newsitem>",
    ),
    (
        "feed",
        "<rdf:RDF xmlns='http://purl.org/rss/1.0/'><channel rdf:about='b'><title>Wire</title></channel><item rdf:about='a'><title>Rain</title>\
         <description>&lt;p&gt;OSLO&lt;/p&gt;&lt;p&gt;Rain fell.&lt;/p&gt;</description><dc:date>2016-01-01T12:00:00Z</dc:date></item></rdf:RDF>",
    ),
];

fn read(format: &str, bytes: &[u8]) -> Parsed {
    let format = format_named(format).expect("the format is known");
    let parsed = (format.parse)(bytes, &SOURCE);
    let is_something = !parsed.articles.is_empty()
        || !parsed.withdrawals.is_empty()
        || !parsed.problems.is_empty()
        || !parsed.not_articles.is_empty();
    assert!(is_something, "{}: nothing is said of {:?}", format.name, String::from_utf8_lossy(bytes));
    for article in &parsed.articles {
        let is_clean = |text: &str| !text.contains(|c: char| c.is_control() && c != '\n') && text.trim() == text;
        assert!(is_clean(&article.title) && !article.title.contains('\n'), "{:?}", article.title);
        let lists = [&article.places, &article.organizations, &article.people, &article.topics, &article.codes];
        let lines = [&article.byline, &article.dateline, &article.source, &article.section, &article.guid, &article.url];
        let values = lists.into_iter().flatten().chain(lines.into_iter().flatten());
        values.for_each(|value| assert!(is_clean(value) && !value.is_empty() && !value.contains('\n'), "{value:?}"));
        assert!(is_clean(&article.body) && !article.body.contains("\n\n\n"), "{:?}", article.body);
    }
    parsed
}

#[test]
fn samples_are_read_and_told_apart() {
    for (name, sample) in SAMPLES {
        let parsed = read(name, sample.as_bytes());
        assert_eq!((parsed.articles.len(), parsed.problems.len()), (1, 0), "{name}");
        let head = crate::article::Head { extension: "xml", bytes: sample.as_bytes(), is_whole: true };
        assert_eq!(crate::article::detect(&head).map(|format| format.name), Some(*name));
    }
    for other in ["<html><body/></html>", "<urlset>", "<corpus>", "<REUTERS NEWID='1'>"] {
        let head = crate::article::Head { extension: "", bytes: other.as_bytes(), is_whole: true };
        let format = crate::article::detect(&head).map(|format| format.name).unwrap_or_default();
        assert!(!SAMPLES.iter().any(|(name, _)| *name == format), "{other} is taken for {format}");
    }
}

#[test]
fn an_item_that_is_cut_off_is_no_article() {
    for (name, sample) in SAMPLES {
        for end in (0..sample.len()).filter(|&end| sample.is_char_boundary(end)) {
            let parsed = read(name, &sample.as_bytes()[..end]);
            let is_item_whole = ["</newsItem>", "</NewsItem>", "</item>"].iter().any(|close| sample[..end].contains(close));
            assert_eq!(
                (parsed.articles.len(), parsed.problems.len()),
                (usize::from(is_item_whole), 1),
                "{name} up to byte {end}"
            );
        }
    }
}

#[test]
fn whole_items_before_the_cut_are_kept() {
    let (_, message) = SAMPLES[1];
    let (start, rest) = message.split_once("<newsItem").expect("there is an item");
    let (item, _) = rest.split_once("</newsItem>").expect("there is an item");
    let parsed = read("newsml-g2", format!("{start}<newsItem{item}</newsItem><newsItem{item}").as_bytes());
    assert_eq!(parsed.articles.len(), 1);
    assert_eq!(parsed.problems[0].0, "the file is cut off: it ends within \"newsItem\", line 1");
}

#[test]
fn tags_that_do_not_match_are_mended() {
    let document = Document::parse("<a><p>One<b>bold</p></i><p>Two</p></a>").expect("it is mended");
    assert_eq!(document.damage, None);
    let root = document.root().expect("there is a root");
    let lines: Vec<_> = root.children_named("p").filter_map(|child| child.line()).collect();
    assert_eq!(lines, ["Onebold", "Two"]);
}

#[test]
fn attributes_and_text_are_read_as_they_are_meant() {
    let xml = "<a one=' x &amp; &eacute; ' two = \"&#8217;&nothing;\" xml:lang='en' empty='' three=bare x:one='other'>a<!-- no --> <?pi no?>&lt;b&#62;\
               <![CDATA[&amp;<]]>&sum; AT&T</a>";
    let document = Document::parse(xml).expect("it is well-formed");
    let root = document.root().expect("there is a root");
    let attribute = |name: &str| root.attribute(name).map(|value| value.into_owned());
    assert_eq!(attribute("one").as_deref(), Some("x & é"));
    assert_eq!(attribute("two").as_deref(), Some("’&nothing;"));
    assert_eq!(attribute("xml:lang").as_deref(), Some("en"));
    assert_eq!(attribute("three").as_deref(), Some("bare"));
    assert_eq!((attribute("empty"), attribute("lang")), (None, None));
    assert_eq!(root.raw_text(), "a <b>&amp;<∑ AT&T");
}

#[test]
fn entities_of_the_file_itself_are_refused() {
    let bomb = "<!DOCTYPE nitf [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;\">]><nitf><body><body.content><p>&b;</p></body.content></body></nitf>";
    let file = "<!DOCTYPE nitf [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><nitf><body><body.content><p>&x;</p></body.content></body></nitf>";
    for (xml, name) in [(bomb, "b"), (file, "x")] {
        let parsed = read("nitf", xml.as_bytes());
        assert!(parsed.articles.is_empty());
        assert_eq!(
            parsed.problems[0].0,
            format!("it declares entities of its own, such as \"{name}\", and these are not replaced")
        );
    }
    let harmless = bomb.replace("&b;", "Caf&eacute;");
    assert_eq!(read("nitf", harmless.as_bytes()).articles[0].body, "Café");
}

#[test]
fn nesting_and_size_are_bounded() {
    for (name, root) in [("nitf", "nitf"), ("newsml-g2", "newsItem"), ("newsml", "NewsML"), ("rcv1", "newsitem"), ("feed", "rss")]
    {
        let deep = format!("<{root}>{}", "<p>".repeat(200_000));
        assert_eq!(read(name, deep.as_bytes()).problems[0].0, "its elements are nested deeper than 256 levels");
        let wide = format!("<{root}>{}</{root}>", "<p/>".repeat(2_000_001));
        assert_eq!(
            read(name, wide.as_bytes()).problems[0].0,
            "it has more than 2000000 elements and pieces of text, which no article has"
        );
    }
    let almost =
        format!("<nitf><body><body.content>{}Deep.{}</body.content></body></nitf>", "<b>".repeat(250), "</b>".repeat(250));
    assert_eq!(read("nitf", almost.as_bytes()).articles[0].body, "Deep.");
}

#[test]
fn what_refers_to_each_other_in_a_ring_ends() {
    let ring: String = (0..50)
        .map(|n| format!("<assert qcode='x:{n}'><name>Place {n}</name><broader qcode='x:{}'/></assert>", (n + 1) % 50))
        .collect();
    let subjects: String = (0..5000).map(|n| format!("<subject type='cpnat:geoArea' qcode='x:{}'/>", n % 50)).collect();
    let xml = format!(
        "<newsItem>{ring}<contentMeta>{subjects}</contentMeta><contentSet><inlineXML><p>One.</p></inlineXML></contentSet></newsItem>"
    );
    let article = read("newsml-g2", xml.as_bytes()).articles.remove(0);
    assert_eq!(article.places.len(), 50);
    assert_eq!(article.places[49], "Place 49, Place 0, Place 1, Place 2, Place 3");
}

#[test]
fn names_within_names_cost_no_more_than_one() {
    let text = "word ".repeat(200_000);
    let xml = format!(
        "<nitf><body><body.content>{}{text}{}</body.content></body></nitf>",
        "<person>".repeat(200),
        "</person>".repeat(200)
    );
    assert_eq!(read("nitf", xml.as_bytes()).articles[0].body.len(), text.len() - 1);
}

#[test]
fn a_value_of_nothing_but_control_characters_is_none() {
    for (name, sample) in SAMPLES {
        let damaged =
            sample.replace("='a'", "='\u{1}'").replace("Wire<", "\u{1}<").replace(">OSLO<", ">\u{1}<").replace("'7'", "'\u{1}'");
        let article = read(name, damaged.as_bytes()).articles.remove(0);
        assert!(article.guid.is_none() || *name == "newsml", "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn flipped_bytes_never_panic(sample in 0..SAMPLES.len(), flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let (name, sample) = SAMPLES[sample];
        let mut bytes = sample.as_bytes().to_vec();
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        read(name, &bytes);
        super::root(&bytes);
    }

    #[test]
    fn pieces_in_any_order_never_panic(pieces in prop::collection::vec(0..PIECES.len(), 0..40)) {
        let xml: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
        for (name, _) in SAMPLES {
            read(name, xml.as_bytes());
        }
        super::root(xml.as_bytes());
    }
}

#[rustfmt::skip]
const PIECES: &[&str] = &[
    "<nitf>", "</nitf>", "<newsItem guid='a'>", "</newsItem>", "<newsMessage>", "<itemSet>", "<NewsML>", "<NewsItem>", "</NewsItem>",
    "<NewsComponent>", "<ContentItem>", "<DataContent>", "<newsitem date='", "'>", "<text>", "<body>", "<body.content>", "<contentSet>",
    "<inlineXML>", "</inlineXML>", "<p>", "</p>", "<br/>", "<table><tr><td>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<!DOCTYPE a [",
    "<!ENTITY b 'c'>", "]>", "&b;", "&amp", "&#x110000;", "&#0;", "\"", "=", "<", ">", "/", "é", "\u{2028}", "\n    ", " - ", "By A\n\n", "word ",
    "<concept><conceptId qcode='x'/><name>N</name>", "<subject qcode='x'/>", "<pubStatus qcode='stat:canceled'/>",
];
