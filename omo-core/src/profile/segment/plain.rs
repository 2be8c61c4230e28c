//! A direct reading of segments, one condition and one fact at a time: what the compiled form is held against.
#![expect(clippy::cast_precision_loss, reason = "numbers of tests are small")]

use serde_json::{Value, json};

use super::tests::{category, side};
use crate::model::{DAY, HOUR, Side, Time, Touchpoint};
use crate::profile::ProfileOptions;

pub struct Reader<'a> {
    pub document: &'a Value,
    /// Oldest first.
    pub facts: &'a [Touchpoint],
    pub now: i64,
}

fn length(value: &Value) -> i64 {
    let text = value.as_str().unwrap();
    let (digits, unit) = text.split_at(text.len() - 1);
    digits.parse::<i64>().unwrap() * if unit == "d" { DAY } else { HOUR }
}

fn one_of(filter: &Value, field: &str, text: Option<&str>) -> bool {
    match &filter[field] {
        Value::Null => true,
        Value::Array(list) => list.iter().any(|word| word.as_str() == text),
        word => word.as_str() == text,
    }
}

fn line_means(filter: &Value, product: &str) -> bool {
    one_of(filter, "product", Some(product))
        && (filter["category"].is_null()
            || category(product).is_some_and(|c| one_of(filter, "category", Some(c))))
}

fn means(filter: &Value, fact: &Touchpoint) -> bool {
    let lines = filter["product"].is_null() && filter["category"].is_null()
        || fact.lines.iter().any(|line| line_means(filter, &line.product));
    let side = if side(&fact.channel) == Side::Online { "online" } else { "offline" };
    lines
        && one_of(filter, "action", Some(fact.action.name()))
        && one_of(filter, "channel", Some(&fact.channel))
        && one_of(filter, "store", fact.store.as_deref())
        && one_of(filter, "side", Some(side))
}

fn in_range(range: &Value, x: f64, number: &dyn Fn(&Value) -> f64) -> bool {
    let test = |name: &str, good: &dyn Fn(f64) -> bool| range[name].is_null() || good(number(&range[name]));
    test("atLeast", &|y| x >= y)
        && test("moreThan", &|y| x > y)
        && test("atMost", &|y| x <= y)
        && test("lessThan", &|y| x < y)
        && test("is", &|y| x == y)
}

fn plain_number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

