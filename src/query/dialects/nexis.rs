//! Nexis: `headline(aleppo or idlib) w/5 evacuat! and date(geq(12/1/2016))`.
//!
//! In: a query as Nexis has it typed. Out: a [`Query`]. Rule kept here: OR binds tightest, then W/n, the smaller n first, then sentence,
//! paragraph, AND and AND NOT.

use super::dates::{Order, month_first};
use super::print::{Said, Say, print, unsaid};
use super::reader::{self, Dialect, Joint, Kind, Operator, Read, Reader, comparison, words};
use super::wildcards::{Glyph, glyphs};
use crate::query::{AnyField, DayRange, Form, Nearness, Query, QueryError, TextField, ValueField, Words};

pub struct Nexis;

pub fn parse(query: &str) -> Result<Query, QueryError> {
    reader::parse::<Nexis>(query)
}

/// Segments, the first name of which is printed.
const SEGMENTS: &[(AnyField, &[&str])] = &[
    (AnyField::Text(TextField::Title), &["headline", "hdline", "title"]),
    (AnyField::Text(TextField::Lead), &["hlead"]),
    (AnyField::Text(TextField::Body), &["body"]),
    (AnyField::Text(TextField::Byline), &["byline", "author"]),
    (AnyField::Text(TextField::Dateline), &["dateline"]),
    (AnyField::Text(TextField::Section), &["section"]),
    (AnyField::Value(ValueField::Source), &["publication", "source", "pub"]),
    (AnyField::Value(ValueField::Language), &["language"]),
    (AnyField::Value(ValueField::Topic), &["subject"]),
    (AnyField::Name(crate::query::Kind::Place), &["geographic", "geography", "country", "state", "city"]),
    (AnyField::Name(crate::query::Kind::Organization), &["organization", "company"]),
    (AnyField::Name(crate::query::Kind::Person), &["person"]),
    (AnyField::Date, &["date"]),
    (AnyField::Words, &["length"]),
];

const OR: u32 = 10_000;
/// Less the number of words.
const WORDS: u32 = 9_000;
const SENTENCE: u32 = 60;
const PARAGRAPH: u32 = 40;
const AND: u32 = 20;
const AND_NOT: u32 = 10;

impl Dialect for Nexis {
    const NAME: &'static str = "Nexis";
    const HAS_SIGNS: bool = true;
    const ORDER: Order = Order::MonthFirst;

    fn operator(reader: &Reader) -> Read<Option<Operator>> {
        let Some(word) = reader.lower(0) else { return Ok(None) };
        // `or(…)` is an operator as well, though it stands like a segment.
        let next = reader.lower(1);
        let plain = |joint, level, tokens| Ok(Some(Operator { joint, level, tokens }));
        match (word.as_str(), next.as_deref()) {
            ("and" | "but", Some("not")) => plain(Joint::AndNot, AND_NOT, 2),
            ("and" | "&", _) => plain(Joint::And, AND, 1),
            ("or", _) => plain(Joint::Or, OR, 1),
            ("not", Some(next)) => match nearness(reader, next, 2)? {
                Some(how) => plain(Joint::Near { how, is_negated: true }, level(how, true), 2),
                None => plain(Joint::AndNot, AND_NOT, 1),
            },
            ("not", None) => plain(Joint::AndNot, AND_NOT, 1),
            (word, _) => {
                let how = nearness(reader, word, 1)?;
                Ok(how.map(|how| Operator { joint: Joint::Near { how, is_negated: false }, level: level(how, false), tokens: 1 }))
            }
        }
    }

    fn space() -> Operator {
        Operator { joint: Joint::And, level: AND, tokens: 0 }
    }

