//! Filters by pencil, and the laws of linking.

use proptest::prelude::{Strategy, any, prop, prop_assert, prop_assert_eq, proptest};

use super::filter::{BITS, WORDS};
use super::pieces::pieces;
use super::*;
use crate::Error;
use crate::identity::linker::{Column, ColumnKind, Records};

const KEY: &[u8] = b"a secret of twenty-seven by";

fn column(name: &str, cells: &[&str]) -> Column {
    Column::new(name, cells.iter().map(|cell| (!cell.is_empty()).then_some(*cell)))
}

fn options(fields: &[(&str, ColumnKind)]) -> ClkOptions {
    let fields = fields.iter().map(|&(name, kind)| (name.to_owned(), kind)).collect();
    ClkOptions { fields, ..ClkOptions::default() }
}

fn clk(cells: &[(&str, &str)], secret: &[u8], options: &ClkOptions) -> Result<Clk, Error> {
    let columns = cells.iter().map(|(name, cell)| column(name, &[cell])).collect();
    let records = Records::new(column("id", &["1"]), columns).unwrap();
    Ok(encode(&records, &Secret::new(secret)?, options)?.filters()[0])
}

#[test]
fn pieces_are_pairs_with_gaps_at_the_ends() {
    assert_eq!(pieces("Ana", ColumnKind::Text), ["_a", "a_", "an", "na"]);
    // Whole characters, not bytes; width, accents and kana do not matter, and a pair counts once.
    assert_eq!(pieces("山田", ColumnKind::Address), ["_山", "山田", "田_"]);
    assert_eq!(pieces("Ｊosé", ColumnKind::Text), pieces("jose", ColumnKind::Category));
    assert_eq!(pieces("さとう", ColumnKind::Text), pieces("ｻﾄｳ", ColumnKind::Text));
    assert_eq!(pieces("abab", ColumnKind::Text), ["_a", "ab", "b_", "ba"]);
    for nothing in ["", "unknown", "---", "000-0000-0000"] {
        assert!(pieces(nothing, ColumnKind::Text).is_empty());
    }
}

#[test]
fn names_days_phones_and_mails_are_read_first() {
    let name = |text| pieces(text, ColumnKind::FullName);
    assert_eq!(name("Yamada, Hanako"), name("Ms. Hanako YAMADA"));
    assert_eq!(name("ﾔﾏﾀﾞ ﾊﾅｺ"), name("hanako yamada"));
    assert_eq!(name("髙橋 花子様"), name("高橋　花子"));
    let day = |text| pieces(text, ColumnKind::Date);
    // The digits of 1985-05-03 with their places.
    assert_eq!(day("3.5.1985"), ["01", "19", "28", "35", "40", "55", "60", "73"]);
    assert_eq!(day("昭和60年5月3日"), day("19850503"));
    // No day, but digits.
    assert_eq!(day("1985-13-03"), ["01", "19", "28", "35", "41", "53", "60", "73"]);
    let phone = |text| pieces(text, ColumnKind::Phone);
    assert_eq!(phone("+81-3-1234-5670"), phone("０３（１２３４）５６７０"));
    assert_eq!(
        pieces("Hanako@Example.JP", ColumnKind::Email),
        pieces(" hanako@example.jp", ColumnKind::Email)
    );
}

/// Reference: 1,024 bits of which n are set at random have 1,024 (1 - e^(-n / 1024)) ones.
#[test]
fn full_records_set_half_of_the_bits() {
    let kinds: Vec<String> = (0..10).map(|field| format!("field{field}")).collect();
    let fields: Vec<(&str, ColumnKind)> =
        kinds.iter().map(|name| (name.as_str(), ColumnKind::Text)).collect();
    let cells: Vec<(&str, &str)> = kinds.iter().map(|name| (name.as_str(), "stanley street")).collect();
    let ones = clk(&cells, KEY, &options(&fields)).unwrap().ones();
    // Three standard deviations of 11 at 512; rounding bits per piece shifts it by some.
    assert!((470..=550).contains(&ones), "{ones}");
    // A field twice as heavy sets about twice the bits of another.
    let mut heavy = options(&fields[..2]);
    heavy.weights.insert("field0".into(), 3.0);
    let alone = |at: usize| {
        let cells = [
            ("field0", if at == 0 { "stanley street" } else { "" }),
            ("field1", if at == 1 { "stanley street" } else { "" }),
        ];
        f64::from(clk(&cells, KEY, &heavy).unwrap().ones())
    };
    assert!(alone(0) / alone(1) > 2.0, "{} {}", alone(0), alone(1));
}

