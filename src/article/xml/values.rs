//! Small values that XML formats share: dates, names of places, codes.
//!
//! In: an attribute or the text of an element. Out: what the field of an article holds.

use std::borrow::Cow;

use jiff::civil;

use super::tree::Element;
use crate::article::json::{self, values};
use crate::article::{Article, ArticleDate, DateOrigin, dateline_line, dates, text};

/// Returns the date in a value: ISO 8601 with or without its hyphens and colons, and what else news is dated by.
pub fn date(value: &str, read_on: civil::Date) -> Option<ArticleDate> {
    dates::parse(&with_hyphens(value.trim()), read_on).map(|stamp| stamp.into_date(DateOrigin::Metadata))
}

/// Writes `20160101T120000+0100` as `2016-01-01T12:00:00+0100`.
fn with_hyphens(value: &str) -> Cow<'_, str> {
    let bytes = value.as_bytes();
    let are_digits = |from: usize, to: usize| bytes.get(from..to).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    if !value.is_ascii() || !are_digits(0, 8) {
        return value.into();
    }
    let day = format!("{}-{}-{}", &value[..4], &value[4..6], &value[6..8]);
    if bytes.len() == 8 {
        return day.into();
    }
    let has_clock = matches!(bytes[8], b'T' | b't' | b' ');
    match () {
        () if has_clock && are_digits(9, 15) => {
            format!("{day}T{}:{}:{}{}", &value[9..11], &value[11..13], &value[13..15], &value[15..]).into()
        }
        () if has_clock && are_digits(9, 13) => format!("{day}T{}:{}{}", &value[9..11], &value[11..13], &value[13..]).into(),
        () if has_clock => format!("{day}{}", &value[8..]).into(),
        () => value.into(),
    }
}

/// Returns the two letters of a language: `en` for `en-US`.
pub fn language(declared: &str) -> Option<String> {
    values::language(declared)
}

/// Adds a value that the field does not hold yet. Very many, or one that is very long, are the work of damage or an attack.
pub fn add(field: &mut Vec<String>, value: impl Into<Option<String>>) {
    const MOST_VALUES: usize = 1000;
    const LONGEST: usize = 300;
    let Some(value) = value.into().map(|value| text::clean_line(&value)) else {
        return;
    };
    let is_usable = !value.is_empty() && value.len() <= LONGEST && field.len() < MOST_VALUES;
    if is_usable && !field.contains(&value) {
        field.push(value);
    }
}

/// Fills a field that is empty still.
pub fn fill(field: &mut Option<String>, value: impl FnOnce() -> Option<String>) {
    if field.is_none() {
        *field = value();
    }
}

/// Returns the code of a country with its scheme, by its length: `iso3166-1a3:FRA`.
pub fn country_code(code: &str) -> Option<String> {
    let is_code = code.bytes().all(|byte| byte.is_ascii_alphabetic());
    let scheme = match code.len() {
        2 if is_code => "iso3166-1a2",
        3 if is_code => "iso3166-1a3",
        _ => return None,
    };
    Some(format!("{scheme}:{}", code.to_ascii_uppercase()))
}

/// Returns the code of a subject of the IPTC with its scheme: `subj:11006000`.
pub fn subject_code(code: &str) -> Option<String> {
    (code.len() == 8 && code.bytes().all(|byte| byte.is_ascii_digit())).then(|| format!("subj:{code}"))
}

/// Returns a dateline as it is written, without the dash at its end. One that is a date only, as computers write it, is none.
pub fn dateline(element: Element) -> Option<String> {
    let line = element.line_without(&["story.date"])?;
    let line = line.trim_end_matches([' ', '-', '–', '—', '_', ',', ':']);
    let line = line.strip_suffix(").").map_or(line, |_| &line[..line.len() - 1]);
    let is_part_of_date =
        |word: &str| word.starts_with(|c: char| c.is_ascii_digit()) || dates::is_month_name(word.trim_end_matches('.'));
    let is_date = line.starts_with(|c: char| c.is_ascii_digit()) && !line.contains('(')
        || line.split([' ', ',']).filter(|word| !word.is_empty()).all(is_part_of_date);
    (!line.is_empty() && !is_date).then(|| line.replace(" ,", ","))
}

/// Takes out of a body what has a field of its own: the headline and the line of its author before the first paragraph, and the dateline.
pub fn tidy_body(article: &mut Article) {
    let given = article.dateline.take();
    json::tidy_body(article);
    take_byline(article);
    // Below the byline stands the dateline of many agencies; `(ANSA) - ROMA, 12 MAG - ` is one in two pieces.
    let before = article.dateline.take();
    json::tidy_body(article);
    article.dateline = match (before, article.dateline.take()) {
        (Some(before), Some(after)) => Some(format!("{before} - {after}")),
        (before, after) => before.or(after),
    };
    if article.dateline.is_none()
        && let Some(given) = &given
    {
        take_known_dateline(article, given);
    }
    // That of the text says more than the metadata: the agency, the day.
    let in_text = article.dateline.take();
    article.dateline = match (in_text, given) {
        (Some(in_text), Some(given)) if in_text.starts_with('(') && in_text.ends_with(')') => Some(format!("{given} {in_text}")),
        (Some(in_text), _) => Some(in_text),
        (None, given) => given,
    };
    drop_empty_fields(article);
}

/// Empties the fields that hold nothing after they were cleaned: damage leaves control characters in them.
fn drop_empty_fields(article: &mut Article) {
    let fields = [
        &mut article.guid,
        &mut article.byline,
        &mut article.dateline,
        &mut article.source,
        &mut article.section,
        &mut article.url,
    ];
    for field in fields {
        field.take_if(|value| value.is_empty());
    }
}

