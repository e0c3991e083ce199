//! Words of a question that say nothing of what it is about.
//!
//! Which language a question is in shows in these words themselves: G. Grefenstette, Comparing two language identification schemes,
//! JADT 1995.

use crate::analysis::{Language, fold};

/// Articles, prepositions, conjunctions, pronouns and auxiliaries. NLTK's list for English also holds words that headlines turn on (`up`,
/// `down`, `against`, `under`): with it, questions find less.
const ENGLISH: &[&str] = &[
    "a", "about", "after", "an", "and", "are", "as", "at", "be", "been", "before", "being", "but", "by", "for", "from", "had",
    "has", "have", "he", "her", "his", "i", "if", "in", "into", "is", "it", "its", "more", "no", "not", "of", "on", "or", "over",
    "she", "so", "such", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "to", "was", "were",
    "what", "when", "where", "which", "who", "will", "with", "would", "you", "your",
];

/// Whose lists are known, those of most archives first.
const LANGUAGES: &[&str] = &[
    "en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "ru", "ar", "tr", "ro", "hu", "el", "ca", "eu", "id", "sl",
];

/// Whether each of the words is a stop word in the language that most of them speak for.
///
/// Two words more must speak for another language than for English: `die` is an article in German and a verb in English.
pub fn stop_words(words: &[&str]) -> Vec<bool> {
    let folded: Vec<_> = words.iter().map(|word| fold(word)).collect();
    let marks = |code: &str| -> Vec<bool> { folded.iter().map(|word| is_listed(code, word)).collect() };
    let count = |marks: &[bool]| marks.iter().filter(|is_stop| **is_stop).count();
    let mut best = marks(LANGUAGES[0]);
    for code in &LANGUAGES[1..] {
        let other = marks(code);
        if count(&other) > count(&best) + 1 {
            best = other;
        }
    }
    best
}

fn is_listed(code: &str, folded: &str) -> bool {
    if code == Language::ENGLISH.code() {
        return ENGLISH.binary_search(&folded).is_ok();
    }
    ::stop_words::lookup(code).is_some_and(|list| list.iter().any(|word| fold(word) == folded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_are_those_of_the_language_of_the_question() {
        let table = [
            ("Who paid for the new bridge", "paid new bridge"),
            ("die hard", "die hard"),
            ("die Folgen des Krieges für die Stadt", "Folgen Krieges Stadt"),
            ("la crise de l'eau dans le sud", "crise l'eau sud"),
            ("US economy down against the yen", "US economy down against yen"),
            ("EFFORTS OF THE AMBASSADOR", "EFFORTS AMBASSADOR"),
        ];
        for (question, expected) in table {
            let words: Vec<&str> = question.split(' ').collect();
            let kept: Vec<&str> =
                words.iter().zip(stop_words(&words)).filter(|(_, is_stop)| !is_stop).map(|(word, _)| *word).collect();
            assert_eq!(kept.join(" "), expected);
        }
    }

    #[test]
    fn every_language_has_a_list_and_the_english_one_is_sorted() {
        assert!(ENGLISH.is_sorted());
        for code in &LANGUAGES[1..] {
            assert!(::stop_words::lookup(code).is_some(), "{code}");
        }
    }
}
