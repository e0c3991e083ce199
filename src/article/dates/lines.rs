//! Dates that an article states in a line of its own: its dateline, and the byline that opens it.
//!
//! In: a dateline, or the opening of an article. Out: the day of publication, with the time of day where a byline gives it.
//!
//! Rule kept here: a date in running prose is about something else, so words around a date speak against it unless they announce it.

use jiff::civil::Date;

use super::names::is_weekday;
use super::shapes::{find_date, find_day_without_year};
use super::times::zone_hours;
use super::tokens::{Kind, Token, plain_digits, tokenize};
use super::{DayOrder, Precision, Stamp, not_later};

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

fn days_between(a: Date, b: Date) -> i32 {
    (a - b).get_days().abs()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::super::tests::{READ_ON, check};
    use super::*;

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
}
