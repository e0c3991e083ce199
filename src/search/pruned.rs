//! Finds the best articles for words, of which some may stand for others, without scoring all.
//!
//! In: groups of words, of each of which an article must have one. Out: the articles that score above a threshold which rises meanwhile,
//! and their scores.
//!
//! Words that cannot together surpass the threshold do not lead to an article; they are looked up where another one does. (H. Turtle,
//! J. Flood: Query Evaluation: Strategies and Optimizations. Information Processing & Management 31(6), 1995, pages 831-850.) What leads
//! is added up for many articles at a time. With common words that is faster than to go from article to article.
//!
//! Rule kept here: a score of two words is to the last digit the one that tantivy gives.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::Bm25Weight;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Score, Searcher, SegmentReader, TERMINATED, Term};

/// Words for all segments.
pub struct Pruned {
    groups: Vec<Vec<(Term, Bm25Weight)>>,
}

impl Pruned {
    pub fn new(searcher: &Searcher, groups: &[Vec<Term>]) -> tantivy::Result<Pruned> {
        let weigh = |term: &Term| Ok((term.clone(), Bm25Weight::for_terms(searcher, std::slice::from_ref(term))?));
        let weigh_all = |terms: &Vec<Term>| terms.iter().map(weigh).collect::<tantivy::Result<_>>();
        Ok(Pruned { groups: groups.iter().map(weigh_all).collect::<tantivy::Result<_>>()? })
    }

    /// Calls `each`, which returns the threshold from then on, with the articles of a segment that surpass it, in order.
    pub fn for_each(
        &self,
        segment: &SegmentReader,
        threshold: Score,
        each: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        let mut groups = Vec::with_capacity(self.groups.len());
        for words in &self.groups {
            let mut group = Vec::with_capacity(words.len());
            for (term, weight) in words {
                group.extend(Cursor::open(term, weight, segment)?);
            }
            if group.is_empty() {
                return Ok(());
            }
            groups.push(group);
        }
        let Some(rarest) = (0..groups.len()).min_by_key(|at| size(&groups[*at])) else { return Ok(()) };
        let mut leads = groups.swap_remove(rarest);
        leads.sort_by(|one, other| other.most.total_cmp(&one.most));
        // The rarest are looked up first, that is last.
        groups.sort_by_key(|group| std::cmp::Reverse(size(group)));
        groups.iter_mut().for_each(|group| group[0].is_last = true);
        let may_fall_back = groups.is_empty();
        let rest = groups.into_iter().flatten().collect();
        Search { leads, rest, may_fall_back, window: Window::default(), sums: Vec::new(), of_leads: Vec::new(), threshold }
            .run(each);
        Ok(())
    }
}

fn size(group: &[Cursor]) -> u64 {
    group.iter().map(|cursor| u64::from(cursor.postings.doc_freq())).sum()
}

/// The way through one segment.
struct Search<'a> {
    /// Words of which a wanted article has one, the most telling first.
    leads: Vec<Cursor<'a>>,
    /// Words that are looked up, the last first.
    rest: Vec<Cursor<'a>>,
    /// Whether leads may come to be looked up only: where nothing else is demanded.
    may_fall_back: bool,
    window: Window,
    /// What the first words of the rest add in the window at most, by their number.
    sums: Vec<Score>,
    /// What each lead adds there at most.
    of_leads: Vec<Score>,
    threshold: Score,
}

