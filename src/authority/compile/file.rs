//! Lays the entries out as the file that [`gazetteer`](crate::authority::gazetteer) reads.
//!
//! In: the entries and the words of names. Out: bytes. Rule kept here: records are sorted by id and names by their letters, whatever
//! the order of the tables.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use fst::raw::Builder;
use rustc_hash::FxHashMap;

use super::{Compiler, Feature, Use};
use crate::authority::fold::fold;
use crate::authority::gazetteer::{Candidate, HEADER_BYTES, MAGIC, RECORD_BYTES, Record, Word};

impl Compiler {
    pub(super) fn finish(mut self, ambiguous: &[String], words: &BTreeMap<String, u64>, checksum: u64) -> Result<Vec<u8>> {
        self.entries.sort_by_cached_key(|entry| id_order(&entry.id));
        let number_of =
            self.entries.iter().enumerate().map(|(number, entry)| (entry.id.clone(), number as u32)).collect::<FxHashMap<_, _>>();
        let numbered = self.entries.iter().filter(|entry| geonames_number(&entry.id).is_some()).count() as u32;

        let mut text = TextPool::default();
        let mut records = Vec::with_capacity(self.entries.len() * RECORD_BYTES);
        for entry in &self.entries {
            let parent = match &entry.parent {
                Some(id) => number_of.get(id).with_context(|| format!("{}: no parent {id}", entry.id))? + 1,
                None => 0,
            };
            let hundred_thousandths = |degrees: f64| (degrees * 100_000.0).round() as i32;
            let (latitude, longitude) =
                entry.lat_lon.map_or((i32::MIN, i32::MIN), |(lat, lon)| (hundred_thousandths(lat), hundred_thousandths(lon)));
            let record = Record {
                id: geonames_number(&entry.id).map_or_else(|| text.offset(&entry.id), Ok)?,
                name: text.offset(&entry.name)?,
                parent,
                latitude,
                longitude,
                population: u32::try_from(entry.population).unwrap_or(u32::MAX),
                feature: entry.feature.code(),
                flags: 0,
                country: entry.country,
            };
            records.extend_from_slice(&record.to_bytes());
        }

        let (names, lists) = self.names(ambiguous, words)?;
        let mut word_builder = Builder::memory();
        for (word, bits) in words {
            word_builder.insert(word, *bits)?;
        }
        let words = word_builder.into_inner()?;
        Ok(assemble(checksum, numbered, &[&names, &lists, &records, &text.bytes, &words]))
    }

    /// Returns the map of names and the lists of the names that have several bearers.
    fn names(&self, ambiguous: &[String], words: &BTreeMap<String, u64>) -> Result<(Vec<u8>, Vec<u8>)> {
        let mut uses = Vec::new();
        for (number, entry) in self.entries.iter().enumerate() {
            for (name, usage) in &entry.names {
                let key = fold(name);
                let begins_with_article = name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("the "));
                let is_shortened = ["St ", "St. ", "Ft. ", "Mt. "].iter().any(|short| name.starts_with(short));
                let bits = usage.0
                    | if begins_with_article { Use::ARTICLE.0 } else { 0 }
                    | if is_shortened { Use::SHORTENED.0 } else { 0 };
                if !key.is_empty() && key.len() <= 100 {
                    uses.push((key, number as u32, bits));
                }
            }
        }
        uses.sort_unstable();
        let ambiguous = ambiguous.iter().map(String::as_str).collect::<std::collections::HashSet<_>>();

