//! JSON: one object per article, under the key names that news APIs, crawlers and data sets use.
//!
//! A file holds one object, several in a row, an array, or an object that wraps a list (`{"articles": […]}`). Rule kept here: an object of
//! unknown shape is never guessed at; the problem names the keys it has.

pub mod object;
pub mod values;

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{Article, Format, Head, Parsed, Problem, Records, Source, dateline_line, decode, ninjs};
use object::Draft;

pub const FORMAT: Format = Format {
    name: "json",
    what: "JSON: an article, a list of them, or objects that wrap them; keys of many systems",
    extensions: &["json"],
    recognized_by: "the ending; else JSON values",
    fields: super::ARTICLE_FIELDS,
    recognize,
    records: Records::JsonValues,
    parse: |bytes, source| parse_record(bytes, source, Place::File),
};

/// How a fault within a record is placed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// By line and column.
    File,
    /// By column: a record is one line, whose number the reader of the file knows.
    Line,
}

/// Reads the articles of one JSON value.
pub fn parse_record(bytes: &[u8], source: &Source, place: Place) -> Parsed {
    let bytes = without_mark(bytes);
    if bytes.trim_ascii().is_empty() {
        return Parsed::problem("the file is empty");
    }
    match serde_json::from_str(&text_of(bytes)) {
        Ok(value) => articles(&value, source),
        Err(error) => Parsed::problem(describe(&error, place)),
    }
}

/// Returns the bytes after a byte order mark, if there is one.
pub fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// Takes out of a body what has a field of its own: the headline, where it is the first paragraph as well, and a dateline.
pub fn tidy_body(article: &mut Article) {
    if let Some((first, rest)) = article.body.split_once("\n\n")
        && first == article.title
    {
        article.body = rest.to_owned();
    }
    let first = article.body.split("\n\n").next().unwrap_or_default();
    let Some((dateline, rest)) = dateline_line::split_dateline(first) else {
        return;
    };
    let start = first.len() - rest.len();
    article.body.drain(..start);
    article.dateline.get_or_insert(dateline);
}

fn recognize(head: &Head) -> bool {
    head.extension == "json" || opens_like_json(without_mark(head.bytes).trim_ascii_start())
}

/// Whether a text opens an object with a key, or an array of objects: text may open with a bracket too.
fn opens_like_json(text: &[u8]) -> bool {
    let after = |open: u8| text.strip_prefix(&[open]).map(|rest| rest.trim_ascii_start().first().copied());
    matches!(after(b'{'), Some(Some(b'"' | b'}'))) || matches!(after(b'['), Some(Some(b'{')))
}

/// JSON is UTF-8; what is not is decoded like any old text.
fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => decode::decode(bytes, None).text,
    }
}

fn describe(error: &serde_json::Error, place: Place) -> String {
    let message = error.to_string();
    let fault = message.split(" at line ").next().unwrap_or_default().replace('`', "\"");
    let fault = fault.replace("EOF while parsing", "the text ends within");
    match place {
        Place::File => format!("not valid JSON at line {} column {}: {fault}", error.line(), error.column()),
        Place::Line => format!("not valid JSON at column {}: {fault}", error.column()),
    }
}

fn articles(value: &Value, source: &Source) -> Parsed {
    if let Some(parsed) = ninjs::read(value, source) {
        return parsed;
    }
    let list = match value {
        Value::Array(list) => Some(list),
        Value::Object(object) => wrapped_list(object),
        _ => None,
    };
    let Some(list) = list else {
        return match article(value, source) {
            Ok(article) => Parsed::article(article),
            Err(problem) => Parsed::problem(problem),
        };
    };
    let mut parsed = Parsed::default();
    for (index, element) in list.iter().enumerate() {
        match article(element, source) {
            Ok(article) => parsed.articles.push(article),
            Err(problem) => parsed.problems.push(Problem(format!("element {}: {problem}", index + 1))),
        }
    }
    parsed
}

/// Returns the list of articles in an object that is no article itself: `{"response": {"docs": […]}}`.
fn wrapped_list(object: &Map<String, Value>) -> Option<&Vec<Value>> {
    if object::has_text(object) {
        return None;
    }
    object.iter().filter(|(key, _)| WRAPPERS.contains(&key.trim_start_matches('@'))).find_map(|(_, value)| match value {
        Value::Array(list) => (list.is_empty() || list.iter().any(Value::is_object)).then_some(list),
        // No deeper than the reader of JSON goes, which stops at 128 levels.
        Value::Object(inner) => wrapped_list(inner),
        _ => None,
    })
}

/// Keys that hold a list of articles, or an object that does.
const WRAPPERS: &[&str] = &[
    "articles",
    "channel",
    "data",
    "docs",
    "documents",
    "entries",
    "entry",
    "feed",
    "graph",
    "hits",
    "item",
    "items",
    "news",
    "posts",
    "records",
    "response",
    "result",
    "results",
    "rss",
    "stories",
    "value",
];

