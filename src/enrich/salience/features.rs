//! What is said of an entity, as numbers.
//!
//! In: the names of an article and where they stand. Out: one row of features for each country, place, organization and person. Rule
//! kept here: a feature means the same in a brief of two lines and in a report of two pages, so counts are logarithms, and it knows
//! no names: what was learned from thirty organizations holds for all.

use jiff::civil::Date;

use crate::article::Article;
use crate::authority::{Authorities, EntityKey, Kind};
use crate::enrich::names::{ArticleNames, FoundName, NameRef, Zone};

/// Bytes of a body that count as its lead: about two sentences.
const LEAD: usize = 300;

/// Bytes of a body up to which an article is a brief.
const BRIEF: usize = 600;

/// What counts for a country, a region or a place, in the order of the weights.
pub const COUNTRY_FEATURES: [&str; 18] = [
    "filed there",
    "filed there, and not named again",
    "filed there, and no other country named",
    "named in the title",
    "demonym in the title",
    "place within in the title",
    "another country in the title",
    "named in the lead",
    "demonym in the lead",
    "place within in the lead",
    "log of mentions",
    "log of demonyms",
    "log of mentions of places within",
    "log of other countries",
    "nearness of the first mention",
    "article without dateline",
    "article without dateline, no other country named",
    "brief",
];

/// What counts for an organization or a person, in the order of the weights.
pub const ORGANIZATION_FEATURES: [&str; 5] =
    ["in the title", "in the lead", "log of mentions", "more than one mention", "thirds of the body"];

pub type CountryFeatures = [f32; COUNTRY_FEATURES.len()];
pub type OrganizationFeatures = [f32; ORGANIZATION_FEATURES.len()];

/// What an article says of each country, and of each name.
#[derive(Debug)]
pub struct Subjects {
    /// The countries of the article's day, and the regions, each once.
    pub countries: Vec<EntityKey>,
    /// For each place of the article's names, the country it is evidence for, as a position; a region is evidence for itself.
    pub country_of: Vec<Option<usize>>,
    country_profiles: Vec<Profile>,
    profiles: Vec<Profile>,
    all_countries: Whole,
    all_places: Whole,
}

impl Subjects {
    pub fn of(article: &Article, names: &ArticleNames, authorities: &Authorities) -> Self {
        let body = article.body.len();
        let mut subjects = Self {
            countries: Vec::new(),
            country_of: Vec::with_capacity(names.names.len()),
            country_profiles: Vec::new(),
            profiles: vec![Profile::default(); names.names.len()],
            all_countries: Whole::default(),
            all_places: Whole::default(),
        };
        let day = article.date.map(|date| date.day);
        for found in &names.names {
            let country = subject_of(found, day, authorities).map(|key| subjects.number_of(key));
            subjects.country_of.push(country);
        }
        for mention in &names.mentions {
            let Some(name) = mention.name else { continue };
            let place = (mention.zone, mention.range.start);
            subjects.profiles[name].add(How::Named, place, body);
            if let Some(country) = subjects.country_of[name] {
                let how = if is_root(&names.names[name], authorities) { How::Named } else { How::Within };
                subjects.country_profiles[country].add(how, place, body);
            }
        }
        for demonym in &names.demonyms {
            if let Some(country) = subjects.country_of[demonym.name] {
                subjects.country_profiles[country].add(How::Demonym, (demonym.zone, demonym.start), body);
            }
        }
        subjects.all_countries = Whole::of(&subjects.country_profiles, article);
        let places = names.names.iter().zip(&subjects.profiles);
        let places = places.filter(|(found, _)| found.kind == Kind::Place && !is_root(found, authorities));
        subjects.all_places = Whole::of(places.map(|(_, profile)| profile), article);
        subjects
    }

    /// Returns the position of a country, which is new where it is not known.
    fn number_of(&mut self, country: EntityKey) -> usize {
        let known = self.countries.iter().position(|&known| known == country);
        known.unwrap_or_else(|| {
            self.countries.push(country);
            self.country_profiles.push(Profile::default());
            self.countries.len() - 1
        })
    }

    pub fn country_features(&self, country: usize) -> CountryFeatures {
        country_features(&self.country_profiles[country], &self.all_countries)
    }

    /// Returns what is said of a place itself. The dateline says nothing of a town: its reporters write about the whole country. The
    /// only town of a brief is weighed like the only country; else other towns say nothing.
    pub fn place_features(&self, name: usize) -> CountryFeatures {
        let profile = Profile { in_dateline: false, ..self.profiles[name].clone() };
        let is_only = self.all_places.is_brief && self.all_places.named == 1 && profile.evidence() > 0;
        country_features(&profile, &Whole { named: 0, is_filed: !is_only, ..self.all_places })
    }

