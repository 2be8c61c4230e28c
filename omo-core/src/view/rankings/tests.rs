use super::*;
use crate::measure::{Lists, ranking};
use crate::sparse::Rows;

fn judged(of: [u32; 3]) -> Ranking {
    let truth: Rows<u32> = (0..60_u32).map(|at| vec![at % 7, at % 11 + 7, at % 5 + 18]).collect();
    let history: Rows<u32> = (0..60_u32).map(|at| vec![at % 7, at % 3]).collect();
    let lists: Rows<u32> = (0..60_u32)
        .map(|at| of.map(|of| (at * of) % 7 + if at % of == 0 { 7 } else { 0 }).to_vec())
        .collect();
    let lists = Lists { recommended: &lists, truth: &truth, history: Some(&history), items: 30 };
    ranking(&lists, 3).unwrap()
}

#[test]
fn every_picture_names_every_recommender_and_fills_every_blank() {
    let (first, second) = (judged([1, 2, 3]), judged([2, 3, 5]));
    let both =
        [Judged { name: "habits & more", ranking: &first }, Judged { name: "bestsellers", ranking: &second }];
    for language in [Language::En, Language::Ja] {
        let spec = chart(&both, language).to_string();
        assert!(!spec.contains("\"@"), "{spec}");
        assert!(spec.contains("habits & more") && spec.contains("bestsellers"));
        let page = page(&both, language);
        assert!(
            page.contains("habits &amp; more") && page.contains("bestsellers") && page.ends_with("</html>\n")
        );
        assert!(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"));
    }
}

/// Means and intervals by pencil: two customers with 0 and 1 have the mean 0.5 with a standard error of 0.5.
#[test]
fn intervals_are_those_of_the_mean_and_stay_shares() {
    let (shown, truth): (Rows<u32>, Rows<u32>) =
        ([vec![0], vec![1]].into_iter().collect(), [vec![0], vec![0]].into_iter().collect());
    let judged = ranking(&Lists { recommended: &shown, truth: &truth, history: None, items: 2 }, 1).unwrap();
    let mean = Mean::of(&judged, RankingMetric::Recall);
    assert_eq!((mean.score, mean.lower, mean.upper), (0.5, 0.0, 1.0));
    let (shown, truth): (Rows<u32>, Rows<u32>) =
        ((0..100_u32).map(|at| vec![at % 2]).collect(), (0..100).map(|_| vec![0]).collect());
    let judged = ranking(&Lists { recommended: &shown, truth: &truth, history: None, items: 2 }, 1).unwrap();
    let mean = Mean::of(&judged, RankingMetric::Recall);
    // The standard error is sqrt(0.25 * 100 / 99 / 100) = 0.0502519.
    assert!((mean.upper - 0.5 - 1.959_964 * 0.050_251_9).abs() < 1e-6);
}

#[test]
fn nobody_judged_is_a_page_too() {
    assert!(page(&[], Language::Ja).contains("レコメンドの精度"));
}
