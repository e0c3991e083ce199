//! ninjs 1.0 to 3.1 (IPTC News in JSON), and the API of the Associated Press, which builds on it.
//!
//! An item says of what kind it is: pictures, videos and plans without text are no articles. From version 2 on what was `headline` and
//! `body_xhtml` are lists of objects, and from 3 on keys have inner capitals. A record of JSON lines may be an item too, so the readers
//! of JSON ask here first.

use super::json::{self, Place, values};
use super::{Article, Format, Head, Parsed, Records, Source, Withdrawal};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

pub const FORMAT: Format = Format {
    name: "ninjs",
    what: "news in JSON by IPTC, versions 1.0 to 3.1, and the API of AP",
    extensions: &[],
    recognized_by: "JSON with keys such as versioncreated, pubstatus, body_xhtml, headlines or bodies",
    fields: &[
        "byline",
        "dateline",
        "date",
        "source",
        "language",
        "guid",
        "version",
        "url",
        "places",
        "organizations",
        "people",
        "topics",
        "codes",
    ],
    recognize,
    records: Records::JsonValues,
    parse: |bytes, source| json::parse_record(bytes, source, Place::File),
};

/// Keys, in lower case, of which an item has one. Other JSON of newsrooms has none of them.
const MARKS: &[&str] =
    &["versioncreated", "pubstatus", "body_xhtml", "headlines", "bodies", "representationtype", "description_text"];

fn recognize(head: &Head) -> bool {
    let text = json::without_mark(head.bytes).trim_ascii_start();
    if !matches!(text.first(), Some(b'{' | b'[')) || !matches!(head.extension, "" | "json" | "ninjs") {
        return false;
    }
    let text = String::from_utf8_lossy(text).to_ascii_lowercase();
    MARKS.iter().any(|mark| text.contains(&format!("\"{mark}\"")))
}

/// Objects that hold items: those of AP's API, and lists of search results.
const WRAPPERS: &[&str] = &["data", "item", "items", "results", "result", "hits"];
const MAX_DEPTH: usize = 8;

/// Reads a value as items; `None` where it holds none.
pub fn read(value: &Value, source: &Source) -> Option<Parsed> {
    let mut items = Vec::new();
    collect(value, 0, &mut items);
    if items.is_empty() {
        return None;
    }
    let mut parsed = Parsed::default();
    for item in items {
        match Item::of(item).status() {
            Status::Withdrawn(withdrawal) => parsed.withdrawals.push(withdrawal),
            Status::NoText => parsed.not_articles.push(Item::of(item).what_it_holds()),
            Status::Article => parsed.articles.push(Item::of(item).article(source)),
        }
    }
    Some(parsed)
}

fn collect<'a>(value: &'a Value, depth: usize, items: &mut Vec<&'a Map<String, Value>>) {
    match value {
        Value::Array(list) if depth < MAX_DEPTH => list.iter().for_each(|element| collect(element, depth + 1, items)),
        Value::Object(object) if is_item(object) => items.push(object),
        Value::Object(object) if depth < MAX_DEPTH => {
            WRAPPERS.iter().filter_map(|key| object.get(*key)).for_each(|inner| collect(inner, depth + 1, items));
        }
        _ => {}
    }
}

fn is_item(object: &Map<String, Value>) -> bool {
    let has = |key: &str| object.keys().any(|known| known.eq_ignore_ascii_case(key));
    (has("uri") || has("guid") || has("type") || has("headline")) && MARKS.iter().any(|mark| has(mark))
}

enum Status {
    Article,
    NoText,
    Withdrawn(Withdrawal),
}

/// An item, its keys in lower case.
struct Item<'a> {
    values: BTreeMap<String, &'a Value>,
}

impl<'a> Item<'a> {
    fn of(object: &'a Map<String, Value>) -> Self {
        Self { values: object.iter().map(|(key, value)| (key.to_ascii_lowercase(), value)).collect() }
    }

