//! The library against independent answers: a scan by hand, a rebuild, and claims made by hand.

mod damage;
mod oracle;
#[path = "../random/mod.rs"]
mod random;
mod rebuild;
mod sections;
mod suggest;
