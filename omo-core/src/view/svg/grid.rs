//! The journey map: stages from left to right, channels from online to offline.

use super::{Canvas, Screen, legend, ribbon};
use crate::Side;
use crate::journey::{Cell, ChannelTotal, JourneyMap, Stage};
#[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
use crate::view::mood;
use crate::view::number::{percent, short};
use crate::view::scale::{Steps, bubble};
use crate::view::text::fit;
use crate::view::{Language, Words};

/// Where things go on a screen.
struct Measures {
    width: f64,
    /// Where the first stage begins.
    left: f64,
    /// From one stage to the next.
    pitch: f64,
    /// The largest bubble's radius.
    radius: f64,
    /// The height of a channel.
    row: f64,
    /// A bubble's middle, from the left and top of its cell.
    bubble: [f64; 2],
    /// Where a cell's two lines of text stand, from the left and top of the cell.
    lines: [[f64; 2]; 2],
    /// Characters a number in a cell may have.
    room: usize,
}

const WIDE: Measures = Measures {
    width: 960.0,
    left: 122.0,
    pitch: 107.0,
    radius: 19.0,
    row: 52.0,
    bubble: [20.0, 26.0],
    lines: [[45.0, 24.0], [45.0, 39.0]],
    room: 7,
};

const NARROW: Measures = Measures {
    width: 360.0,
    left: 0.0,
    pitch: 360.0 / 7.0,
    radius: 17.0,
    row: 94.0,
    bubble: [25.7, 43.0],
    lines: [[25.7, 74.0], [25.7, 87.0]],
    room: 6,
};

/// How much taller channels are where there is a line about how it felt.
#[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
const MOOD: f64 = 14.0;

/// Draws the journey map.
pub(in crate::view) fn draw(map: &JourneyMap, language: Language, screen: Screen) -> Canvas {
    let words = language.words();
    let measures = match screen {
        Screen::Wide => &WIDE,
        Screen::Narrow => &NARROW,
    };
    let most = map.cells.iter().map(|c| c.touchpoints).max().unwrap_or(0);
    let canvas = Canvas::new(measures.width, label(map, language), language);
    let mut grid =
        Grid { canvas, map, language, words, screen, measures, most, steps: Steps::of(&map.cells), y: 0.0 };
    grid.head();
    if map.channels.is_empty() {
        grid.canvas.text(measures.width / 2.0, grid.y + 40.0, "soft mid", words.nothing_yet);
        grid.y += 70.0;
    } else {
        grid.side(Side::Online);
        grid.between();
        grid.side(Side::Offline);
        let legend = (most, measures.radius);
        grid.y = legend::draw(&mut grid.canvas, grid.y + 18.0, measures.width, legend, grid.steps, language);
    }
    grid.canvas.tall(grid.y);
    grid.canvas
}

fn label(map: &JourneyMap, language: Language) -> String {
    let (touchpoints, customers) = (language.touchpoints(map.touchpoints), language.customers(map.customers));
    format!("{}: {touchpoints}, {customers}", language.words().journey_map)
}

struct Grid<'a> {
    canvas: Canvas,
    map: &'a JourneyMap,
    language: Language,
    words: &'static Words,
    screen: Screen,
    measures: &'static Measures,
    most: u32,
    steps: Steps,
    /// How far down it is drawn.
    y: f64,
}

