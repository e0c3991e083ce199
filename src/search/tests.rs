//! An index in memory, for tests of queries and marks.

use super::columns::Columns;
use crate::analysis::{Analyzer, Language};
use crate::article::Article;
use crate::index::{Document, Fields, IndexedArticle, IndexedNames, add_identity, document, in_memory};
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
        let schema = crate::index::schema();
        let fields = Fields::new(&schema);
        let mut analyzer = Analyzer::new();
        let documents = (0..).zip(articles).map(|(row, article)| {
            let indexed = IndexedArticle { file: "", article, names: &IndexedNames::default() };
            let mut document = document(&fields, &mut analyzer, &indexed);
            add_identity(&mut document, &fields, row, &format!("{row:x}"));
            document
        });
        let documents: Vec<Document> = documents.collect();
        let index = in_memory(documents.chunks(size));
        TestIndex { fields, searcher: index.reader().expect("a reader").searcher(), columns: Columns::default() }
    }

    pub fn compile(&self, query: &str) -> Compiled {
        self.compile_query(&parse(query).unwrap_or_else(|error| panic!("{error}")))
    }

    pub fn compile_query(&self, query: &Query) -> Compiled {
        self.compile_in(query, &[Language::ENGLISH])
    }

    /// Compiles a query as for an archive with articles in these languages.
    pub fn compile_in(&self, query: &Query, languages: &[Language]) -> Compiled {
        let context = Context { fields: self.fields, searcher: &self.searcher, languages, names: &NoNames, reach: Reach::About };
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
