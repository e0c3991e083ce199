//! Opens one file: its fingerprint, its bytes decompressed, its format.

use super::MAX_RECORD_BYTES;
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
    pub format: &'static Format,
    pub records: RecordReader,
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
    let opened = recognize(file, size, raw, forced).map(|(format, records)| OpenedFile { hash, size, format, records });
    (Some(hash), opened)
}

type Bytes = Box<dyn Read + Send>;

/// Returns the fingerprint, the number of bytes and the bytes from the start.
fn fingerprint(file: &FoundFile) -> io::Result<([u8; 16], u64, Bytes)> {
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
    Ok((shortened(hasher.finalize()), size, Box::new(File::open(&file.path)?.take(size))))
}

fn shortened(hash: blake3::Hash) -> [u8; 16] {
    *hash.as_bytes().first_chunk().expect("a BLAKE3 hash has 32 bytes")
}

fn recognize(
    file: &FoundFile,
    size: u64,
    mut raw: Bytes,
    forced: Option<&'static Format>,
) -> Result<(&'static Format, RecordReader), NotOpened> {
    let failed = |error: io::Error| NotOpened::Failed(format!("could not be read: {error}"));
    if size == 0 {
        return Err(NotOpened::Failed("the file is empty".to_string()));
    }
    let name = file.shown.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let magic = read_up_to(&mut raw, 4).map_err(failed)?;
    let (name, mut bytes) = decompress(&name, &magic, Cursor::new(magic.clone()).chain(raw), size).map_err(failed)?;
    let mut head = read_up_to(&mut bytes, HEAD_BYTES).map_err(|error| NotOpened::Failed(damage(&error)))?;
    let is_whole = head.len() < HEAD_BYTES;
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if head.is_empty() {
        return Err(NotOpened::Failed("the file is empty when decompressed".to_string()));
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
    Ok((format, RecordReader::new(format.records, head, rest)))
}

/// Looks through gzip and zstd, by their first bytes; returns the name without that ending.
fn decompress(name: &str, magic: &[u8], raw: impl Read + Send + 'static, size: u64) -> io::Result<(String, Bytes)> {
    let limit = FREE_BYTES.max(size.saturating_mul(MAX_RATIO));
    let without = |endings: &[&str]| {
        let stem = endings.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
        stem.to_string()
    };
    Ok(if magic.starts_with(&[0x1F, 0x8B]) {
        (without(&[".gz", ".gzip"]), Box::new(Limited::new(flate2::read::MultiGzDecoder::new(raw), limit)))
    } else if magic == [0x28, 0xB5, 0x2F, 0xFD] {
        (without(&[".zst", ".zstd"]), Box::new(Limited::new(zstd::stream::read::Decoder::new(raw)?, limit)))
    } else {
        (name.to_string(), Box::new(raw))
    })
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
