//! Reads what the text says of a place's place: `Paris, Texas`, `Kefraya in Idlib Province`, `Cambridge, Mass.`.
//!
//! In: the mentions and what stands behind each. Out: mentions that are settled by their container, and the containers as context.
//! Rule kept here: the container must hold a bearer of the name, and items of a list do not qualify one another.

use super::{Finder, Mention, State};
use crate::authority::gazetteer::Use;
use crate::authority::{Authorities, EntityKey, Feature};
use crate::enrich::places::Context;
use crate::enrich::scan::{Gap, Shape};

impl Finder {
    /// Reads what the text says of a place's place: `Paris, Texas`, `Kefraya in Idlib Province`, `Cambridge, Mass.`.
    pub(super) fn note_qualified(&mut self, authorities: &Authorities) {
        for number in 0..self.mentions.len() {
            let mention = &self.mentions[number];
            if mention.state != State::Open || mention.from == mention.to {
                continue;
            }
            let behind = self.containers_behind(mention.last, number, authorities);
            let is_behind = behind.is_some();
            let Some(containers) = behind.or_else(|| self.containers_before(number, authorities)) else { continue };
            let candidates = &self.candidates[mention.from..mention.to];
            let inside = |container: &EntityKey| {
                let mut keys = candidates.iter().map(|candidate| EntityKey(candidate.record()));
                keys.find(|&key| Context::is_inside(key, *container, authorities))
            };
            let Some((container, key)) = containers.iter().find_map(|container| Some((*container, inside(container)?))) else {
                continue;
            };
            if is_behind && self.is_list(number, container, key, authorities) {
                continue;
            }
            self.mentions[number].state = State::Qualified(key);
            self.mentions[number].container = Some(container);
            if authorities.feature(container) == Feature::Admin1 && !self.context.divisions.contains(&container) {
                self.context.divisions.push(container);
            }
            if let Some(country) = authorities.country(container) {
                self.context.add_country(country);
            }
            self.context.add_settled(key, authorities);
            // The qualifier is resolved by what it qualifies: `Tbilisi, Georgia`.
            if !is_behind {
                let before = &mut self.mentions[number - 1];
                if before.state == State::Open {
                    before.state = State::Qualified(container);
                }
                continue;
            }
            let latest = self.mentions[number].last + 5;
            if let Some(next) = self.mentions.get_mut(number + 1).filter(|next| next.state == State::Open && next.first <= latest)
            {
                let is_spelled_out = self.candidates[next.from..next.to]
                    .iter()
                    .any(|candidate| candidate.record() == container.0 && !candidate.is(Use::POSTAL));
                next.state = if is_spelled_out { State::Qualified(container) } else { State::Dropped };
            }
        }
    }

    /// Returns whether a name and the one behind its comma are items of a list: `China, Japan` is no town in Japan, `Ohio, Indiana,
    /// Pennsylvania` no town in Pennsylvania; `Lebanon, Ohio` and `Georgia, US` are what they say.
    fn is_list(&self, number: usize, container: EntityKey, inner: EntityKey, authorities: &Authorities) -> bool {
        let is_country = |number: usize| self.has_bearer(number, Feature::Country, authorities);
        let is_division = |number: usize| self.has_bearer(number, Feature::Admin1, authorities);
        if authorities.feature(container).is_country() {
            return is_country(number) && authorities.feature(inner).is_settlement();
        }
        let stands_behind = |number: usize| {
            let token = &self.words.tokens[self.mentions[number].first];
            let follows = number > 0 && self.mentions[number - 1].zone == self.mentions[number].zone;
            let joins = |last: usize| {
                let first = self.mentions[number].first;
                first == last && token.gap == Gap::Comma || first == last + 1 && matches!(self.words.key(last), b"and" | b"or")
            };
            follows && joins(self.mentions[number - 1].last)
        };
        let is_item = |number: usize| number < self.mentions.len() && is_division(number);
        let follows_item = number > 0 && stands_behind(number) && is_item(number - 1);
        let has_item_behind = number + 2 < self.mentions.len() && stands_behind(number + 2) && is_item(number + 2);
        is_division(number) && (follows_item || has_item_behind)
    }

    /// Returns whether a well-known country or division bears the name of a mention.
    fn has_bearer(&self, number: usize, feature: Feature, authorities: &Authorities) -> bool {
        let mention = &self.mentions[number];
        self.candidates[mention.from..mention.to].iter().take(8).any(|candidate| {
            let key = EntityKey(candidate.record());
            let is_known = feature == Feature::Country || authorities.record(key).population > 300_000;
            authorities.feature(key) == feature && is_known && !candidate.is(Use::CODE)
        })
    }

