//! Turns a word and its neighbours into features: 64-bit hashes.
//!
//! In: an article looked over, a word. Out: a call for each feature. Rule kept here: nothing is allocated or looked up, for this is
//! the inner loop. The numbers of the templates are part of the model's format.

use super::article::{List, Mark, NO_FACTS, View, class_of, fact};
use super::hash::{of_feature, of_pair};

/// Calls `emit` for each feature of a word.
#[inline]
pub fn each(view: &View, at: usize, mut emit: impl FnMut(u64)) {
    let window = [&view.marks[at - 2], &view.marks[at - 1], &view.marks[at], &view.marks[at + 1], &view.marks[at + 2]];
    words(&window, &mut emit);
    shapes(&window, &mut emit);
    clusters(&window, &mut emit);
    lists(&window, &mut emit);
    for (part, &hash) in view.parts[at].iter().enumerate() {
        emit(of_feature(20 + part as u64, hash));
    }
    row(view, at, &mut emit);
    facts(view, at, &mut emit);
}

type Window<'a> = [&'a Mark; 5];

/// The words themselves, and pairs of them.
#[inline]
fn words(window: &Window, emit: &mut impl FnMut(u64)) {
    let [before2, before, here, behind, behind2] = window.map(|mark| mark.key);
    emit(of_feature(0, 0));
    emit(of_feature(1, here));
    emit(of_feature(2, before));
    emit(of_feature(3, behind));
    emit(of_feature(4, before2));
    emit(of_feature(5, behind2));
    emit(of_pair(6, before, here));
    emit(of_pair(7, here, behind));
    emit(of_pair(8, before2, before));
    emit(of_pair(9, behind, behind2));
    emit(of_pair(10, here, u64::from(window[2].shape)));
}

/// How the words are written and joined.
#[inline]
fn shapes(window: &Window, emit: &mut impl FnMut(u64)) {
    let written = window.map(|mark| u64::from(mark.shape) | (mark.gap as u64) << 8);
    let [before2, before, here, behind, behind2] = written;
    emit(of_feature(30, here));
    emit(of_feature(31, before));
    emit(of_feature(32, behind));
    emit(of_pair(33, before, here));
    emit(of_pair(34, here, behind));
    emit(of_pair(35, before << 16 | here, behind));
    emit(of_pair(36, before2 << 16 | before, here));
    emit(of_pair(37, here, behind << 16 | behind2));
    emit(of_pair(38, window[1].key, here));
    emit(of_pair(39, window[3].key, behind << 16 | here));
    let marks = u64::from(window[2].mark) | u64::from(window[3].mark) << 8;
    emit(of_feature(46, u64::from(window[2].mark)));
    emit(of_feature(47, u64::from(window[3].mark)));
    emit(of_pair(48, marks, here));
    let word = window.map(|mark| u64::from(mark.word));
    emit(of_feature(40, word[2]));
    emit(of_feature(41, word[1]));
    emit(of_feature(42, word[3]));
    emit(of_pair(43, word[1], word[2]));
    emit(of_pair(44, word[2], word[3]));
    emit(of_pair(45, word[2], here));
}

/// The company that the words keep elsewhere.
#[inline]
fn clusters(window: &Window, emit: &mut impl FnMut(u64)) {
    let fine = window.map(|mark| u64::from(mark.fine));
    let coarse = window.map(|mark| u64::from(mark.coarse));
    let shape = u64::from(window[2].shape);
    for (offset, &cluster) in fine.iter().enumerate() {
        emit(of_feature(50 + offset as u64, cluster));
        emit(of_feature(55 + offset as u64, coarse[offset]));
    }
    emit(of_pair(60, fine[1], fine[2]));
    emit(of_pair(61, fine[2], fine[3]));
    emit(of_pair(62, coarse[1], coarse[2]));
    emit(of_pair(63, coarse[2], coarse[3]));
    emit(of_pair(64, coarse[1], coarse[3]));
    emit(of_pair(65, fine[2], shape));
    emit(of_pair(66, window[1].key, coarse[2]));
    emit(of_pair(67, window[3].key, coarse[2]));
    emit(of_pair(68, coarse[1] << 8 | coarse[2], coarse[3]));
}

/// The names of the authority lists that the words are part of.
#[inline]
fn lists(window: &Window, emit: &mut impl FnMut(u64)) {
    for list in 0..=List::Ambiguous as u64 {
        for (offset, mark) in window[1..4].iter().enumerate() {
            let part = u64::from(mark.lists) >> (2 * list) & 3;
            if part != 0 {
                emit(of_feature(70 + offset as u64, list << 2 | part));
            }
        }
    }
    let [_, before, here, behind, _] = window.map(|mark| u64::from(mark.lists));
    emit(of_feature(73, here));
    emit(of_pair(74, before, here));
    emit(of_pair(75, here, behind));
    emit(of_pair(76, here, u64::from(window[2].shape) | (window[2].gap as u64) << 8));
    emit(of_pair(77, here, u64::from(window[2].coarse)));
    emit(of_pair(78, here, window[1].key));
    emit(of_pair(79, here, window[3].key));
    emit(of_pair(80, here, u64::from(window[3].word) << 16 | u64::from(window[1].word)));
}

