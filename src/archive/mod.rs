//! The archive of record: a folder with `archive.db` (SQLite), beside it the index that is made from it.
//!
//! Rule kept here: SQLite commits first, under a generation number; the index follows and carries the number it holds. So an index
//! that is behind can be brought up to date, and one that is lost made anew, from here alone.

mod articles;
mod ledger;
mod names;
mod seal;
mod versions;
mod writer;

pub use articles::{ArticleName, Detail, NameRow, StoredArticle};
pub use ledger::{InputRow, InputState, LedgerTotals};
pub use seal::Seal;
pub use versions::Standing;
pub use writer::{ArchiveWriter, Closing, Name, NewArticle, NewInput};

use anyhow::{Context, Result, bail};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// The folder name that an archive is found by.
pub const FOLDER: &str = ".dateline";
const SCHEMA: &str = include_str!("../../schema/archive.sql");
/// Written to the header of archive.db, so that `file` and other programs can tell what it is: "dtln".
const APPLICATION_ID: i64 = 0x6474_6C6E;
const VERSION: i64 = 3;
/// What brings an archive of version 1 to version 2.
const FROM_VERSION_1: &str = "
ALTER TABLE inputs ADD COLUMN names TEXT NOT NULL DEFAULT 'all';
ALTER TABLE article_names ADD COLUMN about INTEGER NOT NULL DEFAULT 1;
ALTER TABLE article_names ADD COLUMN percent INTEGER NOT NULL DEFAULT 100;
ALTER TABLE names ADD COLUMN shown TEXT;
CREATE TABLE renamed (row INTEGER PRIMARY KEY, generation INTEGER NOT NULL);";
/// What brings an archive of version 2 to version 3.
const FROM_VERSION_2: &str = "
ALTER TABLE inputs ADD COLUMN problems TEXT;
ALTER TABLE inputs ADD COLUMN note TEXT;
ALTER TABLE articles ADD COLUMN member TEXT;
ALTER TABLE articles ADD COLUMN version INTEGER;
CREATE INDEX articles_by_version ON articles (guid) WHERE version IS NOT NULL;
CREATE TABLE withdrawn (guid TEXT NOT NULL, version INTEGER, input INTEGER NOT NULL REFERENCES inputs (input),
    PRIMARY KEY (guid, input)) WITHOUT ROWID;";

/// An open archive.
pub struct Archive {
    /// The folder that holds archive.db and index/.
    folder: PathBuf,
    /// Relative paths of inputs start here.
    root: PathBuf,
    db: Connection,
}

