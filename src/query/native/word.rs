//! What a single word asks for: itself, one spelling, a pattern, or something that other syntaxes have.

use crate::query::lex;
use crate::query::pattern;
use crate::query::{AnyField, PatternKind};

/// What a word without quotation marks turns out to be.
pub(super) enum Read<'a> {
    Word,
    /// `=militants`, without the sign
    Exact(&'a str),
    /// `evacuat*`, or `kefraya~1` without the number
    Pattern(PatternKind, &'a str),
}

/// A word that asks for something that is not there, and what to write in its place.
pub(super) struct Misread {
    /// Where in the word the fault is, in characters from 0.
    pub(super) at: usize,
    pub(super) fault: String,
    pub(super) instead: Instead,
}

pub(super) enum Instead {
    Word(String),
    /// A head for what stands behind, and what closes that: `title:`, `ATLEAST5` and a parenthesis.
    JoinedToNext(String, &'static str),
    Nothing,
}

pub(super) fn read_word(text: &str) -> Result<Read<'_>, Misread> {
    let misread_at = |at: usize, fault: String, instead: Instead| Err(Misread { at, fault, instead });
    let misread = |fault: String, instead: String| misread_at(0, fault, Instead::Word(instead));
    let has_wildcard = |text: &str| text.contains('*') || text.trim_end_matches('?').contains('?');
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if text == "NEAR" {
        return misread("NEAR wants a distance; in lower case it is a word".to_string(), "NEAR/5".to_string());
    }
    if let Some((fault, instead)) = of_other_syntaxes(text) {
        return misread(fault, instead);
    }
    if lex::at_least(text).is_some() {
        return misread_at(0, format!("{text} wants a parenthesis"), Instead::JoinedToNext(text.to_string(), ")"));
    }
    if text.strip_suffix(':').is_some_and(|name| AnyField::named(name).is_some()) {
        let fault = format!("nothing stands behind {text}; where it is a word, put it in quotation marks");
        return misread_at(0, fault, Instead::JoinedToNext(text.to_string(), ""));
    }
    if text.strip_prefix('^').is_some_and(|boost| !boost.is_empty() && is_number(boost)) {
        return misread(format!("{text} holds a boost that stands behind nothing"), format!("\"{text}\""));
    }
    if let Some((word, _)) = text.split_once('^').filter(|(word, _)| !word.is_empty()) {
        let fault = "a boost is a number from 0.01 to 1000: ^2 or ^0.5; put what is none in quotation marks";
        return misread_at(word.chars().count(), fault.to_string(), Instead::Nothing);
    }
    if let Some(exact) = text.strip_prefix('=').filter(|exact| !exact.is_empty()) {
        return match has_wildcard(exact) {
            true => misread(format!("{text} asks for one spelling and for many"), exact.to_string()),
            false => Ok(Read::Exact(exact)),
        };
    }
    if let Some((word, distance)) = text.rsplit_once('~').filter(|(_, distance)| is_number(distance)) {
        let is_one = crate::analysis::words(word).count() == 1 && !has_wildcard(word);
        return match distance {
            _ if !is_one && word.contains(char::is_alphanumeric) => {
                misread(format!("{text}: only a single word may be misspelt"), word.to_string())
            }
            _ if !is_one => misread(format!("{text}: only a single word may be misspelt"), format!("\"{text}\"")),
            "" | "1" => Ok(Read::Pattern(PatternKind::Fuzzy(1), word)),
            "2" => Ok(Read::Pattern(PatternKind::Fuzzy(2), word)),
            _ => {
                let instead = if distance == "0" { word.to_string() } else { format!("{word}~2") };
                let fault = format!("{text}: letters that differ are 1 or 2");
                misread_at(word.chars().count(), fault, Instead::Word(instead))
            }
        };
    }
    if has_wildcard(text) {
        return match pattern::pieces(text).iter().all(|piece| piece.contains(char::is_alphanumeric)) {
            true => Ok(Read::Pattern(PatternKind::Wildcard, text)),
            false => misread(
                format!("{text}: a wildcard stands for letters of a word, and wants one beside it"),
                format!("\"{text}\""),
            ),
        };
    }
    if text.len() > 2 && text.ends_with('!') && text.contains(char::is_alphanumeric) {
        return misread(
            format!("{text} is a wildcard in other services; here it is *"),
            format!("{}*", text.trim_end_matches('!')),
        );
    }
    Ok(Read::Word)
}

/// Returns what an operator or field of another syntax is called here, and what to write in its place.
fn of_other_syntaxes(text: &str) -> Option<(String, String)> {
    let lower = text.to_ascii_lowercase();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    for (head, here) in [("near", "NEAR"), ("adj", "PRE")] {
        if let Some(distance) = lower.strip_prefix(head).filter(|tail| is_number(tail)) {
            return Some((format!("{text} is of Factiva; here it is {here}/{distance}"), format!("{here}/{distance}")));
        }
    }
    if let Some((head, tail)) = text.split_once('/') {
        let is_operator = matches!(head.to_ascii_lowercase().as_str(), "near" | "pre" | "adj" | "onear" | "w");
        let is_shouted = head.len() > 1 && head.bytes().all(|byte| byte.is_ascii_uppercase());
        match tail.to_ascii_lowercase().as_str() {
            _ if !is_operator => {}
            "seg" | "doc" => {
                let fault = format!("{text} asks for one segment; put both into it, as in title:(a b), or write AND");
                return Some((fault, "AND".to_string()));
            }
            tail if is_shouted || tail.is_empty() || tail.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => {
                return Some((format!("{text} wants a distance: {head}/5"), format!("{head}/5")));
            }
            _ => {}
        }
    }
    if text == "*:*" {
        return Some(("*:* is of Lucene; here * is everything".to_string(), "*".to_string()));
    }
    if let Some(word) = text.strip_prefix('!').filter(|word| word.starts_with(char::is_alphanumeric)) {
        return Some((format!("{text} is of Lucene; here -{word} leaves a word out"), format!("-{word}")));
    }
    let (name, value) = text.split_once('=')?;
    let is_field = AnyField::named(name).is_some() && !value.is_empty();
    is_field.then(|| (format!("behind the field {name} stands a colon"), format!("{name}:{value}")))
}
