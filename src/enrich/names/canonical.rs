//! Gives one form to what is in no list: `Acme Relief Corp.`, `Acme Relief` and `ARC` are one organization, `Orji Kalu` and `Kalu` one
//! person.
//!
//! In: the mentions of an article. Out: for each unlisted one the name that it goes by. Rule kept here: within an article a shorter
//! form joins a longer one where only one can be meant; across articles only what is spelled alike is one, for the id is made of the
//! spelling and must not depend on what else the archive holds.

use super::{Finder, NameRef, State};
use crate::article::Article;
use crate::authority::fold::fold;
use crate::authority::{EntityKey, Kind};

/// The names of the unlisted mentions of an article, by the number of the mention.
pub(super) struct Forms {
    names: Vec<Option<NameRef>>,
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
            let text = spelled(&mention.zone.text(article)[mention.start..mention.end]);
            let words = words_of(kind, &text);
            let known = forms.iter().position(|form| form.kind == kind && form.words == words && form.key == key);
            form_of[number] = Some(match known {
                Some(at) => {
                    let form = &mut forms[at];
                    if (text.len(), &form.text) > (form.text.len(), &text) {
                        form.text = text;
                    }
                    at
                }
                None => {
                    forms.push(Form { kind, text, words, key });
                    forms.len() - 1
                }
            });
        }
        let fuller = (0..forms.len()).map(|at| fuller(&forms, at)).collect::<Vec<_>>();
        let names = finder.mentions.iter().enumerate().map(|(number, mention)| {
            let at = form_of[mention.same_as.unwrap_or(number)]?;
            let mut end = at;
            // A form joins a longer one, which may join a longer one in turn.
            while let Some(next) = fuller[end] {
                end = next;
            }
            Some(forms[end].name())
        });
        Self { names: names.collect() }
    }

    /// Returns the name of an unlisted organization or person.
    pub(super) fn name_of(&self, mention: usize) -> NameRef {
        self.names[mention].clone().expect("an organization or a person has a form")
    }
}

impl Form {
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

/// Returns the person that a file names: `Ayrault, Jean-Marc` and `james-baker` as they are found in texts.
pub(super) fn given_person(name: &str) -> NameRef {
    let name = spelled(name);
    let text = match name.split_once(", ") {
        Some((surname, first)) if !first.contains(',') => format!("{first} {surname}"),
        _ => name,
    };
    Form { kind: Kind::Person, words: words_of(Kind::Person, &text), text, key: None }.name()
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
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
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
