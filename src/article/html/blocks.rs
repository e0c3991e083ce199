//! The paragraphs of a page, and where each of them stands.
//!
//! In: the tree of a page. Out: its blocks of text in order. Rule kept here: nothing that a reader sees is left out.

use super::marks::Marks;
use super::tree::{Kind, Node, Tree};

/// A stretch of text that a reader sees as one paragraph, heading or item.
#[derive(Debug, Default)]
pub struct Block {
    pub text: String,
    /// The innermost block element around it.
    pub node: u32,
    /// The first and the last node of it.
    pub first: u32,
    pub words: u32,
    /// Words that are in links.
    pub linked: u32,
    /// Marks of the element and of all around it.
    pub marks: Marks,
    /// Marks of the element and of the two around it.
    pub near: Marks,
    pub kind: Option<Kind>,
    pub in_item: bool,
    pub in_quote: bool,
    pub in_cell: bool,
    pub is_preformatted: bool,
}

/// What a node has below it.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    letters: u32,
    linked: u32,
    /// Letters in long paragraphs.
    prose: u32,
}

/// Cuts a page into blocks.
pub fn of(tree: &Tree) -> Vec<Block> {
    let sums = sums(&tree.nodes, &tree.text);
    let all_prose = sums.first().map_or(0, |_| tree_prose(&tree.nodes, &sums));
    let mut writer = Writer::default();
    let mut inherited: Vec<Context> = Vec::with_capacity(tree.nodes.len());
    let mut at = 0;
    while at < tree.nodes.len() {
        let node = &tree.nodes[at];
        while writer.open_blocks.last().is_some_and(|&(_, end)| end as usize <= at) {
            writer.end_block();
        }
        let parent = if node.parent as usize == at { Context::default() } else { inherited[node.parent as usize] };
        let mut context = parent.below(node);
        // A name is not believed of what holds most of the page's prose: `<body class="has-sidebar">`.
        if sums[at].prose * 5 > all_prose * 2 && sums[at].prose > 0 {
            context.marks = Marks(parent.marks.0 | node.marks.0 & !Marks::AGAINST.0);
            context.own = Marks(node.marks.0 & !Marks::AGAINST.0);
        }
        inherited.push(context);
        if node.kind == Kind::Skipped {
            inherited.resize(node.end as usize, context);
            at = node.end as usize;
            continue;
        }
        match node.kind {
            Kind::Text => {
                let text = &tree.text[node.text.0 as usize..node.text.1 as usize];
                writer.text(text, at as u32, &context);
            }
            Kind::Break => writer.line_break(),
            kind if kind.is_block() => writer.begin_block(at as u32, node.end),
            _ => {}
        }
        at += 1;
    }
    writer.flush();
    writer.blocks
}

fn tree_prose(nodes: &[Node], sums: &[Sums]) -> u32 {
    let mut at = 0;
    let mut all = 0;
    while at < nodes.len() {
        all += sums[at].prose;
        at = nodes[at].end as usize;
    }
    all
}

fn sums(nodes: &[Node], text: &str) -> Vec<Sums> {
    /// Letters of a paragraph that is prose.
    const PROSE: u32 = 80;
    let mut sums = vec![Sums::default(); nodes.len()];
    let mut in_link = vec![false; nodes.len()];
    for (at, node) in nodes.iter().enumerate() {
        let parent = node.parent as usize;
        in_link[at] = node.kind == Kind::Link || parent != at && in_link[parent];
        if node.kind == Kind::Text {
            let letters = text[node.text.0 as usize..node.text.1 as usize].trim().len() as u32;
            sums[at].letters = letters;
            sums[at].linked = if in_link[at] { letters } else { 0 };
        }
    }
    for at in (0..nodes.len()).rev() {
        let node = &nodes[at];
        let (parent, mut own) = (node.parent as usize, sums[at]);
        if node.kind == Kind::Skipped {
            own = Sums::default();
        }
        let is_paragraph =
            matches!(node.kind, Kind::Paragraph | Kind::Text) && own.letters >= PROSE && own.linked * 2 < own.letters;
        if is_paragraph {
            own.prose = own.letters;
        }
        sums[at] = own;
        if parent != at {
            sums[parent].letters += own.letters;
            sums[parent].linked += own.linked;
            sums[parent].prose += own.prose;
        }
    }
    sums
}

