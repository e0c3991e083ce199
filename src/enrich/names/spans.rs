//! Mends the spans that the tagger marked, where the lists and the words around a name know better.
//!
//! In: the words of a text and the tagger's spans, in their order. Out: the spans again: cut where two names met in one, joined where
//! one was parted, and with the class that the lists give. Rule kept here: a span is changed by what is listed or by a word of the
//! list of words, never by a guess of its own.

use super::{Finder, hash};
use crate::authority::gazetteer::{Candidate, Use, Word};
use crate::authority::{Authorities, EntityKey, Feature, Kind};
use crate::enrich::scan::{Gap, Shape, Token};
use crate::enrich::tagger::{Class, Span};
use std::ops::Range;

impl Finder {
    pub(super) fn mend_spans(&mut self, range: Range<usize>, spans: &mut Vec<Span>, authorities: &Authorities) {
        self.join_to_bodies(spans, authorities);
        self.join_listed(range.clone(), spans, authorities);
        self.join_particles(range.clone(), spans);
        self.heed_company(spans, authorities);
        self.join_persons(range, spans, authorities);
    }

    /// Adds a span, cut at a comma before a country or a division (`Paris, Texas` are two places), and where two listed names met.
    pub(super) fn push_parts(&self, span: Span, spans: &mut Vec<Span>, authorities: &Authorities) {
        if let Some((before, behind)) = self.names_that_met(span, authorities) {
            self.push_parts(before, spans, authorities);
            return self.push_parts(behind, spans, authorities);
        }
        if self.is_before_adjective(span, authorities) {
            return spans.push(Span { last: span.first + 1, ..span });
        }
        let mut first = span.first;
        for at in span.first + 1..span.last {
            let is_cut = span.class == Class::Place && self.words.tokens[at].gap == Gap::Comma;
            if is_cut && self.is_container(at, span.last, authorities) {
                spans.push(Span { first, last: at, ..span });
                first = at;
            }
        }
        spans.push(Span { first, ..span });
    }

    /// Cuts a span in two at a semicolon, and where both sides are listed at a slash, a dash between places (`Dover–Calais`), or a word
    /// that is in neither name: `Procter & Gamble and Johnson & Johnson`.
    fn names_that_met(&self, span: Span, authorities: &Authorities) -> Option<(Span, Span)> {
        let Span { class, first, last } = span;
        if class == Class::Other || last < first + 2 {
            return None;
        }
        let tokens = &self.words.tokens;
        let listed = |first: usize, last: usize| (first < last).then(|| self.listed_class(first, last, authorities)).flatten();
        let (mut before, mut behind) = (first..first, first..first);
        for (at, token) in tokens.iter().enumerate().take(last).skip(first + 1) {
            if token.mark == b';' {
                return Some((Span { last: at, ..span }, Span { first: at, ..span }));
            }
            let is_word = token.shape == Shape::Lower && at + 1 < last && !is_particle(self.words.key(at));
            let is_mark = token.mark == b'/' || token.mark == b'-' && class == Class::Place && token.is_capital();
            if is_word || is_mark {
                (before, behind) = (first..at, at + usize::from(is_word)..last);
                if listed(before.start, before.end).is_some() && listed(behind.start, behind.end).is_some() {
                    break;
                }
            }
        }
        let (before_class, behind_class) = (listed(before.start, before.end)?, listed(behind.start, behind.end)?);
        if class == Class::Person || listed(first, last).is_some() {
            return None;
        }
        Some((
            Span { class: before_class, first: before.start, last: before.end },
            Span { class: behind_class, first: behind.start, last: behind.end },
        ))
    }

    /// `Daesh Takfiri terror group`: a listed name of one word, and one that says of what faith or people it is.
    fn is_before_adjective(&self, span: Span, authorities: &Authorities) -> bool {
        let Span { class, first, last } = span;
        if class != Class::Organization || last != first + 2 || self.words.tokens[first].word != Word::NONE {
            return false;
        }
        let next = &self.words.tokens[first + 1];
        let known = Word(Word::ORGANIZATION.0 | Word::ORGANIZATION_OF.0 | Word::FOLLOWER.0 | Word::GIVEN.0);
        let is_adjective = next.gap == Gap::Space
            && next.shape == Shape::Capital
            && !next.word.is(known)
            && self.stands_before(last, Word::PEOPLE, authorities);
        is_adjective
            && !self.words.tokens[first].has_possessive()
            && self.organization_called(first, first + 1, authorities).is_some()
            && self.organization_called(first, last, authorities).is_none()
    }

