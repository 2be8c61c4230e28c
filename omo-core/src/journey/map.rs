//! The journey map: stages by channels, and how customers move between them.

use serde::{Deserialize, Serialize};

use super::crossing::{Counter, Crossings};
use super::pairs::Pairs;
use super::table::Touch;
use super::transitions::{Flow, moves, named};
use super::{Journeys, Stage};
use crate::math;
use crate::model::Side;
use crate::order::Order;

/// The whole shop's journeys in one record: what a picture of them needs, and nothing about any one customer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct JourneyMap {
    /// Customers with a touchpoint.
    pub customers: u32,
    /// Touchpoints.
    pub touchpoints: u32,
    /// Sessions.
    pub sessions: u32,
    /// All seven stages, in order.
    pub stages: Vec<StageTotal>,
    /// Channels with a touchpoint: online ones first, each side by touchpoints, most first, then by name.
    pub channels: Vec<ChannelTotal>,
    /// Stages on channels that occur, ordered by stage, then as `channels`.
    pub cells: Vec<Cell>,
    /// Moves from one channel to another between consecutive touchpoints of one customer, most first.
    pub flows: Vec<Flow>,
    /// Moves between online and offline.
    pub crossings: Crossings,
    /// How many of all touchpoints tell how it felt, each itself or by what came next in its session.
    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    #[serde(default)]
    pub felt: u32,
    /// The mean of these, on the scale that was given; `None` where nothing says it.
    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    #[serde(default)]
    pub feeling: Option<f64>,
}

/// What happened in one stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StageTotal {
    /// The stage.
    pub stage: Stage,
    /// Its touchpoints.
    pub touchpoints: u32,
    /// Customers with at least one of them.
    pub customers: u32,
    /// How many of its touchpoints tell how it felt, each itself or by what came next in its session.
    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    #[serde(default)]
    pub felt: u32,
    /// The mean of these, on the scale that was given; `None` where nothing says it.
    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    #[serde(default)]
    pub feeling: Option<f64>,
}

/// What happened on one channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ChannelTotal {
    /// The channel's name.
    pub channel: String,
    /// Online or offline.
    pub side: Side,
    /// Its touchpoints.
    pub touchpoints: u32,
    /// Customers with at least one of them.
    pub customers: u32,
    /// How many of its touchpoints tell how it felt, each itself or by what came next in its session.
    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    #[serde(default)]
    pub felt: u32,
    /// The mean of these, on the scale that was given; `None` where nothing says it.
    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    #[serde(default)]
    pub feeling: Option<f64>,
}

/// What happened in one stage on one channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Cell {
    /// The stage.
    pub stage: Stage,
    /// The channel's name.
    pub channel: String,
    /// Its touchpoints.
    pub touchpoints: u32,
    /// Customers with at least one of them.
    pub customers: u32,
    /// Share of its customers who buy, on any channel, later and within
    /// [`conversion_days`](super::JourneyOptions::conversion_days) of their first touchpoint here. In cells of
    /// stage [`Buy`](Stage::Buy) that is buying again: the receipt itself and what has the same instant do not
    /// count.
    pub conversion: f64,
    /// Median minutes to the next touchpoint of the same session; `None` where none follows.
    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    #[serde(default)]
    pub dwell_minutes: Option<f64>,
    /// How many of its touchpoints tell how it felt, each itself or by what came next in its session.
    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    #[serde(default)]
    pub felt: u32,
    /// The mean of these, on the scale that was given; `None` where nothing says it.
    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    #[serde(default)]
    pub feeling: Option<f64>,
}

impl Journeys {
    /// The journey map: how many come to a stage on a channel, how many of them go on to buy, how long they stay, and how it
    /// felt where touchpoints tell ([`Touches::feeling`](super::Touches::feeling)). What a cell loses are
    /// [pain points](Self::pain_points). In WebAssembly dwell and feelings take the feature `analysis`.
    ///
    /// ```
    /// use omo_core::journey::{JourneyOptions, Journeys, Stage, Touches};
    /// let mut touches = Touches::default();
    /// touches.push("hanako", 0, "ec", "view");
    /// touches.push("taro", 0, "ec", "view");
    /// touches.push("hanako", 1000, "pos", "purchase");
    /// let map = Journeys::new(touches, &JourneyOptions::default())?.map();
    /// assert_eq!(map.cells[0].stage, Stage::Consider);
    /// assert_eq!(map.cells[0].conversion, 0.5);
    /// assert_eq!((map.flows[0].from.as_str(), map.flows[0].to.as_str()), ("ec", "pos"));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    #[must_use]
    pub fn map(&self) -> JourneyMap {
        #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
        return self.map_as_felt(&super::mood::Feelings::told());
        #[cfg(all(target_arch = "wasm32", not(feature = "analysis")))]
        self.counted().0
    }

