//! Clean-up of text that all formats share: raw text in, tidy lines and paragraphs out.
//!
//! In: text as a file held it, with its control characters, ragged spaces and wrapped lines. Out: NFC, no control characters but
//! `\n`, paragraphs parted by exactly one blank line.
//!
//! Rule kept here: only layout and encoding change. No word is added, dropped or respelled.

mod bylines;
mod layout;
mod references;
mod sentences;

use std::borrow::Cow;

use memchr::{memchr, memchr2, memmem};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

pub use bylines::{byline, split_by};
pub use layout::{is_wrapped_before, join_wrapped, paragraphs};
pub use references::unescape;
pub use sentences::{first_sentence_end, first_sentence_title};

/// Returns text as a single trimmed line: NFC, no control characters, every run of whitespace one space.
pub fn clean_line(text: &str) -> String {
    if is_clean_ascii(text.as_bytes()) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    push_clean(&mut line, text);
    into_nfc(line)
}

/// Returns text as paragraphs parted by one blank line. A line break inside a paragraph stays, as in a list or a poem.
///
/// ```text
/// "One.\r\n \r\n\r\nTwo  \nlines.\n"  →  "One.\n\nTwo\nlines."
/// ```
pub fn clean_body(text: &str) -> String {
    if is_clean_ascii_body(text.as_bytes()) {
        return text.to_owned();
    }
    let text = fold_line_ends(text);
    let mut body = String::with_capacity(text.len());
    let mut blank_lines = 0;
    for line in lines(&text) {
        let end_before = body.len();
        if !body.is_empty() {
            body.push_str(if blank_lines > 0 { "\n\n" } else { "\n" });
        }
        let start = body.len();
        push_clean(&mut body, line);
        if body.len() == start {
            body.truncate(end_before);
            blank_lines += 1;
        } else {
            blank_lines = 0;
        }
    }
    into_nfc(body)
}

/// Makes every kind of line end a `\n`. Borrows where there is nothing to do.
fn fold_line_ends(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let has_separator = |separator: &str| memmem::find(bytes, separator.as_bytes()).is_some();
    let has_other_ends = memchr2(b'\r', 0x0c, bytes).is_some() || has_separator("\u{2028}") || has_separator("\u{2029}");
    if !has_other_ends {
        return text.into();
    }
    text.replace("\r\n", "\n").replace(['\r', '\u{2028}'], "\n").replace(['\u{0c}', '\u{2029}'], "\n\n").into()
}

/// Cuts at `\n`.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let current = rest?;
        let (line, after) = match memchr(b'\n', current.as_bytes()) {
            Some(at) => (&current[..at], Some(&current[at + 1..])),
            None => (current, None),
        };
        rest = after;
        Some(line)
    })
}

/// Appends a line without its control characters, with every run of whitespace as one space, trimmed.
fn push_clean(out: &mut String, line: &str) {
    if is_clean_ascii(line.as_bytes()) {
        out.push_str(line);
        return;
    }
    let start = out.len();
    // Stretches that need no change are copied whole.
    let mut copied_to = 0;
    let mut after_space = true;
    for (at, c) in line.char_indices() {
        let is_plain = ('!'..='~').contains(&c);
        if is_plain {
            after_space = false;
            continue;
        }
        let is_space = c.is_whitespace();
        let is_kept = if is_space { c == ' ' && !after_space } else { !is_dropped(c) };
        if !is_kept {
            out.push_str(&line[copied_to..at]);
            copied_to = at + c.len_utf8();
            if is_space && !after_space {
                out.push(' ');
            }
        }
        after_space = if is_kept || is_space { is_space } else { after_space };
    }
    out.push_str(&line[copied_to..]);
    if out.len() > start && out.ends_with(' ') {
        out.pop();
    }
}

/// Returns whether a line needs no cleaning: printable ASCII, single spaces, none at the ends.
fn is_clean_ascii(line: &[u8]) -> bool {
    let (Some(first), Some(last)) = (line.first(), line.last()) else { return true };
    *first != b' ' && *last != b' ' && fault(*last, b'x') == 0 && !any_pair(line, fault)
}

/// Returns whether a body needs no cleaning: clean lines, with one blank line at most between them.
fn is_clean_ascii_body(body: &[u8]) -> bool {
    let (Some(first), Some(last)) = (body.first(), body.last()) else { return true };
    *first > b' '
        && *last > b' '
        && fault(*last, b'x') == 0
        && !any_pair(body, fault_in_body)
        && memmem::find(body, b"\n\n\n").is_none()
}

/// Returns whether two neighbouring bytes have a fault.
///
/// Runs over every byte of every article, so it folds chunks without a branch, which the compiler turns into vector instructions.
#[inline(always)]
fn any_pair(bytes: &[u8], fault: impl Fn(u8, u8) -> u8) -> bool {
    const CHUNK: usize = 32;
    let pairs = bytes.len() - 1;
    let has_fault = |from: usize, count: usize| {
        let (here, next) = (&bytes[from..from + count], &bytes[from + 1..from + count + 1]);
        here.iter().zip(next).fold(0u8, |bad, (&a, &b)| bad | fault(a, b)) != 0
    };
    if pairs < CHUNK {
        return has_fault(0, pairs);
    }
    // The last chunk overlaps the one before it.
    let starts = (0..pairs - CHUNK).step_by(CHUNK).chain([pairs - CHUNK]);
    starts.into_iter().any(|start| has_fault(start, CHUNK))
}

