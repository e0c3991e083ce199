//! What of a query scores: the tree by which the best articles are ranked more finely than tantivy does while it looks for them.

use super::SpanQuery;
use tantivy::Term;
use tantivy::query::Query as TantivyQuery;

/// A query by what its parts add to an article's score.
pub enum Scored {
    /// A word of the text, or of a field beside it, and how it is written.
    Word {
        term: Term,
        shown: String,
        times: f32,
    },
    /// What goes by the places of words, and how it is written.
    Spans {
        query: SpanQuery,
        shown: String,
        times: f32,
    },
    /// Adds nothing, but must hold.
    Filter(Box<dyn TantivyQuery>),
    All(Vec<Scored>),
    Any(Vec<Scored>),
    Not(Box<Scored>),
}

impl Scored {
    /// Multiplies what each part adds.
    pub(super) fn boosted(self, factor: f32) -> Scored {
        match self {
            Scored::Word { term, shown, times } => Scored::Word { term, shown, times: times * factor },
            Scored::Spans { query, shown, times } => Scored::Spans { query, shown, times: times * factor },
            Scored::All(parts) => Scored::All(parts.into_iter().map(|part| part.boosted(factor)).collect()),
            Scored::Any(parts) => Scored::Any(parts.into_iter().map(|part| part.boosted(factor)).collect()),
            other @ (Scored::Filter(_) | Scored::Not(_)) => other,
        }
    }

    /// Leaves out what holds of every article that the whole query finds, and adds nothing. `None`: nothing scores.
    pub(super) fn of_found(self) -> Option<Scored> {
        match self {
            Scored::Filter(_) | Scored::Not(_) => None,
            Scored::All(parts) => {
                let mut parts: Vec<Scored> = parts.into_iter().filter_map(Scored::of_found).collect();
                if parts.len() < 2 { parts.pop() } else { Some(Scored::All(parts)) }
            }
            other => other.scores().then_some(other),
        }
    }

    /// Returns how many numbers an article's score is at most the sum of.
    pub fn leaves(&self) -> usize {
        match self {
            Scored::Word { .. } | Scored::Spans { .. } => 1,
            Scored::Filter(_) | Scored::Not(_) => 0,
            Scored::All(parts) | Scored::Any(parts) => parts.iter().map(Scored::leaves).sum(),
        }
    }

    fn scores(&self) -> bool {
        match self {
            Scored::Word { .. } | Scored::Spans { .. } => true,
            Scored::Filter(_) | Scored::Not(_) => false,
            Scored::All(parts) | Scored::Any(parts) => parts.iter().any(Scored::scores),
        }
    }

    /// Calls `each` for the words that add to the score, in order, with their boosts.
    pub fn each_scoring_word<'a>(&'a self, each: &mut impl FnMut(&'a Term, f32)) {
        match self {
            Scored::Word { term, times, .. } => each(term, *times),
            Scored::All(parts) | Scored::Any(parts) => parts.iter().for_each(|part| part.each_scoring_word(each)),
            Scored::Not(_) | Scored::Spans { .. } | Scored::Filter(_) => {}
        }
    }

    /// Calls `each` for all words in it, in order.
    pub fn each_word<'a>(&'a self, each: &mut impl FnMut(&'a Term)) {
        match self {
            Scored::Word { term, .. } => each(term),
            Scored::All(parts) | Scored::Any(parts) => parts.iter().for_each(|part| part.each_word(each)),
            Scored::Not(part) => part.each_word(each),
            Scored::Spans { .. } | Scored::Filter(_) => {}
        }
    }
}
