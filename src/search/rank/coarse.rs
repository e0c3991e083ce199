//! Scores articles as tantivy does, but adds up in the order of the query.
//!
//! In: articles in order, and the score that must be surpassed. Out: their scores, or nothing. Rule kept here: a score of two words is to
//! the last digit the one that tantivy gives; one of more, which depends on the order, is the same for two copies of a text.

use crate::query::compile::Scored;
use crate::search::collect::Found;
use crate::search::recency::Recency;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::Bm25Weight;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, Term};

/// What the score of a query is made of: words alone.
pub struct Coarse {
    words: Vec<(Term, Bm25Weight)>,
    sum: Sum,
}

enum Sum {
    /// Position among the words.
    Word(usize),
    All(Vec<Sum>),
    Any(Vec<Sum>),
}

impl Coarse {
    /// Returns how a query scores, `None` where that goes by more than its words.
    pub fn of(searcher: &Searcher, scored: &Scored) -> tantivy::Result<Option<Coarse>> {
        let mut words = Vec::new();
        let Some(sum) = sum(scored, true, &mut words) else { return Ok(None) };
        let weigh = |(term, times): (Term, f32)| {
            let weight = Bm25Weight::for_terms(searcher, std::slice::from_ref(&term))?;
            Ok((term, weight.boost_by(times)))
        };
        let words = words.into_iter().map(weigh).collect::<tantivy::Result<_>>()?;
        Ok(Some(Coarse { words, sum }))
    }

    /// Scores articles anew.
    pub fn score(&self, searcher: &Searcher, recency: Option<Recency>, found: &mut [Found]) -> tantivy::Result<()> {
        found.sort_unstable_by_key(|article| (article.segment, article.doc));
        for of_segment in found.chunk_by_mut(|one, other| one.segment == other.segment) {
            let mut scores = self.scores(searcher.segment_reader(of_segment[0].segment))?;
            for article in of_segment {
                let score = scores.above(Score::MIN, article.doc).unwrap_or_default();
                article.score = recency.map_or(score, |recency| recency.applied(score, article.date));
            }
        }
        Ok(())
    }

    /// Returns what scores the articles of a segment.
    pub fn scores(&self, segment: &SegmentReader) -> tantivy::Result<Scores<'_>> {
        let mut words = Vec::with_capacity(self.words.len());
        for (at, (term, weight)) in self.words.iter().enumerate() {
            let postings = segment.inverted_index(term.field())?.read_postings(term, IndexRecordOption::WithFreqs)?;
            let norms = segment.fieldnorms_readers().get_field(term.field())?;
            let norms = norms.unwrap_or_else(|| FieldNormReader::constant(segment.max_doc(), 1));
            words.extend(postings.map(|postings| Word { at, postings, norms, weight, most: weight.max_score() }));
        }
        // What adds most tells soonest that an article is not among the best.
        words.sort_by(|one, other| other.most.total_cmp(&one.most));
        Ok(Scores { scores: vec![0.0; self.words.len()], words, sum: &self.sum })
    }
}

/// `is_outermost`: whether what the part demands holds of every article that is found.
fn sum(scored: &Scored, is_outermost: bool, words: &mut Vec<(Term, f32)>) -> Option<Sum> {
    match scored {
        Scored::All(parts) => parts.iter().map(|part| sum(part, is_outermost, words)).collect::<Option<_>>().map(Sum::All),
        Scored::Any(parts) => {
            // What is found has one of the parts, so what only filters holds or does not matter.
            let of_part = |part: &Scored| match part {
                Scored::Filter(_) if is_outermost => Some(Sum::All(Vec::new())),
                part => sum(part, false, words),
            };
            parts.iter().map(of_part).collect::<Option<_>>().map(Sum::Any)
        }
        Scored::Word { term, times, .. } => {
            words.push((term.clone(), *times));
            Some(Sum::Word(words.len() - 1))
        }
        // What excludes or filters adds nothing.
        Scored::Filter(_) | Scored::Not(_) if is_outermost => Some(Sum::All(Vec::new())),
        Scored::Filter(_) | Scored::Not(_) | Scored::Spans { .. } => None,
    }
}

/// Scores the articles of a segment.
pub struct Scores<'a> {
    words: Vec<Word<'a>>,
    sum: &'a Sum,
    /// What each word adds to the score of the article at hand.
    scores: Vec<Score>,
}

struct Word<'a> {
    at: usize,
    postings: SegmentPostings,
    norms: FieldNormReader,
    weight: &'a Bm25Weight,
    /// It adds no more to any article.
    most: Score,
}

impl Scores<'_> {
    /// Returns the score of an article that matches, `None` where it does not surpass the threshold. Articles are asked for in order.
    pub fn above(&mut self, threshold: Score, doc: DocId) -> Option<Score> {
        /// What is added up in another order may differ by that much.
        const ROUNDING: Score = 1.0 + 1e-5;
        let mut most: Score = self.words.iter().map(|word| word.most).sum();
        for word in &mut self.words {
            if most * ROUNDING <= threshold {
                return None;
            }
            if word.postings.doc() < doc {
                word.postings.seek(doc);
            }
            let has_word = word.postings.doc() == doc;
            let score = if has_word { word.weight.score(word.norms.fieldnorm_id(doc), word.postings.term_freq()) } else { 0.0 };
            self.scores[word.at] = score;
            most += score - word.most;
        }
        let score = self.sum.of(&self.scores).unwrap_or_default();
        (score > threshold).then_some(score)
    }
}

impl Sum {
    /// Adds up; `None` where the part does not hold. A word that is there adds more than 0.
    fn of(&self, scores: &[Score]) -> Option<Score> {
        match self {
            Sum::Word(at) => Some(scores[*at]).filter(|score| *score > 0.0),
            Sum::All(parts) => parts.iter().try_fold(0.0, |sum, part| Some(sum + part.of(scores)?)),
            Sum::Any(parts) => {
                let held = parts.iter().filter_map(|part| part.of(scores));
                held.fold(None, |sum, score| Some(sum.unwrap_or(0.0) + score))
            }
        }
    }
}
