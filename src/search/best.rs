//! The best articles so far, in a total order.

use super::collect::{Found, Order};
use super::columns::{SegmentColumns, read_first};
use super::recency::Recency;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

/// The best articles so far.
pub struct Best {
    order: Order,
    recency: Option<Recency>,
    keep: usize,
    /// The segment that is being looked at.
    pub segment: SegmentOrdinal,
    after: Option<Key>,
    /// The worst of them on top.
    heap: BinaryHeap<Worst>,
    /// Room for dates that are read many at a time.
    dates: Vec<i64>,
}

/// What an article is ordered by.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    order: Order,
    score: Score,
    /// Seconds since 1970; `i64::MIN` where there is none.
    date: i64,
    id: u64,
    row: u64,
    segment: SegmentOrdinal,
    doc: DocId,
}

impl Key {
    pub fn found(self) -> Found {
        let Key { score, date, id, row, segment, doc, .. } = self;
        Found { row, score, segment, doc, date, id }
    }

    /// `Less` means that it comes first.
    fn compare(&self, other: &Self) -> Ordering {
        let newest_first = other.date.cmp(&self.date);
        let best_first = || other.score.total_cmp(&self.score);
        let main = match self.order {
            Order::Score => best_first().then(newest_first),
            Order::Newest => newest_first,
            // Articles without a date come last either way.
            Order::Oldest => (self.date == i64::MIN).cmp(&(other.date == i64::MIN)).then(self.date.cmp(&other.date)),
        };
        main.then(self.id.cmp(&other.id))
    }
}

struct Worst(Key);

impl Ord for Worst {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.compare(&other.0)
    }
}

impl PartialOrd for Worst {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Worst {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Worst {}

impl Best {
    /// Keeps the best `keep` articles.
    pub fn new(order: Order, recency: Option<Recency>, keep: usize) -> Self {
        Best { order, recency, keep, segment: 0, after: None, heap: BinaryHeap::new(), dates: Vec::new() }
    }

    /// Keeps only what comes after an article.
    pub fn after(self, after: Option<Key>) -> Self {
        Best { after, ..self }
    }

    /// Returns the score above which an article may be among the best: where it equals the last of them, the date decides.
    pub fn threshold(&self) -> Score {
        match self.heap.peek() {
            Some(Worst(worst)) if self.heap.len() >= self.keep => worst.score.next_down(),
            _ => Score::MIN,
        }
    }

    /// Offers an article of a segment.
    pub fn offer(&mut self, segment: &SegmentReader, columns: &SegmentColumns, doc: DocId, score: Score) -> tantivy::Result<()> {
        // Most articles leave here, before any column is read.
        if self.keep == 0
            || self.order == Order::Score && self.is_full() && self.heap.peek().is_some_and(|Worst(worst)| score < worst.score)
        {
            return Ok(());
        }
        let date = columns.date(segment)?.first(doc).unwrap_or(i64::MIN);
        // Age only takes away, so that the threshold holds.
        let score = self.recency.map_or(score, |recency| recency.applied(score, date));
        self.offer_dated(segment, columns, doc, score, date)
    }

    /// Offers articles of a segment, in order and without scores.
    pub fn offer_all(&mut self, segment: &SegmentReader, columns: &SegmentColumns, docs: &[DocId]) -> tantivy::Result<()> {
        if self.keep == 0 {
            return Ok(());
        }
        let mut dates = std::mem::take(&mut self.dates);
        read_first(columns.date(segment)?, docs, i64::MIN, &mut dates);
        for (doc, date) in docs.iter().zip(&dates) {
            if !self.is_too_late(*date) {
                self.offer_dated(segment, columns, *doc, 0.0, *date)?;
            }
        }
        self.dates = dates;
        Ok(())
    }

    /// Whether no article of a segment, asked for without scores, can be among the best.
    pub fn needs_nothing_of(&self, segment: &SegmentReader, columns: &SegmentColumns) -> tantivy::Result<bool> {
        if self.keep == 0 {
            return Ok(true);
        }
        let Some(Worst(worst)) = self.heap.peek().filter(|_| self.is_full()) else { return Ok(false) };
        let dates = columns.date(segment)?;
        if dates.values.num_vals() == 0 {
            return Ok(worst.date > i64::MIN);
        }
        Ok(match self.order {
            Order::Score => false,
            Order::Newest => dates.max_value() < worst.date,
            // Articles without a date come last.
            Order::Oldest => worst.date > i64::MIN && dates.min_value() > worst.date,
        })
    }

    /// Whether the date alone keeps an article from being among the best: most leave here when all are ordered by date.
    fn is_too_late(&self, date: i64) -> bool {
        let Some(Worst(worst)) = self.heap.peek().filter(|_| self.is_full()) else { return false };
        match self.order {
            Order::Score => false,
            Order::Newest => date < worst.date,
            Order::Oldest => worst.date > i64::MIN && (date > worst.date || date == i64::MIN),
        }
    }

    fn is_full(&self) -> bool {
        self.heap.len() >= self.keep
    }

    fn offer_dated(
        &mut self,
        segment: &SegmentReader,
        columns: &SegmentColumns,
        doc: DocId,
        score: Score,
        date: i64,
    ) -> tantivy::Result<()> {
        let is_full = self.is_full();
        let mut key = Key { order: self.order, score, date, id: 0, row: 0, segment: self.segment, doc };
        if is_full && self.heap.peek().is_some_and(|Worst(worst)| key.compare_without_id(worst) == Ordering::Greater) {
            return Ok(());
        }
        key.id = columns.order(segment)?.first(doc).unwrap_or(u64::MAX);
        if self.after.as_ref().is_some_and(|after| key.compare(after) != Ordering::Greater) {
            return Ok(());
        }
        if !is_full {
            key.row = columns.row(segment)?.first(doc).unwrap_or(0);
            self.heap.push(Worst(key));
        } else if let Some(mut worst) = self.heap.peek_mut()
            && key.compare(&worst.0) == Ordering::Less
        {
            key.row = columns.row(segment)?.first(doc).unwrap_or(0);
            *worst = Worst(key);
        }
        Ok(())
    }

    pub fn into_sorted(self) -> Vec<Key> {
        self.heap.into_sorted_vec().into_iter().map(|worst| worst.0).collect()
    }
}

impl Key {
    fn compare_without_id(&self, other: &Self) -> Ordering {
        Key { id: 0, ..*self }.compare(&Key { id: 0, ..*other })
    }
}
