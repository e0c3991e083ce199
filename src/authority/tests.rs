//! What the compiled lists must know.

use super::compile::Tables;
use super::*;

fn names_of(kind: Kind, name: &str) -> Vec<String> {
    let authorities = Authorities::embedded();
    let path =
        |key: EntityKey| authorities.path(key).into_iter().map(|step| authorities.name(step)).collect::<Vec<_>>().join("/");
    authorities.lookup(kind, name).into_iter().map(path).collect()
}

#[track_caller]
fn first_place(name: &str, expected: &str) {
    assert_eq!(names_of(Kind::Place, name).first().map(String::as_str), Some(expected), "{name}");
}

#[test]
fn gazetteer_is_built_from_the_tables_that_lie_beside_it() {
    let tables = Tables {
        countries: include_str!("../../schema/countries.tsv"),
        regions: include_str!("../../schema/regions.tsv"),
        organizations: include_str!("../../schema/organizations.tsv"),
        ambiguous: include_str!("../../schema/ambiguous.tsv"),
        supplement: include_str!("../../schema/places_supplement.tsv"),
        abbreviations: include_str!("../../schema/admin_abbreviations.tsv"),
        admin_aliases: include_str!("../../schema/admin_aliases.tsv"),
        positions: include_str!("../../schema/positions.tsv"),
        words: include_str!("../../schema/words.tsv"),
        places: "",
        admin: "",
    };
    let is_current = tables.checksum() == Authorities::embedded().gazetteer.checksum();
    assert!(is_current, "a table in schema/ has changed; run `cargo run --release --example build_gazetteer`");
}

#[test]
fn lookup_knows_names_aliases_codes_and_ids() {
    for (name, expected) in [
        ("Georgia", "Georgia"),
        ("GE", "Georgia"),
        ("GEO", "Georgia"),
        ("geonames:614540", "Georgia"),
        ("uk", "United Kingdom"),
        ("west-germany", "West Germany"),
        ("former:west-germany", "West Germany"),
        ("Georgia, US", "United States/Georgia"),
        ("Paris", "France/Île-de-France/Paris"),
        ("Paris, Texas", "United States/Texas/Paris"),
        ("Paris, TX", "United States/Texas/Paris"),
        ("Paris, TX, USA", "United States/Texas/Paris"),
        ("Atlanta, Ga.", "United States/Georgia/Atlanta"),
        ("London, Ont.", "Canada/Ontario/London"),
        ("New York", "United States/New York/New York City"),
        ("Washington", "United States/District of Columbia/Washington"),
        ("Aleppo", "Syria/Aleppo/Aleppo"),
        ("Aleppo Governorate", "Syria/Aleppo"),
        ("Dayr al-Zawr", "Syria/Deir ez-Zor/Deir ez-Zor"),
        ("Kefrya", "Syria/Idlib/Kafrayā"),
        ("São Paulo", "Brazil/São Paulo/São Paulo"),
        ("sao paulo", "Brazil/São Paulo/São Paulo"),
        ("St. Louis", "United States/Missouri/St. Louis"),
        ("Saint Louis, Missouri", "United States/Missouri/St. Louis"),
        ("Syrian", "Syria"),
    ] {
        first_place(name, expected);
    }
}

#[test]
fn city_and_division_of_one_name_are_two_entities() {
    let found = names_of(Kind::Place, "Aleppo");
    assert!(found.contains(&"Syria/Aleppo".to_owned()) && found.contains(&"Syria/Aleppo/Aleppo".to_owned()), "{found:?}");
}

#[test]
fn unknown_names_find_nothing_and_suggest_their_neighbours() {
    let authorities = Authorities::embedded();
    assert!(authorities.lookup(Kind::Place, "Alepppo").is_empty());
    for (wrong, right) in
        [("Alepppo", "Aleppo"), ("Damscus", "Damascus"), ("Untied States", "United States"), ("Jeruselam", "Jerusalem")]
    {
        let suggested = authorities.suggest(Kind::Place, wrong, 3);
        assert!(suggested.contains(&right), "{wrong}: {suggested:?}");
    }
    let suggested = authorities.suggest(Kind::Organization, "Untied Nations", 1);
    assert_eq!(suggested, ["United Nations"]);
    assert!(authorities.suggest(Kind::Place, "Aleppo", 2).len() <= 2);
}

#[test]
fn entities_tell_where_they_are() {
    let authorities = Authorities::embedded();
    let aleppo = authorities.get(authorities.by_id("geonames:170063").expect("Aleppo is listed"));
    assert_eq!((aleppo.kind, aleppo.feature, aleppo.country), (Kind::Place, Feature::Seat, Some("SY")));
    assert!(aleppo.population > 1_000_000);
    let (latitude, longitude) = aleppo.lat_lon.expect("Aleppo has a position");
    assert!((latitude - 36.2).abs() < 0.1 && (longitude - 37.16).abs() < 0.1);
    assert_eq!(aleppo.path.last(), Some(&aleppo.key));
    assert_eq!(authorities.by_id(&aleppo.id), Some(aleppo.key));
    let council = authorities.by_id("org:un-security-council").expect("the council is listed");
    assert_eq!(authorities.path(council).first().map(|&key| authorities.id(key)), Some("org:un".to_owned()));
}

#[test]
fn countries_and_divisions_lie_at_their_middle() {
    for (name, lat, lon) in [
        ("Syria", 35.0, 38.0),
        ("United States", 39.8, -98.6),
        ("Texas", 31.5, -99.3),
        ("Canada", 60.0, -95.0),
        ("West Germany", 50.5, 8.7),
        ("Gaza Strip", 31.4, 34.4),
        ("Scott County, Indiana", 38.7, -85.7),
    ] {
        let authorities = Authorities::embedded();
        let key = *authorities.lookup(Kind::Place, name).first().expect(name);
        let at = authorities.position(key).expect(name);
        assert!((at.0 - lat).abs() < 0.2 && (at.1 - lon).abs() < 0.2, "{name}: {at:?}");
    }
}

#[test]
fn every_country_has_a_position() {
    let authorities = Authorities::embedded();
    for key in (0..authorities.len() as u32).map(EntityKey).filter(|&key| authorities.feature(key).is_country()) {
        assert!(authorities.position(key).is_some(), "{}", authorities.name(key));
    }
}

#[test]
fn every_id_leads_back_to_its_entity_and_every_path_begins_with_the_country() {
    let authorities = Authorities::embedded();
    for number in (0..authorities.len() as u32).step_by(97) {
        let entity = authorities.get(EntityKey(number));
        assert_eq!(authorities.by_id(&entity.id), Some(entity.key), "{}", entity.id);
        if entity.kind == Kind::Place && entity.country.is_some() {
            let root = authorities.feature(entity.path[0]);
            assert!(root.is_country(), "{} begins with {root:?}", entity.id);
        }
    }
}

#[test]
fn opening_costs_next_to_nothing() {
    let started = std::time::Instant::now();
    for _ in 0..100 {
        std::hint::black_box(Gazetteer::open(GAZETTEER).expect("the file is sound"));
    }
    // Measured: 9 µs for the first one of a process. The bound leaves room for a busy machine.
    assert!(started.elapsed().as_micros() < 100 * 500, "{:?}", started.elapsed());
}
