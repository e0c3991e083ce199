//! The tokenizers of the index: two that split the streams which `analysis` made, one that takes a value whole.

use crate::analysis::{DOUBLE, END, GAP, GAP_POSITIONS, SURFACE, first_mark, fold_whole};
use tantivy::Index;
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};

/// Makes the tokenizers known to an index; tantivy does not store them.
pub fn register(index: &Index) {
    index.tokenizers().register("stream", TextAnalyzer::from(StreamTokenizer::default()));
    index.tokenizers().register("bounds", TextAnalyzer::from(BoundsTokenizer::default()));
    index.tokenizers().register("whole", TextAnalyzer::from(WholeTokenizer::default()));
}

/// Splits a stream into terms: at each position the stem, and the exact form where the stream holds one.
#[derive(Clone, Default)]
struct StreamTokenizer {
    token: Token,
}

struct StreamTokens<'a> {
    stream: &'a str,
    at: usize,
    /// The current word, `stem` or `stem SURFACE surface`.
    word: &'a str,
    stem_length: usize,
    position: usize,
    /// Whether the stem of the current word comes once more, and whether its exact form is still to come.
    has_second_stem: bool,
    has_exact: bool,
    token: &'a mut Token,
}

impl Tokenizer for StreamTokenizer {
    type TokenStream<'a> = StreamTokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> StreamTokens<'a> {
        self.token.reset();
        StreamTokens {
            stream: text,
            at: 0,
            word: "",
            stem_length: 0,
            position: 0,
            has_second_stem: false,
            has_exact: false,
            token: &mut self.token,
        }
    }
}

impl TokenStream for StreamTokens<'_> {
    fn advance(&mut self) -> bool {
        if std::mem::take(&mut self.has_second_stem) {
            return true;
        }
        if std::mem::take(&mut self.has_exact) {
            self.set(self.word.len());
            return true;
        }
        let bytes = self.stream.as_bytes();
        let is_double = loop {
            match bytes.get(self.at) {
                None => return false,
                Some(&byte) if byte == GAP as u8 => {
                    self.position += GAP_POSITIONS;
                    self.at += 1;
                }
                Some(&byte) if byte == DOUBLE as u8 => {
                    self.at += 1;
                    break true;
                }
                Some(_) => break false,
            }
        };
        let rest = &bytes[self.at..];
        // Words are short: a plain loop beats a search that sets up vectors (3 % of indexing).
        let (mut length, mut surface) = (0, None);
        while let Some(&byte) = rest.get(length)
            && byte != END as u8
        {
            if byte == SURFACE as u8 {
                surface = Some(length);
            }
            length += 1;
        }
        self.word = &self.stream[self.at..self.at + length];
        self.at += (length + 1).min(rest.len());
        self.stem_length = surface.unwrap_or(length);
        self.has_second_stem = is_double;
        self.has_exact = surface.is_some();
        self.token.position = self.position;
        self.position += 1;
        self.set(self.stem_length);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

impl StreamTokens<'_> {
    fn set(&mut self, end: usize) {
        self.token.text.clear();
        self.token.text.push_str(&self.word[..end]);
    }
}

/// Splits the marks of an article: the letter of each becomes a term at its position.
#[derive(Clone, Default)]
struct BoundsTokenizer {
    token: Token,
}

struct BoundsTokens<'a> {
    marks: &'a [u8],
    token: &'a mut Token,
}

impl Tokenizer for BoundsTokenizer {
    type TokenStream<'a> = BoundsTokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> BoundsTokens<'a> {
        self.token.reset();
        BoundsTokens { marks: text.as_bytes(), token: &mut self.token }
    }
}

impl TokenStream for BoundsTokens<'_> {
    fn advance(&mut self) -> bool {
        let Some((letter, position, rest)) = first_mark(self.marks) else { return false };
        self.token.text.clear();
        self.token.text.push(letter);
        self.token.position = position;
        self.marks = rest;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Takes a value whole, folded: `The Harbour Courier` becomes the term `the harbour courier`.
#[derive(Clone, Default)]
struct WholeTokenizer {
    token: Token,
}

struct WholeToken<'a> {
    token: &'a mut Token,
    is_pending: bool,
}

impl Tokenizer for WholeTokenizer {
    type TokenStream<'a> = WholeToken<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WholeToken<'a> {
        self.token.reset();
        self.token.text = fold_whole(text);
        self.token.position = 0;
        let is_pending = !self.token.text.is_empty();
        WholeToken { token: &mut self.token, is_pending }
    }
}

impl TokenStream for WholeToken<'_> {
    fn advance(&mut self) -> bool {
        std::mem::take(&mut self.is_pending)
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Analyzer, Language};

    #[test]
    fn each_word_takes_one_position_and_headline_words_count_twice() {
        let streams = Analyzer::new().article(Language::ENGLISH, "Oil prices", "Oil fell");
        let mut tokenizer = StreamTokenizer::default();
        let mut tokens = tokenizer.token_stream(&streams.text);
        let mut found = Vec::new();
        while tokens.advance() {
            found.push((tokens.token().position, tokens.token().text.replace(SURFACE, "=")));
        }
        let expected = [(0, "oil"), (0, "oil"), (1, "price"), (1, "price"), (1, "price=prices"), (102, "oil"), (103, "fell")];
        assert_eq!(found, expected.map(|(position, text)| (position, text.to_string())));
        let mut tokenizer = BoundsTokenizer::default();
        let mut tokens = tokenizer.token_stream(&streams.bounds);
        let mut found = Vec::new();
        while tokens.advance() {
            found.push((tokens.token().position, tokens.token().text.clone()));
        }
        assert_eq!(found, [(0, "p"), (0, "c"), (102, "p"), (102, "c")].map(|(position, text)| (position, text.to_string())));
    }
}
