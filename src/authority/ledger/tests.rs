//! What names.toml may say, and what is told where it says something else.

use super::*;

const ALEPPO: &str = "geonames:170063";
const NEW_YORK: &str = "geonames:5128581";

fn authorities() -> &'static Authorities {
    Authorities::embedded()
}

#[track_caller]
fn ledger(text: &str) -> Ledger {
    Ledger::parse(text, authorities()).unwrap_or_else(|faults| panic!("{faults:?} in {text}"))
}

fn faults(text: &str) -> Vec<(usize, String)> {
    let faults = Ledger::parse(text, authorities()).err().unwrap_or_default();
    faults.into_iter().map(|fault| (fault.line, fault.message)).collect()
}

/// Every kind of entry, as a person would write it.
const WHOLE: &str = r#"# Decisions of the desk.
[[add]]            # a town that no list has
kind = "place"
name = "Kafr Zita"
aliases = ["Kfar Zeita"]
within = "Syria"
at = [35.37, 36.60]
note = "asked for by the Syria desk"

[[add]]
kind = "org"
name = "Acme Relief Council"
within = "org:acme-relief"

[[alias]]
of = "geonames:170063"
names = ["Haleb", "Aleppo City"]

[[merge]]
from = ["org:acme-relief-fund"]
into = "org:acme-relief"

[[rename]]
id = "geonames:1327865"
name = "Burma"

[[hide]]
id = "geonames:5128581"

[[hide]]
name = "Mobile"
kind = "place"
source = "The Gadget"

[[sense]]
name = "Georgetown"
is = "geonames:3378644"
source = "Stabroek News"

[[sense]]
name = "Georgetown"
is = "geonames:4140963"

[[split]]
name = "Congress"
from = "org:us-congress"
into = "org:indian-national-congress"
source = "The Hindu"

[[split]]
name = "Congress"
from = "org:us-congress"
"#;

#[test]
fn an_empty_ledger_says_nothing() {
    for text in ["", "# only a comment\n", "\n\n"] {
        let ledger = ledger(text);
        assert!(ledger.is_empty() && ledger.spellings().is_empty() && ledger.added().is_empty());
        assert_eq!(ledger.to_canonical_string(), "");
        assert_eq!(ledger.resolve_id(ALEPPO), ALEPPO);
        assert!(!ledger.is_hidden(ALEPPO) && ledger.sense("aleppo", None, None).is_none());
    }
}

#[test]
fn every_entry_is_understood() {
    let ledger = ledger(WHOLE);
    let [council, town] = ledger.added() else { panic!("{:?}", ledger.added()) };
    assert_eq!((council.id.as_str(), council.parent.as_deref()), ("org:acme-relief-council", Some("org:acme-relief")));
    assert_eq!((town.id.as_str(), town.parent.as_deref()), ("place:kafr-zita", Some("geonames:163843")));
    assert_eq!(town.lat_lon, Some((35.37, 36.60)));
    assert_eq!(ledger.path_of("place:kafr-zita", authorities()), ["geonames:163843", "place:kafr-zita"]);
    assert_eq!(ledger.resolve_id("org:acme-relief-fund"), "org:acme-relief");
    assert_eq!(ledger.label("geonames:1327865"), Some("Burma"));
    assert_eq!(ledger.label("place:kafr-zita"), Some("Kafr Zita"));
    assert_eq!(ledger.label("org:congress"), Some("Congress"), "what is split into a thing of its own has a name");
    assert!(ledger.is_hidden(NEW_YORK) && !ledger.is_hidden(ALEPPO));
    assert!(ledger.is_hidden_name("mobile", Kind::Place, Some("the gadget")));
    assert!(
        !ledger.is_hidden_name("mobile", Kind::Place, None)
            && !ledger.is_hidden_name("mobile", Kind::Organization, Some("the gadget"))
    );
    let sense = |kind, source| ledger.sense("georgetown", kind, source).map(|target| target.id.as_str());
    assert_eq!(sense(None, Some("stabroek news")), Some("geonames:3378644"), "a source of its own goes first");
    assert_eq!(sense(Some(Kind::Place), Some("another")), Some("geonames:4140963"));
    assert_eq!(sense(Some(Kind::Organization), None), None);
    let split = |source| ledger.is_split("congress", "org:us-congress", source).map(|target| target.id);
    assert_eq!(split(Some("the hindu")).as_deref(), Some("org:indian-national-congress"));
    assert_eq!(split(None).as_deref(), Some("org:congress"));
    assert_eq!(ledger.is_split("congress", "org:other", None), None);
    assert_eq!(ledger.lookup(Kind::Place, "HALEB"), [ALEPPO]);
    assert_eq!(ledger.lookup(Kind::Place, "Burma"), ["geonames:1327865"]);
    assert_eq!(ledger.lookup(Kind::Organization, "Haleb"), [""; 0]);
    assert!(ledger.unlisted_ids(authorities()).contains("org:acme-relief-fund"));
}

