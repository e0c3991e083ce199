//! Damaged, odd and hostile files: each ends in the ledger, and all the others are indexed.

use crate::support::TestArchive;
use std::io::Write;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

fn noise(length: usize) -> Vec<u8> {
    let mut state = 12_345_u64;
    (0..length)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        })
        .collect()
}

#[test]
fn every_damaged_file_ends_in_the_ledger_and_the_others_are_indexed() {
    let archive = TestArchive::new();
    let story = b"Oil rises\n\nOil prices rose in London on Monday, traders said, as stocks fell for a third week in a row.\n";
    archive.write("good-1.txt", story);
    archive.write("truncated.txt.gz", &gzip(&story.repeat(50))[..60]);
    archive.write("broken.json", r#"{"title": "Half", "body": "It ends"#);
    archive.write("noise.txt", noise(5_000));
    archive.write("folder.html/inside.txt", "Inside\n\nA file in a folder that is named like a page.\n");
    archive.write("one-line.txt", "long ".repeat(8 << 20));
    archive.write("empty.txt", "");
    archive.write("empty.txt.gz", gzip(b""));
    archive.write("unknown-shape.json", r#"{"headlines": 3, "colour": "blue"}"#);
    archive.write("not-an-article.js", "function f() { return 1; }\n");
    archive.write("picture.jpg", b"\xFF\xD8\xFF\xE0\x00\x10JFIF\x00\x01");
    archive.write("bomb.txt.gz", gzip(&vec![b' '; 40 << 20]));
    archive.write("not-gzip.txt.gz", b"\x1f\x8b\x08\x00garbage that is no deflate stream");
    archive.write("mixed.jsonl", "{\"title\": \"One\", \"body\": \"The first is fine.\"}\n{\"title\": \n{\"title\": \"Three\", \"body\": \"The third is fine.\"}\n");
    archive
        .write("control\u{1b}]0;owned\u{7}.txt", "\u{1b}[2JTitle\u{7}\n\nBody with \u{1b}[31mred\u{202e} text about copper.\n");
    archive.write("zz-good-2.html", "<html><head><title>Wheat falls</title></head><body><article><h1>Wheat falls</h1><p>Wheat prices fell on Tuesday after rain in the north, growers and traders said in the capital.</p><p>Exports had been held up for weeks by a strike at the port, which ended on Sunday night.</p></article></body></html>");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("good-1.txt", archive.path().join("link.txt")).expect("a link can be made");
        std::os::unix::fs::symlink("..", archive.path().join("folder.html/loop")).expect("a link can be made");
        assert!(
            std::process::Command::new("mkfifo")
                .arg(archive.path().join("pipe.txt"))
                .status()
                .is_ok_and(|status| status.success())
        );
    }
    let ran = archive.run(&["index", "."]);
    ran.must_exit(3).must_say("dateline status --failed");
    let ledger = archive.run(&["status", "--inputs"]).stdout();
    for (path, expected) in [
        ("good-1.txt", "indexed\t1"),
        ("truncated.txt.gz", "the compressed data ends early"),
        ("broken.json", "failed\t0"),
        ("noise.txt", "skipped\t0"),
        ("folder.html\t", "a folder that is named like a file"),
        ("folder.html/inside.txt", "indexed\t1"),
        ("one-line.txt", "a record of more than 32 MiB"),
        ("empty.txt\t", "the file is empty"),
        ("empty.txt.gz", "empty when decompressed"),
        ("unknown-shape.json", "headlines, colour"),
        ("not-an-article.js", "files named .js are not articles"),
        ("picture.jpg", "not text"),
        ("bomb.txt.gz", "failed\t0"),
        ("not-gzip.txt.gz", "failed\t0"),
        ("mixed.jsonl", "indexed\t2"),
        ("mixed.jsonl", "record 2: not valid JSON"),
        ("zz-good-2.html", "indexed\t1"),
        ("link.txt", "a symbolic link"),
        ("pipe.txt", "not a regular file"),
    ] {
        let line = ledger.lines().find(|line| format!("{line}\t").contains(&format!("\t{path}")));
        let line = line.unwrap_or_else(|| panic!("{path} is in the ledger:\n{ledger}"));
        assert!(line.contains(expected), "{path}: {line}");
    }
    archive.search("oil OR wheat OR inside OR third").must_exit(0);
    archive.run(&["search", "", "-c"]).must_print("6\n");
    archive.run(&["check"]).must_exit(0);
}

#[test]
fn the_states_of_a_run_sum_to_its_inputs() {
    let archive = TestArchive::new();
    archive.write("a.txt", "Oil rises\n\nOil prices rose.\n");
    archive.write("b.txt", "Oil rises\n\nOil prices rose.\n");
    archive.write("c.json", "{");
    archive.write("d.css", "body { color: red }");
    archive.run(&["index", "."]).must_say("4 files: 1 indexed, 1 duplicate, 1 skipped, 1 failed");
    archive.run(&["index", "."]).must_say("4 files: 4 unchanged");
}

#[test]
fn nothing_from_an_article_steers_the_terminal() {
    let archive = TestArchive::new();
    let evil = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}\u{2066}\u{8}\u{0}";
    let fields = serde_json::json!({
        "title": format!("Copper {evil} rises"), "body": format!("The copper {evil} price rose {evil} again."),
        "source": format!("Post{evil}"), "url": format!("https://example.org/{evil}"), "id": format!("id{evil}"),
        "author": format!("J. {evil}"), "section": format!("s{evil}"), "places": [format!("Lower{evil} Quay")],
        "organizations": [format!("Acme{evil} Fund")], "topics": [format!("t{evil}")],
    });
    archive.write("evil\u{1b}[31m\u{202e}.json", fields.to_string());
    archive.write("broken\u{1b}[31m.json", "{");
    archive.run(&["index", ".", "--names", "given"]).must_exit(3);
    let id = archive.run(&["search", "copper", "--format", "ids"]).stdout();
    let commands: Vec<Vec<&str>> = vec![
        vec!["search", "copper", "--format", "text", "--facet", "place,org,source,topic"],
        vec!["search", "copper"],
        vec!["search", "copper", "--format", "csv"],
        vec!["search", "copper", "--format", "tsv"],
        vec!["search", "copper", "--format", "trec"],
        vec!["search", "copper", "--json"],
        vec!["search", "copper", "--format", "ndjson"],
        vec!["facets", "--field", "place,org,source,topic"],
        vec!["show", id.trim()],
        vec!["show", id.trim(), "--query", "copper"],
        vec!["show", id.trim(), "--json"],
        vec!["export"],
        vec!["status", "--inputs"],
        vec!["status", "--failed"],
        vec!["search", "copper \u{1b}[31m \"unclosed"],
        vec!["search", "", "--place", "Nowhere\u{1b}[31m\u{202e}"],
        vec!["show", "no\u{1b}[31m\u{202e}thing"],
    ];
    for args in commands {
        let ran = archive.run(&args);
        for text in [ran.stdout(), ran.stderr()] {
            let steering = text.chars().find(|c| (c.is_control() && !"\n\t".contains(*c)) || "\u{202e}\u{2066}".contains(*c));
            assert_eq!(steering, None, "{args:?} prints {text:?}");
        }
    }
}

