//! The elements of one document by name.
//!
//! In: the text of one `<DOC>`. Out: its elements that are known, in order, as they are written.
//!
//! Rule kept here: an element ends at the next closing tag of its name; one without is left out, and what stands in an element is not
//! looked at for others.

/// Elements that hold something. `HEADER` of FBIS and `BODY` of AQUAINT are looked into.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "DOCNO", "DOCID",
    "HEADLINE", "TITLE", "HEAD", "HL", "TI",
    "BYLINE", "AUTHOR", "DATELINE",
    "DATE", "TIME", "DATE_TIME", "DATE1", "DD", "PUBDATE",
    "SRC", "SOURCE", "SO", "PUB", "AGENCY",
    "SECTION", "CAT", "CATEGORY", "SUBJECT", "SUBJECTS", "KEYWORD", "KEYWORDS", "IN",
    "LANGUAGE", "LANG", "URL",
    "ABSTRACT", "LP", "LEADPARA", "TEXT",
];

pub struct Fields<'t> {
    /// What stands between `<DOC` and `>`.
    tag: Option<&'t str>,
    elements: Vec<(&'static str, &'t str)>,
    /// Whether the closing tag was read.
    pub is_whole: bool,
}

impl<'t> Fields<'t> {
    pub fn read(text: &'t str) -> Self {
        let mut fields = Self { tag: None, elements: Vec::new(), is_whole: false };
        // A name that is not closed once will not be closed further on: no text is searched to its end for each tag in it.
        let mut unclosed: Vec<&str> = Vec::new();
        let mut at = 0;
        while let Some(found) = memchr::memchr(b'<', &text.as_bytes()[at..]) {
            at += found + 1;
            let rest = &text[at..];
            let (closes, named) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
            let name = &named[..named.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count()];
            let is_document = name.eq_ignore_ascii_case("DOC");
            let known =
                NAMES.iter().copied().find(|known| known.eq_ignore_ascii_case(name) && !closes && !unclosed.contains(known));
            if known.is_none() && !is_document {
                continue;
            }
            let Some(end) = memchr::memchr(b'>', named.as_bytes()) else { break };
            let Some(known) = known else {
                fields.is_whole |= closes && fields.tag.is_some();
                if !closes {
                    fields.tag.get_or_insert(&named[name.len()..end]);
                }
                continue;
            };
            let content = &named[end + 1..];
            match closing(content, known) {
                Some((length, after)) => {
                    fields.elements.push((known, &content[..length]));
                    at = text.len() - content.len() + after;
                }
                None => unclosed.push(known),
            }
        }
        fields
    }

    pub fn is_document(&self) -> bool {
        self.tag.is_some()
    }

    /// Returns the elements by any of these names, in the order of the document.
    pub fn all<'s>(&'s self, names: &'s [&str]) -> impl Iterator<Item = &'t str> + 's {
        self.elements.iter().filter(move |(name, _)| names.contains(name)).map(|(_, content)| *content)
    }

    /// Returns the first element that holds something, by the first of the names that has one.
    pub fn first(&self, names: &[&str]) -> Option<&'t str> {
        let with = |name: &str| self.elements.iter().find(|(known, content)| *known == name && !super::line(content).is_empty());
        names.iter().find_map(|name| with(name)).map(|(_, content)| *content)
    }

    /// Returns what the document is called: `AP880212-0001`.
    pub fn number(&self) -> Option<String> {
        let of_tag = || {
            let (_, value) = self.tag?.split_once(['i', 'I'])?;
            let value = value.strip_prefix(['d', 'D'])?.trim_start().strip_prefix('=')?.trim_start();
            let value = value.trim_start_matches(['"', '\'']);
            value.split(['"', '\'', ' ', '>']).next().map(str::to_owned)
        };
        self.first(&["DOCNO", "DOCID"]).map(str::to_owned).or_else(of_tag)
    }
}

/// Returns where an element ends, and where its closing tag does.
fn closing(text: &str, name: &str) -> Option<(usize, usize)> {
    memchr::memchr_iter(b'<', text.as_bytes()).find_map(|at| {
        let rest = text.as_bytes()[at..].strip_prefix(b"</")?;
        let is_named = rest.len() > name.len() && rest[..name.len()].eq_ignore_ascii_case(name.as_bytes());
        (is_named && rest[name.len()] == b'>').then_some((at, at + name.len() + 3))
    })
}
