//! What the tag, the class and the like of an element say that it is: an article's text, comments, advertising.
//!
//! Rule kept here: names are cut into words (`articleShareBar` is `article share bar`), so that `bar` is not found in `barrier`. They are
//! English, German, French, Spanish, Italian and Dutch, as the templates of news sites and blogs use them.

use html5ever::tokenizer::Tag;

use rustc_hash::FxHashMap;

use super::tokens::attribute;

/// A set of [`Mark`]s.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks(pub u32);

/// One thing that an element may be said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Mark {
    /// The text of the article and nothing else.
    ArticleText,
    /// Something of an article: `post`, `story`.
    Article,
    Content,
    Lead,
    Comments,
    Related,
    Share,
    Subscribe,
    Advert,
    About,
    Meta,
    Caption,
    Navigation,
    Hidden,
    Box,
    Embedded,
    PullQuote,
    Footer,
    Header,
    Aside,
    Form,
    Figure,
    ArticleTag,
    MainTag,
    TableTag,
    /// Pictures, films and galleries, captions or not.
    Media,
    /// Names that stand for teasers as often as for text: `card`, `more`.
    MaybeRelated,
    /// Names that stand for a request as often as for text: `notice`, `offer`.
    MaybeSubscribe,
}

pub const MARKS: usize = Mark::MaybeSubscribe as usize + 1;

impl Marks {
    pub fn has(self, mark: Mark) -> bool {
        self.0 & 1 << mark as u8 != 0
    }

    pub fn add(&mut self, mark: Mark) {
        self.0 |= 1 << mark as u8;
    }

    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that say plainly what a block is, other than text.
    pub const PLAINLY_AGAINST: Self = Self(
        1 << Mark::Comments as u8
            | 1 << Mark::Related as u8
            | 1 << Mark::Share as u8
            | 1 << Mark::Subscribe as u8
            | 1 << Mark::Advert as u8
            | 1 << Mark::About as u8
            | 1 << Mark::Meta as u8
            | 1 << Mark::Caption as u8
            | 1 << Mark::Hidden as u8,
    );

    /// Those that speak against an article's text.
    pub const AGAINST: Self = Self(
        1 << Mark::Comments as u8
            | 1 << Mark::Related as u8
            | 1 << Mark::Share as u8
            | 1 << Mark::Subscribe as u8
            | 1 << Mark::Advert as u8
            | 1 << Mark::About as u8
            | 1 << Mark::Meta as u8
            | 1 << Mark::Caption as u8
            | 1 << Mark::Navigation as u8
            | 1 << Mark::Hidden as u8
            | 1 << Mark::Box as u8
            | 1 << Mark::Embedded as u8
            | 1 << Mark::PullQuote as u8
            | 1 << Mark::Footer as u8
            | 1 << Mark::Header as u8
            | 1 << Mark::Aside as u8
            | 1 << Mark::Form as u8
            | 1 << Mark::Media as u8
            | 1 << Mark::MaybeRelated as u8
            | 1 << Mark::MaybeSubscribe as u8,
    );
}

/// Reads the marks of elements, and remembers those of names: a page repeats them.
#[derive(Debug, Default)]
pub struct Reader {
    known: FxHashMap<Box<str>, Marks>,
}

impl Reader {
    fn of_names(&mut self, names: &str, marks: &mut Marks) {
        let mut left = LONGEST;
        for name in names.split_ascii_whitespace() {
            let Some(less) = left.checked_sub(name.len()) else { break };
            left = less;
            let known = match self.known.get(name) {
                Some(known) => *known,
                None => {
                    let read = of_name(name);
                    self.known.insert(name.into(), read);
                    read
                }
            };
            *marks = marks.with(known);
        }
    }

