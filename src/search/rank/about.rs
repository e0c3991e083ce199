//! Places and organizations that a query names: articles about them are rewarded.
//!
//! Rule kept here: a word counts as a name only where the archive says so. Few of the articles with the word `reading` are about Reading,
//! most of those with `Congo` are about the Congo, however the query is written.

use super::similarity::rarity;
use crate::analysis::Language;
use crate::index::{Fields, facet_of};
use crate::query::compile::{Reach, any_facet, readings};
use crate::query::{Form, Kind, Query, TextField, question_words};
use crate::search::NameResolver;
use tantivy::query::Query as TantivyQuery;
use tantivy::{Searcher, Term};

/// A place or organization that a query names.
pub struct Named {
    pub kind: Kind,
    pub id: String,
    /// Articles about it.
    pub articles: Box<dyn TantivyQuery>,
    /// As it can be asked for: `place:"Congo"`.
    pub shown: String,
    /// What each of them is rewarded with.
    pub worth: f64,
}

/// The longest names have so many words.
const MOST_WORDS: usize = 5;
/// At least this part of the articles with a name must be about its bearer.
const LEAST_PART: f64 = 0.5;
/// A name is worth this part of a word that is as rare. Half of it, and twice as much, do worse on headlines.
const WORTH: f64 = 0.4;

/// What names are looked for in.
pub struct Names<'a> {
    pub searcher: &'a Searcher,
    pub fields: &'a Fields,
    pub languages: &'a [Language],
    pub resolver: &'a NameResolver<'a>,
}

impl Names<'_> {
    /// Returns what rows of words name, the longest names first in each.
    pub fn of(&self, rows: &[Vec<String>]) -> Vec<Named> {
        let mut found: Vec<(String, Named)> = Vec::new();
        for row in rows {
            let mut from = 0;
            while from < row.len() {
                let longest = (1..=MOST_WORDS.min(row.len() - from)).rev();
                let named = longest
                    .map(|count| (count, row[from..from + count].join(" ")))
                    .find_map(|(count, name)| self.named(&name).map(|(path, named)| (count, path, named)));
                from += match named {
                    Some((count, path, named)) => {
                        if found.iter().all(|(known, _)| *known != path) {
                            found.push((path, named));
                        }
                        count
                    }
                    None => 1,
                };
            }
        }
        found.into_iter().map(|(_, named)| named).collect()
    }

    /// Returns what a name stands for, and its facet.
    fn named(&self, name: &str) -> Option<(String, Named)> {
        // Codes are written in capitals: `us` is no country, nor are `it`, `no` and `in`.
        if name.chars().count() < 3 && name.chars().all(char::is_lowercase) {
            return None;
        }
        [Kind::Place, Kind::Organization].into_iter().find_map(|kind| {
            let path = self.resolver.listed_path(kind, name).ok()??;
            let facet = facet_of(path.iter().map(String::as_str));
            let articles = any_facet(self.fields, kind, std::slice::from_ref(&facet), Reach::About);
            let about = articles.count(self.searcher).ok()? as u64;
            let with_name = self.articles_with(name);
            let is_name = about > 0 && about as f64 >= LEAST_PART * with_name;
            let worth = WORTH * rarity(about, self.searcher.num_docs());
            let id = path.last()?.clone();
            is_name.then(|| {
                (facet.to_path_string(), Named { kind, id, articles, shown: format!("{}:{name:?}", kind.prefix()), worth })
            })
        })
    }

    /// Returns how many articles have all words of a name, at most.
    fn articles_with(&self, name: &str) -> f64 {
        let of_word = |stem: &str| {
            let term = Term::from_field_text(self.fields.text, stem);
            self.searcher.doc_freq(&term).unwrap_or(0)
        };
        let of_reading = |reading: &Vec<String>| reading.iter().map(|stem| of_word(stem)).min().unwrap_or(0);
        readings(name, self.languages).iter().map(of_reading).max().unwrap_or(0) as f64
    }
}

/// Returns the words of a question, and of a query those that follow each other.
pub fn rows_of(query: &Query, question: Option<&str>) -> Vec<Vec<String>> {
    if let Some(question) = question {
        return vec![question_words(question)];
    }
    let mut rows = Vec::new();
    gather(query, &mut rows);
    rows
}

fn gather(query: &Query, rows: &mut Vec<Vec<String>>) {
    let of_text = |query: &Query| match query {
        Query::Words(words) if words.field == TextField::Text && matches!(words.form, Form::Typed | Form::Quoted) => {
            Some(words.text.clone())
        }
        _ => None,
    };
    match query {
        Query::And(parts) => {
            let mut row = Vec::new();
            for part in parts {
                match of_text(part) {
                    Some(text) => row.push(text),
                    None => {
                        rows.push(std::mem::take(&mut row));
                        gather(part, rows);
                    }
                }
            }
            rows.push(row);
        }
        Query::Or(parts) => parts.iter().for_each(|part| gather(part, rows)),
        Query::Boost { part, .. } => gather(part, rows),
        other => rows.extend(of_text(other).map(|text| vec![text])),
    }
}
