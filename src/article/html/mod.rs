//! HTML: one web page, one article, without what stands around it.
//!
//! The metadata is read by `metadata`, the text is found by `body`. Rule kept here: a page whose text cannot be told from its surroundings
//! is a problem, not an article made of menus.

pub mod blocks;
mod body;
pub mod context;
pub mod features;
mod forest;
mod furniture;
mod headline;
mod json_ld;
mod lines;
pub mod marks;
pub mod metadata;
pub mod paragraphs;
mod shown;
mod tokens;
pub mod tree;

use super::{Article, ArticleDate, DateOrigin, Format, Head, Parsed, Precision, Records, Source, dates, decode, json, text};
use metadata::{Page, Said};

pub const FORMAT: Format = Format {
    name: "html",
    what: "a web page; its text is told from menus, teasers and comments",
    extensions: &["html", "htm", "xhtml", "shtml"],
    recognized_by: "the ending; else a first element html, head or body",
    fields: super::ARTICLE_FIELDS,
    recognize,
    records: Records::Whole,
    parse,
};

/// Takes a file by its name, or where its first tag is one that a page begins with. What comes later is not looked at: a text about HTML
/// and a feed hold such tags too.
fn recognize(head: &Head) -> bool {
    FORMAT.extensions.contains(&head.extension) || matches!(first_element(head.bytes).as_str(), "html" | "head" | "body")
}

fn parse(bytes: &[u8], source: &Source) -> Parsed {
    let decoded = decode::decode(bytes, declared_charset(bytes));
    if decoded.text.trim().is_empty() {
        return Parsed::problem("the file is empty");
    }
    if has_overloaded_tag(&decoded.text) {
        return Parsed::problem(format!("a tag has more than {MOST_ATTRIBUTES} attributes; the page is damaged or no page"));
    }
    if matches!(first_element(decoded.text.as_bytes()).as_str(), "rss" | "feed" | "rdf:rdf") {
        return Parsed::problem("this is a feed of articles, not a page; save the pages that it links to");
    }
    let page = Page::read(&decoded.text);
    let Said { mut article, is_dated_by_change } = page.article(source);
    let found = body::find(page.tree(), &article.title);
    article.body = body::better(found.text(), std::mem::take(&mut article.body));
    article.byline = article.byline.or_else(|| shown::byline(&found));
    if article.date.is_none_or(|date| is_dated_by_change || date.precision < Precision::Day || date.origin == DateOrigin::Path) {
        article.date = better_date(article.date, shown::date(&found, page.day_order(), source.read_on));
    }
    json::tidy_body(&mut article);
    article.date = date_of_dateline(&article, source).or(article.date);
    let is_article = body::holds_a_sentence(&article.body) && (page.is_article() || !body::is_index(&article.body));
    if is_article {
        return Parsed::article(article);
    }
    Parsed::problem("no article text found in the page; it may be an index of others, or build its text by script")
}

/// Returns the date that the page shows where it is better than what is known otherwise: the day in the month that the URL names, or a day
/// before that of a change.
fn better_date(known: Option<ArticleDate>, shown: Option<ArticleDate>) -> Option<ArticleDate> {
    let (Some(known), Some(shown)) = (known, shown) else {
        return known.or(shown);
    };
    let is_better = match known.precision {
        _ if known.origin == DateOrigin::Path => true,
        Precision::Year | Precision::Month => (known.day..=known.last_day()).contains(&shown.day),
        _ => shown.day < known.day,
    };
    Some(if is_better { shown } else { known })
}

/// Reads the day out of the dateline where no more than a month or a year is known otherwise, in which it has to be.
fn date_of_dateline(article: &Article, source: &Source) -> Option<ArticleDate> {
    let known = article.date;
    if known.is_some_and(|known| known.precision >= Precision::Day) {
        return None;
    }
    let date = dates::from_dateline(article.dateline.as_deref()?, known.map(|known| known.day), source.read_on)?;
    let agrees = known.is_none_or(|known| (known.day..=known.last_day()).contains(&date.day));
    agrees.then(|| date.into_date(DateOrigin::Dateline))
}

