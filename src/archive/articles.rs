//! Reading articles and their names back out of the archive.

use super::Archive;
use crate::article::{Article, ArticleDate, DateOrigin, Precision};
use crate::authority::Kind;
use anyhow::Result;
use jiff::{Timestamp, civil};
use rusqlite::{OptionalExtension, Row};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// An article as the archive holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredArticle {
    pub row: u64,
    /// 12 hexadecimal digits.
    pub id: String,
    /// `news/a.html`, `reut2-000.sgm#12` for the twelfth article of a file, `news.zip/a.html` for one in another file.
    pub path: String,
    pub words: u64,
    /// Which names it was given: `all`, `given`, `off`.
    pub names: String,
    /// As it was read, with its language declared or detected.
    pub article: Article,
}

/// A place, organization or person that articles refer to.
#[derive(Debug, Clone, PartialEq)]
pub struct NameRow {
    pub name: i64,
    pub id: String,
    pub kind: Kind,
    pub label: String,
    pub parent: Option<i64>,
    pub country: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
}

/// How an article refers to a name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ArticleName {
    pub name: i64,
    pub mentions: u32,
    pub given: bool,
    /// Whether the article is about it, so that it is a facet.
    pub about: bool,
    /// How probable that is, from 0 to 100.
    pub percent: u8,
}

/// The names that a file gives, as the column `given` holds them.
#[derive(Serialize, Deserialize, Default)]
pub(super) struct Given {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub organizations: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
}

/// How much of an article is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// All but the body, which is left empty.
    Metadata,
    Whole,
}

const COLUMNS: &str = "a.row, a.id, a.ordinal, i.path, a.guid, a.title, a.byline, a.dateline, a.date, a.date_precision, a.date_origin, \
                       a.instant, a.source, a.section, a.language, a.url, a.words, a.given, i.names, a.body, a.member, a.version";

impl Archive {
    /// Returns the article of that row.
    pub fn article(&self, row: u64, detail: Detail) -> Result<Option<StoredArticle>> {
        static WHOLE: LazyLock<String> = LazyLock::new(|| one_article(COLUMNS));
        static METADATA: LazyLock<String> = LazyLock::new(|| one_article(&COLUMNS.replace("a.body", "''")));
        let sql = match detail {
            Detail::Whole => &WHOLE,
            Detail::Metadata => &METADATA,
        };
        let mut statement = self.db.prepare_cached(sql)?;
        Ok(statement.query_row([row], stored_article).optional()?)
    }

    /// Reads several things as of one moment, and with one lock instead of one each. It should be done in milliseconds: meanwhile no
    /// writer can begin.
    pub fn at_one_moment<T>(&self, read: impl FnOnce() -> Result<T>) -> Result<T> {
        let transaction = self.db.unchecked_transaction()?;
        let result = read();
        transaction.commit()?;
        result
    }

