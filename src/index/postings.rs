//! Which documents a term is in, and where: gathered in memory, then written in the order of terms.

use tantivy::postings::FieldSerializer;
use tantivy_stacker::{ExpUnrolledLinkedList, MemoryArena};

/// The postings of one term, in an arena that all terms share: for each document the distance to the one before, and each position
/// plus one; a 0 parts documents. Numbers take a byte for seven bits, of which the last has its highest bit set.
#[derive(Debug, Clone, Copy, Default)]
pub struct Postings {
    bytes: ExpUnrolledLinkedList,
    /// The last document.
    doc: u32,
    docs: u32,
}

impl Postings {
    /// Adds an occurrence; documents and positions come in order.
    #[inline]
    pub fn add(&mut self, doc: u32, position: u32, arena: &mut MemoryArena) {
        let (mut written, mut length) = ([0; 16], 0);
        if self.docs == 0 || self.doc != doc {
            if self.docs > 0 {
                push_number(0, &mut written, &mut length);
            }
            push_number(doc - self.doc, &mut written, &mut length);
            self.doc = doc;
            self.docs += 1;
        }
        push_number(position + 1, &mut written, &mut length);
        self.bytes.writer(arena).extend_from_slice(&written[..length]);
    }

    pub fn is_empty(&self) -> bool {
        self.docs == 0
    }

    /// Writes the term with its positions.
    pub fn write(
        &self,
        term: &[u8],
        arena: &MemoryArena,
        scratch: &mut Scratch,
        to: &mut FieldSerializer,
    ) -> std::io::Result<()> {
        to.new_term(term, self.docs, true)?;
        let Scratch { bytes, deltas } = scratch;
        bytes.clear();
        self.bytes.read_to_end(arena, bytes);
        let mut rest = bytes.as_slice();
        let mut doc = 0;
        while let Some(distance) = take_number(&mut rest) {
            doc += distance;
            deltas.clear();
            let mut before = 1;
            while let Some(position) = take_number(&mut rest).filter(|position| *position > 0) {
                deltas.push(position - before);
                before = position;
            }
            to.write_doc(doc, deltas.len() as u32, deltas);
        }
        to.close_term()
    }
}

/// Room that is used again for every term.
#[derive(Default)]
pub struct Scratch {
    bytes: Vec<u8>,
    deltas: Vec<u32>,
}

#[inline]
fn push_number(mut number: u32, written: &mut [u8; 16], length: &mut usize) {
    while number >= 128 {
        written[*length] = (number & 127) as u8;
        *length += 1;
        number >>= 7;
    }
    written[*length] = number as u8 | 128;
    *length += 1;
}

#[inline]
fn take_number(rest: &mut &[u8]) -> Option<u32> {
    let (mut number, mut shift) = (0, 0);
    loop {
        let (first, behind) = rest.split_first()?;
        *rest = behind;
        number |= u32::from(first & 127) << shift;
        if first & 128 != 0 {
            return Some(number);
        }
        shift += 7;
    }
}
