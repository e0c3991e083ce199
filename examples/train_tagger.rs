//! Trains the tagger of names: `cargo run --release --example train_tagger -- CORPORA_DIR [CLUSTERS.tsv]`.
//!
//! Reads `ner/worldwide_newswire_train.iob2`, writes `schema/tagger.bin` and prints the scores on the articles that were held out.
//! Without a file of clusters, those of the present `schema/tagger.bin` are kept. `schema/TAGGER.md` tells the whole recipe.
//!
//! `--development` trains without the development split and prints its scores in place of the held-out ones; writes nothing.

#![expect(clippy::needless_range_loop, reason = "matrices of tags read best with both tags named")]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use dateline::authority::Authorities;
use dateline::authority::fold::fold;
use dateline::enrich::scan::Words;
use dateline::enrich::tagger::article::View;
use dateline::enrich::tagger::model::{Clusters, Model, Table, WEIGHTS, assemble};
use dateline::enrich::tagger::viterbi::{JOINTS, joint};
use dateline::enrich::tagger::{Class, Reading, Scratch, Span, Tag, Tagger, each_span, features, hash};
use rustc_hash::{FxHashMap, FxHashSet};

const TAGS: usize = Tag::ALL.len();
/// Something for each tag by the tag before it.
type Matrix = [[f32; TAGS]; TAGS];

fn main() -> Result<()> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_development = arguments.iter().any(|argument| argument == "--development");
    arguments.retain(|argument| argument != "--development");
    let corpora = arguments.first().context("the folder of corpora is missing: train_tagger CORPORA_DIR [CLUSTERS.tsv]")?;
    let articles = read_articles(&Path::new(corpora).join("ner/worldwide_newswire_train.iob2"))?;
    let sections = match arguments.get(1) {
        Some(file) => cluster_sections(&std::fs::read_to_string(file).with_context(|| format!("could not read {file}"))?),
        None => kept_sections(&std::fs::read("schema/tagger.bin")?),
    };
    let (coarse, words): (&'static [u8], &'static [u8]) = (sections.0.leak(), sections.1.leak());
    let clusters = Clusters::open(coarse, words).context("the clusters do not read back")?;

    // One article of ten is for the last figures only; while developing, the one before it is for the figures.
    let (is_trained, tested): (fn(usize) -> bool, usize) =
        if is_development { (|number| number % 10 < 8, 8) } else { (|number| number % 10 != 9, 9) };
    let bytes = train(&articles, is_trained, &clusters, (coarse, words));
    if !is_development {
        std::fs::write("schema/tagger.bin", &bytes)?;
    }
    test(&articles, tested, bytes)
}

/// Trains on the articles that are chosen and returns the file of the model.
fn train(articles: &[Article], chosen: impl Fn(usize) -> bool, clusters: &Clusters, sections: Sections) -> Vec<u8> {
    let started = Instant::now();
    let mut samples = Vec::new();
    let mut lost = [0; 2];
    for (number, article) in articles.iter().enumerate().filter(|(number, _)| chosen(*number)) {
        let joining = if number % SPACED == 3 { Joining::Spaces } else { Joining::Prose };
        sample(&article.text(joining), number, clusters, &mut samples, &mut lost);
    }
    let count = samples.iter().map(|sample| sample.words.len()).sum::<usize>();
    eprintln!("{} runs, {count} words in them, {} gold words lost of {}", samples.len(), lost[0], lost[1]);
    let first = Trainer::learned(&mut samples.iter_mut().collect::<Vec<_>>());
    let mut again = Vec::new();
    for part in 0..PARTS {
        let is_part = |number: usize| number / 10 % PARTS == part;
        let trainer = Trainer::learned(&mut samples.iter_mut().filter(|sample| !is_part(sample.article)).collect::<Vec<_>>());
        let bytes = write(&trainer, &Trainer::default(), sections);
        let tagger = Tagger { model: Model::open(bytes.leak()).expect("it was written just now") };
        for (number, article) in articles.iter().enumerate().filter(|(number, _)| chosen(*number) && is_part(*number)) {
            let joining = if number % SPACED == 3 { Joining::Spaces } else { Joining::Prose };
            sample_again(&article.text(joining), &tagger, &mut again);
        }
    }
    let second = Trainer::learned(&mut again.iter_mut().collect::<Vec<_>>());
    let bytes = write(&first, &second, sections);
    eprintln!("{} bytes, {:.1?}", bytes.len(), started.elapsed());
    bytes
}

