//! HTML as plain text: the paragraphs of a fragment, parted by blank lines.
//!
//! Rule kept here: everything visible is kept but what is never prose (scripts, navigation, captions); what is an article and what is not
//! is for others to tell.

use super::tokens::{self, Token};

/// What a line break in the text itself means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum LineBreaks {
    /// A space, as in HTML.
    AreSpaces,
    /// The end of a paragraph: for plain text that has the odd tag or `&amp;` in it.
    EndParagraphs,
}

/// Returns the paragraphs of an HTML fragment.
pub fn paragraphs(html: &str, line_breaks: LineBreaks) -> String {
    let mut writer = Writer { text: String::with_capacity(html.len() / 2), gap: Gap::None, line_breaks, preformatted: false };
    let mut skipped: Option<(String, usize)> = None;
    tokens::for_each(html, |token| match (&mut skipped, token) {
        (Some((name, depth)), Token::Open(tag)) => *depth += usize::from(*tag.name == **name && !tag.self_closing),
        (Some((name, depth)), Token::Close(closed)) if closed == name => {
            *depth -= 1;
            if *depth == 0 {
                skipped = None;
            }
        }
        (Some(_), _) => {}
        (None, Token::Open(tag)) if SKIPPED.contains(&&*tag.name) && !tag.self_closing => {
            skipped = Some((tag.name.to_string(), 1));
            writer.end_paragraph();
        }
        (None, Token::Open(tag)) => {
            writer.preformatted |= &*tag.name == "pre";
            writer.pass_tag(&tag.name);
        }
        (None, Token::Close(name)) => {
            writer.preformatted &= name != "pre";
            writer.pass_tag(name);
        }
        (None, Token::Text(text)) => writer.write(text),
    });
    writer.text
}

/// Whether a text is HTML: it holds a tag by a name that HTML knows, or a character reference.
pub fn looks_like_html(text: &str) -> bool {
    tags(text, &[BLOCKS, INLINE, SKIPPED]).next().is_some() || has_reference(text)
}

/// Returns how many tags begin or end a paragraph, or break a line: where there are many, the text's own line breaks mean nothing.
pub fn count_block_tags(text: &str) -> usize {
    tags(text, &[BLOCKS, &["br"]]).count()
}

/// Elements whose content is not prose.
const SKIPPED: &[&str] = &[
    "aside",
    "button",
    "figcaption",
    "figure",
    "footer",
    "head",
    "iframe",
    "nav",
    "noscript",
    "object",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
];

/// Elements that begin and end a paragraph.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];

/// Elements that HTML in a text is known by, beside the blocks.
const INLINE: &[&str] = &["a", "b", "br", "em", "font", "i", "img", "span", "strong", "sub", "sup", "td", "u"];

/// What parts the text written so far from what comes next.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
    Paragraph,
}

struct Writer {
    text: String,
    gap: Gap,
    line_breaks: LineBreaks,
    preformatted: bool,
}

impl Writer {
    fn pass_tag(&mut self, name: &str) {
        if BLOCKS.contains(&name) {
            self.end_paragraph();
        } else if name == "br" {
            // Many old pages part their paragraphs by two <br>.
            self.gap = if self.gap >= Gap::Line { Gap::Paragraph } else { Gap::Line };
        } else if matches!(name, "td" | "th") {
            self.gap = self.gap.max(Gap::Space);
        }
    }

    fn end_paragraph(&mut self) {
        self.gap = Gap::Paragraph;
    }

    fn write(&mut self, text: &str) {
        let mut words = text;
        while !words.is_empty() {
            let length = words.find(char::is_whitespace).unwrap_or(words.len());
            let (word, rest) = words.split_at(length);
            if !word.is_empty() {
                self.write_gap();
                self.text.push_str(word);
            }
            let Some(space) = rest.chars().next() else { break };
            let gap = match space {
                '\n' if self.line_breaks == LineBreaks::EndParagraphs => Gap::Paragraph,
                '\n' if self.preformatted && self.gap >= Gap::Line => Gap::Paragraph,
                '\n' if self.preformatted => Gap::Line,
                _ => Gap::Space,
            };
            self.gap = self.gap.max(gap);
            words = &rest[space.len_utf8()..];
        }
    }

