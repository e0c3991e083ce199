//! `dateline index`.

use super::{Environment, Outcome, today};
use crate::archive::{Archive, FOLDER};
use crate::article::{FORMATS, Format, format_named};
use crate::cli::{IndexArgs, NamesArg};
use crate::corpus::{Found, Walk};
use crate::enrich::names::WhichNames;
use crate::ingest::{IngestConfig, STDIN_FOLDER, Summary, ingest};
use crate::messages::Messages;
use crate::output::with_commas;
use crate::progress::Progress;
use anyhow::{Context, Result, bail};
use indicatif::HumanBytes;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

pub fn run(args: IndexArgs, environment: &Environment) -> Result<Outcome> {
    let messages = environment.messages;
    let folder = folder_to_write(environment.archive.as_deref())?;
    if args.dry_run {
        return tell(&args, &folder, messages);
    }
    let (archive, lock) = Archive::open_or_create(&folder)?;
    let (config, spool) = new_config(&args, &archive)?;
    note_other_names(&archive, &args, messages)?;
    let interrupted = Arc::new(AtomicBool::new(false));
    stop_on_interrupt(interrupted.clone(), messages)?;

    let is_shown = std::io::stderr().is_terminal() && !environment.quiet;
    let total_bytes = Arc::new(AtomicU64::new(0));
    if is_shown {
        count_bytes(config.walk.clone(), config.paths.clone(), total_bytes.clone());
    }
    let started = Instant::now();
    let progress = Progress::new(is_shown, total_bytes);
    let summary =
        ingest(&config, archive, lock, &interrupted, |advance| progress.advance(advance), |message| messages.note(message));
    progress.finish();
    if let Some(spool) = spool {
        let _ = std::fs::remove_dir_all(spool);
    }
    let summary = summary?;
    report(&summary, started.elapsed().as_secs_f64(), messages);
    if !args.no_learn && !summary.was_interrupted {
        super::learn::keep_up(&folder, &interrupted, is_shown, messages)?;
    }
    Ok(if summary.was_interrupted {
        Outcome::Interrupted
    } else if summary.failed > 0 || summary.with_problems > 0 {
        Outcome::DoneInPart
    } else {
        Outcome::Done
    })
}

/// Returns the archive to write: the one named, the nearest above, else a new one in the working folder.
fn folder_to_write(named: Option<&Path>) -> Result<PathBuf> {
    match named {
        Some(named) => Ok(Archive::locate(Some(named)).unwrap_or_else(|_| {
            // A folder that holds other things, articles perhaps, gets an archive of its own within.
            let is_ours = |name: &std::ffi::OsStr| ["lock", "archive.db.new"].iter().any(|ours| name == *ours);
            let is_in_use =
                std::fs::read_dir(named).is_ok_and(|entries| entries.flatten().any(|entry| !is_ours(&entry.file_name())));
            if is_in_use { named.join(FOLDER) } else { named.to_path_buf() }
        })),
        None => match Archive::locate(None) {
            Ok(found) => Ok(found),
            Err(_) => Ok(std::env::current_dir().context("could not tell the working directory")?.join(FOLDER)),
        },
    }
}

/// Tells what would be read, without an archive.
fn tell(args: &IndexArgs, folder: &Path, messages: Messages) -> Result<Outcome> {
    let format = args.format.as_deref().map(named_format).transpose()?;
    if let Some(path) = args.paths.iter().find(|path| std::fs::symlink_metadata(path).is_err()) {
        bail!("{} does not exist", path.display());
    }
    let here = std::env::current_dir().context("could not tell the working directory")?;
    let walk = Walk { root: here, archive_folder: folder.to_path_buf(), follow_links: args.follow, hidden: args.hidden };
    super::dry_run::run(&args.paths, &walk, format, messages)
}

fn named_format(name: &str) -> Result<&'static Format> {
    format_named(name).with_context(|| {
        let known: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        format!("there is no format {name:?}; there are {}", known.join(", "))
    })
}

