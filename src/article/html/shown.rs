//! The date and the author that a page shows beside its text, where its metadata names none.
//!
//! In: the blocks of a page and which of them are text. Out: a day, a name. Rule kept here: only what is marked as a date or an author, or
//! announced as one, counts; and what stands nearest above the text before what stands below it.

use jiff::civil::Date;

use super::blocks::Block;
use super::body::Found;
use super::marks::Mark;
use crate::article::dates::{self, DayOrder};
use crate::article::{ArticleDate, DateOrigin, Precision};

/// Blocks above and below the text that are looked at.
const MOST_ABOVE: usize = 40;
const MOST_BELOW: usize = 25;

/// Words of a line that is no prose.
const MOST_WORDS: u32 = 25;

/// Returns the blocks around the beginning of the text, the nearest above first, then those within, then those below.
fn around<'a>(found: &'a Found) -> impl Iterator<Item = &'a Block> {
    let is_prose = |at: &usize| found.is_text(*at) && found.blocks[*at].words >= 12;
    let first = (0..found.blocks.len()).find(is_prose).unwrap_or(0);
    let last = (0..found.blocks.len()).rev().find(is_prose).unwrap_or(first);
    let above = (first.saturating_sub(MOST_ABOVE)..first).rev();
    let below = (last + 1..found.blocks.len()).take(MOST_BELOW);
    let is_short =
        |at: &usize| found.blocks.get(*at).is_some_and(|block| block.words <= MOST_WORDS && !block.marks.has(Mark::Comments));
    above.chain(first..last + 1).chain(below).filter(is_short).map(|at| &found.blocks[at])
}

/// Returns the date of publication that is shown.
pub fn date(found: &Found, order: DayOrder, read_on: Date) -> Option<ArticleDate> {
    let is_full = |stamp: &dates::Stamp| stamp.precision >= Precision::Day;
    let read = |block: &Block| dates::parse_in_order(published_part(&block.text), order, read_on).filter(is_full);
    let has_digits = |block: &&Block| block.text.chars().any(char::is_numeric) && !is_of_another(block);
    let blocks: Vec<&Block> = around(found).filter(has_digits).collect();
    let of_line = |block: &&&Block| dates::from_text(published_part(&block.text), read_on).filter(is_full);
    let announced = || blocks.iter().filter(|block| !is_of_change(&block.text)).find_map(|block| of_line(&block));
    let marked = || {
        blocks
            .iter()
            .filter(|block| block.near.has(Mark::Meta) || block.near.has(Mark::About))
            .filter(|block| !is_of_change(&block.text))
            .find_map(|block| read(block))
    };
    let short =
        || blocks.iter().filter(|block| block.words <= 12 && block.linked * 2 <= block.words).find_map(|block| read(block));
    Some(announced().or_else(marked).or_else(short)?.into_date(DateOrigin::Text))
}

/// Words that announce the day of publication, and those that announce the day of a change.
const PUBLISHED: &[&str] = &[
    "published",
    "posted",
    "veröffentlicht",
    "erstellt",
    "erschienen",
    "publié",
    "publicado",
    "pubblicato",
    "gepubliceerd",
    "geplaatst",
];
const CHANGED: &[&str] =
    &["updated", "modified", "aktualisiert", "geändert", "mis à jour", "actualizado", "atualizado", "aggiornato", "bijgewerkt"];

/// Returns a line from where it announces the day of publication: `Updated 4 May 2019. Published 3 May 2019`.
fn published_part(line: &str) -> &str {
    let lower = line.to_lowercase();
    // Letters that change their length with their case would move the place.
    let at = PUBLISHED.iter().find_map(|word| lower.find(word)).filter(|_| lower.len() == line.len());
    at.and_then(|at| line.get(at..)).unwrap_or(line)
}

/// Whether a line says only when a page was changed.
fn is_of_change(line: &str) -> bool {
    let lower = line.to_lowercase();
    CHANGED.iter().any(|word| lower.contains(word)) && !PUBLISHED.iter().any(|word| lower.contains(word))
}

/// Whether a block is about another article.
fn is_of_another(block: &Block) -> bool {
    [Mark::Related, Mark::Comments, Mark::Caption, Mark::Footer, Mark::Advert].into_iter().any(|mark| block.near.has(mark))
}

/// Returns the name of the author that is shown.
pub fn byline(found: &Found) -> Option<String> {
    const MOST_NAME_WORDS: usize = 8;
    let is_marked = |block: &&Block| block.near.has(Mark::About) && !is_of_another(block);
    around(found).filter(is_marked).find_map(|block| {
        let name = without_cue(block.text.trim());
        let words = name.split_whitespace().count();
        let is_name = (2..=MOST_NAME_WORDS).contains(&words)
            && !name.chars().any(char::is_numeric)
            && !name.contains([':', '@', '!', '?', '|'])
            && name.split_whitespace().filter(|word| word.starts_with(char::is_uppercase)).count() >= 2
            && name.split_whitespace().all(|word| word.starts_with(|c: char| c.is_uppercase()) || word.len() <= 3);
        is_name.then(|| name.to_owned())
    })
}

/// Drops the `By` of a byline.
fn without_cue(text: &str) -> &str {
    const CUES: &[&str] = &["by", "von", "par", "por", "di", "door", "av", "af", "autor:", "author:", "text:", "written by"];
    for cue in CUES {
        let rest = text.get(..cue.len()).filter(|start| start.eq_ignore_ascii_case(cue)).map(|_| &text[cue.len()..]);
        if let Some(rest) = rest.filter(|rest| rest.starts_with(char::is_whitespace)) {
            return rest.trim();
        }
    }
    text
}
