//! Times the queries of a side-by-side bench in one warm process, as the bench's other engines do.
//!
//! ```text
//! cargo run --release --example warm_queries -- ARCHIVE QUERIES.tsv ROUNDS [--no-total] [--ids]
//! ```
//!
//! `QUERIES.tsv` has a header and the columns `qid kind must any not place`, words apart by spaces; of the kind `near`
//! words are at most five apart. One JSON line a query on standard
//! output: `{"qid", "kind", "hits", "us": [microseconds of each round]}`. A round parses, compiles and runs the query and takes
//! the ten hits with their headlines; a first round is not counted. `--no-total` asks for no total, as the other engines do;
//! `--ids` adds the ids of the ten. `BENCH_CLOCK=cpu` counts the process's CPU time, for a machine with other work.

use anyhow::{Context, Result, bail};
use dateline::authority::Kind;
use dateline::query::parse;
use dateline::search::{FacetField, FacetRequest, NameFilter, SearchConfig, Searcher, Sort};
use rustix::time::{ClockId, clock_gettime};
use serde_json::json;

/// A line of the list of queries.
struct Line {
    qid: String,
    kind: String,
    typed: String,
    place: String,
}

fn main() -> Result<()> {
    let (flags, files): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|arg| arg.starts_with("--"));
    let [archive, queries, rounds] = files.as_slice() else { bail!("name an archive, a list of queries and a number of rounds") };
    let rounds: usize = rounds.parse().context("the number of rounds")?;
    let totals = !flags.iter().any(|flag| flag == "--no-total");
    let with_ids = flags.iter().any(|flag| flag == "--ids");
    let clock = match std::env::var("BENCH_CLOCK").as_deref() {
        Ok("cpu") => ClockId::ProcessCPUTime,
        _ => ClockId::Monotonic,
    };
    let searcher = Searcher::open(archive.as_ref(), |message| eprintln!("note: {message}"))?;
    let lines: Vec<Line> = std::fs::read_to_string(queries)?.lines().skip(1).filter(|line| !line.is_empty()).map(read).collect();
    let mut times: Vec<Vec<f64>> = vec![Vec::with_capacity(rounds); lines.len()];
    let mut answers = Vec::new();
    for round in 0..=rounds {
        for (line, times) in lines.iter().zip(&mut times) {
            let started = microseconds(clock);
            let config = config(line, totals)?;
            let results = searcher.search(&config)?;
            let took = microseconds(clock) - started;
            if round > 0 {
                times.push(took);
            } else {
                answers.push(results);
            }
        }
    }
    for ((line, times), results) in lines.iter().zip(times).zip(answers) {
        let times: Vec<f64> = times.into_iter().map(|time| (time * 10.0).round() / 10.0).collect();
        let total = searcher.count(&config(line, true)?)?.0;
        let mut row = json!({"qid": line.qid, "kind": line.kind, "hits": total, "us": times});
        if with_ids {
            row["ids"] = results.hits.iter().map(|hit| json!([hit.article.id.to_string(), hit.score])).collect();
        }
        println!("{row}");
    }
    Ok(())
}

fn microseconds(clock: ClockId) -> f64 {
    let time = clock_gettime(clock);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}

fn read(line: &str) -> Line {
    let mut columns = line.split('\t').map(str::trim);
    let mut next = || columns.next().unwrap_or_default().to_string();
    let (qid, kind, must, any, not, place) = (next(), next(), next(), next(), next(), next());
    let mut clauses = Vec::new();
    match kind.as_str() {
        "phrase" => clauses.push(format!("\"{must}\"")),
        "near" => clauses.push(must.split_whitespace().collect::<Vec<_>>().join(" NEAR/5 ")),
        _ => clauses.extend(must.split_whitespace().map(str::to_string)),
    }
    let any: Vec<&str> = any.split_whitespace().collect();
    if !any.is_empty() {
        clauses.push(format!("({})", any.join(" OR ")));
    }
    clauses.extend(not.split_whitespace().map(|word| format!("-{word}")));
    Line { qid, kind, typed: clauses.join(" "), place }
}

fn config(line: &Line, totals: bool) -> Result<SearchConfig> {
    let query = parse(&line.typed)?;
    let mut config = SearchConfig { limit: Some(10), total: totals, names: false, ..SearchConfig::new(query, &line.typed) };
    if !line.place.is_empty() {
        let alternatives = vec![line.place.clone()];
        config.filters.names.push(NameFilter { field: Kind::Place, alternatives, is_excluded: false });
    }
    if line.kind == "newest" {
        config.sort = Sort::Newest;
    }
    if line.kind == "facet" {
        config.facets.push(FacetRequest::new(FacetField::Place, 10));
    }
    Ok(config)
}