    fn get(&self, key: &str) -> Option<&'a Value> {
        self.values.get(key).copied()
    }

    fn line(&self, keys: &[&str]) -> Option<String> {
        keys.iter().filter_map(|key| self.get(key)).find_map(values::line)
    }

    fn status(&self) -> Status {
        let status = self.line(&["pubstatus"]).unwrap_or_default().to_ascii_lowercase();
        if matches!(status.as_str(), "canceled" | "cancelled" | "withdrawn" | "killed")
            && let Some(guid) = self.guid()
        {
            return Status::Withdrawn(Withdrawal { guid, version: self.version() });
        }
        let kind = self.line(&["type"]).unwrap_or_default().to_ascii_lowercase();
        let is_media = matches!(
            kind.as_str(),
            "picture" | "photo" | "image" | "graphic" | "video" | "audio" | "planning" | "event" | "component" | "package"
        );
        match (self.body(), self.description()) {
            // What a picture shows is no article; a text that its sender left without a body is its summary.
            (None, Some(_)) if !is_media => Status::Article,
            (None, _) => Status::NoText,
            (Some(_), _) if is_media && kind != "package" => Status::NoText,
            (Some(_), _) => Status::Article,
        }
    }

    fn what_it_holds(&self) -> String {
        match self.line(&["type"]) {
            Some(kind) => format!("it holds an item of type {}, no text", kind.to_ascii_lowercase()),
            None => "it holds an item without text".to_owned(),
        }
    }

    fn guid(&self) -> Option<String> {
        let of_ap = self.get("altids").and_then(|ids| ids.get("itemid")).and_then(values::line);
        of_ap.or_else(|| self.line(&["guid", "uri", "id"]))
    }

    fn version(&self) -> Option<u64> {
        let version = self.line(&["version"])?;
        version.trim().parse().ok()
    }

    fn headline(&self) -> Option<String> {
        self.line(&["headline", "headline_main"])
            .or_else(|| of_role(self.get("headlines")?, &["main", "headline"]).and_then(values::line))
    }

    fn body(&self) -> Option<String> {
        let named = ["body_xhtml", "body_html", "body_nitf", "body_text"].into_iter().find_map(|key| self.text(self.get(key)?));
        let other = || {
            let bodies = self.values.iter().filter(|(key, _)| key.starts_with("body_"));
            bodies.map(|(_, value)| *value).find_map(|value| self.text(value))
        };
        let listed = || self.text(of_role(self.get("bodies")?, &["html", "html5", "xhtml", "text", "main"])?);
        named.or_else(other).or_else(listed)
    }

    fn text(&self, value: &Value) -> Option<String> {
        let text = value.as_str()?;
        // A whole page has a head.
        let inner = text.find("<body").map_or(text, |at| &text[at..]);
        values::body(&Value::String(inner.to_string()))
    }

    fn description(&self) -> Option<String> {
        let named = ["description_text", "description_html", "description_xhtml", "description_summary"];
        named
            .into_iter()
            .find_map(|key| self.text(self.get(key)?))
            .or_else(|| self.text(of_role(self.get("descriptions")?, &["text", "summary"])?))
    }

    fn article(&self, source: &Source) -> Article {
        let date = ["versioncreated", "firstcreated", "contentcreated"].into_iter();
        let located = self.get("datelinelocation").map(city_of).unwrap_or_else(|| self.line(&["located"]));
        let uri = self
            .line(&["uri"])
            .filter(|uri| uri.starts_with("http") && self.get("altids").and_then(|ids| ids.get("itemid")).is_none());
        let mut article = Article {
            guid: self.guid(),
            version: self.version(),
            title: self.headline().or_else(|| self.line(&["title", "slugline"])).unwrap_or_default(),
            byline: self.byline(),
            date: date.filter_map(|key| self.get(key)).find_map(|value| values::date(value, source.read_on)),
            source: self.line(&["source", "provider", "copyrightholder"]).or_else(|| values::line(self.get("infosources")?)),
            language: self.line(&["language"]).and_then(|language| values::language(&language)),
            url: uri,
            body: self.body().or_else(|| self.description()).unwrap_or_default(),
            ..Article::default()
        };
        for (keys, list) in [
            (&["place", "places"][..], &mut article.places),
            (&["organisation", "organisations", "organization", "organizations", "company"], &mut article.organizations),
            (&["person", "people", "persons"], &mut article.people),
            (&["subject", "subjects", "keywords"], &mut article.topics),
        ] {
            for concept in keys.iter().filter_map(|key| self.get(key)).flat_map(each) {
                let Some(name) = values::names(concept, &[]).into_iter().next() else { continue };
                // AP has single letters for its categories.
                if name.chars().count() > 1 && !list.contains(&name) {
                    list.push(name);
                }
                if let Some(code) = code_of(concept).filter(|code| !article.codes.contains(code)) {
                    article.codes.push(code);
                }
            }
        }
        json::tidy_body(&mut article);
        article.dateline = article.dateline.or(located);
        article
    }

    fn byline(&self) -> Option<String> {
        let written = self.get("byline").or_else(|| self.get("by")).and_then(values::byline);
        written.or_else(|| values::byline(self.get("authors")?))
    }
}

