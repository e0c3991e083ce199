//! One segment of the index: articles in, the files that tantivy reads out.
//!
//! tantivy's own writer takes each word as text, and finds its postings by hashing that text. The articles here come with the numbers
//! of their terms, so that the postings of a word are an element of a list: that halves the cost of indexing (README.md of benches/).
//! Files are written by tantivy's serializers. Rule kept here: a segment is what tantivy's writer makes of the same terms; a test
//! compares the two.

use super::Fields;
use super::document::Document;
use super::postings::{Postings, Scratch};
use crate::analysis::{Coding, GAP_POSITIONS, Mark, Texts, Vocabulary, fold_whole};
use rustc_hash::FxHashMap;
use std::sync::Arc;
use tantivy::TantivyDocument;
use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::{FieldNormReaders, FieldNormsSerializer, FieldNormsWriter};
use tantivy::index::{Segment, SegmentComponent, SegmentMeta};
use tantivy::postings::{FieldSerializer, InvertedIndexSerializer};
use tantivy::schema::Field;
use tantivy::schema::document::{Document as _, ReferenceValueLeaf, Value};
use tantivy::store::StoreWriter;
use tantivy_stacker::MemoryArena;

/// A segment that is being filled.
pub struct SegmentBuilder {
    segment: Segment,
    fields: Fields,
    /// What the numbers of terms mean.
    vocabulary: Arc<Vocabulary>,
    arena: MemoryArena,
    /// Of the field `text`, by the number of the term.
    text: Vec<Postings>,
    /// Of the field `bounds`, in the order of [`Mark::ALL`].
    marks: [Postings; Mark::ALL.len()],
    /// Of the other fields with words.
    words: FxHashMap<Field, FxHashMap<u32, Postings>>,
    /// Of the fields whose values are terms, without positions.
    values: FxHashMap<Field, FxHashMap<String, Vec<u32>>>,
    /// The rows of all documents.
    rows: Vec<(u64, u32)>,
    tokens: FxHashMap<Field, u64>,
    fieldnorms: FieldNormsWriter,
    fast: FastFieldsWriter,
    store: StoreWriter,
    docs: u32,
}

impl SegmentBuilder {
    pub fn new(segment: Segment, vocabulary: Arc<Vocabulary>) -> tantivy::Result<Self> {
        let schema = segment.schema();
        let (index, settings) = (segment.index(), segment.index().settings());
        let store = segment.open_write(SegmentComponent::Store)?;
        Ok(Self {
            fields: Fields::new(&schema),
            vocabulary,
            arena: MemoryArena::default(),
            text: Vec::new(),
            marks: Default::default(),
            words: FxHashMap::default(),
            values: FxHashMap::default(),
            rows: Vec::new(),
            tokens: FxHashMap::default(),
            fieldnorms: FieldNormsWriter::for_schema(&schema),
            fast: FastFieldsWriter::from_schema_and_tokenizer_manager(&schema, index.fast_field_tokenizer().clone())?,
            store: StoreWriter::new(store, settings.docstore_compression, settings.docstore_blocksize, false)?,
            docs: 0,
            segment,
        })
    }

    /// Whether an article's numbers are of another vocabulary than this segment's, so that it belongs in another.
    pub fn is_other_vocabulary(&self, document: &Document) -> bool {
        !Arc::ptr_eq(&self.vocabulary, &document.vocabulary)
    }

    /// Returns about how much memory is taken, in bytes.
    pub fn memory_bytes(&self) -> usize {
        self.arena.mem_usage() + self.text.capacity() * size_of::<Postings>() + self.fast.mem_usage() + 32 * self.rows.len()
    }

    pub fn add(&mut self, document: &Document) -> tantivy::Result<()> {
        let doc = self.docs;
        self.docs += 1;
        self.add_text(doc, document);
        for (field, coding) in &document.words {
            self.add_words(doc, *field, coding);
        }
        self.add_values(doc, &document.values)?;
        self.fast.add_document(&document.values)?;
        // Nothing is stored; what there is, is in archive.db.
        self.store.store(&TantivyDocument::default(), &self.segment.schema())?;
        Ok(())
    }

