//! Forms for evaluation: TREC runs and bare ids.

use super::clean;
use crate::search::SearchResults;
use std::io::{self, Write};

/// Prints `qid Q0 docno rank score tag`; docno is the identifier that the article carried itself, else its id.
pub fn print_trec(out: &mut impl Write, results: &SearchResults, qid: &str) -> io::Result<()> {
    for hit in &results.hits {
        let docno = hit.article.article.guid.as_deref().unwrap_or(&hit.article.id);
        let docno = clean(docno).replace(char::is_whitespace, "_");
        writeln!(out, "{qid} Q0 {docno} {} {:.6} dateline", hit.rank, hit.score)?;
    }
    Ok(())
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
