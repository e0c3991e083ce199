//! The passages that are learned from, their vocabulary, and the matrix of both.
//!
//! In: an archive. Out: a vocabulary with the weight of each term, and a sparse matrix. Rule kept here: what is held does not depend on how
//! large the archive is; of a large one every n-th article is taken.

use super::learn::Interrupted;
use super::passages::{Cutter, is_word};
use super::readers::{PIECE, for_each_piece};
use super::svd::Sparse;
use crate::archive::{Archive, Detail, StoredArticle};
use anyhow::{Result, ensure};
use rustc_hash::FxHashMap;

/// Passages that are learned from, about: at 75 different terms each they take 80 MB.
const PASSAGES: u64 = 1 << 17;
/// Terms that get a vector, those of most passages first: two matrices of them with 256 columns take 120 MB.
const TERMS: usize = 60_000;
/// Different terms that are counted at once; beyond, those that were met once are forgotten.
const COUNTED_TERMS: usize = 2_000_000;

/// What is learned from.
pub struct Sample {
    /// In the order of their bytes.
    pub terms: Vec<Box<str>>,
    /// ln(passages / passages with the term), for each.
    pub weights: Vec<f32>,
    /// How many passages there are, those without a known term among them.
    pub passages: usize,
    /// Passages × terms: (1 + ln occurrences) × weight, rows of length one.
    pub matrix: Sparse,
}

/// The passages of some articles: numbers in a list of their own terms.
#[derive(Default)]
struct Piece {
    terms: FxHashMap<Box<str>, u32>,
    passages: Passages,
}

/// Passages as numbers of terms and how often each occurs.
struct Passages {
    starts: Vec<usize>,
    terms: Vec<u32>,
    occurrences: Vec<u8>,
}

impl Default for Passages {
    fn default() -> Self {
        Self { starts: vec![0], terms: Vec::new(), occurrences: Vec::new() }
    }
}

impl Passages {
    /// Adds a passage whose terms are given with repetitions, in any order.
    fn push(&mut self, numbers: &mut [u32]) {
        numbers.sort_unstable();
        for same in numbers.chunk_by(|a, b| a == b) {
            self.terms.push(same[0]);
            self.occurrences.push(same.len().min(255) as u8);
        }
        self.starts.push(self.terms.len());
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }
}

/// Reads the sample. `went_on` is told the share that is done.
///
/// # Errors
///
/// [`Interrupted`], where it said no.
pub fn read(archive: &Archive, threads: usize, went_on: &dyn Fn(f32) -> bool) -> Result<Sample> {
    let all = archive.rows()?;
    let rows: Vec<u64> = all.iter().copied().step_by(stride(archive, &all)?).collect();
    let mut numbers: FxHashMap<Box<str>, u32> = FxHashMap::default();
    let mut holders: Vec<u32> = Vec::new();
    let mut passages = Passages::default();
    let mut done = 0;
    for_each_piece(archive, &rows, threads, piece, |piece| {
        done += PIECE;
        ensure!(went_on((done as f32 / rows.len() as f32).min(1.0)), Interrupted);
        // An article as long as a book is not foreseen by the stride.
        if passages.len() as u64 > 2 * PASSAGES {
            return Ok(());
        }
        let mut known: Vec<(Box<str>, u32)> = piece.terms.into_iter().collect();
        known.sort_unstable_by_key(|(_, local)| *local);
        let known: Vec<u32> = known
            .into_iter()
            .map(|(term, _)| {
                *numbers.entry(term).or_insert_with(|| {
                    holders.push(0);
                    holders.len() as u32 - 1
                })
            })
            .collect();
        for bounds in piece.passages.starts.windows(2) {
            for at in bounds[0]..bounds[1] {
                let number = known[piece.passages.terms[at] as usize];
                holders[number as usize] += 1;
                passages.terms.push(number);
                passages.occurrences.push(piece.passages.occurrences[at]);
            }
            passages.starts.push(passages.terms.len());
        }
        if numbers.len() > COUNTED_TERMS {
            numbers.retain(|_, number| holders[*number as usize] > 1);
        }
        Ok(())
    })?;
    Ok(weighed(numbers, &holders, passages))
}

/// Returns of how many articles one is taken. Some hundred of them tell how long they are.
fn stride(archive: &Archive, rows: &[u64]) -> Result<usize> {
    const ASKED: usize = 256;
    let (mut words, mut asked) = (0, 0);
    for row in rows.iter().step_by(rows.len().div_ceil(ASKED).max(1)) {
        if let Some(article) = archive.article(*row, Detail::Metadata)? {
            words += article.words + 120;
            asked += 1;
        }
    }
    let passages = rows.len() as u64 * words / (120 * asked.max(1));
    Ok(passages.div_ceil(PASSAGES).max(1) as usize)
}

fn piece(cutter: &mut Cutter, articles: &[StoredArticle]) -> Piece {
    let mut piece = Piece::default();
    let mut numbers = Vec::new();
    for stored in articles {
        cutter.cut(&stored.article, |terms| {
            numbers.clear();
            for term in terms.iter().filter(|term| is_word(term)) {
                let next = piece.terms.len() as u32;
                let number = match piece.terms.get(*term) {
                    Some(number) => *number,
                    None => {
                        piece.terms.insert((*term).into(), next);
                        next
                    }
                };
                numbers.push(number);
            }
            piece.passages.push(&mut numbers);
        });
    }
    piece
}

/// Chooses the vocabulary and weighs the passages.
fn weighed(numbers: FxHashMap<Box<str>, u32>, holders: &[u32], passages: Passages) -> Sample {
    let count = passages.len().max(1) as u32;
    // A term of one passage has met nothing to be like; one of most passages does not tell them apart.
    let is_kept = |holders: u32| holders >= 2 && holders <= count / 2;
    let mut chosen: Vec<(Box<str>, u32)> = numbers.into_iter().filter(|(_, number)| is_kept(holders[*number as usize])).collect();
    chosen.sort_unstable_by(|(a, a_number), (b, b_number)| {
        holders[*b_number as usize].cmp(&holders[*a_number as usize]).then_with(|| a.cmp(b))
    });
    chosen.truncate(TERMS);
    chosen.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));

    let mut column_of = vec![u32::MAX; holders.len()];
    let mut weights = Vec::with_capacity(chosen.len());
    for (column, (_, number)) in chosen.iter().enumerate() {
        column_of[*number as usize] = column as u32;
        weights.push((count as f32 / holders[*number as usize] as f32).ln());
    }
    let mut matrix = Sparse { starts: vec![0], width: chosen.len(), ..Sparse::default() };
    for bounds in passages.starts.windows(2) {
        let first = matrix.values.len();
        for at in bounds[0]..bounds[1] {
            let column = column_of[passages.terms[at] as usize];
            if let Some(weight) = weights.get(column as usize) {
                matrix.columns.push(column);
                matrix.values.push(dampened(passages.occurrences[at].into()) * weight);
            }
        }
        let row = &mut matrix.values[first..];
        let length = row.iter().map(|value| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        row.iter_mut().for_each(|value| *value /= length);
        if matrix.values.len() > first {
            matrix.starts.push(matrix.values.len());
        }
    }
    let passages = passages.len();
    Sample { passages, terms: chosen.into_iter().map(|(term, _)| term).collect(), weights, matrix }
}

/// Returns what so many occurrences count: the second less than the first.
pub fn dampened(occurrences: usize) -> f32 {
    1.0 + (occurrences as f32).ln()
}
