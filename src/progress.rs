//! The progress of indexing and learning, on standard error where that is a terminal.

use crate::ingest::Advance;
use crate::output::with_commas;
use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A line that shows files, bytes, articles a second and time left.
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    /// Bytes below the given paths; counted beside the work, 0 until that is done.
    total_bytes: Arc<AtomicU64>,
}

impl Progress {
    /// `is_shown` is false where standard error is no terminal, or the user wants quiet.
    pub fn new(is_shown: bool, total_bytes: Arc<AtomicU64>) -> Self {
        let target = if is_shown { ProgressDrawTarget::stderr_with_hz(8) } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(ProgressStyle::with_template("{spinner} {msg}").expect("the template is well formed"));
        bar.enable_steady_tick(Duration::from_millis(125));
        Self { bar, started: Instant::now(), total_bytes }
    }

    pub fn advance(&self, advance: &Advance) {
        if self.bar.is_hidden() {
            return;
        }
        let seconds = self.started.elapsed().as_secs_f64().max(0.001);
        let rate = advance.articles as f64 / seconds;
        let total = self.total_bytes.load(Ordering::Relaxed);
        let left = match total.checked_sub(advance.bytes) {
            Some(left) if total > 0 && advance.bytes > 0 => {
                let seconds_left = left as f64 * seconds / advance.bytes as f64;
                format!(" of {}, {} left", HumanBytes(total), clock(seconds_left))
            }
            _ => String::new(),
        };
        self.bar.set_message(format!(
            "{} files, {}{left}; {} articles, {} a second",
            with_commas(advance.files),
            HumanBytes(advance.bytes),
            with_commas(advance.articles),
            with_commas(rate as u64)
        ));
    }

    /// Takes the line away.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }
}

/// A line that shows what is being done and how much of it is.
pub struct StepProgress(ProgressBar);

impl StepProgress {
    /// `is_shown` is false where standard error is no terminal, or the user wants quiet.
    pub fn new(is_shown: bool) -> Self {
        let target = if is_shown { ProgressDrawTarget::stderr_with_hz(8) } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(ProgressStyle::with_template("{spinner} {msg}").expect("the template is well formed"));
        bar.enable_steady_tick(Duration::from_millis(125));
        Self(bar)
    }

    /// Shows a step and the share of it that is done, from 0 to 1.
    pub fn show(&self, step: &'static str, share: f32) {
        if !self.0.is_hidden() {
            self.0.set_message(format!("{step}: {:.0} %", 100.0 * share));
        }
    }

    /// Takes the line away.
    pub fn finish(self) {
        self.0.finish_and_clear();
    }
}

fn clock(seconds: f64) -> String {
    let seconds = seconds.round() as u64;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
