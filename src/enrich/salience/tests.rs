use jiff::civil::{Date, date};

use crate::article::{Article, ArticleDate, DateOrigin, Precision};
use crate::authority::{Authorities, Kind};
use crate::enrich::names::{ArticleNames, NameRef, WhichNames, find_names};

const FILLER: &str =
    "Talks went on late into the night, and nobody would say what had been agreed. The ministers left without a word. ";

fn article(title: &str, dateline: &str, body: &str) -> Article {
    Article {
        title: title.to_owned(),
        dateline: Some(dateline.to_owned()).filter(|dateline| !dateline.is_empty()),
        body: body.to_owned(),
        language: Some("en".to_owned()),
        ..Article::default()
    }
}

fn find(article: &Article) -> ArticleNames {
    find_names(article, Authorities::embedded(), WhichNames::All)
}

/// Returns what an article is about: listed names by their path, in the order of the alphabet.
fn about(article: &Article, kind: Kind) -> Vec<String> {
    let authorities = Authorities::embedded();
    let names = find(article).names;
    let about = names.iter().filter(|found| found.kind == kind && found.about);
    let mut about = about
        .map(|found| match &found.name {
            NameRef::Listed(key) => authorities.path(*key).iter().map(|key| authorities.name(*key)).collect::<Vec<_>>().join("/"),
            NameRef::Unlisted { name, .. } => name.clone(),
        })
        .collect::<Vec<_>>();
    about.sort();
    about
}

fn on(day: Date, article: Article) -> Article {
    let date = ArticleDate { day, instant: None, precision: Precision::Day, origin: DateOrigin::Metadata };
    Article { date: Some(date), ..article }
}

#[test]
fn articles_are_about_the_countries_that_they_dwell_on() {
    let long = FILLER.repeat(12);
    let table: &[(&str, &str, &str, &[&str])] = &[
        // Named in the title and again.
        ("Kenya raises tea price", "", "Kenya will pay farmers more for tea, the board said.", &["Kenya"]),
        // Where it was filed, though nobody names it.
        ("TEA PRICE RAISED", "NAIROBI, March 3", "The board will pay farmers more for tea.", &["Kenya"]),
        // Filed elsewhere: both.
        (
            "KENYA RAISES TEA PRICE",
            "LONDON, March 3",
            "Kenya will pay farmers more for tea, traders said. Kenyan farmers cheered.",
            &["Kenya", "United Kingdom"],
        ),
        // Its towns and its demonym count for it.
        (
            "Tea dearer in Mombasa",
            "",
            "Kenyan farmers got more for tea in Mombasa and Nairobi. Mombasa buys most of it.",
            &["Kenya", "Kenya/Mombasa/Mombasa"],
        ),
        // The only place of a brief.
        ("Harvest", "", "Farmers near Damascus began the harvest early, the cooperative said.", &["Syria/Damascus/Damascus"]),
        // One mention among many words, and not of the only country, is none.
        ("Talks go on", "", &format!("{long}A guest from Kenya slept, and so did one from Peru. {long}"), &[]),
        // A headline that was sent alone.
        ("Kenya lifts the tea price, Kenyan board says", "", "", &["Kenya"]),
    ];
    for (title, dateline, body, expected) in table {
        assert_eq!(about(&article(title, dateline, body), Kind::Place), *expected, "{title} | {dateline} | {body:.60}");
    }
}

#[test]
fn a_dateline_makes_no_facet_of_the_town() {
    let story = article("PROFITS RISE", "NEW YORK, March 3", "Shares rose on the news that profits were up.");
    assert_eq!(about(&story, Kind::Place), ["United States"]);
}

#[test]
fn a_country_that_is_about_but_not_named_is_added_last() {
    let story = on(date(1987, 3, 3), article("PRICES FALL", "BONN, March 3", "Prices fell, the ministry said."));
    let names = find(&story).names;
    let [.., last] = &names[..] else { panic!("nothing found") };
    let NameRef::Listed(key) = last.name else { panic!("an unlisted country") };
    assert_eq!(Authorities::embedded().name(key), "West Germany");
    assert!(last.about && last.mentions == 0 && last.demonyms == 0);
    let today = article("PRICES FALL", "BONN, March 3", "Prices fell, the ministry said.");
    assert_eq!(about(&today, Kind::Place), ["Germany"]);
}

#[test]
fn organizations_are_facets_by_title_lead_or_number() {
    let long = FILLER.repeat(12);
    let table: &[(&str, &str, &[&str])] = &[
        ("OPEC meets in Vienna", "OPEC ministers will meet on Monday.", &["OPEC"]),
        ("Ministers meet", &format!("Officials of OPEC will meet. OPEC set no price. {long} OPEC was silent."), &["OPEC"]),
        ("Ministers meet", &format!("{long}An official of OPEC slept. {long}"), &[]),
        (
            "Loan agreed",
            &format!("The loan was given by the University of Oslo, the University of Oslo said. {long}"),
            &["University of Oslo"],
        ),
    ];
    for (title, body, expected) in table {
        assert_eq!(about(&article(title, "", body), Kind::Organization), *expected, "{title} | {body:.60}");
    }
}

#[test]
fn given_names_are_certain() {
    let given = Article { places: vec!["Kenya".to_owned()], ..article("Talks", "", &FILLER.repeat(9)) };
    for which in [WhichNames::Given, WhichNames::All] {
        let names = find_names(&given, Authorities::embedded(), which).names;
        assert_eq!(names.len(), 1);
        assert!(names[0].about && names[0].probability == 1.0);
    }
}

#[test]
fn probabilities_are_probabilities() {
    let story =
        article("Kenya and Uganda sign", "NAIROBI, March 3", "Kenya and Uganda signed in Kampala; the UN and OPEC looked on.");
    let names = find(&story).names;
    assert!(names.len() >= 5);
    assert!(names.iter().all(|found| (0.0..=1.0).contains(&found.probability)));
}
