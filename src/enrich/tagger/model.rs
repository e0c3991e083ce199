//! The model's binary form and its reader: one file of weights, read in place.
//!
//! In: the bytes of `schema/tagger.bin`. Out: the weights of a feature, of a transition, the cluster of a word. Rule kept here:
//! opening is arithmetic on the header, so a program that tags nothing pays nothing.
//!
//! All numbers are little-endian; the bytes need no alignment.
//!
//! | section | holds |
//! |---|---|
//! | header | [`MAGIC`], (offset, length) of each section |
//! | transitions | for each [`Reading`] [`JOINTS`] + 1 matrices of i16, from tag by to tag: one for each class of gap, one for the end |
//! | coarse | for each fine cluster its coarse one, a byte |
//! | words | a [`Table`] of the words that have a cluster; after it their fine clusters, u16 |
//! | features | a [`Table`] of features; after it their weights: [`ROW_BYTES`] for each, for each [`Reading`] one i8 for each tag but `Outside` |
//!
//! `Outside` has no weights: only the differences between tags count.

use super::hash;
use super::viterbi::JOINTS;
use super::{Reading, Scores, Tag};

pub const MAGIC: &[u8; 8] = b"dltag\x00\x00\x01";
const SECTIONS: usize = 4;
pub const HEADER_BYTES: usize = 8 + SECTIONS * 8;
const TAGS: usize = Tag::ALL.len();
/// Weights of a feature in one reading: a byte for each tag but `Outside`.
pub const WEIGHTS: usize = TAGS - 1;
/// Weights of a feature: those of the first reading, then those of the second.
pub const ROW_BYTES: usize = 2 * WEIGHTS;
/// The weight of a transition that cannot be.
pub const NEVER: i32 = -1_000_000;

pub type Transitions = [[i32; TAGS]; TAGS];

/// The opened file.
pub struct Model<'a> {
    transitions: [[Transitions; JOINTS + 1]; 2],
    pub clusters: Clusters<'a>,
    features: Table<'a>,
    weights: &'a [u8],
}

impl<'a> Model<'a> {
    /// Opens the bytes of a model.
    pub fn open(bytes: &'a [u8]) -> Result<Self, String> {
        if bytes.len() < HEADER_BYTES || &bytes[..8] != MAGIC {
            return Err("not a tagger of this version; train it anew with `cargo run --release --example train_tagger`".into());
        }
        let section = |number: usize| {
            let at = 8 + number * 8;
            let (start, length) = (number_at(bytes, at) as usize, number_at(bytes, at + 4) as usize);
            bytes.get(start..start + length).ok_or("the tagger is cut short")
        };
        let (features, weights) = Table::open(section(3)?).ok_or("the tagger's features are cut short")?;
        if weights.len() < features.len() * ROW_BYTES {
            return Err("the tagger's weights are cut short".into());
        }
        Ok(Self {
            transitions: transitions_from(section(0)?).ok_or("the tagger's transitions are cut short")?,
            clusters: Clusters::open(section(1)?, section(2)?).ok_or("the tagger's words are cut short")?,
            features,
            weights,
        })
    }

    /// Adds the weights of a feature to the scores of both readings; a feature without weights adds nothing.
    #[inline]
    pub fn add(&self, feature: u64, scores: &mut [Scores; 2]) {
        let Some(row) = self.features.find(feature) else { return };
        let row = &self.weights[row * ROW_BYTES..(row + 1) * ROW_BYTES];
        for (scores, row) in scores.iter_mut().zip(row.chunks_exact(WEIGHTS)) {
            for (score, &weight) in scores[1..].iter_mut().zip(row) {
                *score += i32::from(weight as i8);
            }
        }
    }

    /// Returns the weights of transitions across each class of gap, and at the end of a run.
    pub fn transitions(&self, reading: Reading) -> &[Transitions; JOINTS + 1] {
        &self.transitions[reading as usize]
    }

    /// Returns the number of features that have weights.
    pub fn len(&self) -> usize {
        self.features.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn transitions_from(bytes: &[u8]) -> Option<[[Transitions; JOINTS + 1]; 2]> {
    let mut transitions = [[[[0; TAGS]; TAGS]; JOINTS + 1]; 2];
    let mut numbers = bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]]));
    for matrix in transitions.iter_mut().flatten() {
        for (from, row) in matrix.iter_mut().enumerate() {
            for (to, weight) in row.iter_mut().enumerate() {
                let read = i32::from(numbers.next()?);
                *weight = if Tag::ALL[to].may_follow(Tag::ALL[from]) { read } else { NEVER };
            }
        }
    }
    Some(transitions)
}

