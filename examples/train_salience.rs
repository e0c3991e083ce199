//! Fits the classifiers of `src/enrich/salience.rs` to Reuters-21578 and prints their weights as Rust.
//!
//! ```text
//! cargo run --release --example train_salience -- CORPORA > src/enrich/salience/weights.rs
//! ```
//!
//! `CORPORA` (or `DATELINE_CORPORA`) holds `reuters21578/reut2-*.sgm` (Reuters-21578, Distribution 1.0). Countries are fitted to PLACES,
//! organizations to ORGS, on four fifths of the training articles; thresholds are set on all of them. What each part came to goes to
//! standard error: the fifth that is left (`Tune`) tells whether a change to the features helps, `Late` and `Test` are seen by nothing. Everything is exact and in order, so that the same data and the same finder give the same weights.

#[path = "evaluate_names/reuters.rs"]
mod reuters;
#[path = "evaluate_names/score.rs"]
#[allow(dead_code)]
mod score;

use std::path::PathBuf;

use anyhow::{Context, Result};
use dateline::article::Article;
use dateline::authority::{Authorities, EntityKey, Kind};
use dateline::enrich::names::{ArticleNames, NameRef, WhichNames, find_names};
use dateline::enrich::salience::{COUNTRY_FEATURES, ORGANIZATION_FEATURES, Subjects};
use reuters::{Labelled, Part};
use score::Counts;

/// Strength of the pull of weights towards 0: small against some 20,000 samples, and enough to keep rare features in bounds.
const RIDGE: f64 = 2.0;

/// An entity of an article, and whether its editors gave it.
struct Sample {
    /// Numbers the article.
    article: usize,
    part: Part,
    /// Whether the article's dateline was taken away.
    is_bare: bool,
    key: EntityKey,
    features: Vec<f64>,
    is_gold: bool,
}

/// All samples of a sort, and what the editors gave in each part.
struct Samples {
    samples: Vec<Sample>,
    gold: Vec<(Part, usize)>,
}

fn main() -> Result<()> {
    let folder = std::env::args_os().nth(1).or_else(|| std::env::var_os("DATELINE_CORPORA"));
    let folder = PathBuf::from(folder.context("name the folder of corpora, or set DATELINE_CORPORA")?).join("reuters21578");
    let authorities = Authorities::embedded();
    let Some(all) = reuters::read(&folder, authorities)? else { return Ok(()) };
    let (countries, organizations) = samples(&all, authorities);

    println!(
        "//! Weights of the salience, as `examples/train_salience.rs` printed them; to be fitted anew when the finder changes."
    );
    println!("//!\n//! Fitted to the PLACES and ORGS of Reuters-21578, training part.\n");
    fit("COUNTRY", "a country, a region or a place", &COUNTRY_FEATURES, &countries);
    println!();
    fit("ORGANIZATION", "an organization or a person", &ORGANIZATION_FEATURES, &organizations);
    Ok(())
}

fn samples(all: &[Labelled], authorities: &Authorities) -> (Samples, Samples) {
    let mut inventory = all.iter().flat_map(|labelled| labelled.organizations.iter().copied()).collect::<Vec<_>>();
    inventory.sort();
    inventory.dedup();
    let mut countries = Samples { samples: Vec::new(), gold: Vec::new() };
    let mut organizations = Samples { samples: Vec::new(), gold: Vec::new() };
    for (number, labelled) in all.iter().enumerate() {
        let bare = Article { dateline: None, ..labelled.article.clone() };
        let names = find_names(&labelled.article, authorities, WhichNames::All);
        let subjects = Subjects::of(&labelled.article, &names, authorities);
        let subjects_of_bare = Subjects::of(&bare, &find_names(&bare, authorities, WhichNames::All), authorities);
        let part = labelled.part;
        let sample = |key: EntityKey, features: &[f32], gold: &[EntityKey]| Sample {
            article: number,
            part,
            is_bare: false,
            key,
            features: std::iter::once(1.0).chain(features.iter().map(|&feature| f64::from(feature))).collect(),
            is_gold: gold.contains(&key),
        };
        for (is_bare, subjects) in [(false, &subjects), (true, &subjects_of_bare)] {
            let keys = subjects.countries.iter().enumerate();
            for (at, &key) in keys.filter(|(_, key)| authorities.feature(**key).is_country()) {
                let sample = sample(key, &subjects.country_features(at), &labelled.countries);
                countries.samples.push(Sample { is_bare, ..sample });
            }
        }
        for (at, key) in coded(&names, &inventory, authorities) {
            organizations.samples.push(sample(key, &subjects.organization_features(at), &labelled.organizations));
        }
        countries.gold.push((part, labelled.countries.len()));
        organizations.gold.push((part, labelled.organizations.len()));
    }
    (countries, organizations)
}

/// Returns the organizations that have a code, or lie in one that has.
fn coded(names: &ArticleNames, inventory: &[EntityKey], authorities: &Authorities) -> Vec<(usize, EntityKey)> {
    let organizations = names.names.iter().enumerate().filter(|(_, found)| found.kind == Kind::Organization);
    let coded = organizations.filter_map(|(at, found)| {
        let NameRef::Listed(key) = found.name else { return None };
        let coded = authorities.path(key).into_iter().rev().find(|key| inventory.contains(key))?;
        Some((at, coded))
    });
    coded.collect()
}

