//! Clean-up of text that all formats share: raw text in, tidy lines and paragraphs out.
//!
//! In: text as a file held it, with its control characters, ragged spaces and wrapped lines. Out: NFC, no control characters but
//! `\n`, paragraphs parted by exactly one blank line.
//!
//! Rule kept here: only layout and encoding change. No word is added, dropped or respelled.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memmem};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

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

/// Returns text as paragraphs like [`clean_body`], and finds out how they were set apart: by blank lines, by indentation, or by being
/// one line each. Lines that were wrapped at a fixed width are joined.
///
/// ```text
/// "    A wrapped paragraph of which\nthis is the second line.\n    Another."  →  "A wrapped … second line.\n\nAnother."
/// "One paragraph, however long.\nThe next one."                             →  "One paragraph, …\n\nThe next one."
/// ```
pub fn paragraphs(text: &str) -> String {
    let text = fold_line_ends(text);
    let lines: Vec<Line> = lines(&text).map(Line::new).collect();
    let layout = Layout::of(&lines);
    let mut body = String::with_capacity(text.len());
    let mut previous: Option<&Line> = None;
    let mut blank_before = false;
    for line in &lines {
        if line.is_blank() {
            blank_before = true;
            continue;
        }
        let end_before = body.len();
        if let Some(previous) = previous {
            body.push_str(if blank_before { "\n\n" } else { layout.joint(previous, line) });
        }
        let start = body.len();
        push_clean(&mut body, line.text);
        if body.len() == start {
            // Nothing but control characters.
            body.truncate(end_before);
            blank_before = true;
        } else {
            previous = Some(line);
            blank_before = false;
        }
    }
    into_nfc(body)
}

/// Returns the paragraphs of text that is known to be wrapped, each begun by four columns of indentation or after a blank line, as
/// agencies send it. A line with columns in it (`Qtr to Dec 31      1986`) stays a line.
pub fn join_wrapped(text: &str) -> String {
    let text = fold_line_ends(text);
    let mut body = String::with_capacity(text.len());
    let mut blank_before = false;
    let mut after_row = false;
    for line in lines(&text) {
        let before = body.len();
        let content = line.trim_ascii();
        // Most lines need no second look.
        let is_row = !is_clean_ascii(content.as_bytes()) && content.contains("   ");
        let joint = match () {
            () if body.is_empty() => "",
            () if blank_before || line.starts_with("    ") => "\n\n",
            () if is_row || after_row => "\n",
            () if ends_in_hyphen(&body) => "",
            () => " ",
        };
        body.push_str(joint);
        let start = body.len();
        push_clean(&mut body, content);
        blank_before = body.len() == start;
        if blank_before {
            body.truncate(before);
        } else {
            after_row = is_row;
        }
    }
    into_nfc(body)
}

/// Returns who wrote an article out of the line that says so: `By Jane Doe, Staff Writer` → `Jane Doe, Staff Writer`.
pub fn byline(line: &str) -> Option<String> {
    let line = clean_line(line);
    let names = split_by(&line).map_or(line.as_str(), |(_, names)| names);
    let is_only_opening = BY.iter().any(|by| names.eq_ignore_ascii_case(by));
    (!names.is_empty() && !is_only_opening).then(|| names.to_owned())
}

/// Splits a byline into the word that opens it and the names: `By: Jane Doe` → `By` and `Jane Doe`.
pub fn split_by(line: &str) -> Option<(&str, &str)> {
    let (first, rest) = line.split_once([' ', ':'])?;
    let is_opening = BY.iter().any(|by| first.eq_ignore_ascii_case(by));
    is_opening.then(|| (first, rest.trim_start_matches([' ', ':'])))
}

/// What opens a byline in the languages that put one there.
const BY: &[&str] = &["by", "von", "par", "por", "di", "da", "door", "av", "af"];

/// Returns whether text is wrapped, and its first line broken only because the next word had no room.
pub fn is_wrapped_before(text: &str, first: &str) -> bool {
    let lines: Vec<Line> = lines(text).map(Line::new).collect();
    let Layout::Wrapped { width, indent } = Layout::of(&lines) else { return false };
    let first = first.trim();
    let mut after = lines.iter().skip_while(|line| line.text != first);
    match (after.next(), after.next()) {
        (Some(line), Some(next)) => next.indent < indent + 2 && !has_room(line, next, width, 12),
        _ => false,
    }
}

