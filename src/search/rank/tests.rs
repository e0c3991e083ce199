//! Ranked hits over an index in memory.

use super::Ranking;
use crate::article::Article;
use crate::query::compile::Reach;
use crate::search::collect::{Found, Order, Request, collect};
use crate::search::recency::Recency;
use crate::search::tests::TestIndex;
use crate::search::walk::Walk;
use std::collections::BTreeMap;

/// Four hundred texts of common and rare words, each of them three times.
fn copies() -> Vec<Article> {
    let mut seed = 7_u64;
    let mut dice = move |sides: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % sides
    };
    let words = ["oil", "price", "market", "bank", "dollar", "wheat"];
    let texts: Vec<String> = (0..400)
        .map(|_| {
            let length = 5 + dice(80);
            // A word is as common as it stands early.
            let chosen = (0..length).map(|_| words.get((dice(6) * dice(7) / 4) as usize).copied().unwrap_or("other"));
            chosen.collect::<Vec<_>>().join(" ")
        })
        .collect();
    (0..1_200).map(|number| Article { body: texts[number % 400].clone(), ..Article::default() }).collect()
}

fn request<'a>(ranking: &'a Ranking, offset: usize, limit: usize, recency: Option<Recency>) -> Request<'a> {
    Request {
        order: Order::Score,
        ranking: Some(ranking),
        is_rough: false,
        recency,
        limit,
        offset,
        days: Vec::new(),
        total: true,
        facets: &[],
        reach: Reach::About,
        months: false,
    }
}

const QUERIES: [&str; 6] = [
    "oil",
    "oil OR price OR market OR bank",
    "oil price market",
    "oil^3 OR wheat OR dollar OR bank^0.5",
    "wheat OR (oil price dollar)",
    "(oil OR wheat) (price OR bank OR market) -nothing",
];

fn shown(found: &[Found]) -> Vec<(u64, f32)> {
    found.iter().map(|found| (found.row, found.score)).collect()
}

#[test]
fn copies_of_a_text_score_the_same_and_hits_are_the_same_over_any_segments_and_in_any_pages() {
    let articles = copies();
    for typed in QUERIES {
        let mut of_one_segment: Option<Vec<(u64, f32)>> = None;
        for size in [usize::MAX, 333, 100] {
            let index = TestIndex::in_segments(&articles, size);
            let compiled = index.compile(typed);
            let ranking = Ranking { scored: compiled.scored.expect("words"), named: Vec::new(), meant: None };
            let ask = |offset, limit| {
                let request = request(&ranking, offset, limit, None);
                collect(&index.searcher, &index.columns, compiled.query.as_ref(), &request).expect("an index")
            };
            let all = ask(0, usize::MAX);
            assert_eq!(all.found.len() as u64, all.total, "{typed}");
            let depth = ranking.depth();
            assert!(all.found.len() > 2 * depth, "{typed} finds {}", all.found.len());
            let falls = all.found.is_sorted_by(|one, next| one.score >= next.score);
            assert!(falls, "{typed} in segments of {size}: scores do not fall");
            let all = shown(&all.found);
            for page in [30, 150, 250, 701] {
                let pages: Vec<(u64, f32)> =
                    (0..1_200).step_by(page).flat_map(|offset| shown(&ask(offset, page).found)).collect();
                assert_eq!(pages, all, "{typed} in segments of {size}, pages of {page}");
            }
            // Of the copies of a text some may be the last that are ranked finely, and others the first behind them.
            for part in [&all[..depth], &all[depth..]] {
                let mut score_of_text = BTreeMap::new();
                for (row, score) in part {
                    let first = *score_of_text.entry(row % 400).or_insert(*score);
                    assert_eq!(first.to_bits(), score.to_bits(), "{typed}: a copy of text {}", row % 400);
                }
            }
            match &of_one_segment {
                Some(expected) => assert_eq!(&all, expected, "{typed} in segments of {size}"),
                None => of_one_segment = Some(all),
            }
        }
    }
}

#[test]
fn what_is_ranked_finely_is_what_comes_first_without_pruning() {
    let index = TestIndex::in_segments(&copies(), 333);
    for typed in QUERIES {
        let compiled = index.compile(typed);
        let ranking = Ranking { scored: compiled.scored.expect("words"), named: Vec::new(), meant: None };
        for recency in [None, Some(Recency::new(0, 30.0))] {
            let depth = ranking.depth();
            let request = request(&ranking, 0, depth, recency);
            let query = compiled.query.as_ref();
            let ranked = collect(&index.searcher, &index.columns, query, &request).expect("an index");
            let mut walk = Walk::new(&index.searcher, &index.columns, query, &request);
            let mut expected: Vec<u64> = walk.next(depth).expect("an index").iter().map(|found| found.row).collect();
            let mut rows: Vec<u64> = ranked.found.iter().map(|found| found.row).collect();
            expected.sort_unstable();
            rows.sort_unstable();
            assert_eq!(rows, expected, "{typed}");
        }
    }
}

#[test]
fn words_of_the_lead_count_more_than_words_far_down() {
    let filler = "other words stand here and say nothing of it ".repeat(8);
    let article = |body: String| Article { body, ..Article::default() };
    let index = TestIndex::of(&[
        article(format!("{filler} a strike closed the port")),
        article(format!("a strike closed the port {filler}")),
        article(filler.clone()),
    ]);
    let compiled = index.compile("strike port");
    let ranking = Ranking { scored: compiled.scored.expect("words"), named: Vec::new(), meant: None };
    let request = request(&ranking, 0, 10, None);
    let found = collect(&index.searcher, &index.columns, compiled.query.as_ref(), &request).expect("an index").found;
    assert_eq!(found.iter().map(|found| found.row).collect::<Vec<_>>(), [1, 0]);
    assert!(found[0].score > found[1].score);
    let (score, parts) = ranking.explain(&index.searcher, found[0].segment, found[0].doc, found[0].row).expect("an index");
    assert_eq!(
        parts.iter().map(|part| (part.what.as_str(), part.occurrences, part.in_lead)).collect::<Vec<_>>(),
        [("strike", 1, 1), ("port", 1, 1)]
    );
    assert!((score.expect("it is found") as f32 - found[0].score).abs() < 1e-6);
    assert!((parts.iter().map(|part| part.adds).sum::<f64>() as f32 - found[0].score).abs() < 1e-6);
}
