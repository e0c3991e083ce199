//! Finds files, tells which have changed, and cuts them into chunks of records.

use super::{IngestConfig, PERMITS};
use crate::archive::{Archive, InputState};
use crate::article::Records;
use crate::corpus::{Chunk, FileReader, Found, FoundFile, NotOpened, open};
use anyhow::Result;
use crossbeam_channel::Sender;
use rustc_hash::{FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// One step of the work, in the order of files.
pub struct Work {
    pub sequence: u64,
    /// Permits that it holds.
    pub weight: usize,
    pub input: Arc<Input>,
    pub step: Step,
}

/// The file that a step belongs to.
#[derive(Debug)]
pub struct Input {
    pub path: String,
    pub size: u64,
    /// 0 where the next run must look at the bytes again.
    pub modified: i64,
    pub hash: Option<[u8; 16]>,
    /// What it is: `html`, `zip`.
    pub format: Option<&'static str>,
    /// How it is cut into records, `None` where it holds files.
    pub cutting: Option<Records>,
}

pub enum Step {
    /// Nothing changed since the last run.
    Unchanged,
    /// The file was touched, its bytes are the same.
    Touched,
    /// It is not read.
    Noted { state: InputState, reason: String },
    /// Some of its records.
    Records { chunk: Chunk, is_first: bool },
}

/// A file that was changed less than this before it was read may be changed again without its time showing it.
const RACY_NANOSECONDS: i64 = 2_000_000_000;
const WEIGHT_BYTES: usize = 256 << 10;

pub struct Reader<'a> {
    config: &'a IngestConfig,
    /// The ledger as it was last committed.
    archive: Archive,
    work: Sender<Work>,
    permits: Sender<()>,
    sequence: u64,
    seen: FxHashSet<u64>,
}

impl<'a> Reader<'a> {
    pub fn new(config: &'a IngestConfig, archive: Archive, work: Sender<Work>, permits: Sender<()>) -> Self {
        Self { config, archive, work, permits, sequence: 0, seen: FxHashSet::default() }
    }

    /// Reads all that lies below a path; returns `false` when it was interrupted or nobody listens any more.
    pub fn read_below(&mut self, path: &Path, interrupted: &AtomicBool) -> Result<bool> {
        for found in self.config.walk.below(path) {
            if interrupted.load(Ordering::Relaxed) {
                return Ok(false);
            }
            let goes_on = match found {
                Found::File(file) => self.read_file(&file, interrupted)?,
                Found::Other { shown, reason, is_fault } => {
                    let state = if is_fault { InputState::Failed } else { InputState::Skipped };
                    let input = Input { path: shown, size: 0, modified: 0, hash: None, format: None, cutting: None };
                    self.note_seen(&input.path) || self.send(Arc::new(input), 0, Step::Noted { state, reason })
                }
            };
            if !goes_on {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Returns the hashes of all paths that were met.
    pub fn into_seen(self) -> FxHashSet<u64> {
        self.seen
    }

    fn read_file(&mut self, file: &FoundFile, interrupted: &AtomicBool) -> Result<bool> {
        if self.note_seen(&file.shown) {
            return Ok(true);
        }
        let known = self.archive.input(&file.shown)?.filter(|known| known.state != InputState::Reading);
        let was_read = known.as_ref().filter(|known| {
            let is_forced = self.config.format.is_some() && known.state != InputState::Indexed;
            !self.config.reread && !is_forced
        });
        let input = |hash, size, reader: Option<&FileReader>| {
            let is_racy = now_nanoseconds() - file.modified < RACY_NANOSECONDS;
            Arc::new(Input {
                path: file.shown.clone(),
                size,
                modified: if is_racy { 0 } else { file.modified },
                hash,
                format: reader.map(FileReader::format_name),
                cutting: reader.and_then(FileReader::cutting),
            })
        };
        // A file that could not be read at all may be readable now, with nothing in its times to show it.
        let is_unchanged = was_read.is_some_and(|known| {
            known.hash.is_some() && known.modified != 0 && known.modified == file.modified && known.size == file.size
        });
        if is_unchanged {
            return Ok(self.send(input(None, file.size, None), 0, Step::Unchanged));
        }
        let (hash, opened) = open(file, self.config.format);
        let has_same_bytes = hash.is_some() && was_read.is_some_and(|known| known.hash == hash);
        if has_same_bytes {
            return Ok(self.send(input(hash, file.size, None), 0, Step::Touched));
        }
        match opened {
            Ok(mut opened) => {
                let input = input(hash, opened.size, Some(&opened.reader));
                let mut is_first = true;
                loop {
                    if interrupted.load(Ordering::Relaxed) {
                        return Ok(false);
                    }
                    let chunk = opened.reader.next_chunk();
                    let (is_last, bytes) = (chunk.is_last, chunk.bytes.len());
                    if !self.send(input.clone(), bytes, Step::Records { chunk, is_first }) {
                        return Ok(false);
                    }
                    if is_last {
                        return Ok(true);
                    }
                    is_first = false;
                }
            }
            Err(NotOpened::Skipped(reason)) => {
                Ok(self.send(input(hash, file.size, None), 0, Step::Noted { state: InputState::Skipped, reason }))
            }
            Err(NotOpened::Failed(reason)) => {
                Ok(self.send(input(hash, file.size, None), 0, Step::Noted { state: InputState::Failed, reason }))
            }
        }
    }

    /// Writes a path down as met; returns whether it was met before, as when paths overlap.
    fn note_seen(&mut self, path: &str) -> bool {
        !self.seen.insert(path_hash(path))
    }

    /// Waits until there is room and passes a step on; returns `false` when nobody listens any more.
    fn send(&mut self, input: Arc<Input>, bytes: usize, step: Step) -> bool {
        let weight = (1 + bytes / WEIGHT_BYTES).min(PERMITS);
        for _ in 0..weight {
            if self.permits.send(()).is_err() {
                return false;
            }
        }
        let work = Work { sequence: self.sequence, weight, input, step };
        self.sequence += 1;
        self.work.send(work).is_ok()
    }
}

/// Returns the hash of a path by which the run remembers what it met.
pub fn path_hash(path: &str) -> u64 {
    let mut hasher = FxHasher::default();
    path.hash(&mut hasher);
    hasher.finish()
}

fn now_nanoseconds() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_nanos()).unwrap_or(i64::MAX)
}
