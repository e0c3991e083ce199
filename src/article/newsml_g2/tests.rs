use jiff::civil::date;

use super::*;
use crate::article::Precision;

const SOURCE: Source = Source { path: "a.xml", read_on: date(2026, 11, 24), url: None };

const ITEM: &str = r#"<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:wire.example:20160101:ferry" version="4" xml:lang="en-GB">
  <rightsInfo><copyrightHolder literal="Wire Holdings"/></rightsInfo>
  <itemMeta>
    <itemClass qcode="ninat:text"/>
    <provider qcode="nprov:EW"><name>The Example Wire</name></provider>
    <versionCreated>2016-01-01T23:30:00-05:00</versionCreated>
    <firstCreated>2015-12-31T10:00:00Z</firstCreated>
    <pubStatus qcode="stat:usable"/>
    <signal qcode="sig:update"/>
    <link rel="irel:canonical" href="https://wire.example/ferry"/>
  </itemMeta>
  <contentMeta>
    <located qcode="x:oslo"><name>Oslo</name></located>
    <creator qcode="staff:7"><name>Ann Lee</name></creator>
    <language tag="en-GB"/>
    <genre qcode="genre:current"/>
    <keyword>ferries</keyword>
    <subject type="cpnat:abstract" qcode="medtop:20000337"><name xml:lang="de">Fähren</name><name xml:lang="en-GB">shipping</name></subject>
    <subject type="cpnat:geoArea" qcode="x:bergen"><name>Bergen</name>
      <sameAs qcode="iso3166-2:NO-46"/><broader qcode="x:norway"/></subject>
    <subject type="cpnat:organisation" literal="lines"/>
    <subject type="cpnat:person"><name>Kari Moe</name></subject>
    <subject qcode="x:norway"/>
    <subject qcode="subj:04015001"/>
    <slugline>FERRY</slugline>
    <headline role="hld:short">Ferry back</headline>
    <headline>Ferry Polaris is back</headline>
    <dateline>BERGEN, Norway</dateline>
  </contentMeta>
  <assert literal="lines"><type qcode="cpnat:organisation"/><name>Fjord Lines</name></assert>
  <assert qcode="x:norway"><type qcode="cpnat:geoArea"/><name>Norway</name><sameAs qcode="iso3166-1a3:NOR"/>
    <broader><name>Europe</name></broader></assert>
  <contentSet>CONTENT</contentSet>
</newsItem>"#;

const XHTML: &str = r#"<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>
    <body><h1>Ferry Polaris is back</h1><p>By Ann Lee</p><p>BERGEN, Norway (EW) – The ferry sailed.</p><p>It left on time.</p></body></html></inlineXML>"#;

fn item(content: &str) -> String {
    ITEM.replace("CONTENT", content)
}

fn parse_text(xml: &str) -> Parsed {
    parse(xml.as_bytes(), &SOURCE)
}

#[track_caller]
fn one(xml: &str) -> Article {
    let mut parsed = parse_text(xml);
    assert_eq!(parsed.problems, [], "{xml}");
    assert_eq!(parsed.articles.len(), 1, "{xml}");
    parsed.articles.remove(0)
}

#[track_caller]
fn is_problem(xml: &str, expected: &str) {
    let parsed = parse_text(xml);
    let said = parsed.problems.into_iter().map(|problem| problem.0).chain(parsed.not_articles);
    assert_eq!((parsed.articles.len(), said.collect::<Vec<_>>()), (0, vec![expected.to_owned()]), "{xml}");
}

#[test]
fn reads_an_item() {
    let article = one(&item(XHTML));
    assert_eq!(article.title, "Ferry Polaris is back");
    assert_eq!(article.body, "The ferry sailed.\n\nIt left on time.");
    assert_eq!(article.byline.as_deref(), Some("Ann Lee"));
    assert_eq!(article.dateline.as_deref(), Some("BERGEN, Norway (EW)"));
    let stamp = article.date.expect("it is dated");
    assert_eq!((stamp.day, stamp.precision), (date(2016, 1, 1), Precision::Second));
    assert_eq!(stamp.instant, "2016-01-02T04:30:00Z".parse().ok());
    assert_eq!((article.guid.as_deref(), article.version), (Some("urn:newsml:wire.example:20160101:ferry"), Some(4)));
    assert_eq!((article.source.as_deref(), article.language.as_deref()), (Some("The Example Wire"), Some("en")));
    assert_eq!(article.url.as_deref(), Some("https://wire.example/ferry"));
    assert_eq!(article.places, ["Bergen, Norway", "Norway"]);
    assert_eq!(article.organizations, ["Fjord Lines"]);
    assert_eq!(article.people, ["Kari Moe"]);
    assert_eq!(article.topics, ["shipping", "ferries"]);
    let codes = ["medtop:20000337", "x:bergen", "iso3166-2:NO-46", "x:norway", "iso3166-1a3:NOR", "subj:04015001"];
    assert_eq!(article.codes, codes);
}

