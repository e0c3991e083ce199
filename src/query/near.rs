//! What can be near what: words, patterns, alternatives of them, and what is near already.
//!
//! In: two sides and how near they must be. Out: a query, in which words joined by AND are given their place each, or why there is none.

use super::{Pattern, Query, TextField, Words};

/// Occurrences of one side that have the other near; negated: that have it nowhere near.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    pub left: Query,
    pub how: Nearness,
    pub is_negated: bool,
    pub right: Query,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nearness {
    /// At most so many words apart, in any order; adjacent is 1.
    Within(u32),
    /// The same, the left side first.
    Before(u32),
    Sentence,
    Paragraph,
}

/// Both sides may hold words joined by AND; more combinations than this are refused.
const MAX_COMBINATIONS: usize = 64;

impl Near {
    /// Joins two sides. `(a b) NEAR/5 c` asks for both near `c`; `(a b) w/s c` for all three in one sentence.
    ///
    /// # Errors
    ///
    /// A side that has no place in the text, in words.
    pub fn of(left: Query, how: Nearness, is_negated: bool, right: Query) -> Result<Query, String> {
        for side in [&left, &right] {
            check(side, &how.to_string())?;
        }
        same_field(&[&left, &right]).map_err(|fault| format!("{how} {fault}"))?;
        if is_negated && combinations(&right) > 1 {
            return Err(format!(
                "words joined by AND stand behind NOT {how}; join them with OR, or by another operator for nearness"
            ));
        }
        if combinations(&left) * combinations(&right) > MAX_COMBINATIONS {
            return Err(format!("too many words joined by AND stand on the sides of {how}; ask in several queries"));
        }
        Ok(joined(left, how, is_negated, right))
    }
}

impl Query {
    /// Asks for so many occurrences; of each, where words are joined by AND.
    ///
    /// # Errors
    ///
    /// What cannot be counted, in words.
    pub fn at_least(count: u32, part: Query) -> Result<Query, String> {
        check(&part, "ATLEAST")?;
        same_field(&[&part]).map_err(|fault| format!("ATLEAST {fault}"))?;
        Ok(match part {
            Query::And(parts) => {
                Query::And(parts.into_iter().map(|part| Query::AtLeast { count, part: Box::new(part) }).collect())
            }
            Query::Or(parts) if parts.iter().any(|part| combinations(part) > 1) => {
                return Err("ATLEAST counts words joined by OR, or by AND, not by both".to_string());
            }
            part => Query::AtLeast { count, part: Box::new(part) },
        })
    }
}

fn joined(left: Query, how: Nearness, is_negated: bool, right: Query) -> Query {
    let is_bound = matches!(how, Nearness::Sentence | Nearness::Paragraph) && !is_negated;
    let near = |left: Query, right: Query| joined(left, how, is_negated, right);
    match (left, right) {
        (Query::And(parts), right) if is_bound => chained(parts, how, vec![right]),
        (left, Query::And(parts)) if is_bound => chained(vec![left], how, parts),
        (Query::And(parts), right) => Query::all_of(parts.into_iter().map(|part| near(part, right.clone()))),
        (left, Query::And(parts)) => Query::all_of(parts.into_iter().map(|part| near(left.clone(), part))),
        (Query::Or(parts), right) if parts.iter().any(|part| combinations(part) > 1) => {
            Query::any_of(parts.into_iter().map(|part| near(part, right.clone())))
        }
        (left, Query::Or(parts)) if parts.iter().any(|part| combinations(part) > 1) => {
            Query::any_of(parts.into_iter().map(|part| near(left.clone(), part)))
        }
        (left, right) => Query::Near(Box::new(Near { left, how, is_negated, right })),
    }
}

fn chained(left: Vec<Query>, how: Nearness, right: Vec<Query>) -> Query {
    let mut parts = left.into_iter().chain(right);
    let first = parts.next().expect("a conjunction has parts");
    parts.fold(first, |all, part| joined(all, how, false, part))
}

/// Returns how many queries a side is taken apart into.
fn combinations(side: &Query) -> usize {
    match side {
        Query::And(parts) => parts.iter().map(combinations).sum::<usize>().max(2),
        Query::Or(parts) if parts.iter().any(|part| combinations(part) > 1) => parts.iter().map(combinations).sum(),
        _ => 1,
    }
}

fn check(side: &Query, operator: &str) -> Result<(), String> {
    let what = match side {
        Query::Words(_) | Query::Pattern(_) | Query::Near(_) => return Ok(()),
        Query::And(parts) | Query::Or(parts) => return parts.iter().try_for_each(|part| check(part, operator)),
        Query::Not(_) => "what is negated stands".to_string(),
        Query::AtLeast { .. } => "ATLEAST, which counts over the whole article, stands".to_string(),
        Query::Boost { .. } => "a boost stands".to_string(),
        other => format!("{other}, which has no place among the words, stands"),
    };
    Err(format!("{what} beside {operator}; words, phrases, patterns and what is near may stand there"))
}

fn same_field(sides: &[&Query]) -> Result<(), &'static str> {
    let mut fields = Vec::new();
    sides.iter().for_each(|side| gather_fields(side, &mut fields));
    match fields.iter().all(|field| *field == fields[0]) {
        true => Ok(()),
        false => Err("joins words of different fields; its sides stand in one text"),
    }
}

fn gather_fields(side: &Query, fields: &mut Vec<TextField>) {
    match side {
        Query::Words(Words { field, .. }) | Query::Pattern(Pattern { field, .. }) => fields.push(field.whole()),
        Query::Near(near) => [&near.left, &near.right].into_iter().for_each(|side| gather_fields(side, fields)),
        Query::And(parts) | Query::Or(parts) => parts.iter().for_each(|part| gather_fields(part, fields)),
        _ => {}
    }
}

impl TextField {
    /// Returns the text that the field is a stretch of: headline and body lie in one.
    pub fn whole(self) -> TextField {
        match self {
            TextField::Title | TextField::Lead | TextField::Body => TextField::Text,
            field => field,
        }
    }
}
