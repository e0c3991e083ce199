//! Names that are known: lists of them, and all of one.

use super::{Style, clean, with_commas, write_json};
use crate::search::KnownName;
use serde_json::{Value, json};
use std::io::{self, Write};

/// A name with what the archive and the ledger have of it.
#[derive(Debug, Clone, PartialEq)]
pub struct NameFacts {
    pub name: KnownName,
    /// Articles about it, as facets count them.
    pub articles: u64,
    /// Articles that name it at all.
    pub mentioned: u64,
    /// What the ledger says of it, in words.
    pub ledger: Vec<String>,
    /// Folded names that it is listed under; empty where they were not asked for.
    pub listed_as: Vec<String>,
}

/// Prints a list for reading; `total` may be more than are shown.
pub fn print_names_text(out: &mut impl Write, names: &[NameFacts], total: usize, style: Style) -> io::Result<()> {
    let (bold, dim) = (style.bold(), style.dim());
    for NameFacts { name, articles, ledger, .. } in names {
        let alias = name.alias.as_ref().map(|alias| format!(", as {}", clean(alias))).unwrap_or_default();
        writeln!(out, "{:>9}  {}{}{}{alias}", with_commas(*articles), bold.0, clean(&name.path.join(" › ")), bold.1)?;
        let mut facts = vec![kind_of(name), name.id.clone()];
        if name.population > 0 {
            facts.push(format!("population {}", with_commas(u64::from(name.population))));
        }
        facts.extend(ledger.iter().cloned());
        writeln!(out, "{}           {}{}", dim.0, clean(&facts.join(" · ")), dim.1)?;
    }
    writeln!(out, "showing {} of {}; the number is that of articles", with_commas(names.len() as u64), with_commas(total as u64))
}

/// Prints one name a line: id, kind, articles, `Syria/Aleppo`, the alias that was found, what the ledger says; parted by tabs.
pub fn print_names_lines(out: &mut impl Write, names: &[NameFacts]) -> io::Result<()> {
    for NameFacts { name, articles, ledger, .. } in names {
        let alias = name.alias.clone().unwrap_or_default();
        let cells =
            [name.id.clone(), name.kind.name().to_owned(), articles.to_string(), name.path.join("/"), alias, ledger.join("; ")];
        writeln!(out, "{}", cells.map(|cell| clean(&cell).into_owned()).join("\t").trim_end())?;
    }
    Ok(())
}

/// Prints a list as one JSON answer.
pub fn print_names_json(out: &mut impl Write, text: &str, names: &[NameFacts], total: usize, is_pretty: bool) -> io::Result<()> {
    let names: Vec<Value> = names.iter().map(record).collect();
    write_json(out, &json!({"schema": "dateline.names/1", "query": text, "total": total, "names": names}), is_pretty)
}

/// Prints all of one name for reading.
pub fn print_name_text(out: &mut impl Write, facts: &NameFacts, style: Style) -> io::Result<()> {
    let NameFacts { name, articles, mentioned, ledger, listed_as } = facts;
    let (bold, dim) = (style.bold(), style.dim());
    writeln!(out, "{}{}{}", bold.0, clean(&name.label), bold.1)?;
    let population = (name.population > 0).then(|| with_commas(u64::from(name.population)));
    let lines = [
        ("id", Some(name.id.clone())),
        ("kind", Some(kind_of(name))),
        ("path", Some(name.path.join(" › "))),
        ("country", name.country.clone()),
        ("position", name.lat_lon.map(|(lat, lon)| format!("{lat}, {lon}"))),
        ("population", population),
        ("listed as", Some(listed_as.join("; ")).filter(|names| !names.is_empty())),
        ("names.toml", Some(ledger.join("; ")).filter(|says| !says.is_empty())),
        ("articles", Some(format!("{} about it, {} that name it", with_commas(*articles), with_commas(*mentioned)))),
    ];
    for (what, value) in lines {
        if let Some(value) = value {
            writeln!(out, "{}{what:>13}{}  {}", dim.0, dim.1, clean(&value))?;
        }
    }
    Ok(())
}

/// Prints all of one name as one JSON answer.
pub fn print_name_json(out: &mut impl Write, facts: &NameFacts, is_pretty: bool) -> io::Result<()> {
    let mut answer = json!({"schema": "dateline.name/1"});
    if let (Value::Object(answer), Value::Object(mut record)) = (&mut answer, record(facts)) {
        record.remove("alias");
        answer.append(&mut record);
        answer.insert("listed_as".to_owned(), json!(facts.listed_as));
    }
    write_json(out, &answer, is_pretty)
}

fn record(facts: &NameFacts) -> Value {
    let name = &facts.name;
    json!({
        "id": name.id,
        "kind": name.kind.name(),
        "name": name.label,
        "path": name.path,
        "feature": name.feature,
        "country": name.country,
        "lat": name.lat_lon.map(|(lat, _)| lat),
        "lon": name.lat_lon.map(|(_, lon)| lon),
        "population": (name.population > 0).then_some(name.population),
        "articles": facts.articles,
        "mentioned": facts.mentioned,
        "alias": name.alias,
        "ledger": facts.ledger,
    })
}

fn kind_of(name: &KnownName) -> String {
    match name.feature {
        Some(feature) if feature != name.kind.name() => format!("{}, {feature}", name.kind.name()),
        Some(_) => name.kind.name().to_owned(),
        None => format!("{}, in no list", name.kind.name()),
    }
}
