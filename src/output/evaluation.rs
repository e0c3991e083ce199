//! Evaluations: the lines of trec_eval, two runs side by side, JSON.

use super::{clean, write_json};
use crate::eval::{Comparison, Evaluation, Flips, Measure, Measures, Row};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Prints `measure<TAB>query<TAB>value` as trec_eval does: with `by_query` those of each query first, then the means, for `all`.
pub fn print_evaluation(out: &mut impl Write, name: &str, evaluation: &Evaluation, by_query: bool) -> io::Result<()> {
    for (qid, measured) in evaluation.by_query.iter().filter(|_| by_query) {
        counts(out, qid, [measured.retrieved, measured.relevant, measured.relevant_retrieved])?;
        for measure in Measure::ALL {
            writeln!(out, "{:<22}\t{}\t{:.4}", measure.name(), clean(qid), measured.get(measure))?;
        }
    }
    writeln!(out, "{:<22}\tall\t{}", "runid", clean(name))?;
    for (label, count) in [
        ("num_q", evaluation.by_query.len()),
        ("no_answer", evaluation.without_answer.len()),
        ("no_judgments", evaluation.without_judgments.len()),
    ] {
        writeln!(out, "{label:<22}\tall\t{count}")?;
    }
    let sum = |count: fn(&Measures) -> usize| evaluation.by_query.values().map(count).sum();
    counts(out, "all", [sum(|one| one.retrieved), sum(|one| one.relevant), sum(|one| one.relevant_retrieved)])?;
    for measure in Measure::ALL {
        writeln!(out, "{:<22}\tall\t{:.4}", measure.name(), evaluation.mean(measure))?;
    }
    Ok(())
}

fn counts(out: &mut impl Write, qid: &str, [retrieved, relevant, both]: [usize; 3]) -> io::Result<()> {
    for (label, count) in [("num_ret", retrieved), ("num_rel", relevant), ("num_rel_ret", both)] {
        writeln!(out, "{label:<22}\t{}\t{count}", clean(qid))?;
    }
    Ok(())
}

/// Prints two runs side by side, in columns that are parted by tabs: the measure, the query or `all`, both values, their difference, and
/// for `all` the p of the randomization test and on how many queries the second run is better and worse.
pub fn print_comparison(out: &mut impl Write, names: [&str; 2], comparison: &Comparison, by_query: bool) -> io::Result<()> {
    let names = names.map(|name| clean(name).into_owned());
    let widths = [0, 1].map(|at| names[at].chars().count().max(6));
    let value = |value: f64, at: usize| format!("{value:>width$.4}", width = widths[at]);
    let [first, second] = [0, 1].map(|at| format!("{:>width$}", names[at], width = widths[at]));
    writeln!(out, "{:<11}\tquery\t{first}\t{second}\t{:>10}\t{:>7}\tbetter\tworse", "measure", "difference", "p")?;
    for (at, qid) in comparison.queries.iter().enumerate().filter(|_| by_query) {
        for row in &comparison.rows {
            let [one, other] = row.by_query[at];
            let (first, second) = (value(one, 0), value(other, 1));
            writeln!(out, "{:<11}\t{}\t{first}\t{second}\t{:>+10.4}\t\t\t", row.measure.name(), clean(qid), other - one)?;
        }
    }
    for row in &comparison.rows {
        let (first, second) = (value(row.means[0], 0), value(row.means[1], 1));
        let Row { better, worse, test, .. } = row;
        let difference = row.difference();
        writeln!(
            out,
            "{:<11}\tall\t{first}\t{second}\t{difference:>+10.4}\t{:.5}\t{better}\t{worse}",
            row.measure.name(),
            test.p
        )?;
    }
    let [first, second] = comparison.counted_as_0.map(|count| count.to_string());
    let (first, second) = (format!("{first:>width$}", width = widths[0]), format!("{second:>width$}", width = widths[1]));
    let queries = comparison.queries.len();
    writeln!(out, "{:<11}\tall\t{:>width$}\t{:>other$}", "num_q", queries, queries, width = widths[0], other = widths[1])?;
    writeln!(out, "{:<11}\tall\t{first}\t{second}", "no_answer")
}

/// Prints one or two evaluations, the second beside the first where there is one, as one JSON object.
pub fn print_evaluation_json(
    out: &mut impl Write,
    evaluations: &[(String, Evaluation)],
    comparison: Option<&Comparison>,
    by_query: bool,
    is_pretty: bool,
) -> io::Result<()> {
    let runs: Vec<Value> = evaluations.iter().map(|(name, evaluation)| run_value(name, evaluation, by_query)).collect();
    let mut answer = json!({"schema": "dateline.eval/1", "runs": runs});
    if let Some(comparison) = comparison {
        answer["comparison"] = comparison_value(comparison, by_query);
    }
    write_json(out, &answer, is_pretty)
}

fn run_value(name: &str, evaluation: &Evaluation, by_query: bool) -> Value {
    let mut run = json!({
        "run": name,
        "queries": evaluation.by_query.len(),
        "without_answer": evaluation.without_answer,
        "without_judgments": evaluation.without_judgments,
        "measures": measures_value(|measure| json!(evaluation.mean(measure))),
    });
    if by_query {
        let queries = evaluation.by_query.iter().map(|(qid, measured)| {
            let value = json!({
                "retrieved": measured.retrieved,
                "relevant": measured.relevant,
                "relevant_retrieved": measured.relevant_retrieved,
                "measures": measures_value(|measure| json!(measured.get(measure))),
            });
            (qid.clone(), value)
        });
        run["by_query"] = Value::Object(queries.collect());
    }
    run
}

fn comparison_value(comparison: &Comparison, by_query: bool) -> Value {
    let rows = comparison.rows.iter().map(|row| {
        let (flips, is_exact) = match row.test.flips {
            Flips::All(count) => (count, true),
            Flips::Random(count) => (count, false),
        };
        let mut value = json!({
            "means": row.means,
            "difference": row.difference(),
            "p": row.test.p,
            "flips": flips,
            "exact": is_exact,
            "better": row.better,
            "worse": row.worse,
        });
        if by_query {
            let queries = comparison.queries.iter().cloned().zip(row.by_query.iter().map(|values| json!(values)));
            value["by_query"] = Value::Object(queries.collect());
        }
        (row.measure.name().to_string(), value)
    });
    json!({
        "queries": comparison.queries.len(),
        "counted_as_0": comparison.counted_as_0,
        "measures": Value::Object(rows.collect()),
    })
}

fn measures_value(value: impl Fn(Measure) -> Value) -> Value {
    Value::Object(Measure::ALL.iter().map(|measure| (measure.name().to_string(), value(*measure))).collect::<Map<_, _>>())
}
