//! Queries made of the words of real articles, whose every hit is marked by the engine and by the naive matcher.
//!
//! In: the Reuters-21578 files, where they are at hand. Out: nothing, where both mark the same words and every passage shows them.
//! `DATELINE_REAL_QUERIES` says how many queries are tried. Words and sentences are cut here anew, by the rules as they are told, not by the
//! code that the highlighter uses.

use super::highlight::{Highlighter, Snippet};
use super::naive::{Dice, Sample, Token};
use super::{SearchConfig, Searcher, finds};
use crate::analysis::{GAP_POSITIONS, Language, fold};
use crate::archive::{Archive, Detail, StoredArticle};
use crate::article::text::first_sentence_end;
use crate::corpus::Walk;
use crate::enrich::names::WhichNames;
use crate::ingest::{IngestConfig, ingest};
use crate::query::{Query, parse};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Of a query that finds more, this many hits are looked at in the short form; in the long form all.
const HITS_IN_SHORT: usize = 100;
const QUERIES_IN_SHORT: usize = 50;

/// Returns the articles' files, `None` (saying so) where they are not at hand.
fn reuters() -> Option<Vec<PathBuf>> {
    let folder = std::env::var_os("DATELINE_CORPORA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora"), PathBuf::from)
        .join("reuters21578");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: there is no {}; DATELINE_CORPORA names the folder of corpora", folder.display());
        return None;
    };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "sgm"));
    files.sort();
    Some(files)
}

fn indexed(files: Vec<PathBuf>, folder: &Path) -> Searcher {
    let (archive, lock) = Archive::open_or_create(folder).expect("an archive");
    let config = IngestConfig {
        paths: files,
        walk: Walk { root: folder.to_path_buf(), archive_folder: folder.to_path_buf(), follow_links: false, hidden: false },
        format: None,
        names: Some(WhichNames::Given),
        reread: false,
        prune: false,
        read_on: jiff::civil::date(2026, 11, 24),
        workers: 2,
        index_memory_bytes: 50_000_000,
    };
    let interrupted = std::sync::atomic::AtomicBool::new(false);
    ingest(&config, archive, lock, &interrupted, |_| (), |_| ()).expect("articles");
    Searcher::open(folder, |_| ()).expect("an index")
}

/// Cuts a text into words: letters and digits, with what joins them. Ranges are of characters.
fn cut_into_words(text: &[char]) -> Vec<Range<usize>> {
    const ARTICLES: &str = "l d j m t s n c qu jusqu lorsqu puisqu all dall dell nell sull un";
    let at = |at: usize| text.get(at).copied().unwrap_or(' ');
    let before = |back: usize, from: usize| from.checked_sub(back).map_or(' ', |at| text[at]);
    let joins = |here: usize| {
        let (left, right) = (before(1, here), at(here + 1));
        match text[here] {
            '\'' | '’' => left.is_alphabetic() && right.is_alphabetic(),
            ',' => left.is_ascii_digit() && right.is_ascii_digit(),
            '.' if left.is_ascii_digit() => right.is_ascii_digit(),
            // Single letters with dots are one word.
            '.' => {
                let is_one = !before(2, here).is_alphanumeric() && !at(here + 2).is_alphanumeric();
                left.is_alphabetic() && right.is_alphabetic() && is_one
            }
            _ => false,
        }
    };
    let mut all = Vec::new();
    let mut from = 0;
    while from < text.len() {
        if !text[from].is_alphanumeric() {
            from += 1;
            continue;
        }
        let mut to = from;
        while to < text.len() && (text[to].is_alphanumeric() || text[to] == '_' || joins(to)) {
            to += 1;
        }
        let mut word: String = text[from..to].iter().collect();
        let mut start = from;
        if let Some((article, noun)) = word.split_once(['\'', '’'])
            && ARTICLES.split(' ').any(|known| known.eq_ignore_ascii_case(article))
            && noun.to_lowercase().starts_with(|c| "aeiouyhàâäéèêëîïôöùûüœæ".contains(c))
        {
            start += article.chars().count() + 1;
            word = noun.to_string();
        }
        let has_joining_dot =
            word.split('.').next().is_some_and(|first| first.len() < word.len() && !first.ends_with(char::is_numeric));
        if has_joining_dot && at(to) == '.' {
            to += 1;
        }
        all.push(start..to);
        from = to;
    }
    all
}

