//! Wire stories in IPTC 7901 (Recommended Message Format, 1979), as dpa and others send them.
//!
//! ```text
//! SOH eca0124 3 i 93  dpa 1888            service and number, priority, category, words, agency
//! Yemen/conflict/                         keywords
//! STX EXTRA                               headline, its last line ends with =
//! Peace talks to take place in Sweden, Mattis says =
//!
//!    Washington (dpa) - Text …
//! ETX 212101 GMT Nov 18                   day, hour and minute, month, year
//! ```

use super::{Article, DateOrigin, Format, Head, Parsed, Records, Source, dateline_line, dates, decode, text};

pub const FORMAT: Format = Format {
    name: "iptc7901",
    what: "a wire story in IPTC 7901, as dpa sends them; many a file",
    extensions: &[],
    recognized_by: "the byte SOH, then letters and a number of a message, a priority and a category",
    fields: &["byline", "dateline", "date", "source", "topics", "codes"],
    recognize,
    records: Records::Elements { open: b"\x01", close: b"\x04" },
    parse,
};

fn recognize(head: &Head) -> bool {
    let start = head.bytes.trim_ascii_start();
    let is_padding = |byte: &&u8| matches!(byte, 0x16 | 0x00 | 0x7F);
    let padding = start.iter().take_while(is_padding).count();
    let Some(rest) = start[padding..].strip_prefix(b"\x01") else { return false };
    let line = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
    header(&String::from_utf8_lossy(line)).is_some()
}

/// What the first line says.
#[derive(Debug, PartialEq)]
struct Header {
    category: String,
    agency: Option<String>,
}

/// Reads `eca0124 3 i 93  dpa 1888`; `None` where that is none.
fn header(line: &str) -> Option<Header> {
    let mut words = line.split_whitespace();
    let message = words.next()?;
    let letters = message.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_message =
        (1..=6).contains(&letters.len()) && letters.len() < message.len() && letters.chars().all(|c| c.is_ascii_alphabetic());
    let has_priority = words.next()?.parse::<u8>().is_ok_and(|priority| priority <= 9);
    let category = words.next().filter(|word| word.len() <= 3 && word.chars().all(|c| c.is_ascii_alphabetic()))?;
    let rest: Vec<&str> = words.collect();
    // The agency is the word before the last number.
    let agency = rest
        .windows(2)
        .rev()
        .find(|pair| pair[1].bytes().all(|byte| byte.is_ascii_digit()) && pair[0].contains(char::is_alphabetic));
    let agency = agency.map(|pair| pair[0].split('-').next().unwrap_or_default().to_string());
    (is_message && has_priority).then(|| Header { category: category.to_string(), agency })
}

fn parse(bytes: &[u8], source: &Source) -> Parsed {
    let decoded = decode::decode(bytes, None);
    let Some(message) = decoded.text.trim_start().trim_start_matches(['\u{16}', '\0', '\u{7F}']).strip_prefix('\u{1}') else {
        return Parsed::problem("no header of a message (the byte SOH) at its beginning");
    };
    let (front, rest) = message.split_once('\u{2}').unwrap_or((message, ""));
    let (story, trailer) = rest.split_once('\u{3}').unwrap_or((rest, ""));
    let mut lines = front.lines().map(str::trim).filter(|line| !line.is_empty());
    let Some(header) = lines.next().and_then(header) else {
        return Parsed::problem("its first line is no header of a message");
    };
    let topics = lines.flat_map(|line| line.split('/')).map(text::clean_line).filter(|topic| !topic.is_empty());
    let mut article = Article {
        source: header.agency,
        topics: topics.collect(),
        codes: vec![format!("iptc7901:{}", header.category)],
        date: trailer.lines().find_map(|line| sent(line, source.read_on)).map(|stamp| stamp.into_date(DateOrigin::Metadata)),
        ..Article::default()
    };
    let body = take_headline(&mut article, story);
    let body = text::join_wrapped(without_notebook(body));
    match dateline_line::split_dateline(&body) {
        Some((dateline, rest)) => {
            article.body = rest.trim_start().to_string();
            article.dateline = Some(dateline);
        }
        None => article.body = body,
    }
    if article.title.is_empty() && article.body.is_empty() {
        return Parsed::problem("a message without text");
    }
    if article.title.is_empty() {
        article.title = text::first_sentence_title(article.body.lines().next().unwrap_or_default());
    }
    Parsed::article(article)
}

/// Takes headline and byline from the lines up to the one that ends with `=`, and returns what follows.
fn take_headline<'a>(article: &mut Article, story: &'a str) -> &'a str {
    const MOST_LINES: usize = 6;
    let mut end = None;
    let mut at = 0;
    for (number, line) in story.split_inclusive('\n').enumerate() {
        at += line.len();
        let is_blank = line.trim().is_empty();
        if line.trim_end().ends_with('=') {
            end = Some(at);
        }
        if end.is_some() || number + 1 == MOST_LINES || (is_blank && number > 0) {
            break;
        }
    }
    let Some(end) = end else { return story };
    let mut title: Vec<String> = Vec::new();
    for line in story[..end].lines().map(|line| text::clean_line(line.trim_end().trim_end_matches('='))) {
        let names = text::split_by(&line).filter(|_| !title.is_empty()).and_then(|_| text::byline(&line));
        match names {
            Some(names) => article.byline = Some(names),
            // `1ST LEAD`, `EXTRA`, `(Achtung)`: what desks tell each other stands before the headline.
            None if title.is_empty() && is_catchline(&line) => {}
            None => title.push(line),
        }
    }
    article.title = title.join(" ").trim().to_string();
    &story[end..]
}