fn each(value: &Value) -> impl Iterator<Item = &Value> {
    match value {
        Value::Array(list) => list.iter(),
        single => std::slice::from_ref(single).iter(),
    }
}

/// Returns the value of the entry with one of these roles, the first of them in trust; else that of the first entry.
fn of_role<'a>(list: &'a Value, roles: &[&str]) -> Option<&'a Value> {
    let list = list.as_array()?;
    let with = |role: &str| {
        list.iter().find(|entry| entry.get("role").and_then(Value::as_str).is_some_and(|known| known.eq_ignore_ascii_case(role)))
    };
    roles.iter().find_map(|role| with(role)).or_else(|| list.first())?.get("value")
}

/// Returns `medtop:04000000` of `{"scheme": "http://cv.iptc.org/newscodes/mediatopic/", "code": "04000000"}`.
fn code_of(concept: &Value) -> Option<String> {
    let code = concept.get("code").or_else(|| concept.get("literal")).and_then(Value::as_str)?.trim();
    let is_code = !code.is_empty() && code.len() <= 40 && !code.contains(char::is_whitespace);
    let scheme = concept.get("scheme").and_then(Value::as_str).unwrap_or_default();
    let scheme = scheme.trim_end_matches(['/', ':']).rsplit(['/', ':']).next().unwrap_or_default();
    let is_subject = code.len() == 8 && code.bytes().all(|byte| byte.is_ascii_digit());
    match scheme {
        _ if !is_code => None,
        "mediatopic" | "medtop" => Some(format!("medtop:{code}")),
        "subjectcode" | "subj" => Some(format!("subj:{code}")),
        "" if is_subject => Some(format!("subj:{code}")),
        "" => None,
        scheme => Some(format!("{scheme}:{code}")),
    }
}

