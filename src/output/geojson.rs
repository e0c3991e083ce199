//! Places with counts as GeoJSON (RFC 7946), for maps.

use super::write_json;
use crate::search::PlaceCount;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Collection<'a> {
    r#type: &'static str,
    features: Vec<Feature<'a>>,
}

#[derive(Serialize)]
struct Feature<'a> {
    r#type: &'static str,
    id: &'a str,
    geometry: Geometry,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Geometry {
    r#type: &'static str,
    /// Degrees east, then north.
    coordinates: [f64; 2],
}

#[derive(Serialize)]
struct Properties<'a> {
    name: &'a str,
    path: &'a [String],
    country: Option<&'a str>,
    articles: u64,
}

/// Prints places as one collection of points; those without a position are left out.
pub fn print_geojson(out: &mut impl Write, places: &[PlaceCount]) -> io::Result<()> {
    let features = places.iter().filter_map(|place| {
        let (lat, lon) = place.name.lat.zip(place.name.lon)?;
        Some(Feature {
            r#type: "Feature",
            id: &place.name.id,
            geometry: Geometry { r#type: "Point", coordinates: [lon, lat] },
            properties: Properties {
                name: &place.name.name,
                path: &place.name.path,
                country: place.name.country.as_deref(),
                articles: place.articles,
            },
        })
    });
    write_json(out, &Collection { r#type: "FeatureCollection", features: features.collect() }, false)
}
