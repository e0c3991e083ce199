//! The tantivy index: derived from the archive, never the only place where anything is kept.
//!
//! Rule kept here: an index says which generation of the archive it holds. One that is behind is brought up to date from the
//! archive's rows, one of another schema, ahead or damaged is made anew.

mod check;
mod directory;
mod document;
mod fields;
mod map;
mod tokenizer;
mod writer;

pub use check::{damaged_files, disagreements};
pub use document::{IndexedArticle, IndexedNames, day_number, document, facet_of};
pub use fields::{Fields, fingerprint};
pub use map::MappedFile;
pub use writer::{Effort, IndexState, IndexWriter, state, state_of};

use anyhow::{Context, Result};
use directory::IndexFolder;
use std::path::Path;
use tantivy::Index;

/// Opens the index in a folder, with its tokenizers.
pub fn open(folder: &Path) -> Result<Index> {
    let failed = || format!("could not open the index in {}", folder.display());
    let index = Index::open(IndexFolder::open(folder).with_context(failed)?).with_context(failed)?;
    tokenizer::register(&index);
    Ok(index)
}

/// Creates an index in memory.
#[cfg(test)]
pub fn in_memory() -> Index {
    let index = Index::create_in_ram(fields::schema());
    tokenizer::register(&index);
    index
}

fn create(folder: &Path) -> Result<Index> {
    std::fs::create_dir_all(folder).with_context(|| format!("could not create {}", folder.display()))?;
    let settings = tantivy::IndexSettings { docstore_compress_dedicated_thread: false, ..Default::default() };
    let index = Index::builder()
        .schema(fields::schema())
        .settings(settings)
        .create_in_dir(folder)
        .with_context(|| format!("could not create the index in {}", folder.display()))?;
    tokenizer::register(&index);
    Ok(index)
}
