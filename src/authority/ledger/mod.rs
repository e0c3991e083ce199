//! The names ledger: what a person decided about names, in `names.toml` beside archive.db.
//!
//! In: the text of `names.toml`. Out: a [`Ledger`], which the finder asks for spellings, senses, merges and what is hidden. Rules kept
//! here: the file is for a text editor and for version control, so every fault is told with its line, and edits leave the rest of the
//! file as it is; the lists themselves never change, so that taking an entry out undoes it.
//!
//! ```
//! use dateline::authority::{Authorities, ledger::Ledger};
//! let text = "[[merge]]\nfrom = [\"org:acme-relief-fund\"]\ninto = \"org:acme-relief\"\n";
//! let ledger = Ledger::parse(text, Authorities::embedded()).expect("a sound ledger");
//! assert_eq!(ledger.resolve_id("org:acme-relief-fund"), "org:acme-relief");
//! ```

mod check;
mod diff;
mod edit;
mod entries;
mod spellings;
#[cfg(test)]
mod tests;

pub use check::Fault;
pub use diff::Affected;
pub use edit::LedgerFile;
pub use entries::{Add, Alias, Entries, Entry, Hide, Merge, Rename, Sense, Split};
pub use spellings::{Origin, Spelling, Spellings};

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};

use super::fold::fold;
use super::{Authorities, Kind, unlisted_id};
use crate::analysis::fold_whole;

/// Returns where the ledger of an archive lies.
pub fn path_in(archive_folder: &Path) -> PathBuf {
    archive_folder.join("names.toml")
}

/// The ledger in the form in which it is asked. Names are folded by [`fold`], sources by [`fold_whole`]; a source that is asked about
/// must be folded so as well.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// With ids for names, without notes, each once and in order.
    entries: Entries,
    added: Vec<Added>,
    /// From id to the end of its chain of merges.
    merged: FxHashMap<String, String>,
    labels: FxHashMap<String, String>,
    /// By their folded new names.
    renamed: FxHashMap<String, Vec<Target>>,
    hidden: FxHashSet<String>,
    /// By folded name.
    hidden_names: FxHashMap<String, Vec<HiddenName>>,
    senses: FxHashMap<String, Vec<ConditionalTarget>>,
    splits: FxHashMap<String, Vec<SplitName>>,
    spellings: Spellings,
}

/// A place, organization or person that only the ledger has.
#[derive(Debug, Clone, PartialEq)]
pub struct Added {
    pub kind: Kind,
    pub id: String,
    pub name: String,
    pub aliases: Vec<String>,
    /// Id of what it lies in or is a part of, merges followed.
    pub parent: Option<String>,
    /// Degrees north and east.
    pub lat_lon: Option<(f64, f64)>,
}

/// What a spelling means; merges are followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub kind: Kind,
    pub id: String,
}

#[derive(Debug, Clone)]
struct ConditionalTarget {
    target: Target,
    source: Option<String>,
}

#[derive(Debug, Clone)]
struct SplitName {
    from: String,
    target: Target,
    source: Option<String>,
}

#[derive(Debug, Clone)]
struct HiddenName {
    kind: Kind,
    source: Option<String>,
}

