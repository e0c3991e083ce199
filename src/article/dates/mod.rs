//! Dates in all the ways in which news spells them: text, path or URL in, a [`Stamp`] out.
//!
//! In: a metadata value, a path, a dateline, the opening of an article. Out: a day, how exactly it is known, and the instant where a
//! time of day was given.
//!
//! ```text
//! metadata value            →  rfc, where it fits; else tokens → shapes (names) → times  →  Stamp
//! dateline, opening         →  lines                  → tokens → shapes (names) → times  →  Stamp
//! path, URL                 →  paths (names)                                             →  Stamp
//! ```
//!
//! Rule kept here: no date is made up. A date without a year is none, a date later than the day after reading is none, and a time that
//! cannot be is dropped while its day is kept.

mod lines;
mod names;
mod paths;
mod rfc;
mod shapes;
mod times;
mod tokens;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

pub use lines::{from_dateline, from_text};
pub(crate) use names::is_month_name;
pub(super) use names::is_weekday;
pub use paths::{from_path, from_url};

use super::{ArticleDate, DateOrigin, Precision};
use rfc::parse_rfc3339;
use shapes::find_date;
use tokens::{Kind, Token, plain_digits, tokenize};

/// A date as it was read, not yet said from where.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stamp {
    /// The day as written, in the writer's own time zone.
    pub day: Date,
    /// The instant, where a time of day was given (taken as UTC where no zone was).
    pub instant: Option<Timestamp>,
    pub precision: Precision,
}

impl Stamp {
    pub fn into_date(self, origin: DateOrigin) -> ArticleDate {
        ArticleDate { day: self.day, instant: self.instant, precision: self.precision, origin }
    }
}

/// What `03/04/2016` means, where nothing in it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayOrder {
    DayFirst,
    MonthFirst,
}

/// Reads a date, with or without a time of day, in the forms of ISO 8601, RFC 2822, news agencies and eight languages; or seconds or
/// milliseconds since 1970. Words around the date are skipped: `Published on Sunday, 18 December 2016 at 16:00 GMT`.
///
/// An ambiguous `03/04/2016` is read with the day first; see [`parse_in_order`].
pub fn parse(text: &str, read_on: Date) -> Option<Stamp> {
    parse_in_order(text, DayOrder::DayFirst, read_on)
}

/// Reads a date like [`parse`], with the given meaning of `03/04/2016`.
pub fn parse_in_order(text: &str, order: DayOrder, read_on: Date) -> Option<Stamp> {
    let text = text.trim();
    if let Some(stamp) = parse_rfc3339(text.as_bytes()) {
        return not_later(stamp, read_on);
    }
    let text = plain_digits(text);
    let tokens = tokenize(&text);
    let stamp = match tokens.as_slice() {
        [Token { kind: Kind::Number(value), digits: 10 | 13, .. }, rest @ ..] if is_fraction(rest) => epoch(*value)?,
        [Token { kind: Kind::Number(value), digits: 4, .. }] => of_year(*value)?,
        _ => find_date(&tokens, order, read_on)?.stamp(&tokens),
    };
    not_later(stamp, read_on)
}

fn is_fraction(tokens: &[Token]) -> bool {
    matches!(tokens, [] | [Token { kind: Kind::Sign('.'), .. }, Token { kind: Kind::Number(_), .. }])
}

/// Reads 10 digits as seconds and 13 as milliseconds since 1970.
fn epoch(value: u64) -> Option<Stamp> {
    let value = i64::try_from(value).ok()?;
    let is_milliseconds = value >= 100_000_000_000;
    let instant = if is_milliseconds { Timestamp::from_millisecond(value) } else { Timestamp::from_second(value) }.ok()?;
    Some(Stamp { day: Offset::UTC.to_datetime(instant).date(), instant: Some(instant), precision: Precision::Second })
}

fn of_year(year: u64) -> Option<Stamp> {
    Some(Stamp { day: date(year, 1, 1)?, instant: None, precision: Precision::Year })
}

fn of_month(year: u64, month: u64) -> Option<Stamp> {
    Some(Stamp { day: date(year, month, 1)?, instant: None, precision: Precision::Month })
}

