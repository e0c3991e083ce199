//! What the operators of the query language find, and what of it is marked.

use crate::support::TestArchive;

fn four_articles() -> TestArchive {
    let archive = TestArchive::new();
    archive.write(
        "bus.txt",
        "Buses leave Aleppo\n\nGreen buses left eastern Aleppo on Sunday. The Red Crescent counted them.\n\nFrance drafted a resolution. A ceasefire held.\n",
    );
    archive.write(
        "vote.txt",
        "Council votes\n\nFrance put a resolution to the vote. The ceasefire was a ceasefire in name; no ceasefire held.\n\nMilitants and a militant group in Kefraya burned a bus.\n",
    );
    archive.write("iron.txt", "Iron ore\n\nThe red iron was as hot as the crescent moon was cold. Turkey roast is served.\n");
    archive.write(
        "turkey.txt",
        "Turkey and the talks\n\nTurkey sent a convoy to Kafraya. The US asked us to wait. Roast turkey was served.\n",
    );
    archive.index();
    archive
}

#[test]
fn words_are_near_each_other_in_any_order_or_in_one() {
    let archive = four_articles();
    archive.search("buses NEAR/3 aleppo").must_print("bus.txt\n");
    archive.search("aleppo w/3 bus").must_print("bus.txt\n");
    archive.search("aleppo PRE/3 bus").must_print("").must_exit(1);
    archive.search("\"red crescent\" NEAR/8 (aleppo OR kefraya)").must_print("bus.txt\n");
    archive.search("(green NEAR/1 bus) PRE/4 aleppo").must_print("bus.txt\n");
}

#[test]
fn an_occurrence_without_the_other_side_near_is_enough() {
    let archive = four_articles();
    archive.search("turkey NOT NEAR/3 roast").must_print("turkey.txt\n");
    archive.search("turkey NOT w/s roast").must_print("turkey.txt\n");
}

#[test]
fn sentences_and_paragraphs_bound_what_is_together() {
    let archive = four_articles();
    archive.search("france w/s resolution").must_print("bus.txt\nvote.txt\n");
    archive.search("france w/s ceasefire").must_print("").must_exit(1);
    archive.search("france w/p ceasefire").must_print("bus.txt\nvote.txt\n");
    archive.search("aleppo w/p resolution").must_print("").must_exit(1);
    archive.search("(france resolution) w/s vote").must_print("vote.txt\n");
}

#[test]
fn occurrences_are_counted() {
    let archive = four_articles();
    archive.search("ATLEAST3(ceasefire)").must_print("vote.txt\n");
    archive.search("ATLEAST4(ceasefire)").must_print("").must_exit(1);
    archive.search("ATLEAST2(militant* OR bus)").must_print("bus.txt\nvote.txt\n");
}

#[test]
fn the_lead_is_headline_and_first_paragraph_and_the_body_all_but_the_headline() {
    let archive = four_articles();
    archive.search("lead:resolution").must_print("vote.txt\n");
    archive.search("lead:(leave crescent)").must_print("bus.txt\n");
    archive.search("body:leave").must_print("").must_exit(1);
    archive.search("title:leav*").must_print("bus.txt\n");
    archive.search("title:=leave").must_print("bus.txt\n");
    archive.search("title:=leaves").must_print("").must_exit(1);
}

#[test]
fn patterns_grow_over_the_words_that_there_are() {
    let archive = four_articles();
    archive.search("milit* burn*").must_print("vote.txt\n");
    archive.search("kefraya~1").must_print("turkey.txt\nvote.txt\n");
    archive.search("/k[ae]fraya/").must_print("turkey.txt\nvote.txt\n");
    archive.search("zeppelin*").must_print("").must_say("zeppelin* fits no word of the archive");
    archive.search("path:tur*").must_print("turkey.txt\n");
}

