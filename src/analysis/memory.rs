//! What each spelling of one language stands as: found again without folding and stemming it anew.
//!
//! Rule kept here: the common case, a word of up to 16 bytes, costs one line of the processor's cache. Maps whose keys lie elsewhere cost
//! three, and were an eighth of indexing (measured on 40,000 articles).

use super::bounds::Case;
use super::fold::fold;
use super::stem::Language;
use super::stream::exact_term;
use super::vocabulary::Vocabulary;
use rustc_hash::FxHashMap;

/// What a spelling stands as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coded {
    /// The number of its stem.
    pub stem: u32,
    /// The number of its exact term, and in the two highest bits how it is capitalized.
    packed: u32,
}

const NO_EXACT: u32 = (1 << 30) - 1;

impl Coded {
    fn of(vocabulary: &Vocabulary, language: Language, word: &str) -> Coded {
        let surface = fold(word);
        let stem = language.stem(&surface);
        let exact = if *stem == *surface { NO_EXACT } else { vocabulary.number(&exact_term(&stem, &surface)) };
        let case = Case::of(word).map_or(0, |case| case as u32 + 1);
        Coded { stem: vocabulary.number(&stem), packed: case << 30 | exact }
    }

    /// Returns the number of the exact term, where it differs from the stem.
    pub fn exact(self) -> Option<u32> {
        let exact = self.packed & NO_EXACT;
        (exact != NO_EXACT).then_some(exact)
    }

    /// Returns how the spelling is capitalized.
    pub fn case(self) -> Option<Case> {
        match self.packed >> 30 {
            0 => None,
            case => Some(Case::ALL[case as usize - 1]),
        }
    }
}

/// Beyond this many spellings (some 15 MB) a memory is emptied, so that noise cannot fill it for good.
const MAX_REMEMBERED: usize = 320_000;
/// Longer numbers are as good as never met again.
const REMEMBERED_NUMBER: usize = 4;

/// The spellings of one language.
#[derive(Default)]
pub struct Memory {
    /// A power of two of them, less than five eighths taken; a spelling lies at its hash or in the next free one.
    slots: Vec<Slot>,
    taken: usize,
    long: FxHashMap<Box<str>, Coded>,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    key: Key,
    coded: Coded,
}

/// Up to 16 bytes without NUL, filled up with NUL.
type Key = [u64; 2];
const EMPTY: Key = [0, 0];

impl Memory {
    /// Returns what a word stands as.
    pub fn code(&mut self, vocabulary: &Vocabulary, language: Language, word: &str) -> Coded {
        let Some(key) = key_of(word.as_bytes()) else { return self.code_long(vocabulary, language, word) };
        if self.slots.is_empty() {
            self.slots = vec![Slot::default(); 1 << 12];
        }
        let mask = self.slots.len() - 1;
        let mut at = hash(key) & mask;
        loop {
            let slot = self.slots[at];
            if slot.key == key {
                return slot.coded;
            }
            if slot.key == EMPTY {
                break;
            }
            at = (at + 1) & mask;
        }
        let coded = Coded::of(vocabulary, language, word);
        let is_rare =
            word.len() > REMEMBERED_NUMBER && word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'));
        if !is_rare {
            self.slots[at] = Slot { key, coded };
            self.taken += 1;
            if self.taken * 8 > self.slots.len() * 5 {
                self.grow();
            }
        }
        coded
    }

    pub fn is_full(&self) -> bool {
        self.taken + self.long.len() > MAX_REMEMBERED
    }

    #[cold]
    fn code_long(&mut self, vocabulary: &Vocabulary, language: Language, word: &str) -> Coded {
        // Nothing longer is worth telling apart.
        let word = &word[..(0..=word.len().min(1000)).rev().find(|at| word.is_char_boundary(*at)).unwrap_or(0)];
        if let Some(coded) = self.long.get(word) {
            return *coded;
        }
        let coded = Coded::of(vocabulary, language, word);
        self.long.insert(word.into(), coded);
        coded
    }

    #[cold]
    fn grow(&mut self) {
        let larger = vec![Slot::default(); self.slots.len() * 2];
        let mask = larger.len() - 1;
        for slot in std::mem::replace(&mut self.slots, larger) {
            if slot.key != EMPTY {
                let mut at = hash(slot.key) & mask;
                while self.slots[at].key != EMPTY {
                    at = (at + 1) & mask;
                }
                self.slots[at] = slot;
            }
        }
    }
}

/// Returns a word as a key; `None` where it is longer than a key, or none at all.
fn key_of(word: &[u8]) -> Option<Key> {
    let eight = |at: usize| u64::from_le_bytes(word[at..at + 8].try_into().expect("eight bytes"));
    let four = |at: usize| u64::from(u32::from_le_bytes(word[at..at + 4].try_into().expect("four bytes")));
    // Two loads that overlap stand in for a copy of any length.
    match word.len() {
        length @ 1..4 => {
            let (first, middle, last) = (u64::from(word[0]), u64::from(word[length / 2]), u64::from(word[length - 1]));
            Some([first | middle << (8 * (length / 2)) | last << (8 * (length - 1)), 0])
        }
        length @ 4..8 => Some([four(0) | four(length - 4) >> (8 * (8 - length)) << 32, 0]),
        8 => Some([eight(0), 0]),
        length @ 9..=16 => Some([eight(0), eight(length - 8) >> (8 * (16 - length))]),
        _ => None,
    }
}

fn hash([low, high]: Key) -> usize {
    let mixed = u128::from(low ^ high.rotate_left(23).wrapping_mul(0x9E37_79B9_7F4A_7C15)) * 0xA24B_AED4_963E_E407;
    (mixed as u64 ^ (mixed >> 64) as u64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_word_filled_up_with_nul() {
        let word = b"abcdefghijklmnop";
        for length in 1..=16 {
            let mut bytes = [0; 16];
            bytes[..length].copy_from_slice(&word[..length]);
            let half = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"));
            assert_eq!(key_of(&word[..length]), Some([half(0), half(8)]), "{length}");
        }
        assert_eq!(key_of(b""), None);
        assert_eq!(key_of(b"abcdefghijklmnopq"), None);
    }

    #[test]
    fn what_is_remembered_is_what_was_found_first() {
        let (mut memory, vocabulary) = (Memory::default(), Vocabulary::default());
        let words: Vec<String> = (0..20_000).map(|number| format!("{}Stories{number}", "x".repeat(number % 15))).collect();
        let mut code = |word: &String| memory.code(&vocabulary, Language::ENGLISH, word);
        let first: Vec<Coded> = words.iter().map(&mut code).collect();
        let second: Vec<Coded> = words.iter().map(&mut code).collect();
        assert_eq!(first, second);
        let plural = memory.code(&vocabulary, Language::ENGLISH, "Prices");
        let texts = vocabulary.texts();
        assert_eq!((texts.get(plural.stem), plural.case()), ("price", Some(Case::Capitalized)));
        assert_eq!(plural.exact().map(|exact| texts.get(exact)), Some("price\u{1F}prices"));
        let small = memory.code(&vocabulary, Language::ENGLISH, "price");
        assert_eq!((small.stem, small.exact(), small.case()), (plural.stem, None, None));
    }
}
