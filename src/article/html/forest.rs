//! Boosted trees: which blocks of a page are text of its article.
//!
//! In: rows of features. Out: how likely each is text. Rule kept here: the trees are data, made by `benches/train_html.py` from pages with
//! known text, and read once.

use std::sync::LazyLock;

/// One tree: its inner nodes and its leaves.
struct Tree {
    nodes: Vec<Node>,
    leaves: Vec<f32>,
}

/// Goes to `low` where the feature is not above the limit, else to `high`; what is negative is a leaf: -1 the first.
struct Node {
    feature: usize,
    limit: f32,
    low: i32,
    high: i32,
}

pub struct Forest(Vec<Tree>);

/// Judges a block by itself.
pub static FIRST: LazyLock<Forest> = LazyLock::new(|| Forest::read(include_str!("forest_first.txt")));

/// Judges a block by itself and by what the first forest found around it.
pub static SECOND: LazyLock<Forest> = LazyLock::new(|| Forest::read(include_str!("forest_second.txt")));

impl Forest {
    /// Reads a tree from each line: its inner nodes, each as `feature:limit:low:high`, and its leaves as numbers.
    fn read(lines: &str) -> Self {
        let read_line = |line: &str| {
            let (mut nodes, mut leaves) = (Vec::new(), Vec::new());
            for word in line.split(' ') {
                let parts: Vec<&str> = word.split(':').collect();
                match *parts.as_slice() {
                    [leaf] => leaves.push(number(leaf)),
                    [feature, limit, low, high] => nodes.push(Node {
                        feature: number::<usize>(feature),
                        limit: number(limit),
                        low: number(low),
                        high: number(high),
                    }),
                    _ => unreachable!("a word of a forest is a leaf or a node of four parts"),
                }
            }
            Tree { nodes, leaves }
        };
        Self(lines.lines().map(read_line).collect())
    }

    /// Returns how likely a block with these features is text.
    pub fn judge(&self, features: &[f32]) -> f32 {
        let sum: f32 = self.0.iter().map(|tree| tree.judge(features)).sum();
        1.0 / (1.0 + (-sum).exp())
    }
}

fn number<T: std::str::FromStr>(text: &str) -> T {
    text.parse().ok().expect("the forests in the program are numbers")
}

impl Tree {
    fn judge(&self, features: &[f32]) -> f32 {
        let mut at = 0;
        // Every step goes down, so that there are no more of them than nodes.
        for _ in 0..self.nodes.len() {
            let node = &self.nodes[at as usize];
            let value = features.get(node.feature).copied().unwrap_or_default();
            at = if value <= node.limit { node.low } else { node.high };
            if at < 0 {
                break;
            }
        }
        let leaf = if at < 0 { (-1 - at) as usize } else { 0 };
        self.leaves.get(leaf).copied().unwrap_or_default()
    }
}
