//! The terms of one article as a compact string, made once by the workers; the index only splits it again.
//!
//! Each word becomes its stem, followed by its folded surface form where that differs. The stem is what plain queries ask for; the
//! surface form serves exact ones. A word whose surface equals its stem writes nothing more, which saves a third of the index: its
//! exact occurrences are those of the stem less those of the other surfaces of that stem, and these stand side by side in the term
//! dictionary, because an exact term begins with its stem.

use super::bounds::{Break, Breaks, Case, Mark};
use super::fold::fold;
use super::stem::Language;
use super::words::words;
use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::BuildHasher;

/// Closes a word.
pub const END: char = '\u{1E}';
/// Stands between the stem and the surface form, in the stream and in the term.
pub const SURFACE: char = '\u{1F}';
/// Opens a word whose stem counts twice: one of the headline.
pub const DOUBLE: char = '\u{1C}';
/// Stands between headline and body: no phrase crosses it.
pub const GAP: char = '\u{1D}';
/// How many positions a [`GAP`] leaves empty.
pub const GAP_POSITIONS: usize = 100;

/// A worker's analysis of texts, with a memory of words: a news vocabulary is small, so each spelling is folded and stemmed once.
/// Stemming every word anew costs as much as all the rest of indexing.
#[derive(Default)]
pub struct Analyzer {
    memories: FxHashMap<Language, Memory>,
}

/// The streams of an article.
pub struct Streams {
    /// Headline and body.
    pub text: String,
    /// The [`Mark`]s of their words, as [`first_mark`] reads them.
    pub bounds: String,
    /// The number of words of the body.
    pub words: usize,
}

impl Analyzer {
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the streams of an article's headline and body.
    pub fn article(&mut self, language: Language, title: &str, body: &str) -> Streams {
        let mut text = String::with_capacity(body.len() + body.len() / 2 + 2 * title.len() + 16);
        let mut bounds = String::with_capacity(body.len() / 16);
        let memory = self.memory(language);
        let mut position = 0;
        for word in words(title) {
            let word = &title[word.start..word.end];
            text.push(DOUBLE);
            memory.push_code(language, word, &mut text);
            let opens = (position == 0).then_some(Mark::Break(Break::Paragraph));
            push_marks(opens, word, position, &mut bounds);
            position += 1;
        }
        text.push(GAP);
        position += GAP_POSITIONS;
        let mut breaks = Breaks::new(body);
        let mut count = 0;
        for word in words(body) {
            let opens = breaks.before(word.start).map(Mark::Break);
            let word = &body[word.start..word.end];
            memory.push_code(language, word, &mut text);
            push_marks(opens, word, position + count, &mut bounds);
            count += 1;
        }
        Streams { text, bounds, words: count }
    }

    /// Returns the stream of a headline alone: stems only, for its exact forms stand in the stream of the article.
    pub fn headline(&mut self, language: Language, title: &str) -> String {
        let mut stream = String::with_capacity(2 * title.len());
        for word in words(title) {
            let surface = fold(&title[word.start..word.end]);
            stream.push_str(&language.stem(&surface));
            stream.push(END);
        }
        stream
    }

    /// Returns the stream of one short field.
    pub fn field(&mut self, language: Language, text: &str) -> String {
        let mut stream = String::with_capacity(2 * text.len());
        let memory = self.memory(language);
        for word in words(text) {
            memory.push_code(language, &text[word.start..word.end], &mut stream);
        }
        stream
    }

    fn memory(&mut self, language: Language) -> &mut Memory {
        let memory = self.memories.entry(language).or_default();
        if memory.places.len() > MAX_REMEMBERED {
            *memory = Memory::default();
        }
        memory
    }
}

/// Writes what the word at a position opens, and how it is capitalized.
fn push_marks(opens: Option<Mark>, word: &str, position: usize, bounds: &mut String) {
    if let Some(mark) = opens {
        push_mark(mark, position, bounds);
    }
    if let Some(case) = Case::of(word) {
        push_mark(Mark::Case(case), position, bounds);
    }
}

/// A mark is its letter and its position in four digits to the base of 128, which are ASCII; decimal ones took 2 % of indexing.
fn push_mark(mark: Mark, position: usize, bounds: &mut String) {
    let digit = |at: u32| (position >> (7 * at) & 127) as u8;
    let written = [mark.letter() as u8, digit(3), digit(2), digit(1), digit(0)];
    bounds.push_str(std::str::from_utf8(&written).expect("a letter and digits below 128 are ASCII"));
}

