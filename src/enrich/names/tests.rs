//! Sentences of our own that a list of names alone gets wrong, and what a reader finds in them.

use super::*;

/// Returns what is found, as `Country/Division/Place`, and an organization by its name, in the order of the text.
fn found_in(article: &Article) -> Vec<String> {
    let authorities = Authorities::embedded();
    let article = crate::enrich::with_language(article.clone());
    let mut names = find_names(&article, authorities, WhichNames::All).names;
    // Demonyms are evidence, persons have tests of their own.
    names.retain(|name| name.kind != Kind::Person && (name.mentions > 0 || name.given));
    // A country that is only inferred is the salience's to test.
    names.retain(|name| name.given || name.mentions + name.demonyms > 0);
    names.sort_by_key(|name| (!name.in_dateline, !name.in_title, name.first));
    names.iter().map(|found| label(&found.name, authorities)).collect()
}

fn label(name: &NameRef, authorities: &Authorities) -> String {
    match name {
        NameRef::Listed(key) if authorities.kind(*key) == Kind::Place => {
            authorities.path(*key).into_iter().map(|step| authorities.name(step)).collect::<Vec<_>>().join("/")
        }
        NameRef::Listed(key) => authorities.name(*key).to_owned(),
        NameRef::Unlisted { name, .. } => format!("?{name}"),
    }
}