/// Returns `New York, United States` of AP's place of a dateline.
fn city_of(place: &Value) -> Option<String> {
    let part = |key: &str| place.get(key).and_then(values::line);
    let city = part("city")?;
    Some(match part("countryname") {
        Some(country) => format!("{city}, {country}"),
        None => city,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use serde_json::json;

    const SOURCE: Source = Source { path: "a.json", read_on: date(2026, 11, 24), url: None };

    #[track_caller]
    fn one(value: &Value) -> Article {
        let mut parsed = read(value, &SOURCE).expect("an item");
        assert_eq!(parsed.articles.len(), 1);
        parsed.articles.remove(0)
    }

    #[test]
    fn versions_one_and_three_say_the_same() {
        let first = json!({
            "uri": "urn:bridge", "type": "text", "version": "2", "versioncreated": "2019-05-03T10:00:00+02:00", "pubstatus": "usable",
            "language": "en-GB", "headline": "Bridge opens", "byline": "By Ann Lee", "copyrightholder": "Post",
            "body_xhtml": "<p>SPLIT, Croatia (AP) - It opened on Monday.</p><p>Ferries stay.</p>",
            "place": [{"name": "Split", "scheme": "http://cvx.iptc.org/iso3166-1a2/", "code": "hr"}],
            "person": [{"name": "Ivo Ban", "rel": "about"}], "organisation": [{"name": "Port of Split"}],
            "subject": [{"name": "transport", "code": "04015000"}],
        });
        let third = json!({
            "uri": "urn:bridge", "type": "text", "version": "2", "versionCreated": "2019-05-03T10:00:00+02:00", "pubStatus": "usable",
            "language": "en-GB", "headlines": [{"role": "short", "value": "Bridge"}, {"role": "main", "value": "Bridge opens"}],
            "by": "Ann Lee", "copyrightHolder": "Post",
            "bodies": [{"role": "html", "contentType": "text/html",
                        "value": "<html><head><title>x</title></head><body><p>SPLIT, Croatia (AP) - It opened on Monday.</p><p>Ferries stay.</p></body></html>"}],
            "places": [{"name": "Split", "scheme": "http://cvx.iptc.org/iso3166-1a2/", "code": "hr"}],
            "people": [{"name": "Ivo Ban", "rel": "about"}], "organisations": [{"name": "Port of Split"}],
            "subjects": [{"name": "transport", "literal": "04015000"}],
        });
        let article = one(&first);
        assert_eq!(article, one(&third));
        assert_eq!((article.title.as_str(), article.byline.as_deref()), ("Bridge opens", Some("Ann Lee")));
        assert_eq!(article.body, "It opened on Monday.\n\nFerries stay.");
        assert_eq!(article.dateline.as_deref(), Some("SPLIT, Croatia (AP)"));
        assert_eq!(article.codes, ["iso3166-1a2:hr", "subj:04015000"]);
        assert_eq!((article.guid.as_deref(), article.version), (Some("urn:bridge"), Some(2)));
        assert_eq!(article.date.and_then(|date| date.instant).map(|at| at.to_string()).as_deref(), Some("2019-05-03T08:00:00Z"));
    }

    #[test]
    fn pictures_are_no_articles_and_a_cancelled_item_is_taken_back() {
        let picture = json!({"uri": "a", "type": "picture", "versioncreated": "2019-05-03", "headline": "Bridge", "description_text": "It opens"});
        assert!(read(&picture, &SOURCE).is_some_and(|parsed| parsed.articles.is_empty() && parsed.problems.is_empty()));
        let kill = json!({"uri": "urn:bridge", "pubstatus": "canceled", "version": "3", "type": "text"});
        let parsed = read(&kill, &SOURCE).expect("an item");
        assert_eq!(parsed.withdrawals, [Withdrawal { guid: "urn:bridge".to_owned(), version: Some(3) }]);
    }

    #[test]
    fn items_are_found_in_what_holds_them() {
        let item = json!({"uri": "https://ap.example/a", "altids": {"itemid": "5ee9"}, "type": "text", "versioncreated": "2019-07-03T04:05:12Z",
            "headline": "Bridge opens", "description_text": "It opened.", "datelinelocation": {"city": "Split", "countryname": "Croatia"}});
        for wrapped in [
            json!({"api_version": "1.1", "data": {"item": item}}),
            json!({"data": {"items": [{"meta": {}, "item": item}]}}),
            json!([item]),
        ] {
            let article = one(&wrapped);
            assert_eq!((article.guid.as_deref(), article.dateline.as_deref()), (Some("5ee9"), Some("Split, Croatia")));
        }
        assert!(read(&json!({"title": "Bridge", "text": "It opened."}), &SOURCE).is_none());
    }
}
