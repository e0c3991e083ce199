//! Meaning beside words: how near a query is to a passage that may have none of its words, learned from the archive itself.
//!
//! In: the articles of an archive. Out: vectors beside it, in `file`'s layout, and from these the nearness of a query and an article.
//! The method is latent semantic analysis (Deerwester, Dumais, Furnas, Landauer and Harshman, "Indexing by latent semantic analysis",
//! JASIS 41, 1990): terms that occur beside the same other terms point the same way.
//!
//! * `learn` takes a sample of passages (`sample`), finds the strongest directions of the matrix of passages and terms (`svd` upon
//!   `dense`), keeps each term's share in them (`terms`), and then makes a vector of every passage of the archive (`vectors`), a byte
//!   a dimension (`quantize`). Articles that come later are folded in by the same terms.
//! * The vector of a passage is the sum of those of its terms, by (1 + ln occurrences) × weight. In a query each term points its way with
//!   length one, by its weight alone: the length of a term's vector says how much the sample has of it, which a query does not ask.
//!
//! Rule kept here: the same archive gives the same bytes, whatever the number of threads, and what is learned is never needed: without it,
//! or where it is damaged, the archive is searched by words alone.

mod dense;
mod file;
mod learn;
mod parallel;
mod passages;
mod quantize;
mod readers;
mod sample;
mod svd;
mod terms;
#[cfg(test)]
mod tests;
mod vectors;

pub use learn::{Due, Interrupted, Learned, Step, due, follow, learn, remove};

use crate::archive::Archive;
use anyhow::{Context, Result, ensure};
use file::{FOLDER, Manifest};
use std::path::Path;
use terms::Terms;
use vectors::Vectors;

/// What an archive has learned, memory-mapped: opening reads the manifest and the end of each file.
pub struct Meaning {
    manifest: Manifest,
    terms: Terms,
    vectors: Vec<Vectors>,
}

/// Where a query points.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryVector {
    values: Vec<i16>,
    /// One through the length of the values.
    scale: f32,
}

impl Meaning {
    /// Opens what an archive has learned; `None` where that is nothing.
    ///
    /// # Errors
    ///
    /// Where a file is damaged, missing or another's. The archive can be searched by words alone; [`learn`] makes the vectors anew.
    pub fn open(archive_folder: &Path) -> Result<Option<Self>> {
        let folder = archive_folder.join(FOLDER);
        let mut tries = 0;
        loop {
            let Some(manifest) = Manifest::read(&folder).with_context(|| fault(&folder))? else { return Ok(None) };
            tries += 1;
            match Self::open_files(&folder, manifest) {
                // The files were removed because others have been learned since the manifest was read.
                Err(_) if tries < 3 && folder.join("manifest").exists() => {}
                opened => return opened.map(Some).with_context(|| fault(&folder)),
            }
        }
    }

    fn open_files(folder: &Path, manifest: Manifest) -> Result<Self> {
        let is_ours = manifest.fingerprint == crate::index::fingerprint();
        ensure!(is_ours, "they were learned by another version of dateline");
        let terms = Terms::open(folder, &manifest)?;
        let vectors = manifest.passages.iter().map(|named| Vectors::open(folder, named, &terms)).collect::<Result<_>>()?;
        Ok(Self { manifest, terms, vectors })
    }

    /// Returns where a query points; `None` where no term of it is known, or all have weight 0. `terms` are stems as the index field
    /// `text` has them, each with how much it is to count beside the others: 1, or its boost. How much a rare one counts beside a common
    /// one is known here.
    pub fn query(&self, terms: &[(String, f32)]) -> Option<QueryVector> {
        let mut sum = vec![0.0_f32; self.terms.dimensions()];
        for (term, count) in terms {
            let Some(number) = self.terms.find(term) else { continue };
            let (vector, _) = self.terms.vector(number);
            let factor = count * self.terms.weight(number) / quantize::length(vector).max(1.0);
            sum.iter_mut().zip(vector).for_each(|(sum, byte)| *sum += factor * f32::from(*byte as i8));
        }
        let largest = sum.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        if largest <= 0.0 || !largest.is_finite() {
            return None;
        }
        let values: Vec<i16> = sum.iter().map(|value| (value / largest * f32::from(i16::MAX)).round() as i16).collect();
        let length = values.iter().map(|value| f32::from(*value).powi(2)).sum::<f32>().sqrt();
        Some(QueryVector { values, scale: length.recip() })
    }

    /// Returns the cosine of a query and the nearest passage of the article in an archive row, from -1 to 1; `None` where the row has no
    /// vectors.
    pub fn nearness(&self, row: u64, query: &QueryVector) -> Option<f32> {
        // Files are in the order of rows, and a query asks for what is in the largest, the first, most often.
        let product = self.vectors.iter().find_map(|vectors| vectors.nearest(row, &query.values))?;
        Some((product * query.scale).clamp(-1.0, 1.0))
    }

    pub fn terms(&self) -> usize {
        self.terms.count()
    }

    pub fn dimensions(&self) -> usize {
        self.terms.dimensions()
    }

    /// Returns how many passages have a vector.
    pub fn passages(&self) -> usize {
        self.vectors.iter().map(Vectors::passages).sum()
    }

    /// Returns how many articles have vectors, those that are gone since among them.
    pub fn articles(&self) -> usize {
        self.vectors.iter().map(Vectors::rows).sum()
    }

    pub fn bytes(&self) -> u64 {
        self.manifest.files().map(|file| file.bytes).sum()
    }
}

/// Verifies what an archive has learned, to the last byte; returns what is wrong, and `None` where nothing has been learned.
pub fn problems(archive: &Archive) -> Result<Option<Vec<String>>> {
    let folder = archive.folder().join(FOLDER);
    match Meaning::open(archive.folder()) {
        Ok(None) => Ok(None),
        Err(error) => Ok(Some(vec![format!("{error:#}")])),
        Ok(Some(meaning)) => {
            let mut problems = Vec::new();
            for file in meaning.manifest.files() {
                if !file.is_whole(&folder)? {
                    problems.push(format!("{} is damaged", file.name));
                }
            }
            if meaning.manifest.through > archive.last_row()? {
                problems.push("the vectors are of another archive.db".to_string());
            }
            Ok(Some(problems))
        }
    }
}

fn fault(folder: &Path) -> String {
    format!("the learned vectors in {} cannot be used; `dateline learn` makes them anew", folder.display())
}
