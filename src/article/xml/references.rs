//! Character references in XML: those of HTML, for they turn up in XML as well.
//!
//! In: text as it is written. Out: the text with the characters they stand for; borrowed where there are none.
//!
//! Rule kept here: what is no reference stays as it is, and none stands for more than the few characters that HTML says.

use std::borrow::Cow;

use quick_xml::escape::resolve_html5_entity;

use crate::article::text;

/// Replaces the references of HTML, by number and by name. What is none stays as it is, as in `AT&T`.
pub fn unescape(raw: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    const LONGEST_NAME: usize = 32;
    let mut plain = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = memchr::memchr(b';', &rest.as_bytes()[..rest.len().min(LONGEST_NAME + 2)]);
        let named = end.and_then(|end| Some((resolve_html5_entity(&rest[1..end])?, end)));
        match (named, end) {
            (Some((characters, end)), _) => {
                plain.push_str(characters);
                rest = &rest[end + 1..];
            }
            (None, Some(end)) => {
                plain.push_str(&text::unescape(&rest[..end + 1]));
                rest = &rest[end + 1..];
            }
            (None, None) => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}
