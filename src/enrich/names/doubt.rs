//! Drops the mentions that are probably no places.
//!
//! In: the mentions before and after they are resolved. Out: the same, some of them dropped. Rule kept here: neighbours can make
//! something else of a name, and what is resolved to a small place needs an article that plays there.

use super::{Finder, Mention, State, Zone, hash};
use crate::authority::gazetteer::{Candidate, Use, Word};
use crate::authority::{Authorities, EntityKey, Feature, Kind};
use crate::enrich::places::{NONE_OF_THEM, NameId};
use crate::enrich::scan::{Gap, Shape, Token};

impl Finder {
    /// Drops the mentions whose neighbours make something else of them: persons, time zones, longer names.
    pub(super) fn drop_unlikely(&mut self, authorities: &Authorities) {
        for number in 0..self.mentions.len() {
            let mention = &self.mentions[number];
            if mention.state != State::Open || mention.zone == Zone::Dateline {
                continue;
            }
            if mention.is_tagged {
                if self.is_time_zone(mention) {
                    self.mentions[number].state = State::Dropped;
                }
                continue;
            }
            if self.is_person(mention) || self.is_time_zone(mention) {
                self.mentions[number].state = State::Dropped;
                continue;
            }
            let follows_of = mention.first > 0 && matches!(self.words.key(mention.first - 1), b"of" | b"to" | b"and");
            let speaks = self.speaks(mention) && !follows_of && !self.follows_preposition(mention.first);
            let is_stranger = self.has_unknown_neighbour(number) || speaks || self.stands_beside_town(number, authorities);
            if is_stranger && (speaks || self.follows_unknown(number)) && mention.last == mention.first + 1 {
                let surname = hash(self.words.key(mention.first));
                self.strangers.push(surname);
            }
            let mention = &self.mentions[number];
            let candidate = self.candidates[mention.from];
            let first = EntityKey(candidate.record());
            let feature = authorities.feature(first);
            let is_large = feature == Feature::Capital && authorities.record(first).population > 500_000
                || authorities.record(first).population > 1_000_000;
            let is_settlement = feature.is_settlement() || feature == Feature::Admin2;
            let is_steady =
                !is_settlement || is_large && candidate.is(Use::MAIN) && !self.stands_beside_town(number, authorities);
            if is_stranger && !is_steady {
                self.mentions[number].state = State::Dropped;
            }
        }
        // A town's name that ends an unknown longer name is a surname in the rest of the article.
        for number in 0..self.mentions.len() {
            let mention = &self.mentions[number];
            if mention.state != State::Open
                || mention.is_tagged
                || mention.zone == Zone::Dateline
                || mention.last > mention.first + 1
                || self.strangers.is_empty()
            {
                continue;
            }
            let feature = authorities.feature(EntityKey(self.candidates[mention.from].record()));
            let is_stranger =
                self.strangers.contains(&hash(self.words.key(mention.first))) && !self.follows_preposition(mention.first);
            if is_stranger && feature.is_settlement() {
                self.mentions[number].state = State::Dropped;
            }
        }
    }

    /// `11:00 New York time`, `Moscow time`.
    fn is_time_zone(&self, mention: &Mention) -> bool {
        let Some(next) = self.words.tokens.get(mention.last) else { return false };
        next.gap == Gap::Space && next.shape == Shape::Lower && self.words.key(mention.last) == b"time"
    }

    /// Returns whether a capitalized word that nobody knows stands beside a mention, so that it may be part of a longer name.
    fn has_unknown_neighbour(&self, number: usize) -> bool {
        let mention = &self.mentions[number];
        let tokens = &self.words.tokens;
        if tokens[mention.first].in_capitals_line || self.is_headline(mention.zone) {
            return false;
        }
        if self.follows_unknown(number) {
            return true;
        }
        let Some(next) = tokens.get(mention.last) else { return false };
        let is_end = tokens[mention.last - 1].has_possessive();
        let next_is_unknown = !is_end && next.gap == Gap::Space && is_unknown(next);
        next_is_unknown && self.mentions.get(number + 1).is_none_or(|other| other.first != mention.last)
    }

    /// Returns whether an unknown capitalized word stands before a mention.
    fn follows_unknown(&self, number: usize) -> bool {
        let mention = &self.mentions[number];
        let tokens = &self.words.tokens;
        let Some(before) = mention.first.checked_sub(1).map(|before| &tokens[before]) else { return false };
        let joins = matches!(tokens[mention.first].gap, Gap::Space | Gap::Hyphen) && !before.has_possessive();
        let is_beside = number.checked_sub(1).is_some_and(|other| self.mentions[other].last == mention.first);
        joins && is_unknown(before) && before.gap != Gap::Sentence && !is_beside
    }

