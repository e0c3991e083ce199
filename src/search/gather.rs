//! What is gathered of one segment: the number of articles, their facets, their months.

use super::bits::Bits;
use super::collect::Request;
use super::columns::{Columns, SegmentColumns, read_first};
use super::counter::Counter;
use super::days::Days;
use super::facets::column_names;
use anyhow::Result;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::rc::Rc;
use tantivy::{DocId, SegmentReader};

/// The pass over one segment.
pub struct Gather<'a> {
    pub segment: &'a SegmentReader,
    pub columns: Rc<SegmentColumns>,
    days: Days,
    counters: Vec<Counter>,
    months: bool,
    /// The articles found, where more is asked of them than how many there are.
    found: Option<Bits>,
    pub total: u64,
    kept: Vec<DocId>,
}

impl<'a> Gather<'a> {
    pub fn new(segment: &'a SegmentReader, all: &Columns, request: &Request) -> Result<Self> {
        let columns = all.of(segment);
        let days = Days::of(segment, &columns, &request.days)?;
        let mut counters = Vec::new();
        for (number, facet) in request.facets.iter().enumerate() {
            for name in column_names(facet.field, request.reach) {
                let column = columns.words(segment, name)?;
                counters.extend(column.map(|column| Counter::new(number, column, facet.field.kind().is_some())));
            }
        }
        let found = (!counters.is_empty() || request.months).then(|| Bits::new(segment.max_doc()));
        Ok(Self { segment, columns, days, counters, months: request.months, found, total: 0, kept: Vec::new() })
    }

    /// Whether no article of the segment can be taken.
    pub fn takes_none(&self) -> bool {
        matches!(self.days, Days::None)
    }

    /// Whether an article is there still and lies in the wanted days.
    pub fn takes(&self, doc: DocId) -> tantivy::Result<bool> {
        if self.segment.alive_bitset().is_some_and(|alive| alive.is_deleted(doc)) {
            return Ok(false);
        }
        match &self.days {
            Days::All => Ok(true),
            Days::None => Ok(false),
            Days::Some(tests) => tests.takes(self.segment, doc),
        }
    }

    /// Whether nothing is asked of the articles but how many there are.
    pub fn counts_only_articles(&self) -> bool {
        matches!(self.days, Days::All) && self.found.is_none()
    }

    /// Counts an article that is taken.
    pub fn count(&mut self, doc: DocId) {
        self.total += 1;
        if let Some(found) = &mut self.found {
            found.add(doc);
        }
    }

    /// Counts those of the articles, which are in order, that are taken, and returns them.
    pub fn count_taken<'d>(&'d mut self, docs: &'d [DocId]) -> tantivy::Result<&'d [DocId]> {
        let Self { segment, days, found, total, kept, .. } = self;
        let taken = taken(segment, days, docs, kept)?;
        *total += taken.len() as u64;
        if let Some(found) = found {
            taken.iter().for_each(|doc| found.add(*doc));
        }
        Ok(taken)
    }

    /// Counts those of a set that are taken, and calls `each` with them, in order and many at a time.
    pub fn count_set(&mut self, set: Bits, mut each: impl FnMut(&[DocId]) -> tantivy::Result<()>) -> tantivy::Result<()> {
        let set = self.taken_of(set)?;
        let mut fault = None;
        set.for_each_batch(false, |docs| fault = fault.take().or(each(docs).err()));
        self.add_set(set);
        fault.map_or(Ok(()), Err)
    }

    /// Counts those of a set that are taken.
    pub fn count_only_set(&mut self, set: Bits) -> tantivy::Result<()> {
        let set = self.taken_of(set)?;
        self.add_set(set);
        Ok(())
    }

    fn taken_of(&self, mut set: Bits) -> tantivy::Result<Bits> {
        match &self.days {
            Days::All => {}
            Days::None => return Ok(Bits::new(set.size())),
            Days::Some(tests) => set.subtract(tests.excluded(self.segment)?.as_ref()),
        }
        if let Some(alive) = self.segment.alive_bitset() {
            set.retain(|doc| alive.is_alive(doc));
        }
        Ok(set)
    }

    fn add_set(&mut self, set: Bits) {
        self.total += u64::from(set.count());
        if self.found.is_some() {
            self.found = Some(set);
        }
    }

    /// Adds up the facets and months of the articles that were counted.
    pub fn finish(self, all: &Columns, facets: &mut [FxHashMap<u32, u64>], months: &mut BTreeMap<i64, u64>) -> Result<()> {
        let Some(found) = self.found.filter(|_| self.total > 0) else { return Ok(()) };
        for mut counter in self.counters {
            counter.count(all, self.segment, &found, self.total)?;
            counter.add_to(&mut facets[counter.facet], all)?;
        }
        if self.months {
            let column = self.columns.day(self.segment)?;
            let mut days = Vec::new();
            let mut counts: FxHashMap<i64, u64> = FxHashMap::default();
            found.for_each_batch(false, |docs| {
                read_first(column, docs, i64::MIN, &mut days);
                for day in days.iter().filter(|day| **day != i64::MIN) {
                    *counts.entry(day / 100).or_default() += 1;
                }
            });
            counts.into_iter().for_each(|(month, count)| *months.entry(month).or_default() += count);
        }
        Ok(())
    }
}