#[track_caller]
fn check(table: &[(&str, &[&str])]) {
    let mut wrong = String::new();
    for (body, expected) in table {
        let article = Article { body: (*body).to_owned(), ..Article::default() };
        let found = found_in(&article);
        if found != *expected {
            wrong += &format!("{body}\n  expected {expected:?}\n  found    {found:?}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn one_name_of_several_places_is_the_one_the_text_speaks_of() {
    check(&[
        ("Troops left Georgia for Armenia, and Tbilisi was calm.", &["Georgia", "Armenia", "Georgia/Tbilisi/Tbilisi"]),
        (
            "Voters in Georgia, Florida and Alabama go to the polls.",
            &["United States/Georgia", "United States/Florida", "United States/Alabama"],
        ),
        ("Georgia asked Russia to withdraw its troops.", &["Georgia", "Russia"]),
        ("The mayor of Atlanta said Georgia would rebuild.", &["United States/Georgia/Atlanta", "United States/Georgia"]),
        ("The fair opened in Paris on Monday.", &["France/Île-de-France/Paris"]),
        ("A storm hit Paris, Texas, on Monday.", &["United States/Texas/Paris", "United States/Texas"]),
        ("The mill in Paris, Tex., was closed.", &["United States/Texas/Paris"]),
        ("The university town of Moscow, Idaho, was quiet.", &["United States/Idaho/Moscow", "United States/Idaho"]),
        ("The fair in Lebanon, Ohio, was rained off.", &["United States/Ohio/Lebanon", "United States/Ohio"]),
        ("She studied in Cambridge, Mass., for a year.", &["United States/Massachusetts/Cambridge"]),
        (
            "The laboratory in Cambridge, England, was founded in 1870.",
            &["United Kingdom/England/Cambridge", "United Kingdom/England"],
        ),
        ("A bakery in Birmingham, Ala., burned down.", &["United States/Alabama/Birmingham"]),
        ("The council of Birmingham is short of money, said a British minister.", &["United Kingdom/England/Birmingham"]),
        ("Farmers near London, Ontario, fear frost.", &["Canada/Ontario/London", "Canada/Ontario"]),
        ("In Tripoli, Libya, banks were open.", &["Libya/Tripoli/Tripoli", "Libya"]),
        ("Lebanese troops entered Tripoli at dawn.", &["Lebanon/North Lebanon/Tripoli"]),
        ("A bomb exploded in Hyderabad, Pakistan.", &["Pakistan/Sindh/Hyderabad", "Pakistan"]),
        ("Envoys of China, Japan and Iraq, Iran and Oman met.", &["China", "Japan", "Iraq", "Iran", "Oman"]),
        (
            "Ohio, Indiana, Pennsylvania and Oregon sued.",
            &["United States/Ohio", "United States/Indiana", "United States/Pennsylvania", "United States/Oregon"],
        ),
        ("The airport of Hyderabad in India was closed.", &["India/Telangana/Hyderābād", "India"]),
    ]);
}

#[test]
fn small_towns_need_their_country() {
    check(&[
        (
            "People left the villages of Kefrya and Foua in Idlib Province, Syria.",
            &["Syria/Idlib/Kafrayā", "Syria/Idlib/al-Fu'ah", "Syria/Idlib", "Syria"],
        ),
        ("Syrian buses reached Kefraya.", &["Syria/Idlib/Kafrayā"]),
        ("Syrian aid came to Zabadani and Madaya.", &["Syria/Rif-dimashq/Az Zabadānī", "Syria/Rif-dimashq/Maḑāyā"]),
        ("Aid reached the Syrian city of Dayr al-Zawr.", &["Syria/Deir ez-Zor/Deir ez-Zor"]),
        ("He grew up reading in a nice bath.", &[]),
        ("Reading is fun, and Nice weather helps.", &[]),
        ("The First of March was a Sunday.", &[]),
    ]);
}

#[test]
fn case_tells_names_from_words() {
    check(&[
        ("Turkey joined the talks.", &["Turkey"]),
        ("They ate turkey and china broke.", &[]),
        ("It told us so, and they told us again.", &[]),
        ("The US and the U.S. are one, and so is the U.S", &["United States"]),
        ("Who said that the WHO was late?", &["World Health Organization"]),
        ("Polish the table with Polish wax.", &[]),
        ("The march of time may go on in May.", &[]),
        ("The UK left the EU.", &["United Kingdom", "European Union"]),
    ]);
}

#[test]
fn persons_are_no_places() {
    check(&[
        ("Coach Jordan Hale said Jordan would not play, and Hale agreed.", &[]),
        ("Paris Hilton opened a shop.", &[]),
        ("Washington Irving wrote tales.", &[]),
        ("Michael Jordan and Denzel Washington met Jack London.", &[]),
        ("King Abdullah of Jordan flew home.", &["Jordan"]),
        ("Sen. Houston and Gov. Lincoln voted.", &[]),
        ("Rosario Murillo spoke, and Murillo added that Moreno, who said nothing, agreed.", &[]),
        ("Mrs. Chad Lancaster won the prize.", &[]),
        ("Boris Johnson and Angela Merkel met in Berlin.", &["Germany/State of Berlin/Berlin"]),
    ]);
}

#[test]
fn longer_names_hide_the_places_in_them() {
    check(&[
        ("The Bank of England raised its rate.", &["Bank of England"]),
        ("She teaches at the University of Freedonia.", &["?University of Freedonia"]),
        ("She teaches at the University of Texas.", &["University of Texas"]),
        ("The New York Times reported it.", &["New York Times"]),
        ("The Russian Foreign Ministry denied it.", &["Russian Foreign Ministry"]),
        ("Russia's Foreign Ministry denied it.", &["Russia", "Russian Foreign Ministry"]),
        ("The Boston Red Sox lost.", &["Boston Red Sox"]),
        ("The talks begin at 11:00 New York time (1600 GMT).", &[]),
        ("Many in the West disagree.", &[]),
        ("The UN Security Council (UNSC) met, and the UNSC voted.", &["UN Security Council"]),
        ("The anti-Syria bloc met.", &[]),
    ]);
}

#[test]
fn towns_called_by_common_words_found_no_organization() {
    check(&[
        ("Hambros Bank Ltd and Wardley Australia Ltd lent it.", &["?Hambros Bank Ltd", "?Wardley Australia Ltd"]),
        ("She teaches at Western Michigan University.", &["?Western Michigan University"]),
        ("Bank of Japan Governor Satoshi Sumita spoke.", &["Bank of Japan"]),
        ("The Ministry of Freedonia and Secretary Jane Doe met.", &["?Ministry of Freedonia"]),
    ]);
}

#[test]
fn alias_of_a_large_city_is_no_match_for_the_name_of_an_organization() {
    check(&[
        (
            "The White House Office of Science and Technology Policy met.",
            &["White House", "Office of Science and Technology Policy"],
        ),
        ("A Google official spoke.", &["Google"]),
        ("He lives in Casablanca.", &["Morocco/Casablanca-Settat/Casablanca"]),
    ]);
}

#[test]
fn article_says_what_its_acronyms_mean() {
    check(&[
        ("The London Stock Exchange (LSE) opened late, and the LSE closed early.", &["London Stock Exchange"]),
        ("The LSE taught him.", &["London School of Economics"]),
        ("The Bank of England (IMF) is odd.", &["Bank of England", "International Monetary Fund"]),
    ]);
}

#[test]
fn verbs_in_headlines_are_no_acronyms() {
    let read = |title: &str| found_in(&Article { title: title.to_owned(), ..Article::default() });
    assert_eq!(read("FIRM UPS STAKE IN MINE"), [""; 0]);
}

#[test]
fn amounts_and_plans_are_no_organizations() {
    check(&[("It paid two mln dlrs, or DLR 2 a share, under a PLAN of the navy.", &[])]);
}

#[test]
fn longest_country_wins() {
    check(&[
        ("South Korean and North Korean envoys met.", &[]),
        ("Niger and Nigeria share a border; Nigerian troops crossed it.", &["Niger", "Nigeria"]),
        (
            "Equatorial Guinea, Papua New Guinea and Guinea-Bissau signed.",
            &["Equatorial Guinea", "Papua New Guinea", "Guinea-Bissau"],
        ),
        ("Guinea signed later.", &["Guinea"]),
        (
            "Congo's army advanced from Kinshasa.",
            &["Democratic Republic of the Congo", "Democratic Republic of the Congo/Kinshasa/Kinshasa"],
        ),
        ("New Mexico is no part of Mexico.", &["United States/New Mexico", "Mexico"]),
        ("West Virginia and Virginia voted.", &["United States/West Virginia", "United States/Virginia"]),
        ("The Dominican Republic and Dominica are islands.", &["Dominican Republic", "Dominica"]),
        ("The Soviet Union and East Germany fell.", &["Soviet Union", "East Germany"]),
        ("Prices rose in the Netherlands and in Holland.", &["Netherlands"]),
        ("Northern Ireland and Ireland trade.", &["United Kingdom/Northern Ireland", "Ireland"]),
    ]);
}

#[test]
fn names_end_with_their_sentence() {
    check(&[
        ("They met in South. Korea was not there.", &["South Korea"]),
        ("She left Guinea. Bissau was next.", &["Guinea", "Guinea-Bissau/Bissau/Bissau"]),
    ]);
}

#[test]
fn other_scripts_are_read() {
    check(&[
        ("زار الوزير دمشق وحلب", &["Syria/Damascus/Damascus", "Syria/Aleppo/Aleppo"]),
        ("Президент прибыл в Алеппо.", &["Syria/Aleppo/Aleppo"]),
        ("他昨天抵达北京。", &["China/Beijing/Beijing"]),
        ("Wahlen in Köln und ZÜRICH", &["Germany/North Rhine-Westphalia/Köln", "Switzerland/Zurich/Zürich"]),
    ]);
}

#[test]
fn headlines_in_capitals_are_read_with_care() {
    let read =
        |title: &str, body: &str| found_in(&Article { title: title.to_owned(), body: body.to_owned(), ..Article::default() });
    assert_eq!(read("IN THE US TODAY", ""), ["United States"]);
    assert_eq!(read("LET US GO HOME NOW", ""), [""; 0]);
    assert_eq!(read("U.S. SAYS BRAZIL MUST PAY", ""), ["United States", "Brazil"]);
    // Capitals do not tell the country from the bird; the body has to.
    assert_eq!(read("TURKEY SALES UP IN READING", ""), [""; 0]);
    assert_eq!(read("TURKEY SALES UP IN READING", "Exports to Turkey rose."), ["Turkey"]);
    assert_eq!(
        read("FIRE IN ANKENY KILLS TWO", "A fire in Ankeny, Iowa, killed two."),
        ["United States/Iowa/Ankeny", "United States/Iowa"]
    );
    assert_eq!(read("WHO KNOWS WHAT AID IS FOR", ""), [""; 0]);
}

#[test]
fn dateline_decides() {
    let read = |dateline: &str, body: &str| {
        found_in(&Article { dateline: Some(dateline.to_owned()), body: body.to_owned(), ..Article::default() })
    };
    // Who filed the story is not in it.
    assert_eq!(read("ALEPPO, Dec 18 (SANA)", "Buses left."), ["Syria/Aleppo/Aleppo"]);
    assert_eq!(read("PHILADELPHIA, Feb 26 -", "Rain fell."), ["United States/Pennsylvania/Philadelphia"]);
    assert_eq!(read("ST. LOUIS, Feb 26 -", "Rain fell."), ["United States/Missouri/St. Louis"]);
    assert_eq!(read("NORTH BERGERN, Feb 26 -", "Rain fell."), [""; 0]);
    assert_eq!(read("SPRINGFIELD, Ill., March 3", "The mayor spoke."), ["United States/Illinois/Springfield"]);
    assert_eq!(
        read("LONDON, March 3", "People in Reading and Luton slept."),
        ["United Kingdom/England/London", "United Kingdom/England/Luton"]
    );
    assert_eq!(
        read("WASHINGTON, April 1 -", "Georgia voted."),
        ["United States/District of Columbia/Washington", "United States/Georgia"]
    );
}

#[test]
fn given_names_are_resolved_beside_one_another() {
    let authorities = Authorities::embedded();
    let given = |places: &[&str]| {
        let article = Article { places: places.iter().map(|name| (*name).to_owned()).collect(), ..Article::default() };
        let found = find_names(&article, authorities, WhichNames::Given).names;
        assert!(found.iter().all(|name| name.given && name.mentions == 0 && name.first == usize::MAX));
        found.iter().map(|found| label(&found.name, authorities)).collect::<Vec<_>>()
    };
    assert_eq!(given(&["Georgia", "Tbilisi"]), ["Georgia", "Georgia/Tbilisi/Tbilisi"]);
    assert_eq!(given(&["Georgia", "Alabama"]), ["United States/Georgia", "United States/Alabama"]);
    assert_eq!(given(&["usa", "uk", "west-germany"]), ["United States", "United Kingdom", "West Germany"]);
    assert_eq!(given(&["Paris, Texas"]), ["United States/Texas/Paris"]);
    assert_eq!(given(&["Nowhere Heights"]), ["?Nowhere Heights"]);
}

#[test]
fn unlisted_names_have_a_stable_id() {
    let article = Article { organizations: vec!["Acme Relief".to_owned(), "ACME  Relief".to_owned()], ..Article::default() };
    let found = find_names(&article, Authorities::embedded(), WhichNames::Given).names;
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(matches!(&found[0].name, NameRef::Unlisted { id, .. } if id == "org:acme-relief"));
}

#[test]
fn mentions_are_counted_and_placed() {
    let article = Article {
        title: "Syria talks resume".to_owned(),
        body: "Syrian envoys met. Syria's envoy left for Geneva.".to_owned(),
        ..Article::default()
    };
    let found = find_names(&article, Authorities::embedded(), WhichNames::All).names;
    let syria = &found[0];
    assert_eq!((syria.mentions, syria.in_title, syria.first), (2, true, 0));
    assert_eq!(&article.body[found[1].first..found[1].first + 6], "Geneva");
}
