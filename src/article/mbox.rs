//! Mailboxes (mbox, RFC 4155): messages one after the other, each opened by a line `From address date`.

use super::{Format, Head, Records, mail};

pub const FORMAT: Format = Format {
    name: "mbox",
    what: "a mailbox: e-mails one after the other",
    extensions: &["mbox", "mbx"],
    recognized_by: "a first line `From address date`, then the header of an e-mail",
    fields: mail::FORMAT.fields,
    recognize,
    records: Records::Mails,
    parse: mail::parse_of_mailbox,
};

fn recognize(head: &Head) -> bool {
    let Some(line) = memchr::memchr(b'\n', head.bytes) else { return false };
    opens_mail(&head.bytes[..line]) && mail::has_headers(&head.bytes[line + 1..])
}

/// Whether a line opens a mail: `From ann@post.example Mon Jun  3 08:00:00 2019`. Text may have lines that begin with `From ` as well.
pub fn opens_mail(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let words: Vec<&[u8]> = rest.trim_ascii_end().split(|byte| *byte == b' ').filter(|word| !word.is_empty()).collect();
    let is_year = |word: &&[u8]| word.len() == 4 && word.iter().all(u8::is_ascii_digit) && matches!(word[0], b'1' | b'2');
    let is_clock = |word: &&[u8]| word.len() >= 5 && word.contains(&b':') && word[0].is_ascii_digit();
    words.len() >= 4 && words.iter().any(is_year) && words.iter().any(is_clock)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_line_with_address_and_date_opens_a_mail() {
        for line in [
            "From ann@post.example Mon Jun  3 08:00:00 2019",
            "From - Tue Jan 12 10:26:21 2016 +0100",
            "From MAILER-DAEMON Fri Jul 8 12:08:34 2011\r",
        ] {
            assert!(opens_mail(line.as_bytes()), "{line}");
        }
        for line in ["From here on it rains", "From 2019 on", "From: Ann", ">From ann@post.example Mon Jun  3 08:00:00 2019"] {
            assert!(!opens_mail(line.as_bytes()), "{line}");
        }
    }
}
