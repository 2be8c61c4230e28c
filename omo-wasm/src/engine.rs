//! All together: the engine in a page, a worker or Node.

use js_sys::Reflect;
use omo_core::engine::{Config, Engine as Core, Moment, Receipt, ReportOptions};
use omo_core::io::{self, Batch, Mapping, SegmentOptions};
use omo_core::value::RfmOptions;
use omo_core::{Consent, Error, Identifier, Product, Purpose, Store, Time, Zone};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::cross::{self, absent, bytes, count, give, options, purpose, take, text, throw};
use crate::journey::Journeys;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Options of which any may be left out, at any depth. */
export type Some<T> = T extends readonly (infer One)[] ? Some<One>[] : T extends object ? { [Name in keyof T]?: Some<T[Name]> } : T;

/** A file: its bytes or its text. */
export type Bytes = Uint8Array | ArrayBuffer | string;

/** When, where, how and what for something is recommended. */
export type At = Omit<Partial<Moment>, "now"> & { now: string | number | Date };

/** A record that was set aside, with the export it came from and what it holds. */
export type SetAside = Quarantined & { source: string; record: string };

/** Something left out of a good record, with the export it came from. */
export type LeftOut = Note & { source: string };
"#;

/// A shop that knows its customers: facts go in, customers, journeys and recommendations come out.
///
/// Everything stays in memory, in this page. Call `free()` when done, or write `using shop = new Engine()`.
#[wasm_bindgen]
pub struct Engine(pub(crate) Core);

/// Facts in.
#[wasm_bindgen]
impl Engine {
    /// An empty shop; a `config` may be left out, and so may any part of it.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_optional_param_type = "Some<Settings>")] config: &JsValue,
    ) -> Result<Engine, JsValue> {
        Core::in_memory(options::<Config>(config)?).map(Engine).map_err(throw)
    }

    /// Takes records in: touchpoints, or records of any form with a mapping. Bad ones are quarantined.
    #[wasm_bindgen(unchecked_return_type = "Receipt")]
    pub fn ingest(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "readonly object[]")] records: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Partial<Mapping>")] mapping: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mapping = self.mapping(mapping)?;
        let batch = io::read_records(cross::records(records, "records")?, &mapping);
        self.took(&mapping.source, batch)
    }

    /// Takes a CSV export in. Times without an offset are on the shop's clock, unless the mapping says whose.
    #[wasm_bindgen(js_name = ingestCsv, unchecked_return_type = "Receipt")]
    pub fn ingest_csv(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Bytes")] file: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Partial<Mapping>")] mapping: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mapping = self.mapping(mapping)?;
        self.took(&mapping.source, io::read_csv(&bytes(file)?, &mapping))
    }

    /// Takes a JSON Lines export in, flat or nested.
    #[wasm_bindgen(js_name = ingestJsonLines, unchecked_return_type = "Receipt")]
    pub fn ingest_json_lines(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Bytes")] file: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Partial<Mapping>")] mapping: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mapping = self.mapping(mapping)?;
        self.took(&mapping.source, io::read_json_lines(&bytes(file)?, &mapping))
    }

    /// Takes events of Segment's specification in, one JSON object a line.
    #[wasm_bindgen(js_name = ingestSegment, unchecked_return_type = "Receipt")]
    pub fn ingest_segment(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Bytes")] file: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Partial<SegmentOptions>")]
        given: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mut segment = options::<SegmentOptions>(given)?;
        segment.zone = self.zone(given, segment.zone);
        self.took(&segment.source, io::read_segment(&bytes(file)?, &segment))
    }

    /// Adds products, or replaces those with the same id.
    #[wasm_bindgen(js_name = addProducts)]
    pub fn add_products(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "readonly Product[]")] products: &JsValue,
    ) -> Result<(), JsValue> {
        self.0.add_products(take::<Vec<Product>>(products, "products")?).map_err(throw)
    }

    /// Adds the products of a CSV with the words `id, name, category, price, currency`.
    #[wasm_bindgen(js_name = addProductsCsv, unchecked_return_type = "Receipt")]
    pub fn add_products_csv(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Bytes")] file: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Partial<Mapping>")] mapping: &JsValue,
    ) -> Result<JsValue, JsValue> {
        self.table(file, mapping, "products", |shop, source, file, mapping| {
            shop.add_table(source, io::read_products(file, mapping)?, Core::add_products)
        })
    }

    /// Adds stores, or replaces those with the same id.
    #[wasm_bindgen(js_name = addStores)]
    pub fn add_stores(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "readonly Store[]")] stores: &JsValue,
    ) -> Result<(), JsValue> {
        self.0.add_stores(take::<Vec<Store>>(stores, "stores")?).map_err(throw)
    }

    /// Adds the stores of a CSV with the words `id, name, latitude, longitude`.
    #[wasm_bindgen(js_name = addStoresCsv, unchecked_return_type = "Receipt")]
    pub fn add_stores_csv(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Bytes")] file: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Partial<Mapping>")] mapping: &JsValue,
    ) -> Result<JsValue, JsValue> {
        self.table(file, mapping, "stores", |shop, source, file, mapping| {
            shop.add_table(source, io::read_stores(file, mapping)?, Core::add_stores)
        })
    }

    /// Sets how many pieces of a product a store has. Once any stock is set, only what is in stock is recommended.
    #[wasm_bindgen(js_name = setStock)]
    pub fn set_stock(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "readonly StockRecord[]")] stock: &JsValue,
    ) -> Result<(), JsValue> {
        self.0.set_stock(take::<Vec<io::StockRecord>>(stock, "stock")?).map_err(throw)
    }

    /// Sets the stock of a CSV with the words `store, product, quantity`.
    #[wasm_bindgen(js_name = setStockCsv, unchecked_return_type = "Receipt")]
    pub fn set_stock_csv(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Bytes")] file: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Partial<Mapping>")] mapping: &JsValue,
    ) -> Result<JsValue, JsValue> {
        self.table(file, mapping, "stock", |shop, source, file, mapping| {
            shop.add_table(source, io::read_stock(file, mapping)?, Core::set_stock)
        })
    }

    /// Adds consent records: the latest word holds, whatever order they come in.
    #[wasm_bindgen(js_name = addConsents)]
    pub fn add_consents(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "readonly Consent[]")] consents: &JsValue,
    ) -> Result<(), JsValue> {
        self.0.add_consents(take::<Vec<Consent>>(consents, "consents")?).map_err(throw)
    }

    /// Adds the consents of a CSV with the words `kind, value, purpose, channel, status, at, notice`.
    #[wasm_bindgen(js_name = addConsentsCsv, unchecked_return_type = "Receipt")]
    pub fn add_consents_csv(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Bytes")] file: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Partial<Mapping>")] mapping: &JsValue,
    ) -> Result<JsValue, JsValue> {
        self.table(file, mapping, "consents", |shop, source, file, mapping| {
            shop.add_table(source, io::read_consents(file, mapping)?, Core::add_consents)
        })
    }
}

