//! The tantivy index: derived from the archive, never the only place where anything is kept.
//!
//! Rule kept here: an index says which generation of the archive it holds. One that is behind is brought up to date from the
//! archive's rows, one of another schema, ahead or damaged is made anew.

mod check;
mod directory;
mod document;
mod fields;
mod inverter;
mod map;
mod postings;
mod segment;
#[cfg(test)]
mod tests;
mod writer;

pub use check::{damaged_files, disagreements};
#[cfg(test)]
pub use document::add_identity;
pub use document::{Document, IndexedArticle, IndexedNames, day_number, document, facet_of};
#[cfg(test)]
pub use fields::schema;
pub use fields::{Fields, fingerprint};
pub use map::MappedFile;
pub use writer::{Effort, IndexState, IndexWriter, state, state_of};

use anyhow::{Context, Result};
use directory::IndexFolder;
use std::path::Path;
use tantivy::Index;

/// Opens the index in a folder.
pub fn open(folder: &Path) -> Result<Index> {
    let failed = || format!("could not open the index in {}", folder.display());
    Index::open(IndexFolder::open(folder).with_context(failed)?).with_context(failed)
}

/// Makes an index in memory, with a segment for each group of documents that is not empty.
#[cfg(test)]
pub fn in_memory<'a>(groups: impl IntoIterator<Item = &'a [Document]>) -> Index {
    let index = Index::create_in_ram(fields::schema());
    let mut writer: tantivy::IndexWriter = index.writer_with_num_threads(1, 15_000_000).expect("memory for a writer");
    writer.set_merge_policy(Box::new(tantivy::indexer::NoMergePolicy));
    for documents in groups.into_iter().filter(|documents| !documents.is_empty()) {
        let vocabulary = documents[0].vocabulary.clone();
        let mut segment = segment::SegmentBuilder::new(index.new_segment(), vocabulary).expect("room for a segment");
        documents.iter().for_each(|document| segment.add(document).expect("room for a document"));
        writer.add_segment(segment.finish().expect("room for a segment")).expect("a segment that can be read");
    }
    writer.commit().expect("room for a commit");
    index
}

fn create(folder: &Path) -> Result<Index> {
    std::fs::create_dir_all(folder).with_context(|| format!("could not create {}", folder.display()))?;
    let settings = tantivy::IndexSettings { docstore_compress_dedicated_thread: false, ..Default::default() };
    Index::builder()
        .schema(fields::schema())
        .settings(settings)
        .create_in_dir(folder)
        .with_context(|| format!("could not create the index in {}", folder.display()))
}
