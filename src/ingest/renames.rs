//! Makes an archive as its names ledger wants it, from archive.db alone.
//!
//! In: an archive, the ledger that it was made with, and the new one. Out: the same archive with the names of the articles that the
//! difference touches found again. Rule kept here: names are a function of article and ledger, so that taking an entry back gives the
//! same counts as before.

use super::names::{NameBook, lists};
use crate::analysis::fold_whole;
use crate::archive::{Archive, ArchiveWriter, Detail, StoredArticle, WriteLock};
use crate::article::Article;
use crate::authority::fold::fold;
use crate::authority::ledger::{Affected, Ledger};
use crate::authority::Authorities;
use crate::enrich::names::{ArticleNames, WhichNames, find_names_by};
use crate::enrich::scan::Words;
use crate::index::{Effort, IndexWriter};
use anyhow::Result;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What applying a ledger did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Applied {
    /// Articles that were looked at again.
    pub articles: u64,
    /// Names whose label changed.
    pub relabelled: u64,
}

/// Articles that are looked at again at once.
const BATCH: usize = 1_024;

/// Applies a ledger to an archive.
pub fn apply_names(
    archive: Archive,
    lock: WriteLock,
    ledger: Ledger,
    index_memory_bytes: usize,
    say: impl Fn(&str),
) -> Result<Applied> {
    let authorities = Authorities::embedded();
    let effort = Effort::new(archive.bytes()?, index_memory_bytes);
    // An index that is behind for another reason is brought up to date first.
    IndexWriter::open(&archive, effort, &say)?.finish()?;
    let before = archive.applied_ledger()?;
    let affected = before.diff(&ledger, authorities);
    let rows = affected_rows(&archive, &affected)?;
    let ledger = Arc::new(ledger);
    let mut book = NameBook::new(ledger.clone());
    let mut writer = ArchiveWriter::new(archive, lock)?;
    for batch in rows.chunks(BATCH) {
        let articles = stored(writer.archive(), batch)?;
        for (article, names) in articles.iter().zip(read_again(&articles, &ledger)) {
            let names = book.references(&mut writer, &names.names)?;
            writer.replace_names(article.row, &names)?;
        }
    }
    let mut relabelled = 0;
    for id in &affected.relabelled {
        relabelled += u64::from(writer.set_shown(id, ledger.label(id))?);
    }
    writer.set_ledger(&ledger.to_canonical_string())?;
    let generation = writer.commit()?;
    if !rows.is_empty() {
        let mut index = IndexWriter::behind(writer.archive(), effort)?;
        index.commit(generation)?;
        index.finish()?;
    }
    writer.finish(generation)?;
    Ok(Applied { articles: rows.len() as u64, relabelled })
}

/// Returns the rows of the articles that must be looked at again, in order.
fn affected_rows(archive: &Archive, affected: &Affected) -> Result<Vec<u64>> {
    let mut rows: BTreeSet<u64> = archive.rows_naming(&affected.ids)?.into_iter().collect();
    if !affected.spellings.is_empty() {
        let mut spelled = Spelled::new(&affected.spellings);
        archive.for_each_article_above(0, |stored| {
            if !rows.contains(&stored.row) && spelled.stand_in(&stored.article) {
                rows.insert(stored.row);
            }
            Ok(())
        })?;
    }
    Ok(rows.into_iter().collect())
}

fn stored(archive: &Archive, rows: &[u64]) -> Result<Vec<StoredArticle>> {
    let mut articles = Vec::with_capacity(rows.len());
    for row in rows {
        articles.extend(archive.article(*row, Detail::Whole)?);
    }
    Ok(articles)
}

/// Finds the names of some articles again, on all cores.
fn read_again(articles: &[StoredArticle], ledger: &Ledger) -> Vec<ArticleNames> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = articles.len().div_ceil(threads).max(1);
    let find = |stored: &StoredArticle| match WhichNames::named(&stored.names) {
        Some(which) => find_names_by(&stored.article, lists(ledger), which),
        None => ArticleNames::default(),
    };
    std::thread::scope(|scope| {
        let parts = articles.chunks(share).map(|part| scope.spawn(move || part.iter().map(find).collect::<Vec<_>>()));
        let parts = parts.collect::<Vec<_>>();
        parts.into_iter().flat_map(|part| part.join().expect("the finder of names does not panic")).collect()
    })
}

/// Names to be looked for in articles, by their first words.
struct Spelled {
    names: FxHashMap<Vec<u8>, Vec<Vec<Vec<u8>>>>,
    whole: FxHashSet<String>,
    words: Words,
}

impl Spelled {
    fn new(folded: &BTreeSet<String>) -> Self {
        let mut names: FxHashMap<Vec<u8>, Vec<Vec<Vec<u8>>>> = FxHashMap::default();
        for name in folded {
            let words: Vec<Vec<u8>> = name.split(' ').map(|word| word.as_bytes().to_vec()).collect();
            names.entry(words[0].clone()).or_default().push(words);
        }
        Self { names, whole: folded.iter().cloned().collect(), words: Words::default() }
    }

    fn stand_in(&mut self, article: &Article) -> bool {
        let mut given = article.places.iter().chain(&article.organizations).chain(&article.people);
        if given.any(|name| self.whole.contains(&fold(name)) || self.whole.contains(&fold_whole(name))) {
            return true;
        }
        self.words.clear();
        let texts = [article.title.as_str(), article.dateline.as_deref().unwrap_or_default(), &article.body];
        texts.iter().for_each(|text| self.words.push_text(text, Authorities::embedded()));
        (0..self.words.tokens.len()).any(|at| self.stand_at(at))
    }

    fn stand_at(&self, at: usize) -> bool {
        let Some(names) = self.names.get(self.words.key(at)) else { return false };
        names.iter().any(|name| {
            let fits = at + name.len() <= self.words.tokens.len();
            fits && name.iter().enumerate().all(|(number, word)| self.words.key(at + number) == word)
        })
    }
}

/// Says which ids of a ledger nobody knows, as a slip of the pen.
pub fn unknown_ids(archive: &Archive, ledger: &Ledger) -> Result<Vec<String>> {
    let mut unknown = Vec::new();
    for id in ledger.unlisted_ids(Authorities::embedded()) {
        if archive.name_with_id(id)?.is_none() {
            unknown.push(id.to_string());
        }
    }
    Ok(unknown)
}
