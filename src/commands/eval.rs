//! `dateline eval`.

use super::questions::{Listed, Numbers, open, read_list, with_query};
use super::{Environment, Outcome, stdout};
use crate::cli::EvalArgs;
use crate::eval::{Averaged, Evaluation, Fault, Flips, Run, compare, evaluate, parse_qrels, parse_run};
use crate::output::{answers, clean, print_comparison, print_evaluation, print_evaluation_json, print_run};
use crate::search::SearchConfig;
use anyhow::{Context, Result, anyhow, bail};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

pub fn run(args: EvalArgs, environment: &Environment) -> Result<Outcome> {
    let qrels = read(&args.qrels, parse_qrels)?;
    if qrels.queries.is_empty() {
        bail!("{} holds no judgments", args.qrels.display());
    }
    let averaged = if args.complete { Averaged::Judged } else { Averaged::Answered };
    let mut evaluations: Vec<(String, Evaluation)> = Vec::new();
    for (name, run) in runs(&args, environment)? {
        let evaluation = evaluate(&run, &qrels, averaged);
        if evaluation.by_query.is_empty() {
            let qrels = args.qrels.display();
            bail!("no query has both an answer in {} and judgments in {qrels}; are their numbers the same?", clean(&name));
        }
        evaluations.push((name, evaluation));
    }

    let mut out = stdout();
    let comparison = match evaluations.as_slice() {
        [(_, first), (_, second)] => Some(compare(first, second)),
        _ => None,
    };
    match (&comparison, evaluations.as_slice()) {
        _ if args.json => {
            print_evaluation_json(&mut out, &evaluations, comparison.as_ref(), args.by_query, environment.is_terminal)?
        }
        (Some(comparison), [(first, _), (second, _)]) => print_comparison(&mut out, [first, second], comparison, args.by_query)?,
        (_, [(name, evaluation), ..]) => print_evaluation(&mut out, name, evaluation, args.by_query)?,
        _ => {}
    }
    out.flush()?;

    for (name, evaluation) in &evaluations {
        let unanswered = match (args.complete, &comparison) {
            (true, _) => "they count as 0",
            (false, Some(_)) => "they count as 0 where the other run has one",
            (false, None) => "they are not counted, unless --complete counts them as 0",
        };
        warn(name, evaluation, unanswered, environment);
    }
    if let Some(comparison) = comparison {
        let is_random = comparison.rows.iter().any(|row| matches!(row.test.flips, Flips::Random(_)));
        let flips =
            if is_random { "100,000 random flips of signs where more than 16 queries differ" } else { "all flips of signs" };
        environment.messages.note(&format!("p is that of the paired randomization test, two-sided, by {flips}"));
    }
    Ok(Outcome::Done)
}

/// Returns the runs to be measured, by name: files, or what is found, behind the file that it is compared with.
fn runs(args: &EvalArgs, environment: &Environment) -> Result<Vec<(String, Run)>> {
    const MOST: usize = 2;
    if args.run.len() > MOST {
        bail!("--run is given {} times; two runs can be compared", args.run.len());
    }
    let files = args.run.iter().chain(&args.against);
    let mut runs = files.map(|file| read_run(file)).collect::<Result<Vec<_>>>()?;
    if let Some(queries) = &args.queries {
        let found = searched(queries, args, environment)?;
        runs.push((found.tag.clone(), found));
    }
    Ok(runs)
}

fn read_run(file: &Path) -> Result<(String, Run)> {
    let run = read(file, parse_run)?;
    if run.answers.is_empty() {
        bail!("{} holds no answers", file.display());
    }
    Ok((file.display().to_string(), run))
}

/// Reads a file in a form of TREC.
fn read<T>(file: &Path, parse: fn(&str) -> Result<T, Fault>) -> Result<T> {
    let text = std::fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))?;
    parse(&text).map_err(|fault| anyhow!("{} {fault}", file.display()))
}

/// Asks every query of a list, and writes down what was found where that is wanted.
fn searched(queries: &Path, args: &EvalArgs, environment: &Environment) -> Result<Run> {
    if args.tag.is_empty() || args.tag.contains(|c: char| c.is_whitespace() || c.is_control()) {
        bail!("--tag {:?} cannot stand in a run; write one word", args.tag);
    }
    let list = read_list(queries, args.topic_field, Numbers::Given, &args.filters)?;
    let searcher = open(environment)?;
    let mut run = Run { tag: args.tag.clone(), ..Run::default() };
    let mut warned: BTreeSet<String> = BTreeSet::new();
    for Listed { qid, query, typed } in list {
        let question = with_query(query, &typed, &args.filters)?;
        let question = SearchConfig { limit: Some(args.limit), total: false, names: false, ..question };
        let results = searcher.search(&question).with_context(|| format!("query {qid}"))?;
        for warning in &results.warnings {
            // What is wrong with a filter is wrong for every query.
            if warned.insert(warning.clone()) {
                environment.messages.warn(&format!("query {qid}: {warning}"));
            }
        }
        if run.answers.insert(qid.clone(), answers(&results)).is_some() {
            bail!("{} has two queries {qid}; number them apart", queries.display());
        }
    }
    if let Some(file) = &args.run_out {
        write(&run, file).with_context(|| format!("could not write {}", file.display()))?;
    }
    Ok(run)
}

fn write(run: &Run, file: &Path) -> Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    print_run(&mut out, run)?;
    Ok(out.flush()?)
}

/// Says which queries cannot be measured, and what becomes of those `unanswered`.
fn warn(name: &str, evaluation: &Evaluation, treated: &str, environment: &Environment) {
    let name = clean(name);
    let (unanswered, unjudged) = (&evaluation.without_answer, &evaluation.without_judgments);
    if !unanswered.is_empty() {
        let judged = unanswered.len() + evaluation.by_query.keys().filter(|qid| !unanswered.contains(qid)).count();
        let (count, listed) = (unanswered.len(), listed(unanswered));
        environment.messages.warn(&format!("{name} has no answer to {count} of {judged} judged queries; {treated}: {listed}"));
    }
    if !unjudged.is_empty() {
        let count = unjudged.len();
        let queries = if count == 1 { "query" } else { "queries" };
        environment.messages.warn(&format!("{count} {queries} of {name} without judgments, not counted: {}", listed(unjudged)));
    }
}

/// Returns the first of a list of queries.
fn listed(queries: &[String]) -> String {
    const SHOWN: usize = 12;
    let more = if queries.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", queries.iter().take(SHOWN).map(|qid| clean(qid)).collect::<Vec<_>>().join(", "))
}
