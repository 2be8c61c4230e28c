use proptest::prelude::*;

use super::*;

fn rows(rows: &[&[u32]]) -> Rows<u32> {
    rows.iter().map(|row| row.to_vec()).collect()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-12
}

/// By pencil: the list 3, 1, 2 against the truth {1, 2, 7, 8}, of which 2 and 7 were taken before. Hits stand at places 2 and
/// 3, gains 1/log2(3) + 1/log2(4) = 0.63093 + 0.5; three places have at best 1 + 0.63093 + 0.5, four 0.43068 more.
#[test]
fn one_list_by_pencil() {
    let (shown, truth) = (rows(&[&[3, 1, 2, 9]]), rows(&[&[1, 2, 7, 8]]));
    let history = rows(&[&[2, 7, 3, 3]]);
    let lists = Lists { recommended: &shown, truth: &truth, history: Some(&history), items: 10 };
    let judged = ranking(&lists, 3).unwrap();
    let one = judged.lists[0];
    let (third, gain) = (1.0 / math::log2(3.0), 1.0 / math::log2(3.0) + 0.5);
    assert!(near(one.ndcg, gain / (1.0 + third + 0.5)));
    assert!(near(one.ndcg_whole, gain / (1.0 + third + 0.5 + 1.0 / math::log2(5.0))));
    assert_eq!((one.recall, one.hit_rate, one.mrr), (0.5, 1.0, 0.5));
    assert!(near(one.precision, 2.0 / 3.0));
    let scores = judged.scores;
    assert!(near(scores.coverage, 0.3));
    // Items 3 and 2 had one of one customer, 0 bits; item 1 half a one, 1 bit.
    assert!(near(scores.novelty.unwrap(), 1.0 / 3.0));
    let repeats = scores.repeats.unwrap();
    assert!(near(repeats.list_share, 2.0 / 3.0));
    assert_eq!((repeats.truth_share, repeats.recall_repeat, repeats.recall_new), (0.5, Some(0.5), Some(0.5)));
}

#[test]
fn who_got_no_list_counts_and_who_took_nothing_does_not() {
    let (shown, truth) = (rows(&[&[1], &[1]]), rows(&[&[1], &[], &[1]]));
    let judged = ranking(&Lists { recommended: &shown, truth: &truth, history: None, items: 2 }, 1).unwrap();
    assert_eq!((judged.scores.customers, judged.scores.recall), (2, 0.5));
    assert_eq!(judged.lists.iter().map(|list| list.customer).collect::<Vec<_>>(), [0, 2]);
}

#[test]
fn an_item_told_twice_counts_once() {
    let (shown, truth) = (rows(&[&[5, 5, 1]]), rows(&[&[1, 5, 5]]));
    let judged = ranking(&Lists { recommended: &shown, truth: &truth, history: None, items: 6 }, 2).unwrap();
    assert_eq!((judged.scores.recall, judged.scores.ndcg), (1.0, 1.0));
}

#[test]
fn what_cannot_be_judged_is_an_error() {
    let (shown, truth) = (rows(&[&[5]]), rows(&[&[1]]));
    let lists = Lists { recommended: &shown, truth: &truth, history: None, items: 5 };
    assert_eq!(ranking(&lists, 1).unwrap_err().code(), "column");
    assert_eq!(ranking(&Lists { items: 6, ..lists }, 0).unwrap_err().code(), "option");
    let judged = ranking(&Lists { items: 6, ..lists }, 1).unwrap();
    let compare = |alpha| compare_rankings(&judged, &judged, RankingMetric::Recall, alpha).unwrap_err();
    assert_eq!((compare(0.05).code(), compare(1.0).code()), ("length", "option"));
}

/// Student's own sleep data (1908, "The probable error of a mean"), whose paired t is 4.0621 with 9 degrees of freedom and
/// p = 0.002833 (`scipy.stats.ttest_rel`), as places in lists cannot be hours: each gap is told over ten.
#[test]
fn the_paired_test_is_students() {
    let hours = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4];
    let list = |customer: usize, recall: f64| ListScores {
        customer: u32::try_from(customer).unwrap(),
        recall,
        precision: 0.0,
        hit_rate: 0.0,
        ndcg: 0.0,
        ndcg_whole: 0.0,
        mrr: 0.0,
    };
    let truth = rows(&[&[0], &[0]]);
    let scores =
        ranking(&Lists { recommended: &truth, truth: &truth, history: None, items: 1 }, 1).unwrap().scores;
    let of = |share: f64| Ranking {
        scores: scores.clone(),
        lists: hours.iter().enumerate().map(|(at, gap)| list(at, gap * share)).collect(),
    };
    let found = compare_rankings(&of(0.1), &of(0.0), RankingMetric::Recall, 0.05).unwrap();
    assert!(near(found.difference, 0.158));
    assert!((found.difference / found.standard_error - 4.062_127).abs() < 1e-5);
    assert!((found.p_value - 0.002_832_9).abs() < 1e-6, "{}", found.p_value);
    // The 95 % interval of R's t.test(paired = TRUE): 0.7001142 to 2.4598858 hours.
    assert!((found.lower - 0.070_011_42).abs() < 1e-7 && (found.upper - 0.245_988_58).abs() < 1e-7);
}

