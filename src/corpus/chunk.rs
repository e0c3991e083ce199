//! What a file is cut into: whole records, each with the format that it is read as.

use crate::article::Format;
use jiff::civil;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Some whole records of a file, in order.
#[derive(Debug, Default)]
pub struct Chunk {
    pub bytes: Vec<u8>,
    pub records: Vec<Record>,
    /// What could not be cut into records.
    pub problems: Vec<Fault>,
    /// Of the files in a file that are no articles: why each was passed over.
    pub skipped: Vec<String>,
    /// Whether the file ends here.
    pub is_last: bool,
}

/// What is wrong, and where in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The path of a file in it, or `record 4`; empty for the file as a whole.
    pub place: String,
    pub what: String,
}

impl Fault {
    pub fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self.place.as_str() {
            "" => out.write_str(&self.what),
            place => write!(out, "{place}: {}", self.what),
        }
    }
}

/// One record.
#[derive(Debug, Clone)]
pub struct Record {
    /// Where it lies in the bytes of its chunk.
    pub range: Range<usize>,
    pub format: &'static Format,
    /// The file in the file that it is from.
    pub member: Option<Arc<Member>>,
}

/// A file in a file: an entry of a zip or tar, a page of a web archive.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its path below that of the file, with `/`.
    pub path: String,
    /// Where it was fetched from.
    pub url: Option<String>,
    /// When it was fetched: what it holds is not newer.
    pub fetched: Option<civil::Date>,
    /// Whether it may hold several records, which are numbered then.
    pub has_many: bool,
}

/// Says how many files in a file are no articles, and why.
pub fn passed_over(skipped: &BTreeMap<String, u64>) -> Option<String> {
    const MOST_TOLD: usize = 5;
    let count: u64 = skipped.values().sum();
    if count == 0 {
        return None;
    }
    let mut reasons: Vec<_> = skipped.iter().collect();
    reasons.sort_by_key(|(reason, count)| (std::cmp::Reverse(**count), reason.as_str()));
    let mut told: Vec<String> = reasons.iter().take(MOST_TOLD).map(|(reason, count)| format!("{count} {reason}")).collect();
    if reasons.len() > MOST_TOLD {
        told.push("others".to_string());
    }
    let files = if count == 1 { "file in it is no article" } else { "files in it are no articles" };
    Some(format!("{count} {files} ({})", told.join(", ")))
}