/// Settles the arguments. The second value is a folder to remove afterwards, where standard input was kept.
fn new_config(args: &IndexArgs, archive: &Archive) -> Result<(IngestConfig, Option<PathBuf>)> {
    let format = args.format.as_deref().map(named_format).transpose()?;
    let mut spool = None;
    let mut paths = Vec::new();
    for path in &args.paths {
        if path.as_os_str() == "-" {
            let folder = archive.folder().join(STDIN_FOLDER);
            paths.push(spool_stdin(&folder)?);
            spool = Some(folder);
        } else if std::fs::symlink_metadata(path).is_err() && !args.prune {
            bail!("{} does not exist", path.display());
        } else {
            paths.push(path.clone());
        }
    }
    let workers = args.threads.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
    let config = IngestConfig {
        paths,
        walk: Walk {
            root: archive.root().to_path_buf(),
            archive_folder: archive.folder().to_path_buf(),
            follow_links: args.follow,
            hidden: args.hidden,
        },
        format,
        names: match args.names {
            NamesArg::All => Some(WhichNames::All),
            NamesArg::Given => Some(WhichNames::Given),
            NamesArg::Off => None,
        },
        reread: args.reread,
        prune: args.prune,
        read_on: today()?,
        workers,
        index_memory_bytes: args.memory as usize * 1_000_000,
    };
    Ok((config, spool))
}

/// Keeps standard input in a file named by its content, so that the same text given twice is one article.
fn spool_stdin(folder: &Path) -> Result<PathBuf> {
    std::fs::create_dir_all(folder).with_context(|| format!("could not create {}", folder.display()))?;
    let partial = folder.join("partial");
    let mut hasher = blake3::Hasher::new();
    let mut file = std::fs::File::create(&partial).with_context(|| format!("could not write {}", partial.display()))?;
    let mut input = std::io::stdin().lock();
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = std::io::Read::read(&mut input, &mut buffer).context("could not read standard input")?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
        std::io::Write::write_all(&mut file, &buffer[..read])
            .with_context(|| format!("could not write {}", partial.display()))?;
    }
    let path = folder.join(&hasher.finalize().to_hex()[..12]);
    std::fs::rename(&partial, &path).with_context(|| format!("could not write {}", path.display()))?;
    Ok(path)
}

/// Facets mean little when half of the articles were read with names and half without.
fn note_other_names(archive: &Archive, args: &IndexArgs, messages: Messages) -> Result<()> {
    let wanted = match args.names {
        NamesArg::All => "all",
        NamesArg::Given => "given",
        NamesArg::Off => "off",
    };
    let before = archive.setting("names")?;
    if let Some(before) = before.filter(|before| before != wanted && !args.reread) {
        messages.warn(&format!(
            "articles of this archive were read with --names {before}, those that come now with --names {wanted}; --reread makes all alike"
        ));
    }
    archive.set_setting("names", wanted)
}

/// The first interruption ends the run when what is under way is written, the second at once. Either way the archive opens.
fn stop_on_interrupt(interrupted: Arc<AtomicBool>, messages: Messages) -> Result<()> {
    ctrlc::set_handler(move || {
        if interrupted.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        messages.note("stopping when what is whole is written; once more stops at once");
    })
    .context("could not listen for interruptions")
}

/// Counts the bytes to be read, beside the work, so that the time left can be told.
fn count_bytes(walk: Walk, paths: Vec<PathBuf>, total: Arc<AtomicU64>) {
    std::thread::spawn(move || {
        let sizes = paths.iter().flat_map(|path| walk.below(path)).map(|found| match found {
            Found::File(file) => file.size,
            Found::Other { .. } => 0,
        });
        total.store(sizes.sum(), Ordering::Relaxed);
    });
}

fn report(summary: &Summary, seconds: f64, messages: Messages) {
    let counts = [
        (summary.indexed, "indexed"),
        (summary.unchanged, "unchanged"),
        (summary.duplicate, "duplicate"),
        (summary.skipped, "skipped"),
        (summary.failed, "failed"),
        (summary.unfinished, "unfinished"),
    ];
    let counts: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, state)| format!("{} {state}", with_commas(*count))).collect();
    let counts = if counts.is_empty() { "nothing to read".to_string() } else { counts.join(", ") };
    let removed = match summary.articles_removed {
        0 => String::new(),
        removed => format!(", {} removed", with_commas(removed)),
    };
    let rate = (summary.articles_added as f64 / seconds.max(0.001)) as u64;
    messages.note(&format!(
        "{} files: {counts}; {} articles added{removed}; {} in {seconds:.1} s, {} articles a second",
        with_commas(summary.files),
        with_commas(summary.articles_added),
        HumanBytes(summary.bytes),
        with_commas(rate)
    ));
    if summary.failed > 0 || summary.with_problems > 0 {
        messages.warn("some inputs could not be read, or not all of them; `dateline status --failed` lists them");
    }
    if summary.vanished > summary.pruned {
        messages.note(&format!(
            "{} files of the archive are gone from disk; their articles are kept until `dateline index --prune`",
            with_commas(summary.vanished)
        ));
    }
    if summary.was_interrupted {
        messages.note("interrupted; the same command goes on where this one stopped");
    }
}
