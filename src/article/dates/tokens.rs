//! Text cut into numbers, words and signs, among which a date is found by its shape.
//!
//! In: text in any script. Out: at most 64 tokens, in order; digits as ASCII, words in lower case without accents.
//!
//! Rule kept here: how something was spelled is forgotten, but for what tells a date: how many digits, and whether a space stood before.

use std::borrow::Cow;

use super::{is_year, number};

#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    pub kind: Kind,
    /// How many digits a number was written with; 0 for words and signs.
    pub digits: usize,
    /// Whether whitespace stood before it.
    pub after_space: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Number(u64),
    /// In lower case, without accents that are left out at will.
    Word(String),
    Sign(char),
}

impl Token {
    /// A number of one or two digits in a range.
    pub fn small(&self, range: std::ops::RangeInclusive<u64>) -> Option<u64> {
        match self.kind {
            Kind::Number(value) if matches!(self.digits, 1 | 2) && range.contains(&value) => Some(value),
            _ => None,
        }
    }

    pub fn day(&self) -> Option<u64> {
        self.small(1..=31)
    }

    pub fn year(&self) -> Option<u64> {
        match self.kind {
            Kind::Number(value) if self.digits == 4 && is_year(value) => Some(value),
            _ => None,
        }
    }

    pub fn is_sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }

    pub fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }
}

/// Cuts text into tokens. `16h30` and `18th` are two and three of them, `年`, `月` and `日` each one of its own.
pub fn tokenize(text: &str) -> Vec<Token> {
    /// No date is longer, and a whole article may be handed in by mistake.
    const MOST_TOKENS: usize = 64;
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut after_space = false;
    while let Some(first) = rest.chars().next() {
        let length = |is_part: fn(char) -> bool| rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        if first.is_whitespace() {
            rest = rest.trim_start();
            after_space = true;
            continue;
        }
        if tokens.len() == MOST_TOKENS {
            break;
        }
        let (end, kind, digits) = if first.is_ascii_digit() {
            let end = length(|c| c.is_ascii_digit());
            // One too long to be a number is an identifier, not a date.
            (end, Kind::Number(number(&rest.as_bytes()[..end]).unwrap_or(0)), end)
        } else if is_cjk_unit(first) {
            (first.len_utf8(), Kind::Sign(first), 0)
        } else if is_letter(first) {
            let end = length(|c| is_letter(c) && !is_cjk_unit(c));
            (end, Kind::Word(fold_word(&rest[..end])), 0)
        } else {
            (first.len_utf8(), Kind::Sign(first), 0)
        };
        tokens.push(Token { kind, digits, after_space });
        after_space = false;
        rest = &rest[end..];
    }
    tokens
}

fn is_cjk_unit(c: char) -> bool {
    matches!(c, '年' | '月' | '日' | '号' | '時' | '时' | '分' | '秒' | '点' | '년' | '월' | '일')
}

/// Letters, with the combining vowel signs of Arabic.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// Puts a word into lower case and drops what writers leave out at will: Latin accents, Arabic vowel signs and hamza carriers.
pub fn fold_word(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let fold = |c: char| match c {
        '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{670}' | 'ـ' => None,
        'á' | 'à' | 'â' | 'ä' | 'ã' => Some('a'),
        'é' | 'è' | 'ê' | 'ë' => Some('e'),
        'í' | 'ì' | 'î' | 'ï' => Some('i'),
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => Some('o'),
        'ú' | 'ù' | 'û' | 'ü' => Some('u'),
        'ç' => Some('c'),
        'ё' => Some('е'),
        'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
        'ى' | 'ی' => Some('ي'),
        'ة' => Some('ه'),
        c => Some(c),
    };
    word.chars().flat_map(char::to_lowercase).filter_map(fold).collect()
}

/// Writes the digits of Arabic, Persian and full-width text as ASCII and drops the marks of writing direction between them.
pub fn plain_digits(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return text.into();
    }
    let plain = |c: char| match c {
        '\u{660}'..='\u{669}' => Some(char::from(b'0' + (c as u32 - 0x660) as u8)),
        '\u{6f0}'..='\u{6f9}' => Some(char::from(b'0' + (c as u32 - 0x6f0) as u8)),
        '\u{ff10}'..='\u{ff19}' => Some(char::from(b'0' + (c as u32 - 0xff10) as u8)),
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => None,
        '：' => Some(':'),
        '／' => Some('/'),
        '،' => Some(','),
        '\u{2010}' | '\u{2011}' | '\u{2212}' => Some('-'),
        c => Some(c),
    };
    text.chars().filter_map(plain).collect()
}

pub fn skip(tokens: &[Token], from: usize, is_skipped: impl Fn(&Token) -> bool) -> usize {
    let length = tokens.get(from..).unwrap_or(&[]).iter().take(3).take_while(|token| is_skipped(token)).count();
    from + length
}
