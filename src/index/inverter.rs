//! The threads that make segments of documents.
//!
//! Rule kept here: a document is in a segment that is written, or its error is told at the latest when the segments are asked for.

use super::document::Document;
use super::segment::SegmentBuilder;
use anyhow::{Context, Result, bail};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::thread::JoinHandle;
use tantivy::Index;
use tantivy::index::SegmentMeta;

/// Documents that may wait: enough that no thread runs dry, few enough to be no weight.
const WAITING: usize = 128;

/// Threads that take documents and leave segments. They are started by the first document.
pub struct Inverters {
    index: Index,
    threads: usize,
    memory_bytes: usize,
    running: Option<Running>,
}

struct Running {
    documents: Sender<Document>,
    threads: Vec<JoinHandle<tantivy::Result<Vec<SegmentMeta>>>>,
}

impl Inverters {
    /// Each thread may take about so much memory.
    pub fn new(index: Index, threads: usize, memory_bytes: usize) -> Self {
        Self { index, threads, memory_bytes, running: None }
    }

    /// Passes a document on; waits while there are many.
    pub fn add(&mut self, document: Document) -> Result<()> {
        let running = self.running.get_or_insert_with(|| {
            let (documents, incoming) = bounded(WAITING);
            let start = |_| {
                let (index, memory_bytes, incoming) = (self.index.clone(), self.memory_bytes, incoming.clone());
                std::thread::spawn(move || invert(&index, memory_bytes, &incoming))
            };
            Running { documents, threads: (0..self.threads).map(start).collect() }
        });
        if running.documents.send(document).is_err() {
            // Nobody takes documents any more, so every thread has a reason to tell.
            self.finish()?;
            bail!("the threads that write the index have ended");
        }
        Ok(())
    }

    /// Returns all segments that are not yet part of the index.
    pub fn finish(&mut self) -> Result<Vec<SegmentMeta>> {
        let Some(Running { documents, threads }) = self.running.take() else { return Ok(Vec::new()) };
        drop(documents);
        let mut segments = Vec::new();
        for thread in threads {
            let made = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            segments.extend(made.context("could not write a segment of the index")?);
        }
        Ok(segments)
    }
}

impl Drop for Inverters {
    fn drop(&mut self) {
        // What was not asked for is given up; but nobody writes in the folder after the lock is given back.
        let Some(Running { documents, threads }) = self.running.take() else { return };
        drop(documents);
        for thread in threads {
            let _ = thread.join();
        }
    }
}

/// Makes segments of all documents that come in.
fn invert(index: &Index, memory_bytes: usize, documents: &Receiver<Document>) -> tantivy::Result<Vec<SegmentMeta>> {
    let mut finished = Vec::new();
    let mut open: Option<SegmentBuilder> = None;
    for document in documents {
        if let Some(segment) =
            open.take_if(|segment| segment.is_other_vocabulary(&document) || segment.memory_bytes() > memory_bytes)
        {
            finished.push(segment.finish()?);
        }
        let segment = match &mut open {
            Some(segment) => segment,
            None => open.insert(SegmentBuilder::new(index.new_segment(), document.vocabulary.clone())?),
        };
        segment.add(&document)?;
    }
    if let Some(segment) = open {
        finished.push(segment.finish()?);
    }
    Ok(finished)
}
