//! Writing the index, and bringing it to the state of the archive.

use super::document::{Document, IndexedArticle, IndexedNames, add_identity, document};
use super::inverter::Inverters;
use super::{Fields, create, facet_of, fields, open};
use crate::analysis::{Analyzer, Lexicon};
use crate::archive::{Archive, Detail, StoredArticle};
use crate::authority::Kind;
use anyhow::{Context, Result};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::schema::Facet;
use tantivy::{Index, Term};

/// What an index says of itself in its last commit.
#[derive(Debug, Serialize, Deserialize, PartialEq)]
struct Payload {
    generation: u64,
    /// Of the schema and the analysis.
    fingerprint: String,
}

/// How an index stands to its archive.
#[derive(Debug, PartialEq, Eq)]
pub enum IndexState {
    /// It holds what the archive holds.
    Current,
    /// It lacks what came after this generation.
    Behind(u64),
    /// It must be made anew, for this reason.
    Unusable(String),
    /// It is damaged, and must be made anew.
    Damaged(String),
}

/// Returns how the index in `folder` stands to `archive`.
pub fn state(folder: &Path, archive: &Archive) -> Result<IndexState> {
    if !folder.join("meta.json").exists() {
        return Ok(IndexState::Unusable("there is none yet".to_string()));
    }
    let index = match open(folder) {
        Ok(index) => index,
        Err(_) => return Ok(IndexState::Damaged("its files cannot be read".to_string())),
    };
    state_of(&index, archive)
}

/// Returns how an open index stands to `archive`.
pub fn state_of(index: &Index, archive: &Archive) -> Result<IndexState> {
    let payload = match index.load_metas() {
        Ok(meta) => meta.payload.and_then(|payload| serde_json::from_str::<Payload>(&payload).ok()),
        Err(_) => return Ok(IndexState::Damaged("its meta.json cannot be read".to_string())),
    };
    let Some(payload) = payload else { return Ok(IndexState::Unusable("it was never finished".to_string())) };
    if payload.fingerprint != fields::fingerprint() {
        return Ok(IndexState::Unusable("it was made by another version of dateline".to_string()));
    }
    let generation = archive.generation()?;
    Ok(match payload.generation.cmp(&generation) {
        std::cmp::Ordering::Equal => IndexState::Current,
        std::cmp::Ordering::Less if archive.last_row_of(payload.generation)?.is_some() => IndexState::Behind(payload.generation),
        _ => IndexState::Unusable("it does not belong to this archive.db".to_string()),
    })
}

/// How many threads write an index, and what memory they may take together.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    threads: usize,
    memory_bytes: usize,
}

impl Effort {
    /// For so many bytes of articles. Each thread leaves a segment of its own with a dictionary of its own, so a small amount is left to
    /// one: 15,000 articles take as long then, and a tenth less room.
    pub fn new(article_bytes: u64, memory_bytes: usize) -> Self {
        const SMALL: u64 = 48 << 20;
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get().clamp(1, 8));
        Self { threads: if article_bytes < SMALL { 1 } else { cores }, memory_bytes }
    }
}

/// An index that is being changed.
pub struct IndexWriter {
    /// Dropped before the writer, which holds the lock.
    inverters: Inverters,
    writer: tantivy::IndexWriter,
    fields: Fields,
    lexicon: Lexicon,
    /// For articles that come from the archive.
    analyzer: Analyzer,
    /// Rows that were given to the inverters and are in no segment of the index yet.
    pending: FxHashSet<u64>,
    /// The generation that the index held, where new segments hold rows that are to be dropped from the old ones.
    replaces: Option<u64>,
    folder: PathBuf,
    /// The generation of the last commit, `None` before the first.
    generation: Option<u64>,
    /// Facets of names, by their number in the archive.
    facets: FxHashMap<i64, (Kind, Facet)>,
}

