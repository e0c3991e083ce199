//! What can be told of a block of text without knowing what it says, as numbers for a model.
//!
//! In: the blocks of a page. Out: a row of features for each. Rule kept here: a feature is 0 or 1, and no word of the text itself is one,
//! so that what is learned on pages in English holds for others.

use std::collections::HashMap;

use super::blocks::Block;
use super::marks::MARKS;
use super::tree::{Kind, Tree};

pub type Features = Vec<f32>;

/// Names of the features, in their order.
pub fn names() -> Vec<String> {
    let mut names: Vec<String> = vec!["bias".into()];
    let mut list = |prefix: &str, labels: &[&str]| names.extend(labels.iter().map(|label| format!("{prefix}{label}")));
    list("words ", &["1-2", "3-5", "6-10", "11-20", "21-40", "41-80", "81+"]);
    list("linked ", &["0", "1-20", "21-50", "51-80", "81+"]);
    list(
        "",
        &[
            "ends sentence",
            "ends colon",
            "comma",
            "digits many",
            "upper",
            "copyright",
            "bar",
            "starts lower",
            "bullet",
            "date",
            "address",
        ],
    );
    list("kind ", &["p", "heading", "item", "quote", "pre", "cell", "block"]);
    list("", &["in item", "in quote", "in cell", "in pre"]);
    let marks: Vec<String> = (0..MARKS).map(|mark| mark.to_string()).collect();
    let marks: Vec<&str> = marks.iter().map(String::as_str).collect();
    list("mark ", &marks);
    list("near ", &marks);
    for prefix in ["before ", "after "] {
        list(prefix, &["words 0", "words 1-5", "words 6-20", "words 21+", "linked", "same parent", "ends sentence", "heading"]);
    }
    list("", &["repeated", "is title", "before heading", "after heading", "no heading"]);
    list("parent prose ", &["0", "1-2", "3-5", "6+"]);
    list("parent share ", &["0", "-10", "-30", "-60", "-100"]);
    list("parent linked ", &["-10", "-30", "-60", "-100"]);
    list("grand prose share ", &["0", "-10", "-30", "-60", "-100"]);
    list("place ", &["-5", "-20", "-50", "-80", "-95", "-100"]);
    list("paragraph run ", &["0", "1", "2-4", "5+"]);
    names
}

