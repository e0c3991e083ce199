//! The vectors of passages, by the rows of their articles.

use super::file::{Named, NewFile, PASSAGES, Trailer};
use super::quantize::{length, product};
use super::terms::{Terms, number};
use crate::index::MappedFile;
use anyhow::{Result, ensure};
use std::path::Path;

/// A file of vectors.
pub struct Vectors {
    file: MappedFile,
    dimensions: usize,
    rows: usize,
    passages: usize,
}

impl Vectors {
    /// Opens a file of vectors.
    ///
    /// # Errors
    ///
    /// Where it is damaged, or made of other terms.
    pub fn open(folder: &Path, named: &Named, terms: &Terms) -> Result<Self> {
        let (file, trailer) = named.open(folder, PASSAGES)?;
        let fits = trailer.origin == terms.origin && trailer.dimensions as usize == terms.dimensions();
        ensure!(fits, "{} does not belong to the terms beside it", folder.join(&named.name).display());
        let (rows, passages) = (trailer.entries as usize, trailer.extent as usize);
        Ok(Self { file, dimensions: terms.dimensions(), rows, passages })
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn passages(&self) -> usize {
        self.passages
    }

    /// Returns the largest product of a passage of the article in that row with a query, each passage as of length one; `None` where the
    /// row is not here.
    pub fn nearest(&self, row: u64, query: &[i16]) -> Option<f32> {
        let (first, last) = self.passages_of(self.find(row)?)?;
        let vectors = self.file.get(first * self.dimensions..last * self.dimensions)?;
        let lengths = self.passages * self.dimensions;
        let products = vectors.chunks_exact(self.dimensions).zip(first..).filter_map(|(vector, passage)| {
            Some(product(vector, query) as f32 * f32::from_bits(number(&self.file, lengths + 4 * passage)?))
        });
        products.reduce(f32::max)
    }

    /// Returns where a row stands.
    fn find(&self, row: u64) -> Option<usize> {
        let (mut low, mut high) = (0, self.rows);
        while low < high {
            let middle = low.midpoint(high);
            match self.row(middle)?.cmp(&row) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    fn row(&self, at: usize) -> Option<u64> {
        let from = self.passages * (self.dimensions + 4) + 8 * at;
        Some(u64::from_le_bytes(self.file.get(from..from + 8)?.try_into().ok()?))
    }

    /// Returns the first passage of the row at a place, and the one behind its last.
    fn passages_of(&self, at: usize) -> Option<(usize, usize)> {
        let from = self.passages * (self.dimensions + 4) + 8 * self.rows + 4 * at;
        Some((number(&self.file, from)? as usize, number(&self.file, from + 4)? as usize))
    }
}

/// Vectors that are being written, row after row.
pub struct NewVectors {
    file: NewFile,
    dimensions: usize,
    lengths: Vec<u8>,
    rows: Vec<u8>,
    firsts: Vec<u8>,
}

impl NewVectors {
    pub fn create(folder: &Path, dimensions: usize) -> Result<Self> {
        let file = NewFile::create(folder)?;
        Ok(Self { file, dimensions, lengths: Vec::new(), rows: Vec::new(), firsts: Vec::new() })
    }

    /// Adds the passages of a row, which comes after all before it. A row without any is left out.
    pub fn add(&mut self, row: u64, vectors: &[u8]) -> Result<()> {
        if vectors.is_empty() {
            return Ok(());
        }
        self.firsts.extend((self.passages() as u32).to_le_bytes());
        self.rows.extend(row.to_le_bytes());
        for vector in vectors.chunks_exact(self.dimensions) {
            let length = length(vector);
            self.lengths.extend((if length > 0.0 { length.recip() } else { 0.0 }).to_le_bytes());
        }
        self.file.write(vectors)
    }

    /// Adds all rows of another file.
    pub fn add_all(&mut self, other: &Vectors) -> Result<()> {
        for at in 0..other.rows {
            let found = other
                .row(at)
                .zip(other.passages_of(at))
                .and_then(|(row, (first, last))| Some((row, other.file.get(first * other.dimensions..last * other.dimensions)?)));
            if let Some((row, vectors)) = found {
                self.add(row, vectors)?;
            }
        }
        Ok(())
    }

    pub fn rows(&self) -> usize {
        self.rows.len() / 8
    }

    pub fn passages(&self) -> usize {
        self.lengths.len() / 4
    }

    pub fn finish(mut self, terms: &Terms) -> Result<Named> {
        let (entries, extent) = (self.rows() as u64, self.passages() as u64);
        self.firsts.extend((extent as u32).to_le_bytes());
        for part in [&self.lengths, &self.rows, &self.firsts] {
            self.file.write(part)?;
        }
        let dimensions = self.dimensions as u32;
        self.file.finish(Trailer { magic: PASSAGES, dimensions, entries, extent, origin: terms.origin })
    }
}
