//! What a page says about its article outside of the text: JSON-LD, OpenGraph, `<meta>`, microdata.
//!
//! Each of these is turned into one JSON object and read by `json::object`, so that one table knows all names. Rule kept here: for each
//! field the most trusted that says anything wins, see [`Page::article`].

use html5ever::tokenizer::Tag;
use serde_json::{Map, Value};

use super::headline::{self, Heading};
use super::lines::Lines;
use super::tokens::{self, Token, attribute};
use super::tree::{self, Tree};
use super::{Article, Source, json_ld, text};
use crate::article::dates::DayOrder;
use crate::article::json::object::{self, Draft};
use crate::article::json::values;
use crate::article::{ArticleDate, DateOrigin, Precision, dates};

/// What one pass over the tags of a page found.
#[derive(Debug, Default)]
pub struct Page {
    tree: Tree,
    json_ld: Vec<String>,
    open_graph: Map<String, Value>,
    meta: Map<String, Value>,
    microdata: Map<String, Value>,
    /// The `<time datetime>` that is marked as the date of publication.
    time: Option<String>,
    lines: Lines,
    language: Option<String>,
    canonical: Option<String>,
    title: String,
    headings: Vec<Heading>,
}

/// What a page says of its article.
pub struct Said {
    /// The article without its text; `body` is what JSON-LD gives as such.
    pub article: Article,
    /// Whether no more is said of when it was published than when it was changed.
    pub is_dated_by_change: bool,
}

impl Page {
    pub fn read(html: &str) -> Self {
        let mut reader = Reader::default();
        tokens::for_each(html, |token| match token {
            Token::Open(tag) => reader.open(tag),
            Token::Close(name) => reader.close(name),
            Token::Text(text) => reader.text(text),
        });
        reader.finish()
    }

    /// Returns the elements of the page.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Returns what the page says of its article outside of the text.
    pub fn article(&self, source: &Source) -> Said {
        let json_ld = self.json_ld_article();
        let layers = [json_ld.as_ref(), Some(&self.open_graph), Some(&self.meta), Some(&self.microdata)];
        let mut drafts: Vec<Draft> =
            layers.map(|layer| layer.map(|object| object::read(object, source.read_on)).unwrap_or_default()).into();
        let guid =
            json_ld.as_ref().and_then(|object| object.get("identifier")).filter(|id| id.is_string()).and_then(values::identifier);

        let mut article = Article { body: std::mem::take(&mut drafts[0].article.body), guid, ..Article::default() };
        for draft in &mut drafts {
            let said = &mut draft.article;
            article.byline = article.byline.or(said.byline.take());
            article.dateline = article.dateline.or(said.dateline.take());
            article.date = article.date.or(said.date);
            article.source = article.source.or(said.source.take());
            article.section = article.section.or(said.section.take());
            article.url = article.url.or(said.url.take());
            for (list, more) in [
                (&mut article.places, &mut said.places),
                (&mut article.organizations, &mut said.organizations),
                (&mut article.people, &mut said.people),
                (&mut article.topics, &mut said.topics),
            ] {
                if list.is_empty() {
                    *list = std::mem::take(more);
                }
            }
        }
        let canonical = self.canonical.as_ref().and_then(|url| values::url(&Value::String(url.clone())));
        article.url = canonical.or(article.url).or_else(|| source.url.map(str::to_owned));
        article.guid = article.guid.or_else(|| article.url.clone());
        article.language = self
            .language
            .as_deref()
            .and_then(values::language)
            .or_else(|| [1, 0, 2, 3].into_iter().find_map(|layer| drafts[layer].article.language.clone()));
        article.title = self.headline(&drafts, article.source.as_deref());
        // Some templates put the headline in every field.
        article.source = article.source.filter(|source| *source != article.title);
        let published = article.date.or_else(|| self.time_or_url_date(&article, source));
        let changed = drafts.iter().find_map(|draft| draft.modified);
        article.date = published.or(changed).or_else(|| self.other_date(&article, source));
        Said { article, is_dated_by_change: published.is_none() && changed.is_some() }
    }
}

