//! Takes a query apart: words, of which pruning finds the best without scoring all, and conditions that an article must keep beside.
//!
//! Rule kept here: what is found, and how it scores, is the same with a plan and without; the choice is one of speed alone.

use super::pruned::Pruned;
use crate::query::compile::{SpanQuery, Unscored};
use tantivy::query::{Bm25StatisticsProvider, BooleanQuery, BoostQuery, EnableScoring, Occur, Query, Scorer, TermQuery, Weight};
use tantivy::schema::Field;
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, Term};

/// A query that can be pruned.
pub struct Plan {
    /// What makes the score.
    pub words: Box<dyn Query>,
    /// What adds nothing to it.
    pub conditions: Vec<Condition>,
}

/// What articles must, or must not, match.
pub struct Condition {
    query: Box<dyn Query>,
    is_excluded: bool,
}

impl Plan {
    /// Returns the plan of a query, `None` where nothing in it can be pruned. Of three scores the sum depends, in its last digit, on their
    /// order, which pruning changes from article to article; `is_rough`: that is no matter.
    pub fn of(query: &dyn Query, is_rough: bool) -> Option<Plan> {
        if prunes(query, is_rough) {
            return Some(Plan { words: query.box_clone(), conditions: Vec::new() });
        }
        let clauses = query.downcast_ref::<BooleanQuery>().map(BooleanQuery::clauses)?;
        let mut words: Vec<&dyn Query> = Vec::new();
        let mut conditions = Vec::new();
        for (occur, clause) in clauses {
            let condition = |is_excluded| Condition { query: clause.box_clone(), is_excluded };
            match occur {
                Occur::Should => return None,
                Occur::MustNot => conditions.push(condition(true)),
                // Filters score 0, whatever the order in which scores are added.
                Occur::Must if clause.is::<Unscored>() => conditions.push(condition(false)),
                Occur::Must => words.push(clause.as_ref()),
            }
        }
        let mut plan = match words.as_slice() {
            [] => return None,
            [word] => Plan::of(*word, is_rough)?,
            words => {
                let words = BooleanQuery::intersection(words.iter().map(|word| word.box_clone()).collect());
                prunes(&words, is_rough).then(|| Plan { words: Box::new(words), conditions: Vec::new() })?
            }
        };
        plan.conditions.extend(conditions);
        Some(plan)
    }

    pub fn weights(&self, searcher: &Searcher) -> tantivy::Result<PlanWeights> {
        let without_scores = |condition: &Condition| {
            Ok((condition.query.weight(EnableScoring::disabled_from_searcher(searcher))?, condition.is_excluded))
        };
        let mut fields = Vec::new();
        self.words.query_terms(&mut |term, _| {
            if !fields.contains(&term.field()) {
                fields.push(term.field());
            }
        });
        let words = match groups(self.words.as_ref()) {
            Some(groups) => Words::Groups(Pruned::new(searcher, &groups)?),
            None => Words::Weight(self.words.weight(EnableScoring::enabled_from_searcher(searcher))?),
        };
        Ok(PlanWeights { fields, words, conditions: self.conditions.iter().map(without_scores).collect::<tantivy::Result<_>>()? })
    }
}

/// A plan for all segments.
pub struct PlanWeights {
    words: Words,
    /// Those of the words.
    fields: Vec<Field>,
    conditions: Vec<(Box<dyn Weight>, bool)>,
}

/// What finds the best of the words.
enum Words {
    Groups(Pruned),
    Weight(Box<dyn Weight>),
}

impl PlanWeights {
    /// Calls `each`, which returns the threshold from then on, with the articles of a segment that surpass it, in order.
    pub fn for_each_pruning(
        &self,
        threshold: Score,
        segment: &SegmentReader,
        each: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        match &self.words {
            Words::Groups(pruned) => pruned.for_each(segment, threshold, each),
            Words::Weight(weight) => weight.for_each_pruning(threshold, segment, each),
        }
    }

    /// Whether more is asked of an article than words.
    pub fn has_conditions(&self) -> bool {
        !self.conditions.is_empty()
    }

