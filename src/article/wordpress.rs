//! WordPress eXtended RSS: all that a site holds, as its administrator exports it.
//!
//! In: one `<item>` of the file, which may be hundreds of megabytes. Out: an article for a published post or page; nothing for pictures,
//! drafts, revisions and menus, which are most of such a file.
//!
//! Rule kept here: an item is read by itself, so names are taken with their prefixes as WordPress writes them, and the author by the name
//! that the item gives: the list of users stands before the first item.

use memchr::memmem;

use super::html;
use super::html::paragraphs::{self, LineBreaks};
use super::json::values as plain;
use super::xml::values::{self, add, fill};
use super::xml::{self, Document, Element};
use super::{Article, Format, Head, Parsed, Precision, Records, Source, text};

pub const FORMAT: Format = Format {
    name: "wordpress",
    what: "an export of WordPress (WXR): its published posts and pages",
    extensions: &["wxr"],
    recognized_by: "the root element rss, with the namespace of WordPress exports",
    fields: &["byline", "dateline", "date", "section", "language", "guid", "url", "topics"],
    recognize,
    records: Records::Elements { open: b"<item>", close: b"</item>" },
    parse,
};

fn recognize(head: &Head) -> bool {
    let is_rss = || xml::root(head.bytes).is_some_and(|root| root.name == "rss");
    memmem::find(head.bytes, b"://wordpress.org/export/").is_some() && is_rss()
}

fn parse(bytes: &[u8], source: &Source) -> Parsed {
    let decoded = xml::tree::decode(bytes);
    let document = match Document::parse(&decoded.text) {
        Ok(document) => document,
        Err(problem) => return Parsed::problem(problem),
    };
    if let Some(damage) = document.damage {
        return Parsed::problem(damage);
    }
    let Some(item) = document.root().filter(|root| root.name() == "item") else {
        return Parsed::problem("no <item> element");
    };
    if let Some(what) = what_else(item) {
        return Parsed { not_articles: vec![what], ..Parsed::default() };
    }
    let article = article(item, source);
    match () {
        () if article.body.is_empty() && article.title.is_empty() => Parsed::problem("the post is empty"),
        () if article.body.is_empty() => Parsed::problem(format!("the post \"{}\" has no text", article.title)),
        () => Parsed::article(article),
    }
}

/// Returns the first element of that name, with its prefix.
fn named<'d, 't>(item: Element<'d, 't>, qualified: &str) -> Option<Element<'d, 't>> {
    let (prefix, name) = qualified.split_once(':').unwrap_or(("", qualified));
    item.children().find(|child| child.name() == name && child.prefix() == prefix)
}

/// Says what an item is that is no text which anybody could read; `None` for one that is. Sites have kinds of their own, which are called
/// after what they hold.
fn what_else(item: Element) -> Option<String> {
    const TEXTS: &[&str] = &[
        "post",
        "page",
        "article",
        "news",
        "story",
        "stories",
        "opinion",
        "column",
        "review",
        "interview",
        "feature",
        "blog",
        "press",
    ];
    // `wp_block` and the like are parts of the site.
    let is_text = |kind: &str| !kind.starts_with("wp_") && kind.split(['-', '_']).any(|word| TEXTS.contains(&word));
    const LONGEST: usize = 40;
    let value = |name: &str| {
        let line = named(item, name).and_then(|element| element.line())?;
        Some(line.to_ascii_lowercase().chars().take(LONGEST).collect::<String>())
    };
    let other_kind = value("wp:post_type").filter(|kind| !is_text(kind));
    let other_status = || value("wp:status").filter(|status| status != "publish");
    match other_kind {
        Some(kind) => Some(format!("it holds an item of type {kind}, no post")),
        None => other_status().map(|status| format!("it holds a post of status {status}, not published")),
    }
}