    /// The map where actions say how it felt too: `feelings` give them a number, such as -1 for `complaint`, on the scale of
    /// [`Touches::feeling`](super::Touches::feeling). What a touchpoint tells itself goes before what its action says.
    ///
    /// # Errors
    ///
    /// [`Error::Option`](crate::Error::Option) for a number without end.
    ///
    /// ```
    /// use omo_core::journey::{JourneyOptions, Journeys, Touches};
    /// let mut touches = Touches::default();
    /// touches.push("hanako", 0, "ec", "view");
    /// touches.push("hanako", 60_000, "ec", "review");
    /// let journeys = Journeys::new(touches, &JourneyOptions::default())?;
    /// let map = journeys.map_with(&[("review".into(), 4.0)])?;
    /// assert_eq!((map.cells[0].felt, map.cells[0].feeling, map.cells[0].dwell_minutes), (1, Some(4.0), Some(1.0)));
    /// assert_eq!(journeys.map().feeling, None);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    pub fn map_with(&self, feelings: &[(String, f64)]) -> Result<JourneyMap, crate::Error> {
        Ok(self.map_as_felt(&super::mood::Feelings::new(self, feelings)?))
    }

    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    fn map_as_felt(&self, feelings: &super::mood::Feelings) -> JourneyMap {
        let (mut map, grid, order) = self.counted();
        let sizes: Vec<u32> = grid.cells.iter().map(|tally| tally.touchpoints).collect();
        self.moods(feelings, &sizes).tell(&mut map, &order);
        map
    }

    /// What can be counted in one walk; the counts themselves, and the numbers of the channels in the map's order.
    fn counted(&self) -> (JourneyMap, Grid, Vec<u32>) {
        let of_kinds: Vec<u32> = self.kinds.iter().map(|kind| kind.channel).collect();
        let mut grid = Grid::new(self);
        let mut flows = Pairs::new(self.channels.len());
        let mut crossings = Counter::new(self);
        let mut sessions = 0;
        // One customer's touchpoints stay in the nearest cache while four counters read them.
        for journey in self.all() {
            grid.add(journey);
            moves(journey, &of_kinds, &mut flows, false);
            crossings.add(journey);
            sessions += self.runs(journey).count();
        }
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let names: Vec<&str> = self.channels.iter().map(|(name, _)| name.as_str()).collect();
        let order = grid.channel_order(self);
        let map = JourneyMap {
            customers: self.customers(),
            touchpoints: count(self.len()),
            sessions: count(sessions),
            stages: grid.stage_totals(),
            channels: grid.channel_totals(self, &order),
            cells: grid.cells(self, &order),
            flows: named(&flows, &names),
            crossings: crossings.total,
            #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
            felt: 0,
            #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
            feeling: None,
        };
        (map, grid, order)
    }
}

/// Touchpoints and customers of one cell, one stage or one channel.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    touchpoints: u32,
    customers: u32,
    converted: u32,
    /// The last customer who was counted, from 1.
    last: u32,
}

impl Tally {
    /// Counts a touchpoint of `customer`; whether it is their first here.
    fn add(&mut self, customer: u32) -> bool {
        let first = self.last != customer;
        self.touchpoints += 1;
        self.customers += u32::from(first);
        self.last = customer;
        first
    }
}

/// A customer's first touchpoint in a cell, while nothing was bought after it.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    cell: usize,
    since: i64,
    bought: bool,
}

/// Counts cells, one journey after the other.
#[derive(Debug)]
struct Grid {
    window: i64,
    /// Stage and channel of each kind, and its cell.
    places: Vec<(Stage, u32, usize)>,
    stages: [Tally; Stage::ALL.len()],
    channels: Vec<Tally>,
    /// The stages of the first channel, of the second …
    cells: Vec<Tally>,
    customer: u32,
    waiting: Vec<Waiting>,
}

