//! What is asked: the query, and all that is wanted beside it.

use super::{FacetRequest, Near};
use crate::query::compile::Reach;
use crate::query::{Column, DayRange, Kind, Query, ValueField};

/// What is wanted of the articles that a query finds.
#[derive(Debug, Clone)]
pub struct SearchConfig {
    pub query: Query,
    /// As it was typed, for the answer and for messages.
    pub typed: String,
    /// Whether what was typed is a question or a headline, without operators.
    pub is_question: bool,
    pub filters: Filters,
    pub sort: Sort,
    /// `None`: all.
    pub limit: Option<usize>,
    pub offset: usize,
    /// Whether the articles that are found are counted; without it the best are found in less time, and the total is 0.
    pub total: bool,
    pub facets: Vec<FacetRequest>,
    /// Whether articles are counted by month.
    pub timeline: bool,
    pub snippets: bool,
    /// Whether what was learned of the archive's words helps to rank.
    pub meaning: bool,
    /// Whether hits come with their names.
    pub names: bool,
    /// Which names filters and facets go by.
    pub reach: Reach,
}

impl SearchConfig {
    /// Asks for all articles that a query finds, with their names, without facets and snippets; callers narrow it.
    pub fn new(query: Query, typed: &str) -> Self {
        SearchConfig {
            query,
            typed: typed.to_string(),
            is_question: false,
            filters: Filters::default(),
            sort: Sort::default(),
            limit: None,
            offset: 0,
            total: true,
            facets: Vec::new(),
            timeline: false,
            snippets: false,
            meaning: true,
            names: true,
            reach: Reach::default(),
        }
    }
}

/// Conditions beside the query. All must hold; within one list of alternatives any.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    pub names: Vec<NameFilter>,
    pub sources: Vec<Vec<String>>,
    pub languages: Vec<Vec<String>>,
    pub days: Option<DayRange>,
    pub near: Option<Near>,
}

/// A place or organization that articles must, or must not, be about.
#[derive(Debug, Clone)]
pub struct NameFilter {
    pub field: Kind,
    pub alternatives: Vec<String>,
    pub is_excluded: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Sort {
    #[default]
    Relevance,
    Newest,
    Oldest,
    /// Best first, but what is old has less of a score.
    Blend {
        /// After so many days what makes an article young is worth half.
        half_life: f64,
    },
}

impl Sort {
    pub(super) fn is_by_score(self) -> bool {
        matches!(self, Sort::Relevance | Sort::Blend { .. })
    }
}

impl Filters {
    pub(super) fn to_queries(&self) -> Vec<Query> {
        let any = |queries: Vec<Query>| if queries.len() == 1 { queries.into_iter().next() } else { Some(Query::Or(queries)) };
        let mut all = Vec::new();
        for filter in &self.names {
            let names = filter.alternatives.iter();
            let names = names.map(|name| Query::Name { field: filter.field, name: name.clone(), column: Column(0) }).collect();
            let query = any(names);
            all.extend(query.map(|query| if filter.is_excluded { Query::Not(Box::new(query)) } else { query }));
        }
        for (field, lists) in [(ValueField::Source, &self.sources), (ValueField::Language, &self.languages)] {
            for list in lists {
                all.extend(any(list.iter().map(|value| Query::Value { field, value: value.clone() }).collect()));
            }
        }
        all
    }
}

impl Query {
    /// Takes the days apart that a query with words asks for beside them: they are tested where an article is found, so that the words
    /// are found as fast as without days.
    pub(super) fn without_days(self) -> (Query, Vec<DayRange>) {
        if !self.has_words() {
            return (self, Vec::new());
        }
        let Query::And(parts) = self else { return (self, Vec::new()) };
        let mut days = Vec::new();
        let mut others = Vec::new();
        for part in parts {
            match part {
                Query::Date(range) => days.push(range),
                other => others.push(other),
            }
        }
        (Query::all_of(others), days)
    }

    /// Whether articles can differ in how well they answer the query.
    pub(super) fn has_words(&self) -> bool {
        match self {
            Query::Words(_) | Query::Pattern(_) | Query::Near(_) | Query::AtLeast { .. } => true,
            Query::And(parts) | Query::Or(parts) => parts.iter().any(Query::has_words),
            Query::Boost { part, .. } => part.has_words(),
            _ => false,
        }
    }
}