fn article(item: Element, source: &Source) -> Article {
    let value = |name: &str| named(item, name).and_then(|element| element.line());
    let title = named(item, "title").map(|title| plain::plain_line(&title.raw_text())).unwrap_or_default();
    let content = named(item, "content:encoded").map(|content| prose(&content.raw_text()));
    let excerpt =
        || ["excerpt:encoded", "description"].iter().find_map(|name| named(item, name).map(|text| prose(&text.raw_text())));
    let mut article = Article {
        byline: value("dc:creator").and_then(|creator| text::byline(&creator)),
        guid: value("guid"),
        url: value("link").filter(|link| link.starts_with("http") && !link.contains(' ')),
        body: content.filter(|content| !content.is_empty()).or_else(excerpt).unwrap_or_default(),
        title,
        ..Article::default()
    };
    // A draft that was published at once has zeros for its time in Greenwich.
    let stamp = |name: &str| {
        value(name).filter(|stamp| !stamp.starts_with("0000")).and_then(|stamp| values::date(&stamp, source.read_on))
    };
    let (local, in_greenwich) = (stamp("wp:post_date"), stamp("wp:post_date_gmt"));
    article.date = match (in_greenwich.or_else(|| stamp("pubDate")), local) {
        // The day is that of the site's own zone.
        (Some(date), Some(local)) if date.precision == Precision::Second => Some(super::ArticleDate { day: local.day, ..date }),
        (date, local) => date.or(local),
    };
    for category in item.children_named("category") {
        let domain = category.attribute("domain");
        let name = plain::plain_line(&category.raw_text());
        match domain.as_deref() {
            None | Some("category") => {
                fill(&mut article.section, || Some(name.clone()).filter(|name| !name.is_empty()));
                add(&mut article.topics, name);
            }
            Some("post_format") => {}
            Some("language") => article.language = category.attribute("nicename").and_then(|code| values::language(&code)),
            Some(_) => add(&mut article.topics, name),
        }
    }
    fill(&mut article.guid, || article.url.clone());
    values::tidy_body(&mut article);
    article
}

/// Returns the paragraphs of a post. WordPress shows each line end of an older post as one, also within elements; in one that its editor of
/// blocks wrote, and in one that was wrapped elsewhere, they mean nothing.
fn prose(content: &str) -> String {
    let html = without_shortcodes(content);
    if html::has_overloaded_tag(&html) {
        return text::paragraphs(&html);
    }
    let is_of_blocks = html.contains("<!-- wp:");
    let line_breaks = if is_of_blocks || is_wrapped(&html) { LineBreaks::AreSpaces } else { LineBreaks::EndParagraphs };
    text::clean_body(&paragraphs::paragraphs(&html, line_breaks))
}

/// Whether many lines go on in the middle of a sentence.
fn is_wrapped(html: &str) -> bool {
    let lines = || html.lines().map(str::trim).skip(1).filter(|line| !line.is_empty());
    let going_on = lines().filter(|line| line.starts_with(char::is_lowercase)).count();
    going_on * 4 > lines().count()
}

/// Shortcodes whose content is text of the post; all others stand for pictures, forms and the like.
const TRANSPARENT: &[&str] =
    &["dropcap", "quote", "pullquote", "blockquote", "highlight", "box", "center", "column", "row", "intro", "lead"];

/// Shortcodes that are known to have content, which goes with them.
const WITH_CONTENT: &[&str] =
    &["caption", "wp_caption", "gallery", "audio", "video", "playlist", "embed", "code", "sourcecode", "youtube"];

/// Takes out `[caption id="1"]…[/caption]`, `[gallery ids="1,2"]`, `[/dropcap]`. What an editor put in brackets stays: `[sic]`, `[he said]`.
fn without_shortcodes(content: &str) -> String {
    let mut plain = String::with_capacity(content.len());
    let mut rest = content;
    // Nothing is searched for twice: a code that is not closed once will not be closed further on.
    let mut unclosed: Vec<&str> = Vec::new();
    while let Some(at) = memchr::memchr(b'[', rest.as_bytes()) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(code) = Shortcode::at(rest) else {
            plain.push('[');
            rest = &rest[1..];
            continue;
        };
        let name = code.name;
        rest = &rest[code.length..];
        if code.is_closing || !WITH_CONTENT.contains(&name) || unclosed.contains(&name) {
            continue;
        }
        let close = format!("[/{name}]");
        match memmem::find(rest.as_bytes(), close.as_bytes()) {
            Some(end) => rest = &rest[end + close.len()..],
            None => unclosed.push(name),
        }
    }
    plain.push_str(rest);
    plain
}

