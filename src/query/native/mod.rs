//! The native dialect: words, patterns, phrases, nearness, AND OR NOT, parentheses, fields. Nearness binds tightest, then AND, which is
//! what a space means, then OR.

mod mending;
mod word;

use super::date::parse_days;
use super::error::mended;
use super::lex::{Token, TokenKind, lex};
use super::pattern;
use super::{
    AnyField, Boost, Column, Form, Near, Nearness, Pattern, PatternKind, PresentField, Query, QueryError, TextField, Words,
};
use mending::without_character;
pub use mending::{nearest_field, no_wildcard};
use word::{Instead, Misread, Read, read_word};

/// Parentheses may be nested this deep.
pub const MAX_DEPTH: usize = 64;
pub const MAX_CLAUSES: usize = 1024;
/// Farther apart, words are near in nothing but the article.
pub const MAX_DISTANCE: u32 = 1000;
pub const MAX_COUNT: u32 = 1000;

/// Parses a query; an empty one asks for everything.
///
/// ```
/// use dateline::query::parse;
/// let query = parse("aleppo evacuation OR (idlib -bus)").unwrap();
/// assert_eq!(query.to_string(), "(aleppo evacuation) OR (idlib NOT bus)");
/// ```
///
/// # Errors
///
/// A query that cannot be understood, with the column of the fault.
pub fn parse(query: &str) -> Result<Query, QueryError> {
    mended(query, parse_once)
}

fn parse_once(query: &str) -> Result<Query, QueryError> {
    let tokens = lex(query)?;
    if tokens.is_empty() {
        return Ok(Query::Everything);
    }
    let mut parser = Parser { query, tokens: &tokens, at: 0, depth: 0, clauses: 0 };
    let parsed = parser.alternatives(None)?;
    match parser.peek() {
        None => Ok(parsed),
        Some(token) => {
            let mended = without_character(query, token.column);
            Err(parser.error(token.column, "a closing parenthesis without an opening one; leave it out", Some(mended)))
        }
    }
}

/// Whether a word that is typed without quotation marks is taken for itself, not for an operator or a pattern.
pub fn is_plain_word(text: &str) -> bool {
    let is_one_word = matches!(lex(text).as_deref(), Ok([token]) if token.kind == TokenKind::Word(text.to_string()));
    is_one_word && text != "*" && matches!(read_word(text), Ok(Read::Word))
}

/// Whether a word that is plain remains so with a boost directly behind it, as `-` and `said:` do not.
pub fn is_plain_before_boost(text: &str) -> bool {
    matches!(lex(&format!("{text}^2")).as_deref(), Ok([token, _]) if token.kind == TokenKind::Word(text.to_string()))
}

/// Whether a word is taken for a wildcard, with nothing before or behind it.
pub fn is_plain_wildcard(text: &str) -> bool {
    let is_one_word = matches!(lex(text).as_deref(), Ok([token]) if token.kind == TokenKind::Word(text.to_string()));
    is_one_word && matches!(read_word(text), Ok(Read::Pattern(PatternKind::Wildcard, _)))
}

struct Parser<'a> {
    query: &'a str,
    tokens: &'a [Token],
    at: usize,
    depth: usize,
    clauses: usize,
}

impl<'a> Parser<'a> {
    /// `a OR b OR c`, up to a closing parenthesis or the end. `field` is the one before the parenthesis that holds it.
    fn alternatives(&mut self, field: Option<AnyField>) -> Result<Query, QueryError> {
        let mut parts = vec![self.conjunction(field)?];
        while self.next_is(&TokenKind::Or) {
            self.at += 1;
            parts.push(self.conjunction(field)?);
        }
        Ok(Query::any_of(parts))
    }

    /// `a b AND c NOT d`, up to an OR, a closing parenthesis or the end.
    fn conjunction(&mut self, field: Option<AnyField>) -> Result<Query, QueryError> {
        let mut parts = vec![self.clause(field)?];
        loop {
            match self.peek().map(|token| &token.kind) {
                Some(TokenKind::And) => {
                    self.at += 1;
                    parts.push(self.clause(field)?);
                }
                None | Some(TokenKind::Or | TokenKind::Close) => break,
                Some(_) => parts.push(self.clause(field)?),
            }
        }
        Ok(Query::all_of(parts))
    }

