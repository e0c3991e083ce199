//! The text of an article, found in its page.
//!
//! The finding itself is done by the `trafilatura` crate. Rule kept here: whatever a page does to that crate, the run goes on.

use std::collections::HashSet;
use std::panic::{self, AssertUnwindSafe};

use trafilatura::{ExtractionFocus, Metadata, Options};

use super::metadata::Page;
use super::paragraphs::{LineBreaks, paragraphs};
use super::{Problem, text};

/// What was found in a page.
#[derive(Default)]
pub struct Extracted {
    pub body: String,
    pub metadata: Option<Metadata>,
}

/// Elements may be nested this deep. The crate recurses, and its time grows with the square of the depth: 0.2 s for 256 open `<b>`. The
/// deepest of 160 real pages has 32.
pub const DEEPEST: usize = 256;

/// A page may have this many elements, and this many bytes of text. The crate takes about 0.1 ms for an element.
const MOST_ELEMENTS: usize = 100_000;
const LONGEST: usize = 4 << 20;

/// Finds the text of an article in its page; what went wrong is added to `problems`.
pub fn extract(html: &str, page: &Page, problems: &mut Vec<Problem>) -> Extracted {
    if let Some(excess) = excess(page) {
        problems.push(Problem(format!("{excess}; all text of the page was taken for the article's")));
        return Extracted { body: text::clean_body(&paragraphs(html, LineBreaks::AreSpaces)), metadata: None };
    }
    // A crate of heuristics meets pages that its authors did not think of. One that panics must not end the run over an archive; nothing
    // outlives the call that a panic could leave half done.
    let result = panic::catch_unwind(AssertUnwindSafe(|| trafilatura::extract(html, &options())));
    match result {
        Ok(Ok(found)) => Extracted { body: prose(&found.content_html, page), metadata: Some(found.metadata) },
        Ok(Err(_)) => Extracted::default(),
        Err(_) => {
            problems.push(Problem("the search for the article's text failed on this page".to_owned()));
            Extracted::default()
        }
    }
}

/// Says what a page has too much of for the crate.
fn excess(page: &Page) -> Option<String> {
    if page.depth > DEEPEST {
        return Some(format!("elements are nested {} deep", page.depth));
    }
    if page.elements > MOST_ELEMENTS {
        return Some(format!("the page has {} elements", page.elements));
    }
    (page.text_bytes > LONGEST).then(|| format!("the page has {} MiB of text", page.text_bytes >> 20))
}

/// Settings that scored best, by the words shared with the text that people marked as the article's, over 130 pages of Readability's test
/// suite and 28 of newspaper4k's (mean F1 of either): precision 0.941 and 0.952, balance 0.937 and 0.915, recall 0.945 and 0.914. News
/// pages are like the second kind. Without the fallback, and without tables, both scored lower.
fn options() -> Options {
    Options::default()
        .with_fallback(true)
        .with_focus(ExtractionFocus::FavorPrecision)
        .with_exclude_comments(true)
        .with_prune_selector("figure, figcaption")
}

/// Returns the paragraphs of what was found.
fn prose(content_html: &str, page: &Page) -> String {
    let mut body = text::clean_body(&paragraphs(&with_spaces(content_html), LineBreaks::AreSpaces));
    if page.unclosed > 0 {
        body = without_repeats(&body);
    }
    body = without_furniture(&body);
    let end = end_of_prose(&body);
    body.truncate(end);
    body
}

/// Drops paragraphs that are a label of the page.
fn without_furniture(body: &str) -> String {
    const FURNITURE: &[&str] = &[
        "advertisement",
        "by",
        "continue reading",
        "continue reading the main story",
        "follow us",
        "read more",
        "related articles",
        "share",
        "share this",
        "share this article",
        "story continues below",
        "story continues below advertisement",
    ];
    let is_text = |paragraph: &&str| {
        let label = paragraph.trim_end_matches([':', '.', '…', ' ', '»', '>']);
        label.len() > 40 || !FURNITURE.contains(&label.to_lowercase().as_str())
    };
    body.split("\n\n").filter(is_text).collect::<Vec<_>>().join("\n\n")
}

