//! XML: what the readers of XML formats share.
//!
//! In: the bytes of a file. Out: a [`Document`] whose elements are asked by name ([`tree`]), the root element of a file by its first bytes
//! ([`root()`]), the paragraphs of a story in NITF or XHTML ([`story`]), and small values ([`values`]).
//!
//! Rules kept here: no declaration of a document type is followed, no entity but those of HTML is replaced, and nothing outside the file is
//! read. Names of elements are compared without their prefix, for senders mix the namespaces up.

pub mod references;
pub mod root;
pub mod story;
pub mod tree;
pub mod values;

#[cfg(test)]
mod tests;

pub use root::root;
pub use tree::{Document, Element};
