//! Days and spans of days as users type them.

use jiff::civil::Date;

/// Days, both included; an open end is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayRange {
    pub from: Option<Date>,
    pub to: Option<Date>,
}

/// Reads `2016`, `2016-12`, `2016-12-18`, `2016..2017`, `2016-11..`, `>=2016-11`, `<2016-11-03`, `[2016-01 TO 2016-06]` without the
/// brackets as well; a partial date means the whole period.
///
/// ```
/// let days = dateline::query::parse_days("2016-12").unwrap();
/// assert_eq!(days.to.unwrap().to_string(), "2016-12-31");
/// ```
pub fn parse_days(text: &str) -> Option<DayRange> {
    let text = text.trim().trim_start_matches('[').trim_end_matches(']').trim();
    if let Some((from, to)) = text.split_once("..").or_else(|| text.split_once(" TO ")) {
        let open = |part: &str| part.trim().is_empty() || part.trim() == "*";
        let from = if open(from) { None } else { Some(period(from.trim())?.0) };
        let to = if open(to) { None } else { Some(period(to.trim())?.1) };
        let is_backwards = matches!((from, to), (Some(from), Some(to)) if from > to);
        return (!is_backwards && (from.is_some() || to.is_some())).then_some(DayRange { from, to });
    }
    let range = |from, to| Some(DayRange { from, to });
    if let Some(date) = text.strip_prefix(">=") {
        return range(Some(period(date)?.0), None);
    }
    if let Some(date) = text.strip_prefix("<=") {
        return range(None, Some(period(date)?.1));
    }
    if let Some(date) = text.strip_prefix('>') {
        return range(Some(period(date)?.1.tomorrow().ok()?), None);
    }
    if let Some(date) = text.strip_prefix('<') {
        let to = period(date)?.0.yesterday().ok().filter(|day| day.year() >= 0)?;
        return range(None, Some(to));
    }
    let (from, to) = period(text)?;
    range(Some(from), Some(to))
}

/// Returns the first and last day of a year, month or day.
fn period(text: &str) -> Option<(Date, Date)> {
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    let number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<i16>().ok()).flatten();
    let year = number(parts[0]).filter(|_| parts[0].len() == 4)?;
    let small = |at: usize| parts.get(at).map(|part| number(part).and_then(|number| i8::try_from(number).ok()));
    match (small(1), small(2), parts.len()) {
        (None, None, 1) => Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)),
        (Some(Some(month)), None, 2) => {
            let first = Date::new(year, month, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        (Some(Some(month)), Some(Some(day)), 3) => {
            let date = Date::new(year, month, day).ok()?;
            Some((date, date))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_days_are_read_inclusively() {
        for (text, from, to) in [
            ("2016", "2016-01-01", "2016-12-31"),
            ("2016-02", "2016-02-01", "2016-02-29"),
            ("2016-12-18", "2016-12-18", "2016-12-18"),
            ("2016/12/18", "2016-12-18", "2016-12-18"),
            ("2016..2017", "2016-01-01", "2017-12-31"),
            ("2016-11..", "2016-11-01", ""),
            ("..2016-11", "", "2016-11-30"),
            (">=2016-11", "2016-11-01", ""),
            (">2016-11", "2016-12-01", ""),
            ("<2016-11", "", "2016-10-31"),
            ("<=2016", "", "2016-12-31"),
            ("[2016-01 TO 2016-06]", "2016-01-01", "2016-06-30"),
        ] {
            let days = parse_days(text).unwrap_or_else(|| panic!("{text} is a date"));
            let shown = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
            assert_eq!((shown(days.from), shown(days.to)), (from.to_string(), to.to_string()), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in
            ["", "yesterday", "16", "2016-13", "2016-02-30", "2016-1-2-3", "<0000", ">9999", "..", "2017..2016", "12-18-2016"]
        {
            assert_eq!(parse_days(text), None, "{text}");
        }
    }
}
