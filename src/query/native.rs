//! The native dialect: words, patterns, phrases, nearness, AND OR NOT, parentheses, fields. Nearness binds tightest, then AND, which is
//! what a space means, then OR.

use super::date::parse_days;
use super::error::mended;
use super::lex::{self, Token, TokenKind, lex};
use super::pattern;
use super::{
    AnyField, Boost, Column, FIELDS, Form, Near, Nearness, Pattern, PatternKind, PresentField, Query, QueryError, TextField,
    Words,
};

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

    /// Tells what is wrong with a span of days or numbers.
    fn no_range(&self, text: &str, column: usize, fault: &str, is_understood: fn(&str) -> bool) -> QueryError {
        let inner = text.trim_start_matches('[').trim_end_matches(']');
        let ends = inner.split_once("..").or_else(|| inner.split_once(" TO "));
        let both = |from: &str, to: &str| Some(format!("{}..{}", from.trim(), to.trim())).filter(|text| is_understood(text));
        let length = text.chars().count();
        if let Some(same) = ends.and_then(|(from, to)| both(from, to)) {
            return self.error(column, fault, Some(self.replaced(column, length, &same)));
        }
        match ends.and_then(|(from, to)| both(to, from)) {
            Some(exchanged) => {
                let fault = format!("the end of {text:?} lies before its beginning; exchange them");
                self.error(column, &fault, Some(self.replaced(column, length, &exchanged)))
            }
            None => self.error(column, fault, None),
        }
    }

    fn regex(&self, field: TextField, text: &str, column: usize) -> Result<Query, QueryError> {
        match pattern::regex(text) {
            Ok(_) => Ok(Query::Pattern(Pattern { field, kind: PatternKind::Regex, text: text.to_string() })),
            Err(fault) => Err(self.error(column, &fault, None)),
        }
    }

    fn unknown_field(&self, name: &str, column: usize) -> QueryError {
        let known: Vec<&str> = FIELDS.iter().map(|(_, names)| names[0]).collect();
        let fault = format!("there is no field {name:?}; there are {}", known.join(", "));
        let length = name.chars().count() + 1;
        if name == "_exists_" {
            let value = self.tokens.get(self.at).map_or(0, |token| token.column);
            let field = self.query.chars().skip(value.saturating_sub(1)).take_while(char::is_ascii_alphabetic);
            let field: String = field.collect();
            let mended = self.replaced(column, length + field.len(), &format!("{field}:*"));
            return self.error(column, "_exists_: is of Lucene; natively place:* asks whether there is one", Some(mended));
        }
        let instead = nearest_field(name).map_or_else(|| format!("{name} "), |nearest| format!("{nearest}:"));
        self.error(column, &fault, Some(self.replaced(column, length, &instead)))
    }

    /// Returns the query without the operators that stand before the next token, up to a column; `None` where nothing is left.
    fn without_operators(&self, column: usize) -> Option<String> {
        let is_operator = |kind: &TokenKind| matches!(kind, TokenKind::Or | TokenKind::And | TokenKind::Not | TokenKind::Near(_));
        let before = &self.tokens[..self.at];
        let kept = before.iter().rposition(|token| !is_operator(&token.kind)).map_or(0, |at| at + 1);
        let first = before.get(kept)?.column;
        let kept: String = self.query.chars().take(first - 1).collect();
        let behind: String = self.query.chars().skip(column - 1).collect();
        Some(format!("{}{behind}", kept.trim_end())).filter(|mended| !mended.is_empty())
    }

    /// Returns the query without the operator at a column; `None` where nothing is left.
    fn without(&self, column: usize) -> Option<String> {
        let next = self.peek().map_or_else(|| self.query.chars().count() + 1, |token| token.column);
        let mended = self.replaced(column, next - column, "").trim_end().to_string();
        Some(mended).filter(|mended| !mended.is_empty())
    }

    /// Returns the query with other text in place of so many characters.
    fn replaced(&self, column: usize, length: usize, instead: &str) -> String {
        let before: String = self.query.chars().take(column - 1).collect();
        let behind: String = self.query.chars().skip(column - 1 + length).collect();
        format!("{before}{instead}{behind}")
    }

    /// Returns the query with other text in place of the word that stands at a column.
    fn with_word_replaced(&self, column: usize, instead: &str) -> String {
        let characters: Vec<char> = self.query.chars().collect();
        let ends = |c: &char| c.is_whitespace() || matches!(c, '(' | ')' | '"' | '|' | '^');
        let rest = &characters[column - 1..];
        let length = rest.iter().skip(1).position(ends).map_or(rest.len(), |length| length + 1);
        let before: String = characters[..column - 1].iter().collect();
        format!("{before}{instead}{}", rest[length..].iter().collect::<String>())
    }

    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    fn next_is(&self, kind: &TokenKind) -> bool {
        self.peek().is_some_and(|token| token.kind == *kind)
    }

    fn error(&self, column: usize, fault: &str, mended: Option<String>) -> QueryError {
        QueryError { query: self.query.to_string(), column, fault: fault.to_string(), mended }
    }
}

