//! The server as its clients see it.

mod agents;
mod answers;
mod client;
mod documents;
mod ending;
mod freshness;
mod limits;
mod refusals;
mod server;
