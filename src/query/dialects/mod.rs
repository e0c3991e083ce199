//! Queries as other services have them typed: Nexis, Factiva, ProQuest, Lucene.
//!
//! In: a query and its syntax. Out: the same [`Query`] that the native form parses to; and back, where the dialect has words for it.
//! Rule kept here: what a dialect asks for and the archive cannot answer is refused with its column and the way out; nothing is read as
//! something else.

mod dates;
mod factiva;
mod lucene;
mod nexis;
mod print;
mod proquest;
mod reader;
mod wildcards;

use super::error::mended;
use super::{Query, QueryError};
use clap::ValueEnum;

/// How queries are typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Syntax {
    #[default]
    Native,
    Nexis,
    Factiva,
    Proquest,
    Lucene,
}

/// Parses a query of any syntax; an empty one asks for everything.
///
/// ```
/// use dateline::query::{Syntax, parse_as};
/// let query = parse_as(Syntax::Nexis, "aleppo or idlib and evacuat! w/5 bus")?;
/// assert_eq!(query.to_string(), "(aleppo OR idlib) (evacuat* NEAR/5 bus)");
/// # Ok::<(), dateline::query::QueryError>(())
/// ```
///
/// # Errors
///
/// A query that cannot be understood, or asks for what cannot be answered, with the column of the fault.
pub fn parse_as(syntax: Syntax, query: &str) -> Result<Query, QueryError> {
    match syntax {
        Syntax::Native => super::parse(query),
        Syntax::Nexis => mended(query, nexis::parse),
        Syntax::Factiva => mended(query, factiva::parse),
        Syntax::Proquest => mended(query, proquest::parse),
        Syntax::Lucene => mended(query, lucene::parse),
    }
}

/// Prints a query in a syntax, in which it parses to the same query.
///
/// # Errors
///
/// What the syntax has no words for.
pub fn print_as(syntax: Syntax, query: &Query) -> Result<String, String> {
    let said = match syntax {
        Syntax::Native => return Ok(query.to_string()),
        Syntax::Nexis => print::print(query, &nexis::Nexis),
        Syntax::Factiva => print::print(query, &factiva::Factiva),
        Syntax::Proquest => print::print(query, &proquest::Proquest),
        Syntax::Lucene => print::print(query, &lucene::Lucene),
    }?;
    // Some take two clauses for what is one natively, and so may be beyond the caps.
    parse_as(syntax, &said).map(|_| said).map_err(|error| error.fault)
}

#[cfg(test)]
mod tests;
