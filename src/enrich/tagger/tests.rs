use super::model::{Clusters, Model, NO_CLUSTER, ROW_BYTES, Table, assemble};
use super::viterbi::JOINTS;
use super::*;

/// Returns the names that the embedded tagger finds, each with its class.
fn names(text: &str) -> Vec<(Class, &str)> {
    let authorities = Authorities::embedded();
    let mut words = Words::default();
    words.push_text(text, authorities);
    let mut tags = Vec::new();
    Tagger::embedded().tag(&words, 0..words.tokens.len(), authorities, &mut Scratch::default(), &mut tags);
    let mut names = Vec::new();
    each_span(&tags, |span| {
        let (first, last) = (&words.tokens[span.first], &words.tokens[span.last - 1]);
        names.push((span.class, &text[first.start as usize..last.base_end as usize]));
    });
    names
}

#[test]
fn names_are_told_apart_by_class() {
    use Class::{Organization, Person, Place};
    assert_eq!(
        names("The mayor of Springfield, Anna Kowalski, said on Monday that the United Nations would open an office in Nairobi."),
        [(Place, "Springfield"), (Person, "Anna Kowalski"), (Organization, "United Nations"), (Place, "Nairobi")]
    );
}

#[test]
fn possessive_ending_is_no_part_of_a_name() {
    assert_eq!(names("Troops crossed Russia's border on Friday."), [(Class::Place, "Russia")]);
}

#[test]
fn line_of_capitals_is_left_alone() {
    assert_eq!(names("MINISTER VISITS PARIS AND ROME\n\nit rained all day."), []);
}

#[test]
fn text_without_words_has_no_names() {
    assert_eq!(names(""), []);
    assert_eq!(names("... \n\n -- 1984."), []);
}

#[test]
fn range_of_tokens_is_tagged_as_if_it_stood_alone() {
    let authorities = Authorities::embedded();
    let (title, body) = ("Talks in Geneva", "Delegates met in Oslo, said Maria Lopez.");
    let mut both = Words::default();
    both.push_text(title, authorities);
    let start = both.tokens.len();
    both.push_text(body, authorities);
    let mut alone = Words::default();
    alone.push_text(body, authorities);
    let (mut of_both, mut of_one, mut scratch) = (Vec::new(), Vec::new(), Scratch::default());
    Tagger::embedded().tag(&both, start..both.tokens.len(), authorities, &mut scratch, &mut of_both);
    Tagger::embedded().tag(&alone, 0..alone.tokens.len(), authorities, &mut scratch, &mut of_one);
    assert_eq!(of_both, of_one);
    assert!(of_one.iter().any(|tag| *tag != Tag::Outside));
}

#[test]
fn spans_follow_the_tags() {
    use Class::{Person, Place};
    let tags = [Tag::Begin(Place), Tag::Begin(Place), Tag::Inside(Place), Tag::Outside, Tag::Inside(Person)];
    let mut spans = Vec::new();
    each_span(&tags, |span| spans.push((span.class, span.first, span.last)));
    assert_eq!(spans, [(Place, 0, 1), (Place, 1, 3), (Person, 4, 5)]);
}

#[test]
fn model_reads_back_what_was_written() {
    let hashes: Vec<u64> = (0..1000).map(|number| hash::of_feature(1, number)).collect();
    let mut features = Vec::new();
    for row in Table::write(&hashes, &mut features) {
        features.extend([(row % 100) as u8; ROW_BYTES]);
    }
    let mut words = Vec::new();
    let word = hash::of_bytes(b"paris");
    Table::write(&[hash::of_feature(0, word)], &mut words);
    words.extend(1_u16.to_le_bytes());
    let transitions = vec![7; 2 * (JOINTS + 1) * Tag::ALL.len() * Tag::ALL.len() * 2];
    let bytes = assemble([&transitions, &[9, 8], &words, &features]);

    let model = Model::open(&bytes).expect("it was written by this version");
    for (number, &feature) in hashes.iter().enumerate() {
        let mut scores = [[0; Tag::ALL.len()]; 2];
        model.add(feature, &mut scores);
        let weight = (number % 100) as i32;
        assert_eq!(scores.map(|scores| (scores[0], scores[1], scores[8])), [(0, weight, weight); 2]);
    }
    let strangers = (0..1000).filter(|&number| {
        let mut scores = [[0; Tag::ALL.len()]; 2];
        model.add(hash::of_feature(2, number), &mut scores);
        scores[0][1] != 0
    });
    assert!(strangers.count() <= 2, "a stranger shares bucket and mark once in 30,000 look-ups");
    let clusters: Clusters = model.clusters;
    assert_eq!((clusters.fine(word), clusters.coarse(1)), (1, 8));
    assert_eq!(clusters.fine(hash::of_bytes(b"london")), NO_CLUSTER);
}

#[test]
fn damaged_model_is_refused() {
    assert!(Model::open(b"dltag").is_err());
    assert!(Model::open(&assemble([&[], &[], &[], &[]])).is_err());
    assert!(Model::open(&MODEL[..MODEL.len() - 1]).is_err());
}
