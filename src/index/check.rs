//! Verifies an index: its checksums, and that it holds what the archive holds.

use super::open;
use crate::archive::Archive;
use anyhow::Result;
use rustc_hash::FxHashSet;
use std::path::Path;

/// Returns the files of an index whose checksum is wrong.
pub fn damaged_files(folder: &Path) -> Result<Vec<String>> {
    let index = open(folder)?;
    match index.validate_checksum() {
        Ok(damaged) => {
            let mut names: Vec<String> = damaged.iter().map(|path| format!("{} is damaged", path.display())).collect();
            names.sort();
            Ok(names)
        }
        Err(error) => Ok(vec![error.to_string()]),
    }
}

/// Returns in what the index differs from the archive.
pub fn disagreements(archive: &Archive) -> Result<Vec<String>> {
    let index = open(&archive.index_folder())?;
    let searcher = index.reader()?.searcher();
    let mut indexed: FxHashSet<u64> = FxHashSet::default();
    let mut problems = Vec::new();
    for segment in searcher.segment_readers() {
        let rows = segment.fast_fields().u64("row")?;
        for doc in segment.doc_ids_alive() {
            if !rows.first(doc).is_some_and(|row| indexed.insert(row)) {
                problems.push("an article is in the index twice, or without its number".to_string());
            }
        }
    }
    let held = archive.rows()?;
    let missing = held.iter().filter(|row| !indexed.contains(row)).count();
    let surplus = indexed.len() + missing - held.len();
    if missing > 0 {
        problems.push(format!("{missing} articles of archive.db are not in the index"));
    }
    if surplus > 0 {
        problems.push(format!("{surplus} articles of the index are not in archive.db"));
    }
    problems.truncate(20);
    Ok(problems)
}
