//! Absorbing chains, solved.

use crate::Error;

/// States up to which a chain is solved by elimination.
const FEW: usize = 100;
/// The share of the start that may be left unexplained by an iteration.
const NEAR: f64 = 1e-13;

/// A chain that starts somewhere, moves, and ends in a conversion or in none.
#[derive(Debug)]
pub(super) struct Chain {
    /// The chance to start in each state.
    start: Vec<f64>,
    /// Where the moves into each state end, in `from` and `chance`.
    ends: Vec<u32>,
    from: Vec<u32>,
    chance: Vec<f64>,
    /// The chance to convert next from each state, and what such a conversion brings.
    sells: Vec<f64>,
    brings: Vec<f64>,
}

/// The expected visits of each state, and what comes of them.
#[derive(Debug)]
pub(super) struct Full {
    visits: Vec<f64>,
    converts: f64,
    value: f64,
}

/// The shares of conversions and of value that are lost without a channel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lost {
    pub conversions: f64,
    pub value: f64,
}

/// Room to work in.
#[derive(Debug, Default)]
pub(super) struct Worker {
    out: Vec<bool>,
    visits: Vec<f64>,
    dense: Vec<f64>,
    vectors: [Vec<f64>; 7],
}

impl Chain {
    /// A chain of weights: of starts, of all that leaves each state, of what converts there and what it brings, and of
    /// moves between states.
    pub fn new(
        mut start: Vec<f64>,
        out: &[f64],
        sold: &[f64],
        worth: &[f64],
        moves: impl Iterator<Item = (u32, u32, f64)> + Clone,
    ) -> Self {
        let states = start.len();
        let whole: f64 = start.iter().sum();
        if whole > 0.0 {
            for weight in &mut start {
                *weight /= whole;
            }
        }
        let part = |part: f64, state: usize| {
            let out = out.get(state).copied().unwrap_or_default();
            if out > 0.0 { part / out } else { 0.0 }
        };
        let mut next = vec![0_u32; states + 1];
        for (_, to, _) in moves.clone() {
            if let Some(count) = next.get_mut(to as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for count in &mut next {
            sum += *count;
            *count = sum;
        }
        let (mut from, mut chance) = (vec![0; sum as usize], vec![0.0; sum as usize]);
        for (source, to, weight) in moves {
            if let Some(place) = next.get_mut(to as usize) {
                if let (Some(from), Some(chance)) =
                    (from.get_mut(*place as usize), chance.get_mut(*place as usize))
                {
                    *from = source;
                    *chance = part(weight, source as usize);
                }
                *place += 1;
            }
        }
        next.pop();
        let parts = |list: &[f64]| list.iter().enumerate().map(|(state, &of)| part(of, state)).collect();
        Self { start, ends: next, from, chance, sells: parts(sold), brings: parts(worth) }
    }

    pub fn worker(&self) -> Worker {
        Worker { out: vec![false; self.start.len()], ..Worker::default() }
    }

    /// The chain with all channels.
    pub fn full(&self) -> Result<Full, Error> {
        let mut worker = self.worker();
        worker.visits.clone_from(&self.start);
        self.solve(&mut worker)?;
        let visits = worker.visits;
        let (converts, value) = (dot(&visits, &self.sells), dot(&visits, &self.brings));
        Ok(Full { visits, converts, value })
    }

    /// What is lost when all that comes into these states ends in nothing.
    pub fn without(&self, states: &[u32], full: &Full, worker: &mut Worker) -> Result<Lost, Error> {
        if full.converts <= 0.0 {
            return Ok(Lost { conversions: 0.0, value: 0.0 });
        }
        let set = |out: &mut [bool], to: bool| {
            for &state in states {
                if let Some(out) = out.get_mut(state as usize) {
                    *out = to;
                }
            }
        };
        set(&mut worker.out, true);
        // Near the answer where the channel is rare.
        worker.visits.clone_from(&full.visits);
        let solved = self.solve(worker);
        let (converts, value) = (dot(&worker.visits, &self.sells), dot(&worker.visits, &self.brings));
        set(&mut worker.out, false);
        solved?;
        let lost = |without: f64, of: f64| if of > 0.0 { (1.0 - without / of).max(0.0) } else { 0.0 };
        Ok(Lost { conversions: lost(converts, full.converts), value: lost(value, full.value) })
    }

    /// The expected visits of states that are not out: `visits = start + visits * moves`.
    fn solve(&self, worker: &mut Worker) -> Result<(), Error> {
        if self.start.len() <= FEW {
            self.eliminate(worker);
            return Ok(());
        }
        let Worker { out, visits, vectors, .. } = worker;
        for (visits, &out) in visits.iter_mut().zip(&*out) {
            if out {
                *visits = 0.0;
            }
        }
        if self.iterate(out, visits, vectors) || self.sweep(out, visits) {
            return Ok(());
        }
        Err(Error::option(
            "order",
            "lower: the chain of these paths hardly ever ends, and was not solved",
            &"",
        ))
    }

    /// The moves into a state.
    fn into(&self, state: usize) -> impl Iterator<Item = (usize, f64)> {
        let start =
            state.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |&end| end as usize);
        let end = self.ends.get(state).map_or(start, |&end| end as usize);
        let from = self.from.get(start..end).unwrap_or_default();
        let chance = self.chance.get(start..end).unwrap_or_default();
        from.iter().zip(chance).map(|(&from, &chance)| (from as usize, chance))
    }

    /// Gaussian elimination. The matrix needs no pivots: every column outweighs itself (it is an M-matrix).
    fn eliminate(&self, worker: &mut Worker) {
        let Worker { out, visits, dense, .. } = worker;
        let inside: Vec<usize> = (0..self.start.len()).filter(|&s| out.get(s) == Some(&false)).collect();
        let mut place = vec![usize::MAX; self.start.len()];
        for (at, &state) in inside.iter().enumerate() {
            if let Some(place) = place.get_mut(state) {
                *place = at;
            }
        }
        let n = inside.len();
        let wide = n + 1;
        // Row by row the equation of one state, its start at the end.
        dense.clear();
        dense.resize(n * wide, 0.0);
        for (row, &state) in dense.chunks_exact_mut(wide).zip(&inside) {
            for (from, chance) in self.into(state) {
                if let Some(cell) = place.get(from).and_then(|&at| row.get_mut(at)) {
                    *cell -= chance;
                }
            }
            if let Some(cell) = place.get(state).and_then(|&at| row.get_mut(at)) {
                *cell += 1.0;
            }
            if let (Some(last), Some(&start)) = (row.last_mut(), self.start.get(state)) {
                *last = start;
            }
        }
        for at in 0..n {
            let (above, below) = dense.split_at_mut((at + 1) * wide);
            let Some(pivots) = above.get(at * wide..) else { continue };
            let Some((&pivot, pivots)) = pivots.split_at_checked(at).and_then(|(_, row)| row.split_first())
            else {
                continue;
            };
            for row in below.chunks_exact_mut(wide) {
                let Some((head, rest)) =
                    row.split_at_mut_checked(at).and_then(|(_, row)| row.split_first_mut())
                else {
                    continue;
                };
                let factor = *head / pivot;
                if factor != 0.0 {
                    rest.iter_mut().zip(pivots).for_each(|(cell, pivot)| *cell -= factor * pivot);
                }
            }
        }
        let mut solved = vec![0.0; n];
        for at in (0..n).rev() {
            let row = dense.get(at * wide..(at + 1) * wide).unwrap_or_default();
            let known: f64 = row.iter().zip(&solved).skip(at + 1).map(|(cell, known)| cell * known).sum();
            let (right, pivot) =
                (row.last().copied().unwrap_or_default(), row.get(at).copied().unwrap_or(1.0));
            if let Some(place) = solved.get_mut(at) {
                *place = (right - known) / pivot;
            }
        }
        visits.clear();
        visits.extend(place.iter().map(|&at| solved.get(at).copied().unwrap_or_default()));
    }

    /// `x - x * moves`, among states that are not out.
    fn times(&self, out: &[bool], x: &[f64], into: &mut Vec<f64>) {
        into.clear();
        let states = x.iter().zip(out).enumerate();
        into.extend(states.map(|(state, (&own, &out))| {
            if out {
                return 0.0;
            }
            let comes = |(from, chance): (usize, f64)| x.get(from).map_or(0.0, |x| x * chance);
            own - self.into(state).map(comes).sum::<f64>()
        }));
    }

    /// The stabilised bi-conjugate gradients of van der Vorst (1992); whether they came near enough.
    fn iterate(&self, out: &[bool], visits: &mut [f64], vectors: &mut [Vec<f64>; 7]) -> bool {
        let [rest, shadow, way, image, half, turned, right] = vectors;
        right.clear();
        right.extend(self.start.iter().zip(out).map(|(&start, &out)| if out { 0.0 } else { start }));
        let near = NEAR * NEAR * dot(right, right);
        // Begun anew where it stalls: what is left is computed afresh.
        for _ in 0..8 {
            self.times(out, visits, turned);
            rest.clear();
            rest.extend(right.iter().zip(&*turned).map(|(right, left)| right - left));
            if dot(rest, rest) <= near {
                return true;
            }
            shadow.clone_from(rest);
            way.clone_from(rest);
            let mut rho = dot(rest, shadow);
            for _ in 0..200 {
                self.times(out, way, image);
                let alpha = rho / dot(shadow, image);
                half.clear();
                half.extend(rest.iter().zip(&*image).map(|(rest, image)| rest - alpha * image));
                self.times(out, half, turned);
                let square = dot(turned, turned);
                let omega = if square > 0.0 { dot(turned, half) / square } else { 0.0 };
                if !(alpha.is_finite() && omega.is_finite()) {
                    break;
                }
                for ((visits, way), half) in visits.iter_mut().zip(&*way).zip(&*half) {
                    *visits += alpha * way + omega * half;
                }
                rest.clear();
                rest.extend(half.iter().zip(&*turned).map(|(half, turned)| half - omega * turned));
                let (before, left) = (rho, dot(rest, rest));
                rho = dot(rest, shadow);
                if left <= near || omega == 0.0 || rho == 0.0 {
                    break;
                }
                let beta = rho / before * (alpha / omega);
                for ((way, rest), image) in way.iter_mut().zip(&*rest).zip(&*image) {
                    *way = rest + beta * (*way - omega * image);
                }
            }
            if !visits.iter().all(|visits| visits.is_finite()) {
                visits.clone_from_slice(right);
            }
        }
        false
    }

    /// Plain sweeps (Gauss and Seidel), slow and certain; whether they came near enough.
    fn sweep(&self, out: &[bool], x: &mut [f64]) -> bool {
        let mut left = Vec::new();
        let near = NEAR * NEAR * dot(&self.start, &self.start);
        for _ in 0..200 {
            for _ in 0..50 {
                for state in 0..x.len() {
                    if out.get(state) != Some(&false) {
                        continue;
                    }
                    let (mut sum, mut own) = (self.start.get(state).copied().unwrap_or_default(), 0.0);
                    for (from, chance) in self.into(state) {
                        if from == state {
                            own += chance;
                        } else {
                            sum += x.get(from).map_or(0.0, |x| x * chance);
                        }
                    }
                    if let Some(x) = x.get_mut(state) {
                        *x = sum / (1.0 - own);
                    }
                }
            }
            self.times(out, x, &mut left);
            let rest = left.iter().zip(&self.start).zip(out).filter(|&(_, &out)| !out);
            if rest.map(|((left, start), _)| (start - left) * (start - left)).sum::<f64>() <= near {
                return true;
            }
        }
        false
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
