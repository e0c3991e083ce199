//! Places of GeoVirus: 229 Wikinews articles with coordinates.
//!
//! In: places by their characters and their coordinates. Out: how many of them are found, resolved, and within 161 km (100 miles, the
//! usual measure of geocoders).

use std::fs;
use std::ops::Range;

use anyhow::{Context, Result};
use dateline::article::Article;
use dateline::authority::{Authorities, Kind};
use dateline::enrich::names::{NameRef, WhichNames, Zone, find_names};

use crate::Options;
use crate::newswire::around;
use crate::score::{Counts, Errors, Table};

const WITHIN_KILOMETRES: f64 = 161.0;

struct Place {
    range: Range<usize>,
    at: (f64, f64),
    /// Title of its page in Wikipedia.
    title: String,
}

/// Adds a row for each half of the articles (the even ones are for tuning, and only their errors are listed) and two for all: right is
/// a place resolved to within 161 km, wrong one resolved farther away, missing what is not right. A country is one point here and
/// another one in the gold (its middle, its capital), so that in the last row a country, a division or a region is right where it bears
/// the name of the gold's page too.
pub fn measure(options: &Options, table: &mut Table) -> Result<()> {
    let path = options.corpora.join("toponyms/GeoVirus.xml");
    if !path.exists() {
        println!("skipped: no {}", path.display());
        return Ok(());
    }
    let file = fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
    let authorities = Authorities::embedded();
    let [mut counts, mut by_name] = [Counts::default(); 2];
    let mut halves = [Counts::default(); 2];
    let (mut all, mut found_at_all, mut without_position) = (0, 0, 0);
    let mut errors = Errors::default();
    for (number, (text, places)) in file.split("<article>").skip(1).filter_map(article).enumerate() {
        let is_tuned_on = number % 2 == 0;
        let article = Article { body: text, language: Some("en".to_owned()), ..Article::default() };
        let found = find_names(&article, authorities, WhichNames::All);
        let body = found.mentions.iter().filter(|mention| mention.zone == Zone::Body && mention.kind == Kind::Place);
        let mentions = body.collect::<Vec<_>>();
        for place in places {
            let overlaps = |range: &Range<usize>| range.start < place.range.end && place.range.start < range.end;
            let mention = mentions.iter().find(|mention| overlaps(&mention.range));
            let key = mention.and_then(|mention| match found.names[mention.name?].name {
                NameRef::Listed(key) => Some(key),
                NameRef::Unlisted { .. } => None,
            });
            let distance = key.and_then(|key| authorities.position(key)).map(|at| kilometres(place.at, at));
            all += 1;
            found_at_all += usize::from(mention.is_some());
            without_position += usize::from(key.is_some() && distance.is_none());
            let is_near = distance.is_some_and(|distance| distance <= WITHIN_KILOMETRES);
            let is_named = key.is_some_and(|key| {
                !authorities.feature(key).is_settlement() && authorities.lookup(Kind::Place, &place.title).first() == Some(&key)
            });
            let is_right = is_near || is_named;
            let half = &mut halves[number % 2];
            for (counts, is_right) in [(half, is_near), (&mut counts, is_near), (&mut by_name, is_right)] {
                counts.right += usize::from(is_right);
                counts.wrong += usize::from(key.is_some() && !is_right);
                counts.missing += usize::from(!is_right);
            }
            if !is_near && is_tuned_on {
                let name = &article.body[place.range.clone()];
                let what = match (mention, key) {
                    (None, _) => "not found".to_owned(),
                    (_, None) => "not resolved".to_owned(),
                    (_, Some(key)) => format!("{:?} at {:.0} km", authorities.id(key), distance.unwrap_or(f64::NAN)),
                };
                errors.add(format!("{name}: {what}"), || around(&article.body, place.range.clone()));
            }
        }
    }
    table.row("geovirus, within 161 km, even articles (tuned on)", halves[0]);
    table.row("geovirus, within 161 km, odd articles (unseen)", halves[1]);
    table.row("geovirus, within 161 km", counts);
    table.row("geovirus, within 161 km or a country etc. by name", by_name);
    table.note(format!(
        "geovirus: {all} places, {found_at_all} found as places, {} resolved, {without_position} of them to a region without a position",
        counts.right + counts.wrong
    ));
    errors.print("geovirus", options.errors);
    Ok(())
}

fn article(element: &str) -> Option<(String, Vec<Place>)> {
    let text = unescape(between(element, "text")?);
    let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect::<Vec<_>>();
    let mut places = Vec::new();
    for location in element.split("<location>").skip(1) {
        let number = |name: &str| between(location, name).and_then(|number| number.parse::<f64>().ok());
        let (start, end) = (number("start")? as usize, number("end")? as usize);
        let at = (number("lat")?, number("lon")?);
        // The offsets count characters, from 1.
        let range = *starts.get(start.checked_sub(1)?)?..*starts.get(end.checked_sub(1)?)?;
        if text[range.clone()] != unescape(between(location, "name")?) {
            eprintln!("geovirus: {:?} does not stand where it should", between(location, "name"));
        }
        let page = between(location, "page").unwrap_or_default();
        let title = page.rsplit('/').next().unwrap_or_default().replace('_', " ");
        places.push(Place { range, at, title });
    }
    Some((text, places))
}

fn between<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(inside, _)| inside)
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

/// Great-circle distance by the haversine formula.
fn kilometres(one: (f64, f64), other: (f32, f32)) -> f64 {
    let (lat1, lat2) = (one.0.to_radians(), f64::from(other.0).to_radians());
    let (north, east) = (lat2 - lat1, (f64::from(other.1) - one.1).to_radians());
    let half_chord = (north / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * (east / 2.0).sin().powi(2);
    2.0 * 6371.0 * half_chord.sqrt().min(1.0).asin()
}