/// Customers out.
#[wasm_bindgen]
impl Engine {
    /// How many facts it holds.
    #[must_use]
    pub fn touchpoints(&self) -> usize {
        self.0.touchpoints()
    }

    /// All customers the purpose may see, the longest known first.
    #[wasm_bindgen(unchecked_return_type = "CustomerList")]
    pub fn customers(
        &self,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.0.customers(purpose(for_what)?))
    }

    /// The customer with an identifier; `null` for a stranger, or where the purpose may not see the customer.
    #[wasm_bindgen(unchecked_return_type = "Customer | null")]
    pub fn customer(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Identifier")] identifier: &JsValue,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let identifier: Identifier = take(identifier, "identifier")?;
        give(self.0.customer(&identifier, purpose(for_what)?))
    }

    /// Ids of the customers the purpose may see, by number of purchases, most first.
    #[wasm_bindgen(js_name = bestCustomers, unchecked_return_type = "string[]")]
    pub fn best_customers(
        &self,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] n: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.0.best_customers(purpose(for_what)?, count(n, "n", 10)? as usize))
    }

    /// Which facts make two identifiers one customer's: a chain from `a` to `b`, or `null` when they are not.
    #[wasm_bindgen(unchecked_return_type = "Link[] | null")]
    pub fn explain(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Identifier")] a: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Identifier")] b: &JsValue,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let (a, b): (Identifier, Identifier) = (take(a, "a")?, take(b, "b")?);
        give(self.0.explain(&a, &b, purpose(for_what)?))
    }

    /// The id of each touchpoint that the purpose may see, and its customer's (`null` for a stranger's), oldest first.
    #[wasm_bindgen(unchecked_return_type = "[touchpoint: string, customer: string | null][]")]
    pub fn assignments(
        &self,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.0.assignments(purpose(for_what)?))
    }

    /// A customer's touchpoints across all channels, oldest first; `null` for an unknown id, or where the
    /// purpose may not see the customer.
    #[wasm_bindgen(unchecked_return_type = "Journey | null")]
    pub fn journey(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] customer: &JsValue,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.0.journey(&text(customer, "customer")?, purpose(for_what)?))
    }

    /// The journeys of all customers the purpose may see.
    pub fn journeys(
        &self,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
    ) -> Result<Journeys, JsValue> {
        self.0.journeys(purpose(for_what)?).map(Journeys).map_err(throw)
    }

    /// The journey map of all customers who may be counted: stages by channels.
    #[wasm_bindgen(js_name = journeyMap, unchecked_return_type = "JourneyMap")]
    pub fn journey_map(&self) -> Result<JsValue, JsValue> {
        self.counted()?.map()
    }

    /// The journey map as one `<svg>`, for a wide screen or a phone's, light or dark as the reader has it.
    #[wasm_bindgen(js_name = journeyMapSvg)]
    pub fn journey_map_svg(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Screen")] screen: &JsValue,
    ) -> Result<String, JsValue> {
        self.counted()?.journey_map_svg(language, screen)
    }

    /// How many customers go through stages in this order: see `Journeys.funnel`.
    #[wasm_bindgen(unchecked_return_type = "FunnelStep[]")]
    pub fn funnel(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Stage[] | null")] stages: &JsValue,
        #[wasm_bindgen(js_name = withinDays, unchecked_optional_param_type = "number | null")]
        within_days: &JsValue,
    ) -> Result<JsValue, JsValue> {
        self.counted()?.funnel(stages, within_days)
    }

    /// The usual funnel as one `<svg>`.
    #[wasm_bindgen(js_name = funnelSvg)]
    pub fn funnel_svg(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
    ) -> Result<String, JsValue> {
        self.counted()?.funnel_svg(language)
    }

    /// How customers move between online and offline.
    #[wasm_bindgen(unchecked_return_type = "Crossings")]
    pub fn crossings(&self) -> Result<JsValue, JsValue> {
        self.counted()?.crossings()
    }

    /// A picture as a Vega-Lite v6 specification, to hand to vega-embed.
    #[wasm_bindgen(unchecked_return_type = "Record<string, unknown>")]
    pub fn chart(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Chart")] of: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
    ) -> Result<JsValue, JsValue> {
        self.counted()?.chart(of, language)
    }

    /// Recency, frequency and monetary value of every customer the purpose may see, as of the day `today`.
    #[wasm_bindgen(unchecked_return_type = "CustomerValue[]")]
    pub fn rfm(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string | number | Date")] today: &JsValue,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Partial<RfmOptions>")]
        given: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let (today, for_what) = (take::<Time>(today, "today")?, purpose(for_what)?);
        give(self.0.rfm(today, &options::<RfmOptions>(given)?, for_what))
    }
}

