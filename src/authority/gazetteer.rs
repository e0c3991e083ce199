//! The gazetteer's binary form and its reader: one file of places and organizations, read in place.
//!
//! In: the bytes of `schema/gazetteer.bin`. Out: records, names, candidates of a key. Rule kept here: opening is arithmetic on the
//! header – nothing is decoded, copied or allocated until it is asked for, so a search that names no place pays nothing.
//!
//! All numbers are little-endian; the bytes need no alignment.
//!
//! | section | holds |
//! |---|---|
//! | header | [`MAGIC`], checksum of the hand-made tables, count of numbered records, (offset, length) of each section |
//! | names | fst map: folded name -> candidate, or place in `lists` |
//! | lists | per ambiguous key a count and its candidates, most prominent first |
//! | records | [`RECORD_BYTES`] each: first the ones that GeoNames numbers, by number; then the others, by id |
//! | text | each distinct string once: length byte, UTF-8 |
//! | words | fst map: folded word -> bits of [`Word`] |

use fst::raw::{Fst, Output};

use super::Feature;

pub const MAGIC: &[u8; 8] = b"dlgaz\x00\x00\x01";
pub const RECORD_BYTES: usize = 28;
pub const HEADER_BYTES: usize = 8 + 8 + 4 + 4 + SECTIONS * 8;
const SECTIONS: usize = 5;

/// A name's bearer, and how the name may be used: a record number in the low 24 bits, [`Use`] above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate(pub u32);

impl Candidate {
    pub fn new(record: u32, usage: Use) -> Self {
        Self(record | u32::from(usage.0) << 24)
    }

    pub fn record(self) -> u32 {
        self.0 & 0x00ff_ffff
    }

    pub fn is(self, usage: Use) -> bool {
        self.0 >> 24 & u32::from(usage.0) != 0
    }
}

/// How a name may be used for its bearer; bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use(pub u8);

impl Use {
    /// The name it is listed under, or that in plain letters; all others are aliases.
    pub const MAIN: Self = Self(1);
    /// Only in capitals: `US`, `WHO`.
    pub const ACRONYM: Self = Self(2);
    /// Inhabitants and adjective: `Syrian`.
    pub const DEMONYM: Self = Self(4);
    /// Only in a look-up, never in a text: ISO codes.
    pub const CODE: Self = Self(8);
    /// Only behind a place: `Tex.` in `Paris, Tex.`.
    pub const POSTAL: Self = Self(16);
    /// Only with its article: `The Hague`.
    pub const ARTICLE: Self = Self(32);
    /// A word of another meaning as well: never by itself.
    pub const AMBIGUOUS: Self = Self(64);
    /// Written with an abbreviation that the key spells out: `St. Louis`, but not `Saint-Louis`.
    pub const SHORTENED: Self = Self(128);
}

/// What a common word of names is; bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word(pub u64);

impl Word {
    pub const NONE: Self = Self(0);
    /// First name: `Michael`.
    pub const GIVEN: Self = Self(1);
    /// First name that is also a place: `Jordan`.
    pub const GIVEN_OR_PLACE: Self = Self(2);
    /// Stands before a person's name: `President`.
    pub const TITLE: Self = Self(4);
    /// Follows a place that it belongs to: `Mayor`, `Airport`.
    pub const FOLLOWER: Self = Self(8);
    /// `North`, `Downtown`.
    pub const DIRECTION: Self = Self(16);
    /// A word without name: `The`, `In`, `Monday`.
    pub const COMMON: Self = Self(32);
    /// Makes an organization of what stands before it: `University`.
    pub const ORGANIZATION: Self = Self(64);
    /// Ends in a dot that ends no sentence: `Mr`.
    pub const ABBREVIATION: Self = Self(128);
    /// Stands before a place: `in`.
    pub const PREPOSITION: Self = Self(256);
    /// Makes an organization with `of`: `Bank of …`.
    pub const ORGANIZATION_OF: Self = Self(512);
    /// Surname that is also a place: `Washington`.
    pub const SURNAME_OR_PLACE: Self = Self(1024);
    /// Follows a place that it has its name from: `Panama hat`. This and those below are no features of the tagger, which sees 16 bits.
    pub const THING: Self = Self(1 << 16);
    /// Follows a place that it has its name from: `Paris Agreement`.
    pub const EVENT: Self = Self(1 << 17);
    /// Stands before the name of a ship or a storm: `HMS`, `Hurricane`.
    pub const SHIP_OR_STORM: Self = Self(1 << 18);
    /// Follows the name of a faction, a faith or a people: `Takfiri militants`.
    pub const PEOPLE: Self = Self(1 << 19);

    pub fn is(self, word: Self) -> bool {
        self.0 & word.0 != 0
    }
}

/// A record as it lies in the file.
#[derive(Debug, Clone, Copy)]
pub struct Record {
    /// GeoNames number, else the offset of the id in the text section.
    pub id: u32,
    pub name: u32,
    /// Number of the parent's record plus one, 0 for none.
    pub parent: u32,
    /// Degrees times 100,000; `i32::MIN` where unknown.
    pub latitude: i32,
    pub longitude: i32,
    pub population: u32,
    pub feature: u8,
    pub flags: u8,
    /// ISO 3166-1 letters, zeros where none.
    pub country: [u8; 2],
}

