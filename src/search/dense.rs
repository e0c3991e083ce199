//! Finds the articles of a segment that a combination of words matches, by bits.
//!
//! Rule kept here: it finds what tantivy's scorers find. It is for common words: going through the postings of each takes less time
//! than seeking in one for what the others have.

use super::bits::Bits;
use crate::query::compile::Unscored;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::{BooleanQuery, EnableScoring, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocSet, Searcher, SegmentReader};

/// A combination of postings.
enum Node {
    Word(Box<BlockSegmentPostings>),
    Leaf(Box<dyn DocSet>),
    Any(Vec<Node>),
    All { all: Vec<Node>, none: Vec<Node> },
}

/// Returns the articles that a query matches, those that were deleted included; `None` where tantivy's way is the faster one.
pub fn found(searcher: &Searcher, query: &dyn Query, segment: &SegmentReader) -> tantivy::Result<Option<Bits>> {
    /// What reading a posting costs here, beside one read on the way that seeks.
    const READING: u64 = 2;
    let Some(node) = node(searcher, query, segment)? else { return Ok(None) };
    let is_faster = matches!(node, Node::Word(_)) || node.size() * READING < node.seeking();
    Ok(is_faster.then(|| node.bits(segment.max_doc())))
}

fn node(searcher: &Searcher, query: &dyn Query, segment: &SegmentReader) -> tantivy::Result<Option<Node>> {
    if let Some(term) = query.downcast_ref::<TermQuery>().map(TermQuery::term) {
        let postings = segment.inverted_index(term.field())?.read_block_postings(term, IndexRecordOption::Basic)?;
        return Ok(Some(postings.map_or(Node::Any(Vec::new()), |postings| Node::Word(Box::new(postings)))));
    }
    if let Some(Unscored(inner)) = query.downcast_ref::<Unscored>() {
        if inner.is::<TermQuery>() {
            return node(searcher, inner.as_ref(), segment);
        }
        let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
        return Ok(Some(Node::Leaf(Box::new(weight.scorer(segment, 1.0)?))));
    }
    let Some(query) = query.downcast_ref::<BooleanQuery>() else { return Ok(None) };
    let (mut any, mut all, mut none) = (Vec::new(), Vec::new(), Vec::new());
    for (occur, clause) in query.clauses() {
        let Some(node) = node(searcher, clause.as_ref(), segment)? else { return Ok(None) };
        match occur {
            Occur::Should => any.push(node),
            Occur::Must => all.push(node),
            Occur::MustNot => none.push(node),
        }
    }
    Ok(match (any.is_empty(), all.is_empty(), none.is_empty()) {
        (_, true, true) => Some(Node::Any(any)),
        (true, false, _) => Some(Node::All { all, none }),
        // Nothing else is compiled.
        _ => None,
    })
}

impl Node {
    /// Returns how many postings there are.
    fn size(&self) -> u64 {
        let of = |nodes: &[Node]| nodes.iter().map(Node::size).sum::<u64>();
        match self {
            Node::Word(postings) => u64::from(postings.doc_freq()),
            Node::Leaf(postings) => u64::from(postings.size_hint()),
            Node::Any(any) => of(any),
            Node::All { all, none } => of(all) + of(none),
        }
    }

    /// Returns what tantivy's way costs, in postings read.
    fn seeking(&self) -> u64 {
        const MERGED: u64 = 5;
        const SOUGHT: u64 = 15;
        match self {
            Node::Word(_) | Node::Leaf(_) => self.size(),
            Node::Any(any) => MERGED * any.iter().map(Node::seeking).sum::<u64>(),
            Node::All { all, none } => {
                let rarest = all.iter().map(Node::size).min().unwrap_or(0);
                rarest * SOUGHT * (all.len() - 1 + none.len()) as u64
            }
        }
    }

    fn bits(self, size: u32) -> Bits {
        let mut bits = Bits::new(size);
        self.add_to(&mut bits);
        bits
    }

    fn add_to(self, bits: &mut Bits) {
        match self {
            Node::Word(mut postings) => {
                while !postings.docs().is_empty() {
                    bits.add_all(postings.docs());
                    postings.advance();
                }
            }
            Node::Leaf(mut postings) => {
                let mut docs = [0; COLLECT_BLOCK_BUFFER_LEN];
                loop {
                    let count = postings.fill_buffer(&mut docs);
                    bits.add_all(&docs[..count]);
                    if count < docs.len() {
                        break;
                    }
                }
            }
            Node::Any(any) => any.into_iter().for_each(|node| node.add_to(bits)),
            Node::All { all, none } => {
                let mut both: Option<Bits> = None;
                for node in all {
                    let one = node.bits(bits.size());
                    match &mut both {
                        Some(both) => both.intersect(&one),
                        None => both = Some(one),
                    }
                }
                let Some(mut both) = both else { return };
                none.into_iter().for_each(|node| both.subtract(&node.bits(bits.size())));
                bits.unite(&both);
            }
        }
    }
}
