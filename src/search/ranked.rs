//! Scores the articles of a combination of words that tantivy cannot prune, as far as each may be among the best.
//!
//! In: articles in order, and the score that must be surpassed. Out: their scores, or nothing. Rule kept here: a score is to the last
//! digit the one that tantivy gives, so sums of more than two scores, which depend on their order, are left to it.

use crate::query::compile::Unscored;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25Weight, BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, Term};

/// What the score of a query is made of.
pub struct Ranking {
    words: Vec<(Term, Bm25Weight)>,
    sum: Sum,
}

enum Sum {
    /// Position among the words.
    Word(usize),
    /// Of at most two.
    Of(Vec<Sum>),
}

impl Ranking {
    /// Returns how a query scores, `None` where that is not for us to say.
    pub fn of(searcher: &Searcher, query: &dyn Query) -> tantivy::Result<Option<Ranking>> {
        let mut terms = Vec::new();
        // One word, and what has no parts, tantivy prunes.
        let Some(sum) = query.downcast_ref::<BooleanQuery>().and_then(|_| sum(query, &mut terms)) else { return Ok(None) };
        let weigh = |term: Term| Ok((term.clone(), Bm25Weight::for_terms(searcher, &[term])?));
        let words = terms.into_iter().map(weigh).collect::<tantivy::Result<_>>()?;
        Ok(Some(Ranking { words, sum }))
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

fn sum(query: &dyn Query, terms: &mut Vec<Term>) -> Option<Sum> {
    if let Some(word) = query.downcast_ref::<TermQuery>() {
        terms.push(word.term().clone());
        return Some(Sum::Word(terms.len() - 1));
    }
    let mut parts = Vec::new();
    for (occur, clause) in query.downcast_ref::<BooleanQuery>()?.clauses() {
        // What excludes or filters adds nothing.
        if *occur != Occur::MustNot && !clause.is::<Unscored>() {
            parts.push(sum(clause.as_ref(), terms)?);
        }
    }
    (parts.len() <= 2).then_some(Sum::Of(parts))
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
        let score = self.sum.of(&self.scores);
        (score > threshold).then_some(score)
    }
}

impl Sum {
    fn of(&self, scores: &[Score]) -> Score {
        match self {
            Sum::Word(at) => scores[*at],
            Sum::Of(parts) => parts.iter().fold(0.0, |sum, part| sum + part.of(scores)),
        }
    }
}
