//! Everything that is known of names: by the authority lists, by the archive and by its names ledger.
//!
//! In: a name or an id. Out: the things that it may mean. Rule kept here: what a person is shown for reading may be a guess, what is
//! to be written into the ledger never is.

use crate::archive::{Archive, NameRow};
use crate::authority::fold::fold;
use crate::authority::ledger::{Ledger, unlisted_kind};
use crate::authority::{Authorities, Kind};
use anyhow::Result;

/// A place, organization or person that is known.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownName {
    pub id: String,
    pub kind: Kind,
    pub label: String,
    /// Labels of the hierarchy, root first, its own last.
    pub path: Vec<String>,
    /// What sort of place it is; `None` where no list has it.
    pub feature: Option<&'static str>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Degrees north and east.
    pub lat_lon: Option<(f64, f64)>,
    /// 0 where it is not known.
    pub population: u32,
    /// The name that was looked for, where it is another than the label.
    pub alias: Option<String>,
    /// Number of the name in the archive, `None` where no article has it.
    pub number: Option<i64>,
    /// Whether the name that was looked for is one of its names, not only a part of its label.
    pub is_exact: bool,
}

/// What knows names.
pub struct KnownNames<'a> {
    archive: &'a Archive,
    ledger: &'a Ledger,
    authorities: &'static Authorities,
}

impl<'a> KnownNames<'a> {
    pub fn new(archive: &'a Archive, ledger: &'a Ledger) -> Self {
        Self { archive, ledger, authorities: Authorities::embedded() }
    }

    /// Returns what an id stands for, `None` where nobody knows it.
    pub fn with_id(&self, id: &str) -> Result<Option<KnownName>> {
        let row = self.archive.name_with_id(id)?;
        let number = row.as_ref().map(|row| row.name);
        let Some(kind) = self.kind_of(id, row.as_ref()) else { return Ok(None) };
        let listed = self.authorities.by_id(id).map(|key| self.authorities.get(key));
        let added = self.ledger.added_with_id(id);
        // What a split makes has a label before any article has it.
        let is_of_ledger = added.is_some() || self.ledger.label(id).is_some();
        if listed.is_none() && !is_of_ledger && row.is_none() {
            return Ok(None);
        }
        let position = listed.as_ref().and_then(|entity| entity.lat_lon).map(|(lat, lon)| (rounded(lat), rounded(lon)));
        let stored = row.as_ref().and_then(|row| row.lat.zip(row.lon));
        let path = self.path_of(id, row.as_ref())?;
        let above = path.iter().rev().skip(1);
        let of_above = above.clone().find_map(|id| self.authorities.get(self.authorities.by_id(id)?).country);
        let country = listed.as_ref().and_then(|entity| entity.country).or(of_above);
        Ok(Some(KnownName {
            label: self.label(id, row.as_ref()),
            path: path.iter().map(|id| self.label_of(id)).collect::<Result<_>>()?,
            kind,
            feature: listed.as_ref().map(|entity| entity.feature.name()),
            country: country.map(str::to_owned).or_else(|| row.as_ref()?.country.clone()).filter(|_| kind == Kind::Place),
            lat_lon: added.and_then(|added| added.lat_lon).or(position).or(stored),
            population: listed.map_or(0, |entity| entity.population),
            alias: None,
            number,
            is_exact: true,
            id: id.to_owned(),
        }))
    }

    /// Returns what a text may mean: first what has it as a name, in the order of prominence, then what the archive has with that in its
    /// label.
    pub fn find(&self, text: &str, kind: Option<Kind>) -> Result<Vec<KnownName>> {
        let text = text.trim();
        let mut exact: Vec<String> = Vec::new();
        let kinds = || Kind::ALL.into_iter().filter(|other| kind.is_none_or(|kind| kind == *other));
        if self.with_id(text)?.is_some_and(|name| kind.is_none_or(|kind| kind == name.kind)) {
            exact.push(text.to_owned());
        }
        for kind in kinds() {
            exact.extend(self.ledger.lookup(kind, text).into_iter().map(str::to_owned));
            exact.extend(self.authorities.lookup(kind, text).into_iter().map(|key| self.authorities.id(key)));
        }
        let folded = fold(text);
        let in_archive = self.archive.names_containing(text)?;
        let (same, containing): (Vec<NameRow>, Vec<NameRow>) = in_archive.into_iter().partition(|row| fold(&row.label) == folded);
        exact.extend(same.into_iter().map(|row| row.id));
        let mut found: Vec<KnownName> = Vec::new();
        let exact = exact.into_iter().map(|id| (id, true));
        for (id, is_exact) in exact.chain(containing.into_iter().map(|row| (row.id, false))) {
            let is_known = found.iter().any(|name| name.id == id);
            let Some(name) = self.with_id(&id)?.filter(|name| !is_known && kind.is_none_or(|kind| kind == name.kind)) else {
                continue;
            };
            let is_alias = is_exact && fold(&name.label) != folded && id != text;
            found.push(KnownName { alias: is_alias.then(|| text.to_owned()), is_exact, ..name });
        }
        Ok(found)
    }