impl Search<'_> {
    fn run(&mut self, each: &mut dyn FnMut(DocId, Score) -> Score) {
        loop {
            while self.may_fall_back
                && let Some(least) = self.leads.last()
                && self.rest.iter().map(|word| word.most).sum::<Score>() + least.most <= self.threshold
            {
                self.rest.extend(self.leads.pop());
            }
            let Some(from) = self.leads.iter().map(Cursor::doc).min().filter(|doc| *doc < TERMINATED) else { return };
            let end = self.end_of_window(from);
            self.sums.clear();
            self.sums.push(0.0);
            let mut most = 0.0;
            for word in &mut self.rest {
                most += word.most_before(end);
                self.sums.push(most);
            }
            self.of_leads.clear();
            for lead in &mut self.leads {
                self.of_leads.push(lead.most_before(end));
            }
            most += self.of_leads.iter().sum::<Score>();
            self.window.from = from;
            for (lead, own) in self.leads.iter_mut().zip(&self.of_leads) {
                lead.add_to(&mut self.window, end, most - own, self.threshold);
            }
            self.offer(end, each);
        }
    }

    /// Puts all words at a window and returns where it ends: with the first of the blocks, whose best scores the index knows. A rare word
    /// would raise what all articles around it may score, so its articles are apart.
    fn end_of_window(&mut self, from: DocId) -> DocId {
        let mut end = from.saturating_add(WINDOW as DocId).min(TERMINATED);
        for word in self.leads.iter_mut().chain(&mut self.rest) {
            word.seek(from);
            end = end.min(word.end_of_block());
            if word.is_rare {
                end = end.min(if word.doc() == from { from + 1 } else { word.doc() });
            }
        }
        end
    }

    /// Offers what the window holds, and empties it.
    fn offer(&mut self, end: DocId, each: &mut dyn FnMut(DocId, Score) -> Score) {
        let parts = ((end - self.window.from) as usize).div_ceil(64);
        for part in 0..parts {
            let mut left = std::mem::take(&mut self.window.marks[part]);
            while left != 0 {
                let at = part * 64 + left.trailing_zeros() as usize;
                left &= left - 1;
                let doc = self.window.from + at as DocId;
                let of_leads = std::mem::take(&mut self.window.scores[at]);
                if let Some(score) = self.score(doc, of_leads) {
                    self.threshold = each(doc, score);
                }
            }
        }
    }

    /// Returns what an article scores, `None` where that is too little, or a word is not there that must be.
    fn score(&mut self, doc: DocId, of_leads: Score) -> Option<Score> {
        let mut score = of_leads;
        let mut is_there = false;
        for (at, word) in self.rest.iter_mut().enumerate().rev() {
            if score + self.sums[at + 1] <= self.threshold {
                return None;
            }
            if word.seek(doc) {
                score += word.score(doc);
                is_there = true;
            }
            if word.is_last && !std::mem::take(&mut is_there) {
                return None;
            }
        }
        (score > self.threshold).then_some(score)
    }
}

/// So many articles are added up at a time.
const WINDOW: usize = 2048;

/// What the leads add to articles next to each other.
struct Window {
    from: DocId,
    scores: Vec<Score>,
    marks: [u64; WINDOW / 64],
}

impl Default for Window {
    fn default() -> Self {
        Window { from: 0, scores: vec![0.0; WINDOW], marks: [0; WINDOW / 64] }
    }
}

/// The postings of one word.
struct Cursor<'a> {
    postings: BlockSegmentPostings,
    /// Place in the block; behind its last only at the very end.
    at: usize,
    norms: FieldNormReader,
    weight: &'a Bm25Weight,
    /// It adds no more to any article.
    most: Score,
    is_rare: bool,
    /// Whether it is looked up last of a group of which one must be there.
    is_last: bool,
}

