//! Counts of right and wrong answers, and the table that they are printed in.

use std::collections::HashMap;
use std::fmt;

/// Right, wrong and missing answers.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    pub right: usize,
    pub wrong: usize,
    pub missing: usize,
}

impl Counts {
    /// Compares two sets without repeats.
    pub fn add<T: PartialEq>(&mut self, predicted: &[T], gold: &[T]) {
        let right = predicted.iter().filter(|item| gold.contains(item)).count();
        self.right += right;
        self.wrong += predicted.len() - right;
        self.missing += gold.len() - right;
    }

    pub fn precision(&self) -> f64 {
        ratio(self.right, self.right + self.wrong)
    }

    pub fn recall(&self) -> f64 {
        ratio(self.right, self.right + self.missing)
    }

    /// Harmonic mean of precision and recall.
    pub fn f1(&self) -> f64 {
        ratio(2 * self.right, 2 * self.right + self.wrong + self.missing)
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// One row a measure; below it, what is no precision or recall.
#[derive(Default)]
pub struct Table {
    rows: Vec<(String, Counts)>,
    notes: Vec<String>,
}

impl Table {
    pub fn row(&mut self, name: impl Into<String>, counts: Counts) {
        self.rows.push((name.into(), counts));
    }

    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.rows.is_empty() {
            writeln!(f, "{:<52} {:>6} {:>6} {:>6} {:>7} {:>7} {:>7}", "", "P", "R", "F1", "right", "wrong", "missing")?;
        }
        for (name, counts) in &self.rows {
            let (precision, recall, f1) = (counts.precision() * 100.0, counts.recall() * 100.0, counts.f1() * 100.0);
            let Counts { right, wrong, missing } = counts;
            writeln!(f, "{name:<52} {precision:>6.1} {recall:>6.1} {f1:>6.1} {right:>7} {wrong:>7} {missing:>7}")?;
        }
        self.notes.iter().try_for_each(|note| writeln!(f, "{note}"))
    }
}

/// Errors with their numbers, to list the most frequent.
#[derive(Default)]
pub struct Errors(HashMap<String, (usize, String)>);

impl Errors {
    /// Counts an error; the first place where it happens is shown beside it.
    pub fn add(&mut self, error: String, example: impl FnOnce() -> String) {
        self.0.entry(error).or_insert_with(|| (0, example())).0 += 1;
    }

    pub fn print(self, title: &str, at_most: usize) {
        if at_most == 0 || self.0.is_empty() {
            return;
        }
        let mut errors = self.0.into_iter().collect::<Vec<_>>();
        errors.sort_by(|one, other| other.1.0.cmp(&one.1.0).then_with(|| one.0.cmp(&other.0)));
        println!("{title}:");
        for (error, (times, example)) in errors.into_iter().take(at_most) {
            println!("  {times:>5}  {error}   {example}");
        }
    }
}
