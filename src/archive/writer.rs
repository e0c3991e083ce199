//! Writing the archive: articles, names and the ledger, in generations.

use super::articles::{ArticleName, Given};
use super::ledger::InputState;
use super::{Archive, WriteLock, keep_log};
use crate::article::Article;
use crate::corpus::Fault;
use anyhow::{Context, Result};
use rusqlite::{OptionalExtension, params};
use rustc_hash::FxHashMap;

/// An archive that is being changed: one transaction at a time, each ended by [`ArchiveWriter::commit`].
pub struct ArchiveWriter {
    archive: Archive,
    _lock: WriteLock,
    names: FxHashMap<String, KnownName>,
    next_row: u64,
    /// Whether a transaction is open.
    is_dirty: bool,
    /// Whether anything was written at all.
    has_changed: bool,
}

/// A name of the archive, as it was last written.
struct KnownName {
    number: i64,
    label: String,
    parent: Option<i64>,
}

/// What is known of an input when its reading begins.
#[derive(Debug, Clone, Copy)]
pub struct NewInput<'a> {
    pub path: &'a str,
    pub size: u64,
    /// Nanoseconds since 1970, 0 where the next run must look at the bytes again.
    pub modified: i64,
    pub hash: Option<&'a [u8; 16]>,
    pub format: Option<&'a str>,
    /// Which names its articles get: `all`, `given`, `off`.
    pub names: &'a str,
}

/// One article to be written.
pub struct NewArticle<'a> {
    pub id: &'a str,
    pub input: i64,
    /// Where the input holds files: the path of one in it.
    pub member: Option<&'a str>,
    pub ordinal: Option<u64>,
    pub article: &'a Article,
    pub words: u64,
}

/// What the ledger says of an input in the end.
#[derive(Debug, Default)]
pub struct Closing {
    /// Why it failed, or was wrong in part.
    pub reason: Option<String>,
    /// The first of the problems, one by one.
    pub problems: Vec<Fault>,
    /// What is no fault.
    pub note: Option<String>,
}

impl Closing {
    fn problems(&self) -> Result<Option<String>> {
        let pairs: Vec<_> = self.problems.iter().map(|fault| (&fault.place, &fault.what)).collect();
        Ok(if pairs.is_empty() { None } else { Some(serde_json::to_string(&pairs)?) })
    }
}

/// A name with all that the archive keeps of it.
#[derive(Debug, Clone)]
pub struct Name<'a> {
    pub id: &'a str,
    pub kind: &'a str,
    pub label: &'a str,
    pub parent: Option<i64>,
    pub country: Option<&'a str>,
    pub lat_lon: Option<(f64, f64)>,
}

impl ArchiveWriter {
    pub fn new(archive: Archive, lock: WriteLock) -> Result<Self> {
        let next_row: u64 = archive.db.query_row(
            "SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'articles'), 0), coalesce((SELECT max(row) FROM articles), 0)) + 1",
            [],
            |row| row.get(0),
        )?;
        Ok(Self { archive, _lock: lock, names: FxHashMap::default(), next_row, is_dirty: false, has_changed: false })
    }

    pub fn archive(&self) -> &Archive {
        &self.archive
    }

    /// Commits what was written since the last commit and returns the generation that it belongs to.
    pub fn commit(&mut self) -> Result<u64> {
        if !self.is_dirty {
            return self.archive.generation();
        }
        let db = &self.archive.db;
        let generation = self.archive.generation()? + 1;
        db.prepare_cached("INSERT INTO generations (generation, last_row) VALUES (?1, ?2)")?
            .execute(params![generation, self.next_row - 1])?;
        db.execute_batch("COMMIT").context("could not write archive.db; is the disk full?")?;
        self.is_dirty = false;
        Ok(generation)
    }

    /// Ends the writing: removals that the index has dropped are forgotten, the log is written into archive.db, so that a copy of that
    /// one file is whole, and the file is sealed. `indexed` is the generation that the index holds.
    pub fn finish(&mut self, indexed: u64) -> Result<()> {
        let has_seal = self.archive.has_seal();
        if !self.has_changed && has_seal {
            return Ok(());
        }
        let db = &self.archive.db;
        db.execute("DELETE FROM removed WHERE generation <= ?1", [indexed])?;
        db.execute("DELETE FROM renamed WHERE generation <= ?1", [indexed])?;
        db.execute("DELETE FROM generations WHERE generation < ?1", [indexed])?;
        self.archive.settle()
    }

