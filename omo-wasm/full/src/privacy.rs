//! May we: consents, notices, requests, what leaves and what ends.

use omo_core::privacy::{AnonymousOptions, Breach, BreachRules, Disclosure, Notice, PseudonymousOptions};
use omo_core::privacy::{Pseudonyms, Request, RequestStep, Shown};
use omo_core::{Consent, Error, Language, Purpose, Time};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

use crate::cross::{absent, bytes, give, options, purpose, take, text, throw, word, wrong};
use crate::engine::Engine;
use crate::given::Given;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What somebody said: yes or no to a purpose. */
export type Word = Partial<Omit<Consent, "identifier" | "purpose" | "status" | "at" | "expires">> & {
    /** What for. */
    purpose: Purpose;
    /** Yes, or no. */
    granted: boolean;
    /** When it was said. */
    at: string | number | Date;
    /** When the yes ends. */
    expires?: string | number | Date | null;
};

/** What is known of a request beside what is asked for. */
export type Asked = Pick<Partial<Request>, "channel" | "about"> & { receivedAt: string | number | Date };

/** What is known of a step beside what was done. */
export type Done = Pick<Partial<RequestStep>, "reason" | "days" | "by"> & { at: string | number | Date };

/** What is let through as well, and of which version the recipient's key is (1 where it is left out). */
export type Nameless = Partial<PseudonymousOptions> & { version?: number };
"#;

fn stranger() -> Error {
    Error::Unknown { what: "customer" }
}

/// Consents and what a purpose sees.
#[wasm_bindgen]
impl Engine {
    /// Records what somebody said. `who` is an identifier such as `"email:hanako@example.jp"`; or the id of a customer or a
    /// touchpoint, and the word is recorded in the name of all identifiers the customer is known by. A yes whose notice says
    /// nothing of it is `quarantined`.
    #[wasm_bindgen(unchecked_return_type = "Receipt")]
    pub fn consent(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] who: &JsValue,
        #[wasm_bindgen(js_name = word, unchecked_param_type = "Word")] said: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let who = text(who, "who")?;
        let mut said = Given::new(said, "word")?;
        let granted = said.part::<bool>("granted", "word")?.ok_or_else(|| wrong("word.granted", "there"))?;
        let status = if granted { "granted" } else { "withdrawn" };
        // Until it is known in whose name.
        let somebody = json!({"kind": "member_id", "value": "0"});
        let said = said.with("status", status, "word")?.with("identifier", somebody, "word")?;
        let word: Consent = said.record("word")?;
        give(self.0.consent(&who, |identifier| Consent { identifier, ..word.clone() }))
    }

    /// What a purpose may not see, how much of it, and why: of one customer's journey, or of all customers.
    #[wasm_bindgen(unchecked_return_type = "Withheld[]")]
    pub fn withheld(
        &self,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "string | null")] customer: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let for_what = purpose(for_what)?;
        if absent(customer) {
            return give(self.0.customers(for_what).map(|list| list.hidden));
        }
        let journey = self.0.journey(&text(customer, "customer")?, for_what);
        give(journey.map(|journey| journey.map(|journey| journey.withheld).unwrap_or_default()))
    }

    /// How many rows of a list the purpose may not see, by cause; nothing of whom they are. With the rows that the list answers
    /// they are all there are, but for crossings of customers who are no more.
    #[wasm_bindgen(js_name = withheldRows, unchecked_return_type = "WithheldRows[]")]
    pub fn withheld_rows(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Listed")] list: &JsValue,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.0.withheld_rows(take(list, "list")?, purpose(for_what)?))
    }

    /// All that is held of a customer: what a request for access (開示請求) is answered with, for the purpose `"legal"`. Who
    /// is meant is said by the id of a customer or a touchpoint, or by an identifier such as `"email:hanako@example.jp"`.
    #[wasm_bindgen(unchecked_return_type = "AccessExport")]
    pub fn export(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] who: &JsValue,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let for_what = purpose(for_what)?;
        let id = self.named(who, for_what)?;
        give(self.0.export(&id, for_what).and_then(|export| export.ok_or_else(stranger)))
    }

    /// The same on one self-contained HTML page that the customer can read.
    #[wasm_bindgen(js_name = exportPage)]
    pub fn export_page(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] who: &JsValue,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
    ) -> Result<String, JsValue> {
        let (for_what, language) = (purpose(for_what)?, word::<Language>(language, "language")?);
        let id = self.named(who, for_what)?;
        let page = self.0.export_page(&id, for_what, language).map_err(throw)?;
        page.ok_or_else(|| throw(stranger()))
    }
}

