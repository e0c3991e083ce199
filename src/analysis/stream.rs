//! The terms of one article as a compact string, made once by the workers; the index only splits it again.
//!
//! Each word becomes its stem, followed by its folded surface form where that differs. The stem is what plain queries ask for; the
//! surface form serves exact ones. A word whose surface equals its stem writes nothing more, which saves a third of the index: its
//! exact occurrences are those of the stem less those of the other surfaces of that stem, and these stand side by side in the term
//! dictionary, because an exact term begins with its stem.

use super::fold::fold;
use super::stem::Language;
use super::words::words;
use rustc_hash::FxHashMap;

/// Closes a word.
pub const END: char = '\u{1E}';
/// Stands between the stem and the surface form, in the stream and in the term.
pub const SURFACE: char = '\u{1F}';
/// Opens a word that counts twice: one of the headline.
pub const DOUBLE: char = '\u{1C}';
/// Stands between headline and body: no phrase crosses it.
pub const GAP: char = '\u{1D}';
/// How many positions a [`GAP`] leaves empty.
pub const GAP_POSITIONS: usize = 100;

/// A worker's memory of words: a news vocabulary is small, so each spelling is folded and stemmed once.
/// Stemming every word anew costs as much as all the rest of indexing.
#[derive(Default)]
pub struct Analyzer {
    remembered: FxHashMap<Language, FxHashMap<Box<str>, Box<str>>>,
}

/// Beyond this many spellings (some 30 MB) a memory is emptied, so that noise cannot fill it for good.
const MAX_REMEMBERED: usize = 300_000;

impl Analyzer {
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the stream of an article's headline and body, and the number of words of the body.
    pub fn article(&mut self, language: Language, title: &str, body: &str) -> (String, usize) {
        let mut stream = String::with_capacity(body.len() + body.len() / 2 + 2 * title.len() + 16);
        let memory = self.memory(language);
        for word in words(title) {
            stream.push(DOUBLE);
            stream.push_str(encoded(memory, language, &title[word.start..word.end]));
        }
        stream.push(GAP);
        let mut count = 0;
        for word in words(body) {
            stream.push_str(encoded(memory, language, &body[word.start..word.end]));
            count += 1;
        }
        (stream, count)
    }

    /// Returns the stream of one short field.
    pub fn field(&mut self, language: Language, text: &str) -> String {
        let mut stream = String::with_capacity(2 * text.len());
        let memory = self.memory(language);
        for word in words(text) {
            stream.push_str(encoded(memory, language, &text[word.start..word.end]));
        }
        stream
    }

    fn memory(&mut self, language: Language) -> &mut FxHashMap<Box<str>, Box<str>> {
        let memory = self.remembered.entry(language).or_default();
        if memory.len() > MAX_REMEMBERED {
            memory.clear();
        }
        memory
    }
}

fn encoded<'m>(memory: &'m mut FxHashMap<Box<str>, Box<str>>, language: Language, word: &str) -> &'m str {
    // Two look-ups, because a borrow that is returned early would outlive the insertion.
    if !memory.contains_key(word) {
        let surface = fold(word);
        let stem = language.stem(&surface);
        let mut code = String::with_capacity(stem.len() + surface.len() + 2);
        code.push_str(&stem);
        if *stem != *surface {
            code.push(SURFACE);
            code.push_str(&surface);
        }
        code.push(END);
        memory.insert(word.into(), code.into_boxed_str());
    }
    &memory[word]
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
        let (stream, words) = Analyzer::new().article(Language::ENGLISH, "Oil Prices", "Oil's prices fell.");
        let readable =
            stream.replace(END, "; ").replace(SURFACE, "=").replace(DOUBLE, "2*").replace(GAP, "| ");
        assert_eq!(readable, "2*oil; 2*price=prices; | oil; price=prices; fell; ");
        assert_eq!(words, 3);
    }
}
