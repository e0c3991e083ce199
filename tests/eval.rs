//! Relevance against judgments: what is measured, and what is said of what cannot be.

use crate::support::{Ran, TestArchive};

/// Four articles that carry numbers of their own.
fn four_articles() -> TestArchive {
    let archive = TestArchive::new();
    archive.write(
        "articles.jsonl",
        concat!(
            r#"{"id": "n-1", "title": "Cocoa", "date": "1987-03-01", "body": "Cocoa, cocoa and cocoa again, said the grower."}"#,
            "\n",
            r#"{"id": "n-2", "title": "Prices", "date": "1987-03-02", "body": "The price of cocoa fell in London on the day."}"#,
            "\n",
            r#"{"id": "n-3", "title": "Oil", "date": "1987-03-03", "body": "The price of oil rose in New York on the day."}"#,
            "\n",
            r#"{"title": "Tin", "date": "1987-03-04", "body": "Tin was traded as it had been all week, dealers said."}"#,
            "\n",
        ),
    );
    archive.index();
    archive
}

/// Returns the lines `measure value` for all queries.
fn figures(ran: &Ran) -> Vec<String> {
    let stdout = ran.stdout();
    let lines = stdout.lines().map(|line| line.split('\t').map(str::trim).collect::<Vec<_>>());
    lines.filter(|cells| cells.get(1) == Some(&"all")).map(|cells| format!("{} {}", cells[0], cells[2])).collect()
}

const QRELS: &str = "1 0 a 1\n2 0 c 2\n2 0 d 1\n3 0 a 1\n";
const RUN: &str = "1 Q0 b 1 9 x\n1 Q0 a 2 8 x\n2 Q0 c 1 9 x\n4 Q0 a 1 9 x\n";

#[test]
fn a_run_is_measured_as_trec_eval_does_and_what_is_not_counted_is_said() {
    let archive = TestArchive::new();
    archive.write("qrels", QRELS);
    archive.write("run", RUN);
    let ran = archive.run(&["eval", "--qrels", "qrels", "--run", "run"]);
    // As trec_eval prints them, but for the lines no_answer and no_judgments.
    assert_eq!(
        figures(&ran),
        [
            "runid run",
            "num_q 2",
            "no_answer 1",
            "no_judgments 1",
            "num_ret 3",
            "num_rel 3",
            "num_rel_ret 2",
            "map 0.5000",
            "ndcg_cut_10 0.6956",
            "P_10 0.1000",
            "recip_rank 0.7500",
            "recall_100 0.7500",
        ]
    );
    ran.must_exit(0).must_say("run has no answer to 1 of 3 judged queries; they are not counted").must_say("counts them as 0: 3");
    ran.must_say("1 query of run without judgments, not counted: 4");

    let complete = archive.run(&["eval", "--qrels", "qrels", "--run", "run", "--complete", "--by-query"]);
    assert!(figures(&complete).contains(&"map 0.3333".to_string()), "{:?}", figures(&complete));
    assert!(complete.stdout().contains("ndcg_cut_10           \t2\t0.7602\n"), "{}", complete.stdout());
    assert!(complete.stdout().contains("map                   \t3\t0.0000\n"), "{}", complete.stdout());
}

#[test]
fn queries_are_asked_and_their_answers_written_as_search_writes_them() {
    let archive = four_articles();
    archive.write("queries.tsv", "qid\tquery\n# raw materials\nq1\tcocoa\nq2\tprice\nq3\ttin\n");
    archive.write("qrels", "q1 0 n-1 1\nq1 0 n-2 1\nq2 0 n-2 1\n");
    let ran = archive.run(&["eval", "--queries", "queries.tsv", "--qrels", "qrels", "--run-out", "run", "--tag", "now"]);
    ran.must_exit(0).must_say("1 query of now without judgments");
    assert_eq!(figures(&ran)[..4], ["runid now", "num_q 2", "no_answer 0", "no_judgments 1"]);
    let written = std::fs::read_to_string(archive.path().join("run")).expect("the run was written");
    let searched = archive.run(&["search", "--queries", "queries.tsv", "--format", "trec", "-n", "1000"]).stdout();
    assert_eq!(written, searched.replace(" dateline\n", " now\n"));
    assert_eq!(figures(&archive.run(&["eval", "--qrels", "qrels", "--run", "run"]))[1..], figures(&ran)[1..]);
    // The article that carries no number of its own goes by its id.
    assert!(written.lines().any(|line| line.starts_with("q3 Q0 ") && !line.contains("n-")), "{written}");
}

