//! `dateline index --dry-run`: what each file would be read as.

use super::{Outcome, stdout};
use crate::article::Format;
use crate::corpus::{FileReader, Found, FoundFile, NotOpened, Walk, open, passed_over};
use crate::messages::Messages;
use crate::output::{clean, with_commas};
use anyhow::Result;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

/// Prints a line for each file, and for each file in a file: what it is, its path, and why it would be passed over.
pub fn run(paths: &[PathBuf], walk: &Walk, forced: Option<&'static Format>, messages: Messages) -> Result<Outcome> {
    let mut told = Told { out: stdout(), counts: BTreeMap::new() };
    for found in paths.iter().flat_map(|path| walk.below(path)) {
        match found {
            Found::File(file) => told.file(&file, forced)?,
            Found::Other { shown, reason, is_fault } => {
                told.line(if is_fault { "failed" } else { "skipped" }, &shown, &reason)?
            }
        }
    }
    told.out.flush()?;
    let counts: Vec<String> = told.counts.iter().map(|(what, count)| format!("{} {what}", with_commas(*count))).collect();
    messages.note(&format!(
        "{}; nothing was read into an archive",
        if counts.is_empty() { "no files".to_string() } else { counts.join(", ") }
    ));
    Ok(if told.counts.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

struct Told<Out> {
    out: Out,
    counts: BTreeMap<String, u64>,
}

impl<Out: Write> Told<Out> {
    fn file(&mut self, file: &FoundFile, forced: Option<&'static Format>) -> Result<()> {
        match open(file, forced).1 {
            Ok(opened) => self.opened(file, opened.reader),
            Err(NotOpened::Skipped(reason)) => self.line("skipped", &file.shown, &reason),
            Err(NotOpened::Failed(reason)) => self.line("failed", &file.shown, &reason),
        }
    }

    fn opened(&mut self, file: &FoundFile, mut reader: FileReader) -> Result<()> {
        self.line(reader.format_name(), &file.shown, "")?;
        if !matches!(reader, FileReader::Members(..)) {
            return Ok(());
        }
        let mut last = String::new();
        let mut skipped: BTreeMap<String, u64> = BTreeMap::new();
        loop {
            let chunk = reader.next_chunk();
            for record in &chunk.records {
                let Some(member) = record.member.as_deref().filter(|member| member.path != last) else { continue };
                last.clone_from(&member.path);
                let url = member.url.as_deref().unwrap_or_default();
                self.line(record.format.name, &format!("{}/{}", file.shown, member.path), url)?;
            }
            for fault in &chunk.problems {
                self.line("failed", &format!("{}/{}", file.shown, fault.place), &fault.what)?;
            }
            for reason in chunk.skipped {
                *skipped.entry(reason).or_default() += 1;
            }
            if chunk.is_last {
                break;
            }
        }
        let Some(reason) = passed_over(&skipped) else { return Ok(()) };
        *self.counts.entry("skipped".to_string()).or_default() += skipped.values().sum::<u64>();
        Ok(writeln!(self.out, "skipped\t{}/\t{}", clean(&file.shown), clean(&reason))?)
    }

    fn line(&mut self, what: &str, path: &str, reason: &str) -> Result<()> {
        *self.counts.entry(what.to_string()).or_default() += 1;
        let reason = if reason.is_empty() { String::new() } else { format!("\t{}", clean(reason)) };
        Ok(writeln!(self.out, "{what}\t{}{reason}", clean(path))?)
    }
}
