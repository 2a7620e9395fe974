//! The full-screen view, driven in a terminal as users do.

#![cfg(target_os = "linux")]

mod terminal;
mod view;
