//! A run and judgments → measures by query, and of which queries there are none.

use super::measures::sum;
use super::{Measure, Measures, Qrels, Run, measures};
use std::collections::BTreeMap;

/// What the means are taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Averaged {
    /// The queries that have both an answer and judgments, as trec_eval does.
    #[default]
    Answered,
    /// All queries that have judgments; one without an answer counts as 0, as with `trec_eval -c`.
    Judged,
}

/// What was measured of a run. Every query of the run and of the judgments is in `by_query` or in one of the lists behind it; those
/// without an answer may be in both.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evaluation {
    pub by_query: BTreeMap<String, Measures>,
    /// Judged, and nothing found.
    pub without_answer: Vec<String>,
    /// In the run, and not judged. They are not counted.
    pub without_judgments: Vec<String>,
}

impl Evaluation {
    /// Returns the mean of a measure over the queries that are counted; 0 where none is.
    pub fn mean(&self, measure: Measure) -> f64 {
        sum(self.by_query.values().map(|measured| measured.get(measure))) / self.by_query.len().max(1) as f64
    }
}

/// Measures a run.
pub fn evaluate(run: &Run, qrels: &Qrels, averaged: Averaged) -> Evaluation {
    let mut evaluation = Evaluation::default();
    for (qid, judgments) in &qrels.queries {
        let answers = run.answers.get(qid).map(Vec::as_slice).unwrap_or_default();
        if answers.is_empty() {
            evaluation.without_answer.push(qid.clone());
        }
        if !answers.is_empty() || averaged == Averaged::Judged {
            evaluation.by_query.insert(qid.clone(), measures(answers, judgments));
        }
    }
    evaluation.without_judgments = run.answers.keys().filter(|qid| !qrels.queries.contains_key(*qid)).cloned().collect();
    evaluation
}

#[cfg(test)]
mod tests {
    use super::super::{parse_qrels, parse_run};
    use super::*;

    const QRELS: &str = "1 0 a 1\n2 0 c 2\n2 0 d 1\n3 0 a 1\n";
    const RUN: &str = "1 Q0 b 1 9 x\n1 Q0 a 2 8 x\n2 Q0 c 1 9 x\n4 Q0 a 1 9 x\n";

    fn evaluated(averaged: Averaged) -> Evaluation {
        evaluate(&parse_run(RUN).expect("a run"), &parse_qrels(QRELS).expect("judgments"), averaged)
    }

    #[test]
    fn means_are_over_the_queries_with_answer_and_judgments() {
        let evaluation = evaluated(Averaged::Answered);
        assert_eq!(evaluation.by_query.keys().collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(evaluation.mean(Measure::RecipRank), (0.5 + 1.0) / 2.0);
        assert_eq!(evaluation.without_answer, ["3"]);
        assert_eq!(evaluation.without_judgments, ["4"]);
    }

    #[test]
    fn a_query_without_an_answer_may_count_as_nought() {
        let evaluation = evaluated(Averaged::Judged);
        assert_eq!(evaluation.by_query.keys().collect::<Vec<_>>(), ["1", "2", "3"]);
        assert_eq!(evaluation.mean(Measure::RecipRank), (0.5 + 1.0) / 3.0);
        assert_eq!(evaluation.without_answer, ["3"]);
    }

    #[test]
    fn a_query_that_was_asked_in_vain_has_no_answer() {
        let run = Run { answers: [("1".to_string(), Vec::new())].into(), ..Run::default() };
        let evaluation = evaluate(&run, &parse_qrels(QRELS).expect("judgments"), Averaged::Answered);
        assert_eq!(evaluation.without_answer, ["1", "2", "3"]);
        assert_eq!(evaluation.mean(Measure::Map), 0.0);
    }
}
