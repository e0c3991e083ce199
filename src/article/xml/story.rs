//! The paragraphs of a story that is marked up in NITF or XHTML, or in a mixture of the two.
//!
//! In: the element that holds the story. Out: a body as [`Article::body`](crate::article::Article) wants it; subheads are paragraphs, items
//! of lists and rows of tables are lines.
//!
//! Rules kept here: what is no prose (captions, scripts, notes to editors) is left out, every other element is let through, known or not.
//! Line ends mean nothing, but where a paragraph was plainly set by lines, as in tables that were sent by wire.

use super::tree::{Child, Element};
use crate::article::html::paragraphs::{self, LineBreaks};
use crate::article::{html, text};

/// Returns the paragraphs within an element.
pub fn body(container: Element) -> String {
    let has_elements = container.children().next().is_some();
    // These hold text as it is; in all others line ends mean nothing.
    let is_plain = matches!(container.name(), "DataContent" | "inlineData");
    if !has_elements {
        let text = container.raw_text();
        if is_plain || paragraphs::looks_like_html(&text) {
            return text_body(&text);
        }
    }
    let mut writer = Writer::default();
    writer.walk(container);
    writer.finish()
}

/// Returns the paragraphs of text without elements: HTML that is wrapped up as text, or text.
fn text_body(text: &str) -> String {
    if paragraphs::looks_like_html(text) && !html::has_overloaded_tag(text) {
        return text::clean_body(&paragraphs::paragraphs(text, LineBreaks::AreSpaces));
    }
    text::paragraphs(text)
}

/// Elements that hold no prose, or say what has a field of its own.
#[rustfmt::skip]
const SKIPPED: &[&str] = &[
    // NITF
    "media", "media-caption", "media-metadata", "media-producer", "media-reference", "note", "body.head", "body.end", "hedline",
    "byline", "datasource", "nitf-table-metadata", "virtloc", "abstract",
    // XHTML
    "aside", "audio", "button", "canvas", "figcaption", "figure", "footer", "form", "head", "header", "iframe", "img", "nav",
    "noscript", "object", "rp", "rt", "script", "select", "style", "svg", "template", "textarea", "video",
];

/// Elements that begin and end a paragraph.
#[rustfmt::skip]
const BLOCKS: &[&str] = &[
    "address", "article", "block", "blockquote", "body", "body.content", "bq", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fn", "h1", "h2", "h3", "h4", "h5", "h6", "hl1", "hl2", "hr", "html", "main", "nitf", "nitf-table", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "tfoot", "thead", "ul", "lead", "subhead", "tagline",
];

/// Stands for `<br>` while a paragraph is gathered.
const BREAK: char = '\u{2028}';

#[derive(Default)]
struct Writer {
    body: String,
    /// The paragraph or line that is being gathered, as it is written.
    open: String,
    /// Whether the next one goes on a line below, and not after a blank line.
    is_line: bool,
    is_preformatted: bool,
    /// Whether lines within paragraphs have to be looked at once more.
    has_lines: bool,
}

impl Writer {
    fn walk(&mut self, element: Element) {
        for child in element.content() {
            match child {
                Child::Text(text) => self.text(&text),
                Child::Element(element) => self.element(element),
            }
        }
    }

