use super::super::{Column, Learned, Link, Model, Records, Resolution, ResolveOptions, compare, resolve};
use super::*;

/// The records of [`found`] by what they say: a town, a colour and a drink.
const SAID: [[Option<&str>; 3]; 6] = [
    [Some("osaka"), Some("red"), Some("tea")],
    [Some("osaka"), Some("red"), Some("tea")],
    [Some("osaka"), Some("blue"), Some("tea")],
    [Some("kyoto"), Some("blue"), Some("coffee")],
    [Some("kyoto"), None, Some("coffee")],
    [Some("nara"), Some("green"), Some("milk")],
];

fn records(said: &[[Option<&str>; 3]]) -> Records {
    let ids: Vec<String> = (0..said.len()).map(|row| format!("{row:03}")).collect();
    let column = |(at, name)| Column::new(name, said.iter().map(|row| row[at]));
    let columns = ["town", "colour", "drink"].into_iter().enumerate().map(column).collect();
    Records::new(Column::new("id", ids.iter().map(|id| Some(id.as_str()))), columns).unwrap()
}

/// Equal towns say 2 bits and different ones -2, colours 3, drinks 4; the odds of two records at random are half a bit
/// each way: -1.
fn model(block_on: &[&str]) -> Model {
    let learned = |column: &str, equal: f64| Learned {
        comparison: compare::exact(column).without_term_frequency(),
        m: vec![equal, 1.0 - equal],
        u: vec![1.0 - equal, equal],
        h: Vec::new(),
        told_by: Vec::new(),
    };
    Model {
        version: 1,
        comparisons: vec![
            learned("town", 4.0 / 5.0),
            learned("colour", 8.0 / 9.0),
            learned("drink", 16.0 / 17.0),
        ],
        block_on: block_on.iter().map(|key| vec![(*key).to_owned()]).collect(),
        prior: -1.0,
        household: None,
        options: ResolveOptions { threshold: Some(0.0), ..ResolveOptions::default() },
    }
}

/// Of [`SAID`] these pairs reach 0 bits: 0-1 with -1+2+3+4 = 8, 0-2 and 1-2 with -1+2-3+4 = 2, 3-4 with -1+2+4 = 5.
/// 0 and 1 join at 8; they and 2 at -1 + (2 + 1) * 2^(1/4) = 2.5676, for two pairs that say 2; 3 and 4 at 5.
fn found() -> Resolution {
    model(&[]).predict(&records(&SAID)).unwrap()
}

const TRUTH: [Option<u32>; 6] = [Some(1), Some(1), Some(2), Some(2), Some(2), None];

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-6, "{a} is not {b}");
}

#[test]
fn weights_are_counted_bit_by_bit() {
    let bins: Vec<(f64, u64)> = found().weight_histogram().iter().map(|bin| (bin.from, bin.pairs)).collect();
    assert_eq!(bins, [(2.0, 2), (3.0, 0), (4.0, 0), (5.0, 1), (6.0, 0), (7.0, 0), (8.0, 1)]);
    assert_eq!(model(&[]).predict(&records(&[])).unwrap().weight_histogram(), []);
}

#[test]
fn thresholds_tell_what_would_be_found() {
    let table = found().thresholds(None).unwrap();
    let rows: Vec<_> = table.rows.iter().map(|row| (row.threshold, row.customers, row.found_pairs)).collect();
    let expected = [
        (0.0, 3, 4),
        (1.0, 3, 4),
        (2.0, 3, 4),
        (3.0, 4, 2),
        (4.0, 4, 2),
        (5.0, 4, 2),
        (6.0, 5, 1),
        (7.0, 5, 1),
        (8.0, 5, 1),
    ];
    assert_eq!(rows, expected);
    assert!(table.rows.iter().all(|row| row.pair_scores.is_none() && row.b_cubed.is_none()));
    // Joins at 8 and 5 bits make a pair each; one at 2.5676 bits, odds of 5.9284, two pairs. 15 pairs at odds of 1 to 2 are 5.
    let (first, second) = (256.0 / 257.0, 32.0 / 33.0);
    let third = 5.928_403 / 6.928_403;
    let estimated = |at: usize| table.rows[at].estimated;
    close(estimated(0).precision, (first + second + 2.0 * third) / 4.0);
    close(estimated(0).recall, (first + second + 2.0 * third) / 5.0);
    close(estimated(3).precision, f64::midpoint(first, second));
    close(estimated(3).recall, (first + second) / 5.0);
    close(estimated(3).f1, 2.0 * (first + second) / 7.0);
    assert_eq!((table.used, table.best), (0.0, 0.0));
}

