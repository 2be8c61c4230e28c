//! What holds of all models of taste.

use proptest::prelude::*;

use super::interactions::some::{self, row};
use super::*;
use crate::recommend::{Allow, Bought, Labelled, Moment, Names, Reason, Recommendations, Saved};
use crate::vocabulary::Vocabulary;

fn ease(known: Interactions) -> Ease {
    Ease::fit(known, &EaseOptions { l2: 2.0, ..Default::default() }).unwrap()
}

fn capped(known: Interactions) -> Ease {
    Ease::fit(known, &EaseOptions { l2: 2.0, item_cap: 4, ..Default::default() }).unwrap()
}

fn item_knn(known: Interactions) -> ItemKnn {
    ItemKnn::fit(known, &ItemKnnOptions::default()).unwrap()
}

fn als(known: Interactions) -> Als {
    Als::fit(known, &AlsOptions { factors: 3, epochs: 3, ..Default::default() }).unwrap()
}

fn items(shown: &Recommendations) -> Vec<u32> {
    shown.items.iter().map(|shown| shown.item).collect()
}

/// Names "a", "b", … of which some are left out.
fn names(some: impl Iterator<Item = u32>) -> Names {
    let mut met = Vocabulary::default();
    some.for_each(|number| {
        met.intern(&char::from_u32(97 + number).unwrap().to_string());
    });
    Names::sorted(&met, false).0
}

fn labelled<M>(rows: &[Interaction], fit: impl Fn(Interactions) -> M) -> Labelled<M> {
    let (customers, items, rows) = named(rows);
    let model = fit(Interactions::new(rows, customers.len(), items.len()).unwrap());
    Labelled::new(customers, items, model)
}

/// Rows under the numbers of the names they need.
fn named(rows: &[Interaction]) -> (Names, Names, Vec<Interaction>) {
    let (customers, items) = (names(rows.iter().map(|r| r.customer)), names(rows.iter().map(|r| r.item)));
    let number = |of: &Names, old: u32| of.get(&char::from_u32(97 + old).unwrap().to_string()).unwrap();
    let rows = rows.iter().map(|r| Interaction {
        customer: number(&customers, r.customer),
        item: number(&items, r.item),
        ..*r
    });
    let rows = rows.collect();
    (customers, items, rows)
}