    fn special(reader: &mut Reader, word: &str, field: AnyField) -> Read<Option<Query>> {
        let name = word.to_lowercase();
        let is_comparing = match reader.peek_behind(1) {
            Some(Kind::Sign(_)) => true,
            Some(Kind::Word(word)) => comparison(word).is_some(),
            _ => false,
        };
        if matches!(name.as_str(), "date" | "length") && is_comparing {
            reader.advance(1);
            let field = if name == "date" { AnyField::Date } else { AnyField::Words };
            let sign = match reader.peek_behind(0) {
                Some(Kind::Sign(sign) | Kind::Word(sign)) => comparison(sign),
                _ => None,
            };
            return reader.compared::<Nexis>(field, sign).map(Some);
        }
        let counts = name.strip_prefix("atleast").filter(|digits| digits.is_empty() || is_number(digits));
        if let (Some(digits), false) = (counts, reader.is_call())
            && !digits.is_empty()
        {
            let mended = match (reader.peek_behind(1), reader.peek()) {
                (Some(Kind::Word(next)), Some(token)) => {
                    let (column, end) = (token.column, token.column + reader.typed(2).chars().count());
                    Some(reader.with(column, end, &format!("{word}({next})")))
                }
                _ => None,
            };
            return Err(reader.error(reader.column(), &format!("{word} wants a parenthesis"), mended));
        }
        if counts == Some("") && reader.is_call() {
            let fault = format!("{word} wants a number: atleast5(…)");
            return Err(reader.error(reader.column(), &fault, reader.with_next(&format!("{word}5"))));
        }
        let is_inside = matches!(field, AnyField::Date | AnyField::Words);
        if !reader.is_call() || is_inside && comparison(&name).is_some() {
            return Ok(None);
        }
        if let Some(digits) = name.strip_prefix("atleast").filter(|digits| is_number(digits)) {
            let token = reader.peek().cloned().expect("the word that was read");
            reader.advance(1);
            let part = reader.group::<Nexis>(field)?;
            return reader.at_least(digits.parse().unwrap_or(u32::MAX), part, &token).map(Some);
        }
        match name.as_str() {
            "allcaps" => return in_case(reader, field, str::to_uppercase).map(Some),
            "nocaps" => return in_case(reader, field, str::to_lowercase).map(Some),
            _ => {}
        }
        if let Some((field, _)) = SEGMENTS.iter().find(|(_, names)| names.contains(&name.as_str())) {
            reader.advance(1);
            return reader.group::<Nexis>(*field).map(Some);
        }
        let fault = match name.as_str() {
            "caps" => {
                "caps() asks for a capital anywhere in a word; natively =\"Word\" asks for one spelling and case".to_string()
            }
            "plurals" | "plural" | "singular" => {
                format!("{name}() asks for one number of a noun; natively =word asks for one spelling")
            }
            "lead" => "lead() leaves the headline out, which the opening here has; write hlead()".to_string(),
            _ => {
                let known: Vec<&str> = SEGMENTS.iter().map(|(_, names)| names[0]).collect();
                format!("there is no segment {word}(); there are {}", known.join(", "))
            }
        };
        let mended = match name.as_str() {
            "caps" | "plurals" | "plural" | "singular" => reader.with_next(""),
            "lead" => reader.with_next("hlead"),
            _ => reader.with_next(&format!("{word} ")),
        };
        Err(reader.error(reader.column(), &fault, mended))
    }

    fn glyphs(word: &str) -> Result<Option<Vec<Glyph>>, (String, Option<String>)> {
        if !word.contains(['!', '*', '?']) {
            return Ok(None);
        }
        let (root, has_many) = word.strip_suffix('!').map_or((word, false), |root| (root, true));
        if root.contains('!') {
            let instead = format!("{}!", &root[..root.find('!').expect("it was just seen")]);
            let instead = Some(instead).filter(|instead| instead.len() > 1);
            return Err((format!("{word}: ! stands at the end of a word, for any letters; * and ? stand for one"), instead));
        }
        // At the end, as many letters at most; within, as many exactly.
        let kept = if has_many { root } else { root.trim_end_matches('*') };
        let most = root.len() - kept.len();
        let mut glyphs: Vec<Glyph> =
            kept.chars().map(|c| if matches!(c, '*' | '?') { Glyph::One } else { Glyph::Letter(c) }).collect();
        if has_many {
            glyphs.push(Glyph::Many);
        } else if most > 0 {
            let most = u32::try_from(most).unwrap_or(u32::MAX);
            if most > super::wildcards::MAX_UP_TO {
                return Err((format!("{word} asks for up to {most} letters; ! asks for any number"), Some(format!("{kept}!"))));
            }
            glyphs.push(Glyph::UpTo(most));
        }
        Ok(Some(glyphs))
    }
}

fn level(how: Nearness, is_negated: bool) -> u32 {
    match how {
        Nearness::Within(distance) | Nearness::Before(distance) => WORDS - distance,
        Nearness::Sentence => SENTENCE - u32::from(is_negated),
        Nearness::Paragraph => PARAGRAPH - u32::from(is_negated),
    }
}

