//! Folding: the form in which a name is a key, so that `Sao Paulo`, `São Paulo` and `SÃO  PAULO` meet.
//!
//! In: text. Out: lower-case words without accents, apostrophes or dots. Text and list pass through the same [`push_word`], so a
//! spelling that is in the list is found in a text. Rule kept here: folding looks at one word at a time; what joins words is the
//! caller's business.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Returns the key of a name: `The Côte-d’Ivoire` -> `cote divoire`, `U.S.` -> `us`, `St. Kitts & Nevis` -> `saint kitts and nevis`.
pub fn fold(name: &str) -> String {
    let mut key = Vec::with_capacity(name.len());
    let mut at = 0;
    while at < name.len() {
        let start_of_word = key.len() + usize::from(!key.is_empty());
        let before = key.len();
        if !key.is_empty() {
            key.push(b' ');
        }
        let (end, _) = push_word(name, at, &mut key);
        if key.len() == start_of_word {
            key.truncate(before);
            at = end.max(at + 1);
            while !name.is_char_boundary(at) {
                at += 1;
            }
            continue;
        }
        at = end;
        let has_more = name[at..].chars().any(char::is_alphanumeric);
        if has_more {
            if &key[start_of_word..] == b"the" && start_of_word == 0 {
                key.clear();
            } else if let Some(long) = expanded(&key[start_of_word..]) {
                key.truncate(start_of_word);
                key.extend_from_slice(long);
            }
        }
    }
    String::from_utf8(key).unwrap_or_default()
}

/// Returns what stands for an abbreviated first half of a name: `St. Louis`, `Ft. Worth`, `Mt. Vernon`.
pub fn expanded(word: &[u8]) -> Option<&'static [u8]> {
    match word {
        b"st" => Some(b"saint"),
        b"ft" => Some(b"fort"),
        b"mt" => Some(b"mount"),
        _ => None,
    }
}

/// Where a possessive ending begins, in the text and in the folded word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Possessive {
    pub text_end: usize,
    pub key_end: usize,
}

/// Appends the folded word that begins at `at` and returns where it ends, with its possessive ending where it has one.
///
/// Appends nothing where no word begins there. `&` is the word `and`; the dots of `U.S.` belong to the word, so does its last one.
pub fn push_word(text: &str, at: usize, key: &mut Vec<u8>) -> (usize, Option<Possessive>) {
    let bytes = text.as_bytes();
    let first = key.len();
    let mut position = at;
    let mut possessive = None;
    // Letters since the last dot; a word is dotted as long as every one of its parts is a single letter.
    let mut letters_since_dot = 0;
    let mut could_be_dotted = true;
    let mut has_dot = false;
    while let Some(&byte) = bytes.get(position) {
        if byte.is_ascii_alphanumeric() {
            key.push(byte.to_ascii_lowercase());
            position += 1;
            letters_since_dot += 1;
            could_be_dotted &= letters_since_dot == 1 && byte.is_ascii_alphabetic();
        } else if byte == b'.' {
            if !could_be_dotted || letters_since_dot != 1 {
                break;
            }
            let letter = |offset: usize| bytes.get(position + offset).is_some_and(|byte| byte.is_ascii_alphabetic());
            let joins_a_letter = letter(1) && !letter(2);
            if joins_a_letter {
                has_dot = true;
                letters_since_dot = 0;
                position += 1;
            } else {
                position += usize::from(has_dot && !letter(1));
                break;
            }
        } else if byte == b'&' && position == at {
            key.extend_from_slice(b"and");
            return (position + 1, None);
        } else if byte == b'\'' || byte == b'`' {
            if !text[position + 1..].starts_with(|next: char| next.is_alphanumeric()) {
                break;
            }
            possessive = Some(Possessive { text_end: position, key_end: key.len() });
            position += 1;
        } else if byte.is_ascii() {
            break;
        } else {
            let Some(character) = text[position..].chars().next() else { break };
            let next = position + character.len_utf8();
            if is_apostrophe(character) {
                // The turned comma of `‘Ayn` and the hamza of `Fu’ah` open and close syllables; a closing quote ends the word.
                let goes_on = text[next..].starts_with(|next: char| next.is_alphanumeric());
                let opens_a_word = key.len() > first || is_letter_like_apostrophe(character);
                if !goes_on || !opens_a_word {
                    break;
                }
                possessive = Some(Possessive { text_end: position, key_end: key.len() });
            } else if character.is_alphanumeric() || is_combining_mark(character) {
                push_folded(character, key);
                letters_since_dot += 1;
                could_be_dotted = false;
            } else if !matches!(character, '\u{200c}' | '\u{200d}' | '\u{200e}' | '\u{200f}' | '\u{ad}') {
                break;
            }
            position = next;
        }
    }
    let is_possessive = |mark: &Possessive| key.len() == mark.key_end + 1 && key[mark.key_end] == b's' && mark.key_end > first;
    (position, possessive.filter(is_possessive))
}

