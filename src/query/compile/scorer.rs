//! Runs the matcher over an index, as a query of tantivy's.

use super::cursors::{Candidates, IndexedArticle};
use super::leads::Leads;
use crate::analysis::exact_term;
use crate::query::spans::{CaseRule, Forms, Group, Leaf, Matcher, Spans, occurrences};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{
    Bm25StatisticsProvider, Bm25Weight, BooleanQuery, EnableScoring, Explanation, PhraseQuery, Query, Scorer, Weight,
};
use tantivy::schema::Field;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

/// Words and how they must stand to each other, in one text of the index.
#[derive(Debug)]
pub struct Program {
    pub field: Field,
    /// Where the bounds of the text are, `None` for one without parts.
    pub bounds: Option<Field>,
    pub spans: Spans,
    pub leaves: Vec<Leaf>,
}

/// Articles in which a program matches.
#[derive(Clone)]
pub struct SpanQuery {
    pub program: Arc<Program>,
    pub effort: Arc<Effort>,
}

/// What a query has cost so far, all its programs together.
#[derive(Debug, Default)]
pub struct Effort {
    /// Whether an article has more matches than are looked at.
    pub was_cut: AtomicBool,
    /// Pairs that were looked at.
    pub pairs: AtomicU64,
}

/// Beyond so many pairs, some ten seconds' work, a query looks at no further article. Pairs and not seconds, so that it finds the same
/// on any machine.
pub const MAX_EFFORT: u64 = 1 << 28;

impl fmt::Debug for SpanQuery {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "SpanQuery({:?})", self.program)
    }
}

impl Query for SpanQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let similarity = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => Some(self.program.similarity(statistics_provider)?),
            EnableScoring::Disabled { .. } => {
                // Where nothing is counted, tantivy is faster at words that follow each other.
                if let Some(phrases) = self.program.phrases() {
                    return any_phrase(phrases).weight(scoring);
                }
                None
            }
        };
        Ok(Box::new(SpanWeight { query: self.clone(), similarity }))
    }
}

/// Returns the query for articles that have any of the phrases.
fn any_phrase(mut phrases: Vec<Vec<Term>>) -> Box<dyn Query> {
    match phrases.pop() {
        Some(phrase) if phrases.is_empty() => Box::new(PhraseQuery::new(phrase)),
        last => {
            let phrases = phrases.into_iter().chain(last).map(|phrase| Box::new(PhraseQuery::new(phrase)) as Box<dyn Query>);
            Box::new(BooleanQuery::union(phrases.collect()))
        }
    }
}

impl Program {
    fn terms(&self, leaf: usize) -> impl Iterator<Item = Term> {
        self.leaves[leaf].groups.iter().flat_map(|group| self.terms_of(group))
    }

    pub(super) fn terms_of(&self, group: &Group) -> Vec<Term> {
        match &group.forms {
            Forms::All | Forms::Except(_) => vec![Term::from_field_text(self.field, &group.stem)],
            Forms::Only(surfaces) => {
                surfaces.iter().map(|surface| Term::from_field_text(self.field, &exact_term(&group.stem, surface))).collect()
            }
        }
    }

    /// Returns the phrases of which any will do, where the program is that and each of their words is one term.
    fn phrases(&self) -> Option<Vec<Vec<Term>>> {
        let term = |leaf: &usize| match self.leaves[*leaf].groups.as_slice() {
            [Group { stem, forms: Forms::All }] if self.leaves[*leaf].case == CaseRule::Any => {
                Some(Term::from_field_text(self.field, stem))
            }
            _ => None,
        };
        let phrase = |spans: &Spans| match spans {
            Spans::Phrase(leaves) if leaves.len() > 1 => leaves.iter().map(term).collect::<Option<Vec<Term>>>(),
            _ => None,
        };
        match &self.spans {
            Spans::Any(parts) if !parts.is_empty() => parts.iter().map(phrase).collect(),
            spans => Some(vec![phrase(spans)?]),
        }
    }