impl Page {
    fn headline(&self, drafts: &[Draft], site: Option<&str>) -> String {
        let given: Vec<&str> =
            drafts.iter().map(|draft| draft.article.title.as_str()).filter(|title| !title.is_empty()).collect();
        headline::choose(&given, &self.title, &self.headings, site, |text| self.lines.holds(text))
    }

    /// Returns the date that a `<time>` or the URL gives, where no metadata names the day of publication.
    fn time_or_url_date(&self, article: &Article, source: &Source) -> Option<ArticleDate> {
        let marked_time = || Some(dates::parse(self.time.as_deref()?, source.read_on)?.into_date(DateOrigin::Metadata));
        let time = || Some(self.lines.time_beside(&article.title, source.read_on)?.into_date(DateOrigin::Metadata));
        let from_url = || self.url_date(article, source).filter(|date| date.precision >= Precision::Day);
        marked_time().or_else(time).or_else(from_url)
    }

    /// Returns the date that a line beside the headline states, the month in the URL, the date in the path.
    fn other_date(&self, article: &Article, source: &Source) -> Option<ArticleDate> {
        let shown = || Some(self.lines.date_beside(&article.title, source.read_on)?.into_date(DateOrigin::Text));
        let from_path = || Some(dates::from_path(source.path, source.read_on)?.into_date(DateOrigin::Path));
        shown().or_else(|| self.url_date(article, source)).or_else(from_path)
    }

    fn url_date(&self, article: &Article, source: &Source) -> Option<ArticleDate> {
        Some(dates::from_url(article.url.as_deref()?, source.read_on)?.into_date(DateOrigin::Url))
    }

    /// Returns what `03/04/2016` means in the text of the page.
    pub fn day_order(&self) -> DayOrder {
        let is_american = self.language.as_deref().is_some_and(|language| language.eq_ignore_ascii_case("en-us"));
        if is_american { DayOrder::MonthFirst } else { DayOrder::DayFirst }
    }

    /// Whether the page says that it is an article.
    pub fn is_article(&self) -> bool {
        self.open_graph.get("og:type").is_some_and(|kind| kind == "article") || self.json_ld_article().is_some()
    }

    fn json_ld_article(&self) -> Option<Map<String, Value>> {
        json_ld::article(&self.json_ld)
    }
}

/// Elements without an end tag.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Properties of microdata that are read, and those of theirs that are things with a name.
const PROPERTIES: &[&str] = &[
    "articleSection",
    "author",
    "contentLocation",
    "creator",
    "dateModified",
    "datePublished",
    "dateline",
    "headline",
    "inLanguage",
    "keywords",
    "publisher",
];

/// Headings that are kept to find the headline among.
const MOST_HEADINGS: usize = 40;

#[derive(Default)]
struct Reader {
    page: Page,
    tree: tree::Builder,
    capture: Option<Capture>,
    open: Vec<Item>,
}

/// The element whose text is being kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Capture {
    JsonLd,
    Title,
    Heading,
}

/// An open element of microdata.
struct Item {
    tag: String,
    /// Elements of the same name that are open within it.
    same_within: usize,
    property: Option<String>,
    is_scope: bool,
    text: String,
    name: Option<String>,
}

impl Item {
    /// Whether a date within it is the article's, as in a byline that is marked whole as the author: a person is not published.
    fn holds_date_of_article(&self) -> bool {
        const THINGS: &[&str] = &["author", "blogPost", "creator", "mainEntity", "mainEntityOfPage", "publisher"];
        self.property.as_deref().is_some_and(|property| THINGS.contains(&property))
    }
}

