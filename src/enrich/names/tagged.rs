//! Reads the names that the tagger found in an English text.
//!
//! In: the words of the article and a tag for each. Out: mentions: places with the bearers of their name, organizations listed or not,
//! persons, and the demonyms among the rest. Rule kept here: the tagger says what is a name and of what kind, the lists say whose name
//! it is; what it calls a place and no list has is a place without id.

use super::{Finder, Mention, State, Zone, canonical};
use crate::article::Article;
use crate::authority::gazetteer::{Candidate, Use, Word};
use crate::authority::{Authorities, EntityKey, Feature, Kind};
use crate::enrich::scan::{Gap, Shape};
use crate::enrich::tagger::{Class, Span, Tagger, each_span};
use std::ops::Range;

impl Finder {
    /// Cuts title and body into words, has them tagged, and makes mentions of the tags.
    pub(super) fn read_tagged(&mut self, article: &Article, has_title: bool, authorities: &Authorities) {
        let first = self.words.tokens.len();
        for (zone, text) in [(Zone::Title, &article.title), (Zone::Body, &article.body)] {
            if zone == Zone::Body || has_title {
                self.zones.push((self.words.tokens.len(), zone));
                self.words.push_text(text, authorities);
            }
        }
        let range = first..self.words.tokens.len();
        self.tags.clear();
        Tagger::embedded().tag(&self.words, range.clone(), authorities, &mut self.scratch, &mut self.tags);
        let mut spans = std::mem::take(&mut self.spans);
        spans.clear();
        each_span(&self.tags, |span| {
            self.push_parts(Span { first: span.first + first, last: span.last + first, ..span }, &mut spans, authorities)
        });
        self.mend_spans(range.clone(), &mut spans, authorities);
        let mut at = range.start;
        for span in &spans {
            self.read_between(at..span.first, authorities);
            self.read_span(*span, authorities);
            at = span.last;
        }
        self.read_between(at..range.end, authorities);
        self.spans = spans;
    }

    /// Reads words that the tagger left alone: lines in capitals, in which it is blind, by the lists; else demonyms.
    fn read_between(&mut self, range: Range<usize>, authorities: &Authorities) {
        let mut at = range.start;
        while at < range.end {
            let token = self.words.tokens[at];
            if let Some(end) = self.read_well_known(at, range.end, authorities) {
                at = end;
                continue;
            }
            at = match token.shape {
                _ if token.in_capitals_line => self.match_at(at, range.end, self.zone_of(at), authorities).unwrap_or(at + 1),
                Shape::Capital | Shape::AllCapitals if !token.word.is(Word::COMMON) => {
                    self.match_demonym(at, range.end, authorities).unwrap_or(at + 1)
                }
                _ => at + 1,
            };
        }
    }

    fn read_span(&mut self, span: Span, authorities: &Authorities) {
        let Span { class, first, last } = span;
        match class {
            // `anti-Syria`
            Class::Place if self.follows_small_prefix(first) => {}
            Class::Place if self.is_bloc(first, last) || self.gave_its_name(first, last, authorities) => {}
            Class::Place => self.add_place(first, last, authorities),
            Class::Organization if last == first + 1 && self.words.tokens[first].word.is(Word::SHIP_OR_STORM) => {}
            Class::Organization => self.add_organization(first, last, authorities),
            Class::Person if self.is_ship_or_storm(first, last) => {}
            Class::Person if self.is_town_behind_preposition(first, last, authorities) => {
                self.add_place(first, last, authorities)
            }
            Class::Person => {
                self.words.tokens[first..last].iter_mut().for_each(|token| token.is_person = true);
                self.push_tagged(first, last, State::Person, Kind::Person, self.candidates.len());
            }
            Class::Other => {
                let mut at = first;
                while at < last {
                    at = self.match_demonym(at, last, authorities).unwrap_or(at + 1);
                }
            }
        }
    }

