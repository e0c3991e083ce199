//! `dateline search`.

use super::questions::{Listed, Numbers, config, facet_request, open, read_list, with_query};
use super::{Environment, Outcome, stdout};
use crate::cli::{SearchArgs, SortArg};
use crate::eval::TopicField;
use crate::output::{
    AnswerOptions, OutputFormat, clean, columns, print_csv, print_csv_header, print_explanation, print_hits_ndjson, print_ids,
    print_json, print_lines, print_score, print_text, print_trec, print_tsv, print_tsv_header, with_commas,
};
use crate::search::{SearchConfig, SearchResults, Searcher, Sort};
use anyhow::{Result, bail};
use std::io::Write;
use std::path::Path;

pub fn run(args: SearchArgs, environment: &Environment) -> Result<Outcome> {
    let printing = Printing::new(&args, environment)?;
    if let Some(file) = &args.queries {
        return run_list(file, &args, environment, &printing);
    }
    let question = narrowed(config(&args.query.join(" "), &args.filters)?, &args, &printing)?;
    let searcher = open(environment)?;
    let mut out = stdout();
    if args.explain_query {
        let explanation = searcher.explain(&question)?;
        print_explanation(&mut out, &explanation, args.json, printing.is_pretty)?;
        out.flush()?;
        return Ok(if explanation.total > 0 { Outcome::Done } else { Outcome::NothingFound });
    }
    if let Some(id) = &args.explain_score {
        let explanation = searcher.explain_score(&question, id)?;
        print_score(&mut out, &explanation, args.json, printing.is_pretty)?;
        out.flush()?;
        return Ok(if explanation.is_found { Outcome::Done } else { Outcome::NothingFound });
    }
    print_header(&printing, &mut out)?;
    let total = answer(&searcher, &question, &printing, None, environment, &mut out)?;
    out.flush()?;
    searcher.leave();
    Ok(if total > 0 { Outcome::Done } else { Outcome::NothingFound })
}

/// How the answers are printed.
struct Printing {
    format: OutputFormat,
    columns: Vec<&'static str>,
    only_count: bool,
    is_pretty: bool,
    /// Whether the answers are to a list of queries, and say to which.
    is_list: bool,
}

impl Printing {
    fn new(args: &SearchArgs, environment: &Environment) -> Result<Self> {
        let default = if environment.is_terminal && args.fields.is_empty() { OutputFormat::Text } else { OutputFormat::Lines };
        let format = if args.json { OutputFormat::Json } else { args.format.unwrap_or(default) };
        let takes_columns = matches!(format, OutputFormat::Lines | OutputFormat::Csv | OutputFormat::Tsv);
        if !args.fields.is_empty() && !takes_columns {
            bail!("--fields goes with --format lines, csv or tsv");
        }
        let shows_facets = matches!(format, OutputFormat::Text | OutputFormat::Lines | OutputFormat::Json);
        if !args.facet.is_empty() && !shows_facets {
            bail!("--facet goes with --format text, lines or json; `dateline facets` prints counts alone");
        }
        let is_pretty = environment.is_terminal && args.queries.is_none();
        Ok(Self { format, columns: columns(&args.fields)?, only_count: args.count, is_pretty, is_list: args.queries.is_some() })
    }

    /// Whether each hit is printed by itself, with nothing before the first and behind the last.
    fn goes_hit_by_hit(&self) -> bool {
        matches!(
            self.format,
            OutputFormat::Lines | OutputFormat::Ndjson | OutputFormat::Csv | OutputFormat::Tsv | OutputFormat::Ids
        )
    }

    fn shows_names(&self) -> bool {
        match self.format {
            OutputFormat::Text | OutputFormat::Json | OutputFormat::Ndjson => true,
            OutputFormat::Csv | OutputFormat::Tsv if self.columns.is_empty() => true,
            OutputFormat::Csv | OutputFormat::Tsv | OutputFormat::Lines => {
                self.columns.contains(&"places") || self.columns.contains(&"organizations")
            }
            OutputFormat::Ids | OutputFormat::Trec => false,
        }
    }

    fn shows_snippets(&self) -> bool {
        match self.format {
            OutputFormat::Text | OutputFormat::Json | OutputFormat::Ndjson => true,
            OutputFormat::Csv | OutputFormat::Tsv => self.columns.is_empty() || self.columns.contains(&"snippet"),
            OutputFormat::Lines => self.columns.contains(&"snippet"),
            OutputFormat::Ids | OutputFormat::Trec => false,
        }
    }
}