    /// Returns BM25 over occurrences, as if the whole were one term as rare as its words are together.
    fn similarity(&self, statistics: &dyn Bm25StatisticsProvider) -> tantivy::Result<Bm25Weight> {
        let articles = statistics.total_num_docs()?;
        let average = statistics.total_num_tokens(self.field)? as Score / articles.max(1) as Score;
        let idf = |count: u64| {
            let count = count.min(articles) as Score;
            (1.0 + (articles as Score - count + 0.5) / (count + 0.5)).ln()
        };
        let unit = Bm25Weight::for_one_term_without_explain(articles, articles, average);
        Ok(unit.boost_by(self.rarity(&self.spans, statistics, &idf)? / idf(articles)))
    }

    fn rarity(
        &self,
        spans: &Spans,
        statistics: &dyn Bm25StatisticsProvider,
        idf: &impl Fn(u64) -> Score,
    ) -> tantivy::Result<Score> {
        Ok(match spans {
            // The same words as several languages stem them are no commoner for it.
            Spans::Any(parts) if parts.iter().all(|part| matches!(part, Spans::Phrase(_))) => {
                let mut commonest = (0, 0.0);
                for part in parts {
                    let articles = self.articles(part, statistics)?;
                    if articles >= commonest.0 {
                        commonest = (articles, self.rarity(part, statistics, idf)?);
                    }
                }
                commonest.1
            }
            Spans::Word(_) | Spans::Any(_) => idf(self.articles(spans, statistics)?),
            Spans::Phrase(leaves) => {
                let mut sum = 0.0;
                for leaf in leaves {
                    sum += idf(self.articles(&Spans::Word(*leaf), statistics)?);
                }
                sum
            }
            Spans::Near { left, is_negated: true, .. } => self.rarity(left, statistics, idf)?,
            Spans::Near { left, right, .. } => self.rarity(left, statistics, idf)? + self.rarity(right, statistics, idf)?,
            Spans::In(_, part) | Spans::AtLeast(_, part) => self.rarity(part, statistics, idf)?,
        })
    }

    /// Returns how many articles match at most.
    fn articles(&self, spans: &Spans, statistics: &dyn Bm25StatisticsProvider) -> tantivy::Result<u64> {
        let mut sum = 0;
        match spans {
            Spans::Word(leaf) => {
                for term in self.terms(*leaf) {
                    sum += statistics.doc_freq(&term)?;
                }
            }
            Spans::Phrase(leaves) => {
                sum = u64::MAX;
                for leaf in leaves {
                    sum = sum.min(self.articles(&Spans::Word(*leaf), statistics)?);
                }
            }
            Spans::Any(parts) => {
                for part in parts {
                    sum += self.articles(part, statistics)?;
                }
            }
            Spans::Near { left, is_negated: true, .. } => sum = self.articles(left, statistics)?,
            Spans::Near { left, right, .. } => {
                sum = self.articles(left, statistics)?.min(self.articles(right, statistics)?);
            }
            Spans::In(_, part) | Spans::AtLeast(_, part) => sum = self.articles(part, statistics)?,
        }
        Ok(sum)
    }
}

struct SpanWeight {
    query: SpanQuery,
    similarity: Option<Bm25Weight>,
}

