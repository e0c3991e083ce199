//! Marks what made an article match, and chooses the passage that shows it.
//!
//! Rule kept here: what is marked is what the matcher says that matched: a phrase as one, of what is near both sides, of what was
//! negated nothing; offsets count characters of the text that is printed.

use crate::analysis::{Break, Breaks, Case, GAP_POSITIONS, Language, Word, fold, words};
use crate::article::Article;
use crate::query::compile::{Clause, Program};
use crate::query::spans::{Bounds, CaseRule, Forms, Matcher, Positions, Span};
use rustc_hash::FxHashMap;
use std::ops::Range;
use tantivy::query::Query as TantivyQuery;

/// A passage of an article with its marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// `title` or `body`.
    pub field: &'static str,
    pub text: String,
    /// Ranges of characters (Unicode scalar values) of `text`, in order, apart from each other.
    pub marks: Vec<Range<usize>>,
}

/// The marks of a whole article, as ranges of characters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    pub title: Vec<Range<usize>>,
    pub body: Vec<Range<usize>>,
}

/// Tells whether the index has an article in what a query finds that is not about its text.
pub type Facts<'a> = &'a dyn Fn(&dyn TantivyQuery) -> bool;

/// Finds the marks of one query.
pub struct Highlighter {
    clause: Clause,
    /// The words that the query looks for, by their stems.
    wanted: FxHashMap<String, Vec<Wanted>>,
    /// The bytes with which these begin.
    first_bytes: [bool; 256],
    leaves: usize,
}

/// A word that is looked for.
struct Wanted {
    /// Counted over all programs of the query.
    leaf: usize,
    forms: Forms,
    case: CaseRule,
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
    /// Takes what a query was compiled to.
    pub fn new(clause: Clause) -> Self {
        let mut wanted: FxHashMap<String, Vec<Wanted>> = FxHashMap::default();
        let mut first_bytes = [false; 256];
        let mut leaves = 0;
        for_each_program(&clause, &mut |program| {
            for leaf in &program.leaves {
                for group in &leaf.groups {
                    first_bytes[usize::from(group.stem.bytes().next().unwrap_or_default())] = true;
                    let word = Wanted { leaf: leaves, forms: group.forms.clone(), case: leaf.case };
                    wanted.entry(group.stem.clone()).or_default().push(word);
                }
                leaves += 1;
            }
        });
        Self { clause, wanted, first_bytes, leaves }
    }

    /// Takes a query whose articles are known to match it: what all of them have beside their text is not asked again.
    pub fn of_hits(clause: Clause) -> Self {
        Self::new(match clause {
            Clause::Other(_) => Clause::All(Vec::new()),
            Clause::All(parts) => Clause::All(parts.into_iter().filter(|part| !matches!(part, Clause::Other(_))).collect()),
            clause => clause,
        })
    }

    /// Returns the headline with its marks where it has any, and the passages of the body that show the most of the query; the opening of
    /// the body where nothing in it matched.
    pub fn snippets(&self, article: &Article, facts: Facts) -> Vec<Snippet> {
        let mut snippets = Vec::new();
        let (in_title, in_body) = self.matches(article, facts).unwrap_or_default();
        if !in_title.is_empty() {
            snippets.push(cut("title", &article.title, 0..article.title.len(), &in_title));
        }
        for passage in passages(&article.body, &in_body) {
            snippets.push(cut("body", &article.body, passage, &in_body));
        }
        snippets
    }

    /// Returns the marks of a whole article, `None` where it does not match.
    pub fn marks(&self, article: &Article, facts: Facts) -> Option<Marks> {
        let (title, body) = self.matches(article, facts)?;
        let marks = |text: &str, matches: &[Match]| cut("text", text, 0..text.len(), matches).marks;
        Some(Marks { title: marks(&article.title, &title), body: marks(&article.body, &body) })
    }

