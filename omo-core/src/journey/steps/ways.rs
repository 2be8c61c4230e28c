//! Ways of one journey through the steps of a funnel.

use super::super::Journeys;
use super::super::cohort::Every;
use super::super::table::Touch;
use super::{FunnelOptions, StepOrder};
use crate::Error;

/// What ways are looked for.
pub(super) struct Ways {
    pub steps: usize,
    /// Of each kind, the steps it can be, a bit each.
    masks: Vec<u32>,
    /// Of each kind, whether it ends ways.
    ends: Vec<bool>,
    ending: bool,
    order: StepOrder,
    window: i64,
    windowed: bool,
    each_step: bool,
    /// How customers are told apart by time.
    pub cohorts: Option<Every>,
}

/// Room to work in, and the way that was found.
#[derive(Default)]
pub(super) struct Room {
    /// The touchpoints of the way.
    pub way: Vec<Touch>,
    /// When each step was taken.
    pub times: Vec<i64>,
    /// For each step, the latest start of a way that has come to it, or the latest time it was taken.
    latest: Vec<Option<i64>>,
    /// For each step, the way by which it was taken latest.
    ways: Vec<Vec<Touch>>,
    trial: Vec<Touch>,
    /// For steps in any order: touchpoints that fit, and which step each takes.
    fits: Vec<(u32, i64, Touch)>,
    taken: Vec<Option<usize>>,
}

impl Ways {
    pub fn new(journeys: &Journeys, steps: &[String], options: &FunnelOptions) -> Result<Self, Error> {
        let picked = journeys.picked("steps", steps)?;
        let mut masks = vec![0_u32; journeys.kinds.len()];
        for (step, picked) in picked.iter().enumerate() {
            for (mask, &fits) in masks.iter_mut().zip(picked) {
                *mask |= u32::from(fits) << step;
            }
        }
        let mut ends = vec![false; journeys.kinds.len()];
        for picked in journeys.picked("exclude", &options.exclude)? {
            for (ends, fits) in ends.iter_mut().zip(picked) {
                *ends |= fits;
            }
        }
        Ok(Self {
            steps: steps.len(),
            masks,
            ending: ends.contains(&true),
            ends,
            order: options.order,
            window: options.within.unwrap_or(i64::MAX),
            windowed: options.within.is_some(),
            each_step: options.each_step,
            cohorts: options.cohorts(),
        })
    }

    pub fn room(&self) -> Room {
        Room { latest: vec![None; self.steps], ways: vec![Vec::new(); self.steps], ..Room::default() }
    }

    fn mask(&self, touch: Touch) -> u32 {
        self.masks.get(touch.kind as usize).copied().unwrap_or_default()
    }

    fn ends(&self, touch: Touch) -> bool {
        self.ending && self.ends.get(touch.kind as usize) == Some(&true)
    }

    /// Every step that was taken at all, with the touchpoint by which the customer came in.
    pub fn each_on_its_own(
        &self,
        journey: &[Touch],
        room: &mut Room,
        mut take: impl FnMut(usize, Touch, i64),
    ) {
        let _ = room;
        let (mut seen, mut first) = (0_u32, None);
        for &touch in journey {
            let new = self.mask(touch) & !seen;
            if new == 0 {
                continue;
            }
            let entry = *first.get_or_insert(touch);
            (0..self.steps).filter(|step| new >> step & 1 == 1).for_each(|step| take(step, entry, touch.at));
            seen |= new;
        }
    }

    /// Leaves the best way in the room.
    pub fn best(&self, journey: &[Touch], room: &mut Room) {
        room.way.clear();
        room.times.clear();
        match self.order {
            StepOrder::Any => return self.in_any_order(journey, room),
            StepOrder::Exact => self.directly(journey, room),
            StepOrder::This if self.each_step => self.step_by_step(journey, room),
            StepOrder::This => self.in_this_order(journey, room),
        }
        room.times.extend(room.way.iter().map(|touch| touch.at));
    }

