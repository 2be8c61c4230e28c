//! Reading segments: where in the document one is, and what must stand there.

use serde_json::{Map, Value};

use crate::Error;
use crate::form::nearest;
use crate::model::{DAY, HOUR, MINUTE};

/// A place in the document, told as a path only when something there is wrong.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    outer: Option<&'p Place<'p>>,
    name: &'p str,
    row: Option<usize>,
}

impl<'p> Place<'p> {
    pub fn root(name: &'p str) -> Self {
        Self { outer: None, name, row: None }
    }

    pub fn at(&'p self, name: &'p str) -> Self {
        Self { outer: Some(self), name, row: None }
    }

    pub fn row(&'p self, row: usize) -> Self {
        Self { outer: Some(self), name: "", row: Some(row) }
    }

    /// `vip.all[1].within`. Longer than anybody writes by hand is cut.
    pub fn path(&self) -> String {
        let mut path = self.outer.map(Place::path).unwrap_or_default();
        if let Some(row) = self.row {
            path += &["[", &row.to_string(), "]"].concat();
        } else {
            if !path.is_empty() {
                path.push('.');
            }
            path.extend(self.name.chars().take(60));
        }
        path
    }

    pub fn must_be(&self, must: &str) -> Error {
        Error::Options { message: format!("`{}` must be {must}", self.path()) }
    }

    /// What is not one of the words known here, with the nearest of them.
    pub fn unknown(&self, what: &str, told: &str, known: &[&str]) -> Error {
        let path = self.path();
        let told: String = told.chars().take(60).collect();
        let end = match nearest(&told, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => "there is none".into(),
            None if known.len() <= 24 => format!("it must be one of {}", known.join(", ")),
            None => "it must be one of those that were told".into(),
        };
        Error::Options { message: format!("`{path}`: the {what} `{told}` is not known, {end}") }
    }

    pub fn object(&self, value: &'p Value) -> Result<Fields<'p>, Error> {
        value.as_object().map(Fields).ok_or_else(|| self.must_be("an object"))
    }

    /// A list that is not empty, of at most `most`.
    pub fn list(&self, value: &'p Value, most: usize) -> Result<&'p [Value], Error> {
        let list = value.as_array().filter(|list| !list.is_empty() && list.len() <= most);
        Ok(list.ok_or_else(|| self.must_be(&format!("a list of 1 to {most}")))?.as_slice())
    }

    pub fn text(&self, value: &'p Value) -> Result<&'p str, Error> {
        let text = value.as_str().filter(|text| !text.trim().is_empty());
        text.ok_or_else(|| self.must_be("a text that is not empty"))
    }

    pub fn number(&self, value: &Value) -> Result<f64, Error> {
        let number = value.as_f64().filter(|number| number.is_finite());
        number.ok_or_else(|| self.must_be("a number"))
    }

    /// A length of time such as `30d`, in milliseconds.
    pub fn length(&self, value: &Value) -> Result<i64, Error> {
        let wrong = || {
            self.must_be("a length of time from 1m to 36500d: a whole number of m (minutes), h (hours), d (days) or w (weeks), such as `30d`")
        };
        let text = value.as_str().ok_or_else(wrong)?;
        let unit = text.chars().next_back().ok_or_else(wrong)?;
        let digits = text.strip_suffix(unit).unwrap_or_default();
        let unit = match unit {
            'm' => MINUTE,
            'h' => HOUR,
            'd' => DAY,
            'w' => 7 * DAY,
            _ => return Err(wrong()),
        };
        let plain = (1..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        let count: i64 = digits.parse().ok().filter(|_| plain).ok_or_else(wrong)?;
        let millis = count.saturating_mul(unit);
        if (1..=36_500 * DAY).contains(&millis) { Ok(millis) } else { Err(wrong()) }
    }
}

/// The fields of an object.
#[derive(Clone, Copy)]
pub(super) struct Fields<'p>(&'p Map<String, Value>);

impl<'p> Fields<'p> {
    pub fn get(self, name: &str) -> Option<&'p Value> {
        self.0.get(name)
    }

    pub fn iter(self) -> impl Iterator<Item = (&'p str, &'p Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// No other fields than these.
    pub fn only(self, place: &Place<'_>, known: &[&str]) -> Result<(), Error> {
        match self.0.keys().find(|key| !known.contains(&key.as_str())) {
            None => Ok(()),
            Some(key) => Err(place.at(key).unknown("field", key, known)),
        }
    }
}

/// From where to where a number lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    pub low: f64,
    /// Whether `low` itself is out.
    pub over: bool,
    pub high: f64,
    /// Whether `high` itself is out.
    pub under: bool,
}

/// The fields of a range.
pub(super) const RANGE: [&str; 5] = ["atLeast", "moreThan", "atMost", "lessThan", "is"];

impl Range {
    pub const ANY: Self = Self { low: f64::NEG_INFINITY, over: false, high: f64::INFINITY, under: false };
    pub const NONE: Self = Self { low: 0.0, over: false, high: 0.0, under: false };
    pub const SOME: Self = Self { low: 1.0, ..Self::ANY };

    pub fn has(&self, x: f64) -> bool {
        let above = if self.over { x > self.low } else { x >= self.low };
        above && if self.under { x < self.high } else { x <= self.high }
    }

    /// The range in an object's fields; `None` where it has none of them.
    pub fn read<'p>(
        fields: Fields<'p>,
        place: &Place<'p>,
        number: &dyn Fn(&Place<'_>, &Value) -> Result<f64, Error>,
    ) -> Result<Option<Self>, Error> {
        let mut range = None;
        for name in RANGE {
            let Some(value) = fields.get(name) else { continue };
            let here = place.at(name);
            let x = number(&here, value)?;
            let now: &mut Self = range.get_or_insert(Self::ANY);
            let (low, high) = (now.low == f64::NEG_INFINITY, now.high == f64::INFINITY);
            match name {
                "atLeast" if low => now.low = x,
                "moreThan" if low => (now.low, now.over) = (x, true),
                "atMost" if high => now.high = x,
                "lessThan" if high => (now.high, now.under) = (x, true),
                "is" if low && high => (now.low, now.high) = (x, x),
                _ => return Err(here.must_be("left out: another bound is there already")),
            }
            if now.low > now.high || now.low == now.high && (now.over || now.under) {
                return Err(here.must_be("such that some number lies between the bounds"));
            }
        }
        Ok(range)
    }
}
