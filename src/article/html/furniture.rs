//! Paragraphs that pages put into articles and that are no part of them: `Read more: …`, `Lesen Sie auch`, `Share this`.
//!
//! In: the paragraphs of a text. Out: the text without them. Rule kept here: a paragraph goes only for the words that it is made of or begins
//! with, and only where it is short, in any of the languages below.

/// Returns a text without the paragraphs that are furniture of the page.
pub fn without(body: &str) -> String {
    let mut kept: Vec<&str> = body.split("\n\n").filter(|paragraph| !is_furniture(paragraph)).collect();
    // The line with the day of publication comes first or after a summary, where it comes with the text.
    const MOST_BEFORE: usize = 2;
    if let Some(at) =
        kept.iter().take(MOST_BEFORE + 1).position(|paragraph| is_line_of_date(paragraph)).filter(|_| kept.len() > 1)
    {
        kept.remove(at);
    }
    kept.join("\n\n")
}

/// Bytes of a paragraph that is prose, whatever it begins with.
const LONGEST_LABEL: usize = 60;
const LONGEST: usize = 200;

fn is_furniture(paragraph: &str) -> bool {
    if paragraph.len() > LONGEST {
        return false;
    }
    let plain = paragraph.trim_matches(|c: char| !c.is_alphanumeric() && c != '©').to_lowercase().replace('’', "'");
    let begins_with = |opening: &&str| {
        plain.strip_prefix(*opening).is_some_and(|rest| rest.is_empty() || !rest.starts_with(char::is_alphanumeric))
    };
    let is_placeholder = paragraph.starts_with('[') && paragraph.ends_with(']');
    is_placeholder
        || plain.starts_with('©')
        || plain.len() <= LONGEST_LABEL && LABELS.contains(&plain.as_str())
        || OPENINGS.iter().any(begins_with)
}

/// Whether a paragraph is a few words with a date, and neither a sentence nor the dateline of an agency: `18.12.2009, Harbour Town`.
fn is_line_of_date(paragraph: &str) -> bool {
    const MOST_WORDS: usize = 8;
    paragraph.len() <= LONGEST_LABEL
        && paragraph.split_whitespace().count() <= MOST_WORDS
        && paragraph.bytes().filter(u8::is_ascii_digit).count() >= 5
        && !paragraph.contains('(')
        && !paragraph.ends_with(['.', '!', '?', ':'])
}

/// What is nothing but a label.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    // English
    "advertisement", "ad", "ads", "by", "comments", "continue reading", "continue reading the main story", "follow us", "image", "like",
    "loading", "more", "photo", "print", "read more", "related", "related articles", "related stories", "related topics", "related content",
    "reply", "save", "share", "share on facebook", "share on twitter", "share this", "share this article", "share this story", "sponsored",
    "story continues below", "story continues below advertisement", "subscribe", "tags", "topics", "tweet", "watch", "email", "sign in",
    "sign up", "log in", "leave a comment", "leave a reply", "no comments", "view comments", "show comments", "see also", "skip to content",
    "recommended", "most read", "most popular", "trending", "you may also like", "editor's picks", "more on this story", "article continues below",
    "back to top", "image source", "getty images", "facebook", "twitter", "whatsapp", "linkedin", "pinterest", "copy link", "print this page",
    "share this with", "like this", "enlarge this image", "close", "play video", "media playback is unsupported on your device",
    // German
    "anzeige", "werbung", "teilen", "drucken", "merken", "kommentare", "kommentar", "mehr", "mehr lesen", "weiterlesen", "mehr zum thema",
    "zum thema", "lesen sie auch", "lesen sie mehr", "auch interessant", "das könnte sie auch interessieren", "verwandte artikel",
    "ähnliche artikel", "ähnliche beiträge", "schlagwörter", "schlagworte", "themen", "jetzt anmelden", "jetzt abonnieren", "abonnieren",
    "newsletter", "nach oben", "zur startseite", "startseite", "teilen mit", "gefällt mir", "wird geladen", "bildergalerie", "feedback",
    "schreiben sie einen kommentar", "schreibe einen kommentar", "kommentar verfassen", "keine kommentare", "antworten", "artikel teilen",
    "beitrag teilen", "artikel drucken", "per e-mail teilen", "e-mail", "auf facebook teilen", "auf twitter teilen", "per mail versenden",
    "bild vergrößern", "foto", "bild", "video", "vorlesen", "seite drucken", "empfehlungen der redaktion", "empfohlener redaktioneller inhalt",
    "externer inhalt", "inhalt", "mehr dazu", "weitere artikel", "weitere themen", "meistgelesen", "zurück", "vorheriger beitrag",
    "nächster beitrag", "autor", "über den autor", "über die autorin", "zur person", "diesen artikel teilen", "dieser artikel",
    // French, Spanish, Italian, Portuguese, Dutch
    "publicité", "partager", "lire aussi", "à lire aussi", "lire la suite", "commentaires", "imprimer", "sur le même sujet",
    "publicidad", "compartir", "leer más", "comentarios", "imprimir", "noticias relacionadas", "te puede interesar", "lea también",
    "lee también", "pubblicità", "condividi", "leggi anche", "leggi tutto", "commenti", "stampa", "publicidade", "compartilhar",
    "leia mais", "leia também", "saiba mais", "advertentie", "delen", "lees ook", "lees meer", "reacties", "lees verder",
];