macro_rules! laws {
    ($($model:ident)+) => {$(
        mod $model {
            use super::*;

            proptest! {
                #![proptest_config(ProptestConfig::with_cases(64))]

                #[test]
                fn n_come_back_whenever_n_are_allowed(
                    known in some::interactions(), who in 0_u32..9, n in 0_usize..15, seen: bool,
                    ok in proptest::array::uniform13(any::<bool>()),
                ) {
                    let owns = |item: u32| known.of(who).iter().any(|own| own.item == item);
                    let may: Vec<u32> = (0..13).filter(|&item| ok[item as usize] && !(seen && owns(item))).collect();
                    let shown = super::$model(known.clone()).recommend(Some(who), n, seen, |item| ok[item as usize]);
                    let mut got = items(&shown);
                    prop_assert_eq!(got.len(), n.min(may.len()));
                    prop_assert!(shown.items.is_sorted_by(|a, b| a.score >= b.score));
                    prop_assert!(shown.items.iter().all(|item| item.reasons.len() == 1 && item.score >= 0.0));
                    got.sort_unstable();
                    got.dedup();
                    prop_assert_eq!(got.len(), shown.items.len());
                    prop_assert!(got.iter().all(|item| may.contains(item)));
                    // Where not all came back, all others were counted.
                    let excluded: usize = shown.excluded.iter().map(|cause| cause.items as usize).sum();
                    prop_assert!(got.len() == n || excluded == 13 - may.len());
                }

                #[test]
                fn a_list_is_the_same_alone_among_others_and_told(
                    known in some::interactions(), n in 0_usize..15, seen: bool,
                ) {
                    let model = super::$model(known.clone());
                    let all: Vec<Option<u32>> = (0..8).map(Some).chain([None]).collect();
                    let batch = model.recommend_all(&all, n, seen, |item| item % 3 != 0);
                    let told = model.recommend_for(&known, n, seen, |item| item % 3 != 0);
                    for (at, &who) in all.iter().enumerate() {
                        let alone = model.recommend(who, n, seen, |item| item % 3 != 0);
                        prop_assert_eq!(&batch[at], &alone);
                        prop_assert!(told.get(at).is_none_or(|told| *told == alone));
                    }
                }

                #[test]
                fn what_is_written_is_read_back(known in some::interactions()) {
                    let model = super::$model(known);
                    let json = model.to_json();
                    let read = super::super::super::saved::from_json(&json).unwrap();
                    prop_assert_eq!(&model, &read);
                    prop_assert!(model.fits(8, 13) && !model.fits(7, 13) && !model.fits(8, 12));
                }

                #[test]
                fn what_is_told_later_is_known(rows in some::rows(), later in some::rows()) {
                    let told = labelled(&rows, super::$model);
                    let (customers, items, more) = named(&later);
                    let told = told.updated(&customers, &items, more).unwrap();
                    let all: Vec<Interaction> = rows.into_iter().chain(later).collect();
                    let whole = labelled(&all, super::$model);
                    prop_assert_eq!(told.model().known(), whole.model().known());
                    prop_assert_eq!((told.customers(), told.items()), (whole.customers(), whole.items()));
                    prop_assert_eq!(told.model().popular(), whole.model().popular());
                    let read = Labelled::from_json(&told.to_json()).unwrap();
                    prop_assert_eq!(told, read);
                }
            }

            #[test]
            fn strangers_see_what_many_have() {
                let known = Interactions::new(vec![row(0, 1), row(1, 1), row(1, 2)], 2, 4).unwrap();
                let model = super::$model(known);
                for who in [None, Some(7), Some(u32::MAX)] {
                    let shown = model.recommend(who, 9, true, |_| true);
                    assert_eq!(items(&shown), [1, 2, 0, 3]);
                    let popular = Reason::PopularAt { store: None, channel: None, customers: 2 };
                    assert_eq!(shown.items[0].reasons, [popular]);
                    assert_eq!(shown.items[2].reasons, [Reason::NotSoldYet]);
                }
                assert!(model.similar_items(u32::MAX, 9).is_empty() && model.similar_items(3, 9).is_empty());
                assert!(model.similar_items(1, 0).is_empty());
            }

            #[test]
            fn nothing_left_is_an_empty_list_with_its_causes() {
                let known = Interactions::new(vec![row(0, 0), row(0, 1), row(1, 0)], 2, 3).unwrap();
                let model = super::$model(known);
                let shown = model.recommend(Some(1), 5, true, |_| Allow::No("out_of_stock"));
                assert!(shown.items.is_empty());
                let causes: Vec<_> = shown.excluded.iter().map(|cause| (cause.cause, cause.items)).collect();
                assert_eq!(causes, [("already_bought", 1), ("out_of_stock", 2)]);
                assert_eq!(model.recommend(Some(1), 0, true, |_| true), Recommendations::default());
                let empty = super::$model(Interactions::default());
                assert_eq!(empty.recommend(Some(0), 5, true, |_| true), Recommendations::default());
            }

            #[test]
            fn another_file_is_no_model() {
                let known = Interactions::new(vec![row(0, 0), row(0, 1), row(1, 0)], 2, 3).unwrap();
                let json = super::$model(known.clone()).to_json();
                let read = |json: &str| {
                    let mut found = super::$model(known.clone());
                    super::super::super::saved::from_json(json).map(|read| found = read)
                };
                assert!(read(&json).is_ok());
                let later = json.replacen("\"version\":1", "\"version\":2", 1);
                let broken = json.replacen("\"items\":3", "\"items\":1", 1);
                assert!(later != json && broken != json);
                for wrong in [later.as_str(), &broken, "", "null", "{}", &json[1..], &json[..json.len() / 2]] {
                    assert_eq!(read(wrong).unwrap_err().code(), "model");
                }
            }
        }
    )+};
}