    /// Returns whether two towns stand side by side without a comma, as a first name and a surname do: `Rosario Murillo`.
    fn stands_beside_town(&self, number: usize, authorities: &Authorities) -> bool {
        let is_town = |mention: &Mention| {
            let token = &self.words.tokens[mention.first];
            let is_single = mention.last == mention.first + 1 && token.is_capital() && !token.word.is(Word::COMMON);
            let is_place = mention.from < mention.to && is_single && !matches!(mention.state, State::Organization(_));
            is_place && authorities.feature(EntityKey(self.candidates[mention.from].record())).is_settlement()
        };
        let mention = &self.mentions[number];
        if !is_town(mention) || self.is_headline(mention.zone) || self.words.tokens[mention.first].in_capitals_line {
            return false;
        }
        let joins = |left: &Mention, right: &Mention| {
            let is_end = self.words.tokens[left.last - 1].has_possessive();
            left.last == right.first && self.words.tokens[right.first].gap == Gap::Space && !is_end && left.zone == right.zone
        };
        let before = number.checked_sub(1).map(|before| &self.mentions[before]);
        let next = self.mentions.get(number + 1);
        before.is_some_and(|before| joins(before, mention) && is_town(before))
            || next.is_some_and(|next| joins(mention, next) && is_town(next))
    }

    pub(super) fn follows_preposition(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        let is_small = self.words.tokens[before].shape == Shape::Lower;
        is_small && matches!(self.words.key(before), b"in" | b"at" | b"from" | b"near" | b"outside")
    }

    /// Titles are often written With Capitals Throughout, which says nothing of names.
    fn is_headline(&self, zone: Zone) -> bool {
        zone == Zone::Title
    }

    /// Drops what is resolved to a place too small or too odd to be meant by its bare name.
    pub(super) fn drop_doubtful(&mut self, authorities: &Authorities) {
        for number in 0..self.mentions.len() {
            let mention = &self.mentions[number];
            let State::Resolved(key) = mention.state else { continue };
            if mention.zone == Zone::Dateline {
                continue;
            }
            let candidates = &self.candidates[mention.from..mention.to];
            let Some(&candidate) = candidates.iter().find(|candidate| candidate.record() == key.0) else { continue };
            if mention.is_tagged {
                if !candidate.is(Use::DEMONYM) && !self.is_likely(mention, candidate, key, authorities) {
                    self.mentions[number].state = State::Unknown;
                }
                continue;
            }
            if !self.is_plausible(mention, candidate, key, authorities) {
                self.mentions[number].state = State::Dropped;
            }
        }
        // Headlines in capitals: only what the body names as well, or what everybody knows.
        let in_body = self.mentions.iter().filter(|mention| !self.words.tokens[mention.first].in_capitals_line);
        let in_body = in_body.filter_map(|mention| mention.entity()).collect::<Vec<_>>();
        for number in 0..self.mentions.len() {
            let mention = &self.mentions[number];
            let Some(key) = mention.entity().filter(|_| self.words.tokens[mention.first].in_capitals_line) else { continue };
            let feature = authorities.feature(key);
            let is_known = feature.is_country() && (!self.is_word_in_capitals(mention) || self.speaks_of(key, authorities))
                || feature == Feature::Admin1 && self.context.knows_surroundings(key, authorities)
                || matches!(feature, Feature::Continent | Feature::Region | Feature::Sea)
                || feature == Feature::Organization && mention.end - mention.start > 2
                || authorities.record(key).population >= 1_000_000 && feature.is_settlement()
                || feature == Feature::Capital && authorities.record(key).population >= 500_000;
            if mention.zone != Zone::Dateline && !is_known && !in_body.contains(&key) {
                self.mentions[number].state = State::Dropped;
            }
        }
    }

    /// `TURKEY PRICES UP`, `CHINA SHOP`: countries whose names are words or first names too, which capitals do not tell.
    fn is_word_in_capitals(&self, mention: &Mention) -> bool {
        let is_name = self.words.tokens[mention.first].word.is(Word::GIVEN_OR_PLACE)
            || self.persons.contains(&hash(self.words.key(mention.first)));
        let is_single = mention.last == mention.first + 1;
        is_single && (is_name || self.words.key(mention.first) == b"turkey")
    }

    /// Returns whether the article speaks of a country otherwise: `GEORGIA VOTES, TBILISI SLEEPS`.
    fn speaks_of(&self, country: EntityKey, authorities: &Authorities) -> bool {
        let in_capitals = |mention: &&Mention| self.words.tokens[mention.first].in_capitals_line;
        let mut small = self.mentions.iter().filter(|mention| !in_capitals(mention) && mention.kind == Kind::Place);
        if small.any(|mention| mention.entity() == Some(country)) {
            return true;
        }
        let mut keys = self.mentions.iter().filter_map(Mention::entity);
        keys.any(|key| key != country && authorities.kind(key) == Kind::Place && authorities.is_within(key, country))
    }

