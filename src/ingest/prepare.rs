//! The workers: records are parsed, enriched, analysed and made into documents.

use super::IngestConfig;
use super::names::{Facets, lists};
use super::read::{Input, Step, Work};
use crate::analysis::{Analyzer, Lexicon};
use crate::archive::InputState;
use crate::article::{Format, Parsed, Source};
use crate::authority::ledger::Ledger;
use crate::enrich::{EnrichedArticle, enrich};
use crate::index::{Document, Fields, IndexedArticle, document};
use crossbeam_channel::{Receiver, Sender};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// A step that is ready to be written.
pub struct Prepared {
    pub sequence: u64,
    pub weight: usize,
    pub input: Arc<Input>,
    pub outcome: Outcome,
}

pub enum Outcome {
    Unchanged,
    Touched,
    Noted { state: InputState, reason: String },
    Articles(PreparedRecords),
}

/// Some articles of a file.
pub struct PreparedRecords {
    pub articles: Vec<PreparedArticle>,
    /// What could not be read, and in which of these records.
    pub problems: Vec<(Option<u64>, String)>,
    pub records: u64,
    pub bytes: u64,
    pub is_first: bool,
    pub is_last: bool,
}

pub struct PreparedArticle {
    pub enriched: EnrichedArticle,
    /// Without row and id, which are known when it is written.
    pub document: Document,
}

/// Prepares steps until there are no more.
pub fn prepare(
    config: &IngestConfig,
    ledger: &Arc<Ledger>,
    fields: &Fields,
    lexicon: Lexicon,
    work: Receiver<Work>,
    done: Sender<Prepared>,
) {
    let facets = Facets::new(ledger.clone());
    let mut worker = Worker { config, fields, ledger, analyzer: Analyzer::sharing(lexicon), facets };
    for Work { sequence, weight, input, step } in work {
        let outcome = match step {
            Step::Unchanged => Outcome::Unchanged,
            Step::Touched => Outcome::Touched,
            Step::Noted { state, reason } => Outcome::Noted { state, reason },
            Step::Records { chunk, is_first } => {
                let mut prepared = PreparedRecords {
                    articles: Vec::with_capacity(chunk.records.len()),
                    problems: chunk.problems.into_iter().map(|problem| (None, problem)).collect(),
                    records: chunk.records.len() as u64,
                    bytes: chunk.bytes.len() as u64,
                    is_first,
                    is_last: chunk.is_last,
                };
                let format = input.format.expect("records come from a file whose format is known");
                for (number, record) in chunk.records.iter().enumerate() {
                    worker.prepare_record(format, &chunk.bytes[record.clone()], &input.path, number as u64, &mut prepared);
                }
                Outcome::Articles(prepared)
            }
        };
        if done.send(Prepared { sequence, weight, input, outcome }).is_err() {
            return;
        }
    }
}

struct Worker<'a> {
    config: &'a IngestConfig,
    fields: &'a Fields,
    ledger: &'a Ledger,
    analyzer: Analyzer,
    facets: Facets,
}

impl Worker<'_> {
    fn prepare_record(&mut self, format: &Format, bytes: &[u8], path: &str, number: u64, prepared: &mut PreparedRecords) {
        let parsed = parse_safely(format, bytes, &Source { path, read_on: self.config.read_on });
        prepared.problems.extend(parsed.problems.into_iter().map(|problem| (Some(number), problem.0)));
        for article in parsed.articles {
            let enriched = enrich(article, lists(self.ledger), self.config.names);
            let names = self.facets.of(&enriched.names.names);
            let indexed = IndexedArticle { file: path, article: &enriched.article, names: &names };
            let document = document(self.fields, &mut self.analyzer, &indexed);
            prepared.articles.push(PreparedArticle { enriched, document });
        }
    }
}

/// Parses a record; a panic in a reader, or in a crate that it uses, costs that one record and not the run.
fn parse_safely(format: &Format, bytes: &[u8], source: &Source) -> Parsed {
    let parse = format.parse;
    catch_unwind(AssertUnwindSafe(|| parse(bytes, source))).unwrap_or_else(|_| {
        Parsed::problem(format!(
            "the reader for {} broke down on it, which is a fault of dateline; please report it",
            format.name
        ))
    })
}