/// Returns the character encoding that a page names in its first 4 KiB.
fn declared_charset(bytes: &[u8]) -> Option<&str> {
    let head = &bytes[..bytes.len().min(4096)];
    let is_xml = head.trim_ascii_start().starts_with(b"<?xml");
    let key: &[u8] = if is_xml && find_ignoring_case(head, b"<meta").is_none() { b"encoding" } else { b"charset" };
    let mut from = 0;
    while let Some(found) = find_ignoring_case(&head[from..], key) {
        let at = from + found;
        from = at + key.len();
        let tag = &head[memchr::memrchr(b'<', &head[..at])?..at];
        let is_in_declaration = !tag.contains(&b'>') && (is_xml || find_ignoring_case(tag, b"<meta") == Some(0));
        let rest = head[from..].trim_ascii_start();
        if let Some(value) = rest.strip_prefix(b"=").filter(|_| is_in_declaration) {
            let value = value.trim_ascii_start();
            let value = value.strip_prefix(b"\"").or(value.strip_prefix(b"'")).unwrap_or(value);
            let length = value.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"-_:.".contains(byte)).count();
            let label = std::str::from_utf8(&value[..length]).ok()?;
            // Bytes in which this was found are not UTF-16, whatever they say.
            return (!label.is_empty() && !label.to_ascii_lowercase().starts_with("utf-16")).then_some(label);
        }
    }
    None
}

fn find_ignoring_case(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|window| window.eq_ignore_ascii_case(word))
}

/// More attributes than any tag has. Each is compared with all before it when tags are read, so that a damaged file would take hours.
const MOST_ATTRIBUTES: usize = 1000;

pub(super) fn has_overloaded_tag(html: &str) -> bool {
    let bytes = html.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        at += found + 1;
        if !bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let is_script = bytes[at..].len() > 6 && bytes[at..at + 6].eq_ignore_ascii_case(b"script");
        let mut words = 0;
        let mut quote = None;
        while let Some(&byte) = bytes.get(at).filter(|&&byte| byte != b'>' || quote.is_some()) {
            match (quote, byte) {
                (None, b'"' | b'\'') if bytes[at - 1] == b'=' => quote = Some(byte),
                (Some(open), _) if open == byte => quote = None,
                (None, b' ' | b'\n' | b'\t' | b'\r' | b'/') => words += 1,
                _ => {}
            }
            at += 1;
        }
        if words > MOST_ATTRIBUTES {
            return true;
        }
        if is_script {
            at += find_ignoring_case(&bytes[at..], b"</script").unwrap_or_default();
        }
    }
    false
}

