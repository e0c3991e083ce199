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

pub const MAGIC: &[u8; 8] = b"dltag\x00\x00\x02";
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
/// Two hashes share bucket and mark once in 30,000 look-ups of what is not in it, so the hashes themselves are not kept.
#[derive(Clone, Copy)]
pub struct Table<'a> {
    /// For each bucket, and behind the last one: how far the row of its first mark is from where it would be if all buckets were
    /// alike, i16.
    shifts: &'a [u8],
    /// A mark for each row, and [`PADDING`].
    marks: &'a [u8],
    buckets: u64,
    rows: u64,
}

/// Marks in a bucket, on average.
const BUCKET: usize = 2;
/// Marks that are compared at once.
const LANES: usize = 4;
/// Bytes behind the marks, so that four can be read from the last one on.
const PADDING: usize = 2 * (LANES - 1);

impl<'a> Table<'a> {
    /// Reads a table from the front of a section and returns it with the rest.
    fn open(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (counts, rest) = bytes.split_at_checked(8)?;
        let (buckets, rows) = (u64::from(number_at(counts, 0)), u64::from(number_at(counts, 4)));
        let (shifts, rest) = rest.split_at_checked((buckets as usize + 1) * 2)?;
        let (marks, rest) = rest.split_at_checked(rows as usize * 2 + PADDING)?;
        (buckets > 0).then_some((Self { shifts, marks, buckets, rows }, rest))
    }

    fn len(&self) -> usize {
        self.rows as usize
    }

    #[inline]
    fn find(&self, hash: u64) -> Option<usize> {
        let (bucket, mark) = place(hash, self.buckets);
        let mut first = self.start(bucket);
        let last = self.start(bucket + 1);
        // Four at a time: a lane is zero where its mark is the one sought; the lowest zero lane is told exactly (Mycroft's test).
        const ONES: u64 = 0x0001_0001_0001_0001;
        let sought = u64::from(mark) * ONES;
        while first < last {
            let lanes = self.marks.get(first * 2..first * 2 + 2 * LANES)?;
            let lanes = u64::from_le_bytes(lanes.try_into().ok()?) ^ sought;
            let zeros = lanes.wrapping_sub(ONES) & !lanes & (ONES << 15);
            if zeros != 0 {
                let at = first + zeros.trailing_zeros() as usize / 16;
                return (at < last).then_some(at);
            }
            first += LANES;
        }
        None
    }

    /// Returns the row of the first mark of a bucket.
    #[inline]
    fn start(&self, bucket: usize) -> usize {
        let shift = i16::from_le_bytes([self.shifts[bucket * 2], self.shifts[bucket * 2 + 1]]);
        (usual_start(bucket) + i64::from(shift)) as usize
    }

    /// Appends a table of distinct hashes to `bytes` and returns their order in it.
    ///
    /// # Panics
    /// Where the hashes are no hashes: where buckets are far from alike.
    pub fn write(hashes: &[u64], bytes: &mut Vec<u8>) -> Vec<usize> {
        let (rows, buckets) = (hashes.len() as u64, hashes.len().div_ceil(BUCKET).max(1) as u64);
        let mut order: Vec<usize> = (0..hashes.len()).collect();
        order.sort_by_key(|&row| (place(hashes[row], buckets), hashes[row]));
        bytes.extend((buckets as u32).to_le_bytes());
        bytes.extend((rows as u32).to_le_bytes());
        for bucket in 0..=buckets as usize {
            let start = order.partition_point(|&row| place(hashes[row], buckets).0 < bucket);
            let shift = i16::try_from(start as i64 - usual_start(bucket));
            bytes.extend(shift.expect("hashes fill the buckets evenly, to the root of their number").to_le_bytes());
        }
        order.iter().for_each(|&row| bytes.extend(place(hashes[row], buckets).1.to_le_bytes()));
        bytes.extend([0; PADDING]);
        order
    }
}

/// Returns the row at which a bucket would begin if all had the same size.
#[inline]
fn usual_start(bucket: usize) -> i64 {
    (bucket * BUCKET) as i64
}

/// Returns the bucket of a hash and its mark there.
#[inline]
fn place(hash: u64, buckets: u64) -> (usize, u16) {
    ((((hash >> 32) * buckets) >> 32) as usize, hash as u16)
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
