//! Gathers the mentions of each entity.
//!
//! In: what the metadata give and the resolved mentions. Out: every entity once, in order, and every mention with its entity. Rule kept
//! here: an entity is one, however it is spelled; what is in no list is told apart by its id.

use super::{
    ArticleNames, Finder, FoundDemonym, FoundMention, FoundName, Lists, Mention, NameRef, State, Zone, canonical, ledger,
};
use crate::article::Article;
use crate::authority::gazetteer::Use;
use crate::authority::ledger::Target;
use crate::authority::{EntityKey, Kind};
use rustc_hash::FxHashMap;

/// The entities of an article, each once, and where they are named.
pub(super) struct Findings<'a> {
    lists: Lists<'a>,
    names: Vec<FoundName>,
    mentions: Vec<FoundMention>,
    demonyms: Vec<FoundDemonym>,
    listed: FxHashMap<EntityKey, usize>,
    unlisted: FxHashMap<String, usize>,
}

impl<'a> Findings<'a> {
    pub(super) fn new(lists: Lists<'a>) -> Self {
        Self {
            lists,
            names: Vec::new(),
            mentions: Vec::new(),
            demonyms: Vec::new(),
            listed: FxHashMap::default(),
            unlisted: FxHashMap::default(),
        }
    }

    /// Returns the place of a name, `None` where the ledger hides it.
    fn entry(&mut self, name: NameRef) -> Option<usize> {
        let name = self.counted_as(name)?;
        let next = self.names.len();
        let at = match &name {
            NameRef::Listed(key) => *self.listed.entry(*key).or_insert(next),
            NameRef::Unlisted { id, .. } => match self.unlisted.get(id) {
                Some(&at) => at,
                None => {
                    self.unlisted.insert(id.clone(), next);
                    next
                }
            },
        };
        if at == next {
            let kind = match &name {
                NameRef::Listed(key) => self.lists.authorities.kind(*key),
                NameRef::Unlisted { kind, .. } => *kind,
            };
            self.names.push(FoundName::new(name, kind));
        }
        Some(at)
    }

    /// Returns what a name counts as: itself, or what the ledger merged it into.
    fn counted_as(&self, name: NameRef) -> Option<NameRef> {
        let Lists { authorities, ledger } = self.lists;
        if ledger.is_empty() {
            return Some(name);
        }
        let id = match &name {
            NameRef::Listed(key) => authorities.id(*key),
            NameRef::Unlisted { id, .. } => id.clone(),
        };
        if ledger.is_hidden(&id) {
            return None;
        }
        let into = ledger.resolve_id(&id);
        if into == id {
            return Some(name);
        }
        let kind = match &name {
            NameRef::Listed(key) => authorities.kind(*key),
            NameRef::Unlisted { kind, .. } => *kind,
        };
        Some(ledger::name_of(&Target { kind, id: into.to_owned() }, ledger, authorities))
    }

    pub(super) fn add_given(&mut self, name: NameRef) {
        if let Some(at) = self.entry(name) {
            self.names[at].given = true;
        }
    }

    /// Adds a mention; `None` is a place that is not resolved.
    fn add_mention(&mut self, number: usize, mention: &Mention, name: Option<NameRef>) {
        let is_named = name.is_some();
        let name = name.and_then(|name| self.entry(name));
        if is_named && name.is_none() {
            return;
        }
        if let Some(found) = name.map(|at| &mut self.names[at]) {
            found.mentions += 1;
            found.note_position(mention.zone, mention.start);
        }
        self.mentions.push(FoundMention {
            zone: mention.zone,
            range: mention.start..mention.end,
            kind: mention.kind,
            name,
            number,
        });
    }

    /// Counts the demonym of a country.
    fn add_demonym(&mut self, country: EntityKey, mention: &Mention) {
        let Some(at) = self.entry(NameRef::Listed(country)) else { return };
        self.names[at].demonyms += 1;
        self.names[at].note_position(mention.zone, mention.start);
        self.demonyms.push(FoundDemonym { zone: mention.zone, start: mention.start, name: at });
    }

