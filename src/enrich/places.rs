//! Decides which place a name means.
//!
//! In: for every place name of an article its bearers, and what stands around it. Out: one bearer for each, or none. Rule kept here:
//! a name has one sense in an article unless a mention says otherwise (`Paris, Texas`).
//!
//! Names whose bearer is not certain say together where the article plays: each votes for what its bearers lie in and near, as much
//! as each is likely, and what wins is context for the next round ([`Votes`]). So `Paris`, `Clarksville` and `Bonham` are in Texas.
//!
//! The weights were set by hand until the sentences in `names/tests.rs` and the articles in `names/local_news.rs` came out right, and
//! held to the even articles of GeoVirus (`examples/evaluate_names`); what they weigh is listed at [`Context::weigh`].

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
    /// What the places of the article, certain or not, lie in and near.
    pub votes: Votes,
}

/// Tells the names of an article apart: two names with the same bearers are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameId(u64);

impl NameId {
    /// Stands for what is certain.
    const CERTAIN: Self = Self(u64::MAX);

    pub fn of(candidates: &[Candidate]) -> Self {
        Self(candidates.first().map_or(0, |first| u64::from(first.0) << 16 | candidates.len() as u64 & 0xffff))
    }
}

/// What the names of an article say of where it plays. A name with several bearers votes for what each lies in, and for its
/// neighbourhood, as much as that bearer is likely to be meant; no name counts for its own bearers.
#[derive(Debug, Default)]
pub struct Votes {
    containers: Vec<(EntityKey, NameId, f32)>,
    positions: Vec<((f32, f32), NameId, f32)>,
}

impl Votes {
    fn clear(&mut self) {
        self.containers.clear();
        self.positions.clear();
    }

    /// Forgets what is not certain.
    pub fn keep_certain(&mut self) {
        self.containers.retain(|vote| vote.1 == NameId::CERTAIN);
        self.positions.retain(|vote| vote.1 == NameId::CERTAIN);
    }

    fn add(&mut self, place: EntityKey, name: NameId, probability: f32, authorities: &Authorities) {
        let feature = authorities.feature(place);
        let is_small = feature.is_settlement() || feature == Feature::Admin2;
        if !is_small && feature != Feature::Admin1 {
            return;
        }
        let mut at = if is_small { authorities.parent(place) } else { Some(place) };
        while let Some(container) = at {
            match self.containers.iter_mut().find(|vote| vote.0 == container && vote.1 == name && name != NameId::CERTAIN) {
                Some(vote) => vote.2 += probability,
                None => self.containers.push((container, name, probability)),
            }
            at = authorities.parent(container);
        }
        if is_small
            && probability > 0.05
            && self.positions.len() < 64
            && let Some(position) = authorities.position(place)
        {
            self.positions.push((position, name, probability));
        }
    }

    fn append(&mut self, other: &mut Self) {
        self.containers.append(&mut other.containers);
        self.positions.append(&mut other.positions);
    }
}

/// Bearers of a name that are weighed, most prominent first.
const CANDIDATES: usize = 64;

/// The score of a place that has about 3,000 people and nothing that speaks for it: a name whose bearers all stay below it probably
/// means something else.
pub const NONE_OF_THEM: f32 = 4.0;

/// More votes than these say no more: a list of states must not make towns in one of them of the rest.
const ENOUGH_VOTES: f32 = 3.0;

/// Kilometres at which a neighbour counts half.
const HALF_AS_NEAR: f32 = 50.0;

impl Context {
    pub fn clear(&mut self) {
        self.countries.clear();
        self.divisions.clear();
        self.home.clear();
        self.votes.clear();
    }

    pub fn add_country(&mut self, country: EntityKey) {
        match self.countries.iter_mut().find(|(key, _)| *key == country) {
            Some((_, mentions)) => *mentions += 1,
            None => self.countries.push((country, 1)),
        }
    }

