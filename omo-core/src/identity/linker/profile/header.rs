//! What the name of a column says, in English and Japanese and a little in other languages.

use crate::identity::linker::ColumnKind;
use crate::identity::normal::unaccented;
use crate::nfkc::nfkc;

/// What a name says of the column under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// That it holds this.
    Holds(ColumnKind),
    /// A day of birth or death, which a person has one of.
    Life,
    /// The number by which a shop knows a customer.
    Member,
    /// Some day or number, without saying whose.
    Day,
    Code,
    /// Where the record comes from.
    Source,
    /// Of the record rather than of a person: its key, its state, when it was written, what somebody noted.
    Aside,
    /// Something, but nothing that is known here.
    Other,
}

use ColumnKind::{
    Address, Category, Email, FamilyKana, FamilyName, FullKana, FullName, GivenKana, GivenName, Number,
    Phone, Postcode, Text,
};
use Said::{Aside, Code, Day, Holds, Life, Member, Other, Source};

/// Whole names, written together, that say something else than their words do.
const WHOLE: [(&str, Said); 12] = [
    ("id rowid recid recordid uniqueid uid index rownumber 連番 行番号", Aside),
    ("source datasource sourcesystem sourcename system src channel origin", Source),
    ("チャネル チャンネル データソース データ元 連携元 取込元 システム", Source),
    ("first given fn mei", Holds(GivenName)),
    ("last family ln sei 氏", Holds(FamilyName)),
    ("名 お名", Holds(GivenName)),
    ("name customer contact person 顧客 会員 お客様", Holds(FullName)),
    ("e メアド", Holds(Email)),
    ("セイ", Holds(FamilyKana)),
    ("メイ", Holds(GivenKana)),
    ("line addressline", Holds(Address)),
    ("no number code key 番号 コード", Code),
];

/// Words, in the order in which they are looked for: of `birth_place` the place decides. Those joined by `_` must all be
/// there, in any order.
const WORDS: [(&str, Said); 39] = [
    ("note notes comment comments remark remarks memo description", Aside),
    ("備考 メモ コメント 特記 自由記述 摘要", Aside),
    ("timestamp cluster label flag opt consent verified subscribed ip url pointer anchor relation", Aside),
    ("status password category segment role amount balance score points rank visits newsletter", Aside),
    ("type kind 種別 区分 状態 ステータス フラグ 可否 許諾 同意 分類 ポイント", Aside),
    ("data_source source_id source_code source_name source_system source_file", Source),
    ("birth_name maiden_name 旧姓", Holds(FamilyName)),
    ("birth_place birth_city birth_country birth_state birthplace 出身 出生地", Holds(Category)),
    ("birth_month birth_day 誕生月", Holds(Category)),
    ("email e_mail mail メール eml courriel correo", Holds(Email)),
    ("phone mobile tel telephone cell cellphone cellular fax landline celular movil", Holds(Phone)),
    ("msisdn keitai telefon telefono handy 電話 携帯 ファックス", Holds(Phone)),
    ("postal_code", Holds(Postcode)),
    ("postal_address mailing_address", Holds(Address)),
    ("postcode postal post_code zip zipcode plz 郵便 〒 cep postleitzahl postnummer", Holds(Postcode)),
    (
        "municipio municipality commune comune cidade bairro estado provincia gemeinde stadt wohnort",
        Holds(Category),
    ),
    ("dob birth birthday birthdate born yob bday death dod deceased", Life),
    (
        "birth_date geburtsdatum geburtstag geboren naissance nacimiento nascimento nascita 生年 誕生日 バースデー",
        Life,
    ),
    ("passport_country license_state licence_state national_country tax_country", Holds(Category)),
    ("ssn nin nino nhs sin passport tax license licence drlic vat", Holds(Number)),
    ("soc_sec social_security national_id national_number lei iban", Holds(Number)),
    ("personal_number personal_id identity_number document_number insurance_id", Holds(Number)),
    ("マイナンバー 個人番号 免許 旅券 パスポート 保険証 insurance_number", Holds(Number)),
    ("会員番号 会員_id 会員_number 会員コード 顧客番号 顧客_number 顧客_id 顧客コード カード番号", Member),
    ("member_id member_number membership customer_id customer_number client_id", Member),
    ("card_number card_id loyalty account_id account_number user_id person_id", Member),
    ("city town suburb place state country prefecture county region", Holds(Category)),
    ("province district pref nationality ville ort ciudad 国籍 国名", Holds(Category)),
    ("都道府県 市区町村 市町村 市区郡 地域 国", Holds(Category)),
    ("address street road house apartment apt building suite", Holds(Address)),
    (
        "adresse anschrift strasse straße rue calle direccion endereco indirizzo 住所 番地 丁目 町域",
        Holds(Address),
    ),
    ("町名 建物 マンション アパート 部屋 所在地 お届け先 ビル", Holds(Address)),
    ("gender sex geschlecht sexo genero occupation job title salutation suffix prefix", Holds(Category)),
    ("性別 職業 敬称 続柄 血液型 年代 profession age", Holds(Category)),
    ("company empresa firma employer organization organisation org nickname username", Holds(Text)),
    ("nick user_name login_name handle middle_name middle alias", Holds(Text)),
    ("会社 勤務先 法人 団体 部署 ニックネーム ユーザー名 愛称 ログイン", Holds(Text)),
    ("store shop product item brand campaign warehouse 店舗 店名 商品", Other),
    ("created updated modified inserted loaded load login last_purchase", Aside),
];

