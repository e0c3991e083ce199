//! The learned terms: each with its vector and its weight, read where they lie.

use super::file::{Manifest, Named, NewFile, TERMS, Trailer};
use super::quantize::quantize;
use super::sample::dampened;
use super::svd::Directions;
use crate::index::MappedFile;
use anyhow::Result;
use rustc_hash::FxHashMap;
use std::path::Path;

/// The terms of an archive.
pub struct Terms {
    file: MappedFile,
    dimensions: usize,
    count: usize,
    /// The first bytes of the file's sum, by which vectors of passages tell what they are made of.
    pub origin: [u8; 16],
}

impl Terms {
    /// Writes terms, which are in the order of their bytes.
    pub fn write(folder: &Path, terms: &[Box<str>], weights: &[f32], directions: &Directions) -> Result<Named> {
        let mut file = NewFile::create(folder)?;
        let (mut steps, mut vector) = (Vec::with_capacity(4 * terms.len()), Vec::new());
        for term in 0..terms.len() {
            vector.clear();
            let step = quantize(&directions.vectors.row(term)[..directions.count()], &mut vector);
            steps.extend(step.to_le_bytes());
            file.write(&vector)?;
        }
        file.write(&steps)?;
        weights.iter().try_for_each(|weight| file.write(&weight.to_le_bytes()))?;
        let mut at = 0;
        for term in terms {
            file.write(&(at as u32).to_le_bytes())?;
            at += term.len();
        }
        file.write(&(at as u32).to_le_bytes())?;
        terms.iter().try_for_each(|term| file.write(term.as_bytes()))?;
        file.finish(Trailer {
            magic: TERMS,
            dimensions: directions.count() as u32,
            entries: terms.len() as u64,
            extent: at as u64,
            origin: [0; 16],
        })
    }

    pub fn open(folder: &Path, manifest: &Manifest) -> Result<Self> {
        let (file, trailer) = manifest.terms.open(folder, TERMS)?;
        let (dimensions, count) = (trailer.dimensions as usize, trailer.entries as usize);
        Ok(Self { file, dimensions, count, origin: manifest.terms.origin() })
    }

    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    pub fn count(&self) -> usize {
        self.count
    }

    /// Returns the number of a term.
    pub fn find(&self, term: &str) -> Option<usize> {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low.midpoint(high);
            match self.name(middle).cmp(term.as_bytes()) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// Returns the bytes of a term; nothing where the file lies.
    fn name(&self, term: usize) -> &[u8] {
        let offsets = self.count * (self.dimensions + 8);
        let text = offsets + 4 * (self.count + 1);
        let bound = |at: usize| number(&self.file, offsets + 4 * at).map(|offset| text + offset as usize);
        let (Some(from), Some(to)) = (bound(term), bound(term + 1)) else { return &[] };
        self.file.get(from..to).unwrap_or(&[])
    }

    /// Returns the vector of a term, quantized, and the size of a step.
    pub fn vector(&self, term: usize) -> (&[u8], f32) {
        let vector = self.file.get(term * self.dimensions..(term + 1) * self.dimensions).unwrap_or(&[]);
        (vector, self.float(self.count * self.dimensions + 4 * term))
    }

    /// Returns what a term counts: ln(passages / passages with it).
    pub fn weight(&self, term: usize) -> f32 {
        self.float(self.count * (self.dimensions + 4) + 4 * term)
    }

    fn float(&self, at: usize) -> f32 {
        number(&self.file, at).map_or(0.0, f32::from_bits)
    }
}

/// Reads four bytes as a number.
pub fn number(file: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(file.get(at..at + 4)?.try_into().ok()?))
}

/// Makes vectors of passages, many of them.
pub struct Encoder<'a> {
    terms: &'a Terms,
    numbers: FxHashMap<&'a [u8], u32>,
}

impl<'a> Encoder<'a> {
    pub fn new(terms: &'a Terms) -> Self {
        Self { terms, numbers: (0..terms.count).map(|term| (terms.name(term), term as u32)).collect() }
    }

    /// Appends the vector of a passage, quantized: the sum of those of its terms, each as often as dampened occurrences and weight say.
    /// Returns false, and appends nothing, where no term is known.
    pub fn encode(&self, passage: &[&str], room: &mut Room, out: &mut Vec<u8>) -> bool {
        room.numbers.clear();
        room.numbers.extend(passage.iter().filter_map(|term| self.numbers.get(term.as_bytes())));
        room.numbers.sort_unstable();
        room.sum.clear();
        room.sum.resize(self.terms.dimensions, 0.0);
        for same in room.numbers.chunk_by(|a, b| a == b) {
            let term = same[0] as usize;
            let (vector, step) = self.terms.vector(term);
            let factor = dampened(same.len()) * self.terms.weight(term) * step;
            room.sum.iter_mut().zip(vector).for_each(|(sum, byte)| *sum += factor * f32::from(*byte as i8));
        }
        let before = out.len();
        if quantize(&room.sum, out) == 0.0 {
            out.truncate(before);
        }
        out.len() > before
    }
}

/// What encoding uses over and over.
#[derive(Default)]
pub struct Room {
    numbers: Vec<u32>,
    sum: Vec<f32>,
}
