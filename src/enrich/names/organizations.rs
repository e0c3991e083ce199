//! Finds organizations that no list has: told by their form, or by an acronym that the article defines.
//!
//! In: the words of a text and the names listed. Out: mentions such as `University of Texas` and `Syrian Foreign Ministry`, and the
//! acronyms that stand for them. Rule kept here: an organization hides the place in its name, which still tells where the article
//! plays.

use super::{Finder, Mention, State, Zone, hash};
use crate::authority::gazetteer::{Use, Word};
use crate::authority::{Authorities, EntityKey, Feature, Kind};
use crate::enrich::scan::{Gap, Shape};

impl Finder {
    /// Matches organizations by their form: `University of …`, `Boston University`, `Syrian Foreign Ministry`. They hide the place.
    pub(super) fn match_formed(&mut self, first: usize, last: usize, listed_end: Option<usize>, zone: Zone) -> Option<usize> {
        let token = self.words.tokens[first];
        if token.in_capitals_line || zone == Zone::Dateline {
            return None;
        }
        let is_place = listed_end.is_some() && self.mentions.last().is_some_and(|mention| mention.state == State::Open);
        let may_be_body_of = token.word.is(Word::ORGANIZATION_OF) && !token.has_possessive();
        let body_of = may_be_body_of.then(|| self.end_of_body_of(first, last)).flatten();
        let is_body_of = body_of.is_some();
        let end = body_of.or_else(|| is_place.then(|| self.end_of_body_behind(listed_end?, last)).flatten());
        // GeoNames has the grounds of some universities as towns.
        let is_longer = |end: usize, listed_end: usize| end > listed_end || is_body_of && is_place && end == listed_end;
        let end = end.filter(|&end| listed_end.is_none_or(|listed_end| is_longer(end, listed_end)))?;
        let place = listed_end.and_then(|_| self.mentions.pop());
        let whole = if is_body_of { Some((first, State::Formed)) } else { self.whole_body(first, end, place.as_ref(), zone) };
        let Some((begin, state)) = whole else {
            self.mentions.extend(place);
            return None;
        };
        let (start, text_end) = (self.words.tokens[begin].start as usize, self.words.tokens[end - 1].base_end as usize);
        let from = self.candidates.len();
        self.mentions.push(Mention {
            zone,
            first,
            last: end,
            from,
            to: from,
            start,
            end: text_end,
            state,
            kind: Kind::Organization,
            same_as: None,
            container: None,
            is_tagged: false,
        });
        Some(end)
    }

    /// Returns where the organization that goes on from a place up to `end` begins, and whether it is one; `None` leaves the place.
    fn whole_body(&mut self, first: usize, end: usize, place: Option<&Mention>, zone: Zone) -> Option<(usize, State)> {
        let begin = self.begin_of_body(first, zone);
        if let Some(before) = self.mentions.last().filter(|before| before.last == begin && self.adjoins(begin)) {
            if before.state != State::Open {
                // `Nissan Canada Ltd`: what is left behind a listed name is no name.
                return Some((begin, State::Dropped));
            }
            // `Western Michigan University`
            let begin = before.first;
            self.mentions.pop();
            return Some((begin, State::Formed));
        }
        // `Golden Globe`, `Central Bank`: towns are called so too, but they give no organization its name.
        let token = &self.words.tokens[first];
        let is_vague = end < begin + 3 || token.has_possessive() || token.word.is(Word::COMMON);
        let is_ambiguous = |place: &Mention| {
            let mut bearers = self.candidates[place.from..place.to].iter();
            bearers.all(|bearer| bearer.is(Use::AMBIGUOUS))
        };
        let is_common_word = is_vague && place.is_some_and(is_ambiguous);
        (!is_common_word).then_some((begin, State::Formed))
    }

    /// `Wardley Australia Ltd`: where it begins, from the place in it.
    fn begin_of_body(&self, first: usize, zone: Zone) -> usize {
        let is_taken = |at: usize| self.mentions.last().is_some_and(|mention| mention.last == at);
        let mut begin = first;
        while zone != Zone::Title && begin + 3 > first && self.adjoins(begin) && !is_taken(begin) {
            begin -= 1;
        }
        begin
    }

