//! Explains how a query was understood, and mends one that finds little.
//!
//! In: a query and the words of the index. Out: its clauses with the number of articles that each finds by itself, words that no article
//! has with the nearest that some have, and how far patterns grew. Rule kept here: what is offered was counted first.

use super::rank::{DEPTH, Hits, ScoreExplanation};
use super::{Filters, Reach, SearchConfig, Searcher, finds};
use crate::analysis::{fold, words};
use crate::query::compile::{knows_word, nearest_words};
use crate::query::{Query, Words};
use anyhow::{Result, bail};
use serde::Serialize;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentOrdinal, TERMINATED, Term};

/// How a query was understood.
#[derive(Debug, Serialize)]
pub struct Explanation {
    /// As it was typed.
    pub query: String,
    /// In canonical form.
    pub parsed: String,
    /// Articles that it finds, filters included.
    pub total: u64,
    pub clauses: Vec<Clause>,
    pub unknown_words: Vec<UnknownWord>,
    pub patterns: Vec<GrownPattern>,
    pub did_you_mean: Option<Mended>,
    pub warnings: Vec<String>,
}

/// A part of a query.
#[derive(Debug, Serialize)]
pub struct Clause {
    /// 0 for the whole query, 1 for its parts.
    pub depth: usize,
    pub clause: String,
    /// Articles that it finds by itself.
    pub total: u64,
}

/// A word that no article has.
#[derive(Debug, Serialize, PartialEq)]
pub struct UnknownWord {
    pub word: String,
    /// Words that some article has, the nearest first; at most three.
    pub nearest: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct GrownPattern {
    pub pattern: String,
    pub words: usize,
}

/// A query with known words in place of unknown ones.
#[derive(Debug, Serialize)]
pub struct Mended {
    pub query: String,
    pub total: u64,
}

/// A query that finds fewer articles than this may have been mistyped.
const LITTLE: u64 = 3;

impl Searcher {
    /// Explains a query. Each clause is counted by itself, without the filters of the command line.
    pub fn explain(&self, config: &SearchConfig) -> Result<Explanation> {
        let (total, warnings) = self.count(config)?;
        let mut clauses = Vec::new();
        self.count_clauses(&config.query, 0, config.reach, &mut clauses)?;
        let searcher = self.reader.searcher();
        if config.is_question {
            self.count_named(config, &searcher, &mut clauses)?;
        }
        let names = self.name_resolver();
        let compiled = self.compile(&config.query, &config.typed, &searcher, &names, config.reach)?;
        let unknown_words = self.unknown_words(&config.query)?;
        let patterns = compiled.grown.into_iter().map(|(pattern, words)| GrownPattern { pattern, words }).collect();
        Ok(Explanation {
            query: config.typed.clone(),
            parsed: config.query.to_string(),
            total,
            clauses,
            did_you_mean: self.mended(config, total, &unknown_words)?,
            unknown_words,
            patterns,
            warnings,
        })
    }

    /// Adds what a question names, articles about which it finds too.
    fn count_named(&self, config: &SearchConfig, searcher: &tantivy::Searcher, clauses: &mut Vec<Clause>) -> Result<()> {
        let alone = SearchConfig { filters: Filters::default(), ..config.clone() };
        if let Some(whole) = clauses.first_mut() {
            whole.total = self.count(&alone)?.0;
        }
        for named in self.named(config, searcher) {
            clauses.push(Clause { depth: 1, clause: named.shown, total: named.articles.count(searcher)? as u64 });
        }
        Ok(())
    }

    /// Explains what an article scores.
    ///
    /// # Errors
    ///
    /// An id that no article has, or several; a query by which nothing is ranked.
    pub fn explain_score(&self, config: &SearchConfig, id: &str) -> Result<ScoreExplanation> {
        let (row, title) = self.one_article(id)?;
        let all =
            SearchConfig { facets: Vec::new(), timeline: false, total: false, limit: Some(DEPTH), offset: 0, ..config.clone() };
        let (explanation, _, _) = self.find_by(&all, |ready| {
            let Some(ranking) = ready.request.ranking else {
                bail!("nothing in the query scores; hits are in the order of their dates, and no score can be explained");
            };
            let mut hits = Hits::new(ready.searcher, &self.columns, ready.query, ready.request);
            let best = hits.next(ranking.depth())?;
            let at = best.iter().position(|found| found.row == row);
            let (segment, doc, date) = self.place_of(ready.searcher, row)?;
            let (score, parts) = ranking.explain(ready.searcher, segment, doc, row)?;
            let is_found = at.is_some() || finds(ready.searcher, &self.fields, ready.query, row)?;
            let recency = ready.request.recency.map_or(1.0, |recency| recency.factor(date));
            let lift = if at.is_some() { f64::from(hits.lift()) } else { 0.0 };
            let sum = score.unwrap_or_else(|| parts.iter().map(|part| part.adds).sum());
            let score = sum * recency + lift;
            Ok(ScoreExplanation { id: id.to_owned(), title, is_found, rank: at.map(|at| at + 1), score, parts, recency, lift })
        })?;
        Ok(explanation)
    }

