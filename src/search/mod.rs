//! Answers queries: hits in a total order, exact counts, facets, snippets.
//!
//! Rule kept here: the same archive and query give the same answer, whatever the segments of the index and the number of threads.

mod best;
mod bits;
mod collect;
mod columns;
mod config;
mod counter;
mod days;
mod dense;
mod explain;
mod facets;
mod gather;
mod highlight;
mod known;
mod labels;
#[cfg(test)]
mod naive;
mod names;
mod near;
mod opening;
mod plan;
mod pruned;
mod rank;
#[cfg(test)]
mod real_marks;
mod recency;
mod results;
#[cfg(test)]
mod tests;
mod walk;

pub use crate::query::compile::Reach;
pub use config::{Filters, NameFilter, SearchConfig, Sort};
pub use explain::Explanation;
pub use facets::{FacetCount, FacetField, FacetRequest};
pub use highlight::{Highlighter, Marks, Snippet};
pub use known::{KnownName, KnownNames};
pub use names::NameResolver;
pub use near::Near;
pub use rank::{ScoreExplanation, ScorePart};
pub use results::{Hit, HitName, HitNames, PlaceCount, SearchResults, Walked};

use crate::analysis::Language;
use crate::archive::{Archive, Detail, StoredArticle};
use crate::authority::ledger::Ledger;
use crate::index::Fields;
use crate::meaning::Meaning;
use crate::query::compile::{Compiled, Context, any_facet, compile};
use crate::query::{Column, Kind, Query, QueryError};
use anyhow::Result;
use collect::{Collected, Found, Order, Request, collect};
use columns::Columns;
use rank::{Hits, Meant, Names, Ranking, rows_of};
use recency::Recency;
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::time::Instant;
use tantivy::query::{BooleanQuery, EnableScoring};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, IndexReader, TERMINATED};
use walk::MOST_KEPT;

/// An archive that is open for questions.
pub struct Searcher {
    archive: Archive,
    reader: IndexReader,
    fields: Fields,
    languages: Vec<Language>,
    columns: Columns,
    /// What was learned, once it is needed; `Err` is why it cannot be used.
    meaning: OnceCell<Result<Option<Meaning>, String>>,
    /// The names ledger that the archive was made with, once it is needed.
    ledger: OnceCell<Ledger>,
    /// Labels and paths of names, for hits that share them.
    labels: RefCell<BTreeMap<i64, HitName>>,
    labels_by_id: RefCell<FxHashMap<String, Option<String>>>,
}

impl Searcher {
    pub fn archive(&self) -> &Archive {
        &self.archive
    }