/// Returns the first sentence of a paragraph as a stand-in for a title, cut at a word near 120 characters:
/// `Buses are entering the eastern districts of the city to …`.
pub fn first_sentence_title(paragraph: &str) -> String {
    const LONGEST: usize = 120;
    let line = clean_line(paragraph);
    let sentence = &line[..first_sentence_end(&line)];
    let Some((limit, _)) = sentence.char_indices().nth(LONGEST) else {
        return sentence.to_owned();
    };
    // A script without spaces is cut where it stands, as is one overlong word.
    let cut = sentence[..limit].rfind(' ').filter(|&at| at * 2 > limit).unwrap_or(limit);
    format!("{} …", sentence[..cut].trim_end_matches([' ', ',', ';', ':', '-', '–', '—']))
}

/// Returns where the first sentence of a line ends, its full stop included; the length of the line where it is one sentence.
pub fn first_sentence_end(line: &str) -> usize {
    for (at, c) in line.char_indices() {
        let after = at + c.len_utf8();
        let is_end = match c {
            '。' | '！' | '？' | '۔' => true,
            '.' | '!' | '?' | '؟' | '…' => is_sentence_boundary(&line[..at], &line[after..]),
            _ => false,
        };
        if is_end {
            let closing = line[after..].chars().take_while(|c| matches!(c, '"' | '”' | '’' | '\'' | '»' | ')'));
            return after + closing.map(char::len_utf8).sum::<usize>();
        }
    }
    line.len()
}

/// Returns whether a stop between two stretches ends a sentence: not in `U.S. forces`, `3.5 million`, `Mr. Smith`.
fn is_sentence_boundary(before: &str, after: &str) -> bool {
    let next = after.trim_start_matches(['"', '”', '’', '\'', '»', ')']);
    if next.is_empty() {
        return true;
    }
    let Some(next) = next.strip_prefix(' ') else { return false };
    let word = before.rsplit([' ', '(', '“', '"']).next().unwrap_or(before);
    let is_initials = word.contains('.') || word.chars().count() == 1;
    let is_title = matches!(
        word,
        "Mr" | "Mrs"
            | "Ms"
            | "Dr"
            | "St"
            | "Gen"
            | "Lt"
            | "Col"
            | "Sgt"
            | "Sen"
            | "Rep"
            | "Gov"
            | "Prof"
            | "Rev"
            | "No"
            | "vs"
            | "Nr"
            | "Hr"
    );
    let is_month = matches!(word, "Jan" | "Feb" | "Aug" | "Sep" | "Sept" | "Oct" | "Nov" | "Dec");
    let goes_on = next.chars().next().is_some_and(char::is_lowercase);
    !(is_initials || is_title || is_month || goes_on)
}

/// One line of raw text.
struct Line<'a> {
    /// Without the whitespace at its ends.
    text: &'a str,
    /// Columns of whitespace before the text; a tab counts as four.
    indent: usize,
    /// Columns of the text, counted in characters.
    width: usize,
}

impl<'a> Line<'a> {
    fn new(raw: &'a str) -> Self {
        let text = raw.trim();
        let leading = &raw[..raw.len() - raw.trim_start().len()];
        let indent = leading.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
        let width = if text.is_ascii() { text.len() } else { text.chars().count() };
        Self { text, indent, width }
    }

    fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// Columns up to the right edge of the text.
    fn right_edge(&self) -> usize {
        self.indent + self.width
    }

    fn first_word_width(&self) -> usize {
        let end = self.text.find(char::is_whitespace).unwrap_or(self.text.len());
        self.text[..end].chars().count()
    }

    fn ends_sentence(&self) -> bool {
        let end = self.text.trim_end_matches(['"', '”', '’', '\'', '»', ')']);
        end.ends_with(['.', '!', '?', ':', '…', '؟', '۔', '。'])
    }
}

/// How the lines of a text make up its paragraphs.
enum Layout {
    /// Wrapped so that no line is wider than `width`; the first lines of paragraphs may stand further right than `indent`.
    Wrapped { width: usize, indent: usize },
    /// Paragraphs are parted by blank lines; short lines without one between them belong together.
    Blocks,
    /// Every line is a paragraph.
    Lines,
}

