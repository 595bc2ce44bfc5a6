//! Pages made of views in which every text is an attack (security rows C3–C6).

mod attacks;
pub(crate) mod hostile;