/// The sections of the clusters: coarse ones, words.
type Sections<'a> = (&'a [u8], &'a [u8]);

/// Prints the scores of a model on the articles of one number of ten: joined both ways, and without the second reading.
fn test(articles: &[Article], tested: usize, model: Vec<u8>) -> Result<()> {
    let tagger = Tagger { model: Model::open(model.leak()).map_err(anyhow::Error::msg)? };
    let ways = [(Joining::Prose, Reading::Second), (Joining::Spaces, Reading::Second), (Joining::Prose, Reading::First)];
    for (joining, reading) in ways {
        let mut scores = Scores::default();
        for article in articles.iter().skip(tested).step_by(10) {
            scores.add(&article.text(joining), &tagger, reading);
        }
        println!("{joining:?}, {reading:?} reading");
        scores.print();
    }
    Ok(())
}

/// How the weights are learned; chosen on the development split.
#[derive(Clone, Copy)]
struct Options {
    rounds: usize,
    /// Rounds at the end whose weights are averaged.
    averaged: usize,
    /// First step of a weight; the steps grow smaller to a tenth.
    rate: f32,
    /// L2 penalty of a run of words.
    penalty: f32,
    /// Share of the features of a word that are left out by chance each time.
    dropout: f32,
    /// Least number of times that a feature is seen.
    least: u32,
    /// Features that are kept, for each reading.
    features: usize,
}

const OPTIONS: Options = Options { rounds: 14, averaged: 6, rate: 0.1, penalty: 3e-5, dropout: 0.5, least: 2, features: 30_500 };
/// For the choice of features.
const ROUGH: Options = Options { rounds: 4, averaged: 2, ..OPTIONS };
/// Parts into which the articles are cut, so that the second reading learns from guesses of taggers that have not seen an article.
const PARTS: usize = 3;
/// One article of so many is joined by spaces, so that such files are read as well.
const SPACED: usize = 7;

// Articles.

/// An article as its file has it.
struct Article {
    sentences: Vec<Vec<(String, String)>>,
}

/// How the words of the file are made into a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joining {
    Prose,
    Spaces,
}

/// A text, the bytes of each word of its file, and the label of it.
struct Text {
    text: String,
    words: Vec<(usize, usize, String)>,
}

fn read_articles(path: &Path) -> Result<Vec<Article>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))?;
    let mut articles: Vec<Article> = Vec::new();
    for line in text.lines() {
        if line.starts_with("-DOCSTART-") {
            articles.push(Article { sentences: vec![Vec::new()] });
            continue;
        }
        let Some(article) = articles.last_mut() else { continue };
        match line.split_once('\t') {
            Some((word, label)) => {
                article.sentences.last_mut().expect("an article begins with a sentence").push((word.to_owned(), label.to_owned()))
            }
            None => article.sentences.push(Vec::new()),
        }
    }
    Ok(articles)
}

impl Article {
    /// Builds the text of the article from its words.
    fn text(&self, joining: Joining) -> Text {
        let mut built = Text { text: String::new(), words: Vec::new() };
        for sentence in self.sentences.iter().filter(|sentence| !sentence.is_empty()) {
            let mut in_quotes = false;
            let mut glue_next = true;
            for (at, (word, label)) in sentence.iter().enumerate() {
                let next = sentence.get(at + 1).map(|(word, _)| word.as_str());
                let before = at.checked_sub(1).map(|before| sentence[before].0.as_str());
                let (glue_before, glue_behind) =
                    if joining == Joining::Spaces { (false, false) } else { glue(before, word, next, &mut in_quotes) };
                if !glue_next && !glue_before {
                    built.text.push(' ');
                }
                let start = built.text.len();
                built.text.push_str(word);
                built.words.push((start, built.text.len(), label.clone()));
                glue_next = glue_behind;
            }
            let ends = sentence.last().is_some_and(|(word, _)| matches!(word.as_str(), "." | "!" | "?" | "”" | "\"" | "’" | "…"));
            built.text.push_str(if ends { " " } else { "\n\n" });
        }
        built
    }
}

