//! `names` and its subcommands.

use clap::{Args, Subcommand, ValueEnum};

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
