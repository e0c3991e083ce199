//! The elements of a page as a flat list in the order of the page, each with its parent and its end.
//!
//! In: tags and text, as they come. Out: nodes for which everything below one is the stretch up to its `end`. Rule kept here: nothing
//! recurses and no end tag searches far, so that time and stack do not depend on how a page is nested.

use html5ever::tokenizer::Tag;

use super::marks::{self, Marks};

/// An element or a stretch of text.
#[derive(Debug)]
pub struct Node {
    /// Index of the parent; that of the root is its own.
    pub parent: u32,
    /// Index after the last node below this one.
    pub end: u32,
    pub kind: Kind,
    /// What tag, class and the like say that it is.
    pub marks: Marks,
    /// Where its text lies in [`Tree::text`]; empty for elements.
    pub text: (u32, u32),
}

/// What an element does to the text in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Inline,
    Link,
    Break,
    Paragraph,
    Heading(u8),
    Item,
    Quote,
    Preformatted,
    Cell,
    Row,
    Table,
    List,
    /// Any other block: `div`, `section`.
    Block,
    /// What is never text: scripts, forms, pictures.
    Skipped,
}

impl Kind {
    /// Whether it begins and ends a paragraph.
    pub fn is_block(self) -> bool {
        !matches!(self, Self::Text | Self::Inline | Self::Link | Self::Break)
    }
}

#[derive(Debug, Default)]
pub struct Tree {
    pub nodes: Vec<Node>,
    pub text: String,
}

/// Elements are nested no deeper than this in the tree; what is deeper counts as part of the last.
const DEEPEST: usize = 250;

/// No page has more nodes; what follows is not read.
const MOST_NODES: usize = 400_000;

/// Builds a tree from tags in the order of the page.
#[derive(Debug)]
pub struct Builder {
    tree: Tree,
    open: Vec<Open>,
    marks: marks::Reader,
    /// Elements that were not taken in, for the tree is deep enough.
    too_deep: usize,
}

#[derive(Debug)]
struct Open {
    node: u32,
    name: Box<str>,
    kind: Kind,
}

impl Default for Builder {
    /// Begins with a root, so that every element has another around it.
    fn default() -> Self {
        let mut builder = Self { tree: Tree::default(), open: Vec::new(), marks: marks::Reader::default(), too_deep: 0 };
        let node = builder.push(Kind::Block, Marks::default(), (0, 0));
        builder.open.push(Open { node, name: "".into(), kind: Kind::Inline });
        builder
    }
}

impl Builder {
    pub fn open(&mut self, tag: &Tag) {
        let name = &*tag.name;
        if matches!(name, "html" | "head") || self.tree.nodes.len() >= MOST_NODES {
            return;
        }
        let kind = kind_of(name);
        self.close_implied(name, kind);
        let is_void = tag.self_closing || is_void(name);
        if !is_void && self.open.len() >= DEEPEST {
            self.too_deep += 1;
            return;
        }
        let marks = self.marks.of(tag);
        let node = self.push(kind, marks, (0, 0));
        if !is_void {
            self.open.push(Open { node, name: name.into(), kind });
        }
    }

    pub fn close(&mut self, name: &str) {
        if is_void(name) {
            return;
        }
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        // An end tag closes what was opened last by its name, but a formatting element does not close the block that it stands in, and
        // nothing within a cell closes the table around it.
        let is_inline = !kind_of(name).is_block();
        let is_of_table = matches!(name, "table" | "tr" | "tbody" | "thead" | "tfoot" | "td" | "th");
        let stops =
            |open: &Open| is_inline && open.kind.is_block() || !is_of_table && matches!(&*open.name, "td" | "th" | "table");
        for at in (0..self.open.len()).rev() {
            if *self.open[at].name == *name {
                self.close_from(at);
                return;
            }
            if stops(&self.open[at]) {
                return;
            }
        }
    }

