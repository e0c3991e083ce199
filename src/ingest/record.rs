//! The one who writes: articles, names and ledger into the archive, documents into the index, in the order of files.

use super::prepare::{Outcome, Prepared, PreparedArticle, PreparedRecords};
use super::read::{Input, path_hash};
use super::{Advance, Summary};
use crate::archive::{ArchiveWriter, InputState, Name, NewArticle, NewInput};
use crate::authority::{Authorities, EntityKey, Kind};
use crate::corpus::shown_path;
use crate::enrich::names::NameRef;
use crate::index::{Fields, IndexWriter};
use anyhow::Result;
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The archive is committed when this many articles or seconds have gathered: what a killed run loses at most.
const ARTICLES_PER_COMMIT: u64 = 5_000;
const TIME_PER_COMMIT: Duration = Duration::from_secs(2);
/// The index is committed more rarely, because each commit closes its segments; it catches up from the archive.
const TIME_PER_INDEX_COMMIT: Duration = Duration::from_secs(60);
/// As many problems of one file are told; the rest is counted.
const MAX_PROBLEMS: usize = 5;

pub struct Recorder {
    writer: ArchiveWriter,
    index: IndexWriter,
    authorities: &'static Authorities,
    /// Numbers of listed names in the archive.
    names: FxHashMap<EntityKey, i64>,
    /// The file whose chunks are coming in.
    open: Option<OpenInput>,
    orphaned_copies: Vec<String>,
    summary: Summary,
    advance: Advance,
    uncommitted: u64,
    last_commit: Instant,
    last_index_commit: Instant,
}

struct OpenInput {
    /// `None` where it turned out to be the copy of another: its articles are not written.
    number: Option<i64>,
    /// Articles that an interrupted run wrote already.
    already_held: u64,
    articles: u64,
    problems: Vec<String>,
    problem_count: usize,
    is_numbered: bool,
}

impl Recorder {
    pub fn new(writer: ArchiveWriter, index: IndexWriter, authorities: &'static Authorities) -> Self {
        Self {
            writer,
            index,
            authorities,
            names: FxHashMap::default(),
            open: None,
            orphaned_copies: Vec::new(),
            summary: Summary::default(),
            advance: Advance::default(),
            uncommitted: 0,
            last_commit: Instant::now(),
            last_index_commit: Instant::now(),
        }
    }

    pub fn fields(&self) -> Fields {
        self.index.fields()
    }

    pub fn archive_folder(&self) -> &Path {
        self.writer.archive().folder()
    }

    pub fn advance(&self) -> &Advance {
        &self.advance
    }

    /// Returns the copies that stand for themselves now, because what they were copies of has changed or gone.
    pub fn take_orphaned_copies(&mut self) -> Vec<String> {
        std::mem::take(&mut self.orphaned_copies)
    }

    /// Writes one step.
    pub fn record(&mut self, prepared: Prepared) -> Result<()> {
        let input = &*prepared.input;
        match prepared.outcome {
            Outcome::Unchanged => self.count(input.size, |summary| &mut summary.unchanged),
            Outcome::Touched => {
                self.writer.touch_input(&input.path, input.size, input.modified)?;
                self.uncommitted += 1;
                self.count(input.size, |summary| &mut summary.unchanged);
            }
            Outcome::Noted { state, reason } => {
                self.forget_articles(&input.path)?;
                self.writer.note_input(&new_input(input), state, &reason, None)?;
                self.uncommitted += 1;
                self.count(
                    input.size,
                    |summary| {
                        if state == InputState::Failed { &mut summary.failed } else { &mut summary.skipped }
                    },
                );
            }
            Outcome::Articles(records) => self.record_articles(input, records)?,
        }
        self.commit_when_due()
    }

    fn record_articles(&mut self, input: &Input, records: PreparedRecords) -> Result<()> {
        if records.is_first {
            self.open = Some(self.begin(input)?);
        }
        let mut open = self.open.take().expect("the first chunk of a file opens it");
        self.summary.bytes += records.bytes;
        self.advance.bytes += records.bytes;
        open.is_numbered |= records.articles.len() > 1 || !records.is_last;
        open.problem_count += records.problems.len();
        let room = MAX_PROBLEMS.saturating_sub(open.problems.len());
        open.problems.extend(records.problems.into_iter().take(room));
        for article in records.articles {
            open.articles += 1;
            let is_held = open.articles <= open.already_held;
            if let Some(number) = open.number
                && !is_held
            {
                let ordinal = open.is_numbered.then_some(open.articles);
                self.write_article(number, &input.path, ordinal, article)?;
            }
        }
        if records.is_last {
            return self.finish_input(open);
        }
        self.open = Some(open);
        Ok(())
    }