/// Returns whether a word of the file stands without space behind the one before it, and before the next.
fn glue(before: Option<&str>, word: &str, next: Option<&str>, in_quotes: &mut bool) -> (bool, bool) {
    let is_word = |word: Option<&str>| word.is_some_and(|word| word.chars().any(char::is_alphanumeric));
    let is_ending = |word: &str| matches!(word.to_lowercase().as_str(), "s" | "t" | "re" | "ve" | "ll" | "d" | "m");
    match word {
        "." | "," | ";" | ":" | "!" | "?" | "%" | ")" | "]" | "”" | "»" | "…" | "n't" | "n’t" => (true, false),
        "(" | "[" | "“" | "«" | "$" | "£" | "€" | "‘" | "#" => (false, true),
        "/" => (true, true),
        "-" => {
            let goes_on = !next.is_some_and(|next| {
                matches!(next, "the" | "a" | "and" | "but" | "who" | "which" | "in" | "it" | "he" | "she" | "they")
            });
            let joins = is_word(before) && is_word(next) && goes_on;
            (joins, joins)
        }
        "’" | "'" => match next {
            Some(next) if is_ending(next) => (true, true),
            _ => (true, false),
        },
        "\"" => {
            *in_quotes = !*in_quotes;
            (!*in_quotes, *in_quotes)
        }
        _ if word.starts_with(['\'', '’']) && is_ending(word.trim_start_matches(['\'', '’'])) => (true, false),
        _ => (false, false),
    }
}

/// A name in a text: its class, and its bytes without punctuation at its ends.
fn trimmed(text: &str, start: usize, end: usize, class: Class) -> (usize, usize, Class) {
    let word = &text[start..end];
    let from = word.find(char::is_alphanumeric).unwrap_or(0);
    let to = word.rfind(char::is_alphanumeric).map_or(word.len(), |at| at + word[at..].chars().next().map_or(1, char::len_utf8));
    (start + from, start + to, class)
}

fn class_of(label: &str) -> Option<Class> {
    Some(match label.get(2..)? {
        "LOC" => Class::Place,
        "ORG" => Class::Organization,
        "PER" => Class::Person,
        _ => Class::Other,
    })
}

impl Text {
    fn gold(&self) -> Vec<(usize, usize, Class)> {
        let mut gold: Vec<(usize, usize, Class)> = Vec::new();
        let mut before = "O";
        for (start, end, label) in &self.words {
            if let Some(class) = class_of(label) {
                let goes_on = label.starts_with("I-") && before.get(1..) == label.get(1..);
                match gold.last_mut() {
                    Some(last) if goes_on => last.1 = *end,
                    _ => gold.push((*start, *end, class)),
                }
            }
            before = label;
        }
        gold.iter().map(|&(start, end, class)| trimmed(&self.text, start, end, class)).collect()
    }

    /// Returns the number of the tag of each word of `words`: that of the gold word it begins in.
    fn tags(&self, words: &Words) -> Vec<u8> {
        let mut at = 0;
        let mut before: Option<(usize, u8)> = None;
        let mut tags = Vec::new();
        for token in &words.tokens {
            while at + 1 < self.words.len() && self.words[at].1 <= token.start as usize {
                at += 1;
            }
            let label = &self.words[at].2;
            let is_begin = label.starts_with("B-") && before.is_none_or(|(word, _)| word != at);
            let tag = match class_of(label) {
                None => Tag::Outside,
                Some(class) if is_begin => Tag::Begin(class),
                Some(class) => Tag::Inside(class),
            };
            let number = Tag::ALL.iter().position(|&other| other == tag).expect("all tags are in it") as u8;
            before = Some((at, number));
            tags.push(number);
        }
        tags
    }
}