/// Reads a stored article as the naive matcher wants it; the starts of its sentences are beside it, in characters of the body.
fn read(stored: &StoredArticle, places: BTreeSet<String>) -> (Sample, Vec<usize>) {
    let article = &stored.article;
    let language = article.language.as_deref().and_then(Language::from_code).unwrap_or(Language::ENGLISH);
    let mut sample = Sample { article: article.clone(), first_paragraph: 1, places, ..Sample::default() };
    let mut push = |text: &[char], range: Range<usize>, position: usize, sentence: usize, paragraph: usize, is_body: bool| {
        let word: String = text[range.clone()].iter().collect();
        let surface = fold(&word).into_owned();
        let stem = language.stem(&surface).into_owned();
        let position = position as u32;
        sample.tokens.push(Token { word, surface, stem, position, sentence, paragraph, is_body, characters: range });
    };
    let title: Vec<char> = article.title.chars().collect();
    let in_title = cut_into_words(&title);
    let first_of_body = in_title.len() + GAP_POSITIONS;
    for (at, range) in in_title.into_iter().enumerate() {
        push(&title, range, at, 0, 0, false);
    }
    let body: Vec<char> = article.body.chars().collect();
    let mut words = cut_into_words(&body).into_iter().peekable();
    let mut sentences = Vec::new();
    let (mut at, mut count, mut paragraph) = (0, 0, 0);
    for text in article.body.split("\n\n") {
        let mut has_words = false;
        for line in text.split('\n') {
            let mut rest = line;
            while !rest.is_empty() {
                let sentence = &rest[..first_sentence_end(rest)];
                rest = &rest[sentence.len()..];
                sentences.push(at);
                at += sentence.chars().count();
                while let Some(range) = words.next_if(|range| range.start < at) {
                    paragraph += usize::from(!has_words);
                    has_words = true;
                    push(&body, range, first_of_body + count, sentences.len(), paragraph, true);
                    count += 1;
                }
            }
            at += 1;
        }
        at += 1;
    }
    assert!(words.next().is_none(), "every word lies in a sentence of {}", stored.path);
    sample.body_words = count as u64;
    (sample, sentences)
}

/// Makes a query of the words of one article.
fn typed(dice: &mut Dice, from: &Sample) -> String {
    let clauses = 1 + dice.roll(3);
    let mut typed = clause(dice, from);
    for _ in 1..clauses {
        let next = clause(dice, from);
        typed = match dice.roll(6) {
            0 | 1 => format!("{typed} {next}"),
            2 => format!("{typed} OR {next}"),
            3 => format!("({typed}) AND ({next} OR {})", clause(dice, from)),
            4 => format!("({typed} OR {next}) NOT {}", rare(dice, from)),
            _ => format!("({typed}) NOT ({next} {})", rare(dice, from)),
        };
    }
    typed
}

fn clause(dice: &mut Dice, from: &Sample) -> String {
    let (one, other) = (word(dice, from), word(dice, from));
    let distance = 1 + dice.roll(12);
    match dice.roll(24) {
        0 => one,
        1 => format!("{one} {other}"),
        2..=4 => format!("\"{}\"", row(dice, from, false)),
        5 => format!("{}*", beginning(dice, &one)),
        // At the end of a word a question mark is punctuation.
        6 => match (beginning(dice, &one), one.as_str()) {
            (begins, one) if begins.len() + 1 < one.len() => format!("{begins}?{}", &one[begins.len() + 1..]),
            (_, one) => format!("?{}", &one[1..]),
        },
        7 => format!("*{}", &one[one.len() / 2..]),
        8 => format!("{one}~1"),
        9 => format!("{one}~2"),
        10 => format!("{one} NEAR/{distance} {other}"),
        11 => format!("{one} PRE/{distance} {other}"),
        12 => format!("{one} NOT NEAR/{distance} {other}"),
        13 => format!("{one} w/s {other}"),
        14 => format!("{one} w/p {other}"),
        15 => format!("{one} NOT w/s {other}"),
        16 => format!("ATLEAST{}({one} OR {other})", 1 + dice.roll(4)),
        17 => format!("{}:({one} OR {other})", dice.pick(&["lead", "title", "body"])),
        18 => format!("lead:\"{}\"", row(dice, from, false)),
        19 => format!("={one}"),
        20 => format!("=\"{}\"", row(dice, from, true)),
        21 => format!("({one} OR \"{}\") NEAR/{distance} ({other} OR {}*)", row(dice, from, false), beginning(dice, &other)),
        22 => format!("({one} PRE/{distance} {other}) w/s {}", word(dice, from)),
        _ => match from.places.iter().nth(dice.roll(from.places.len().max(1))) {
            Some(place) => format!("{one} place:\"{place}\""),
            None => format!("{one} words:50.."),
        },
    }
}

/// Returns a word of the article, in small letters; the commoner it is there, the likelier.
fn word(dice: &mut Dice, from: &Sample) -> String {
    for _ in 0..20 {
        let word = &from.tokens[dice.roll(from.tokens.len())].word;
        if word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return word.to_lowercase();
        }
    }
    "said".to_string()
}

