//! One enriched article as the index takes it.

use super::Fields;
use crate::analysis::{Analyzer, Coding, Language, Streams, Vocabulary, fold_whole};
use crate::article::Article;
use crate::authority::Kind;
use jiff::civil;
use jiff::tz::Offset;
use std::sync::Arc;
use tantivy::TantivyDocument;
use tantivy::schema::{Facet, Field};

/// What the index needs of an article beside what the article says itself.
pub struct IndexedArticle<'a> {
    /// The path of the file, without the ordinal within it, which would be a new term for every article.
    pub file: &'a str,
    pub article: &'a Article,
    pub names: &'a IndexedNames,
}

/// The names of an article: for each the ids from the topmost down to itself.
#[derive(Debug, Clone, Default)]
pub struct IndexedNames {
    about: [Vec<Facet>; Kind::ALL.len()],
    mentioned: [Vec<Facet>; Kind::ALL.len()],
}

impl IndexedNames {
    pub fn add(&mut self, kind: Kind, facet: Facet, is_about: bool) {
        let lists = if is_about { &mut self.about } else { &mut self.mentioned };
        lists[kind as usize].push(facet);
    }
}

/// Returns the facet of a name whose ids, from the topmost down, are given.
pub fn facet_of<'a>(ids: impl IntoIterator<Item = &'a str>) -> Facet {
    Facet::from_path(ids.into_iter().map(|id| id.replace('\0', "")))
}

/// An article as a segment takes it.
pub struct Document {
    /// What the numbers in the words mean.
    pub vocabulary: Arc<Vocabulary>,
    pub streams: Streams,
    /// The words of the shorter fields.
    pub words: Vec<(Field, Coding)>,
    /// What is a term or a number as a whole.
    pub values: TantivyDocument,
}

/// Returns an article's document, still without row and id.
pub fn document(fields: &Fields, analyzer: &mut Analyzer, indexed: &IndexedArticle) -> Document {
    let article = indexed.article;
    let language = article.language.as_deref().and_then(Language::from_code);
    let stems_as = language.unwrap_or(Language::ENGLISH);
    let vocabulary = analyzer.begin();
    let streams = analyzer.article(stems_as, &article.title, &article.body);
    let mut words = vec![(fields.path, analyzer.field(Language::ENGLISH, indexed.file))];
    let fields_with_words =
        [(fields.byline, &article.byline), (fields.dateline, &article.dateline), (fields.section, &article.section)];
    for (field, value) in fields_with_words {
        if let Some(value) = value {
            words.push((field, analyzer.field(stems_as, value)));
        }
    }
    let mut document = TantivyDocument::default();
    if let Some(source) = &article.source {
        document.add_text(fields.source, source);
    }
    if let Some(language) = language {
        document.add_text(fields.lang, language.code());
    }
    // A file may name a thing twice; the article counts once.
    let mut added: Vec<String> = Vec::new();
    for topic in &article.topics {
        let folded = fold_whole(topic);
        if !added.contains(&folded) {
            document.add_text(fields.topic, topic);
            added.push(folded);
        }
    }
    for kind in Kind::ALL {
        let mut added = Vec::new();
        add_facets(&mut document, fields.name(kind), &indexed.names.about[kind as usize], &mut added);
        add_facets(&mut document, fields.mentioned(kind), &indexed.names.mentioned[kind as usize], &mut added);
    }
    if let Some(date) = &article.date {
        let midnight = Offset::UTC.to_timestamp(date.day.at(0, 0, 0, 0)).map_or(i64::MIN, |midnight| midnight.as_second());
        document.add_i64(fields.date, date.instant.map_or(midnight, |instant| instant.as_second()));
        document.add_i64(fields.day, day_number(date.day));
        document.add_i64(fields.day_last, day_number(date.last_day()));
    }
    document.add_u64(fields.words, streams.words as u64);
    Document { vocabulary, streams, words, values: document }
}

/// Adds what only the archive knows: the row and the id.
pub fn add_identity(document: &mut Document, fields: &Fields, row: u64, id: &str) {
    document.values.add_u64(fields.row, row);
    document.values.add_u64(fields.order, u64::from_str_radix(id, 16).unwrap_or(u64::MAX));
}

/// Returns a day as the number 20161218, which orders and cuts into year and month by itself.
pub fn day_number(day: civil::Date) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

/// Adds each facet with all that hold it, every one once, so that counting is counting ordinals. `added` are those that the article has
/// already.
fn add_facets(document: &mut TantivyDocument, field: Field, facets: &[Facet], added: &mut Vec<String>) {
    let known = added.len();
    for facet in facets {
        let encoded = facet.encoded_str();
        let ends = encoded.match_indices('\0').map(|(at, _)| at).chain([encoded.len()]);
        for end in ends {
            let ancestor = &encoded[..end];
            if !ancestor.is_empty() && !added.iter().any(|known| known == ancestor) {
                added.push(ancestor.to_string());
            }
        }
    }
    for encoded in &added[known..] {
        let facet = Facet::from_encoded(encoded.clone().into_bytes()).expect("a prefix of a facet at a level's end is a facet");
        document.add_facet(field, facet);
    }
}