    fn follows_small_prefix(&self, first: usize) -> bool {
        let tokens = &self.words.tokens;
        first > 0 && tokens[first].gap == Gap::Hyphen && tokens[first - 1].shape == Shape::Lower
    }

    /// `the West`, `the East`: a part of the world, which is no place in a list.
    fn is_bloc(&self, first: usize, last: usize) -> bool {
        let is_single = last == first + 1 && first > 0 && self.words.key(first - 1) == b"the";
        is_single && matches!(self.words.key(first), b"west" | b"east" | b"north" | b"south")
    }

    /// Returns whether a place gave its name to something else: a ship (`HMS Sheffield`), a treaty (`Paris Agreement`), a thing
    /// (`Panama hat`).
    fn gave_its_name(&self, first: usize, last: usize, authorities: &Authorities) -> bool {
        let tokens = &self.words.tokens;
        let names_event = tokens.get(last).is_some_and(|next| {
            next.gap == Gap::Space
                && next.shape == Shape::Capital
                && next.word.is(Word::EVENT)
                && !tokens[last - 1].has_possessive()
        });
        self.is_ship_or_storm(first, last) || names_event || self.stands_before(last, Word::THING, authorities)
    }

    /// `HMS Sheffield`, `Hurricane Milton`.
    fn is_ship_or_storm(&self, first: usize, last: usize) -> bool {
        let tokens = &self.words.tokens;
        let is_prefix = |at: usize| tokens[at].is_capital() && tokens[at].word.is(Word::SHIP_OR_STORM);
        first > 0 && tokens[first].gap == Gap::Space && is_prefix(first - 1) || last > first + 1 && is_prefix(first)
    }

    /// Returns whether the name that ends before a token is followed by a small word of a class: `Panama hat`.
    pub(super) fn stands_before(&self, last: usize, class: Word, authorities: &Authorities) -> bool {
        let tokens = &self.words.tokens;
        let is_small = tokens.get(last).is_some_and(|next| next.gap == Gap::Space && next.shape == Shape::Lower);
        is_small && !tokens[last - 1].has_possessive() && authorities.gazetteer.word(self.words.key(last)).is(class)
    }

    /// Returns whether a single name stands where a place does and a town bears it: `the prison in Jackson`.
    fn is_town_behind_preposition(&mut self, first: usize, last: usize, authorities: &Authorities) -> bool {
        let stands_in = first > 0
            && self.words.tokens[first].gap == Gap::Space
            && matches!(self.words.key(first - 1), b"in" | b"near" | b"outside");
        if !stands_in || self.words.tokens[last - 1].has_possessive() {
            return false;
        }
        let from = self.candidates.len();
        self.collect_places(first, last, authorities);
        self.candidates.drain(from..).any(|candidate| {
            let key = EntityKey(candidate.record());
            let is_listed = candidate.is(Use::MAIN) && !candidate.is(Use::AMBIGUOUS);
            is_listed && authorities.feature(key).is_settlement() && authorities.record(key).population >= 5_000
        })
    }

    pub(super) fn push_tagged(&mut self, first: usize, last: usize, state: State, kind: Kind, from: usize) {
        let (start, end) = (self.words.tokens[first].start as usize, self.words.tokens[last - 1].base_end as usize);
        self.mentions.push(Mention {
            zone: self.zone_of(first),
            first,
            last,
            from,
            to: self.candidates.len(),
            start,
            end,
            state,
            kind,
            same_as: None,
            container: None,
            is_tagged: true,
        });
    }

