//! A query that cannot be understood: where, why, and what was perhaps meant.

use super::Query;
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
