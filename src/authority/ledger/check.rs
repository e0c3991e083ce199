//! Reads `names.toml` and tells everything that is wrong with it.
//!
//! In: the text. Out: entries in which every name is an id, or faults, each with its line and a way out. Rule kept here: a name stands
//! for an id only where it means one thing; which of several is for the person to say.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use toml::Spanned;

use super::entries::{Add, Alias, Entries, Hide, Merge, Rename, Sense, Split};
use super::{Ledger, unlisted_kind};
use crate::analysis::fold_whole;
use crate::authority::fold::fold;
use crate::authority::{Authorities, EntityKey, Feature, Kind, unlisted_id};

/// Something that is wrong with a ledger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// From 1.
    pub line: usize,
    pub message: String,
}

/// The file, with the place of each entry.
#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct File {
    add: Vec<Spanned<Add>>,
    alias: Vec<Spanned<Alias>>,
    merge: Vec<Spanned<Merge>>,
    rename: Vec<Spanned<Rename>>,
    hide: Vec<Spanned<Hide>>,
    sense: Vec<Spanned<Sense>>,
    split: Vec<Spanned<Split>>,
}

/// Returns the entries of a ledger, with ids for names.
pub fn parse(text: &str, authorities: &Authorities) -> Result<Entries, Vec<Fault>> {
    let file: File = match toml::from_str(text) {
        Ok(file) => file,
        Err(error) => {
            let line = error.span().map_or(1, |span| line_at(text, span.start));
            let message = error.message().replace("unknown field", "unknown key").replace("missing field", "missing key");
            return Err(vec![Fault { line, message }]);
        }
    };
    let mut check = Check { text, authorities, added: Vec::new(), faults: Vec::new(), entries: Entries::default() };
    check.adds(file.add);
    check.aliases(file.alias);
    check.merges(file.merge);
    check.renames(file.rename);
    check.hides(file.hide);
    check.senses(file.sense);
    check.splits(file.split);
    if check.faults.is_empty() {
        return Ok(check.entries);
    }
    check.faults.sort();
    check.faults.dedup();
    Err(check.faults)
}

/// Returns the number of the line that holds a byte, from 1.
fn line_at(text: &str, byte: usize) -> usize {
    1 + text.as_bytes().iter().take(byte).filter(|byte| **byte == b'\n').count()
}

struct Check<'a> {
    text: &'a str,
    authorities: &'a Authorities,
    /// Kind, id and folded names of what the ledger adds.
    added: Vec<(Kind, String, Vec<String>)>,
    faults: Vec<Fault>,
    entries: Entries,
}