    /// Returns the languages of the archive's articles.
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }

    /// Returns the number of articles that the index holds.
    pub fn article_count(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Returns what finds out which place, organization or person is meant by a name.
    pub fn name_resolver(&self) -> NameResolver<'_> {
        NameResolver::new(&self.archive, self.reader.searcher(), &self.fields, &self.ledger)
    }

    /// Answers a query.
    pub fn search(&self, config: &SearchConfig) -> Result<SearchResults> {
        const TRIES: usize = 5;
        let started = Instant::now();
        let mut tries = 1;
        let (collected, mut warnings, hits) = loop {
            let (collected, warnings, highlighter) = self.find(config)?;
            let hits = self.archive.at_one_moment(|| self.hits(config, config.offset, &collected.found, &highlighter))?;
            // While another process replaces articles, the archive is a moment ahead of the index.
            if hits.len() == collected.found.len() || tries == TRIES {
                break (collected, warnings, hits);
            }
            tries += 1;
            std::thread::sleep(std::time::Duration::from_millis(50));
            self.reader.reload()?;
            self.columns.forget();
            self.labels.borrow_mut().clear();
            self.labels_by_id.borrow_mut().clear();
        };
        let left_out = collected.found.len() - hits.len();
        if left_out > 0 {
            warnings.push(format!("the archive is being changed; {left_out} articles that have just been replaced are left out"));
        }
        let mut facets = BTreeMap::new();
        if !config.facets.is_empty() {
            self.archive.at_one_moment(|| {
                for (request, counts) in config.facets.iter().zip(&collected.facets) {
                    facets.insert(request.field, facets::tree(request, counts, &|id| self.label_with_id(id))?);
                }
                Ok(())
            })?;
        }
        Ok(SearchResults {
            query: config.typed.clone(),
            parsed: config.query.to_string(),
            total: collected.total,
            hits,
            facets,
            timeline: collected.months.into_iter().map(|(month, count)| (shown_month(month), count)).collect(),
            warnings,
            took: started.elapsed(),
            offset: config.offset,
        })
    }

    /// Returns the places of the articles that a query finds, those of most articles first, and what the user should know.
    pub fn places(&self, config: &SearchConfig) -> Result<(Vec<PlaceCount>, Vec<String>)> {
        let facets = vec![FacetRequest::new(FacetField::Place, usize::MAX)];
        let (collected, warnings, _) = self.find(&SearchConfig { limit: Some(0), offset: 0, facets, ..config.clone() })?;
        let mut places = Vec::new();
        for (path, articles) in collected.facets.iter().flatten() {
            let id = path.rsplit('\0').next().unwrap_or_default();
            if let Some(row) = self.archive.name_with_id(id)? {
                places.push(PlaceCount { name: self.label(row.name)?, articles: *articles });
            }
        }
        places.sort_by(|one, other| other.articles.cmp(&one.articles).then_with(|| one.name.id.cmp(&other.name.id)));
        Ok((places, warnings))
    }

    /// Counts the articles that a query finds.
    pub fn count(&self, config: &SearchConfig) -> Result<(u64, Vec<String>)> {
        let only_counting = SearchConfig {
            limit: Some(0),
            offset: 0,
            facets: Vec::new(),
            timeline: false,
            snippets: false,
            names: false,
            ..config.clone()
        };
        let (collected, warnings, _) = self.find(&only_counting)?;
        Ok((collected.total, warnings))
    }

    /// Calls `each` for every article that a query finds, in order.
    pub fn for_each(&self, config: &SearchConfig, mut each: impl FnMut(StoredArticle, HitNames) -> Result<()>) -> Result<Walked> {
        let (walked, warnings, _) = self.find_by(config, |ready| {
            let mut walk = Hits::new(ready.searcher, &self.columns, ready.query, ready.request);
            let (mut done, mut left_out) = (0, 0);
            loop {
                let some = walk.next(MOST_KEPT)?;
                for found in &some {
                    // An article that was replaced since the beginning has another row now.
                    match self.archive.article(found.row, Detail::Whole)? {
                        Some(article) => {
                            each(article, self.names_of(found.row)?)?;
                            done += 1;
                        }
                        None => left_out += 1,
                    }
                }
                if some.len() < MOST_KEPT {
                    return Ok((done, left_out));
                }
            }
        })?;
        let (done, left_out) = walked;
        Ok(Walked { done, left_out, warnings })
    }

    /// Answers a query like [`search`](Self::search), without facets and timeline, in pages of at most so many hits: `each` has them one
    /// after the other, so that memory does not depend on how many there are. There is one page at least. Returns the total.
    pub fn search_in_pages(
        &self,
        config: &SearchConfig,
        size: usize,
        mut each: impl FnMut(&SearchResults) -> Result<()>,
    ) -> Result<u64> {
        let started = Instant::now();
        let page = |hits, total, warnings| SearchResults {
            query: config.typed.clone(),
            parsed: config.query.to_string(),
            total,
            hits,
            facets: BTreeMap::new(),
            timeline: Vec::new(),
            warnings,
            took: started.elapsed(),
            offset: config.offset,
        };
        let ((total, left_out), mut warnings, _) = self.find_by(config, |ready| {
            let mut walk = Hits::new(ready.searcher, &self.columns, ready.query, ready.request);
            walk.skip(config.offset, config.limit.unwrap_or(usize::MAX))?;
            let mut left = config.limit.unwrap_or(usize::MAX);
            let (mut rank, mut left_out) = (config.offset, 0);
            loop {
                let wanted = left.min(MOST_KEPT);
                let found = walk.next(wanted)?;
                let total = walk.counted().map_or(0, |counted| counted.total);
                for some in found.chunks(size) {
                    let hits = self.archive.at_one_moment(|| self.hits(config, rank, some, ready.highlighter))?;
                    rank += some.len();
                    left_out += some.len() - hits.len();
                    each(&page(hits, total, Vec::new()))?;
                }
                left -= found.len();
                if found.len() < wanted || left == 0 {
                    return Ok((total, left_out));
                }
            }
        })?;
        if left_out > 0 {
            warnings.push(format!("the archive is being changed; {left_out} articles that have just been replaced are left out"));
        }
        each(&page(Vec::new(), total, warnings))?;
        Ok(total)
    }

    /// Returns the hits whose articles the archive holds; their ranks begin behind `before`.
    fn hits(&self, config: &SearchConfig, before: usize, found: &[Found], highlighter: &Highlighter) -> Result<Vec<Hit>> {
        let searcher = self.reader.searcher();
        let detail = if config.snippets { Detail::Whole } else { Detail::Metadata };
        let mut hits = Vec::with_capacity(found.len());
        for (at, found) in found.iter().enumerate() {
            let Some(article) = self.archive.article(found.row, detail)? else { continue };
            let mut names = if config.names { self.names_of(found.row)? } else { HitNames::default() };
            if config.reach == Reach::About {
                names.narrow();
            }
            let facts = |query: &dyn tantivy::query::Query| finds(&searcher, &self.fields, query, found.row).unwrap_or(false);
            let snippets = if config.snippets { highlighter.snippets(&article.article, &facts) } else { Vec::new() };
            hits.push(Hit { rank: before + at + 1, score: found.score, article, names, snippets });
        }
        Ok(hits)
    }

    /// Marks what a query matches in an article, `None` where it does not match.
    pub fn marks(&self, query: &Query, typed: &str, article: &StoredArticle) -> Result<Option<Marks>> {
        let searcher = self.reader.searcher();
        let names = self.name_resolver();
        let compiled = self.compile(query, typed, &searcher, &names, Reach::default())?;
        let facts = |query: &dyn tantivy::query::Query| finds(&searcher, &self.fields, query, article.row).unwrap_or(false);
        Ok(Highlighter::new(compiled.clause).marks(&article.article, &facts))
    }

    fn compile(
        &self,
        query: &Query,
        typed: &str,
        searcher: &tantivy::Searcher,
        names: &NameResolver,
        reach: Reach,
    ) -> Result<Compiled> {
        let context = Context { fields: self.fields, searcher, languages: &self.languages, names, reach };
        compile(query, &context).map_err(|(column, fault)| {
            // Column 0 marks a filter of the command line: there is no place in the query to show.
            if column == 0 {
                anyhow::anyhow!(fault)
            } else {
                QueryError { query: typed.to_string(), column, fault, mended: None }.into()
            }
        })
    }

    fn find(&self, config: &SearchConfig) -> Result<(Collected, Vec<String>, Highlighter)> {
        self.find_by(config, |ready| collect(ready.searcher, &self.columns, ready.query, ready.request))
    }

    /// Compiles a query, runs it in the way that is given, and tells what the user should know of it.
    fn find_by<T>(&self, config: &SearchConfig, run: impl FnOnce(&Ready) -> Result<T>) -> Result<(T, Vec<String>, Highlighter)> {
        let searcher = self.reader.searcher();
        let names = self.name_resolver();
        // What a question finds does not depend on the order in which it is wanted.
        let uses_names = config.is_question || config.sort.is_by_score();
        let named = if uses_names { self.named(config, &searcher) } else { Vec::new() };
        let (query, days) = config.query.clone().without_days();
        let query = if config.is_question { or_about(query, &named) } else { query };
        let all = Query::all_of([query].into_iter().chain(config.filters.to_queries()));
        let mut compiled = self.compile(&all, &config.typed, &searcher, &names, config.reach)?;
        let mut warnings = std::mem::take(&mut compiled.warnings);
        if let Some(near) = &config.filters.near {
            let facets = near.facets(&self.archive, &names).map_err(anyhow::Error::msg)?;
            let is_near = any_facet(&self.fields, Kind::Place, &facets, config.reach);
            compiled.query = Box::new(BooleanQuery::intersection(vec![compiled.query, is_near]));
        }
        warnings.extend(names.into_warnings());
        warnings.extend(self.unknown_values(&searcher, &config.filters)?);
        warnings.extend(stars_in_phrases(&config.query));
        let order = match config.sort {
            // Without words every article is as good as another: the newest first.
            Sort::Relevance | Sort::Blend { .. } if !config.query.has_words() => Order::Newest,
            Sort::Relevance | Sort::Blend { .. } => Order::Score,
            Sort::Newest => Order::Newest,
            Sort::Oldest => Order::Oldest,
        };
        let recency = match config.sort {
            Sort::Blend { half_life } => self.newest()?.map(|newest| Recency::new(newest, half_life)),
            _ => None,
        };
        let scored = compiled.scored.take().filter(|_| order == Order::Score);
        let ranking = scored.map(|scored| {
            let meaning = if config.meaning { self.meaning(&mut warnings) } else { None };
            let meant = meaning.and_then(|meaning| Meant::new(meaning, &scored, self.fields.text));
            Ranking { scored, named, meant }
        });
        let request = Request {
            order,
            ranking: ranking.as_ref(),
            is_rough: false,
            recency,
            limit: config.limit.unwrap_or(usize::MAX),
            offset: config.offset,
            days: config.filters.days.into_iter().chain(days).collect(),
            total: config.total,
            facets: &config.facets,
            reach: config.reach,
            months: config.timeline,
        };
        let spent = compiled.effort();
        let highlighter = Highlighter::of_hits(compiled.clause);
        let query = compiled.query.as_ref();
        let result = run(&Ready { searcher: &searcher, query, request: &request, highlighter: &highlighter })?;
        warnings.extend(spent.warning());
        Ok((result, warnings, highlighter))
    }

    /// Returns when the newest article is from: seconds since 1970.
    fn newest(&self) -> Result<Option<i64>> {
        let searcher = self.reader.searcher();
        let mut newest = None;
        for segment in searcher.segment_readers() {
            let dates = segment.fast_fields().i64("date")?;
            if dates.values.num_vals() > 0 {
                newest = newest.max(Some(dates.max_value()));
            }
        }
        Ok(newest)
    }

    /// Returns what the archive has learned.
    fn meaning(&self, warnings: &mut Vec<String>) -> Option<&Meaning> {
        let open = || Meaning::open(self.archive.folder()).map_err(|error| format!("{error:#}"));
        match self.meaning.get_or_init(open) {
            Ok(meaning) => meaning.as_ref(),
            Err(fault) => {
                warnings.push(format!("articles are ranked by words alone: {fault}"));
                None
            }
        }
    }

    /// Returns the places and organizations that a query names.
    fn named(&self, config: &SearchConfig, searcher: &tantivy::Searcher) -> Vec<rank::Named> {
        let resolver = self.name_resolver();
        let names = Names { searcher, fields: &self.fields, languages: &self.languages, resolver: &resolver };
        names.of(&rows_of(&config.query, config.is_question.then_some(&config.typed)))
    }

    /// Says which sources and languages of the filters no article has.
    fn unknown_values(&self, searcher: &tantivy::Searcher, filters: &Filters) -> Result<Vec<String>> {
        let mut warnings = Vec::new();
        let lists = [("source", self.fields.source, &filters.sources), ("lang", self.fields.lang, &filters.languages)];
        for (name, field, lists) in lists {
            for value in lists.iter().flatten() {
                let term = tantivy::Term::from_field_text(field, &crate::analysis::fold_whole(value));
                if searcher.doc_freq(&term)? == 0 {
                    warnings.push(format!(
                        "no article has the {name} {value:?}; `dateline facets --field {name}` lists those there are"
                    ));
                }
            }
        }
        Ok(warnings)
    }
}

