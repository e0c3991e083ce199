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
/// Where a sentence ends so far on, or so soon, they end with it.
const LONGEST_BYTES: usize = 320;
const SHORTEST_BYTES: usize = 120;
const MAX_PASSAGES: usize = 3;

/// Where an article matches.
#[derive(Default)]
struct Matches {
    title: Vec<Match>,
    body: Vec<Match>,
    /// The bytes of the body at which sentences begin.
    sentences: Vec<usize>,
}

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
        let Matches { title, body, sentences } = self.matches(article, facts).unwrap_or_default();
        if !title.is_empty() {
            let (text, marks) = cut(&article.title, 0..article.title.len(), &title, Lines::Joined);
            snippets.push(Snippet { field: "title", text, marks });
        }
        for passage in passages(&article.body, &sentences, &body, self.leaves) {
            snippets.push(passage_of(&article.body, passage, &sentences, &body));
        }
        snippets
    }

    /// Returns the marks of a whole article, `None` where it does not match.
    pub fn marks(&self, article: &Article, facts: Facts) -> Option<Marks> {
        let Matches { title, body, .. } = self.matches(article, facts)?;
        let marks = |text: &str, matches: &[Match]| cut(text, 0..text.len(), matches, Lines::Kept).1;
        Some(Marks { title: marks(&article.title, &title), body: marks(&article.body, &body) })
    }

    /// Returns the matches in headline and body, `None` where the article does not match.
    fn matches(&self, article: &Article, facts: Facts) -> Option<Matches> {
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
        Some(Matches { title: in_title, body: in_body, sentences: text.sentences })
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
    /// The bytes of the body at which sentences begin.
    sentences: Vec<usize>,
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
            sentences: Vec::new(),
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
            text.sentences.push(breaks.sentence_start());
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

/// Chooses the passages of a text: each time the one that shows the most needles that no other shows, of these the one with the most
/// matches, of these the first; in the order of the text. A passage that would show no other needle is not chosen.
fn passages(text: &str, sentences: &[usize], matches: &[Match], needles: usize) -> Vec<Range<usize>> {
    if text.is_empty() {
        return Vec::new();
    }
    if matches.is_empty() {
        return vec![around(text, sentences, 0..0, 0..text.len())];
    }
    let mut chosen: Vec<Range<usize>> = Vec::new();
    let mut is_shown = vec![false; needles];
    for _ in 0..MAX_PASSAGES {
        let mut best: Option<(usize, usize, Range<usize>)> = None;
        for (at, first) in matches.iter().enumerate().filter(|(_, first)| !is_shown[first.needle]) {
            let room = room_around(text, &chosen, first.start);
            let fits = |other: &&Match| other.end.saturating_sub(first.start) <= PASSAGE_BYTES && other.end <= room.end;
            let within: Vec<&Match> = matches[at..].iter().take_while(fits).collect();
            let mut new: Vec<usize> = within.iter().map(|found| found.needle).filter(|needle| !is_shown[*needle]).collect();
            new.sort_unstable();
            new.dedup();
            let counts = (new.len().max(1), within.len().max(1));
            let end = within.iter().map(|found| found.end).fold(first.end, usize::max);
            if best.as_ref().is_none_or(|(needles, count, _)| counts > (*needles, *count)) {
                best = Some((counts.0, counts.1, first.start..end));
            }
        }
        let Some((_, _, needed)) = best else { break };
        let room = room_around(text, &chosen, needed.start);
        let mut passage = around(text, sentences, needed, room);
        // What is shown in part could not be marked.
        let widened = matches.iter().filter(|found| found.start < passage.end && found.end > passage.start);
        (passage.start, passage.end) =
            widened.fold((passage.start, passage.end), |(start, end), found| (start.min(found.start), end.max(found.end)));
        for found in matches.iter().filter(|found| found.start >= passage.start && found.end <= passage.end) {
            is_shown[found.needle] = true;
        }
        chosen.push(passage);
    }
    chosen.sort_by_key(|passage| passage.start);
    joined(text, chosen)
}

/// Returns the stretch between two chosen passages that a byte lies in.
fn room_around(text: &str, chosen: &[Range<usize>], at: usize) -> Range<usize> {
    let from = chosen.iter().map(|passage| passage.end).filter(|end| *end <= at).max().unwrap_or(0);
    let to = chosen.iter().map(|passage| passage.start).filter(|start| *start > at).min().unwrap_or(text.len());
    from..to
}

/// Makes one passage of those between which nothing stands.
fn joined(text: &str, passages: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for passage in passages {
        match joined.last_mut() {
            Some(last) if passage.start <= last.end || text[last.end..passage.start].trim().is_empty() => {
                last.end = last.end.max(passage.end);
            }
            _ => joined.push(passage),
        }
    }
    joined
}

/// Returns a passage that holds what is needed and leaves the room for it: whole sentences where they are not too long, else words.
fn around(text: &str, sentences: &[usize], needed: Range<usize>, room: Range<usize>) -> Range<usize> {
    const BEFORE: usize = 100;
    let skip_space = |at: usize| at + text[at..].len() - text[at..].trim_start().len();
    let farthest = needed.end.saturating_sub(LONGEST_BYTES).max(room.start);
    let sentence = sentences[..sentences.partition_point(|start| *start <= needed.start)].last().copied().unwrap_or(0);
    let from = if sentence >= farthest {
        sentence
    } else {
        let earliest = boundary(text, needed.start.saturating_sub(BEFORE)).max(room.start);
        let lead = &text[earliest..needed.start];
        match lead.find(char::is_whitespace) {
            Some(at) if earliest > room.start => earliest + at,
            _ => earliest,
        }
    };
    let from = skip_space(from).min(needed.start);

    let last = text[..room.end].trim_end().len().max(needed.end);
    if last <= from + PASSAGE_BYTES {
        return from..last;
    }
    let reach = |bytes: usize| boundary(text, (from + bytes).max(needed.end).min(room.end));
    let next = &sentences[sentences.partition_point(|start| *start <= from)..];
    let ends = || next.iter().map(|start| text[..*start].trim_end().len()).chain([last]).filter(|end| *end >= needed.end);
    let soon = ends().take_while(|end| *end <= reach(PASSAGE_BYTES)).last().filter(|end| *end >= from + SHORTEST_BYTES);
    if let Some(end) = soon.or_else(|| ends().find(|end| (reach(PASSAGE_BYTES)..=reach(LONGEST_BYTES)).contains(end))) {
        return from..end;
    }
    let latest = reach(PASSAGE_BYTES);
    let tail = &text[needed.end..latest];
    from..tail.rfind(char::is_whitespace).map_or(latest, |at| text[..needed.end + at].trim_end().len().max(needed.end))
}

fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Returns a passage of a body with its marks, and signs where it begins or ends within a sentence.
fn passage_of(body: &str, passage: Range<usize>, sentences: &[usize], matches: &[Match]) -> Snippet {
    let is_between = |at: usize| {
        let behind = at + body[at..].len() - body[at..].trim_start().len();
        let before = body[..at].trim_end().len();
        behind == body.len() || before == 0 || sentences.iter().any(|start| (before..=behind).contains(start))
    };
    let (mut text, mut marks) = cut(body, passage.clone(), matches, Lines::Joined);
    if !is_between(passage.start) {
        const SIGN: &str = "… ";
        text.insert_str(0, SIGN);
        let shift = SIGN.chars().count();
        marks.iter_mut().for_each(|mark| *mark = mark.start + shift..mark.end + shift);
    }
    if !is_between(passage.end) {
        text.push_str(" …");
    }
    Snippet { field: "body", text, marks }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lines {
    Kept,
    /// Made one, with one space for several.
    Joined,
}

/// Cuts a passage out of a text, with its marks in characters.
fn cut(text: &str, passage: Range<usize>, matches: &[Match], lines: Lines) -> (String, Vec<Range<usize>>) {
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
    let mut shown = String::with_capacity(passage.len() + 8);
    let mut marks: Vec<Range<usize>> = Vec::with_capacity(joined.len());
    let mut next = joined.iter().peekable();
    let (mut count, mut open) = (0, None);
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
        let c = if c == '\n' && lines == Lines::Joined { ' ' } else { c };
        let is_second_space = c == ' ' && was_space && lines == Lines::Joined;
        was_space = c == ' ';
        if !is_second_space {
            shown.push(c);
            count += 1;
        }
    }
    if let Some(from) = open {
        marks.push(from..count);
    }
    (shown, marks)
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

    #[test]
    fn up_to_three_passages_show_what_no_other_does() {
        let filler = "Nothing of note happened on that quiet morning in the market town. ".repeat(8);
        let body = ["Buses left.", "Cocoa rose.", "Buses left again.", "Militants spoke.", "A ceasefire held."]
            .join(&format!(" {filler}"));
        let shown = |query: &str| -> Vec<String> {
            let passages = marked(query, &article("", &body)).into_iter();
            passages.map(|passage| passage.split_inclusive('.').next().unwrap_or_default().to_string()).collect()
        };
        for (query, expected) in [
            ("buses", &["body: [Buses] left."][..]),
            ("buses again", &["body: [Buses] left [again]."]),
            ("buses cocoa", &["body: [Buses] left.", "body: [Cocoa] rose."]),
            ("militants buses cocoa", &["body: [Buses] left.", "body: [Cocoa] rose.", "body: [Militants] spoke."]),
            // There is no fourth; those that come first in the text are shown.
            ("ceasefire militants buses cocoa", &["body: [Buses] left.", "body: [Cocoa] rose.", "body: [Militants] spoke."]),
        ] {
            assert_eq!(shown(query), expected, "{query}");
        }
    }

    #[test]
    fn what_two_passages_would_share_is_shown_once() {
        let body = format!("Oil {}price.", "word ".repeat(52));
        let shown = marked("oil price", &article("", &body));
        assert_eq!(shown.len(), 1, "{shown:?}");
        assert!(shown[0].starts_with("body: [Oil]") && shown[0].ends_with("[price]."), "{shown:?}");
    }

    #[test]
    fn passages_are_cut_between_sentences_and_not_behind_an_abbreviation() {
        let long =
            "a long sentence that goes on and on about the weather in the hills, the plains and the valleys of the country";
        let body = format!(
            "It was quiet. \"The U.S. envoy Mr. Smith,\" they said, praised {long}. He left for {long}, {long} and {long}."
        );
        let expected = format!("body: \"The U.S. [envoy] Mr. Smith,\" they said, praised {long}.");
        assert_eq!(marked("envoy", &article("", &body)), [expected]);
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
