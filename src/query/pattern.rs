//! Patterns of words: wildcards, words with slips, regular expressions.
//!
//! Rule kept here: a pattern is compared with folded words as the index holds them, and is folded itself.

use super::PatternKind;
use crate::analysis::fold;
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder};
use regex::{Regex, RegexBuilder};
use unicode_normalization::char::is_combining_mark;

/// Tells which words a pattern fits.
pub enum Matcher {
    Wildcard(Vec<Letter>),
    Fuzzy(DFA, u8),
    Regex(Regex),
}

/// What a wildcard wants next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letter {
    This(char),
    Any,
    /// Any number of any letters.
    Many,
}

impl Matcher {
    /// Returns the matcher of one word's pattern, as [`pieces`] cuts it.
    ///
    /// # Errors
    ///
    /// A regular expression that is none, in words.
    pub fn new(kind: PatternKind, text: &str) -> Result<Matcher, String> {
        Ok(match kind {
            PatternKind::Wildcard => Matcher::Wildcard(letters(text)),
            PatternKind::Fuzzy(distance) => {
                Matcher::Fuzzy(LevenshteinAutomatonBuilder::new(distance, true).build_dfa(&folded(text)), distance)
            }
            PatternKind::Regex => Matcher::Regex(regex(text)?),
        })
    }

    pub fn fits(&self, word: &str) -> bool {
        match self {
            Matcher::Wildcard(letters) => fits(letters, word),
            Matcher::Fuzzy(..) => self.distance(word).is_some(),
            Matcher::Regex(regex) => regex.is_match(word),
        }
    }

    /// Returns by how many letters a word differs from the one that is looked for, `None` where that is too many or no word is.
    pub fn distance(&self, word: &str) -> Option<u8> {
        match self {
            Matcher::Fuzzy(automaton, most) => match automaton.eval(word) {
                Distance::Exact(distance) if distance <= *most => Some(distance),
                _ => None,
            },
            Matcher::Wildcard(_) | Matcher::Regex(_) => None,
        }
    }

