//! May we: consent and purposes.
