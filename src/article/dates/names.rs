//! Names of months and weekdays in English, French, German, Spanish, Italian, Portuguese, Dutch, Russian and Arabic.
//!
//! In: a word, or the token that holds it. Out: the number of the month, or whether it names one, or a weekday.
//!
//! Rule kept here: names stand in the tables as [`fold_word`] leaves them, and only there.

use super::tokens::{Token, fold_word};

/// Returns whether a word names a month: `December`, `dec.`, `März`.
pub fn is_month_name(word: &str) -> bool {
    month_number(&fold_word(word.trim_end_matches('.'))).is_some()
}

/// Returns whether a word names a day of the week.
pub fn is_weekday(word: &str) -> bool {
    let word = fold_word(word.trim_end_matches('.'));
    let is_english = matches!(word.as_str(), "mon" | "tue" | "tues" | "wed" | "thu" | "thur" | "thurs" | "fri" | "sat" | "sun")
        || matches!(word.strip_suffix("day"), Some("mon" | "tues" | "wednes" | "thurs" | "fri" | "satur" | "sun"));
    is_english || WEEKDAYS.iter().any(|weekday| word.starts_with(weekday))
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

/// Returns the month that begins at a token and the token after it. Two of the Levantine months are two words.
pub fn month_at(tokens: &[Token], at: usize) -> Option<(u64, usize)> {
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
pub fn month_number(word: &str) -> Option<u64> {
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

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::super::tests::{READ_ON, check};

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
}
