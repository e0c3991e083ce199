//! The entries of `names.toml`, as they are written.
//!
//! In and out: TOML. Rule kept here: what is read and what is written pass through the same structs, so that the program writes nothing
//! that a person could not have written.

use serde::{Deserialize, Serialize};

/// All entries of a ledger. Empty lists are not written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entries {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub add: Vec<Add>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alias: Vec<Alias>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub merge: Vec<Merge>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rename: Vec<Rename>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hide: Vec<Hide>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sense: Vec<Sense>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub split: Vec<Split>,
}

/// One entry.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    Add(Add),
    Alias(Alias),
    Merge(Merge),
    Rename(Rename),
    Hide(Hide),
    Sense(Sense),
    Split(Split),
}

/// A place, organization or person that no list has.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Add {
    /// `place`, `organization` (or `org`) or `person`.
    pub kind: String,
    pub name: String,
    /// Made from the name where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The place that it lies in, or the organization that it is a part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// Degrees north and east.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<[f64; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// More names of one thing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alias {
    pub of: String,
    pub names: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What counts as another thing from now on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    pub from: Vec<String>,
    pub into: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What a thing is shown as. That it is found in texts under that name takes an alias.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    pub id: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A thing that is found no more; or a spelling that names nothing of that kind.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hide {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Only in articles of this source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The one thing that a spelling means, whatever the article is about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sense {
    pub name: String,
    pub is: String,
    /// Only in articles of this source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A spelling that no longer means what it did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    pub name: String,
    pub from: String,
    /// A thing of its own, named so, where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub into: Option<String>,
    /// Only in articles of this source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Entries {
    /// Returns a ledger of one entry.
    pub fn of(entry: Entry) -> Self {
        let mut entries = Self::default();
        match entry {
            Entry::Add(add) => entries.add.push(add),
            Entry::Alias(alias) => entries.alias.push(alias),
            Entry::Merge(merge) => entries.merge.push(merge),
            Entry::Rename(rename) => entries.rename.push(rename),
            Entry::Hide(hide) => entries.hide.push(hide),
            Entry::Sense(sense) => entries.sense.push(sense),
            Entry::Split(split) => entries.split.push(split),
        }
        entries
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
