//! How it looks: Vega-Lite specifications and the report.