    /// Returns the matches in headline and body, `None` where the article does not match.
    fn matches(&self, article: &Article, facts: Facts) -> Option<(Vec<Match>, Vec<Match>)> {
        let mut text = Text::read(self, article);
        let mut found = Vec::new();
        let mut next_leaf = 0;
        self.find(&self.clause, &mut text, &mut next_leaf, facts, &mut found).then_some(())?;
        found.sort_unstable();
        found.dedup();
        let (mut in_title, mut in_body) = (Vec::new(), Vec::new());
        for Found { leaf, span, part } in found {
            let (is_body, mut bytes) = text.bytes_of(span);
            let source = if is_body { &article.body } else { &article.title };
            if let Some(part) = part
                && let Some(at) = source[bytes.clone()].find(part)
            {
                bytes = bytes.start + at..bytes.start + at + part.len_utf8();
            }
            let list = if is_body { &mut in_body } else { &mut in_title };
            list.push(Match { needle: leaf, start: bytes.start, end: bytes.end });
        }
        in_title.sort_by_key(|found| (found.start, found.end));
        in_body.sort_by_key(|found| (found.start, found.end));
        Some((in_title, in_body))
    }

    /// Whether a clause holds; adds to `found` what made it so. `next_leaf` counts the leaves of all programs up to the clause.
    fn find(&self, clause: &Clause, text: &mut Text, next_leaf: &mut usize, facts: Facts, found: &mut Vec<Found>) -> bool {
        let before = found.len();
        let holds = match clause {
            Clause::Text(program) => {
                text.first_leaf = *next_leaf;
                *next_leaf += program.leaves.len();
                let first = text.first_leaf;
                let mut matcher = Matcher::default();
                let spans = matcher.spans(&program.spans, text);
                matcher.marks(&program.spans, &spans, text, &mut |leaf, span| {
                    found.push(Found { leaf: first + leaf, span, part: program.leaves[leaf].part });
                });
                !spans.is_empty()
            }
            // None may be left out, for the leaves are counted.
            Clause::All(parts) => {
                let held = parts.iter().filter(|part| self.find(part, text, next_leaf, facts, found)).count();
                held == parts.len()
            }
            Clause::Any(parts) => parts.iter().filter(|part| self.find(part, text, next_leaf, facts, found)).count() > 0,
            Clause::Not(part) => {
                let holds = !self.find(part, text, next_leaf, facts, found);
                found.truncate(before);
                holds
            }
            Clause::Other(query) => facts(query.as_ref()),
        };
        if !holds {
            found.truncate(before);
        }
        holds
    }
}

fn for_each_program(clause: &Clause, each: &mut impl FnMut(&Program)) {
    match clause {
        Clause::Text(program) => each(program),
        Clause::All(parts) | Clause::Any(parts) => parts.iter().for_each(|part| for_each_program(part, each)),
        Clause::Not(part) => for_each_program(part, each),
        Clause::Other(_) => {}
    }
}

/// Words that made an article match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    leaf: usize,
    span: Span,
    part: Option<char>,
}

/// An article as stored, read as the index read it.
struct Text {
    title: Vec<Word>,
    body: Vec<Word>,
    /// Of each leaf.
    positions: Vec<Vec<u32>>,
    bounds: Bounds,
    /// The first leaf of the program that is being matched.
    first_leaf: usize,
}

