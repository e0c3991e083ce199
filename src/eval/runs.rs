//! Runs: `qid Q0 docno rank score tag`, one a line → `Run`.

use super::{Fault, lines};
use std::collections::{BTreeMap, HashSet};

/// The answers of one configuration to a set of queries.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Run {
    /// The name that its lines carry.
    pub tag: String,
    /// By query, as they were given. A query that was asked in vain has none.
    pub answers: BTreeMap<String, Vec<Answer>>,
}

/// An article that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub docno: String,
    pub score: f32,
}

/// Reads a run. The columns of rank and `Q0` are ignored, as trec_eval ignores them: the score decides.
///
/// Scores are kept as the floats that trec_eval keeps, so that what is a tie there is one here.
///
/// # Errors
///
/// The first line that has less than six columns, names an article again for the same query, or gives a score that is no number.
/// trec_eval reads such a score as 0.
pub fn parse_run(text: &str) -> Result<Run, Fault> {
    let mut run = Run::default();
    let mut seen: HashSet<(&str, &str)> = HashSet::new();
    for (number, line) in lines(text) {
        let fault = |fault: String| Fault { line: number, fault };
        let columns: Vec<&str> = line.split_whitespace().collect();
        let &[qid, _, docno, _, score, tag, ..] = columns.as_slice() else {
            return Err(fault(format!("{} columns; runs have six: qid Q0 docno rank score tag", columns.len())));
        };
        // By way of a double, as C reads it.
        let Some(score) = score.parse::<f64>().ok().filter(|score| !score.is_nan()) else {
            return Err(fault(format!("the score {score:?} is no number")));
        };
        if !seen.insert((qid, docno)) {
            return Err(fault(format!("{docno} was an answer to query {qid} before; keep one of the two")));
        }
        let answer = Answer { docno: docno.to_string(), score: score as f32 };
        match run.answers.get_mut(qid) {
            Some(answers) => answers.push(answer),
            None => drop(run.answers.insert(qid.to_string(), vec![answer])),
        }
        if run.tag != tag {
            run.tag = tag.to_string();
        }
    }
    Ok(run)
}

/// Returns answers in the order in which trec_eval looks at them: by score, and where scores are alike the docno that sorts last first.
pub fn ranked(answers: &[Answer]) -> Vec<&Answer> {
    let mut ranked: Vec<&Answer> = answers.iter().collect();
    ranked.sort_by(|one, other| {
        let by_score = other.score.partial_cmp(&one.score).expect("scores are numbers");
        by_score.then_with(|| other.docno.cmp(&one.docno))
    });
    ranked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(run: &str) -> Vec<String> {
        let run = parse_run(run).expect("it can be read");
        run.answers.values().flat_map(|answers| ranked(answers)).map(|answer| answer.docno.clone()).collect()
    }

    #[test]
    fn scores_decide_and_ranks_do_not() {
        assert_eq!(order("1 Q0 a 1 0.5 x\n1 Q0 b 2 2e1 x\n1 Q0 c 3 -3 x\n"), ["b", "a", "c"]);
    }

    #[test]
    fn of_equal_scores_the_last_docno_comes_first_by_its_bytes() {
        assert_eq!(order("1 Q0 a 1 1 x\n1 Q0 b 2 1 x\n1 Q0 B 3 1 x\n1 Q0 é 4 1 x\n"), ["é", "b", "a", "B"]);
    }

    #[test]
    fn scores_are_equal_where_they_are_equal_as_floats() {
        assert_eq!(order("1 Q0 a 1 1.00000001 x\n1 Q0 b 2 1 x\n"), ["b", "a"]);
        assert_eq!(order("1 Q0 a 1 1.0000002 x\n1 Q0 b 2 1 x\n"), ["a", "b"]);
    }

    #[test]
    fn the_tag_of_the_last_line_is_the_tag_of_the_run() {
        assert_eq!(parse_run("# head\n1 Q0 a 1 1 one\n1 Q0 b 2 1 two and more\n").expect("it can be read").tag, "two");
    }

    #[test]
    fn a_line_that_is_no_answer_is_named() {
        for (text, expected) in [
            ("1 Q0 a 1 0.5\n", "line 1: 5 columns; runs have six: qid Q0 docno rank score tag"),
            ("1 Q0 a 1 best x\n", "line 1: the score \"best\" is no number"),
            ("1 Q0 a 1 NaN x\n", "line 1: the score \"NaN\" is no number"),
            ("1 Q0 a 1 9 x\n2 Q0 a 1 9 x\n1 Q0 a 2 8 x\n", "line 3: a was an answer to query 1 before; keep one of the two"),
        ] {
            assert_eq!(parse_run(text).expect_err(text).to_string(), expected);
        }
    }
}
