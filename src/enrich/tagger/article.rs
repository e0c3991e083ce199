//! Looks over an article before its words are tagged.
//!
//! In: the words of an article, the authority lists, the clusters. Out: a [`Mark`] for each word, the runs of words that may be part
//! of names, and the [`Facts`] of each capitalized word: how the rest of the article uses it. Rule kept here: one pass over the words
//! and one over the capitals, whatever the article says.

use std::ops::Range;

use super::hash;
use super::model::{Clusters, NO_CLUSTER};
use crate::authority::Authorities;
use crate::authority::Feature;
use crate::authority::gazetteer::{Candidate, Use, Word};
use crate::enrich::scan::{Gap, Shape, Words};

/// Marks of no word beside each sentence, so that its neighbours can be looked at without asking whether they are there.
pub const MARGIN: usize = 2;

/// What is known of a word before it is tagged.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    pub token: u32,
    /// Hash of the folded word, digits alike.
    pub key: u64,
    pub fine: u16,
    pub coarse: u8,
    /// [`Shape`] and whether it is dotted, has a possessive ending, a digit, a single letter, inner capitals.
    pub shape: u8,
    pub gap: Gap,
    /// The mark of punctuation in the gap.
    pub mark: u8,
    /// Bits of [`Word`].
    pub word: u16,
    /// For each [`List`] two bits: in no name of it (0), a whole name (1), the first word of one (2), a further word (3).
    pub lists: u32,
    /// Number of its [`Facts`].
    pub facts: u32,
    /// The row of capitalized words that it belongs to, as marks.
    pub first: u32,
    pub last: u32,
    pub is_capital: bool,
    pub may_be_named: bool,
}

/// The mark before and behind a sentence.
const NOTHING: Mark = Mark {
    token: u32::MAX,
    key: 1,
    fine: NO_CLUSTER,
    coarse: u8::MAX,
    shape: u8::MAX,
    gap: Gap::Sentence,
    mark: 0,
    word: 0,
    lists: 0,
    facts: NO_FACTS,
    first: 0,
    last: 0,
    is_capital: false,
    may_be_named: false,
};

pub const NO_FACTS: u32 = u32::MAX;

/// The lists whose names are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    Country,
    Demonym,
    Region,
    LargeCity,
    SmallPlace,
    Organization,
    /// Names that are also words of another meaning.
    Ambiguous,
}

/// How an article uses a word elsewhere and here.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts {
    /// Hash of the word.
    key: u64,
    /// Bits of [`fact`].
    pub bits: u32,
    pub count: u16,
    /// Words of the longest row of capitals that it is part of, and that row, as marks.
    pub longest: u16,
    pub first: u32,
    pub last: u32,
    /// Its own place in that row.
    pub at: u32,
    /// How often the first reading took it for a name of each class, and for none.
    pub votes: [u16; CLASSES],
}

/// The classes of names, and none.
pub const CLASSES: usize = 5;

/// Returns the class of a tag's number: 0 for no name.
pub fn class_of(tag: u8) -> usize {
    usize::from(tag).div_ceil(2)
}

/// What an article can say of a word; bits.
pub mod fact {
    pub const LOWER: u32 = 1;
    pub const AFTER_TITLE: u32 = 1 << 1;
    pub const AFTER_GIVEN: u32 = 1 << 2;
    pub const SPEAKS: u32 = 1 << 3;
    pub const AFTER_PREPOSITION: u32 = 1 << 4;
    pub const AFTER_THE: u32 = 1 << 5;
    pub const BEFORE_BODY: u32 = 1 << 6;
    pub const IN_BODY: u32 = 1 << 7;
    pub const BRACKETED: u32 = 1 << 8;
    pub const POSSESSIVE: u32 = 1 << 9;
    pub const MID_SENTENCE: u32 = 1 << 10;
    pub const ALONE: u32 = 1 << 11;
    pub const BEFORE_COMMA_NAME: u32 = 1 << 12;
    pub const AFTER_OF: u32 = 1 << 13;
    pub const BEFORE_FOLLOWER: u32 = 1 << 14;
    pub const ENDS_ROW: u32 = 1 << 15;
    pub const BEGINS_ROW: u32 = 1 << 16;
    pub const COUNT: u32 = 17;
}

/// An article looked over. The buffers are reused.
#[derive(Debug, Default)]
pub struct View {
    pub marks: Vec<Mark>,
    /// Runs of words that may be part of names, as marks.
    pub runs: Vec<Range<usize>>,
    pub facts: Vec<Facts>,
    /// Open addressing over `facts`: number plus one, 0 for none.
    slots: Vec<u32>,
    /// For each mark the hashes of its suffixes and prefixes, zeros where it is no part of a name.
    pub parts: Vec<[u64; PARTS]>,
    /// The tags of the last reading, by number.
    pub guesses: Vec<u8>,
    /// Those of the second reading while it goes on.
    pub corrected: Vec<u8>,
}