impl Check<'_> {
    fn adds(&mut self, adds: Vec<Spanned<Add>>) {
        let mut checked = Vec::new();
        for spanned in adds {
            let at = spanned.span().start;
            let mut add = spanned.into_inner();
            let Some(kind) = self.kind(at, &add.kind) else { continue };
            let names = std::iter::once(&add.name).chain(&add.aliases);
            let folded: Vec<String> = names.filter_map(|name| self.spelled(at, name)).collect();
            if folded.len() != add.aliases.len() + 1 {
                continue;
            }
            let id = add.id.take().unwrap_or_else(|| unlisted_id(kind, &add.name));
            if self.is_new_id(at, kind, &id, &add.name) {
                self.added.push((kind, id.clone(), folded));
                checked.push((at, Add { kind: kind.name().to_owned(), id: Some(id), ..add }));
            }
        }
        let mut lines = FxHashMap::default();
        for (at, mut add) in checked {
            self.position(at, &add);
            if let Some(within) = &add.within {
                let Some(id) = self.container(at, &add, within) else { continue };
                lines.insert(add.id.clone().unwrap_or_default(), self.line(at, "within"));
                add.within = Some(id);
            }
            self.entries.add.push(add);
        }
        self.refuse_loops_of_adds(&lines);
    }

    /// Returns whether an id can be given to what is added.
    fn is_new_id(&mut self, at: usize, kind: Kind, id: &str, name: &str) -> bool {
        if let Some(key) = self.authorities.by_id(id) {
            let listed = self.authorities.name(key);
            self.fault(
                at,
                id,
                format!("the lists have {id} already, as {listed}; use [[alias]] or [[rename]], or give another id"),
            );
            return false;
        }
        if self.added.iter().any(|(_, other, _)| other == id) {
            let way_out = format!("give one an id of its own: id = \"{id}-2\"");
            self.fault(at, name, format!("{id} is added twice; {way_out}"));
            return false;
        }
        if unlisted_kind(id) != Some(kind) {
            let proper = unlisted_id(kind, name);
            let rule = format!("ids of added {}s are like {proper:?}, in small letters and without accents", kind.name());
            self.fault(at, id, format!("{id:?} cannot be the id of {name}; {rule}"));
            return false;
        }
        true
    }

    fn position(&mut self, at: usize, add: &Add) {
        let Some([lat, lon]) = add.at else { return };
        if add.kind != Kind::Place.name() {
            self.fault(at, "at", format!("{} is no place, so it lies nowhere; leave `at` out", add.name));
        } else if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
            let rule = "write [latitude, longitude] in degrees north and east, as [36.20, 37.16]";
            self.fault(at, "at", format!("at = [{lat}, {lon}] is nowhere on earth; {rule}"));
        }
    }

    fn container(&mut self, at: usize, add: &Add, within: &str) -> Option<String> {
        let kind = Kind::from_name(&add.kind)?;
        if kind == Kind::Person {
            self.fault(at, within, format!("{} is a person, who is within nothing; leave `within` out", add.name));
            return None;
        }
        let id = self.reference(at, within, Some(kind))?;
        let found = self.kind_of(&id);
        if found != Some(kind) {
            let found = found.map_or("unknown", Kind::name);
            self.fault(
                at,
                within,
                format!("{within} is of the kind {found}, so no {} is within it; leave `within` out", kind.name()),
            );
            return None;
        }
        Some(id)
    }

    /// Refuses what is within itself; a circle is told once, at its first line.
    fn refuse_loops_of_adds(&mut self, lines: &FxHashMap<String, usize>) {
        let above: FxHashMap<&str, &str> =
            self.entries.add.iter().filter_map(|add| Some((add.id.as_deref()?, add.within.as_deref()?))).collect();
        let mut circles: Vec<Fault> = Vec::new();
        for start in above.keys() {
            let mut at = above.get(start);
            let mut steps = 1;
            while let Some(next) = at.filter(|next| *next != start && steps <= above.len()) {
                at = above.get(next);
                steps += 1;
            }
            if at == Some(start) {
                let message = format!("{start} is within itself; leave one `within` of the circle out");
                circles.push(Fault { line: lines.get(*start).copied().unwrap_or(1), message });
            }
        }
        self.faults.extend(circles.into_iter().min());
    }

    fn aliases(&mut self, aliases: Vec<Spanned<Alias>>) {
        for spanned in aliases {
            let at = spanned.span().start;
            let mut alias = spanned.into_inner();
            if alias.names.is_empty() {
                self.fault(
                    at,
                    "names",
                    "an alias without names says nothing; write names = [\"…\"], or take the entry out".into(),
                );
            }
            let names_are_sound = alias.names.iter().filter(|name| self.spelled(at, name).is_none()).count() == 0;
            let Some(id) = self.reference(at, &alias.of, None) else { continue };
            if names_are_sound {
                alias.of = id;
                self.entries.alias.push(alias);
            }
        }
    }

    fn merges(&mut self, merges: Vec<Spanned<Merge>>) {
        let mut into: FxHashMap<String, (String, usize)> = FxHashMap::default();
        for spanned in merges {
            let at = spanned.span().start;
            let mut merge = spanned.into_inner();
            if merge.from.is_empty() {
                self.fault(at, "from", "a merge from nothing says nothing; write from = [\"…\"], or take the entry out".into());
            }
            let Some(target) = self.reference(at, &merge.into, None) else { continue };
            let mut sources = Vec::new();
            for from in &merge.from {
                let Some(id) = self.reference(at, from, None) else { continue };
                if self.may_merge(at, from, &id, &target, &mut into) {
                    sources.push(id);
                }
            }
            (merge.from, merge.into) = (sources, target);
            self.entries.merge.push(merge);
        }
        self.refuse_loops_of_merges(&into);
    }

    /// Notes that one id is merged into another, where that can be.
    fn may_merge(
        &mut self,
        at: usize,
        typed: &str,
        from: &str,
        target: &str,
        into: &mut FxHashMap<String, (String, usize)>,
    ) -> bool {
        if from == target {
            self.fault(at, typed, format!("{from} is merged into itself; take it out of `from`"));
            return false;
        }
        if let (Some(kind), Some(other)) = (self.kind_of(from), self.kind_of(target))
            && kind != other
        {
            let (kind, other) = (kind.name(), other.name());
            self.fault(
                at,
                typed,
                format!("{from} is of the kind {kind}, {target} of the kind {other}; merge like with like, or [[hide]] one"),
            );
            return false;
        }
        let line = self.line(at, typed);
        match into.get(from) {
            Some((other, earlier)) if other != target => {
                let message =
                    format!("{from} is merged into {other} in line {earlier} already, and into {target} here; keep one");
                self.faults.push(Fault { line, message });
                false
            }
            Some(_) => true,
            None => {
                into.insert(from.to_owned(), (target.to_owned(), line));
                true
            }
        }
    }

    /// Refuses circles of merges, and merges of a thing into what lies within it.
    fn refuse_loops_of_merges(&mut self, into: &FxHashMap<String, (String, usize)>) {
        let mut circles: Vec<Fault> = Vec::new();
        for (start, (_, line)) in into {
            let mut chain = vec![start.as_str()];
            while let Some((next, _)) = into.get(chain[chain.len() - 1]) {
                chain.push(next);
                if next == start || chain.len() > into.len() + 1 {
                    break;
                }
            }
            if chain.len() > 1 && chain[chain.len() - 1] == start {
                circles.push(Fault {
                    line: *line,
                    message: format!("merges go in a circle: {}; take one out", chain.join(" into ")),
                });
            }
        }
        // A circle is told once, at its first line.
        circles.sort();
        if let Some(first) = circles.into_iter().next() {
            self.faults.push(first);
            return;
        }
        let ledger = Ledger::compile(self.entries.clone(), self.authorities);
        for (from, (target, line)) in into {
            let mut at = Some(ledger.resolve_id(target).to_owned());
            let mut steps = 0;
            while let Some(id) = at.take().filter(|_| steps < 64) {
                steps += 1;
                at = self.parent_of(&id).map(|parent| ledger.resolve_id(&parent).to_owned());
                if self.parent_of(&id).as_deref() == Some(from) || steps == 64 {
                    let message =
                        format!("{target} lies within {from}, which cannot be merged into it; merge them the other way round");
                    self.faults.push(Fault { line: *line, message });
                    break;
                }
            }
        }
    }

    fn parent_of(&self, id: &str) -> Option<String> {
        if let Some(add) = self.entries.add.iter().find(|add| add.id.as_deref() == Some(id)) {
            return add.within.clone();
        }
        let key = self.authorities.by_id(id)?;
        self.authorities.parent(key).map(|parent| self.authorities.id(parent))
    }

    fn renames(&mut self, renames: Vec<Spanned<Rename>>) {
        let mut names: FxHashMap<String, (String, usize)> = FxHashMap::default();
        for spanned in renames {
            let at = spanned.span().start;
            let mut rename = spanned.into_inner();
            if self.spelled(at, &rename.name).is_none() {
                continue;
            }
            let Some(id) = self.reference(at, &rename.id, None) else { continue };
            let line = self.line(at, "id");
            let (name, earlier) = names.entry(id.clone()).or_insert((rename.name.clone(), line));
            if *name != rename.name {
                let message = format!("{id} is renamed {name:?} in line {earlier} already, and {:?} here; keep one", rename.name);
                self.faults.push(Fault { line, message });
                continue;
            }
            rename.id = id;
            self.entries.rename.push(rename);
        }
    }

    fn hides(&mut self, hides: Vec<Spanned<Hide>>) {
        for spanned in hides {
            let at = spanned.span().start;
            let hide = spanned.into_inner();
            match (&hide.id, &hide.name) {
                (Some(id), None) => {
                    if hide.kind.is_some() || hide.source.is_some() {
                        let rule = "`kind` and `source` go with `name`, for a spelling; an id is hidden everywhere";
                        self.fault(at, if hide.kind.is_some() { "kind" } else { "source" }, format!("{rule}; leave them out"));
                    }
                    if let Some(id) = self.reference(at, id, None) {
                        self.entries.hide.push(Hide { id: Some(id), ..hide });
                    }
                }
                (None, Some(name)) => {
                    let Some(kind) = &hide.kind else {
                        let way_out = "write kind = \"place\", \"organization\" or \"person\"";
                        self.fault(at, name, format!("{name:?} is hidden as what? {way_out}"));
                        continue;
                    };
                    if let (Some(_), Some(kind)) = (self.spelled(at, name), self.kind(at, kind)) {
                        self.entries.hide.push(Hide { kind: Some(kind.name().to_owned()), ..hide });
                    }
                }
                _ => self.fault(at, "", "hide either an `id`, or a `name` with its `kind`; not both, not neither".into()),
            }
        }
    }

    fn senses(&mut self, senses: Vec<Spanned<Sense>>) {
        let mut known: FxHashMap<(String, Option<String>), (String, usize)> = FxHashMap::default();
        for spanned in senses {
            let at = spanned.span().start;
            let mut sense = spanned.into_inner();
            let Some(folded) = self.spelled(at, &sense.name) else { continue };
            let Some(id) = self.reference(at, &sense.is, None) else { continue };
            let line = self.line(at, "name");
            let condition = (folded, sense.source.as_deref().map(fold_whole));
            let (other, earlier) = known.entry(condition).or_insert((id.clone(), line));
            if *other != id {
                let name = &sense.name;
                let message =
                    format!("{name} is {other} in line {earlier} already, and {id} here; keep one, or give each its own source");
                self.faults.push(Fault { line, message });
                continue;
            }
            sense.is = id;
            self.entries.sense.push(sense);
        }
    }

    fn splits(&mut self, splits: Vec<Spanned<Split>>) {
        // By name, former meaning and source.
        let mut known: FxHashMap<String, (Option<String>, usize)> = FxHashMap::default();
        for spanned in splits {
            let at = spanned.span().start;
            let mut split = spanned.into_inner();
            let Some(folded) = self.spelled(at, &split.name) else { continue };
            let Some(from) = self.reference(at, &split.from, None) else { continue };
            let into = match &split.into {
                Some(into) => match self.reference(at, into, None) {
                    Some(into) => Some(into),
                    None => continue,
                },
                None => None,
            };
            let line = self.line(at, "name");
            if into.as_ref() == Some(&from) {
                self.fault(at, "into", format!("{} is split from {from} into {from} itself; name another, or none", split.name));
                continue;
            }
            let source = split.source.as_deref().map(fold_whole);
            let name = &split.name;
            let is_denied = |sense: &&Sense| {
                sense.is == from && fold(&sense.name) == folded && sense.source.as_deref().map(fold_whole) == source
            };
            if self.entries.sense.iter().any(|sense| is_denied(&sense)) {
                let message = format!("{name} is split from {from} here, and a [[sense]] says that it is {from}; keep one");
                self.faults.push(Fault { line, message });
                continue;
            }
            let (other, earlier) = known.entry(format!("{folded}\n{from}\n{source:?}")).or_insert((into.clone(), line));
            if *other != into {
                let message = format!("{name} is split from {from} in line {earlier} already, into another; keep one");
                self.faults.push(Fault { line, message });
                continue;
            }
            (split.from, split.into) = (from, into);
            self.entries.split.push(split);
        }
    }

    /// Reads `place`, `organization`, `org` or `person`.
    fn kind(&mut self, at: usize, word: &str) -> Option<Kind> {
        let kind = Kind::ALL.into_iter().find(|kind| kind.name() == word || kind.prefix() == word);
        if kind.is_none() {
            self.fault(at, "kind", format!("there is no kind {word:?}; there are place, organization and person"));
        }
        kind
    }

    /// Returns the folded form of a name, which must have letters.
    fn spelled(&mut self, at: usize, name: &str) -> Option<String> {
        let folded = fold(name);
        if folded.is_empty() {
            self.fault(at, name, format!("{name:?} has no letters to be found by; write a name"));
            return None;
        }
        Some(folded)
    }

    /// Returns the id that is meant by an id or a name.
    fn reference(&mut self, at: usize, text: &str, kind: Option<Kind>) -> Option<String> {
        match resolve(text, kind, self.authorities, &self.added) {
            Ok(id) => Some(id),
            Err(message) => {
                self.fault(at, text, message);
                None
            }
        }
    }

    fn kind_of(&self, id: &str) -> Option<Kind> {
        let listed = self.authorities.by_id(id).map(|key| self.authorities.kind(key));
        let added = || self.added.iter().find(|(_, added, _)| added == id).map(|(kind, ..)| *kind);
        listed.or_else(added).or_else(|| unlisted_kind(id))
    }

    fn fault(&mut self, at: usize, value: &str, message: String) {
        let line = self.line(at, value);
        self.faults.push(Fault { line, message });
    }

    /// Returns the line within the entry at a byte that holds a key or a value, else the entry's first.
    fn line(&self, at: usize, value: &str) -> usize {
        let first = line_at(self.text, at);
        let is_in = |line: &str| {
            let key = line.trim_start().strip_prefix(value);
            let is_key = key.is_some_and(|rest| rest.trim_start().starts_with('='));
            is_key || line.contains(&format!("\"{value}\"")) || line.contains(&format!("'{value}'"))
        };
        let lines = self.text[at..].lines().enumerate();
        let mut of_entry = lines.take_while(|(number, line)| *number == 0 || !line.trim_start().starts_with("[["));
        match of_entry.find(|(_, line)| !value.is_empty() && is_in(line)) {
            Some((number, _)) => first + number,
            None => first,
        }
    }
}

