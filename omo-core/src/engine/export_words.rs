//! All that is held of one customer, in words.

use super::decisions::DecisionKind;
use super::export::AccessExport;
use crate::model::{ConsentStatus, Identifier, IdentifierKind, Language, Line, Purpose, Side, Touchpoint};
use crate::view::{List, Listing};

/// One of two words.
fn say(language: Language, english: &str, japanese: &str) -> String {
    match language {
        Language::En => english.to_owned(),
        Language::Ja => japanese.to_owned(),
    }
}

fn columns(language: Language, names: &[(&str, &str)]) -> Vec<String> {
    names.iter().map(|(english, japanese)| say(language, english, japanese)).collect()
}

fn kind(language: Language, kind: IdentifierKind) -> String {
    let (english, japanese) = match kind {
        IdentifierKind::MemberId => ("Member id", "会員番号"),
        IdentifierKind::Email => ("E-mail address", "メールアドレス"),
        IdentifierKind::AppId => ("App id", "アプリID"),
        IdentifierKind::PaymentToken => ("Payment token", "決済トークン"),
        IdentifierKind::NameAddress => ("Name and address", "氏名・住所"),
        IdentifierKind::NamePhone => ("Name and phone number", "氏名・電話番号"),
        IdentifierKind::Phone => ("Phone number", "電話番号"),
        IdentifierKind::Device => ("Device", "端末"),
        IdentifierKind::Cookie => ("Cookie", "Cookie"),
    };
    say(language, english, japanese)
}

fn purpose(language: Language, purpose: Purpose) -> String {
    let (english, japanese) = match purpose {
        Purpose::Service => ("service", "接客・サービスの提供"),
        Purpose::Marketing => ("marketing", "広告・おすすめ"),
        Purpose::Analytics => ("analytics", "集計・分析"),
        Purpose::ThirdParty => ("third parties", "第三者への提供"),
        Purpose::Legal => ("legal", "法令に基づく対応"),
    };
    say(language, english, japanese)
}

fn identifier(language: Language, one: &Identifier) -> String {
    format!("{}: {}", kind(language, one.kind()), one.value())
}

fn line(line: &Line) -> String {
    let amount = line.amount.map(|amount| format!(" {amount}")).unwrap_or_default();
    format!("{} × {}{amount}", line.product, line.quantity)
}

fn touchpoint(language: Language, touch: &Touchpoint) -> Vec<String> {
    let mut about: Vec<String> = touch.lines.iter().map(line).collect();
    about.extend(touch.about.clone());
    about.extend(touch.traits.iter().map(|(name, text)| format!("{name}: {text}")));
    let identifiers: Vec<String> = touch.identifiers.iter().map(|one| identifier(language, one)).collect();
    vec![
        touch.occurred_at.to_string(),
        language.channel(&touch.channel).into_owned(),
        touch.action.name().to_owned(),
        touch.store.clone().unwrap_or_default(),
        about.join(" / "),
        identifiers.join(" / "),
        touch.id.clone(),
    ]
}

/// Who it is, a row a fact.
fn person(export: &AccessExport, language: Language) -> Vec<Vec<String>> {
    let customer = &export.customer;
    let fact = |name: (&str, &str), value: String| vec![say(language, name.0, name.1), value];
    let spent: Vec<String> = customer.spent.iter().map(ToString::to_string).collect();
    let channels: Vec<_> = customer.channels.iter().map(|channel| language.channel(channel)).collect();
    let of = |side: Side, count: u32| {
        format!(
            "{} {count}",
            match side {
                Side::Online => say(language, "online", "オンライン"),
                Side::Offline => say(language, "offline", "オフライン"),
            }
        )
    };
    let counts = [of(Side::Online, customer.online), of(Side::Offline, customer.offline)].join(", ");
    vec![
        fact(("Customer id", "顧客ID"), customer.id.clone()),
        fact(("First seen", "初回の接点"), customer.first_seen.to_string()),
        fact(("Last seen", "直近の接点"), customer.last_seen.to_string()),
        fact(("Touchpoints", "接点数"), format!("{} ({counts})", customer.touchpoints)),
        fact(("Purchases", "購入回数"), customer.purchases.to_string()),
        fact(("Spent", "購入金額"), spent.join(", ")),
        fact(("Channels", "チャネル"), channels.join(", ")),
    ]
}

/// By what the customer is known.
fn known(export: &AccessExport, language: Language) -> Vec<Vec<String>> {
    let rows = export
        .customer
        .identifiers
        .iter()
        .map(|one| vec![kind(language, one.kind()), one.value().to_owned()]);
    rows.collect()
}

/// What was agreed to and refused.
fn consents(export: &AccessExport, language: Language) -> Vec<Vec<String>> {
    let rows = export.consents.iter().map(|word| {
        let status = match word.status {
            ConsentStatus::Granted => say(language, "agreed", "同意"),
            ConsentStatus::Withdrawn => say(language, "refused or taken back", "拒否・撤回"),
        };
        let channel = word.channel.as_deref().map(|channel| language.channel(channel).into_owned());
        let notice = [word.notice.clone(), word.version.clone()].into_iter().flatten().collect::<Vec<_>>();
        let all = || say(language, "all", "すべて");
        vec![
            word.at.to_string(),
            purpose(language, word.purpose),
            status,
            channel.unwrap_or_else(all),
            word.data.join(", "),
            notice.join(" "),
            word.expires.map(|end| end.to_string()).unwrap_or_default(),
            identifier(language, &word.identifier),
        ]
    });
    rows.collect()
}

