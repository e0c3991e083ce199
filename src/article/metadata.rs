//! The names under which files give the fields of an article: one table for front matter and header blocks.
//!
//! In: a key as a file spells it and its values. Out: the field of the article, filled.
//!
//! Rule kept here: the first key that gives a field counts, and what no key is known for is left alone.

use jiff::civil::Date;

use super::{Article, DateOrigin, dates, text};

/// Puts values into the field that a key names; returns whether the key is known. Case, `-`, `_` and spaces in a key do not matter.
pub fn set(article: &mut Article, key: &str, values: &[String], read_on: Date) -> bool {
    let key: String = key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let lines = || values.iter().map(|value| text::clean_line(value)).filter(|value| !value.is_empty());
    let first = || lines().next();
    let joined = || Some(lines().collect::<Vec<_>>().join(", ")).filter(|names| !names.is_empty());
    match key.as_str() {
        "title" | "headline" => {
            if article.title.is_empty() {
                article.title = first().unwrap_or_default();
            }
        }
        "date" | "published" | "pubdate" | "publishedat" | "publishedon" | "publisheddate" | "publishdate" | "datepublished"
        | "publicationdate" | "created" | "posted" => {
            let stamp = || lines().find_map(|value| dates::parse(&value, read_on));
            article.date = article.date.or_else(|| Some(stamp()?.into_date(DateOrigin::Metadata)));
        }
        "author" | "authors" | "byline" | "by" | "writer" => fill(&mut article.byline, || text::byline(&joined()?)),
        "source" | "publisher" | "publication" | "site" | "sitename" | "newspaper" | "agency" => fill(&mut article.source, first),
        "section" => fill(&mut article.section, first),
        "category" | "categories" => {
            let mut categories = lines();
            fill(&mut article.section, || categories.next());
            add(&mut article.topics, categories);
        }
        "tag" | "tags" | "topic" | "topics" | "keyword" | "keywords" | "subjects" => add(&mut article.topics, list(values)),
        "lang" | "language" | "locale" => fill(&mut article.language, || language(&first()?)),
        "url" | "link" | "canonical" | "canonicalurl" | "permalink" | "sourceurl" => fill(&mut article.url, first),
        "guid" | "id" | "docno" | "slug" => fill(&mut article.guid, first),
        "place" | "places" | "location" | "locations" => add(&mut article.places, list(values)),
        "organization" | "organizations" | "organisation" | "organisations" | "orgs" => {
            add(&mut article.organizations, list(values))
        }
        "person" | "people" | "persons" => add(&mut article.people, list(values)),
        "dateline" => fill(&mut article.dateline, first),
        _ => return false,
    }
    true
}

fn fill(field: &mut Option<String>, value: impl FnOnce() -> Option<String>) {
    if field.is_none() {
        *field = value();
    }
}

/// Adds names that are not in the field yet.
fn add(field: &mut Vec<String>, names: impl IntoIterator<Item = String>) {
    for name in names {
        if !field.contains(&name) {
            field.push(name);
        }
    }
}

/// Returns names one by one. A single value may hold several: `Aleppo; Homs`, or `aid, buses` where there is no semicolon.
fn list(values: &[String]) -> Vec<String> {
    let pieces: Vec<&str> = match values {
        [value] if value.contains(';') => value.split(';').collect(),
        [value] => value.split(',').collect(),
        values => values.iter().map(String::as_str).collect(),
    };
    pieces.into_iter().map(text::clean_line).filter(|name| !name.is_empty()).collect()
}

/// Returns the ISO 639-1 code out of `en`, `en-US`, `EN_us`.
fn language(value: &str) -> Option<String> {
    let code = value.split(['-', '_']).next()?.to_ascii_lowercase();
    (code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(code)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn fills_fields_by_many_names() {
        let fields = [
            ("Headline", "Buses leave"),
            ("title", "A later title does not count"),
            ("Date-Published", "2016-12-18"),
            ("AUTHORS", "By Jane Doe"),
            ("Language", "en-GB"),
            ("Places", "Aleppo; Homs, Syria"),
            ("tags", "aid, buses, aid"),
            ("Source URL", "https://example.org/a"),
        ];
        let mut article = Article::default();
        for (key, value) in fields {
            assert!(set(&mut article, key, &[value.to_owned()], date(2026, 11, 24)), "{key}");
        }
        assert!(!set(&mut article, "weight", &["1".to_owned()], date(2026, 11, 24)));
        assert_eq!(article.title, "Buses leave");
        assert_eq!(article.date.map(|stamp| stamp.day), Some(date(2016, 12, 18)));
        assert_eq!(article.byline.as_deref(), Some("Jane Doe"));
        assert_eq!(article.language.as_deref(), Some("en"));
        assert_eq!(article.places, ["Aleppo", "Homs, Syria"]);
        assert_eq!(article.topics, ["aid", "buses"]);
        assert_eq!(article.url.as_deref(), Some("https://example.org/a"));
    }
}
