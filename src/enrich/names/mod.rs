//! Finds the places and organizations that an article names.
//!
//! In: an [`Article`] and the authority lists. Out: each entity once, with the number of its mentions and where it stands. Rule kept
//! here: a name is taken where its spelling, its neighbours and the rest of the article agree; a lone doubtful word is left alone,
//! for a wrong facet costs a reader more than a missing one.
//!
//! How an article goes through: `scan` cuts title, dateline and body into words. English is read by the tagger: `spans` mends what it
//! marked, `tagged` makes mentions of it. Datelines, lines in capitals and other languages are read by the lists: `persons` marks the
//! persons, `matching` matches names, longest first, and `organizations` what has the form of one; `filed` reads the dateline. `resolve`
//! takes what is certain (countries, the dateline, given places) as `Context`, lets `qualify` read `Paris, Texas`, and resolves the
//! others in that light; `doubt` drops what is probably no place; `findings` counts the mentions; `salience` says what the article is
//! about.

mod canonical;
mod doubt;
mod evidence;
mod filed;
mod findings;
mod ledger;
mod matching;
mod organizations;
mod persons;
mod qualify;
mod resolve;
mod spans;
mod tagged;

use std::cell::RefCell;
use std::ops::Range;

use super::places::Context;
use super::salience::{judge, judge_given};
use super::scan::Words;
use super::tagger::{Scratch, Span, Tag};
use crate::analysis::is_plainly_foreign;
use crate::article::Article;
use crate::authority::gazetteer::Candidate;
use crate::authority::ledger::{Ledger, Target};
use crate::authority::{Authorities, EntityKey, Kind, unlisted_id};
pub use evidence::{Evidence, Weighed};
use findings::Findings;

/// Which names of an article are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichNames {
    /// Those that the file gives as metadata.
    Given,
    /// Those, and the ones found in dateline, title and body.
    All,
}

impl WhichNames {
    pub fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::All => "all",
        }
    }

    /// Returns what goes by that name, `None` for `off`.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Given, Self::All].into_iter().find(|which| which.name() == name)
    }
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
#[derive(Debug, Clone, PartialEq)]
pub struct FoundName {
    pub name: NameRef,
    pub kind: Kind,
    /// Times it is named in dateline, title and body; 0 when it is only given, or only its demonym is used.
    pub mentions: u32,
    /// Times its demonym is used, alone or within the name of an organization: evidence for a country, no mention of it.
    pub demonyms: u32,
    /// Whether the file gives it as metadata.
    pub given: bool,
    /// Whether the article is about it, so that it is a facet; given names always are.
    pub about: bool,
    /// How probable it is that a librarian would file the article under it, from 0 to 1.
    pub probability: f32,
    pub in_title: bool,
    pub in_dateline: bool,
    /// Byte offset in the body of its first mention, `usize::MAX` where it has none there.
    pub first: usize,
}

/// Where an article names something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundMention {
    pub zone: Zone,
    /// Bytes of the zone's text; a possessive ending is left out.
    pub range: Range<usize>,
    pub kind: Kind,
    /// What it names, as a position in the article's names; `None` for a place that is in no list.
    pub name: Option<usize>,
    /// Its number in the finder, to ask for evidence.
    number: usize,
}

/// Where an article uses the demonym of a country, alone or within the name of an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundDemonym {
    pub zone: Zone,
    /// Byte of the zone's text.
    pub start: usize,
    /// The country, as a position in the article's names.
    pub name: usize,
}

/// The names of an article, and where they stand.
#[derive(Debug, Clone, Default)]
pub struct ArticleNames {
    /// Given ones first, then by mentions, then by first mention; last the countries that the article is about without naming them.
    pub names: Vec<FoundName>,
    /// In the order title, dateline, body.
    pub mentions: Vec<FoundMention>,
    pub demonyms: Vec<FoundDemonym>,
}

/// The authority lists, and what the names ledger has to say on them.
#[derive(Clone, Copy)]
pub struct Lists<'a> {
    pub authorities: &'a Authorities,
    pub ledger: &'a Ledger,
}

thread_local! {
    static FINDER: RefCell<Finder> = RefCell::default();
}

