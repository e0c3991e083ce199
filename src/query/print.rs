//! Prints a query in its canonical native form, which parses to the same query.

use super::native::{is_plain_before_boost, is_plain_word};
use super::{AnyField, DayRange, Form, Near, Nearness, PatternKind, PresentField, Query, TextField, Words};
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
                text_field(words.field, out)?;
                match words.form {
                    Form::Typed if is_plain_word(&words.text) => write!(out, "{}", words.text),
                    Form::Typed | Form::Quoted => write!(out, "\"{}\"", words.text),
                    Form::Exact => write!(out, "={}", words.text),
                    Form::ExactCase => write!(out, "=\"{}\"", words.text),
                }
            }
            Query::Pattern(pattern) => {
                text_field(pattern.field, out)?;
                match pattern.kind {
                    PatternKind::Wildcard => write!(out, "{}", pattern.text),
                    PatternKind::Fuzzy(distance) => write!(out, "{}~{distance}", pattern.text),
                    PatternKind::Regex => write!(out, "/{}/", pattern.text),
                }
            }
            Query::Near(near) => {
                let Near { left, how, is_negated, right } = near.as_ref();
                inner(left, out)?;
                write!(out, " {}{how} ", if *is_negated { "NOT " } else { "" })?;
                inner(right, out)
            }
            Query::AtLeast { count, part } => write!(out, "ATLEAST{count}({part})"),
            Query::Boost { part, boost } => match part.as_ref() {
                Query::Not(_) | Query::Boost { .. } => write!(out, "({part})^{boost}"),
                Query::Words(Words { text, form: Form::Typed, .. }) if !is_plain_before_boost(text) => {
                    write!(out, "({part})^{boost}")
                }
                part => {
                    inner(part, out)?;
                    write!(out, "^{boost}")
                }
            },
            Query::Value { field, value } => {
                write!(out, "{}:", AnyField::Value(*field).name())?;
                text(value, out)
            }
            Query::Name { field, name, .. } => {
                write!(out, "{}:", AnyField::Name(*field).name())?;
                text(name, out)
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

impl fmt::Display for Nearness {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Nearness::Within(distance) => write!(out, "NEAR/{distance}"),
            Nearness::Before(distance) => write!(out, "PRE/{distance}"),
            Nearness::Sentence => write!(out, "w/s"),
            Nearness::Paragraph => write!(out, "w/p"),
        }
    }
}

/// Prints a part of another query, in parentheses where it has parts of its own.
fn inner(part: &Query, out: &mut fmt::Formatter) -> fmt::Result {
    match part {
        Query::And(_) | Query::Or(_) | Query::Near(_) => write!(out, "({part})"),
        _ => write!(out, "{part}"),
    }
}

fn text_field(field: TextField, out: &mut fmt::Formatter) -> fmt::Result {
    if field == TextField::Text { Ok(()) } else { write!(out, "{}:", AnyField::Text(field).name()) }
}

fn text(text: &str, out: &mut fmt::Formatter) -> fmt::Result {
    let is_plain = is_plain_word(text) && is_plain_before_boost(text) && !text.contains(['*', '?']);
    if is_plain { write!(out, "{text}") } else { write!(out, "\"{text}\"") }
}
