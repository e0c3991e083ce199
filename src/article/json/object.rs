//! One JSON object, read as an article: which key says what.
//!
//! The JSON-LD of a web page and its `<meta>` elements go through here too, see `html::metadata`. Rule kept here: a key is known by its
//! name alone, and where several say the same the first of the table that holds something usable is taken.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil;
use serde_json::{Map, Value};

use super::values;
use crate::article::{Article, ArticleDate};

/// What an object says, before it is told whether that makes an article.
#[derive(Debug, Default)]
pub struct Draft {
    /// Its `date` is the one of publication; `guid` is only what the object names so.
    pub article: Article,
    /// Summary, which is no article text unless there is no other.
    pub description: Option<String>,
    /// The date of the last change.
    pub modified: Option<ArticleDate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Title,
    Text,
    Description,
    Published,
    Modified,
    Url,
    Guid,
    Byline,
    Dateline,
    Source,
    Section,
    Language,
    Places,
    Organizations,
    People,
    Topics,
    Mentions,
}

/// Key names in order of trust, in lower case and without `_`, `-`, `.`, `:` and spaces: `publishdate` is `publish_date` and `publishDate`.
const KEYS: &[(Field, &[&str])] = &[
    (
        Field::Title,
        &[
            "title",
            "headline",
            "head",
            "webtitle",
            "articletitle",
            "ogtitle",
            "twittertitle",
            "dctitle",
            "dctermstitle",
            "parselytitle",
            "sailthrutitle",
            "name",
        ],
    ),
    (
        Field::Text,
        &[
            "text",
            "body",
            "articlebody",
            "bodytext",
            "maintext",
            "fulltext",
            "content",
            "contents",
            "story",
            "contenthtml",
            "contenttext",
            "articletext",
            "articlecontent",
            "storytext",
            "cleantext",
            "plaintext",
            "rawtext",
            "article",
            "paragraphs",
        ],
    ),
    (
        Field::Description,
        &[
            "description",
            "summary",
            "abstract",
            "lead",
            "leadparagraph",
            "trailtext",
            "shortdescription",
            "snippet",
            "excerpt",
            "subtitle",
        ],
    ),
    (
        Field::Published,
        &[
            "date",
            "published",
            "publishdate",
            "datepublished",
            "pubdate",
            "publishedat",
            "publishedtime",
            "publisheddate",
            "datepublish",
            "publicationdate",
            "webpublicationdate",
            "firstpublished",
            "firstpublicationdate",
            "articlepublishedtime",
            "articlepublished",
            "ogarticlepublishedtime",
            "ogpublishedtime",
            "parselypubdate",
            "sailthrudate",
            "publishtime",
            "publishtimestamp",
            "dcdateissued",
            "dctermsissued",
            "dctermscreated",
            "dcdate",
            "dctermsdate",
            "articledate",
            "originalpublicationdate",
            "displaydate",
            "dateissued",
            "createdat",
            "datecreated",
            "created",
            "timestamp",
            "ts",
            "datetime",
            "time",
        ],
    ),
    (
        Field::Modified,
        &[
            "modified",
            "datemodified",
            "updated",
            "updatedat",
            "modifiedtime",
            "articlemodifiedtime",
            "ogupdatedtime",
            "updatedtime",
            "lastmodified",
            "lastmod",
            "dctermsmodified",
        ],
    ),
    (
        Field::Url,
        &[
            "url",
            "canonicallink",
            "canonicalurl",
            "link",
            "weburl",
            "articleurl",
            "ogurl",
            "parselylink",
            "sourceurl",
            "mainentityofpage",
            "shareurl",
            "permalink",
            "@id",
        ],
    ),
    (Field::Guid, &["guid", "id", "docno", "docid", "identifier", "uuid", "uri", "articleid", "newid"]),
    (
        Field::Byline,
        &[
            "dccreator",
            "authors",
            "author",
            "byline",
            "creator",
            "articleauthor",
            "ogarticleauthor",
            "parselyauthor",
            "sailthruauthor",
            "dccontributor",
            "dctermscreator",
            "writer",
            "writers",
            "reporter",
        ],
    ),
    (Field::Dateline, &["dateline"]),
    (
        Field::Source,
        &[
            "source",
            "publisher",
            "sourcename",
            "sitename",
            "ogsitename",
            "site",
            "outlet",
            "newspaper",
            "publication",
            "publishername",
            "dcpublisher",
            "dctermspublisher",
            "provider",
            "sourceorganization",
            "sourcedomain",
            "domain",
        ],
    ),
    (
        Field::Section,
        &["section", "category", "sectionname", "articlesection", "ogarticlesection", "parselysection", "categories", "desk"],
    ),
    (
        Field::Language,
        &["language", "lang", "inlanguage", "langcode", "languagecode", "dclanguage", "dctermslanguage", "locale", "oglocale"],
    ),
    (
        Field::Places,
        &[
            "places",
            "locations",
            "location",
            "geo",
            "contentlocation",
            "spatialcoverage",
            "geoplacename",
            "countries",
            "geofacet",
        ],
    ),
    (Field::Organizations, &["organizations", "orgs", "organisations", "companies", "orgfacet"]),
    (Field::People, &["people", "persons", "perfacet"]),
    (
        Field::Topics,
        &[
            "topics",
            "tags",
            "keywords",
            "subjects",
            "newskeywords",
            "articletag",
            "ogarticletag",
            "parselytags",
            "sailthrutags",
            "tag",
            "subject",
            "dcsubject",
            "desfacet",
        ],
    ),
    (Field::Mentions, &["about", "mentions"]),
];