impl Record {
    pub fn to_bytes(self) -> [u8; RECORD_BYTES] {
        let mut bytes = [0; RECORD_BYTES];
        for (slot, number) in [self.id, self.name, self.parent, self.latitude as u32, self.longitude as u32, self.population]
            .into_iter()
            .enumerate()
        {
            bytes[slot * 4..slot * 4 + 4].copy_from_slice(&number.to_le_bytes());
        }
        bytes[24] = self.feature;
        bytes[25] = self.flags;
        bytes[26..28].copy_from_slice(&self.country);
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Self {
        Self {
            id: number_at(bytes, 0),
            name: number_at(bytes, 4),
            parent: number_at(bytes, 8),
            latitude: number_at(bytes, 12) as i32,
            longitude: number_at(bytes, 16) as i32,
            population: number_at(bytes, 20),
            feature: bytes[24],
            flags: bytes[25],
            country: [bytes[26], bytes[27]],
        }
    }

    pub fn feature(&self) -> Feature {
        Feature::from_code(self.feature)
    }
}

/// The opened file.
pub struct Gazetteer {
    pub names: Fst<&'static [u8]>,
    pub words: Fst<&'static [u8]>,
    lists: &'static [u8],
    records: &'static [u8],
    text: &'static [u8],
    /// Records before this one are numbered by GeoNames.
    numbered: u32,
    checksum: u64,
}

impl Gazetteer {
    /// Opens the bytes of a gazetteer: reads its header and the two of its maps, a few hundred bytes in all.
    pub fn open(bytes: &'static [u8]) -> Result<Self, String> {
        if bytes.len() < HEADER_BYTES || &bytes[..8] != MAGIC {
            return Err("not a gazetteer of this version; rebuild it with `cargo run --release --example build_gazetteer`".into());
        }
        let section = |number: usize| {
            let at = 24 + number * 8;
            let (start, length) = (number_at(bytes, at) as usize, number_at(bytes, at + 4) as usize);
            bytes.get(start..start + length).ok_or("the gazetteer is cut short")
        };
        let map = |number: usize| -> Result<Fst<&'static [u8]>, String> {
            Fst::new(section(number)?).map_err(|fault| format!("the gazetteer's names are damaged: {fault}"))
        };
        Ok(Self {
            names: map(0)?,
            lists: section(1)?,
            records: section(2)?,
            text: section(3)?,
            words: map(4)?,
            numbered: number_at(bytes, 16),
            checksum: u64::from(number_at(bytes, 8)) | u64::from(number_at(bytes, 12)) << 32,
        })
    }

    /// Returns the checksum of the hand-made tables from which the file was built.
    pub fn checksum(&self) -> u64 {
        self.checksum
    }

    pub fn len(&self) -> u32 {
        (self.records.len() / RECORD_BYTES) as u32
    }

    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub fn record(&self, number: u32) -> Record {
        let at = number as usize * RECORD_BYTES;
        Record::from_bytes(&self.records[at..at + RECORD_BYTES])
    }

    pub fn text(&self, offset: u32) -> &'static str {
        let at = offset as usize;
        let length = usize::from(self.text[at]);
        std::str::from_utf8(&self.text[at + 1..at + 1 + length]).unwrap_or_default()
    }

    pub fn is_numbered(&self, record: u32) -> bool {
        record < self.numbered
    }

    /// Returns the record with that GeoNames number.
    pub fn numbered(&self, id: u32) -> Option<u32> {
        self.search(0, self.numbered, |record| record.id.cmp(&id))
    }

    /// Returns the record with an id of our own: `region:darfur`, `org:un`.
    pub fn named(&self, id: &str) -> Option<u32> {
        self.search(self.numbered, self.len(), |record| self.text(record.id).cmp(id))
    }

    fn search(&self, from: u32, to: u32, compare: impl Fn(&Record) -> std::cmp::Ordering) -> Option<u32> {
        let (mut low, mut high) = (from, to);
        while low < high {
            let middle = low + (high - low) / 2;
            match compare(&self.record(middle)) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    /// Returns the candidates of a folded name, most prominent first.
    pub fn candidates(&self, key: &str) -> Candidates {
        self.names.get(key).map(|output| self.candidates_of(output.value())).unwrap_or_default()
    }

    /// Returns the candidates that an output of the names map stands for: one candidate, or a list.
    pub fn candidates_of(&self, output: u64) -> Candidates {
        let value = (output >> 1) as usize;
        if output & 1 == 0 {
            return Candidates { single: Some(Candidate(value as u32)), list: &[] };
        }
        let count = number_at(self.lists, value) as usize;
        Candidates { single: None, list: &self.lists[value + 4..value + 4 + count * 4] }
    }

    /// Returns what kind of word of names a folded word is.
    pub fn word(&self, key: &[u8]) -> Word {
        let mut node = self.words.root();
        let mut output = Output::zero();
        for &byte in key {
            let Some(index) = node.find_input(byte) else { return Word::NONE };
            let step = node.transition(index);
            output = output.cat(step.out);
            node = self.words.node(step.addr);
        }
        if node.is_final() { Word(output.cat(node.final_output()).value()) } else { Word::NONE }
    }
}

/// The candidates of a name, read from the file as they are asked for.
#[derive(Debug, Clone, Default)]
pub struct Candidates {
    single: Option<Candidate>,
    list: &'static [u8],
}

impl Iterator for Candidates {
    type Item = Candidate;

    fn next(&mut self) -> Option<Candidate> {
        if let Some(candidate) = self.single.take() {
            return Some(candidate);
        }
        let (first, rest) = self.list.split_at_checked(4)?;
        self.list = rest;
        Some(Candidate(number_at(first, 0)))
    }
}

fn number_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
