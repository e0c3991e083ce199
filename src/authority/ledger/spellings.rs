//! The names that the ledger adds to those of the lists, for a scanner of texts.
//!
//! In: names with what they mean. Out: by its first folded word every name that begins so, longest first. Rule kept here: a word that
//! begins no name costs one look-up, and nothing where the ledger has no names.

use rustc_hash::FxHashMap;

use super::Target;
use crate::authority::Kind;

/// A name that the ledger knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    /// Folded: words parted by one space.
    pub name: String,
    pub kind: Kind,
    pub target: Target,
    /// Folded; the name means this only in articles of that source.
    pub source: Option<String>,
    pub origin: Origin,
}

/// How a spelling came into the ledger, which tells what it does to the bearers that the lists have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A name of what was added: one more bearer.
    Added,
    /// An alias: one more bearer.
    Alias,
    /// It means nothing else.
    Sense,
    /// It means this instead of one of its bearers, see [`super::Ledger::is_split`].
    Split,
}

impl Spelling {
    /// Returns the folded words of the name.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.name.split(' ')
    }

    /// Returns whether it holds in articles of a source, which must be folded.
    pub fn holds_in(&self, source: Option<&str>) -> bool {
        super::holds_in(&self.source, source)
    }
}

/// All names of a ledger.
#[derive(Debug, Clone, Default)]
pub struct Spellings {
    /// Those with more words first, so that the longest name is met first.
    all: Vec<Spelling>,
    by_first_word: FxHashMap<Vec<u8>, Vec<usize>>,
}

impl Spellings {
    pub(super) fn new(mut all: Vec<Spelling>) -> Self {
        all.sort_by_key(|spelling| {
            let words = spelling.words().count();
            (
                std::cmp::Reverse(words),
                spelling.name.clone(),
                spelling.target.id.clone(),
                spelling.source.clone(),
                spelling.origin,
            )
        });
        all.dedup();
        let mut by_first_word: FxHashMap<Vec<u8>, Vec<usize>> = FxHashMap::default();
        for (at, spelling) in all.iter().enumerate() {
            let first = spelling.words().next().unwrap_or_default();
            by_first_word.entry(first.as_bytes().to_vec()).or_default().push(at);
        }
        Self { all, by_first_word }
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Spelling> {
        self.all.iter()
    }

    /// Returns the names that begin with a folded word, those of most words first.
    pub fn starting_with(&self, first_word: &[u8]) -> impl Iterator<Item = &Spelling> {
        let found = if self.all.is_empty() { None } else { self.by_first_word.get(first_word) };
        found.into_iter().flatten().map(|at| &self.all[*at])
    }

    /// Returns what one folded name means.
    pub fn named(&self, folded_name: &str) -> impl Iterator<Item = &Spelling> {
        let first = folded_name.split(' ').next().unwrap_or_default();
        self.starting_with(first.as_bytes()).filter(move |spelling| spelling.name == folded_name)
    }
}
