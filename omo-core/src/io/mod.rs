//! In and out: CSV, JSON Lines, Segment events.