/// What a word without quotation marks turns out to be.
enum Read<'a> {
    Word,
    /// `=militants`, without the sign
    Exact(&'a str),
    /// `evacuat*`, or `kefraya~1` without the number
    Pattern(PatternKind, &'a str),
}

/// A word that asks for something that is not there, and what to write in its place.
struct Misread {
    /// Where in the word the fault is, in characters from 0.
    at: usize,
    fault: String,
    instead: Instead,
}

enum Instead {
    Word(String),
    /// A head for what stands behind, and what closes that: `title:`, `ATLEAST5` and a parenthesis.
    JoinedToNext(String, &'static str),
    Nothing,
}

fn read_word(text: &str) -> Result<Read<'_>, Misread> {
    let misread_at = |at: usize, fault: String, instead: Instead| Err(Misread { at, fault, instead });
    let misread = |fault: String, instead: String| misread_at(0, fault, Instead::Word(instead));
    let has_wildcard = |text: &str| text.contains('*') || text.trim_end_matches('?').contains('?');
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if text == "NEAR" {
        return misread("NEAR wants a distance; in lower case it is a word".to_string(), "NEAR/5".to_string());
    }
    if let Some((fault, instead)) = of_other_syntaxes(text) {
        return misread(fault, instead);
    }
    if lex::at_least(text).is_some() {
        return misread_at(0, format!("{text} wants a parenthesis"), Instead::JoinedToNext(text.to_string(), ")"));
    }
    if text.strip_suffix(':').is_some_and(|name| AnyField::named(name).is_some()) {
        let fault = format!("nothing stands behind {text}; where it is a word, put it in quotation marks");
        return misread_at(0, fault, Instead::JoinedToNext(text.to_string(), ""));
    }
    if text.strip_prefix('^').is_some_and(|boost| !boost.is_empty() && is_number(boost)) {
        return misread(format!("{text} holds a boost that stands behind nothing"), format!("\"{text}\""));
    }
    if let Some((word, _)) = text.split_once('^').filter(|(word, _)| !word.is_empty()) {
        let fault = "a boost is a number from 0.01 to 1000: ^2 or ^0.5; put what is none in quotation marks";
        return misread_at(word.chars().count(), fault.to_string(), Instead::Nothing);
    }
    if let Some(exact) = text.strip_prefix('=').filter(|exact| !exact.is_empty()) {
        return match has_wildcard(exact) {
            true => misread(format!("{text} asks for one spelling and for many"), exact.to_string()),
            false => Ok(Read::Exact(exact)),
        };
    }
    if let Some((word, distance)) = text.rsplit_once('~').filter(|(_, distance)| is_number(distance)) {
        let is_one = crate::analysis::words(word).count() == 1 && !has_wildcard(word);
        return match distance {
            _ if !is_one && word.contains(char::is_alphanumeric) => {
                misread(format!("{text}: only a single word may be misspelt"), word.to_string())
            }
            _ if !is_one => misread(format!("{text}: only a single word may be misspelt"), format!("\"{text}\"")),
            "" | "1" => Ok(Read::Pattern(PatternKind::Fuzzy(1), word)),
            "2" => Ok(Read::Pattern(PatternKind::Fuzzy(2), word)),
            _ => {
                let instead = if distance == "0" { word.to_string() } else { format!("{word}~2") };
                let fault = format!("{text}: letters that differ are 1 or 2");
                misread_at(word.chars().count(), fault, Instead::Word(instead))
            }
        };
    }
    if has_wildcard(text) {
        return match pattern::pieces(text).iter().all(|piece| piece.contains(char::is_alphanumeric)) {
            true => Ok(Read::Pattern(PatternKind::Wildcard, text)),
            false => misread(
                format!("{text}: a wildcard stands for letters of a word, and wants one beside it"),
                format!("\"{text}\""),
            ),
        };
    }
    if text.len() > 2 && text.ends_with('!') && text.contains(char::is_alphanumeric) {
        return misread(
            format!("{text} is a wildcard in other services; here it is *"),
            format!("{}*", text.trim_end_matches('!')),
        );
    }
    Ok(Read::Word)
}

/// Returns what an operator or field of another syntax is called here, and what to write in its place.
fn of_other_syntaxes(text: &str) -> Option<(String, String)> {
    let lower = text.to_ascii_lowercase();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    for (head, here) in [("near", "NEAR"), ("adj", "PRE")] {
        if let Some(distance) = lower.strip_prefix(head).filter(|tail| is_number(tail)) {
            return Some((format!("{text} is of Factiva; here it is {here}/{distance}"), format!("{here}/{distance}")));
        }
    }
    if let Some((head, tail)) = text.split_once('/') {
        let is_operator = matches!(head.to_ascii_lowercase().as_str(), "near" | "pre" | "adj" | "onear" | "w");
        let is_shouted = head.len() > 1 && head.bytes().all(|byte| byte.is_ascii_uppercase());
        match tail.to_ascii_lowercase().as_str() {
            _ if !is_operator => {}
            "seg" | "doc" => {
                let fault = format!("{text} asks for one segment; put both into it, as in title:(a b), or write AND");
                return Some((fault, "AND".to_string()));
            }
            tail if is_shouted || tail.is_empty() || tail.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => {
                return Some((format!("{text} wants a distance: {head}/5"), format!("{head}/5")));
            }
            _ => {}
        }
    }
    if text == "*:*" {
        return Some(("*:* is of Lucene; here * is everything".to_string(), "*".to_string()));
    }
    if let Some(word) = text.strip_prefix('!').filter(|word| word.starts_with(char::is_alphanumeric)) {
        return Some((format!("{text} is of Lucene; here -{word} leaves a word out"), format!("-{word}")));
    }
    let (name, value) = text.split_once('=')?;
    let is_field = AnyField::named(name).is_some() && !value.is_empty();
    is_field.then(|| (format!("behind the field {name} stands a colon"), format!("{name}:{value}")))
}

/// Returns the field that a mistyped name is nearest to.
pub fn nearest_field(name: &str) -> Option<&'static str> {
    let slips = match name.chars().count() {
        0..=3 => return None,
        4 => 1,
        _ => 2,
    };
    let matcher = pattern::Matcher::new(PatternKind::Fuzzy(slips), name).ok()?;
    let names = FIELDS.iter().map(|(_, names)| names[0]);
    names.filter_map(|known| Some((matcher.distance(known)?, known))).min().map(|(_, known)| known)
}