fn nearness(reader: &Reader, word: &str, tokens: usize) -> Read<Option<Nearness>> {
    let Some((head, tail)) = word.split_once('/') else { return Ok(None) };
    let not = if tokens == 2 { "not " } else { "" };
    let distance = || reader.distance(tail, tokens, |distance| format!("{not}{head}/{distance}"));
    Ok(Some(match (head, tail) {
        ("w" | "" | "near" | "within", tail) if is_number(tail) => Nearness::Within(distance()?),
        ("pre" | "onear", tail) if is_number(tail) => Nearness::Before(distance()?),
        ("w" | "" | "near", "s" | "sent" | "sentence") => Nearness::Sentence,
        ("w" | "" | "near", "p" | "para" | "paragraph") => Nearness::Paragraph,
        ("w" | "" | "near", "seg") => {
            let fault = "w/seg asks for one segment; put both into it, as in headline(a and b), or write and";
            let mended = (tokens == 1).then(|| reader.with_next("and")).flatten();
            return Err(reader.error(reader.column(), fault, mended));
        }
        (head, tail) => {
            let is_operator = matches!(head, "near" | "pre" | "onear" | "within")
                || head == "w" && (tail.is_empty() || tail.starts_with(|c: char| c.is_ascii_digit()));
            if !is_operator {
                return Ok(None);
            }
            let fault = format!("{head}/{tail} wants a distance: {head}/5");
            let mended = (tokens == 1).then(|| reader.with_next(&format!("{head}/5"))).flatten();
            return Err(reader.error(reader.column(), &fault, mended));
        }
    }))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `allcaps(aid)`: one or more words, in one case.
fn in_case(reader: &mut Reader, field: AnyField, case: fn(&str) -> String) -> Read<Query> {
    let column = reader.column();
    let name = reader.typed(1);
    let words_only =
        |reader: &Reader| reader.error(column, &format!("{name}() takes words, without operators and wildcards"), None);
    reader.advance(1);
    let (AnyField::Text(field), inner) = (field, reader.group::<Nexis>(field)?) else { return Err(words_only(reader)) };
    let parts = if let Query::And(parts) = inner { parts } else { vec![inner] };
    let mut cased = Vec::new();
    for part in parts {
        let Query::Words(Words { text, .. }) = part else { return Err(words_only(reader)) };
        cased.push(words(field, &case(&text), Form::ExactCase));
    }
    Ok(Query::all_of(cased))
}

impl Say for Nexis {
    const SERVICE: &'static str = "Nexis";
    const AND: &'static str = "AND";
    const OR: &'static str = "OR";
    const AND_NOT: &'static str = "AND NOT";
    const NOT: &'static str = "NOT";

    fn near(&self, how: Nearness, is_negated: bool) -> Said {
        let not = if is_negated { "NOT " } else { "" };
        Ok(match how {
            Nearness::Within(distance) => format!("{not}W/{distance}"),
            Nearness::Before(distance) => format!("{not}PRE/{distance}"),
            Nearness::Sentence => format!("{not}W/S"),
            Nearness::Paragraph => format!("{not}W/P"),
        })
    }

    fn at_least(&self, count: u32, part: &Query) -> Said {
        Ok(format!("ATLEAST{count}({})", print(part, self)?))
    }

    fn parse(query: &str) -> Result<Query, QueryError> {
        parse(query)
    }

    fn leaf(&self, leaf: &Query) -> Said {
        let (field, said) = match leaf {
            Query::Words(Words { field, text, form }) => (AnyField::Text(*field), self.words(text, *form)?),
            Query::Pattern(pattern) => (
                AnyField::Text(pattern.field),
                match glyphs(pattern) {
                    Some(glyphs) => wildcard(&glyphs).map_or_else(|| unsaid(leaf, "Nexis"), Ok)?,
                    None => return unsaid(leaf, "Nexis"),
                },
            ),
            Query::Value { field, value } => (AnyField::Value(*field), format!("\"{value}\"")),
            Query::Name { field, name, .. } => (AnyField::Name(*field), format!("\"{name}\"")),
            Query::Date(DayRange { from, to }) => (
                AnyField::Date,
                match (from, to) {
                    (Some(from), Some(to)) if from == to => month_first(*from),
                    (Some(from), Some(to)) => format!("geq({}) and leq({})", month_first(*from), month_first(*to)),
                    (Some(from), None) => format!("geq({})", month_first(*from)),
                    (None, Some(to)) => format!("leq({})", month_first(*to)),
                    (None, None) => return unsaid(leaf, "Nexis"),
                },
            ),
            Query::WordCount { from, to } => (
                AnyField::Words,
                match (*from, *to) {
                    (from, to) if from == to => format!("= {from}"),
                    (from, u64::MAX) => format!(">= {from}"),
                    (0, to) => format!("<= {to}"),
                    _ => return unsaid(leaf, "Nexis"),
                },
            ),
            _ => return unsaid(leaf, "Nexis"),
        };
        if field == AnyField::Text(TextField::Text) {
            return Ok(said);
        }
        match SEGMENTS.iter().find(|(known, _)| *known == field) {
            Some((_, names)) => Ok(format!("{}({said})", names[0])),
            None => unsaid(leaf, "Nexis"),
        }
    }
}

impl Nexis {
    fn words(&self, text: &str, form: Form) -> Said {
        let has_signs = text.contains(['*', '?', '!']) || !text.contains(char::is_alphanumeric);
        Ok(match form {
            Form::ExactCase if text == text.to_uppercase() && !has_signs => format!("allcaps(\"{text}\")"),
            Form::ExactCase if text == text.to_lowercase() && !has_signs => format!("nocaps(\"{text}\")"),
            Form::Typed if parse(text) == Ok(words(TextField::Text, text, Form::Typed)) => text.to_string(),
            Form::Typed | Form::Quoted if !has_signs => format!("\"{text}\""),
            _ => return unsaid(words(TextField::Text, text, form), "Nexis"),
        })
    }
}

/// Returns a wildcard in the signs of Nexis, where it has some.
fn wildcard(glyphs: &[Glyph]) -> Option<String> {
    let last = glyphs.len() - 1;
    let mut said = String::new();
    for (at, glyph) in glyphs.iter().enumerate() {
        match glyph {
            Glyph::Letter(c) => said.push(*c),
            Glyph::One => said.push('?'),
            Glyph::Many if at == last => said.push('!'),
            Glyph::UpTo(most) if at == last => said += &"*".repeat(*most as usize),
            Glyph::Many | Glyph::UpTo(_) => return None,
        }
    }
    Some(said)
}
