//! dateline, the search engine for news archives.
//!
//! **An article, in six stops:** [`corpus`] (path → bytes) → [`article`] (bytes → `Article`) → [`enrich`] (→ `EnrichedArticle`) →
//! [`archive`] (→ row) → [`index`] (→ tantivy document → segment); [`ingest`] runs the line.
//!
//! **A query, in five:** [`cli`] (arguments → configuration) → [`query`] (text → `Query` → tantivy query) → [`search`]
//! (→ `SearchResults`) → [`output`] (→ bytes). [`eval`] measures many of them against judgments; [`meaning`] tells how near a query is to
//! a passage without its words.
//!
//! Invariants:
//!
//! * Only `corpus`, `archive`, `authority`, `index` and `meaning` touch the disk. `article`, `enrich`, `query` and `eval` know neither disk nor SQLite.
//! * Nothing outside `output` formats a hit. Nothing outside `index`, `query::compile`, `search` and `ingest` names tantivy.
//! * Parsing yields articles and problems; it never stops a run and never panics.
//! * Work flows through bounded channels, so memory does not depend on the corpus. Order of results does not depend on threads.
//! * Indexing the same corpus twice changes nothing and costs little more than listing it.
//! * SQLite commits first, the index follows: the index can always be made anew from `archive.db`.

pub mod analysis;
pub mod archive;
pub mod article;
pub mod authority;
pub mod cli;
pub mod commands;
pub mod corpus;
pub mod enrich;
pub mod eval;
pub mod index;
pub mod ingest;
pub mod meaning;
pub mod messages;
pub mod output;
pub mod progress;
pub mod query;
pub mod search;
