//! The text of an article, found in its page.
//!
//! In: the tree of a page and the headline. Out: the paragraphs that are text of the article. Each paragraph of the page is judged twice by
//! boosted trees: by itself, and then by what was found around it. Rule kept here: time and memory grow with the length of the page and no
//! faster, however it is nested.

use super::blocks::{self, Block};
use super::features::letters;
use super::forest;
use super::furniture;
use super::marks::{Mark, Marks};
use super::tree::{Kind, Tree};
use super::{context, features, text};

/// The blocks of a page, and how likely each is text of the article.
pub struct Found<'a> {
    tree: &'a Tree,
    pub blocks: Vec<Block>,
    pub likely: Vec<f32>,
    /// The letters of the headline.
    title: String,
}

/// Judges the blocks of a page.
pub fn find<'a>(tree: &'a Tree, title: &str) -> Found<'a> {
    let blocks = blocks::of(tree);
    let likely = likeliness(tree, &blocks, title);
    Found { tree, blocks, likely, title: letters(title) }
}

impl Found<'_> {
    /// Returns the text of the article: its paragraphs, parted by blank lines.
    pub fn text(&self) -> String {
        /// Words below which the page is looked through again with less asked of each paragraph.
        const FEW_WORDS: usize = 25;
        let mut body = self.join(|at| self.is_text(at));
        for less in [LIKELY / 2.0, LIKELY / 8.0, 0.0] {
            if body.split_whitespace().count() >= FEW_WORDS {
                break;
            }
            let more = self.join(|at| self.is_text(at) || self.likely[at] > less && may_be_text(&self.blocks[at]));
            body = if more.len() > body.len() { more } else { body };
        }
        let mut body = furniture::without(&text::clean_body(&body));
        let end = end_of_prose(&body);
        body.truncate(end);
        body
    }

    pub fn is_text(&self, at: usize) -> bool {
        /// How likely a block has to be text where it looks like something else.
        const VERY_LIKELY: f32 = 0.8;
        const FEW_WORDS: u32 = 20;
        let block = &self.blocks[at];
        let is_links = block.linked * 10 >= block.words * 8;
        let is_marked = block.words < FEW_WORDS && block.near.0 & Marks::PLAINLY_AGAINST.0 != 0;
        let is_navigation = is_links && block.in_cell;
        self.likely[at] > if is_links || is_marked { VERY_LIKELY } else { LIKELY } && !is_navigation && !self.is_title(block)
    }

    /// Whether a block repeats the headline.
    fn is_title(&self, block: &Block) -> bool {
        const LONGEST: usize = 400;
        block.text.len() < LONGEST && !self.title.is_empty() && letters(&block.text) == self.title
    }

    /// Joins the blocks that are taken to paragraphs; the cells of a row to one.
    fn join(&self, is_taken: impl Fn(usize) -> bool) -> String {
        const MOST_CELL_WORDS: u32 = 12;
        let row_of = |block: &Block| {
            self.tree.nodes.get(block.node as usize).filter(|_| block.kind == Some(Kind::Cell)).map(|node| node.parent)
        };
        let mut body = String::new();
        let mut last: Option<&Block> = None;
        for (at, block) in self.blocks.iter().enumerate() {
            if !is_taken(at) {
                continue;
            }
            // Tables that hold a page have paragraphs in their cells.
            let is_same_row = last.is_some_and(|last| {
                last.node != block.node
                    && last.words.max(block.words) <= MOST_CELL_WORDS
                    && row_of(block).is_some_and(|row| row_of(last) == Some(row))
            });
            if !body.is_empty() {
                body.push_str(if is_same_row { " " } else { "\n\n" });
            }
            body.push_str(&block.text);
            last = Some(block);
        }
        body
    }
}

/// How likely a paragraph has to be text of the article.
const LIKELY: f32 = 0.5;

/// Returns how likely each block is text of the article.
fn likeliness(tree: &Tree, blocks: &[Block], title: &str) -> Vec<f32> {
    let mut rows = features::features(tree, blocks, title);
    let first: Vec<f32> = rows.iter().map(|row| forest::FIRST.judge(row)).collect();
    let around = context::features(tree, blocks, &first);
    for (row, around) in rows.iter_mut().zip(around) {
        row.extend(around);
    }
    rows.iter().map(|row| forest::SECOND.judge(row)).collect()
}

