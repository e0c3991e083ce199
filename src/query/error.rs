//! A query that cannot be understood: where, why, and what was perhaps meant.

use super::Query;
use super::lex::MAX_BYTES;
use super::native::{MAX_CLAUSES, MAX_DEPTH};
use std::fmt;

/// What is wrong with a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// The query as it was typed.
    pub query: String,
    /// Column of the fault, from 1, in characters.
    pub column: usize,
    pub fault: String,
    /// The whole query as it would be understood, where that can be told.
    pub mended: Option<String>,
}

impl fmt::Display for QueryError {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "query column {}: {}", self.column, self.fault)?;
        // A window around the fault, so that a long query does not fill the screen.
        const WINDOW: usize = 60;
        let characters: Vec<char> = self.query.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let from = self.column.saturating_sub(WINDOW);
        let to = (self.column + WINDOW / 2).min(characters.len());
        let window: String = characters.get(from..to).unwrap_or_default().iter().collect();
        write!(out, "\n  {window}\n  {}^", " ".repeat(self.column.saturating_sub(1).saturating_sub(from)))?;
        if let Some(mended) = &self.mended {
            write!(out, "\n  perhaps: {mended}")?;
        }
        Ok(())
    }
}

impl std::error::Error for QueryError {}

/// Parses a query; what is offered in place of a faulty one is itself understood.
pub fn mended(query: &str, parse: fn(&str) -> Result<Query, QueryError>) -> Result<Query, QueryError> {
    const MOST_FAULTS: usize = 16;
    let parse = |query: &str| parse(query).and_then(|parsed| within_caps(query, parsed));
    let mut error = match parse(query) {
        Ok(parsed) => return Ok(parsed),
        Err(error) => error,
    };
    // Where the offer holds another fault, that is mended as well.
    for _ in 0..MOST_FAULTS {
        let Some(mended) = &error.mended else { return Err(error) };
        match parse(mended) {
            Ok(_) => return Err(error),
            Err(next) => error.mended = next.mended,
        }
    }
    Err(QueryError { mended: None, ..error })
}

/// Refuses a query whose canonical form is too large: `(a b) NEAR/5 (c d)` asks four times for what is near.
fn within_caps(query: &str, parsed: Query) -> Result<Query, QueryError> {
    let fail = |fault: String| Err(QueryError { query: query.to_string(), column: 1, fault, mended: None });
    let clauses = parsed.leaves();
    if clauses > MAX_CLAUSES {
        return fail(format!("written out, these are {clauses} clauses, more than {MAX_CLAUSES}; ask in several queries"));
    }
    if parsed.depth() > MAX_DEPTH {
        return fail(format!("operators are nested more than {MAX_DEPTH} deep"));
    }
    let bytes = parsed.to_string().len();
    if bytes > MAX_BYTES {
        return fail(format!("written out, the query is {bytes} bytes long; at most {MAX_BYTES} are taken"));
    }
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use crate::query::{Syntax, parse, parse_as};

    #[test]
    fn what_is_within_the_caps_is_so_in_its_canonical_form() {
        let groups = vec!["(a b)"; 500].join(" OR ");
        let titles = vec!["hd=a"; 1000].join(" or ");
        let deep = format!("{}a{}", "a OR b (".repeat(31), ")".repeat(31));
        for (syntax, query) in [(Syntax::Native, groups), (Syntax::Factiva, titles), (Syntax::Native, deep)] {
            let parsed = parse_as(syntax, &query).expect("as much as is taken");
            assert_eq!(parse(&parsed.to_string()), Ok(parsed));
        }
    }

    #[test]
    fn a_query_that_grows_when_it_is_written_out_is_capped() {
        let eight = "(a b c d e f g h)";
        assert!(parse(&vec![format!("{eight} w/5 {eight}"); 8].join(" OR ")).is_ok());
        let fault = |query: &str| parse(query).expect_err("too large").fault;
        assert!(fault(&vec![format!("{eight} w/5 {eight}"); 9].join(" OR ")).contains("1152 clauses"));
        assert!(fault(&format!("{}a{}", "a OR b (".repeat(33), ")".repeat(33))).contains("nested"));
        assert!(fault(&format!("(a b) w/5 \"{}\"", "word ".repeat(7_000))).contains("bytes long"));
    }
}
