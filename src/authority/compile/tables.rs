//! Reads the rows of the tables into entries.
//!
//! In: the text of a table. Out: entries of the compiler, and the words of names. Rule kept here: what a row refers to must be listed
//! before it, so the order of the calls in [`compile`](super::compile) is the order of the tables.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};

use super::names::{add_article_variants, add_division_names, alias_use, behind_division_noun, main_use, without_division_noun};
use super::{Compiler, Entry, Feature, Use};
use crate::authority::fold::fold;
use crate::authority::gazetteer::Word;

impl Compiler {
    pub(super) fn add_countries(&mut self, table: &str) -> Result<()> {
        for row in rows(table) {
            let id = row.cell(0).to_owned();
            let iso2 = row.cell(2);
            let is_former = id.starts_with("former:");
            if iso2.len() == 2 {
                self.countries.insert(iso2.to_owned(), id.clone());
            }
            let mut names = vec![(row.cell(1).to_owned(), Use::MAIN)];
            names.extend(row.list(6).map(|alias| (alias.to_owned(), alias_use(alias))));
            names.extend(row.list(5).map(|demonym| (demonym.to_owned(), Use::DEMONYM)));
            names.extend(row.list(7).chain([iso2]).map(|code| (code.to_owned(), Use::CODE)));
            self.add(Entry {
                id,
                name: row.cell(1).to_owned(),
                parent: None,
                feature: if is_former { Feature::FormerCountry } else { Feature::Country },
                country: country_letters(iso2),
                lat_lon: None,
                population: 0,
                district: None,
                names,
            })?;
        }
        Ok(())
    }

    pub(super) fn add_regions(&mut self, table: &str) -> Result<()> {
        for row in rows(table) {
            let parent = row.cell(3);
            let feature = match row.cell(2).to_lowercase().as_str() {
                "continent" => Feature::Continent,
                kind if ["sea", "ocean", "gulf", "strait", "river", "lake", "water", "bay", "canal"]
                    .iter()
                    .any(|water| kind.contains(water)) =>
                {
                    Feature::Sea
                }
                _ => Feature::Region,
            };
            let mut names = vec![(row.cell(1).to_owned(), main_use(row.cell(1)))];
            names.extend(row.list(6).map(|alias| (alias.to_owned(), alias_use(alias))));
            names.extend(row.list(7).map(|demonym| (demonym.to_owned(), Use::DEMONYM)));
            names.extend(row.list(8).map(|code| (code.to_owned(), Use::CODE)));
            if let Some(&listed) = self.by_id.get(row.cell(0)) {
                // Tibet, Crimea: divisions that the table gives the names and adjectives of newspapers.
                let entry = &mut self.entries[listed];
                entry.name = row.cell(1).to_owned();
                entry.names.append(&mut names);
                continue;
            }
            self.add(Entry {
                id: row.cell(0).to_owned(),
                name: row.cell(1).to_owned(),
                parent: (!parent.is_empty()).then(|| parent.to_owned()),
                feature,
                country: [0; 2],
                lat_lon: lat_lon(row.cell(4), row.cell(5)),
                population: 0,
                district: None,
                names,
            })?;
        }
        Ok(())
    }

    pub(super) fn add_organizations(&mut self, table: &str) -> Result<()> {
        for row in rows(table) {
            let parent = row.cell(4);
            let mut names = vec![(row.cell(1).to_owned(), main_use(row.cell(1)))];
            names.extend(row.list(5).chain(row.list(6)).chain(row.list(7)).map(|alias| (alias.to_owned(), alias_use(alias))));
            names.extend(row.list(8).map(|code| (code.to_owned(), Use::CODE)));
            self.add(Entry {
                id: row.cell(0).to_owned(),
                name: row.cell(1).to_owned(),
                parent: (!parent.is_empty()).then(|| parent.to_owned()),
                feature: Feature::Organization,
                country: country_letters(row.cell(3)),
                lat_lon: None,
                population: 0,
                district: None,
                names,
            })?;
        }
        Ok(())
    }

