//! Learning from an archive: what the command prints, and how `index`, `check` and `rebuild` keep what was learned.

use crate::support::TestArchive;

/// A file of articles about ships and about wheat.
fn write_feed(archive: &TestArchive, name: &str, articles: usize) {
    let subjects = [
        "The ship left the harbour with cargo and sailors. ",
        "A vessel lay in the harbour, its cargo on the wharf, the sailors ashore. ",
        "The farmer ploughs the soil before wheat is sown. ",
        "Grain grows where the soil is deep and the farmer patient. ",
    ];
    let lines: String = (0..articles)
        .map(|number| {
            let body = subjects[number % 4].repeat(number % 5 + 4);
            format!(
                "{}\n",
                serde_json::json!({"id": format!("{name}-{number}"), "title": format!("Report {number}"), "body": body})
            )
        })
        .collect();
    archive.write(&format!("{name}.jsonl"), lines);
}

#[test]
fn learn_tells_what_it_learned() {
    let archive = TestArchive::new();
    write_feed(&archive, "a", 120);
    archive.index();
    let ran = archive.run(&["learn"]);
    ran.must_exit(0);
    assert!(ran.stdout().starts_with("learned ") && ran.stdout().contains("of 120 articles have vectors"), "{}", ran.stdout());
    let learned = archive.run(&["learn", "--json"]).json();
    assert_eq!(learned["schema"], "dateline.learn/1");
    assert_eq!(learned["articles"], 120);
    assert_eq!(learned["passages"], 120);
    assert!(learned["terms"].as_u64().is_some_and(|terms| terms > 10));
    assert!(learned["dimensions"].as_u64().is_some_and(|dimensions| dimensions > 1));
    archive
        .run(&["check"])
        .must_exit(0)
        .must_print("ok       archive.db\nok       ledger\nok       index files\nok       agreement\nok       meaning\n");
    archive.run(&["learn", "--forget"]).must_exit(0).must_say("ranked by their words alone");
    assert!(!archive.run(&["check"]).stdout().contains("meaning"));
}

#[test]
fn index_folds_new_articles_in_where_the_archive_has_learned() {
    let archive = TestArchive::new();
    write_feed(&archive, "a", 120);
    assert!(!archive.index().stderr().contains("vectors"), "nothing is learned unasked");
    archive.run(&["learn"]).must_exit(0);
    write_feed(&archive, "b", 40);
    archive.index().must_say("40 articles got their vectors");
    assert!(!archive.index().stderr().contains("vectors"), "there is nothing to do");
    write_feed(&archive, "c", 10);
    assert!(!archive.run(&["index", "--no-learn", "."]).stderr().contains("vectors"), "it was not wanted");
    archive.index().must_say("10 articles got their vectors");
    archive.run(&["check"]).must_exit(0);
}

#[test]
fn index_learns_anew_where_the_archive_has_grown_to_twice_its_size() {
    let archive = TestArchive::new();
    write_feed(&archive, "a", 500);
    archive.index();
    archive.run(&["learn"]).must_exit(0);
    write_feed(&archive, "b", 510);
    archive.index().must_say("learning anew: the archive has grown from 500 articles to 1010").must_say("learned ");
    archive.run(&["check"]).must_exit(0);
}

#[test]
fn check_finds_damaged_vectors_and_learning_mends_them() {
    let archive = TestArchive::new();
    write_feed(&archive, "a", 120);
    archive.index();
    archive.run(&["learn"]).must_exit(0);
    let folder = archive.path().join(".dateline/meaning");
    for entry in std::fs::read_dir(&folder).expect("it has learned").flatten() {
        let mut bytes = std::fs::read(entry.path()).expect("it can be read");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(entry.path(), &bytes).expect("it can be written");
        archive.run(&["check"]).must_exit(2).must_say("`dateline learn` makes the vectors anew");
        archive.search("harbour").must_exit(0);
        archive.run(&["learn"]).must_exit(0);
        archive.run(&["check"]).must_exit(0);
    }
}

#[test]
fn learning_that_is_killed_leaves_what_was_learned_before() {
    let archive = TestArchive::new();
    write_feed(&archive, "a", 2000);
    archive.index();
    let started = std::time::Instant::now();
    archive.run(&["learn"]).must_exit(0);
    let duration = started.elapsed();
    for share in [0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0] {
        let mut child = archive.command(&["learn"]).stdout(std::process::Stdio::null()).spawn().expect("the program starts");
        std::thread::sleep(duration.mul_f64(share));
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        assert!(archive.run(&["check"]).must_exit(0).stdout().contains("ok       meaning"));
    }
}

#[test]
fn rebuild_learns_anew_what_had_been_learned() {
    let archive = TestArchive::new();
    write_feed(&archive, "a", 120);
    archive.index();
    assert!(!archive.run(&["rebuild"]).must_exit(0).stderr().contains("learned"));
    archive.run(&["learn"]).must_exit(0);
    archive.run(&["rebuild"]).must_exit(0).must_say("learned ");
    archive.run(&["check"]).must_exit(0);
}

#[test]
fn too_little_to_learn_from_is_told() {
    let archive = TestArchive::new();
    write_feed(&archive, "a", 3);
    archive.index();
    archive.run(&["learn"]).must_exit(2).must_say("there is too little to learn from: 3 passages, 50 are the least");
}