#[test]
fn a_pattern_that_grows_too_far_says_how_far() {
    let archive = TestArchive::new();
    let words: String = (0..10_500).map(|number| format!("word{number}x ")).collect();
    archive.write("many.txt", format!("Many of them\n\n{words}\n"));
    archive.index();
    archive
        .search("word*x")
        .must_print("many.txt\n")
        .must_say("word*x grew into 10500 words, of which the 10000 commonest are looked for");
    let told =
        "word* grew into 10500 words, of which the 10000 commonest are looked for; the patterns of a query have 10000 together";
    for (syntax, query) in
        [("native", "word*"), ("nexis", "word!"), ("factiva", "word*"), ("proquest", "word*"), ("lucene", "word*")]
    {
        let answer = archive.run(&["search", "--syntax", syntax, "--json", query]).json();
        assert_eq!(answer["warnings"], serde_json::json!([told]), "{syntax}");
    }
}

#[test]
fn a_star_in_a_phrase_is_told_to_be_none() {
    let archive = four_articles();
    archive.search("\"red cresc*\"").must_exit(1).must_say("cresc* is no wildcard between quotation marks");
    archive.search("red PRE/1 cresc*").must_print("bus.txt\n");
    archive.run(&["search", "--syntax", "nexis", "\"red cresc!\"", "--fields", "path"]).must_print("bus.txt\n");
}

#[test]
fn an_export_says_what_an_answer_says() {
    let archive = four_articles();
    for format in ["ndjson", "geojson"] {
        archive.run(&["export", "--format", format, "zeppelin* OR bus"]).must_say("zeppelin* fits no word of the archive");
    }
}

#[test]
fn what_steers_a_terminal_is_escaped_where_a_query_is_explained() {
    let archive = four_articles();
    let query = "\u{1b}[31mbus\u{1b}[0m \"ceas\u{9b}fire\u{202e}\" zeppel\u{7}in";
    for args in [&["search", "--explain-query", "--json", query][..], &["search", "--explain-query", query]] {
        let printed = archive.run(args).stdout();
        let steering = printed.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
        assert_eq!(steering, None, "{args:?}: {printed:?}");
    }
    let explained = archive.run(&["search", "--explain-query", "--json", query]);
    assert!(explained.stdout().contains("\\u001b[31mbus"), "{}", explained.stdout());
    assert_eq!(explained.json()["query"], query);
}

#[test]
fn exact_forms_know_spelling_and_quoted_ones_case() {
    let archive = four_articles();
    archive.search("=militants").must_print("vote.txt\n");
    archive.search("=buses").must_print("bus.txt\n");
    archive.search("=bus").must_print("vote.txt\n");
    archive.search("=\"US\"").must_print("turkey.txt\n");
    archive.search("=\"Red Crescent\"").must_print("bus.txt\n");
    archive.search("=\"red crescent\"").must_print("").must_exit(1);
    archive.search("byline:=\"Smith\"").must_say("capitals are kept of headline and body only");
}

#[test]
fn a_boost_moves_what_it_stands_behind() {
    let archive = four_articles();
    archive.search("kefraya OR kafraya^9").must_print("turkey.txt\nvote.txt\n");
    archive.search("kefraya^9 OR kafraya").must_print("vote.txt\nturkey.txt\n");
}

#[test]
fn marks_show_what_made_the_article_match() {
    let archive = four_articles();
    for (query, id, marked) in [
        ("aleppo NEAR/3 bus", "bus.txt", "Green [buses] left eastern [Aleppo] on Sunday."),
        ("france w/s resolution", "vote.txt", "[France] put a [resolution] to the vote."),
        ("ceasefire NOT NEAR/2 name", "vote.txt", "The [ceasefire] was a ceasefire in name; no ceasefire held."),
        ("=\"Red Crescent\" NOT roast", "bus.txt", "The [Red Crescent] counted them."),
        ("milit* PRE/2 group OR (france zeppelin)", "vote.txt", "Militants and a [militant] [group] in Kefraya"),
        ("kefraya~1 (date:2016 OR bus)", "vote.txt", "in [Kefraya] burned a [bus]."),
    ] {
        let shown = archive.run(&["show", id, "--query", query]).stdout();
        assert!(shown.contains(marked), "{query}: {shown}");
    }
    let ran = archive.run(&["show", "iron.txt", "--query", "red NEAR/2 crescent"]);
    ran.must_say("does not match red NEAR/2 crescent; nothing is marked");
    assert!(!ran.stdout().contains('['), "{}", ran.stdout());
    let answer = archive.run(&["search", "(bus w/s aleppo) OR (bus w/s date:2016)", "--json"]);
    answer.must_exit(2).must_say("has no place among the words");
    let answer = archive.run(&["search", "(bus w/s aleppo) OR (burned date:2016)", "--json"]).json();
    let snippet = &answer["hits"][0]["snippets"][1];
    assert_eq!(snippet["marks"].to_string(), "[[6,11],[25,31]]", "{snippet}");
}

