//! The program as its users see it.

#[cfg(feature = "formats")]
mod attachments;
#[cfg(unix)]
mod commands;
mod config;
mod docs;
mod eval;
#[cfg(unix)]
mod examples;
mod files;
mod folder;
mod formats;
mod forms;
mod freshness;
mod hostile;
mod kills;
mod large;
mod modes;
mod names;
mod operations;
#[cfg(feature = "formats")]
mod packed;
mod paths;
#[path = "../place/mod.rs"]
mod place;
mod processes;
mod queries;
#[path = "../random/mod.rs"]
mod random;
mod rules;
#[path = "../sample/mod.rs"]
mod sample;
mod synonyms;
#[cfg(unix)]
mod watch;
mod why;
#[cfg(all(feature = "formats", unix))]
mod worker;
