//! What is asked: `search` and `facets`, and the filters that `export` takes as well.

use crate::output::OutputFormat;
use crate::query::Syntax;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "\
Queries:
  aleppo evacuation            both words, in any form
  \"red crescent\"               a phrase
  (aleppo OR idlib) -bus       either, and not the third
  title:aid  source:\"The Harbour Courier\"  place:Syria  org:UNSC  date:2016-12  words:>=500
Examples:
  dateline search 'evacuation' --place Syria --facet place:20
  dateline search 'port' --not-place Lebanon --from 2020-08 --to 2020-09
  dateline search --any 'Who paid for the new bridge?'
  dateline search --json 'ceasefire' | jq '.hits[].title'")]
pub struct SearchArgs {
    /// What to look for; nothing, or \"\", means every article
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,

    #[command(flatten)]
    pub filters: FilterArgs,

    /// Best first, by date, or best first with new articles before old ones (blend)
    #[arg(long, value_enum, default_value_t = SortArg::Relevance)]
    pub sort: SortArg,

    /// With --sort blend: after how long half of what makes an article young is gone [default: 1y]
    #[arg(long, value_name = "TIME", value_parser = half_life)]
    pub half_life: Option<f64>,

    /// How many hits
    #[arg(short = 'n', long, default_value_t = 10, value_name = "N")]
    pub limit: usize,

    /// Leave out the first hits
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub offset: usize,

    /// All hits
    #[arg(long, conflicts_with = "limit")]
    pub all: bool,

    /// Only print how many articles match
    #[arg(short, long)]
    pub count: bool,

    /// Print how the query was understood, what each clause finds, and the nearest words to unknown ones, instead of hits
    #[arg(long, conflicts_with_all = ["count", "facet", "format", "queries"])]
    pub explain_query: bool,

    /// Print what the score of this article is made of, by id or path, instead of hits
    #[arg(long, value_name = "ID", conflicts_with_all = ["count", "facet", "format", "queries", "explain_query"])]
    pub explain_score: Option<String>,

    /// Count the hits by these, with how many values each: place:20,org:10
    #[arg(long, value_name = "FIELD[:N],…", value_delimiter = ',')]
    pub facet: Vec<String>,

    /// How to print [default: text on a terminal, lines in a pipe]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<OutputFormat>,

    /// Short for --format json
    #[arg(long, conflicts_with = "format")]
    pub json: bool,

    /// Columns for lines, csv and tsv
    #[arg(long, value_name = "A,B,…", value_delimiter = ',')]
    pub fields: Vec<String>,

    /// Answer a list of queries: one a line, or its number, a tab and the query; or TREC topics, by their titles
    #[arg(long, value_name = "FILE", conflicts_with = "query")]
    pub queries: Option<PathBuf>,

    /// No passages of text
    #[arg(long)]
    pub no_snippets: bool,
}

#[derive(Debug, Default, Args)]
pub struct FilterArgs {
    /// Articles about this place or one within it; again: about that one too; A,B: about either
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    pub place: Vec<String>,

    /// Not about this place
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    pub not_place: Vec<String>,

    /// Articles about this organization or a part of it
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    pub org: Vec<String>,

    /// Not about this organization
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    pub not_org: Vec<String>,

    /// Articles about this person, by the full name
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    pub person: Vec<String>,

    /// Articles about a settlement near this place, or near degrees north and east: 36.2,37.16
    #[arg(long, value_name = "PLACE", requires = "within", help_heading = "Filters")]
    pub near: Option<String>,

    /// How near: 50km, 30mi
    #[arg(long, value_name = "DISTANCE", requires = "near", value_parser = distance, help_heading = "Filters")]
    pub within: Option<f64>,

    /// Go by every place, organization and person that articles name, not only by those that they are about
    #[arg(long, help_heading = "Filters")]
    pub mentioned: bool,

    /// Published by; A,B: by either
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    pub source: Vec<String>,

    /// In this language: en, ar, …
    #[arg(long, value_name = "CODE", help_heading = "Filters")]
    pub lang: Vec<String>,

    /// From this day, month or year on
    #[arg(long, value_name = "DATE", help_heading = "Filters")]
    pub from: Option<String>,

    /// To the end of this day, month or year
    #[arg(long, value_name = "DATE", help_heading = "Filters")]
    pub to: Option<String>,

    /// Rank by words alone, without what `dateline learn` has learned of their meaning
    #[arg(long)]
    pub no_meaning: bool,

    /// Any of the words will do, best first and without stop words: for questions and headlines
    #[arg(long, conflicts_with = "syntax")]
    pub any: bool,

    /// How the query is typed
    #[arg(long, value_enum, default_value_t = Syntax::Native, value_name = "SYNTAX")]
    pub syntax: Syntax,
}

/// Reads a time in days: `30d`, `6w`, `18m`, `2y`.
fn half_life(text: &str) -> Result<f64, String> {
    let units = [("d", 1.0), ("w", 7.0), ("m", 365.25 / 12.0), ("y", 365.25)];
    let days = units.iter().find_map(|(unit, days)| Some(text.strip_suffix(unit)?.trim().parse::<f64>().ok()? * days));
    days.filter(|days| days.is_finite() && *days > 0.0)
        .ok_or_else(|| "write days, weeks, months or years, as in 30d, 6w, 18m, 2y".to_owned())
}

/// Reads a distance in kilometres: `50km`, `50`, `30mi`.
fn distance(text: &str) -> Result<f64, String> {
    const KILOMETRES_A_MILE: f64 = 1.609_344;
    let lower = text.trim().to_ascii_lowercase();
    let units = [("km", 1.0), ("miles", KILOMETRES_A_MILE), ("mi", KILOMETRES_A_MILE), ("m", 0.001), ("", 1.0)];
    let (number, unit) =
        units.into_iter().find_map(|(name, unit)| Some((lower.strip_suffix(name)?, unit))).unwrap_or((&lower, 1.0));
    match number.trim().parse::<f64>() {
        Ok(number) if number.is_finite() && number > 0.0 => Ok(number * unit),
        _ => Err("write 50km or 30mi".to_string()),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SortArg {
    Relevance,
    Newest,
    Oldest,
    Blend,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dateline facets                                   places of all articles
  dateline facets 'ceasefire' --field org           organizations of articles with the word
  dateline facets --field place --under Syria       places within Syria
  dateline facets --field org --find bank           organizations with \"bank\" in their name")]
pub struct FacetsArgs {
    /// Only articles that match
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,

    /// What to count by: place, org, person, source, lang, topic
    #[arg(long, default_value = "place", value_name = "FIELD", value_delimiter = ',')]
    pub field: Vec<String>,

    /// Only what lies within this place or organization
    #[arg(long, value_name = "NAME")]
    pub under: Option<String>,

    /// How many levels: 1 for countries alone
    #[arg(long, value_name = "N")]
    pub depth: Option<std::num::NonZeroUsize>,

    /// Only names that contain this
    #[arg(long, value_name = "TEXT")]
    pub find: Option<String>,

    /// How many values
    #[arg(short = 'n', long, default_value_t = 20, value_name = "N")]
    pub limit: usize,

    /// One JSON answer
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub filters: FilterArgs,
}
