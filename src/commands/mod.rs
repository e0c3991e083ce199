//! One file per subcommand: arguments → configuration → library → printed.

mod check;
mod dry_run;
mod entities;
mod eval;
mod export;
mod facets;
mod formats;
mod index;
mod learn;
mod manual;
mod names;
mod questions;
mod search;
mod show;
mod status;

use crate::cli::{Cli, ColorWhen, Command};
use crate::messages::Messages;
use crate::output::Style;
use anyhow::Result;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::PathBuf;

/// How a command ended, as its exit code tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Something was found, or done.
    Done = 0,
    NothingFound = 1,
    /// Done, but some inputs could not be read.
    DoneInPart = 3,
    Interrupted = 130,
}

/// What every command knows of how it was called.
pub struct Environment {
    pub archive: Option<PathBuf>,
    pub messages: Messages,
    pub style: Style,
    /// Whether results go to a terminal.
    pub is_terminal: bool,
    pub quiet: bool,
}

/// Runs a command line.
pub fn run(cli: Cli) -> Result<Outcome> {
    let choice = match cli.color {
        ColorWhen::Auto => anstream::ColorChoice::Auto,
        ColorWhen::Always => anstream::ColorChoice::Always,
        ColorWhen::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
    let color = anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never;
    let environment = Environment {
        archive: cli.archive,
        messages: Messages { quiet: cli.quiet },
        style: Style { color },
        is_terminal: std::io::stdout().is_terminal(),
        quiet: cli.quiet,
    };
    match cli.command {
        Command::Index(args) => index::run(args, &environment),
        Command::Search(args) => search::run(args, &environment),
        Command::Facets(args) => facets::run(args, &environment),
        Command::Show(args) => show::run(args, &environment),
        Command::Names(command) => names::run(command, &environment),
        Command::Entities(args) => entities::run(args, &environment),
        Command::Export(args) => export::run(args, &environment),
        Command::Eval(args) => eval::run(args, &environment),
        Command::Status(args) => status::run(args, &environment),
        Command::Check(_) => check::check(&environment),
        Command::Formats(args) => formats::run(&args),
        Command::Learn(args) => learn::run(args, &environment),
        Command::Rebuild(args) => check::rebuild(args, &environment),
        Command::Completions(args) => manual::completions(args),
        Command::Man(args) => manual::man(args),
    }
}

/// Returns standard output, buffered: a line at a time would cost a system call each.
fn stdout() -> BufWriter<impl Write> {
    BufWriter::with_capacity(64 << 10, std::io::stdout().lock())
}

/// Returns the day that counts as today: `DATELINE_TODAY`, which pins it for tests, else the system's.
fn today() -> Result<jiff::civil::Date> {
    match std::env::var("DATELINE_TODAY") {
        Ok(day) => day.parse().map_err(|_| anyhow::anyhow!("DATELINE_TODAY is {day:?}, which is no date like 2026-11-24")),
        Err(_) => Ok(jiff::ZonedDateTime::now().date()),
    }
}
