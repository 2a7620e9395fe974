//! The server as its clients see it.

mod answers;
mod client;
mod ending;
mod freshness;
mod limits;
mod refusals;
mod server;
