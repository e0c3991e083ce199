//! Short articles of our own in the manner of local newspapers, about small towns whose names are common, and where a reader finds
//! them: neighbours, a county, or only the dateline say in which state.

use super::*;

struct LocalNews {
    dateline: Option<&'static str>,
    body: &'static str,
    /// Names, and the state that each is in.
    places: &'static [(&'static str, &'static str)],
}

const ARTICLES: &[LocalNews] = &[
    LocalNews {
        dateline: None,
        body: "The Lamar County commissioners met in Paris on Monday to discuss the bridge on the old highway. Drivers from \
               Clarksville and Bonham will be sent around the town for two weeks, the Texas Department of Transportation \
               said.",
        places: &[("Paris", "Texas"), ("Clarksville", "Texas"), ("Bonham", "Texas")],
    },
    LocalNews {
        dateline: Some("SPRINGFIELD, Mo."),
        body: "A man was arrested in Springfield on Friday after a fire at a warehouse. Firefighters came from Nixa, Ozark \
               and Battlefield, and two of them were taken to a hospital.",
        places: &[("Springfield", "Missouri"), ("Nixa", "Missouri"), ("Ozark", "Missouri")],
    },
    LocalNews {
        dateline: None,
        body: "The Clark County sheriff said that two men from Springfield were found in a barn near Urbana. They had been \
               seen in Xenia and in Dayton the day before.",
        places: &[("Springfield", "Ohio"), ("Urbana", "Ohio"), ("Xenia", "Ohio"), ("Dayton", "Ohio")],
    },
    LocalNews {
        dateline: None,
        body: "Parents in Franklin asked the Williamson County school board on Tuesday to build a second school. Pupils \
               from Brentwood and Spring Hill share the old one, and some are taken by bus to Nashville.",
        places: &[
            ("Franklin", "Tennessee"),
            ("Brentwood", "Tennessee"),
            ("Spring Hill", "Tennessee"),
            ("Nashville", "Tennessee"),
        ],
    },
    LocalNews {
        dateline: None,
        body: "The library in Franklin will be closed until March, Johnson County officials said. Readers may go to \
               Greenwood or Whiteland, and the books were sent to Indianapolis.",
        places: &[("Franklin", "Indiana"), ("Greenwood", "Indiana"), ("Whiteland", "Indiana")],
    },
    LocalNews {
        dateline: None,
        body: "A tornado touched down west of Greenville on Sunday night and tore roofs off houses in Ayden and \
               Winterville. Nobody was hurt, the Pitt County emergency office said. North Carolina will pay for tents.",
        places: &[("Greenville", "North Carolina"), ("Ayden", "North Carolina"), ("Winterville", "North Carolina")],
    },
    LocalNews {
        dateline: None,
        body: "Cotton growers around Greenville, Leland and Indianola fear a third dry summer. In Washington County, \
               Mississippi, wells have been dug to a depth of 300 feet.",
        places: &[("Greenville", "Mississippi"), ("Leland", "Mississippi"), ("Indianola", "Mississippi")],
    },
    LocalNews {
        dateline: None,
        body: "The farmers' market in Lebanon will move to the old mill. Traders from Palmyra and Myerstown welcomed the \
               plan, and the bus from Harrisburg will stop there.",
        places: &[
            ("Lebanon", "Pennsylvania"),
            ("Palmyra", "Pennsylvania"),
            ("Myerstown", "Pennsylvania"),
            ("Harrisburg", "Pennsylvania"),
        ],
    },
    LocalNews {
        dateline: None,
        body: "Two drivers were killed near Lebanon when a lorry crossed the median, the Tennessee Highway Patrol said. \
               They lived in Mount Juliet and Watertown. Traffic was sent by way of Gallatin.",
        places: &[("Lebanon", "Tennessee"), ("Mount Juliet", "Tennessee"), ("Watertown", "Tennessee"), ("Gallatin", "Tennessee")],
    },
    LocalNews {
        dateline: None,
        body: "The city council of Salem voted to raise the water price. Keizer and Silverton, which buy their water from \
               it, will pay more as well, the Marion County clerk said. Oregon forbids higher prices in summer.",
        places: &[("Salem", "Oregon"), ("Keizer", "Oregon"), ("Silverton", "Oregon")],
    },
    LocalNews {
        dateline: Some("SALEM, N.H."),
        body: "Voters will decide on a new police station in March. Windham and Derry built theirs ten years ago, and Salem \
               has waited long enough, the chief said.",
        places: &[("Salem", "New Hampshire"), ("Windham", "New Hampshire"), ("Derry", "New Hampshire")],
    },
    LocalNews {
        dateline: None,
        body: "The bridge between Clinton and Fulton was closed on Thursday because of ice on the river. Workers from \
               Camanche were late, and a hospital in Davenport sent a boat.",
        places: &[("Clinton", "Iowa"), ("Fulton", "Illinois"), ("Camanche", "Iowa"), ("Davenport", "Iowa")],
    },
    LocalNews {
        dateline: None,
        body: "The prison in Jackson will take 200 inmates from Lansing and Ann Arbor, the Michigan Department of \
               Corrections said. Neighbours in Parma and Grass Lake were not asked.",
        places: &[("Jackson", "Michigan"), ("Lansing", "Michigan"), ("Ann Arbor", "Michigan"), ("Parma", "Michigan")],
    },
    LocalNews {
        dateline: Some("JACKSON, Tenn."),
        body: "A baker from Humboldt won the prize for the best pie in Madison County on Saturday. A cook from Bolivar came \
               second, and Jackson took the third prize.",
        places: &[("Humboldt", "Tennessee"), ("Bolivar", "Tennessee"), ("Jackson", "Tennessee")],
    },
    LocalNews {
        dateline: None,
        body: "Students in Athens and their landlords agreed on lower rents. The Clarke County court had ruled against the \
               owners of three houses. Rents in Watkinsville and Winder are lower still, said a paper in Atlanta.",
        places: &[("Athens", "Georgia"), ("Watkinsville", "Georgia"), ("Winder", "Georgia"), ("Atlanta", "Georgia")],
    },
    LocalNews {
        dateline: None,
        body: "A gas leak emptied a street in Athens on Wednesday. People were taken to Nelsonville and Logan until the \
               evening, and the Athens County fire chief thanked the crews that came from Chillicothe and Marietta.",
        places: &[("Athens", "Ohio"), ("Nelsonville", "Ohio"), ("Logan", "Ohio"), ("Chillicothe", "Ohio"), ("Marietta", "Ohio")],
    },
    LocalNews {
        dateline: None,
        body: "The peanut festival of Troy draws guests from Brundidge, Ozark and Enterprise, and from as far as \
               Montgomery. Pike County paid for the fireworks.",
        places: &[
            ("Troy", "Alabama"),
            ("Brundidge", "Alabama"),
            ("Ozark", "Alabama"),
            ("Enterprise", "Alabama"),
            ("Montgomery", "Alabama"),
        ],
    },
    LocalNews {
        dateline: None,
        body: "A water main burst in Troy on Sunday. Cohoes and Watervliet had no water for a day, and the schools of \
               Rensselaer County stayed closed. Albany was spared.",
        places: &[("Troy", "New York"), ("Cohoes", "New York"), ("Watervliet", "New York"), ("Albany", "New York")],
    },
    LocalNews {
        dateline: None,
        body: "The ferry at Madison was sold to a man from Hanover. He will run it for guests from Scottsburg and Columbus, \
               he told the Jefferson County council. Indiana had wanted to close it.",
        places: &[("Madison", "Indiana"), ("Hanover", "Indiana"), ("Scottsburg", "Indiana"), ("Columbus", "Indiana")],
    },
    LocalNews {
        dateline: None,
        body: "Soldiers helped to search the woods south of Columbus for a boy of six. He was found in Phenix City, on the \
               Alabama side of the river, and taken to his mother in LaGrange.",
        places: &[("Columbus", "Georgia"), ("Phenix City", "Alabama"), ("LaGrange", "Georgia")],
    },
    LocalNews {
        dateline: None,
        body: "The Ohio city of Lancaster has sold its gas works. Lancaster had owned them since 1887.",
        places: &[("Lancaster", "Ohio")],
    },
    LocalNews {
        dateline: None,
        body: "Kentucky's Georgetown, a town of horses, grew faster than Lexington last year.",
        places: &[("Georgetown", "Kentucky"), ("Lexington", "Kentucky")],
    },
    LocalNews {
        dateline: None,
        body: "The dairy in Burlington, a town in northern Kentucky, was closed. It had sold milk in Florence and \
               Covington.",
        places: &[("Burlington", "Kentucky"), ("Florence", "Kentucky"), ("Covington", "Kentucky")],
    },
];

/// What the tagger takes for no place is not for the resolver to find, so that names which are in no mention are passed over.
#[test]
fn small_towns_are_found_by_their_neighbours() {
    let authorities = Authorities::embedded();
    let (mut right, mut wrong) = (0, String::new());
    for LocalNews { dateline, body, places } in ARTICLES {
        let article = Article { dateline: dateline.map(str::to_owned), body: (*body).to_owned(), ..Article::default() };
        let found = find_names(&article, authorities, WhichNames::All);
        for (name, state) in *places {
            let is_named = |mention: &&FoundMention| {
                mention.zone == Zone::Body && mention.kind == Kind::Place && &body[mention.range.clone()] == *name
            };
            let Some(mention) = found.mentions.iter().find(is_named) else { continue };
            let path = match mention.name.map(|at| &found.names[at].name) {
                Some(NameRef::Listed(key)) => authorities.path(*key).into_iter().map(|step| authorities.name(step)).collect(),
                _ => Vec::new(),
            };
            if matches!(path[..], ["United States", division, _] if division == *state) {
                right += 1;
            } else {
                wrong += &format!("{name}, {state}: {path:?} in {body}\n");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(right >= 55, "only {right} are places to the tagger");
}