/// Notices, requests, disclosures.
#[wasm_bindgen]
impl Engine {
    /// Adds notices: versions of what the shop tells people about their data. A version that is there does not change, and
    /// from the first on a yes that names a notice must fit one.
    #[wasm_bindgen(js_name = addNotices)]
    pub fn add_notices(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "readonly Some<Notice>[]")] notices: &JsValue,
    ) -> Result<(), JsValue> {
        self.0.add_notices(take::<Vec<Notice>>(notices, "notices")?).map_err(throw)
    }

    /// Adds that somebody was shown a notice.
    #[wasm_bindgen(js_name = showNotice)]
    pub fn show_notice(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Shown")] shown: &JsValue,
    ) -> Result<(), JsValue> {
        self.0.show_notice(take::<Shown>(shown, "shown")?).map_err(throw)
    }

    /// Takes what somebody asks for, under the shop's number for it: `"access"`, `"correction"`, `"stop_use"`, `"erasure"` or
    /// `"stop_third_party"`.
    pub fn request(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] id: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "RequestKind")] kind: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string")] who: &JsValue,
        #[wasm_bindgen(js_name = more, unchecked_param_type = "Asked")] more: &JsValue,
    ) -> Result<(), JsValue> {
        let what = "request";
        let more = Given::new(more, what)?.with("id", text(id, "id")?, what)?;
        let more =
            more.with("kind", text(kind, "kind")?, what)?.with("identifiers", Vec::<Value>::new(), what)?;
        let request: Request = more.record(what)?;
        self.0.request_of(&text(who, "who")?, request).map_err(throw)
    }

    /// Takes what was done about a request: `"verified"`, `"extended"`, `"cancelled"`, `"refused"` or `"done"`. A stop that is
    /// done closes what it stops.
    pub fn step(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] request: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "StepKind")] step: &JsValue,
        #[wasm_bindgen(js_name = more, unchecked_param_type = "Done")] more: &JsValue,
    ) -> Result<(), JsValue> {
        let what = "step";
        let more = Given::new(more, what)?.with("request", text(request, "request")?, what)?;
        let step: RequestStep = more.with("step", text(step, "step")?, what)?.record(what)?;
        self.0.step(step).map_err(throw)
    }

    /// Where each request stands at `now`, the first due first, as far as the purpose may see who asked; with `overdue`, those
    /// alone that should have been answered.
    #[wasm_bindgen(unchecked_return_type = "RequestStatus[]")]
    pub fn requests(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string | number | Date")] now: &JsValue,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "boolean")] overdue: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let (now, for_what): (Time, _) = (take(now, "now")?, purpose(for_what)?);
        let late = !absent(overdue) && take::<bool>(overdue, "overdue")?;
        give(Ok(if late { self.0.overdue(now, for_what) } else { self.0.statuses(now, for_what) }))
    }

    /// Takes a record of what was given to others, or got from them (第三者提供記録).
    pub fn disclose(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Disclosure")] record: &JsValue,
    ) -> Result<(), JsValue> {
        self.0.disclose(take::<Disclosure>(record, "record")?).map_err(throw)
    }

    /// What was given to others, and got from them, the earliest first: of one customer, as far as the purpose may see; or of
    /// all, without whom it was about, which no purpose is asked for.
    #[wasm_bindgen(unchecked_return_type = "Disclosure[]")]
    pub fn disclosures(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "string | null")] customer: &JsValue,
        #[wasm_bindgen(js_name = purpose, unchecked_optional_param_type = "Purpose")] for_what: &JsValue,
    ) -> Result<JsValue, JsValue> {
        if absent(customer) {
            return give(Ok(self.0.all_disclosures().collect::<Vec<_>>()));
        }
        let told = self.0.disclosures(&text(customer, "customer")?, purpose(for_what)?);
        give(told.ok_or_else(stranger))
    }
}

/// What leaves and what ends.
#[wasm_bindgen]
impl Engine {
    /// Touchpoints without names (仮名加工情報): each customer by a pseudonym that is the recipient's alone. The `key` has at
    /// least 16 bytes and is kept from the recipient.
    #[wasm_bindgen(unchecked_return_type = "Pseudonymous")]
    pub fn pseudonymous(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] recipient: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Bytes")] key: &JsValue,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Nameless")] given: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mut given = Given::new(given, "options")?;
        let version = given.part("version", "options")?.unwrap_or(1);
        let names = Pseudonyms::new(&text(recipient, "recipient")?, &bytes(key)?, version).map_err(throw)?;
        let given: PseudonymousOptions = given.options()?;
        give(self.0.pseudonymous(&names, &given, purpose(for_what)?))
    }

    /// Lines of touchpoints as an anonymous table (匿名加工情報): whoever is in it is like `k` people or more. The `secret`
    /// decides the order and by how many days each person's times move, and is kept from who gets the table.
    #[wasm_bindgen(unchecked_return_type = "Anonymous")]
    pub fn anonymous(
        &self,
        #[wasm_bindgen(js_name = options, unchecked_param_type = "Some<AnonymousOptions>")] given: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Bytes")] secret: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.0.anonymous(&options::<AnonymousOptions>(given)?, &bytes(secret)?))
    }

    /// Erases what has had its time by the rules of `retention`, and says what that was. Old files do not bring it back.
    #[wasm_bindgen(unchecked_return_type = "Swept")]
    pub fn sweep(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string | number | Date")] now: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.0.sweep(take::<Time>(now, "now")?))
    }

    /// Who and what a leak touched, whether it is to be reported, and by when: for a purpose that sees all there is of everybody,
    /// as `"legal"` does.
    #[wasm_bindgen(unchecked_return_type = "BreachReport")]
    pub fn breach(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Some<Breach>")] breach: &JsValue,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Partial<BreachRules>")] rules: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let (breach, for_what): (Breach, _) = (take(breach, "breach")?, purpose(for_what)?);
        give(self.0.breach(&breach, &options::<BreachRules>(rules)?, for_what))
    }
}

impl Engine {
    /// The id of who is meant, if the purpose may see them.
    fn named(&self, who: &JsValue, for_what: Purpose) -> Result<String, JsValue> {
        self.0
            .customer_named(&text(who, "who")?, for_what)
            .and_then(|id| id.ok_or_else(stranger))
            .map_err(throw)
    }
}
