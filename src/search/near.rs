//! Places by their distance from a place.

use super::NameResolver;
use crate::archive::{Archive, NameRow};
use crate::authority::{Authorities, Feature};
use crate::index::facet_of;
use tantivy::schema::Facet;

/// Within so many kilometres of a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// A name, an id, or degrees north and east: `36.2,37.16`.
    pub place: String,
    pub kilometres: f64,
}

const KILOMETRES_A_DEGREE: f64 = 111.195;
const EARTH_RADIUS_KILOMETRES: f64 = 6_371.0;

impl Near {
    /// Returns the facets of the archive's places that lie so near. Countries, divisions and regions are no points, so they do not.
    ///
    /// # Errors
    ///
    /// A place that is not known, or not where.
    pub fn facets(&self, archive: &Archive, names: &NameResolver) -> Result<Vec<Facet>, String> {
        let centre = match degrees(&self.place) {
            Some(centre) => centre,
            None => names.position(&self.place)?,
        };
        let rows = archive.places_within(self.box_around(centre)).map_err(|error| error.to_string())?;
        let mut facets = Vec::new();
        for row in rows {
            let is_near = row.lat.zip(row.lon).is_some_and(|at| kilometres(centre, at) <= self.kilometres);
            if is_near && is_point(&row) {
                let path = names.path(crate::authority::Kind::Place, &row.id)?;
                facets.push(facet_of(path.iter().map(String::as_str)));
            }
        }
        Ok(facets)
    }

    /// Returns a box that holds the circle: south, north, west, east.
    fn box_around(&self, (lat, lon): (f64, f64)) -> [f64; 4] {
        let north = self.kilometres / KILOMETRES_A_DEGREE;
        let shrink = (lat.abs() + north).min(90.0).to_radians().cos();
        let east = if shrink < 0.01 { 180.0 } else { north / shrink };
        if east >= 180.0 {
            return [lat - north, lat + north, -180.0, 180.0];
        }
        let wrapped = |degrees: f64| (degrees + 540.0).rem_euclid(360.0) - 180.0;
        [lat - north, lat + north, wrapped(lon - east), wrapped(lon + east)]
    }
}

/// Reads degrees north and east.
fn degrees(text: &str) -> Option<(f64, f64)> {
    let (lat, lon) = text.split_once(',')?;
    let (lat, lon) = (lat.trim().parse::<f64>().ok()?, lon.trim().parse::<f64>().ok()?);
    ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)).then_some((lat, lon))
}

fn is_point(row: &NameRow) -> bool {
    let authorities = Authorities::embedded();
    let feature = authorities.by_id(&row.id).map(|key| authorities.feature(key));
    feature.is_none_or(|feature| feature.is_settlement() || feature == Feature::Admin2)
}

/// Great-circle distance by the haversine formula.
fn kilometres(one: (f64, f64), other: (f64, f64)) -> f64 {
    let (north, east) = ((other.0 - one.0).to_radians(), (other.1 - one.1).to_radians());
    let half_chord =
        (north / 2.0).sin().powi(2) + one.0.to_radians().cos() * other.0.to_radians().cos() * (east / 2.0).sin().powi(2);
    2.0 * EARTH_RADIUS_KILOMETRES * half_chord.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_globe() {
        for (one, other, expected) in
            [((36.20, 37.16), (33.51, 36.29), 310.0), ((0.0, 179.9), (0.0, -179.9), 22.0), ((51.5, -0.13), (51.5, -0.13), 0.0)]
        {
            assert!((kilometres(one, other) - expected).abs() < 2.0, "{one:?} {other:?} {}", kilometres(one, other));
        }
    }

    #[test]
    fn a_box_holds_its_circle_across_the_date_line_and_at_the_poles() {
        let near = |kilometres| Near { place: String::new(), kilometres };
        let [south, north, west, east] = near(222.0).box_around((-17.8, 179.5));
        assert!(south < -19.7 && north > -15.9 && west > 177.0 && east < -178.0, "{south} {north} {west} {east}");
        assert_eq!(near(50.0).box_around((89.9, 10.0))[2..], [-180.0, 180.0]);
    }

    #[test]
    fn degrees_are_told_from_names() {
        for (text, expected) in
            [("36.2,37.16", Some((36.2, 37.16))), (" -1.3 , 36.8", Some((-1.3, 36.8))), ("Paris, Texas", None), ("91,0", None)]
        {
            assert_eq!(degrees(text), expected, "{text}");
        }
    }
}
