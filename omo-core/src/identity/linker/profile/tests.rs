use super::*;
use crate::identity::linker::ColumnKind::{
    Address, Category, Date, Email, FamilyKana, FamilyName, FullKana, FullName, GivenKana, GivenName, Ignore,
    Number, Phone, Postcode, Text,
};

/// A column of these values, each twice, so that it does not look like a key.
fn column(name: &str, values: &[&str]) -> Column {
    Column::new(name, values.iter().chain(values).map(|value| Some(*value)))
}

/// What a column is taken for on its own.
fn alone(name: &str, values: &[&str]) -> ColumnKind {
    kinds_of(&[column(name, values)])[0]
}

/// A column with `count` values of its own.
fn many(name: &str, count: usize, value: impl Fn(usize) -> String) -> Column {
    let values: Vec<String> = (0..count).map(value).collect();
    Column::new(name, values.iter().map(|value| Some(value.as_str())))
}

const LATIN: [&str; 4] = ["Hanako", "Oliver", "Jean-Luc", "Sofia"];
const MAILS: [&str; 4] = ["a@example.jp", "b.c@example.com", "d@mail.example.org", "e+f@example.net"];
const PHONES: [&str; 4] = ["090-1234-5670", "+81 3 1234 5671", "0466(12)3456", "０８０１２３４５６７２"];
const POSTCODES: [&str; 4] = ["2510052", "251-0053", "〒251-0054", "２５１００５５"];
const BIRTHS: [&str; 4] = ["昭和60年4月1日", "S60.4.2", "1948-10-31", "2001/02/03"];
const STREETS: [&str; 4] = ["藤沢1-2-3", "12 High Street", "鵠沼海岸２丁目４番地", "rue de la Paix 5"];
const KANJI: [&str; 4] = ["山田花子", "佐藤 太郎", "髙橋", "鈴木一"];
const KANA: [&str; 4] = ["ヤマダハナコ", "ｻﾄｳ ﾀﾛｳ", "たかはし", "スズキ ハジメ"];
const TOWNS: [&str; 4] = ["Leeds", "Porto", "藤沢市", "Wien"];