/// The right to change an archive; given up when dropped, also by a process that is killed.
#[derive(Debug)]
pub struct WriteLock(#[expect(dead_code, reason = "held for its lock")] File);

impl Archive {
    /// Returns the archive folder: the one named, else `.dateline` in the working directory or the nearest parent.
    pub fn locate(named: Option<&Path>) -> Result<PathBuf> {
        if let Some(folder) = named {
            let inner = folder.join(FOLDER);
            let folder = if !folder.join("archive.db").exists() && inner.exists() { inner } else { folder.to_path_buf() };
            if !folder.join("archive.db").exists() {
                bail!("there is no archive in {}; `dateline index --archive {0} PATH` makes one", folder.display());
            }
            return Ok(folder);
        }
        let here = std::env::current_dir().context("could not tell the working directory")?;
        for parent in here.ancestors() {
            let folder = parent.join(FOLDER);
            if folder.join("archive.db").exists() {
                return Ok(folder);
            }
        }
        bail!("there is no archive in {} or above it; `dateline index PATH` makes one", here.display());
    }

    /// Opens an archive to read from it.
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join("archive.db");
        // A plain read-only connection cannot recover a write-ahead log that a killed process left, so writing is allowed where it
        // is possible, and nothing is written.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(&path, flags)
            .or_else(|_| {
                Connection::open_with_flags(immutable_uri(&path), OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI)
            })
            .with_context(|| format!("could not open {}", path.display()))?;
        db.pragma_update(None, "mmap_size", 1_i64 << 40)?;
        // Without this SQLite, compiled with statistics, prepares a statement anew for every row that it is asked for.
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        db.busy_timeout(std::time::Duration::from_secs(10))?;
        let mut archive = Self { root: PathBuf::new(), folder: folder.to_path_buf(), db };
        archive.check_version()?;
        archive.root = root_of(folder, &archive.db)?;
        Ok(archive)
    }

    /// Opens an archive to read all of it, through a small cache: of a mapped file every page that was read counts as memory.
    pub fn open_to_scan(folder: &Path) -> Result<Self> {
        let archive = Self::open(folder)?;
        archive.db.pragma_update(None, "mmap_size", 0)?;
        Ok(archive)
    }

    /// Opens an archive to change it, and creates it where there is none.
    ///
    /// # Errors
    ///
    /// When another process is changing it.
    pub fn open_or_create(folder: &Path) -> Result<(Self, WriteLock)> {
        std::fs::create_dir_all(folder).with_context(|| format!("could not create {}", folder.display()))?;
        let lock = Self::lock(folder)?;
        let path = folder.join("archive.db");
        if !path.exists() {
            create(folder).with_context(|| format!("could not create {}", path.display()))?;
        }
        let db = Connection::open(&path).with_context(|| format!("could not open {}", path.display()))?;
        db.busy_timeout(std::time::Duration::from_secs(10))?;
        db.pragma_update(None, "synchronous", "full")?;
        db.pragma_update(None, "wal_autocheckpoint", 2000)?;
        db.pragma_update(None, "cache_size", -32_000)?;
        let mut archive = Self { root: PathBuf::new(), folder: folder.to_path_buf(), db };
        archive.check_version()?;
        archive.root = root_of(folder, &archive.db)?;
        Ok((archive, lock))
    }

    /// Takes the right to change the archive.
    ///
    /// # Errors
    ///
    /// When another process holds it.
    pub fn lock(folder: &Path) -> Result<WriteLock> {
        match Self::try_lock(folder)? {
            Some(lock) => Ok(lock),
            None => bail!("another dateline is changing the archive in {}; wait until it is done", folder.display()),
        }
    }

    /// Takes the right to change the archive where nobody holds it.
    pub fn try_lock(folder: &Path) -> Result<Option<WriteLock>> {
        let path = folder.join("lock");
        let file = File::create(&path).with_context(|| format!("could not write {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(WriteLock(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("could not lock {}", path.display())),
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn index_folder(&self) -> PathBuf {
        self.folder.join("index")
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the generation of the last commit, 0 for an empty archive.
    pub fn generation(&self) -> Result<u64> {
        Ok(self.db.query_row("SELECT coalesce(max(generation), 0) FROM generations", [], |row| row.get(0))?)
    }

    /// Returns the size of archive.db.
    pub fn bytes(&self) -> Result<u64> {
        let path = self.folder.join("archive.db");
        Ok(std::fs::metadata(&path).with_context(|| format!("could not read {}", path.display()))?.len())
    }

    /// Checks every page and every index of archive.db; returns what is wrong, nothing where all is well.
    pub fn problems(&self) -> Result<Vec<String>> {
        let mut statement = self.db.prepare("PRAGMA integrity_check(20)")?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>();
        match lines {
            Ok(lines) => Ok(lines.into_iter().filter(|line| line != "ok").collect()),
            Err(error) => Ok(vec![error.to_string()]),
        }
    }

    fn check_version(&self) -> Result<()> {
        let path = self.folder.join("archive.db");
        let number = |name| self.db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let id = number("application_id").with_context(|| format!("{} is damaged or is no archive", path.display()))?;
        if id != APPLICATION_ID {
            bail!("{} is damaged or is no archive; restore it from a backup, or index into another folder", path.display());
        }
        let version = number("user_version")?;
        if version > VERSION {
            bail!("the archive in {} was made by a newer dateline (version {version}); update dateline", self.folder.display());
        }
        if version < VERSION {
            let failed = || format!("could not bring {} to this version of dateline", path.display());
            self.break_seal().with_context(failed)?;
            let steps = [FROM_VERSION_1, FROM_VERSION_2];
            let missing = steps[(version.max(1) - 1) as usize..].concat();
            let script = format!("BEGIN IMMEDIATE; {missing} PRAGMA user_version = {VERSION}; COMMIT;");
            self.db.execute_batch(&script).with_context(failed)?;
        }
        Ok(())
    }
}

/// Makes an archive without articles. The file gets its name when it is whole, so that no moment of a kill leaves half a one.
fn create(folder: &Path) -> Result<()> {
    let unfinished = folder.join("archive.db.new");
    if unfinished.exists() {
        std::fs::remove_file(&unfinished)?;
    }
    let db = Connection::open(&unfinished)?;
    // Measured on 200,000 articles: pages of 16 KiB cost 1.08 times the text, those of 4 KiB 1.5 times.
    db.pragma_update(None, "page_size", 16384)?;
    db.execute_batch(SCHEMA)?;
    db.pragma_update(None, "application_id", APPLICATION_ID)?;
    db.pragma_update(None, "user_version", VERSION)?;
    if folder.file_name().is_none_or(|name| name != FOLDER) {
        let here = std::env::current_dir().context("could not tell the working directory")?;
        db.execute("INSERT INTO meta (key, value) VALUES ('root', ?1)", [here.to_string_lossy()])?;
    }
    db.close().map_err(|(_, error)| error)?;
    std::fs::rename(&unfinished, folder.join("archive.db"))?;
    Ok(())
}

/// Turns on the write-ahead log, with which readers and the writer do not wait for each other. It takes a moment in which nobody reads,
/// and changes archive.db, so it is left until something is to be written.
fn keep_log(db: &Connection) -> rusqlite::Result<()> {
    const TRIES: u32 = 400;
    let mut tries = 0;
    loop {
        let switched: rusqlite::Result<String> = db.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0));
        tries += 1;
        match switched {
            Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) && tries < TRIES => {
                std::thread::sleep(std::time::Duration::from_millis(25));
            }
            switched => return switched.map(|_| ()),
        }
    }
}

/// For media that cannot be written: SQLite then leaves locks and the log alone.
fn immutable_uri(path: &Path) -> String {
    format!("file:{}?immutable=1", path.display().to_string().replace('%', "%25").replace('?', "%3f").replace('#', "%23"))
}

fn root_of(folder: &Path, db: &Connection) -> Result<PathBuf> {
    if folder.file_name().is_some_and(|name| name == FOLDER) {
        let folder = crate::corpus::absolute(folder);
        return Ok(folder.parent().map(Path::to_path_buf).unwrap_or(folder));
    }
    let root: Option<String> = db
        .query_row("SELECT value FROM meta WHERE key = 'root'", [], |row| row.get(0))
        .with_context(|| format!("{} is damaged or is no archive", folder.join("archive.db").display()))
        .map(Some)
        .or_else(|error| if error.is::<rusqlite::Error>() && is_no_rows(&error) { Ok(None) } else { Err(error) })?;
    Ok(root.map(PathBuf::from).unwrap_or_else(|| folder.to_path_buf()))
}

fn is_no_rows(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref::<rusqlite::Error>(), Some(rusqlite::Error::QueryReturnedNoRows))
}
