//! Files that hold files: zip, tar, web archives; one within another too.
//!
//! In: a file. Out: its members one after the other, each cut into the records of its own format. Rule kept here: nothing is unpacked to
//! disk, and memory, members, depth and growth are bounded. A container is read on a thread of its own, because the crates that
//! read them lend out a member only for a while; its bytes come through a bounded channel.

mod http;
mod tar;
mod warc;
mod zip;

use super::chunk::{Chunk, Fault, Member, Record};
use super::open::{Decompressor, damage};
use super::records::{CHUNK_BYTES, Cut, RecordReader};
use crate::article::{Format, Head, Records, detect};
use crossbeam_channel::{Receiver, Sender};
use std::io::{self, Cursor, Read, Seek};
use std::sync::Arc;

/// Containers within containers are opened this deep: a zip in a tar is 2.
pub const MAX_DEPTH: usize = 2;
/// A container that holds more is read so far.
pub const MAX_MEMBERS: u64 = 2_000_000;
/// A zip in another container is read from its end, so it is held in memory.
const MAX_INNER_ZIP_BYTES: u64 = 64 << 20;
const HEAD_BYTES: usize = 8 << 10;

/// The kinds of containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    Zip,
    Tar,
    Warc,
}

impl Container {
    /// Returns the container that begins with these bytes. Documents that are zips themselves are none.
    pub fn recognize(head: &[u8]) -> Option<Self> {
        const TAR_MAGIC: std::ops::Range<usize> = 257..262;
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            return Some(Container::Zip);
        }
        if head.starts_with(b"WARC/") || head.starts_with(b"filedesc://") {
            return Some(Container::Warc);
        }
        (head.get(TAR_MAGIC) == Some(b"ustar")).then_some(Container::Tar)
    }

    pub fn name(self) -> &'static str {
        match self {
            Container::Zip => "zip",
            Container::Tar => "tar",
            Container::Warc => "warc",
        }
    }
}

/// The bytes of a container.
pub enum Source<'a> {
    Seekable(&'a mut dyn ReadSeek),
    Stream(&'a mut dyn Read),
}

pub trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

/// How far a container may grow when it is read: through all containers in it together.
#[derive(Debug, Clone, Copy)]
pub struct Caps {
    pub bytes: u64,
    pub members: u64,
}

/// What comes through the channel, member by member.
enum Event {
    Member(Member, &'static Format),
    Bytes(Vec<u8>),
    /// The member ends, by a fault or by itself.
    End(Option<String>),
    Problem(Fault),
    Skipped(String),
}

/// Nobody listens any more, or a cap was reached.
struct Stop;

/// Reads the members of a container, cut into records.
pub struct MemberReader {
    events: Receiver<Event>,
    current: Option<OpenMember>,
}

struct OpenMember {
    member: Arc<Member>,
    format: &'static Format,
    records: RecordReader,
}

impl MemberReader {
    /// `bytes` begin at the start of the container.
    pub fn new(container: Container, bytes: OwnedSource, caps: Caps, forced: Option<&'static Format>) -> Self {
        // Sixteen pieces of a quarter of a MiB at most.
        let (sender, events) = crossbeam_channel::bounded(16);
        std::thread::spawn(move || {
            let taken = Caps { bytes: 0, members: 0 };
            let mut walk = MemberWalk { sender, forced, caps, taken, depth: 1, prefix: String::new() };
            // Whoever stopped it has said why, or has gone.
            let _ = match bytes {
                OwnedSource::Seekable(mut bytes) => walk.enter(container, Source::Seekable(&mut *bytes)),
                OwnedSource::Stream(mut bytes) => walk.enter(container, Source::Stream(&mut bytes)),
            };
        });
        Self { events, current: None }
    }

    /// Returns the next records; the chunk that is `is_last` is the last.
    pub fn next_chunk(&mut self) -> Chunk {
        let mut chunk = Chunk::default();
        while chunk.bytes.len() < CHUNK_BYTES {
            if let Some(mut open) = self.current.take() {
                let cut = open.records.next_cut();
                let goes_on = !cut.is_last;
                add(&mut chunk, cut, &open);
                self.current = goes_on.then_some(open);
                continue;
            }
            match self.events.recv() {
                Ok(Event::Member(member, format)) => {
                    let bytes = MemberBytes { events: self.events.clone(), current: Cursor::default(), is_at_end: false };
                    let has_many = !matches!(format.records, Records::Whole | Records::JsonValues);
                    let records = RecordReader::new(format.records, Vec::new(), Box::new(bytes));
                    self.current = Some(OpenMember { member: Arc::new(Member { has_many, ..member }), format, records });
                }
                Ok(Event::Problem(problem)) => chunk.problems.push(problem),
                Ok(Event::Skipped(reason)) => chunk.skipped.push(reason),
                // What is left of a member that was not read to its end.
                Ok(Event::Bytes(_) | Event::End(_)) => {}
                Err(_) => {
                    chunk.is_last = true;
                    break;
                }
            }
        }
        chunk
    }
}

/// The bytes of a file that is a container.
pub enum OwnedSource {
    Seekable(Box<dyn ReadSeek + Send>),
    Stream(Box<dyn Read + Send>),
}

/// Adds records of a member to a chunk.
fn add(chunk: &mut Chunk, cut: Cut, open: &OpenMember) {
    let at = chunk.bytes.len();
    chunk.bytes.extend_from_slice(&cut.bytes);
    let mut member = open.member.clone();
    if !member.has_many && (cut.records.len() > 1 || !cut.is_last) && open.format.records != Records::Whole {
        member = Arc::new(Member { has_many: true, ..Member::clone(&member) });
    }
    chunk.records.extend(cut.records.into_iter().map(|range| Record {
        range: range.start + at..range.end + at,
        format: open.format,
        member: Some(member.clone()),
    }));
    chunk.problems.extend(cut.problems.into_iter().map(|problem| Fault::new(&member.path, problem)));
}

/// The bytes of the member that is coming through the channel.
struct MemberBytes {
    events: Receiver<Event>,
    current: Cursor<Vec<u8>>,
    is_at_end: bool,
}

impl Read for MemberBytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.current.read(buffer)?;
            if read > 0 || self.is_at_end || buffer.is_empty() {
                return Ok(read);
            }
            match self.events.recv() {
                Ok(Event::Bytes(bytes)) => self.current = Cursor::new(bytes),
                Ok(Event::End(None)) | Err(_) => self.is_at_end = true,
                Ok(Event::End(Some(fault))) => {
                    self.is_at_end = true;
                    return Err(io::Error::other(fault));
                }
                // Only bytes and an end come between a member and the next.
                Ok(Event::Member(..) | Event::Problem(_) | Event::Skipped(_)) => self.is_at_end = true,
            }
        }
    }
}

