//! Forms for evaluation: TREC runs and bare ids.

use super::clean;
use crate::eval::{Answer, Run};
use crate::search::SearchResults;
use std::collections::HashSet;
use std::io::{self, Write};

/// The tag of a run that is given no other.
pub const DEFAULT_TAG: &str = "dateline";

/// Prints `qid Q0 docno rank score tag` for each hit.
pub fn print_trec(out: &mut impl Write, results: &SearchResults, qid: &str) -> io::Result<()> {
    print_answers(out, qid, results.offset, &answers(results), DEFAULT_TAG)
}

/// Prints a run; [`crate::eval::parse_run`] reads it back.
pub fn print_run(out: &mut impl Write, run: &Run) -> io::Result<()> {
    for (qid, answers) in &run.answers {
        print_answers(out, qid, 0, answers, &run.tag)?;
    }
    Ok(())
}

/// Scores are printed with all their digits: what reads a run sorts by them, and must find neither a tie nor an order that was not there.
fn print_answers(out: &mut impl Write, qid: &str, offset: usize, answers: &[Answer], tag: &str) -> io::Result<()> {
    for (at, answer) in answers.iter().enumerate() {
        writeln!(out, "{qid} Q0 {} {} {} {tag}", answer.docno, offset + at + 1, answer.score)?;
    }
    Ok(())
}

/// Returns hits as answers of a run. The docno is the identifier that the article carried itself, else its id; also its id where a better
/// hit carries the same, for a run must not name an article twice.
pub fn answers(results: &SearchResults) -> Vec<Answer> {
    // Hits in the order of their dates have no scores, and a run has no order but that of its scores.
    let has_scores = results.hits.iter().any(|hit| hit.score != 0.0);
    let mut taken: HashSet<String> = HashSet::new();
    let answers = results.hits.iter().map(|hit| {
        let given = hit.article.article.guid.as_deref().map(in_a_column).filter(|guid| !guid.is_empty());
        let docno = given.filter(|guid| !taken.contains(guid)).unwrap_or_else(|| hit.article.id.clone());
        taken.insert(docno.clone());
        Answer { docno, score: if has_scores { hit.score } else { -(hit.rank as f32) } }
    });
    answers.collect()
}

/// Returns untrusted text as one word, to stand in a column between others.
pub fn in_a_column(text: &str) -> String {
    clean(text.trim()).replace(char::is_whitespace, "_")
}

/// Prints one id a line, behind the number of the query in a list of them.
pub fn print_ids(out: &mut impl Write, results: &SearchResults, qid: Option<&str>) -> io::Result<()> {
    for hit in &results.hits {
        match qid {
            Some(qid) => writeln!(out, "{qid}\t{}", hit.article.id)?,
            None => writeln!(out, "{}", hit.article.id)?,
        }
    }
    Ok(())
}
