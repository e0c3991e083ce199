//! Factiva: `hd=(aleppo or idlib) near5 evacuat* and date after 20161201`.
//!
//! In: a query as Factiva has it typed. Out: a [`Query`]. Rule kept here: words side by side are a phrase; nearness binds tighter than
//! not, that than and, that than or.

use super::dates::{Order, run_together};
use super::print::{Said, Say, beside, print, unsaid};
use super::reader::{self, Dialect, Joint, Kind, Operator, Read, Reader, comparison};
use super::wildcards::{Glyph, MAX_UP_TO};
use crate::query::{AnyField, DayRange, Kind as NameKind, Nearness, Query, QueryError, TextField, ValueField};

pub struct Factiva;

pub fn parse(query: &str) -> Result<Query, QueryError> {
    reader::parse::<Factiva>(query)
}

/// Fields, the first name of which is printed.
const FIELDS: &[(AnyField, &[&str])] = &[
    (AnyField::Text(TextField::Title), &["hd"]),
    (AnyField::Text(TextField::Lead), &["hlp"]),
    (AnyField::Text(TextField::Byline), &["by"]),
    (AnyField::Text(TextField::Section), &["se"]),
    (AnyField::Value(ValueField::Source), &["sn", "rst"]),
    (AnyField::Value(ValueField::Language), &["la"]),
    (AnyField::Value(ValueField::Topic), &["ns"]),
    (AnyField::Value(ValueField::Id), &["an"]),
    (AnyField::Name(NameKind::Place), &["re"]),
    (AnyField::Name(NameKind::Organization), &["co"]),
    (AnyField::Name(NameKind::Person), &["pe"]),
];

const SPACE: u32 = 100;
const NEAR: u32 = 50;
const NOT: u32 = 30;
const AND: u32 = 20;
const OR: u32 = 10;

impl Dialect for Factiva {
    const NAME: &'static str = "Factiva";
    const HAS_SIGNS: bool = true;
    const ORDER: Order = Order::Unknown;

    fn operator(reader: &Reader) -> Read<Option<Operator>> {
        let Some(word) = reader.lower(0) else { return Ok(None) };
        let plain = |joint, level, tokens| Ok(Some(Operator { joint, level, tokens }));
        match word.as_str() {
            "and" if reader.lower(1).as_deref() == Some("not") => return plain(Joint::AndNot, NOT, 2),
            "and" => return plain(Joint::And, AND, 1),
            "or" => return plain(Joint::Or, OR, 1),
            "not" => return plain(Joint::AndNot, NOT, 1),
            _ => {}
        }
        refuse_other_operators(reader, &word)?;
        let distance = |head: &str, tail: &str, behind: &str| {
            let is_number = !tail.is_empty() && tail.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| reader.distance(tail, 1, |distance| format!("{head}{distance}{behind}"))).transpose()
        };
        let how = if word == "same" {
            Some(Nearness::Paragraph)
        } else if let Some(tail) = word.strip_prefix("near") {
            distance("near", tail, "")?.map(Nearness::Within)
        } else if let Some(tail) = word.strip_prefix("adj") {
            distance("adj", tail, "")?.map(Nearness::Before)
        } else if let Some(tail) = word.strip_prefix("w/") {
            distance("w/", tail, "")?.map(Nearness::Before)
        } else if let Some(tail) = word.strip_prefix("/n").and_then(|tail| tail.strip_suffix('/')) {
            distance("/n", tail, "/")?.map(Nearness::Within)
        } else {
            None
        };
        Ok(how.map(|how| Operator { joint: Joint::Near { how, is_negated: false }, level: NEAR, tokens: 1 }))
    }

    fn space() -> Operator {
        Operator { joint: Joint::Near { how: Nearness::Before(1), is_negated: false }, level: SPACE, tokens: 0 }
    }

    fn special(reader: &mut Reader, word: &str, field: AnyField) -> Read<Option<Query>> {
        let name = word.to_lowercase();
        let column = reader.column();
        if let Some(Kind::Sign(sign)) = reader.peek_behind(1).cloned() {
            return field_of(reader, &name, &sign).map(Some);
        }
        if let Some(digits) = name.strip_prefix("atleast").filter(|digits| is_number(digits)) {
            let token = reader.peek().cloned().expect("the word that was read");
            reader.advance(1);
            let part = reader.argument::<Factiva>(field)?;
            return reader.at_least(digits.parse().unwrap_or(u32::MAX), part, &token).map(Some);
        }
        if name == "date" {
            match reader.lower(1).as_deref() {
                Some("from") => return span(reader).map(Some),
                Some("in" | "within" | "last") => {
                    return Err(reader.error(column, "a date is counted from no other here; write date after 20161218", None));
                }
                Some(next) if comparison(next).is_some() => {
                    reader.advance(1);
                    return reader.compared::<Factiva>(AnyField::Date, comparison(next)).map(Some);
                }
                _ => {}
            }
        }
        let known = AnyField::named(&name).and_then(|known| FIELDS.iter().find(|(field, _)| *field == known));
        if let Some((_, names)) = known.filter(|_| reader.is_call()) {
            let fault = format!("{word}() is of other syntaxes; here it is {}=", names[0]);
            return Err(reader.error(column, &fault, reader.with_next(&format!("{}=", names[0]))));
        }
        let AnyField::Text(field) = field else { return Ok(None) };
        // Words side by side, up to an operator or the next field.
        let mut run = Vec::new();
        while let Some(Kind::Word(word)) = reader.peek_behind(0) {
            let ends = !run.is_empty()
                && (Self::operator(reader)?.is_some()
                    || matches!(reader.peek_behind(1), Some(Kind::Sign(_)))
                    || is_special(reader, &word.to_lowercase()));
            if ends {
                break;
            }
            if let Some((_, tail)) = word.to_lowercase().split_once('/')
                && let Some(digits) = tail.trim_end_matches('/').strip_prefix(['f', 'n'])
                && tail.ends_with('/')
                && is_number(digits)
            {
                let fault = format!("{word}: how far into the article a word stands is not counted; hlp= asks for the opening");
                return Err(reader.error(reader.column(), &fault, None));
            }
            reader.refuse_foreign(word, reader.column(), Self::NAME)?;
            run.push((word.clone(), reader.column()));
            reader.advance(1);
        }
        match run.as_slice() {
            [(word, column)] => reader.word::<Factiva>(field, word, *column).map(Some),
            run if run.iter().any(|(word, _)| word.contains(char::is_alphanumeric)) => {
                let text: Vec<&str> = run.iter().map(|(word, _)| word.as_str()).collect();
                reader.phrase::<Factiva>(field, &text.join(" "), run).map(Some)
            }
            _ => Err(reader.error(column, "no word stands there", None)),
        }
    }

    fn glyphs(word: &str) -> Result<Option<Vec<Glyph>>, (String, Option<String>)> {
        up_to(word, "Factiva")
    }
}

