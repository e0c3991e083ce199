//! Decides which place a name means.
//!
//! In: for every place name of an article its bearers, and what stands around it. Out: one bearer for each, or none. Rule kept here:
//! a name has one sense in an article unless a mention says otherwise (`Paris, Texas`).
//!
//! The weights were set by hand until the sentences in `names/tests.rs` came out right; what they weigh is listed at
//! [`Context::score`].

use crate::authority::gazetteer::{Candidate, Use};
use crate::authority::{Authorities, EntityKey, Feature};

/// What an article says of where it plays.
#[derive(Debug, Default)]
pub struct Context {
    /// Countries named in the article, by name or demonym, with the number of mentions.
    pub countries: Vec<(EntityKey, u32)>,
    /// First-level divisions named in the article.
    pub divisions: Vec<EntityKey>,
    /// Country and division of the dateline and of places that the article's metadata give.
    pub home: Vec<EntityKey>,
    /// Countries and divisions of settlements that are resolved already.
    pub settled: Vec<EntityKey>,
    /// Where these settlements lie.
    pub positions: Vec<(f32, f32)>,
}

impl Context {
    pub fn clear(&mut self) {
        self.countries.clear();
        self.divisions.clear();
        self.home.clear();
        self.settled.clear();
        self.positions.clear();
    }

    pub fn add_country(&mut self, country: EntityKey) {
        match self.countries.iter_mut().find(|(key, _)| *key == country) {
            Some((_, mentions)) => *mentions += 1,
            None => self.countries.push((country, 1)),
        }
    }

    /// Notes where a resolved place lies.
    pub fn add_settled(&mut self, place: EntityKey, authorities: &Authorities) {
        let mut at = Some(place);
        while let Some(key) = at {
            let is_container = matches!(authorities.feature(key), Feature::Admin1 | Feature::Country);
            if is_container && key != place && !self.settled.contains(&key) {
                self.settled.push(key);
            }
            at = authorities.parent(key);
        }
        if let Some(position) = authorities.position(place).filter(|_| self.positions.len() < 32) {
            self.positions.push(position);
        }
    }

    pub fn has_country(&self, country: EntityKey) -> bool {
        self.countries.iter().any(|(key, _)| *key == country) || self.home.contains(&country)
    }

    /// Returns whether the article names the country or the division of a place, or plays there.
    pub fn knows_surroundings(&self, place: EntityKey, authorities: &Authorities) -> bool {
        let mut at = authorities.parent(place);
        while let Some(key) = at {
            if self.has_country(key) || self.divisions.contains(&key) {
                return true;
            }
            at = authorities.parent(key);
        }
        false
    }

    /// Returns how well a bearer of a name fits the article; only the order of scores means something.
    pub fn score(&self, candidate: Candidate, authorities: &Authorities) -> f32 {
        let mut score = 0.0;
        self.weigh(candidate, authorities, |_, points| score += points);
        score
    }