    fn add_text(&mut self, doc: u32, document: &Document) {
        let Self { text, arena, fields, .. } = self;
        let streams = &document.streams;
        let mut tokens = 0;
        let mut add = |term: u32, position: u32| {
            let term = term as usize;
            if term >= text.len() {
                text.resize(term + term / 4 + 1, Postings::default());
            }
            text[term].add(doc, position, arena);
            tokens += 1;
        };
        let mut position = 0;
        let headline = self.words.entry(fields.title).or_default();
        let mut headline_terms = Vec::new();
        for (stem, exact) in streams.title.words() {
            // A word of the headline counts twice.
            add(stem, position);
            add(stem, position);
            if let Some(exact) = exact {
                add(exact, position);
            }
            headline_terms.push(stem);
            position += 1;
        }
        position += GAP_POSITIONS as u32;
        for (stem, exact) in streams.body.words() {
            add(stem, position);
            if let Some(exact) = exact {
                add(exact, position);
            }
            position += 1;
        }
        // Its own field has stems only: the exact forms stand in the text.
        for (position, stem) in (0..).zip(&headline_terms) {
            headline.entry(*stem).or_default().add(doc, position, arena);
        }
        for (mark, position) in &streams.marks {
            let number = Mark::ALL.iter().position(|known| known == mark).expect("ALL names every mark");
            self.marks[number].add(doc, *position, arena);
        }
        let (title, marks) = (headline_terms.len() as u32, streams.marks.len() as u64);
        self.fieldnorms.record(doc, fields.text, tokens);
        self.fieldnorms.record(doc, fields.title, title);
        *self.tokens.entry(fields.text).or_default() += u64::from(tokens);
        *self.tokens.entry(fields.title).or_default() += u64::from(title);
        *self.tokens.entry(fields.bounds).or_default() += marks;
    }

    fn add_words(&mut self, doc: u32, field: Field, coding: &Coding) {
        let postings = self.words.entry(field).or_default();
        let mut tokens = 0;
        for (position, (stem, exact)) in (0..).zip(coding.words()) {
            for term in [Some(stem), exact].into_iter().flatten() {
                postings.entry(term).or_default().add(doc, position, &mut self.arena);
                tokens += 1;
            }
        }
        *self.tokens.entry(field).or_default() += tokens;
    }

