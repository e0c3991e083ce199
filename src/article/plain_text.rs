//! Plain text: the last resort, for every file that holds text and that no other format knows.
//!
//! In: a headline and paragraphs, or paragraphs alone, in any encoding and wrapped or not. Out: one article.
//!
//! Rule kept here: what is not plainly a headline, byline, date line or dateline stays in the body.

use jiff::ToSpan;

use super::dateline_line::split_dateline;
use super::{Article, ArticleDate, DateOrigin, Format, Head, Parsed, Precision, Records, Source, dates, decode, metadata, text};

pub const FORMAT: Format = Format {
    name: "text",
    what: "plain text in any encoding; lines like `Date:` at its head are read",
    extensions: &["txt", "text"],
    recognized_by: "text that no other format takes, and that is no program, table or settings",
    fields: &["byline", "dateline", "date", "source", "section", "url", "places", "organizations", "people", "topics"],
    recognize,
    records: Records::Whole,
    parse,
};

/// Endings of files that are text, but no articles.
#[rustfmt::skip]
const NOT_ARTICLES: &[&str] = &[
    "bash", "bat", "bib", "c", "cc", "cfg", "class", "cmake", "conf", "cpp", "cs", "css", "csv", "cxx", "diff",
    "dockerfile", "dtd", "ent", "geojson", "go", "h", "hpp", "ics", "ini", "ipynb", "java", "jl", "js", "jsx", "kt", "less",
    "lock", "log", "lua", "m", "mak", "makefile", "map", "md5", "mjs", "mk", "patch", "php", "pl", "plist", "pm",
    "properties", "ps1", "py", "r", "rb", "rs", "sass", "scala", "scss", "sh", "sha256", "sql", "srt", "svg", "swift",
    "tex", "toml", "ts", "tsv", "tsx", "vcf", "vtt", "xml", "xsd", "xsl", "xslt", "yaml", "yml", "zsh",
];

fn recognize(head: &Head) -> bool {
    let may_be_text = !NOT_ARTICLES.contains(&head.extension) && !decode::is_binary(head.bytes);
    may_be_text && !is_for_machines(&decode::decode(head.bytes, None).text)
}

/// Whether text opens like markup, mail, a web archive, a script or a recipe for a build: with its raw marks it is no article.
fn is_for_machines(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let mut after_bracket = text.strip_prefix('<').into_iter().flat_map(str::chars);
    let is_markup = after_bracket.next().is_some_and(|c| c.is_alphabetic() || matches!(c, '?' | '!' | '/'));
    let has_magic = ["#!", "WARC/", "{\\rtf", "%PDF", "%!PS"].iter().any(|magic| text.starts_with(magic));
    is_markup || has_magic || is_mail(text) || is_makefile(text) || is_dockerfile(text)
}

/// Whether text opens with the `From ` line of a mailbox, or with two headers of mail that no header block of an article has.
fn is_mail(text: &str) -> bool {
    const FIRST_LINES: usize = 20;
    #[rustfmt::skip]
    const HEADERS: &[&str] = &[
        "content-transfer-encoding", "content-type", "delivered-to", "dkim-signature", "in-reply-to", "message-id",
        "mime-version", "newsgroups", "nntp-posting-host", "path", "received", "references", "reply-to", "return-path",
    ];
    let mut lines = text.lines().take(FIRST_LINES).map(str::trim_end);
    let sender = lines.next().and_then(|line| line.strip_prefix("From "));
    // `From page one: …` is a headline.
    if sender.and_then(|rest| rest.split(' ').next()).is_some_and(|address| address.contains('@') || address == "-") {
        return true;
    }
    let is_header = |line: &&str| {
        let name = line.split_once(':').map_or("", |(name, _)| name).to_ascii_lowercase();
        HEADERS.contains(&name.as_str()) || name.starts_with("x-") && !name.contains(' ')
    };
    text.lines().take(FIRST_LINES).take_while(|line| !line.trim().is_empty()).filter(is_header).count() >= 2
}