    /// Returns the names, given ones first, then by mentions, then by first mention; and the mentions in the order of the text.
    pub(super) fn in_order(self) -> ArticleNames {
        let Self { names, mut mentions, mut demonyms, .. } = self;
        let mut order = (0..names.len()).collect::<Vec<_>>();
        order.sort_by_key(|&at| {
            let found = &names[at];
            (!found.given, std::cmp::Reverse(found.mentions), std::cmp::Reverse(found.demonyms), found.first, at)
        });
        let mut place_of = vec![0; names.len()];
        for (new, &old) in order.iter().enumerate() {
            place_of[old] = new;
        }
        mentions.iter_mut().for_each(|mention| mention.name = mention.name.map(|name| place_of[name]));
        demonyms.iter_mut().for_each(|demonym| demonym.name = place_of[demonym.name]);
        mentions.sort_by_key(|mention| (mention.zone as u8, mention.range.start, mention.range.end));
        let mut sorted = names.into_iter().map(Some).collect::<Vec<_>>();
        let names = order.into_iter().map(|at| sorted[at].take().expect("each name has one place")).collect();
        ArticleNames { names, mentions, demonyms }
    }
}

impl FoundName {
    pub(in crate::enrich) fn new(name: NameRef, kind: Kind) -> Self {
        Self {
            name,
            kind,
            mentions: 0,
            demonyms: 0,
            given: false,
            about: false,
            probability: 0.0,
            in_title: false,
            in_dateline: false,
            first: usize::MAX,
        }
    }

    /// Returns whether the archive keeps it: what is only hinted at and no facet is not named in the article.
    pub fn is_kept(&self) -> bool {
        self.mentions > 0 || self.given || self.about
    }

    fn note_position(&mut self, zone: Zone, start: usize) {
        match zone {
            Zone::Title => self.in_title = true,
            Zone::Dateline => self.in_dateline = true,
            Zone::Body => self.first = self.first.min(start),
        }
    }
}

impl Finder {
    /// Gathers the mentions of each entity.
    pub(super) fn gather(&mut self, article: &Article, found: &mut Findings) {
        let Lists { authorities, ledger } = found.lists;
        let canonical = canonical::Forms::of(self, article);
        self.add_given_persons(article, &canonical, found);
        for (number, mention) in self.mentions.iter().enumerate() {
            let name = match mention.state {
                State::Resolved(key) | State::Qualified(key) => {
                    if self.is_demonym(mention, key) {
                        found.add_demonym(key, mention);
                        continue;
                    }
                    Some(NameRef::Listed(key))
                }
                State::Organization(key) => Some(NameRef::Listed(key)),
                State::Own(number) => Some(ledger::name_of(&self.own[number], ledger, authorities)),
                State::Formed | State::Person => canonical.name_of(number),
                State::Unknown => None,
                State::Open | State::Dropped => continue,
            };
            if matches!(mention.state, State::Organization(_) | State::Formed)
                && let Some(country) = self.country_within(mention, authorities)
            {
                found.add_demonym(country, mention);
            }
            found.add_mention(number, mention, name);
        }
    }

    /// Adds the persons that the file names.
    pub(super) fn add_given_persons(&self, article: &Article, canonical: &canonical::Forms, found: &mut Findings) {
        let Lists { authorities, ledger } = found.lists;
        for (name, form) in article.people.iter().zip(canonical.given_persons()) {
            let source = article.source.as_deref();
            let target = if ledger.is_empty() { None } else { ledger::given(name, Kind::Person, source, ledger, authorities) };
            found.add_given(target.map_or_else(|| form.clone(), |target| ledger::name_of(&target, ledger, authorities)));
        }
    }

    /// Returns whether a mention names inhabitants or is an adjective, not the place itself.
    fn is_demonym(&self, mention: &Mention, key: EntityKey) -> bool {
        let mut candidates = self.candidates[mention.from..mention.to].iter();
        candidates.find(|candidate| candidate.record() == key.0).is_some_and(|candidate| candidate.is(Use::DEMONYM))
    }
}
