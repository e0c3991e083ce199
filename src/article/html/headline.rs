//! The headline of a page, as a reader sees it.
//!
//! In: what metadata gives as the title, the `<title>`, the headings. Out: one line. Rule kept here: metadata tells which heading is the
//! headline, and the page tells how it is written: titles for search engines and teasers differ from it, and name the site.

use super::features::letters;

/// A heading of the page.
#[derive(Debug, Default)]
pub struct Heading {
    /// 1 for `<h1>`.
    pub level: u8,
    pub text: String,
}

/// How near a heading is to what the metadata says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    /// Some of its words are those of a given title, and it is the only one of its kind.
    Alike,
    /// A given title is part of it.
    Holds,
    /// It is part of a given title.
    Part,
    Same,
}

/// Chooses the headline. `given` are titles in falling order of trust; `is_line` tells whether the page has a line of these words.
pub fn choose(
    given: &[&str],
    page_title: &str,
    headings: &[Heading],
    site: Option<&str>,
    is_line: impl Fn(&str) -> bool,
) -> String {
    let first = headings.iter().find(|heading| heading.level == 1 && !heading.text.is_empty());
    let first = first.map_or("", |heading| &heading.text);
    let given: Vec<&str> = given.iter().map(|title| without_site(title, site, first, Trust::Headline)).collect();
    let cut = without_site(page_title, site, first, Trust::PageTitle);
    // The site may come first: `The Herald - Bridge opens`.
    let parts = page_title.split(" - ").flat_map(|part| part.split(" | ")).flat_map(|part| part.split(" – ")).map(str::trim);
    let line = parts.filter(|part| part.contains(' ') && is_line(part)).max_by_key(|part| part.len());
    let cut = line.filter(|_| !is_line(cut)).unwrap_or(cut);
    // Of those that metadata gives, one that is shown is better than one that is not.
    let is_shown = |title: &&&str| page_title.contains(**title) || headings.iter().any(|heading| heading.text.contains(**title));
    let titles: Vec<&str> = given.iter().copied().chain([cut]).filter(|title| !title.is_empty()).collect();
    let fallback = given.iter().find(is_shown).or(titles.first());
    let fallback = fallback.map_or_else(|| first.to_owned(), |title| (*title).to_owned());
    let ones = headings.iter().filter(|heading| heading.level == 1 && !heading.text.is_empty()).count();
    let nearest = headings
        .iter()
        .filter(|heading| !heading.text.is_empty() && !site.is_some_and(|site| is_same_site(site, &heading.text)))
        .filter_map(|heading| Some((nearness(heading, &titles, page_title, ones == 1)?, heading)))
        // Of equals the first of the highest level.
        .min_by_key(|(nearness, heading)| (std::cmp::Reverse(*nearness), heading.level));
    match nearest {
        Some((Nearness::Same | Nearness::Part | Nearness::Alike, heading)) => {
            // A kicker in a heading of its own line is parted from the rest only by its looks.
            let same = titles.iter().find(|title| letters(title) == letters(&heading.text));
            if let Some(title) = same.filter(|title| title.contains(':') && !heading.text.contains(':')) {
                return (*title).to_owned();
            }
            // The site's name may stand in the heading too.
            without_site(&heading.text, site, "", Trust::Headline).to_owned()
        }
        _ => fallback,
    }
}

fn nearness(heading: &Heading, titles: &[&str], page_title: &str, is_only: bool) -> Option<Nearness> {
    /// Letters below which a part is the name of a section.
    const SHORTEST: usize = 15;
    let own = letters(&heading.text);
    if own.is_empty() {
        return None;
    }
    let titles: Vec<String> = titles.iter().map(|title| letters(title)).collect();
    if titles.contains(&own) {
        return Some(Nearness::Same);
    }
    // The name of the site is a part too, but a smaller one, and comes last.
    let is_large = |title: &str| title.starts_with(&own) || own.len() * 5 >= title.len() * 2;
    let is_part = |title: &String| own.len() >= SHORTEST && is_large(title) && title.contains(&own);
    if titles.iter().any(is_part) || is_part(&letters(page_title)) {
        return Some(Nearness::Part);
    }
    if titles.iter().any(|title| title.len() >= SHORTEST && own.contains(title)) {
        return Some(Nearness::Holds);
    }
    if heading.level != 1 || !is_only {
        return None;
    }
    const FEWEST_WORDS: usize = 3;
    let words = |text: &str| -> Vec<String> { text.split_whitespace().map(letters).filter(|word| word.len() >= 4).collect() };
    let own = words(&heading.text);
    let said = words(page_title);
    let common = own.iter().filter(|word| said.contains(word)).count();
    (own.len() >= FEWEST_WORDS && common * 3 >= own.len()).then_some(Nearness::Alike)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// Metadata that should be the headline alone.
    Headline,
    /// The `<title>`, which nearly always names the site too.
    PageTitle,
}

