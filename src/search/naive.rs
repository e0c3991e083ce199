//! Random queries on small random archives, answered by the engine and by a matcher that is too simple to be wrong.
//!
//! In: a seed. Out: nothing, where both find the same articles and mark the same words. `DATELINE_RUNS` says how many queries are tried.
//! The matcher serves the test on real articles as well.

use super::Reach;
use super::collect::{Collected, Order, Request, collect};
use super::finds;
use super::highlight::Highlighter;
use super::tests::TestIndex;
use crate::analysis::{Case, Language, fold};
use crate::article::Article;
use crate::query::{Boost, Form, Near, Nearness, Pattern, PatternKind, Query, TextField, Words, parse};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

const VOCABULARY: &[&str] = &[
    "bus",
    "buses",
    "Bus",
    "oil",
    "oils",
    "OIL",
    "price",
    "prices",
    "priced",
    "Prices",
    "evacuate",
    "evacuation",
    "evacuated",
    "us",
    "US",
    "said",
    "aid",
];
const WILDCARDS: &[&str] = &["pric*", "b?s", "*s", "evacuat*", "o*l*", "e*n", "x*", "?s", "bus*"];
const REGEXES: &[&str] = &["pric(e|ed)", "oils?", "b.s", "evacuat.+", "x+"];

/// Numbers without a pattern, the same for a seed on every machine (SplitMix64).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())]
    }
}

/// A word of an article, with all that is known of it.
pub(super) struct Token {
    pub word: String,
    pub surface: String,
    pub stem: String,
    pub position: u32,
    /// Counted over the article; the headline is sentence and paragraph 0.
    pub sentence: usize,
    pub paragraph: usize,
    pub is_body: bool,
    /// In the headline or the body.
    pub characters: Range<usize>,
}

#[derive(Default)]
pub(super) struct Sample {
    pub article: Article,
    /// In order.
    pub tokens: Vec<Token>,
    pub body_words: u64,
    /// The paragraph that is the first of the body.
    pub first_paragraph: usize,
    /// Of the places that it is about, and of all above them.
    pub places: BTreeSet<String>,
}

fn sample(dice: &mut Dice) -> Sample {
    let mut sample = Sample { first_paragraph: 1, ..Sample::default() };
    let (mut position, mut sentence, mut paragraph) = (0, 0, 0);
    let mut push = |text: &mut String, word: &str, position: u32, sentence: usize, paragraph: usize, is_body: bool| {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push(' ');
        }
        let surface = fold(word).into_owned();
        let stem = Language::ENGLISH.stem(&surface).into_owned();
        let characters = text.len()..text.len() + word.len();
        text.push_str(word);
        sample.tokens.push(Token { word: word.to_string(), surface, stem, position, sentence, paragraph, is_body, characters });
    };
    for _ in 0..dice.roll(5) {
        push(&mut sample.article.title, dice.pick(VOCABULARY), position, 0, 0, false);
        position += 1;
    }
    position += 100;
    for _ in 0..dice.roll(4) {
        paragraph += 1;
        if !sample.article.body.is_empty() {
            sample.article.body.push_str("\n\n");
        }
        for _ in 0..1 + dice.roll(3) {
            sentence += 1;
            let length = if dice.roll(30) == 0 { 120 } else { 1 + dice.roll(8) };
            for at in 0..length {
                let word = dice.pick(VOCABULARY);
                let opening = format!("{}{}", word[..1].to_uppercase(), &word[1..]);
                let word = if at == 0 { opening.as_str() } else { word };
                push(&mut sample.article.body, word, position, sentence, paragraph, true);
                position += 1;
                sample.body_words += 1;
            }
            sample.article.body.push('.');
        }
    }
    sample
}

