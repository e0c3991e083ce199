//! What is learned, in small archives whose words are known.

use super::file::FOLDER;
use super::learn::{follow_with, learn_with};
use super::*;
use crate::archive::{Archive, ArchiveWriter, Closing, InputState, NewArticle, NewInput, WriteLock};
use crate::article::Article;

/// Articles of two subjects. A ship and a vessel never meet, but both meet the harbour; wheat and grain meet the field.
fn articles(count: usize) -> Vec<String> {
    let sea = ["harbour", "sailor", "anchor", "tide", "cargo", "captain", "deck", "wharf"];
    let land = ["farmer", "plough", "barn", "soil", "crop", "tractor", "meadow", "hedge"];
    let all = (0..count).map(|at| {
        let (around, subject) = match at % 4 {
            0 => (sea, "ship"),
            1 => (sea, "vessel"),
            2 => (land, "wheat"),
            _ => (land, "grain"),
        };
        let words = (0..24).map(|word| around[(at / 4 + word * (at % 7 + 1)) % around.len()]);
        format!("The {subject} {} {subject}.", words.collect::<Vec<_>>().join(" "))
    });
    all.collect()
}

/// Adds articles to the archive in a folder.
fn add(folder: &Path, name: &str, bodies: &[String]) -> WriteLock {
    let (archive, lock) = Archive::open_or_create(folder).expect("the archive opens");
    let mut writer = ArchiveWriter::new(archive, lock).expect("it can be written");
    let new = NewInput { path: name, size: 1, modified: 1, hash: None, format: None, names: "off" };
    let input = writer.begin_input(&new).expect("the input is written");
    for (number, body) in bodies.iter().enumerate() {
        let article = Article { body: body.clone(), language: Some("en".into()), ..Article::default() };
        let id = format!(
            "{:012x}",
            blake3::hash(format!("{name}{number}").as_bytes()).as_bytes()[..6]
                .iter()
                .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte))
        );
        let words = body.split(' ').count() as u64;
        let new = NewArticle { id: &id, input, member: None, ordinal: Some(number as u64 + 1), article: &article, words };
        writer.add_article(&new).expect("the article is written").expect("its id is its own");
    }
    writer.finish_input(input, InputState::Indexed, &Closing::default(), bodies.len() as u64).expect("the input is closed");
    let generation = writer.commit().expect("it commits");
    writer.finish(generation).expect("it settles");
    drop(writer);
    Archive::lock(folder).expect("nobody else writes")
}

fn archive(folder: &Path, count: usize) -> Archive {
    drop(add(folder, "a", &articles(count)));
    Archive::open(folder).expect("the archive opens")
}

fn go_on(_: Step) -> bool {
    true
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder.join(FOLDER)).expect("it has learned").flatten();
    let mut files: Vec<_> = entries
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), std::fs::read(entry.path()).expect("it can be read")))
        .collect();
    files.sort();
    files
}

fn query(meaning: &Meaning, term: &str) -> QueryVector {
    meaning.query(&[(term.to_string(), 1.0)]).unwrap_or_else(|| panic!("{term} is known"))
}

#[test]
fn words_that_never_meet_are_near_where_they_meet_the_same_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let archive = archive(folder.path(), 200);
    learn(&archive, go_on).expect("it learns");
    let meaning = Meaning::open(folder.path()).expect("it opens").expect("it has learned");
    let ship = query(&meaning, "ship");
    // Rows 1 to 4: a ship, a vessel, wheat, grain.
    let near = |row| meaning.nearness(row, &ship).expect("the row has a vector");
    assert!(near(1) > 0.3, "a ship is near a ship: {}", near(1));
    assert!(near(2) > 0.3, "a vessel is near a ship: {}", near(2));
    assert!(near(3).abs() < 0.1 && near(4).abs() < 0.1, "wheat and grain are not: {}, {}", near(3), near(4));
}

#[test]
fn what_is_not_known_has_no_direction() {
    let folder = tempfile::tempdir().expect("a folder");
    let archive = archive(folder.path(), 100);
    assert!(Meaning::open(folder.path()).expect("nothing is wrong").is_none(), "nothing has been learned");
    learn(&archive, go_on).expect("it learns");
    let meaning = Meaning::open(folder.path()).expect("it opens").expect("it has learned");
    assert_eq!(meaning.query(&[]), None);
    assert_eq!(meaning.query(&[("zeppelin".to_string(), 1.0)]), None);
    assert_eq!(meaning.query(&[("ship".to_string(), 0.0)]), None);
    assert_eq!(meaning.nearness(101, &query(&meaning, "ship")), None, "there is no such row");
}

#[test]
fn learning_gives_the_same_bytes_again_and_with_any_number_of_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let archive = archive(folder.path(), 300);
    learn_with(&archive, 1, &go_on).expect("it learns");
    let first = files(folder.path());
    for threads in [1, 2, 5] {
        learn_with(&archive, threads, &go_on).expect("it learns");
        assert!(files(folder.path()) == first, "with {threads} threads");
    }
}

