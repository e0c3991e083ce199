//! The one who writes: articles, names and ledger into the archive, documents into the index, in the order of files.

use super::names::NameBook;
use super::prepare::{Outcome, Prepared, PreparedArticle, PreparedRecords, Problem};
use super::read::{Input, path_hash};
use super::{Advance, Summary};
use crate::analysis::Lexicon;
use crate::archive::{ArchiveWriter, Closing, InputState, NewArticle, NewInput, Standing};
use crate::article::{Records, Withdrawal};
use crate::authority::ledger::Ledger;
use crate::corpus::{Fault, Member, Walk, passed_over, shown_path};
use crate::enrich::names::WhichNames;
use crate::index::{Fields, IndexWriter};
use anyhow::Result;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The archive is committed when this many articles or seconds have gathered: what a killed run loses at most.
const ARTICLES_PER_COMMIT: u64 = 5_000;
const TIME_PER_COMMIT: Duration = Duration::from_secs(2);
/// The index is committed more rarely, because each commit closes its segments; it catches up from the archive.
const TIME_PER_INDEX_COMMIT: Duration = Duration::from_secs(60);
/// Below the archive's folder: where standard input is kept while it is read.
pub const STDIN_FOLDER: &str = "stdin";
/// As many problems of one file are told; the rest is counted.
const MAX_PROBLEMS: usize = 5;

pub struct Recorder {
    writer: ArchiveWriter,
    index: IndexWriter,
    /// Which names the articles get, as the ledger says it.
    names_kept: &'static str,
    names: NameBook,
    /// The file whose chunks are coming in.
    open: Option<OpenInput>,
    orphaned_copies: Vec<String>,
    summary: Summary,
    advance: Advance,
    uncommitted: u64,
    /// Whether articles went since the last commit of the index.
    has_removed: bool,
    last_commit: Instant,
    last_index_commit: Instant,
}

struct OpenInput {
    /// `None` where it turned out to be the copy of another: its articles are not written.
    number: Option<i64>,
    /// Articles that an interrupted run wrote already.
    already_held: u64,
    articles: u64,
    /// Records that were met, articles or not.
    records: u64,
    problems: Vec<Fault>,
    problem_count: usize,
    is_numbered: bool,
    /// The file in the file that articles were written of last, and how many.
    member: Option<Arc<Member>>,
    member_articles: u64,
    /// Files in the file that are no articles, by the reason.
    skipped: BTreeMap<String, u64>,
    /// What its records hold instead of articles, and how many.
    not_articles: BTreeMap<String, u64>,
    /// Articles of which the archive has a later version, and those that their agency withdrew.
    outdated: u64,
    withdrawn: u64,
    /// Articles that it takes back.
    withdraws: u64,
    /// Whether what was read from the file's former content is still there, until the first of its new one replaces it.
    has_former: bool,
    /// Articles of it.
    former_articles: u64,
    has_same_bytes: bool,
}

/// What becomes of the copies of a file whose articles go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Copies {
    /// The file has changed or gone: they are read for themselves.
    StandForThemselves,
    /// The file is read again with the same bytes.
    StayCopies,
}

impl Recorder {
    pub fn new(writer: ArchiveWriter, index: IndexWriter, names: Option<WhichNames>, ledger: Arc<Ledger>) -> Self {
        Self {
            writer,
            index,
            names_kept: names.map_or("off", WhichNames::name),
            names: NameBook::new(ledger),
            open: None,
            orphaned_copies: Vec::new(),
            summary: Summary::default(),
            advance: Advance::default(),
            uncommitted: 0,
            has_removed: false,
            last_commit: Instant::now(),
            last_index_commit: Instant::now(),
        }
    }

    pub fn fields(&self) -> Fields {
        self.index.fields()
    }

