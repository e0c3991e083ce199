//! What the parsers of Nexis, Factiva and ProQuest share: tokens, and operators by the order in which they bind.
//!
//! In: a query and a [`Dialect`]. Out: its tree. Rule kept here: operators are put aside in a list, not on the stack, and every tree is
//! at most as deep as a native one.

use super::dates::{self, Order};
use super::wildcards::{Glyph, pattern};
use crate::query::lex::{MAX_BYTES, plain};
use crate::query::native::{MAX_CLAUSES, MAX_COUNT, MAX_DEPTH, MAX_DISTANCE, is_plain_word, no_wildcard, parse_count};
use crate::query::{AnyField, Column, DayRange, Form, Near, Nearness, Pattern, Query, QueryError, TextField, Words, parse_days};

pub type Read<T> = Result<T, QueryError>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    /// From 1, in characters.
    pub column: usize,
    /// The column behind it.
    pub end: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Open,
    Close,
    Phrase(String),
    Word(String),
    /// `=`, `>`, `<=` …, where the dialect has them.
    Sign(String),
}

/// What joins two operands, and how tightly.
#[derive(Debug, Clone, Copy)]
pub struct Operator {
    pub joint: Joint,
    /// The higher, the tighter; equals join from left to right.
    pub level: u32,
    /// How many tokens it is made of: none for a mere space.
    pub tokens: usize,
}

#[derive(Debug, Clone, Copy)]
pub enum Joint {
    And,
    Or,
    AndNot,
    Near { how: Nearness, is_negated: bool },
}

/// What a dialect has of its own.
pub trait Dialect {
    const NAME: &'static str;
    /// Whether `=`, `<` and `>` stand for themselves.
    const HAS_SIGNS: bool;
    const ORDER: Order;

    /// Returns the operator at the next token; `None` where an operand stands there.
    fn operator(reader: &Reader) -> Read<Option<Operator>>;

    /// Returns what joins operands with nothing but a space between them.
    fn space() -> Operator;

    /// Reads what begins with a word and is more than the word: a field, a function; `None` for a word.
    fn special(reader: &mut Reader, word: &str, field: AnyField) -> Read<Option<Query>>;

    /// Returns the wildcards of a word; `None` for a word without any.
    ///
    /// # Errors
    ///
    /// A sign where the dialect has none, in words, and the word to write instead.
    fn glyphs(word: &str) -> Result<Option<Vec<Glyph>>, (String, Option<String>)>;
}

pub fn parse<D: Dialect>(query: &str) -> Read<Query> {
    let tokens = scan(query, D::HAS_SIGNS)?;
    if tokens.is_empty() {
        return Ok(Query::Everything);
    }
    let mut reader = Reader { query, tokens, at: 0, depth: 0, clauses: 0 };
    let parsed = reader.expression::<D>(AnyField::Text(TextField::Text))?;
    match reader.peek() {
        None => Ok(parsed),
        Some(token) => {
            let (column, end) = (token.column, token.end);
            let mended = reader.with(column, end, "");
            Err(reader.error(column, "a closing parenthesis without an opening one; leave it out", Some(mended)))
        }
    }
}

fn scan(query: &str, has_signs: bool) -> Read<Vec<Token>> {
    if query.len() > MAX_BYTES {
        let fault = format!("the query is {} bytes long; at most {MAX_BYTES} are taken", query.len());
        return Err(QueryError { query: query.chars().take(4096).collect(), column: 1, fault, mended: None });
    }
    let characters: Vec<char> = query.chars().map(plain).collect();
    let is_space = |c: char| c.is_whitespace() || c.is_control();
    let is_sign = |c: char| has_signs && matches!(c, '=' | '<' | '>');
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&c) = characters.get(at) {
        let run = |is_part: &dyn Fn(char) -> bool| characters[at..].iter().take_while(|c| is_part(**c)).collect::<String>();
        let (kind, length) = match c {
            _ if is_space(c) => {
                at += 1;
                continue;
            }
            '(' => (Kind::Open, 1),
            ')' => (Kind::Close, 1),
            '"' => {
                let Some(length) = characters[at + 1..].iter().position(|c| *c == '"') else {
                    let fault = "unclosed quotation mark; close it or leave it out".to_string();
                    let mended = Some(format!("{}\"", query.trim_end()));
                    return Err(QueryError { query: query.to_string(), column: at + 1, fault, mended });
                };
                let text: String = characters[at + 1..at + 1 + length].iter().collect();
                if !text.contains(char::is_alphanumeric) {
                    let fault = "no word stands between the quotation marks".to_string();
                    return Err(QueryError { query: query.to_string(), column: at + 1, fault, mended: None });
                }
                (Kind::Phrase(text), length + 2)
            }
            _ if is_sign(c) => {
                let text = run(&is_sign);
                let length = text.len();
                (Kind::Sign(text), length)
            }
            _ => {
                let text = run(&|c| !is_space(c) && !is_sign(c) && !matches!(c, '(' | ')' | '"'));
                let length = text.chars().count();
                (Kind::Word(text), length)
            }
        };
        tokens.push(Token { kind, column: at + 1, end: at + 1 + length });
        at += length;
    }
    Ok(tokens)
}