#[test]
fn names_of_columns_are_read_in_many_forms() {
    let table: [(ColumnKind, &[&str], &str); 13] = [
        (
            GivenName,
            &LATIN,
            "first_name|cust_first_nm|firstName|FirstName|FIRSTNAME|given|fname|Given Name|\
                PRIMARY_NAME_FIRST|forename|mei|Vorname|prénom|billing.first-name|名|名（漢字）|お名前（名）|下の名前",
        ),
        (
            FamilyName,
            &LATIN,
            "surname|last_name|lname|PRIMARY_NAME_LAST|customerLastName|CUST_LST_NM|family_name|Nachname|\
                apellido|姓|姓（漢字）|氏名（姓）|苗字|sei|maiden_name|customersurname",
        ),
        (
            FullName,
            &KANJI,
            "name|full_name|FullName|first_and_surname|PRIMARY_NAME_FULL|NATIVE_NAME_FULL|customer_name|\
                氏名|お名前|会員名|氏名（漢字）|姓名|顧客氏名|CUST_NM|billing_name",
        ),
        (
            FullKana,
            &KANA,
            "kana|氏名カナ|フリガナ|ふりがな|name_kana|お名前（フリガナ）|カナ氏名|nameKana|よみがな|会員名カナ|氏名（ﾌﾘｶﾞﾅ）|FURIGANA",
        ),
        (FamilyKana, &KANA, "セイ|姓カナ|last_name_kana|フリガナ（セイ）|カナ姓|セイ（全角カナ）|familyKana"),
        (GivenKana, &KANA, "メイ|名カナ|first_name_kana|フリガナ（メイ）|名（カナ）|givenNameKana"),
        (
            Email,
            &MAILS,
            "email|customerEmail|EMAIL_ADDRESS|e-mail|eMail|mail|メールアドレス|Eメール|mail_address|customeremail|\
                email2|電子メール",
        ),
        (
            Phone,
            &PHONES,
            "phone|PHONE_NUMBER|tel1|TEL|mobile_no|携帯電話番号|電話番号|telNo|cell|fax|自宅電話|連絡先電話番号|cust_ph|ＴＥＬ",
        ),
        (
            Postcode,
            &POSTCODES,
            "postcode|BILLING_POSTCODE|zip|zipCode|ADDR_POSTAL_CODE|郵便番号|〒|post_code|postcode_fake|\
                shippingzipcode",
        ),
        (
            Date,
            &BIRTHS,
            "dob|DATE_OF_BIRTH|birth_date|birthday|birthDate|生年月日|誕生日|bth_dt|Geburtsdatum|dateofbirth",
        ),
        (
            Address,
            &STREETS,
            "address|ADDR_LINE1|ADDR_FULL|address_1|street|住所|住所1|番地|建物名|町域|shipTo_addr|マンション名|\
                street_number|お届け先住所|mailing address",
        ),
        (
            Category,
            &TOWNS,
            "city|town|suburb|ADDR_CITY|ADDR_STATE|ADDR_COUNTRY|birth_place|state|都道府県|市区町村|gender|性別|\
                occupation|職業|residential_city|PASSPORT_COUNTRY|都道府県名",
        ),
        (
            Number,
            &["M3051", "M8244", "X1179", "B0042"],
            "SSN_NUMBER|soc_sec_id|PASSPORT_NUMBER|DRLIC|DRIVERS_LICENSE_NUMBER|TAX_ID_NUMBER|会員番号|\
                NATIONAL_ID_NUMBER|customer_id|マイナンバー|member_no|memberNo|会員No.|顧客ID|loyaltyCard",
        ),
    ];
    for (kind, values, names) in table {
        let wrong: Vec<_> =
            names.split('|').map(|name| (name, alone(name, values))).filter(|of| of.1 != kind).collect();
        assert_eq!(wrong, [], "{kind:?}");
    }
}

#[test]
fn what_belongs_to_the_record_is_not_compared() {
    let names = [
        "RECORD_ID",
        "rec_id",
        "id",
        "DATA_SOURCE",
        "source",
        "channel",
        "チャネル",
        "notes",
        "備考",
        "STATUS",
        "PHONE_TYPE",
        "record_type",
        "email_opt_in",
        "メール配信許諾",
        "会員区分",
        "cluster",
        "住所カナ",
        "会社名カナ",
        "points",
        "created_at",
    ];
    for name in names {
        assert_eq!(alone(name, &["a", "b", "c"]), Ignore, "{name}");
    }
    let days = ["2024-05-01", "2024-06-13", "2025-01-02", "2025-03-04"];
    let names = [
        "created_at",
        "updatedAt",
        "load_date",
        "登録日",
        "最終購入日",
        "DATE",
        "入会日時",
        "phone_updated_at",
        "x",
        "申込日",
    ];
    for name in names {
        let days = many(name, 30, |row| days[row % 4].into());
        assert_eq!(kinds_of(&[days]), [Ignore], "{name}");
    }
    assert_eq!(alone("birthday", &days), Date);
}

