//! The command line: what can be typed. Doc comments are the help texts.

mod names;
mod search;

use crate::eval::TopicField;
use crate::output::DEFAULT_TAG;
use crate::query::Syntax;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

pub use names::{
    KindArg, NamesAddArgs, NamesAliasArgs, NamesApplyArgs, NamesCommand, NamesFindArgs, NamesHideArgs, NamesMergeArgs,
    NamesRenameArgs, NamesSenseArgs, NamesShowArgs, NamesSplitArgs, NamesUndoArgs,
};
pub use search::{FacetsArgs, FilterArgs, SearchArgs, SortArg};

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
    /// List the formats that are read, by what they are recognized and which fields they fill
    Formats(FormatsArgs),
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

    /// Tell what each file would be read as, and read nothing into the archive
    #[arg(long, conflicts_with_all = ["prune", "reread"])]
    pub dry_run: bool,

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
    /// What could not be read, or only in part: each kind of problem with an example; with --inputs every file
    #[arg(long)]
    pub failed: bool,

    /// List all inputs, or with --failed those with problems
    #[arg(long)]
    pub inputs: bool,

    /// As JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct FormatsArgs {
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
