//! Spans and sets of names in newswire with IOB2 tags.
//!
//! In: tokens and tags. Out: the text made anew from the tokens, with the bytes of each name, and how the finder's mentions compare.

use std::ops::Range;
use std::path::Path;

use anyhow::Result;
use dateline::article::Article;
use dateline::authority::fold::fold;
use dateline::authority::{Authorities, Kind};
use dateline::enrich::names::{WhichNames, Zone, find_names};

use crate::Options;
use crate::iob2;
use crate::score::{Counts, Errors, Table};

const FILE: &str = "ner/worldwide_newswire_train.iob2";

/// A name in a text.
#[derive(Debug, Clone, PartialEq)]
struct Span {
    kind: Kind,
    range: Range<usize>,
}

/// A text and its names.
#[derive(Default)]
struct Tagged {
    text: String,
    spans: Vec<Span>,
}

/// Counts mentions with kind and exact bytes; an article before the name and a possessive behind it do not matter.
pub fn spans(options: &Options, table: &mut Table) -> Result<()> {
    compare(options, table, "newswire-spans", |text, mut spans| {
        spans.iter_mut().for_each(|span| span.range = core(text, span.range.clone()));
        spans.into_iter().map(|span| (span.kind, span.range.start.to_string(), span.range)).collect()
    })
}

/// Counts the names of each article once.
pub fn sets(options: &Options, table: &mut Table) -> Result<()> {
    compare(options, table, "newswire-sets", |text, spans| {
        let mut set: Vec<(Kind, String, Range<usize>)> = Vec::new();
        for span in spans {
            let range = core(text, span.range);
            let name = fold(&text[range.clone()]);
            if !set.iter().any(|(kind, known, _)| *kind == span.kind && *known == name) {
                set.push((span.kind, name, range));
            }
        }
        set
    })
}

/// What is compared: the kind, a key, and where it stands (for the list of errors).
type Items = Vec<(Kind, String, Range<usize>)>;

fn compare(options: &Options, table: &mut Table, measure: &str, items: impl Fn(&str, Vec<Span>) -> Items) -> Result<()> {
    let path = options.corpora.join(FILE);
    if !path.exists() {
        println!("skipped: no {}", path.display());
        return Ok(());
    }
    let part = if options.dev { 8 } else { 9 };
    let articles = read(&path)?.into_iter().enumerate().filter(|(at, _)| at % 10 == part);
    let mut counts = [Counts::default(); Kind::ALL.len()];
    let mut errors = Errors::default();
    for (_, Tagged { text, spans }) in articles {
        let article = Article { body: text, language: Some("en".to_owned()), ..Article::default() };
        let found = find_names(&article, Authorities::embedded(), WhichNames::All);
        let mentions = found.mentions.into_iter().filter(|mention| mention.zone == Zone::Body);
        let mentions = mentions.map(|mention| Span { kind: mention.kind, range: mention.range }).collect();
        let (gold, predicted) = (items(&article.body, spans), items(&article.body, mentions));
        for (kind, counts) in Kind::ALL.into_iter().zip(&mut counts) {
            let keys = |items: &Items| {
                let of_kind = items.iter().filter(|(item_kind, _, range)| *item_kind == kind && !range.is_empty());
                of_kind.map(|(_, key, range)| (key.clone(), range.len())).collect::<Vec<_>>()
            };
            counts.add(&keys(&predicted), &keys(&gold));
        }
        note_errors(&mut errors, &article.body, &predicted, &gold);
    }
    for (kind, counts) in Kind::ALL.into_iter().zip(counts) {
        table.row(format!("{measure} {}s", kind.name()), counts);
    }
    errors.print(measure, options.errors);
    Ok(())
}

fn note_errors(errors: &mut Errors, text: &str, predicted: &Items, gold: &Items) {
    for (what, these, others) in [("missing", gold, predicted), ("wrong", predicted, gold)] {
        for (kind, key, range) in these {
            let is_known = others
                .iter()
                .any(|(other, known, other_range)| other == kind && known == key && range.len() == other_range.len());
            if !is_known {
                errors.add(format!("{what} {} {:?}", kind.name(), &text[range.clone()]), || around(text, range.clone()));
            }
        }
    }
}

