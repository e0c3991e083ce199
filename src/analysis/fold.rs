//! What a word is compared as: compatibility forms, case, accents and apostrophes folded away.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut: nobody types them, and one binary line must not become one term.
const MAX_WORD_BYTES: usize = 200;

/// Returns the folded form of one word as [`super::words`] cuts it: `U.S.` becomes `us`, `Syria’s` `syria`, `Évacué` `evacue`.
pub fn fold(word: &str) -> Cow<'_, str> {
    let plain = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if plain && word.len() <= MAX_WORD_BYTES {
        return Cow::Borrowed(word);
    }
    let word = without_possessive(word);
    let mut folded = String::with_capacity(word.len());
    if word.is_ascii() {
        fold_ascii(word, &mut folded);
    } else {
        fold_unicode(word, &mut folded);
    }
    if folded.len() > MAX_WORD_BYTES {
        let cut = (0..=MAX_WORD_BYTES).rev().find(|at| folded.is_char_boundary(*at)).unwrap_or(0);
        folded.truncate(cut);
    }
    Cow::Owned(folded)
}

/// Returns the folded form of a whole value (a source, a section, a name), its words parted by one space: `The New-York Times` becomes
/// `the new york times`.
pub fn fold_whole(value: &str) -> String {
    let mut folded = String::with_capacity(value.len());
    for word in value.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c) && !matches!(c, '\'' | '\u{2019}' | '.')) {
        let part = fold(word.trim_matches(|c| matches!(c, '.' | '\'' | '\u{2019}')));
        if part.is_empty() {
            continue;
        }
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(&part);
    }
    folded
}

/// Returns a word without a possessive ending.
pub fn without_possessive(word: &str) -> &str {
    for ending in ["'s", "\u{2019}s", "'S", "\u{2019}S"] {
        if let Some(owner) = word.strip_suffix(ending)
            && !owner.is_empty()
        {
            return owner;
        }
    }
    word
}

fn fold_ascii(word: &str, folded: &mut String) {
    let is_number = word.as_bytes()[0].is_ascii_digit();
    for byte in word.bytes() {
        let dropped = byte == b'\'' || (byte == b'.' && !is_number);
        if !dropped {
            folded.push(byte.to_ascii_lowercase() as char);
        }
    }
}

fn fold_unicode(word: &str, folded: &mut String) {
    let mut base = ' ';
    let mut marks_kept = false;
    for c in word.nfkd() {
        if is_combining_mark(c) {
            if keeps_mark(base, c) {
                folded.push(c);
                marks_kept = true;
            }
            continue;
        }
        base = c;
        match c {
            '\'' | '\u{2019}' | '.' | '\u{AD}' | '\u{200C}' | '\u{200D}' | '\u{640}' => {}
            'ß' | 'ẞ' => folded.push_str("ss"),
            'æ' | 'Æ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            'ø' | 'Ø' => folded.push('o'),
            'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
            'ł' | 'Ł' => folded.push('l'),
            'ı' | 'İ' => folded.push('i'),
            'þ' | 'Þ' => folded.push_str("th"),
            'ς' => folded.push('σ'),
            // Arabic letters that are written one for the other, Persian keyboards' forms among them.
            'ى' | 'ی' => folded.push('ي'),
            'ة' => folded.push('ه'),
            'ک' => folded.push('ك'),
            'ٱ' => folded.push('ا'),
            _ => folded.extend(c.to_lowercase()),
        }
    }
    if marks_kept {
        *folded = folded.nfc().collect();
    }
}

/// Whether a mark makes another letter of its base, rather than an accent that writers leave out.
fn keeps_mark(base: char, mark: char) -> bool {
    match base as u32 {
        // Latin, Greek, Hebrew, Arabic: accents, points and vowel signs are left out as often as not.
        0x0041..=0x024F | 0x0370..=0x03FF | 0x0590..=0x06FF | 0x0750..=0x077F | 0x1E00..=0x1FFF => false,
        // Cyrillic: й and ї are letters, ё is written е.
        0x0400..=0x04FF => !(mark == '\u{308}' && matches!(base, 'е' | 'Е')) && mark != '\u{301}',
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_fold_to_one_form() {
        for (word, expected) in [
            ("evacuation", "evacuation"),
            ("U.S.", "us"),
            ("US", "us"),
            ("Syria’s", "syria"),
            ("SYRIA'S", "syria"),
            ("Ja’afari", "jaafari"),
            ("don't", "dont"),
            ("Évacué", "evacue"),
            ("Straße", "strasse"),
            ("Łódź", "lodz"),
            ("Türkiye", "turkiye"),
            ("İstanbul", "istanbul"),
            ("ﬁnance", "finance"),
            ("ＮＡＴＯ", "nato"),
            ("Кёнигсберг", "кенигсберг"),
            ("Йемен", "йемен"),
            ("إدلب", "ادلب"),
            ("الأمم", "الامم"),
            ("مدرسة", "مدرسه"),
            ("3.14", "3.14"),
            ("1,750", "1,750"),
            ("हिन्दी", "हिन्दी"),
        ] {
            assert_eq!(fold(word), expected, "{word}");
        }
    }

    #[test]
    fn whole_values_fold_word_by_word() {
        assert_eq!(fold_whole("The New-York  Times"), "the new york times");
        assert_eq!(fold_whole("U.S. Dept. of State"), "us dept of state");
        assert_eq!(fold_whole("…"), "");
    }

    proptest::proptest! {
        #[test]
        fn folding_is_idempotent_on_words(text in "\\PC{0,40}") {
            for word in crate::analysis::words(&text) {
                let once = fold(&text[word.start..word.end]).into_owned();
                proptest::prop_assert!(once.len() <= MAX_WORD_BYTES);
                proptest::prop_assert!(!once.contains(|c: char| c.is_control()));
            }
        }
    }
}
