//! The root element of a document, told from its first bytes.
//!
//! In: the beginning of a file. Out: the name and namespace of the root element, or nothing where it is not XML.
//!
//! Rule kept here: it costs next to nothing for a file that does not begin with a tag, for every file of a corpus is asked.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::tree::{attribute_of, local_name};
use crate::article::decode;

/// The root element of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// Without its prefix.
    pub name: String,
    /// The URI that its prefix (or `xmlns`, where it has none) stands for; empty where there is none.
    pub namespace: String,
}

/// Returns the root element by the first bytes of a file, after marks, declarations, comments and instructions; `None` where something else
/// comes first, or nothing else within these bytes.
pub fn root(bytes: &[u8]) -> Option<Root> {
    let text = text_of_head(bytes)?;
    let mut reader = Reader::from_str(&text);
    reader.config_mut().allow_unmatched_ends = true;
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.name();
                let qualified: &str = name.as_ref();
                let declaration = match qualified.split_once(':') {
                    Some((prefix, _)) => format!("xmlns:{prefix}"),
                    None => "xmlns".to_owned(),
                };
                let namespace = attribute_of(&tag, &declaration).unwrap_or_default();
                return Some(Root { name: local_name(qualified).to_owned(), namespace: namespace.trim().to_owned() });
            }
            Event::Text(text) if text.trim().is_empty() => {}
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_) => {}
            _ => return None,
        }
    }
}

/// Returns the encoding that the declaration at the beginning of a document names. Bytes in which it could be read are not UTF-16, whatever
/// it says.
pub fn declared_encoding(bytes: &[u8]) -> Option<&str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let rest = bytes.strip_prefix(b"<?xml")?;
    const LONGEST: usize = 300;
    let rest = &rest[..rest.len().min(LONGEST)];
    let declaration = std::str::from_utf8(&rest[..memchr::memmem::find(rest, b"?>")?]).ok()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let label = value[1..].split(quote).next()?.trim();
    (!label.is_empty() && !label.to_ascii_lowercase().starts_with("utf-16")).then_some(label)
}

/// Returns the first bytes as text where they may begin a document.
fn text_of_head(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let is_utf16 = matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [b'<', 0, ..] | [0, b'<', ..]);
    if is_utf16 {
        let text = decode::decode(&bytes[..bytes.len() & !1], None).text;
        return text.trim_start().starts_with('<').then_some(text);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    bytes.starts_with(b"<").then(|| String::from_utf8_lossy(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_root_element_of_a_file() {
        let utf16: Vec<u8> = "\u{feff}<?xml version='1.0'?><nitf/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let unmarked: Vec<u8> =
            "<?xml version='1.0' encoding='UTF-16'?>\n<nitf>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        type Case<'a> = (&'a [u8], Option<(&'a str, &'a str)>);
        let table: &[Case] = &[
            (b"<nitf>", Some(("nitf", ""))),
            (b"\xEF\xBB\xBF\n<?xml version=\"1.0\"?>\n<!-- a > b --><!DOCTYPE nitf SYSTEM \"x.dtd\" [<!ENTITY a \"b>\">]>\n<nitf a='1'/>", Some(("nitf", ""))),
            (b"<newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" guid='a'>text", Some(("newsItem", "http://iptc.org/std/nar/2006-10-01/"))),
            (b"<n:a xmlns='x' xmlns:n = \"urn:y\">", Some(("a", "urn:y"))),
            (b"<?xml-stylesheet href='a'?><rss version=\"2.0\">", Some(("rss", ""))),
            (b"<!DOCTYPE html>\n<html lang=en><p>", Some(("html", ""))),
            (b"<caf\xe9>", Some(("caf\u{fffd}", ""))),
            (&utf16, Some(("nitf", ""))),
            (&unmarked, Some(("nitf", ""))),
            (b"<nitf version='1", None),
            (b"<!-- <nitf>", None),
            (b"</nitf>", None),
            (b"text <nitf>", None),
            (b"< 5", None),
            (b"", None),
        ];
        for (bytes, expected) in table {
            let expected = expected.map(|(name, namespace)| Root { name: name.to_owned(), namespace: namespace.to_owned() });
            assert_eq!(root(bytes), expected, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn reads_the_declared_encoding() {
        let table: &[(&[u8], Option<&str>)] = &[
            (b"<?xml version=\"1.0\" encoding=\"iso-8859-1\" ?><a/>", Some("iso-8859-1")),
            (b"\xEF\xBB\xBF<?xml version='1.0' encoding = 'windows-1252'?>", Some("windows-1252")),
            (b"<?xml version='1.0' encoding='UTF-16'?>", None),
            (b"<?xml version='1.0'?><a encoding='x'/>", None),
            (b"<?xml version='1.0' encoding=", None),
            (b"<a encoding='utf-8'?>", None),
        ];
        for (bytes, expected) in table {
            assert_eq!(declared_encoding(bytes), *expected);
        }
    }
}