// Samples.

/// A run of words to learn from.
struct Sample {
    article: usize,
    words: Vec<SampleWord>,
}

struct SampleWord {
    hashes: Vec<u64>,
    rows: Vec<u32>,
    joint: usize,
    tag: u8,
}

fn sample(text: &Text, article: usize, clusters: &Clusters, samples: &mut Vec<Sample>, lost: &mut [usize; 2]) {
    let authorities = Authorities::embedded();
    let mut words = Words::default();
    words.push_text(&text.text, authorities);
    let tags = text.tags(&words);
    let mut view = View::default();
    view.look(&words, 0..words.tokens.len(), authorities, clusters);
    let mut seen = 0;
    for run in view.runs.clone() {
        let words = run.map(|at| {
            let mut hashes = Vec::new();
            features::each(&view, at, |feature| hashes.push(feature));
            let tag = tags[view.marks[at].token as usize];
            seen += usize::from(tag != 0);
            SampleWord { hashes, rows: Vec::new(), joint: joint(view.marks[at].gap), tag }
        });
        samples.push(Sample::new(article, words.collect()));
    }
    let named = tags.iter().filter(|&&tag| tag != 0).count();
    lost[0] += named - seen;
    lost[1] += named;
}

/// The same for the second reading, from what a tagger that has not seen the article says in the first.
fn sample_again(text: &Text, tagger: &Tagger, samples: &mut Vec<Sample>) {
    let authorities = Authorities::embedded();
    let mut words = Words::default();
    words.push_text(&text.text, authorities);
    let tags = text.tags(&words);
    let mut scratch = Scratch::default();
    scratch.view.look(&words, 0..words.tokens.len(), authorities, &tagger.model.clusters);
    tagger.read(&mut scratch);
    scratch.view.count_votes();
    let view = &scratch.view;
    for run in view.runs.clone() {
        let words = run.map(|at| {
            let mut hashes = Vec::new();
            features::each(view, at, |feature| hashes.push(feature));
            features::again(view, at, |feature| hashes.push(feature));
            let tag = tags[view.marks[at].token as usize];
            SampleWord { hashes, rows: Vec::new(), joint: joint(view.marks[at].gap), tag }
        });
        samples.push(Sample::new(0, words.collect()));
    }
}

impl Sample {
    fn new(article: usize, mut words: Vec<SampleWord>) -> Self {
        let mut before = 0;
        for word in &mut words {
            if !Tag::ALL[usize::from(word.tag)].may_follow(Tag::ALL[before]) {
                // The name began outside the run.
                word.tag -= 1;
            }
            before = usize::from(word.tag);
        }
        Self { article, words }
    }
}

// Training.

#[derive(Default)]
/// The weights while they are learned: AdaGrad with L1 applied when a row is used again.
struct Trainer {
    hashes: Vec<u64>,
    /// Times each feature was seen.
    counts: Vec<u32>,
    weights: Vec<[f32; WEIGHTS]>,
    squares: Vec<[f32; WEIGHTS]>,
    used: Vec<u32>,
    transitions: [Matrix; JOINTS + 1],
    transition_squares: [Matrix; JOINTS + 1],
    step: u32,
}

/// The sum of weights after several rounds.
#[derive(Default)]
struct Mean {
    count: f32,
    weights: Vec<[f32; WEIGHTS]>,
    transitions: [Matrix; JOINTS + 1],
}

impl Mean {
    fn add(&mut self, trainer: &Trainer) {
        self.count += 1.0;
        self.weights.resize(trainer.weights.len(), [0.0; WEIGHTS]);
        let added = trainer.weights.iter().flatten().chain(trainer.transitions.iter().flatten().flatten());
        let sums = self.weights.iter_mut().flatten().chain(self.transitions.iter_mut().flatten().flatten());
        sums.zip(added).for_each(|(sum, weight)| *sum += weight);
    }