    pub fn organization_features(&self, name: usize) -> OrganizationFeatures {
        let profile = &self.profiles[name];
        [
            flag(profile.is_in_title()),
            flag(profile.in_lead[How::Named as usize]),
            log(profile.evidence()),
            flag(profile.evidence() > 1),
            profile.spread(),
        ]
    }
}

/// Returns the country that a name is evidence for: that of the article's day, a region itself, `None` for what is no listed place.
fn subject_of(found: &FoundName, day: Option<Date>, authorities: &Authorities) -> Option<EntityKey> {
    match found.name {
        NameRef::Listed(key) if found.kind == Kind::Place => {
            authorities.country_on(key, day).or_else(|| is_root(found, authorities).then_some(key))
        }
        _ => None,
    }
}

/// Returns whether a name is that of a country or a region, which lies in nothing.
pub fn is_root(found: &FoundName, authorities: &Authorities) -> bool {
    matches!(found.name, NameRef::Listed(key) if found.kind == Kind::Place && authorities.parent(key).is_none())
}

/// How a text points to a country.
#[derive(Debug, Clone, Copy)]
enum How {
    Named,
    Demonym,
    /// By a place within it.
    Within,
}

/// Where an article points to one entity; the arrays go by [`How`].
#[derive(Debug, Clone, Default)]
struct Profile {
    in_dateline: bool,
    /// Outside of the dateline.
    counts: [u32; 3],
    in_title: [bool; 3],
    in_lead: [bool; 3],
    /// A bit for each third of the body.
    thirds: u8,
    /// Byte of the body.
    first: Option<usize>,
}

impl Profile {
    fn add(&mut self, how: How, (zone, start): (Zone, usize), body: usize) {
        if zone == Zone::Dateline {
            self.in_dateline = true;
            return;
        }
        self.counts[how as usize] += 1;
        self.in_title[how as usize] |= zone == Zone::Title;
        // A headline without a story is its own lead.
        if zone == Zone::Body || body == 0 {
            self.in_lead[how as usize] |= start < LEAD;
            // Two sentences have no thirds.
            self.thirds |= if body < LEAD { 0b111 } else { 1 << (start * 3 / body).min(2) };
            self.first = Some(self.first.map_or(start, |first| first.min(start)));
        }
    }

    fn evidence(&self) -> u32 {
        self.counts.iter().sum()
    }

    fn is_in_title(&self) -> bool {
        self.in_title.contains(&true)
    }

    fn spread(&self) -> f32 {
        self.thirds.count_ones() as f32 / 3.0
    }
}

/// What the entities of one sort come to together.
#[derive(Debug, Clone, Copy, Default)]
struct Whole {
    /// Those that are named outside of the dateline.
    named: u32,
    in_title: u32,
    is_filed: bool,
    is_brief: bool,
}

impl Whole {
    fn of<'a>(profiles: impl IntoIterator<Item = &'a Profile>, article: &Article) -> Self {
        let mut all = Self { is_filed: article.dateline.is_some(), is_brief: article.body.len() < BRIEF, ..Self::default() };
        for profile in profiles {
            all.named += u32::from(profile.evidence() > 0);
            all.in_title += u32::from(profile.is_in_title());
        }
        all
    }
}

fn country_features(profile: &Profile, all: &Whole) -> CountryFeatures {
    let others = all.named.saturating_sub(u32::from(profile.evidence() > 0));
    let others_in_title = all.in_title.saturating_sub(u32::from(profile.is_in_title()));
    let filed = profile.in_dateline;
    let (title, lead) = (profile.in_title.map(flag), profile.in_lead.map(flag));
    let counts = profile.counts.map(log);
    [
        flag(filed),
        flag(filed && profile.evidence() == 0),
        flag(filed && others == 0),
        title[How::Named as usize],
        title[How::Demonym as usize],
        title[How::Within as usize],
        flag(others_in_title > 0),
        lead[How::Named as usize],
        lead[How::Demonym as usize],
        lead[How::Within as usize],
        counts[How::Named as usize],
        counts[How::Demonym as usize],
        counts[How::Within as usize],
        log(others),
        profile.first.map_or(0.0, |first| 1.0 / (1.0 + first as f32 / LEAD as f32)),
        flag(!all.is_filed),
        flag(!all.is_filed && others == 0),
        flag(all.is_brief),
    ]
}

fn flag(is: bool) -> f32 {
    f32::from(u8::from(is))
}

fn log(count: u32) -> f32 {
    (1.0 + count as f32).ln()
}
