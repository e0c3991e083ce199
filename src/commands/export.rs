//! `dateline export`.

use super::questions::{config, open};
use super::{Environment, Outcome, stdout};
use crate::cli::{ExportArgs, ExportFormat};
use crate::output::{print_geojson, print_record};
use crate::search::{SearchConfig, Searcher, Sort};
use anyhow::Result;
use std::io::Write;

pub fn run(args: ExportArgs, environment: &Environment) -> Result<Outcome> {
    let question = SearchConfig { sort: Sort::Oldest, ..config(&args.query.join(" "), &args.filters)? };
    let searcher = open(environment)?;
    match args.format {
        ExportFormat::Ndjson => export_records(&searcher, &question, environment),
        ExportFormat::Geojson => export_places(&searcher, &question, environment),
    }
}

fn export_records(searcher: &Searcher, question: &SearchConfig, environment: &Environment) -> Result<Outcome> {
    let mut out = stdout();
    let walked = searcher.for_each(question, |article, names| Ok(print_record(&mut out, &article, &names)?))?;
    out.flush()?;
    walked.warnings.iter().for_each(|warning| environment.messages.warn(warning));
    if walked.left_out > 0 {
        let left_out = walked.left_out;
        environment.messages.warn(&format!("{left_out} articles were changed meanwhile and are left out; export again for them"));
    }
    Ok(if walked.done > 0 { Outcome::Done } else { Outcome::NothingFound })
}

fn export_places(searcher: &Searcher, question: &SearchConfig, environment: &Environment) -> Result<Outcome> {
    let mut out = stdout();
    let (places, warnings) = searcher.places(question)?;
    warnings.iter().for_each(|warning| environment.messages.warn(warning));
    print_geojson(&mut out, &places)?;
    out.flush()?;
    let without = places.iter().filter(|place| place.name.lat.is_none()).count();
    if without > 0 {
        environment.messages.warn(&format!("{without} places are left out, for it is not known where they lie"));
    }
    Ok(if places.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}