    /// Returns the countries and divisions that a comma, `in` or a bracket behind a mention names.
    fn containers_behind(&self, at: usize, number: usize, authorities: &Authorities) -> Option<Vec<EntityKey>> {
        let token = self.words.tokens.get(at)?;
        let mention = &self.mentions[number];
        let same_zone = token.start as usize >= mention.end;
        if !same_zone || self.words.tokens[at - 1].has_possessive() {
            return None;
        }
        let by_comma = matches!(token.gap, Gap::Comma | Gap::Opening) && token.shape != Shape::Lower;
        let behind_preposition = self.behind_preposition(at);
        let by_preposition = behind_preposition.is_some();
        let first = behind_preposition.unwrap_or(at);
        if !by_comma && !by_preposition {
            return None;
        }
        let begins_there = |next: &Mention| (at..=first).contains(&next.first) && next.zone == mention.zone;
        let qualifier = self.mentions.get(number + 1).filter(|next| begins_there(next));
        let mut containers = Vec::new();
        if let Some(next) = qualifier {
            let candidates = &self.candidates[next.from..next.to];
            containers.extend(
                candidates.iter().filter(|candidate| !candidate.is(Use::DEMONYM)).map(|candidate| EntityKey(candidate.record())),
            );
        }
        if by_comma {
            self.words.each_name(authorities, first, 0, |_, output| {
                let postal = authorities.gazetteer.candidates_of(output).filter(|candidate| candidate.is(Use::POSTAL));
                containers.extend(postal.map(|candidate| EntityKey(candidate.record())));
            });
        }
        containers.retain(|&key| is_container(key, authorities));
        (!containers.is_empty()).then_some(containers)
    }

    /// Returns the token behind `in`, `in the state of`, `in southern`, `located in`.
    fn behind_preposition(&self, at: usize) -> Option<usize> {
        let is_lower =
            |at: usize| self.words.tokens.get(at).is_some_and(|token| token.gap == Gap::Space && token.shape == Shape::Lower);
        let is_word = |at: usize, words: &[&[u8]]| is_lower(at) && words.contains(&self.words.key(at));
        let mut at = at + usize::from(is_word(at, &[b"located", b"based"]));
        if !is_word(at, &[b"in"]) {
            return None;
        }
        at += 1;
        at += usize::from(is_word(at, &[b"the"]));
        at += usize::from(is_lower(at) && self.is_direction(at));
        let has_noun = is_word(at, &[b"state", b"province", b"county", b"region", b"district"]) && is_word(at + 1, &[b"of"]);
        Some(at + 2 * usize::from(has_noun))
    }

    /// Returns the countries and divisions before a mention that it lies in: `Indiana's Scott County`, `the Ohio city of Troy`.
    fn containers_before(&self, number: usize, authorities: &Authorities) -> Option<Vec<EntityKey>> {
        let before = self.mentions.get(number.checked_sub(1)?)?;
        let mention = &self.mentions[number];
        let tokens = &self.words.tokens;
        let is_near = before.zone == mention.zone && before.last <= mention.first && mention.first - before.last <= 2;
        if !is_near || tokens[before.last..=mention.first].iter().any(|token| token.gap != Gap::Space) {
            return None;
        }
        let between = before.last..mention.first;
        let is_owner = between.is_empty() && tokens[before.last - 1].has_possessive();
        let is_kind = between.len() == 2
            && self.words.key(between.start + 1) == b"of"
            && matches!(
                self.words.key(between.start),
                b"city"
                    | b"town"
                    | b"village"
                    | b"suburb"
                    | b"county"
                    | b"port"
                    | b"capital"
                    | b"community"
                    | b"hamlet"
                    | b"township"
            );
        if !is_owner && !is_kind {
            return None;
        }
        let candidates = self.candidates[before.from..before.to].iter();
        let mut containers = candidates.map(|candidate| EntityKey(candidate.record())).collect::<Vec<_>>();
        containers.retain(|&key| is_container(key, authorities));
        (!containers.is_empty()).then_some(containers)
    }
}

fn is_container(key: EntityKey, authorities: &Authorities) -> bool {
    matches!(authorities.feature(key), Feature::Country | Feature::Admin1 | Feature::Region | Feature::Admin2)
}
