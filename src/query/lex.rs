//! Cuts a query into tokens, each with its column.

use super::{AnyField, Nearness, QueryError};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub kind: TokenKind,
    /// From 1, in characters.
    pub column: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenKind {
    /// A run without spaces; inside it nothing is taken for an operator.
    Word(String),
    /// What stood between quotation marks.
    Phrase(String),
    /// What stood between quotation marks behind `=`.
    Exact(String),
    /// What stood between slashes.
    Regex(String),
    /// `name:` directly before its value.
    Field(String),
    /// `NEAR/5`, `PRE/5`, `w/s` …
    Near(Nearness),
    /// `ATLEAST5` directly before its parenthesis.
    AtLeast(u32),
    /// The number behind `^`, directly behind what it boosts.
    Boost(String),
    Open,
    Close,
    And,
    Or,
    /// `NOT`, or a `-` before a clause.
    Not,
    /// A `+` before a clause: it must hold, which it must anyway.
    Plus,
}

/// Queries are at most this long.
pub const MAX_BYTES: usize = 64 << 10;

/// Returns the tokens of a query. Curly and other quotation marks, full-width punctuation and odd spaces are taken for what they mean.
pub fn lex(query: &str) -> Result<Vec<Token>, QueryError> {
    let fail = |column: usize, fault: String, mended: Option<String>| {
        let query: String = query.chars().take(4096).collect();
        Err(QueryError { query, column, fault, mended })
    };
    if query.len() > MAX_BYTES {
        return fail(1, format!("the query is {} bytes long; at most {MAX_BYTES} are taken", query.len()), None);
    }
    let characters: Vec<char> = query.chars().map(plain).collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&c) = characters.get(at) {
        let column = at + 1;
        let next = characters.get(at + 1).copied();
        let kind = match c {
            _ if c.is_whitespace() || c.is_control() => {
                at += 1;
                continue;
            }
            '(' => TokenKind::Open,
            ')' => TokenKind::Close,
            '|' => {
                at += usize::from(next == Some('|'));
                TokenKind::Or
            }
            '-' | '+' if next.is_some_and(|next| !next.is_whitespace() && next != ')') => {
                if c == '-' {
                    TokenKind::Not
                } else {
                    TokenKind::Plus
                }
            }
            '"' | '=' if c == '"' || next == Some('"') => {
                let is_exact = c == '=';
                let from = at + 1 + usize::from(is_exact);
                let Some(length) = characters[from..].iter().position(|c| *c == '"') else {
                    let fault = "unclosed quotation mark; close it or leave it out".to_string();
                    return fail(from, fault, Some(format!("{}\"", query.trim_end())));
                };
                let text: String = characters[from..from + length].iter().collect();
                at = from + length + 1;
                tokens.push(Token { kind: if is_exact { TokenKind::Exact(text) } else { TokenKind::Phrase(text) }, column });
                continue;
            }
            '^' if at > 0 && !characters[at - 1].is_whitespace() && characters[at - 1] != '(' && !is_value(&tokens) => {
                let is_number = |c: &&char| c.is_ascii_digit() || **c == '.';
                let number: String = characters[at + 1..].iter().take_while(is_number).collect();
                at += 1 + number.len();
                tokens.push(Token { kind: TokenKind::Boost(number), column });
                continue;
            }
            '/' if regex_length(&characters[at..]).is_some() => {
                let length = regex_length(&characters[at..]).expect("it was just seen");
                let text: String = characters[at + 1..at + length - 1].iter().collect();
                at += length;
                tokens.push(Token { kind: TokenKind::Regex(text), column });
                continue;
            }
            _ => {
                let end = at + characters[at..].iter().position(|c| ends_word(*c)).unwrap_or(characters.len() - at);
                let (kind, length) = word_or_field(&characters[at..end], characters.get(end).copied());
                at += length;
                let takes_range = is_field_of(&kind, |field| matches!(field, AnyField::Date | AnyField::Words));
                let is_range = takes_range && characters.get(at) == Some(&'[');
                tokens.push(Token { kind, column });
                // `date:[2016-01 TO 2016-06]` holds spaces.
                if is_range && let Some(length) = characters[at..].iter().position(|c| *c == ']') {
                    let range = characters[at..=at + length].iter().collect();
                    tokens.push(Token { kind: TokenKind::Word(range), column: at + 1 });
                    at += length + 1;
                }
                continue;
            }
        };
        at += 1;
        tokens.push(Token { kind, column });
    }
    Ok(tokens)
}

