//! Reuters Corpus Volume 1: the stories of one year, 1996 to 1997, one a file.
//!
//! In: a document `<newsitem>`. Out: one article; its codes with the names of the lists that they are from.
//!
//! Rule kept here: the codes of topics and industries are kept as they are, for the file does not tell what they mean; those of countries
//! are places as well, as they are in Reuters-21578.

use std::borrow::Cow;

use super::xml::tree::Child;
use super::xml::values::{add, fill};
use super::xml::{self, Document, Element, story, values};
use super::{Article, Format, Head, Parsed, Problem, Records, Source, text};

pub const FORMAT: Format = Format {
    name: "rcv1",
    what: "a story of Reuters Corpus Volume 1",
    extensions: &[],
    recognized_by: "the root element newsitem",
    fields: &["byline", "dateline", "date", "source", "language", "guid", "places", "topics", "codes"],
    recognize,
    records: Records::Whole,
    parse,
};

fn recognize(head: &Head) -> bool {
    xml::root(head.bytes).is_some_and(|root| root.name == "newsitem")
}

fn parse(bytes: &[u8], source: &Source) -> Parsed {
    let decoded = xml::tree::decode(bytes);
    let document = match Document::parse(&decoded.text) {
        Ok(document) => document,
        Err(problem) => return Parsed::problem(problem),
    };
    let items = document.roots().filter_map(Child::into_element).filter(|root| root.name() == "newsitem" && root.is_whole());
    let articles: Vec<Article> = items.map(|item| article(item, source)).collect();
    let has_text = |article: &Article| !article.title.is_empty() || !article.body.is_empty();
    let mut parsed = Parsed { articles: articles.into_iter().filter(has_text).collect(), ..Parsed::default() };
    match document.damage {
        Some(damage) => parsed.problems.push(Problem(damage)),
        None if parsed.articles.is_empty() => {
            parsed.problems.push(Problem("the story is empty: it has neither headline nor text".to_owned()))
        }
        None => {}
    }
    parsed
}

fn article(item: Element, source: &Source) -> Article {
    let line = |name: &str| item.child(name).and_then(|element| element.line());
    let metadata = item.child("metadata");
    let elements: Vec<Element> = metadata.into_iter().flat_map(|metadata| metadata.children_named("dc")).collect();
    let dublin_core = |name: &str| {
        let element = elements.iter().find(|element| element.attribute("element").is_some_and(|found| found == name))?;
        element.attribute("value").map(|value| text::clean_line(&value))
    };
    let day = item.attribute("date").map(String::from);
    let days = [day, dublin_core("dc.date.published"), dublin_core("dc.date.created")];
    let mut article = Article {
        guid: item.attribute("itemid").map(|id| text::clean_line(&id)),
        title: line("headline").or_else(|| line("title")).unwrap_or_default(),
        byline: line("byline").and_then(|byline| text::byline(&byline)),
        dateline: item.child("dateline").and_then(values::dateline),
        date: days.into_iter().flatten().find_map(|day| values::date(&day, source.read_on)),
        source: dublin_core("dc.source").or_else(|| dublin_core("dc.publisher")),
        language: item.attribute("xml:lang").and_then(|tag| values::language(&tag)),
        body: item.child("text").map(story::body).unwrap_or_default(),
        ..Article::default()
    };
    fill(&mut article.dateline, || dublin_core("dc.creator.location"));
    let is_code = |code: &Cow<str>| !code.contains(char::is_whitespace);
    for list in metadata.into_iter().flat_map(|metadata| metadata.children_named("codes")) {
        // `bip:topics:1.0` is the first edition of the list `bip:topics`.
        let class = list.attribute("class").unwrap_or_default();
        let scheme = class.strip_suffix(":1.0").unwrap_or(&class);
        for code in list.children_named("code").filter_map(|code| code.attribute("code")).filter(is_code) {
            match scheme {
                "bip:countries" => add(&mut article.places, code.to_string()),
                "bip:topics" => add(&mut article.topics, code.to_string()),
                _ => {}
            }
            add(&mut article.codes, format!("{scheme}:{code}"));
        }
    }
    values::tidy_body(&mut article);
    article
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::article::Precision;

    const SOURCE: Source = Source { path: "a.xml", read_on: date(2026, 11, 24), url: None };

    const STORY: &str = "<?xml version=\"1.0\" encoding=\"iso-8859-1\" ?>\n<newsitem itemid=\"7\" id=\"root\" date=\"1996-08-20\" xml:lang=\"en\">\n\
        <title>NORWAY: Ferry back.</title>\n<headline>Ferry back.</headline>\n<byline>Ann Lee</byline>\n<dateline>BERGEN, Norway 1996-08-20</dateline>\n\
        <text>\n<p>The ferry\nsailed.</p>\n<p>It left &amp; came.</p>\n</text>\n<copyright>(c) Reuters Limited 1996</copyright>\n<metadata>\n\
        <codes class=\"bip:countries:1.0\">\n<code code=\"NORW\"> </code>\n</codes>\n<codes class=\"bip:topics:1.0\">\n<code code=\"GTOUR\"/></codes>\n\
        <dc element=\"dc.source\" value=\"Reuters\"/>\n</metadata>\n</newsitem>";

    #[test]
    fn reads_a_story() {
        let article = parse(STORY.as_bytes(), &SOURCE).articles.remove(0);
        assert_eq!((article.title.as_str(), article.body.as_str()), ("Ferry back.", "The ferry sailed.\n\nIt left & came."));
        assert_eq!(article.date.map(|date| (date.day, date.precision)), Some((date(1996, 8, 20), Precision::Day)));
        assert_eq!((article.guid.as_deref(), article.byline.as_deref()), (Some("7"), Some("Ann Lee")));
        assert_eq!(article.dateline.as_deref(), Some("BERGEN, Norway 1996-08-20"));
        assert_eq!((article.source.as_deref(), article.language.as_deref()), (Some("Reuters"), Some("en")));
        assert_eq!((article.places, article.topics), (vec!["NORW".to_owned()], vec!["GTOUR".to_owned()]));
        assert_eq!(article.codes, ["bip:countries:NORW", "bip:topics:GTOUR"]);
    }

    #[test]
    fn an_empty_story_says_so() {
        let parsed = parse(b"<newsitem itemid='7'><text/></newsitem>", &SOURCE);
        assert_eq!(parsed.problems, [Problem("the story is empty: it has neither headline nor text".to_owned())]);
    }
}