impl Reader<'_> {
    fn in_window(&self, condition: &Value, fact: &Touchpoint) -> bool {
        let at = fact.occurred_at.millis();
        let time = |name: &str| condition[name].as_str().map(|text| text.parse::<Time>().unwrap().millis());
        at <= self.now
            && (condition["within"].is_null() || self.now - at < length(&condition["within"]))
            && time("since").is_none_or(|since| at >= since)
            && time("until").is_none_or(|until| at < until)
    }

    /// Whether steps from `step` on can follow the fact before `from`.
    fn follows(&self, condition: &Value, steps: &[Value], from: usize, before: Option<i64>) -> bool {
        let Some((step, rest)) = steps.split_first() else { return true };
        let near = |at: i64| {
            step["within"].is_null() || before.is_none_or(|before| at - before <= length(&step["within"]))
        };
        if !step["not"].is_null() {
            let gap_over = step["within"].is_null() || before.unwrap() + length(&step["within"]) <= self.now;
            let later = self.facts.get(from..).unwrap_or_default().iter();
            let mut later = later.filter(|fact| fact.occurred_at.millis() <= self.now);
            return gap_over
                && !later.any(|fact| means(&step["not"], fact) && near(fact.occurred_at.millis()));
        }
        (from..self.facts.len()).any(|place| {
            let fact = &self.facts[place];
            let at = fact.occurred_at.millis();
            self.in_window(condition, fact)
                && means(&step["event"], fact)
                && near(at)
                && self.follows(condition, rest, place + 1, Some(at))
        })
    }

    /// The known facts that are meant, those in the window or all.
    fn meant(&self, condition: &Value, filter: &Value, windowed: bool) -> Vec<&Touchpoint> {
        let known = self.facts.iter().filter(|fact| fact.occurred_at.millis() <= self.now);
        known.filter(|fact| means(filter, fact) && (!windowed || self.in_window(condition, fact))).collect()
    }

    pub fn holds(&self, condition: &Value) -> bool {
        let object = condition.as_object().unwrap();
        let has = |name: &str| object.get(name);
        let meant = |filter: &Value, windowed: bool| self.meant(condition, filter, windowed);
        if let Some(all) = has("all") {
            return all.as_array().unwrap().iter().all(|inner| self.holds(inner));
        }
        if let Some(any) = has("any") {
            return any.as_array().unwrap().iter().any(|inner| self.holds(inner));
        }
        if let Some(not) = has("not") {
            return !self.holds(not);
        }
        if let Some(name) = has("segment") {
            return self.holds(&self.document[name.as_str().unwrap()]);
        }
        if let Some(never) = has("never") {
            return meant(never, true).is_empty();
        }
        if let Some(event) = has("event") {
            let count = meant(event, true).len() as f64;
            return match has("count") {
                None => count >= 1.0,
                Some(range) => in_range(range, count, &plain_number),
            };
        }
        if let Some(steps) = has("sequence") {
            return self.follows(condition, steps.as_array().unwrap(), 0, None);
        }
        if let Some(filter) = has("recency") {
            let last = meant(filter, false).into_iter().map(|fact| fact.occurred_at.millis()).max();
            return last.is_some_and(|last| {
                in_range(condition, (self.now - last) as f64, &|value| length(value) as f64)
            });
        }
        if let Some(filter) = has("interest") {
            let weight = |action: &str| ProfileOptions::default().weights.get(action).copied().unwrap_or(0.0);
            let half_life = has("halfLife").map_or(30.0 * DAY as f64, |value| length(value) as f64);
            let level: f64 = meant(filter, false)
                .iter()
                .map(|fact| {
                    let age = (self.now - fact.occurred_at.millis()) as f64;
                    weight(fact.action.name()) * crate::math::pow(0.5, age / half_life)
                })
                .sum();
            return in_range(condition, if level.abs() < 1e-6 { 0.0 } else { level }, &plain_number);
        }
        if let Some(name) = has("trait") {
            let told = self.facts.iter().filter(|fact| fact.occurred_at.millis() <= self.now);
            let value = told.filter_map(|fact| fact.traits.get(name.as_str().unwrap())).next_back();
            return match (has("is"), has("exists")) {
                (Some(is), _) => value.is_some_and(|value| is.as_str() == Some(value)),
                (_, Some(exists)) => exists.as_bool() == Some(value.is_some()),
                _ => {
                    value.and_then(|v| v.parse().ok()).is_some_and(|x| in_range(condition, x, &plain_number))
                }
            };
        }
        self.aggregate(condition)
    }

    fn aggregate(&self, condition: &Value) -> bool {
        let has = |name: &str| condition.get(name);
        let (how, of) =
            ["sum", "avg", "min", "max", "distinct"].iter().find_map(|h| Some((*h, has(h)?))).unwrap();
        let empty = json!({});
        let filter = has("of").unwrap_or(&empty);
        let facts = self.meant(condition, filter, true);
        let lines = |fact: &Touchpoint| {
            fact.lines.iter().filter(|line| line_means(filter, &line.product)).cloned().collect::<Vec<_>>()
        };
        let sum = |fact: &&Touchpoint| {
            let amounts: Vec<i64> =
                lines(fact).iter().filter_map(|line| Some(line.amount?.minor())).collect();
            let sign = if of == "net" && fact.action.name() == "return" { -1 } else { 1 };
            (!amounts.is_empty()).then(|| (amounts.iter().sum::<i64>() * sign) as f64)
        };
        let numbers: Vec<f64> = match of.as_str().unwrap() {
            "amount" | "net" => facts.iter().filter_map(sum).collect(),
            "quantity" => {
                facts.iter().map(|f| lines(f).iter().map(|line| f64::from(line.quantity)).sum()).collect()
            }
            "daysBetween" => {
                let pairs = facts.iter().zip(facts.iter().skip(1));
                pairs.map(|(a, b)| b.occurred_at.since(a.occurred_at) as f64 / DAY as f64).collect()
            }
            thing => {
                let mut seen: Vec<String> = Vec::new();
                for fact in &facts {
                    match thing {
                        "days" => seen.push(fact.occurred_at.day().to_string()),
                        "stores" => seen.extend(fact.store.clone()),
                        "channels" => seen.push(fact.channel.clone()),
                        "actions" => seen.push(fact.action.name().into()),
                        "products" => seen.extend(lines(fact).into_iter().map(|line| line.product)),
                        _ => seen.extend(
                            lines(fact).iter().filter_map(|l| Some(category(&l.product)?.to_owned())),
                        ),
                    }
                }
                seen.sort();
                seen.dedup();
                vec![1.0; seen.len()]
            }
        };
        let number = match how {
            "sum" | "distinct" => Some(numbers.iter().sum()),
            _ if numbers.is_empty() => None,
            "avg" => Some(numbers.iter().sum::<f64>() / numbers.len() as f64),
            "min" => numbers.iter().copied().reduce(f64::min),
            _ => numbers.iter().copied().reduce(f64::max),
        };
        number.is_some_and(|x| in_range(condition, x, &plain_number))
    }
}
