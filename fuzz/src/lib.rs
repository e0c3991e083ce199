//! What is fuzzed: the query language, from what is typed to what is marked; and readers of articles.
//!
//! In: any text, or bytes. Out: nothing, where all promises hold; a panic where one is broken. `native`, `nexis`, `factiva`, `proquest` and
//! `lucene` parse it in their syntax; `search` asks it of a small archive as well; `nitf`, `newsml_g2`, `newsml`, `rcv1`, `feed`, `wordpress` and `trec`
//! read it as an article. `fuzz/run.sh SECONDS` runs all of them;
//! `fuzz/target/*/release/TARGET FILE` repeats one input.

use dateline::archive::Archive;
use dateline::article::{Head, Source, format_named};
use dateline::corpus::Walk;
use dateline::enrich::names::WhichNames;
use dateline::ingest::{IngestConfig, ingest};
use dateline::query::{self, Query, QueryError, Syntax, parse_as, print_as};
use dateline::search::{FacetField, FacetRequest, Hit, Marks, SearchConfig, SearchResults, Searcher};
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// Parses a query: what is understood is printed as what means the same, what is not is told with a place in the query, and what is
/// offered in its stead is understood.
pub fn parse(syntax: Syntax, typed: &str) {
    match parse_as(syntax, typed) {
        Ok(query) => {
            let native = query.to_string();
            assert_eq!(query::parse(&native).as_ref(), Ok(&query), "{typed:?} is printed as {native:?}");
            if let Ok(printed) = print_as(syntax, &query) {
                assert_eq!(parse_as(syntax, &printed).as_ref(), Ok(&query), "{typed:?} is printed in {syntax:?} as {printed:?}");
            }
        }
        Err(error) => {
            check_place(&error, typed);
            if let Some(mended) = &error.mended {
                assert!(parse_as(syntax, mended).is_ok(), "{typed:?} is mended as {mended:?}, which is not understood");
            }
        }
    }
}

/// Reads bytes in a format: something comes out, and what does is clean text.
pub fn read(format: &str, bytes: &[u8]) {
    let format = format_named(format).expect("the format is known");
    let head = Head { extension: "", bytes: &bytes[..bytes.len().min(8192)], is_whole: bytes.len() <= 8192 };
    let _ = (format.recognize)(&head);
    let parsed = (format.parse)(bytes, &Source { path: "a", read_on: jiff::civil::date(2026, 11, 24), url: None });
    let is_read = !parsed.articles.is_empty() || !parsed.withdrawals.is_empty() || !parsed.not_articles.is_empty();
    assert!(is_read || !parsed.problems.is_empty(), "nothing is said");
    for article in parsed.articles {
        let is_clean = |text: &str| !text.contains(|c: char| c.is_control() && c != '\n') && text.trim() == text;
        assert!(is_clean(&article.title) && !article.title.contains('\n'), "title {:?}", article.title);
        assert!(is_clean(&article.body) && !article.body.contains("\n\n\n"), "body {:?}", article.body);
    }
}

/// Asks a query of the archive: hits with passages and all facets, the explanation, marks of whole articles. The first letter says the
/// syntax. Returns whether the query was understood.
pub fn search(input: &str) -> bool {
    let Some(first) = input.chars().next() else { return false };
    let syntax = match first {
        'X' => Syntax::Nexis,
        'F' => Syntax::Factiva,
        'P' => Syntax::Proquest,
        'L' => Syntax::Lucene,
        _ => Syntax::Native,
    };
    let typed = &input[first.len_utf8()..];
    let Ok(query) = parse_as(syntax, typed) else { return false };
    ASKED.with(|asked| asked.ask(&query, typed));
    true
}

thread_local! {
    static ASKED: Asked = Asked::new().expect("an archive of the sample corpus");
}

/// An archive that is open for questions, and all its articles.
struct Asked {
    searcher: Searcher,
    all: Vec<Hit>,
    /// Removed at the end of the process.
    _folder: tempfile::TempDir,
}