#[test]
fn a_damaged_archive_is_reported_and_not_answered_from() {
    let archive = TestArchive::new();
    for number in 0..40 {
        archive.write(&format!("{number}.txt"), format!("Story {number}\n\n{}\n", "Words about cocoa and more. ".repeat(40)));
    }
    archive.index();
    let index = archive.path().join(".dateline/index");
    for file in ["meta.json", ".managed.json"] {
        let path = index.join(file);
        let sound = std::fs::read(&path).expect("the file can be read");
        for at in [3, sound.len() / 2, sound.len() - 3] {
            let mut bytes = sound.clone();
            bytes[at] ^= 0x02;
            std::fs::write(&path, &bytes).expect("it can be written");
            archive.run(&["check"]).must_exit(2);
        }
        std::fs::write(&path, &sound).expect("it can be written");
    }
    archive.run(&["check"]).must_exit(0);
    let damaged = std::fs::read_dir(&index)
        .expect("the index is there")
        .map(|entry| entry.expect("an entry").path())
        .find(|path| path.extension().is_some_and(|extension| extension == "pos"))
        .expect("an index has positions");
    let mut bytes = std::fs::read(&damaged).expect("the file can be read");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    std::fs::remove_file(&damaged).expect("it can be removed");
    std::fs::write(&damaged, bytes).expect("it can be written");
    let ran = archive.run(&["check"]);
    ran.must_exit(2).must_say("dateline rebuild");
    assert!(ran.stdout().contains("is damaged"), "{}", ran.stdout());
    archive.run(&["rebuild"]).must_exit(0);
    archive.run(&["check"]).must_exit(0);
}

#[test]
fn check_finds_a_flipped_byte_in_any_page_of_the_archive() {
    let archive = TestArchive::new();
    for number in 0..200 {
        archive.write(&format!("{number}.txt"), format!("Story {number}\n\n{}\n", "Words about cocoa and more. ".repeat(60)));
    }
    archive.index();
    let path = archive.path().join(".dateline/archive.db");
    let sound = std::fs::read(&path).expect("archive.db can be read");
    let mut flipped = 0;
    for at in (8_000..sound.len()).step_by(sound.len() / 12) {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x04;
        std::fs::write(&path, &bytes).expect("archive.db can be written");
        let ran = archive.run(&["check"]);
        ran.must_exit(2);
        flipped += 1;
    }
    assert!(flipped >= 12);
    std::fs::write(&path, &sound).expect("archive.db can be written");
    archive.run(&["check"]).must_exit(0);
}
