//! Compiles a [`Query`] to a tantivy query.

use super::{DayRange, Kind, PresentField, Query, TextField, ValueField, Words};
use crate::analysis::{Language, fold, fold_whole, words};
use crate::index::{Fields, day_number};
use std::ops::Bound;
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query as TantivyQuery, RangeQuery, RegexQuery,
    TermQuery, TermSetQuery,
};
use tantivy::schema::{Facet, Field, IndexRecordOption};

/// What a compilation needs to know of the archive.
pub struct Context<'a> {
    pub fields: Fields,
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
    /// Clauses that cannot match, in words.
    pub warnings: Vec<String>,
}

/// Compiles a query.
///
/// # Errors
///
/// A name that is not known: its column and what to say of it.
pub fn compile(query: &Query, context: &Context) -> Result<Compiled, (usize, String)> {
    let mut compiler = Compiler { context, warnings: Vec::new() };
    let query = compiler.query(query)?;
    Ok(Compiled { query, warnings: compiler.warnings })
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
}

type Compilation<T> = Result<T, (usize, String)>;

impl Compiler<'_> {
    fn query(&mut self, query: &Query) -> Compilation<Box<dyn TantivyQuery>> {
        Ok(match query {
            Query::Everything => Box::new(AllQuery),
            Query::And(parts) => self.conjunction(parts)?,
            Query::Or(parts) => {
                let clauses = self
                    .with_words(parts)
                    .into_iter()
                    .map(|part| Ok((Occur::Should, self.query(part)?)))
                    .collect::<Compilation<Vec<_>>>()?;
                Box::new(BooleanQuery::new(flat(clauses)))
            }
            Query::Not(part) => except(vec![(Occur::MustNot, self.query(part)?)]),
            Query::Words(words) => self.words(words),
            Query::Value { field, value } => self.value(*field, value),
            Query::Name { field, name, column } => {
                let facets = self.context.names.facets(*field, name).map_err(|message| (column.0, message))?;
                self.names(*field, &facets)
            }
            Query::Date(days) => self.days(*days),
            Query::WordCount { from, to } => {
                let field = self.context.fields.words;
                let bound = |count: &u64| Bound::Included(Term::from_field_u64(field, *count));
                unscored(Box::new(RangeQuery::new(bound(from), bound(to))))
            }
            Query::Present(field) => self.present(*field),
        })
    }

    fn conjunction(&mut self, parts: &[Query]) -> Compilation<Box<dyn TantivyQuery>> {
        let mut clauses: Vec<(Occur, Box<dyn TantivyQuery>)> = Vec::new();
        for part in self.with_words(parts) {
            match part {
                Query::Not(inner) => clauses.push((Occur::MustNot, self.query(inner)?)),
                other => clauses.push((Occur::Must, self.query(other)?)),
            }
        }
        let is_all_negative = clauses.iter().all(|(occur, _)| *occur == Occur::MustNot);
        Ok(if is_all_negative { except(clauses) } else { Box::new(BooleanQuery::new(clauses)) })
    }

    /// Returns the parts that can match: a dash or an ampersand that stands among words is no word, and is left out with a warning.
    fn with_words<'q>(&mut self, parts: &'q [Query]) -> Vec<&'q Query> {
        let is_bare =
            |part: &&Query| matches!(part, Query::Words(typed) if !typed.is_quoted && words(&typed.text).next().is_none());
        let (bare, kept): (Vec<&Query>, Vec<&Query>) = parts.iter().partition(is_bare);
        if kept.is_empty() {
            return bare;
        }
        self.warnings.extend(bare.iter().map(|part| format!("{part} is no word and was left out")));
        kept
    }

    fn words(&mut self, words: &Words) -> Box<dyn TantivyQuery> {
        let field = self.context.fields.text_field(words.field);
        let readings = readings(&words.text, self.context.languages);
        if readings.first().is_none_or(Vec::is_empty) {
            self.warnings.push(format!("{:?} holds no word and matches nothing", words.text));
            return Box::new(EmptyQuery);
        }
        if let Some(query) = part_of_pairs(field, &words.text) {
            return query;
        }
        let one = |reading: &Vec<String>| -> Box<dyn TantivyQuery> {
            let mut terms: Vec<Term> = reading.iter().map(|stem| Term::from_field_text(field, stem)).collect();
            match terms.len() {
                1 => Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::WithFreqs)),
                _ => Box::new(PhraseQuery::new(terms)),
            }
        };
        match readings.as_slice() {
            [reading] => one(reading),
            readings => Box::new(BooleanQuery::new(readings.iter().map(|reading| (Occur::Should, one(reading))).collect())),
        }
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

    fn text_field(&self, field: TextField) -> Field {
        match field {
            TextField::Text => self.text,
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
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn except(mut clauses: Vec<(Occur, Box<dyn TantivyQuery>)>) -> Box<dyn TantivyQuery> {
    clauses.push((Occur::Must, Box::new(AllQuery)));
    Box::new(BooleanQuery::new(clauses))
}

/// A single character of a script without spaces is in the index only as part of pairs.
fn part_of_pairs(field: Field, text: &str) -> Option<Box<dyn TantivyQuery>> {
    let mut characters = text.chars().filter(|c| c.is_alphanumeric());
    let character = characters.next().filter(|c| crate::analysis::is_unspaced(*c))?;
    if characters.next().is_some() {
        return None;
    }
    let query = RegexQuery::from_pattern(&format!("{character}.?|.{character}"), field).ok()?;
    Some(Box::new(query))
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