impl<'a> Cursor<'a> {
    fn open(term: &Term, weight: &'a Bm25Weight, segment: &SegmentReader) -> tantivy::Result<Option<Cursor<'a>>> {
        /// One of so many articles has a rare word, at most.
        const RARE: u64 = 512;
        let index = segment.inverted_index(term.field())?;
        let Some(postings) = index.read_block_postings(term, IndexRecordOption::WithFreqs)? else { return Ok(None) };
        let norms = segment.fieldnorms_readers().get_field(term.field())?;
        let norms = norms.unwrap_or_else(|| FieldNormReader::constant(segment.max_doc(), 1));
        let is_rare = u64::from(postings.doc_freq()) * RARE < u64::from(segment.max_doc());
        Ok(Some(Cursor { postings, at: 0, norms, weight, most: weight.score(0, u32::MAX), is_rare, is_last: false }))
    }

    fn doc(&self) -> DocId {
        self.postings.docs().get(self.at).copied().unwrap_or(TERMINATED)
    }

    /// Goes to the first article from `doc` on; whether it is that one.
    fn seek(&mut self, doc: DocId) -> bool {
        if self.doc() < doc {
            self.at = self.postings.seek(doc);
        }
        self.doc() == doc
    }

    /// Returns what the word adds to the article at which it stands.
    fn score(&self, doc: DocId) -> Score {
        self.weight.score(self.norms.fieldnorm_id(doc), self.postings.freq(self.at))
    }

    /// Returns the article behind the last of the block at which the word stands.
    fn end_of_block(&self) -> DocId {
        // Behind the last article of all, the last block is still there.
        self.postings.docs()[self.at.min(self.postings.docs().len())..].last().map_or(TERMINATED, |last| last + 1)
    }

    /// Returns what the word adds at most before an article, which does not lie behind the block.
    fn most_before(&mut self, end: DocId) -> Score {
        if self.doc() >= end { 0.0 } else { self.postings.block_max_score(&self.norms, self.weight).min(self.most) }
    }

    /// Adds the articles before `end` to the window, but for those that do not surpass the threshold, with whatever `others` add.
    fn add_to(&mut self, window: &mut Window, end: DocId, others: Score, threshold: Score) {
        while self.doc() < end {
            let is_wanted = self.postings.block_max_score(&self.norms, self.weight) + others > threshold;
            let docs = self.postings.docs();
            let ends_before = docs[docs.len() - 1] < end;
            let stop = if ends_before { docs.len() } else { self.at + docs[self.at..].partition_point(|doc| *doc < end) };
            if is_wanted {
                for (doc, count) in docs[self.at..stop].iter().zip(&self.postings.freqs()[self.at..stop]) {
                    let score = self.weight.score(self.norms.fieldnorm_id(*doc), *count);
                    if score + others > threshold {
                        let at = (doc - window.from) as usize;
                        window.scores[at] += score;
                        window.marks[at / 64] |= 1 << (at % 64);
                    }
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

#[cfg(test)]
mod tests {
    use super::super::tests::TestIndex;
    use super::*;
    use crate::article::Article;
    use tantivy::query::{BooleanQuery, EnableScoring, Query, TermQuery};

    /// Articles of many lengths; each third has oil, each fifth gas, each second gold, and three have tin.
    fn articles() -> Vec<Article> {
        let article = |number: usize| {
            let times =
                |every: usize, word: &str| if number.is_multiple_of(every) { word.repeat(1 + number % 7) } else { String::new() };
            let tin = if number % 2_000 == 1_200 { "tin" } else { "" };
            let body =
                [times(3, "oil "), times(5, "gas "), times(2, "gold "), "and so ".repeat(number % 11), tin.to_owned()].concat();
            Article { body, ..Article::default() }
        };
        (0..6_000).map(article).collect()
    }

    #[test]
    fn what_surpasses_a_threshold_is_found_and_nothing_else() {
        let index = TestIndex::of(&articles());
        let (searcher, segment) = (&index.searcher, index.searcher.segment_reader(0));
        let term = |word: &&str| Term::from_field_text(index.fields.text, word);
        let table: [&[&[&str]]; 6] = [
            &[&["oil", "gas"]],
            &[&["oil", "tin", "gold"]],
            &[&["oil", "gas"], &["gold"]],
            &[&["oil"], &["gas", "tin"]],
            &[&["oil", "gas"], &["gold", "tin"], &["gold"]],
            &[&["gas", "absent"], &["oil"]],
        ];
        for groups in table {
            let groups: Vec<Vec<Term>> = groups.iter().map(|group| group.iter().map(term).collect()).collect();
            let word = |term: &Term| -> Box<dyn Query> { Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs)) };
            let any = |group: &Vec<Term>| -> Box<dyn Query> { Box::new(BooleanQuery::union(group.iter().map(word).collect())) };
            let query = BooleanQuery::intersection(groups.iter().map(any).collect());
            let weight = query.weight(EnableScoring::enabled_from_searcher(searcher)).expect("a weight");
            let mut all = Vec::new();
            weight.for_each(segment, &mut |doc, score| all.push((doc, score))).expect("a pass");
            let pruned = Pruned::new(searcher, &groups).expect("weights");
            let best = all.iter().map(|(_, score)| *score).fold(0.0, Score::max);
            for threshold in [Score::MIN, 0.0, best * 0.3, best * 0.6, best * 0.9, best] {
                let mut found = Vec::new();
                let mut each = |doc, score| {
                    found.push((doc, score));
                    threshold
                };
                pruned.for_each(segment, threshold, &mut each).expect("a pass");
                // Where a score equals the threshold but for rounding, either is right.
                let is_clear = |(_, score): &(DocId, Score)| (score - threshold).abs() > 1e-4;
                let docs = |articles: &[(DocId, Score)]| -> Vec<DocId> {
                    articles.iter().copied().filter(is_clear).map(|(doc, _)| doc).collect()
                };
                let expected: Vec<(DocId, Score)> = all.iter().copied().filter(|(_, score)| *score > threshold).collect();
                assert_eq!(docs(&found), docs(&expected), "{groups:?} above {threshold}");
                for (doc, score) in found {
                    let known = all.binary_search_by_key(&doc, |(doc, _)| *doc).expect("an article that matches");
                    assert!((all[known].1 - score).abs() < 1e-4, "{groups:?}: {score} in {doc}");
                }
            }
        }
    }

    #[test]
    fn a_stem_that_no_article_has_is_not_looked_for() {
        let article = |body: &str| Article { body: body.to_owned(), ..Article::default() };
        let french = crate::analysis::Language::from_code("fr").expect("a language");
        let languages = [crate::analysis::Language::ENGLISH, french];
        let words = |bodies: &[&str], typed: &str| {
            let articles: Vec<Article> = bodies.iter().map(|body| article(body)).collect();
            let index = TestIndex::of(&articles);
            let compiled = index.compile_in(&crate::query::parse(typed).expect("a query"), &languages);
            let mut terms = 0;
            compiled.query.query_terms(&mut |_, _| terms += 1);
            terms
        };
        assert_eq!(words(&["interest rates", "a house"], "rates"), 1);
        assert_eq!(words(&["interest rates", "a rat"], "rates"), 2);
        assert_eq!(words(&["a house"], "rates"), 1, "one reading stays where no article has any");
    }
}
