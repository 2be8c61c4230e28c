//! omo
