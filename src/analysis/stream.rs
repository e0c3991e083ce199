//! The terms of one article by their numbers, found once by the workers; the index only sorts them.
//!
//! Each word is its stem, followed by its exact term where its folded surface form differs from the stem. The stem is what plain queries
//! ask for; the exact term serves exact ones. A word whose surface equals its stem has nothing more, which saves a third of the index:
//! its exact occurrences are those of the stem less those of the other surfaces of that stem, and these stand side by side in the term
//! dictionary, because an exact term begins with its stem.

use super::bounds::{Break, Breaks, Mark};
use super::memory::{Coded, Memory};
use super::stem::Language;
use super::vocabulary::{Lexicon, Vocabulary};
use super::words::words;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Stands in an exact term between the stem and the surface form.
pub const SURFACE: char = '\u{1F}';
/// How many positions are left empty between headline and body: no phrase crosses them.
pub const GAP_POSITIONS: usize = 100;

/// A worker's analysis of texts, with a memory of words: a news vocabulary is small, so each spelling is folded and stemmed once.
/// Stemming every word anew costs as much as all the rest of indexing.
#[derive(Default)]
pub struct Analyzer {
    lexicon: Lexicon,
    vocabulary: Arc<Vocabulary>,
    memories: FxHashMap<Language, Memory>,
}

/// Words, by the numbers of their terms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coding(Vec<u32>);

/// The streams of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Streams {
    pub title: Coding,
    pub body: Coding,
    /// The marks of their words, with their positions: the body's begin [`GAP_POSITIONS`] behind the headline's.
    pub marks: Vec<(Mark, u32)>,
    /// The number of words of the body.
    pub words: usize,
}

impl Analyzer {
    pub fn new() -> Self {
        Self::sharing(Lexicon::default())
    }

    /// Makes one whose numbers are those of all others that share the lexicon.
    pub fn sharing(lexicon: Lexicon) -> Self {
        let vocabulary = lexicon.current();
        Self { lexicon, vocabulary, memories: FxHashMap::default() }
    }

    /// Returns the vocabulary for the next article, whose numbers all are of this one.
    pub fn begin(&mut self) -> Arc<Vocabulary> {
        let vocabulary = self.lexicon.follow(&self.vocabulary);
        if !Arc::ptr_eq(&vocabulary, &self.vocabulary) {
            self.memories.clear();
            self.vocabulary = vocabulary;
        }
        self.memories.retain(|_, memory| !memory.is_full());
        self.vocabulary.clone()
    }

    /// Returns the streams of an article's headline and body.
    pub fn article(&mut self, language: Language, title: &str, body: &str) -> Streams {
        let memory = self.memories.entry(language).or_default();
        let vocabulary = &*self.vocabulary;
        // A word and the space behind it are six bytes; every third has an exact term.
        let mut streams = Streams {
            title: Coding(Vec::with_capacity(title.len() / 4)),
            body: Coding(Vec::with_capacity(body.len() / 4)),
            marks: Vec::with_capacity(body.len() / 32),
            words: 0,
        };
        let mut position = 0;
        for word in words(title) {
            let coded = memory.code(vocabulary, language, &title[word.start..word.end]);
            streams.title.push(coded);
            streams.mark((position == 0).then_some(Break::Paragraph), coded, position);
            position += 1;
        }
        position += GAP_POSITIONS as u32;
        let first_of_body = position;
        let mut breaks = Breaks::new(body);
        for word in words(body) {
            let coded = memory.code(vocabulary, language, &body[word.start..word.end]);
            streams.body.push(coded);
            streams.mark(breaks.before(word.start), coded, position);
            position += 1;
        }
        streams.words = (position - first_of_body) as usize;
        streams
    }

    /// Returns the words of one short field.
    pub fn field(&mut self, language: Language, text: &str) -> Coding {
        let memory = self.memories.entry(language).or_default();
        let mut coding = Coding::default();
        for word in words(text) {
            coding.push(memory.code(&self.vocabulary, language, &text[word.start..word.end]));
        }
        coding
    }
}

impl Streams {
    fn mark(&mut self, opens: Option<Break>, coded: Coded, position: u32) {
        if let Some(opens) = opens {
            self.marks.push((Mark::Break(opens), position));
        }
        if let Some(case) = coded.case() {
            self.marks.push((Mark::Case(case), position));
        }
    }
}

impl Coding {
    fn push(&mut self, coded: Coded) {
        let exact = coded.exact();
        self.0.push(coded.stem << 1 | u32::from(exact.is_some()));
        self.0.extend(exact);
    }

    /// Returns of each word, in order, the number of its stem, and of its exact term where that differs.
    pub fn words(&self) -> impl Iterator<Item = (u32, Option<u32>)> {
        let mut rest = self.0.iter();
        std::iter::from_fn(move || {
            let code = *rest.next()?;
            let exact = if code & 1 == 1 { rest.next().copied() } else { None };
            Some((code >> 1, exact))
        })
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
        let mut analyzer = Analyzer::new();
        let streams = analyzer.article(Language::ENGLISH, "Oil Prices", "Oil's prices fell.");
        let texts = analyzer.begin().texts();
        let readable = |coding: &Coding| -> Vec<String> {
            let words = coding.words();
            words.map(|(stem, exact)| texts.get(exact.unwrap_or(stem)).replace(SURFACE, "=")).collect()
        };
        assert_eq!(readable(&streams.title), ["oil", "price=prices"]);
        assert_eq!(readable(&streams.body), ["oil", "price=prices", "fell"]);
        assert_eq!(streams.words, 3);
    }

    #[test]
    fn bounds_hold_where_paragraphs_and_sentences_begin_and_which_words_have_capitals() {
        let body = "The U.N. met. McDonalds rose.\n\nPrices fell";
        let shown = |title: &str, body: &str| {
            let streams = Analyzer::new().article(Language::ENGLISH, title, body);
            let marks = streams.marks.iter().map(|(mark, position)| format!("{}{position}", mark.letter()));
            marks.collect::<String>()
        };
        assert_eq!(shown("Oil prices", body), "p0c0p102c102a103s105m105p107c107");
        assert_eq!(shown("", "no headline"), "p100", "the body begins behind the gap all the same");
    }
}
