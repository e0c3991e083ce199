//! `dateline entities`.

use super::{Environment, Outcome, stdout, today};
use crate::archive::{Archive, FOLDER, StoredArticle};
use crate::article::{Article, Source};
use crate::authority::Authorities;
use crate::authority::ledger::Ledger;
use crate::cli::EntitiesArgs;
use crate::corpus::{Fault, Found, FoundFile, NotOpened, Walk, open};
use crate::enrich::names::{WhichNames, find_names_with_evidence};
use crate::enrich::with_language;
use crate::ingest::lists;
use crate::output::{Entities, print_entities_json, print_entities_lines, print_entities_text};
use anyhow::{Result, bail};
use std::io::Write;
use std::path::Path;

pub fn run(args: EntitiesArgs, environment: &Environment) -> Result<Outcome> {
    let ledger = match Archive::locate(environment.archive.as_deref()) {
        Ok(folder) => Archive::open(&folder)?.applied_ledger()?,
        // A file needs no archive.
        Err(_) => Ledger::default(),
    };
    let mut printer = Printer { out: stdout(), is_json: args.json, environment, ledger, printed: 0 };
    let mut outcome = Outcome::Done;
    let mut archive = None;
    for name in &args.articles {
        let path = Path::new(name);
        if path.exists() {
            if !read_below(path, &mut printer)? {
                outcome = Outcome::DoneInPart;
            }
            continue;
        }
        if archive.is_none() {
            archive = Some(archive_for(name, environment)?);
        }
        let archive = archive.as_ref().expect("it was opened above");
        let found = archive.articles_called(name, 1_000)?;
        if found.is_empty() {
            environment.messages.warn(&format!("{name:?} is no file, and no article has it as id, path or guid"));
            outcome = Outcome::NothingFound;
        }
        found.into_iter().try_for_each(|stored| printer.print_stored(stored))?;
    }
    printer.out.flush()?;
    Ok(if printer.printed == 0 && outcome == Outcome::Done { Outcome::NothingFound } else { outcome })
}

fn archive_for(name: &str, environment: &Environment) -> Result<Archive> {
    let Ok(folder) = Archive::locate(environment.archive.as_deref()) else {
        bail!("{name:?} is no file, and there is no archive here that could have an article of that name");
    };
    Archive::open(&folder)
}

/// Reads the articles of a file, or of all files of a folder; returns whether all could be read.
fn read_below(path: &Path, printer: &mut Printer<impl Write>) -> Result<bool> {
    let here = std::env::current_dir()?;
    let walk = Walk { root: here, archive_folder: Path::new(FOLDER).to_path_buf(), follow_links: false, hidden: false };
    let mut all_read = true;
    for found in walk.below(path) {
        match found {
            Found::File(file) => all_read &= read_file(&file, printer)?,
            Found::Other { shown, reason, is_fault } => {
                printer.environment.messages.warn(&format!("{shown}: {reason}"));
                all_read &= !is_fault;
            }
        }
    }
    Ok(all_read)
}

fn read_file(file: &FoundFile, printer: &mut Printer<impl Write>) -> Result<bool> {
    let mut opened = match open(file, None).1 {
        Ok(opened) => opened,
        Err(NotOpened::Skipped(reason) | NotOpened::Failed(reason)) => {
            printer.environment.messages.warn(&format!("{}: {reason}", file.shown));
            return Ok(false);
        }
    };
    let (mut number, mut all_read) = (0, true);
    loop {
        let chunk = opened.reader.next_chunk();
        let mut problems = chunk.problems.clone();
        let has_many = !chunk.is_last || chunk.records.len() > 1 || number > 0;
        for record in &chunk.records {
            let member = record.member.as_deref();
            let path = member.map_or_else(|| file.shown.clone(), |member| format!("{}/{}", file.shown, member.path));
            let source = Source { path: &path, read_on: today()?, url: member.and_then(|member| member.url.as_deref()) };
            let parsed = (record.format.parse)(&chunk.bytes[record.range.clone()], &source);
            problems.extend(
                parsed.problems.into_iter().map(|problem| Fault::new(member.map_or("", |member| &member.path), problem.0)),
            );
            for article in parsed.articles {
                number += 1;
                let path = if has_many && member.is_none() { format!("{path}#{number}") } else { path.clone() };
                printer.print(None, &path, article)?;
            }
        }
        all_read &= problems.is_empty();
        problems.iter().for_each(|problem| printer.environment.messages.warn(&format!("{}: {problem}", file.shown)));
        if chunk.is_last {
            return Ok(all_read);
        }
    }
}

struct Printer<'a, Out: Write> {
    out: Out,
    is_json: bool,
    environment: &'a Environment,
    ledger: Ledger,
    printed: u64,
}

impl<Out: Write> Printer<'_, Out> {
    fn print_stored(&mut self, stored: StoredArticle) -> Result<()> {
        self.print(Some(&stored.id), &stored.path, stored.article)
    }

    fn print(&mut self, id: Option<&str>, path: &str, article: Article) -> Result<()> {
        let authorities = Authorities::embedded();
        let article = with_language(article);
        let (names, evidence) = find_names_with_evidence(&article, lists(&self.ledger), WhichNames::All);
        let entities = Entities { id, path, article: &article, names: &names, evidence: &evidence, authorities };
        if self.is_json {
            print_entities_json(&mut self.out, &entities)?;
        } else if self.environment.is_terminal {
            print_entities_text(&mut self.out, &entities, self.environment.style)?;
        } else {
            print_entities_lines(&mut self.out, &entities)?;
        }
        self.printed += 1;
        Ok(())
    }
}
