//! Which language a text is in, and the stem of a folded word in it.

use rust_stemmers::{Algorithm, Stemmer};
use std::borrow::Cow;

/// A language, as a lower-case ISO 639-1 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language([u8; 2]);

impl Language {
    pub const ENGLISH: Language = Language(*b"en");

    /// Returns the language of a code such as `en`, `en-GB` or `EN_us`; `None` for what is no ISO 639-1 code.
    pub fn from_code(code: &str) -> Option<Language> {
        let primary = code.split(['-', '_']).next()?;
        match primary.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Some(Language([a.to_ascii_lowercase(), b.to_ascii_lowercase()]))
            }
            _ => None,
        }
    }

    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).expect("two ASCII letters")
    }

    /// Returns the stem of a folded word of a text in this language. A word in a script that the language does not use is stemmed by
    /// the script's commonest language: Latin letters as English, Cyrillic as Russian.
    pub fn stem<'a>(self, word: &'a str) -> Cow<'a, str> {
        let Some(first) = word.chars().next() else { return Cow::Borrowed(word) };
        if word.len() < 3 || word.bytes().any(|byte| byte.is_ascii_digit()) {
            return Cow::Borrowed(word);
        }
        // Porter's rules for English keep these apart from their singular, and the news is full of both.
        match word {
            "buses" | "bused" => return Cow::Borrowed("bus"),
            "gases" => return Cow::Borrowed("gas"),
            _ => {}
        }
        let algorithm = match first as u32 {
            0x0000..=0x024F | 0x1E00..=0x1EFF => self.latin_algorithm(),
            0x0370..=0x03FF => Some(Algorithm::Greek),
            0x0400..=0x04FF => (self.code() == "ru" || !self.is_written_in_cyrillic()).then_some(Algorithm::Russian),
            0x0600..=0x06FF if matches!(self.code(), "fa" | "ur" | "ps" | "ku") => None,
            0x0600..=0x06FF => return Cow::Borrowed(super::arabic::stem(word)),
            0x0B80..=0x0BFF => Some(Algorithm::Tamil),
            _ => None,
        };
        match algorithm {
            Some(algorithm) => match Stemmer::create(algorithm).stem(word) {
                stem if stem.is_empty() => Cow::Borrowed(word),
                stem => stem,
            },
            None => Cow::Borrowed(word),
        }
    }

    fn latin_algorithm(self) -> Option<Algorithm> {
        Some(match self.code() {
            "da" => Algorithm::Danish,
            "nl" => Algorithm::Dutch,
            "fi" => Algorithm::Finnish,
            "fr" => Algorithm::French,
            "de" => Algorithm::German,
            "hu" => Algorithm::Hungarian,
            "it" => Algorithm::Italian,
            "no" | "nb" | "nn" => Algorithm::Norwegian,
            "pt" => Algorithm::Portuguese,
            "ro" => Algorithm::Romanian,
            "es" => Algorithm::Spanish,
            "sv" => Algorithm::Swedish,
            "tr" => Algorithm::Turkish,
            // Languages in Latin script that have no stemmer keep their words whole.
            "pl" | "cs" | "sk" | "sl" | "hr" | "bs" | "sq" | "lv" | "lt" | "et" | "vi" | "id" | "ms" | "sw" | "ca" | "eu"
            | "gl" | "tl" | "af" | "az" | "uz" | "so" | "ha" | "is" | "ga" | "cy" => return None,
            _ => Algorithm::English,
        })
    }

    fn is_written_in_cyrillic(self) -> bool {
        matches!(self.code(), "ru" | "uk" | "bg" | "sr" | "mk" | "be" | "kk" | "ky" | "mn" | "tg")
    }
}

/// Returns the language of a text: by its function words where it is plainly English (which costs a microsecond and settles most
/// archives), else by its script and character trigrams; `None` where neither is sure.
pub fn detect_language(title: &str, body: &str) -> Option<Language> {
    let opening = cut(if body.is_empty() { title } else { body }, 600);
    let found = FunctionWords::count(opening);
    if found.words >= 8 && found.english * 8 >= found.words {
        return Some(Language::ENGLISH);
    }
    // A table or a brief has hardly a function word. In plain ASCII it is English, or it is in one of the languages that need no
    // accents and then has theirs; trigrams, which cost a hundred times as much, would only guess.
    if opening.is_ascii() && found.foreign * 12 < found.words.max(1) {
        return (found.english > found.foreign).then_some(Language::ENGLISH);
    }
    let sample = if body.len() < 80 { Cow::Owned(format!("{title} {body}")) } else { Cow::Borrowed(opening) };
    let info = whatlang::detect(&sample)?;
    // Short Latin text is guessed wrongly more often than not; other scripts tell by themselves.
    let sure = info.is_reliable() || info.script() != whatlang::Script::Latin;
    if sure { iso_639_1(info.lang()) } else { None }
}

/// Returns whether a text that is too short to tell its language has function words of another language than English, and none of it.
pub fn is_plainly_foreign(title: &str, body: &str) -> bool {
    let found = FunctionWords::count(cut(if body.is_empty() { title } else { body }, 600));
    found.english == 0 && found.foreign > 0
}

/// How many of the first words are function words of English, and of other languages in Latin script.
#[derive(Default)]
struct FunctionWords {
    words: usize,
    english: usize,
    foreign: usize,
}

