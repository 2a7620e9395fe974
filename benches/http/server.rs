//! The program, serving, and what it costs.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::Result;
use crate::client::Client;

/// The kernel counts processor time in hundredths of a second.
const TICKS: f64 = 100.0;

/// The program; killed when it is dropped.
pub(crate) struct Server {
    process: Child,
    pub(crate) address: SocketAddr,
    _out: BufReader<ChildStdout>,
}

impl Server {
    /// Serves `corpus` in a folder.
    pub(crate) fn start(folder: &Path) -> Result<Self> {
        let mut process = Command::new(env!("CARGO_BIN_EXE_search"))
            .args(["--serve", "127.0.0.1:0", "--log", "error"])
            .current_dir(folder)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut out = BufReader::new(process.stdout.take().ok_or("it has no output")?);
        let mut line = String::new();
        out.read_line(&mut line)?;
        let address = line.trim().trim_start_matches("listening on http://");
        let server = Self {
            process,
            address: address.trim_end_matches('/').parse()?,
            _out: out,
        };
        while Client::connect(server.address)?.get("/ready")?.0 != 200 {}
        Ok(server)
    }

    /// Returns the processor time that it has used, in seconds.
    pub(crate) fn processor_time(&self) -> Result<f64> {
        processor_time(self.process.id())
    }

    /// Returns what the system tells of its memory under a name.
    pub(crate) fn memory(&self, name: &str) -> Result<String> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        Ok(line.unwrap_or("unknown").trim().to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Returns the processor time that a process has used, in seconds.
pub(crate) fn processor_time(process: u32) -> Result<f64> {
    let text = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let fields = text.rsplit(") ").next().unwrap_or_default();
    let fields: Vec<_> = fields.split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok());
    match (ticks(11), ticks(12)) {
        (Some(user), Some(system)) => Ok((user + system) / TICKS),
        _ => Err("the processor time is not known".into()),
    }
}
