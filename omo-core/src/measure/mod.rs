//! Is it good: pair metrics and their kin.