/// Refuses what stands for nearness in other syntaxes.
fn refuse_other_operators(reader: &Reader, word: &str) -> Read<()> {
    let Some((head, tail)) = word.split_once('/') else { return Ok(()) };
    let here = match head {
        "near" | "n" if is_number(tail) => format!("near{tail}"),
        "pre" | "p" | "onear" if is_number(tail) => format!("adj{tail}"),
        "w" if tail == "p" => "same".to_string(),
        "w" if tail == "s" => {
            let fault = "w/s is no operator of Factiva; natively w/s is one sentence, and here same is one paragraph";
            return Err(reader.error(reader.column(), fault, None));
        }
        _ => return Ok(()),
    };
    Err(reader.error(reader.column(), &format!("{word} is of other syntaxes; here it is {here}"), reader.with_next(&here)))
}

/// Whether a word begins more than a word.
fn is_special(reader: &Reader, word: &str) -> bool {
    let is_at_least = word.strip_prefix("atleast").is_some_and(is_number);
    let next = reader.lower(1).unwrap_or_default();
    is_at_least || word == "date" && (matches!(next.as_str(), "from" | "in" | "within" | "last") || comparison(&next).is_some())
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `hd=`, `wc>`.
fn field_of(reader: &mut Reader, name: &str, sign: &str) -> Read<Query> {
    let column = reader.column();
    if name == "wc" {
        reader.advance(1);
        return reader.compared::<Factiva>(AnyField::Words, comparison(sign));
    }
    if let Some((field, _)) = FIELDS.iter().find(|(_, names)| names.contains(&name)) {
        if sign != "=" {
            return Err(reader.error(column, &format!("{name} stands before =, not before {sign}"), None));
        }
        reader.advance(2);
        return reader.argument::<Factiva>(*field);
    }
    let fault = match name {
        "lp" => "lp= leaves the headline out, which the opening here has; write hlp=".to_string(),
        "td" | "art" | "in" | "clm" | "vol" => format!("the archive does not keep what {name}= asks for"),
        _ => {
            let known: Vec<String> = FIELDS.iter().map(|(_, names)| format!("{}=", names[0])).collect();
            format!("there is no field {name}{sign}; there are {}, wc>", known.join(", "))
        }
    };
    let mended = if name == "lp" { reader.with_next("hlp") } else { None };
    Err(reader.error(column, &fault, mended))
}

/// `date from 20161201 to 20161231`; the end may be open.
fn span(reader: &mut Reader) -> Read<Query> {
    let column = reader.column();
    reader.advance(2);
    let from_column = reader.column();
    let days = |query| match query {
        Query::Date(days) => days,
        _ => unreachable!("a date was asked for"),
    };
    let from = days(reader.compared::<Factiva>(AnyField::Date, None)?).from;
    let from_end = reader.end_of_last();
    let mut to = None;
    if reader.lower(0).as_deref() == Some("to") {
        reader.advance(1);
        let to_column = reader.column();
        to = days(reader.compared::<Factiva>(AnyField::Date, None)?).to;
        if from > to {
            let (first, last) = (reader.between(from_column, from_end), reader.between(to_column, reader.end_of_last()));
            let mended = reader.with(from_column, reader.end_of_last(), &format!("{last} to {first}"));
            return Err(reader.error(column, "no day lies between these dates; exchange them", Some(mended)));
        }
    }
    Ok(Query::Date(DayRange { from, to }))
}

/// Reads `*`, `?`, `$3` and `[*3]`, where the dialect has them.
pub fn up_to(word: &str, dialect: &str) -> Result<Option<Vec<Glyph>>, (String, Option<String>)> {
    let has_wildcard = word.contains(['*', '?']) || word.find('$').is_some_and(|at| at > 0);
    if !has_wildcard {
        return Ok(None);
    }
    let mut glyphs = Vec::new();
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        let behind = &rest[c.len_utf8()..];
        let is_counted = c == '$' && rest.len() < word.len();
        let is_bracketed = dialect == "ProQuest" && rest.starts_with("[*");
        if is_counted || is_bracketed {
            let from = if is_bracketed { &rest[2..] } else { behind };
            let digits = from.len() - from.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let most = from[..digits].parse::<u32>().ok().filter(|most| (1..=MAX_UP_TO).contains(most));
            let closed = if is_bracketed { from[digits..].strip_prefix(']') } else { Some(&from[digits..]) };
            let (Some(most), Some(closed)) = (most, closed) else {
                let kept = &word[..word.len() - rest.len()];
                let is_too_many = digits > 0 && from[..digits].trim_start_matches('0').len() > 1;
                let most = if is_too_many { MAX_UP_TO } else { 5 };
                let instead = if is_bracketed { format!("{kept}[*{most}]") } else { format!("{kept}${most}") };
                return Err((format!("{word}: up to how many letters is a number from 1 to {MAX_UP_TO}"), Some(instead)));
            };
            glyphs.push(Glyph::UpTo(most));
            rest = closed;
            continue;
        }
        glyphs.push(match c {
            '*' => Glyph::Many,
            '?' => Glyph::One,
            c => Glyph::Letter(c),
        });
        rest = behind;
    }
    Ok(Some(glyphs))
}

