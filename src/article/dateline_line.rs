//! The dateline that opens an agency story: the first paragraph in, dateline and the rest out.
//!
//! In: `ALEPPO, Dec 18 (SANA) — Buses entered …`. Out: `ALEPPO, Dec 18 (SANA)` and `Buses entered …`.
//!
//! Rule kept here: better no dateline than a false one, for what is taken is missing from the body. So a line needs proof: places in
//! capitals, an agency in parentheses, or a day and month.

use super::{dates, text};

/// Splits a paragraph into its dateline, without the dash, and what follows it; `None` where it has none.
pub fn split_dateline(paragraph: &str) -> Option<(String, &str)> {
    let (head, rest) = split_at_dash(paragraph)?;
    let proof = Proof::of(head)?;
    let next = rest.trim_start_matches(['"', '“', '„', '«', '\'', '‘', '(', '[']).chars().next()?;
    // `NATO – the alliance – said`: a story begins with a capital.
    let begins_sentence = !next.is_lowercase();
    let is_enough = match proof {
        Proof { agency: Agency::Known, .. } => begins_sentence,
        Proof { agency: Agency::Possible, has_place: true, is_title_case: false, .. } => begins_sentence,
        // `SPLIT, Croatia (Post)`
        Proof { agency: Agency::Possible, opens_in_capitals: true, .. } => begins_sentence,
        Proof { has_day: true, has_place: true, .. } => begins_sentence,
        Proof { has_day: true, has_year: true, .. } => begins_sentence,
        Proof { has_place: true, is_capitals: true, .. } => begins_sentence,
        _ => false,
    };
    is_enough.then(|| (text::clean_line(head), rest))
}

/// Splits at the first dash that could end a dateline: between spaces, or a long one that touches the text.
fn split_at_dash(paragraph: &str) -> Option<(&str, &str)> {
    const LONGEST: usize = 100;
    let limit = paragraph.char_indices().nth(LONGEST).map_or(paragraph.len(), |(at, _)| at);
    let reach = &paragraph[..limit];
    let is_dash = |c: char| matches!(c, '-' | '–' | '—' | '―' | '_');
    let mut from = 0;
    while let Some(at) = reach[from..].find(is_dash).map(|at| from + at) {
        let dash = &paragraph[at..at + paragraph[at..].find(|c| !is_dash(c)).unwrap_or(paragraph.len() - at)];
        let (head, rest) = (&paragraph[..at], &paragraph[at + dash.len()..]);
        let is_between_spaces = head.ends_with(char::is_whitespace) && rest.starts_with(char::is_whitespace);
        let is_long = dash == "--" || dash.starts_with('—') || dash.starts_with('―');
        // `(AP)- Text`, `(EFE).- Texto`
        let follows_agency = head.trim_end_matches('.').ends_with(')') && rest.starts_with(char::is_whitespace);
        if is_between_spaces || is_long || follows_agency {
            let head = head.trim();
            return Some((head.strip_suffix(").").map_or(head, |_| &head[..head.len() - 1]), rest.trim()));
        }
        from = at + dash.len();
    }
    None
}

/// What stands in parentheses. Of `Jane Doe (Labour) - She said` only the lack of a known name tells that it is no dateline.
#[derive(Debug, Default, PartialEq)]
enum Agency {
    #[default]
    None,
    Possible,
    Known,
}

/// What speaks for a stretch of text being a dateline.
#[derive(Debug, Default)]
struct Proof {
    has_place: bool,
    /// Whether all words of the place are in capitals.
    is_capitals: bool,
    /// Whether the first word of the place, longer than most acronyms, is in capitals.
    opens_in_capitals: bool,
    /// Whether a word of the place is in small letters. A script without them is neither this nor in capitals.
    is_title_case: bool,
    agency: Agency,
    has_day: bool,
    has_year: bool,
}

impl Proof {
    /// Reads the head of a line word by word; `None` where a word belongs to no dateline.
    fn of(head: &str) -> Option<Self> {
        const LONGEST_PLACE: usize = 60;
        let mut proof = Self::default();
        let without_agency = proof.take_agency(head)?;
        let (mut has_month, mut has_number, mut after_date) = (false, false, false);
        let (mut place_words, mut letters, mut place_length) = (0, 0, 0);
        let mut is_capitals = true;
        for word in
            without_agency.split([' ', ',', '/', '\u{a0}']).map(|word| word.trim_end_matches('.')).filter(|word| !word.is_empty())
        {
            if dates::is_month_name(word) && (place_words > 0 || has_number || !word.chars().all(char::is_uppercase)) {
                has_month = true;
                after_date = true;
            } else if word.starts_with(|c: char| c.is_ascii_digit()) {
                let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
                let value: u32 = digits.parse().ok().filter(|value| matches!(value, 1..=31 | 1600..=2200))?;
                proof.has_year |= value > 31;
                has_number |= value <= 31;
                after_date = true;
            } else if dates::is_weekday(word) && place_words > 0 {
                after_date = true;
            } else if after_date && is_agency_in_capitals(word) {
                proof.agency = Agency::Known;
            } else {
                let is_name = is_place_word(word) || (place_words > 0 && is_particle(word));
                if after_date || !is_name || is_label(word) {
                    return None;
                }
                proof.opens_in_capitals |= place_words == 0 && word.chars().count() >= 4 && is_all_capitals(word);
                place_words += 1;
                place_length += word.len() + 1;
                letters += word.chars().filter(|c| c.is_alphabetic()).count();
                is_capitals &= is_particle(word) || is_all_capitals(word);
            }
        }
        proof.has_place = letters >= 3 && place_words <= 7;
        // Shorter ones are more often acronyms than towns: `WHO — The agency said`.
        proof.is_capitals = is_capitals && letters >= 4;
        proof.is_title_case = !is_capitals && without_agency.contains(char::is_lowercase);
        proof.has_day = has_month && has_number;
        (place_length <= LONGEST_PLACE && (place_words > 0) == proof.has_place).then_some(proof)
    }

