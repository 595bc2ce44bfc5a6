//! Forged things.
