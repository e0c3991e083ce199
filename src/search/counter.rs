//! Counts the values of a column of words over the articles found.
//!
//! Rule kept here: a count is exact, and costs by the articles found or by those not found, whichever are fewer.

use super::bits::Bits;
use super::columns::{Columns, WordColumn};
use anyhow::Result;
use rustc_hash::FxHashMap;
use std::rc::Rc;
use tantivy::columnar::ColumnIndex;
use tantivy::columnar::column_index::MultiValueIndex;
use tantivy::{DocId, SegmentReader};

/// Counts the values of one column in one segment by their ordinals.
pub struct Counter {
    /// Position of the facet among those asked for.
    pub facet: usize,
    column: Rc<WordColumn>,
    /// Whether the terms of the field are the values, so that the index knows how many articles have each.
    has_terms: bool,
    counts: Vec<u32>,
    reading: Reading,
}

/// Room for what is read of a column.
#[derive(Default)]
struct Reading {
    docs: Vec<DocId>,
    /// For each article its place among those with values.
    ranks: Vec<u32>,
    starts: Vec<u32>,
    rows: Vec<u32>,
    values: Vec<u64>,
}

impl Counter {
    pub fn new(facet: usize, column: Rc<WordColumn>, has_terms: bool) -> Self {
        Counter { facet, column, has_terms, counts: Vec::new(), reading: Reading::default() }
    }

    /// Counts the articles of a set.
    pub fn count(&mut self, all: &Columns, segment: &SegmentReader, found: &Bits, total: u64) -> Result<()> {
        /// What reading the total of a value costs, in articles.
        const TOTAL_COSTS: u64 = 8;
        let values = self.column.column.num_terms();
        let others = u64::from(segment.max_doc()) - total;
        // Deleted articles are among the others and among the totals as well.
        let is_complement = self.has_terms && total > others + values as u64 * TOTAL_COSTS;
        self.counts = vec![0; values];
        let (column, counts, reading) = (&self.column.column, &mut self.counts, &mut self.reading);
        if let Some(rows) = all.rows(&self.column, segment) {
            found.for_each_batch(is_complement, |docs| {
                docs.iter().flat_map(|doc| rows.of(*doc)).for_each(|ordinal| counts[usize::from(*ordinal)] += 1);
            });
        } else {
            found.for_each_batch(is_complement, |docs| reading.read(column.ords(), docs, counts));
        }
        if is_complement {
            for (count, total) in self.counts.iter_mut().zip(self.column.totals(segment)?) {
                *count = total - *count;
            }
        }
        Ok(())
    }

    /// Adds the counts to those of other segments.
    pub fn add_to(&self, sums: &mut FxHashMap<u32, u64>, columns: &Columns) -> Result<()> {
        let ordinals: Vec<u64> =
            self.counts.iter().enumerate().filter(|(_, count)| **count > 0).map(|(ordinal, _)| ordinal as u64).collect();
        self.column.numbers(&ordinals, &mut columns.values.borrow_mut(), |ordinal, number| {
            *sums.entry(number).or_default() += u64::from(self.counts[ordinal as usize]);
        })
    }
}

impl Reading {
    /// Counts the values of articles, which are in order.
    fn read(&mut self, column: &tantivy::columnar::Column<u64>, docs: &[DocId], counts: &mut [u32]) {
        match &column.index {
            ColumnIndex::Empty { .. } => return,
            ColumnIndex::Multivalued(MultiValueIndex::MultiValueIndexV2(index)) => {
                self.docs.clear();
                self.ranks.clear();
                index.optional_index.rank_if_exists_batch(docs, &mut self.docs, &mut self.ranks);
                self.rows_of_ranks(index.start_index_column.as_ref());
            }
            index => {
                self.docs.clear();
                self.rows.clear();
                index.docids_to_rowids(docs, &mut self.docs, &mut self.rows);
            }
        }
        let (Some(first), Some(last)) = (self.rows.first(), self.rows.last()) else { return };
        let span = (last - first + 1) as usize;
        // Neighbours are read faster than single values.
        if span <= 3 * self.rows.len() {
            self.values.resize(span, 0);
            column.values.get_range(u64::from(*first), &mut self.values);
            self.rows.iter().for_each(|row| counts[self.values[(row - first) as usize] as usize] += 1);
        } else {
            self.values.resize(self.rows.len(), 0);
            column.values.get_vals(&self.rows, &mut self.values);
            self.values.iter().for_each(|value| counts[*value as usize] += 1);
        }
    }

    /// Finds the rows of the values of the articles with values.
    fn rows_of_ranks(&mut self, starts: &dyn tantivy::columnar::ColumnValues<u32>) {
        self.rows.clear();
        let (Some(first), Some(last)) = (self.ranks.first(), self.ranks.last()) else { return };
        let span = (last - first + 2) as usize;
        if span <= 4 * self.ranks.len() {
            self.starts.resize(span, 0);
            starts.get_range(u64::from(*first), &mut self.starts);
            for rank in &self.ranks {
                let at = (rank - first) as usize;
                self.rows.extend(self.starts[at]..self.starts[at + 1]);
            }
        } else {
            for rank in &self.ranks {
                self.rows.extend(starts.get_val(*rank)..starts.get_val(rank + 1));
            }
        }
    }
}
