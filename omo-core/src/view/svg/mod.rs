//! Pictures as SVG: nothing to load, nothing to run.
//!
//! They follow the reader's light or dark scheme, on paper of their own, so they are legible wherever they
//! are put: a notebook, a web page, a file.

mod canvas;
mod funnel;
mod grid;
mod legend;
mod ribbon;

use serde::Serialize;

use super::Language;
use crate::form;
use crate::journey::{FunnelStep, JourneyMap};
pub(super) use canvas::{Canvas, STYLE};
pub(super) use funnel::draw as draw_funnel;
pub(super) use grid::draw as draw_journey_map;

/// Whom a picture is drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Screen {
    /// A desk, a tablet, a sheet of A4: 960 wide.
    #[default]
    Wide,
    /// A phone: 360 wide.
    Narrow,
}

form::words!(Screen { Wide = "wide", Narrow = "narrow" });

/// The journey map as one `<svg>` element: stages from left to right, channels from online to offline,
/// the moves between the two sides in the middle.
///
/// Equal maps give equal bytes.
///
/// ```
/// use omo_core::journey::JourneyMap;
/// use omo_core::{Language, view::svg};
/// assert!(svg::journey_map(&JourneyMap::default(), Language::Ja).contains("まだ接点がありません"));
/// ```
#[must_use]
pub fn journey_map(map: &JourneyMap, language: Language) -> String {
    journey_map_for(map, language, Screen::Wide)
}

/// The [`journey_map`] as it suits a screen: on a phone, stages stand below each other.
#[must_use]
pub fn journey_map_for(map: &JourneyMap, language: Language, screen: Screen) -> String {
    draw_journey_map(map, language, screen).alone()
}

