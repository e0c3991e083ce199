//! Marks what made an article match, and chooses the passage that shows it.
//!
//! Rule kept here: a phrase is marked as one, a word only where it is asked for, nothing that was negated; offsets count characters of
//! the text that is printed.

use crate::analysis::{Language, Word, fold, words};
use crate::article::Article;
use crate::query::compile::readings;
use crate::query::{Query, TextField};
use std::ops::Range;

/// A passage of an article with its marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// `title` or `body`.
    pub field: &'static str,
    pub text: String,
    /// Ranges of characters (Unicode scalar values) of `text`, in order, apart from each other.
    pub marks: Vec<Range<usize>>,
}

/// Finds the marks of one query.
pub struct Highlighter {
    needles: Vec<Needle>,
}

/// Words in a row that are looked for.
struct Needle {
    /// In each language that reads them differently.
    readings: Vec<Vec<String>>,
    in_body: bool,
}

/// A match: which needle, and where, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Match {
    needle: usize,
    start: usize,
    end: usize,
}

/// Passages are about this many bytes long.
const PASSAGE_BYTES: usize = 240;
const MAX_PASSAGES: usize = 2;

impl Highlighter {
    pub fn new(query: &Query, languages: &[Language]) -> Self {
        let mut needles = Vec::new();
        gather(query, languages, &mut needles);
        Self { needles }
    }

    /// Returns the headline with its marks where it has any, and the passages of the body that show the most of the query; the opening of
    /// the body where nothing in it matched.
    pub fn snippets(&self, article: &Article) -> Vec<Snippet> {
        let language = article.language.as_deref().and_then(Language::from_code).unwrap_or(Language::ENGLISH);
        let mut snippets = Vec::new();
        let in_title = self.matches(&article.title, language, false);
        if !in_title.is_empty() {
            snippets.push(cut("title", &article.title, 0..article.title.len(), &in_title));
        }
        let in_body = self.matches(&article.body, language, true);
        for passage in passages(&article.body, &in_body) {
            snippets.push(cut("body", &article.body, passage, &in_body));
        }
        snippets
    }

    /// Returns the matches in a whole text as ranges of characters.
    pub fn marks(&self, text: &str, language: Option<&str>, is_body: bool) -> Vec<Range<usize>> {
        let language = language.and_then(Language::from_code).unwrap_or(Language::ENGLISH);
        let matches = self.matches(text, language, is_body);
        cut("text", text, 0..text.len(), &matches).marks
    }

    fn matches(&self, text: &str, language: Language, is_body: bool) -> Vec<Match> {
        let wanted: Vec<(usize, &Needle)> =
            self.needles.iter().enumerate().filter(|(_, needle)| needle.in_body || !is_body).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut first_bytes = [false; 256];
        for (_, needle) in &wanted {
            for byte in needle.readings.iter().filter_map(|reading| reading[0].bytes().next()) {
                first_bytes[usize::from(byte)] = true;
            }
        }
        let all: Vec<Word> = words(text).collect();
        let stem_at = |at: usize| -> Option<String> {
            let word = all.get(at)?;
            let surface = fold(&text[word.start..word.end]);
            Some(language.stem(&surface).into_owned())
        };
        let mut matches = Vec::new();
        for (at, word) in all.iter().enumerate() {
            // An ASCII word and its stem begin with one letter, so most words need no stemming.
            let first = text.as_bytes()[word.start].to_ascii_lowercase();
            if first.is_ascii() && !first_bytes[usize::from(first)] && text[word.start..word.end].is_ascii() {
                continue;
            }
            let Some(stem) = stem_at(at) else { continue };
            for (number, needle) in &wanted {
                let matched = needle.readings.iter().find(|reading| {
                    reading[0] == stem
                        && reading[1..].iter().enumerate().all(|(next, wanted)| stem_at(at + 1 + next).as_deref() == Some(wanted))
                });
                if let Some(reading) = matched {
                    matches.push(Match { needle: *number, start: word.start, end: all[at + reading.len() - 1].end });
                }
            }
        }
        matches
    }
}

fn gather(query: &Query, languages: &[Language], needles: &mut Vec<Needle>) {
    match query {
        Query::And(parts) | Query::Or(parts) => parts.iter().for_each(|part| gather(part, languages, needles)),
        Query::Words(words) if matches!(words.field, TextField::Text | TextField::Title) => {
            let readings = readings(&words.text, languages);
            if readings.iter().all(|reading| !reading.is_empty()) {
                needles.push(Needle { readings, in_body: words.field == TextField::Text });
            }
        }
        _ => {}
    }
}

