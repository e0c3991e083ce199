//! Dates in all the ways in which news spells them: text, path or URL in, a [`Stamp`] out.
//!
//! In: a metadata value, a path, a dateline, the opening of an article. Out: a day, how exactly it is known, and the instant where a
//! time of day was given.
//!
//! Rule kept here: no date is made up. A date without a year is none, a date later than the day after reading is none, and a time that
//! cannot be is dropped while its day is kept.

use std::borrow::Cow;
use std::ops::Range;

use jiff::civil::{Date, DateTime, ISOWeekDate, Time, Weekday};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};

use super::{ArticleDate, DateOrigin, Precision};

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

/// Reads the date of a dateline: `ALEPPO, Dec 18, 2016 (SANA)`. One without a year, `ALEPPO, Dec 18 (SANA)`, is a date only where the
/// year can be told from another date that the article is known to be `around`.
pub fn from_dateline(dateline: &str, around: Option<Date>, read_on: Date) -> Option<Stamp> {
    let text = plain_digits(dateline);
    let tokens = tokenize(&text);
    if let Some(found) = find_date(&tokens, DayOrder::DayFirst, read_on).filter(|found| found.precision == Precision::Day) {
        return not_later(found.day_only(), read_on);
    }
    let around = around?;
    let (month, day) = find_day_without_year(&tokens)?;
    let years = around.year() - 1..=around.year() + 1;
    let nearest = years.filter_map(|year| Date::new(year, month, day).ok()).min_by_key(|date| days_between(*date, around))?;
    not_later(Stamp { day: nearest, instant: None, precision: Precision::Day }, read_on)
}

/// Reads the date of publication out of the opening of an article, where a short line of its own states it: `Published: 18 December
/// 2016`, `Posted by X on 19 Sep 2016`, `18 December 2016 | Aleppo`. A date in running prose is about something else.
pub fn from_text(opening: &str, read_on: Date) -> Option<Stamp> {
    const REACH: usize = 300;
    let mut reach = REACH;
    for line in opening.lines() {
        let stamp = date_of_byline(line.trim(), read_on).and_then(|stamp| not_later(stamp, read_on));
        if stamp.is_some() {
            return stamp;
        }
        reach = reach.checked_sub(line.chars().count())?;
    }
    None
}

fn date_of_byline(line: &str, read_on: Date) -> Option<Stamp> {
    const LONGEST: usize = 100;
    if line.is_empty() || line.len() > LONGEST {
        return None;
    }
    let text = plain_digits(line);
    let tokens = tokenize(&text);
    let found = find_date(&tokens, DayOrder::DayFirst, read_on).filter(|found| found.precision == Precision::Day)?;
    let stamp = found.stamp(&tokens);
    let words = |tokens: &[Token]| {
        let is_telling = |token: &&Token| matches!(&token.kind, Kind::Word(word) if !is_filler(word));
        tokens.iter().filter(is_telling).count()
    };
    let (before, after) = (&tokens[..found.tokens.start], &tokens[found.tokens.end..]);
    let stands_alone = words(before) + words(after) == 0;
    let follows_cue = matches!(before.first(), Some(Token { kind: Kind::Word(word), .. }) if is_cue(word)) && words(before) <= 8;
    let is_rule = |token: Option<&Token>| matches!(token, Some(Token { kind: Kind::Sign('|' | '–' | '—' | '•' | '·'), .. }));
    let opens_list = before.is_empty() && is_rule(after.first()) && words(after) <= 5;
    let next_word = after.iter().find_map(|token| if let Kind::Word(word) = &token.kind { Some(word) } else { None });
    let opens_byline = before.is_empty() && next_word.is_some_and(|word| *word == "by") && words(after) <= 8;
    let closes_list = words(after) == 0 && is_rule(before.last()) && words(before) <= 5;
    (stands_alone || ((follows_cue && words(after) <= 4) || opens_list || opens_byline || closes_list)).then_some(stamp)
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

fn days_between(a: Date, b: Date) -> i32 {
    (a - b).get_days().abs()
}

// ---------------------------------------------------------------------------------------------------------------------------------
// The fast path: RFC 3339, `2016-12-18T16:00:00Z`.

/// Reads RFC 3339 and its near relatives by position: `2016-12-18`, `2016-12-18 16:00:00.5 -0500`, `2016-12-18T16:00`. `None` for all
/// else, which may still be a date.
fn parse_rfc3339(text: &[u8]) -> Option<Stamp> {
    let (year, month, day) = match *text {
        [a, b, c, d, b'-', e, f, b'-', g, h, ..] => (number(&[a, b, c, d])?, number(&[e, f])?, number(&[g, h])?),
        _ => return None,
    };
    let day = date(year, month, day)?;
    let of_day = Stamp { day, instant: None, precision: Precision::Day };
    let (hour, minute, rest) = match text[10..] {
        [] => return Some(of_day),
        [b'T' | b't' | b' ', a, b, b':', c, d, ref rest @ ..] => (number(&[a, b])?, number(&[c, d])?, rest),
        _ => return None,
    };
    let (second, rest) = match *rest {
        [b':', a, b, ref rest @ ..] => (number(&[a, b])?, rest),
        _ => (0, rest),
    };
    let (nanosecond, rest) = fraction(rest);
    let offset = match rest.trim_ascii() {
        [] | [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), a, b, b':', c, d] | [sign @ (b'+' | b'-'), a, b, c, d] => {
            offset_seconds(*sign, number(&[*a, *b])?, number(&[*c, *d])?)?
        }
        _ => return None,
    };
    Some(with_time(of_day, Clock { hour, minute, second, nanosecond }, offset))
}

