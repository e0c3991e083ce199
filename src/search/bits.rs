//! The articles of a segment that were found, one bit each.

use tantivy::DocId;

/// A set of articles; it takes an eighth of a byte for each article of the segment.
pub struct Bits {
    words: Vec<u64>,
    /// Articles of the segment.
    size: u32,
}

impl Bits {
    /// Returns the empty set of a segment with so many articles.
    pub fn new(size: u32) -> Self {
        Bits { words: vec![0; (size as usize).div_ceil(64)], size }
    }

    pub fn add(&mut self, doc: DocId) {
        self.words[doc as usize / 64] |= 1 << (doc % 64);
    }

    pub fn add_all(&mut self, docs: &[DocId]) {
        docs.iter().for_each(|doc| self.add(*doc));
    }

    /// Returns the number of articles of the segment.
    pub fn size(&self) -> u32 {
        self.size
    }

    /// Keeps the articles that `is_kept`.
    pub fn retain(&mut self, is_kept: impl Fn(DocId) -> bool) {
        for (number, word) in self.words.iter_mut().enumerate() {
            let mut left = *word;
            while left != 0 {
                if !is_kept(number as u32 * 64 + left.trailing_zeros()) {
                    *word &= !(left & left.wrapping_neg());
                }
                left &= left - 1;
            }
        }
    }

    pub fn unite(&mut self, other: &Bits) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
    }

    pub fn intersect(&mut self, other: &Bits) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= other);
    }

    pub fn subtract(&mut self, other: &Bits) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= !other);
    }

    pub fn count(&self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }

    /// Calls `each` with the articles of the set, in order and many at a time; those of its complement where it `is_complement`.
    pub fn for_each_batch(&self, is_complement: bool, mut each: impl FnMut(&[DocId])) {
        const BATCH: usize = 512;
        let mut batch = Vec::with_capacity(BATCH + 64);
        for (number, word) in self.words.iter().enumerate() {
            let start = number as u32 * 64;
            let mut left = if is_complement { !*word } else { *word };
            if self.size - start < 64 {
                left &= (1 << (self.size - start)) - 1;
            }
            while left != 0 {
                batch.push(start + left.trailing_zeros());
                left &= left - 1;
            }
            if batch.len() >= BATCH {
                each(&batch);
                batch.clear();
            }
        }
        if !batch.is_empty() {
            each(&batch);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_and_its_complement_are_all_articles() {
        for size in [0, 1, 63, 64, 65, 700, 1_280] {
            let mut bits = Bits::new(size);
            (0..size).filter(|doc| doc.is_multiple_of(3)).for_each(|doc| bits.add(doc));
            let listed = |is_complement| {
                let mut docs = Vec::new();
                bits.for_each_batch(is_complement, |batch| docs.extend_from_slice(batch));
                docs
            };
            assert_eq!(listed(false), (0..size).filter(|doc| doc.is_multiple_of(3)).collect::<Vec<_>>(), "{size}");
            assert_eq!(listed(true), (0..size).filter(|doc| !doc.is_multiple_of(3)).collect::<Vec<_>>(), "{size}");
            assert_eq!(bits.count(), size.div_ceil(3));
            bits.retain(|doc| doc.is_multiple_of(2));
            let mut kept = Vec::new();
            bits.for_each_batch(false, |batch| kept.extend_from_slice(batch));
            assert_eq!(kept, (0..size).filter(|doc| doc.is_multiple_of(6)).collect::<Vec<_>>(), "{size}");
        }
    }
}