/// Returns those of the articles, which are in order, that are there still and lie in the wanted days.
fn taken<'d>(
    segment: &SegmentReader,
    days: &mut Days,
    docs: &'d [DocId],
    kept: &'d mut Vec<DocId>,
) -> tantivy::Result<&'d [DocId]> {
    let alive = segment.alive_bitset();
    if alive.is_none() && matches!(days, Days::All) {
        return Ok(docs);
    }
    kept.clear();
    kept.extend(docs.iter().filter(|doc| alive.is_none_or(|alive| alive.is_alive(**doc))));
    match days {
        Days::All => {}
        Days::None => kept.clear(),
        Days::Some(tests) => tests.retain(segment, kept)?,
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::super::collect::{Collected, Order, Request, collect};
    use super::super::columns::Columns;
    use super::super::facets::{FacetField, FacetRequest};
    use crate::analysis::Analyzer;
    use crate::article::Article;
    use crate::authority::Kind;
    use crate::index::{Document, Fields, IndexedArticle, IndexedNames, add_identity, document, facet_of, in_memory};
    use crate::query::compile::Reach;
    use rustc_hash::FxHashMap;
    use tantivy::Term;
    use tantivy::query::{AllQuery, Query, TermQuery};
    use tantivy::schema::{Facet, IndexRecordOption};

    const ARTICLES: u64 = 200;

    /// A query and the rows that it finds.
    type Case = (Box<dyn Query>, fn(&u64) -> bool);

    /// The places of an article: a city in a country, and for some articles a second country.
    fn places(row: u64) -> Vec<Facet> {
        let city = facet_of([["fr", "de", "us"][row as usize % 3], &format!("city{}", row % 7)]);
        let country = row.is_multiple_of(5).then(|| facet_of(["us"]));
        if row.is_multiple_of(11) { Vec::new() } else { [city].into_iter().chain(country).collect() }
    }

    fn expected(rows: impl Iterator<Item = u64>) -> FxHashMap<String, u64> {
        let mut counts = FxHashMap::default();
        for row in rows {
            let mut of_article: Vec<String> = Vec::new();
            for place in places(row) {
                let path = place.encoded_str();
                of_article.extend(path.match_indices('\0').map(|(at, _)| path[..at].to_string()));
                of_article.push(path.to_string());
            }
            of_article.sort();
            of_article.dedup();
            of_article.into_iter().for_each(|path| *counts.entry(path).or_default() += 1);
        }
        counts
    }

    #[test]
    fn facets_count_what_is_found_however_much_that_is_and_whatever_was_deleted() {
        for (segment, deleted) in [(200, 0), (64, 0), (64, 7), (200, 2)] {
            let fields = Fields::new(&crate::index::schema());
            let mut analyzer = Analyzer::new();
            let documents = (0..ARTICLES).map(|row| {
                let mut names = IndexedNames::default();
                places(row).into_iter().for_each(|place| names.add(Kind::Place, place, true));
                let words = match row {
                    row if row % 20 == 0 => 3,
                    row if row % 3 == 0 => 1,
                    _ => 2,
                };
                let article = Article { body: ["common", "usual", "seldom"][..words].join(" "), ..Article::default() };
                let indexed = IndexedArticle { file: "", article: &article, names: &names };
                let mut document = document(&fields, &mut analyzer, &indexed);
                add_identity(&mut document, &fields, row, &format!("{row:x}"));
                document
            });
            let documents: Vec<Document> = documents.collect();
            let index = in_memory(documents.chunks(segment));
            let mut writer: tantivy::IndexWriter = index.writer_with_num_threads(1, 15_000_000).expect("memory for a writer");
            let is_there = |row: &u64| deleted == 0 || row % deleted != 1;
            for row in (0..ARTICLES).filter(|row| !is_there(row)) {
                writer.delete_term(Term::from_field_u64(fields.row, row));
            }
            writer.commit().expect("room for the deletions");
            let searcher = index.reader().expect("a reader").searcher();
            let columns = Columns::default();
            let word = |word: &str| -> Box<dyn Query> {
                Box::new(TermQuery::new(Term::from_field_text(fields.text, word), IndexRecordOption::WithFreqs))
            };
            let facets = [FacetRequest::new(FacetField::Place, 10)];
            // The first time a column is read in pieces, later it is unpacked.
            for time in 0..3 {
                let table: [Case; 4] = [
                    (Box::new(AllQuery), |_| true),
                    (word("common"), |_| true),
                    (word("usual"), |row| row % 20 == 0 || row % 3 != 0),
                    (word("seldom"), |row| row % 20 == 0),
                ];
                for (query, is_found) in table {
                    let request = Request {
                        order: Order::Score,
                        ranking: None,
                        is_rough: false,
                        recency: None,
                        limit: 3,
                        offset: 0,
                        days: Vec::new(),
                        total: true,
                        facets: &facets,
                        reach: Reach::About,
                        months: false,
                    };
                    let Collected { total, facets, .. } =
                        collect(&searcher, &columns, query.as_ref(), &request).expect("an index");
                    let rows: Vec<u64> = (0..ARTICLES).filter(is_there).filter(is_found).collect();
                    let told = format!("{query:?}, deleted by {deleted}, time {time}");
                    assert_eq!(total, rows.len() as u64, "{told}");
                    assert_eq!(facets[0], expected(rows.into_iter()), "{told}");
                }
            }
        }
    }
}
