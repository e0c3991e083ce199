//! The lines of a page as a reader sees them, and the date that one of them states beside the headline.
//!
//! In: tags and text in the order of the page. Out: the short lines around the headline, and what a `<time>` in one of them says.
//!
//! Rule kept here: an undated article is better than a wrong date. Links to other articles, captions and comments have dates too, so that
//! a date counts only in a short line of its own, close to the headline.

use html5ever::tokenizer::Tag;
use jiff::civil::Date;

use super::tokens::attribute;
use crate::article::dates::{self, Stamp};
use crate::article::text;

/// What is longer is prose.
const LONGEST: usize = 120;

/// No page has more lines before its article; the rest of a list without end is not kept.
const MOST_LINES: usize = 5000;

/// The lines of a page, gathered tag by tag.
#[derive(Debug, Default)]
pub struct Lines {
    lines: Vec<Line>,
    open: Line,
    is_in_heading: bool,
    /// The element that is being skipped.
    hidden: Option<String>,
}

#[derive(Debug, Default)]
struct Line {
    /// No more than is needed to tell that it is long.
    text: String,
    is_heading: bool,
    /// What the first `<time datetime>` in it says.
    time: Option<String>,
}

impl Lines {
    pub fn open(&mut self, tag: &Tag) {
        let name = &*tag.name;
        if self.hidden.is_some() || self.lines.len() >= MOST_LINES {
            return;
        }
        if is_hidden(name) && !tag.self_closing {
            self.hidden = Some(name.to_owned());
            return;
        }
        if is_heading(name) {
            self.end_line();
            self.is_in_heading = true;
        }
        self.part(name);
        if name == "time" && self.open.time.is_none() {
            self.open.time = attribute(tag, "datetime").filter(|datetime| !datetime.is_empty()).map(str::to_owned);
        }
    }

    pub fn close(&mut self, name: &str) {
        match &self.hidden {
            Some(hidden) if hidden == name => self.hidden = None,
            Some(_) => return,
            None => {}
        }
        if is_heading(name) {
            self.end_line();
            self.is_in_heading = false;
        }
        self.part(name);
    }

    pub fn text(&mut self, text: &str) {
        if self.hidden.is_none() && self.open.text.len() <= LONGEST {
            let rest = text.char_indices().nth(LONGEST + 1).map_or(text.len(), |(at, _)| at);
            self.open.text.push_str(&text[..rest]);
        }
    }

    pub fn finish(&mut self) {
        self.end_line();
    }

    /// Parts what a tag stands between: two lines, or where it does not end one, two words.
    fn part(&mut self, name: &str) {
        match name {
            "a" | "b" | "em" | "font" | "i" | "strong" | "sup" | "u" => {}
            "abbr" | "bdi" | "cite" | "small" | "span" | "time" => self.open.text.push(' '),
            _ if self.is_in_heading => self.open.text.push(' '),
            _ => self.end_line(),
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.open);
        let text = text::clean_line(&line.text);
        let is_empty = text.is_empty() && line.time.is_none();
        if !is_empty && self.lines.len() < MOST_LINES {
            self.lines.push(Line { text, is_heading: self.is_in_heading, time: line.time });
        }
    }

    /// Whether a line of the page is this text.
    pub fn holds(&self, text: &str) -> bool {
        self.lines.iter().any(|line| line.text == text)
    }

    /// Returns what the first `<time>` beside the headline says.
    pub fn time_beside(&self, headline: &str, read_on: Date) -> Option<Stamp> {
        self.beside(headline).find_map(|line| dates::parse(line.time.as_deref()?, read_on))
    }

    /// Returns the date that a short line of its own states beside the headline: `By Jane Doe | 3 May 2019`.
    pub fn date_beside(&self, headline: &str, read_on: Date) -> Option<Stamp> {
        self.beside(headline).find_map(|line| dates::from_text(&line.text, read_on))
    }

    /// Returns the short lines that follow the headline, up to the text or the next headline, and then the two that precede it.
    fn beside(&self, headline: &str) -> impl Iterator<Item = &Line> {
        const MOST_AFTER: usize = 12;
        const MOST_BEFORE: usize = 2;
        /// A summary may be long; the second long line is text.
        const MOST_LONG: usize = 1;
        let at = self.headline_at(headline);
        let (before, after) = at.map_or((&[][..], &[][..]), |at| (&self.lines[..at], &self.lines[at + 1..]));
        let mut long = 0;
        let after = after.iter().enumerate().take(MOST_AFTER).take_while(move |(nth, line)| {
            long += usize::from(line.is_long());
            // A summary right below is often marked as a heading too.
            long <= MOST_LONG && (!line.is_heading || *nth == 0)
        });
        after.map(|(_, line)| line).chain(before.iter().rev().take(MOST_BEFORE)).filter(|line| !line.is_long())
    }

    /// Returns the line that is the headline: the heading that says the same, or nearly so, else any line that does.
    fn headline_at(&self, headline: &str) -> Option<usize> {
        /// Fewer letters are the name of a section.
        const SHORTEST: usize = 15;
        let headings = || self.lines.iter().enumerate().filter(|(_, line)| line.is_heading);
        // Quotation marks and spaces differ between what a page shows and what it says of itself.
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let headline = letters(headline);
        let is_part = |one: &str, other: &str| one.len() >= SHORTEST && other.contains(one);
        let is_near = |text: String| is_part(&text, &headline) || is_part(&headline, &text);
        let same = headings().find(|(_, line)| letters(&line.text) == headline);
        let near = || headings().find(|(_, line)| is_near(letters(&line.text)));
        let shown = || self.lines.iter().enumerate().find(|(_, line)| letters(&line.text) == headline);
        Some(same.or_else(near).or_else(shown)?.0)
    }
}

impl Line {
    fn is_long(&self) -> bool {
        self.text.len() > LONGEST
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3")
}

/// Elements whose text is not shown, or is not the page's.
fn is_hidden(name: &str) -> bool {
    matches!(name, "script" | "style" | "title" | "template" | "iframe" | "svg" | "select" | "figcaption" | "nav")
}
