//! Articles read by several threads at once, each with a connection of its own, handed back in the order of their rows.

use super::parallel::in_order;
use super::passages::Cutter;
use crate::archive::{Archive, Detail, StoredArticle};
use anyhow::Result;

/// Articles of a piece of work: enough that handing it over costs nothing beside it.
pub const PIECE: usize = 64;

/// Reads the articles of `rows`, makes something of each piece, and hands it to `take` in order.
pub fn for_each_piece<T: Send>(
    archive: &Archive,
    rows: &[u64],
    threads: usize,
    work: impl Fn(&mut Cutter, &[StoredArticle]) -> T + Sync,
    take: impl FnMut(T) -> Result<()>,
) -> Result<()> {
    let pieces: Vec<&[u64]> = rows.chunks(PIECE).collect();
    let folder = archive.folder();
    let reader = || Ok((Archive::open_to_scan(folder)?, Cutter::default()));
    let read = |(archive, cutter): &mut (Archive, Cutter), piece: usize| {
        let articles = archive.at_one_moment(|| {
            let found = pieces[piece].iter().map(|row| archive.article(*row, Detail::Whole));
            found.filter_map(Result::transpose).collect::<Result<Vec<_>>>()
        })?;
        Ok(work(cutter, &articles))
    };
    in_order(pieces.len(), threads, reader, read, take)
}