/// What a short paragraph begins with that leads elsewhere.
#[rustfmt::skip]
const OPENINGS: &[&str] = &[
    // English
    "read more:", "read more about", "read also", "also read", "read next", "see also:", "related:", "related story", "more:", "watch:",
    "listen:", "click here to", "click to share", "click here for", "follow us on", "follow him on", "follow her on", "like us on", "sign up for", "sign up to",
    "subscribe to", "subscribe now", "download our", "join our", "tags:", "filed under", "posted in", "posted by", "posted on", "published:", "updated:",
    "last updated", "first published", "photo:", "photo by", "photo credit", "photograph:", "image:", "image credit", "image source", "image caption",
    "picture:", "credit:", "source: getty", "all rights reserved", "read or share this story",
    "share this on", "this story was originally published", "enter your email", "want more stories like this", "support our journalism",
    "leave a comment", "be the first to", "you have been successfully", "thank you for subscribing", "view the original", "view all",
    // German
    "lesen sie auch", "lesen sie hier", "lesen sie mehr", "lesen sie dazu", "lesen sie jetzt", "lies auch", "lesetipp", "mehr zum thema", "mehr dazu",
    "siehe auch:", "auch interessant:", "zum thema:", "hier geht es zu", "hier geht's zu", "foto:", "fotos:", "bild:", "bildquelle", "bildnachweis",
    "symbolbild", "copyright:", "alle rechte vorbehalten", "folgen sie uns", "folge uns", "abonnieren sie", "jetzt abonnieren", "melden sie sich",
    "newsletter abonnieren", "veröffentlicht am", "veröffentlicht unter", "veröffentlicht in", "verschlagwortet mit", "schlagwörter:", "schlagworte:",
    "kategorien:", "kategorie:", "dieser beitrag wurde", "dieser eintrag wurde", "deine e-mail-adresse", "ihre e-mail-adresse", "zuletzt aktualisiert", "aktualisiert am", "stand:",
    "erstellt am", "klick, um", "klicken, um", "klicke hier", "zum ausdrucken", "gefällt mir:", "teilen mit:", "diskutieren sie", "kommentieren sie", "sagen sie uns ihre",
    "empfohlener externer inhalt", "an dieser stelle finden sie", "wir benötigen ihre zustimmung", "lesezeit", "lesedauer", "quelle: dpa", "quelle: afp", 
    // French, Spanish, Italian, Portuguese, Dutch
    "lire aussi", "à lire aussi", "lire également", "voir aussi", "crédit photo", "tous droits réservés", "inscrivez-vous", "abonnez-vous",
    "leer también", "lea también", "lee también", "le puede interesar", "te puede interesar", "suscríbete", "síguenos", "leggi anche", "iscriviti",
    "tutti i diritti riservati", "leia também", "leia mais", "veja também", "lees ook", "lees meer", "schrijf je in", "alle rechten voorbehouden",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_pointers_to_other_pages_are_dropped() {
        let cases = [
            ("Advertisement", true),
            ("Read more:", true),
            ("Read more: The ferry stays for another year", true),
            ("Lesen Sie auch: Die Fähre bleibt", true),
            ("Foto: Anna Lee", true),
            ("© 2019 The Post", true),
            ("[Map: the harbour]", true),
            ("Read more books, the mayor said.", false),
            ("Moreover, the ferry stays.", false),
            ("Stand: 4. Mai 2019", true),
            ("Standing on the bridge, she waved.", false),
        ];
        for (paragraph, is_dropped) in cases {
            assert_eq!(is_furniture(paragraph), is_dropped, "{paragraph}");
        }
        assert_eq!(without("One sentence.\n\nShare\n\nTwo."), "One sentence.\n\nTwo.");
        assert_eq!(without("18.12.2009, Harbour Town\n\nThe bridge is open."), "The bridge is open.");
        let long = format!("Read more: {}", "the bridge was opened and the ferry stays. ".repeat(6));
        assert!(!is_furniture(&long));
    }
}