    pub fn lexicon(&self) -> Lexicon {
        self.index.lexicon()
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
                let reason = match self.articles_kept(&input.path, state)? {
                    0 => reason,
                    kept => format!("{reason}; {kept} articles that were read from it before are kept"),
                };
                self.writer.note_input(&new_input(input, self.names_kept), state, &reason, None)?;
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
        let is_one_record = input.cutting == Some(Records::Whole);
        open.is_numbered |= records.articles.len() > 1 || (!records.is_last && !is_one_record);
        for reason in records.skipped {
            *open.skipped.entry(reason).or_default() += 1;
        }
        for what in records.not_articles {
            *open.not_articles.entry(what).or_default() += 1;
        }
        open.problem_count += records.problems.len();
        let has_many = open.is_numbered || records.records > 1;
        for problem in records.problems {
            let fault = match problem {
                Problem::OfFile(fault) => fault,
                Problem::OfRecord(record, what) if has_many => Fault::new(format!("record {}", open.records + record + 1), what),
                Problem::OfRecord(_, what) => Fault::new("", what),
            };
            // What is wrong with the whole is told even where much is wrong with its parts.
            let room = if fault.place.is_empty() { 2 * MAX_PROBLEMS } else { MAX_PROBLEMS };
            if open.problems.len() < room {
                open.problems.push(fault);
            }
        }
        open.records += records.records;
        for article in records.articles {
            open.articles += 1;
            let ordinal = open.ordinal(&article);
            let is_held = open.articles <= open.already_held;
            if let Some(number) = open.number
                && !is_held
            {
                self.replace_former(&mut open, input)?;
                match self.write_article(number, &input.path, ordinal, article)? {
                    Standing::Newest => {}
                    Standing::Outdated => open.outdated += 1,
                    Standing::Withdrawn => open.withdrawn += 1,
                }
            }
        }
        for withdrawal in records.withdrawals {
            open.withdraws += 1;
            if let Some(number) = open.number {
                self.replace_former(&mut open, input)?;
                self.withdraw(number, &withdrawal)?;
            }
        }
        if records.is_last {
            return self.finish_input(open, input);
        }
        self.open = Some(open);
        Ok(())
    }

    fn begin(&mut self, input: &Input) -> Result<OpenInput> {
        let is_numbered = input.cutting.is_some_and(|cutting| !matches!(cutting, Records::Whole | Records::JsonValues));
        let mut open = OpenInput {
            number: None,
            already_held: 0,
            articles: 0,
            records: 0,
            problems: Vec::new(),
            problem_count: 0,
            is_numbered,
            member: None,
            member_articles: 0,
            skipped: BTreeMap::new(),
            not_articles: BTreeMap::new(),
            outdated: 0,
            withdrawn: 0,
            withdraws: 0,
            has_former: false,
            former_articles: 0,
            has_same_bytes: false,
        };
        let hash = input.hash.expect("a file that was opened has a fingerprint");
        if let Some(original) = self.writer.archive().input_with_bytes(&hash, &input.path)? {
            self.forget_articles(&input.path, Copies::StandForThemselves)?;
            let reason = format!("the same bytes as {}", original.path);
            self.writer.note_input(&new_input(input, self.names_kept), InputState::Duplicate, &reason, Some(original.input))?;
            return Ok(open);
        }
        let known = self.writer.archive().input(&input.path)?;
        let goes_on = known.as_ref().is_some_and(|known| known.state == InputState::Reading && known.hash == Some(hash));
        let held = known.as_ref().map(|known| self.writer.articles_of(known.input)).transpose()?.unwrap_or(0);
        if goes_on {
            open.already_held = held;
        } else {
            open.has_former = known.is_some();
            open.former_articles = held;
            open.has_same_bytes = known.as_ref().is_some_and(|known| known.hash == Some(hash));
        }
        let is_replacing = open.former_articles > 0;
        let new = NewInput { hash: input.hash.as_ref().filter(|_| !is_replacing), ..new_input(input, self.names_kept) };
        open.number = Some(self.writer.begin_input(&new)?);
        Ok(open)
    }

    /// Removes what was read from a file before, when the first article or notice of its new content is at hand: a file that has become unreadable
    /// must not take its articles with it.
    fn replace_former(&mut self, open: &mut OpenInput, input: &Input) -> Result<()> {
        if !std::mem::take(&mut open.has_former) {
            return Ok(());
        }
        open.former_articles = 0;
        let copies = if open.has_same_bytes { Copies::StayCopies } else { Copies::StandForThemselves };
        self.forget_articles(&input.path, copies)?;
        if let (Some(number), Some(hash)) = (open.number, &input.hash) {
            self.writer.set_hash(number, hash)?;
        }
        Ok(())
    }

