//! The words of an index that a pattern grows into, and the forms that a stem has there.
//!
//! Rule kept here: nothing grows beyond the cap in silence, and what is kept then are the commonest words.

use crate::analysis::{Language, SURFACE, fold};
use crate::query::PatternKind;
use crate::query::pattern::Matcher;
use crate::query::spans::{Forms, Group};
use std::collections::BTreeMap;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

/// What a pattern grew into.
pub struct Grown {
    pub groups: Vec<Group>,
    /// Words that it fits.
    pub words: usize,
    /// How many of them were left out.
    pub left_out: usize,
}

/// A stem with the forms it has in the index, of which some fit.
#[derive(Default)]
struct Found {
    stem_fits: bool,
    /// Surface forms, and whether they fit.
    surfaces: BTreeMap<String, bool>,
    articles: u64,
}

impl Found {
    fn words(&self) -> usize {
        usize::from(self.stem_fits) + self.surfaces.values().filter(|fits| **fits).count()
    }

    fn forms(self) -> Forms {
        let those = |wanted: bool| {
            let surfaces = self.surfaces.iter().filter(|(_, fits)| **fits == wanted);
            surfaces.map(|(surface, _)| surface.clone()).collect::<Vec<_>>()
        };
        match (self.stem_fits, those(false)) {
            (true, others) if others.is_empty() => Forms::All,
            (true, others) => Forms::Except(others),
            (false, _) => Forms::Only(those(true)),
        }
    }
}

/// Returns the words that a pattern fits, at most `most`.
pub fn grow(searcher: &Searcher, field: Field, matcher: &Matcher, most: usize) -> tantivy::Result<Grown> {
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut range = index.terms().range();
        // Whatever its forms, a stem begins as they do, and the others need not be read.
        if let Some(letter) = matcher.first_letter() {
            range = range.ge([letter as u8]).lt([letter as u8 + 1]);
        }
        let mut terms = range.into_stream()?;
        let mut stem = String::new();
        let mut here = Found::default();
        loop {
            let is_term = terms.advance();
            let key = if is_term { std::str::from_utf8(terms.key()).unwrap_or_default() } else { "" };
            let surface = key.strip_prefix(stem.as_str()).and_then(|rest| rest.strip_prefix(SURFACE));
            match surface {
                Some(surface) if is_term => {
                    here.surfaces.insert(surface.to_string(), matcher.fits(surface));
                }
                _ => {
                    let done = std::mem::take(&mut here);
                    if done.words() > 0 {
                        let all = found.entry(stem.clone()).or_default();
                        all.stem_fits |= done.stem_fits;
                        all.surfaces.extend(done.surfaces);
                        all.articles += done.articles;
                    }
                    if !is_term {
                        break;
                    }
                    stem.clear();
                    stem.push_str(key);
                    here.stem_fits = matcher.fits(key);
                    here.articles = u64::from(terms.value().doc_freq);
                }
            }
        }
    }
    let words: usize = found.values().map(Found::words).sum();
    let mut found: Vec<(String, Found)> = found.into_iter().collect();
    let mut kept = words;
    if words > most {
        found.sort_by_key(|(_, found)| std::cmp::Reverse(found.articles));
        kept = 0;
        let fitting = found.iter().take_while(|(_, found)| {
            let fits = kept + found.words() <= most;
            kept += if fits { found.words() } else { 0 };
            fits
        });
        let count = fitting.count();
        found.truncate(count);
        found.sort_by(|(one, _), (other, _)| one.cmp(other));
    }
    let groups = found.into_iter().map(|(stem, found)| Group { stem, forms: found.forms() }).collect();
    Ok(Grown { groups, words, left_out: words - kept })
}

/// Returns the surface forms of a stem that differ from it.
pub fn surfaces(searcher: &Searcher, field: Field, stem: &str) -> tantivy::Result<Vec<String>> {
    let from = format!("{stem}{SURFACE}");
    let to = format!("{stem}{}", char::from(SURFACE as u8 + 1));
    let mut all: Vec<String> = Vec::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut terms = index.terms().range().ge(&from).lt(&to).into_stream()?;
        while terms.advance() {
            let key = std::str::from_utf8(terms.key()).unwrap_or_default();
            all.extend(key.strip_prefix(&from).map(str::to_string));
        }
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// Returns whether some article has a word, in any of its forms.
pub fn knows_word(searcher: &Searcher, field: Field, word: &str, languages: &[Language]) -> tantivy::Result<bool> {
    let surface = fold(word);
    for language in languages {
        if searcher.doc_freq(&Term::from_field_text(field, &language.stem(&surface)))? > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns the words nearest to one that no article has: those that differ least, of these the commonest. A short word is given one
/// slip, a longer one two.
pub fn nearest_words(searcher: &Searcher, field: Field, word: &str, most: usize) -> tantivy::Result<Vec<String>> {
    let slips = match fold(word).chars().count() {
        0..=2 => return Ok(Vec::new()),
        3..=4 => 1,
        _ => 2,
    };
    let Ok(matcher) = Matcher::new(PatternKind::Fuzzy(slips), word) else { return Ok(Vec::new()) };
    let mut found: BTreeMap<String, (u8, u64)> = BTreeMap::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut terms = index.terms().stream()?;
        // A stem is a word of its own where some article has it in no other form.
        let mut stem: Option<(String, u8, u64)> = None;
        let mut add = |word: String, distance: u8, articles: u64| {
            found.entry(word).or_insert((distance, 0)).1 += articles;
        };
        while terms.advance() {
            let key = std::str::from_utf8(terms.key()).unwrap_or_default();
            let articles = u64::from(terms.value().doc_freq);
            match key.split_once(SURFACE) {
                Some((_, surface)) => {
                    if let Some((_, _, left)) = &mut stem {
                        *left = left.saturating_sub(articles);
                    }
                    if let Some(distance) = matcher.distance(surface) {
                        add(surface.to_string(), distance, articles);
                    }
                }
                None => {
                    let before = stem.take().filter(|(_, _, left)| *left > 0);
                    before.into_iter().for_each(|(word, distance, left)| add(word, distance, left));
                    stem = matcher.distance(key).map(|distance| (key.to_string(), distance, articles));
                }
            }
        }
        stem.filter(|(_, _, left)| *left > 0).into_iter().for_each(|(word, distance, left)| add(word, distance, left));
    }
    let mut found: Vec<(String, (u8, u64))> = found.into_iter().collect();
    found.sort_by(|(one, (near, rare)), (other, (far, common))| near.cmp(far).then(common.cmp(rare)).then(one.cmp(other)));
    found.truncate(most);
    Ok(found.into_iter().map(|(word, _)| word).collect())
}
