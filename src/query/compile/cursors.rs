//! Where the postings of a program's words stand: the articles that have them all, and in one article the positions.

use super::scorer::Program;
use crate::analysis::{Break, Case, Mark, exact_term};
use crate::query::spans::{Bounds, CaseRule, Forms, Leaf, Positions, Spans};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED, Term};

/// Articles that have the words, in whatever places.
pub(super) enum Candidates {
    Leaf(usize),
    All(Vec<Candidates>),
    Any(Vec<Candidates>),
}

impl Candidates {
    pub(super) fn of(spans: &Spans) -> Candidates {
        match spans {
            Spans::Word(leaf) => Candidates::Leaf(*leaf),
            Spans::Phrase(leaves) => Candidates::All(leaves.iter().copied().map(Candidates::Leaf).collect()),
            Spans::Any(parts) => Candidates::Any(parts.iter().map(Candidates::of).collect()),
            Spans::Near { left, is_negated: true, .. } => Candidates::of(left),
            Spans::Near { left, right, .. } => Candidates::All(vec![Candidates::of(left), Candidates::of(right)]),
            Spans::In(_, part) | Spans::AtLeast(_, part) => Candidates::of(part),
        }
    }

    pub(super) fn put_rarest_first(&mut self, leaves: &[LeafCursor]) {
        match self {
            Candidates::Leaf(_) => {}
            Candidates::Any(parts) => parts.iter_mut().for_each(|part| part.put_rarest_first(leaves)),
            Candidates::All(parts) => {
                parts.iter_mut().for_each(|part| part.put_rarest_first(leaves));
                parts.sort_by_key(|part| part.size(leaves));
            }
        }
    }

    pub(super) fn seek(&self, leaves: &mut [LeafCursor], target: DocId) -> DocId {
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

    /// Puts the postings at an article, or behind it; whether it has the words. Articles are asked for in order.
    pub(super) fn stand_at(&self, leaves: &mut [LeafCursor], doc: DocId) -> bool {
        match self {
            Candidates::Leaf(leaf) => leaves[*leaf].seek(doc) == doc,
            Candidates::All(parts) => parts.iter().all(|part| part.stand_at(leaves, doc)),
            // Each of those that stand there counts.
            Candidates::Any(parts) => parts.iter().fold(false, |is_any, part| part.stand_at(leaves, doc) | is_any),
        }
    }

    /// Adds the leaves of which every match has one: the rarest.
    pub(super) fn leads(&self, leaves: &[LeafCursor], into: &mut Vec<usize>) {
        match self {
            Candidates::Leaf(leaf) => into.push(*leaf),
            Candidates::Any(parts) => parts.iter().for_each(|part| part.leads(leaves, into)),
            Candidates::All(parts) => {
                if let Some(rarest) = parts.iter().min_by_key(|part| part.size(leaves)) {
                    rarest.leads(leaves, into);
                }
            }
        }
    }

    pub(super) fn size(&self, leaves: &[LeafCursor]) -> u32 {
        match self {
            Candidates::Leaf(leaf) => leaves[*leaf].size,
            Candidates::All(parts) => parts.iter().map(|part| part.size(leaves)).min().unwrap_or(0),
            Candidates::Any(parts) => parts.iter().map(|part| part.size(leaves)).fold(0, u32::saturating_add),
        }
    }
}

impl Candidates {
    /// Returns how often the article at which the postings stand can match at most.
    pub(super) fn most(&self, leaves: &[LeafCursor], doc: DocId) -> u32 {
        match self {
            Candidates::Leaf(leaf) => leaves[*leaf].frequency(doc),
            Candidates::All(parts) => parts.iter().map(|part| part.most(leaves, doc)).min().unwrap_or(0),
            Candidates::Any(parts) => parts.iter().map(|part| part.most(leaves, doc)).fold(0, u32::saturating_add),
        }
    }
}

/// The article at which the postings stand.
pub(super) struct IndexedArticle {
    pub(super) leaves: Vec<LeafCursor>,
    bounds: Option<BoundsCursor>,
    /// The bounds that were read last, and of which article.
    read: Bounds,
    read_of: Option<DocId>,
    pub(super) doc: DocId,
}

impl IndexedArticle {
    pub(super) fn new(program: &Program, segment: &SegmentReader) -> tantivy::Result<IndexedArticle> {
        let index = segment.inverted_index(program.field)?;
        let leaves = (0..program.leaves.len()).map(|leaf| LeafCursor::new(program, leaf, &index));
        let leaves = leaves.collect::<tantivy::Result<_>>()?;
        let bounds = program.bounds.map(|field| BoundsCursor::new(field, segment)).transpose()?;
        Ok(IndexedArticle { leaves, bounds, read: Bounds::default(), read_of: None, doc: 0 })
    }

    /// Returns where the headline ends, 0 where there is none.
    pub(super) fn headline_end(&mut self) -> u32 {
        let Some(bounds) = &mut self.bounds else { return 0 };
        let mut paragraphs = Vec::new();
        bounds.positions(Mark::Break(Break::Paragraph), self.doc, &mut paragraphs);
        match paragraphs[..] {
            [0, body, ..] => body,
            [0] => u32::MAX,
            _ => 0,
        }
    }
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
pub(super) struct LeafCursor {
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
    /// An exact form is in the index once where its stem, in a headline, is twice.
    is_exact: bool,
}

impl Entry {
    /// Returns how often its words count in the current article at most: twice in the headline.
    fn frequency(&self) -> u32 {
        let times = if self.is_exact { 2 } else { 1 };
        self.postings.term_freq().saturating_mul(times)
    }
}

impl LeafCursor {
    pub(super) fn new(program: &Program, leaf: usize, index: &InvertedIndexReader) -> tantivy::Result<LeafCursor> {
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
                entries.extend(of_forms.into_iter().map(|postings| Entry { postings, except: Vec::new(), is_exact: true }));
            } else {
                entries.extend(read(&group.stem)?.map(|postings| Entry { postings, except: of_forms, is_exact: false }));
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

    /// Returns how often the words count in an article at most.
    fn frequency(&self, doc: DocId) -> u32 {
        if let [entry] = self.entries.as_slice() {
            return if self.doc == doc { entry.frequency() } else { 0 };
        }
        if self.doc != doc {
            return 0;
        }
        self.here.iter().map(|at| self.entries[*at].frequency()).fold(0, u32::saturating_add)
    }

    fn positions(&mut self, doc: DocId, positions: &mut Vec<u32>) {
        if self.seek(doc) != doc {
            return;
        }
        let mut other = Vec::new();
        for at in &self.here {
            let Entry { postings, except, .. } = &mut self.entries[*at];
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
pub(super) struct BoundsCursor(Vec<(char, SegmentPostings)>);

impl BoundsCursor {
    pub(super) fn new(field: Field, segment: &SegmentReader) -> tantivy::Result<BoundsCursor> {
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