impl Drop for MemberBytes {
    fn drop(&mut self) {
        while !self.is_at_end {
            self.is_at_end = !matches!(self.events.recv(), Ok(Event::Bytes(_)));
        }
    }
}

/// Walks through a container and those in it, and sends what they hold.
struct MemberWalk {
    sender: Sender<Event>,
    forced: Option<&'static Format>,
    caps: Caps,
    taken: Caps,
    depth: usize,
    /// Path of the container that is open, below the file: empty, or `2016/inner.zip/`.
    prefix: String,
}

impl MemberWalk {
    fn enter(&mut self, container: Container, source: Source) -> Result<(), Stop> {
        match (container, source) {
            (Container::Zip, Source::Seekable(bytes)) => zip::walk(bytes, self),
            (Container::Zip, Source::Stream(stream)) => {
                let mut bytes = Vec::new();
                let read = stream.take(MAX_INNER_ZIP_BYTES + 1).read_to_end(&mut bytes);
                if let Err(error) = read {
                    self.problem(&damage(&error))?;
                }
                if bytes.len() as u64 > MAX_INNER_ZIP_BYTES {
                    let limit = MAX_INNER_ZIP_BYTES >> 20;
                    return self.problem(&format!("a zip in another file is read up to {limit} MiB; unpack the outer one"));
                }
                zip::walk(&mut Cursor::new(bytes), self)
            }
            (Container::Tar, Source::Seekable(bytes)) => tar::walk(bytes, self),
            (Container::Tar, Source::Stream(stream)) => tar::walk(stream, self),
            (Container::Warc, Source::Seekable(bytes)) => warc::walk(bytes, self),
            (Container::Warc, Source::Stream(stream)) => warc::walk(stream, self),
        }
    }

    fn send(&self, event: Event) -> Result<(), Stop> {
        self.sender.send(event).map_err(|_| Stop)
    }

    /// Tells what is wrong with the open container.
    fn problem(&self, problem: &str) -> Result<(), Stop> {
        self.send(Event::Problem(Fault::new(self.prefix.trim_end_matches('/'), problem)))
    }

    /// Tells what is wrong at a place in the open container.
    fn problem_at(&self, place: &str, problem: &str) -> Result<(), Stop> {
        self.send(Event::Problem(Fault::new(format!("{}{place}", self.prefix), problem)))
    }

