//! Real articles, where they are at hand: nothing is lost, and counts equal those taken from the files themselves.

use crate::support::{TestArchive, corpora};
use std::collections::BTreeMap;

/// Returns the codes that an SGML element holds, for each article.
fn codes(sgml: &str, element: &str) -> Vec<Vec<String>> {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    sgml.split("<REUTERS ")
        .skip(1)
        .map(|article| {
            let list = article.split(open.as_str()).nth(1).and_then(|rest| rest.split(close.as_str()).next()).unwrap_or_default();
            let mut codes: Vec<String> =
                list.split("<D>").skip(1).filter_map(|code| code.split("</D>").next()).map(str::to_string).collect();
            codes.sort();
            codes.dedup();
            codes
        })
        .collect()
}

fn commonest(articles: &[Vec<String>], count: usize) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    articles.iter().flatten().for_each(|code| *counts.entry(code).or_default() += 1);
    let mut counts: Vec<(String, usize)> = counts.into_iter().map(|(code, count)| (code.to_string(), count)).collect();
    counts.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), code.clone()));
    counts.truncate(count);
    counts
}

#[test]
fn all_reuters_articles_are_there_and_facets_count_what_the_files_say() {
    let Some(reuters) = corpora("reuters21578") else { return };
    let mut sgml = String::new();
    let mut files: Vec<_> =
        std::fs::read_dir(&reuters).expect("the folder can be read").flatten().map(|entry| entry.path()).collect();
    files.sort();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "sgm"));
    for file in &files {
        sgml.push_str(&std::fs::read(file).expect("the file can be read").iter().map(|byte| *byte as char).collect::<String>());
    }
    let places = codes(&sgml, "PLACES");
    let organizations = codes(&sgml, "ORGS");

    let archive = TestArchive::new();
    let mut args = vec!["index".to_string(), "--names".to_string(), "given".to_string()];
    args.extend(files.iter().map(|path| path.to_string_lossy().into_owned()));
    archive.run(&args.iter().map(String::as_str).collect::<Vec<_>>()).must_exit(0);
    archive.run(&["search", "", "-c"]).must_print(&format!("{}\n", places.len()));
    for (code, count) in commonest(&places, 10) {
        archive.run(&["search", "", "--place", &code, "-c"]).must_print(&format!("{count}\n"));
    }
    for (code, count) in commonest(&organizations, 5) {
        archive.run(&["search", "", "--org", &code, "-c"]).must_print(&format!("{count}\n"));
    }
    archive.run(&["check"]).must_exit(0);
}

#[test]
fn the_article_that_everything_must_work_on() {
    let Some(seed) = corpora("seed/aleppo.txt") else { return };
    let archive = TestArchive::new();
    archive.run(&["index", &seed.to_string_lossy()]).must_exit(0);
    for place in ["Syria", "Aleppo", "Idlib", "Kefraya", "Kefrya", "Foua", "Russia", "Turkey", "France", "Lebanon"] {
        archive.run(&["search", "", "--place", place, "-c"]).must_print("1\n");
    }
    for org in ["UNSC", "UN", "Red Crescent"] {
        archive.run(&["search", "", "--org", org, "-c"]).must_print("1\n");
    }
    for org in ["ICRC", "Press TV", "SANA", "al-Manar", "al-Nusra Front", "Daesh"] {
        archive.run(&["search", "", "--org", org, "--mentioned", "-c"]).must_print("1\n");
    }
    for place in ["Myanmar", "Cameroon"] {
        archive.run(&["search", "", "--place", place, "-c"]).must_print("0\n");
    }
    archive.run(&["search", "evacuation ceasefire", "-c"]).must_print("1\n");
}

#[test]
fn the_ranking_of_questions_does_not_get_worse() {
    let Some(time) = corpora("time") else { return };
    let path = |name: &str| time.join(name).to_string_lossy().into_owned();
    let archive = TestArchive::new();
    archive.run(&["index", "--names", "off", &path("articles.jsonl")]).must_exit(0);
    let ran = archive.run(&["eval", "--queries", &path("queries.tsv"), "--qrels", &path("qrels.txt"), "--any", "--json"]);
    let run = &ran.json()["runs"][0];
    assert_eq!(run["queries"], 40);
    for (measure, at_least) in [("map", 0.66), ("ndcg_cut_10", 0.72), ("recip_rank", 0.77), ("recall_100", 0.92)] {
        let value = run["measures"][measure].as_f64().unwrap_or_default();
        assert!(value >= at_least, "{measure} was at least {at_least} and is {value}");
    }
}