        let mut builder = Builder::memory();
        let mut lists = Vec::new();
        for same_key in uses.chunk_by(|left, right| left.0 == right.0) {
            let key = &same_key[0].0;
            let mut candidates = Vec::new();
            for same_record in same_key.chunk_by(|left, right| left.1 == right.1) {
                let record = same_record[0].1;
                let mut bits = merged(same_record.iter().map(|usage| usage.2));
                let word = Word(words.get(key).copied().unwrap_or_default());
                if self.is_ambiguous(record, bits, word, ambiguous.contains(key.as_str())) {
                    bits |= Use::AMBIGUOUS.0;
                }
                candidates.push(Candidate::new(record, Use(bits)));
            }
            candidates.sort_by_key(|&candidate| std::cmp::Reverse(self.prominence(candidate)));
            let value = if let [candidate] = candidates[..] {
                u64::from(candidate.0) << 1
            } else {
                let offset = lists.len() as u64;
                lists.extend_from_slice(&(candidates.len() as u32).to_le_bytes());
                candidates.iter().for_each(|candidate| lists.extend_from_slice(&candidate.0.to_le_bytes()));
                offset << 1 | 1
            };
            builder.insert(key, value)?;
        }
        Ok((builder.into_inner()?, lists))
    }

    /// Returns whether a name is a common word as well, so that it names its bearer only where the text says so: towns called
    /// `First`, `March` or `Ali`, divisions called `Centre`, `Island` for Iceland.
    fn is_ambiguous(&self, record: u32, bits: u8, word: Word, is_listed: bool) -> bool {
        let entry = &self.entries[record as usize];
        let is_common = word.is(Word(Word::COMMON.0 | Word::FOLLOWER.0 | Word::DIRECTION.0));
        let is_personal = word.is(Word(Word::TITLE.0 | Word::ORGANIZATION.0 | Word::GIVEN.0)) && entry.population < 1_000_000;
        let is_main = bits & Use::MAIN.0 != 0;
        match entry.feature {
            Feature::Organization => false,
            Feature::Admin1 => is_common,
            feature if feature.is_settlement() || feature == Feature::Admin2 => is_listed || is_common || is_personal,
            _ => is_common && !is_main,
        }
    }

    /// Orders the bearers of a name: countries, then regions, then by population, where a division counts less than a city of it
    /// (`New York` is the city first) and an alias less than a name.
    fn prominence(&self, candidate: Candidate) -> (u64, std::cmp::Reverse<u32>) {
        let entry = &self.entries[candidate.record() as usize];
        let population = entry.population.max(1_000);
        let weight = match entry.feature {
            Feature::Country => 1 << 40 | population,
            Feature::FormerCountry => 1 << 39,
            Feature::Continent | Feature::Region | Feature::Sea | Feature::Organization => 1 << 38,
            Feature::Admin1 => population / 6,
            Feature::Admin2 => population / 10,
            Feature::Capital => population * 4,
            Feature::Seat | Feature::City => population,
            Feature::Section => population / 4,
            Feature::Former => population / 10,
        };
        let is_strong = !candidate.is(Use::CODE) && !candidate.is(Use::POSTAL) && !candidate.is(Use::DEMONYM);
        let weight = match (candidate.is(Use::MAIN), is_strong) {
            (true, _) => weight,
            (false, true) if entry.population < 1_000_000 => weight / 2,
            (false, true) => weight,
            (false, false) => weight / 4,
        };
        (weight, std::cmp::Reverse(candidate.record()))
    }
}

/// Lays the sections behind a header.
fn assemble(checksum: u64, numbered: u32, sections: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&checksum.to_le_bytes());
    bytes.extend_from_slice(&numbered.to_le_bytes());
    bytes.extend_from_slice(&[0; 4]);
    let mut offset = HEADER_BYTES;
    for section in sections {
        bytes.extend_from_slice(&(offset as u32).to_le_bytes());
        bytes.extend_from_slice(&(section.len() as u32).to_le_bytes());
        offset += section.len();
    }
    sections.iter().for_each(|section| bytes.extend_from_slice(section));
    bytes
}

/// Joins the uses of one name for one bearer: a plain use hides codes, and what one spelling demands another may waive.
fn merged(uses: impl Iterator<Item = u8> + Clone) -> u8 {
    let hidden = Use::CODE.0 | Use::POSTAL.0;
    let mut plain = uses.clone().filter(|bits| bits & hidden == 0);
    let Some(first) = plain.next() else { return uses.fold(0, |all, bits| all | bits) };
    plain.fold(first, |all, bits| (all & bits) | ((all | bits) & (Use::MAIN.0 | Use::SHORTENED.0)))
}

/// The strings of the file, each once.
#[derive(Default)]
struct TextPool {
    bytes: Vec<u8>,
    offsets: FxHashMap<String, u32>,
}

impl TextPool {
    fn offset(&mut self, text: &str) -> Result<u32> {
        if let Some(&offset) = self.offsets.get(text) {
            return Ok(offset);
        }
        let offset = self.bytes.len() as u32;
        self.bytes.push(u8::try_from(text.len()).with_context(|| format!("{text}: longer than 255 bytes"))?);
        self.bytes.extend_from_slice(text.as_bytes());
        self.offsets.insert(text.to_owned(), offset);
        Ok(offset)
    }
}

/// Numbered ids come first, by number; the others follow by their letters.
fn id_order(id: &str) -> (bool, u32, String) {
    match geonames_number(id) {
        Some(number) => (false, number, String::new()),
        None => (true, 0, id.to_owned()),
    }
}

fn geonames_number(id: &str) -> Option<u32> {
    id.strip_prefix("geonames:")?.parse().ok()
}