/// The clusters of words: words that stand in like company share one.
#[derive(Clone, Copy)]
pub struct Clusters<'a> {
    coarse: &'a [u8],
    words: Table<'a>,
    fine: &'a [u8],
}

/// The cluster of a word in no cluster.
pub const NO_CLUSTER: u16 = u16::MAX;

impl<'a> Clusters<'a> {
    pub fn open(coarse: &'a [u8], words: &'a [u8]) -> Option<Self> {
        let (words, fine) = Table::open(words)?;
        (fine.len() >= words.len() * 2).then_some(Self { coarse, words, fine })
    }

    /// Returns the fine cluster of the word with that hash, [`NO_CLUSTER`] where it has none.
    #[inline]
    pub fn fine(&self, word: u64) -> u16 {
        self.words
            .find(hash::of_feature(0, word))
            .map_or(NO_CLUSTER, |row| u16::from_le_bytes([self.fine[row * 2], self.fine[row * 2 + 1]]))
    }

    /// Returns the coarse cluster of a fine one.
    #[inline]
    pub fn coarse(&self, fine: u16) -> u8 {
        self.coarse.get(usize::from(fine)).copied().unwrap_or(u8::MAX)
    }
}

/// A set of hashes, each with the number of its row: a bucket by its upper half, in it a mark of 16 bits.
///
/// Two hashes share bucket and mark once in 16,000 look-ups of what is not in it, so the hashes themselves are not kept.
#[derive(Clone, Copy)]
pub struct Table<'a> {
    /// For each bucket where its marks begin, and where the last one's end, u32.
    starts: &'a [u8],
    marks: &'a [u8],
    buckets: u64,
}

/// Marks in a bucket, on average.
const BUCKET: usize = 4;

impl<'a> Table<'a> {
    /// Reads a table from the front of a section and returns it with the rest.
    fn open(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (counts, rest) = bytes.split_at_checked(8)?;
        let (buckets, rows) = (number_at(counts, 0), number_at(counts, 4) as usize);
        let (starts, rest) = rest.split_at_checked((buckets as usize + 1) * 4)?;
        let (marks, rest) = rest.split_at_checked(rows * 2)?;
        let is_whole = number_at(starts, buckets as usize * 4) as usize == rows;
        (is_whole && buckets > 0).then_some((Self { starts, marks, buckets: u64::from(buckets) }, rest))
    }

    fn len(&self) -> usize {
        self.marks.len() / 2
    }

    #[inline]
    fn find(&self, hash: u64) -> Option<usize> {
        let (bucket, mark) = place(hash, self.buckets);
        let first = number_at(self.starts, bucket * 4) as usize;
        let last = number_at(self.starts, bucket * 4 + 4) as usize;
        let marks = &self.marks[first * 2..last * 2];
        marks.chunks_exact(2).position(|pair| u16::from_le_bytes([pair[0], pair[1]]) == mark).map(|at| first + at)
    }

    /// Appends a table of distinct hashes to `bytes` and returns their order in it.
    pub fn write(hashes: &[u64], bytes: &mut Vec<u8>) -> Vec<usize> {
        let buckets = hashes.len().div_ceil(BUCKET).max(1);
        let mut order: Vec<usize> = (0..hashes.len()).collect();
        order.sort_by_key(|&row| (place(hashes[row], buckets as u64), hashes[row]));
        let mut starts = vec![0_u32; buckets + 1];
        for &hash in hashes {
            starts[place(hash, buckets as u64).0 + 1] += 1;
        }
        for bucket in 0..buckets {
            starts[bucket + 1] += starts[bucket];
        }
        bytes.extend((buckets as u32).to_le_bytes());
        bytes.extend((hashes.len() as u32).to_le_bytes());
        starts.iter().for_each(|start| bytes.extend(start.to_le_bytes()));
        order.iter().for_each(|&row| bytes.extend(place(hashes[row], buckets as u64).1.to_le_bytes()));
        order
    }
}

/// Returns the bucket of a hash and its mark there.
#[inline]
fn place(hash: u64, buckets: u64) -> (usize, u16) {
    (((hash >> 32) * buckets >> 32) as usize, hash as u16)
}

#[inline]
fn number_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// Returns the file that [`Model::open`] reads, from its sections.
pub fn assemble(sections: [&[u8]; SECTIONS]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    let mut start = HEADER_BYTES;
    for section in sections {
        bytes.extend((start as u32).to_le_bytes());
        bytes.extend((section.len() as u32).to_le_bytes());
        start += section.len();
    }
    sections.iter().for_each(|section| bytes.extend(*section));
    bytes
}
