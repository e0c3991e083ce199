//! A query that filters: it moves no score, and says what it wraps.

use tantivy::query::{ConstScoreQuery, EnableScoring, Query, Weight};
use tantivy::{TantivyError, Term};

/// What only filters must not move the order of hits. Like [`ConstScoreQuery`] with the score 0, but not opaque.
#[derive(Debug)]
pub struct Unscored(pub Box<dyn Query>);

impl Clone for Unscored {
    fn clone(&self) -> Self {
        Unscored(self.0.box_clone())
    }
}

impl Query for Unscored {
    fn weight(&self, scoring: EnableScoring<'_>) -> Result<Box<dyn Weight>, TantivyError> {
        ConstScoreQuery::new(self.0.box_clone(), 0.0).weight(scoring)
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.0.query_terms(visitor);
    }
}
