//! Places, organizations and persons found in articles: what they are about, what they only mention, and how a user asks for them.

use crate::support::TestArchive;

const ALEPPO: &str = "Buses leave Aleppo\n\nALEPPO, Syria, Dec 18 (Wire) - Buses left eastern Aleppo on Sunday, the mayor of Aleppo said.\n\n\
    The International Committee of the Red Cross (ICRC) led the convoy through the city. The ICRC said that Aleppo was quiet.\n\n\
    Lina Haddad, who drove the first bus, said she had not slept. Haddad was born in Damascus. Another driver once lived in Berlin.\n";

fn georgias() -> TestArchive {
    let archive = TestArchive::new();
    archive.write(
        "tbilisi.txt",
        "Storm in Georgia\n\nTBILISI, Georgia, May 3 (Wire) - A storm hit Tbilisi, the capital of Georgia.\n",
    );
    archive.write(
        "savannah.txt",
        "Storm in Georgia\n\nSAVANNAH, Georgia, May 3 (Wire) - A storm hit Savannah and Atlanta, Georgia.\n",
    );
    archive.index();
    archive
}

#[test]
fn an_article_is_about_some_of_what_it_mentions() {
    let archive = TestArchive::new();
    archive.write("a.txt", ALEPPO);
    archive.index();
    archive.search_with("", &["--place", "Aleppo"]).must_print("a.txt\n");
    archive.search_with("", &["--place", "Syria"]).must_print("a.txt\n");
    archive.search_with("", &["--org", "ICRC"]).must_print("a.txt\n");
    archive.search_with("", &["--place", "Berlin"]).must_exit(1);
    archive.search_with("", &["--place", "Berlin", "--mentioned"]).must_print("a.txt\n");
    archive.search_with("place:Germany", &["--mentioned"]).must_print("a.txt\n");
    archive.search_with("", &["--person", "Lina Haddad", "--mentioned"]).must_print("a.txt\n");
    let about = archive.run(&["facets", "--field", "place", "--depth", "1"]).stdout();
    assert_eq!(about, "place\t1\tSyria\n");
    let mentioned = archive.run(&["facets", "--field", "place", "--depth", "1", "--mentioned"]).stdout();
    assert_eq!(mentioned, "place\t1\tGermany\nplace\t1\tSyria\n");
}

#[test]
fn a_rebuilt_index_counts_as_the_first_one_did() {
    let archive = TestArchive::new();
    archive.write("a.txt", ALEPPO);
    archive.index();
    let counts = || archive.run(&["facets", "--field", "place,org,person", "--mentioned"]).stdout();
    let before = counts();
    archive.run(&["rebuild"]).must_exit(0);
    assert_eq!(counts(), before);
}

#[test]
fn a_name_that_may_mean_several_things_is_asked_back() {
    let archive = georgias();
    let asked = archive.run(&["search", "", "--place", "Georgia"]);
    asked
        .must_exit(2)
        .must_say("the country Georgia (geonames:614540)")
        .must_say("\"Georgia, United States\" (geonames:4197000)");
    for (name, path) in [
        ("Georgia, US", "savannah.txt\n"),
        ("GE", "tbilisi.txt\n"),
        ("geonames:614540", "tbilisi.txt\n"),
        ("geonames:4197000", "savannah.txt\n"),
    ] {
        archive.search_with("storm", &["--place", name]).must_print(path);
    }
    archive.run(&["search", "place:Georgia"]).must_exit(2).must_say("may mean several places");
}

#[test]
fn a_name_that_only_one_thing_in_the_archive_bears_is_not_asked_back() {
    let archive = TestArchive::new();
    archive.write("a.txt", "Storm in Georgia\n\nTBILISI, Georgia, May 3 (Wire) - A storm hit Tbilisi, the capital of Georgia.\n");
    archive.index();
    archive.search_with("", &["--place", "Georgia"]).must_print("a.txt\n");
}

#[test]
fn places_are_found_by_their_distance() {
    let archive = TestArchive::new();
    archive.write("a.txt", ALEPPO);
    archive.index();
    archive.search_with("", &["--near", "Idlib", "--within", "80km"]).must_print("a.txt\n");
    archive.search_with("", &["--near", "36.2,37.16", "--within", "5mi"]).must_print("a.txt\n");
    archive.search_with("", &["--near", "Berlin", "--within", "50km"]).must_exit(1);
    archive.search_with("", &["--near", "Berlin", "--within", "50km", "--mentioned"]).must_print("a.txt\n");
    archive.run(&["search", "", "--near", "Idlib"]).must_exit(2).must_say("--within");
    archive.run(&["search", "", "--near", "Idlib", "--within", "far"]).must_exit(2).must_say("write 50km or 30mi");
    archive.run(&["search", "", "--near", "Nowhereville", "--within", "5km"]).must_exit(2).must_say("no place is known");
}

