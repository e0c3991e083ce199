//! Wildcards of all dialects: letters, one, many and up to so many.
//!
//! In: what a dialect's signs stand for. Out: a native wildcard, or a regular expression where the native one has no sign for it.

use crate::query::native::is_plain_wildcard;
use crate::query::pattern::regex;
use crate::query::{Pattern, PatternKind};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    Letter(char),
    One,
    Many,
    UpTo(u32),
}

/// More letters than this are any number of them.
pub const MAX_UP_TO: u32 = 20;

/// Returns the pattern.
///
/// # Errors
///
/// Why there is none, in words: nothing but wildcards stands there, signs that no word has, or too many.
pub fn pattern(glyphs: &[Glyph]) -> Result<(PatternKind, String), &'static str> {
    // A question mark at the end of a native word is punctuation.
    let is_native = glyphs.last() != Some(&Glyph::One) && !glyphs.iter().any(|glyph| matches!(glyph, Glyph::UpTo(_)));
    let text: String = glyphs.iter().map(|glyph| glyph.shown(is_native)).collect();
    let has_letter = glyphs.iter().any(|glyph| matches!(glyph, Glyph::Letter(c) if c.is_alphanumeric()));
    let are_letters = glyphs.iter().all(|glyph| !matches!(glyph, Glyph::Letter(c) if !c.is_alphanumeric()));
    match is_native {
        true if is_plain_wildcard(&text) => Ok((PatternKind::Wildcard, text)),
        false if has_letter && are_letters => match regex(&text) {
            Ok(_) => Ok((PatternKind::Regex, text)),
            Err(_) => Err("too many wildcards stand in one word"),
        },
        _ => Err("a wildcard stands for letters of a word, and wants some beside it"),
    }
}

/// Reads back what [`pattern`] made.
pub fn glyphs(pattern: &Pattern) -> Option<Vec<Glyph>> {
    let mut glyphs = Vec::new();
    let mut rest = pattern.text.as_str();
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        glyphs.push(match (pattern.kind, c) {
            (PatternKind::Wildcard, '*') => Glyph::Many,
            (PatternKind::Wildcard, '?') => Glyph::One,
            (PatternKind::Regex, '.') => match rest.strip_prefix("{0,").and_then(|rest| rest.split_once('}')) {
                Some((most, behind)) => {
                    rest = behind;
                    Glyph::UpTo(most.parse().ok()?)
                }
                None if rest.starts_with('*') => {
                    rest = &rest[1..];
                    Glyph::Many
                }
                None => Glyph::One,
            },
            _ => Glyph::Letter(c),
        });
    }
    let same = self::pattern(&glyphs).is_ok_and(|(kind, text)| kind == pattern.kind && text == pattern.text);
    same.then_some(glyphs)
}

impl Glyph {
    fn shown(self, is_native: bool) -> String {
        match self {
            Glyph::Letter(c) => c.to_string(),
            Glyph::One => if is_native { "?" } else { "." }.to_string(),
            Glyph::Many => if is_native { "*" } else { ".*" }.to_string(),
            Glyph::UpTo(most) => format!(".{{0,{most}}}"),
        }
    }
}