impl Say for Factiva {
    const SERVICE: &'static str = "Factiva";
    const AND: &'static str = "and";
    const OR: &'static str = "or";
    const AND_NOT: &'static str = "not";
    const NOT: &'static str = "not";

    fn near(&self, how: Nearness, is_negated: bool) -> Said {
        match how {
            Nearness::Within(distance) if !is_negated => Ok(format!("near{distance}")),
            Nearness::Before(distance) if !is_negated => Ok(format!("adj{distance}")),
            Nearness::Paragraph if !is_negated => Ok("same".to_string()),
            _ => unsaid(format!("{}{how}", if is_negated { "NOT " } else { "" }), "Factiva"),
        }
    }

    fn at_least(&self, count: u32, part: &Query) -> Said {
        Ok(format!("atleast{count} ({})", print(part, self)?))
    }

    fn parse(query: &str) -> Result<Query, QueryError> {
        parse(query)
    }

    fn leaf(&self, leaf: &Query) -> Said {
        let (field, said) = match leaf {
            Query::Date(DayRange { from, to }) => {
                let open =
                    |day: Option<jiff::civil::Date>| day.map_or_else(|| unsaid(leaf, "Factiva"), |day| Ok(run_together(day)));
                return Ok(match (from, to) {
                    (Some(from), Some(to)) => format!("date from {} to {}", run_together(*from), run_together(*to)),
                    (Some(from), None) => format!("date after {}", open(from.yesterday().ok())?),
                    (None, to) => format!("date before {}", open(to.and_then(|to| to.tomorrow().ok()))?),
                });
            }
            Query::WordCount { from, to } => {
                return match (*from, *to) {
                    (from, to) if from == to => Ok(format!("wc={from}")),
                    (from, u64::MAX) => Ok(format!("wc>={from}")),
                    (0, to) => Ok(format!("wc<={to}")),
                    _ => unsaid(leaf, "Factiva"),
                };
            }
            leaf => beside(leaf, "Factiva", parse, |glyph| match glyph {
                Glyph::Letter(c) => c.to_string(),
                Glyph::One => "?".to_string(),
                Glyph::Many => "*".to_string(),
                Glyph::UpTo(most) => format!("${most}"),
            })?,
        };
        if field == AnyField::Text(TextField::Text) {
            return Ok(said);
        }
        match FIELDS.iter().find(|(known, _)| *known == field) {
            Some((_, names)) => Ok(format!("{}={said}", names[0])),
            None => unsaid(leaf, "Factiva"),
        }
    }
}
