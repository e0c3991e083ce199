//! Measures the name finder on corpora with known names.
//!
//! ```text
//! cargo run --release --example evaluate_names -- CORPORA [--dev] [--errors N] [MEASURE…]
//! ```
//!
//! `CORPORA` (or the variable `DATELINE_CORPORA`) is a folder with these in it; what is absent is skipped, and said to be:
//!
//! | folder | measures | published at |
//! |---|---|---|
//! | `ner/worldwide_newswire_train.iob2` | `newswire-spans`, `newswire-sets` | github.com/stanfordnlp/en-worldwide-newswire (Shan et al., EMNLP 2023), as token, tab, IOB2 tag |
//! | `reuters21578` | `reuters-countries`, `reuters-orgs`, `speed` | Reuters-21578, Distribution 1.0: `reut2-*.sgm` |
//! | `toponyms/GeoVirus.xml` | `geovirus` | github.com/milangritta/Pragmatic-Guide-to-Geoparsing-Evaluation (Gritta et al., 2018) |
//! | `seed/aleppo.txt`, `seed/seed_gold.json` | `aleppo` | one article, read by hand |
//!
//! `--dev` takes the tuning part instead of the test part: other articles of the newswire, and of Reuters the parts that the salience
//! is fitted on. `--errors N` lists the N most frequent errors of a measure.

mod aleppo;
mod geovirus;
#[path = "../common/iob2.rs"]
mod iob2;
mod newswire;
mod reuters;
mod reuters_measures;
mod score;

use std::path::PathBuf;

use anyhow::{Result, bail};
use score::Table;

/// What the command line asks for.
pub struct Options {
    pub corpora: PathBuf,
    /// Whether to measure on the tuning part.
    pub dev: bool,
    /// Number of errors to list.
    pub errors: usize,
}

type Measure = fn(&Options, &mut Table) -> Result<()>;

const MEASURES: &[(&str, Measure)] = &[
    ("newswire-spans", newswire::spans),
    ("newswire-sets", newswire::sets),
    ("reuters-countries", reuters_measures::countries),
    ("reuters-orgs", reuters_measures::organizations),
    ("geovirus", geovirus::measure),
    ("aleppo", aleppo::measure),
    ("speed", reuters_measures::speed),
];

fn main() -> Result<()> {
    let (options, wanted) = read_arguments()?;
    let mut table = Table::default();
    for (name, measure) in MEASURES {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            measure(&options, &mut table)?;
        }
    }
    print!("{table}");
    Ok(())
}

fn read_arguments() -> Result<(Options, Vec<String>)> {
    let mut options = Options { corpora: PathBuf::new(), dev: false, errors: 0 };
    let mut wanted = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--dev" => options.dev = true,
            "--errors" => {
                let number = arguments.next().and_then(|number| number.parse().ok());
                let Some(number) = number else { bail!("--errors wants a number") };
                options.errors = number;
            }
            name if MEASURES.iter().any(|(known, _)| *known == name) => wanted.push(argument),
            _ if options.corpora.as_os_str().is_empty() => options.corpora = PathBuf::from(argument),
            _ => {
                let names = MEASURES.iter().map(|(name, _)| *name).collect::<Vec<_>>();
                bail!("no measure {argument:?}; there are {}", names.join(", "));
            }
        }
    }
    if options.corpora.as_os_str().is_empty() {
        let Some(folder) = std::env::var_os("DATELINE_CORPORA") else {
            bail!("name the folder of corpora, or set DATELINE_CORPORA")
        };
        options.corpora = PathBuf::from(folder);
    }
    Ok((options, wanted))
}
