//! Connections that ask as fast as they are answered, and how long that took.

use std::fmt;
use std::thread;
use std::time::{Duration, Instant};

use crate::Result;
use crate::client::Client;
use crate::server::Server;

/// What is asked.
pub(crate) struct Load<'a> {
    server: &'a Server,
    targets: Vec<String>,
    connections: usize,
}

/// How long answers took, and how many requests were told to come back.
#[derive(Default)]
pub(crate) struct Measured {
    times: Vec<Duration>,
    refused: usize,
    took: Duration,
}

impl<'a> Load<'a> {
    pub(crate) fn new(
        server: &'a Server,
        queries: &[String],
        connections: usize,
        more: &str,
    ) -> Self {
        let encode = |c: char| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => c.to_string(),
            c => c
                .to_string()
                .bytes()
                .map(|byte| format!("%{byte:02X}"))
                .collect(),
        };
        let target = |query: &String| {
            let query: String = query.chars().map(encode).collect();
            format!("/search?q={query}{more}")
        };
        Self {
            server,
            targets: queries.iter().map(target).collect(),
            connections,
        }
    }

    pub(crate) fn run(&self, time: Duration) -> Result<Measured> {
        let start = Instant::now();
        let all = thread::scope(|scope| {
            let one =
                |at| scope.spawn(move || self.one(at, start + time).map_err(|it| it.to_string()));
            let threads: Vec<_> = (0..self.connections).map(one).collect();
            let joined = threads.into_iter().map(|thread| thread.join());
            joined.collect::<Vec<_>>()
        });
        let mut measured = Measured::default();
        for one in all {
            measured.add(one.map_err(|_| "a client panicked")??);
        }
        measured.took = start.elapsed();
        Ok(measured)
    }

    /// Asks so many times over one connection, one request after the other.
    pub(crate) fn times(&self, count: usize) -> Result<()> {
        let mut client = Client::connect(self.server.address)?;
        for target in self.targets.iter().cycle().take(count) {
            client.get(target)?;
        }
        Ok(())
    }

    fn one(&self, first: usize, end: Instant) -> Result<Measured> {
        let mut client = Client::connect(self.server.address)?;
        let mut measured = Measured::default();
        for target in self.targets.iter().cycle().skip(first * 7) {
            let start = Instant::now();
            match client.get(target)? {
                (200, _) => measured.times.push(start.elapsed()),
                (503, _) => measured.refused += 1,
                (status, body) => return Err(format!("{status}: {body}").into()),
            }
            if Instant::now() > end {
                break;
            }
        }
        Ok(measured)
    }
}

impl Measured {
    pub(crate) fn add(&mut self, other: Self) {
        self.times.extend(other.times);
        self.refused += other.refused;
        self.took += other.took;
    }

    pub(crate) fn answered(&self) -> usize {
        self.times.len()
    }

    /// Returns how many times as long as in `idle` it took those who waited longest.
    pub(crate) fn slower_than(&self, idle: &Self) -> f64 {
        self.milliseconds(99) / idle.milliseconds(99)
    }

    /// Returns how long at most it took so many of a hundred.
    fn milliseconds(&self, part: usize) -> f64 {
        let mut times = self.times.clone();
        times.sort();
        let at = (times.len() * part / 100).min(times.len().saturating_sub(1));
        times
            .get(at)
            .map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rate = self.answered() as f64 / self.took.as_secs_f64();
        write!(
            f,
            "{} answered ({rate:.0} a second), {} told to come back, median {:.1} ms, p99 {:.1} ms",
            self.answered(),
            self.refused,
            self.milliseconds(50),
            self.milliseconds(99)
        )
    }
}
