//! The seal: the BLAKE3 sum of archive.db as the last run left it, so that a flipped byte is found wherever it lies.
//!
//! SQLite keeps no checksums; its own check finds broken structure, not a changed letter. The seal is taken away before anything is
//! written and set again when a run ends. It is a line that `b3sum --check` reads.

use super::Archive;
use anyhow::{Context, Result};
use std::fs::File;
use std::path::{Path, PathBuf};

/// How archive.db stands to its seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// Every byte is as it was written.
    Whole,
    Broken,
    /// The last run did not end, so there is none.
    Missing,
}

impl Archive {
    pub(super) fn seal_exists(&self) -> bool {
        seal_path(self.folder()).exists()
    }

    /// Compares archive.db with its seal.
    pub fn seal(&self) -> Result<Seal> {
        let path = seal_path(self.folder());
        let Ok(line) = std::fs::read_to_string(&path) else { return Ok(Seal::Missing) };
        let is_whole = line.split_whitespace().next() == Some(sum(&self.folder().join("archive.db"))?.as_str());
        Ok(if is_whole { Seal::Whole } else { Seal::Broken })
    }
}

/// Takes the seal away, before archive.db is changed.
pub(super) fn remove(folder: &Path) -> Result<()> {
    let path = seal_path(folder);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("could not remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

/// Sets the seal; archive.db must hold all that was written, and its log nothing.
pub(super) fn set(folder: &Path) -> Result<()> {
    let path = seal_path(folder);
    let line = format!("{}  archive.db\n", sum(&folder.join("archive.db"))?);
    std::fs::write(&path, line).with_context(|| format!("could not write {}", path.display()))
}

fn seal_path(folder: &Path) -> PathBuf {
    folder.join("archive.db.b3")
}

fn sum(path: &Path) -> Result<String> {
    let file = File::open(path).with_context(|| format!("could not read {}", path.display()))?;
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file).with_context(|| format!("could not read {}", path.display()))?;
    Ok(hasher.finalize().to_hex().to_string())
}
