//! Edits `names.toml`: adds an entry at its end, or takes the last one out.
//!
//! In: the file and an entry. Out: the file with all else as it was, comments and layout too. Rule kept here: what would be wrong is
//! never written, and a file is replaced by a whole one or not at all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use toml::Spanned;

use super::entries::{Entries, Entry};
use super::{Fault, Ledger, path_in};
use crate::authority::Authorities;

/// What a new file begins with.
const HEADER: &str = "\
# The names ledger of this archive: what a person decided about its names. Edit it by hand or with `dateline names`;
# `dateline names apply` makes it count, and taking an entry out and applying again undoes it.
";
/// The keys whose values are ids, which are told in a comment.
const KEYS_OF_IDS: [&str; 6] = ["of", "from", "into", "id", "is", "within"];

/// The file of a ledger, open for edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerFile {
    path: PathBuf,
    text: String,
}

impl LedgerFile {
    /// Reads the ledger of an archive; one that is missing is empty.
    pub fn open(archive_folder: &Path) -> Result<Self> {
        let path = path_in(archive_folder);
        let text = match std::fs::read(&path) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => text,
                Err(error) => {
                    let line =
                        1 + error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
                    bail!("{} line {line}: not UTF-8; save it as UTF-8", path.display());
                }
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error).with_context(|| format!("could not read {}", path.display())),
        };
        Ok(Self { path, text })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns what the file says.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, a line for each fault: `names.toml line 12: …`.
    pub fn ledger(&self, authorities: &Authorities) -> Result<Ledger> {
        Ledger::parse(&self.text, authorities).map_err(|faults| {
            let told = |fault: &Fault| format!("{} line {}: {}", self.path.display(), fault.line, fault.message);
            anyhow::Error::msg(faults.iter().map(told).collect::<Vec<_>>().join("\n"))
        })
    }

    /// Adds an entry at the end and returns its text. `label` tells what an id stands for, which is written as a comment beside it.
    ///
    /// # Errors
    ///
    /// What would be wrong with the ledger then; the file is as it was.
    pub fn add(&mut self, entry: Entry, label: impl Fn(&str) -> Option<String>, authorities: &Authorities) -> Result<String> {
        self.ledger(authorities)?;
        let written = with_comments(&toml::to_string(&Entries::of(entry))?, label);
        let mut text =
            if self.text.trim().is_empty() { format!("{HEADER}{}", self.text.trim_start()) } else { self.text.clone() };
        let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        if !text.ends_with('\n') {
            text.push_str(line_end);
        }
        text.push_str(line_end);
        text.push_str(&written.replace('\n', line_end));
        if let Err(faults) = Ledger::parse(&text, authorities) {
            // The file was sound, so the entry is at fault, wherever the fault shows.
            bail!("{}", faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>().join("\n"));
        }
        self.text = text;
        Ok(written)
    }

    /// Takes the last entry out, comments around it left alone, and returns its text; `None` where there is none.
    pub fn undo(&mut self) -> Result<Option<String>> {
        type Table = BTreeMap<String, Spanned<toml::Value>>;
        let file: BTreeMap<String, Vec<Spanned<Table>>> = toml::from_str(&self.text)
            .map_err(|error| anyhow::anyhow!("{}: {}; mend it first", self.path.display(), error.message()))?;
        let Some(last) = file.values().flatten().max_by_key(|table| table.span().start) else { return Ok(None) };
        let span = last.span();
        let start = self.text[..span.start].rfind('\n').map_or(0, |at| at + 1);
        if !self.text[span.start..].starts_with("[[") || !self.text[start..span.start].trim().is_empty() {
            bail!("the last entry of {} is written within a line; take it out in a text editor", self.path.display());
        }
        let end = last.as_ref().values().map(|value| value.span().end).fold(span.end, usize::max);
        let end = self.text[end..].find('\n').map_or(self.text.len(), |at| end + at + 1);
        let taken = self.text[start..end].to_owned();
        let mut kept = self.text[..start].to_owned();
        let rest = &self.text[end..];
        if rest.trim().is_empty() {
            kept.truncate(kept.trim_end().len());
            if !kept.is_empty() {
                kept.push('\n');
            }
        } else {
            kept.push_str(rest);
        }
        self.text = kept;
        Ok(Some(taken))
    }

    /// Writes the file.
    pub fn save(&self) -> Result<()> {
        // A link, as to a file under version control, stays one.
        let path = std::fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let unfinished = path.with_extension("toml.new");
        let write = || {
            std::fs::write(&unfinished, &self.text)?;
            std::fs::File::open(&unfinished)?.sync_all()?;
            std::fs::rename(&unfinished, &path)
        };
        write().with_context(|| format!("could not write {}", self.path.display()))
    }
}

/// Puts behind every line that holds ids what they stand for: `into = "geonames:170063" # Aleppo, Syria`.
fn with_comments(entry: &str, label: impl Fn(&str) -> Option<String>) -> String {
    let mut written = String::new();
    for line in entry.lines() {
        written.push_str(line);
        let is_of_ids = line.split_once(" = ").is_some_and(|(key, _)| KEYS_OF_IDS.contains(&key));
        let ids = line.split('"').skip(1).step_by(2).filter(|_| is_of_ids);
        let labels: Vec<String> = ids.filter_map(&label).collect();
        if !labels.is_empty() {
            let labels = labels.join("; ");
            written.push_str(" # ");
            written.extend(labels.chars().filter(|c| !c.is_control()));
        }
        written.push('\n');
    }
    written
}
