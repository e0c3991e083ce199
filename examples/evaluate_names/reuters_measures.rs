//! Facets of Reuters-21578: countries against PLACES, organizations against ORGS; and the finder's speed.

use std::time::Instant;

use anyhow::Result;
use dateline::authority::{Authorities, EntityKey, Kind};
use dateline::enrich::names::{ArticleNames, FoundName, NameRef, WhichNames, find_names};
use jiff::civil::Date;

use crate::Options;
use crate::reuters::{self, Labelled, Part};
use crate::score::{Counts, Errors, Table};

/// Compares the countries that articles are about with the PLACES that the agency's editors gave.
pub fn countries(options: &Options, table: &mut Table) -> Result<()> {
    let authorities = Authorities::embedded();
    let Some(all) = reuters::read(&options.corpora.join("reuters21578"), authorities)? else { return Ok(()) };
    for part in parts(options) {
        let [mut about, mut about_tagged, mut any, mut any_tagged] = [Counts::default(); 4];
        let mut errors = Errors::default();
        for labelled in all.iter().filter(|labelled| labelled.part == part) {
            let names = find_names(&labelled.article, authorities, WhichNames::All);
            let day = labelled.article.date.map(|date| date.day);
            let about_names = countries_of(&names, authorities, day, |name| name.about);
            let named = countries_of(&names, authorities, day, |name| name.mentions + name.demonyms > 0);
            let gold = &labelled.countries;
            about.add(&about_names, gold);
            any.add(&named, gold);
            if !gold.is_empty() {
                about_tagged.add(&about_names, gold);
                any_tagged.add(&named, gold);
            }
            note_errors(&mut errors, labelled, &about_names, &named, gold, authorities);
        }
        table.row(format!("reuters-countries {part:?}, all articles: about"), about);
        table.row(format!("reuters-countries {part:?}, those with PLACES: about"), about_tagged);
        table.row(format!("reuters-countries {part:?}, all articles: any mention"), any);
        table.row(format!("reuters-countries {part:?}, with PLACES: any mention"), any_tagged);
        errors.print(&format!("reuters-countries {part:?}"), options.errors);
    }
    Ok(())
}

/// Compares the organizations that articles are about with the ORGS that the agency's editors gave: some thirty, of which only those
/// count that the collection knows.
pub fn organizations(options: &Options, table: &mut Table) -> Result<()> {
    let authorities = Authorities::embedded();
    let Some(all) = reuters::read(&options.corpora.join("reuters21578"), authorities)? else { return Ok(()) };
    let mut inventory = all.iter().flat_map(|labelled| labelled.organizations.iter().copied()).collect::<Vec<_>>();
    inventory.sort();
    inventory.dedup();
    for part in parts(options) {
        let [mut about, mut any, mut twice] = [Counts::default(); 3];
        let mut errors = Errors::default();
        for labelled in all.iter().filter(|labelled| labelled.part == part) {
            let names = find_names(&labelled.article, authorities, WhichNames::All);
            let of = |wanted: &dyn Fn(&FoundName) -> bool| organizations_of(&names, &inventory, authorities, wanted);
            let about_names = of(&|name| name.about);
            let named = of(&|name| name.mentions > 0);
            about.add(&about_names, &labelled.organizations);
            any.add(&named, &labelled.organizations);
            twice.add(&of(&|name| name.mentions >= 2 || name.in_title), &labelled.organizations);
            let gold = &labelled.organizations;
            note_errors(&mut errors, labelled, &about_names, &named, gold, authorities);
        }
        table.row(format!("reuters-orgs {part:?}, {} of them: about", inventory.len()), about);
        table.row(format!("reuters-orgs {part:?}: any mention"), any);
        table.row(format!("reuters-orgs {part:?}: two mentions or in the title"), twice);
        errors.print(&format!("reuters-orgs {part:?}"), options.errors);
    }
    Ok(())
}

/// Times the finder alone on one thread.
pub fn speed(options: &Options, table: &mut Table) -> Result<()> {
    let authorities = Authorities::embedded();
    let Some(all) = reuters::read(&options.corpora.join("reuters21578"), authorities)? else { return Ok(()) };
    let words = all.iter().map(|labelled| labelled.article.body.split_whitespace().count()).sum::<usize>();
    let mut best = f64::MAX;
    let mut mentions = 0;
    for _ in 0..3 {
        let start = Instant::now();
        let found = all.iter().map(|labelled| find_names(&labelled.article, authorities, WhichNames::All).mentions.len());
        mentions = found.sum::<usize>();
        best = best.min(start.elapsed().as_secs_f64());
    }
    let (articles, rate) = (all.len(), all.len() as f64 / best);
    let words_rate = words as f64 / best / 1e6;
    table.note(format!(
        "speed: {rate:.0} articles/s, {words_rate:.2} million words/s on one thread ({articles} articles, {words} words, {mentions} mentions; best of 3)"
    ));
    Ok(())
}

fn parts(options: &Options) -> Vec<Part> {
    if options.dev { vec![Part::Train, Part::Tune] } else { vec![Part::Test, Part::Late] }
}

fn countries_of(
    names: &ArticleNames,
    authorities: &Authorities,
    day: Option<Date>,
    wanted: impl Fn(&FoundName) -> bool,
) -> Vec<EntityKey> {
    let mut countries = Vec::new();
    for name in names.names.iter().filter(|name| name.kind == Kind::Place && wanted(name)) {
        let NameRef::Listed(key) = name.name else { continue };
        countries.extend(authorities.country_on(key, day).filter(|country| !countries.contains(country)));
    }
    countries
}

fn organizations_of(
    names: &ArticleNames,
    inventory: &[EntityKey],
    authorities: &Authorities,
    wanted: &dyn Fn(&FoundName) -> bool,
) -> Vec<EntityKey> {
    let mut keys = Vec::new();
    for name in names.names.iter().filter(|name| name.kind == Kind::Organization && wanted(name)) {
        let NameRef::Listed(key) = name.name else { continue };
        // The European Commission stands for the Community, but the IMF, which has a code, not for the United Nations.
        let coded = authorities.path(key).into_iter().rev().find(|key| inventory.contains(key));
        keys.extend(coded.filter(|key| !keys.contains(key)));
    }
    keys
}

fn note_errors(
    errors: &mut Errors,
    labelled: &Labelled,
    about: &[EntityKey],
    named: &[EntityKey],
    gold: &[EntityKey],
    authorities: &Authorities,
) {
    let example = || {
        let article = &labelled.article;
        let number = article.guid.as_deref().unwrap_or_default();
        let body = article.body.chars().take(60).collect::<String>().replace('\n', " ");
        format!("[{number}] {} | {} | {body}", article.title, article.dateline.as_deref().unwrap_or_default())
    };
    for &key in gold.iter().filter(|key| !about.contains(key)) {
        let what = if named.contains(&key) { "named, not about" } else { "not found" };
        errors.add(format!("{what}: {}", authorities.name(key)), example);
    }
    for &key in about.iter().filter(|key| !gold.contains(key)) {
        let what = if gold.is_empty() { "about, without gold" } else { "about, other gold" };
        errors.add(format!("{what}: {}", authorities.name(key)), example);
    }
}