laws!(ease capped item_knn als);

/// By pencil. Customers {0, 1}, {0, 1}, {0}, {2}: G + I = [[4, 2, 0], [2, 3, 0], [0, 0, 2]]; its inverse has
/// [[3, -2], [-2, 4]] / 8 at the top. So item 0 speaks for item 1 by 2 / 4 and item 1 for item 0 by 2 / 3.
#[test]
fn the_weights_of_ease_by_pencil() {
    let rows = vec![row(0, 0), row(0, 1), row(1, 0), row(1, 1), row(2, 0), row(3, 2)];
    let known = Interactions::new(rows, 4, 3).unwrap();
    let model = Ease::fit(known, &EaseOptions { l2: 1.0, ..Default::default() }).unwrap();
    let close = |item, expected: &[(u32, f32)]| {
        let got = model.similar_items(item, 9);
        let near = got.iter().zip(expected).all(|(a, b)| a.0 == b.0 && (a.1 - b.1).abs() < 1e-6);
        assert!(near && got.len() == expected.len(), "{item}: {got:?}");
    };
    close(0, &[(1, 0.5)]);
    close(1, &[(0, 2.0 / 3.0)]);
    close(2, &[]);
    let shown = model.recommend(Some(2), 1, true, |_| true);
    assert!((shown.items[0].score - 0.5).abs() < 1e-6);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Each epoch places all points where the loss is least, the others standing still.
    #[test]
    fn the_loss_of_als_never_rises(known in some::interactions(), frequency in 0.0..1.0) {
        let of = |epochs| {
            let options = AlsOptions { factors: 3, epochs, l2: 0.1, frequency, ..Default::default() };
            Als::fit(known.clone(), &options).unwrap().loss()
        };
        let losses: Vec<f64> = (0..6).map(of).collect();
        prop_assert!(losses.windows(2).all(|pair| pair[1] <= pair[0] * (1.0 + 1e-4)), "{:?}", losses);
    }

    #[test]
    fn als_is_the_same_for_the_same_seed(known in some::interactions(), seed: u32) {
        let of = |seed| Als::fit(known.clone(), &AlsOptions { factors: 3, epochs: 2, seed, ..Default::default() }).unwrap();
        prop_assert_eq!(of(seed), of(seed));
    }
}

/// By pencil. Lists of items 0, 1, 2 over customers: {0, 1, 2}, {0, 1}, {3}; with k1 = 1 and b = 1 the mean length is 2.
/// What a customer says is ln(1 + items / (1 + own items)).
#[test]
fn bm25_by_pencil() {
    let rows = vec![row(0, 0), row(1, 0), row(2, 0), row(0, 1), row(3, 1), row(3, 2), row(3, 3)];
    let options = ItemKnnOptions { k1: 1.0, b: 1.0, ..Default::default() };
    let model = ItemKnn::fit(Interactions::new(rows, 4, 4).unwrap(), &options).unwrap();
    // Sizes 3, 2, 1, 1 of mean 7/4: norms 12/7, 8/7, 4/7. Of customer 0, ln(1 + 4/3) with items 0 and 1:
    // 2 / (12/7 + 1) = 14/19 and 2 / (8/7 + 1) = 14/15. Nobody else has item 0 beside another.
    let expected = (14.0 / 19.0) * (14.0 / 15.0) * crate::math::ln_1p(4.0 / 3.0).powi(2);
    let similar = model.similar_items(0, 9);
    assert_eq!(similar.len(), 1);
    assert_eq!(similar[0].0, 1);
    assert!((f64::from(similar[0].1) - expected).abs() < 1e-7, "{similar:?} {expected}");
}