impl Reader {
    fn open(&mut self, tag: &Tag) {
        let name = &*tag.name;
        self.tree.open(tag);
        match name {
            "html" if self.page.language.is_none() => {
                self.page.language = attribute(tag, "lang").or(attribute(tag, "xml:lang")).map(str::to_owned);
            }
            "meta" => self.meta(tag),
            "link" if attribute(tag, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                self.page.canonical = self.page.canonical.take().or(attribute(tag, "href").map(str::to_owned));
            }
            "script" if attribute(tag, "type").is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json")) => {
                self.page.json_ld.push(String::new());
                self.capture = Some(Capture::JsonLd);
            }
            "title" if self.page.title.is_empty() => self.capture = Some(Capture::Title),
            "h1" | "h2" | "h3" if self.page.headings.len() < MOST_HEADINGS => {
                let level = name.as_bytes()[1] - b'0';
                self.page.headings.push(Heading { level, text: String::new() });
                self.capture = Some(Capture::Heading);
            }
            "br" | "p" | "div" if self.capture == Some(Capture::Heading) => self.heading_text(" "),
            "time" | "abbr" if self.page.time.is_none() => self.page.time = marked_time(tag),
            _ => {}
        }
        self.page.lines.open(tag);
        let is_void = VOID.contains(&name) || tag.self_closing;
        self.open_item(tag, is_void);
    }

    fn close(&mut self, name: &str) {
        self.page.lines.close(name);
        self.tree.close(name);
        if matches!(name, "script" | "title" | "h1" | "h2" | "h3") {
            self.capture = None;
        }
        let Some(at) = self.open.iter().rposition(|item| item.tag == name) else {
            return;
        };
        if self.open[at].same_within > 0 {
            self.open[at].same_within -= 1;
            return;
        }
        while self.open.len() > at {
            self.close_item();
        }
    }

    fn text(&mut self, text: &str) {
        self.tree.text(text);
        self.page.lines.text(text);
        /// What is longer is no name, date or headline.
        const LONGEST: usize = 1000;
        match self.capture {
            Some(Capture::JsonLd) => self.page.json_ld.last_mut().expect("pushed when the script began").push_str(text),
            Some(Capture::Title) => self.page.title.push_str(text),
            Some(Capture::Heading) => self.heading_text(text),
            _ => {}
        }
        for item in self.open.iter_mut().filter(|item| item.property.is_some() && item.text.len() < LONGEST) {
            item.text.push_str(text);
        }
    }

    fn heading_text(&mut self, text: &str) {
        const LONGEST: usize = 1000;
        if let Some(heading) = self.page.headings.last_mut().filter(|heading| heading.text.len() < LONGEST) {
            heading.text.push_str(text);
        }
    }

    fn meta(&mut self, tag: &Tag) {
        let Some(content) = attribute(tag, "content").filter(|content| !content.trim().is_empty()) else {
            return;
        };
        for attribute_name in ["property", "name", "http-equiv"] {
            // More than one name may be given, parted by spaces.
            for name in attribute(tag, attribute_name).unwrap_or_default().split_ascii_whitespace() {
                let name = name.to_ascii_lowercase();
                let name = if name == "content-language" { "language".to_owned() } else { name };
                let is_open_graph = name.starts_with("og:") || name.starts_with("article:");
                let object = if is_open_graph { &mut self.page.open_graph } else { &mut self.page.meta };
                add(object, &name, content);
            }
        }
    }

    fn open_item(&mut self, tag: &Tag, is_void: bool) {
        /// Microdata is nested a few levels deep; more is an error of the page.
        const MOST_OPEN: usize = 16;
        let is_scope = attribute(tag, "itemscope").is_some();
        let property = attribute(tag, "itemprop").and_then(|names| names.split_ascii_whitespace().next());
        if !is_void && let Some(item) = self.open.iter_mut().rfind(|item| *item.tag == *tag.name) {
            item.same_within += 1;
        }
        let value = property.and_then(|property| value_of(tag, property));
        match (property, value) {
            (Some(property), Some(value)) if !is_scope => self.say(property, value),
            _ if is_void || !is_scope && property.is_none() || self.open.len() >= MOST_OPEN => return,
            _ => {}
        }
        if is_void {
            return;
        }
        let property = property.filter(|_| value.is_none() || is_scope).map(str::to_owned);
        if property.is_some() || is_scope {
            self.open.push(Item {
                tag: tag.name.to_string(),
                same_within: 0,
                property,
                is_scope,
                text: String::new(),
                name: None,
            });
        }
    }

    fn close_item(&mut self) {
        let Some(item) = self.open.pop() else { return };
        let Some(property) = item.property else { return };
        let value = if item.is_scope { item.name.unwrap_or(item.text) } else { item.text };
        self.say(&property, &value);
    }

    /// Takes in a property of the innermost open thing: its name, or where that thing is the article, what is read of one.
    fn say(&mut self, property: &str, value: &str) {
        let value = text::clean_line(value);
        let thing = self.open.iter_mut().rfind(|item| item.is_scope && item.property.is_some());
        match thing {
            Some(thing) if property == "name" => thing.name = thing.name.take().or(Some(value)),
            Some(thing) if !(is_date(property) && thing.holds_date_of_article()) => {}
            _ if value.is_empty() || !PROPERTIES.contains(&property) => {}
            // Teasers of other articles follow on the page, comments with their authors too.
            _ if self.page.microdata.contains_key(property) => {}
            _ => add(&mut self.page.microdata, property, &value),
        }
    }

    fn finish(mut self) -> Page {
        while !self.open.is_empty() {
            self.close_item();
        }
        self.page.lines.finish();
        self.page.tree = self.tree.finish();
        self.page.title = text::clean_line(&self.page.title);
        for heading in &mut self.page.headings {
            heading.text = text::clean_line(&heading.text);
        }
        self.page
    }
}