impl SpanWeight {
    /// Returns a scorer that stands before the first article.
    fn unsettled(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<SpanScorer> {
        let program = &self.query.program;
        let article = IndexedArticle::new(program, segment)?;
        let similarity = match &self.similarity {
            Some(similarity) => {
                let norms = segment.fieldnorms_readers().get_field(program.field)?;
                let norms = norms.unwrap_or_else(|| FieldNormReader::constant(segment.max_doc(), 1));
                Some((similarity.boost_by(boost), norms))
            }
            None => None,
        };
        let mut candidates = Candidates::of(&program.spans);
        candidates.put_rarest_first(&article.leaves);
        Ok(SpanScorer {
            query: self.query.clone(),
            candidates,
            article,
            matcher: Matcher::default(),
            similarity,
            threshold: Score::MIN,
            score: boost,
        })
    }
}

impl Weight for SpanWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut scorer = self.unsettled(segment, boost)?;
        scorer.settle(0);
        Ok(Box::new(scorer))
    }

    /// Looks at the places of words only in articles that have them often enough to score above the threshold.
    fn for_each_pruning(
        &self,
        threshold: Score,
        segment: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        let mut scorer = self.unsettled(segment, 1.0)?;
        scorer.threshold = threshold;
        let leads = Leads::of(&self.query.program, &scorer.candidates, &scorer.article.leaves, segment)?;
        if let (Some(leads), Some((similarity, norms))) = (leads, scorer.similarity.clone()) {
            leads.for_each(&similarity, &norms, threshold, |doc| {
                if scorer.is_spent() {
                    return Score::MAX;
                }
                if scorer.candidates.stand_at(&mut scorer.article.leaves, doc) && scorer.takes(doc) {
                    scorer.threshold = callback(doc, scorer.score);
                }
                scorer.threshold
            });
            scorer.tell();
            return Ok(());
        }
        let mut doc = scorer.settle(0);
        while doc != TERMINATED {
            scorer.threshold = callback(doc, scorer.score);
            doc = scorer.settle(doc + 1);
        }
        Ok(())
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        let is_match = scorer.doc() <= doc && scorer.seek(doc) == doc;
        let score = if is_match { scorer.score() } else { 0.0 };
        Ok(Explanation::new("occurrences of words in their places", score))
    }
}

struct SpanScorer {
    query: SpanQuery,
    candidates: Candidates,
    article: IndexedArticle,
    matcher: Matcher,
    similarity: Option<(Bm25Weight, FieldNormReader)>,
    /// Articles that do not score more are passed over.
    threshold: Score,
    /// That of the current article.
    score: Score,
}

impl SpanScorer {
    /// Goes to the first article from `target` on that matches.
    fn settle(&mut self, target: DocId) -> DocId {
        let mut doc = self.candidates.seek(&mut self.article.leaves, target);
        while doc != TERMINATED {
            if self.is_spent() {
                doc = TERMINATED;
                break;
            }
            if self.takes(doc) {
                break;
            }
            doc = self.candidates.seek(&mut self.article.leaves, doc + 1);
        }
        self.tell();
        self.article.doc = doc;
        doc
    }

    /// Whether the query has cost all that it may.
    fn is_spent(&mut self) -> bool {
        let work = std::mem::take(&mut self.matcher.work);
        let pairs = &self.query.effort.pairs;
        let spent = if work == 0 { pairs.load(Ordering::Relaxed) } else { pairs.fetch_add(work, Ordering::Relaxed) };
        spent > MAX_EFFORT
    }

    fn tell(&self) {
        if self.matcher.was_cut {
            self.query.effort.was_cut.store(true, Ordering::Relaxed);
        }
    }

    /// Whether an article, at which the postings stand, matches, and scores above the threshold.
    fn takes(&mut self, doc: DocId) -> bool {
        self.article.doc = doc;
        let spans = &self.query.program.spans;
        let Some((similarity, norms)) = &self.similarity else { return self.matcher.matches(spans, &mut self.article) };
        let norm = norms.fieldnorm_id(doc);
        if self.threshold > Score::MIN {
            let most = self.candidates.most(&self.article.leaves, doc);
            if similarity.score(norm, most) <= self.threshold {
                return false;
            }
        }
        let all = self.matcher.spans(spans, &mut self.article);
        // As a word of the headline is in the index twice, so an occurrence there counts twice.
        let count = match occurrences(&all) {
            0 => 0,
            count => {
                let headline_end = self.article.headline_end();
                count + occurrences(&all[..all.partition_point(|span| span.start < headline_end)])
            }
        };
        self.matcher.reuse(all);
        self.score = similarity.score(norm, count);
        count > 0 && self.score > self.threshold
    }
}

impl DocSet for SpanScorer {
    fn advance(&mut self) -> DocId {
        if self.article.doc == TERMINATED { TERMINATED } else { self.settle(self.article.doc + 1) }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.article.doc >= target { self.article.doc } else { self.settle(target) }
    }

    fn doc(&self) -> DocId {
        self.article.doc
    }

    fn size_hint(&self) -> u32 {
        self.candidates.size(&self.article.leaves)
    }
}

impl Scorer for SpanScorer {
    fn score(&mut self) -> Score {
        self.score
    }
}
