//! Opens one file: its fingerprint, its bytes decompressed, its format.

use super::MAX_RECORD_BYTES;
use super::chunk::{Chunk, Fault, Record};
use super::members::{Caps, Container, MAX_MEMBERS, MemberReader, OwnedSource, ReadSeek};
use super::records::RecordReader;
use super::walk::FoundFile;
use crate::article::{Format, Head, Records, decode, detect};
use std::fs::File;
use std::io::{self, Cursor, Read};

/// Files up to this size are read once, into memory; larger ones are read twice, for the fingerprint and for the records.
const SMALL_FILE_BYTES: u64 = 4 << 20;
/// Compressed files may grow this much, or to `FREE_BYTES`; what grows more is taken for a decompression bomb.
const MAX_RATIO: u64 = 200;
const FREE_BYTES: u64 = 256 << 20;
const HEAD_BYTES: usize = 8 << 10;

/// A file that was opened and recognized.
pub struct OpenedFile {
    /// First 16 bytes of BLAKE3 over the file as it lies on disk.
    pub hash: [u8; 16],
    /// Bytes that were read for it.
    pub size: u64,
    pub reader: FileReader,
}

/// What is in a file, chunk by chunk.
pub enum FileReader {
    /// Records of one format.
    Records(&'static Format, RecordReader),
    /// Files, each of a format of its own.
    Members(Container, MemberReader),
}

impl FileReader {
    /// Returns what the file is, as the ledger keeps it: `html`, `zip`.
    pub fn format_name(&self) -> &'static str {
        match self {
            Self::Records(format, _) => format.name,
            Self::Members(container, _) => container.name(),
        }
    }

    /// Returns how the file is cut into records, `None` for one that holds files.
    pub fn cutting(&self) -> Option<Records> {
        match self {
            Self::Records(format, _) => Some(format.records),
            Self::Members(..) => None,
        }
    }

    /// Returns the next chunk; the one that is `is_last` is the last.
    pub fn next_chunk(&mut self) -> Chunk {
        match self {
            Self::Records(format, reader) => {
                let cut = reader.next_cut();
                let records = cut.records.into_iter().map(|range| Record { range, format, member: None });
                Chunk {
                    records: records.collect(),
                    bytes: cut.bytes,
                    problems: cut.problems.into_iter().map(|problem| Fault::new("", problem)).collect(),
                    skipped: Vec::new(),
                    is_last: cut.is_last,
                }
            }
            Self::Members(_, reader) => reader.next_chunk(),
        }
    }
}

/// Why a file was not opened.
#[derive(Debug)]
pub enum NotOpened {
    /// No article, by its name or its bytes.
    Skipped(String),
    Failed(String),
}

/// Opens a file. The fingerprint comes even where the file is no article.
pub fn open(file: &FoundFile, forced: Option<&'static Format>) -> (Option<[u8; 16]>, Result<OpenedFile, NotOpened>) {
    let failed = |error: io::Error| NotOpened::Failed(format!("could not be read: {error}"));
    let (hash, size, raw) = match fingerprint(file) {
        Ok(found) => found,
        Err(error) => return (None, Err(failed(error))),
    };
    let opened = recognize(file, size, raw, forced).map(|reader| OpenedFile { hash, size, reader });
    (Some(hash), opened)
}

type Bytes = Box<dyn Read + Send>;
type Seekable = Box<dyn ReadSeek + Send>;

/// Returns the fingerprint, the number of bytes and the bytes from the start.
fn fingerprint(file: &FoundFile) -> io::Result<([u8; 16], u64, Seekable)> {
    let mut opened = File::open(&file.path)?;
    if file.size <= SMALL_FILE_BYTES {
        let mut bytes = Vec::with_capacity(file.size as usize + 1);
        // A file that grows while it is read ends where it was expected to end, give or take a page.
        opened.take(SMALL_FILE_BYTES + 4096).read_to_end(&mut bytes)?;
        let hash = shortened(blake3::hash(&bytes));
        return Ok((hash, bytes.len() as u64, Box::new(Cursor::new(bytes))));
    }
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 256 << 10];
    let mut size = 0;
    loop {
        let read = opened.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
        size += read as u64;
    }
    Ok((shortened(hasher.finalize()), size, Box::new(File::open(&file.path)?)))
}

fn shortened(hash: blake3::Hash) -> [u8; 16] {
    *hash.as_bytes().first_chunk().expect("a BLAKE3 hash has 32 bytes")
}

