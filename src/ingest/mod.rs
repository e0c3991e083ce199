//! From files to an archive: one thread finds and cuts files, workers parse and enrich, one thread writes in the order of the files.
//!
//! Rule kept here: what is written does not depend on threads or timing, memory does not depend on the corpus, and every input ends in
//! the ledger.

mod names;
mod prepare;
mod read;
mod record;
mod renames;

use crate::archive::{Archive, ArchiveWriter};
use crate::article::Format;
use crate::authority::ledger::Ledger;
use crate::corpus::{Found, Walk};
use crate::enrich::names::WhichNames;
use crate::index::{Effort, IndexWriter};
use anyhow::Result;
pub use names::lists;
use prepare::{Prepared, prepare};
use read::{Reader, Work};
use record::Recorder;
pub use record::STDIN_FOLDER;
pub use renames::{Applied, apply_names, unknown_ids};
use rustc_hash::FxHashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What to index, and how.
pub struct IngestConfig {
    pub paths: Vec<PathBuf>,
    pub walk: Walk,
    /// Read every file as this format.
    pub format: Option<&'static Format>,
    /// `None`: no names at all.
    pub names: Option<WhichNames>,
    /// Read files anew that have not changed.
    pub reread: bool,
    /// Remove the articles of files that are gone.
    pub prune: bool,
    /// The day of reading: no article is dated later.
    pub read_on: jiff::civil::Date,
    pub workers: usize,
    pub index_memory_bytes: usize,
}

/// How far a run has come.
#[derive(Debug, Default, Clone)]
pub struct Advance {
    pub files: u64,
    pub bytes: u64,
    /// Articles written in this run.
    pub articles: u64,
}

/// What a run did. Each input is counted once: `files` is the sum of the six states below it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Summary {
    pub files: u64,
    pub indexed: u64,
    pub unchanged: u64,
    pub duplicate: u64,
    pub skipped: u64,
    pub failed: u64,
    /// Broken off by an interruption; the next run goes on with them.
    pub unfinished: u64,
    /// Inputs that were indexed, but of which some part could not be read.
    pub with_problems: u64,
    pub bytes: u64,
    pub articles_added: u64,
    pub articles_removed: u64,
    /// Files of the ledger, below the given paths, that are no more.
    pub vanished: u64,
    pub pruned: u64,
    pub was_interrupted: bool,
}

/// Chunks that may be under way at once, counted in quarters of a MiB: a record of the largest size fills it alone.
const PERMITS: usize = 128;

/// Indexes what the configuration names. `advanced` is told after every file or chunk, `say` what the user should know.
pub fn ingest(
    config: &IngestConfig,
    archive: Archive,
    lock: crate::archive::WriteLock,
    interrupted: &AtomicBool,
    mut advanced: impl FnMut(&Advance),
    say: impl Fn(&str),
) -> Result<Summary> {
    let effort = Effort::new(bytes_below(config), config.index_memory_bytes);
    let index = IndexWriter::open(&archive, effort, &say)?;
    let ledger = Arc::new(archive.applied_ledger()?);
    let mut recorder = Recorder::new(ArchiveWriter::new(archive, lock)?, index, config.names, ledger.clone());
    let mut paths = config.paths.clone();
    let mut is_first_pass = true;
    while !paths.is_empty() {
        recorder.commit()?;
        let seen = run_pass(config, &ledger, &paths, &mut recorder, interrupted, &mut advanced)?;
        if is_first_pass && !interrupted.load(Ordering::Relaxed) {
            recorder.note_vanished(&config.paths, &config.walk, &seen, config.prune)?;
        }
        is_first_pass = false;
        // Copies of a file that was changed or removed now stand for themselves.
        paths = recorder.take_orphaned_copies().iter().map(|shown| config.walk.root.join(shown)).collect();
        paths.retain(|path| path.exists());
    }
    recorder.finish(interrupted.load(Ordering::Relaxed))
}

/// Returns about how much there is to read; it counts no further than what is much.
fn bytes_below(config: &IngestConfig) -> u64 {
    const MUCH: u64 = 64 << 20;
    const MANY_FILES: usize = 5_000;
    let mut bytes = 0;
    for (count, found) in config.paths.iter().flat_map(|path| config.walk.below(path)).enumerate() {
        if let Found::File(file) = found {
            bytes += file.size;
        }
        if bytes > MUCH || count > MANY_FILES {
            return MUCH;
        }
    }
    bytes
}

/// Reads all files below the paths and writes them; returns the hashes of the paths that were met.
fn run_pass(
    config: &IngestConfig,
    ledger: &Arc<Ledger>,
    paths: &[PathBuf],
    recorder: &mut Recorder,
    interrupted: &AtomicBool,
    advanced: &mut impl FnMut(&Advance),
) -> Result<rustc_hash::FxHashSet<u64>> {
    let (work_out, work_in) = crossbeam_channel::bounded::<Work>(PERMITS);
    let (done_out, done_in) = crossbeam_channel::bounded::<Prepared>(PERMITS);
    let (permit_out, permit_in) = crossbeam_channel::bounded::<()>(PERMITS);
    let (fields, lexicon) = (recorder.fields(), recorder.lexicon());
    let reading_archive = Archive::open(recorder.archive_folder())?;
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || {
            let mut reader = Reader::new(config, reading_archive, work_out, permit_out);
            for path in paths.iter().filter(|path| std::fs::symlink_metadata(path).is_ok()) {
                if !reader.read_below(path, interrupted)? {
                    break;
                }
            }
            Ok(reader.into_seen())
        });
        for _ in 0..config.workers {
            let (work_in, done_out, lexicon) = (work_in.clone(), done_out.clone(), lexicon.clone());
            scope.spawn(move || prepare(config, ledger, &fields, lexicon, work_in, done_out));
        }
        drop((work_in, done_out));
        let written = write_in_order(recorder, done_in, permit_in, advanced);
        let seen = match reader.join() {
            Ok(seen) => seen,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        written?;
        seen
    })
}

/// Writes what the workers prepared in the order in which it was read.
fn write_in_order(
    recorder: &mut Recorder,
    done: crossbeam_channel::Receiver<Prepared>,
    permits: crossbeam_channel::Receiver<()>,
    advanced: &mut impl FnMut(&Advance),
) -> Result<()> {
    let mut waiting: FxHashMap<u64, Prepared> = FxHashMap::default();
    let mut next = 0;
    for prepared in done {
        waiting.insert(prepared.sequence, prepared);
        while let Some(prepared) = waiting.remove(&next) {
            next += 1;
            let weight = prepared.weight;
            recorder.record(prepared)?;
            for _ in 0..weight {
                permits.try_recv().expect("the reader took a permit for each unit of weight");
            }
            advanced(recorder.advance());
        }
    }
    Ok(())
}