#[test]
fn a_query_is_explained_clause_by_clause() {
    let archive = four_articles();
    let explained = archive.run(&["search", "--explain-query", "(milit* OR ceasfire) kefraya NEAR/5 bus"]);
    explained.must_exit(0);
    insta::assert_snapshot!("explained_query", explained.stdout());
    let explained = archive.run(&["search", "--explain-query", "--json", "ceasfire"]).json();
    assert_eq!(explained["did_you_mean"]["query"], "ceasefire");
    assert_eq!(explained["did_you_mean"]["total"], 2);
    assert_eq!(explained["unknown_words"][0]["nearest"][0], "ceasefire");
}

#[test]
fn a_query_that_finds_little_is_mended() {
    let archive = four_articles();
    archive.search("ceasfire held").must_exit(1).must_say("did you mean ceasefire held? It finds 2 articles");
    archive.search("title:Alepo").must_exit(1).must_say("did you mean title:aleppo? It finds 1 article");
    let found = archive.search("ceasefire held");
    assert!(!found.stderr().contains("did you mean"), "{}", found.stderr());
    let hopeless = archive.search("zzzyxqq");
    assert!(!hopeless.stderr().contains("did you mean"), "{}", hopeless.stderr());
}

#[test]
fn a_query_of_another_syntax_is_answered_and_shown_as_it_was_understood() {
    let archive = four_articles();
    archive.run(&["search", "--syntax", "nexis", "bus! w/3 aleppo or council"]).must_exit(0);
    let ran = archive.run(&["search", "--syntax", "nexis", "--json", "headline(aleppo) and not turkey"]);
    ran.must_exit(0);
    assert!(ran.json()["parsed"] == "title:aleppo NOT turkey", "{}", ran.stdout());
    for (syntax, query) in [
        ("factiva", "eastern aleppo near3 bus* not turkey"),
        ("proquest", "FT(buses) PRE/3 FT(aleppo)"),
        ("lucene", "+\"green left\"~1 +eastern~1 -title:turkey"),
    ] {
        archive.run(&["export", "--syntax", syntax, query]).must_exit(0);
    }
    let refused = archive.run(&["facets", "--syntax", "nexis", "ticker(ibm)"]);
    refused.must_exit(2);
    assert!(refused.stderr().contains("query column 1: there is no segment ticker()"), "{}", refused.stderr());
}

/// Every cell of the table of equivalents finds what the first cell of its row finds, and is understood as that.
#[test]
fn every_row_of_the_table_of_equivalents_holds() {
    let archive = four_articles();
    let readme = include_str!("../README.md");
    let table = readme.split("| native | Nexis |").nth(1).expect("the table").split("\n\n").next().expect("its rows");
    let mut wrong = Vec::new();
    for row in table.lines().skip(2) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        let queries = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_string).collect::<Vec<_>>();
        let native = &queries(cells[0])[0];
        for (syntax, cell) in ["nexis", "factiva", "proquest", "lucene"].into_iter().zip(&cells[1..]) {
            let mut first: Option<String> = None;
            for query in queries(cell) {
                // `/5` stands for the operator of the query before it.
                let query = match &first {
                    Some(first) if !query.contains([' ', '=']) && native.starts_with("oil ") => {
                        let words: Vec<&str> = str::split_whitespace(first).collect();
                        format!("{} {query} {}", words[0], words[words.len() - 1])
                    }
                    _ => query,
                };
                let parsed = archive.run(&["search", "--syntax", syntax, "--json", "--", &query]);
                if parsed.code() == Some(2) || parsed.json()["parsed"] != native.as_str() {
                    wrong.push(format!("{syntax} {query}: {}{}", parsed.stdout(), parsed.stderr()));
                }
                first.get_or_insert(query);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