#[test]
fn a_ranking_and_filters_are_chosen_as_in_search() {
    let archive = four_articles();
    archive.write("queries.tsv", "1\tWhat is the price of cocoa (or of oil)?\n");
    archive.write("qrels", "1 0 n-2 1\n");
    let queries = ["eval", "--queries", "queries.tsv", "--qrels", "qrels"];
    archive.run(&queries).must_exit(2).must_say("no query has both an answer in dateline and judgments in qrels");
    let any = archive.run(&[&queries[..], &["--any", "-n", "3"]].concat());
    assert_eq!(figures(&any)[4..7], ["num_ret 3", "num_rel 1", "num_rel_ret 1"]);
    let early = archive.run(&[&queries[..], &["--any", "--to", "1987-03-02"]].concat());
    assert_eq!(figures(&early)[4], "num_ret 2");
    archive.run(&["eval", "--qrels", "qrels", "--run", "run", "--any"]).must_exit(2).must_say("--run <FILE>");
}

#[test]
fn topics_of_trec_are_asked_by_title_or_description() {
    let archive = four_articles();
    archive.write(
        "topics",
        "<top>\n<num> Number: 301\n<title> Cocoa\n<desc> Description:\nWhat was said\nof oil?\n</top>\n<top>\n<num> Number: 302\n<title> tin\n<desc> tin\n</top>\n",
    );
    archive.write("qrels", "301 0 n-3 1\n302 0 n-3 1\n");
    let by_title = archive.run(&["eval", "--queries", "topics", "--qrels", "qrels"]);
    assert_eq!(figures(&by_title)[6], "num_rel_ret 0");
    let by_description = archive.run(&["eval", "--queries", "topics", "--qrels", "qrels", "--topic-field", "desc", "--any"]);
    assert_eq!(figures(&by_description)[6], "num_rel_ret 1");
    assert_eq!(archive.run(&["search", "--queries", "topics", "-c"]).stdout(), "301\t2\n302\t1\n");
    archive
        .run(&["eval", "--queries", "topics", "--qrels", "qrels", "--topic-field", "narr"])
        .must_say("topics line 1: topic 301 has no <narr>");
}

#[test]
fn hits_by_date_keep_their_order_in_a_run() {
    let archive = four_articles();
    archive.write("qrels", "1 0 n-3 1\n");
    let run = archive.run(&["search", "price", "--sort", "newest", "--format", "trec"]).stdout();
    assert_eq!(run, "1 Q0 n-3 1 -1 dateline\n1 Q0 n-2 2 -2 dateline\n");
    archive.write("run", run);
    assert!(figures(&archive.run(&["eval", "--qrels", "qrels", "--run", "run"])).contains(&"recip_rank 1.0000".to_string()));
}

#[test]
fn an_article_is_named_once_in_a_run_even_where_two_carry_one_number() {
    let archive = TestArchive::new();
    archive.write(
        "twice.jsonl",
        concat!(
            r#"{"id": "n 1", "title": "Cocoa", "body": "Cocoa fell, the grower said."}"#,
            "\n",
            r#"{"id": "n 1", "title": "Cocoa", "body": "Cocoa rose again on Monday, the grower said in the afternoon."}"#,
            "\n",
        ),
    );
    archive.index();
    archive.write("run", archive.run(&["search", "cocoa", "--format", "trec"]).stdout());
    archive.write("qrels", "1 0 n_1 1\n");
    let ran = archive.run(&["eval", "--qrels", "qrels", "--run", "run"]);
    assert_eq!(figures(&ran)[4..7], ["num_ret 2", "num_rel 1", "num_rel_ret 1"]);
}