    /// Adds a place with the bearers of its name: of the whole name, else of what stands behind a direction (`Southern Lebanon`) or
    /// before a word for what it is (`Idlib Governorate`).
    fn add_place(&mut self, first: usize, last: usize, authorities: &Authorities) {
        let is_part = |at: usize| self.words.tokens[at].shape == Shape::Lower && self.is_direction(at);
        let first = (first..last - 1).find(|&at| !is_part(at)).unwrap_or(last - 1);
        let from = self.candidates.len();
        self.collect_places(first, last, authorities);
        let is_single = last == first + 1;
        let mut name = first;
        while self.candidates.len() == from && name + 1 < last && self.is_direction(name) {
            name += 1;
            self.collect_places(name, last, authorities);
        }
        let is_kind_of = last > first + 2 && self.words.key(first + 1) == b"of" && self.is_kind_of_place(first);
        if self.candidates.len() == from && is_kind_of {
            self.collect_places(first + 2, last, authorities);
        }
        if self.candidates.len() == from
            && let Some((end, next)) = self.owner(first, last)
        {
            self.add_place(first, end, authorities);
            return self.add_place(next, last, authorities);
        }
        if self.candidates.len() == from && !is_single && self.is_kind_of_place(last - 1) {
            self.collect_places(first, last - 1, authorities);
        }
        // `Takfiri militants`: a name before people that no list has is rarely a place.
        let is_known = self.candidates.len() > from;
        // `east Aleppo`
        let first = if is_known && self.follows_side(first) { first - 1 } else { first };
        if is_known || !self.stands_before(last, Word::PEOPLE, authorities) {
            self.push_tagged(first, last, if is_known { State::Open } else { State::Unknown }, Kind::Place, from);
        }
    }

    fn follows_side(&self, first: usize) -> bool {
        let Some(before) = first.checked_sub(1).filter(|_| self.words.tokens[first].gap == Gap::Space) else { return false };
        let is_side = matches!(self.words.key(before), b"east" | b"west" | b"north" | b"south");
        is_side && self.words.tokens[before].shape == Shape::Lower
    }

    /// Returns where the first of two places ends and the second begins: `China's Guangdong province`, `Puno region of Peru`.
    fn owner(&self, first: usize, last: usize) -> Option<(usize, usize)> {
        let mut inner = first + 1..last;
        if let Some(end) = inner.clone().find(|&end| self.words.tokens[end - 1].has_possessive()) {
            return Some((end, end));
        }
        let of = inner.find(|&at| self.words.key(at) == b"of" && at + 1 < last)?;
        Some((of, of + 1))
    }

    /// Returns whether a word says which part of a place is meant: `Southern`, `central`.
    pub(super) fn is_direction(&self, at: usize) -> bool {
        let token = &self.words.tokens[at];
        let is_small = || {
            matches!(
                self.words.key(at),
                b"northern"
                    | b"southern"
                    | b"eastern"
                    | b"western"
                    | b"central"
                    | b"northeastern"
                    | b"northwestern"
                    | b"southeastern"
                    | b"southwestern"
                    | b"northeast"
                    | b"northwest"
                    | b"southeast"
                    | b"southwest"
                    | b"north"
                    | b"south"
                    | b"east"
                    | b"west"
                    | b"rural"
                    | b"coastal"
            )
        };
        token.word.is(Word::DIRECTION) || token.shape == Shape::Lower && is_small()
    }

    fn is_kind_of_place(&self, at: usize) -> bool {
        matches!(
            self.words.key(at),
            b"state"
                | b"province"
                | b"region"
                | b"county"
                | b"district"
                | b"governorate"
                | b"prefecture"
                | b"oblast"
                | b"city"
                | b"town"
                | b"village"
                | b"municipality"
                | b"area"
                | b"metropolis"
                | b"island"
                | b"islands"
                | b"peninsula"
        )
    }

