//! The names ledger: looking names up, and writing names.toml.

use crate::support::TestArchive;

fn archive() -> TestArchive {
    let archive = TestArchive::new();
    archive
        .write("1.json", r#"{"title": "One", "body": "Text.", "places": ["Aleppo"], "organizations": ["UNSC", "Acme Relief"]}"#);
    archive.write("2.json", r#"{"title": "Two", "body": "Text.", "places": ["Syria"], "organizations": ["Acme Relief Fund"]}"#);
    archive.write(
        "3.json",
        r#"{"title": "Three", "body": "Text.", "places": ["Lower Quay"], "organizations": ["Acme Relief Fund"]}"#,
    );
    archive.run(&["index", ".", "--names", "given"]).must_exit(0);
    archive
}

fn ledger_of(archive: &TestArchive) -> String {
    std::fs::read_to_string(archive.path().join(".dateline/names.toml")).unwrap_or_default()
}

#[test]
fn find_lists_what_a_name_may_mean() {
    let archive = archive();
    insta::assert_snapshot!("find_aleppo", archive.run(&["names", "find", "aleppo", "-n", "3"]).must_exit(0).stdout());
    insta::assert_snapshot!("find_halab", archive.run(&["names", "find", "Halab", "--kind", "place", "-n", "2"]).stdout());
    archive
        .run(&["names", "find", "acme", "relief"])
        .must_exit(0)
        .must_print("org:acme-relief\torganization\t1\tAcme Relief\norg:acme-relief-fund\torganization\t2\tAcme Relief Fund\n");
    archive.run(&["names", "find", "relief", "--kind", "place"]).must_exit(1);
    archive.run(&["names", "find", "org:acme-relief"]).must_print("org:acme-relief\torganization\t1\tAcme Relief\n");
    let json = archive.run(&["names", "find", "Syria", "--json", "-n", "1"]).json();
    assert_eq!(json["names"][0]["id"], "geonames:163843");
    assert_eq!((&json["names"][0]["articles"], &json["names"][0]["mentioned"]), (&2.into(), &2.into()));
}

#[test]
fn find_counts_what_a_search_finds() {
    let archive = archive();
    for (id, count) in [("geonames:163843", "2"), ("geonames:170063", "1"), ("org:un", "1"), ("place:lower-quay", "1")] {
        let found = archive.run(&["names", "find", id]).stdout();
        assert_eq!(found.split('\t').nth(2), Some(count), "{found}");
        let filter = if id.starts_with("org") { "--org" } else { "--place" };
        archive.run(&["search", "", filter, id, "-c"]).must_print(&format!("{count}\n"));
    }
}

#[test]
fn nothing_found_suggests_the_nearest() {
    let archive = archive();
    archive.run(&["names", "find", "Aleppoo"]).must_exit(1).must_print("").must_say("nearest known are Aleppo");
    archive.run(&["names", "show", "Aleppoo"]).must_exit(2).must_say("nearest known are Aleppo");
    archive.run(&["names", "hide", "org:acme-releif"]).must_exit(2).must_say("Acme Relief (org:acme-relief)");
}

#[test]
fn show_tells_all_of_one_thing() {
    let archive = archive();
    insta::assert_snapshot!("show_aleppo", archive.run(&["names", "show", "Aleppo"]).must_exit(0).stdout());
    archive.run(&["names", "show", "Aleppo"]).must_say("`dateline names find \"Aleppo\"` lists what else it may mean");
    archive.run(&["names", "merge", "org:acme-relief-fund", "--into", "Acme Relief"]).must_exit(0);
    insta::assert_snapshot!("show_acme", archive.run(&["names", "show", "org:acme-relief-fund"]).must_exit(0).stdout());
    let json = archive.run(&["names", "show", "org:acme-relief", "--json"]).json();
    assert_eq!(json["ledger"][0], "org:acme-relief-fund is merged into it");
    assert_eq!(json["articles"], 1);
}

#[test]
fn edits_are_written_at_the_end_and_printed() {
    let archive = archive();
    let merged = archive.run(&["names", "merge", "Acme Relief Fund", "--into", "org:acme-relief", "--note", "one \"house\""]);
    merged.must_exit(0).must_say("`dateline names apply` makes it count");
    archive.run(&["names", "hide", "--name", "Mobile", "--kind", "place", "--source", "The Gadget"]).must_exit(0);
    archive.run(&["names", "hide", "place:lower-quay"]).must_exit(0);
    let added =
        ["names", "add", "Upper Quay", "--kind", "place", "--alias", "Quayside", "--within", "Syria", "--at", "35.37,36.60"];
    archive.run(&added).must_exit(0);
    archive.run(&["names", "alias", "Upper Quay", "Quay-on-Hill"]).must_exit(0);
    archive.run(&["names", "rename", "org:un", "The U.N."]).must_exit(0);
    archive.run(&["names", "sense", "Georgetown", "--is", "geonames:3378644", "--source", "Stabroek News"]).must_exit(0);
    archive.run(&["names", "split", "Acme", "--from", "org:acme-relief"]).must_exit(0);
    insta::assert_snapshot!("names_toml", ledger_of(&archive));
    archive
        .run(&["names", "find", "Quayside"])
        .must_print("place:upper-quay\tplace\t0\tSyria/Upper Quay\tQuayside\tadded; also called Quay-on-Hill\n");
}

#[test]
fn undo_takes_the_last_entry_out() {
    let archive = archive();
    archive.run(&["names", "undo"]).must_exit(1).must_say("has no entries");
    archive.run(&["names", "rename", "org:un", "The U.N."]).must_exit(0);
    let before = ledger_of(&archive);
    let written = archive.run(&["names", "hide", "place:lower-quay"]).stdout();
    archive.run(&["names", "undo"]).must_exit(0).must_print(&written).must_say("taken out of");
    assert_eq!(ledger_of(&archive), before);
}

#[test]
fn nonsense_is_refused_and_nothing_is_written() {
    let archive = archive();
    let refused = |args: &[&str], told: &str| {
        let before = ledger_of(&archive);
        archive.run(&[&["names"], args].concat()).must_exit(2).must_print("").must_say(told);
        assert_eq!(ledger_of(&archive), before);
    };
    refused(&["merge", "org:acme-relief", "--into", "Georgetown"], "write the id");
    refused(&["merge", "org:acme-relief", "--into", "org:acme-relief"], "merged into itself");
    refused(&["merge", "org:acme-relief", "--into", "Syria"], "merge like with like");
    refused(&["merge", "Syria", "--into", "geonames:170063"], "the other way round");
    refused(&["hide", "--name", "Mobile"], "--kind");
    refused(&["hide"], "required");
    refused(&["add", "United Nations", "--kind", "org", "--id", "org:un"], "the lists have org:un already");
    refused(&["add", "X", "--kind", "place", "--at", "north"], "as 35.37,36.60");
    refused(&["add", "X", "--kind", "place", "--at", "136.2,37.1"], "nowhere on earth");
    refused(&["sense", "…", "--is", "org:un"], "no letters");
    archive.run(&["names", "merge", "org:acme-relief-fund", "--into", "org:acme-relief"]).must_exit(0);
    refused(&["merge", "org:acme-relief", "--into", "org:acme-relief-fund"], "in a circle");
}

#[test]
fn adding_what_the_lists_have_is_warned_of() {
    let archive = archive();
    let added = archive.run(&["names", "add", "Kafr Zita", "--kind", "place"]);
    added.must_exit(0).must_say("the lists have Kafr Zaytā (geonames:168620) by the name Kafr Zita");
}

#[test]
fn a_hidden_spelling_is_told_of_what_bears_it() {
    let archive = archive();
    archive.run(&["names", "hide", "--name", "Mobile", "--kind", "place", "--source", "The Gadget"]).must_exit(0);
    let found = archive.run(&["names", "find", "Mobile"]).stdout();
    assert!(found.contains("\tMobile is taken for no place in The Gadget"), "{found}");
}

#[test]
fn a_faulty_ledger_is_told_with_its_lines() {
    let archive = archive();
    archive.write(".dateline/names.toml", "[[hide]]\nid = \"geonames:99\"\n\n[[alias]]\nof = \"org:un\"\nname = [\"X\"]\n");
    archive.run(&["names", "find", "Aleppo"]).must_exit(2).must_say("names.toml line 6: unknown key `name`");
    archive.run(&["names", "hide", "org:un"]).must_exit(2).must_say("names.toml line 6: unknown key `name`");
    archive.write(".dateline/names.toml", "[[hide]]\nid = \"geonames:99\"\n");
    archive.run(&["names", "show", "Aleppo"]).must_exit(2).must_say("names.toml line 2: the lists have no geonames:99");
}