    /// Reads the marks of an element.
    pub fn of(&mut self, tag: &Tag) -> Marks {
        let mut marks = Marks::default();
        match &*tag.name {
            "article" => marks.add(Mark::ArticleTag),
            "main" => marks.add(Mark::MainTag),
            "nav" => marks.add(Mark::Navigation),
            "footer" => marks.add(Mark::Footer),
            "header" => marks.add(Mark::Header),
            "aside" => marks.add(Mark::Aside),
            "form" | "fieldset" => marks.add(Mark::Form),
            "figure" => marks.add(Mark::Figure),
            "figcaption" | "caption" => marks.add(Mark::Caption),
            "table" => marks.add(Mark::TableTag),
            "amp-ad" => marks.add(Mark::Advert),
            "time" => marks.add(Mark::Meta),
            "dialog" => marks.add(Mark::Subscribe),
            _ => {}
        }
        for attribute in &tag.attrs {
            let value = &*attribute.value;
            match &*attribute.name.local {
                "class" | "id" | "data-component" | "data-testid" | "data-type" => self.of_names(value, &mut marks),
                "itemprop" => of_property(value, &mut marks),
                "role" => match value {
                    "navigation" | "menu" | "menubar" | "search" | "toolbar" | "tablist" => marks.add(Mark::Navigation),
                    "complementary" => marks.add(Mark::Aside),
                    "contentinfo" => marks.add(Mark::Footer),
                    "banner" => marks.add(Mark::Header),
                    "dialog" | "alertdialog" => marks.add(Mark::Subscribe),
                    "article" => marks.add(Mark::ArticleTag),
                    "main" => marks.add(Mark::MainTag),
                    _ => {}
                },
                "hidden" => marks.add(Mark::Hidden),
                "aria-hidden" if value == "true" => marks.add(Mark::Hidden),
                "style" => {
                    let is_hidden = value.split(';').any(|rule| {
                        rule.split_once(':').is_some_and(|(name, value)| {
                            matches!(
                                (name.trim(), value.trim()),
                                ("display", "none" | "none !important" | "none!important") | ("visibility", "hidden")
                            )
                        })
                    });
                    if is_hidden {
                        marks.add(Mark::Hidden);
                    }
                }
                _ => {}
            }
        }
        // A block that asks to go on reading elsewhere: `<a rel=next>` and the like are links of navigation.
        if attribute(tag, "rel").is_some_and(|rel| rel == "tag" || rel == "author") {
            marks.add(Mark::Meta);
        }
        marks
    }
}

fn of_property(value: &str, marks: &mut Marks) {
    match value {
        "articleBody" | "reviewBody" | "blogPost" => marks.add(Mark::ArticleText),
        "description" | "alternativeHeadline" => marks.add(Mark::Lead),
        "caption" => marks.add(Mark::Caption),
        "image" | "thumbnail" | "video" => marks.add(Mark::Media),
        "author" | "publisher" | "datePublished" | "dateModified" | "keywords" | "creator" => marks.add(Mark::Meta),
        "comment" => marks.add(Mark::Comments),
        "breadcrumb" => marks.add(Mark::Navigation),
        _ => {}
    }
}

/// Longest name that is looked at; style systems write kilobytes of them.
const LONGEST: usize = 400;

fn of_name(name: &str) -> Marks {
    let mut marks = Marks::default();
    let mut words: [&str; 8] = [""; 8];
    let mut count = 0;
    let mut joined = [0u8; 64];
    let mut length = 0;
    let mut lower = [0u8; 128];
    let bytes = name.as_bytes();
    let bytes = &bytes[..bytes.len().min(lower.len())];
    for (at, byte) in bytes.iter().enumerate() {
        lower[at] = byte.to_ascii_lowercase();
    }
    let lower = &lower[..bytes.len()];
    let mut start = 0;
    for at in 0..=bytes.len() {
        let is_end = at == bytes.len() || !bytes[at].is_ascii_alphanumeric();
        let is_hump = at > start && at < bytes.len() && bytes[at].is_ascii_uppercase() && bytes[at - 1].is_ascii_lowercase();
        if !(is_end || is_hump) {
            continue;
        }
        if at > start
            && count < words.len()
            && let Ok(word) = std::str::from_utf8(&lower[start..at])
        {
            words[count] = word;
            count += 1;
            let end = (length + word.len()).min(joined.len());
            joined[length..end].copy_from_slice(&word.as_bytes()[..end - length]);
            length = end;
        }
        start = if is_hump { at } else { at + 1 };
    }
    let words = &words[..count];
    // Names of style systems (`text-center`, `col-md-8`) say nothing of what an element is.
    for word in words {
        if let Some(mark) = of_word(word) {
            marks.add(mark);
        }
    }
    let joined = std::str::from_utf8(&joined[..length]).unwrap_or_default();
    for (part, mark) in PARTS {
        if joined.contains(part) {
            marks.add(*mark);
        }
    }
    marks
}

