//! The program as its users meet it, one file per subject.

mod support;

mod agency_xml;
mod answers;
mod durability;
mod eval;
mod facets;
mod files_in_files;
mod filters;
mod hard_sentences;
mod hostile_files;
mod incremental;
mod learn;
mod manual;
mod names;
mod names_in_articles;
mod query_language;
mod ranking;
mod real_articles;
mod sample_corpus;
mod schema;