/// Not 0 where a byte is not printable ASCII, or is a space before a space.
#[inline(always)]
fn fault(byte: u8, next: u8) -> u8 {
    u8::from(byte.wrapping_sub(b' ') > b'~' - b' ') | (u8::from(byte == b' ') & u8::from(next == b' '))
}

/// Like [`fault`], but a line end is none unless a space stands beside it.
#[inline(always)]
fn fault_in_body(byte: u8, next: u8) -> u8 {
    let is_line_end = u8::from(byte == b'\n');
    let is_strange = u8::from(byte.wrapping_sub(b' ') > b'~' - b' ') & (is_line_end ^ 1);
    let is_doubled = u8::from(byte <= b' ') & u8::from(next <= b' ') & (is_line_end & u8::from(next == b'\n') ^ 1);
    is_strange | is_doubled
}

/// Characters that are never shown, and that would hide a word from a search: controls, marks of writing direction, the byte order
/// mark, zero-width and soft-hyphen break hints. The zero-width (non-)joiners stay, for Persian and Indic words are spelled with them.
fn is_dropped(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn into_nfc(text: String) -> String {
    let is_nfc = text.is_ascii() || text.chars().all(is_stable) || is_nfc_quick(text.chars()) == IsNormalized::Yes;
    if is_nfc { text } else { text.nfc().collect() }
}

/// Returns whether a character is the same in NFC whatever stands beside it. Far from complete: these are the letters and signs that
/// nearly all news is written in, and the test of the whole text costs ten times as much.
fn is_stable(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{2ff}' | 'Ѐ'..='\u{482}' | 'Ҋ'..='ԯ' | 'א'..='ת' | 'ء'..='ي' | '٠'..='٩' | '\u{2010}'..='\u{205e}' | '₠'..='₿' | '™' | '、'..='〟'
            | 'ぁ'..='ん' | 'ァ'..='ヺ' | '一'..='鿿' | '가'..='힣'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleans_a_line() {
        let long = "word ".repeat(40) + "end";
        let table = [
            ("", ""),
            ("A clean line.", "A clean line."),
            (&long, &long),
            ("  two  spaces\tand\n a break ", "two spaces and a break"),
            ("no\u{a0}break\u{202f}space", "no break space"),
            ("nul\0 esc\u{1b}[31m bell\u{7} del\u{7f} c1\u{9b}", "nul esc[31m bell del c1"),
            ("\u{feff}mark \u{202e}turned\u{202c} \u{2066}held\u{2069}", "mark turned held"),
            ("soft\u{ad}hyphen zero\u{200b}width", "softhyphen zerowidth"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("Cafe\u{301} A\u{30a}", "Café Å"),
            (" \u{1b} ", ""),
        ];
        for (text, expected) in table {
            assert_eq!(clean_line(text), expected, "{text:?}");
        }
    }

    #[test]
    fn finds_every_fault_in_ascii_at_every_place() {
        for length in [1, 2, 63, 64, 65, 66, 128, 130, 200] {
            let clean = "x".repeat(length);
            assert!(is_clean_ascii(clean.as_bytes()), "{length}");
            for at in 0..length {
                for bad in ["\t", "\u{7f}", "\0", "é", "  "] {
                    let mut text = clean.clone();
                    text.insert_str(at, bad);
                    assert!(!is_clean_ascii(text.as_bytes()), "{bad:?} at {at} of {length}");
                }
            }
        }
    }

    #[test]
    fn cleans_a_body() {
        let table = [
            ("", ""),
            ("One.\r\n \r\n\r\nTwo  \nlines.\n", "One.\n\nTwo\nlines."),
            ("\n\n One.\rTwo. \n", "One.\nTwo."),
            ("One.\n\u{1b}\u{2}\nTwo.", "One.\n\nTwo."),
            ("One.\u{2029}Two.\u{2028}Three.", "One.\n\nTwo.\nThree."),
            ("One.\u{c}Two.", "One.\n\nTwo."),
            ("\0", ""),
        ];
        for (text, expected) in table {
            assert_eq!(clean_body(text), expected, "{text:?}");
            assert_eq!(clean_body(expected), expected, "{text:?} again");
        }
    }

    #[test]
    fn knows_which_characters_are_stable() {
        for c in (0..=0x10_ffff).filter_map(char::from_u32).filter(|c| is_stable(*c)) {
            let pair = ['a', c, 'a'];
            assert_eq!(is_nfc_quick(pair.into_iter()), IsNormalized::Yes, "{c:?}");
        }
    }

    #[test]
    fn never_panics_and_keeps_its_promise() {
        let parts = [
            "a",
            " ",
            "\n",
            "\r",
            "\t",
            "\0",
            "\u{1b}",
            "é",
            "e\u{301}",
            "\u{feff}",
            "字",
            "\u{2028}",
            ".",
            "-",
            "a long word indeed",
            "    ",
        ];
        let mut state = 11u64;
        for _ in 0..5000 {
            let mut text = String::new();
            for _ in 0..24 {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                text.push_str(parts[(state >> 33) as usize % parts.len()]);
            }
            first_sentence_title(&text);
            let line = clean_line(&text);
            assert!(!line.contains(|c: char| c.is_control()) && !line.contains("  ") && line.trim() == line, "{text:?}");
            for body in [clean_body(&text), paragraphs(&text)] {
                assert!(!body.contains(|c: char| c.is_control() && c != '\n') && !body.contains("\n\n\n"), "{text:?}");
                assert!(body.lines().all(|line| line.trim() == line) && body.trim() == body, "{text:?}");
                assert_eq!(clean_body(&body), body, "{text:?}");
            }
        }
    }
}