/// What a whole word of a name means.
fn of_word(word: &str) -> Option<Mark> {
    Some(match word {
        "article" | "post" | "story" | "entry" | "hentry" | "artikel" | "beitrag" | "blog" | "news" | "articulo" | "noticia" => {
            Mark::Article
        }
        "content" | "body" | "text" | "main" | "copy" | "inhalt" | "richtext" | "paragraph" | "prose" | "contenido"
        | "contenu" | "cuerpo" | "texto" | "texte" | "corpo" | "absatz" => Mark::Content,
        "lead" | "lede" | "intro" | "standfirst" | "summary" | "dek" | "deck" | "vorspann" | "excerpt" | "subtitle"
        | "subheadline" | "subhead" | "einleitung" | "chapo" | "entradilla" | "sommario" | "abstract" | "teasertext"
        | "introduction" | "synopsis" => Mark::Lead,
        "comment" | "comments" | "reply" | "respond" | "forum" | "discussion" | "livefyre" | "reader" | "kommentare" => {
            Mark::Comments
        }
        "related" | "teaser" | "teasers" | "trending" | "popular" | "readmore" | "verwandt" | "verwandte" | "empfohlen"
        | "mostread" | "recirc" | "promoted" | "readnext" => Mark::Related,
        "more" | "also" | "similar" | "latest" | "next" | "weitere" | "mehr" | "thema" | "topbox" | "playlist" | "rail"
        | "headlines" | "carousel" | "card" | "cards" | "links" | "linklist" | "lire" | "aussi" | "feed" | "slider" => {
            Mark::MaybeRelated
        }
        "share" | "sharing" | "sharer" | "social" | "follow" | "facebook" | "whatsapp" | "pinterest" | "print" | "email"
        | "teilen" | "tools" | "toolbar" | "like" | "likes" | "buttons" | "button" | "btn" | "actions" | "shares" | "socials"
        | "google" | "rating" => Mark::Share,
        "subscribe" | "signup" | "cookie" | "cookies" | "consent" | "gdpr" | "optin" | "paywall" => Mark::Subscribe,
        "login" | "signin" | "register" | "abo" | "donate" | "modal" | "popup" | "overlay" | "cta" | "offer" | "piano"
        | "premium" | "spenden" | "alert" | "notice" | "message" | "membership" | "support" => Mark::MaybeSubscribe,
        "ad" | "ads" | "adv" | "advert" | "dfp" | "adslot" | "adbox" | "promo" | "banner" | "anzeige" | "werbung"
        | "publicidad" | "pub" | "shop" | "product" | "affiliate" | "sponsor" | "sponsored" | "criteo" | "shopping"
        | "adsense" | "adunit" | "partner" => Mark::Advert,
        "bio" | "profile" | "vcard" | "avatar" | "autor" | "author" | "authors" | "byline" | "auteur" | "redakteur" | "firma"
        | "writer" | "about" | "credits" | "contributor" | "contributors" => Mark::About,
        "meta" | "date" | "time" | "timestamp" | "tags" | "tag" | "taglist" | "keywords" | "category" | "categories" | "cat"
        | "kicker" | "dateline" | "datum" | "zeit" | "dachzeile" | "rubrik" | "topics" | "topic" | "schlagworte" | "posted"
        | "published" | "updated" | "info" | "infos" | "infoline" | "source" | "quelle" | "fecha" | "themen" | "label"
        | "labels" | "eyebrow" | "section" | "views" | "pubdate" | "postmeta" | "footnote" | "footnotes" | "reference"
        | "references" | "bibliography" | "disclaimer" | "license" | "legal" | "imprint" => Mark::Meta,
        "caption" | "credit" | "copyright" | "bildtext" | "legend" | "legende" => Mark::Caption,
        "gallery" | "slideshow" | "slide" | "photo" | "image" | "img" | "picture" | "media" | "video" | "bild" | "foto"
        | "galerie" | "fotostrecke" | "player" | "audio" | "thumbnail" | "thumb" | "images" | "photos" => Mark::Media,
        "nav" | "navi" | "menu" | "pagination" | "pager" | "paging" | "breadcrumb" | "breadcrumbs" | "skip" | "search"
        | "widget" | "widgets" | "toc" | "sitemap" | "tabs" | "tab" | "sub" | "navbar" | "topbar" | "dropdown" | "prev"
        | "previous" | "archive" | "ticker" | "suche" | "jump" | "accordion" => Mark::Navigation,
        "hidden" | "hide" | "invisible" | "sr" | "noprint" | "offscreen" | "unsichtbar" | "none" => Mark::Hidden,
        "infobox" | "factbox" | "box" | "inset" | "sidebox" | "highlights" | "keypoints" | "bullets" | "facts" | "kasten"
        | "infokasten" | "note" => Mark::Box,
        "embed" | "embedded" | "tweet" | "twitter" | "instagram" | "youtube" | "iframe" | "oembed" => Mark::Embedded,
        "pullquote" | "pull" | "blockquote" | "zitat" => Mark::PullQuote,
        "footer" | "foot" | "bottom" | "fuss" | "copyrights" | "colophon" => Mark::Footer,
        "header" | "head" | "masthead" | "headline" | "kopf" | "top" => Mark::Header,
        "aside" | "sidebar" | "side" | "secondary" | "right" | "left" | "marginal" | "randspalte" | "seitenleiste" => Mark::Aside,
        _ => return None,
    })
}

