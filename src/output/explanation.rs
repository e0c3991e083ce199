//! Prints how a query was understood.

use super::{clean, with_commas, write_json};
use crate::search::Explanation;
use serde::Serialize;
use std::io::{Result, Write};

#[derive(Serialize)]
struct JsonExplanation<'a> {
    schema: &'static str,
    #[serde(flatten)]
    explanation: &'a Explanation,
}

/// Prints the canonical query, its clauses with the number of articles that each finds by itself, and what is to be said of its words.
pub fn print_explanation(out: &mut impl Write, explanation: &Explanation, is_json: bool, is_pretty: bool) -> Result<()> {
    if is_json {
        return write_json(out, &JsonExplanation { schema: "dateline.explain/1", explanation }, is_pretty);
    }
    let indented = |depth: usize, clause: &str| format!("{}{}", "  ".repeat(depth), clean(clause));
    let lines = explanation.clauses.iter().map(|clause| (indented(clause.depth, &clause.clause), with_commas(clause.total)));
    let lines: Vec<(String, String)> = lines.collect();
    let width = lines.iter().map(|(clause, _)| clause.chars().count()).max().unwrap_or(0).min(80);
    let digits = lines.iter().map(|(_, total)| total.len()).max().unwrap_or(0);
    for (clause, total) in &lines {
        writeln!(out, "{clause:width$}  {total:>digits$}")?;
    }
    if explanation.clauses.first().is_some_and(|whole| whole.total != explanation.total) {
        writeln!(out, "with the filters: {}", with_commas(explanation.total))?;
    }
    for grown in &explanation.patterns {
        writeln!(out, "{} grew into {} words", clean(&grown.pattern), with_commas(grown.words as u64))?;
    }
    for unknown in &explanation.unknown_words {
        let nearest = if unknown.nearest.is_empty() { "none is near".to_owned() } else { unknown.nearest.join(", ") };
        writeln!(out, "no article has {:?}; the nearest known: {}", clean(&unknown.word), clean(&nearest))?;
    }
    for warning in &explanation.warnings {
        writeln!(out, "{}", clean(warning))?;
    }
    if let Some(mended) = &explanation.did_you_mean {
        writeln!(out, "did you mean {}? It finds {}", clean(&mended.query), with_commas(mended.total))?;
    }
    Ok(())
}
