//! Intervals: the same rule on paths that are drawn anew.

use super::paths::{Counts, Paths};
use super::{AttributionOptions, Shares};
use crate::Error;
use crate::math;
use crate::order::Order;
use crate::parallel::{parallel, pieces};
use crate::random::Random;

/// Where conversions and value of each channel lie in the middle of all drawings; `None` when none was asked for.
///
/// Every path is drawn as often as a Poisson number around its count says, which is the bootstrap of Efron (1979) with
/// a total that varies, as a shop's does.
pub(super) fn intervals(
    paths: &Paths,
    options: &AttributionOptions,
    shares: &(dyn Fn(&Counts) -> Result<Shares, Error> + Sync),
) -> Result<Option<Vec<[[f64; 2]; 2]>>, Error> {
    if options.bootstrap == 0 {
        return Ok(None);
    }
    let told = paths.counts();
    let drawings = pieces(options.bootstrap as usize, 1);
    let drawn = parallel(&drawings, Counts::default, |counts, drawing| {
        draw(&told, Random::fork(options.seed.into(), drawing.start as u64), counts);
        shares(counts)
    });
    let drawn: Vec<Shares> = drawn.into_iter().collect::<Result<_, _>>()?;
    let between = |channel: usize, of: &dyn Fn(&Shares) -> &[f64]| {
        let mut all: Vec<f64> = drawn.iter().filter_map(|shares| of(shares).get(channel).copied()).collect();
        all.put_in_order_by(f64::total_cmp);
        let tail = (1.0 - options.confidence) / 2.0;
        [quantile(&all, tail), quantile(&all, 1.0 - tail)]
    };
    let both = |channel| [between(channel, &|s| &s.conversions), between(channel, &|s| &s.value)];
    Ok(Some((0..paths.width()).map(both).collect()))
}

/// Every count drawn anew; a path's value goes with its conversions.
fn draw(told: &Counts, mut random: Random, into: &mut Counts) {
    into.conversions.clear();
    into.value.clear();
    into.nulls.clear();
    for ((&conversions, &value), &nulls) in told.conversions.iter().zip(&told.value).zip(&told.nulls) {
        let sold = around(conversions, &mut random);
        into.conversions.push(sold);
        into.value.push(if conversions > 0.0 { value * (sold / conversions) } else { value });
        into.nulls.push(around(nulls, &mut random));
    }
}

/// A Poisson number.
fn around(mean: f64, random: &mut Random) -> f64 {
    if mean > 60.0 {
        // As good as normal.
        let (radius, turn) = (1.0 - random.unit(), random.unit());
        let normal = (-2.0 * math::ln(radius)).max(0.0).sqrt() * math::cos(std::f64::consts::TAU * turn);
        return (mean + mean.sqrt() * normal).round().max(0.0);
    }
    // Knuth's: how many uniform factors fit before their product falls below.
    let (floor, mut product, mut count) = (math::exp(-mean), random.unit(), 0.0);
    while mean > 0.0 && product > floor {
        product *= random.unit();
        count += 1.0;
    }
    count
}

/// The quantile of sorted numbers, between neighbours in proportion.
pub(in crate::journey) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    #[expect(clippy::cast_precision_loss, reason = "as many as drawings")]
    let place = share.clamp(0.0, 1.0) * last as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the last place"
    )]
    let below = place.floor() as usize;
    let low = sorted.get(below).copied().unwrap_or_default();
    let high = sorted.get(below + 1).copied().unwrap_or(low);
    low + (high - low) * (place - place.floor())
}
