//! A shop with believable numbers, for tests and for looking at.

use super::{
    ActionCard, Figure, Language, QuarantineRow, RecommendationCard, RecommendationLine, Report, SourceRow,
};
use crate::Side;
use crate::journey::{Cell, ChannelTotal, Crossings, Flow, FunnelStep, JourneyMap, Stage, StageTotal};

/// Channel, side, and by stage: touchpoints, customers, conversion.
type Row = (&'static str, Side, [(u32, u32, f64); 7]);

#[rustfmt::skip]
const ROWS: [Row; 6] = [
    ("ec", Side::Online, [(18_402, 6_120, 0.082), (31_377, 5_244, 0.187), (0, 0, 0.0), (4_120, 2_310, 0.347), (1_204, 803, 0.241), (0, 0, 0.0), (212, 190, 0.094)]),
    ("app", Side::Online, [(9_840, 2_930, 0.143), (12_055, 2_411, 0.262), (3_908, 1_702, 0.418), (1_377, 842, 0.455), (6_730, 1_925, 0.288), (318, 240, 0.121), (0, 0, 0.0)]),
    ("email", Side::Online, [(7_211, 4_003, 0.057), (1_902, 1_204, 0.131), (0, 0, 0.0), (0, 0, 0.0), (0, 0, 0.0), (402, 371, 0.089), (0, 0, 0.0)]),
    ("pos", Side::Offline, [(0, 0, 0.0), (0, 0, 0.0), (1_022, 940, 0.377), (14_890, 5_873, 0.402), (0, 0, 0.0), (0, 0, 0.0), (861, 702, 0.152)]),
    ("signage", Side::Offline, [(2_318, 1_410, 0.204), (655, 480, 0.331), (0, 0, 0.0), (0, 0, 0.0), (0, 0, 0.0), (0, 0, 0.0), (0, 0, 0.0)]),
    ("contact_centre", Side::Offline, [(0, 0, 0.0), (744, 602, 0.269), (0, 0, 0.0), (93, 90, 0.189), (0, 0, 0.0), (1_530, 1_008, 0.118), (120, 117, 0.051)]),
];

pub(super) fn map() -> JourneyMap {
    let cells = |(channel, _, numbers): &Row| {
        let channel = (*channel).to_owned();
        let cells = Stage::ALL.into_iter().zip(*numbers).filter(|(_, (touchpoints, ..))| *touchpoints > 0);
        cells
            .map(|(stage, (touchpoints, customers, conversion))| Cell {
                stage,
                channel: channel.clone(),
                touchpoints,
                customers,
                conversion,
                dwell_minutes: (customers % 3 > 0).then(|| f64::from(customers % 400) / 8.0),
                felt: if touchpoints % 2 == 0 { touchpoints / 9 } else { 0 },
                feeling: (touchpoints % 2 == 0).then_some(1.0 + 4.0 * conversion),
            })
            .collect::<Vec<_>>()
    };
    let mut cells: Vec<Cell> = ROWS.iter().flat_map(cells).collect();
    cells.sort_by_key(|cell| cell.stage);
    let total = |chosen: &dyn Fn(&Cell) -> bool| {
        let chosen = cells.iter().filter(|c| chosen(c));
        chosen.fold((0, 0), |(t, c), cell| (t + cell.touchpoints, cell.customers.max(c)))
    };
    let stages = Stage::ALL.map(|stage| {
        let (touchpoints, customers) = total(&|c| c.stage == stage);
        let customers = customers + customers / 7;
        StageTotal { stage, touchpoints, customers, felt: touchpoints / 9, feeling: Some(3.25) }
    });
    let channels = ROWS.map(|(channel, side, _)| {
        let (touchpoints, customers) = total(&|c| c.channel == channel);
        let (channel, customers) = (channel.into(), customers + customers / 9);
        ChannelTotal { channel, side, touchpoints, customers, felt: 0, feeling: None }
    });
    let flows = [
        ("ec", "app", 5_210),
        ("ec", "pos", 4_418),
        ("app", "pos", 3_307),
        ("pos", "ec", 2_954),
        ("email", "ec", 2_671),
        ("pos", "app", 1_820),
        ("signage", "app", 633),
        ("email", "pos", 540),
        ("ec", "contact_centre", 512),
        ("contact_centre", "ec", 388),
        ("app", "signage", 207),
        ("pos", "contact_centre", 190),
        ("app", "contact_centre", 61),
    ];
    JourneyMap {
        customers: 9_734,
        touchpoints: cells.iter().map(|c| c.touchpoints).sum(),
        sessions: 48_210,
        stages: stages.into(),
        channels: channels.into(),
        cells,
        flows: flows.map(|(from, to, count)| Flow { from: from.into(), to: to.into(), count }).into(),
        crossings: Crossings {
            customers_online: 7_412,
            customers_offline: 6_655,
            customers_both: 4_333,
            online_to_offline: 9_045,
            offline_to_online: 5_795,
            bought_in_store_after_online: 2_846,
            bought_online_after_store: 1_093,
            ordered_online_picked_up: 472,
            coupon_online_used_in_store: 811,
        },
        felt: 9_321,
        feeling: Some(3.5),
    }
}

pub(super) fn empty_map() -> JourneyMap {
    JourneyMap::default()
}

/// Every count as large as it can be, and no number where there should be one.
pub(super) fn huge_map() -> JourneyMap {
    let mut map = map();
    for stage in &mut map.stages {
        (stage.touchpoints, stage.customers) = (u32::MAX, u32::MAX);
    }
    for channel in &mut map.channels {
        (channel.touchpoints, channel.customers) = (u32::MAX, u32::MAX);
    }
    for cell in &mut map.cells {
        (cell.touchpoints, cell.customers, cell.conversion) = (u32::MAX, u32::MAX, f64::NAN);
        (cell.dwell_minutes, cell.felt, cell.feeling) = (Some(f64::NAN), u32::MAX, Some(1e300));
    }
    for flow in &mut map.flows {
        flow.count = u32::MAX;
    }
    (map.customers, map.touchpoints) = (u32::MAX, u32::MAX);
    (map.crossings.online_to_offline, map.crossings.offline_to_online) = (u32::MAX, u32::MAX);
    map
}

pub(super) fn funnel() -> Vec<FunnelStep> {
    let steps = [
        (Stage::Know, 9_734, None),
        (Stage::Consider, 7_020, Some(9.3)),
        (Stage::Visit, 3_411, Some(62.0)),
        (Stage::Buy, 2_295, Some(0.4)),
        (Stage::Use, 1_204, Some(171.0)),
    ];
    let step = |(stage, customers, median_hours)| FunnelStep {
        stage,
        customers,
        share: f64::from(customers) / 9_734.0,
        median_hours,
    };
    steps.map(step).into()
}

fn offer(customer: &str, lines: &[(&str, &str)]) -> RecommendationCard {
    let line =
        |&(item, reason): &(&str, &str)| RecommendationLine { item: item.into(), reason: reason.into() };
    RecommendationCard { customer: customer.into(), lines: lines.iter().map(line).collect() }
}

fn figures(figures: &[(&str, &str, &str)]) -> Vec<Figure> {
    let figure = |&(label, value, note): &(&str, &str, &str)| Figure {
        label: label.into(),
        value: value.into(),
        note: note.into(),
    };
    figures.iter().map(figure).collect()
}

fn action(customer: &str, headline: &str, reasons: &[&str]) -> ActionCard {
    let reasons = reasons.iter().map(|&r| r.to_owned()).collect();
    ActionCard { customer: customer.into(), headline: headline.into(), reasons }
}

/// A whole report.
pub(super) fn report(language: Language) -> Report {
    let sources = [
        ("pos.csv", 31_204, 30_611, 402, 191),
        ("ec.jsonl", 55_902, 55_315, 571, 16),
        ("app.jsonl", 34_377, 34_228, 149, 0),
        ("contact.csv", 2_530, 2_487, 31, 12),
    ];
    let source = |(name, rows, accepted, duplicates, quarantined): (&str, _, _, _, _)| SourceRow {
        name: name.into(),
        rows,
        accepted,
        duplicates,
        quarantined,
    };
    let quarantine = [("time_unreadable", 141), ("amount_unreadable", 48), ("identifier_missing", 30)];
    let base = Report {
        title: "One customer, every channel".into(),
        subtitle: "Simulated town, 1 March to 30 April 2026".into(),
        language,
        figures: figures(&[
            ("Customers", "9,734", "from 24,118 identifiers"),
            ("Seen on both sides", "44.5%", "4,333 customers"),
            ("Sessions", "48,210", "5.0 a customer"),
            ("Revenue", "¥ 61.3M", "38% after both sides"),
            ("Identity precision", "99.2%", "recall 96.8%"),
        ]),
        journey_map: map(),
        funnel: funnel(),
        next_best_actions: actions(),
        recommendations: recommendations(),
        sources: sources.map(source).into(),
        quarantine: quarantine.map(|(code, rows)| QuarantineRow { code: code.into(), rows }).into(),
        footnotes: vec![
            "All people in this report are simulated.".into(),
            "A customer who goes on to buy does so within 30 days of first touching a cell.".into(),
        ],
    };
    if language == Language::Ja { japanese(base) } else { base }
}

fn actions() -> Vec<ActionCard> {
    vec![
        action(
            "Customer 1042",
            "Offer a fitting at Ginza on Saturday",
            &[
                "Looked at the linen jacket 4 times in 3 days",
                "Usually buys in store",
                "Size M is in stock at Ginza",
            ],
        ),
        action(
            "Customer 318",
            "Hold coupons: a support call is open",
            &["Called yesterday about a late order"],
        ),
        action(
            "Customer 2207",
            "Remind of refill by app push",
            &["Buys green tea every 24 days, last 26 days ago", "Agreed to messages in the app"],
        ),
    ]
}

fn recommendations() -> Vec<RecommendationCard> {
    vec![
        offer(
            "Customer 1042",
            &[
                ("Linen shirt, white", "often bought with the linen jacket"),
                ("Leather belt, brown", "viewed twice this week"),
                ("Cotton socks, 3 pairs", "due again"),
            ],
        ),
        offer(
            "Customer 2207",
            &[
                ("Green tea, 200 g", "bought every 24 days"),
                ("Rice crackers", "in 41% of baskets with green tea"),
                ("Tea canister", "similar customers bought it"),
            ],
        ),
        offer(
            "Customer 77",
            &[("Umbrella, navy", "rain this week, in stock at Ueno"), ("Rain boots", "viewed yesterday")],
        ),
    ]
}

fn japanese(base: Report) -> Report {
    Report {
        title: "ひとりのお客様を、すべてのチャネルで".into(),
        subtitle: "シミュレーションの町、2026年3月1日から4月30日まで".into(),
        figures: figures(&[
            ("お客様の数", "9,734人", "識別子24,118件から"),
            ("両方を使うお客様", "44.5%", "4,333人"),
            ("セッション", "48,210", "ひとりあたり5.0回"),
            ("売上", "6,130万円", "38%は両方を使うお客様"),
            ("名寄せの適合率", "99.2%", "再現率 96.8%"),
        ]),
        next_best_actions: vec![
            action(
                "お客様 1042",
                "土曜日に銀座店での試着をご案内",
                &["麻のジャケットを3日間で4回閲覧", "ふだんは店舗で購入", "銀座店にMサイズの在庫あり"],
            ),
            action("お客様 318", "クーポンは保留（問い合わせ対応中）", &["昨日、配送の遅れについて電話あり"]),
            action(
                "お客様 2207",
                "アプリで補充のお知らせ",
                &["緑茶を24日ごとに購入、前回から26日", "アプリの通知に同意済み"],
            ),
        ],
        recommendations: vec![
            offer(
                "お客様 1042",
                &[
                    ("麻のシャツ 白", "麻のジャケットと一緒によく買われています"),
                    ("革ベルト 茶", "今週2回閲覧"),
                    ("綿の靴下 3足組", "そろそろ買い替え"),
                ],
            ),
            offer(
                "お客様 2207",
                &[("緑茶 200g", "24日ごとに購入"), ("せんべい", "緑茶の買い物の41%に含まれます")],
            ),
        ],
        footnotes: vec!["この報告の人物はすべて架空です。".into()],
        ..base
    }
}