    /// Writes an input down as being read, and returns its number. Articles that it had before stay until they are removed.
    pub fn begin_input(&mut self, input: &NewInput) -> Result<i64> {
        self.write_input(input, InputState::Reading, None, None)
    }

    /// Closes an input that holds so many articles now.
    pub fn finish_input(&mut self, input: i64, state: InputState, closing: &Closing, articles: u64) -> Result<()> {
        self.begin()?;
        self.archive
            .db
            .prepare_cached(
                "UPDATE inputs SET state = ?2, reason = ?3, articles = ?4, problems = ?5, note = ?6 WHERE input = ?1",
            )?
            .execute(params![input, state.name(), closing.reason, articles, closing.problems()?, closing.note])?;
        Ok(())
    }

    /// Writes down the fingerprint of an input. It is held back until its former articles are gone, because an interrupted run goes on
    /// where the fingerprint is that of the file.
    pub fn set_hash(&mut self, input: i64, hash: &[u8; 16]) -> Result<()> {
        self.begin()?;
        self.archive.db.prepare_cached("UPDATE inputs SET hash = ?2 WHERE input = ?1")?.execute(params![input, hash])?;
        Ok(())
    }

    /// Writes down an input that is not read: skipped, failed or the copy of another.
    pub fn note_input(&mut self, input: &NewInput, state: InputState, reason: &str, duplicate_of: Option<i64>) -> Result<i64> {
        self.write_input(input, state, Some(reason), duplicate_of)
    }

    /// Writes down that an input's file was touched but holds the same bytes.
    pub fn touch_input(&mut self, path: &str, size: u64, modified: i64) -> Result<()> {
        self.begin()?;
        self.archive
            .db
            .prepare_cached("UPDATE inputs SET size = ?2, modified = ?3 WHERE path = ?1")?
            .execute(params![path, size, modified])?;
        Ok(())
    }

    fn write_input(
        &mut self,
        input: &NewInput,
        state: InputState,
        reason: Option<&str>,
        duplicate_of: Option<i64>,
    ) -> Result<i64> {
        self.begin()?;
        let mut statement = self.archive.db.prepare_cached(
            "INSERT INTO inputs (path, size, modified, hash, format, state, reason, duplicate_of, names) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (path) DO UPDATE SET size = ?2, modified = ?3, hash = ?4, format = ?5, state = ?6, reason = ?7, duplicate_of = ?8,
                 names = ?9, problems = NULL, note = NULL
             RETURNING input",
        )?;
        let fields = params![
            input.path,
            input.size,
            input.modified,
            input.hash,
            input.format,
            state.name(),
            reason,
            duplicate_of,
            input.names
        ];
        Ok(statement.query_row(fields, |row| row.get(0))?)
    }

    /// Returns how many articles of an input are held already.
    pub fn articles_of(&self, input: i64) -> Result<u64> {
        let mut statement = self.archive.db.prepare_cached("SELECT count(*) FROM articles WHERE input = ?1")?;
        Ok(statement.query_row([input], |row| row.get(0))?)
    }

