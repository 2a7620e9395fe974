//! The program as its users see it.

mod config;
mod docs;
mod files;
mod folder;
mod forms;
mod freshness;
mod kills;
mod modes;
mod paths;
mod queries;
#[path = "../random/mod.rs"]
mod random;
mod rules;
mod why;
