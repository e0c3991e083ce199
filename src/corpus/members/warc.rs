//! Web archives: WARC 0.17 to 1.1 (ISO 28500) and ARC 1.

use super::http::{self, Response};
use super::{Member, MemberWalk, Stop};
use crate::corpus::MAX_RECORD_BYTES;
use crate::corpus::open::damage;
use jiff::{Timestamp, civil, tz::TimeZone};
use std::io::{self, BufRead, BufReader, Read};

const MAX_LINE: u64 = 64 << 10;
const MAX_HEADERS: usize = 200;

/// What one record says of itself.
#[derive(Debug, Default, PartialEq)]
struct Header {
    kind: String,
    url: String,
    date: Option<civil::Date>,
    content_type: String,
    length: u64,
    is_segment: bool,
}

/// Sends the pages of a web archive: responses and resources that are text. Whatever breaks it off is told after what comes before.
pub fn walk(bytes: &mut (impl Read + ?Sized), walk: &mut MemberWalk) -> Result<(), Stop> {
    let mut lines = BufReader::with_capacity(64 << 10, bytes);
    let mut number = 0;
    loop {
        number += 1;
        let header = match next_header(&mut lines) {
            Ok(Some(header)) => header,
            Ok(None) => return Ok(()),
            Err(error) => {
                return walk
                    .problem_at(&format!("record {number}"), &format!("{}; the records before it were read", damage(&error)));
            }
        };
        let mut block = (&mut lines).take(header.length);
        send(&header, number, &mut block, walk)?;
        let left = block.limit();
        if left > 0 {
            let skipped = io::copy(&mut block, &mut io::sink());
            match skipped {
                Ok(skipped) if skipped == left => {}
                Ok(_) => {
                    return walk
                        .problem_at(&format!("record {number}"), "the file ends within it; the records before it were read");
                }
                Err(error) => {
                    return walk.problem_at(
                        &format!("record {number}"),
                        &format!("{}; the records before it were read", damage(&error)),
                    );
                }
            }
        }
    }
}

fn send(header: &Header, number: u64, block: &mut impl Read, walk: &mut MemberWalk) -> Result<(), Stop> {
    let is_http = header.content_type.starts_with("application/http") || (header.kind == "arc" && header.url.starts_with("http"));
    match header.kind.as_str() {
        "response" | "resource" | "conversion" | "arc" => {}
        "revisit" => return walk.skipped("revisit"),
        _ => return Ok(()),
    }
    if header.is_segment {
        return walk.skipped("segment of a record");
    }
    let mut bytes = Vec::new();
    let read = block.take(MAX_RECORD_BYTES as u64 + 1).read_to_end(&mut bytes);
    if bytes.len() > MAX_RECORD_BYTES {
        return walk.skipped("larger than any article");
    }
    if read.is_err() || (bytes.len() as u64) < header.length {
        // The walk meets the same end and tells it.
        return Ok(());
    }
    let (content_type, body) = if is_http {
        match http::response(&bytes, MAX_RECORD_BYTES) {
            Ok(Response { status, .. }) if !(200..300).contains(&status) => {
                return walk.skipped(&format!("HTTP status {status}"));
            }
            Ok(response) => (response.content_type, response.body),
            Err(fault) => return walk.problem_at(&format!("record {number} ({})", header.url), &fault),
        }
    } else {
        (header.content_type.clone(), bytes)
    };
    let media = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let may_be_article = matches!(
        media.as_str(),
        "" | "text/html"
            | "application/xhtml+xml"
            | "text/plain"
            | "application/xml"
            | "text/xml"
            | "application/rss+xml"
            | "application/atom+xml"
            | "application/pdf"
            | "message/rfc822"
            | "text/markdown"
    );
    if !may_be_article {
        return walk.skipped(&media);
    }
    let url = header.url.trim_matches(|c| c == '<' || c == '>').to_string();
    let is_robots = url.ends_with("/robots.txt") || url.starts_with("dns:") || url.starts_with("metadata:");
    if is_robots {
        return walk.skipped("robots.txt");
    }
    let member = Member { path: format!("{number}"), url: Some(url), fetched: header.date, has_many: false };
    walk.member(member, &mut body.as_slice())
}

