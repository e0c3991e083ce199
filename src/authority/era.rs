//! Countries that are no more: which one a place lay in on a day.
//!
//! In: a place and the day of an article. Out: the country it lay in then. Rule kept here: only states that ended in a Cold War
//! archive's time are told apart, and only by whole countries and divisions; who ruled a place in 1938 is for historians.

use jiff::civil::{Date, date};

use super::{Authorities, EntityKey};

/// A country that was, and the countries of today that it covered.
struct Era {
    former: &'static str,
    first_day: Date,
    last_day: Date,
    /// ISO 3166-1 codes.
    covers: &'static [&'static str],
    /// First-level divisions, where it covered only those.
    divisions: &'static [&'static str],
}

/// In the order in which they are tried: a part before the rest.
const ERAS: &[Era] = &[
    Era {
        former: "former:east-germany",
        first_day: date(1949, 10, 7),
        last_day: date(1990, 10, 2),
        covers: &["DE"],
        divisions: &["Brandenburg", "Mecklenburg-Vorpommern", "Saxony", "Saxony-Anhalt", "Thuringia"],
    },
    Era {
        former: "former:west-germany",
        first_day: date(1949, 5, 23),
        last_day: date(1990, 10, 2),
        covers: &["DE"],
        divisions: &[],
    },
    Era {
        former: "former:soviet-union",
        first_day: date(1945, 5, 9),
        last_day: date(1991, 12, 25),
        covers: &["RU", "UA", "BY", "MD", "EE", "LV", "LT", "GE", "AM", "AZ", "KZ", "UZ", "TM", "KG", "TJ"],
        divisions: &[],
    },
    Era {
        former: "former:czechoslovakia",
        first_day: date(1945, 5, 9),
        last_day: date(1992, 12, 31),
        covers: &["CZ", "SK"],
        divisions: &[],
    },
    Era {
        former: "former:yugoslavia",
        first_day: date(1945, 5, 9),
        last_day: date(1991, 6, 24),
        covers: &["RS", "ME", "XK", "HR", "SI", "BA", "MK"],
        divisions: &[],
    },
];

/// After this day the countries are those of today.
const LAST_DAY: Date = date(1992, 12, 31);

impl Authorities {
    /// Returns the country that a place lay in on a day: Bonn in West Germany in 1987. Without a day it is that of today.
    pub fn country_on(&self, place: EntityKey, day: Option<Date>) -> Option<EntityKey> {
        let today = self.country(place)?;
        let Some(day) = day.filter(|&day| day <= LAST_DAY) else { return Some(today) };
        let Some(code) = self.country_code(today) else { return Some(today) };
        let holds = |era: &&Era| {
            let is_then = era.first_day <= day && day <= era.last_day;
            let is_there = era.covers.contains(&code);
            is_then && is_there && (era.divisions.is_empty() || self.lies_in_division(place, era.divisions))
        };
        let former = ERAS.iter().find(holds).and_then(|era| self.by_id(era.former));
        Some(former.unwrap_or(today))
    }

    fn lies_in_division(&self, place: EntityKey, divisions: &[&str]) -> bool {
        self.admin1(place).is_some_and(|division| divisions.contains(&self.name(division)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authority::Kind;

    #[test]
    fn places_lie_in_the_countries_of_their_day() {
        let authorities = Authorities::embedded();
        let table = [
            ("Bonn", Some(date(1987, 3, 1)), "West Germany"),
            ("Leipzig", Some(date(1987, 3, 1)), "East Germany"),
            ("Germany", Some(date(1987, 3, 1)), "West Germany"),
            ("Moscow", Some(date(1987, 3, 1)), "Soviet Union"),
            ("Prague", Some(date(1987, 3, 1)), "Czechoslovakia"),
            ("Belgrade", Some(date(1987, 3, 1)), "Yugoslavia"),
            ("Soviet Union", Some(date(1987, 3, 1)), "Soviet Union"),
            ("Paris", Some(date(1987, 3, 1)), "France"),
            ("Bonn", Some(date(1990, 10, 3)), "Germany"),
            ("Moscow", Some(date(2016, 12, 18)), "Russia"),
            ("Bonn", None, "Germany"),
        ];
        for (place, day, expected) in table {
            let key = authorities.lookup(Kind::Place, place)[0];
            let country = authorities.country_on(key, day).expect("each lies in a country");
            assert_eq!(authorities.name(country), expected, "{place} on {day:?}");
        }
    }
}
