//! Names of articles as they are shown: label, path, position; each read once.

use super::{HitName, HitNames, Searcher};
use crate::archive::ArticleName;
use crate::query::Kind;
use anyhow::{Context as _, Result};

impl Searcher {
    /// Returns the names of an article.
    pub fn names_of(&self, row: u64) -> Result<HitNames> {
        let mut names = HitNames::default();
        for reference in self.archive.names_of(row)? {
            let ArticleName { mentions, given, about, percent, .. } = reference;
            let name = HitName { mentions, given, about, percent, ..self.label(reference.name)? };
            match name.kind {
                Kind::Place => names.places.push(name),
                Kind::Organization => names.organizations.push(name),
                Kind::Person => names.people.push(name),
            }
        }
        Ok(names)
    }

    /// Returns the label of a name, `None` where the archive has none with that id.
    pub(super) fn label_with_id(&self, id: &str) -> Result<Option<String>> {
        if let Some(known) = self.labels_by_id.borrow().get(id) {
            return Ok(known.clone());
        }
        let label = self.archive.name_with_id(id)?.map(|row| row.label);
        self.labels_by_id.borrow_mut().insert(id.to_string(), label.clone());
        Ok(label)
    }

    pub(super) fn label(&self, name: i64) -> Result<HitName> {
        if let Some(known) = self.labels.borrow().get(&name) {
            return Ok(known.clone());
        }
        let mut path = Vec::new();
        let mut next = Some(name);
        let mut itself = None;
        while let Some(number) = next {
            let row =
                self.archive.name(number)?.context("archive.db refers to a name that it lacks; `dateline check` tells more")?;
            path.push(row.label.clone());
            next = row.parent;
            itself.get_or_insert(row);
        }
        path.reverse();
        let row = itself.expect("the loop ran at least once");
        let label = HitName {
            kind: row.kind,
            id: row.id,
            name: row.label,
            path,
            country: row.country,
            lat: row.lat,
            lon: row.lon,
            mentions: 0,
            given: false,
            about: false,
            percent: 0,
        };
        self.labels.borrow_mut().insert(name, label.clone());
        Ok(label)
    }
}
