//! The command line: what can be typed. Doc comments are the help texts.

use crate::eval::TopicField;
use crate::output::{DEFAULT_TAG, OutputFormat};
use crate::query::Syntax;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Search engine for news archives
///
/// Turns a folder of article files of any age and format into an archive, and answers ranked, faceted, date-filtered questions.
#[derive(Debug, Parser)]
#[command(name = "dateline", version, max_term_width = 100, arg_required_else_help = true, after_help = EXAMPLES)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,

    /// The archive folder [default: .dateline here or in a parent folder]
    #[arg(long, global = true, value_name = "DIR", env = "DATELINE_ARCHIVE", help_heading = "Global options")]
    pub archive: Option<PathBuf>,

    /// When to use colour; NO_COLOR and CLICOLOR_FORCE are heeded
    #[arg(long, global = true, value_enum, default_value_t = ColorWhen::Auto, value_name = "WHEN", help_heading = "Global options")]
    pub color: ColorWhen,

    /// Print no progress and no notes, only results, warnings and errors
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  dateline index ~/articles                      read a folder into an archive
  dateline search 'aleppo evacuation'            ranked articles with all the words
  dateline search 'ceasefire' --place Syria --from 2016-12 --facet place:10,org:10
  dateline facets --field org                    organizations by number of articles
  dateline show b7c1e09a52f4                     one article