/// What is left out is seldom a word that most articles have.
fn rare(dice: &mut Dice, from: &Sample) -> String {
    let (one, other) = (word(dice, from), word(dice, from));
    if one.len() > other.len() { one } else { other }
}

fn beginning<'a>(dice: &mut Dice, word: &'a str) -> &'a str {
    &word[..(2 + dice.roll(3)).min(word.len())]
}

/// Returns words that follow each other in the article.
fn row(dice: &mut Dice, from: &Sample, keeps_case: bool) -> String {
    let first = dice.roll(from.tokens.len());
    let last = (first + 1 + dice.roll(3)).min(from.tokens.len());
    let words = from.tokens[first..last].iter().map(|token| token.word.replace(['"', '’'], "'"));
    let row = words.collect::<Vec<_>>().join(" ");
    if keeps_case { row } else { row.to_lowercase() }
}

/// What was compared.
#[derive(Debug, Default)]
struct Tally {
    queries: usize,
    hits: usize,
    marks: usize,
    snippets: usize,
    /// Passages that end within a sentence, as a sign says.
    cut: usize,
    wrong: usize,
    missing: usize,
    ragged: usize,
    /// Articles that one of both finds.
    differing: usize,
    told: Vec<String>,
}

impl Tally {
    /// Compares marks; `wrong` are those that should not be, `missing` those that should.
    fn compare(&mut self, marks: &[Range<usize>], expected: &[Range<usize>], told: impl Fn() -> String) {
        self.marks += expected.len();
        let wrong = marks.iter().filter(|mark| !expected.contains(mark)).count();
        let missing = expected.iter().filter(|mark| !marks.contains(mark)).count();
        self.wrong += wrong;
        self.missing += missing;
        if wrong + missing > 0 {
            self.tell(self.wrong + self.missing, format!("{}\n  marked   {marks:?}\n  expected {expected:?}", told()));
        }
    }

    /// Keeps a few faults of each kind.
    fn tell(&mut self, kind: usize, fault: String) {
        const MOST: usize = 5;
        if kind <= MOST {
            self.told.push(fault);
        }
    }
}

/// A text as snippets show it, on one line, and which character of it each character of the text became.
fn on_one_line(text: &str) -> (Vec<char>, Vec<usize>) {
    let (mut line, mut places) = (Vec::new(), Vec::new());
    for c in text.chars() {
        let c = if c == '\n' { ' ' } else { c };
        if c == ' ' && line.last() == Some(&' ') {
            places.push(line.len() - 1);
        } else {
            places.push(line.len());
            line.push(c);
        }
    }
    places.push(line.len());
    (line, places)
}

/// Checks a passage: it is a stretch of the text, what it shows is marked, and it is cut between sentences or says that it is not.
fn check_snippet(
    snippet: &Snippet,
    source: &str,
    expected: &[Range<usize>],
    sentences: &[usize],
    tally: &mut Tally,
    told: &dyn Fn() -> String,
) {
    let (line, places) = on_one_line(source);
    let shown: Vec<char> = snippet.text.chars().collect();
    let signs = ['…', ' '];
    let begins_within = snippet.field == "body" && shown.starts_with(&signs) && !line.starts_with(&signs);
    let ends_within = snippet.field == "body" && shown.ends_with(&[' ', '…']) && !line.ends_with(&[' ', '…']);
    let inner = &shown[if begins_within { 2 } else { 0 }..shown.len() - if ends_within { 2 } else { 0 }];
    let marks: Vec<Range<usize>> = snippet.marks.iter().map(|mark| mark.start..mark.end).collect();
    let shift = if begins_within { 2 } else { 0 };
    // The same words may stand there more than once.
    let mut best: Option<(usize, usize, Vec<Range<usize>>)> = None;
    let stands_at = (0..=line.len().saturating_sub(inner.len())).filter(|at| line[*at..].starts_with(inner));
    for at in stands_at {
        let end = at + inner.len();
        let inside =
            expected.iter().map(|mark| places[mark.start]..places[mark.end]).filter(|mark| mark.start < end && mark.end > at);
        let wanted: Vec<Range<usize>> =
            inside.map(|mark| mark.start.max(at) - at + shift..mark.end.min(end) - at + shift).collect();
        let faults = marks.iter().filter(|mark| !wanted.contains(mark)).count()
            + wanted.iter().filter(|mark| !marks.contains(mark)).count();
        if best.as_ref().is_none_or(|(fewest, ..)| faults < *fewest) {
            best = Some((faults, at, wanted));
        }
    }
    tally.snippets += 1;
    let Some((_, at, wanted)) = best else {
        tally.wrong += 1;
        tally.tell(tally.wrong, format!("{}\n  is no stretch of the text: {}", told(), snippet.text));
        return;
    };
    tally.compare(&marks, &wanted, || format!("{}\n  {}", told(), snippet.text));
    if snippet.field != "body" {
        return;
    }
    tally.cut += usize::from(ends_within);
    // Between sentences there is nothing but space.
    let starts: BTreeSet<usize> = sentences.iter().map(|start| places[*start]).collect();
    let skip_space = |mut at: usize| {
        while line.get(at) == Some(&' ') {
            at += 1;
        }
        at
    };
    let is_between = |at: usize| skip_space(at) == line.len() || starts.iter().any(|start| skip_space(*start) == skip_space(at));
    let end = at + inner.len();
    if is_between(at) == begins_within || is_between(end) == ends_within {
        tally.ragged += 1;
        tally.tell(
            tally.ragged,
            format!("{}\n  is cut within a sentence unsaid, or says so though it is not: {}", told(), snippet.text),
        );
    }
}