#[test]
fn two_runs_stand_side_by_side() {
    let archive = TestArchive::new();
    let qrels: String = (1..=6).map(|qid| format!("{qid} 0 a 1\n")).collect();
    // Each letter is a docno, the best first.
    let run = |answers: &[&str]| -> String {
        let lines = (1..).zip(answers).flat_map(|(qid, docnos)| {
            docnos.chars().enumerate().map(move |(at, docno)| format!("{qid} Q0 {docno} {} {} x\n", at + 1, 9 - at))
        });
        lines.collect()
    };
    archive.write("qrels", qrels);
    archive.write("old.run", run(&["ba", "ba", "ba", "ba", "a", "a"]));
    archive.write("new.run", run(&["a", "a", "a", "a", "a"]));
    let ran = archive.run(&["eval", "--qrels", "qrels", "--run", "old.run", "--run", "new.run"]);
    insta::assert_snapshot!("side_by_side", ran.stdout());
    ran.must_exit(0)
        .must_say("new.run has no answer to 1 of 6 judged queries; they count as 0")
        .must_say("by all flips of signs");

    let json = archive.run(&["eval", "--qrels", "qrels", "--run", "old.run", "--run", "new.run", "--json", "--by-query"]).json();
    assert_eq!(json["runs"][1]["without_answer"], serde_json::json!(["6"]));
    assert_eq!(json["comparison"]["measures"]["recip_rank"]["by_query"]["6"], serde_json::json!([1.0, 0.0]));
    // Five differences, of which one, twice as large as each of the others, has the other sign: as far from 0 are 24 of 32.
    assert_eq!(json["comparison"]["measures"]["recip_rank"]["p"], 24.0 / 32.0);
    assert_eq!(json["comparison"]["measures"]["recip_rank"]["flips"], 32);
}

#[test]
fn what_is_found_is_compared_with_a_stored_run() {
    let archive = four_articles();
    archive.write("queries.tsv", "1\tprice cocoa\n2\toil\n");
    archive.write("qrels", "1 0 n-3 1\n2 0 n-3 1\n");
    let queries = ["eval", "--queries", "queries.tsv", "--qrels", "qrels"];
    archive.run(&[&queries[..], &["--run-out", "words.run"]].concat()).must_exit(0);
    let ran = archive.run(&[&queries[..], &["--any", "--tag", "any", "--against", "words.run"]].concat());
    let header = ran.stdout().lines().next().map(|line| line.split('\t').map(str::trim).collect::<Vec<_>>().join(" "));
    assert_eq!(header.as_deref(), Some("measure query words.run any difference p better worse"));
    let map = figures(&ran).into_iter().find(|line| line.starts_with("map"));
    assert_eq!(map.as_deref(), Some("map 0.5000"), "words find nothing that is relevant to the first");
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_the_line_and_the_fault() {
    let archive = four_articles();
    archive.write("qrels", QRELS);
    archive.write("run", RUN);
    for (name, content, fault) in [
        ("short.qrels", "1 0 a 1\n1 0 b\n", "short.qrels line 2: 3 columns; judgments have four: qid 0 docno relevance"),
        ("empty.qrels", "# none yet\n", "empty.qrels holds no judgments"),
    ] {
        archive.write(name, content);
        archive.run(&["eval", "--qrels", name, "--run", "run"]).must_exit(2).must_say(fault);
    }
    for (name, content, fault) in [
        ("short.run", "1 Q0 a 1 0.5\n", "short.run line 1: 5 columns; runs have six: qid Q0 docno rank score tag"),
        ("twice.run", "1 Q0 a 1 2 x\n1 Q0 a 2 1 x\n", "twice.run line 2: a was an answer to query 1 before; keep one of the two"),
        ("empty.run", "\n", "empty.run holds no answers"),
        (
            "other.run",
            "q1 Q0 a 1 2 x\n",
            "no query has both an answer in other.run and judgments in qrels; are their numbers the same?",
        ),
    ] {
        archive.write(name, content);
        archive.run(&["eval", "--qrels", "qrels", "--run", name]).must_exit(2).must_say(fault);
    }
    for (name, content, fault) in [
        ("plain.tsv", "1\toil\ncocoa\n", "plain.tsv line 2: no tab; write the number of the query, a tab and the query"),
        ("twice.tsv", "1\toil\n1\tcocoa\n", "twice.tsv has two queries 1; number them apart"),
        (
            "faulty.tsv",
            "1\t(oil\n",
            "faulty.tsv has queries that cannot be understood; --any takes the words of each as they come:\nline 1: query column 1",
        ),
    ] {
        archive.write(name, content);
        archive.run(&["eval", "--qrels", "qrels", "--queries", name]).must_exit(2).must_say(fault);
    }
    archive.run(&["eval", "--qrels", "qrels", "--run", "nowhere"]).must_exit(2).must_say("could not read nowhere");
    archive.run(&["eval", "--qrels", "qrels", "--queries", "plain.tsv", "--tag", "a b"]).must_exit(2).must_say("write one word");
}