/// What of the sample corpus is indexed: enough for every format of text, few enough for hundreds of questions in a second.
const FOLDERS: &[&str] = &["intl", "local", "reuters-style"];

/// How many articles are marked for a question.
const MARKED: usize = 6;

impl Asked {
    fn new() -> anyhow::Result<Asked> {
        let folder = tempfile::tempdir()?;
        let (archive, lock) = Archive::open_or_create(folder.path())?;
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sample-corpus");
        let config = IngestConfig {
            paths: FOLDERS.iter().map(|folder| corpus.join(folder)).collect(),
            walk: Walk { root: corpus, archive_folder: folder.path().to_path_buf(), follow_links: false, hidden: false },
            format: None,
            names: Some(WhichNames::All),
            reread: false,
            prune: false,
            read_on: jiff::civil::date(2026, 11, 24),
            workers: 1,
            index_memory_bytes: 30_000_000,
        };
        ingest(&config, archive, lock, &AtomicBool::new(false), |_| {}, |_| {})?;
        let searcher = Searcher::open(folder.path(), |_| {})?;
        let everything = SearchConfig { snippets: true, ..SearchConfig::new(Query::Everything, "") };
        let all = searcher.search(&everything)?.hits;
        Ok(Asked { searcher, all, _folder: folder })
    }

    fn ask(&self, query: &Query, typed: &str) {
        let config = SearchConfig {
            facets: FacetField::ALL.map(|field| FacetRequest::new(field, 10)).to_vec(),
            timeline: true,
            snippets: true,
            ..SearchConfig::new(query.clone(), typed)
        };
        let results = match self.searcher.search(&config) {
            Ok(results) => results,
            // A regular expression that is too large for this archive, a name that is not known: at a place in the query.
            Err(error) => return check_place(error.downcast_ref().unwrap_or_else(|| panic!("{typed:?}: {error:#}")), typed),
        };
        assert_eq!(results.hits.len() as u64, results.total, "{query} finds as many as it counts");
        results.hits.iter().flat_map(|hit| &hit.snippets).for_each(|snippet| check_marks(&snippet.marks, &snippet.text));
        self.check_explanation(&config, results.total);
        self.check_articles(query, typed, &results);
    }

    /// What is counted is what is found, and what is offered is understood.
    fn check_explanation(&self, config: &SearchConfig, total: u64) {
        let explanation = self.searcher.explain(config).expect("what is answered is explained");
        assert_eq!(explanation.total, total, "{}", explanation.parsed);
        assert_eq!(explanation.clauses[0].total, total, "{}", explanation.parsed);
        if let Some(mended) = explanation.did_you_mean {
            assert!(query::parse(&mended.query).is_ok(), "{} is offered, which is not understood", mended.query);
        }
    }

    /// What is marked in an article says whether it is found: the matcher of the index and that of the text agree.
    fn check_articles(&self, query: &Query, typed: &str, results: &SearchResults) {
        for Hit { article, .. } in self.all.iter().cycle().skip(typed.len() % self.all.len()).take(MARKED) {
            let is_found = results.hits.iter().any(|hit| hit.article.row == article.row);
            let marks = self.searcher.marks(query, typed, article).expect("what is answered is marked");
            assert_eq!(marks.is_some(), is_found, "{query} in {}", article.article.title);
            if let Some(Marks { title, body }) = marks {
                check_marks(&title, &article.article.title);
                check_marks(&body, &article.article.body);
            }
        }
    }
}

/// The column of an error lies in the query, or directly behind it; the error can be shown.
fn check_place(error: &QueryError, typed: &str) {
    let columns = 1..=typed.chars().count() + 1;
    assert!(columns.contains(&error.column), "column {} in {typed:?}", error.column);
    assert!(!error.to_string().is_empty());
}

/// Marks lie in the text, in order, apart from each other.
fn check_marks(marks: &[Range<usize>], text: &str) {
    let length = text.chars().count();
    let mut last = 0;
    for mark in marks {
        assert!(last <= mark.start && mark.start < mark.end && mark.end <= length, "{marks:?} in {text:?}");
        last = mark.end;
    }
}
