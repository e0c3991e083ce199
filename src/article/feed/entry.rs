//! One entry of a feed in XML as an article.
//!
//! In: an `<item>` or `<entry>`, and what its feed says of all. Out: the article.
//!
//! Rule kept here: an element of the feed's own dialect counts before one of an extension (`title` before `media:title`), whole text before
//! a summary.

use serde_json::Value;

use crate::article::html::paragraphs::{LineBreaks, looks_like_html, paragraphs as html_paragraphs};
use crate::article::json::values as plain;
use crate::article::xml::values::{self, add, fill};
use crate::article::xml::{Document, Element, story};
use crate::article::{Article, Source, html, text};

/// What a feed says of all its entries.
#[derive(Debug, Default)]
pub struct Channel {
    title: Option<String>,
    language: Option<String>,
    author: Option<String>,
}

impl Channel {
    pub fn of(document: &Document) -> Self {
        let Some(root) = document.root() else { return Self::default() };
        let channel = root.child("channel").unwrap_or(root);
        let language = own(channel, &["language"]).and_then(|element| values::language(&element.raw_text()));
        Self {
            title: own(channel, &["title"]).and_then(line),
            language: language.or_else(|| language_of(channel)).or_else(|| language_of(root)),
            // That of RSS is who to write to about the feed.
            author: (root.name() == "feed").then(|| names(channel, "author")).flatten(),
        }
    }
}

pub fn article(entry: Element, channel: &Channel, source: &Source) -> Article {
    let written = ["creator", "author"].iter().find_map(|name| names(entry, name));
    let dates = ["pubDate", "published", "issued", "date", "created", "updated", "modified"];
    let mut article = Article {
        title: own(entry, &["title"]).and_then(line).unwrap_or_default(),
        byline: written.or_else(|| channel.author.clone()),
        date: dates
            .iter()
            .flat_map(|name| all(entry, name))
            .find_map(|element| values::date(&text::clean_line(&element.raw_text()), source.read_on)),
        source: publisher(entry).or_else(|| channel.title.clone()),
        section: own(entry, &["section"]).and_then(line),
        language: language(entry).or_else(|| channel.language.clone()),
        url: link(entry),
        body: body(entry),
        ..Article::default()
    };
    for category in all(entry, "category").chain(all(entry, "subject")) {
        let label = category.attribute("label").map(|label| plain::plain_line(&label));
        let term = category.attribute("term").map(|term| plain::plain_line(&term));
        add(&mut article.topics, line(category).or(label).or(term));
    }
    if let [topic] = article.topics.as_slice() {
        article.section = article.section.or_else(|| Some(topic.clone()));
    }
    let about = entry.attribute("rdf:about").map(|about| text::clean_line(&about));
    article.guid = own(entry, &["guid", "id", "identifier"]).and_then(|id| id.line()).or(about).filter(|id| !id.is_empty());
    fill(&mut article.guid, || article.url.clone());
    if let Some(text) = without_sign_off(&article.body) {
        article.body.truncate(text);
    }
    values::tidy_body(&mut article);
    article
}

/// Returns the elements of that name, those with the prefix of the entry itself first.
fn all<'d, 't>(entry: Element<'d, 't>, name: &str) -> impl Iterator<Item = Element<'d, 't>> + use<'d, 't> {
    let named: Vec<_> = entry.children().filter(|child| child.name() == name && !is_of_medium(child)).collect();
    let is_own = move |element: &Element| element.prefix() == entry.prefix();
    let (own, other): (Vec<_>, Vec<_>) = named.into_iter().partition(is_own);
    own.into_iter().chain(other)
}

/// Whether an element says something of a picture or a recording, and nothing of the entry.
fn is_of_medium(element: &Element) -> bool {
    match element.prefix() {
        "itunes" => !matches!(element.name(), "author" | "summary"),
        "media" | "georss" | "geo" => true,
        _ => false,
    }
}

/// Returns the first element by one of these names that holds something.
fn own<'d, 't>(entry: Element<'d, 't>, names: &[&str]) -> Option<Element<'d, 't>> {
    names.iter().flat_map(|name| all(entry, name)).find(|element| element.line().is_some())
}

/// Returns an element as a line; text may be HTML, which is what most titles with markup are.
fn line(element: Element) -> Option<String> {
    if is_encoded(element) {
        return None;
    }
    let has_elements = element.children().next().is_some();
    let line = if has_elements { element.line()? } else { plain::plain_line(&element.raw_text()) };
    Some(line).filter(|line| !line.is_empty())
}

/// Whether the text of an element stands for bytes.
fn is_encoded(element: Element) -> bool {
    let is_binary = |kind: &str| {
        let kind = kind.trim().to_ascii_lowercase();
        kind.contains('/') && !kind.starts_with("text/") && !kind.contains("xml") && !kind.contains("html")
    };
    element.attribute("mode").is_some_and(|mode| mode.eq_ignore_ascii_case("base64"))
        || element.attribute("type").is_some_and(|kind| is_binary(&kind))
}