/// Objects within the object that say the same with less weight: `{"fields": {"bodyText": …}}`, `{"meta_data": {"og": {"title": …}}}`.
const NESTED: &[&str] = &["article", "content", "data", "dc", "fields", "meta", "metadata", "og", "post", "response", "story"];

/// How many objects deep `NESTED` is followed: `meta_data`, `og`, and one more.
const MOST_NESTED: u16 = 3;

/// A key's place in its row of `KEYS`; more for one in a nested object.
type Rank = u16;
const NESTED_RANK: Rank = 100;

/// Reads what an object says about an article.
pub fn read(object: &Map<String, Value>, read_on: civil::Date) -> Draft {
    let said = Said::by(object);
    let mut article = Article {
        guid: said.first(Field::Guid, values::identifier),
        title: said.first(Field::Title, values::line).unwrap_or_default(),
        byline: said.first(Field::Byline, values::byline),
        dateline: said.first(Field::Dateline, values::line),
        date: said.first(Field::Published, |value| values::date(value, read_on)),
        source: said.first(Field::Source, values::publisher).or_else(|| said.first(Field::Source, values::host)),
        section: said.first(Field::Section, values::section),
        language: said.first(Field::Language, |value| values::line(value).and_then(|name| values::language(&name))),
        url: said.first(Field::Url, values::url),
        body: said.first(Field::Text, values::body).unwrap_or_default(),
        places: said.all(Field::Places, &[';', '|']),
        organizations: said.all(Field::Organizations, &[';', '|']),
        people: said.all(Field::People, &[';', '|']),
        codes: Vec::new(),
        version: None,
        topics: said.all(Field::Topics, values::LIST_MARKS),
    };
    // Keyword lists made by machine begin or end with the headline.
    article.topics.retain(|topic| article.title.is_empty() || !topic.starts_with(&article.title));
    for value in said.values(Field::Mentions).chain(said.values(Field::Topics)) {
        add_by_kind(value, &mut article);
    }
    Draft {
        article,
        description: said.first(Field::Description, values::body),
        modified: said.first(Field::Modified, |value| values::date(value, read_on)),
    }
}

/// Whether an object has a key for article text, itself or nested.
pub fn has_text(object: &Map<String, Value>) -> bool {
    Said::by(object).values(Field::Text).next().is_some()
}

/// Sorts the things that an article is about by the kind that each one says it is of: `{"@type": "Person", "name": …}`, or as one large
/// newspaper's API has it `{"name": "persons", "value": …}`.
fn add_by_kind(value: &Value, article: &mut Article) {
    let things = match value {
        Value::Array(list) => list.as_slice(),
        single => std::slice::from_ref(single),
    };
    for thing in things.iter().filter_map(Value::as_object) {
        let (kind, name) = match (thing.get("@type"), thing.get("name"), thing.get("value")) {
            (Some(kind), Some(name), _) => (kind, name),
            (None, Some(kind), Some(value)) => (kind, value),
            _ => continue,
        };
        let list = match values::line(kind).unwrap_or_default().to_ascii_lowercase().as_str() {
            "person" | "persons" => &mut article.people,
            "organization" | "organizations" | "corporation" | "newsmediaorganization" | "governmentorganization" => {
                &mut article.organizations
            }
            "place" | "glocations" | "city" | "country" | "administrativearea" | "state" => &mut article.places,
            _ => continue,
        };
        for name in values::names(name, &[]) {
            add_name(list, name, MOST_NAMES);
        }
    }
}

/// Topics are the words of a search engine's keyword list as often as they are topics; no page needs more.
const MOST_TOPICS: usize = 50;
const MOST_NAMES: usize = 250;

fn add_name(list: &mut Vec<String>, name: String, most: usize) {
    if list.len() < most && !list.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
        list.push(name);
    }
}

/// The values of an object that have a known key, in order of trust.
struct Said<'a>(Vec<(Field, Rank, &'a Value)>);

impl<'a> Said<'a> {
    fn by(object: &'a Map<String, Value>) -> Self {
        let mut said = Self(Vec::with_capacity(object.len()));
        said.collect(object, 0);
        said.0.sort_by_key(|&(field, rank, _)| (field, rank));
        said
    }

