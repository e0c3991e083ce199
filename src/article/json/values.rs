//! JSON values as the fields of an article: a date, a list of names, a body.
//!
//! Rule kept here: a value of unexpected type is `None`, never an error; another key may say it better.

use jiff::{Timestamp, civil, tz::TimeZone};
use serde_json::Value;

use crate::article::html::paragraphs::{self, LineBreaks};
use crate::article::{ArticleDate, DateOrigin, Precision, dates, html, text};

/// What parts the entries of a list that is written as one string.
pub const LIST_MARKS: &[char] = &[',', ';', '|'];

/// Returns a string or number, or the one that an object holds, as a single line.
pub fn line(value: &Value) -> Option<String> {
    let line = match value {
        Value::String(text) => plain_line(text),
        Value::Number(number) => number.to_string(),
        Value::Array(list) => return list.iter().find_map(line),
        Value::Object(object) => {
            const KEYS: &[&str] = &[
                "name", "main", "rendered", "title", "webTitle", "label", "value", "@value", "#text", "$t", "text", "$oid",
                "original",
            ];
            return KEYS.iter().filter_map(|key| object.get(*key)).find_map(line);
        }
        Value::Null | Value::Bool(_) => return None,
    };
    (!line.is_empty()).then_some(line)
}

/// Returns an identifier, which is a string or number by itself or as `{"$oid": …}`.
pub fn identifier(value: &Value) -> Option<String> {
    match value {
        Value::Object(object) => {
            ["$oid", "#text", "$t", "rendered", "$numberLong"].iter().filter_map(|key| object.get(*key)).find_map(identifier)
        }
        Value::String(_) | Value::Number(_) => line(value),
        _ => None,
    }
}

/// Returns the names in a string, a list or an object, as they are spelled; a string is cut at `marks`.
pub fn names(value: &Value, marks: &[char]) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().flat_map(|element| names(element, &[])).collect(),
        Value::String(list) => list.split(marks).map(plain_line).filter(|name| !name.is_empty() && !is_url(name)).collect(),
        Value::Object(object) => match (object.get("name"), object.get("value")) {
            // `{"name": "persons", "value": …}` is sorted elsewhere.
            (Some(_), Some(name)) => line(name).into_iter().collect(),
            _ => line(value).filter(|name| !is_url(name)).into_iter().collect(),
        },
        _ => Vec::new(),
    }
}

/// Returns the first section of one or more; of a path like `/world/asia`, its first part.
pub fn section(value: &Value) -> Option<String> {
    let name = names(value, &[]).into_iter().next()?;
    match name.strip_prefix('/') {
        Some(path) => path.split('/').next().filter(|part| !part.is_empty()).map(str::to_owned),
        None => Some(name),
    }
}

/// Returns the authors: `Ann Lee, Bo Chen`.
pub fn byline(value: &Value) -> Option<String> {
    let mut authors: Vec<String> = Vec::new();
    for name in author_names(value) {
        let name = without_by(&name);
        if !name.is_empty() && !is_url(name) && !name.starts_with('@') && !authors.iter().any(|known| known == name) {
            authors.push(name.to_owned());
        }
    }
    (!authors.is_empty()).then(|| authors.join(", "))
}

fn author_names(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().flat_map(author_names).collect(),
        Value::Object(object) => {
            let part = |key: &str| object.get(key).and_then(line);
            let parts = [part("givenName").or_else(|| part("firstName")), part("familyName").or_else(|| part("lastName"))];
            line(value).or_else(|| Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))).into_iter().collect()
        }
        Value::String(text) => vec![plain_line(text)],
        _ => Vec::new(),
    }
}

/// Strips the `By ` before a name.
fn without_by(name: &str) -> &str {
    match name.get(..3) {
        Some(by) if by.eq_ignore_ascii_case("by ") => name[3..].trim_start(),
        _ => name,
    }
}

/// Returns the name of a publisher; an address is none.
pub fn publisher(value: &Value) -> Option<String> {
    line(value).filter(|name| !is_url(name) && !name.starts_with('@'))
}

/// Returns the host of an address that stands where a publisher's name should: `example.org`.
pub fn host(value: &Value) -> Option<String> {
    const SHARED: &[&str] = &["facebook.com", "twitter.com", "x.com", "plus.google.com"];
    let address = line(value)?;
    let rest = address.split_once("//").map_or(address.as_str(), |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next()?.trim_start_matches("www.").to_ascii_lowercase();
    (host.contains('.') && !SHARED.contains(&host.as_str())).then_some(host)
}

/// Returns an absolute web address.
pub fn url(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let text = text.trim();
            let is_absolute = text.starts_with("http://") || text.starts_with("https://");
            let is_one_word = !text.contains(|c: char| c.is_whitespace() || c.is_control());
            (is_absolute && is_one_word).then(|| text.to_owned())
        }
        Value::Array(list) => list.iter().find_map(url),
        Value::Object(object) => ["@id", "url", "href", "canonical"].iter().filter_map(|key| object.get(*key)).find_map(url),
        _ => None,
    }
}

