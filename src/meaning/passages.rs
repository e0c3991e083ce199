//! An article as passages: stretches of some hundred words, each as its terms.
//!
//! Rule kept here: terms are the stems that the index has in its field `text`, by the same analysis.

use crate::analysis::{Analyzer, Language};
use crate::article::Article;

/// Words of a passage, about: an article is cut into equal parts of 80 to 180. Between 100 and 200 the ranking of two sets of judged queries
/// did not change beyond chance.
const LENGTH: usize = 120;
/// Longer terms are no words.
const MAX_TERM: usize = 64;

/// Cuts articles, one after the other.
#[derive(Default)]
pub struct Cutter {
    analyzer: Analyzer,
}

impl Cutter {
    /// Calls `each` with the terms of every passage, in the order of the text. The headline is part of the first.
    pub fn cut(&mut self, article: &Article, mut each: impl FnMut(&[&str])) {
        let language = article.language.as_deref().and_then(Language::from_code).unwrap_or(Language::ENGLISH);
        let vocabulary = self.analyzer.begin();
        let title = self.analyzer.field(language, &article.title);
        let body = self.analyzer.field(language, &article.body);
        vocabulary.read(|texts| {
            let terms: Vec<&str> = title.words().chain(body.words()).map(|(stem, _)| texts.get(stem)).collect();
            let count = ((terms.len() + LENGTH / 2) / LENGTH).max(1);
            for passage in 0..count {
                let part = &terms[passage * terms.len() / count..(passage + 1) * terms.len() / count];
                if !part.is_empty() {
                    each(part);
                }
            }
        });
    }
}

/// Returns whether a term may be learned: it has a letter, for numbers have no meaning of their own.
pub fn is_word(term: &str) -> bool {
    term.len() <= MAX_TERM && term.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_cut_into_equal_passages_of_stems() {
        let article = Article { title: "Prices rise".into(), body: "Ships sailed. ".repeat(200), ..Article::default() };
        let mut passages = Vec::new();
        Cutter::default().cut(&article, |terms| passages.push(terms.iter().map(ToString::to_string).collect::<Vec<_>>()));
        assert_eq!(passages.iter().map(Vec::len).collect::<Vec<_>>(), [134, 134, 134]);
        assert_eq!(passages[0][..4], ["price", "rise", "ship", "sail"]);
    }

    #[test]
    fn an_article_without_words_has_no_passages() {
        Cutter::default().cut(&Article::default(), |_| panic!("there is nothing to cut"));
    }

    #[test]
    fn numbers_are_not_learned() {
        let known = [("oil", true), ("1963", false), ("b52", true), ("3.14", false), ("حلب", true)];
        known.iter().for_each(|(term, expected)| assert_eq!(is_word(term), *expected, "{term}"));
    }
}
