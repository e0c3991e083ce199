//! Cuts a stream of bytes into records, some whole records at a time.

use super::MAX_RECORD_BYTES;
use super::open::damage;
use crate::article::{Records, mbox};
use memchr::{memchr, memmem};
use std::io::Read;
use std::ops::Range;

/// A chunk is closed when it holds this many bytes: enough to pay for its way through the channels.
pub(super) const CHUNK_BYTES: usize = 256 << 10;
const READ_BYTES: usize = 64 << 10;

/// Some whole records, in order.
#[derive(Debug, Default)]
pub struct Cut {
    pub bytes: Vec<u8>,
    pub records: Vec<Range<usize>>,
    /// What could not be cut into records.
    pub problems: Vec<String>,
    /// Whether the stream ends here.
    pub is_last: bool,
}

/// Reads a stream cut by cut.
pub struct RecordReader {
    kind: Records,
    reader: Box<dyn Read + Send>,
    /// Bytes that were read and not yet given out.
    buffer: Vec<u8>,
    is_at_end: bool,
    /// Whether the rest of a record that is too long is being skipped.
    is_skipping: bool,
    /// For JSON: whether the opening bracket of a top-level array was passed.
    is_in_array: bool,
}

impl RecordReader {
    /// `head` are the first bytes of the file, `reader` gives the rest.
    pub fn new(kind: Records, mut head: Vec<u8>, reader: Box<dyn Read + Send>) -> Self {
        if kind != Records::Whole && head.starts_with(b"\xEF\xBB\xBF") {
            head.drain(..3);
        }
        Self { kind, reader, buffer: head, is_at_end: false, is_skipping: false, is_in_array: false }
    }

    /// Returns the next records; the cut that is `is_last` is the last.
    pub fn next_cut(&mut self) -> Cut {
        let mut cut = Cut::default();
        // How much of the buffer has been cut into records, and how far the search for the end of the next one has come.
        let mut taken = 0;
        let mut scan = Scan::default();
        loop {
            while let Some(record) = self.next_record(taken, &mut scan) {
                taken = record.end;
                scan = Scan::default();
                if !self.buffer[record.clone()].iter().all(u8::is_ascii_whitespace) {
                    cut.records.push(record);
                }
                if taken >= CHUNK_BYTES {
                    cut.is_last = self.has_only_blanks_left(taken);
                    return self.close(cut, taken);
                }
            }
            if self.is_at_end {
                taken = self.buffer.len();
                cut.is_last = true;
                return self.close(cut, taken);
            }
            let is_too_long = self.buffer.len() - taken > MAX_RECORD_BYTES;
            if is_too_long {
                let limit = MAX_RECORD_BYTES >> 20;
                let way_out = match self.kind {
                    Records::JsonValues => "; where it wraps many articles, one a line can be read (`jq -c '.articles[]'`)",
                    _ => "",
                };
                cut.problems.push(format!("a record of more than {limit} MiB, which no article is, was left out{way_out}"));
                if self.kind == Records::Whole || self.kind == Records::JsonValues {
                    self.buffer.truncate(taken);
                    cut.is_last = true;
                    return self.close(cut, taken);
                }
                self.buffer.truncate(taken);
                self.is_skipping = true;
                scan = Scan::default();
            }
            if taken > 0 && self.buffer.len() - taken > CHUNK_BYTES {
                return self.close(cut, taken);
            }
            if let Err(error) = self.fill() {
                cut.problems.push(damage(&error));
                self.is_at_end = true;
                if self.kind == Records::Whole {
                    // Half an article is not an article.
                    self.buffer.clear();
                    cut.is_last = true;
                    return self.close(cut, 0);
                }
            }
        }
    }