Exit codes: 0 found or done, 1 nothing found, 2 an error, 3 done but some inputs could not be read, 130 interrupted";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
// The options of a command are declared when it is called: a tenth of a short search was declaring those of the others.
#[command(defer = true)]
pub enum Command {
    /// Read article files into the archive; only what changed since the last time
    Index(IndexArgs),
    /// Find articles
    #[command(visible_alias = "s")]
    Search(SearchArgs),
    /// Count articles by place, organization, source, language, topic or person
    Facets(FacetsArgs),
    /// Print one article
    Show(ShowArgs),
    /// Look names up; merge, split, rename, hide and add them in names.toml
    #[command(subcommand)]
    Names(NamesCommand),
    /// Print every place, organization and person found in an article, what it was taken for and why
    Entities(EntitiesArgs),
    /// Print everything that matches, one JSON record a line, without a cap; or its places for a map
    Export(ExportArgs),
    /// Measure a ranking against judgments of relevance, or compare two
    Eval(EvalArgs),
    /// Tell what the archive holds, and what became of every input
    Status(StatusArgs),
    /// Verify both stores and that they agree
    Check(CheckArgs),
    /// Learn from the archive's own articles which words mean alike, for the ranking
    Learn(LearnArgs),
    /// Make the search index anew from archive.db, without the source files
    Rebuild(RebuildArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Print the manual page
    Man(ManArgs),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dateline index                       the working folder
  dateline index news/ more.jsonl.gz   folders and files; again, to add what is new
  dateline index --prune news/         and drop articles whose files are gone
  cat wire.txt | dateline index -      an article from standard input")]
pub struct IndexArgs {
    /// Folders and files to read; `-` is standard input
    #[arg(default_value = ".", value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Which places and organizations to keep: those found in the text as well, those that files name, or none
    #[arg(long, value_enum, default_value_t = NamesArg::All, value_name = "WHICH")]
    pub names: NamesArg,

    /// Remove articles whose files are gone
    #[arg(long)]
    pub prune: bool,

    /// Read every file as this format, whatever its name
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<String>,

    /// Read files again that have not changed, as after an update of dateline
    #[arg(long)]
    pub reread: bool,

    /// Follow symbolic links
    #[arg(long)]
    pub follow: bool,

    /// Read files and folders whose names begin with a dot
    #[arg(long)]
    pub hidden: bool,

    /// Leave what `dateline learn` made as it is: new articles are ranked by their words alone
    #[arg(long)]
    pub no_learn: bool,

    /// Threads that read and analyse [default: one a core]
    #[arg(long, value_name = "N")]
    pub threads: Option<std::num::NonZeroUsize>,

    /// Memory for the index writer, in MB
    #[arg(long, value_name = "MB", default_value_t = 160, value_parser = clap::value_parser!(u32).range(32..=65_536))]
    pub memory: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NamesArg {
    Given,
    Off,
    All,
}

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

#[derive(Debug, Args)]
pub struct ShowArgs {
    /// An id as search prints it (or its beginning), a path, or the guid that the article carries
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,

    /// Mark what this query matches
    #[arg(long, value_name = "QUERY")]
    pub query: Option<String>,

    /// How the query is typed
    #[arg(long, value_enum, default_value_t = Syntax::Native, value_name = "SYNTAX", requires = "query")]
    pub syntax: Syntax,

    /// The record as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  dateline names find georgetown
  dateline names sense Georgetown --is geonames:3378644 --source 'Stabroek News'
  dateline names merge org:acme-relief-fund --into org:acme-relief
  dateline names apply
Decisions are kept in names.toml in the archive folder, which a text editor may change as well.
No article is touched until `dateline names apply`.")]
pub enum NamesCommand {
    /// List what a name may mean, in the lists and in the archive
    Find(NamesFindArgs),
    /// Tell all that is known of one place, organization or person
    Show(NamesShowArgs),
    /// Count things as another one
    Merge(NamesMergeArgs),
    /// Find a thing no more; or take a spelling for no name
    Hide(NamesHideArgs),
    /// Add a place, organization or person that no list has
    Add(NamesAddArgs),
    /// Give a thing more names
    Alias(NamesAliasArgs),
    /// Show a thing under another name
    Rename(NamesRenameArgs),
    /// Make a name mean one thing, everywhere or in one source
    Sense(NamesSenseArgs),
    /// Make a name no longer mean a thing
    Split(NamesSplitArgs),
    /// Take the last entry out of names.toml
    Undo(NamesUndoArgs),
    /// Make names.toml count: look again at the articles that it touches
    Apply(NamesApplyArgs),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KindArg {
    Place,
    #[value(alias = "organization")]
    Org,
    Person,
}

#[derive(Debug, Args)]
pub struct NamesFindArgs {
    /// A name, a part of one that the archive has, a code or an id
    #[arg(required = true, value_name = "TEXT")]
    pub text: Vec<String>,

    /// Only of this kind
    #[arg(long, value_enum)]
    pub kind: Option<KindArg>,

    /// How many
    #[arg(short = 'n', long, default_value_t = 20, value_name = "N")]
    pub limit: usize,

    /// As JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct NamesShowArgs {
    /// An id as `names find` prints it, or a name
    #[arg(required = true, value_name = "NAME|ID")]
    pub name: Vec<String>,

    /// Only of this kind
    #[arg(long, value_enum)]
    pub kind: Option<KindArg>,

    /// As JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct NamesMergeArgs {
    /// What is to count as the other: ids, or names that mean one thing
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,

    /// What it is to count as
    #[arg(long, value_name = "ID")]
    pub into: String,

    /// Why, for whoever reads names.toml
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

#[derive(Debug, Args)]
pub struct NamesHideArgs {
    /// What is to be found no more: an id, or a name that means one thing
    #[arg(required_unless_present = "name", conflicts_with_all = ["name", "kind", "source"], value_name = "ID")]
    pub id: Option<String>,

    /// A spelling that is to name nothing of this kind
    #[arg(long, value_name = "SPELLING", requires = "kind")]
    pub name: Option<String>,

    /// The kind that the spelling is not
    #[arg(long, value_enum, requires = "name")]
    pub kind: Option<KindArg>,

    /// Only in articles of this source
    #[arg(long, value_name = "NAME", requires = "name")]
    pub source: Option<String>,

    /// Why, for whoever reads names.toml
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

#[derive(Debug, Args)]
pub struct NamesAddArgs {
    /// What it is called
    #[arg(value_name = "NAME")]
    pub name: String,

    #[arg(long, value_enum)]
    pub kind: KindArg,

    /// Another name for it; again: one more
    #[arg(long, value_name = "NAME")]
    pub alias: Vec<String>,

    /// The place that it lies in, or the organization that it is a part of
    #[arg(long, value_name = "NAME|ID")]
    pub within: Option<String>,

    /// Where it lies, in degrees north and east: 35.37,36.60
    #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true)]
    pub at: Option<String>,

    /// Its id [default: made from the name]
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,

    /// Why, for whoever reads names.toml
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

#[derive(Debug, Args)]
pub struct NamesAliasArgs {
    /// What has more names: an id, or a name that means one thing
    #[arg(value_name = "ID")]
    pub id: String,

    /// How it is called as well
    #[arg(required = true, value_name = "NAME")]
    pub names: Vec<String>,

    /// Why, for whoever reads names.toml
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

#[derive(Debug, Args)]
pub struct NamesRenameArgs {
    /// What is to be shown under another name: an id, or a name that means one thing
    #[arg(value_name = "ID")]
    pub id: String,

    #[arg(value_name = "NAME")]
    pub name: String,

    /// Why, for whoever reads names.toml
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

#[derive(Debug, Args)]
pub struct NamesSenseArgs {
    /// The name as articles spell it
    #[arg(value_name = "NAME")]
    pub name: String,

    /// What it means
    #[arg(long, value_name = "ID")]
    pub is: String,

    /// Only in articles of this source
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,

    /// Why, for whoever reads names.toml
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

#[derive(Debug, Args)]
pub struct NamesSplitArgs {
    /// The name as articles spell it
    #[arg(value_name = "NAME")]
    pub name: String,

    /// What it no longer means
    #[arg(long, value_name = "ID")]
    pub from: String,

    /// What it means instead [default: a thing of its own]
    #[arg(long, value_name = "ID")]
    pub into: Option<String>,

    /// Only in articles of this source
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,

    /// Why, for whoever reads names.toml
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

#[derive(Debug, Args)]
pub struct NamesUndoArgs {}

#[derive(Debug, Args)]
pub struct NamesApplyArgs {}

#[derive(Debug, Args)]
#[command(after_help = "\
On a terminal the text with its names coloured, and below it what each was taken for; in a pipe one mention a line: path, field,
start and end in characters, kind, id, facet or named, text, reason.
Examples:
  dateline entities news/aleppo.txt           a file, whether it is in an archive or not
  dateline entities b7c1e09a52f4 --json       an article of the archive, with the candidates that were weighed
  dateline entities news/ | cut -f6 | sort | uniq -c | sort -rn")]
pub struct EntitiesArgs {
    /// Files or folders; or ids, paths or guids of articles of the archive
    #[arg(required = true, value_name = "PATH|ID")]
    pub articles: Vec<String>,

    /// One line of JSON an article, with the candidates that were weighed
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Which articles; nothing means all
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,

    /// How to print
    #[arg(long, value_enum, default_value_t = ExportFormat::Ndjson)]
    pub format: ExportFormat,

    #[command(flatten)]
    pub filters: FilterArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// One whole record a line, as schema/article.schema.json describes it
    Ndjson,
    /// The places with their positions and the number of articles about them, for a map
    Geojson,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Judgments are lines of qid, 0, docno and relevance; runs lines of qid, Q0, docno, rank, score and tag. The docno of an article is the
identifier that its file gives, else its id. The measures are those of trec_eval: map, ndcg_cut_10, P_10, recip_rank, recall_100.
Two runs are compared over the queries that either answers; one without an answer counts as 0. p is that of the paired randomization
test, two-sided: all flips of signs where up to 16 queries differ, else 100,000 at random.
Examples:
  dateline eval --queries topics.tsv --qrels qrels.txt --any
  dateline eval --queries topics.tsv --qrels qrels.txt --run-out words.run
  dateline eval --queries topics.tsv --qrels qrels.txt --any --against words.run
  dateline eval --qrels qrels.txt --run words.run --run any.run")]
pub struct EvalArgs {
    /// What is relevant: lines of qid, 0, docno and relevance
    #[arg(long, value_name = "FILE")]
    pub qrels: PathBuf,

    /// Search for these: lines of a number, a tab and the query; or TREC topics
    #[arg(long, value_name = "FILE", required_unless_present = "run")]
    pub queries: Option<PathBuf>,

    /// Measure a run file instead of searching; twice: compare the second with the first
    #[arg(long, value_name = "FILE", conflicts_with_all = ["queries", "FilterArgs"])]
    pub run: Vec<PathBuf>,

    /// Compare what is found with this run file
    #[arg(long, value_name = "FILE", conflicts_with = "run")]
    pub against: Option<PathBuf>,

    /// How many hits a query
    #[arg(short = 'n', long, default_value_t = 1000, value_name = "N", conflicts_with = "run")]
    pub limit: usize,

    /// Write what is found into a run file
    #[arg(long, value_name = "FILE", conflicts_with = "run")]
    pub run_out: Option<PathBuf>,

    /// The name of the run that is found
    #[arg(long, value_name = "NAME", default_value = DEFAULT_TAG, conflicts_with = "run")]
    pub tag: String,

    /// Which part of a TREC topic is the query
    #[arg(long, value_enum, default_value_t = TopicField::Title, value_name = "PART", conflicts_with = "run")]
    pub topic_field: TopicField,

    /// Average over all queries that were judged: one without an answer counts as 0, as with trec_eval -c
    #[arg(long)]
    pub complete: bool,

    /// The figures of each query as well
    #[arg(long)]
    pub by_query: bool,

    /// As JSON
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub filters: FilterArgs,
}

#[derive(Debug, Args)]
pub struct StatusArgs {
    /// List the inputs that could not be read, or only in part, with the reason
    #[arg(long)]
    pub failed: bool,

    /// List all inputs
    #[arg(long, conflicts_with = "failed")]
    pub inputs: bool,

    /// As JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct CheckArgs {}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dateline learn            once, and ranking goes by meaning too; `index` keeps it up from then on
  dateline learn --forget   back to words alone")]
pub struct LearnArgs {
    /// Forget what was learned
    #[arg(long)]
    pub forget: bool,

    /// What was learned, as JSON
    #[arg(long, conflicts_with = "forget")]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct RebuildArgs {
    /// Memory for the index writer, in MB
    #[arg(long, value_name = "MB", default_value_t = 160, value_parser = clap::value_parser!(u32).range(32..=65_536))]
    pub memory: u32,
}

#[derive(Debug, Args)]
pub struct CompletionsArgs {
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub struct ManArgs {
    /// Write one page for each command into this folder instead
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
