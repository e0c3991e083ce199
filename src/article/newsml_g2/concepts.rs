//! What an item is about: its subjects and keywords as places, organizations, people, topics and codes.
//!
//! In: the `<contentMeta>` of an item, and the concepts that the same file describes. Out: fields of an article.
//!
//! Rule kept here: a subject that gives only a code is looked up in the file (`<assert>`, `<conceptItem>`); where the file does not tell its
//! name, the code is all that is kept.

use std::collections::HashMap;

use crate::article::xml::values::{add, fill};
use crate::article::xml::{Element, values};
use crate::article::{Article, text};

/// More than an item is about, and more than a concept has names, codes and broader ones: what comes after is left out, for a small file may
/// hold millions of each that refer to each other.
const MOST: usize = 50;
const MOST_SUBJECTS: usize = 2000;

/// The concepts that a file describes, by their codes.
pub struct Concepts<'d, 't> {
    by_code: HashMap<String, Element<'d, 't>>,
}

impl<'d, 't> Concepts<'d, 't> {
    pub fn of(root: Element<'d, 't>) -> Self {
        let mut by_code = HashMap::new();
        for element in std::iter::once(root).chain(root.descendants()) {
            let keys = match element.name() {
                "assert" => ["qcode", "uri", "literal"].map(|name| element.attribute(name)),
                "concept" => ["qcode", "uri", "literal"].map(|name| element.child("conceptId")?.attribute(name)),
                _ => continue,
            };
            let is_endless = element.children().nth(MOST_SUBJECTS).is_some();
            for key in keys.into_iter().flatten().filter(|_| !is_endless) {
                by_code.entry(key.into_owned()).or_insert(element);
            }
        }
        Self { by_code }
    }

    /// Reads the subjects and keywords of an item.
    pub fn read(&self, meta: Element, article: &mut Article) {
        let language = article.language.clone();
        for subject in meta.children_named("subject").take(MOST_SUBJECTS) {
            self.read_subject(subject, language.as_deref(), article);
        }
        for keyword in meta.children_named("keyword") {
            add(&mut article.topics, keyword.line());
        }
    }

    fn read_subject(&self, subject: Element, language: Option<&str>, article: &mut Article) {
        let concept = subject.child("mainConcept").unwrap_or(subject);
        let known = self.known(concept);
        let kind = subject.attribute("type").map(String::from).or_else(|| {
            let known = known?;
            known.attribute("type").or_else(|| known.child("type")?.attribute("qcode")).map(String::from)
        });
        let name = name(concept, language).or_else(|| name(known?, language)).or_else(|| literal(concept, known.is_some()));
        let codes = [Some(concept), known].into_iter().flatten().flat_map(codes);
        codes.for_each(|code| add(&mut article.codes, code));
        let Some(name) = name else {
            return;
        };
        let scheme = concept.attribute("qcode").and_then(|code| Some(code.split_once(':')?.0.to_owned())).unwrap_or_default();
        let kind = kind.as_deref().and_then(|kind| kind.rsplit([':', '/']).next()).unwrap_or_default();
        match kind {
            "geoArea" | "poi" | "place" | "country" | "city" | "region" => {
                add(&mut article.places, Some(self.place(concept, known, name, language)));
            }
            "organisation" | "organization" | "company" | "team" => add(&mut article.organizations, name),
            "person" => add(&mut article.people, name),
            // `sttdepartment:11`, `dpacat:sp`: the desk that an agency sorts the story to.
            _ if scheme.ends_with("department") || kind == "category" => fill(&mut article.section, || Some(name)),
            _ if name.chars().count() > 1 => add(&mut article.topics, name),
            _ => {}
        }
    }

    fn known(&self, concept: Element) -> Option<Element<'d, 't>> {
        let keys = ["qcode", "uri", "literal"].into_iter().filter_map(|name| concept.attribute(name));
        keys.filter_map(|key| self.by_code.get(key.as_ref())).copied().next()
    }

    /// Returns a place with what it lies in: `Maryland, United States`.
    fn place(&self, concept: Element, known: Option<Element>, name: String, language: Option<&str>) -> String {
        let mut parts = vec![name];
        let with_broader = [Some(concept), known].into_iter().flatten().find(|concept| concept.child("broader").is_some());
        if let Some(concept) = with_broader {
            self.push_broader(concept, language, &mut parts);
        }
        parts.join(", ")
    }

    fn push_broader(&self, concept: Element, language: Option<&str>, parts: &mut Vec<String>) {
        const MOST_LEVELS: usize = 5;
        for broader in concept.children_named("broader").take(MOST) {
            let known = self.known(broader);
            let name = name(broader, language).or_else(|| name(known?, language));
            if let Some(name) = name.filter(|name| !is_part_of_the_world(name) && !parts.contains(name)) {
                if parts.len() >= MOST_LEVELS {
                    return;
                }
                parts.push(name);
                [Some(broader), known].into_iter().flatten().for_each(|concept| self.push_broader(concept, language, parts));
            }
        }
    }
}

/// Returns the name of a concept: in the language of the article, where it is given in several.
fn name(concept: Element, language: Option<&str>) -> Option<String> {
    let is_code =
        |name: &Element| name.attribute("role").is_some_and(|role| role.ends_with(":mnemonic") || role.ends_with(":short"));
    let names: Vec<Element> = concept.children_named("name").take(MOST).collect();
    let in_language =
        |name: &&Element| name.attribute("xml:lang").is_some_and(|tag| values::language(&tag).as_deref() == language);
    let full = || names.iter().filter(|name| !is_code(name));
    let best = full().find(in_language).or_else(|| full().next()).or(names.first());
    best.and_then(|name| name.line())
}

/// Returns a literal that stands for a name, not for an assertion in the same item.
fn literal(concept: Element, is_key: bool) -> Option<String> {
    let is_coded = concept.attribute("qcode").is_some() || concept.attribute("uri").is_some();
    if is_key || is_coded {
        return None;
    }
    concept.attribute("literal").map(|name| text::clean_line(&name))
}

/// Returns the codes of a concept: its own, and those that mean the same.
fn codes(concept: Element) -> Vec<String> {
    let same = concept.children_named("sameAs").take(MOST);
    let codes = std::iter::once(concept).chain(same).filter_map(|element| {
        let own = element.attribute("qcode").map(|code| text::clean_line(&code));
        own.or_else(|| code_of_uri(&element.attribute("uri")?))
    });
    codes.filter(|code| code.contains(':') && !code.contains(' ')).collect()
}

/// Returns the code that a URI of the IPTC stands for: `medtop:20001071` for `http://cv.iptc.org/newscodes/mediatopic/20001071`.
fn code_of_uri(uri: &str) -> Option<String> {
    let (_, path) = uri.split_once("cv.iptc.org/newscodes/")?;
    let (scheme, code) = path.trim_end_matches('/').split_once('/')?;
    let alias = match scheme {
        "mediatopic" => "medtop",
        "subjectcode" => "subj",
        scheme => scheme,
    };
    Some(format!("{alias}:{code}"))
}

/// Whether a name is that of a continent or more, in which nothing is looked for.
fn is_part_of_the_world(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "Africa",
        "Afrika",
        "Afrique",
        "America",
        "Antarctica",
        "Asia",
        "Asie",
        "Asien",
        "Central America",
        "Europa",
        "Europe",
        "International",
        "North America",
        "Nordamerika",
        "Oceania",
        "South America",
        "Südamerika",
        "World",
        "Welt",
    ];
    NAMES.contains(&name)
}
