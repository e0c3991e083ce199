//! Tags the names in an article: places, organizations, persons and others.
//!
//! In: the words of a text. Out: one [`Tag`] for each. Rule kept here: only words with capitals, and what joins them, can be part of
//! a name, so the rest of a text costs a look at each word.
//!
//! A linear-chain conditional random field (Lafferty, McCallum and Pereira, ICML 2001) over hashed features. `article` looks over the
//! whole article, `features` turns a word and its neighbours into numbers, `model` has the weight of each, `viterbi` finds the best
//! tags of a run of words. `schema/TAGGER.md` tells how the weights were made.

pub mod article;
pub mod features;
pub mod hash;
pub mod model;
pub mod viterbi;

use std::ops::Range;
use std::sync::OnceLock;

use super::scan::Words;
use crate::authority::Authorities;
use article::View;
use model::Model;
use viterbi::Lattice;

static MODEL: &[u8] = include_bytes!("../../../schema/tagger.bin");

/// What a name is a name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    Place,
    Organization,
    Person,
    /// Peoples, languages, events, works, laws.
    Other,
}

/// The part of a word in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tag {
    Outside,
    /// The first word of a name.
    Begin(Class),
    /// A further word of a name.
    Inside(Class),
}

impl Tag {
    /// All tags; the place of a tag in it is its number in the model.
    pub const ALL: [Self; 9] = [
        Self::Outside,
        Self::Begin(Class::Place),
        Self::Inside(Class::Place),
        Self::Begin(Class::Organization),
        Self::Inside(Class::Organization),
        Self::Begin(Class::Person),
        Self::Inside(Class::Person),
        Self::Begin(Class::Other),
        Self::Inside(Class::Other),
    ];

    /// Returns whether a name can go on from one tag to another: `Inside` follows its own class only.
    pub fn may_follow(self, before: Self) -> bool {
        match self {
            Self::Inside(class) => matches!(before, Self::Begin(other) | Self::Inside(other) if other == class),
            _ => true,
        }
    }
}

/// Buffers that are kept from article to article.
#[derive(Debug, Default)]
pub struct Scratch {
    view: View,
    lattice: Lattice,
}

/// The tagger: a model and nothing else.
pub struct Tagger {
    pub model: Model<'static>,
}

impl Tagger {
    /// Returns the tagger that is compiled into the program. Its file is read where it lies.
    ///
    /// # Panics
    /// Where the file that was compiled in is not a model of this version; a test stands before that.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Tagger> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self {
            model: Model::open(MODEL).expect("schema/tagger.bin was written by this version, a test holds it to that"),
        })
    }

    /// Tags the words of one article, a range of its tokens; appends one tag for each.
    pub fn tag(&self, words: &Words, range: Range<usize>, authorities: &Authorities, scratch: &mut Scratch, tags: &mut Vec<Tag>) {
        let base = tags.len();
        tags.resize(base + range.len(), Tag::Outside);
        let Scratch { view, lattice } = scratch;
        view.look(words, range.clone(), authorities, &self.model.clusters);
        for run in 0..view.runs.len() {
            let run = view.runs[run].clone();
            lattice.clear();
            for at in run.clone() {
                let mut scores = [0; Tag::ALL.len()];
                features::each(view, at, |feature| self.model.add(feature, &mut scores));
                lattice.push(scores, view.marks[at].gap);
            }
            for (at, &tag) in run.zip(lattice.best(&self.model)) {
                tags[base + view.marks[at].token as usize - range.start] = Tag::ALL[usize::from(tag)];
            }
        }
    }
}

/// A name in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub class: Class,
    /// Tokens from `first` up to `last`, counted as the tags are.
    pub first: usize,
    pub last: usize,
}

/// Calls `found` for every name that a row of tags spells.
pub fn each_span(tags: &[Tag], mut found: impl FnMut(Span)) {
    let mut at = 0;
    while at < tags.len() {
        let (Tag::Begin(class) | Tag::Inside(class)) = tags[at] else {
            at += 1;
            continue;
        };
        let first = at;
        at += 1;
        while at < tags.len() && tags[at] == Tag::Inside(class) {
            at += 1;
        }
        found(Span { class, first, last: at });
    }
}
