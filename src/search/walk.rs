//! Goes through all that a query finds, in order and so many at a time.
//!
//! Rule kept here: memory depends on neither the number of articles found nor on how deep a page lies. Each further pass runs the query
//! again and keeps what comes after the last article of the pass before, so that pages fit together whatever the segments.

use super::best::Best;
use super::best::Key;
use super::collect::{Collected, Found, Pass, Request, with_room};
use super::columns::Columns;
use super::gather::Gather;
use anyhow::Result;
use rustc_hash::FxHashMap;
use tantivy::query::Query;
use tantivy::{Searcher, SegmentOrdinal};

/// So many articles are kept at a time, in some three megabytes.
pub const MOST_KEPT: usize = 1 << 16;

/// A walk through what a query finds.
pub struct Walk<'a> {
    searcher: &'a Searcher,
    columns: &'a Columns,
    query: &'a dyn Query,
    request: &'a Request<'a>,
    /// The last article that was passed.
    after: Option<Key>,
    /// What the first pass counted.
    counted: Option<Collected>,
}

impl<'a> Walk<'a> {
    pub fn new(searcher: &'a Searcher, columns: &'a Columns, query: &'a dyn Query, request: &'a Request) -> Self {
        Walk { searcher, columns, query, request, after: None, counted: None }
    }

    /// Returns the next articles, at most so many; fewer where there are no more.
    pub fn next(&mut self, most: usize) -> Result<Vec<Found>> {
        let keys = with_room(self.query, || match self.counted {
            Some(_) => {
                let days = self.request.days.clone();
                let request = Request { total: false, facets: &[], months: false, days, ..*self.request };
                Ok(self.pass(&request, most)?.0)
            }
            None => {
                let (keys, counted) = self.pass(self.request, most)?;
                self.counted = Some(counted);
                anyhow::Ok(keys)
            }
        })?;
        self.after = keys.last().copied().or(self.after);
        Ok(keys.into_iter().map(Key::found).collect())
    }

    /// Passes over so many articles, which are kept at most `at_a_time`.
    pub fn skip(&mut self, count: usize, at_a_time: usize) -> Result<()> {
        let mut left = count;
        while left > 0 {
            let wanted = left.min(at_a_time);
            let passed = self.next(wanted)?.len();
            if passed < wanted {
                break;
            }
            left -= passed;
        }
        Ok(())
    }

    /// Returns what was counted beside the articles, `None` before the first of them were asked for.
    pub fn counted(&self) -> Option<&Collected> {
        self.counted.as_ref()
    }

    /// Returns what was counted, with some of the articles.
    pub fn with(self, found: Vec<Found>) -> Collected {
        Collected { found, ..self.counted.unwrap_or_default() }
    }

    fn pass(&self, request: &Request, most: usize) -> Result<(Vec<Key>, Collected)> {
        let keep = most.min(self.searcher.num_docs() as usize);
        let mut best = Best::new(request.order, request.recency, keep).after(self.after);
        let mut counted = Collected::default();
        let mut facets = vec![FxHashMap::default(); request.facets.len()];
        let mut pass = Pass::new(self.searcher, self.query, request, keep)?;
        for (ordinal, segment) in self.searcher.segment_readers().iter().enumerate() {
            best.segment = ordinal as SegmentOrdinal;
            let mut gather = Gather::new(segment, self.columns, request)?;
            if gather.takes_none() {
                continue;
            }
            pass.run(&mut gather, &mut best)?;
            if request.total {
                counted.total += gather.total;
            }
            gather.finish(self.columns, &mut facets, &mut counted.months)?;
        }
        let values = self.columns.values.borrow();
        let named = |counts: FxHashMap<u32, u64>| {
            counts.into_iter().map(|(number, count)| (values.value(number).to_string(), count)).collect()
        };
        counted.facets = facets.into_iter().map(named).collect();
        Ok((best.into_sorted(), counted))
    }
}

#[cfg(test)]
mod tests {
    use super::super::collect::{Order, collect};
    use super::super::tests::TestIndex;
    use super::*;
    use crate::article::{Article, ArticleDate, DateOrigin, Precision};
    use crate::query::DayRange;
    use crate::query::compile::Reach;
    use jiff::civil::date;

    /// Forty articles of five scores and four dates, of which one is none, so that most share both with others.
    fn articles() -> Vec<Article> {
        let article = |number: usize| Article {
            title: "market".to_string(),
            body: format!("oil {}", "oil price ".repeat(number % 5)),
            date: (!number.is_multiple_of(4)).then(|| ArticleDate {
                day: date(2016, 12, 1 + (number % 4) as i8),
                instant: None,
                precision: Precision::Day,
                origin: DateOrigin::Text,
            }),
            ..Article::default()
        };
        (0..40).map(article).collect()
    }

    #[test]
    fn pages_put_together_are_all_that_is_found_in_any_order_and_over_any_segments() {
        for segment in [3, 17, 40] {
            let index = TestIndex::in_segments(&articles(), segment);
            for (typed, size) in [("oil", 40), ("oil price", 32), ("oil -price", 8), ("market (price OR oil)", 40)] {
                let query = index.compile(typed).query;
                for order in [Order::Score, Order::Newest, Order::Oldest] {
                    for days in [vec![], vec![DayRange { from: Some(date(2016, 12, 3)), to: None }]] {
                        let request = |offset, limit| Request {
                            order,
                            ranking: None,
                            is_rough: false,
                            recency: None,
                            limit,
                            offset,
                            days: days.clone(),
                            total: true,
                            facets: &[],
                            reach: Reach::About,
                            months: false,
                        };
                        let all =
                            collect(&index.searcher, &index.columns, query.as_ref(), &request(0, usize::MAX)).expect("an index");
                        let told = format!("{typed} by {order:?} in segments of {segment}");
                        assert!(!days.is_empty() || all.total == size, "{told}: {}", all.total);
                        for page in [1, 7, 40] {
                            let mut pages = Vec::new();
                            for offset in (0..41).step_by(page) {
                                let page = collect(&index.searcher, &index.columns, query.as_ref(), &request(offset, page));
                                let page = page.expect("an index");
                                assert_eq!(page.total, all.total, "{told}");
                                pages.extend(page.found);
                            }
                            assert_eq!(pages, all.found, "{told} in pages of {page}");
                            let request = request(0, usize::MAX);
                            let mut walk = Walk::new(&index.searcher, &index.columns, query.as_ref(), &request);
                            walk.skip(9, page).expect("an index");
                            let mut walked = Vec::new();
                            loop {
                                let next = walk.next(page).expect("an index");
                                walked.extend_from_slice(&next);
                                if next.len() < page {
                                    break;
                                }
                            }
                            assert_eq!(walked, all.found[all.found.len().min(9)..], "{told}, {page} at a time");
                            assert_eq!(walk.counted().map(|counted| counted.total), Some(all.total));
                        }
                    }
                }
            }
        }
    }
}