    /// Adds text. White space between elements may be two line ends and more, and is still but a space: only within text it is meant.
    fn text(&mut self, text: &str) {
        const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];
        if !text.starts_with(BLANKS) {
            self.open.push_str(text);
            return;
        }
        self.open.truncate(self.open.trim_end_matches(BLANKS).len());
        let is_blank = text.trim_matches(BLANKS).is_empty();
        self.open.push_str(if is_blank { "\n" } else { text });
    }

    fn element(&mut self, element: Element) {
        // Old pages write `<P>`.
        let name = element.name().to_ascii_lowercase();
        match name.as_str() {
            "br" => self.open.push(BREAK),
            name if SKIPPED.contains(&name) => {}
            "li" | "tr" | "nitf-tr" => {
                self.flush();
                self.walk(element);
                self.flush();
                self.is_line = true;
            }
            "td" | "th" | "nitf-td" => {
                self.open.push(' ');
                self.walk(element);
                self.open.push(' ');
            }
            name if BLOCKS.contains(&name) => {
                self.flush();
                // `<li><p>One</p></li>` is a line still.
                self.is_line &= name == "p" || name == "tbody" || name == "div";
                let outer = self.is_preformatted;
                self.is_preformatted |= name == "pre";
                self.walk(element);
                self.flush();
                self.is_preformatted = outer;
                self.is_line = false;
            }
            _ => self.walk(element),
        }
    }

    /// Ends the paragraph.
    fn flush(&mut self) {
        let open = std::mem::take(&mut self.open);
        if open.trim().is_empty() {
            return;
        }
        let setting = if self.is_preformatted { Setting::Lines } else { Setting::of(&open) };
        match setting {
            Setting::Flowing => {}
            Setting::Lines => return self.push(&text::clean_body(&open)),
            Setting::Wrapped => return self.push(&text::join_wrapped(&with_full_indents(&open))),
            Setting::Paragraphs => return self.push(&text::clean_body(&open.replace('\n', "\n\n"))),
        }
        for paragraph in split_at_blank_lines(&open) {
            let lines: Vec<String> = paragraph.split(BREAK).map(text::clean_line).collect();
            self.has_lines |= lines.len() > 1;
            let joined = lines.join("\n");
            let joined = joined.trim_matches('\n');
            let is_embedded_code = joined.starts_with('<') && joined.ends_with('>') && joined.contains("</");
            if !joined.is_empty() && !is_embedded_code {
                self.push(joined);
            }
        }
    }

    fn push(&mut self, paragraph: &str) {
        if !self.body.is_empty() {
            self.body.push_str(if self.is_line { "\n" } else { "\n\n" });
        }
        self.body.push_str(paragraph);
        self.is_line = false;
    }

    fn finish(mut self) -> String {
        self.flush();
        if self.has_lines { text::paragraphs(&self.body) } else { text::clean_body(&self.body) }
    }
}

/// Cuts where a line holds nothing but blanks.
fn split_at_blank_lines(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        let is_blank_inside = at > 0 && line.ends_with('\n') && line.trim().is_empty();
        if is_blank_inside {
            pieces.push(&text[start..at]);
            start = at + line.len();
        }
        at += line.len();
    }
    pieces.push(&text[start..]);
    pieces
}

/// What the line ends within a paragraph mean.
enum Setting {
    /// Nothing.
    Flowing,
    /// Lines of a table.
    Lines,
    /// A whole story, wrapped as it went over the wire, its paragraphs indented.
    Wrapped,
    /// A whole story, a paragraph a line.
    Paragraphs,
}

impl Setting {
    /// Tells by the indentation and the columns of the lines after the first. A paragraph that was only laid out by an editor of XML has all
    /// of them indented alike.
    fn of(paragraph: &str) -> Self {
        const FEWEST_LINES: usize = 5;
        const FEWEST_ROWS: usize = 3;
        /// Nobody wraps as wide.
        const LONG: usize = 150;
        let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
        let lines: Vec<&str> = paragraph.lines().skip(1).filter(|line| !line.trim().is_empty()).collect();
        let ends_sentence = |line: &str| line.trim_end().trim_end_matches(['"', '”', '»', ')']).ends_with(['.', '!', '?', ':']);
        let is_long = |line: &&str| line.trim().chars().count() > LONG;
        let are_paragraphs = paragraph.lines().filter(|line| !line.trim().is_empty()).filter(is_long).count() >= 2
            && paragraph.lines().filter(|line| !line.trim().is_empty()).all(ends_sentence);
        match () {
            () if paragraph.contains(BREAK) => return Self::Flowing,
            () if are_paragraphs => return Self::Paragraphs,
            () if lines.len() < FEWEST_LINES => return Self::Flowing,
            () => {}
        }
        let indented = lines.iter().filter(|line| (2..=8).contains(&indent(line))).count();
        let flush_left = lines.iter().filter(|line| !line.starts_with(char::is_whitespace)).count();
        let rows = lines.iter().filter(|line| line.trim().contains("   ")).count();
        match () {
            () if rows >= FEWEST_ROWS && rows * 2 >= lines.len() => Self::Lines,
            () if indented > 0 && flush_left > indented => Self::Wrapped,
            () if rows >= FEWEST_ROWS => Self::Lines,
            () => Self::Flowing,
        }
    }
}

