//! Reads articles with marked names in IOB2: a word, a tab and a label a line; blank lines end sentences, `-DOCSTART-` begins an article.
//!
//! Rule kept here: `U. S.`, which the sentence splitter of the corpus cut in two, is one word again, as it was in the article.

use std::path::Path;

use anyhow::{Context, Result};

/// Words with their labels.
pub type Sentence = Vec<(String, String)>;

/// Reads the articles of a file, each as its sentences.
pub fn read(path: &Path) -> Result<Vec<Vec<Sentence>>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))?;
    let mut articles: Vec<Vec<Sentence>> = Vec::new();
    for line in text.lines() {
        if line.starts_with("-DOCSTART-") {
            articles.push(vec![Vec::new()]);
            continue;
        }
        let Some(sentences) = articles.last_mut() else { continue };
        match line.rsplit_once('\t') {
            Some((word, label)) => push(sentences, word.trim(), label.trim()),
            None if sentences.last().is_some_and(|sentence| !sentence.is_empty()) => sentences.push(Vec::new()),
            None => {}
        }
    }
    Ok(articles)
}

fn push(sentences: &mut Vec<Sentence>, word: &str, label: &str) {
    let begins = sentences.last().is_none_or(Vec::is_empty);
    let number = sentences.len();
    let before = if begins && number > 1 { &mut sentences[number - 2] } else { &mut sentences[number - 1] };
    if let [.., (_, first_label), (dot, _)] = before.as_slice()
        && dot == "."
        && is_letter(word)
        && first_label.starts_with("B-")
        && label.get(1..) == first_label.get(1..)
        && before.len() > 1
        && is_letter(&before[before.len() - 2].0)
    {
        before.pop();
        let last = before.last_mut().expect("the letter before the dot");
        last.0 = format!("{}.{word}", last.0);
        if begins {
            sentences.pop();
        }
        return;
    }
    let sentence = sentences.last_mut().expect("an article begins with a sentence");
    let ends_acronym = word == "." && sentence.last().is_some_and(|(word, _)| word.len() == 3 && word.as_bytes()[1] == b'.');
    match sentence.last_mut().filter(|_| ends_acronym) {
        Some(last) => last.0.push('.'),
        None => sentence.push((word.to_owned(), label.to_owned())),
    }
}

fn is_letter(word: &str) -> bool {
    word.len() == 1 && word.as_bytes()[0].is_ascii_uppercase()
}
