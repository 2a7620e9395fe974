//! The web page: finding and reading in a browser, with scripts or without.

mod reader;
mod results;
mod template;
mod view;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{Html as Page, IntoResponse, Response};
use axum::routing::get;
use section_search::corpus::FORMATS;
use section_search::{Hits, Passage};

use crate::http::{self, Parameters, Problem, Server};
use crate::page::template::{Html, fill};
use crate::page::view::{LIMIT, View};

const PAGE: &str = include_str!("page.html");

/// The files of the page: where they are, what they are, and their text.
const FILES: [(&str, &str, &str); 3] = [
    (
        "/page.css",
        "text/css; charset=utf-8",
        include_str!("page.css"),
    ),
    (
        "/page.js",
        "text/javascript; charset=utf-8",
        include_str!("page.js"),
    ),
    ("/icon.svg", "image/svg+xml", include_str!("icon.svg")),
];

/// Returns the page and its files.
pub(crate) fn routes() -> Router<Arc<Server>> {
    let router = Router::new().route("/", get(page));
    FILES
        .iter()
        .fold(router, |router, &(path, media_type, text)| {
            let headers = [(CONTENT_TYPE, media_type), (CACHE_CONTROL, "max-age=60")];
            router.route(path, get(move || async move { (headers, text) }))
        })
}

/// Shows the page, with what is asked for found already.
async fn page(State(server): State<Arc<Server>>, Parameters(view): Parameters<View>) -> Response {
    let shown = show(&server, &view).await;
    let status = match &shown {
        Ok(_) => StatusCode::OK,
        Err(problem) => problem.status(),
    };
    (status, Page(filled(&view, shown))).into_response()
}

/// What is found, and what is open.
#[derive(Default)]
struct Shown {
    hits: Option<Hits>,
    passages: Vec<Passage>,
}

async fn show(server: &Arc<Server>, view: &View) -> Result<Shown, Problem> {
    let hits = match view.is_empty() {
        true => None,
        false => Some(http::hits(server, &view.asked()).await?),
    };
    let passages = match &*view.open {
        "" => Vec::new(),
        id => http::document(server, id).await?,
    };
    Ok(Shown { hits, passages })
}

fn filled(view: &View, shown: Result<Shown, Problem>) -> String {
    let (shown, problem) = match shown {
        Ok(shown) => (shown, None),
        Err(problem) => (Shown::default(), Some(problem)),
    };
    let hits = shown.hits.as_ref();
    let count = view.filters().count();
    let markup = |is_so: bool, markup: &str| {
        let mut html = Html::default();
        html.markup(if is_so { markup } else { "" });
        html
    };
    let summary = match &problem {
        Some(problem) => Html::of(problem.told()),
        None => hits.map(results::summary).unwrap_or_default(),
    };
    let is_open = !shown.passages.is_empty();
    let has_more = hits.is_some_and(|hits| hits.hits.len() == LIMIT);
    let next = (view.offset + LIMIT).to_string();
    let title = match view.q.trim() {
        "" => "search".to_owned(),
        q => format!("{q} – search"),
    };
    let kind = match (is_open, view.is_empty()) {
        (true, _) => "document",
        (false, true) => "home",
        (false, false) => "results",
    };
    let values = [
        ("title", Html::of(&title)),
        ("view", Html::of(kind)),
        ("q", Html::of(&view.q)),
        ("path", Html::of(&view.path)),
        ("type", Html::of(&view.types)),
        ("lang", Html::of(&view.lang)),
        ("date", Html::of(&view.date)),
        ("open_filters", markup(count > 0, " open")),
        ("filter_count", markup(count > 0, &format!(" ({count})"))),
        ("types", types()),
        ("summary", summary),
        (
            "hits",
            results::items(hits.map_or(&[], |hits| &hits.hits), view),
        ),
        ("more", Html::of(&view.address(&[("offset", &next)]))),
        ("has_more", markup(!has_more, " hidden")),
        ("is_closed", markup(!is_open, " hidden")),
        ("document", reader::document(&shown.passages, view)),
        (
            "freshness",
            hits.map(|hits| results::freshness(&hits.freshness))
                .unwrap_or_default(),
        ),
    ];
    fill(PAGE, &values)
}

/// Returns the types that can be asked for.
fn types() -> Html {
    let mut html = Html::default();
    for format in FORMATS {
        html.markup("<option value=\"")
            .text(format.name)
            .markup("\">");
    }
    html
}
