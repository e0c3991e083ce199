//! Opens an archive for questions, with an index that is up to date.

use super::{Columns, Searcher};
use crate::analysis::Language;
use crate::archive::Archive;
use crate::index::{self, Effort, Fields, IndexState, IndexWriter};
use anyhow::{Context as _, Result, bail};
use std::cell::{OnceCell, RefCell};
use std::path::Path;
use tantivy::IndexReader;

impl Searcher {
    /// Opens the archive in a folder. An index that is behind, damaged or of another version is brought up to date first, where nobody
    /// else is at it; `say` is told so.
    pub fn open(folder: &Path, say: impl Fn(&str)) -> Result<Self> {
        let archive = Archive::open(folder)?;
        let index = current_index(&archive, &say)?;
        let index_folder = archive.index_folder();
        let fields = Fields::new(&index.schema());
        let reader: IndexReader = index
            .reader_builder()
            .reload_policy(tantivy::ReloadPolicy::Manual)
            .try_into()
            .with_context(|| format!("could not open the index in {}", index_folder.display()))?;
        let languages = languages_of(&reader.searcher(), &fields)?;
        Ok(Self {
            archive,
            reader,
            fields,
            languages,
            columns: Columns::default(),
            meaning: OnceCell::new(),
            ledger: OnceCell::new(),
            labels: RefCell::default(),
            labels_by_id: RefCell::default(),
        })
    }

    /// Gives the archive up, at the end of a process. Its files stay open and mapped until then: to give them back one by one takes longer
    /// than to give back all at once. A reader leaves nothing in archive.db to be finished.
    pub fn leave(self) {
        std::mem::forget(self);
    }
}

/// Opens the index of an archive. One that is behind, damaged or of another version is brought up to date first; where another process
/// is at that, it is waited for.
fn current_index(archive: &Archive, say: &impl Fn(&str)) -> Result<tantivy::Index> {
    const TRIES: usize = 100;
    let folder = archive.index_folder();
    for _ in 0..TRIES {
        let opened = index::open(&folder);
        let state = match &opened {
            Ok(index) => index::state_of(index, archive)?,
            Err(_) => index::state(&folder, archive)?,
        };
        match (state, opened) {
            (IndexState::Current, Ok(index)) => return Ok(index),
            (state, opened) => match (Archive::try_lock(archive.folder()), opened) {
                (Ok(Some(_lock)), _) => {
                    let effort = Effort::new(archive.bytes()?, REPAIR_MEMORY_BYTES);
                    IndexWriter::open(archive, effort, say)?.finish()?;
                    archive.settle()?;
                    return index::open(&folder);
                }
                // While another process indexes, its index is behind by what it has not committed yet.
                (Ok(None), Ok(index)) if matches!(state, IndexState::Behind(_)) => return Ok(index),
                (Ok(None), _) => std::thread::sleep(std::time::Duration::from_millis(100)),
                (Err(error), Ok(index)) if matches!(state, IndexState::Behind(_)) => {
                    say(&format!("the index is behind the archive and cannot be brought up to date: {error:#}"));
                    return Ok(index);
                }
                (Err(error), _) => return Err(error.context("the index must be made anew, and the archive cannot be written")),
            },
        }
    }
    bail!("the archive in {} is being made by another dateline; ask again when it is done", archive.folder().display())
}

/// What bringing an index up to date may use.
const REPAIR_MEMORY_BYTES: usize = 128 << 20;

/// Returns the languages that the index holds articles of, and English, as which words in Latin letters are stemmed where an
/// article's own language has no use for them.
fn languages_of(searcher: &tantivy::Searcher, fields: &Fields) -> Result<Vec<Language>> {
    let mut languages = vec![Language::ENGLISH];
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(fields.lang)?;
        let mut terms = index.terms().stream()?;
        while terms.advance() {
            if let Some(language) = std::str::from_utf8(terms.key()).ok().and_then(Language::from_code)
                && !languages.contains(&language)
            {
                languages.push(language);
            }
        }
    }
    languages[1..].sort_unstable();
    Ok(languages)
}