#[test]
fn places_are_exported_for_a_map() {
    let archive = TestArchive::new();
    archive.write("a.txt", ALEPPO);
    archive.index();
    let collection = archive.run(&["export", "--format", "geojson", "--place", "Syria"]).json();
    assert_eq!(collection["type"], "FeatureCollection");
    let features = collection["features"].as_array().expect("a list");
    let aleppo = features.iter().find(|feature| feature["id"] == "geonames:170063").expect("Aleppo is among them");
    assert_eq!(aleppo["geometry"], serde_json::json!({"type": "Point", "coordinates": [37.16117, 36.20124]}));
    assert_eq!(aleppo["properties"]["articles"], 1);
}

#[test]
fn entities_are_shown_with_where_they_stand_and_why() {
    let archive = TestArchive::new();
    let text = "The fair\n\nÉlan moved to Paris, Texas, in 1990. The mayor, Jane Doe, met the UN Security Council (UNSC).\n";
    archive.write("fair.txt", text);
    let lines = archive.run(&["entities", "fair.txt"]);
    lines.must_exit(0);
    insta::assert_snapshot!("entities_lines", lines.stdout());
    let json = archive.run(&["entities", "fair.txt", "--json"]).json();
    let mentions = json["mentions"].as_array().expect("a list");
    let paris = mentions.iter().find(|mention| mention["text"] == "Paris").expect("Paris is found");
    assert_eq!((&paris["start"], &paris["end"]), (&14.into(), &19.into()), "characters, not bytes");
    assert_eq!((&paris["id"], &paris["country"]), (&"geonames:4717560".into(), &"US".into()));
    assert!(paris["candidates"].as_array().is_some_and(|candidates| candidates.len() > 1));
    archive.index();
    let of_archive = archive.run(&["entities", "fair.txt", "--json"]).json();
    assert_eq!(of_archive["mentions"], json["mentions"]);
    archive.run(&["entities", "no-such-file.txt"]).must_exit(1).must_say("is no file, and no article has it");
}

#[test]
fn the_ledger_counts_when_it_is_applied_and_undoing_it_restores_the_counts() {
    let archive = TestArchive::new();
    archive.write("a.txt", ALEPPO);
    archive.write(
        "b.txt",
        "Aid arrives\n\nDAMASCUS, Syria (Wire) - Acme Relief Fund sent tents to Damascus. Acme Relief Fund said so.\n",
    );
    archive.write(
        "c.txt",
        "Aid leaves\n\nDAMASCUS, Syria (Wire) - Acme Relief Group sent tents from Damascus. Acme Relief Group said so.\n",
    );
    archive.index();
    let counts = || archive.run(&["facets", "--field", "place,org,person", "--mentioned", "-n", "100"]).stdout();
    let before = counts();
    for edit in [
        &["names", "merge", "org:acme-relief-fund", "--into", "org:acme-relief-group"][..],
        &["names", "rename", "geonames:163843", "Syrian Arab Republic"],
        &["names", "hide", "geonames:2950159"],
        &["names", "sense", "Damascus", "--is", "geonames:170063"],
        &["names", "add", "Red Quay", "--kind", "place", "--alias", "Aleppo", "--within", "geonames:163843"],
    ] {
        archive.run(edit).must_exit(0);
    }
    assert_eq!(counts(), before, "nothing counts before it is applied");
    archive.run(&["names", "apply"]).must_exit(0).must_say("applied");
    let after = counts();
    assert!(after.contains("org\t2\tAcme Relief Group"), "{after}");
    assert!(after.contains("Syrian Arab Republic/Aleppo/Aleppo"), "{after}");
    assert!(!after.contains("Berlin") && !after.contains("Damascus"), "{after}");
    archive.run(&["search", "", "--org", "Acme Relief Fund", "-c"]).must_print("2\n");
    archive.run(&["check"]).must_exit(0);
    // A new article is read by the ledger that was applied.
    archive.write("d.txt", "Tents\n\nDAMASCUS, Syria (Wire) - Acme Relief Fund sent more. Acme Relief Fund said so.\n");
    archive.index();
    archive.run(&["search", "", "--org", "org:acme-relief-group", "-c"]).must_print("3\n");
    archive.remove("d.txt");
    archive.run(&["index", ".", "--prune"]).must_exit(0);

    archive.remove(".dateline/names.toml");
    archive.run(&["names", "apply"]).must_exit(0);
    assert_eq!(counts(), before, "to the unit");
    archive.run(&["rebuild"]).must_exit(0);
    assert_eq!(counts(), before);
}
