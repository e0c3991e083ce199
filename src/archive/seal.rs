//! The seal: the BLAKE3 sums of archive.db and of the index's files as the last run left them, so that a flipped byte is found wherever
//! it lies.
//!
//! SQLite keeps no checksums; its own check finds broken structure, not a changed letter. The seal is taken away before anything is
//! written and set again when a run ends. `b3sum --check seal.b3` reads it, in the archive's folder.

use super::Archive;
use anyhow::{Context, Result};
use std::fs::File;
use std::path::{Path, PathBuf};

/// How an archive stands to its seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seal {
    /// Every byte is as it was written.
    Whole,
    /// These files are not.
    Broken(Vec<String>),
    /// The last run did not end, so there is none.
    Missing,
}

impl Archive {
    /// Compares the archive with its seal.
    pub fn seal(&self) -> Result<Seal> {
        let Ok(sealed) = std::fs::read_to_string(seal_path(self.folder())) else { return Ok(Seal::Missing) };
        let found = sums(self.folder())?;
        if sealed == found {
            return Ok(Seal::Whole);
        }
        let name = |line: &str| line.split_once("  ").map_or("seal.b3", |(_, name)| name).to_string();
        let other = |lines: &str, than: &str| -> Vec<String> {
            lines.lines().filter(|line| !than.lines().any(|other| other == *line)).map(name).collect()
        };
        let mut broken = other(&found, &sealed);
        broken.extend(other(&sealed, &found));
        broken.sort();
        broken.dedup();
        Ok(Seal::Broken(broken))
    }

    /// Takes the seal away, before the archive is changed.
    pub fn break_seal(&self) -> Result<()> {
        let path = seal_path(self.folder());
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("could not remove {}", path.display()))
            }
            _ => Ok(()),
        }
    }

    /// Brings the archive to rest: the log is written into archive.db, so that a copy of that one file is whole, and all files are sealed.
    pub fn settle(&self) -> Result<()> {
        self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        // At rest the file needs no log: a reader then opens one file instead of making three, and read-only media serve. While others
        // read, it stays as it is.
        let _: Result<String, _> = self.db.pragma_update_and_check(None, "journal_mode", "delete", |row| row.get(0));
        let path = seal_path(self.folder());
        // It gets its name when it is whole: half a seal would call a sound archive damaged.
        let unfinished = path.with_extension("new");
        std::fs::write(&unfinished, sums(self.folder())?)
            .and_then(|()| std::fs::rename(&unfinished, &path))
            .with_context(|| format!("could not write {}", path.display()))
    }

    pub(super) fn has_seal(&self) -> bool {
        seal_path(self.folder()).exists()
    }
}

fn seal_path(folder: &Path) -> PathBuf {
    folder.join("seal.b3")
}

/// Returns a line for archive.db and one for each file of the index, by name. Lock files hold nothing.
fn sums(folder: &Path) -> Result<String> {
    let mut lines = line(folder, "archive.db")?;
    let mut names: Vec<String> = match std::fs::read_dir(folder.join("index")) {
        Ok(entries) => entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect(),
        Err(_) => Vec::new(),
    };
    names.retain(|name| !name.ends_with(".lock"));
    names.sort();
    for name in names {
        lines.push_str(&line(folder, &format!("index/{name}"))?);
    }
    Ok(lines)
}

fn line(folder: &Path, name: &str) -> Result<String> {
    let path = folder.join(name);
    let failed = || format!("could not read {}", path.display());
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(&path).with_context(failed)?).with_context(failed)?;
    Ok(format!("{}  {name}\n", hasher.finalize().to_hex()))
}
