//! Chooses the bearer of every name.
//!
//! In: the article's metadata and mentions with their bearers. Out: each mention resolved or dropped. Rule kept here: what is certain
//! comes first and is context for the rest: given places, then countries, then what the text qualifies, then the dateline.

use super::findings::Findings;
use super::{Finder, Lists, NameRef, State, ledger, unlisted};
use crate::article::Article;
use crate::authority::gazetteer::{Candidate, Use};
use crate::authority::{Authorities, EntityKey, Feature, Kind};
use crate::enrich::places::{NameId, Votes};

impl Finder {
    /// Resolves the metadata's places among one another, and in the light of the countries that the text names.
    pub(super) fn resolve_given(&mut self, article: &Article, lists: Lists, found: &mut Findings) {
        let Lists { authorities, ledger } = lists;
        let source = article.source.as_deref();
        let by_ledger = |name: &str, kind: Kind| {
            if ledger.is_empty() {
                return None;
            }
            ledger::given(name, kind, source, ledger, authorities).map(|target| ledger::name_of(&target, ledger, authorities))
        };
        let is_country = |key: &EntityKey| authorities.feature(*key).is_country();
        let bearers = article.places.iter().map(|name| authorities.lookup(Kind::Place, name)).collect::<Vec<_>>();
        for keys in &bearers {
            if let [key] = keys[..] {
                self.context.add_settled(key, authorities);
            }
            // A name that a country and a division share says nothing yet.
            let is_shared = keys.iter().skip(1).any(|&key| authorities.feature(key) == Feature::Admin1);
            if let Some(country) = keys.first().filter(|key| is_country(key) && !is_shared) {
                self.context.add_country(*country);
            } else if let Some(&first) = keys.first().filter(|_| !is_shared) {
                self.context.add_settled(first, authorities);
            }
        }
        for (name, keys) in article.places.iter().zip(&bearers) {
            if let Some(name) = by_ledger(name, Kind::Place) {
                found.add_given(name);
                continue;
            }
            let candidates = keys.iter().map(|key| Candidate::new(key.0, Use::MAIN)).collect::<Vec<_>>();
            match self.context.best(&candidates, authorities) {
                Some(key) => {
                    found.add_given(NameRef::Listed(key));
                    let mut at = Some(key);
                    while let Some(container) = at {
                        self.context.home.push(container);
                        at = authorities.parent(container);
                    }
                }
                None => found.add_given(unlisted(Kind::Place, name)),
            }
        }
        for name in &article.organizations {
            let listed = authorities.lookup(Kind::Organization, name);
            let name_ref = match listed.first() {
                _ if let Some(name) = by_ledger(name, Kind::Organization) => name,
                Some(&key) => NameRef::Listed(key),
                None => unlisted(Kind::Organization, name),
            };
            found.add_given(name_ref);
        }
    }

    /// Resolves every open mention.
    pub(super) fn resolve(&mut self, authorities: &Authorities) {
        self.find_definitions();
        self.note_certain(authorities);
        self.note_qualified(authorities);
        self.drop_unlikely(authorities);
        self.resolve_dateline(authorities);
        self.let_names_vote(authorities);
        let mut resolved: Vec<(NameId, Option<EntityKey>)> = Vec::new();
        for number in 0..self.mentions.len() {
            let mention = &self.mentions[number];
            if mention.state != State::Open || mention.from == mention.to {
                continue;
            }
            let candidates = &self.candidates[mention.from..mention.to];
            let name = NameId::of(candidates);
            let known = resolved.iter().find(|(other, _)| *other == name).map(|&(_, key)| key);
            let key = known.unwrap_or_else(|| {
                let key = self.context.best(candidates, authorities);
                resolved.push((name, key));
                key
            });
            if let Some(key) = key {
                self.mentions[number].state = State::Resolved(key);
            }
        }
        self.drop_doubtful(authorities);
        self.add_defined();
    }

    /// Lets the names that are not resolved say where the article plays, in three rounds: what one round finds likely is context for
    /// the next.
    fn let_names_vote(&mut self, authorities: &Authorities) {
        let mut names: Vec<(NameId, usize)> = Vec::new();
        for (number, mention) in self.mentions.iter().enumerate() {
            if mention.state == State::Open && mention.from < mention.to {
                let candidates = &self.candidates[mention.from..mention.to];
                let name = NameId::of(candidates);
                let is_demonym = candidates[0].is(Use::DEMONYM);
                let is_country = candidates.len() == 1 && authorities.feature(EntityKey(candidates[0].record())).is_country();
                if !is_demonym && !is_country && names.iter().all(|(other, _)| *other != name) {
                    names.push((name, number));
                }
            }
        }
        if names.is_empty() {
            return;
        }
        let mut votes = Votes::default();
        for _ in 0..3 {
            for &(name, number) in &names {
                let mention = &self.mentions[number];
                self.context.vote(&self.candidates[mention.from..mention.to], name, authorities, &mut votes);
            }
            self.context.take_votes(&mut votes);
        }
    }

    /// Notes the countries and divisions that need no context to be told.
    fn note_certain(&mut self, authorities: &Authorities) {
        for mention in &self.mentions {
            let candidates = &self.candidates[mention.from..mention.to];
            if matches!(mention.state, State::Organization(_) | State::Formed) {
                if let Some(country) = self.country_within(mention, authorities) {
                    self.context.add_country(country);
                }
                continue;
            }
            if mention.state != State::Open || self.is_person(mention) {
                continue;
            }
            let [first, rest @ ..] = candidates else { continue };
            let key = EntityKey(first.record());
            let is_shared = rest.iter().any(|candidate| {
                let other = EntityKey(candidate.record());
                let feature = authorities.feature(other);
                let rivals =
                    feature.is_country() || feature == Feature::Admin1 && authorities.record(other).population > 1_000_000;
                rivals && !authorities.is_within(other, key) && !candidate.is(Use::CODE)
            });
            match authorities.feature(key) {
                Feature::Country | Feature::FormerCountry if !is_shared => self.context.add_country(key),
                Feature::Admin1 if !is_shared && !self.context.divisions.contains(&key) => {
                    let is_certain = authorities.record(key).population > 500_000;
                    if is_certain {
                        self.context.divisions.push(key);
                    }
                }
                _ => {}
            }
        }
    }
}
