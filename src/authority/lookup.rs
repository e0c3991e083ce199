//! Looks a name up as a person types it: plain, qualified (`Paris, Texas`), as a code (`GE`, `uk`) or as an id.
//!
//! In: a name. Out: keys, most prominent first; or the nearest names of the lists, to suggest. Rule kept here: a look-up never
//! guesses – what is nearly a name is for [`suggest`](Authorities::suggest) to say.

use fst::Streamer;
use fst::raw::{CompiledAddr, Output};
use rustc_hash::FxHashMap;

use super::fold::fold;
use super::gazetteer::{Candidate, Use};
use super::{Authorities, EntityKey, Feature, Kind};

impl Authorities {
    /// Returns every entity with that name, alias, demonym, code or id, most prominent first.
    ///
    /// A part behind a comma says where a place lies: `Georgia, US`, `Paris, Texas`, `Paris, TX`, `Cambridge, Mass.`. A demonym
    /// finds its country too.
    pub fn lookup(&self, kind: Kind, name: &str) -> Vec<EntityKey> {
        let name = name.trim();
        if let Some(key) = self.by_id(name) {
            return Some(key).filter(|&key| self.kind(key) == kind).into_iter().collect();
        }
        let found = self.bearers(kind, name, |candidate| !candidate.is(Use::POSTAL));
        if !found.is_empty() || kind == Kind::Organization {
            return found;
        }
        let Some((inner, container)) = name.split_once(',') else { return found };
        let containers = self.containers(container);
        let mut inside = self.bearers(kind, inner, |candidate| !candidate.is(Use::POSTAL) && !candidate.is(Use::DEMONYM));
        inside.retain(|&key| containers.iter().any(|&container| self.is_within(key, container)));
        inside
    }