#[test]
fn values_with_a_form_of_their_own_overrule_the_name() {
    assert_eq!(alone("name", &MAILS), Email);
    assert_eq!(alone("login", &MAILS), Ignore);
    assert_eq!(alone("user_name", &MAILS), Email);
    assert_eq!(alone("連絡先", &MAILS), Email);
    assert_eq!(alone("name", &PHONES), Phone);
    assert_eq!(alone("zip", &PHONES), Phone);
    assert_eq!(alone("contact", &PHONES), Phone);
    assert_eq!(alone("unnamed", &["702-919-1300", "(702) 919-1301", "+44 20 7946 0958"]), Phone);
    assert_eq!(alone("name", &BIRTHS), Date);
    assert_eq!(alone("x", &["1960-01-02", "1990-03-04", "2004-05-06"]), Date);
    assert_eq!(alone("x", &["tq13 8df", "n1 9gu", "SW1A 2AA"]), Postcode);
    assert_eq!(alone("x", &["251-0052", "100-0001"]), Postcode);
    assert_eq!(alone("zip", &["2510052", "1000001"]), Postcode);
    assert_eq!(alone("yob", &["1971", "1985", "1990"]), Date);
    // An address made unreadable is one of a person's own.
    let hash = |row: usize| format!("{:064x}", row % 50);
    assert_eq!(kinds_of(&[many("email", 100, hash)]), [Number]);
    // Names that promise what the values do not keep.
    assert_eq!(alone("reading", &["12", "15", "99"]), Text);
    assert_eq!(alone("email", &["yes", "no"]), Ignore);
    assert_eq!(alone("phone", &["iOS", "Android"]), Text);
    assert_eq!(alone("amount_paid", &["12.50", "3.99"]), Ignore);
    assert_eq!(alone("x", &["12.50", "3.99"]), Ignore);
}

#[test]
fn keys_of_records_are_told_from_numbers_of_people() {
    let uuid = |row: usize| format!("0b6e{row:04}-1c2d-4e3f-8a4b-0123456789ab");
    let customer = |row: usize| format!("r{row}");
    let number = |row: usize| (1000 + row).to_string();
    for name in ["ref", "name", "customer", "key"] {
        assert_eq!(kinds_of(&[many(name, 100, uuid)]), [Ignore], "{name}");
    }
    for name in ["ref", "code", "x", "customer_id", "会員番号"] {
        assert_eq!(kinds_of(&[many(name, 100, customer)]), [Ignore], "{name}");
        assert_eq!(kinds_of(&[many(name, 100, number)]), [Ignore], "{name}");
    }
    // What records share is a person's, and a passport is one's own even where nobody comes twice.
    assert_eq!(kinds_of(&[many("会員番号", 100, |row| number(row / 2))]), [Number]);
    assert_eq!(kinds_of(&[many("passport", 100, number)]), [Number]);
    assert_eq!(kinds_of(&[many("party_id", 100, |row| number(row / 2))]), [Number]);
    let tax = |row: usize| format!("{}-{}-{}", 111 + row, 10 + row / 2, 1000 + row);
    for name in ["personal_administrative_number", "document_number", "x"] {
        let kind = if name == "x" { Text } else { Number };
        assert_eq!(kinds_of(&[many(name, 80, tax)]), [kind], "{name}");
    }
}

#[test]
fn names_in_kana_beside_names_in_kanji_are_their_readings() {
    let kinds = |columns: &[(&str, &[&str])]| {
        kinds_of(&columns.iter().map(|(name, values)| column(name, values)).collect::<Vec<_>>())
    };
    assert_eq!(kinds(&[("name", &KANJI), ("name2", &KANA)]), [FullName, FullKana]);
    assert_eq!(
        kinds(&[("sei", &KANJI), ("mei", &KANJI), ("sei_k", &KANA), ("mei_k", &KANA)]),
        [FamilyName, GivenName, FullKana, FullKana]
    );
    assert_eq!(
        kinds(&[("last_name", &KANJI), ("last_name_2", &KANA), ("first_name_2", &KANA)]),
        [FamilyName, FamilyKana, GivenKana]
    );
    // Without kanji beside it, kana is how the name is written.
    assert_eq!(kinds(&[("name", &KANA), ("email", &MAILS)]), [FullName, Email]);
}

