//! NewsML-G2 of the IPTC: the items in which most agencies send their news.
//!
//! In: a `<newsMessage>` with any number of items, or one item. Out: an article for each item of text; a withdrawal for each that is
//! cancelled. The story itself is NITF, XHTML or plain text; what it is about is read by `concepts`.
//!
//! Rule kept here: an item is an article if it holds a text, or if it is text by its class and has a headline. Pictures, video, packages
//! and the like are none, whatever captions they hold; a file with nothing else says what it holds.

mod concepts;

use std::collections::BTreeSet;

use super::xml::tree::Child;
use super::xml::values::fill;
use super::xml::{self, Document, Element, story, values};
use super::{Article, ArticleDate, Format, Head, Parsed, Problem, Records, Source, Withdrawal, nitf, text};
use concepts::Concepts;

pub const FORMAT: Format = Format {
    name: "newsml-g2",
    what: "news items in NewsML-G2, one or a message of many; with NITF, XHTML or text inside",
    extensions: &[],
    recognized_by: "a root element newsMessage, newsItem or another of its items",
    fields: super::AGENCY_FIELDS,
    recognize,
    records: Records::Whole,
    parse,
};

/// The elements that a document may begin with. The last stands in examples of the standard: the content of an item, without the item.
const ROOTS: &[&str] =
    &["newsMessage", "newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem", "contentSet"];

fn recognize(head: &Head) -> bool {
    xml::root(head.bytes).is_some_and(|root| {
        ROOTS.contains(&root.name.as_str()) && (root.namespace.is_empty() || root.namespace.contains("iptc.org/std/nar"))
    })
}

fn parse(bytes: &[u8], source: &Source) -> Parsed {
    let decoded = xml::tree::decode(bytes);
    let document = match Document::parse(&decoded.text) {
        Ok(document) => document,
        Err(problem) => return Parsed::problem(problem),
    };
    let mut parsed = Parsed::default();
    let mut others = BTreeSet::new();
    for root in document.roots().filter_map(Child::into_element) {
        read_root(root, source, &mut parsed, &mut others);
    }
    let is_silent = parsed.articles.is_empty() && parsed.withdrawals.is_empty() && parsed.problems.is_empty();
    match document.damage {
        Some(damage) => parsed.problems.push(Problem(damage)),
        None if is_silent && others.is_empty() => parsed.problems.push(Problem(what_it_holds(&others))),
        None if is_silent => parsed.not_articles.push(what_it_holds(&others)),
        None => {}
    }
    parsed
}

/// Reads all items of a document; what is no article goes to the others.
fn read_root(root: Element, source: &Source, parsed: &mut Parsed, others: &mut BTreeSet<&'static str>) {
    let concepts = Concepts::of(root);
    let is_item = |element: &Element| ROOTS[1..].contains(&element.name());
    // An item within an item is what a package refers to.
    let items: Vec<Element> = match is_item(&root) {
        true => vec![root],
        false => {
            let sets = root.children_named("itemSet").chain([root]);
            sets.flat_map(|set| set.children()).filter(is_item).collect()
        }
    };
    let message = (root.name() == "newsMessage").then(|| Message { element: root, header: root.child("header") });
    for element in items.into_iter().filter(Element::is_whole) {
        let item = Item { element, message, concepts: &concepts };
        match item.read(source) {
            Read::Article(article) => parsed.articles.push(*article),
            Read::Withdrawal(withdrawal) => parsed.withdrawals.push(withdrawal),
            Read::Other(kind) => _ = others.insert(kind),
        }
    }
}

fn what_it_holds(others: &BTreeSet<&'static str>) -> String {
    let list: Vec<&str> = others.iter().copied().collect();
    match list.as_slice() {
        [] => "it holds no news item".to_owned(),
        [first @ .., last] if !first.is_empty() => format!("it holds {} and {last}, no text", first.join(", ")),
        list => format!("it holds {}, no text", list.join("")),
    }
}

/// What one item comes to.
enum Read {
    Article(Box<Article>),
    Withdrawal(Withdrawal),
    /// What it is instead, with its article: `a picture`.
    Other(&'static str),
}

#[derive(Clone, Copy)]
struct Message<'d, 't> {
    element: Element<'d, 't>,
    header: Option<Element<'d, 't>>,
}

struct Item<'a, 'd, 't> {
    element: Element<'d, 't>,
    message: Option<Message<'d, 't>>,
    concepts: &'a Concepts<'d, 't>,
}

