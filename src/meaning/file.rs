//! The files of learned vectors: how they are written whole or not at all, and how they are opened without being read.
//!
//! `meaning/` in the archive's folder holds
//!
//! | file | holds |
//! |---|---|
//! | `manifest` | a line of JSON: which files count, their sizes and BLAKE3 sums; then a line with the BLAKE3 sum of the first |
//! | `terms-…` | the vector of each term |
//! | `passages-…` | the vectors of passages, by the rows of their articles; several, each of later rows than the one before |
//!
//! A file is named by its sum and never changed. What is new is written under another name and synced, then the manifest is replaced by
//! renaming, then what it names no more is removed: at any moment the old vectors count or the new. Numbers are little-endian.
//!
//! ```text
//! terms:    vectors  i8  × dimensions × terms     step of each  f32 × terms     weight of each  f32 × terms
//!           where each begins in the text  u32 × (terms + 1)    the text: terms in the order of their bytes     trailer
//! passages: vectors  i8  × dimensions × passages  1 / length of each  f32 × passages
//!           rows  u64 × rows, ascending           first passage of each row  u32 × (rows + 1)                   trailer
//! trailer:  magic 8 · version u32 · dimensions u32 · terms or rows u64 · bytes of text or passages u64 · what terms the vectors
//!           are made of: first 16 bytes of the sum of that file, 0 in itself · first 16 bytes of BLAKE3 over these 48 bytes
//! ```

use crate::index::MappedFile;
use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

pub const FOLDER: &str = "meaning";
pub const TERMS: [u8; 8] = *b"dtlnterm";
pub const PASSAGES: [u8; 8] = *b"dtlnpsgs";
const VERSION: u32 = 1;
const TRAILER_BYTES: usize = 64;
const MANIFEST: &str = "manifest";

/// What the manifest says.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct Manifest {
    pub version: u32,
    /// Of the analysis that made the stems.
    pub fingerprint: String,
    /// How many articles the archive held when the terms were learned.
    pub learned_from: u64,
    /// The last row that has its vectors, or has no words.
    pub through: u64,
    pub terms: Named,
    /// In the order of rows.
    pub passages: Vec<Named>,
}

/// A file that counts.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
pub struct Named {
    pub name: String,
    pub bytes: u64,
    /// BLAKE3, hexadecimal.
    pub sum: String,
}

/// The end of a file, which says what is before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trailer {
    pub magic: [u8; 8],
    pub dimensions: u32,
    /// Terms, or rows.
    pub entries: u64,
    /// Bytes of text, or passages.
    pub extent: u64,
    /// The terms that the vectors are made of.
    pub origin: [u8; 16],
}

impl Manifest {
    pub fn new(terms: Named, passages: Vec<Named>, learned_from: u64, through: u64) -> Self {
        Self { version: VERSION, fingerprint: crate::index::fingerprint(), learned_from, through, terms, passages }
    }

    /// Reads the manifest; `None` where nothing has been learned.
    pub fn read(folder: &Path) -> Result<Option<Self>> {
        let path = folder.join(MANIFEST);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| format!("could not read {}", path.display())),
        };
        let whole = text
            .split_once('\n')
            .filter(|(line, sum)| sum.strip_suffix('\n') == Some(blake3::hash(line.as_bytes()).to_hex().as_str()));
        let manifest: Option<Self> = whole.and_then(|(line, _)| serde_json::from_str(line).ok());
        let Some(manifest) = manifest else { bail!("{} is damaged", path.display()) };
        ensure!(manifest.version <= VERSION, "{} was written by a newer dateline", path.display());
        Ok(Some(manifest))
    }

    /// Makes this the manifest, and removes the files that it does not name.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let line = serde_json::to_string(self)?;
        let unfinished = folder.join("manifest.new");
        let failed = || format!("could not write {}", unfinished.display());
        let mut file = File::create(&unfinished).with_context(failed)?;
        write!(file, "{line}\n{}\n", blake3::hash(line.as_bytes()).to_hex()).with_context(failed)?;
        file.sync_all().with_context(failed)?;
        // The files must have their names on disk before they count.
        sync_folder(folder)?;
        std::fs::rename(&unfinished, folder.join(MANIFEST)).with_context(failed)?;
        sync_folder(folder)?;
        for entry in std::fs::read_dir(folder).with_context(failed)?.flatten() {
            let name = entry.file_name();
            if name != MANIFEST && !self.files().any(|file| name == *file.name) {
                // A reader may hold it open, which some systems do not like; the next writer finds it again.
                let _ = std::fs::remove_file(entry.path());
            }
        }
        Ok(())
    }

    pub fn files(&self) -> impl Iterator<Item = &Named> {
        std::iter::once(&self.terms).chain(&self.passages)
    }
}

