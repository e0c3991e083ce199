//! Where in an article a query matches: the one matcher that scores, counts and marks.
//!
//! In: the positions of words, of an article in the index or of one as stored. Out: spans of positions, and the words within them that
//! made the match.
//!
//! Rule kept here: two sides that are near are two occurrences, which share no word.

use super::{Nearness, TextField};
use crate::analysis::{Case, GAP_POSITIONS};

/// Positions from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Spans {
    /// The leaf with this number.
    Word(usize),
    /// Leaves that follow each other.
    Phrase(Vec<usize>),
    Any(Vec<Spans>),
    Near {
        left: Box<Spans>,
        how: Nearness,
        is_negated: bool,
        right: Box<Spans>,
    },
    /// Within a stretch of headline and body.
    In(Stretch, Box<Spans>),
    AtLeast(u32, Box<Spans>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    Title,
    /// Headline and first paragraph.
    Lead,
    Body,
}

impl Stretch {
    /// Returns the stretch that a field is, `None` for one that is a text of its own.
    pub fn of(field: TextField) -> Option<Stretch> {
        match field {
            TextField::Title => Some(Stretch::Title),
            TextField::Lead => Some(Stretch::Lead),
            TextField::Body => Some(Stretch::Body),
            _ => None,
        }
    }
}

/// The words that may stand at one position.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    pub groups: Vec<Group>,
    pub case: CaseRule,
    /// The one character that is meant, of words that are pairs of characters.
    pub part: Option<char>,
}