impl IndexWriter {
    /// Opens the index of an archive for writing and brings it to the archive's generation. `report` is told in words what had to be
    /// done beyond opening.
    pub fn open(archive: &Archive, effort: Effort, report: impl Fn(&str)) -> Result<Self> {
        let folder = archive.index_folder();
        match state(&folder, archive)? {
            IndexState::Current => {
                let mut writer = Self::on(open(&folder)?, folder, effort)?;
                writer.generation = Some(archive.generation()?);
                Ok(writer)
            }
            IndexState::Behind(generation) => {
                let mut writer = Self::on(open(&folder)?, folder, effort)?;
                archive.break_seal()?;
                report("the index is behind the archive, as after an interruption; bringing it up to date");
                writer.catch_up(archive, generation, |_| {})?;
                Ok(writer)
            }
            IndexState::Unusable(reason) | IndexState::Damaged(reason) => {
                if archive.article_count()? > 0 {
                    report(&format!("making the index anew from archive.db: {reason}"));
                }
                Self::rebuild(archive, effort, |_| {})
            }
        }
    }

    /// Opens the index of an archive that was changed under its writer's hands and adds what it lacks.
    pub fn behind(archive: &Archive, effort: Effort) -> Result<Self> {
        let folder = archive.index_folder();
        let IndexState::Behind(generation) = state(&folder, archive)? else { return Self::open(archive, effort, |_| {}) };
        let mut writer = Self::on(open(&folder)?, folder, effort)?;
        writer.catch_up(archive, generation, |_| {})?;
        Ok(writer)
    }

    /// Makes the index anew from the archive alone. `progress` is told how many articles are done. Until it is whole, readers find the
    /// old one.
    pub fn rebuild(archive: &Archive, effort: Effort, progress: impl FnMut(u64)) -> Result<Self> {
        archive.break_seal()?;
        let folder = archive.index_folder();
        let unfinished = folder.with_extension("new");
        remove_folder(&unfinished)?;
        let mut writer = Self::on(create(&unfinished)?, unfinished.clone(), effort)?;
        writer.catch_up(archive, 0, progress)?;
        writer.finish()?;
        remove_folder(&folder)?;
        std::fs::rename(&unfinished, &folder).with_context(|| format!("could not rename {}", unfinished.display()))?;
        let mut writer = Self::on(open(&folder)?, folder, effort)?;
        writer.generation = Some(archive.generation()?);
        Ok(writer)
    }

    fn on(index: Index, folder: PathBuf, effort: Effort) -> Result<Self> {
        let Effort { threads, memory_bytes } = effort;
        // Its own threads have no work: they see deletions, commits and merges only.
        let options =
            IndexWriterOptions::builder().num_worker_threads(1).memory_budget_per_thread(16_000_000).num_merge_threads(1).build();
        let writer: tantivy::IndexWriter =
            index.writer_with_options(options).with_context(|| format!("could not write the index in {}", folder.display()))?;
        let mut merging = LogMergePolicy::default();
        // tantivy keeps deleted articles until a segment is merged; a quarter of them is reason enough.
        merging.set_del_docs_ratio_before_merge(0.25);
        writer.set_merge_policy(Box::new(merging));
        let fields = Fields::new(&index.schema());
        let inverters = Inverters::new(index, threads, memory_bytes / threads);
        let lexicon = Lexicon::default();
        let analyzer = Analyzer::sharing(lexicon.clone());
        let (pending, facets) = (FxHashSet::default(), FxHashMap::default());
        Ok(Self { inverters, writer, fields, lexicon, analyzer, pending, replaces: None, folder, generation: None, facets })
    }

    pub fn fields(&self) -> Fields {
        self.fields
    }

    /// Returns what those share who analyse articles for this index.
    pub fn lexicon(&self) -> Lexicon {
        self.lexicon.clone()
    }

    /// Adds an article that a worker made a document of.
    pub fn add(&mut self, mut document: Document, row: u64, id: &str) -> Result<()> {
        add_identity(&mut document, &self.fields, row, id);
        self.pending.insert(row);
        self.inverters.add(document)
    }

    /// Drops an article.
    pub fn remove(&mut self, row: u64) -> Result<()> {
        // A deletion reaches the segments that are there when it is asked for.
        if self.pending.contains(&row) {
            self.close_segments()?;
        }
        self.writer.delete_term(Term::from_field_u64(self.fields.row, row));
        Ok(())
    }