    fn begin(&mut self, input: &Input) -> Result<OpenInput> {
        let is_numbered = input.format.is_some_and(|format| format.records != crate::article::Records::Whole)
            && input.format.is_some_and(|format| format.records != crate::article::Records::JsonValues);
        let mut open =
            OpenInput { number: None, already_held: 0, articles: 0, problems: Vec::new(), problem_count: 0, is_numbered };
        let hash = input.hash.expect("a file that was opened has a fingerprint");
        if let Some(original) = self.writer.archive().input_with_bytes(&hash, &input.path)? {
            self.forget_articles(&input.path)?;
            let reason = format!("the same bytes as {}", original.path);
            self.writer.note_input(&new_input(input), InputState::Duplicate, &reason, Some(original.input))?;
            return Ok(open);
        }
        let known = self.writer.archive().input(&input.path)?;
        let goes_on = known.as_ref().is_some_and(|known| known.state == InputState::Reading && known.hash == Some(hash));
        if goes_on {
            open.already_held = known.map(|known| self.writer.articles_of(known.input)).transpose()?.unwrap_or(0);
        } else {
            self.forget_articles(&input.path)?;
        }
        open.number = Some(self.writer.begin_input(&new_input(input))?);
        Ok(open)
    }

    fn finish_input(&mut self, open: OpenInput) -> Result<()> {
        let Some(number) = open.number else {
            self.uncommitted += 1;
            self.count(0, |summary| &mut summary.duplicate);
            return Ok(());
        };
        let reason = reason_of(&open);
        let state = match (open.articles, open.problem_count) {
            (0, 0) => InputState::Skipped,
            (0, _) => InputState::Failed,
            _ => InputState::Indexed,
        };
        self.writer.finish_input(number, state, reason.as_deref(), open.articles)?;
        self.uncommitted += 1;
        self.summary.with_problems += u64::from(state == InputState::Indexed && open.problem_count > 0);
        self.count(0, |summary| match state {
            InputState::Skipped => &mut summary.skipped,
            InputState::Failed => &mut summary.failed,
            _ => &mut summary.indexed,
        });
        Ok(())
    }

    fn write_article(&mut self, input: i64, path: &str, ordinal: Option<u64>, prepared: PreparedArticle) -> Result<()> {
        let PreparedArticle { enriched, words, document } = prepared;
        let path = ordinal.map_or_else(|| path.to_string(), |ordinal| format!("{path}#{ordinal}"));
        let mut salt = 0;
        let (id, row) = loop {
            let id = article_id(&path, salt);
            let new = NewArticle { id: &id, input, ordinal, article: &enriched.article, words: words as u64 };
            match self.writer.add_article(&new)? {
                Some(row) => break (id, row),
                // Two paths in some hundred million share an id; the later one is told apart by a number.
                None => salt += 1,
            }
        };
        for found in &enriched.names {
            let name = match &found.name {
                NameRef::Listed(key) => self.listed_name(*key)?,
                NameRef::Unlisted { id, name, .. } => {
                    let kind = if found.kind == Kind::Place { "place" } else { "organization" };
                    self.writer.name(&Name { id, kind, label: name, parent: None, country: None, lat_lon: None })?
                }
            };
            self.writer.add_article_name(row, name, found.mentions, found.given)?;
        }
        self.index.add(document, row, &id, &path)?;
        self.uncommitted += 1;
        self.summary.articles_added += 1;
        self.advance.articles += 1;
        Ok(())
    }

    /// Returns the number of a listed name in the archive; it and all above it are written down at its first use.
    fn listed_name(&mut self, key: EntityKey) -> Result<i64> {
        if let Some(number) = self.names.get(&key) {
            return Ok(*number);
        }
        let entity = self.authorities.get(key);
        let above = entity.path.iter().rev().nth(1).copied();
        let parent = above.map(|above| self.listed_name(above)).transpose()?;
        let number = self.writer.name(&Name {
            id: &entity.id,
            kind: if entity.kind == Kind::Place { "place" } else { "organization" },
            label: entity.name,
            parent,
            country: entity.country,
            lat_lon: entity.lat_lon.map(|(lat, lon)| (rounded(lat), rounded(lon))),
        })?;
        self.names.insert(key, number);
        Ok(number)
    }