    /// What may be negated: words that are near each other, or one operand.
    fn clause(&mut self, field: Option<AnyField>) -> Result<Query, QueryError> {
        // A loop, not recursion: `NOT NOT NOT …` must not cost stack.
        let mut is_negated = false;
        while let Some(TokenKind::Not | TokenKind::Plus) = self.peek().map(|token| &token.kind) {
            is_negated ^= self.next_is(&TokenKind::Not);
            self.at += 1;
        }
        Ok(match self.nearness(field)? {
            inner if !is_negated => inner,
            Query::Not(inner) => *inner,
            inner => Query::Not(Box::new(inner)),
        })
    }

    /// `a NEAR/5 b NOT w/s c`, from left to right.
    fn nearness(&mut self, field: Option<AnyField>) -> Result<Query, QueryError> {
        let mut left = self.operand(field)?;
        loop {
            let is_negated = self.next_is(&TokenKind::Not);
            let operator = self.tokens.get(self.at + usize::from(is_negated));
            let Some(Token { kind: TokenKind::Near(how), column }) = operator else { return Ok(left) };
            self.check_distance(*how, *column)?;
            let start = self.tokens[self.at].column;
            self.at += 1 + usize::from(is_negated);
            if let Some(TokenKind::Not) = self.peek().map(|token| &token.kind) {
                return Err(self.not_behind_nearness(*how, *column));
            }
            let right = self.operand(field)?;
            left = Near::of(left, *how, is_negated, right).map_err(|fault| self.error(start, &fault, None))?;
            // `a NEAR/5 b NEAR/5 c` is nested as well, though nobody wrote parentheses.
            if self.depth + left.depth() > MAX_DEPTH {
                return Err(self.error(*column, &format!("operators for nearness are nested more than {MAX_DEPTH} deep"), None));
            }
        }
    }

    fn check_distance(&self, how: Nearness, column: usize) -> Result<(), QueryError> {
        let (Nearness::Within(distance) | Nearness::Before(distance)) = how else { return Ok(()) };
        let nearest = distance.clamp(1, MAX_DISTANCE);
        if nearest == distance {
            return Ok(());
        }
        let mended = match how {
            Nearness::Before(_) => Nearness::Before(nearest),
            _ => Nearness::Within(nearest),
        };
        let fault = format!("words are near each other from 1, which is adjacent, to {MAX_DISTANCE}");
        Err(self.error(column, &fault, Some(self.with_word_replaced(column, &mended.to_string()))))
    }

    fn not_behind_nearness(&self, how: Nearness, column: usize) -> QueryError {
        let not = self.tokens[self.at].column;
        let characters: Vec<char> = self.query.chars().collect();
        let length = if characters.get(not - 1) == Some(&'N') { 3 } else { 1 };
        let stretch = |range: std::ops::Range<usize>| characters[range].iter().collect::<String>();
        let behind = stretch((not - 1 + length).min(characters.len())..characters.len());
        let mended = format!("{}NOT {}{}", stretch(0..column - 1), stretch(column - 1..not - 1), behind.trim_start());
        self.error(not, &format!("NOT stands behind {how}; it stands before it"), Some(mended))
    }

    /// A word, a phrase, a pattern, a field with its value, or a group; with its boost.
    fn operand(&mut self, field: Option<AnyField>) -> Result<Query, QueryError> {
        let operand = self.unboosted(field)?;
        let Some(Token { kind: TokenKind::Boost(boost), column }) = self.peek() else { return Ok(operand) };
        self.at += 1;
        let Some(boost) = Boost::parse(boost) else {
            return Err(self.error(*column, "a boost is a number from 0.01 to 1000: ^2 or ^0.5", None));
        };
        Ok(Query::Boost { part: Box::new(operand), boost })
    }