    fn give(&self, trainer: &mut Trainer) {
        let sums = self.weights.iter().flatten().chain(self.transitions.iter().flatten().flatten());
        let given = trainer.weights.iter_mut().flatten().chain(trainer.transitions.iter_mut().flatten().flatten());
        given.zip(sums).for_each(|(weight, sum)| *weight = sum / self.count);
    }
}

/// Small pseudo-random numbers (xorshift64*), so that every run gives the same weights.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.next()) * limit as u128) >> 64) as usize
    }
}

impl Trainer {
    /// Learns from samples: a few rounds with all features, then all rounds with those that are worth most.
    fn learned(samples: &mut [&mut Sample]) -> Self {
        let mut rough = Self::new(samples, |_| true);
        rough.train(samples, &ROUGH);
        let kept = rough.worthiest(OPTIONS.features);
        let mut trainer = Self::new(samples, |hash| kept.contains(&hash));
        trainer.train(samples, &OPTIONS);
        trainer
    }

    /// Returns the features that are worth most: how much a row moves the scores, and how often. Small weights that are met everywhere
    /// are worth more than a rare large one.
    fn worthiest(&self, count: usize) -> FxHashSet<u64> {
        let worth = |row: usize| self.largest(row).powi(2) * self.counts[row] as f32;
        let mut rows: Vec<usize> = (0..self.hashes.len()).collect();
        rows.sort_by(|&one, &other| worth(other).total_cmp(&worth(one)).then(self.hashes[one].cmp(&self.hashes[other])));
        rows.truncate(count);
        rows.into_iter().map(|row| self.hashes[row]).collect()
    }

    fn new(samples: &mut [&mut Sample], chosen: impl Fn(u64) -> bool) -> Self {
        let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
        for word in samples.iter().flat_map(|sample| &sample.words) {
            word.hashes.iter().for_each(|&hash| *counts.entry(hash).or_default() += 1);
        }
        let mut hashes: Vec<u64> =
            counts.iter().filter(|(hash, count)| **count >= OPTIONS.least && chosen(**hash)).map(|(hash, _)| *hash).collect();
        hashes.sort_unstable();
        let numbers: FxHashMap<u64, u32> = hashes.iter().enumerate().map(|(number, &hash)| (hash, number as u32)).collect();
        let mut total = (0, 0);
        for word in samples.iter_mut().flat_map(|sample| &mut sample.words) {
            word.rows = word.hashes.iter().filter_map(|hash| numbers.get(hash).copied()).collect();
            total = (total.0 + word.hashes.len(), total.1 + word.rows.len());
        }
        eprintln!("{} features of {}, {} + {} uses", hashes.len(), counts.len(), total.1, total.0 - total.1);
        let count = hashes.len();
        Self {
            counts: hashes.iter().map(|hash| counts[hash]).collect(),
            hashes,
            weights: vec![[0.0; WEIGHTS]; count],
            squares: vec![[0.0; WEIGHTS]; count],
            used: vec![0; count],
            transitions: Default::default(),
            transition_squares: Default::default(),
            step: 0,
        }
    }

    /// Learns for some rounds, ever slower; the weights are the mean of those after each of the last rounds, which differ by chance.
    fn train(&mut self, samples: &[&mut Sample], options: &Options) {
        let mut random = Random(88_172_645_463_325_252);
        let mut order: Vec<usize> = (0..samples.len()).collect();
        let mut mean = Mean::default();
        for round in 0..options.rounds {
            for at in (1..order.len()).rev() {
                order.swap(at, random.below(at + 1));
            }
            let rate = options.rate * (1.0 - 0.9 * round as f32 / options.rounds as f32);
            for &number in &order {
                self.learn(samples[number], rate, options, &mut random);
            }
            for row in 0..self.weights.len() {
                self.shrink(row, rate, options);
            }
            if round + options.averaged >= options.rounds {
                mean.add(self);
            }
        }
        mean.give(self);
    }

