//! The best articles so far, in a total order.

use super::collect::{Found, Order};
use super::gather::Columns;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use tantivy::{DocId, Score, SegmentOrdinal};

/// The best articles so far.
pub struct Best {
    order: Order,
    keep: usize,
    /// The segment that is being looked at.
    pub segment: SegmentOrdinal,
    /// The worst of them on top.
    heap: BinaryHeap<Worst>,
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
    fn found(self) -> Found {
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
    pub fn new(order: Order, keep: usize) -> Self {
        Best { order, keep, segment: 0, heap: BinaryHeap::new() }
    }

    /// Returns the score above which an article may be among the best: where it equals the last of them, the date decides.
    pub fn threshold(&self) -> Score {
        match self.heap.peek() {
            Some(Worst(worst)) if self.heap.len() >= self.keep => worst.score.next_down(),
            _ => Score::MIN,
        }
    }

    pub fn offer(&mut self, columns: &Columns, doc: DocId, score: Score) {
        let is_full = self.heap.len() >= self.keep;
        if is_full {
            let Some(Worst(worst)) = self.heap.peek() else { return };
            // Most articles leave here, before any column is read.
            if self.order == Order::Score && score < worst.score {
                return;
            }
        }
        let date = columns.date.first(doc).unwrap_or(i64::MIN);
        let mut key = Key { order: self.order, score, date, id: 0, row: 0, segment: self.segment, doc };
        if is_full && self.heap.peek().is_some_and(|Worst(worst)| key.compare_without_id(worst) == Ordering::Greater) {
            return;
        }
        key.id = columns.order.first(doc).unwrap_or(u64::MAX);
        key.row = columns.row.first(doc).unwrap_or(0);
        if !is_full {
            self.heap.push(Worst(key));
        } else if let Some(mut worst) = self.heap.peek_mut()
            && key.compare(&worst.0) == Ordering::Less
        {
            *worst = Worst(key);
        }
    }

    pub fn into_sorted(self) -> impl Iterator<Item = Found> {
        self.heap.into_sorted_vec().into_iter().map(|worst| worst.0.found())
    }
}

impl Key {
    fn compare_without_id(&self, other: &Self) -> Ordering {
        Key { id: 0, ..*self }.compare(&Key { id: 0, ..*other })
    }
}