    fn skipped(&self, reason: &str) -> Result<(), Stop> {
        self.send(Event::Skipped(reason.to_string()))
    }

    /// Sends an entry of a zip or tar by its path as it stands there.
    fn entry(&mut self, path: &str, bytes: &mut dyn Read) -> Result<(), Stop> {
        let path = path.replace('\\', "/");
        let is_outside =
            path.starts_with('/') || path.split('/').any(|part| part == "..") || path.as_bytes().get(1) == Some(&b':');
        if is_outside {
            return self.problem_at(&path, "its path leads out of the archive; it was left out");
        }
        let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
        if parts.clone().any(|part| part.starts_with('.') || part == "__MACOSX") {
            return self.skipped("hidden");
        }
        let path = parts.collect::<Vec<_>>().join("/");
        self.member(Member { path, ..Member::default() }, bytes)
    }

    /// Sends a member, or enters it where it is a container itself. Its path is below the open container.
    fn member(&mut self, member: Member, bytes: &mut dyn Read) -> Result<(), Stop> {
        self.taken.members += 1;
        if self.taken.members > self.caps.members {
            let fault = format!("it holds more than {} files; the rest was left out", self.caps.members);
            self.send(Event::Problem(Fault::new("", fault)))?;
            return Err(Stop);
        }
        let head = match head(bytes) {
            Ok(head) => head,
            Err(error) => return self.problem_at(&member.path, &damage(&error)),
        };
        let packed =
            Decompressor::recognize(&head).map(|how| (how, how.stem(&member.path).unwrap_or_else(|| member.path.clone())));
        let Some((how, name)) = packed else {
            let name = member.path.clone();
            return self.plain(member, &name, &head, &mut Cursor::new(&head).chain(bytes));
        };
        let mut plain = match how.open(Cursor::new(&head).chain(bytes)) {
            Ok(plain) => plain,
            Err(error) => return self.problem_at(&member.path, &damage(&error)),
        };
        match self::head(&mut plain) {
            Ok(head) => self.plain(member, &name, &head, &mut Cursor::new(&head).chain(plain)),
            Err(error) => self.problem_at(&member.path, &damage(&error)),
        }
    }

    /// `name` is what it is called where it is not compressed.
    fn plain(&mut self, member: Member, name: &str, head: &[u8], bytes: &mut dyn Read) -> Result<(), Stop> {
        let name = name.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let is_whole = head.len() < HEAD_BYTES;
        if let Some(format) = self.forced.or_else(|| detect(&Head { extension, bytes: head, is_whole })) {
            return self.copy(member, format, bytes);
        }
        // A page of a web archive that is a zip is something to download, not a part of the archive.
        let Some(inner) = Container::recognize(head).filter(|_| member.url.is_none()) else {
            return self.skipped(&match extension {
                _ if head.is_empty() => "empty".to_string(),
                "" => "unrecognized".to_string(),
                extension => format!(".{extension}"),
            });
        };
        if self.depth >= MAX_DEPTH {
            return self.problem_at(&member.path, &format!("containers are opened {MAX_DEPTH} deep; unpack the outer one"));
        }
        let inner_prefix = format!("{}{}/", self.prefix, member.path);
        let prefix = std::mem::replace(&mut self.prefix, inner_prefix);
        self.depth += 1;
        let done = self.enter(inner, Source::Stream(bytes));
        self.depth -= 1;
        self.prefix = prefix;
        done
    }

    fn copy(&mut self, member: Member, format: &'static Format, bytes: &mut dyn Read) -> Result<(), Stop> {
        let path = format!("{}{}", self.prefix, member.path);
        self.send(Event::Member(Member { path, ..member }, format))?;
        loop {
            let mut piece = Vec::new();
            let read = bytes.take(CHUNK_BYTES as u64).read_to_end(&mut piece);
            let is_at_end = piece.is_empty();
            self.taken.bytes += piece.len() as u64;
            if self.taken.bytes > self.caps.bytes {
                self.send(Event::End(Some("it was read so far".to_string())))?;
                self.send(Event::Problem(Fault::new("", GROWS)))?;
                return Err(Stop);
            }
            if !is_at_end {
                self.send(Event::Bytes(piece))?;
            }
            match read {
                Err(error) => return self.send(Event::End(Some(damage(&error)))),
                Ok(_) if is_at_end => return self.send(Event::End(None)),
                Ok(_) => {}
            }
        }
    }
}

const GROWS: &str = "it grows more when decompressed than articles do; the rest of the file was left out";

fn head(bytes: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    bytes.take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    Ok(head)
}
