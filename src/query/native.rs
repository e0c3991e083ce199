//! The native dialect: words, phrases, AND OR NOT, parentheses, fields. AND binds tighter than OR, and is what a space means.

use super::date::parse_days;
use super::lex::{Token, TokenKind, lex};
use super::{AnyField, Column, FIELDS, PresentField, Query, QueryError, TextField, Words};

/// Parentheses may be nested this deep.
const MAX_DEPTH: usize = 64;
const MAX_CLAUSES: usize = 1024;

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

/// Returns a query for articles with any of the words of a text, in which nothing is taken for an operator: for questions and
/// headlines.
pub fn any_of(text: &str) -> Query {
    let mut words: Vec<Query> = Vec::new();
    for word in crate::analysis::words(text).take(MAX_CLAUSES) {
        let words_of =
            Query::Words(Words { field: TextField::Text, text: text[word.start..word.end].to_string(), is_quoted: false });
        if !words.contains(&words_of) {
            words.push(words_of);
        }
    }
    match words.len() {
        // It matches nothing, and says so.
        0 if !text.trim().is_empty() => {
            Query::Words(Words { field: TextField::Text, text: text.trim().to_string(), is_quoted: true })
        }
        0 => Query::Everything,
        1 => words.remove(0),
        _ => Query::Or(words),
    }
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
        if parts.len() == 1 {
            return Ok(parts.remove(0));
        }
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Query::Or(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        Ok(Query::Or(flat))
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

    fn clause(&mut self, field: Option<AnyField>) -> Result<Query, QueryError> {
        self.clauses += 1;
        let end = self.query.chars().count() + 1;
        let Some(token) = self.peek() else {
            let mended = self.tokens.last().filter(|last| matches!(last.kind, TokenKind::Or | TokenKind::And | TokenKind::Not));
            let mended = mended.map(|last| self.query.chars().take(last.column - 1).collect::<String>().trim_end().to_string());
            return Err(self.error(end, "the query ends where a word is expected", mended.filter(|mended| !mended.is_empty())));
        };
        if self.clauses > MAX_CLAUSES {
            return Err(self.error(token.column, &format!("more than {MAX_CLAUSES} clauses; ask in several queries"), None));
        }
        self.at += 1;
        let column = token.column;
        match &token.kind {
            TokenKind::Not => {
                // A loop, not recursion: `NOT NOT NOT …` must not cost stack.
                let mut is_negated = true;
                while self.next_is(&TokenKind::Not) {
                    self.at += 1;
                    is_negated = !is_negated;
                }
                let inner = self.clause(field)?;
                Ok(match inner {
                    inner if !is_negated => inner,
                    Query::Not(inner) => *inner,
                    inner => Query::Not(Box::new(inner)),
                })
            }
            TokenKind::Plus => self.clause(field),
            TokenKind::Open => self.group(column, field),
            TokenKind::Close => {
                let fault = "a closing parenthesis where a word is expected";
                Err(self.error(column, fault, None))
            }
            TokenKind::And | TokenKind::Or => {
                let name = if token.kind == TokenKind::And { "AND" } else { "OR" };
                let fault = format!("{name} stands where a word is expected; to search for the word, write it in lower case");
                Err(self.error(column, &fault, None))
            }
            TokenKind::Field(name) => {
                let Some(named) = AnyField::named(name) else { return Err(self.unknown_field(name, column)) };
                self.field_value(named)
            }
            TokenKind::Phrase(text) => self.value(field, text, true, column),
            TokenKind::Word(text) => {
                if text != "*" {
                    self.refuse_later_syntax(text, column)?;
                }
                self.value(field, text, false, column)
            }
        }
    }

    /// What stands behind `name:`.
    fn field_value(&mut self, field: AnyField) -> Result<Query, QueryError> {
        let end = self.query.chars().count() + 1;
        let Some(token) = self.peek() else { return Err(self.error(end, "a field without a value", None)) };
        self.at += 1;
        match &token.kind {
            TokenKind::Open => self.group(token.column, Some(field)),
            TokenKind::Phrase(text) => self.value(Some(field), text, true, token.column),
            TokenKind::Word(text) => self.value(Some(field), text, false, token.column),
            _ => Err(self.error(token.column, "an operator where the value of a field is expected", None)),
        }
    }

    fn group(&mut self, column: usize, field: Option<AnyField>) -> Result<Query, QueryError> {
        if self.depth == MAX_DEPTH {
            return Err(self.error(column, &format!("parentheses are nested more than {MAX_DEPTH} deep"), None));
        }
        if self.next_is(&TokenKind::Close) {
            return Err(self.error(column, "nothing stands between the parentheses", None));
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

    fn value(&self, field: Option<AnyField>, text: &str, is_quoted: bool, column: usize) -> Result<Query, QueryError> {
        let asks_for_any = text == "*" && !is_quoted;
        match field {
            None if asks_for_any => Ok(Query::Everything),
            None => Ok(words(TextField::Text, text, is_quoted)),
            Some(AnyField::Text(_)) if asks_for_any => Err(self.error(
                column,
                "* asks whether a field is there, which date, place, org, source, lang, topic and person answer",
                None,
            )),
            Some(AnyField::Text(field)) => {
                if !is_quoted {
                    self.refuse_later_syntax(text, column)?;
                }
                Ok(words(field, text, is_quoted))
            }
            Some(AnyField::Value(field)) if asks_for_any => Ok(Query::Present(PresentField::Value(field))),
            Some(AnyField::Value(_) | AnyField::Name(_)) if !is_quoted && text.contains(['*', '?']) => {
                Err(self.error(column, &format!("{text} is a wildcard, which this version does not answer"), None))
            }
            Some(AnyField::Value(field)) => Ok(Query::Value { field, value: text.to_string() }),
            Some(AnyField::Name(field)) if asks_for_any => Ok(Query::Present(PresentField::Name(field))),
            Some(AnyField::Name(field)) => Ok(Query::Name { field, name: text.to_string(), column: Column(column) }),
            Some(AnyField::Date) if asks_for_any => Ok(Query::Present(PresentField::Date)),
            Some(AnyField::Date) => match parse_days(text) {
                Some(days) => Ok(Query::Date(days)),
                None => {
                    let fault =
                        format!("{text:?} is no date; write 2016, 2016-12, 2016-12-18, 2016..2017, >=2016-11 or <2016-11");
                    Err(self.error(column, &fault, None))
                }
            },
            Some(AnyField::Words) => match parse_count(text) {
                Some((from, to)) => Ok(Query::WordCount { from, to }),
                None => Err(self.error(column, &format!("{text:?} is no number of words; write 500, 500..1000 or >=500"), None)),
            },
        }
    }

    /// Operators of the full language are refused, not taken for words in silence.
    fn refuse_later_syntax(&self, text: &str, column: usize) -> Result<(), QueryError> {
        let (head, tail) = text.split_once('/').unwrap_or((text, ""));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_bound = head.eq_ignore_ascii_case("w") && matches!(tail, "s" | "p" | "S" | "P");
        let nears = ["near", "pre", "w", "n", "p", "adj", "onear"];
        let is_near = is_bound || (is_number(tail) && nears.iter().any(|near| head.eq_ignore_ascii_case(near)));
        let is_atleast = text.strip_prefix("ATLEAST").is_some_and(is_number);
        let is_regex = text.len() > 2 && text.starts_with('/') && text.ends_with('/');
        let ends_in_number =
            |sign| text.rsplit_once(sign).is_some_and(|(_, n)| n.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
        let is_exact = text.len() > 1 && text.starts_with('=');
        let is_wildcard =
            text.contains('*') || (text.contains('?') && !text.ends_with('?')) || (text.len() > 2 && text.ends_with('!'));
        let what = if is_near || is_atleast {
            "an operator for nearness"
        } else if is_regex {
            "a regular expression"
        } else if is_wildcard {
            "a wildcard"
        } else if ends_in_number('~') {
            "a fuzzy word"
        } else if ends_in_number('^') {
            "a boost"
        } else if is_exact {
            "an exact form"
        } else {
            return Ok(());
        };
        let fault =
            format!("{text} is {what}, which this version does not answer; in quotation marks it is searched for as text");
        let before: String = self.query.chars().take(column - 1).collect();
        let after: String = self.query.chars().skip(column - 1 + text.chars().count()).collect();
        Err(self.error(column, &fault, Some(format!("{before}\"{text}\"{after}"))))
    }

    fn unknown_field(&self, name: &str, column: usize) -> QueryError {
        let known: Vec<&str> = FIELDS.iter().map(|(_, names)| names[0]).collect();
        let before: String = self.query.chars().take(column - 1).collect();
        let after: String = self.query.chars().skip(column - 1 + name.chars().count() + 1).collect();
        let fault = format!("there is no field {name:?}; there are {}", known.join(", "));
        self.error(column, &fault, Some(format!("{before}{name} {after}")))
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

fn words(field: TextField, text: &str, is_quoted: bool) -> Query {
    Query::Words(Words { field, text: text.to_string(), is_quoted })
}

fn parse_count(text: &str) -> Option<(u64, u64)> {
    if let Some((from, to)) = text.split_once("..") {
        let from = if from.is_empty() { 0 } else { from.parse().ok()? };
        let to = if to.is_empty() { u64::MAX } else { to.parse().ok()? };
        return Some((from, to));
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
            ("words:>=500", "words:500.."),
            ("12:30 http://example.org/a", "12:30 http://example.org/a"),
            ("al-Nusra", "al-Nusra"),
            ("who was there?", "who was there?"),
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
            ("OR aleppo", 1, "OR stands where a word", None),
            ("aleppo ()", 8, "nothing stands between", None),
            ("titel:aid", 1, "there is no field \"titel\"", Some("titel aid")),
            ("date:yesterday", 6, "\"yesterday\" is no date", None),
            ("oil NEAR/5 price", 5, "NEAR/5 is an operator for nearness", Some("oil \"NEAR/5\" price")),
            ("\"oil price\"~3", 12, "~3 is a fuzzy word", Some("\"oil price\"\"~3\"")),
            ("oil near/5 price", 5, "near/5 is an operator", Some("oil \"near/5\" price")),
            ("evacuat!", 1, "evacuat! is a wildcard", Some("\"evacuat!\"")),
            ("source:Har*", 8, "Har* is a wildcard", None),
            ("évacu* oil", 1, "évacu* is a wildcard", Some("\"évacu*\" oil")),
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
    fn depth_length_and_clauses_are_capped() {
        for query in ["(".repeat(60_000), "NOT ".repeat(16_000), "a ".repeat(3_000), "a".repeat(70_000), "((a) ".repeat(9_000)] {
            assert!(parse(&query).is_err());
        }
    }

    #[test]
    fn a_headline_without_words_asks_for_nothing() {
        assert_eq!(any_of("???").to_string(), "\"???\"");
        assert_eq!(any_of(" "), Query::Everything);
    }

    #[test]
    fn a_headline_asks_for_any_of_its_words() {
        assert_eq!(any_of("U.S. says NOT to \"act\" (yet)").to_string(), "U.S. OR says OR \"NOT\" OR to OR act OR yet");
    }

    proptest::proptest! {
        #[test]
        fn anything_typed_is_answered_without_a_panic(query in "[a-zA-Z \"():*~^=|+é-]{0,60}") {
            if let Ok(parsed) = parse(&query) {
                let printed = parsed.to_string();
                proptest::prop_assert_eq!(parse(&printed), Ok(parsed), "{}", printed);
            }
        }
    }
}