impl<'d, 't> Item<'_, 'd, 't> {
    fn read(&self, source: &Source) -> Read {
        let guid = self.element.attribute("guid").map(|guid| text::clean_line(&guid)).filter(|guid| !guid.is_empty());
        let version = self.element.attribute("version").and_then(|version| version.parse().ok());
        if self.is_withdrawn()
            && let Some(guid) = guid
        {
            return Read::Withdrawal(Withdrawal { guid, version });
        }
        match self.element.name() {
            "newsItem" | "contentSet" => {}
            "packageItem" => return Read::Other("a package of other items"),
            "conceptItem" | "knowledgeItem" => return Read::Other("a list of concepts"),
            "planningItem" => return Read::Other("a plan of coverage"),
            _ => return Read::Other("a catalogue"),
        }
        let class = self.meta("itemClass").and_then(code);
        if let Some(kind) = class.as_deref().and_then(kind_without_text) {
            return Read::Other(kind);
        }
        let mut article = self.story(source).unwrap_or_default();
        self.read_metadata(source, &mut article);
        // A flash is a headline and nothing else, in an item that has room for a story.
        let is_blank = |content: Element| content.children().all(|child| matches!(child.name(), "html" | "nitf"));
        let has_room = self.contents().next().is_some() && self.contents().all(is_blank);
        let is_flash = class.as_deref() == Some("text") && !article.title.is_empty() && has_room;
        if article.body.is_empty() && !is_flash {
            return Read::Other("an item without content");
        }
        article.version = version.or(guid.is_some().then_some(FIRST_VERSION));
        article.guid = guid;
        values::tidy_body(&mut article);
        Read::Article(Box::new(article))
    }

    fn meta(&self, name: &str) -> Option<Element<'d, 't>> {
        self.element.at(&["itemMeta", name])
    }

    fn content_meta(&self) -> Option<Element<'d, 't>> {
        self.element.child("contentMeta")
    }

    fn is_withdrawn(&self) -> bool {
        let status = self.meta("pubStatus").and_then(code).is_some_and(|status| nitf::is_withdrawn(&status));
        let signals = self.element.child("itemMeta").into_iter().flat_map(|meta| meta.children());
        let mut signals = signals.filter(|element| matches!(element.name(), "signal" | "instruction"));
        const KILLS: &[&str] = &["kill", "killed", "withdraw", "withdrawn", "withdrawal", "takedown", "retract", "retraction"];
        status || signals.any(|signal| code(signal).is_some_and(|code| KILLS.contains(&code.to_ascii_lowercase().as_str())))
    }

    /// Returns the renditions of the story that the item holds itself.
    fn contents(&self) -> impl Iterator<Item = Element<'d, 't>> + use<'d, 't> {
        let own = (self.element.name() == "contentSet").then_some(self.element);
        let set = own.or_else(|| self.element.child("contentSet"));
        let is_inline = |element: &Element| matches!(element.name(), "inlineXML" | "inlineData");
        set.into_iter().flat_map(|set| set.children()).filter(is_inline)
    }

    /// Reads the first rendition that holds text.
    fn story(&self, source: &Source) -> Option<Article> {
        let stories: Vec<Article> = self.contents().filter_map(|content| read_content(content, source)).collect();
        let best = stories.iter().position(|story| !story.body.is_empty()).unwrap_or_default();
        stories.into_iter().nth(best)
    }

    /// Fills an article from the metadata of the item, which goes before that of the story in it.
    fn read_metadata(&self, source: &Source, article: &mut Article) {
        let content_meta = self.content_meta();
        article.language = [
            content_meta.and_then(|meta| meta.child("language")?.attribute("tag")),
            self.element.attribute("xml:lang"),
            self.message.and_then(|message| message.element.attribute("xml:lang").or_else(|| message.element.attribute("lang"))),
        ]
        .into_iter()
        .flatten()
        .find_map(|tag| values::language(&tag))
        .or(article.language.take());
        article.title = self.title(std::mem::take(&mut article.title));
        article.date = self.date(source).or(article.date);
        article.source = self.source().or(article.source.take());
        article.byline = self.byline(article.source.as_deref()).or(article.byline.take());
        if let Some(meta) = content_meta {
            // What the text begins with says more: the agency, the day.
            fill(&mut article.dateline, || meta.child("dateline").and_then(values::dateline));
            self.concepts.read(meta, article);
        }
        let link = self.element.child("itemMeta").into_iter().flat_map(|meta| meta.children_named("link"));
        let canonical = link.filter(|link| link.attribute("rel").is_some_and(|rel| rel.ends_with(":canonical")));
        fill(&mut article.url, || canonical.filter_map(|link| link.attribute("href")).map(|url| text::clean_line(&url)).next());
    }

    fn title(&self, of_story: String) -> String {
        let headlines = || self.content_meta().into_iter().flat_map(|meta| meta.children_named("headline"));
        let plain = headlines().find(|headline| headline.attribute("role").is_none_or(|role| role.ends_with(":main")));
        let lines = [plain, headlines().next()];
        let headline = lines.into_iter().flatten().find_map(|headline| headline.line());
        let name = || self.meta("title").and_then(|title| title.line());
        let slug = || self.content_meta()?.child("slugline")?.line();
        headline.or(Some(of_story).filter(|title| !title.is_empty())).or_else(name).or_else(slug).unwrap_or_default()
    }

    /// Returns when this version was sent out.
    fn date(&self, source: &Source) -> Option<ArticleDate> {
        let of_item = ["versionCreated", "firstCreated"].map(|name| self.meta(name));
        let of_content = ["contentModified", "contentCreated"].map(|name| self.content_meta()?.child(name));
        let sent = self.message.and_then(|message| message.header?.child("sent"));
        let elements = of_item.into_iter().chain(of_content).chain([sent]).flatten();
        elements.filter_map(|element| element.line()).find_map(|line| values::date(&line, source.read_on))
    }

    /// Returns who sends the item: by a name, else by the line that has to be printed, else by whatever stands for one.
    fn source(&self) -> Option<String> {
        let provider = self.meta("provider");
        let meta = self.content_meta();
        let name = |element: Element<'d, 't>| element.child("name").and_then(|name| name.line());
        let literal = |element: Element<'d, 't>| element.attribute("literal").map(|name| text::clean_line(&name));
        let credit = || meta?.child("creditline")?.line().map(|line| line.trim_end_matches([' ', '-', '–', '—', ':']).to_owned());
        let info = || meta?.children_named("infoSource").find_map(|info| name(info).or_else(|| literal(info)));
        let coded = || provider.and_then(code).filter(|code| code.chars().any(char::is_uppercase));
        let holder = self.element.at(&["rightsInfo", "copyrightHolder"]);
        let sender = || self.message?.header?.child("sender")?.line();
        provider
            .and_then(name)
            .or_else(credit)
            .or_else(|| holder.and_then(name))
            .or_else(info)
            .or_else(|| provider.and_then(literal))
            .or_else(coded)
            .or_else(|| holder.and_then(literal))
            .or_else(sender)
            .filter(|source| !source.is_empty())
    }

    fn byline(&self, source: Option<&str>) -> Option<String> {
        let meta = self.content_meta()?;
        let by: Vec<String> = meta.children_named("by").filter_map(|by| text::byline(&by.line()?)).collect();
        if !by.is_empty() {
            return Some(by.join(", "));
        }
        // A creator may be an agency, or the account of an editor.
        let creators = meta.children_named("creator").filter(|creator| {
            let kind = creator.attribute("type").unwrap_or_default();
            creator.attribute("role").is_none() && !kind.contains("organi")
        });
        let infos: Vec<String> = meta.children_named("infoSource").filter_map(|info| info.child("name")?.line()).collect();
        let is_company = |name: &str| {
            const ENDS: &[&str] = &["inc", "ltd", "llc", "llp", "gmbh", "corp", "co", "ag", "network", "agency", "news", "staff"];
            let last = name.rsplit(' ').next().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
            name.starts_with("The ") || ENDS.contains(&last.as_str())
        };
        let is_person =
            |name: &String| name.contains(' ') && Some(name.as_str()) != source && !infos.contains(name) && !is_company(name);
        let names: Vec<String> = creators
            .filter_map(|creator| creator.child("name")?.line())
            .filter(is_person)
            .filter_map(|name| text::byline(&name))
            .collect();
        Some(names.join(", ")).filter(|names| !names.is_empty())
    }
}

