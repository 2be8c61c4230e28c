//! A model together with what its numbers stand for.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::saved::{self, Saved};
use crate::Error;
use crate::order::Order;
use crate::vocabulary::Vocabulary;

/// What the numbers of customers or items stand for, in order.
///
/// Names are in order of texts, or of numbers where all of them are whole numbers, whatever order they were met in:
/// so ties, which go by number, do not depend on the order of rows. Whole numbers are written and given back as numbers.
///
/// ```
/// use omo_core::recommend::Names;
/// use omo_core::vocabulary::Vocabulary;
/// let mut met = Vocabulary::default();
/// (met.intern("tea"), met.intern("rice"));
/// let (names, renumbered) = Names::sorted(&met, false);
/// assert_eq!((names.text(0), names.get("tea")), (Some("rice"), Some(1)));
/// assert_eq!(renumbered, [1, 0]);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Names {
    words: Vocabulary,
    integers: bool,
}

impl Names {
    /// Names in order, and the new number of each old one.
    ///
    /// `integers` says that all of them are whole numbers; where one is not, they are texts.
    #[must_use]
    pub fn sorted(met: &Vocabulary, integers: bool) -> (Self, Vec<u32>) {
        let numbers: Option<Vec<i64>> =
            integers.then(|| met.iter().map(|text| text.parse().ok()).collect()).flatten();
        let mut order: Vec<u32> = (0..).take(met.len()).collect();
        if let Some(numbers) = &numbers {
            let number = |at: u32| numbers.get(at as usize).copied();
            order.put_in_order_by(|&a, &b| number(a).cmp(&number(b)).then(met.text(a).cmp(&met.text(b))));
        } else {
            order.put_in_order_by(|&a, &b| met.text(a).cmp(&met.text(b)));
        }
        let mut words = Vocabulary::default();
        let mut renumbered = vec![0; met.len()];
        for old in order {
            let new = words.intern(met.text(old).unwrap_or_default());
            if let Some(place) = renumbered.get_mut(old as usize) {
                *place = new;
            }
        }
        (Self { words, integers: numbers.is_some() }, renumbered)
    }

    /// How many names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The number of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<u32> {
        self.words.get(name)
    }

    /// The name of a number.
    #[must_use]
    pub fn text(&self, number: u32) -> Option<&str> {
        self.words.text(number)
    }

    /// The number of a name; a new one goes to the end, whatever the order of the others.
    pub fn intern(&mut self, name: &str) -> u32 {
        // Only what is written as whole numbers are written comes back as it was.
        self.integers &= name.parse::<i64>().is_ok_and(|number| number.to_string() == name);
        self.words.intern(name)
    }

    /// All names in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter()
    }

    /// Whether the names are whole numbers.
    #[must_use]
    pub fn are_integers(&self) -> bool {
        self.integers
    }
}

impl PartialEq for Names {
    fn eq(&self, other: &Self) -> bool {
        // Of no names it cannot be said, nor written down, whether they are numbers.
        let alike = self.integers == other.integers || self.is_empty();
        alike && self.len() == other.len() && self.iter().eq(other.iter())
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Integers(Vec<i64>),
    Texts(Vec<String>),
}

impl Serialize for Names {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.integers {
            to.collect_seq(self.iter().map(str::parse::<i64>).map(Result::unwrap_or_default))
        } else {
            to.collect_seq(self.iter())
        }
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(from)?;
        let mut words = Vocabulary::default();
        let (many, integers) = match &written {
            Written::Integers(all) => {
                for number in all {
                    words.intern(&number.to_string());
                }
                (all.len(), true)
            }
            Written::Texts(all) => {
                for text in all {
                    words.intern(text);
                }
                (all.len(), false)
            }
        };
        // No customer or item has two numbers.
        if words.len() == many {
            Ok(Self { words, integers })
        } else {
            Err(D::Error::custom("names must differ"))
        }
    }
}

/// A model with the names of its customers and items: what is saved, and what another language loads.
///
/// ```
/// use omo_core::recommend::{Bought, Companions, CompanionsOptions, Labelled, Names, Purchases};
/// use omo_core::vocabulary::Vocabulary;
/// let bought = |customer, item| Bought { customer, item, day: 20_000, store: 0, channel: 0 };
/// let model = Companions::fit(&Purchases::new(vec![bought(0, 0), bought(0, 1)], 1, 2)?, &CompanionsOptions::default())?;
/// let names = |texts: &[&str]| {
///     let mut met = Vocabulary::default();
///     texts.iter().for_each(|text| { met.intern(text); });
///     Names::sorted(&met, false).0
/// };
/// let saved = Labelled::new(names(&["hanako"]), names(&["rice", "tea"]), model).to_json();
/// let loaded = Labelled::<Companions>::from_json(&saved)?;
/// assert_eq!(loaded.items().text(1), Some("tea"));
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Labelled<M> {
    customers: Names,
    items: Names,
    model: M,
}

