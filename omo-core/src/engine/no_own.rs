//! What stands in the place of [`own`](super) in a build without books: who is who by the shop's own facts is asked anew each
//! time. The answer is the same, and pages that hold so many facts from elsewhere that it takes long keep books anyway.

use super::Engine;
use super::log::Log;
use crate::identity::Live;

#[derive(Debug, Clone, Default)]
pub(super) struct Own;

impl Own {
    #[expect(clippy::unused_self, reason = "as the other keeps it")]
    pub fn comes(&self, _: u32) {}
    #[expect(clippy::unused_self, reason = "as the other keeps it")]
    pub fn leaves(&self, _: u32, _: &Log) {}
    #[cfg(feature = "linkage")]
    #[expect(clippy::unused_self, reason = "as the other keeps it")]
    pub fn leave(&self, _: &[u32], _: &Log) {}
    #[expect(clippy::unused_self, reason = "as the other keeps it")]
    pub fn linked(&self, _: u32, _: u32, _: bool) {}
    #[expect(clippy::unused_self, reason = "as the other keeps it")]
    pub fn watches(&self, _: u32, _: &[u32]) {}
    #[expect(clippy::unused_self, reason = "as the other keeps it")]
    pub fn forgets(&self, _: u32) {}
    #[expect(clippy::unused_self, reason = "as the other keeps it")]
    pub fn heap_bytes(&self) -> usize {
        0
    }
}

impl Engine {
    pub(super) fn take_own(&mut self) -> Option<(Live, Option<Vec<u32>>)> {
        let mut live = self.own_facts()?;
        let settled = live.settle(&self.log.identifiers, &self.log);
        debug_assert!(settled.is_ok(), "{settled:?}");
        Some((live, None))
    }

    #[expect(clippy::unused_self, reason = "as the other keeps it")]
    pub(super) fn keep_own(&self, _: Live) {}
}
