//! Measures the reader of web pages on pages with known text, title and date.
//!
//! ```text
//! cargo run --release --example evaluate_html -- [CORPORA] [--folder DIR]… [--pages] [--write DIR] [--blocks DIR]
//! ```
//!
//! `CORPORA` (or the variable `DATELINE_CORPORA`, else `../shared/corpora`) is a folder with these in it; what is absent is skipped, and
//! said to be. `--folder` takes pages of one's own, laid out as Readability's are, with `expected.txt` in the place of `expected.html`.
//!
//! | folder | holds | published at |
//! |---|---|---|
//! | `html_gold/readability/test-pages` | `*/source.html`, `*/expected.html`, `*/expected-metadata.json` | github.com/mozilla/readability |
//! | `html_gold/newspaper4k` | `html/*.html`, `txt/*.txt`, `metadata/*.json` | newspaper4k 0.9.6 on PyPI |
//!
//! Texts are compared by runs of four words, as the article extraction benchmark of Scrapinghub (github.com/scrapinghub) does: the counts
//! of each page are divided by their sum, precision and recall are means over the pages, F1 is made of those two. A third of the pages,
//! by a hash of their name, is shown apart and its pages are not listed; the forests are fitted to it as well, so only the folds of
//! `benches/train_html.py` tell of unseen pages. `--pages` lists each page, `--write` keeps the texts.
//! `--blocks` writes what `benches/train_html.py` fits the forests to. Those that are in the program were fitted to all pages, so that
//! the figures for pages not seen before are those of its cross-validation, not these.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs};

use anyhow::{Context, Result};
use dateline::article::decode;
use dateline::article::html::{self, blocks, features, metadata, paragraphs};
use dateline::article::{Article, Source};

/// The day of reading, pinned so that the figures are the same every day.
const READ_ON: jiff::civil::Date = jiff::civil::date(2026, 11, 24);

struct Page {
    name: String,
    html: Vec<u8>,
    text: Option<String>,
    title: Option<String>,
    date: Option<String>,
}

#[derive(Default)]
struct Options {
    folders: Vec<PathBuf>,
    list_pages: bool,
    write_to: Option<PathBuf>,
    blocks_to: Option<PathBuf>,
}

fn main() -> Result<()> {
    let mut corpora: Option<PathBuf> = None;
    let mut options = Options::default();
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--pages" => options.list_pages = true,
            "--folder" => options.folders.push(arguments.next().context("--folder needs a folder")?.into()),
            "--write" => options.write_to = Some(arguments.next().context("--write needs a folder")?.into()),
            "--blocks" => options.blocks_to = Some(arguments.next().context("--blocks needs a folder")?.into()),
            _ => corpora = Some(argument.into()),
        }
    }
    let corpora = corpora
        .or_else(|| env::var_os("DATELINE_CORPORA").map(PathBuf::from))
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora"));
    println!(
        "{:<24} {:>5}  {:>9} {:>6} {:>6}  {:>11} {:>11} {:>8}",
        "set", "pages", "precision", "recall", "F1", "title", "date", "pages/s"
    );
    let gold = corpora.join("html_gold");
    measure("readability", readability(&gold.join("readability/test-pages"))?, &options)?;
    measure("newspaper4k", newspaper(&gold.join("newspaper4k"))?, &options)?;
    for folder in &options.folders {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        measure(&name, readability(folder)?, &options)?;
    }
    Ok(())
}

/// Reads pages that lie in a folder each, with their gold beside them.
fn readability(folder: &Path) -> Result<Vec<Page>> {
    let mut pages = Vec::new();
    for path in sorted(folder)? {
        let Ok(html) = fs::read(path.join("source.html")) else { continue };
        let from_html = fs::read_to_string(path.join("expected.html")).ok();
        let from_html = from_html.map(|html| paragraphs::paragraphs(&html, paragraphs::LineBreaks::AreSpaces));
        let text = from_html.or_else(|| fs::read_to_string(path.join("expected.txt")).ok());
        let metadata = read_json(&path.join("expected-metadata.json"));
        let field = |name: &str| metadata.get(name).and_then(|value| value.as_str()).map(str::to_owned);
        let date = field("publishedTime").filter(|date| date.len() >= 10).map(|date| date[..10].to_owned());
        pages.push(Page { name: name_of(&path), html, text, title: field("title"), date });
    }
    Ok(pages)
}

