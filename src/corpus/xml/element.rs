//! The open elements of a document.

use crate::corpus::xml::role::Role;

/// Deeper elements are not told apart.
const DEEPEST: usize = 512;
/// An end tag ends one of so many innermost elements, or none.
const REACH: usize = 64;

/// An open element.
#[derive(Debug)]
pub(super) struct Element<'a> {
    /// Its name, without the prefix of its namespace.
    pub(super) name: &'a str,
    pub(super) role: Role,
    /// Where its start tag stands.
    pub(super) start: usize,
    /// Its `xml:id` or `id`.
    pub(super) anchor: Option<String>,
    /// Has it a title?
    pub(super) has_title: bool,
    /// Is its title a heading, and not the title of the document?
    pub(super) has_heading: bool,
    /// Does text stand right in it?
    pub(super) has_text: bool,
    /// Do elements stand in it?
    pub(super) has_elements: bool,
    /// How much had been shown when it began.
    pub(super) shown_before: usize,
    /// Is its text left out?
    pub(super) is_hidden: bool,
    /// Does its text keep lines and spaces?
    pub(super) is_preformatted: bool,
}

/// The open elements, outermost first.
#[derive(Debug, Default)]
pub(super) struct Elements<'a> {
    open: Vec<Element<'a>>,
    /// How many are open below the deepest that are told apart.
    buried: usize,
}

impl<'a> Elements<'a> {
    /// Returns the innermost element.
    pub(super) fn last(&self) -> Option<&Element<'a>> {
        self.open.last()
    }

    /// Returns the innermost element.
    pub(super) fn last_mut(&mut self) -> Option<&mut Element<'a>> {
        self.open.last_mut()
    }

    /// Returns the elements, outermost first.
    pub(super) fn all(&self) -> &[Element<'a>] {
        &self.open
    }

    /// Returns the element at a depth, counted from 0.
    pub(super) fn at_mut(&mut self, depth: usize) -> Option<&mut Element<'a>> {
        self.open.get_mut(depth)
    }

    /// Returns how many are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Opens an element.
    pub(super) fn push(&mut self, element: Element<'a>) {
        if self.open.len() < DEEPEST {
            self.open.push(element);
        } else {
            self.buried += 1;
        }
    }

    /// Returns how many stay open when one called `name` ends.
    pub(super) fn depth_after(&mut self, name: &str) -> usize {
        if self.buried > 0 {
            self.buried -= 1;
            return self.open.len();
        }
        let near = self.open.iter().enumerate().rev().take(REACH);
        let ended = near
            .filter(|(_, element)| element.name == name)
            .map(|(depth, _)| depth);
        ended.max().unwrap_or(self.open.len())
    }

    /// Ends the innermost element.
    pub(super) fn pop(&mut self) -> Option<Element<'a>> {
        self.open.pop()
    }
}
