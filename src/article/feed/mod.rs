//! Feeds: RSS 0.9 to 2.0, Atom 0.3 and 1.0, JSON Feed.
//!
//! In: a feed. Out: an article for each entry that has text, whole or in summary; those that have none are counted,
//! and no fault.
//!
//! Rule kept here: feeds mix their dialects, so an entry is read by names that all of them have, and one way for all versions. They are
//! read as the other formats of XML are: broken or not, with the zones of their dates, and no entities. The crate feed-rs 2.4 has all dates
//! in UTC, brings a second parser of XML, and gives an error for 284 of the 1,987 files of feedparser's tests, 86 of them for their encoding.

mod entry;
mod json_feed;

use memchr::memmem;

use super::xml::{self, Document, Element};
use super::{Article, Format, Head, Parsed, Problem, Records, Source};
use entry::Channel;

pub const FORMAT: Format = Format {
    name: "feed",
    what: "a feed: RSS, Atom or JSON Feed; its entries, where they have text",
    extensions: &["rss", "atom"],
    recognized_by: "the root element rss, RDF of RSS, or feed; a JSON object with a version of jsonfeed.org",
    fields: &["byline", "dateline", "date", "source", "section", "language", "guid", "url", "topics"],
    recognize,
    records: Records::Whole,
    parse,
};

fn recognize(head: &Head) -> bool {
    if json_feed::recognize(head.bytes) {
        return true;
    }
    let Some(root) = xml::root(head.bytes) else {
        // Something stands before the root: an entity, a line of a log.
        return FORMAT.extensions.contains(&head.extension) && memmem::find(head.bytes, b"<").is_some();
    };
    let mentions = |words: &[&[u8]]| words.iter().any(|word| memmem::find(head.bytes, word).is_some());
    match root.name.as_str() {
        "rss" => true,
        "feed" => root.namespace.to_ascii_lowercase().contains("atom") || root.namespace.is_empty() && mentions(&[b"<entry"]),
        // RDF describes all kinds of things.
        "RDF" => mentions(&[b"purl.org/rss/", b"my.netscape.com/", b"channel.netscape.com/", b"purl.org/net/rss"]),
        _ => false,
    }
}

fn parse(bytes: &[u8], source: &Source) -> Parsed {
    if json_feed::recognize(bytes) {
        return json_feed::parse(bytes, source);
    }
    let decoded = xml::tree::decode(bytes);
    let document = match Document::parse(&decoded.text) {
        Ok(document) => document,
        Err(problem) => return Parsed::problem(problem),
    };
    let mut entries = Vec::new();
    let roots = document.roots().filter_map(xml::tree::Child::into_element);
    roots.for_each(|root| collect(root, 0, &mut entries));
    let channel = Channel::of(&document);
    let whole = entries.iter().filter(|entry| entry.is_whole());
    let mut parsed = of_entries(whole.map(|entry| entry::article(*entry, &channel, source)));
    match document.damage {
        Some(damage) => parsed.problems.push(Problem(damage)),
        None if document.roots().next().is_none() => parsed.problems.push(Problem("it holds no feed".to_owned())),
        None if entries.is_empty() => parsed.not_articles.push("the feed has no entries".to_owned()),
        None => {}
    }
    parsed
}

/// Finds the entries. Those of RSS 1.0 stand beside the channel, all others in it.
fn collect<'d, 't>(element: Element<'d, 't>, depth: usize, entries: &mut Vec<Element<'d, 't>>) {
    const DEEPEST: usize = 6;
    match element.name() {
        "item" | "entry" => entries.push(element),
        _ if depth < DEEPEST => element.children().for_each(|child| collect(child, depth + 1, entries)),
        _ => {}
    }
}

/// Keeps the articles that have text, and says how many have none.
fn of_entries(articles: impl Iterator<Item = Article>) -> Parsed {
    let mut parsed = Parsed::default();
    let mut empty = 0u64;
    for article in articles {
        if article.body.is_empty() {
            empty += 1;
        } else {
            parsed.articles.push(article);
        }
    }
    match empty {
        0 => {}
        1 => parsed.not_articles.push("1 entry has no text, only a link".to_owned()),
        _ => parsed.not_articles.push(format!("{empty} entries have no text, only links")),
    }
    parsed
}

#[cfg(test)]
mod tests;
