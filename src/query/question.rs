//! Reads a question or a headline, in which nothing is an operator.

use super::native::{MAX_CLAUSES, plain_words};
use super::stop_words::stop_words;
use super::{Boost, Form, Query, TextField};
use crate::analysis::{fold, words};

/// Returns a query for articles with any of the words of a text, without its stop words unless it holds nothing else. A word that is
/// there twice counts twice.
pub fn any_of(text: &str) -> Query {
    let all = question_words(text);
    let all: Vec<&str> = all.iter().take(MAX_CLAUSES).map(String::as_str).collect();
    let stops = stop_words(&all);
    let is_nothing_else = stops.iter().all(|is_stop| *is_stop);
    let mut counts: Vec<(&str, u32)> = Vec::new();
    for (word, _) in all.iter().zip(stops).filter(|(_, is_stop)| is_nothing_else || !is_stop) {
        match counts.iter_mut().find(|(known, _)| fold(known) == fold(word)) {
            Some((_, count)) => *count += 1,
            None => counts.push((word, 1)),
        }
    }
    let mut parts: Vec<Query> = counts.into_iter().map(|(word, count)| counted(word, count)).collect();
    match parts.len() {
        // It matches nothing, and says so.
        0 if !text.trim().is_empty() => plain_words(TextField::Text, text.trim(), Form::Quoted),
        0 => Query::Everything,
        1 => parts.remove(0),
        _ => Query::Or(parts),
    }
}

/// Returns the words of a question in order. Capital letters that stand alone beside each other are one: `U S` is `U.S.`
pub fn question_words(text: &str) -> Vec<String> {
    let is_letter = |word: &str| word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let all: Vec<&str> = words(text).map(|word| &text[word.start..word.end]).collect();
    let mut joined = Vec::with_capacity(all.len());
    for run in all.chunk_by(|one, other| is_letter(one) && is_letter(other)) {
        match run {
            [word] => joined.push((*word).to_owned()),
            letters => joined.push(letters.iter().flat_map(|letter| [letter, "."]).collect()),
        }
    }
    joined
}

fn counted(word: &str, count: u32) -> Query {
    let part = plain_words(TextField::Text, word, Form::Typed);
    match Boost::parse(&count.to_string()) {
        Some(boost) if count > 1 => Query::Boost { part: Box::new(part), boost },
        _ => part,
    }
}

#[cfg(test)]
mod tests {
    use super::any_of;
    use crate::query::parse;

    #[test]
    fn a_question_is_its_words_but_for_stop_words() {
        let table = [
            ("Who paid for the new bridge?", "paid OR new OR bridge"),
            ("oil prices, and OIL stocks", "oil^2 OR prices OR stocks"),
            ("to be or not to be", "to^2 OR be^2 OR or OR not"),
            ("the bridge", "bridge"),
            ("U.S. says NOT to \"act\" (yet)", "U.S. OR says OR act OR yet"),
            ("U S policy and the U N", "U.S. OR policy OR U.N."),
            ("plan B or plan C", "plan^2 OR B OR C"),
            ("???", "\"???\""),
            (" ", "*"),
        ];
        for (typed, expected) in table {
            assert_eq!(any_of(typed).to_string(), parse(expected).expect("a query").to_string(), "{typed}");
        }
    }
}
