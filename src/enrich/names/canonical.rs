//! Gives one form to what is in no list: `Acme Relief Corp.`, `Acme Relief` and `ARC` are one organization, `Orji Kalu` and `Kalu` one
//! person.
//!
//! In: the mentions of an article. Out: for each unlisted one the name that it goes by. Rule kept here: within an article a shorter
//! form joins a longer one where only one can be meant; across articles only what is spelled alike is one, for the id is made of the
//! spelling and must not depend on what else the archive holds.

use super::{Finder, Mention, NameRef, State};
use crate::article::Article;
use crate::authority::fold::fold;
use crate::authority::{EntityKey, Kind};
use crate::enrich::scan::Gap;
use std::ops::Range;

/// The names of the unlisted mentions of an article, by the number of the mention.
pub(super) struct Forms {
    names: Vec<Option<NameRef>>,
    /// Those of the persons that the file names, in its order.
    given_persons: Vec<NameRef>,
}

/// A name as it is spelled somewhere in the article.
struct Form {
    kind: Kind,
    /// The fullest spelling.
    text: String,
    /// Its folded words, without the ending of a company.
    words: Vec<String>,
    /// Listed, where it is.
    key: Option<EntityKey>,
}

impl Forms {
    pub(super) fn of(finder: &Finder, article: &Article) -> Self {
        let mut forms: Vec<Form> = Vec::new();
        let mut form_of = vec![None; finder.mentions.len()];
        for (number, mention) in finder.mentions.iter().enumerate() {
            let (kind, key) = match mention.state {
                State::Formed => (Kind::Organization, None),
                State::Organization(key) => (Kind::Organization, Some(key)),
                State::Person => (Kind::Person, None),
                _ => continue,
            };
            let range = finder.whole_name(number);
            form_of[number] = Some(note(&mut forms, kind, &mention.zone.text(article)[range], key));
        }
        let given = article.people.iter().map(|name| note(&mut forms, Kind::Person, &in_order(name), None)).collect::<Vec<_>>();
        let mut fuller = (0..forms.len()).map(|at| fuller(&forms, at)).collect::<Vec<_>>();
        for (number, former) in finder.former_names() {
            let meant = finder.mentions[number].same_as.unwrap_or(number);
            let (Some(present), Some(former)) = (form_of[meant], form_of[former]) else { continue };
            let (from, to) = if forms[former].key.is_some() { (present, former) } else { (former, present) };
            let is_free = fuller[from].is_none() && fuller[to].is_none() && forms[from].key.is_none();
            if is_free && from != to {
                fuller[from] = Some(to);
            }
        }
        // A form joins a longer one, which may join a longer one in turn.
        let end_of = |mut at: usize| {
            while let Some(next) = fuller[at] {
                at = next;
            }
            at
        };
        let names = finder.mentions.iter().enumerate().map(|(number, mention)| {
            let form = &forms[end_of(form_of[mention.same_as.unwrap_or(number)]?)];
            form.is_name().then(|| form.name())
        });
        let names = names.collect();
        Self { names, given_persons: given.into_iter().map(|at| forms[end_of(at)].name()).collect() }
    }

    /// Returns the name of an unlisted organization or person; `None` for an initial or the like.
    pub(super) fn name_of(&self, mention: usize) -> Option<NameRef> {
        self.names[mention].clone()
    }

    /// Returns the persons that the file names, by the fullest form that the article has of them.
    pub(super) fn given_persons(&self) -> &[NameRef] {
        &self.given_persons
    }
}

impl Finder {
    /// Returns pairs of organizations of which the first is said to have had the name of the second: `Acme Aid, formerly known as Kent
    /// Aid Trust`.
    fn former_names(&self) -> Vec<(usize, usize)> {
        let is_organization = |mention: &Mention| matches!(mention.state, State::Formed | State::Organization(_));
        let mut organizations = (0..self.mentions.len()).filter(|&at| is_organization(&self.mentions[at])).collect::<Vec<_>>();
        organizations.sort_by_key(|&number| self.mentions[number].first);
        let says_so = |&(present, former): &(usize, usize)| {
            let (before, behind) = (&self.mentions[present], &self.mentions[former]);
            let begins = self.whole_name(former).start;
            let between = (before.last..behind.first).filter(|&at| (self.words.tokens[at].start as usize) < begins);
            let mut words = between.map(|at| self.words.key(at));
            before.zone == behind.zone
                && matches!(words.next(), Some(b"formerly" | b"previously" | b"originally"))
                && words.all(|word| matches!(word, b"known" | b"as" | b"called" | b"named" | b"the"))
        };
        organizations.windows(2).map(|pair| (pair[0], pair[1])).filter(says_so).collect()
    }
}

/// Returns the place of a form among the others, where it is put if it is new.
fn note(forms: &mut Vec<Form>, kind: Kind, text: &str, key: Option<EntityKey>) -> usize {
    let text = spelled(text);
    let words = words_of(kind, &text);
    let known = forms.iter().position(|form| form.kind == kind && form.words == words && form.key == key);
    let Some(at) = known else {
        forms.push(Form { kind, text, words, key });
        return forms.len() - 1;
    };
    let rank = |text: &str| (text.len(), text.chars().filter(|letter| letter.is_uppercase()).count());
    if rank(&text) > rank(&forms[at].text) {
        forms[at].text = text;
    }
    at
}