impl Layout {
    fn of(lines: &[Line]) -> Self {
        if let Some(wrapped) = Self::wrapped(lines) {
            return wrapped;
        }
        let has_blank_inside = lines.windows(2).any(|pair| !pair[0].is_blank() && pair[1].is_blank());
        let has_text_after_blank = lines.windows(2).any(|pair| pair[0].is_blank() && !pair[1].is_blank());
        if has_blank_inside && has_text_after_blank { Self::Blocks } else { Self::Lines }
    }

    /// Finds the wrapping width, which shows in that nearly every line that goes on in the next had no room for its next word.
    fn wrapped(lines: &[Line]) -> Option<Self> {
        const WIDTHS: std::ops::RangeInclusive<usize> = 40..=100;
        let width = lines.iter().map(Line::right_edge).max()?;
        let indent = lines.iter().filter(|line| !line.is_blank()).map(|line| line.indent).min()?;
        if !WIDTHS.contains(&width) {
            return None;
        }
        let (mut full, mut breaks) = (0usize, 0usize);
        for pair in lines.windows(2) {
            let goes_on = !pair[0].is_blank() && !pair[1].is_blank() && pair[1].indent < indent + 2 && !pair[0].ends_sentence();
            if goes_on {
                breaks += 1;
                full += usize::from(!has_room(&pair[0], &pair[1], width, 6));
            }
        }
        (breaks >= 2 && full * 4 >= breaks * 3).then_some(Self::Wrapped { width, indent })
    }

    /// Returns what belongs between two lines that have no blank line between them.
    fn joint(&self, previous: &Line, next: &Line) -> &'static str {
        /// A line this wide was not broken by hand: it is a paragraph.
        const PARAGRAPH: usize = 120;
        match *self {
            Self::Lines => "\n\n",
            Self::Blocks if previous.width > PARAGRAPH || next.width > PARAGRAPH => "\n\n",
            Self::Blocks => "\n",
            Self::Wrapped { indent, .. } if next.indent >= indent + 2 && next.indent > previous.indent => "\n\n",
            Self::Wrapped { indent, .. } if next.indent >= indent + 2 && previous.ends_sentence() => "\n\n",
            Self::Wrapped { width, .. } if has_room(previous, next, width, 12) => {
                if previous.ends_sentence() {
                    "\n\n"
                } else {
                    "\n"
                }
            }
            Self::Wrapped { .. } if ends_in_hyphen(previous.text) => "",
            Self::Wrapped { .. } => " ",
        }
    }
}

/// Returns whether the first word of the next line would have fitted on this one, with some columns to spare.
fn has_room(line: &Line, next: &Line, width: usize, spare: usize) -> bool {
    line.right_edge() + 1 + next.first_word_width() + spare <= width
}

