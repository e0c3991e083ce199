//! NITF, the News Industry Text Format of the IPTC: one story of a news agency.
//!
//! In: a document `<nitf>`, or such an element within NewsML. Out: the article; a withdrawal where its `management-status` takes it back.
//!
//! Rule kept here: agencies fill different elements with the same, so a field is read from the first of several that holds something
//! usable. Names that are marked in the running text count as metadata: an agency marked them.

use super::xml::values::{add, country_code, fill, subject_code};
use super::xml::{self, Document, Element, story, values};
use super::{Article, Format, Head, Parsed, Problem, Records, Source, Withdrawal, text};

pub const FORMAT: Format = Format {
    name: "nitf",
    what: "a story in NITF, the markup of news agencies",
    extensions: &["nitf"],
    recognized_by: "the root element nitf",
    fields: super::AGENCY_FIELDS,
    recognize,
    records: Records::Whole,
    parse,
};

fn recognize(head: &Head) -> bool {
    xml::root(head.bytes).is_some_and(|root| root.name == "nitf")
}

fn parse(bytes: &[u8], source: &Source) -> Parsed {
    let decoded = xml::tree::decode(bytes);
    let document = match Document::parse(&decoded.text) {
        Ok(document) => document,
        Err(problem) => return Parsed::problem(problem),
    };
    let mut parsed = Parsed::default();
    for nitf in document.roots().filter_map(xml::tree::Child::into_element).filter(|root| root.name() == "nitf") {
        if nitf.is_whole() {
            read(nitf, source, &mut parsed);
        }
    }
    let is_silent = parsed.articles.is_empty() && parsed.withdrawals.is_empty() && parsed.problems.is_empty();
    match document.damage {
        Some(damage) => parsed.problems.push(Problem(damage)),
        None if is_silent => parsed.problems.push(Problem("no <nitf> element".to_owned())),
        None => {}
    }
    parsed
}

fn read(nitf: Element, source: &Source, parsed: &mut Parsed) {
    let mut article = article(nitf, source);
    let docdata = nitf.at(&["head", "docdata"]);
    let status = |name: &str| docdata.and_then(|docdata| docdata.attribute(name)).is_some_and(|status| is_withdrawn(&status));
    // It may take back another document, with or without standing in its place.
    if status("management-idref-status")
        && let Some(guid) = docdata.and_then(|docdata| docdata.attribute("management-doc-idref"))
    {
        parsed.withdrawals.push(Withdrawal { guid: text::clean_line(&guid), version: None });
    }
    if status("management-status")
        && let Some(guid) = article.guid
    {
        parsed.withdrawals.push(Withdrawal { guid, version: article.version });
        return;
    }
    if article.title.is_empty() && article.body.is_empty() {
        parsed.problems.push(Problem("the story is empty: it has neither headline nor text".to_owned()));
        return;
    }
    if article.guid.is_none() {
        article.guid = article.url.clone();
    }
    parsed.articles.push(article);
}

/// Whether a status of a document says that its agency takes it back.
pub fn is_withdrawn(status: &str) -> bool {
    const WORDS: &[&str] = &["canceled", "cancelled", "killed", "withdrawn", "withheld"];
    WORDS.iter().any(|word| status.trim().eq_ignore_ascii_case(word))
}

/// Reads a story, wherever its element stands.
pub fn article(nitf: Element, source: &Source) -> Article {
    let mut article = Article::default();
    if let Some(head) = nitf.child("head") {
        read_head(head, source, &mut article);
    }
    let body = nitf.child("body");
    article.language = [Some(nitf), body]
        .into_iter()
        .flatten()
        .find_map(|element| ["xml:lang", "lang", "baselang"].iter().find_map(|name| values::language(&element.attribute(name)?)));
    if let Some(head) = body.and_then(|body| body.child("body.head")) {
        read_body_head(head, source, &mut article);
    }
    if article.title.is_empty() {
        article.title = nitf.at(&["head", "title"]).and_then(|title| title.line()).unwrap_or_default();
    }
    if let Some(content) = body.and_then(|body| body.child("body.content")).or(body) {
        article.body = story::body(content);
        // Nearly all have none of them.
        content.descendants().for_each(|element| read_name(element, &mut article));
    }
    if article.body.is_empty() {
        article.body = second_choice(body).unwrap_or_default();
    }
    values::tidy_body(&mut article);
    article
}