    pub(super) fn add_admin(&mut self, table: &str) -> Result<()> {
        // A county may be listed before its state: divisions come by their numbers.
        let first_level = rows(table).filter(|row| row.cell(4) == "1");
        let second_level = rows(table).filter(|row| row.cell(4) != "1");
        for row in first_level.chain(second_level) {
            let (code, name) = (row.cell(0), row.cell(2));
            let id = format!("geonames:{}", row.cell(1));
            let iso2 = code.split('.').next().unwrap_or_default();
            let Some(country) = self.countries.get(iso2).cloned() else { continue };
            if self.by_id.contains_key(&id) {
                // A territory may be its own only division (Hong Kong): the country's record stands.
                self.divisions.insert(code.to_owned(), id);
                continue;
            }
            let is_first_level = row.cell(4) == "1";
            let parent = if is_first_level {
                country
            } else {
                let above = code.rsplit_once('.').map_or("", |(above, _)| above);
                self.divisions.get(above).cloned().unwrap_or(country)
            };
            let mut names = vec![(name.to_owned(), Use::MAIN)];
            if is_first_level {
                add_division_names(name, &mut names);
                names.push((row.cell(3).to_owned(), Use::CODE));
            } else if let Some(base) = without_division_noun(name) {
                names.push((base.to_owned(), Use::CODE));
            } else if let Some(base) = behind_division_noun(name) {
                names.push((base.to_owned(), Use::MAIN));
            }
            self.divisions.insert(code.to_owned(), id.clone());
            self.add(Entry {
                id,
                name: without_division_noun(name).filter(|_| is_first_level).unwrap_or(name).to_owned(),
                parent: Some(parent),
                feature: if is_first_level { Feature::Admin1 } else { Feature::Admin2 },
                country: country_letters(iso2),
                lat_lon: None,
                population: 0,
                district: None,
                names,
            })?;
        }
        Ok(())
    }

    pub(super) fn add_abbreviations(&mut self, table: &str) -> Result<()> {
        for row in rows(table) {
            let entry = self.division(row.cell(0))?;
            entry.names.extend(row.list(1).map(|abbreviation| (abbreviation.to_owned(), Use::POSTAL)));
            entry.names.extend(row.list(2).map(|alias| (alias.to_owned(), Use::ACRONYM)));
        }
        Ok(())
    }

    pub(super) fn add_admin_aliases(&mut self, table: &str) -> Result<()> {
        for row in rows(table) {
            let entry = self.division(row.cell(0))?;
            for alias in row.list(1) {
                entry.names.push((alias.to_owned(), alias_use(alias)));
                add_division_names(alias, &mut entry.names);
            }
        }
        Ok(())
    }

    /// Returns the division that bears a code of GeoNames': `SY.09`.
    fn division(&mut self, code: &str) -> Result<&mut Entry> {
        let id = self.divisions.get(code).with_context(|| format!("no division {code}"))?;
        Ok(&mut self.entries[self.by_id[id]])
    }

    pub(super) fn add_places(&mut self, table: &str) -> Result<()> {
        for row in rows(table) {
            let [id, name, ascii, latitude, longitude, fcode, country, admin1, admin2] =
                [0, 1, 2, 3, 4, 5, 6, 7, 8].map(|cell| row.cell(cell));
            let population = row.cell(9).parse().with_context(|| format!("place {id}: population"))?;
            let feature = match fcode {
                "PPLC" => Feature::Capital,
                "PPLA" => Feature::Seat,
                "PPLX" => Feature::Section,
                "PPLH" | "PPLQ" | "PPLW" | "PPLCH" => Feature::Former,
                _ => Feature::City,
            };
            self.add_place(
                Entry {
                    id: format!("geonames:{id}"),
                    name: name.to_owned(),
                    parent: None,
                    feature,
                    country: country_letters(country),
                    lat_lon: lat_lon(latitude, longitude),
                    population,
                    district: self.divisions.get(&format!("{country}.{admin1}.{admin2}")).cloned(),
                    names: [(name.to_owned(), Use::MAIN), (ascii.to_owned(), Use::MAIN)]
                        .into_iter()
                        .chain(row.list(10).map(|alias| (alias.to_owned(), alias_use(alias))))
                        .collect(),
                },
                country,
                admin1,
            )?;
        }
        Ok(())
    }

