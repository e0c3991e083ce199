//! Dates among tokens, by their shape: `18 December 2016`, `Dec. 18, 2016`, `12/18/2016`, `2016年12月18日`, `20161218`.
//!
//! In: tokens. Out: the first full date and where it stands; where there is none, the first month with a year.
//!
//! Rule kept here: numbers are a date only where their signs, digits and ranges allow nothing else: no version number, no IP address.

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

use super::names::month_at;
use super::times::{find_time, with_time};
use super::tokens::{Kind, Token, skip};
use super::{DayOrder, Precision, Stamp, date};

/// A date among tokens.
pub struct Found {
    pub day: Date,
    pub precision: Precision,
    pub tokens: Range<usize>,
}

impl Found {
    fn new(year: u64, month: u64, day: Option<u64>, tokens: Range<usize>) -> Option<Self> {
        let precision = if day.is_some() { Precision::Day } else { Precision::Month };
        Some(Self { day: date(year, month, day.unwrap_or(1))?, precision, tokens })
    }

    pub fn day_only(&self) -> Stamp {
        Stamp { day: self.day, instant: None, precision: self.precision }
    }

    /// Adds the time of day that follows the date or, else, stands before it.
    pub fn stamp(&self, tokens: &[Token]) -> Stamp {
        if self.precision != Precision::Day {
            return self.day_only();
        }
        let time = find_time(&tokens[self.tokens.end..]).or_else(|| find_time(&tokens[..self.tokens.start]));
        match time {
            Some((clock, offset)) => with_time(self.day_only(), clock, offset),
            None => self.day_only(),
        }
    }
}

/// Finds the first full date; else the first month with a year.
pub fn find_date(tokens: &[Token], order: DayOrder, read_on: Date) -> Option<Found> {
    let century = |two_digits| two_digit_year(two_digits, read_on);
    let full = |at| {
        named_day_first(tokens, at, century)
            .or_else(|| named_month_first(tokens, at))
            .or_else(|| named_year_first(tokens, at))
            .or_else(|| numeric(tokens, at, order, century))
            .or_else(|| compact(tokens, at))
            .or_else(|| iso_week_or_ordinal(tokens, at))
    };
    (0..tokens.len()).find_map(full).or_else(|| (0..tokens.len()).find_map(|at| month_and_year(tokens, at)))
}

/// `18 December 2016`, `18th of Dec., 2016`, `26-FEB-1987`, `18. Dezember 2016`, `1er août 2016`, `18 de diciembre de 2016`,
/// `18 Dec 94`.
fn named_day_first(tokens: &[Token], start: usize, century: impl Fn(u64) -> u64) -> Option<Found> {
    let day = tokens.get(start)?.day()?;
    let at = skip(tokens, start + 1, |token| is_ordinal_ending(token) || is_joint(token));
    let (month, at) = month_at(tokens, at)?;
    let at = skip(tokens, at, is_joint);
    let year = tokens.get(at)?;
    let is_time = tokens.get(at + 1).is_some_and(|next| next.is_sign(':'));
    let year = match year.year() {
        Some(year) => year,
        None if year.digits == 2 && !is_time => century(year.small(0..=99)?),
        None => return None,
    };
    Found::new(year, month, Some(day), start..at + 1)
}

/// `December 18, 2016`, `Dec. 18th 2016`; and with the time before the year, `Sun Dec 18 16:00:00 2016`.
fn named_month_first(tokens: &[Token], start: usize) -> Option<Found> {
    let (month, at) = month_at(tokens, start)?;
    let at = skip(tokens, at, is_joint);
    let day = tokens.get(at)?.day()?;
    let after_day = skip(tokens, at + 1, |token| is_ordinal_ending(token) || is_joint(token));
    if let Some(year) = tokens.get(after_day)?.year() {
        return Found::new(year, month, Some(day), start..after_day + 1);
    }
    // As the C library prints it. What the time and its zone are is found by the caller between the two.
    let year_after_time =
        (after_day..tokens.len().min(after_day + 8)).find(|&at| tokens[at].year().is_some() && tokens[at].after_space)?;
    let has_time = tokens[after_day..year_after_time].iter().any(|token| token.is_sign(':'));
    let year = tokens[year_after_time].year().filter(|_| has_time)?;
    Found::new(year, month, Some(day), start..at + 1)
}