/// Whether text is a makefile. The name of a file is not known here, and `Makefile` has no ending.
fn is_makefile(text: &str) -> bool {
    let is_rule = |line: &str| line.split_once(':').is_some_and(|(target, _)| !target.is_empty() && is_target(target));
    let is_setting = |line: &&str| {
        line.split_once('=').is_some_and(|(name, _)| {
            let name = name.trim_end_matches([':', '+', '?']).trim_end();
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
    };
    let has_recipe = text.lines().zip(text.lines().skip(1)).any(|(line, next)| is_rule(line) && next.starts_with('\t'));
    text.lines().any(|line| line.starts_with(".PHONY:")) || has_recipe && text.lines().any(|line| is_setting(&line))
}

fn is_target(target: &str) -> bool {
    target.chars().all(|c| c.is_ascii_alphanumeric() || " %$()./_-".contains(c))
}

/// Whether text is a recipe for a container image: `FROM debian:12` and a step such as `RUN apt-get update`.
fn is_dockerfile(text: &str) -> bool {
    const STEPS: &[&str] = &["ADD", "CMD", "COPY", "ENTRYPOINT", "ENV", "RUN", "WORKDIR"];
    let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#') && !line.starts_with("ARG "));
    let image = lines.next().and_then(|line| line.strip_prefix("FROM ")).unwrap_or_default();
    let is_image = image.starts_with(|c: char| c.is_ascii_lowercase() || c == '$' || c == '-');
    is_image && lines.any(|line| line.split_once(' ').is_some_and(|(step, _)| STEPS.contains(&step)))
}

fn parse(bytes: &[u8], source: &Source) -> Parsed {
    if bytes.is_empty() {
        return Parsed::problem("the file is empty");
    }
    let decoded = decode::decode(bytes, None);
    let plain = text::unescape(&decoded.text).replace("\r\n", "\n").replace('\r', "\n");
    let mut article = Article::default();
    let plain = take_header(&mut article, &plain, source);
    read_story(&mut article, plain, source);
    if article.title.is_empty() && article.body.is_empty() {
        return Parsed::problem("the file holds no text");
    }
    Parsed::article(article)
}

/// Reads a story that has no markup into an article that may have some of its fields already: title, byline, dateline, body and date.
///
/// Line ends are `\n`. Also used for the text of other formats that give a body and nothing else.
pub fn read_story(article: &mut Article, plain: &str, source: &Source) {
    let mut rest = plain;
    if article.title.is_empty()
        && let Some((title, after)) = headline(rest)
    {
        article.title = title;
        rest = after;
    }
    let mut stated = None;
    if !article.title.is_empty() {
        (rest, stated) = take_bylines(article, rest, source);
    }
    article.body = text::paragraphs(rest);
    take_dateline(article);
    if article.title.is_empty() {
        article.title = text::first_sentence_title(article.body.lines().next().unwrap_or_default());
    }
    set_date(article, source, || stated);
}

/// Dates an article that has no date of its own: from its path, its dateline, or else from what its text states.
pub fn set_date(article: &mut Article, source: &Source, stated: impl FnOnce() -> Option<dates::Stamp>) {
    if article.date.is_some() {
        return;
    }
    let by_path = dates::from_path(source.path, source.read_on);
    let by_dateline = article.dateline.as_deref().and_then(|dateline| dated_by_line(dateline, by_path, source));
    let as_exact = |date: &ArticleDate| date.precision >= Precision::Day;
    let path = by_path.map(|stamp| stamp.into_date(DateOrigin::Path));
    let dateline = by_dateline.map(|stamp| stamp.into_date(DateOrigin::Dateline));
    article.date = path
        .filter(as_exact)
        .or(dateline)
        .or_else(|| {
            Some(stated()?.into_date(DateOrigin::Text)).filter(|date| path.is_none_or(|path| date.day.year() == path.day.year()))
        })
        .or(path);
}

/// Reads the date of a dateline, with the year or month of the path where the dateline gives no year.
fn dated_by_line(dateline: &str, by_path: Option<dates::Stamp>, source: &Source) -> Option<dates::Stamp> {
    let Some(path) = by_path else { return dates::from_dateline(dateline, None, source.read_on) };
    // The middle of the stretch that the path names is nearest to all of its days.
    let middle = match path.precision {
        Precision::Year => path.day.checked_add(6.months()).ok()?,
        _ => path.day.checked_add(14.days()).ok()?,
    };
    let stamp = dates::from_dateline(dateline, Some(middle), source.read_on)?;
    (stamp.day.year() == path.day.year()).then_some(stamp)
}

/// Takes the dateline out of the first paragraph.
pub fn take_dateline(article: &mut Article) {
    if article.dateline.is_some() {
        return;
    }
    let first = article.body.split("\n\n").next().unwrap_or_default();
    let Some((dateline, rest)) = split_dateline(first) else { return };
    let body = format!("{rest}{}", &article.body[first.len()..]);
    article.dateline = Some(dateline);
    article.body = body;
}

/// Reads a header block such as
///
/// ```text
/// Title: Buses leave the city
/// Date: 18 December 2016
///
/// ```
///
/// and returns what follows it. It takes two known keys to be sure of it.
fn take_header<'a>(article: &mut Article, plain: &'a str, source: &Source) -> &'a str {
    let trimmed = plain.trim_start_matches(['\n', '\u{feff}']);
    let Some((block, rest)) = trimmed.split_once("\n\n") else { return plain };
    let mut fields = Article::default();
    let mut known = 0;
    for line in block.lines() {
        let Some((key, value)) = line.split_once(':') else { return plain };
        let is_key = key.len() <= 24 && key.split_whitespace().count() <= 2 && key.starts_with(char::is_alphabetic);
        if !is_key {
            return plain;
        }
        known += usize::from(metadata::set(&mut fields, key, &[value.to_owned()], source.read_on));
    }
    if known < 2 {
        return plain;
    }
    *article = fields;
    rest
}