    /// Applies the penalty that has come due on a row since it was used last.
    fn shrink(&mut self, row: usize, rate: f32, options: &Options) {
        let due = (self.step - self.used[row]) as f32;
        self.used[row] = self.step;
        if due == 0.0 {
            return;
        }
        for (weight, square) in self.weights[row].iter_mut().zip(&self.squares[row]) {
            let pace = rate / (square.sqrt() + 1e-3);
            *weight *= 1.0 - (options.penalty * due * pace).min(1.0);
        }
    }

    /// Learns from one run.
    fn learn(&mut self, sample: &Sample, rate: f32, options: &Options, random: &mut Random) {
        self.step += 1;
        let length = sample.words.len();
        let limit = (f64::from(options.dropout) * u64::MAX as f64) as u64;
        let scale = 1.0 / (1.0 - options.dropout);
        let mut kept: Vec<Vec<u32>> = Vec::with_capacity(length);
        let mut scores = vec![[0.0_f32; TAGS]; length];
        for (word, scores) in sample.words.iter().zip(&mut scores) {
            let rows: Vec<u32> = if limit == 0 {
                word.rows.clone()
            } else {
                word.rows.iter().copied().filter(|_| random.next() >= limit).collect()
            };
            for &row in &rows {
                self.shrink(row as usize, rate, options);
                for (score, weight) in scores[1..].iter_mut().zip(&self.weights[row as usize]) {
                    *score += weight * scale;
                }
            }
            kept.push(rows);
        }
        let joints: Vec<usize> = sample.words.iter().map(|word| word.joint).collect();
        let (marginals, pairs) = self.marginals(&scores, &joints);
        for (at, word) in sample.words.iter().enumerate() {
            let mut gradient = [0.0; WEIGHTS];
            for tag in 1..TAGS {
                gradient[tag - 1] = (f32::from(u8::from(usize::from(word.tag) == tag)) - marginals[at][tag]) * scale;
            }
            for &row in &kept[at] {
                let (weights, squares) = (&mut self.weights[row as usize], &mut self.squares[row as usize]);
                for tag in 0..WEIGHTS {
                    let slope = gradient[tag];
                    squares[tag] += slope * slope;
                    weights[tag] += rate * slope / (squares[tag].sqrt() + 1e-3);
                }
            }
        }
        let mut before = 0;
        for at in 0..=length {
            let (matrix, tag) = match sample.words.get(at) {
                Some(word) => (word.joint, usize::from(word.tag)),
                None => (JOINTS, 0),
            };
            for from in 0..TAGS {
                for to in 0..TAGS {
                    let gold = f32::from(u8::from(from == before && to == tag));
                    let slope = gold - pairs[at][from][to];
                    if slope != 0.0 {
                        let square = &mut self.transition_squares[matrix][from][to];
                        *square += slope * slope;
                        self.transitions[matrix][from][to] += rate * slope / (square.sqrt() + 1e-3);
                    }
                }
            }
            before = tag;
        }
    }