fn query(dice: &mut Dice, depth: usize) -> Query {
    match dice.roll(if depth == 0 { 5 } else { 12 }) {
        0..=4 => placed(dice, depth.min(2)),
        5 => Query::at_least(1 + dice.roll(4) as u32, placed(dice, 1)).expect("it can be counted"),
        6 | 7 => Query::all_of([query(dice, depth - 1), query(dice, depth - 1)]),
        8 => Query::any_of([query(dice, depth - 1), query(dice, depth - 1)]),
        9 => Query::all_of([query(dice, depth - 1), negated(query(dice, depth - 1))]),
        10 => Query::WordCount { from: dice.roll(20) as u64, to: u64::MAX },
        _ => Query::Boost { part: Box::new(query(dice, depth - 1)), boost: Boost::parse("2.5").expect("a boost") },
    }
}

fn negated(query: Query) -> Query {
    match query {
        Query::Not(inner) => *inner,
        query => Query::Not(Box::new(query)),
    }
}

/// What may be a side of nearness.
fn placed(dice: &mut Dice, depth: usize) -> Query {
    let field = dice.pick(&[
        TextField::Text,
        TextField::Text,
        TextField::Text,
        TextField::Text,
        TextField::Title,
        TextField::Lead,
        TextField::Body,
    ]);
    let pattern = |kind, text: &str| Query::Pattern(Pattern { field, kind, text: text.to_string() });
    match dice.roll(if depth == 0 { 8 } else { 15 }) {
        0..=4 => {
            let form = dice.pick(&[Form::Typed, Form::Typed, Form::Quoted, Form::Exact, Form::ExactCase]);
            let count = if matches!(form, Form::Quoted | Form::ExactCase) { 1 + dice.roll(3) } else { 1 };
            let text: Vec<&str> = (0..count).map(|_| dice.pick(VOCABULARY)).collect();
            Query::Words(Words { field, text: text.join(" "), form })
        }
        5 => pattern(PatternKind::Wildcard, dice.pick(WILDCARDS)),
        6 => pattern(PatternKind::Fuzzy(1 + dice.roll(2) as u8), dice.pick(VOCABULARY)),
        7 => pattern(PatternKind::Regex, dice.pick(REGEXES)),
        8 | 9 => Query::any_of([placed(dice, depth - 1), placed(dice, depth - 1)]),
        _ => {
            let distance = if dice.roll(6) == 0 { 100 + dice.roll(60) } else { 1 + dice.roll(6) } as u32;
            let how = dice.pick(&[
                Nearness::Within(distance),
                Nearness::Within(distance),
                Nearness::Before(distance),
                Nearness::Sentence,
                Nearness::Paragraph,
            ]);
            let (left, right) = (placed(dice, depth - 1), placed(dice, depth - 1));
            Near::of(left, how, dice.roll(4) == 0, right).expect("sides that may stand")
        }
    }
}

/// Spans of positions, each with the words and phrases that are marked in it.
type Matches = BTreeMap<(u32, u32), BTreeSet<(u32, u32)>>;

impl Sample {
    /// Returns what a query matches in the article, `None` where it does not match.
    pub(super) fn marks(&self, query: &Query) -> Option<BTreeSet<(u32, u32)>> {
        match query {
            Query::And(parts) => {
                let marks: Option<Vec<_>> = parts.iter().map(|part| self.marks(part)).collect();
                Some(marks?.into_iter().flatten().collect())
            }
            Query::Or(parts) => {
                let marks: Vec<_> = parts.iter().filter_map(|part| self.marks(part)).collect();
                (!marks.is_empty()).then(|| marks.into_iter().flatten().collect())
            }
            Query::Not(part) => {
                if self.marks(part).is_some() {
                    None
                } else {
                    Some(BTreeSet::new())
                }
            }
            Query::Boost { part, .. } => self.marks(part),
            Query::AtLeast { count, part } => {
                let matches = self.matches(part);
                // Those that end first leave the most room for others.
                let mut spans: Vec<(u32, u32)> = matches.keys().copied().collect();
                spans.sort_by_key(|(_, end)| *end);
                let (mut apart, mut behind) = (0, 0);
                for (start, end) in spans {
                    if start >= behind {
                        apart += 1;
                        behind = end + 1;
                    }
                }
                (apart >= *count).then(|| matches.into_values().flatten().collect())
            }
            Query::WordCount { from, .. } => (self.body_words >= *from).then(BTreeSet::new),
            Query::Name { name, .. } => self.places.contains(name).then(BTreeSet::new),
            placed => {
                let matches = self.matches(placed);
                (!matches.is_empty()).then(|| matches.into_values().flatten().collect())
            }
        }
    }

