//! Hits as HTML: the same elements that `source/results.ts` makes.

use section_search::{Freshness, Hit, Hits, Matched, State};

use crate::page::template::Html;
use crate::page::view::View;

/// Returns the items of the list.
pub(super) fn items(hits: &[Hit], view: &View) -> Html {
    let mut html = Html::default();
    for hit in hits {
        item(&mut html, hit, view);
    }
    html
}

fn item(html: &mut Html, hit: &Hit, view: &View) {
    let passage = &hit.passage;
    let address = view.address(&[("open", &passage.id)]) + "#here";
    html.markup("<li class=\"hit\" data-id=\"")
        .text(&passage.id);
    html.markup("\"><h2><a href=\"")
        .text(&address)
        .markup("\">");
    html.text(&passage.title);
    if !passage.headings.is_empty() {
        html.markup("<span class=\"trail\">");
        for heading in &passage.headings {
            html.markup("<i aria-hidden=\"true\">›</i>").text(heading);
        }
        html.markup("</span>");
    }
    html.markup("</a></h2><p class=\"snippet\">");
    marked(html, &hit.snippet.text, &hit.snippet.highlights);
    html.markup("</p><p class=\"place\"><span class=\"path\">");
    html.text(&passage.path);
    if let Some([first, _]) = passage.lines {
        html.markup(":").number(first);
    }
    html.markup("</span>");
    if let Some(page) = passage.page {
        html.markup(" · page ").number(u64::from(page));
    }
    if let Some(place) = &passage.place {
        html.markup(" · ").text(place);
    }
    if !hit.missing.is_empty() {
        html.markup(" · <span class=\"lacks\">without");
        for word in &hit.missing {
            html.markup(" <s>").text(word).markup("</s>");
        }
        html.markup("</span>");
    }
    html.markup("</p></li>");
}

/// Adds a text with its matches marked.
fn marked(html: &mut Html, text: &str, highlights: &[[usize; 2]]) {
    let mut done = 0;
    for &[from, to] in highlights {
        let (Some(before), Some(found)) = (text.get(done..from), text.get(from..to)) else {
            continue;
        };
        html.text(before)
            .markup("<mark>")
            .text(found)
            .markup("</mark>");
        done = to;
    }
    html.text(text.get(done..).unwrap_or_default());
}

/// Says what was found.
pub(super) fn summary(hits: &Hits) -> Html {
    let mut html = Html::default();
    match (hits.matched, hits.total) {
        (None, _) => html.markup("Nothing found. Fewer words, or other filters, may find more."),
        (Some(Matched::Some), _) => html.markup("No passage has all the words; these have some."),
        (_, Some(1)) => html.markup("1 passage"),
        (_, Some(total)) => html.number(total).markup(" passages"),
        (_, None) => html.markup("Many passages"),
    };
    let lacks_none = hits.matched == Some(Matched::All);
    if lacks_none && hits.hits.iter().any(|hit| !hit.missing.is_empty()) {
        html.markup(" with all the words, then some without");
    }
    for correction in &hits.corrections {
        html.markup(" · <strong>“").text(&correction.from);
        html.markup("” is not there; near it: “")
            .text(&correction.to);
        html.markup("”</strong>");
    }
    if hits.timed_out {
        html.markup(" · <strong>not all was looked at in time</strong>");
    }
    html
}

/// Says how far the answer reflects the files as they are.
pub(super) fn freshness(freshness: &Freshness) -> Html {
    let mut html = Html::default();
    match freshness.state {
        State::Stale => html
            .markup("<span class=\"dot stale\"></span>")
            .number(freshness.changed)
            .markup(" files changed since; being indexed"),
        _ => html.markup("<span class=\"dot\"></span>Up to date"),
    };
    html
}