#[test]
fn options_out_of_range_are_refused() {
    let known = || Interactions::new(vec![row(0, 0)], 1, 1).unwrap();
    for l2 in [0.0, -1.0, f64::NAN] {
        assert_eq!(
            Ease::fit(known(), &EaseOptions { l2, ..Default::default() }).unwrap_err().code(),
            "option"
        );
    }
    let many = EaseOptions { item_cap: 1_000_000, ..Default::default() };
    assert_eq!(Ease::fit(known(), &many).unwrap_err().code(), "option");
    let none = ItemKnnOptions { neighbours: 0, ..Default::default() };
    assert_eq!(ItemKnn::fit(known(), &none).unwrap_err().code(), "option");
    let b = ItemKnnOptions { b: 2.0, ..Default::default() };
    assert_eq!(ItemKnn::fit(known(), &b).unwrap_err().code(), "option");
}

proptest! {
    /// What is told in parts is learnt as a whole.
    #[test]
    fn item_knn_told_in_parts_is_that_of_the_whole(rows in some::rows(), later in some::rows()) {
        let (customers, items, more) = named(&later);
        let told = labelled(&rows, item_knn).updated(&customers, &items, more).unwrap();
        let all: Vec<Interaction> = rows.into_iter().chain(later).collect();
        prop_assert_eq!(told, labelled(&all, item_knn));
    }

    /// The weights stay, and go with their items.
    #[test]
    fn ease_keeps_its_weights_when_told_more(rows in some::rows(), later in some::rows()) {
        let before = labelled(&rows, ease);
        let (customers, items, more) = named(&later);
        let told = before.updated(&customers, &items, more).unwrap();
        for (number, name) in (0..).zip(before.items().iter()) {
            let words = |model: &Labelled<Ease>, item| -> Vec<(String, f32)> {
                let similar = model.model().similar_items(item, 99);
                similar.iter().map(|&(item, w)| (model.items().text(item).unwrap().to_owned(), w)).collect()
            };
            let weights = words(&before, number);
            // What was linked to nothing is known by its cosine, which goes with what is known.
            let now = words(&told, told.items().get(name).unwrap());
            prop_assert!(weights.is_empty() || weights == now, "{:?} {:?}", weights, now);
        }
    }

    /// Whatever the rows' order, the model is the same to the last bit.
    #[test]
    fn the_order_of_rows_does_not_matter(rows in some::rows(), by in 0_usize..100) {
        let mut turned = rows.clone();
        turned.rotate_left(by % rows.len().max(1));
        turned.reverse();
        let known = |rows| Interactions::new(rows, 8, 13).unwrap();
        prop_assert_eq!(ease(known(rows.clone())), ease(known(turned.clone())));
        prop_assert_eq!(item_knn(known(rows)), item_knn(known(turned)));
    }
}

fn sold(rows: &[Interaction]) -> Sales {
    let rows = rows
        .iter()
        .map(|&what| Sale {
            what,
            store: what.item % 2,
            channel: if what.day % 2 == 0 { 0 } else { Bought::NOWHERE },
        })
        .collect();
    let (stores, channels) = (names([0, 1].into_iter()), names([0].into_iter()));
    let category = |item: u32| (item > 2).then(|| (item % 3).to_string());
    Sales { rows, customers: 8, items: 13, stores, channels, categories: (0..13).map(category).collect() }
}

fn popular(rows: &[Interaction]) -> Popular {
    Popular::fit(sold(rows), &PopularOptions { season: true, ..Default::default() }).unwrap()
}

