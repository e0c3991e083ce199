//! Reads Reuters-21578 with its gold: the project's own reader gives the article, its metadata are taken out as the gold.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use dateline::article::{Article, Source, reuters};
use dateline::authority::{Authorities, EntityKey, Kind};
use jiff::civil::date;
use memchr::memmem;

/// An article without its metadata, and what they say.
pub struct Labelled {
    pub article: Article,
    pub part: Part,
    /// Countries by PLACES and organizations by ORGS, each once.
    pub countries: Vec<EntityKey>,
    pub organizations: Vec<EntityKey>,
}

/// The part of the collection: that of `LEWISSPLIT`, with the end of its training part held out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Train,
    /// Every fifth training article, to choose features on.
    Tune,
    /// The last training articles but for the sparse ones: never trained on and never tuned on, a second test.
    Late,
    /// Training articles of which fewer than half have PLACES, where nine of ten have before: not used.
    Sparse,
    Test,
    Unused,
}

/// Numbers of the first late and the first sparse article.
const FIRST_LATE: usize = 11_001;
const FIRST_SPARSE: usize = 13_001;

/// Reads all files of a folder; `None` where it is absent.
pub fn read(folder: &Path, authorities: &Authorities) -> Result<Option<Vec<Labelled>>> {
    if !folder.is_dir() {
        println!("skipped: no {}", folder.display());
        return Ok(None);
    }
    let entries = fs::read_dir(folder).with_context(|| format!("could not list {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "sgm"));
    paths.sort();
    if paths.is_empty() {
        bail!("no .sgm file in {}", folder.display());
    }
    let mut all = Vec::new();
    for path in paths {
        let bytes = fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
        all.extend(records(&bytes).filter_map(|record| label(record, authorities)));
    }
    Ok(Some(all))
}

fn records(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let start = memmem::find(rest, b"<REUTERS ")?;
        let close = b"</REUTERS>";
        let end = start + memmem::find(&rest[start..], close)? + close.len();
        let record = &rest[start..end];
        rest = &rest[end..];
        Some(record)
    })
}

fn label(record: &[u8], authorities: &Authorities) -> Option<Labelled> {
    let source = Source { path: "reuters.sgm", read_on: date(2020, 1, 1), url: None };
    let mut article = (reuters::FORMAT.parse)(record, &source).articles.pop()?;
    let countries = entities(&std::mem::take(&mut article.places), Kind::Place, authorities);
    let organizations = entities(&std::mem::take(&mut article.organizations), Kind::Organization, authorities);
    article.people.clear();
    article.topics.clear();
    article.section = None;
    let part = part(record, article.guid.as_deref()?.parse().ok()?);
    Some(Labelled { article, part, countries, organizations })
}

fn part(record: &[u8], number: usize) -> Part {
    let tag = &record[..memchr::memchr(b'>', record).unwrap_or(record.len())];
    let says = |value: &[u8]| memmem::find(tag, value).is_some();
    if says(b"LEWISSPLIT=\"TEST\"") {
        Part::Test
    } else if !says(b"LEWISSPLIT=\"TRAIN\"") {
        Part::Unused
    } else if number >= FIRST_SPARSE {
        Part::Sparse
    } else if number >= FIRST_LATE {
        Part::Late
    } else if number.is_multiple_of(5) {
        Part::Tune
    } else {
        Part::Train
    }
}

/// Returns what the codes stand for: a country before any other place of that name.
fn entities(codes: &[String], kind: Kind, authorities: &Authorities) -> Vec<EntityKey> {
    let mut keys = Vec::new();
    for code in codes {
        let found = authorities.lookup(kind, code);
        let country = found.iter().find(|&&key| authorities.feature(key).is_country());
        match country.or(found.first()).copied() {
            Some(key) if keys.contains(&key) => {}
            Some(key) => keys.push(key),
            None => eprintln!("no {} for the code {code}", kind.name()),
        }
    }
    keys
}