fn narrowed(config: SearchConfig, args: &SearchArgs, printing: &Printing) -> Result<SearchConfig> {
    const YEAR: f64 = 365.25;
    if args.half_life.is_some() && args.sort != SortArg::Blend {
        bail!("--half-life goes with --sort blend");
    }
    Ok(SearchConfig {
        sort: match args.sort {
            SortArg::Relevance => Sort::Relevance,
            SortArg::Newest => Sort::Newest,
            SortArg::Oldest => Sort::Oldest,
            SortArg::Blend => Sort::Blend { half_life: args.half_life.unwrap_or(YEAR) },
        },
        limit: (!args.all).then_some(args.limit),
        offset: args.offset,
        facets: args.facet.iter().map(|facet| facet_request(facet, 10)).collect::<Result<_>>()?,
        timeline: printing.format == OutputFormat::Json,
        snippets: printing.shows_snippets() && !args.no_snippets,
        names: printing.shows_names(),
        ..config
    })
}

fn answer(
    searcher: &Searcher,
    question: &SearchConfig,
    printing: &Printing,
    qid: Option<&str>,
    environment: &Environment,
    out: &mut impl Write,
) -> Result<u64> {
    if printing.only_count {
        let (total, warnings) = searcher.count(question)?;
        warnings.iter().for_each(|warning| environment.messages.warn(warning));
        suggest(searcher, question, total, environment)?;
        match qid {
            Some(qid) => writeln!(out, "{qid}\t{total}")?,
            None => writeln!(out, "{total}")?,
        }
        return Ok(total);
    }
    if question.limit.is_none() && question.facets.is_empty() && printing.goes_hit_by_hit() {
        return answer_in_pages(searcher, question, printing, qid, environment, out);
    }
    let results = searcher.search(question)?;
    if printing.format != OutputFormat::Json {
        results.warnings.iter().for_each(|warning| environment.messages.warn(warning));
    }
    suggest(searcher, question, results.total, environment)?;
    print(&results, printing, qid, environment, out)?;
    Ok(results.total)
}

/// Prints all hits, some at a time.
fn answer_in_pages(
    searcher: &Searcher,
    question: &SearchConfig,
    printing: &Printing,
    qid: Option<&str>,
    environment: &Environment,
    out: &mut impl Write,
) -> Result<u64> {
    const PAGE: usize = 1_000;
    let total = searcher.search_in_pages(question, PAGE, |page| {
        page.warnings.iter().for_each(|warning| environment.messages.warn(warning));
        Ok(print(page, printing, qid, environment, out)?)
    })?;
    suggest(searcher, question, total, environment)?;
    Ok(total)
}

/// Says what may have been meant where a query finds little.
fn suggest(searcher: &Searcher, question: &SearchConfig, total: u64, environment: &Environment) -> Result<()> {
    if let Some(mended) = searcher.did_you_mean(question, total)? {
        let articles = if mended.total == 1 { "1 article".to_owned() } else { format!("{} articles", with_commas(mended.total)) };
        environment.messages.note(&format!("did you mean {}? It finds {articles}", clean(&mended.query)));
    }
    Ok(())
}

fn print(
    results: &SearchResults,
    printing: &Printing,
    qid: Option<&str>,
    environment: &Environment,
    out: &mut impl Write,
) -> std::io::Result<()> {
    match printing.format {
        OutputFormat::Text => {
            if let Some(qid) = qid {
                writeln!(out, "{qid}: {}\n", clean(&results.query))?;
            }
            print_text(out, results, environment.style)
        }
        OutputFormat::Lines => print_lines(out, results, &printing.columns, qid),
        OutputFormat::Json => {
            let without_time = std::env::var_os("DATELINE_TODAY").is_some();
            print_json(out, results, AnswerOptions { qid, is_pretty: printing.is_pretty, without_time })
        }
        OutputFormat::Ndjson => print_hits_ndjson(out, results, qid),
        OutputFormat::Csv => print_csv(out, results, &printing.columns, qid),
        OutputFormat::Tsv => print_tsv(out, results, &printing.columns, qid),
        OutputFormat::Ids => print_ids(out, results, qid),
        OutputFormat::Trec => print_trec(out, results, qid.unwrap_or("1")),
    }
}

/// Prints the names of the columns where the form has such a line, once.
fn print_header(printing: &Printing, out: &mut impl Write) -> std::io::Result<()> {
    match printing.format {
        _ if printing.only_count => Ok(()),
        OutputFormat::Csv => print_csv_header(out, &printing.columns, printing.is_list),
        OutputFormat::Tsv => print_tsv_header(out, &printing.columns, printing.is_list),
        _ => Ok(()),
    }
}

fn run_list(file: &Path, args: &SearchArgs, environment: &Environment, printing: &Printing) -> Result<Outcome> {
    let list = read_list(file, TopicField::Title, Numbers::GivenOrLines, &args.filters)?;
    let searcher = open(environment)?;
    let mut out = stdout();
    print_header(printing, &mut out)?;
    let mut total = 0;
    for Listed { qid, query, typed } in list {
        let question = narrowed(with_query(query, &typed, &args.filters)?, args, printing)?;
        total += answer(&searcher, &question, printing, Some(&qid), environment, &mut out)?;
    }
    out.flush()?;
    Ok(if total > 0 { Outcome::Done } else { Outcome::NothingFound })
}
