//! `dateline status`.

use super::{Environment, Outcome, stdout};
use crate::archive::{Archive, InputRow, InputState};
use crate::cli::StatusArgs;
use crate::corpus::Fault;
use crate::index;
use crate::output::{clean, print_value, with_commas};
use anyhow::Result;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

pub fn run(args: StatusArgs, environment: &Environment) -> Result<Outcome> {
    let archive = Archive::open(&Archive::locate(environment.archive.as_deref())?)?;
    if args.inputs {
        return list(&archive, &args);
    }
    if args.failed {
        return print_kinds(&archive, &args);
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
        if args.failed && !is_faulty(&input) {
            return Ok(());
        }
        count += 1;
        if args.json {
            let line = serde_json::json!({
                "path": input.path, "state": input.state.name(), "reason": input.reason, "note": input.note, "format": input.format,
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
    let said: Vec<&str> = input.reason.iter().chain(&input.note).map(String::as_str).collect();
    let said = if said.is_empty() { String::new() } else { format!("\t{}", clean(&said.join("; "))) };
    format!("{}\t{}\t{}{said}", input.state.name(), input.articles, clean(&input.path))
}

fn is_faulty(input: &InputRow) -> bool {
    input.state == InputState::Failed || (input.state == InputState::Indexed && input.reason.is_some())
}

/// Problems of one kind.
struct Kind {
    inputs: u64,
    /// Those of which nothing could be read.
    failed: u64,
    example: Example,
}

struct Example {
    path: String,
    problem: String,
}

/// Prints the kinds of problems, the commonest first, each with an example.
fn print_kinds(archive: &Archive, args: &StatusArgs) -> Result<Outcome> {
    let mut kinds: BTreeMap<String, Kind> = BTreeMap::new();
    archive.for_each_input(|input| {
        if !is_faulty(&input) {
            return Ok(());
        }
        let mut of_input: Vec<(String, &Fault)> = input.problems.iter().map(|fault| (kind_of(&fault.what), fault)).collect();
        of_input.sort_by(|(one, _), (other, _)| one.cmp(other));
        of_input.dedup_by(|(one, _), (other, _)| one == other);
        for (kind, fault) in of_input {
            let kind = kinds.entry(kind).or_insert_with(|| Kind {
                inputs: 0,
                failed: 0,
                example: Example { path: input.path.clone(), problem: fault.to_string() },
            });
            kind.inputs += 1;
            kind.failed += u64::from(input.state == InputState::Failed);
        }
        Ok(())
    })?;
    let mut kinds: Vec<(String, Kind)> = kinds.into_iter().collect();
    kinds.sort_by_key(|(kind, of_kind)| (std::cmp::Reverse(of_kind.inputs), kind.clone()));
    let mut out = stdout();
    for (kind, of_kind) in &kinds {
        let Kind { inputs, failed, example } = of_kind;
        if args.json {
            let line = serde_json::json!({
                "kind": kind, "inputs": inputs, "failed": failed, "path": example.path, "problem": example.problem,
            });
            print_value(&mut out, &line)?;
            continue;
        }
        let files = if *inputs == 1 { "file" } else { "files" };
        let in_part = match inputs - failed {
            0 => String::new(),
            1 if *inputs == 1 => ", read in part".to_string(),
            in_part => format!(", {in_part} of them read in part"),
        };
        writeln!(out, "{} {files}{in_part}: {}", with_commas(*inputs), clean(kind))?;
        let problem = if example.problem == *kind { String::new() } else { format!(": {}", clean(&example.problem)) };
        writeln!(out, "    such as {}{problem}", clean(&example.path))?;
    }
    out.flush()?;
    Ok(if kinds.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

/// Returns what problems have in common that differ in numbers and in what they quote: `not valid JSON at line … column …`.
fn kind_of(problem: &str) -> String {
    let mut kind = String::new();
    let mut characters = problem.chars().peekable();
    while let Some(c) = characters.next() {
        if c.is_ascii_digit() && !kind.ends_with(|c: char| c.is_alphanumeric()) {
            while characters.next_if(|next| next.is_ascii_digit() || matches!(next, '.' | ',')).is_some() {}
            kind.push('…');
        } else if matches!(c, '"' | '“') {
            let end = if c == '"' { '"' } else { '”' };
            characters.by_ref().find(|next| *next == end);
            kind.push('…');
        } else {
            kind.push(c);
        }
    }
    kind
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

#[cfg(test)]
mod tests {
    use super::kind_of;

    #[test]
    fn problems_of_one_kind_differ_in_numbers_and_quotations() {
        let kind = "not valid JSON at line … column …: expected …";
        assert_eq!(kind_of("not valid JSON at line 3 column 337: expected \",\""), kind);
        assert_eq!(kind_of("not valid JSON at line 12 column 1: expected \"}\""), kind);
        assert_eq!(kind_of("written in UTF16 by 1,200 people"), "written in UTF16 by … people");
        assert_eq!(kind_of("an open \" quotation"), "an open …");
    }
}