    /// Returns whether a place of the tagger's can be the one that fits it best.
    fn is_likely(&self, mention: &Mention, candidate: Candidate, key: EntityKey, authorities: &Authorities) -> bool {
        let record = authorities.record(key);
        let feature = record.feature();
        let knows = || self.context.knows_surroundings(key, authorities) || self.context.home.contains(&key);
        // `the West`, `the South`: divisions are called so too.
        let is_bare_direction = mention.last == mention.first + 1 && self.words.tokens[mention.first].word.is(Word::DIRECTION);
        match feature {
            Feature::Country | Feature::FormerCountry | Feature::Continent | Feature::Region | Feature::Sea => true,
            Feature::Organization => false,
            _ if is_bare_direction => false,
            _ if self.is_generic(mention) => knows(),
            Feature::Admin1 => !self.has_namesake(mention, key, authorities) || knows(),
            _ => {
                let is_alone = mention.to == mention.from + 1;
                let is_main = candidate.is(Use::MAIN);
                let enough = if is_main { 15_000 } else { 100_000 };
                let name = NameId::of(&self.candidates[mention.from..mention.to]);
                let fits = || self.context.score(candidate, name, authorities) >= NONE_OF_THEM;
                record.population >= enough || is_alone && is_main || knows() || fits()
            }
        }
    }

    /// Returns whether a name says little by itself: `NE`, `North-East`, `Bay Area`. Divisions are called so in many a country.
    fn is_generic(&self, mention: &Mention) -> bool {
        let is_vague = |at: usize| {
            let is_kind = matches!(self.words.key(at), b"bay" | b"area" | b"coast" | b"highlands" | b"centre" | b"center");
            self.words.tokens[at].word.is(Word::DIRECTION) || is_kind
        };
        let is_code = mention.end - mention.start <= 2 && !self.candidates[mention.from].is(Use::POSTAL);
        is_code || (mention.first..mention.last).all(is_vague)
    }

    fn is_plausible(&self, mention: &Mention, candidate: Candidate, key: EntityKey, authorities: &Authorities) -> bool {
        let record = authorities.record(key);
        let feature = record.feature();
        let is_main = candidate.is(Use::MAIN);
        let length = mention.end - mention.start;
        if candidate.is(Use::AMBIGUOUS) {
            return false;
        }
        let knows = || self.context.knows_surroundings(key, authorities) || self.context.home.contains(&key);
        match feature {
            Feature::Country | Feature::FormerCountry | Feature::Continent | Feature::Region | Feature::Sea => true,
            Feature::Organization => false,
            Feature::Admin1 => {
                record.population >= 300_000 && length > 3 && !self.has_namesake(mention, key, authorities) || knows()
            }
            Feature::Admin2 => {
                is_main
                    && record.population >= 20_000
                    && knows()
                    && (mention.last > mention.first + 1 || record.population > 200_000)
            }
            _ => {
                let is_seat = matches!(feature, Feature::Capital)
                    || feature == Feature::Seat && record.population >= 10_000 && is_main && length > 4;
                let is_large = record.population >= 100_000;
                // `Kiew`, `Roma`, but no four letters that a smaller town may be called as well.
                let is_metropolis = feature == Feature::Capital || record.population >= 1_000_000;
                let stands_alone = (is_seat || is_large) && (is_main || length > 4 || length == 4 && is_metropolis);
                let is_supplied = record.population == 0 && is_main;
                let is_town = record.population >= 5_000 || is_supplied;
                stands_alone || is_town && (is_main || length > 4) && knows()
            }
        }
    }

    /// Returns whether divisions of several countries bear a name: `Western Region`.
    fn has_namesake(&self, mention: &Mention, key: EntityKey, authorities: &Authorities) -> bool {
        let bearers = self.candidates[mention.from..mention.to].iter().map(|candidate| EntityKey(candidate.record()));
        let mut others = bearers.filter(|&other| other != key && authorities.feature(other) == Feature::Admin1);
        others
            .any(|other| authorities.country(other) != authorities.country(key) && authorities.record(other).population > 200_000)
    }
}

/// Returns whether a word has a capital and is none that stands beside places.
fn is_unknown(token: &Token) -> bool {
    let known = Word(Word::COMMON.0 | Word::FOLLOWER.0 | Word::DIRECTION.0 | Word::TITLE.0);
    token.is_capital() && !token.word.is(known)
}