/// Finds the names of an article.
pub fn find_names(article: &Article, authorities: &Authorities, which: WhichNames) -> ArticleNames {
    FINDER.with_borrow_mut(|finder| finder.find(article, Lists { authorities, ledger: Ledger::empty() }, which))
}

/// Finds the names of an article as the names ledger wants them.
pub fn find_names_by(article: &Article, lists: Lists, which: WhichNames) -> ArticleNames {
    FINDER.with_borrow_mut(|finder| finder.find(article, lists, which))
}

/// Finds the names of an article and says for each mention why it was taken for what it was taken for.
pub fn find_names_with_evidence(article: &Article, lists: Lists, which: WhichNames) -> (ArticleNames, Vec<Evidence>) {
    FINDER.with_borrow_mut(|finder| {
        let names = finder.find(article, lists, which);
        let evidence = finder.evidence(article, &names, lists.authorities);
        (names, evidence)
    })
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
    /// Where the words of each zone begin, in the order of the scan.
    zones: Vec<(usize, Zone)>,
    tags: Vec<Tag>,
    spans: Vec<Span>,
    scratch: Scratch,
    /// What mentions mean that only the ledger has.
    own: Vec<Target>,
}

impl Finder {
    fn find(&mut self, article: &Article, lists: Lists, which: WhichNames) -> ArticleNames {
        let Lists { authorities, ledger } = lists;
        let has_ledger = !ledger.is_empty();
        self.words.clear();
        self.candidates.clear();
        self.mentions.clear();
        self.context.clear();
        self.persons.clear();
        self.strangers.clear();
        self.defined.clear();
        self.zones.clear();
        self.own.clear();

        let mut found = Findings::new(lists);
        if which == WhichNames::All {
            if let Some(dateline) = &article.dateline {
                self.scan(dateline, Zone::Dateline, authorities);
                self.read_dateline(authorities);
            }
            // A title that is made of the first words of the text names nothing that they do not.
            let opening = article.title.trim_end_matches('…').trim_end();
            let has_title = !opening.is_empty() && !article.body.starts_with(opening);
            let is_english = match article.language.as_deref() {
                Some(language) => language == "en",
                None => !is_plainly_foreign(&article.title, &article.body),
            };
            if is_english {
                self.read_tagged(article, has_title, authorities);
            } else {
                if has_title {
                    self.scan(&article.title, Zone::Title, authorities);
                }
                self.scan(&article.body, Zone::Body, authorities);
            }
        }
        if has_ledger {
            self.read_ledger(article, ledger, authorities);
        }
        self.resolve_given(article, lists, &mut found);
        if which == WhichNames::All {
            self.resolve(authorities);
            if has_ledger {
                self.heed_ledger(article, ledger, authorities);
            }
            self.gather(article, &mut found);
        } else {
            let forms = canonical::Forms::of(self, article);
            self.add_given_persons(article, &forms, &mut found);
        }
        let mut names = found.in_order();
        if which == WhichNames::All {
            judge(article, &mut names, authorities);
        } else {
            judge_given(&mut names);
        }
        names
    }
}

impl Finder {
    /// Returns the zone of a word.
    fn zone_of(&self, token: usize) -> Zone {
        let behind = self.zones.partition_point(|&(first, _)| first <= token);
        self.zones[behind - 1].1
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
    kind: Kind,
    /// The mention whose name it shortens, where the article says so: `(ICRC)`.
    same_as: Option<usize>,
    /// What the text says it lies in.
    container: Option<EntityKey>,
    /// Whether the tagger found it, so that its neighbours say no more.
    is_tagged: bool,
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
    Person,
    /// What only the ledger has, by its number in `Finder::own`.
    Own(usize),
    /// A place that no list has.
    Unknown,
    Dropped,
}

/// The part of an article in which a mention stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    Title,
    Dateline,
    Body,
}

impl Zone {
    /// Returns the name of the field: `title`, `dateline`, `body`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Dateline => "dateline",
            Self::Body => "body",
        }
    }

    pub fn text(self, article: &Article) -> &str {
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
mod local_news;
#[cfg(test)]
mod tests;
