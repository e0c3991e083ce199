//! The parts of a query at one article of a segment: how often its words stand there, and whether its conditions hold.

use super::explanation::ScorePart;
use super::similarity::{Similarities, Similarity};
use crate::analysis::GAP_POSITIONS;
use crate::query::compile::{Effort, Scored, SpanQuery};
use std::sync::Arc;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EnableScoring, Query, Scorer};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Searcher, SegmentReader};

/// A query's parts, on the postings of one segment.
pub enum Cursor<'a> {
    Word(Box<Word<'a>>),
    Spans { scorer: Box<dyn Scorer>, shown: &'a str, times: f64 },
    Filter(Box<dyn Scorer>),
    All(Vec<Cursor<'a>>),
    Any(Vec<Cursor<'a>>),
    Not(Box<Cursor<'a>>),
}

/// A word's postings; none where no article of the segment has it.
pub struct Word<'a> {
    postings: Option<SegmentPostings>,
    positions: Vec<u32>,
    norms: Option<FieldNormReader>,
    similarity: Arc<Similarity>,
    shown: &'a str,
    times: f64,
}

/// Words before this position count twice: those of the headline, which the index holds twice, and of the lead.
///
/// The first thirty words of the story behind the gap, of which a headline takes its length off the beginning. Of 20, 30 and 60 words,
/// counted one and a half, two and three times, this did best on headlines as queries.
const LEAD_END: u32 = GAP_POSITIONS as u32 + 30;

impl<'a> Cursor<'a> {
    /// Opens a query's parts.
    pub fn open(
        scored: &'a Scored,
        searcher: &Searcher,
        segment: &SegmentReader,
        similarities: &Similarities,
    ) -> tantivy::Result<Cursor<'a>> {
        let open = |part: &'a Scored| Cursor::open(part, searcher, segment, similarities);
        let open_all = |parts: &'a [Scored]| parts.iter().map(open).collect::<tantivy::Result<Vec<_>>>();
        Ok(match scored {
            Scored::Word { term, shown, times } => {
                let index = segment.inverted_index(term.field())?;
                Cursor::Word(Box::new(Word {
                    postings: index.read_postings(term, IndexRecordOption::WithFreqsAndPositions)?,
                    positions: Vec::new(),
                    norms: segment.fieldnorms_readers().get_field(term.field())?,
                    similarity: similarities.of(term),
                    shown,
                    times: f64::from(*times),
                }))
            }
            Scored::Spans { query, shown, times } => {
                // What these articles cost was paid when they were found.
                let query = SpanQuery { program: query.program.clone(), effort: Arc::new(Effort::default()) };
                let weight = query.weight(EnableScoring::enabled_from_searcher(searcher))?;
                Cursor::Spans { scorer: weight.scorer(segment, 1.0)?, shown, times: f64::from(*times) }
            }
            Scored::Filter(query) => {
                let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
                Cursor::Filter(weight.scorer(segment, 1.0)?)
            }
            Scored::All(parts) => Cursor::All(open_all(parts)?),
            Scored::Any(parts) => Cursor::Any(open_all(parts)?),
            Scored::Not(part) => Cursor::Not(Box::new(open(part)?)),
        })
    }

    /// Returns what an article scores, `None` where the part does not hold. Articles are asked for in ascending order. Where `told` is
    /// given, it is told what each word adds.
    pub fn score(&mut self, doc: DocId, mut told: Option<&mut Vec<ScorePart>>) -> Option<f64> {
        match self {
            Cursor::Word(word) => {
                let part = word.score(doc)?;
                let adds = part.adds;
                if let Some(told) = told {
                    told.push(ScorePart { what: word.shown.to_owned(), ..part });
                }
                Some(adds)
            }
            Cursor::Spans { scorer, shown, times } => {
                let adds = stands_at(scorer.as_mut(), doc).then(|| *times * f64::from(scorer.score()))?;
                if let Some(told) = told {
                    told.push(ScorePart { what: (*shown).to_owned(), adds, ..ScorePart::default() });
                }
                Some(adds)
            }
            Cursor::Filter(scorer) => stands_at(scorer.as_mut(), doc).then_some(0.0),
            Cursor::All(parts) => {
                let before = told.as_ref().map(|told| told.len());
                let mut sum = 0.0;
                for part in parts {
                    match part.score(doc, told.as_deref_mut()) {
                        Some(adds) => sum += adds,
                        None => {
                            // What has been told of this part does not count.
                            if let (Some(told), Some(before)) = (told, before) {
                                told.truncate(before);
                            }
                            return None;
                        }
                    }
                }
                Some(sum)
            }
            Cursor::Any(parts) => {
                let mut sum = None;
                for part in parts {
                    if let Some(adds) = part.score(doc, told.as_deref_mut()) {
                        *sum.get_or_insert(0.0) += adds;
                    }
                }
                sum
            }
            Cursor::Not(part) => part.score(doc, None).is_none().then_some(0.0),
        }
    }
}

impl Word<'_> {
    fn score(&mut self, doc: DocId) -> Option<ScorePart> {
        let postings = self.postings.as_mut()?;
        if !stands_at(postings, doc) {
            return None;
        }
        postings.positions(&mut self.positions);
        let occurrences = postings.term_freq();
        let in_lead = count_in_lead(&self.positions);
        let norm = self.norms.as_ref().map_or(1, |norms| norms.fieldnorm_id(doc));
        let adds = self.times * self.similarity.score(occurrences + in_lead, norm);
        Some(ScorePart {
            occurrences,
            in_lead,
            rarity: self.similarity.rarity(),
            times: self.times,
            adds,
            ..ScorePart::default()
        })
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
            [(&[], 0), (&[112, 129], 2), (&[112, 130, 180], 1), (&[3, 3, 112], 1), (&[3, 3, 7, 7], 0)];
        for (positions, expected) in table {
            assert_eq!(count_in_lead(positions), expected, "{positions:?}");
        }
    }
}
