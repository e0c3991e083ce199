//! BM25 with the parameters of tantivy, and with ours.
//!
//! S. Robertson, H. Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond. Foundations and Trends in Information Retrieval 3(4),
//! 2009, pages 352-363.

use crate::query::compile::Scored;
use std::collections::BTreeMap;
use std::sync::Arc;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

const K1: f64 = 1.2;
/// tantivy's, which cannot be set.
const COARSE_B: f64 = 0.75;
/// Long articles are held back more: measured on TIME, where it is worth a point, and on headlines, where it makes no difference.
const FINE_B: f64 = 0.9;

/// What a word is worth in articles of each length.
pub struct Similarity {
    rarity: f64,
    lengths: Arc<Lengths>,
}

/// `k1 * (1 - b + b * length / average)` for each length that a field norm can stand for.
struct Lengths {
    coarse: [f64; 256],
    fine: [f64; 256],
}

impl Similarity {
    pub fn coarse(&self, count: u32, norm: u8) -> f64 {
        self.saturated(count, self.lengths.coarse[usize::from(norm)])
    }

    pub fn fine(&self, count: u32, norm: u8) -> f64 {
        self.saturated(count, self.lengths.fine[usize::from(norm)])
    }

    fn saturated(&self, count: u32, length: f64) -> f64 {
        let count = f64::from(count);
        self.rarity * (K1 + 1.0) * count / (count + length)
    }
}

/// Those of a query's words.
pub struct Similarities(Vec<(Term, Arc<Similarity>)>);

impl Similarities {
    pub fn new(scored: &Scored, searcher: &Searcher) -> tantivy::Result<Similarities> {
        let mut terms = Vec::new();
        scored.each_word(&mut |term| terms.push(term));
        let articles = searcher.total_num_docs()?;
        let mut lengths: BTreeMap<Field, Arc<Lengths>> = BTreeMap::new();
        let mut similarities: Vec<(Term, Arc<Similarity>)> = Vec::new();
        for term in terms {
            let field = term.field();
            let lengths = match lengths.get(&field) {
                Some(lengths) => lengths.clone(),
                None => {
                    let average = searcher.total_num_tokens(field)? as f64 / articles.max(1) as f64;
                    lengths.entry(field).or_insert(Arc::new(Lengths::new(average))).clone()
                }
            };
            let count = Searcher::doc_freq(searcher, term)?.min(articles) as f64;
            let rarity = (1.0 + (articles as f64 - count + 0.5) / (count + 0.5)).ln();
            similarities.push((term.clone(), Arc::new(Similarity { rarity, lengths })));
        }
        Ok(Similarities(similarities))
    }

    pub fn of(&self, term: &Term) -> Arc<Similarity> {
        let found = self.0.iter().find(|(known, _)| known == term);
        found.map(|(_, similarity)| similarity.clone()).expect("the words are those of the same query")
    }
}

impl Lengths {
    fn new(average: f64) -> Lengths {
        let lengths = |b: f64| {
            std::array::from_fn(|norm| {
                let length = f64::from(FieldNormReader::id_to_fieldnorm(norm as u8));
                K1 * (1.0 - b + b * length / average.max(1.0))
            })
        };
        Lengths { coarse: lengths(COARSE_B), fine: lengths(FINE_B) }
    }
}