/// What stands for the text of a story without one: its abstract, or its second headline.
fn second_choice(body: Option<Element>) -> Option<String> {
    let head = body?.child("body.head")?;
    let summary = head.child("abstract").map(story::body).filter(|summary| !summary.is_empty());
    summary.or_else(|| head.at(&["hedline", "hl2"]).and_then(|second| second.line()))
}

fn read_head(head: Element, source: &Source, article: &mut Article) {
    let docdata = head.child("docdata");
    let pubdata = head.child("pubdata");
    let norm = |name: &str| docdata?.child(name)?.attribute("norm");
    article.guid = docdata.and_then(|docdata| docdata.child("doc-id")?.attribute("id-string")).map(|id| text::clean_line(&id));
    article.version = docdata.and_then(|docdata| number(&docdata.child("du-key")?.attribute("version")?));
    article.date = ["date.issue", "date.release"]
        .iter()
        .filter_map(|name| norm(name))
        .chain(pubdata.and_then(|pubdata| pubdata.attribute("date.publication")))
        .find_map(|value| values::date(&value, source.read_on));
    article.url = pubdata
        .and_then(|pubdata| pubdata.attribute("ex-ref"))
        .filter(|url| url.starts_with("http"))
        .map(|url| text::clean_line(&url));
    let holder = docdata.and_then(|docdata| docdata.child("doc.copyright")?.attribute("holder"));
    article.source = holder.and_then(|holder| publisher(&holder));
    let subjects = head.child("tobject");
    article.section = pubdata
        .and_then(|pubdata| pubdata.attribute("position.section"))
        .or_else(|| subjects?.attribute("tobject.type").filter(|kind| !is_kind_of_text(kind)))
        .map(|section| text::clean_line(&section));
    for subject in subjects.into_iter().flat_map(|subjects| subjects.children_named("tobject.subject")) {
        let value = |name: &str| subject.attribute(name).map(|value| text::clean_line(&value));
        for name in ["tobject.subject.type", "tobject.subject.matter", "tobject.subject.detail"] {
            add(&mut article.topics, value(name));
        }
        add(&mut article.codes, value("tobject.subject.refnum").and_then(|code| subject_code(&code)));
    }
    if let Some(docdata) = docdata {
        read_docdata(docdata, article);
    }
    for meta in head.children_named("meta") {
        let is_source = matches!(meta.attribute("name").as_deref(), Some("aap-source" | "NTBKilde"));
        if is_source {
            fill(&mut article.source, || meta.attribute("content").and_then(|name| publisher(&name)));
        }
    }
}

fn read_docdata(docdata: Element, article: &mut Article) {
    for keyword in docdata.descendants().filter(|element| element.name() == "keyword") {
        let key = keyword.attribute("key").map(|key| text::clean_line(&key));
        add(&mut article.topics, key.or_else(|| keyword.line()));
    }
    for event in docdata.children_named("evloc") {
        let part = |name: &str| event.attribute(name).map(|part| text::clean_line(&part));
        let parts = [part("city"), part("county-dist"), part("state-prov")];
        add(&mut article.places, joined(parts.into_iter().flatten()));
        add(&mut article.codes, part("iso-cc").and_then(|code| country_code(&code)));
    }
    for element in docdata.children_named("identified-content").flat_map(|content| content.descendants()) {
        read_name(element, article);
        if matches!(element.name(), "classifier") {
            let value = element.attribute("value").map(|value| text::clean_line(&value));
            add(&mut article.topics, element.line().or(value));
        }
    }
    let carrier = docdata.at(&["del-list", "from-src"]).and_then(|carrier| carrier.attribute("src-name"));
    let registrar = docdata.child("doc-id").and_then(|id| id.attribute("regsrc"));
    fill(&mut article.source, || registrar.or(carrier).and_then(|name| publisher(&name)));
}

