//! Wire stories in ANPA 1312 (American Newspaper Publishers Association, 1989), as AP sent them to papers for decades.
//!
//! ```text
//! SYN SYN SOH W2870 US asian                              service and number, selector
//! r i DC3 DC1 BC-AS--China-Escape 3rdLd   05-09 1444      priority, category, keyword, day, words
//! STX ^BC-AS--China-Daring Escape, 3rd Ld-Writethru,827<  slug
//! ^AP Exclusive: Family says US helped them flee<         headline
//! ^AP Photo XHG401<  ^Eds: Minor edits.<                  notes
//! ^By GERRY SHIH=  ^Associated Press=                     byline
//!    BEIJING (AP) _ Text …                                a paragraph a line
//! ETX AP-WF-05-09-17 0056GMT<                             day and time
//! ```

use super::{Article, DateOrigin, Format, Head, Parsed, Records, Source, dateline_line, dates, decode, text};

pub const FORMAT: Format = Format {
    name: "anpa",
    what: "a wire story in ANPA 1312, as AP sent them; many a file",
    extensions: &[],
    recognized_by: "the bytes SYN and SOH, then a letter and a number, and the byte US or a line of priority and category",
    fields: &["byline", "dateline", "date", "source", "section", "codes"],
    recognize,
    records: Records::Elements { open: b"\x01", close: b"\x04" },
    parse,
};

fn recognize(head: &Head) -> bool {
    let bytes = head.bytes.trim_ascii_start();
    let padding = bytes.iter().take_while(|byte| matches!(byte, 0x16 | 0x00)).count();
    let Some(rest) = bytes[padding..].strip_prefix(b"\x01") else { return false };
    let line = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len()).min(80)];
    let letters = line.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let digits = line[letters..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let is_message = (1..=3).contains(&letters) && (3..=6).contains(&digits);
    let has_separator = line.get(letters + digits).is_some_and(|byte| matches!(byte, 0x1F | b'\r'));
    is_message && (has_separator || memchr::memmem::find(rest, b"\x02^").is_some())
}

/// What is told by the second letter of the header (AP's categories).
const SECTIONS: &[(&str, &str)] = &[
    ("a", "National"),
    ("e", "Entertainment"),
    ("f", "Business"),
    ("i", "International"),
    ("l", "Lifestyle"),
    ("p", "Politics"),
    ("s", "Sports"),
    ("t", "Travel"),
    ("w", "Washington"),
];

fn parse(bytes: &[u8], source: &Source) -> Parsed {
    let decoded = decode::decode(bytes, None);
    let Some((header, rest)) = decoded.text.split_once('\u{2}') else {
        return Parsed::problem("no text in the message (the byte STX is missing)");
    };
    let (story, trailer) = rest.split_once('\u{3}').unwrap_or((rest, ""));
    let category = header.lines().find_map(category);
    let section =
        SECTIONS.iter().find(|(letter, _)| category.as_deref() == Some(letter)).map(|(_, section)| (*section).to_string());
    let mut article = Article {
        section,
        codes: category.into_iter().map(|letter| format!("anpa:{letter}")).collect(),
        date: sent(trailer, source.read_on).map(|stamp| stamp.into_date(DateOrigin::Metadata)),
        source: trailer.trim_start().starts_with("AP-").then(|| "AP".to_string()),
        ..Article::default()
    };
    take_story(&mut article, story);
    if article.body.is_empty() {
        return Parsed::problem("a message without text");
    }
    Parsed::article(article)
}

/// Reads the category out of `r i DC3 DC1 BC-…`.
fn category(line: &str) -> Option<String> {
    let mut words = line.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let is_letter = |word: &&str| word.len() == 1 && word.chars().all(|c| c.is_ascii_alphabetic());
    words.next().filter(is_letter)?;
    words.next().filter(is_letter).map(str::to_ascii_lowercase)
}

