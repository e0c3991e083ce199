//! Bytes → text, whatever they were saved in; and the test that tells text from everything else.
//!
//! In: the bytes of a file or record, and the charset its markup or transport declares, if any. Out: the text, the encoding it was
//! read as, and whether bytes had to be replaced.
//!
//! Rule kept here: text is never lost to one bad byte. What is mostly UTF-8 is read as UTF-8, and only the bytes that do not fit are
//! read as something else.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Text out of bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded<'a> {
    /// Borrowed where the bytes were UTF-8 already. Holds no byte order mark.
    pub text: Cow<'a, str>,
    /// Name of the encoding in the spelling of the WHATWG standard: `UTF-8`, `windows-1252`.
    pub encoding: &'static str,
    /// Whether some bytes did not fit the encoding and were replaced.
    pub damaged: bool,
}

/// Decodes bytes by, in this order: a byte order mark, UTF-16 told by its NUL bytes, UTF-8 that is valid or nearly so, the declared
/// charset (a WHATWG label such as `iso-8859-1`, in any case), and last a guess from the byte statistics.
///
/// A declared charset comes after UTF-8 because text that is valid UTF-8 by chance is far rarer than a wrong declaration.
pub fn decode<'a>(bytes: &'a [u8], declared: Option<&str>) -> Decoded<'a> {
    if let Some((encoding, mark_length)) = Encoding::for_bom(bytes) {
        let rest = &bytes[mark_length..];
        return if encoding == UTF_8 { decode_utf8(rest) } else { decode_as(encoding, rest) };
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return decode_as(encoding, bytes);
    }
    let declared = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    if declared == Some(ISO_2022_JP) {
        // It is made of ASCII bytes only, so every other test would take it for UTF-8.
        return decode_as(ISO_2022_JP, bytes);
    }
    // In other encodings hardly any sequence is valid UTF-8 by chance, so three in four is proof enough. One article may hold but
    // a handful of curly quotes beside its one bad pound sign.
    let share = share_of_valid_utf8(bytes);
    let enough = if declared == Some(UTF_8) { 0.5 } else { 0.75 };
    if share >= enough {
        return decode_utf8(bytes);
    }
    // A page whose meta element we could read as ASCII is not UTF-16, whatever it says.
    let declared = declared.filter(|encoding| ![UTF_8, UTF_16LE, UTF_16BE].contains(encoding));
    match declared.map(|encoding| decode_as(encoding, bytes)) {
        Some(decoded) if !is_mostly_replaced(&decoded) => decoded,
        _ => decode_as(guess(bytes), bytes),
    }
}

/// Returns whether the first bytes of a file belong to something that is not text: an image, an archive, a program.
pub fn is_binary(head: &[u8]) -> bool {
    let has_magic = MAGIC_NUMBERS.iter().any(|magic| head.starts_with(magic));
    if has_magic {
        return true;
    }
    let is_utf16 = Encoding::for_bom(head).is_some_and(|(encoding, _)| encoding != UTF_8) || utf16_without_mark(head).is_some();
    if is_utf16 {
        return false;
    }
    // Wire copy holds a few control characters (STX, ETX), and one stray NUL does not make a binary file of an article.
    let nuls = memchr::memchr_iter(0, head).count();
    let controls = head.iter().filter(|&&byte| is_unusual_control(byte)).count();
    nuls * 512 > head.len() || controls * 20 > head.len()
}

/// First bytes of formats that could be met in a folder of articles and that hold no readable text as they are.
const MAGIC_NUMBERS: &[&[u8]] = &[
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"RIFF",
    b"II*\0",
    b"MM\0*",
    b"%PDF-",
    b"%!PS",
    b"{\\rtf",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"\x28\xb5\x2f\xfd",
    b"\xfd7zXZ\0",
    b"BZh91AY&SY",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe",
    b"\0asm",
    b"SQLite format 3\0",
    b"OggS",
    b"fLaC",
    b"ID3",
    b"wOFF",
    b"wOF2",
];

/// Controls other than those that layout (`\t\n\x0b\x0c\r`), ISO-2022 text (`\x1b`) and old DOS files (`\x1a`) are full of.
fn is_unusual_control(byte: u8) -> bool {
    (byte < 0x20 && !matches!(byte, b'\t'..=b'\r' | 0x1a | 0x1b)) || byte == 0x7f
}