/// Where the reading of a query stands.
pub struct Reader<'a> {
    query: &'a str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    clauses: usize,
}

impl Reader<'_> {
    /// Operands and what joins them, up to a closing parenthesis or the end.
    pub fn expression<D: Dialect>(&mut self, field: AnyField) -> Read<Query> {
        let leading = D::operator(self)?.filter(|operator| matches!(operator.joint, Joint::AndNot));
        let first = if leading.is_some() { Query::Everything } else { self.operand::<D>(field)? };
        let mut operands = vec![first];
        let mut waiting: Vec<(Operator, usize)> = Vec::new();
        while let Some(token) = self.peek().filter(|token| token.kind != Kind::Close) {
            let column = token.column;
            let operator = D::operator(self)?.unwrap_or(D::space());
            self.at += operator.tokens;
            while let Some(before) = waiting.pop_if(|(before, _)| before.level >= operator.level) {
                self.join::<D>(&mut operands, before)?;
            }
            waiting.push((operator, column));
            operands.push(self.operand::<D>(field)?);
        }
        while let Some(before) = waiting.pop() {
            self.join::<D>(&mut operands, before)?;
        }
        Ok(operands.pop().expect("every operator has left one operand"))
    }

    fn join<D: Dialect>(&self, operands: &mut Vec<Query>, (operator, column): (Operator, usize)) -> Read<()> {
        let (Some(right), Some(left)) = (operands.pop(), operands.pop()) else {
            unreachable!("an operator stands between two operands")
        };
        let joined = match operator.joint {
            Joint::And => Query::all_of([left, right]),
            Joint::Or => Query::any_of([left, right]),
            Joint::AndNot => Query::all_of([left, negated(right)]),
            Joint::Near { how, is_negated } => Near::of(left, how, is_negated, right).map_err(|fault| {
                if operator.tokens > 0 {
                    return self.error(column, &fault, None);
                }
                let fault = format!("{} takes what stands side by side for adjacent words; write and between them", D::NAME);
                self.error(column, &fault, Some(self.with(column, column, "and ")))
            })?,
        };
        if self.depth + joined.depth() > MAX_DEPTH {
            return Err(self.error(column, &format!("operators are nested more than {MAX_DEPTH} deep"), None));
        }
        operands.push(joined);
        Ok(())
    }

    /// A word, a phrase, a field with its value, or a group.
    pub fn operand<D: Dialect>(&mut self, field: AnyField) -> Read<Query> {
        self.clauses += 1;
        let Some(token) = self.peek().cloned() else {
            let mended = self.without_operators::<D>(self.end());
            return Err(self.error(self.end(), "the query ends where a word is expected", mended));
        };
        let column = token.column;
        if self.clauses > MAX_CLAUSES {
            return Err(self.error(column, &format!("more than {MAX_CLAUSES} clauses; ask in several queries"), None));
        }
        if let Some(operator) = D::operator(self)?.filter(|operator| operator.tokens > 0) {
            let typed = self.typed(operator.tokens);
            let fault = format!("{typed} stands where a word is expected; to search for the word, put it in quotation marks");
            let next = self.tokens.get(self.at + operator.tokens).map_or(self.end(), |token| token.column);
            return Err(self.error(column, &fault, self.without(column, next)));
        }
        if let Kind::Word(word) = &token.kind
            && let Some(special) = D::special(self, word, field)?
        {
            return Ok(special);
        }
        match (&token.kind, field) {
            (Kind::Open, _) => self.group::<D>(field),
            (Kind::Close, _) => {
                let mended = self.without_operators::<D>(column);
                Err(self.error(column, "a closing parenthesis where a word is expected", mended))
            }
            (Kind::Sign(sign), AnyField::Date | AnyField::Words) => self.compared::<D>(field, comparison(sign)),
            (Kind::Sign(sign), _) => {
                let fault = format!("{sign} stands where a word is expected; put what holds it in quotation marks");
                Err(self.error(column, &fault, None))
            }
            (Kind::Word(word), AnyField::Date | AnyField::Words) => {
                let sign = comparison(word);
                self.compared::<D>(field, sign)
            }
            (Kind::Phrase(_), AnyField::Date | AnyField::Words) => {
                Err(self.error(column, "a date or number stands without quotation marks", None))
            }
            (Kind::Phrase(text), AnyField::Text(field)) => {
                self.at += 1;
                self.phrase::<D>(field, text, &words_with_columns(text, column + 1))
            }
            (Kind::Word(word), AnyField::Text(field)) => {
                self.refuse_foreign(word, column, D::NAME)?;
                self.at += 1;
                self.word::<D>(field, word, column)
            }
            (_, AnyField::Value(_) | AnyField::Name(_)) => self.value::<D>(field),
        }
    }

    /// What stands between parentheses.
    pub fn group<D: Dialect>(&mut self, field: AnyField) -> Read<Query> {
        let column = self.column();
        // As in the native form, what stands in it is counted.
        self.clauses -= 1;
        if self.depth == MAX_DEPTH {
            return Err(self.error(column, &format!("parentheses are nested more than {MAX_DEPTH} deep"), None));
        }
        let is_needed = self.at.checked_sub(1).is_some_and(|before| {
            let before = &self.tokens[before];
            before.end == column && matches!(before.kind, Kind::Word(_) | Kind::Sign(_))
        });
        self.at += 1;
        if self.next_is(&Kind::Close) {
            let mended = self.without(column, self.column() + 1).filter(|_| !is_needed);
            return Err(self.error(column, "nothing stands between the parentheses", mended));
        }
        self.depth += 1;
        let inner = self.expression::<D>(field)?;
        self.depth -= 1;
        if !self.next_is(&Kind::Close) {
            let mended = format!("{})", self.query.trim_end());
            return Err(self.error(column, "unclosed parenthesis; close it or leave it out", Some(mended)));
        }
        self.at += 1;
        match field {
            AnyField::Date => one_span(inner).ok_or_else(|| self.error(column, "no day lies between these dates", None)),
            _ => Ok(inner),
        }
    }

    /// What a field or function stands before, without parentheses.
    pub fn argument<D: Dialect>(&mut self, field: AnyField) -> Read<Query> {
        if self.depth == MAX_DEPTH {
            return Err(self.error(self.column(), &format!("fields are nested more than {MAX_DEPTH} deep"), None));
        }
        self.clauses -= 1;
        self.depth += 1;
        let argument = self.operand::<D>(field)?;
        self.depth -= 1;
        Ok(argument)
    }

    /// A word, which may hold wildcards.
    pub fn word<D: Dialect>(&self, field: TextField, word: &str, column: usize) -> Read<Query> {
        let end = column + word.chars().count();
        match D::glyphs(word) {
            Err((fault, instead)) => Err(self.error(column, &fault, instead.map(|instead| self.with(column, end, &instead)))),
            Ok(None) => Ok(words(field, word, if is_plain_word(word) { Form::Typed } else { Form::Quoted })),
            Ok(Some(glyphs)) => match pattern(&glyphs) {
                Ok((kind, text)) => Ok(Query::Pattern(Pattern { field, kind, text })),
                Err(fault) => Err(self.error(column, &format!("{word}: {fault}"), None)),
            },
        }
    }

    /// Words that follow each other, some of which may hold wildcards; each has its column.
    pub fn phrase<D: Dialect>(&self, field: TextField, text: &str, typed: &[(String, usize)]) -> Read<Query> {
        if !typed.iter().any(|(word, _)| !matches!(D::glyphs(word), Ok(None))) {
            return Ok(words(field, text, Form::Quoted));
        }
        let mut parts = typed.iter().map(|(word, column)| match D::glyphs(word) {
            Ok(None) => Ok(words(field, word, if is_plain_word(word) { Form::Typed } else { Form::Quoted })),
            _ => self.word::<D>(field, word, *column),
        });
        let first = parts.next().expect("a phrase has words")?;
        let column = typed[0].1;
        parts.try_fold(first, |left, right| self.near(left, Nearness::Before(1), right?, column))
    }

    /// Refuses a word that is an operator, a field or a wildcard elsewhere: here it would be looked for as a word.
    pub fn refuse_foreign(&self, word: &str, column: usize, dialect: &str) -> Read<()> {
        let instead = |instead: &str| Some(self.with(column, column + word.chars().count(), instead));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let lower = word.to_lowercase();
        for (head, nexis, proquest) in [("near", "w", "NEAR"), ("adj", "pre", "PRE")] {
            if let Some(distance) = lower.strip_prefix(head).filter(|tail| is_number(tail)) {
                let here = format!("{}/{distance}", if dialect == "ProQuest" { proquest } else { nexis });
                return Err(self.error(column, &format!("{word} is of Factiva; here it is {here}"), instead(&here)));
            }
        }
        if let Some((name, value)) = word.split_once([':', '=']).filter(|(_, value)| !value.is_empty())
            && AnyField::named(name).is_some()
        {
            let sign = &word[name.len()..word.len() - value.len()];
            let fault = format!("{name}{sign} is a field of other syntaxes; where it is a word, put it in quotation marks");
            return Err(self.error(column, &fault, instead(&format!("\"{word}\""))));
        }
        if dialect != "Nexis" && word.len() > 2 && word.ends_with('!') && word.contains(char::is_alphanumeric) {
            let here = format!("{}*", word.trim_end_matches('!'));
            let fault = format!("{word} is a wildcard in other services; here it is {here}");
            return Err(self.error(column, &fault, instead(&here)));
        }
        Ok(())
    }

    /// Joins two sides that are near each other.
    pub fn near(&self, left: Query, how: Nearness, right: Query, column: usize) -> Read<Query> {
        let joined = Near::of(left, how, false, right).map_err(|fault| self.error(column, &fault, None))?;
        if self.depth + joined.depth() > MAX_DEPTH {
            return Err(self.error(column, &format!("operators are nested more than {MAX_DEPTH} deep"), None));
        }
        Ok(joined)
    }

    /// All words up to an operator or parenthesis: one name.
    fn value<D: Dialect>(&mut self, field: AnyField) -> Read<Query> {
        let column = self.column();
        let mut parts: Vec<String> = Vec::new();
        loop {
            match self.peek().map(|token| &token.kind) {
                Some(Kind::Word(_)) if D::operator(self)?.is_some_and(|operator| operator.tokens > 0) => break,
                // `sn=reuters hd=oil`: the next field begins.
                Some(Kind::Word(_)) if !parts.is_empty() && matches!(self.peek_behind(1), Some(Kind::Sign(_))) => break,
                Some(Kind::Word(word)) => {
                    if !matches!(D::glyphs(word), Ok(None)) {
                        return Err(self.error(self.column(), &no_wildcard(field, word), None));
                    }
                    parts.push(word.clone());
                }
                Some(Kind::Phrase(text)) => parts.push(text.clone()),
                _ => break,
            }
            self.at += 1;
        }
        let value = parts.join(" ");
        Ok(match field {
            AnyField::Value(field) => Query::Value { field, value },
            AnyField::Name(field) => Query::Name { field, name: value, column: Column(column) },
            _ => unreachable!("only values and names are read whole"),
        })
    }

    /// `geq(12/1/2016)`, `> 500`: what stands behind the word or sign that compares, or in its place.
    pub fn compared<D: Dialect>(&mut self, field: AnyField, sign: Option<&'static str>) -> Read<Query> {
        self.at += usize::from(sign.is_some());
        let sign = sign.unwrap_or_default();
        let has_parenthesis = self.next_is(&Kind::Open);
        let open = self.column();
        self.at += usize::from(has_parenthesis);
        let column = self.column();
        let mut parts: Vec<String> = Vec::new();
        while let Some(Kind::Word(word)) = self.peek().map(|token| &token.kind) {
            let is_part = parts.is_empty() || field == AnyField::Date && dates::is_part(word);
            if !is_part || D::operator(self)?.is_some_and(|operator| operator.tokens > 0) {
                break;
            }
            parts.push(word.clone());
            self.at += 1;
        }
        let text = parts.join(" ");
        if has_parenthesis && !self.next_is(&Kind::Close) {
            return Err(self.error(
                open,
                "unclosed parenthesis; close it or leave it out",
                Some(format!("{})", self.query.trim_end())),
            ));
        }
        self.at += usize::from(has_parenthesis);
        if field == AnyField::Words {
            let count = parse_count(&format!("{sign}{text}"));
            let no_number = || self.error(column, &format!("{text:?} is no number of words; write > 500"), None);
            return count.map(|(from, to)| Query::WordCount { from, to }).ok_or_else(no_number);
        }
        Ok(Query::Date(self.days::<D>(sign, &text, column)?))
    }

    pub fn days<D: Dialect>(&self, sign: &str, text: &str, column: usize) -> Read<DayRange> {
        let day = dates::iso(text, D::ORDER).map_err(|fault| self.error(column, &fault, None))?;
        parse_days(&format!("{sign}{day}")).ok_or_else(|| self.error(column, &format!("no day lies there: {text}"), None))
    }

    /// Asks for so many occurrences of what `part` is.
    pub fn at_least(&self, count: u32, part: Query, token: &Token) -> Read<Query> {
        if !(1..=MAX_COUNT).contains(&count) {
            let mended = self.with(token.column, token.end, &format!("atleast{}", count.clamp(1, MAX_COUNT)));
            return Err(self.error(token.column, &format!("atleast counts from 1 to {MAX_COUNT}"), Some(mended)));
        }
        Query::at_least(count, part).map_err(|fault| self.error(token.column, &fault, None))
    }

    /// Checks how far apart words may be; `written` is how the operator is written with a distance.
    pub fn distance(&self, digits: &str, tokens: usize, written: impl Fn(u32) -> String) -> Read<u32> {
        let distance = digits.parse().unwrap_or(u32::MAX);
        let nearest = distance.clamp(1, MAX_DISTANCE);
        if nearest == distance {
            return Ok(distance);
        }
        let (column, end) = (self.column(), self.tokens[self.at + tokens - 1].end);
        let fault = format!("words are near each other from 1, which is adjacent, to {MAX_DISTANCE}");
        Err(self.error(column, &fault, Some(self.with(column, end, &written(nearest)))))
    }

    pub fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    /// Returns a token further on.
    pub fn peek_behind(&self, distance: usize) -> Option<&Kind> {
        self.tokens.get(self.at + distance).map(|token| &token.kind)
    }

    /// Returns a word further on, in lower case.
    pub fn lower(&self, distance: usize) -> Option<String> {
        match self.peek_behind(distance)? {
            Kind::Word(word) => Some(word.to_lowercase()),
            _ => None,
        }
    }

    /// Whether a parenthesis opens directly behind the next token.
    pub fn is_call(&self) -> bool {
        self.peek_behind(1) == Some(&Kind::Open) && self.tokens[self.at].end == self.tokens[self.at + 1].column
    }

    pub fn next_is(&self, kind: &Kind) -> bool {
        self.peek().is_some_and(|token| token.kind == *kind)
    }

    pub fn advance(&mut self, tokens: usize) {
        self.at += tokens;
    }

    /// Returns the column of the next token.
    pub fn column(&self) -> usize {
        self.peek().map_or(self.end(), |token| token.column)
    }

    /// Returns the query with other text from one column to another.
    pub fn with(&self, from: usize, to: usize, instead: &str) -> String {
        let characters: Vec<char> = self.query.chars().collect();
        let stretch = |range: std::ops::Range<usize>| characters.get(range).unwrap_or_default().iter().collect::<String>();
        format!("{}{instead}{}", stretch(0..from - 1), stretch((to - 1).min(characters.len())..characters.len()))
    }

    /// Returns the query with other text in place of the next token.
    pub fn with_next(&self, instead: &str) -> Option<String> {
        self.peek().map(|token| self.with(token.column, token.end, instead))
    }

    pub fn error(&self, column: usize, fault: &str, mended: Option<String>) -> QueryError {
        QueryError { query: self.query.to_string(), column, fault: fault.to_string(), mended }
    }

    /// Returns the column behind the last token that was read.
    pub fn end_of_last(&self) -> usize {
        self.at.checked_sub(1).map_or(1, |at| self.tokens[at].end)
    }

    /// Returns what stands between two columns.
    pub fn between(&self, from: usize, to: usize) -> String {
        self.query.chars().skip(from - 1).take(to - from).collect()
    }

    fn end(&self) -> usize {
        self.query.chars().count() + 1
    }

    /// Returns the next tokens as they were typed.
    pub fn typed(&self, tokens: usize) -> String {
        let (from, to) = (self.column(), self.tokens[self.at + tokens - 1].end);
        self.query.chars().skip(from - 1).take(to - from).collect()
    }

    /// Returns the query without what stands between two columns; `None` where nothing is left.
    pub fn without(&self, from: usize, to: usize) -> Option<String> {
        Some(self.with(from, to, "").trim_end().to_string()).filter(|mended| !mended.is_empty())
    }

    /// Returns the query without the operators that stand before the next token, up to a column; `None` where nothing is left.
    fn without_operators<D: Dialect>(&self, column: usize) -> Option<String> {
        let mut at = self.at;
        while at > 0 {
            let reader = Reader { query: self.query, tokens: self.tokens[at - 1..].to_vec(), at: 0, depth: 0, clauses: 0 };
            let is_operator = D::operator(&reader).is_ok_and(|operator| operator.is_some_and(|operator| operator.tokens > 0));
            if !is_operator {
                break;
            }
            at -= 1;
        }
        let first = self.tokens[..self.at].get(at)?.column;
        let kept: String = self.query.chars().take(first - 1).collect();
        let behind: String = self.query.chars().skip(column - 1).collect();
        Some(format!("{}{behind}", kept.trim_end())).filter(|mended| !mended.is_empty())
    }
}

