//! The first sentence of a paragraph, as the stand-in for a title that an article does not have.
//!
//! In: a paragraph or line. Out: where its first sentence ends, or that sentence at a title's length.
//!
//! Rule kept here: a stop after an abbreviation or initials, or inside a number, ends no sentence: rather too long a title than half a
//! name.

use super::clean_line;

/// Returns the first sentence of a paragraph as a stand-in for a title, cut at a word near 120 characters:
/// `Buses are entering the eastern districts of the city to …`.
pub fn first_sentence_title(paragraph: &str) -> String {
    const LONGEST: usize = 120;
    let line = clean_line(paragraph);
    let sentence = &line[..first_sentence_end(&line)];
    let Some((limit, _)) = sentence.char_indices().nth(LONGEST) else {
        return sentence.to_owned();
    };
    // A script without spaces is cut where it stands, as is one overlong word.
    let cut = sentence[..limit].rfind(' ').filter(|&at| at * 2 > limit).unwrap_or(limit);
    format!("{} …", sentence[..cut].trim_end_matches([' ', ',', ';', ':', '-', '–', '—']))
}

/// Returns where the first sentence of a line ends, its full stop included; the length of the line where it is one sentence.
pub fn first_sentence_end(line: &str) -> usize {
    let mut at = 0;
    while let Some(&byte) = line.as_bytes().get(at) {
        // Nearly all bytes are letters; every article is read through here.
        if byte.is_ascii() && !matches!(byte, b'.' | b'!' | b'?') {
            at += 1;
            continue;
        }
        let c = line[at..].chars().next().expect("at is on a character boundary inside the line");
        let after = at + c.len_utf8();
        let is_end = match c {
            '。' | '！' | '？' | '۔' => true,
            '.' | '!' | '?' | '؟' | '…' => is_sentence_boundary(&line[..at], &line[after..]),
            _ => false,
        };
        if is_end {
            let closing = line[after..].chars().take_while(|c| matches!(c, '"' | '”' | '’' | '\'' | '»' | ')'));
            return after + closing.map(char::len_utf8).sum::<usize>();
        }
        at = after;
    }
    line.len()
}

/// Returns whether a stop between two stretches ends a sentence: not in `U.S. forces`, `3.5 million`, `Mr. Smith`.
fn is_sentence_boundary(before: &str, after: &str) -> bool {
    let next = after.trim_start_matches(['"', '”', '’', '\'', '»', ')']);
    if next.is_empty() {
        return true;
    }
    let Some(next) = next.strip_prefix(' ') else { return false };
    let word = before.rsplit([' ', '(', '“', '"']).next().unwrap_or(before);
    let is_initials = word.contains('.') || word.chars().count() == 1;
    let is_title = matches!(
        word,
        "Mr" | "Mrs"
            | "Ms"
            | "Dr"
            | "St"
            | "Gen"
            | "Lt"
            | "Col"
            | "Sgt"
            | "Sen"
            | "Rep"
            | "Gov"
            | "Prof"
            | "Rev"
            | "No"
            | "vs"
            | "Nr"
            | "Hr"
    );
    let is_month = matches!(word, "Jan" | "Feb" | "Aug" | "Sep" | "Sept" | "Oct" | "Nov" | "Dec");
    let goes_on = next.chars().next().is_some_and(char::is_lowercase);
    !(is_initials || is_title || is_month || goes_on)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_a_title_of_the_first_sentence() {
        let table = [
            ("Short. Then more.", "Short."),
            ("No stop at all", "No stop at all"),
            ("The U.S. envoy met Mr. Smith on Dec. 18. They spoke.", "The U.S. envoy met Mr. Smith on Dec. 18."),
            ("Prices rose 3.5 percent. Wages did not.", "Prices rose 3.5 percent."),
            ("“We will go back.” She said no more.", "“We will go back.”"),
            ("他们离开了。他们没有回来。", "他们离开了。"),
            ("هل عادوا؟ لا أحد يعلم.", "هل عادوا؟"),
            ("", ""),
        ];
        for (paragraph, expected) in table {
            assert_eq!(first_sentence_title(paragraph), expected, "{paragraph:?}");
        }
        let long = first_sentence_title(&"many words, ".repeat(30));
        assert!(long.ends_with("words …") && long.chars().count() <= 122, "{long}");
        assert_eq!(first_sentence_title(&"字".repeat(300)).chars().count(), 122);
    }
}