/// Tells UTF-16 that lacks its byte order mark by the NUL in every ASCII character: spaces and line ends are enough.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    // Text that is not UTF-16 holds no NUL at all, and this runs on every article.
    memchr::memchr(0, sample)?;
    let pairs = sample.len() / 2;
    let zeros_at = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros_at(0), zeros_at(1));
    let enough = (pairs / 12).max(2);
    let encoding = match (even, odd) {
        (0, odd) if odd >= enough => UTF_16LE,
        (even, 0) if even >= enough => UTF_16BE,
        _ => return None,
    };
    // A table of small binary numbers shows the same pattern, but does not read as text. The last pair may be half a character.
    let (text, _) = encoding.decode_without_bom_handling(&sample[..sample.len().saturating_sub(2)]);
    let strange = text.chars().filter(|&c| c == '\u{fffd}' || (c.is_control() && !c.is_whitespace())).count();
    (strange * 50 <= pairs).then_some(encoding)
}

/// Returns the share of the sequences beyond ASCII that are valid UTF-8; 1 where there are none or all are.
fn share_of_valid_utf8(bytes: &[u8]) -> f64 {
    if std::str::from_utf8(bytes).is_ok() {
        return 1.0;
    }
    let (mut valid, mut invalid) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        // A continuation byte starts no character, so this counts characters beyond ASCII.
        valid += chunk.valid().bytes().filter(|&byte| byte >= 0xc0).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    valid as f64 / (valid + invalid) as f64
}

/// Reads UTF-8. A lone byte that does not fit is read as windows-1252, because a pound sign or a quotation mark pasted from there is
/// what it nearly always is; the beginning of a character that was cut off becomes U+FFFD.
fn decode_utf8(bytes: &[u8]) -> Decoded<'_> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: Cow::Borrowed(text), encoding: UTF_8.name(), damaged: false };
    }
    let mut text = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        match chunk.invalid() {
            [] => {}
            [byte] => text.push_str(&WINDOWS_1252.decode_without_bom_handling(&[*byte]).0),
            _ => text.push('\u{fffd}'),
        }
    }
    Decoded { text: Cow::Owned(text), encoding: UTF_8.name(), damaged: true }
}

fn decode_as<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    Decoded { text, encoding: encoding.name(), damaged }
}

/// Returns whether a declared charset was plainly not the true one.
fn is_mostly_replaced(decoded: &Decoded) -> bool {
    let beyond_ascii = decoded.text.chars().filter(|c| !c.is_ascii()).count();
    let replaced = decoded.text.chars().filter(|&c| c == '\u{fffd}').count();
    decoded.damaged && replaced * 10 > beyond_ascii
}