    fn finish_input(&mut self, mut open: OpenInput, input: &Input) -> Result<()> {
        let Some(number) = open.number else {
            self.uncommitted += 1;
            self.count(0, |summary| &mut summary.duplicate);
            return Ok(());
        };
        let mut closing = closing_of(&open);
        let has_failed = open.articles == 0 && open.problem_count > 0;
        let mut held = open.articles - open.outdated - open.withdrawn;
        if has_failed && open.former_articles > 0 {
            held = open.former_articles;
            closing.reason =
                closing.reason.map(|reason| format!("{reason}; {held} articles that were read from it before are kept"));
            if let Some(hash) = &input.hash {
                self.writer.set_hash(number, hash)?;
            }
        } else {
            self.replace_former(&mut open, input)?;
        }
        let state = match (open.articles + open.withdraws, open.problem_count) {
            (0, 0) => InputState::Skipped,
            (0, _) => InputState::Failed,
            _ => InputState::Indexed,
        };
        self.writer.finish_input(number, state, &closing, held)?;
        self.uncommitted += 1;
        self.summary.with_problems += u64::from(state == InputState::Indexed && open.problem_count > 0);
        self.count(0, |summary| match state {
            InputState::Skipped => &mut summary.skipped,
            InputState::Failed => &mut summary.failed,
            _ => &mut summary.indexed,
        });
        Ok(())
    }

    /// Writes an article, unless a later version of it is there.
    fn write_article(&mut self, input: i64, path: &str, ordinal: Option<u64>, prepared: PreparedArticle) -> Result<Standing> {
        let PreparedArticle { enriched, document, member, .. } = prepared;
        let mut path = path.to_string();
        if let Some(member) = &member {
            path.push('/');
            path.push_str(&member.path);
        }
        if let Some(ordinal) = ordinal {
            path.push_str(&format!("#{ordinal}"));
        }
        if let (Some(guid), Some(version)) = (&enriched.article.guid, enriched.article.version) {
            let (standing, replaced) = self.writer.standing(guid, version, &path)?;
            if standing != Standing::Newest {
                return Ok(standing);
            }
            for row in replaced {
                self.remove_article(row, &format!("version {version} of an article is in {path}"))?;
            }
        }
        let words = document.streams.words as u64;
        let mut salt = 0;
        let (id, row) = loop {
            let id = article_id(&path, salt);
            let member = member.as_deref().map(|member| member.path.as_str());
            let new = NewArticle { id: &id, input, member, ordinal, article: &enriched.article, words };
            match self.writer.add_article(&new)? {
                Some(row) => break (id, row),
                // A run that was broken off wrote it already.
                None if self.writer.is_written(&new)? => return Ok(Standing::Newest),
                // Two paths in some hundred million share an id; the later one is told apart by a number.
                None => salt += 1,
            }
        };
        for name in self.names.references(&mut self.writer, &enriched.names.names)? {
            self.writer.add_article_name(row, &name)?;
        }
        self.index.add(document, row, &id)?;
        self.uncommitted += 1;
        self.summary.articles_added += 1;
        self.advance.articles += 1;
        Ok(Standing::Newest)
    }

    /// Takes back what an agency withdraws, now and should it come later.
    fn withdraw(&mut self, input: i64, withdrawal: &Withdrawal) -> Result<()> {
        for row in self.writer.withdraw(input, withdrawal)? {
            self.remove_article(row, "its agency withdrew an article")?;
        }
        self.uncommitted += 1;
        Ok(())
    }

    fn remove_article(&mut self, row: u64, why: &str) -> Result<()> {
        self.writer.remove_article(row, why)?;
        self.index.remove(row)?;
        self.summary.articles_removed += 1;
        self.uncommitted += 1;
        self.has_removed = true;
        Ok(())
    }

    /// Returns how many articles of an input are kept although it could not be read; those of one that is no article any more go.
    fn articles_kept(&mut self, path: &str, state: InputState) -> Result<u64> {
        if state != InputState::Failed {
            self.forget_articles(path, Copies::StandForThemselves)?;
            return Ok(0);
        }
        let known = self.writer.archive().input(path)?;
        known.map_or(Ok(0), |known| self.writer.articles_of(known.input))
    }

    /// Removes the articles that a path has in the archive.
    fn forget_articles(&mut self, path: &str, copies: Copies) -> Result<()> {
        let Some(known) = self.writer.archive().input(path)? else { return Ok(()) };
        for row in self.writer.remove_articles(known.input)? {
            self.index.remove(row)?;
            self.summary.articles_removed += 1;
            self.uncommitted += 1;
            self.has_removed = true;
        }
        if copies == Copies::StandForThemselves {
            for copy in self.writer.copies_of(known.input)? {
                self.writer.forget_copy(&copy)?;
                self.orphaned_copies.push(copy);
            }
        }
        Ok(())
    }