#[test]
fn what_a_source_says_of_all_its_records_says_nothing_of_people() {
    let source = many("source", 60, |row| ["till", "web", "app"][row % 3].into());
    let shop = many("brand", 60, |row| ["A", "B", "B"][row % 3].into());
    let town = many("town", 60, |row| TOWNS[row % 4].into());
    assert_eq!(kinds_of(&[source, shop, town]), [Ignore, Ignore, Category]);
}

#[test]
fn nothing_at_all_has_a_kind_too() {
    assert_eq!(kinds_of(&[]), []);
    assert_eq!(alone("", &[]), Ignore);
    assert_eq!(alone("surname", &[]), FamilyName);
    assert_eq!(alone("_1", &["", " "]), Ignore);
}

proptest::proptest! {
    /// No name and no text is too odd for a guess.
    #[test]
    fn any_column_has_a_kind(name in "\\PC{0,12}", values in proptest::collection::vec("\\PC{0,12}", 0..8)) {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        alone(&name, &values);
    }
}

#[test]
fn columns_of_europe_and_the_americas_are_read() {
    for (kind, names) in [
        (Category, "NM_MUNICIPIO_NASCIMENTO|cidade|Wohnort|commune|Geschlecht|estado_civil"),
        (FullName, "nome|NOME_COMPLETO"),
        (FamilyName, "sobrenome"),
    ] {
        for name in names.split('|') {
            assert_eq!(alone(name, &LATIN), kind, "{name}");
        }
    }
    assert_eq!(alone("Geburtstag", &BIRTHS), Date);
    assert_eq!(alone("data_nascimento", &BIRTHS), Date);
    assert_eq!(alone("Straße", &STREETS), Address);
    assert_eq!(alone("Endereço", &STREETS), Address);
    assert_eq!(alone("Postleitzahl", &["10115", "80331", "20095", "50667"]), Postcode);
}

#[test]
fn the_points_of_programs_and_one_odd_value_do_not_hide_a_phone() {
    assert_eq!(alone("Phone", &["7735550142.0", "7735550143.0", "7735550144.0"]), Phone);
    assert_eq!(
        kinds_of(&[many("Phone", 50, |at| if at == 7 { "773.5".into() } else { format!("55501{at:02}") })])
            [0],
        Phone
    );
    assert_ne!(alone("cell", &["0.5", "1.25", "7.75"]), Phone);
}

#[test]
fn names_that_stand_often_are_no_category() {
    let name = |at: usize| {
        format!("name{}x", char::from(b'a' + u8::try_from(at % 26).unwrap()).to_string().repeat(at % 13 + 1))
    };
    let few = many("f1", 3000, |at| name(at % 20));
    let lots = many("f1", 3000, |at| format!("{}{}", name(at % 400), at % 400));
    assert_eq!(kinds_of(&[few, lots]), [Category, Text]);
}

#[test]
fn a_title_that_few_share_is_of_works_and_not_of_people() {
    let titles = many("title", 600, |row| format!("On the {} of {}", row % 300, row % 7));
    assert_eq!(kinds_of(&[titles]), [Text]);
    let titles = many("title", 600, |row| ["Mr", "Mrs", "Dr", "Prof"][row % 4].to_owned());
    assert_eq!(kinds_of(&[titles]), [Category]);
    // Of few people each may have an occupation of their own.
    let occupations = many("occupation", 40, |row| format!("builder of {row}"));
    assert_eq!(kinds_of(&[occupations]), [Category]);
}

#[test]
fn texts_with_marks_between_their_parts_are_sets() {
    for values in [
        ["A61N**A61B", "G01N**B01L**C11D", "H04L", "G11B**H04N"],
        ["tea|milk", "wine|beer|tea", "milk", "coffee"],
        ["Ann; Tom", "Tom", "Eve; Ann", "Kim; Lee"],
    ] {
        assert_eq!(alone("what", &values), ColumnKind::Set, "{values:?}");
    }
    // A comma stands in sentences too.
    assert_eq!(alone("what", &["one, two", "two", "three, four", "five"]), Text);
}
