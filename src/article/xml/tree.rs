//! A document as a tree: text in, elements that can be asked for names, attributes, children and text.
//!
//! Rules kept here: a file is never refused for a tag that is wrong, and never read past its means. A closing tag closes the nearest open
//! element of its name and all within, or nothing. An element that the end of the file cuts off says so ([`Element::is_whole`]), for half
//! an article is none. Nesting and number of nodes are bounded, entities that a file declares for itself are not replaced: a file
//! that needs them is refused.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesStart, Event};

use super::references::unescape;
use super::root::declared_encoding;
use crate::article::decode::{self, Decoded};
use crate::article::text;

/// No format nests its elements deeper; whatever walks a tree may call itself for each level.
pub const DEEPEST: usize = 256;

/// Twenty times what a book needs. A node takes 40 bytes, so that the tree of a file of 32 MiB stays below three times its size.
const MOST_NODES: usize = 2_000_000;

/// Text and its tree. Borrows the text, so that a long story is held once.
#[derive(Debug)]
pub struct Document<'t> {
    nodes: Vec<Node<'t>>,
    /// What is wrong with the file: where it was cut off.
    pub damage: Option<String>,
}

#[derive(Debug)]
struct Node<'t> {
    content: Content<'t>,
    first_child: u32,
    next: u32,
}

/// No node.
const NONE: u32 = u32::MAX;

#[derive(Debug)]
enum Content<'t> {
    /// What stands between `<` and `>`, without the slash of an empty element.
    Element {
        tag: &'t str,
        is_whole: bool,
    },
    /// Text with its references.
    Text(&'t str),
    CData(&'t str),
}

/// Decodes the bytes of a document, by the encoding that it declares.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    decode::decode(bytes, declared_encoding(bytes))
}

impl<'t> Document<'t> {
    /// Reads a document. The error is a [`Problem`](crate::article::Problem) to be: it says why the whole file is refused.
    pub fn parse(text: &'t str) -> Result<Self, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        let mut builder = Builder { document: Self { nodes: Vec::new(), damage: None }, open: Vec::new(), last_root: NONE };
        let mut has_entities = false;
        loop {
            let start = position(&reader);
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(_) => {
                    builder.document.damage = Some(cut_off(text, start, builder.open_name()));
                    break;
                }
            };
            let raw = text.get(start..position(&reader)).unwrap_or_default();
            match event {
                Event::Start(_) => builder.open(inside_tag(raw))?,
                Event::Empty(_) => {
                    builder.open(inside_tag(raw))?;
                    builder.close();
                }
                Event::End(tag) => builder.close_named(local_name(tag.name().as_ref())),
                Event::Text(_) => builder.add(Content::Text(raw))?,
                Event::GeneralRef(_) => {
                    let name = raw.trim_start_matches('&').trim_end_matches(';');
                    if has_entities && !name.starts_with('#') && resolve_html5_entity(name).is_none() {
                        return Err(format!(
                            "it declares entities of its own, such as \"{}\", and these are not replaced",
                            name.chars().take(40).collect::<String>()
                        ));
                    }
                    builder.add(Content::Text(raw))?;
                }
                Event::CData(_) => builder.add(Content::CData(inside_cdata(raw)))?,
                Event::DocType(_) => has_entities |= raw.contains("<!ENTITY"),
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                Event::Eof => break,
            }
        }
        if !builder.open.is_empty() && builder.document.damage.is_none() {
            builder.document.damage = Some(cut_off(text, text.len(), builder.open_name()));
        }
        Ok(builder.document)
    }

    /// Returns the elements at the top: one, where the file is in order.
    pub fn roots(&self) -> Children<'_, 't> {
        Children { document: self, next: if self.nodes.is_empty() { NONE } else { 0 } }
    }

    /// Returns the first element at the top.
    pub fn root(&self) -> Option<Element<'_, 't>> {
        self.roots().find_map(Child::into_element)
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn cut_off(text: &str, at: usize, within: Option<&str>) -> String {
    let at = at.min(text.len());
    let line = memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count() + 1;
    match within {
        Some(name) => {
            format!("the file is cut off: it ends within \"{}\", line {line}", name.chars().take(60).collect::<String>())
        }
        None => format!("the file is cut off: it ends within a tag, line {line}"),
    }
}

fn inside_tag(raw: &str) -> &str {
    let inside = raw.strip_prefix('<').unwrap_or(raw);
    let inside = inside.strip_suffix('>').unwrap_or(inside);
    inside.strip_suffix('/').unwrap_or(inside)
}

fn inside_cdata(raw: &str) -> &str {
    let inside = raw.strip_prefix("<![CDATA[").unwrap_or(raw);
    inside.strip_suffix("]]>").unwrap_or(inside)
}

/// Returns a name without its prefix.
pub(super) fn local_name(qualified: &str) -> &str {
    qualified.rsplit_once(':').map_or(qualified, |(_, local)| local)
}

/// Returns the name that a tag begins with, with its prefix.
fn name_of(tag: &str) -> &str {
    tag.split(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default()
}

/// Returns an attribute of a tag that was just read.
pub(super) fn attribute_of<'a>(tag: &'a BytesStart, name: &str) -> Option<Cow<'a, str>> {
    find_attribute(tag.html_attributes(), name)
}