    /// Returns the probability of each tag of each word, and of each pair of tags (forward and backward).
    fn marginals(&self, scores: &[[f32; TAGS]], joints: &[usize]) -> (Vec<[f32; TAGS]>, Vec<Matrix>) {
        let length = scores.len();
        let step = |at: usize, from: usize, to: usize| -> f32 {
            let matrix = if at < length { joints[at] } else { JOINTS };
            let is_allowed = Tag::ALL[to].may_follow(Tag::ALL[from]) && (at > 0 || from == 0) && (at < length || to == 0);
            if is_allowed { self.transitions[matrix][from][to].exp() } else { 0.0 }
        };
        let mut steps = vec![[[0.0_f32; TAGS]; TAGS]; length + 1];
        let mut emitted = vec![[0.0_f32; TAGS]; length + 1];
        for at in 0..=length {
            for from in 0..TAGS {
                for to in 0..TAGS {
                    steps[at][from][to] = step(at, from, to);
                }
            }
            if at < length {
                let most = scores[at].iter().copied().fold(f32::MIN, f32::max);
                for tag in 0..TAGS {
                    emitted[at][tag] = (scores[at][tag] - most).exp();
                }
            } else {
                emitted[at][0] = 1.0;
            }
        }
        let mut forward = vec![[0.0_f32; TAGS]; length + 2];
        forward[0][0] = 1.0;
        for at in 0..=length {
            let mut sum = 0.0;
            for to in 0..TAGS {
                let way: f32 = (0..TAGS).map(|from| forward[at][from] * steps[at][from][to]).sum();
                forward[at + 1][to] = way * emitted[at][to];
                sum += forward[at + 1][to];
            }
            forward[at + 1].iter_mut().for_each(|value| *value /= sum);
        }
        let mut backward = vec![[0.0_f32; TAGS]; length + 2];
        backward[length + 1][0] = 1.0;
        let mut pairs = vec![[[0.0_f32; TAGS]; TAGS]; length + 1];
        let mut marginals = vec![[0.0_f32; TAGS]; length];
        for at in (0..=length).rev() {
            let mut sum = 0.0;
            for from in 0..TAGS {
                for to in 0..TAGS {
                    let way = steps[at][from][to] * emitted[at][to] * backward[at + 1][to];
                    backward[at][from] += way;
                    pairs[at][from][to] = forward[at][from] * way;
                    sum += pairs[at][from][to];
                }
            }
            let largest: f32 = backward[at].iter().sum();
            backward[at].iter_mut().for_each(|value| *value /= largest);
            for from in 0..TAGS {
                for to in 0..TAGS {
                    pairs[at][from][to] /= sum;
                    if at < length {
                        marginals[at][to] += pairs[at][from][to];
                    }
                }
            }
        }
        (marginals, pairs)
    }

    /// Returns the largest weight of a row, without its sign.
    fn largest(&self, row: usize) -> f32 {
        self.weights[row].iter().fold(0.0, |most, weight| most.max(weight.abs()))
    }
}

/// Writes the model, its weights in bytes.
fn write(first: &Trainer, second: &Trainer, sections: Sections) -> Vec<u8> {
    let mut rows: BTreeMap<u64, [[f32; WEIGHTS]; 2]> = BTreeMap::new();
    for (reading, trainer) in [first, second].into_iter().enumerate() {
        for (hash, weights) in trainer.hashes.iter().zip(&trainer.weights) {
            rows.entry(*hash).or_default()[reading] = *weights;
        }
    }
    let mut sizes: Vec<f32> = rows.values().flatten().flatten().map(|weight| weight.abs()).collect();
    sizes.sort_by(f32::total_cmp);
    // One weight in 5,000 is cut off at the largest byte.
    let unit = sizes[sizes.len() - 1 - sizes.len() / 5000] / 127.0;
    let hashes: Vec<u64> = rows.keys().copied().collect();
    let mut table = Vec::new();
    for place in Table::write(&hashes, &mut table) {
        let weights = rows[&hashes[place]].iter().flatten();
        table.extend(weights.map(|weight| (weight / unit).round().clamp(-127.0, 127.0) as i8 as u8));
    }
    let mut transitions = Vec::new();
    for weight in [first, second].iter().flat_map(|trainer| trainer.transitions.iter().flatten().flatten()) {
        transitions.extend(((weight / unit).round().clamp(-30_000.0, 30_000.0) as i16).to_le_bytes());
    }
    assemble([&transitions, sections.0, sections.1, &table])
}

// Clusters.

