//! What a server is told when it is started.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, ToSocketAddrs};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use serde::Serialize;

/// Where a server listens if nobody says.
const ADDRESS: &str = "127.0.0.1:7700";

/// The options of `--serve`.
#[derive(Debug, Clone, clap::Args)]
#[group(id = "http")]
pub(crate) struct Options {
    /// Answer over HTTP, with a web page; by default on 127.0.0.1:7700
    #[arg(long, value_name = "ADDR", num_args = 0..=1, default_missing_value = ADDRESS, help_heading = "Modes")]
    pub(crate) serve: Option<String>,
    /// Answer requests for this host, too; may be given several times
    #[arg(long, value_name = "NAME", requires = "serve", help_heading = "Server")]
    pub(super) allow_host: Vec<String>,
    /// Answer only requests with the token in this file, which is made if it is not there
    #[arg(long, value_name = "FILE", requires = "serve", help_heading = "Server")]
    pub(super) token_file: Option<PathBuf>,
    /// Which lines are logged to stderr; queries are only at debug
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = Level::Info, requires = "serve", help_heading = "Server")]
    pub(super) log: Level,
    /// How long a client may take to send a request's head, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds, requires = "serve", help_heading = "Server")]
    pub(super) header_timeout: Duration,
}

/// Which lines are logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    /// None.
    Off,
    /// What went wrong.
    Error,
    /// Every request, without what was asked.
    Info,
    /// What was asked, too.
    Debug,
}

impl Options {
    /// Begins to listen.
    pub(super) fn bind(&self) -> Result<TcpListener> {
        let text = self.serve.as_deref().unwrap_or(ADDRESS);
        let address = address(text)?;
        TcpListener::bind(address).with_context(|| {
            format!("cannot listen on {address}; name another address, such as --serve 127.0.0.1:0")
        })
    }
}

/// Reads `7700`, `:7700`, `localhost:7700`, `[::1]:7700`.
fn address(text: &str) -> Result<SocketAddr> {
    if let Ok(port) = text.trim_start_matches(':').parse() {
        return Ok((Ipv4Addr::LOCALHOST, port).into());
    }
    let found = text.to_socket_addrs();
    let Some(address) = found.ok().and_then(|mut addresses| addresses.next()) else {
        bail!("{text:?} is no address to listen on; use one such as {ADDRESS}");
    };
    Ok(address)
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds| *seconds > 0.0);
    let time = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    time.ok_or_else(|| "a number of seconds above 0".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_be_a_port() {
        for text in ["8080", ":8080", "127.0.0.1:8080"] {
            let address = address(text).expect("an address");
            assert_eq!(address.to_string(), "127.0.0.1:8080");
        }
        assert!(address("nowhere").is_err());
    }
}