#[test]
fn similar_records_have_similar_filters_and_others_do_not() {
    let options =
        options(&[("name", ColumnKind::FullName), ("born", ColumnKind::Date), ("city", ColumnKind::Text)]);
    let of =
        |name, born, city| clk(&[("name", name), ("born", born), ("city", city)], KEY, &options).unwrap();
    let hanako = of("Hanako Yamada", "1985-05-03", "Ueno");
    assert_eq!(dice(&hanako, &of("YAMADA, Hanako", "3.5.1985", "ueno")), 1.0);
    let misspelt = dice(&hanako, &of("Hanako Yamda", "1985-05-03", "Ueno"));
    let stranger = dice(&hanako, &of("Taro Sato", "1990-12-24", "Kobe"));
    assert!(misspelt > 0.85 && stranger < 0.55, "{misspelt} {stranger}");
    // The same word in another field sets other bits: only chance is shared.
    let texts = self::options(&[("name", ColumnKind::Text), ("city", ColumnKind::Text)]);
    let lone = |name, city| clk(&[("name", name), ("city", city)], KEY, &texts).unwrap();
    let swapped = dice(&lone("Ueno", ""), &lone("", "Ueno"));
    assert!(swapped < 0.35, "{swapped}");
}

#[test]
fn another_key_makes_another_filter() {
    let options = options(&[("name", ColumnKind::FullName)]);
    let with = |key| clk(&[("name", "Hanako Yamada")], key, &options).unwrap();
    assert_eq!(with(KEY), with(KEY));
    let other = dice(&with(KEY), &with(b"a secret of twenty-seven bz"));
    assert!(other < 0.6, "{other}");
    for hashing in [Hashing::Independent, Hashing::Double] {
        let options = ClkOptions { hashing, ..options.clone() };
        let ones = clk(&[("name", "Ana")], KEY, &options).unwrap().ones();
        // Four pieces of at most 64 bits each, some of which fall together.
        assert!((150..=256).contains(&ones), "{ones}");
    }
}

#[test]
fn folding_is_one_half_over_the_other() {
    let options = options(&[("name", ColumnKind::FullName)]);
    let whole = clk(&[("name", "Hanako Yamada")], KEY, &options).unwrap();
    let folded = clk(&[("name", "Hanako Yamada")], KEY, &ClkOptions { fold: true, ..options }).unwrap();
    let bytes = whole.to_bytes();
    let expected: Vec<u8> = bytes[..64].iter().zip(&bytes[64..]).map(|(a, b)| a ^ b).collect();
    assert_eq!((folded.bits(), folded.to_bytes()), (512, expected));
    assert_eq!(dice(&whole, &folded), 0.0);
}

#[test]
fn keys_and_filters_are_not_shown() {
    for (key, word) in [(&b"fifteen bytes.."[..], "at least 16 bytes"), (&[7; 32], "random")] {
        let wrong = Secret::new(key).unwrap_err();
        assert_eq!(wrong.code(), "option");
        assert!(wrong.to_string().contains(word) && !wrong.to_string().contains("fifteen"));
    }
    assert_eq!(format!("{:?}", Secret::new(KEY).unwrap()), "Secret");
    let clk = clk(&[("name", "Hanako")], KEY, &options(&[("name", ColumnKind::Text)])).unwrap();
    assert_eq!(format!("{clk:?}"), format!("Clk({} of 1024 bits)", clk.ones()));
}

