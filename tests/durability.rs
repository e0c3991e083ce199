//! A run that is killed: the archive opens, holds whole articles only, and the next run completes it.

use crate::support::{TestArchive, corpora};
use std::time::Duration;

fn fill(archive: &TestArchive, files: usize) {
    for file in 0..files {
        let lines: String = (0..400)
            .map(|number| {
                let body = format!("The council of Aleppo met on day {number} of week {file}. ").repeat(12);
                format!(
                    "{}\n",
                    serde_json::json!({"id": format!("{file}-{number}"), "title": format!("Day {number}"), "body": body})
                )
            })
            .collect();
        archive.write(&format!("feed-{file:02}.jsonl"), lines);
    }
}

#[test]
fn a_killed_run_leaves_whole_articles_and_is_completed_by_the_next() {
    let undisturbed = TestArchive::new();
    fill(&undisturbed, 12);
    let started = std::time::Instant::now();
    undisturbed.index();
    let duration = started.elapsed();
    let wanted = undisturbed.run(&["export"]).stdout();
    let whole: std::collections::HashSet<&str> = wanted.lines().collect();
    let ids = undisturbed.run(&["search", "council", "--format", "ids", "--all"]).stdout();

    let killed = TestArchive::new();
    fill(&killed, 12);
    for share in [0.15, 0.4, 0.7, 0.9] {
        let mut child = killed.command(&["index", "."]).stderr(std::process::Stdio::null()).spawn().expect("the program starts");
        std::thread::sleep(duration.mul_f64(share).max(Duration::from_millis(5)));
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        if !killed.path().join(".dateline/archive.db").exists() {
            continue;
        }
        killed.run(&["check"]).must_exit(0);
        for line in killed.run(&["export"]).stdout().lines() {
            assert!(whole.contains(line), "an article of a killed run is whole: {line}");
        }
    }
    killed.index();
    killed.run(&["check"]).must_exit(0);
    killed.run(&["export"]).must_print(&wanted);
    killed.run(&["search", "council", "--format", "ids", "--all"]).must_print(&ids);
}

#[test]
fn searches_are_answered_while_every_article_is_replaced() {
    let archive = TestArchive::new();
    fill(&archive, 20);
    archive.index();
    let mut child =
        archive.command(&["index", "--reread", "."]).stderr(std::process::Stdio::null()).spawn().expect("the program starts");
    let mut asked = 0;
    while child.try_wait().expect("it can be asked").is_none() {
        let ran = archive.run(&["search", "council", "--json", "-n", "30"]);
        assert!(matches!(ran.code(), Some(0 | 1)), "{}", ran.stderr());
        asked += 1;
    }
    assert!(asked > 0);
    archive.run(&["search", "council", "-c"]).must_print("8000\n");
    archive.run(&["check"]).must_exit(0);
}

#[cfg(unix)]
#[test]
fn an_archive_that_cannot_be_written_is_searched_all_the_same() {
    use std::os::unix::fs::PermissionsExt;
    let archive = TestArchive::new();
    fill(&archive, 1);
    archive.index();
    let set = |mode_of_folders: u32, mode_of_files: u32| {
        for entry in walkdir::WalkDir::new(archive.path()).contents_first(true).into_iter().flatten() {
            let mode = if entry.file_type().is_dir() { mode_of_folders } else { mode_of_files };
            std::fs::set_permissions(entry.path(), std::fs::Permissions::from_mode(mode)).expect("the owner may");
        }
    };
    set(0o555, 0o444);
    let is_root = std::fs::write(archive.path().join("probe"), "").is_ok();
    let ran = archive.run(&["search", "council", "-c"]);
    set(0o755, 0o644);
    if is_root {
        eprintln!("skipped: to root every folder is writable");
    }
    ran.must_print("400\n");
}

#[test]
fn a_second_writer_is_refused_and_readers_are_not() {
    let archive = TestArchive::new();
    fill(&archive, 1);
    archive.index();
    let lock = std::fs::File::create(archive.path().join(".dateline/lock")).expect("the lock can be opened");
    lock.lock().expect("nobody holds it");
    archive.run(&["index", "."]).must_exit(2).must_say("another dateline is changing the archive");
    archive.run(&["search", "council", "-c"]).must_print("400\n");
    drop(lock);
    archive.run(&["index", "."]).must_exit(0);
}

#[test]
fn an_interruption_commits_what_is_whole() {
    let Some(reuters) = corpora("reuters21578") else { return };
    let archive = TestArchive::new();
    let mut child = archive
        .command(&["index", &reuters.to_string_lossy()])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    std::thread::sleep(Duration::from_millis(400));
    let signalled = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(signalled.is_ok_and(|status| status.success()));
    let status = child.wait().expect("it ends");
    // A fast machine may have been done before it was told to stop.
    assert!(matches!(status.code(), Some(130 | 0)), "{status:?}");
    archive.run(&["check"]).must_exit(0);
    archive.run(&["index", &reuters.to_string_lossy()]).must_exit(0);
    archive.run(&["search", "source:Reuters", "-c"]).must_print("15000\n");
}
