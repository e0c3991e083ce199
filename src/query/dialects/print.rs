//! Prints a query in a dialect.
//!
//! In: a query and how the dialect says things. Out: its text, or what cannot be said. Rule kept here: whatever has parts of its own
//! stands in parentheses, so that no order of operators matters.

use super::reader::words;
use super::wildcards::{Glyph, glyphs};
use crate::query::{AnyField, Form, Near, Nearness, Query, QueryError, TextField, Words};

/// `Err` names what the dialect has no words for.
pub type Said = Result<String, String>;

/// How a dialect says things.
pub trait Say: Sized {
    const SERVICE: &'static str;
    const AND: &'static str;
    const OR: &'static str;
    /// Behind what stays.
    const AND_NOT: &'static str;
    /// Before what has nothing that stays before it.
    const NOT: &'static str;

    fn near(&self, how: Nearness, is_negated: bool) -> Said;
    fn at_least(&self, count: u32, part: &Query) -> Said;
    /// Two sides and what stands between them.
    fn nearness(&self, near: &Near) -> Said {
        let operator = self.near(near.how, near.is_negated)?;
        Ok(format!("{} {operator} {}", inner(&near.left, self)?, inner(&near.right, self)?))
    }
    fn alternatives(&self, parts: &[Query]) -> Result<Vec<String>, String> {
        parts.iter().map(|part| inner(part, self)).collect()
    }
    /// Words, patterns and values of fields.
    fn leaf(&self, leaf: &Query) -> Said;
    fn parse(query: &str) -> Result<Query, QueryError>;
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
            let parts = say.alternatives(parts)?;
            parts.join(&format!(" {} ", S::OR))
        }
        Query::Not(part) => format!("{} {}", S::NOT, inner(part, say)?),
        Query::Near(near) => say.nearness(near)?,
        Query::AtLeast { count, part } => say.at_least(*count, part)?,
        leaf => {
            let said = say.leaf(leaf)?;
            // Signs that mean something else there, operators that are words here: what is read otherwise has no words.
            if S::parse(&said).as_ref() != Ok(leaf) {
                return unsaid(leaf, S::SERVICE);
            }
            said
        }
    })
}

/// Says a part of another query, in parentheses where it has parts of its own.
pub fn inner<S: Say>(part: &Query, say: &S) -> Said {
    let said = print(part, say)?;
    let has_parts = matches!(part, Query::And(_) | Query::Or(_) | Query::Near(_) | Query::Not(_));
    Ok(if has_parts { format!("({said})") } else { said })
}

/// Returns the refusal of what has no words.
pub fn unsaid(what: impl std::fmt::Display, dialect: &str) -> Said {
    Err(format!("{what} has no equivalent in {dialect}"))
}

/// Says words, patterns and names, without their field, which stands beside them.
pub fn beside(
    leaf: &Query,
    dialect: &str,
    parse: fn(&str) -> Result<Query, QueryError>,
    shown: fn(&Glyph) -> String,
) -> Result<(AnyField, String), String> {
    let refused = || Err(format!("{leaf} has no equivalent in {dialect}"));
    Ok(match leaf {
        Query::Words(Words { field, text, form }) => {
            let has_signs = text.contains(['*', '?', '$']) || !text.contains(char::is_alphanumeric);
            let is_plain = || parse(text) == Ok(words(TextField::Text, text, Form::Typed));
            match form {
                Form::Typed if is_plain() => (AnyField::Text(*field), text.clone()),
                Form::Typed | Form::Quoted if !has_signs => (AnyField::Text(*field), format!("\"{text}\"")),
                _ => return refused(),
            }
        }
        Query::Pattern(pattern) => match glyphs(pattern) {
            Some(glyphs) => (AnyField::Text(pattern.field), glyphs.iter().map(shown).collect()),
            None => return refused(),
        },
        Query::Value { field, value } => (AnyField::Value(*field), format!("\"{value}\"")),
        Query::Name { field, name, .. } => (AnyField::Name(*field), format!("\"{name}\"")),
        _ => return refused(),
    })
}
