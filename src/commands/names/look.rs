//! `dateline names find` and `dateline names show`.

use super::kind_of;
use crate::authority::ledger::{Ledger, LedgerFile};
use crate::authority::{Authorities, Kind};
use crate::cli::{FilterArgs, NamesFindArgs, NamesShowArgs};
use crate::commands::questions::{config, open};
use crate::commands::{Environment, Outcome, stdout};
use crate::output::{NameFacts, print_name_json, print_name_text, print_names_json, print_names_lines, print_names_text};
use crate::search::{KnownName, KnownNames, Searcher};
use anyhow::{Result, bail};
use std::io::Write;

pub fn find(args: NamesFindArgs, environment: &Environment) -> Result<Outcome> {
    let (text, kind) = (args.text.join(" "), args.kind.map(kind_of));
    let searcher = open(environment)?;
    let ledger = LedgerFile::open(searcher.archive().folder())?.ledger(Authorities::embedded())?;
    let known = KnownNames::new(searcher.archive(), &ledger);
    let found = known.find(&text, kind)?;
    let total = found.len();
    let names = facts(found, args.limit, &searcher, &ledger)?;
    let mut out = stdout();
    if args.json {
        print_names_json(&mut out, &text, &names, total, environment.is_terminal)?;
    } else if total == 0 {
        let nearest = known.nearest(&text, kind)?;
        environment.messages.warn(&format!("nothing is known by the name {text:?}; {nearest}"));
    } else if environment.is_terminal {
        print_names_text(&mut out, &names, total, environment.style)?;
    } else {
        print_names_lines(&mut out, &names)?;
    }
    out.flush()?;
    Ok(if total > 0 { Outcome::Done } else { Outcome::NothingFound })
}

pub fn show(args: NamesShowArgs, environment: &Environment) -> Result<Outcome> {
    let (text, kind) = (args.name.join(" "), args.kind.map(kind_of));
    let searcher = open(environment)?;
    let authorities = Authorities::embedded();
    let ledger = LedgerFile::open(searcher.archive().folder())?.ledger(authorities)?;
    let known = KnownNames::new(searcher.archive(), &ledger);
    let mut meant = known.find(&text, kind)?;
    meant.retain(|name| name.is_exact);
    // As a search takes it: the most prominent of those that the archive has, else of all.
    let in_archive = meant.iter().position(|name| name.number.is_some());
    if meant.is_empty() {
        bail!("nothing is known by the name {text:?}; {}", known.nearest(&text, kind)?);
    }
    let chosen = meant.remove(in_archive.unwrap_or(0));
    let others = meant.len();
    if others > 0 && chosen.id != text {
        let path = chosen.path.join(" › ");
        let ways = format!("`dateline names find {text:?}` lists what else it may mean");
        environment.messages.note(&format!("{text} was taken for {path} ({}); {ways}", chosen.id));
    }
    let mut facts = facts(vec![chosen], 1, &searcher, &ledger)?.remove(0);
    if let Some(key) = authorities.by_id(&facts.name.id) {
        facts.listed_as = authorities.names_of(key);
    }
    let mut out = stdout();
    if args.json {
        print_name_json(&mut out, &facts, environment.is_terminal)?;
    } else {
        print_name_text(&mut out, &facts, environment.style)?;
    }
    out.flush()?;
    Ok(Outcome::Done)
}

/// Returns the first names, those of most articles first among those that are called so and among those that only contain the text.
fn facts(found: Vec<KnownName>, limit: usize, searcher: &Searcher, ledger: &Ledger) -> Result<Vec<NameFacts>> {
    let numbers: Vec<i64> = found.iter().filter_map(|name| name.number).collect();
    let mentioned = searcher.archive().articles_naming(&numbers)?;
    let count = |name: &KnownName| name.number.and_then(|number| mentioned.get(&number)).copied().unwrap_or(0);
    let mut found = found;
    found.sort_by_key(|name| (!name.is_exact, std::cmp::Reverse(count(name))));
    found.truncate(limit);
    let facts = found.into_iter().map(|name| {
        let mentioned = count(&name);
        let articles = if mentioned == 0 { 0 } else { articles_about(&name, searcher)? };
        let mut says = ledger.says_of(&name.id);
        says.extend(ledger.says_of_name(name.alias.as_ref().unwrap_or(&name.label), name.kind));
        Ok(NameFacts { articles, mentioned, ledger: says, listed_as: Vec::new(), name })
    });
    facts.collect()
}

/// Returns the number of articles that a search for the name finds.
fn articles_about(name: &KnownName, searcher: &Searcher) -> Result<u64> {
    let mut filters = FilterArgs::default();
    let wanted = match name.kind {
        Kind::Place => &mut filters.place,
        Kind::Organization => &mut filters.org,
        Kind::Person => &mut filters.person,
    };
    wanted.push(name.id.clone());
    Ok(searcher.count(&config("", &filters)?)?.0)
}
