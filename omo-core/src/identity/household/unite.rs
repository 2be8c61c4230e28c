//! Groups that grow by joins, up to a limit.

/// Customers by their places; each starts alone.
pub struct United {
    /// A place further towards the first of the group; the first stands for itself.
    toward: Vec<u32>,
    /// How many there are in the group of a first.
    sizes: Vec<u32>,
    most: u32,
}

impl United {
    pub fn new(count: u32, most: u32) -> Self {
        Self { toward: (0..count).collect(), sizes: vec![1; count as usize], most }
    }

    /// The lowest place of the group.
    pub fn first(&self, mut place: u32) -> u32 {
        while let Some(&next) = self.toward.get(place as usize).filter(|&&next| next != place) {
            place = next;
        }
        place
    }

    /// Joins two groups; `false` where that would be too many.
    pub fn join(&mut self, a: u32, b: u32) -> bool {
        let (from, with) = (a, b);
        let (a, b) = (self.first(a), self.first(b));
        // The next search from here is short.
        for (place, first) in [(from, a), (with, b)] {
            self.toward.get_mut(place as usize).into_iter().for_each(|toward| *toward = first);
        }
        if a == b {
            return true;
        }
        let whole = self.size(a) + self.size(b);
        if whole > self.most {
            return false;
        }
        let (low, high) = (a.min(b), a.max(b));
        if let Some(toward) = self.toward.get_mut(high as usize) {
            *toward = low;
        }
        if let Some(size) = self.sizes.get_mut(low as usize) {
            *size = whole;
        }
        true
    }

    /// How many are in the group.
    pub fn size(&self, place: u32) -> u32 {
        self.sizes.get(self.first(place) as usize).copied().unwrap_or(1)
    }

    /// The first of each one's group.
    pub fn firsts(&self) -> Vec<u32> {
        self.toward.iter().map(|&place| self.first(place)).collect()
    }
}