    /// Collects the places that bear the name of some words.
    fn collect_places(&mut self, first: usize, last: usize, authorities: &Authorities) {
        let has_article = first > 0 && self.words.key(first - 1) == b"the";
        let in_capitals = self.is_in_capitals(first, last);
        let candidates = &mut self.candidates;
        let from = candidates.len();
        let is_saint = self.words.key(first) == b"st";
        let mut is_again = false;
        self.words.each_name(authorities, first, 0, |end, output| {
            if end != last {
                return;
            }
            // `St. John's` with its ending is another town than `St. John`; elsewhere it is a possessive.
            if std::mem::replace(&mut is_again, true) && is_saint {
                candidates.truncate(from);
            }
            for candidate in authorities.gazetteer.candidates_of(output) {
                let key = EntityKey(candidate.record());
                let is_place = authorities.kind(key) == Kind::Place && !candidate.is(Use::POSTAL) && !candidate.is(Use::DEMONYM);
                let is_code = candidate.is(Use::CODE) && authorities.feature(key) != Feature::Country;
                let is_spelled = (!candidate.is(Use::ACRONYM) || in_capitals) && (!candidate.is(Use::ARTICLE) || has_article);
                let is_known = candidates[from..].iter().any(|known: &Candidate| known.record() == candidate.record());
                if is_place && !is_code && is_spelled && !is_known {
                    candidates.push(candidate);
                }
            }
        });
        if last == first + 1 && self.follows_town(first) {
            self.prefer_state(first, from, authorities);
        }
        if self.words.key(first) == b"st" && self.candidates[from..].iter().any(|candidate| candidate.is(Use::SHORTENED)) {
            let shortened = self.candidates.drain(from..).filter(|candidate| candidate.is(Use::SHORTENED)).collect::<Vec<_>>();
            self.candidates.extend(shortened);
        }
    }

    /// Returns whether a name stands behind a comma and another place: `Foo, Va.`.
    fn follows_town(&self, first: usize) -> bool {
        let before = self.mentions.last().filter(|before| before.last == first && before.kind == Kind::Place);
        before.is_some() && self.words.tokens[first].gap == Gap::Comma
    }

    /// Takes the state that a word abbreviates in place of the towns called so: `Va.` is no town in Ghana there.
    fn prefer_state(&mut self, first: usize, from: usize, authorities: &Authorities) {
        let candidates = &mut self.candidates;
        self.words.each_name(authorities, first, 0, |end, output| {
            let mut states = authorities.gazetteer.candidates_of(output).filter(|candidate| candidate.is(Use::POSTAL)).peekable();
            if end == first + 1 && states.peek().is_some() {
                candidates.truncate(from);
                candidates.extend(states);
            }
        });
    }

    fn is_in_capitals(&self, first: usize, last: usize) -> bool {
        self.words.tokens[first..last].iter().all(|token| token.shape == Shape::AllCapitals || token.is_dotted)
    }

    /// Adds an organization: the listed one of that name, also as `Russia's Foreign Ministry` and without `Corp.`; else one of its own.
    fn add_organization(&mut self, first: usize, last: usize, authorities: &Authorities) {
        let key = self.listed_organization(first, last, authorities);
        if key.is_none() && self.is_country_called(first, last, authorities) {
            return self.add_place(first, last, authorities);
        }
        let state = key.map_or(State::Formed, State::Organization);
        let from = self.candidates.len();
        self.push_tagged(first, last, state, Kind::Organization, from);
    }

    /// `the Soviet Union`, which has the form of an organization.
    pub(super) fn is_country_called(&self, first: usize, last: usize, authorities: &Authorities) -> bool {
        let mut is_country = false;
        self.words.each_name(authorities, first, 0, |end, output| {
            is_country |= end == last
                && authorities
                    .gazetteer
                    .candidates_of(output)
                    .any(|candidate| candidate.is(Use::MAIN) && authorities.feature(EntityKey(candidate.record())).is_country());
        });
        is_country
    }

