//! The program as agents see it: the Model Context Protocol on stdin and stdout.

mod answers;
mod budget;
mod client;
mod example;
mod hostile;
#[path = "../place/mod.rs"]
mod place;
mod protocol;
#[path = "../random/mod.rs"]
mod random;
#[path = "../sample/mod.rs"]
mod sample;