    /// Writes one article and returns its row; `None` where another article has that id.
    pub fn add_article(&mut self, new: &NewArticle) -> Result<Option<u64>> {
        self.begin()?;
        let row = self.next_row;
        let article = new.article;
        let given = given_names(article)?;
        let date = article.date.as_ref();
        let day = date.map(|date| date.day.to_string());
        let mut statement = self.archive.db.prepare_cached(
            "INSERT INTO articles (row, id, input, ordinal, guid, title, byline, dateline, date, date_precision, date_origin, instant,
                 source, section, language, url, words, given, body, member, version)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)
             ON CONFLICT (id) DO NOTHING",
        )?;
        let inserted = statement.execute(params![
            row,
            new.id,
            new.input,
            new.ordinal,
            article.guid,
            article.title,
            article.byline,
            article.dateline,
            day,
            date.map(|date| date.precision.name()),
            date.map(|date| date.origin.name()),
            date.and_then(|date| date.instant).map(|instant| instant.as_second()),
            article.source,
            article.section,
            article.language,
            article.url,
            new.words,
            given,
            article.body,
            new.member,
            article.version,
        ])?;
        drop(statement);
        if inserted == 0 {
            return Ok(None);
        }
        self.next_row += 1;
        Ok(Some(row))
    }

    /// Whether an article of that id is the very one, written by a run that was broken off.
    pub fn is_written(&self, new: &NewArticle) -> Result<bool> {
        let mut statement = self
            .archive
            .db
            .prepare_cached("SELECT 1 FROM articles WHERE id = ?1 AND input = ?2 AND member IS ?3 AND ordinal IS ?4")?;
        Ok(statement.exists(params![new.id, new.input, new.member, new.ordinal])?)
    }

    /// Writes down that an article refers to a name.
    pub fn add_article_name(&mut self, row: u64, name: &ArticleName) -> Result<()> {
        self.archive
            .db
            .prepare_cached(
                "INSERT INTO article_names (article, name, mentions, given, about, percent) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT DO UPDATE SET mentions = mentions + ?3, given = max(given, ?4), about = max(about, ?5),
                     percent = max(percent, ?6)",
            )?
            .execute(params![row, name.name, name.mentions, name.given, name.about, name.percent])?;
        Ok(())
    }

    /// Returns the number of a name and writes it down where it is new. What is in no list goes by the fullest spelling that the archive
    /// has met, whatever the order of the articles.
    pub fn name(&mut self, name: &Name) -> Result<i64> {
        if let Some(known) = self.names.get(name.id)
            && !is_fuller(name.label, &known.label)
            && known.parent == name.parent
        {
            return Ok(known.number);
        }
        self.begin()?;
        let (lat, lon) = name.lat_lon.unzip();
        let known: Option<(i64, String, Option<i64>)> = self
            .archive
            .db
            .prepare_cached("SELECT name, label, parent FROM names WHERE id = ?1")?
            .query_row([name.id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let (number, label) = match known {
            Some((number, label, parent)) => {
                let label = if is_fuller(name.label, &label) { name.label.to_string() } else { label };
                // What holds it changes when the names ledger merges or adds.
                let mut update = self.archive.db.prepare_cached("UPDATE names SET label = ?2, parent = ?3 WHERE name = ?1")?;
                if parent != name.parent || label == name.label {
                    update.execute(params![number, label, name.parent])?;
                }
                (number, label)
            }
            None => {
                let mut insert = self.archive.db.prepare_cached(
                    "INSERT INTO names (id, kind, label, parent, country, lat, lon) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING name",
                )?;
                let label = if name.label.is_empty() { words_of_id(name.id) } else { name.label.to_string() };
                let fields = params![name.id, name.kind, label, name.parent, name.country, lat, lon];
                (insert.query_row(fields, |row| row.get(0))?, label)
            }
        };
        self.names.insert(name.id.to_string(), KnownName { number, label, parent: name.parent });
        Ok(number)
    }

    /// Sets what the names ledger wants a name to be shown as, `None` to undo it; returns whether the archive has the name.
    pub fn set_shown(&mut self, id: &str, shown: Option<&str>) -> Result<bool> {
        self.begin()?;
        let mut update = self.archive.db.prepare_cached("UPDATE names SET shown = ?2 WHERE id = ?1")?;
        Ok(update.execute(params![id, shown])? > 0)
    }

    /// Writes down the names ledger that the archive is made with from now on.
    pub fn set_ledger(&mut self, canonical: &str) -> Result<()> {
        self.begin()?;
        let mut insert =
            self.archive.db.prepare_cached("INSERT OR REPLACE INTO meta (key, value) VALUES ('names_ledger', ?1)")?;
        insert.execute([canonical])?;
        Ok(())
    }

    /// Replaces the names of an article. The row is kept in `renamed` until the index has followed.
    pub fn replace_names(&mut self, row: u64, names: &[ArticleName]) -> Result<()> {
        self.begin()?;
        let generation = self.archive.generation()? + 1;
        let db = &self.archive.db;
        db.prepare_cached("DELETE FROM article_names WHERE article = ?1")?.execute([row])?;
        db.prepare_cached("INSERT OR REPLACE INTO renamed (row, generation) VALUES (?1, ?2)")?
            .execute(params![row, generation])?;
        names.iter().try_for_each(|name| self.add_article_name(row, name))
    }

    /// Removes the articles of an input and returns their rows. The rows are kept in `removed` until the index has dropped them.
    pub fn remove_articles(&mut self, input: i64) -> Result<Vec<u64>> {
        self.begin()?;
        let generation = self.archive.generation()? + 1;
        let db = &self.archive.db;
        db.prepare_cached("DELETE FROM withdrawn WHERE input = ?1")?.execute([input])?;
        let rows: Vec<u64> = db
            .prepare_cached("SELECT row FROM articles WHERE input = ?1 ORDER BY row")?
            .query_map([input], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for row in &rows {
            db.prepare_cached("DELETE FROM article_names WHERE article = ?1")?.execute([row])?;
            db.prepare_cached("DELETE FROM articles WHERE row = ?1")?.execute([row])?;
            db.prepare_cached("INSERT OR REPLACE INTO removed (row, generation) VALUES (?1, ?2)")?
                .execute(params![row, generation])?;
        }
        Ok(rows)
    }

    /// Removes an input from the ledger. Its articles must have been removed before.
    pub fn remove_input(&mut self, input: i64) -> Result<()> {
        self.begin()?;
        self.archive.db.prepare_cached("DELETE FROM withdrawn WHERE input = ?1")?.execute([input])?;
        self.archive.db.prepare_cached("DELETE FROM inputs WHERE input = ?1")?.execute([input])?;
        Ok(())
    }

    /// Returns the paths of the inputs that are copies of `input`.
    pub fn copies_of(&self, input: i64) -> Result<Vec<String>> {
        let mut statement = self.archive.db.prepare_cached("SELECT path FROM inputs WHERE duplicate_of = ?1 ORDER BY path")?;
        Ok(statement.query_map([input], |row| row.get(0))?.collect::<Result<Vec<_>, _>>()?)
    }

    /// Makes the next run read a copy for itself, because what it was a copy of has changed or gone.
    pub fn forget_copy(&mut self, path: &str) -> Result<()> {
        self.begin()?;
        self.archive
            .db
            .prepare_cached(
                "UPDATE inputs SET state = 'reading', hash = NULL, duplicate_of = NULL, reason = NULL WHERE path = ?1",
            )?
            .execute([path])?;
        Ok(())
    }

    /// Opens a transaction where none is open.
    pub(super) fn begin(&mut self) -> Result<()> {
        if !self.has_changed {
            self.archive.break_seal()?;
            keep_log(&self.archive.db).context("could not write archive.db")?;
            self.has_changed = true;
        }
        if !self.is_dirty {
            self.archive.db.execute_batch("BEGIN IMMEDIATE")?;
            self.is_dirty = true;
        }
        Ok(())
    }
}

impl Drop for ArchiveWriter {
    fn drop(&mut self) {
        if self.is_dirty {
            // What was not committed is given up; the next run reads those inputs again.
            let _ = self.archive.db.execute_batch("ROLLBACK");
        }
    }
}

/// `acme relief` for `org:acme-relief`: what an id is shown as until a spelling of it is met.
fn words_of_id(id: &str) -> String {
    id.split_once(':').map_or(id, |(_, slug)| slug).replace('-', " ")
}

/// Returns whether a spelling says more than another: longer, then with more capitals, then first in the alphabet, so that of any two
/// spellings one is fuller.
fn is_fuller(label: &str, other: &str) -> bool {
    let rank = |text: &str| (text.len(), text.chars().filter(|letter| letter.is_uppercase()).count());
    rank(label).cmp(&rank(other)).then_with(|| other.cmp(label)) == std::cmp::Ordering::Greater
}

fn given_names(article: &Article) -> Result<Option<String>> {
    let lists = [&article.places, &article.organizations, &article.people, &article.topics, &article.codes];
    if lists.iter().all(|list| list.is_empty()) {
        return Ok(None);
    }
    let given = Given {
        places: article.places.clone(),
        organizations: article.organizations.clone(),
        people: article.people.clone(),
        topics: article.topics.clone(),
        codes: article.codes.clone(),
    };
    Ok(Some(serde_json::to_string(&given)?))
}
