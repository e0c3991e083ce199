//! Files that hold files: zip, tar and web archives.

use crate::support::TestArchive;
use std::io::Write;
use zip::write::SimpleFileOptions;

const BRIDGE: &str = "Bridge opens\n\nSPLIT, Croatia - The bridge opened on Monday after nine years of work.\n";
const FERRY: &str = "Ferry is late\n\nZADAR, Croatia - The ferry was late again, and the island waited.\n";

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a file can be begun");
        zip.write_all(content).expect("memory");
    }
    zip.finish().expect("a directory can be written").into_inner()
}

fn tarred(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, *content).expect("memory");
    }
    tar.into_inner().expect("an end can be written")
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).expect("memory");
    packer.finish().expect("memory")
}

fn warc_record(kind: &str, url: &str, content_type: &str, block: &str) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2019-05-03T10:00:00Z\r\nContent-Type: {content_type}\r\n\
         Content-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
}

fn page(title: &str) -> String {
    let sentence =
        "The council voted on Monday to pay for the bridge that the island has asked for since the war, and the ferry stays. ";
    format!(
        "<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{}</p></article></body></html>",
        sentence.repeat(4)
    )
}

#[test]
fn articles_of_archives_are_found_by_the_path_within() {
    let archive = TestArchive::new();
    let inner = zipped(&[("2016/bridge.txt", BRIDGE.as_bytes())]);
    let table = "{\"title\": \"One ferry\", \"body\": \"It came.\"}\n{\"title\": \"Two ferries\", \"body\": \"They came.\"}\n";
    archive.write(
        "year.zip",
        zipped(&[("ferry.txt", FERRY.as_bytes()), ("all/inner.zip", &inner), ("all/two.jsonl", table.as_bytes())]),
    );
    archive.write("year.tar.gz", gzipped(&tarred(&[("bridge/a.txt.gz", &gzipped(BRIDGE.replace("nine", "ten").as_bytes()))])));
    archive.index().must_say("2 files: 2 indexed; 5 articles added");
    archive.search("island").must_print("year.zip/ferry.txt\n");
    archive.search("nine").must_print("year.zip/all/inner.zip/2016/bridge.txt\n");
    archive.search("ten").must_print("year.tar.gz/bridge/a.txt.gz\n");
    archive.search("They came").must_print("year.zip/all/two.jsonl#2\n");
    let shown = archive.run(&["show", "year.zip/all/inner.zip/2016/bridge.txt"]);
    assert!(shown.stdout().contains("SPLIT, Croatia"), "{}", shown.stdout());
    let shown = archive.run(&["show", "year.zip/all/two.jsonl#2"]);
    assert!(shown.stdout().contains("Two ferries"), "{}", shown.stdout());
    archive.run(&["check"]).must_exit(0);
    archive.run(&["index", "."]).must_say("2 unchanged");
    archive.run(&["rebuild"]).must_exit(0);
    archive.search("island").must_print("year.zip/ferry.txt\n");
}

#[test]
fn what_is_no_article_in_an_archive_is_counted_and_no_fault() {
    let archive = TestArchive::new();
    let files: &[(&str, &[u8])] = &[
        ("a.txt", FERRY.as_bytes()),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\0"),
        ("b.css", b"p { color: red }"),
        ("c.css", b"b { color: red }"),
        (".DS_Store", b"x"),
        ("__MACOSX/a.txt", FERRY.as_bytes()),
    ];
    archive.write("a.zip", zipped(files));
    archive.index();
    archive
        .run(&["status", "--inputs"])
        .must_print("indexed\t1\ta.zip\t5 files in it are no articles (2 .css, 2 hidden, 1 .png)\n");
    archive.run(&["status", "--failed"]).must_exit(1);
}

