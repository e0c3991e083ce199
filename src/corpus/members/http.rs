//! Answers of web servers as web archives keep them (RFC 9112): header, chunks, compression.

use memchr::memmem;
use std::io::Read;

/// An answer, its body as it was before it was packed for the way.
#[derive(Debug, PartialEq)]
pub struct Response {
    pub status: u16,
    /// As the server said it; empty where it did not.
    pub content_type: String,
    pub body: Vec<u8>,
}

/// Reads an answer. A body of more than `limit` bytes is cut off.
///
/// # Errors
///
/// What is no answer, or packed in a way that nobody can unpack.
pub fn response(bytes: &[u8], limit: usize) -> Result<Response, String> {
    let (head, rest) = split_head(bytes).ok_or("it holds no answer of a web server")?;
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let status = lines.next().unwrap_or_default();
    let mut words = status.split_whitespace();
    let is_http = words.next().is_some_and(|word| word.starts_with("HTTP/") || word == "ICY");
    let status =
        words.next().and_then(|code| code.parse().ok()).filter(|_| is_http).ok_or("it holds no answer of a web server")?;
    let (mut content_type, mut transfer, mut packing) = (String::new(), String::new(), String::new());
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        let into = match name.trim().to_ascii_lowercase().as_str() {
            "content-type" => &mut content_type,
            "transfer-encoding" => &mut transfer,
            "content-encoding" => &mut packing,
            _ => continue,
        };
        *into = value.trim().to_ascii_lowercase();
    }
    // Some crawlers keep the header as it was and the body unpacked.
    let body = if transfer.contains("chunked") { without_chunks(rest).unwrap_or_else(|| rest.to_vec()) } else { rest.to_vec() };
    let body = packing.split(',').map(str::trim).rev().try_fold(body, |body, packing| unpack(&body, packing, limit))?;
    Ok(Response { status, content_type, body })
}

fn split_head(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let windows = memmem::find(bytes, b"\r\n\r\n").map(|at| (at, at + 4));
    let unix = memmem::find(bytes, b"\n\n").map(|at| (at, at + 2));
    let (end, start) = match (windows, unix) {
        (Some(one), Some(other)) => one.min(other),
        (one, other) => one.or(other)?,
    };
    Some((&bytes[..end], &bytes[start..]))
}

/// Returns the body that was sent in chunks, `None` where it was not.
fn without_chunks(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::with_capacity(bytes.len());
    loop {
        let line_end = memchr::memchr(b'\n', bytes)?;
        let line = std::str::from_utf8(&bytes[..line_end]).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        bytes = &bytes[line_end + 1..];
        if size == 0 {
            return Some(body);
        }
        // One that breaks off is taken as far as it goes.
        let taken = size.min(bytes.len());
        body.extend_from_slice(&bytes[..taken]);
        bytes = &bytes[taken..];
        if bytes.is_empty() {
            return Some(body);
        }
        bytes = bytes.strip_prefix(b"\r\n").or_else(|| bytes.strip_prefix(b"\n"))?;
    }
}

fn unpack(body: &[u8], packing: &str, limit: usize) -> Result<Vec<u8>, String> {
    let mut reader: Box<dyn Read + '_> = match packing {
        "" | "identity" | "utf-8" | "none" => return Ok(body.to_vec()),
        "gzip" | "x-gzip" if body.starts_with(&[0x1F, 0x8B]) => Box::new(flate2::read::MultiGzDecoder::new(body)),
        "deflate" if body.first().is_some_and(|byte| byte & 0x0F == 8) => Box::new(flate2::read::ZlibDecoder::new(body)),
        "deflate" => Box::new(flate2::read::DeflateDecoder::new(body)),
        "br" => Box::new(brotli_decompressor::Decompressor::new(body, 4096)),
        "zstd" if body.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) => {
            Box::new(zstd::stream::read::Decoder::new(body).map_err(|error| error.to_string())?)
        }
        // Unpacked already.
        "gzip" | "x-gzip" | "zstd" => return Ok(body.to_vec()),
        other => return Err(format!("its body is packed as {other:?}, which is not known")),
    };
    let mut unpacked = Vec::new();
    let mut buffer = [0; 16 << 10];
    while unpacked.len() < limit {
        match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => unpacked.extend_from_slice(&buffer[..read]),
            // What was kept unpacked although the header says otherwise; and what breaks off, as far as it goes.
            Err(_) if unpacked.is_empty() => return Ok(body.to_vec()),
            Err(_) => break,
        }
    }
    unpacked.truncate(limit);
    Ok(unpacked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[track_caller]
    fn body_of(bytes: &[u8]) -> String {
        String::from_utf8(response(bytes, 1_000).expect("an answer").body).expect("text")
    }

    #[test]
    fn a_body_comes_as_it_was_before_it_was_packed() {
        assert_eq!(body_of(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Aid"), "<p>Aid");
        assert_eq!(body_of(b"HTTP/1.0 200\n\n<p>Aid"), "<p>Aid");
        assert_eq!(
            body_of(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\n3;x=y\r\nAid\r\n0\r\n\r\n"),
            "<p>Aid"
        );
        assert_eq!(body_of(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<p>Aid"), "<p>Aid", "unpacked already");
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(b"<p>Aid").expect("room");
        let packed = packer.finish().expect("room");
        let answer = [b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".as_slice(), &packed].concat();
        assert_eq!(body_of(&answer), "<p>Aid");
        assert_eq!(body_of(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n<p>Aid"), "<p>Aid", "unpacked already");
    }

    #[test]
    fn what_is_no_answer_is_told() {
        assert!(response(b"<html>", 1_000).is_err());
        assert!(response(b"GET / HTTP/1.1\r\n\r\n", 1_000).is_err());
        let fault = response(b"HTTP/1.1 200 OK\r\nContent-Encoding: sdch\r\n\r\nx", 1_000).expect_err("nobody can");
        assert_eq!(fault, "its body is packed as \"sdch\", which is not known");
    }
}
