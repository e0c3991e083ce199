//! The loops that indexing and searching spend their time in, each alone, on the articles of `sample-corpus`.
//!
//! ```text
//! cargo bench --bench inner_loops
//! cargo bench --bench inner_loops -- stem    # those whose name holds `stem`
//! ```

use dateline::analysis::{Analyzer, Language, detect_language, fold, words};
use dateline::archive::{Archive, Detail, StoredArticle};
use dateline::article::dates;
use dateline::authority::Authorities;
use dateline::authority::ledger::Ledger;
use dateline::corpus::Walk;
use dateline::enrich::names::{Lists, WhichNames, find_names_by};
use dateline::ingest::{IngestConfig, ingest};
use dateline::query::parse;
use dateline::search::{SearchConfig, Searcher};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use std::path::Path;
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;
use tempfile::TempDir;

fn main() {
    divan::main();
}

const READ_ON: jiff::civil::Date = jiff::civil::date(2026, 11, 24);

/// An archive of the sample corpus, made once.
static ARCHIVE: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (archive, lock) = Archive::open_or_create(folder.path()).expect("an archive");
    let config = IngestConfig {
        paths: vec![root.join("sample-corpus")],
        walk: Walk { root: root.to_path_buf(), archive_folder: folder.path().to_path_buf(), follow_links: false, hidden: false },
        format: None,
        names: Some(WhichNames::All),
        reread: false,
        prune: false,
        read_on: READ_ON,
        workers: 1,
        index_memory_bytes: 50_000_000,
    };
    ingest(&config, archive, lock, &AtomicBool::new(false), |_| (), |_| ()).expect("articles");
    folder
});

static ARTICLES: LazyLock<Vec<StoredArticle>> = LazyLock::new(|| {
    let archive = Archive::open(ARCHIVE.path()).expect("an archive");
    let mut articles = Vec::new();
    let all = archive.for_each_article_above(0, |article| {
        articles.push(article);
        Ok(())
    });
    all.expect("articles");
    articles
});

fn searcher() -> Searcher {
    Searcher::open(ARCHIVE.path(), |_| ()).expect("an index")
}

fn text_bytes() -> BytesCount {
    BytesCount::new(ARTICLES.iter().map(|stored| stored.article.title.len() + stored.article.body.len()).sum::<usize>())
}

fn all_words() -> Vec<&'static str> {
    let bodies = ARTICLES.iter().map(|stored| stored.article.body.as_str());
    bodies.flat_map(|body| words(body).map(|word| &body[word.start..word.end])).collect()
}

#[divan::bench]
fn cut_into_words(bencher: Bencher) {
    bencher.counter(text_bytes()).bench(|| ARTICLES.iter().map(|stored| words(&stored.article.body).count()).sum::<usize>());
}

#[divan::bench]
fn fold_words(bencher: Bencher) {
    let all = all_words();
    bencher.counter(ItemsCount::new(all.len())).bench(|| all.iter().map(|word| fold(word).len()).sum::<usize>());
}

#[divan::bench]
fn stem_words_anew(bencher: Bencher) {
    let all: Vec<String> = all_words().into_iter().map(|word| fold(word).into_owned()).collect();
    let stem = |word: &String| Language::ENGLISH.stem(word).len();
    bencher.counter(ItemsCount::new(all.len())).bench(|| all.iter().map(stem).sum::<usize>());
}

/// As indexing does it: words that were met before are remembered.
#[divan::bench]
fn analyse_articles(bencher: Bencher) {
    let mut analyzer = Analyzer::new();
    let language = |stored: &StoredArticle| stored.article.language.as_deref().and_then(Language::from_code);
    bencher.counter(text_bytes()).bench_local(|| {
        for stored in ARTICLES.iter() {
            let language = language(stored).unwrap_or(Language::ENGLISH);
            black_box(analyzer.article(language, &stored.article.title, &stored.article.body));
        }
    });
}

#[divan::bench]
fn detect_languages(bencher: Bencher) {
    let detect = |stored: &StoredArticle| detect_language(&stored.article.title, &stored.article.body).is_some();
    bencher.counter(ItemsCount::new(ARTICLES.len())).bench(|| ARTICLES.iter().filter(|stored| detect(stored)).count());
}

#[divan::bench(args = ["2016-12-18T14:05:00Z", "18 December 2016, 2:05 pm", "Sun, 18 Dec 2016 14:05:00 +0100", "18-DEC-1987 15:01:01.79"])]
fn read_date(text: &str) -> bool {
    dates::parse(black_box(text), READ_ON).is_some()
}

#[divan::bench]
fn find_date_in_text(bencher: Bencher) {
    let dated = |stored: &StoredArticle| dates::from_text(&stored.article.body, READ_ON).is_some();
    bencher.counter(ItemsCount::new(ARTICLES.len())).bench(|| ARTICLES.iter().filter(|stored| dated(stored)).count());
}

/// Tags, looks up, resolves and weighs, for all articles.
#[divan::bench(args = [WhichNames::Given, WhichNames::All])]
fn find_names(bencher: Bencher, which: WhichNames) {
    let ledger = Ledger::default();
    let lists = || Lists { authorities: Authorities::embedded(), ledger: &ledger };
    let find = |stored: &StoredArticle| find_names_by(&stored.article, lists(), which).names.len();
    bencher.counter(ItemsCount::new(ARTICLES.len())).bench_local(|| ARTICLES.iter().map(find).sum::<usize>());
}

const QUERIES: [&str; 4] =
    ["harbour", "\"town council\"", "(bridge OR ferry) -storm title:council", "council NEAR/5 bridge date:2016..2017"];

#[divan::bench(args = QUERIES)]
fn parse_query(text: &str) -> bool {
    parse(black_box(text)).is_ok()
}

fn config(text: &str) -> SearchConfig {
    let query = parse(text).expect("a query");
    SearchConfig { limit: Some(10), total: true, names: false, ..SearchConfig::new(query, text) }
}

/// Compiled and run, with the ten best and their headlines out of archive.db.
#[divan::bench(args = QUERIES)]
fn search(bencher: Bencher, text: &str) {
    let (searcher, config) = (searcher(), config(text));
    bencher.bench_local(|| searcher.search(&config).expect("hits").hits.len());
}

/// Positions of words, in every article that has them.
#[divan::bench(args = ["\"of the\"", "the NEAR/5 of", "the PRE/3 of", "the SAME sentence"])]
fn match_spans(bencher: Bencher, text: &str) {
    let (searcher, config) = (searcher(), config(text));
    bencher.bench_local(|| searcher.count(&config).expect("a count").0);
}

/// What a query matches, in one article as `show` prints it.
#[divan::bench(args = ["the", "\"of the\"", "the NEAR/5 of"])]
fn mark_article(bencher: Bencher, text: &str) {
    let (searcher, query) = (searcher(), parse(text).expect("a query"));
    let longest = ARTICLES.iter().max_by_key(|stored| stored.article.body.len()).expect("an article");
    bencher.bench_local(|| searcher.marks(&query, text, longest).expect("marks").is_some());
}

#[divan::bench]
fn look_up_hits(bencher: Bencher) {
    let archive = Archive::open(ARCHIVE.path()).expect("an archive");
    let rows: Vec<u64> = ARTICLES.iter().map(|stored| stored.row).collect();
    let find = |row: &u64| archive.article(*row, Detail::Whole).expect("a row").is_some();
    bencher.counter(ItemsCount::new(rows.len())).bench_local(|| rows.iter().filter(|row| find(row)).count());
}