impl Text {
    fn read(highlighter: &Highlighter, article: &Article) -> Text {
        let language = article.language.as_deref().and_then(Language::from_code).unwrap_or(Language::ENGLISH);
        let mut text = Text {
            title: words(&article.title).collect(),
            body: words(&article.body).collect(),
            positions: vec![Vec::new(); highlighter.leaves],
            bounds: Bounds::default(),
            first_leaf: 0,
        };
        let first_of_body = text.title.len() + GAP_POSITIONS;
        let mut breaks = Breaks::new(&article.body);
        if !text.title.is_empty() {
            text.bounds.paragraphs.push(0);
            text.bounds.sentences.push(0);
        }
        for (at, word) in text.body.iter().enumerate() {
            let Some(found) = breaks.before(word.start) else { continue };
            text.bounds.sentences.push((first_of_body + at) as u32);
            if found == Break::Paragraph {
                text.bounds.paragraphs.push((first_of_body + at) as u32);
            }
        }
        for (source, words, first) in [(&article.title, &text.title, 0), (&article.body, &text.body, first_of_body)] {
            for (at, word) in words.iter().enumerate() {
                let word = &source[word.start..word.end];
                // An ASCII word and its stem begin with one letter, so most words need no stemming.
                let letter = word.as_bytes()[0].to_ascii_lowercase();
                if word.is_ascii() && !highlighter.first_bytes[usize::from(letter)] {
                    continue;
                }
                let surface = fold(word);
                let Some(wanted) = highlighter.wanted.get(language.stem(&surface).as_ref()) else { continue };
                for Wanted { leaf, forms, case } in wanted {
                    let is_case = match case {
                        CaseRule::Any => true,
                        CaseRule::Is(case) => Case::of(word) == *case,
                    };
                    if is_case && forms.take(&surface) {
                        text.positions[*leaf].push((first + at) as u32);
                    }
                }
            }
        }
        text
    }

    /// Returns whether a span lies in the body, and which bytes it is; nothing that is marked lies in both.
    fn bytes_of(&self, span: Span) -> (bool, Range<usize>) {
        let first_of_body = self.title.len() + GAP_POSITIONS;
        let (start, end) = (span.start as usize, span.end as usize);
        if start >= first_of_body {
            return (true, self.body[start - first_of_body].start..self.body[end - first_of_body].end);
        }
        (false, self.title[start].start..self.title[end].end)
    }
}

impl Positions for Text {
    fn of_leaf(&mut self, leaf: usize, positions: &mut Vec<u32>) {
        positions.extend(&self.positions[self.first_leaf + leaf]);
        positions.dedup();
    }

    fn bounds(&mut self) -> &Bounds {
        &self.bounds
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
        let mut passage = around(text, start, end);
        // What is shown in part could not be marked.
        for found in matches {
            if found.start < passage.end {
                passage.end = passage.end.max(found.end);
            }
        }
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
    use crate::search::tests::TestIndex;

    fn marked(query: &str, article: &Article) -> Vec<String> {
        let index = TestIndex::of(std::slice::from_ref(article));
        let highlighter = Highlighter::of_hits(index.compile(query).clause);
        highlighter
            .snippets(article, &|_| false)
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
            ("bus NOT green", &["body: [Buses] left at dawn. The Red Crescent said [buses] were red."]),
            ("bus OR (villages green)", &["body: [Buses] left at dawn. The Red Crescent said [buses] were red."]),
            ("bus NOT NEAR/2 red", &["body: [Buses] left at dawn. The Red Crescent said buses were red."]),
            ("crescent w/s bus", &["body: The Red [Crescent] said [buses] were red."]),
            ("(\"red crescent\" PRE/3 bus) w/s were", &["body: The [Red Crescent] said [buses] [were] red."]),
            ("b?ses OR /cresc.*/", &["body: [Buses] left at dawn. The Red [Crescent] said [buses] were red."]),
            ("=\"Red\"", &["body: The [Red] Crescent said buses were red."]),
            ("=bus OR left~1", &["body: Buses [left] at dawn. The Red Crescent said buses were red."]),
            (
                "lead:(villages bus)",
                &["title: Aid reaches [villages]", "body: [Buses] left at dawn. The Red Crescent said buses were red."],
            ),
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
            let text = article("", &body);
            let index = TestIndex::of(std::slice::from_ref(&text));
            let highlighter = Highlighter::of_hits(index.compile("oil OR é OR 国家 OR \"the oil\"").clause);
            for snippet in highlighter.snippets(&text, &|_| false) {
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
