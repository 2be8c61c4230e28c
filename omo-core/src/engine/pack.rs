//! Bytes of a snapshot: numbers as few bytes as they need, texts with their lengths.

use crate::Error;

/// Bytes being written.
#[derive(Default)]
pub(super) struct Pack(pub Vec<u8>);

impl Pack {
    /// A whole number, seven bits a byte, the lowest first (LEB128).
    pub fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(low(number) | 0x80);
            number >>= 7;
        }
        self.0.push(low(number));
    }

    /// A number that may be below zero, small either way (zigzag).
    pub fn signed(&mut self, number: i64) {
        self.number((number.cast_unsigned() << 1) ^ (number >> 63).cast_unsigned());
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }
}

/// The lowest seven bits.
fn low(number: u64) -> u8 {
    u8::try_from(number & 0x7f).unwrap_or(0)
}

/// Bytes being read; whatever they hold, nothing is read beyond them and no more memory is taken than they are long.
pub(super) struct Unpack<'a>(pub &'a [u8]);

impl<'a> Unpack<'a> {
    pub fn number(&mut self) -> Result<u64, Error> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first().ok_or_else(broken)?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(broken())
    }

    pub fn small(&mut self) -> Result<u32, Error> {
        u32::try_from(self.number()?).map_err(|_| broken())
    }

    pub fn signed(&mut self) -> Result<i64, Error> {
        let number = self.number()?;
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    pub fn bytes(&mut self) -> Result<&'a [u8], Error> {
        let length = usize::try_from(self.number()?).map_err(|_| broken())?;
        let (bytes, rest) = self.0.split_at_checked(length).ok_or_else(broken)?;
        self.0 = rest;
        Ok(bytes)
    }

    pub fn text(&mut self) -> Result<&'a str, Error> {
        std::str::from_utf8(self.bytes()?).map_err(|_| broken())
    }
}

/// What is wrong with bytes that nobody wrote so.
pub(super) fn broken() -> Error {
    Error::format("snapshot", "whole, as `snapshot` gave it: take another copy")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(number in any::<u64>(), signed in any::<i64>(), text in "\\PC{0,20}") {
            let mut pack = Pack::default();
            pack.number(number);
            pack.signed(signed);
            pack.text(&text);
            let mut unpack = Unpack(&pack.0);
            prop_assert_eq!(unpack.number().unwrap(), number);
            prop_assert_eq!(unpack.signed().unwrap(), signed);
            prop_assert_eq!(unpack.text().unwrap(), text);
            prop_assert!(unpack.0.is_empty());
        }
    }
}
