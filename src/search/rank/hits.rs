//! Gives out what a query finds, the best ranked finely.

use super::{Coarse, Ranking, later_first};
use crate::search::collect::{Collected, Found, Request};
use crate::search::columns::Columns;
use crate::search::walk::{MOST_KEPT, Walk};
use anyhow::Result;
use std::collections::VecDeque;
use tantivy::Searcher;
use tantivy::query::Query;

/// What a query finds, in order and so many at a time.
pub struct Hits<'a> {
    searcher: &'a Searcher,
    columns: &'a Columns,
    query: &'a dyn Query,
    request: &'a Request<'a>,
    /// The finely ranked ones that were not yet given out, once they were looked for.
    best: Option<VecDeque<Found>>,
    /// Those behind them.
    behind: Walk<'a>,
    is_behind: bool,
    /// So many are ranked finely.
    depth: usize,
    lift: f32,
    /// What was counted beside the best.
    counted: Option<Collected>,
}

impl<'a> Hits<'a> {
    pub fn new(searcher: &'a Searcher, columns: &'a Columns, query: &'a dyn Query, request: &'a Request) -> Self {
        let behind = Walk::new(searcher, columns, query, request);
        // Where nothing is wanted but counts, there is nothing to rank.
        let depth = request.ranking.map_or(0, |ranking| ranking.depth());
        let is_ranked = request.ranking.is_some() && request.limit > 0;
        Hits { searcher, columns, query, request, best: None, behind, is_behind: !is_ranked, depth, lift: 0.0, counted: None }
    }

    /// Returns what the finely ranked were raised by. Known once they were asked for.
    pub fn lift(&self) -> f32 {
        self.lift
    }

    /// Passes over the first articles. `next` are asked for then, which may be kept along with what is passed over.
    pub fn skip(&mut self, count: usize, next: usize) -> Result<()> {
        if count == 0 {
            return Ok(());
        }
        if self.is_behind || count >= self.depth {
            self.is_behind = true;
            let at_a_time = if count.saturating_add(next) > MOST_KEPT { MOST_KEPT } else { count };
            return self.behind.skip(count, at_a_time);
        }
        self.next(count).map(|_| ())
    }

    /// Returns the next articles, at most so many; fewer where there are no more.
    pub fn next(&mut self, most: usize) -> Result<Vec<Found>> {
        if self.is_behind {
            return self.behind.next(most);
        }
        let Some(best) = &mut self.best else {
            let best = self.find_best()?;
            self.best = Some(best);
            return self.next(most);
        };
        let mut found: Vec<Found> = best.drain(..most.min(best.len())).collect();
        let is_all = self.counted.as_ref().is_some_and(|counted| counted.found.len() <= self.depth);
        if found.len() < most && !is_all {
            self.is_behind = true;
            self.behind.skip(self.depth, self.depth)?;
            found.extend(self.behind.next(most - found.len())?);
        }
        Ok(found)
    }

    /// Returns what was counted beside the articles, `None` before the first of them were asked for.
    pub fn counted(&self) -> Option<&Collected> {
        self.counted.as_ref().or_else(|| self.behind.counted())
    }

    /// Returns what was counted, with some of the articles.
    pub fn with(self, found: Vec<Found>) -> Collected {
        match self.counted {
            Some(counted) => Collected { found, ..counted },
            None => self.behind.with(found),
        }
    }

    fn find_best(&mut self) -> Result<VecDeque<Found>> {
        let ranking = self.request.ranking.expect("what is not ranked is behind from the beginning");
        let mut counted = self.found_coarsely(ranking)?;
        let ranked = counted.found.len().min(self.depth);
        let (best, behind) = counted.found.split_at_mut(ranked);
        ranking.rank(self.searcher, self.request.recency, best)?;
        // Who reads scores expects them to fall.
        if let (Some(worst), Some(next)) = (best.last(), behind.first()) {
            self.lift = (next.score - worst.score).max(0.0);
            best.iter_mut().for_each(|article| article.score += self.lift);
        }
        let best = best.to_vec().into();
        self.counted = Some(counted);
        Ok(best)
    }

    /// Returns the first articles by words, one more than are ranked.
    fn found_coarsely(&self, ranking: &Ranking) -> Result<Collected> {
        // Beyond rounding, sums of the same numbers do not differ.
        const ROUNDING: f32 = 1e-5;
        let wanted = self.depth + 1;
        // Of two numbers there is one sum.
        let coarse = if ranking.scored.leaves() > 2 { Coarse::of(self.searcher, &ranking.scored)? } else { None };
        let mut spare = if coarse.is_some() { 64 } else { 0 };
        loop {
            let request = Request { is_rough: coarse.is_some(), ..self.request.clone() };
            let mut walk = Walk::new(self.searcher, self.columns, self.query, &request);
            let mut found = walk.next(wanted.saturating_add(spare))?;
            let Some(coarse) = &coarse else { return Ok(walk.with(found)) };
            let is_all = found.len() < wanted.saturating_add(spare);
            let last = found.last().map_or(0.0, |found| found.score);
            coarse.score(self.searcher, self.request.recency, &mut found)?;
            found.sort_by(|one, other| other.score.total_cmp(&one.score).then_with(|| later_first(one, other)));
            // What was left out scores no more than the last that was found, which must be less than the last that is wanted.
            if is_all || found.get(wanted - 1).is_some_and(|worst| last < worst.score * (1.0 - ROUNDING)) {
                found.truncate(wanted);
                return Ok(walk.with(found));
            }
            spare = spare.saturating_mul(8);
        }
    }
}
