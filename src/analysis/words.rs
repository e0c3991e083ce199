//! Cuts text into words: Unicode word boundaries (UAX 29), with departures that news text asks for.
//!
//! * An acronym with dots is one word: `U.S.`, `N.A.T.O.`.
//! * Any other full stop or colon between letters parts two words, as in `deal.The` (a missing space) or `example.com`; between
//!   digits it joins (`3.14`, `1,750`), as in UAX 29.
//! * A Romance article before an apostrophe is not part of the word: `l'évacuation`, `d'Alep`.
//! * Scripts written without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese) come as overlapping pairs of characters.

use unicode_normalization::char::is_combining_mark;

/// One word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Byte offset of its first byte.
    pub start: usize,
    /// Byte offset behind its last byte.
    pub end: usize,
}

/// Returns the words of `text` in order. Each takes one position; pairs of characters overlap in their offsets.
pub fn words(text: &str) -> Words<'_> {
    Words { text, at: 0, run_end: 0 }
}

pub struct Words<'a> {
    text: &'a str,
    at: usize,
    /// Where the run of unspaced script that is being cut into pairs ends.
    run_end: usize,
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        if self.at < self.run_end
            && let Some(pair) = self.next_pair()
        {
            return Some(pair);
        }
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() {
            let byte = bytes[self.at];
            if byte.is_ascii_alphanumeric() {
                return Some(self.take_word(self.at));
            }
            if byte.is_ascii() {
                self.at += 1;
                continue;
            }
            let c = char_at(self.text, self.at);
            if is_unspaced(c) {
                return Some(self.start_run());
            }
            if c.is_alphanumeric() {
                return Some(self.take_word(self.at));
            }
            self.at += c.len_utf8();
        }
        None
    }
}

impl Words<'_> {
    fn take_word(&mut self, start: usize) -> Word {
        let text = self.text;
        let bytes = text.as_bytes();
        let mut at = start;
        let mut word_start = start;
        // Where the letters since the last dot began, and whether every stretch between dots was a single letter.
        let mut stretch = start;
        let mut is_acronym = false;
        while at < bytes.len() {
            let byte = bytes[at];
            if byte.is_ascii_alphanumeric() || byte == b'_' {
                at += 1;
                continue;
            }
            if byte == b'\'' || byte == b'.' || byte == b',' {
                if !joins(text, at, byte as char, 1, stretch) {
                    break;
                }
                if byte == b'\'' && is_elided_article(&text[word_start..at], &text[at + 1..]) {
                    word_start = at + 1;
                }
                is_acronym |= byte == b'.' && !bytes[at - 1].is_ascii_digit();
                at += 1;
                stretch = at;
                continue;
            }
            if byte.is_ascii() {
                break;
            }
            let c = char_at(text, at);
            let length = c.len_utf8();
            if c == '\u{2019}' {
                if !joins(text, at, '\'', length, stretch) {
                    break;
                }
                if is_elided_article(&text[word_start..at], &text[at + length..]) {
                    word_start = at + length;
                }
                at += length;
                stretch = at;
            } else if continues_word(c) || (c == '·' && joins(text, at, '\'', length, stretch)) {
                at += length;
            } else {
                break;
            }
        }
        // The dot that closes an acronym belongs to it, for the eye that sees it marked.
        if is_acronym && bytes.get(at) == Some(&b'.') {
            at += 1;
        }
        self.at = at;
        Word { start: word_start, end: at }
    }

    /// Begins a run of unspaced script and returns its first pair, or its only character.
    fn start_run(&mut self) -> Word {
        let start = self.at;
        let mut end = start;
        for c in self.text[start..].chars() {
            if !is_unspaced(c) && !is_combining_mark(c) {
                break;
            }
            end += c.len_utf8();
        }
        self.run_end = end;
        match self.next_pair() {
            Some(pair) => pair,
            None => {
                self.at = end;
                Word { start, end }
            }
        }
    }

    /// The pair that begins at `at`, `None` where the run has only one character left.
    fn next_pair(&mut self) -> Option<Word> {
        let first_end = self.end_of_cluster(self.at);
        if first_end >= self.run_end {
            self.at = self.run_end;
            return None;
        }
        let pair = Word { start: self.at, end: self.end_of_cluster(first_end) };
        self.at = first_end;
        Some(pair)
    }

    /// Where the character at `at` ends, with the marks upon it.
    fn end_of_cluster(&self, at: usize) -> usize {
        let mut chars = self.text[at..self.run_end].chars();
        let first = chars.next().map_or(0, char::len_utf8);
        at + first + chars.take_while(|c| is_combining_mark(*c)).map(char::len_utf8).sum::<usize>()
    }
}

fn char_at(text: &str, at: usize) -> char {
    text[at..].chars().next().expect("at is on a character boundary inside the text")
}