fn number(digits: &[u8]) -> Option<u64> {
    const MOST_DIGITS: usize = 18;
    let digits = Some(digits).filter(|digits| digits.len() <= MOST_DIGITS)?;
    digits.iter().try_fold(0u64, |value, digit| digit.is_ascii_digit().then(|| value * 10 + u64::from(digit - b'0')))
}

/// Reads `.79` or `,79` as nanoseconds; digits after the ninth are dropped.
fn fraction(text: &[u8]) -> (u64, &[u8]) {
    let Some((b'.' | b',', rest)) = text.split_first() else { return (0, text) };
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let digits = rest[..length].iter().chain(std::iter::repeat(&b'0')).take(9);
    (digits.fold(0, |value, digit| value * 10 + u64::from(digit - b'0')), &rest[length..])
}

fn offset_seconds(sign: u8, hours: u64, minutes: u64) -> Option<i32> {
    let is_zone = hours <= 15 && minutes < 60;
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    is_zone.then_some(if sign == b'-' { -seconds } else { seconds })
}

fn date(year: u64, month: u64, day: u64) -> Option<Date> {
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok().filter(|_| is_year(year))
}

fn of_year(year: u64) -> Option<Stamp> {
    Some(Stamp { day: date(year, 1, 1)?, instant: None, precision: Precision::Year })
}

fn of_month(year: u64, month: u64) -> Option<Stamp> {
    Some(Stamp { day: date(year, month, 1)?, instant: None, precision: Precision::Month })
}

/// A time of day as written, which need not be one: some stamps of Reuters-21578 say `15:82`.
#[derive(Debug, Clone, Copy)]
struct Clock {
    hour: u64,
    minute: u64,
    second: u64,
    nanosecond: u64,
}

