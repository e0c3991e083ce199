//! Results in, bytes out: one file per form that is printed.
//!
//! Rule kept here: text from articles and files reaches a terminal only through [`clean`]. Nothing here searches or opens anything.

mod csv;
mod entities;
mod evaluation;
mod explanation;
mod facets;
mod geojson;
mod json;
mod names;
mod record;
mod score;
mod text;
mod trec;

pub use entities::{Entities, print_entities_json, print_entities_lines, print_entities_text};
pub use evaluation::{print_comparison, print_evaluation, print_evaluation_json};
pub use explanation::print_explanation;
pub use facets::{print_facets_json, print_facets_lines, print_facets_text};
pub use geojson::print_geojson;
pub use json::{AnswerOptions, print_hits_ndjson, print_json};
pub use names::{NameFacts, print_name_json, print_name_text, print_names_json, print_names_lines, print_names_text};
pub use record::{print_article_text, print_record};
pub use score::print_score;
pub use text::{print_lines, print_text};
pub use trec::{DEFAULT_TAG, answers, in_a_column, print_ids, print_run, print_trec};

pub use self::csv::{print_csv, print_csv_header, print_tsv, print_tsv_header};

use crate::article::{ArticleDate, Precision};
use crate::search::Hit;
use anyhow::{Result, bail};
use clap::ValueEnum;
use std::borrow::Cow;

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// For reading: headings, snippets, facet trees
    Text,
    /// One hit a line: id, date, title, path, parted by tabs (what a pipe gets by default)
    Lines,
    /// One answer with everything
    Json,
    /// One hit a line, as JSON
    Ndjson,
    Csv,
    Tsv,
    /// One id a line
    Ids,
    /// A TREC run: qid Q0 docno rank score tag
    Trec,
}

/// How text is dressed for a terminal.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    pub color: bool,
}

impl Style {
    pub(crate) fn bold(self) -> (&'static str, &'static str) {
        if self.color { ("\x1b[1m", "\x1b[0m") } else { ("", "") }
    }

    pub(crate) fn dim(self) -> (&'static str, &'static str) {
        if self.color { ("\x1b[2m", "\x1b[0m") } else { ("", "") }
    }

    /// What stands around a match: colour, or brackets where there is none.
    pub(crate) fn mark(self) -> (&'static str, &'static str) {
        if self.color { ("\x1b[1;33m", "\x1b[0m") } else { ("[", "]") }
    }
}

/// Returns untrusted text without what would steer a terminal: C0 and C1 controls, escape sequences and bidirectional overrides are
/// dropped, line breaks and tabs become spaces.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => cleaned.push(' '),
            c if steers(c) => {}
            c => cleaned.push(c),
        }
    }
    Cow::Owned(cleaned)
}

/// Like [`clean`], but keeps line breaks: for a body printed as paragraphs.
pub fn clean_paragraphs(text: &str) -> String {
    text.split('\n').map(clean).collect::<Vec<_>>().join("\n")
}