/// Words of one stem.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub stem: String,
    pub forms: Forms,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Forms {
    All,
    /// Surface forms, each other than the stem.
    Only(Vec<String>),
    /// All but these surface forms, which leaves those that nobody knew of when the query was read: the stem itself.
    Except(Vec<String>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseRule {
    Any,
    Is(Option<Case>),
}

impl Forms {
    pub fn take(&self, surface: &str) -> bool {
        match self {
            Forms::All => true,
            Forms::Only(surfaces) => surfaces.iter().any(|wanted| wanted == surface),
            Forms::Except(surfaces) => !surfaces.iter().any(|other| other == surface),
        }
    }
}

/// An article that tells where its words are.
pub trait Positions {
    /// Writes the positions of a leaf in order, each once.
    fn of_leaf(&mut self, leaf: usize, positions: &mut Vec<u32>);

    fn bounds(&mut self) -> &Bounds;
}

/// Positions at which paragraphs and sentences begin, in order; none at all in a text that has no parts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bounds {
    pub paragraphs: Vec<u32>,
    /// Those of paragraphs among them.
    pub sentences: Vec<u32>,
}

impl Bounds {
    /// Returns where the body begins; all before it is headline.
    fn body(&self) -> u32 {
        let has_headline = self.paragraphs.first() == Some(&0);
        self.paragraphs.get(usize::from(has_headline)).copied().unwrap_or(u32::MAX)
    }

    fn holds(&self, stretch: Stretch, span: Span) -> bool {
        let body = self.body();
        match stretch {
            Stretch::Title => span.end < body,
            Stretch::Body => span.start >= body,
            Stretch::Lead => span.end < first_above(&self.paragraphs, body),
        }
    }

    /// Returns the position behind the unit that a span lies in, `None` where it lies in several.
    fn end_of_unit(&self, how: Nearness, span: Span) -> Option<u32> {
        let end = match how {
            Nearness::Sentence => first_above(&self.sentences, span.start),
            Nearness::Paragraph => first_above(&self.paragraphs, span.start),
            // Nothing else is near across the headline's end.
            Nearness::Within(_) | Nearness::Before(_) if span.start < self.body() => self.body(),
            Nearness::Within(_) | Nearness::Before(_) => u32::MAX,
        };
        (span.end < end).then_some(end)
    }
}

fn first_above(starts: &[u32], position: u32) -> u32 {
    starts.get(starts.partition_point(|start| *start <= position)).copied().unwrap_or(u32::MAX)
}

/// In one article no more pairs than this are looked at for one operator: a millisecond's work.
pub const MAX_PAIRS: usize = 1 << 20;

/// Matches queries in one article after the other.
#[derive(Debug, Default)]
pub struct Matcher {
    /// Whether [`MAX_PAIRS`] was ever reached.
    pub was_cut: bool,
    /// Pairs that were looked at, in all articles.
    pub work: u64,
    /// Room that was used before: to ask for it anew in each article took a tenth of the time.
    spare: Vec<Vec<Span>>,
    positions: Vec<u32>,
    next_positions: Vec<u32>,
}

impl Matcher {
    /// Whether an article matches, which may be told before all spans are found.
    pub fn matches(&mut self, spans: &Spans, article: &mut impl Positions) -> bool {
        if let Spans::Phrase(leaves) = spans {
            self.find_phrase(leaves, article);
            return !self.positions.is_empty();
        }
        let Spans::Near { left, how, is_negated: false, right } = spans else {
            let all = self.spans(spans, article);
            let is_match = !all.is_empty();
            self.reuse(all);
            return is_match;
        };
        let left = self.spans(left, article);
        let right = if left.is_empty() { Vec::new() } else { self.spans(right, article) };
        let mut is_near = false;
        if !right.is_empty() {
            pairs(&left, &right, *how, article, |_, _| {
                is_near = true;
                false
            });
        }
        self.reuse(left);
        self.reuse(right);
        is_near
    }

    /// Returns all spans in which an article matches, in order, each once.
    pub fn spans(&mut self, spans: &Spans, article: &mut impl Positions) -> Vec<Span> {
        match spans {
            Spans::Word(leaf) => {
                self.positions.clear();
                article.of_leaf(*leaf, &mut self.positions);
                let mut all = self.spare.pop().unwrap_or_default();
                all.extend(self.positions.iter().map(|at| Span { start: *at, end: *at }));
                all
            }
            Spans::Phrase(leaves) => self.phrase(leaves, article),
            Spans::Any(parts) => {
                let mut all = self.spare.pop().unwrap_or_default();
                for part in parts {
                    let own = self.spans(part, article);
                    all.extend_from_slice(&own);
                    self.reuse(own);
                }
                all.sort_unstable();
                all.dedup();
                all
            }
            Spans::Near { left, how, is_negated, right } => {
                let left = self.spans(left, article);
                if left.is_empty() {
                    return left;
                }
                let right = self.spans(right, article);
                let all = if *is_negated { far(&left, &right, *how, article) } else { self.hulls(&left, &right, *how, article) };
                self.reuse(left);
                self.reuse(right);
                all
            }
            Spans::In(stretch, part) => {
                let mut spans = self.spans(part, article);
                if !spans.is_empty() {
                    let bounds = article.bounds();
                    spans.retain(|span| bounds.holds(*stretch, *span));
                }
                spans
            }
            Spans::AtLeast(count, part) => {
                let mut spans = self.spans(part, article);
                if occurrences(&spans) < *count {
                    spans.clear();
                }
                spans
            }
        }
    }

    /// Keeps room for the next article.
    pub fn reuse(&mut self, mut spans: Vec<Span>) {
        if spans.capacity() > 0 {
            spans.clear();
            self.spare.push(spans);
        }
    }

    fn phrase(&mut self, leaves: &[usize], article: &mut impl Positions) -> Vec<Span> {
        self.find_phrase(leaves, article);
        let length = leaves.len() as u32;
        let mut all = self.spare.pop().unwrap_or_default();
        all.extend(self.positions.iter().map(|start| Span { start: *start, end: start + length - 1 }));
        all
    }

    /// Leaves in `positions` where a phrase begins.
    fn find_phrase(&mut self, leaves: &[usize], article: &mut impl Positions) {
        let (starts, next) = (&mut self.positions, &mut self.next_positions);
        starts.clear();
        for (distance, leaf) in leaves.iter().enumerate() {
            let distance = distance as u32;
            if distance == 0 {
                article.of_leaf(*leaf, starts);
            } else {
                next.clear();
                article.of_leaf(*leaf, next);
                let mut at = 0;
                starts.retain(|start| {
                    while next.get(at).is_some_and(|position| *position < start + distance) {
                        at += 1;
                    }
                    next.get(at) == Some(&(start + distance))
                });
            }
            if starts.is_empty() {
                return;
            }
        }
    }

    fn hulls(&mut self, left: &[Span], right: &[Span], how: Nearness, article: &mut impl Positions) -> Vec<Span> {
        let mut hulls = self.spare.pop().unwrap_or_default();
        let mut left_to_look = MAX_PAIRS;
        let mut room = 1 << 12;
        pairs(left, right, how, article, |one, other| {
            hulls.push(hull(left[one], right[other]));
            // Many pairs may span the same words.
            if hulls.len() >= room {
                hulls.sort_unstable();
                hulls.dedup();
                room = 2 * hulls.len().max(1 << 11);
            }
            left_to_look -= 1;
            left_to_look > 0
        });
        self.was_cut |= left_to_look == 0;
        self.work += (MAX_PAIRS - left_to_look) as u64;
        hulls.sort_unstable();
        hulls.dedup();
        hulls
    }

    /// Calls `mark` with the words and phrases that made an article match in the wanted spans: a leaf and where it stands.
    pub fn marks(&mut self, spans: &Spans, wanted: &[Span], article: &mut impl Positions, mark: &mut impl FnMut(usize, Span)) {
        if wanted.is_empty() {
            return;
        }
        match spans {
            Spans::Word(leaf) => wanted.iter().for_each(|span| mark(*leaf, *span)),
            Spans::Phrase(leaves) => wanted.iter().for_each(|span| mark(leaves[0], *span)),
            Spans::Any(parts) => {
                for part in parts {
                    let mut own = self.spans(part, article);
                    own.retain(|span| wanted.binary_search(span).is_ok());
                    self.marks(part, &own, article, mark);
                }
            }
            Spans::Near { left, is_negated: true, .. } => self.marks(left, wanted, article, mark),
            Spans::Near { left, how, right, .. } => {
                let (of_left, of_right) = (self.spans(left, article), self.spans(right, article));
                let (mut left_takes, mut right_takes) = (vec![false; of_left.len()], vec![false; of_right.len()]);
                let mut left_to_look = MAX_PAIRS;
                pairs(&of_left, &of_right, *how, article, |one, other| {
                    if wanted.binary_search(&hull(of_left[one], of_right[other])).is_ok() {
                        left_takes[one] = true;
                        right_takes[other] = true;
                    }
                    left_to_look -= 1;
                    left_to_look > 0
                });
                self.marks(left, &chosen(&of_left, &left_takes), article, mark);
                self.marks(right, &chosen(&of_right, &right_takes), article, mark);
            }
            Spans::In(_, part) | Spans::AtLeast(_, part) => self.marks(part, wanted, article, mark),
        }
    }
}

/// Returns how many of the spans there are at most that share no word.
pub fn occurrences(spans: &[Span]) -> u32 {
    let mut count = 0;
    let mut last: Option<u32> = None;
    for span in spans {
        match last {
            // One that ends sooner leaves more room.
            Some(end) if span.start <= end => last = Some(end.min(span.end)),
            _ => {
                count += 1;
                last = Some(span.end);
            }
        }
    }
    count
}

fn hull(one: Span, other: Span) -> Span {
    Span { start: one.start.min(other.start), end: one.end.max(other.end) }
}

fn chosen(spans: &[Span], takes: &[bool]) -> Vec<Span> {
    spans.iter().zip(takes).filter(|(_, takes)| **takes).map(|(span, _)| *span).collect()
}

/// Calls `visit` with every pair that is near, by their numbers, until it returns `false`.
fn pairs(
    left: &[Span],
    right: &[Span],
    how: Nearness,
    article: &mut impl Positions,
    mut visit: impl FnMut(usize, usize) -> bool,
) {
    let none = Bounds::default();
    // Headline and body lie farther apart than that already.
    let is_close = matches!(how, Nearness::Within(most) | Nearness::Before(most) if most < GAP_POSITIONS as u32);
    let bounds = if is_close { &none } else { article.bounds() };
    let goes_on = forward(left, right, how, bounds, &mut visit);
    if goes_on && !matches!(how, Nearness::Before(_)) {
        forward(right, left, how, bounds, &mut |one, other| visit(other, one));
    }
}

/// The pairs of which the first lies before the second.
fn forward(
    first: &[Span],
    second: &[Span],
    how: Nearness,
    bounds: &Bounds,
    visit: &mut impl FnMut(usize, usize) -> bool,
) -> bool {
    for (one, span) in first.iter().enumerate() {
        let Some(end) = bounds.end_of_unit(how, *span) else { continue };
        let last_start = match how {
            Nearness::Within(most) | Nearness::Before(most) => span.end.saturating_add(most),
            Nearness::Sentence | Nearness::Paragraph => u32::MAX,
        };
        let from = second.partition_point(|other| other.start <= span.end);
        let candidates = second.iter().enumerate().skip(from);
        for (other, behind) in candidates.take_while(|(_, behind)| behind.start <= last_start && behind.start < end) {
            if behind.end < end && !visit(one, other) {
                return false;
            }
        }
    }
    true
}

/// Returns the spans of the left side that have none of the right side near, nor share words with another one.
fn far(left: &[Span], right: &[Span], how: Nearness, article: &mut impl Positions) -> Vec<Span> {
    let mut is_near = vec![false; left.len()];
    pairs(left, right, how, article, |one, _| {
        is_near[one] = true;
        true
    });
    let ends: Vec<u32> = right
        .iter()
        .scan(0, |latest, span| {
            *latest = span.end.max(*latest);
            Some(*latest)
        })
        .collect();
    let shares_words = |span: &Span| {
        let before = right.partition_point(|other| other.start <= span.end);
        let reaching = (0..before).rev().take_while(|at| ends[*at] >= span.start);
        reaching.into_iter().any(|at| right[at].end >= span.start && right[at] != *span)
    };
    left.iter().zip(is_near).filter(|(span, is_near)| !is_near && !shares_words(span)).map(|(span, _)| *span).collect()
}
