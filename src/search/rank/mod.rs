//! Ranks the best articles more finely than tantivy can while it looks for them.
//!
//! In: a query, and what of it scores. Out: what was found, the best first. Two steps: the [`DEPTH`] best are found by BM25 of words, and
//! what cannot be among them is passed over; these are scored anew, with the lead, with parameters of our own, and with the places and
//! organizations that the query names. What comes behind them stays in the order in which it was found.
//!
//! Rule kept here: two copies of a text score the same, in whatever segments and whichever others were passed over. So sums are added up
//! in the order of the query, not in that in which tantivy comes upon the words.

mod about;
mod coarse;
mod cursors;
mod explanation;
mod hits;
mod meant;
mod similarity;
#[cfg(test)]
mod tests;

pub use about::{Named, Names, rows_of};
pub use coarse::Coarse;
pub use explanation::{ScoreExplanation, ScorePart};
pub use hits::Hits;
pub use meant::Meant;

use super::collect::Found;
use super::recency::Recency;
use crate::query::compile::Scored;
use anyhow::Result;
use cursors::{Cursor, stands_at};
use similarity::Similarities;
use std::cmp::Ordering;
use tantivy::query::{EnableScoring, Scorer};
use tantivy::{DocId, Searcher, SegmentOrdinal, SegmentReader};

/// So many of the best are ranked finely, at most.
pub const DEPTH: usize = 200;
/// And of those that have all words, or one.
const SHALLOW: usize = 50;

/// What articles are ranked by.
pub struct Ranking<'a> {
    pub scored: Scored,
    pub named: Vec<Named>,
    /// What the query means, where the archive has learned.
    pub meant: Option<Meant<'a>>,
}

impl Ranking<'_> {
    /// Returns how many of the best are ranked finely: more of those that have any of some words than of those that have them all, whose
    /// order is not far from the final one.
    pub fn depth(&self) -> usize {
        let is_question = matches!(&self.scored, Scored::Any(parts) if parts.len() > 2);
        if is_question { DEPTH } else { SHALLOW }
    }

    /// Puts articles in their final order.
    fn rank(&self, searcher: &Searcher, recency: Option<Recency>, found: &mut [Found]) -> Result<()> {
        let mut scored = Fine::new(self, searcher)?.scores(found)?;
        if let Some(recency) = recency {
            scored.iter_mut().for_each(|(article, score)| *score *= recency.factor(article.date));
        }
        scored.sort_by(|(one, score), (other, other_score)| other_score.total_cmp(score).then_with(|| later_first(one, other)));
        for (place, (article, score)) in found.iter_mut().zip(scored) {
            *place = Found { score: score as f32, ..article };
        }
        Ok(())
    }

    /// Tells what an article scores, and returns it; `None` where a part that must hold does not.
    pub fn explain(
        &self,
        searcher: &Searcher,
        segment: SegmentOrdinal,
        doc: DocId,
        row: u64,
    ) -> Result<(Option<f64>, Vec<ScorePart>)> {
        let mut told = Vec::new();
        let mut segment = Fine::new(self, searcher)?.open(segment)?;
        let score = segment.score(doc, row, Some(&mut told));
        Ok((score, told))
    }
}

/// Orders articles that score the same.
fn later_first(one: &Found, other: &Found) -> Ordering {
    other.date.cmp(&one.date).then(one.id.cmp(&other.id))
}

/// What scores articles finely.
struct Fine<'a> {
    ranking: &'a Ranking<'a>,
    searcher: &'a Searcher,
    similarities: Similarities,
}

/// The same in one segment.
struct FineSegment<'a> {
    cursor: Cursor<'a>,
    named: Vec<(Box<dyn Scorer>, &'a Named)>,
    /// And what all words could score at most.
    meant: Option<(&'a Meant<'a>, f64)>,
}

impl<'a> Fine<'a> {
    fn new(ranking: &'a Ranking<'a>, searcher: &'a Searcher) -> Result<Self> {
        Ok(Fine { ranking, searcher, similarities: Similarities::new(&ranking.scored, searcher)? })
    }

    fn open(&self, segment: SegmentOrdinal) -> Result<FineSegment<'a>> {
        let segment: &SegmentReader = self.searcher.segment_reader(segment);
        let unscored = EnableScoring::disabled_from_searcher(self.searcher);
        let open = |named: &'a Named| Ok((named.articles.weight(unscored)?.scorer(segment, 1.0)?, named));
        Ok(FineSegment {
            cursor: Cursor::open(&self.ranking.scored, self.searcher, segment, &self.similarities)?,
            named: self.ranking.named.iter().map(open).collect::<tantivy::Result<_>>()?,
            meant: self.ranking.meant.as_ref().map(|meant| (meant, self.most())),
        })
    }

    /// Returns what all words of the query could score at most.
    fn most(&self) -> f64 {
        let mut most = 0.0;
        self.ranking.scored.each_scoring_word(&mut |term, times| most += f64::from(times) * self.similarities.of(term).most());
        most
    }

    fn scores(&self, found: &[Found]) -> Result<Vec<(Found, f64)>> {
        let mut articles = found.to_vec();
        articles.sort_unstable_by_key(|article| (article.segment, article.doc));
        let mut scored = Vec::with_capacity(articles.len());
        for of_segment in articles.chunk_by(|one, other| one.segment == other.segment) {
            let mut segment = self.open(of_segment[0].segment)?;
            scored.extend(
                of_segment.iter().map(|article| (*article, segment.score(article.doc, article.row, None).unwrap_or_default())),
            );
        }
        Ok(scored)
    }
}

impl FineSegment<'_> {
    fn score(&mut self, doc: DocId, row: u64, mut told: Option<&mut Vec<ScorePart>>) -> Option<f64> {
        let of_words = self.cursor.score(doc, told.as_deref_mut());
        let mut rewards = 0.0;
        let mut reward = |adds: f64, what: &dyn Fn() -> String| {
            rewards += adds;
            if let Some(told) = told.as_deref_mut() {
                told.push(ScorePart { what: what(), adds, ..ScorePart::default() });
            }
        };
        for (articles, named) in &mut self.named {
            if stands_at(articles.as_mut(), doc) {
                reward(named.worth, &|| named.shown.clone());
            }
        }
        if let Some((meant, most)) = self.meant {
            reward(meant.reward(row, most), &|| "nearness in meaning".to_owned());
        }
        of_words.map(|of_words| of_words + rewards)
    }
}
