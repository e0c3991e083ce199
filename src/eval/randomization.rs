//! Differences by query → how probable at least such a mean difference is if the two runs were no different.
//!
//! The paired randomization test of Smucker, Allan and Carterette (A Comparison of Statistical Significance Tests for Information
//! Retrieval Evaluation, CIKM 2007), two-sided: if it did not matter which run gave which answer, each difference could as well have had
//! the other sign.

/// What came of the test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RandomizationTest {
    pub p: f64,
    pub flips: Flips,
}

/// Which signs were tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flips {
    /// Every combination, of which there are so many: `p` is exact.
    All(u32),
    /// So many at random.
    Random(u32),
}

/// Up to so many queries that differ, every combination of signs is tried.
const MOST_EXACT: usize = 16;
const RANDOM_FLIPS: u32 = 100_000;
/// Any number will do, as long as it stays: the same runs give the same `p`.
const SEED: u64 = 2007;

/// Tests differences. Among random flips the signs that were found count as one more, so that `p` is never 0.
///
/// ```
/// let test = dateline::eval::randomization_test(&[0.1, 0.2, 0.3, 0.4]);
/// assert_eq!(test.p, 2.0 / 16.0); // no signs but those, and all of them turned, are as far from 0
/// ```
pub fn randomization_test(differences: &[f64]) -> RandomizationTest {
    // A query on which both are alike adds nothing, whatever its sign.
    let differences: Vec<f64> = differences.iter().copied().filter(|difference| *difference != 0.0).collect();
    // Sums that are equal on paper differ in their last bits by the order of the signs.
    let tolerance = 1e-9 * differences.iter().map(|difference| difference.abs()).sum::<f64>();
    let at_least = differences.iter().sum::<f64>().abs() - tolerance;
    let is_as_far = |signs: &mut dyn FnMut() -> bool| {
        let sum: f64 = differences.iter().map(|difference| if signs() { -difference } else { *difference }).sum();
        sum.abs() >= at_least
    };
    if differences.len() <= MOST_EXACT {
        let combinations = 1_u32 << differences.len();
        let as_far = (0..combinations).filter(|combination| {
            let mut bits = *combination;
            is_as_far(&mut || take_bit(&mut bits))
        });
        return RandomizationTest { p: as_far.count() as f64 / f64::from(combinations), flips: Flips::All(combinations) };
    }
    let mut coin = Coin { state: SEED, bits: 0, left: 0 };
    let as_far = (0..RANDOM_FLIPS).filter(|_| is_as_far(&mut || coin.toss())).count();
    let p = (as_far + 1) as f64 / (f64::from(RANDOM_FLIPS) + 1.0);
    RandomizationTest { p, flips: Flips::Random(RANDOM_FLIPS) }
}

fn take_bit(bits: &mut u32) -> bool {
    let bit = *bits & 1 == 1;
    *bits >>= 1;
    bit
}

/// Random bits by SplitMix64 (Steele, Lea, Flood 2014), a word at a time.
struct Coin {
    state: u64,
    bits: u64,
    left: u32,
}

impl Coin {
    fn toss(&mut self) -> bool {
        if self.left == 0 {
            self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            (self.bits, self.left) = (mixed ^ (mixed >> 31), u64::BITS);
        }
        let bit = self.bits & 1 == 1;
        self.bits >>= 1;
        self.left -= 1;
        bit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_queries_are_tested_exactly() {
        for (differences, p) in [
            (vec![], 1.0),
            (vec![0.0, 0.0], 1.0),
            (vec![0.5], 1.0),
            (vec![0.1, 0.2], 0.5),
            // 0.1 + 0.2 is 0.3 on paper only.
            (vec![0.1, 0.2, -0.3], 1.0),
            // As far from 0 as 3 are all alike (2 of 32) and all but one (10 of 32).
            (vec![1.0, 1.0, 1.0, 1.0, -1.0], 12.0 / 32.0),
            (vec![1.0; 10], 2.0 / 1024.0),
            (vec![-1.0; 10], 2.0 / 1024.0),
        ] {
            assert_eq!(randomization_test(&differences).p, p, "{differences:?}");
        }
    }

    #[test]
    fn many_queries_are_tested_at_random_and_the_same_each_time() {
        // 13 of 20 signs alike: a sign test, whose exact two-sided p is 0.2632.
        let differences: Vec<f64> = (0..20).map(|at| if at < 13 { 1.0 } else { -1.0 }).collect();
        let test = randomization_test(&differences);
        assert_eq!(test.flips, Flips::Random(100_000));
        assert!((test.p - 0.2632).abs() < 0.005, "{}", test.p);
        assert_eq!(test, randomization_test(&differences));
        let turned: Vec<f64> = differences.iter().map(|difference| -difference).collect();
        assert_eq!(test, randomization_test(&turned), "which run comes first does not matter");
    }

    #[test]
    fn what_never_happens_by_chance_is_rare_but_not_impossible() {
        assert!(randomization_test(&[1.0; 50]).p <= 2.0 / 100_001.0);
        assert!(randomization_test(&[1.0; 50]).p > 0.0);
    }
}