/// What next.
#[wasm_bindgen]
impl Engine {
    /// The `n` best products for a customer (`null`: a stranger), from what is in stock, with reasons.
    #[wasm_bindgen(unchecked_return_type = "Recommended")]
    pub fn recommend(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string | null")] customer: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "At")] moment: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] n: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let customer = if absent(customer) { None } else { Some(text(customer, "customer")?) };
        let (moment, n) = (options::<Moment>(moment)?, count(n, "n", 5)?);
        give(self.0.recommend(customer.as_deref(), &moment, n as usize))
    }

    /// The best things to do for a customer, best first; doing nothing is one of them, with its reason.
    #[wasm_bindgen(js_name = nextBestActions, unchecked_return_type = "Suggestion[]")]
    pub fn next_best_actions(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] customer: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "At")] moment: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.0.next_best_actions(&text(customer, "customer")?, &options::<Moment>(moment)?))
    }

    /// The `n` best things to do, over all customers whom the shop may address.
    #[wasm_bindgen(js_name = bestActions, unchecked_return_type = "Suggestion[]")]
    pub fn best_actions(
        &self,
        #[wasm_bindgen(unchecked_param_type = "At")] moment: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] n: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.0.best_actions(&options::<Moment>(moment)?, count(n, "n", 10)? as usize))
    }

    /// What the shop holds: counts, the funnel, the crossings. No customer is named.
    #[wasm_bindgen(unchecked_return_type = "Summary")]
    pub fn summary(&self) -> Result<JsValue, JsValue> {
        give(self.0.summary())
    }

    /// The summary as one screen of text.
    #[wasm_bindgen(js_name = summaryText)]
    pub fn summary_text(&self) -> Result<String, JsValue> {
        self.0.summary().map(|summary| summary.to_string()).map_err(throw)
    }

    /// The shop on one self-contained HTML page. It names customers by the id of their oldest touchpoint,
    /// never by contact data.
    pub fn report(
        &self,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Partial<ReportOptions>")]
        given: &JsValue,
    ) -> Result<String, JsValue> {
        self.0.report(&options::<ReportOptions>(given)?).map_err(throw)
    }

    /// The products that are known by name, in order of their ids.
    #[wasm_bindgen(unchecked_return_type = "Product[]")]
    pub fn products(&self) -> Result<JsValue, JsValue> {
        give(Ok(self.0.products()))
    }

    /// The stores that are known by name, in order of their ids.
    #[wasm_bindgen(unchecked_return_type = "Store[]")]
    pub fn stores(&self) -> Result<JsValue, JsValue> {
        give(Ok(self.0.stores()))
    }

    /// Records that could not be taken in: where, why, and the record itself, to be mended. It may name people, so only a
    /// purpose that sees all of everybody may see it: by the presets, `"service"` and `"legal"`.
    #[wasm_bindgen(unchecked_return_type = "SetAside[]")]
    pub fn quarantined(
        &self,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let held = self.0.quarantined(purpose(for_what)?).map_err(throw)?;
        let aside = held.map(|(source, aside)| Aside {
            source,
            row: aside.row,
            column: aside.column.as_deref(),
            code: aside.code,
            reason: &aside.reason,
            record: Some(aside.record()),
        });
        give(Ok(aside.collect::<Vec<_>>()))
    }

    /// Records that were taken in without some unreadable part.
    #[wasm_bindgen(unchecked_return_type = "LeftOut[]")]
    pub fn notes(&self) -> Result<JsValue, JsValue> {
        let notes = self.0.notes().map(|(source, note)| Aside {
            source,
            row: note.row,
            column: note.column.as_deref(),
            code: note.code,
            reason: &note.reason,
            record: None,
        });
        give(Ok(notes.collect::<Vec<_>>()))
    }
}