#[test]
fn marks_on_real_articles_are_those_of_the_naive_matcher() {
    let Some(files) = reuters() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let searcher = indexed(files, folder.path());
    let runs: Option<usize> = std::env::var("DATELINE_REAL_QUERIES").ok().and_then(|runs| runs.parse().ok());
    let rows = searcher.archive.rows().expect("rows");
    let stored =
        |row: u64| searcher.archive.article(row, Detail::Whole).expect("an archive that can be read").expect("an article");
    let sample = |row: u64| {
        let names = searcher.names_of(row).expect("names");
        let about = names.places.into_iter().filter(|name| name.about);
        read(&stored(row), about.flat_map(|name| name.path).collect())
    };
    let mut dice = Dice(1987);
    // Articles that are asked for beside the hits: what is not found does not match.
    let witnesses: BTreeMap<u64, Sample> =
        (0..200).map(|_| rows[dice.roll(rows.len())]).map(|row| (row, sample(row).0)).collect();
    let index = searcher.reader.searcher();
    let mut tally = Tally::default();
    while tally.queries < runs.unwrap_or(QUERIES_IN_SHORT) {
        let (about, _) = sample(rows[dice.roll(rows.len())]);
        if about.tokens.len() < 20 {
            continue;
        }
        let typed = typed(&mut dice, &about);
        let query: Query = parse(&typed).unwrap_or_else(|error| panic!("{error}"));
        let config = SearchConfig { limit: runs.is_none().then_some(HITS_IN_SHORT), ..SearchConfig::new(query.clone(), &typed) };
        let (collected, _, of_hits) = searcher.find(&config).expect("an answer");
        let everything = SearchConfig::new(query.clone(), &typed);
        let names = searcher.name_resolver();
        let compiled = searcher.compile(&query, &typed, &index, &names, everything.reach).expect("a query");
        let whole = Highlighter::new(compiled.clause);
        tally.queries += 1;
        for found in &collected.found {
            let article = stored(found.row).article;
            let (sample, sentences) = sample(found.row);
            let told = || format!("{typed}\n  in {}", article.title);
            tally.hits += 1;
            let facts = |query: &dyn tantivy::query::Query| finds(&index, &searcher.fields, query, found.row).expect("an index");
            let Some(expected) = sample.marks(&query).map(|marks| sample.shown(&marks)) else {
                tally.differing += 1;
                tally.tell(tally.differing, format!("{}\n  the naive matcher does not find it", told()));
                continue;
            };
            let marks = whole.marks(&article, &facts).unwrap_or_default();
            tally.compare(&marks.title, &expected[0], told);
            tally.compare(&marks.body, &expected[1], told);
            for snippet in of_hits.snippets(&article, &facts) {
                let (source, expected) =
                    if snippet.field == "title" { (&article.title, &expected[0]) } else { (&article.body, &expected[1]) };
                check_snippet(&snippet, source, expected, &sentences, &mut tally, &told);
            }
        }
        if collected.found.len() as u64 == collected.total {
            let found: BTreeSet<u64> = collected.found.iter().map(|found| found.row).collect();
            for (row, witness) in &witnesses {
                if witness.marks(&query).is_some() != found.contains(row) {
                    tally.differing += 1;
                    tally.tell(tally.differing, format!("{typed}\n  is found by one of both: {}", witness.article.title));
                }
            }
        }
    }
    let Tally { queries, hits, marks, snippets, cut, wrong, missing, ragged, differing, told } = tally;
    println!(
        "{queries} queries, {hits} hits, {marks} marks, {snippets} passages of which {cut} end within a sentence; \
         {wrong} wrong, {missing} missing, {ragged} cut unsaid, {differing} articles found by one of both"
    );
    assert_eq!(wrong + missing + ragged + differing, 0, "\n{}", told.join("\n"));
    assert!(hits > 10 * queries, "most queries find something");
}