/// Names of people, after everything that has a name too.
const NAMES: [(&str, Said); 9] = [
    ("first_last first_surname given_family given_surname 姓名 full_name", Holds(FullName)),
    ("surname last_name lastname family_name lname sname secondname", Holds(FamilyName)),
    ("nachname apellido apellidos cognome sobrenome nom 姓 苗字 名字", Holds(FamilyName)),
    ("first_name firstname given_name givenname forename fname gname", Holds(GivenName)),
    ("vorname prenom nombre given christian_name 下の名前 名", Holds(GivenName)),
    ("fullname name nome 氏名 名前 お名前 会員名 顧客名 契約者 名義 受取人", Holds(FullName)),
    ("customer contact person", Holds(FullName)),
    ("登録 更新 作成 入会 最終 購入 来店 退会 取込 連携", Aside),
    ("registered registration signup joined expiry expires purchased", Aside),
];

/// What is left when nothing else is said.
const REST: [(&str, Said); 2] = [
    ("id uuid guid key code number no seq 番号 コード", Code),
    ("date day time datetime 日付 日時 年月日", Day),
];

/// Words that call a column the reading of a name.
const READING: [&str; 10] =
    ["kana", "katakana", "hiragana", "furigana", "yomi", "yomigana", "phonetic", "カナ", "フリガナ", "ヨミ"];

/// What the name of a column says, if anything.
///
/// Words stand apart by marks, by capitals (`customerEmail`), by a change of script, or not at all (`customeremail`).
pub fn said(name: &str) -> Option<Said> {
    let mut words = words(name);
    let all = words.len();
    words.retain(|word| !READING.contains(&word.as_str()));
    let said = read(&words);
    if words.len() == all {
        return said;
    }
    Some(match said {
        None | Some(Holds(FullName | FullKana) | Code | Other | Source) => Holds(FullKana),
        Some(Holds(FamilyName | FamilyKana)) => Holds(FamilyKana),
        Some(Holds(GivenName | GivenKana)) => Holds(GivenKana),
        // The reading of an address or a company says again what that says.
        Some(_) => Aside,
    })
}

fn read(words: &[String]) -> Option<Said> {
    let together = words.concat();
    let whole = WHOLE.iter().find(|(names, _)| names.split(' ').any(|name| name == together));
    let tables = || WORDS.iter().chain(&NAMES).chain(&REST);
    let apart = || tables().find(|(phrases, _)| phrases.split(' ').any(|phrase| stand(phrase, words)));
    let inside = |phrase: &str| phrase.len() >= 5 && phrase.is_ascii() && together.contains(&glued(phrase));
    let within = || tables().find(|(phrases, _)| phrases.split(' ').any(inside));
    whole.or_else(apart).or_else(within).map(|(_, said)| *said)
}

