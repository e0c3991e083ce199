//! The fields of the index, as `schema/index.json` declares them.

use tantivy::schema::{Field, Schema};

const DECLARED: &str = include_str!("../../schema/index.json");
/// Counts up when the same fields come to hold other terms, so that indexes made before are made anew.
const ANALYSIS_VERSION: u32 = 2;

/// Handles to the fields.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// Number of the article's row in archive.db.
    pub row: Field,
    /// The article's id as a number, for a total order of hits.
    pub order: Field,
    /// Headline (its words twice, at one position) and body.
    pub text: Field,
    /// Positions in `text` at which paragraphs and sentences begin, and those of words with capitals.
    pub bounds: Field,
    pub title: Field,
    pub byline: Field,
    pub dateline: Field,
    pub section: Field,
    pub path: Field,
    pub source: Field,
    pub lang: Field,
    pub topic: Field,
    /// Ids from the country down, one facet for the place itself and one for each place that holds it.
    pub place: Field,
    /// Ids from the topmost organization down, likewise.
    pub org: Field,
    /// Ids of persons.
    pub person: Field,
    /// What is mentioned as well, without the article being about it; nothing that is in `place`, `org` or `person`.
    pub place_mentioned: Field,
    pub org_mentioned: Field,
    pub person_mentioned: Field,
    /// Seconds since 1970, for order.
    pub date: Field,
    /// First and last day that the date may mean, as the number 20161218.
    pub day: Field,
    pub day_last: Field,
    pub words: Field,
}

/// Returns the schema that `schema/index.json` declares.
pub fn schema() -> Schema {
    serde_json::from_str(DECLARED).expect("schema/index.json is a tantivy schema; a test holds it to that")
}

/// Returns what an index says of itself: another schema or analysis means that it must be made anew.
pub fn fingerprint() -> String {
    let hash = blake3::hash(format!("{ANALYSIS_VERSION}\n{DECLARED}").as_bytes());
    hash.to_hex()[..16].to_string()
}

impl Fields {
    pub fn new(schema: &Schema) -> Self {
        let field = |name: &str| schema.get_field(name).expect("schema/index.json declares every field; a test holds it to that");
        Self {
            row: field("row"),
            order: field("order"),
            text: field("text"),
            bounds: field("bounds"),
            title: field("title"),
            byline: field("byline"),
            dateline: field("dateline"),
            section: field("section"),
            path: field("path"),
            source: field("source"),
            lang: field("lang"),
            topic: field("topic"),
            place: field("place"),
            org: field("org"),
            person: field("person"),
            place_mentioned: field("place_mentioned"),
            org_mentioned: field("org_mentioned"),
            person_mentioned: field("person_mentioned"),
            date: field("date"),
            day: field("day"),
            day_last: field("day_last"),
            words: field("words"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declared_schema_and_the_code_name_the_same_fields() {
        let schema = schema();
        let fields = Fields::new(&schema);
        let named = format!("{fields:?}").matches("Field(").count();
        assert_eq!(schema.num_fields(), named, "schema/index.json declares as many fields as the code uses");
    }
}
