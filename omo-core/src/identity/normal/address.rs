//! A postal address, read to comparable parts.

use super::generic::says_nothing;
use super::name::Script;
use super::{japanese, plain, street};

/// Where someone lives: a Japanese block address or a Western street address, whichever the script says.
///
/// ```
/// use omo_core::identity::normal::Address;
/// let words = Address::read("〒104-0061 東京都中央区銀座三丁目５番１号 メゾン銀座101号室").unwrap();
/// assert_eq!((words.town(), words.number(), words.room()), ("中央区銀座", "3-5-1", "101"));
/// assert_eq!(words.region(), Some("東京都"));
/// assert_eq!(words.key(), Address::read("1040061 中央区銀座3-5-1-101").unwrap().key());
///
/// let street = Address::read("Flat 3, 12 High Street, London").unwrap();
/// assert_eq!(street.key(), Address::read("12 High St. #3 London").unwrap().key());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    pub(super) postcode: Option<String>,
    pub(super) region: Option<&'static str>,
    pub(super) town: String,
    pub(super) number: String,
    pub(super) building: String,
    pub(super) room: String,
}

impl Address {
    /// Reads an address; `None` when nothing is left of it.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = plain(text);
        let western = Script::of(&text) == Script::Latin
            && text.chars().any(char::is_alphabetic)
            && !text.contains('〒');
        let address = if western { street::read(&text) } else { japanese::read(&text) };
        // A room alone is nowhere.
        let nowhere = address.town.is_empty() && address.number.is_empty() || says_nothing(&address.key());
        (address.postcode.is_some() || !nowhere).then_some(address)
    }

    /// The seven digits of a Japanese postcode, if given.
    #[must_use]
    pub fn postcode(&self) -> Option<&str> {
        self.postcode.as_deref()
    }

    /// The prefecture, if given.
    #[must_use]
    pub fn region(&self) -> Option<&'static str> {
        self.region
    }

    /// The town, down to the name in front of the block numbers, or the street and what follows it; folded for
    /// comparison.
    #[must_use]
    pub fn town(&self) -> &str {
        &self.town
    }

    /// Block numbers joined with hyphens, `3-5-1`, or the house number in front of a street; empty if there is none.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The building's name, folded for comparison; empty if there is none.
    #[must_use]
    pub fn building(&self) -> &str {
        &self.building
    }

    /// The room, such as `101` or `b203`, or the floor, such as `3f`; empty if there is none.
    #[must_use]
    pub fn room(&self) -> &str {
        &self.room
    }

    /// The address for exact agreement: postcode, town, number and room, without the prefecture, which many leave out, and
    /// the building, which few spell alike.
    #[must_use]
    pub fn key(&self) -> String {
        let postcode = self.postcode.as_ref().map(|digits| format!("〒{digits}"));
        let room = (!self.room.is_empty()).then(|| format!("#{}", self.room));
        let western =
            self.town.chars().all(|c| c.is_ascii() || !c.is_alphanumeric()) && self.postcode.is_none();
        let (first, second) = if western { (&self.number, &self.town) } else { (&self.town, &self.number) };
        let parts = [postcode.as_ref(), Some(first), Some(second), room.as_ref()];
        let said: Vec<&str> =
            parts.into_iter().flatten().map(String::as_str).filter(|part| !part.is_empty()).collect();
        said.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Address {
        Address::read(text).unwrap()
    }

    fn same(texts: &[&str]) {
        for text in texts {
            assert_eq!(read(text).key(), read(texts[0]).key(), "{text}");
        }
    }

    #[test]
    fn block_words_and_hyphens_are_one() {
        same(&[
            "東京都中央区銀座3丁目5番1号",
            "中央区銀座３－５－１",
            "中央区銀座三丁目五番一号",
            "中央区銀座3ー5ー1",
            "中央区銀座 3‐5−1",
            "中央区銀座3丁目5の1",
            "東京都 中央区 銀座 ３丁目 ５番地１",
            "中央区銀座三ノ五ノ一",
            "中央区銀座3丁目5番地の1",
        ]);
        // Numerals of ten and more.
        same(&["新宿区西新宿二丁目十一番二十三号", "新宿区西新宿2-11-23"]);
        same(&["北区赤羽百二番地", "北区赤羽102"]);
    }

    #[test]
    fn spellings_of_one_town_are_one() {
        same(&["茨城県龍ケ崎市馴柴町１", "竜ヶ崎市馴柴町1", "竜が崎市馴柴町1番地"]);
        same(&["千葉県市原市大字五井100番地", "市原市五井100"]);
        same(&["長野県北安曇郡白馬村大字北城字新田1", "北安曇郡白馬村北城新田1"]);
        same(&["新宿区四ツ谷1-1", "新宿区四ッ谷1-1", "新宿区四つ谷1-1"]);
        same(&["目黒区自由ヶ丘1", "目黒区自由が丘1"]);
    }

    #[test]
    fn numbers_in_names_stay_names() {
        assert_eq!(
            (read("千代田区二番町3-1").town(), read("千代田区二番町3-1").number()),
            ("千代田区二番町", "3-1")
        );
        assert_eq!(read("港区六本木6-10-1").number(), "6-10-1");
        assert_eq!(read("三重県四日市市諏訪町1-5").town(), "四日市市諏訪町");
        // A building that begins with a numeral.
        assert_eq!(read("港区芝2丁目3番4号三田ハイツ5").number(), "2-3-4");
        assert_eq!(read("十文字町十文字1").town(), "十文字町十文字");
    }

    #[test]
    fn sapporo_counts_rows_before_blocks() {
        let address = read("北海道札幌市中央区北三条西四丁目1番地");
        assert_eq!((address.town(), address.number()), ("札幌市中央区北3条西", "4-1"));
        same(&["札幌市中央区北3条西4丁目1", "札幌市中央区北３条西４－１"]);
    }

    #[test]
    fn kyoto_names_corners_in_order() {
        let address = read("京都府京都市中京区寺町通御池上る上本能寺前町488番地");
        assert_eq!((address.town(), address.number()), ("京都市中京区寺町通御池上ル上本能寺前町", "488"));
        same(&[
            "京都市下京区四条通烏丸東入る長刀鉾町8",
            "京都市下京区四条通烏丸東入長刀鉾町8",
            "京都市下京区四条通烏丸東入ル長刀鉾町８",
        ]);
        assert_ne!(read("京都市上京区烏丸通一条上る1").key(), read("京都市上京区烏丸通一条下る1").key());
    }

    #[test]
    fn rooms_are_found_after_the_blocks() {
        let room = |text: &str| read(text).room().to_owned();
        assert_eq!(room("銀座3-5-1-101"), "101");
        assert_eq!(room("銀座3-5-1 メゾン銀座101号室"), "101");
        assert_eq!(room("銀座3丁目5番1号101号室"), "101");
        assert_eq!(room("銀座3-5-1 コーポB203"), "b203");
        assert_eq!(room("銀座3-5-1 銀座ビル3階"), "3f");
        assert_eq!(room("銀座3-5-1 銀座ビル３Ｆ"), "3f");
        assert_eq!(room("銀座3-5-1"), "");
        assert_eq!(read("銀座3-5-1 メゾン・ド・銀座 101").building(), "メゾンド銀座");
        // The branch number of a plot is no room.
        assert_eq!(
            (read("銀座3丁目5番1の2").number(), room("銀座3丁目5番1の2")),
            ("3-5-1ノ2", String::new())
        );
    }

    #[test]
    fn western_addresses_are_read() {
        same(&["12 High Street, London", "12, HIGH ST LONDON", "12 High St. London"]);
        same(&[
            "5 Station Road Apt 4B",
            "Apartment 4b, 5 Station Rd",
            "Unit 4B 5 Station Rd.",
            "4B/5 Station Road",
        ]);
        same(&["221b Baker Street", "221B BAKER ST"]);
        assert_eq!((read("12 Ocean Avenue").number(), read("12 Ocean Avenue").town()), ("12", "ocean ave"));
    }

    #[test]
    fn nothing_is_nowhere() {
        for text in ["", "不明", "-", "n/a", "〒", "大字"] {
            assert_eq!(Address::read(text), None, "{text}");
        }
        assert_eq!(read("〒104-0061").postcode(), Some("1040061"));
    }

    fn address() -> impl Strategy<Value = String> {
        prop_oneof![
            "(〒?104-?0061 ?)?(東京都|京都府)?銀座[銀座ヶが条番町三大字上る]{1,6}[0-9一二十丁目番地号のー -]{0,12}[ハイツB ]{0,4}[0-9]{0,3}(号室|階|F)?",
            "銀座[銀座三12丁目番地号のー条〒# -]{0,14}",
            "[p-z]{3,5} ?[0-9]{0,3}[ ,/#.-]?(apt|unit|street|st|road)?[ ,#][0-9a-z ]{0,6}",
        ]
    }

    proptest! {
        /// A key is read as itself, where there is a town or a street at all.
        #[test]
        fn reading_is_idempotent(text in address()) {
            if let Some(address) = Address::read(&text) {
                let key = address.key();
                prop_assert_eq!(Address::read(&key).map(|again| again.key()), Some(key));
            }
        }

        /// Width, case, zero widths and the prefecture do not matter.
        #[test]
        fn dress_does_not_matter(town in "[銀座赤羽緑]{1,4}", numbers in prop::collection::vec(1_u16..999, 1..4)) {
            let number = numbers.iter().map(u16::to_string).collect::<Vec<_>>().join("-");
            let wide: String = number.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect();
            let key = read(&format!("{town}{number}")).key();
            for dressed in [format!("東京都{town}{wide}"), format!("{town}\u{200b}　{number}"), format!("大阪府 {town}{}", number.replace('-', "ー"))] {
                prop_assert_eq!(read(&dressed).key(), key.clone());
            }
        }
    }
}
