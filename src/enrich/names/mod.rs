//! Finds the places and organizations that an article names.
//!
//! In: an [`Article`] and the authority lists. Out: each entity once, with the number of its mentions and where it stands. Rule kept
//! here: a name is taken where its spelling, its neighbours and the rest of the article agree; a lone doubtful word is left alone,
//! for a wrong facet costs a reader more than a missing one.
//!
//! How an article goes through: `scan` cuts title, dateline and body into words; `persons` marks the persons; `matching` matches
//! names, longest first, and `organizations` what has the form of one; `resolve` takes what is certain (countries, the dateline, given
//! places) as `Context`, lets `qualify` read `Paris, Texas`, and resolves the others in that light, twice; `doubt` drops what is
//! probably no place; `findings` counts the mentions.

mod doubt;
mod findings;
mod matching;
mod organizations;
mod persons;
mod qualify;
mod resolve;

use std::cell::RefCell;

use super::places::Context;
use super::scan::Words;
use crate::article::Article;
use crate::authority::gazetteer::Candidate;
use crate::authority::{Authorities, EntityKey, Kind, unlisted_id};
use findings::Findings;

/// Which names of an article are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichNames {
    /// Those that the file gives as metadata.
    Given,
    /// Those, and the ones found in dateline, title and body.
    All,
}

/// What a name refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameRef {
    Listed(EntityKey),
    /// Not in the lists; the id is made of the folded name: `place:springfield-heights`, `org:acme-relief`.
    Unlisted {
        kind: Kind,
        id: String,
        name: String,
    },
}

/// An entity that an article names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundName {
    pub name: NameRef,
    pub kind: Kind,
    /// Times it is named in dateline, title and body, demonyms counted for their country; 0 when it is only given.
    pub mentions: u32,
    /// Whether the file gives it as metadata.
    pub given: bool,
    pub in_title: bool,
    pub in_dateline: bool,
    /// Byte offset in the body of its first mention, `usize::MAX` where it has none there.
    pub first: usize,
}

/// Returns the names of an article: given ones first, then by mentions, then by first mention.
pub fn find_names(article: &Article, authorities: &Authorities, which: WhichNames) -> Vec<FoundName> {
    thread_local! {
        static FINDER: RefCell<Finder> = RefCell::default();
    }
    FINDER.with_borrow_mut(|finder| finder.find(article, authorities, which))
}

/// Buffers that are kept from article to article.
#[derive(Default)]
struct Finder {
    words: Words,
    candidates: Vec<Candidate>,
    mentions: Vec<Mention>,
    context: Context,
    /// Hashes of words that are part of a person's name in this article.
    persons: Vec<u64>,
    /// Hashes of words that end an unknown longer name in this article.
    strangers: Vec<u64>,
    /// Outputs of the names that begin at a token.
    outputs: Vec<(usize, u64)>,
    /// Acronyms that the article defines: hash of the acronym, number of the mention that it stands for.
    defined: Vec<(u64, usize)>,
}

impl Finder {
    fn find(&mut self, article: &Article, authorities: &Authorities, which: WhichNames) -> Vec<FoundName> {
        self.words.clear();
        self.candidates.clear();
        self.mentions.clear();
        self.context.clear();
        self.persons.clear();
        self.strangers.clear();
        self.defined.clear();

        let mut found = Findings::new(authorities);
        if which == WhichNames::All {
            if let Some(dateline) = &article.dateline {
                self.scan(dateline, Zone::Dateline, authorities);
            }
            self.scan(&article.title, Zone::Title, authorities);
            self.scan(&article.body, Zone::Body, authorities);
        }
        self.resolve_given(article, authorities, &mut found);
        if which == WhichNames::All {
            self.resolve(authorities);
            self.count(article, &mut found);
        }
        found.in_order()
    }
}

/// A stretch of text that spells listed names, or an organization by its form.
#[derive(Debug, Clone)]
struct Mention {
    zone: Zone,
    /// Tokens from `first` up to `last`.
    first: usize,
    last: usize,
    /// Its bearers in `Finder::candidates`: places, or one organization.
    from: usize,
    to: usize,
    /// Bytes of its zone's text.
    start: usize,
    end: usize,
    state: State,
}

#[derive(Debug, Clone, PartialEq)]
enum State {
    /// A place, not resolved yet.
    Open,
    /// A place that the text says the container of.
    Qualified(EntityKey),
    Resolved(EntityKey),
    Organization(EntityKey),
    /// An organization told by its form only: `University of Texas`.
    Formed,
    Dropped,
}

/// Where a mention stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Zone {
    Title,
    Dateline,
    Body,
}

impl Zone {
    fn text(self, article: &Article) -> &str {
        match self {
            Self::Title => &article.title,
            Self::Dateline => article.dateline.as_deref().unwrap_or_default(),
            Self::Body => &article.body,
        }
    }
}

impl Mention {
    fn entity(&self) -> Option<EntityKey> {
        match self.state {
            State::Resolved(key) | State::Qualified(key) | State::Organization(key) => Some(key),
            _ => None,
        }
    }
}

/// Names what is in no list: an id that is the same wherever the name is spelled alike.
fn unlisted(kind: Kind, name: &str) -> NameRef {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    NameRef::Unlisted { kind, id: unlisted_id(kind, &name), name }
}

fn hash(key: &[u8]) -> u64 {
    use std::hash::Hasher;
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(key);
    hasher.finish()
}

#[cfg(test)]
mod tests;
