//! Two servers of ours.
