//! What a query finds, in which order, and how it is printed.

use crate::support::TestArchive;

fn three_articles() -> TestArchive {
    let archive = TestArchive::new();
    archive.write("a.txt", "Prime minister speaks\n\nThe prime minister spoke about the evacuation of Aleppo.\n");
    archive.write("b.txt", "Of rank\n\nA minister of prime rank said that evacuations were over.\n");
    archive.write("2016/12/18/c.txt", "Oil rises\n\nOil prices rose in London. The U.S. said so.\n");
    archive.index();
    archive
}

#[test]
fn phrase_matches_adjacent_words_only() {
    three_articles().search(r#""prime minister""#).must_print("a.txt\n");
}

#[test]
fn a_phrase_does_not_cross_from_headline_to_body() {
    three_articles().search(r#""rises oil""#).must_print("").must_exit(1);
}

#[test]
fn words_match_in_any_form_and_all_must_be_there() {
    let archive = three_articles();
    archive.search("evacuation minister").must_print("a.txt\nb.txt\n");
    archive.search("evacuated aleppo").must_print("a.txt\n");
    archive.search("evacuation oil").must_print("").must_exit(1);
}

#[test]
fn operators_and_fields_do_what_they_say() {
    let archive = three_articles();
    archive.search("oil OR aleppo NOT rank").must_print("2016/12/18/c.txt\na.txt\n");
    archive.search("minister -rank").must_print("a.txt\n");
    archive.search("title:minister").must_print("a.txt\n");
    archive.search("(oil OR evacuation) (minister)").must_print("a.txt\nb.txt\n");
    archive.search("date:2016-12").must_print("2016/12/18/c.txt\n");
    archive.search("minister -date:*").must_print("a.txt\nb.txt\n");
    archive.search("path:2016/12").must_print("2016/12/18/c.txt\n");
    archive.search("words:<9").must_print("");
}

#[test]
fn acronyms_with_and_without_dots_are_one_word() {
    let archive = three_articles();
    for query in ["US", "U.S.", "u.s.", "us"] {
        archive.search(query).must_print("2016/12/18/c.txt\n");
    }
}

#[test]
fn any_takes_a_question_as_it_comes() {
    three_articles().search_with("Who said NOT to go (to Aleppo)?", &["--any", "-n", "1"]).must_print("a.txt\n");
}

#[test]
fn no_query_means_every_article_and_the_newest_first() {
    three_articles().run(&["search", "--fields", "path", "-n", "1"]).must_print("2016/12/18/c.txt\n");
    three_articles().run(&["search", "", "-c"]).must_print("3\n");
}

#[test]
fn pages_follow_each_other_without_gap_or_overlap() {
    let archive = TestArchive::new();
    for number in 0..57 {
        archive.write(&format!("{number:02}.txt"), format!("Story {number}\n\nThe same words about cocoa in each of them.\n"));
    }
    archive.index();
    let all = archive.search_with("cocoa", &["--all"]).stdout();
    assert_eq!(all.lines().count(), 57);
    let pages: String =
        (0..6).map(|page| archive.search_with("cocoa", &["-n", "10", "--offset", &(page * 10).to_string()]).stdout()).collect();
    assert_eq!(pages, all, "ties are ordered the same on every page");
    archive.search_with("cocoa", &["--offset", "100"]).must_print("").must_exit(0);
}

#[test]
fn a_query_that_cannot_be_understood_names_the_column() {
    let ran = three_articles().search("aleppo \"red cross");
    ran.must_exit(2).must_say("query column 8: unclosed quotation mark").must_say("       ^");
    three_articles().search("oil NEAR price").must_exit(2).must_say("query column 5");
}

#[test]
fn a_dash_among_words_is_left_out_aloud() {
    three_articles().search("oil - prices & london").must_print("2016/12/18/c.txt\n").must_say("- is no word and was left out");
    three_articles().search_with("???", &["--any"]).must_print("").must_say("holds no word");
    three_articles().search_with("oil", &["--source", "Nobody"]).must_print("").must_say("no article has the source \"Nobody\"");
}

#[test]
fn a_list_of_queries_is_answered_in_one_go_or_every_bad_line_reported() {
    let archive = three_articles();
    archive.write("queries.txt", "q1\toil\nq2\tevacuation\n");
    let ran = archive.run(&["search", "--queries", "queries.txt", "--format", "trec"]);
    let run: Vec<String> = ran.stdout().lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(run, ["q1 Q0", "q2 Q0", "q2 Q0"]);
    archive
        .run(&["search", "--queries", "queries.txt", "--format", "tsv", "--fields", "path"])
        .must_print("qid\tpath\nq1\t2016/12/18/c.txt\nq2\tb.txt\nq2\ta.txt\n");
    archive.write("bad.txt", "(oil\nfine\noil)\n");
    let ran = archive.run(&["search", "--queries", "bad.txt"]);
    ran.must_exit(2).must_say("line 1: query column 1").must_say("line 3: query column 4");
}

#[test]
fn every_form_of_output_stays_as_it_is() {
    let archive = three_articles();
    for format in ["text", "lines", "json", "ndjson", "csv", "tsv", "ids", "trec"] {
        let mut args = vec!["search", "evacuation", "--format", format];
        if matches!(format, "text" | "lines" | "json") {
            args.extend(["--facet", "place,org:5"]);
        }
        let ran = archive.run(&args);
        insta::assert_snapshot!(format!("evacuation_as_{format}"), ran.stdout());
    }
}

#[test]
fn show_prints_one_article_with_its_matches_marked() {
    let archive = three_articles();
    let ran = archive.run(&["show", "2016/12/18/c.txt", "--query", "oil"]);
    insta::assert_snapshot!("show_marked", ran.stdout());
    archive.run(&["show", "nothing-like-it"]).must_exit(1).must_say("no article has the id");
}

#[test]
fn languages_are_stemmed_each_in_its_own_way() {
    let archive = TestArchive::new();
    archive.write("fr.txt", "Les habitants de la ville\n\nLes évacuations des habitants de la ville ont commencé dimanche avec les autobus, selon les autorités locales.\n");
    archive.write("ru.txt", "Автобусы\n\nАвтобусы вошли в восточные кварталы города, чтобы вывезти мирных жителей.\n");
    archive.write("zh.txt", "安理会\n\n联合国安理会星期一就一项决议草案进行表决，要求观察员进入该市。\n");
    archive.write("ar.txt", "الحافلات\n\nدخلت الحافلات الأحياء الشرقية من المدينة لإجلاء المدنيين يوم الأحد\n");
    archive.index();
    for (query, path) in [
        ("évacuation", "fr.txt\n"),
        ("evacuation habitant", "fr.txt\n"),
        ("автобус", "ru.txt\n"),
        ("жители города", "ru.txt\n"),
        ("联合国", "zh.txt\n"),
        ("国", "zh.txt\n"),
        ("حافلات", "ar.txt\n"),
        ("الاحياء", "ar.txt\n"),
        ("lang:ru", "ru.txt\n"),
    ] {
        archive.search(query).must_print(path);
    }
}

#[test]
fn an_article_is_found_by_id_path_and_guid() {
    let archive = TestArchive::new();
    let lines: String = (1..=5)
        .map(|n| format!("{{\"id\": \"g-{n}\", \"title\": \"Story {n}\", \"body\": \"Words about cocoa, day {n}.\"}}\n"))
        .collect();
    archive.write("feed.jsonl", lines);
    archive.index();
    archive.run(&["search", "id:feed.jsonl", "-c"]).must_print("5\n");
    archive.search("id:feed.jsonl#3").must_print("feed.jsonl#3\n");
    archive.search("id:g-4").must_print("feed.jsonl#4\n");
    archive.run(&["show", "feed.jsonl"]).must_exit(2).must_say("`PATH#3` for the third of a file");
    let id = archive.run(&["search", "id:g-4", "--format", "ids"]).stdout();
    let shown = archive.run(&["show", &id[..8], "--json"]).json();
    assert_eq!(shown["guid"], "g-4");
}

#[test]
fn a_file_that_is_no_archive_is_said_to_be_none() {
    let archive = TestArchive::new();
    archive.write(".dateline/archive.db", "");
    archive.search("oil").must_exit(2).must_say("is damaged or is no archive");
    archive.write(".dateline/archive.db", "This is no database, but it is long enough to be looked at. ".repeat(20));
    archive.search("oil").must_exit(2).must_say("is damaged or is no archive");
}