    /// Returns whether the word before a token has a capital and belongs to the same name.
    fn adjoins(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).map(|before| &self.words.tokens[before]) else { return false };
        let is_apart = before.has_possessive() || before.word.is(Word(Word::COMMON.0 | Word::TITLE.0));
        self.words.tokens[at].gap == Gap::Space && before.is_capital() && !is_apart
    }

    /// `University of Texas at Austin`, `Bank of the Philippine Islands`: where it ends, from its first word.
    fn end_of_body_of(&self, first: usize, last: usize) -> Option<usize> {
        let tokens = &self.words.tokens;
        let mut at = first + 1;
        if at >= last || self.words.key(at) != b"of" || tokens[at].gap != Gap::Space {
            return None;
        }
        at += 1;
        if at < last && self.words.key(at) == b"the" {
            at += 1;
        }
        let begin = at;
        while at < last
            && at < begin + 4
            && tokens[at].is_capital()
            && (at == begin || matches!(tokens[at].gap, Gap::Space | Gap::Hyphen))
        {
            // `Bank of Japan Governor Satoshi Sumita`
            let goes_on = tokens.get(at + 1).is_some_and(|next| next.gap == Gap::Space && next.is_capital());
            if at > begin && tokens[at].word.is(Word::TITLE) && goes_on {
                break;
            }
            at += 1;
            if tokens[at - 1].has_possessive() {
                break;
            }
            let joins = at + 1 < last
                && matches!(self.words.key(at), b"and" | b"at")
                && tokens[at].shape == Shape::Lower
                && tokens[at + 1].is_capital();
            // A ministry has several subjects; a university only a campus.
            let is_ministry = matches!(self.words.key(first), b"ministry" | b"department");
            if joins
                && (is_ministry == (self.words.key(at) == b"and"))
                && tokens[at].gap == Gap::Space
                && tokens[at + 1].gap == Gap::Space
            {
                at += 1;
            }
        }
        // `Department of Defense and Secretary Jane Doe`
        if tokens[at - 1].shape == Shape::Lower {
            at -= 1;
        }
        (at > begin).then_some(at)
    }

    /// `Boston University`, `Syrian Foreign Ministry`: where it ends, from the word behind the place.
    fn end_of_body_behind(&self, first: usize, last: usize) -> Option<usize> {
        let tokens = &self.words.tokens;
        let mut end = None;
        for (at, token) in tokens.iter().enumerate().take(last.min(first + 4)).skip(first) {
            if token.gap != Gap::Space || token.shape != Shape::Capital {
                break;
            }
            let makes_a_body = token.word.is(Word::ORGANIZATION) && !token.word.is(Word::GIVEN);
            if makes_a_body {
                end = Some(at + 1);
            }
            if token.has_possessive() || token.word.is(Word::COMMON) {
                break;
            }
        }
        end
    }

    /// Returns the country in an organization's name: hidden by it, but evidence of where the article plays. `Bank of France` is one of
    /// France's; what works across borders, and has no country in the list, speaks only for the country that its name begins with.
    pub(super) fn country_within(&self, mention: &Mention, authorities: &Authorities) -> Option<EntityKey> {
        let listed = mention.entity();
        let home = listed.map(|key| authorities.record(key).country);
        let is_international = home.is_some_and(|code| code == [0, 0]);
        let mut at = mention.first;
        while at < mention.last {
            let (country, end) = self.country_at(at, mention.last, authorities);
            let is_whole = at == mention.first && end == mention.last;
            // `Georgia-Pacific`
            let is_joined = end < mention.last && self.words.tokens[end].gap == Gap::Hyphen;
            let fits = |key: &EntityKey| at == mention.first || home.is_none_or(|code| code == authorities.record(*key).country);
            if let Some(country) = country.filter(fits).filter(|_| !is_whole && !is_joined) {
                return Some(country);
            }
            if is_international {
                return None;
            }
            at = end;
        }
        None
    }

    /// Returns the country that the longest name at a token is, or is the demonym of, and the token behind that name.
    fn country_at(&self, first: usize, last: usize, authorities: &Authorities) -> (Option<EntityKey>, usize) {
        let mut found = (None, first + 1);
        if !self.words.tokens[first].is_capital() {
            return found;
        }
        self.words.each_name(authorities, first, 0, |end, output| {
            if end > last {
                return;
            }
            let candidate = authorities.gazetteer.candidates_of(output).next().filter(|candidate| !candidate.is(Use::CODE));
            let key = candidate.map(|candidate| EntityKey(candidate.record()));
            let is_whole = end == last && first + 1 < end && key.is_some_and(|key| authorities.kind(key) == Kind::Organization);
            if !is_whole {
                found = (key.filter(|&key| authorities.feature(key) == Feature::Country), end);
            }
        });
        found
    }

    /// Notes acronyms that the text defines behind a name: `Organization of Petroleum Exporting Countries (OPEC)`. The article knows
    /// better than the lists: `London Stock Exchange (LSE)` is no school.
    pub(super) fn find_definitions(&mut self) {
        self.read_acronyms_of_the_article();
        for number in 0..self.mentions.len() {
            let mention = &self.mentions[number];
            let is_body = matches!(mention.state, State::Organization(_) | State::Formed);
            let Some(next) = self.words.tokens.get(mention.last).filter(|_| is_body) else { continue };
            let is_acronym = next.gap == Gap::Opening && (next.shape == Shape::AllCapitals || next.is_dotted);
            if !is_acronym || mention.last == mention.first + 1 {
                continue;
            }
            let (entity, first, at) = (mention.entity(), mention.first, mention.last);
            self.defined.push((hash(self.words.key(at)), number));
            // What is only told by its form may be half of a longer name, unless the acronym has the letters of just its words.
            let is_meant = match entity {
                Some(_) => self.has_initials(number, at),
                None => self.spells_acronym(first..at, self.words.key(at)),
            };
            if !is_meant {
                continue;
            }
            for other in 0..self.mentions.len() {
                let rival = &self.mentions[other];
                let is_same_word = rival.last == rival.first + 1 && self.words.key(rival.first) == self.words.key(at);
                let is_overruled = matches!(rival.state, State::Organization(key) if Some(key) != entity);
                if is_same_word && is_overruled {
                    self.mentions[other].state = State::Dropped;
                }
            }
        }
    }

    /// Returns whether an acronym has the first letters of all words, or of all but small ones.
    fn spells_acronym(&self, words: std::ops::Range<usize>, acronym: &[u8]) -> bool {
        let initials = |wants_small: bool| {
            let words = words.clone().filter(move |&at| wants_small || self.words.tokens[at].is_capital());
            words.map(|at| self.words.key(at)[0])
        };
        initials(true).eq(acronym.iter().copied()) || initials(false).eq(acronym.iter().copied())
    }

    /// Reads acronyms that the lists have under another name than the one that the article spells out: `LSE` beside `London Stock
    /// Exchange` is no school.
    fn read_acronyms_of_the_article(&mut self) {
        for number in 0..self.mentions.len() {
            let mention = &self.mentions[number];
            let State::Organization(key) = mention.state else { continue };
            let is_acronym = mention.last == mention.first + 1 && self.words.tokens[mention.first].shape == Shape::AllCapitals;
            if !is_acronym || self.words.tokens[mention.first].in_capitals_line {
                continue;
            }
            let acronym = self.words.key(mention.first);
            let mut spelled = self.mentions.iter().filter(|other| {
                let is_long = other.last > other.first + 1 && matches!(other.state, State::Organization(_));
                is_long && self.spells_acronym(other.first..other.last, acronym)
            });
            let meaning = spelled.next().and_then(Mention::entity).filter(|_| spelled.all(|other| other.entity() != Some(key)));
            if let Some(meaning) = meaning {
                self.mentions[number].state = State::Organization(meaning);
            }
        }
    }

    /// Returns whether an acronym is made of first letters of a mention's words, in their order.
    fn has_initials(&self, number: usize, acronym: usize) -> bool {
        let mention = &self.mentions[number];
        let mut initials = (mention.first..mention.last).map(|word| self.words.key(word)[0]);
        self.words.key(acronym).iter().all(|letter| initials.any(|initial| initial == *letter))
    }

    /// Adds the acronyms that the article defines and that no list has under that meaning.
    pub(super) fn add_defined(&mut self) {
        if self.defined.is_empty() {
            return;
        }
        for number in 0..self.words.tokens.len() {
            let token = self.words.tokens[number];
            if token.shape != Shape::AllCapitals {
                continue;
            }
            let key = hash(self.words.key(number));
            let Some(&(_, meaning)) = self.defined.iter().find(|(acronym, _)| *acronym == key) else { continue };
            let is_taken =
                |mention: &Mention| mention.first <= number && number < mention.last && mention.state != State::Dropped;
            if self.mentions.iter().any(is_taken) {
                continue;
            }
            self.mentions.push(Mention {
                zone: self.zone_of(number),
                first: number,
                last: number + 1,
                start: token.start as usize,
                end: token.base_end as usize,
                same_as: Some(meaning),
                ..self.mentions[meaning].clone()
            });
        }
    }
}
