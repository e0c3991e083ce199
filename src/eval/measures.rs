//! Measures: the answers to one query and its judgments → numbers, as trec_eval 9 computes them.

use super::runs::ranked;
use super::{Answer, Judgments};

/// What is measured, by the name that trec_eval has for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Average precision: the mean, over the relevant articles, of the precision where each is found. Its mean is called MAP.
    Map,
    /// Normalized discounted cumulative gain of the first ten, the gain being the relevance and the discount log2(rank + 1).
    Ndcg10,
    /// How many of the first ten are relevant, over ten.
    P10,
    /// One over the rank of the first that is relevant.
    RecipRank,
    /// How many of the relevant articles are among the first hundred.
    Recall100,
}

impl Measure {
    pub const ALL: [Measure; 5] = [Measure::Map, Measure::Ndcg10, Measure::P10, Measure::RecipRank, Measure::Recall100];

    pub fn name(self) -> &'static str {
        match self {
            Measure::Map => "map",
            Measure::Ndcg10 => "ndcg_cut_10",
            Measure::P10 => "P_10",
            Measure::RecipRank => "recip_rank",
            Measure::Recall100 => "recall_100",
        }
    }
}

/// What was measured of the answers to one query.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Measures {
    /// How many articles were found, are relevant, and are both.
    pub retrieved: usize,
    pub relevant: usize,
    pub relevant_retrieved: usize,
    values: [f64; Measure::ALL.len()],
}

impl Measures {
    /// Returns a measure, from 0 to 1. It is 0 where no article was judged relevant.
    pub fn get(&self, measure: Measure) -> f64 {
        self.values[measure as usize]
    }
}

/// Measures the answers to a query. An article counts as relevant from 1 up; one that was not judged counts as not relevant.
pub fn measures(answers: &[Answer], judgments: &Judgments) -> Measures {
    let grades: Vec<i64> =
        ranked(answers).iter().map(|answer| judgments.get(&answer.docno).copied().unwrap_or(0).max(0)).collect();
    let mut ideal: Vec<i64> = judgments.values().copied().filter(|grade| *grade > 0).collect();
    ideal.sort_unstable_by(|one, other| other.cmp(one));
    let relevant_ranks: Vec<usize> = (1..).zip(&grades).filter(|(_, grade)| **grade > 0).map(|(rank, _)| rank).collect();
    let found_within = |cut: usize| relevant_ranks.iter().filter(|rank| **rank <= cut).count() as f64;
    let relevant = ideal.len() as f64;
    let precisions = sum((1..).zip(&relevant_ranks).map(|(found, rank)| f64::from(found) / *rank as f64));

    let mut values = [0.0; Measure::ALL.len()];
    if !ideal.is_empty() {
        values[Measure::Map as usize] = precisions / relevant;
        values[Measure::Ndcg10 as usize] = gain(&grades, 10) / gain(&ideal, 10);
        values[Measure::P10 as usize] = found_within(10) / 10.0;
        values[Measure::RecipRank as usize] = relevant_ranks.first().map_or(0.0, |rank| 1.0 / *rank as f64);
        values[Measure::Recall100 as usize] = found_within(100) / relevant;
    }
    Measures { retrieved: answers.len(), relevant: ideal.len(), relevant_retrieved: relevant_ranks.len(), values }
}

/// Returns the discounted cumulative gain of the first so many.
fn gain(grades: &[i64], cut: usize) -> f64 {
    sum((1..).zip(grades).take(cut).map(|(rank, grade)| *grade as f64 / f64::from(rank + 1).log2()))
}

/// Adds up. What the standard library makes of nothing is -0, and would be printed so.
pub fn sum(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |sum, value| sum + value)
}

#[cfg(test)]
mod tests {
    use super::super::{parse_qrels, parse_run};
    use super::*;

    /// Returns the measures of the only query.
    #[track_caller]
    fn of(run: &str, qrels: &str) -> Vec<String> {
        let (run, qrels) = (parse_run(run).expect("a run"), parse_qrels(qrels).expect("judgments"));
        let measured = measures(&run.answers["1"], &qrels.queries["1"]);
        Measure::ALL.iter().map(|measure| format!("{:.4}", measured.get(*measure))).collect()
    }

    // The expected values of these tests were printed by trec_eval (pytrec_eval-terrier 0.5.11).

    #[test]
    fn graded_relevance_counts_for_the_gain_alone() {
        let qrels = "1 0 a 3\n1 0 b 0\n1 0 c 1\n1 0 d 2\n1 0 e 1\n";
        assert_eq!(
            of("1 Q0 b 1 9 x\n1 Q0 a 2 8 x\n1 Q0 z 3 7 x\n1 Q0 c 4 6 x\n1 Q0 d 5 5 x\n", qrels),
            ["0.4000", "0.5965", "0.3000", "0.5000", "0.7500"]
        );
    }

    #[test]
    fn a_tie_is_broken_by_docno_not_by_rank() {
        assert_eq!(
            of("1 Q0 a 1 5 x\n1 Q0 b 2 5 x\n1 Q0 c 3 5 x\n", "1 0 a 1\n1 0 c 0\n"),
            ["0.3333", "0.5000", "0.1000", "0.3333", "1.0000"]
        );
    }

    #[test]
    fn an_undecided_judgment_is_none() {
        assert_eq!(
            of("1 Q0 d 1 9 x\n1 Q0 b 2 8 x\n1 Q0 a 3 7 x\n", "1 0 a 2\n1 0 b 1\n1 0 d -1\n"),
            ["0.5833", "0.6199", "0.2000", "0.5000", "1.0000"]
        );
    }

    #[test]
    fn without_a_relevant_article_every_measure_is_nought() {
        assert_eq!(of("1 Q0 a 1 9 x\n", "1 0 a 0\n"), ["0.0000"; 5]);
        assert_eq!(of("1 Q0 a 1 9 x\n", "1 0 a -1\n"), ["0.0000"; 5]);
    }

    #[test]
    fn what_finds_nothing_relevant_has_nought_of_everything() {
        assert_eq!(of("1 Q0 b 1 9 x\n", "1 0 a 1\n"), ["0.0000"; 5]);
    }

    #[test]
    fn answers_beyond_the_cuts_count_for_the_average_precision_alone() {
        let run: String = (1..=150).map(|rank| format!("1 Q0 d{rank} {rank} {} x\n", 1000 - rank)).collect();
        let qrels = "1 0 d10 1\n1 0 d11 1\n1 0 d100 1\n1 0 d101 1\n1 0 never 1\n";
        assert_eq!(of(&run, qrels), ["0.0703", "0.0980", "0.1000", "0.1000", "0.6000"]);
    }
}