/// Takes a dateline out of the first paragraph that only the metadata proves to be one: `Bergen (EW) – The ferry`.
fn take_known_dateline(article: &mut Article, given: &str) {
    const LONGEST: usize = 80;
    let first = article.body.split("\n\n").next().unwrap_or_default();
    let place = given.split([',', '(']).next().unwrap_or_default().trim().to_lowercase();
    let dashes = [" - ", " – ", " — ", " -- ", " _ ", "— "];
    let Some((at, dash)) = dashes.iter().filter_map(|dash| Some((first.find(dash)?, dash))).min() else {
        return;
    };
    let (head, rest) = (&first[..at], &first[at + dash.len()..]);
    let is_dateline = !place.is_empty()
        && at <= LONGEST
        && head.to_lowercase().strip_prefix(&place).is_some_and(|after| !after.starts_with(char::is_alphanumeric))
        && rest.chars().next().is_some_and(|next| !next.is_lowercase());
    if is_dateline {
        article.dateline = Some(head.to_owned());
        article.body.drain(..at + dash.len());
    }
}

/// Takes the author out of the first paragraph, where nothing else stands there.
fn take_byline(article: &mut Article) {
    const LONGEST: usize = 80;
    let Some((first, rest)) = article.body.split_once("\n\n") else {
        return;
    };
    let is_byline = first.len() <= LONGEST
        && text::split_by(first).is_some_and(|(by, names)| {
            by.starts_with(|c: char| c.is_uppercase())
                && names.starts_with(|c: char| c.is_uppercase())
                && !names.ends_with(['.', '!', '?', ':'])
                && names.split(' ').count() <= 8
        })
        && dateline_line::split_dateline(first).is_none();
    let is_known = article.byline.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(first));
    if !is_byline && !is_known {
        return;
    }
    // What is printed is the name; metadata may say `Staff Reporter`.
    let byline = text::byline(first);
    article.body = rest.to_owned();
    article.byline = byline.or(article.byline.take());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_with_and_without_hyphens() {
        let read_on = civil::date(2026, 11, 24);
        let table = [
            ("20160101T120000+0100", Some("2016-01-01 2016-01-01T11:00:00Z")),
            ("20160101T120000Z", Some("2016-01-01 2016-01-01T12:00:00Z")),
            ("20160101T120000", Some("2016-01-01 2016-01-01T12:00:00Z")),
            ("20160101T1200+01:00", Some("2016-01-01 2016-01-01T11:00:00Z")),
            ("20160101T230000-0500", Some("2016-01-01 2016-01-02T04:00:00Z")),
            ("20160101", Some("2016-01-01 ")),
            ("2016-01-01", Some("2016-01-01 ")),
            ("2016-04-13 04:52:21+00:00", Some("2016-04-13 2016-04-13T04:52:21Z")),
            ("2018-01-03T20:13:08.000Z", Some("2018-01-03 2018-01-03T20:13:08Z")),
            ("2016-01-12 12:35:40", Some("2016-01-12 2016-01-12T12:35:40Z")),
            ("YYYYMMDD000000-HHMM", None),
            ("20169999T120000Z", None),
            ("", None),
        ];
        for (value, expected) in table {
            let found = date(value, read_on)
                .map(|date| format!("{} {}", date.day, date.instant.map(|instant| instant.to_string()).unwrap_or_default()));
            assert_eq!(found.as_deref(), expected, "{value:?}");
        }
    }

    #[test]
    fn what_opens_a_body_moves_to_its_field() {
        let table = [
            ("By Ann Lee\n\nOSLO (AP) - Rain fell.", None, None, "Rain fell.", Some("Ann Lee"), Some("OSLO (AP)")),
            ("OSLO (AP) — Rain fell.", None, Some("OSLO"), "Rain fell.", None, Some("OSLO (AP)")),
            ("(AP) - Rain fell.", None, Some("OSLO"), "Rain fell.", None, Some("OSLO (AP)")),
            ("Rain fell.", None, Some("OSLO"), "Rain fell.", None, Some("OSLO")),
            ("(ANSA) - ROMA, 12 MAG - Piove.", None, Some("ROMA"), "Piove.", None, Some("(ANSA) - ROMA, 12 MAG")),
            ("Oslo /ew/ – Rain fell.", None, Some("OSLO, Norway"), "Rain fell.", None, Some("Oslo /ew/")),
            ("Oslo – the city – was wet.", None, Some("OSLO"), "Oslo – the city – was wet.", None, Some("OSLO")),
            ("By Ann Lee", None, None, "By Ann Lee", None, None),
            ("By Tuesday it rained.\n\nMore fell.", None, None, "By Tuesday it rained.\n\nMore fell.", None, None),
            ("Ann Lee\n\nRain fell.", Some("Ann Lee"), None, "Rain fell.", Some("Ann Lee"), None),
        ];
        for (body, byline, dateline, expected, expected_byline, expected_dateline) in table {
            let own = |text: Option<&str>| text.map(str::to_owned);
            let mut article =
                Article { body: body.to_owned(), byline: own(byline), dateline: own(dateline), ..Article::default() };
            tidy_body(&mut article);
            assert_eq!(article.body, expected, "{body:?}");
            assert_eq!(
                (article.byline.as_deref(), article.dateline.as_deref()),
                (expected_byline, expected_dateline),
                "{body:?}"
            );
        }
    }
}
