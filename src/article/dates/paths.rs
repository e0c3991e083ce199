//! Dates in paths and URLs: `2016/12/18/a.html`, `2016-12-18-slug.md`, `https://example.org/2016/dec/18/slug`.
//!
//! In: a path with `/` or `\`, or a URL. Out: the deepest and most exact date in it, never with a time.
//!
//! Rule kept here: a number is a date only where nothing else is as likely. A file's name alone is no year, and folders may just count.

use jiff::civil::Date;

use super::names::month_number;
use super::tokens::fold_word;
use super::{Precision, Stamp, date, not_later, number, of_month, of_year};

/// Reads the date that a path of a file spells: `2016/12/18/a.html`, `2016-12-18-slug.md`, `reuters_20161218.txt`; of `2016/12/a.html`
/// the month, of `news/2016/a.txt` the year. The deepest and most exact date counts.
pub fn from_path(path: &str, read_on: Date) -> Option<Stamp> {
    let components: Vec<&str> = path.split(['/', '\\']).collect();
    let last = components.len() - 1;
    let mut best: Option<Stamp> = None;
    for start in 0..components.len() {
        let found = date_of_components(&components[start..], start == last, read_on).and_then(|stamp| not_later(stamp, read_on));
        let is_better = |found: &Stamp| best.is_none_or(|best| found.precision >= best.precision);
        best = found.filter(is_better).or(best);
    }
    best
}

/// Reads the date in the path of a URL like [`from_path`]; the query of the URL says nothing about the article.
pub fn from_url(url: &str, read_on: Date) -> Option<Stamp> {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (_host, path) = after_scheme.split_once('/')?;
    let path = path.split(['?', '#']).next().unwrap_or(path);
    from_path(path.trim_end_matches('/'), read_on)
}

/// Reads the date that begins in the first of these components. Only a folder is a year or month by itself: `1987.txt` may be an
/// article's number.
fn date_of_components(components: &[&str], is_file: bool, read_on: Date) -> Option<Stamp> {
    let component = components[0];
    if let Some(day) = day_within(component, read_on) {
        return Some(Stamp { day, instant: None, precision: Precision::Day });
    }
    let stem = component.split('.').next().unwrap_or(component);
    if let [a, b, c, d, b'-' | b'_', e, f] = *stem.as_bytes() {
        return of_month(path_year(number(&[a, b, c, d])?, read_on)?, number(&[e, f])?);
    }
    if is_file {
        return None;
    }
    let year = path_year(number(component.as_bytes()).filter(|_| component.len() == 4)?, read_on)?;
    let Some(month) = components.get(1).and_then(|next| month_component(next)).filter(|_| components.len() > 2) else {
        return of_year(year);
    };
    let day = components.get(2).and_then(|next| day_component(next));
    let full = day.and_then(|day| date(year, month, day));
    match full {
        Some(day) => Some(Stamp { day, instant: None, precision: Precision::Day }),
        None => of_month(year, month),
    }
}

/// A year in a path must be one that an archive holds, for there are folders that count: `1600`, `1700`.
fn path_year(year: u64, read_on: Date) -> Option<u64> {
    (1700..=u64::from(read_on.year().unsigned_abs())).contains(&year).then_some(year)
}

/// `12`, `1`, `dec`, `december`.
fn month_component(component: &str) -> Option<u64> {
    match component.len() {
        1 | 2 => number(component.as_bytes()).filter(|month| (1..=12).contains(month)),
        _ => month_number(&fold_word(component)),
    }
}

/// `18`, and the beginning of a file's name: `18.html`, `18-slug.html`.
fn day_component(component: &str) -> Option<u64> {
    let length = component.bytes().take_while(u8::is_ascii_digit).count();
    let ends = component[length..].is_empty() || component[length..].starts_with(['-', '_', '.']);
    number(&component.as_bytes()[..length]).filter(|day| matches!(length, 1 | 2) && ends && (1..=31).contains(day))
}

