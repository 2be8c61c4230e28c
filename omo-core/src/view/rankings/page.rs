//! The page that compares recommenders, in one HTML file.

use super::words::Words;
use super::{Judged, Mean, SHOWN};
use crate::decimal::fixed;
use crate::measure::{RankingMetric, compare_rankings};
use crate::model::Language;
use crate::view::number::{grouped, percent};
use crate::view::page::Page;
use crate::view::svg::{Canvas, Screen};
use crate::view::text::fit;

const ALL: [RankingMetric; 6] = [
    RankingMetric::Recall,
    RankingMetric::Precision,
    RankingMetric::HitRate,
    RankingMetric::Ndcg,
    RankingMetric::NdcgWhole,
    RankingMetric::Mrr,
];

/// Recommenders side by side as one HTML page: scores with intervals, differences to the best with how likely chance made
/// them, and what kind of items each recommends.
///
/// Nothing in the page runs and nothing is loaded: no script, no font, no address. Equal rankings give equal bytes.
#[must_use]
pub fn page(judged: &[Judged<'_>], language: Language) -> String {
    let words = Words::of(language);
    let mut page = Page::open(words.title, "", language);
    let ndcg = |one: &Judged<'_>| one.ranking.scores.ndcg;
    let best = judged.iter().rev().max_by(|a, b| ndcg(a).total_cmp(&ndcg(b)));
    let scores = best.map(|best| &best.ranking.scores);
    let count = |of: Option<u32>| grouped(of.unwrap_or(0).into());
    page.put(format_args!("</header>"));
    page.figures([
        (words.customers, count(scores.map(|scores| scores.customers))),
        (words.lists, count(scores.map(|scores| scores.n))),
        (words.best, best.map_or_else(|| "–".into(), |best| best.name.to_owned())),
    ]);
    page.section(words.title, words.lead);
    page.picture(&|screen| bars(judged, language, screen));
    page.end();
    all_scores(&mut page, judged, words);
    if let Some(best) = best {
        against(&mut page, judged, best, words);
    }
    kinds(&mut page, judged, words);
    page.close()
}

fn bars(judged: &[Judged<'_>], language: Language, screen: Screen) -> Canvas {
    const ROW: f64 = 26.0;
    let words = Words::of(language);
    let (width, left, right) = match screen {
        Screen::Wide => (960.0, 220.0, 860.0),
        Screen::Narrow => (360.0, 120.0, 290.0),
    };
    let mut canvas = Canvas::new(width, words.title.into(), language);
    let mut y = 0.0;
    for metric in SHOWN {
        let means: Vec<Mean> = judged.iter().map(|one| Mean::of(one.ranking, metric)).collect();
        let most = means.iter().map(|mean| mean.upper).fold(1e-9, f64::max);
        let x = |score: f64| left + (right - left) * score / most;
        y += 22.0;
        canvas.text(0.0, y, "strong", words.metric(metric));
        y += 8.0;
        canvas.line([0.0, y], [width, y], "rule");
        for (one, mean) in judged.iter().zip(&means) {
            canvas.text(0.0, y + 17.5, "", &fit(one.name, left - 12.0, 13.0));
            canvas.rect([left, y + 7.0], [x(mean.score) - left, 13.0], "c2");
            canvas.rect([x(mean.lower), y + 12.75], [x(mean.upper) - x(mean.lower), 1.5], "c5");
            canvas.text(width, y + 17.5, "end strong", &fixed(mean.score, 3));
            y += ROW;
        }
        y += 10.0;
    }
    canvas.tall(y);
    canvas
}

fn all_scores(page: &mut Page, judged: &[Judged<'_>], words: &Words) {
    page.section(words.scores, words.scores_lead);
    let heads: Vec<&str> =
        std::iter::once(words.model).chain(ALL.map(|metric| words.metric(metric))).collect();
    page.open_table(&heads, 1);
    for one in judged {
        let scores = ALL.map(|metric| fixed(Mean::of(one.ranking, metric).score, 3));
        page.row(&std::iter::once(one.name.to_owned()).chain(scores).collect::<Vec<_>>(), 1);
    }
    page.close_table();
    page.end();
}

/// The others against the best, where they were judged on the same customers.
fn against(page: &mut Page, judged: &[Judged<'_>], best: &Judged<'_>, words: &Words) {
    let others = judged.iter().filter(|one| one.name != best.name);
    let paired = others.filter_map(|one| {
        let found = compare_rankings(best.ranking, one.ranking, RankingMetric::Ndcg, 0.05).ok()?;
        let interval = format!("{} – {}", fixed(found.lower, 3), fixed(found.upper, 3));
        let chance = if found.p_value < 0.001 { "< 0.001".into() } else { fixed(found.p_value, 3) };
        Some([one.name.to_owned(), fixed(found.difference, 3), interval, chance])
    });
    let paired: Vec<_> = paired.collect();
    if paired.is_empty() {
        return;
    }
    page.section(words.paired, words.paired_lead);
    page.open_table(&[words.model, words.difference, words.interval, words.p_value], 1);
    for row in &paired {
        page.row(row, 1);
    }
    page.close_table();
    page.end();
}

fn kinds(page: &mut Page, judged: &[Judged<'_>], words: &Words) {
    page.section(words.kinds, words.kinds_lead);
    page.open_table(
        &[
            words.model,
            words.coverage,
            words.novelty,
            words.list_share,
            words.truth_share,
            words.recall_repeat,
            words.recall_new,
        ],
        1,
    );
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".into());
    for one in judged {
        let (scores, repeats) = (&one.ranking.scores, one.ranking.scores.repeats.as_ref());
        page.row(
            &[
                one.name.to_owned(),
                percent(scores.coverage),
                or_dash(scores.novelty.map(|bits| fixed(bits, 1))),
                or_dash(repeats.map(|repeats| percent(repeats.list_share))),
                or_dash(repeats.map(|repeats| percent(repeats.truth_share))),
                or_dash(repeats.and_then(|repeats| repeats.recall_repeat).map(percent)),
                or_dash(repeats.and_then(|repeats| repeats.recall_new).map(percent)),
            ],
            1,
        );
    }
    page.close_table();
    page.end();
}
