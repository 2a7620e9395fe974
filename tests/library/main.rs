//! The library against independent answers: a scan by hand, and a rebuild.

mod oracle;
#[path = "../random/mod.rs"]
mod random;
mod rebuild;
mod sections;
