//! Where paragraphs and sentences begin, and how words are capitalized: what the stems of a stream no longer tell.
//!
//! Rule kept here: index and marks ask the same code, so that a sentence that matched is a sentence that is marked.

use super::fold::without_possessive;
use crate::article::text::first_sentence_end;
use std::ops::Range;

/// What is known of a word's place or look; each kind is a term of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Break(Break),
    Case(Case),
}

/// What a word opens. One that opens a paragraph opens a sentence with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    Paragraph,
    Sentence,
}

/// How a word is written, where it is not in small letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// `Crescent`, `A`
    Capitalized,
    /// `NATO`, `U.S.`
    Capitals,
    /// `iPhone`, `McDonald`: which letters, is not told.
    Mixed,
}

impl Mark {
    pub const ALL: [Mark; 5] = [
        Mark::Break(Break::Paragraph),
        Mark::Break(Break::Sentence),
        Mark::Case(Case::Capitalized),
        Mark::Case(Case::Capitals),
        Mark::Case(Case::Mixed),
    ];

    /// Returns the term that stands for it.
    pub fn letter(self) -> char {
        match self {
            Mark::Break(Break::Paragraph) => 'p',
            Mark::Break(Break::Sentence) => 's',
            Mark::Case(Case::Capitalized) => 'c',
            Mark::Case(Case::Capitals) => 'a',
            Mark::Case(Case::Mixed) => 'm',
        }
    }
}

impl Case {
    pub const ALL: [Case; 3] = [Case::Capitalized, Case::Capitals, Case::Mixed];

    /// Returns how a word is written; `None`: in small letters, or without letters that differ.
    pub fn of(word: &str) -> Option<Case> {
        // Most words are in small letters, and the capital of most others is their first.
        let is_special = |byte: u8| byte.is_ascii_uppercase() || !byte.is_ascii();
        let (first, rest) = word.as_bytes().split_first()?;
        if !rest.iter().copied().any(is_special) && first.is_ascii() {
            return first.is_ascii_uppercase().then_some(Case::Capitalized);
        }
        let mut letters = without_possessive(word).chars().filter(|c| c.is_alphabetic());
        let first_is_capital = letters.next()?.is_uppercase();
        let (mut capitals, mut small) = (0, 0);
        for letter in letters {
            capitals += usize::from(letter.is_uppercase());
            small += usize::from(!letter.is_uppercase());
        }
        match (first_is_capital, capitals, small) {
            (false, 0, _) => None,
            (true, 0, _) => Some(Case::Capitalized),
            (true, _, 0) => Some(Case::Capitals),
            _ => Some(Case::Mixed),
        }
    }
}

/// Tells of the words of a body, in order, which ones open a paragraph or a sentence.
pub struct Breaks<'a> {
    body: &'a str,
    paragraph_end: usize,
    sentence_end: usize,
    /// What lies between the sentence before and the first word of this one.
    between: Range<usize>,
}

impl<'a> Breaks<'a> {
    pub fn new(body: &'a str) -> Self {
        Self { body, paragraph_end: 0, sentence_end: 0, between: 0..0 }
    }

    /// Returns what the word that begins at a byte opens. Words must be asked in order.
    pub fn before(&mut self, start: usize) -> Option<Break> {
        if start < self.sentence_end {
            return None;
        }
        let found = if start >= self.paragraph_end {
            self.paragraph_end = self.body[start..].find("\n\n").map_or(self.body.len(), |length| start + length);
            Break::Paragraph
        } else {
            Break::Sentence
        };
        // Rows of a table and items of a list are lines, and no sentence crosses them.
        let line = &self.body[start..self.paragraph_end];
        let line = line.split('\n').next().unwrap_or(line);
        self.between = self.sentence_end..start;
        self.sentence_end = start + first_sentence_end(line);
        Some(found)
    }

    /// Returns the byte at which the sentence of the last word that was asked for begins: a quotation mark or dash that opens its line
    /// belongs to it.
    pub fn sentence_start(&self) -> usize {
        let between = &self.body[self.between.clone()];
        let line = between.rsplit('\n').next().unwrap_or(between).trim_start();
        self.between.end - line.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::words;

    #[test]
    fn paragraphs_sentences_and_lines_part_words() {
        for (body, expected) in [
            ("One. Two three.\n\nFour", "¶One |Two three ¶Four"),
            ("The U.S. envoy met Mr. Smith. They spoke.", "¶The U.S. envoy met Mr Smith |They spoke"),
            ("tea 3.50\ncoffee 4.20", "¶tea 3.50 |coffee 4.20"),
            ("…\n\n“Go!” she said", "¶Go she said"),
            ("他走了。她来了", "¶他走 走了 |她来 来了"),
            ("", ""),
        ] {
            let mut breaks = Breaks::new(body);
            let shown: Vec<String> = words(body)
                .map(|word| {
                    let mark = match breaks.before(word.start) {
                        Some(Break::Paragraph) => "¶",
                        Some(Break::Sentence) => "|",
                        None => "",
                    };
                    format!("{mark}{}", &body[word.start..word.end])
                })
                .collect();
            assert_eq!(shown.join(" "), expected, "{body:?}");
        }
    }

    #[test]
    fn a_sentence_begins_with_what_opens_it() {
        let body = "He left. \"Go!\" she said.\n\n---\n\n-- (Later) rain.";
        let mut breaks = Breaks::new(body);
        let mut starts = Vec::new();
        for word in words(body) {
            if breaks.before(word.start).is_some() {
                starts.extend(body[breaks.sentence_start()..].split(' ').next());
            }
        }
        assert_eq!(starts, ["He", "\"Go!\"", "--"]);
    }

    #[test]
    fn words_are_told_apart_by_their_capitals() {
        for (word, expected) in [
            ("crescent", None),
            ("Crescent", Some(Case::Capitalized)),
            ("A", Some(Case::Capitalized)),
            ("NATO", Some(Case::Capitals)),
            ("U.S.", Some(Case::Capitals)),
            ("NATO's", Some(Case::Capitals)),
            ("iPhone", Some(Case::Mixed)),
            ("McDonald", Some(Case::Mixed)),
            ("Élysée", Some(Case::Capitalized)),
            ("évacué", None),
            ("国家", None),
            ("1987", None),
        ] {
            assert_eq!(Case::of(word), expected, "{word}");
        }
    }
}