/// Reads the headline, the author, the dateline and the distributor.
fn read_body_head(head: Element, source: &Source, article: &mut Article) {
    let headlines = head.child("hedline").or_else(|| head.child("headline"));
    let headline = headlines.and_then(|lines| lines.child("hl1").and_then(|line| line.line()).or_else(|| lines.line()));
    article.title = headline.unwrap_or_default();
    let bylines: Vec<String> = head
        .children_named("byline")
        .filter_map(|line| text::byline(line.line_without(&["byttl"])?.trim_end_matches([',', ' '])))
        .collect();
    article.byline = joined(bylines.into_iter());
    if let Some(dateline) = head.child("dateline") {
        article.dateline = values::dateline(dateline);
        let stamp = dateline.find("story.date");
        let value = stamp.and_then(|stamp| stamp.attribute("norm").map(String::from).or_else(|| stamp.line()));
        article.date = article.date.or_else(|| values::date(&value?, source.read_on));
    }
    fill(&mut article.source, || publisher(&head.child("distributor")?.line()?));
}

/// Reads a name that is marked as one, in the running text or in the list of what a story is about.
fn read_name(element: Element, article: &mut Article) {
    let field = match element.name() {
        "location" => {
            add(&mut article.places, place(element));
            let country = element.child("country").and_then(|country| country.attribute("iso-cc"));
            add(&mut article.codes, country.and_then(|code| country_code(&code)));
            add(&mut article.codes, code_of(element, "location-code", "code-source"));
            return;
        }
        "org" => &mut article.organizations,
        "person" => &mut article.people,
        _ => return,
    };
    let name = element.line().map(|name| name.trim_end_matches("'s").trim_end_matches("’s").to_owned());
    add(field, name);
    add(&mut article.codes, code_of(element, "value", "idsrc"));
}

/// Returns a code with the scheme that it is of, where that has a name that can be one.
fn code_of(element: Element, code: &str, scheme: &str) -> Option<String> {
    let (code, scheme) = (element.attribute(code)?, element.attribute(scheme)?);
    let is_plain = |value: &str| !value.contains(char::is_whitespace);
    (is_plain(&code) && is_plain(&scheme)).then(|| format!("{scheme}:{code}"))
}

/// Returns a place with what it lies in: `Oslo, Norway`.
fn place(location: Element) -> Option<String> {
    const PARTS: &[&str] = &["sublocation", "city", "state", "region", "country"];
    let parts = PARTS.iter().filter_map(|part| location.child(part)?.line());
    joined(parts).or_else(|| location.line())
}

/// Joins what is not said twice.
fn joined(parts: impl Iterator<Item = String>) -> Option<String> {
    let mut list: Vec<String> = Vec::new();
    parts.for_each(|part| add(&mut list, part));
    Some(list.join(", ")).filter(|joined| !joined.is_empty())
}

/// Returns a publisher without what a lawyer added.
fn publisher(name: &str) -> Option<String> {
    let name = text::clean_line(name);
    let end = name.to_ascii_lowercase().find("all rights reserved").filter(|&end| name.is_char_boundary(end));
    let name = name[..end.unwrap_or(name.len())].trim_end_matches(['.', ',', ' ']);
    (!name.is_empty()).then(|| name.to_owned())
}

/// Whether a type of an object says what nearly every document is.
fn is_kind_of_text(kind: &str) -> bool {
    matches!(kind.trim().to_ascii_lowercase().as_str(), "news" | "text" | "data" | "article" | "advisory" | "alert")
}