    fn collect(&mut self, object: &'a Map<String, Value>, depth: u16) {
        for (key, value) in object {
            if value.is_null() {
                continue;
            }
            let mut room = [0; LONGEST_KEY];
            let Some(name) = plain_name(key, &mut room) else { continue };
            if let Some(&(field, rank)) = MEANINGS.get(name) {
                self.0.push((field, depth * NESTED_RANK + rank, value));
            }
            if let Value::Object(inner) = value
                && depth < MOST_NESTED
                && NESTED.contains(&name)
            {
                self.collect(inner, depth + 1);
            }
        }
    }

    fn values(&self, field: Field) -> impl Iterator<Item = &'a Value> {
        self.0.iter().filter(move |(said, ..)| *said == field).map(|&(.., value)| value)
    }

    fn first<T>(&self, field: Field, convert: impl Fn(&Value) -> Option<T>) -> Option<T> {
        self.values(field).find_map(convert)
    }

    fn all(&self, field: Field, marks: &[char]) -> Vec<String> {
        let most = if field == Field::Topics { MOST_TOPICS } else { MOST_NAMES };
        let mut list = Vec::new();
        for name in self.values(field).flat_map(|value| values::names(value, marks)) {
            add_name(&mut list, name, most);
        }
        list
    }
}

static MEANINGS: LazyLock<HashMap<&str, (Field, Rank)>> = LazyLock::new(|| {
    let ranked = KEYS.iter().flat_map(|&(field, names)| names.iter().zip(0..).map(move |(&name, rank)| (name, (field, rank))));
    ranked.collect()
});

/// No known key is longer.
const LONGEST_KEY: usize = 32;

/// Writes a key in the spelling of `KEYS`; `None` where it cannot be one of them.
fn plain_name<'a>(key: &str, room: &'a mut [u8; LONGEST_KEY]) -> Option<&'a str> {
    let mut length = 0;
    for byte in key.bytes().filter(|byte| !matches!(byte, b'_' | b'-' | b'.' | b':' | b' ')) {
        *room.get_mut(length)? = byte.to_ascii_lowercase();
        length += 1;
    }
    std::str::from_utf8(&room[..length]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read_all(value: Value) -> Article {
        read(value.as_object().expect("an object"), civil::date(2026, 11, 24)).article
    }

    #[test]
    fn the_first_of_several_keys_wins_and_the_next_stands_in() {
        let day = |value| read_all(value).date.map(|date| date.day.to_string());
        assert_eq!(day(json!({"ts": 541350061, "date": "1987-02-26T15:01:01Z"})).as_deref(), Some("1987-02-26"));
        assert_eq!(day(json!({"ts": 541350061, "date": "no date"})).as_deref(), Some("1987-02-26"));
        assert_eq!(day(json!({"modified": "2019-01-02"})), None);
        assert_eq!(read_all(json!({"meta": {"title": "Nested"}, "title": ""})).title, "Nested");
        assert_eq!(read_all(json!({"name": "N", "headline": "H"})).title, "H");
    }

    #[test]
    fn lists_of_names_are_read_in_all_their_forms() {
        let article = read_all(json!({
            "places": ["usa", {"name": "Split"}, "USA", ""], "location": {"lat": 1.0}, "orgs": "Harbour Board; The Post",
            "persons": [{"name": "Ann Lee"}], "tags": [{"webTitle": "Bridges"}, "Oil, gas"], "keywords": "harbour | toll",
        }));
        assert_eq!(article.places, ["usa", "Split"]);
        assert_eq!(article.organizations, ["Harbour Board", "The Post"]);
        assert_eq!(article.people, ["Ann Lee"]);
        assert_eq!(article.topics, ["Bridges", "Oil, gas", "harbour", "toll"]);
    }

    #[test]
    fn keywords_that_say_their_kind_are_sorted_by_it() {
        let article = read_all(json!({"keywords": [
            {"name": "persons", "value": "Lee, Ann"}, {"name": "glocations", "value": "Split"}, {"name": "organizations", "value": "Board"},
        ]}));
        assert_eq!(article.people, ["Lee, Ann"]);
        assert_eq!(article.places, ["Split"]);
        assert_eq!(article.organizations, ["Board"]);
    }

    #[test]
    fn there_are_no_more_than_fifty_topics() {
        let many: Vec<String> = (0..200).map(|n| format!("topic {n}")).collect();
        assert_eq!(read_all(json!({"tags": many})).topics.len(), MOST_TOPICS);
    }

    #[test]
    fn key_names_are_unique_and_in_the_spelling_they_are_looked_up_by() {
        let names: Vec<_> = KEYS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        assert_eq!(MEANINGS.len(), names.len());
        for name in names {
            assert_eq!(plain_name(name, &mut [0; LONGEST_KEY]), Some(name));
        }
    }
}
