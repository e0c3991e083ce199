//! Places and organizations: names -> ids, hierarchy, coordinates.
//!
//! In: a name, an id or a code. Out: [`EntityKey`]s, most prominent first, and the [`Entity`] behind each. Rule kept here: the lists
//! are compiled into the program and read where they lie; opening them costs no more than reading a header.
//!
//! The lists come from `schema/`: GeoNames for populated places and divisions, tables of our own for countries, regions and
//! organizations. `examples/build_gazetteer.rs` compiles them into `schema/gazetteer.bin`.

pub mod compile;
mod era;
pub mod fold;
pub mod gazetteer;
pub mod ledger;
mod lookup;

use std::sync::OnceLock;

use gazetteer::{Gazetteer, Record};

static GAZETTEER: &[u8] = include_bytes!("../../schema/gazetteer.bin");

/// The authority lists.
pub struct Authorities {
    pub(crate) gazetteer: Gazetteer,
}

/// Names an entity for the life of a process. What is stored must be the id: keys change when the lists are rebuilt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityKey(pub(crate) u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Place,
    Organization,
    /// In no list: persons are found in texts, or given by files.
    Person,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Place, Self::Organization, Self::Person];

    /// Returns the word for it in answers and in the archive.
    pub fn name(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Organization => "organization",
            Self::Person => "person",
        }
    }

    /// Returns what the ids of this kind begin with where they are in no list: `org:acme-relief`.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Organization => "org",
            other => other.name(),
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Returns the id of what is in no list: the same wherever the name is spelled alike, `org:acme-relief`.
pub fn unlisted_id(kind: Kind, name: &str) -> String {
    format!("{}:{}", kind.prefix(), fold::fold(name).replace(' ', "-"))
}

/// What sort of place an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feature {
    Continent,
    /// A region without fixed bounds, or across borders: `Middle East`, `Darfur`.
    Region,
    Sea,
    Country,
    /// A country that is no more: `Soviet Union`.
    FormerCountry,
    /// First-level division: state, province, governorate.
    Admin1,
    /// Second-level division: county, district.
    Admin2,
    /// Capital city of a country.
    Capital,
    /// Seat of a first-level division.
    Seat,
    City,
    /// Part of a city.
    Section,
    /// Abandoned or historical settlement.
    Former,
    Organization,
}

impl Feature {
    const ALL: [Self; 13] = [
        Self::Continent,
        Self::Region,
        Self::Sea,
        Self::Country,
        Self::FormerCountry,
        Self::Admin1,
        Self::Admin2,
        Self::Capital,
        Self::Seat,
        Self::City,
        Self::Section,
        Self::Former,
        Self::Organization,
    ];

    pub(crate) fn code(self) -> u8 {
        self as u8
    }

    pub(crate) fn from_code(code: u8) -> Self {
        Self::ALL.get(usize::from(code)).copied().unwrap_or(Self::City)
    }

    /// Returns the words for it in answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Continent => "continent",
            Self::Region => "region",
            Self::Sea => "sea",
            Self::Country => "country",
            Self::FormerCountry => "former country",
            Self::Admin1 => "first-level division",
            Self::Admin2 => "second-level division",
            Self::Capital => "capital",
            Self::Seat => "seat of a division",
            Self::City => "city",
            Self::Section => "part of a city",
            Self::Former => "former settlement",
            Self::Organization => "organization",
        }
    }

    /// Returns whether it is a settlement, or a part of one.
    pub fn is_settlement(self) -> bool {
        matches!(self, Self::Capital | Self::Seat | Self::City | Self::Section | Self::Former)
    }

    pub fn is_country(self) -> bool {
        matches!(self, Self::Country | Self::FormerCountry)
    }
}

/// A place or an organization.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    pub key: EntityKey,
    /// Stable across versions: `geonames:170063`, `former:soviet-union`, `region:darfur`, `org:un`.
    pub id: String,
    pub kind: Kind,
    pub feature: Feature,
    pub name: &'static str,
    /// The hierarchy, root first, ending in the entity itself. A place in a country begins with the country:
    /// Syria, Aleppo (the governorate), Aleppo (the city). Second-level divisions appear only as themselves.
    pub path: Vec<EntityKey>,
    /// ISO 3166-1 alpha-2; `None` for what lies in no one country.
    pub country: Option<&'static str>,
    /// Degrees north and east.
    pub lat_lon: Option<(f32, f32)>,
    /// 0 where it is not known.
    pub population: u32,
}