    /// Whether nothing but white space follows; a fault in reading shows when the next chunk is read.
    fn has_only_blanks_left(&mut self, taken: usize) -> bool {
        let is_blank = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_whitespace);
        while !self.is_at_end && is_blank(&self.buffer[taken..]) {
            if self.fill().is_err() {
                return false;
            }
        }
        self.is_at_end && is_blank(&self.buffer[taken..])
    }

    /// Moves what was taken from the buffer into the cut.
    fn close(&mut self, mut cut: Cut, taken: usize) -> Cut {
        let rest = self.buffer.split_off(taken);
        cut.bytes = std::mem::replace(&mut self.buffer, rest);
        cut
    }

    fn fill(&mut self) -> std::io::Result<()> {
        let before = self.buffer.len();
        let wanted = if self.kind == Records::Whole { READ_BYTES } else { CHUNK_BYTES };
        let read = (&mut self.reader).take(wanted as u64).read_to_end(&mut self.buffer)?;
        self.is_at_end = read == 0;
        debug_assert_eq!(self.buffer.len(), before + read);
        Ok(())
    }

    /// Returns the next record that lies whole in the buffer from `from` on; at the end of the file, also what is left.
    fn next_record(&mut self, from: usize, scan: &mut Scan) -> Option<Range<usize>> {
        let bytes = &self.buffer[..];
        if from >= bytes.len() {
            return None;
        }
        match self.kind {
            Records::Whole => self.is_at_end.then_some(from..bytes.len()),
            Records::Lines => match memchr(b'\n', &bytes[from + scan.at..]) {
                Some(_) if self.is_skipping => {
                    self.is_skipping = false;
                    let end = from + scan.at + memchr(b'\n', &bytes[from + scan.at..])? + 1;
                    self.buffer.drain(from..end);
                    *scan = Scan::default();
                    self.next_record(from, scan)
                }
                Some(length) => Some(from..from + scan.at + length + 1),
                None => {
                    scan.at = bytes.len() - from;
                    (self.is_at_end && !self.is_skipping).then_some(from..bytes.len())
                }
            },
            Records::Elements { open, close } => {
                let start = from + find_opening(&bytes[from..], open)?;
                let search_from = scan.at.max(start + open.len());
                match memmem::find(&bytes[search_from..], close) {
                    Some(length) => {
                        let end = search_from + length + close.len();
                        // One that was never closed must not swallow the next: it ends where that begins.
                        let next = find_opening(&bytes[start + open.len()..end], open);
                        Some(start..next.map_or(end, |next| start + open.len() + next))
                    }
                    None => {
                        scan.at = bytes.len().saturating_sub(close.len()).max(start + open.len());
                        // An element that the file breaks off is given to its reader, who will say so.
                        (self.is_at_end).then_some(start..bytes.len())
                    }
                }
            }
            Records::Mails => self.next_mail(from, scan),
            Records::JsonValues => self.next_json_value(from, scan),
        }
    }

    /// A mail ends where the next one opens, behind a blank line; what stands before the first is none.
    fn next_mail(&mut self, from: usize, scan: &mut Scan) -> Option<Range<usize>> {
        const OPENING: &[u8] = b"\nFrom ";
        let bytes = &self.buffer[from..];
        scan.at = scan.at.max(1);
        loop {
            let Some(found) = bytes.get(scan.at..).and_then(|rest| memmem::find(rest, OPENING)) else {
                // An opening may be cut in two by the end of what was read.
                scan.at = scan.at.max(bytes.len().saturating_sub(OPENING.len()));
                break;
            };
            scan.at += found;
            let line = scan.at + 1;
            let length = memchr(b'\n', &bytes[line..]);
            if length.is_none() && !self.is_at_end {
                break;
            }
            let before = &bytes[..line - 1];
            let follows_blank = before.ends_with(b"\n") || before.ends_with(b"\n\r");
            if follows_blank && mbox::opens_mail(&bytes[line..length.map_or(bytes.len(), |length| line + length)]) {
                if self.is_skipping {
                    self.is_skipping = false;
                    self.buffer.drain(from..from + line);
                    *scan = Scan::default();
                    return self.next_mail(from, scan);
                }
                return Some(from..from + line);
            }
            scan.at = line;
        }
        (self.is_at_end && !self.is_skipping).then_some(from..self.buffer.len())
    }

    fn next_json_value(&mut self, from: usize, scan: &mut Scan) -> Option<Range<usize>> {
        let mut start = from;
        if scan.at == 0 {
            loop {
                let byte = *self.buffer.get(start)?;
                let parts_values = byte.is_ascii_whitespace() || byte == b',' || (byte == b']' && self.is_in_array);
                if byte == b'[' && !self.is_in_array {
                    // Taken out, so that it is not met again when more has been read.
                    self.is_in_array = true;
                    self.buffer.drain(from..=start);
                    start = from;
                } else if parts_values {
                    start += 1;
                } else {
                    break;
                }
            }
            scan.start = start;
            scan.at = start;
        } else {
            start = scan.start;
        }
        let bytes = &self.buffer[..];
        while let Some(byte) = bytes.get(scan.at) {
            scan.at += 1;
            if scan.is_in_string {
                match byte {
                    _ if scan.is_escaped => scan.is_escaped = false,
                    b'\\' => scan.is_escaped = true,
                    b'"' => scan.is_in_string = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => scan.is_in_string = true,
                b'{' | b'[' => scan.depth += 1,
                b'}' | b']' => {
                    scan.depth = scan.depth.saturating_sub(1);
                    if scan.depth == 0 {
                        return Some(start..scan.at);
                    }
                }
                b',' | b'\n' if scan.depth == 0 => return Some(start..scan.at),
                _ => {}
            }
        }
        self.is_at_end.then_some(start..bytes.len())
    }
}

