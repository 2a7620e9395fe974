//! The open elements of a document, and which of them end without an end tag.

use std::collections::HashMap;

use crate::corpus::html::hiding::Hiding;
use crate::corpus::html::shape::{Shape, keeps_space};

/// How many open elements an implied end tag looks through; more would cost time on broken pages.
const IMPLIED_END_DEPTH: usize = 24;

/// The names of the open elements, outermost first.
#[derive(Debug, Default)]
pub(super) struct Elements {
    stack: Vec<String>,
    /// How many elements of a name are open.
    open: HashMap<String, usize>,
    /// The outermost element that hides what is in it.
    hidden: Option<(usize, Hiding)>,
    /// How many open elements keep white space.
    preformatted: usize,
}

impl Elements {
    /// Opens an element in the innermost one.
    pub(super) fn push(&mut self, name: &str, hiding: Option<Hiding>) {
        if let Some(hiding) = hiding {
            self.hidden = Some((self.stack.len(), hiding));
        }
        self.preformatted += usize::from(keeps_space(name));
        match self.open.get_mut(name) {
            Some(count) => *count += 1,
            None => {
                self.open.insert(name.to_owned(), 1);
            }
        }
        self.stack.push(name.to_owned());
    }

    /// Closes elements until `depth` are left.
    pub(super) fn truncate(&mut self, depth: usize) {
        for name in self.stack.drain(depth.min(self.stack.len())..) {
            self.preformatted -= usize::from(keeps_space(&name));
            if let Some(count) = self.open.get_mut(&name) {
                *count -= 1;
            }
        }
        if self.hidden.is_some_and(|(at, _)| at >= self.stack.len()) {
            self.hidden = None;
        }
    }

    /// Closes the innermost element of that name and all in it, if there is one.
    pub(super) fn close(&mut self, name: &str) {
        if self.is_open(name)
            && let Some(at) = self.stack.iter().rposition(|open| open == name)
        {
            self.truncate(at);
        }
    }

    /// Closes the elements whose end tag may be left out before the start of `name`.
    pub(super) fn end_implied(&mut self, name: &str) {
        let Some((ends, within)) = implied_ends(name) else {
            return;
        };
        if !ends.iter().any(|end| self.is_open(end)) {
            return;
        }
        let hidden = self.hidden.map_or(0, |(at, _)| at);
        let inner = self.stack.iter().enumerate().skip(hidden).rev();
        let outermost = inner
            .take(IMPLIED_END_DEPTH)
            .take_while(|(_, open)| !within.contains(&open.as_str()))
            .filter(|(_, open)| ends.contains(&open.as_str()))
            .last();
        if let Some((at, _)) = outermost {
            self.truncate(at);
        }
    }

    /// Shows what follows, whatever is open.
    pub(super) fn reveal(&mut self) {
        self.hidden = None;
    }

    /// Returns how what follows is hidden.
    pub(super) fn hiding(&self) -> Option<Hiding> {
        self.hidden.map(|(_, hiding)| hiding)
    }

    /// Returns how many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.stack.len()
    }

    /// Is an element of that name open?
    pub(super) fn is_open(&self, name: &str) -> bool {
        self.open.get(name).is_some_and(|&count| count > 0)
    }

    /// Is a list open?
    pub(super) fn in_list(&self) -> bool {
        ["ul", "ol", "dl", "menu"].iter().any(|it| self.is_open(it))
    }

    /// Is white space kept?
    pub(super) fn is_preformatted(&self) -> bool {
        self.preformatted > 0
    }
}

/// Names of elements.
type Names = &'static [&'static str];

/// Returns what the start of `name` ends without an end tag, and within what it looks for them.
fn implied_ends(name: &str) -> Option<(Names, Names)> {
    let ends: (Names, Names) = match name {
        "li" => (&["li"], &["menu", "ol", "ul"]),
        "dd" | "dt" => (&["dd", "dt"], &["dl"]),
        "td" | "th" => (&["td", "th"], &["tr", "table"]),
        "tr" => (&["td", "th", "tr"], &["table"]),
        "tbody" | "tfoot" | "thead" => (&["td", "th", "tr", "tbody", "tfoot", "thead"], &["table"]),
        "rp" | "rt" => (&["rp", "rt"], &["ruby"]),
        "caption" => return None,
        _ => match Shape::of(name) {
            Shape::Block | Shape::Heading(_) | Shape::List => {
                (&["p"], &["caption", "object", "table", "td", "th"])
            }
            _ => return None,
        },
    };
    Some(ends)
}
