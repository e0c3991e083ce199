//! What goes to standard error: errors, warnings and notes. Results never do.

use crate::output::clean;
use std::io::Write;

/// Who speaks to the person at the terminal.
#[derive(Debug, Clone, Copy)]
pub struct Messages {
    pub quiet: bool,
}

impl Messages {
    pub fn error(self, message: &str) {
        self.line("error", "\x1b[1;31m", message);
    }

    pub fn warn(self, message: &str) {
        self.line("warning", "\x1b[1;33m", message);
    }

    /// Says something that is good to know; not when asked to be quiet.
    pub fn note(self, message: &str) {
        if !self.quiet {
            self.line("note", "\x1b[1;36m", message);
        }
    }

    fn line(self, kind: &str, color: &str, message: &str) {
        let message: Vec<_> = message.split('\n').map(clean).collect();
        // Nobody can be told that standard error is closed.
        let _ = writeln!(anstream::stderr(), "{color}{kind}:\x1b[0m {}", message.join("\n"));
    }
}