/// Returns a name with some text on both sides.
pub fn around(text: &str, range: Range<usize>) -> String {
    let before = text[..range.start].char_indices().rev().take(40).last().map_or(range.start, |(at, _)| at);
    let behind = text[range.end..].chars().take(40).collect::<String>();
    format!("{}{behind}", &text[before..range.end]).replace('\n', " ")
}

/// Leaves out `the` before a name and `'s` behind it.
fn core(text: &str, range: Range<usize>) -> Range<usize> {
    let name = &text[range.clone()];
    let article = if name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("the ")) { 4 } else { 0 };
    let possessive = ["'s", "’s", "'", "’"].into_iter().find(|ending| name.ends_with(ending)).map_or(0, str::len);
    if article + possessive >= name.len() { range } else { range.start + article..range.end - possessive }
}

fn read(path: &Path) -> Result<Vec<Tagged>> {
    let articles = iob2::read(path)?.into_iter().map(|sentences| {
        let mut writer = Writer::default();
        for sentence in sentences {
            sentence.iter().for_each(|(word, label)| writer.push(word, label));
            writer.end_sentence();
        }
        writer.tagged
    });
    Ok(articles.collect())
}

/// Writes tokens as a newspaper would, and notes where the names come to stand.
#[derive(Default)]
struct Writer {
    tagged: Tagged,
    /// The token before, where it stands in the same sentence.
    before: String,
    glue_next: bool,
    /// Inside of straight quotes.
    quoted: bool,
}

impl Writer {
    fn push(&mut self, token: &str, tag: &str) {
        // A soft hyphen or a zero-width space is no word.
        if token.trim_matches(|c: char| matches!(c, '\u{ad}' | '\u{200b}' | '\u{200c}')).is_empty() {
            return;
        }
        let (glue_before, glue_behind) = self.glue(token);
        if !glue_before && !self.glue_next && !self.tagged.text.is_empty() && !self.tagged.text.ends_with('\n') {
            self.tagged.text.push(' ');
        }
        let start = self.tagged.text.len();
        self.tagged.text.push_str(token);
        let end = self.tagged.text.len();
        let kind = match tag.get(2..) {
            Some("LOC") => Some(Kind::Place),
            Some("ORG") => Some(Kind::Organization),
            Some("PER") => Some(Kind::Person),
            _ => None,
        };
        if let Some(kind) = kind {
            match self.tagged.spans.last_mut().filter(|last| tag.starts_with("I-") && last.kind == kind) {
                Some(last) => last.range.end = end,
                None => self.tagged.spans.push(Span { kind, range: start..end }),
            }
        }
        self.glue_next = glue_behind;
        token.clone_into(&mut self.before);
    }

    /// Returns whether a token is written without a space before and behind it.
    fn glue(&mut self, token: &str) -> (bool, bool) {
        match token {
            "," | "." | ";" | ":" | "!" | "?" | ")" | "]" | "}" | "%" | "…" | "”" | "»" | "™" | "°" | "n't" | "n’t" => {
                (true, false)
            }
            "(" | "[" | "{" | "$" | "£" | "€" | "₹" | "₡" | "“" | "«" | "#" => (false, true),
            "\"" => {
                self.quoted = !self.quoted;
                (!self.quoted, self.quoted)
            }
            "-" | "/" => (!self.before.is_empty(), true),
            "’" | "'" => (!self.before.is_empty(), false),
            "‘" => (false, true),
            "s" | "t" | "re" | "ve" | "ll" | "d" | "m" if matches!(self.before.as_str(), "’" | "'") => (true, false),
            _ => (token.len() > 1 && token.starts_with(['\'', '’']) && token.len() < 6, false),
        }
    }

    /// A sentence without a full stop is a headline or the like: a paragraph of its own.
    fn end_sentence(&mut self) {
        let text = &mut self.tagged.text;
        if !text.is_empty() && !text.ends_with(['.', '!', '?', '”', '"', '’', '\n', ':']) {
            text.push_str("\n\n");
        }
        self.before.clear();
        self.glue_next = false;
        self.quoted = false;
    }
}
