//! What is answered: hits with their names and snippets, counts, places.

use super::{FacetCount, FacetField, Snippet};
use crate::archive::StoredArticle;
use crate::query::Kind;
use std::collections::BTreeMap;

/// The answer to a query.
#[derive(Debug)]
pub struct SearchResults {
    /// As it was typed.
    pub query: String,
    /// In canonical form.
    pub parsed: String,
    pub total: u64,
    pub hits: Vec<Hit>,
    pub facets: BTreeMap<FacetField, Vec<FacetCount>>,
    /// Articles by month, `2016-12`, in order; empty where it was not asked for.
    pub timeline: Vec<(String, u64)>,
    pub warnings: Vec<String>,
    pub took: std::time::Duration,
    pub offset: usize,
}

/// One article that was found.
#[derive(Debug)]
pub struct Hit {
    /// From 1.
    pub rank: usize,
    pub score: f32,
    pub article: StoredArticle,
    pub names: HitNames,
    pub snippets: Vec<Snippet>,
}

/// The names of an article: those that it is about first, then those with most mentions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HitNames {
    pub places: Vec<HitName>,
    pub organizations: Vec<HitName>,
    pub people: Vec<HitName>,
}

impl HitNames {
    /// Keeps those that the article is about.
    pub(super) fn narrow(&mut self) {
        for list in [&mut self.places, &mut self.organizations, &mut self.people] {
            list.retain(|name| name.about);
        }
    }
}

/// A place, organization or person of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct HitName {
    pub kind: Kind,
    pub id: String,
    pub name: String,
    /// From the topmost down to itself.
    pub path: Vec<String>,
    pub country: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub mentions: u32,
    /// Whether the article's file named it.
    pub given: bool,
    /// Whether the article is about it.
    pub about: bool,
    /// How probable that is, from 0 to 100.
    pub percent: u8,
}

/// A place with the number of articles about it, or about what lies in it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceCount {
    pub name: HitName,
    pub articles: u64,
}

/// How far a walk through all hits came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walked {
    pub done: u64,
    /// Articles that were replaced or removed meanwhile.
    pub left_out: u64,
    /// What the user should know of the query.
    pub warnings: Vec<String>,
}