fn glued(phrase: &str) -> String {
    phrase.replace('_', "")
}

/// Whether every word of the phrase stands there. Japanese has no gaps: its longer words may be part of another.
fn stand(phrase: &str, words: &[String]) -> bool {
    phrase.split('_').all(|part| {
        let long = !part.is_ascii() && part.chars().nth(1).is_some();
        words.iter().any(|word| word == part || long && word.contains(part))
    })
}

/// The words of a name in lower case, short forms written out, numbers left out.
fn words(name: &str) -> Vec<String> {
    let name = nfkc(name);
    let mut words = vec![String::new()];
    let mut before: [Option<char>; 2] = [None; 2];
    let mut letters = name.chars().peekable();
    while let Some(c) = letters.next() {
        let [two, one] = before;
        let next = letters.peek().copied();
        let upper = |c: char| c.is_uppercase();
        let small = |c: Option<char>| c.is_some_and(char::is_lowercase);
        // A capital after a small letter, the last of several capitals before one, and where scripts meet.
        let begins = upper(c) && (small(one) || one.is_some_and(upper) && small(next) && two != Some('_'))
            || one.is_some_and(|one| is_eastern(one) != is_eastern(c));
        if begins || !c.is_alphanumeric() && !matches!(c, '〒' | 'ー') || c.is_ascii_digit() {
            words.push(String::new());
        }
        if (c.is_alphanumeric() || matches!(c, '〒' | 'ー')) && !c.is_ascii_digit() {
            words.last_mut().into_iter().for_each(|word| word.extend(c.to_lowercase().map(unaccented)));
        }
        before = [one, Some(c)];
    }
    let words = words.iter().flat_map(|word| readings(word));
    words.filter(|word| !word.is_empty() && !is_form(word)).map(|word| written_out(&word)).collect()
}

/// Whether it belongs to the scripts of East Asia, which write without gaps.
fn is_eastern(c: char) -> bool {
    c >= '\u{2e80}'
}

/// Words about the form of a field: `姓（漢字）`, `name (required)`.
fn is_form(word: &str) -> bool {
    matches!(word, "漢字" | "全角" | "半角" | "必須" | "任意" | "required" | "optional" | "kanji")
}

/// Parts a Japanese word from the word for a reading inside it: 氏名カナ is 氏名 and カナ.
fn readings(word: &str) -> Vec<String> {
    if word.is_ascii() {
        return vec![word.into()];
    }
    let mut word = word.to_owned();
    for (spelt, plain) in [
        ("フリガナ", "フリガナ"),
        ("ふりがな", "フリガナ"),
        ("カタカナ", "カナ"),
        ("ひらがな", "カナ"),
        ("よみがな", "カナ"),
        ("読み仮名", "カナ"),
        ("読み", "カナ"),
        ("よみ", "カナ"),
        ("ヨミ", "カナ"),
        ("カナ", "カナ"),
        ("かな", "カナ"),
    ] {
        if let Some((left, right)) = word.split_once(spelt) {
            word = format!("{left} {plain} {right}");
            break;
        }
    }
    word.split(' ').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn written_out(word: &str) -> String {
    match word {
        "nm" | "nam" | "nme" | "names" => "name",
        "addr" | "adr" | "add" | "addresses" => "address",
        "nbr" | "num" | "nr" | "no" => "number",
        "dt" | "dte" => "date",
        "cd" => "code",
        "fst" | "frst" => "first",
        "lst" => "last",
        "fam" | "sur" => "family",
        "ph" | "phn" | "phones" => "phone",
        "mob" | "mobil" => "mobile",
        "emails" => "email",
        "str" | "st" => "street",
        "ctry" | "cntry" => "country",
        "cty" => "city",
        "cust" | "cus" => "customer",
        "acct" | "acc" => "account",
        "mbr" => "member",
        "bth" => "birth",
        "lic" => "license",
        "ts" => "timestamp",
        other => other,
    }
    .into()
}
