//! Files on disk: which there are, what is in them, cut into records that a format can parse.
//!
//! Rule kept here: nothing is unpacked to disk, links are not followed unless asked, and no file is held in memory whole unless it is
//! small or one single record.

mod chunk;
mod members;
mod open;
mod records;
mod walk;

pub use chunk::{Chunk, Fault, Member, Record, passed_over};
pub use members::Container;
pub use open::{FileReader, NotOpened, OpenedFile, open};
pub use walk::{Found, FoundFile, Walk, absolute, shown_path};

/// No article is larger; what is gets refused with a word, so that memory stays bounded.
pub const MAX_RECORD_BYTES: usize = 32 << 20;