proptest! {
    #[test]
    fn popular_answers_anyone_anywhere(
        rows in some::rows(), who in 0_u32..9, n in 0_usize..15, store in 0_u32..3, ok in proptest::array::uniform13(any::<bool>()),
    ) {
        let model = popular(&rows);
        let here = model.at(&Moment { today: 20_050, store: Some(store), channel: None });
        let owns = |item: u32| model.at(&Moment::on(0)).known().of(who).iter().any(|own| own.item == item);
        let may = (0..13).filter(|&item| ok[item as usize] && !owns(item)).count();
        let shown = here.recommend(Some(who), n, true, |item| ok[item as usize]);
        prop_assert_eq!(shown.items.len(), n.min(may));
        prop_assert!(shown.items.is_sorted_by(|a, b| a.score >= b.score));
        prop_assert!(items(&shown).iter().all(|&item| ok[item as usize] && !owns(item)));
    }

    #[test]
    fn popular_is_read_back_as_written(rows in some::rows()) {
        let model = popular(&rows);
        prop_assert_eq!(Popular::from_json(&model.to_json()).unwrap(), model);
    }

    /// What is told in parts is counted as a whole.
    #[test]
    fn popular_told_in_parts_is_that_of_the_whole(rows in some::rows(), later in some::rows()) {
        let of = |rows: &[Interaction]| {
            let (customers, items, rows) = named(rows);
            let sales = Sales { customers: customers.len(), items: items.len(), categories: Vec::new(), ..sold(&rows) };
            (customers, items, sales)
        };
        // Stores are of items here, whose numbers differ: nothing is sold in any.
        let bare = |mut sales: Sales| {
            sales.rows.iter_mut().for_each(|sale| sale.store = Bought::NOWHERE);
            sales
        };
        let (customers, items, more) = of(&later);
        let plain = |rows: &[Interaction]| {
            let (customers, items, sales) = of(rows);
            Labelled::new(customers, items, Popular::fit(bare(sales), &PopularOptions::default()).unwrap())
        };
        let told = plain(&rows).told(&customers, &items, bare(more)).unwrap();
        let all: Vec<Interaction> = rows.into_iter().chain(later).collect();
        prop_assert_eq!(told, plain(&all));
    }
}

/// Items 3 to 5 are of one kind, which the first customer has; most have items 0 to 2.
#[test]
fn popular_is_drawn_to_the_own_categories() {
    let mut rows: Vec<Interaction> =
        (1..7).flat_map(|customer| (0..3).map(move |item| row(customer, item))).collect();
    rows.extend([row(0, 3), row(0, 4), row(7, 5)]);
    let mut sales = sold(&rows);
    sales.categories = (0..13).map(|item| Some(if item < 3 { "a" } else { "b" }.to_owned())).collect();
    let model = Popular::fit(sales, &PopularOptions::default()).unwrap();
    let here = model.at(&Moment::on(0));
    assert_eq!(items(&here.recommend(Some(0), 1, true, |_| true)), [5]);
    assert_eq!(items(&here.recommend(None, 1, true, |_| true)), [0]);
    assert_eq!(here.similar_items(3, 2).iter().map(|like| like.0).collect::<Vec<_>>(), [4, 5]);
    assert!(here.similar_items(99, 2).is_empty());
}

/// What is bought in January alone leads in January.
#[test]
fn the_season_lifts_what_is_of_it() {
    let mut rows = Vec::new();
    for customer in 0..60 {
        // 15 January and 15 July of 1972, and lately the same of all.
        let day = if customer % 2 == 0 { 744 } else { 926 };
        rows.push(Interaction { customer, item: u32::from(day == 926), weight: 1.0, day });
    }
    let none = || vec![Bought::NOWHERE; 60];
    let rows =
        rows.into_iter().zip(none()).map(|(what, store)| Sale { what, store, channel: store }).collect();
    let sales = Sales { rows, customers: 60, items: 2, ..Default::default() };
    let options = PopularOptions { season: true, half_life: 1e6, prior: 1.0 };
    let model = Popular::fit(sales, &options).unwrap();
    let first = |today| items(&model.at(&Moment::on(today)).recommend(None, 1, true, |_| true));
    assert_eq!((first(744 + 3 * 365), first(926 + 3 * 365)), (vec![0], vec![1]));
}