fn number(value: &str) -> Option<u64> {
    value.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::article::Precision;

    const SOURCE: Source = Source { path: "a.xml", read_on: date(2026, 11, 24), url: None };

    const STORY: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-6.dtd">
<nitf xml:lang="en-GB">
  <head>
    <title>A name for the desk</title>
    <tobject tobject.type="News">
      <tobject.subject tobject.subject.refnum="11006000" tobject.subject.type="Politics" tobject.subject.matter="Government"/>
      <tobject.subject tobject.subject.refnum="n/a" tobject.subject.type="Politics"/>
    </tobject>
    <docdata management-status="usable">
      <doc-id id-string="wire.17" regsrc="Wire"/>
      <date.issue norm="20160101T233000-0500"/>
      <du-key key="ferry" version="3"/>
      <evloc city="Bergen" state-prov="Vestland" iso-cc="NOR"/>
      <doc.copyright year="2016" holder="The Example Wire. All rights reserved."/>
      <key-list><keyword key="ferries"/><keyword>ports</keyword><keyword key="ferries"/></key-list>
      <identified-content>
        <location location-code="NO-46" code-source="iso3166-2"><city>Bergen</city>, <state>Vestland</state><country iso-cc="NO">Norway</country></location>
        <org value="FJ1" idsrc="lei">Fjord&nbsp;Lines</org>
        <person>Kari Moe</person>
        <classifier type="topic" value="shipping"/>
      </identified-content>
    </docdata>
    <pubdata position.section="World" ex-ref="https://wire.example/17"/>
  </head>
  <body>
    <body.head>
      <hedline><hl1>Ferry <em>Polaris</em> back &amp; sailing</hl1><hl2>Repairs took a year</hl2></hedline>
      <byline>By <person>Ann Lee</person><byttl>Staff Writer</byttl></byline>
      <dateline><location><city>BERGEN</city>, <country>Norway</country></location> <story.date norm="20151231">Dec 31</story.date></dateline>
      <abstract><p>In short.</p></abstract>
    </body.head>
    <body.content>
      <media media-type="image"><media-caption>The ferry.</media-caption></media>
      <p>BERGEN, Norway (EW) — The ferry sailed, <person>Kari Moe's</person> crew said.</p>
      <hl2>No delay</hl2>
      <block><p>It left on time.</p></block>
    </body.content>
    <body.end><tagline>Bo Chen helped.</tagline></body.end>
  </body>
</nitf>"#;

    #[track_caller]
    fn one(xml: &str) -> Article {
        let mut parsed = parse(xml.as_bytes(), &SOURCE);
        assert_eq!(parsed.problems, [], "{xml}");
        assert_eq!(parsed.articles.len(), 1, "{xml}");
        parsed.articles.remove(0)
    }

    #[test]
    fn reads_a_story() {
        let article = one(STORY);
        assert_eq!(article.title, "Ferry Polaris back & sailing");
        assert_eq!(article.body, "The ferry sailed, Kari Moe's crew said.\n\nNo delay\n\nIt left on time.");
        assert_eq!(article.byline.as_deref(), Some("Ann Lee"));
        assert_eq!(article.dateline.as_deref(), Some("BERGEN, Norway (EW)"));
        let stamp = article.date.expect("it is dated");
        assert_eq!((stamp.day, stamp.precision), (date(2016, 1, 1), Precision::Second));
        assert_eq!(stamp.instant, "2016-01-02T04:30:00Z".parse().ok());
        assert_eq!((article.guid.as_deref(), article.version), (Some("wire.17"), Some(3)));
        assert_eq!(article.source.as_deref(), Some("The Example Wire"));
        assert_eq!((article.section.as_deref(), article.language.as_deref()), (Some("World"), Some("en")));
        assert_eq!(article.url.as_deref(), Some("https://wire.example/17"));
        assert_eq!(article.places, ["Bergen, Vestland", "Bergen, Vestland, Norway"]);
        assert_eq!(article.organizations, ["Fjord Lines"]);
        assert_eq!(article.people, ["Kari Moe"]);
        assert_eq!(article.topics, ["Politics", "Government", "ferries", "ports", "shipping"]);
        assert_eq!(article.codes, ["subj:11006000", "iso3166-1a3:NOR", "iso3166-1a2:NO", "iso3166-2:NO-46", "lei:FJ1"]);
    }

    #[test]
    fn what_agencies_leave_out_is_taken_from_elsewhere() {
        let body = "<body><body.content><p>Rain fell.</p></body.content></body>";
        let dated = |dates: &str| one(&format!("<nitf><head><docdata>{dates}</docdata></head>{body}</nitf>"));
        assert_eq!(
            dated("<date.issue norm=\"YYYYMMDD\"/><date.release norm=\"20160102\"/>").date.map(|date| date.day),
            Some(date(2016, 1, 2))
        );
        assert_eq!(dated("").date, None);
        let story = one(&format!(
            "<n:nitf xmlns:n='x'><n:head><n:title>Rain</n:title></n:head>{}</n:nitf>",
            body.replace("<body>", "<n:body>")
        ));
        assert_eq!((story.title.as_str(), story.body.as_str()), ("Rain", "Rain fell."));
        let head = "<body.head><hedline><hl1>Rain</hl1></hedline><dateline>OSLO <story.date norm='20160103T1200Z'/></dateline><abstract>It fell.</abstract></body.head>";
        let story = one(&format!("<nitf><body>{head}<body.content/></body></nitf>"));
        assert_eq!((story.body.as_str(), story.dateline.as_deref()), ("It fell.", Some("OSLO")));
        assert_eq!(story.date.map(|date| date.day), Some(date(2016, 1, 3)));
        let flash = one("<nitf><body><body.head><hedline><hl1>Rain</hl1></hedline></body.head></body></nitf>");
        assert_eq!((flash.title.as_str(), flash.body.as_str()), ("Rain", ""));
    }

    #[test]
    fn what_is_taken_back_is_no_article() {
        let docdata = |attributes: &str| {
            let docdata = format!("<docdata {attributes}><doc-id id-string='b'/><du-key version='2'/></docdata>");
            let xml = format!("<nitf><head>{docdata}</head><body><body.content><p>Rain fell.</p></body.content></body></nitf>");
            parse(xml.as_bytes(), &SOURCE)
        };
        let withdrawn = docdata("management-status='canceled'");
        assert_eq!(withdrawn.withdrawals, [Withdrawal { guid: "b".to_owned(), version: Some(2) }]);
        assert_eq!((withdrawn.articles.len(), withdrawn.problems.len()), (0, 0));
        let instead = docdata("management-status='usable' management-doc-idref='a' management-idref-status='canceled'");
        assert_eq!(instead.withdrawals, [Withdrawal { guid: "a".to_owned(), version: None }]);
        assert_eq!(instead.articles.len(), 1);
    }

    #[test]
    fn a_file_without_a_story_says_so() {
        let table = [
            ("<nitf/>", "the story is empty: it has neither headline nor text"),
            ("<nitf><body><body.content><p>Rain fe", "the file is cut off: it ends within \"p\", line 1"),
            ("", "no <nitf> element"),
        ];
        for (xml, expected) in table {
            let parsed = parse(xml.as_bytes(), &SOURCE);
            assert_eq!((parsed.articles.len(), parsed.problems), (0, vec![Problem(expected.to_owned())]), "{xml}");
        }
    }

    #[test]
    fn every_declared_encoding_is_read() {
        let story = |encoding: &str| {
            format!(
                "<?xml version=\"1.0\" encoding=\"{encoding}\"?><nitf><body><body.content><p>“Café” – só.</p></body.content></body></nitf>"
            )
        };
        let utf16: Vec<u8> = format!("\u{feff}{}", story("UTF-16")).encode_utf16().flat_map(u16::to_be_bytes).collect();
        let windows = story("windows-1252");
        let windows = encoding_rs::WINDOWS_1252.encode(&windows).0.into_owned();
        // An honest ISO-8859-1 has no quotation marks; what declares it is windows-1252 as often as not.
        let latin = story("ISO-8859-1");
        let latin = encoding_rs::WINDOWS_1252.encode(&latin).0.into_owned();
        for bytes in [story("utf-8").into_bytes(), utf16, windows, latin] {
            let parsed = parse(&bytes, &SOURCE);
            assert_eq!(parsed.articles[0].body, "“Café” – só.");
        }
    }
}
