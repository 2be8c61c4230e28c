//! SHA-256 (FIPS 180-4) and HMAC (RFC 2104), held against the standards' own examples.
//!
//! Own code, because the browser hashes a few thousand short texts and a crate brings a tree with it. A store hashes
//! everything it holds, so with the feature `store` the blocks go through `sha2`, which asks the processor: 60 ns a block
//! where ours takes 250.

/// The first 32 bits of the fractions of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2).
#[cfg(any(test, not(feature = "store")))]
const ROUNDS: [u32; 64] = [
    0x428a_2f98,
    0x7137_4491,
    0xb5c0_fbcf,
    0xe9b5_dba5,
    0x3956_c25b,
    0x59f1_11f1,
    0x923f_82a4,
    0xab1c_5ed5,
    0xd807_aa98,
    0x1283_5b01,
    0x2431_85be,
    0x550c_7dc3,
    0x72be_5d74,
    0x80de_b1fe,
    0x9bdc_06a7,
    0xc19b_f174,
    0xe49b_69c1,
    0xefbe_4786,
    0x0fc1_9dc6,
    0x240c_a1cc,
    0x2de9_2c6f,
    0x4a74_84aa,
    0x5cb0_a9dc,
    0x76f9_88da,
    0x983e_5152,
    0xa831_c66d,
    0xb003_27c8,
    0xbf59_7fc7,
    0xc6e0_0bf3,
    0xd5a7_9147,
    0x06ca_6351,
    0x1429_2967,
    0x27b7_0a85,
    0x2e1b_2138,
    0x4d2c_6dfc,
    0x5338_0d13,
    0x650a_7354,
    0x766a_0abb,
    0x81c2_c92e,
    0x9272_2c85,
    0xa2bf_e8a1,
    0xa81a_664b,
    0xc24b_8b70,
    0xc76c_51a3,
    0xd192_e819,
    0xd699_0624,
    0xf40e_3585,
    0x106a_a070,
    0x19a4_c116,
    0x1e37_6c08,
    0x2748_774c,
    0x34b0_bcb5,
    0x391c_0cb3,
    0x4ed8_aa4a,
    0x5b9c_ca4f,
    0x682e_6ff3,
    0x748f_82ee,
    0x78a5_636f,
    0x84c8_7814,
    0x8cc7_0208,
    0x90be_fffa,
    0xa450_6ceb,
    0xbef9_a3f7,
    0xc671_78f2,
];

/// The same of the square roots of the first eight (5.3.3).
const START: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// Bytes of a block.
const BLOCK: usize = 64;

#[cfg(test)]
std::thread_local! {
    /// How many digests this thread made: some things must not cost one.
    pub(crate) static DIGESTS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// The 32 bytes that stand for a message.
#[must_use]
pub fn sha256(message: &[u8]) -> [u8; 32] {
    State::default().over(message)
}

/// A digest under way, after some whole blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    words: [u32; 8],
    blocks: u64,
}

impl Default for State {
    fn default() -> Self {
        Self { words: START, blocks: 0 }
    }
}

impl State {
    /// The state that [`to_bytes`](Self::to_bytes) told after so many blocks.
    pub fn from_bytes(bytes: &[u8; 32], blocks: u64) -> Self {
        let mut words = START;
        for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
            *word = u32::from_be_bytes(*bytes);
        }
        Self { words, blocks }
    }

    /// What [`from_bytes`](Self::from_bytes) goes on from; not the digest, which also holds the length.
    pub fn to_bytes(&self) -> [u8; 32] {
        let mut digest = [0; 32];
        for (bytes, word) in digest.as_chunks_mut().0.iter_mut().zip(self.words) {
            *bytes = word.to_be_bytes();
        }
        digest
    }

    /// How many blocks were taken.
    pub fn blocks(&self) -> u64 {
        self.blocks
    }

    /// Goes on over whole blocks.
    pub fn take(&mut self, blocks: &[[u8; BLOCK]]) {
        compress(&mut self.words, blocks);
        self.blocks = self.blocks.wrapping_add(blocks.len() as u64);
    }

    /// The digest, if this is all that still comes.
    fn over(mut self, message: &[u8]) -> [u8; 32] {
        let (blocks, rest) = message.as_chunks();
        self.take(blocks);
        self.end(rest)
    }

    /// The digest, if `rest`, less than a block, is all that still comes.
    pub fn end(mut self, rest: &[u8]) -> [u8; 32] {
        #[cfg(test)]
        DIGESTS.set(DIGESTS.get() + 1);
        // A one, zeros, and the length in bits fill the last block or two (5.1.1).
        let bits = self.blocks.wrapping_mul(BLOCK as u64).wrapping_add(rest.len() as u64).wrapping_mul(8);
        let mut last = [0; 2 * BLOCK];
        let filled = rest.iter().copied().chain([0x80]);
        last.iter_mut().zip(filled).for_each(|(byte, own)| *byte = own);
        let one = rest.len() < BLOCK - 8;
        let (first, second) = last.split_at_mut(BLOCK);
        let end = if one { first } else { second };
        if let Some(length) = end.last_chunk_mut() {
            *length = bits.to_be_bytes();
        }
        let blocks = last.as_chunks().0;
        self.take(if one { blocks.split_last().map_or(blocks, |(_, first)| first) } else { blocks });
        self.to_bytes()
    }
}

