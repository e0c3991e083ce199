//! Two evaluations of the same queries → side by side, with the probability that a difference is chance.

use super::measures::sum;
use super::{Evaluation, Measure, RandomizationTest, randomization_test};
use std::collections::BTreeSet;

/// Two runs side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The queries that either run is measured on.
    pub queries: Vec<String>,
    /// How many of them the first, and the second, has no answer to; they count as 0, or the run that answers only what is easy would
    /// look better.
    pub counted_as_0: [usize; 2],
    /// One a measure.
    pub rows: Vec<Row>,
}

/// One measure of both runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub measure: Measure,
    pub means: [f64; 2],
    /// In the order of the queries.
    pub by_query: Vec<[f64; 2]>,
    /// On how many queries the second run is better, and worse.
    pub better: usize,
    pub worse: usize,
    pub test: RandomizationTest,
}

impl Row {
    /// Returns by how much the second run is better.
    pub fn difference(&self) -> f64 {
        self.means[1] - self.means[0]
    }
}

/// Compares two runs over the same judgments.
pub fn compare(first: &Evaluation, second: &Evaluation) -> Comparison {
    let queries: BTreeSet<&String> = first.by_query.keys().chain(second.by_query.keys()).collect();
    let missing = |one: &Evaluation| queries.iter().filter(|qid| one.without_answer.contains(qid)).count();
    let rows = Measure::ALL.into_iter().map(|measure| {
        let value = |one: &Evaluation, qid: &str| one.by_query.get(qid).map_or(0.0, |measured| measured.get(measure));
        let by_query: Vec<[f64; 2]> = queries.iter().map(|qid| [value(first, qid), value(second, qid)]).collect();
        let mean = |at: usize| sum(by_query.iter().map(|values| values[at])) / by_query.len().max(1) as f64;
        let differences: Vec<f64> = by_query.iter().map(|[one, other]| other - one).collect();
        Row {
            measure,
            means: [mean(0), mean(1)],
            better: differences.iter().filter(|difference| **difference > 0.0).count(),
            worse: differences.iter().filter(|difference| **difference < 0.0).count(),
            test: randomization_test(&differences),
            by_query,
        }
    });
    let rows = rows.collect();
    Comparison { counted_as_0: [missing(first), missing(second)], rows, queries: queries.into_iter().cloned().collect() }
}

#[cfg(test)]
mod tests {
    use super::super::{Averaged, evaluate, parse_qrels, parse_run};
    use super::*;

    #[test]
    fn what_one_run_has_no_answer_to_counts_as_nought() {
        let qrels = parse_qrels("1 0 a 1\n2 0 a 1\n3 0 a 1\n").expect("judgments");
        let evaluation = |run: &str| evaluate(&parse_run(run).expect("a run"), &qrels, Averaged::Answered);
        let first = evaluation("1 Q0 a 1 9 x\n");
        let second = evaluation("1 Q0 b 1 9 x\n1 Q0 a 2 8 x\n2 Q0 a 1 9 x\n");
        let comparison = compare(&first, &second);
        assert_eq!(comparison.queries, ["1", "2"]);
        assert_eq!(comparison.counted_as_0, [1, 0]);
        let map = &comparison.rows[0];
        assert_eq!((map.measure, map.means, map.difference()), (Measure::Map, [0.5, 0.75], 0.25));
        assert_eq!((map.better, map.worse), (1, 1));
        assert_eq!(map.by_query, [[1.0, 0.5], [0.0, 1.0]]);
    }
}
