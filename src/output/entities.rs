//! The names of one article, where they stand and why they were taken for what they were taken for.

use super::{Style, clean, write_json};
use crate::article::Article;
use crate::authority::{Authorities, Kind};
use crate::enrich::names::{ArticleNames, Evidence, FoundMention, FoundName, NameRef, Weighed, Zone};
use serde::Serialize;
use std::io::{self, Write};

/// More candidates than these are not shown.
const MAX_CANDIDATES: usize = 5;

/// An article with everything that was found in it.
pub struct Entities<'a> {
    pub id: Option<&'a str>,
    pub path: &'a str,
    pub article: &'a Article,
    pub names: &'a ArticleNames,
    pub evidence: &'a [Evidence],
    pub authorities: &'a Authorities,
}

#[derive(Serialize)]
struct JsonEntities<'a> {
    schema: &'static str,
    id: Option<&'a str>,
    guid: Option<&'a str>,
    path: &'a str,
    mentions: Vec<JsonMention<'a>>,
    names: Vec<JsonFound<'a>>,
}

#[derive(Serialize)]
struct JsonMention<'a> {
    field: &'static str,
    start: usize,
    end: usize,
    text: &'a str,
    kind: &'static str,
    id: Option<String>,
    name: Option<&'a str>,
    path: Vec<&'a str>,
    country: Option<&'static str>,
    lat: Option<f64>,
    lon: Option<f64>,
    facet: bool,
    reason: &'a str,
    candidates: Vec<JsonCandidate<'a>>,
}

#[derive(Serialize)]
struct JsonCandidate<'a> {
    id: String,
    path: Vec<&'a str>,
    score: f64,
    points: serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize)]
struct JsonFound<'a> {
    kind: &'static str,
    id: String,
    name: &'a str,
    path: Vec<&'a str>,
    country: Option<&'static str>,
    mentions: u32,
    demonyms: u32,
    given: bool,
    facet: bool,
    probability: f64,
}

/// Prints an article's names as one line of JSON.
pub fn print_entities_json(out: &mut impl Write, entities: &Entities) -> io::Result<()> {
    let Entities { id, path, article, names, authorities, .. } = entities;
    let mut offsets = CharacterOffsets::default();
    let mentions = names.mentions.iter().zip(entities.evidence).map(|(mention, evidence)| {
        let text = mention.zone.text(article);
        let found = mention.name.map(|name| &names.names[name]);
        let labels = found.map(|found| Labels::of(found, authorities)).unwrap_or_default();
        JsonMention {
            field: mention.zone.name(),
            start: offsets.of(mention.zone, text, mention.range.start),
            end: offsets.of(mention.zone, text, mention.range.end),
            text: &text[mention.range.clone()],
            kind: mention.kind.name(),
            id: labels.id,
            name: found.map(|found| name_of(found, authorities)),
            path: labels.path,
            country: labels.country,
            lat: labels.lat_lon.map(|(lat, _)| rounded(lat)),
            lon: labels.lat_lon.map(|(_, lon)| rounded(lon)),
            facet: found.is_some_and(|found| found.about),
            reason: &evidence.reason,
            candidates: evidence.candidates.iter().take(MAX_CANDIDATES).map(|one| candidate(one, authorities)).collect(),
        }
    });
    let found = names.names.iter().filter(|found| found.is_kept()).map(|found| {
        let labels = Labels::of(found, authorities);
        JsonFound {
            kind: found.kind.name(),
            id: labels.id.unwrap_or_default(),
            name: name_of(found, authorities),
            path: labels.path,
            country: labels.country,
            mentions: found.mentions,
            demonyms: found.demonyms,
            given: found.given,
            facet: found.about,
            probability: (f64::from(found.probability) * 1000.0).round() / 1000.0,
        }
    });
    let record = JsonEntities {
        schema: "dateline.entities/1",
        id: *id,
        guid: article.guid.as_deref(),
        path,
        mentions: mentions.collect(),
        names: found.collect(),
    };
    write_json(out, &record, false)
}

fn candidate<'a>(weighed: &'a Weighed, authorities: &'a Authorities) -> JsonCandidate<'a> {
    let points = weighed.points.iter().map(|(what, amount)| ((*what).to_string(), hundredths(*amount).into()));
    JsonCandidate {
        id: authorities.id(weighed.key),
        path: authorities.path(weighed.key).into_iter().map(|key| authorities.name(key)).collect(),
        score: hundredths(weighed.score),
        points: points.collect(),
    }
}

/// Prints one mention a line: field, start, end, kind, id, facet or named, text and reason, parted by tabs.
pub fn print_entities_lines(out: &mut impl Write, entities: &Entities) -> io::Result<()> {
    let Entities { article, names, authorities, .. } = entities;
    let mut offsets = CharacterOffsets::default();
    for (mention, evidence) in names.mentions.iter().zip(entities.evidence) {
        let text = mention.zone.text(article);
        let found = mention.name.map(|name| &names.names[name]);
        let id = found.and_then(|found| Labels::of(found, authorities).id).unwrap_or_else(|| "-".to_owned());
        let standing = if found.is_some_and(|found| found.about) { "facet" } else { "named" };
        let start = offsets.of(mention.zone, text, mention.range.start);
        let end = offsets.of(mention.zone, text, mention.range.end);
        let (field, kind) = (mention.zone.name(), mention.kind.name());
        let (path, text) = (clean(entities.path), clean(&text[mention.range.clone()]));
        writeln!(out, "{path}\t{field}\t{start}\t{end}\t{kind}\t{id}\t{standing}\t{text}\t{}", clean(&evidence.reason))?;
    }
    Ok(())
}

