//! Tar archives.

use super::{MemberWalk, Stop};
use crate::corpus::open::damage;
use std::io::Read;
use tar::Archive;

/// Sends the regular files of a tar, in their order; one that breaks off is read so far.
pub fn walk(bytes: &mut (impl Read + ?Sized), walk: &mut MemberWalk) -> Result<(), Stop> {
    let mut archive = Archive::new(bytes);
    let entries = match archive.entries() {
        Ok(entries) => entries,
        Err(error) => return walk.problem(&damage(&error)),
    };
    for entry in entries {
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(error) => return walk.problem(&format!("{}; what comes before was read", damage(&error))),
        };
        let kind = entry.header().entry_type();
        if kind.is_dir() || kind.is_pax_global_extensions() {
            continue;
        }
        if !kind.is_file() && !kind.is_contiguous() && !kind.is_gnu_sparse() {
            walk.skipped("link or device")?;
            continue;
        }
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        walk.entry(&path, &mut entry)?;
    }
    Ok(())
}
