//! Reuters-21578: the SGML files of the news archive that everybody knows.
//!
//! In: one `<REUTERS …>…</REUTERS>` element. Out: one article, always; what an element lacks stays empty.
//!
//! Rule kept here: the files are SGML of one fixed shape, so they are read by searching for a handful of tags. A general parser would
//! refuse them: every element holds references to control characters (`&#5;`), which XML forbids.

use memchr::{memchr, memmem};

use super::{Article, DateOrigin, Format, Head, Parsed, Records, Source, dates, decode, text};

pub const FORMAT: Format = Format {
    name: "reuters",
    what: "Reuters-21578 in SGML, many articles a file",
    extensions: &["sgm", "sgml"],
    recognized_by: "an element REUTERS",
    fields: &["dateline", "date", "guid", "places", "organizations", "people", "topics"],
    recognize,
    records: Records::Elements { open: b"<REUTERS ", close: b"</REUTERS>" },
    parse,
};

fn recognize(head: &Head) -> bool {
    let start = head.bytes.trim_ascii_start();
    start.starts_with(b"<REUTERS ") || start.starts_with(b"<!DOCTYPE lewis") || memmem::find(start, b"\n<REUTERS ").is_some()
}

fn parse(bytes: &[u8], source: &Source) -> Parsed {
    let decoded = decode::decode(bytes, None);
    let Some((opening_tag, content)) = opening_tag(&decoded.text) else {
        return Parsed::problem("no <REUTERS> element");
    };
    // The header is short and its order is fixed, but a body may be long: no tag of one part is searched for in the other.
    let (header, story) = split_at_tag(content, "<TEXT").or_else(|| split_at_tag(content, "<TITLE")).unwrap_or((content, ""));
    let story = if story.starts_with("<TEXT") { after_opening_tag(story) } else { story };
    let (front, body) = split_at_tag(story, "<BODY>").unwrap_or((story, ""));

    let stamp = element(header, "DATE").and_then(|date| dates::parse(&line(date), source.read_on));
    let mut article = Article {
        guid: attribute(opening_tag, "NEWID"),
        title: element(front, "TITLE").map(line).unwrap_or_default(),
        byline: element(front, "AUTHOR").and_then(|author| text::byline(&text::unescape(author))),
        date: stamp.map(|stamp| stamp.into_date(DateOrigin::Metadata)),
        source: Some("Reuters".to_owned()),
        language: Some("en".to_owned()),
        body: element(body, "BODY").map(|body| text::join_wrapped(without_sign_off(&text::unescape(body)))).unwrap_or_default(),
        places: codes(header, "PLACES"),
        organizations: codes(header, "ORGS"),
        people: codes(header, "PEOPLE"),
        topics: codes(header, "TOPICS"),
        ..Article::default()
    };
    let loose = loose_text(front);
    let opening = element(front, "DATELINE").map(line).unwrap_or_default();
    if body.is_empty() {
        take_loose_text(&mut article, &loose);
        take_dateline(&mut article, &opening);
    } else if loose.is_empty() {
        take_dateline(&mut article, &opening);
    } else {
        // In a few tables of prices the rows before the last of the first half are taken for text beside a dateline.
        article.body = [text::join_wrapped(&loose), opening, article.body].join("\n");
    }
    Parsed::article(article)
}

/// Gives an article its dateline, without the dash at its end. In a few stories the element goes on into the first sentence.
fn take_dateline(article: &mut Article, opening: &str) {
    let (dateline, sentence) = opening.split_once(" - ").unwrap_or((opening, ""));
    let dateline = dateline.trim_end_matches([' ', '-', ',']);
    if !dateline.is_empty() {
        article.dateline = Some(dateline.to_owned());
    }
    if !sentence.is_empty() {
        article.body = format!("{sentence} {}", article.body);
    }
}

