//! One pass over the articles that a query matches: the best, the count, the facets.

use super::facets::{FacetRequest, column_names};
use crate::index::day_number;
use crate::query::DayRange;
use crate::query::compile::{Reach, SpanQuery};
use anyhow::Result;
use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};
use tantivy::columnar::Column;
use tantivy::query::{BooleanQuery, BoostQuery, EnableScoring, Occur, Query, TermQuery};
use tantivy::{DocId, Score, Searcher, SegmentOrdinal, SegmentReader};

/// What to gather.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    pub order: Order,
    pub limit: usize,
    pub offset: usize,
    pub days: Option<DayRange>,
    /// Whether all articles are counted; the answer's total is 0 otherwise.
    pub total: bool,
    pub facets: &'a [FacetRequest],
    /// Which of an article's names are counted.
    pub reach: Reach,
    /// Whether articles are counted by month.
    pub months: bool,
}

/// What comes first. Behind it the date decides, then the id, so that the order is total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Score,
    Newest,
    Oldest,
}

/// What was gathered.
#[derive(Debug, Default)]
pub struct Collected {
    /// In order, from `offset` on.
    pub found: Vec<Found>,
    pub total: u64,
    /// For each facet that was asked for: the articles at each path, in the encoding of the index.
    pub facets: Vec<FxHashMap<String, u64>>,
    /// Articles by month, as the number 201612.
    pub months: BTreeMap<i64, u64>,
}

/// An article that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    pub row: u64,
    pub score: Score,
    pub segment: SegmentOrdinal,
    pub doc: DocId,
    /// Seconds since 1970; `i64::MIN` where there is none.
    pub date: i64,
    pub id: u64,
}

/// Runs a query, on any stack.
pub fn collect(searcher: &Searcher, query: &dyn Query, request: &Request) -> Result<Collected> {
    with_room(|| collect_within(searcher, query, request))
}

/// Runs what asks tantivy for the scorers of a query: for each level of nesting it takes 8 KiB of the stack.
pub fn with_room<T>(run: impl FnOnce() -> T) -> T {
    const NEEDED: usize = 1 << 20;
    stacker::maybe_grow(NEEDED, 2 * NEEDED, run)
}

fn collect_within(searcher: &Searcher, query: &dyn Query, request: &Request) -> Result<Collected> {
    let keep = request.offset.saturating_add(request.limit);
    let needs_scores = request.order == Order::Score && keep > 0;
    let scoring = if needs_scores {
        EnableScoring::enabled_from_searcher(searcher)
    } else {
        EnableScoring::disabled_from_searcher(searcher)
    };
    let weight = query.weight(scoring)?;
    // Where pruning saves most of the scoring, the best are found apart from what is counted of all.
    let prunes = needs_scores && prunes(query);
    let counts = request.total || request.months || !request.facets.is_empty();
    let counting = if prunes && counts { Some(query.weight(EnableScoring::disabled_from_searcher(searcher))?) } else { None };
    let mut best = Best { order: request.order, keep: keep.min(searcher.num_docs() as usize), heap: BinaryHeap::new(), segment: 0 };
    let mut collected = Collected { facets: vec![FxHashMap::default(); request.facets.len()], ..Collected::default() };
    for (ordinal, segment) in searcher.segment_readers().iter().enumerate() {
        best.segment = ordinal as SegmentOrdinal;
        let mut gather = Gather::new(segment, request)?;
        if prunes {
            weight.for_each_pruning(best.threshold(), segment, &mut |doc, score| {
                if gather.takes(doc) {
                    best.offer(&gather.columns, doc, score);
                }
                best.threshold()
            })?;
            match &counting {
                Some(counting) if gather.counts_only_articles() => gather.total = u64::from(counting.count(segment)?),
                Some(counting) => counting.for_each_no_score(segment, &mut |docs| {
                    for doc in docs {
                        if gather.takes(*doc) {
                            gather.count(*doc);
                        }
                    }
                })?,
                None => {}
            }
        } else if needs_scores {
            weight.for_each(segment, &mut |doc, score| {
                if gather.takes(doc) {
                    gather.count(doc);
                    best.offer(&gather.columns, doc, score);
                }
            })?;
        } else {
            weight.for_each_no_score(segment, &mut |docs| {
                for doc in docs {
                    if gather.takes(*doc) {
                        gather.count(*doc);
                        best.offer(&gather.columns, *doc, 0.0);
                    }
                }
            })?;
        }
        if request.total {
            collected.total += gather.total;
        }
        gather.add_facets(&mut collected.facets)?;
        for (month, count) in gather.months.into_iter().flat_map(|months| months.counts) {
            *collected.months.entry(month).or_default() += count;
        }
    }
    collected.found =
        best.into_sorted().into_iter().skip(request.offset).map(Key::found).collect();
    Ok(collected)
}