/// Returns the id that is meant by an id, or by a name that means one thing only.
///
/// `added` holds kind, id and folded names of what the ledger adds.
///
/// # Errors
///
/// What is unknown, with the nearest names; what means several things, with their ids.
pub fn resolve(
    text: &str,
    kind: Option<Kind>,
    authorities: &Authorities,
    added: &[(Kind, String, Vec<String>)],
) -> Result<String, String> {
    let text = text.trim();
    let is_known_id = authorities.by_id(text).is_some() || added.iter().any(|(_, id, _)| id == text);
    if is_known_id || unlisted_kind(text).is_some() {
        return Ok(text.to_owned());
    }
    if let Some((prefix, rest)) = text.split_once(':')
        && is_id_prefix(prefix)
    {
        return Err(unknown_id(text, prefix, rest, authorities));
    }
    let folded = fold(text);
    let wanted = |found: Kind| kind.is_none_or(|kind| kind == found);
    let mut ids: Vec<String> = Vec::new();
    let of_ledger = added.iter().filter(|(kind, _, names)| wanted(*kind) && names.contains(&folded));
    ids.extend(of_ledger.map(|(_, id, _)| id.clone()));
    let mut listed = Vec::new();
    for kind in [Kind::Place, Kind::Organization].into_iter().filter(|kind| wanted(*kind)) {
        listed.extend(authorities.lookup(kind, text));
    }
    if let (true, Some(country)) = (ids.is_empty(), only_country(&listed, authorities)) {
        return Ok(authorities.id(country));
    }
    let clear = ids.len() + listed.len() == 1;
    ids.extend(listed.iter().map(|key| authorities.id(*key)));
    match ids.as_slice() {
        [id] if clear => Ok(id.clone()),
        [] => Err(format!("nothing is known by the name {text:?}; {}", nearest(text, kind, authorities))),
        several => {
            let shown: Vec<String> = several.iter().take(4).map(|id| described(id, authorities)).collect();
            let more = if several.len() > 4 { format!(" and {} more", several.len() - 4) } else { String::new() };
            Err(format!("{text:?} may be {}{more}; write the id", shown.join("; ")))
        }
    }
}