/// Guesses an encoding that is neither UTF-8 nor UTF-16.
fn guess(bytes: &[u8]) -> &'static Encoding {
    // With so few bytes to go by a guess is a toss-up, and Western punctuation is by far the most frequent case.
    let beyond_ascii = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let only_signs =
        bytes.iter().all(|&byte| matches!(byte, 0..=0x7f | 0x80 | 0x82..=0x87 | 0x8b | 0x91..=0x99 | 0x9b | 0xa0..=0xbf));
    // Curly quotes, dashes, £ and € and the like, and not one letter: text in English, however long.
    let only_english_signs = bytes.iter().all(|&byte| {
        matches!(byte, 0..=0x7f | 0x80 | 0x85 | 0x91..=0x97 | 0x99 | 0xa0 | 0xa3 | 0xa7 | 0xa9 | 0xab | 0xae | 0xb0 | 0xb7 | 0xbb | 0xbd)
    });
    if only_english_signs || (beyond_ascii <= 8 && only_signs) {
        return WINDOWS_1252;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn decodes_by_mark_then_pattern_then_validity_then_declaration() {
        let little = utf16("Rebels left the city.\n", u16::to_le_bytes);
        let big = utf16("Rebels left the city.\n", u16::to_be_bytes);
        let arabic = utf16("غادرت الحافلات المدينة صباح اليوم.\n", u16::to_le_bytes);
        let table: &[(&[u8], Option<&str>, &str, &str)] = &[
            (b"", None, "", "UTF-8"),
            (b"plain", None, "plain", "UTF-8"),
            (b"plain", Some("utf-16"), "plain", "UTF-8"),
            (b"\xef\xbb\xbfcaf\xc3\xa9", None, "café", "UTF-8"),
            (b"\xff\xfea\0b\0", None, "ab", "UTF-16LE"),
            (b"\xfe\xff\0a\0b", None, "ab", "UTF-16BE"),
            (&little, None, "Rebels left the city.\n", "UTF-16LE"),
            (&big, None, "Rebels left the city.\n", "UTF-16BE"),
            (&arabic, None, "غادرت الحافلات المدينة صباح اليوم.\n", "UTF-16LE"),
            ("déjà".as_bytes(), Some("windows-1251"), "déjà", "UTF-8"),
            (b"d\xe9j\xe0 vu", Some("ISO-8859-1"), "déjà vu", "windows-1252"),
            (b"\xcf\xf0\xe8\xe2\xe5\xf2", Some(" windows-1251 "), "Привет", "windows-1251"),
            (b"d\xe9j\xe0 vu \xe0 la r\xe9gion", Some("utf-8"), "déjà vu à la région", "windows-1252"),
            (b"a price of \xa3300m, he said", None, "a price of £300m, he said", "windows-1252"),
            (b"\x1b$B$3$s\x1b(B", Some("iso-2022-jp"), "こん", "ISO-2022-JP"),
        ];
        for (bytes, declared, text, encoding) in table {
            let decoded = decode(bytes, *declared);
            assert_eq!((&*decoded.text, decoded.encoding), (*text, *encoding), "{bytes:?} declared {declared:?}");
        }
    }

    #[test]
    fn guesses_russian_from_its_bytes() {
        let (bytes, ..) = encoding_rs::WINDOWS_1251.encode("Автобусы вошли в восточные кварталы города, сообщило агентство.");
        let decoded = decode(&bytes, None);
        assert_eq!(decoded.encoding, "windows-1251");
        assert!(decoded.text.starts_with("Автобусы вошли"));
    }

    #[test]
    fn reads_mostly_utf8_as_utf8_and_only_the_bad_bytes_otherwise() {
        let mut bytes = "Ça coûte très cher à l’État, a déclaré l’élu. ".repeat(4).into_bytes();
        bytes.extend_from_slice(b"About \xa3300m. Cut off \xe2\x80");
        let decoded = decode(&bytes, None);
        assert!(decoded.damaged);
        assert_eq!(decoded.encoding, "UTF-8");
        assert!(decoded.text.ends_with("About £300m. Cut off \u{fffd}"), "{}", decoded.text);
    }

    #[test]
    fn tells_binary_from_text() {
        let utf16 = utf16("A first line of text", u16::to_le_bytes);
        let table: &[(&[u8], bool)] = &[
            (b"", false),
            (b"An article.\n", false),
            (&utf16, false),
            (b"\xff\xfea\0b\0", false),
            ("Статья".as_bytes(), false),
            (b"\x02Wire copy with a start and an end of text.\x03", false),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", true),
            (b"PK\x03\x04\x14\0", true),
            (b"%PDF-1.7\n", true),
            (b"\x7fELF\x02\x01\x01", true),
            (b"SQLite format 3\0", true),
            (b"\0\0\0\x01\0\0\0\x02\0\0\0\x03", true),
            (b"\x01\x02\x03\x04\x05\x06abc", true),
        ];
        for (bytes, expected) in table {
            assert_eq!(is_binary(bytes), *expected, "{bytes:?}");
        }
    }

    #[test]
    fn never_panics() {
        let mut state = 7u64;
        let mut bytes = Vec::new();
        for round in 0..2000 {
            bytes.clear();
            for _ in 0..round % 61 {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                bytes.push((state >> 56) as u8);
            }
            is_binary(&bytes);
            for declared in [None, Some("utf-8"), Some("shift_jis"), Some("utf-16le"), Some("nonsense")] {
                decode(&bytes, declared);
            }
        }
    }
}
