//! The columns of an index, opened once and kept as long as the process asks.
//!
//! In: a segment. Out: its columns, and what was read of them. Rule kept here: a column is opened when it is first needed and never
//! again, for in an index of many segments opening took longer than a query for a rare word.

use super::bits::Bits;
use anyhow::Result;
use rustc_hash::FxHashMap;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use tantivy::columnar::{Column, ColumnIndex, StrColumn};
use tantivy::index::SegmentId;
use tantivy::{DocId, SegmentReader};

/// The columns of all segments that were asked for.
#[derive(Default)]
pub struct Columns {
    segments: RefCell<FxHashMap<SegmentId, Rc<SegmentColumns>>>,
    pub values: RefCell<Values>,
    /// Bytes of unpacked columns.
    unpacked: Cell<usize>,
}

impl Columns {
    /// Returns the columns of a segment.
    pub fn of(&self, segment: &SegmentReader) -> Rc<SegmentColumns> {
        self.segments.borrow_mut().entry(segment.segment_id()).or_default().clone()
    }

    /// Returns the ordinals of a column that is counted again, unpacked; `None` the first time, and where they would take too much
    /// room.
    pub fn rows<'c>(&self, column: &'c WordColumn, segment: &SegmentReader) -> Option<&'c Rows> {
        const MOST_BYTES: usize = 64 << 20;
        let asked = column.asked.get();
        column.asked.set(asked.saturating_add(1));
        let is_small = column.column.num_terms() <= usize::from(u16::MAX) + 1;
        if column.rows.get().is_none() && (asked == 0 || !is_small || self.unpacked.get() >= MOST_BYTES) {
            return None;
        }
        Some(column.rows.get_or_init(|| {
            let rows = Rows::read(column.column.ords(), segment.max_doc());
            self.unpacked.set(self.unpacked.get() + rows.bytes());
            rows
        }))
    }

    /// Forgets all segments, for the index has others now.
    pub fn forget(&self) {
        self.unpacked.set(0);
        self.segments.borrow_mut().clear();
    }
}

/// The values of all columns of words, each once, by numbers that hold for all segments.
#[derive(Default)]
pub struct Values {
    numbers: FxHashMap<Rc<str>, u32>,
    values: Vec<Rc<str>>,
}

impl Values {
    fn number(&mut self, value: &str) -> u32 {
        if let Some(number) = self.numbers.get(value) {
            return *number;
        }
        let number = u32::try_from(self.values.len()).expect("an index has fewer values than documents could hold");
        let value: Rc<str> = value.into();
        self.values.push(value.clone());
        self.numbers.insert(value, number);
        number
    }

    pub fn value(&self, number: u32) -> &str {
        &self.values[number as usize]
    }
}

/// The columns of one segment.
#[derive(Default)]
pub struct SegmentColumns {
    row: OnceCell<Column<u64>>,
    order: OnceCell<Column<u64>>,
    date: OnceCell<Column<i64>>,
    day: OnceCell<Column<i64>>,
    day_last: OnceCell<Column<i64>>,
    words: RefCell<FxHashMap<&'static str, Option<Rc<WordColumn>>>>,
    /// The articles outside of the days that were asked for last.
    pub outside: RefCell<Option<(Bounds, Rc<Bits>)>>,
}

/// The first and the last of days, as numbers.
pub type Bounds = (Option<i64>, Option<i64>);

impl SegmentColumns {
    /// Numbers of the articles' rows in archive.db.
    pub fn row(&self, segment: &SegmentReader) -> tantivy::Result<&Column<u64>> {
        opened(&self.row, || segment.fast_fields().u64("row"))
    }

    /// Ids of the articles, as numbers.
    pub fn order(&self, segment: &SegmentReader) -> tantivy::Result<&Column<u64>> {
        opened(&self.order, || segment.fast_fields().u64("order"))
    }

    /// Seconds since 1970.
    pub fn date(&self, segment: &SegmentReader) -> tantivy::Result<&Column<i64>> {
        opened(&self.date, || segment.fast_fields().i64("date"))
    }

    /// The first day that an article's date may mean, as the number 20161218.
    pub fn day(&self, segment: &SegmentReader) -> tantivy::Result<&Column<i64>> {
        opened(&self.day, || segment.fast_fields().i64("day"))
    }

    /// The last day that an article's date may mean.
    pub fn day_last(&self, segment: &SegmentReader) -> tantivy::Result<&Column<i64>> {
        opened(&self.day_last, || segment.fast_fields().i64("day_last"))
    }

    /// Returns a column of words, `None` where no article of the segment has any.
    pub fn words(&self, segment: &SegmentReader, name: &'static str) -> tantivy::Result<Option<Rc<WordColumn>>> {
        if let Some(known) = self.words.borrow().get(name) {
            return Ok(known.clone());
        }
        let column = segment.fast_fields().str(name)?.map(|column| Rc::new(WordColumn::new(name, column)));
        self.words.borrow_mut().insert(name, column.clone());
        Ok(column)
    }
}

fn opened<T>(cell: &OnceCell<Column<T>>, open: impl FnOnce() -> tantivy::Result<Column<T>>) -> tantivy::Result<&Column<T>> {
    if let Some(column) = cell.get() {
        return Ok(column);
    }
    let column = open()?;
    Ok(cell.get_or_init(|| column))
}