    /// Takes the agency out of a head: `BEIRUT (AP)`, `PARIS, Dec 18 (Reuters/AFP)`, `(CNN)`. Other parentheses are none.
    fn take_agency(&mut self, head: &str) -> Option<String> {
        let Some((before, rest)) = head.split_once('(') else { return Some(head.to_owned()) };
        let (agency, after) = rest.split_once(')')?;
        let is_agency = agency.len() >= 2
            && agency.chars().count() <= 30
            && agency.split(' ').count() <= 4
            && agency.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '/' | '.' | '-' | '&' | '’' | '\''));
        let is_known = agency.split('/').any(|name| KNOWN_AGENCIES.iter().any(|known| known.eq_ignore_ascii_case(name.trim())));
        self.agency = if is_known { Agency::Known } else { Agency::Possible };
        is_agency.then(|| format!("{before} {after}"))
    }
}

#[rustfmt::skip]
const KNOWN_AGENCIES: &[&str] = &[
    "AAP", "ABC", "AFP", "AFX", "Agence France-Presse", "Agencies", "Anadolu", "Anadolu Agency", "ANI", "ANSA", "Antara", "AP", "APA",
    "APP", "APS", "Associated Press", "BBC", "Belga", "Bernama", "Bloomberg", "BNA", "BSS", "CBS", "CNA", "CNN", "CP", "dpa",
    "EFE", "Fars", "IANS", "INA", "Interfax", "IPS", "IRIN", "IRNA", "ISNA", "KCNA", "KUNA", "Kyodo", "Lusa", "MAP", "MENA",
    "NBC", "NNA", "NPR", "NTB", "ONA", "PA", "Petra", "Prensa Latina", "PTI", "QNA", "Reuter", "Reuters", "RFE/RL", "RIA",
    "RIA Novosti", "Ritzau", "SANA", "SDA", "SPA", "STT", "TAP", "TASS", "Thomson Reuters Foundation", "TT", "UNB", "UPI",
    "VOA", "WAFA", "WAM", "Xinhua", "Yonhap",
];

/// Whether a word is an agency as some put it behind the day without parentheses: `SEOUL, Nov 26 AFP - `.
fn is_agency_in_capitals(word: &str) -> bool {
    word.len() >= 2 && is_all_capitals(word) && KNOWN_AGENCIES.contains(&word)
}

/// Words like `Aleppo`, `ALEPPO`, `al-Bab`, `D.C`; any word of a script without capitals.
fn is_place_word(word: &str) -> bool {
    let is_plain = word
        .chars()
        .all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.' | 'ـ') || c.is_alphanumeric() && !c.is_ascii());
    let stem = word.strip_prefix("al-").or_else(|| word.strip_prefix("el-")).unwrap_or(word);
    is_plain && stem.chars().next().is_some_and(|c| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()))
}

#[rustfmt::skip]
fn is_all_capitals(word: &str) -> bool {
    let is_state = matches!(
        word,
        "Ala" | "Ariz" | "Ark" | "Calif" | "Colo" | "Conn" | "Del" | "Fla" | "Ga" | "Ill" | "Ind" | "Kan" | "Ky" | "La"
        | "Mass" | "Md" | "Mich" | "Minn" | "Miss" | "Mo" | "Mont" | "Neb" | "Nev" | "Okla" | "Ore" | "Pa" | "Tenn" | "Tex"
        | "Texas" | "Utah" | "Vt" | "Va" | "Wash" | "Wis" | "Wyo" | "Ohio" | "Iowa" | "Idaho" | "Maine" | "Alaska" | "Hawaii"
    );
    is_state || word.chars().any(char::is_uppercase) && !word.chars().any(char::is_lowercase)
}

#[rustfmt::skip]
fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "of" | "de" | "del" | "della" | "la" | "las" | "los" | "le" | "les" | "du" | "des" | "di" | "da" | "do" | "dos" | "al"
        | "el" | "am" | "an" | "der" | "den" | "im" | "in" | "on" | "upon" | "sur" | "sous" | "en" | "near" | "and" | "et"
        | "und" | "y"
    )
}

