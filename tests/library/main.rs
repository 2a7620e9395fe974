//! The library against independent answers: a scan by hand, a rebuild, and claims made by hand.

#[path = "../copy/mod.rs"]
mod copy;
mod damage;
mod headings;
mod invariants;
mod lookout;
mod named;
mod oracle;
mod own;
#[path = "../random/mod.rs"]
mod random;
mod rebuild;
#[path = "../sample/mod.rs"]
mod sample;
mod sections;
mod sharing;
mod suggest;
mod time;
mod watch;
