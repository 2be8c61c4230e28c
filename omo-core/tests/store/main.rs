//! A store on a real disk: what it does, and what befalls it.
//!
//! Faults are real ones: processes are killed, disks are full, bytes are flipped. The other process is this program
//! again, told by a variable which part to play.

#![cfg(test)]

mod bounded;
mod common;
mod damage;
#[cfg(feature = "encryption")]
mod encrypted;
mod engine;
mod erasure;
mod kill;
mod laws;
mod limits;
mod others;
