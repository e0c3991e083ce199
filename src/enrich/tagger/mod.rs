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
    pub view: View,
    /// For each mark of the view the scores of its tags in both readings.
    pub scores: Vec<[Scores; 2]>,
    lattice: Lattice,
}

impl Scratch {
    /// Appends the tags of the last reading, one for each token of the range that was looked over.
    pub fn take(&self, range: Range<usize>, tags: &mut Vec<Tag>) {
        let base = tags.len();
        tags.resize(base + range.len(), Tag::Outside);
        for at in self.view.runs.iter().cloned().flatten() {
            let token = self.view.marks[at].token as usize;
            tags[base + token - range.start] = Tag::ALL[usize::from(self.view.guesses[at])];
        }
    }
}

/// The scores of the tags of a word.
pub type Scores = [i32; Tag::ALL.len()];

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
        scratch.view.look(words, range.clone(), authorities, &self.model.clusters);
        self.read(scratch);
        self.read_again(scratch);
        scratch.take(range, tags);
    }

    /// Guesses the tags of an article that was looked over, from each word's neighbours and its use in the article.
    pub fn read(&self, scratch: &mut Scratch) {
        let Scratch { view, scores, lattice } = scratch;
        scores.clear();
        scores.resize(view.marks.len(), [[0; Tag::ALL.len()]; 2]);
        view.guesses.clear();
        view.guesses.resize(view.marks.len(), 0);
        for run in &view.runs {
            lattice.clear();
            for at in run.clone() {
                let scores = &mut scores[at];
                features::each(view, at, |feature| self.model.add(feature, scores));
                lattice.push(scores[0], view.marks[at].gap);
            }
            view.guesses[run.clone()].copy_from_slice(lattice.best(self.model.transitions(Reading::First)));
        }
    }

    /// Corrects the guesses in the light of those for the same words elsewhere in the article.
    pub fn read_again(&self, scratch: &mut Scratch) {
        let Scratch { view, scores, lattice } = scratch;
        view.count_votes();
        for run in 0..view.runs.len() {
            let run = view.runs[run].clone();
            lattice.clear();
            for at in run.clone() {
                let scores = &mut scores[at];
                features::again(view, at, |feature| self.model.add(feature, scores));
                lattice.push(scores[1], view.marks[at].gap);
            }
            view.corrected[run].copy_from_slice(lattice.best(self.model.transitions(Reading::Second)));
        }
        std::mem::swap(&mut view.guesses, &mut view.corrected);
    }
}

/// The tagger reads an article twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    First,
    Second,
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

#[cfg(test)]
mod tests;
