//! The ledger: what became of every input.

use super::Archive;
use crate::corpus::Fault;
use anyhow::Result;
use rusqlite::{OptionalExtension, Row, params};
use std::collections::BTreeMap;

/// What became of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum InputState {
    /// Its reading was broken off; the next run goes on with it.
    Reading,
    Indexed,
    /// The same bytes as another input, whose articles stand for both.
    Duplicate,
    /// Not an article, by its name or its content.
    Skipped,
    /// It should hold articles, and none could be read.
    Failed,
}

impl InputState {
    pub const ALL: [InputState; 5] =
        [InputState::Indexed, InputState::Duplicate, InputState::Skipped, InputState::Failed, InputState::Reading];

    pub fn name(self) -> &'static str {
        match self {
            InputState::Reading => "reading",
            InputState::Indexed => "indexed",
            InputState::Duplicate => "duplicate",
            InputState::Skipped => "skipped",
            InputState::Failed => "failed",
        }
    }

    fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.name() == name).unwrap_or(InputState::Reading)
    }
}

/// One row of the ledger.
#[derive(Debug, Clone)]
pub struct InputRow {
    pub input: i64,
    pub path: String,
    pub size: u64,
    /// Nanoseconds since 1970; 0 where the file changed while it was read.
    pub modified: i64,
    pub hash: Option<[u8; 16]>,
    pub format: Option<String>,
    pub state: InputState,
    pub reason: Option<String>,
    /// The first of its problems, each with its place in the file.
    pub problems: Vec<Fault>,
    /// What is to be said of it beside, and is no fault.
    pub note: Option<String>,
    pub duplicate_of: Option<i64>,
    pub articles: u64,
}

/// How many inputs are in each state, how many articles are held and how large they are.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct LedgerTotals {
    pub inputs: BTreeMap<InputState, u64>,
    pub articles: u64,
    pub formats: Vec<(String, u64, u64)>,
    pub earliest: Option<String>,
    pub latest: Option<String>,
    pub undated: u64,
}

const COLUMNS: &str = "input, path, size, modified, hash, format, state, reason, duplicate_of, articles, problems, note";

impl Archive {
    /// Returns the ledger's row for a path.
    pub fn input(&self, path: &str) -> Result<Option<InputRow>> {
        let mut statement = self.db.prepare_cached(&format!("SELECT {COLUMNS} FROM inputs WHERE path = ?1"))?;
        Ok(statement.query_row([path], input_row).optional()?)
    }

    /// Returns the ledger's row of that number.
    pub fn input_numbered(&self, input: i64) -> Result<Option<InputRow>> {
        let mut statement = self.db.prepare_cached(&format!("SELECT {COLUMNS} FROM inputs WHERE input = ?1"))?;
        Ok(statement.query_row([input], input_row).optional()?)
    }

    /// Returns the indexed input that holds these bytes, other than the one of that path.
    pub fn input_with_bytes(&self, hash: &[u8; 16], other_than: &str) -> Result<Option<InputRow>> {
        let sql =
            format!("SELECT {COLUMNS} FROM inputs WHERE hash = ?1 AND path <> ?2 AND state = 'indexed' ORDER BY input LIMIT 1");
        let mut statement = self.db.prepare_cached(&sql)?;
        Ok(statement.query_row(params![hash, other_than], input_row).optional()?)
    }

    /// Calls `each` for every row of the ledger, in the order of paths. It reads page by page, so that no writer waits for whoever takes
    /// his time over the list.
    pub fn for_each_input(&self, mut each: impl FnMut(InputRow) -> Result<()>) -> Result<()> {
        const PAGE: usize = 1000;
        let sql = format!("SELECT {COLUMNS} FROM inputs WHERE path > ?1 ORDER BY path LIMIT {PAGE}");
        let mut statement = self.db.prepare(&sql)?;
        let mut last = String::new();
        loop {
            let page = statement.query_map([&last], input_row)?.collect::<Result<Vec<_>, _>>()?;
            let is_last = page.len() < PAGE;
            for input in page {
                last.clone_from(&input.path);
                each(input)?;
            }
            if is_last {
                return Ok(());
            }
        }
    }

