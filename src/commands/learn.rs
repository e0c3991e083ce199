//! `dateline learn`, and what `index` and `rebuild` do for what was learned.

use super::{Environment, Outcome, stdout};
use crate::archive::Archive;
use crate::cli::LearnArgs;
use crate::meaning::{self, Due, Interrupted, Learned, Step};
use crate::messages::Messages;
use crate::output::{print_value, with_commas};
use crate::progress::StepProgress;
use anyhow::Result;
use indicatif::HumanBytes;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

pub fn run(args: LearnArgs, environment: &Environment) -> Result<Outcome> {
    let folder = Archive::locate(environment.archive.as_deref())?;
    let _lock = Archive::lock(&folder)?;
    let archive = Archive::open(&folder)?;
    if args.forget {
        meaning::remove(&archive)?;
        environment.messages.note("what was learned is forgotten; articles are ranked by their words alone");
        return Ok(Outcome::Done);
    }
    let started = Instant::now();
    let progress = StepProgress::new(std::io::stderr().is_terminal() && !environment.quiet);
    let learned = meaning::learn(&archive, |step| {
        show(&progress, step);
        true
    });
    progress.finish();
    let (learned, seconds) = (learned?, started.elapsed().as_secs_f64());
    let mut out = stdout();
    if args.json {
        let answer = serde_json::json!({
            "schema": "dateline.learn/1",
            "articles": learned.articles,
            "passages": learned.passages,
            "sampled": learned.sampled,
            "terms": learned.terms,
            "dimensions": learned.dimensions,
            "bytes": learned.bytes,
            "seconds": (seconds * 1000.0).round() / 1000.0,
        });
        print_value(&mut out, &answer)?;
    } else {
        writeln!(out, "{} in {seconds:.1} s", described(&learned))?;
    }
    out.flush()?;
    Ok(Outcome::Done)
}

/// Brings what was learned to the articles that are there now, at the end of `index`: new ones are folded in, and where the archive has
/// grown to twice what was learned from, it is learned anew. Where nothing was ever learned, nothing is done.
pub fn keep_up(folder: &Path, interrupted: &AtomicBool, is_shown: bool, messages: Messages) -> Result<()> {
    // Whoever holds the lock now does the same when it is done.
    let Some(_lock) = Archive::try_lock(folder)? else { return Ok(()) };
    let archive = Archive::open(folder)?;
    let due = meaning::due(&archive)?;
    if due == Due::Nothing {
        return Ok(());
    }
    let started = Instant::now();
    let progress = StepProgress::new(is_shown);
    let go_on = |step: Step| {
        show(&progress, step);
        !interrupted.load(Ordering::Relaxed)
    };
    let done = match &due {
        Due::Learn(reason) => {
            messages.note(&format!("learning anew: {reason}"));
            meaning::learn(&archive, go_on).map(|learned| described(&learned))
        }
        _ => meaning::follow(&archive, go_on).map(|articles| format!("{} articles got their vectors", with_commas(articles))),
    };
    progress.finish();
    match done {
        Ok(done) => messages.note(&format!("{done} in {:.1} s", started.elapsed().as_secs_f64())),
        Err(error) if error.is::<Interrupted>() => messages.note(&format!("{error}; the next run goes on")),
        // The articles are indexed; only their ranking goes by words alone.
        Err(error) => messages.warn(&format!("{error:#}; articles without vectors are ranked by their words alone")),
    }
    Ok(())
}

/// Learns anew what had been learned before, in an archive that the caller has locked.
pub fn anew(archive: &Archive, messages: Messages) -> Result<()> {
    let folder = archive.folder();
    if matches!(meaning::Meaning::open(folder), Ok(None)) {
        return Ok(());
    }
    let started = Instant::now();
    let learned = meaning::learn(archive, |_| true)?;
    messages.note(&format!("{} in {:.1} s", described(&learned), started.elapsed().as_secs_f64()));
    Ok(())
}

fn described(learned: &Learned) -> String {
    format!(
        "learned {} terms in {} dimensions from {} passages; {} passages of {} articles have vectors, {}",
        with_commas(learned.terms),
        learned.dimensions,
        with_commas(learned.sampled),
        with_commas(learned.passages),
        with_commas(learned.articles),
        HumanBytes(learned.bytes),
    )
}

fn show(progress: &StepProgress, step: Step) {
    let (name, share) = match step {
        Step::Reading(share) => ("reading passages to learn from", share),
        Step::Learning(share) => ("learning", share),
        Step::Writing(share) => ("making vectors", share),
    };
    progress.show(name, share);
}