fn find_attribute<'a>(mut attributes: Attributes<'a>, name: &str) -> Option<Cow<'a, str>> {
    attributes.with_checks(false);
    let found = attributes.filter_map(Result::ok).find(|attribute| attribute.key.as_ref() == name)?;
    Some(match found.value {
        Cow::Borrowed(value) => unescape(value),
        Cow::Owned(value) => Cow::Owned(unescape(&value).into_owned()),
    })
}

/// Builds the tree while the file is read.
struct Builder<'t> {
    document: Document<'t>,
    /// Open elements, each with its last child.
    open: Vec<(u32, u32)>,
    last_root: u32,
}

impl<'t> Builder<'t> {
    fn add(&mut self, content: Content<'t>) -> Result<(), String> {
        let nodes = &mut self.document.nodes;
        if nodes.len() >= MOST_NODES {
            return Err(format!("it has more than {MOST_NODES} elements and pieces of text, which no article has"));
        }
        let index = nodes.len() as u32;
        nodes.push(Node { content, first_child: NONE, next: NONE });
        match self.open.last_mut() {
            Some((parent, last_child)) => {
                match *last_child {
                    NONE => nodes[*parent as usize].first_child = index,
                    last => nodes[last as usize].next = index,
                }
                *last_child = index;
            }
            None => {
                if self.last_root != NONE {
                    nodes[self.last_root as usize].next = index;
                }
                self.last_root = index;
            }
        }
        Ok(())
    }

    fn open(&mut self, tag: &'t str) -> Result<(), String> {
        if self.open.len() >= DEEPEST {
            return Err(format!("its elements are nested deeper than {DEEPEST} levels"));
        }
        self.add(Content::Element { tag, is_whole: false })?;
        self.open.push((self.document.nodes.len() as u32 - 1, NONE));
        Ok(())
    }

    fn close(&mut self) {
        if let Some((index, _)) = self.open.pop()
            && let Content::Element { is_whole, .. } = &mut self.document.nodes[index as usize].content
        {
            *is_whole = true;
        }
    }

    fn close_named(&mut self, name: &str) {
        let is_named = |&(index, _): &(u32, u32)| self.local_name(index) == name;
        if let Some(depth) = self.open.iter().rposition(is_named) {
            while self.open.len() > depth {
                self.close();
            }
        }
    }

    fn local_name(&self, index: u32) -> &'t str {
        match self.document.nodes[index as usize].content {
            Content::Element { tag, .. } => local_name(name_of(tag)),
            _ => "",
        }
    }

    fn open_name(&self) -> Option<&'t str> {
        self.open.last().map(|&(index, _)| self.local_name(index))
    }
}

/// One element of a document.
#[derive(Debug, Clone, Copy)]
pub struct Element<'d, 't> {
    document: &'d Document<'t>,
    index: u32,
}

/// What stands in an element.
#[derive(Debug)]
pub enum Child<'d, 't> {
    Element(Element<'d, 't>),
    Text(Cow<'t, str>),
}

impl<'d, 't> Child<'d, 't> {
    pub fn into_element(self) -> Option<Element<'d, 't>> {
        match self {
            Self::Element(element) => Some(element),
            Self::Text(_) => None,
        }
    }
}

impl<'d, 't> Element<'d, 't> {
    fn node(&self) -> &'d Node<'t> {
        &self.document.nodes[self.index as usize]
    }

    fn tag(&self) -> (&'t str, bool) {
        match self.node().content {
            Content::Element { tag, is_whole } => (tag, is_whole),
            _ => ("", true),
        }
    }

    /// Returns the name without its prefix.
    pub fn name(&self) -> &'t str {
        local_name(name_of(self.tag().0))
    }