    /// Returns the articles whose id begins with `id`; else those of that path, or with that guid; at most so many.
    pub fn articles_called(&self, id: &str, at_most: usize) -> Result<Vec<StoredArticle>> {
        let join = "FROM articles a JOIN inputs i USING (input)";
        let is_id = (4..=12).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_id {
            let sql = format!("SELECT {COLUMNS} {join} WHERE a.id >= ?1 AND a.id < ?1 || 'g' ORDER BY a.id LIMIT {at_most}");
            let mut statement = self.db.prepare_cached(&sql)?;
            let found = statement.query_map([id.to_ascii_lowercase()], stored_article)?.collect::<Result<Vec<_>, _>>()?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        let (path, ordinal) = match id.rsplit_once('#') {
            Some((path, ordinal)) if ordinal.parse::<i64>().is_ok() => (path, ordinal.parse::<i64>().ok()),
            _ => (id, None),
        };
        let sql = format!(
            "SELECT {COLUMNS} {join}
             WHERE i.path = ?1 AND (?2 IS NULL OR a.ordinal = ?2) AND (?3 IS NULL OR a.member = ?3) ORDER BY a.row LIMIT {at_most}"
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        // A file that holds others looks like a folder in the paths of its articles.
        let parts = path.match_indices('/').map(|(at, _)| (&path[..at], Some(&path[at + 1..])));
        for (path, member) in std::iter::once((path, None)).chain(parts) {
            let fields = rusqlite::params![path, ordinal, member];
            let found = statement.query_map(fields, stored_article)?.collect::<Result<Vec<_>, _>>()?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        let mut statement =
            self.db.prepare_cached(&format!("SELECT {COLUMNS} {join} WHERE a.guid = ?1 ORDER BY a.row LIMIT {at_most}"))?;
        Ok(statement.query_map([id], stored_article)?.collect::<Result<Vec<_>, _>>()?)
    }

    /// Calls `each` for every article above `row`, in the order of rows.
    pub fn for_each_article_above(&self, row: u64, mut each: impl FnMut(StoredArticle) -> Result<()>) -> Result<()> {
        let sql = format!("SELECT {COLUMNS} FROM articles a JOIN inputs i USING (input) WHERE a.row > ?1 ORDER BY a.row");
        let mut statement = self.db.prepare(&sql)?;
        let mut rows = statement.query([row])?;
        while let Some(row) = rows.next()? {
            each(stored_article(row)?)?;
        }
        Ok(())
    }

    /// Returns how an article refers to names, those that it is about first, then by mentions.
    pub fn names_of(&self, row: u64) -> Result<Vec<ArticleName>> {
        let mut statement = self.db.prepare_cached(
            "SELECT name, mentions, given, about, percent FROM article_names WHERE article = ?1
             ORDER BY about DESC, mentions DESC, given DESC, name",
        )?;
        let names = statement.query_map([row], |row| {
            Ok(ArticleName {
                name: row.get(0)?,
                mentions: row.get(1)?,
                given: row.get(2)?,
                about: row.get(3)?,
                percent: row.get(4)?,
            })
        })?;
        Ok(names.collect::<Result<Vec<_>, _>>()?)
    }

    /// Returns the name of that number.
    pub fn name(&self, name: i64) -> Result<Option<NameRow>> {
        let mut statement = self.db.prepare_cached(&format!("SELECT {NAME_COLUMNS} FROM names WHERE name = ?1"))?;
        Ok(statement.query_row([name], name_row).optional()?)
    }

    /// Returns the name with that id, such as `geonames:170063`.
    pub fn name_with_id(&self, id: &str) -> Result<Option<NameRow>> {
        let mut statement = self.db.prepare_cached(&format!("SELECT {NAME_COLUMNS} FROM names WHERE id = ?1"))?;
        Ok(statement.query_row([id], name_row).optional()?)
    }

    /// Returns the numbers of all articles, in the order of rows.
    pub fn rows(&self) -> Result<Vec<u64>> {
        // Without an order SQLite reads them from an index, which is a hundredth of the articles.
        let mut statement = self.db.prepare("SELECT row FROM articles")?;
        let mut rows = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<u64>, _>>()?;
        rows.sort_unstable();
        Ok(rows)
    }

    /// Returns the numbers of the articles above `row`, in the order of rows.
    pub fn rows_above(&self, row: u64) -> Result<Vec<u64>> {
        let mut statement = self.db.prepare("SELECT row FROM articles WHERE row > ?1 ORDER BY row")?;
        Ok(statement.query_map([row], |row| row.get(0))?.collect::<Result<Vec<_>, _>>()?)
    }

    /// Returns the last row that was ever given to an article, 0 in an empty archive. It never becomes less.
    pub fn last_row(&self) -> Result<u64> {
        Ok(self.db.query_row("SELECT coalesce(max(last_row), 0) FROM generations", [], |row| row.get(0))?)
    }

    pub fn article_count(&self) -> Result<u64> {
        Ok(self.db.query_row("SELECT count(*) FROM articles", [], |row| row.get(0))?)
    }

    /// Returns the last row of a generation, `None` for a generation that the archive never had.
    pub fn last_row_of(&self, generation: u64) -> Result<Option<u64>> {
        if generation == 0 {
            return Ok(Some(0));
        }
        let mut statement = self.db.prepare_cached("SELECT last_row FROM generations WHERE generation = ?1")?;
        Ok(statement.query_row([generation], |row| row.get(0)).optional()?)
    }

    /// Returns the places that lie in a box of degrees: south, north, west, east. Where west is greater than east it spans the date
    /// line.
    pub fn places_within(&self, [south, north, west, east]: [f64; 4]) -> Result<Vec<NameRow>> {
        let longitudes = if west <= east { "lon BETWEEN ?3 AND ?4" } else { "(lon >= ?3 OR lon <= ?4)" };
        let sql = format!(
            "SELECT {NAME_COLUMNS} FROM names WHERE kind = 'place' AND lat BETWEEN ?1 AND ?2 AND {longitudes} ORDER BY id"
        );
        let mut statement = self.db.prepare(&sql)?;
        Ok(statement.query_map([south, north, west, east], name_row)?.collect::<Result<Vec<_>, _>>()?)
    }

    /// Returns the names of a kind whose label contains a text, whatever its case; `n` at most, those that most articles refer to first.
    pub fn names_like(&self, kind: Kind, text: &str, n: usize) -> Result<Vec<NameRow>> {
        let sql = format!(
            "SELECT {NAME_COLUMNS} FROM names WHERE kind = ?1 AND label LIKE '%' || ?2 || '%' ESCAPE '\\'
             ORDER BY (SELECT count(*) FROM article_names a WHERE a.name = names.name) DESC, id LIMIT ?3"
        );
        let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let mut statement = self.db.prepare(&sql)?;
        let found = statement.query_map(rusqlite::params![kind.name(), escaped, n], name_row)?;
        Ok(found.collect::<Result<Vec<_>, _>>()?)
    }

    /// Returns the rows whose names changed after a generation.
    pub fn renamed_after(&self, generation: u64) -> Result<Vec<u64>> {
        let mut statement = self.db.prepare("SELECT row FROM renamed WHERE generation > ?1 ORDER BY row")?;
        Ok(statement.query_map([generation], |row| row.get(0))?.collect::<Result<Vec<_>, _>>()?)
    }

    /// Returns the rows that were removed after a generation.
    pub fn removed_after(&self, generation: u64) -> Result<Vec<u64>> {
        let mut statement = self.db.prepare("SELECT row FROM removed WHERE generation > ?1 ORDER BY row")?;
        Ok(statement.query_map([generation], |row| row.get(0))?.collect::<Result<Vec<_>, _>>()?)
    }
}

pub(super) const NAME_COLUMNS: &str = "name, id, kind, coalesce(shown, label), parent, country, lat, lon";

pub(super) fn name_row(row: &Row) -> rusqlite::Result<NameRow> {
    Ok(NameRow {
        name: row.get(0)?,
        id: row.get(1)?,
        kind: Kind::from_name(row.get_ref(2)?.as_str()?).unwrap_or(Kind::Place),
        label: row.get(3)?,
        parent: row.get(4)?,
        country: row.get(5)?,
        lat: row.get(6)?,
        lon: row.get(7)?,
    })
}

fn one_article(columns: &str) -> String {
    format!("SELECT {columns} FROM articles a JOIN inputs i USING (input) WHERE a.row = ?1")
}

fn stored_article(row: &Row) -> rusqlite::Result<StoredArticle> {
    let ordinal: Option<u64> = row.get(2)?;
    let mut path: String = row.get(3)?;
    if let Some(member) = row.get_ref(20)?.as_str_or_null()? {
        path.push('/');
        path.push_str(member);
    }
    if let Some(ordinal) = ordinal {
        path.push_str(&format!("#{ordinal}"));
    }
    let given: Option<String> = row.get(17)?;
    let given: Given = given.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    Ok(StoredArticle {
        row: row.get(0)?,
        id: row.get(1)?,
        path,
        words: row.get(16)?,
        names: row.get(18)?,
        article: Article {
            guid: row.get(4)?,
            title: row.get(5)?,
            byline: row.get(6)?,
            dateline: row.get(7)?,
            date: stored_date(row)?,
            source: row.get(12)?,
            section: row.get(13)?,
            language: row.get(14)?,
            url: row.get(15)?,
            body: row.get(19)?,
            places: given.places,
            organizations: given.organizations,
            people: given.people,
            topics: given.topics,
            codes: given.codes,
            version: row.get(21)?,
        },
    })
}

fn stored_date(row: &Row) -> rusqlite::Result<Option<ArticleDate>> {
    let date: Option<String> = row.get(8)?;
    let Some(day) = date.and_then(|date| date.parse::<civil::Date>().ok()) else { return Ok(None) };
    let instant: Option<i64> = row.get(11)?;
    Ok(Some(ArticleDate {
        day,
        instant: instant.and_then(|seconds| Timestamp::from_second(seconds).ok()),
        precision: Precision::from_name(row.get_ref(9)?.as_str()?),
        origin: DateOrigin::from_name(row.get_ref(10)?.as_str()?),
    }))
}