fn newspaper(folder: &Path) -> Result<Vec<Page>> {
    let mut pages = Vec::new();
    for path in sorted(&folder.join("html"))? {
        let name = name_of(&path).trim_end_matches(".html").to_owned();
        let text = fs::read_to_string(folder.join("txt").join(format!("{name}.txt"))).ok();
        let metadata = read_json(&folder.join("metadata").join(format!("{name}.json")));
        let field = |name: &str| metadata.get(name).and_then(|value| value.as_str()).map(str::to_owned);
        let date = field("publish_date").map(|date| date[..10].to_owned());
        pages.push(Page { html: fs::read(&path)?, text, title: field("title"), date, name });
    }
    Ok(pages)
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>> {
    let Ok(entries) = fs::read_dir(folder) else {
        eprintln!("skipped: there is no folder {}", folder.display());
        return Ok(Vec::new());
    };
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn read_json(path: &Path) -> serde_json::Value {
    fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

/// Writes the blocks of a page with their features and the text that is to be found.
fn write_blocks(folder: &Path, set: &str, page: &Page) -> Result<()> {
    let Some(gold) = page.text.as_deref().filter(|text| text.len() >= 50) else { return Ok(()) };
    let decoded = decode::decode(&page.html, None);
    let read = metadata::Page::read(&decoded.text);
    let title = read.article(&Source { path: "page.html", read_on: READ_ON, url: None }).article.title;
    let blocks = blocks::of(read.tree());
    let rows = features::features(read.tree(), &blocks, &title);
    let described = blocks.iter().zip(&rows).map(|(block, row)| {
        let on: Vec<usize> = row.iter().enumerate().filter(|(_, value)| **value != 0.0).map(|(at, _)| at).collect();
        let mut around = vec![block.node];
        while let Some(parent) = read.tree().nodes.get(around[around.len() - 1] as usize).map(|node| node.parent)
            && parent != around[around.len() - 1]
        {
            around.push(parent);
        }
        serde_json::json!({"text": block.text, "features": on, "around": around})
    });
    let described: Vec<_> = described.collect();
    let page =
        serde_json::json!({"set": set, "name": page.name, "gold": gold, "features": features::names(), "blocks": described});
    fs::create_dir_all(folder)?;
    let file = folder.join(format!("{set} {}.json", page["name"].as_str().unwrap_or_default()));
    Ok(fs::write(file, serde_json::to_vec(&page)?)?)
}

/// Returns how long this thread has been running: other programs do not count.
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec.unsigned_abs() as u32)
}

/// Whether nothing may be chosen by looking at a page.
fn is_untouched(name: &str) -> bool {
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    (hash >> 32).is_multiple_of(3)
}

fn measure(set: &str, pages: Vec<Page>, options: &Options) -> Result<()> {
    if pages.is_empty() {
        return Ok(());
    }
    let (mut tuned, mut untouched) = (Sums::default(), Sums::default());
    for page in &pages {
        let path = format!("{set}/{}.html", page.name);
        let started = processor_time();
        let parsed = (html::FORMAT.parse)(&page.html, &Source { path: &path, read_on: READ_ON, url: None });
        let took = processor_time().saturating_sub(started);
        let article = parsed.articles.into_iter().next().unwrap_or_default();
        let sums = if is_untouched(&page.name) { &mut untouched } else { &mut tuned };
        let line = sums.add(page, &article, took);
        if options.list_pages && !is_untouched(&page.name) {
            println!("  {set}/{:<40} {line}", page.name);
        }
        if let Some(folder) = &options.write_to {
            fs::create_dir_all(folder.join(set))?;
            fs::write(folder.join(set).join(format!("{}.txt", page.name)), &article.body)?;
            fs::write(folder.join(set).join(format!("{}.gold", page.name)), page.text.as_deref().unwrap_or_default())?;
        }
    }
    if let Some(folder) = &options.blocks_to {
        pages.iter().try_for_each(|page| write_blocks(folder, set, page))?;
    }
    tuned.print(&format!("{set}, tuned"));
    untouched.print(&format!("{set}, not listed"));
    Ok(())
}

#[derive(Default)]
struct Sums {
    pages: usize,
    took: Duration,
    precision: Vec<f64>,
    recall: Vec<f64>,
    titles: (usize, usize),
    dates: (usize, usize),
}

impl Sums {
    /// Takes in what a page came to, and says it.
    fn add(&mut self, page: &Page, article: &Article, took: Duration) -> String {
        self.pages += 1;
        self.took += took;
        let mut line = format!("{:5.1} ms", took.as_secs_f64() * 1e3);
        if let Some(text) = page.text.as_deref().filter(|text| !text.trim().is_empty()) {
            let (precision, recall) = precision_and_recall(text, &article.body);
            line += &format!("  P {:.3}  R {recall:.3}", precision.unwrap_or(f64::NAN));
            self.precision.extend(precision);
            self.recall.push(recall);
        }
        if let Some(title) = page.title.as_deref().filter(|title| !title.is_empty()) {
            let is_exact = plain(title) == plain(&article.title);
            self.titles = (self.titles.0 + usize::from(is_exact), self.titles.1 + 1);
            if !is_exact {
                line += &format!("\n      title {:?}\n      gold  {title:?}", article.title);
            }
        }
        if let Some(date) = &page.date {
            let found = article.date.map(|date| date.day.to_string()).unwrap_or_default();
            self.dates = (self.dates.0 + usize::from(found == *date), self.dates.1 + 1);
            if found != *date {
                line += &format!("\n      date {found} gold {date}");
            }
        }
        line
    }

    fn print(&self, name: &str) {
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
        let (precision, recall) = (mean(&self.precision), mean(&self.recall));
        let f1 = 2.0 * precision * recall / (precision + recall);
        let share = |(right, all): (usize, usize)| format!("{right}/{all} {:3.0}%", 100.0 * right as f64 / all.max(1) as f64);
        let speed = self.pages as f64 / self.took.as_secs_f64();
        println!(
            "{name:<24} {:>5}  {precision:>9.4} {recall:>6.4} {f1:>6.4}  {:>11} {:>11} {speed:>8.0}",
            self.pages,
            share(self.titles),
            share(self.dates)
        );
    }
}

/// Titles are compared but for the kinds of spaces and quotation marks.
fn plain(title: &str) -> String {
    let title: String = title
        .chars()
        .map(|c| {
            if "’‘‛`´".contains(c) {
                '\''
            } else if "“”„".contains(c) {
                '"'
            } else {
                c
            }
        })
        .collect();
    title.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns precision (none where no text was found) and recall of a page by its runs of four words.
fn precision_and_recall(gold: &str, found: &str) -> (Option<f64>, f64) {
    let (gold, found) = (runs(gold), runs(found));
    let both: usize = gold.iter().map(|(run, count)| found.get(run).copied().unwrap_or_default().min(*count)).sum();
    let all = |runs: &HashMap<Vec<String>, usize>| runs.values().sum::<usize>();
    let precision = (all(&found) > 0).then(|| both as f64 / all(&found) as f64);
    (precision, both as f64 / all(&gold).max(1) as f64)
}

fn runs(text: &str) -> HashMap<Vec<String>, usize> {
    const LENGTH: usize = 4;
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_owned).collect();
    let mut counts = HashMap::new();
    if !words.is_empty() {
        for run in words.windows(LENGTH.min(words.len())) {
            *counts.entry(run.to_vec()).or_default() += 1;
        }
    }
    counts
}