    /// Returns the letter that every word that fits, and its stem, begins with, where that is certain.
    pub fn first_letter(&self) -> Option<char> {
        match self {
            Matcher::Wildcard(letters) => match letters.first() {
                Some(Letter::This(c)) if c.is_ascii_lowercase() => Some(*c),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Cuts a wildcard into words, of which at least one has a wildcard: `al-Nus*` into `al` and `Nus*`.
pub fn pieces(text: &str) -> Vec<&str> {
    let is_letter = |c: char| c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '*' | '?' | '_' | '\'' | '\u{2019}');
    let mut pieces = Vec::new();
    let mut from = 0;
    for (at, c) in text.char_indices() {
        if !is_letter(c) && !joins(&text[from..at], c, &text[at + c.len_utf8()..]) {
            pieces.push(&text[from..at]);
            from = at + c.len_utf8();
        }
    }
    pieces.push(&text[from..]);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Whether a dot or comma is a part of the word that it stands in, as it is in an article: `U.S*`, `3.1*`, `1,7*`.
fn joins(before: &str, mark: char, behind: &str) -> bool {
    let stretch = before.rsplit(['.', ',']).next().unwrap_or(before);
    let next = behind.chars().next();
    let goes_on_with = |is_part: fn(char) -> bool| next.is_some_and(|c| is_part(c) || matches!(c, '*' | '?'));
    match mark {
        '.' | ',' if stretch.ends_with(|c: char| c.is_ascii_digit()) => goes_on_with(|c| c.is_ascii_digit()),
        '.' => {
            let is_one = |text: &str| text.chars().count() == 1 && text.starts_with(char::is_alphabetic);
            let letters = behind.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            is_one(stretch) && (is_one(letters) || next.is_some_and(|c| matches!(c, '*' | '?')) || next.is_none())
        }
        _ => false,
    }
}

pub fn has_wildcard(piece: &str) -> bool {
    piece.contains(['*', '?'])
}

/// Returns a regular expression that must fit a whole word, in any case.
///
/// # Errors
///
/// What is wrong with it, in words.
pub fn regex(text: &str) -> Result<Regex, String> {
    // One of this size takes some milliseconds to build, and a query may hold a thousand.
    const MOST_BYTES: usize = 1 << 18;
    let plain: String =
        text.chars().map(|c| if c.is_ascii() { c.to_string() } else { fold(&c.to_string()).into_owned() }).collect();
    let whole = format!("^(?:{plain})$");
    let refused = |reason: String| {
        let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ");
        format!("/{text}/ is no regular expression: {reason}")
    };
    // By itself first: the group around it would make sense of `a)(b`.
    regex_syntax::ast::parse::Parser::new().parse(&plain).map_err(|error| refused(error.to_string()))?;
    let built = RegexBuilder::new(&whole).case_insensitive(true).size_limit(MOST_BYTES).build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "the regular expression is too large".to_string(),
        error => refused(error.to_string()),
    })
}

/// Returns a single word as the index holds it.
fn folded(word: &str) -> String {
    let found = crate::analysis::words(word).next();
    found.map_or_else(String::new, |found| fold(&word[found.start..found.end]).into_owned())
}

fn letters(piece: &str) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    let mut rest = piece;
    while !rest.is_empty() {
        let length = rest.find(['*', '?']).unwrap_or(rest.len());
        letters.extend(fold(&rest[..length]).chars().map(Letter::This));
        match rest[length..].chars().next() {
            Some('*') if letters.last() != Some(&Letter::Many) => letters.push(Letter::Many),
            Some('?') => letters.push(Letter::Any),
            _ => {}
        }
        rest = rest.get(length + 1..).unwrap_or_default();
    }
    letters
}

/// Compares letter by letter; where that fails, the last `*` takes one letter more.
fn fits(letters: &[Letter], word: &str) -> bool {
    let word: Vec<char> = word.chars().collect();
    let (mut at, mut letter) = (0, 0);
    let mut last_many: Option<(usize, usize)> = None;
    while at < word.len() {
        match letters.get(letter) {
            Some(Letter::Many) => {
                letter += 1;
                last_many = Some((letter, at));
            }
            Some(Letter::Any) => (at, letter) = (at + 1, letter + 1),
            Some(Letter::This(c)) if *c == word[at] => (at, letter) = (at + 1, letter + 1),
            _ => {
                let Some((behind, taken)) = last_many else { return false };
                last_many = Some((behind, taken + 1));
                (at, letter) = (taken + 1, behind);
            }
        }
    }
    letters[letter..].iter().all(|letter| *letter == Letter::Many)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Language;

    #[test]
    fn patterns_fit_whole_words_and_know_no_case_or_accent() {
        for (kind, pattern, fitting, others) in [
            (PatternKind::Wildcard, "Évacu*", &["evacu", "evacuation"][..], &["revacu", "evac"][..]),
            (PatternKind::Wildcard, "wom?n", &["woman", "women"], &["womn", "womaan"]),
            (PatternKind::Wildcard, "*st*n", &["stan", "pakistan", "stston"], &["stand"]),
            (PatternKind::Wildcard, "国?", &["国会"], &["国", "会国"]),
            (PatternKind::Wildcard, "U.S*", &["us", "ussr", "usual"], &["u", "s"]),
            (PatternKind::Wildcard, "3.1*", &["3.14"], &["314", "3"]),
            (PatternKind::Fuzzy(1), "Kefraya", &["kefraya", "kefriya", "kefrya", "kerfaya"], &["kfraay"]),
            (PatternKind::Fuzzy(2), "foua", &["fuoa", "fo", "fouaaa"], &["f"]),
            (PatternKind::Regex, "kefr(a?)ya|FOUA", &["kefrya", "kefraya", "foua"], &["kefrayas"]),
        ] {
            let matcher = Matcher::new(kind, pattern).expect("a pattern");
            let fitting_others = others.iter().filter(|word| matcher.fits(word)).collect::<Vec<_>>();
            assert!(fitting.iter().all(|word| matcher.fits(word)), "{pattern}");
            assert!(fitting_others.is_empty(), "{pattern} {fitting_others:?}");
        }
    }

    #[test]
    fn a_wildcard_is_cut_where_words_are() {
        for (text, expected) in [
            ("al-Nus*", &["al", "Nus*"][..]),
            ("U.S*", &["U.S*"]),
            ("U.?.", &["U.?"]),
            ("N.A.T.O*", &["N.A.T.O*"]),
            ("3.1*", &["3.1*"]),
            ("1,7*", &["1,7*"]),
            ("J.Smit*", &["J", "Smit*"]),
            ("deal.The*", &["deal", "The*"]),
            ("O'N*", &["O'N*"]),
        ] {
            assert_eq!(pieces(text), expected, "{text}");
        }
    }

    #[test]
    fn a_regular_expression_that_is_none_is_told_why() {
        assert!(regex("a(b").expect_err("unclosed").contains("unclosed group"));
        assert!(regex("a)(b").expect_err("unopened").contains("unopened group"));
        assert!(regex("(\\w{500}){500}").expect_err("large").contains("too large"));
    }

    proptest::proptest! {
        #[test]
        fn a_stem_begins_as_its_word_does(word in "[a-z]{1,12}", code in "en|fr|de|es|it|pt|nl|sv|da|no|fi|hu|ro|tr|ar|ru|pl") {
            let stem = Language::from_code(&code).expect("a code").stem(&word).into_owned();
            proptest::prop_assert_eq!(stem.chars().next(), word.chars().next());
        }
    }
}