/// Drops paragraphs as long as a sentence that have been before: the crate repeats those that follow a `<b>` which is never closed.
fn without_repeats(body: &str) -> String {
    const SHORTEST: usize = 40;
    let mut seen = HashSet::new();
    let kept = body.split("\n\n").filter(|paragraph| paragraph.len() < SHORTEST || seen.insert(*paragraph));
    kept.collect::<Vec<_>>().join("\n\n")
}

/// Puts back the spaces beside inline tags, which the crate moves now and then: `uses<code>printf</code> , where`.
fn with_spaces(html: &str) -> String {
    let mut spaced = String::with_capacity(html.len() + 64);
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        let (before, tag_on) = rest.split_at(at);
        let Some(end) = memchr::memchr(b'>', tag_on.as_bytes()) else { break };
        let (tag, after) = tag_on.split_at(end + 1);
        let is_inline = ["a", "b", "code", "em", "i", "strong", "u"].contains(&tag_name(tag));
        spaced.push_str(before);
        let (last, next) = (before.chars().next_back().unwrap_or(' '), after.chars().next().unwrap_or(' '));
        let is_opening = !tag.starts_with("</");
        // Letters without case are left alone: where they join, a tag stands within a word.
        let is_word_end = last.is_lowercase() || last.is_uppercase() && is_opening || last.is_numeric();
        let is_word_start = next.is_uppercase() || is_opening && (next.is_lowercase() || next.is_numeric());
        if is_inline && is_word_end && is_word_start {
            spaced.push(' ');
        }
        spaced.push_str(tag);
        let has_moved_space = is_inline && !is_opening && (after.starts_with(" .") || after.starts_with(" ,"));
        rest = if has_moved_space { &after[1..] } else { after };
    }
    spaced.push_str(rest);
    spaced
}

fn tag_name(tag: &str) -> &str {
    let name = tag.trim_start_matches(['<', '/']);
    &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())]
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
    fn spaces_beside_inline_tags_are_put_back() {
        let cases = [
            ("it uses<code>printf</code> , where", "it uses <code>printf</code>, where"),
            ("best-selling</em>Harbour Lights", "best-selling </em>Harbour Lights"),
            ("of<i>Batavia</i> for", "of <i>Batavia</i> for"),
            ("<b>T</b>he first", "<b>T</b>he first"),
            ("H<sub>2</sub>O", "H<sub>2</sub>O"),
            ("a <b>b</b> c", "a <b>b</b> c"),
            ("(<i>sic</i>)", "(<i>sic</i>)"),
            ("中<b>文</b>字", "中<b>文</b>字"),
            ("a < b", "a < b"),
            ("<b", "<b"),
        ];
        for (html, expected) in cases {
            assert_eq!(with_spaces(html), expected, "{html}");
        }
    }

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
    fn labels_and_repeats_are_dropped() {
        let long = "A sentence that is long enough to be told from a label.";
        assert_eq!(without_furniture(&format!("{long}\n\nAdvertisement\n\nRead more:\n\n{long}")), format!("{long}\n\n{long}"));
        assert_eq!(without_repeats(&format!("{long}\n\nYes.\n\n{long}\n\nYes.")), format!("{long}\n\nYes.\n\nYes."));
    }

    #[test]
    fn unclosed_tags_do_not_repeat_the_text() {
        let html: String =
            (1..=5).map(|n| format!("<p><b>On day {n} the council met to talk about the bridge and its costs.</p>")).collect();
        let page = Page::read(&html);
        let body = extract(&html, &page, &mut Vec::new()).body;
        assert_eq!(body.matches("On day").count(), 5, "{body}");
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