    /// Removes the articles that a path has in the archive. Copies of it are left without an original.
    fn forget_articles(&mut self, path: &str) -> Result<()> {
        let Some(known) = self.writer.archive().input(path)? else { return Ok(()) };
        for row in self.writer.remove_articles(known.input)? {
            self.index.remove(row);
            self.summary.articles_removed += 1;
            self.uncommitted += 1;
        }
        for copy in self.writer.copies_of(known.input)? {
            self.writer.forget_copy(&copy)?;
            self.orphaned_copies.push(copy);
        }
        Ok(())
    }

    /// Looks for files of the ledger that lie below the given paths and are no more; removes their articles where that is asked for.
    pub fn note_vanished(&mut self, paths: &[PathBuf], root: &Path, seen: &FxHashSet<u64>, prune: bool) -> Result<()> {
        let below: Vec<String> = paths.iter().map(|path| shown_path(path, root)).collect();
        let is_below = |path: &str| {
            below.iter().any(|folder| {
                folder.is_empty()
                    || path == folder
                    || path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
            })
        };
        let mut gone = Vec::new();
        self.writer.archive().for_each_input(|known| {
            let is_gone = is_below(&known.path) && !seen.contains(&path_hash(&known.path)) && !root.join(&known.path).exists();
            if is_gone {
                gone.push((known.input, known.path));
            }
            Ok(())
        })?;
        self.summary.vanished = gone.len() as u64;
        if prune {
            for (input, path) in gone {
                self.forget_articles(&path)?;
                self.writer.remove_input(input)?;
                self.summary.pruned += 1;
            }
        }
        Ok(())
    }

    /// Commits both stores and returns what was done.
    pub fn finish(mut self, was_interrupted: bool) -> Result<Summary> {
        if self.open.take().is_some() {
            self.summary.unfinished += 1;
            self.summary.files += 1;
        }
        let generation = self.writer.commit()?;
        self.index.commit(generation)?;
        self.index.finish()?;
        self.writer.finish(generation)?;
        self.summary.was_interrupted = was_interrupted;
        Ok(self.summary)
    }

    /// Commits the archive, so that the ledger can be read by others as it stands.
    pub fn commit(&mut self) -> Result<()> {
        self.writer.commit()?;
        self.uncommitted = 0;
        self.last_commit = Instant::now();
        Ok(())
    }

    fn commit_when_due(&mut self) -> Result<()> {
        let is_due =
            self.uncommitted >= ARTICLES_PER_COMMIT || (self.uncommitted > 0 && self.last_commit.elapsed() > TIME_PER_COMMIT);
        if !is_due {
            return Ok(());
        }
        self.commit()?;
        if self.last_index_commit.elapsed() > TIME_PER_INDEX_COMMIT {
            self.index.commit(self.writer.archive().generation()?)?;
            self.last_index_commit = Instant::now();
        }
        Ok(())
    }

    fn count(&mut self, bytes: u64, state: impl FnOnce(&mut Summary) -> &mut u64) {
        *state(&mut self.summary) += 1;
        self.summary.files += 1;
        self.advance.files += 1;
        self.advance.bytes += bytes;
    }
}

fn new_input(input: &Input) -> NewInput<'_> {
    NewInput {
        path: &input.path,
        size: input.size,
        modified: input.modified,
        hash: input.hash.as_ref(),
        format: input.format.map(|format| format.name),
    }
}

fn reason_of(open: &OpenInput) -> Option<String> {
    if open.problem_count == 0 {
        return (open.articles == 0).then(|| "it holds no articles".to_string());
    }
    let mut reason = open.problems.join("; ");
    let more = open.problem_count - open.problems.len();
    if more > 0 {
        reason.push_str(&format!("; and {more} more"));
    }
    Some(reason)
}

/// Returns the id of the article at a path: 12 hexadecimal digits that stay the same as long as the path does.
fn article_id(path: &str, salt: u32) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(path.as_bytes());
    if salt > 0 {
        hasher.update(&salt.to_le_bytes());
    }
    hasher.finalize().to_hex()[..12].to_string()
}

/// Degrees as they are printed: five decimals are a metre.
fn rounded(degrees: f32) -> f64 {
    (f64::from(degrees) * 100_000.0).round() / 100_000.0
}
