//! The files of `schema/` are the source of truth; the program is held to them.

use crate::support::TestArchive;
use std::path::Path;

fn schema(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn exported_records_are_what_the_article_schema_says() {
    let archive = TestArchive::new();
    archive.write("full.json", r#"{"id": "x-1", "title": "Talks in Aleppo", "date": "2016-12-18T16:00:00Z", "source": "Post", "section": "World",
        "author": "J. Hale", "url": "https://example.org/x", "body": "Talks in Aleppo went on, the UN said.", "topics": ["talks"]}"#);
    archive.write("bare.txt", "Nothing is known of this text but that it was written by somebody at some time.\n");
    archive.index();
    let schema: serde_json::Value = serde_json::from_str(&schema("article.schema.json")).expect("the schema is JSON");
    let lines = archive.run(&["export"]).stdout();
    assert_eq!(lines.lines().count(), 2);
    for line in lines.lines() {
        let record: serde_json::Value = serde_json::from_str(line).expect("a record is JSON");
        let problems = check(&record, &schema, &schema, "record");
        assert!(problems.is_empty(), "{problems:?}\n{line}");
    }
}

/// The part of JSON Schema that the article schema uses.
fn check(value: &serde_json::Value, schema: &serde_json::Value, root: &serde_json::Value, at: &str) -> Vec<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.trim_start_matches('#')).expect("a reference within the schema");
        return check(value, target, root, at);
    }
    let mut problems = Vec::new();
    let kind = match value {
        serde_json::Value::Null => "null",
        serde_json::Value::Bool(_) => "boolean",
        serde_json::Value::Number(number) if number.is_u64() || number.is_i64() => "integer",
        serde_json::Value::Number(_) => "number",
        serde_json::Value::String(_) => "string",
        serde_json::Value::Array(_) => "array",
        serde_json::Value::Object(_) => "object",
    };
    let allowed: Vec<&str> = match &schema["type"] {
        serde_json::Value::String(one) => vec![one],
        serde_json::Value::Array(many) => many.iter().filter_map(|one| one.as_str()).collect(),
        _ => vec![kind],
    };
    let is_allowed = allowed.contains(&kind) || (kind == "integer" && allowed.contains(&"number"));
    if !is_allowed {
        problems.push(format!("{at} is {kind}, not {allowed:?}"));
    }
    if let Some(values) = schema["enum"].as_array()
        && !values.contains(value)
    {
        problems.push(format!("{at} is {value}, none of {values:?}"));
    }
    if let (Some(fields), Some(declared)) = (value.as_object(), schema["properties"].as_object()) {
        for required in schema["required"].as_array().into_iter().flatten().filter_map(|name| name.as_str()) {
            if !fields.contains_key(required) {
                problems.push(format!("{at} lacks {required}"));
            }
        }
        for (name, field) in fields {
            match declared.get(name) {
                Some(schema) => problems.extend(check(field, schema, root, &format!("{at}.{name}"))),
                None => problems.push(format!("{at} has {name}, which the schema does not know")),
            }
        }
    }
    for (number, item) in value.as_array().into_iter().flatten().enumerate() {
        problems.extend(check(item, &schema["items"], root, &format!("{at}[{number}]")));
    }
    problems
}

#[test]
fn archive_db_has_the_tables_of_archive_sql() {
    let archive = TestArchive::new();
    archive.write("a.txt", "Oil rises\n\nOil prices rose.\n");
    archive.index();
    let made = rusqlite::Connection::open(archive.path().join(".dateline/archive.db")).expect("archive.db opens");
    let declared = rusqlite::Connection::open_in_memory().expect("SQLite opens");
    declared.execute_batch(&schema("archive.sql")).expect("archive.sql is SQL");
    let tables = |db: &rusqlite::Connection| -> Vec<(String, Option<String>)> {
        let mut statement = db.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").expect("a statement");
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows").map(|row| row.expect("a row")).collect()
    };
    assert_eq!(tables(&made), tables(&declared));
}

#[test]
fn the_json_answer_has_the_fields_that_are_promised() {
    let archive = TestArchive::new();
    archive.write("2016/12/18/a.txt", "Evacuation\n\nBuses left Aleppo, the UN Security Council was told.\n");
    archive.index();
    let answer = archive.run(&["search", "buses", "--json", "--facet", "place:5"]).json();
    let keys = |value: &serde_json::Value| -> Vec<String> { value.as_object().expect("an object").keys().cloned().collect() };
    assert_eq!(keys(&answer), ["schema", "query", "parsed", "total", "took_ms", "warnings", "hits", "facets", "timeline"]);
    assert_eq!(answer["schema"], "dateline.search/1");
    let hit = &answer["hits"][0];
    assert_eq!(
        keys(hit),
        [
            "rank",
            "score",
            "id",
            "guid",
            "title",
            "date",
            "date_precision",
            "source",
            "language",
            "words",
            "path",
            "url",
            "places",
            "organizations",
            "people",
            "snippets",
            "story",
            "copies"
        ]
    );
    assert_eq!(keys(&hit["places"][0]), ["id", "name", "path", "country", "lat", "lon", "mentions", "facet", "probability"]);
    assert_eq!(keys(&hit["organizations"][0]), ["id", "name", "path", "mentions", "facet", "probability"]);
    assert_eq!(hit["places"][0]["path"][0], "Syria");
    assert_eq!(hit["snippets"][0]["text"].as_str().map(|text| &text[..5]), Some("Buses"));
    assert_eq!(hit["snippets"][0]["marks"], serde_json::json!([[0, 5]]));
    assert_eq!(answer["timeline"], serde_json::json!([{"start": "2016-12", "count": 1}]));
    assert_eq!(keys(&answer["facets"]["place"][0]), ["id", "name", "count", "children"]);
}

#[test]
fn an_archive_of_version_2_is_brought_to_this_version() {
    let archive = TestArchive::new();
    archive.write("a.txt", "Ferry is late\n\nThe ferry was late again, and the island waited.\n");
    archive.index();
    let db = rusqlite::Connection::open(archive.path().join(".dateline/archive.db")).expect("archive.db opens");
    db.execute_batch(
        "DROP INDEX articles_by_version; DROP TABLE withdrawn;
         ALTER TABLE articles DROP COLUMN member; ALTER TABLE articles DROP COLUMN version;
         ALTER TABLE inputs DROP COLUMN problems; ALTER TABLE inputs DROP COLUMN note; PRAGMA user_version = 2;",
    )
    .expect("the tables of version 2 can be made");
    drop(db);
    archive.search("ferry").must_print("a.txt\n");
    archive.write("b.txt", "Bridge opens\n\nThe bridge opened, and the ferry stays.\n");
    archive.index();
    archive.search("bridge").must_print("b.txt\n");
    archive.run(&["check"]).must_exit(0);
}
