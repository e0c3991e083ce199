//! One article as a reader would meet it, against what was read in it by hand.

use std::fs;

use anyhow::{Context, Result};
use dateline::article::Article;
use dateline::authority::fold::fold;
use dateline::authority::{Authorities, Kind};
use dateline::enrich::names::{ArticleNames, FoundName, NameRef, WhichNames, find_names};
use serde_json::{Map, Value};

use crate::Options;
use crate::score::{Counts, Table};

/// Lists what is found with its probability, and what is missing and wrong by name.
pub fn measure(options: &Options, table: &mut Table) -> Result<()> {
    let folder = options.corpora.join("seed");
    if !folder.is_dir() {
        println!("skipped: no {}", folder.display());
        return Ok(());
    }
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))
    };
    let article =
        Article { body: read("aleppo.txt")?.replace('\n', "\n\n"), language: Some("en".to_owned()), ..Article::default() };
    let gold = serde_json::from_str::<Value>(&read("seed_gold.json")?).context("could not read seed_gold.json")?;
    let empty = Map::new();
    let part = |name: &str| gold[name].as_object().unwrap_or(&empty);
    let found = find_names(&article, Authorities::embedded(), WhichNames::All);

    println!("aleppo:");
    print_about(&found);
    let places = part("places").iter().filter(|(_, path)| !path.as_str().is_some_and(|path| path.contains("should not")));
    let places = places.map(|(name, _)| name.split(['|', '(', ')']).map(fold).filter(|form| !form.is_empty()).collect());
    table.row("aleppo places, by name", compare(&article, &found, Kind::Place, places.collect()));
    let organizations = part("orgs").iter().filter(|(name, _)| !name.contains("optional"));
    let organizations = organizations.map(|(name, forms)| {
        let forms = forms.as_array().into_iter().flatten().filter_map(Value::as_str).map(fold);
        forms.chain([fold(name)]).collect()
    });
    table.row("aleppo organizations, by name", compare(&article, &found, Kind::Organization, organizations.collect()));
    Ok(())
}

/// Counts which groups of spellings are found, and what is found beside them.
fn compare(article: &Article, found: &ArticleNames, kind: Kind, gold: Vec<Vec<String>>) -> Counts {
    let mentions = found.mentions.iter().filter(|mention| mention.kind == kind);
    let mut surfaces = mentions.map(|mention| fold(&mention.zone.text(article)[mention.range.clone()])).collect::<Vec<_>>();
    surfaces.sort();
    surfaces.dedup();
    let is_known = |surface: &String| gold.iter().any(|forms| forms.contains(surface));
    let missing = gold.iter().filter(|forms| !forms.iter().any(|form| surfaces.contains(form))).collect::<Vec<_>>();
    let wrong = surfaces.iter().filter(|surface| !is_known(surface)).collect::<Vec<_>>();
    println!("  {}s missing: {missing:?}\n  {}s not in the gold: {wrong:?}", kind.name(), kind.name());
    Counts { right: gold.len() - missing.len(), wrong: wrong.len(), missing: missing.len() }
}

fn print_about(found: &ArticleNames) {
    for name in found.names.iter().filter(|name| name.kind != Kind::Person) {
        let FoundName { mentions, demonyms, probability, .. } = name;
        let mark = if name.about { "about" } else { "" };
        println!("  {mark:<6}{probability:.2}  {} ({mentions} mentions, {demonyms} demonyms)", name_of(name));
    }
}

fn name_of(found: &FoundName) -> String {
    let authorities = Authorities::embedded();
    match &found.name {
        NameRef::Listed(key) => {
            let path = authorities.path(*key);
            path.into_iter().map(|key| authorities.name(key)).collect::<Vec<_>>().join("/")
        }
        NameRef::Unlisted { id, .. } => id.clone(),
    }
}
