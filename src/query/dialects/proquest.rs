//! ProQuest: `TI(aleppo OR idlib) NEAR/5 evacuat* AND PD(2016-2017)`.
//!
//! In: a query as ProQuest has it typed. Out: a [`Query`]. Rule kept here: nearness binds tighter, PRE before NEAR; AND, OR and NOT are
//! read from left to right.

use super::dates::{Order, run_together};
use super::factiva::up_to;
use super::print::{Said, Say, beside, unsaid};
use super::reader::{self, Dialect, Joint, Kind, Operator, Read, Reader};
use super::wildcards::Glyph;
use crate::query::{AnyField, DayRange, Kind as NameKind, Nearness, Query, QueryError, TextField, ValueField};

pub struct Proquest;

pub fn parse(query: &str) -> Result<Query, QueryError> {
    reader::parse::<Proquest>(query)
}

/// Fields, the first name of which is printed.
const FIELDS: &[(AnyField, &[&str])] = &[
    (AnyField::Text(TextField::Title), &["ti"]),
    (AnyField::Text(TextField::Body), &["ft", "ftext", "tx"]),
    (AnyField::Text(TextField::Byline), &["au"]),
    (AnyField::Text(TextField::Section), &["sec"]),
    (AnyField::Value(ValueField::Source), &["pub"]),
    (AnyField::Value(ValueField::Language), &["la"]),
    (AnyField::Value(ValueField::Topic), &["su"]),
    (AnyField::Name(NameKind::Place), &["loc"]),
    (AnyField::Name(NameKind::Organization), &["org", "co"]),
    (AnyField::Name(NameKind::Person), &["per"]),
    (AnyField::Date, &["pd", "yr"]),
];

/// What NEAR and PRE mean without a number.
const NEAR_BY_DEFAULT: u32 = 4;
const PRE: u32 = 30;
const NEAR: u32 = 20;
const OTHERS: u32 = 10;

impl Dialect for Proquest {
    const NAME: &'static str = "ProQuest";
    const HAS_SIGNS: bool = false;
    const ORDER: Order = Order::Unknown;

    fn operator(reader: &Reader) -> Read<Option<Operator>> {
        let Some(word) = reader.lower(0) else { return Ok(None) };
        let plain = |joint, tokens| Ok(Some(Operator { joint, level: OTHERS, tokens }));
        let near = |how, level| Ok(Some(Operator { joint: Joint::Near { how, is_negated: false }, level, tokens: 1 }));
        match word.as_str() {
            "and" if reader.lower(1).as_deref() == Some("not") => return plain(Joint::AndNot, 2),
            "and" => return plain(Joint::And, 1),
            "or" => return plain(Joint::Or, 1),
            "not" => return plain(Joint::AndNot, 1),
            "near" => return near(Nearness::Within(NEAR_BY_DEFAULT), NEAR),
            "pre" => return near(Nearness::Before(NEAR_BY_DEFAULT), PRE),
            _ => {}
        }
        let Some((head, tail)) = word.split_once('/') else { return Ok(None) };
        let is_number = !tail.is_empty() && tail.bytes().all(|byte| byte.is_ascii_digit());
        let distance = || reader.distance(tail, 1, |distance| format!("{}/{distance}", head.to_uppercase()));
        match head {
            "near" | "n" if is_number => near(Nearness::Within(distance()?), NEAR),
            "pre" | "p" if is_number => near(Nearness::Before(distance()?), PRE),
            "w" if is_number => {
                let mended = reader.with_next(&format!("NEAR/{tail}"));
                Err(reader.error(reader.column(), &format!("{word} is no operator of ProQuest; NEAR/{tail} is"), mended))
            }
            "w" if matches!(tail, "s" | "p" | "doc" | "para") => {
                let fault = format!("{word} is no operator of ProQuest; natively w/s and w/p are one sentence and one paragraph");
                Err(reader.error(reader.column(), &fault, None))
            }
            "near" | "pre" => {
                let fault = format!("{word} wants a distance: {}/5", head.to_uppercase());
                Err(reader.error(reader.column(), &fault, reader.with_next(&format!("{}/5", head.to_uppercase()))))
            }
            _ => Ok(None),
        }
    }

    fn space() -> Operator {
        Operator { joint: Joint::And, level: OTHERS, tokens: 0 }
    }