/// Gives an article without `<BODY>` the text that stands beside its other elements. Briefs have none but a placeholder; unprocessed
/// articles are nothing else, with the headline in their first line.
fn take_loose_text(article: &mut Article, loose: &str) {
    let loose = without_sign_off(loose).trim();
    // The editors of the collection put this where Reuters sent a headline only.
    if loose == "Blah blah blah." {
        return;
    }
    let is_headline = |line: &str| line.contains(char::is_alphabetic) && !line.contains(char::is_lowercase);
    match loose.split_once('\n') {
        Some((first, rest)) if article.title.is_empty() && is_headline(first) => {
            article.title = text::clean_line(first);
            article.body = text::paragraphs(rest);
        }
        _ => article.body = text::paragraphs(loose),
    }
    if article.title.is_empty() {
        article.title = text::first_sentence_title(article.body.lines().next().unwrap_or_default());
    }
}

/// Returns text outside of elements, without control characters at its ends and the asterisks that mark a brief.
fn loose_text(front: &str) -> String {
    let mut loose = String::new();
    let mut rest = front;
    while let Some(open) = memchr(b'<', rest.as_bytes()) {
        loose.push_str(&rest[..open]);
        let tag_name = rest[open + 1..].split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
        let is_tag = matches!(tag_name, "TITLE" | "AUTHOR" | "DATELINE") || rest[open..].starts_with("</");
        if is_tag {
            let close = format!("</{tag_name}>");
            let is_opening = !tag_name.is_empty();
            let end = if is_opening { find_tag(&rest[open..], &close).map(|at| open + at + close.len()) } else { None };
            rest = match end {
                Some(end) => &rest[end..],
                None => after_opening_tag(&rest[open..]),
            };
        } else {
            loose.push('<');
            rest = &rest[open + 1..];
        }
    }
    loose.push_str(rest);
    let is_layout = |c: char| c.is_whitespace() || c.is_control();
    let loose = text::unescape(&loose);
    loose.trim_matches(is_layout).trim_start_matches('*').trim_matches(is_layout).to_owned()
}

fn opening_tag(record: &str) -> Option<(&str, &str)> {
    let start = memmem::find(record.as_bytes(), b"<REUTERS")?;
    let end = memchr(b'>', &record.as_bytes()[start..]).map_or(record.len(), |at| start + at + 1);
    Some((&record[start..end], &record[end..]))
}

fn after_opening_tag(text: &str) -> &str {
    memchr(b'>', text.as_bytes()).map_or("", |at| &text[at + 1..])
}

/// Cuts before a tag.
fn split_at_tag<'a>(text: &'a str, tag: &str) -> Option<(&'a str, &'a str)> {
    find_tag(text, tag).map(|at| text.split_at(at))
}

/// Finds a tag by its beginning. There are so few `<` that this beats a search for the whole tag, which takes time to set up.
fn find_tag(text: &str, tag: &str) -> Option<usize> {
    memchr::memchr_iter(b'<', text.as_bytes()).find(|&at| text.as_bytes()[at..].starts_with(tag.as_bytes()))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, after_name) = tag.split_once(name)?;
    let value = after_name.trim_start().strip_prefix('=')?.trim_start().strip_prefix('"')?;
    Some(text::clean_line(value.split('"').next()?)).filter(|value| !value.is_empty())
}

/// Returns what stands between `<name>` and `</name>`; up to the end of the text where the element was cut off.
fn element<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let is_tag = |at: &usize, opening: &str| {
        let rest = text[*at..].strip_prefix(opening).and_then(|rest| rest.strip_prefix(name));
        rest.is_some_and(|rest| rest.starts_with('>'))
    };
    let mut tags = memchr::memchr_iter(b'<', text.as_bytes());
    let start = tags.find(|at| is_tag(at, "<"))? + name.len() + 2;
    let end = tags.find(|at| is_tag(at, "</")).unwrap_or(text.len());
    Some(&text[start..end])
}

/// Returns the codes of `<PLACES><D>usa</D><D>uk</D></PLACES>`.
fn codes(header: &str, name: &str) -> Vec<String> {
    let list = element(header, name).unwrap_or_default();
    list.split("<D>")
        .skip(1)
        .map(|code| line(code.split("</D>").next().unwrap_or_default()))
        .filter(|code| !code.is_empty())
        .collect()
}

fn line(text: &str) -> String {
    text::clean_line(&text::unescape(text))
}

