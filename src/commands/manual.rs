//! `dateline completions` and `dateline man`.

use super::{Outcome, stdout};
use crate::cli::{Cli, CompletionsArgs, ManArgs};
use anyhow::{Context, Result};
use clap::CommandFactory;
use std::io::Write;

pub fn completions(args: CompletionsArgs) -> Result<Outcome> {
    // Written to memory first: the generator panics on a closed pipe.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "dateline", &mut script);
    let mut out = stdout();
    out.write_all(&script)?;
    out.flush()?;
    Ok(Outcome::Done)
}

pub fn man(args: ManArgs) -> Result<Outcome> {
    match args.out {
        Some(folder) => {
            std::fs::create_dir_all(&folder).with_context(|| format!("could not create {}", folder.display()))?;
            clap_mangen::generate_to(Cli::command(), &folder)
                .with_context(|| format!("could not write manual pages to {}", folder.display()))?;
        }
        None => {
            let mut out = stdout();
            clap_mangen::Man::new(Cli::command()).render(&mut out)?;
            out.flush()?;
        }
    }
    Ok(Outcome::Done)
}
