//! The body of a Markdown file as plain paragraphs.
//!
//! In: Markdown with HTML, shortcodes and mistyped marks in it. Out: paragraphs without markup, and which of them is the first heading.
//!
//! Rule kept here: markup goes and its text stays. What no parser knows for a mark, such as `a <b` or `{{`, is text.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::article::text;

/// The text of a Markdown document.
#[derive(Debug, Default)]
pub struct Story {
    pub paragraphs: Vec<String>,
    /// Which paragraph is the first heading, if that is of the first level or opens the text.
    pub heading: Option<usize>,
}

impl Story {
    pub fn read(markdown: &str) -> Self {
        let markdown = without_html(&without_shortcodes(markdown));
        let markdown = with_sound_links(&markdown);
        let options =
            Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
        let mut story = Self::default();
        let mut writer = Writer::default();
        for event in Parser::new_ext(&markdown, options) {
            match event {
                Event::Text(piece) | Event::Code(piece) => writer.push(&piece),
                Event::SoftBreak => writer.push(" "),
                Event::HardBreak => writer.push("\n"),
                // What is left of HTML are tags nobody knows; a block holds the text between them too.
                Event::Html(block) => writer.push(&without_tags(&block)),
                Event::Start(Tag::Image { .. }) => writer.images += 1,
                Event::End(TagEnd::Image) => writer.images -= 1,
                Event::Start(Tag::List(_)) => {
                    if writer.lists == 0 {
                        story.end_paragraph(&mut writer);
                    }
                    writer.lists += 1;
                }
                Event::End(TagEnd::List(_)) => {
                    writer.lists -= 1;
                    if writer.lists == 0 {
                        story.end_paragraph(&mut writer);
                    }
                }
                Event::Start(Tag::Item) | Event::End(TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead) => writer.push("\n"),
                Event::End(TagEnd::TableCell) => writer.push(" "),
                Event::End(TagEnd::Heading(level)) if writer.lists == 0 => {
                    let is_title = level == pulldown_cmark::HeadingLevel::H1 || story.paragraphs.is_empty();
                    if story.heading.is_none() && is_title && !writer.text.trim().is_empty() {
                        story.heading = Some(story.paragraphs.len());
                    }
                    story.end_paragraph(&mut writer);
                }
                // In a list a paragraph is a line.
                Event::End(TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::Heading(_)) if writer.lists > 0 => writer.push("\n"),
                Event::Start(Tag::Paragraph | Tag::Table(_) | Tag::CodeBlock(_) | Tag::Heading { .. }) if writer.lists == 0 => {
                    story.end_paragraph(&mut writer);
                }
                Event::End(TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::Table) => story.end_paragraph(&mut writer),
                _ => {}
            }
        }
        story.end_paragraph(&mut writer);
        story
    }

    fn end_paragraph(&mut self, writer: &mut Writer) {
        // Blank lines inside, as between loose list items, would part it in two.
        let paragraph = without_rests(&text::unescape(&writer.text)).replace(LINE_BREAK, "\n");
        let lines: Vec<&str> = paragraph.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if !lines.is_empty() {
            self.paragraphs.push(lines.join("\n"));
        }
        writer.text.clear();
    }
}

/// The paragraph being written, and what surrounds it.
#[derive(Debug, Default)]
struct Writer {
    text: String,
    lists: usize,
    /// Images within images are open; what stands in them describes a picture.
    images: usize,
}

impl Writer {
    fn push(&mut self, piece: &str) {
        if self.images == 0 {
            self.text.push_str(piece);
        }
    }
}

/// Stands for `<br>` until Markdown is parsed, for which a line break means different things in different places. From the private use
/// area of Unicode.
const LINE_BREAK: char = '\u{e000}';

const BREAK: &str = "\u{e000}";

/// Removes what is left of marks that were mistyped, and so are no marks to the parser: `**bold **`, `[text](address`.
fn without_rests(paragraph: &str) -> Cow<'_, str> {
    /// Longer ones are no prose, and would take long.
    const LONGEST: usize = 1 << 16;
    let has_rests = paragraph.contains(['*', '_']) || paragraph.contains("](");
    if !has_rests || paragraph.len() > LONGEST {
        return paragraph.into();
    }
    let mut plain = paragraph.to_owned();
    while let Some(at) = plain.find("](") {
        let end = plain[at..].find([')', ' ', '\n']).map_or(plain.len(), |end| at + end);
        let end = if plain[end..].starts_with(')') { end + 1 } else { end };
        plain.replace_range(at..end, "");
        if let Some(open) = plain[..at].rfind('[') {
            plain.remove(open);
        }
    }
    for mark in ["**", "__"] {
        while let Some(at) = plain.find(mark) {
            // `__Title__text`
            let parts_words = plain[..at].ends_with(char::is_alphanumeric) && plain[at + 2..].starts_with(char::is_alphanumeric);
            plain.replace_range(at..at + 2, if parts_words { " " } else { "" });
        }
    }
    let without_underscores = |word: &str| {
        let is_address = word.contains(['@', '/']);
        if is_address || word.len() == 1 && word != "_" && word != "*" {
            word.to_owned()
        } else {
            word.trim_matches('_').to_owned()
        }
    };
    plain.split(' ').filter(|word| !matches!(*word, "_" | "*")).map(without_underscores).collect::<Vec<_>>().join(" ").into()
}

