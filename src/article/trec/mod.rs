//! Text in the tags of the TREC collections: AP, Wall Street Journal, Financial Times, Los Angeles Times, FBIS, English Gigaword, ANT.
//!
//! In: one element `<DOC>`. Out: one article.
//!
//! Rule kept here: the tags are SGML that each collection has in a way of its own, and their text holds bare `<` and `&`. So a handful of
//! known names is searched for, in any case, and what is no tag of these is text.

mod fields;
mod numbers;

use fields::Fields;

use super::html::paragraphs::{self, LineBreaks};
use super::xml::references;
use super::xml::values::{add, tidy_body};
use super::{Article, ArticleDate, DateOrigin, Format, Head, Parsed, Precision, Records, Source, dates, decode, html, text};
use crate::article::json::values;
use memchr::memmem;

pub const FORMAT: Format = Format {
    name: "trec",
    what: "text in the tags of TREC and Gigaword: <DOC>, <DOCNO>, <TEXT>, many articles a file",
    extensions: &["trec"],
    recognized_by: "a first element DOC that has a DOCNO, DOCID or id",
    fields: &["byline", "dateline", "date", "source", "section", "language", "guid", "url", "topics"],
    recognize,
    records: Records::Elements { open: b"<DOC", close: b"</DOC>" },
    parse,
};

fn recognize(head: &Head) -> bool {
    let start = head.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head.bytes).trim_ascii_start();
    if !start.starts_with(b"<") {
        return false;
    }
    let has = |mark: &[u8]| memmem::find(start, mark).is_some();
    let opens = start.starts_with(b"<DOC>") || has(b"\n<DOC>");
    opens && (has(b"<DOCNO>") || has(b"<DOCID>")) || start.starts_with(b"<DOC id=") || start.starts_with(b"<DOC ID=")
}

fn parse(bytes: &[u8], source: &Source) -> Parsed {
    let decoded = decode::decode(bytes, None);
    let fields = Fields::read(&decoded.text);
    if !fields.is_document() {
        return Parsed::problem("no <DOC> element");
    }
    if !fields.is_whole {
        return Parsed::problem("the file is cut off: it ends within \"DOC\"");
    }
    let article = article(&fields, source);
    if article.title.is_empty() && article.body.is_empty() {
        return Parsed::problem("the article is empty: it has neither headline nor text");
    }
    Parsed::article(article)
}

fn article(fields: &Fields, source: &Source) -> Article {
    let number = fields.number().map(|number| line(&number)).filter(|number| !number.is_empty());
    let known = number.as_deref().map(|number| numbers::read(number, source.read_on)).unwrap_or_default();
    let dateline = fields.first(&["DATELINE"]).map(line);
    let mut article = Article {
        title: title(fields),
        byline: fields.first(&["BYLINE", "AUTHOR"]).and_then(|byline| text::byline(line(byline).trim_end_matches(';'))),
        date: date(fields, known.day, source),
        source: fields.first(&["SRC", "SOURCE", "SO", "PUB", "AGENCY"]).map(publisher).or(known.source.map(str::to_owned)),
        // `Book Review; Page 1; Book Review Desk`
        section: fields.first(&["SECTION", "CAT", "CATEGORY"]).map(line).and_then(|section| first_part(&section)),
        language: fields.first(&["LANGUAGE", "LANG"]).and_then(values::language).or(known.language),
        url: fields.first(&["URL"]).and_then(web_address),
        body: body(fields),
        guid: number,
        ..Article::default()
    };
    article.dateline = dateline
        .map(|dateline| dateline.trim_end_matches([' ', '-', '–', '—', '_', ',', ':']).to_owned())
        .filter(|dateline| !dateline.is_empty());
    for list in fields.all(&["SUBJECT", "SUBJECTS", "KEYWORD", "KEYWORDS", "IN"]) {
        let spaced = without_tags(list, "\n");
        references::unescape(&spaced).split(['\n', ';']).for_each(|topic| add(&mut article.topics, topic.to_owned()));
    }
    tidy_body(&mut article);
    if article.title.is_empty() {
        article.title = text::first_sentence_title(article.body.lines().next().unwrap_or_default());
    }
    article
}

/// Returns the headline. The Financial Times opens its with its name and day, the Los Angeles Times ends it with a semicolon.
fn title(fields: &Fields) -> String {
    let title = fields.first(&["HEADLINE", "TITLE", "HEAD", "HL", "TI", "HEADER"]).map(line).unwrap_or_default();
    let after_day = title.split_once(" / ").filter(|(before, _)| before.starts_with("FT ") && before.len() < 20);
    after_day.map_or(title.as_str(), |(_, title)| title).trim_end_matches([';', ' ']).to_owned()
}