/// Sets the first lines of paragraphs four columns in, as agencies do that do not save space.
fn with_full_indents(text: &str) -> String {
    let text = text.trim_start_matches(['\n', '\r']);
    let lines = text.lines().map(|line| match line.strip_prefix("  ") {
        Some(rest) if !rest.trim().is_empty() => format!("    {}", rest.trim_start()),
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::xml::Document;

    #[track_caller]
    fn check(table: &[(&str, &str)]) {
        for (xml, expected) in table {
            let document = Document::parse(xml).expect("it is well-formed");
            let body = document.root().map(body).unwrap_or_default();
            assert_eq!(body, *expected, "{xml}");
        }
    }

    #[test]
    fn paragraphs_come_out_of_markup() {
        check(&[
            ("<b><p>One\n  line.</p>\n<p>Two <em>bold</em>, words.</p></b>", "One line.\n\nTwo bold, words."),
            ("<body.content><block><hl2>Head</hl2><p>One.</p></block><p/></body.content>", "Head\n\nOne."),
            ("<b><p>Of fruit:</p><ul><li>apples</li> <li>pears</li></ul><p>End.</p></b>", "Of fruit:\n\napples\npears\n\nEnd."),
            ("<b><p>Of fruit:</p><ul><li><p>apples</p></li><li><p>pears</p></li></ul></b>", "Of fruit:\n\napples\npears"),
            (
                "<b><p>A.</p><table><tr><td>Oslo</td><td>3</td></tr><tr><td>Rome</td><td>4</td></tr></table></b>",
                "A.\n\nOslo 3\nRome 4",
            ),
            ("<b><p>One.<br/>Two.<br/><br/>Three.</p><p>Four.</p></b>", "One.\nTwo.\n\nThree.\n\nFour."),
            ("<b>Loose text\nof <i>it</i>.\n \nMore.<p>One.</p>Tail.</b>", "Loose text of it.\n\nMore.\n\nOne.\n\nTail."),
            (
                "<b><media><media-caption>Ships.</media-caption></media><p>One.</p><script>x()</script><figure>a</figure></b>",
                "One.",
            ),
            ("<b><P>One.</P><P>&lt;div id='a'&gt;&lt;/div&gt;</P></b>", "One."),
            ("<b><h:p xmlns:h='x'>One.</h:p><x:unknown>Two</x:unknown> three.</b>", "One.\n\nTwo three."),
            (
                "<b><p>AT&T &amp; caf&eacute;&nbsp;&#8211;&#x2019; &nothing;</p><p><![CDATA[a < b & c]]></p></b>",
                "AT&T & café –’ &nothing;\n\na < b & c",
            ),
            ("<b><p>\n <i>One,</i>\n <sup>\n  <i>3</i>\n </sup>\n <i>two.</i>\n</p></b>", "One, 3 two."),
            ("<b><pre>Teams:\nOslo, Rome\n\nEnd.</pre></b>", "Teams:\nOslo, Rome\n\nEnd."),
            ("<b/>", ""),
        ]);
    }

    #[test]
    fn html_and_paragraphs_in_text_are_told() {
        let long = "The ferry that was to carry the last people out of the town stood at the bridge all night, and left at dawn with \
                    all that it could hold, drivers on the other shore said.";
        check(&[
            ("<b><![CDATA[<p>One.</p><p>Two &amp; three.</p>]]></b>", "One.\n\nTwo & three."),
            ("<b>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</b>", "One.\n\nTwo."),
            (&format!("<b><p>{long}\n  {long}\n</p></b>"), &format!("{long}\n\n{long}")),
        ]);
    }

    #[test]
    fn lines_that_were_set_are_kept_and_wrapped_ones_joined() {
        check(&[
            (
                "<b><p>(Adds detail)\n    By Ann Lee\n    Jan 30 (Wire) - Gold rose on Tuesday on increased safe\nhaven demand as a \
                 tough stance on duties at the port rattled\nmarkets, with prices finding further support from a weaker\ncrown.\n    \
                 Traders were also awaiting the meeting of the central bank\nfor cues.</p></b>",
                "(Adds detail)\n\nBy Ann Lee\n\nJan 30 (Wire) - Gold rose on Tuesday on increased safe haven demand as a tough stance \
                 on duties at the port rattled markets, with prices finding further support from a weaker crown.\n\nTraders were also \
                 awaiting the meeting of the central bank for cues.",
            ),
            (
                "<b><p>The weather\n\t\twas superb\n\t\ttoday in\n\t\tNorfolk, and\n\t\tmade me want\n\t\tto sail.</p></b>",
                "The weather was superb today in Norfolk, and made me want to sail.",
            ),
        ]);
    }
}