    /// Returns the class of what some words are the whole name of.
    fn listed_class(&self, first: usize, last: usize, authorities: &Authorities) -> Option<Class> {
        let mut class = None;
        self.words.each_name(authorities, first, 0, |end, output| {
            let is_meant =
                |candidate: &Candidate| !candidate.is(Use::CODE) && !candidate.is(Use::POSTAL) && !candidate.is(Use::DEMONYM);
            if end == last {
                class =
                    authorities.gazetteer.candidates_of(output).find(is_meant).map(|candidate| class_of(candidate, authorities));
            }
        });
        class
    }

    /// Returns whether some words are, or begin with, the name of a country or a first-level division.
    fn is_container(&self, first: usize, last: usize, authorities: &Authorities) -> bool {
        let mut is_container = false;
        self.words.each_name(authorities, first, 0, |end, output| {
            let ends_part = end == last || end < last && self.words.tokens[end].gap == Gap::Comma;
            is_container |= ends_part
                && authorities.gazetteer.candidates_of(output).any(|candidate| {
                    let feature = authorities.feature(EntityKey(candidate.record()));
                    matches!(feature, Feature::Country | Feature::FormerCountry | Feature::Admin1)
                });
        });
        is_container
    }

    /// Joins spans that make up a listed name of several words: `New York` and `Times`, `Bank of` and `Japan`. The lists know better
    /// where such a name begins and ends, never where a longer one does that the tagger found.
    fn join_listed(&self, range: Range<usize>, spans: &mut Vec<Span>, authorities: &Authorities) {
        let mut at = range.start;
        let mut next = 0;
        while at < range.end {
            while next < spans.len() && spans[next].last <= at {
                next += 1;
            }
            let begins_within = next < spans.len() && spans[next].first < at;
            let token = &self.words.tokens[at];
            if begins_within || !token.is_capital() || token.in_capitals_line {
                at += 1;
                continue;
            }
            let Some((last, class)) = self.longest_listed(at, range.end, authorities) else {
                at += 1;
                continue;
            };
            let until = next + spans[next..].iter().take_while(|span| span.first < last).count();
            let covered = &spans[next..until];
            let ends_within = covered.last().is_some_and(|span| span.last > last);
            let is_same = matches!(covered, [span] if span.first == at && span.last == last && span.class == class);
            let is_wanted = match class {
                // `Syrian Foreign Ministry`: the people before it is no part of the mention, though of the name that is looked up.
                // `Russia's Foreign Ministry`: likewise the owner, which is a mention of its own.
                Class::Organization => {
                    let has_owner = self.words.tokens[at..last - 1].iter().any(Token::has_possessive);
                    covered.len() < 2 || covered[0].class != Class::Other && !has_owner
                }
                // `St. John's`, `Côte d'Ivoire`: written in a way that no tagger sees through.
                _ if self.is_oddly_written(at, last) || self.is_country_called(at, last, authorities) => true,
                _ => {
                    let is_other = |span: &&Span| span.class == Class::Other;
                    covered.len() > 1
                        && covered.iter().any(|span| span.class == class)
                        && covered.iter().filter(|span| !is_other(span)).all(|span| span.class == class)
                }
            };
            if !ends_within && !is_same && is_wanted {
                spans.splice(next..until, [Span { class, first: at, last }]);
            }
            at = if ends_within || !is_wanted { at + 1 } else { last };
        }
    }

    /// Makes an organization of a listed place behind a body that the tagger left alone: `Bank of Baroda`.
    fn join_to_bodies(&self, spans: &mut [Span], authorities: &Authorities) {
        let tokens = &self.words.tokens;
        let mut free_from = 0;
        for span in spans {
            let Span { class, first, last } = *span;
            let is_behind_of = first >= free_from + 2
                && self.words.key(first - 1) == b"of"
                && tokens[first - 1].gap == Gap::Space
                && tokens[first].gap == Gap::Space;
            if is_behind_of && class == Class::Place {
                let head = &tokens[first - 2];
                let is_body = head.is_capital() && !head.in_capitals_line && head.word.is(Word::ORGANIZATION_OF);
                if is_body && self.listed_class(first, last, authorities).is_some() {
                    *span = Span { class: Class::Organization, first: first - 2, last };
                }
            }
            free_from = last;
        }
    }

