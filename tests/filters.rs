//! Filters by place, organization, source, language and date.

use crate::support::TestArchive;

fn archive() -> TestArchive {
    let archive = TestArchive::new();
    archive.write(
        "articles.jsonl",
        concat!(
            r#"{"title": "Convoy leaves", "date": "2016-12-18", "source": "The Harbour Courier", "body": "Buses left eastern Aleppo on Sunday, the Red Cross said."}"#, "\n",
            r#"{"title": "Council votes", "date": "2016-12-19T20:00:00Z", "source": "Meridian Post", "body": "The UN Security Council voted in New York on Monday. Russia and Turkey had agreed."}"#, "\n",
            r#"{"title": "Harvest", "date": "2017-01", "source": "The Harbour Courier", "body": "Farmers near Damascus began the harvest early, the cooperative said."}"#, "\n",
            r#"{"title": "Bridge", "body": "The bridge over the river will be closed for a week, the town said."}"#, "\n",
        ),
    );
    archive.index();
    archive
}

fn numbers(ran: &crate::support::Ran) -> Vec<String> {
    let mut numbers: Vec<String> =
        ran.stdout().lines().map(|line| line.rsplit('#').next().unwrap_or_default().to_string()).collect();
    numbers.sort();
    numbers
}

#[test]
fn a_place_includes_all_that_lies_within_it() {
    let archive = archive();
    assert_eq!(numbers(&archive.search_with("", &["--place", "Syria"])), ["1", "3"]);
    assert_eq!(numbers(&archive.search_with("", &["--place", "Aleppo"])), ["1"]);
    assert_eq!(numbers(&archive.search_with("place:SY", &[])), ["1", "3"]);
    assert_eq!(numbers(&archive.search_with("", &["--not-place", "Syria"])), ["2", "4"]);
}

#[test]
fn names_are_found_under_every_spelling() {
    let archive = archive();
    for name in ["UNSC", "UN Security Council", "U.N. Security Council", "org:un-security-council"] {
        let ran = archive.search_with("", &["--org", name]);
        assert_eq!(numbers(&ran), ["2"], "{name}: {}", ran.stderr());
    }
    assert_eq!(numbers(&archive.search_with("", &["--org", "United Nations"])), ["2"], "its bodies are part of it");
}

#[test]
fn filters_combine_with_and_commas_mean_or() {
    let archive = archive();
    assert_eq!(numbers(&archive.search_with("", &["--place", "Russia", "--place", "Turkey"])), ["2"]);
    assert_eq!(numbers(&archive.search_with("", &["--place", "Russia", "--place", "Syria"])), Vec::<String>::new());
    assert_eq!(numbers(&archive.search_with("", &["--place", "Russia,Syria"])), ["1", "2", "3"]);
    assert_eq!(numbers(&archive.search_with("", &["--source", "the harbour courier,Meridian Post"])), ["1", "2", "3"]);
    assert_eq!(numbers(&archive.search_with("", &["--source", "Meridian Post", "--lang", "en"])), ["2"]);
}

#[test]
fn dates_are_inclusive_and_partial_dates_mean_the_whole_period() {
    let archive = archive();
    for (from, to, expected) in [
        ("2016-12-18", "2016-12-18", &["1"][..]),
        ("2016-12", "2016-12", &["1", "2"]),
        ("2016", "2016", &["1", "2"]),
        ("2017-01-20", "2017-12", &["3"]),
        ("2017-02", "2017-12", &[]),
        ("2016-12-19", "2017", &["2", "3"]),
    ] {
        assert_eq!(numbers(&archive.search_with("", &["--from", from, "--to", to])), expected, "{from} to {to}");
        assert_eq!(numbers(&archive.search(&format!("date:{from}..{to}"))), expected, "as a clause: {from} to {to}");
    }
}

#[test]
fn a_name_that_nobody_knows_is_an_error_with_the_nearest_known() {
    archive().search_with("", &["--place", "Allepo"]).must_exit(2).must_say("Allepo").must_say("Aleppo");
    archive().search_with("harvest place:Syrya", &[]).must_exit(2).must_say("query column 15").must_say("Syria");
    archive().search_with("", &["--from", "yesterday"]).must_exit(2).must_say("--from \"yesterday\" is no date");
    archive().search_with("", &["--from", "2017", "--to", "2016"]).must_exit(2).must_say("exchange them");
}

#[test]
fn sorting_by_date_puts_articles_without_one_last() {
    let archive = archive();
    let order = |sort: &str| -> Vec<String> {
        let ran = archive.search_with("", &["--sort", sort]);
        ran.stdout().lines().map(|line| line.rsplit('#').next().unwrap_or_default().to_string()).collect()
    };
    assert_eq!(order("newest"), ["3", "2", "1", "4"]);
    assert_eq!(order("oldest"), ["1", "2", "3", "4"]);
}