#[test]
fn paths_that_lead_out_and_links_are_left_out() {
    let archive = TestArchive::new();
    archive.write(
        "a.zip",
        zipped(&[("../out.txt", FERRY.as_bytes()), ("/root.txt", FERRY.as_bytes()), ("in.txt", BRIDGE.as_bytes())]),
    );
    let mut tar = tar::Builder::new(Vec::new());
    let mut link = tar::Header::new_gnu();
    link.set_entry_type(tar::EntryType::Symlink);
    link.set_size(0);
    tar.append_link(&mut link, "passwd.txt", "/etc/passwd").expect("memory");
    archive.write("b.tar", tar.into_inner().expect("memory"));
    archive.run(&["index", "."]).must_exit(3).must_say("1 indexed, 1 skipped; 1 articles added");
    let said = archive.run(&["status", "--failed"]).stdout();
    assert_eq!(
        said,
        "1 file, read in part: its path leads out of the archive; it was left out\n    \
         such as a.zip: ../out.txt: its path leads out of the archive; it was left out\n"
    );
}

#[test]
fn an_archive_that_breaks_off_or_is_damaged_is_read_so_far() {
    let archive = TestArchive::new();
    let long = |seed: u64| {
        // Text that does not compress, so that half of the bytes are half of the files.
        let mut text = String::from("Numbers of the day\n\n");
        let mut state = seed;
        for _ in 0..400 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            text.push_str(&format!("port {:x} and ship {:x}. ", state >> 20, state >> 3));
        }
        text
    };
    let texts: Vec<(String, String)> = (0..6).map(|number| (format!("{number}.txt"), long(number))).collect();
    let files: Vec<(&str, &[u8])> = texts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let (zip, tar) = (zipped(&files), gzipped(&tarred(&files)));
    archive.write("cut.zip", &zip[..zip.len() / 2]);
    archive.write("cut.tar.gz", &tar[..tar.len() / 2]);
    archive.run(&["index", "."]).must_exit(3).must_say("2 indexed");
    for path in ["cut.zip", "cut.tar.gz"] {
        let found = archive.search(&format!("path:{path}/*")).stdout();
        let found = if found.is_empty() { archive.search("port").stdout() } else { found };
        let count = found.lines().filter(|line| line.starts_with(path)).count();
        assert!((2..=4).contains(&count), "{path}: {count} of 6");
    }
    let said = archive.run(&["status", "--failed", "--inputs"]).stdout();
    assert!(said.contains("the files in it are read one after the other"), "{said}");
    assert!(said.contains("the file is truncated"), "{said}");
}

