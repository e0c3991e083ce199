//! The XML of news agencies, real files where they are at hand: each article has the title, date and text that a reader finds in it.

use crate::support::{TestArchive, corpora};
use dateline::article::{Article, Head, Parsed, Source, detect};
use std::collections::BTreeMap;
use std::path::Path;

fn read(path: &Path) -> Parsed {
    let bytes = std::fs::read(path).expect("the file can be read");
    let head = &bytes[..bytes.len().min(8192)];
    let extension =
        path.extension().and_then(|extension| extension.to_str()).filter(|extension| *extension == "xml").unwrap_or_default();
    let format = detect(&Head { extension, bytes: head, is_whole: head.len() == bytes.len() });
    let format = format.unwrap_or_else(|| panic!("{} is of no format", path.display()));
    let path = path.to_string_lossy();
    (format.parse)(&bytes, &Source { path: &path, read_on: jiff::civil::date(2026, 11, 24), url: None })
}

/// Puts an article into the cells of the table.
fn cells(article: &Article) -> [String; 6] {
    let or_dash = |text: &str| if text.is_empty() { "-".to_string() } else { text.to_string() };
    let date = article.date.map(|date| match date.instant {
        Some(instant) => format!("{} {instant}", date.day),
        None => date.day.to_string(),
    });
    [
        or_dash(article.guid.as_deref().unwrap_or_default()),
        or_dash(&article.version.map(|version| version.to_string()).unwrap_or_default()),
        or_dash(&article.title),
        or_dash(&date.unwrap_or_default()),
        or_dash(&article.body),
        or_dash(&article.body),
    ]
}

fn item(version: u32, status: &str, text: &str) -> String {
    format!(
        "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:newsml:wire.example:ferry' version='{version}' xml:lang='en'>\
         <itemMeta><itemClass qcode='ninat:text'/><provider literal='Wire'/><versionCreated>2016-01-0{version}T10:00:00Z</versionCreated>\
         <pubStatus qcode='stat:{status}'/></itemMeta><contentMeta><headline>Ferry is {text}</headline></contentMeta>\
         <contentSet><inlineXML><html><body><p>The ferry is {text}, its owner said.</p></body></html></inlineXML></contentSet></newsItem>"
    )
}

#[test]
fn a_later_version_replaces_an_earlier_and_a_kill_takes_both_back() {
    let archive = TestArchive::new();
    archive.write("b/late.xml", item(1, "usable", "late"));
    archive.write("a/back.xml", item(2, "usable", "back"));
    archive.index();
    archive.search("ferry").must_print("a/back.xml\n");
    archive.write("c/kill.xml", item(3, "canceled", "nowhere"));
    archive.index();
    archive.search("ferry").must_print("");
    archive.write("d/again.xml", item(4, "usable", "afloat"));
    archive.index();
    archive.search("ferry").must_print("d/again.xml\n");
}

#[test]
fn a_notice_that_says_something_else_now_takes_nothing_back() {
    let archive = TestArchive::new();
    archive.write("back.xml", item(2, "usable", "back"));
    archive.write("notice.xml", item(3, "canceled", "nowhere"));
    archive.index();
    archive.search("ferry").must_print("");
    archive.write("notice.xml", item(3, "canceled", "nowhere").replace(":ferry", ":bridge"));
    archive.index();
    // What it took back was not kept, and comes with its file.
    archive.run(&["index", "--reread", "back.xml"]).must_exit(0);
    archive.search("ferry").must_print("back.xml\n");
}

#[test]
fn a_file_of_pictures_and_one_with_a_bomb_end_in_the_ledger_with_the_reason() {
    let archive = TestArchive::new();
    archive.write("ferry.xml", item(1, "usable", "late"));
    archive.write("picture.xml", "<newsItem><itemMeta><itemClass qcode='ninat:picture'/></itemMeta></newsItem>");
    let bomb =
        "<!DOCTYPE nitf [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><nitf><body><body.content><p>&b;</p></body.content></body></nitf>";
    archive.write("bomb.xml", bomb);
    archive.write("half.xml", &item(5, "usable", "half")[..400]);
    archive.run(&["index", "."]).must_exit(3);
    archive.search("ferry").must_print("ferry.xml\n");
    let ran = archive.run(&["status", "--inputs"]);
    assert!(ran.stdout().contains("skipped\t0\tpicture.xml\tit holds a picture, no text\n"), "{}", ran.stdout());
    for reason in ["it declares entities of its own", "the file is cut off: it ends within"] {
        assert!(ran.stdout().contains(reason), "{reason} in {}", ran.stdout());
    }
}

