//! All together: ingest, resolve, fold, decide.