#[derive(Serialize)]
struct Sealed<'a, M> {
    omo: &'a str,
    version: u32,
    customers: &'a Names,
    items: &'a Names,
    model: &'a M,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Opened<M> {
    omo: String,
    version: u32,
    customers: Names,
    items: Names,
    model: M,
}

impl<M> Labelled<M> {
    /// A model and the names of the customers and items it learnt from.
    pub fn new(customers: Names, items: Names, model: M) -> Self {
        Self { customers, items, model }
    }

    /// The names of the customers.
    #[must_use]
    pub fn customers(&self) -> &Names {
        &self.customers
    }

    /// The names of the items.
    #[must_use]
    pub fn items(&self) -> &Names {
        &self.items
    }

    /// The names of the customers, and those of the items, to be told more.
    #[cfg(feature = "models")]
    pub(super) fn names_mut(&mut self) -> (&mut Names, &mut Names) {
        (&mut self.customers, &mut self.items)
    }

    /// The names of the items, to be told more: as many as the model is told.
    pub fn items_mut(&mut self) -> &mut Names {
        &mut self.items
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &M {
        &self.model
    }

    /// The model, to be told more; names that are new to it go to the end.
    pub fn model_mut(&mut self) -> &mut M {
        &mut self.model
    }
}

impl<M: Saved> Labelled<M> {
    /// The model and its names as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let Self { customers, items, model } = self;
        saved::written(&Sealed { omo: M::KIND, version: M::VERSION, customers, items, model })
    }

    /// As [`to_json`](Self::to_json), without the customers' names.
    #[cfg(feature = "models")]
    pub(super) fn to_nameless_json(&self) -> String {
        let Self { items, model, .. } = self;
        let customers = &Names::default();
        saved::written(&Sealed { omo: M::KIND, version: M::VERSION, customers, items, model })
    }

    /// What [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] for anything else: another kind or version, a file that was cut off.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        serde_json::from_str(json)
            .ok()
            .filter(|opened: &Opened<M>| opened.omo == M::KIND && opened.version == M::VERSION)
            .filter(|opened| {
                opened.model.whole() && opened.model.fits(opened.customers.len(), opened.items.len())
            })
            .map(|Opened { customers, items, model, .. }| Self { customers, items, model })
            .ok_or(Error::Model { expected: M::EXPECTED })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn met(texts: &[String]) -> Vocabulary {
        let mut met = Vocabulary::default();
        for text in texts {
            met.intern(text);
        }
        met
    }

    proptest! {
        #[test]
        fn names_do_not_depend_on_the_order_they_were_met_in(
            texts in proptest::collection::vec("-?[0-9]{1,3}|[a-c]{1,2}", 0..20), by in 0_usize..20, integers: bool,
        ) {
            let mut turned = texts.clone();
            turned.rotate_left(by % texts.len().max(1));
            let (a, renumbered) = Names::sorted(&met(&texts), integers);
            prop_assert_eq!(&a, &Names::sorted(&met(&turned), integers).0);
            let met = met(&texts);
            for (old, new) in renumbered.into_iter().enumerate() {
                prop_assert_eq!(met.text(u32::try_from(old).unwrap()), a.text(new));
            }
        }

        #[test]
        fn names_come_back_as_they_were_written(texts in proptest::collection::vec("[a-z0-9]{1,3}", 0..20)) {
            let (names, _) = Names::sorted(&met(&texts), false);
            let json = serde_json::to_string(&names).unwrap();
            prop_assert_eq!(serde_json::from_str::<Names>(&json).unwrap(), names);
        }
    }

    #[test]
    fn no_names_are_neither_numbers_nor_texts() {
        let of = |integers| Names::sorted(&Vocabulary::default(), integers).0;
        assert_eq!(of(true), of(false));
        assert_ne!(Names::sorted(&met(&["1".into()]), true).0, Names::sorted(&met(&["1".into()]), false).0);
    }

    #[test]
    fn whole_numbers_are_numbers_in_their_order() {
        let (names, _) = Names::sorted(&met(&["10".into(), "9".into(), "-1".into()]), true);
        assert_eq!(serde_json::to_string(&names).unwrap(), "[-1,9,10]");
        assert_eq!(serde_json::from_str::<Names>("[-1,9,10]").unwrap(), names);
        assert!(serde_json::from_str::<Names>("[1,1]").is_err());
        assert!(serde_json::from_str::<Names>(r#"[1,"a"]"#).is_err());
    }
}