#[test]
fn every_agency_file_is_read_as_a_person_reads_it() {
    let Some(formats) = corpora("formats") else { return };
    let mut expected: BTreeMap<&str, Vec<Vec<&str>>> = BTreeMap::new();
    for line in include_str!("data/agency_xml.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let path = cells.next().expect("a line has cells");
        expected.entry(path).or_default().push(cells.collect());
    }
    let mut faults = Vec::new();
    for (path, expected) in &expected {
        let parsed = read(&formats.join(path));
        match expected[0][2] {
            "=none" => {
                let problems = parsed.problems.iter().map(|problem| &problem.0);
                let says = problems.chain(&parsed.not_articles).next().cloned().unwrap_or_default();
                if !parsed.articles.is_empty() || !says.starts_with(expected[0][4]) {
                    faults.push(format!("{path}: {} articles, it says {says:?}", parsed.articles.len()));
                }
            }
            "=withdrawn" => {
                let is_there = parsed.withdrawals.iter().any(|withdrawal| {
                    withdrawal.guid == expected[0][0]
                        && withdrawal.version.map(|version| version.to_string()).as_deref() == Some(expected[0][1])
                });
                if !is_there || !parsed.articles.is_empty() {
                    faults.push(format!("{path}: {:?}", parsed.withdrawals));
                }
            }
            _ => {
                if parsed.articles.len() != expected.len() || !parsed.problems.is_empty() {
                    faults.push(format!("{path}: {} articles, {:?}", parsed.articles.len(), parsed.problems));
                }
                for (article, expected) in parsed.articles.iter().zip(expected) {
                    let found = cells(article);
                    let agrees = found[..4].iter().zip(expected).all(|(found, expected)| found == expected)
                        && found[4].starts_with(expected[4])
                        && found[5].ends_with(expected[5]);
                    if !agrees {
                        faults.push(format!("{path}:\n  {found:?}\n  {expected:?}"));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_other_file_of_the_standard_says_what_it_holds() {
    let Some(standard) = corpora("formats/newsml_g2") else { return };
    let files = walkdir::WalkDir::new(&standard).into_iter().flatten().map(|entry| entry.into_path());
    let documents = files.filter(|path| path.extension().is_some_and(|extension| extension == "xml"));
    for path in documents {
        let bytes = std::fs::read(&path).expect("the file can be read");
        let Some(format) = detect(&Head { extension: "xml", bytes: &bytes[..bytes.len().min(8192)], is_whole: false }) else {
            continue;
        };
        assert_eq!(format.name, "newsml-g2", "{}", path.display());
        let parsed = read(&path);
        let said = parsed.articles.len() + parsed.problems.len() + parsed.not_articles.len();
        assert_eq!(said, 1, "{}: {:?}", path.display(), parsed.problems);
    }
}

#[test]
fn reuters_21578_as_xml_is_read_as_its_sgml_is() {
    let Some(folder) = corpora("formats/tm_rcv1_reuters") else { return };
    for (topic, count) in [("acq", 50), ("crude", 20)] {
        let files = std::fs::read_dir(folder.join(topic)).expect("the folder can be read").flatten();
        let mut read_files = 0;
        for path in files.map(|entry| entry.path()) {
            let parsed = read(&path);
            let [article] = parsed.articles.as_slice() else { panic!("{}: {:?}", path.display(), parsed.problems) };
            assert!(!article.title.is_empty() && article.body.len() > 100, "{}: {article:?}", path.display());
            assert!(article.topics.iter().any(|found| found == topic), "{}: {:?}", path.display(), article.topics);
            assert_eq!(article.date.map(|date| date.day.year()), Some(1987), "{}", path.display());
            assert!(!article.body.contains(['<', '&']) || !article.body.contains("&lt;"), "{}", path.display());
            assert!(!article.body.to_lowercase().ends_with("reuter"), "{}", path.display());
            read_files += 1;
        }
        assert_eq!(read_files, count, "{topic}");
    }
}