fn is_url(text: &str) -> bool {
    ["http://", "https://", "www.", "//"].iter().any(|start| text.starts_with(start))
}

/// Returns the two letters of a language: `en` for `en-US`, `en_GB`, `eng` and `English`.
pub fn language(declared: &str) -> Option<String> {
    let word = declared.trim().split(['-', '_', ',', ';', ' ']).next()?.to_ascii_lowercase();
    let code = match word.as_str() {
        "english" | "eng" => "en",
        "arabic" | "ara" => "ar",
        "chinese" | "zho" | "chi" | "cmn" => "zh",
        "french" | "fra" | "fre" => "fr",
        "german" | "deu" | "ger" => "de",
        "hindi" | "hin" => "hi",
        "italian" | "ita" => "it",
        "japanese" | "jpn" => "ja",
        "korean" | "kor" => "ko",
        "persian" | "fas" | "per" => "fa",
        "portuguese" | "por" => "pt",
        "russian" | "rus" => "ru",
        "spanish" | "spa" => "es",
        "turkish" | "tur" => "tr",
        "urdu" | "urd" => "ur",
        code if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase()) => code,
        _ => return None,
    };
    Some(code.to_owned())
}

/// Returns the paragraphs of a body: a string of text or HTML, a list of those, or of objects that hold one.
pub fn body(value: &Value) -> Option<String> {
    let body = match value {
        Value::String(text) => plain_body(text),
        Value::Array(list) => list.iter().filter_map(body).collect::<Vec<_>>().join("\n\n"),
        Value::Object(object) => {
            const KEYS: &[&str] = &[
                "rendered",
                "text",
                "content",
                "html",
                "body",
                "value",
                "paragraph",
                "p",
                "paragraphs",
                "children",
                "#text",
                "$t",
            ];
            // The blocks of a page are not all prose.
            const NOT_PROSE: &[&str] =
                &["author_info", "byline", "date", "gallery", "image", "kicker", "title", "tweet", "video"];
            let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
            if NOT_PROSE.contains(&kind) {
                return None;
            }
            return KEYS.iter().filter_map(|key| object.get(*key)).find_map(body);
        }
        _ => return None,
    };
    (!body.is_empty()).then_some(body)
}

/// Returns the paragraphs of text that may be HTML.
pub fn plain_body(text: &str) -> String {
    if !paragraphs::looks_like_html(text) || html::has_overloaded_tag(text) {
        return text::paragraphs(text);
    }
    // Text from a blog engine parts its paragraphs by blank lines and has the odd block as well.
    let blank_lines = text.matches("\n\n").count();
    let line_breaks =
        if paragraphs::count_block_tags(text) > blank_lines { LineBreaks::AreSpaces } else { LineBreaks::EndParagraphs };
    text::clean_body(&paragraphs::paragraphs(text, line_breaks))
}

/// Returns text that may be HTML as a single line.
pub fn plain_line(text: &str) -> String {
    if paragraphs::looks_like_html(text) && !html::has_overloaded_tag(text) {
        return text::clean_line(&paragraphs::paragraphs(text, LineBreaks::AreSpaces));
    }
    text::clean_line(text)
}

/// Returns the date in a string, in a number (see `from_number`), or in `{"$date": …}` around either.
pub fn date(value: &Value, read_on: civil::Date) -> Option<ArticleDate> {
    match value {
        Value::String(text) => from_text(text, read_on),
        Value::Number(number) => from_number(number.as_f64()?, read_on),
        Value::Array(list) => list.iter().find_map(|element| date(element, read_on)),
        Value::Object(object) => {
            const KEYS: &[&str] = &["$date", "$numberLong", "@value", "value", "#text", "$t", "iso", "date"];
            KEYS.iter().filter_map(|key| object.get(*key)).find_map(|inner| date(inner, read_on))
        }
        _ => None,
    }
}

fn from_text(text: &str, read_on: civil::Date) -> Option<ArticleDate> {
    let text = text.trim();
    // Nine digits and more are an epoch, but fourteen are 20160918123000.
    let is_epoch = matches!(text.len(), 9..=13 | 16 | 19) && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_epoch {
        return from_number(text.parse().ok()?, read_on);
    }
    dates::parse(text, read_on).map(|stamp| stamp.into_date(DateOrigin::Metadata))
}

