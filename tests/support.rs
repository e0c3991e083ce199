//! An archive in a folder of its own, filled and asked by the program itself.
//!
//! Clock, order and paths are pinned: today is 2026-11-24, answers carry no time taken, paths are relative to the folder.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder with an archive in it, removed at the end of the test.
pub struct TestArchive {
    folder: tempfile::TempDir,
}

/// What a command printed and how it ended.
pub struct Ran {
    command: String,
    output: Output,
}

impl TestArchive {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file below the folder.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder can be made");
        std::fs::write(&path, content).expect("the file can be written");
        path
    }

    pub fn remove(&self, name: &str) {
        std::fs::remove_file(self.path().join(name)).expect("the file can be removed");
    }

    /// Runs the program in the folder.
    pub fn run(&self, args: &[&str]) -> Ran {
        let output = self.command(args).output().expect("the program starts");
        Ran { command: format!("dateline {}", args.join(" ")), output }
    }

    /// Returns the program, to be started in the folder.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.current_dir(self.path()).args(args).stdin(Stdio::null());
        command.env("DATELINE_TODAY", "2026-11-24").env_remove("DATELINE_ARCHIVE");
        command.env_remove("CLICOLOR_FORCE").env("NO_COLOR", "1");
        command
    }

    /// Indexes the folder; all inputs must be readable.
    #[track_caller]
    pub fn index(&self) -> Ran {
        let ran = self.run(&["index", "."]);
        ran.must_exit(0);
        ran
    }

    /// Searches, printing one path a line.
    pub fn search(&self, query: &str) -> Ran {
        self.search_with(query, &[])
    }

    pub fn search_with(&self, query: &str, more: &[&str]) -> Ran {
        let mut args = vec!["search", query, "--fields", "path"];
        args.extend(more);
        self.run(&args)
    }
}

impl Ran {
    pub fn stdout(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).expect("output is UTF-8")
    }

    pub fn stderr(&self) -> String {
        String::from_utf8(self.output.stderr.clone()).expect("messages are UTF-8")
    }

    pub fn code(&self) -> Option<i32> {
        self.output.status.code()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout()).unwrap_or_else(|error| panic!("{error}: {}", self.described()))
    }

    #[track_caller]
    pub fn must_print(&self, expected: &str) -> &Self {
        assert_eq!(self.stdout(), expected, "{}", self.described());
        self
    }

    #[track_caller]
    pub fn must_say(&self, expected: &str) -> &Self {
        assert!(self.stderr().contains(expected), "expected {expected:?} on standard error of {}", self.described());
        self
    }

    #[track_caller]
    pub fn must_exit(&self, code: i32) -> &Self {
        assert_eq!(self.code(), Some(code), "{}", self.described());
        self
    }

    fn described(&self) -> String {
        format!("{}\nexit: {:?}\nstdout: {}\nstderr: {}", self.command, self.code(), self.stdout(), self.stderr())
    }
}

/// Returns the folder of real articles that some tests measure on, `None` (saying so) where it is not at hand.
pub fn corpora(wanted: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("DATELINE_CORPORA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora"), PathBuf::from);
    let folder = folder.join(wanted);
    if folder.exists() {
        return Some(folder);
    }
    eprintln!("skipped: there is no {}; DATELINE_CORPORA names the folder of corpora", folder.display());
    None
}

/// Returns the project's own sample corpus.
pub fn sample_corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-corpus")
}