fn recognize(file: &FoundFile, size: u64, mut raw: Seekable, forced: Option<&'static Format>) -> Result<FileReader, NotOpened> {
    let failed = |error: io::Error| NotOpened::Failed(format!("could not be read: {error}"));
    if size == 0 {
        return Err(NotOpened::Failed("the file is empty".to_string()));
    }
    let name = file.shown.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let limit = FREE_BYTES.max(size.saturating_mul(MAX_RATIO));
    let caps = Caps { bytes: limit, members: MAX_MEMBERS };
    let magic = read_up_to(&mut raw, HEAD_BYTES).map_err(failed)?;
    let packed = Decompressor::recognize(&magic);
    if packed.is_none()
        && let Some(container) = container_of(&magic, extension_of(&name))
    {
        raw.rewind().map_err(failed)?;
        return Ok(FileReader::Members(container, MemberReader::new(container, OwnedSource::Seekable(raw), caps, forced)));
    }
    let raw = Cursor::new(magic).chain(raw.take(size));
    let (name, mut bytes): (_, Bytes) = match packed {
        None => (name, Box::new(raw)),
        Some(packed) => {
            let plain = packed.open(raw).map_err(failed)?;
            (packed.stem(&name).unwrap_or(name), Box::new(Limited::new(plain, limit)))
        }
    };
    let mut head = read_up_to(&mut bytes, HEAD_BYTES).map_err(|error| NotOpened::Failed(damage(&error)))?;
    let is_whole = head.len() < HEAD_BYTES;
    let extension = extension_of(&name);
    if head.is_empty() {
        return Err(NotOpened::Failed("the file is empty when decompressed".to_string()));
    }
    if let Some(container) = container_of(&head, extension) {
        let bytes = OwnedSource::Stream(Box::new(Cursor::new(head).chain(bytes)));
        return Ok(FileReader::Members(container, MemberReader::new(container, bytes, caps, forced)));
    }
    let format = match forced {
        Some(format) => format,
        None => detect(&Head { extension, bytes: &head, is_whole })
            .ok_or_else(|| NotOpened::Skipped(not_an_article(extension, &head)))?,
    };
    let mut rest: Bytes = bytes;
    if format.records != Records::Whole && (head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF])) {
        // Records are cut at ASCII bytes; UTF-16 has them only after decoding.
        rest.take(MAX_RECORD_BYTES as u64).read_to_end(&mut head).map_err(failed)?;
        if head.len() >= MAX_RECORD_BYTES {
            let limit = MAX_RECORD_BYTES >> 20;
            return Err(NotOpened::Failed(format!(
                "many articles in UTF-16 are read up to {limit} MiB a file; convert it to UTF-8"
            )));
        }
        head = decode::decode(&head, None).text.into_owned().into_bytes();
        rest = Box::new(io::empty());
    }
    Ok(FileReader::Records(format, RecordReader::new(format.records, head, rest)))
}

/// Returns the container that a file is. A document that is a zip inside, as of word processors, is none.
fn container_of(head: &[u8], extension: &str) -> Option<Container> {
    let is_article = || detect(&Head { extension, bytes: head, is_whole: head.len() < HEAD_BYTES }).is_some();
    Container::recognize(head).filter(|container| *container != Container::Zip || !is_article())
}

fn extension_of(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// How a single file is compressed, by its first bytes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Decompressor {
    Gzip,
    Zstd,
}

impl Decompressor {
    pub fn recognize(head: &[u8]) -> Option<Self> {
        match head {
            [0x1F, 0x8B, ..] => Some(Self::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Self::Zstd),
            _ => None,
        }
    }

    /// Returns the name of the file without the ending that tells of the compression, where it has it.
    pub fn stem(self, name: &str) -> Option<String> {
        let endings: &[(&str, &str)] = match self {
            Self::Gzip => &[(".gz", ""), (".gzip", ""), (".tgz", ".tar")],
            Self::Zstd => &[(".zst", ""), (".zstd", "")],
        };
        let lower = name.to_ascii_lowercase();
        let (ending, instead) = endings.iter().find(|(ending, _)| lower.ends_with(ending))?;
        Some(format!("{}{instead}", &name[..name.len() - ending.len()]))
    }

    pub fn open<R: Read>(self, raw: R) -> io::Result<Decompressed<R>> {
        Ok(match self {
            Self::Gzip => Decompressed::Gzip(Box::new(flate2::read::MultiGzDecoder::new(raw))),
            Self::Zstd => Decompressed::Zstd(Box::new(zstd::stream::read::Decoder::new(raw)?)),
        })
    }
}

/// A compressed file as it was before.
pub(super) enum Decompressed<R: Read> {
    Gzip(Box<flate2::read::MultiGzDecoder<R>>),
    Zstd(Box<zstd::stream::read::Decoder<'static, io::BufReader<R>>>),
}

impl<R: Read> Read for Decompressed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Gzip(reader) => reader.read(buffer),
            Self::Zstd(reader) => reader.read(buffer),
        }
    }
}

/// Stops a decompression bomb.
struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R> Limited<R> {
    fn new(inner: R, left: u64) -> Self {
        Self { inner, left }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            io::Error::other(format!("it grows to more than {MAX_RATIO} times its size when decompressed, as no articles do"))
        })?;
        Ok(read)
    }
}

/// Returns what to say of data that breaks off or is damaged.
pub(super) fn damage(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "the compressed data ends early; the file is truncated".to_string(),
        _ => format!("the data is damaged: {error}"),
    }
}

fn not_an_article(extension: &str, head: &[u8]) -> String {
    if decode::is_binary(head) {
        "not text: its bytes are those of a picture, program, container or other binary file".to_string()
    } else if extension.is_empty() {
        "not recognized as an article; --format names the format".to_string()
    } else {
        format!("files named .{extension} are not articles; --format names the format where they are")
    }
}

fn read_up_to(reader: &mut impl Read, count: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(count);
    reader.take(count as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}
