//! Paths as a Markov chain, and what a channel's absence costs.

use super::paths::{Counts, Paths};
use super::solve::{Chain, Lost};
use super::{Shares, scaled};
use crate::Error;
use crate::pairs::Pairs;
use crate::parallel::parallel;
use crate::sparse::Rows;

/// Where a path begins: before its first state.
const START: u32 = u32::MAX;

/// How paths walk over the states of a chain, whatever they weigh.
#[derive(Debug)]
pub(super) struct Walks {
    states: usize,
    /// The moves of all paths, each once: from a state, or [`START`], to a state.
    moves: Pairs,
    /// The moves of each path.
    taken: Rows<u32>,
    /// The state in which each path ends.
    last: Vec<u32>,
    /// The states in which each channel is.
    members: Rows<u32>,
}

impl Walks {
    /// Reads the states off paths: the last `order` touches.
    pub fn new(paths: &Paths, order: u8) -> Result<Self, Error> {
        // Channels count from 1 here, so that a state of fewer touches is another number.
        let bits = usize::BITS - paths.width().leading_zeros();
        let wide = bits * u32::from(order);
        if wide > 64 {
            let must = "lower: a state of so many touches of so many channels does not fit 64 bits";
            return Err(Error::option("order", must, &order));
        }
        let mask = u64::MAX.checked_shr(64 - wide).unwrap_or_default();
        let mut states = Pairs::default();
        let mut moves = Pairs::default();
        let mut taken = Rows::default();
        let mut last = Vec::with_capacity(paths.len());
        let mut own = Vec::new();
        for touches in paths.all() {
            let (mut key, mut before) = (0_u64, START);
            own.clear();
            // The first state is of the first touches together.
            let whole = touches.len().min(order.into());
            for (at, &channel) in (1..).zip(touches) {
                key = (key << bits | u64::from(channel + 1)) & mask;
                if at < whole {
                    continue;
                }
                #[expect(clippy::cast_possible_truncation, reason = "both halves are kept")]
                let state = states.intern(((key >> 32) as u32, key as u32));
                if state != before {
                    own.push(moves.intern((before, state)));
                    before = state;
                }
            }
            taken.push(own.iter().copied());
            last.push(before);
        }
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); paths.width()];
        for (state, &(high, low)) in (0..).zip(states.all()) {
            let mut key = u64::from(high) << 32 | u64::from(low);
            while key != 0 {
                #[expect(clippy::cast_possible_truncation, reason = "a channel's bits are no more than 32")]
                let channel = (key & !(u64::MAX << bits)) as usize;
                if let Some(states) = channel.checked_sub(1).and_then(|channel| members.get_mut(channel))
                    && states.last() != Some(&state)
                {
                    states.push(state);
                }
                key = key.checked_shr(bits).unwrap_or_default();
            }
        }
        Ok(Self { states: states.all().len(), moves, taken, last, members: members.into_iter().collect() })
    }

    /// The chain of paths with these weights.
    fn chain(&self, counts: &Counts) -> Chain {
        let mut weights = vec![0.0; self.moves.all().len()];
        let (mut sold, mut worth) = (vec![0.0; self.states], vec![0.0; self.states]);
        let mut out = vec![0.0; self.states];
        let outcomes = counts.conversions.iter().zip(&counts.value).zip(&counts.nulls);
        for ((taken, &last), ((&conversions, &value), &nulls)) in
            self.taken.iter().zip(&self.last).zip(outcomes)
        {
            let weight = conversions + nulls;
            if weight == 0.0 {
                continue;
            }
            for &step in taken {
                if let Some(sum) = weights.get_mut(step as usize) {
                    *sum += weight;
                }
            }
            for (sum, part) in [(&mut sold, conversions), (&mut worth, value), (&mut out, weight)] {
                if let Some(sum) = sum.get_mut(last as usize) {
                    *sum += part;
                }
            }
        }
        let mut start = vec![0.0; self.states];
        for (&(from, to), &weight) in self.moves.all().iter().zip(&weights) {
            let place = if from == START { start.get_mut(to as usize) } else { out.get_mut(from as usize) };
            if let Some(sum) = place {
                *sum += weight;
            }
        }
        let moves = self.moves.all().iter().zip(&weights);
        let inner = moves.filter(|&(&(from, _), &weight)| from != START && weight > 0.0);
        Chain::new(start, &out, &sold, &worth, inner.map(|(&(from, to), &weight)| (from, to, weight)))
    }

    /// What each channel is given.
    pub fn shares(&self, paths: &Paths, counts: &Counts) -> Result<Shares, Error> {
        let channels = paths.width();
        let (conversions, value): (f64, f64) = (counts.conversions.iter().sum(), counts.value.iter().sum());
        let chain = self.chain(counts);
        let full = chain.full()?;
        let every: Vec<usize> = (0..channels).collect();
        // Few channels have few states: to share them among cores would cost more than it spares.
        let lost = parallel(
            &every,
            || chain.worker(),
            |worker, &channel| chain.without(self.members.row(channel), &full, worker),
        );
        let (mut removal, mut worth) = (Vec::with_capacity(channels), Vec::with_capacity(channels));
        for lost in lost {
            let Lost { conversions, value } = lost?;
            removal.push(conversions);
            worth.push(value);
        }
        Ok(Shares {
            conversions: scaled(&removal, conversions),
            value: scaled(&worth, value),
            removal: Some(removal),
        })
    }
}
