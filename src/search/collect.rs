//! One pass over the articles that a query matches: the best, the count, the facets.

use super::best::Best;
use super::facets::FacetRequest;
use super::gather::Gather;
use crate::query::DayRange;
use crate::query::compile::{Reach, SpanQuery};
use anyhow::Result;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use tantivy::query::{Bm25StatisticsProvider, BooleanQuery, BoostQuery, EnableScoring, Occur, Query, TermQuery};
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
    let mut best = Best::new(request.order, keep.min(searcher.num_docs() as usize));
    let mut collected = Collected { facets: vec![FxHashMap::default(); request.facets.len()], ..Collected::default() };
    for (ordinal, segment) in searcher.segment_readers().iter().enumerate() {
        best.segment = ordinal as SegmentOrdinal;
        let mut gather = Gather::new(segment, request)?;
        if prunes {
            let margin = margin(searcher, query, segment)?;
            weight.for_each_pruning(best.threshold() * margin, segment, &mut |doc, score| {
                if gather.takes(doc) {
                    best.offer(&gather.columns, doc, score);
                }
                best.threshold() * margin
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
    collected.found = best.into_sorted().skip(request.offset).collect();
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

/// Returns the part of a threshold that pruning in a segment may go by.
///
/// For a block of postings tantivy keeps the count and length that scored most when the segment was written, by the average length of its
/// own articles. By that of all articles others of the block may score more, but by no more than the two averages differ.
fn margin(searcher: &Searcher, query: &dyn Query, segment: &SegmentReader) -> tantivy::Result<Score> {
    const ROUNDING: Score = 1.0 - 1e-5;
    let mut fields = Vec::new();
    query.query_terms(&mut |term, _| {
        if !fields.contains(&term.field()) {
            fields.push(term.field());
        }
    });
    let mut margin = ROUNDING;
    for field in fields {
        let of_all = searcher.total_num_tokens(field)? as Score / searcher.total_num_docs()?.max(1) as Score;
        let own = segment.inverted_index(field)?.total_num_tokens() as Score / segment.max_doc().max(1) as Score;
        let ratio = own.max(1e-3) / of_all.max(1e-3);
        margin *= ratio.min(ratio.recip());
    }
    Ok(margin)
}
