//! Reads the dateline: where the story was filed.
//!
//! In: the names matched in the dateline. Out: those that fill a part of it, one of them resolved. Rule kept here: a part goes up to
//! its comma, and a bare city is the one that everybody knows (`GENEVA` in Switzerland), unless the text names the other's state.

use super::{Finder, Mention, State, Zone};
use crate::article::dates;
use crate::authority::gazetteer::{Candidate, Use, Word};
use crate::authority::{Authorities, EntityKey, Feature, Kind};
use crate::enrich::places::{Context, NameId};
use crate::enrich::scan::Gap;

/// How much better a bare city must score than the one that the article speaks for: a fourfold population, by the weights.
const PROMINENT: f32 = 0.7;

impl Finder {
    /// Drops names that fill no part of the dateline (`VALLEY` of `VALLEY FORGE`), and adds what only a dateline spells so: half of a
    /// parted capital (`WEST BERLIN`), and the state behind a town that no list has (`FOO, Va.`).
    pub(super) fn read_dateline(&mut self, authorities: &Authorities) {
        let end = self.part_end(0);
        let is_part = |mention: &Mention| mention.state == State::Open && mention.first < end;
        let is_whole = |mention: &Mention| self.starts_part(mention.first) && self.part_end(mention.first) == mention.last;
        let dropped = (0..self.mentions.len()).filter(|&number| {
            let mention = &self.mentions[number];
            is_part(mention) && !is_whole(mention)
        });
        let dropped = dropped.collect::<Vec<_>>();
        for number in dropped.into_iter().rev() {
            self.mentions.remove(number);
        }
        // `(Reuters)`: who filed the story is not in it.
        let bracket = self.words.tokens.iter().position(|token| token.gap == Gap::Opening).unwrap_or(self.words.tokens.len());
        self.mentions.retain(|mention| mention.first < bracket || mention.kind != Kind::Organization);
        if let Some(capital) = self.parted_capital(end, authorities) {
            self.mentions.retain(|mention| mention.first >= end);
            self.insert_in_dateline(0, end, capital);
        } else if self.mentions.iter().all(|mention| mention.first >= end)
            && let Some((state, behind)) = self.state_at(end, authorities)
        {
            self.mentions.retain(|mention| mention.first >= behind || mention.last <= end);
            self.insert_in_dateline(end, behind, state);
        }
    }

    fn insert_in_dateline(&mut self, first: usize, last: usize, candidate: Candidate) {
        let from = self.candidates.len();
        self.candidates.push(candidate);
        self.push_tagged(first, last, State::Open, Kind::Place, from);
        let mention = self.mentions.pop().expect("it was pushed just now");
        let at = self.mentions.partition_point(|other| other.first < first);
        self.mentions.insert(at, Mention { is_tagged: false, ..mention });
    }

    /// Returns whether a token is the first of its part of the dateline, but for an article.
    fn starts_part(&self, first: usize) -> bool {
        let begins = |at: usize| at == 0 || !self.words.tokens[at].gap.joins();
        begins(first) || begins(first - 1) && self.words.key(first - 1) == b"the"
    }

    /// Returns the token behind the part that a token stands in: up to a comma, a bracket, a slash, or the date.
    fn part_end(&self, first: usize) -> usize {
        let is_date = |at: usize| {
            let key = self.words.key(at);
            key.iter().all(u8::is_ascii_digit) || std::str::from_utf8(key).is_ok_and(dates::is_month_name)
        };
        let tokens = &self.words.tokens;
        (first + 1..tokens.len()).find(|&at| !tokens[at].gap.joins() || is_date(at)).unwrap_or(tokens.len())
    }

    /// `WEST BERLIN`, `EAST BEIRUT`: the capital, not a town of that name in Pennsylvania.
    fn parted_capital(&self, end: usize, authorities: &Authorities) -> Option<Candidate> {
        let is_half = end == 2 && self.words.tokens[0].word.is(Word::DIRECTION) && self.state_at(end, authorities).is_none();
        let mut capital = None;
        if is_half {
            self.words.each_name(authorities, 1, 0, |last, output| {
                capital = authorities.gazetteer.candidates_of(output).find(|candidate| {
                    let key = EntityKey(candidate.record());
                    let is_large = authorities.record(key).population >= 1_000_000;
                    last == end && candidate.is(Use::MAIN) && authorities.feature(key) == Feature::Capital && is_large
                });
            });
        }
        capital
    }

    /// Returns the state whose abbreviation stands behind a comma, and the token behind it.
    fn state_at(&self, at: usize, authorities: &Authorities) -> Option<(Candidate, usize)> {
        self.words.tokens.get(at).filter(|token| token.gap == Gap::Comma)?;
        let mut state = None;
        self.words.each_name(authorities, at, 0, |last, output| {
            let postal = authorities.gazetteer.candidates_of(output).find(|candidate| candidate.is(Use::POSTAL));
            state = postal.map(|candidate| (candidate, last)).or(state);
        });
        state
    }

    /// Resolves the dateline first: the story was filed there.
    pub(super) fn resolve_dateline(&mut self, authorities: &Authorities) {
        let mut is_first = true;
        for number in 0..self.mentions.len() {
            let mention = &self.mentions[number];
            if mention.zone != Zone::Dateline {
                break;
            }
            let candidates = &self.candidates[mention.from..mention.to];
            // `GENEVA/NAIROBI`
            let is_other_office = self.words.tokens[mention.first].mark == b'/';
            let key = match mention.state {
                State::Qualified(key) => Some(key),
                State::Open if (is_first || is_other_office) && self.starts_part(mention.first) => {
                    self.best_of_dateline(candidates, authorities).filter(|&key| {
                        // `NORTH BERGEN` is not in the North of Cameroon; READING is a town here.
                        let is_common =
                            candidates.iter().any(|candidate| candidate.record() == key.0 && candidate.is(Use::AMBIGUOUS));
                        !is_common || authorities.feature(key).is_settlement()
                    })
                }
                _ => None,
            };
            self.mentions[number].state = match key {
                Some(key) => State::Resolved(key),
                None if matches!(self.mentions[number].state, State::Organization(_)) => continue,
                None => State::Dropped,
            };
            let Some(key) = key.filter(|_| is_first) else { continue };
            is_first = false;
            let mut at = Some(key);
            while let Some(container) = at {
                self.context.home.push(container);
                at = authorities.parent(container);
            }
            self.context.add_settled(key, authorities);
        }
    }

    /// Returns the bearer that a dateline means: the prominent one, for reporters write about other countries than their own; of
    /// towns that are much alike the one that fits the article.
    fn best_of_dateline(&self, candidates: &[Candidate], authorities: &Authorities) -> Option<EntityKey> {
        let fitting = self.context.best(candidates, authorities)?;
        let home = self.context.home.iter().copied().filter(|&key| !authorities.feature(key).is_country());
        let bare = Context { divisions: self.context.divisions.clone(), home: home.collect(), ..Context::default() };
        let prominent = bare.best(candidates, authorities)?;
        let name = NameId::of(candidates);
        let score = |key: EntityKey| {
            let candidate = candidates.iter().find(|candidate| candidate.record() == key.0);
            candidate.map_or(f32::MIN, |&candidate| bare.score(candidate, name, authorities))
        };
        Some(if score(prominent) > score(fitting) + PROMINENT { prominent } else { fitting })
    }
}
