//! How near an article is to what a query means, by what was learned from the archive.

use crate::meaning::{Meaning, QueryVector};
use crate::query::compile::Scored;
use tantivy::schema::Field;

/// What a query means.
pub struct Meant<'a> {
    meaning: &'a Meaning,
    query: QueryVector,
}

/// An article that is as near as can be is rewarded with this part of what all words of the query could score at most.
///
/// Rewards of a part of what its own words score did a little worse on TIME and on headlines.
const WORTH: f64 = 0.25;

impl<'a> Meant<'a> {
    /// Returns what the words of a query in the field of articles' text mean together; `None` where no word was learned.
    pub fn new(meaning: &'a Meaning, scored: &Scored, text: Field) -> Option<Meant<'a>> {
        let mut words = Vec::new();
        scored.each_scoring_word(&mut |term, times| {
            if term.field() == text
                && let Some(stem) = term.value().as_str()
            {
                // A word that is asked for twice counts twice: its boost is that.
                words.push((stem.to_owned(), 1.0 + times.max(0.1).ln()));
            }
        });
        meaning.query(&words).map(|query| Meant { meaning, query })
    }

    /// Returns what an article is rewarded with. `most`: what all words of the query could score at most.
    pub fn reward(&self, row: u64, most: f64) -> f64 {
        let nearness = self.meaning.nearness(row, &self.query).unwrap_or(0.0).max(0.0);
        WORTH * f64::from(nearness) * most
    }
}
