//! Rows of different lengths in one flat array.

/// Rows of values, stored end to end: the shape of "the identifiers of each touchpoint" or "the products
/// of each customer".
///
/// ```
/// use omo_core::sparse::Rows;
/// let rows: Rows<u32> = [vec![1, 2], vec![], vec![3]].into_iter().collect();
/// assert_eq!(rows.len(), 3);
/// assert_eq!(rows.row(0), [1, 2]);
/// assert!(rows.row(1).is_empty() && rows.row(9).is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows<T> {
    values: Vec<T>,
    ends: Vec<u32>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { values: Vec::new(), ends: Vec::new() }
    }
}

impl<T> Rows<T> {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The values of row `index`; empty where there is no such row.
    #[must_use]
    pub fn row(&self, index: usize) -> &[T] {
        let Some(&end) = self.ends.get(index) else { return &[] };
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |&e| e as usize);
        self.values.get(start..end as usize).unwrap_or_default()
    }

    /// Adds a row at the end.
    pub fn push(&mut self, row: impl IntoIterator<Item = T>) {
        self.values.extend(row);
        self.ends.push(u32::try_from(self.values.len()).unwrap_or(u32::MAX));
    }

    /// All rows in order.
    pub fn iter(&self) -> impl Iterator<Item = &[T]> {
        (0..self.len()).map(|index| self.row(index))
    }

    /// All values of all rows, end to end.
    #[must_use]
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// Bytes held on the heap, without what the values themselves hold.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.values.capacity() * size_of::<T>() + self.ends.capacity() * 4
    }
}

impl<T, R: IntoIterator<Item = T>> FromIterator<R> for Rows<T> {
    fn from_iter<I: IntoIterator<Item = R>>(rows: I) -> Self {
        let mut all = Self::default();
        rows.into_iter().for_each(|row| all.push(row));
        all
    }
}
