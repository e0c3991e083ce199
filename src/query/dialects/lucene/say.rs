//! A query as Lucene has it typed.

use super::{TEXT, parse};
use crate::query::dialects::print::{Said, Say, inner, print, unsaid};
use crate::query::dialects::reader::words;
use crate::query::dialects::wildcards::{Glyph, glyphs};
use crate::query::{AnyField, DayRange, Form, Near, Nearness, PatternKind, PresentField, Query, QueryError, TextField, Words};

pub struct Lucene;

impl Say for Lucene {
    const SERVICE: &'static str = "Lucene";
    const AND: &'static str = "AND";
    const OR: &'static str = "OR";
    const AND_NOT: &'static str = "AND NOT";
    const NOT: &'static str = "*:* AND NOT";

    fn near(&self, how: Nearness, _: bool) -> Said {
        unsaid(how, "Lucene")
    }

    fn nearness(&self, near: &Near) -> Said {
        let whole = Query::Near(Box::new(near.clone()));
        as_sloppy(near, 1).filter(|said| parse(said).as_ref() == Ok(&whole)).map_or_else(|| unsaid(&whole, "Lucene"), Ok)
    }

    fn alternatives(&self, parts: &[Query]) -> Result<Vec<String>, String> {
        let mut said = Vec::new();
        let mut at = 0;
        while at < parts.len() {
            // Two of them are one sloppy phrase.
            if let [Query::Near(near), other @ Query::Near(_)] = &parts[at..(at + 2).min(parts.len())]
                && let Nearness::Before(distance @ 3..) = near.how
                && let Some(phrase) = as_sloppy(near, distance - 1)
                && parse(&phrase) == Ok(Query::Or(vec![parts[at].clone(), other.clone()]))
            {
                said.push(phrase);
                at += 2;
                continue;
            }
            said.push(inner(&parts[at], self)?);
            at += 1;
        }
        Ok(said)
    }

    fn at_least(&self, count: u32, _: &Query) -> Said {
        unsaid(format!("ATLEAST{count}"), "Lucene")
    }

    fn parse(query: &str) -> Result<Query, QueryError> {
        parse(query)
    }

    fn leaf(&self, leaf: &Query) -> Said {
        let field = |field: AnyField, said: String| if field == TEXT { said } else { format!("{}:{said}", field.name()) };
        let day = |day: &Option<jiff::civil::Date>| day.map_or_else(|| "*".to_string(), |day| day.to_string());
        let said = match leaf {
            Query::Everything => "*:*".to_string(),
            Query::Words(Words { field: of, text, form }) => {
                let escaped: String =
                    text.chars().map(|c| if c.is_alphanumeric() { c.to_string() } else { format!("\\{c}") }).collect();
                let is_read = |said: &str| parse(said) == Ok(words(TextField::Text, text, Form::Typed));
                match form {
                    Form::Typed if is_read(text) => field(AnyField::Text(*of), text.clone()),
                    Form::Typed if is_read(&escaped) => field(AnyField::Text(*of), escaped),
                    Form::Typed | Form::Quoted => field(AnyField::Text(*of), format!("\"{text}\"")),
                    Form::Exact | Form::ExactCase => return unsaid(leaf, "Lucene"),
                }
            }
            Query::Pattern(pattern) => {
                let of = AnyField::Text(pattern.field);
                match (pattern.kind, glyphs(pattern)) {
                    (PatternKind::Fuzzy(distance), _) => field(of, format!("{}~{distance}", pattern.text)),
                    (_, Some(glyphs)) if !glyphs.iter().any(|glyph| matches!(glyph, Glyph::UpTo(_))) => {
                        let shown = |glyph: &Glyph| match glyph {
                            Glyph::Letter(c) if c.is_alphanumeric() => c.to_string(),
                            Glyph::Letter(c) => format!("\\{c}"),
                            Glyph::One => "?".to_string(),
                            _ => "*".to_string(),
                        };
                        field(of, glyphs.iter().map(shown).collect())
                    }
                    _ => field(of, format!("/{}/", pattern.text)),
                }
            }
            Query::Boost { part, boost } => {
                let said = print(part.as_ref(), self)?;
                let is_leaf = matches!(part.as_ref(), Query::Words(_) | Query::Pattern(_));
                return Ok(if is_leaf { format!("{said}^{boost}") } else { format!("({said})^{boost}") });
            }
            Query::Value { field: of, value } => field(AnyField::Value(*of), format!("\"{value}\"")),
            Query::Name { field: of, name, .. } => field(AnyField::Name(*of), format!("\"{name}\"")),
            Query::Date(DayRange { from, to }) => format!("date:[{} TO {}]", day(from), day(to)),
            Query::WordCount { from, to: u64::MAX } => format!("words:[{from} TO *]"),
            Query::WordCount { from, to } => format!("words:[{from} TO {to}]"),
            Query::Present(PresentField::Date) => "_exists_:date".to_string(),
            Query::Present(PresentField::Name(of)) => format!("_exists_:{}", AnyField::Name(*of).name()),
            Query::Present(PresentField::Value(of)) => format!("_exists_:{}", AnyField::Value(*of).name()),
            _ => return unsaid(leaf, "Lucene"),
        };
        Ok(said)
    }
}

/// Returns the sloppy phrase of two words, where the sides are that.
fn as_sloppy(near: &Near, slop: u32) -> Option<String> {
    let (Query::Words(left), Query::Words(right)) = (&near.left, &near.right) else { return None };
    let name = AnyField::Text(left.field).name();
    let field = if left.field == TextField::Text { String::new() } else { format!("{name}:") };
    (left.field == right.field).then(|| format!("{field}\"{} {}\"~{slop}", left.text, right.text))
}
