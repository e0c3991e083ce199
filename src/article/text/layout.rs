//! Paragraphs out of the lines of plain text, however they were set apart.
//!
//! In: text as a file held it. Out: clean paragraphs, parted by one blank line; whether a line was broken only for want of room.
//!
//! Rule kept here: lines are joined only where the whole text shows that it was wrapped, or its sender is known to wrap it.

use super::{fold_line_ends, into_nfc, is_clean_ascii, lines, push_clean};

/// Returns text as paragraphs like [`clean_body`](super::clean_body), and finds out how they were set apart: by blank lines, by
/// indentation, or by being one line each. Lines that were wrapped at a fixed width are joined.
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
