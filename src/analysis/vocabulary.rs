//! Terms by number: a term is written out once, and articles name it by its number.
//!
//! In: terms, from several threads. Out: the same number for the same term. Rule kept here: a vocabulary only grows, so a number stays
//! what it is; one that has grown large is followed by a new one, so that noise does not fill the memory.

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, MutexGuard};

/// Beyond this many terms (some 40 MB) a vocabulary is followed by a new one.
const MAX_TERMS: usize = 1 << 20;

/// Terms and their numbers, which count from 0.
#[derive(Default)]
pub struct Vocabulary {
    terms: Mutex<Terms>,
}

#[derive(Default)]
struct Terms {
    numbers: HashTable<u32>,
    texts: Texts,
}

/// The terms of a vocabulary, one behind the other.
#[derive(Debug, Default, Clone)]
pub struct Texts {
    text: String,
    /// The byte at which each ends.
    ends: Vec<u32>,
}

/// The vocabulary that is filled at present, shared by all who analyse for one index.
#[derive(Clone, Default)]
pub struct Lexicon(Arc<Mutex<Arc<Vocabulary>>>);

impl Vocabulary {
    /// Returns the number of a term.
    pub fn number(&self, term: &str) -> u32 {
        let terms = &mut *self.terms();
        let hash = FxBuildHasher.hash_one(term);
        let texts = &mut terms.texts;
        if let Some(number) = terms.numbers.find(hash, |number| texts.get(*number) == term) {
            return *number;
        }
        let number = texts.push(term);
        terms.numbers.insert_unique(hash, number, |number| FxBuildHasher.hash_one(texts.get(*number)));
        number
    }

    /// Returns a copy of all terms so far, so that nobody waits while they are sorted.
    pub fn texts(&self) -> Texts {
        self.terms().texts.clone()
    }

    /// Calls `read` with all terms so far; it must ask for no number meanwhile.
    pub fn read<T>(&self, read: impl FnOnce(&Texts) -> T) -> T {
        read(&self.terms().texts)
    }

    /// Whether a new one should follow.
    pub fn is_full(&self) -> bool {
        self.terms().texts.ends.len() > MAX_TERMS
    }

    fn terms(&self) -> MutexGuard<'_, Terms> {
        self.terms.lock().expect("nothing panics while it holds a vocabulary")
    }
}

impl Texts {
    /// Returns the term with a number.
    pub fn get(&self, number: u32) -> &str {
        let at = number as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.text[start..self.ends[at] as usize]
    }

    fn push(&mut self, term: &str) -> u32 {
        let number = u32::try_from(self.ends.len()).expect("a vocabulary is followed by a new one long before 4 billion terms");
        self.text.push_str(term);
        self.ends.push(u32::try_from(self.text.len()).expect("a million terms of 400 bytes are less than 4 GiB"));
        number
    }
}

impl Lexicon {
    /// Returns the vocabulary to go on with: `known`, or one that follows it where that is full.
    pub fn follow(&self, known: &Arc<Vocabulary>) -> Arc<Vocabulary> {
        if !known.is_full() {
            return known.clone();
        }
        let mut current = self.0.lock().expect("nothing panics while it holds a lexicon");
        if current.is_full() {
            *current = Arc::default();
        }
        current.clone()
    }

    pub fn current(&self) -> Arc<Vocabulary> {
        self.0.lock().expect("nothing panics while it holds a lexicon").clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_keeps_its_number() {
        let vocabulary = Vocabulary::default();
        assert_eq!(["oil", "price", "oil", ""].map(|term| vocabulary.number(term)), [0, 1, 0, 2]);
        let texts = vocabulary.texts();
        assert_eq!([0, 1, 2].map(|number| texts.get(number)), ["oil", "price", ""]);
    }

    #[test]
    fn a_full_vocabulary_is_followed_by_one_for_all() {
        let lexicon = Lexicon::default();
        let first = lexicon.current();
        assert!(Arc::ptr_eq(&lexicon.follow(&first), &first));
        (0..=MAX_TERMS).for_each(|number| {
            first.number(&number.to_string());
        });
        let second = lexicon.follow(&first);
        assert!(!Arc::ptr_eq(&second, &first));
        assert!(Arc::ptr_eq(&lexicon.follow(&first), &second));
    }
}
