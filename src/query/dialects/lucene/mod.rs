//! Lucene and Elasticsearch: `title:(aleppo idlib) AND "red crescent"~3 -date:[2016-01 TO *]`.
//!
//! In: a query as Lucene's classic parser or `query_string` has it typed. Out: a [`Query`]. Rule kept here: a space is OR, AND binds
//! tighter, and what would only change the order of the articles is refused.

mod say;

use super::dates::{self, Order};
use super::reader::{Read, negated, words};
use super::wildcards::{Glyph, pattern};
use crate::query::lex::{MAX_BYTES, plain};
use crate::query::native::{MAX_CLAUSES, MAX_DEPTH, MAX_DISTANCE, is_plain_word, nearest_field, no_wildcard, parse_count};
use crate::query::{
    AnyField, Boost, Column, DayRange, FIELDS, Form, Near, Nearness, Pattern, PatternKind, PresentField, Query, QueryError,
    TextField, parse_days,
};

pub use say::Lucene;

const TEXT: AnyField = AnyField::Text(TextField::Text);

pub fn parse(query: &str) -> Read<Query> {
    if query.len() > MAX_BYTES {
        let fault = format!("the query is {} bytes long; at most {MAX_BYTES} are taken", query.len());
        return Err(QueryError { query: query.chars().take(4096).collect(), column: 1, fault, mended: None });
    }
    let mut parser = Parser { query, characters: query.chars().map(plain).collect(), at: 0, depth: 0, clauses: 0 };
    parser.skip_space();
    if parser.peek().is_none() {
        return Ok(Query::Everything);
    }
    let parsed = parser.alternatives(TEXT)?;
    match parser.peek() {
        None => Ok(parsed),
        Some(_) => {
            let mended = parser.with(parser.at, parser.at + 1, "");
            Err(parser.error(parser.at, "a closing parenthesis without an opening one; leave it out", Some(mended)))
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Occur {
    Should,
    Must,
    MustNot,
}

/// Positions are from 0; columns, in errors, from 1.
struct Parser<'a> {
    query: &'a str,
    characters: Vec<char>,
    at: usize,
    depth: usize,
    clauses: usize,
}

impl Parser<'_> {
    /// `a b OR c -d`, up to a closing parenthesis or the end.
    fn alternatives(&mut self, field: AnyField) -> Read<Query> {
        let start = self.at;
        let mut parts: Vec<(Occur, Query, usize)> = Vec::new();
        // Where each OR stands, how long it is, and before which part.
        let mut ors: Vec<(usize, usize, usize)> = Vec::new();
        loop {
            self.skip_space();
            if matches!(self.peek(), None | Some(')')) && !parts.is_empty() {
                break;
            }
            if let Some(length) = self.operator(&["OR", "||"]).filter(|_| !parts.is_empty()) {
                ors.push((self.at, length, parts.len()));
                self.at += length;
                self.skip_space();
            }
            let at = self.at;
            let (occur, query) = self.conjunction(field)?;
            parts.push((occur, query, at));
        }
        let is_signed = |at: usize| parts.get(at).is_some_and(|(occur, _, _)| *occur != Occur::Should);
        if let Some((at, length, _)) = ors.iter().find(|(_, _, before)| is_signed(*before) || is_signed(before - 1)) {
            let fault = "Lucene disregards OR beside +, - and NOT; write AND, or (a OR (*:* AND NOT b))";
            return Err(self.error(*at, fault, Some(self.with(*at, at + length, "AND"))));
        }
        let has_must = parts.iter().any(|(occur, _, _)| *occur == Occur::Must);
        if let Some((_, _, at)) = parts.iter().find(|(occur, _, _)| *occur == Occur::Should).filter(|_| has_must) {
            let fault = "beside + this need not be there and only moves articles up; put + before it as well, or leave it out";
            return Err(self.error(*at, fault, Some(self.with(*at, *at, "+"))));
        }
        if self.depth > 0 && parts.iter().all(|(occur, _, _)| *occur == Occur::MustNot) {
            let fault = "nothing stands in the parentheses but what is left out; begin with *:*";
            return Err(self.error(start, fault, Some(self.with(start, start, "*:* "))));
        }
        let (mut all, mut any) = (Vec::new(), Vec::new());
        for (occur, query, _) in parts {
            match occur {
                Occur::Should => any.push(query),
                Occur::Must => all.push(query),
                Occur::MustNot => all.push(negated(query)),
            }
        }
        if !any.is_empty() {
            all.insert(0, Query::any_of(any));
        }
        self.checked(Query::all_of(all), start)
    }

    /// `a AND b AND NOT c`; of one clause its sign.
    fn conjunction(&mut self, field: AnyField) -> Read<(Occur, Query)> {
        let start = self.at;
        let (occur, first) = self.clause(field)?;
        let signed = |occur: Occur, query: Query| if occur == Occur::MustNot { negated(query) } else { query };
        let mut parts = Vec::new();
        loop {
            self.skip_space();
            let Some(length) = self.operator(&["AND", "&&"]) else { break };
            self.at += length;
            self.skip_space();
            let (occur, next) = self.clause(field)?;
            parts.push(signed(occur, next));
        }
        if parts.is_empty() {
            return Ok((occur, first));
        }
        parts.insert(0, signed(occur, first));
        Ok((Occur::Should, self.checked(Query::all_of(parts), start)?))
    }

    fn clause(&mut self, field: AnyField) -> Read<(Occur, Query)> {
        let (occur, length) = match self.peek() {
            Some('+') => (Occur::Must, 1),
            Some('-' | '!') => (Occur::MustNot, 1),
            _ => match self.operator(&["NOT"]) {
                Some(length) => (Occur::MustNot, length),
                None => (Occur::Should, 0),
            },
        };
        self.at += length;
        if length != 1 {
            self.skip_space();
        }
        Ok((occur, self.operand(field, false)?))
    }

    /// A word, phrase, range, field or group, with its boost.
    fn operand(&mut self, field: AnyField, is_value: bool) -> Read<Query> {
        self.clauses += 1;
        let at = self.at;
        if self.clauses > MAX_CLAUSES {
            return Err(self.error(at, &format!("more than {MAX_CLAUSES} clauses; ask in several queries"), None));
        }
        for name in ["AND", "OR", "NOT", "&&", "||"] {
            if self.operator(&[name]).is_some() {
                let fault = format!("{name} stands where a word is expected; to search for the word, put it in quotation marks");
                let rest = &self.characters[at + name.len()..];
                let space = rest.iter().take_while(|c| c.is_whitespace()).count();
                return Err(self.error(at, &fault, self.without(at, at + name.len() + space)));
            }
        }
        let Some(c) = self.peek() else {
            let mended = self.without_operators(at);
            return Err(self.error(at, "the query ends where a word is expected", mended));
        };
        let (query, is_whole) = match c {
            '(' => (self.group(field)?, false),
            '"' => (self.phrase(field)?, false),
            '/' => (self.regex(field)?, false),
            '[' | '{' => (self.range(field)?, false),
            '>' | '<' if matches!(field, AnyField::Date | AnyField::Words) => (self.compared(field)?, false),
            ')' => {
                let mended = self.without_operators(at);
                return Err(self.error(at, "a closing parenthesis where a word is expected", mended));
            }
            c if c.is_whitespace() || "+-!^~:]}".contains(c) => {
                let shown = if c.is_whitespace() { "a space".to_string() } else { c.to_string() };
                let mended = (!c.is_whitespace()).then(|| self.with(at, at, "\\"));
                return Err(self.error(at, &format!("{shown} stands where a word is expected; escape it as \\{c}"), mended));
            }
            _ => self.word(field, is_value)?,
        };
        if is_whole || self.peek() != Some('^') {
            return Ok(query);
        }
        let at = self.at;
        self.at += 1;
        let number = self.take_while(|c| c.is_ascii_digit() || c == '.');
        match Boost::parse(&number) {
            Some(boost) => Ok(Query::Boost { part: Box::new(query), boost }),
            None => Err(self.error(at, "a boost is a number from 0.01 to 1000: ^2 or ^0.5", None)),
        }
    }

    fn group(&mut self, field: AnyField) -> Read<Query> {
        let at = self.at;
        // As in the native form, what stands in it is counted.
        self.clauses -= 1;
        if self.depth == MAX_DEPTH {
            return Err(self.error(at, &format!("parentheses are nested more than {MAX_DEPTH} deep"), None));
        }
        self.at += 1;
        self.skip_space();
        if self.peek() == Some(')') {
            let is_needed = at > 0 && self.characters[at - 1] == ':';
            let mended = self.without(at, self.at + 1).filter(|_| !is_needed);
            return Err(self.error(at, "nothing stands between the parentheses", mended));
        }
        self.depth += 1;
        let inner = self.alternatives(field)?;
        self.depth -= 1;
        if self.peek() != Some(')') {
            let mended = format!("{})", self.query.trim_end());
            return Err(self.error(at, "unclosed parenthesis; close it or leave it out", Some(mended)));
        }
        self.at += 1;
        Ok(inner)
    }

    fn phrase(&mut self, field: AnyField) -> Read<Query> {
        let at = self.at;
        let Some(length) = self.characters[at + 1..].iter().position(|c| *c == '"') else {
            let mended = Some(format!("{}\"", self.query.trim_end()));
            return Err(self.error(at, "unclosed quotation mark; close it or leave it out", mended));
        };
        let text: String = self.characters[at + 1..at + 1 + length].iter().collect();
        if text.contains('\\') {
            let mended = Some(self.with(at + 1, at + 1 + length, &text.replace('\\', " ")));
            return Err(self.error(at, "in a phrase nothing is escaped; leave the backslash out", mended));
        }
        self.at += length + 2;
        let AnyField::Text(field) = field else { return self.value(field, &text, at) };
        if !text.contains(char::is_alphanumeric) {
            return Err(self.error(at, "no word stands between the quotation marks", None));
        }
        if self.peek() != Some('~') {
            return Ok(words(field, &text, Form::Quoted));
        }
        let tilde = self.at;
        self.at += 1;
        let number = self.take_while(|c| c.is_ascii_digit());
        let slop = number.parse::<u32>().ok().filter(|slop| *slop < MAX_DISTANCE);
        let Some(slop) = slop else {
            self.take_while(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '"' | '^'));
            let mended = self.with(tilde, self.at, "~5");
            return Err(self.error(tilde, &format!("~ behind a phrase wants a number below {MAX_DISTANCE}"), Some(mended)));
        };
        let typed: Vec<&str> = text.split_whitespace().collect();
        match typed.as_slice() {
            _ if slop == 0 => Ok(words(field, &text, Form::Quoted)),
            [_] => Ok(words(field, &text, Form::Quoted)),
            [one, other] => Ok(sloppy(field, one, other, slop)),
            _ => {
                let fault =
                    format!("~{slop} counts moves of all words of the phrase; natively NEAR/{slop} stands between each two");
                Err(self.error(tilde, &fault, Some(self.with(tilde, self.at, ""))))
            }
        }
    }

    fn regex(&mut self, field: AnyField) -> Read<Query> {
        let at = self.at;
        let mut text = String::new();
        self.at += 1;
        loop {
            match self.peek() {
                None => {
                    return Err(self.error(
                        at,
                        "/ opens a regular expression, which no / closes; escape it as \\/",
                        Some(self.with(at, at, "\\")),
                    ));
                }
                Some('/') => break,
                Some('\\') => {
                    text.extend(self.characters[self.at..].iter().take(2));
                    self.at += 2;
                }
                Some(c) if "~&@#<>\"^$".contains(c) || c.is_whitespace() => {
                    let fault =
                        format!("{c:?} has a meaning of its own in Lucene's regular expressions, which is not answered here");
                    return Err(self.error(self.at, &fault, None));
                }
                Some(c) => {
                    text.push(c);
                    self.at += 1;
                }
            }
        }
        self.at += 1;
        let AnyField::Text(field) = field else {
            return Err(self.error(at, "a regular expression is asked of words, not of this field", None));
        };
        let query = Query::Pattern(Pattern { field, kind: PatternKind::Regex, text });
        match crate::query::parse(&query.to_string()) {
            Ok(read) if read == query => Ok(query),
            Err(error) => Err(self.error(at, &error.fault, None)),
            Ok(_) => Err(self.error(at, "nothing stands between the slashes", None)),
        }
    }

    /// `[a TO b]`, `{a TO b}`: brackets include their ends, braces do not.
    fn range(&mut self, field: AnyField) -> Read<Query> {
        let at = self.at;
        let rest = &self.characters[at..];
        let Some(length) = rest.iter().position(|c| matches!(c, ']' | '}')) else {
            return Err(self.error(at, "unclosed range; close it with ]", Some(format!("{}]", self.query.trim_end()))));
        };
        let text: String = rest[1..length].iter().collect();
        let signs = (if rest[0] == '[' { ">=" } else { ">" }, if rest[length] == ']' { "<=" } else { "<" });
        self.at += length + 1;
        let Some((from, to)) = text.split_once(" TO ").map(|(from, to)| (from.trim(), to.trim())) else {
            return Err(self.error(at, "a range is written [a TO b]", None));
        };
        let exchanged = || {
            let (open, close) = (rest[0], rest[length]);
            Some(self.with(at, at + length + 1, &format!("{open}{to} TO {from}{close}")))
        };
        let column_of = |part: &str| at + 1 + text[..part.as_ptr() as usize - text.as_ptr() as usize].chars().count();
        match field {
            AnyField::Date => {
                let from = if from == "*" { None } else { self.days(signs.0, from, column_of(from))?.from };
                let to = if to == "*" { None } else { self.days(signs.1, to, column_of(to))?.to };
                match (from, to) {
                    (None, None) => Ok(Query::Present(PresentField::Date)),
                    (Some(from), Some(to)) if from > to => Err(self.error(at, "no day lies in this range", exchanged())),
                    (from, to) => Ok(Query::Date(DayRange { from, to })),
                }
            }
            AnyField::Words => {
                let from = if from == "*" { Some(0) } else { parse_count(&format!("{}{from}", signs.0)).map(|count| count.0) };
                let to = if to == "*" { Some(u64::MAX) } else { parse_count(&format!("{}{to}", signs.1)).map(|count| count.1) };
                match (from, to) {
                    (Some(from), Some(to)) if from <= to => Ok(Query::WordCount { from, to }),
                    (Some(_), Some(_)) => Err(self.error(at, "this is no range of numbers; exchange its ends", exchanged())),
                    _ => Err(self.error(at, "this is no range of numbers; write [500 TO 1000]", None)),
                }
            }
            _ => Err(self.error(at, "a range is asked of date: and words:, not of what is compared whole or by words", None)),
        }
    }

    /// `>=2016-11`
    fn compared(&mut self, field: AnyField) -> Read<Query> {
        let at = self.at;
        let sign = self.take_while(|c| matches!(c, '<' | '>' | '='));
        let text = self.take_while(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '^' | '"'));
        if field == AnyField::Date {
            return Ok(Query::Date(self.days(&sign, &text, at)?));
        }
        let count = parse_count(&format!("{sign}{text}"));
        count
            .map(|(from, to)| Query::WordCount { from, to })
            .ok_or_else(|| self.error(at, "no number of words; write >500", None))
    }

    fn days(&self, sign: &str, text: &str, at: usize) -> Read<DayRange> {
        let day = dates::iso(text, Order::Unknown).map_err(|fault| self.error(at, &fault, None))?;
        parse_days(&format!("{sign}{day}")).ok_or_else(|| self.error(at, &format!("{sign}{text} is no span of days"), None))
    }

    /// A word, a wildcard, or a field with its value; and whether it has its boost already.
    fn word(&mut self, field: AnyField, is_value: bool) -> Read<(Query, bool)> {
        let at = self.at;
        let mut read: Vec<Glyph> = Vec::new();
        let mut text = String::new();
        let mut is_escaped = false;
        while let Some(c) = self.peek().filter(|c| !c.is_whitespace() && !"()\"[]{}^~:".contains(*c)) {
            self.at += 1;
            match c {
                '\\' => {
                    let Some(escaped) = self.peek() else {
                        return Err(self.error(
                            self.at - 1,
                            "a backslash escapes nothing at the end",
                            Some(self.with(self.at - 1, self.at, "")),
                        ));
                    };
                    self.at += 1;
                    is_escaped = true;
                    read.push(Glyph::Letter(escaped));
                    text.push(escaped);
                    continue;
                }
                '/' if is_nearness(&text, &self.characters[self.at..]) => {
                    let fault = "this is no operator of Lucene; \"one other\"~5 is nearness there, and NEAR/5 natively";
                    return Err(self.error(at, fault, None));
                }
                '/' => {
                    let mended = self.with(self.at - 1, self.at - 1, "\\");
                    return Err(self.error(self.at - 1, "/ opens a regular expression; escape it as \\/", Some(mended)));
                }
                '*' => read.push(Glyph::Many),
                '?' => read.push(Glyph::One),
                c => read.push(Glyph::Letter(c)),
            }
            text.push(c);
        }
        let has_wildcard = read.iter().any(|glyph| !matches!(glyph, Glyph::Letter(_)));
        if self.peek() == Some(':') {
            if is_value {
                return Err(self.error(
                    self.at,
                    "a colon behind a field; escape it as \\:",
                    Some(self.with(self.at, self.at, "\\")),
                ));
            }
            return self.field(&text, at).map(|query| (query, true));
        }
        if has_wildcard && text == "*" && !is_escaped {
            return Ok((self.any(field, at)?, false));
        }
        if self.peek() == Some('~') {
            return self.fuzzy(field, &text, has_wildcard || is_escaped, at).map(|query| (query, false));
        }
        let AnyField::Text(field) = field else {
            if has_wildcard {
                return Err(self.error(at, &no_wildcard(field, &text), None));
            }
            return self.value(field, &text, at).map(|query| (query, false));
        };
        if !has_wildcard {
            if text.len() > 2 && text.ends_with('!') && !is_escaped {
                let here = format!("{}*", text.trim_end_matches('!'));
                let fault = format!("{text} is a wildcard in other services; here it is {here}");
                return Err(self.error(at, &fault, Some(self.with(at, self.at, &here))));
            }
            if text.contains('"') {
                return Err(self.error(at, "a quotation mark is no part of a word; leave it out", None));
            }
            let form = if is_plain_word(&text) { Form::Typed } else { Form::Quoted };
            return Ok((words(field, &text, form), false));
        }
        match pattern(&read) {
            Ok((kind, text)) => Ok((Query::Pattern(Pattern { field, kind, text }), false)),
            Err(fault) => Err(self.error(at, &format!("{text}: {fault}"), None)),
        }
    }

    /// What stands behind `name:`.
    fn field(&mut self, name: &str, at: usize) -> Read<Query> {
        let colon = self.at;
        self.at += 1;
        if name == "*" && self.peek() == Some('*') {
            self.at += 1;
            return Ok(Query::Everything);
        }
        if name == "_exists_" {
            let at = self.at;
            let name = self.take_while(|c| c.is_ascii_alphanumeric() || c == '_');
            return match AnyField::named(&name) {
                Some(field) => self.any(field, at),
                None => Err(self.error(at, &format!("there is no field {name:?}"), None)),
            };
        }
        let Some(field) = AnyField::named(name) else {
            let known: Vec<&str> = FIELDS.iter().map(|(_, names)| names[0]).collect();
            let fault = format!("there is no field {name:?}; there are {}; a mere colon is escaped as \\:", known.join(", "));
            let mended = match nearest_field(name) {
                Some(nearest) => self.with(at, colon, nearest),
                None => self.with(colon, colon, "\\"),
            };
            return Err(self.error(at, &fault, Some(mended)));
        };
        if self.peek().is_none_or(char::is_whitespace) {
            let at = self.at;
            self.skip_space();
            let mended = self.peek().map(|_| self.with(at, self.at, ""));
            let fault = if mended.is_some() {
                "a space stands where a value is expected"
            } else {
                "the query ends where a value is expected"
            };
            return Err(self.error(at, fault, mended));
        }
        self.clauses -= 1;
        self.operand(field, true)
    }

    fn any(&self, field: AnyField, at: usize) -> Read<Query> {
        Ok(match field {
            TEXT => Query::Everything,
            AnyField::Date => Query::Present(PresentField::Date),
            AnyField::Value(field) => Query::Present(PresentField::Value(field)),
            AnyField::Name(field) => Query::Present(PresentField::Name(field)),
            AnyField::Text(_) | AnyField::Words => {
                let fault = "whether a field is there can be asked of date, place, org, person, source, lang and topic";
                return Err(self.error(at, fault, None));
            }
        })
    }

    fn fuzzy(&mut self, field: AnyField, text: &str, is_other: bool, at: usize) -> Read<Query> {
        let tilde = self.at;
        self.at += 1;
        let number = self.take_while(|c| c.is_ascii_digit() || c == '.');
        let AnyField::Text(field) = field else {
            return Err(self.error(at, "only words may be misspelt, not what is compared whole", None));
        };
        let distance = match number.as_str() {
            "" | "2" => 2,
            "1" => 1,
            _ => {
                let fault = format!("~{number}: letters that differ are 1 or 2");
                let nearest = if number.parse::<f32>().is_ok_and(|number| number > 2.0) { "~2" } else { "~1" };
                return Err(self.error(tilde, &fault, Some(self.with(tilde, self.at, nearest))));
            }
        };
        let query = Query::Pattern(Pattern { field, kind: PatternKind::Fuzzy(distance), text: text.to_string() });
        if is_other || crate::query::parse(&query.to_string()).as_ref() != Ok(&query) {
            return Err(self.error(
                at,
                &format!("{text}: only a single word may be misspelt"),
                Some(self.with(tilde, self.at, "")),
            ));
        }
        Ok(query)
    }

    /// What is compared whole.
    fn value(&self, field: AnyField, text: &str, at: usize) -> Read<Query> {
        match field {
            AnyField::Value(field) => Ok(Query::Value { field, value: text.to_string() }),
            AnyField::Name(field) => Ok(Query::Name { field, name: text.to_string(), column: Column(at + 1) }),
            AnyField::Date => Ok(Query::Date(self.days("", text, at)?)),
            AnyField::Words => match text.parse() {
                Ok(count) => Ok(Query::WordCount { from: count, to: count }),
                Err(_) => Err(self.error(at, &format!("{text:?} is no number of words; write >500"), None)),
            },
            AnyField::Text(field) => Ok(words(field, text, Form::Quoted)),
        }
    }

    fn checked(&self, query: Query, at: usize) -> Read<Query> {
        match self.depth + query.depth() > MAX_DEPTH {
            true => Err(self.error(at, &format!("operators are nested more than {MAX_DEPTH} deep"), None)),
            false => Ok(query),
        }
    }

    /// Returns the length of an operator that stands here: in upper case, and as a word of its own.
    fn operator(&self, names: &[&str]) -> Option<usize> {
        let stands = |name: &&&str| {
            let length = name.len();
            let behind = self.characters.get(self.at + length);
            let is_sign = !name.starts_with(char::is_alphabetic);
            let is_here = self.characters[self.at..].iter().take(length).copied().eq(name.chars());
            is_here && (is_sign || behind.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')' | '"')))
        };
        names.iter().find(stands).map(|name| name.len())
    }

    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn take_while(&mut self, is_part: impl Fn(char) -> bool) -> String {
        let taken: String = self.characters[self.at..].iter().take_while(|c| is_part(**c)).collect();
        self.at += taken.chars().count();
        taken
    }

    fn skip_space(&mut self) {
        self.take_while(|c| c.is_whitespace() || c.is_control());
    }

    fn with(&self, from: usize, to: usize, instead: &str) -> String {
        let characters: Vec<char> = self.query.chars().collect();
        let (before, rest) = (&characters[..from], &characters[to.min(characters.len())..]);
        format!("{}{instead}{}", before.iter().collect::<String>(), rest.iter().collect::<String>())
    }

    /// Returns the query without what stands from one position to another; `None` where nothing is left.
    fn without(&self, from: usize, to: usize) -> Option<String> {
        Some(self.with(from, to, "").trim_end().to_string()).filter(|mended| !mended.is_empty())
    }

    /// Returns the query without the operators that stand before a position; `None` where nothing is left.
    fn without_operators(&self, at: usize) -> Option<String> {
        let before: String = self.query.chars().take(at).collect();
        let behind: String = self.query.chars().skip(at).collect();
        let mut kept = before.trim_end();
        loop {
            let signs = kept.trim_end_matches(['+', '-', '!', '&', '|']);
            let names = ["AND", "OR", "NOT"].iter().filter_map(|name| signs.strip_suffix(name));
            let is_word = |kept: &&str| kept.is_empty() || kept.ends_with(|c: char| c.is_whitespace() || c == '(');
            let shorter = names.into_iter().find(is_word).unwrap_or(signs).trim_end();
            if shorter == kept {
                break;
            }
            kept = shorter;
        }
        Some(format!("{kept}{behind}")).filter(|mended| !mended.is_empty())
    }

    fn error(&self, at: usize, fault: &str, mended: Option<String>) -> QueryError {
        QueryError { query: self.query.to_string(), column: at + 1, fault: fault.to_string(), mended }
    }
}

/// Whether a slash stands in `NEAR/5` or `w/s`.
fn is_nearness(head: &str, behind: &[char]) -> bool {
    let tail: String = behind.iter().take_while(|c| c.is_alphanumeric()).collect();
    let is_number = !tail.is_empty() && tail.bytes().all(|byte| byte.is_ascii_digit());
    let head = head.to_ascii_lowercase();
    matches!(head.as_str(), "near" | "pre" | "onear" | "n" | "p" | "w") && is_number
        || head == "w" && matches!(tail.as_str(), "s" | "p")
}

/// `"a b"~3`: three moves put `b` up to four words behind `a`, or, since to swap them costs two, up to two before it.
fn sloppy(field: TextField, one: &str, other: &str, slop: u32) -> Query {
    let word = |text: &str| words(field, text, if is_plain_word(text) { Form::Typed } else { Form::Quoted });
    let before = |left: &str, distance: u32, right: &str| {
        let how = Nearness::Before(distance);
        Query::Near(Box::new(Near { left: word(left), how, is_negated: false, right: word(right) }))
    };
    let straight = before(one, slop + 1, other);
    if slop < 2 { straight } else { Query::Or(vec![straight, before(other, slop - 1, one)]) }
}
