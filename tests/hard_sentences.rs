//! Sentences of our own that a list of names, or a tagger, alone gets wrong: what must and what must not come out of them.
//!
//! `tests/data/hard_sentences.tsv` holds the sentences, `hard_sentences_failing.txt` those of their items that do not hold yet. The
//! test fails where another one does not hold, and where one of those holds, so that the list stays true.

use dateline::article::Article;
use dateline::article::plain_text::take_dateline;
use dateline::authority::{Authorities, Kind};
use dateline::enrich::names::{NameRef, WhichNames, find_names};
use dateline::enrich::with_language;

/// A mention as the table writes it.
struct Found {
    kind: &'static str,
    text: String,
    id: Option<String>,
}

fn found_in(text: &str) -> Vec<Found> {
    let (title, body) = text.split_once(" | ").unwrap_or(("", text));
    let mut article = Article { title: title.into(), body: body.into(), ..Article::default() };
    take_dateline(&mut article);
    let article = with_language(article);
    let authorities = Authorities::embedded();
    let names = find_names(&article, authorities, WhichNames::All);
    let mentions = names.mentions.iter().map(|mention| Found {
        kind: mention.kind.prefix(),
        text: without_article(&mention.zone.text(&article)[mention.range.clone()]).to_string(),
        id: mention.name.map(|name| match &names.names[name].name {
            NameRef::Listed(key) => authorities.id(*key),
            NameRef::Unlisted { id, .. } => id.clone(),
        }),
    });
    mentions.collect()
}

fn without_article(text: &str) -> &str {
    text.strip_prefix("the ").or_else(|| text.strip_prefix("The ")).unwrap_or(text)
}

/// Returns whether a city and a division of its name, one of which holds the other, are what two ids stand for.
fn is_same_name(one: &str, other: &str) -> bool {
    let authorities = Authorities::embedded();
    let (Some(one), Some(other)) = (authorities.by_id(one), authorities.by_id(other)) else { return false };
    let is_place = authorities.get(one).kind == Kind::Place;
    is_place
        && authorities.name(one) == authorities.name(other)
        && (authorities.is_within(one, other) || authorities.is_within(other, one))
}

fn holds(item: &str, found: &[Found]) -> bool {
    if let Some((one, other)) = item.split_once("==") {
        let id = |surface: &str| {
            let (kind, text) = surface.split_once(':').expect("an item has a kind");
            let mut same = found.iter().filter(|found| found.kind == kind && found.text == text);
            same.find_map(|found| found.id.clone())
        };
        return id(one).is_some() && id(one) == id(other);
    }
    let (surface, id) = item.split_once('=').map_or((item, None), |(surface, id)| (surface, Some(id)));
    let (kind, text) = surface.split_once(':').expect("an item has a kind");
    let mut fitting = found.iter().filter(|found| found.kind == kind && (text == "*" || found.text == without_article(text)));
    match id {
        Some(id) => fitting.any(|found| found.id.as_deref().is_some_and(|known| known == id || is_same_name(known, id))),
        None => fitting.next().is_some(),
    }
}

#[test]
fn hard_sentences_come_out_as_a_reader_understands_them() {
    let table = include_str!("data/hard_sentences.tsv");
    let known: Vec<&str> = include_str!("data/hard_sentences_failing.txt").lines().collect();
    let mut failing = Vec::new();
    let (mut rows, mut failed_rows) = (0, 0);
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [topic, text, must, must_not] = cells[..] else { panic!("four columns: {line}") };
        let found = found_in(text);
        let items =
            |cell: &str| cell.split(" ; ").map(str::trim).filter(|item| !item.is_empty()).map(String::from).collect::<Vec<_>>();
        let before = failing.len();
        for item in items(must).iter().filter(|item| !holds(item, &found)) {
            failing.push(format!("{topic} | must {item} | {text}"));
        }
        for item in items(must_not).iter().filter(|item| holds(item, &found)) {
            failing.push(format!("{topic} | must not {item} | {text}"));
        }
        rows += 1;
        failed_rows += usize::from(failing.len() > before);
    }
    println!("{failed_rows} of {rows} sentences fail");
    if std::env::var_os("DATELINE_WRITE_FAILING").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/hard_sentences_failing.txt");
        std::fs::write(path, failing.iter().map(|line| format!("{line}\n")).collect::<String>())
            .expect("the list can be written");
        return;
    }
    let new: Vec<&String> = failing.iter().filter(|line| !known.contains(&line.as_str())).collect();
    let mended: Vec<&&str> = known.iter().filter(|line| !failing.iter().any(|failing| failing == **line)).collect();
    assert!(new.is_empty() && mended.is_empty(), "\nnew: {new:#?}\nhold now, take them off the list: {mended:#?}");
}