/// Says that a field which is compared whole answers no wildcard.
pub fn no_wildcard(field: AnyField, text: &str) -> String {
    match field {
        AnyField::Value(field) => {
            let name = AnyField::Value(field).name();
            format!(
                "{text} is a wildcard, which only words answer; {name}: is compared whole, and `dateline facets --field {name}` lists what there is"
            )
        }
        _ => format!("{text} is a wildcard, which only words answer; `dateline facets --find` looks for names"),
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

fn without_character(query: &str, column: usize) -> String {
    query.chars().enumerate().filter(|(at, _)| at + 1 != column).map(|(_, c)| c).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authority::Kind;
    use proptest::prelude::*;

    #[test]
    fn queries_are_understood_as_their_canonical_form_says() {
        for (query, canonical) in [
            ("", "*"),
            ("aleppo evacuation", "aleppo evacuation"),
            ("aleppo AND evacuation", "aleppo evacuation"),
            ("aleppo and evacuation", "aleppo and evacuation"),
            ("aleppo OR idlib bus", "aleppo OR (idlib bus)"),
            ("aleppo | idlib", "aleppo OR idlib"),
            ("(aleppo OR idlib) evacuation", "(aleppo OR idlib) evacuation"),
            ("aleppo -bus", "aleppo NOT bus"),
            ("aleppo NOT (bus OR truck)", "aleppo NOT (bus OR truck)"),
            ("NOT NOT aleppo", "aleppo"),
            ("+oil +prices", "oil prices"),
            ("“red crescent”", "\"red crescent\""),
            ("title:(aid OR relief)", "title:aid OR title:relief"),
            ("headline:aid", "title:aid"),
            ("place:\"Deir ez-Zor\"", "place:\"Deir ez-Zor\""),
            ("org:UNSC", "org:UNSC"),
            ("date:2016-12", "date:2016-12-01..2016-12-31"),
            ("date:[2016-01 TO 2016-06]", "date:2016-01-01..2016-06-30"),
            ("date:>=2016-11", "date:2016-11-01.."),
            ("-date:*", "NOT date:*"),
            ("place:* -org:*", "place:* NOT org:*"),
            ("words:>=500", "words:500.."),
            ("12:30 http://example.org/a", "12:30 http://example.org/a"),
            ("al-Nusra", "al-Nusra"),
            ("who was there?", "who was there?"),
            ("aleppo w/5 bus", "aleppo NEAR/5 bus"),
            ("aleppo evacuation N/3 bus", "aleppo (evacuation NEAR/3 bus)"),
            ("a NEAR/5 b PRE/3 c", "(a NEAR/5 b) PRE/3 c"),
            ("a W/S b w/p \"c d\"", "(a w/s b) w/p \"c d\""),
            ("turkey NOT NEAR/3 roast", "turkey NOT NEAR/3 roast"),
            ("turkey NOT w/s (roast OR oven)", "turkey NOT w/s (roast OR oven)"),
            ("NOT a PRE/2 b", "NOT (a PRE/2 b)"),
            ("(a b) NEAR/5 c", "(a NEAR/5 c) (b NEAR/5 c)"),
            ("(a b) w/s c", "(a w/s b) w/s c"),
            ("(a OR (b c)) NEAR/5 d", "(a NEAR/5 d) OR ((b NEAR/5 d) (c NEAR/5 d))"),
            ("title:(aid NEAR/2 relief) lead:council body:bus", "(title:aid NEAR/2 title:relief) lead:council body:bus"),
            ("atleast5(ceasefire OR truce)", "ATLEAST5(ceasefire OR truce)"),
            ("ATLEAST2(oil price)", "ATLEAST2(oil) ATLEAST2(price)"),
            ("evacuat* wom?n *stan al-Nus*", "evacuat* wom?n *stan al-Nus*"),
            ("kefraya~ kefraya~2", "kefraya~1 kefraya~2"),
            ("/kefr(a?)ya|x\\/y/ path:/news/2016/", "/kefr(a?)ya|x\\/y/ path:/news/2016/"),
            ("=militants =\"Red Crescent\" title:=\"US\"", "=militants =\"Red Crescent\" title:=\"US\""),
            ("aleppo^3 (a OR b)^0.5 \"c d\"^1.25", "aleppo^3 (a OR b)^0.5 \"c d\"^1.25"),
            ("\"w/s\" \"NEAR/5\" \"a*\"", "\"w/s\" \"NEAR/5\" \"a*\""),
            ("place:\"Wh*\"", "place:\"Wh*\""),
        ] {
            let parsed = parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
            assert_eq!(parsed.to_string(), canonical, "{query}");
            assert_eq!(parse(canonical).as_ref(), Ok(&parsed), "the canonical form of {query} means the same");
        }
    }

    #[test]
    fn errors_name_the_column_and_mend_what_can_be_mended() {
        for (query, column, fault, mended) in [
            ("aleppo \"red cross", 8, "unclosed quotation mark", Some("aleppo \"red cross\"")),
            ("(aleppo OR idlib", 1, "unclosed parenthesis", Some("(aleppo OR idlib)")),
            ("aleppo) bus", 7, "a closing parenthesis without", Some("aleppo bus")),
            ("aleppo OR", 10, "the query ends where a word", Some("aleppo")),
            ("OR aleppo", 1, "OR stands where a word", Some("aleppo")),
            ("aleppo ()", 8, "nothing stands between", Some("aleppo")),
            ("titel:aid", 1, "there is no field \"titel\"", Some("title:aid")),
            ("date:yesterday", 6, "\"yesterday\" is no date", None),
            ("\"oil price\"~3", 12, "~3 behind a phrase asks for nearness", Some("(oil NEAR/3 price)")),
            ("oil NEAR price", 5, "NEAR wants a distance", Some("oil NEAR/5 price")),
            ("oil NEAR/0 price", 5, "words are near each other from 1", Some("oil NEAR/1 price")),
            ("oil pre/5000 price", 5, "words are near each other from 1", Some("oil PRE/1000 price")),
            ("oil NEAR/5", 11, "the query ends where a word", Some("oil")),
            ("NEAR/5 oil", 1, "NEAR/5 stands where a word", Some("oil")),
            ("oil NEAR/5 NOT price", 12, "NOT stands behind NEAR/5", Some("oil NOT NEAR/5 price")),
            ("oil NEAR/5 -price", 12, "NOT stands behind NEAR/5", Some("oil NOT NEAR/5 price")),
            ("oil NEAR/5 (a NOT b)", 5, "what is negated stands beside NEAR/5", None),
            ("oil NEAR/5 date:2016", 5, "date:2016-01-01..2016-12-31, which has no place", None),
            ("title:oil NEAR/5 byline:smith", 11, "NEAR/5 joins words of different fields", None),
            ("oil NEAR/5 ATLEAST2(price)", 5, "ATLEAST, which counts", None),
            ("ATLEAST0(oil)", 1, "ATLEAST counts from 1", Some("ATLEAST1(oil)")),
            ("evacuat!", 1, "evacuat! is a wildcard", Some("evacuat*")),
            ("oil! price!", 1, "oil! is a wildcard", Some("oil* price*")),
            ("source:Har*", 8, "Har* is a wildcard", None),
            ("oil **", 5, "**: a wildcard stands for letters", Some("oil \"**\"")),
            ("kefraya~3", 8, "kefraya~3: letters that differ", Some("kefraya~2")),
            ("al-nusra~1", 1, "al-nusra~1: only a single word", Some("al-nusra")),
            ("=evacuat*", 1, "=evacuat* asks for one spelling and for many", Some("evacuat*")),
            ("/a(b/", 1, "/a(b/ is no regular expression: unclosed group", None),
            ("oil^0", 4, "a boost is a number", None),
            ("oil ^2", 5, "^2 holds a boost that stands behind nothing", Some("oil \"^2\"")),
        ] {
            let error = parse(query).expect_err(query);
            assert_eq!(error.column, column, "{query}");
            assert!(error.fault.starts_with(fault), "{query}: {}", error.fault);
            assert_eq!(error.mended.as_deref(), mended, "{query}");
            if let Some(mended) = error.mended {
                assert!(parse(&mended).is_ok(), "what mends {query} is understood");
            }
        }
    }

    #[test]
    fn a_word_means_the_same_whatever_stands_beside_it() {
        for (query, canonical) in [
            ("/oil/\"price\"", "/oil/ \"price\""),
            ("/oil\\ price/", "/oil\\ price/"),
            ("title:(^x oil)", "title:^x title:oil"),
            ("title:([oil price])", "title:[oil title:price]"),
            ("title:(//oil)", "title://oil"),
            ("(-)^2 (said:)^2", "(-)^2 (said:)^2"),
            ("w/s^2", "\"w/s\"^2"),
            ("place:\"Wh?\" source:\"-\"", "place:\"Wh?\" source:\"-\""),
        ] {
            let parsed = parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
            assert_eq!(parsed.to_string(), canonical, "{query}");
            assert_eq!(parse(canonical), Ok(parsed), "{query}");
        }
    }

    #[test]
    fn depth_length_and_clauses_are_capped() {
        for query in ["(".repeat(60_000), "NOT ".repeat(16_000), "a ".repeat(3_000), "a".repeat(70_000), "((a) ".repeat(9_000)] {
            assert!(parse(&query).is_err());
        }
    }

    #[test]
    fn chains_of_nearness_are_capped_as_parentheses_are() {
        assert!(parse(&vec!["a"; 60].join(" NEAR/5 ")).is_ok());
        for query in [vec!["a"; 900].join(" NEAR/5 "), format!("({}) w/s b", "a ".repeat(900)), "(a b) w/5 ".repeat(50) + "c"] {
            assert!(parse(&query).is_err());
        }
    }

    /// Queries of every kind, in the form that the parser gives them.
    fn queries() -> impl Strategy<Value = Query> {
        let field = || {
            prop_oneof![
                4 => Just(TextField::Text),
                1 => Just(TextField::Title),
                1 => Just(TextField::Lead),
                1 => Just(TextField::Body),
            ]
        };
        let form = prop_oneof![Just(Form::Typed), Just(Form::Quoted), Just(Form::Exact), Just(Form::ExactCase)];
        let words = (field(), "[a-zé]{1,4}", form).prop_map(|(field, text, form)| plain_words(field, &text, form));
        let kinds = prop_oneof![
            "[a-z]{1,3}[*][a-z]{0,2}".prop_map(|text| (PatternKind::Wildcard, text)),
            ("[a-z]{2,4}", 1..=2u8).prop_map(|(text, distance)| (PatternKind::Fuzzy(distance), text)),
            "[a-z]{1,3}[(]a[?|]b[)]".prop_map(|text| (PatternKind::Regex, text)),
        ];
        let patterns = (field(), kinds).prop_map(|(field, (kind, text))| Query::Pattern(Pattern { field, kind, text }));
        let placed = prop_oneof![3 => words, 1 => patterns].boxed();
        let how = || {
            prop_oneof![
                (1..=1000u32).prop_map(Nearness::Within),
                (1..=1000u32).prop_map(Nearness::Before),
                Just(Nearness::Sentence),
                Just(Nearness::Paragraph),
            ]
        };
        let near = placed.clone().prop_recursive(3, 12, 3, move |inner| {
            let alternatives = proptest::collection::vec(inner.clone(), 2..4).prop_map(Query::any_of);
            let near = (inner.clone(), how(), any::<bool>(), inner)
                .prop_map(|(left, how, is_negated, right)| Near::of(left, how, is_negated, right).expect("sides that may stand"));
            prop_oneof![1 => alternatives, 2 => near]
        });
        let counted = (1..9u32, near.clone()).prop_map(|(count, part)| Query::at_least(count, part).expect("it can be counted"));
        let beside = prop_oneof![
            Just(Query::Present(PresentField::Date)),
            Just(Query::Date(parse_days("2016-12").expect("a month"))),
            Just(Query::WordCount { from: 5, to: u64::MAX }),
            "[a-z ]{0,4}[A-Z*:]".prop_map(|name| Query::Name { field: Kind::Place, name, column: Column(1) }),
        ];
        prop_oneof![4 => near, 1 => counted, 1 => beside].prop_recursive(3, 16, 3, |inner| {
            let boost = (1..100_000u32).prop_map(|n| Boost::parse(&format!("{}.{:02}", n / 100, n % 100)).expect("a boost"));
            let negated = |query: Query| match query {
                Query::Not(inner) => *inner,
                query => Query::Not(Box::new(query)),
            };
            prop_oneof![
                proptest::collection::vec(inner.clone(), 2..4).prop_map(Query::all_of),
                proptest::collection::vec(inner.clone(), 2..4).prop_map(Query::any_of),
                inner.clone().prop_map(negated),
                (inner, boost).prop_map(|(part, boost)| Query::Boost { part: Box::new(part), boost }),
            ]
        })
    }

    proptest::proptest! {
        #[test]
        fn what_is_printed_is_read_as_the_same(query in queries()) {
            let printed = query.to_string();
            proptest::prop_assert_eq!(parse(&printed).map_err(|error| error.to_string()), Ok(query), "{}", printed);
        }

        #[test]
        fn anything_typed_is_answered_without_a_panic(query in "([a-zA-Z0-9 \"():*?!~^=|/+é-]|NEAR/[0-9]| w/s |NOT |ATLEAST[0-9]\\(){0,40}") {
            if let Ok(parsed) = parse(&query) {
                let printed = parsed.to_string();
                proptest::prop_assert_eq!(parse(&printed), Ok(parsed), "{}", printed);
            }
        }
    }
}
