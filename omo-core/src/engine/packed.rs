//! The log as bytes, and back: each text once, and nothing of facts that went.

use super::log::{Log, LoggedLine, NONE};
use super::pack::{Pack, Unpack, broken};
use crate::Error;
use crate::model::{Identifier, IdentifierKind, Money, Time};
use crate::vocabulary::Vocabulary;

/// Numbers that are used, in order of first use.
#[derive(Default)]
struct Used {
    places: Vec<u32>,
    order: Vec<u32>,
}

impl Used {
    /// The place of a number plus one; 0 for none.
    fn place(&mut self, number: u32) -> u64 {
        if number == NONE {
            return 0;
        }
        let at = number as usize;
        if at >= self.places.len() {
            self.places.resize(at + 1, NONE);
        }
        let next = u32::try_from(self.order.len()).unwrap_or(NONE);
        match self.places.get_mut(at) {
            Some(place) if *place == NONE => {
                *place = next;
                self.order.push(number);
                u64::from(next) + 1
            }
            place => place.map_or(0, |place| u64::from(*place) + 1),
        }
    }

    fn write(&self, words: &Vocabulary, pack: &mut Pack) {
        pack.number(self.order.len() as u64);
        for &number in &self.order {
            pack.text(words.text(number).unwrap_or_default());
        }
    }
}

impl Log {
    /// Writes all facts.
    pub fn pack(&self, pack: &mut Pack) {
        let [
            mut channels,
            mut actions,
            mut stores,
            mut abouts,
            mut products,
            mut currencies,
            mut said,
            mut seen,
        ]: [Used; 8] = Default::default();
        let mut facts = Pack::default();
        let mut before = 0;
        for fact in self.facts() {
            let number = u32::try_from(fact).unwrap_or(NONE);
            facts.text(self.ids.text(number).unwrap_or_default());
            let millis = self.millis(fact);
            facts.signed(millis.wrapping_sub(before));
            before = millis;
            facts.signed(self.time(fact).map_or(0, Time::offset).into());
            facts.number(channels.place(self.channel(fact)));
            facts.number(actions.place(self.action(fact)));
            facts.number(stores.place(self.store(fact)));
            facts.number(abouts.place(self.about(fact)));
            let row = self.seen(fact);
            facts.number(row.len() as u64);
            for &it in row {
                facts.number(seen.place(it));
            }
            let lines = self.lines(fact);
            facts.number(lines.len() as u64);
            for line in lines {
                facts.number(products.place(line.product));
                facts.number(line.quantity.into());
                facts.signed(line.amount);
                facts.number(currencies.place(line.currency));
            }
            let traits = self.traits_of(fact);
            facts.number(traits.len() as u64);
            for &(name, text) in traits {
                facts.number(said.place(name));
                facts.number(said.place(text));
            }
        }
        let tables: [(&Used, &Vocabulary); 7] = [
            (&channels, &self.channels),
            (&actions, &self.actions),
            (&stores, &self.stores),
            (&abouts, &self.abouts),
            (&products, &self.products),
            (&currencies, &self.currencies),
            (&said, &self.trait_texts),
        ];
        for (used, words) in tables {
            used.write(words, pack);
        }
        pack.number(seen.order.len() as u64);
        for &number in &seen.order {
            pack.number(self.identifiers.kind(number).map_or(0, |kind| kind as u64));
            pack.text(self.identifiers.value(number).unwrap_or_default());
        }
        pack.number(self.len() as u64);
        pack.0.extend(facts.0);
    }

    /// Reads facts into a log without any.
    pub fn unpack(&mut self, unpack: &mut Unpack<'_>) -> Result<(), Error> {
        let [channels, actions, stores, abouts, products, currencies, said] = {
            let tables = [
                &mut self.channels,
                &mut self.actions,
                &mut self.stores,
                &mut self.abouts,
                &mut self.products,
                &mut self.currencies,
                &mut self.trait_texts,
            ];
            let mut read = tables.map(|_| Vec::new());
            let words = [
                &mut self.channels,
                &mut self.actions,
                &mut self.stores,
                &mut self.abouts,
                &mut self.products,
                &mut self.currencies,
                &mut self.trait_texts,
            ];
            for (words, numbers) in words.into_iter().zip(&mut read) {
                for _ in 0..unpack.number()? {
                    numbers.push(words.intern(unpack.text()?));
                }
            }
            read
        };
        let mut identifiers = Vec::new();
        for _ in 0..unpack.number()? {
            let kind = usize::try_from(unpack.number()?).ok().and_then(|at| IdentifierKind::ALL.get(at));
            let identifier = Identifier::canonical(*kind.ok_or_else(broken)?, unpack.text()?);
            identifiers.push(self.identifiers.intern(&identifier));
        }
        // A place plus one, or 0 for none.
        let of = |numbers: &[u32], place: u64| match place.checked_sub(1) {
            None => Ok(NONE),
            Some(at) => usize::try_from(at).ok().and_then(|at| numbers.get(at)).copied().ok_or_else(broken),
        };
        let must = |numbers: &[u32], place: u64| {
            of(numbers, place).and_then(|n| if n == NONE { Err(broken()) } else { Ok(n) })
        };
        if currencies.iter().any(|&c| Money::new(0, self.currencies.text(c).unwrap_or_default()).is_err()) {
            return Err(broken());
        }
        let (mut before, mut row, mut lines, mut traits) = (0_i64, Vec::new(), Vec::new(), Vec::new());
        for _ in 0..unpack.number()? {
            let id = unpack.text()?;
            before = before.wrapping_add(unpack.signed()?);
            let offset = i16::try_from(unpack.signed()?).map_err(|_| broken())?;
            let time = Time::new(before, offset).map_err(|_| broken())?;
            let heads = [
                must(&channels, unpack.number()?)?,
                must(&actions, unpack.number()?)?,
                of(&stores, unpack.number()?)?,
                of(&abouts, unpack.number()?)?,
            ];
            for _ in 0..unpack.number()? {
                row.push(must(&identifiers, unpack.number()?)?);
            }
            for _ in 0..unpack.number()? {
                lines.push(LoggedLine {
                    product: must(&products, unpack.number()?)?,
                    quantity: unpack.small()?,
                    amount: unpack.signed()?,
                    currency: of(&currencies, unpack.number()?)?,
                });
            }
            for _ in 0..unpack.number()? {
                traits.push((must(&said, unpack.number()?)?, must(&said, unpack.number()?)?));
            }
            if id.is_empty() || self.number(id).is_some() {
                return Err(broken());
            }
            self.append_row(id, time, heads, row.drain(..), lines.drain(..), traits.drain(..));
        }
        Ok(())
    }
}