impl Ledger {
    /// Returns the ledger of who has none.
    pub fn empty() -> &'static Self {
        static EMPTY: std::sync::OnceLock<Ledger> = std::sync::OnceLock::new();
        EMPTY.get_or_init(Self::default)
    }

    /// Reads the text of `names.toml`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, in the order of lines.
    pub fn parse(text: &str, authorities: &Authorities) -> Result<Self, Vec<Fault>> {
        check::parse(text, authorities).map(|entries| Self::compile(entries, authorities))
    }

    /// Reads what [`Ledger::to_canonical_string`] wrote, without checking it against the lists, which may have changed since.
    pub fn from_canonical(text: &str, authorities: &Authorities) -> Result<Self, toml::de::Error> {
        toml::from_str(text).map(|entries| Self::compile(entries, authorities))
    }

    /// Returns the ledger as TOML in one form for one meaning: without comments and notes, in alphabetical order, with ids only. The
    /// empty ledger is the empty string.
    pub fn to_canonical_string(&self) -> String {
        toml::to_string(&self.entries).expect("strings, lists of them and numbers are TOML")
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the entries, with ids for names.
    pub fn entries(&self) -> &Entries {
        &self.entries
    }

    /// Returns all names that the ledger knows more than the lists do.
    pub fn spellings(&self) -> &Spellings {
        &self.spellings
    }

    /// Returns the one thing that a name must mean, in articles of a source. A sense for that source goes before one for all. `kind` says
    /// what the name can only be, as where a file gives it as a place.
    pub fn sense(&self, folded_name: &str, kind: Option<Kind>, source: Option<&str>) -> Option<&Target> {
        let senses = self.senses.get(folded_name)?;
        let fitting =
            |sense: &&ConditionalTarget| kind.is_none_or(|kind| kind == sense.target.kind) && holds_in(&sense.source, source);
        let found = senses.iter().filter(fitting).max_by_key(|sense| sense.source.is_some())?;
        Some(&found.target)
    }

    /// Returns what a name means where the lists would have it mean `id`, which the ledger denies.
    pub fn is_split(&self, folded_name: &str, id: &str, source: Option<&str>) -> Option<Target> {
        let splits = self.splits.get(folded_name)?;
        let id = self.resolve_id(id);
        let fitting = |split: &&SplitName| split.from == id && holds_in(&split.source, source);
        let found = splits.iter().filter(fitting).max_by_key(|split| split.source.is_some())?;
        Some(found.target.clone())
    }

    /// Returns what an id counts as: itself, or what it was merged into.
    pub fn resolve_id<'a>(&'a self, id: &'a str) -> &'a str {
        self.merged.get(id).map_or(id, String::as_str)
    }

    /// Returns what the ledger wants a thing to be shown as.
    pub fn label(&self, id: &str) -> Option<&str> {
        self.labels.get(id).map(String::as_str)
    }

    /// Returns whether a thing is to be found no more. What is merged into another is hidden with that one only.
    pub fn is_hidden(&self, id: &str) -> bool {
        self.hidden.contains(self.resolve_id(id))
    }

    /// Returns whether a spelling names nothing of that kind, in articles of a source.
    pub fn is_hidden_name(&self, folded_name: &str, kind: Kind, source: Option<&str>) -> bool {
        let Some(hidden) = self.hidden_names.get(folded_name) else { return false };
        hidden.iter().any(|hidden| hidden.kind == kind && holds_in(&hidden.source, source))
    }

    /// Returns what was added, in the order of ids.
    pub fn added(&self) -> &[Added] {
        &self.added
    }

    pub fn added_with_id(&self, id: &str) -> Option<&Added> {
        self.added.binary_search_by(|added| added.id.as_str().cmp(id)).ok().map(|at| &self.added[at])
    }

    /// Returns the ids of the hierarchy of a thing, root first, ending in what it counts as; merges are followed at every step.
    pub fn path_of(&self, id: &str, authorities: &Authorities) -> Vec<String> {
        let mut path = Vec::new();
        let mut at = Some(self.resolve_id(id).to_owned());
        while let Some(id) = at {
            if path.contains(&id) {
                break;
            }
            at = self.parent_of(&id, authorities);
            path.push(id);
        }
        path.reverse();
        path
    }

    fn parent_of(&self, id: &str, authorities: &Authorities) -> Option<String> {
        let parent = match self.added_with_id(id) {
            Some(added) => added.parent.clone(),
            None => authorities.by_id(id).and_then(|key| authorities.parent(key)).map(|parent| authorities.id(parent)),
        };
        parent.map(|parent| self.resolve_id(&parent).to_owned())
    }

    /// Returns what a name means by the ledger alone, where it means it in every source: what was added, aliases, senses, and new names.
    pub fn lookup(&self, kind: Kind, name: &str) -> Vec<&str> {
        let folded = fold(name);
        let mut ids: Vec<&str> = Vec::new();
        let mut push = |id| {
            if !ids.contains(&id) {
                ids.push(id);
            }
        };
        if let Some(target) = self.sense(&folded, Some(kind), None) {
            push(target.id.as_str());
        }
        let spelled = self.spellings.named(&folded).filter(|spelling| spelling.source.is_none());
        spelled.filter(|spelling| spelling.target.kind == kind).for_each(|spelling| push(spelling.target.id.as_str()));
        let renamed = self.renamed.get(&folded).into_iter().flatten();
        renamed.filter(|target| target.kind == kind).for_each(|target| push(target.id.as_str()));
        ids
    }

    /// Returns the id that is meant by an id, or by a name that means one thing only in the lists and in this ledger.
    ///
    /// # Errors
    ///
    /// What is unknown, with the nearest names; what means several things, with their ids.
    pub fn identify(&self, text: &str, kind: Option<Kind>, authorities: &Authorities) -> Result<String, String> {
        let names = |added: &Added| std::iter::once(&added.name).chain(&added.aliases).map(|name| fold(name)).collect();
        let added: Vec<_> = self.added.iter().map(|added| (added.kind, added.id.clone(), names(added))).collect();
        check::resolve(text, kind, authorities, &added)
    }

    /// Returns the ids that entries refer to and that neither the lists nor the ledger have, so that only an archive can know them.
    pub fn unlisted_ids(&self, authorities: &Authorities) -> BTreeSet<&str> {
        let Entries { alias, merge, rename, hide, sense, split, .. } = &self.entries;
        let ids = alias.iter().map(|alias| &alias.of);
        let ids = ids.chain(merge.iter().flat_map(|merge| merge.from.iter().chain([&merge.into])));
        let ids = ids.chain(rename.iter().map(|rename| &rename.id)).chain(hide.iter().filter_map(|hide| hide.id.as_ref()));
        let ids = ids.chain(sense.iter().map(|sense| &sense.is));
        let ids = ids.chain(split.iter().flat_map(|split| std::iter::once(&split.from).chain(&split.into)));
        let made: Vec<&str> = self.splits.values().flatten().map(|split| split.target.id.as_str()).collect();
        let is_unlisted = |id: &&str| authorities.by_id(id).is_none() && self.added_with_id(id).is_none() && !made.contains(id);
        ids.map(String::as_str).filter(is_unlisted).collect()
    }

    /// Returns, in words, what the ledger says of a thing.
    pub fn says_of(&self, id: &str) -> Vec<String> {
        let mut says = Vec::new();
        let in_source = |source: &Option<String>| source.as_ref().map(|source| format!(" in {source}")).unwrap_or_default();
        if self.added_with_id(id).is_some() {
            says.push("added".to_owned());
        }
        for merge in &self.entries.merge {
            if merge.from.iter().any(|from| from == id) {
                says.push(format!("merged into {}", merge.into));
            } else if merge.into == id {
                says.push(format!("{} is merged into it", merge.from.join(", ")));
            }
        }
        for rename in self.entries.rename.iter().filter(|rename| rename.id == id) {
            says.push(format!("renamed {}", rename.name));
        }
        if self.entries.hide.iter().any(|hide| hide.id.as_deref() == Some(id)) {
            says.push("hidden".to_owned());
        }
        for alias in self.entries.alias.iter().filter(|alias| alias.of == id) {
            says.push(format!("also called {}", alias.names.join(", ")));
        }
        for sense in self.entries.sense.iter().filter(|sense| sense.is == id) {
            says.push(format!("what {} means{}", sense.name, in_source(&sense.source)));
        }
        for split in &self.entries.split {
            if split.from == id {
                says.push(format!("not what {} means{}", split.name, in_source(&split.source)));
            } else if split.into.as_deref() == Some(id) {
                says.push(format!("what {} means{}, not {}", split.name, in_source(&split.source), split.from));
            }
        }
        says
    }

    /// Returns, in words, where the ledger takes a spelling for no name of a kind.
    pub fn says_of_name(&self, name: &str, kind: Kind) -> Vec<String> {
        let folded = fold(name);
        let is_meant = |hide: &&Hide| {
            hide.kind.as_deref() == Some(kind.name()) && hide.name.as_deref().is_some_and(|name| fold(name) == folded)
        };
        let told = |hide: &Hide| match &hide.source {
            Some(source) => format!("{name} is taken for no {} in {source}", kind.name()),
            None => format!("{name} is taken for no {}", kind.name()),
        };
        self.entries.hide.iter().filter(is_meant).map(told).collect()
    }

    /// Compiles entries that were checked before.
    fn compile(mut entries: Entries, authorities: &Authorities) -> Self {
        tidy(&mut entries);
        let mut ledger = Self { merged: followed(&entries.merge), ..Self::default() };
        ledger.added = entries.add.iter().filter_map(|add| added(add, &ledger.merged)).collect();
        let kind = |id: &str| kind_of(id, |id| authorities.by_id(id).map(|key| authorities.kind(key)), &ledger.added);
        let target = |id: &str| {
            let id = ledger.merged.get(id).map_or(id, String::as_str);
            kind(id).map(|kind| Target { kind, id: id.to_owned() })
        };
        let mut spellings = Vec::new();
        let mut spell = |name: &str, target: Target, source: Option<String>, origin| {
            spellings.push(Spelling { name: fold(name), kind: target.kind, target, source, origin });
        };
        for add in &entries.add {
            let Some(target) = add.id.as_deref().and_then(target) else { continue };
            for name in std::iter::once(&add.name).chain(&add.aliases) {
                spell(name, target.clone(), None, Origin::Added);
            }
        }
        for alias in &entries.alias {
            let Some(target) = target(&alias.of) else { continue };
            alias.names.iter().for_each(|name| spell(name, target.clone(), None, Origin::Alias));
        }
        let mut senses: FxHashMap<String, Vec<ConditionalTarget>> = FxHashMap::default();
        for sense in &entries.sense {
            let Some(target) = target(&sense.is) else { continue };
            let source = sense.source.as_deref().map(fold_whole);
            spell(&sense.name, target.clone(), source.clone(), Origin::Sense);
            senses.entry(fold(&sense.name)).or_default().push(ConditionalTarget { target, source });
        }
        let mut splits: FxHashMap<String, Vec<SplitName>> = FxHashMap::default();
        for split in &entries.split {
            let into = match &split.into {
                Some(into) => target(into),
                None => kind(&split.from).map(|kind| Target { kind, id: unlisted_id(kind, &split.name) }),
            };
            let (Some(target), Some(from)) = (into, target(&split.from)) else { continue };
            let source = split.source.as_deref().map(fold_whole);
            spell(&split.name, target.clone(), source.clone(), Origin::Split);
            splits.entry(fold(&split.name)).or_default().push(SplitName { from: from.id, target, source });
        }
        let labels = entries
            .split
            .iter()
            .filter(|split| split.into.is_none())
            .filter_map(|split| kind(&split.from).map(|kind| (unlisted_id(kind, &split.name), split.name.clone())));
        ledger.labels = labels
            .chain(entries.add.iter().filter_map(|add| Some((add.id.clone()?, add.name.clone()))))
            .chain(entries.rename.iter().map(|rename| (rename.id.clone(), rename.name.clone())))
            .collect();
        let mut renamed: FxHashMap<String, Vec<Target>> = FxHashMap::default();
        for rename in &entries.rename {
            renamed.entry(fold(&rename.name)).or_default().extend(target(&rename.id));
        }
        ledger.renamed = renamed;
        for hide in &entries.hide {
            let kind = hide.kind.as_deref().and_then(Kind::from_name);
            if let Some(id) = &hide.id {
                ledger.hidden.insert(id.clone());
            } else if let (Some(name), Some(kind)) = (&hide.name, kind) {
                let hidden = HiddenName { kind, source: hide.source.as_deref().map(fold_whole) };
                ledger.hidden_names.entry(fold(name)).or_default().push(hidden);
            }
        }
        ledger.spellings = Spellings::new(spellings);
        ledger.senses = senses;
        ledger.splits = splits;
        ledger.entries = entries;
        ledger
    }
}

