//! Hits for reading, and one a line for a pipe.

use super::facets::print_facets_text;
use super::{COLUMNS, Style, clean, column, shown_date, with_commas, with_marks};
use crate::search::{Hit, HitName, SearchResults, Snippet};
use std::io::{self, Write};

/// More places or organizations than these are counted, not listed.
const MAX_NAMES: usize = 5;

/// Prints an answer for reading.
pub fn print_text(out: &mut impl Write, results: &SearchResults, style: Style) -> io::Result<()> {
    for hit in &results.hits {
        print_hit(out, hit, style)?;
        writeln!(out)?;
    }
    for (field, counts) in &results.facets {
        print_facets_text(out, field.name(), counts, style)?;
        writeln!(out)?;
    }
    let shown = results.hits.len();
    let from =
        if results.offset > 0 && shown > 0 { format!(" from {}", with_commas(results.offset as u64 + 1)) } else { String::new() };
    writeln!(out, "showing {}{from} of {}", with_commas(shown as u64), with_commas(results.total))
}

/// Prints one hit a line: the named columns, or id, date, title and path, parted by tabs, behind the
/// number of the query in a list of them. Facets follow as `field<TAB>count<TAB>path`.
pub fn print_lines(out: &mut impl Write, results: &SearchResults, columns: &[&str], qid: Option<&str>) -> io::Result<()> {
    debug_assert!(columns.iter().all(|column| COLUMNS.contains(column)));
    let columns = if columns.is_empty() { &["id", "date", "title", "path"] } else { columns };
    for hit in &results.hits {
        let values = columns.iter().map(|name| clean(&column(hit, name)).into_owned());
        let cells: Vec<String> = qid.map(str::to_string).into_iter().chain(values).collect();
        writeln!(out, "{}", cells.join("\t"))?;
    }
    for (field, counts) in &results.facets {
        super::print_facets_lines(out, field.name(), counts)?;
    }
    Ok(())
}

fn print_hit(out: &mut impl Write, hit: &Hit, style: Style) -> io::Result<()> {
    let article = &hit.article.article;
    let title = hit.snippets.iter().find(|snippet| snippet.field == "title");
    let (bold, dim) = (style.bold(), style.dim());
    let title = match title {
        Some(marked) => dressed(marked, style),
        None if article.title.is_empty() => "(no headline)".to_string(),
        None => clean(&article.title).into_owned(),
    };
    writeln!(out, "{:>3}. {}{title}{}", hit.rank, bold.0, bold.1)?;
    let facts = [
        article.date.as_ref().map_or_else(|| "no date".to_string(), shown_date),
        article.source.clone().unwrap_or_default(),
        article.language.clone().filter(|language| language != "en").unwrap_or_default(),
        format!("{} words", with_commas(hit.article.words)),
        hit.article.path.clone(),
        hit.article.id.clone(),
    ];
    let facts: Vec<String> = facts.iter().filter(|fact| !fact.is_empty()).map(|fact| clean(fact).into_owned()).collect();
    writeln!(out, "     {}{}{}", dim.0, facts.join(" · "), dim.1)?;
    for snippet in hit.snippets.iter().filter(|snippet| snippet.field == "body") {
        writeln!(out, "     {}", dressed(snippet, style))?;
    }
    for (what, names) in [("places", &hit.names.places), ("orgs", &hit.names.organizations)] {
        if !names.is_empty() {
            writeln!(out, "     {}{what}: {}{}", dim.0, listed(names), dim.1)?;
        }
    }
    Ok(())
}

fn listed(names: &[HitName]) -> String {
    let mut shown: Vec<String> = names.iter().take(MAX_NAMES).map(|name| clean(&name.path.join(" › ")).into_owned()).collect();
    if names.len() > MAX_NAMES {
        shown.push(format!("and {} more", names.len() - MAX_NAMES));
    }
    shown.join("; ")
}

/// Returns a snippet with its marks made visible.
fn dressed(snippet: &Snippet, style: Style) -> String {
    with_marks(&snippet.text, &snippet.marks, style, |text| clean(text).into_owned())
}
