//! What an element hides: scripts, controls, and what stands around the content of a page.

use crate::corpus::html::elements::Elements;
use crate::corpus::html::page::Kind;
use crate::corpus::html::piece::Tag;

/// Elements that show no text of their own, in a page and in Markdown.
const HIDDEN: [&str; 10] = [
    "annotation",
    "annotation-xml",
    "iframe",
    "noscript",
    "rp",
    "rt",
    "script",
    "style",
    "svg",
    "template",
];
/// Elements of a page whose text is a control, a substitute or metadata.
const HIDDEN_IN_PAGE: [&str; 11] = [
    "audio", "button", "canvas", "datalist", "noembed", "noframes", "object", "select", "textarea",
    "title", "video",
];
/// Roles of what stands around a page's content.
const ROLES_AROUND: [&str; 4] = ["banner", "contentinfo", "navigation", "search"];
/// Classes of what generators add to a text: permalinks, edit links, and the way back from a note.
const EXTRAS: [&str; 5] = [
    "data-footnote-backref",
    "footnote-back",
    "footnote-backref",
    "headerlink",
    "mw-editsection",
];
/// What Pandoc and Quarto call the part of a page that repeats its title, authors and date.
pub(super) const TITLE_BLOCK: &str = "title-block-header";

/// How long an element hides what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hiding {
    /// To its end.
    Always,
    /// To its end or to the start of the page's content.
    Around,
}

impl Hiding {
    /// Returns how an element hides what is in it; `elements` are open around it.
    pub(super) fn of(tag: &Tag<'_>, kind: Kind, elements: &Elements) -> Option<Self> {
        if HIDDEN.contains(&&*tag.name) || tag.has_class(&EXTRAS) || is_marked(tag) {
            return Some(Self::Always);
        }
        if kind == Kind::Markdown {
            return None;
        }
        let is_closed_dialog = tag.name == "dialog" && tag.attribute("open").is_none();
        let is_title_block = tag.attribute("id").is_some_and(|id| id == TITLE_BLOCK);
        if HIDDEN_IN_PAGE.contains(&&*tag.name) || is_closed_dialog || is_title_block {
            return Some(Self::Always);
        }
        (kind == Kind::Page && is_around(tag, elements)).then_some(Self::Around)
    }
}

/// Does the author say that the element is hidden?
fn is_marked(tag: &Tag<'_>) -> bool {
    if ["html", "body", "main"].contains(&&*tag.name) {
        return false;
    }
    let hidden = tag.attribute("hidden");
    let aria_hidden = tag.attribute("aria-hidden");
    aria_hidden.is_some_and(|it| it == "true") || hidden.is_some_and(|it| it != "until-found")
}

/// Does the element stand around the content of the page?
fn is_around(tag: &Tag<'_>, elements: &Elements) -> bool {
    let role = tag.attribute("role").unwrap_or_default();
    match tag.name.as_str() {
        "nav" | "search" => true,
        "aside" | "footer" | "header" => !["article", "main", "section"]
            .iter()
            .any(|name| elements.is_open(name)),
        "body" | "html" | "main" => false,
        _ => ROLES_AROUND.contains(&&*role),
    }
}

#[cfg(test)]
mod tests {
    use crate::corpus::html::check::{check, check_text};

    #[test]
    fn what_no_reader_sees_is_left_out() {
        for hidden in [
            "<script>if (a<b) '<p>'</script>",
            "<script src=x />",
            "<style>p{}</style>",
            "<template><p>x</p></template>",
            "<noscript><h1>x</h1></noscript>",
            "<svg><title>x</title><text>y</text></svg>",
            "<iframe><p>x</p></iframe>",
            "<span hidden>x</span>",
            "<b aria-hidden=\"true\">x<i>y</i></b>",
            "<annotation encoding=\"x\">y</annotation>",
            "<!-- x -->",
            "<![CDATA[x]]>",
            "<?php x ?>",
        ] {
            check_text(&format!("<p>a {hidden}b</p>"), "a b");
        }
        check_text(
            "a<button>x</button>b<select><option>y</select>c<input value=z>d",
            "a b c d",
        );
        check_text(
            "<div hidden>x<div>y</div>z</div>a<p hidden>x<p>b<ul><li hidden>x<li>c</ul>",
            "a\n\nb\n\nc",
        );
        check_text(
            "<ruby>\u{6f22}<rp>(</rp><rt>kan<rp>)</rp>\u{5b57}<rt>ji</ruby>a",
            "\u{6f22}\u{5b57}a",
        );
        check_text("<body aria-hidden=true>a<input hidden>b", "a b");
    }

    #[test]
    fn what_stands_around_the_page_is_left_out() {
        let source = "<header>x</header><nav>y<ul><li>z</ul></nav><div role=navigation>x</div>\n\
                      <main><header>a</header><nav>y</nav><h1>B</h1><aside>c</aside><footer>d</footer></main>\
                      <aside>x</aside><footer><h2>x</h2></footer>e";
        check(source, &[(0, "", "", "a"), (1, "B", "", "c\n\nd\n\ne")]);
        check(
            "<header>x<nav>y</nav><h1>A</h1><p>b</p><nav>y</nav></header>c",
            &[(0, "", "", ""), (1, "A", "", "b\n\nc")],
        );
    }
}
