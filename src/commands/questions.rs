//! What `search`, `facets`, `export` and `eval` have in common: arguments → `SearchConfig`.

use super::Environment;
use crate::archive::Archive;
use crate::cli::FilterArgs;
use crate::eval::{TopicField, parse_topics};
use crate::output::in_a_column;
use crate::query::{DayRange, Kind, Query, QueryError, any_of, parse_as, parse_days};
use crate::search::{FacetField, FacetRequest, Filters, NameFilter, Near, Reach, SearchConfig, Searcher};
use anyhow::{Context, Result, anyhow, bail};
use std::path::Path;

/// Opens the archive for questions.
pub fn open(environment: &Environment) -> Result<Searcher> {
    let folder = Archive::locate(environment.archive.as_deref())?;
    Searcher::open(&folder, |message| environment.messages.note(message))
}

/// Returns the configuration of a question whose results are all wanted, without snippets; callers narrow it.
pub fn config(typed: &str, filters: &FilterArgs) -> Result<SearchConfig> {
    with_query(parsed(typed, filters)?, typed, filters)
}

/// Reads a query as the arguments say that it is typed.
pub fn parsed(typed: &str, filters: &FilterArgs) -> Result<Query, QueryError> {
    if filters.any { Ok(any_of(typed)) } else { parse_as(filters.syntax, typed) }
}

/// A query of a list, ready to be asked.
pub struct Listed {
    pub qid: String,
    pub query: Query,
    pub typed: String,
}

/// What the queries of a list are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    /// By the numbers that the list gives, one for each.
    Given,
    /// By the numbers that the list gives, and where it gives none by those of the lines.
    GivenOrLines,
}

/// Reads a list of queries.
///
/// # Errors
///
/// All queries of the list that cannot be understood, with their lines.
pub fn read_list(file: &Path, field: TopicField, numbers: Numbers, filters: &FilterArgs) -> Result<Vec<Listed>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))?;
    let topics = parse_topics(&text, field).map_err(|fault| anyhow!("{} {fault}", file.display()))?;
    let mut list = Vec::new();
    let mut faults: Vec<String> = Vec::new();
    for topic in topics {
        let qid = match topic.qid {
            // It stands in a column of its own, and on terminals.
            Some(qid) => in_a_column(&qid),
            None if numbers == Numbers::GivenOrLines => topic.line.to_string(),
            None => bail!("{} line {}: no tab; write the number of the query, a tab and the query", file.display(), topic.line),
        };
        match parsed(&topic.text, filters) {
            Ok(query) => list.push(Listed { qid, query, typed: topic.text }),
            Err(error) => faults.push(format!("line {}: {error}", topic.line)),
        }
    }
    if !faults.is_empty() {
        let way_out = "--any takes the words of each as they come";
        bail!("{} has queries that cannot be understood; {way_out}:\n{}", file.display(), faults.join("\n"));
    }
    if list.is_empty() {
        bail!("{} holds no queries", file.display());
    }
    Ok(list)
}

/// Like [`config`], for a query that was parsed already.
pub fn with_query(query: Query, typed: &str, filters: &FilterArgs) -> Result<SearchConfig> {
    Ok(SearchConfig {
        is_question: filters.any,
        meaning: !filters.no_meaning,
        filters: new_filters(filters)?,
        reach: if filters.mentioned { Reach::Mentioned } else { Reach::About },
        ..SearchConfig::new(query, typed)
    })
}

fn new_filters(args: &FilterArgs) -> Result<Filters> {
    let lists = [
        (Kind::Place, &args.place, false),
        (Kind::Place, &args.not_place, true),
        (Kind::Organization, &args.org, false),
        (Kind::Organization, &args.not_org, true),
        (Kind::Person, &args.person, false),
    ];
    let mut names = Vec::new();
    for (field, values, is_excluded) in lists {
        for value in values {
            names.push(NameFilter { field, alternatives: alternatives(field, value)?, is_excluded });
        }
    }
    let from = args.from.as_deref().map(|text| day("--from", text)).transpose()?.and_then(|days| days.from);
    let to = args.to.as_deref().map(|text| day("--to", text)).transpose()?.and_then(|days| days.to);
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        bail!("--from {from} lies after --to {to}; exchange them");
    }
    let days = (from.is_some() || to.is_some()).then_some(DayRange { from, to });
    // A comma before a space belongs to the name: `Foo, Inc.`
    let split = |values: &Vec<String>| {
        values.iter().map(|value| if value.contains(", ") { vec![value.clone()] } else { commas(value) }).collect()
    };
    if args.source.iter().chain(&args.lang).any(|value| commas(value).is_empty()) {
        bail!("an empty name cannot be looked for; leave the filter out");
    }
    let near = args.near.as_ref().map(|place| {
        let kilometres = args.within.expect("clap wants --within beside --near");
        Near { place: place.clone(), kilometres }
    });
    Ok(Filters { names, sources: split(&args.source), languages: split(&args.lang), days, near })
}

/// `A,B` means either, but a name that has a comma of its own, as `Paris, Texas`, is one name where it is known as such.
fn alternatives(kind: Kind, value: &str) -> Result<Vec<String>> {
    use crate::authority::Authorities;
    let value = value.trim();
    if commas(value).is_empty() {
        bail!("an empty name cannot be looked for; leave the filter out");
    }
    let has_comma_of_its_own = value.contains(", ") && !Authorities::embedded().lookup(kind, value).is_empty();
    Ok(if has_comma_of_its_own { vec![value.to_string()] } else { commas(value) })
}

fn commas(value: &str) -> Vec<String> {
    value.split(',').map(|part| part.trim().to_string()).filter(|part| !part.is_empty()).collect()
}

fn day(flag: &str, text: &str) -> Result<DayRange> {
    let days = parse_days(text).filter(|days| days.from.is_some() && days.to.is_some());
    days.with_context(|| format!("{flag} {text:?} is no date; write 2016, 2016-12 or 2016-12-18"))
}

/// Reads `place:20` or `place`.
pub fn facet_request(text: &str, default_limit: usize) -> Result<FacetRequest> {
    let (name, limit) = match text.split_once(':') {
        Some((name, limit)) => {
            let limit =
                limit.parse().with_context(|| format!("--facet {text:?} wants a number after the colon, as in place:20"))?;
            (name, limit)
        }
        None => (text, default_limit),
    };
    Ok(FacetRequest::new(facet_field(name)?, limit))
}

/// Returns the facet of that name.
pub fn facet_field(name: &str) -> Result<FacetField> {
    FacetField::named(name.trim()).with_context(|| {
        let known: Vec<&str> = FacetField::ALL.iter().map(|field| field.name()).collect();
        format!("there is no facet {name:?}; there are {}", known.join(", "))
    })
}
