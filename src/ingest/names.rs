//! Names on their way into the archive: their numbers, what holds them, and their facets.
//!
//! Rule kept here: the hierarchy is that of the lists, with what the names ledger merged and added.

use crate::archive::{ArchiveWriter, ArticleName, Name};
use crate::authority::ledger::Ledger;
use crate::authority::{Authorities, EntityKey, Kind};
use crate::enrich::names::{FoundName, Lists, NameRef};
use crate::index::{IndexedNames, facet_of};
use anyhow::Result;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use tantivy::schema::Facet;

/// Returns what articles are read by.
pub fn lists(ledger: &Ledger) -> Lists<'_> {
    Lists { authorities: Authorities::embedded(), ledger }
}

/// Makes facets of names.
pub struct Facets {
    ledger: Arc<Ledger>,
    known: FxHashMap<EntityKey, Facet>,
}

impl Facets {
    pub fn new(ledger: Arc<Ledger>) -> Self {
        Self { ledger, known: FxHashMap::default() }
    }

    pub fn of(&mut self, names: &[FoundName]) -> IndexedNames {
        let mut indexed = IndexedNames::default();
        for found in names.iter().filter(|found| found.is_kept()) {
            let facet = match &found.name {
                NameRef::Listed(key) => self.of_entity(*key),
                NameRef::Unlisted { id, .. } => facet_of(path_of(id, &self.ledger).iter().map(String::as_str)),
            };
            indexed.add(found.kind, facet, found.about);
        }
        indexed
    }

    fn of_entity(&mut self, key: EntityKey) -> Facet {
        let ledger = &self.ledger;
        let facet = self.known.entry(key).or_insert_with(|| {
            let path = path_of(&Authorities::embedded().id(key), ledger);
            facet_of(path.iter().map(String::as_str))
        });
        facet.clone()
    }
}

/// Writes names down, each with all above it, at their first use.
pub struct NameBook {
    ledger: Arc<Ledger>,
    /// Numbers of listed names.
    numbers: FxHashMap<EntityKey, i64>,
}

impl NameBook {
    pub fn new(ledger: Arc<Ledger>) -> Self {
        Self { ledger, numbers: FxHashMap::default() }
    }

    /// Returns how an article refers to its names, which are written down where they are new.
    pub fn references(&mut self, writer: &mut ArchiveWriter, names: &[FoundName]) -> Result<Vec<ArticleName>> {
        let kept = names.iter().filter(|found| found.is_kept());
        kept.map(|found| {
            let percent = (found.probability * 100.0).round() as u8;
            let name = self.number(writer, found)?;
            Ok(ArticleName { name, mentions: found.mentions, given: found.given, about: found.about, percent })
        })
        .collect()
    }

    fn number(&mut self, writer: &mut ArchiveWriter, found: &FoundName) -> Result<i64> {
        match &found.name {
            NameRef::Listed(key) => {
                if let Some(number) = self.numbers.get(key) {
                    return Ok(*number);
                }
                let number = self.write(writer, &Authorities::embedded().id(*key), found.kind, "")?;
                self.numbers.insert(*key, number);
                Ok(number)
            }
            NameRef::Unlisted { id, name, .. } => self.write(writer, id, found.kind, name),
        }
    }

    /// Writes a name and all above it. `label` is for what neither the lists nor the ledger know; empty where it is not known here.
    pub fn write(&mut self, writer: &mut ArchiveWriter, id: &str, kind: Kind, label: &str) -> Result<i64> {
        let authorities = Authorities::embedded();
        let path = path_of(id, &self.ledger);
        let mut parent = None;
        for id in &path {
            let added = self.ledger.added_with_id(id);
            let number = match authorities.by_id(id).map(|key| authorities.get(key)) {
                Some(entity) => writer.name(&Name {
                    id,
                    kind: entity.kind.name(),
                    label: entity.name,
                    parent,
                    country: entity.country,
                    lat_lon: entity.lat_lon.map(|(lat, lon)| (rounded(lat), rounded(lon))),
                })?,
                None => writer.name(&Name {
                    id,
                    kind: added.map_or(kind, |added| added.kind).name(),
                    label: added.map_or(label, |added| &added.name),
                    parent,
                    country: None,
                    lat_lon: added.and_then(|added| added.lat_lon),
                })?,
            };
            parent = Some(number);
        }
        Ok(parent.expect("a path ends in the name itself"))
    }
}

/// Returns the ids of what holds a name, from the topmost down to itself.
fn path_of(id: &str, ledger: &Ledger) -> Vec<String> {
    ledger.path_of(id, Authorities::embedded())
}

/// Degrees as they are printed: five decimals are a metre.
fn rounded(degrees: f32) -> f64 {
    (f64::from(degrees) * 100_000.0).round() / 100_000.0
}
