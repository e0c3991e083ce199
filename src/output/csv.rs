//! Tables for spreadsheets and scripts.

use super::{clean, column};
use crate::search::SearchResults;
use std::io::{self, Write};

const DEFAULT_COLUMNS: &[&str] =
    &["rank", "score", "id", "date", "title", "source", "language", "words", "path", "url", "places", "organizations", "snippet"];

/// Prints comma-separated values (RFC 4180) with a header.
pub fn print_csv(out: &mut impl Write, results: &SearchResults, columns: &[&str], with_header: bool) -> io::Result<()> {
    let columns = if columns.is_empty() { DEFAULT_COLUMNS } else { columns };
    let mut writer = ::csv::WriterBuilder::new().from_writer(out);
    if with_header {
        writer.write_record(columns).map_err(io::Error::other)?;
    }
    for hit in &results.hits {
        let cells = columns.iter().map(|name| harmless(clean(&column(hit, name)).into_owned()));
        writer.write_record(cells).map_err(into_io)?;
    }
    writer.flush()
}

/// Prints tab-separated values with a header; tabs and line breaks in a value become spaces.
pub fn print_tsv(out: &mut impl Write, results: &SearchResults, columns: &[&str], with_header: bool) -> io::Result<()> {
    let columns = if columns.is_empty() { DEFAULT_COLUMNS } else { columns };
    if with_header {
        writeln!(out, "{}", columns.join("\t"))?;
    }
    for hit in &results.hits {
        let cells: Vec<String> = columns.iter().map(|name| harmless(clean(&column(hit, name)).into_owned())).collect();
        writeln!(out, "{}", cells.join("\t"))?;
    }
    Ok(())
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
