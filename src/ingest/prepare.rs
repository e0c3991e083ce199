//! The workers: records are parsed, enriched, analysed and made into documents.

use super::IngestConfig;
use super::names::{Facets, lists};
use super::read::{Input, Step, Work};
use crate::analysis::{Analyzer, Lexicon};
use crate::archive::InputState;
use crate::article::{Format, Parsed, Source, Withdrawal};
use crate::authority::ledger::Ledger;
use crate::corpus::{Fault, Member, Record};
use crate::enrich::{EnrichedArticle, enrich};
use crate::index::{Document, Fields, IndexedArticle, document};
use crossbeam_channel::{Receiver, Sender};
use std::borrow::Cow;
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
    pub withdrawals: Vec<Withdrawal>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// Of the files in the file that are no articles: why each was passed over.
    pub skipped: Vec<String>,
    /// What records hold instead of articles.
    pub not_articles: Vec<String>,
    pub records: u64,
    pub bytes: u64,
    pub is_first: bool,
    pub is_last: bool,
}

/// What could not be read.
#[derive(Debug, Clone)]
pub enum Problem {
    OfFile(Fault),
    /// The record of that number, from 0, of these.
    OfRecord(u64, String),
}

pub struct PreparedArticle {
    pub enriched: EnrichedArticle,
    /// The file in the file that it is from.
    pub member: Option<Arc<Member>>,
    /// Whether its record holds others.
    pub is_one_of_many: bool,
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
                    withdrawals: Vec::new(),
                    problems: chunk.problems.into_iter().map(Problem::OfFile).collect(),
                    skipped: chunk.skipped,
                    not_articles: Vec::new(),
                    records: chunk.records.len() as u64,
                    bytes: chunk.bytes.len() as u64,
                    is_first,
                    is_last: chunk.is_last,
                };
                for (number, record) in chunk.records.iter().enumerate() {
                    worker.prepare_record(record, &chunk.bytes[record.range.clone()], &input.path, number as u64, &mut prepared);
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
    fn prepare_record(&mut self, record: &Record, bytes: &[u8], path: &str, number: u64, prepared: &mut PreparedRecords) {
        let member = record.member.as_deref();
        let path = &*member.map_or(Cow::Borrowed(path), |member| Cow::Owned(format!("{path}/{}", member.path)));
        let fetched = member.and_then(|member| member.fetched);
        let read_on = fetched.map_or(self.config.read_on, |fetched| fetched.min(self.config.read_on));
        let url = member.and_then(|member| member.url.as_deref());
        let parsed = parse_safely(record.format, bytes, &Source { path, read_on, url });
        prepared.problems.extend(parsed.problems.into_iter().map(|problem| match member {
            Some(member) => Problem::OfFile(Fault::new(&member.path, problem.0)),
            None => Problem::OfRecord(number, problem.0),
        }));
        prepared.withdrawals.extend(parsed.withdrawals);
        prepared.not_articles.extend(parsed.not_articles);
        let is_one_of_many = parsed.articles.len() > 1;
        for mut article in parsed.articles {
            if article.url.is_none() {
                article.url = url.map(str::to_string);
            }
            let enriched = enrich(article, lists(self.ledger), self.config.names);
            let names = self.facets.of(&enriched.names.names);
            let indexed = IndexedArticle { file: path, article: &enriched.article, names: &names };
            let document = document(self.fields, &mut self.analyzer, &indexed);
            prepared.articles.push(PreparedArticle { enriched, document, member: record.member.clone(), is_one_of_many });
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