/// Words in capitals that open a line without being a place.
#[rustfmt::skip]
fn is_label(word: &str) -> bool {
    matches!(
        word,
        "EXCLUSIVE" | "UPDATE" | "BREAKING" | "LIVE" | "OPINION" | "ANALYSIS" | "COMMENTARY" | "EDITORIAL" | "COLUMN"
        | "VIDEO" | "PHOTOS" | "WATCH" | "CORRECTED" | "CORRECTION" | "FACTBOX" | "TIMELINE" | "EXPLAINER" | "INTERVIEW"
        | "FEATURE" | "REFILE" | "NOTE" | "NOTES" | "QUESTION" | "ANSWER" | "ALERT" | "URGENT" | "SUMMARY" | "HIGHLIGHTS"
        | "READ" | "MORE" | "PART" | "CHAPTER" | "STEP" | "TIP" | "WARNING"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_datelines_and_nothing_else() {
        let table = [
            ("ALEPPO, Dec 18 (SANA) — Buses came.", Some(("ALEPPO, Dec 18 (SANA)", "Buses came."))),
            ("BEIRUT (AP) — Buses came.", Some(("BEIRUT (AP)", "Buses came."))),
            ("BEIRUT (AP) _ Buses came.", Some(("BEIRUT (AP)", "Buses came."))),
            ("BEIRUT (AP)—Buses came.", Some(("BEIRUT (AP)", "Buses came."))),
            ("LONDON, March 3 - Shares rose.", Some(("LONDON, March 3", "Shares rose."))),
            ("PARIS — “We will see.”", Some(("PARIS", "“We will see.”"))),
            ("NEW YORK -- Shares rose.", Some(("NEW YORK", "Shares rose."))),
            ("WASHINGTON, D.C. (Reuters) - The House met.", Some(("WASHINGTON, D.C. (Reuters)", "The House met."))),
            ("SAN MATEO, Calif., March 2 - A fund paid.", Some(("SAN MATEO, Calif., March 2", "A fund paid."))),
            (
                "LONDON/NEW YORK, 3 Mar (Reuters/AFP) – Shares rose.",
                Some(("LONDON/NEW YORK, 3 Mar (Reuters/AFP)", "Shares rose.")),
            ),
            ("Aleppo, Syria, 18 December 2016 – Buses came.", Some(("Aleppo, Syria, 18 December 2016", "Buses came."))),
            ("MOSCOW. Dec 18 (Interfax) - Trade rose.", Some(("MOSCOW. Dec 18 (Interfax)", "Trade rose."))),
            ("Frankfurt am Main (dpa) - Die Kurse stiegen.", Some(("Frankfurt am Main (dpa)", "Die Kurse stiegen."))),
            ("SEOUL, Nov 26 AFP - Shares rose.", Some(("SEOUL, Nov 26 AFP", "Shares rose."))),
            ("SEOUL, Nov 26 KBO - Shares rose.", None),
            ("Madrid, 5 oct (EFE).- Suben las acciones.", Some(("Madrid, 5 oct (EFE)", "Suben las acciones."))),
            ("(ANSA) - ROMA, 12 MAG - La borsa sale.", Some(("(ANSA)", "ROMA, 12 MAG - La borsa sale."))),
            ("SPLIT, Croatia (Post) - The bridge opened.", Some(("SPLIT, Croatia (Post)", "The bridge opened."))),
            ("(CNN) — Buses came.", Some(("(CNN)", "Buses came."))),
            ("18 December 2016 – The council met.", Some(("18 December 2016", "The council met."))),
            ("حلب (سانا) - دخلت الحافلات.", Some(("حلب (سانا)", "دخلت الحافلات."))),
            ("Aleppo – the city – was quiet.", None),
            ("Aleppo – The city was quiet.", None),
            ("NATO – the alliance – said so.", None),
            ("WHO - The agency said so.", None),
            ("EXCLUSIVE - Buses came.", None),
            ("The minister - Jane Doe (Labour) - said so.", None),
            ("Jane Doe (Rovers) - The captain scored twice.", None),
            ("Buses (and cars) - many of them - came.", None),
            ("MAY - The month of roses.", None),
            ("May 5 – 10 workshops were held.", None),
            ("A well-known town - quiet.", None),
            ("No dash here at all.", None),
            ("- A list item", None),
            ("PARIS —", None),
            ("", None),
        ];
        for (paragraph, expected) in table {
            let split = split_dateline(paragraph);
            assert_eq!(split.as_ref().map(|(dateline, rest)| (dateline.as_str(), *rest)), expected, "{paragraph:?}");
        }
    }

    #[test]
    fn never_panics() {
        let sample = "حلب, São Paulo, Dec 18 (SANA/AFP) —— “Buses” came – 日本 (";
        for (at, _) in sample.char_indices() {
            split_dateline(&sample[at..]);
            split_dateline(&sample[..at]);
        }
    }
}
