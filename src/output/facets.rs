//! Facet trees.

use super::json::JsonFacet;
use super::{Style, clean, with_commas, write_json};
use crate::search::{FacetCount, SearchResults};
use std::io::{self, Write};

const WIDTH: usize = 44;

/// Prints a tree with its counts in a column.
pub fn print_facets_text(out: &mut impl Write, field: &str, counts: &[FacetCount], style: Style) -> io::Result<()> {
    let bold = style.bold();
    writeln!(out, "{}{field}{}", bold.0, bold.1)?;
    if counts.is_empty() {
        writeln!(out, "  none")?;
    }
    branch(out, counts, 1)
}

fn branch(out: &mut impl Write, counts: &[FacetCount], depth: usize) -> io::Result<()> {
    for node in counts {
        let name = format!("{}{}", "  ".repeat(depth), clean(&node.name));
        let fill = WIDTH.saturating_sub(name.chars().count());
        writeln!(out, "{name}{}{:>9}", " ".repeat(fill), with_commas(node.count))?;
        branch(out, &node.children, depth + 1)?;
    }
    Ok(())
}

/// Prints one value a line: `field<TAB>count<TAB>Syria/Aleppo`.
pub fn print_facets_lines(out: &mut impl Write, field: &str, counts: &[FacetCount]) -> io::Result<()> {
    lines(out, field, counts, "")
}

fn lines(out: &mut impl Write, field: &str, counts: &[FacetCount], above: &str) -> io::Result<()> {
    for node in counts {
        let path = if above.is_empty() { clean(&node.name).into_owned() } else { format!("{above}/{}", clean(&node.name)) };
        writeln!(out, "{field}\t{}\t{path}", node.count)?;
        lines(out, field, &node.children, &path)?;
    }
    Ok(())
}

/// Prints the facets of an answer as one JSON object.
pub fn print_facets_json(out: &mut impl Write, results: &SearchResults, is_pretty: bool) -> io::Result<()> {
    let facets: serde_json::Map<String, serde_json::Value> = results
        .facets
        .iter()
        .map(|(field, counts)| {
            let nodes: Vec<JsonFacet> = counts.iter().map(JsonFacet::new).collect();
            (field.name().to_string(), serde_json::to_value(nodes).unwrap_or_default())
        })
        .collect();
    let answer = serde_json::json!({
        "schema": "dateline.facets/1",
        "query": results.query,
        "parsed": results.parsed,
        "total": results.total,
        "warnings": results.warnings,
        "facets": facets,
    });
    write_json(out, &answer, is_pretty)
}
