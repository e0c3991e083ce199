//! `Article`, and one file per input format: bytes in, articles and problems out.
//!
//! Rule kept here: parsing knows neither disk nor database, never stops a run and never panics. What cannot be read comes back as a
//! [`Problem`] that names the fault.
//!
//! To add a format, write one file that holds a `pub const FORMAT: Format` and add its name to the list below.

pub mod dateline_line;
pub mod dates;
pub mod decode;
pub mod metadata;
pub mod text;
pub mod xml;

use jiff::{Timestamp, civil};

/// Declares the format modules and the table of formats, in the order in which a file is tried against them.
macro_rules! formats {
    ($($module:ident),+ $(,)?) => {
        $(pub mod $module;)+
        /// All formats that are read, in the order of the tests that tell them apart: the narrowest first, plain text last.
        pub const FORMATS: &[Format] = &[$($module::FORMAT),+];
    };
}
formats![
    anpa, iptc7901, mbox, mail, reuters, trec, sitemap, wordpress, feed, nitf, newsml_g2, newsml, rcv1, json_lines, ninjs, json,
    html, markdown, plain_text
];

/// One article as its file gave it: nothing in here is guessed from other articles.
///
/// All text is Unicode in NFC, without control characters other than `\n`; `title` and the short fields are a single line, trimmed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Article {
    /// Identifier that the article carried itself: NEWID, docno, guid, else its URL.
    pub guid: Option<String>,
    /// Headline; empty where none could be told from the text.
    pub title: String,
    pub byline: Option<String>,
    /// The line that opens an agency story, as written: `ALEPPO, Dec 18 (SANA)`. It is not repeated in `body`.
    pub dateline: Option<String>,
    pub date: Option<ArticleDate>,
    /// Who published it: newspaper, agency, site.
    pub source: Option<String>,
    pub section: Option<String>,
    /// Language that the file declares, as a lower-case ISO 639-1 code (`en`, `ar`).
    pub language: Option<String>,
    pub url: Option<String>,
    /// Paragraphs, parted by a blank line (`\n\n`).
    pub body: String,
    /// Names that the file gives as metadata, as it spells them.
    pub places: Vec<String>,
    pub organizations: Vec<String>,
    pub people: Vec<String>,
    pub topics: Vec<String>,
    /// Codes that the file gives for what it names, with their scheme: `medtop:04000000`, `iso3166-1a3:SYR`.
    pub codes: Vec<String>,
    /// Which version of the article with this `guid` it is, where its agency numbers them.
    pub version: Option<u64>,
}

/// A notice that an agency takes an article back (kill, cancel).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    pub guid: String,
    /// The last version that is withdrawn; `None`: all of them.
    pub version: Option<u64>,
}

/// When an article was published, how exactly that is known, and from what.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ArticleDate {
    /// The day in the article's own time zone; the first day of the month or year where only that is known.
    pub day: civil::Date,
    /// The instant, where a time of day was given (taken as UTC where no zone was).
    pub instant: Option<Timestamp>,
    pub precision: Precision,
    pub origin: DateOrigin,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    Year,
    Month,
    Day,
    Second,
}

/// What a date was read from, in falling order of trust. A file's modification time is never one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrigin {
    Metadata,
    Url,
    Path,
    Dateline,
    Text,
}

impl Precision {
    const NAMES: [(Precision, &'static str); 4] =
        [(Precision::Year, "year"), (Precision::Month, "month"), (Precision::Day, "day"), (Precision::Second, "second")];

    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize].1
    }

    /// Returns the precision of that name, `Day` for an unknown one.
    pub fn from_name(name: &str) -> Self {
        Self::NAMES.iter().find(|(_, known)| *known == name).map_or(Precision::Day, |(precision, _)| *precision)
    }
}

impl DateOrigin {
    const NAMES: [(DateOrigin, &'static str); 5] = [
        (DateOrigin::Metadata, "metadata"),
        (DateOrigin::Url, "url"),
        (DateOrigin::Path, "path"),
        (DateOrigin::Dateline, "dateline"),
        (DateOrigin::Text, "text"),
    ];

    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize].1
    }

    /// Returns the origin of that name, `Text` (the least trusted) for an unknown one.
    pub fn from_name(name: &str) -> Self {
        Self::NAMES.iter().find(|(_, known)| *known == name).map_or(DateOrigin::Text, |(origin, _)| *origin)
    }
}