    /// Returns the id that is meant by an id, or by a name that means one thing only in the lists, the ledger and the archive.
    ///
    /// # Errors
    ///
    /// What is not known, or means several things, in words that tell the way out.
    pub fn identify(&self, text: &str, kind: Option<Kind>) -> Result<String> {
        let text = text.trim();
        if self.with_id(text)?.is_some() {
            return Ok(text.to_owned());
        }
        if let Some(kind) = unlisted_kind(text) {
            let slug = text.split_once(':').map_or(text, |(_, slug)| slug).replace('-', " ");
            let near = self.nearest(&slug, Some(kind))?;
            anyhow::bail!("no {} has the id {text}, in the lists, the archive or names.toml; {near}", kind.name());
        }
        let folded = fold(text);
        let mut rows = self.archive.names_containing(text)?;
        rows.retain(|row| {
            let is_unlisted = self.authorities.by_id(&row.id).is_none() && self.ledger.added_with_id(&row.id).is_none();
            let is_kind = kind.is_none_or(|kind| kind == row.kind);
            is_unlisted && is_kind && fold(&row.label) == folded
        });
        match (self.ledger.identify(text, kind, self.authorities), rows.as_slice()) {
            (Ok(id), []) => Ok(id),
            (Ok(id), rows) => {
                let own: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
                anyhow::bail!("{text:?} may be {id}; {}; write the id", own.join("; "));
            }
            (Err(_), [row]) if self.authorities.lookup(Kind::Place, text).is_empty() => Ok(row.id.clone()),
            (Err(_), [one, other, ..]) => anyhow::bail!("{text:?} may be {}; {}; write the id", one.id, other.id),
            (Err(message), _) => anyhow::bail!(message),
        }
    }

    /// Returns id and name of what the lists have under a name already, `None` where it is new to them.
    pub fn listed(&self, name: &str, kind: Kind) -> Option<(String, &'static str)> {
        let key = self.authorities.lookup(kind, name).into_iter().next()?;
        Some((self.authorities.id(key), self.authorities.name(key)))
    }

    /// Says what the archive or the lists have that is nearly called so.
    pub fn nearest(&self, text: &str, kind: Option<Kind>) -> Result<String> {
        const MOST: usize = 3;
        let mut near = Vec::new();
        let is_kind = |other: Kind| kind.is_none_or(|kind| kind == other);
        for row in self.archive.names_near(text, kind, MOST)? {
            near.push(format!("{} ({})", row.label, row.id));
        }
        for kind in [Kind::Place, Kind::Organization].into_iter().filter(|kind| is_kind(*kind)) {
            for name in self.authorities.suggest(kind, text, MOST) {
                let key = self.authorities.lookup(kind, name).into_iter().next();
                let told = key.map_or_else(|| name.to_owned(), |key| format!("{name} ({})", self.authorities.id(key)));
                if !near.contains(&told) {
                    near.push(told);
                }
            }
        }
        Ok(match near.as_slice() {
            [] => "`dateline facets --find TEXT` looks through the names of the archive".to_owned(),
            near => format!("the nearest known are {}", near.join(", ")),
        })
    }

    fn kind_of(&self, id: &str, row: Option<&NameRow>) -> Option<Kind> {
        let listed = self.authorities.by_id(id).map(|key| self.authorities.get(key).kind);
        let added = self.ledger.added_with_id(id).map(|added| added.kind);
        listed.or(added).or_else(|| row.map(|row| row.kind)).or_else(|| unlisted_kind(id))
    }

    /// Returns the ids of the hierarchy, by the ledger and the lists, else by the archive.
    fn path_of(&self, id: &str, row: Option<&NameRow>) -> Result<Vec<String>> {
        let is_archive_only = self.authorities.by_id(id).is_none() && self.ledger.added_with_id(id).is_none();
        let (Some(row), true) = (row, is_archive_only) else {
            // What is merged away keeps its own place here; that it is merged is told beside it.
            let mut path = self.ledger.path_of(id, self.authorities);
            if path.last().is_some_and(|last| last != id) {
                let above = self.authorities.by_id(id).map(|key| self.authorities.path(key)).unwrap_or_default();
                path = above.into_iter().map(|key| self.authorities.id(key)).filter(|above| above != id).collect();
                path.push(id.to_owned());
            }
            return Ok(path);
        };
        let mut path = vec![id.to_owned()];
        let mut parent = row.parent;
        while let Some(number) = parent.filter(|_| path.len() < 64) {
            let Some(above) = self.archive.name(number)? else { break };
            path.insert(0, above.id);
            parent = above.parent;
        }
        Ok(path)
    }

    fn label_of(&self, id: &str) -> Result<String> {
        let row = if self.authorities.by_id(id).is_some() { None } else { self.archive.name_with_id(id)? };
        Ok(self.label(id, row.as_ref()))
    }

    fn label(&self, id: &str, row: Option<&NameRow>) -> String {
        let listed = || self.authorities.by_id(id).map(|key| self.authorities.name(key).to_owned());
        let stored = || row.map(|row| row.label.clone());
        self.ledger.label(id).map(str::to_owned).or_else(listed).or_else(stored).unwrap_or_else(|| id.to_owned())
    }
}

/// Degrees as they are printed: five decimals are a metre.
fn rounded(degrees: f32) -> f64 {
    (f64::from(degrees) * 100_000.0).round() / 100_000.0
}
