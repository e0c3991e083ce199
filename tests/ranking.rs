//! What comes first: names in questions, age, and the explanation of scores.

use crate::support::TestArchive;

fn archive() -> TestArchive {
    let archive = TestArchive::new();
    let filler = "The talks went on for a third day and nobody could say when they would end. ".repeat(6);
    let articles = [
        (
            "grain",
            "1985-03-02",
            "Grain for Moscow",
            "The Soviet Union bought grain on Friday, traders in Moscow said. The Soviet Union pays in gold.",
        ),
        ("budget", "1986-03-02", "Budget talks", "The budget was on the table again. Talks on the budget went on."),
        ("late", "1990-03-02", "Talks end", &format!("{filler} A strike at the port ended.")),
        ("lead", "1970-03-02", "Talks end", &format!("A strike at the port ended. {filler}")),
    ];
    for (name, date, title, body) in articles {
        archive.write(&format!("{name}.json"), serde_json::json!({"title": title, "date": date, "body": body}).to_string());
    }
    archive.index();
    archive
}

fn paths(archive: &TestArchive, args: &[&str]) -> Vec<String> {
    let found = archive.run(&[&["search", "--fields", "path"][..], args].concat());
    found.stdout().lines().map(str::to_owned).collect()
}

#[test]
fn a_question_finds_what_it_names_under_other_names() {
    let archive = archive();
    assert_eq!(paths(&archive, &["--any", "What did the USSR pay?"])[0], "grain.json");
    assert_eq!(paths(&archive, &["--any", "What did the USSR pay?", "--sort", "newest"]), ["grain.json"]);
    let explained = archive.run(&["search", "--any", "What did the USSR pay?", "--explain-query", "--json"]).json();
    assert_eq!(explained["clauses"][0]["total"], explained["total"]);
    let clauses = explained["clauses"].as_array().expect("clauses");
    assert!(clauses.iter().any(|clause| clause["clause"] == "place:\"the USSR\"" && clause["total"] == 1), "{explained}");
    assert_eq!(paths(&archive, &["USSR"]), Vec::<String>::new(), "without --any words are words");
}

#[test]
fn the_lead_counts_more_and_with_blend_age_counts_too() {
    let archive = archive();
    assert_eq!(paths(&archive, &["strike port"]), ["lead.json", "late.json"]);
    assert_eq!(paths(&archive, &["strike port", "--sort", "blend", "--half-life", "2y"]), ["late.json", "lead.json"]);
    assert_eq!(paths(&archive, &["strike port", "--sort", "blend", "--half-life", "5000y"]), ["lead.json", "late.json"]);
    archive.run(&["search", "strike", "--half-life", "2y"]).must_exit(2).must_say("--half-life goes with --sort blend");
    archive.run(&["search", "strike", "--sort", "blend", "--half-life", "soon"]).must_exit(2).must_say("as in 30d, 6w, 18m, 2y");
}

#[test]
fn the_score_of_an_article_is_explained_to_the_sum() {
    let archive = archive();
    let explained = archive.run(&["search", "strike port", "--explain-score", "lead.json"]);
    explained.must_exit(0);
    insta::assert_snapshot!("explained_score", explained.stdout());
    let explained = archive.run(&["search", "--any", "grain of the USSR", "--explain-score", "grain.json", "--json"]).json();
    assert_eq!(explained["schema"], "dateline.score/1");
    assert_eq!(explained["rank"], 1);
    let parts = explained["parts"].as_array().expect("parts");
    assert!(parts.iter().any(|part| part["what"] == "place:\"the USSR\""), "{explained}");
    let sum: f64 = parts.iter().filter_map(|part| part["adds"].as_f64()).sum();
    let score = explained["score"].as_f64().expect("a score");
    assert!((sum - score).abs() < 1e-9, "{explained}");
    let hit = archive.run(&["search", "--any", "grain of the USSR", "--json"]).json();
    assert!((hit["hits"][0]["score"].as_f64().expect("a score") - score).abs() < 1e-3, "{hit}");
    let other = archive.run(&["search", "strike port", "--explain-score", "budget.json"]);
    other.must_exit(1);
    assert!(other.stdout().contains("not found by the query"), "{}", other.stdout());
    archive.run(&["search", "strike", "--explain-score", "nothing.json"]).must_exit(2).must_say("no article has the id");
    archive.run(&["search", "--explain-score", "lead.json"]).must_exit(2).must_say("nothing in the query scores");
}

#[test]
fn what_was_learned_is_part_of_the_score_unless_it_is_not_wanted() {
    let archive = archive();
    let reports = ["Dockers went on strike, ships lay off the port. ", "Farmers sowed wheat while grain prices rose. "];
    for number in 0..80 {
        let body = format!("{} It was day {number}. {}", reports[number % 2], reports[number % 2].repeat(number % 7));
        archive.write(&format!("report-{number}.json"), serde_json::json!({"title": "Report", "body": body}).to_string());
    }
    archive.index();
    archive.run(&["learn"]).must_exit(0);
    let parts = |args: &[&str]| {
        archive.run(&[&["search", "wheat", "--explain-score", "report-9.json"][..], args].concat()).stdout().to_owned()
    };
    assert!(parts(&[]).contains("nearness in meaning"), "{}", parts(&[]));
    assert!(!parts(&["--no-meaning"]).contains("nearness in meaning"));
}

#[test]
fn us_is_not_the_united_states_but_in_capitals() {
    let archive = TestArchive::new();
    let body =
        "WASHINGTON, March 2 - The United States will pay its farmers. Farmers in Iowa and Kansas, United States, said so.";
    archive.write("farmers.json", serde_json::json!({"title": "Farmers", "body": body}).to_string());
    archive.index();
    let explained =
        |question: &str| archive.run(&["search", "--any", question, "--explain-score", "farmers.json"]).stdout().to_owned();
    assert!(explained("farmers in the US").contains("place:"), "{}", explained("farmers in the US"));
    assert!(!explained("farmers tell us").contains("place:"), "{}", explained("farmers tell us"));
}