    /// Returns the nearest names of the lists by edit distance (2 at most, 1 for words of up to four letters), nearest and most
    /// prominent first, `n` at most.
    pub fn suggest(&self, kind: Kind, name: &str, n: usize) -> Vec<&'static str> {
        let wanted = fold(name);
        let limit = if wanted.chars().count() <= 4 { 1 } else { 2 };
        let mut nearest: FxHashMap<EntityKey, (u8, u64)> = FxHashMap::default();
        self.each_near(wanted.as_bytes(), limit, |distance, output| {
            let first = self.gazetteer.candidates_of(output).find(|&candidate| self.is_suggested(candidate, kind));
            if let Some(candidate) = first {
                let key = EntityKey(candidate.record());
                let best = nearest.entry(key).or_insert((distance, self.weight(candidate)));
                best.0 = best.0.min(distance);
            }
        });
        let mut ordered = nearest.into_iter().collect::<Vec<_>>();
        ordered.sort_by_key(|&(key, (distance, weight))| (distance, std::cmp::Reverse(weight), key));
        let mut names = Vec::new();
        for (key, _) in ordered {
            let name = self.name(key);
            if !names.contains(&name) {
                names.push(name);
            }
            if names.len() == n {
                break;
            }
        }
        names
    }

    /// Returns every folded name that an entity is listed under, demonyms among them, in alphabetical order. Codes and abbreviations
    /// that only qualify, `Tex.`, are left out.
    ///
    /// Walks all names, for the lists are kept for the other direction: a tenth of a second.
    pub fn names_of(&self, key: EntityKey) -> Vec<String> {
        let is_name =
            |candidate: Candidate| candidate.record() == key.0 && !candidate.is(Use::CODE) && !candidate.is(Use::POSTAL);
        let mut names = Vec::new();
        let mut stream = self.gazetteer.names.stream();
        while let Some((name, output)) = stream.next() {
            if self.gazetteer.candidates_of(output.value()).any(is_name) {
                names.push(String::from_utf8_lossy(name).into_owned());
            }
        }
        names
    }

    /// Returns whether a place lies in another one, or is it.
    pub fn is_within(&self, key: EntityKey, container: EntityKey) -> bool {
        let mut at = Some(key);
        while let Some(place) = at {
            if place == container {
                return true;
            }
            at = self.parent(place);
        }
        false
    }

    pub(crate) fn kind(&self, key: EntityKey) -> Kind {
        if self.feature(key) == Feature::Organization { Kind::Organization } else { Kind::Place }
    }

    /// Returns what a qualifier may mean: countries and first-level divisions, also abbreviated (`Tex.`, `TX`).
    fn containers(&self, name: &str) -> Vec<EntityKey> {
        let last = name.rsplit(',').next().unwrap_or(name);
        let mut containers = self.bearers(Kind::Place, last, |candidate| !candidate.is(Use::DEMONYM));
        containers.retain(|&key| !self.feature(key).is_settlement());
        containers
    }

    fn bearers(&self, kind: Kind, name: &str, accepts: impl Fn(Candidate) -> bool) -> Vec<EntityKey> {
        let candidates = self.gazetteer.candidates(&fold(name));
        let mut keys = Vec::new();
        for candidate in candidates.filter(|&candidate| accepts(candidate)) {
            let key = EntityKey(candidate.record());
            if self.kind(key) == kind {
                keys.push(key);
            }
        }
        keys
    }

    fn is_suggested(&self, candidate: Candidate, kind: Kind) -> bool {
        let is_name = !candidate.is(Use::CODE) && !candidate.is(Use::POSTAL);
        is_name && self.kind(EntityKey(candidate.record())) == kind
    }

    fn weight(&self, candidate: Candidate) -> u64 {
        let key = EntityKey(candidate.record());
        match self.feature(key) {
            Feature::Country => 1 << 40,
            Feature::FormerCountry | Feature::Continent | Feature::Region | Feature::Sea | Feature::Organization => 1 << 36,
            _ => u64::from(self.record(key).population),
        }
    }

    /// Calls `found` with the distance and output of every name within `limit` edits of `wanted`.
    ///
    /// Walks the map depth first with one row of the edit matrix per letter and turns back where the whole row is over the limit:
    /// 3 to 14 ms on a busy machine, and unlike an automaton it has no size to outgrow.
    fn each_near(&self, wanted: &[u8], limit: u8, mut found: impl FnMut(u8, u64)) {
        struct Step {
            node: CompiledAddr,
            output: Output,
            row: Vec<u8>,
            letter: u8,
            previous: Option<Vec<u8>>,
        }
        let names = &self.gazetteer.names;
        let first_row = (0..=wanted.len()).map(|cell| u8::try_from(cell).unwrap_or(u8::MAX)).collect::<Vec<_>>();
        let mut open =
            vec![Step { node: names.root().addr(), output: Output::zero(), row: first_row, letter: 0, previous: None }];
        while let Some(step) = open.pop() {
            let node = names.node(step.node);
            let distance = step.row[wanted.len()];
            if node.is_final() && distance <= limit {
                found(distance, step.output.cat(node.final_output()).value());
            }
            for transition in node.transitions() {
                let mut row = Vec::with_capacity(step.row.len());
                row.push(step.row[0].saturating_add(1));
                for (cell, &letter) in wanted.iter().enumerate() {
                    let mut cost = step.row[cell].saturating_add(u8::from(letter != transition.inp));
                    cost = cost.min(row[cell].saturating_add(1)).min(step.row[cell + 1].saturating_add(1));
                    let is_swap = cell > 0 && letter == step.letter && wanted[cell - 1] == transition.inp;
                    if let (true, Some(before)) = (is_swap, &step.previous) {
                        cost = cost.min(before[cell - 1].saturating_add(1));
                    }
                    row.push(cost);
                }
                if row.iter().min().is_some_and(|&least| least <= limit) {
                    open.push(Step {
                        node: transition.addr,
                        output: step.output.cat(transition.out),
                        row,
                        letter: transition.inp,
                        previous: Some(step.row.clone()),
                    });
                }
            }
        }
    }
}
