//! JSON Lines: one JSON object per line, read by the same code as `json`.

use super::{Format, Head, Parsed, Records, Source, json};

pub const FORMAT: Format = Format {
    name: "json-lines",
    what: "JSON records, one a line",
    extensions: &["jsonl", "ndjson", "jsonlines"],
    recognized_by: "the ending; else a first line that is a JSON object, and a second that begins one",
    fields: json::FORMAT.fields,
    recognize,
    records: Records::Lines,
    parse,
};

/// Takes a file by its name, or where its first line is a whole object and the second begins another.
fn recognize(head: &Head) -> bool {
    if FORMAT.extensions.contains(&head.extension) {
        return true;
    }
    let text = json::without_mark(head.bytes);
    let Some(end) = memchr::memchr(b'\n', text) else {
        return false;
    };
    let (first, rest) = text.split_at(end);
    rest.trim_ascii_start().starts_with(b"{")
        && first.trim_ascii_start().starts_with(b"{")
        && serde_json::from_slice::<serde::de::IgnoredAny>(first).is_ok()
}

fn parse(line: &[u8], source: &Source) -> Parsed {
    json::parse_record(line, source, json::Place::Line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_recognized_by_name_or_by_two_objects_on_two_lines() {
        let cases: [(&str, &str, bool); 9] = [
            ("jsonl", "", true),
            ("ndjson", "", true),
            ("json", "{\"title\": \"a\"}\n{\"title\": \"b\"}\n", true),
            ("", "\u{feff}{\"a\": 1}\r\n\n{\"a\": 2", true),
            ("json", "{\"title\": \"a\"}\n", false),
            ("json", "{\n\"title\": \"a\"}\n", false),
            ("json", "{\"title\": \"a\"},\n{\"title\": \"b\"}", false),
            ("txt", "{ordinary text}\n{more of it}", false),
            ("txt", "Plain text.\nMore of it.", false),
        ];
        for (extension, text, expected) in cases {
            let head = Head { extension, bytes: text.as_bytes(), is_whole: true };
            assert_eq!(recognize(&head), expected, "{extension}: {text:?}");
        }
    }

    #[test]
    fn a_line_is_one_article() {
        let source = Source { path: "a.jsonl", read_on: jiff::civil::date(2026, 11, 24), url: None };
        let parsed = parse(br#"{"title": "Bridge opens", "text": "The bridge opened."}"#, &source);
        assert_eq!(parsed.problems, []);
        assert_eq!(parsed.articles[0].title, "Bridge opens");
        assert_eq!(parsed.articles[0].body, "The bridge opened.");
    }

    #[test]
    fn a_broken_line_is_named_by_its_column_alone() {
        let source = Source { path: "a.jsonl", read_on: jiff::civil::date(2026, 11, 24), url: None };
        let parsed = parse(br#"{"title": }"#, &source);
        assert_eq!(parsed.problems[0].0, "not valid JSON at column 11: expected value");
    }
}