/// Returns the country, or the region above countries, that a name means to everybody: `Syria` is no village in Brazil.
fn only_country(listed: &[EntityKey], authorities: &Authorities) -> Option<EntityKey> {
    let (first, others) = listed.split_first()?;
    let is_great = |key: EntityKey| !authorities.feature(key).is_settlement() && authorities.feature(key) != Feature::Admin2;
    let is_country = authorities.feature(*first).is_country();
    (is_country && !others.iter().any(|other| is_great(*other))).then_some(*first)
}

fn is_id_prefix(prefix: &str) -> bool {
    let is_unlisted = Kind::ALL.into_iter().any(|kind| kind.prefix() == prefix);
    is_unlisted || matches!(prefix, "geonames" | "country" | "region" | "former" | "sea" | "continent")
}

fn unknown_id(id: &str, prefix: &str, rest: &str, authorities: &Authorities) -> String {
    if let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.prefix() == prefix)
        && !fold(rest).is_empty()
    {
        return format!("{id:?} is no id; did you mean {:?}?", unlisted_id(kind, &rest.replace('-', " ")));
    }
    if prefix == "geonames" {
        return format!("the lists have no {id}; `dateline names find TEXT` looks ids up");
    }
    format!("the lists have no {id}; {}", nearest(&rest.replace('-', " "), None, authorities))
}

/// Says what is nearly spelled so.
fn nearest(text: &str, kind: Option<Kind>, authorities: &Authorities) -> String {
    let mut near = Vec::new();
    for kind in [Kind::Place, Kind::Organization].into_iter().filter(|other| kind.is_none_or(|kind| kind == *other)) {
        for name in authorities.suggest(kind, text, 2) {
            let key = authorities.lookup(kind, name).into_iter().next();
            near.push(key.map_or_else(|| name.to_owned(), |key| format!("{name} ({})", authorities.id(key))));
        }
    }
    match near.as_slice() {
        [] => "`dateline names find TEXT` looks names up".to_owned(),
        near => format!("the nearest known are {}", near.join(", ")),
    }
}

/// Returns a thing as a person tells it from others: `Georgetown, Guyana (geonames:3378644)`.
fn described(id: &str, authorities: &Authorities) -> String {
    let Some(key) = authorities.by_id(id) else { return id.to_owned() };
    let path = authorities.path(key);
    let names: Vec<&str> = path.iter().rev().take(3).map(|key| authorities.name(*key)).collect();
    format!("{} ({id})", names.join(", "))
}