/// Adds a time of day to a day. The day stays alone where the time cannot be.
fn with_time(of_day: Stamp, clock: Clock, offset_seconds: i32) -> Stamp {
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

/// Reads 10 digits as seconds and 13 as milliseconds since 1970.
fn epoch(value: u64) -> Option<Stamp> {
    let value = i64::try_from(value).ok()?;
    let is_milliseconds = value >= 100_000_000_000;
    let instant = if is_milliseconds { Timestamp::from_millisecond(value) } else { Timestamp::from_second(value) }.ok()?;
    Some(Stamp { day: Offset::UTC.to_datetime(instant).date(), instant: Some(instant), precision: Precision::Second })
}

fn is_fraction(tokens: &[Token]) -> bool {
    matches!(tokens, [] | [Token { kind: Kind::Sign('.'), .. }, Token { kind: Kind::Number(_), .. }])
}

// ---------------------------------------------------------------------------------------------------------------------------------
// Everything else is cut into numbers, words and signs, among which a date is found by its shape.

#[derive(Debug, Clone, PartialEq)]
struct Token {
    kind: Kind,
    /// How many digits a number was written with; 0 for words and signs.
    digits: usize,
    /// Whether whitespace stood before it.
    after_space: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Number(u64),
    /// In lower case, without accents that are left out at will.
    Word(String),
    Sign(char),
}

impl Token {
    /// A number of one or two digits in a range.
    fn small(&self, range: std::ops::RangeInclusive<u64>) -> Option<u64> {
        match self.kind {
            Kind::Number(value) if matches!(self.digits, 1 | 2) && range.contains(&value) => Some(value),
            _ => None,
        }
    }

    fn day(&self) -> Option<u64> {
        self.small(1..=31)
    }

    fn year(&self) -> Option<u64> {
        match self.kind {
            Kind::Number(value) if self.digits == 4 && is_year(value) => Some(value),
            _ => None,
        }
    }

    fn is_sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }

    fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }
}

/// Cuts text into tokens. `16h30` and `18th` are two and three of them, `年`, `月` and `日` each one of its own.
fn tokenize(text: &str) -> Vec<Token> {
    /// No date is longer, and a whole article may be handed in by mistake.
    const MOST_TOKENS: usize = 64;
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut after_space = false;
    while let Some(first) = rest.chars().next() {
        let length = |is_part: fn(char) -> bool| rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        if first.is_whitespace() {
            rest = rest.trim_start();
            after_space = true;
            continue;
        }
        if tokens.len() == MOST_TOKENS {
            break;
        }
        let (end, kind, digits) = if first.is_ascii_digit() {
            let end = length(|c| c.is_ascii_digit());
            // One too long to be a number is an identifier, not a date.
            (end, Kind::Number(number(&rest.as_bytes()[..end]).unwrap_or(0)), end)
        } else if is_cjk_unit(first) {
            (first.len_utf8(), Kind::Sign(first), 0)
        } else if is_letter(first) {
            let end = length(|c| is_letter(c) && !is_cjk_unit(c));
            (end, Kind::Word(fold_word(&rest[..end])), 0)
        } else {
            (first.len_utf8(), Kind::Sign(first), 0)
        };
        tokens.push(Token { kind, digits, after_space });
        after_space = false;
        rest = &rest[end..];
    }
    tokens
}

fn is_cjk_unit(c: char) -> bool {
    matches!(c, '年' | '月' | '日' | '号' | '時' | '时' | '分' | '秒' | '点' | '년' | '월' | '일')
}

/// Letters, with the combining vowel signs of Arabic.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// Puts a word into lower case and drops what writers leave out at will: Latin accents, Arabic vowel signs and hamza carriers.
fn fold_word(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let fold = |c: char| match c {
        '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{670}' | 'ـ' => None,
        'á' | 'à' | 'â' | 'ä' | 'ã' => Some('a'),
        'é' | 'è' | 'ê' | 'ë' => Some('e'),
        'í' | 'ì' | 'î' | 'ï' => Some('i'),
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => Some('o'),
        'ú' | 'ù' | 'û' | 'ü' => Some('u'),
        'ç' => Some('c'),
        'ё' => Some('е'),
        'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
        'ى' | 'ی' => Some('ي'),
        'ة' => Some('ه'),
        c => Some(c),
    };
    word.chars().flat_map(char::to_lowercase).filter_map(fold).collect()
}

/// Writes the digits of Arabic, Persian and full-width text as ASCII and drops the marks of writing direction between them.
fn plain_digits(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return text.into();
    }
    let plain = |c: char| match c {
        '\u{660}'..='\u{669}' => Some(char::from(b'0' + (c as u32 - 0x660) as u8)),
        '\u{6f0}'..='\u{6f9}' => Some(char::from(b'0' + (c as u32 - 0x6f0) as u8)),
        '\u{ff10}'..='\u{ff19}' => Some(char::from(b'0' + (c as u32 - 0xff10) as u8)),
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => None,
        '：' => Some(':'),
        '／' => Some('/'),
        '،' => Some(','),
        '\u{2010}' | '\u{2011}' | '\u{2212}' => Some('-'),
        c => Some(c),
    };
    text.chars().filter_map(plain).collect()
}