/// Returns the sections of clusters from lines `word, fine cluster, coarse cluster`.
fn cluster_sections(text: &str) -> (Vec<u8>, Vec<u8>) {
    let mut coarse = Vec::new();
    let mut seen = HashSet::new();
    let (mut hashes, mut fine) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let mut cells = line.split('\t');
        let (Some(word), Some(cluster), Some(group)) = (cells.next(), cells.next(), cells.next()) else { continue };
        let (Ok(cluster), Ok(group)) = (cluster.parse::<u16>(), group.parse::<u8>()) else { continue };
        let key = fold(word);
        if key.is_empty() || key.contains(' ') || !seen.insert(key.clone()) {
            continue;
        }
        if coarse.len() <= usize::from(cluster) {
            coarse.resize(usize::from(cluster) + 1, u8::MAX);
        }
        coarse[usize::from(cluster)] = group;
        hashes.push(hash::of_feature(0, hash::of_bytes(key.as_bytes())));
        fine.push(cluster);
    }
    let mut words = Vec::new();
    for row in Table::write(&hashes, &mut words) {
        words.extend(fine[row].to_le_bytes());
    }
    (coarse, words)
}

/// Returns the sections of clusters of a model.
fn kept_sections(model: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let section = |number: usize| {
        let word = |at: usize| u32::from_le_bytes([model[at], model[at + 1], model[at + 2], model[at + 3]]) as usize;
        let (start, length) = (word(8 + number * 8), word(12 + number * 8));
        model[start..start + length].to_vec()
    };
    (section(1), section(2))
}

// Scores.

/// Counts of spans and of names of articles: right, found, gold; for each class.
#[derive(Default)]
struct Scores {
    spans: HashMap<Class, [usize; 3]>,
    sets: HashMap<Class, [usize; 3]>,
}

impl Scores {
    fn add(&mut self, text: &Text, tagger: &Tagger, reading: Reading) {
        let authorities = Authorities::embedded();
        let mut words = Words::default();
        words.push_text(&text.text, authorities);
        let mut scratch = Scratch::default();
        scratch.view.look(&words, 0..words.tokens.len(), authorities, &tagger.model.clusters);
        tagger.read(&mut scratch);
        if reading == Reading::Second {
            tagger.read_again(&mut scratch);
        }
        let mut tags = Vec::new();
        scratch.take(0..words.tokens.len(), &mut tags);
        let mut found = Vec::new();
        each_span(&tags, |Span { class, first, last }| {
            let (start, end) = (words.tokens[first].start as usize, words.tokens[last - 1].base_end as usize);
            found.push(trimmed(&text.text, start, end, class));
        });
        let gold = text.gold();
        count(&mut self.spans, &found, &gold, |span| span.2);
        let set = |spans: &[(usize, usize, Class)]| -> Vec<(String, Class)> {
            let mut names: Vec<(String, Class)> = spans.iter().map(|span| (fold(&text.text[span.0..span.1]), span.2)).collect();
            names.sort_by(|one, other| (&one.0, one.1 as u8).cmp(&(&other.0, other.1 as u8)));
            names.dedup();
            names
        };
        count(&mut self.sets, &set(&found), &set(&gold), |name| name.1);
    }

    fn print(&self) {
        for (title, counts) in [("spans", &self.spans), ("sets per article", &self.sets)] {
            let mut all = [0; 3];
            for class in [Class::Place, Class::Organization, Class::Person, Class::Other] {
                let count = counts.get(&class).copied().unwrap_or_default();
                (0..3).for_each(|at| all[at] += count[at]);
                println!("  {title}: {}", rates(&format!("{class:?}"), count));
            }
            println!("  {title}: {}", rates("all", all));
        }
    }
}

fn count<T: PartialEq>(counts: &mut HashMap<Class, [usize; 3]>, found: &[T], gold: &[T], class: impl Fn(&T) -> Class) {
    for name in found {
        let count = counts.entry(class(name)).or_default();
        count[0] += usize::from(gold.contains(name));
        count[1] += 1;
    }
    for name in gold {
        counts.entry(class(name)).or_default()[2] += 1;
    }
}

fn rates(name: &str, [right, found, gold]: [usize; 3]) -> String {
    let share = |part: usize, whole: usize| if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 };
    let (precision, recall) = (share(right, found), share(right, gold));
    format!(
        "{name:12} P {precision:5.2} R {recall:5.2} F {:5.2}  ({gold} gold)",
        2.0 * precision * recall / (precision + recall).max(1e-9)
    )
}
