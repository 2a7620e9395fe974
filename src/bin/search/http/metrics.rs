//! What is counted, in the format of Prometheus.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text::encode};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// The type of the text.
pub(super) const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Times of requests are counted up to these many seconds.
const SECONDS: [f64; 12] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    route: String,
}

/// What is counted.
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    seconds: Family<Asked, Histogram, fn() -> Histogram>,
    in_flight: Gauge,
    /// Connections that are open.
    pub(super) connections: Gauge,
    /// Connections that were closed to make room.
    pub(super) evicted: Counter<u64, AtomicU64>,
    /// Looks at the files.
    pub(super) looks: Counter,
    /// Walks over all files.
    pub(super) walks: Counter<u64, AtomicU64>,
    /// The generation of the index.
    pub(super) generation: Gauge,
}

/// A request under way.
pub(super) struct Busy(Gauge);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let histogram: fn() -> Histogram = || Histogram::new(SECONDS);
        let mut metrics = Self {
            registry: Registry::with_prefix("search"),
            requests: Family::default(),
            seconds: Family::new_with_constructor(histogram),
            in_flight: Gauge::default(),
            connections: Gauge::default(),
            evicted: Counter::default(),
            looks: Counter::default(),
            walks: Counter::default(),
            generation: Gauge::default(),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
    fn register(&mut self) {
        let Self { registry, .. } = self;
        registry.register(
            "requests",
            "Requests by route and status",
            self.requests.clone(),
        );
        registry.register(
            "request_seconds",
            "How long requests took",
            self.seconds.clone(),
        );
        registry.register(
            "requests_in_flight",
            "Requests under way",
            self.in_flight.clone(),
        );
        registry.register("connections", "Open connections", self.connections.clone());
        registry.register(
            "connections_evicted",
            "Connections closed to make room",
            self.evicted.clone(),
        );
        registry.register("looks", "Looks at the files", self.looks.clone());
        registry.register("walks", "Walks over all files", self.walks.clone());
        registry.register(
            "generation",
            "The generation of the index",
            self.generation.clone(),
        );
    }

    /// Counts a request as under way.
    pub(super) fn busy(&self) -> Busy {
        self.in_flight.inc();
        Busy(self.in_flight.clone())
    }

    /// Counts a request that was answered.
    pub(super) fn request(&self, route: &str, status: u16, took: Duration) {
        let route = route.to_owned();
        let asked = Asked {
            route: route.clone(),
        };
        self.seconds
            .get_or_create(&asked)
            .observe(took.as_secs_f64());
        self.requests
            .get_or_create(&Answered { route, status })
            .inc();
    }

    /// Returns all that was counted.
    pub(super) fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