    fn matches(&self, query: &Query) -> Matches {
        match query {
            Query::Or(parts) => {
                let mut all = Matches::new();
                for (span, marks) in parts.iter().flat_map(|part| self.matches(part)) {
                    all.entry(span).or_default().extend(marks);
                }
                all
            }
            Query::Near(near) => self.near(near),
            Query::Words(words) => {
                let wanted: Vec<(&str, String)> = words.text.split(' ').map(|word| (word, fold(word).into_owned())).collect();
                let stems: Vec<String> = wanted.iter().map(|(_, surface)| Language::ENGLISH.stem(surface).into_owned()).collect();
                let fits = |token: &Token, at: usize| match words.form {
                    Form::Typed | Form::Quoted => token.stem == stems[at],
                    Form::Exact => token.surface == wanted[at].1,
                    Form::ExactCase => token.surface == wanted[at].1 && Case::of(&token.word) == Case::of(wanted[at].0),
                };
                let rows = self.tokens.windows(wanted.len()).filter(|row| {
                    let follow = row.windows(2).all(|pair| pair[0].position + 1 == pair[1].position);
                    let in_field = row.iter().all(|token| self.is_in(token, words.field));
                    follow && in_field && row.iter().enumerate().all(|(at, token)| fits(token, at))
                });
                rows.map(|row| (row[0].position, row[row.len() - 1].position))
                    .map(|span| (span, BTreeSet::from([span])))
                    .collect()
            }
            Query::Pattern(pattern) => {
                let typed = fold(&pattern.text).into_owned();
                let regex = (pattern.kind == PatternKind::Regex)
                    .then(|| regex::Regex::new(&format!("^(?:{})$", pattern.text)).expect("a regular expression"));
                let fits = |word: &str| match pattern.kind {
                    PatternKind::Wildcard => wildcard_fits(pattern.text.as_bytes(), word.as_bytes()),
                    PatternKind::Fuzzy(most) => distance(&typed, word) <= usize::from(most),
                    PatternKind::Regex => regex.as_ref().is_some_and(|regex| regex.is_match(word)),
                };
                let tokens = self.tokens.iter().filter(|token| self.is_in(token, pattern.field) && fits(&token.surface));
                tokens.map(|token| (token.position, token.position)).map(|span| (span, BTreeSet::from([span]))).collect()
            }
            other => unreachable!("{other} has no place among the words"),
        }
    }

    fn near(&self, near: &Near) -> Matches {
        let (left, right) = (self.matches(&near.left), self.matches(&near.right));
        let mut all = Matches::new();
        for (one, marks) in &left {
            let near_ones = right.iter().filter(|(other, _)| self.are_near(*one, **other, near.how));
            if near.is_negated {
                let shares_words = |other: &(u32, u32)| other != one && other.0 <= one.1 && one.0 <= other.1;
                if near_ones.count() == 0 && !right.keys().any(shares_words) {
                    all.insert(*one, marks.clone());
                }
                continue;
            }
            for (other, other_marks) in near_ones {
                let hull = (one.0.min(other.0), one.1.max(other.1));
                all.entry(hull).or_default().extend(marks.iter().chain(other_marks));
            }
        }
        all
    }