/// Describes each block by its features.
pub fn features(tree: &Tree, blocks: &[Block], title: &str) -> Vec<Features> {
    let nodes = &tree.nodes;
    let parent_of = |block: &Block| nodes.get(block.node as usize).map_or(0, |node| node.parent);
    let mut prose: HashMap<u32, (u32, u32, u32, u32)> = HashMap::new();
    let is_prose = |block: &Block| block.words >= 10 && block.linked * 3 < block.words;
    let mut all_prose = 0;
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for block in blocks {
        let parent = parent_of(block);
        let grand = nodes.get(parent as usize).map_or(0, |node| node.parent);
        for (at, node) in [parent, grand].into_iter().enumerate() {
            let sums = prose.entry(node * 2 + at as u32).or_default();
            sums.0 += u32::from(is_prose(block));
            sums.1 += if is_prose(block) { block.words } else { 0 };
            sums.2 += block.linked;
            sums.3 += block.words;
        }
        all_prose += if is_prose(block) { block.words } else { 0 };
        *counts.entry(&block.text).or_default() += 1;
    }
    let title = letters(title);
    let is_title: Vec<bool> =
        blocks.iter().map(|block| block.words < 40 && !title.is_empty() && letters(&block.text) == title).collect();
    let heading_at = blocks
        .iter()
        .zip(&is_title)
        .position(|(block, is_title)| *is_title && matches!(block.kind, Some(Kind::Heading(_))))
        .or_else(|| blocks.iter().position(|block| block.kind == Some(Kind::Heading(1))));
    let total: u32 = blocks.iter().map(|block| block.words).sum();
    let mut passed = 0;
    let mut described = Vec::with_capacity(blocks.len());
    for (at, block) in blocks.iter().enumerate() {
        let mut row = Row::default();
        row.push(true);
        row.bin(block.words, &[2, 5, 10, 20, 40, 80]);
        let linked = 100 * block.linked / block.words.max(1);
        row.bin(linked, &[0, 20, 50, 80]);
        let text = block.text.as_str();
        row.push(ends_sentence(text));
        row.push(text.ends_with(':'));
        row.push(text.contains([',', '、', '，', '،']));
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        row.push(digits * 5 > text.len());
        let (upper, lower) =
            (text.chars().filter(|c| c.is_uppercase()).count(), text.chars().filter(|c| c.is_lowercase()).count());
        row.push(upper > lower);
        row.push(text.contains(['©', '®', '™']));
        row.push(text.contains(['|', '»', '›', '·', '•', '/']));
        row.push(text.starts_with(char::is_lowercase));
        row.push(text.starts_with(['•', '-', '–', '»', '›', '>', '*', '▸']));
        row.push(digits >= 4 && block.words < 12);
        row.push(text.contains('@') || text.contains("www.") || text.contains("http"));
        row.one_of(
            match block.kind {
                Some(Kind::Paragraph) => 0,
                Some(Kind::Heading(_)) => 1,
                Some(Kind::Item) => 2,
                Some(Kind::Quote) => 3,
                Some(Kind::Preformatted) => 4,
                Some(Kind::Cell) => 5,
                _ => 6,
            },
            7,
        );
        row.push(block.in_item);
        row.push(block.in_quote);
        row.push(block.in_cell);
        row.push(block.is_preformatted);
        for marks in [block.marks, block.near] {
            for mark in 0..MARKS {
                row.push(marks.0 & 1 << mark != 0);
            }
        }
        for neighbour in [at.checked_sub(1).map(|at| &blocks[at]), blocks.get(at + 1)] {
            let (words, linked) = neighbour.map_or((0, 0), |block| (block.words, block.linked));
            row.bin(words, &[0, 5, 20]);
            row.push(linked * 2 > words);
            row.push(neighbour.is_some_and(|other| parent_of(other) == parent_of(block)));
            row.push(neighbour.is_some_and(|other| ends_sentence(&other.text)));
            row.push(neighbour.is_some_and(|other| matches!(other.kind, Some(Kind::Heading(_)))));
        }
        row.push(counts[text] > 1);
        row.push(is_title[at]);
        row.push(heading_at.is_some_and(|heading| at < heading));
        row.push(heading_at.is_some_and(|heading| at > heading));
        row.push(heading_at.is_none());
        let parent = parent_of(block);
        let grand = nodes.get(parent as usize).map_or(0, |node| node.parent);
        let near = prose[&(parent * 2)];
        let far = prose.get(&(grand * 2 + 1)).copied().unwrap_or_default();
        row.bin(near.0, &[0, 2, 5]);
        row.bin(100 * near.1 / all_prose.max(1), &[0, 10, 30, 60]);
        row.bin(100 * near.2 / near.3.max(1), &[10, 30, 60]);
        row.bin(100 * far.1 / all_prose.max(1), &[0, 10, 30, 60]);
        row.bin(100 * passed / total.max(1), &[5, 20, 50, 80, 95]);
        let run = blocks[at.saturating_sub(3)..(at + 4).min(blocks.len())].iter().filter(|block| is_prose(block)).count();
        row.bin(run as u32, &[0, 1, 4]);
        passed += block.words;
        described.push(row.0);
    }
    described
}

/// Letters of a line, for comparison: quotation marks, dashes and spaces differ from place to place.
pub fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '’', '\'', '»', ')', '“', '」']).ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '।'])
}

#[derive(Default)]
struct Row(Features);

impl Row {
    fn push(&mut self, is_so: bool) {
        self.0.push(f32::from(u8::from(is_so)));
    }

    fn one_of(&mut self, which: usize, of: usize) {
        (0..of).for_each(|at| self.push(at == which));
    }

    /// Says which of the ranges that end at `ends` a value is in; the last has no end.
    fn bin(&mut self, value: u32, ends: &[u32]) {
        let which = ends.iter().position(|end| value <= *end).unwrap_or(ends.len());
        self.one_of(which, ends.len() + 1);
    }
}