    pub(super) fn add_supplement(&mut self, table: &str) -> Result<()> {
        for row in rows(table) {
            let id = format!("geonames:{}", row.cell(0));
            if self.by_id.contains_key(&id) {
                bail!("{id}: is in the places by now, take it out of the supplement");
            }
            self.add_place(
                Entry {
                    id,
                    name: row.cell(1).to_owned(),
                    parent: None,
                    feature: Feature::City,
                    country: country_letters(row.cell(5)),
                    lat_lon: lat_lon(row.cell(3), row.cell(4)),
                    population: 0,
                    district: None,
                    names: [(row.cell(1).to_owned(), Use::MAIN)]
                        .into_iter()
                        .chain(row.list(2).map(|alias| (alias.to_owned(), Use::MAIN)))
                        .collect(),
                },
                row.cell(5),
                row.cell(6),
            )?;
        }
        Ok(())
    }

    /// Adds a settlement below its first-level division, or below its country where there is none.
    fn add_place(&mut self, mut entry: Entry, country: &str, admin1: &str) -> Result<()> {
        let Some(country_id) = self.countries.get(country) else { return Ok(()) };
        if self.by_id.contains_key(&entry.id) {
            return Ok(());
        }
        let division = self.divisions.get(&format!("{country}.{admin1}")).filter(|division| *division != country_id);
        entry.parent = Some(division.unwrap_or(country_id).clone());
        if ARABIC_COUNTRIES.contains(&country) {
            add_article_variants(&mut entry.names);
        }
        self.add(entry)
    }
}

const ARABIC_COUNTRIES: &[&str] =
    &["AE", "BH", "DZ", "EG", "IQ", "JO", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SY", "TN", "YE"];

/// Reads `class<TAB>word|word…` into folded word -> bits.
pub(super) fn words(table: &str) -> Result<BTreeMap<String, u64>> {
    let mut words = BTreeMap::new();
    for row in rows(table) {
        let class = match row.cell(0) {
            "given" => Word::GIVEN,
            "given or place" => Word::GIVEN_OR_PLACE,
            "surname or place" => Word::SURNAME_OR_PLACE,
            "title" => Word::TITLE,
            "follower" => Word::FOLLOWER,
            "direction" => Word::DIRECTION,
            "common" => Word::COMMON,
            "organization" => Word::ORGANIZATION,
            "organization of" => Word::ORGANIZATION_OF,
            "abbreviation" => Word::ABBREVIATION,
            "preposition" => Word::PREPOSITION,
            "thing" => Word::THING,
            "event" => Word::EVENT,
            "ship or storm" => Word::SHIP_OR_STORM,
            "people" => Word::PEOPLE,
            other => bail!("words: no class {other:?}"),
        };
        for word in row.list(1) {
            *words.entry(fold(word)).or_insert(0) |= class.0;
        }
    }
    Ok(words)
}

fn country_letters(iso2: &str) -> [u8; 2] {
    <[u8; 2]>::try_from(iso2.as_bytes()).unwrap_or_default()
}

pub(super) fn lat_lon(latitude: &str, longitude: &str) -> Option<(f64, f64)> {
    Some((latitude.parse().ok()?, longitude.parse().ok()?))
}

/// The rows of a table, without its heading, comments and blank lines.
pub(super) fn rows(table: &str) -> impl Iterator<Item = Row<'_>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| Row { cells: line.split('\t').collect() })
}

pub(super) struct Row<'a> {
    cells: Vec<&'a str>,
}

impl<'a> Row<'a> {
    /// Returns a cell, empty where the row is too short.
    pub(super) fn cell(&self, number: usize) -> &'a str {
        self.cells.get(number).map_or("", |cell| cell.trim())
    }

    pub(super) fn list(&self, number: usize) -> impl Iterator<Item = &'a str> + use<'a> {
        self.cell(number).split('|').map(str::trim).filter(|part| !part.is_empty())
    }
}