#[test]
fn spellings_are_found_by_their_first_word_longest_first() {
    let ledger = ledger(WHOLE);
    let named = |first: &str| {
        ledger.spellings().starting_with(first.as_bytes()).map(|spelling| spelling.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(named("kafr"), ["kafr zita"]);
    assert_eq!(named("aleppo"), ["aleppo city"]);
    assert_eq!(named("georgetown").len(), 2, "one for all sources, one for its own");
    assert!(named("damascus").is_empty());
    let longest =
        Ledger::parse("[[alias]]\nof = \"org:un\"\nnames = [\"World\", \"World Body\"]\n", authorities()).expect("sound");
    let names: Vec<&str> = longest.spellings().starting_with(b"world").map(|spelling| spelling.name.as_str()).collect();
    assert_eq!(names, ["world body", "world"]);
}

#[test]
fn the_canonical_form_says_the_same_and_depends_on_meaning_only() {
    let whole = ledger(WHOLE);
    let canonical = whole.to_canonical_string();
    let again = Ledger::from_canonical(&canonical, authorities()).expect("it reads what it wrote");
    assert_eq!(again.to_canonical_string(), canonical);
    assert!(whole.diff(&again, authorities()).is_empty());
    assert_eq!(ledger(&canonical).to_canonical_string(), canonical, "it is a ledger as well");
    let one = ledger("[[alias]]\nof = \"org:un\"\nnames = [\"A\", \"B\"]\n");
    let other =
        ledger("[[alias]]\nof = \"org:un\"\nnames = [\"B\"]\nnote = \"why\"\n[[alias]] # twice\nof='org:un'\nnames=['A', 'B']");
    assert_eq!(one.to_canonical_string(), other.to_canonical_string());
}

#[test]
fn merges_are_followed_to_their_end() {
    let ledger = ledger(
        "[[merge]]\nfrom = [\"org:a\", \"org:b\"]\ninto = \"org:c\"\n[[merge]]\nfrom = [\"org:c\"]\ninto = \"org:d\"\n\
         [[alias]]\nof = \"org:a\"\nnames = [\"Alpha\"]\n[[hide]]\nid = \"org:d\"\n",
    );
    for id in ["org:a", "org:b", "org:c", "org:d"] {
        assert_eq!(ledger.resolve_id(id), "org:d");
        assert!(ledger.is_hidden(id), "{id} is hidden with what it is merged into");
    }
    assert_eq!(ledger.lookup(Kind::Organization, "alpha"), ["org:d"]);
}

#[test]
fn faults_are_told_with_line_and_way_out() {
    let merge = |from: &str, into: &str| format!("[[merge]]\nfrom = [\"{from}\"]\ninto = \"{into}\"\n");
    let circle = format!("{}\n{}\n{}", merge("org:a", "org:b"), merge("org:b", "org:c"), merge("org:c", "org:a"));
    let table = [
        ("[[add]]\nkind = \"place\"\nnmae = \"X\"\n", 3, "unknown key `nmae`, expected one of `kind`, `name`"),
        ("\n[[ad]]\n", 2, "unknown key `ad`, expected one of `add`"),
        ("[[add]]\nkind = \"place\"\n", 1, "missing key `name`"),
        ("[[add]]\nkind = \"planet\"\nname = \"X\"\n", 2, "there are place, organization and person"),
        ("[[add]]\nkind = \"place\"\nname = \"…\"\n", 3, "no letters"),
        ("[[add]]\nkind = \"place\"\nname = \"X\"\nid = \"org:x\"\n", 4, "\"place:x\""),
        ("[[add]]\nkind = \"org\"\nname = \"X\"\nid = \"org:un\"\n", 4, "the lists have org:un already, as United Nations"),
        ("[[add]]\nkind = \"org\"\nname = \"X\"\n[[add]]\nkind = \"org\"\nname = \"x\"\n", 6, "added twice; give one an id"),
        ("[[add]]\nkind = \"place\"\nname = \"X\"\nat = [136.2, 37]\n", 4, "nowhere on earth; write [latitude, longitude]"),
        ("[[add]]\nkind = \"person\"\nname = \"X\"\nat = [1, 2]\n", 4, "leave `at` out"),
        ("[[add]]\nkind = \"person\"\nname = \"X\"\nwithin = \"org:un\"\n", 4, "leave `within` out"),
        ("[[add]]\nkind = \"place\"\nname = \"X\"\nwithin = \"org:un\"\n", 4, "of the kind organization"),
        ("[[add]]\nkind = \"place\"\nname = \"X\"\nwithin = \"place:x\"\n", 4, "within itself"),
        (
            "[[add]]\nkind = \"org\"\nname = \"A\"\nwithin = \"B\"\n[[add]]\nkind = \"org\"\nname = \"B\"\nwithin = \"A\"\n",
            4,
            "org:a is within itself",
        ),
        ("[[hide]]\nid = \"geonames:99\"\n", 2, "the lists have no geonames:99; `dateline names find TEXT` looks ids up"),
        ("[[hide]]\nid = \"region:darfurr\"\n", 2, "the nearest known are Darfur (region:darfur)"),
        ("[[hide]]\nid = \"org:Acme Relief\"\n", 2, "did you mean \"org:acme-relief\"?"),
        ("[[hide]]\nid = \"Aleppoo\"\n", 2, "the nearest known are Aleppo (geonames:170063)"),
        ("[[hide]]\nid = \"Georgetown\"\n", 2, "Guyana (geonames:3378644)"),
        ("[[hide]]\nname = \"Mobile\"\n", 2, "write kind = \"place\""),
        ("[[hide]]\nname = \"Mobile\"\nid = \"org:x\"\nkind = \"place\"\n", 1, "either an `id`, or a `name`"),
        ("[[hide]]\nid = \"org:x\"\nsource = \"S\"\n", 3, "leave them out"),
        ("[[alias]]\nof = \"org:un\"\nnames = []\n", 3, "without names"),
        ("[[merge]]\nfrom = [\n  \"org:a\",\n  \"org:a b\"\n]\ninto = \"org:c\"\n", 4, "did you mean \"org:a-b\"?"),
        (&merge("org:a", "org:a"), 2, "merged into itself"),
        (&merge("org:a", "place:a"), 2, "merge like with like"),
        (&format!("{}{}", merge("org:a", "org:b"), merge("org:a", "org:c")), 5, "merged into org:b in line 2 already"),
        (&circle, 2, "in a circle: org:a into org:b into org:c into org:a"),
        (&merge("Syria", ALEPPO), 2, "the other way round"),
        (
            "[[rename]]\nid = \"org:a\"\nname = \"A\"\n[[rename]]\nid = \"org:a\"\nname = \"B\"\n",
            5,
            "renamed \"A\" in line 2 already",
        ),
        (
            "[[sense]]\nname = \"G\"\nis = \"org:a\"\n\n[[sense]]\nname = \"g\"\nis = \"org:b\"\n",
            6,
            "g is org:a in line 2 already, and org:b here; keep one, or give each its own source",
        ),
        ("[[sense]]\nname = \"G\"\nis = \"org:a\"\n[[split]]\nname = \"G\"\nfrom = \"org:a\"\n", 5, "keep one"),
        ("[[split]]\nname = \"G\"\nfrom = \"org:a\"\ninto = \"org:a\"\n", 4, "name another, or none"),
        ("[[alias]\n", 1, ""),
        ("[[alias]]\nof = org:un\n", 2, ""),
    ];
    for (text, line, told) in table {
        let faults = faults(text);
        let is_told = faults.iter().any(|(at, message)| *at == line && message.contains(told));
        assert!(is_told, "line {line}: {told}\nwas told of\n{text}\n{faults:#?}");
    }
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_lines() {
    let text = "[[hide]]\nid = \"geonames:98\"\n[[alias]]\nof = \"geonames:99\"\nnames = [\"X\"]\n";
    let lines: Vec<usize> = faults(text).into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, [2, 4]);
}

#[test]
fn a_difference_names_the_ids_and_spellings_it_touches() {
    let table = [
        ("[[merge]]\nfrom = [\"org:a\"]\ninto = \"org:b\"\n", &["org:a", "org:b"][..], &[][..], &[][..]),
        ("[[alias]]\nof = \"org:un\"\nnames = [\"World Body\"]\n", &[], &["world body"], &[]),
        ("[[sense]]\nname = \"Georgetown\"\nis = \"geonames:3378644\"\n", &[], &["georgetown"], &[]),
        ("[[split]]\nname = \"Congress\"\nfrom = \"org:us-congress\"\n", &[], &["congress"], &["org:congress"]),
        ("[[rename]]\nid = \"geonames:1327865\"\nname = \"Burma\"\n", &[], &[], &["geonames:1327865"]),
        ("[[hide]]\nname = \"Mobile\"\nkind = \"place\"\n", &[], &["mobile"], &[]),
        ("[[add]]\nkind = \"person\"\nname = \"A. Hale\"\naliases = [\"Hale\"]\n", &["person:a-hale"], &["a hale", "hale"], &[]),
    ];
    let empty = Ledger::default();
    for (text, ids, spellings, relabelled) in table {
        let ledger = ledger(text);
        for affected in [empty.diff(&ledger, authorities()), ledger.diff(&empty, authorities())] {
            assert!(affected.ids.iter().eq(ids), "{text}: {affected:?}");
            assert!(affected.spellings.iter().eq(spellings), "{text}: {affected:?}");
            assert!(affected.relabelled.iter().eq(relabelled), "{text}: {affected:?}");
        }
        assert!(ledger.diff(&ledger, authorities()).is_empty());
    }
}

#[test]
fn what_was_hidden_is_found_again_by_its_names() {
    let (empty, hidden) = (Ledger::default(), ledger("[[hide]]\nid = \"geonames:170063\"\n"));
    let hiding = empty.diff(&hidden, authorities());
    assert!(hiding.ids.contains(ALEPPO) && hiding.spellings.is_empty(), "the archive has it under its id: {hiding:?}");
    let showing = hidden.diff(&empty, authorities());
    assert!(showing.spellings.contains("aleppo") && showing.spellings.contains("halab"), "{showing:?}");
    let merged = ledger("[[hide]]\nid = \"org:b\"\n[[merge]]\nfrom = [\"org:acme-relief\"]\ninto = \"org:b\"\n");
    let unmerged = merged.diff(&ledger("[[hide]]\nid = \"org:b\"\n"), authorities());
    assert!(unmerged.spellings.contains("acme relief"), "{unmerged:?}");
}

#[test]
fn a_moved_place_touches_its_articles_only() {
    let add = |within: &str| ledger(&format!("[[add]]\nkind = \"place\"\nname = \"Kafr Zita\"\nwithin = \"{within}\"\n"));
    let affected = add("Syria").diff(&add("Lebanon"), authorities());
    assert!(affected.ids.contains("place:kafr-zita") && affected.spellings.is_empty(), "{affected:?}");
}

/// A ledger file of a folder of its own.
fn file(text: &str) -> (tempfile::TempDir, LedgerFile) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    if !text.is_empty() {
        std::fs::write(path_in(folder.path()), text).expect("the file can be written");
    }
    let file = LedgerFile::open(folder.path()).expect("it can be read");
    (folder, file)
}

fn hiding(id: &str) -> Entry {
    Entry::Hide(Hide { id: Some(id.to_owned()), ..Hide::default() })
}

#[test]
fn edits_leave_comments_and_layout_alone() {
    let (folder, mut file) = file(WHOLE);
    let written = file.add(hiding(ALEPPO), |_| Some("Aleppo\u{1b}, Syria".to_owned()), authorities()).expect("it is sound");
    assert_eq!(written, "[[hide]]\nid = \"geonames:170063\" # Aleppo, Syria\n");
    assert_eq!(file.text(), format!("{WHOLE}\n{written}"));
    file.save().expect("it can be written");
    let mut file = LedgerFile::open(folder.path()).expect("it can be read");
    assert_eq!(file.undo().expect("it can be undone").as_deref(), Some(written.as_str()));
    assert_eq!(file.text(), WHOLE);
}

#[test]
fn undoing_takes_the_last_entry_and_nothing_else() {
    let table = [
        (
            "[[hide]]\nid = \"org:a\"\n\n# by the desk\n[[hide]] # b\nid = \"org:b\" # B\n",
            "[[hide]]\nid = \"org:a\"\n\n# by the desk\n",
        ),
        ("# head\n\n[[merge]]\nfrom = [\n  \"org:a\", # A\n]\ninto = \"org:b\"\n# tail\n", "# head\n\n# tail\n"),
        ("[[hide]]\nid = \"org:a\"", ""),
        ("[[sense]]\nname = \"A\"\nis = \"org:a\"\n[[hide]]\nid = \"org:b\"\n", "[[sense]]\nname = \"A\"\nis = \"org:a\"\n"),
    ];
    for (text, rest) in table {
        let (_folder, mut file) = file(text);
        assert!(file.undo().expect("it can be undone").is_some(), "{text}");
        assert_eq!(file.text(), rest, "{text}");
    }
    let (_folder, mut empty) = file("# nothing yet\n");
    assert_eq!(empty.undo().expect("nothing is no fault"), None);
    let (_folder, mut inline) = file("hide = [{id = \"org:a\"}]\n");
    assert!(inline.undo().expect_err("it is within a line").to_string().contains("text editor"));
}

#[test]
fn what_would_be_wrong_is_not_written() {
    let (_folder, mut file) = file("[[merge]]\nfrom = [\"org:a\"]\ninto = \"org:b\"\n");
    let before = file.text().to_owned();
    let circle = Entry::Merge(Merge { from: vec!["org:b".into()], into: "org:a".into(), note: None });
    let error = file.add(circle, |_| None, authorities()).expect_err("a circle");
    assert!(error.to_string().contains("in a circle"), "{error}");
    assert_eq!(file.text(), before);
    let (_folder, mut faulty) = self::file("[[hide]]\nid = \"geonames:99\"\n");
    let error = faulty.add(hiding(ALEPPO), |_| None, authorities()).expect_err("the file is faulty already");
    assert!(error.to_string().contains("names.toml line 2: the lists have no geonames:99"), "{error}");
}

#[test]
fn files_of_other_editors_are_read_and_kept() {
    let (_folder, mut windows) = file("\u{feff}[[hide]]\r\nid = \"org:a\"\r\n");
    windows.add(hiding("org:b"), |_| None, authorities()).expect("it is sound");
    assert_eq!(windows.text(), "\u{feff}[[hide]]\r\nid = \"org:a\"\r\n\r\n[[hide]]\r\nid = \"org:b\"\r\n");
    let (_folder, mut new) = file("");
    new.add(hiding("org:b"), |_| None, authorities()).expect("it is sound");
    assert!(new.text().starts_with("# The names ledger"), "{}", new.text());
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(path_in(folder.path()), b"# one\n# caf\xe9\n").expect("the file can be written");
    let error = LedgerFile::open(folder.path()).expect_err("it is Latin-1");
    assert!(error.to_string().contains("line 2: not UTF-8"), "{error}");
}
