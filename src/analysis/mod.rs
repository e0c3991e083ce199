//! Text in, terms out: how words are cut, folded and stemmed, the same way for articles, queries and highlighting.
//!
//! Rule kept here: [`words`] alone decides where a word begins and ends, and [`fold`] alone what it is compared as.

mod arabic;
mod bounds;
mod fold;
mod memory;
mod stem;
mod stream;
mod vocabulary;
mod words;

pub use bounds::{Break, Breaks, Case, Mark};
pub use fold::{fold, fold_whole};
pub use stem::{Language, detect_language, is_plainly_foreign};
pub use stream::{Analyzer, Coding, GAP_POSITIONS, SURFACE, Streams, exact_term};
pub use vocabulary::{Lexicon, Texts, Vocabulary};
pub use words::{Word, Words, is_unspaced, words};