/// Returns the headline that text begins with, and the text after it.
fn headline(plain: &str) -> Option<(String, &str)> {
    const LONGEST: usize = 200;
    const SHORT: usize = 100;
    let (first, rest) = take_line(plain)?;
    let title = text::clean_line(first);
    let length = title.chars().count();
    if length == 0 || length > LONGEST || split_dateline(&title).is_some() {
        return None;
    }
    let next = rest.split('\n').next().unwrap_or_default().trim();
    if next.is_empty() {
        // A sentence with nothing around it is a headline if it is as short as one.
        let is_headline = !ends_like_prose(&title) || (length <= SHORT && !rest.trim().is_empty());
        return is_headline.then_some((title, rest));
    }
    if is_byline(next) || split_dateline(next).is_some() {
        return Some((title, rest));
    }
    if ends_like_prose(&title) || text::is_wrapped_before(plain, first) {
        return headline_of_two_lines(&title, rest);
    }
    // A line that goes on in small letters was wrapped.
    if next.starts_with(char::is_lowercase) { headline_of_two_lines(&title, rest) } else { Some((title, rest)) }
}

/// Joins a headline that goes on in a second line, which a blank line must follow.
fn headline_of_two_lines<'a>(first: &str, rest: &'a str) -> Option<(String, &'a str)> {
    const LONGEST: usize = 160;
    let (second, rest) = take_line(rest)?;
    let title = text::clean_line(&format!("{first} {second}"));
    let is_headline = !ends_like_prose(first) && !ends_like_prose(&title) && title.chars().count() <= LONGEST;
    let stands_alone = rest.starts_with('\n') || rest.trim_start_matches([' ', '\t']).starts_with('\n');
    (is_headline && stands_alone).then_some((title, rest))
}

/// Returns the first line that is not blank, and what follows it.
fn take_line(plain: &str) -> Option<(&str, &str)> {
    let mut rest = plain;
    loop {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        if !text::clean_line(line).is_empty() {
            return Some((line, after));
        }
        rest = Some(after).filter(|after| !after.is_empty())?;
    }
}

/// Returns whether a line ends in the stop of a sentence: not in `U.S.` and not in an ellipsis.
fn ends_like_prose(line: &str) -> bool {
    let line = line.trim_end_matches(['"', '”', '’', '\'', '»', ')']);
    let last_word = line.rsplit(' ').next().unwrap_or_default();
    let is_initials = last_word.len() <= 4 && last_word.chars().any(char::is_uppercase);
    line.ends_with(['.', '。', '۔']) && !line.ends_with("..") && !is_initials
}