/// Returns the native sign of a word or sign that compares.
pub fn comparison(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "aft" | "after" | "gtr" | ">" => ">",
        "bef" | "before" | "lss" | "<" => "<",
        "geq" | ">=" | "=>" => ">=",
        "leq" | "<=" | "=<" => "<=",
        "is" | "eq" | "=" => "",
        _ => return None,
    })
}

/// Makes one span of a first and a last day; `None` where there is no day between.
fn one_span(query: Query) -> Option<Query> {
    let Query::And(parts) = &query else { return Some(query) };
    let (from, to) = match parts.as_slice() {
        [Query::Date(DayRange { from, to: None }), Query::Date(DayRange { from: None, to })] => (*from, *to),
        [Query::Date(DayRange { from: None, to }), Query::Date(DayRange { from, to: None })] => (*from, *to),
        _ => return Some(query),
    };
    (from <= to).then_some(Query::Date(DayRange { from, to }))
}

/// Returns the words of a text that begins at a column, each with its own.
fn words_with_columns(text: &str, column: usize) -> Vec<(String, usize)> {
    let mut all: Vec<(String, usize)> = Vec::new();
    let mut was_space = true;
    for (at, c) in text.chars().enumerate() {
        match all.last_mut() {
            _ if c.is_whitespace() => {}
            Some((word, _)) if !was_space => word.push(c),
            _ => all.push((c.to_string(), column + at)),
        }
        was_space = c.is_whitespace();
    }
    all
}

pub fn words(field: TextField, text: &str, form: Form) -> Query {
    Query::Words(Words { field, text: text.to_string(), form })
}

pub fn negated(query: Query) -> Query {
    match query {
        Query::Not(inner) => *inner,
        query => Query::Not(Box::new(query)),
    }
}
