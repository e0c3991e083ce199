//! One whole article: as the record of `schema/article.schema.json`, and for reading.

use super::json::{JsonName, JsonPlace};
use super::{Style, clean, clean_paragraphs, shown_date, with_commas, with_marks, write_json};
use crate::archive::StoredArticle;
use crate::search::{HitName, HitNames, Marks};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Record<'a> {
    schema: &'static str,
    id: &'a str,
    guid: Option<&'a str>,
    title: &'a str,
    byline: Option<&'a str>,
    dateline: Option<&'a str>,
    date: Option<String>,
    date_precision: Option<&'static str>,
    date_origin: Option<&'static str>,
    time: Option<String>,
    source: Option<&'a str>,
    section: Option<&'a str>,
    language: Option<&'a str>,
    words: u64,
    path: &'a str,
    url: Option<&'a str>,
    places: Vec<JsonPlace<'a>>,
    organizations: Vec<JsonName<'a>>,
    people: Vec<JsonName<'a>>,
    topics: &'a [String],
    given_places: &'a [String],
    given_organizations: &'a [String],
    given_people: &'a [String],
    given_codes: &'a [String],
    version: Option<u64>,
    body: &'a str,
}

/// Prints an article as one line of JSON.
pub fn print_record(out: &mut impl Write, stored: &StoredArticle, names: &HitNames) -> io::Result<()> {
    let article = &stored.article;
    let record = Record {
        schema: "dateline.article/1",
        id: &stored.id,
        guid: article.guid.as_deref(),
        title: &article.title,
        byline: article.byline.as_deref(),
        dateline: article.dateline.as_deref(),
        date: article.date.as_ref().map(shown_date),
        date_precision: article.date.map(|date| date.precision.name()),
        date_origin: article.date.map(|date| date.origin.name()),
        time: article.date.and_then(|date| date.instant).map(|instant| instant.to_string()),
        source: article.source.as_deref(),
        section: article.section.as_deref(),
        language: article.language.as_deref(),
        words: stored.words,
        path: &stored.path,
        url: article.url.as_deref(),
        places: names.places.iter().map(JsonPlace::new).collect(),
        organizations: names.organizations.iter().map(JsonName::new).collect(),
        people: names.people.iter().map(JsonName::new).collect(),
        topics: &article.topics,
        given_places: &article.places,
        given_organizations: &article.organizations,
        given_people: &article.people,
        given_codes: &article.codes,
        version: article.version,
        body: &article.body,
    };
    write_json(out, &record, false)
}

/// Prints an article for reading; what a query matched is marked.
pub fn print_article_text(
    out: &mut impl Write,
    stored: &StoredArticle,
    names: &HitNames,
    marks: &Marks,
    style: Style,
) -> io::Result<()> {
    let article = &stored.article;
    let (bold, dim) = (style.bold(), style.dim());
    writeln!(out, "{}{}{}", bold.0, with_marks(&article.title, &marks.title, style, clean_paragraphs), bold.1)?;
    let date = article.date.as_ref().map(|date| format!("{} (from {})", shown_date(date), date.origin.name()));
    let words = Some(with_commas(stored.words));
    let lists = [
        ("places", listed(&names.places, true)),
        ("organizations", listed(&names.organizations, true)),
        ("people", listed(&names.people, true)),
        ("topics", article.topics.join("; ")),
        ("also named", listed([&names.places, &names.organizations, &names.people].into_iter().flatten(), false)),
    ];
    let facts = [
        ("byline", article.byline.clone()),
        ("dateline", article.dateline.clone()),
        ("date", date),
        ("source", article.source.clone()),
        ("section", article.section.clone()),
        ("language", article.language.clone()),
        ("words", words),
        ("url", article.url.clone()),
        ("path", Some(stored.path.clone())),
        ("guid", article.guid.clone()),
        ("id", Some(stored.id.clone())),
    ];
    let lists = lists.into_iter().map(|(name, list)| (name, Some(list).filter(|list| !list.is_empty())));
    for (name, value) in facts.into_iter().chain(lists) {
        if let Some(value) = value {
            writeln!(out, "{}{name:>13}{}  {}", dim.0, dim.1, clean(&value))?;
        }
    }
    writeln!(out, "\n{}", with_marks(&article.body, &marks.body, style, clean_paragraphs))
}

/// Lists the names that an article is about, or the others.
fn listed<'a>(names: impl IntoIterator<Item = &'a HitName>, about: bool) -> String {
    names.into_iter().filter(|name| name.about == about).map(described).collect::<Vec<_>>().join("; ")
}

fn described(name: &HitName) -> String {
    let given = if name.given { ", given" } else { "" };
    format!("{} ({}{given})", name.path.join(" › "), name.mentions)
}
