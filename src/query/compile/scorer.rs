//! Runs the matcher over an index, as a query of tantivy's.

use crate::analysis::{Break, Case, Mark, exact_term};
use crate::query::spans::{Bounds, CaseRule, Forms, Leaf, Matcher, Positions, Spans};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25StatisticsProvider, Bm25Weight, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, InvertedIndexReader, Score, SegmentReader, TERMINATED, Term};

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
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(SpanWeight { query: self.clone(), similarity }))
    }
}

impl Program {
    fn terms(&self, leaf: usize) -> impl Iterator<Item = Term> {
        self.leaves[leaf].groups.iter().flat_map(|group| match &group.forms {
            Forms::All | Forms::Except(_) => vec![Term::from_field_text(self.field, &group.stem)],
            Forms::Only(surfaces) => {
                surfaces.iter().map(|surface| Term::from_field_text(self.field, &exact_term(&group.stem, surface))).collect()
            }
        })
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

impl Weight for SpanWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let program = &self.query.program;
        let index = segment.inverted_index(program.field)?;
        let leaves: Vec<LeafCursor> =
            (0..program.leaves.len()).map(|leaf| LeafCursor::new(program, leaf, &index)).collect::<tantivy::Result<_>>()?;
        let bounds = match program.bounds {
            Some(field) => Some(BoundsCursor::new(field, segment)?),
            None => None,
        };
        let similarity = match &self.similarity {
            Some(similarity) => {
                let norms = segment.fieldnorms_readers().get_field(program.field)?;
                let norms = norms.unwrap_or_else(|| FieldNormReader::constant(segment.max_doc(), 1));
                Some((similarity.boost_by(boost), norms))
            }
            None => None,
        };
        let mut candidates = Candidates::of(&program.spans);
        candidates.put_rarest_first(&leaves);
        let mut scorer = SpanScorer {
            query: self.query.clone(),
            candidates,
            article: IndexedArticle { leaves, bounds, read: Bounds::default(), read_of: None, doc: 0 },
            matcher: Matcher::default(),
            similarity,
            occurrences: 0,
            boost,
        };
        scorer.settle(0);
        Ok(Box::new(scorer))
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
    occurrences: u32,
    boost: Score,
}

impl SpanScorer {
    /// Goes to the first article from `target` on that matches.
    fn settle(&mut self, target: DocId) -> DocId {
        let spans = &self.query.program.spans;
        let mut doc = self.candidates.seek(&mut self.article.leaves, target);
        while doc != TERMINATED {
            let work = std::mem::take(&mut self.matcher.work);
            if self.query.effort.pairs.fetch_add(work, Ordering::Relaxed) > MAX_EFFORT {
                doc = TERMINATED;
                break;
            }
            self.article.doc = doc;
            let is_match = if self.similarity.is_some() {
                self.occurrences = self.matcher.count(spans, &mut self.article);
                self.occurrences > 0
            } else {
                self.matcher.matches(spans, &mut self.article)
            };
            if is_match {
                break;
            }
            doc = self.candidates.seek(&mut self.article.leaves, doc + 1);
        }
        if self.matcher.was_cut {
            self.query.effort.was_cut.store(true, Ordering::Relaxed);
        }
        self.article.doc = doc;
        doc
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
        match &self.similarity {
            Some((similarity, norms)) => similarity.score(norms.fieldnorm_id(self.article.doc), self.occurrences),
            None => self.boost,
        }
    }
}

/// Articles that have the words, in whatever places.
enum Candidates {
    Leaf(usize),
    All(Vec<Candidates>),
    Any(Vec<Candidates>),
}

impl Candidates {
    fn of(spans: &Spans) -> Candidates {
        match spans {
            Spans::Word(leaf) => Candidates::Leaf(*leaf),
            Spans::Phrase(leaves) => Candidates::All(leaves.iter().copied().map(Candidates::Leaf).collect()),
            Spans::Any(parts) => Candidates::Any(parts.iter().map(Candidates::of).collect()),
            Spans::Near { left, is_negated: true, .. } => Candidates::of(left),
            Spans::Near { left, right, .. } => Candidates::All(vec![Candidates::of(left), Candidates::of(right)]),
            Spans::In(_, part) | Spans::AtLeast(_, part) => Candidates::of(part),
        }
    }

