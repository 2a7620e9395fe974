//! The table of elements: how each of them shapes the text.

/// Elements that have no end tag.
const EMPTY: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// How an element shapes the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Inline,
    Space,
    Line,
    Block,
    List,
    Item,
    Row,
    Cell,
    Heading(u8),
}

impl Shape {
    /// Returns the shape of the elements of that name.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "h1" => Self::Heading(1),
            "h2" => Self::Heading(2),
            "h3" => Self::Heading(3),
            "h4" => Self::Heading(4),
            "h5" => Self::Heading(5),
            "h6" => Self::Heading(6),
            "br" => Self::Line,
            "dl" | "menu" | "ol" | "table" | "ul" => Self::List,
            "dd" | "dt" | "li" => Self::Item,
            "tr" => Self::Row,
            "td" | "th" => Self::Cell,
            "button" | "input" | "select" | "textarea" => Self::Space,
            "address" | "article" | "aside" | "blockquote" | "body" | "caption" | "center"
            | "details" | "dialog" | "div" | "fieldset" | "figcaption" | "figure" | "footer"
            | "form" | "header" | "hgroup" | "hr" | "legend" | "listing" | "main" | "nav" | "p"
            | "plaintext" | "pre" | "search" | "section" | "summary" | "xmp" => Self::Block,
            _ => Self::Inline,
        }
    }

    /// Does it make a heading?
    pub(super) fn is_heading(self) -> bool {
        matches!(self, Self::Heading(_))
    }
}

/// Do the elements of that name have no end tag?
pub(super) fn is_empty(name: &str) -> bool {
    EMPTY.contains(&name)
}

/// Do the elements of that name keep white space?
pub(super) fn keeps_space(name: &str) -> bool {
    ["listing", "plaintext", "pre", "xmp"].contains(&name)
}
