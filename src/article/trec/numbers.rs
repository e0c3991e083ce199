//! What the number of a document tells: `AP880212-0001`, `LA010189-0001`, `AFP_ENG_19940512.0003`, `JA-culture-31-20170126`.
//!
//! In: the number. Out: the day, the publisher and the language in it.
//!
//! Rule kept here: six digits are a day only in the collections that are known to write it so; eight are one where they can be.

use jiff::civil::Date;

#[derive(Debug, Default, PartialEq)]
pub struct Known {
    pub day: Option<Date>,
    pub source: Option<&'static str>,
    pub language: Option<String>,
}

/// How a collection writes a day after its letters.
#[derive(Clone, Copy, PartialEq)]
enum Digits {
    YearFirst,
    MonthFirst,
    /// With the century, which is found without knowing the collection.
    Eight,
}

/// Letters that begin the numbers of a collection, and who published it.
#[rustfmt::skip]
const COLLECTIONS: &[(&str, &str, Digits)] = &[
    ("AP", "Associated Press", Digits::YearFirst), ("WSJ", "Wall Street Journal", Digits::YearFirst),
    ("LA", "Los Angeles Times", Digits::MonthFirst), ("FT", "Financial Times", Digits::Eight),
    ("FR", "Federal Register", Digits::YearFirst), ("AFP", "Agence France-Presse", Digits::Eight),
    ("APW", "Associated Press", Digits::Eight), ("NYT", "The New York Times", Digits::Eight),
    ("XIN", "Xinhua News Agency", Digits::Eight), ("XIE", "Xinhua News Agency", Digits::Eight),
    ("CNA", "Central News Agency", Digits::Eight), ("LTW", "Los Angeles Times/Washington Post", Digits::Eight),
    ("WPB", "Washington Post/Bloomberg", Digits::Eight),
];

pub fn read(number: &str, read_on: Date) -> Known {
    let letters = &number[..number.bytes().take_while(u8::is_ascii_uppercase).count()];
    let after = &number[letters.len()..];
    let collection =
        COLLECTIONS.iter().find(|(known, _, _)| *known == letters && after.starts_with(|c: char| c.is_ascii_digit() || c == '_'));
    // `AFP_ENG_19940512.0003`: Gigaword says the language by three letters of ISO 639-3.
    let language = after.split('_').nth(1).filter(|_| after.starts_with('_')).and_then(|language| match language {
        "ARB" => Some("ar".to_owned()),
        language if language.len() == 3 => crate::article::json::values::language(language),
        _ => None,
    });
    let six = || {
        let digits = after.get(..6).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        match collection?.2 {
            Digits::YearFirst => year_first(digits, read_on),
            Digits::MonthFirst => year_first(&format!("{}{}", &digits[4..], &digits[..4]), read_on),
            Digits::Eight => None,
        }
    };
    Known { day: eight(number, read_on).or_else(six), source: collection.map(|(_, source, _)| *source), language }
}

/// Reads `880212`.
pub fn year_first(digits: &str, read_on: Date) -> Option<Date> {
    let part = |from: usize| digits.get(from..from + 2)?.parse::<i8>().ok();
    let year = i16::from(part(0)?);
    let year = if 2000 + year <= read_on.year() { 2000 + year } else { 1900 + year };
    Date::new(year, part(2)?, part(4)?).ok().filter(|day| *day <= read_on)
}

/// Reads the only run of eight digits that is a day.
fn eight(number: &str, read_on: Date) -> Option<Date> {
    let runs = number.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 8);
    let day = |run: &str| Date::new(run[..4].parse().ok()?, run[4..6].parse().ok()?, run[6..].parse().ok()?).ok();
    runs.filter_map(day).find(|day| day.year() >= 1600 && *day <= read_on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn numbers_tell_the_day_the_publisher_and_the_language() {
        let table = [
            ("AP880212-0001", Some(date(1988, 2, 12)), Some("Associated Press"), None),
            ("WSJ870324-0001", Some(date(1987, 3, 24)), Some("Wall Street Journal"), None),
            ("LA010189-0001", Some(date(1989, 1, 1)), Some("Los Angeles Times"), None),
            ("FT911-1", None, Some("Financial Times"), None),
            ("FBIS3-1", None, None, None),
            ("AFP_ENG_19940512.0003", Some(date(1994, 5, 12)), Some("Agence France-Presse"), Some("en")),
            ("XIN_ARB_20010101.0003", Some(date(2001, 1, 1)), Some("Xinhua News Agency"), Some("ar")),
            ("NYT19980601.0001", Some(date(1998, 6, 1)), Some("The New York Times"), None),
            ("JA-culture-31-20170126", Some(date(2017, 1, 26)), None, None),
            ("APRIL880212", None, None, None),
            ("DOC-99999999", None, None, None),
            ("AP881332-1", None, Some("Associated Press"), None),
            ("AP88é", None, Some("Associated Press"), None),
            ("", None, None, None),
        ];
        for (number, day, source, language) in table {
            let expected = Known { day, source, language: language.map(str::to_owned) };
            assert_eq!(read(number, date(2026, 11, 24)), expected, "{number}");
        }
    }
}
