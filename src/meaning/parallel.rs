//! Work that is cut into numbered pieces, done by some threads, and handed back in the order of the numbers.

use anyhow::Result;
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Returns what `work` makes of each of `pieces` numbers, in their order.
pub fn in_parallel<T: Send>(pieces: usize, threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    if threads <= 1 || pieces <= 1 {
        return (0..pieces).map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let mut done: Vec<(usize, T)> = std::thread::scope(|scope| {
        let take_all = || {
            let mut mine = Vec::new();
            loop {
                let piece = next.fetch_add(1, Ordering::Relaxed);
                if piece >= pieces {
                    return mine;
                }
                mine.push((piece, work(piece)));
            }
        };
        let threads: Vec<_> = (0..threads.min(pieces)).map(|_| scope.spawn(take_all)).collect();
        threads
            .into_iter()
            .flat_map(|thread| match thread.join() {
                Ok(mine) => mine,
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    });
    done.sort_by_key(|(piece, _)| *piece);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Does pieces of work with one `worker` for each thread, and hands the results to `take` in the order of the pieces, a few at a time, so
/// that memory does not depend on how many there are. The first error ends it.
pub fn in_order<W, T: Send>(
    pieces: usize,
    threads: usize,
    worker: impl Fn() -> Result<W> + Sync,
    work: impl Fn(&mut W, usize) -> Result<T> + Sync,
    mut take: impl FnMut(T) -> Result<()>,
) -> Result<()> {
    if threads <= 1 || pieces <= 1 {
        let mut worker = worker()?;
        return (0..pieces).try_for_each(|piece| take(work(&mut worker, piece)?));
    }
    let (next, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (out, done) = crossbeam_channel::bounded::<(usize, Result<T>)>(2 * threads);
    std::thread::scope(|scope| {
        for _ in 0..threads.min(pieces) {
            let (out, next, is_over, worker, work) = (out.clone(), &next, &is_over, &worker, &work);
            scope.spawn(move || {
                let mut mine = worker();
                while !is_over.load(Ordering::Relaxed) {
                    let piece = next.fetch_add(1, Ordering::Relaxed);
                    if piece >= pieces {
                        return;
                    }
                    let result = match &mut mine {
                        Ok(mine) => work(mine, piece),
                        Err(error) => Err(anyhow::anyhow!("{error:#}")),
                    };
                    if out.send((piece, result)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(out);
        let mut waiting: FxHashMap<usize, T> = FxHashMap::default();
        let mut wanted = 0;
        let taken = (|| {
            for (piece, result) in &done {
                waiting.insert(piece, result?);
                while let Some(result) = waiting.remove(&wanted) {
                    wanted += 1;
                    take(result)?;
                }
            }
            Ok(())
        })();
        is_over.store(true, Ordering::Relaxed);
        // Whoever waits to hand a result over is let go.
        drop(done);
        taken
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_pieces() {
        let mut taken = Vec::new();
        let work = |_: &mut (), piece: usize| Ok(piece * piece);
        let take = |square| {
            taken.push(square);
            Ok(())
        };
        in_order(500, 4, || Ok(()), work, take).expect("nothing fails");
        assert_eq!(taken, (0..500).map(|piece| piece * piece).collect::<Vec<_>>());
        assert_eq!(in_parallel(500, 4, |piece| piece * piece), taken);
    }

    #[test]
    fn the_first_error_ends_the_work() {
        let work = |_: &mut (), piece: usize| if piece == 7 { anyhow::bail!("seven") } else { Ok(piece) };
        for threads in [1, 4] {
            let ended = in_order(100_000, threads, || Ok(()), work, |_| Ok(()));
            assert_eq!(ended.expect_err("one piece fails").to_string(), "seven");
        }
    }
}