#[test]
fn bombs_are_stopped() {
    let archive = TestArchive::new();
    let zeros = vec![b'0'; 40 << 20];
    let bomb = zipped(&[("zeros.txt", &zeros)]);
    archive.write("large.zip", &bomb);
    // Ten times forty MiB of text from forty kB.
    let many: Vec<(String, &[u8])> = (0..10).map(|number| (format!("{number}.zip"), bomb.as_slice())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    archive.write("many.zip", zipped(&many));
    let deepest = zipped(&[("a.txt", FERRY.as_bytes())]);
    archive.write("deep.zip", zipped(&[("b.zip", &zipped(&[("c.zip", &deepest)]))]));
    archive.run(&["index", "."]).must_exit(3).must_say("3 failed");
    let said = archive.run(&["status", "--failed", "--inputs"]).stdout();
    assert!(said.contains("a record of more than 32 MiB, which no article is, was left out"), "{said}");
    assert!(said.contains("it grows more when decompressed than articles do"), "{said}");
    assert!(said.contains("b.zip/c.zip: containers are opened 2 deep; unpack the outer one"), "{said}");
}

#[test]
fn pages_of_a_web_archive_have_the_address_they_were_fetched_from() {
    let archive = TestArchive::new();
    let answer = |status: &str, kind: &str, body: &str| format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n{body}");
    let records = [
        warc_record("warcinfo", "", "application/warc-fields", "software: x"),
        warc_record("request", "https://post.example/a", "application/http; msgtype=request", "GET /a HTTP/1.1\r\n\r\n"),
        warc_record(
            "response",
            "https://post.example/a",
            "application/http; msgtype=response",
            &answer("200 OK", "text/html", &page("Island gets its bridge")),
        ),
        warc_record(
            "response",
            "https://post.example/b",
            "application/http; msgtype=response",
            &answer("404 Not Found", "text/html", "gone"),
        ),
        warc_record(
            "response",
            "https://post.example/c.png",
            "application/http; msgtype=response",
            &answer("200 OK", "image/png", "x"),
        ),
        warc_record("revisit", "https://post.example/a", "application/http; msgtype=response", "HTTP/1.1 200 OK\r\n\r\n"),
    ];
    let whole = records.concat();
    archive.write("crawl.warc.gz", records.iter().flat_map(|record| gzipped(record.as_bytes())).collect::<Vec<u8>>());
    let last = warc_record(
        "response",
        "https://post.example/d",
        "application/http; msgtype=response",
        &answer("200 OK", "text/html", &page("Ferry stays")),
    );
    archive.write("cut.warc", &(whole.replace("bridge", "tunnel") + &last[..last.len() - 200]));
    archive.write(
        "crawl.wacz",
        zipped(&[
            ("datapackage.json", b"{\"title\": \"not an article\", \"text\": \"nor this\"}"),
            ("pages/pages.jsonl", b"{\"title\": \"a list\", \"text\": \"no article\"}\n"),
            ("archive/data.warc.gz", &gzipped(whole.replace("bridge", "lighthouse").as_bytes())),
        ]),
    );
    archive.run(&["index", "."]).must_exit(3).must_say("3 articles added");
    archive
        .run(&["search", "bridge", "--fields", "path,url,title"])
        .must_print("crawl.warc.gz/3\thttps://post.example/a\tIsland gets its bridge\n");
    archive.search("lighthouse").must_print("crawl.wacz/archive/data.warc.gz/3\n");
    let said = archive.run(&["status", "--inputs"]).stdout();
    assert!(said.contains("crawl.warc.gz\t3 files in it are no articles (1 HTTP status 404, 1 image/png, 1 revisit)"), "{said}");
    assert!(said.contains("cut.warc\trecord 7: the file ends within it; the records before it were read"), "{said}");
}

#[test]
fn a_dry_run_tells_what_would_be_read() {
    let archive = TestArchive::new();
    archive.write("a.txt", FERRY);
    archive.write("b.zip", zipped(&[("in/a.html", page("Island gets its bridge").as_bytes()), ("x.css", b"p {}")]));
    archive.write("c.png", b"\x89PNG\r\n\x1a\n\0\0\0\0");
    let ran = archive.run(&["index", "--dry-run", "."]);
    ran.must_exit(0).must_say("1 html, 2 skipped, 1 text, 1 zip; nothing was read into an archive");
    assert_eq!(
        ran.stdout(),
        "text\ta.txt\nzip\tb.zip\nhtml\tb.zip/in/a.html\nskipped\tb.zip/\t1 file in it is no article (1 .css)\nskipped\tc.png\t\
         not text: its bytes are those of a picture, program, container or other binary file\n"
    );
    assert!(!archive.path().join(".dateline").exists());
}

#[test]
fn formats_are_listed_with_what_they_give() {
    let archive = TestArchive::new();
    let listed = archive.run(&["formats"]).stdout();
    for name in ["reuters", "json-lines", "html", "markdown", "text", "zip", "warc"] {
        assert!(listed.lines().any(|line| line == name), "{name} in {listed}");
    }
    let json: serde_json::Value = serde_json::from_str(&archive.run(&["formats", "--json"]).stdout()).expect("JSON");
    assert_eq!(json["schema"], "dateline.formats/1");
    assert!(json["formats"].as_array().is_some_and(|formats| formats.iter().all(|format| format["fields"].is_array())));
}