impl FunctionWords {
    fn count(text: &str) -> Self {
        const LONGEST: usize = 6;
        let mut found = Self::default();
        for word in text.split_ascii_whitespace().take(80) {
            found.words += 1;
            let mut lower = [0; LONGEST];
            let Some(lower) = lower.get_mut(..word.len()) else { continue };
            lower.copy_from_slice(word.as_bytes());
            lower.make_ascii_lowercase();
            match &*lower {
                b"the" | b"of" | b"and" | b"to" | b"for" | b"that" | b"with" | b"its" | b"from" | b"was" | b"said" | b"has"
                | b"by" | b"at" | b"which" | b"will" | b"be" | b"it" | b"as" | b"were" | b"not" => found.english += 1,
                b"de" | b"la" | b"el" | b"los" | b"las" | b"que" | b"en" | b"les" | b"des" | b"le" | b"et" | b"du" | b"une"
                | b"un" | b"der" | b"die" | b"das" | b"und" | b"den" | b"von" | b"mit" | b"het" | b"een" | b"van" | b"il"
                | b"di" | b"che" | b"per" | b"con" | b"del" | b"della" | b"da" | b"do" | b"dos" | b"os" | b"um" | b"uma"
                | b"og" | b"och" | b"att" | b"det" | b"er" | b"som" | b"yang" | b"dan" | b"ve" | b"bir" | b"se" | b"je"
                | b"na" | b"kwa" | b"ya" | b"wa" | b"ang" | b"ng" | b"sa" | b"w" | b"z" | b"i" => found.foreign += 1,
                _ => {}
            }
        }
        found
    }
}

/// Returns the beginning of a text, at most so many bytes.
fn cut(text: &str, bytes: usize) -> &str {
    let end = (0..=text.len().min(bytes)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..end]
}

fn iso_639_1(lang: whatlang::Lang) -> Option<Language> {
    use whatlang::Lang::*;
    let code = match lang {
        Epo => "eo",
        Eng => "en",
        Rus => "ru",
        Cmn => "zh",
        Spa => "es",
        Por => "pt",
        Ita => "it",
        Ben => "bn",
        Fra => "fr",
        Deu => "de",
        Ukr => "uk",
        Kat => "ka",
        Ara => "ar",
        Hin => "hi",
        Jpn => "ja",
        Heb => "he",
        Yid => "yi",
        Pol => "pl",
        Amh => "am",
        Jav => "jv",
        Kor => "ko",
        Nob => "nb",
        Dan => "da",
        Swe => "sv",
        Fin => "fi",
        Tur => "tr",
        Nld => "nl",
        Hun => "hu",
        Ces => "cs",
        Ell => "el",
        Bul => "bg",
        Bel => "be",
        Mar => "mr",
        Kan => "kn",
        Ron => "ro",
        Slv => "sl",
        Hrv => "hr",
        Srp => "sr",
        Mkd => "mk",
        Lit => "lt",
        Lav => "lv",
        Est => "et",
        Tam => "ta",
        Vie => "vi",
        Urd => "ur",
        Tha => "th",
        Guj => "gu",
        Uzb => "uz",
        Pan => "pa",
        Aze => "az",
        Ind => "id",
        Tel => "te",
        Pes => "fa",
        Mal => "ml",
        Ori => "or",
        Mya => "my",
        Nep => "ne",
        Sin => "si",
        Khm => "km",
        Tuk => "tk",
        Aka => "ak",
        Zul => "zu",
        Sna => "sn",
        Afr => "af",
        Lat => "la",
        Slk => "sk",
        Cat => "ca",
        Tgl => "tl",
        Hye => "hy",
        _ => return None,
    };
    Language::from_code(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stem(code: &str, word: &str) -> String {
        Language::from_code(code).expect("a code").stem(word).into_owned()
    }

    #[test]
    fn words_of_one_family_share_a_stem_in_their_language() {
        assert_eq!(stem("en", "evacuations"), stem("en", "evacuation"));
        assert_eq!(stem("fr", "evacuations"), stem("fr", "evacuation"));
        assert_eq!(stem("de", "regierungen"), stem("de", "regierung"));
        assert_eq!(stem("ru", "автобусы"), stem("ru", "автобус"));
        assert_eq!(stem("es", "ministros"), stem("es", "ministro"));
        assert_eq!(stem("ar", "الحافلات"), stem("ar", "حافلات"));
        assert_eq!(stem("en", "buses"), stem("en", "bus"));
    }

    #[test]
    fn latin_words_in_an_arabic_text_are_stemmed_as_english() {
        assert_eq!(stem("ar", "evacuations"), stem("en", "evacuation"));
        assert_eq!(stem("zh", "ministers"), stem("en", "minister"));
    }

    #[test]
    fn numbers_and_short_words_stay_whole() {
        assert_eq!(stem("en", "us"), "us");
        assert_eq!(stem("en", "2010s"), "2010s");
    }

    #[test]
    fn the_language_of_a_paragraph_is_detected() {
        for (code, text) in [
            ("en", "The minister said that the talks with the union would go on and that a deal was near."),
            ("fr", "Les autobus sont entrés dans les quartiers de l'est de la ville pour évacuer les habitants qui attendaient."),
            ("de", "Die Regierung kündigte an, dass die Gespräche mit der Gewerkschaft fortgesetzt werden sollen."),
            ("ru", "Автобусы вошли в восточные кварталы города, чтобы вывезти мирных жителей."),
            ("ar", "دخلت الحافلات الأحياء الشرقية من المدينة لإجلاء المدنيين"),
            ("zh", "联合国安理会将就一项决议草案进行表决。"),
        ] {
            assert_eq!(detect_language("", text).map(|language| language.code().to_string()), Some(code.to_string()), "{text}");
        }
    }
}