/// Returns whether text ends in a hyphen inside a word, not in a dash.
fn ends_in_hyphen(text: &str) -> bool {
    text.strip_suffix('-').is_some_and(|before| before.ends_with(char::is_alphanumeric))
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

/// Replaces the character references of HTML that also turn up in plain text: numeric ones, and `&amp;`, `&lt;`, `&gt;`, `&quot;`,
/// `&apos;`, `&nbsp;`. One to a control character is left out; one that is none, as in `AT&T`, stays as it is.
pub fn unescape(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr(b'&', text.as_bytes()) else { return text.into() };
    let mut plain = String::with_capacity(text.len());
    plain.push_str(&text[..first]);
    let mut rest = &text[first..];
    loop {
        match reference(rest) {
            Some((character, length)) => {
                plain.extend(character);
                rest = &rest[length..];
            }
            None => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
        let Some(next) = memchr(b'&', rest.as_bytes()) else {
            plain.push_str(rest);
            return plain.into();
        };
        plain.push_str(&rest[..next]);
        rest = &rest[next..];
    }
}

/// Reads the reference that text begins with: the character, if it is one to keep, and the length of the reference.
fn reference(text: &str) -> Option<(Option<char>, usize)> {
    const LONGEST: usize = 10;
    let end = memchr(b';', &text.as_bytes()[..text.len().min(LONGEST)])?;
    let name = &text[1..end];
    let character = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            let character = match code {
                // As browsers have it: these were always meant as windows-1252.
                0x80..=0x9f => encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[code as u8]).0.chars().next(),
                _ => char::from_u32(code),
            };
            return Some((character.filter(|c| !c.is_control() || c.is_whitespace()), end + 1));
        }
    };
    Some((Some(character), end + 1))
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
    fn finds_how_paragraphs_were_set_apart() {
        let table = [
            ("one line each", "First paragraph.\nSecond paragraph.\nThird.", "First paragraph.\n\nSecond paragraph.\n\nThird."),
            ("blank lines", "First.\n\nSecond,\nwith a list\n\nThird.", "First.\n\nSecond,\nwith a list\n\nThird."),
            (
                "wrapped, parted by blank lines",
                "The buses that were to carry the last people out of\nthe town stood at the bridge all night, drivers said,\nand \
                 left at dawn.\n\nNobody knew for certain who had given the order to stop\nthem.\n",
                "The buses that were to carry the last people out of the town stood at the bridge all night, drivers said, and left at \
                 dawn.\n\nNobody knew for certain who had given the order to stop them.",
            ),
            (
                "wrapped, parted by indentation",
                "    The buses that were to carry the last people out of\nthe town stood at the bridge all night, drivers said,\nand \
                 left at dawn.\n    Nobody knew for certain who had given the order to stop\nthem for a second time.",
                "The buses that were to carry the last people out of the town stood at the bridge all night, drivers said, and left at \
                 dawn.\n\nNobody knew for certain who had given the order to stop them for a second time.",
            ),
            (
                "a hyphen at the end of a line",
                "The ministry spoke of a well-prepared plan for a long-\nterm truce that all who had taken part in the talks in\nthe \
                 capital would keep to.",
                "The ministry spoke of a well-prepared plan for a long-term truce that all who had taken part in the talks in the \
                 capital would keep to.",
            ),
        ];
        for (case, text, expected) in table {
            assert_eq!(paragraphs(text), expected, "{case}");
        }
    }

    #[test]
    fn long_lines_are_paragraphs_beside_blank_lines_too() {
        let long = "A paragraph that nobody wrapped goes on and on until all is said. ".repeat(3);
        let long = long.trim_end();
        let text = format!("{long}\nA heading\n{long}\n\n{long}");
        assert_eq!(paragraphs(&text), format!("{long}\n\nA heading\n\n{long}\n\n{long}"));
    }

    #[test]
    fn makes_a_title_of_the_first_sentence() {
        let table = [
            ("Short. Then more.", "Short."),
            ("No stop at all", "No stop at all"),
            ("The U.S. envoy met Mr. Smith on Dec. 18. They spoke.", "The U.S. envoy met Mr. Smith on Dec. 18."),
            ("Prices rose 3.5 percent. Wages did not.", "Prices rose 3.5 percent."),
            ("“We will go back.” She said no more.", "“We will go back.”"),
            ("他们离开了。他们没有回来。", "他们离开了。"),
            ("هل عادوا؟ لا أحد يعلم.", "هل عادوا؟"),
            ("", ""),
        ];
        for (paragraph, expected) in table {
            assert_eq!(first_sentence_title(paragraph), expected, "{paragraph:?}");
        }
        let long = first_sentence_title(&"many words, ".repeat(30));
        assert!(long.ends_with("words …") && long.chars().count() <= 122, "{long}");
        assert_eq!(first_sentence_title(&"字".repeat(300)).chars().count(), 122);
    }

    #[test]
    fn reads_character_references() {
        let table = [
            ("none", "none"),
            ("&lt;SRD> &amp; &quot;A&quot; &#65;&#x42;", "<SRD> & \"A\" AB"),
            ("&#5;&#22;x&#127;", "x"),
            ("caf&#233;&nbsp;&#146;&#8217;", "café ’’"),
            ("AT&T &; &nothing; &#; &#xZZ; &", "AT&T &; &nothing; &#; &#xZZ; &"),
            ("&é;&", "&é;&"),
        ];
        for (text, expected) in table {
            assert_eq!(unescape(text), expected, "{text:?}");
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