/// Blocks into the state (6.2.2).
#[cfg(feature = "store")]
fn compress(state: &mut [u32; 8], blocks: &[[u8; BLOCK]]) {
    sha2::block_api::compress256(state, blocks);
}

#[cfg(not(feature = "store"))]
use portable as compress;

/// Blocks into the state (6.2.2).
#[cfg(any(test, not(feature = "store")))]
#[expect(clippy::many_single_char_names, reason = "the standard's names")]
fn portable(state: &mut [u32; 8], blocks: &[[u8; BLOCK]]) {
    for block in blocks {
        let schedule = schedule(block);
        let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
        for (round, word) in ROUNDS.into_iter().zip(schedule) {
            let sum = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
            let choice = (e & f) ^ (!e & g);
            let first = h.wrapping_add(sum).wrapping_add(choice).wrapping_add(round).wrapping_add(word);
            let sum = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
            let majority = (a & b) ^ (a & c) ^ (b & c);
            (h, g, f, e) = (g, f, e, d.wrapping_add(first));
            (d, c, b, a) = (c, b, a, first.wrapping_add(sum).wrapping_add(majority));
        }
        for (word, more) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
            *word = word.wrapping_add(more);
        }
    }
}

/// The word of each round (6.2.2, step 1).
#[cfg(any(test, not(feature = "store")))]
#[expect(clippy::indexing_slicing, reason = "`i` is from 16 to 63")]
fn schedule(block: &[u8; BLOCK]) -> [u32; 64] {
    let mut words = [0; 64];
    for (word, bytes) in words.iter_mut().zip(block.as_chunks().0) {
        *word = u32::from_be_bytes(*bytes);
    }
    for i in 16..64 {
        let (x, y) = (words[i - 15], words[i - 2]);
        let small = x.rotate_right(7) ^ x.rotate_right(18) ^ (x >> 3);
        let large = y.rotate_right(17) ^ y.rotate_right(19) ^ (y >> 10);
        words[i] = large.wrapping_add(words[i - 7]).wrapping_add(small).wrapping_add(words[i - 16]);
    }
    words
}

/// The 32 bytes that only who has the key can make of a message.
#[must_use]
pub fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let short = if key.len() > BLOCK { &sha256(key)[..] } else { key };
    let mut padded = [0; BLOCK];
    padded.iter_mut().zip(short).for_each(|(pad, byte)| *pad = *byte);
    let keyed = |pad: u8, message: &[u8]| {
        let mut state = State::default();
        state.take(&[padded.map(|byte| byte ^ pad)]);
        state.over(message)
    };
    keyed(0x5c, &keyed(0x36, message))
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The bytes of hexadecimal digits.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let bytes = pairs.iter().map(|&[high, low]| Some(digit(high)? << 4 | digit(low)?));
    if rest.is_empty() { bytes.collect() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_as_they_are_written() {
        assert_eq!(unhex("00ff7A"), Some(vec![0, 255, 0x7a]));
        assert_eq!(hex(&[0, 255, 0x7a]), "00ff7a");
        assert_eq!((unhex("0"), unhex("0g"), unhex("+1")), (None, None, None));
    }

    /// Reference: NIST's examples of FIPS 180-4, and the message of a million letters of its test suite.
    #[test]
    fn digests_are_the_standard_s() {
        for (message, digest) in [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
            ),
            (&"a".repeat(1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
        ] {
            assert_eq!(hex(&sha256(message.as_bytes())), digest);
        }
    }

    /// What the browser computes is what the store does, for every length of the last block.
    #[test]
    fn both_ways_through_a_block_are_one() {
        let mut block = [0_u8; BLOCK];
        let (mut own, mut other) = (START, START);
        for turn in 0..200_u8 {
            for (byte, i) in block.iter_mut().zip(0..) {
                *byte = byte.wrapping_mul(31) ^ turn ^ i;
            }
            portable(&mut own, &[block]);
            compress(&mut other, &[block]);
            assert_eq!(own, other);
        }
    }

    #[test]
    fn a_digest_goes_on_where_it_was_left() {
        let message: Vec<u8> = (0..=255).collect();
        for length in 0..message.len() {
            let (blocks, rest) = message[..length].as_chunks();
            let (first, then) = blocks.split_at(blocks.len() / 2);
            let mut state = State::default();
            state.take(first);
            let mut state = State::from_bytes(&state.to_bytes(), state.blocks());
            state.take(then);
            assert_eq!(state.end(rest), sha256(&message[..length]), "{length}");
        }
    }

    /// Reference: RFC 4231, test cases 1 to 4, 6 and 7 (5 cuts the answer short).
    #[test]
    fn keyed_digests_are_those_of_the_rfc() {
        let counted: Vec<u8> = (1..=25).collect();
        let cases: [(&[u8], &[u8], &str); 6] = [
            (&[0x0b; 20], b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
            (
                b"Jefe",
                b"what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (&[0xaa; 20], &[0xdd; 50], "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
            (&counted, &[0xcd; 50], "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
            (
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
            (
                &[0xaa; 131],
                b"This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.",
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
            ),
        ];
        for (key, message, digest) in cases {
            assert_eq!(hex(&hmac(key, message)), digest);
        }
    }
}