    /// Reads a name that the tagger left alone and that is hardly ever anything else: an organization by its only name, or a large city
    /// or a country within a sentence. Returns the token behind it.
    fn read_well_known(&mut self, first: usize, limit: usize, authorities: &Authorities) -> Option<usize> {
        let token = self.words.tokens[first];
        if token.in_capitals_line || !token.is_capital() {
            return None;
        }
        let mut found = None;
        self.words.each_name(authorities, first, 0, |end, output| {
            let mut candidates = authorities.gazetteer.candidates_of(output);
            let Some(candidate) = candidates.next().filter(|_| end <= limit && self.words.tokens[end - 1].is_capital()) else {
                return;
            };
            let key = EntityKey(candidate.record());
            let is_spelled_out = !candidate.is(Use::AMBIGUOUS) && !candidate.is(Use::CODE) && !candidate.is(Use::DEMONYM);
            let is_unusual = end > first + 1 || token.word == Word::NONE;
            let is_known = match authorities.kind(key) {
                Kind::Organization => {
                    let length = self.words.tokens[end - 1].key_base - token.key;
                    candidates.next().is_none() && (length >= 5 || self.is_in_capitals(first, end))
                }
                _ => token.gap == Gap::Space && is_metropolis(key, authorities),
            };
            if is_known && is_unusual && is_spelled_out {
                found = Some((end, key));
            }
        });
        let (end, key) = found?;
        let from = self.candidates.len();
        match authorities.kind(key) {
            Kind::Organization => self.push_tagged(first, end, State::Organization(key), Kind::Organization, from),
            _ => {
                self.collect_places(first, end, authorities);
                self.push_tagged(first, end, State::Open, Kind::Place, from);
            }
        }
        Some(end)
    }

    fn listed_organization(&self, first: usize, last: usize, authorities: &Authorities) -> Option<EntityKey> {
        let exact = self.organization_called(first, last, authorities);
        if exact.is_some() {
            return exact;
        }
        let before = first.checked_sub(1).map(|before| &self.words.tokens[before]);
        let follows_owner = before.is_some_and(|before| before.is_capital() && self.words.tokens[first].gap == Gap::Space);
        if follows_owner && let Some(key) = self.organization_called(first - 1, last, authorities) {
            return Some(key);
        }
        let ends_as_company =
            last > first + 1 && std::str::from_utf8(self.words.key(last - 1)).is_ok_and(canonical::is_company_ending);
        if ends_as_company {
            return self.organization_called(first, last - 1, authorities);
        }
        None
    }

    pub(super) fn organization_called(&self, first: usize, last: usize, authorities: &Authorities) -> Option<EntityKey> {
        let in_capitals = self.is_in_capitals(first, last);
        let mut found = None;
        self.words.each_name(authorities, first, 0, |end, output| {
            if end != last || found.is_some() {
                return;
            }
            let mut candidates = authorities.gazetteer.candidates_of(output);
            found = candidates
                .find(|candidate| {
                    let key = EntityKey(candidate.record());
                    let is_code = candidate.is(Use::CODE) && !candidate.is(Use::ACRONYM);
                    let is_spelled = !candidate.is(Use::ACRONYM) || in_capitals || candidate.is(Use::MAIN);
                    authorities.kind(key) == Kind::Organization && !is_code && is_spelled
                })
                .map(|candidate| EntityKey(candidate.record()));
        });
        found
    }

    /// Matches a demonym; returns the token behind it.
    fn match_demonym(&mut self, first: usize, last: usize, authorities: &Authorities) -> Option<usize> {
        let from = self.candidates.len();
        let candidates = &mut self.candidates;
        let mut end = None;
        self.words.each_name(authorities, first, 0, |name_end, output| {
            if name_end > last {
                return;
            }
            let mut demonyms =
                authorities.gazetteer.candidates_of(output).filter(|candidate| candidate.is(Use::DEMONYM)).peekable();
            if demonyms.peek().is_some() {
                candidates.truncate(from);
                candidates.extend(demonyms);
                end = Some(name_end);
            }
        });
        self.push_tagged(first, end?, State::Open, Kind::Place, from);
        end
    }
}

/// Returns whether a place is a country or a city that newspapers everywhere name without saying where it lies.
fn is_metropolis(key: EntityKey, authorities: &Authorities) -> bool {
    let feature = authorities.feature(key);
    (feature.is_settlement() || feature.is_country()) && authorities.record(key).population >= 300_000
}