fn article(value: &Value, source: &Source) -> Result<Article, String> {
    let Value::Object(object) = value else {
        return Err(format!("expected an object with title and text, found {}", kind(value)));
    };
    // A search server's hit keeps the document apart from its own fields.
    let document = object.get("_source").and_then(Value::as_object).unwrap_or(object);
    let Draft { mut article, description, modified } = object::read(document, source.read_on);
    if article.guid.is_none() {
        article.guid = object.get("_id").and_then(values::identifier).or_else(|| article.url.clone());
    }
    article.date = article.date.or(modified);
    if article.body.is_empty() {
        article.body = description.unwrap_or_default();
    }
    // An article that its source holds without text is one all the same, where it can be told from others: a headline, or an identifier.
    let is_known_to_be_empty = object::has_text(document) && (!article.title.is_empty() || article.guid.is_some());
    if article.body.is_empty() && !is_known_to_be_empty {
        return Err(what_is_missing(document, &article.title));
    }
    tidy_body(&mut article);
    Ok(article)
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn what_is_missing(object: &Map<String, Value>, title: &str) -> String {
    const MOST_KEYS: usize = 12;
    if !title.is_empty() {
        return format!("\"{}\" has a title but no text", shortened(title));
    }
    if object.is_empty() {
        return "the object is empty".to_owned();
    }
    if object::has_text(object) {
        return "the text is empty".to_owned();
    }
    let mut keys: Vec<_> = object.keys().take(MOST_KEYS).map(|key| shortened(key)).collect();
    if object.len() > MOST_KEYS {
        keys.push(Cow::Borrowed("…"));
    }
    format!("no title or text among the keys \"{}\"; known are title, headline, text, body, …", keys.join(", "))
}

/// Cuts a text that goes into a message.
fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(60) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: Source = Source { path: "news/a.json", read_on: jiff::civil::date(2026, 11, 24), url: None };

    fn parse(text: &str) -> Parsed {
        parse_record(text.as_bytes(), &SOURCE, Place::File)
    }

    #[track_caller]
    fn one(text: &str) -> Article {
        let mut parsed = parse(text);
        assert_eq!(parsed.problems, [], "{text}");
        assert_eq!(parsed.articles.len(), 1, "{text}");
        parsed.articles.remove(0)
    }

    #[test]
    fn files_are_recognized_by_name_or_by_an_object_or_a_list_of_them() {
        let cases = [
            ("json", "", true),
            ("", "{\"title\": 1", true),
            ("txt", "\u{feff} \n[ {\"a\"", true),
            ("", "{}", true),
            ("", "[1, 2]", false),
            ("txt", "[Photo: the bridge]", false),
            ("txt", "{curly} text", false),
            ("", "", false),
        ];
        for (extension, text, expected) in cases {
            let head = Head { extension, bytes: text.as_bytes(), is_whole: true };
            assert_eq!(recognize(&head), expected, "{extension}: {text}");
        }
    }

    #[test]
    fn titles_and_bodies_are_found_under_their_common_names() {
        let cases = [
            (r#"{"title": "A", "text": "B."}"#, "A", "B."),
            (r#"{"headline": {"main": "A"}, "full_text": "B."}"#, "A", "B."),
            (r#"{"webTitle": "A", "fields": {"bodyText": "B."}}"#, "A", "B."),
            (r#"{"title": {"rendered": "A &amp; A"}, "content": {"rendered": "<p>B.</p>\n<p>C.</p>"}}"#, "A & A", "B.\n\nC."),
            (r#"{"name": "A", "article_body": ["B.", "C."]}"#, "A", "B.\n\nC."),
            (
                r#"{"title": "A", "contents": [{"type": "title", "content": "A"}, {"content": "B."}, {"type": "image"}, null]}"#,
                "A",
                "B.",
            ),
            (r#"{"title": "A", "story": [{"text": "B."}, {"paragraph": "C."}]}"#, "A", "B.\n\nC."),
            (r#"{"text": "B.\n\nC."}"#, "", "B.\n\nC."),
            (r#"{"title": "A", "body": "A\n\nB."}"#, "A", "B."),
            (r#"{"title": "A", "body": "", "description": "D."}"#, "A", "D."),
            (r#"{"title": "A", "body": "B.", "description": "D."}"#, "A", "B."),
            (r#"{"title": "A", "body": "B. <b>C</b> &lt; 4"}"#, "A", "B. C < 4"),
            (r#"{"title": "A", "title": "Z", "text": "B."}"#, "Z", "B."),
            (r#"{"TITLE": "A", "Full-Text": "B."}"#, "A", "B."),
            ("\u{feff}{\"title\": \"A\", \"text\": \"B.\"}", "A", "B."),
        ];
        for (text, title, body) in cases {
            let article = one(text);
            assert_eq!((article.title.as_str(), article.body.as_str()), (title, body), "{text}");
        }
    }

    #[test]
    fn wrapped_articles_are_all_found() {
        let cases = [
            (r#"[{"text": "B."}, {"text": "C."}]"#, 2),
            (r#"{"status": "ok", "articles": [{"text": "B."}, {"text": "C."}]}"#, 2),
            (r#"{"response": {"docs": [{"text": "B."}]}}"#, 1),
            (r#"{"hits": {"total": 2, "hits": [{"_id": "7", "_source": {"text": "B."}}]}}"#, 1),
            (r#"{"title": "A feed", "items": [{"content_html": "<p>B.</p>"}]}"#, 1),
            (r#"{"@graph": [{"articleBody": "B."}]}"#, 1),
            (r#"{"articles": []}"#, 0),
            ("[]", 0),
        ];
        for (text, expected) in cases {
            let parsed = parse(text);
            assert_eq!((parsed.articles.len(), parsed.problems.len()), (expected, 0), "{text}");
        }
        assert_eq!(
            parse(r#"{"hits": {"hits": [{"_id": "7", "_source": {"text": "B."}}]}}"#).articles[0].guid.as_deref(),
            Some("7")
        );
    }

    #[test]
    fn an_article_that_is_held_without_text_is_kept() {
        for text in [r#"{"id": 7, "title": "", "body": ""}"#, r#"{"title": "MARKET CLOSED", "body": ""}"#] {
            let parsed = parse(text);
            assert_eq!((parsed.articles.len(), parsed.problems), (1, Vec::new()), "{text}");
        }
    }

    #[test]
    fn what_is_no_article_is_a_problem_that_says_why() {
        let many: String = (0..20).map(|n| format!("\"k{n}\": 1, ")).collect();
        let cases = [
            ("", "the file is empty"),
            (
                r#"{"a": 1, "b": 2, "c": 3}"#,
                "no title or text among the keys \"a, b, c\"; known are title, headline, text, body, …",
            ),
            (
                &format!("{{{many}\"z\": 1}}"),
                "no title or text among the keys \"k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11, …\"; known are title, headline, text, body, …",
            ),
            (r#"{"title": "Bridge opens"}"#, "\"Bridge opens\" has a title but no text"),
            (r#"{"text": ""}"#, "the text is empty"),
            ("{}", "the object is empty"),
            ("null", "expected an object with title and text, found null"),
            ("17", "expected an object with title and text, found a number"),
            (r#""text""#, "expected an object with title and text, found a string"),
            (r#"[{"text": "B."}, null]"#, "element 2: expected an object with title and text, found null"),
            ("{\n\"title\": \"A\"\n\"text\"", "not valid JSON at line 3 column 1: expected \",\" or \"}\""),
            (r#"{"title": "A"#, "not valid JSON at line 1 column 12: the text ends within a string"),
            (&"[".repeat(1000), "not valid JSON at line 1 column 128: recursion limit exceeded"),
        ];
        for (text, expected) in cases {
            let problems = parse(text).problems;
            assert_eq!(problems, [Problem(expected.to_owned())], "{text}");
        }
    }

    #[test]
    fn a_dump_with_metadata_of_second_choice_is_read() {
        let article = one(
            r#"{"title": "Bridge opens", "text": "The bridge opened.", "authors": ["Ann Lee", "Bo Chen"], "keywords": [], "summary": "",
            "canonical_link": "", "url": "https://post.example/bridge", "source": "http://www.post.example",
            "publish_date": {"$date": 1556962200000},
            "meta_data": {"og": {"site_name": "The Post", "title": "Other", "locale": "en_GB"}, "keywords": "bridge,harbour",
            "article": {"section": "Local", "published_time": "2019-05-05", "author": "https://social.example/ann"}}}"#,
        );
        assert_eq!(article.title, "Bridge opens");
        assert_eq!(article.byline.as_deref(), Some("Ann Lee, Bo Chen"));
        assert_eq!(article.source.as_deref(), Some("The Post"));
        assert_eq!(article.section.as_deref(), Some("Local"));
        assert_eq!(article.language.as_deref(), Some("en"));
        assert_eq!(article.url.as_deref(), Some("https://post.example/bridge"));
        assert_eq!(article.guid, article.url);
        assert_eq!(article.topics, ["bridge", "harbour"]);
        assert_eq!(article.date.map(|date| date.day.to_string()).as_deref(), Some("2019-05-04"));
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_decoded() {
        let parsed = parse_record(b"{\"title\": \"Caf\xE9 reopens\", \"text\": \"B.\"}", &SOURCE, Place::File);
        assert_eq!(parsed.articles[0].title, "Café reopens");
    }

    #[test]
    fn no_damage_makes_it_panic() {
        let sample = r#"{"title": "Caf\u00e9 – é", "body": ["<p>B &amp; C</p>", {"text": "D"}], "date": {"$date": -62135596800001},
            "authors": [{"name": "By "}], "ts": 1e300, "id": {"$oid": 5}, "keywords": "a,b", "meta": {"og": {"title": []}}}"#;
        for end in 0..=sample.len() {
            parse_record(&sample.as_bytes()[..end], &SOURCE, Place::Line);
        }
        for at in 0..sample.len() {
            for byte in [b'"', b'{', b']', b',', b'0', 0xFF, b'<', b'\\'] {
                let mut bytes = sample.as_bytes().to_vec();
                bytes[at] = byte;
                parse_record(&bytes, &SOURCE, Place::File);
            }
        }
    }
}