/// Which notices were shown.
fn shown(export: &AccessExport, language: Language) -> Vec<Vec<String>> {
    let rows = export.notices.iter().map(|shown| {
        let channel = shown.channel.as_deref().map(|channel| language.channel(channel).into_owned());
        vec![shown.at.to_string(), shown.notice.clone(), shown.version.clone(), channel.unwrap_or_default()]
    });
    rows.collect()
}

/// What was asked for.
fn requests(export: &AccessExport, language: Language) -> Vec<Vec<String>> {
    let rows = export.requests.iter().map(|status| {
        vec![
            status.request.received_at.to_string(),
            status.request.kind.text(language).to_owned(),
            status.state.text(language).to_owned(),
            status.reason.map(|reason| reason.text(language).to_owned()).unwrap_or_default(),
            status.due.to_string(),
            status.request.about.clone().unwrap_or_default(),
        ]
    });
    rows.collect()
}

/// What was given and received.
fn disclosures(export: &AccessExport, language: Language) -> Vec<Vec<String>> {
    let rows = export.disclosures.iter().map(|given| {
        let more = [&given.consent, &given.country, &given.obtained].into_iter().flatten().cloned();
        vec![
            given.at.to_string(),
            given.direction.text(language).to_owned(),
            given.party.clone(),
            given.items.join(", "),
            given.basis.text(language).to_owned(),
            more.collect::<Vec<_>>().join(" / "),
        ]
    });
    rows.collect()
}

/// What people decided.
fn decisions(export: &AccessExport, language: Language) -> Vec<Vec<String>> {
    let rows = export.decisions.iter().map(|decision| {
        let kind = match decision.kind {
            DecisionKind::Link => say(language, "one person's", "同一人物"),
            DecisionKind::Split => say(language, "somebody else's", "別人"),
        };
        vec![kind, decision.records.join(", ")]
    });
    rows.collect()
}

/// What was done for the customer.
#[cfg(feature = "offers")]
fn contacts(export: &AccessExport, language: Language) -> Vec<Vec<String>> {
    let rows = export.contacts.iter().map(|made| {
        let channel = made.channel.as_deref().map(|channel| language.channel(channel).into_owned());
        let what = [&made.product, &made.store, &made.coupon].into_iter().flatten().cloned();
        let what = what.collect::<Vec<_>>().join(", ");
        vec![made.at.to_string(), channel.unwrap_or_default(), made.action.clone(), what, made.id.clone()]
    });
    rows.collect()
}

/// The page of an export.
pub(super) fn page(export: &AccessExport, language: Language) -> Listing {
    let list = |title: (&str, &str), names: &[(&str, &str)], rows: Vec<Vec<String>>| List {
        title: say(language, title.0, title.1),
        columns: columns(language, names),
        rows,
    };
    let (when, channel) = (("When", "日時"), ("Channel", "チャネル"));
    let notice = ("Notice", "通知");
    let lists = vec![
        list(("Customer", "顧客"), &[], person(export, language)),
        list(("Known by", "識別情報"), &[], known(export, language)),
        list(
            ("What happened", "接点の記録"),
            &[
                when,
                channel,
                ("Action", "行動"),
                ("Store", "店舗"),
                ("What", "内容"),
                ("Shown", "識別情報"),
                ("Id", "ID"),
            ],
            export.touchpoints.iter().map(|touch| touchpoint(language, touch)).collect(),
        ),
        list(
            ("Consents", "同意の記録"),
            &[
                when,
                ("Purpose", "利用目的"),
                ("Answer", "回答"),
                channel,
                ("Data", "データの種類"),
                notice,
                ("Until", "期限"),
                ("By", "本人"),
            ],
            consents(export, language),
        ),
        list(
            ("Notices shown", "表示した通知"),
            &[when, notice, ("Version", "版"), channel],
            shown(export, language),
        ),
        list(
            ("Requests", "請求"),
            &[
                when,
                ("Kind", "種類"),
                ("State", "状況"),
                ("Reason", "理由"),
                ("Due", "期限"),
                ("About", "内容"),
            ],
            requests(export, language),
        ),
        list(
            ("Disclosures", "第三者提供の記録"),
            &[
                when,
                ("Direction", "区分"),
                ("Party", "相手方"),
                ("Data", "項目"),
                ("Ground", "根拠"),
                ("More", "備考"),
            ],
            disclosures(export, language),
        ),
        list(
            ("Decisions about whose records these are", "名寄せに関する判断"),
            &[("Decision", "判断"), ("Records", "記録")],
            decisions(export, language),
        ),
    ];
    // Told where there are any, so that a build without offers writes the same page of who was never contacted.
    #[cfg(feature = "offers")]
    let lists = {
        let told = list(
            ("Contacts by the shop", "店舗からの連絡の記録"),
            &[when, channel, ("Action", "行動"), ("What", "内容"), ("Id", "ID")],
            contacts(export, language),
        );
        lists.into_iter().chain((!export.contacts.is_empty()).then_some(told)).collect()
    };
    Listing {
        title: say(language, "What is held about you", "保有する個人データの内容"),
        subtitle: match language {
            Language::En => {
                format!("as of {}, for the purpose: {}", export.as_of, purpose(language, export.purpose))
            }
            Language::Ja => format!("{}時点・利用目的：{}", export.as_of, purpose(language, export.purpose)),
        },
        language,
        lists,
        footnotes: export.withheld.iter().map(|held| held.text(language)).collect(),
    }
}