    /// Calls `add` with everything that speaks for or against a bearer of a name, and how much.
    ///
    /// Weighed are population (0 means unknown, so 1,000 is the floor), rank, whether the name is its main one, and whether its
    /// country and division are named, are home to the article, or hold other places of it.
    pub fn weigh(&self, candidate: Candidate, authorities: &Authorities, mut add: impl FnMut(&'static str, f32)) {
        let key = EntityKey(candidate.record());
        let record = authorities.record(key);
        let feature = record.feature();
        let population = record.population.max(1_000) as f32;
        let size = |people: f32| 0.5 * people.max(1_000.0).ln();
        let (people, rank) = match feature {
            Feature::Country => (population, 4.0),
            Feature::FormerCountry => return add("rank", 11.0),
            Feature::Continent | Feature::Region | Feature::Sea => (0.0, 9.5 - size(0.0)),
            Feature::Admin1 => (population / 10.0, 1.0),
            Feature::Admin2 => (population / 10.0, -0.5),
            Feature::Capital if candidate.is(Use::MAIN) => (population, 1.0),
            Feature::Capital | Feature::Seat | Feature::City => (population, 0.0),
            Feature::Section => (population / 4.0, 0.0),
            Feature::Former => (population, -2.0),
            Feature::Organization => return add("no place", f32::MIN),
        };
        add("population", size(people));
        add("rank", rank);
        let is_alias = !candidate.is(Use::MAIN);
        if is_alias && feature.is_settlement() {
            add("by another name", -1.0);
        }
        if candidate.is(Use::CODE) {
            add("by a code", -3.0);
        }
        if feature == Feature::Country {
            // A country that shares its name is meant where its own towns or its neighbourhood are.
            if self.settled.contains(&key) {
                add("its towns are named", 3.5);
            }
            if self.home.contains(&key) {
                add("the article comes from there", 3.0);
            }
            return;
        }
        let mut at = authorities.parent(key);
        while let Some(container) = at {
            let is_country = authorities.feature(container).is_country();
            if self.home.contains(&container) {
                add(if is_country { "the article comes from its country" } else { "the article comes from its division" }, 1.5);
            }
            if is_country {
                if self.has_country(container) {
                    add("its country is named", 2.0);
                }
                if self.settled.contains(&container) {
                    add("other places of its country are named", 0.8);
                }
            } else if self.divisions.contains(&container) {
                add("its division is named", 2.3);
            } else if self.settled.contains(&container) {
                add("other places of its division are named", 1.2);
            }
            at = authorities.parent(container);
        }
        if let Some(position) = authorities.position(key).filter(|_| feature.is_settlement()) {
            let is_near = self.positions.iter().any(|&other| kilometres(position, other) < 150.0 && other != position);
            if is_near {
                add("near other places of the article", 0.8);
            }
        }
    }

    /// Returns the bearer that fits best, and whether any does.
    ///
    /// A country and a division of another country share a name (`Georgia`): the division is meant where other places of its
    /// country are named and nothing within 1,700 km of the country's capital is.
    pub fn best(&self, candidates: &[Candidate], authorities: &Authorities) -> Option<EntityKey> {
        let mut best: Option<(f32, Candidate)> = None;
        for (rank, &candidate) in candidates.iter().enumerate() {
            let feature = authorities.feature(EntityKey(candidate.record()));
            if rank > 40 && feature.is_settlement() {
                break;
            }
            let score = self.score(candidate, authorities);
            if best.is_none_or(|(highest, _)| score > highest) {
                best = Some((score, candidate));
            }
        }
        let key = EntityKey(best?.1.record());
        if authorities.feature(key) == Feature::Country
            && let Some(division) = self.namesake_division(key, candidates, authorities)
        {
            return Some(division);
        }
        if matches!(authorities.feature(key), Feature::Admin1 | Feature::Admin2) {
            return Some(self.seat_of(key, candidates, authorities).unwrap_or(key));
        }
        Some(key)
    }

    /// Returns the city that a division bears the name of: bare `Zurich` is the city, `Quebec` is not.
    fn seat_of(&self, division: EntityKey, candidates: &[Candidate], authorities: &Authorities) -> Option<EntityKey> {
        let tenth = authorities.record(division).population / 10;
        let mut cities = candidates.iter().map(|candidate| EntityKey(candidate.record()));
        cities.find(|&city| {
            let record = authorities.record(city);
            let is_inside = authorities.is_within(city, division) || authorities.parent(city) == authorities.parent(division);
            record.feature().is_settlement() && record.population > tenth && is_inside
        })
    }

    fn namesake_division(&self, country: EntityKey, candidates: &[Candidate], authorities: &Authorities) -> Option<EntityKey> {
        let divisions = candidates.iter().map(|candidate| EntityKey(candidate.record()));
        let mut divisions =
            divisions.filter(|&key| authorities.feature(key) == Feature::Admin1 && !authorities.is_within(key, country));
        let division = divisions.next()?;
        let its_country = authorities.country(division)?;
        let has_home = self.home.contains(&its_country) || self.settled.contains(&its_country);
        let names_sisters =
            self.divisions.iter().any(|&other| other != division && authorities.country(other) == Some(its_country));
        if !has_home && !names_sisters || self.home.contains(&country) || self.settled.contains(&country) {
            return None;
        }
        let capital = authorities.position(country)?;
        let is_near =
            |key: EntityKey| key != country && authorities.position(key).is_some_and(|at| kilometres(at, capital) < 1_700.0);
        let names_neighbours = self.countries.iter().any(|&(key, _)| is_near(key));
        (!names_neighbours).then_some(division)
    }
}

/// Great-circle distance by the equirectangular approximation, good to a percent where it matters here.
pub fn kilometres(one: (f32, f32), other: (f32, f32)) -> f32 {
    let middle = ((one.0 + other.0) / 2.0).to_radians();
    let mut east = (one.1 - other.1).abs();
    if east > 180.0 {
        east = 360.0 - east;
    }
    let (x, y) = (east * middle.cos(), one.0 - other.0);
    (x * x + y * y).sqrt() * 111.2
}