    fn close_segments(&mut self) -> Result<()> {
        let segments = self.inverters.finish()?;
        self.pending.clear();
        // tantivy applies deletions that no commit has applied to segments that are added later too. Until the commit that follows at
        // once, readers miss the articles; a kill between the two leaves an index that is behind.
        if let Some(generation) = self.replaces.take() {
            self.commit_as(generation)?;
        }
        for segment in segments {
            self.writer.add_segment(segment)?;
        }
        Ok(())
    }

    /// Commits under the archive's generation; does nothing where that is the one it holds already.
    pub fn commit(&mut self, generation: u64) -> Result<()> {
        if self.generation == Some(generation) {
            return Ok(());
        }
        self.close_segments().context("could not write the index; is the disk full?")?;
        self.commit_as(generation)?;
        self.generation = Some(generation);
        sync_folder(&self.folder)
    }

    fn commit_as(&mut self, generation: u64) -> Result<()> {
        let payload = Payload { generation, fingerprint: fields::fingerprint() };
        let mut prepared = self.writer.prepare_commit().context("could not write the index; is the disk full?")?;
        prepared.set_payload(&serde_json::to_string(&payload)?);
        prepared.commit().context("could not write the index; is the disk full?")?;
        Ok(())
    }

    /// Waits for merges, so that no half-merged segment is left behind.
    pub fn finish(self) -> Result<()> {
        self.writer.wait_merging_threads().context("could not merge the index")?;
        sync_folder(&self.folder)
    }

    /// Adds the rows that came after a generation and drops those that went.
    fn catch_up(&mut self, archive: &Archive, generation: u64, mut progress: impl FnMut(u64)) -> Result<()> {
        for row in archive.removed_after(generation)? {
            self.remove(row)?;
        }
        let last_row = archive.last_row_of(generation)?.unwrap_or(0);
        for row in archive.renamed_after(generation)?.into_iter().filter(|row| *row <= last_row) {
            self.remove(row)?;
            self.replaces = Some(generation);
            if let Some(stored) = archive.article(row, Detail::Whole)? {
                self.add_stored(archive, &stored)?;
            }
        }
        let mut done = 0;
        archive.for_each_article_above(last_row, |stored| {
            self.add_stored(archive, &stored)?;
            done += 1;
            progress(done);
            Ok(())
        })?;
        self.commit(archive.generation()?)
    }

    fn add_stored(&mut self, archive: &Archive, stored: &StoredArticle) -> Result<()> {
        let mut names = IndexedNames::default();
        for name in archive.names_of(stored.row)? {
            let (kind, facet) = self.facet(archive, name.name)?;
            names.add(kind, facet, name.about);
        }
        let indexed = IndexedArticle { file: file_of(&stored.path), article: &stored.article, names: &names };
        let document = document(&self.fields, &mut self.analyzer, &indexed);
        self.add(document, stored.row, &stored.id)
    }

    /// Returns the kind of a name, and its facet.
    fn facet(&mut self, archive: &Archive, name: i64) -> Result<(Kind, Facet)> {
        if let Some(known) = self.facets.get(&name) {
            return Ok(known.clone());
        }
        let (mut ids, mut kind) = (Vec::new(), Kind::Place);
        let mut next = Some(name);
        while let Some(number) = next {
            let Some(row) = archive.name(number)? else { break };
            ids.push(row.id);
            next = row.parent;
            kind = row.kind;
        }
        ids.reverse();
        let facet = (kind, facet_of(ids.iter().map(String::as_str)));
        self.facets.insert(name, facet.clone());
        Ok(facet)
    }
}

/// Returns the path of the file that an article lies in: `news.jsonl` for `news.jsonl#12`.
fn file_of(path: &str) -> &str {
    let is_ordinal = |end: &str| end.bytes().all(|byte| byte.is_ascii_digit());
    path.rsplit_once('#').filter(|(_, end)| is_ordinal(end)).map_or(path, |(file, _)| file)
}

fn remove_folder(folder: &Path) -> Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("could not remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}

/// Makes the renaming of meta.json last: tantivy syncs the file but not the folder that names it.
fn sync_folder(folder: &Path) -> Result<()> {
    if cfg!(unix) {
        let opened = std::fs::File::open(folder).with_context(|| format!("could not open {}", folder.display()))?;
        opened.sync_all().with_context(|| format!("could not sync {}", folder.display()))?;
    }
    Ok(())
}