/// Chooses the passages of a text: the one with the most different needles first, then one that shows what it lacks; in the order of the
/// text.
fn passages(text: &str, matches: &[Match]) -> Vec<Range<usize>> {
    if text.is_empty() {
        return Vec::new();
    }
    if matches.is_empty() {
        return vec![around(text, 0, 0)];
    }
    let mut chosen: Vec<Range<usize>> = Vec::new();
    let mut shown: Vec<usize> = Vec::new();
    while chosen.len() < MAX_PASSAGES {
        let mut best: Option<(usize, usize, usize, usize)> = None;
        for (at, first) in matches.iter().enumerate() {
            let within = matches[at..].iter().take_while(|other| other.end.saturating_sub(first.start) <= PASSAGE_BYTES);
            let within: Vec<&Match> = within.collect();
            let mut new: Vec<usize> = within.iter().map(|found| found.needle).filter(|needle| !shown.contains(needle)).collect();
            new.sort_unstable();
            new.dedup();
            let last = within.last().map_or(first.end, |found| found.end);
            let better = best.is_none_or(|(needles, count, _, _)| (new.len(), within.len()) > (needles, count));
            if !new.is_empty() && better {
                best = Some((new.len(), within.len(), first.start, last));
            }
        }
        let Some((_, _, start, end)) = best else { break };
        let passage = around(text, start, end);
        shown.extend(matches.iter().filter(|found| passage.contains(&found.start)).map(|found| found.needle));
        if chosen.iter().all(|other| passage.end <= other.start || passage.start >= other.end) {
            chosen.push(passage);
        }
    }
    chosen.sort_by_key(|passage| passage.start);
    chosen
}

/// Returns a passage that holds `start..end`, begins at a sentence where one begins near, and ends at a word.
fn around(text: &str, start: usize, end: usize) -> Range<usize> {
    const BEFORE: usize = 100;
    let earliest = boundary(text, start.saturating_sub(BEFORE));
    let lead = &text[earliest..start];
    let sentence = lead.rmatch_indices(['.', '!', '?', '\n', '。', '؟']).find_map(|(at, mark)| {
        let behind = earliest + at + mark.len();
        let is_end = mark == "\n" || mark == "。" || text[behind..].starts_with(char::is_whitespace);
        is_end.then_some(behind)
    });
    let from = match sentence {
        Some(at) => at,
        None if earliest == 0 => 0,
        None => lead.find(char::is_whitespace).map_or(earliest, |at| earliest + at),
    };
    let from = from + text[from..].len() - text[from..].trim_start().len();
    let from = from.min(start);
    let latest = boundary(text, (from + PASSAGE_BYTES).max(end).min(text.len()));
    let to = if latest == text.len() {
        latest
    } else {
        let tail = &text[end.min(latest)..latest];
        tail.rfind(char::is_whitespace).map_or(latest, |at| end.min(latest) + at)
    };
    from..to.max(end)
}

fn begins_sentence(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let line = before.trim_end_matches([' ', '\t']);
    line.is_empty() || line.ends_with('\n') || ends_sentence(line)
}

fn ends_sentence(before: &str) -> bool {
    let before = before.trim_end().trim_end_matches(['"', '\'', '”', '’', '»', ')']);
    before.ends_with(['.', '!', '?', '。', '！', '？', '؟', ':'])
}

fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Cuts a passage out of a text: one line, with its marks in characters.
fn cut(field: &'static str, text: &str, passage: Range<usize>, matches: &[Match]) -> Snippet {
    let mut inside: Vec<Range<usize>> = matches
        .iter()
        .filter(|found| found.start >= passage.start && found.end <= passage.end)
        .map(|found| found.start..found.end)
        .collect();
    inside.sort_by_key(|mark| (mark.start, std::cmp::Reverse(mark.end)));
    // Two needles may share words, and pairs of characters overlap: what touches becomes one mark.
    let mut joined: Vec<Range<usize>> = Vec::new();
    for mark in inside {
        match joined.last_mut() {
            Some(last) if mark.start < last.end => last.end = last.end.max(mark.end),
            _ => joined.push(mark),
        }
    }
    let keeps_lines = field == "text";
    let is_passage = field == "body";
    let mut line = String::with_capacity(passage.len() + 8);
    let mut marks: Vec<Range<usize>> = Vec::with_capacity(joined.len());
    let mut next = joined.iter().peekable();
    let (mut count, mut open) = (0, None);
    if is_passage && !begins_sentence(text, passage.start) {
        line.push_str("… ");
        count += 2;
    }
    let mut was_space = false;
    for (at, c) in text[passage.clone()].char_indices().map(|(at, c)| (passage.start + at, c)) {
        if let Some(mark) = next.peek() {
            if at == mark.start {
                open = Some(count);
            }
            if at == mark.end
                && let Some(from) = open.take()
            {
                marks.push(from..count);
                next.next();
                if next.peek().is_some_and(|mark| mark.start == at) {
                    open = Some(count);
                }
            }
        }
        let c = if c == '\n' && !keeps_lines { ' ' } else { c };
        let is_second_space = c == ' ' && was_space && !keeps_lines;
        was_space = c == ' ';
        if !is_second_space {
            line.push(c);
            count += 1;
        }
    }
    if let Some(from) = open {
        marks.push(from..count);
    }
    if is_passage && passage.end < text.len() && !ends_sentence(&text[..passage.end]) {
        line.push_str(" …");
    }
    Snippet { field, text: line, marks }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    fn marked(query: &str, article: &Article) -> Vec<String> {
        let highlighter = Highlighter::new(&parse(query).expect("a query"), &[Language::ENGLISH]);
        highlighter
            .snippets(article)
            .iter()
            .map(|snippet| {
                let characters: Vec<char> = snippet.text.chars().collect();
                let mut shown = String::new();
                let mut at = 0;
                for mark in &snippet.marks {
                    shown.extend(&characters[at..mark.start]);
                    shown.push('[');
                    shown.extend(&characters[mark.clone()]);
                    shown.push(']');
                    at = mark.end;
                }
                shown.extend(&characters[at..]);
                format!("{}: {shown}", snippet.field)
            })
            .collect()
    }

    fn article(title: &str, body: &str) -> Article {
        Article { title: title.to_string(), body: body.to_string(), ..Article::default() }
    }

    #[test]
    fn marks_show_what_matched_and_nothing_else() {
        let text = article("Aid reaches villages", "Buses left at dawn.\n\nThe Red Crescent said buses were red.");
        for (query, expected) in [
            ("buses", &["body: [Buses] left at dawn. The Red Crescent said [buses] were red."][..]),
            ("bus NOT red", &["body: [Buses] left at dawn. The Red Crescent said [buses] were red."]),
            ("\"red crescent\"", &["body: The [Red Crescent] said buses were red."]),
            ("title:aid", &["title: [Aid] reaches villages", "body: Buses left at dawn. The Red Crescent said buses were red."]),
            ("reached", &["title: Aid [reaches] villages", "body: Buses left at dawn. The Red Crescent said buses were red."]),
        ] {
            assert_eq!(marked(query, &text), expected, "{query}");
        }
    }

    #[test]
    fn pairs_of_characters_become_one_mark() {
        let mut text = article("", "安理会表决。联合国安理会将表决。");
        text.language = Some("zh".to_string());
        assert_eq!(marked("联合国", &text), ["body: [联合国]安理会将表决。"]);
    }

    #[test]
    fn a_long_text_is_cut_at_words_and_marks_stay_true() {
        let filler = "Nothing of note happened on that quiet morning in the market town. ".repeat(20);
        let text = article("", &format!("{filler}Then the é-mail about cocoa arrived. {filler}"));
        let shown = marked("cocoa", &text);
        assert_eq!(shown.len(), 1);
        assert!(shown[0].starts_with("body: Then the é-mail about [cocoa] arrived."), "{shown:?}");
        assert!(shown[0].chars().count() < 300);
    }

    proptest::proptest! {
        #[test]
        fn marks_lie_in_the_text_and_apart(body in "(oil|the|é|。|国家| |\n|\\.){0,60}") {
            let highlighter = Highlighter::new(&parse("oil OR é OR 国家 OR \"the oil\"").expect("a query"), &[Language::ENGLISH]);
            for snippet in highlighter.snippets(&article("", &body)) {
                let length = snippet.text.chars().count();
                let mut last = 0;
                for mark in snippet.marks {
                    proptest::prop_assert!(mark.start >= last && mark.end > mark.start && mark.end <= length);
                    last = mark.end;
                }
            }
        }
    }
}
