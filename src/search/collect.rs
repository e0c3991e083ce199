//! One pass over the articles that a query matches: the best, the count, the facets.

use super::best::Best;
use super::columns::Columns;
use super::dense;
use super::facets::FacetRequest;
use super::gather::Gather;
use super::plan::{Plan, PlanWeights};
use super::rank::{Coarse, Hits, Ranking};
use super::recency::Recency;
use crate::query::DayRange;
use crate::query::compile::{Reach, SpanQuery, Unscored};
use crate::query::spans::Spans;
use anyhow::Result;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use tantivy::query::{AllQuery, BooleanQuery, EnableScoring, Occur, Query, TermQuery, Weight};
use tantivy::{DocId, Score, Searcher, SegmentOrdinal};

/// What to gather.
#[derive(Clone)]
pub struct Request<'a> {
    pub order: Order,
    /// What articles are ranked by, where they are.
    pub ranking: Option<&'a Ranking<'a>>,
    /// Whether scores may differ in their last digit from what they would be in the order of the query, as long as they are found fast.
    pub is_rough: bool,
    /// What age takes off the scores.
    pub recency: Option<Recency>,
    pub limit: usize,
    pub offset: usize,
    /// Articles must lie in each of them.
    pub days: Vec<DayRange>,
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
pub fn collect(searcher: &Searcher, columns: &Columns, query: &dyn Query, request: &Request) -> Result<Collected> {
    let mut hits = Hits::new(searcher, columns, query, request);
    let offset = request.offset.min(searcher.num_docs() as usize);
    hits.skip(offset, request.limit)?;
    let found = hits.next(request.limit)?;
    Ok(hits.with(found))
}

/// Runs what asks tantivy for the scorers of a query: for each level of nesting it takes 8 KiB of the stack.
pub fn with_room<T>(query: &dyn Query, run: impl FnOnce() -> T) -> T {
    const NEEDED: usize = 1 << 20;
    /// So few levels have room anywhere; to ask how much is left means to read the process's own memory map, of a fifth of a
    /// millisecond.
    const FLAT: usize = 8;
    if is_flatter(query, FLAT) { run() } else { stacker::maybe_grow(NEEDED, 2 * NEEDED, run) }
}

fn is_flatter(query: &dyn Query, levels: usize) -> bool {
    let is_phrase = |query: &SpanQuery| matches!(query.program.spans, Spans::Word(_) | Spans::Phrase(_));
    let is_leaf = query.is::<TermQuery>() || query.is::<AllQuery>() || query.downcast_ref::<SpanQuery>().is_some_and(is_phrase);
    let clauses = query.downcast_ref::<BooleanQuery>().map(BooleanQuery::clauses);
    let are_flatter =
        |clauses: &[(Occur, Box<dyn Query>)]| clauses.iter().all(|(_, clause)| is_flatter(clause.as_ref(), levels - 1));
    // What a filter or a boost wraps is not known; a filter is flat.
    is_leaf || query.is::<Unscored>() || levels > 0 && clauses.is_some_and(are_flatter)
}

/// How a query is run over the segments.
pub struct Pass<'a> {
    searcher: &'a Searcher,
    query: &'a dyn Query,
    /// Where the best can be found without scoring all, apart from what is counted of all.
    plan: Option<PlanWeights>,
    /// Where it cannot, how each article scores.
    coarse: Option<Coarse>,
    needs_scores: bool,
    /// Whether anything is asked beside the best.
    counts: bool,
    /// The whole query, with and without scores; made when it is first needed.
    scoring: OnceCell<Box<dyn Weight>>,
    counting: OnceCell<Box<dyn Weight>>,
}

impl<'a> Pass<'a> {
    pub fn new(searcher: &'a Searcher, query: &'a dyn Query, request: &Request, keep: usize) -> Result<Self> {
        let needs_scores = request.order == Order::Score && keep > 0;
        let plan = if needs_scores { Plan::of(query, request.is_rough) } else { None };
        let plan = plan.map(|plan| plan.weights(searcher)).transpose()?;
        // A plan leaves the segments to it in which too few articles pass.
        let may_score_all = plan.as_ref().is_none_or(|plan| request.is_rough && plan.has_conditions());
        let scored = request.ranking.filter(|_| needs_scores && may_score_all).map(|ranking| &ranking.scored);
        let coarse = scored.map(|scored| Coarse::of(searcher, scored)).transpose()?.flatten();
        let counts = request.total || request.months || !request.facets.is_empty();
        Ok(Pass { searcher, query, plan, coarse, needs_scores, counts, scoring: OnceCell::new(), counting: OnceCell::new() })
    }

