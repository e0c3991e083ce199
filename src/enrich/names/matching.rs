//! Matches names in a text, longest first.
//!
//! In: the text of a zone and the authority lists. Out: mentions, each with the bearers that may be spelled as it is, none chosen yet.
//! Rule kept here: what is matched hides what lies within it, and how a name is written decides which bearers it can have.

use super::{Finder, Mention, State, Zone};
use crate::authority::gazetteer::{Candidate, Use, Word};
use crate::authority::{Authorities, EntityKey, Feature, Kind};
use crate::enrich::scan::{Gap, Shape};

impl Finder {
    /// Cuts a text into words, marks persons and matches names.
    pub(super) fn scan(&mut self, text: &str, zone: Zone, authorities: &Authorities) {
        let first = self.words.tokens.len();
        self.zones.push((first, zone));
        self.words.push_text(text, authorities);
        let last = self.words.tokens.len();
        if zone != Zone::Dateline {
            self.mark_persons(first..last);
        }
        let mut at = first;
        while at < last {
            at = match self.words.tokens[at].shape {
                Shape::Unspaced => {
                    self.match_within(at, zone, authorities);
                    at + 1
                }
                Shape::Lower if !self.is_article_of_name(at, last) => at + 1,
                _ => self.match_at(at, last, zone, authorities).unwrap_or(at + 1),
            };
        }
    }

    /// `al-Manar`, `el-Sisi`: a small article, a hyphen and a capital are one name.
    fn is_article_of_name(&self, at: usize, last: usize) -> bool {
        let token = &self.words.tokens[at];
        let is_short = token.key_end - token.key <= 3;
        is_short
            && at + 1 < last
            && self.words.tokens[at + 1].gap == Gap::Hyphen
            && self.words.tokens[at + 1].is_capital()
            && matches!(self.words.key(at), b"al" | b"el" | b"ad" | b"ar" | b"as" | b"at" | b"az" | b"an" | b"ash")
    }

    /// Matches the longest usable name that begins at a token; returns the token behind it.
    pub(super) fn match_at(&mut self, first: usize, last: usize, zone: Zone, authorities: &Authorities) -> Option<usize> {
        let token = self.words.tokens[first];
        if token.shape == Shape::Number && !token.is_capital() {
            return None;
        }
        // `The`, `It`, `Monday`: a third of all capitals. They only begin names of several words.
        let goes_on = self.words.tokens.get(first + 1).is_some_and(|next| next.gap.joins() && next.is_capital());
        if token.word.is(Word::COMMON) && token.shape == Shape::Capital && !goes_on {
            return None;
        }
        let follows_small_prefix = token.gap == Gap::Hyphen && first > 0 && self.words.tokens[first - 1].shape == Shape::Lower;
        if follows_small_prefix && !self.is_article_of_name(first - 1, last) {
            return None;
        }
        let mut outputs = std::mem::take(&mut self.outputs);
        outputs.clear();
        let skips: &[usize] = if token.shape == Shape::Caseless { arabic_prefixes(self.words.key(first)) } else { &[0] };
        let mut end = None;
        for &skip in skips {
            self.words.each_name(authorities, first, skip, |end, output| outputs.push((end, output)));
            while let Some((name_end, output)) = outputs.pop() {
                if name_end <= last && self.accept(first, name_end, output, zone, skip, authorities) {
                    end = Some(name_end);
                    break;
                }
            }
            if end.is_some() {
                break;
            }
        }
        self.outputs = outputs;
        let formed = self.match_formed(first, last, end, zone);
        formed.or(end)
    }

    /// Adds a mention where a spelled name has bearers that may be so spelled.
    fn accept(&mut self, first: usize, last: usize, output: u64, zone: Zone, skip: usize, authorities: &Authorities) -> bool {
        let tokens = &self.words.tokens;
        let (token, end_token) = (tokens[first], tokens[last - 1]);
        let spelling = Spelling {
            in_capitals: tokens[first..last].iter().all(|token| matches!(token.shape, Shape::AllCapitals) || token.is_dotted),
            in_capitals_line: token.in_capitals_line,
            is_dotted: tokens[first..last].iter().any(|token| token.is_dotted),
            ends_small: end_token.shape == Shape::Lower,
            is_single: last == first + 1,
            has_article: first > 0 && self.words.key(first - 1) == b"the",
            is_caseless: token.shape == Shape::Caseless,
            // No sentence begins with the pronoun `us`.
            is_common: token.word.is(Word::COMMON) || self.words.key(first) == b"us" && token.gap != Gap::Sentence,
            length: (end_token.key_base - token.key) as usize - skip,
            zone,
        };
        let from = self.candidates.len();
        let mut organization = None;
        for candidate in authorities.gazetteer.candidates_of(output) {
            if !spelling.allows(candidate, authorities) {
                continue;
            }
            let key = EntityKey(candidate.record());
            if authorities.kind(key) == Kind::Organization {
                organization = organization.or(Some(candidate));
            } else {
                self.candidates.push(candidate);
            }
        }
        if self.words.key(first) == b"st" && self.candidates[from..].iter().any(|candidate| candidate.is(Use::SHORTENED)) {
            // `St. Louis` is in Missouri, `Saint-Louis` in Senegal.
            let shortened = self.candidates.drain(from..).filter(|candidate| candidate.is(Use::SHORTENED)).collect::<Vec<_>>();
            self.candidates.extend(shortened);
        }
        if let Some(candidate) = organization {
            // `Chelsea`, `Santander`: a large place keeps its name, a small one lends it. `White House` is only what Casablanca means.
            let is_large = self.candidates[from..].first().is_some_and(|first| {
                let key = EntityKey(first.record());
                let bears_it = first.is(Use::MAIN) || !candidate.is(Use::MAIN);
                !authorities.feature(key).is_settlement() || authorities.record(key).population >= 100_000 && bears_it
            });
            let is_spelled_as_acronym = candidate.is(Use::ACRONYM)
                && spelling.in_capitals
                && !spelling.in_capitals_line
                && (zone != Zone::Dateline || token.gap == Gap::Opening);
            if !is_large || is_spelled_as_acronym {
                self.candidates.truncate(from);
                self.candidates.push(candidate);
            } else {
                organization = None;
            }
        }
        if self.candidates.len() == from {
            return false;
        }
        let state = organization.map_or(State::Open, |candidate| State::Organization(EntityKey(candidate.record())));
        let to = self.candidates.len();
        self.mentions.push(Mention {
            zone,
            first,
            last,
            from,
            to,
            start: token.start as usize,
            end: end_token.base_end as usize,
            kind: kind_of(&state),
            state,
            same_as: None,
            container: None,
            is_tagged: false,
        });
        true
    }