    /// The furthest way, of those the one that starts first.
    fn in_this_order(&self, journey: &[Touch], room: &mut Room) {
        if !self.windowed && !self.ending {
            self.walk(journey, &mut room.way);
            return;
        }
        // Of the ways that have come to a step the one that started last has the most time left, so it alone counts.
        room.latest.fill(None);
        let (mut depth, mut done, mut first) = (0, 0, None);
        for &touch in journey {
            // What is excluded ends the ways before it, and may begin one.
            if self.ends(touch) {
                room.latest.fill(None);
            }
            // No way has come past this depth.
            let mut left = self.mask(touch) & (u32::MAX >> 31_usize.saturating_sub(depth));
            // From the last step down, so that a touchpoint takes one step of each way only.
            while left != 0 {
                let step = 31 - left.leading_zeros() as usize;
                left &= !(1 << step);
                let start = match step.checked_sub(1) {
                    None => Some(touch.at),
                    Some(before) => room.latest.get(before).copied().flatten(),
                };
                let Some(start) = start.filter(|start| touch.at - start <= self.window) else { continue };
                if let Some(latest) = room.latest.get_mut(step) {
                    *latest = Some(start);
                }
                if step >= depth {
                    (depth, done) = (step + 1, touch.at);
                    first.get_or_insert(touch);
                }
            }
        }
        // Most come no further than the first step, and there the first touchpoint is the way.
        if depth < 2 {
            room.way.extend(first);
            return;
        }
        // No way can have come as far before `done`, so none that started earlier than a window before it.
        let earliest = if self.windowed { done.saturating_sub(self.window) } else { i64::MIN };
        let mut from = journey.partition_point(|touch| touch.at < earliest);
        while let Some(rest) = journey.get(from..) {
            let Some(start) = rest.iter().position(|&touch| self.mask(touch) & 1 == 1) else { return };
            let rest = rest.get(start..).unwrap_or_default();
            let walked = self.walk(rest, &mut room.trial);
            if room.trial.len() >= depth {
                room.way.clone_from(&room.trial);
                return;
            }
            // Without a window none that starts later, before what ended this one, comes further.
            from += start + if self.windowed { 1 } else { walked.max(1) };
        }
    }

    /// The way from the first start, each step as soon as it comes; gives how many touchpoints were looked at.
    fn walk(&self, journey: &[Touch], way: &mut Vec<Touch>) -> usize {
        way.clear();
        for (at, &touch) in journey.iter().enumerate() {
            if way.len() == self.steps {
                return at;
            }
            if let Some(first) = way.first() {
                let since = if self.each_step { way.last().unwrap_or(first) } else { first };
                if touch.at - since.at > self.window || self.ends(touch) {
                    return at;
                }
            }
            if self.mask(touch) >> way.len() & 1 == 1 {
                way.push(touch);
            }
        }
        journey.len()
    }

    /// The furthest way, of those the one that ends first, each step as late as it can be.
    fn step_by_step(&self, journey: &[Touch], room: &mut Room) {
        room.ways.iter_mut().for_each(Vec::clear);
        for &touch in journey {
            if self.ends(touch) {
                room.ways.iter_mut().for_each(Vec::clear);
            }
            let mut left = self.mask(touch);
            while left != 0 {
                let step = 31 - left.leading_zeros() as usize;
                left &= !(1 << step);
                let (before, own) = room.ways.split_at_mut(step);
                let Some(own) = own.first_mut() else { continue };
                if step == 0 {
                    own.clear();
                } else {
                    let Some(before) = before.last() else { continue };
                    if before.last().is_none_or(|last| touch.at - last.at > self.window) {
                        continue;
                    }
                    own.clone_from(before);
                }
                own.push(touch);
                if own.len() > room.way.len() {
                    room.way.clone_from(own);
                }
            }
        }
    }

