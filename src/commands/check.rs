//! `dateline check` and `dateline rebuild`.

use super::{Environment, Outcome, stdout};
use crate::archive::{Archive, Seal};
use crate::cli::RebuildArgs;
use crate::index::{self, Effort, IndexState, IndexWriter};
use crate::meaning;
use crate::output::with_commas;
use anyhow::Result;
use std::io::Write;
use std::time::Instant;

/// Verifies archive.db, the checksums of the index, that both hold the same articles, and what was learned. A fault is an error.
pub fn check(environment: &Environment) -> Result<Outcome> {
    let archive = Archive::open(&Archive::locate(environment.archive.as_deref())?)?;
    let mut out = stdout();
    let mut faults = 0;
    let mut told = |out: &mut dyn Write, what: &str, problems: &[String]| -> Result<()> {
        if problems.is_empty() {
            writeln!(out, "ok       {what}")?;
        }
        for problem in problems {
            faults += 1;
            writeln!(out, "fault    {what}: {}", crate::output::clean(problem))?;
        }
        Ok(())
    };
    let mut problems = archive.problems()?;
    let is_busy = Archive::try_lock(archive.folder()).is_ok_and(|lock| lock.is_none());
    let mut changed_files = Vec::new();
    match archive.seal()? {
        Seal::Whole => {}
        Seal::Broken(files) => changed_files = files,
        Seal::Missing if is_busy => {
            writeln!(out, "busy     another dateline is changing the archive; what it has committed is checked")?
        }
        Seal::Missing => {
            writeln!(
                out,
                "unsealed the last run did not end; pages and checksums are checked, `dateline index` seals the archive"
            )?;
        }
    }
    let unlike = |name: &String| format!("{name} is not as dateline wrote it last (seal.b3)");
    problems.extend(changed_files.iter().filter(|name| *name == "archive.db").map(unlike));
    let is_sound = problems.is_empty();
    let changed: Vec<String> = changed_files.iter().filter(|name| *name != "archive.db").map(unlike).collect();
    if !changed.is_empty() {
        told(&mut out, "seal", &changed)?;
    }
    told(&mut out, "archive.db", &problems)?;
    if is_sound {
        told(&mut out, "ledger", &archive.ledger_problems()?)?;
    }
    match index::state(&archive.index_folder(), &archive)? {
        IndexState::Current => {
            let problems = index::damaged_files(&archive.index_folder())?;
            let is_whole = problems.is_empty();
            told(&mut out, "index files", &problems)?;
            if is_sound && is_whole {
                told(&mut out, "agreement", &index::disagreements(&archive)?)?;
            }
        }
        IndexState::Behind(generation) => {
            writeln!(
                out,
                "behind   index: it holds generation {generation} of {}; the next search or index brings it up to date",
                archive.generation()?
            )?;
        }
        IndexState::Damaged(reason) => told(&mut out, "index", &[reason])?,
        IndexState::Unusable(reason) if archive.generation()? == 0 => writeln!(out, "empty    index: {reason}")?,
        IndexState::Unusable(reason) => {
            writeln!(out, "missing  index: {reason}; `dateline rebuild` or the next search makes it anew")?;
        }
    }
    let of_meaning = meaning::problems(&archive)?;
    if let Some(problems) = &of_meaning {
        told(&mut out, "meaning", problems)?;
    }
    out.flush()?;
    if faults > 0 {
        let is_only_meaning = of_meaning.is_some_and(|problems| problems.len() == faults);
        let way_out = if is_only_meaning { "`dateline learn` makes the vectors anew from archive.db" } else { way_out(is_sound) };
        anyhow::bail!("the archive in {} is damaged; {way_out}", archive.folder().display());
    }
    Ok(Outcome::Done)
}

fn way_out(is_sound: bool) -> &'static str {
    if is_sound {
        "`dateline rebuild` makes the index anew from archive.db"
    } else {
        "restore archive.db from a backup, or index the source files into a new archive"
    }
}

/// Makes the index anew, and what was learned, where anything was.
pub fn rebuild(args: RebuildArgs, environment: &Environment) -> Result<Outcome> {
    let folder = Archive::locate(environment.archive.as_deref())?;
    let _lock = Archive::lock(&folder)?;
    let archive = Archive::open(&folder)?;
    let started = Instant::now();
    let effort = Effort::new(archive.bytes()?, args.memory as usize * 1_000_000);
    IndexWriter::rebuild(&archive, effort, |_| {})?.finish()?;
    archive.settle()?;
    let articles = archive.article_count()?;
    environment.messages.note(&format!(
        "{} articles indexed anew in {:.1} s",
        with_commas(articles),
        started.elapsed().as_secs_f64()
    ));
    super::learn::anew(&archive, environment.messages)?;
    Ok(Outcome::Done)
}