    pub fn text(&mut self, text: &str) {
        if self.tree.nodes.len() >= MOST_NODES || self.is_skipping() {
            return;
        }
        let start = self.tree.text.len() as u32;
        self.tree.text.push_str(text);
        let range = (start, self.tree.text.len() as u32);
        match self.tree.nodes.last_mut() {
            // A stretch of text comes in pieces.
            Some(last)
                if last.kind == Kind::Text
                    && last.text.1 == start
                    && self.open.last().is_none_or(|open| open.node == last.parent) =>
            {
                last.text.1 = range.1;
            }
            _ => drop(self.push(Kind::Text, Marks::default(), range)),
        }
    }

    pub fn finish(mut self) -> Tree {
        self.close_from(0);
        self.tree
    }

    fn is_skipping(&self) -> bool {
        self.open
            .last()
            .is_some_and(|open| matches!(&*open.name, "script" | "style" | "title" | "noscript" | "template" | "textarea"))
    }

    fn push(&mut self, kind: Kind, marks: Marks, text: (u32, u32)) -> u32 {
        let at = self.tree.nodes.len() as u32;
        let parent = self.open.last().map_or(at, |open| open.node);
        self.tree.nodes.push(Node { parent, end: at + 1, kind, marks, text });
        at
    }

    fn close_from(&mut self, at: usize) {
        let end = self.tree.nodes.len() as u32;
        for open in self.open.drain(at..) {
            self.tree.nodes[open.node as usize].end = end;
        }
    }

    /// Closes what an opening tag ends: a paragraph before a block, an item before the next.
    fn close_implied(&mut self, name: &str, kind: Kind) {
        let (ends, stops): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol"]),
            "dd" | "dt" => (&["dd", "dt"], &["dl"]),
            "tr" => (&["tr", "td", "th"], &["table"]),
            "td" | "th" => (&["td", "th"], &["table", "tr"]),
            "option" => (&["option"], &["select"]),
            _ if kind.is_block() && kind != Kind::Skipped => {
                (&["p"], &["div", "td", "th", "li", "section", "article", "blockquote", "button"])
            }
            _ => return,
        };
        /// What is implied is near.
        const FARTHEST: usize = 32;
        let mut from = None;
        for at in (0..self.open.len()).rev().take(FARTHEST) {
            let open = &*self.open[at].name;
            if ends.contains(&open) {
                from = Some(at);
                if name != "tr" {
                    break;
                }
            } else if stops.contains(&open) {
                break;
            }
        }
        if let Some(at) = from {
            self.close_from(at);
        }
    }
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

fn kind_of(name: &str) -> Kind {
    match name {
        "a" => Kind::Link,
        "br" => Kind::Break,
        "p" | "summary" => Kind::Paragraph,
        "h1" => Kind::Heading(1),
        "h2" => Kind::Heading(2),
        "h3" => Kind::Heading(3),
        "h4" => Kind::Heading(4),
        "h5" | "h6" => Kind::Heading(5),
        "li" | "dd" | "dt" => Kind::Item,
        "blockquote" | "q" if name == "blockquote" => Kind::Quote,
        "pre" => Kind::Preformatted,
        "td" | "th" => Kind::Cell,
        "tr" => Kind::Row,
        "table" | "tbody" | "thead" | "tfoot" => Kind::Table,
        "ul" | "ol" | "dl" => Kind::List,
        "address" | "article" | "aside" | "body" | "caption" | "center" | "details" | "dialog" | "div" | "fieldset"
        | "figcaption" | "figure" | "footer" | "form" | "header" | "hr" | "main" | "nav" | "picture" | "section" | "amp-ad"
        | "noindex" => Kind::Block,
        "script" | "style" | "noscript" | "template" | "title" | "textarea" | "select" | "svg" | "iframe" | "object"
        | "video" | "audio" | "canvas" | "button" | "math" | "label" | "option" | "amp-iframe" | "input" => Kind::Skipped,
        _ => Kind::Inline,
    }
}
