//! What requests say: the query of their address, or a JSON body.

use axum::body::{HttpBody, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use crate::http::problem::Problem;

/// A longer body is not read.
pub(super) const MAX_BODY_BYTES: usize = 1 << 20;

/// The query of an address.
pub(crate) struct Parameters<T>(pub(crate) T);

/// A body of JSON.
pub(super) struct Json<T>(pub(super) T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Parameters<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = serde_html_form::Deserializer::from_bytes(query.as_bytes());
        serde_path_to_error::deserialize(pairs)
            .map(Self)
            .map_err(|error| Problem::bad_request(format!("the address cannot be used: {error}")))
    }
}

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        require_json(request.headers())?;
        let bytes = body(request).await?;
        let refused =
            |error: String| Problem::bad_request(format!("the body cannot be used: {error}"));
        // Serde would take a list for the fields in their order.
        if bytes.trim_ascii_start().first() != Some(&b'{') {
            return Err(refused("it is no JSON object".to_owned()));
        }
        let mut text = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut text);
        let value = value.map_err(|error| refused(error.to_string()))?;
        text.end().map_err(|error| refused(error.to_string()))?;
        Ok(Self(value))
    }
}

/// Refuses what a form of another site could send, too.
fn require_json(headers: &HeaderMap) -> Result<(), Problem> {
    let value = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let media_type = value.and_then(|value| value.split(';').next());
    match media_type.is_some_and(|name| name.trim().eq_ignore_ascii_case("application/json")) {
        true => Ok(()),
        false => Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "the body must be JSON, with content-type: application/json",
        )),
    }
}

/// Reads a body that is not too long; one that says so itself is not read at all.
async fn body(request: Request) -> Result<Vec<u8>, Problem> {
    let too_long = || {
        let detail = format!("the body could not be read, or has more than {MAX_BODY_BYTES} bytes");
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail)
    };
    let body = request.into_body();
    if body.size_hint().lower() > MAX_BODY_BYTES as u64 {
        return Err(too_long());
    }
    let bytes = to_bytes(body, MAX_BODY_BYTES).await;
    bytes.map(Vec::from).map_err(|_| too_long())
}
