//! `dateline status`.

use super::{Environment, Outcome, stdout};
use crate::archive::{Archive, InputRow, InputState};
use crate::cli::StatusArgs;
use crate::index;
use crate::output::{clean, print_value, with_commas};
use anyhow::Result;
use std::io::Write;
use std::path::Path;

pub fn run(args: StatusArgs, environment: &Environment) -> Result<Outcome> {
    let archive = Archive::open(&Archive::locate(environment.archive.as_deref())?)?;
    if args.failed || args.inputs {
        return list(&archive, &args);
    }
    let totals = archive.totals()?;
    let inputs: u64 = totals.inputs.values().sum();
    let index_state = match index::state(&archive.index_folder(), &archive)? {
        index::IndexState::Current => "current".to_string(),
        index::IndexState::Behind(_) => "behind; the next search brings it up to date".to_string(),
        index::IndexState::Unusable(reason) | index::IndexState::Damaged(reason) => format!("to be made anew: {reason}"),
    };
    let sizes = (bytes_of(&archive.folder().join("archive.db")), bytes_of(&archive.index_folder()));
    let mut out = stdout();
    if args.json {
        let states: serde_json::Map<_, _> =
            totals.inputs.iter().map(|(state, count)| (state.name().to_string(), (*count).into())).collect();
        let formats: Vec<_> = totals
            .formats
            .iter()
            .map(|(format, files, articles)| serde_json::json!({"format": format, "files": files, "articles": articles}))
            .collect();
        let answer = serde_json::json!({
            "schema": "dateline.status/1",
            "archive": archive.folder().display().to_string(),
            "articles": totals.articles,
            "inputs": inputs,
            "states": states,
            "formats": formats,
            "earliest": totals.earliest,
            "latest": totals.latest,
            "undated": totals.undated,
            "generation": archive.generation()?,
            "index": index_state,
            "archive_bytes": sizes.0,
            "index_bytes": sizes.1,
        });
        print_value(&mut out, &answer)?;
        out.flush()?;
        return Ok(Outcome::Done);
    }
    writeln!(out, "archive    {}", clean(&archive.folder().display().to_string()))?;
    writeln!(out, "articles   {}", with_commas(totals.articles))?;
    if let (Some(earliest), Some(latest)) = (&totals.earliest, &totals.latest) {
        writeln!(out, "dates      {earliest} to {latest}, {} without", with_commas(totals.undated))?;
    }
    writeln!(out, "inputs     {}", with_commas(inputs))?;
    for (state, count) in &totals.inputs {
        writeln!(out, "  {:<11}{:>12}", state.name(), with_commas(*count))?;
    }
    writeln!(out, "formats")?;
    for (format, files, articles) in &totals.formats {
        writeln!(out, "  {format:<11}{:>12} articles in {} files", with_commas(*articles), with_commas(*files))?;
    }
    writeln!(out, "size       {} archive.db, {} index", indicatif::HumanBytes(sizes.0), indicatif::HumanBytes(sizes.1))?;
    writeln!(out, "index      {index_state}")?;
    out.flush()?;
    Ok(Outcome::Done)
}

fn list(archive: &Archive, args: &StatusArgs) -> Result<Outcome> {
    let mut out = stdout();
    let mut count = 0;
    archive.for_each_input(|input| {
        let is_faulty = input.state == InputState::Failed || (input.state == InputState::Indexed && input.reason.is_some());
        if args.failed && !is_faulty {
            return Ok(());
        }
        count += 1;
        if args.json {
            let line = serde_json::json!({
                "path": input.path, "state": input.state.name(), "reason": input.reason, "format": input.format,
                "size": input.size, "articles": input.articles,
                "hash": input.hash.map(|hash| hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>()),
            });
            print_value(&mut out, &line)?;
        } else {
            writeln!(out, "{}", line(&input))?;
        }
        Ok(())
    })?;
    out.flush()?;
    Ok(if count > 0 { Outcome::Done } else { Outcome::NothingFound })
}

fn line(input: &InputRow) -> String {
    let reason = input.reason.as_deref().map(|reason| format!("\t{}", clean(reason))).unwrap_or_default();
    format!("{}\t{}\t{}{reason}", input.state.name(), input.articles, clean(&input.path))
}

/// Returns the bytes of a file, or of all files of a folder.
fn bytes_of(path: &Path) -> u64 {
    walkdir::WalkDir::new(path)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.metadata().ok())
        .filter(|m| m.is_file())
        .map(|m| m.len())
        .sum()
}
