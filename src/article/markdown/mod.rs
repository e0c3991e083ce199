//! Markdown with front matter, as static site generators keep news: the fields and the plain text of one article.
//!
//! In: YAML between `---` lines or TOML between `+++` lines, then Markdown with HTML and shortcodes in it. Out: one article whose body
//! holds no markup.
//!
//! Rule kept here: front matter that is broken costs its fields at most. The body is read all the same, and the fault is named.

mod front_matter;
mod story;

use pulldown_cmark::{Event, Parser};

use super::{Article, DateOrigin, Format, Head, Parsed, Problem, Records, Source, dates, decode, metadata, plain_text, text};
use front_matter::FrontMatter;
use story::Story;

pub const FORMAT: Format = Format {
    name: "markdown",
    what: "Markdown, with front matter in YAML or TOML",
    extensions: &["md", "markdown", "mdown", "mkd", "mdx"],
    recognized_by: "the ending; else front matter with keys of an article",
    fields: super::ARTICLE_FIELDS,
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
        return Parsed { problems, ..Parsed::default() };
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
    Parsed { articles: vec![article], problems, ..Parsed::default() }
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

    const SOURCE: Source = Source { path: "news/a.md", read_on: date(2026, 11, 24), url: None };

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
