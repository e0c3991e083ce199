//! Times of day and their zones: `16:00:01.79 GMT`, `4 p.m. ET`, `16h30`, `16.00 Uhr MEZ`, `T143600-05:00`.
//!
//! In: the tokens after or before a date. Out: a [`Clock`] as written and its zone in seconds east of UTC; with a day, an instant.
//!
//! Rule kept here: a time that cannot be never costs the day it stands with, and a zone that is missing or means several is UTC.

use jiff::civil::{DateTime, Time};
use jiff::tz::Offset;

use super::tokens::{Kind, Token, skip};
use super::{Precision, Stamp};

/// A time of day as written, which need not be one: some stamps of Reuters-21578 say `15:82`.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    pub hour: u64,
    pub minute: u64,
    pub second: u64,
    pub nanosecond: u64,
}

/// Adds a time of day to a day. The day stays alone where the time cannot be.
pub fn with_time(of_day: Stamp, clock: Clock, offset_seconds: i32) -> Stamp {
    let instant = || {
        // A leap second has no place in Unix time.
        let second = if clock.second == 60 { 59 } else { clock.second };
        let time = Time::new(
            clock.hour.try_into().ok()?,
            clock.minute.try_into().ok()?,
            second.try_into().ok()?,
            clock.nanosecond.try_into().ok()?,
        );
        let local = DateTime::from_parts(of_day.day, time.ok()?);
        Offset::from_seconds(offset_seconds).ok()?.to_timestamp(local).ok()
    };
    match instant() {
        Some(instant) => Stamp { instant: Some(instant), precision: Precision::Second, ..of_day },
        None => of_day,
    }
}

/// Finds a time of day and its zone in seconds east of UTC (0 where none is given): `16:00:01.79 GMT`, `4:00 pm`, `T143600-05:00`,
/// `16h30`, `16.00 Uhr`, `4 p.m. ET`.
pub fn find_time(tokens: &[Token]) -> Option<(Clock, i32)> {
    (0..tokens.len()).find_map(|start| {
        let (mut clock, at) = time_at(tokens, start)?;
        let at = match half_of_day(tokens, at) {
            Some((is_afternoon, end)) => {
                clock.hour = match (clock.hour, is_afternoon) {
                    (12, false) => 0,
                    (hour @ 1..=11, true) => hour + 12,
                    (hour, _) => hour,
                };
                end
            }
            None => at,
        };
        Some((clock, zone_at(tokens, at)))
    })
}

fn time_at(tokens: &[Token], start: usize) -> Option<(Clock, usize)> {
    let first = &tokens[start];
    let Kind::Number(value) = first.kind else { return None };
    let is_middle = start > 0 && tokens[start - 1].is_sign(':');
    if is_middle {
        return None;
    }
    let follows_t = start > 0 && tokens[start - 1].word() == Some("t");
    let clock = |hour, minute, second| Clock { hour, minute, second, nanosecond: 0 };
    match first.digits {
        // The tail of a compact date.
        14 => return Some((clock(value / 10_000 % 100, value / 100 % 100, value % 100), start + 1)),
        12 => return Some((clock(value / 100 % 100, value % 100, 0), start + 1)),
        6 if follows_t => return Some((clock(value / 10_000, value / 100 % 100, value % 100), start + 1)),
        4 if follows_t => return Some((clock(value / 100, value % 100, 0), start + 1)),
        1 | 2 => {}
        _ => return None,
    }
    let two_digits =
        |at: usize| tokens.get(at).filter(|token| token.digits == 2 && !token.after_space).and_then(|token| token.small(0..=99));
    let sign = tokens.get(start + 1)?;
    let is_hour_word =
        sign.word().is_some_and(|word| word == "h") || sign.is_sign('時') || sign.is_sign('时') || sign.is_sign('点');
    let is_dotted = sign.is_sign('.') && {
        let after = skip(tokens, start + 3, |token| token.is_sign(','));
        tokens.get(after).and_then(Token::word).is_some_and(|word| word == "uhr") || half_of_day(tokens, start + 3).is_some()
    };
    if sign.is_sign(':') || is_hour_word || is_dotted {
        let Some(minute) = two_digits(start + 2) else {
            return is_hour_word.then(|| (clock(value, 0, 0), start + 2));
        };
        let has_seconds = tokens.get(start + 3).is_some_and(|token| token.is_sign(':'));
        let Some(second) = two_digits(start + 4).filter(|_| has_seconds) else {
            return Some((clock(value, minute, 0), start + 3));
        };
        let is_fraction = tokens.get(start + 5).is_some_and(|token| token.is_sign('.') || token.is_sign(','));
        return match tokens.get(start + 6) {
            Some(Token { kind: Kind::Number(part), digits, after_space: false }) if is_fraction => {
                let nanosecond = if *digits <= 9 { part * 10u64.pow(9 - *digits as u32) } else { 0 };
                Some((Clock { nanosecond, ..clock(value, minute, second) }, start + 7))
            }
            _ => Some((clock(value, minute, second), start + 5)),
        };
    }
    half_of_day(tokens, start + 1).map(|_| (clock(value, 0, 0), start + 1))
}

