//! Reads what the text says of a place's place: `Paris, Texas`, `Kefraya in Idlib Province`, `Cambridge, Mass.`.
//!
//! In: the mentions and what stands behind each. Out: mentions that are settled by their container, and the containers as context.
//! Rule kept here: the container must hold a bearer of the name, and items of a list do not qualify one another.

use super::{Finder, State};
use crate::authority::gazetteer::Use;
use crate::authority::{Authorities, EntityKey, Feature};
use crate::enrich::scan::{Gap, Shape};

impl Finder {
    /// Reads what the text says of a place's place: `Paris, Texas`, `Kefraya in Idlib Province`, `Cambridge, Mass.`.
    pub(super) fn note_qualified(&mut self, authorities: &Authorities) {
        for number in 0..self.mentions.len() {
            let mention = &self.mentions[number];
            if mention.state != State::Open || mention.from == mention.to {
                continue;
            }
            let Some(containers) = self.containers_behind(mention.last, number, authorities) else { continue };
            let candidates = &self.candidates[mention.from..mention.to];
            let inside = |container: &EntityKey| {
                let mut keys = candidates.iter().map(|candidate| EntityKey(candidate.record()));
                keys.find(|&key| key != *container && authorities.is_within(key, *container))
            };
            let Some((container, key)) = containers.iter().find_map(|container| Some((*container, inside(container)?))) else {
                continue;
            };
            if self.is_list(number, container, key, authorities) {
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
            let latest = self.mentions[number].last + 1;
            if let Some(next) = self.mentions.get_mut(number + 1).filter(|next| next.state == State::Open && next.first <= latest)
            {
                let is_spelled_out =
                    self.candidates[next.from..next.to].iter().any(|candidate| candidate.record() == container.0);
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
        let by_preposition = token.gap == Gap::Space && token.shape == Shape::Lower && self.words.key(at) == b"in";
        let first = at + usize::from(by_preposition);
        if !by_comma && !by_preposition {
            return None;
        }
        let qualifier = self.mentions.get(number + 1).filter(|next| next.first == first && next.zone == mention.zone);
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
        containers.retain(|&key| {
            matches!(authorities.feature(key), Feature::Country | Feature::Admin1 | Feature::Region | Feature::Admin2)
        });
        (!containers.is_empty()).then_some(containers)
    }
}
