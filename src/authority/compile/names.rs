//! Writes names the ways newspapers do.
//!
//! In: a name of a table. Out: its variants, and how each may be used.

use super::Use;
use crate::authority::fold::fold;

pub(super) fn main_use(name: &str) -> Use {
    Use(Use::MAIN.0 | alias_use(name).0)
}

/// Short names in capitals are acronyms and match in capitals only: `WHO` is not `Who`.
pub(super) fn alias_use(alias: &str) -> Use {
    let mut letters = alias.chars().filter(|character| character.is_alphabetic());
    let is_acronym = letters.clone().count() <= 4 && letters.all(char::is_uppercase);
    if is_acronym { Use::ACRONYM } else { Use(0) }
}

const DIVISION_NOUNS: &[&str] = &[
    "Province",
    "Governorate",
    "Region",
    "Oblast",
    "Prefecture",
    "State",
    "Department",
    "County",
    "District",
    "Division",
    "Canton",
    "Voivodeship",
    "Krai",
    "Parish",
];

pub(super) fn without_division_noun(name: &str) -> Option<&str> {
    let (base, noun) = name.rsplit_once(' ')?;
    let is_name = base.chars().next().is_some_and(|first| !first.is_lowercase()) && !DIRECTIONS.contains(&base);
    (DIVISION_NOUNS.contains(&noun) && is_name).then_some(base)
}

/// Returns `Pangasinan` for `Province of Pangasinan`.
pub(super) fn behind_division_noun(name: &str) -> Option<&str> {
    let (noun, base) = name.split_once(" of ")?;
    let is_name = base.starts_with(char::is_uppercase) && !base.contains(" and ");
    (DIVISION_NOUNS.contains(&noun) && is_name).then_some(base)
}

/// `Central Province`, `Western Region`: nothing is left of these without the noun.
const DIRECTIONS: &[&str] = &[
    "Central",
    "Northern",
    "Southern",
    "Eastern",
    "Western",
    "North",
    "South",
    "East",
    "West",
    "Free",
    "Capital",
    "Federal",
    "Coast",
    "Upper",
    "Lower",
    "Northeastern",
    "Northwestern",
    "Southeastern",
    "Southwestern",
    "North-Western",
    "North Central",
    "Centre",
    "Plateau",
    "Littoral",
    "Savannah",
    "Delta",
    "Rivers",
    "Cross River",
    "Midlands",
    "Lakes",
    "Unity",
    "Jubilee",
    "National",
    "Saint",
    "North Western",
    "North Eastern",
    "Delta",
    "Plateau",
];

/// Adds a division's name without its noun, and with the nouns that newspapers put there: `Idlib Province` for `Idlib Governorate`.
pub(super) fn add_division_names(name: &str, names: &mut Vec<(String, Use)>) {
    if !name.is_ascii()
        && name.chars().any(|character| character as u32 > 0x24f && character as u32 != 0x2bb && character as u32 != 0x2bc)
    {
        return;
    }
    let base = without_division_noun(name).unwrap_or(name);
    if base != name {
        names.push((base.to_owned(), Use(0)));
    }
    let has_other_noun = name.contains(" of ") || name.split(' ').count() > 3 || name.ends_with("City");
    if !has_other_noun {
        for noun in &DIVISION_NOUNS[..9] {
            names.push((format!("{base} {noun}"), Use(0)));
        }
        names.push((format!("{base} province"), Use(0)));
    }
}

/// Writes the Arabic article the ways newspapers do: `Az Zabadani` also as `al-Zabadani` and `Zabadani`, `Dayr az Zawr` as
/// `Dayr al-Zawr`.
pub(super) fn add_article_variants(names: &mut Vec<(String, Use)>) {
    let is_article = |word: &str| {
        matches!(
            word,
            "al" | "el"
                | "ad"
                | "ar"
                | "as"
                | "at"
                | "az"
                | "an"
                | "ash"
                | "adh"
                | "ath"
                | "ed"
                | "er"
                | "es"
                | "et"
                | "ez"
                | "en"
                | "esh"
        )
    };
    let mut variants = Vec::new();
    for (name, usage) in names.iter() {
        let key = fold(name);
        let words = key.split(' ').collect::<Vec<_>>();
        if words.len() < 2 || !key.is_ascii() {
            continue;
        }
        let with_al = words.iter().map(|word| if is_article(word) { "al" } else { word }).collect::<Vec<_>>().join(" ");
        variants.push((with_al, *usage));
        let rest = words[1..].join(" ");
        if is_article(words[0]) && rest.len() > 3 {
            variants.push((rest, Use(usage.0 & !Use::MAIN.0)));
        }
    }
    names.extend(variants);
}