    fn are_near(&self, one: (u32, u32), other: (u32, u32), how: Nearness) -> bool {
        let apart = if one.1 < other.0 { other.0 - one.1 } else { one.0.saturating_sub(other.1) };
        let ends = [one.0, one.1, other.0, other.1];
        let tokens = || ends.iter().map(|end| self.token(*end));
        let same =
            |what: &dyn Fn(&Token) -> usize| tokens().all(|token| what(token) == what(tokens().next().expect("four ends")));
        apart > 0
            && match how {
                Nearness::Within(most) => apart <= most && same(&|token| usize::from(token.is_body)),
                Nearness::Before(most) => one.1 < other.0 && apart <= most && same(&|token| usize::from(token.is_body)),
                Nearness::Sentence => same(&|token| token.sentence),
                Nearness::Paragraph => same(&|token| token.paragraph),
            }
    }

    fn token(&self, position: u32) -> &Token {
        let at = self.tokens.partition_point(|token| token.position < position);
        self.tokens.get(at).filter(|token| token.position == position).expect("a word")
    }

    fn is_in(&self, token: &Token, field: TextField) -> bool {
        match field {
            TextField::Title => !token.is_body,
            TextField::Body => token.is_body,
            TextField::Lead => token.paragraph <= self.first_paragraph,
            _ => true,
        }
    }

    /// Returns marks as ranges of characters of headline and body; those that share letters are one.
    pub(super) fn shown(&self, marks: &BTreeSet<(u32, u32)>) -> [Vec<Range<usize>>; 2] {
        let mut shown = [Vec::new(), Vec::new()];
        for (start, end) in marks {
            let (first, last) = (self.token(*start), self.token(*end));
            let list: &mut Vec<Range<usize>> = &mut shown[usize::from(first.is_body)];
            match list.last_mut() {
                Some(before) if first.characters.start < before.end => before.end = before.end.max(last.characters.end),
                _ => list.push(first.characters.start..last.characters.end),
            }
        }
        shown
    }
}

fn wildcard_fits(pattern: &[u8], word: &[u8]) -> bool {
    match (pattern, word) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => (0..=word.len()).any(|taken| wildcard_fits(rest, &word[taken..])),
        ([b'?', rest @ ..], [_, behind @ ..]) => wildcard_fits(rest, behind),
        ([letter, rest @ ..], [first, behind @ ..]) => letter == first && wildcard_fits(rest, behind),
        _ => false,
    }
}

/// Letters added, left out, changed, or swapped with their neighbour.
fn distance(one: &str, other: &str) -> usize {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
    for i in 0..=one.len() {
        for j in 0..=other.len() {
            table[i][j] = match (i, j) {
                (0, _) => j,
                (_, 0) => i,
                _ => {
                    let changed = table[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
                    let mut best = changed.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                    if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                        best = best.min(table[i - 2][j - 2] + 1);
                    }
                    best
                }
            };
        }
    }
    table[one.len()][other.len()]
}

/// Returns the rows that the engine finds, asked with scores or without.
fn found(index: &TestIndex, query: &dyn tantivy::query::Query, order: Order, limit: usize) -> Collected {
    let reach = Reach::default();
    let request = Request {
        order,
        ranking: None,
        is_rough: false,
        recency: None,
        limit,
        offset: 0,
        days: Vec::new(),
        total: true,
        facets: &[],
        reach,
        months: false,
    };
    let collected = collect(&index.searcher, &index.columns, query, &request).expect("a readable index");
    assert!(collected.found.iter().all(|found| found.score.is_finite() && found.score >= 0.0));
    collected
}

fn rows(collected: &Collected) -> BTreeSet<u64> {
    collected.found.iter().map(|found| found.row).collect()
}

#[test]
fn the_engine_and_a_naive_matcher_find_and_mark_the_same() {
    on_a_small_stack(compare);
}

/// Runs what must not need more than a quarter of the stack that a thread has.
fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(512 << 10).spawn(run).expect("a thread");
    thread.join().expect("no assertion that fails");
}

