//! Lines that say who wrote an article: `By Jane Doe, Staff Writer`.
//!
//! In: a line. Out: the names in it, and the word that opens it.
//!
//! Rule kept here: names stay as they are written; only the opening word is taken off.

use super::clean_line;

/// Returns who wrote an article out of the line that says so: `By Jane Doe, Staff Writer` → `Jane Doe, Staff Writer`.
pub fn byline(line: &str) -> Option<String> {
    let line = clean_line(line);
    let names = split_by(&line).map_or(line.as_str(), |(_, names)| names);
    let is_only_opening = BY.iter().any(|by| names.eq_ignore_ascii_case(by));
    (!names.is_empty() && !is_only_opening).then(|| names.to_owned())
}

/// Splits a byline into the word that opens it and the names: `By: Jane Doe` → `By` and `Jane Doe`.
pub fn split_by(line: &str) -> Option<(&str, &str)> {
    let (first, rest) = line.split_once([' ', ':'])?;
    let is_opening = BY.iter().any(|by| first.eq_ignore_ascii_case(by));
    is_opening.then(|| (first, rest.trim_start_matches([' ', ':'])))
}

/// What opens a byline in the languages that put one there.
const BY: &[&str] = &["by", "von", "par", "por", "di", "da", "door", "av", "af"];