impl ArticleDate {
    /// Returns the last day that the date may mean: that of the month or year where no more is known.
    pub fn last_day(&self) -> civil::Date {
        match self.precision {
            Precision::Year => self.day.last_of_year(),
            Precision::Month => self.day.last_of_month(),
            Precision::Day | Precision::Second => self.day,
        }
    }
}

/// Where bytes came from; what a format may know beside them.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Path as it is shown, with `/`: `news/2016/aleppo.html`.
    pub path: &'a str,
    /// The day of reading, or of fetching where that is known: no article is dated later.
    pub read_on: civil::Date,
    /// Where it was fetched from, where that is known.
    pub url: Option<&'a str>,
}

/// What one record came to.
#[derive(Debug, Default)]
pub struct Parsed {
    pub articles: Vec<Article>,
    pub withdrawals: Vec<Withdrawal>,
    /// What is here instead of an article, and no fault: `it holds a picture, no text`.
    pub not_articles: Vec<String>,
    pub problems: Vec<Problem>,
}

/// Why something could not be read (in lower case, without full stop, the way out where there is one):
/// `not valid JSON at line 3 column 9: expected ","`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem(pub String);

impl Parsed {
    pub fn article(article: Article) -> Self {
        Self { articles: vec![article], ..Self::default() }
    }

    pub fn problem(message: impl Into<String>) -> Self {
        Self { problems: vec![Problem(message.into())], ..Self::default() }
    }
}

/// One input format.
#[derive(Debug)]
pub struct Format {
    /// As `--format` takes it: `html`.
    pub name: &'static str,
    /// What it is, for `dateline formats`: `a web page`.
    pub what: &'static str,
    /// File name endings, lower case, without the dot.
    pub extensions: &'static [&'static str],
    /// By what a file is told to be of this format, in words.
    pub recognized_by: &'static str,
    /// Which fields it may fill, beside title and body.
    pub fields: &'static [&'static str],
    /// Whether a file is of this format, by its name and its first bytes.
    pub recognize: fn(&Head) -> bool,
    /// How a file is cut into records, each of which is parsed on its own.
    pub records: Records,
    /// Reads one record.
    pub parse: fn(&[u8], &Source) -> Parsed,
}

/// What the formats of the web and of those who collect it may fill.
#[rustfmt::skip]
pub const ARTICLE_FIELDS: &[&str] = &[
    "byline", "dateline", "date", "source", "section", "language", "guid", "url", "places", "organizations", "people", "topics",
];

/// What the formats of news agencies may fill.
#[rustfmt::skip]
pub const AGENCY_FIELDS: &[&str] = &[
    "byline", "dateline", "date", "source", "section", "language", "guid", "version", "url", "places", "organizations", "people",
    "topics", "codes",
];

/// How a file of a format is cut into records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Records {
    /// The file is one record.
    Whole,
    /// Every line that is not blank.
    Lines,
    /// Every stretch from `open` to the end of the next `close`, both included. An `open` like `<DOC` stands for `<DOC>` and `<DOC id="1">`.
    Elements { open: &'static [u8], close: &'static [u8] },
    /// Every mail of a mailbox, from the line that opens it.
    Mails,
    /// Every top-level JSON value; the elements of a top-level array one by one.
    JsonValues,
}

/// The beginning of a file, to tell its format by.
pub struct Head<'a> {
    /// Lower-case ending of the file name, without `.gz` or `.zst` and without the dot; empty where there is none.
    pub extension: &'a str,
    /// Up to 8 KiB, decompressed.
    pub bytes: &'a [u8],
    /// Whether `bytes` is the whole file.
    pub is_whole: bool,
}

/// Returns the first format that takes a file for its own, `None` where it holds no text.
pub fn detect(head: &Head) -> Option<&'static Format> {
    FORMATS.iter().find(|format| (format.recognize)(head))
}

/// Returns the format of that name.
pub fn format_named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}
