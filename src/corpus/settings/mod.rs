//! Settings, TOML, YAML and INI: tables and keys are headings, the text stays as it stands.

mod mapping;
mod tables;

#[cfg(test)]
mod check;

pub(crate) use mapping::parse as yaml;
pub(crate) use tables::{ini, toml};
