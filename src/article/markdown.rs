//! Markdown with front matter, as static site generators keep news: the fields and the plain text of one article.
//!
//! In: YAML between `---` lines or TOML between `+++` lines, then Markdown with HTML and shortcodes in it. Out: one article whose body
//! holds no markup.
//!
//! Rule kept here: front matter that is broken costs its fields at most. The body is read all the same, and the fault is named.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{Article, DateOrigin, Format, Head, Parsed, Problem, Records, Source, dates, decode, metadata, plain_text, text};

pub const FORMAT: Format = Format {
    name: "markdown",
    extensions: &["md", "markdown", "mdown", "mkd", "mdx"],
    recognize,
    records: Records::Whole,
    parse,
};

fn recognize(head: &Head) -> bool {
    if FORMAT.extensions.contains(&head.extension) {
        return !decode::is_binary(head.bytes);
    }
    let may_be_text = matches!(head.extension, "" | "txt" | "text" | "rmd" | "qmd");
    let is_yaml = head.bytes.starts_with(b"---\n") || head.bytes.starts_with(b"---\r\n");
    let has_key = |key: &[u8]| memchr::memmem::find(head.bytes, key).is_some();
    may_be_text && is_yaml && (has_key(b"\ntitle:") || has_key(b"\ndate:"))
}

fn parse(bytes: &[u8], source: &Source) -> Parsed {
    if bytes.is_empty() {
        return Parsed::problem("the file is empty");
    }
    let decoded = decode::decode(bytes, None);
    let markdown = decoded.text.replace("\r\n", "\n");
    let mut article = Article::default();
    let mut problems = Vec::new();
    let (front_matter, markdown) = FrontMatter::split(&markdown);
    let fields = match front_matter.map(|front_matter| front_matter.fields()) {
        None => Vec::new(),
        Some(Ok(fields)) => fields,
        Some(Err((problem, fields))) => {
            problems.push(problem);
            fields
        }
    };
    let mut summary = None;
    for (key, values) in &fields {
        if is_summary(key) && summary.is_none() {
            summary = values.first();
        }
        metadata::set(&mut article, key, values, source.read_on);
    }

    let story = Story::read(markdown);
    take_title(&mut article, story);
    if article.body.is_empty() {
        // A link to an article elsewhere, with nothing but a summary of its own.
        article.body = summary.map(|summary| text::clean_body(&Story::read(summary).paragraphs.join("\n\n"))).unwrap_or_default();
    }
    if article.title.is_empty() && article.body.is_empty() {
        problems.push(Problem("the file holds no text".to_owned()));
        return Parsed { articles: Vec::new(), problems };
    }
    plain_text::take_dateline(&mut article);
    if article.title.is_empty() {
        article.title = text::first_sentence_title(article.body.lines().next().unwrap_or_default());
    }
    if article.date.is_none() {
        let by_url = article.url.as_deref().and_then(|url| dates::from_url(url, source.read_on));
        article.date = by_url.map(|stamp| stamp.into_date(DateOrigin::Url));
    }
    let opening = article.body.clone();
    plain_text::set_date(&mut article, source, || dates::from_text(&opening, source.read_on));
    Parsed { articles: vec![article], problems }
}

/// Gives an article its body, and the first heading for a title where it has none; a heading that repeats the title is left out.
fn take_title(article: &mut Article, story: Story) {
    let mut paragraphs = story.paragraphs;
    let heading = story.heading.map(|at| text::clean_line(&paragraphs[at]));
    let title = decode_references(&article.title);
    article.title = if title.is_empty() { heading.clone().unwrap_or_default() } else { title };
    if let (Some(at), Some(heading)) = (story.heading, heading)
        && heading == article.title
    {
        paragraphs.remove(at);
    }
    article.body = text::clean_body(&paragraphs.join("\n\n"));
}

fn is_summary(key: &str) -> bool {
    matches!(key, "summary" | "description" | "deck" | "excerpt" | "abstract")
}

