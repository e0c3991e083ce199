//! `dateline show`.

use super::questions::open;
use super::{Environment, Outcome, stdout};
use crate::cli::ShowArgs;
use crate::output::{print_article_text, print_record};
use crate::query::parse_as;
use crate::search::Marks;
use anyhow::{Result, bail};
use std::io::Write;

pub fn run(args: ShowArgs, environment: &Environment) -> Result<Outcome> {
    let query = args.query.as_deref().map(|typed| parse_as(args.syntax, typed)).transpose()?;
    let searcher = open(environment)?;
    let mut out = stdout();
    let mut outcome = Outcome::Done;
    for id in &args.ids {
        let found = searcher.archive().articles_called(id, 2)?;
        let article = match found.as_slice() {
            [article] => article,
            [] => {
                environment.messages.warn(&format!("no article has the id, path or guid {id:?}"));
                outcome = Outcome::NothingFound;
                continue;
            }
            [one, other, ..] => {
                let (one, other) = (&one.id, &other.id);
                bail!(
                    "{id:?} names more than one article, {one} and {other} among them; give more of the id, or `PATH#3` for the third of a file"
                );
            }
        };
        let names = searcher.names_of(article.row)?;
        if args.json {
            print_record(&mut out, article, &names)?;
        } else {
            let marks = match (&query, &args.query) {
                (Some(query), Some(typed)) => searcher.marks(query, typed, article)?.unwrap_or_else(|| {
                    environment.messages.warn(&format!("{} does not match {query}; nothing is marked", article.id));
                    Marks::default()
                }),
                _ => Marks::default(),
            };
            print_article_text(&mut out, article, &names, &marks, environment.style)?;
        }
    }
    out.flush()?;
    Ok(outcome)
}