/// Reads `am`, `p.m.`, `PM`: whether it is the second half of the day, and where it ends.
fn half_of_day(tokens: &[Token], at: usize) -> Option<(bool, usize)> {
    match tokens.get(at)?.word()? {
        "am" => Some((false, at + 1)),
        "pm" => Some((true, at + 1)),
        half @ ("a" | "p") if tokens.get(at + 1)?.is_sign('.') && tokens.get(at + 2)?.word() == Some("m") => {
            let end = if tokens.get(at + 3).is_some_and(|token| token.is_sign('.')) { at + 4 } else { at + 3 };
            Some((half == "p", end))
        }
        _ => None,
    }
}

/// Reads a zone, in seconds east of UTC. A zone whose name means several, such as IST, is taken as UTC like a missing one.
fn zone_at(tokens: &[Token], start: usize) -> i32 {
    let mut at = start;
    let mut named = 0;
    // `16:00 (GMT)`, `16:00 Uhr MEZ`, `GMT+1`.
    while let Some(token) = tokens.get(at) {
        match &token.kind {
            Kind::Sign('(' | ',') => at += 1,
            Kind::Word(word) if word == "uhr" || word == "h" => at += 1,
            Kind::Word(word) => {
                let Some(hours) = zone_hours(word) else { return named };
                named = hours;
                at += 1;
                if hours != 0 {
                    return named;
                }
            }
            Kind::Sign(sign @ ('+' | '-' | '−')) => return numeric_zone(tokens, at + 1, *sign).unwrap_or(named),
            _ => return named,
        }
    }
    named
}

fn numeric_zone(tokens: &[Token], at: usize, sign: char) -> Option<i32> {
    let first = tokens.get(at).filter(|token| !token.after_space)?;
    let Kind::Number(value) = first.kind else { return None };
    let (hours, minutes) = match first.digits {
        4 => (value / 100, value % 100),
        1 | 2 => {
            let has_minutes = tokens.get(at + 1).is_some_and(|token| token.is_sign(':'));
            (value, tokens.get(at + 2).and_then(|token| token.small(0..=59)).filter(|_| has_minutes).unwrap_or(0))
        }
        _ => return None,
    };
    offset_seconds(if sign == '+' { b'+' } else { b'-' }, hours, minutes)
}

pub fn offset_seconds(sign: u8, hours: u64, minutes: u64) -> Option<i32> {
    let is_zone = hours <= 15 && minutes < 60;
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    is_zone.then_some(if sign == b'-' { -seconds } else { seconds })
}

pub fn zone_hours(word: &str) -> Option<i32> {
    let hours = match word {
        "z" | "utc" | "gmt" | "ut" | "wet" => 0,
        "cet" | "mez" | "bst" | "west" | "wat" => 1,
        "cest" | "mesz" | "eet" | "cat" | "sast" => 2,
        "eest" | "msk" | "eat" => 3,
        "pkt" => 5,
        "hkt" | "sgt" | "awst" => 8,
        "jst" | "kst" => 9,
        "aest" => 10,
        "aedt" => 11,
        "edt" => -4,
        "est" | "et" | "cdt" => -5,
        "cst" | "mdt" => -6,
        "mst" | "pdt" => -7,
        "pst" => -8,
        _ => return None,
    };
    Some(hours * 3600)
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::super::tests::{READ_ON, check};

    #[test]
    fn reads_mail_and_agency_stamps() {
        check(
            &[
                ("Sun, 18 Dec 2016 16:00:00 GMT", "2016-12-18 2016-12-18T16:00:00Z"),
                ("Sun, 18 Dec 2016 16:00:00 +0100", "2016-12-18 2016-12-18T15:00:00Z"),
                ("18 Dec 94 16:00 EST", "1994-12-18 1994-12-18T21:00:00Z"),
                ("Sun Dec 18 16:00:00 2016", "2016-12-18 2016-12-18T16:00:00Z"),
                ("Sun Dec 18 16:00:00 UTC 2016", "2016-12-18 2016-12-18T16:00:00Z"),
                ("26-FEB-1987 15:01:01.79", "1987-02-26 1987-02-26T15:01:01.79Z"),
                (" 5-APR-1987 09:32:10.50", "1987-04-05 1987-04-05T09:32:10.5Z"),
                ("26-FEB-1987 15:82:01.79", "1987-02-26"),
                ("31-MAR-1987 605:12:19.12", "1987-03-31"),
                ("26-FEB-87", "1987-02-26"),
                ("18-DEC-16", "2016-12-18"),
            ],
            |text| parse(text, READ_ON),
        );
    }
}
