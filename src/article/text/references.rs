//! Character references of HTML in plain text: `&amp;`, `&#8217;`, `&#x2019;`.
//!
//! In: text that may hold some. Out: the text with the characters they stand for; borrowed where there are none.
//!
//! Rule kept here: what is not surely a reference stays as it is, and none brings in a control character but whitespace.

use std::borrow::Cow;

use memchr::memchr;

/// Replaces the character references of HTML that also turn up in plain text: numeric ones, and `&amp;`, `&lt;`, `&gt;`, `&quot;`,
/// `&apos;`, `&nbsp;`. One to a control character is left out; one that is none, as in `AT&T`, stays as it is.
pub fn unescape(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr(b'&', text.as_bytes()) else { return text.into() };
    let mut plain = String::with_capacity(text.len());
    plain.push_str(&text[..first]);
    let mut rest = &text[first..];
    loop {
        match reference(rest) {
            Some((character, length)) => {
                plain.extend(character);
                rest = &rest[length..];
            }
            None => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
        let Some(next) = memchr(b'&', rest.as_bytes()) else {
            plain.push_str(rest);
            return plain.into();
        };
        plain.push_str(&rest[..next]);
        rest = &rest[next..];
    }
}

/// Reads the reference that text begins with: the character, if it is one to keep, and the length of the reference.
fn reference(text: &str) -> Option<(Option<char>, usize)> {
    const LONGEST: usize = 10;
    let end = memchr(b';', &text.as_bytes()[..text.len().min(LONGEST)])?;
    let name = &text[1..end];
    let character = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            let character = match code {
                // As browsers have it: these were always meant as windows-1252.
                0x80..=0x9f => encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[code as u8]).0.chars().next(),
                _ => char::from_u32(code),
            };
            return Some((character.filter(|c| !c.is_control() || c.is_whitespace()), end + 1));
        }
    };
    Some((Some(character), end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_character_references() {
        let table = [
            ("none", "none"),
            ("&lt;SRD> &amp; &quot;A&quot; &#65;&#x42;", "<SRD> & \"A\" AB"),
            ("&#5;&#22;x&#127;", "x"),
            ("caf&#233;&nbsp;&#146;&#8217;", "café ’’"),
            ("AT&T &; &nothing; &#; &#xZZ; &", "AT&T &; &nothing; &#; &#xZZ; &"),
            ("&é;&", "&é;&"),
        ];
        for (text, expected) in table {
            assert_eq!(unescape(text), expected, "{text:?}");
        }
    }
}
