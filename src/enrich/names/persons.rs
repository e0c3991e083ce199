//! Tells persons from places: `Paris Hilton`, `Mr. Washington`, `Murillo said`.
//!
//! In: the words of a text, then its mentions. Out: the words that are part of a person's name, and whether a mention is one. Rule
//! kept here: a title or a first name makes a person of what follows it, and of the surname alone in the rest of the article.

use super::{Finder, Mention, State, Zone, hash};
use crate::authority::gazetteer::Word;
use crate::enrich::scan::{Gap, Shape};

impl Finder {
    /// Marks the words of persons' names: what follows a title or a first name.
    pub(super) fn mark_persons(&mut self, range: std::ops::Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            let token = self.words.tokens[at];
            if !token.is_capital() || token.in_capitals_line || token.word == Word::NONE {
                at += 1;
                continue;
            }
            let is_title = token.word.is(Word::TITLE);
            let is_given = token.word.is(Word::GIVEN);
            let may_be_given = token.word.is(Word::GIVEN_OR_PLACE);
            if !is_title && !is_given && !may_be_given {
                at += 1;
                continue;
            }
            let end = self.end_of_person(at + 1, range.end);
            let names_someone = end > at + 1;
            if names_someone {
                // A title is no part of the name; `Paris Hilton` is one, `Paris Mayor` was turned away by the words that follow.
                let first = if is_title { at + 1 } else { at };
                for person in first..end {
                    self.words.tokens[person].is_person = true;
                    let hash = hash(self.words.key(person));
                    if !self.persons.contains(&hash) {
                        self.persons.push(hash);
                    }
                }
            }
            at = if names_someone && !is_title { end } else { at + 1 };
        }
    }

    /// Returns where the capitalized words that begin at a token and can be a person's name end.
    fn end_of_person(&self, first: usize, last: usize) -> usize {
        let mut at = first;
        while at < last.min(first + 4) {
            let token = &self.words.tokens[at];
            let joins = matches!(token.gap, Gap::Space | Gap::Dot | Gap::Hyphen);
            let is_initial = token.key_end - token.key == 1;
            let not_a_name = Word(Word::FOLLOWER.0 | Word::ORGANIZATION.0 | Word::COMMON.0 | Word::DIRECTION.0);
            let is_name =
                token.shape == Shape::Capital && (is_initial || !token.word.is(not_a_name) || token.word.is(Word::GIVEN));
            if !joins || !is_name || token.is_dotted {
                break;
            }
            at += 1;
            if token.has_possessive() {
                break;
            }
        }
        // Initials alone are nobody.
        if at > first && self.words.tokens[at - 1].key_end - self.words.tokens[at - 1].key == 1 { first } else { at }
    }

    /// Returns whether a mention is a person's name, or part of one.
    pub(super) fn is_person(&self, mention: &Mention) -> bool {
        let tokens = &self.words.tokens;
        let token = &tokens[mention.first];
        let is_single = mention.last == mention.first + 1;
        let follows_person = mention.first > 0 && tokens[mention.first - 1].is_person && token.gap != Gap::Sentence;
        if token.is_person {
            return is_single || follows_person;
        }
        if !is_single || token.in_capitals_line {
            return false;
        }
        if self.persons.contains(&hash(self.words.key(mention.first))) {
            return !self.follows_preposition(mention.first) && mention.zone != Zone::Dateline;
        }
        let before = mention.first.checked_sub(1).map(|before| &tokens[before]);
        let may_be_surname = token.word.is(Word::SURNAME_OR_PLACE);
        let follows_name = before.is_some_and(|before| {
            let known = Word(Word::COMMON.0 | Word::FOLLOWER.0 | Word::DIRECTION.0 | Word::ORGANIZATION.0);
            before.shape == Shape::Capital
                && !before.word.is(known)
                && matches!(token.gap, Gap::Space | Gap::Dot)
                && !before.has_possessive()
        });
        may_be_surname && follows_name && !self.is_mention_before(mention)
    }

    fn is_mention_before(&self, mention: &Mention) -> bool {
        self.mentions
            .iter()
            .any(|other| other.last == mention.first && other.zone == mention.zone && other.state != State::Dropped)
    }

    /// Returns whether a name does what persons do: `Moreno said`. Capitals do so too, but they are no strangers.
    pub(super) fn speaks(&self, mention: &Mention) -> bool {
        let Some(next) = self.words.tokens.get(mention.last) else { return false };
        let is_verb = matches!(
            self.words.key(mention.last),
            b"said"
                | b"says"
                | b"told"
                | b"added"
                | b"who"
                | b"whose"
                | b"wrote"
                | b"argued"
                | b"explained"
                | b"noted"
                | b"scored"
                | b"replied"
        );
        let joins = matches!(next.gap, Gap::Space | Gap::Comma);
        mention.last == mention.first + 1 && joins && next.shape == Shape::Lower && is_verb
    }
}