/// A line, by how it is marked.
enum Line<'a> {
    /// `^Police find the ferry<`
    Head(&'a str),
    /// `^By JANE DOE=`
    Label(&'a str),
    Text(&'a str),
}

fn take_story(article: &mut Article, story: &str) {
    let mut slug = None;
    let (mut above, mut below): (Vec<String>, Vec<String>) = Default::default();
    let mut body: Vec<String> = Vec::new();
    let is_mark = |c: char| c.is_control() || c.is_whitespace();
    for line in story.lines().map(|line| line.trim_matches(is_mark)).filter(|line| !line.is_empty()) {
        // A list of headlines opens with a number of its own: `*9006< ^AP-Top-Headlines<`.
        let line = line.strip_prefix('*').and_then(|rest| rest.split_once("< ")).map_or(line, |(_, rest)| rest.trim());
        match kind_of(line) {
            Line::Head(head) if slug.is_none() && body.is_empty() => slug = Some(of_slug(head)),
            Line::Head(head) if body.is_empty() => {
                if !is_note(head) && article.title.is_empty() {
                    article.title = plain(head);
                }
            }
            Line::Label(label) if body.is_empty() => match text::split_by(label) {
                Some(_) => article.byline = text::byline(label),
                None if article.byline.is_none() => above.push(plain(label)),
                None => below.push(plain(label)),
            },
            Line::Head(line) | Line::Label(line) | Line::Text(line) => body.push(plain(line)),
        }
    }
    body.retain(|line| line.contains(char::is_alphanumeric) && line != "END");
    // What stands above a byline is a heading, as of a table; below it, first, what the writer is.
    let is_title = |label: &String| label.contains("Press") || label.contains("Writer") || label.contains("Editor");
    if below.first().is_some_and(is_title) {
        below.remove(0);
    }
    if article.title.is_empty() && !above.is_empty() {
        article.title = above.remove(0);
    }
    body.splice(0..0, above.into_iter().chain(below));
    if article.title.is_empty() {
        let first = || body.first().map(|line| text::first_sentence_title(line)).unwrap_or_default();
        article.title = slug.filter(|slug| !slug.is_empty()).unwrap_or_else(first);
    }
    let text = body.join("\n\n");
    match dateline_line::split_dateline(&text) {
        Some((dateline, rest)) => {
            article.body = rest.trim_start().to_string();
            article.dateline = Some(dateline);
        }
        None => article.body = text,
    }
}

fn kind_of(line: &str) -> Line<'_> {
    let Some(marked) = line.strip_prefix('^') else { return Line::Text(line.trim_end_matches('<').trim_end()) };
    if let Some(head) = marked.strip_suffix('<') {
        return Line::Head(head.trim());
    }
    match marked.strip_suffix('=') {
        Some(label) => Line::Label(label.trim()),
        None => Line::Text(marked),
    }
}

/// Whether a line is for editors: which photos there are, what was changed.
fn is_note(line: &str) -> bool {
    const NOTES: &[&str] = &["AP Photo", "AP Graphic", "AP Video", "Eds:", "(Eds", "EDITOR'S NOTE", "Editors:", "With "];
    NOTES.iter().any(|note| line.starts_with(note))
}

/// Returns what a slug is about: `Giant Lobster Death` of `BC-US--Giant Lobster Death, 1st Ld-Writethru,127`.
fn of_slug(slug: &str) -> String {
    let behind = slug.split_once("--").map_or_else(|| slug.split_once('-').map_or(slug, |(_, rest)| rest), |(_, rest)| rest);
    plain(behind.split(',').next().unwrap_or_default())
}

/// Returns a line with the marks of type-setting made into characters.
fn plain(line: &str) -> String {
    let line = line.replace("``", "“").replace("''", "”").replace(" _ ", " — ");
    let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text::clean_line(&line)
}

/// Reads `AP-WF-05-09-17 0056GMT<`.
fn sent(trailer: &str, read_on: jiff::civil::Date) -> Option<dates::Stamp> {
    let line = trailer.lines().find(|line| line.contains("GMT") || line.contains("ST") || line.contains("DT"))?.trim();
    let (day, clock) = line.trim_end_matches('<').rsplit_once(' ')?;
    let parts: Vec<&str> = day.rsplitn(4, '-').collect();
    let [year, day, month, _] = parts.as_slice() else { return None };
    let numbers = [year, month, day].map(|part| part.parse::<u16>().ok());
    let [Some(year), Some(month), Some(day)] = numbers else { return None };
    let year = if year >= 70 { 1900 + year } else { 2000 + year };
    let (hour, minute, zone) = (clock.get(..2)?, clock.get(2..4)?, clock.get(4..)?);
    let offset = match zone.trim() {
        "GMT" => "Z",
        "EST" | "CDT" => "-05:00",
        "EDT" => "-04:00",
        "CST" | "MDT" => "-06:00",
        "MST" | "PDT" => "-07:00",
        "PST" => "-08:00",
        _ => return None,
    };
    dates::parse(&format!("{year:04}-{month:02}-{day:02}T{hour}:{minute}:00{offset}"), read_on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const SOURCE: Source = Source { path: "wire/a.txt", read_on: date(2026, 11, 24), url: None };

    const STORY: &str = "\u{16}\u{16}\u{1}W2870\u{1f}asian\r\nr i\u{13}\u{11} BC-EU--Croatia-Bridge 1stLd-Writethru   05-09 0144\r\n\
                         \u{2}^BC-EU--Croatia-New Bridge, 1st Ld-Writethru,144<\r\n^Bridge to the island opens after nine years<\r\n\
                         ^AP Photo XHG401<\r\n^Eds: Minor edits.<\r\n^By ANN LEE=\r\n^Associated Press=\r\n\
                         \t   SPLIT, Croatia (AP) _ The bridge opened on Monday.\r\n \r\n\t   ``It is ours,'' she said.\r\n \r\n\t   ___\r\n\
                         \r\n\t   \u{3}AP-WF-05-09-17 0056GMT<\r\n\r\n\u{c}\r\n\u{4}";

    #[test]
    fn a_story_comes_without_the_marks_of_type_setting() {
        let article = parse(STORY.as_bytes(), &SOURCE).articles.remove(0);
        assert_eq!(article.title, "Bridge to the island opens after nine years");
        assert_eq!(article.byline.as_deref(), Some("ANN LEE"));
        assert_eq!(article.dateline.as_deref(), Some("SPLIT, Croatia (AP)"));
        assert_eq!(article.body, "The bridge opened on Monday.\n\n“It is ours,” she said.");
        assert_eq!((article.source.as_deref(), article.section.as_deref()), (Some("AP"), Some("International")));
        let sent = article.date.and_then(|date| date.instant).map(|at| at.to_string());
        assert_eq!(sent.as_deref(), Some("2017-05-09T00:56:00Z"));
    }

    #[test]
    fn without_a_headline_the_slug_stands_for_it() {
        let alert = STORY.replace("^Bridge to the island opens after nine years<\r\n", "");
        assert_eq!(parse(alert.as_bytes(), &SOURCE).articles[0].title, "Croatia-New Bridge");
        let table = "\u{1}s0284\u{1f}-----\r\nr s\u{14}\u{12} BC-BBO--Glance     08-18 \r\n\u{2}^BC-BBO--Glance<\r\n^Wild Card Glance=\r\n\
                     ^All Times EDT=\r\n^By The Associated Press=\r\n\t   Split;73;52<\r\n\u{3}AP-WF-08-18-19 2017GMT<\u{4}";
        let article = parse(table.as_bytes(), &SOURCE).articles.remove(0);
        assert_eq!((article.title.as_str(), article.body.as_str()), ("Wild Card Glance", "All Times EDT\n\nSplit;73;52"));
    }

    #[test]
    fn only_messages_are_recognized() {
        let is_message = |text: &str| recognize(&Head { extension: "tst", bytes: text.as_bytes(), is_whole: true });
        assert!(is_message(STORY));
        assert!(!is_message("\u{1}eca0124 3 i 93  dpa 1888\r\n"));
        assert!(!is_message("\u{16}\u{16}\u{1}"));
    }

    #[test]
    fn a_message_cut_anywhere_never_panics() {
        for (end, _) in STORY.char_indices() {
            let parsed = parse(&STORY.as_bytes()[..end], &SOURCE);
            assert!(parsed.articles.len() + parsed.problems.len() == 1, "cut at {end}");
        }
    }
}