    fn put_rarest_first(&mut self, leaves: &[LeafCursor]) {
        match self {
            Candidates::Leaf(_) => {}
            Candidates::Any(parts) => parts.iter_mut().for_each(|part| part.put_rarest_first(leaves)),
            Candidates::All(parts) => {
                parts.iter_mut().for_each(|part| part.put_rarest_first(leaves));
                parts.sort_by_key(|part| part.size(leaves));
            }
        }
    }

    fn seek(&self, leaves: &mut [LeafCursor], target: DocId) -> DocId {
        match self {
            Candidates::Leaf(leaf) => leaves[*leaf].seek(target),
            Candidates::Any(parts) => parts.iter().map(|part| part.seek(leaves, target)).min().unwrap_or(TERMINATED),
            Candidates::All(parts) => {
                let mut target = target;
                loop {
                    let mut agreed = target;
                    for part in parts {
                        agreed = part.seek(leaves, agreed);
                        if agreed == TERMINATED {
                            return TERMINATED;
                        }
                    }
                    if agreed == target {
                        return agreed;
                    }
                    target = agreed;
                }
            }
        }
    }

    fn size(&self, leaves: &[LeafCursor]) -> u32 {
        match self {
            Candidates::Leaf(leaf) => leaves[*leaf].size,
            Candidates::All(parts) => parts.iter().map(|part| part.size(leaves)).min().unwrap_or(0),
            Candidates::Any(parts) => parts.iter().map(|part| part.size(leaves)).fold(0, u32::saturating_add),
        }
    }
}

/// The article at which the postings stand.
struct IndexedArticle {
    leaves: Vec<LeafCursor>,
    bounds: Option<BoundsCursor>,
    /// The bounds that were read last, and of which article.
    read: Bounds,
    read_of: Option<DocId>,
    doc: DocId,
}

impl Positions for IndexedArticle {
    fn of_leaf(&mut self, leaf: usize, positions: &mut Vec<u32>) {
        let doc = self.doc;
        let cursor = &mut self.leaves[leaf];
        cursor.positions(doc, positions);
        let (CaseRule::Is(wanted), Some(bounds)) = (cursor.case, &mut self.bounds) else { return };
        let mut marked = Vec::new();
        for case in Case::ALL {
            let is_wanted = Some(case) == wanted;
            if is_wanted || wanted.is_none() {
                marked.clear();
                bounds.positions(Mark::Case(case), doc, &mut marked);
                positions.retain(|position| marked.binary_search(position).is_ok() == is_wanted);
            }
        }
    }