/// The funnel as one `<svg>` element: a bar a step, its shares, and the median time from the step before.
///
/// ```
/// use omo_core::journey::{FunnelStep, Stage};
/// use omo_core::{Language, view::svg};
/// let steps = [
///     FunnelStep { stage: Stage::Visit, customers: 200, share: 1.0, median_hours: None },
///     FunnelStep { stage: Stage::Buy, customers: 50, share: 0.25, median_hours: Some(3.0) },
/// ];
/// let picture = svg::funnel(&steps, Language::En);
/// assert!(picture.contains("25.0%") && picture.contains("3 h"));
/// ```
#[must_use]
pub fn funnel(steps: &[FunnelStep], language: Language) -> String {
    draw_funnel(steps, language, Screen::Wide).alone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::{Cell, ChannelTotal, Stage};
    use crate::view::fixture;
    use crate::view::number::{grouped, percent};
    use proptest::prelude::*;

    /// Everything between the tags: what is read and what tooltips say.
    fn words(picture: &str) -> String {
        picture
            .split('<')
            .filter_map(|part| part.split_once('>'))
            .map(|(_, text)| text)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The numbers in all attributes named `name`.
    fn lengths(picture: &str, name: &str) -> Vec<f64> {
        let start = format!(" {name}=\"");
        let parts = picture.split(&start).skip(1);
        parts.filter_map(|part| part.split('"').next()?.parse().ok()).collect()
    }

    #[test]
    fn every_number_of_the_map_is_told() {
        let map = fixture::map();
        for language in [Language::En, Language::Ja] {
            for screen in [Screen::Wide, Screen::Narrow] {
                let told = words(&draw_journey_map(&map, language, screen).inline());
                let counts = map.cells.iter().flat_map(|c| [c.touchpoints, c.customers]);
                let counts = counts.chain(map.stages.iter().flat_map(|s| [s.touchpoints, s.customers]));
                let counts = counts.chain(map.channels.iter().flat_map(|c| [c.touchpoints, c.customers]));
                let crossings = &map.crossings;
                let counts = counts.chain([crossings.online_to_offline, crossings.offline_to_online]);
                for count in counts {
                    assert!(told.contains(&grouped(u64::from(count))), "{count}");
                }
                assert!(map.cells.iter().all(|c| told.contains(&percent(c.conversion))));
                assert!(Stage::ALL.iter().all(|&stage| told.contains(language.stage(stage))));
                assert!(map.channels.iter().all(|c| told.contains(&*language.channel(&c.channel))));
            }
        }
    }

    #[test]
    fn nothing_to_draw_is_drawn_as_such() {
        let picture = journey_map(&fixture::empty_map(), Language::En);
        assert!(picture.contains("No touchpoints yet"));
        assert!(Stage::ALL.iter().all(|&stage| picture.contains(Language::En.stage(stage))));
        assert!(!funnel(&[], Language::En).contains("NaN"));
    }

    #[test]
    fn bubbles_are_as_large_as_they_count() {
        let mut map = fixture::empty_map();
        map.channels = vec![ChannelTotal {
            channel: "ec".into(),
            side: crate::Side::Online,
            touchpoints: 125,
            customers: 9,
            felt: 0,
            feeling: None,
        }];
        let cell = |stage, touchpoints| Cell {
            stage,
            channel: "ec".into(),
            touchpoints,
            customers: 9,
            conversion: 0.1,
            dwell_minutes: None,
            felt: 0,
            feeling: None,
        };
        map.cells = vec![cell(Stage::Know, 100), cell(Stage::Visit, 25)];
        let picture = journey_map(&map, Language::En);
        assert_eq!(lengths(&picture, "r")[..2], [19.0, 9.5]);
    }

    #[test]
    fn a_picture_alone_has_its_own_style_and_loads_nothing() {
        let picture = journey_map(&fixture::map(), Language::En);
        let namespace = " xmlns=\"http://www.w3.org/2000/svg\"";
        assert!(picture.starts_with(&format!("<svg{namespace}")) && picture.contains("<style>"));
        assert!(!picture.replace(namespace, "").contains("http"));
    }

    #[test]
    fn flows_that_do_not_add_up_stay_on_the_sheet() {
        for (screen, width) in [(Screen::Wide, 960.0), (Screen::Narrow, 360.0)] {
            let picture = draw_journey_map(&fixture::huge_map(), Language::En, screen).inline();
            let curves: Vec<_> =
                picture.split(" d=\"M").skip(1).filter_map(|d| d.split('"').next()).collect();
            assert!(curves.len() > 7);
            for point in curves.iter().flat_map(|d| d.split(['C', 'L', 'Z'])).filter(|d| !d.is_empty()) {
                let mut xs = point.split(' ').step_by(2).filter_map(|x| x.parse::<f64>().ok());
                assert!(xs.all(|x| (0.0..=width).contains(&x)), "{point}");
            }
        }
    }

    #[test]
    fn funnel_by_hand() {
        let told = words(&funnel(&fixture::funnel(), Language::Ja));
        for text in ["9,734", "100%", "7,020", "72.1%", "2,295", "23.6%", "67.3%", "9.3時間", "2.6日", "24分"]
        {
            assert!(told.contains(text), "{text}");
        }
    }

    /// Looks, for people: writes the pictures where they can be opened.
    #[test]
    #[ignore = "writes files to look at"]
    fn write_pictures() {
        let folder = std::env::temp_dir().join("omo-view");
        std::fs::create_dir_all(&folder).unwrap();
        for (name, language) in [("en", Language::En), ("ja", Language::Ja)] {
            let map = fixture::map();
            let huge = fixture::huge_map();
            let files = [
                ("map.svg", journey_map(&map, language)),
                ("huge.svg", journey_map(&huge, language)),
                ("funnel.svg", funnel(&fixture::funnel(), language)),
                ("report.html", crate::view::report(&fixture::report(language))),
                ("map.vl.json", crate::view::journey_map(&map, language).to_string()),
                ("empty.vl.json", crate::view::journey_map(&fixture::empty_map(), language).to_string()),
                ("funnel.vl.json", crate::view::funnel(&fixture::funnel(), language).to_string()),
                ("crossings.vl.json", crate::view::crossings(&map.crossings, language).to_string()),
                ("flows.vl.json", crate::view::flows(&map, language).to_string()),
            ];
            for (file, text) in files {
                std::fs::write(folder.join(format!("{name}-{file}")), text).unwrap();
            }
        }
    }

    proptest! {
        /// Whatever the numbers, everything stays on the sheet and is a number.
        #[test]
        fn everything_stays_on_the_sheet(
            cells in prop::collection::vec((0_usize..7, 0_usize..9, any::<u32>(), any::<f64>()), 0..40),
            flows in prop::collection::vec((0_usize..9, 0_usize..9, any::<u32>()), 0..30),
            online in 0_usize..9,
        ) {
            let name = |at: usize| format!("channel_{at}");
            let mut map = fixture::empty_map();
            map.channels = (0..9)
                .map(|at| ChannelTotal {
                    channel: name(at),
                    side: if at < online { crate::Side::Online } else { crate::Side::Offline },
                    touchpoints: u32::MAX,
                    customers: 1,
                    felt: 0,
                    feeling: None,
                })
                .collect();
            map.cells = cells
                .into_iter()
                .map(|(stage, channel, touchpoints, conversion)| Cell {
                    stage: Stage::ALL[stage],
                    channel: name(channel),
                    touchpoints,
                    customers: touchpoints,
                    conversion,
                    dwell_minutes: Some(conversion),
                    felt: touchpoints,
                    feeling: Some(conversion),
                })
                .collect();
            let side = |at: usize| at < online;
            for (from, to, count) in flows {
                let count = count / 64;
                map.flows.push(crate::journey::Flow { from: name(from), to: name(to), count });
                if side(from) && !side(to) {
                    map.crossings.online_to_offline += count;
                } else if !side(from) && side(to) {
                    map.crossings.offline_to_online += count;
                }
            }
            for (screen, width) in [(Screen::Wide, 960.0), (Screen::Narrow, 360.0)] {
                let picture = draw_journey_map(&map, Language::En, screen).inline();
                prop_assert!(!picture.contains("NaN") && !picture.contains("inf"));
                for name in ["x", "cx"] {
                    prop_assert!(lengths(&picture, name).iter().all(|x| (0.0..=width).contains(x)));
                }
                let curves = picture.split(" d=\"M").skip(1).filter_map(|d| d.split('"').next());
                for number in curves.flat_map(|d| d.split(['C', 'L', 'Z'])).filter(|d| !d.is_empty()) {
                    let xs = number.split(' ').step_by(2);
                    prop_assert!(xs.filter_map(|x| x.parse::<f64>().ok()).all(|x| (0.0..=width).contains(&x)), "{}", number);
                }
            }
        }
    }
}