/// Cuts off the line by which the agency ends a story: ` Reuter`, ` REUTER...`, ` More`, and how they were mistyped.
fn without_sign_off(body: &str) -> &str {
    const SIGN_OFFS: &[&str] = &["reuter", "reuters", "reute", "reuiter", "reueter", "more"];
    let is_layout = |c: char| c.is_whitespace() || c.is_control();
    let body = body.trim_end_matches(is_layout);
    let body = body.strip_suffix(" REUTER").unwrap_or(body).trim_end_matches(is_layout);
    let (before, last) = body.rsplit_once('\n').unwrap_or(("", body));
    let last = last.trim_matches(|c: char| is_layout(c) || c == '.');
    if SIGN_OFFS.iter().any(|sign_off| last.eq_ignore_ascii_case(sign_off)) { before } else { body }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::article::{ArticleDate, Precision};

    const SOURCE: Source = Source { path: "archive.sgm", read_on: date(2026, 11, 24), url: None };

    const STORY: &str = "<REUTERS TOPICS=\"YES\" LEWISSPLIT=\"TRAIN\" OLDID=\"12\" NEWID=\"7\">\n\
        <DATE>26-FEB-1987 15:01:01.79</DATE>\n\
        <TOPICS><D>grain</D><D>corn</D></TOPICS>\n\
        <PLACES><D>brazil</D></PLACES>\n\
        <PEOPLE><D>doe</D></PEOPLE>\n\
        <ORGS></ORGS>\n\
        <UNKNOWN> \n&#5;&#5;&#5;C T\n&#22;&#22;&#1;f0704&#31;reute\n</UNKNOWN>\n\
        <TEXT>&#2;\n\
        <TITLE>HARVEST &lt;HRV> IS LATE, AT&T SAYS</TITLE>\n\
        <AUTHOR>    By Jane Doe, Reuters</AUTHOR>\n\
        <DATELINE>    SANTOS, Feb 26 - </DATELINE><BODY>Rain held back the harvest for another\n\
        week, growers on the long-\n\
        settled coast said &amp; hoped for sun.\n\
        \x20   Prices rose in London.\n\
        \x20   Qtr to Dec     1986     1985\n\
        Shipments       3.4      3.1\n\
        \n \
        Reuter\n\
        &#3;</BODY></TEXT>\n\
        </REUTERS>";

    fn read(record: &str) -> Article {
        parse(record.as_bytes(), &SOURCE).articles.remove(0)
    }

    #[test]
    fn reads_a_story() {
        let article = read(STORY);
        let instant = "1987-02-26T15:01:01.79Z".parse().ok();
        let expected = Article {
            guid: Some("7".to_owned()),
            title: "HARVEST <HRV> IS LATE, AT&T SAYS".to_owned(),
            byline: Some("Jane Doe, Reuters".to_owned()),
            dateline: Some("SANTOS, Feb 26".to_owned()),
            date: Some(ArticleDate {
                day: date(1987, 2, 26),
                instant,
                precision: Precision::Second,
                origin: DateOrigin::Metadata,
            }),
            source: Some("Reuters".to_owned()),
            language: Some("en".to_owned()),
            body: "Rain held back the harvest for another week, growers on the long-settled coast said & hoped for sun.\n\n\
                   Prices rose in London.\n\nQtr to Dec 1986 1985\nShipments 3.4 3.1"
                .to_owned(),
            places: vec!["brazil".to_owned()],
            people: vec!["doe".to_owned()],
            topics: vec!["grain".to_owned(), "corn".to_owned()],
            ..Article::default()
        };
        assert_eq!(article, expected);
    }

    #[test]
    fn reads_articles_without_a_body() {
        let table = [
            (
                "<TEXT TYPE=\"BRIEF\">&#2;\n******<TITLE>BANK RAISES RATE\n</TITLE>Blah blah blah.\n&#3;\n\n</TEXT>",
                "BANK RAISES RATE",
                "",
            ),
            (
                "<TEXT TYPE=\"BRIEF\">&#2;\n******<TITLE>BANK RAISES RATE\n</TITLE>To 6 pct.\n&#3;\n\n</TEXT>",
                "BANK RAISES RATE",
                "To 6 pct.",
            ),
            (
                "<TEXT TYPE=\"UNPROC\">&#2;\nRICE PRICES - FEB 26\n White rice\n 1st class         258\n&#3;\n\n</TEXT>",
                "RICE PRICES - FEB 26",
                "White rice\n\n1st class 258",
            ),
            (
                "<TEXT TYPE=\"UNPROC\">&#2;\nRice was dear. Nobody bought.\n Reuter\n&#3;\n</TEXT>",
                "Rice was dear.",
                "Rice was dear. Nobody bought.",
            ),
            ("<TEXT>&#2;\n</TEXT>", "", ""),
            ("", "", ""),
        ];
        for (story, title, body) in table {
            let article = read(&format!("<REUTERS NEWID=\"1\">\n<DATE>26-FEB-1987 15:01:01.79</DATE>\n{story}\n</REUTERS>"));
            assert_eq!((article.title.as_str(), article.body.as_str()), (title, body), "{story}");
            assert_eq!(article.guid.as_deref(), Some("1"));
        }
    }

    #[test]
    fn parts_a_dateline_from_the_sentence_it_runs_into() {
        let article = read(
            "<REUTERS NEWID=\"1\"><TEXT><DATELINE>  OSLO, Feb 26 - Prices\nrose</DATELINE><BODY>again.\n</BODY></TEXT></REUTERS>",
        );
        assert_eq!((article.dateline.as_deref(), article.body.as_str()), (Some("OSLO, Feb 26"), "Prices rose again."));
    }

    #[test]
    fn keeps_text_that_stands_beside_the_elements() {
        let article = read(
            "<REUTERS NEWID=\"1\"><TEXT>&#2;\n<TITLE>PRICES</TITLE>\nWHEAT\n MAY       270\n<DATELINE> JUL -- --</DATELINE><BODY>CORN\n MAY       150\n\
             &#3;</BODY></TEXT></REUTERS>",
        );
        assert_eq!((article.dateline, article.body.as_str()), (None, "WHEAT\nMAY 270\nJUL -- --\nCORN\nMAY 150"));
    }

    #[test]
    fn keeps_the_day_of_a_stamp_whose_time_cannot_be() {
        let article = read("<REUTERS NEWID=\"1\"><DATE>31-MAR-1987 605:12:19.12&#5;RM</DATE><TEXT>x</TEXT></REUTERS>");
        let stamp = article.date.expect("the day can be read");
        assert_eq!((stamp.day, stamp.instant, stamp.precision), (date(1987, 3, 31), None, Precision::Day));
    }

    #[test]
    fn ends_a_body_before_the_sign_off() {
        let table = [
            ("A story.\n Reuter\n", "A story."),
            ("A story.\n REUTER...\r\n", "A story."),
            ("A story.\n More\n", "A story."),
            ("A story. REUTER\n", "A story."),
            ("A story of more.\n", "A story of more."),
            ("It said no more.", "It said no more."),
            (" Reuter", ""),
            ("", ""),
        ];
        for (body, expected) in table {
            assert_eq!(without_sign_off(body).trim_end(), expected, "{body:?}");
        }
    }

    #[test]
    fn recognizes_its_files() {
        let table: &[(&[u8], bool)] = &[
            (b"<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS ", true),
            (b"<REUTERS TOPICS=", true),
            (b"<!DOCTYPE html>\n<p>About REUTERS", false),
            (b"", false),
        ];
        for (bytes, expected) in table {
            assert_eq!(recognize(&Head { extension: "sgm", bytes, is_whole: false }), *expected);
        }
    }

    #[test]
    fn no_cut_and_no_noise_makes_it_panic() {
        for end in 0..STORY.len() {
            parse(&STORY.as_bytes()[..end], &SOURCE);
            parse(&STORY.as_bytes()[end..], &SOURCE);
        }
        let mut state = 5u64;
        for _ in 0..2000 {
            let mut bytes = STORY.as_bytes().to_vec();
            for _ in 0..12 {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                let at = (state >> 33) as usize % bytes.len();
                bytes[at] = (state >> 20) as u8;
            }
            parse(&bytes, &SOURCE);
        }
    }
}
