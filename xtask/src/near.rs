//! The functions of a module, so that those that look alike lie near each other.
//!
//! What compresses a file looks back 32 KB, and a module is many times as long: as the compiler leaves it, much that is
//! alike is too far apart to be said once. The functions do not care in which order they stand. Each next one is that of
//! which most was seen lately, by runs of a few bytes, rare ones before frequent ones.

use std::collections::{BTreeMap, VecDeque};

use crate::shell::Done;

/// How many bytes make a run.
const RUN: usize = 6;
/// How far back a compressor looks, in bytes.
const WINDOW: usize = 32_000;
/// What more functions than these have is found anywhere.
const FREQUENT: usize = 600;

/// The sections of a module that are looked at.
const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
const CODE: u8 = 10;

/// A module with names by which its functions are in a good order.
pub fn named(module: &[u8]) -> Done<Vec<u8>> {
    let (mut imported, mut bodies, mut kept) = (0, Vec::new(), module.get(..8).ok_or(BROKEN)?.to_vec());
    let mut rest = Reader(module.get(8..).ok_or(BROKEN)?);
    while !rest.0.is_empty() {
        let before = rest.0;
        let kind = rest.byte()?;
        let mut section = Reader(rest.bytes()?);
        match kind {
            IMPORTS => imported = section.imported()?,
            CODE => bodies = (0..section.number()?).map(|_| section.bytes()).collect::<Done<_>>()?,
            _ => {}
        }
        if kind == CUSTOM && section.bytes()? == b"name" {
            continue;
        }
        kept.extend_from_slice(before.get(..before.len() - rest.0.len()).ok_or(BROKEN)?);
    }
    let mut places = vec![0; bodies.len()];
    for (place, body) in order(&bodies).into_iter().enumerate() {
        places.get_mut(body).into_iter().for_each(|held| *held = place);
    }
    // What is imported comes first whatever it is called.
    let imports = (0..imported).map(|number| (number, format!("!{number:06}")));
    let own = places.iter().enumerate().map(|(body, place)| (imported + body, format!("f{place:06}")));
    let mut names = Vec::new();
    number(imported + bodies.len(), &mut names);
    for (function, name) in imports.chain(own) {
        number(function, &mut names);
        bytes(name.as_bytes(), &mut names);
    }
    let mut section = Vec::new();
    bytes(b"name", &mut section);
    section.push(1);
    bytes(&names, &mut section);
    kept.push(CUSTOM);
    bytes(&section, &mut kept);
    Ok(kept)
}

/// The numbers of bodies in the order in which they are to stand.
fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let alike = Alike::of(bodies);
    let mut seen = Seen { alike: &alike, known: vec![0.0; bodies.len()], times: vec![0; alike.runs.len()] };
    let mut window: VecDeque<usize> = VecDeque::new();
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    let (mut order, mut size) = (Vec::new(), 0);
    let length = |body: usize| bodies.get(body).map_or(0, |body| body.len());
    // A long one is rarely known as a whole, and a short one that is known costs little wherever it stands.
    let costs: Vec<f64> = (0..bodies.len()).map(|body| cost(length(body))).collect();
    while !left.is_empty() {
        let mut best = (0, f64::MIN);
        for (at, &body) in left.iter().enumerate() {
            let part = seen.known.get(body).zip(costs.get(body)).map_or(0.0, |(known, cost)| known / cost);
            if part > best.1 {
                best = (at, part);
            }
        }
        let body = left.remove(best.0);
        order.push(body);
        window.push_back(body);
        size += length(body);
        seen.comes(body);
        while size > WINDOW && window.len() > 1 {
            let Some(body) = window.pop_front() else { break };
            size -= length(body);
            seen.goes(body);
        }
    }
    order
}

#[expect(clippy::cast_precision_loss, reason = "a function is no gigabyte")]
#[expect(clippy::disallowed_methods, reason = "no answer of the core hangs on it")]
fn cost(length: usize) -> f64 {
    (length.max(1) as f64).powf(0.8)
}

/// Which bodies have which runs of bytes.
struct Alike {
    /// For each run the bodies that have it, each with what it is worth to it.
    runs: Vec<Vec<(usize, f64)>>,
    /// For each body its runs.
    of: Vec<Vec<usize>>,
}

