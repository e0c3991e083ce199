//! Which articles of a segment lie in the wanted days.
//!
//! An article of which only the month is known may be of any of its days. Rule kept here: nothing is read of a segment that lies
//! within the days, or outside of them, as a whole.

use super::bits::Bits;
use super::columns::{SegmentColumns, is_full, read_first};
use crate::index::day_number;
use crate::query::DayRange;
use anyhow::Result;
use std::ops::RangeInclusive;
use std::rc::Rc;
use tantivy::columnar::Column;
use tantivy::{DocId, SegmentReader};

/// The test of one segment.
pub enum Days {
    All,
    None,
    Some(Tests),
}

/// Bounds that some articles of the segment do not keep.
pub struct Tests {
    columns: Rc<SegmentColumns>,
    /// The last day must not lie before any of these.
    from: Option<i64>,
    /// Nor the first day behind this.
    to: Option<i64>,
    values: Vec<i64>,
}

impl Days {
    /// Returns the test for articles that may lie in each of the ranges.
    pub fn of(segment: &SegmentReader, columns: &Rc<SegmentColumns>, ranges: &[DayRange]) -> Result<Self> {
        let from = ranges.iter().filter_map(|range| range.from).map(day_number).max();
        let to = ranges.iter().filter_map(|range| range.to).map(day_number).min();
        if from.is_none() && to.is_none() {
            return Ok(Days::All);
        }
        let (first, last) = (columns.day(segment)?, columns.day_last(segment)?);
        let is_outside = |column: &Column<i64>| column.values.num_vals() == 0;
        if is_outside(first) || from.is_some_and(|from| last.max_value() < from) || to.is_some_and(|to| first.min_value() > to) {
            return Ok(Days::None);
        }
        let from = from.filter(|from| !is_full(last) || last.min_value() < *from);
        let to = to.filter(|to| !is_full(first) || first.max_value() > *to);
        if from.is_none() && to.is_none() {
            return Ok(Days::All);
        }
        Ok(Days::Some(Tests { columns: columns.clone(), from, to, values: Vec::new() }))
    }
}

impl Tests {
    /// Returns the articles that do not lie in the days.
    pub fn excluded(&self, segment: &SegmentReader) -> tantivy::Result<Rc<Bits>> {
        let key = (self.from, self.to);
        if let Some((known, excluded)) = self.columns.outside.borrow().as_ref()
            && *known == key
        {
            return Ok(excluded.clone());
        }
        let mut excluded = Bits::new(segment.max_doc());
        if let Some(from) = self.from {
            exclude(self.columns.day_last(segment)?, i64::MIN..=from - 1, &mut excluded);
        }
        if let Some(to) = self.to {
            exclude(self.columns.day(segment)?, to + 1..=i64::MAX, &mut excluded);
        }
        let excluded = Rc::new(excluded);
        self.columns.outside.replace(Some((key, excluded.clone())));
        Ok(excluded)
    }

    /// Whether an article lies in the days.
    pub fn takes(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<bool> {
        if let Some(from) = self.from
            && self.columns.day_last(segment)?.first(doc).is_none_or(|last| last < from)
        {
            return Ok(false);
        }
        if let Some(to) = self.to
            && self.columns.day(segment)?.first(doc).is_none_or(|first| first > to)
        {
            return Ok(false);
        }
        Ok(true)
    }

    /// Keeps those of the articles, which are in order, that lie in the days.
    pub fn retain(&mut self, segment: &SegmentReader, docs: &mut Vec<DocId>) -> tantivy::Result<()> {
        if let Some(from) = self.from {
            read_first(self.columns.day_last(segment)?, docs, i64::MIN, &mut self.values);
            let mut values = self.values.iter();
            docs.retain(|_| values.next().is_some_and(|last| *last >= from));
        }
        if let Some(to) = self.to {
            read_first(self.columns.day(segment)?, docs, i64::MAX, &mut self.values);
            let mut values = self.values.iter();
            docs.retain(|_| values.next().is_some_and(|first| *first <= to));
        }
        Ok(())
    }
}

/// Adds the articles whose value lies in a range, and those without.
fn exclude(column: &Column<i64>, range: RangeInclusive<i64>, excluded: &mut Bits) {
    let size = excluded.size();
    if is_full(column) {
        // Bounds that lie outside of the column's are not asked of it: it is not sure of them.
        let range = *range.start().max(&column.min_value())..=*range.end().min(&column.max_value());
        let mut docs = Vec::new();
        column.get_docids_for_value_range(range, 0..size, &mut docs);
        excluded.add_all(&docs);
        return;
    }
    let is_outside = |doc: &DocId| column.first(*doc).is_none_or(|value| range.contains(&value));
    (0..size).filter(is_outside).for_each(|doc| excluded.add(doc));
}
