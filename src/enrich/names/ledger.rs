//! Lets the names ledger have the last word.
//!
//! In: the words of an article, its mentions, and the ledger. Out: mentions for what only the ledger knows, before they are resolved;
//! and what it wants otherwise, after. Rule kept here: an empty ledger costs nothing and changes nothing.

use super::{Finder, Mention, NameRef, State};
use crate::analysis::fold_whole;
use crate::article::Article;
use crate::authority::fold::fold;
use crate::authority::gazetteer::{Candidate, Use};
use crate::authority::ledger::{Ledger, Origin, Spelling, Target};
use crate::authority::{Authorities, EntityKey, Kind};
use crate::enrich::scan::Shape;

impl Finder {
    /// Adds the mentions of names that the ledger knows.
    pub(super) fn read_ledger(&mut self, article: &Article, ledger: &Ledger, authorities: &Authorities) {
        let source = article.source.as_deref().map(fold_whole);
        let mut at = 0;
        while at < self.words.tokens.len() {
            let spelled = self.spelled_at(at, ledger, source.as_deref());
            at = spelled
                .and_then(|(spelling, last)| self.add_spelled(spelling, at, last, authorities).then_some(last))
                .unwrap_or(at + 1);
        }
        self.mentions.retain(|mention| mention.state != State::Dropped);
        self.mentions.sort_by_key(|mention| mention.first);
    }

    /// Returns the longest name of the ledger that begins at a word, and the word behind it.
    fn spelled_at<'l>(&self, at: usize, ledger: &'l Ledger, source: Option<&str>) -> Option<(&'l Spelling, usize)> {
        let token = &self.words.tokens[at];
        if !token.is_capital() && !matches!(token.shape, Shape::Caseless | Shape::Unspaced | Shape::Number) {
            return None;
        }
        let mut spelled = ledger.spellings().starting_with(self.words.key(at));
        spelled.find_map(|spelling| {
            let last = at + spelling.words().count();
            let is_spelled = last <= self.words.tokens.len()
                && spelling.words().enumerate().all(|(number, word)| {
                    let joins = number == 0 || self.words.tokens[at + number].gap.joins();
                    joins && self.words.key(at + number) == word.as_bytes()
                });
            (is_spelled && spelling.holds_in(source)).then_some((spelling, last))
        })
    }

    /// Adds a mention of a name of the ledger in place of what was found there; returns whether it was added. A longer name that holds it
    /// stays, and so does another bearer of the name where the ledger only adds one.
    fn add_spelled(&mut self, spelling: &Spelling, first: usize, last: usize, authorities: &Authorities) -> bool {
        let overlaps = |mention: &Mention| mention.first < last && first < mention.last;
        let is_longer = |mention: &Mention| overlaps(mention) && (mention.first < first || mention.last > last);
        if spelling.origin != Origin::Sense && self.mentions.iter().any(is_longer) {
            return false;
        }
        let listed = authorities.by_id(&spelling.target.id);
        let only_adds = matches!(spelling.origin, Origin::Added | Origin::Alias);
        let rival = self.mentions.iter().position(|mention| mention.first == first && mention.last == last);
        if let Some(rival) = rival.filter(|&rival| only_adds && has_bearers(&self.mentions[rival])) {
            self.add_bearer(rival, listed);
            return true;
        }
        if spelling.origin == Origin::Split {
            // What the split denies is told when the bearer is chosen.
            return false;
        }
        self.mentions.iter_mut().filter(|mention| overlaps(mention)).for_each(|mention| mention.state = State::Dropped);
        let state = self.state_for(&spelling.target, authorities);
        let from = self.candidates.len();
        self.push_tagged(first, last, state, spelling.kind, from);
        true
    }

    /// Adds a place to the bearers that are weighed.
    fn add_bearer(&mut self, mention: usize, listed: Option<EntityKey>) {
        let Some(key) = listed else { return };
        let Mention { from, to, .. } = self.mentions[mention];
        let bearers = self.candidates[from..to].to_vec();
        let first = self.candidates.len();
        self.candidates.extend(bearers);
        self.candidates.push(Candidate::new(key.0, Use::MAIN));
        (self.mentions[mention].from, self.mentions[mention].to) = (first, self.candidates.len());
    }

    /// Returns the state of a mention that means one thing.
    fn state_for(&mut self, target: &Target, authorities: &Authorities) -> State {
        match authorities.by_id(&target.id) {
            Some(key) if target.kind == Kind::Organization => State::Organization(key),
            Some(key) => State::Resolved(key),
            None => {
                self.own.push(target.clone());
                State::Own(self.own.len() - 1)
            }
        }
    }

    /// Takes away what the ledger hides, and turns what it splits.
    pub(super) fn heed_ledger(&mut self, article: &Article, ledger: &Ledger, authorities: &Authorities) {
        let source = article.source.as_deref().map(fold_whole);
        for number in 0..self.mentions.len() {
            let mention = &self.mentions[number];
            let name = self.folded(mention);
            if ledger.is_hidden_name(&name, mention.kind, source.as_deref()) {
                self.mentions[number].state = State::Dropped;
                continue;
            }
            let Some(key) = mention.entity() else { continue };
            if let Some(target) = ledger.is_split(&name, &authorities.id(key), source.as_deref()) {
                self.mentions[number].state = self.state_for(&target, authorities);
                self.mentions[number].kind = target.kind;
            }
        }
    }

    fn folded(&self, mention: &Mention) -> String {
        let words = (mention.first..mention.last).map(|word| String::from_utf8_lossy(self.words.key(word)).into_owned());
        words.collect::<Vec<_>>().join(" ")
    }
}

fn has_bearers(mention: &Mention) -> bool {
    mention.from < mention.to || matches!(mention.state, State::Organization(_))
}

/// Returns what the ledger has a given name mean, where it has a word in it.
pub(super) fn given(name: &str, kind: Kind, source: Option<&str>, ledger: &Ledger, authorities: &Authorities) -> Option<Target> {
    let folded = fold(name);
    let source = source.map(fold_whole);
    if let Some(target) = ledger.sense(&folded, Some(kind), source.as_deref()) {
        return Some(target.clone());
    }
    let is_listed = !authorities.lookup(kind, name).is_empty();
    let id = ledger.lookup(kind, name).into_iter().next().filter(|_| !is_listed)?;
    Some(Target { kind, id: id.to_owned() })
}

/// Returns the name of a target: listed, or by its label in the ledger.
pub(super) fn name_of(target: &Target, ledger: &Ledger, authorities: &Authorities) -> NameRef {
    match authorities.by_id(&target.id) {
        Some(key) => NameRef::Listed(key),
        None => {
            let label = ledger.added_with_id(&target.id).map(|added| added.name.as_str()).or_else(|| ledger.label(&target.id));
            // Where the ledger has no name for it, the archive has: the spellings that it met.
            let name = label.unwrap_or_default().to_owned();
            NameRef::Unlisted { kind: target.kind, id: target.id.clone(), name }
        }
    }
}
