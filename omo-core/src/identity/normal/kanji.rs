//! Kanji of names in one form each: old and new forms, and the variants that registers know.

use std::sync::OnceLock;

use crate::order::Order;

/// Pairs of an old or variant form and the one it is folded to.
///
/// Old forms are those of 常用漢字表 and 人名用漢字表 (the two lists of the Japanese state); the variants are those of family
/// names that NFKC leaves alone, such as 髙 (U+9AD9) and 﨑 (U+FA11).
const PAIRS: &str = "\
    髙高﨑崎碕崎嵜崎㟢崎齋斎齊斎斉斎齎斎邊辺邉辺澤沢濱浜濵浜廣広國国圀国學学斈学嶋島嶌島條条櫻桜瀧滝瀨瀬\
    龍竜圓円眞真惠恵德徳榮栄與与禮礼萬万壽寿實実寶宝靜静淸清曾曽會会縣県經経惣総總総聰聡豐豊槇槙彌弥禰祢\
    鐵鉄鉃鉄關関閒間顯顕藪薮籔薮籠篭讓譲釀醸將将莊荘庄荘藏蔵薰薫覺覚黑黒黃黄橫横渕淵渊淵巖巌巗巌峯峰峽峡\
    嶽岳冨富冝宜寬寛燈灯埜野乘乗來来傳伝內内凉涼勳勲單単嚴厳團団增増壯壮奧奥孃嬢專専尙尚屆届帶帯應応拔抜\
    敎教敍叙數数斷断舊旧晉晋曉暁檜桧樂楽樣様檢検歲歳歷歴每毎氣気淺浅溫温滿満澁渋爲為狹狭獨独瑤瑶產産當当\
    發発盡尽祿禄穗穂稻稲穰穣粹粋絲糸緖緒綠緑纖繊聲声臺台舍舎蘆芦亞亜佛仏假仮價価兒児冱冴刋刊劍剣勞労卷巻\
    吳呉吞呑㐂喜桒桑栁柳梹檳槗橋𣘺橋鄕郷鄉郷醫医鎭鎮隸隷靑青飮飲驛駅鷗鴎鷄鶏鶯鴬鹽塩麥麦齡齢𠮷吉𡈽土圡土\
    諌諫賴頼辨弁辯弁瓣弁遙遥逹達";

/// The form a kanji is folded to; every other character is itself.
///
/// 斉藤 and 斎藤 are one after this, though not one family: it is for keys that must not miss, and
/// [`PersonName::plain`](super::PersonName::plain) tells the two apart.
///
/// ```
/// use omo_core::identity::normal::kanji::folded;
/// assert_eq!("髙﨑邉".chars().map(folded).collect::<String>(), "高崎辺");
/// ```
#[must_use]
pub fn folded(kanji: char) -> char {
    // A constant, only in the order of a reader's eye in the program.
    static TABLE: OnceLock<Vec<(char, char)>> = OnceLock::new();
    if u32::from(kanji) < 0x3400 {
        return kanji;
    }
    let table = TABLE.get_or_init(|| {
        let pair = |pair: &[char]| Some((*pair.first()?, *pair.last()?));
        let letters: Vec<char> = PAIRS.chars().collect();
        let mut table: Vec<(char, char)> = letters.chunks_exact(2).filter_map(pair).collect();
        table.put_in_order();
        table
    });
    let found = table.binary_search_by_key(&kanji, |&(old, _)| old).ok().and_then(|at| table.get(at));
    found.map_or(kanji, |&(_, new)| new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_twice_is_folding_once() {
        assert!(PAIRS.chars().count().is_multiple_of(2));
        for kanji in PAIRS.chars() {
            assert_eq!(folded(folded(kanji)), folded(kanji), "{kanji}");
        }
    }

    #[test]
    fn no_pair_is_idle() {
        let letters: Vec<char> = PAIRS.chars().collect();
        for (at, pair) in letters.chunks(2).enumerate() {
            assert_ne!(pair[0], pair[1]);
            let first = letters.chunks(2).position(|other| other[0] == pair[0]);
            assert_eq!(first, Some(at), "{} stands twice", pair[0]);
        }
    }

    #[test]
    fn families_that_write_one_name_differently_are_one() {
        let same = |spellings: &[&str]| {
            let keys: Vec<String> = spellings.iter().map(|text| text.chars().map(folded).collect()).collect();
            assert!(keys.windows(2).all(|two| two[0] == two[1]), "{keys:?}");
        };
        same(&["渡邊", "渡邉", "渡辺"]);
        same(&["齋藤", "斎藤", "齊藤", "斉藤"]);
        same(&["山﨑", "山崎", "山嵜"]);
        same(&["櫻澤", "桜沢"]);
        same(&["小嶋", "小島", "小嶌"]);
        same(&["𠮷田", "吉田"]);
    }
}