/// Removes the shortcodes of Hugo, `{{< … >}}` and `{{% … %}}`, and the tags of Liquid, `{% … %}`. The text that one encloses stays,
/// as does the text of a quotation given as its argument: `{{< quote-block text="…" >}}`.
fn without_shortcodes(markdown: &str) -> String {
    const FORMS: [(&str, &str); 3] = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}")];
    let mut plain = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(at) = memchr::memchr(b'{', rest.as_bytes()) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let form = FORMS.iter().find(|(open, _)| rest.starts_with(open));
        let end = form.and_then(|(open, close)| Some((open.len(), shortcode_end(rest, close)?, close.len())));
        match end {
            Some((open, end, close)) => {
                // `[text]({{< ref "page.md" >}} "title")` is no link without a destination.
                let instead = if plain.ends_with("](") { "# " } else { quoted_argument(&rest[open..end]).unwrap_or_default() };
                plain.push_str(instead);
                rest = &rest[end + close..];
            }
            None => {
                plain.push('{');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// Finds the end of a shortcode, which is never far.
fn shortcode_end(text: &str, close: &str) -> Option<usize> {
    const LONGEST: usize = 8192;
    memchr::memmem::find(&text.as_bytes()[..text.len().min(LONGEST)], close.as_bytes())
}

fn quoted_argument(shortcode: &str) -> Option<&str> {
    let (_, value) = shortcode.split_once(" text=\"").or_else(|| shortcode.split_once(" quote=\""))?;
    value.split('"').next()
}

/// Encodes the spaces in `[text](https://example.org/a b)`, which would not be a link otherwise.
fn with_sound_links(markdown: &str) -> Cow<'_, str> {
    const LONGEST: usize = 2048;
    let mut sound = String::new();
    let mut done = 0;
    for at in memchr::memmem::find_iter(markdown.as_bytes(), b"](") {
        let start = at + 2;
        let mut reach = markdown[start..].bytes().take(LONGEST);
        let Some(length) = reach.position(|byte| matches!(byte, b')' | b'\n')) else { continue };
        let destination = &markdown[start..start + length];
        let is_address = ["http", "mailto:", "/"].iter().any(|start| destination.trim_start().starts_with(start));
        let is_unsound = is_address && destination.trim().contains(' ') && !destination.contains(['"', '\'', '(', '<']);
        if is_unsound && start >= done {
            sound.push_str(&markdown[done..start]);
            sound.push_str(&destination.trim().replace(' ', "%20"));
            done = start + length;
        }
    }
    if done == 0 {
        return markdown.into();
    }
    sound.push_str(&markdown[done..]);
    sound.into()
}

/// Removes HTML before Markdown is parsed, because Markdown leaves alone what stands inside of HTML elements.
fn without_html(markdown: &str) -> String {
    let mut plain = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some((instead, length)) = html_at(rest) else {
            plain.push('<');
            rest = &rest[1..];
            continue;
        };
        plain.push_str(instead);
        rest = &rest[length..];
        if instead.ends_with('\n') {
            // Indentation that followed the tag would make a code block of its text.
            rest = rest.trim_start_matches([' ', '\t']);
        }
    }
    plain.push_str(rest);
    plain
}