impl Finder {
    /// Returns the bytes of an organization's whole name: `Lagos` belongs to `Lagos Chamber of Commerce` and `Myanmar` to `Central Bank of
    /// Myanmar`, though they are mentions of their own.
    fn whole_name(&self, number: usize) -> Range<usize> {
        let mention = &self.mentions[number];
        if mention.state != State::Formed || !mention.is_tagged {
            return mention.start..mention.end;
        }
        let is_beside = |other: &&Mention| other.zone == mention.zone && other.is_tagged && other.kind == Kind::Place;
        let follows = |at: usize| self.words.tokens[at].gap == Gap::Space && !self.words.tokens[at - 1].has_possessive();
        let before = number.checked_sub(1).map(|before| &self.mentions[before]).filter(is_beside);
        let owner = before.filter(|before| before.last == mention.first && follows(mention.first));
        let next = self.mentions.get(number + 1).filter(is_beside);
        let wants_more = self.words.key(mention.last - 1) == b"of";
        let object = next.filter(|next| wants_more && next.first == mention.last && follows(mention.last));
        owner.map_or(mention.start, |owner| owner.start)..object.map_or(mention.end, |object| object.end)
    }
}

impl Form {
    /// Returns whether it is more than an initial.
    fn is_name(&self) -> bool {
        self.key.is_some() || self.words.iter().any(|word| word.len() > 1)
    }

    fn name(&self) -> NameRef {
        match self.key {
            Some(key) => NameRef::Listed(key),
            None => NameRef::Unlisted {
                kind: self.kind,
                id: format!("{}:{}", self.kind.prefix(), self.words.join("-")),
                name: self.text.clone(),
            },
        }
    }
}

/// Returns a person's name in the order of texts: `Ayrault, Jean-Marc` as `Jean-Marc Ayrault`.
fn in_order(name: &str) -> String {
    match name.split_once(", ") {
        Some((surname, first)) if !first.contains(',') => format!("{first} {surname}"),
        _ => name.to_owned(),
    }
}

/// Returns the longer form that a form stands for in this article, where there is just one.
fn fuller(forms: &[Form], at: usize) -> Option<usize> {
    let form = &forms[at];
    if form.key.is_some() {
        return None;
    }
    let mut longer = (0..forms.len()).filter(|&other| {
        let long = &forms[other];
        let is_longer = long.kind == form.kind && long.words.len() > form.words.len();
        is_longer && stands_for(form, long)
    });
    let first = longer.next()?;
    // `Kalu` beside `Orji Kalu` and `Orji Uzor Kalu`: the longest, where it holds the words of the others.
    longer.try_fold(first, |best, next| {
        let (short, long) = if forms[best].words.len() < forms[next].words.len() { (best, next) } else { (next, best) };
        let is_part = forms[short].words.iter().all(|word| forms[long].words.contains(word));
        is_part.then_some(long)
    })
}

fn stands_for(short: &Form, long: &Form) -> bool {
    let begins = long.words.starts_with(&short.words);
    let ends = long.words.ends_with(&short.words);
    match short.kind {
        // `Kalu`, `Muhammadu Buhari`; a first name alone may be another's.
        Kind::Person => ends || begins && (short.words.len() > 1 || long.words.len() == 2),
        _ => begins || ends && short.words.len() > 1 || is_acronym(short, long),
    }
}

/// Returns whether a word in capitals is made of the first letters of another form's words: all of them, or all but small ones.
fn is_acronym(short: &Form, long: &Form) -> bool {
    let [letters] = short.words.as_slice() else { return false };
    let in_capitals = short.text.len() >= 2 && short.text.chars().all(|c| c.is_uppercase() || c == '.' || c == '&');
    let initials = |skips_small: bool| {
        let words = long.words.iter().filter(|word| !(skips_small && is_small(word)));
        words.filter_map(|word| word.chars().next()).collect::<String>()
    };
    in_capitals && (*letters == initials(false) || *letters == initials(true))
}

fn is_small(word: &str) -> bool {
    matches!(word, "of" | "the" | "and" | "for" | "in" | "on" | "to" | "de" | "des" | "der" | "du" | "la")
}

fn spelled(text: &str) -> String {
    let is_bracket = |letter: char| matches!(letter, '(' | ')' | '[' | ']' | '"' | '“' | '”' | '«' | '»' | '*');
    let text = text.split(is_bracket).flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
    match text.split_once(' ') {
        Some((article, rest)) if article.eq_ignore_ascii_case("the") => rest.to_owned(),
        _ => text,
    }
}

/// Returns the folded words that tell a name apart.
fn words_of(kind: Kind, text: &str) -> Vec<String> {
    let folded = fold(text).replace('-', " ");
    let mut words = folded.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    while kind == Kind::Organization && words.len() > 1 && words.last().is_some_and(|word| is_company_ending(word)) {
        words.pop();
        if words.len() > 1 && words.last().is_some_and(|word| word == "and") {
            words.pop();
        }
    }
    words
}

/// `Acme Corp.`, `Acme Corporation`, `Acme & Co`: how a company is constituted is no part of its name.
pub(super) fn is_company_ending(word: &str) -> bool {
    matches!(
        word,
        "corp"
            | "corporation"
            | "inc"
            | "incorporated"
            | "co"
            | "company"
            | "ltd"
            | "limited"
            | "plc"
            | "llc"
            | "llp"
            | "lp"
            | "ag"
            | "gmbh"
            | "nv"
            | "bv"
            | "sa"
            | "spa"
            | "ab"
            | "oy"
            | "oyj"
            | "asa"
            | "sarl"
            | "kk"
            | "bhd"
            | "berhad"
            | "pty"
            | "pvt"
            | "jsc"
            | "ojsc"
            | "pjsc"
    )
}