    /// Looks for files of the ledger that lie below the given paths and are no more; removes their articles where that is asked for.
    pub fn note_vanished(&mut self, paths: &[PathBuf], walk: &Walk, seen: &FxHashSet<u64>, prune: bool) -> Result<()> {
        let root = walk.root.as_path();
        let below: Vec<String> = paths.iter().map(|path| shown_path(path, root)).collect();
        let within = |path: &str, folder: &str| {
            folder.is_empty() || path == folder || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
        };
        // What came from standard input never had a file to be gone.
        let stdin = shown_path(&walk.archive_folder.join(STDIN_FOLDER), root);
        let (mut gone, mut readable_again) = (Vec::new(), Vec::new());
        self.writer.archive().for_each_input(|known| {
            let is_wanted = below.iter().any(|folder| within(&known.path, folder)) && !within(&known.path, &stdin);
            if !is_wanted || seen.contains(&path_hash(&known.path)) {
                return Ok(());
            }
            // A folder that cannot be entered hides its files; they are not gone.
            match root.join(&known.path).try_exists() {
                Ok(false) => gone.push((known.input, known.path)),
                Ok(true) if known.state == InputState::Failed && known.hash.is_none() => readable_again.push(known.input),
                _ => {}
            }
            Ok(())
        })?;
        for input in readable_again {
            self.writer.remove_input(input)?;
        }
        self.summary.vanished = gone.len() as u64;
        if prune {
            for (input, path) in gone {
                self.forget_articles(&path, Copies::StandForThemselves)?;
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
        // Readers meet articles in the index that the archive no longer has until it follows, so it follows at once.
        if self.has_removed || self.last_index_commit.elapsed() > TIME_PER_INDEX_COMMIT {
            self.index.commit(self.writer.archive().generation()?)?;
            self.last_index_commit = Instant::now();
            self.has_removed = false;
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

fn new_input<'a>(input: &'a Input, names: &'a str) -> NewInput<'a> {
    NewInput {
        path: &input.path,
        size: input.size,
        modified: input.modified,
        hash: input.hash.as_ref(),
        format: input.format,
        names,
    }
}

impl OpenInput {
    /// Returns the number of the next article in its file, or in the file in the file; `None` where that is the article.
    fn ordinal(&mut self, article: &PreparedArticle) -> Option<u64> {
        let Some(member) = &article.member else { return self.is_numbered.then_some(self.articles) };
        if self.member.as_ref().is_none_or(|open| open.path != member.path) {
            self.member = Some(member.clone());
            self.member_articles = 0;
        }
        self.member_articles += 1;
        (member.has_many || article.is_one_of_many).then_some(self.member_articles)
    }
}

/// Returns what the ledger keeps of an input beside its articles.
fn closing_of(open: &OpenInput) -> Closing {
    let mut faults: Vec<String> = open.problems.iter().map(Fault::to_string).collect();
    let more = open.problem_count - open.problems.len();
    if more > 0 {
        faults.push(format!("and {more} more"));
    }
    if open.articles + open.withdraws == 0 && open.problem_count == 0 {
        let instead: Vec<&str> = open.not_articles.keys().take(MAX_PROBLEMS).map(String::as_str).collect();
        faults.push(if instead.is_empty() { "it holds no articles".to_string() } else { instead.join("; ") });
    }
    let counted =
        |count: u64, one: &str, many: &str| (count > 0).then(|| format!("{count} {}", if count == 1 { one } else { many }));
    let mut notes = Vec::new();
    notes.extend(counted(open.outdated, "article is there in a later version", "articles are there in later versions"));
    notes.extend(counted(open.withdrawn, "article was withdrawn by its agency", "articles were withdrawn by their agency"));
    notes.extend(counted(open.withdraws, "article is taken back by it", "articles are taken back by it"));
    if open.articles + open.withdraws > 0 {
        notes.extend(open.not_articles.iter().take(MAX_PROBLEMS).map(|(what, count)| format!("{count} of its records: {what}")));
    }
    notes.extend(passed_over(&open.skipped));
    let joined = |parts: Vec<String>| (!parts.is_empty()).then(|| parts.join("; "));
    Closing { reason: joined(faults), problems: open.problems.clone(), note: joined(notes) }
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