fn some_rows(customers: usize) -> impl Strategy<Value = Vec<Vec<u32>>> {
    proptest::collection::vec(proptest::collection::vec(0_u32..20, 0..8), customers)
}

#[test]
fn what_has_no_rank_comes_last_and_equals_stay_as_they_are() {
    let who = [Some(0); 5];
    let of = |by| listed(1, &who, &[1, 2, 3, 4, 5], by).row(0).to_vec();
    assert_eq!(of(ListedBy::Rows), [1, 2, 3, 4, 5]);
    assert_eq!(of(ListedBy::Rank(&[f64::NAN, 2.0, 1.0, 2.0, -0.0])), [5, 3, 2, 4, 1]);
    assert_eq!(of(ListedBy::Score(&[f64::NAN, 2.0, 1.0, 2.0, f64::NEG_INFINITY])), [2, 4, 3, 1, 5]);
}

proptest! {
    #[test]
    fn a_list_of_the_truth_itself_is_perfect(truth in some_rows(6)) {
        let truth: Rows<u32> = truth.into_iter().collect();
        let judged = ranking(&Lists { recommended: &truth, truth: &truth, history: None, items: 20 }, 20).unwrap();
        for list in &judged.lists {
            prop_assert!(near(list.recall, 1.0) && near(list.ndcg, 1.0) && near(list.ndcg_whole, 1.0) && near(list.mrr, 1.0));
        }
    }

    #[test]
    fn all_scores_are_shares_and_longer_lists_find_more(
        shown in some_rows(6), truth in some_rows(6), history in some_rows(6), n in 1_usize..8,
    ) {
        let [shown, truth, history]: [Rows<u32>; 3] = [shown, truth, history].map(|rows| rows.into_iter().collect());
        let lists = Lists { recommended: &shown, truth: &truth, history: Some(&history), items: 20 };
        let (short, long) = (ranking(&lists, n).unwrap(), ranking(&lists, n + 1).unwrap());
        for (a, b) in short.lists.iter().zip(&long.lists) {
            let all = [a.recall, a.precision, a.hit_rate, a.ndcg, a.ndcg_whole, a.mrr];
            prop_assert!(all.into_iter().all(|score| (0.0..=1.0 + 1e-12).contains(&score)));
            prop_assert!(a.recall <= b.recall && a.mrr <= b.mrr && a.ndcg_whole <= b.ndcg_whole + 1e-12);
            prop_assert!(a.ndcg_whole <= a.ndcg + 1e-12);
        }
    }

    /// What is learnt from comes before what is judged by, and everybody who is judged is known.
    #[test]
    fn nothing_held_out_is_before_what_is_learnt_from(
        rows in proptest::collection::vec((0_u32..5, 0_i64..9), 0..40), n in 1_usize..4,
    ) {
        let (customers, times): (Vec<u32>, Vec<i64>) = rows.iter().copied().unzip();
        let held = held_out_last(&customers, &times, n).unwrap();
        for customer in 0..5 {
            let of = |out: bool| {
                let mut all: Vec<i64> = rows.iter().zip(&held).filter(|((who, _), held)| *who == customer && **held == out).map(|((_, at), _)| *at).collect();
                all.sort_unstable();
                all.dedup();
                all
            };
            let (learnt, judged) = (of(false), of(true));
            prop_assert!(judged.is_empty() || (judged.len() == n && learnt.last() < judged.first() && !learnt.is_empty()));
            prop_assert!(!judged.is_empty() || learnt.len() <= n);
        }
    }

    #[test]
    fn a_share_never_tears_one_time_apart(times in proptest::collection::vec(0_i64..9, 0..40), share in 0.05_f64..0.95) {
        let since = since_share(&times, share).unwrap();
        prop_assert_eq!(since.is_none(), times.is_empty());
        if let Some(since) = since {
            let held = held_out_since(&times, since).into_iter().filter(|&held| held).count();
            prop_assert!(held >= 1);
            // No more than asked, but for the last time of all, which stays whole.
            #[expect(clippy::cast_precision_loss, reason = "a few rows")]
            let most = (times.len() as f64 * share).round() + 1.0;
            let last = Some(&since) == times.iter().max();
            prop_assert!(last || f64::from(u32::try_from(held).unwrap()) <= most);
        }
    }
}