/// Says which phrases hold what would be a wildcard outside of them.
fn stars_in_phrases(query: &Query) -> Vec<String> {
    let mut warnings = Vec::new();
    query.each_words(&mut |typed| {
        let is_wildcard = |word: &&str| word.contains('*') && word.contains(char::is_alphanumeric);
        if let Some(word) = typed.text.split_whitespace().find(is_wildcard) {
            warnings.push(format!(
                "{word} is no wildcard between quotation marks; outside of them it is, and PRE/1 joins it to the word before"
            ));
        }
    });
    warnings
}

/// Returns a question that also finds the articles about what it names, under whatever other name they have it.
fn or_about(question: Query, named: &[rank::Named]) -> Query {
    if named.is_empty() || !question.has_words() {
        return question;
    }
    let names = named.iter().map(|named| Query::Name { field: named.kind, name: named.id.clone(), column: Column(0) });
    Query::any_of([question].into_iter().chain(names))
}

/// Whether a query finds the article of a row.
fn finds(searcher: &tantivy::Searcher, fields: &Fields, query: &dyn tantivy::query::Query, row: u64) -> Result<bool> {
    collect::with_room(query, || finds_within(searcher, fields, query, row))
}

fn finds_within(searcher: &tantivy::Searcher, fields: &Fields, query: &dyn tantivy::query::Query, row: u64) -> Result<bool> {
    let term = tantivy::Term::from_field_u64(fields.row, row);
    for segment in searcher.segment_readers() {
        let Some(mut postings) = segment.inverted_index(fields.row)?.read_postings(&term, IndexRecordOption::Basic)? else {
            continue;
        };
        while postings.doc() != TERMINATED {
            let doc = postings.doc();
            if !segment.is_deleted(doc) {
                let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
                let mut scorer = weight.scorer(segment, 1.0)?;
                return Ok(scorer.doc() <= doc && scorer.seek(doc) == doc);
            }
            postings.advance();
        }
    }
    Ok(false)
}

/// A query that is ready to run.
struct Ready<'a> {
    searcher: &'a tantivy::Searcher,
    query: &'a dyn tantivy::query::Query,
    request: &'a Request<'a>,
    highlighter: &'a Highlighter,
}

/// Returns the month 201612 as `2016-12`.
fn shown_month(month: i64) -> String {
    format!("{:04}-{:02}", month / 100, month % 100)
}