/// A quarantined record or a note, with its source.
#[derive(Serialize)]
struct Aside<'a> {
    source: &'a str,
    row: u32,
    column: Option<&'a str>,
    code: &'a str,
    reason: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<&'a str>,
}

impl Engine {
    fn counted(&self) -> Result<Journeys, JsValue> {
        self.0.journeys(Purpose::Analytics).map(Journeys).map_err(throw)
    }

    /// A mapping, on the shop's clock unless it says whose.
    fn mapping(&self, given: &JsValue) -> Result<Mapping, JsValue> {
        let mut mapping = options::<Mapping>(given)?;
        mapping.zone = self.zone(given, std::mem::take(&mut mapping.zone));
        Ok(mapping)
    }

    fn zone(&self, given: &JsValue, read: Zone) -> Zone {
        let says = Reflect::get(given, &"zone".into()).is_ok_and(|zone| !absent(&zone));
        if says { read } else { self.0.config().zone.clone() }
    }

    fn took(&mut self, source: &str, batch: Result<Batch, Error>) -> Result<JsValue, JsValue> {
        give(batch.and_then(|batch| self.0.ingest_batch(source, batch)))
    }

    fn table(
        &mut self,
        file: &JsValue,
        mapping: &JsValue,
        usual: &str,
        add: AddTable,
    ) -> Result<JsValue, JsValue> {
        let mapping = self.mapping(mapping)?;
        let source = if mapping.source.is_empty() { usual } else { &mapping.source };
        give(add(&mut self.0, source, &bytes(file)?, &mapping))
    }
}

/// Reads a file of some kind and takes it in.
type AddTable = fn(&mut Core, &str, &[u8], &Mapping) -> Result<Receipt, Error>;
