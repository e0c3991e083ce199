//! Prints what a score is made of.

use super::{clean, with_commas, write_json};
use crate::search::ScoreExplanation;
use serde::Serialize;
use std::io::Result;
use std::io::Write;

#[derive(Serialize)]
struct JsonScore<'a> {
    schema: &'static str,
    #[serde(flatten)]
    explanation: &'a ScoreExplanation,
}

/// Prints the rank and score of an article, and what each word and name adds to it.
pub fn print_score(out: &mut impl Write, explanation: &ScoreExplanation, is_json: bool, is_pretty: bool) -> Result<()> {
    if is_json {
        return write_json(out, &JsonScore { schema: "dateline.score/1", explanation }, is_pretty);
    }
    let rank = match explanation.rank {
        Some(rank) => format!("hit {rank}"),
        None if explanation.is_found => "behind the hits that are ranked finely".to_owned(),
        None => "not found by the query; its score would be".to_owned(),
    };
    writeln!(out, "{}  {}", clean(&explanation.id), clean(&explanation.title))?;
    writeln!(out, "{rank}  {:.4}", explanation.score)?;
    let width = explanation.parts.iter().map(|part| part.what.chars().count()).max().unwrap_or(0).min(60);
    for part in &explanation.parts {
        let mut why = Vec::new();
        if part.occurrences > 0 {
            why.push(format!("{}×", with_commas(part.occurrences.into())));
            why.push(format!("in the lead {}×", with_commas(part.in_lead.into())));
            why.push(format!("rarity {:.2}", part.rarity));
        }
        if part.times != 1.0 && part.times != 0.0 {
            why.push(format!("boost {}", part.times));
        }
        let line = format!("  {:width$}  {:>8.4}  {}", clean(&part.what), part.adds, why.join(", "));
        writeln!(out, "{}", line.trim_end())?;
    }
    if explanation.recency < 1.0 {
        writeln!(out, "  of this, for its age, {:.1} %", explanation.recency * 100.0)?;
    }
    if explanation.lift > 0.0 {
        writeln!(out, "  {:width$}  {:>8.4}", "as all ranked hits", explanation.lift)?;
    }
    Ok(())
}