    /// Returns the part of a threshold that pruning in a segment may go by.
    ///
    /// For a block of postings tantivy keeps the count and length that scored most when the segment was written, by the average length of
    /// its own articles. By that of all articles others of the block may score more, but by no more than the two averages differ.
    pub fn margin(&self, searcher: &Searcher, segment: &SegmentReader) -> tantivy::Result<Score> {
        const ROUNDING: Score = 1.0 - 1e-5;
        let mut margin = ROUNDING;
        for field in &self.fields {
            let of_all = searcher.total_num_tokens(*field)? as Score / searcher.total_num_docs()?.max(1) as Score;
            let own = segment.inverted_index(*field)?.total_num_tokens() as Score / segment.max_doc().max(1) as Score;
            let ratio = own.max(1e-3) / of_all.max(1e-3);
            margin *= ratio.min(ratio.recip());
        }
        Ok(margin)
    }

    /// Returns the tests for one segment, `None` where so few articles pass that it is faster to go through those.
    pub fn tests(&self, segment: &SegmentReader) -> tantivy::Result<Option<Tests>> {
        /// Of so many articles one must pass.
        const NARROW: u64 = 8;
        let mut tests = Tests(Vec::with_capacity(self.conditions.len()));
        let all = u64::from(segment.max_doc());
        let mut passing = all;
        for (condition, is_excluded) in &self.conditions {
            let scorer = condition.scorer(segment, 1.0)?;
            let size = u64::from(scorer.size_hint()).min(all);
            passing = passing.min(if *is_excluded { all - size } else { size });
            tests.0.push((scorer, *is_excluded));
        }
        Ok((passing * NARROW >= all).then_some(tests))
    }
}

/// The conditions in one segment. Articles are asked for in order.
pub struct Tests(Vec<(Box<dyn Scorer>, bool)>);

impl Tests {
    pub fn pass(&mut self, doc: DocId) -> bool {
        self.0.iter_mut().all(|(scorer, is_excluded)| {
            if scorer.doc() < doc {
                scorer.seek(doc);
            }
            (scorer.doc() == doc) != *is_excluded
        })
    }
}

/// Whether tantivy, or our own matcher, can find the best answers without scoring all: combinations of words, and whatever goes by the
/// places of words.
fn prunes(query: &dyn Query, is_rough: bool) -> bool {
    let is_word = |query: &dyn Query| query.is::<TermQuery>();
    if is_word(query) || query.is::<SpanQuery>() {
        return true;
    }
    let Some(clauses) = query.downcast_ref::<BooleanQuery>().map(BooleanQuery::clauses) else { return false };
    if is_rough && groups(query).is_some() {
        return true;
    }
    let occur = clauses.first().map(|(occur, _)| *occur);
    (is_rough || clauses.len() <= 2)
        && occur != Some(Occur::MustNot)
        && clauses.iter().all(|(other, clause)| Some(*other) == occur && (is_word(clause.as_ref()) || clause.is::<BoostQuery>()))
}

/// Returns the groups of words of each of which an article must have one, where a query is made of such. `None` for words that must all be
/// there, which are tantivy's.
fn groups(query: &dyn Query) -> Option<Vec<Vec<Term>>> {
    let clauses = query.downcast_ref::<BooleanQuery>()?.clauses();
    if let Some(words) = alternatives(query) {
        return Some(vec![words]);
    }
    let group = |(occur, clause): &(Occur, Box<dyn Query>)| match clause.downcast_ref::<TermQuery>() {
        _ if *occur != Occur::Must => None,
        Some(word) => Some(vec![word.term().clone()]),
        None => alternatives(clause.as_ref()),
    };
    let groups = clauses.iter().map(group).collect::<Option<Vec<_>>>()?;
    let has_alternatives = groups.iter().any(|group| group.len() > 1);
    has_alternatives.then_some(groups)
}

/// Returns the words of a query for any of some.
fn alternatives(query: &dyn Query) -> Option<Vec<Term>> {
    let clauses = query.downcast_ref::<BooleanQuery>()?.clauses();
    let word = |(occur, clause): &(Occur, Box<dyn Query>)| {
        clause.downcast_ref::<TermQuery>().filter(|_| *occur == Occur::Should).map(|word| word.term().clone())
    };
    clauses.iter().map(word).collect::<Option<Vec<_>>>().filter(|words| words.len() > 1)
}
