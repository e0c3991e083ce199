//! Files mapped into memory, for what lies beside the index and is read where it lies.

use anyhow::{Context, Result};
use std::path::Path;
use tantivy::directory::{Directory, MmapDirectory, OwnedBytes};

/// The bytes of a file, which are read from disk as they are looked at. The file must not be changed in place while it is mapped;
/// another may take its name.
#[derive(Clone)]
pub struct MappedFile(OwnedBytes);

impl MappedFile {
    pub fn open(folder: &Path, name: &str) -> Result<Self> {
        let failed = || format!("could not open {}", folder.join(name).display());
        let directory = MmapDirectory::open(folder).with_context(failed)?;
        let file = directory.open_read(Path::new(name)).with_context(failed)?;
        Ok(Self(file.read_bytes().with_context(failed)?))
    }
}

impl std::ops::Deref for MappedFile {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}
