//! One row of CSV into the bytes of its cells.

/// The cells of a row without their quotation marks, end to end.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Pieces {
    /// How many cells there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of a cell.
    pub(super) fn get(&self, at: usize) -> Option<&[u8]> {
        self.bytes.get(span(&self.ends, at)?)
    }

    /// The bytes of each cell.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// The cells as text, if all of them are.
    pub(super) fn texts(&self) -> Option<Texts<'_>> {
        let text = std::str::from_utf8(&self.bytes).ok()?;
        // Two halves of a letter in two cells are no letter.
        let whole = self.ends.iter().all(|&end| text.is_char_boundary(end));
        whole.then_some(Texts { text, ends: &self.ends })
    }

    /// Reads the row that begins at `at`, if there is one, and moves on behind the first byte of its line end.
    ///
    /// Of the form of RFC 4180, and whatever else people write: lines may end in either byte, lines of nothing
    /// are none, and behind a closing quotation mark a cell goes on as if it had not been quoted.
    pub(super) fn read(&mut self, bytes: &[u8], at: &mut usize) -> bool {
        self.bytes.clear();
        self.ends.clear();
        while matches!(bytes.get(*at), Some(b'\r' | b'\n')) {
            *at += 1;
        }
        if *at >= bytes.len() {
            return false;
        }
        loop {
            let quoted = bytes.get(*at) == Some(&b'"');
            *at += usize::from(quoted);
            let end = self.cell(bytes, at, quoted);
            self.ends.push(self.bytes.len());
            *at += usize::from(end.is_some());
            if end != Some(b',') {
                return true;
            }
        }
    }

    /// Reads one cell; what ends it.
    fn cell(&mut self, bytes: &[u8], at: &mut usize, mut quoted: bool) -> Option<u8> {
        loop {
            let rest = bytes.get(*at..).unwrap_or_default();
            let ends = |&byte: &u8| match byte {
                b'"' => quoted,
                b',' | b'\r' | b'\n' => !quoted,
                _ => false,
            };
            let end = rest.iter().position(ends).unwrap_or(rest.len());
            self.bytes.extend_from_slice(rest.get(..end).unwrap_or_default());
            *at += end;
            let found = rest.get(end).copied();
            if found != Some(b'"') {
                return found;
            }
            // Two in a row stand for one.
            quoted = rest.get(end + 1) == Some(&b'"');
            if quoted {
                self.bytes.push(b'"');
            }
            *at += 1 + usize::from(quoted);
        }
    }
}

/// The cells of a row as text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Texts<'r> {
    text: &'r str,
    ends: &'r [usize],
}

impl<'r> Texts<'r> {
    /// The text of a cell.
    pub(super) fn get(self, at: usize) -> Option<&'r str> {
        self.text.get(span(self.ends, at)?)
    }
}

fn span(ends: &[usize], at: usize) -> Option<std::ops::Range<usize>> {
    let start = at.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or_default();
    Some(start..*ends.get(at)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The rows, and where they end, are those of the `csv` crate.
        #[test]
        fn rows_are_those_of_the_csv_crate(text in "([a,\"\r\n あ]|\"\"|\r\n){0,60}", cut in 0_usize..200) {
            // Cut anywhere, so that some of it is no text.
            let bytes = &text.as_bytes()[..cut.min(text.len())];
            let mut theirs = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
            let mut record = csv::ByteRecord::new();
            let (mut ours, mut at) = (Pieces::default(), 0);
            loop {
                let more = theirs.read_byte_record(&mut record).unwrap();
                prop_assert_eq!(ours.read(bytes, &mut at), more);
                if !more {
                    break;
                }
                prop_assert_eq!(at as u64, theirs.position().byte());
                prop_assert!(ours.iter().eq(record.iter()));
                match csv::StringRecord::from_byte_record(record.clone()) {
                    Ok(record) => {
                        let texts = ours.texts().unwrap();
                        prop_assert!((0..=record.len()).all(|at| texts.get(at) == record.get(at)));
                    }
                    Err(_) => prop_assert!(ours.texts().is_none()),
                }
            }
        }
    }

    #[test]
    fn half_a_letter_is_no_text() {
        let (mut row, mut at) = (Pieces::default(), 0);
        assert!(row.read(b"a,\xe3,\x81\x82", &mut at));
        assert!(row.texts().is_none());
        assert_eq!(row.get(1), Some(&b"\xe3"[..]));
    }
}
