//! E-mail (RFC 5322): newsletters and stories that were mailed; single messages and mailboxes (mbox, RFC 4155).
//!
//! The text part is the article; where it is a stub, the HTML part. Attached messages, pages and texts are articles of their own. Some
//! desks mail forms: a text that is JSON with a headline is read as such.

use super::json::{self, Place, values};
use super::{Article, ArticleDate, DateOrigin, Format, Head, Parsed, Problem, Records, Source, dates, decode, detect, text};
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

const FIELDS: &[&str] = &["byline", "date", "source", "language", "guid"];

pub const FORMAT: Format = Format {
    name: "email",
    what: "an e-mail: its text or HTML, and attachments that are articles",
    extensions: &["eml"],
    recognized_by: "lines like From:, Subject:, Received: and Message-ID: at the beginning",
    fields: FIELDS,
    recognize,
    records: Records::Whole,
    parse,
};

/// Messages within messages are followed this deep.
const MAX_DEPTH: usize = 3;
/// Attachments of one message that are looked at.
const MAX_ATTACHMENTS: usize = 100;

fn recognize(head: &Head) -> bool {
    let start = head.bytes.trim_ascii_start();
    !start.starts_with(b"From ") && has_headers(start)
}

/// Whether bytes open with the header of a message: fields, of which two are such as only messages have.
pub fn has_headers(bytes: &[u8]) -> bool {
    const TELLING: &[&str] = &[
        "received",
        "message-id",
        "return-path",
        "delivered-to",
        "mime-version",
        "x-received",
        "dkim-signature",
        "from",
        "to",
        "subject",
        "content-type",
        "content-transfer-encoding",
        "x-mailer",
        "list-id",
        "reply-to",
        "in-reply-to",
    ];
    // Plain text may begin with `From:` and `Subject:` lines that somebody typed; only a mail program writes these.
    const OF_PROGRAMS: &[&str] =
        &["received", "message-id", "return-path", "delivered-to", "mime-version", "x-received", "dkim-signature"];
    let (mut telling, mut of_programs) = (0, 0);
    for line in bytes.split(|byte| *byte == b'\n').take(200) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        if matches!(line[0], b' ' | b'\t') {
            continue;
        }
        let Some(colon) = memchr::memchr(b':', line) else { return false };
        let name = &line[..colon];
        let is_name = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_graphic());
        if !is_name {
            return false;
        }
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        telling += usize::from(TELLING.contains(&name.as_str()));
        of_programs += usize::from(OF_PROGRAMS.contains(&name.as_str()));
    }
    telling >= 2 && of_programs >= 1
}

fn parse(bytes: &[u8], source: &Source) -> Parsed {
    let mut parsed = Parsed::default();
    read(bytes.trim_ascii_start(), source, 0, &mut parsed);
    parsed
}

/// Reads a message of a mailbox, with the line that opens it there.
pub fn parse_of_mailbox(bytes: &[u8], source: &Source) -> Parsed {
    let behind = bytes.strip_prefix(b"From ").and_then(|rest| Some(&rest[memchr::memchr(b'\n', rest)? + 1..]));
    let message = behind.unwrap_or(bytes);
    if memchr::memmem::find(message, b">From ").is_none() {
        return parse(message, source);
    }
    // A line of the text that begins with `From ` was quoted, and one that was so already once more.
    let is_quoted = |line: &[u8]| {
        let marks = line.iter().take_while(|byte| **byte == b'>').count();
        marks > 0 && line[marks..].starts_with(b"From ")
    };
    let lines = message.split_inclusive(|byte| *byte == b'\n');
    let plain: Vec<&[u8]> = lines.map(|line| if is_quoted(line) { &line[1..] } else { line }).collect();
    parse(&plain.concat(), source)
}

fn read(bytes: &[u8], source: &Source, depth: usize, parsed: &mut Parsed) {
    let Some(message) = MessageParser::default().parse(bytes) else {
        parsed.problems.push(Problem("no e-mail: it has no header".to_owned()));
        return;
    };
    let article = article(&message, source);
    let (date, from) = (article.date, article.source.clone());
    let has_text = !article.body.is_empty();
    let before = parsed.articles.len();
    if has_text {
        parsed.articles.push(article);
    }
    for part in message.attachments().take(MAX_ATTACHMENTS) {
        read_attachment(part, source, depth, parsed);
    }
    if message.attachment_count() > MAX_ATTACHMENTS {
        parsed
            .problems
            .push(Problem(format!("only the first {MAX_ATTACHMENTS} of {} attachments were read", message.attachment_count())));
    }
    for attached in &mut parsed.articles[before + usize::from(has_text)..] {
        attached.date = attached.date.or(date);
        attached.source = attached.source.take().or_else(|| from.clone());
    }
    if parsed.articles.len() == before && parsed.problems.is_empty() {
        parsed.problems.push(Problem("an e-mail without text".to_owned()));
    }
}

