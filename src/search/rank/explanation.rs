//! What a score is made of, for who wants to know.

use serde::Serialize;

/// The score of one article for one query.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScoreExplanation {
    pub id: String,
    pub title: String,
    /// Whether the query finds it. If not, the parts tell what it would have scored.
    pub is_found: bool,
    /// From 1; `None` behind those that are ranked finely, and where it is not found.
    pub rank: Option<usize>,
    /// As hits have it: what the parts add, of this what age leaves, and the lift.
    pub score: f64,
    pub parts: Vec<ScorePart>,
    /// The part of the score that age leaves: 1 but for `--sort blend`.
    pub recency: f64,
    /// What all finely ranked articles were raised by, so that scores fall from the first hit to the last.
    pub lift: f64,
}

/// A word, phrase or name, and what it adds to a score.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ScorePart {
    pub what: String,
    /// How often it stands in headline (counted twice) and body; 0 for what is no single word.
    pub occurrences: u32,
    /// How many of these are in the lead, and are counted once more.
    pub in_lead: u32,
    /// The logarithm of how many times more articles there are without it than with it; 0 for what is no single word.
    pub rarity: f64,
    /// The boost.
    pub times: f64,
    pub adds: f64,
}