    /// Returns the prefix of its name, empty where it has none.
    pub fn prefix(&self) -> &'t str {
        name_of(self.tag().0).rsplit_once(':').map_or("", |(prefix, _)| prefix)
    }

    /// Whether its closing tag was read, or that of an element around it.
    pub fn is_whole(&self) -> bool {
        self.tag().1
    }

    /// Returns an attribute by its name as it is written, trimmed: `guid`, `xml:lang`. An empty one is none.
    pub fn attribute(&self, name: &str) -> Option<Cow<'t, str>> {
        let (tag, _) = self.tag();
        let value = find_attribute(Attributes::html(tag, name_of(tag).len()), name)?;
        let trimmed = value.trim();
        match value {
            _ if trimmed.is_empty() => None,
            Cow::Borrowed(value) => Some(Cow::Borrowed(value.trim())),
            Cow::Owned(_) => Some(Cow::Owned(trimmed.to_owned())),
        }
    }

    /// Returns everything directly within, in order.
    pub fn content(&self) -> Children<'d, 't> {
        Children { document: self.document, next: self.node().first_child }
    }

    pub fn children(&self) -> impl Iterator<Item = Element<'d, 't>> + use<'d, 't> {
        self.content().filter_map(Child::into_element)
    }

    pub fn children_named(&self, name: &'static str) -> impl Iterator<Item = Element<'d, 't>> + use<'d, 't> {
        self.children().filter(move |child| child.name() == name)
    }

    pub fn child(&self, name: &str) -> Option<Element<'d, 't>> {
        self.children().find(|child| child.name() == name)
    }

    /// Goes down by names: `["itemMeta", "provider"]`.
    pub fn at(&self, path: &[&str]) -> Option<Element<'d, 't>> {
        path.iter().try_fold(*self, |element, name| element.child(name))
    }

    /// Returns all elements within, in the order of the document.
    pub fn descendants(&self) -> impl Iterator<Item = Element<'d, 't>> + use<'d, 't> {
        let mut stack = vec![self.content()];
        std::iter::from_fn(move || {
            loop {
                match stack.last_mut()?.find_map(Child::into_element) {
                    Some(element) => {
                        stack.push(element.content());
                        return Some(element);
                    }
                    None => _ = stack.pop(),
                }
            }
        })
    }

    /// Returns the first element within of a name, in the order of the document.
    pub fn find(&self, name: &str) -> Option<Element<'d, 't>> {
        self.descendants().find(|element| element.name() == name)
    }

    /// Returns all text within as it is written, references replaced.
    pub fn raw_text(&self) -> String {
        let mut text = String::new();
        self.push_text(&mut text, &[], usize::MAX);
        text
    }

    /// Returns all text within as one clean line; `None` where there is none.
    pub fn line(&self) -> Option<String> {
        self.line_without(&[])
    }

    /// Returns all text within but that of some elements, as one clean line; no more of it than any line has.
    pub fn line_without(&self, names: &[&str]) -> Option<String> {
        const LONGEST_LINE: usize = 16 << 10;
        let mut text = String::new();
        self.push_text(&mut text, names, LONGEST_LINE);
        Some(text::clean_line(&text)).filter(|line| !line.is_empty())
    }

    fn push_text(&self, out: &mut String, without: &[&str], most_bytes: usize) {
        for child in self.content() {
            if out.len() >= most_bytes {
                return;
            }
            match child {
                Child::Text(text) if text.len() > most_bytes => out.extend(text.chars().take(most_bytes)),
                Child::Text(text) => out.push_str(&text),
                Child::Element(element) if without.contains(&element.name()) => {}
                Child::Element(element) => {
                    // `<city>Oslo</city><country>Norway</country>`, `By<person>Ann Lee</person>`.
                    let is_glued = out.chars().next_back().is_some_and(char::is_alphanumeric) && !is_inline(element.name());
                    if is_glued {
                        out.push(' ');
                    }
                    element.push_text(out, without, most_bytes);
                    if !is_inline(element.name()) && out.chars().next_back().is_some_and(char::is_alphanumeric) {
                        out.push(' ');
                    }
                }
            }
        }
    }
}

/// Whether an element may stand within a word.
fn is_inline(name: &str) -> bool {
    matches!(name, "a" | "b" | "em" | "i" | "q" | "span" | "strong" | "sub" | "sup" | "u" | "inline")
}

/// What stands in an element, in order.
#[derive(Debug)]
pub struct Children<'d, 't> {
    document: &'d Document<'t>,
    next: u32,
}

impl<'d, 't> Iterator for Children<'d, 't> {
    type Item = Child<'d, 't>;

    fn next(&mut self) -> Option<Self::Item> {
        let index = self.next;
        let node = self.document.nodes.get(index as usize)?;
        self.next = node.next;
        Some(match node.content {
            Content::Element { .. } => Child::Element(Element { document: self.document, index }),
            Content::Text(text) => Child::Text(unescape(text)),
            Content::CData(text) => Child::Text(Cow::Borrowed(text)),
        })
    }
}