    /// Makes places of towns that stand beside one: `between Birmingham and Coventry`.
    fn heed_company(&self, spans: &mut [Span], authorities: &Authorities) {
        for next in 1..spans.len() {
            let (before, behind) = (spans[next - 1], spans[next]);
            let is_coordinated = before.last + 1 == behind.first && self.words.key(before.last) == b"and";
            let doubtful = match (before.class, behind.class) {
                (Class::Place, Class::Organization) => next,
                (Class::Organization, Class::Place) => next - 1,
                _ => continue,
            };
            let Span { first, last, .. } = spans[doubtful];
            let is_town =
                is_coordinated && last == first + 1 && self.listed_class(first, last, authorities) == Some(Class::Place);
            if is_town {
                spans[doubtful].class = Class::Place;
            }
        }
    }

    /// Joins the parts of persons' names at their small words: `Ursula` and `Leyen` at `von der`.
    fn join_particles(&self, range: Range<usize>, spans: &mut Vec<Span>) {
        let tokens = &self.words.tokens;
        let mut next = 0;
        while next < spans.len() {
            let Span { class, first, last } = spans[next];
            let mut end = last;
            while end < range.end
                && tokens[end].gap == Gap::Space
                && is_person_particle(self.words.key(end))
                && tokens[end].shape == Shape::Lower
                && !tokens[end - 1].has_possessive()
            {
                end += 1;
            }
            let is_name = class == Class::Person
                && end > last
                && end < range.end
                && tokens[end].gap == Gap::Space
                && tokens[end].shape == Shape::Capital;
            if is_name {
                let behind = spans.get(next + 1).filter(|behind| {
                    behind.first <= end && matches!(behind.class, Class::Person | Class::Place | Class::Organization)
                });
                let last = behind.map_or(end + 1, |behind| behind.last);
                let until = next + 1 + spans[next + 1..].iter().take_while(|span| span.first < last).count();
                spans.splice(next..until, [Span { class, first, last }]);
            }
            next += 1;
        }
    }

    /// Makes persons of the towns in their names: `Paris Hilton` by the first name, `Hilton said` by the person named in full.
    fn join_persons(&mut self, range: Range<usize>, spans: &mut Vec<Span>, authorities: &Authorities) {
        self.mark_persons(range.clone());
        let mut next = 0;
        while next < spans.len() {
            let span = spans[next];
            let run = self.person_around(span.first, range.clone());
            let until = next + spans[next..].iter().take_while(|span| span.first < run.end).count();
            let is_whole = run.start <= span.first && spans[next..until].last().is_some_and(|last| last.last <= run.end);
            let is_listed = self.longest_listed(run.start, run.end, authorities).is_some_and(|(last, _)| last == run.end);
            let is_free = spans[next..until].iter().all(|span| match span.class {
                Class::Place => true,
                Class::Person => span.last == span.first + 1,
                // `Petrova` of `Sofia Petrova`
                Class::Organization => span.last == span.first + 1 && self.words.tokens[span.first].word == Word::NONE,
                Class::Other => false,
            });
            if run.len() > 1 && is_whole && is_free && !is_listed {
                spans.splice(next..until, [Span { class: Class::Person, first: run.start, last: run.end }]);
            }
            next += 1;
        }
        self.persons.clear();
        for span in spans.iter().filter(|span| span.class == Class::Person && span.last > span.first + 1) {
            let may_be_called_by_first = self.words.tokens[span.first].word.is(Word::GIVEN_OR_PLACE);
            let first_name = may_be_called_by_first.then_some(span.first);
            for part in first_name.into_iter().chain([span.last - 1]) {
                let hash = hash(self.words.key(part));
                if !self.persons.contains(&hash) {
                    self.persons.push(hash);
                }
            }
        }
        for span in spans.iter_mut().filter(|span| span.class == Class::Place && span.last == span.first + 1) {
            let is_named = self.persons.contains(&hash(self.words.key(span.first)));
            if is_named && !self.follows_preposition(span.first) || self.follows_courtesy_title(span.first) {
                span.class = Class::Person;
            }
        }
    }