/// What is around a node.
#[derive(Debug, Clone, Copy, Default)]
struct Context {
    marks: Marks,
    own: Marks,
    /// Marks of the block element and of the one around it.
    near: Marks,
    /// What the innermost block element is.
    kind: Option<Kind>,
    is_link: bool,
    in_item: bool,
    in_quote: bool,
    in_cell: bool,
    is_preformatted: bool,
}

impl Context {
    fn below(self, node: &Node) -> Self {
        let mut below = self;
        below.marks = self.marks.with(node.marks);
        below.near = self.own.with(node.marks);
        below.own = node.marks;
        match node.kind {
            Kind::Text => {
                below.near = self.near;
                below.own = self.own;
            }
            Kind::Inline | Kind::Link | Kind::Break => {
                below.near = self.near.with(node.marks);
                below.own = self.own.with(node.marks);
                below.is_link |= node.kind == Kind::Link;
            }
            kind => {
                below.kind = Some(kind);
                below.in_item |= kind == Kind::Item;
                below.in_quote |= kind == Kind::Quote;
                below.in_cell |= kind == Kind::Cell;
                below.is_preformatted |= kind == Kind::Preformatted;
            }
        }
        below
    }
}

fn of_both(one: Marks, other: Marks) -> Marks {
    let is_against = |marks: Marks| marks.0 & Marks::AGAINST.0 != 0;
    if is_against(one) && is_against(other) { one.with(other) } else { Marks(one.0 & other.0) }
}

#[derive(Default)]
struct Writer {
    blocks: Vec<Block>,
    open_blocks: Vec<(u32, u32)>,
    block: Block,
    has_space: bool,
    breaks: usize,
}

impl Writer {
    fn begin_block(&mut self, node: u32, end: u32) {
        self.flush();
        self.open_blocks.push((node, end));
    }

    fn end_block(&mut self) {
        self.flush();
        self.open_blocks.pop();
    }

    fn line_break(&mut self) {
        self.breaks += 1;
        if self.breaks >= 2 {
            self.flush();
        }
    }

    fn text(&mut self, text: &str, node: u32, context: &Context) {
        if text.trim().is_empty() {
            self.has_space |= !text.is_empty();
            return;
        }
        if self.block.text.is_empty() {
            self.block.first = node;
            self.block.node = self.open_blocks.last().map_or(0, |&(node, _)| node);
            self.block.marks = context.marks;
            self.block.near = context.near;
            self.block.kind = context.kind;
            self.block.in_item = context.in_item;
            self.block.in_quote = context.in_quote;
            self.block.in_cell = context.in_cell;
            self.block.is_preformatted = context.is_preformatted;
        } else {
            // What only a part of it is marked as, all of it is not; but where each part is marked, all of it is a bit of all.
            self.block.marks = of_both(self.block.marks, context.marks);
            self.block.near = of_both(self.block.near, context.near);
        }
        let mut lines = text.split('\n');
        self.words(lines.next().unwrap_or_default(), context);
        for line in lines {
            self.breaks += usize::from(context.is_preformatted);
            self.has_space = true;
            self.words(line, context);
        }
    }

    fn words(&mut self, line: &str, context: &Context) {
        self.has_space |= line.starts_with(char::is_whitespace);
        for word in line.split_whitespace() {
            if !self.block.text.is_empty() {
                match (self.breaks, self.has_space) {
                    (0, false) => {}
                    (0, true) => self.block.text.push(' '),
                    _ => self.block.text.push('\n'),
                }
            }
            self.breaks = 0;
            self.has_space = true;
            self.block.text.push_str(word);
            self.block.words += 1;
            self.block.linked += u32::from(context.is_link);
        }
        self.has_space = line.ends_with(char::is_whitespace);
    }

    fn flush(&mut self) {
        self.breaks = 0;
        self.has_space = false;
        if !self.block.text.is_empty() {
            self.blocks.push(std::mem::take(&mut self.block));
        }
    }
}