impl Authorities {
    /// Returns the lists that are compiled into the program.
    ///
    /// # Panics
    /// Where the file that was compiled in is not a gazetteer of this version; a test stands before that.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Authorities> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self {
            gazetteer: Gazetteer::open(GAZETTEER)
                .expect("schema/gazetteer.bin was compiled by this version, a test holds it to that"),
        })
    }

    /// Returns the entity behind a key.
    pub fn get(&self, key: EntityKey) -> Entity {
        let record = self.record(key);
        let feature = record.feature();
        let kind = if feature == Feature::Organization { Kind::Organization } else { Kind::Place };
        Entity {
            key,
            id: self.id(key),
            kind,
            feature,
            name: self.gazetteer.text(record.name),
            path: self.path(key),
            country: self.country_code(key),
            lat_lon: self.position(key),
            population: record.population,
        }
    }

    /// Returns the stable id of an entity.
    pub fn id(&self, key: EntityKey) -> String {
        let record = self.record(key);
        if self.gazetteer.is_numbered(key.0) {
            return format!("geonames:{}", record.id);
        }
        self.gazetteer.text(record.id).to_owned()
    }

    /// Returns the name that an entity is listed under.
    pub fn name(&self, key: EntityKey) -> &'static str {
        self.gazetteer.text(self.record(key).name)
    }

    /// Returns the entity with that id.
    pub fn by_id(&self, id: &str) -> Option<EntityKey> {
        let found = match id.strip_prefix("geonames:") {
            Some(number) => self.gazetteer.numbered(number.parse().ok()?),
            None => self.gazetteer.named(id),
        };
        found.map(EntityKey)
    }

    /// Returns the hierarchy of an entity, root first, ending in itself.
    pub fn path(&self, key: EntityKey) -> Vec<EntityKey> {
        let mut path = vec![key];
        let mut at = key;
        while let Some(parent) = self.parent(at) {
            path.push(parent);
            at = parent;
        }
        path.reverse();
        path
    }

    /// Returns the entity that holds another one; countries lie in nothing, so that every path within one begins with it.
    pub fn parent(&self, key: EntityKey) -> Option<EntityKey> {
        self.record(key).parent.checked_sub(1).map(EntityKey)
    }

    /// Returns the country that a place lies in: itself for a country, `None` for what lies in no one country.
    pub fn country(&self, key: EntityKey) -> Option<EntityKey> {
        let mut at = key;
        loop {
            if self.feature(at).is_country() {
                return Some(at);
            }
            at = self.parent(at)?;
        }
    }

    /// Returns the first-level division that a place lies in, or is.
    pub fn admin1(&self, key: EntityKey) -> Option<EntityKey> {
        let mut at = key;
        loop {
            match self.feature(at) {
                Feature::Admin1 => return Some(at),
                Feature::Country | Feature::FormerCountry => return None,
                _ => at = self.parent(at)?,
            }
        }
    }

    pub fn feature(&self, key: EntityKey) -> Feature {
        self.record(key).feature()
    }

    /// Returns where a place lies, in degrees north and east.
    pub fn position(&self, key: EntityKey) -> Option<(f32, f32)> {
        let record = self.record(key);
        let degrees = |hundred_thousandths: i32| hundred_thousandths as f32 / 100_000.0;
        (record.latitude != i32::MIN).then(|| (degrees(record.latitude), degrees(record.longitude)))
    }

    /// Returns the number of places and organizations in the lists.
    pub fn len(&self) -> usize {
        self.gazetteer.len() as usize
    }

    pub fn is_empty(&self) -> bool {
        self.gazetteer.is_empty()
    }

    fn country_code(&self, key: EntityKey) -> Option<&'static str> {
        let code = self.record(key).country;
        // The letters are handed out of a static table, for records lie unaligned in the file and hold two bytes only.
        let [first, second] = code;
        let is_code = first.is_ascii_uppercase() && second.is_ascii_uppercase();
        is_code.then(|| {
            let at = (usize::from(first - b'A') * 26 + usize::from(second - b'A')) * 2;
            &COUNTRY_CODES[at..at + 2]
        })
    }

    pub(crate) fn record(&self, key: EntityKey) -> Record {
        self.gazetteer.record(key.0)
    }
}

/// `AAABAC…ZZ`: every pair of letters, so that a code can be lent out as a static string.
static COUNTRY_CODES: &str = match std::str::from_utf8(&LETTER_PAIRS) {
    Ok(pairs) => pairs,
    Err(_) => "",
};
static LETTER_PAIRS: [u8; 26 * 26 * 2] = {
    let mut pairs = [0; 26 * 26 * 2];
    let mut at = 0;
    while at < 26 * 26 {
        pairs[at * 2] = b'A' + (at / 26) as u8;
        pairs[at * 2 + 1] = b'A' + (at % 26) as u8;
        at += 1;
    }
    pairs
};

#[cfg(test)]
mod tests;
