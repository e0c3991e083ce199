//! Cuts a text into words and finds the listed names in them.
//!
//! In: a text. Out: [`Token`]s with the gap before each, and for a token the names of the gazetteer that begin there. Rule kept here:
//! only spelling counts – case, joints, sentence ends; which of its bearers a name means is decided in `enrich::places`.

use fst::raw::Output;

use crate::authority::Authorities;
use crate::authority::fold::{expanded, is_apostrophe, is_unspaced, push_word};
use crate::authority::gazetteer::Word;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Lower,
    /// Begins with a capital.
    Capital,
    /// Two letters or more, all capitals.
    AllCapitals,
    /// Of a script without capitals.
    Caseless,
    /// Of a script without capitals and without spaces.
    Unspaced,
    Number,
}

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    Space,
    Hyphen,
    /// Nothing, as in `AT&T`.
    Glued,
    /// A dot that ends an abbreviation, and a space.
    Dot,
    Comma,
    Opening,
    /// Anything that names do not cross: sentence ends, closing brackets, quotes, paragraph ends.
    Break,
    Sentence,
}

impl Gap {
    /// Returns whether a name may go on across it.
    pub fn joins(self) -> bool {
        matches!(self, Self::Space | Self::Hyphen | Self::Glued | Self::Dot)
    }
}

/// A word of a text.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// Bytes of the text; `base_end` leaves out a possessive ending.
    pub start: u32,
    pub end: u32,
    pub base_end: u32,
    /// Bytes of the keys; `key_base` leaves out a possessive ending.
    pub key: u32,
    pub key_end: u32,
    pub key_base: u32,
    pub shape: Shape,
    pub gap: Gap,
    /// The last mark of punctuation in the gap before it: an ASCII byte, 0 where there is none. Quotes and dashes of typography are
    /// `"` and `-`.
    pub mark: u8,
    /// Whether it has capitals behind its first letter, and small letters: `McDonald`, `YouTube`.
    pub is_mixed: bool,
    /// Whether it is written with inner dots: `U.S.`.
    pub is_dotted: bool,
    /// Whether it stands in a line that is all in capitals, so that its capitals say nothing.
    pub in_capitals_line: bool,
    /// Whether it is part of a person's name.
    pub is_person: bool,
    /// What the list of words says of it; looked up for words with capitals only.
    pub word: Word,
}

impl Token {
    pub fn is_capital(&self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::AllCapitals)
    }

    pub fn has_possessive(&self) -> bool {
        self.key_base != self.key_end
    }
}

/// A text cut into words. The buffers are reused from article to article.
#[derive(Debug, Default)]
pub struct Words {
    pub tokens: Vec<Token>,
    keys: Vec<u8>,
}

impl Words {
    pub fn clear(&mut self) {
        self.tokens.clear();
        self.keys.clear();
    }

    pub fn key(&self, token: usize) -> &[u8] {
        let token = &self.tokens[token];
        &self.keys[token.key as usize..token.key_base as usize]
    }

