//! The sample corpus, every format and hard case of which has its expected values in `tests/data/sample_corpus.tsv`.

use crate::support::{TestArchive, sample_corpus};
use std::collections::BTreeMap;

struct Expected {
    path: String,
    title: String,
    date: String,
    language: String,
    places: Vec<String>,
}

fn expected() -> Vec<Expected> {
    include_str!("data/sample_corpus.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let list = |cell: &str| cell.split('|').filter(|name| !name.is_empty()).map(str::to_string).collect();
            Expected {
                path: cells[0].to_string(),
                title: cells[1].to_string(),
                date: cells[2].to_string(),
                language: cells[3].to_string(),
                places: list(cells[4]),
            }
        })
        .collect()
}

/// Indexes the sample corpus and returns its articles by path.
fn indexed() -> (TestArchive, BTreeMap<String, serde_json::Value>) {
    let archive = TestArchive::new();
    let corpus = sample_corpus();
    archive.run(&["index", &corpus.to_string_lossy()]).must_exit(3).must_say("1 duplicate, 2 failed");
    let prefix = format!("{}/", corpus.to_string_lossy());
    let records = archive.run(&["export"]).stdout();
    let articles = records
        .lines()
        .map(|line| {
            let record: serde_json::Value = serde_json::from_str(line).expect("a record is JSON");
            let path = record["path"].as_str().expect("a path").trim_start_matches(prefix.as_str()).to_string();
            (path, record)
        })
        .collect();
    (archive, articles)
}

#[test]
fn every_article_is_read_with_its_title_date_and_language() {
    let (_archive, articles) = indexed();
    let duplicate = "archive/2015/copy-of-14-tbilisi-flood.txt";
    let original = "wire/2015/06/14-tbilisi-flood.txt";
    let mut faults = Vec::new();
    for expected in expected() {
        let at = if articles.contains_key(&expected.path) {
            expected.path.as_str()
        } else if expected.path == duplicate || expected.path == original {
            // Whichever of the two comes first in the walk stands for both.
            if articles.contains_key(duplicate) { duplicate } else { original }
        } else {
            faults.push(format!("{} was not indexed", expected.path));
            continue;
        };
        let article = &articles[at];
        let text = |name: &str| article[name].as_str().unwrap_or_default().to_string();
        let compared = [("title", text("title"), &expected.title), ("language", text("language"), &expected.language)];
        for (field, found, wanted) in compared {
            if field == "title" && wanted.is_empty() {
                // An article without a headline is shown by its first sentence.
                continue;
            }
            if found != *wanted {
                faults.push(format!("{}: {field} is {found:?}, not {wanted:?}", expected.path));
            }
        }
        if at == expected.path && text("date") != expected.date {
            faults.push(format!("{}: date is {:?}, not {:?}", expected.path, text("date"), expected.date));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn the_first_place_of_an_article_is_found_in_nearly_all() {
    let (_archive, articles) = indexed();
    let (mut found, mut all, mut missed) = (0, 0, Vec::new());
    for expected in expected() {
        let (Some(article), Some(first)) = (articles.get(&expected.path), expected.places.first()) else { continue };
        all += 1;
        let wanted = first.split([',', '(']).next().unwrap_or(first).trim();
        let names: Vec<String> = article["places"]
            .as_array()
            .expect("a list")
            .iter()
            .flat_map(|place| place["path"].as_array().cloned().unwrap_or_default())
            .filter_map(|name| name.as_str().map(str::to_string))
            .collect();
        if names.iter().any(|name| name == wanted) {
            found += 1;
        } else {
            missed.push(format!("{}: {first} among {names:?}", expected.path));
        }
    }
    assert!(found * 100 >= all * 90, "{found} of {all}; missed:\n{}", missed.join("\n"));
}

#[test]
fn hard_names_are_told_apart() {
    let (archive, _) = indexed();
    let paths = |args: &[&str]| -> String {
        let mut all = vec!["search", "", "--all", "--fields", "path"];
        all.extend(args);
        archive.run(&all).stdout()
    };
    let syria = paths(&["--place", "Syria"]);
    for name in ["aleppo-evacuation-begins", "evacuation-buses-burned", "intl/ar", "intl/fr"] {
        assert!(syria.contains(name), "--place Syria finds {name}:\n{syria}");
    }
    let kefraya = paths(&["--place", "Kefraya"]);
    assert_eq!(kefraya, paths(&["--place", "Kefrya"]), "two spellings are one village");
    assert!(kefraya.lines().count() >= 3, "{kefraya}");
    assert_eq!(paths(&["--org", "UNSC"]), paths(&["--org", "U.N. Security Council"]));
    for (country, has, lacks) in [
        ("geonames:614540", "tbilisi", "savannah"),
        ("Georgia, US", "savannah", "tbilisi"),
        ("Paris, Texas", "paris-texas", "notre-dame"),
        ("Texas", "paris-texas", "notre-dame"),
        ("US", "moscow-farmers-market", "tbilisi"),
        ("Moscow, Idaho", "moscow-farmers-market", "moskovskaya"),
        ("Russia", "moskovskaya", "moscow-farmers-market"),
    ] {
        let found = paths(&["--place", country]);
        assert!(found.contains(has), "--place {country:?} finds {has}:\n{found}");
        assert!(!found.contains(lacks), "--place {country:?} does not find {lacks}:\n{found}");
    }
}
