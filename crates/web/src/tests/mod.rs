//! The pages as a whole.