    /// Matches listed names within a run of letters that no spaces part.
    fn match_within(&mut self, token: usize, zone: Zone, authorities: &Authorities) {
        let mut spans = Vec::new();
        self.words.each_name_within(authorities, token, |first, last, output| spans.push((first, last, output)));
        for (first, last, output) in spans {
            // Three bytes are one letter of Chinese: too short for a name.
            if last - first < 6 {
                continue;
            }
            let from = self.candidates.len();
            let is_known = |key: EntityKey| {
                let feature = authorities.feature(key);
                !feature.is_settlement() || feature == Feature::Capital || authorities.record(key).population >= 500_000
            };
            let mut organization = None;
            for candidate in authorities.gazetteer.candidates_of(output) {
                let key = EntityKey(candidate.record());
                if authorities.kind(key) == Kind::Organization {
                    organization = organization.or(Some(key));
                } else if is_known(key) && !candidate.is(Use::CODE) {
                    self.candidates.push(candidate);
                }
            }
            let to = self.candidates.len();
            let state = match organization {
                Some(key) if from == to => State::Organization(key),
                _ if from == to => continue,
                _ => State::Open,
            };
            let start = self.words.tokens[token].start as usize + first;
            self.mentions.push(Mention {
                zone,
                first: token,
                last: token + 1,
                from,
                to,
                start,
                end: start + last - first,
                kind: kind_of(&state),
                state,
                same_as: None,
                container: None,
                is_tagged: false,
            });
        }
    }
}

fn kind_of(state: &State) -> Kind {
    if matches!(state, State::Organization(_)) { Kind::Organization } else { Kind::Place }
}

/// How a name is written at one place of a text.
struct Spelling {
    in_capitals: bool,
    in_capitals_line: bool,
    is_dotted: bool,
    ends_small: bool,
    is_single: bool,
    has_article: bool,
    is_caseless: bool,
    /// Whether it is a common word too when its case says nothing: `US`, `WHO`, `IT`.
    is_common: bool,
    /// Bytes of the folded name.
    length: usize,
    zone: Zone,
}

impl Spelling {
    /// Returns whether a bearer's name may be written so.
    fn allows(&self, candidate: Candidate, authorities: &Authorities) -> bool {
        let feature = authorities.feature(EntityKey(candidate.record()));
        if candidate.is(Use::POSTAL) {
            return false;
        }
        if candidate.is(Use::CODE) {
            // `Congo` is the code of one country and an alias of the other.
            return feature == Feature::Country && self.length > 4 && !self.in_capitals_line;
        }
        if candidate.is(Use::ARTICLE) && !self.has_article {
            return false;
        }
        let is_small = feature.is_settlement() || feature == Feature::Admin2;
        if candidate.is(Use::ACRONYM) {
            let says_something = !self.in_capitals_line || self.is_dotted || !self.is_common || self.has_article;
            return self.in_capitals && says_something && !is_small;
        }
        if is_small && self.is_caseless {
            return self.length >= 6 && authorities.record(EntityKey(candidate.record())).population >= 50_000;
        }
        if is_small && self.ends_small {
            return false;
        }
        // Short words in capitals are acronyms, whatever town is called so; a dateline is all in capitals.
        let looks_like_acronym = self.is_single && self.in_capitals && self.length <= 4 && self.zone != Zone::Dateline;
        !(is_small && looks_like_acronym && !self.in_capitals_line)
    }
}

/// Arabic writes `and`, `in`, `to`, `as` and `so` as one letter in front of a word: how many bytes to leave out, tried in turn.
fn arabic_prefixes(key: &[u8]) -> &'static [usize] {
    match key {
        [0xd9, 0x88, ..] | [0xd8, 0xa8, ..] | [0xd9, 0x84, ..] | [0xd9, 0x81, ..] | [0xd9, 0x83, ..] if key.len() >= 8 => {
            &[0, 2, 4]
        }
        _ => &[0],
    }
}