/// Whether a block is as long as a sentence, and no list of links.
fn may_be_text(block: &Block) -> bool {
    const FEWEST_WORDS: u32 = 8;
    let is_sentence = block.words >= FEWEST_WORDS || block.text.chars().filter(|c| c.is_alphabetic()).count() >= 40;
    is_sentence && block.linked * 2 < block.words && !block.marks.has(Mark::Hidden)
}

/// Returns where a body ends before the headlines of other articles that some pages put after it: three paragraphs and more, each of a
/// few words without an end mark. More than half of a text is never taken for that.
fn end_of_prose(body: &str) -> usize {
    const MANY: usize = 3;
    let mut end = body.len();
    let mut headlines = 0;
    for paragraph in body.rsplit("\n\n") {
        let is_headline = !paragraph.contains('\n') && paragraph.chars().count() < 120 && !ends_sentence(paragraph);
        if !is_headline {
            break;
        }
        headlines += 1;
        end = end.saturating_sub(paragraph.len() + 2);
    }
    if headlines >= MANY && end * 2 >= body.len() { end } else { body.len() }
}

const END_MARKS: [char; 12] = ['.', '!', '?', '…', ':', ';', '。', '！', '？', '؟', '۔', '।'];
const CLOSING: [char; 11] = ['"', '”', '’', '\'', '»', ')', '」', '』', '）', '】', '》'];

/// Returns the text that the page itself gives as its article's, where less than half of it was found.
pub fn better(found: String, given: String) -> String {
    if found.len() * 2 < given.len() { given } else { found }
}

/// Whether a text is as long as a short sentence.
pub fn holds_a_sentence(body: &str) -> bool {
    const SHORTEST: usize = 40;
    let is_ended = body.contains(END_MARKS);
    let letters = body.chars().filter(|c| c.is_alphanumeric()).take(SHORTEST).count();
    letters == SHORTEST || is_ended && letters >= SHORTEST / 4
}

/// Whether a text is a list of headlines and links: hardly any of it is in paragraphs that are long or end like a sentence.
///
/// Of 160 pages two had less than 12 % in such paragraphs: a front page, and a travel blog that breaks its lines.
pub fn is_index(body: &str) -> bool {
    const MOST_PROSE: f64 = 0.12;
    const FEWEST: usize = 10;
    let is_prose = |paragraph: &&str| paragraph.len() >= 120 || paragraph.len() >= 20 && ends_sentence(paragraph);
    let prose: usize = body.split("\n\n").filter(is_prose).map(str::len).sum();
    body.split("\n\n").count() >= FEWEST && (prose as f64) < MOST_PROSE * body.len() as f64
}

fn ends_sentence(paragraph: &str) -> bool {
    paragraph.trim_end_matches(CLOSING).ends_with(END_MARKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headlines_of_other_articles_are_cut_off() {
        let text = "The bridge was opened on Saturday.\n\nThe mayor walked across it first, and the builders followed.";
        let cases = [
            ("\n\nFerry to stop\n\nToll to rise\n\nMayor to leave", ""),
            ("\n\nFerry to stop\n\nToll to rise", "\n\nFerry to stop\n\nToll to rise"),
            ("\n\n“It is done.”\n\nOne\n\nTwo\n\nThree", "\n\n“It is done.”"),
        ];
        for (tail, expected) in cases {
            let body = format!("{text}{tail}");
            assert_eq!(body[..end_of_prose(&body)], format!("{text}{expected}"));
        }
        let poem = "One line\n\nTwo lines\n\nThree lines\n\nFour";
        assert_eq!(end_of_prose(poem), poem.len());
    }

    #[test]
    fn a_sentence_is_told_from_none_and_an_index_from_prose() {
        assert!(holds_a_sentence("The bridge opened."));
        assert!(holds_a_sentence("大桥于星期六开放通行。"));
        assert!(!holds_a_sentence("Home"));
        assert!(!holds_a_sentence("."));
        let index = "Ferry to stop\n\nToll to rise".to_owned() + &"\n\nMayor to leave".repeat(12);
        assert!(is_index(&index));
        assert!(!is_index(&format!("{index}\n\nThe bridge was opened on Saturday, and the mayor walked across it first.")));
    }

    #[test]
    fn the_given_text_wins_only_where_half_is_missing() {
        assert_eq!(better("abc".into(), "abcdefg".into()), "abcdefg");
        assert_eq!(better("abcd".into(), "abcdefg".into()), "abcd");
        assert_eq!(better("abcd".into(), String::new()), "abcd");
    }
}