fn is_catchline(line: &str) -> bool {
    let is_in_parentheses = line.starts_with('(') && line.ends_with(')');
    let is_short = line.split_whitespace().count() <= 4;
    line.is_empty() || is_in_parentheses || (is_short && line.contains(char::is_uppercase) && !line.contains(char::is_lowercase))
}

/// Cuts off what is meant for editors: the notebook with contacts and links, the line of who wrote it.
fn without_notebook(body: &str) -> &str {
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let trimmed = line.trim();
        let heading = trimmed.trim_start_matches('#').trim().to_ascii_lowercase();
        let is_notebook = trimmed.starts_with('#') && (heading.ends_with("notebook") || heading.ends_with("notizblock"));
        let is_rule = trimmed.len() > 4 && trimmed.chars().all(|c| c == '*' || c == ' ');
        if is_notebook || is_rule {
            return &body[..at];
        }
        at += line.len();
    }
    let trimmed = body.trim_end();
    let last = trimmed.rsplit('\n').next().unwrap_or_default().trim();
    // `dpa wsz jln npr`
    let is_sign_off = last.starts_with("dpa ") && last.len() < 40 && last.split_whitespace().skip(1).all(|word| word.len() <= 4);
    if is_sign_off { &trimmed[..trimmed.len() - last.len()] } else { body }
}

/// Reads `212101 GMT Nov 18`: day, hour, minute, month and year; the zone may be missing.
fn sent(line: &str, read_on: jiff::civil::Date) -> Option<dates::Stamp> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (clock, rest) = words.split_first()?;
    if clock.len() != 6 || !clock.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (zone, rest) = match rest {
        [zone, rest @ ..] if zone.eq_ignore_ascii_case("gmt") || zone.eq_ignore_ascii_case("utc") => ("GMT", rest),
        rest => ("GMT", rest),
    };
    let [month, year, ..] = rest else { return None };
    let year: i16 = year.get(..2).filter(|_| year.len() == 2).and_then(|year| year.parse().ok())?;
    let century = if year >= 70 { 1900 } else { 2000 };
    dates::parse(&format!("{} {month} {} {}:{} {zone}", &clock[..2], century + year, &clock[2..4], &clock[4..6]), read_on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const SOURCE: Source = Source { path: "wire/a.txt", read_on: date(2026, 11, 24), url: None };

    const STORY: &str = "\u{1}eca0124 3 i 93  dpa 1888\r\n\r\nHarbour/strike/\r\n\u{2}1ST LEAD\r\nPort opens again after nine days,\r\n\
                         union says\r\nBy Ann Lee, dpa =\r\n\r\nSplit (dpa) - The port of Split opened again on Monday,\r\nthe union said.\r\n\r\n\
                         Ferries follow on Tuesday.\r\n\r\n# Notebook\r\n\r\n## Contacts\r\n- Editing by: Bo\r\n\r\ndpa al bo\r\n\u{3}212101 GMT Nov 18\r\n\u{7F}\u{4}";

    #[test]
    fn a_story_comes_without_what_desks_tell_each_other() {
        let article = parse(STORY.as_bytes(), &SOURCE).articles.remove(0);
        assert_eq!(article.title, "Port opens again after nine days, union says");
        assert_eq!(article.byline.as_deref(), Some("Ann Lee, dpa"));
        assert_eq!(article.dateline.as_deref(), Some("Split (dpa)"));
        assert_eq!(article.body, "The port of Split opened again on Monday, the union said.\n\nFerries follow on Tuesday.");
        assert_eq!(article.source.as_deref(), Some("dpa"));
        assert_eq!(article.topics, ["Harbour", "strike"]);
        let sent = article.date.expect("it says when it was sent");
        assert_eq!(sent.instant.map(|at| at.to_string()).as_deref(), Some("2018-11-21T21:01:00Z"));
    }

    #[test]
    fn only_messages_are_recognized() {
        let is_message = |text: &str| recognize(&Head { extension: "txt", bytes: text.as_bytes(), is_whole: true });
        assert!(is_message(STORY));
        assert!(is_message("\u{1}bdt0003 4 pl 586 ccccb   dpa 099\r\n"));
        assert!(!is_message("\u{1}\u{2}\u{3}"));
        assert!(!is_message("eca0124 3 i 93  dpa 1888"));
        assert!(!is_message("\u{16}\u{16}\u{1}W2870\u{1f}asian\r\n"));
    }

    #[test]
    fn a_message_cut_anywhere_never_panics() {
        for (end, _) in STORY.char_indices() {
            let parsed = parse(&STORY.as_bytes()[..end], &SOURCE);
            assert!(parsed.articles.len() + parsed.problems.len() == 1, "cut at {end}");
        }
    }
}
