//! Makes articles weigh less the older they are.

use tantivy::Score;

/// How fast articles age.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recency {
    /// The moment from which ages are counted, that of the archive's newest article: seconds since 1970.
    newest: i64,
    /// In seconds.
    half_life: f64,
}

impl Recency {
    /// `half_life`: after so many days what makes an article young is worth half.
    pub fn new(newest: i64, half_life: f64) -> Recency {
        const DAY: f64 = 86_400.0;
        Recency { newest, half_life: half_life * DAY }
    }

    /// Returns what is left of a score. The newest articles keep all of it, the oldest, and those without a date, half: so an old article that
    /// says it all stays before a new one that hardly does.
    pub fn applied(self, score: Score, date: i64) -> Score {
        (f64::from(score) * self.factor(date)) as Score
    }

    /// From 0.5 to 1. `date`: seconds since 1970, `i64::MIN` where there is none.
    pub fn factor(self, date: i64) -> f64 {
        let age = self.newest.saturating_sub(date).max(0) as f64;
        0.5 + 0.5 * (-age / self.half_life).exp2()
    }
}

#[cfg(test)]
mod tests {
    use super::Recency;

    #[test]
    fn scores_fall_to_half_with_age() {
        const DAY: i64 = 86_400;
        let recency = Recency::new(1_000 * DAY, 100.0);
        let table = [(1_000, 1.0), (1_001, 1.0), (900, 0.75), (800, 0.625), (-100_000, 0.5)];
        for (day, expected) in table {
            assert!((recency.factor(day * DAY) - expected).abs() < 1e-9, "{day}");
        }
        assert!((recency.applied(8.0, i64::MIN) - 4.0).abs() < 1e-6);
    }
}