fn added(add: &Add, merged: &FxHashMap<String, String>) -> Option<Added> {
    Some(Added {
        kind: Kind::from_name(&add.kind)?,
        id: add.id.clone()?,
        name: add.name.clone(),
        aliases: add.aliases.clone(),
        parent: add.within.as_ref().map(|within| merged.get(within).unwrap_or(within).clone()),
        lat_lon: add.at.map(|[lat, lon]| (lat, lon)),
    })
}

/// Returns what kind of thing an id names: what the lists or the ledger say, else what the id itself says.
fn kind_of(id: &str, listed: impl Fn(&str) -> Option<Kind>, added: &[Added]) -> Option<Kind> {
    let known = listed(id).or_else(|| added.iter().find(|added| added.id == id).map(|added| added.kind));
    known.or_else(|| unlisted_kind(id))
}

/// Returns the kind of an id that is in no list, `None` where it cannot be such an id.
pub fn unlisted_kind(id: &str) -> Option<Kind> {
    let (prefix, slug) = id.split_once(':')?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.prefix() == prefix)?;
    let is_slug = !slug.is_empty() && unlisted_id(kind, &slug.replace('-', " ")) == id;
    is_slug.then_some(kind)
}

/// Returns whether a condition on the source holds for an article of that source.
fn holds_in(wanted: &Option<String>, source: Option<&str>) -> bool {
    wanted.as_deref().is_none_or(|wanted| source == Some(wanted))
}

