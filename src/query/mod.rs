//! Text in, [`Query`] out, and from there a tantivy query: what a user asks, understood, printed back and compiled.
//!
//! Rule kept here: nothing that was typed is dropped in silence. What cannot be understood is an error that names the column; what can
//! not match is a warning.

pub mod compile;
mod date;
mod dialects;
mod error;
mod lex;
mod native;
mod near;
mod pattern;
mod print;
mod question;
pub mod spans;
mod stop_words;

pub use crate::authority::Kind;
pub use date::{DayRange, parse_days};
pub use dialects::{Syntax, parse_as, print_as};
pub use error::QueryError;
pub use native::parse;
pub use near::{Near, Nearness};
pub use question::{any_of, question_words};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// Every article.
    Everything,
    And(Vec<Query>),
    Or(Vec<Query>),
    Not(Box<Query>),
    /// Words in a text field: one word, or several that follow each other.
    Words(Words),
    /// Every word that looks like this.
    Pattern(Pattern),
    Near(Box<Near>),
    /// As many occurrences in one article.
    AtLeast {
        count: u32,
        part: Box<Query>,
    },
    /// What counts for more, or less, in the order of the articles.
    Boost {
        part: Box<Query>,
        boost: Boost,
    },
    /// The whole value of a field, whatever its case: a source, a language, an identifier.
    Value {
        field: ValueField,
        value: String,
    },
    /// A place, organization or person, and all below it in the hierarchy.
    Name {
        field: Kind,
        name: String,
        column: Column,
    },
    /// Days, both included.
    Date(DayRange),
    /// A number of words, both included.
    WordCount {
        from: u64,
        to: u64,
    },
    /// Articles in which a field has any value at all; `-date:*` is `Not` of it.
    Present(PresentField),
}

impl Query {
    /// Returns the queries that this one is made of.
    pub fn parts(&self) -> Vec<&Query> {
        match self {
            Query::And(parts) | Query::Or(parts) => parts.iter().collect(),
            Query::Not(part) | Query::AtLeast { part, .. } | Query::Boost { part, .. } => vec![part],
            Query::Near(near) => vec![&near.left, &near.right],
            _ => Vec::new(),
        }
    }

    /// Calls `each` for all words in it, in order.
    pub fn each_words(&self, each: &mut impl FnMut(&Words)) {
        match self {
            Query::Words(words) => each(words),
            other => other.parts().into_iter().for_each(|part| part.each_words(each)),
        }
    }

    /// Returns the same query with other words.
    pub fn with_words(&self, change: &mut impl FnMut(&Words) -> Words) -> Query {
        let mut query = self.clone();
        query.change_words(change);
        query
    }

    fn change_words(&mut self, change: &mut impl FnMut(&Words) -> Words) {
        match self {
            Query::Words(words) => *words = change(words),
            Query::And(parts) | Query::Or(parts) => parts.iter_mut().for_each(|part| part.change_words(change)),
            Query::Not(part) | Query::AtLeast { part, .. } | Query::Boost { part, .. } => part.change_words(change),
            Query::Near(near) => {
                near.left.change_words(change);
                near.right.change_words(change);
            }
            Query::Pattern(_)
            | Query::Everything
            | Query::Value { .. }
            | Query::Name { .. }
            | Query::Date(_)
            | Query::WordCount { .. }
            | Query::Present(_) => {}
        }
    }
}

/// Where in the query something stood, from 1, in characters: for messages only, so all columns are equal.
#[derive(Debug, Clone, Copy)]
pub struct Column(pub usize);

impl PartialEq for Column {
    fn eq(&self, _: &Column) -> bool {
        true
    }
}

impl Eq for Column {}

/// Words as they were typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub field: TextField,
    pub text: String,
    pub form: Form,
}

/// How words were typed, and so how they are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `militants`: any form of the word
    Typed,
    /// `"red crescent"`: any form of the words
    Quoted,
    /// `=militants`: this spelling, whatever its case
    Exact,
    /// `="Red Crescent"`: this spelling and case
    ExactCase,
}

/// A pattern, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    pub field: TextField,
    pub kind: PatternKind,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatternKind {
    /// `evacuat*`, `wom?n`
    Wildcard,
    /// `kefraya~1`: a word with at most so many letters added, left out, changed or swapped
    Fuzzy(u8),
    /// `/kefr(a?)ya/`: whole words
    Regex,
}

/// How much a part counts, in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Boost(u32);