/// Strips ` | The Herald`, ` - The Herald` and the like from the end of a title.
fn without_site<'a>(title: &'a str, site: Option<&str>, heading: &str, trust: Trust) -> &'a str {
    const MARKS: &[&str] = &[" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " ⋆ ", " • ", " -- ", "_"];
    let is_heading_first =
        trust == Trust::PageTitle && heading.contains(' ') && title.strip_prefix(heading).is_some_and(begins_apart);
    if is_heading_first {
        return &title[..heading.len()];
    }
    let last_mark = MARKS.iter().filter_map(|mark| title.rfind(mark).map(|at| (at, mark.len()))).max();
    let Some((at, length)) = last_mark else {
        return title;
    };
    let (rest, tail) = (title[..at].trim_end(), &title[at + length..]);
    let is_site = site.is_some_and(|site| is_same_site(site, tail));
    // The dashes part clauses too, so that they are believed only before a few words.
    let is_bar = !title[at..].starts_with([' ']) || !matches!(title[at..].chars().nth(1), Some('-' | '–' | '—'));
    let is_likely = trust == Trust::PageTitle
        && (rest == heading
            || !heading.contains(tail) && (is_bar || tail.split(' ').count() <= 3 && rest.split(' ').count() >= 4));
    if rest.is_empty() || !(is_site || is_likely) {
        return title;
    }
    // A section often stands before the site: `Headline | Sport | The Herald`.
    if is_site || trust == Trust::PageTitle { without_site(rest, site, heading, trust) } else { rest }
}

/// Whether what follows a headline is parted from it by a mark.
fn begins_apart(rest: &str) -> bool {
    rest.trim_start().starts_with(['-', '–', '—', '|', '_', '·', '»', '«', '•', '⋆', ':', '[', '('])
}

/// Whether two names are of one site: `The Herald` and `Herald`, `example.org` and `Example`.
fn is_same_site(one: &str, other: &str) -> bool {
    let plain = |name: &str| {
        let name = name.to_lowercase();
        let name = name.strip_prefix("the ").unwrap_or(&name).trim_start_matches("www.");
        let name = name.trim_end_matches(".com").trim_end_matches(".org").trim_end_matches(".net");
        name.chars().filter(|c| c.is_alphanumeric()).collect::<String>()
    };
    let (one, other) = (plain(one), plain(other));
    !one.is_empty()
        && !other.is_empty()
        && (one == other || one.len() >= 3 && other.starts_with(&one) || other.len() >= 3 && one.starts_with(&other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heading_that_metadata_names_is_the_headline() {
        let heading = |level, text: &str| Heading { level, text: text.to_owned() };
        let cases = [
            // As it is written on the page.
            (vec!["\"Bridge\" opens - at last"], "", vec![heading(1, "“Bridge” opens – at last")], "“Bridge” opens – at last"),
            // The name of the site is a heading too.
            (
                vec!["Bridge opens at last"],
                "",
                vec![heading(1, "The Post"), heading(2, "Bridge opens at last")],
                "Bridge opens at last",
            ),
            // A title for search engines.
            (
                vec!["Bridge opens at last: all about the new harbour bridge"],
                "",
                vec![heading(1, "Bridge opens at last")],
                "Bridge opens at last",
            ),
            (
                vec!["New harbour bridge: pictures and map"],
                "New harbour bridge: pictures and map | The Post",
                vec![heading(1, "The new harbour bridge opens")],
                "The new harbour bridge opens",
            ),
            // A kicker above the headline is no part of it.
            (vec!["Bridge opens at last"], "", vec![heading(1, "Harbour Bridge opens at last")], "Bridge opens at last"),
            // Headings of other articles are not taken.
            (
                vec!["Bridge opens at last"],
                "Bridge opens at last",
                vec![heading(1, "Local news"), heading(2, "Ferry stays")],
                "Bridge opens at last",
            ),
            (vec![], "", vec![heading(1, "Bridge opens")], "Bridge opens"),
            (vec![], "Herald - Ferry stays open", vec![], "Ferry stays open"),
            (vec![], "", vec![], ""),
        ];
        for (given, page_title, headings, expected) in cases {
            assert_eq!(
                choose(&given, page_title, &headings, Some("The Post"), |line| line == "Ferry stays open"),
                expected,
                "{given:?}"
            );
        }
    }
}