/// Returns what stands for the HTML that text begins with, and its length.
#[rustfmt::skip]
fn html_at(text: &str) -> Option<(&'static str, usize)> {
    if text.starts_with("<!--") {
        return Some(("", text.find("-->").map_or(text.len(), |end| end + 3)));
    }
    let name_start = if text.starts_with("</") { 2 } else { 1 };
    let end = tag_end(text)?;
    let name_length = text[name_start..].find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len() - name_start);
    let name = text[name_start..name_start + name_length].to_ascii_lowercase();
    match name.as_str() {
        "script" | "style" if name_start == 1 => {
            let close = format!("</{name}>");
            Some(("\n\n", text.find(&close).map_or(end, |at| at + close.len())))
        }
        "br" => Some((BREAK, end)),
        "p" | "div" | "section" | "article" | "header" | "footer" | "aside" | "main" | "nav" | "h1" | "h2" | "h3" | "h4"
        | "h5" | "h6" | "ul" | "ol" | "dl" | "table" | "thead" | "tbody" | "tfoot" | "tr" | "caption" | "blockquote"
        | "figure" | "figcaption" | "hr" | "iframe" | "video" | "audio" | "details" | "summary" | "form" | "fieldset"
        | "center" | "pre" | "address" | "script" | "style" => Some(("\n\n", end)),
        "li" | "dt" | "dd" => Some(("\n", end)),
        "td" | "th" | "option" => Some((" ", end)),
        "a" | "abbr" | "acronym" | "b" | "big" | "button" | "cite" | "code" | "del" | "dfn" | "em" | "font" | "i" | "img"
        | "input" | "ins" | "kbd" | "label" | "mark" | "nobr" | "noscript" | "object" | "embed" | "param" | "picture" | "q"
        | "s" | "samp" | "select" | "small" | "source" | "span" | "strike" | "strong" | "sub" | "sup" | "svg" | "time" | "tt"
        | "u" | "var" | "wbr" | "link" | "meta" | "col" | "colgroup" => Some(("", end)),
        _ => None,
    }
}

/// Returns where the tag ends that text begins with. In `if a <b and c` none does.
fn tag_end(text: &str) -> Option<usize> {
    const LONGEST: usize = 4096;
    let end = text.bytes().skip(1).take(LONGEST).position(|byte| matches!(byte, b'<' | b'>'))? + 1;
    text[end..].starts_with('>').then_some(end + 1)
}

fn without_tags(html: &str) -> String {
    let mut pieces = html.split('<');
    let before = pieces.next().unwrap_or_default();
    pieces.fold(before.to_owned(), |text, piece| text + piece.split_once('>').map_or(piece, |(_, after)| after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_markdown_into_paragraphs() {
        let table = [
            ("a wrapped\nparagraph\n\nanother", "a wrapped paragraph\n\nanother"),
            ("*em*, **strong**, _em_, ~~gone~~ and `code`", "em, strong, em, gone and code"),
            ("a [link](https://example.org \"title\") and ![a picture](x.png)", "a link and"),
            ("a [reference][1] here\n\n[1]: https://example.org", "a reference here"),
            ("a claim[^1]\n\n[^1]: its source", "a claim\n\nits source"),
            ("text\n\n## A heading\n\nmore", "text\n\nA heading\n\nmore"),
            ("- one\n- two\n  - nested\n- three\n\nafter", "one\ntwo\nnested\nthree\n\nafter"),
            ("1. one\n\n2. two\n", "one\ntwo"),
            ("> a quotation\n> in two lines", "a quotation in two lines"),
            ("| a | b |\n|---|---|\n| 1 | 2 |\n\nafter", "a b\n1 2\n\nafter"),
            ("```rust\nlet x = 1;\n```\nafter", "let x = 1;\n\nafter"),
            ("fish &amp; chips&nbsp;&#8217;s", "fish & chips ’s"),
            ("<div class=\"x\">\n    <p>in **a** <em>box</em></p>\n</div>\nafter", "in a box\n\nafter"),
            ("one<br/>two <!-- hidden --> <script>var x = '<p>';</script>", "one\ntwo"),
            ("if a <b and c, a <i or so <b>bold</b>", "if a <b and c, a <i or so bold"),
            ("<my-box kind=\"x\">\ninside\n</my-box>\n\na < b, <my-tag>c", "inside\n\na < b, c"),
            (
                "{{< img src=\"x.png\" alt=\"x\" >}}\n\nsee [this]({{< ref \"a.md\" >}}) {{% note %}}inside{{% /note %}}",
                "see this inside",
            ),
            ("a [link](mailto:a@b.org?subject=The News) and [one]({{< ref \"a.md\" >}} \"A title\")", "a link and one"),
            (
                "**bold **text, __Title__text, _ _ [](https://example.org) a](https://example.org/x) b",
                "bold text, Title text, a b",
            ),
            ("| a<br>b | c |\n|---|---|\n| 1 | 2 |", "a\nb c\n1 2"),
            ("{{< quote-block text=\"Well said.\" cite=\"Jane\" >}}", "Well said."),
            ("{% include x.html %}text {{ page.title }} {{< open", "text {{ page.title }} {{< open"),
            ("a line  \nbroken", "a line\nbroken"),
        ];
        for (markdown, expected) in table {
            let body = text::clean_body(&Story::read(markdown).paragraphs.join("\n\n"));
            assert_eq!(body, expected, "{markdown:?}");
        }
    }
}