/// Whether `mark`, which stands at `at` and is `length` bytes long, joins what stands before and behind it.
fn joins(text: &str, at: usize, mark: char, length: usize, stretch: usize) -> bool {
    let before = text[..at].chars().next_back();
    let mut behind = text[at + length..].chars();
    let (Some(before), Some(after)) = (before, behind.next()) else { return false };
    match mark {
        '\'' => before.is_alphabetic() && after.is_alphabetic() && !is_unspaced(after),
        ',' => before.is_ascii_digit() && after.is_ascii_digit(),
        _ if before.is_ascii_digit() => after.is_ascii_digit(),
        _ => {
            let one_letter_before = before.is_alphabetic() && at - stretch == before.len_utf8();
            let one_letter_after = after.is_alphabetic() && behind.next().is_none_or(|c| !c.is_alphanumeric());
            one_letter_before && one_letter_after
        }
    }
}

/// Whether what stands before an apostrophe is a French, Italian or Catalan article or pronoun, as in `l'eau`.
fn is_elided_article(before: &str, after: &str) -> bool {
    const ARTICLES: &[&str] =
        &["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "all", "dall", "dell", "nell", "sull", "un"];
    let vowel_follows = after.chars().next().is_some_and(|c| "aeiouyhàâäéèêëîïôöùûüœæ".contains(lower(c)));
    vowel_follows && before.len() <= 6 && ARTICLES.iter().any(|article| before.eq_ignore_ascii_case(article))
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// Whether a character beyond ASCII goes on with the word that is being read.
fn continues_word(c: char) -> bool {
    (c.is_alphanumeric() && !is_unspaced(c))
        || is_combining_mark(c)
        || matches!(c, '\u{AD}' | '\u{200C}' | '\u{200D}' | '\u{5F4}')
}

/// Whether a character belongs to a script that is written without spaces.
pub fn is_unspaced(c: char) -> bool {
    matches!(c as u32,
        0x0E01..=0x0E30 | 0x0E32..=0x0E33 | 0x0E40..=0x0E46 // Thai letters
        | 0x0E81..=0x0EB0 | 0x0EB2..=0x0EB3 | 0x0EBD..=0x0EC6 // Lao
        | 0x1000..=0x102A | 0x1780..=0x17B3 // Burmese, Khmer
        | 0x3005..=0x3007 | 0x3041..=0x3096 | 0x309D..=0x309F | 0x30A1..=0x30FA | 0x30FC..=0x30FF | 0x31F0..=0x31FF // Kana
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0xFF66..=0xFF9F | 0x20000..=0x3FFFF) // Han
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_segmentation::UnicodeSegmentation;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = words(text).map(|word| &text[word.start..word.end]).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn words_are_cut_as_news_readers_expect() {
        for (text, expected) in [
            ("Buses reached Foua.", &["Buses", "reached", "Foua"][..]),
            ("the U.S. and the US", &["the", "U.S.", "and", "the", "US"]),
            ("J.K.Rowling, e.g. here", &["J.K.", "Rowling", "e.g.", "here"]),
            ("deal.The end", &["deal", "The", "end"]),
            ("3.14 and 1,750 and 2016-12-18", &["3.14", "and", "1,750", "and", "2016", "12", "18"]),
            ("Syria’s O'Neill don't 'quoted'", &["Syria’s", "O'Neill", "don't", "quoted"]),
            ("l'évacuation d’Alep N'Djamena", &["évacuation", "Alep", "N'Djamena"]),
            ("al-Nusra Front", &["al", "Nusra", "Front"]),
            ("cafe\u{301} caf\u{e9}", &["cafe\u{301}", "café"]),
            ("联合国安理会", &["联合", "合国", "国安", "安理", "理会"]),
            ("法 U.N. 国", &["法", "U.N.", "国"]),
            ("AT&T rose 5%", &["AT", "T", "rose", "5"]),
            ("", &[]),
            ("— … !", &[]),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn spaced_scripts_agree_with_the_unicode_algorithm() {
        for text in [
            "Les secours ont évacué des centaines de civils, selon l’agence.",
            "Автобусы прибыли в восточные районы города; ООН призвала к перемирию.",
            "وصلت الحافلات إلى الأحياء الشرقية من المدينة",
            "Straßen in Köln wurden gesperrt (Polizei).",
            "Η κυβέρνηση ανακοίνωσε νέα μέτρα.",
        ] {
            let ours: Vec<&str> = words(text).map(|word| &text[word.start..word.end]).filter(|word| *word != "agence").collect();
            let theirs: Vec<&str> = text.unicode_words().filter(|word| *word != "l’agence").collect();
            assert_eq!(ours, theirs);
        }
    }

    proptest::proptest! {
        #[test]
        fn offsets_are_ordered_and_on_character_boundaries(text in "\\PC*") {
            let mut last_start = 0;
            for word in words(&text) {
                proptest::prop_assert!(word.start >= last_start && word.start < word.end);
                proptest::prop_assert!(text.is_char_boundary(word.start) && text.is_char_boundary(word.end));
                last_start = word.start;
            }
        }
    }
}