/// `2016 December 18`, `2016-Dec-18`, `2016年12月18日`, `2016年12月`.
fn named_year_first(tokens: &[Token], start: usize) -> Option<Found> {
    let year = tokens.get(start)?.year()?;
    let is_unit = |at: usize, units: &[char]| tokens.get(at).is_some_and(|token| units.iter().any(|unit| token.is_sign(*unit)));
    if is_unit(start + 1, &['年', '년']) {
        let month = tokens.get(start + 2)?.small(1..=12)?;
        if !is_unit(start + 3, &['月', '월']) {
            return None;
        }
        let day = tokens.get(start + 4).and_then(Token::day);
        let is_day = is_unit(start + 5, &['日', '号', '일']);
        return match day {
            Some(day) if is_day => Found::new(year, month, Some(day), start..start + 6),
            _ => Found::new(year, month, None, start..start + 4),
        };
    }
    let (month, at) = month_at(tokens, skip(tokens, start + 1, is_joint))?;
    let at = skip(tokens, at, is_joint);
    let day = tokens.get(at)?.day()?;
    let is_time = tokens.get(at + 1).is_some_and(|next| next.is_sign(':'));
    if is_time { None } else { Found::new(year, month, Some(day), start..at + 1) }
}

/// `2016-12-18`, `2016/12/18`, `18.12.2016`, `18. 12. 2016`, `12/18/2016`, `18/12/16`.
fn numeric(tokens: &[Token], start: usize, order: DayOrder, century: impl Fn(u64) -> u64) -> Option<Found> {
    let [first, sign, second, other_sign, third] = tokens.get(start..start + 5)? else { return None };
    let Kind::Sign(separator @ ('-' | '/' | '.')) = sign.kind else { return None };
    let goes_on = tokens.get(start + 5).is_some_and(|token| !token.after_space && token.is_sign(separator))
        && tokens.get(start + 6).is_some_and(|token| !token.after_space && token.digits > 0);
    let follows = start > 0 && !first.after_space && tokens[start - 1].is_sign(separator);
    if other_sign.kind != sign.kind || goes_on || follows {
        // A version number or an IP address.
        return None;
    }
    let range = start..start + 5;
    if let Some(year) = first.year() {
        return Found::new(year, second.small(1..=12)?, Some(third.day()?), range);
    }
    let (a, b) = (first.day()?, second.day()?);
    let year = match third.year() {
        Some(year) => year,
        None if third.digits == 2 && separator != '-' => century(third.small(0..=99)?),
        None => return None,
    };
    let (day, month) = match order {
        _ if a > 12 => (a, b),
        _ if b > 12 => (b, a),
        DayOrder::DayFirst => (a, b),
        DayOrder::MonthFirst => (b, a),
    };
    Found::new(year, month, Some(day), range)
}

/// `20161218`, `20161218T160000Z`, `201612181600`, `20161218160000`.
fn compact(tokens: &[Token], start: usize) -> Option<Found> {
    let token = tokens.get(start)?;
    let Kind::Number(value) = token.kind else { return None };
    let value = match token.digits {
        8 => value,
        12 => value / 10_000,
        14 => value / 1_000_000,
        _ => return None,
    };
    // The time, if any, is in the same token or in the next; `find_time` knows of both.
    let end = if token.digits == 8 { start + 1 } else { start };
    Found::new(value / 10_000, value / 100 % 100, Some(value % 100), start..end)
}

/// `2016-W50-7` and `2016-353`, the rare forms of ISO 8601.
fn iso_week_or_ordinal(tokens: &[Token], start: usize) -> Option<Found> {
    let year = tokens.get(start)?.year()?;
    if !tokens.get(start + 1)?.is_sign('-') {
        return None;
    }
    let next = tokens.get(start + 2)?;
    let (day, end) = if let Kind::Number(ordinal @ 1..=366) = next.kind
        && next.digits == 3
    {
        let first = date(year, 1, 1)?;
        let day = first.checked_add((i64::try_from(ordinal).ok()? - 1).days()).ok()?;
        (day, start + 3)
    } else {
        let is_week = next.word() == Some("w");
        let week = tokens.get(start + 3).and_then(|token| token.small(1..=53)).filter(|_| is_week)?;
        let weekday = tokens.get(start + 5).and_then(|token| token.small(1..=7)).filter(|_| tokens[start + 4].is_sign('-'))?;
        let weekday = Weekday::from_monday_one_offset(weekday.try_into().ok()?).ok()?;
        (ISOWeekDate::new(year.try_into().ok()?, week.try_into().ok()?, weekday).ok()?.date(), start + 6)
    };
    Some(Found { day, precision: Precision::Day, tokens: start..end })
}

/// `December 2016`, `2016-12`, `12/2016`.
fn month_and_year(tokens: &[Token], start: usize) -> Option<Found> {
    if let Some((month, at)) = month_at(tokens, start) {
        let at = skip(tokens, at, is_joint);
        let year = tokens.get(at)?.year()?;
        return Found::new(year, month, None, start..at + 1);
    }
    // Numbers alone must be the whole text, or `room 12/2016` would be a date.
    match tokens {
        [year, sign, month] if sign.is_sign('-') || sign.is_sign('/') => match year.year() {
            Some(year) => Found::new(year, month.small(1..=12)?, None, 0..3),
            None => Found::new(month.year()?, year.small(1..=12)?, None, 0..3),
        },
        _ => None,
    }
}