    fn special(reader: &mut Reader, word: &str, _: AnyField) -> Read<Option<Query>> {
        if !reader.is_call() {
            return Ok(None);
        }
        let column = reader.column();
        let name = word.to_lowercase();
        let (name, is_exact) = match name.strip_suffix(".exact").or_else(|| name.strip_suffix(".x")) {
            Some(name) => (name.to_string(), true),
            None => (name, false),
        };
        let known = FIELDS.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(field, _)| *field);
        match known {
            Some(AnyField::Date) => return days(reader).map(Some),
            Some(AnyField::Text(_)) if is_exact => {
                let fault =
                    format!("{word}() asks for a whole field, which only names answer; natively =\"…\" asks for one spelling");
                return Err(reader.error(column, &fault, reader.with_next(&name.to_uppercase())));
            }
            Some(field) => {
                reader.advance(1);
                return reader.group::<Proquest>(field).map(Some);
            }
            None => {}
        }
        let fault = match name.as_str() {
            "ab" | "abstract" => {
                "the archive keeps no abstracts; natively lead:(…) is the headline and first paragraph".to_string()
            }
            name if name.strip_prefix("atleast").is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())) => {
                format!("ProQuest counts no occurrences; natively {}(…) does", word.to_uppercase())
            }
            "exact" | "x" => format!("{word}() stands behind a field, as in SU.EXACT(); natively =\"…\" asks for one spelling"),
            name if name.contains(',') => format!("{word}() asks for several fields at once; join them with OR"),
            _ => {
                let known: Vec<String> = FIELDS.iter().map(|(_, names)| format!("{}()", names[0].to_uppercase())).collect();
                format!("there is no field {word}(); there are {}", known.join(", "))
            }
        };
        let mended = if known.is_none() && !name.contains(',') && fault.starts_with("there") {
            reader.with_next(&format!("{word} "))
        } else {
            None
        };
        Err(reader.error(column, &fault, mended))
    }

    fn glyphs(word: &str) -> Result<Option<Vec<Glyph>>, (String, Option<String>)> {
        up_to(word, "ProQuest")
    }
}

/// `PD(2016-2017)`, `PD(>20160101)`, `YR(2016)`.
fn days(reader: &mut Reader) -> Read<Query> {
    reader.advance(1);
    let open = reader.column();
    reader.advance(1);
    let column = reader.column();
    let Some(Kind::Word(text)) = reader.peek_behind(0).cloned() else {
        return Err(reader.error(column, "a date is expected: PD(20161218), PD(2016-2017), PD(>2016)", None));
    };
    reader.advance(1);
    let mut text = text;
    // `PD(December 18, 2016)`
    while let Some(Kind::Word(more)) = reader.peek_behind(0).cloned() {
        text += &format!(" {more}");
        reader.advance(1);
    }
    if reader.peek().is_none() {
        let mended = reader.with(reader.column(), reader.column(), ")");
        return Err(reader.error(open, "unclosed parenthesis; close it or leave it out", Some(mended)));
    }
    if !reader.next_is(&Kind::Close) {
        return Err(reader.error(reader.column(), "the parenthesis behind a date is closed after it", None));
    }
    let is_day = |part: &str| matches!(part.len(), 4 | 6 | 8) && part.bytes().all(|byte| byte.is_ascii_digit());
    let days = match text.split_once('-').filter(|(from, to)| is_day(from) && is_day(to)) {
        Some((from, to)) => {
            let (from, to) = (reader.days::<Proquest>("", from, column)?.from, reader.days::<Proquest>("", to, column)?.to);
            if from > to {
                let (first, last) = text.split_once('-').expect("it was just seen");
                let mended = reader.with(column, reader.column(), &format!("{last}-{first}"));
                return Err(reader.error(column, "no day lies between these dates; exchange them", Some(mended)));
            }
            DayRange { from, to }
        }
        None => {
            let sign = [">=", "<=", ">", "<"].into_iter().find(|sign| text.starts_with(sign)).unwrap_or_default();
            reader.days::<Proquest>(sign, text[sign.len()..].trim(), column)?
        }
    };
    reader.advance(1);
    Ok(Query::Date(days))
}

impl Say for Proquest {
    const SERVICE: &'static str = "ProQuest";
    const AND: &'static str = "AND";
    const OR: &'static str = "OR";
    const AND_NOT: &'static str = "NOT";
    const NOT: &'static str = "NOT";

    fn near(&self, how: Nearness, is_negated: bool) -> Said {
        match how {
            Nearness::Within(distance) if !is_negated => Ok(format!("NEAR/{distance}")),
            Nearness::Before(distance) if !is_negated => Ok(format!("PRE/{distance}")),
            _ => unsaid(format!("{}{how}", if is_negated { "NOT " } else { "" }), "ProQuest"),
        }
    }

    fn at_least(&self, count: u32, _: &Query) -> Said {
        unsaid(format!("ATLEAST{count}"), "ProQuest")
    }

    fn parse(query: &str) -> Result<Query, QueryError> {
        parse(query)
    }

    fn leaf(&self, leaf: &Query) -> Said {
        let (field, said) = match leaf {
            Query::Date(DayRange { from, to }) => (
                AnyField::Date,
                match (from, to) {
                    (Some(from), Some(to)) => format!("{}-{}", run_together(*from), run_together(*to)),
                    (Some(from), None) => format!(">={}", run_together(*from)),
                    (None, Some(to)) => format!("<={}", run_together(*to)),
                    (None, None) => return unsaid(leaf, "ProQuest"),
                },
            ),
            leaf => beside(leaf, "ProQuest", parse, |glyph| match glyph {
                Glyph::Letter(c) => c.to_string(),
                Glyph::One => "?".to_string(),
                Glyph::Many => "*".to_string(),
                Glyph::UpTo(most) => format!("[*{most}]"),
            })?,
        };
        if field == AnyField::Text(TextField::Text) {
            return Ok(said);
        }
        match FIELDS.iter().find(|(known, _)| *known == field) {
            Some((_, names)) => Ok(format!("{}({said})", names[0].to_uppercase())),
            None => unsaid(leaf, "ProQuest"),
        }
    }
}