#[test]
fn options_that_cannot_be_followed_say_why() {
    let cells = [("name", "Hanako")];
    let says = |options: ClkOptions| clk(&cells, KEY, &options).unwrap_err().to_string();
    assert!(says(ClkOptions::default()).contains("`fields` must name"));
    assert!(says(options(&[("nmae", ColumnKind::Text)])).contains("did you mean `name`?"));
    assert!(says(options(&[("name", ColumnKind::Ignore)])).contains("not `ignore`"));
    let mut weighed = options(&[("name", ColumnKind::Text)]);
    weighed.weights.insert("name".into(), 0.0);
    assert!(says(weighed.clone()).contains("above 0"));
    weighed.weights = [("city".to_owned(), 1.0)].into();
    assert!(says(weighed).contains("`weights` must name fields only"));
}

fn side(filters: &[[u64; WORDS]], ids: &[String]) -> Clks {
    let hex: Vec<String> = filters.iter().map(|words| Clk::of(*words).to_hex()).collect();
    let texts =
        |name: &str, texts: &[String]| Column::new(name, texts.iter().map(|text| Some(text.as_str())));
    Clks::read(texts("record_id", ids), &texts("clk", &hex)).unwrap()
}

fn numbered(count: usize) -> Vec<String> {
    (0..count).map(|row| format!("{row:03}")).collect()
}

#[test]
fn of_equals_those_with_the_lower_ids_are_paired() {
    let one = [u64::MAX; WORDS];
    let (a, b) = (side(&[one; 2], &["z".into(), "y".into()]), side(&[one; 2], &["m".into(), "n".into()]));
    let rows = |options: &LinkOptions| {
        link(&a, &b, options).unwrap().iter().map(|pair| (pair.a, pair.b)).collect::<Vec<_>>()
    };
    assert_eq!(rows(&LinkOptions::default()), [(1, 0), (0, 1)]);
    assert_eq!(rows(&LinkOptions { one_to_one: false, ..LinkOptions::default() }).len(), 4);
}

#[test]
fn what_is_no_filter_is_refused_by_its_row() {
    let ids = column("record_id", &["a", "b"]);
    let good = Clk::of([1; WORDS]);
    for (cells, must) in [
        ([good.to_hex(), "zz".into()], "hexadecimal digits; row 1"),
        ([good.to_hex(), String::new()], "hexadecimal digits; row 1"),
        ([good.to_hex(), good.folded().to_hex()], "as long as the first; row 1"),
    ] {
        let clks = column("clk", &[&cells[0], &cells[1]]);
        let wrong = Clks::read(ids.clone(), &clks).unwrap_err();
        assert!(wrong.code() == "column" && wrong.to_string().contains(must), "{wrong}");
    }
    let (a, empty) = (side(&[[1; WORDS]], &numbered(1)), side(&[], &[]));
    let folded = Clks::read(column("record_id", &["a"]), &column("clk", &[&good.folded().to_hex()])).unwrap();
    assert_eq!(link(&a, &folded, &LinkOptions::default()).unwrap_err().code(), "column");
    assert_eq!(link(&a, &empty, &LinkOptions::default()).unwrap(), []);
    for least in [0.0, 1.1, f64::NAN] {
        let options = LinkOptions { least, ..LinkOptions::default() };
        assert_eq!(link(&a, &a, &options).unwrap_err().code(), "option");
    }
}

/// Filters of few patterns with some bits turned, so that many are alike and some are equal or empty.
fn filters() -> impl Strategy<Value = Vec<[u64; WORDS]>> {
    let word = prop::sample::select(&[0_u64, u64::MAX, 0x5555_5555_5555_5555, 0x00ff_00ff_00ff_00ff, 1][..]);
    let few = prop::collection::vec((0..WORDS, any::<u64>()), 0..3);
    let filter = (prop::array::uniform4(word), few).prop_map(|(base, few)| {
        let mut words = [0; WORDS];
        words.iter_mut().zip(base.iter().cycle()).for_each(|(word, base)| *word = *base);
        for (at, word) in few {
            words[at] = word;
        }
        words
    });
    prop::collection::vec(filter, 0..90)
}