struct Shortcode<'t> {
    name: &'t str,
    is_closing: bool,
    /// With its brackets.
    length: usize,
}

impl<'t> Shortcode<'t> {
    /// Reads the shortcode that a text begins with.
    fn at(text: &'t str) -> Option<Self> {
        const LONGEST: usize = 2000;
        let inside = text.strip_prefix('[')?;
        let is_closing = inside.starts_with('/');
        let named = inside.strip_prefix('/').unwrap_or(inside);
        let name = &named[..named.bytes().take_while(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-')).count()];
        let reach = &text.as_bytes()[..text.len().min(LONGEST)];
        let length = memchr::memchr(b']', reach)? + 1;
        let after = text.get(1 + usize::from(is_closing) + name.len()..length - 1)?.trim();
        let is_known = WITH_CONTENT.contains(&name) || TRANSPARENT.contains(&name);
        // `[su_note color="red"]`, `[contact-form-7 id=1]`
        let has_attributes = after.contains('=') && !after.contains(['[', '<']);
        let is_code = !name.is_empty() && (is_closing || has_attributes || is_known && after.trim_end_matches('/').is_empty());
        is_code.then_some(Self { name, is_closing, length })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::detect;
    use jiff::civil::date;
    use proptest::prelude::*;

    const SOURCE: Source = Source { path: "a.xml", read_on: date(2026, 11, 24), url: None };

    const ITEM: &str = "<item>\n<title>Ferry &amp; bridge</title>\n<link>https://post.example/ferry/</link>\n\
        <pubDate>Mon, 29 Jul 2013 22:03:54 +0000</pubDate>\n<dc:creator><![CDATA[ann]]></dc:creator>\n<guid isPermaLink=\"false\">https://post.example/?p=2</guid>\n\
        <description></description>\n<content:encoded><![CDATA[SPLIT, July 29 (Post) - The ferry is [sic] back.\n\n[caption id=\"a\" width=\"3\"]<img src=\"a.jpg\"/> The ferry[/caption]\n\n\
        It left at <b>noon</b>.\n[gallery ids=\"1,2\"]\nNobody minded.]]></content:encoded>\n<excerpt:encoded><![CDATA[Short.]]></excerpt:encoded>\n\
        <wp:post_date><![CDATA[2013-07-30 00:03:54]]></wp:post_date>\n<wp:post_date_gmt><![CDATA[2013-07-29 22:03:54]]></wp:post_date_gmt>\n\
        <wp:status><![CDATA[publish]]></wp:status>\n<wp:post_type><![CDATA[post]]></wp:post_type>\n\
        <category domain=\"post_tag\" nicename=\"ferries\"><![CDATA[Ferries]]></category>\n<category domain=\"category\" nicename=\"sea\"><![CDATA[Sea &amp; Land]]></category>\n</item>";

    #[test]
    fn reads_a_post() {
        let mut parsed = parse(ITEM.as_bytes(), &SOURCE);
        assert_eq!((parsed.articles.len(), parsed.problems.len()), (1, 0));
        let article = parsed.articles.remove(0);
        assert_eq!(
            (article.title.as_str(), article.body.as_str()),
            ("Ferry & bridge", "The ferry is [sic] back.\n\nIt left at noon.\n\nNobody minded.")
        );
        assert_eq!((article.byline.as_deref(), article.dateline.as_deref()), (Some("ann"), Some("SPLIT, July 29 (Post)")));
        let stamp = article.date.expect("it is dated");
        assert_eq!(
            (stamp.day, stamp.instant.map(|at| at.to_string()).as_deref()),
            (date(2013, 7, 30), Some("2013-07-29T22:03:54Z"))
        );
        assert_eq!(
            (article.section.as_deref(), article.topics),
            (Some("Sea & Land"), vec!["Ferries".to_owned(), "Sea & Land".to_owned()])
        );
        assert_eq!(
            (article.guid.as_deref(), article.url.as_deref()),
            (Some("https://post.example/?p=2"), Some("https://post.example/ferry/"))
        );
    }

    #[test]
    fn what_was_not_published_is_passed_over() {
        for (from, to) in [
            ("[publish]", "[draft]"),
            ("[publish]", "[inherit]"),
            ("[post]", "[attachment]"),
            ("[post]", "[nav_menu_item]"),
            ("[post]", "[revision]"),
            ("[post]", "[wp_block]"),
        ] {
            let parsed = parse(ITEM.replace(from, to).as_bytes(), &SOURCE);
            assert!(parsed.articles.is_empty() && parsed.problems.is_empty() && parsed.not_articles.len() == 1, "{to}");
        }
        for kind in ["[page]", "[news]", "[special_article]"] {
            assert_eq!(parse(ITEM.replace("[post]", kind).as_bytes(), &SOURCE).articles.len(), 1, "{kind}");
        }
    }

    #[test]
    fn the_excerpt_stands_for_a_post_without_text() {
        let (start, end) = (ITEM.find("<content:encoded>").expect("content"), ITEM.find("<excerpt").expect("an excerpt"));
        let item = format!("{}{}", &ITEM[..start], &ITEM[end..]);
        assert_eq!(parse(item.as_bytes(), &SOURCE).articles[0].body, "Short.");
        let parsed = parse(item.replace("Short.", "").as_bytes(), &SOURCE);
        assert_eq!(parsed.problems[0].0, "the post \"Ferry & bridge\" has no text");
    }

    #[test]
    fn shortcodes_go_and_brackets_stay() {
        let table = [
            ("[caption id='a']<img/> Sea[/caption]Text", "Text"),
            ("a [gallery] b", "a  b"),
            ("[gallery ids=\"1\"]Text [audio src=a]more", "Text more"),
            ("[dropcap]T[/dropcap]ext", "Text"),
            ("[su_note color=\"red\"]Text[/su_note]", "Text"),
            ("[he said] [sic] [...] [1] [Editor's note: x=1]", "[he said] [sic] [...] [1] [Editor's note: x=1]"),
            ("[caption", "[caption"),
            ("[", "["),
            ("[é]", "[é]"),
        ];
        for (content, expected) in table {
            assert_eq!(without_shortcodes(content), expected, "{content}");
        }
    }

    #[test]
    fn paragraphs_are_lines_or_elements() {
        let table = [
            ("One.\nTwo.\n<hr>\nThree.", "One.\n\nTwo.\n\nThree."),
            ("<p>By Ann Lee\nOne.</p>", "By Ann Lee\n\nOne."),
            ("<p>One line\nof two</p>\n<p>Two.</p>", "One line of two\n\nTwo."),
            (
                "<!-- wp:paragraph -->\n<p>One\nline.</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:paragraph -->\n<p>Two.</p>\n<!-- /wp:paragraph -->",
                "One line.\n\nTwo.",
            ),
        ];
        for (content, expected) in table {
            assert_eq!(prose(content), expected, "{content}");
        }
    }

    #[test]
    fn exports_are_told_from_feeds() {
        let table = [
            (
                "<?xml version=\"1.0\"?>\n<!-- generator=\"WordPress/6\" -->\n<rss version=\"2.0\" xmlns:wp=\"http://wordpress.org/export/1.2/\">",
                "wordpress",
            ),
            ("<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>", "feed"),
        ];
        for (text, expected) in table {
            let head = Head { extension: "xml", bytes: text.as_bytes(), is_whole: false };
            assert_eq!(detect(&head).map(|format| format.name), Some(expected));
        }
    }

    proptest! {
        #[test]
        fn no_cut_and_no_noise_makes_it_panic(at in 0..ITEM.len(), flips in prop::collection::vec((0..ITEM.len(), any::<u8>()), 0..8)) {
            let mut bytes = ITEM.as_bytes().to_vec();
            flips.into_iter().for_each(|(at, byte)| bytes[at] = byte);
            for part in [&bytes[..at], &bytes[at..], &bytes[..]] {
                for article in parse(part, &SOURCE).articles {
                    prop_assert!(article.body.trim() == article.body && !article.body.is_empty());
                }
            }
        }
    }
}