/// Reads a number as seconds, milli-, micro- or nanoseconds since 1970, as its size tells; `20160918` and `2016` as they are meant.
fn from_number(number: f64, read_on: civil::Date) -> Option<ArticleDate> {
    if number.fract() == 0.0 && (1600.0..2100.0).contains(&number) || (16_000_101.0..21_000_000.0).contains(&number) {
        return dates::parse(&number.to_string(), read_on).map(|stamp| stamp.into_date(DateOrigin::Metadata));
    }
    let milliseconds = match number.abs() {
        size if !size.is_finite() || size < 1.0 => return None,
        size if size < 1e11 => number * 1e3,
        size if size < 1e14 => number,
        size if size < 1e17 => number / 1e3,
        _ => number / 1e6,
    };
    let instant = Timestamp::from_millisecond(milliseconds as i64).ok()?;
    let day = TimeZone::UTC.to_datetime(instant).date();
    (day <= read_on.tomorrow().unwrap_or(read_on)).then_some(ArticleDate {
        day,
        instant: Some(instant),
        precision: Precision::Second,
        origin: DateOrigin::Metadata,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn dates_are_read_from_text_numbers_and_objects() {
        let read_on = civil::date(2026, 11, 24);
        let cases = [
            (json!("2019-05-04"), Some("2019-05-04 Day")),
            (json!("2019-05-04T09:30:00Z"), Some("2019-05-04 Second")),
            (json!(541350061), Some("1987-02-26 Second")),
            (json!(541350061.5), Some("1987-02-26 Second")),
            (json!(1556962200000i64), Some("2019-05-04 Second")),
            (json!(1556962200000000i64), Some("2019-05-04 Second")),
            (json!(1556962200000000000i64), Some("2019-05-04 Second")),
            (json!("1556962200"), Some("2019-05-04 Second")),
            (json!("541350061"), Some("1987-02-26 Second")),
            (json!(-1000000000), Some("1938-04-24 Second")),
            (json!(20190504), Some("2019-05-04 Day")),
            (json!(2019), Some("2019-01-01 Year")),
            (json!({"$date": 1556962200000i64}), Some("2019-05-04 Second")),
            (json!({"$date": {"$numberLong": "1556962200000"}}), Some("2019-05-04 Second")),
            (json!({"$date": "2019-05-04T09:30:00Z"}), Some("2019-05-04 Second")),
            (json!(["2019-05-04"]), Some("2019-05-04 Day")),
            (json!(4102444800i64), None),
            (json!(1e300), None),
            (json!(0), None),
            (json!(""), None),
            (json!(null), None),
            (json!(true), None),
            (json!({"day": 4}), None),
        ];
        for (value, expected) in cases {
            let date = date(&value, read_on).map(|date| format!("{} {:?}", date.day, date.precision));
            assert_eq!(date.as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn bylines_are_names_without_addresses() {
        let cases = [
            (json!("By Ann Lee"), Some("Ann Lee")),
            (json!("BY ANN LEE and BO CHEN"), Some("ANN LEE and BO CHEN")),
            (json!(["Ann Lee", "by Bo Chen", "Ann Lee"]), Some("Ann Lee, Bo Chen")),
            (json!([{"name": "Ann Lee"}, {"givenName": "Bo", "familyName": "Chen"}]), Some("Ann Lee, Bo Chen")),
            (json!({"original": "By Ann Lee"}), Some("Ann Lee")),
            (json!("https://post.example/ann"), None),
            (json!("@post"), None),
            (json!(""), None),
            (json!([]), None),
            (json!(7), None),
            (json!({"url": "https://post.example/ann"}), None),
        ];
        for (value, expected) in cases {
            assert_eq!(byline(&value).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn short_values_are_read() {
        assert_eq!(identifier(&json!(17)).as_deref(), Some("17"));
        assert_eq!(identifier(&json!({"$oid": "5f"})).as_deref(), Some("5f"));
        assert_eq!(identifier(&json!(["a"])), None);
        assert_eq!(host(&json!("http://www.Post.example/a?b")).as_deref(), Some("post.example"));
        assert_eq!(host(&json!("https://www.facebook.com/post")), None);
        assert_eq!(url(&json!({"@id": "https://post.example/a"})).as_deref(), Some("https://post.example/a"));
        assert_eq!(url(&json!("/a")), None);
        assert_eq!(section(&json!("/world/asia")).as_deref(), Some("world"));
        assert_eq!(section(&json!(["Arts, Books", "B"])).as_deref(), Some("Arts, Books"));
    }

    #[test]
    fn languages_become_two_letters() {
        let cases = [
            ("en", Some("en")),
            ("en-US", Some("en")),
            ("AR_eg", Some("ar")),
            ("English", Some("en")),
            ("x-default", None),
            ("", None),
        ];
        for (declared, expected) in cases {
            assert_eq!(language(declared).as_deref(), expected, "{declared}");
        }
    }

    #[test]
    fn bodies_keep_their_paragraphs() {
        let cases = [
            ("One.\n\nTwo.", "One.\n\nTwo."),
            ("<p>One\nline.</p>\n\n<p>Two.</p>", "One line.\n\nTwo."),
            ("One &amp; only.\n\nTwo.", "One & only.\n\nTwo."),
            ("One.\n\n<blockquote>Two.</blockquote>\n\nThree.\n\nFour.", "One.\n\nTwo.\n\nThree.\n\nFour."),
        ];
        for (text, expected) in cases {
            assert_eq!(body(&json!(text)).as_deref(), Some(expected), "{text}");
        }
    }
}