fn compare() {
    const QUERIES: usize = 50;
    let runs: usize = std::env::var("DATELINE_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(1_000);
    let (mut finding, mut marking, mut cut) = (0, 0, 0);
    for seed in 0..runs.div_ceil(QUERIES) {
        let mut dice = Dice(seed as u64);
        let samples: Vec<Sample> = (0..1 + dice.roll(12)).map(|_| sample(&mut dice)).collect();
        let articles: Vec<Article> = samples.iter().map(|sample| sample.article.clone()).collect();
        let index = TestIndex::in_segments(&articles, 1 + dice.roll(6));
        for _ in 0..QUERIES {
            let query = query(&mut dice, 3);
            let told = || format!("seed {seed}: {query}");
            assert_eq!(parse(&query.to_string()).as_ref(), Ok(&query), "{}", told());
            let compiled = index.compile_query(&query);
            let expected: Vec<Option<BTreeSet<_>>> = samples.iter().map(|sample| sample.marks(&query)).collect();
            let rows: BTreeSet<u64> = (0..).zip(&expected).filter(|(_, marks)| marks.is_some()).map(|(row, _)| row).collect();
            let by_score = found(&index, compiled.query.as_ref(), Order::Score, usize::MAX);
            // What is told to have been cut short is not compared.
            if compiled.warning_after().is_some() {
                cut += 1;
                continue;
            }
            assert_eq!(self::rows(&by_score), rows, "{}", told());
            assert_eq!(by_score.total, rows.len() as u64, "{}", told());
            assert_eq!(self::rows(&found(&index, compiled.query.as_ref(), Order::Newest, usize::MAX)), rows, "{}", told());
            let best = found(&index, compiled.query.as_ref(), Order::Score, 2);
            assert_eq!(best.found, by_score.found[..rows.len().min(2)], "{}", told());
            assert_eq!(best.total, by_score.total, "{}", told());
            let highlighter = Highlighter::new(compiled.clause);
            for (row, (sample, expected)) in samples.iter().zip(expected).enumerate() {
                let facts = |query: &dyn tantivy::query::Query| {
                    finds(&index.searcher, &index.fields, query, row as u64).expect("an index that can be read")
                };
                let marks = highlighter.marks(&sample.article, &facts).map(|marks| [marks.title, marks.body]);
                let expected = expected.map(|marks| sample.shown(&marks));
                assert_eq!(marks, expected, "{} in {:?}", told(), sample.article);
                finding += usize::from(expected.is_some());
                marking += expected.into_iter().flatten().map(|marks| marks.len()).sum::<usize>();
            }
        }
    }
    println!("{runs} queries matched {finding} times, with {marking} marks; {cut} were cut short");
    assert!(cut < runs / 100, "{cut} queries of {runs} were cut short");
    assert!(finding > runs / 2 && marking > runs, "most queries match something");
}

#[test]
fn the_deepest_queries_are_answered_on_a_quarter_of_the_stack_of_a_thread() {
    let sample = sample(&mut Dice(7));
    let nested = |(operator, depth): (&str, usize)| {
        format!("{}oil{}", "(oil ".repeat(depth).replace("oil ", &format!("oil {operator} ")), ")".repeat(depth))
    };
    // NOT within AND is two levels.
    let queries = [("AND", 60), ("OR", 60), ("NOT", 31), ("NEAR/5", 60), ("w/s", 60), ("NOT NEAR/3", 60)].map(nested);
    let chained = vec!["oil"; 60].join(" NEAR/90 ");
    on_a_small_stack(move || {
        let index = TestIndex::of(std::slice::from_ref(&sample.article));
        for query in queries.iter().chain([&chained]) {
            let parsed = parse(query).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(parse(&parsed.to_string()), Ok(parsed));
            let compiled = index.compile(query);
            found(&index, compiled.query.as_ref(), Order::Score, usize::MAX);
            found(&index, compiled.query.as_ref(), Order::Newest, usize::MAX);
            let facts = |query: &dyn tantivy::query::Query| finds(&index.searcher, &index.fields, query, 0).expect("an index");
            Highlighter::new(compiled.clause).marks(&sample.article, &facts);
        }
    });
}