/// Returns JSON in which the characters that steer a terminal are escaped, those that JSON itself would let through as well. They occur
/// within strings only.
fn escaped(json: String) -> String {
    if !json.chars().any(|c| steers(c) && c != '\n') {
        return json;
    }
    let mut escaped = String::with_capacity(json.len() + 32);
    for c in json.chars() {
        if steers(c) && c != '\n' {
            escaped.push_str(&format!("\\u{:04x}", c as u32));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// Prints any value as one line of JSON.
pub fn print_value(out: &mut impl std::io::Write, value: &serde_json::Value) -> std::io::Result<()> {
    write_json(out, value, false)
}

/// Writes a value as one line of JSON, or indented, with nothing in it that steers a terminal.
fn write_json(out: &mut impl std::io::Write, value: &impl serde::Serialize, is_pretty: bool) -> std::io::Result<()> {
    let json = if is_pretty { serde_json::to_string_pretty(value)? } else { serde_json::to_string(value)? };
    writeln!(out, "{}", escaped(json))
}

/// Returns a text with its marks, ranges of characters in order, made visible; every stretch goes through `clean`.
fn with_marks(text: &str, marks: &[std::ops::Range<usize>], style: Style, clean: impl Fn(&str) -> String) -> String {
    let (before, behind) = style.mark();
    let characters: Vec<char> = text.chars().collect();
    let stretch = |range: std::ops::Range<usize>| clean(&characters[range].iter().collect::<String>());
    let mut shown = String::with_capacity(text.len() + 8 * marks.len());
    let mut at = 0;
    for mark in marks {
        shown.push_str(&stretch(at..mark.start));
        shown.push_str(before);
        shown.push_str(&stretch(mark.clone()));
        shown.push_str(behind);
        at = mark.end;
    }
    shown.push_str(&stretch(at..characters.len()));
    shown
}

fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// Returns a date as far as it is known: `2016`, `2016-12` or `2016-12-18`.
pub fn shown_date(date: &ArticleDate) -> String {
    let day = date.day.to_string();
    match date.precision {
        Precision::Year => day[..day.len() - 6].to_string(),
        Precision::Month => day[..day.len() - 3].to_string(),
        Precision::Day | Precision::Second => day,
    }
}

/// Returns a number with commas: `15,634`.
pub fn with_commas(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// The columns that `--fields` takes.
pub const COLUMNS: &[&str] = &[
    "rank",
    "score",
    "id",
    "guid",
    "title",
    "date",
    "source",
    "language",
    "words",
    "path",
    "url",
    "byline",
    "section",
    "places",
    "organizations",
    "people",
    "snippet",
];

/// Checks the names given to `--fields`.
///
/// # Errors
///
/// A name that is none.
pub fn columns(names: &[String]) -> Result<Vec<&'static str>> {
    let mut columns = Vec::new();
    for name in names {
        match COLUMNS.iter().find(|known| *known == name) {
            Some(known) => columns.push(*known),
            None => bail!("there is no field {name:?} to print; there are {}", COLUMNS.join(", ")),
        }
    }
    Ok(columns)
}

/// Returns one column of a hit as plain text.
fn column(hit: &Hit, name: &str) -> String {
    let article = &hit.article.article;
    let optional = |value: &Option<String>| value.clone().unwrap_or_default();
    let joined = |names: &[crate::search::HitName]| names.iter().map(|name| name.path.join("/")).collect::<Vec<_>>().join("; ");
    match name {
        "rank" => hit.rank.to_string(),
        "score" => format!("{:.4}", hit.score),
        "id" => hit.article.id.clone(),
        "guid" => optional(&article.guid),
        "title" => article.title.clone(),
        "date" => article.date.as_ref().map(shown_date).unwrap_or_default(),
        "source" => optional(&article.source),
        "language" => optional(&article.language),
        "words" => hit.article.words.to_string(),
        "path" => hit.article.path.clone(),
        "url" => optional(&article.url),
        "byline" => optional(&article.byline),
        "section" => optional(&article.section),
        "places" => joined(&hit.names.places),
        "organizations" => joined(&hit.names.organizations),
        "people" => joined(&hit.names.people),
        "snippet" => {
            hit.snippets.iter().find(|snippet| snippet.field == "body").map(|snippet| snippet.text.clone()).unwrap_or_default()
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_gets_through() {
        for (text, expected) in [
            ("plain é 国", "plain é 国"),
            ("\u{1b}[31mred\u{1b}[0m", "[31mred[0m"),
            ("\u{1b}]0;title\u{7}x", "]0;titlex"),
            ("a\u{9b}31mb", "a31mb"),
            ("evil\u{202e}txt.exe", "eviltxt.exe"),
            ("one\ntwo\tthree\r", "one two three "),
            ("\u{0}\u{8}x\u{7f}", "x"),
        ] {
            assert_eq!(clean(text), expected);
        }
    }

    #[test]
    fn numbers_have_commas() {
        for (number, expected) in [(0, "0"), (999, "999"), (1000, "1,000"), (15634, "15,634"), (1234567, "1,234,567")] {
            assert_eq!(with_commas(number), expected);
        }
    }
}