    /// `Mr. Washington`, `President Washington`; not `Mayor Paris`, which a headline may say of the mayor of Paris.
    fn follows_courtesy_title(&self, at: usize) -> bool {
        let token = &self.words.tokens[at];
        let Some(before) = at.checked_sub(1).filter(|_| matches!(token.gap, Gap::Space | Gap::Dot)) else { return false };
        let title = &self.words.tokens[before];
        let is_courtesy = matches!(self.words.key(before), b"mr" | b"mrs" | b"ms" | b"dr" | b"sir" | b"lady");
        let is_office = title.word.is(Word::TITLE) && token.word.is(Word::SURNAME_OR_PLACE);
        title.is_capital() && !title.in_capitals_line && (is_courtesy || is_office)
    }

    /// Returns the words that are marked as one person's name around a word, none where it is not.
    fn person_around(&self, at: usize, range: Range<usize>) -> Range<usize> {
        let tokens = &self.words.tokens;
        let joins = |at: usize| tokens[at].is_person && matches!(tokens[at].gap, Gap::Space | Gap::Hyphen | Gap::Dot);
        if !tokens[at].is_person {
            return at..at;
        }
        let (mut first, mut last) = (at, at + 1);
        while first > range.start && joins(first) && tokens[first - 1].is_person && !tokens[first - 1].has_possessive() {
            first -= 1;
        }
        while last < range.end && joins(last) && !tokens[last - 1].has_possessive() {
            last += 1;
        }
        first..last
    }

    /// Returns the end and the class of the longest listed name of several words that begins at a token.
    fn longest_listed(&self, first: usize, limit: usize, authorities: &Authorities) -> Option<(usize, Class)> {
        let mut longest = None;
        self.words.each_name(authorities, first, 0, |end, output| {
            let ends_in_name = self.words.tokens[end - 1].is_capital() || self.is_elided(end - 1);
            if end < first + 2 || end > limit || !ends_in_name {
                return;
            }
            let mut candidates = authorities.gazetteer.candidates_of(output).filter(|candidate| {
                !candidate.is(Use::CODE)
                    && !candidate.is(Use::AMBIGUOUS)
                    && !candidate.is(Use::POSTAL)
                    && !candidate.is(Use::DEMONYM)
            });
            if let Some(candidate) = candidates.next() {
                longest = Some((end, class_of(candidate, authorities)));
            }
        });
        longest
    }

    /// Returns whether a name begins with an abbreviation (`St. John's`) or has words glued together (`Côte d'Ivoire`).
    fn is_oddly_written(&self, first: usize, last: usize) -> bool {
        let is_shortened = matches!(self.words.key(first), b"st" | b"ft" | b"mt") && self.words.tokens[first + 1].gap == Gap::Dot;
        is_shortened || (first + 1..last).any(|at| self.words.tokens[at].gap == Gap::Glued || self.is_elided(at))
    }

    /// `d'Ivoire`: a small word without its vowel before a name.
    fn is_elided(&self, at: usize) -> bool {
        let token = &self.words.tokens[at];
        let key = self.words.key(at);
        token.shape == Shape::Lower && matches!(key[0], b'd' | b'l') && (token.base_end - token.start) as usize > key.len()
    }
}

fn is_person_particle(word: &[u8]) -> bool {
    const PARTICLES: &[&[u8]] = &[
        b"von", b"van", b"der", b"den", b"de", b"del", b"della", b"di", b"da", b"dos", b"la", b"bin", b"bint", b"ibn", b"ben",
        b"al", b"el", b"ter", b"zu",
    ];
    PARTICLES.contains(&word)
}

/// Returns whether a word joins the parts of one name: `Plaza del Mayo`.
fn is_particle(word: &[u8]) -> bool {
    const PARTICLES: &[&[u8]] = &[
        b"of", b"the", b"de", b"del", b"della", b"di", b"da", b"do", b"dos", b"das", b"du", b"des", b"la", b"le", b"les", b"el",
        b"al", b"der", b"den", b"am", b"an", b"im", b"in", b"on", b"upon", b"sur", b"sous", b"von", b"van", b"bei", b"for",
    ];
    PARTICLES.contains(&word)
}

fn class_of(candidate: Candidate, authorities: &Authorities) -> Class {
    match authorities.kind(EntityKey(candidate.record())) {
        Kind::Organization => Class::Organization,
        _ => Class::Place,
    }
}
