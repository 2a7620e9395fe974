//! A site with a search of its own: the pages are axum's, and the search is a part of the program.
//!
//! ```text
//! cargo run --release --example site -- corpus 127.0.0.1:8080
//! ```
#![expect(clippy::print_stdout, reason = "a program says where it listens")]
#![expect(clippy::print_stderr, reason = "a program says what went wrong")]

use std::error::Error;

use axum::Router;
use axum::extract::{Query as Asked, State};
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::get;
use section_search::{Fresh, Hit, Index, Query, WatchOptions, Watched};
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::task::spawn_blocking;

/// What a visitor asks.
#[derive(Deserialize)]
struct Words {
    #[serde(default)]
    q: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().ok_or("name a folder of documents")?;
    let address = args.next().unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let mut index = Index::open(folder)?;
    index.update()?;
    // From now on a thread keeps the index fresh, and no search has to look at the files.
    let _watcher = index.watch(WatchOptions::default(), |watched| {
        if let Watched::Failed(error) = watched {
            eprintln!("{error}");
        }
    })?;
    let site = Router::new()
        .route("/", get(home))
        .route("/search", get(search))
        .with_state(index.with_fresh(Fresh::Never));
    let listener = TcpListener::bind(address).await?;
    println!("listening on http://{}/", listener.local_addr()?);
    axum::serve(listener, site).await?;
    Ok(())
}

async fn home() -> Html<String> {
    page("", "")
}

/// Answers with the best sections.
async fn search(
    State(index): State<Index>,
    Asked(Words { q }): Asked<Words>,
) -> Result<Html<String>, StatusCode> {
    let query = Query::parse(&q);
    // A search takes a processor for some milliseconds: not on a thread that serves others meanwhile.
    let hits = spawn_blocking(move || index.search(&query)).await;
    let hits = hits.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let hits = hits.map_err(|error| {
        eprintln!("{error}");
        StatusCode::SERVICE_UNAVAILABLE
    })?;
    let items: String = hits.hits.iter().map(item).collect();
    Ok(page(&q, &items))
}

fn item(hit: &Hit) -> String {
    let passage = &hit.passage;
    let trail = [std::slice::from_ref(&passage.title), &passage.headings[..]].concat();
    format!(
        "<li><h2>{}</h2><p>{}</p></li>",
        escaped(&trail.join(" › ")),
        marked(&hit.snippet.text, &hit.snippet.highlights)
    )
}

/// Marks what was found; the ranges are bytes, always on the borders of characters.
fn marked(text: &str, highlights: &[[usize; 2]]) -> String {
    let mut html = String::new();
    let mut done = 0;
    for &[from, to] in highlights {
        html += &escaped(&text[done..from]);
        html += &format!("<mark>{}</mark>", escaped(&text[from..to]));
        done = to;
    }
    html + &escaped(&text[done..])
}

fn page(q: &str, items: &str) -> Html<String> {
    let q = escaped(q);
    Html(format!(
        "<!doctype html><meta charset=utf-8><title>Our documents</title>\
         <form action=/search><input type=search name=q value=\"{q}\" aria-label=\"Search\"></form>\
         <ol>{items}</ol>"
    ))
}

/// Turns text, which somebody wrote, into HTML that shows it.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html += "&amp;",
            '<' => html += "&lt;",
            '>' => html += "&gt;",
            '"' => html += "&quot;",
            c => html.push(c),
        }
    }
    html
}