    fn add_values(&mut self, doc: u32, document: &TantivyDocument) -> tantivy::Result<()> {
        for (field, value) in document.iter_fields_and_values() {
            let indexed = |text: &str, values: &mut FxHashMap<Field, FxHashMap<String, Vec<u32>>>| {
                let terms = values.entry(field).or_default();
                match terms.get_mut(text) {
                    Some(docs) if docs.last() == Some(&doc) => {}
                    Some(docs) => docs.push(doc),
                    None => {
                        terms.insert(text.to_string(), vec![doc]);
                    }
                }
            };
            match value.as_value().as_leaf() {
                Some(ReferenceValueLeaf::Str(text)) => {
                    let folded = fold_whole(text);
                    if !folded.is_empty() {
                        indexed(&folded, &mut self.values);
                        *self.tokens.entry(field).or_default() += 1;
                    }
                }
                Some(ReferenceValueLeaf::Facet(path)) => {
                    let ends = path.match_indices('\0').map(|(at, _)| at).chain([path.len()]);
                    indexed("", &mut self.values);
                    for end in ends {
                        indexed(&path[..end], &mut self.values);
                        *self.tokens.entry(field).or_default() += 1;
                    }
                    *self.tokens.entry(field).or_default() += 1;
                }
                Some(ReferenceValueLeaf::U64(row)) if field == self.fields.row => {
                    self.rows.push((*row, doc));
                    *self.tokens.entry(field).or_default() += 1;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Writes the files; returns what the index is told of them.
    pub fn finish(mut self) -> tantivy::Result<SegmentMeta> {
        let schema = self.segment.schema();
        self.fieldnorms.fill_up_to_max_doc(self.docs);
        let norms = FieldNormsSerializer::from_write(self.segment.open_write(SegmentComponent::FieldNorms)?)?;
        self.fieldnorms.serialize(norms, None)?;
        let norms = FieldNormReaders::open(self.segment.open_read(SegmentComponent::FieldNorms)?)?;
        let texts = self.vocabulary.texts();
        let mut files = InvertedIndexSerializer::open(&self.segment)?;
        for (field, entry) in schema.fields().filter(|(_, entry)| entry.is_indexed()) {
            if !self.has_terms(field) {
                continue;
            }
            let tokens = self.tokens.get(&field).copied().unwrap_or(0);
            let norms = if entry.has_fieldnorms() { norms.get_field(field)? } else { None };
            let mut to = files.new_field(field, tokens, norms)?;
            self.write_field(field, &texts, &mut to)?;
            to.close()?;
        }
        files.close()?;
        let mut columns = self.segment.open_write(SegmentComponent::FastFields)?;
        self.fast.serialize(&mut columns, None)?;
        columns.terminate()?;
        self.store.close()?;
        let meta = self.segment.with_max_doc(self.docs).meta().clone();
        meta.untrack_temp_docstore();
        Ok(meta)
    }

    fn has_terms(&self, field: Field) -> bool {
        self.tokens.get(&field).is_some_and(|tokens| *tokens > 0)
    }

    fn write_field(&self, field: Field, texts: &Texts, to: &mut FieldSerializer) -> std::io::Result<()> {
        let mut scratch = Scratch::default();
        let mut write = |terms: Vec<(&str, &Postings)>, to: &mut FieldSerializer| {
            in_order(terms).try_for_each(|(term, postings)| postings.write(term.as_bytes(), &self.arena, &mut scratch, to))
        };
        if field == self.fields.text {
            let terms = (0..).zip(&self.text).filter(|(_, postings)| !postings.is_empty());
            write(terms.map(|(term, postings)| (texts.get(term), postings)).collect(), to)
        } else if field == self.fields.bounds {
            let letters = Mark::ALL.map(|mark| mark.letter().to_string());
            let terms = letters.iter().map(String::as_str).zip(&self.marks).filter(|(_, postings)| !postings.is_empty());
            write(terms.collect(), to)
        } else if field == self.fields.row {
            let mut rows = self.rows.clone();
            rows.sort_unstable();
            rows.iter().try_for_each(|(row, doc)| write_docs(&row.to_be_bytes(), &[*doc], to))
        } else if let Some(terms) = self.words.get(&field) {
            write(terms.iter().map(|(term, postings)| (texts.get(*term), postings)).collect(), to)
        } else {
            let terms = self.values.get(&field).into_iter().flatten();
            let terms = terms.map(|(term, docs)| (term.as_str(), docs)).collect();
            in_order(terms).try_for_each(|(term, docs)| write_docs(term.as_bytes(), docs, to))
        }
    }
}

/// Sorts terms by their bytes. The first eight, as a number, settle most comparisons without a look at the text.
fn in_order<T>(mut terms: Vec<(&str, T)>) -> impl Iterator<Item = (&str, T)> {
    let opening = |term: &str| {
        let mut first = [0; 8];
        let length = term.len().min(8);
        first[..length].copy_from_slice(&term.as_bytes()[..length]);
        u64::from_be_bytes(first)
    };
    let mut order: Vec<(u64, u32)> = (0..).zip(&terms).map(|(at, (term, _))| (opening(term), at)).collect();
    order.sort_unstable_by(|(first, at), (second, other)| {
        first.cmp(second).then_with(|| terms[*at as usize].0.cmp(terms[*other as usize].0))
    });
    let mut sorted: Vec<Option<(&str, T)>> = terms.drain(..).map(Some).collect();
    order.into_iter().map(move |(_, at)| sorted[at as usize].take().expect("each stands in the order once"))
}

fn write_docs(term: &[u8], docs: &[u32], to: &mut FieldSerializer) -> std::io::Result<()> {
    to.new_term(term, 0, false)?;
    docs.iter().for_each(|doc| to.write_doc(*doc, 0, &[]));
    to.close_term()
}