#[test]
fn thresholds_are_held_against_the_truth() {
    let table = found().thresholds(Some(&TRUTH)).unwrap();
    // True are 01, 23, 24, 34; at 0 bits 01, 02, 12, 34 are found, at 3 bits 01 and 34, at 6 bits 01.
    let scores = |at: usize| table.rows[at].pair_scores.unwrap();
    assert_eq!((scores(0).precision, scores(0).recall, scores(0).f1), (0.5, 0.5, 0.5));
    assert_eq!((scores(3).precision, scores(3).recall, scores(3).f1), (1.0, 0.5, 2.0 / 3.0));
    assert_eq!(scores(6).f1, 2.0 / 5.0);
    // By records at 3 bits: all that each finds is right; of 2's three one is found, of 3's and 4's two.
    let b_cubed = table.rows[3].b_cubed.unwrap();
    close(b_cubed.precision, 1.0);
    close(b_cubed.recall, (1.0 + 1.0 + 1.0 / 3.0 + 2.0 / 3.0 + 2.0 / 3.0 + 1.0) / 6.0);
    assert_eq!(table.best, 3.0);
    assert_eq!(found().thresholds(Some(&[None])).unwrap_err().code(), "length");
}

#[test]
fn a_table_begins_with_what_was_found() {
    let found = found();
    let table = found.thresholds(Some(&TRUTH)).unwrap();
    for row in table.rows {
        let mut customers = found.customers_at(row.threshold);
        customers.sort_unstable();
        customers.dedup();
        assert_eq!(customers.len() as u64, row.customers);
    }
}

#[test]
fn the_surest_mistakes_come_first() {
    let mistakes = found().mistakes(&TRUTH, 10).unwrap();
    let told = |mistakes: &[Mistake]| -> Vec<_> {
        mistakes.iter().map(|one| (one.a, one.b, one.weight, one.cause)).collect()
    };
    let wrong = [(0, 2, 2.0, Cause::Weight), (1, 2, 2.0, Cause::Weight)];
    assert_eq!(told(&mistakes.false_positives), wrong);
    // 2-4: -1-2-4; 2-3: -1-2+3-4.
    let missed = [(2, 4, -7.0, Cause::Weight), (2, 3, -4.0, Cause::Weight)];
    assert_eq!(told(&mistakes.false_negatives), missed);
    let scores = mistakes.scores;
    assert_eq!((scores.found_pairs, scores.true_pairs, scores.right_pairs), (4, 4, 2));
    // Were all six different people, every pair would be wrong.
    let all = found().mistakes(&[1, 2, 3, 4, 5, 6].map(Some), 10).unwrap();
    let weights: Vec<f32> = all.false_positives.iter().map(|one| one.weight).collect();
    assert_eq!(weights, [8.0, 5.0, 2.0, 2.0]);
    assert_eq!(found().mistakes(&TRUTH, 1).unwrap().false_negatives.len(), 1);
    assert_eq!(found().mistakes(&[], 1).unwrap_err().code(), "length");
}

#[test]
fn mistakes_tell_how_they_came_about() {
    // By colour alone 3 and 4 are never compared: 4 has none.
    let blocked = model(&["colour"]).predict(&records(&SAID)).unwrap();
    let missed = blocked.mistakes(&TRUTH, 10).unwrap().false_negatives;
    let last = missed.last().unwrap();
    assert_eq!((last.a, last.b, last.weight, last.cause), (3, 4, 5.0, Cause::Blocking));
    // 0-1 says 1 and 1-2 says 3, but 0-2 says -4: 0 stays alone, although its own evidence suffices.
    let said = [
        [Some("osaka"), Some("red"), None],
        [Some("osaka"), None, Some("tea")],
        [None, Some("blue"), Some("tea")],
        [Some("nara"), Some("green"), Some("milk")],
    ];
    let apart = model(&[]).predict(&records(&said)).unwrap();
    assert_eq!(apart.customers(), [0, 1, 1, 3]);
    let missed = apart.mistakes(&[Some(1), Some(1), None, None], 10).unwrap().false_negatives;
    assert_eq!((missed[0].weight, missed[0].cause), (1.0, Cause::Others));
}