/// Whether the value of a field is to come.
fn is_value(tokens: &[Token]) -> bool {
    tokens.last().is_some_and(|token| matches!(token.kind, TokenKind::Field(_)))
}

fn is_field_of(kind: &TokenKind, is_kind: impl Fn(AnyField) -> bool) -> bool {
    matches!(kind, TokenKind::Field(name) if AnyField::named(name).is_some_and(is_kind))
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '(' | ')' | '"' | '|')
}

/// Returns the length of a regular expression with its slashes; `None` for a slash that opens none, as in `/news/2016/`.
fn regex_length(characters: &[char]) -> Option<usize> {
    let mut at = 1;
    loop {
        match characters.get(at)? {
            c if c.is_whitespace() => return None,
            '\\' if characters.get(at + 1).is_some_and(|c| !c.is_whitespace()) => at += 2,
            '/' => {
                let behind = characters.get(at + 1);
                let is_end = behind.is_none_or(|c| ends_word(*c) || *c == '^');
                return (is_end && at > 1).then_some(at + 1);
            }
            _ => at += 1,
        }
    }
}

/// Reads an operator for nearness.
fn nearness(text: &str) -> Option<Nearness> {
    let (head, tail) = text.split_once('/')?;
    let (head, tail) = (head.to_ascii_lowercase(), tail.to_ascii_lowercase());
    let is_number = !tail.is_empty() && tail.bytes().all(|byte| byte.is_ascii_digit());
    // Too large a number is told of by the parser.
    let distance = tail.parse().unwrap_or(u32::MAX);
    match head.as_str() {
        "near" | "w" | "n" if is_number => Some(Nearness::Within(distance)),
        "pre" | "p" | "adj" | "onear" if is_number => Some(Nearness::Before(distance)),
        "w" if matches!(tail.as_str(), "s" | "sent" | "sentence") => Some(Nearness::Sentence),
        "w" if matches!(tail.as_str(), "p" | "para" | "paragraph") => Some(Nearness::Paragraph),
        _ => None,
    }
}

/// Reads `ATLEAST5`.
pub fn at_least(text: &str) -> Option<u32> {
    let count = text.get(..7).filter(|head| head.eq_ignore_ascii_case("atleast")).map(|_| &text[7..])?;
    let is_number = !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| count.parse().unwrap_or(u32::MAX))
}

/// Reads a run without spaces, `behind` being what follows it; returns how many characters were taken.
fn word_or_field(run: &[char], behind: Option<char>) -> (TokenKind, usize) {
    let text: String = run.iter().collect();
    match text.as_str() {
        "AND" | "&&" => return (TokenKind::And, run.len()),
        "OR" => return (TokenKind::Or, run.len()),
        "NOT" => return (TokenKind::Not, run.len()),
        _ => {}
    }
    if let Some(how) = nearness(&text) {
        return (TokenKind::Near(how), run.len());
    }
    if let Some(count) = at_least(&text).filter(|_| behind == Some('(')) {
        return (TokenKind::AtLeast(count), run.len());
    }
    let colon = run.iter().position(|c| *c == ':');
    if let Some(colon) = colon
        && colon > 0
        && run[..colon].iter().all(|c| c.is_ascii_alphabetic() || *c == '_')
    {
        let is_followed = run.len() > colon + 1 || matches!(behind, Some('(' | '"'));
        let field = TokenKind::Field(run[..colon].iter().collect());
        let is_url = run[colon + 1..].starts_with(&['/', '/']) && !is_field_of(&field, |_| true);
        if is_followed && !is_url {
            return (field, colon + 1);
        }
    }
    let is_number = |number: &[char]| !number.is_empty() && number.iter().all(|c| c.is_ascii_digit() || *c == '.');
    if let Some(caret) = run.iter().rposition(|c| *c == '^').filter(|caret| *caret > 0 && is_number(&run[caret + 1..])) {
        return (TokenKind::Word(run[..caret].iter().collect()), caret);
    }
    (TokenKind::Word(text), run.len())
}

/// Returns what a typographic variant stands for.
pub fn plain(c: char) -> char {
    match c {
        '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{201F}' | '\u{AB}' | '\u{BB}' | '\u{FF02}' => '"',
        '\u{FF08}' => '(',
        '\u{FF09}' => ')',
        '\u{FF1A}' => ':',
        '\u{FF5C}' => '|',
        '\u{2212}' | '\u{FF0D}' => '-',
        _ => c,
    }
}
