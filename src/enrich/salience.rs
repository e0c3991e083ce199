//! Decides what an article is about, among the places, organizations and persons that it names.
//!
//! In: the names of an article and where they stand. Out: each with the probability that a librarian would file the article under it,
//! and whether it is a facet. Rule kept here: what the file gives is a facet; what is found is one by where it stands, how often, and
//! beside which others, never because it is named at all.
//!
//! Countries are decided first, in the light of everything that points to them: their names, demonyms, and the places within them. A
//! place within a country must pass by what is said of itself, and its country must have passed.
//!
//! Two logistic classifiers decide. `examples/train_salience.rs` fits them to the PLACES and ORGS that the editors of Reuters-21578
//! gave. For places within countries and for persons there is nothing to learn from: places are weighed like countries, persons like
//! organizations.

mod features;
mod weights;

pub use features::{COUNTRY_FEATURES, ORGANIZATION_FEATURES, Subjects};

use super::names::{ArticleNames, FoundName, NameRef};
use crate::article::Article;
use crate::authority::{Authorities, Kind};
use features::is_root;
use weights::{COUNTRY_THRESHOLD, COUNTRY_WEIGHTS, ORGANIZATION_THRESHOLD, ORGANIZATION_WEIGHTS};

/// Probability from which an article is about a place within a country that it is about. Set by eye, so that one mention in the lead is
/// enough and one farther down is not: see `tests`.
const PLACE_THRESHOLD: f32 = 0.22;

/// Sets `about` and `probability` of every name, and adds the countries that an article is about but does not name: a story filed in
/// Bonn in 1987 is about West Germany.
pub fn judge(article: &Article, names: &mut ArticleNames, authorities: &Authorities) {
    if names.names.is_empty() {
        return;
    }
    let subjects = Subjects::of(article, names, authorities);
    let countries = (0..subjects.countries.len()).map(|country| {
        let probability = probability(&subjects.country_features(country), &COUNTRY_WEIGHTS);
        Verdict { probability, about: probability >= COUNTRY_THRESHOLD }
    });
    let countries = countries.collect::<Vec<_>>();
    for (at, found) in names.names.iter_mut().enumerate() {
        let verdict = match (found.kind, subjects.country_of[at]) {
            _ if found.given => Verdict { probability: 1.0, about: true },
            (Kind::Place, Some(country)) if is_root(found, authorities) => countries[country],
            (Kind::Place, country) => {
                let own = probability(&subjects.place_features(at), &COUNTRY_WEIGHTS);
                let own = Verdict { probability: own, about: own >= PLACE_THRESHOLD };
                country.map_or(own, |country| own.and(countries[country]))
            }
            (Kind::Organization | Kind::Person, _) => {
                let probability = probability(&subjects.organization_features(at), &ORGANIZATION_WEIGHTS);
                Verdict { probability, about: probability >= ORGANIZATION_THRESHOLD && !is_surname(found) }
            }
        };
        (found.about, found.probability) = (verdict.about, verdict.probability);
    }
    add_unnamed(names, &subjects, &countries);
}

/// Marks the names that the file gives; for articles of which no others are wanted.
pub fn judge_given(names: &mut ArticleNames) {
    for found in names.names.iter_mut().filter(|found| found.given) {
        (found.about, found.probability) = (true, 1.0);
    }
}

#[derive(Debug, Clone, Copy)]
struct Verdict {
    probability: f32,
    about: bool,
}

impl Verdict {
    fn and(self, other: Self) -> Self {
        Self { probability: self.probability.min(other.probability), about: self.about && other.about }
    }
}

/// Adds the countries that pass while no name that lies in them does.
fn add_unnamed(names: &mut ArticleNames, subjects: &Subjects, countries: &[Verdict]) {
    for (country, verdict) in countries.iter().enumerate().filter(|(_, verdict)| verdict.about) {
        let mut of_country = names.names.iter().zip(&subjects.country_of).filter(|(_, of)| **of == Some(country));
        if of_country.any(|(found, _)| found.about) {
            continue;
        }
        let mut found = FoundName::new(NameRef::Listed(subjects.countries[country]), Kind::Place);
        (found.about, found.probability) = (true, verdict.probability);
        names.names.push(found);
    }
}

/// Returns whether only the surname of a person is known, which many share.
fn is_surname(found: &FoundName) -> bool {
    found.kind == Kind::Person && matches!(&found.name, NameRef::Unlisted { name, .. } if !name.contains(' '))
}

/// Returns the value of the logistic function; the first weight is the constant.
fn probability(features: &[f32], weights: &[f32]) -> f32 {
    let sum = features.iter().zip(&weights[1..]).map(|(feature, weight)| feature * weight).sum::<f32>() + weights[0];
    1.0 / (1.0 + (-sum).exp())
}

#[cfg(test)]
mod tests;