/// What an item without a version is, by the standard.
const FIRST_VERSION: u64 = 1;

/// Reads a rendition of the story: NITF, XHTML, or text.
fn read_content(content: Element, source: &Source) -> Option<Article> {
    if let Some(nitf) = content.child("nitf") {
        return Some(nitf::article(nitf, source));
    }
    let is_encoded = content.attribute("encoding").is_some_and(|encoding| !encoding.is_empty());
    if is_encoded {
        return None;
    }
    if let Some(html) = content.child("html") {
        let title = html.at(&["head", "title"]).and_then(|title| title.line()).unwrap_or_default();
        let body = html.child("body").map(story::body).unwrap_or_default();
        return Some(Article { title, body, ..Article::default() });
    }
    let is_markup = content.children().next().is_some();
    if is_markup {
        // Other than a story, such as results of sports, has no paragraphs.
        let has_paragraph = content.descendants().any(|element| matches!(element.name(), "p" | "P"));
        return has_paragraph.then(|| Article { body: story::body(content), ..Article::default() });
    }
    Some(Article { body: story::body(content), ..Article::default() })
}

/// Returns what a property says: the code without its scheme, the last part of a URI.
fn code(element: Element) -> Option<String> {
    let value = element.attribute("qcode").or_else(|| element.attribute("uri"))?;
    value.rsplit([':', '/']).next().map(str::to_owned).filter(|code| !code.is_empty())
}

/// Returns what an item of a class is, where its class says that it is no story.
fn kind_without_text(class: &str) -> Option<&'static str> {
    Some(match class {
        "picture" => "a picture",
        "graphic" => "a graphic",
        "video" => "a video",
        "audio" => "a sound",
        "animation" => "an animation",
        "plainDocument" | "composite" | "text" => return None,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
