//! Counts the mentions of each entity.
//!
//! In: what the metadata give and the resolved mentions. Out: every entity once, in order. Rule kept here: an entity is one, however
//! it is spelled; what is in no list is told apart by its folded name.

use super::{Finder, FoundName, Mention, NameRef, State, Zone, unlisted};
use crate::article::Article;
use crate::authority::{Authorities, Kind};

/// The entities of an article, each once.
pub(super) struct Findings<'a> {
    authorities: &'a Authorities,
    names: Vec<FoundName>,
}

impl<'a> Findings<'a> {
    pub(super) fn new(authorities: &'a Authorities) -> Self {
        Self { authorities, names: Vec::new() }
    }

    fn entry(&mut self, name: NameRef, kind: Kind) -> &mut FoundName {
        let is_same = |found: &FoundName| match (&found.name, &name) {
            (NameRef::Unlisted { id, .. }, NameRef::Unlisted { id: other, .. }) => id == other,
            (found, name) => found == name,
        };
        let position = self.names.iter().position(is_same).unwrap_or_else(|| {
            let new = FoundName { name, kind, mentions: 0, given: false, in_title: false, in_dateline: false, first: usize::MAX };
            self.names.push(new);
            self.names.len() - 1
        });
        &mut self.names[position]
    }

    pub(super) fn add_given(&mut self, name: NameRef, kind: Kind) {
        self.entry(name, kind).given = true;
    }

    pub(super) fn add_mention(&mut self, name: NameRef, mention: &Mention) {
        let kind = match &name {
            NameRef::Listed(key) => self.authorities.kind(*key),
            NameRef::Unlisted { kind, .. } => *kind,
        };
        let found = self.entry(name, kind);
        found.mentions += 1;
        match mention.zone {
            Zone::Title => found.in_title = true,
            Zone::Dateline => found.in_dateline = true,
            Zone::Body => found.first = found.first.min(mention.start),
        }
    }

    pub(super) fn in_order(mut self) -> Vec<FoundName> {
        self.names.sort_by(|left, right| {
            (right.given, right.mentions).cmp(&(left.given, left.mentions)).then(left.first.cmp(&right.first))
        });
        self.names
    }
}

impl Finder {
    /// Counts the mentions of each entity.
    pub(super) fn count(&mut self, article: &Article, found: &mut Findings) {
        for mention in &self.mentions {
            if let Some(key) = mention.entity() {
                found.add_mention(NameRef::Listed(key), mention);
                continue;
            }
            if mention.state == State::Formed {
                let text = mention.zone.text(article);
                found.add_mention(unlisted(Kind::Organization, &text[mention.start..mention.end]), mention);
            }
        }
        self.count_defined(article, found);
    }
}
