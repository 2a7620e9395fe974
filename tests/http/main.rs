//! The server as its clients see it.

mod agents;
mod answers;
mod client;
mod documents;
mod ending;
mod freshness;
mod limits;
#[path = "../place/mod.rs"]
mod place;
mod refusals;
mod server;
