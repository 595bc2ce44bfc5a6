//! Between the core's words and records, both ways. Pure.