/// Finds the opening of an element. Where `open` ends within the tag, as `<DOC` does, what follows has to end its name: `<DOCNO>` is another.
fn find_opening(bytes: &[u8], open: &[u8]) -> Option<usize> {
    let is_part_of_tag = open.last().is_some_and(u8::is_ascii_alphanumeric);
    let ends_name = |at: usize| bytes.get(at + open.len()).is_some_and(|next| next.is_ascii_whitespace() || *next == b'>');
    memmem::find_iter(bytes, open).find(|&at| !is_part_of_tag || ends_name(at))
}

/// How far the search for the end of a record has come, so that a long record is not searched from its start at every read.
#[derive(Default)]
struct Scan {
    /// For JSON: where the value begins.
    start: usize,
    at: usize,
    depth: usize,
    is_in_string: bool,
    is_escaped: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTERS: Records = Records::Elements { open: b"<A>", close: b"</A>" };

    /// Gives one byte a read, the worst that a pipe may do.
    struct Trickle(Vec<u8>, usize);

    impl Read for Trickle {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let Some(byte) = self.0.get(self.1) else { return Ok(0) };
            buffer[0] = *byte;
            self.1 += 1;
            Ok(1)
        }
    }

    #[track_caller]
    fn check(kind: Records, text: &str, expected: &[&str]) {
        for head in 0..=text.len() {
            let (first, rest) = text.as_bytes().split_at(head);
            let mut reader = RecordReader::new(kind, first.to_vec(), Box::new(Trickle(rest.to_vec(), 0)));
            let mut found = Vec::new();
            loop {
                let chunk = reader.next_cut();
                found.extend(
                    chunk.records.iter().map(|range| String::from_utf8_lossy(&chunk.bytes[range.clone()]).trim().to_string()),
                );
                if chunk.is_last {
                    break;
                }
            }
            assert_eq!(found, expected, "{kind:?} {text:?}, head of {head}");
        }
    }

    #[test]
    fn records_are_cut_whatever_the_reads() {
        check(Records::Whole, "one\n\ntwo", &["one\n\ntwo"]);
        check(Records::Lines, "{1}\n\n {2} \n{3}", &["{1}", "{2}", "{3}"]);
        let (first, second) =
            ("From a@b.c Mon Jun  3 08:00:00 2019\nSubject: 1\n\nFrom here on\n", "From - Tue Jan 12 10:26:21 2016\n\nTwo");
        check(Records::Mails, &format!("{first}\n{second}"), &[first.trim(), second]);
        check(LETTERS, "<!D><A>1</A> x <A>2</A>\n", &["<A>1</A>", "<A>2</A>"]);
        check(LETTERS, "<A>1</A><A>broken", &["<A>1</A>", "<A>broken"]);
        check(LETTERS, "<A>1</A><A>broken <A>3</A>", &["<A>1</A>", "<A>broken", "<A>3</A>"]);
        check(
            Records::Elements { open: b"<A", close: b"</A>" },
            "<AB>0</AB><A><AB>1</AB></A><A id='2'>2<A>3</A><A",
            &["<A><AB>1</AB></A>", "<A id='2'>2", "<A>3</A>"],
        );
        check(Records::JsonValues, r#"{"a": "}\""} {"b": [1, {}]}"#, &[r#"{"a": "}\""}"#, r#"{"b": [1, {}]}"#]);
        check(Records::JsonValues, r#" [ {"a":1}, {"b":2} ] "#, &[r#"{"a":1}"#, r#"{"b":2}"#]);
        check(Records::JsonValues, r#"{"a": "broken"#, &[r#"{"a": "broken"#]);
        check(Records::JsonValues, "[]", &[]);
        check(Records::Lines, "", &[]);
    }

    #[test]
    fn a_line_without_end_is_left_out_and_the_next_is_read() {
        let mut text = vec![b'x'; MAX_RECORD_BYTES + 3 * CHUNK_BYTES];
        text.extend_from_slice(b"\nlast\n");
        let mut reader = RecordReader::new(Records::Lines, Vec::new(), Box::new(std::io::Cursor::new(text)));
        let (mut found, mut problems) = (Vec::new(), Vec::new());
        loop {
            let chunk = reader.next_cut();
            assert!(chunk.bytes.len() <= MAX_RECORD_BYTES + 2 * CHUNK_BYTES, "memory is bounded");
            found.extend(chunk.records.iter().map(|range| chunk.bytes[range.clone()].to_vec()));
            problems.extend(chunk.problems);
            if chunk.is_last {
                break;
            }
        }
        assert_eq!(found, [b"last\n"]);
        assert_eq!(problems, ["a record of more than 32 MiB, which no article is, was left out"]);
    }
}
