//! Compiles the authority tables into `schema/gazetteer.bin`.
//!
//! In: the text of the tables. Out: the bytes that [`gazetteer`](super::gazetteer) reads. Rule kept here: the same tables give the
//! same bytes, so a rebuilt file that differs means that a table did.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use fst::raw::Builder;
use rustc_hash::FxHashMap;

use super::Feature;
use super::fold::fold;
use super::gazetteer::{Candidate, HEADER_BYTES, MAGIC, RECORD_BYTES, Record, Use, Word};

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

    fn add_countries(&mut self, table: &str) -> Result<()> {
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

    fn add_regions(&mut self, table: &str) -> Result<()> {
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

    fn add_organizations(&mut self, table: &str) -> Result<()> {
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

    fn add_admin(&mut self, table: &str) -> Result<()> {
        for row in rows(table) {
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

    fn add_abbreviations(&mut self, table: &str) -> Result<()> {
        for row in rows(table) {
            let entry = self.division(row.cell(0))?;
            entry.names.extend(row.list(1).map(|abbreviation| (abbreviation.to_owned(), Use::POSTAL)));
            entry.names.extend(row.list(2).map(|alias| (alias.to_owned(), Use::ACRONYM)));
        }
        Ok(())
    }

    fn add_admin_aliases(&mut self, table: &str) -> Result<()> {
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

    fn add_places(&mut self, table: &str) -> Result<()> {
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

    fn add_supplement(&mut self, table: &str) -> Result<()> {
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

    /// Gives divisions and countries the population of the places in them; divisions lie at the mean of their places, countries at
    /// their capital or largest city.
    fn sum_populations(&mut self) {
        let places = (0..self.entries.len()).filter(|&place| self.entries[place].feature.is_settlement()).collect::<Vec<_>>();
        let mut largest = FxHashMap::default();
        let mut sums: FxHashMap<usize, (f64, f64, f64)> = FxHashMap::default();
        for place in places {
            let entry = &self.entries[place];
            let weight = entry.population + if entry.feature == Feature::Capital { 1 << 40 } else { 1 };
            let (population, position) = (entry.population, entry.lat_lon);
            if entry.feature == Feature::Section {
                continue;
            }
            if let Some(&district) = entry.district.as_ref().and_then(|id| self.by_id.get(id)) {
                self.entries[district].population += population;
                self.entries[district].lat_lon = self.entries[district].lat_lon.or(position);
            }
            let mut above = self.entries[place].parent.clone();
            while let Some(&container) = above.as_ref().and_then(|id| self.by_id.get(id)) {
                self.entries[container].population += population;
                let best = largest.entry(container).or_insert(0);
                if weight > *best {
                    *best = weight;
                    self.entries[container].lat_lon = position;
                }
                if let Some((latitude, longitude)) = position {
                    let sum = sums.entry(container).or_default();
                    *sum = (sum.0 + latitude, sum.1 + longitude, sum.2 + 1.0);
                }
                above = self.entries[container].parent.clone();
            }
        }
        for (container, (latitude, longitude, count)) in sums {
            if self.entries[container].feature == Feature::Admin1 {
                self.entries[container].lat_lon = Some((latitude / count, longitude / count));
            }
        }
    }

    fn finish(mut self, ambiguous: &[String], words: &BTreeMap<String, u64>, checksum: u64) -> Result<Vec<u8>> {
        self.entries.sort_by_cached_key(|entry| id_order(&entry.id));
        let number_of =
            self.entries.iter().enumerate().map(|(number, entry)| (entry.id.clone(), number as u32)).collect::<FxHashMap<_, _>>();
        let numbered = self.entries.iter().filter(|entry| geonames_number(&entry.id).is_some()).count() as u32;

        let mut text = TextPool::default();
        let mut records = Vec::with_capacity(self.entries.len() * RECORD_BYTES);
        for entry in &self.entries {
            let parent = match &entry.parent {
                Some(id) => number_of.get(id).with_context(|| format!("{}: no parent {id}", entry.id))? + 1,
                None => 0,
            };
            let hundred_thousandths = |degrees: f64| (degrees * 100_000.0).round() as i32;
            let (latitude, longitude) =
                entry.lat_lon.map_or((i32::MIN, i32::MIN), |(lat, lon)| (hundred_thousandths(lat), hundred_thousandths(lon)));
            let record = Record {
                id: geonames_number(&entry.id).map_or_else(|| text.offset(&entry.id), Ok)?,
                name: text.offset(&entry.name)?,
                parent,
                latitude,
                longitude,
                population: u32::try_from(entry.population).unwrap_or(u32::MAX),
                feature: entry.feature.code(),
                flags: 0,
                country: entry.country,
            };
            records.extend_from_slice(&record.to_bytes());
        }

        let (names, lists) = self.names(ambiguous, words)?;
        let mut word_builder = Builder::memory();
        for (word, bits) in words {
            word_builder.insert(word, *bits)?;
        }
        let words = word_builder.into_inner()?;
        Ok(assemble(checksum, numbered, &[&names, &lists, &records, &text.bytes, &words]))
    }

    /// Returns the map of names and the lists of the names that have several bearers.
    fn names(&self, ambiguous: &[String], words: &BTreeMap<String, u64>) -> Result<(Vec<u8>, Vec<u8>)> {
        let mut uses = Vec::new();
        for (number, entry) in self.entries.iter().enumerate() {
            for (name, usage) in &entry.names {
                let key = fold(name);
                let begins_with_article = name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("the "));
                let is_shortened = ["St ", "St. ", "Ft. ", "Mt. "].iter().any(|short| name.starts_with(short));
                let bits = usage.0
                    | if begins_with_article { Use::ARTICLE.0 } else { 0 }
                    | if is_shortened { Use::SHORTENED.0 } else { 0 };
                if !key.is_empty() && key.len() <= 100 {
                    uses.push((key, number as u32, bits));
                }
            }
        }
        uses.sort_unstable();
        let ambiguous = ambiguous.iter().map(String::as_str).collect::<std::collections::HashSet<_>>();

        let mut builder = Builder::memory();
        let mut lists = Vec::new();
        for same_key in uses.chunk_by(|left, right| left.0 == right.0) {
            let key = &same_key[0].0;
            let mut candidates = Vec::new();
            for same_record in same_key.chunk_by(|left, right| left.1 == right.1) {
                let record = same_record[0].1;
                let mut bits = merged(same_record.iter().map(|usage| usage.2));
                let word = Word(words.get(key).copied().unwrap_or_default());
                if self.is_ambiguous(record, bits, word, ambiguous.contains(key.as_str())) {
                    bits |= Use::AMBIGUOUS.0;
                }
                candidates.push(Candidate::new(record, Use(bits)));
            }
            candidates.sort_by_key(|&candidate| std::cmp::Reverse(self.prominence(candidate)));
            let value = if let [candidate] = candidates[..] {
                u64::from(candidate.0) << 1
            } else {
                let offset = lists.len() as u64;
                lists.extend_from_slice(&(candidates.len() as u32).to_le_bytes());
                candidates.iter().for_each(|candidate| lists.extend_from_slice(&candidate.0.to_le_bytes()));
                offset << 1 | 1
            };
            builder.insert(key, value)?;
        }
        Ok((builder.into_inner()?, lists))
    }

    /// Returns whether a name is a common word as well, so that it names its bearer only where the text says so: towns called
    /// `First`, `March` or `Ali`, divisions called `Centre`, `Island` for Iceland.
    fn is_ambiguous(&self, record: u32, bits: u8, word: Word, is_listed: bool) -> bool {
        let entry = &self.entries[record as usize];
        let is_common = word.is(Word(Word::COMMON.0 | Word::FOLLOWER.0 | Word::DIRECTION.0));
        let is_personal = word.is(Word(Word::TITLE.0 | Word::ORGANIZATION.0 | Word::GIVEN.0)) && entry.population < 1_000_000;
        let is_main = bits & Use::MAIN.0 != 0;
        match entry.feature {
            Feature::Organization => false,
            Feature::Admin1 => is_common,
            feature if feature.is_settlement() || feature == Feature::Admin2 => is_listed || is_common || is_personal,
            _ => is_common && !is_main,
        }
    }

    /// Orders the bearers of a name: countries, then regions, then by population, where a division counts less than a city of it
    /// (`New York` is the city first) and an alias less than a name.
    fn prominence(&self, candidate: Candidate) -> (u64, std::cmp::Reverse<u32>) {
        let entry = &self.entries[candidate.record() as usize];
        let population = entry.population.max(1_000);
        let weight = match entry.feature {
            Feature::Country => 1 << 40 | population,
            Feature::FormerCountry => 1 << 39,
            Feature::Continent | Feature::Region | Feature::Sea | Feature::Organization => 1 << 38,
            Feature::Admin1 => population / 6,
            Feature::Admin2 => population / 10,
            Feature::Capital => population * 4,
            Feature::Seat | Feature::City => population,
            Feature::Section => population / 4,
            Feature::Former => population / 10,
        };
        let is_strong = !candidate.is(Use::CODE) && !candidate.is(Use::POSTAL) && !candidate.is(Use::DEMONYM);
        let weight = match (candidate.is(Use::MAIN), is_strong) {
            (true, _) => weight,
            (false, true) if entry.population < 1_000_000 => weight / 2,
            (false, true) => weight,
            (false, false) => weight / 4,
        };
        (weight, std::cmp::Reverse(candidate.record()))
    }
}

/// Lays the sections behind a header.
fn assemble(checksum: u64, numbered: u32, sections: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&checksum.to_le_bytes());
    bytes.extend_from_slice(&numbered.to_le_bytes());
    bytes.extend_from_slice(&[0; 4]);
    let mut offset = HEADER_BYTES;
    for section in sections {
        bytes.extend_from_slice(&(offset as u32).to_le_bytes());
        bytes.extend_from_slice(&(section.len() as u32).to_le_bytes());
        offset += section.len();
    }
    sections.iter().for_each(|section| bytes.extend_from_slice(section));
    bytes
}

/// Joins the uses of one name for one bearer: a plain use hides codes, and what one spelling demands another may waive.
fn merged(uses: impl Iterator<Item = u8> + Clone) -> u8 {
    let hidden = Use::CODE.0 | Use::POSTAL.0;
    let mut plain = uses.clone().filter(|bits| bits & hidden == 0);
    let Some(first) = plain.next() else { return uses.fold(0, |all, bits| all | bits) };
    plain.fold(first, |all, bits| (all & bits) | ((all | bits) & (Use::MAIN.0 | Use::SHORTENED.0)))
}

fn main_use(name: &str) -> Use {
    Use(Use::MAIN.0 | alias_use(name).0)
}

/// Short names in capitals are acronyms and match in capitals only: `WHO` is not `Who`.
fn alias_use(alias: &str) -> Use {
    let mut letters = alias.chars().filter(|character| character.is_alphabetic());
    let is_acronym = letters.clone().count() <= 4 && letters.all(char::is_uppercase);
    if is_acronym { Use::ACRONYM } else { Use(0) }
}

const DIVISION_NOUNS: &[&str] = &[
    "Province",
    "Governorate",
    "Region",
    "Oblast",
    "Prefecture",
    "State",
    "Department",
    "County",
    "District",
    "Division",
    "Canton",
    "Voivodeship",
    "Krai",
    "Parish",
];

fn without_division_noun(name: &str) -> Option<&str> {
    let (base, noun) = name.rsplit_once(' ')?;
    let is_name = base.chars().next().is_some_and(|first| !first.is_lowercase()) && !DIRECTIONS.contains(&base);
    (DIVISION_NOUNS.contains(&noun) && is_name).then_some(base)
}

/// `Central Province`, `Western Region`: nothing is left of these without the noun.
const DIRECTIONS: &[&str] = &[
    "Central",
    "Northern",
    "Southern",
    "Eastern",
    "Western",
    "North",
    "South",
    "East",
    "West",
    "Free",
    "Capital",
    "Federal",
    "Coast",
    "Upper",
    "Lower",
    "Northeastern",
    "Northwestern",
    "Southeastern",
    "Southwestern",
    "North-Western",
    "North Central",
    "Centre",
    "Plateau",
    "Littoral",
    "Savannah",
    "Delta",
    "Rivers",
    "Cross River",
    "Midlands",
    "Lakes",
    "Unity",
    "Jubilee",
    "National",
    "Saint",
    "North Western",
    "North Eastern",
    "Delta",
    "Plateau",
];

/// Adds a division's name without its noun, and with the nouns that newspapers put there: `Idlib Province` for `Idlib Governorate`.
fn add_division_names(name: &str, names: &mut Vec<(String, Use)>) {
    if !name.is_ascii()
        && name.chars().any(|character| character as u32 > 0x24f && character as u32 != 0x2bb && character as u32 != 0x2bc)
    {
        return;
    }
    let base = without_division_noun(name).unwrap_or(name);
    if base != name {
        names.push((base.to_owned(), Use(0)));
    }
    let has_other_noun = name.contains(" of ") || name.split(' ').count() > 3 || name.ends_with("City");
    if !has_other_noun {
        for noun in &DIVISION_NOUNS[..9] {
            names.push((format!("{base} {noun}"), Use(0)));
        }
        names.push((format!("{base} province"), Use(0)));
    }
}

const ARABIC_COUNTRIES: &[&str] =
    &["AE", "BH", "DZ", "EG", "IQ", "JO", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SY", "TN", "YE"];

/// Writes the Arabic article the ways newspapers do: `Az Zabadani` also as `al-Zabadani` and `Zabadani`, `Dayr az Zawr` as
/// `Dayr al-Zawr`.
fn add_article_variants(names: &mut Vec<(String, Use)>) {
    let is_article = |word: &str| {
        matches!(
            word,
            "al" | "el"
                | "ad"
                | "ar"
                | "as"
                | "at"
                | "az"
                | "an"
                | "ash"
                | "adh"
                | "ath"
                | "ed"
                | "er"
                | "es"
                | "et"
                | "ez"
                | "en"
                | "esh"
        )
    };
    let mut variants = Vec::new();
    for (name, usage) in names.iter() {
        let key = fold(name);
        let words = key.split(' ').collect::<Vec<_>>();
        if words.len() < 2 || !key.is_ascii() {
            continue;
        }
        let with_al = words.iter().map(|word| if is_article(word) { "al" } else { word }).collect::<Vec<_>>().join(" ");
        variants.push((with_al, *usage));
        let rest = words[1..].join(" ");
        if is_article(words[0]) && rest.len() > 3 {
            variants.push((rest, Use(usage.0 & !Use::MAIN.0)));
        }
    }
    names.extend(variants);
}

/// Reads `class<TAB>word|word…` into folded word -> bits.
fn words(table: &str) -> Result<BTreeMap<String, u64>> {
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
            other => bail!("words: no class {other:?}"),
        };
        for word in row.list(1) {
            *words.entry(fold(word)).or_insert(0) |= class.0;
        }
    }
    Ok(words)
}

/// The strings of the file, each once.
#[derive(Default)]
struct TextPool {
    bytes: Vec<u8>,
    offsets: FxHashMap<String, u32>,
}

impl TextPool {
    fn offset(&mut self, text: &str) -> Result<u32> {
        if let Some(&offset) = self.offsets.get(text) {
            return Ok(offset);
        }
        let offset = self.bytes.len() as u32;
        self.bytes.push(u8::try_from(text.len()).with_context(|| format!("{text}: longer than 255 bytes"))?);
        self.bytes.extend_from_slice(text.as_bytes());
        self.offsets.insert(text.to_owned(), offset);
        Ok(offset)
    }
}

/// Numbered ids come first, by number; the others follow by their letters.
fn id_order(id: &str) -> (bool, u32, String) {
    match geonames_number(id) {
        Some(number) => (false, number, String::new()),
        None => (true, 0, id.to_owned()),
    }
}

fn geonames_number(id: &str) -> Option<u32> {
    id.strip_prefix("geonames:")?.parse().ok()
}

fn country_letters(iso2: &str) -> [u8; 2] {
    <[u8; 2]>::try_from(iso2.as_bytes()).unwrap_or_default()
}

fn lat_lon(latitude: &str, longitude: &str) -> Option<(f64, f64)> {
    Some((latitude.parse().ok()?, longitude.parse().ok()?))
}

/// The rows of a table, without its heading, comments and blank lines.
fn rows(table: &str) -> impl Iterator<Item = Row<'_>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| Row { cells: line.split('\t').collect() })
}

struct Row<'a> {
    cells: Vec<&'a str>,
}

impl<'a> Row<'a> {
    /// Returns a cell, empty where the row is too short.
    fn cell(&self, number: usize) -> &'a str {
        self.cells.get(number).map_or("", |cell| cell.trim())
    }

    fn list(&self, number: usize) -> impl Iterator<Item = &'a str> + use<'a> {
        self.cell(number).split('|').map(str::trim).filter(|part| !part.is_empty())
    }
}