impl Grid {
    fn new(journeys: &Journeys) -> Self {
        let place = |kind: &super::table::Kind| (kind.stage, kind.channel, cell(kind.stage, kind.channel));
        Self {
            window: journeys.spans.conversion,
            places: journeys.kinds.iter().map(place).collect(),
            stages: Default::default(),
            channels: vec![Tally::default(); journeys.channels.len()],
            cells: vec![Tally::default(); journeys.channels.len() * Stage::ALL.len()],
            customer: 0,
            waiting: Vec::new(),
        }
    }

    fn add(&mut self, journey: &[Touch]) {
        self.customer += 1;
        self.waiting.clear();
        for touch in journey {
            let Some(&(stage, channel, cell)) = self.places.get(touch.kind as usize) else { continue };
            let bought = stage == Stage::Buy;
            if bought && !self.waiting.is_empty() {
                self.bought(touch.at);
            }
            if let Some(tally) = self.stages.get_mut(stage as usize) {
                tally.add(self.customer);
            }
            if let Some(tally) = self.channels.get_mut(channel as usize) {
                tally.add(self.customer);
            }
            if let Some(tally) = self.cells.get_mut(cell)
                && tally.add(self.customer)
            {
                self.waiting.push(Waiting { cell, since: touch.at, bought });
            }
        }
    }

    /// Settles all that waited: the next purchase comes in time, or none does.
    fn bought(&mut self, at: i64) {
        let (cells, window) = (&mut self.cells, self.window);
        self.waiting.retain(|waiting| {
            let same_receipt = waiting.bought && waiting.since == at;
            if !same_receipt
                && at - waiting.since <= window
                && let Some(tally) = cells.get_mut(waiting.cell)
            {
                tally.converted += 1;
            }
            same_receipt
        });
    }

    fn stage_totals(&self) -> Vec<StageTotal> {
        let totals = Stage::ALL.into_iter().zip(&self.stages);
        totals
            .map(|(stage, tally)| StageTotal {
                stage,
                touchpoints: tally.touchpoints,
                customers: tally.customers,
                #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
                felt: 0,
                #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
                feeling: None,
            })
            .collect()
    }

    /// The numbers of channels that occur, in the map's order.
    fn channel_order(&self, journeys: &Journeys) -> Vec<u32> {
        // Channel numbers follow names, so equal counts end in order of names.
        let mut order: Vec<(Side, std::cmp::Reverse<u32>, u32)> = (0..)
            .zip(journeys.channels.iter().zip(&self.channels))
            .filter(|(_, (_, tally))| tally.touchpoints > 0)
            .map(|(number, ((_, side), tally))| (*side, std::cmp::Reverse(tally.touchpoints), number))
            .collect();
        order.put_in_order();
        order.into_iter().map(|(.., number)| number).collect()
    }

    fn channel_totals(&self, journeys: &Journeys, order: &[u32]) -> Vec<ChannelTotal> {
        let total = |&number: &u32| {
            let (name, side) = journeys.channels.get(number as usize)?;
            let tally = self.channels.get(number as usize)?;
            let (touchpoints, customers) = (tally.touchpoints, tally.customers);
            Some(ChannelTotal {
                channel: name.clone(),
                side: *side,
                touchpoints,
                customers,
                #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
                felt: 0,
                #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
                feeling: None,
            })
        };
        order.iter().filter_map(total).collect()
    }

    fn cells(&self, journeys: &Journeys, order: &[u32]) -> Vec<Cell> {
        let places =
            Stage::ALL.into_iter().flat_map(|stage| order.iter().map(move |&number| (stage, number)));
        places
            .filter_map(|(stage, number)| {
                let tally = self.cells.get(cell(stage, number)).filter(|tally| tally.touchpoints > 0)?;
                Some(Cell {
                    stage,
                    channel: journeys.channel(number)?.to_owned(),
                    touchpoints: tally.touchpoints,
                    customers: tally.customers,
                    conversion: math::share(tally.converted.into(), tally.customers.into()),
                    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
                    dwell_minutes: None,
                    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
                    felt: 0,
                    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
                    feeling: None,
                })
            })
            .collect()
    }
}

/// The number of a cell.
pub(super) fn cell(stage: Stage, channel: u32) -> usize {
    channel as usize * Stage::ALL.len() + stage as usize
}