/// A date among tokens.
struct Found {
    day: Date,
    precision: Precision,
    tokens: Range<usize>,
}

impl Found {
    fn new(year: u64, month: u64, day: Option<u64>, tokens: Range<usize>) -> Option<Self> {
        let precision = if day.is_some() { Precision::Day } else { Precision::Month };
        Some(Self { day: date(year, month, day.unwrap_or(1))?, precision, tokens })
    }

    fn day_only(&self) -> Stamp {
        Stamp { day: self.day, instant: None, precision: self.precision }
    }

    /// Adds the time of day that follows the date or, else, stands before it.
    fn stamp(&self, tokens: &[Token]) -> Stamp {
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
fn find_date(tokens: &[Token], order: DayOrder, read_on: Date) -> Option<Found> {
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
fn find_day_without_year(tokens: &[Token]) -> Option<(i8, i8)> {
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

/// Finds a time of day and its zone in seconds east of UTC (0 where none is given): `16:00:01.79 GMT`, `4:00 pm`, `T143600-05:00`,
/// `16h30`, `16.00 Uhr`, `4 p.m. ET`.
fn find_time(tokens: &[Token]) -> Option<(Clock, i32)> {
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

fn zone_hours(word: &str) -> Option<i32> {
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

fn skip(tokens: &[Token], from: usize, is_skipped: impl Fn(&Token) -> bool) -> usize {
    let length = tokens.get(from..).unwrap_or(&[]).iter().take(3).take_while(|token| is_skipped(token)).count();
    from + length
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

/// Returns whether a word names a month: `December`, `dec.`, `März`.
pub(super) fn is_month_name(word: &str) -> bool {
    month_number(&fold_word(word.trim_end_matches('.'))).is_some()
}

/// Returns whether a word names a day of the week.
pub(super) fn is_weekday(word: &str) -> bool {
    let word = fold_word(word.trim_end_matches('.'));
    let is_english = matches!(word.as_str(), "mon" | "tue" | "tues" | "wed" | "thu" | "thur" | "thurs" | "fri" | "sat" | "sun")
        || matches!(word.strip_suffix("day"), Some("mon" | "tues" | "wednes" | "thurs" | "fri" | "satur" | "sun"));
    is_english || WEEKDAYS.iter().any(|weekday| word.starts_with(weekday))
}

/// Words that belong to a date without being part of it: weekdays, prepositions, names of zones.
#[rustfmt::skip]
fn is_filler(word: &str) -> bool {
    let is_preposition = matches!(
        word,
        "on" | "at" | "the" | "of" | "t" | "am" | "pm" | "a" | "p" | "m" | "um" | "uhr" | "h" | "le" | "el" | "il" | "de"
        | "del" | "den" | "der" | "г" | "в"
    );
    is_weekday(word) || is_preposition || zone_hours(word).is_some()
}

/// Beginnings of weekdays in the languages of [`month_number`] other than English, long enough to be no other word.
#[rustfmt::skip]
const WEEKDAYS: &[&str] = &[
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag", "lunes", "martes",
    "miercoles", "jueves", "viernes", "sabado", "domingo", "lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato",
    "domenica", "segunda", "terca", "quarta", "quinta", "sexta", "feira", "maandag", "dinsdag", "woensdag", "donderdag",
    "vrijdag", "zaterdag", "zondag", "понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресень", "الاثنين",
    "الثلاثاء", "الاربعاء", "الخميس", "الجمعه", "السبت", "الاحد",
];

/// Words that open a line which says when, or by whom and when, an article was published.
#[rustfmt::skip]
fn is_cue(word: &str) -> bool {
    matches!(
        word,
        "published" | "posted" | "updated" | "last" | "first" | "date" | "dated" | "by" | "on" | "created" | "issued"
        | "released" | "filed" | "publie" | "publiee" | "mis" | "modifie" | "par" | "veroffentlicht" | "erschienen" | "stand"
        | "aktualisiert" | "datum" | "vom" | "von" | "publicado" | "publicada" | "actualizado" | "atualizado" | "fecha"
        | "data" | "por" | "pubblicato" | "aggiornato" | "gepubliceerd" | "geplaatst" | "door" | "опубликовано" | "дата"
        | "نشر" | "تاريخ" | "نشرت"
    )
}

fn two_digit_year(year: u64, read_on: Date) -> u64 {
    let this_century = 2000 + year;
    if this_century <= u64::from(read_on.year().unsigned_abs()) { this_century } else { 1900 + year }
}

/// Returns the month that begins at a token and the token after it. Two of the Levantine months are two words.
fn month_at(tokens: &[Token], at: usize) -> Option<(u64, usize)> {
    let word = tokens.get(at)?.word()?;
    let next = tokens.get(at + 1).and_then(Token::word).unwrap_or("");
    let is_first = matches!(next, "الاول" | "اول");
    let is_second = matches!(next, "الثاني" | "ثاني" | "الثان");
    match word {
        "كانون" if is_first => Some((12, at + 2)),
        "كانون" if is_second => Some((1, at + 2)),
        "تشرين" if is_first => Some((10, at + 2)),
        "تشرين" if is_second => Some((11, at + 2)),
        _ => Some((month_number(word)?, at + 1)),
    }
}

/// Reads the name of a month as [`fold_word`] leaves it, in English, French, German, Spanish, Italian, Portuguese, Dutch, Russian and
/// Arabic (Egyptian, Levantine and Maghreb names).
#[rustfmt::skip]
fn month_number(word: &str) -> Option<u64> {
    let month = match word {
        "january" | "jan" | "janvier" | "janv" | "januar" | "janner" | "jaenner" | "enero" | "ene" | "gennaio" | "gen" | "janeiro" | "januari"
        | "январь" | "января" | "янв" | "يناير" | "جانفي" | "ينایر" => 1,
        "february" | "feb" | "febr" | "fevrier" | "fevr" | "fev" | "februar" | "feber" | "febrero" | "febbraio" | "fevereiro" | "februari"
        | "февраль" | "февраля" | "фев" | "февр" | "فبراير" | "شباط" | "فيفري" => 2,
        "march" | "mar" | "mars" | "marz" | "maerz" | "mrz" | "marzo" | "marco" | "maart" | "mrt"
        | "март" | "марта" | "мар" | "مارس" | "اذار" => 3,
        "april" | "apr" | "avril" | "avr" | "abril" | "abr" | "aprile"
        | "апрель" | "апреля" | "апр" | "ابريل" | "نيسان" | "افريل" => 4,
        "may" | "mai" | "mayo" | "maggio" | "mag" | "maio" | "mei"
        | "май" | "мая" | "مايو" | "ايار" | "ماي" => 5,
        "june" | "jun" | "juin" | "juni" | "junio" | "giugno" | "giu" | "junho"
        | "июнь" | "июня" | "июн" | "يونيو" | "يونيه" | "حزيران" | "جوان" => 6,
        "july" | "jul" | "juillet" | "juil" | "juli" | "julio" | "luglio" | "lug" | "julho"
        | "июль" | "июля" | "июл" | "يوليو" | "يوليه" | "تموز" | "جويليه" => 7,
        "august" | "aug" | "aout" | "agosto" | "ago" | "augustus"
        | "август" | "августа" | "авг" | "اغسطس" | "اب" | "اوت" => 8,
        "september" | "sep" | "sept" | "septembre" | "septiembre" | "setiembre" | "settembre" | "sett" | "set" | "setembro"
        | "сентябрь" | "сентября" | "сен" | "сент" | "سبتمبر" | "ايلول" => 9,
        "october" | "oct" | "octobre" | "oktober" | "okt" | "octubre" | "ottobre" | "ott" | "outubro" | "out"
        | "октябрь" | "октября" | "окт" | "اكتوبر" => 10,
        "november" | "nov" | "novembre" | "noviembre" | "novembro"
        | "ноябрь" | "ноября" | "ноя" | "нояб" | "نوفمبر" => 11,
        "december" | "dec" | "decembre" | "dezember" | "dez" | "diciembre" | "dic" | "dicembre" | "dezembro"
        | "декабрь" | "декабря" | "дек" | "ديسمبر" => 12,
        _ => return None,
    };
    Some(month)
}

// ---------------------------------------------------------------------------------------------------------------------------------
// Paths.

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
    use super::*;
    use jiff::civil::date as day;

    const READ_ON: Date = day(2026, 11, 24);

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
    fn check(table: &[(&str, &str)], read: impl Fn(&str) -> Option<Stamp>) {
        let wrong: Vec<String> = table
            .iter()
            .map(|(text, expected)| (text, *expected, print(read(text))))
            .filter(|(_, expected, actual)| expected != actual)
            .map(|(text, expected, actual)| format!("{text:?}: expected {expected}, read {actual}"))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn reads_iso_8601_and_its_relatives() {
        check(
            &[
                ("2016-12-18", "2016-12-18"),
                ("2016-12-18T16:00:00Z", "2016-12-18 2016-12-18T16:00:00Z"),
                ("2016-12-18t16:00:00z", "2016-12-18 2016-12-18T16:00:00Z"),
                ("2016-12-18T16:00", "2016-12-18 2016-12-18T16:00:00Z"),
                ("2016-12-18T16:00:00.250+01:00", "2016-12-18 2016-12-18T15:00:00.25Z"),
                ("2016-12-18T16:00:00,25Z", "2016-12-18 2016-12-18T16:00:00.25Z"),
                ("2016-12-18T01:00:00+0300", "2016-12-18 2016-12-17T22:00:00Z"),
                ("2023-03-24 15:29:00 -0500", "2023-03-24 2023-03-24T20:29:00Z"),
                ("2016-12-18 16:00:00 UTC", "2016-12-18 2016-12-18T16:00:00Z"),
                ("2016-12-18 16:00:00 +0000 UTC", "2016-12-18 2016-12-18T16:00:00Z"),
                ("2016-12-18T16:00:00+01", "2016-12-18 2016-12-18T15:00:00Z"),
                ("2016-12-18T16:00:00+01:00[Europe/Paris]", "2016-12-18 2016-12-18T15:00:00Z"),
                ("2017-05-29T143600", "2017-05-29 2017-05-29T14:36:00Z"),
                ("20161218", "2016-12-18"),
                ("20161218T160000Z", "2016-12-18 2016-12-18T16:00:00Z"),
                ("20161218T160000+0100", "2016-12-18 2016-12-18T15:00:00Z"),
                ("20161218T1600", "2016-12-18 2016-12-18T16:00:00Z"),
                ("20161218160001", "2016-12-18 2016-12-18T16:00:01Z"),
                ("201612181600", "2016-12-18 2016-12-18T16:00:00Z"),
                ("2016-W50-7", "2016-12-18"),
                ("2016-353", "2016-12-18"),
                ("2016-12", "2016-12"),
                ("2016", "2016"),
                (" 2016-12-18\n", "2016-12-18"),
                ("2016-12-18T24:00:00Z", "2016-12-18"),
                ("2016-12-18T16:00:60Z", "2016-12-18 2016-12-18T16:00:59Z"),
                ("2016-12-18T16:00:00+25:00", "2016-12-18 2016-12-18T16:00:00Z"),
                ("0001-01-01T00:00:00Z", "none"),
                ("1969-12-31", "1969-12-31"),
                ("2016-02-30", "none"),
                ("2016-13-01", "none"),
            ],
            |text| parse(text, READ_ON),
        );
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

    #[test]
    fn reads_dates_in_other_languages() {
        check(
            &[
                ("dimanche 18 décembre 2016 à 16h30", "2016-12-18 2016-12-18T16:30:00Z"),
                ("1er août 2016", "2016-08-01"),
                ("mar. 12 avr. 2016", "2016-04-12"),
                ("Sonntag, 18. Dezember 2016, 16.00 Uhr", "2016-12-18 2016-12-18T16:00:00Z"),
                ("18. Dez. 2016, 16:00 Uhr MEZ", "2016-12-18 2016-12-18T15:00:00Z"),
                ("3. März 2016", "2016-03-03"),
                ("18 de diciembre de 2016", "2016-12-18"),
                ("18 dicembre 2016", "2016-12-18"),
                ("18 de dezembro de 2016 às 16h00", "2016-12-18 2016-12-18T16:00:00Z"),
                ("1º de março de 2016", "2016-03-01"),
                ("18 maart 2016", "2016-03-18"),
                ("18 декабря 2016 г., 16:00", "2016-12-18 2016-12-18T16:00:00Z"),
                ("Декабрь 2016", "2016-12"),
                ("18 ديسمبر 2016", "2016-12-18"),
                ("١٨ كانون الأول ٢٠١٦", "2016-12-18"),
                ("5 كانون الثاني 2017", "2017-01-05"),
                ("3 تشرين الثاني 2016", "2016-11-03"),
                ("30 أيلول/سبتمبر 2016", "2016-09"),
                ("12 جانفي 2017", "2017-01-12"),
                ("7 جويلية 2016", "2016-07-07"),
                ("الأحد، 4 أوت 2016", "2016-08-04"),
                ("18\u{200f}/12\u{200f}/2016", "2016-12-18"),
                ("2016年12月18日 16:00", "2016-12-18 2016-12-18T16:00:00Z"),
                ("2016年12月18日16时30分", "2016-12-18 2016-12-18T16:30:00Z"),
                ("2016年12月", "2016-12"),
                ("2016년 12월 18일", "2016-12-18"),
                ("２０１６年１２月１８日", "2016-12-18"),
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

    #[test]
    fn reads_the_day_of_a_dateline_only_with_its_year() {
        check(
            &[
                ("ALEPPO, Dec 18, 2016 (SANA)", "2016-12-18"),
                ("Aleppo, Syria, 18 December 2016", "2016-12-18"),
                ("ALEPPO, Dec 18 (SANA)", "none"),
                ("ALEPPO, Dec 2016 (SANA)", "none"),
                ("BEIRUT (AP)", "none"),
            ],
            |dateline| from_dateline(dateline, None, READ_ON),
        );
        check(
            &[("ALEPPO, Dec 18 (SANA)", "2016-12-18"), ("PARIS, 30 décembre (AFP)", "2016-12-30"), ("BEIRUT (AP)", "none")],
            |dateline| from_dateline(dateline, Some(day(2017, 1, 2)), READ_ON),
        );
    }

    #[test]
    fn reads_a_date_in_text_only_where_it_stands_in_a_byline() {
        check(
            &[
                ("Published: 18 December 2016", "2016-12-18"),
                ("Headline\nPosted by X on 19 Sep 2016\n\nText.", "2016-09-19"),
                ("Last updated 18 December 2016 16:00 GMT", "2016-12-18 2016-12-18T16:00:00Z"),
                ("Sunday, 18 December 2016", "2016-12-18"),
                ("18 December 2016 | Aleppo", "2016-12-18"),
                ("Jane Doe, The Paper — 18 December 2016", "2016-12-18"),
                ("18. Dezember 2016, 16.00 Uhr", "2016-12-18 2016-12-18T16:00:00Z"),
                ("Опубликовано 18 декабря 2016", "2016-12-18"),
                ("The buses left on 18 December 2016.", "none"),
                ("What the deal of 18 December 2016 changed", "none"),
                ("On 18 December 2016 the buses left the city after long talks.", "none"),
                ("Published: December 2016", "none"),
                ("No date here", "none"),
            ],
            |text| from_text(text, READ_ON),
        );
        let late = format!("{}\nPublished: 18 December 2016", "A long first paragraph. ".repeat(20));
        assert_eq!(from_text(&late, READ_ON), None);
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
