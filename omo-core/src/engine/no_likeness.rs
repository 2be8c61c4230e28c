//! A build without the linker in the engine (feature `linkage`): nothing is compared.

use super::log::Log;
use super::own::Own;
use super::{Config, Engine};
use crate::Error;
use crate::identity::Live;

/// Nothing is compared.
#[derive(Debug, Default)]
pub(super) struct Likeness;

#[expect(
    clippy::unused_self,
    clippy::unnecessary_wraps,
    reason = "they stand in the place of those that do something"
)]
impl Likeness {
    pub fn new(_: &Config) -> Result<Self, Error> {
        Ok(Self)
    }

    pub fn go(&mut self, _: u32, _: &Log) {}

    pub fn heap_bytes(&self) -> usize {
        0
    }

    pub fn settle(&mut self, _: &mut Live, _: &mut Own, _: &mut Log) {}
}

impl Engine {
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "it stands in the place of one that does something"
    )]
    pub(super) fn compare_all(&mut self) -> Result<(), Error> {
        Ok(())
    }

    #[expect(clippy::unused_self, reason = "it stands in the place of one that does something")]
    pub(super) fn compare(&mut self, _: u32) {}
}