/// Fits one classifier, and prints it.
fn fit(name: &str, what: &str, features: &[&str], all: &Samples) {
    let training = all.samples.iter().filter(|sample| sample.part == Part::Train).collect::<Vec<_>>();
    let weights = logistic(&training, features.len() + 1);
    let threshold = threshold(all, &weights);
    for part in [Part::Train, Part::Tune, Part::Late, Part::Test] {
        for is_bare in [false, true] {
            let counts = score(all, &[part], is_bare, &weights, threshold);
            if counts.right == 0 {
                continue;
            }
            let (precision, recall, f1) = (counts.precision() * 100.0, counts.recall() * 100.0, counts.f1() * 100.0);
            let without = if is_bare { " without datelines" } else { "" };
            eprintln!("{name} {part:?}{without}: P {precision:.2} R {recall:.2} F1 {f1:.2} at {threshold:.2}");
        }
    }
    println!("/// What counts for {what}: the constant, then one weight a feature.");
    println!("pub const {name}_WEIGHTS: [f32; {}] = [", weights.len());
    for (weight, feature) in weights.iter().zip(std::iter::once(&"constant").chain(features)) {
        println!("    {weight:.3}, // {feature}");
    }
    println!("];\n");
    println!("/// The lowest with nearly the best F1 on the training part.");
    println!("pub const {name}_THRESHOLD: f32 = {threshold:.2};");
}

/// Points of F1 that a lower threshold may cost: a name that is missing hurts a reader more than one too many.
const GIVEN_FOR_RECALL: f64 = 0.2;

/// Returns the lowest threshold with nearly the best F1 on the training articles, all of them: on a fifth the curve is all noise. Those
/// with and those without datelines count alike.
fn threshold(all: &Samples, weights: &[f64]) -> f64 {
    let f1 = |is_bare: bool, threshold: f64| score(all, &[Part::Train, Part::Tune], is_bare, weights, threshold).f1();
    let thresholds = (20..=70).map(|percent| f64::from(percent) / 100.0);
    let scores = thresholds.map(|threshold| (threshold, (f1(false, threshold) + f1(true, threshold)) / 2.0)).collect::<Vec<_>>();
    let best = scores.iter().map(|(_, f1)| *f1).fold(0.0, f64::max);
    scores.iter().find(|(_, f1)| *f1 >= best - GIVEN_FOR_RECALL / 100.0).map_or(0.5, |(threshold, _)| *threshold)
}

/// Counts the entities of each article once.
fn score(all: &Samples, parts: &[Part], is_bare: bool, weights: &[f64], threshold: f64) -> Counts {
    let mut counts = Counts::default();
    let mut seen: Vec<EntityKey> = Vec::new();
    let mut article = usize::MAX;
    let of_part = all.samples.iter().filter(|sample| sample.is_bare == is_bare && parts.contains(&sample.part));
    for sample in of_part.filter(|sample| probability(weights, &sample.features) >= threshold) {
        if sample.article != article {
            article = sample.article;
            seen.clear();
        }
        if !seen.contains(&sample.key) {
            seen.push(sample.key);
            counts.right += usize::from(sample.is_gold);
            counts.wrong += usize::from(!sample.is_gold);
        }
    }
    let gold = all.gold.iter().filter(|(part, _)| parts.contains(part)).map(|(_, gold)| gold).sum::<usize>();
    counts.missing = gold - counts.right;
    counts
}

fn probability(weights: &[f64], features: &[f64]) -> f64 {
    let sum = weights.iter().zip(features).map(|(weight, feature)| weight * feature).sum::<f64>();
    1.0 / (1.0 + (-sum).exp())
}

/// Maximizes the likelihood by Newton's method: some ten steps, and no step size to choose.
fn logistic(samples: &[&Sample], width: usize) -> Vec<f64> {
    let mut weights = vec![0.0; width];
    for _ in 0..15 {
        let mut gradient = weights.iter().map(|weight| -RIDGE * weight).collect::<Vec<_>>();
        let mut curvature = vec![vec![0.0; width]; width];
        (0..width).for_each(|at| curvature[at][at] = RIDGE);
        for sample in samples {
            let probability = probability(&weights, &sample.features);
            let error = f64::from(u8::from(sample.is_gold)) - probability;
            let spread = probability * (1.0 - probability);
            for row in 0..width {
                let feature = sample.features[row];
                if feature == 0.0 {
                    continue;
                }
                gradient[row] += error * feature;
                let scaled = spread * feature;
                curvature[row].iter_mut().zip(&sample.features).for_each(|(cell, other)| *cell += scaled * other);
            }
        }
        let step = solve(curvature, gradient);
        weights.iter_mut().zip(step).for_each(|(weight, step)| *weight += step);
    }
    weights
}

/// Solves a system of linear equations by elimination; the ridge keeps it positive definite, so that no pivot is 0.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let width = right.len();
    for pivot in 0..width {
        let (above, below) = matrix.split_at_mut(pivot + 1);
        let pivot_row = &above[pivot];
        for (row, cells) in below.iter_mut().enumerate() {
            let factor = cells[pivot] / pivot_row[pivot];
            cells.iter_mut().zip(pivot_row).for_each(|(cell, above)| *cell -= factor * above);
            right[pivot + 1 + row] -= factor * right[pivot];
        }
    }
    for row in (0..width).rev() {
        let known = (row + 1..width).map(|column| matrix[row][column] * right[column]).sum::<f64>();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right
}