fn read_attachment(part: &MessagePart, source: &Source, depth: usize, parsed: &mut Parsed) {
    if let PartType::Message(_) = &part.body {
        if depth < MAX_DEPTH {
            read(part.contents(), source, depth + 1, parsed);
        }
        return;
    }
    // A logo or signature that the text shows is no attachment.
    let Some(name) = part.attachment_name() else { return };
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default();
    let bytes = part.contents();
    let format =
        detect(&Head { extension: &extension, bytes: &bytes[..bytes.len().min(8 << 10)], is_whole: bytes.len() <= 8 << 10 });
    let Some(format) =
        format.filter(|format| format.records == Records::Whole && format.name != FORMAT.name && !decode::is_binary(bytes))
    else {
        return;
    };
    let attached = (format.parse)(bytes, source);
    parsed.articles.extend(attached.articles);
    parsed.problems.extend(attached.problems.into_iter().map(|problem| Problem(format!("attachment {name}: {}", problem.0))));
}

fn article(message: &Message, source: &Source) -> Article {
    let mut article = Article {
        guid: message.message_id().map(text::clean_line),
        title: message.subject().map(text::clean_line).unwrap_or_default(),
        date: date(message, source),
        language: message.header("Content-Language").and_then(|value| values::language(value.as_text()?)),
        source: list_name(message),
        byline: sender(message),
        ..Article::default()
    };
    let body = body(message);
    match form(&body, source) {
        Some(form) => {
            article.title = if form.title.is_empty() { article.title } else { form.title };
            article.byline = form.byline.or(article.byline);
            article.dateline = form.dateline;
            article.date = form.date.or(article.date);
            article.section = form.section;
            article.body = form.body;
        }
        None => article.body = body,
    }
    json::tidy_body(&mut article);
    article
}

fn date(message: &Message, source: &Source) -> Option<ArticleDate> {
    let sent = message.date().filter(|date| date.is_valid())?.to_rfc3339();
    dates::parse(&sent, source.read_on).map(|stamp| stamp.into_date(DateOrigin::Metadata))
}

fn sender(message: &Message) -> Option<String> {
    let from = message.from()?.first()?;
    let name = from.name().map(text::clean_line).filter(|name| !name.is_empty());
    name.or_else(|| from.address().map(text::clean_line))
}

/// Returns the name of the list that a newsletter was sent to: `Morning Briefing` of `Morning Briefing <morning.post.example>`.
fn list_name(message: &Message) -> Option<String> {
    let list = message.header_raw("List-Id").or_else(|| message.header_raw("List-ID"))?;
    let name = list.split('<').next().unwrap_or_default().trim().trim_matches('"');
    Some(text::clean_line(name)).filter(|name| !name.is_empty())
}

fn body(message: &Message) -> String {
    /// A text part that says no more than `This message is in HTML`.
    const STUB: usize = 200;
    let mut written = String::new();
    for part in message.text_bodies() {
        match &part.body {
            PartType::Text(content) => {
                written.push_str(&unflowed(part, content));
                written.push_str("\n\n");
            }
            PartType::Html(page) => written.push_str(&of_html(page)),
            _ => {}
        }
    }
    let written = text::paragraphs(&without_signature(&written));
    if written.len() >= STUB {
        return written;
    }
    let pages = message.html_bodies().filter_map(|part| match &part.body {
        PartType::Html(page) => Some(of_html(page)),
        _ => None,
    });
    let shown = pages.collect::<Vec<_>>().join("\n\n");
    if shown.len() > 2 * written.len() { shown } else { written }
}

fn of_html(page: &str) -> String {
    let inner = page.find("<body").map_or(page, |at| &page[at..]);
    values::body(&serde_json::Value::String(inner.to_owned())).unwrap_or_default()
}

/// Joins the lines of text that was sent with `format=flowed` (RFC 3676).
fn unflowed(part: &MessagePart, content: &str) -> String {
    let attribute =
        |name: &str| part.content_type().and_then(|kind| kind.attribute(name)).unwrap_or_default().to_ascii_lowercase();
    if attribute("format") != "flowed" {
        return content.to_owned();
    }
    let drops_space = attribute("delsp") == "yes";
    let mut joined = String::with_capacity(content.len());
    for line in content.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        let goes_on = line.ends_with(' ') && line != "-- ";
        joined.push_str(if goes_on && drops_space { &line[..line.len() - 1] } else { line });
        if !goes_on {
            joined.push('\n');
        }
    }
    joined
}

/// Cuts off the signature behind a line `-- `.
fn without_signature(written: &str) -> String {
    let mut kept = String::with_capacity(written.len());
    for line in written.lines() {
        if line == "-- " && !kept.trim().is_empty() {
            break;
        }
        kept.push_str(line);
        kept.push('\n');
    }
    kept
}

