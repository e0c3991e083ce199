//! `dateline names apply`.

use crate::archive::Archive;
use crate::authority::Authorities;
use crate::authority::ledger::LedgerFile;
use crate::cli::NamesApplyArgs;
use crate::commands::{Environment, Outcome};
use crate::ingest::{apply_names, unknown_ids};
use anyhow::Result;

const INDEX_MEMORY_BYTES: usize = 160 << 20;

pub fn apply(_args: NamesApplyArgs, environment: &Environment) -> Result<Outcome> {
    let folder = Archive::locate(environment.archive.as_deref())?;
    let file = LedgerFile::open(&folder)?;
    let ledger = file.ledger(Authorities::embedded())?;
    let (archive, lock) = Archive::open_or_create(&folder)?;
    for id in unknown_ids(&archive, &ledger)? {
        environment.messages.warn(&format!("{} speaks of {id}, which neither the lists nor the archive know", file.path().display()));
    }
    let applied = apply_names(archive, lock, ledger, INDEX_MEMORY_BYTES, |message| environment.messages.note(message))?;
    let plural = if applied.articles == 1 { "" } else { "s" };
    let shown = if applied.relabelled > 0 { format!("; {} shown by another name", applied.relabelled) } else { String::new() };
    environment.messages.note(&format!("{} applied: {} article{plural} read again{shown}", file.path().display(), applied.articles));
    Ok(Outcome::Done)
}
