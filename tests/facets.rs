//! Counts over the whole result, as trees.

use crate::support::TestArchive;

fn archive() -> TestArchive {
    let archive = TestArchive::new();
    archive.write(
        "1.json",
        r#"{"title": "One", "body": "Text about the talks.", "places": ["Aleppo", "Idlib"], "organizations": ["UNSC"]}"#,
    );
    archive.write("2.json", r#"{"title": "Two", "body": "Text about the talks.", "places": ["Syria"], "organizations": ["UN"]}"#);
    archive.write("3.json", r#"{"title": "Three", "body": "Text.", "places": ["U.S."], "organizations": ["Acme Relief Fund"]}"#);
    archive.write("4.json", r#"{"title": "Four", "body": "Text.", "places": ["United States", "US", "Lower Quay"]}"#);
    archive.run(&["index", ".", "--names", "given"]).must_exit(0);
    archive
}

#[test]
fn spellings_of_one_place_are_one_facet() {
    let ran = archive().run(&["facets", "--field", "place", "--depth", "1"]);
    ran.must_print("place\t2\tSyria\nplace\t2\tUnited States\nplace\t1\tLower Quay\n");
}

#[test]
fn an_article_counts_once_for_all_its_places_within_another() {
    let ran = archive().run(&["facets", "--field", "place", "--under", "Syria", "--depth", "1"]);
    let lines: Vec<String> = ran.stdout().lines().map(str::to_string).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines.iter().all(|line| line.starts_with("place\t1\t")), "{lines:?}");
}

#[test]
fn organizations_include_their_bodies_and_unlisted_ones_are_kept() {
    let archive = archive();
    archive
        .run(&["facets", "--field", "org"])
        .must_print("org\t2\tUnited Nations\norg\t1\tUnited Nations/UN Security Council\norg\t1\tAcme Relief Fund\n");
    archive.run(&["search", "", "--org", "Acme Relief Fund", "--fields", "path"]).must_print("3.json\n");
    archive.run(&["facets", "--field", "org", "--find", "relief"]).must_print("org\t1\tAcme Relief Fund\n");
}

#[test]
fn facets_of_a_query_count_its_articles_only() {
    let archive = archive();
    archive.run(&["facets", "talks", "--depth", "1"]).must_print("place\t2\tSyria\n");
    archive.run(&["facets", "nosuchword"]).must_print("").must_exit(1);
}

#[test]
fn a_value_that_a_file_names_twice_counts_once() {
    let archive = TestArchive::new();
    archive.write(
        "1.json",
        r#"{"title": "One", "body": "Text.", "topics": ["corn", "Corn", "wheat"], "people": ["A. Hale", "A. Hale"]}"#,
    );
    archive.index();
    archive.run(&["facets", "--field", "topic"]).must_print("topic\t1\tcorn\ntopic\t1\twheat\n");
    archive.run(&["facets", "--field", "person"]).must_print("person\t1\tA. Hale\n");
}

#[test]
fn facet_counts_equal_what_filtering_finds() {
    let archive = archive();
    let facets = archive.run(&["facets", "--json", "--limit", "100"]).json();
    let mut stack: Vec<serde_json::Value> = facets["facets"]["place"].as_array().expect("a list").clone();
    let mut seen = 0;
    while let Some(node) = stack.pop() {
        let id = node["id"].as_str().expect("an id");
        archive.run(&["search", "", "--place", id, "-c"]).must_print(&format!("{}\n", node["count"]));
        stack.extend(node["children"].as_array().expect("a list").iter().cloned());
        seen += 1;
    }
    assert!(seen >= 7, "countries, divisions and cities were seen, {seen}");
}
