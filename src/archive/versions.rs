//! Versions of one article, and articles that their agency has withdrawn.
//!
//! Rule kept here: of the articles with one guid that number their versions the highest is kept, whatever the order in which they are
//! read; of two with the same number the one that came first.

use super::ArchiveWriter;
use crate::article::Withdrawal;
use anyhow::Result;
use rusqlite::params;

/// How an article stands to those that the archive holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Newest,
    /// The archive holds a later version, or the same from elsewhere.
    Outdated,
    /// Its agency has taken it back.
    Withdrawn,
}

impl ArchiveWriter {
    /// Tells how a version of an article stands, and the rows of those that it replaces.
    pub fn standing(&self, guid: &str, version: u64, path: &str) -> Result<(Standing, Vec<u64>)> {
        let db = &self.archive().db;
        let is_withdrawn = db
            .prepare_cached("SELECT 1 FROM withdrawn WHERE guid = ?1 AND (version IS NULL OR version >= ?2)")?
            .exists(params![guid, version])?;
        if is_withdrawn {
            return Ok((Standing::Withdrawn, Vec::new()));
        }
        let mut statement = db.prepare_cached(
            "SELECT a.row, a.version, i.path || coalesce('/' || a.member, '') || coalesce('#' || a.ordinal, '')
             FROM articles a JOIN inputs i USING (input) WHERE a.guid = ?1 AND a.version IS NOT NULL ORDER BY a.row",
        )?;
        let held = statement
            .query_map([guid], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<Result<Vec<(u64, u64, String)>, _>>()?;
        // The article itself, written by a run that was broken off, stands in nobody's way.
        let others = || held.iter().filter(|(_, _, place)| place != path);
        if others().any(|(_, held, _)| *held >= version) {
            return Ok((Standing::Outdated, Vec::new()));
        }
        Ok((Standing::Newest, others().map(|(row, _, _)| *row).collect()))
    }

    /// Writes down that an article is withdrawn, and returns the rows of those that are held.
    pub fn withdraw(&mut self, input: i64, withdrawal: &Withdrawal) -> Result<Vec<u64>> {
        self.begin()?;
        let Withdrawal { guid, version } = withdrawal;
        let db = &self.archive().db;
        db.prepare_cached("INSERT OR REPLACE INTO withdrawn (guid, version, input) VALUES (?1, ?2, ?3)")?
            .execute(params![guid, version, input])?;
        let mut statement = db.prepare_cached(
            "SELECT row FROM articles WHERE guid = ?1 AND version IS NOT NULL AND (?2 IS NULL OR version <= ?2) ORDER BY row",
        )?;
        Ok(statement.query_map(params![guid, version], |row| row.get(0))?.collect::<Result<Vec<_>, _>>()?)
    }

    /// Removes one article, and writes into the ledger why its input has one less.
    pub fn remove_article(&mut self, row: u64, why: &str) -> Result<()> {
        self.begin()?;
        let generation = self.archive().generation()? + 1;
        let db = &self.archive().db;
        db.prepare_cached(
            "UPDATE inputs SET articles = max(articles - 1, 0), note = coalesce(note || '; ', '') || ?2
             WHERE input = (SELECT input FROM articles WHERE row = ?1)",
        )?
        .execute(params![row, why])?;
        db.prepare_cached("DELETE FROM article_names WHERE article = ?1")?.execute([row])?;
        db.prepare_cached("DELETE FROM articles WHERE row = ?1")?.execute([row])?;
        db.prepare_cached("INSERT OR REPLACE INTO removed (row, generation) VALUES (?1, ?2)")?
            .execute(params![row, generation])?;
        Ok(())
    }
}