/// A column whose values are words, kept by ordinals of the segment.
pub struct WordColumn {
    name: &'static str,
    pub column: StrColumn,
    /// What the ordinals are called in all segments; `UNREAD` for those that nobody asked for.
    numbers: RefCell<Vec<u32>>,
    totals: OnceCell<Vec<u32>>,
    /// How often its values were counted.
    asked: Cell<u32>,
    rows: OnceCell<Rows>,
}

/// The ordinals of all articles of a segment, unpacked.
pub struct Rows {
    /// Where those of an article start, and behind the last where they end.
    starts: Vec<u32>,
    ordinals: Vec<u16>,
}

impl Rows {
    fn read(column: &Column<u64>, size: u32) -> Self {
        const BATCH: usize = 512;
        let mut rows = Rows { starts: Vec::with_capacity(size as usize + 1), ordinals: Vec::new() };
        let (mut docs, mut numbers, mut values) = (Vec::new(), Vec::new(), Vec::new());
        let all: Vec<DocId> = (0..size).collect();
        for batch in all.chunks(BATCH) {
            docs.clear();
            numbers.clear();
            column.index.docids_to_rowids(batch, &mut docs, &mut numbers);
            values.resize(numbers.len(), 0);
            // The values of neighbours are neighbours.
            if let Some(first) = numbers.first() {
                column.values.get_range(u64::from(*first), &mut values);
            }
            let mut owners = docs.iter().peekable();
            let mut start = rows.ordinals.len() as u32;
            for doc in batch {
                rows.starts.push(start);
                while owners.next_if_eq(&doc).is_some() {
                    start += 1;
                }
            }
            rows.ordinals.extend(values.iter().map(|value| *value as u16));
        }
        rows.starts.push(rows.ordinals.len() as u32);
        rows
    }

    /// Returns the ordinals of an article.
    pub fn of(&self, doc: DocId) -> &[u16] {
        &self.ordinals[self.starts[doc as usize] as usize..self.starts[doc as usize + 1] as usize]
    }

    fn bytes(&self) -> usize {
        self.starts.len() * size_of::<u32>() + self.ordinals.len() * size_of::<u16>()
    }
}

const UNREAD: u32 = u32::MAX;

impl WordColumn {
    fn new(name: &'static str, column: StrColumn) -> Self {
        WordColumn {
            name,
            column,
            numbers: RefCell::default(),
            totals: OnceCell::new(),
            asked: Cell::new(0),
            rows: OnceCell::new(),
        }
    }

    /// Calls `each` with the number of each of the ordinals, which are in order. Those that were never asked for are read in one
    /// pass over the blocks of the dictionary that hold them.
    pub fn numbers(&self, ordinals: &[u64], values: &mut Values, mut each: impl FnMut(u64, u32)) -> Result<()> {
        let mut numbers = self.numbers.borrow_mut();
        if numbers.is_empty() {
            numbers.resize(self.column.num_terms(), UNREAD);
        }
        let unread: Vec<u64> = ordinals.iter().copied().filter(|ordinal| numbers[*ordinal as usize] == UNREAD).collect();
        let mut next = unread.iter();
        self.column.dictionary().sorted_ords_to_term_cb(&unread, |value| {
            let ordinal = next.next().expect("as many values as ordinals");
            numbers[*ordinal as usize] = values.number(&String::from_utf8_lossy(value));
        })?;
        ordinals.iter().for_each(|ordinal| each(*ordinal, numbers[*ordinal as usize]));
        Ok(())
    }

    /// Returns for each ordinal how many articles of the segment have it, those that were deleted included. Only for a field whose
    /// terms are the values themselves.
    pub fn totals(&self, segment: &SegmentReader) -> tantivy::Result<&[u32]> {
        if let Some(totals) = self.totals.get() {
            return Ok(totals);
        }
        let field = segment.schema().get_field(self.name)?;
        let index = segment.inverted_index(field)?;
        let mut terms = index.terms().stream()?;
        let mut totals = Vec::with_capacity(self.column.num_terms());
        let mut values = self.column.dictionary().stream()?;
        let mut is_term = terms.advance();
        while values.advance() {
            // Both are in order; the terms have the root as well.
            while is_term && terms.key() < values.key() {
                is_term = terms.advance();
            }
            let is_same = is_term && terms.key() == values.key();
            totals.push(if is_same { terms.value().doc_freq } else { 0 });
        }
        Ok(self.totals.get_or_init(|| totals))
    }
}

/// Reads the first value of each of the articles, which are in order; `absent` where there is none.
pub fn read_first(column: &Column<i64>, docs: &[DocId], absent: i64, into: &mut Vec<i64>) {
    into.clear();
    into.resize(docs.len(), absent);
    match &column.index {
        ColumnIndex::Full => column.values.get_vals(docs, into),
        ColumnIndex::Empty { .. } => {}
        _ => {
            for (doc, value) in docs.iter().zip(into) {
                *value = column.first(*doc).unwrap_or(absent);
            }
        }
    }
}

/// Whether every article of a segment has a value.
pub fn is_full(column: &Column<i64>) -> bool {
    matches!(column.index, ColumnIndex::Full)
}
