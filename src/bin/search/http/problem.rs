//! What went wrong, as RFC 9457 has it.

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use section_search::Error;
use serde::Serialize;
use tokio::task::JoinError;

/// The type of the body.
pub(super) const MEDIA_TYPE: &str = "application/problem+json";

/// What went wrong, and what to do about it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Problem {
    /// What kind of problem it is; `about:blank` says that the status tells all there is to tell.
    #[serde(rename = "type")]
    kind: &'static str,
    /// What the status means.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What is wrong with this request.
    detail: String,
    /// Is it worth while to try again soon?
    #[serde(skip)]
    passes: bool,
}

impl Problem {
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or_default(),
            status: status.as_u16(),
            detail: detail.into(),
            passes: false,
        }
    }

    /// Tells that the request makes no sense.
    pub(super) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// Tells that the server cannot answer now.
    pub(super) fn unavailable(detail: impl Into<String>) -> Self {
        Self {
            passes: true,
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, detail)
        }
    }

    /// Tells that nothing is indexed yet.
    pub(super) fn no_index() -> Self {
        Self::unavailable("there is no index yet; it is being made")
    }

    /// Tells that a thread ended before its work was done.
    pub(super) fn broken(error: JoinError) -> Self {
        Self::internal(&error)
    }

    /// Tells that the server is at fault; what exactly, is for its log.
    pub(super) fn internal(error: &dyn std::error::Error) -> Self {
        let mut detail = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            detail += &format!(": {error}");
            cause = error.source();
        }
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, detail)
    }
}

impl From<&Error> for Problem {
    fn from(error: &Error) -> Self {
        match error {
            Error::Missing { .. } => Self::new(StatusCode::NOT_FOUND, error.to_string()),
            Error::TooDeep { .. } | Error::Rule { .. } => Self::bad_request(error.to_string()),
            Error::NoIndex { .. } => Self::no_index(),
            Error::Damaged { .. } => {
                Self::unavailable("the index is damaged; it is being made anew")
            }
            other => Self::internal(other),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(mut self) -> Response {
        let status = self.status();
        let logged = self.clone();
        self.detail = self.told().to_owned();
        // Strings and numbers can always be written.
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if self.passes {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        if status == StatusCode::UNAUTHORIZED {
            // Browsers ask for the token by themselves: any name, and the token as the password.
            let asks = HeaderValue::from_static("Basic realm=\"search\", charset=\"UTF-8\"");
            headers.insert(WWW_AUTHENTICATE, asks);
        }
        response.extensions_mut().insert(logged);
        response
    }
}

impl Problem {
    /// Returns what an answer has to say.
    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Is it worth while to try again soon?
    pub(super) fn passes(&self) -> bool {
        self.passes
    }

    /// Returns what is wrong, for the log.
    pub(super) fn detail(&self) -> &str {
        &self.detail
    }

    /// Returns what is wrong, for the client: paths of this machine are none of its business.
    pub(crate) fn told(&self) -> &str {
        match self.status() {
            StatusCode::INTERNAL_SERVER_ERROR => "the server failed; its log says why",
            _ => &self.detail,
        }
    }
}

/// Answers requests for what there is not.
pub(super) async fn no_such_page(uri: Uri) -> Problem {
    let detail = format!("there is nothing at {}; see /openapi.json", uri.path());
    Problem::new(StatusCode::NOT_FOUND, detail)
}

/// Answers requests that do with something what cannot be done with it.
pub(super) async fn no_such_method(uri: Uri) -> Problem {
    let detail = format!("{} takes another method; see /openapi.json", uri.path());
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail)
}
