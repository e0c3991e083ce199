//! Finds the input files below the given paths, in a fixed order.

use crate::article::FORMATS;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use walkdir::{DirEntry, WalkDir};

/// What a walk meets.
#[derive(Debug)]
pub enum Found {
    File(FoundFile),
    /// Something that is no readable file, with the reason.
    Other {
        shown: String,
        reason: String,
        is_fault: bool,
    },
}

/// A regular file.
#[derive(Debug, Clone)]
pub struct FoundFile {
    pub path: PathBuf,
    /// As it is shown and kept: relative to the archive's root where it lies below it, with `/`.
    pub shown: String,
    /// Bytes.
    pub size: u64,
    /// Nanoseconds since 1970.
    pub modified: i64,
}

/// How to walk.
#[derive(Debug, Clone)]
pub struct Walk {
    /// Relative paths start here.
    pub root: PathBuf,
    /// Never entered: the archive itself.
    pub archive_folder: PathBuf,
    pub follow_links: bool,
    /// Whether names that begin with a dot are entered.
    pub hidden: bool,
}

impl Walk {
    /// Returns what lies at or below `path`, sorted by name within each folder.
    pub fn below(&self, path: &Path) -> impl Iterator<Item = Found> {
        let this = self.clone();
        let kept = self.clone();
        WalkDir::new(path)
            .follow_links(self.follow_links)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(move |entry| kept.enters(entry))
            .filter_map(move |entry| this.found(entry))
    }

    fn enters(&self, entry: &DirEntry) -> bool {
        let is_hidden = entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".");
        let is_archive = entry.file_type().is_dir() && entry.path().join("archive.db").exists() && self.is_archive(entry.path());
        (self.hidden || !is_hidden) && !is_archive
    }

    fn is_archive(&self, path: &Path) -> bool {
        match (path.canonicalize(), self.archive_folder.canonicalize()) {
            (Ok(path), Ok(archive)) => path == archive,
            _ => false,
        }
    }

    fn found(&self, entry: walkdir::Result<DirEntry>) -> Option<Found> {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let shown = error.path().map_or_else(String::new, |path| shown_path(path, &self.root));
                let reason = if error.loop_ancestor().is_some() {
                    "a link that leads back to a folder above it".to_string()
                } else {
                    error.io_error().map_or_else(|| error.to_string(), std::io::Error::to_string)
                };
                return Some(Found::Other { shown, reason, is_fault: true });
            }
        };
        let shown = shown_path(entry.path(), &self.root);
        let kind = entry.file_type();
        if kind.is_file() && entry.path().to_str().is_none() {
            let reason = "its path is not UTF-8 and could not be told from others; rename it".to_string();
            return Some(Found::Other { shown, reason, is_fault: true });
        }
        if kind.is_dir() {
            return is_named_like_an_article(entry.path()).then(|| Found::Other {
                shown,
                reason: "a folder that is named like a file; the files in it are read".to_string(),
                is_fault: false,
            });
        }
        if kind.is_symlink() {
            let reason = "a symbolic link; --follow reads what it points to".to_string();
            return Some(Found::Other { shown, reason, is_fault: false });
        }
        if !kind.is_file() {
            let reason = "not a regular file (a device, pipe or socket)".to_string();
            return Some(Found::Other { shown, reason, is_fault: false });
        }
        match entry.metadata() {
            Ok(metadata) => Some(Found::File(FoundFile {
                path: entry.into_path(),
                shown,
                size: metadata.len(),
                modified: modified_nanoseconds(&metadata),
            })),
            Err(error) => Some(Found::Other { shown, reason: error.to_string(), is_fault: true }),
        }
    }
}

pub(super) fn modified_nanoseconds(metadata: &std::fs::Metadata) -> i64 {
    let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.and_then(|duration| i64::try_from(duration.as_nanos()).ok()).unwrap_or(0)
}

/// Returns a path as it is shown and kept: relative to `root` where it lies below it, with `/` on every system. Bytes that are not
/// UTF-8 come as `%FF`.
pub fn shown_path(path: &Path, root: &Path) -> String {
    let clean = absolute(path);
    let below = clean.strip_prefix(root).unwrap_or(&clean);
    let mut shown = String::new();
    for chunk in below.as_os_str().as_encoded_bytes().utf8_chunks() {
        shown.push_str(chunk.valid());
        for byte in chunk.invalid() {
            shown.push_str(&format!("%{byte:02X}"));
        }
    }
    if std::path::MAIN_SEPARATOR == '/' { shown } else { shown.replace(std::path::MAIN_SEPARATOR, "/") }
}

/// Returns a path from the topmost folder down, without `.` and `..`; links are left as they are.
pub fn absolute(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut clean = PathBuf::new();
    for part in absolute.components() {
        match part {
            std::path::Component::ParentDir => {
                clean.pop();
            }
            std::path::Component::CurDir => {}
            other => clean.push(other),
        }
    }
    clean
}

fn is_named_like_an_article(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    !extension.is_empty() && FORMATS.iter().any(|format| format.extensions.contains(&extension.as_str()))
}