    /// Notes where a place lies that is certain.
    pub fn add_settled(&mut self, place: EntityKey, authorities: &Authorities) {
        self.votes.add(place, NameId::CERTAIN, 1.0, authorities);
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

    /// Returns how well a bearer of a name fits the article; only the differences of scores mean something.
    pub fn score(&self, candidate: Candidate, name: NameId, authorities: &Authorities) -> f32 {
        let mut score = 0.0;
        self.weigh(candidate, name, authorities, |_, points| score += points);
        score
    }

    /// Calls `add` with everything that speaks for or against a bearer of a name, and how much.
    ///
    /// Weighed are population (0 means unknown, so 1,000 is the floor), rank, whether the name is its main one, and whether its
    /// country and division are named, are home to the article, or hold other places of it, and whether those are near.
    pub fn weigh(&self, candidate: Candidate, name: NameId, authorities: &Authorities, mut add: impl FnMut(&'static str, f32)) {
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
            add("its towns are named", 3.5 * self.votes_for(key, name).min(1.0));
            if self.home.contains(&key) {
                add("the article comes from there", 3.0);
            }
            return;
        }
        if feature == Feature::Admin1 {
            add("its towns are named", 2.0 * self.votes_for(key, name).min(1.0));
            if self.divisions.contains(&key) {
                add("a large division", 2.0);
            }
        }
        let mut at = authorities.parent(key);
        while let Some(container) = at {
            let is_country = authorities.feature(container).is_country();
            if self.home.contains(&container) {
                add(if is_country { "the article comes from its country" } else { "the article comes from its division" }, 1.5);
            }
            let votes = self.votes_for(container, name).min(ENOUGH_VOTES);
            if is_country {
                if self.has_country(container) {
                    add("its country is named", 2.0);
                }
                add("other places of its country are named", 1.0 * (1.0 + votes).ln());
            } else {
                if self.divisions.contains(&container) {
                    add("its division is named", 2.3);
                }
                add("other places of its division are named", 1.6 * (1.0 + votes).ln());
            }
            at = authorities.parent(container);
        }
        if let Some(position) = authorities.position(key).filter(|_| feature.is_settlement() || feature == Feature::Admin2) {
            let near = self.neighbours_of(position, name);
            if near > 0.0 {
                add("near other places of the article", 3.0 * (1.0 + near).ln());
            }
        }
    }

    /// Counts the bearers of a name as votes for what they lie in, each as much as it is likely to be meant.
    pub fn vote(&self, candidates: &[Candidate], name: NameId, authorities: &Authorities, votes: &mut Votes) {
        let mut scores = [0.0_f32; CANDIDATES];
        let scores = &mut scores[..candidates.len().min(CANDIDATES)];
        let mut highest = f32::MIN;
        for (score, &candidate) in scores.iter_mut().zip(candidates) {
            *score = self.score(candidate, name, authorities);
            highest = highest.max(*score);
        }
        let total = scores.iter().map(|score| (score - highest).exp()).sum::<f32>() + (NONE_OF_THEM - highest).exp();
        for (score, &candidate) in scores.iter().zip(candidates) {
            let probability = (score - highest).exp() / total;
            if probability > 0.02 {
                votes.add(EntityKey(candidate.record()), name, probability, authorities);
            }
        }
    }

    /// Takes the votes of a round in place of those of the round before.
    pub fn take_votes(&mut self, votes: &mut Votes) {
        self.votes.keep_certain();
        self.votes.append(votes);
    }

    fn votes_for(&self, container: EntityKey, name: NameId) -> f32 {
        let votes = self.votes.containers.iter().filter(|vote| vote.0 == container && vote.1 != name);
        votes.map(|vote| vote.2).sum()
    }

    /// Returns how many other places of the article lie near a position: one on the spot counts whole, one at 50 km half.
    fn neighbours_of(&self, position: (f32, f32), name: NameId) -> f32 {
        let mut sum = 0.0;
        for &(other, other_name, probability) in &self.votes.positions {
            if other_name != name && (other.0 - position.0).abs() < 1.8 {
                let distance = kilometres(position, other) / HALF_AS_NEAR;
                if distance < 4.0 {
                    sum += probability / (1.0 + distance * distance);
                }
            }
        }
        sum
    }

    /// Returns the bearer that fits best, and whether any does.
    ///
    /// A country and a division of another country share a name (`Georgia`): the division is meant where other places of its
    /// country are named and nothing within 1,700 km of the country's middle is.
    pub fn best(&self, candidates: &[Candidate], authorities: &Authorities) -> Option<EntityKey> {
        let name = NameId::of(candidates);
        let mut best: Option<(f32, Candidate)> = None;
        for &candidate in candidates.iter().take(CANDIDATES) {
            let score = self.score(candidate, name, authorities);
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

    /// Returns whether a place lies in another one; in a county, where it lies in the same state and not far from its middle.
    pub fn is_inside(place: EntityKey, container: EntityKey, authorities: &Authorities) -> bool {
        if place == container {
            return false;
        }
        if authorities.feature(container) != Feature::Admin2 {
            return authorities.is_within(place, container);
        }
        let is_small = authorities.feature(place).is_settlement();
        let positions = authorities.position(place).zip(authorities.position(container));
        is_small
            && authorities.admin1(place) == authorities.admin1(container)
            && positions.is_some_and(|(one, other)| kilometres(one, other) < 60.0)
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
        let name = NameId::of(candidates);
        let has_places_in = |country: EntityKey| self.votes_for(country, name) >= 0.5;
        let has_home = self.home.contains(&its_country) || has_places_in(its_country);
        let names_sisters =
            self.divisions.iter().any(|&other| other != division && authorities.country(other) == Some(its_country));
        if !has_home && !names_sisters || self.home.contains(&country) || has_places_in(country) {
            return None;
        }
        let middle = authorities.position(country)?;
        let is_near =
            |key: EntityKey| key != country && authorities.position(key).is_some_and(|at| kilometres(at, middle) < 1_700.0);
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