/// Finds `Dec 18` or `18 December`, for a year that is known from elsewhere.
pub fn find_day_without_year(tokens: &[Token]) -> Option<(i8, i8)> {
    let day_at =
        |at: usize| tokens.get(at).and_then(Token::day).filter(|_| !tokens.get(at + 1).is_some_and(|next| next.is_sign(':')));
    (0..tokens.len()).find_map(|start| {
        let (month, end) = month_at(tokens, start)?;
        let after = day_at(skip(tokens, end, is_joint));
        let before = (start.saturating_sub(2)..start).rev().find_map(day_at);
        let day = after.or(before)?;
        Some((month.try_into().ok()?, day.try_into().ok()?))
    })
}

/// What stands between the parts of one date.
fn is_joint(token: &Token) -> bool {
    match &token.kind {
        Kind::Sign(sign) => matches!(sign, ',' | '.' | '-' | '/' | '\'' | '’' | '_'),
        Kind::Word(word) => matches!(word.as_str(), "of" | "de" | "del" | "di" | "the" | "و"),
        Kind::Number(_) => false,
    }
}

fn is_ordinal_ending(token: &Token) -> bool {
    match &token.kind {
        Kind::Word(word) => {
            matches!(word.as_str(), "st" | "nd" | "rd" | "th" | "er" | "re" | "eme" | "e" | "º" | "ª") && !token.after_space
        }
        Kind::Sign(sign) => *sign == '°',
        Kind::Number(_) => false,
    }
}

fn two_digit_year(year: u64, read_on: Date) -> u64 {
    let this_century = 2000 + year;
    if this_century <= u64::from(read_on.year().unsigned_abs()) { this_century } else { 1900 + year }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{READ_ON, check};
    use super::super::{DayOrder, parse, parse_in_order};

    #[test]
    fn reads_english_dates() {
        check(
            &[
                ("18 December 2016 16:00 GMT", "2016-12-18 2016-12-18T16:00:00Z"),
                ("18 December 2016", "2016-12-18"),
                ("18th of December, 2016", "2016-12-18"),
                ("Dec. 18, 2016", "2016-12-18"),
                ("Dec.18,2016", "2016-12-18"),
                ("Dec 18th 2016", "2016-12-18"),
                ("Sept. 1, 2016", "2016-09-01"),
                ("December 18, 2016 at 4:00 pm", "2016-12-18 2016-12-18T16:00:00Z"),
                ("December 18, 2016 4 p.m. ET", "2016-12-18 2016-12-18T21:00:00Z"),
                ("12:30 a.m., December 18, 2016", "2016-12-18 2016-12-18T00:30:00Z"),
                ("16:00 BST, 18 June 2016", "2016-06-18 2016-06-18T15:00:00Z"),
                ("Updated 4:00 PM EDT, Sun June 19, 2016", "2016-06-19 2016-06-19T20:00:00Z"),
                ("Published: Sunday, 18 December 2016, 16:00 (GMT+3)", "2016-12-18 2016-12-18T13:00:00Z"),
                ("2016 December 18", "2016-12-18"),
                ("December 2016", "2016-12"),
                ("May 2016", "2016-05"),
                ("Dec 18", "none"),
                ("yesterday", "none"),
                ("", "none"),
                ("31 February 2016", "2016-02"),
            ],
            |text| parse(text, READ_ON),
        );
    }

    #[test]
    fn reads_dates_in_numbers_with_the_day_first() {
        check(
            &[
                ("18/12/2016", "2016-12-18"),
                ("18.12.2016", "2016-12-18"),
                ("18. 12. 2016", "2016-12-18"),
                ("18-12-2016", "2016-12-18"),
                ("12/18/2016", "2016-12-18"),
                ("03/04/2016", "2016-04-03"),
                ("18/12/16", "2016-12-18"),
                ("18/12/94", "1994-12-18"),
                ("18/12/2016 16:00", "2016-12-18 2016-12-18T16:00:00Z"),
                ("2016/12/18", "2016-12-18"),
                ("2016/1/8 7:05", "2016-01-08 2016-01-08T07:05:00Z"),
                ("2016.12.18", "2016-12-18"),
                ("12/2016", "2016-12"),
                ("1395/09/28", "none"),
                ("192.168.1.16", "none"),
            ],
            |text| parse(text, READ_ON),
        );
        check(&[("03/04/2016", "2016-03-04"), ("18/12/2016", "2016-12-18")], |text| {
            parse_in_order(text, DayOrder::MonthFirst, READ_ON)
        });
    }
}