/// Follows every chain of merges to its end.
fn followed(merges: &[Merge]) -> FxHashMap<String, String> {
    let steps: FxHashMap<&str, &str> =
        merges.iter().flat_map(|merge| merge.from.iter().map(|from| (from.as_str(), merge.into.as_str()))).collect();
    let end = |from: &str| {
        let mut at = from;
        // A ledger that was checked has no cycles; one that was not must not hang the program.
        for _ in 0..steps.len() {
            let Some(next) = steps.get(at) else { break };
            at = next;
        }
        at.to_owned()
    };
    steps.keys().map(|from| ((*from).to_owned(), end(from))).collect()
}

/// Brings entries into the one order in which equal ledgers are equal, and drops notes.
fn tidy(entries: &mut Entries) {
    fn sorted<T: Clone>(list: &mut Vec<T>, key: impl Fn(&T) -> String) {
        list.sort_by_cached_key(&key);
        list.dedup_by_key(|entry| key(entry));
    }
    entries.add.iter_mut().for_each(|add| add.note = None);
    sorted(&mut entries.add, |add| add.id.clone().unwrap_or_default());
    let aliases = std::mem::take(&mut entries.alias);
    for alias in aliases {
        for name in alias.names {
            entries.alias.push(Alias { of: alias.of.clone(), names: vec![name], note: None });
        }
    }
    sorted(&mut entries.alias, |alias| format!("{}\n{}", alias.of, alias.names.join("\n")));
    let merges = std::mem::take(&mut entries.merge);
    for merge in merges {
        for from in merge.from {
            entries.merge.push(Merge { from: vec![from], into: merge.into.clone(), note: None });
        }
    }
    sorted(&mut entries.merge, |merge| merge.from.join("\n"));
    entries.rename.iter_mut().for_each(|rename| rename.note = None);
    sorted(&mut entries.rename, |rename| rename.id.clone());
    entries.hide.iter_mut().for_each(|hide| hide.note = None);
    sorted(&mut entries.hide, |hide| format!("{:?}", (&hide.id, &hide.name, &hide.kind, &hide.source)));
    entries.sense.iter_mut().for_each(|sense| sense.note = None);
    sorted(&mut entries.sense, |sense| format!("{:?}", (&sense.name, &sense.source, &sense.is)));
    entries.split.iter_mut().for_each(|split| split.note = None);
    sorted(&mut entries.split, |split| format!("{:?}", (&split.name, &split.from, &split.source, &split.into)));
}