/// Reads a form that a desk mails: JSON with a headline and a text.
fn form(body: &str, source: &Source) -> Option<Article> {
    if !body.starts_with('{') {
        return None;
    }
    let mut parsed = json::parse_record(body.as_bytes(), source, Place::Line);
    (parsed.articles.len() == 1).then(|| parsed.articles.remove(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const SOURCE: Source = Source { path: "a.eml", read_on: date(2026, 11, 24), url: None };

    const NEWSLETTER: &str = "Received: by mail.example; Mon, 3 Jun 2019 08:00:01 +0200\r\nMessage-ID: <1@post.example>\r\n\
        Date: Mon, 3 Jun 2019 08:00:00 +0200\r\nSubject: =?utf-8?Q?The_bridge_=E2=80=93_at_last?=\r\nFrom: Ann Lee <ann@post.example>\r\n\
        List-Id: Morning Briefing <morning.post.example>\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSee this in HTML.\r\n\
        --b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        <html><head><title>x</title></head><body><p>SPLIT, Croatia (AP) =E2=80=94 The bridge opened on Monday after nine years of work, =\r\n\
        and the ferry stays.</p><p>It was paid for by the island and by its friends abroad, the council said.</p></body></html>\r\n--b--\r\n";

    #[test]
    fn a_newsletter_is_read_in_html_where_its_text_is_a_stub() {
        let article = parse(NEWSLETTER.as_bytes(), &SOURCE).articles.remove(0);
        assert_eq!(article.title, "The bridge – at last");
        assert_eq!((article.byline.as_deref(), article.source.as_deref()), (Some("Ann Lee"), Some("Morning Briefing")));
        assert_eq!(article.dateline.as_deref(), Some("SPLIT, Croatia (AP)"));
        assert!(
            article.body.starts_with("The bridge opened on Monday after nine years of work, and the ferry stays.\n\nIt was paid")
        );
        assert_eq!(article.date.and_then(|date| date.instant).map(|at| at.to_string()).as_deref(), Some("2019-06-03T06:00:00Z"));
        assert_eq!(article.guid.as_deref(), Some("1@post.example"));
    }

    #[test]
    fn attachments_that_are_articles_are_read_and_pictures_are_not() {
        let mail = "From: a@b.example\r\nMessage-ID: <2@b.example>\r\nSubject: Two stories\r\nDate: Mon, 3 Jun 2019 08:00:00 +0200\r\n\
            Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nBoth are attached.\r\n\
            --b\r\nContent-Type: text/markdown; name=one.md\r\nContent-Disposition: attachment; filename=one.md\r\n\r\n# One\n\nFirst text.\r\n\
            --b\r\nContent-Type: image/png; name=a.png\r\nContent-Disposition: attachment; filename=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n\
            --b\r\nContent-Type: message/rfc822\r\n\r\nFrom: c@d.example\r\nSubject: Inner\r\nMessage-ID: <3@d.example>\r\n\r\nInner text.\r\n--b--\r\n";
        let parsed = parse(mail.as_bytes(), &SOURCE);
        let titles: Vec<&str> = parsed.articles.iter().map(|article| article.title.as_str()).collect();
        assert_eq!(titles, ["Two stories", "One", "Inner"]);
        assert!(parsed.articles.iter().all(|article| article.date.is_some()), "an attachment is as old as its mail");
        assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    }

    #[test]
    fn a_form_in_json_is_read_as_what_it_says() {
        let mail = "Received: x\r\nMessage-ID: <4@b.example>\r\nSubject: Formatted story\r\nContent-Type: text/plain; format=flowed; delsp=yes\r\n\r\n\
            {\"Headline\":[\"Bridge opens\"],\"Category\":[\"NEWS\"], \r\n\"Body\":[\"It opened  \r\non Monday.\"]}\r\n";
        let article = parse(mail.as_bytes(), &SOURCE).articles.remove(0);
        assert_eq!((article.title.as_str(), article.body.as_str()), ("Bridge opens", "It opened on Monday."));
    }

    #[test]
    fn lines_that_a_mailbox_quoted_are_as_they_were() {
        let mail = "From a@b.example Mon Jun  3 08:00:00 2019\nMessage-ID: <5@b.example>\nSubject: A\n\n>From here on it rains.\n\n>>From x.\n";
        assert_eq!(parse_of_mailbox(mail.as_bytes(), &SOURCE).articles[0].body, "From here on it rains.\n\n>From x.");
    }

    #[test]
    fn only_what_a_mail_program_wrote_is_recognized() {
        let is_mail = |text: &str| recognize(&Head { extension: "txt", bytes: text.as_bytes(), is_whole: true });
        assert!(is_mail(NEWSLETTER));
        assert!(is_mail("   \nDelivered-To: a@b.example\nReceived: by 10.0.0.1\n\nText"));
        assert!(!is_mail("From: our correspondent\nSubject: The bridge\n\nIt opened."));
        assert!(!is_mail("Title: A\nDate: 2019\n\nText."));
        assert!(!is_mail("From a@b.example Mon Jun  3 08:00:00 2019\nReceived: x\nMessage-ID: y\n\nText"));
    }

    #[test]
    fn mail_cut_anywhere_never_panics() {
        for end in 0..NEWSLETTER.len() {
            let parsed = parse(&NEWSLETTER.as_bytes()[..end], &SOURCE);
            assert!(parsed.articles.len() + parsed.problems.len() >= 1, "cut at {end}");
        }
    }
}
