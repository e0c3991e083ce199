//! A segment of ours beside one that tantivy's writer makes of the same terms.

use super::document::{Document, IndexedArticle, IndexedNames, add_identity, document};
use super::{Fields, fields, in_memory};
use crate::analysis::{Analyzer, Coding, GAP_POSITIONS, SURFACE, Streams, Texts, fold_whole};
use crate::article::Article;
use crate::authority::Kind;
use crate::index::facet_of;
use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::tokenizer::{PreTokenizedString, RawTokenizer, SimpleTokenizer, TextAnalyzer, Token};
use tantivy::{DocSet, Index, SegmentReader, TERMINATED, TantivyDocument};

#[test]
fn a_segment_holds_what_tantivys_own_writer_makes_of_the_same_terms() {
    let fields = Fields::new(&fields::schema());
    let mut analyzer = Analyzer::new();
    let documents: Vec<Document> = (1..200).map(|number| numbered_document(&fields, &mut analyzer, number)).collect();
    let ours = in_memory([documents.as_slice()]);
    let theirs = made_by_tantivy(&fields, &documents);
    let [ours, theirs] = [&ours, &theirs].map(|index| index.reader().expect("a reader").searcher());
    let [ours, theirs] = [ours.segment_reader(0), theirs.segment_reader(0)];
    for (field, entry) in ours.schema().fields().filter(|(_, entry)| entry.is_indexed()) {
        let name = entry.name();
        let terms = terms_of(ours, field);
        assert!(!terms.is_empty(), "{name} has terms");
        assert_eq!(terms, terms_of(theirs, field), "{name}");
        let tokens = |reader: &SegmentReader| reader.inverted_index(field).expect("an index").total_num_tokens();
        assert_eq!(tokens(ours), tokens(theirs), "{name}");
        if entry.has_fieldnorms() {
            let lengths = |reader: &SegmentReader| {
                let norms = reader.get_fieldnorms_reader(field).expect("field norms");
                (0..reader.max_doc()).map(|doc| norms.fieldnorm_id(doc)).collect::<Vec<_>>()
            };
            assert_eq!(lengths(ours), lengths(theirs), "{name}");
        }
    }
    for name in ["row", "order", "words"] {
        let column = |reader: &SegmentReader| {
            let column = reader.fast_fields().u64(name).expect("a column");
            (0..reader.max_doc()).map(|doc| column.first(doc)).collect::<Vec<_>>()
        };
        assert_eq!(column(ours), column(theirs), "{name}");
    }
}

/// Returns an article of which no two numbers make the same one.
fn numbered_document(fields: &Fields, analyzer: &mut Analyzer, number: u64) -> Document {
    let some = |text: String| Some(text);
    let article = Article {
        title: format!("Oil prices of {}", number % 7),
        body: format!(
            "Buses {number} left. NATO's stories number {}.\n\nAleppo fell {}",
            number % 13,
            "again ".repeat(number as usize % 300)
        ),
        byline: some(format!("By Writer{}", number % 5)),
        dateline: some("WASHINGTON, March 1".to_string()),
        section: some("World Reports".to_string()),
        source: some(format!("The Courier No. {}", number % 3)),
        language: some("en".to_string()),
        topics: vec!["Crude Oil".to_string(), format!("topic {}", number % 4)],
        ..Article::default()
    };
    let mut names = IndexedNames::default();
    for (at, kind) in Kind::ALL.into_iter().enumerate() {
        let country = format!("country{}", number as usize % (at + 2));
        names.add(kind, facet_of([country.as_str(), "city"]), true);
        names.add(kind, facet_of([country.as_str(), "suburb"]), false);
        names.add(kind, facet_of(["other"]), false);
    }
    let indexed = IndexedArticle { file: "news/1987/prices.jsonl", article: &article, names: &names };
    let mut document = document(fields, analyzer, &indexed);
    add_identity(&mut document, fields, number, &format!("{number:x}"));
    document
}

/// Indexes the same terms by tantivy's own writer, to which they are given cut.
fn made_by_tantivy(fields: &Fields, documents: &[Document]) -> Index {
    let index = Index::create_in_ram(fields::schema());
    for name in ["stream", "bounds"] {
        index.tokenizers().register(name, TextAnalyzer::from(SimpleTokenizer::default()));
    }
    index.tokenizers().register("whole", TextAnalyzer::from(RawTokenizer::default()));
    let mut writer: tantivy::IndexWriter = index.writer_with_num_threads(1, 15_000_000).expect("memory for a writer");
    for document in documents {
        let texts = document.vocabulary.texts();
        let mut cut = TantivyDocument::default();
        for (field, value) in document.values.field_values() {
            // The raw tokenizer does not fold; what is a column as well is compared as a term alone.
            match value.as_str() {
                Some(text) => cut.add_text(field, fold_whole(text)),
                None => cut.add_field_value(field, value),
            }
        }
        cut.add_pre_tokenized_text(fields.text, cut_text(&document.streams, &texts));
        cut.add_pre_tokenized_text(fields.title, cut_headline(&document.streams.title, &texts));
        let marks = document.streams.marks.iter().map(|(mark, position)| token(&mark.letter().to_string(), *position as usize));
        cut.add_pre_tokenized_text(fields.bounds, tokens(marks.collect()));
        for (field, coding) in &document.words {
            cut.add_pre_tokenized_text(*field, tokens(cut_words(coding, &texts, 0, 1)));
        }
        writer.add_document(cut).expect("room for a document");
    }
    writer.commit().expect("room for a segment");
    index
}

fn cut_text(streams: &Streams, texts: &Texts) -> PreTokenizedString {
    let mut cut = cut_words(&streams.title, texts, 0, 2);
    let first_of_body = streams.title.words().count() + GAP_POSITIONS;
    cut.extend(cut_words(&streams.body, texts, first_of_body, 1));
    tokens(cut)
}

fn cut_headline(title: &Coding, texts: &Texts) -> PreTokenizedString {
    let all = cut_words(title, texts, 0, 1);
    tokens(all.into_iter().filter(|token| !token.text.contains(SURFACE)).collect())
}

/// Each stem so many times, and its exact term behind it.
fn cut_words(coding: &Coding, texts: &Texts, first: usize, times: usize) -> Vec<Token> {
    let words = (first..).zip(coding.words());
    let cut = words.flat_map(|(position, (stem, exact))| {
        std::iter::repeat_n(stem, times).chain(exact).map(move |term| token(texts.get(term), position))
    });
    cut.collect()
}

fn token(text: &str, position: usize) -> Token {
    Token { text: text.to_string(), position, ..Token::default() }
}

fn tokens(tokens: Vec<Token>) -> PreTokenizedString {
    PreTokenizedString { text: String::new(), tokens }
}

/// A document, how often a term is in it, and where.
type Occurrences = (u32, u32, Vec<u32>);

/// Every term of a field with its documents and positions.
fn terms_of(reader: &SegmentReader, field: Field) -> Vec<(Vec<u8>, Vec<Occurrences>)> {
    let index = reader.inverted_index(field).expect("an index");
    let mut terms = Vec::new();
    let mut stream = index.terms().stream().expect("terms");
    while stream.advance() {
        let option = IndexRecordOption::WithFreqsAndPositions;
        let mut postings = index.read_postings_from_terminfo(stream.value(), option).expect("postings");
        let mut docs = Vec::new();
        let mut positions = Vec::new();
        while postings.doc() != TERMINATED {
            postings.positions(&mut positions);
            docs.push((postings.doc(), postings.term_freq(), positions.clone()));
            postings.advance();
        }
        terms.push((stream.key().to_vec(), docs));
    }
    terms
}
