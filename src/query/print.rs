//! Prints a query in its canonical native form, which parses to the same query.

use super::{AnyField, DayRange, PresentField, Query, TextField};
use std::fmt;

impl fmt::Display for Query {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Query::Everything => write!(out, "*"),
            Query::And(parts) => {
                for (at, part) in parts.iter().enumerate() {
                    if at > 0 {
                        write!(out, " ")?;
                    }
                    inner(part, out)?;
                }
                Ok(())
            }
            Query::Or(parts) => {
                for (at, part) in parts.iter().enumerate() {
                    if at > 0 {
                        write!(out, " OR ")?;
                    }
                    inner(part, out)?;
                }
                Ok(())
            }
            Query::Not(part) => {
                write!(out, "NOT ")?;
                inner(part, out)
            }
            Query::Words(words) => {
                if words.field != TextField::Text {
                    write!(out, "{}:", AnyField::Text(words.field).name())?;
                }
                text(&words.text, words.is_quoted, out)
            }
            Query::Value { field, value } => {
                write!(out, "{}:", AnyField::Value(*field).name())?;
                text(value, false, out)
            }
            Query::Name { field, name, .. } => {
                write!(out, "{}:", AnyField::Name(*field).name())?;
                text(name, false, out)
            }
            Query::Date(DayRange { from, to }) => {
                let shown = |day: &Option<jiff::civil::Date>| day.map_or_else(String::new, |day| day.to_string());
                if from == to { write!(out, "date:{}", shown(from)) } else { write!(out, "date:{}..{}", shown(from), shown(to)) }
            }
            Query::WordCount { from, to } => match (*from, *to) {
                (from, u64::MAX) => write!(out, "words:{from}.."),
                (from, to) if from == to => write!(out, "words:{from}"),
                (from, to) => write!(out, "words:{from}..{to}"),
            },
            Query::Present(field) => {
                let field = match field {
                    PresentField::Date => AnyField::Date,
                    PresentField::Name(field) => AnyField::Name(*field),
                    PresentField::Value(field) => AnyField::Value(*field),
                };
                write!(out, "{}:*", field.name())
            }
        }
    }
}

/// Prints a part of another query, in parentheses where it has parts of its own.
fn inner(part: &Query, out: &mut fmt::Formatter) -> fmt::Result {
    match part {
        Query::And(_) | Query::Or(_) => write!(out, "({part})"),
        _ => write!(out, "{part}"),
    }
}

fn text(text: &str, is_quoted: bool, out: &mut fmt::Formatter) -> fmt::Result {
    let is_operator = matches!(text, "AND" | "OR" | "NOT" | "&&" | "*");
    let needs_quotes = is_quoted
        || is_operator
        || text.is_empty()
        || (text.starts_with(['-', '+']) && text.len() > 1)
        || text.chars().any(|c| c.is_whitespace() || matches!(c, '(' | ')' | '|' | '"'));
    if needs_quotes { write!(out, "\"{text}\"") } else { write!(out, "{text}") }
}
