//! Who may ask: requests for this host, of its own pages, with the token where there is one, and in time.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, HOST, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::time::timeout;

use crate::http::Server;
use crate::http::options::Options;
use crate::http::problem::Problem;
use crate::http::token::Token;

/// Names of this machine that nobody else can make mean another one.
const LOCAL_HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];
/// A longer address is refused.
const MAX_ADDRESS_BYTES: usize = 8 << 10;
/// No request takes longer.
const MAX_TIME: Duration = Duration::from_secs(10);
/// Is not asked for the token, so that whoever looks after the process needs none.
const HEALTH: &str = "/health";

/// What every answer tells browsers: nothing of it runs, or is shown, anywhere else.
const HEADERS: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// The address of this machine that a connection came to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Local(pub(super) IpAddr);

/// Who may ask.
pub(super) struct Guard {
    hosts: Vec<String>,
    token: Option<Token>,
}

impl Guard {
    /// Takes the hosts and the token that the options name; beyond this machine there is always a token.
    pub(super) fn new(options: &Options, address: SocketAddr) -> Result<Self> {
        let token = match &options.token_file {
            Some(file) => Some(Token::of_file(file)?),
            None if address.ip().is_loopback() => None,
            None => Some(Token::of_user()?),
        };
        let named = options.allow_host.iter().map(|name| host_name(name));
        Ok(Self {
            hosts: LOCAL_HOSTS
                .map(str::to_owned)
                .into_iter()
                .chain(named)
                .collect(),
            token,
        })
    }

    fn admit(&self, request: &Request) -> Result<(), Problem> {
        let local = request.extensions().get::<Local>().copied();
        let headers = request.headers();
        if request.uri().to_string().len() > MAX_ADDRESS_BYTES {
            let detail = format!(
                "the address has more than {MAX_ADDRESS_BYTES} bytes; POST /search takes more"
            );
            return Err(Problem::new(StatusCode::URI_TOO_LONG, detail));
        }
        let host = only(headers, HOST)?;
        let authorities = [request.uri().authority().map(Authority::as_str), Some(host)];
        for authority in authorities.into_iter().flatten() {
            self.check_host(authority, local)?;
        }
        check_origin(headers, host)?;
        match &self.token {
            Some(token) if request.uri().path() != HEALTH => check_token(headers, token),
            _ => Ok(()),
        }
    }

    /// Refuses names that somebody else may have let mean this machine.
    fn check_host(&self, authority: &str, local: Option<Local>) -> Result<(), Problem> {
        let parsed = authority.parse::<Authority>().ok();
        let host = parsed
            .map(|authority| host_name(authority.host()))
            .unwrap_or_default();
        let is_local = |Local(ip): Local| host.trim_matches(['[', ']']).parse() == Ok(ip);
        if self.hosts.contains(&host) || local.is_some_and(is_local) {
            return Ok(());
        }
        Err(forbidden(format!(
            "{authority:?} is not served here; to serve it, start with --allow-host"
        )))
    }
}

fn host_name(host: &str) -> String {
    host.trim_end_matches('.').to_ascii_lowercase()
}

/// Returns a header that must be there once.
fn only(headers: &HeaderMap, name: axum::http::HeaderName) -> Result<&str, Problem> {
    let mut values = headers.get_all(&name).iter();
    match (values.next().map(HeaderValue::to_str), values.next()) {
        (Some(Ok(value)), None) => Ok(value),
        _ => Err(Problem::bad_request(format!(
            "there must be one header {name}"
        ))),
    }
}

/// Refuses what the page of another site asks.
fn check_origin(headers: &HeaderMap, host: &str) -> Result<(), Problem> {
    let Some(origin) = headers.get(ORIGIN) else {
        return Ok(());
    };
    let origin = origin.to_str().unwrap_or_default();
    let schemes = ["http://", "https://"];
    let authority = schemes
        .iter()
        .find_map(|scheme| origin.strip_prefix(scheme));
    if authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host)) {
        return Ok(());
    }
    Err(forbidden(format!("pages of {origin:?} are not answered")))
}

fn check_token(headers: &HeaderMap, token: &Token) -> Result<(), Problem> {
    let given = headers.get(AUTHORIZATION).map(HeaderValue::as_bytes);
    if given.is_some_and(|given| token.is_in(given)) {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::UNAUTHORIZED,
        "the token is missing or wrong; send authorization: Bearer TOKEN",
    ))
}

fn forbidden(detail: String) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, detail)
}

/// Lets through who may ask, and tells browsers what they may do with the answer.
pub(super) async fn check(
    State(server): State<Arc<Server>>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = match server.guard.admit(&request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Gives up a request that takes too long.
pub(super) async fn in_time(request: Request, next: Next) -> Response {
    match timeout(MAX_TIME, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let detail = format!("there was no answer within {} seconds", MAX_TIME.as_secs());
            Problem::unavailable(detail).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard() -> Guard {
        Guard {
            hosts: [&LOCAL_HOSTS[..], &["search.example"]]
                .concat()
                .into_iter()
                .map(str::to_owned)
                .collect(),
            token: None,
        }
    }

    fn status(headers: &[(&str, &str)], uri: &str) -> Option<u16> {
        let mut request = Request::builder()
            .uri(uri)
            .extension(Local([192, 168, 1, 5].into()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(axum::body::Body::empty()).expect("a request");
        let problem = guard().admit(&request).err();
        problem.map(|problem| problem.into_response().status().as_u16())
    }

    #[test]
    fn only_hosts_that_mean_this_machine_are_served() {
        for host in [
            "localhost",
            "localhost:7700",
            "LOCALHOST.:80",
            "127.0.0.1:1",
            "[::1]:7700",
            "search.example",
            "192.168.1.5:7700",
        ] {
            assert_eq!(status(&[("host", host)], "/"), None, "{host}");
        }
        for host in [
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost@evil.example",
            "192.168.1.6",
            "",
            "[::2]",
        ] {
            assert_eq!(status(&[("host", host)], "/"), Some(403), "{host}");
        }
        let localhost = ("host", "localhost");
        assert_eq!(status(&[], "/"), Some(400));
        assert_eq!(status(&[localhost, localhost], "/"), Some(400));
        assert_eq!(status(&[localhost], "http://evil.example/"), Some(403));
    }

    #[test]
    fn only_its_own_pages_are_answered() {
        let with = |origin| status(&[("host", "localhost:7700"), ("origin", origin)], "/");
        assert_eq!(with("http://localhost:7700"), None);
        assert_eq!(with("https://localhost:7700"), None);
        for origin in [
            "http://evil.example",
            "null",
            "http://localhost:3000",
            "http://localhost",
            "file://localhost:7700",
        ] {
            assert_eq!(with(origin), Some(403), "{origin}");
        }
    }

    #[test]
    fn long_addresses_are_refused() {
        let long = format!("/search?q={}", "a".repeat(MAX_ADDRESS_BYTES));
        assert_eq!(status(&[("host", "localhost")], &long), Some(414));
    }
}
