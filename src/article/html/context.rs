//! What can be told of a block from what its surroundings were taken for.
//!
//! In: the blocks of a page and how likely each was found to be text of the article. Out: a row of features for each. Rule kept here: time
//! grows with the length of the page and no faster.

use super::blocks::Block;
use super::tree::Tree;

/// Number of features.
pub const COUNT: usize = 20;

/// Likeliness above which a block counts as text.
const LIKELY: f32 = 0.5;

pub fn features(tree: &Tree, blocks: &[Block], likely: &[f32]) -> Vec<[f32; COUNT]> {
    let best = best_element(tree, blocks, likely);
    let is_in_best = |block: &Block| best.is_some_and(|best| best <= block.node && block.node < tree.nodes[best as usize].end);
    let up = |node: u32| tree.nodes.get(node as usize).map_or(node, |node| node.parent);
    let words = |block: &Block| block.words as f32;
    // Words that are likely text, and all words, of the element around a block and of the one around that.
    let mut parents = vec![(0.0_f32, 0.0_f32); tree.nodes.len() + 1];
    let mut grands = parents.clone();
    for (block, likely) in blocks.iter().zip(likely) {
        let parent = up(block.node);
        for (sums, node) in [(&mut parents, parent), (&mut grands, up(parent))] {
            sums[node as usize].0 += likely * words(block);
            sums[node as usize].1 += words(block);
        }
    }
    let is_text = |at: &usize| likely[*at] > LIKELY && blocks[*at].words >= 10 && is_in_best(&blocks[*at]);
    let first = (0..blocks.len()).find(is_text).unwrap_or(0);
    let last = (0..blocks.len()).rev().find(is_text).unwrap_or(blocks.len());
    let text_words =
        1.0 + blocks.iter().zip(likely).filter(|(_, likely)| **likely > LIKELY).map(|(block, _)| words(block)).sum::<f32>();
    let likely_words: f32 = blocks.iter().zip(likely).map(|(block, likely)| words(block) * likely).sum();
    let near = |at: usize, by: isize| at.checked_add_signed(by).and_then(|at| likely.get(at)).copied().unwrap_or_default();
    let smooth = |at: usize, reach: usize| {
        let around = at.saturating_sub(reach)..(at + reach + 1).min(blocks.len());
        let (mut text, mut all) = (0.0, 0.0);
        for at in around {
            text += likely[at] * words(&blocks[at]);
            all += words(&blocks[at]);
        }
        text / f32::max(all, 1.0)
    };
    let mut passed = 0.0;
    let mut rows = Vec::with_capacity(blocks.len());
    for (at, block) in blocks.iter().enumerate() {
        passed += words(block) * likely[at];
        let parent = up(block.node);
        let (parent, grand) = (parents[parent as usize], grands[up(parent) as usize]);
        let flag = |is_so: bool| f32::from(u8::from(is_so));
        rows.push([
            likely[at],
            near(at, -3),
            near(at, -2),
            near(at, -1),
            near(at, 1),
            near(at, 2),
            near(at, 3),
            flag(is_in_best(block)),
            parent.0 / text_words,
            parent.0 / parent.1.max(1.0),
            grand.0 / text_words,
            grand.0 / grand.1.max(1.0),
            flag(at < first),
            flag(at > last),
            at.abs_diff(first).min(20) as f32 / 20.0,
            at.abs_diff(last).min(20) as f32 / 20.0,
            passed / (likely_words + 1.0),
            smooth(at, 2),
            smooth(at, 5),
            first as f32 / blocks.len() as f32,
        ]);
    }
    rows
}

/// Returns the element that holds most of what is likely text and least of what is not: the one with the greatest sum of the log-odds of
/// its blocks, the innermost of equals.
fn best_element(tree: &Tree, blocks: &[Block], likely: &[f32]) -> Option<u32> {
    /// A long block that is text for sure may stand for this many words.
    const MOST_WORDS: u32 = 60;
    let mut sums = vec![0.0_f32; tree.nodes.len()];
    for (block, likely) in blocks.iter().zip(likely) {
        let likely = likely.clamp(0.02, 0.98);
        *sums.get_mut(block.node as usize)? += (likely / (1.0 - likely)).ln() * (block.words.min(MOST_WORDS) + 1) as f32;
    }
    for at in (0..sums.len()).rev() {
        let parent = tree.nodes[at].parent as usize;
        if parent != at {
            sums[parent] += sums[at];
        }
    }
    (0..sums.len()).max_by(|&a, &b| sums[a].total_cmp(&sums[b])).map(|at| at as u32)
}
