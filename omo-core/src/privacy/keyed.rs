//! Keyed hashes over a hash that is passed in, and digits of bytes.

pub(super) use crate::sha256::hex;

/// A hash of 32 bytes, such as SHA-256. It is passed in, so that the package holds it once.
pub type Hash<'h> = &'h dyn Fn(&[u8]) -> [u8; 32];

/// Bytes of a block of SHA-256.
const BLOCK: usize = 64;

/// The 32 bytes that only who has the key can make of a message (RFC 2104).
pub(super) fn hmac(hash: Hash<'_>, key: &[u8], message: &[u8]) -> [u8; 32] {
    let key = if key.len() > BLOCK { hash(key).to_vec() } else { key.to_vec() };
    let mut padded = [0x36; BLOCK];
    padded.iter_mut().zip(&key).for_each(|(pad, byte)| *pad ^= byte);
    let inner = hash(&[&padded, message].concat());
    for pad in &mut padded {
        *pad ^= 0x36 ^ 0x5c;
    }
    hash(&[&padded[..], &inner].concat())
}

/// The bytes of hexadecimal digits.
pub(super) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let bytes = pairs.iter().map(|&[high, low]| Some(digit(high)? << 4 | digit(low)?));
    if rest.is_empty() { bytes.collect() } else { None }
}