impl Alike {
    #[expect(clippy::cast_precision_loss, reason = "there are some thousands")]
    #[expect(clippy::disallowed_methods, reason = "no answer of the core hangs on it")]
    fn of(bodies: &[&[u8]]) -> Self {
        let mut found: BTreeMap<&[u8], BTreeMap<usize, usize>> = BTreeMap::new();
        for (body, code) in bodies.iter().enumerate() {
            for run in code.windows(RUN) {
                *found.entry(run).or_default().entry(body).or_default() += 1;
            }
        }
        let mut alike = Self { runs: Vec::new(), of: vec![Vec::new(); bodies.len()] };
        for having in found.into_values().filter(|having| (2..=FREQUENT).contains(&having.len())) {
            let rare = (bodies.len() as f64 / having.len() as f64).ln();
            for body in having.keys() {
                alike.of.get_mut(*body).into_iter().for_each(|runs| runs.push(alike.runs.len()));
            }
            alike.runs.push(having.into_iter().map(|(body, times)| (body, rare * times as f64)).collect());
        }
        alike
    }
}

/// How much of each body was seen lately.
struct Seen<'a> {
    alike: &'a Alike,
    known: Vec<f64>,
    /// How often each run stands in the window.
    times: Vec<usize>,
}

impl Seen<'_> {
    fn comes(&mut self, body: usize) {
        self.change(body, |times| {
            *times += 1;
            (*times == 1).then_some(1.0)
        });
    }

    fn goes(&mut self, body: usize) {
        self.change(body, |times| {
            *times -= 1;
            (*times == 0).then_some(-1.0)
        });
    }

    fn change(&mut self, body: usize, change: impl Fn(&mut usize) -> Option<f64>) {
        for &run in self.alike.of.get(body).into_iter().flatten() {
            let Some(sign) = self.times.get_mut(run).and_then(&change) else { continue };
            for &(body, worth) in self.alike.runs.get(run).into_iter().flatten() {
                self.known.get_mut(body).into_iter().for_each(|known| *known += sign * worth);
            }
        }
    }
}

const BROKEN: &str = "the module has a form that xtask/src/near.rs does not know";

/// A module's bytes, from the front.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Done<u8> {
        let (&byte, rest) = self.0.split_first().ok_or(BROKEN)?;
        self.0 = rest;
        Ok(byte)
    }

    fn number(&mut self) -> Done<usize> {
        let mut number = 0;
        for shift in (0..usize::BITS).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(BROKEN.into())
    }

    fn bytes(&mut self) -> Done<&'a [u8]> {
        let length = self.number()?;
        let (bytes, rest) = self.0.split_at_checked(length).ok_or(BROKEN)?;
        self.0 = rest;
        Ok(bytes)
    }

    /// How many functions are imported.
    fn imported(&mut self) -> Done<usize> {
        let mut functions = 0;
        for _ in 0..self.number()? {
            self.bytes()?;
            self.bytes()?;
            if self.byte()? != 0 {
                return Err(BROKEN.into());
            }
            self.number()?;
            functions += 1;
        }
        Ok(functions)
    }
}

/// Writes a number as the format has them, seven bits a byte (LEB128).
fn number(mut number: usize, into: &mut Vec<u8>) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or(0);
        number >>= 7;
        into.push(if number == 0 { low } else { low | 0x80 });
        if number == 0 {
            return;
        }
    }
}

fn bytes(bytes: &[u8], into: &mut Vec<u8>) {
    number(bytes.len(), into);
    into.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_lies_near() {
        let far: Vec<u8> =
            (0..20_000_u32).flat_map(|n| (n.wrapping_mul(2_654_435_761) >> 8).to_le_bytes()).collect();
        let (one, other) = (b"one that is said twice".as_slice(), b"one that is said three times".as_slice());
        assert_eq!(order(&[one, &far, other]), [0, 2, 1]);
        assert_eq!(order(&[]), Vec::<usize>::new());
    }

    #[test]
    fn names_take_the_place_of_names() {
        // (module (import "a" "b" (func)) (func) (func)), with names.
        let module = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02\x07\x01\x01a\x01b\0\0\x03\x03\x02\0\0\x0a\x07\x02\x02\0\x0b\x02\0\x0b";
        let mut old = module.to_vec();
        old.extend_from_slice(b"\0\x0a\x04name\x01\x03\x01\0\0");
        let new = named(&old).unwrap();
        let names = new.strip_prefix(module.as_slice()).unwrap();
        assert_eq!(names, b"\0\x23\x04name\x01\x1c\x03\0\x07!000000\x01\x07f000000\x02\x07f000001");
        assert_eq!(named(b"\0asm\x01\0\0\0\x0a").unwrap_err(), BROKEN);
    }
}