/// Reads the first mark of a stream of bounds: its letter, its position, and what is behind it.
pub fn first_mark(bounds: &[u8]) -> Option<(char, usize, &[u8])> {
    let ([letter, digits @ ..], rest) = bounds.split_first_chunk::<5>()?;
    Some((*letter as char, digits.iter().fold(0, |position, digit| position << 7 | usize::from(*digit)), rest))
}

/// Beyond this many spellings (some 15 MB) a memory is emptied, so that noise cannot fill it for good.
const MAX_REMEMBERED: usize = 400_000;

/// What each spelling of one language stands as in a stream. Spellings and codes lie one behind the other in one string, because a map
/// of boxes spends a fifth of indexing on cache misses (measured on 40,000 articles).
#[derive(Default)]
struct Memory {
    places: HashTable<Place>,
    /// `spelling` `code` `spelling` `code` …
    text: String,
}

/// Where a spelling lies, and its code behind it.
#[derive(Clone, Copy)]
struct Place {
    at: u32,
    spelling: u16,
    code: u16,
}

impl Memory {
    fn push_code(&mut self, language: Language, word: &str, stream: &mut String) {
        // Numbers stand as themselves. There are too many of them to remember: they would fill the memory and the caches.
        let is_number = word.len() < 40 && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b',' || byte == b'.');
        if is_number {
            stream.push_str(word);
            stream.push(END);
        } else {
            stream.push_str(self.code(language, word));
        }
    }

    fn code(&mut self, language: Language, word: &str) -> &str {
        // Nothing longer is worth remembering, and lengths must fit.
        let word = &word[..(0..=word.len().min(1000)).rev().find(|at| word.is_char_boundary(*at)).unwrap_or(0)];
        let hash = FxBuildHasher.hash_one(word);
        let text = &self.text;
        let known = self.places.find(hash, |place| place.spelling_in(text) == word).copied();
        let place = known.unwrap_or_else(|| self.remember(language, word, hash));
        let from = place.at as usize + usize::from(place.spelling);
        &self.text[from..from + usize::from(place.code)]
    }

    fn remember(&mut self, language: Language, word: &str, hash: u64) -> Place {
        let at = u32::try_from(self.text.len()).expect("a memory is emptied long before 4 GiB");
        self.text.push_str(word);
        let from = self.text.len();
        let surface = fold(word);
        let stem = language.stem(&surface);
        self.text.push_str(&stem);
        if *stem != *surface {
            self.text.push(SURFACE);
            self.text.push_str(&surface);
        }
        self.text.push(END);
        let short = |length: usize| u16::try_from(length).expect("words are cut to 1,000 bytes, folded ones to fewer");
        let place = Place { at, spelling: short(word.len()), code: short(self.text.len() - from) };
        let text = &self.text;
        self.places.insert_unique(hash, place, |place| FxBuildHasher.hash_one(place.spelling_in(text)));
        place
    }
}

impl Place {
    fn spelling_in(self, text: &str) -> &str {
        &text[self.at as usize..self.at as usize + usize::from(self.spelling)]
    }
}

/// Returns the term of one exact surface form whose stem differs from it.
pub fn exact_term(stem: &str, surface: &str) -> String {
    format!("{stem}{SURFACE}{surface}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_holds_stems_and_the_surfaces_that_differ() {
        let Streams { text, words, .. } = Analyzer::new().article(Language::ENGLISH, "Oil Prices", "Oil's prices fell.");
        let readable = text.replace(END, "; ").replace(SURFACE, "=").replace(DOUBLE, "2*").replace(GAP, "| ");
        assert_eq!(readable, "2*oil; 2*price=prices; | oil; price=prices; fell; ");
        assert_eq!(words, 3);
    }

    #[test]
    fn bounds_hold_where_paragraphs_and_sentences_begin_and_which_words_have_capitals() {
        let body = "The U.N. met. McDonalds rose.\n\nPrices fell";
        let shown = |title: &str, body: &str| {
            let Streams { bounds, .. } = Analyzer::new().article(Language::ENGLISH, title, body);
            let mut rest = bounds.as_bytes();
            std::iter::from_fn(|| {
                let (letter, position, behind) = first_mark(rest)?;
                rest = behind;
                Some(format!("{letter}{position}"))
            })
            .collect::<String>()
        };
        assert_eq!(shown("Oil prices", body), "p0c0p102c102a103s105m105p107c107");
        assert_eq!(shown("", "no headline"), "p100", "the body begins behind the gap all the same");
    }
}