/// Returns the date of the metadata; that of the number where there is none, or where it settles which of two days `03/04/87` means.
fn date(fields: &Fields, of_number: Option<jiff::civil::Date>, source: &Source) -> Option<ArticleDate> {
    let written = fields.all(&["DATE", "TIME", "DATE_TIME", "DATE1", "DD", "PUBDATE"]).find_map(|value| {
        let value = with_colons(&line(value));
        let stamp = match value.len() {
            6 if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                let day = numbers::year_first(&value, source.read_on)?;
                dates::Stamp { day, instant: None, precision: Precision::Day }
            }
            _ => dates::parse(&value, source.read_on)?,
        };
        let month_first = dates::parse_in_order(&value, dates::DayOrder::MonthFirst, source.read_on);
        Some(month_first.filter(|other| Some(other.day) == of_number).unwrap_or(stamp))
    });
    let of_number = of_number.map(|day| dates::Stamp { day, instant: None, precision: Precision::Day });
    match (written, of_number) {
        (Some(written), Some(day)) if written.precision < Precision::Day => Some(day),
        (written, day) => written.or(day),
    }
    .map(|stamp| stamp.into_date(DateOrigin::Metadata))
}

/// Writes `2017-05-29T143600` as `2017-05-29T14:36:00`.
fn with_colons(value: &str) -> String {
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    match value.split_once('T') {
        Some((day, clock)) if day.len() == 10 && clock.len() == 6 && is_digits(clock) => {
            format!("{day}T{}:{}:{}", &clock[..2], &clock[2..4], &clock[4..])
        }
        _ => value.to_owned(),
    }
}

/// Returns the text, after what the abstract says and the text does not.
fn body(fields: &Fields) -> String {
    let texts = fields.all(&["LP", "LEADPARA", "TEXT"]).map(prose).filter(|text| !text.is_empty());
    let body = texts.collect::<Vec<_>>().join("\n\n");
    let summary = fields.first(&["ABSTRACT"]).map(prose).unwrap_or_default();
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    match () {
        () if summary.is_empty() => body,
        () if body.is_empty() => summary,
        () if words(&body).contains(words(&summary).trim_end_matches(['.', '…', ' '])) => body,
        () => format!("{summary}\n\n{body}"),
    }
}

/// Returns the paragraphs of an element: those that it marks, else those that its lines make.
fn prose(content: &str) -> String {
    let has_paragraphs = paragraphs::count_block_tags(content) > 0 && !html::has_overloaded_tag(content);
    if has_paragraphs {
        return text::clean_body(&paragraphs::paragraphs(content, LineBreaks::AreSpaces));
    }
    // The line ends behind and before the tags part no paragraphs.
    let content = content.trim_end().trim_start_matches(['\r', '\n']);
    text::paragraphs(&references::unescape(&without_tags(content, "")))
}

/// Returns an element as one line, without the tags in it.
fn line(content: &str) -> String {
    text::clean_line(&references::unescape(&without_tags(content, " ")))
}

/// Puts something in the place of each tag: `<P>`, `<F P=105>`. A `<` before anything but a name is text.
fn without_tags(content: &str, instead: &str) -> String {
    const LONGEST_TAG: usize = 200;
    let mut plain = String::with_capacity(content.len());
    let mut rest = content;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        plain.push_str(&rest[..at]);
        let inside = rest[at + 1..].strip_prefix('/').unwrap_or(&rest[at + 1..]);
        let is_name = inside.starts_with(|c: char| c.is_ascii_alphabetic());
        let reach = &rest.as_bytes()[at..rest.len().min(at + LONGEST_TAG)];
        match memchr::memchr(b'>', reach).filter(|_| is_name) {
            Some(end) => {
                plain.push_str(instead);
                rest = &rest[at + end + 1..];
            }
            None => {
                plain.push('<');
                rest = &rest[at + 1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// Returns a name without what stands in parentheses behind it: `WALL STREET JOURNAL (J)`.
fn publisher(content: &str) -> String {
    let name = line(content);
    let end = name.rfind(" (").filter(|_| name.ends_with(')')).unwrap_or(name.len());
    name[..end].to_owned()
}

fn first_part(list: &str) -> Option<String> {
    list.split(';').next().map(text::clean_line).filter(|part| !part.is_empty())
}

fn web_address(content: &str) -> Option<String> {
    let url = line(content);
    let is_one_word = !url.contains(char::is_whitespace);
    (is_one_word && (url.starts_with("http://") || url.starts_with("https://"))).then_some(url)
}

#[cfg(test)]
mod tests;