    fn unboosted(&mut self, field: Option<AnyField>) -> Result<Query, QueryError> {
        self.clauses += 1;
        let Some(token) = self.peek() else {
            let end = self.query.chars().count() + 1;
            return Err(self.error(end, "the query ends where a word is expected", self.without_operators(end)));
        };
        if self.clauses > MAX_CLAUSES {
            return Err(self.error(token.column, &format!("more than {MAX_CLAUSES} clauses; ask in several queries"), None));
        }
        self.at += 1;
        let column = token.column;
        match &token.kind {
            TokenKind::Open => self.group(column, field),
            TokenKind::AtLeast(count) => self.at_least(*count, column, field),
            TokenKind::Close => {
                self.at -= 1;
                let mended = self.without_operators(column);
                Err(self.error(column, "a closing parenthesis where a word is expected", mended))
            }
            TokenKind::And | TokenKind::Or | TokenKind::Not | TokenKind::Plus => {
                let name = match token.kind {
                    TokenKind::And => "AND",
                    TokenKind::Or => "OR",
                    TokenKind::Not => "NOT",
                    _ => "+",
                };
                let fault = format!("{name} stands where a word is expected; to search for the word, write it in lower case");
                Err(self.error(column, &fault, self.without(column)))
            }
            TokenKind::Near(how) => {
                let fault = format!("{how} stands where a word is expected; it joins two words");
                Err(self.error(column, &fault, self.without(column)))
            }
            TokenKind::Boost(_) => Err(self.error(column, "a boost where a word is expected", None)),
            TokenKind::Field(name) => {
                let Some(named) = AnyField::named(name) else { return Err(self.unknown_field(name, column)) };
                self.field_value(named)
            }
            TokenKind::Word(text) if field.is_none() && text == "*" => Ok(Query::Everything),
            TokenKind::Word(text) if self.is_called(column, text) => self.called(text, column),
            kind => self.value(field.unwrap_or(AnyField::Text(TextField::Text)), kind, column),
        }
    }

    /// What stands behind `name:`.
    fn field_value(&mut self, field: AnyField) -> Result<Query, QueryError> {
        let Some(token) = self.peek() else {
            return Err(self.error(self.query.chars().count() + 1, "a field without a value", None));
        };
        self.at += 1;
        match &token.kind {
            TokenKind::Open => self.group(token.column, Some(field)),
            kind @ (TokenKind::Phrase(_) | TokenKind::Exact(_) | TokenKind::Regex(_) | TokenKind::Word(_)) => {
                self.value(field, kind, token.column)
            }
            _ => Err(self.error(token.column, "an operator where the value of a field is expected", None)),
        }
    }

    fn group(&mut self, column: usize, field: Option<AnyField>) -> Result<Query, QueryError> {
        // What stands in it is counted, not the parentheses, so that the canonical form counts as many clauses.
        self.clauses -= 1;
        if self.depth == MAX_DEPTH {
            return Err(self.error(column, &format!("parentheses are nested more than {MAX_DEPTH} deep"), None));
        }
        if self.next_is(&TokenKind::Close) {
            let close = self.tokens[self.at].column;
            let before = self.at.checked_sub(2).map(|at| &self.tokens[at].kind);
            let is_needed = matches!(before, Some(TokenKind::Field(_) | TokenKind::AtLeast(_)));
            let mended = self.replaced(column, close + 1 - column, "").trim_end().to_string();
            let mended = Some(mended).filter(|mended| !is_needed && !mended.is_empty());
            return Err(self.error(column, "nothing stands between the parentheses", mended));
        }
        self.depth += 1;
        let inner = self.alternatives(field)?;
        self.depth -= 1;
        if !self.next_is(&TokenKind::Close) {
            let mended = format!("{})", self.query.trim_end());
            return Err(self.error(column, "unclosed parenthesis; close it or leave it out", Some(mended)));
        }
        self.at += 1;
        Ok(inner)
    }

    fn at_least(&mut self, count: u32, column: usize, field: Option<AnyField>) -> Result<Query, QueryError> {
        let Some(open) = self.peek().map(|token| token.column) else {
            unreachable!("the lexer takes ATLEAST with its parenthesis")
        };
        self.at += 1;
        let part = self.group(open, field)?;
        if !(1..=MAX_COUNT).contains(&count) {
            let mended = self.with_word_replaced(column, &format!("ATLEAST{}", count.clamp(1, MAX_COUNT)));
            return Err(self.error(column, &format!("ATLEAST counts from 1 to {MAX_COUNT}"), Some(mended)));
        }
        Query::at_least(count, part).map_err(|fault| self.error(column, &fault, None))
    }

