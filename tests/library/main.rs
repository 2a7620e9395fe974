//! The library against independent answers: a scan by hand, and a rebuild.

mod oracle;
mod random;
mod rebuild;
mod sections;
