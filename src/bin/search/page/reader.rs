//! A document as HTML, for those who run no scripts.

use section_search::Passage;

use crate::page::template::Html;
use crate::page::view::View;

/// So many passages around the one that is open are shown.
const AROUND: usize = 150;
/// Lines that are shorter than this were not broken because they were full.
const WRAPPED: usize = 45;

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
    let heading = passage.headings.last().unwrap_or(&passage.title);
    for paragraph in paragraphs(without_heading(&passage.text, heading)) {
        html.markup(match is_wrapped(&paragraph) {
            true => "<p>",
            false => "<p class=\"kept\">",
        });
        html.text(&paragraph).markup("</p>");
    }
    html.markup("</section>");
}

/// Leaves the heading away that a text as written begins with: it is shown already.
fn without_heading<'a>(text: &'a str, heading: &str) -> &'a str {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let signs = |c: char| c.is_whitespace() || "#=*.".contains(c);
    match first.trim_matches(signs) == heading.trim() {
        true => rest,
        false => text,
    }
}

/// Splits a text where lines are empty.
fn paragraphs(text: &str) -> Vec<String> {
    let lines: Vec<_> = text.lines().collect();
    let parts = lines.split(|line| line.trim().is_empty());
    let parts = parts.filter(|lines| !lines.is_empty());
    parts.map(|lines| lines.join("\n")).collect()
}

/// Were the lines broken only because they were full? Lists, tables and verses lose their sense where lines are joined.
fn is_wrapped(paragraph: &str) -> bool {
    let mut lines = paragraph.lines().rev();
    let is_plain = |line: &str| line.starts_with(char::is_alphanumeric) || line.starts_with('"');
    let last = lines.next().unwrap_or_default();
    is_plain(last) && lines.all(|line| is_plain(line) && line.chars().count() >= WRAPPED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_shown_once() {
        assert_eq!(without_heading("## Rivers\n\nText.", "Rivers"), "\nText.");
        assert_eq!(without_heading("== Rivers ==\nText.", "Rivers"), "Text.");
        assert_eq!(without_heading("Text.", "Rivers"), "Text.");
    }

    #[test]
    fn only_full_lines_are_joined() {
        let full = "a".repeat(WRAPPED);
        assert!(is_wrapped(&format!("{full}\nshort")));
        assert!(!is_wrapped("short\nshort"));
        assert!(!is_wrapped(&format!("- {full}\n- {full}")));
        assert_eq!(paragraphs("a\nb\n\n \nc\n"), ["a\nb", "c"]);
    }
}