/// Takes the lines directly below a headline that say who wrote the story and when; returns the rest and the date.
fn take_bylines<'a>(article: &mut Article, plain: &'a str, source: &Source) -> (&'a str, Option<dates::Stamp>) {
    const MOST_LINES: usize = 4;
    let mut rest = plain;
    let mut stated = None;
    for _ in 0..MOST_LINES {
        let Some((line, after)) = take_line(rest) else { break };
        let line = text::clean_line(line);
        let date = dates::from_text(&line, source.read_on).filter(|_| stated.is_none());
        let is_new_byline = article.byline.is_none() && is_byline(&line);
        let opens_story =
            |after: &str| take_line(after).is_some_and(|(next, _)| split_dateline(&text::clean_line(next)).is_some());
        if is_new_byline {
            article.byline = text::byline(names_of(&line));
        } else if article.byline.is_none() && date.is_none() && is_bare_name(&line) && opens_story(after) {
            article.byline = Some(line);
        } else if date.is_none() {
            break;
        }
        stated = stated.or(date);
        rest = after;
    }
    (rest, stated)
}

/// Returns whether a line names an author: `By Jane Doe`, `Von Max Muster, Berlin`.
fn is_byline(line: &str) -> bool {
    const LONGEST: usize = 100;
    const MOST_WORDS: usize = 14;
    let Some((_, names)) = text::split_by(line) else { return false };
    let begins_with_name = names.trim_start().starts_with(|c: char| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()));
    let is_short = line.chars().count() <= LONGEST && line.split(' ').count() <= MOST_WORDS;
    // `By Monday all had left.`
    is_short && begins_with_name && !ends_like_prose(line)
}

/// Returns whether a line could be an author's name alone, as it stands between headline and dateline: `Вера Лагутина`.
fn is_bare_name(line: &str) -> bool {
    let words: Vec<&str> = line.split(' ').collect();
    (2..=4).contains(&words.len()) && words.iter().all(|word| word.starts_with(char::is_uppercase)) && !ends_like_prose(line)
}