/// Returns when an article was published, where a `<time>`, or an `<abbr>` of the microformat hAtom, is marked to say that.
fn marked_time(tag: &Tag) -> Option<String> {
    let class = attribute(tag, "class").unwrap_or_default().to_ascii_lowercase();
    let is_marked = attribute(tag, "pubdate").is_some() || class.contains("publish") || class.contains("entry-date");
    let value = attribute(tag, if &*tag.name == "abbr" { "title" } else { "datetime" });
    value.filter(|value| is_marked && !value.is_empty()).map(str::to_owned)
}

fn is_date(property: &str) -> bool {
    matches!(property, "dateModified" | "datePublished")
}

/// Returns the value of a property of microdata that stands in an attribute; else it is the text. A `title` is one only where it is a
/// date: `<abbr itemprop=datePublished title=2016-05-08>8 May</abbr>`.
fn value_of<'a>(tag: &'a Tag, property: &str) -> Option<&'a str> {
    if !is_date(property) {
        return attribute(tag, "content").or(attribute(tag, "datetime"));
    }
    let values = ["content", "datetime", "title"].into_iter().filter_map(|name| attribute(tag, name));
    values.into_iter().find(|value| value.contains(|c: char| c.is_numeric()))
}

/// Adds a value to those that a key has. A single one stays a string, which may be a list: `keywords`; but `article:tag` is one tag each.
fn add(object: &mut Map<String, Value>, key: &str, value: &str) {
    /// No page says more about one thing.
    const MOST: usize = 100;
    let is_one_each = key.ends_with(":tag");
    match object.get_mut(key) {
        Some(Value::Array(list)) if list.len() >= MOST => {}
        Some(Value::Array(list)) => list.push(value.into()),
        Some(first) => *first = Value::Array(vec![first.take(), value.into()]),
        None if is_one_each => drop(object.insert(key.to_owned(), Value::Array(vec![value.into()]))),
        None => drop(object.insert(key.to_owned(), value.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(html: &str) -> Article {
        Page::read(html).article(&Source { path: "a/page.html", read_on: jiff::civil::date(2026, 11, 24), url: None }).article
    }

    fn json_ld(fields: &str) -> String {
        format!(r#"<script type="application/ld+json">{{"@type": "NewsArticle", {fields}}}</script>"#)
    }

    #[test]
    fn titles_are_taken_in_order_of_trust_and_without_the_site() {
        let cases = [
            (json_ld(r#""headline": "From JSON-LD""#) + "<meta property=og:title content='From Open Graph'>", "From JSON-LD"),
            (
                "<meta property=og:title content='From Open Graph'><meta name=dc.title content='From meta'>".into(),
                "From Open Graph",
            ),
            ("<meta name=dc.title content='From meta'><title>From title</title>".into(), "From meta"),
            ("<h2 itemprop=headline>From <i>microdata</i></h2><title>From title</title>".into(), "From microdata"),
            ("<title>Bridge opens at last | Local | The Post</title>".into(), "Bridge opens at last"),
            ("<title>Bridge opens at last - The Post</title>".into(), "Bridge opens at last"),
            ("<title>Bridge - live</title>".into(), "Bridge - live"),
            ("<title>Bridge opens_Local_Post</title><h1>Bridge opens</h1>".into(), "Bridge opens"),
            ("<title></title><h1>Bridge <b>opens</b></h1>".into(), "Bridge opens"),
            (
                "<meta property=og:title content='Bridge opens - The Post'><meta property=og:site_name content=Post>".into(),
                "Bridge opens",
            ),
            (
                "<meta property=og:title content='War - and peace'><meta property=og:site_name content=Post>".into(),
                "War - and peace",
            ),
            // Of two, the one that is shown.
            (
                json_ld(r#""headline": "Why you should see this bridge""#)
                    + "<meta property=og:title content='Bridge opens'><h1>Bridge opens</h1>",
                "Bridge opens",
            ),
            ("<meta property=og:title content='Tom &amp;amp; Ann'>".into(), "Tom & Ann"),
        ];
        for (html, expected) in cases {
            assert_eq!(article(&html).title, expected, "{html}");
        }
    }

    #[test]
    fn dates_are_taken_in_order_of_trust() {
        let url = "<link rel=canonical href=https://post.example/2019/05/03/bridge>";
        let month = "<link rel=canonical href=https://post.example/2019/05/bridge>";
        let modified = "<meta property=article:modified_time content=2019-05-09>";
        let cases = [
            (
                json_ld(r#""datePublished": "2019-05-01", "dateModified": "2019-05-08""#) + url,
                Some(("2019-05-01", DateOrigin::Metadata)),
            ),
            (
                json_ld(r#""dateModified": "2019-05-08""#)
                    + "<meta property=article:published_time content=2019-05-02T10:00:00Z>",
                Some(("2019-05-02", DateOrigin::Metadata)),
            ),
            ("<meta name=parsely-pub-date content=2019-05-02>".into(), Some(("2019-05-02", DateOrigin::Metadata))),
            ("<meta name=DC.date.issued content=2019-05-02>".into(), Some(("2019-05-02", DateOrigin::Metadata))),
            ("<span itemprop=datePublished content=2019-05-02></span>".into(), Some(("2019-05-02", DateOrigin::Metadata))),
            ("<time itemprop=datePublished datetime=2019-05-02>2 May</time>".into(), Some(("2019-05-02", DateOrigin::Metadata))),
            (
                "<time datetime=2019-05-04></time><time class=published datetime=2019-05-02></time>".into(),
                Some(("2019-05-02", DateOrigin::Metadata)),
            ),
            ("<abbr class='published' title=2019-05-02>2 May</abbr>".into(), Some(("2019-05-02", DateOrigin::Metadata))),
            (format!("{url}{modified}"), Some(("2019-05-03", DateOrigin::Url))),
            (format!("{month}{modified}"), Some(("2019-05-09", DateOrigin::Metadata))),
            (month.into(), Some(("2019-05-01", DateOrigin::Url))),
            ("<meta name=date content=soon>".into(), None),
        ];
        for (html, expected) in cases {
            let date = article(&html).date.map(|date| (date.day.to_string(), date.origin));
            assert_eq!(date.as_ref().map(|(day, origin)| (day.as_str(), *origin)), expected, "{html}");
        }
    }

    #[test]
    fn dates_in_microdata_keep_their_precision() {
        let cases = [
            ("<abbr itemprop=datePublished title='2016-05-08T00:55:00-07:00'>May 8</abbr>", Some("2016-05-08T07:55:00Z")),
            ("<time itemprop=datePublished content='2016-05-08T00:55:00-07:00'>May 8</time>", Some("2016-05-08T07:55:00Z")),
            ("<meta itemprop=datePublished content='2016-05-08T00:55:00-07:00'>", Some("2016-05-08T07:55:00Z")),
            ("<span itemprop=datePublished datetime='2016-05-08T00:55:00-07:00'>May 8</span>", Some("2016-05-08T07:55:00Z")),
            ("<time itemprop=datePublished content='' datetime='2016-05-08T07:55:00Z'></time>", Some("2016-05-08T07:55:00Z")),
            ("<span itemprop=datePublished title=Published>2016-05-08 07:55</span>", Some("2016-05-08T07:55:00Z")),
            (
                "<p itemprop=author itemscope>Ann Lee, <b itemprop=datePublished>2016-05-08 07:55</b></p>",
                Some("2016-05-08T07:55:00Z"),
            ),
            ("<p itemprop=comment itemscope>Ann Lee, <b itemprop=datePublished>2016-05-08 07:55</b></p>", None),
        ];
        for (html, instant) in cases {
            let date = article(html).date;
            assert_eq!(date.and_then(|date| date.instant).map(|instant| instant.to_string()).as_deref(), instant, "{html}");
            let expected = instant.map(|_| (Precision::Second, DateOrigin::Metadata));
            assert_eq!(date.map(|date| (date.precision, date.origin)), expected, "{html}");
        }
    }

    #[test]
    fn dates_in_the_text_count_only_beside_the_headline() {
        let filler =
            "<p>The council met to talk about the bridge over the harbour, and about what it would cost to keep the ferry \
                      for another year.</p>"
                .repeat(2);
        let cases = [
            ("<h1>Bridge opens at last</h1><p>By Ann Lee | <span>3 May 2019</span></p>", Some(("2019-05-03", DateOrigin::Text))),
            ("<p>3 May 2019</p><h1>Bridge opens at last</h1>", Some(("2019-05-03", DateOrigin::Text))),
            ("<h1>The Post</h1><h2>Bridge opens at last</h2><p>3 May 2019</p>", Some(("2019-05-03", DateOrigin::Text))),
            ("<h1>The Post</h1><p>3 May 2019</p>", None),
            ("<h1>Bridge opens at last</h1><time datetime=2019-05-03>Friday</time>", Some(("2019-05-03", DateOrigin::Metadata))),
            ("<time datetime=2019-05-03></time><p>a</p><p>b</p><h1>Bridge opens at last</h1>", None),
            ("<h1>Bridge opens at last</h1><p>The bridge was voted for on <b>3 May 2019</b>.</p>", None),
            ("<h1>Bridge opens at last</h1><a href=/2019/05/03/x>Ferry</a><img src=/2019/05/03.jpg>", None),
            ("<h1>Bridge opens at last</h1><figcaption>3 May 2019</figcaption>", None),
            ("<h1>Bridge opens at last</h1><h3>Ferry stays</h3><h3>Toll rises</h3><p>3 May 2019</p>", None),
            (&format!("<h1>Bridge opens at last</h1>{filler}<p>3 May 2019</p>"), None),
        ];
        for (html, expected) in cases {
            let html = format!("<title>Bridge opens at last</title>{html}");
            let date = article(&html).date.map(|date| (date.day.to_string(), date.origin));
            assert_eq!(date.as_ref().map(|(day, origin)| (day.as_str(), *origin)), expected, "{html}");
        }
    }

    #[test]
    fn the_short_fields_are_read() {
        type Field = fn(&Article) -> Option<&str>;
        let cases: [(&str, Field, Option<&str>); 18] = [
            ("<meta name=author content='by Ann Lee'>", |article| article.byline.as_deref(), Some("Ann Lee")),
            ("<meta property=article:author content=https://facebook.example/ann>", |article| article.byline.as_deref(), None),
            ("<meta name=author content=Ann><meta name=author content=Bo>", |article| article.byline.as_deref(), Some("Ann, Bo")),
            (
                "<p itemprop=author itemscope><a itemprop=url href=/a>x</a> <b itemprop=name>Ann Lee</b></p>",
                |article| article.byline.as_deref(),
                Some("Ann Lee"),
            ),
            (
                "<p itemprop=author>Ann Lee</p><div itemprop=comment itemscope><p itemprop=author>Troll</p></div>",
                |article| article.byline.as_deref(),
                Some("Ann Lee"),
            ),
            ("<span itemprop=dateline>SPLIT</span>", |article| article.dateline.as_deref(), Some("SPLIT")),
            ("<meta itemprop=dateline content=SPLIT>", |article| article.dateline.as_deref(), Some("SPLIT")),
            ("<meta property=og:site_name content='The Post'>", |article| article.source.as_deref(), Some("The Post")),
            (
                "<div itemprop=publisher itemscope><meta itemprop=name content='The Post'></div>",
                |article| article.source.as_deref(),
                Some("The Post"),
            ),
            ("<meta property=article:section content=Local>", |article| article.section.as_deref(), Some("Local")),
            ("<meta name=section content=/world/asia>", |article| article.section.as_deref(), Some("world")),
            ("<html lang=EN-gb>", |article| article.language.as_deref(), Some("en")),
            ("<meta property=og:locale content=ar_EG>", |article| article.language.as_deref(), Some("ar")),
            ("<meta http-equiv=Content-Language content=de>", |article| article.language.as_deref(), Some("de")),
            ("<html lang=''><meta property=og:locale content=fr_FR>", |article| article.language.as_deref(), Some("fr")),
            (
                "<link rel=canonical href=/bridge><meta property=og:url content=https://post.example/b>",
                |article| article.url.as_deref(),
                Some("https://post.example/b"),
            ),
            (
                "<meta property=og:url content=https://post.example/b>",
                |article| article.guid.as_deref(),
                Some("https://post.example/b"),
            ),
            ("<p>nothing</p>", |article| article.guid.as_deref(), None),
        ];
        for (html, field, expected) in cases {
            assert_eq!(field(&article(html)), expected, "{html}");
        }
    }

    #[test]
    fn names_are_read_from_lists_and_json_ld() {
        let html = json_ld(
            r#""identifier": "post-77", "contentLocation": {"@type": "Place", "name": "Split"},
            "about": [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Organization", "name": "Harbour Board"}, {"@type": "Thing", "name": "Tides"}],
            "mentions": {"@type": "Place", "name": "Zadar"}"#,
        ) + "<meta name=keywords content='bridge, harbour,, Bridge'><meta name=geo.placename content=Split>";
        let article = article(&html);
        assert_eq!(article.guid.as_deref(), Some("post-77"));
        assert_eq!(article.places, ["Split", "Zadar"]);
        assert_eq!(article.people, ["Ann Lee"]);
        assert_eq!(article.organizations, ["Harbour Board"]);
        assert_eq!(article.topics, ["bridge", "harbour"]);
        let tags = "<meta property=article:tag content='Oil, gas and coal'><meta property=article:tag content=Trade>";
        assert_eq!(self::article(tags).topics, ["Oil, gas and coal", "Trade"]);
    }
}