impl Named {
    /// Returns the first 16 bytes of the sum.
    pub fn origin(&self) -> [u8; 16] {
        let byte = |at: usize| self.sum.get(2 * at..2 * at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        std::array::from_fn(|at| byte(at).unwrap_or(0))
    }

    /// Maps the file and reads its trailer. Nothing else of it is looked at.
    ///
    /// # Errors
    ///
    /// Where it is another's, of another length than it says, or its trailer is damaged.
    pub fn open(&self, folder: &Path, magic: [u8; 8]) -> Result<(MappedFile, Trailer)> {
        ensure!(!self.name.contains(['/', '\\']), "{:?} is no name of a file in {}", self.name, folder.display());
        let file = MappedFile::open(folder, &self.name)?;
        let trailer = Trailer::of(&file).filter(|trailer| trailer.magic == magic && file.len() as u64 == self.bytes);
        let Some(trailer) = trailer else { bail!("{} is damaged", folder.join(&self.name).display()) };
        Ok((file, trailer))
    }

    /// Returns whether the file is as it was written, to the last byte.
    pub fn is_whole(&self, folder: &Path) -> Result<bool> {
        let path = folder.join(&self.name);
        let failed = || format!("could not read {}", path.display());
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(File::open(&path).with_context(failed)?).with_context(failed)?;
        Ok(hasher.finalize().to_hex().as_str() == self.sum)
    }
}

impl Trailer {
    fn of(file: &[u8]) -> Option<Self> {
        let (body, trailer) = file.split_at_checked(file.len().checked_sub(TRAILER_BYTES)?)?;
        let (said, check) = trailer.split_at(48);
        let number = |at: usize| said[at..at + 8].try_into().map(u64::from_le_bytes).unwrap_or(0);
        let (version, dimensions) = (number(8) as u32, (number(8) >> 32) as u32);
        let found = Self {
            magic: said[..8].try_into().ok()?,
            dimensions,
            entries: number(16),
            extent: number(24),
            origin: said[32..].try_into().ok()?,
        };
        let is_sound = blake3::hash(said).as_bytes()[..16] == *check && version == VERSION;
        (is_sound && found.body_bytes()? == body.len() as u64).then_some(found)
    }

    /// Returns how many bytes stand before the trailer.
    fn body_bytes(&self) -> Option<u64> {
        let vectors = if self.magic == TERMS { self.entries } else { self.extent };
        let rest = if self.magic == TERMS {
            self.entries.checked_mul(4 + 4 + 4)?.checked_add(4)?.checked_add(self.extent)?
        } else {
            self.extent.checked_mul(4)?.checked_add(self.entries.checked_mul(8 + 4)?)?.checked_add(4)?
        };
        vectors.checked_mul(self.dimensions.into())?.checked_add(rest)
    }

    fn to_bytes(self) -> Vec<u8> {
        let mut bytes = self.magic.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend(self.dimensions.to_le_bytes());
        bytes.extend(self.entries.to_le_bytes());
        bytes.extend(self.extent.to_le_bytes());
        bytes.extend(self.origin);
        let check = blake3::hash(&bytes);
        bytes.extend(&check.as_bytes()[..16]);
        bytes
    }
}

/// A file that is being written, under a name that does not count.
pub struct NewFile {
    out: BufWriter<File>,
    hasher: blake3::Hasher,
    bytes: u64,
    path: PathBuf,
}

impl NewFile {
    pub fn create(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).with_context(|| format!("could not create {}", folder.display()))?;
        let path = folder.join("unfinished");
        let file = File::create(&path).with_context(|| format!("could not write {}", path.display()))?;
        Ok(Self { out: BufWriter::with_capacity(1 << 18, file), hasher: blake3::Hasher::new(), bytes: 0, path })
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        self.out.write_all(bytes).with_context(|| format!("could not write {}; is the disk full?", self.path.display()))
    }

    /// Ends the file, syncs it and gives it its name.
    pub fn finish(mut self, trailer: Trailer) -> Result<Named> {
        self.write(&trailer.to_bytes())?;
        let failed = || format!("could not write {}; is the disk full?", self.path.display());
        self.out.flush().with_context(failed)?;
        self.out.get_ref().sync_all().with_context(failed)?;
        let sum = self.hasher.finalize().to_hex().to_string();
        let kind = if trailer.magic == TERMS { "terms" } else { "passages" };
        let name = format!("{kind}-{}", &sum[..16]);
        std::fs::rename(&self.path, self.path.with_file_name(&name)).with_context(failed)?;
        Ok(Named { name, bytes: self.bytes, sum })
    }
}

/// Makes renamings last.
fn sync_folder(folder: &Path) -> Result<()> {
    if cfg!(unix) {
        let opened = File::open(folder).with_context(|| format!("could not open {}", folder.display()))?;
        opened.sync_all().with_context(|| format!("could not sync {}", folder.display()))?;
    }
    Ok(())
}