/// Returns the names of all authors: `<name>` in Atom, `ann@post.example (Ann Lee)` in RSS.
fn names(entry: Element, name: &str) -> Option<String> {
    let authors = all(entry, name).filter_map(|author| match author.child("name") {
        Some(name) => line(name),
        None if author.children().next().is_some() => None,
        None => person(&author.raw_text()),
    });
    plain::byline(&Value::Array(authors.map(Value::String).collect()))
}

/// Returns the name of who is written as an address, or as a name with one.
fn person(written: &str) -> Option<String> {
    let written = plain::plain_line(written);
    let is_address = |text: &str| text.contains('@') && !text.contains(' ');
    let (before, inside) = match written.strip_suffix(')').and_then(|rest| rest.split_once('(')) {
        Some((before, inside)) => (before.trim(), inside.trim()),
        None => match written.strip_suffix('>').and_then(|rest| rest.split_once('<')) {
            Some((before, inside)) => (before.trim(), inside.trim()),
            None => (written.as_str(), ""),
        },
    };
    let name = match () {
        () if is_address(before) => inside,
        () if is_address(inside) => before,
        () => written.as_str(),
    };
    (!name.is_empty() && !is_address(name)).then(|| name.to_owned())
}

/// Returns who published an entry that was taken over from another feed.
fn publisher(entry: Element) -> Option<String> {
    let source = all(entry, "source").next()?;
    let title = source.child("title").and_then(line);
    title.or_else(|| if source.children().next().is_none() { line(source) } else { None }).filter(|name| !name.contains("://"))
}

fn language_of(element: Element) -> Option<String> {
    element.attribute("xml:lang").and_then(|tag| values::language(&tag))
}

fn language(entry: Element) -> Option<String> {
    let declared = own(entry, &["language"]).and_then(|element| values::language(&element.raw_text()));
    let of_text = || ["content", "title", "summary"].iter().find_map(|name| language_of(all(entry, name).next()?));
    declared.or_else(|| language_of(entry)).or_else(of_text)
}

/// Returns the address of the page. FeedBurner puts its own in the place of it and keeps it elsewhere.
fn link(entry: Element) -> Option<String> {
    let address = |written: &str| plain::url(&Value::String(written.to_owned()));
    let of =
        |element: Element| element.attribute("href").and_then(|href| address(&href)).or_else(|| address(&element.raw_text()));
    let is_page = |element: &Element| element.attribute("rel").is_none_or(|rel| rel.eq_ignore_ascii_case("alternate"));
    let permalink = || {
        let guid =
            all(entry, "guid").next().filter(|guid| guid.attribute("isPermaLink").is_none_or(|is_link| is_link != "false"))?;
        address(&guid.raw_text())
    };
    all(entry, "origLink").find_map(of).or_else(|| all(entry, "link").filter(is_page).find_map(of)).or_else(permalink)
}

/// Returns the longest of what an entry has for its text.
fn body(entry: Element) -> String {
    // `content:encoded`, `content` of Atom, `xhtml:body`, and the book of names that came before them.
    const WHOLE: &[&str] = &["encoded", "content", "body", "fullitem", "full-text"];
    const SUMMARIES: &[&str] = &["summary", "description", "abstract"];
    [WHOLE, SUMMARIES]
        .iter()
        .map(|names| names.iter().flat_map(|name| all(entry, name)).map(paragraphs).max_by_key(String::len).unwrap_or_default())
        .find(|body| !body.is_empty())
        .unwrap_or_default()
}

fn paragraphs(element: Element) -> String {
    let is_elsewhere = element.attribute("src").is_some();
    if is_elsewhere || is_encoded(element) || element.prefix() == "excerpt" {
        return String::new();
    }
    if element.children().next().is_some() {
        return story::body(element);
    }
    let written = element.raw_text();
    // Text of a feed is HTML, whatever tags it has, where it does not say otherwise.
    let is_text = element.attribute("type").is_some_and(|kind| matches!(kind.as_ref(), "text" | "text/plain"));
    let is_html = !is_text && has_tag(&written) && !html::has_overloaded_tag(&written);
    if is_html && !looks_like_html(&written) {
        return text::clean_body(&html_paragraphs(&written, LineBreaks::AreSpaces));
    }
    plain::plain_body(&written)
}

/// Whether there is something like `<embed src='a'>`.
fn has_tag(text: &str) -> bool {
    let begins_tag = |&at: &usize| text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
    memchr::memchr_iter(b'<', text.as_bytes()).any(|at| begins_tag(&at)) && text.contains('>')
}

/// Returns where the line begins by which blog engines end an entry: `The post Rain appeared first on The Post.`
fn without_sign_off(body: &str) -> Option<usize> {
    let (before, last) = body.rsplit_once("\n\n")?;
    let is_sign_off = last.starts_with("The post ") && last.contains(" appeared first on ")
        || matches!(last, "Read more" | "Read more…" | "Read more..." | "Continue reading" | "Continue reading →");
    is_sign_off.then_some(before.len())
}
