//! The library against independent answers: a scan by hand, and a rebuild.

mod damage;
mod oracle;
#[path = "../random/mod.rs"]
mod random;
mod rebuild;
mod sections;