// ---------------------------------------------------------------------------------------------------------------------------------
// Front matter.

/// Keys and their values, in the order of the file.
type Fields = Vec<(String, Vec<String>)>;

enum FrontMatter<'a> {
    Yaml(&'a str),
    Toml(&'a str),
    /// The line that ends it is missing, so that where the body begins is a guess.
    Unclosed(&'a str),
}

impl<'a> FrontMatter<'a> {
    /// Splits front matter from the body.
    fn split(markdown: &'a str) -> (Option<Self>, &'a str) {
        let markdown = markdown.trim_start_matches(['\u{feff}', '\n', ' ']);
        for (fence, kind) in [("---", Self::Yaml as fn(&'a str) -> Self), ("+++", Self::Toml)] {
            let Some(inside) =
                markdown.strip_prefix(fence).and_then(|rest| rest.trim_start_matches([' ', '\t']).strip_prefix('\n'))
            else {
                continue;
            };
            let mut at = 0;
            for line in inside.split_inclusive('\n') {
                let is_end = line.trim_end() == fence || (fence == "---" && line.trim_end() == "...");
                if is_end {
                    return (Some(kind(&inside[..at])), &inside[at + line.len()..]);
                }
                at += line.len();
            }
            // A rule may open a text that has no front matter at all.
            let has_key = inside.lines().next().and_then(key_and_value).is_some();
            if !has_key {
                return (None, markdown);
            }
            let (block, body) = inside.split_once("\n\n").unwrap_or((inside, ""));
            return (Some(Self::Unclosed(block)), body);
        }
        (None, markdown)
    }

    /// Reads the fields; with a problem, those that could be told line by line.
    fn fields(&self) -> Result<Fields, (Problem, Fields)> {
        match self {
            Self::Yaml(block) => match read_yaml(block) {
                Ok(value) => Ok(fields_of(&value)),
                Err(error) => Err((
                    Problem(format!("front matter is not valid YAML: {}", one_line(&error.to_string()))),
                    simple_fields(block),
                )),
            },
            Self::Toml(block) => match block.parse::<toml::Table>() {
                Ok(table) => Ok(fields_of(&json_of(toml::Value::Table(table)))),
                Err(error) => {
                    Err((Problem(format!("front matter is not valid TOML: {}", error.message())), simple_fields(block)))
                }
            },
            Self::Unclosed(block) => Err((Problem("front matter has no closing line".to_owned()), simple_fields(block))),
        }
    }
}

fn read_yaml(block: &str) -> Result<serde_json::Value, serde_saphyr::Error> {
    // A key given twice is a slip that editors make often, and no reason to doubt the others.
    let options = serde_saphyr::options! { duplicate_keys: serde_saphyr::options::DuplicateKeyPolicy::FirstWins };
    serde_saphyr::from_str_with_options(block, options)
}

/// Returns the first line of an error, which tells the fault; the rest draws it.
fn one_line(message: &str) -> String {
    let line = text::clean_line(message.lines().next().unwrap_or_default());
    line.strip_prefix("error: ").map(str::to_owned).unwrap_or(line)
}

/// Reads `key: value` and `key = "value"` lines where the block as a whole cannot be parsed.
fn simple_fields(block: &str) -> Fields {
    let fields = block.lines().filter_map(key_and_value);
    fields.map(|(key, value)| (key.to_owned(), vec![value.to_owned()])).collect()
}

fn key_and_value(line: &str) -> Option<(&str, &str)> {
    let at = line.find([':', '='])?;
    let (key, value) = (line[..at].trim_end(), line[at + 1..].trim());
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let is_quoted = value.len() >= 2 && ["\"", "'"].iter().any(|quote| value.starts_with(quote) && value.ends_with(quote));
    let value = if is_quoted { &value[1..value.len() - 1] } else { value };
    (is_key && !value.is_empty()).then_some((key, value))
}

/// Returns the top-level keys with their values as text. Of an object that stands for a person or site, its name counts.
fn fields_of(value: &serde_json::Value) -> Fields {
    let Some(object) = value.as_object() else { return Vec::new() };
    let mut fields = Vec::new();
    for (key, value) in object {
        match value {
            // Hugo keeps its taxonomies here where a site was moved from Jekyll.
            serde_json::Value::Object(_) if key == "taxonomies" || key == "extra" || key == "params" => {
                fields.extend(fields_of(value))
            }
            serde_json::Value::Array(values) => fields.push((key.clone(), values.iter().filter_map(scalar).collect())),
            value => fields.push((key.clone(), scalar(value).into_iter().collect())),
        }
    }
    fields
}

fn scalar(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Object(object) => ["name", "title", "label"].iter().find_map(|key| scalar(object.get(*key)?)),
        _ => None,
    }
}

fn json_of(value: toml::Value) -> serde_json::Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Datetime(datetime) => datetime.to_string().into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Array(values) => values.into_iter().map(json_of).collect(),
        toml::Value::Table(table) => {
            table.into_iter().map(|(key, value)| (key, json_of(value))).collect::<serde_json::Map<_, _>>().into()
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------------------------
// The body.

/// The text of a Markdown document.
#[derive(Debug, Default)]
struct Story {
    paragraphs: Vec<String>,
    /// Which paragraph is the first heading, if that is of the first level or opens the text.
    heading: Option<usize>,
}

impl Story {
    fn read(markdown: &str) -> Self {
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

/// Decodes the character references of HTML in a title, which some sites write into their front matter.
fn decode_references(title: &str) -> String {
    if !title.contains('&') {
        return title.to_owned();
    }
    let mut plain = String::with_capacity(title.len());
    // As code of Markdown is no place for references, and all other marks in a title mean themselves, each is read alone.
    let mut rest = title;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = rest.find(';').filter(|end| *end <= 10).map_or(1, |end| end + 1);
        for event in Parser::new(&rest[..length]) {
            if let Event::Text(piece) = event {
                plain.push_str(&piece);
            }
        }
        rest = &rest[length..];
    }
    plain.push_str(rest);
    text::clean_line(&plain)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const SOURCE: Source = Source { path: "news/a.md", read_on: date(2026, 11, 24) };

    fn read(markdown: &str) -> Article {
        parse(markdown.as_bytes(), &SOURCE).articles.remove(0)
    }

    #[test]
    fn reads_yaml_front_matter() {
        let article = read(
            "---\n# a comment\nslug: buses-return\ndate: 2016-12-18 16:00:00 -0500\ntitle: 'Buses Return: Caf&eacute; Reopens'\n\
             authors:\n  - jane-doe\n  - name: John Roe\nsource: The Paper\ntopics: [aid, buses]\ncategories:\n  - World\n  - Syria\n\
             lang: en-US\nweight: 1\ndraft: false\n---\n\nThey came.\n",
        );
        assert_eq!(article.guid.as_deref(), Some("buses-return"));
        assert_eq!(article.title, "Buses Return: Café Reopens");
        let stamp = article.date.expect("the date is valid");
        assert_eq!((stamp.day, stamp.origin), (date(2016, 12, 18), DateOrigin::Metadata));
        assert_eq!(stamp.instant, "2016-12-18T21:00:00Z".parse().ok());
        assert_eq!(article.byline.as_deref(), Some("jane-doe, John Roe"));
        assert_eq!(article.source.as_deref(), Some("The Paper"));
        assert_eq!(article.section.as_deref(), Some("World"));
        assert_eq!(article.topics, ["aid", "buses", "Syria"]);
        assert_eq!(article.language.as_deref(), Some("en"));
        assert_eq!(article.body, "They came.");
    }

    #[test]
    fn reads_toml_front_matter() {
        let article = read(
            "+++\ntitle = \"Buses return\"\ndate = 2016-12-18T16:00:00+01:00\n[taxonomies]\ntags = [\"aid\"]\n+++\nThey came.",
        );
        assert_eq!(article.title, "Buses return");
        assert_eq!(article.date.map(|stamp| stamp.day), Some(date(2016, 12, 18)));
        assert_eq!(article.topics, ["aid"]);
        assert_eq!(article.body, "They came.");
    }

    #[test]
    fn names_broken_front_matter_and_reads_the_rest() {
        let table = [
            ("---\ntitle: Buses: they return\ndate: 2016-12-18\n---\nThey came.", "front matter is not valid YAML"),
            ("+++\ntitle = \"Buses: they return\"\ndate = 2016-12-18\nbroken\n+++\nThey came.", "front matter is not valid TOML"),
            ("---\ntitle: \"Buses: they return\"\ndate: 2016-12-18\n\nThey came.", "front matter has no closing line"),
        ];
        for (markdown, problem) in table {
            let parsed = parse(markdown.as_bytes(), &SOURCE);
            assert!(parsed.problems[0].0.starts_with(problem), "{:?}", parsed.problems);
            assert!(!parsed.problems[0].0.contains('\n'), "{:?}", parsed.problems);
            let article = &parsed.articles[0];
            assert_eq!((article.title.as_str(), article.body.as_str()), ("Buses: they return", "They came."));
            assert_eq!(article.date.map(|stamp| stamp.day), Some(date(2016, 12, 18)));
        }
    }

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

    #[test]
    fn takes_the_title_from_the_first_heading_where_front_matter_gives_none() {
        let table = [
            ("# Buses return\n\nThey came.", "Buses return", "They came."),
            ("---\ntitle: Buses return\n---\n# Buses return\n\nThey came.", "Buses return", "They came."),
            ("---\ntitle: Buses return\n---\n# Another\n\nThey came.", "Buses return", "Another\n\nThey came."),
            ("---\ntitle: Buses return\nsummary: They *came*.\n---\n", "Buses return", "They came."),
            ("They came. They left.", "They came.", "They came. They left."),
            ("---\n\nA rule comes first.", "A rule comes first.", "A rule comes first."),
        ];
        for (markdown, title, body) in table {
            let article = read(markdown);
            assert_eq!((article.title.as_str(), article.body.as_str()), (title, body), "{markdown:?}");
        }
    }

    #[test]
    fn recognizes_markdown_by_name_or_front_matter() {
        let table: &[(&str, &[u8], bool)] = &[
            ("md", b"text", true),
            ("markdown", b"", true),
            ("txt", b"---\ntitle: x\n---\n", true),
            ("yaml", b"---\ntitle: x\n", false),
            ("txt", b"---\nno keys", false),
            ("txt", b"text", false),
            ("md", b"\x89PNG\r\n", false),
        ];
        for (extension, bytes, expected) in table {
            assert_eq!(recognize(&Head { extension, bytes, is_whole: true }), *expected, "{extension}: {bytes:?}");
        }
    }

    #[test]
    fn no_cut_and_no_noise_makes_it_panic() {
        let sample = "---\ntitle: \"Ä\"\ndate: 2016-12-18\n---\n# H\n\n- a\n  - **b**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<p>x</p>{{< y >}}![z](a) &amp; [^1]";
        for end in 0..sample.len() {
            parse(&sample.as_bytes()[..end], &SOURCE);
            parse(&sample.as_bytes()[end..], &SOURCE);
        }
        let mut state = 13u64;
        for _ in 0..3000 {
            let mut bytes = sample.as_bytes().to_vec();
            for _ in 0..8 {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                let at = (state >> 33) as usize % bytes.len();
                bytes[at] = b"\n -<>![]{&*\xff|"[(state >> 20) as usize % 13];
            }
            parse(&bytes, &SOURCE);
        }
    }
}