/// Returns the day of that date, if there is one and its year is one of printed news.
fn date(year: u64, month: u64, day: u64) -> Option<Date> {
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok().filter(|_| is_year(year))
}

/// Reads ASCII digits and nothing else, 18 at most.
fn number(digits: &[u8]) -> Option<u64> {
    const MOST_DIGITS: usize = 18;
    let digits = Some(digits).filter(|digits| digits.len() <= MOST_DIGITS)?;
    digits.iter().try_fold(0u64, |value, digit| digit.is_ascii_digit().then(|| value * 10 + u64::from(digit - b'0')))
}

/// Refuses what no article of that day of reading can be dated: one day ahead is the difference of time zones.
fn not_later(stamp: Stamp, read_on: Date) -> Option<Stamp> {
    let last = read_on.tomorrow().unwrap_or(read_on);
    (stamp.day <= last && is_year(u64::from(stamp.day.year().unsigned_abs()))).then_some(stamp)
}

/// Years of printed news.
fn is_year(year: u64) -> bool {
    (1600..=2200).contains(&year)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    pub const READ_ON: Date = day(2026, 11, 24);

    /// Prints a stamp as its instant, its day, or as much of the day as is known.
    fn print(stamp: Option<Stamp>) -> String {
        match stamp {
            None => "none".to_owned(),
            Some(Stamp { instant: Some(instant), day, .. }) => format!("{day} {instant}"),
            Some(Stamp { day, precision: Precision::Day, .. }) => day.to_string(),
            Some(Stamp { day, precision: Precision::Month, .. }) => day.strftime("%Y-%m").to_string(),
            Some(Stamp { day, .. }) => day.strftime("%Y").to_string(),
        }
    }

    #[track_caller]
    pub fn check(table: &[(&str, &str)], read: impl Fn(&str) -> Option<Stamp>) {
        let wrong: Vec<String> = table
            .iter()
            .map(|(text, expected)| (text, *expected, print(read(text))))
            .filter(|(_, expected, actual)| expected != actual)
            .map(|(text, expected, actual)| format!("{text:?}: expected {expected}, read {actual}"))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn reads_seconds_and_milliseconds_since_1970() {
        check(
            &[
                ("1482076800", "2016-12-18 2016-12-18T16:00:00Z"),
                ("1482076800000", "2016-12-18 2016-12-18T16:00:00Z"),
                ("1482076800.5", "2016-12-18 2016-12-18T16:00:00Z"),
                ("9999999999", "none"),
                ("148207680", "none"),
                ("14820768000000000000000000", "none"),
            ],
            |text| parse(text, READ_ON),
        );
    }

    #[test]
    fn no_date_is_later_than_the_day_after_reading() {
        check(
            &[
                ("2026-11-24", "2026-11-24"),
                ("2026-11-25", "2026-11-25"),
                ("2026-11-26", "none"),
                ("2559-12-18", "none"),
                ("18 December 2031", "none"),
            ],
            |text| parse(text, READ_ON),
        );
    }

    #[test]
    fn never_panics() {
        let samples = [
            "2016-12-18T16:00:00.25+01:00",
            "18 كانون الأول 2016 16h30",
            "26-FEB-1987 15:01:01.79",
            "2016年12月18日",
            "Dec. 18, 2016 4 p.m.",
        ];
        let read_all = |text: &str| {
            parse(text, READ_ON);
            parse(text, Date::MIN);
            parse(text, Date::MAX);
            from_path(text, READ_ON);
            from_url(text, READ_ON);
            from_dateline(text, Some(Date::MAX), READ_ON);
            from_dateline(text, Some(Date::MIN), READ_ON);
            from_text(text, READ_ON);
        };
        for sample in samples {
            for (at, _) in sample.char_indices() {
                read_all(&sample[..at]);
                read_all(&sample[at..]);
            }
        }
        let parts = [
            "2016",
            "12",
            "18",
            "-",
            "/",
            ".",
            ":",
            "T",
            "Z",
            " ",
            "dec",
            "كانون",
            "الاول",
            "年",
            "月",
            "日",
            "w",
            "pm",
            "99999999999999999999",
            "+",
            "é",
            "0",
        ];
        let mut state = 3u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..8 {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                text.push_str(parts[(state >> 33) as usize % parts.len()]);
            }
            read_all(&text);
        }
    }
}
