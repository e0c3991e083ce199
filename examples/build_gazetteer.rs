//! Builds `schema/gazetteer.bin` from the tables in `schema/` and the two that `schema/build/fetch_places.py` leaves in `target/`.
//!
//! ```text
//! python3 schema/build/fetch_places.py
//! cargo run --release --example build_gazetteer [schema folder] [folder of places.tsv and admin.tsv]
//! ```

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use dateline::authority::compile::{Tables, compile};

fn main() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let schema = arguments.next().unwrap_or_else(|| PathBuf::from("schema"));
    let target = arguments.next().unwrap_or_else(|| PathBuf::from("target"));
    let read = |folder: &Path, name: &str| {
        let path = folder.join(name);
        std::fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))
    };
    let tables = Tables {
        countries: &read(&schema, "countries.tsv")?,
        regions: &read(&schema, "regions.tsv")?,
        organizations: &read(&schema, "organizations.tsv")?,
        ambiguous: &read(&schema, "ambiguous.tsv")?,
        supplement: &read(&schema, "places_supplement.tsv")?,
        abbreviations: &read(&schema, "admin_abbreviations.tsv")?,
        admin_aliases: &read(&schema, "admin_aliases.tsv")?,
        positions: &read(&schema, "positions.tsv")?,
        words: &read(&schema, "words.tsv")?,
        places: &read(&target, "places.tsv").context("run schema/build/fetch_places.py first")?,
        admin: &read(&target, "admin.tsv").context("run schema/build/fetch_places.py first")?,
    };
    let bytes = compile(&tables)?;
    let path = schema.join("gazetteer.bin");
    std::fs::write(&path, &bytes).with_context(|| format!("could not write {}", path.display()))?;
    println!("{}: {} bytes", path.display(), bytes.len());
    Ok(())
}