/// Finds `2016-12-18`, `2016_12_18`, `2016.12.18`, `20161218` (also with a time directly after it) or an unmistakable `18-12-2016`
/// within a component, with no digit on either side.
fn day_within(component: &str, read_on: Date) -> Option<Date> {
    let bytes = component.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if length == 0 {
            at += 1;
            continue;
        }
        let digits = |from: usize, count: usize| number(bytes.get(from..from + count)?);
        let is_apart = |end: usize| !bytes.get(end).is_some_and(u8::is_ascii_digit);
        let separated = |first: usize, second: usize| {
            let sign = *bytes.get(first)?;
            (matches!(sign, b'-' | b'_' | b'.') && bytes.get(second) == Some(&sign)).then_some(())
        };
        let starts_word = at == 0 || !bytes[at - 1].is_ascii_alphabetic();
        let found = match length {
            4 if is_apart(at + 10) => {
                separated(at + 4, at + 7).and_then(|()| Some((digits(at, 4)?, digits(at + 5, 2)?, digits(at + 8, 2)?)))
            }
            2 if is_apart(at + 10) => separated(at + 2, at + 5)
                .and_then(|()| Some((digits(at + 6, 4)?, digits(at + 3, 2)?, digits(at, 2)?)))
                .filter(|(_, _, day)| *day > 12),
            8 | 12 | 14 if starts_word => digits(at, 8).map(|value| (value / 10_000, value / 100 % 100, value % 100)),
            _ => None,
        };
        let day = found.and_then(|(year, month, day)| date(path_year(year, read_on)?, month, day));
        if day.is_some() {
            return day;
        }
        at += length;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::tests::{READ_ON, check};
    use super::*;

    #[test]
    fn reads_dates_in_paths() {
        check(
            &[
                ("2016/12/18/aleppo.html", "2016-12-18"),
                ("news/2016/12/18-aleppo.html", "2016-12-18"),
                ("2016/dec/18/aleppo", "2016-12-18"),
                ("blog/2016-12-18-slug.md", "2016-12-18"),
                ("news/2016/12/2016-12-18-slug.md", "2016-12-18"),
                ("20161218_x.txt", "2016-12-18"),
                ("agency-20161218-001.txt", "2016-12-18"),
                ("crawl_20161218160000.jsonl", "2016-12-18"),
                ("a_2016_12_18.txt", "2016-12-18"),
                ("18-12-2016.txt", "2016-12-18"),
                ("news\\2016\\12\\18\\a.txt", "2016-12-18"),
                ("news/2016/12/x.html", "2016-12"),
                ("news/2016-12/x.html", "2016-12"),
                ("2016-12.jsonl", "2016-12"),
                ("news/2016/x.txt", "2016"),
                ("news/1987/2016-13-40.txt", "1987"),
                ("news/1987/1601.txt", "1987"),
                ("2016.txt", "none"),
                ("1987", "none"),
                ("news/3016/x.txt", "none"),
                ("shard-1600/x.txt", "none"),
                ("12016121845.txt", "none"),
                ("world-38350478.html", "none"),
                ("business/001.txt", "none"),
                ("", "none"),
                ("/", "none"),
            ],
            |path| from_path(path, READ_ON),
        );
    }

    #[test]
    fn reads_dates_in_urls() {
        check(
            &[
                ("https://example.org/2016/12/18/slug/", "2016-12-18"),
                ("https://example.org/2016/12/18", "2016-12-18"),
                ("https://example.org/world/2016/dec/18/slug?date=2017-01-01", "2016-12-18"),
                ("https://example.org/world/2016/12/slug#top", "2016-12"),
                ("example.org/news/20161218/slug.html", "2016-12-18"),
                ("https://example.org/a?d=2016-12-18", "none"),
                ("https://2016-12-18.example.org", "none"),
            ],
            |url| from_url(url, READ_ON),
        );
    }
}
