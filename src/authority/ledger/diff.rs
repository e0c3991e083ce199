//! Tells what differs between two ledgers.
//!
//! In: the ledger that was applied last and the one to be applied. Out: what articles must be looked at again. Rule kept here: an
//! article too many costs a moment, one too few leaves a wrong count.

use std::collections::{BTreeMap, BTreeSet};

use super::entries::{Add, Alias, Hide, Sense, Split};
use super::{Ledger, kind_of, unlisted_id};
use crate::authority::Authorities;
use crate::authority::fold::fold;

/// What a change of the ledger touches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Affected {
    /// Articles that the archive has under one of these ids, or under what lies within one, must be looked at again.
    pub ids: BTreeSet<String>,
    /// So must articles that spell one of these names, whatever the archive has them under. Folded, as [`fold`] does it.
    pub spellings: BTreeSet<String>,
    /// Things whose label alone may have changed; no article need be looked at for them.
    pub relabelled: BTreeSet<String>,
}

impl Affected {
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.spellings.is_empty() && self.relabelled.is_empty()
    }
}

impl Ledger {
    /// Returns what is touched when this ledger, which the archive was made with, gives way to another.
    pub fn diff(&self, other: &Self, authorities: &Authorities) -> Affected {
        let mut affected = Affected::default();
        self.diff_merges(other, &mut affected);
        self.diff_adds(other, &mut affected);
        self.diff_spellings(other, authorities, &mut affected);
        self.diff_hidden(other, &mut affected);
        for rename in changed(&self.entries.rename, &other.entries.rename) {
            affected.relabelled.insert(rename.id.clone());
        }
        // What the archive cannot have under its id, because it was hidden, is found again by its names.
        let unseen: Vec<&String> = affected.ids.iter().filter(|id| self.is_hidden(id)).collect();
        let names: Vec<String> = unseen.into_iter().flat_map(|id| self.names_of(id, other, authorities)).collect();
        affected.spellings.extend(names);
        affected
    }

    fn diff_merges(&self, other: &Self, affected: &mut Affected) {
        for from in self.merged.keys().chain(other.merged.keys()) {
            let (before, after) = (self.resolve_id(from), other.resolve_id(from));
            if before != after {
                affected.ids.extend([from.clone(), before.to_owned(), after.to_owned()]);
            }
        }
    }

    fn diff_adds(&self, other: &Self, affected: &mut Affected) {
        for add in changed(&self.entries.add, &other.entries.add) {
            let Add { name, id, aliases, .. } = add;
            let id = id.clone().unwrap_or_default();
            let twin = |ledger: &Self| ledger.entries.add.iter().find(|twin| twin.id.as_ref() == Some(&id)).cloned();
            let (before, after) = (twin(self), twin(other));
            // A new place of the same names leaves the articles that spell them as they are.
            let is_same_to_texts = matches!((&before, &after), (Some(before), Some(after))
                if before.kind == after.kind && names_of_add(before) == names_of_add(after));
            if !is_same_to_texts {
                affected.spellings.extend(std::iter::once(name).chain(aliases).map(|name| fold(name)));
            }
            affected.ids.extend([self.resolve_id(&id).to_owned(), id]);
        }
    }

    fn diff_spellings(&self, other: &Self, authorities: &Authorities, affected: &mut Affected) {
        for Alias { names, .. } in changed(&self.entries.alias, &other.entries.alias) {
            affected.spellings.extend(names.iter().map(|name| fold(name)));
        }
        for Sense { name, .. } in changed(&self.entries.sense, &other.entries.sense) {
            affected.spellings.insert(fold(name));
        }
        for Split { name, from, into, .. } in changed(&self.entries.split, &other.entries.split) {
            affected.spellings.insert(fold(name));
            let kind = kind_of(from, |id| authorities.by_id(id).map(|key| authorities.kind(key)), &self.added);
            if let (None, Some(kind)) = (into, kind) {
                affected.relabelled.insert(unlisted_id(kind, name));
            }
        }
    }

    fn diff_hidden(&self, other: &Self, affected: &mut Affected) {
        for Hide { id, name, .. } in changed(&self.entries.hide, &other.entries.hide) {
            affected.spellings.extend(name.as_deref().map(fold));
            if let Some(id) = id {
                affected.ids.extend([id.clone(), self.resolve_id(id).to_owned(), other.resolve_id(id).to_owned()]);
            }
        }
    }

    /// Returns all folded names of a thing and of what is merged into it, in this ledger and another.
    fn names_of(&self, id: &str, other: &Self, authorities: &Authorities) -> Vec<String> {
        let mut names = Vec::new();
        let merged = self.merged.iter().chain(&other.merged).filter(|(_, into)| *into == id).map(|(from, _)| from.as_str());
        for id in merged.chain([id]) {
            match authorities.by_id(id) {
                Some(key) => names.extend(authorities.names_of(key)),
                None => names.extend(id.split_once(':').map(|(_, slug)| slug.replace('-', " "))),
            }
            for ledger in [self, other] {
                let spelled = ledger.spellings.iter().filter(|spelling| spelling.target.id == ledger.resolve_id(id));
                names.extend(spelled.map(|spelling| spelling.name.clone()));
            }
        }
        names
    }
}

fn names_of_add(add: &Add) -> BTreeSet<String> {
    std::iter::once(&add.name).chain(&add.aliases).map(|name| fold(name)).collect()
}

/// Returns the entries that stand in one list only.
fn changed<'a, T: serde::Serialize>(one: &'a [T], other: &'a [T]) -> Vec<&'a T> {
    let key = |entry: &T| toml::to_string(entry).unwrap_or_default();
    let mut seen: BTreeMap<String, (usize, &'a T)> = BTreeMap::new();
    for entry in one.iter().chain(other) {
        seen.entry(key(entry)).or_insert((0, entry)).0 += 1;
    }
    seen.into_values().filter(|(count, _)| *count == 1).map(|(_, entry)| entry).collect()
}
