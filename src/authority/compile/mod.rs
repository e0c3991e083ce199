//! Compiles the authority tables into `schema/gazetteer.bin`.
//!
//! In: the text of the tables. Out: the bytes that [`gazetteer`](super::gazetteer) reads. Rule kept here: the same tables give the
//! same bytes, so a rebuilt file that differs means that a table did.
//!
//! `tables` reads the rows into entries, `names` adds the spellings that newspapers use, `file` lays the entries out.

mod file;
mod names;
mod tables;

use anyhow::{Context, Result, bail};
use rustc_hash::FxHashMap;

use super::Feature;
use super::fold::fold;
use super::gazetteer::Use;
use tables::{lat_lon, rows, words};

/// The tables, each the text of a file: tab-separated cells, a first line that begins with `#`, lists within a cell parted by `|`.
#[derive(Debug, Clone, Copy)]
pub struct Tables<'a> {
    /// `id name iso2 geonameid capital demonyms aliases codes parent`
    pub countries: &'a str,
    /// `id name kind parent lat lon aliases demonyms codes`
    pub regions: &'a str,
    /// `id name kind country parent aliases acronyms former codes`
    pub organizations: &'a str,
    /// `name reason`: names that are no city by themselves.
    pub ambiguous: &'a str,
    /// `id name aliases lat lon country admin1 note`: places that GeoNames' extract lacks.
    pub supplement: &'a str,
    /// `admin1 abbreviations acronyms`: how a state is written behind its cities, and by itself.
    pub abbreviations: &'a str,
    /// `admin1 aliases`: what else a division is called.
    pub admin_aliases: &'a str,
    /// `code lat lon`: the middle of countries, by ISO 3166-1 letters or the id of a former one, and of large divisions, by GeoNames'
    /// code (`US.TX`).
    pub positions: &'a str,
    /// `class words`: first names, titles and other words that tell names apart.
    pub words: &'a str,
    /// `id name ascii lat lon feature country admin1 admin2 population aliases`, made by `schema/build/fetch_places.py`.
    pub places: &'a str,
    /// `code id name iso3166_2 level`, made by the same script.
    pub admin: &'a str,
}

impl Tables<'_> {
    /// Returns the checksum of the hand-made tables (FNV-1a, 64 bits). The two that a script makes are not in the project.
    pub fn checksum(&self) -> u64 {
        let tables = [
            self.countries,
            self.regions,
            self.organizations,
            self.ambiguous,
            self.supplement,
            self.abbreviations,
            self.admin_aliases,
            self.positions,
            self.words,
        ];
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in tables.iter().flat_map(|table| table.bytes().chain([0])) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        hash
    }
}

/// Returns the bytes of a gazetteer made of the tables.
pub fn compile(tables: &Tables) -> Result<Vec<u8>> {
    let mut compiler = Compiler::default();
    compiler.add_countries(tables.countries).context("countries")?;
    compiler.add_admin(tables.admin).context("admin")?;
    compiler.add_abbreviations(tables.abbreviations).context("admin abbreviations")?;
    compiler.add_admin_aliases(tables.admin_aliases).context("admin aliases")?;
    compiler.add_places(tables.places).context("places")?;
    compiler.add_supplement(tables.supplement).context("places supplement")?;
    compiler.add_regions(tables.regions).context("regions")?;
    compiler.add_organizations(tables.organizations).context("organizations")?;
    compiler.sum_populations();
    compiler.place(tables.positions).context("positions")?;
    let ambiguous = rows(tables.ambiguous).map(|row| fold(row.cell(0))).collect::<Vec<_>>();
    let words = words(tables.words)?;
    compiler.finish(&ambiguous, &words, tables.checksum())
}

/// An entity on its way into the file.
struct Entry {
    id: String,
    name: String,
    parent: Option<String>,
    feature: Feature,
    country: [u8; 2],
    lat_lon: Option<(f64, f64)>,
    population: u64,
    /// Second-level division, which is in no path but has people.
    district: Option<String>,
    names: Vec<(String, Use)>,
}

#[derive(Default)]
struct Compiler {
    entries: Vec<Entry>,
    by_id: FxHashMap<String, usize>,
    /// ISO 3166-1 letters -> id of the country.
    countries: FxHashMap<String, String>,
    /// GeoNames code (`SY.09`) -> id of the division.
    divisions: FxHashMap<String, String>,
}

impl Compiler {
    fn add(&mut self, entry: Entry) -> Result<()> {
        if entry.name.len() > 255 {
            bail!("{}: a name of more than 255 bytes", entry.id);
        }
        if self.by_id.insert(entry.id.clone(), self.entries.len()).is_some() {
            bail!("{}: listed twice", entry.id);
        }
        self.entries.push(entry);
        Ok(())
    }

    /// Gives divisions, districts and countries the population of the places in them, and the mean of their positions.
    fn sum_populations(&mut self) {
        let mut sums: FxHashMap<usize, (f64, f64, f64)> = FxHashMap::default();
        for place in 0..self.entries.len() {
            let entry = &self.entries[place];
            if !entry.feature.is_settlement() || entry.feature == Feature::Section {
                continue;
            }
            let (population, position) = (entry.population, entry.lat_lon);
            let mut containers =
                self.by_id.get(entry.district.as_deref().unwrap_or_default()).copied().into_iter().collect::<Vec<_>>();
            let mut above = entry.parent.as_ref();
            while let Some(&container) = above.and_then(|id| self.by_id.get(id)) {
                containers.push(container);
                above = self.entries[container].parent.as_ref();
            }
            for container in containers {
                self.entries[container].population += population;
                if let Some((latitude, longitude)) = position {
                    let sum = sums.entry(container).or_default();
                    *sum = (sum.0 + latitude, sum.1 + longitude, sum.2 + 1.0);
                }
            }
        }
        for (container, (latitude, longitude, count)) in sums {
            self.entries[container].lat_lon = Some((latitude / count, longitude / count));
        }
    }

    /// Puts countries and large divisions where their middle is: people live at the edges of many, in Canada and in Queensland, and
    /// the mean of their places is far from it.
    fn place(&mut self, table: &str) -> Result<()> {
        for row in rows(table) {
            let code = row.cell(0);
            let id = self.countries.get(code).or_else(|| self.divisions.get(code)).map_or(code, String::as_str);
            let &number = self.by_id.get(id).with_context(|| format!("{code}: no country or division"))?;
            let position = lat_lon(row.cell(1), row.cell(2)).with_context(|| format!("{code}: no position"))?;
            self.entries[number].lat_lon = Some(position);
        }
        Ok(())
    }
}