    /// Appends the words of a text.
    pub fn push_text(&mut self, text: &str, authorities: &Authorities) {
        let bytes = text.as_bytes();
        let mut position = 0;
        let mut gap = Gap::Sentence;
        let mut mark = 0;
        let mut line_first = self.tokens.len();
        while position < bytes.len() {
            let byte = bytes[position];
            if byte.is_ascii_alphanumeric() || byte >= 0x80 || byte == b'&' {
                let key = self.keys.len();
                let (end, possessive) = push_word(text, position, &mut self.keys);
                if self.keys.len() > key {
                    let token = self.token(
                        text,
                        position,
                        end,
                        key,
                        possessive.map(|mark| (mark.text_end, mark.key_end)),
                        gap,
                        authorities,
                    );
                    self.tokens.push(Token { mark, ..token });
                    gap = Gap::Glued;
                    mark = 0;
                    position = end;
                    continue;
                }
                // Punctuation of many bytes: dashes, quotes, dots.
                let Some(character) = text[position..].chars().next() else { break };
                mark = plain_mark(character).unwrap_or(mark);
                gap = match character {
                    '\u{a0}' | '\u{202f}' | '\u{3000}' | '\u{2009}' => wider(gap, Gap::Space),
                    '‐' | '‑' => Gap::Hyphen,
                    '。' | '！' | '？' | '؟' | '…' => Gap::Sentence,
                    '“' | '«' | '„' | '‘' | '（' => wider(gap, Gap::Opening),
                    _ if is_apostrophe(character) => wider(gap, Gap::Break),
                    _ => wider(gap, Gap::Break),
                };
                position += character.len_utf8();
                continue;
            }
            if byte.is_ascii_punctuation() {
                mark = byte;
            }
            gap = match byte {
                b' ' | b'\t' | b'\r' => wider(gap, Gap::Space),
                b'\n' => {
                    let is_paragraph_end =
                        bytes[position + 1..].iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')) == Some(&b'\n');
                    self.close_line(line_first);
                    line_first = self.tokens.len();
                    if is_paragraph_end { Gap::Sentence } else { wider(gap, Gap::Space) }
                }
                b'-' if gap == Gap::Glued => Gap::Hyphen,
                b',' => wider(gap, Gap::Comma),
                b'.' if self.ends_abbreviation() => wider(gap, Gap::Dot),
                b'.' | b'!' | b'?' => Gap::Sentence,
                b'(' => wider(gap, Gap::Opening),
                _ => wider(gap, Gap::Break),
            };
            position += 1;
        }
        self.close_line(line_first);
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one call, in the scan that has them all at hand; a struct would be filled to be read once"
    )]
    fn token(
        &self,
        text: &str,
        start: usize,
        end: usize,
        key: usize,
        possessive: Option<(usize, usize)>,
        gap: Gap,
        authorities: &Authorities,
    ) -> Token {
        let written = &text[start..possessive.map_or(end, |(text_end, _)| text_end)];
        let shape = shape(written);
        let key_base = possessive.map_or(self.keys.len(), |(_, key_end)| key_end);
        let has_capital = matches!(shape, Shape::Capital | Shape::AllCapitals);
        Token {
            start: start as u32,
            end: end as u32,
            base_end: possessive.map_or(end, |(text_end, _)| text_end) as u32,
            key: key as u32,
            key_end: self.keys.len() as u32,
            key_base: key_base as u32,
            shape,
            gap,
            mark: 0,
            is_mixed: shape == Shape::Capital && is_mixed(written),
            is_dotted: written.len() > 2 && written.as_bytes()[1] == b'.',
            in_capitals_line: false,
            is_person: false,
            word: if has_capital { authorities.gazetteer.word(&self.keys[key..key_base]) } else { Word::NONE },
        }
    }

    /// Returns whether the last word is one whose dot ends no sentence: an initial, `St`, `Gen`, `Ga`.
    fn ends_abbreviation(&self) -> bool {
        let Some(last) = self.tokens.last() else { return false };
        let is_initial = last.key_end - last.key == 1 && last.shape != Shape::Number;
        last.is_capital() && (is_initial || last.word.is(Word::ABBREVIATION))
    }

    /// Marks the words of a line that has no small letter.
    fn close_line(&mut self, first: usize) {
        let line = &mut self.tokens[first..];
        let capitals = line.iter().filter(|token| token.shape == Shape::AllCapitals).count();
        let small = line.iter().filter(|token| matches!(token.shape, Shape::Lower)).count();
        let mixed =
            line.iter().filter(|token| token.shape == Shape::Capital && token.end - token.start > 1 && !token.is_dotted).count();
        if capitals >= 3 && small + mixed <= capitals / 8 {
            line.iter_mut().for_each(|token| token.in_capitals_line = true);
        }
    }

    /// Calls `found` for every listed name that begins at a token, shorter ones first, with the token it ends before, whether it ends
    /// before a possessive ending, and the output of the names map.
    ///
    /// The walk goes on as long as some name does, so a word that begins none costs a step or two.
    pub fn each_name(&self, authorities: &Authorities, first: usize, skip: usize, mut found: impl FnMut(usize, u64)) {
        const LONGEST: usize = 12;
        let names = &authorities.gazetteer.names;
        let mut node = names.root();
        let mut output = Output::zero();
        macro_rules! feed {
            ($bytes:expr) => {
                for &byte in $bytes {
                    let Some(index) = node.find_input(byte) else { return };
                    let step = node.transition(index);
                    output = output.cat(step.out);
                    node = names.node(step.addr);
                }
            };
        }
        for at in first..self.tokens.len().min(first + LONGEST) {
            let token = &self.tokens[at];
            if at > first {
                if !token.gap.joins() {
                    return;
                }
                feed!(b" ");
            }
            let key = token.key as usize + if at == first { skip } else { 0 };
            let base = &self.keys[key..token.key_base as usize];
            let goes_on = self.tokens.get(at + 1).is_some_and(|next| next.gap.joins() && next.is_capital());
            match expanded(base) {
                Some(long) if goes_on => feed!(long),
                _ => feed!(base),
            }
            if node.is_final() {
                found(at + 1, output.cat(node.final_output()).value());
            }
            if token.has_possessive() {
                feed!(&self.keys[token.key_base as usize..token.key_end as usize]);
                if node.is_final() {
                    found(at + 1, output.cat(node.final_output()).value());
                }
            }
        }
    }

    /// Calls `found` for every listed name within a word of a script without spaces: first byte, last byte, output.
    pub fn each_name_within(&self, authorities: &Authorities, token: usize, mut found: impl FnMut(usize, usize, u64)) {
        let names = &authorities.gazetteer.names;
        let key = self.key(token);
        let Ok(text) = std::str::from_utf8(key) else { return };
        let mut first = 0;
        while first < key.len() {
            let mut node = names.root();
            let mut output = Output::zero();
            let mut longest = None;
            for (at, &byte) in key.iter().enumerate().skip(first) {
                let Some(index) = node.find_input(byte) else { break };
                let step = node.transition(index);
                output = output.cat(step.out);
                node = names.node(step.addr);
                if node.is_final() && text.is_char_boundary(at + 1) {
                    longest = Some((at + 1, output.cat(node.final_output()).value()));
                }
            }
            if let Some((end, value)) = longest {
                found(first, end, value);
                first = end;
            } else {
                first += 1;
                while !text.is_char_boundary(first) {
                    first += 1;
                }
            }
        }
    }
}