/// Prints an article with its names coloured, and below it what each was taken for.
pub fn print_entities_text(out: &mut impl Write, entities: &Entities, style: Style) -> io::Result<()> {
    let Entities { article, names, authorities, .. } = entities;
    let (bold, dim) = (style.bold(), style.dim());
    for (zone, frame) in [(Zone::Title, bold), (Zone::Dateline, dim), (Zone::Body, ("", ""))] {
        let text = zone.text(article);
        if !text.is_empty() {
            let mentions = names.mentions.iter().filter(|mention| mention.zone == zone);
            writeln!(out, "{}{}{}\n", frame.0, coloured(text, mentions, style), frame.1)?;
        }
    }
    for (number, found) in names.names.iter().enumerate().filter(|(_, found)| found.is_kept()) {
        let mark = if found.about { "●" } else { "○" };
        let (color, end) = style.kind(found.kind);
        let labels = Labels::of(found, authorities);
        let path = if labels.path.is_empty() { name_of(found, authorities).to_owned() } else { labels.path.join(" › ") };
        let percent = (found.probability * 100.0).round();
        let spellings = spellings(number, entities);
        writeln!(out, "{mark} {color}{}{end}  {}{}  {percent} %{}", clean(&path), dim.0, labels.id.unwrap_or_default(), dim.1)?;
        for (text, times, reason) in spellings {
            writeln!(out, "    {}{} ×{times}: {}{}", dim.0, clean(&text), clean(&reason), dim.1)?;
        }
    }
    writeln!(out, "\n● facet: the article is about it   ○ named in it")
}

/// Returns how a name is spelled, how often so, and why it was taken for it.
fn spellings(number: usize, entities: &Entities) -> Vec<(String, usize, String)> {
    let mut spellings: Vec<(String, usize, String)> = Vec::new();
    for (mention, evidence) in entities.names.mentions.iter().zip(entities.evidence) {
        if mention.name != Some(number) {
            continue;
        }
        let text = &mention.zone.text(entities.article)[mention.range.clone()];
        match spellings.iter_mut().find(|(known, _, reason)| known == text && *reason == evidence.reason) {
            Some((_, times, _)) => *times += 1,
            None => spellings.push((text.to_owned(), 1, evidence.reason.clone())),
        }
    }
    spellings
}

fn coloured<'m>(text: &str, mentions: impl Iterator<Item = &'m FoundMention>, style: Style) -> String {
    let mut dressed = String::with_capacity(text.len() * 2);
    let mut at = 0;
    for mention in mentions {
        if mention.range.start < at {
            continue;
        }
        let (color, end) = style.kind(mention.kind);
        dressed += &super::clean_paragraphs(&text[at..mention.range.start]);
        dressed += color;
        dressed += &clean(&text[mention.range.clone()]);
        dressed += end;
        at = mention.range.end;
    }
    dressed + &super::clean_paragraphs(&text[at..])
}

/// What is shown of a name.
#[derive(Default)]
struct Labels<'a> {
    id: Option<String>,
    path: Vec<&'a str>,
    country: Option<&'static str>,
    lat_lon: Option<(f32, f32)>,
}

impl<'a> Labels<'a> {
    fn of(found: &'a FoundName, authorities: &'a Authorities) -> Self {
        match &found.name {
            NameRef::Listed(key) => {
                let entity = authorities.get(*key);
                let path = entity.path.iter().map(|key| authorities.name(*key)).collect();
                Self { id: Some(entity.id), path, country: entity.country, lat_lon: entity.lat_lon }
            }
            NameRef::Unlisted { id, name, .. } => Self { id: Some(id.clone()), path: vec![name], ..Self::default() },
        }
    }
}

fn name_of<'a>(found: &'a FoundName, authorities: &'a Authorities) -> &'a str {
    match &found.name {
        NameRef::Listed(key) => authorities.name(*key),
        NameRef::Unlisted { name, .. } => name,
    }
}

/// Turns byte offsets of a text into offsets in characters; rising ones cost one pass together.
#[derive(Default)]
struct CharacterOffsets {
    zone: Option<Zone>,
    bytes: usize,
    characters: usize,
}

impl CharacterOffsets {
    fn of(&mut self, zone: Zone, text: &str, offset: usize) -> usize {
        if self.zone != Some(zone) || offset < self.bytes {
            *self = Self { zone: Some(zone), bytes: 0, characters: 0 };
        }
        self.characters += text[self.bytes..offset].chars().count();
        self.bytes = offset;
        self.characters
    }
}

fn hundredths(amount: f32) -> f64 {
    (f64::from(amount) * 100.0).round() / 100.0
}

fn rounded(degrees: f32) -> f64 {
    (f64::from(degrees) * 100_000.0).round() / 100_000.0
}

impl Style {
    /// What stands around a name: a colour for each kind.
    fn kind(self, kind: Kind) -> (&'static str, &'static str) {
        if !self.color {
            return ("", "");
        }
        match kind {
            Kind::Place => ("\x1b[32m", "\x1b[0m"),
            Kind::Organization => ("\x1b[34m", "\x1b[0m"),
            Kind::Person => ("\x1b[35m", "\x1b[0m"),
        }
    }
}