    fn value(&self, field: AnyField, kind: &TokenKind, column: usize) -> Result<Query, QueryError> {
        let (text, is_quoted) = match kind {
            TokenKind::Word(text) => (text, false),
            TokenKind::Phrase(text) => (text, true),
            TokenKind::Exact(text) => match field {
                AnyField::Text(field) => return Ok(plain_words(field, text, Form::ExactCase)),
                _ => {
                    return Err(self.error(column, "an exact form is asked of words; this field is compared whole anyway", None));
                }
            },
            TokenKind::Regex(text) => match field {
                AnyField::Text(field) => return self.regex(field, text, column),
                _ => return Err(self.error(column, "a regular expression is asked of words, not of this field", None)),
            },
            _ => return Err(self.error(column, "an operator where a word is expected", None)),
        };
        let asks_for_any = text == "*" && !is_quoted;
        if matches!(field, AnyField::Date | AnyField::Words) && text.starts_with('[') && !text.ends_with(']') {
            let mended = format!("{}]", self.query.trim_end());
            return Err(self.error(column, "unclosed bracket; close it with ]", Some(mended)));
        }
        match field {
            AnyField::Text(_) if asks_for_any => Err(self.error(
                column,
                "* asks whether a field is there, which date, place, org, source, lang, topic and person answer",
                None,
            )),
            AnyField::Text(field) if is_quoted => self.phrase(field, text, column),
            AnyField::Text(field) => self.word(field, text, column),
            AnyField::Value(field) if asks_for_any => Ok(Query::Present(PresentField::Value(field))),
            AnyField::Value(_) | AnyField::Name(_) if !is_quoted && !asks_for_any && text.contains(['*', '?']) => {
                Err(self.error(column, &no_wildcard(field, text), None))
            }
            AnyField::Value(field) => Ok(Query::Value { field, value: text.clone() }),
            AnyField::Name(field) if asks_for_any => Ok(Query::Present(PresentField::Name(field))),
            AnyField::Name(field) => Ok(Query::Name { field, name: text.clone(), column: Column(column) }),
            AnyField::Date if asks_for_any => Ok(Query::Present(PresentField::Date)),
            AnyField::Date => match parse_days(text) {
                Some(days) => Ok(Query::Date(days)),
                None => {
                    let fault =
                        format!("{text:?} is no date; write 2016, 2016-12, 2016-12-18, 2016..2017, >=2016-11 or <2016-11");
                    Err(self.no_range(text, column, &fault, |text| parse_days(text).is_some()))
                }
            },
            AnyField::Words => match parse_count(text) {
                Some((from, to)) => Ok(Query::WordCount { from, to }),
                None => {
                    let fault = format!("{text:?} is no number of words; write 500, 500..1000 or >=500");
                    Err(self.no_range(text, column, &fault, |text| parse_count(text).is_some()))
                }
            },
        }
    }

    /// A phrase; a `~3` behind it is refused, because it asks for nearness in another dialect.
    fn phrase(&self, field: TextField, text: &str, column: usize) -> Result<Query, QueryError> {
        let behind = column + text.chars().count() + 2;
        if let Some(Token { kind: TokenKind::Word(slop), column: at }) = self.peek()
            && *at == behind
            && slop.starts_with('~')
        {
            let words: Vec<&str> = text.split_whitespace().collect();
            let distance = slop[1..].parse::<u32>().ok().filter(|distance| (1..=MAX_DISTANCE).contains(distance));
            let mended = match (words.as_slice(), distance) {
                ([one, other], Some(distance)) => {
                    let before: String = self.query.chars().take(column - 1).collect();
                    let rest: String = self.query.chars().skip(at - 1 + slop.chars().count()).collect();
                    Some(format!("{before}({one} NEAR/{distance} {other}){rest}"))
                }
                _ => None,
            };
            return Err(self.error(
                *at,
                &format!("{slop} behind a phrase asks for nearness; write NEAR between the words"),
                mended,
            ));
        }
        Ok(plain_words(field, text, Form::Quoted))
    }