/// Suffixes of 1 to 4 letters, prefixes of 2 to 4.
pub const PARTS: usize = 7;

impl View {
    /// Looks over the words of a range.
    pub fn look(&mut self, words: &Words, range: Range<usize>, authorities: &Authorities, clusters: &Clusters) {
        self.mark(words, range.clone());
        self.find_rows();
        self.find_runs();
        self.gather_facts();
        self.group(clusters);
        self.match_lists(words, range, authorities);
        self.cut_parts(words);
    }

    /// Marks each word, sentence by sentence.
    fn mark(&mut self, words: &Words, range: Range<usize>) {
        self.marks.clear();
        for token in range {
            let word = &words.tokens[token];
            if word.gap == Gap::Sentence || self.marks.is_empty() {
                self.marks.extend([NOTHING; MARGIN]);
            }
            let bytes = words.key(token);
            let is_capital = word.is_capital() && !word.in_capitals_line;
            let has_digit = bytes.iter().any(u8::is_ascii_digit);
            let shape = word.shape as u8
                | u8::from(word.is_dotted) << 3
                | u8::from(word.has_possessive()) << 4
                | u8::from(has_digit) << 5
                | u8::from(bytes.len() == 1) << 6
                | u8::from(word.is_mixed) << 7;
            self.marks.push(Mark {
                token: token as u32,
                key: if has_digit { key_of_number(bytes) } else { hash::of_bytes(bytes) },
                shape,
                gap: word.gap,
                mark: word.mark,
                word: word.word.0 as u16,
                is_capital,
                may_be_named: is_capital,
                ..NOTHING
            });
        }
        self.marks.extend([NOTHING; MARGIN]);
    }

    /// Finds the rows of capitalized words.
    fn find_rows(&mut self) {
        let mut at = 0;
        while at < self.marks.len() {
            if !self.marks[at].is_capital {
                at += 1;
                continue;
            }
            let first = at;
            at += 1;
            while self.marks[at].is_capital && self.marks[at].gap.joins() && self.marks[at - 1].shape & 1 << 4 == 0 {
                at += 1;
            }
            for mark in &mut self.marks[first..at] {
                (mark.first, mark.last) = (first as u32, at as u32);
            }
        }
    }

    /// Finds the words that may be part of names: those with capitals, and what stands between two of them.
    fn find_runs(&mut self) {
        self.runs.clear();
        let mut at = MARGIN;
        while at + MARGIN < self.marks.len() {
            if !self.marks[at].is_capital && self.marks[at].token != u32::MAX {
                let before = self.marks[at - 1].is_capital || self.marks[at - 2].is_capital;
                let behind = self.marks[at + 1].is_capital || self.marks[at + 2].is_capital;
                let is_tied = self.marks[at].gap == Gap::Hyphen && self.marks[at - 1].is_capital
                    || self.marks[at + 1].gap == Gap::Hyphen && self.marks[at + 1].is_capital;
                let is_number = self.marks[at].shape & 7 == Shape::Number as u8
                    && (self.marks[at - 1].is_capital || self.marks[at + 1].is_capital);
                let is_direction = self.marks[at + 1].is_capital && DIRECTIONS.contains(&self.marks[at].key);
                let is_kind = self.marks[at - 1].is_capital && KINDS.contains(&self.marks[at].key);
                let is_part = self.marks[at].gap.joins() && (is_direction || is_kind);
                self.marks[at].may_be_named = before && behind || is_tied || is_number || is_part;
            }
            at += 1;
        }
        let mut at = 0;
        while at < self.marks.len() {
            let first = at;
            while self.marks[at].may_be_named {
                at += 1;
            }
            if at > first {
                self.runs.push(first..at);
            }
            at += 1;
        }
    }

    /// Gathers what the article says of each capitalized word.
    fn gather_facts(&mut self) {
        self.facts.clear();
        // Two thirds full at most, even where every word is another capital.
        let slots = (self.marks.len() * 3 / 2).next_power_of_two().max(64);
        self.slots.clear();
        self.slots.resize(slots, 0);
        for at in 0..self.marks.len() {
            if !self.marks[at].is_capital {
                continue;
            }
            let number = self.number_of(self.marks[at].key);
            self.marks[at].facts = number as u32;
            let bits = self.facts_at(at);
            let mark = &self.marks[at];
            let length = (mark.last - mark.first) as u16;
            let facts = &mut self.facts[number];
            facts.bits |= bits;
            facts.count = facts.count.saturating_add(1);
            if length > facts.longest {
                facts.longest = length;
                (facts.first, facts.last, facts.at) = (mark.first, mark.last, at as u32);
            }
        }
        for at in 0..self.marks.len() {
            let mark = &self.marks[at];
            if !mark.is_capital && mark.token != u32::MAX {
                let slot = self.slot_of(mark.key);
                if let Some(number) = self.slots[slot].checked_sub(1) {
                    self.facts[number as usize].bits |= fact::LOWER;
                }
            }
        }
    }

