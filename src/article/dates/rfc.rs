//! RFC 3339 and its near relatives, `2016-12-18T16:00:00Z`: the fast path that most metadata takes.
//!
//! In: the bytes of a trimmed value. Out: a [`Stamp`], or `None` for all else, which may still be a date.
//!
//! Rule kept here: every byte is read by its position, and one that is not expected there leaves the whole value to the others.

use super::times::{Clock, offset_seconds, with_time};
use super::{Precision, Stamp, date, number};

/// Reads RFC 3339 and its near relatives by position: `2016-12-18`, `2016-12-18 16:00:00.5 -0500`, `2016-12-18T16:00`. `None` for all
/// else, which may still be a date.
pub fn parse_rfc3339(text: &[u8]) -> Option<Stamp> {
    let (year, month, day) = match *text {
        [a, b, c, d, b'-', e, f, b'-', g, h, ..] => (number(&[a, b, c, d])?, number(&[e, f])?, number(&[g, h])?),
        _ => return None,
    };
    let day = date(year, month, day)?;
    let of_day = Stamp { day, instant: None, precision: Precision::Day };
    let (hour, minute, rest) = match text[10..] {
        [] => return Some(of_day),
        [b'T' | b't' | b' ', a, b, b':', c, d, ref rest @ ..] => (number(&[a, b])?, number(&[c, d])?, rest),
        _ => return None,
    };
    let (second, rest) = match *rest {
        [b':', a, b, ref rest @ ..] => (number(&[a, b])?, rest),
        _ => (0, rest),
    };
    let (nanosecond, rest) = fraction(rest);
    let offset = match rest.trim_ascii() {
        [] | [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), a, b, b':', c, d] | [sign @ (b'+' | b'-'), a, b, c, d] => {
            offset_seconds(*sign, number(&[*a, *b])?, number(&[*c, *d])?)?
        }
        _ => return None,
    };
    Some(with_time(of_day, Clock { hour, minute, second, nanosecond }, offset))
}

/// Reads `.79` or `,79` as nanoseconds; digits after the ninth are dropped.
fn fraction(text: &[u8]) -> (u64, &[u8]) {
    let Some((b'.' | b',', rest)) = text.split_first() else { return (0, text) };
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let digits = rest[..length].iter().chain(std::iter::repeat(&b'0')).take(9);
    (digits.fold(0, |value, digit| value * 10 + u64::from(digit - b'0')), &rest[length..])
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::super::tests::{READ_ON, check};

    #[test]
    fn reads_iso_8601_and_its_relatives() {
        check(
            &[
                ("2016-12-18", "2016-12-18"),
                ("2016-12-18T16:00:00Z", "2016-12-18 2016-12-18T16:00:00Z"),
                ("2016-12-18t16:00:00z", "2016-12-18 2016-12-18T16:00:00Z"),
                ("2016-12-18T16:00", "2016-12-18 2016-12-18T16:00:00Z"),
                ("2016-12-18T16:00:00.250+01:00", "2016-12-18 2016-12-18T15:00:00.25Z"),
                ("2016-12-18T16:00:00,25Z", "2016-12-18 2016-12-18T16:00:00.25Z"),
                ("2016-12-18T01:00:00+0300", "2016-12-18 2016-12-17T22:00:00Z"),
                ("2023-03-24 15:29:00 -0500", "2023-03-24 2023-03-24T20:29:00Z"),
                ("2016-12-18 16:00:00 UTC", "2016-12-18 2016-12-18T16:00:00Z"),
                ("2016-12-18 16:00:00 +0000 UTC", "2016-12-18 2016-12-18T16:00:00Z"),
                ("2016-12-18T16:00:00+01", "2016-12-18 2016-12-18T15:00:00Z"),
                ("2016-12-18T16:00:00+01:00[Europe/Paris]", "2016-12-18 2016-12-18T15:00:00Z"),
                ("2017-05-29T143600", "2017-05-29 2017-05-29T14:36:00Z"),
                ("20161218", "2016-12-18"),
                ("20161218T160000Z", "2016-12-18 2016-12-18T16:00:00Z"),
                ("20161218T160000+0100", "2016-12-18 2016-12-18T15:00:00Z"),
                ("20161218T1600", "2016-12-18 2016-12-18T16:00:00Z"),
                ("20161218160001", "2016-12-18 2016-12-18T16:00:01Z"),
                ("201612181600", "2016-12-18 2016-12-18T16:00:00Z"),
                ("2016-W50-7", "2016-12-18"),
                ("2016-353", "2016-12-18"),
                ("2016-12", "2016-12"),
                ("2016", "2016"),
                (" 2016-12-18\n", "2016-12-18"),
                ("2016-12-18T24:00:00Z", "2016-12-18"),
                ("2016-12-18T16:00:60Z", "2016-12-18 2016-12-18T16:00:59Z"),
                ("2016-12-18T16:00:00+25:00", "2016-12-18 2016-12-18T16:00:00Z"),
                ("0001-01-01T00:00:00Z", "none"),
                ("1969-12-31", "1969-12-31"),
                ("2016-02-30", "none"),
                ("2016-13-01", "none"),
            ],
            |text| parse(text, READ_ON),
        );
    }
}