    /// The furthest way of neighbours, of those the first.
    fn directly(&self, journey: &[Touch], room: &mut Room) {
        for start in 0..journey.len() {
            let rest = journey.get(start..).unwrap_or_default();
            let length = self.neighbours(rest);
            if length > room.way.len() {
                room.way.clear();
                room.way.extend(rest.iter().take(length));
            }
            if length == self.steps {
                return;
            }
        }
    }

    /// How many steps are taken by the first touchpoints, one directly after the other.
    fn neighbours(&self, journey: &[Touch]) -> usize {
        let mut since = None;
        let takes = |(step, &touch): (usize, &Touch)| {
            let start = *since.get_or_insert(touch.at);
            if self.each_step {
                since = Some(touch.at);
            }
            let excluded = step > 0 && self.ends(touch);
            self.mask(touch) >> step & 1 == 1 && touch.at - start <= self.window && !excluded
        };
        journey.iter().enumerate().take(self.steps).map(takes).take_while(|&takes| takes).count()
    }

    /// Steps in any order: a step is reached when it and all before it in the list are done.
    fn in_any_order(&self, journey: &[Touch], room: &mut Room) {
        for (start, &first) in journey.iter().enumerate() {
            if self.mask(first) == 0 {
                continue;
            }
            room.fits.clear();
            room.trial.clear();
            room.taken.clear();
            room.taken.resize(self.steps, None);
            let mut done: Vec<i64> = Vec::new();
            let mut ended = false;
            for (at, &touch) in journey.iter().enumerate().skip(start) {
                ended = at > start && self.ends(touch);
                if ended || touch.at - first.at > self.window || done.len() == self.steps {
                    break;
                }
                let mask = self.mask(touch);
                if mask == 0 {
                    continue;
                }
                room.fits.push((mask, touch.at, touch));
                while done.len() < self.steps && place(done.len(), &room.fits, &mut room.taken, &mut 0) {
                    done.push(touch.at);
                }
            }
            if done.len() > room.times.len() {
                room.times = done;
                room.way.clear();
                room.way.push(first);
            }
            // The first start sees all that later ones see, unless time or an exclusion cuts it short.
            if room.times.len() == self.steps || !self.windowed && !ended {
                return;
            }
        }
    }

    /// Ways one after the other, each as soon as it can begin.
    pub fn one_after_the_other(
        &self,
        journey: &[Touch],
        room: &mut Room,
        mut add: impl FnMut(&[Touch], &[i64]),
    ) {
        let mut from = 0;
        while let Some(rest) = journey.get(from..) {
            let Some(start) = rest.iter().position(|&touch| self.mask(touch) & 1 == 1) else { return };
            let rest = rest.get(start..).unwrap_or_default();
            let looked = if self.order == StepOrder::Exact {
                let length = self.neighbours(rest);
                room.way.clear();
                room.way.extend(rest.iter().take(length));
                length
            } else {
                let mut way = std::mem::take(&mut room.way);
                let looked = self.walk(rest, &mut way);
                room.way = way;
                looked
            };
            room.times.clear();
            room.times.extend(room.way.iter().map(|touch| touch.at));
            add(&room.way, &room.times);
            from += start + looked.max(1);
        }
    }
}

/// Finds a touchpoint for a step, moving others if it must (Kuhn 1955); `tried` has a bit for each step on the way.
fn place(step: usize, fits: &[(u32, i64, Touch)], taken: &mut [Option<usize>], tried: &mut u32) -> bool {
    *tried |= 1 << step;
    for (number, &(mask, ..)) in fits.iter().enumerate() {
        if mask >> step & 1 == 0 {
            continue;
        }
        let holder = taken.iter().position(|&other| other == Some(number));
        let free = match holder {
            None => true,
            Some(holder) => *tried >> holder & 1 == 0 && place(holder, fits, taken, tried),
        };
        if free {
            if let Some(own) = taken.get_mut(step) {
                *own = Some(number);
            }
            return true;
        }
    }
    false
}