/// What a part of a name means whose words are written as one: `articlebody`, `relatedlinks`.
const PARTS: &[(&str, Mark)] = &[
    ("articlebody", Mark::ArticleText),
    ("articletext", Mark::ArticleText),
    ("articlecontent", Mark::ArticleText),
    ("articlecopy", Mark::ArticleText),
    ("articlemain", Mark::ArticleText),
    ("artikeltext", Mark::ArticleText),
    ("artikelinhalt", Mark::ArticleText),
    ("bodytext", Mark::ArticleText),
    ("bodycopy", Mark::ArticleText),
    ("contentbody", Mark::ArticleText),
    ("entrycontent", Mark::ArticleText),
    ("entrytext", Mark::ArticleText),
    ("entrybody", Mark::ArticleText),
    ("fulltext", Mark::ArticleText),
    ("postcontent", Mark::ArticleText),
    ("postbody", Mark::ArticleText),
    ("posttext", Mark::ArticleText),
    ("postentry", Mark::ArticleText),
    ("singlecontent", Mark::ArticleText),
    ("storybody", Mark::ArticleText),
    ("storycontent", Mark::ArticleText),
    ("storytext", Mark::ArticleText),
    ("blogcontent", Mark::ArticleText),
    ("fieldbody", Mark::ArticleText),
    ("newstext", Mark::ArticleText),
    ("zeilenabstand", Mark::ArticleText),
    ("comment", Mark::Comments),
    ("kommentar", Mark::Comments),
    ("disqus", Mark::Comments),
    ("related", Mark::Related),
    ("recommend", Mark::Related),
    ("teaser", Mark::Related),
    ("outbrain", Mark::Related),
    ("taboola", Mark::Related),
    ("readmore", Mark::Related),
    ("readnext", Mark::Related),
    ("seealso", Mark::Related),
    ("mostpopular", Mark::Related),
    ("mostread", Mark::Related),
    ("morefrom", Mark::Related),
    ("morestories", Mark::Related),
    ("promo", Mark::Advert),
    ("share", Mark::Share),
    ("social", Mark::Share),
    ("shariff", Mark::Share),
    ("addtoany", Mark::Share),
    ("newsletter", Mark::Subscribe),
    ("subscri", Mark::Subscribe),
    ("paywall", Mark::Subscribe),
    ("cookie", Mark::Subscribe),
    ("consent", Mark::Subscribe),
    ("advert", Mark::Advert),
    ("sponsor", Mark::Advert),
    ("werbung", Mark::Advert),
    ("anzeige", Mark::Advert),
    ("authorbox", Mark::About),
    ("authorbio", Mark::About),
    ("author", Mark::About),
    ("autor", Mark::About),
    ("byline", Mark::About),
    ("postmeta", Mark::Meta),
    ("entrymeta", Mark::Meta),
    ("articlemeta", Mark::Meta),
    ("timestamp", Mark::Meta),
    ("caption", Mark::Caption),
    ("bildunter", Mark::Caption),
    ("bildtext", Mark::Caption),
    ("artikelinfo", Mark::Meta),
    ("articleinfo", Mark::Meta),
    ("artikeldatum", Mark::Meta),
    ("leserbrief", Mark::Comments),
    ("weiterlesen", Mark::Related),
    ("mehrzum", Mark::Related),
    ("linkbox", Mark::Related),
    ("verwandte", Mark::Related),
    ("gallery", Mark::Media),
    ("breadcrumb", Mark::Navigation),
    ("navigation", Mark::Navigation),
    ("pagination", Mark::Navigation),
    ("sronly", Mark::Hidden),
    ("screenreader", Mark::Hidden),
    ("visuallyhidden", Mark::Hidden),
    ("printonly", Mark::Hidden),
    ("sidebar", Mark::Aside),
    ("standfirst", Mark::Lead),
    ("infobox", Mark::Box),
    ("factbox", Mark::Box),
    ("pullquote", Mark::PullQuote),
    ("footer", Mark::Footer),
];
