//! What the archive knows of names: which it has, and in how many articles.

use super::articles::{NAME_COLUMNS, name_row};
use super::{Archive, NameRow};
use crate::authority::fold::fold;
use crate::authority::ledger::Ledger;
use crate::authority::{Authorities, Kind};
use anyhow::{Context, Result};
use rusqlite::OptionalExtension;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

impl Archive {
    /// Returns the names whose label has the words of a text in a row, accents and case aside, the last one perhaps cut short; in the
    /// order of their ids.
    pub fn names_containing(&self, text: &str) -> Result<Vec<NameRow>> {
        let wanted = format!(" {}", fold(text));
        if wanted.len() == 1 {
            return Ok(Vec::new());
        }
        let mut statement = self.db.prepare_cached(&format!("SELECT {NAME_COLUMNS} FROM names ORDER BY id"))?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let label = row.get_ref(3)?.as_str()?;
            if format!(" {}", fold(label)).contains(&wanted) {
                found.push(name_row(row)?);
            }
        }
        Ok(found)
    }

    /// Returns the names that are nearly called so, nearest first: within two letters, else with most words in common; `n` at most.
    pub fn names_near(&self, text: &str, kind: Option<Kind>, n: usize) -> Result<Vec<NameRow>> {
        const LETTERS: usize = 2;
        let wanted = fold(text);
        let mut statement = self.db.prepare_cached(&format!("SELECT {NAME_COLUMNS} FROM names ORDER BY id"))?;
        let mut rows = statement.query([])?;
        let mut near = Vec::new();
        while let Some(row) = rows.next()? {
            let (row_kind, label) = (Kind::from_name(row.get_ref(2)?.as_str()?), fold(row.get_ref(3)?.as_str()?));
            if kind.is_some() && kind != row_kind {
                continue;
            }
            let is_alike = wanted.chars().count().abs_diff(label.chars().count()) <= LETTERS;
            let distance = if is_alike { edit_distance(&wanted, &label) } else { usize::MAX };
            let shared = wanted.split(' ').filter(|word| word.len() > 2 && label.split(' ').any(|other| other == *word)).count();
            if distance <= LETTERS || shared > 0 {
                near.push((distance.min(LETTERS + 1), std::cmp::Reverse(shared), name_row(row)?));
            }
        }
        near.sort_by(|one, other| (one.0, one.1, &one.2.id).cmp(&(other.0, other.1, &other.2.id)));
        Ok(near.into_iter().take(n).map(|(.., row)| row).collect())
    }

    /// Returns the rows of the articles that have one of these ids, or what lies within it, in order.
    pub fn rows_naming(&self, ids: &BTreeSet<String>) -> Result<Vec<u64>> {
        let mut wanted = Vec::new();
        for id in ids {
            wanted.extend(self.name_with_id(id)?.map(|row| row.name));
        }
        let mut rows = Vec::new();
        if wanted.is_empty() {
            return Ok(rows);
        }
        let holders = self.holders(&wanted)?;
        let mut statement = self.db.prepare_cached("SELECT article, name FROM article_names ORDER BY article")?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            let article: u64 = row.get(0)?;
            if holders.contains_key(&row.get::<_, i64>(1)?) && rows.last() != Some(&article) {
                rows.push(article);
            }
        }
        Ok(rows)
    }

    /// Returns the names ledger that the archive was made with.
    pub fn applied_ledger(&self) -> Result<Ledger> {
        let text: Option<String> =
            self.db.query_row("SELECT value FROM meta WHERE key = 'names_ledger'", [], |row| row.get(0)).optional()?;
        match text.filter(|text| !text.is_empty()) {
            Some(text) => Ledger::from_canonical(&text, Authorities::embedded())
                .context("the names ledger that archive.db was made with cannot be read; `dateline names apply` makes it anew"),
            None => Ok(Ledger::default()),
        }
    }

    /// Returns for each of some names the number of articles that name it, or what lies within it. Reads the names of all articles.
    pub fn articles_naming(&self, names: &[i64]) -> Result<FxHashMap<i64, u64>> {
        let holders = self.holders(names)?;
        let mut counts: FxHashMap<i64, u64> = names.iter().map(|name| (*name, 0)).collect();
        // The table lies in the order of articles, so the last article that was counted is enough to count each once.
        let mut counted_last: FxHashMap<i64, i64> = FxHashMap::default();
        if names.is_empty() {
            return Ok(counts);
        }
        let mut statement = self.db.prepare_cached("SELECT article, name FROM article_names ORDER BY article, name")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (article, name) = (row.get::<_, i64>(0)?, row.get::<_, i64>(1)?);
            for holder in holders.get(&name).into_iter().flatten() {
                if counted_last.insert(*holder, article) != Some(article) {
                    *counts.entry(*holder).or_default() += 1;
                }
            }
        }
        Ok(counts)
    }

    /// Returns for each name of the archive those of `wanted` that hold it, itself among them.
    fn holders(&self, wanted: &[i64]) -> Result<FxHashMap<i64, Vec<i64>>> {
        let mut statement = self.db.prepare_cached("SELECT name, parent FROM names")?;
        let parents = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Option<i64>>(1)?)))?;
        let parents: FxHashMap<i64, Option<i64>> = parents.collect::<Result<_, _>>()?;
        let wanted: FxHashSet<i64> = wanted.iter().copied().collect();
        let mut holders: FxHashMap<i64, Vec<i64>> = FxHashMap::default();
        for name in parents.keys() {
            let mut at = Some(*name);
            // No hierarchy is that deep; a damaged one must not hang the program.
            for _ in 0..64 {
                let Some(holder) = at else { break };
                if wanted.contains(&holder) {
                    holders.entry(*name).or_default().push(holder);
                }
                at = parents.get(&holder).copied().flatten();
            }
        }
        Ok(holders)
    }
}

/// Returns how many letters must be put in, left out or exchanged to make one word of the other; two that changed places count as one.
fn edit_distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut next = vec![row + 1];
        for (cell, wanted) in other.iter().enumerate() {
            let mut cost = (last[cell] + usize::from(letter != wanted)).min(last[cell + 1] + 1).min(next[cell] + 1);
            let has_swapped = row > 0 && cell > 0 && one[row - 1] == *wanted && other[cell - 1] == *letter;
            if has_swapped {
                cost = cost.min(before[cell - 1] + 1);
            }
            next.push(cost);
        }
        before = std::mem::replace(&mut last, next);
    }
    last[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_letters() {
        for (one, other, distance) in [
            ("", "ab", 2),
            ("releif", "relief", 1),
            ("aleppo", "aleppoo", 1),
            ("acme", "acne", 1),
            ("ab", "cd", 2),
            ("a", "a", 0),
        ] {
            assert_eq!(edit_distance(one, other), distance, "{one} {other}");
            assert_eq!(edit_distance(other, one), distance, "{other} {one}");
        }
    }
}
