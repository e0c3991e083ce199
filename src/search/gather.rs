//! What is gathered of one segment: the number of articles, their facets, their months.

use super::collect::Request;
use super::facets::column_names;
use crate::index::day_number;
use anyhow::Result;
use rustc_hash::FxHashMap;
use tantivy::columnar::Column;
use tantivy::{DocId, SegmentReader};

/// What articles are ordered and known by.
pub struct Columns {
    pub row: Column<u64>,
    pub order: Column<u64>,
    pub date: Column<i64>,
}

/// The pass over one segment.
pub struct Gather<'a> {
    segment: &'a SegmentReader,
    pub columns: Columns,
    days: Option<(Column<i64>, Column<i64>, i64, i64)>,
    counters: Vec<Counter>,
    pub months: Option<Months>,
    pub total: u64,
}

pub struct Months {
    day: Column<i64>,
    pub counts: FxHashMap<i64, u64>,
}

/// Counts the values of one column by their ordinals.
struct Counter {
    /// Position of the facet among those asked for.
    facet: usize,
    column: tantivy::columnar::StrColumn,
    counts: Vec<u32>,
}

impl<'a> Gather<'a> {
    pub fn new(segment: &'a SegmentReader, request: &Request) -> Result<Self> {
        let fast = segment.fast_fields();
        let columns = Columns { row: fast.u64("row")?, order: fast.u64("order")?, date: fast.i64("date")? };
        let days = match request.days {
            Some(days) => {
                let from = days.from.map_or(i64::MIN, day_number);
                let to = days.to.map_or(i64::MAX, day_number);
                Some((fast.i64("day")?, fast.i64("day_last")?, from, to))
            }
            None => None,
        };
        let mut counters = Vec::new();
        for (number, facet) in request.facets.iter().enumerate() {
            for name in column_names(facet.field, request.reach) {
                let column = fast.str(name)?;
                counters.extend(column.map(|column| Counter { facet: number, counts: vec![0; column.num_terms()], column }));
            }
        }
        let months = if request.months { Some(Months { day: fast.i64("day")?, counts: FxHashMap::default() }) } else { None };
        Ok(Self { segment, columns, days, counters, months, total: 0 })
    }

    /// Whether an article is there still and lies in the wanted days.
    pub fn takes(&self, doc: DocId) -> bool {
        if self.segment.alive_bitset().is_some_and(|alive| alive.is_deleted(doc)) {
            return false;
        }
        let Some((first, last, from, to)) = &self.days else { return true };
        // An article of which only the month is known may be of any of its days.
        let (Some(first), Some(last)) = (first.first(doc), last.first(doc)) else { return false };
        last >= *from && first <= *to
    }

    /// Whether nothing is asked of the articles but how many there are.
    pub fn counts_only_articles(&self) -> bool {
        self.days.is_none() && self.counters.is_empty() && self.months.is_none()
    }

    pub fn count(&mut self, doc: DocId) {
        self.total += 1;
        for counter in &mut self.counters {
            for ordinal in counter.column.ords().values_for_doc(doc) {
                counter.counts[ordinal as usize] += 1;
            }
        }
        if let Some(months) = &mut self.months
            && let Some(day) = months.day.first(doc)
        {
            *months.counts.entry(day / 100).or_default() += 1;
        }
    }

    pub fn add_facets(&self, facets: &mut [FxHashMap<String, u64>]) -> Result<()> {
        let mut value = String::new();
        for counter in &self.counters {
            let sums = &mut facets[counter.facet];
            for (ordinal, count) in counter.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                value.clear();
                counter.column.ord_to_str(ordinal as u64, &mut value)?;
                *sums.entry(value.clone()).or_default() += u64::from(*count);
            }
        }
        Ok(())
    }
}
