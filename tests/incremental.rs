//! Indexing again: what changed is read, what did not costs a look.

use crate::support::TestArchive;

fn status(archive: &TestArchive) -> String {
    archive.run(&["status", "--inputs"]).stdout()
}

#[test]
fn indexing_twice_changes_nothing() {
    let archive = TestArchive::new();
    archive.write("a.txt", "Oil rises\n\nOil prices rose in London.\n");
    archive.write("b.json", r#"{"title": "Wheat", "body": "Wheat fell."}"#);
    archive.index().must_say("2 indexed").must_say("2 articles added");
    let before = archive.run(&["export"]).stdout();
    archive.index().must_say("2 unchanged").must_say("0 articles added");
    archive.run(&["export"]).must_print(&before);
}

#[test]
fn a_run_that_finds_nothing_new_leaves_the_archive_as_it_is() {
    let archive = TestArchive::new();
    let path = archive.write("a.txt", "Oil rises\n\nOil prices rose in London.\n");
    // A file that was changed just now is looked at once more, which is written down.
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
    std::fs::File::options().write(true).open(path).and_then(|file| file.set_modified(long_ago)).expect("its time can be set");
    archive.index();
    let bytes = || std::fs::read(archive.path().join(".dateline/archive.db")).expect("archive.db can be read");
    let before = bytes();
    archive.index().must_say("1 unchanged");
    assert!(before == bytes(), "archive.db has not changed by a byte");
    archive
        .run(&["check"])
        .must_exit(0)
        .must_print("ok       archive.db\nok       ledger\nok       index files\nok       agreement\n");
}

#[test]
fn a_changed_file_replaces_its_article() {
    let archive = TestArchive::new();
    archive.write("a.txt", "Oil rises\n\nOil prices rose in London.\n");
    archive.index();
    archive.write("a.txt", "Oil falls\n\nOil prices fell in London and elsewhere.\n");
    archive.index().must_say("1 articles added, 1 removed");
    archive.search("rose").must_print("").must_exit(1);
    archive.search("fell elsewhere").must_print("a.txt\n");
    archive.run(&["check"]).must_exit(0);
}

#[test]
fn a_file_that_is_gone_is_kept_until_pruned() {
    let archive = TestArchive::new();
    archive.write("a.txt", "Oil rises\n\nOil prices rose.\n");
    archive.write("b.txt", "Wheat falls\n\nWheat prices fell.\n");
    archive.index();
    archive.remove("a.txt");
    archive.index().must_say("1 files of the archive are gone");
    archive.search("oil").must_print("a.txt\n");
    archive.run(&["index", "--prune", "."]).must_exit(0);
    archive.search("oil").must_exit(1);
    archive.search("wheat").must_print("b.txt\n");
    archive.run(&["check"]).must_exit(0);
}

#[test]
fn files_with_the_same_bytes_are_indexed_once_and_both_paths_kept() {
    let archive = TestArchive::new();
    archive.write("a.txt", "Oil rises\n\nOil prices rose.\n");
    archive.write("copy.txt", "Oil rises\n\nOil prices rose.\n");
    archive.index().must_say("1 indexed, 1 duplicate");
    archive.search("oil").must_print("a.txt\n");
    assert_eq!(status(&archive), "indexed\t1\ta.txt\nduplicate\t0\tcopy.txt\tthe same bytes as a.txt\n");
}

#[test]
fn a_copy_stands_for_itself_when_its_original_goes() {
    let archive = TestArchive::new();
    archive.write("a.txt", "Oil rises\n\nOil prices rose.\n");
    archive.write("copy.txt", "Oil rises\n\nOil prices rose.\n");
    archive.index();
    archive.write("a.txt", "Wheat falls\n\nWheat prices fell.\n");
    archive.index();
    archive.search("oil").must_print("copy.txt\n");
    archive.search("wheat").must_print("a.txt\n");
    archive.write("a.txt", "Oil rises\n\nOil prices rose.\n");
    archive.index();
    archive.remove("copy.txt");
    archive.run(&["index", "--prune", "."]).must_exit(0);
    archive.search("oil").must_print("a.txt\n");
    archive.run(&["check"]).must_exit(0);
}

#[test]
fn two_articles_with_the_same_text_in_different_files_are_both_kept() {
    let archive = TestArchive::new();
    archive.write("a.json", r#"{"id": 1, "title": "Wheat", "body": "Wheat fell."}"#);
    archive.write("b.json", r#"{"id": 2, "title": "Wheat", "body": "Wheat fell."}"#);
    archive.index();
    archive.run(&["search", "wheat", "-c"]).must_print("2\n");
}

#[test]
fn the_index_is_made_anew_from_the_archive_without_the_sources() {
    let archive = TestArchive::new();
    archive.write("a.json", r#"{"title": "Talks", "date": "2016-12-18", "body": "Talks in Aleppo went on.", "orgs": ["UN"]}"#);
    archive.index();
    let facets = archive.run(&["facets", "--field", "place,org", "--json"]).stdout();
    let answer = archive.run(&["search", "talks", "--json"]).stdout();
    archive.remove("a.json");
    archive.run(&["rebuild"]).must_exit(0).must_say("1 articles indexed anew");
    archive.run(&["search", "talks", "--json"]).must_print(&answer);
    std::fs::remove_dir_all(archive.path().join(".dateline/index")).expect("the index is there");
    archive.run(&["search", "talks", "--json"]).must_print(&answer).must_say("making the index anew");
    archive.run(&["facets", "--field", "place,org", "--json"]).must_print(&facets);
    archive.run(&["check"]).must_exit(0);
}

#[test]
fn an_index_of_another_version_is_made_anew() {
    let archive = TestArchive::new();
    archive.write("a.txt", "Oil rises\n\nOil prices rose.\n");
    archive.index();
    let meta = archive.path().join(".dateline/index/meta.json");
    let text = std::fs::read_to_string(&meta).expect("meta.json is there");
    let other = text.replace("fingerprint\\\":\\\"", "fingerprint\\\":\\\"0");
    assert_ne!(text, other);
    std::fs::write(&meta, other).expect("meta.json can be written");
    archive.search("oil").must_print("a.txt\n").must_say("made by another version");
}

#[test]
fn standard_input_is_an_article_like_any_other() {
    let archive = TestArchive::new();
    let input = archive.write("../stdin-of-test.txt", "Oil rises\n\nOil prices rose.\n");
    let mut command = archive.command(&["index", "-"]);
    let output = command.stdin(std::fs::File::open(&input).expect("the file is there")).output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    archive.run(&["search", "oil", "-c"]).must_print("1\n");
    std::fs::remove_file(input).expect("the file is there");
}

#[test]
fn the_number_of_threads_changes_no_answer() {
    let answers = |threads: &str| -> Vec<String> {
        let archive = TestArchive::new();
        for file in 0..30 {
            let lines: String = (0..40)
                .map(|number| {
                    format!(
                        "{{\"title\": \"Cocoa {file}\", \"body\": \"Cocoa talks in Aleppo, day {number}. {}\"}}\n",
                        "And more. ".repeat(number)
                    )
                })
                .collect();
            archive.write(&format!("feed-{file:02}.jsonl"), lines);
        }
        archive.run(&["index", ".", "--threads", threads]).must_exit(0);
        let questions: [&[&str]; 4] = [
            &["search", "cocoa talks", "--json", "--facet", "place", "-n", "50"],
            &["search", "cocoa", "--format", "trec", "--all"],
            &["search", "", "--sort", "newest", "--format", "ids", "--all"],
            &["export"],
        ];
        questions.iter().map(|args| archive.run(args).stdout()).collect()
    };
    assert_eq!(answers("1"), answers("7"));
}

#[test]
fn a_file_that_became_unreadable_keeps_the_articles_that_were_read_from_it() {
    let archive = TestArchive::new();
    archive.write("a.json", r#"{"title": "Wheat", "body": "Wheat fell in the north."}"#);
    archive.write("b.txt", "Oil rises\n\nOil prices rose.\n");
    archive.index();
    archive.write("a.json", r#"{"title": "Wheat", "bo"#);
    archive.write("b.txt", "");
    archive.run(&["index", "."]).must_exit(3);
    archive.search("wheat").must_print("a.json\n");
    archive.search("oil").must_print("b.txt\n");
    archive.run(&["status", "--failed"]).must_exit(0);
    assert!(archive.run(&["status", "--failed"]).stdout().contains("1 articles that were read from it before are kept"));
    archive.run(&["check"]).must_exit(0);
    archive.write("a.json", r#"{"title": "Wheat", "body": "Wheat rose again."}"#);
    archive.write("b.txt", "Oil falls\n\nOil prices fell.\n");
    archive.index();
    archive.search("north").must_exit(1);
    archive.search("again").must_print("a.json\n");
    archive.search("oil fell").must_print("b.txt\n");
    archive.run(&["check"]).must_exit(0);
}

#[test]
fn reading_everything_again_counts_each_file_once() {
    let archive = TestArchive::new();
    archive.write("a.txt", "Oil rises\n\nOil prices rose.\n");
    archive.write("b.txt", "Oil rises\n\nOil prices rose.\n");
    archive.index();
    archive.run(&["index", "--reread", "."]).must_say("2 files: 1 indexed, 1 duplicate");
    archive.run(&["search", "oil", "-c"]).must_print("1\n");
}

#[test]
fn original_and_copy_may_both_go() {
    let archive = TestArchive::new();
    archive.write("a.txt", "Oil rises\n\nOil prices rose.\n");
    archive.write("b.txt", "Oil rises\n\nOil prices rose.\n");
    archive.index();
    archive.remove("a.txt");
    archive.remove("b.txt");
    archive.run(&["index", "--prune", "."]).must_exit(0);
    assert_eq!(status(&archive), "");
}

#[test]
fn what_came_from_standard_input_is_not_pruned() {
    let archive = TestArchive::new();
    let input = archive.write("../stdin-kept-by-test.txt", "Oil rises\n\nOil prices rose.\n");
    let mut command = archive.command(&["index", "-"]);
    let output = command.stdin(std::fs::File::open(&input).expect("the file is there")).output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    archive.run(&["index", "--prune", "."]).must_exit(0);
    archive.run(&["search", "oil", "-c"]).must_print("1\n");
    std::fs::remove_file(input).expect("the file is there");
}

#[test]
fn a_large_page_is_one_article_and_a_large_object_too() {
    let archive = TestArchive::new();
    let body = "Words about cocoa and more of the same. ".repeat(10_000);
    archive.write("big.txt", format!("Cocoa\n\n{body}\n"));
    archive.write("big.json", serde_json::json!({"title": "Cocoa", "body": format!("{body} again")}).to_string());
    archive.index();
    archive.search("cocoa").must_print("big.json\nbig.txt\n");
}
