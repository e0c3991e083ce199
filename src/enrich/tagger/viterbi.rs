//! Finds the best tags of a run of words.

use super::Tag;
use super::model::Transitions;
use crate::enrich::scan::Gap;

const TAGS: usize = Tag::ALL.len();

/// What the gap before a word says of names that go on across it.
pub const JOINTS: usize = 5;

/// Returns the class of a gap that the weights of transitions tell apart.
pub fn joint(gap: Gap) -> usize {
    match gap {
        Gap::Space => 0,
        Gap::Hyphen | Gap::Glued => 1,
        Gap::Dot => 2,
        Gap::Comma => 3,
        Gap::Opening | Gap::Break | Gap::Sentence => 4,
    }
}

/// The scores of a run of words. The buffers are reused.
#[derive(Debug, Default)]
pub struct Lattice {
    scores: Vec<([i32; TAGS], u8)>,
    back: Vec<[u8; TAGS]>,
    path: Vec<u8>,
}

impl Lattice {
    pub fn clear(&mut self) {
        self.scores.clear();
    }

    pub fn push(&mut self, scores: [i32; TAGS], gap: Gap) {
        self.scores.push((scores, joint(gap) as u8));
    }

    /// Returns the number of the best tag of each word; a run begins and ends beside words that are no part of a name.
    pub fn best(&mut self, transitions: &[Transitions; JOINTS + 1]) -> &[u8] {
        self.back.clear();
        self.path.clear();
        let mut before = [i32::MIN / 2; TAGS];
        before[0] = 0;
        for (scores, joint) in &self.scores {
            let weights = &transitions[usize::from(*joint)];
            let mut after = [i32::MIN; TAGS];
            let mut back = [0; TAGS];
            for to in 0..TAGS {
                for from in 0..TAGS {
                    let score = before[from] + weights[from][to];
                    if score > after[to] {
                        after[to] = score;
                        back[to] = from as u8;
                    }
                }
                after[to] += scores[to];
            }
            before = after;
            self.back.push(back);
        }
        let ends = &transitions[JOINTS];
        let mut tag = (0..TAGS).max_by_key(|&tag| before[tag] + ends[tag][0]).unwrap_or(0) as u8;
        for back in self.back.iter().rev() {
            self.path.push(tag);
            tag = back[usize::from(tag)];
        }
        self.path.reverse();
        &self.path
    }
}