/// The row of capitalized words that a word is part of.
#[inline]
fn row(view: &View, at: usize, emit: &mut impl FnMut(u64)) {
    let mark = &view.marks[at];
    if !mark.is_capital {
        return;
    }
    let (first, last) = (mark.first as usize, mark.last as usize);
    let length = (last - first).min(6) as u64;
    let place = (at - first).min(4) as u64 | ((last - 1 - at).min(4) as u64) << 3;
    let (head, tail) = (&view.marks[first], &view.marks[last - 1]);
    let (before, behind) = (&view.marks[first - 1], &view.marks[last]);
    emit(of_pair(90, place, length));
    emit(of_pair(91, place, u64::from(tail.word)));
    emit(of_pair(92, place, u64::from(head.word)));
    emit(of_pair(93, place, u64::from(tail.fine)));
    emit(of_pair(94, place, u64::from(head.fine)));
    emit(of_pair(95, place, behind.key));
    emit(of_pair(96, place, before.key));
    emit(of_pair(97, length, u64::from(tail.coarse)));
    if last - first > 1 {
        emit(of_feature(98, tail.key));
        emit(of_feature(99, head.key));
        emit(of_pair(100, u64::from(head.coarse) << 8 | u64::from(tail.coarse), length));
    }
    let written = |mark: &Mark| u64::from(mark.shape) | (mark.gap as u64) << 8 | u64::from(mark.mark) << 16;
    emit(of_pair(103, place, written(behind)));
    emit(of_pair(104, place, written(head) >> 8));
    emit(of_pair(101, before.key, behind.key));
    emit(of_pair(102, u64::from(before.coarse) << 8 | u64::from(behind.coarse), length));
}

/// How the rest of the article uses the word.
#[inline]
fn facts(view: &View, at: usize, emit: &mut impl FnMut(u64)) {
    let mark = &view.marks[at];
    if mark.facts == NO_FACTS {
        return;
    }
    let facts = &view.facts[mark.facts as usize];
    let lists = u64::from(mark.lists);
    for bit in 0..fact::COUNT {
        if facts.bits & 1 << bit != 0 {
            emit(of_feature(110, u64::from(bit)));
            emit(of_pair(111, u64::from(bit), u64::from(mark.coarse)));
        }
    }
    let kinds = facts.bits
        & (fact::AFTER_TITLE | fact::AFTER_GIVEN | fact::SPEAKS | fact::AFTER_PREPOSITION | fact::AFTER_THE | fact::IN_BODY);
    emit(of_pair(112, u64::from(kinds), lists));
    emit(of_pair(113, u64::from(facts.count.min(4)), u64::from(facts.bits & fact::LOWER)));
    let length = u64::from(facts.longest.min(5));
    if u32::from(facts.longest) > mark.last - mark.first {
        let (first, last) = (facts.first as usize, facts.last as usize);
        let place = u64::from((facts.at - facts.first).min(4)) << 3 | u64::from((facts.last - 1 - facts.at).min(4));
        let (head, tail) = (&view.marks[first], &view.marks[last - 1]);
        emit(of_pair(114, place, length));
        emit(of_pair(115, place, u64::from(tail.fine)));
        emit(of_pair(116, place, u64::from(head.fine)));
        emit(of_pair(117, place, u64::from(tail.word)));
        emit(of_pair(118, place, u64::from(head.word)));
        emit(of_feature(119, tail.key));
        emit(of_pair(120, u64::from(head.coarse) << 8 | u64::from(tail.coarse), place));
    }
}

/// Calls `emit` for each feature of a word in the second reading: what the first one took it and its like for.
#[inline]
pub fn again(view: &View, at: usize, mut emit: impl FnMut(u64)) {
    let guess = |at: usize| u64::from(view.guesses[at]);
    let (before, here, behind) = (guess(at - 1), guess(at), guess(at + 1));
    emit(of_feature(200, here));
    emit(of_feature(201, before << 8 | here << 4 | behind));
    let votes = [votes_of(view, at - 1), votes_of(view, at), votes_of(view, at + 1)];
    emit(of_pair(202, votes[1], here));
    emit(of_pair(203, votes[0], here));
    emit(of_pair(204, votes[2], here));
    emit(of_pair(205, votes[1], votes[2]));
    emit(of_pair(206, votes[0], votes[1]));
    let mark = &view.marks[at];
    emit(of_pair(207, votes[1], u64::from(mark.lists)));
    emit(of_pair(208, votes[1], u64::from(mark.shape)));
    if mark.facts == NO_FACTS {
        return;
    }
    let facts = &view.facts[mark.facts as usize];
    if u32::from(facts.longest) > mark.last - mark.first {
        let elsewhere = guess(facts.at as usize);
        emit(of_pair(211, elsewhere, here));
        emit(of_pair(212, elsewhere, votes[1]));
        emit(of_pair(213, elsewhere, u64::from(mark.last - mark.first) << 4 | u64::from(facts.longest.min(5))));
    }
}

/// Returns how the other places of a word in the article were taken: by which class most, and how often.
#[inline]
fn votes_of(view: &View, at: usize) -> u64 {
    let facts = view.marks[at].facts;
    if facts == NO_FACTS {
        return u64::MAX;
    }
    let mut votes = view.facts[facts as usize].votes.map(u32::from);
    votes[class_of(view.guesses[at])] -= 1;
    let all: u32 = votes.iter().sum();
    if all == 0 {
        return 0;
    }
    let (class, most) = votes.iter().enumerate().max_by_key(|(_, count)| **count).unwrap_or((0, &0));
    let share = if *most == all { 2 } else { u64::from(most * 3 >= all * 2) };
    1 + (class as u64 | share << 3 | u64::from(all.min(3)) << 5)
}
