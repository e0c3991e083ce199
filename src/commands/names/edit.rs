//! `dateline names merge`, `hide`, `add`, `alias`, `rename`, `sense`, `split` and `undo`: each writes one entry into names.toml.
//!
//! Rule kept here: what is written holds ids, and the names that they stand for in a comment.

use super::kind_of;
use crate::archive::Archive;
use crate::authority::ledger::{Add, Alias, Entry, Hide, Ledger, LedgerFile, Merge, Rename, Sense, Split};
use crate::authority::{Authorities, Kind};
use crate::cli::{NamesAddArgs, NamesAliasArgs, NamesHideArgs, NamesMergeArgs, NamesRenameArgs, NamesSenseArgs, NamesSplitArgs};
use crate::commands::{Environment, Outcome, stdout};
use crate::output::clean_paragraphs;
use crate::search::KnownNames;
use anyhow::{Context, Result};
use std::io::Write;

pub fn merge(args: NamesMergeArgs, environment: &Environment) -> Result<Outcome> {
    Desk::open(environment)?.write(environment, |known| {
        let into = known.identify(&args.into, None)?;
        let from = args.ids.iter().map(|id| known.identify(id, None)).collect::<Result<_>>()?;
        Ok(Entry::Merge(Merge { from, into, note: args.note }))
    })
}

pub fn hide(args: NamesHideArgs, environment: &Environment) -> Result<Outcome> {
    Desk::open(environment)?.write(environment, |known| {
        let id = args.id.map(|id| known.identify(&id, None)).transpose()?;
        let kind = args.kind.map(|kind| kind_of(kind).name().to_owned());
        Ok(Entry::Hide(Hide { id, name: args.name, kind, source: args.source, note: args.note }))
    })
}

pub fn add(args: NamesAddArgs, environment: &Environment) -> Result<Outcome> {
    let kind = kind_of(args.kind);
    let at = args.at.as_deref().map(position).transpose()?;
    Desk::open(environment)?.write(environment, |known| {
        let wanted = Some(kind).filter(|kind| *kind != Kind::Person);
        let within = args.within.map(|within| known.identify(&within, wanted)).transpose()?;
        if let Some((id, listed)) = known.listed(&args.name, kind) {
            let way_out = format!("if it is the same, `dateline names undo`, and `names alias {id}` where a name is missing");
            environment.messages.warn(&format!("the lists have {listed} ({id}) by the name {}; {way_out}", args.name));
        }
        let kind = kind.name().to_owned();
        Ok(Entry::Add(Add { kind, name: args.name, id: args.id, aliases: args.alias, within, at, note: args.note }))
    })
}

pub fn alias(args: NamesAliasArgs, environment: &Environment) -> Result<Outcome> {
    Desk::open(environment)?.write(environment, |known| {
        Ok(Entry::Alias(Alias { of: known.identify(&args.id, None)?, names: args.names, note: args.note }))
    })
}

pub fn rename(args: NamesRenameArgs, environment: &Environment) -> Result<Outcome> {
    Desk::open(environment)?.write(environment, |known| {
        Ok(Entry::Rename(Rename { id: known.identify(&args.id, None)?, name: args.name, note: args.note }))
    })
}

pub fn sense(args: NamesSenseArgs, environment: &Environment) -> Result<Outcome> {
    Desk::open(environment)?.write(environment, |known| {
        let is = known.identify(&args.is, None)?;
        Ok(Entry::Sense(Sense { name: args.name, is, source: args.source, note: args.note }))
    })
}

pub fn split(args: NamesSplitArgs, environment: &Environment) -> Result<Outcome> {
    Desk::open(environment)?.write(environment, |known| {
        let from = known.identify(&args.from, None)?;
        let into = args.into.map(|into| known.identify(&into, None)).transpose()?;
        Ok(Entry::Split(Split { name: args.name, from, into, source: args.source, note: args.note }))
    })
}

pub fn undo(environment: &Environment) -> Result<Outcome> {
    let Desk { mut file, .. } = Desk::open(environment)?;
    let Some(taken) = file.undo()? else {
        environment.messages.warn(&format!("{} has no entries", file.path().display()));
        return Ok(Outcome::NothingFound);
    };
    file.save()?;
    print(&taken)?;
    environment.messages.note(&format!("taken out of {}; {APPLY}", file.path().display()));
    Ok(Outcome::Done)
}

const APPLY: &str = "`dateline names apply` makes it count";

/// An archive with its ledger, open for an edit.
struct Desk {
    archive: Archive,
    file: LedgerFile,
    ledger: Ledger,
}

impl Desk {
    fn open(environment: &Environment) -> Result<Self> {
        let archive = Archive::open(&Archive::locate(environment.archive.as_deref())?)?;
        let file = LedgerFile::open(archive.folder())?;
        let ledger = file.ledger(Authorities::embedded()).context("names.toml must be mended before it can be added to")?;
        Ok(Self { archive, file, ledger })
    }

    /// Writes the entry that is made in the light of what is known.
    fn write(self, environment: &Environment, entry: impl FnOnce(&KnownNames) -> Result<Entry>) -> Result<Outcome> {
        let Self { archive, mut file, ledger } = self;
        let known = KnownNames::new(&archive, &ledger);
        let entry = entry(&known)?;
        let label = |id: &str| {
            let name = known.with_id(id).ok()??;
            let path: Vec<&str> = name.path.iter().rev().take(3).map(String::as_str).collect();
            Some(path.join(", "))
        };
        let written = file.add(entry, label, Authorities::embedded())?;
        file.save()?;
        print(&written)?;
        environment.messages.note(&format!("written to {}; {APPLY}", file.path().display()));
        Ok(Outcome::Done)
    }
}

fn print(entry: &str) -> Result<()> {
    let mut out = stdout();
    out.write_all(clean_paragraphs(entry).as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Reads `35.37,36.60`.
fn position(text: &str) -> Result<[f64; 2]> {
    let degrees = text.split_once(',').and_then(|(lat, lon)| Some([lat.trim().parse().ok()?, lon.trim().parse().ok()?]));
    degrees.with_context(|| format!("--at {text:?} is no position; write degrees north and east, as 35.37,36.60"))
}
