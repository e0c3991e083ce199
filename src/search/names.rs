//! What a user means by a place, organization or person: any name that the authority lists know, or one that only this archive knows.
//!
//! Rule kept here: a name that may mean several things is asked back, unless one of them is plainly meant.

use crate::archive::{Archive, NameRow};
use crate::authority::ledger::Ledger;
use crate::authority::{Authorities, EntityKey, Feature, Kind, unlisted_id};
use crate::index::{Fields, facet_of};
use crate::query::compile::{Reach, ResolveNames, any_facet};
use std::cell::{OnceCell, RefCell};
use tantivy::schema::Facet;

/// Resolves names against the authority lists and an archive.
pub struct NameResolver<'a> {
    archive: &'a Archive,
    searcher: tantivy::Searcher,
    fields: &'a Fields,
    ledger: &'a OnceCell<Ledger>,
    warnings: RefCell<Vec<String>>,
}

/// Something that a name may mean.
struct Meaning {
    key: EntityKey,
    /// Articles of the archive that are about it, or about what lies in it.
    articles: u64,
    /// Population, or what stands for it.
    weight: u64,
}

impl<'a> NameResolver<'a> {
    pub(super) fn new(
        archive: &'a Archive,
        searcher: tantivy::Searcher,
        fields: &'a Fields,
        ledger: &'a OnceCell<Ledger>,
    ) -> Self {
        Self { archive, searcher, fields, ledger, warnings: RefCell::default() }
    }

    /// Returns what the user should know of the names that were resolved.
    pub fn into_warnings(self) -> Vec<String> {
        self.warnings.into_inner()
    }

    /// Returns the ids, from the topmost down, of the one thing that is meant by a name.
    ///
    /// # Errors
    ///
    /// A name that is not known, in words that suggest the nearest known ones; one that may mean several things, in words that name them.
    pub fn path(&self, kind: Kind, name: &str) -> Result<Vec<String>, String> {
        if let Some(path) = self.listed_path(kind, name)? {
            return Ok(path);
        }
        let slug = unlisted_id(kind, name);
        for id in [name, &slug] {
            if let Some(row) = self.row(self.ledger().resolve_id(id)).filter(|row| row.kind == kind) {
                return self.path_of_row(row);
            }
        }
        Err(self.unknown(kind, name))
    }

    /// Like [`path`](Self::path), but looks in the lists alone, without touching the archive; `None` for a name that is not there.
    pub fn listed_path(&self, kind: Kind, name: &str) -> Result<Option<Vec<String>>, String> {
        let authorities = Authorities::embedded();
        let ledger = self.ledger();
        if let [id] = ledger.lookup(kind, name)[..] {
            return Ok(Some(ledger.path_of(id, authorities)));
        }
        let key = self.listed(kind, name)?;
        Ok(key.map(|key| ledger.path_of(&authorities.id(key), authorities)))
    }

    /// Returns where a place lies, in degrees north and east.
    ///
    /// # Errors
    ///
    /// As for [`path`](Self::path); and a place of which no position is known.
    pub fn position(&self, name: &str) -> Result<(f64, f64), String> {
        let without = || format!("it is not known where {name} lies; give degrees north and east instead: --near 36.2,37.16");
        if let Some(key) = self.listed(Kind::Place, name)? {
            let (lat, lon) = Authorities::embedded().position(key).ok_or_else(without)?;
            return Ok((f64::from(lat), f64::from(lon)));
        }
        let path = self.path(Kind::Place, name)?;
        let row = path.last().and_then(|id| self.row(id));
        row.and_then(|row| row.lat.zip(row.lon)).ok_or_else(without)
    }

    fn ledger(&self) -> &Ledger {
        // An archive whose ledger cannot be read has been told of when it was opened for writing; its names stand without it.
        self.ledger.get_or_init(|| self.archive.applied_ledger().unwrap_or_default())
    }

    fn path_of_row(&self, row: NameRow) -> Result<Vec<String>, String> {
        let mut path = vec![row.id];
        let mut next = row.parent;
        while let Some(parent) = next.and_then(|number| self.archive.name(number).ok().flatten()) {
            path.push(parent.id);
            next = parent.parent;
        }
        path.reverse();
        Ok(path)
    }

    /// Returns the listed place or organization that is meant by a name, `None` where the lists do not know it.
    fn listed(&self, kind: Kind, name: &str) -> Result<Option<EntityKey>, String> {
        let keys = Authorities::embedded().lookup(kind, name);
        let is_certain = keys.len() < 2 || name.contains(':');
        if is_certain {
            return Ok(keys.first().copied());
        }
        let meanings: Vec<Meaning> = keys.iter().map(|key| self.meaning(kind, *key)).collect();
        let Some(chosen) = plainly_meant(&meanings) else { return Err(question(kind, name, &meanings)) };
        self.warn_of_others(name, chosen, &meanings);
        Ok(Some(chosen.key))
    }

    fn meaning(&self, kind: Kind, key: EntityKey) -> Meaning {
        let authorities = Authorities::embedded();
        let path = self.ledger().path_of(&authorities.id(key), authorities);
        let facet = facet_of(path.iter().map(String::as_str));
        let articles = any_facet(self.fields, kind, &[facet], Reach::About).count(&self.searcher).unwrap_or(0);
        Meaning { key, articles: articles as u64, weight: weight(key) }
    }

