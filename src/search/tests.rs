//! An index in memory, for tests of queries and marks.

use super::columns::Columns;
use crate::analysis::{Analyzer, Language};
use crate::article::Article;
use crate::index::{Fields, IndexedArticle, IndexedNames, document, in_memory};
use crate::query::compile::{Compiled, Context, Reach, ResolveNames, compile};
use crate::query::{Kind, Query, parse};
use tantivy::schema::Facet;

pub struct TestIndex {
    pub fields: Fields,
    pub searcher: tantivy::Searcher,
    pub columns: Columns,
}

impl TestIndex {
    /// Indexes articles, whose rows are their numbers.
    pub fn of(articles: &[Article]) -> TestIndex {
        Self::in_segments(articles, usize::MAX)
    }

    /// Indexes articles, so many to a segment.
    pub fn in_segments(articles: &[Article], size: usize) -> TestIndex {
        let index = in_memory();
        let fields = Fields::new(&index.schema());
        let mut writer: tantivy::IndexWriter = index.writer_with_num_threads(1, 15_000_000).expect("memory for a writer");
        writer.set_merge_policy(Box::new(tantivy::indexer::NoMergePolicy));
        let mut analyzer = Analyzer::new();
        for (row, article) in articles.iter().enumerate() {
            let indexed = IndexedArticle { article, names: &IndexedNames::default() };
            let (mut document, _) = document(&fields, &mut analyzer, &indexed);
            document.add_u64(fields.row, row as u64);
            document.add_u64(fields.order, row as u64);
            writer.add_document(document).expect("room for a document");
            if (row + 1) % size == 0 {
                writer.commit().expect("room for a segment");
            }
        }
        writer.commit().expect("room for a segment");
        TestIndex { fields, searcher: index.reader().expect("a reader").searcher(), columns: Columns::default() }
    }

    pub fn compile(&self, query: &str) -> Compiled {
        self.compile_query(&parse(query).unwrap_or_else(|error| panic!("{error}")))
    }

    pub fn compile_query(&self, query: &Query) -> Compiled {
        let context = Context {
            fields: self.fields,
            searcher: &self.searcher,
            languages: &[Language::ENGLISH],
            names: &NoNames,
            reach: Reach::About,
        };
        compile(query, &context).unwrap_or_else(|(_, fault)| panic!("{fault}"))
    }
}

struct NoNames;

impl ResolveNames for NoNames {
    fn facets(&self, _: Kind, _: &str) -> Result<Vec<Facet>, String> {
        Ok(Vec::new())
    }

    fn rows(&self, _: &str) -> Vec<u64> {
        Vec::new()
    }
}
