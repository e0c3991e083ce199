//! What a user means by a place or organization: any name that the authority lists know, or one that only this archive knows.

use crate::analysis::fold_whole;
use crate::archive::Archive;
use crate::authority::{Authorities, EntityKey, Kind};
use crate::index::facet_of;
use crate::query::NameField;
use crate::query::compile::ResolveNames;
use std::cell::RefCell;
use tantivy::schema::Facet;

/// Resolves names against the authority lists and an archive.
pub struct NameResolver<'a> {
    archive: &'a Archive,
    warnings: RefCell<Vec<String>>,
}

impl<'a> NameResolver<'a> {
    pub fn new(archive: &'a Archive) -> Self {
        Self { archive, warnings: RefCell::default() }
    }

    /// Returns what the user should know of the names that were resolved.
    pub fn into_warnings(self) -> Vec<String> {
        self.warnings.into_inner()
    }

    /// Returns the ids, from the topmost down, of the one thing that is most likely meant by a name.
    ///
    /// # Errors
    ///
    /// A name that is not known, in words that suggest the nearest known ones.
    pub fn path(&self, field: NameField, name: &str) -> Result<Vec<String>, String> {
        let authorities = Authorities::embedded();
        let kind = kind_of(field);
        let listed = authorities.lookup(kind, name);
        let in_archive: Vec<EntityKey> = listed.iter().copied().filter(|key| self.holds(&authorities.id(*key))).collect();
        if let Some(chosen) = in_archive.first().or(listed.first()) {
            self.warn_of_others(name, *chosen, &in_archive);
            return Ok(authorities.get(*chosen).path.iter().map(|key| authorities.id(*key)).collect());
        }
        let prefix = if kind == Kind::Place { "place" } else { "org" };
        let slug = format!("{prefix}:{}", fold_whole(name).replace(' ', "-"));
        if self.holds(&slug) {
            return Ok(vec![slug]);
        }
        if self.holds(name) {
            return Ok(vec![name.to_string()]);
        }
        let what = if kind == Kind::Place { "place" } else { "organization" };
        let nearest = authorities.suggest(kind, name, 3);
        Err(match nearest.as_slice() {
            [] => {
                format!("no {what} is known by the name {name:?}; `dateline facets --field {prefix} --find TEXT` looks for one")
            }
            nearest => format!("no {what} is known by the name {name:?}; the nearest known are {}", nearest.join(", ")),
        })
    }

    fn holds(&self, id: &str) -> bool {
        self.archive.name_with_id(id).is_ok_and(|name| name.is_some())
    }

    /// Says what else a name could mean, where articles of the archive are about that.
    fn warn_of_others(&self, name: &str, chosen: EntityKey, in_archive: &[EntityKey]) {
        let authorities = Authorities::embedded();
        let described = |key: EntityKey| {
            let entity = authorities.get(key);
            let above =
                entity.path.iter().rev().nth(1).map(|above| format!(", {}", authorities.get(*above).name)).unwrap_or_default();
            format!("{}{above} ({})", entity.name, entity.id)
        };
        let chosen_path = authorities.get(chosen).path;
        let others: Vec<EntityKey> = in_archive
            .iter()
            .copied()
            // What lies within the chosen place is found with it, what holds it is no other meaning.
            .filter(|other| *other != chosen && !authorities.get(*other).path.contains(&chosen) && !chosen_path.contains(other))
            .collect();
        if others.is_empty() || name.contains(':') {
            return;
        }
        let listed: Vec<String> = others.iter().take(3).map(|other| described(*other)).collect();
        let warning = format!("{name} was taken for {}; the archive also has {}", described(chosen), listed.join("; "));
        self.warnings.borrow_mut().push(warning);
    }
}

impl ResolveNames for NameResolver<'_> {
    fn facets(&self, field: NameField, name: &str) -> Result<Vec<Facet>, String> {
        let path = self.path(field, name)?;
        Ok(vec![facet_of(path.iter().map(String::as_str))])
    }

    fn rows(&self, id: &str) -> Vec<u64> {
        const MOST: usize = 100_000;
        self.archive.articles_called(id, MOST).unwrap_or_default().iter().map(|article| article.row).collect()
    }
}

fn kind_of(field: NameField) -> Kind {
    match field {
        NameField::Place => Kind::Place,
        NameField::Organization => Kind::Organization,
    }
}
