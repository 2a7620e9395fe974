//! A document as HTML, for those who run no scripts.

use section_search::Passage;

use crate::page::template::Html;
use crate::page::view::View;

/// So many passages around the one that is open are shown.
const AROUND: usize = 150;

/// Returns the document with the passage that is open marked.
pub(super) fn document(passages: &[Passage], view: &View) -> Html {
    let mut html = Html::default();
    let at = passages
        .iter()
        .position(|it| it.id == view.open)
        .unwrap_or(0);
    let shown = &passages[at.saturating_sub(AROUND)..(at + AROUND).min(passages.len())];
    let Some(first) = shown.first() else {
        return html;
    };
    html.markup("<div class=\"tools\"><a id=\"back\" href=\"")
        .text(&view.address(&[]));
    html.markup("\">← Results</a><span class=\"path\">")
        .text(&first.path);
    html.markup("</span></div><h1 id=\"title\">")
        .text(&first.title);
    html.markup("</h1><div class=\"text\">");
    for passage in shown {
        section(&mut html, passage, passage.id == view.open);
    }
    html.markup("</div>");
    html
}

fn section(html: &mut Html, passage: &Passage, is_open: bool) {
    html.markup(match is_open {
        true => "<section id=\"here\" aria-current=\"true\">",
        false => "<section>",
    });
    if let Some(heading) = passage.headings.last() {
        html.markup("<h2>").text(heading).markup("</h2>");
    }
    html.markup("<p class=\"kept\">").text(passage.text.trim());
    html.markup("</p></section>");
}
