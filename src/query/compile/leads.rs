//! Finds the articles in which a program can match often enough: by the rarest of its words, and how often these stand there.
//!
//! Rule kept here: no article is passed over that may score above the threshold. What matches `n` times has each of its words `n` times,
//! so it scores no more than a word would that is as rare as the whole and stands there as often as the rarest does.

use super::cursors::{Candidates, LeafCursor};
use super::scorer::Program;
use crate::query::spans::Forms;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::Bm25Weight;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Score, SegmentReader, Term};

/// The postings of words of which every match has one.
pub(super) struct Leads {
    words: Vec<Lead>,
    /// How often the words of the window's articles count.
    counts: Vec<u32>,
    marks: [u64; WINDOW / 64],
}

/// So many articles are looked at at a time.
const WINDOW: usize = 2048;

/// A pattern may stand for thousands of words, which are merged faster.
const MOST: usize = 64;

struct Lead {
    postings: BlockSegmentPostings,
    /// Place in the block; behind its last only at the very end.
    at: usize,
    /// What an occurrence counts at most.
    times: u32,
}

impl Leads {
    /// Returns the leads of a segment, `None` where there are too many.
    pub(super) fn of(
        program: &Program,
        candidates: &Candidates,
        cursors: &[LeafCursor],
        segment: &SegmentReader,
    ) -> tantivy::Result<Option<Leads>> {
        let mut leaves = Vec::new();
        candidates.leads(cursors, &mut leaves);
        let mut terms: Vec<(Term, u32)> = Vec::new();
        for group in leaves.iter().flat_map(|leaf| &program.leaves[*leaf].groups) {
            match &group.forms {
                Forms::All | Forms::Except(_) => terms.push((Term::from_field_text(program.field, &group.stem), 1)),
                // An exact form is in the index once where its stem, in a headline, is twice.
                Forms::Only(_) => terms.extend(program.terms_of(group).into_iter().map(|term| (term, 2))),
            }
        }
        // Readings of a phrase may share a word; one that counts twice stays.
        terms.sort_unstable_by(|(one, times), (other, other_times)| one.cmp(other).then(other_times.cmp(times)));
        terms.dedup_by(|(one, _), (other, _)| one == other);
        if terms.len() > MOST {
            return Ok(None);
        }
        let index = segment.inverted_index(program.field)?;
        let mut words = Vec::with_capacity(terms.len());
        for (term, times) in terms {
            let postings = index.read_block_postings(&term, IndexRecordOption::WithFreqs)?;
            words.extend(postings.map(|postings| Lead { postings, at: 0, times }));
        }
        Ok(Some(Leads { words, counts: vec![0; WINDOW], marks: [0; WINDOW / 64] }))
    }

    /// Calls `each`, which returns the threshold from then on, with the articles that may surpass it, in order.
    pub(super) fn for_each(
        mut self,
        similarity: &Bm25Weight,
        norms: &FieldNormReader,
        mut threshold: Score,
        mut each: impl FnMut(DocId) -> Score,
    ) {
        while let Some(from) = self.words.iter().filter_map(Lead::doc).min() {
            let end = from.saturating_add(WINDOW as DocId);
            let is_alone = self.words.iter().filter(|word| word.doc().is_some_and(|doc| doc < end)).count() == 1;
            for word in &mut self.words {
                // What the index says of a block holds of a word that is counted once and has no other beside it.
                let pruned = (is_alone && word.times == 1).then_some((similarity, norms, threshold));
                word.add_to(&mut self.counts, &mut self.marks, from..end, pruned);
            }
            for part in 0..self.marks.len() {
                let mut left = std::mem::take(&mut self.marks[part]);
                while left != 0 {
                    let at = part * 64 + left.trailing_zeros() as usize;
                    left &= left - 1;
                    let doc = from + at as DocId;
                    let count = std::mem::take(&mut self.counts[at]);
                    if similarity.score(norms.fieldnorm_id(doc), count) > threshold {
                        threshold = each(doc);
                    }
                }
            }
        }
    }
}

impl Lead {
    fn doc(&self) -> Option<DocId> {
        self.postings.docs().get(self.at).copied()
    }

    fn add_to(
        &mut self,
        counts: &mut [u32],
        marks: &mut [u64],
        window: std::ops::Range<DocId>,
        pruned: Option<(&Bm25Weight, &FieldNormReader, Score)>,
    ) {
        while self.doc().is_some_and(|doc| doc < window.end) {
            let is_wanted =
                pruned.is_none_or(|(similarity, norms, threshold)| self.postings.block_max_score(norms, similarity) > threshold);
            let docs = self.postings.docs();
            let ends_before = docs[docs.len() - 1] < window.end;
            let stop = if ends_before { docs.len() } else { self.at + docs[self.at..].partition_point(|doc| *doc < window.end) };
            if is_wanted {
                for (doc, count) in docs[self.at..stop].iter().zip(&self.postings.freqs()[self.at..stop]) {
                    let at = (doc - window.start) as usize;
                    counts[at] = counts[at].saturating_add(count.saturating_mul(self.times));
                    marks[at / 64] |= 1 << (at % 64);
                }
            }
            self.at = stop;
            if ends_before {
                self.postings.advance();
                self.at = 0;
            }
        }
    }
}
