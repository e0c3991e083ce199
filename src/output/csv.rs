//! Tables for spreadsheets and scripts.

use super::{clean, column};
use crate::search::{Hit, SearchResults};
use std::io::{self, Write};

const DEFAULT_COLUMNS: &[&str] =
    &["rank", "score", "id", "date", "title", "source", "language", "words", "path", "url", "places", "organizations", "snippet"];

/// Prints the names of the columns; with a list of queries, `qid` before them.
pub fn print_csv_header(out: &mut impl Write, columns: &[&str], with_qid: bool) -> io::Result<()> {
    let mut writer = ::csv::WriterBuilder::new().from_writer(out);
    writer.write_record(header(columns, with_qid)).map_err(into_io)?;
    writer.flush()
}

/// Prints hits as comma-separated values (RFC 4180).
pub fn print_csv(out: &mut impl Write, results: &SearchResults, columns: &[&str], qid: Option<&str>) -> io::Result<()> {
    let mut writer = ::csv::WriterBuilder::new().from_writer(out);
    for hit in &results.hits {
        writer.write_record(cells(hit, columns, qid)).map_err(into_io)?;
    }
    writer.flush()
}

/// Like [`print_csv_header`], parted by tabs.
pub fn print_tsv_header(out: &mut impl Write, columns: &[&str], with_qid: bool) -> io::Result<()> {
    writeln!(out, "{}", header(columns, with_qid).join("\t"))
}

/// Prints hits as tab-separated values; tabs and line breaks in a value become spaces.
pub fn print_tsv(out: &mut impl Write, results: &SearchResults, columns: &[&str], qid: Option<&str>) -> io::Result<()> {
    for hit in &results.hits {
        writeln!(out, "{}", cells(hit, columns, qid).join("\t"))?;
    }
    Ok(())
}

fn header<'a>(columns: &'a [&'a str], with_qid: bool) -> Vec<&'a str> {
    with_qid.then_some("qid").into_iter().chain(chosen(columns).iter().copied()).collect()
}

fn cells(hit: &Hit, columns: &[&str], qid: Option<&str>) -> Vec<String> {
    let values = chosen(columns).iter().map(|name| harmless(clean(&column(hit, name)).into_owned()));
    qid.map(str::to_string).into_iter().chain(values).collect()
}

fn chosen<'a>(columns: &'a [&'a str]) -> &'a [&'a str] {
    if columns.is_empty() { DEFAULT_COLUMNS } else { columns }
}

/// Spreadsheet programs run a value that begins like a formula; an apostrophe before it makes it text.
fn harmless(value: String) -> String {
    let is_number = value.parse::<f64>().is_ok();
    if value.starts_with(['=', '+', '-', '@']) && !is_number { format!("'{value}") } else { value }
}

/// A closed pipe must be told from other faults.
fn into_io(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn values_that_spreadsheets_would_run_are_made_text() {
        for (value, expected) in
            [("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-cmd", "'-cmd"), ("-12.5", "-12.5"), ("Aid", "Aid"), ("", "")]
        {
            assert_eq!(harmless(value.to_string()), expected);
        }
    }
}
