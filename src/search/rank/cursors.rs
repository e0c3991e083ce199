//! The parts of a query at one article of a segment: how often its words stand there, and whether its conditions hold.

use super::similarity::{Similarities, Similarity};
use crate::analysis::GAP_POSITIONS;
use crate::query::compile::{Effort, Scored};
use std::sync::Arc;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EnableScoring, Query, Scorer};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Searcher, SegmentReader};

/// A query's parts, on the postings of one segment.
pub enum Cursor {
    Word { postings: Option<SegmentPostings>, norms: Option<FieldNormReader>, similarity: Arc<Similarity>, times: f64 },
    Spans { scorer: Box<dyn Scorer>, times: f64 },
    Filter(Box<dyn Scorer>),
    All(Vec<Cursor>),
    Any(Vec<Cursor>),
    Not(Box<Cursor>),
}

/// What an article scores.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sums {
    /// As tantivy adds it up, but always in the order of the query.
    pub coarse: f64,
    /// With lead and parameters of our own.
    pub fine: f64,
}

impl Sums {
    fn add(&mut self, other: Sums) {
        self.coarse += other.coarse;
        self.fine += other.fine;
    }
}

/// Words before this position count twice: those of the headline, which the index holds twice, and of the lead.
///
/// The first thirty words of the story, behind a headline of ten and the gap. Of 30, 60 and 100 words, counted one and a half, two and
/// three times, this did best on headlines as queries.
const LEAD_END: u32 = GAP_POSITIONS as u32 + 40;

impl Cursor {
    /// Opens a query's parts.
    pub fn open(scored: &Scored, searcher: &Searcher, segment: &SegmentReader, similarities: &Similarities) -> tantivy::Result<Cursor> {
        let open_all = |parts: &[Scored]| -> tantivy::Result<Vec<Cursor>> {
            parts.iter().map(|part| Cursor::open(part, searcher, segment, similarities)).collect()
        };
        Ok(match scored {
            Scored::Word { term, times } => {
                let index = segment.inverted_index(term.field())?;
                Cursor::Word {
                    postings: index.read_postings(term, IndexRecordOption::WithFreqsAndPositions)?,
                    norms: segment.fieldnorms_readers().get_field(term.field())?,
                    similarity: similarities.of(term),
                    times: f64::from(*times),
                }
            }
            Scored::Spans { query, times } => {
                // What these articles cost was paid when they were found.
                let query = crate::query::compile::SpanQuery { program: query.program.clone(), effort: Arc::new(Effort::default()) };
                let weight = query.weight(EnableScoring::enabled_from_searcher(searcher))?;
                Cursor::Spans { scorer: weight.scorer(segment, 1.0)?, times: f64::from(*times) }
            }
            Scored::Filter(query) => {
                let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
                Cursor::Filter(weight.scorer(segment, 1.0)?)
            }
            Scored::All(parts) => Cursor::All(open_all(parts)?),
            Scored::Any(parts) => Cursor::Any(open_all(parts)?),
            Scored::Not(part) => Cursor::Not(Box::new(Cursor::open(part, searcher, segment, similarities)?)),
        })
    }

    /// Returns what an article scores, `None` where the part does not hold. Articles are asked for in ascending order.
    ///
    /// `positions`: room for the places of a word; without it the two sums are the same.
    pub fn score(&mut self, doc: DocId, mut positions: Option<&mut Vec<u32>>) -> Option<Sums> {
        match self {
            Cursor::Word { postings, norms, similarity, times } => {
                let postings = postings.as_mut()?;
                if !stands_at(postings, doc) {
                    return None;
                }
                let norm = norms.as_ref().map_or(1, |norms| norms.fieldnorm_id(doc));
                let count = postings.term_freq();
                let coarse = *times * similarity.coarse(count, norm);
                let fine = match positions {
                    Some(positions) => {
                        postings.positions(positions);
                        *times * similarity.fine(count + count_in_lead(positions), norm)
                    }
                    None => coarse,
                };
                Some(Sums { coarse, fine })
            }
            Cursor::Spans { scorer, times } => {
                let score = stands_at(scorer.as_mut(), doc).then(|| *times * f64::from(scorer.score()))?;
                Some(Sums { coarse: score, fine: score })
            }
            Cursor::Filter(scorer) => stands_at(scorer.as_mut(), doc).then(Sums::default),
            Cursor::All(parts) => {
                let mut sums = Sums::default();
                for part in parts {
                    sums.add(part.score(doc, positions.as_deref_mut())?);
                }
                Some(sums)
            }
            Cursor::Any(parts) => {
                let mut sums = None;
                for part in parts {
                    if let Some(found) = part.score(doc, positions.as_deref_mut()) {
                        sums.get_or_insert_with(Sums::default).add(found);
                    }
                }
                sums
            }
            Cursor::Not(part) => part.score(doc, None).is_none().then(Sums::default),
        }
    }
}

/// Whether an article is among those at which a cursor stands, or will.
pub fn stands_at<D: DocSet + ?Sized>(docs: &mut D, doc: DocId) -> bool {
    let at = docs.doc();
    at == doc || (at < doc && docs.seek(doc) == doc)
}

/// Counts the places in the lead. A place that is there twice is one of the headline, which has been counted twice.
fn count_in_lead(positions: &[u32]) -> u32 {
    let lead = &positions[..positions.partition_point(|position| *position < LEAD_END)];
    let runs = lead.chunk_by(|one, other| one == other);
    runs.filter(|run| run.len() == 1).count() as u32
}

#[cfg(test)]
mod tests {
    use super::count_in_lead;

    #[test]
    fn places_of_the_lead_count_once_more_and_those_of_the_headline_do_not() {
        let table: [(&[u32], u32); 5] =
            [(&[], 0), (&[112, 139], 2), (&[112, 140, 180], 1), (&[3, 3, 112], 1), (&[3, 3, 7, 7], 0)];
        for (positions, expected) in table {
            assert_eq!(count_in_lead(positions), expected, "{positions:?}");
        }
    }
}
