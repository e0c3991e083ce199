//! Prints a query in a dialect.
//!
//! In: a query and how the dialect says things. Out: its text, or what cannot be said. Rule kept here: whatever has parts of its own
//! stands in parentheses, so that no order of operators matters.

use crate::query::{Nearness, Query};

/// `Err` names what the dialect has no words for.
pub type Said = Result<String, String>;

/// How a dialect says things.
pub trait Say {
    const AND: &'static str;
    const OR: &'static str;
    /// Behind what stays.
    const AND_NOT: &'static str;
    /// Before what has nothing that stays before it.
    const NOT: &'static str;

    fn near(&self, how: Nearness, is_negated: bool) -> Said;
    fn at_least(&self, count: u32, part: &Query) -> Said;
    /// Words, patterns and values of fields.
    fn leaf(&self, leaf: &Query) -> Said;
}

pub fn print<S: Say>(query: &Query, say: &S) -> Said {
    Ok(match query {
        Query::And(parts) => {
            let is_negative = |part: &Query| matches!(part, Query::Not(_));
            // What is negated binds loosest in some dialects, so only what closes the list goes without parentheses.
            let closing = parts.iter().rposition(|part| !is_negative(part)).map_or(parts.len(), |at| at + 1);
            let mut said = String::new();
            for (at, part) in parts.iter().enumerate() {
                match part {
                    Query::Not(part) if at >= closing => said += &format!(" {} {}", S::AND_NOT, inner(part, say)?),
                    part if at > 0 => said += &format!(" {} {}", S::AND, inner(part, say)?),
                    part => said += &inner(part, say)?,
                }
            }
            said
        }
        Query::Or(parts) => {
            let parts = parts.iter().map(|part| inner(part, say)).collect::<Result<Vec<_>, _>>()?;
            parts.join(&format!(" {} ", S::OR))
        }
        Query::Not(part) => format!("{} {}", S::NOT, inner(part, say)?),
        Query::Near(near) => {
            let operator = say.near(near.how, near.is_negated)?;
            format!("{} {operator} {}", inner(&near.left, say)?, inner(&near.right, say)?)
        }
        Query::AtLeast { count, part } => say.at_least(*count, part)?,
        leaf => say.leaf(leaf)?,
    })
}

fn inner<S: Say>(part: &Query, say: &S) -> Said {
    let said = print(part, say)?;
    let has_parts = matches!(part, Query::And(_) | Query::Or(_) | Query::Near(_) | Query::Not(_));
    Ok(if has_parts { format!("({said})") } else { said })
}

/// Returns the refusal of what has no words.
pub fn unsaid(what: impl std::fmt::Display, dialect: &str) -> Said {
    Err(format!("{what} has no equivalent in {dialect}"))
}