    fn one_article(&self, id: &str) -> Result<(u64, String)> {
        const MOST: usize = 10;
        let called = self.archive.articles_called(id, MOST)?;
        let [article] = called.as_slice() else {
            let ids: Vec<&str> = called.iter().map(|article| article.id.as_str()).collect();
            if ids.is_empty() {
                bail!("no article has the id, path or guid {id:?}; hits have theirs with --format ids");
            }
            bail!("{id:?} stands for several articles; say which: {}", ids.join(", "));
        };
        Ok((article.row, article.article.title.clone()))
    }

    /// Returns where the index has an article, and when it is from.
    fn place_of(&self, searcher: &tantivy::Searcher, row: u64) -> Result<(SegmentOrdinal, DocId, i64)> {
        let term = Term::from_field_u64(self.fields.row, row);
        for (ordinal, segment) in searcher.segment_readers().iter().enumerate() {
            let postings = segment.inverted_index(self.fields.row)?.read_postings(&term, IndexRecordOption::Basic)?;
            let mut doc = postings.as_ref().map_or(TERMINATED, DocSet::doc);
            let mut postings = postings;
            while let Some(postings) = postings.as_mut().filter(|_| doc != TERMINATED) {
                if segment.alive_bitset().is_none_or(|alive| alive.is_alive(doc)) {
                    let date = segment.fast_fields().i64("date")?.first(doc).unwrap_or(i64::MIN);
                    return Ok((ordinal as SegmentOrdinal, doc, date));
                }
                doc = postings.advance();
            }
        }
        bail!("the article is not in the index yet; ask again in a moment")
    }

    fn count_clauses(&self, query: &Query, depth: usize, reach: Reach, clauses: &mut Vec<Clause>) -> Result<()> {
        let alone = SearchConfig { reach, ..SearchConfig::new(query.clone(), &query.to_string()) };
        clauses.push(Clause { depth, clause: query.to_string(), total: self.count(&alone)?.0 });
        query.parts().into_iter().try_for_each(|part| self.count_clauses(part, depth + 1, reach, clauses))
    }

    /// Returns the words of a query that no article has, each once.
    pub fn unknown_words(&self, query: &Query) -> Result<Vec<UnknownWord>> {
        const MOST_NEAREST: usize = 3;
        let searcher = self.reader.searcher();
        let mut unknown: Vec<UnknownWord> = Vec::new();
        let mut fault = None;
        query.each_words(&mut |typed| {
            let field = self.fields.text_field(typed.field.whole());
            for found in words(&typed.text) {
                let word = &typed.text[found.start..found.end];
                if unknown.iter().any(|known| known.word == word) {
                    continue;
                }
                let nearest = knows_word(&searcher, field, word, &self.languages).and_then(|is_known| {
                    if is_known { Ok(None) } else { nearest_words(&searcher, field, word, MOST_NEAREST).map(Some) }
                });
                match nearest {
                    Ok(Some(nearest)) => unknown.push(UnknownWord { word: word.to_owned(), nearest }),
                    Ok(None) => {}
                    Err(error) => fault = Some(error),
                }
            }
        });
        fault.map_or(Ok(unknown), |error| Err(error.into()))
    }

    /// Returns a query that finds more, where one finds little because of words that no article has.
    pub fn did_you_mean(&self, config: &SearchConfig, total: u64) -> Result<Option<Mended>> {
        if total >= LITTLE {
            return Ok(None);
        }
        self.mended(config, total, &self.unknown_words(&config.query)?)
    }

    fn mended(&self, config: &SearchConfig, total: u64, unknown: &[UnknownWord]) -> Result<Option<Mended>> {
        if total >= LITTLE || unknown.iter().all(|word| word.nearest.is_empty()) {
            return Ok(None);
        }
        let query = config.query.with_words(&mut |typed| with_known_words(typed, unknown));
        let (found, _) = self.count(&SearchConfig { query: query.clone(), ..config.clone() })?;
        Ok((found > total).then(|| Mended { query: query.to_string(), total: found }))
    }
}

/// Puts the nearest known words in place of unknown ones.
fn with_known_words(typed: &Words, unknown: &[UnknownWord]) -> Words {
    let mut text = String::new();
    let mut copied = 0;
    for found in words(&typed.text) {
        let word = &typed.text[found.start..found.end];
        let better = unknown.iter().find(|unknown| unknown.word == word).and_then(|unknown| unknown.nearest.first());
        if let Some(better) = better.filter(|better| **better != fold(word)) {
            text.push_str(&typed.text[copied..found.start]);
            text.push_str(better);
            copied = found.end;
        }
    }
    text.push_str(&typed.text[copied..]);
    Words { text, ..typed.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn unknown_words_are_replaced_where_they_stand() {
        let unknown = [UnknownWord { word: "Allepo".to_owned(), nearest: vec!["aleppo".to_owned(), "alley".to_owned()] }];
        let table = [
            ("Allepo bus", "aleppo bus"),
            ("\"east Allepo\" NEAR/3 bus", "\"east aleppo\" NEAR/3 bus"),
            ("title:Allepo -(Allepo OR x)", "title:aleppo NOT (aleppo OR x)"),
            ("bus", "bus"),
        ];
        for (typed, expected) in table {
            let query = parse(typed).expect("a query");
            let better = query.with_words(&mut |words| with_known_words(words, &unknown));
            assert_eq!(better, parse(expected).expect("a query"), "{typed}");
        }
    }
}
