//! What the server does, as lines of JSON on stderr.

use std::io::{self, Write};
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use crate::http::options::Level;
use crate::http::updates::Outcome;

/// The log, at the level that was chosen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Log {
    level: Level,
}

/// A line of the log.
#[derive(Serialize)]
struct Line<'a> {
    time: Timestamp,
    level: Level,
    #[serde(rename = "event")]
    name: &'a str,
    #[serde(flatten)]
    event: Value,
}

impl Log {
    pub(super) fn new(level: Level) -> Self {
        Self { level }
    }

    /// Logs a request and its answer.
    pub(super) fn request(self, event: Value, is_failure: bool) {
        self.write(
            if is_failure {
                Level::Error
            } else {
                Level::Info
            },
            "request",
            event,
        );
    }

    /// Logs what was asked.
    pub(super) fn query(self, text: &str) {
        self.write(Level::Debug, "query", json!({ "q": text }));
    }

    /// Logs what an update did.
    pub(super) fn update(self, outcome: &Outcome, took: Duration) {
        let ms = took.as_millis() as u64;
        match outcome {
            Ok(report) => {
                let event = json!({
                    "ms": ms, "added": report.added, "changed": report.changed,
                    "removed": report.removed, "failed": report.failed,
                });
                self.write(Level::Info, "update", event);
            }
            Err(reason) => {
                self.write(
                    Level::Error,
                    "update",
                    json!({ "ms": ms, "reason": &**reason }),
                );
            }
        }
    }

    /// Logs that something of the server itself went wrong.
    pub(super) fn failure(self, reason: &dyn std::error::Error) {
        self.write(
            Level::Error,
            "failure",
            json!({ "reason": reason.to_string() }),
        );
    }

    fn write(self, level: Level, name: &str, event: Value) {
        if self.level < level {
            return;
        }
        let line = Line {
            time: Timestamp::now(),
            level,
            name,
            event,
        };
        if let Ok(line) = serde_json::to_string(&line) {
            // A log that cannot be written is no reason to stop answering.
            let _ = writeln!(io::stderr(), "{line}");
        }
    }
}
