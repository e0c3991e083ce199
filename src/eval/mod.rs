//! Relevance against judgments: topics, judgments and runs in the forms of TREC → measures as trec_eval computes them → two runs
//! compared.
//!
//! Rule kept here: text in, values out; nothing searches, reads or prints. A line that cannot be read is a [`Fault`] that names it.

mod compare;
mod evaluate;
mod measures;
mod qrels;
mod randomization;
mod runs;
mod topics;

pub use compare::{Comparison, Row, compare};
pub use evaluate::{Averaged, Evaluation, evaluate};
pub use measures::{Measure, Measures, measures};
pub use qrels::{Judgments, Qrels, parse_qrels};
pub use randomization::{Flips, RandomizationTest, randomization_test};
pub use runs::{Answer, Run, parse_run};
pub use topics::{Topic, TopicField, parse_topics};

use std::fmt;

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// From 1.
    pub line: usize,
    pub fault: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.fault)
    }
}

impl std::error::Error for Fault {}

/// Returns the lines that say something, with their numbers: neither blank nor a comment, which trec_eval takes for one where `#` comes
/// first.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.trim_start_matches('\u{FEFF}').lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}