/// Returns what the next record says of itself, `None` at the end.
fn next_header(lines: &mut impl BufRead) -> io::Result<Option<Header>> {
    let broken = |fault: &str| io::Error::new(io::ErrorKind::InvalidData, fault.to_string());
    let first = loop {
        match line(lines)? {
            None => return Ok(None),
            Some(line) if line.trim().is_empty() => {}
            Some(line) => break line,
        }
    };
    if !first.starts_with("WARC/") {
        return arc_header(&first).map(Some).ok_or_else(|| broken("it begins with no line of a record"));
    }
    let mut header = Header::default();
    let mut last = String::new();
    for _ in 0..MAX_HEADERS {
        let Some(line) = line(lines)? else { return Err(io::ErrorKind::UnexpectedEof.into()) };
        let line = line.trim_end();
        if line.is_empty() {
            return Ok(Some(header));
        }
        if line.starts_with([' ', '\t']) {
            // A folded line goes on with the value before it; only long URLs are folded.
            if last == "warc-target-uri" {
                header.url.push_str(line.trim());
            }
            continue;
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
        match name.as_str() {
            "warc-type" => header.kind = value.to_ascii_lowercase(),
            "warc-target-uri" => header.url = value.to_string(),
            "warc-date" => header.date = value.parse::<Timestamp>().ok().map(|at| TimeZone::UTC.to_datetime(at).date()),
            "content-type" => header.content_type = value.to_ascii_lowercase(),
            "content-length" => header.length = value.parse().map_err(|_| broken("its length is no number"))?,
            "warc-segment-number" => header.is_segment = value != "1",
            _ => {}
        }
        last = name;
    }
    Err(broken("its header has no end"))
}

/// Reads the line of an ARC record: URL, address, time, media type, length (ARC file format, Internet Archive, 1996).
fn arc_header(line: &str) -> Option<Header> {
    let parts: Vec<&str> = line.split_whitespace().collect();
    let [url, _, time, rest @ ..] = parts.as_slice() else { return None };
    let length = rest.last()?.parse().ok()?;
    let digits = |from: usize, to: usize| time.get(from..to).and_then(|part| part.parse::<i16>().ok());
    let day = || civil::Date::new(digits(0, 4)?, digits(4, 6)? as i8, digits(6, 8)? as i8).ok();
    let kind = if url.starts_with("filedesc:") { "filedesc" } else { "arc" };
    Some(Header { kind: kind.to_string(), url: (*url).to_string(), date: day(), length, ..Header::default() })
}

fn line(lines: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    let read = lines.take(MAX_LINE).read_until(b'\n', &mut bytes)?;
    Ok((read > 0).then(|| String::from_utf8_lossy(&bytes).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn headers_are_read_as_they_stand_in_files() {
        let warc = "\r\n\r\nWARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <http://example.org/a>\r\n\
                    WARC-Date: 2016-12-18T16:00:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: 12\r\n\r\n";
        let header = next_header(&mut Cursor::new(warc)).expect("a header").expect("a record");
        assert_eq!((header.kind.as_str(), header.length), ("response", 12));
        assert_eq!(header.date, Some(civil::date(2016, 12, 18)));
        let arc = "http://example.org/a 10.0.0.1 19961224120000 text/html 77\n";
        let header = next_header(&mut Cursor::new(arc)).expect("a header").expect("a record");
        assert_eq!((header.kind.as_str(), header.length, header.date), ("arc", 77, Some(civil::date(1996, 12, 24))));
        assert!(next_header(&mut Cursor::new("\n\n")).expect("the end").is_none());
        assert!(next_header(&mut Cursor::new("<html>")).is_err());
        assert!(next_header(&mut Cursor::new("WARC/1.0\r\nContent-Length: many\r\n\r\n")).is_err());
        assert!(next_header(&mut Cursor::new("WARC/1.0\r\nWARC-Type: response\r\n")).is_err());
    }
}