    fn slot_of(&self, key: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = key as usize & mask;
        while self.slots[slot] != 0 && self.facts[self.slots[slot] as usize - 1].key != key {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn number_of(&mut self, key: u64) -> usize {
        let slot = self.slot_of(key);
        if self.slots[slot] == 0 {
            self.facts.push(Facts { key, ..Facts::default() });
            self.slots[slot] = self.facts.len() as u32;
        }
        self.slots[slot] as usize - 1
    }

    fn facts_at(&self, at: usize) -> u32 {
        let mark = &self.marks[at];
        let (before, behind) = (&self.marks[at - 1], &self.marks[at + 1]);
        let mut bits = 0;
        let mut set = |bit: u32, is_set: bool| bits |= if is_set { bit } else { 0 };
        let adjoins = matches!(mark.gap, Gap::Space | Gap::Dot);
        let word = |mark: &Mark, word: Word| mark.is_capital && u64::from(mark.word) & word.0 != 0;
        set(fact::AFTER_TITLE, adjoins && word(before, Word::TITLE));
        set(fact::AFTER_GIVEN, adjoins && word(before, Word::GIVEN));
        set(fact::SPEAKS, matches!(behind.gap, Gap::Space | Gap::Comma) && SPEECH.contains(&behind.key));
        set(fact::AFTER_PREPOSITION, mark.gap == Gap::Space && WHERE.contains(&before.key));
        set(fact::AFTER_THE, mark.gap == Gap::Space && before.key == THE && !before.is_capital);
        set(fact::AFTER_OF, mark.gap == Gap::Space && before.key == OF && !before.is_capital);
        set(fact::BEFORE_BODY, behind.gap == Gap::Space && word(behind, Word::ORGANIZATION));
        set(fact::BEFORE_FOLLOWER, behind.gap == Gap::Space && word(behind, Word::FOLLOWER));
        set(fact::BRACKETED, mark.gap == Gap::Opening && behind.gap == Gap::Break);
        set(fact::POSSESSIVE, mark.shape & 1 << 4 != 0);
        set(fact::MID_SENTENCE, mark.gap != Gap::Sentence && mark.gap != Gap::Break);
        set(fact::BEFORE_COMMA_NAME, behind.gap == Gap::Comma && behind.is_capital);
        let (first, last) = (mark.first as usize, mark.last as usize);
        set(fact::ALONE, last - first == 1);
        set(fact::ENDS_ROW, last - first > 1 && at + 1 == last);
        set(fact::BEGINS_ROW, last - first > 1 && at == first);
        set(fact::IN_BODY, last - first > 1 && word(&self.marks[last - 1], Word::ORGANIZATION));
        bits
    }

    /// Looks up the clusters of the words that may be part of names, and of their neighbours.
    fn group(&mut self, clusters: &Clusters) {
        let mut done = 0;
        for run in &self.runs {
            for mark in &mut self.marks[done.max(run.start - MARGIN)..run.end + MARGIN] {
                if mark.token != u32::MAX {
                    mark.fine = clusters.fine(mark.key);
                    mark.coarse = clusters.coarse(mark.fine);
                }
            }
            done = run.end + MARGIN;
        }
    }

    /// Matches the names of the authority lists that begin at capitalized words.
    fn match_lists(&mut self, words: &Words, range: Range<usize>, authorities: &Authorities) {
        for at in 0..self.marks.len() {
            let mark = &self.marks[at];
            let is_article = mark.may_be_named && self.marks[at + 1].gap == Gap::Hyphen;
            if !mark.is_capital && !is_article {
                continue;
            }
            let token = mark.token as usize;
            let is_acronym = mark.shape & 7 == Shape::AllCapitals as u8 || mark.shape & 1 << 3 != 0;
            words.each_name(authorities, token, 0, |end, output| {
                if end > range.end {
                    return;
                }
                let lists = lists_of(authorities, output, is_acronym);
                let length = end - token;
                for (offset, mark) in self.marks[at..at + length].iter_mut().enumerate() {
                    let place = if length == 1 { 1 } else { 2 + u32::from(offset > 0) };
                    for list in 0..=List::Ambiguous as u32 {
                        let had = mark.lists >> (2 * list) & 3;
                        // A further word of a longer name that began before stays one.
                        if lists & 1 << list != 0 && had != 3 {
                            mark.lists = mark.lists & !(3 << (2 * list)) | place << (2 * list);
                        }
                    }
                }
            });
        }
    }

    /// Counts how the first reading took each word.
    pub fn count_votes(&mut self) {
        self.corrected.clear();
        self.corrected.resize(self.marks.len(), 0);
        for (mark, &guess) in self.marks.iter().zip(&self.guesses) {
            if mark.facts != NO_FACTS {
                let votes = &mut self.facts[mark.facts as usize].votes[class_of(guess)];
                *votes = votes.saturating_add(1);
            }
        }
    }

    /// Hashes the prefixes and suffixes of the words that may be part of names.
    fn cut_parts(&mut self, words: &Words) {
        self.parts.clear();
        self.parts.resize(self.marks.len(), [0; PARTS]);
        for run in &self.runs {
            for at in run.clone() {
                let key = words.key(self.marks[at].token as usize);
                let parts = &mut self.parts[at];
                for length in 1..=4 {
                    parts[length - 1] = hash::of_bytes(&key[key.len().saturating_sub(length)..]);
                }
                for length in 2..=4 {
                    parts[length + 2] = hash::of_bytes(&key[..length.min(key.len())]);
                }
            }
        }
    }
}

/// Returns the lists that have a name, as bits: what its most prominent bearers are.
fn lists_of(authorities: &Authorities, output: u64, is_acronym: bool) -> u32 {
    let mut lists = 0;
    for candidate in authorities.gazetteer.candidates_of(output).take(2) {
        if candidate.is(Use::CODE) || candidate.is(Use::ACRONYM) && !is_acronym || candidate.is(Use::POSTAL) {
            continue;
        }
        lists |= 1 << list_of(authorities, candidate) as u32;
        if candidate.is(Use::AMBIGUOUS) {
            lists |= 1 << List::Ambiguous as u32;
        }
    }
    lists
}

fn list_of(authorities: &Authorities, candidate: Candidate) -> List {
    const LARGE: u32 = 100_000;
    if candidate.is(Use::DEMONYM) {
        return List::Demonym;
    }
    let record = authorities.gazetteer.record(candidate.record());
    match record.feature() {
        Feature::Organization => List::Organization,
        Feature::Country | Feature::FormerCountry => List::Country,
        Feature::Continent | Feature::Region | Feature::Sea | Feature::Admin1 => List::Region,
        Feature::Capital => List::LargeCity,
        _ if record.population >= LARGE => List::LargeCity,
        _ => List::SmallPlace,
    }
}

/// Returns the hash of a word with digits: `1999` and `2003` are alike.
fn key_of_number(bytes: &[u8]) -> u64 {
    let mut alike = [0; 16];
    let length = bytes.len().min(alike.len());
    for (slot, &byte) in alike.iter_mut().zip(bytes) {
        *slot = if byte.is_ascii_digit() { b'0' } else { byte };
    }
    hash::of_bytes(&alike[..length])
}

const THE: u64 = hash::of_bytes(b"the");
const OF: u64 = hash::of_bytes(b"of");
/// Words that stand before the place where something happens.
const WHERE: [u64; 8] = keys([b"in", b"at", b"near", b"from", b"across", b"outside", b"throughout", b"visit"]);
/// What persons do, and organizations.
const SPEECH: [u64; 12] = keys([
    b"said",
    b"says",
    b"told",
    b"added",
    b"who",
    b"whose",
    b"wrote",
    b"argued",
    b"explained",
    b"noted",
    b"replied",
    b"stated",
]);
/// Small words that begin the name of a region.
const DIRECTIONS: [u64; 14] = keys([
    b"north",
    b"south",
    b"east",
    b"west",
    b"northern",
    b"southern",
    b"eastern",
    b"western",
    b"central",
    b"northeastern",
    b"northwestern",
    b"southeastern",
    b"southwestern",
    b"sub",
]);
/// Small words that end a name.
const KINDS: [u64; 12] = keys([
    b"province",
    b"district",
    b"region",
    b"river",
    b"mine",
    b"prison",
    b"upazila",
    b"party",
    b"police",
    b"project",
    b"magazine",
    b"state",
]);

const fn keys<const COUNT: usize>(words: [&[u8]; COUNT]) -> [u64; COUNT] {
    let mut keys = [0; COUNT];
    let mut at = 0;
    while at < COUNT {
        keys[at] = hash::of_bytes(words[at]);
        at += 1;
    }
    keys
}
