//! Which keys rows share, one row at a time.

use crate::Error;
use crate::identity::linker::compared::Compared;
use crate::identity::linker::key::Handle;
use crate::identity::linker::scorer::Scorer;
use crate::random::mix;

/// Sets of keys: rows that share all of one set are compared.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules(Vec<Rule>);

#[derive(Debug, Clone)]
struct Rule {
    name: String,
    keys: Vec<Handle>,
}

impl Rules {
    /// The rules of these names; the usual ones where there are none.
    pub fn read(compared: &[Compared], block_on: &[Vec<String>]) -> Result<Self, Error> {
        if block_on.is_empty() {
            let usual = Handle::usual(compared).into_iter();
            return Ok(Self(usual.map(|(name, key)| Rule { name, keys: vec![key] }).collect()));
        }
        let rule = |names: &Vec<String>| {
            if names.is_empty() {
                let message = "`block_on` must name one key or more in each rule".into();
                return Err(Error::Options { message });
            }
            let keys = names.iter().map(|name| Handle::read(compared, name));
            Ok(Rule { name: names.join(" + "), keys: keys.collect::<Result<_, Error>>()? })
        };
        Ok(Self(block_on.iter().map(rule).collect::<Result<_, Error>>()?))
    }

    /// The keys of a rule, by their names.
    pub fn name(&self, rule: usize) -> String {
        self.0.get(rule).map_or_else(String::new, |rule| rule.name.clone())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The blocks that a row is in, rule by rule; two rows of one block share all keys of the rule.
    pub fn blocks(&self, scorer: &Scorer, row: u32, into: &mut Vec<u64>) {
        into.clear();
        (0..self.0.len()).for_each(|rule| self.of_rule(rule, scorer, row, into));
    }

    /// The blocks of a rule that a row is in: one at most, unless keys are elements of sets.
    pub fn of_rule(&self, rule: usize, scorer: &Scorer, row: u32, into: &mut Vec<u64>) {
        let cells = scorer.rows.of(row);
        let start = into.len();
        // Rules have blocks of their own.
        into.push(mix(rule as u64 + 1));
        let mut keys = Vec::new();
        for handle in self.0.get(rule).into_iter().flat_map(|rule| &rule.keys) {
            keys.clear();
            if let (Some(compared), Some(&value)) =
                (scorer.compared.get(handle.column), cells.get(handle.column))
            {
                handle.keys(compared, value, &mut keys);
            }
            let before = into.split_off(start);
            let mixed = |key: u64, before: &[u64]| {
                before
                    .iter()
                    .map(|before| mix(before ^ mix(key.wrapping_add(0x9e37_79b9))))
                    .collect::<Vec<_>>()
            };
            for &key in &keys {
                into.extend(mixed(key, &before));
            }
        }
    }
}