impl Grid<'_> {
    /// Where a stage's cells begin.
    fn x(&self, stage: Stage) -> f64 {
        let before = Stage::ALL.iter().take_while(|&&s| s != stage);
        before.fold(self.measures.left, |x, _| x + self.measures.pitch)
    }

    fn short(&self, count: u32) -> String {
        short(u64::from(count), self.measures.room, self.language)
    }

    /// The stages and their totals.
    fn head(&mut self) {
        let wide = self.screen == Screen::Wide;
        for stage in Stage::ALL {
            let total = self.map.stages.iter().find(|s| s.stage == stage);
            let (touchpoints, customers) = total.map_or((0, 0), |s| (s.touchpoints, s.customers));
            let name = self.language.stage(stage);
            let title = self.title(&[name], touchpoints, customers);
            #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
            let title =
                title + &total.map_or_else(String::new, |s| mood::felt(s.felt, s.feeling, self.language));
            let x = self.x(stage) + self.measures.lines[0][0];
            let short = [touchpoints, customers].map(|count| self.short(count));
            self.canvas.told(&title, |canvas| {
                let [touchpoints, customers] = &short;
                if wide {
                    canvas.text(x, 16.0, "strong", name);
                    canvas.text(x, 36.0, "", touchpoints);
                    canvas.text(x, 52.0, "soft", customers);
                } else {
                    canvas.text(x, 14.0, "strong tiny mid", name);
                    canvas.text(x, 30.0, "small mid", touchpoints);
                }
            });
        }
        if wide {
            self.canvas.text(0.0, 36.0, "soft", self.words.touchpoints);
            self.canvas.text(0.0, 52.0, "soft", self.words.customers);
            let (touchpoints, customers) = (self.map.touchpoints, self.map.customers);
            self.canvas.text(self.measures.width, 16.0, "strong end", self.words.total);
            self.totals(36.0, 52.0, touchpoints, customers);
        }
        self.y = if wide { 66.0 } else { 40.0 };
        self.rule();
    }

    /// The right edge of a row: touchpoints, and below them customers.
    fn totals(&mut self, first: f64, second: f64, touchpoints: u32, customers: u32) {
        let x = self.measures.width;
        self.canvas.text(x, first, "end", &short(u64::from(touchpoints), 10, self.language));
        self.canvas.text(x, second, "soft end", &short(u64::from(customers), 10, self.language));
    }

    fn rule(&mut self) {
        self.canvas.line([0.0, self.y], [self.measures.width, self.y], "rule");
    }

    fn channels(&self, side: Side) -> Vec<&ChannelTotal> {
        self.map.channels.iter().filter(|c| c.side == side).collect()
    }

    /// The channels of one side.
    fn side(&mut self, side: Side) {
        let channels: Vec<ChannelTotal> = self.channels(side).into_iter().cloned().collect();
        if channels.is_empty() {
            return;
        }
        let crossings = &self.map.crossings;
        let (name, customers) = match side {
            Side::Online => (self.words.online, crossings.customers_online),
            Side::Offline => (self.words.offline, crossings.customers_offline),
        };
        let customers = self.language.customers(customers);
        self.canvas.text(0.0, self.y + 24.0, "group", name);
        self.canvas.text(self.measures.width, self.y + 24.0, "soft end", &customers);
        self.y += 34.0;
        for channel in channels {
            self.rule();
            self.channel(&channel);
        }
        self.rule();
    }

    fn channel(&mut self, channel: &ChannelTotal) {
        let name = self.language.channel(&channel.channel).into_owned();
        let title = self.title(&[&name], channel.touchpoints, channel.customers);
        #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
        let title = title + &mood::felt(channel.felt, channel.feeling, self.language);
        let (y, width) = (self.y, self.measures.width);
        let wide = self.screen == Screen::Wide;
        let total = short(u64::from(channel.touchpoints), 13, self.language);
        self.canvas.told(&title, |canvas| {
            if wide {
                canvas.text(0.0, y + 31.0, "strong", &fit(&name, WIDE.left - 6.0, 13.0));
            } else {
                canvas.text(0.0, y + 18.0, "strong", &fit(&name, width - 110.0, 13.0));
                canvas.text(width, y + 18.0, "small end", &total);
            }
        });
        if wide {
            self.totals(y + 24.0, y + 39.0, channel.touchpoints, channel.customers);
        }
        let map = self.map;
        for cell in map.cells.iter().filter(|c| c.channel == channel.channel) {
            self.cell(cell, &name);
        }
        self.y += self.measures.row;
        #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
        if self.map.felt > 0 {
            self.y += MOOD;
        }
    }

    fn cell(&mut self, cell: &Cell, channel: &str) {
        let (x, y) = (self.x(cell.stage), self.y);
        let Measures { bubble: middle, lines: [first, second], radius, .. } = *self.measures;
        let mut title =
            self.title(&[self.language.stage(cell.stage), channel], cell.touchpoints, cell.customers);
        let share = percent(cell.conversion);
        title.push_str(", ");
        title.push_str(&self.language.conversion(cell.conversion));
        #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
        title.push_str(&mood::told(self.map, cell, self.language));
        let r = bubble(cell.touchpoints, self.most, radius);
        let colour = format!("c{}", self.steps.shade(cell.conversion));
        let number = self.short(cell.touchpoints);
        let [big, small] = match self.screen {
            Screen::Wide => ["", "soft"],
            Screen::Narrow => ["small mid", "soft tiny mid"],
        };
        self.canvas.told(&title, |canvas| {
            canvas.circle(x + middle[0], y + middle[1], r, &colour);
            canvas.text(x + first[0], y + first[1], big, &number);
            canvas.text(x + second[0], y + second[1], small, &share);
            #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
            if let Some(felt) = mood::line(cell, self.language) {
                let (room, size) = match self.screen {
                    Screen::Wide => (self.measures.pitch - first[0] + 12.0, 12.0),
                    Screen::Narrow => (self.measures.pitch + 4.0, 9.0),
                };
                canvas.text(x + second[0], y + second[1] + MOOD, small, &fit(&felt, room, size));
            }
        });
    }

    /// The moves between the sides, where there are two.
    fn between(&mut self) {
        if self.channels(Side::Online).is_empty() || self.channels(Side::Offline).is_empty() {
            return;
        }
        let edges = match self.screen {
            Screen::Wide => [self.measures.left, self.measures.width],
            Screen::Narrow => [0.0, self.measures.width],
        };
        self.y = ribbon::draw(&mut self.canvas, self.map, edges, self.y + 12.0, self.language, self.screen);
        self.rule();
    }

    /// A tooltip with exact numbers.
    fn title(&self, names: &[&str], touchpoints: u32, customers: u32) -> String {
        let (touchpoints, customers) =
            (self.language.touchpoints(touchpoints), self.language.customers(customers));
        format!("{}: {touchpoints}, {customers}", names.join(" · "))
    }
}