#[test]
fn articles_that_come_later_get_the_vectors_that_learning_would_have_given_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let bodies = articles(240);
    drop(add(folder.path(), "a", &bodies[..120]));
    learn(&Archive::open(folder.path()).expect("it opens"), go_on).expect("it learns");
    // The same articles once more, and some with words that are not known.
    drop(add(folder.path(), "b", &bodies[..120]));
    drop(add(folder.path(), "c", &["Zeppelins above a ship".to_string(), "Zeppelins".to_string()]));
    let archive = Archive::open(folder.path()).expect("it opens");
    assert_eq!(due(&archive).expect("it can be told"), Due::FoldIn);
    assert_eq!(follow_with(&archive, 2, &go_on).expect("it folds in"), 122);
    assert_eq!(due(&archive).expect("it can be told"), Due::Nothing);
    let meaning = Meaning::open(folder.path()).expect("it opens").expect("it has learned");
    for term in ["ship", "wheat", "anchor"] {
        let query = query(&meaning, term);
        for row in 1..=120 {
            assert_eq!(meaning.nearness(row, &query), meaning.nearness(row + 120, &query), "row {row} and {term}");
        }
        assert!(meaning.nearness(241, &query).is_some());
        assert_eq!(meaning.nearness(242, &query), None, "no word of it is known");
    }
    assert_eq!(problems(&archive).expect("it can be checked"), Some(vec![]));
}

#[test]
fn many_small_additions_leave_few_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let bodies = articles(100);
    drop(add(folder.path(), "a", &bodies));
    learn(&Archive::open(folder.path()).expect("it opens"), go_on).expect("it learns");
    for day in 0..20 {
        drop(add(folder.path(), &format!("day {day}"), &bodies[day..=day]));
        follow(&Archive::open(folder.path()).expect("it opens"), go_on).expect("it folds in");
    }
    let meaning = Meaning::open(folder.path()).expect("it opens").expect("it has learned");
    assert_eq!(meaning.articles(), 120);
    assert!(files(folder.path()).len() < 8, "{}", files(folder.path()).len());
    let query = query(&meaning, "ship");
    assert!((1..=120).all(|row| meaning.nearness(row, &query).is_some()), "every row is found");
}

#[test]
fn an_archive_that_has_grown_to_twice_its_size_is_to_learn_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(add(folder.path(), "a", &articles(600)));
    learn(&Archive::open(folder.path()).expect("it opens"), go_on).expect("it learns");
    drop(add(folder.path(), "b", &articles(599)));
    assert_eq!(due(&Archive::open(folder.path()).expect("it opens")).expect("it can be told"), Due::FoldIn);
    drop(add(folder.path(), "c", &articles(1)));
    let due = due(&Archive::open(folder.path()).expect("it opens")).expect("it can be told");
    assert_eq!(due, Due::Learn("the archive has grown from 600 articles to 1200".to_string()));
}

#[test]
fn damaged_files_are_refused_and_flipped_bytes_are_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let archive = archive(folder.path(), 100);
    learn(&archive, go_on).expect("it learns");
    assert_eq!(problems(&archive).expect("it can be checked"), Some(vec![]));
    for (name, content) in files(folder.path()) {
        let path = folder.path().join(FOLDER).join(&name);
        for short in [0, 10, content.len() / 2, content.len() - 1] {
            std::fs::write(&path, &content[..short]).expect("it can be written");
            let error = Meaning::open(folder.path()).err().unwrap_or_else(|| panic!("{name} of {short} bytes is refused"));
            assert!(format!("{error:#}").contains("`dateline learn` makes them anew"), "{error:#}");
        }
        for at in (0..content.len()).step_by(content.len() / 40 + 1).chain([content.len() - 1]) {
            let mut flipped = content.clone();
            flipped[at] ^= 0x10;
            std::fs::write(&path, &flipped).expect("it can be written");
            let found = problems(&archive).expect("it can be checked").expect("it has learned");
            assert!(!found.is_empty(), "byte {at} of {name}");
            // Whatever it says, it does not bring the search down.
            if let Ok(Some(meaning)) = Meaning::open(folder.path())
                && let Some(query) = meaning.query(&[("ship".to_string(), 1.0), ("anchor".to_string(), 2.0)])
            {
                (0..110).for_each(|row| assert!(meaning.nearness(row, &query).is_none_or(|near| near.abs() <= 1.0)));
            }
        }
        std::fs::remove_file(&path).expect("it can be removed");
        assert!(name == "manifest" || Meaning::open(folder.path()).is_err(), "{name} is missed");
        std::fs::write(&path, &content).expect("it can be written");
    }
    assert_eq!(problems(&archive).expect("it can be checked"), Some(vec![]));
}

#[test]
fn what_was_learned_counts_until_learning_anew_is_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let archive = archive(folder.path(), 100);
    learn(&archive, go_on).expect("it learns");
    let before = files(folder.path());
    drop(add(folder.path(), "b", &articles(100)));
    for stop in [
        |step| !matches!(step, Step::Reading(_)),
        |step| !matches!(step, Step::Learning(_)),
        |step| !matches!(step, Step::Writing(_)),
    ] {
        let ended = learn(&archive, stop).expect_err("it is interrupted");
        assert!(ended.is::<Interrupted>(), "{ended:#}");
        let meaning = Meaning::open(folder.path()).expect("it opens").expect("it has learned");
        assert_eq!(meaning.articles(), 100);
    }
    assert!(before.iter().all(|file| files(folder.path()).contains(file)), "the old files are as they were");
    learn(&archive, go_on).expect("it learns");
    assert_eq!(files(folder.path()).len(), 3, "what does not count is gone");
}

#[test]
fn too_little_to_learn_from_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let archive = archive(folder.path(), 3);
    let error = learn(&archive, go_on).expect_err("three articles teach nothing");
    assert!(error.to_string().contains("3 passages, 50 are the least"), "{error:#}");
    assert!(Meaning::open(folder.path()).expect("nothing is wrong").is_none());
}
