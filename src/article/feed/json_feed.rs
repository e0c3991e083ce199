//! JSON Feed, versions 1 and 1.1.
//!
//! In: a JSON object with a version that is an address at jsonfeed.org. Out: an article for each item that has text.

use serde_json::Value;

use super::of_entries;
use crate::article::decode;
use crate::article::json::{self, values};
use crate::article::xml::values::{add, fill};
use crate::article::{Article, Parsed, Source};

/// Whether bytes begin such an object. The version may come behind a long list of items, but nobody writes it there.
pub fn recognize(bytes: &[u8]) -> bool {
    const REACH: usize = 4096;
    let start = json::without_mark(bytes).trim_ascii_start();
    let start = &start[..start.len().min(REACH)];
    start.starts_with(b"{")
        && memchr::memmem::find(start, b"\"version\"").is_some()
        && [b"://jsonfeed.org/version/".as_slice(), b":\\/\\/jsonfeed.org\\/version\\/"]
            .iter()
            .any(|address| memchr::memmem::find(start, address).is_some())
}

pub fn parse(bytes: &[u8], source: &Source) -> Parsed {
    let decoded = decode::decode(json::without_mark(bytes), Some("utf-8"));
    let feed: Value = match serde_json::from_str(&decoded.text) {
        Ok(feed) => feed,
        Err(error) => return Parsed::problem(format!("not valid JSON: {error}")),
    };
    match feed.get("items").and_then(Value::as_array) {
        Some(items) if !items.is_empty() => of_entries(items.iter().map(|item| article(item, &feed, source))),
        _ => Parsed { not_articles: vec!["the feed has no entries".to_owned()], ..Parsed::default() },
    }
}

fn article(item: &Value, feed: &Value, source: &Source) -> Article {
    let line = |key: &str| item.get(key).and_then(values::line);
    let author = |of: &Value| ["authors", "author"].iter().find_map(|key| values::byline(of.get(key)?));
    let mut article = Article {
        guid: item.get("id").and_then(values::identifier),
        title: line("title").unwrap_or_default(),
        byline: author(item).or_else(|| author(feed)),
        date: ["date_published", "date_modified"].iter().find_map(|key| values::date(item.get(key)?, source.read_on)),
        source: feed.get("title").and_then(values::line),
        language: [item, feed].iter().find_map(|of| values::language(of.get("language")?.as_str()?)),
        url: ["url", "external_url"].iter().find_map(|key| values::url(item.get(key)?)),
        body: ["content_html", "content_text", "summary"].iter().find_map(|key| values::body(item.get(key)?)).unwrap_or_default(),
        ..Article::default()
    };
    for tag in item.get("tags").and_then(Value::as_array).into_iter().flatten() {
        add(&mut article.topics, values::line(tag));
    }
    fill(&mut article.guid, || article.url.clone());
    json::tidy_body(&mut article);
    article
}