    fn bounds(&mut self) -> &Bounds {
        if let Some(bounds) = &mut self.bounds
            && self.read_of != Some(self.doc)
        {
            self.read_of = Some(self.doc);
            self.read.paragraphs.clear();
            self.read.sentences.clear();
            bounds.positions(Mark::Break(Break::Paragraph), self.doc, &mut self.read.paragraphs);
            bounds.positions(Mark::Break(Break::Sentence), self.doc, &mut self.read.sentences);
            self.read.sentences.extend(&self.read.paragraphs);
            self.read.sentences.sort_unstable();
        }
        &self.read
    }
}

/// The postings of all terms of a leaf, merged.
struct LeafCursor {
    entries: Vec<Entry>,
    /// The entries that stand behind the current article, by theirs.
    later: BinaryHeap<Reverse<(DocId, usize)>>,
    /// Those that stand at it.
    here: Vec<usize>,
    doc: DocId,
    case: CaseRule,
    size: u32,
}

struct Entry {
    postings: SegmentPostings,
    /// Forms of the stem that are not meant.
    except: Vec<SegmentPostings>,
}

impl LeafCursor {
    fn new(program: &Program, leaf: usize, index: &InvertedIndexReader) -> tantivy::Result<LeafCursor> {
        let read = |text: &str| {
            index.read_postings(&Term::from_field_text(program.field, text), IndexRecordOption::WithFreqsAndPositions)
        };
        let Leaf { groups, case, .. } = &program.leaves[leaf];
        let mut entries = Vec::new();
        for group in groups {
            let forms: &[String] = match &group.forms {
                Forms::All => &[],
                Forms::Only(forms) | Forms::Except(forms) => forms,
            };
            let mut of_forms = Vec::new();
            for form in forms {
                of_forms.extend(read(&exact_term(&group.stem, form))?);
            }
            if matches!(group.forms, Forms::Only(_)) {
                entries.extend(of_forms.into_iter().map(|postings| Entry { postings, except: Vec::new() }));
            } else {
                entries.extend(read(&group.stem)?.map(|postings| Entry { postings, except: of_forms }));
            }
        }
        let size = entries.iter().map(|entry| entry.postings.size_hint()).fold(0, u32::saturating_add);
        let later = entries.iter().enumerate().map(|(at, entry)| Reverse((entry.postings.doc(), at))).collect();
        let mut cursor = LeafCursor { entries, later, here: Vec::new(), doc: 0, case: *case, size };
        cursor.gather();
        Ok(cursor)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        if let [entry] = self.entries.as_mut_slice() {
            self.doc = entry.postings.seek(target);
            return self.doc;
        }
        for at in self.here.drain(..) {
            self.later.push(Reverse((self.entries[at].postings.seek(target), at)));
        }
        while let Some(Reverse((doc, at))) = self.later.peek().copied()
            && doc < target
        {
            self.later.pop();
            self.later.push(Reverse((self.entries[at].postings.seek(target), at)));
        }
        self.gather();
        self.doc
    }

    /// Takes the entries of the next article.
    fn gather(&mut self) {
        self.doc = self.later.peek().map_or(TERMINATED, |Reverse((doc, _))| *doc);
        while let Some(Reverse((doc, at))) = self.later.peek().copied()
            && doc == self.doc
        {
            self.later.pop();
            self.here.push(at);
        }
    }

    fn positions(&mut self, doc: DocId, positions: &mut Vec<u32>) {
        if self.seek(doc) != doc {
            return;
        }
        let mut other = Vec::new();
        for at in &self.here {
            let Entry { postings, except } = &mut self.entries[*at];
            let from = positions.len();
            postings.append_positions_with_offset(0, positions);
            for except in except {
                if except.doc() < doc {
                    except.seek(doc);
                }
                if except.doc() == doc {
                    except.positions(&mut other);
                    let mut own = positions.split_off(from);
                    own.retain(|position| other.binary_search(position).is_err());
                    positions.append(&mut own);
                }
            }
        }
        if self.here.len() > 1 {
            positions.sort_unstable();
        }
        // Words of the headline are in the index twice.
        positions.dedup();
    }
}

/// The postings of breaks and capitals.
struct BoundsCursor(Vec<(char, SegmentPostings)>);

impl BoundsCursor {
    fn new(field: Field, segment: &SegmentReader) -> tantivy::Result<BoundsCursor> {
        let index = segment.inverted_index(field)?;
        let breaks = [Break::Paragraph, Break::Sentence].into_iter().map(Mark::Break);
        let mut cursors = Vec::new();
        for mark in breaks.chain(Case::ALL.into_iter().map(Mark::Case)) {
            let term = Term::from_field_text(field, &mark.letter().to_string());
            let postings = index.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)?;
            cursors.extend(postings.map(|postings| (mark.letter(), postings)));
        }
        Ok(BoundsCursor(cursors))
    }

    fn positions(&mut self, mark: Mark, doc: DocId, positions: &mut Vec<u32>) {
        let Some((_, postings)) = self.0.iter_mut().find(|(letter, _)| *letter == mark.letter()) else { return };
        if postings.doc() < doc {
            postings.seek(doc);
        }
        if postings.doc() == doc {
            postings.positions(positions);
        }
    }
}
