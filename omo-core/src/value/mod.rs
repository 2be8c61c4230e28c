//! What it is worth: recency, frequency, monetary value.
