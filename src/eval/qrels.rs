//! Judgments: `qid 0 docno relevance`, one a line → `Qrels`.

use super::{Fault, lines};
use std::collections::BTreeMap;

/// What was judged, by query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Qrels {
    pub queries: BTreeMap<String, Judgments>,
}

/// The relevance of each article that was judged for a query: 0 for none, more for more. What is below 0 was looked at and left
/// undecided, which counts as if it were not there.
pub type Judgments = BTreeMap<String, i64>;

/// Reads judgments. The second column says nothing and is ignored.
///
/// ```
/// let qrels = dateline::eval::parse_qrels("301 0 FT911-3 1\n301 0 FT911-4 0\n")?;
/// assert_eq!(qrels.queries["301"]["FT911-3"], 1);
/// # Ok::<(), dateline::eval::Fault>(())
/// ```
///
/// # Errors
///
/// The first line that has not four columns, judges an article again, or gives a relevance that is no whole number. trec_eval reads
/// such a relevance as far as it goes, and nothing as 0.
pub fn parse_qrels(text: &str) -> Result<Qrels, Fault> {
    let mut qrels = Qrels::default();
    for (number, line) in lines(text) {
        let fault = |fault: String| Fault { line: number, fault };
        let columns: Vec<&str> = line.split_whitespace().collect();
        let &[qid, _, docno, relevance] = columns.as_slice() else {
            return Err(fault(format!("{} columns; judgments have four: qid 0 docno relevance", columns.len())));
        };
        let Ok(relevance) = relevance.parse() else {
            return Err(fault(format!("the relevance {relevance:?} is no whole number")));
        };
        if qrels.queries.entry(qid.to_string()).or_default().insert(docno.to_string(), relevance).is_some() {
            return Err(fault(format!("{docno} was judged for query {qid} before; keep one of the two")));
        }
    }
    Ok(qrels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judgments_are_read_whatever_parts_their_columns() {
        let qrels = parse_qrels("\u{FEFF}1 0 a 1\r\n# a comment\n\n1\t0\tb   0\n2 Q0 a -1\n").expect("they can be read");
        let read: Vec<(&str, &str, i64)> = qrels
            .queries
            .iter()
            .flat_map(|(qid, judgments)| judgments.iter().map(move |(docno, grade)| (qid.as_str(), docno.as_str(), *grade)))
            .collect();
        assert_eq!(read, [("1", "a", 1), ("1", "b", 0), ("2", "a", -1)]);
    }

    #[test]
    fn a_line_that_is_no_judgment_is_named() {
        for (text, expected) in [
            ("1 0 a 1\n1 0 b\n", "line 2: 3 columns; judgments have four: qid 0 docno relevance"),
            ("1 0 a 1 more\n", "line 1: 5 columns; judgments have four: qid 0 docno relevance"),
            ("# head\n1 0 a high\n", "line 2: the relevance \"high\" is no whole number"),
            ("1 0 a 0.5\n", "line 1: the relevance \"0.5\" is no whole number"),
            ("1 0 a 1\n2 0 a 1\n1 0 a 0\n", "line 3: a was judged for query 1 before; keep one of the two"),
        ] {
            assert_eq!(parse_qrels(text).expect_err(text).to_string(), expected);
        }
    }
}