    pub fn totals(&self) -> Result<LedgerTotals> {
        let mut totals = LedgerTotals::default();
        let mut statement = self.db.prepare("SELECT state, count(*) FROM inputs GROUP BY state")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            totals.inputs.insert(InputState::from_name(&row.get::<_, String>(0)?), row.get(1)?);
        }
        let mut statement = self.db.prepare(
            "SELECT format, count(*), sum(articles) FROM inputs WHERE state = 'indexed' GROUP BY format ORDER BY 3 DESC, 1",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            totals.formats.push((row.get::<_, Option<String>>(0)?.unwrap_or_default(), row.get(1)?, row.get(2)?));
        }
        (totals.articles, totals.earliest, totals.latest, totals.undated) =
            self.db.query_row("SELECT count(*), min(date), max(date), count(*) - count(date) FROM articles", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })?;
        Ok(totals)
    }
}

impl Archive {
    /// Returns a setting of the archive.
    pub fn setting(&self, key: &str) -> Result<Option<String>> {
        Ok(self.db.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0)).optional()?)
    }

    /// Keeps a setting of the archive.
    pub fn set_setting(&self, key: &str, value: &str) -> Result<()> {
        if self.setting(key)?.as_deref() == Some(value) {
            return Ok(());
        }
        self.break_seal()?;
        let sql = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2";
        self.db.execute(sql, [key, value])?;
        Ok(())
    }

    /// Returns what in the tables contradicts itself.
    pub fn ledger_problems(&self) -> Result<Vec<String>> {
        let questions = [
            ("articles without an input", "SELECT count(*) FROM articles WHERE input NOT IN (SELECT input FROM inputs)"),
            (
                "inputs whose number of articles is not what the ledger says",
                "SELECT count(*) FROM inputs i WHERE state IN ('indexed', 'failed')
                 AND articles <> (SELECT count(*) FROM articles a WHERE a.input = i.input)",
            ),
            (
                "copies whose original is not indexed",
                "SELECT count(*) FROM inputs c WHERE state = 'duplicate'
                 AND NOT EXISTS (SELECT 1 FROM inputs o WHERE o.input = c.duplicate_of AND o.state = 'indexed')",
            ),
            (
                "references to articles or names that are not there",
                "SELECT count(*) FROM article_names
                 WHERE article NOT IN (SELECT row FROM articles) OR name NOT IN (SELECT name FROM names)",
            ),
        ];
        let mut problems = Vec::new();
        for (what, sql) in questions {
            let count: u64 = self.db.query_row(sql, [], |row| row.get(0))?;
            if count > 0 {
                problems.push(format!("{count} {what}"));
            }
        }
        Ok(problems)
    }
}

fn input_row(row: &Row) -> rusqlite::Result<InputRow> {
    Ok(InputRow {
        input: row.get(0)?,
        path: row.get(1)?,
        size: row.get(2)?,
        modified: row.get(3)?,
        hash: row.get(4)?,
        format: row.get(5)?,
        state: InputState::from_name(row.get_ref(6)?.as_str()?),
        problems: problems(row)?,
        note: row.get(11)?,
        reason: row.get(7)?,
        duplicate_of: row.get(8)?,
        articles: row.get(9)?,
    })
}

/// Returns the problems of a row one by one; an archive of an older dateline has them in one sentence.
fn problems(row: &Row) -> rusqlite::Result<Vec<Fault>> {
    let json: Option<String> = row.get(10)?;
    let pairs: Vec<(String, String)> = json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    let mut problems: Vec<Fault> = pairs.into_iter().map(|(place, what)| Fault { place, what }).collect();
    if problems.is_empty() {
        problems.extend(row.get::<_, Option<String>>(7)?.map(|reason| Fault::new("", reason)));
    }
    Ok(problems)
}