#[test]
fn the_story_may_be_nitf_xhtml_text_or_html_in_text() {
    let nitf = "<inlineXML><nitf xmlns='x'><body><body.head><byline>By Bo Chen</byline></body.head><body.content><p>One.</p><p>Two.</p></body.content></body></nitf></inlineXML>";
    let table = [
        (nitf, "One.\n\nTwo."),
        ("<inlineXML><p>One.</p><p>Two.</p></inlineXML>", "One.\n\nTwo."),
        ("<inlineData contenttype='text/plain'>One.\n\nTwo.</inlineData>", "One.\n\nTwo."),
        ("<inlineData contenttype='text/html'><![CDATA[<p>One.</p><p>Two.</p>]]></inlineData>", "One.\n\nTwo."),
        ("<inlineXML><html><body>One.<br/><br/>Two.</body></html></inlineXML>", "One.\n\nTwo."),
        ("<inlineXML/><remoteContent/><inlineXML><p>One.</p><p>Two.</p></inlineXML>", "One.\n\nTwo."),
        // A flash.
        ("<inlineXML><html><body><p/></body></html></inlineXML>", ""),
    ];
    for (content, expected) in table {
        assert_eq!(one(&item(content)).body, expected, "{content}");
    }
}

#[test]
fn a_message_holds_many_items_and_what_they_mean() {
    let inner =
        item("<inlineXML><p>One.</p></inlineXML>").replace("<subject qcode=\"subj:04015001\"/>", "<subject qcode='c:9'/>");
    let concept =
        "<conceptItem><concept><conceptId qcode='c:9'/><type qcode='cpnat:person'/><name>Bo Chen</name></concept></conceptItem>";
    let picture = "<newsItem guid='p'><itemMeta><itemClass qcode='ninat:picture'/></itemMeta><contentSet><inlineXML><p>A caption.</p></inlineXML></contentSet></newsItem>";
    let parsed = parse_text(&format!(
        "<newsMessage><header><sent>2016-01-01</sent></header><itemSet>{picture}{inner}{inner}{concept}</itemSet></newsMessage>"
    ));
    assert_eq!((parsed.articles.len(), parsed.problems.len()), (2, 0));
    assert_eq!(parsed.articles[0].people, ["Kari Moe", "Bo Chen"]);
}

#[test]
fn names_may_have_prefixes() {
    let plain = item("<inlineXML><html><body><p>One.</p></body></html></inlineXML>");
    let prefixed = plain.replace("<newsItem xmlns=", "<newsItem xmlns:n=").replace("</", "</n:");
    let mut out = String::new();
    for (index, piece) in prefixed.split('<').enumerate() {
        if index > 0 {
            out.push('<');
        }
        if piece.starts_with(|c: char| c.is_alphabetic()) {
            out.push_str("n:");
        }
        out.push_str(piece);
    }
    let head = Head { extension: "", bytes: out.as_bytes(), is_whole: true };
    assert!(recognize(&head), "{out}");
    assert_eq!(one(&out), one(&plain));
}

#[test]
fn what_is_taken_back_is_no_article() {
    let signals = [
        ("<pubStatus qcode=\"stat:usable\"/>", "<pubStatus qcode=\"stat:canceled\"/>"),
        ("<pubStatus qcode=\"stat:usable\"/>", "<pubStatus uri=\"http://cv.iptc.org/newscodes/pubstatusg2/canceled\"/>"),
        ("<signal qcode=\"sig:update\"/>", "<signal qcode=\"sig:kill\"/>"),
    ];
    for (from, to) in signals {
        let parsed = parse_text(&item(XHTML).replace(from, to));
        let guid = "urn:newsml:wire.example:20160101:ferry".to_owned();
        assert_eq!(parsed.withdrawals, [Withdrawal { guid, version: Some(4) }], "{to}");
        assert_eq!((parsed.articles.len(), parsed.problems.len()), (0, 0), "{to}");
    }
}

#[test]
fn a_file_without_text_says_what_it_holds() {
    let of_class = |class: &str| format!("<newsItem guid='a'><itemMeta><itemClass qcode='ninat:{class}'/></itemMeta></newsItem>");
    is_problem(&of_class("picture"), "it holds a picture, no text");
    is_problem(&of_class("text"), "it holds an item without content, no text");
    is_problem("<packageItem/>", "it holds a package of other items, no text");
    let both = format!("<newsMessage><itemSet>{}{}<conceptItem/></itemSet></newsMessage>", of_class("video"), of_class("audio"));
    is_problem(&both, "it holds a list of concepts, a sound and a video, no text");
    is_problem("<newsMessage/>", "it holds no news item");
    let results = item("<inlineXML><sports-content><team>Oslo</team></sports-content></inlineXML>");
    is_problem(&results, "it holds an item without content, no text");
}

#[test]
fn missing_dates_and_sources_are_taken_from_elsewhere() {
    let bare = |meta: &str| {
        one(&format!(
            "<newsMessage xml:lang='no'><header><sent>2016-01-03</sent><sender>wire.example</sender></header><itemSet><newsItem>{meta}\
             <contentSet><inlineXML><p>One.</p></inlineXML></contentSet></newsItem></itemSet></newsMessage>"
        ))
    };
    let article = bare("<itemMeta><title>Rain</title></itemMeta>");
    assert_eq!(article.date.map(|date| date.day), Some(date(2016, 1, 3)));
    assert_eq!((article.title.as_str(), article.source.as_deref()), ("Rain", Some("wire.example")));
    assert_eq!((article.language.as_deref(), article.guid), (Some("no"), None));
    let article = bare(
        "<itemMeta><versionCreated/></itemMeta><contentMeta><contentCreated>2016-01-02T10:00:00Z</contentCreated><slugline>RAIN</slugline></contentMeta>",
    );
    assert_eq!((article.date.map(|date| date.day), article.title.as_str()), (Some(date(2016, 1, 2)), "RAIN"));
}
