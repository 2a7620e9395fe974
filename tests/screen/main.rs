//! The full-screen view, driven in a terminal as users do.

#![cfg(target_os = "linux")]

#[path = "../place/mod.rs"]
mod place;
mod terminal;
mod view;