/// Whether tantivy, or our own matcher, can find the best answers without scoring all: flat combinations of words, and whatever goes
/// by the places of words.
fn prunes(query: &dyn Query) -> bool {
    let is_word = |query: &dyn Query| query.is::<TermQuery>();
    if is_word(query) || query.is::<SpanQuery>() {
        return true;
    }
    let Some(clauses) = query.downcast_ref::<BooleanQuery>().map(BooleanQuery::clauses) else { return false };
    let occur = clauses.first().map(|(occur, _)| *occur);
    clauses.iter().all(|(other, clause)| Some(*other) == occur && (is_word(clause.as_ref()) || clause.is::<BoostQuery>()))
        && occur != Some(Occur::MustNot)
}

struct Columns {
    row: Column<u64>,
    order: Column<u64>,
    date: Column<i64>,
}

/// The pass over one segment.
struct Gather<'a> {
    segment: &'a SegmentReader,
    columns: Columns,
    days: Option<(Column<i64>, Column<i64>, i64, i64)>,
    counters: Vec<Counter>,
    months: Option<Months>,
    total: u64,
}

struct Months {
    day: Column<i64>,
    counts: FxHashMap<i64, u64>,
}

/// Counts the values of one column by their ordinals.
struct Counter {
    /// Position of the facet among those asked for.
    facet: usize,
    column: tantivy::columnar::StrColumn,
    counts: Vec<u32>,
}

impl<'a> Gather<'a> {
    fn new(segment: &'a SegmentReader, request: &Request) -> Result<Self> {
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
    fn takes(&self, doc: DocId) -> bool {
        if self.segment.alive_bitset().is_some_and(|alive| alive.is_deleted(doc)) {
            return false;
        }
        let Some((first, last, from, to)) = &self.days else { return true };
        // An article of which only the month is known may be of any of its days.
        let (Some(first), Some(last)) = (first.first(doc), last.first(doc)) else { return false };
        last >= *from && first <= *to
    }

    /// Whether nothing is asked of the articles but how many there are.
    fn counts_only_articles(&self) -> bool {
        self.days.is_none() && self.counters.is_empty() && self.months.is_none()
    }

    fn count(&mut self, doc: DocId) {
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

    fn add_facets(&self, facets: &mut [FxHashMap<String, u64>]) -> Result<()> {
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

/// The best articles so far.
struct Best {
    order: Order,
    keep: usize,
    /// The segment that is being looked at.
    segment: SegmentOrdinal,
    /// The worst of them on top.
    heap: BinaryHeap<Worst>,
}

/// What an article is ordered by.
#[derive(Debug, Clone, Copy)]
struct Key {
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
    /// Returns the score above which an article may be among the best: where it equals the last of them, the date decides.
    fn threshold(&self) -> Score {
        match self.heap.peek() {
            Some(Worst(worst)) if self.heap.len() >= self.keep => worst.score.next_down(),
            _ => Score::MIN,
        }
    }

    fn offer(&mut self, columns: &Columns, doc: DocId, score: Score) {
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

    fn into_sorted(self) -> Vec<Key> {
        self.heap.into_sorted_vec().into_iter().map(|worst| worst.0).collect()
    }
}

impl Key {
    fn compare_without_id(&self, other: &Self) -> Ordering {
        Key { id: 0, ..*self }.compare(&Key { id: 0, ..*other })
    }
}