    fn scoring(&self) -> tantivy::Result<&dyn Weight> {
        made(&self.scoring, || self.query.weight(EnableScoring::enabled_from_searcher(self.searcher)))
    }

    fn counting(&self) -> tantivy::Result<&dyn Weight> {
        made(&self.counting, || self.query.weight(EnableScoring::disabled_from_searcher(self.searcher)))
    }

    pub fn run(&mut self, gather: &mut Gather, best: &mut Best) -> Result<()> {
        let segment = gather.segment;
        if !self.needs_scores {
            return self.run_without_scores(gather, best);
        }
        let tests = match &self.plan {
            Some(plan) => plan.tests(segment)?.map(|tests| (plan, tests)),
            None => None,
        };
        let mut fault = None;
        let Some((plan, mut tests)) = tests else {
            if let Some(coarse) = &self.coarse {
                let mut scores = coarse.scores(segment)?;
                let columns = gather.columns.clone();
                let mut offer = |taken: &[DocId]| {
                    taken.iter().try_for_each(|doc| match scores.above(best.threshold(), *doc) {
                        Some(score) => best.offer(segment, &columns, *doc, score),
                        None => Ok(()),
                    })
                };
                if let Some(set) = dense::found(self.searcher, self.query, segment)? {
                    return Ok(gather.count_set(set, offer)?);
                }
                self.counting()?.for_each_no_score(segment, &mut |docs| {
                    let offered = gather.count_taken(docs).and_then(&mut offer);
                    fault = fault.take().or(offered.err());
                })?;
                return fault.map_or(Ok(()), |fault| Err(fault.into()));
            }
            self.scoring()?.for_each(segment, &mut |doc, score| {
                let offered = gather.takes(doc).and_then(|takes| {
                    if takes {
                        gather.count(doc);
                        best.offer(segment, &gather.columns, doc, score)?;
                    }
                    Ok(())
                });
                fault = fault.take().or(offered.err());
            })?;
            return fault.map_or(Ok(()), |fault| Err(fault.into()));
        };
        let margin = plan.margin(self.searcher, segment)?;
        plan.for_each_pruning(best.threshold() * margin, segment, &mut |doc, score| {
            let offered = gather.takes(doc).and_then(|takes| {
                if takes && tests.pass(doc) { best.offer(segment, &gather.columns, doc, score) } else { Ok(()) }
            });
            fault = fault.take().or(offered.err());
            best.threshold() * margin
        })?;
        match fault {
            Some(fault) => Err(fault.into()),
            None if self.counts => self.count(gather),
            None => Ok(()),
        }
    }

    fn run_without_scores(&self, gather: &mut Gather, best: &mut Best) -> Result<()> {
        let segment = gather.segment;
        if best.needs_nothing_of(segment, &gather.columns)? {
            return if self.counts { self.count(gather) } else { Ok(()) };
        }
        let columns = gather.columns.clone();
        if let Some(set) = dense::found(self.searcher, self.query, segment)? {
            return Ok(gather.count_set(set, |taken| best.offer_all(segment, &columns, taken))?);
        }
        let mut fault = None;
        self.counting()?.for_each_no_score(segment, &mut |docs| {
            let offered = gather.count_taken(docs).and_then(|taken| best.offer_all(segment, &columns, taken));
            fault = fault.take().or(offered.err());
        })?;
        fault.map_or(Ok(()), |fault| Err(fault.into()))
    }

    fn count(&self, gather: &mut Gather) -> Result<()> {
        let segment = gather.segment;
        // The index knows how many articles have a word.
        if gather.counts_only_articles() && !self.query.is::<BooleanQuery>() {
            gather.total = u64::from(self.counting()?.count(segment)?);
            return Ok(());
        }
        if let Some(set) = dense::found(self.searcher, self.query, segment)? {
            return Ok(gather.count_only_set(set)?);
        }
        if gather.counts_only_articles() {
            gather.total = u64::from(self.counting()?.count(segment)?);
            return Ok(());
        }
        let mut fault = None;
        self.counting()?.for_each_no_score(segment, &mut |docs| {
            fault = fault.take().or(gather.count_taken(docs).err());
        })?;
        fault.map_or(Ok(()), |fault| Err(fault.into()))
    }
}

fn made(
    cell: &OnceCell<Box<dyn Weight>>,
    make: impl FnOnce() -> tantivy::Result<Box<dyn Weight>>,
) -> tantivy::Result<&dyn Weight> {
    if let Some(weight) = cell.get() {
        return Ok(weight.as_ref());
    }
    let weight = make()?;
    Ok(cell.get_or_init(|| weight).as_ref())
}
