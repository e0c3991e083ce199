//! The JSON answer, `dateline.search/1`. Fields are added, never repurposed.

use super::{shown_date, write_json};
use crate::search::{FacetCount, Hit, HitName, SearchResults};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// What an answer carries beside the results.
#[derive(Debug, Clone, Copy, Default)]
pub struct AnswerOptions<'a> {
    /// The number or name of the query in a list of queries.
    pub qid: Option<&'a str>,
    pub is_pretty: bool,
    /// Leaves out the time taken, which differs from run to run.
    pub without_time: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    schema: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    qid: Option<&'a str>,
    query: &'a str,
    parsed: &'a str,
    total: u64,
    took_ms: f64,
    warnings: &'a [String],
    hits: Vec<JsonHit<'a>>,
    facets: BTreeMap<&'static str, Vec<JsonFacet<'a>>>,
    timeline: Vec<JsonPeriod<'a>>,
}

#[derive(Serialize)]
struct JsonHit<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    qid: Option<&'a str>,
    rank: usize,
    score: f64,
    id: &'a str,
    guid: Option<&'a str>,
    title: &'a str,
    date: Option<String>,
    date_precision: Option<&'static str>,
    source: Option<&'a str>,
    language: Option<&'a str>,
    words: u64,
    path: &'a str,
    url: Option<&'a str>,
    places: Vec<JsonPlace<'a>>,
    organizations: Vec<JsonName<'a>>,
    people: Vec<JsonName<'a>>,
    snippets: Vec<JsonSnippet<'a>>,
    story: &'a str,
    copies: u64,
}

#[derive(Serialize)]
pub(super) struct JsonPlace<'a> {
    id: &'a str,
    name: &'a str,
    path: &'a [String],
    country: Option<&'a str>,
    lat: Option<f64>,
    lon: Option<f64>,
    mentions: u32,
    facet: bool,
    probability: f64,
}

#[derive(Serialize)]
pub(super) struct JsonName<'a> {
    id: &'a str,
    name: &'a str,
    path: &'a [String],
    mentions: u32,
    facet: bool,
    probability: f64,
}

#[derive(Serialize)]
struct JsonSnippet<'a> {
    field: &'static str,
    text: &'a str,
    marks: Vec<[usize; 2]>,
}

#[derive(Serialize)]
pub(super) struct JsonFacet<'a> {
    id: &'a str,
    name: &'a str,
    count: u64,
    children: Vec<JsonFacet<'a>>,
}

#[derive(Serialize)]
struct JsonPeriod<'a> {
    start: &'a str,
    count: u64,
}

/// Prints one answer with everything.
pub fn print_json(out: &mut impl Write, results: &SearchResults, options: AnswerOptions) -> io::Result<()> {
    let took_ms = if options.without_time { 0.0 } else { (results.took.as_secs_f64() * 10_000.0).round() / 10.0 };
    let answer = Answer {
        schema: "dateline.search/1",
        qid: options.qid,
        query: &results.query,
        parsed: &results.parsed,
        total: results.total,
        took_ms,
        warnings: &results.warnings,
        hits: results.hits.iter().map(JsonHit::new).collect(),
        facets: results
            .facets
            .iter()
            .map(|(field, counts)| (field.name(), counts.iter().map(JsonFacet::new).collect()))
            .collect(),
        timeline: results.timeline.iter().map(|(start, count)| JsonPeriod { start, count: *count }).collect(),
    };
    write_json(out, &answer, options.is_pretty)
}

/// Prints one hit a line, with the number of the query in a list of them.
pub fn print_hits_ndjson(out: &mut impl Write, results: &SearchResults, qid: Option<&str>) -> io::Result<()> {
    for hit in &results.hits {
        write_json(out, &JsonHit { qid, ..JsonHit::new(hit) }, false)?;
    }
    Ok(())
}

impl<'a> JsonHit<'a> {
    fn new(hit: &'a Hit) -> Self {
        let stored = &hit.article;
        let article = &stored.article;
        Self {
            qid: None,
            rank: hit.rank,
            score: (f64::from(hit.score) * 10_000.0).round() / 10_000.0,
            id: &stored.id,
            guid: article.guid.as_deref(),
            title: &article.title,
            date: article.date.as_ref().map(shown_date),
            date_precision: article.date.map(|date| date.precision.name()),
            source: article.source.as_deref(),
            language: article.language.as_deref(),
            words: stored.words,
            path: &stored.path,
            url: article.url.as_deref(),
            places: hit.names.places.iter().map(JsonPlace::new).collect(),
            organizations: hit.names.organizations.iter().map(JsonName::new).collect(),
            people: hit.names.people.iter().map(JsonName::new).collect(),
            snippets: hit
                .snippets
                .iter()
                .map(|snippet| JsonSnippet {
                    field: snippet.field,
                    text: &snippet.text,
                    marks: snippet.marks.iter().map(|mark| [mark.start, mark.end]).collect(),
                })
                .collect(),
            story: &stored.id,
            copies: 0,
        }
    }
}

impl<'a> JsonPlace<'a> {
    pub(super) fn new(name: &'a HitName) -> Self {
        Self {
            id: &name.id,
            name: &name.name,
            path: &name.path,
            country: name.country.as_deref(),
            lat: name.lat,
            lon: name.lon,
            mentions: name.mentions,
            facet: name.about,
            probability: f64::from(name.percent) / 100.0,
        }
    }
}

impl<'a> JsonName<'a> {
    pub(super) fn new(name: &'a HitName) -> Self {
        Self {
            id: &name.id,
            name: &name.name,
            path: &name.path,
            mentions: name.mentions,
            facet: name.about,
            probability: f64::from(name.percent) / 100.0,
        }
    }
}

impl<'a> JsonFacet<'a> {
    pub(super) fn new(count: &'a FacetCount) -> Self {
        Self {
            id: &count.id,
            name: &count.name,
            count: count.count,
            children: count.children.iter().map(JsonFacet::new).collect(),
        }
    }
}