    fn row(&self, id: &str) -> Option<NameRow> {
        self.archive.name_with_id(id).ok().flatten()
    }

    fn unknown(&self, kind: Kind, name: &str) -> String {
        let (what, field) = (kind.name(), kind.prefix());
        let mut nearest: Vec<String> = Authorities::embedded().suggest(kind, name, 3).into_iter().map(str::to_string).collect();
        if nearest.is_empty() {
            let in_archive = self.archive.names_like(kind, name, 3).unwrap_or_default();
            nearest = in_archive.into_iter().map(|row| row.label).collect();
        }
        if nearest.is_empty() {
            return format!(
                "no {what} is known by the name {name:?}; `dateline facets --field {field} --find TEXT` looks for one"
            );
        }
        format!("no {what} is known by the name {name:?}; the nearest known are {}", nearest.join(", "))
    }

    /// Says what else a name could mean, where articles of the archive are about that.
    fn warn_of_others(&self, name: &str, chosen: &Meaning, meanings: &[Meaning]) {
        let others = meanings.iter().filter(|other| other.articles > 0 && is_rival(other.key, chosen.key));
        let others: Vec<String> = others.take(3).map(described).collect();
        if !others.is_empty() {
            let warning = format!("{name} was taken for {}; the archive also has {}", described(chosen), others.join("; "));
            self.warnings.borrow_mut().push(warning);
        }
    }
}

/// Returns what is plainly meant by a name: the only bearer that the archive has articles about, one beside which the others are small
/// places, or one that nearly all articles with the name are about. What lies within it, or holds it, is no other meaning.
fn plainly_meant(meanings: &[Meaning]) -> Option<&Meaning> {
    const MUCH_LARGER: u64 = 30;
    const NEARLY_ALL: u64 = 20;
    let first = meanings.first()?;
    let in_archive: Vec<&Meaning> = meanings.iter().filter(|meaning| meaning.articles > 0).collect();
    let Some(chosen) = in_archive.first().copied() else {
        let is_alone = meanings.iter().all(|other| !is_rival(other.key, first.key) || first.weight > MUCH_LARGER * other.weight);
        return is_alone.then_some(first);
    };
    let yields = |other: &&Meaning| {
        let is_small = chosen.weight > MUCH_LARGER * other.weight && chosen.articles >= other.articles;
        !is_rival(other.key, chosen.key) || is_small || chosen.articles >= NEARLY_ALL * other.articles
    };
    if in_archive.iter().all(yields) {
        return Some(chosen);
    }
    in_archive.iter().copied().find(|meaning| {
        let mut others = in_archive.iter().filter(|other| is_rival(other.key, meaning.key));
        others.all(|other| meaning.articles >= NEARLY_ALL * other.articles)
    })
}

fn is_rival(other: EntityKey, chosen: EntityKey) -> bool {
    let authorities = Authorities::embedded();
    !authorities.is_within(other, chosen) && !authorities.is_within(chosen, other)
}

fn weight(key: EntityKey) -> u64 {
    let authorities = Authorities::embedded();
    let population = u64::from(authorities.record(key).population).max(1_000);
    match authorities.feature(key) {
        Feature::Country => population.max(5_000_000),
        Feature::FormerCountry | Feature::Continent | Feature::Region | Feature::Sea | Feature::Organization => 5_000_000,
        _ => population,
    }
}

/// Asks which of several things is meant.
fn question(kind: Kind, name: &str, meanings: &[Meaning]) -> String {
    let mut shown: Vec<&Meaning> = meanings.iter().filter(|meaning| meaning.articles > 0).collect();
    if shown.len() < 2 {
        shown = meanings.iter().collect();
        shown.sort_by_key(|meaning| std::cmp::Reverse(meaning.weight));
    }
    let more = shown.len().saturating_sub(5);
    let mut lines = vec![format!("{name:?} may mean several {}s; say which:", kind.name())];
    for meaning in shown.into_iter().take(5) {
        let articles = if meaning.articles == 1 { "1 article".to_string() } else { format!("{} articles", meaning.articles) };
        lines.push(format!("  {} – {articles}", described(meaning)));
    }
    if more > 0 {
        lines.push(format!("  and {more} smaller ones; `dateline names find {name:?}` lists them"));
    }
    lines.join("\n")
}

/// Returns a name as it can be typed, and the id: `"Georgia, United States" (geonames:4197000)`.
fn described(meaning: &Meaning) -> String {
    let authorities = Authorities::embedded();
    let entity = authorities.get(meaning.key);
    let above = entity.path.iter().rev().nth(1);
    match above {
        Some(above) => format!("\"{}, {}\" ({})", entity.name, authorities.name(*above), entity.id),
        None if entity.feature.is_country() => format!("the country {} ({})", entity.name, entity.id),
        None => format!("{} ({})", entity.name, entity.id),
    }
}

impl ResolveNames for NameResolver<'_> {
    fn facets(&self, kind: Kind, name: &str) -> Result<Vec<Facet>, String> {
        let path = self.path(kind, name)?;
        Ok(vec![facet_of(path.iter().map(String::as_str))])
    }

    fn rows(&self, id: &str) -> Vec<u64> {
        const MOST: usize = 100_000;
        self.archive.articles_called(id, MOST).unwrap_or_default().iter().map(|article| article.row).collect()
    }
}
