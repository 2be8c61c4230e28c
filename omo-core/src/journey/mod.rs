//! What happened: timeline, sessions, stages, crossings, the journey map.
