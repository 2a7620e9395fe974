//! Answers as JSON that clients may keep, and ask whether they still hold.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use section_search::Look;
use serde::Serialize;

use crate::http::problem::Problem;

/// What tells one answer from all others: what was asked, of which state of the index and the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag(String);

impl Tag {
    /// Returns the tag of the answer to what was asked.
    pub(super) fn new(look: &Look, asked: &impl std::fmt::Debug) -> Self {
        let freshness = &look.freshness;
        let all = format!("{} {freshness:?} {asked:?}", look.generation);
        let hash = blake3::hash(all.as_bytes()).to_hex();
        // How long the answer took is in it, too, and never the same: the tag is weak.
        Self(format!("W/\"{}-{}\"", look.generation, &hash[..16]))
    }

    /// Does the client have the answer?
    pub(super) fn is_known(&self, headers: &HeaderMap) -> bool {
        let mut known = headers.get_all(IF_NONE_MATCH).iter();
        known.any(|tags| {
            let mut tags = tags.to_str().unwrap_or_default().split(',').map(str::trim);
            tags.any(|tag| tag == "*" || tag.trim_start_matches("W/") == self.strong())
        })
    }

    fn strong(&self) -> &str {
        self.0.trim_start_matches("W/")
    }

    /// Tells the client that it has the answer.
    pub(super) fn not_modified(&self) -> Response {
        self.on(StatusCode::NOT_MODIFIED.into_response())
    }

    /// Puts the tag on an answer.
    pub(super) fn on(&self, mut response: Response) -> Response {
        if let Ok(tag) = HeaderValue::from_str(&self.0) {
            response.headers_mut().insert(ETAG, tag);
        }
        response
    }
}

/// Returns a value as a JSON answer, on a line as the program prints it.
pub(super) fn json(value: &impl Serialize) -> Result<Response, Problem> {
    let text = serde_json::to_string(value).map_err(|error| Problem::internal(&error))?;
    Ok(json_text(text + "\n"))
}

/// Returns what is JSON already as an answer.
pub(super) fn json_text(text: String) -> Response {
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // Kept, but never shown before the server was asked.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(tags: &str) -> HeaderMap {
        let value = HeaderValue::from_str(tags).expect("a header");
        HeaderMap::from_iter([(IF_NONE_MATCH, value)])
    }

    #[test]
    fn a_client_may_know_several_answers() {
        let tag = Tag("W/\"3-abc\"".to_owned());
        assert!(tag.is_known(&headers("\"2-x\", W/\"3-abc\"")));
        assert!(tag.is_known(&headers("\"3-abc\"")));
        assert!(tag.is_known(&headers("*")));
        assert!(!tag.is_known(&headers("W/\"3-ab\"")));
        assert!(!tag.is_known(&HeaderMap::new()));
    }
}