#[test]
fn records_that_say_little_cannot_be_linked() {
    // Against themselves all say 8 bits but 4, which has no colour: 5.
    let unlinkable = found().unlinkables();
    assert_eq!((unlinkable.used, unlinkable.share), (0.0, 0.0));
    let told: Vec<_> = unlinkable.thresholds.iter().map(|one| (one.threshold, one.records)).collect();
    assert_eq!(told, [(5.0, 0), (6.0, 1), (7.0, 1), (8.0, 1), (9.0, 6)]);
    close(unlinkable.thresholds[1].share, 1.0 / 6.0);
}

#[test]
fn completeness_is_told_by_source() {
    let sources = Column::new("from", ["web", "web", "till", "till", "till", "till"].map(Some));
    let found = model(&[]).predict(&records(&SAID).with_sources(sources).unwrap()).unwrap();
    let columns = found.completeness();
    let colour = columns.iter().find(|column| column.column == "colour").unwrap();
    close(colour.filled, 5.0 / 6.0);
    let told: Vec<_> = colour.sources.iter().map(|one| (one.source.as_str(), one.rows, one.filled)).collect();
    assert_eq!(told, [("web", 2, 1.0), ("till", 4, 0.75)]);
    assert!(self::found().completeness().iter().all(|column| column.sources.is_empty()));
}

#[test]
fn frequent_values_come_first() {
    let terms = found().term_frequencies(2);
    assert_eq!(terms.len(), 3);
    let town = &terms[0];
    assert_eq!((town.column.as_str(), town.adjusted), ("town", false));
    let told: Vec<_> = town.values.iter().map(|term| (term.value.as_str(), term.rows, term.share)).collect();
    assert_eq!(told, [("osaka", 3, 0.5), ("kyoto", 2, 1.0 / 3.0)]);
    assert!(town.values.iter().all(|term| (term.bits - 2.0).abs() < 1e-6));
    close(town.usual_bits, 2.0);
    let adjusted = resolve(&records(&SAID), &ResolveOptions::default()).unwrap().term_frequencies(9);
    let bits: Vec<f64> = adjusted[0].values.iter().map(|term| term.bits).collect();
    assert!(adjusted[0].adjusted && bits.is_sorted() && bits[0] < bits[2], "{bits:?}");
}

#[test]
fn a_name_in_two_scripts_is_shown_with_its_reading() {
    assert_eq!(terms::shown("山田\u{1f}yamada"), "山田 (yamada)");
    assert_eq!(terms::shown("\u{1f}yamada"), "yamada");
    assert_eq!(terms::shown("yamada\u{1f}yamada"), "yamada");
    assert_eq!(terms::shown("山田\u{1f}"), "山田");
}

#[test]
fn the_commonest_way_to_agree_comes_first() {
    let patterns = found().agreement_patterns(2);
    let first = &patterns[0];
    assert_eq!((first.pairs, first.share, first.weight), (2, 0.5, 2.0));
    assert_eq!((first.example.a, first.example.b), (1, 2));
    let levels: Vec<&str> = first.evidence.iter().map(|evidence| evidence.level.as_str()).collect();
    assert_eq!(levels, ["two records at random", "equal", "different", "equal"]);
    assert_eq!((patterns.len(), patterns[1].pairs), (2, 1));
}

#[test]
fn a_customer_tells_how_it_came_together() {
    let story = found().how(2).unwrap();
    assert_eq!((story.customer, story.records.as_slice()), (0, &[0, 1, 2][..]));
    let merges: Vec<_> = story.merges.iter().map(|merge| (merge.a, merge.b)).collect();
    assert_eq!(merges, [(0, 1), (0, 2)]);
    close(story.weakest.unwrap().weight.into(), -1.0 + 3.0 * math::pow(2.0, 0.25));
    assert_eq!((story.graph.pairs, story.graph.density, story.graph.bridges.len()), (3, 1.0, 0));
    let alone = found().how(5).unwrap();
    assert_eq!((alone.merges.len(), alone.weakest), (0, None));
    assert_eq!(found().graph(3).unwrap().bridges.len(), 1);
    assert_eq!(found().how(6), None);
    let weakest: Vec<u32> = found().weakest(9).iter().map(|story| story.customer).collect();
    assert_eq!(weakest, [0, 3]);
}

