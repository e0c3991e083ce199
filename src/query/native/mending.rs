//! What to write instead of a query that cannot be understood.

use super::Parser;
use crate::query::lex::TokenKind;
use crate::query::pattern;
use crate::query::{AnyField, FIELDS, PatternKind, QueryError};

impl Parser<'_> {
    /// Tells what is wrong with a span of days or numbers.
    pub(super) fn no_range(&self, text: &str, column: usize, fault: &str, is_understood: fn(&str) -> bool) -> QueryError {
        let inner = text.trim_start_matches('[').trim_end_matches(']');
        let ends = inner.split_once("..").or_else(|| inner.split_once(" TO "));
        let both = |from: &str, to: &str| Some(format!("{}..{}", from.trim(), to.trim())).filter(|text| is_understood(text));
        let length = text.chars().count();
        if let Some(same) = ends.and_then(|(from, to)| both(from, to)) {
            return self.error(column, fault, Some(self.replaced(column, length, &same)));
        }
        match ends.and_then(|(from, to)| both(to, from)) {
            Some(exchanged) => {
                let fault = format!("the end of {text:?} lies before its beginning; exchange them");
                self.error(column, &fault, Some(self.replaced(column, length, &exchanged)))
            }
            None => self.error(column, fault, None),
        }
    }
    pub(super) fn unknown_field(&self, name: &str, column: usize) -> QueryError {
        let known: Vec<&str> = FIELDS.iter().map(|(_, names)| names[0]).collect();
        let fault = format!("there is no field {name:?}; there are {}", known.join(", "));
        let length = name.chars().count() + 1;
        if name == "_exists_" {
            let value = self.tokens.get(self.at).map_or(0, |token| token.column);
            let field = self.query.chars().skip(value.saturating_sub(1)).take_while(char::is_ascii_alphabetic);
            let field: String = field.collect();
            let mended = self.replaced(column, length + field.len(), &format!("{field}:*"));
            return self.error(column, "_exists_: is of Lucene; natively place:* asks whether there is one", Some(mended));
        }
        let instead = nearest_field(name).map_or_else(|| format!("{name} "), |nearest| format!("{nearest}:"));
        self.error(column, &fault, Some(self.replaced(column, length, &instead)))
    }

    /// Returns the query without the operators that stand before the next token, up to a column; `None` where nothing is left.
    pub(super) fn without_operators(&self, column: usize) -> Option<String> {
        let is_operator = |kind: &TokenKind| matches!(kind, TokenKind::Or | TokenKind::And | TokenKind::Not | TokenKind::Near(_));
        let before = &self.tokens[..self.at];
        let kept = before.iter().rposition(|token| !is_operator(&token.kind)).map_or(0, |at| at + 1);
        let first = before.get(kept)?.column;
        let kept: String = self.query.chars().take(first - 1).collect();
        let behind: String = self.query.chars().skip(column - 1).collect();
        Some(format!("{}{behind}", kept.trim_end())).filter(|mended| !mended.is_empty())
    }

    /// Returns the query without the operator at a column; `None` where nothing is left.
    pub(super) fn without(&self, column: usize) -> Option<String> {
        let next = self.peek().map_or_else(|| self.query.chars().count() + 1, |token| token.column);
        let mended = self.replaced(column, next - column, "").trim_end().to_string();
        Some(mended).filter(|mended| !mended.is_empty())
    }

    /// Returns the query with other text in place of so many characters.
    pub(super) fn replaced(&self, column: usize, length: usize, instead: &str) -> String {
        let before: String = self.query.chars().take(column - 1).collect();
        let behind: String = self.query.chars().skip(column - 1 + length).collect();
        format!("{before}{instead}{behind}")
    }

    /// Returns the query with other text in place of the word that stands at a column.
    pub(super) fn with_word_replaced(&self, column: usize, instead: &str) -> String {
        let characters: Vec<char> = self.query.chars().collect();
        let ends = |c: &char| c.is_whitespace() || matches!(c, '(' | ')' | '"' | '|' | '^');
        let rest = &characters[column - 1..];
        let length = rest.iter().skip(1).position(ends).map_or(rest.len(), |length| length + 1);
        let before: String = characters[..column - 1].iter().collect();
        format!("{before}{instead}{}", rest[length..].iter().collect::<String>())
    }

    pub(super) fn error(&self, column: usize, fault: &str, mended: Option<String>) -> QueryError {
        QueryError { query: self.query.to_string(), column, fault: fault.to_string(), mended }
    }
}

/// Returns the field that a mistyped name is nearest to.
pub fn nearest_field(name: &str) -> Option<&'static str> {
    let slips = match name.chars().count() {
        0..=3 => return None,
        4 => 1,
        _ => 2,
    };
    let matcher = pattern::Matcher::new(PatternKind::Fuzzy(slips), name).ok()?;
    let names = FIELDS.iter().map(|(_, names)| names[0]);
    names.filter_map(|known| Some((matcher.distance(known)?, known))).min().map(|(_, known)| known)
}

/// Says that a field which is compared whole answers no wildcard.
pub fn no_wildcard(field: AnyField, text: &str) -> String {
    match field {
        AnyField::Value(field) => {
            let name = AnyField::Value(field).name();
            format!(
                "{text} is a wildcard, which only words answer; {name}: is compared whole, and `dateline facets --field {name}` lists what there is"
            )
        }
        _ => format!("{text} is a wildcard, which only words answer; `dateline facets --find` looks for names"),
    }
}

pub(super) fn without_character(query: &str, column: usize) -> String {
    query.chars().enumerate().filter(|(at, _)| at + 1 != column).map(|(_, c)| c).collect()
}
