//! Learning from an archive, and keeping what was learned up with it.
//!
//! In: the articles. Out: the files of [`file`](super::file), new ones or more of them.

use super::Meaning;
use super::file::{FOLDER, Manifest};
use super::readers::for_each_piece;
use super::sample;
use super::svd::directions;
use super::terms::{Encoder, Room, Terms};
use super::vectors::{NewVectors, Vectors};
use crate::archive::Archive;
use anyhow::{Context, Result, ensure};

/// Dimensions of a vector, fewer where there are few terms or passages. Of two sets of judged
/// queries the larger ranked a little worse with 100, the smaller no better with 300.
const DIMENSIONS: usize = 200;
/// From fewer passages nothing is learned that holds.
const FEWEST_PASSAGES: usize = 50;

/// What was learned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learned {
    pub articles: u64,
    pub passages: u64,
    /// Passages that the terms were learned from.
    pub sampled: u64,
    pub terms: u64,
    pub dimensions: u64,
    /// Of all files.
    pub bytes: u64,
}

/// A step of learning, and the share of it that is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    Reading(f32),
    Learning(f32),
    Writing(f32),
}

/// Said where the caller did not want to go on; what was learned before still counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interrupted;

impl std::fmt::Display for Interrupted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("learning was interrupted; what was learned before still counts")
    }
}

impl std::error::Error for Interrupted {}

/// What has to be done that the vectors are those of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// Nothing has been learned, or all articles have their vectors.
    Nothing,
    /// Articles have come that have no vectors.
    FoldIn,
    /// For this reason.
    Learn(String),
}

/// Learns anew from all articles of an archive. `went_on` is told each step and says whether to go on. The caller holds the lock of the
/// archive.
///
/// # Errors
///
/// [`Interrupted`], where `went_on` said no; and where there is too little to learn from.
pub fn learn(archive: &Archive, went_on: impl Fn(Step) -> bool) -> Result<Learned> {
    learn_with(archive, cores(), &went_on)
}

pub(super) fn learn_with(archive: &Archive, threads: usize, went_on: &dyn Fn(Step) -> bool) -> Result<Learned> {
    let folder = archive.folder().join(FOLDER);
    let through = archive.last_row()?;
    let articles = archive.article_count()?;
    let sample = sample::read(archive, threads, &|share| went_on(Step::Reading(share)))?;
    let sampled = sample.passages;
    // With as many directions as terms each would keep its own, and none would be like another.
    let wanted = (sampled.min(sample.terms.len()) / 5).clamp(2, DIMENSIONS);
    let found = directions(&sample.matrix, wanted, threads, &|share| went_on(Step::Learning(share))).ok_or(Interrupted)?;
    let is_enough = sampled >= FEWEST_PASSAGES && found.count() > 1;
    ensure!(is_enough, "there is too little to learn from: {sampled} passages, {FEWEST_PASSAGES} are the least");
    drop(sample.matrix);
    let named = Terms::write(&folder, &sample.terms, &sample.weights, &found)?;
    drop(found);
    let mut manifest = Manifest::new(named, Vec::new(), articles, through);
    let terms = Terms::open(&folder, &manifest)?;
    let rows = archive.rows()?;
    let vectors = encode(archive, &rows, &terms, threads, NewVectors::create(&folder, terms.dimensions())?, went_on)?;
    let passages = vectors.passages() as u64;
    manifest.passages.push(vectors.finish(&terms)?);
    manifest.write(&folder)?;
    Ok(Learned {
        articles,
        passages,
        sampled: sampled as u64,
        terms: terms.count() as u64,
        dimensions: terms.dimensions() as u64,
        bytes: manifest.files().map(|file| file.bytes).sum(),
    })
}

/// Returns what has to be done.
pub fn due(archive: &Archive) -> Result<Due> {
    let meaning = match Meaning::open(archive.folder()) {
        Ok(Some(meaning)) => meaning,
        Ok(None) => return Ok(Due::Nothing),
        Err(error) => return Ok(Due::Learn(format!("{error:#}"))),
    };
    let (last_row, articles) = (archive.last_row()?, archive.article_count()?);
    let learned_from = meaning.manifest.learned_from;
    Ok(if meaning.manifest.through > last_row {
        Due::Learn("the vectors were of another archive.db".to_string())
    } else if articles >= 2 * learned_from.max(500) {
        Due::Learn(format!("the archive has grown from {learned_from} articles to {articles}"))
    } else if meaning.articles() as u64 > 2 * articles.max(500) {
        Due::Learn("most vectors are of articles that are gone".to_string())
    } else if meaning.manifest.through < last_row {
        Due::FoldIn
    } else {
        Due::Nothing
    })
}

/// Gives the articles that came after learning their vectors, by the terms that were learned, and returns how many those are. The caller
/// holds the lock of the archive.
pub fn follow(archive: &Archive, went_on: impl Fn(Step) -> bool) -> Result<u64> {
    follow_with(archive, cores(), &went_on)
}

pub(super) fn follow_with(archive: &Archive, threads: usize, went_on: &dyn Fn(Step) -> bool) -> Result<u64> {
    let folder = archive.folder().join(FOLDER);
    let Some(Meaning { mut manifest, terms, mut vectors }) = Meaning::open(archive.folder())? else { return Ok(0) };
    let last_row = archive.last_row()?;
    let rows: Vec<u64> = archive.rows_above(manifest.through)?;
    // New rows are joined with the files before them that are not much larger, so that there are never more than some twenty.
    let mut joined = rows.len();
    while let Some(last) = vectors.last().filter(|last| last.rows() < 2 * joined && !rows.is_empty()) {
        joined += last.rows();
        vectors.pop();
    }
    let kept = vectors.len();
    let mut new = NewVectors::create(&folder, terms.dimensions())?;
    for named in manifest.passages.drain(kept..) {
        new.add_all(&Vectors::open(&folder, &named, &terms)?)?;
    }
    let new = encode(archive, &rows, &terms, threads, new, went_on)?;
    if new.rows() > 0 {
        manifest.passages.push(new.finish(&terms)?);
    }
    manifest.through = last_row;
    manifest.write(&folder)?;
    Ok(rows.len() as u64)
}

/// Forgets what was learned.
pub fn remove(archive: &Archive) -> Result<()> {
    let folder = archive.folder().join(FOLDER);
    match std::fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("could not remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}

/// Adds the vectors of the articles of some rows.
fn encode(
    archive: &Archive,
    rows: &[u64],
    terms: &Terms,
    threads: usize,
    mut new: NewVectors,
    went_on: &dyn Fn(Step) -> bool,
) -> Result<NewVectors> {
    let encoder = Encoder::new(terms);
    let mut done = 0;
    for_each_piece(
        archive,
        rows,
        threads,
        |cutter, articles| {
            let mut room = Room::default();
            let vectors = articles.iter().map(|stored| {
                let mut vectors = Vec::new();
                cutter.cut(&stored.article, |passage| {
                    encoder.encode(passage, &mut room, &mut vectors);
                });
                (stored.row, vectors)
            });
            vectors.collect::<Vec<_>>()
        },
        |piece| {
            done += piece.len();
            ensure!(went_on(Step::Writing(done as f32 / rows.len() as f32)), Interrupted);
            piece.iter().try_for_each(|(row, vectors)| new.add(*row, vectors))
        },
    )?;
    Ok(new)
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