/// Returns whether a character is an apostrophe or one of the marks that stand for hamza, ayn and the glottal stop.
pub fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '`' | '´' | '‘' | '’' | '‛') || is_letter_like_apostrophe(character)
}

fn is_letter_like_apostrophe(character: char) -> bool {
    matches!(character, 'ʻ' | 'ʼ' | 'ʽ' | 'ʾ' | 'ʿ' | '′' | 'ʹ' | 'ˈ')
}

/// Returns whether a script is written without spaces between words, so that a name may begin and end anywhere in a run of letters.
pub fn is_unspaced(character: char) -> bool {
    matches!(character as u32, 0x0e00..=0x0eff | 0x0f00..=0x0fff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x3400..=0x9fff | 0x20000..=0x3ffff)
}

/// Appends a letter of any script in lower case, without the accents of Latin, Greek, Cyrillic and the vowel signs of Arabic and Hebrew.
fn push_folded(character: char, key: &mut Vec<u8>) {
    let mut push = |character: char| {
        let mut buffer = [0; 4];
        key.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
    };
    if is_letter_like_apostrophe(character) {
        return;
    }
    let code = character as u32;
    let keeps_its_marks = matches!(code, 0x0900..=0x1cff | 0x3040..=0x9fff | 0xac00..=0xd7ff | 0x20000..);
    if keeps_its_marks {
        return push(character);
    }
    decompose_compatible(character, |part| {
        if is_dropped_mark(part) {
            return;
        }
        for lower in part.to_lowercase() {
            match lower {
                'ß' => "ss".chars().for_each(&mut push),
                'æ' => "ae".chars().for_each(&mut push),
                'œ' => "oe".chars().for_each(&mut push),
                'þ' => "th".chars().for_each(&mut push),
                'ø' => push('o'),
                'ł' => push('l'),
                'đ' | 'ð' => push('d'),
                'ħ' => push('h'),
                'ı' => push('i'),
                'ŋ' => push('n'),
                'ə' | 'ǝ' => push('a'),
                // Arabic writes one letter in several ways: alef with and without hamza, final ya, final ta.
                'أ' | 'إ' | 'آ' | 'ٱ' => push('ا'),
                'ى' | 'ی' => push('ي'),
                'ک' => push('ك'),
                other if is_dropped_mark(other) => {}
                other => push(other),
            }
        }
    });
}

fn is_dropped_mark(character: char) -> bool {
    matches!(character as u32, 0x0300..=0x036f | 0x0591..=0x05c7 | 0x064b..=0x065f | 0x0670 | 0x0640)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_fold_alike() {
        for (name, key) in [
            ("São Paulo", "sao paulo"),
            ("SÃO  PAULO", "sao paulo"),
            ("Sa\u{303}o Paulo", "sao paulo"),
            ("U.S.", "us"),
            ("U.S", "us"),
            ("U.S.S.R.", "ussr"),
            ("U. S.", "u s"),
            ("W. Germany", "w germany"),
            ("St. Kitts & Nevis", "saint kitts and nevis"),
            ("AT&T", "at and t"),
            ("J.P. Morgan", "jp morgan"),
            ("al-Fu'ah", "al fuah"),
            ("Al Fu‘ah", "al fuah"),
            ("‘Ayn al ‘Arab", "ayn al arab"),
            ("The Hague", "hague"),
            ("The", "the"),
            ("Côte d’Ivoire", "cote divoire"),
            ("Straße", "strasse"),
            ("Łódź", "lodz"),
            ("İstanbul", "istanbul"),
            ("Санкт-Петербург", "санкт петербург"),
            ("حَلَب", "حلب"),
            ("北京", "北京"),
            ("Congo (Kinshasa)", "congo kinshasa"),
            ("Ｔｏｋｙｏ", "tokyo"),
            ("Wall St", "wall st"),
            ("  ", ""),
        ] {
            assert_eq!(fold(name), key, "{name}");
        }
    }

    #[test]
    fn possessive_ending_is_told_from_the_name() {
        for (text, key, base) in [("Russia's", "russias", Some(6)), ("Russia’s", "russias", Some(6)), ("Fu'ah", "fuah", None)] {
            let mut folded = Vec::new();
            let (end, possessive) = push_word(text, 0, &mut folded);
            assert_eq!((end, std::str::from_utf8(&folded).expect("UTF-8")), (text.len(), key), "{text}");
            assert_eq!(possessive.map(|mark| mark.key_end), base, "{text}");
        }
    }
}