/// Returns the name of the first element of a text, after declarations and comments; `html` where a declaration names that, empty where
/// something else comes first.
fn first_element(bytes: &[u8]) -> String {
    let mut rest = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    loop {
        let end: &[u8] = match rest {
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            [b'<', b'!' | b'?', ..] => b">",
            _ => break,
        };
        if rest.get(..14).is_some_and(|start| start.eq_ignore_ascii_case(b"<!doctype html")) {
            return "html".to_owned();
        }
        let Some(at) = find_ignoring_case(rest, end) else {
            return String::new();
        };
        rest = rest[at + end.len()..].trim_ascii_start();
    }
    let Some(tag) = rest.strip_prefix(b"<") else {
        return String::new();
    };
    let name = tag.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b':');
    name.map(|&byte| char::from(byte.to_ascii_lowercase())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: Source = Source { path: "news/page.html", read_on: jiff::civil::date(2026, 11, 24), url: None };

    const PAGE: &str = r#"<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Harbour bridge opens after nine years | The Tidewater Post</title>
<link rel="canonical" href="https://tidewater.example/2019/05/04/bridge">
<meta property="og:site_name" content="The Tidewater Post"><meta property="article:published_time" content="2019-05-04T09:30:00+01:00">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Harbour bridge opens after nine years",
"author": [{"@type": "Person", "name": "By Ann Lee"}, {"@type": "Person", "name": "Bo Chen"}], "articleSection": "Local"}</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Harbour bridge opens after nine years</h1>
<p>The new bridge over the harbour was opened on Saturday, nine years after the council had first voted to build it.</p>
<figure><img src="a.jpg"><figcaption>The bridge, seen from the old town.</figcaption></figure>
<p>Some two thousand people walked across it in the first hour, among them the builders &amp; their families.</p>
<p>The mayor thanked all who had worked on it, and said that the ferry would go on for another year.</p>
<p>Story continues below advertisement</p>
<p>A toll will be taken from the autumn on, but only from lorries, as had been promised before the vote.</p></article>
<div id="comments"><p>I think that the toll is far too low for those lorries, says a reader of ours.</p></div>
<footer><p>Copyright of the Tidewater Post</p></footer></body></html>"#;

    #[test]
    fn pages_are_recognized_by_name_or_by_their_first_tag() {
        let cases = [
            ("html", "", true),
            ("xhtml", "no tags", true),
            ("", "<!DOCTYPE html>", true),
            ("", "\u{feff}\n<!-- saved --><HTML lang=en>", true),
            ("", "<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0\"><html>", true),
            ("txt", "<body class=a>", true),
            ("", "<head>", true),
            ("md", "In HTML, <html> comes first.", false),
            ("", "<?xml version=\"1.0\"?><rss><channel><description><html>", false),
            ("", "<!DOCTYPE lewis SYSTEM \"lewis.dtd\"><REUTERS><BODY>", false),
            ("", "<!-- never closed", false),
            ("", "<header>", false),
            ("", "", false),
        ];
        for (extension, text, expected) in cases {
            let head = Head { extension, bytes: text.as_bytes(), is_whole: true };
            assert_eq!(recognize(&head), expected, "{extension}: {text}");
        }
    }

    #[test]
    fn charsets_are_read_from_the_head() {
        let cases = [
            ("<meta charset=utf-8>", Some("utf-8")),
            ("<META Charset = 'windows-1256'>", Some("windows-1256")),
            (r#"<meta http-equiv="Content-Type" content="text/html; charset=gb2312">"#, Some("gb2312")),
            (r#"<script charset="utf-8"></script><meta charset="koi8-r">"#, Some("koi8-r")),
            (r#"<?xml version="1.0" encoding="ISO-8859-2"?><html>"#, Some("ISO-8859-2")),
            ("<meta charset=utf-16>", None),
            ("the charset=latin1 of a text", None),
            ("<meta charset", None),
            ("", None),
        ];
        for (html, expected) in cases {
            assert_eq!(declared_charset(html.as_bytes()), expected, "{html}");
        }
    }

    #[test]
    fn a_page_becomes_an_article_without_its_surroundings() {
        let parsed = parse(PAGE.as_bytes(), &SOURCE);
        assert_eq!(parsed.problems, []);
        let article = &parsed.articles[0];
        assert_eq!(article.title, "Harbour bridge opens after nine years");
        assert_eq!(article.byline.as_deref(), Some("Ann Lee, Bo Chen"));
        assert_eq!(article.source.as_deref(), Some("The Tidewater Post"));
        assert_eq!(article.section.as_deref(), Some("Local"));
        assert_eq!(article.language.as_deref(), Some("en"));
        assert_eq!(article.url.as_deref(), Some("https://tidewater.example/2019/05/04/bridge"));
        assert_eq!(article.guid, article.url);
        assert_eq!(article.date.map(|date| date.day.to_string()).as_deref(), Some("2019-05-04"));
        let paragraphs: Vec<&str> = article.body.split("\n\n").collect();
        assert_eq!(paragraphs.len(), 4, "{paragraphs:#?}");
        assert!(paragraphs[0].starts_with("The new bridge"));
        assert!(paragraphs[1].ends_with("the builders & their families."));
        assert!(paragraphs[3].starts_with("A toll"));
    }

    #[test]
    fn the_dateline_dates_a_page_that_is_not_dated_otherwise() {
        let page = PAGE.replace("<p>The new bridge", "<p>SPLIT, May 4, 2019 (Reuters) - The new bridge");
        let undated = page.replace("article:published_time", "x").replace("/2019/05/04/", "/");
        for (html, origin) in [(&page, DateOrigin::Metadata), (&undated, DateOrigin::Dateline)] {
            let date = parse(html.as_bytes(), &SOURCE).articles[0].date;
            assert_eq!(date.map(|date| (date.day.to_string(), date.origin)), Some(("2019-05-04".to_owned(), origin)));
        }
    }

    #[test]
    fn bytes_are_decoded_as_the_page_says() {
        let html = PAGE.replace("utf-8", "windows-1251").replace("The mayor", "\u{1}\u{2}");
        let mut bytes = html.into_bytes();
        // "Да" in windows-1251.
        let at = bytes.iter().position(|&byte| byte == 1).expect("it was put there");
        bytes[at..at + 2].copy_from_slice(&[0xC4, 0xE0]);
        let parsed = parse(&bytes, &SOURCE);
        assert!(parsed.articles[0].body.contains("Да thanked all"), "{}", parsed.articles[0].body);
    }

    #[test]
    fn pages_without_an_article_are_problems() {
        let menu = format!("<html><body>{}</body></html>", "<ul><li><a href=/a>Short link</a></li></ul>".repeat(30));
        let attributes: String = (0..5000).map(|n| format!("a{n}=1 ")).collect();
        let cases = [
            ("", "the file is empty"),
            ("  \n", "the file is empty"),
            ("<html><head><title>A title</title></head><body></body></html>", "no article text found in the page"),
            (menu.as_str(), "no article text found in the page"),
            (&format!("<html><p {attributes}>text"), "a tag has more than 1000 attributes"),
            ("<?xml version='1.0'?><rss><channel><title>a</title></channel></rss>", "this is a feed"),
        ];
        for (html, expected) in cases {
            let parsed = parse(html.as_bytes(), &SOURCE);
            assert!(parsed.articles.is_empty(), "{html}");
            assert!(parsed.problems[0].0.starts_with(expected), "{html}: {:?}", parsed.problems);
        }
    }

    #[test]
    fn the_text_in_json_ld_is_taken_where_the_page_shows_little_of_it() {
        let sentence = "The ferry will go on for another year, as the council had promised. ".repeat(8);
        let html = format!(
            r#"<html><head><script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Ferry stays",
            "articleBody": "{sentence}\n\nIts captain is glad."}}</script></head><body><p>The ferry stays for now.</p></body></html>"#
        );
        let parsed = parse(html.as_bytes(), &SOURCE);
        assert!(parsed.articles[0].body.ends_with("promised.\n\nIts captain is glad."), "{}", parsed.articles[0].body);
    }

    #[test]
    fn deeply_nested_pages_are_read_like_others() {
        let text = "<p>The bridge was opened on Saturday, nine years after the vote.</p>";
        for tag in ["div", "b", "blockquote", "ul><li", "table><tr><td"] {
            let html =
                format!("<html><body>{}{text}{}</body></html>", format!("<{tag}>").repeat(100_000), "</div>".repeat(100_000));
            let parsed = parse(html.as_bytes(), &SOURCE);
            assert_eq!(parsed.articles[0].body, "The bridge was opened on Saturday, nine years after the vote.", "{tag}");
        }
    }

    #[test]
    fn unclosed_tags_do_not_repeat_the_text() {
        let html: String =
            (1..=5).map(|n| format!("<p><b>On day {n} the council met to talk about the bridge and its costs.</p>")).collect();
        let body = &parse(html.as_bytes(), &SOURCE).articles[0].body;
        assert_eq!(body.matches("On day").count(), 5, "{body}");
    }

    #[test]
    fn no_damage_makes_it_panic() {
        for end in (0..PAGE.len()).step_by(29) {
            parse(&PAGE.as_bytes()[..end], &SOURCE);
        }
        // A small generator of numbers, so that a failure is the same every day.
        let mut state = 1u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 16
        };
        for _ in 0..60 {
            let mut bytes = PAGE.as_bytes().to_vec();
            for _ in 0..40 {
                let at = next() as usize % bytes.len();
                bytes[at] = next() as u8;
            }
            parse(&bytes, &SOURCE);
            let noise: Vec<u8> = (0..300).map(|_| next() as u8).collect();
            parse(&noise, &SOURCE);
        }
    }
}
