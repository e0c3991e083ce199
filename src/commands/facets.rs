//! `dateline facets`.

use super::questions::{config, facet_field, open};
use super::{Environment, Outcome, stdout};
use crate::cli::FacetsArgs;
use crate::output::{print_facets_json, print_facets_lines, print_facets_text};
use crate::search::{FacetField, FacetRequest, SearchConfig};
use anyhow::{Result, bail};
use std::io::Write;

pub fn run(args: FacetsArgs, environment: &Environment) -> Result<Outcome> {
    let searcher = open(environment)?;
    let mut requests = Vec::new();
    for name in &args.field {
        let field = facet_field(name)?;
        let under = match (&args.under, field) {
            (None, _) => None,
            (Some(name), FacetField::Place | FacetField::Organization) => {
                let kind = field.kind().expect("places and organizations are names");
                let resolver = searcher.name_resolver();
                let path = resolver.path(kind, name).map_err(anyhow::Error::msg)?;
                resolver.into_warnings().iter().for_each(|warning| environment.messages.warn(warning));
                path.last().cloned()
            }
            (Some(_), _) => bail!("--under goes with --field place or org, which are trees"),
        };
        requests.push(FacetRequest {
            field,
            limit: args.limit,
            under,
            depth: args.depth.map_or(usize::MAX, usize::from),
            find: args.find.clone(),
        });
    }
    let question = SearchConfig { facets: requests, limit: Some(0), ..config(&args.query.join(" "), &args.filters)? };
    let results = searcher.search(&question)?;
    let mut out = stdout();
    if args.json {
        print_facets_json(&mut out, &results, environment.is_terminal)?;
    } else {
        results.warnings.iter().for_each(|warning| environment.messages.warn(warning));
        for (field, counts) in &results.facets {
            if environment.is_terminal {
                print_facets_text(&mut out, field.name(), counts, environment.style)?;
            } else {
                print_facets_lines(&mut out, field.name(), counts)?;
            }
        }
    }
    out.flush()?;
    let has_counts = results.facets.values().any(|counts| !counts.is_empty());
    Ok(if has_counts { Outcome::Done } else { Outcome::NothingFound })
}