/// A gap keeps the widest mark in it: a comma and a space are a comma.
fn wider(gap: Gap, mark: Gap) -> Gap {
    match (gap, mark) {
        (Gap::Glued, mark) => mark,
        (Gap::Sentence, _) => Gap::Sentence,
        (gap, Gap::Space) => gap,
        (Gap::Space, mark) => mark,
        (_, Gap::Opening) => Gap::Opening,
        (Gap::Dot, Gap::Comma) => Gap::Comma,
        _ => Gap::Break,
    }
}

/// Returns the ASCII mark that stands for a mark of typography.
fn plain_mark(character: char) -> Option<u8> {
    Some(match character {
        '“' | '”' | '„' | '«' | '»' => b'"',
        '‘' | '’' => b'\'',
        '–' | '—' | '―' => b'-',
        '…' => b'.',
        '（' => b'(',
        '）' => b')',
        _ => return None,
    })
}

fn is_mixed(word: &str) -> bool {
    let mut letters = word.bytes().skip(1);
    word.is_ascii() && letters.any(|byte| byte.is_ascii_uppercase()) && word.bytes().any(|byte| byte.is_ascii_lowercase())
}

fn shape(word: &str) -> Shape {
    let bytes = word.as_bytes();
    if word.is_ascii() {
        let capitals = bytes.iter().filter(|byte| byte.is_ascii_uppercase()).count();
        let small = bytes.iter().filter(|byte| byte.is_ascii_lowercase()).count();
        return match bytes[0] {
            b'a'..=b'z' => Shape::Lower,
            b'A'..=b'Z' if capitals >= 2 && small == 0 => Shape::AllCapitals,
            b'A'..=b'Z' => Shape::Capital,
            _ if capitals > 0 && small == 0 => Shape::AllCapitals,
            _ if capitals > 0 => Shape::Capital,
            b'&' => Shape::Lower,
            _ => Shape::Number,
        };
    }
    let Some(first) = word.chars().find(|character| character.is_alphabetic()) else { return Shape::Number };
    if is_unspaced(first) {
        Shape::Unspaced
    } else if first.is_uppercase() {
        let has_small = word.chars().any(char::is_lowercase);
        if has_small || word.chars().count() < 2 { Shape::Capital } else { Shape::AllCapitals }
    } else if first.is_lowercase() {
        Shape::Lower
    } else {
        Shape::Caseless
    }
}
