//! Ranks the best articles more finely than tantivy can while it looks for them.
//!
//! In: a query, and what of it scores. Out: what was collected, the best first. Two steps: tantivy finds the [`DEPTH`] best by BM25 of words,
//! passing over what cannot be among them; these are scored anew, with the lead and with parameters of our own. What comes behind them stays
//! in the order in which it was found.
//!
//! Rule kept here: two copies of a text score the same, in whatever segments and whichever others were passed over. So sums are added up
//! in the order of the query, not in that in which tantivy comes upon the words.

mod about;
mod cursors;
mod similarity;

use super::collect::{Collected, Found, Request, collect};
use crate::query::compile::Scored;
use anyhow::Result;
pub use about::{Named, Names, rows_of};
use cursors::{Cursor, Sums, stands_at};
use similarity::Similarities;
use std::cmp::Ordering;
use tantivy::query::{EnableScoring, Query, Scorer};
use tantivy::{Searcher, SegmentReader};

/// So many of the best are ranked finely.
pub const DEPTH: usize = 200;

/// What articles are ranked by.
pub struct Ranking<'a> {
    pub scored: &'a Scored,
    pub named: Vec<Named>,
}

/// Runs a query whose articles are wanted in the order of their scores.
pub fn collect_ranked(
    searcher: &Searcher,
    query: &dyn Query,
    ranking: &Ranking,
    request: &Request,
) -> Result<Collected> {
    let end = request.offset.saturating_add(request.limit);
    if end == 0 {
        return collect(searcher, query, request);
    }
    let is_fine = request.offset < DEPTH;
    let wanted = if is_fine { end.max(DEPTH + 1) } else { end };
    let similarities = Similarities::new(ranking.scored, searcher)?;
    let ranker = Ranker { searcher, ranking, similarities };
    let (mut collected, mut ranked) = ranker.coarsely(query, request, wanted)?;
    if is_fine {
        ranker.finely(&mut ranked)?;
    }
    let ranked = ranked.into_iter().skip(request.offset).take(request.limit);
    collected.found = ranked.map(|Ranked { found, sums }| Found { score: sums.fine as f32, ..found }).collect();
    Ok(collected)
}

#[derive(Clone, Copy)]
struct Ranked {
    found: Found,
    sums: Sums,
}

impl Ranked {
    fn new(found: Found) -> Ranked {
        let score = f64::from(found.score);
        Ranked { found, sums: Sums { coarse: score, fine: score } }
    }

    /// By score, and where that is the same as all hits are.
    fn order(&self, other: &Ranked, score: impl Fn(&Sums) -> f64) -> Ordering {
        let (found, behind) = (&self.found, &other.found);
        let score = score(&other.sums).total_cmp(&score(&self.sums));
        score.then(behind.date.cmp(&found.date)).then(found.id.cmp(&behind.id))
    }
}

struct Ranker<'a> {
    searcher: &'a Searcher,
    ranking: &'a Ranking<'a>,
    similarities: Similarities,
}

impl Ranker<'_> {
    /// Returns the first articles as tantivy scores them, but for the order in which it adds.
    fn coarsely(&self, query: &dyn Query, request: &Request, wanted: usize) -> Result<(Collected, Vec<Ranked>)> {
        // Beyond rounding, sums of the same numbers do not differ.
        const ROUNDING: f64 = 1e-5;
        // Of two numbers there is one sum.
        let mut spare = if self.ranking.scored.leaves() > 2 { 64 } else { 0 };
        loop {
            let limit = wanted.saturating_add(spare);
            let mut collected = collect(self.searcher, query, &Request { offset: 0, limit, ..*request })?;
            let last = collected.found.last().map_or(0.0, |found| f64::from(found.score));
            let is_all = collected.found.len() < limit;
            let mut ranked: Vec<Ranked> = std::mem::take(&mut collected.found).into_iter().map(Ranked::new).collect();
            if spare == 0 {
                return Ok((collected, ranked));
            }
            self.score(&mut ranked, false)?;
            ranked.sort_by(|one, other| one.order(other, |sums| sums.coarse));
            // What was left out scores no more than the last that was found, which must be less than the last that is wanted.
            if is_all || ranked.get(wanted - 1).is_some_and(|worst| last < worst.sums.coarse * (1.0 - ROUNDING)) {
                ranked.truncate(wanted);
                return Ok((collected, ranked));
            }
            spare = spare.saturating_mul(8);
        }
    }

    /// Puts the first in their final order.
    fn finely(&self, ranked: &mut [Ranked]) -> Result<()> {
        let (best, behind) = ranked.split_at_mut(ranked.len().min(DEPTH));
        self.score(best, true)?;
        best.sort_by(|one, other| one.order(other, |sums| sums.fine));
        // Who reads scores expects them to fall.
        if let (Some(worst), Some(next)) = (best.last(), behind.first()) {
            let lift = (next.sums.coarse - worst.sums.fine).max(0.0);
            best.iter_mut().for_each(|article| article.sums.fine += lift);
        }
        Ok(())
    }

    fn score(&self, ranked: &mut [Ranked], is_fine: bool) -> Result<()> {
        let mut articles: Vec<&mut Ranked> = ranked.iter_mut().collect();
        articles.sort_unstable_by_key(|article| (article.found.segment, article.found.doc));
        let mut positions = Vec::new();
        for of_segment in articles.chunk_by_mut(|one, other| one.found.segment == other.found.segment) {
            let segment = self.searcher.segment_reader(of_segment[0].found.segment);
            let mut cursor = Cursor::open(self.ranking.scored, self.searcher, segment, &self.similarities)?;
            let mut named = if is_fine { self.open_named(segment)? } else { Vec::new() };
            for article in of_segment {
                let positions = is_fine.then_some(&mut positions);
                let doc = article.found.doc;
                article.sums = cursor.score(doc, positions).unwrap_or_default();
                for (articles, worth) in &mut named {
                    if stands_at(articles.as_mut(), doc) {
                        article.sums.fine += *worth;
                    }
                }
            }
        }
        Ok(())
    }

    fn open_named(&self, segment: &SegmentReader) -> tantivy::Result<Vec<(Box<dyn Scorer>, f64)>> {
        let unscored = EnableScoring::disabled_from_searcher(self.searcher);
        let open = |named: &Named| Ok((named.articles.weight(unscored)?.scorer(segment, 1.0)?, named.worth));
        self.ranking.named.iter().map(open).collect()
    }
}