    fn word(&self, field: TextField, text: &str, column: usize) -> Result<Query, QueryError> {
        match read_word(text) {
            // `w/s^2` is none that could stand by itself.
            Ok(Read::Word) if !is_plain_word(text) => Ok(plain_words(field, text, Form::Quoted)),
            Ok(Read::Word) => Ok(plain_words(field, text, Form::Typed)),
            Ok(Read::Exact(text)) => Ok(plain_words(field, text, Form::Exact)),
            Ok(Read::Pattern(kind, text)) => Ok(Query::Pattern(Pattern { field, kind, text: text.to_string() })),
            Err(Misread { at, fault, instead }) => {
                let mended = match instead {
                    Instead::Word(instead) => Some(self.with_word_replaced(column, &instead)),
                    Instead::JoinedToNext(head, tail) => self.joined_to_next(column, text, &head, tail),
                    Instead::Nothing => None,
                };
                Err(self.error(column + at, &fault, mended))
            }
        }
    }

    /// Whether a parenthesis stands directly behind a word that asks for one of another kind: `HEADLINE(aleppo)`, `ATLEAST(oil)`.
    fn is_called(&self, column: usize, text: &str) -> bool {
        let behind = column + text.chars().count();
        let is_open = self.peek().is_some_and(|token| token.kind == TokenKind::Open && token.column == behind);
        is_open && (AnyField::named(text).is_some() || text.eq_ignore_ascii_case("atleast"))
    }

    fn called(&self, text: &str, column: usize) -> Result<Query, QueryError> {
        let (fault, sign) = match text.eq_ignore_ascii_case("atleast") {
            true => (format!("{text} wants a number: ATLEAST5(…)"), "5"),
            false => (format!("behind the field {text} stands a colon"), ":"),
        };
        Err(self.error(column, &fault, Some(self.with_word_replaced(column, &format!("{text}{sign}")))))
    }

    /// Returns the query with a word and the operand behind it made one, `None` where no operand stands there.
    fn joined_to_next(&self, column: usize, text: &str, head: &str, tail: &str) -> Option<String> {
        let next = self.peek()?;
        let between = next.column.checked_sub(column)?;
        match &next.kind {
            TokenKind::Open => Some(self.replaced(column, between, head)),
            TokenKind::Word(_) | TokenKind::Phrase(_) if text.ends_with(':') => Some(self.replaced(column, between, head)),
            TokenKind::Word(word) => Some(self.replaced(column, between + word.chars().count(), &format!("{head}({word}{tail}"))),
            _ => None,
        }
    }
    fn regex(&self, field: TextField, text: &str, column: usize) -> Result<Query, QueryError> {
        match pattern::regex(text) {
            Ok(_) => Ok(Query::Pattern(Pattern { field, kind: PatternKind::Regex, text: text.to_string() })),
            Err(fault) => Err(self.error(column, &fault, None)),
        }
    }
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    fn next_is(&self, kind: &TokenKind) -> bool {
        self.peek().is_some_and(|token| token.kind == *kind)
    }
}

pub(super) fn plain_words(field: TextField, text: &str, form: Form) -> Query {
    Query::Words(Words { field, text: text.to_string(), form })
}

/// Reads `500`, `500..1000` or `>=500`.
pub fn parse_count(text: &str) -> Option<(u64, u64)> {
    if let Some((from, to)) = text.split_once("..") {
        let from = if from.is_empty() { 0 } else { from.parse().ok()? };
        let to = if to.is_empty() { u64::MAX } else { to.parse().ok()? };
        return (from <= to).then_some((from, to));
    }
    if let Some(number) = text.strip_prefix(">=") {
        return Some((number.parse().ok()?, u64::MAX));
    }
    if let Some(number) = text.strip_prefix("<=") {
        return Some((0, number.parse().ok()?));
    }
    if let Some(number) = text.strip_prefix('>') {
        return Some((number.parse::<u64>().ok()?.saturating_add(1), u64::MAX));
    }
    if let Some(number) = text.strip_prefix('<') {
        return Some((0, number.parse::<u64>().ok()?.checked_sub(1)?));
    }
    text.parse().ok().map(|number| (number, number))
}

#[cfg(test)]
mod tests;