/// Cuts a byline before the date that may follow the names: `By Jane Doe | 18 December 2016`, `By Jane Doe on 18 December 2016`.
fn names_of(line: &str) -> &str {
    let line = line.split(['|', '•', '·']).next().unwrap_or(line).trim_end();
    let Some(digit) = line.find(|c: char| c.is_ascii_digit()) else { return line };
    let before = &line[..digit];
    let cut = [" on ", ", ", " – ", " - ", " — "].iter().filter_map(|joint| before.rfind(joint)).max();
    cut.map_or(line, |cut| &line[..cut])
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const READ_ON: jiff::civil::Date = date(2026, 11, 24);

    fn read_at(path: &str, text: &str) -> Article {
        parse(text.as_bytes(), &Source { path, read_on: READ_ON, url: None }).articles.remove(0)
    }

    fn read(text: &str) -> Article {
        read_at("a.txt", text)
    }

    #[test]
    fn takes_a_headline_for_the_title_and_leaves_prose_in_the_body() {
        let long =
            "Buses came back to the eastern part of the town to fetch all those who had waited in the cold since the day before.";
        let table = [
            ("Buses return\n\nThey came at noon.\n", "Buses return", "They came at noon."),
            ("Buses return\nThey came at noon.\nThey left at one.", "Buses return", "They came at noon.\n\nThey left at one."),
            ("\n\nBuses return\r\n\r\nThey came.\r\n", "Buses return", "They came."),
            ("Caf&#233; &amp; bar\n\nThey came.", "Café & bar", "They came."),
            ("Buses return.\n\nThey came at noon.", "Buses return.", "They came at noon."),
            ("Pact with U.S.\nIt was signed.", "Pact with U.S.", "It was signed."),
            ("Buses return to the town\nand leave again\n\nThey came.", "Buses return to the town and leave again", "They came."),
            ("Buses return", "Buses return", ""),
            ("They came at noon.", "They came at noon.", "They came at noon."),
            (
                "They came at noon. They left.\nNobody saw them.",
                "They came at noon.",
                "They came at noon. They left.\n\nNobody saw them.",
            ),
            (&format!("{long}\nNobody saw them."), long, &format!("{long}\n\nNobody saw them.")),
            (
                "The buses that were to carry the last people out of\nthe town stood at the bridge all night, drivers said,\nand left at \
                 dawn.\n",
                "The buses that were to carry the last people out of the town stood at the bridge all night, drivers said, and left at …",
                "The buses that were to carry the last people out of the town stood at the bridge all night, drivers said, and left at \
                 dawn.",
            ),
        ];
        for (text, title, body) in table {
            let article = read(text);
            assert_eq!((article.title.as_str(), article.body.as_str()), (title, body), "{text:?}");
        }
    }

    #[test]
    fn takes_byline_date_and_dateline_from_below_the_headline() {
        let article =
            read("Buses return\nBy Jane Doe, Staff Writer\n18 December 2016\n\nALEPPO (SANA) — They came at noon.\n\nThey left.");
        assert_eq!(article.byline.as_deref(), Some("Jane Doe, Staff Writer"));
        assert_eq!(article.dateline.as_deref(), Some("ALEPPO (SANA)"));
        assert_eq!(article.body, "They came at noon.\n\nThey left.");
        assert_eq!(article.date.map(|stamp| (stamp.day, stamp.origin)), Some((date(2016, 12, 18), DateOrigin::Text)));

        let table = [
            ("By Jane Doe", Some("Jane Doe")),
            ("By JANE DOE and JOHN ROE", Some("JANE DOE and JOHN ROE")),
            ("Von Max Muster", Some("Max Muster")),
            ("By Jane Doe | 18 December 2016", Some("Jane Doe")),
            ("By Jane Doe on 18 December 2016", Some("Jane Doe")),
            ("By Monday they had left.", None),
            ("by and large it was quiet", None),
            ("Bystanders Saw Nothing", None),
        ];
        for (line, byline) in table {
            assert_eq!(read(&format!("Buses return\n\n{line}\n\nThey came.")).byline.as_deref(), byline, "{line:?}");
        }
    }

    #[test]
    fn dates_by_path_then_dateline_then_text() {
        let table = [
            ("2016/12/18/a.txt", "PARIS, 3 May 2015 – Rain fell.", Some((date(2016, 12, 18), DateOrigin::Path))),
            ("a.txt", "PARIS, 3 May 2015 – Rain fell.", Some((date(2015, 5, 3), DateOrigin::Dateline))),
            ("a.txt", "PARIS, 3 May – Rain fell.", None),
            ("2015/a.txt", "PARIS, 30 Dec – Rain fell.", Some((date(2015, 12, 30), DateOrigin::Dateline))),
            ("2015/01/a.txt", "PARIS, 30 Jan – Rain fell.", Some((date(2015, 1, 30), DateOrigin::Dateline))),
            ("2015/a.txt", "Rain fell.", Some((date(2015, 1, 1), DateOrigin::Path))),
            ("a.txt", "Rain\nPublished: 3 May 2015\n\nRain fell.", Some((date(2015, 5, 3), DateOrigin::Text))),
            ("a.txt", "Rain\n\nIt fell on 3 May 2015.", None),
        ];
        for (path, text, expected) in table {
            assert_eq!(read_at(path, text).date.map(|stamp| (stamp.day, stamp.origin)), expected, "{path}: {text:?}");
        }
    }

    #[test]
    fn reads_a_header_block() {
        let article = read(
            "Title: Buses return\nDate: 18 December 2016\nSource: The Paper\nPlaces: Aleppo; Homs\nX-Number: 7\n\nThey came.\n",
        );
        assert_eq!(article.title, "Buses return");
        assert_eq!(article.date.map(|stamp| (stamp.day, stamp.origin)), Some((date(2016, 12, 18), DateOrigin::Metadata)));
        assert_eq!(article.source.as_deref(), Some("The Paper"));
        assert_eq!(article.places, ["Aleppo", "Homs"]);
        assert_eq!(article.body, "They came.");
        // One key is a headline with a colon.
        assert_eq!(read("Source: unknown\n\nThey came.").title, "Source: unknown");
    }

    #[test]
    fn names_what_it_cannot_read() {
        for (bytes, problem) in [(&b""[..], "the file is empty"), (b" \n\x02\n", "the file holds no text")] {
            let parsed = parse(bytes, &Source { path: "a.txt", read_on: READ_ON, url: None });
            assert_eq!((parsed.articles.len(), parsed.problems[0].0.as_str()), (0, problem));
        }
    }

    #[test]
    fn recognizes_text_that_may_be_an_article() {
        let table: &[(&str, &[u8], bool)] = &[
            ("txt", b"Text", true),
            ("", b"Text", true),
            ("story", b"Text", true),
            ("txt", b"", true),
            ("py", b"import os", false),
            ("csv", b"a,b", false),
            ("txt", b"\x89PNG\r\n", false),
        ];
        for (extension, bytes, expected) in table {
            assert_eq!(recognize(&Head { extension, bytes, is_whole: true }), *expected, "{extension}: {bytes:?}");
        }
    }

    #[test]
    fn refuses_what_is_written_for_machines() {
        let table = [
            ("<?xml version=\"1.0\"?><rss><channel>", false),
            ("<rss version=\"2.0\">", false),
            ("<feed xmlns=\"http://www.w3.org/2005/Atom\">", false),
            ("\u{feff}\n  <NewsML>", false),
            ("<!-- saved -->\n<nitf>", false),
            ("<!DOCTYPE lewis>", false),
            ("<DOC>\n<DOCNO> AP880212-0001 </DOCNO>", false),
            ("</DOC>", false),
            ("< 5 % of voters came", true),
            ("<3 for the town\n\nThey came.", true),
            ("<", true),
            ("WARC/1.0\r\nWARC-Type: warcinfo\r\n", false),
            ("#!/bin/sh\necho a", false),
            ("{\\rtf1\\ansi Text}", false),
            ("%PDF-1.4", false),
            ("\n%PDF-1.4", false),
            ("From jane@example.org Sun Dec 18 16:00:00 2016\nSubject: Buses\n\nThey came.", false),
            ("From - Sun Dec 18 16:00:00 2016\n", false),
            ("From page one: buses return\n\nThey came.", true),
            ("Received: from a by b\n\tfor c\nMessage-ID: <1@a>\nSubject: Buses\n\nThey came.", false),
            ("From: Jane\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nThey came.", false),
            ("Subject: Buses\nX-Mailer: a\nX-Spam: no\n\nThey came.", false),
            ("Path: a!b\nNewsgroups: misc.news\n\nThey came.", false),
            ("Title: Buses return\nDate: 18 December 2016\nSource: The Paper\nSubject: Buses\n\nThey came.", true),
            ("Title: Buses return\nDate: 18 December 2016\nX-Number: 7\n\nThey came.", true),
            ("Buses return\n\nReceived: a letter\nReferences: two books\n", true),
            ("CC = gcc\n\nall: main.o\n\t$(CC) -o main main.o\n", false),
            (".PHONY: all\nall:\n", false),
            ("Summary:\n\tBuses came back to the town.\n", true),
            ("# Build\nFROM debian:12 AS build\nRUN apt-get update\n", false),
            ("FROM OUR CORRESPONDENT\n\nRUN on the banks\n", true),
            ("MIT License\n\nCopyright (c) 2016 Jane Doe\n\nPermission is hereby granted", true),
        ];
        for (text, expected) in table {
            let is_recognized = |bytes: &[u8]| recognize(&Head { extension: "", bytes, is_whole: true });
            assert_eq!(is_recognized(text.as_bytes()), expected, "{text:?}");
            let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
            assert_eq!(is_recognized(&utf16), expected, "UTF-16: {text:?}");
        }
    }

    #[test]
    fn no_cut_and_no_noise_makes_it_panic() {
        let sample = "Title: Ä\nDate: 18 December 2016\n\nBuses return\nBy Jane Doe | 3 May 2015\n\nALEPPO, Dec 18 (SANA) — “They” came.\n    And left.";
        let source = Source { path: "2016/a.txt", read_on: READ_ON, url: None };
        for end in 0..sample.len() {
            parse(&sample.as_bytes()[..end], &source);
            parse(&sample.as_bytes()[end..], &source);
        }
        let mut state = 9u64;
        for _ in 0..3000 {
            let mut bytes = sample.as_bytes().to_vec();
            for _ in 0..8 {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                let at = (state >> 33) as usize % bytes.len();
                bytes[at] = b"\n \r.-(\0\xe2"[(state >> 20) as usize % 8];
            }
            parse(&bytes, &source);
        }
    }
}