    fn write_gap(&mut self) {
        if !self.text.is_empty() {
            self.text.push_str(match self.gap {
                Gap::None => "",
                Gap::Space => " ",
                Gap::Line => "\n",
                Gap::Paragraph => "\n\n",
            });
        }
        self.gap = Gap::None;
    }
}

/// Returns where tags by one of these names stand.
fn tags(text: &str, names: &[&[&str]]) -> impl Iterator<Item = usize> {
    memchr::memchr_iter(b'<', text.as_bytes()).filter(|&at| {
        let rest = &text.as_bytes()[at + 1..];
        let rest = rest.strip_prefix(b"/").unwrap_or(rest);
        let length = rest.iter().take(12).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let ends_like_a_tag = matches!(rest.get(length), Some(b'>' | b' ' | b'/' | b'\n' | b'\t' | b'\r'));
        ends_like_a_tag && names.iter().copied().flatten().any(|name| name.as_bytes().eq_ignore_ascii_case(&rest[..length]))
    })
}

/// Whether there is a `&name;` or `&#number;`.
fn has_reference(text: &str) -> bool {
    memchr::memchr_iter(b'&', text.as_bytes()).any(|at| {
        let rest = &text.as_bytes()[at + 1..];
        let rest = rest.strip_prefix(b"#").unwrap_or(rest);
        let length = rest.iter().take(10).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        length >= 2 && rest.get(length) == Some(&b';')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_become_paragraphs() {
        let cases = [
            ("", ""),
            ("No tags.", "No tags."),
            ("<p>One.</p><p>Two <b>bold</b>\n words.</p>", "One.\n\nTwo bold words."),
            ("<p>One<p>Two", "One\n\nTwo"),
            ("One<br>two<br><br>three<br/>\n<br/>four", "One\ntwo\n\nthree\n\nfour"),
            ("<ul><li>a</li><li>b</li></ul>after", "a\n\nb\n\nafter"),
            ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n\n3"),
            ("<pre>first\nsecond\n \nthird</pre>fourth\nfifth", "first\nsecond\n\nthird\n\nfourth fifth"),
            ("A<script>var a = '<p>no</p>';</script><style>p {}</style>B", "A\n\nB"),
            ("<figure><img src=a><figcaption>Seen from afar</figcaption></figure><p>Text.</p>", "Text."),
            ("<nav><nav>a</nav>b</nav>c", "c"),
            ("Caf&eacute; &#8211; &lt;b&gt; &amp;amp;", "Café – <b> &amp;"),
            ("10 < 20 and 30 > 20", "10 < 20 and 30 > 20"),
            ("<p>unclosed <b", "unclosed"),
        ];
        for (html, expected) in cases {
            assert_eq!(paragraphs(html, LineBreaks::AreSpaces), expected, "{html}");
        }
    }

    #[test]
    fn line_breaks_end_paragraphs_where_asked() {
        assert_eq!(
            paragraphs("Tom &amp; Ann\nmet <i>here</i>.\n\nThen left.", LineBreaks::EndParagraphs),
            "Tom & Ann\n\nmet here.\n\nThen left."
        );
    }

    #[test]
    fn html_is_told_from_text() {
        let cases = [
            ("plain", false, 0),
            ("a < b and c > d", false, 0),
            ("<name@example.org> wrote", false, 0),
            ("AT&T; R&D", false, 0),
            ("a <b>bold</b> claim", true, 0),
            ("salt &amp; pepper", true, 0),
            ("one &#8217; two", true, 0),
            ("<P>one</P>", true, 2),
            ("one<br/>two", true, 1),
        ];
        for (text, html, blocks) in cases {
            assert_eq!((looks_like_html(text), count_block_tags(text)), (html, blocks), "{text}");
        }
    }

    #[test]
    fn a_hundred_thousand_open_tags_are_read_in_one_pass() {
        let html = format!("{}deep{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
        assert_eq!(paragraphs(&html, LineBreaks::AreSpaces), "deep");
    }
}