proptest! {
    /// A filter as text is read as itself, whatever its bits, and from its bytes too.
    #[test]
    fn filters_come_back_as_they_went(words in prop::array::uniform16(any::<u64>()), fold: bool) {
        let clk = if fold { Clk::of(words).folded() } else { Clk::of(words) };
        prop_assert_eq!(Clk::from_hex(&clk.to_hex()).unwrap(), clk);
        prop_assert_eq!(Clk::from_bytes(&clk.to_bytes()).unwrap(), clk);
        prop_assert_eq!(clk.to_bytes().len() * 8, clk.bits() as usize);
    }

    /// What is linked is what looking at every pair finds: the shortcuts leave nothing out.
    #[test]
    fn no_pair_is_left_out(a in filters(), b in filters(), least in prop::sample::select(&[0.3, 0.5, 2.0 / 3.0, 0.8, 1.0][..])) {
        let (ours, theirs) = (side(&a, &numbered(a.len())), side(&b, &numbered(b.len())));
        let mut all = Vec::new();
        for (row, x) in (0..).zip(ours.filters()) {
            for (other, y) in (0..).zip(theirs.filters()) {
                let dice = dice(x, y);
                if dice >= least {
                    all.push(ClkPair { a: row, b: other, dice });
                }
            }
        }
        all.sort_by(|x, y| y.dice.total_cmp(&x.dice).then((x.a, x.b).cmp(&(y.a, y.b))));
        let found = link(&ours, &theirs, &LinkOptions { least, one_to_one: false }).unwrap();
        prop_assert_eq!(&found, &all);

        // One to one is the same list, without those who are taken.
        let (mut taken_a, mut taken_b) = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
        all.retain(|pair| {
            let free = !taken_a.contains(&pair.a) && !taken_b.contains(&pair.b);
            free && taken_a.insert(pair.a) && taken_b.insert(pair.b)
        });
        prop_assert_eq!(link(&ours, &theirs, &LinkOptions { least, one_to_one: true }).unwrap(), all);
    }

    /// Sides and the order of rows change nothing but the names of the columns.
    #[test]
    fn sides_and_rows_may_be_turned(a in filters(), b in filters()) {
        let pairs = |a: &Clks, b: &Clks| {
            let found = link(a, b, &LinkOptions { least: 0.7, one_to_one: false }).unwrap();
            let of = |pair: &ClkPair| (a.id(pair.a).unwrap().to_owned(), b.id(pair.b).unwrap().to_owned());
            found.iter().map(of).collect::<Vec<_>>()
        };
        let turned = |filters: &[[u64; WORDS]]| {
            let ids: Vec<String> = numbered(filters.len()).into_iter().rev().collect();
            side(&filters.iter().rev().copied().collect::<Vec<_>>(), &ids)
        };
        let (ours, theirs) = (side(&a, &numbered(a.len())), side(&b, &numbered(b.len())));
        let straight = pairs(&ours, &theirs);
        prop_assert_eq!(&pairs(&turned(&a), &turned(&b)), &straight);
        let mut back: Vec<_> = pairs(&theirs, &ours).into_iter().map(|(y, x)| (x, y)).collect();
        let mut straight = straight;
        back.sort();
        straight.sort();
        prop_assert_eq!(back, straight);
    }

    /// Any text of any kind can be encoded, and sets no more bits than there are.
    #[test]
    fn any_text_is_encoded(text in any::<String>(), kind in prop::sample::select(&KINDS[..]), fold: bool) {
        let options = ClkOptions { fold, ..options(&[("x", kind)]) };
        let clk = clk(&[("x", &text)], KEY, &options).unwrap();
        prop_assert!(clk.ones() <= clk.bits() && clk.bits() <= BITS);
    }
}

const KINDS: [ColumnKind; 7] = [
    ColumnKind::FullName,
    ColumnKind::GivenName,
    ColumnKind::Date,
    ColumnKind::Phone,
    ColumnKind::Email,
    ColumnKind::Address,
    ColumnKind::Text,
];