impl Boost {
    /// Reads `3` or `0.5`; `None` for what is no number from 0.01 to 1000 with at most two decimals.
    pub fn parse(text: &str) -> Option<Boost> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let hundredths = match decimals.len() {
            0 => 0,
            1 => decimals.parse::<u32>().ok()? * 10,
            2 => decimals.parse::<u32>().ok()?,
            _ => return None,
        };
        let whole: u32 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let all = whole.checked_mul(100)?.checked_add(hundredths)?;
        (1..=100_000).contains(&all).then_some(Boost(all))
    }

    pub fn factor(self) -> f32 {
        self.0 as f32 / 100.0
    }
}

impl std::fmt::Display for Boost {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        let (whole, hundredths) = (self.0 / 100, self.0 % 100);
        match hundredths {
            0 => write!(out, "{whole}"),
            _ if hundredths.is_multiple_of(10) => write!(out, "{whole}.{}", hundredths / 10),
            _ => write!(out, "{whole}.{hundredths:02}"),
        }
    }
}

/// Fields that are searched by words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextField {
    /// Headline and body.
    Text,
    Title,
    /// Headline and first paragraph.
    Lead,
    Body,
    Byline,
    Dateline,
    Section,
    Path,
}

/// Fields that are compared whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueField {
    Id,
    Source,
    Language,
    Topic,
}

/// Fields whose absence can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PresentField {
    Date,
    Name(Kind),
    Value(ValueField),
}

/// Any field that can stand before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AnyField {
    Text(TextField),
    Value(ValueField),
    Name(Kind),
    Date,
    Words,
}

/// Every field with its names, the first of which it is printed by.
pub(crate) const FIELDS: &[(AnyField, &[&str])] = &[
    (AnyField::Text(TextField::Title), &["title", "headline", "hd", "hl"]),
    (AnyField::Text(TextField::Lead), &["lead", "hlead"]),
    (AnyField::Text(TextField::Body), &["body"]),
    (AnyField::Text(TextField::Text), &["text"]),
    (AnyField::Text(TextField::Byline), &["byline", "author", "by"]),
    (AnyField::Text(TextField::Dateline), &["dateline"]),
    (AnyField::Text(TextField::Section), &["section"]),
    (AnyField::Text(TextField::Path), &["path"]),
    (AnyField::Value(ValueField::Source), &["source", "publication", "sn"]),
    (AnyField::Value(ValueField::Language), &["lang", "language"]),
    (AnyField::Value(ValueField::Topic), &["topic", "subject"]),
    (AnyField::Value(ValueField::Id), &["id", "guid"]),
    (AnyField::Name(Kind::Place), &["place", "location"]),
    (AnyField::Name(Kind::Organization), &["org", "organization", "organisation", "company"]),
    (AnyField::Name(Kind::Person), &["person", "people"]),
    (AnyField::Date, &["date"]),
    (AnyField::Words, &["words", "length"]),
];

impl AnyField {
    pub(crate) fn named(name: &str) -> Option<AnyField> {
        let name = name.to_ascii_lowercase();
        FIELDS.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(field, _)| *field)
    }

    pub(crate) fn name(self) -> &'static str {
        FIELDS.iter().find(|(field, _)| *field == self).map_or("", |(_, names)| names[0])
    }
}

impl Query {
    /// Joins queries that must all hold; `Everything` adds nothing to others.
    pub fn all_of(queries: impl IntoIterator<Item = Query>) -> Query {
        let mut parts: Vec<Query> = Vec::new();
        for query in queries {
            match query {
                Query::Everything => {}
                Query::And(inner) => parts.extend(inner),
                other => parts.push(other),
            }
        }
        match parts.len() {
            0 => Query::Everything,
            1 => parts.remove(0),
            _ => Query::And(parts),
        }
    }

    /// Returns how deep a query is nested: 0 for a word.
    pub fn depth(&self) -> usize {
        match self {
            Query::And(parts) | Query::Or(parts) => 1 + parts.iter().map(Query::depth).max().unwrap_or(0),
            Query::Not(part) | Query::AtLeast { part, .. } | Query::Boost { part, .. } => 1 + part.depth(),
            Query::Near(near) => 1 + near.left.depth().max(near.right.depth()),
            _ => 0,
        }
    }

    /// Returns how many clauses have no parts of their own.
    pub fn leaves(&self) -> usize {
        let parts = self.parts();
        if parts.is_empty() { 1 } else { parts.into_iter().map(Query::leaves).sum() }
    }

    /// Joins queries of which any will do.
    pub fn any_of(queries: impl IntoIterator<Item = Query>) -> Query {
        let mut parts: Vec<Query> = Vec::new();
        for query in queries {
            match query {
                Query::Or(inner) => parts.extend(inner),
                other => parts.push(other),
            }
        }
        if parts.len() == 1 { parts.remove(0) } else { Query::Or(parts) }
    }
}
