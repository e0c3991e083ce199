//! Compiles a [`Query`] to a tantivy query.

mod cursors;
mod expand;
mod leads;
mod scored;
mod scorer;
mod unscored;

pub use expand::{knows_word, nearest_words};
pub use scored::Scored;
pub use scorer::{Effort, MAX_EFFORT, Program, SpanQuery};
pub use unscored::Unscored;

use super::pattern::{Matcher, has_wildcard, pieces};
use super::spans::{CaseRule, Forms, Group, Leaf, MAX_PAIRS, Spans, Stretch};
use super::{DayRange, Form, Kind, Pattern, PatternKind, PresentField, Query, TextField, ValueField, Words};
use crate::analysis::{Case, Language, fold, fold_whole, words};
use crate::index::{Fields, day_number};
use expand::{grow, surfaces};
use std::ops::Bound;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tantivy::Term;
use tantivy::query::{AllQuery, BooleanQuery, BoostQuery, Occur, Query as TantivyQuery, RangeQuery, TermQuery, TermSetQuery};
use tantivy::schema::{Facet, Field, IndexRecordOption};

/// What a compilation needs to know of the archive.
pub struct Context<'a> {
    pub fields: Fields,
    /// The words that there are.
    pub searcher: &'a tantivy::Searcher,
    /// The languages of the archive's articles: a word is looked for under its stem in each.
    pub languages: &'a [Language],
    /// Turns a place or organization into its facets.
    pub names: &'a dyn ResolveNames,
    pub reach: Reach,
}

/// Which of an article's names count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// Those that it is about.
    #[default]
    About,
    /// All that it mentions.
    Mentioned,
}

/// Finds what a user means by a name.
pub trait ResolveNames {
    /// Returns the facets of a name, any of which will do.
    ///
    /// # Errors
    ///
    /// A name that is not known, in words that suggest the nearest known ones.
    fn facets(&self, field: Kind, name: &str) -> Result<Vec<Facet>, String>;

    /// Returns the rows of the articles with an id, a path or a guid.
    fn rows(&self, id: &str) -> Vec<u64>;
}

/// A query that is ready to run.
pub struct Compiled {
    pub query: Box<dyn TantivyQuery>,
    /// The same for one article's text, in which matches are to be marked.
    pub clause: Clause,
    /// What ranks the articles that it finds, `None` where nothing does.
    pub scored: Option<Scored>,
    /// Clauses that cannot match, and patterns that grew too far, in words.
    pub warnings: Vec<String>,
    /// Patterns, and how many words each grew into.
    pub grown: Vec<(String, usize)>,
    effort: Arc<Effort>,
}

impl Compiled {
    /// Returns what the query will have cost once it has run.
    pub fn effort(&self) -> Arc<Effort> {
        self.effort.clone()
    }

    /// Returns what is to be said once the query has run.
    pub fn warning_after(&self) -> Option<String> {
        self.effort.warning()
    }
}

impl Effort {
    /// Returns what is to be said of a query that cost too much.
    pub fn warning(&self) -> Option<String> {
        if self.pairs.load(Ordering::Relaxed) > MAX_EFFORT {
            return Some(
                "words are near each other in too many ways; some articles were not looked at, so ask more narrowly".to_string(),
            );
        }
        let was_cut = self.was_cut.load(Ordering::Relaxed);
        was_cut.then(|| {
            format!("in some article words can be near each other in more than {MAX_PAIRS} ways; the first were looked at")
        })
    }
}

/// What made an article match, down to where its words are looked for.
pub enum Clause {
    /// Words of headline and body.
    Text(Arc<Program>),
    All(Vec<Clause>),
    Any(Vec<Clause>),
    Not(Box<Clause>),
    /// Something beside the text, which the index alone knows.
    Other(Box<dyn TantivyQuery>),
}

/// Patterns of one query grow into at most so many words together.
const MAX_GROWN: usize = 10_000;

/// Compiles a query.
///
/// # Errors
///
/// A name that is not known: its column and what to say of it.
pub fn compile(query: &Query, context: &Context) -> Result<Compiled, (usize, String)> {
    let mut compiler = Compiler { context, warnings: Vec::new(), grown: Vec::new(), effort: Arc::default() };
    let Part { query, clause, scored } = compiler.part(query)?;
    let Compiler { warnings, grown, effort, .. } = compiler;
    Ok(Compiled { query, clause, scored: scored.of_found(), warnings, grown, effort })
}

