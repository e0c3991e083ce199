//! `dateline export`.

use super::questions::{config, open};
use super::{Environment, Outcome, stdout};
use crate::cli::{ExportArgs, ExportFormat};
use crate::output::print_record;
use crate::search::{SearchConfig, Sort};
use anyhow::Result;
use std::io::Write;

pub fn run(args: ExportArgs, environment: &Environment) -> Result<Outcome> {
    let ExportFormat::Ndjson = args.format;
    let question = SearchConfig { sort: Sort::Oldest, ..config(&args.query.join(" "), &args.filters)? };
    let searcher = open(environment)?;
    let mut out = stdout();
    let walked = searcher.for_each(&question, |article, names| Ok(print_record(&mut out, &article, &names)?))?;
    out.flush()?;
    if walked.left_out > 0 {
        let left_out = walked.left_out;
        environment.messages.warn(&format!("{left_out} articles were changed meanwhile and are left out; export again for them"));
    }
    Ok(if walked.done > 0 { Outcome::Done } else { Outcome::NothingFound })
}