#[test]
fn a_review_asks_of_each_kind_first() {
    // From the threshold: 02 and 12 are 2 bits, 23 is 4, 34 is 5, 01 is 8. 12 agrees as 02 does, and 23 and 01 are of
    // records in 02; in the second round 2 has been asked about twice already.
    let asked =
        |limit| -> Vec<(u32, u32)> { found().review(limit).iter().map(|pair| (pair.a, pair.b)).collect() };
    assert_eq!(asked(9), [(0, 2), (3, 4), (1, 2), (0, 1), (2, 3)]);
    assert_eq!(asked(2), [(0, 2), (3, 4)]);
    assert_eq!(asked(0), []);
}

#[test]
fn a_review_asks_across_sources_alone_where_that_is_asked() {
    let mut model = model(&[]);
    model.options.link = Link::AcrossSources;
    let sources = Column::new("from", ["web", "till", "till", "till", "web", "web"].map(Some));
    let found = model.predict(&records(&SAID).with_sources(sources).unwrap()).unwrap();
    let asked = found.review(9);
    assert!(!asked.iter().any(|pair| (pair.a, pair.b) == (2, 3)), "{asked:?}");
}

#[test]
fn without_answers_nothing_is_learned() {
    assert_eq!(found().learn(&[]).unwrap(), model(&[]));
}

#[test]
fn answers_are_learned_as_far_as_they_outweigh_what_was_known() {
    let answers = [Answer { a: 0, b: 2, same: false }, Answer { a: 3, b: 4, same: true }];
    let learned = found().learn(&answers).unwrap();
    let after = learned.predict(&records(&SAID)).unwrap();
    let weight =
        |found: &Resolution, a, b| -> f64 { found.explain(a, b).unwrap().iter().map(|one| one.bits).sum() };
    assert!(weight(&after, 0, 2) < 1.9 && weight(&after, 3, 4) > weight(&after, 0, 2));
    for learned in &learned.comparisons {
        close(learned.m.iter().sum(), 1.0);
    }
    // At the optimum each part has changed by what is unexplained: the odds, in nats, by the sum of `same` less likely.
    let unexplained: f64 = answers
        .iter()
        .map(|one| f64::from(u8::from(one.same)) - probability(weight(&after, one.a, one.b)))
        .sum();
    // With a standard deviation of one nat, all of it.
    close((learned.prior + 1.0) * std::f64::consts::LN_2, unexplained);
    // The colour: both ways to agree are seen in the first answer alone, 3 and 4 say nothing of it.
    let first = -probability(weight(&after, 0, 2));
    let [equal, different] = [0, 1].map(|at| learned.comparisons[1].m[at]);
    let change = math::ln(different * (8.0 / 9.0) / (equal / 9.0));
    close(change, first * (1.0 - different));
}

#[test]
fn answers_of_records_that_are_not_there_are_errors() {
    for (a, b) in [(0, 6), (1, 1)] {
        let error = found().learn(&[Answer { a: 0, b: 1, same: true }, Answer { a, b, same: true }]);
        assert!(error.unwrap_err().to_string().contains("answer 1 is not"));
    }
}

/// Of records with names, birthdays and towns alone; the truth answers.
#[test]
fn forty_answers_make_better_customers() {
    let (mut before, mut after) = (0.0, 0.0);
    for seed in 1..=6 {
        let (mut rows, truth) = super::super::tests::crowd(150, seed);
        for row in &mut rows {
            row[4] = None;
        }
        let ids: Vec<usize> = (0..rows.len()).collect();
        let records = super::super::tests::records(&rows, &ids);
        let truth: Vec<Option<u32>> = truth.iter().map(|&person| u32::try_from(person).ok()).collect();
        let f1 = |found: &Resolution| {
            let customers: Vec<_> = found.customers().iter().copied().map(Some).collect();
            crate::measure::pair_scores(&truth, &customers).unwrap().f1
        };
        let found = resolve(&records, &ResolveOptions::default()).unwrap();
        let answer = |pair: &Pair| {
            let same = truth[pair.a as usize] == truth[pair.b as usize];
            Answer { a: pair.a, b: pair.b, same }
        };
        let answers: Vec<Answer> = found.review(40).iter().map(answer).collect();
        before += f1(&found) / 6.0;
        after += f1(&found.learn(&answers).unwrap().predict(&records).unwrap()) / 6.0;
    }
    assert!(after > before + 0.005, "{before} {after}");
}
