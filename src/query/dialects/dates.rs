//! Days as other services have them typed.
//!
//! In: `12/18/2016`, `20161218`, `December 18, 2016`, `2016`. Out: `2016-12-18`. Rule kept here: 1/2/2016 is read only where the service
//! says whether the day or the month leads.

use jiff::civil::Date;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    MonthFirst,
    /// As each user has it set.
    Unknown,
}

/// Returns a year, month or day as the native form writes it.
///
/// # Errors
///
/// What is no date, in words.
pub fn iso(text: &str, order: Order) -> Result<String, String> {
    let no_date = || format!("{text:?} is no date; write 2016, 2016-12 or 2016-12-18");
    let parts: Vec<&str> = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '-' | '.')).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let is_digits = |part: &str, lengths: &[usize]| lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let number = |part: &str| is_digits(part, &[1, 2]).then(|| part.parse::<u32>().ok()).flatten();
    let (year, month, day) = match parts.as_slice() {
        [year] if is_digits(year, &[4]) => (*year, None, None),
        [run] if is_digits(run, &[6]) => (&run[..4], number(&run[4..]), None),
        [run] if is_digits(run, &[8]) => (&run[..4], number(&run[4..6]), number(&run[6..])),
        [year, month] if is_digits(year, &[4]) => (*year, number(month), None),
        [year, month, day] if is_digits(year, &[4]) => (*year, number(month), number(day)),
        [month, year] if number(month).is_some() => (*year, number(month), None),
        [name, year] => (*year, Some(month_named(name).ok_or_else(no_date)?), None),
        [name, day, year] if month_named(name).is_some() => (*year, month_named(name), number(day)),
        [day, name, year] if month_named(name).is_some() => (*year, month_named(name), number(day)),
        [one, other, year] => {
            let (Some(first), Some(second)) = (number(one), number(other)) else { return Err(no_date()) };
            match order {
                Order::MonthFirst if first > 12 => {
                    return Err(format!("{text}: the month leads here; write {second}/{first}/{year}"));
                }
                Order::Unknown if first <= 12 && second <= 12 && first != second => {
                    let (one, other) = (format!("{year}{first:02}{second:02}"), format!("{year}{second:02}{first:02}"));
                    return Err(format!("{text} may be {one} or {other}; write which"));
                }
                Order::Unknown if first > 12 => (*year, Some(second), Some(first)),
                _ => (*year, Some(first), Some(second)),
            }
        }
        _ => return Err(no_date()),
    };
    // Two numbers that were typed and are no month and day are no date either.
    if !is_digits(year, &[4]) || (parts.len() > 1 && month.is_none()) || (parts.len() > 2 && day.is_none()) {
        return Err(no_date());
    }
    if parts.len() == 1 && (parts[0].len() > 4 && month.is_none() || parts[0].len() > 6 && day.is_none()) {
        return Err(no_date());
    }
    let shown = match (month, day) {
        (None, _) => year.to_string(),
        (Some(month), None) => format!("{year}-{month:02}"),
        (Some(month), Some(day)) => format!("{year}-{month:02}-{day:02}"),
    };
    if crate::query::parse_days(&shown).is_none() { Err(no_date()) } else { Ok(shown) }
}

/// Whether a word can be a part of a date.
pub fn is_part(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) || month_named(word).is_some()
}

/// Returns the day as `12/18/2016`.
pub fn month_first(day: Date) -> String {
    format!("{:02}/{:02}/{:04}", day.month(), day.day(), day.year())
}

/// Returns the day as `20161218`.
pub fn run_together(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

fn month_named(name: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let name = name.trim_end_matches([',', '.']).to_ascii_lowercase();
    let is_month =
        |month: &&str| name.len() >= 3 && month.starts_with(name.as_str()) || name == "sept" && **month == *"september";
    MONTHS.iter().position(is_month).map(|at| at as u32 + 1)
}