/// Returns what typed words may stand as in the index: their stems in a row, one row for each language that reads them differently.
///
/// One typed word may be several words: `al-Nusra`. All rows are equally long.
pub fn readings(text: &str, languages: &[Language]) -> Vec<Vec<String>> {
    let surfaces: Vec<_> = words(text).map(|word| fold(&text[word.start..word.end])).collect();
    let mut readings: Vec<Vec<String>> = Vec::new();
    for language in languages {
        let reading: Vec<String> = surfaces.iter().map(|surface| language.stem(surface).into_owned()).collect();
        if !readings.contains(&reading) {
            readings.push(reading);
        }
    }
    readings
}

struct Compiler<'a> {
    context: &'a Context<'a>,
    warnings: Vec<String>,
    grown: Vec<(String, usize)>,
    effort: Arc<Effort>,
}

/// A part of a query, for all articles and for one.
struct Part {
    query: Box<dyn TantivyQuery>,
    clause: Clause,
    scored: Scored,
}

type Compilation<T> = Result<T, (usize, String)>;

impl Compiler<'_> {
    fn part(&mut self, query: &Query) -> Compilation<Part> {
        let other = |query: Box<dyn TantivyQuery>| Part {
            clause: Clause::Other(query.box_clone()),
            scored: Scored::Filter(query.box_clone()),
            query,
        };
        Ok(match query {
            Query::Everything => other(Box::new(AllQuery)),
            Query::And(parts) => self.conjunction(parts)?,
            Query::Or(parts) => {
                let parts = self.with_words(parts).into_iter().map(|part| self.part(part)).collect::<Compilation<Vec<_>>>()?;
                let (mut queries, mut clauses, mut scored) = (Vec::new(), Vec::new(), Vec::new());
                for part in parts {
                    queries.push((Occur::Should, part.query));
                    clauses.push(part.clause);
                    scored.push(part.scored);
                }
                let query = Box::new(BooleanQuery::new(flat(queries)));
                Part { query, clause: Clause::Any(clauses), scored: Scored::Any(scored) }
            }
            Query::Not(part) => {
                let Part { query, clause, scored } = self.part(part)?;
                Part {
                    query: except(vec![(Occur::MustNot, query)]),
                    clause: Clause::Not(Box::new(clause)),
                    scored: Scored::Not(Box::new(scored)),
                }
            }
            Query::Words(words) => self.words(query, words)?,
            Query::Pattern(_) | Query::Near(_) | Query::AtLeast { .. } => {
                let program = self.program(query)?;
                self.matched(query, program)
            }
            Query::Boost { part, boost } => {
                let Part { query, clause, scored } = self.part(part)?;
                let factor = boost.factor();
                Part { query: Box::new(BoostQuery::new(query, factor)), clause, scored: scored.boosted(factor) }
            }
            Query::Value { field, value } => other(self.value(*field, value)),
            Query::Name { field, name, column } => {
                let facets = self.context.names.facets(*field, name).map_err(|message| (column.0, message))?;
                other(self.names(*field, &facets))
            }
            Query::Date(days) => other(self.days(*days)),
            Query::WordCount { from, to } => {
                let field = self.context.fields.words;
                let bound = |count: &u64| Bound::Included(Term::from_field_u64(field, *count));
                other(unscored(Box::new(RangeQuery::new(bound(from), bound(to)))))
            }
            Query::Present(field) => other(self.present(*field)),
        })
    }

    fn conjunction(&mut self, parts: &[Query]) -> Compilation<Part> {
        let mut queries: Vec<(Occur, Box<dyn TantivyQuery>)> = Vec::new();
        let mut clauses = Vec::new();
        let mut all = Vec::new();
        for part in self.with_words(parts) {
            let (occur, inner) = match part {
                Query::Not(inner) => (Occur::MustNot, inner.as_ref()),
                other => (Occur::Must, other),
            };
            let Part { query, clause, scored } = self.part(inner)?;
            queries.push((occur, query));
            let is_wanted = occur == Occur::Must;
            clauses.push(if is_wanted { clause } else { Clause::Not(Box::new(clause)) });
            all.push(if is_wanted { scored } else { Scored::Not(Box::new(scored)) });
        }
        let is_all_negative = queries.iter().all(|(occur, _)| *occur == Occur::MustNot);
        let query = if is_all_negative { except(queries) } else { Box::new(BooleanQuery::new(queries)) };
        Ok(Part { query, clause: Clause::All(clauses), scored: Scored::All(all) })
    }

    /// Returns the parts that can match: a dash or an ampersand that stands among words is no word, and is left out with a warning.
    fn with_words<'q>(&mut self, parts: &'q [Query]) -> Vec<&'q Query> {
        let is_bare = |part: &&Query| matches!(part, Query::Words(typed) if typed.form == Form::Typed && words(&typed.text).next().is_none());
        let (bare, kept): (Vec<&Query>, Vec<&Query>) = parts.iter().partition(is_bare);
        if kept.is_empty() {
            return bare;
        }
        self.warnings.extend(bare.iter().map(|part| format!("{part} is no word and was left out")));
        kept
    }

    /// A word whose places do not matter is tantivy's own query, which it prunes.
    fn words(&mut self, query: &Query, words: &Words) -> Compilation<Part> {
        let field = self.context.fields.text_field(words.field);
        let program = self.program(query)?;
        let is_plain = matches!(words.form, Form::Typed | Form::Quoted)
            && !matches!(words.field, TextField::Lead | TextField::Body)
            && lone_character(&words.text).is_none();
        let readings = self.known_readings(&words.text, field)?;
        if !is_plain || readings.first().is_none_or(Vec::is_empty) {
            return Ok(self.matched(query, program));
        }
        if readings[0].len() > 1 {
            return Ok(self.matched(query, program));
        }
        let terms = readings.iter().map(|reading| Term::from_field_text(field, &reading[0]));
        let one = |term: Term| -> Box<dyn TantivyQuery> { Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) };
        let tantivy_query = match readings.len() {
            1 => one(terms.clone().next().expect("there is one")),
            _ => Box::new(BooleanQuery::new(terms.clone().map(|term| (Occur::Should, one(term))).collect())),
        };
        let shown = query.to_string();
        let scored = Scored::Any(terms.map(|term| Scored::Word { term, shown: shown.clone(), times: 1.0 }).collect());
        Ok(Part { query: tantivy_query, clause: self.matched(query, program).clause, scored })
    }

    /// Returns the readings of which a field has all words; the first where there are none.
    ///
    /// A single French article in a million of English ones gave most words a second stem that no article has: what two words match can be
    /// found by pruning, three could not.
    fn known_readings(&self, text: &str, field: Field) -> Compilation<Vec<Vec<String>>> {
        let mut all = readings(text, self.context.languages);
        if all.len() < 2 {
            return Ok(all);
        }
        let mut known = Vec::with_capacity(all.len());
        for reading in &all {
            known.push(self.knows_all(reading, field).map_err(failed)?);
        }
        known[0] |= known.iter().all(|known| !known);
        let mut known = known.into_iter();
        all.retain(|_| known.next().unwrap_or(true));
        Ok(all)
    }

    fn knows_all(&self, words: &[String], field: Field) -> tantivy::Result<bool> {
        for word in words {
            if self.context.searcher.doc_freq(&Term::from_field_text(field, word))? == 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn matched(&self, query: &Query, program: Program) -> Part {
        let shown = query.to_string();
        let is_of_article = program.field == self.context.fields.text;
        let program = Arc::new(program);
        let query = SpanQuery { program: program.clone(), effort: self.effort.clone() };
        let clause = if is_of_article { Clause::Text(program) } else { Clause::Other(Box::new(query.clone())) };
        let scored = Scored::Spans { query: query.clone(), shown, times: 1.0 };
        Part { query: Box::new(query), clause, scored }
    }

    /// Returns the program of words, patterns and what is near; the parser saw to it that they are in one text.
    fn program(&mut self, query: &Query) -> Compilation<Program> {
        let field = self.context.fields.text_field(text_of(query).whole());
        let mut leaves = Vec::new();
        let spans = self.spans(query, field, &mut leaves)?;
        let bounds = (field == self.context.fields.text).then_some(self.context.fields.bounds);
        Ok(Program { field, bounds, spans, leaves })
    }

    fn spans(&mut self, query: &Query, field: Field, leaves: &mut Vec<Leaf>) -> Compilation<Spans> {
        let within = |text: TextField, spans: Spans| match Stretch::of(text) {
            Some(stretch) => Spans::In(stretch, Box::new(spans)),
            None => spans,
        };
        Ok(match query {
            Query::Words(words) => within(words.field, self.spans_of_words(words, field, leaves)?),
            Query::Pattern(pattern) => within(pattern.field, self.spans_of_pattern(pattern, query, field, leaves)?),
            Query::Near(near) => Spans::Near {
                left: Box::new(self.spans(&near.left, field, leaves)?),
                how: near.how,
                is_negated: near.is_negated,
                right: Box::new(self.spans(&near.right, field, leaves)?),
            },
            Query::AtLeast { count, part } => Spans::AtLeast(*count, Box::new(self.spans(part, field, leaves)?)),
            Query::Or(parts) => {
                Spans::Any(parts.iter().map(|part| self.spans(part, field, leaves)).collect::<Compilation<Vec<_>>>()?)
            }
            other => return Err((0, format!("{other} has no place among the words"))),
        })
    }

    fn spans_of_words(&mut self, typed: &Words, field: Field, leaves: &mut Vec<Leaf>) -> Compilation<Spans> {
        let languages = self.context.languages;
        let readings = self.known_readings(&typed.text, field)?;
        if readings.first().is_none_or(Vec::is_empty) {
            self.warnings.push(format!("{:?} holds no word and matches nothing", typed.text));
            return Ok(Spans::Any(Vec::new()));
        }
        if let Some(character) = lone_character(&typed.text) {
            let matcher = Matcher::new(PatternKind::Regex, &format!("{character}.?|.{character}")).map_err(|fault| (0, fault))?;
            let grown = grow(self.context.searcher, field, &matcher, MAX_GROWN).map_err(failed)?;
            return Ok(one_word(grown.groups, CaseRule::Any, Some(character), leaves));
        }
        let is_exact = matches!(typed.form, Form::Exact | Form::ExactCase);
        if !is_exact {
            let mut spans = readings.into_iter().map(|reading| {
                let from = leaves.len();
                leaves.extend(reading.into_iter().map(|stem| all_forms([stem])));
                phrase_of(from..leaves.len())
            });
            let first = spans.next().expect("there is a reading");
            let others: Vec<Spans> = spans.collect();
            return Ok(if others.is_empty() { first } else { Spans::Any([first].into_iter().chain(others).collect()) });
        }
        let knows_case = field == self.context.fields.text;
        if typed.form == Form::ExactCase && !knows_case {
            self.warnings.push(format!("{:?} is compared in any case: capitals are kept of headline and body only", typed.text));
        }
        let from = leaves.len();
        for word in words(&typed.text) {
            let word = &typed.text[word.start..word.end];
            let surface = fold(word).into_owned();
            let mut groups: Vec<Group> = Vec::new();
            for language in languages {
                let stem = language.stem(&surface).into_owned();
                if groups.iter().any(|group| group.stem == stem) {
                    continue;
                }
                let forms = if stem == surface {
                    Forms::Except(surfaces(self.context.searcher, field, &stem).map_err(failed)?)
                } else {
                    Forms::Only(vec![surface.clone()])
                };
                groups.push(Group { stem, forms });
            }
            let case = if typed.form == Form::ExactCase && knows_case { CaseRule::Is(Case::of(word)) } else { CaseRule::Any };
            leaves.push(Leaf { groups, case, part: None });
        }
        Ok(phrase_of(from..leaves.len()))
    }

    fn spans_of_pattern(&mut self, pattern: &Pattern, shown: &Query, field: Field, leaves: &mut Vec<Leaf>) -> Compilation<Spans> {
        let pieces = if pattern.kind == PatternKind::Wildcard { pieces(&pattern.text) } else { vec![pattern.text.as_str()] };
        let from = leaves.len();
        for piece in pieces {
            if pattern.kind == PatternKind::Wildcard && !has_wildcard(piece) {
                let surface = fold(piece);
                let stems = self.context.languages.iter().map(|language| language.stem(&surface).into_owned());
                leaves.push(all_forms(stems));
                continue;
            }
            let matcher = Matcher::new(pattern.kind, piece).map_err(|fault| (0, fault))?;
            let grown_before: usize = self.grown.iter().map(|(_, words)| words).sum();
            let most = MAX_GROWN.saturating_sub(grown_before);
            let grown = grow(self.context.searcher, field, &matcher, most).map_err(failed)?;
            if grown.words == 0 {
                self.warnings.push(format!("{shown} fits no word of the archive"));
            }
            if grown.left_out > 0 {
                let kept = grown.words - grown.left_out;
                self.warnings.push(format!(
                    "{shown} grew into {} words, of which the {kept} commonest are looked for; the patterns of a query have {MAX_GROWN} together",
                    grown.words
                ));
            }
            self.grown.push((shown.to_string(), grown.words - grown.left_out));
            leaves.push(Leaf { groups: grown.groups, case: CaseRule::Any, part: None });
        }
        Ok(phrase_of(from..leaves.len()))
    }

    fn value(&mut self, field: ValueField, value: &str) -> Box<dyn TantivyQuery> {
        let field = match field {
            ValueField::Id => return self.rows(value),
            field => field,
        };
        let whole = match field {
            ValueField::Language => {
                Language::from_code(value).map_or_else(|| fold_whole(value), |language| language.code().to_string())
            }
            _ => fold_whole(value),
        };
        let term = Term::from_field_text(self.context.fields.value(field), &whole);
        unscored(Box::new(TermQuery::new(term, IndexRecordOption::Basic)))
    }

    fn rows(&mut self, id: &str) -> Box<dyn TantivyQuery> {
        let rows = self.context.names.rows(id);
        if rows.is_empty() {
            self.warnings.push(format!("no article has the id, path or guid {id:?}"));
        }
        let term = |row: u64| -> Box<dyn TantivyQuery> {
            Box::new(TermQuery::new(Term::from_field_u64(self.context.fields.row, row), IndexRecordOption::Basic))
        };
        unscored(Box::new(BooleanQuery::new(rows.into_iter().map(|row| (Occur::Should, term(row))).collect())))
    }

    fn days(&self, days: DayRange) -> Box<dyn TantivyQuery> {
        let fields = &self.context.fields;
        let bound = |field, day: jiff::civil::Date| Bound::Included(Term::from_field_i64(field, day_number(day)));
        // An article of which only the month is known may be of any of its days.
        let from = days.from.map(|day| RangeQuery::new(bound(fields.day_last, day), Bound::Unbounded));
        let to = days.to.map(|day| RangeQuery::new(Bound::Unbounded, bound(fields.day, day)));
        let clauses: Vec<(Occur, Box<dyn TantivyQuery>)> =
            [from, to].into_iter().flatten().map(|range| (Occur::Must, Box::new(range) as Box<dyn TantivyQuery>)).collect();
        unscored(Box::new(BooleanQuery::new(clauses)))
    }

    fn names(&self, kind: Kind, facets: &[Facet]) -> Box<dyn TantivyQuery> {
        any_facet(&self.context.fields, kind, facets, self.context.reach)
    }

    fn present(&self, field: PresentField) -> Box<dyn TantivyQuery> {
        match field {
            PresentField::Name(field) => self.names(field, &[Facet::root()]),
            PresentField::Date => unscored(Box::new(tantivy::query::ExistsQuery::new("day".to_string(), false))),
            PresentField::Value(ValueField::Id) => Box::new(AllQuery),
            PresentField::Value(field) => {
                let name = match field {
                    ValueField::Source => "source",
                    ValueField::Language => "lang",
                    ValueField::Topic | ValueField::Id => "topic",
                };
                unscored(Box::new(tantivy::query::ExistsQuery::new(name.to_string(), false)))
            }
        }
    }
}

impl Fields {
    /// Returns the field that holds the names of a kind that an article is about.
    pub fn name(&self, kind: Kind) -> Field {
        match kind {
            Kind::Place => self.place,
            Kind::Organization => self.org,
            Kind::Person => self.person,
        }
    }

    /// Returns the field that holds the other names of a kind that an article mentions.
    pub fn mentioned(&self, kind: Kind) -> Field {
        match kind {
            Kind::Place => self.place_mentioned,
            Kind::Organization => self.org_mentioned,
            Kind::Person => self.person_mentioned,
        }
    }

    pub(crate) fn text_field(&self, field: TextField) -> Field {
        match field {
            TextField::Text | TextField::Lead | TextField::Body => self.text,
            TextField::Title => self.title,
            TextField::Byline => self.byline,
            TextField::Dateline => self.dateline,
            TextField::Section => self.section,
            TextField::Path => self.path,
        }
    }

    fn value(&self, field: ValueField) -> Field {
        match field {
            // Ids are looked up in the archive, which alone holds them.
            ValueField::Id => self.row,
            ValueField::Source => self.source,
            ValueField::Language => self.lang,
            ValueField::Topic => self.topic,
        }
    }
}

/// Returns a query for articles with any of the facets, or what lies below them.
pub fn any_facet(fields: &Fields, kind: Kind, facets: &[Facet], reach: Reach) -> Box<dyn TantivyQuery> {
    let in_fields = match reach {
        Reach::About => vec![fields.name(kind)],
        Reach::Mentioned => vec![fields.name(kind), fields.mentioned(kind)],
    };
    let terms: Vec<Term> =
        in_fields.iter().flat_map(|field| facets.iter().map(|facet| Term::from_facet(*field, facet))).collect();
    unscored(match <[Term; 1]>::try_from(terms) {
        Ok([term]) => Box::new(TermQuery::new(term, IndexRecordOption::Basic)),
        Err(terms) => Box::new(TermSetQuery::new(terms)),
    })
}

/// What only filters must not move the order of hits.
fn unscored(query: Box<dyn TantivyQuery>) -> Box<dyn TantivyQuery> {
    Box::new(Unscored(query))
}

fn except(mut clauses: Vec<(Occur, Box<dyn TantivyQuery>)>) -> Box<dyn TantivyQuery> {
    clauses.push((Occur::Must, Box::new(AllQuery)));
    Box::new(BooleanQuery::new(clauses))
}

/// Returns a single character of a script without spaces, which is in the index only as part of pairs.
fn lone_character(text: &str) -> Option<char> {
    let mut characters = text.chars().filter(|c| c.is_alphanumeric());
    let character = characters.next().filter(|c| crate::analysis::is_unspaced(*c))?;
    characters.next().is_none().then_some(character)
}

fn all_forms(stems: impl IntoIterator<Item = String>) -> Leaf {
    let mut groups: Vec<Group> = Vec::new();
    for stem in stems {
        if !groups.iter().any(|group| group.stem == stem) {
            groups.push(Group { stem, forms: Forms::All });
        }
    }
    Leaf { groups, case: CaseRule::Any, part: None }
}

fn one_word(groups: Vec<Group>, case: CaseRule, part: Option<char>, leaves: &mut Vec<Leaf>) -> Spans {
    leaves.push(Leaf { groups, case, part });
    Spans::Word(leaves.len() - 1)
}

fn phrase_of(leaves: std::ops::Range<usize>) -> Spans {
    if leaves.len() == 1 { Spans::Word(leaves.start) } else { Spans::Phrase(leaves.collect()) }
}

/// Returns the field of a query's words.
fn text_of(query: &Query) -> TextField {
    match query {
        Query::Words(words) => words.field,
        Query::Pattern(pattern) => pattern.field,
        Query::Near(near) => text_of(&near.left),
        Query::AtLeast { part, .. } => text_of(part),
        Query::Or(parts) => parts.first().map_or(TextField::Text, text_of),
        _ => TextField::Text,
    }
}

fn failed(error: tantivy::TantivyError) -> (usize, String) {
    (0, format!("the index could not be read: {error}"))
}

/// tantivy prunes a flat disjunction of terms; one that is nested it does not.
fn flat(clauses: Vec<(Occur, Box<dyn TantivyQuery>)>) -> Vec<(Occur, Box<dyn TantivyQuery>)> {
    let mut flat = Vec::with_capacity(clauses.len());
    for (occur, query) in clauses {
        match query.downcast_ref::<BooleanQuery>() {
            Some(inner) if inner.clauses().iter().all(|(occur, _)| *occur == Occur::Should) => {
                flat.extend(inner.clauses().iter().map(|(occur, query)| (*occur, query.box_clone())));
            }
            _ => flat.push((occur, query)),
        }
    }
    flat
}
