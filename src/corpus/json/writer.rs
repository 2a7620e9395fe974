//! Scalars on their way into a document, as lines of `key: value`.

use std::ops::Range;

use crate::corpus::document::Builder;
use crate::corpus::json::leaves::{Leaf, Leaves, Step};
use crate::corpus::json::text::{decode, decoded};
use crate::corpus::transcript::Transcript;

/// So many of the keys above a value are shown, innermost ones.
const SHOWN_KEYS: usize = 3;
/// Longer keys are cut.
const KEY_BYTES: usize = 60;
/// A longer string without a space is no text.
const BLOB_BYTES: usize = 500;

/// Writes scalars; values of one array share a line.
#[derive(Debug)]
pub(super) struct Writer<'a> {
    /// Where the lines go.
    pub(super) builder: Builder,
    source: &'a str,
    /// The key of the line at hand.
    key: Option<Range<usize>>,
    /// The elements above it.
    elements: Vec<usize>,
    /// Where what was written ends in the source; 0 if nothing was.
    pub(super) end: usize,
}

impl<'a> Writer<'a> {
    /// Starts with a builder of a document of `source`.
    pub(super) fn new(source: &'a str, builder: Builder) -> Self {
        Self {
            builder,
            source,
            key: None,
            elements: Vec::new(),
            end: 0,
        }
    }

    /// Forgets the line at hand, for a section begins.
    pub(super) fn begin_section(&mut self) {
        self.key = None;
        self.elements.clear();
    }

    /// Adds a scalar as `key: value`, its keys shown from a depth on.
    pub(super) fn line(&mut self, leaves: &Leaves<'a>, leaf: &Leaf, depth: usize) {
        let is_element = matches!(leaves.path().last(), Some(Step::Element(_)));
        let value = match leaf {
            Leaf::Text(range) if !self.is_blob(range) => range.clone(),
            // Numbers in a row are measures or vectors.
            Leaf::Bare(range) if !is_element && &self.source[range.clone()] != "null" => {
                range.clone()
            }
            _ => return,
        };
        let key = leaves.innermost_key();
        if is_element && key.is_some() && key == self.key {
            self.builder.text(", ", value.start);
        } else {
            // A key stands before its first value only.
            let first = key.as_ref().map(|key| key.start);
            let start = first.filter(|start| *start >= self.end);
            self.begin(leaves, depth, start.unwrap_or(value.start));
        }
        self.key = key;
        self.value(leaf);
    }

    /// Adds a string that is text of its own, without its key.
    pub(super) fn paragraph(&mut self, text: &Range<usize>) {
        if self.is_blob(text) {
            return;
        }
        self.key = None;
        self.builder.paragraph(text.start);
        self.value(&Leaf::Text(text.clone()));
        self.builder.paragraph(text.end);
    }

    /// Begins a line, or a block if it is about another element of an array.
    fn begin(&mut self, leaves: &Leaves<'a>, depth: usize, start: usize) {
        let elements = leaves.elements_above_key();
        match elements == self.elements {
            true => self.builder.line(start),
            false => self.builder.paragraph(start),
        }
        self.elements = elements;
        let keys: Vec<_> = (depth..leaves.path().len())
            .filter_map(|at| leaves.key(at))
            .collect();
        let shown = &keys[keys.len().saturating_sub(SHOWN_KEYS)..];
        if !shown.is_empty() {
            let shown: Vec<_> = shown.iter().map(|key| short(key)).collect();
            self.builder.text(&format!("{}: ", shown.join(".")), start);
        }
    }

    fn value(&mut self, leaf: &Leaf) {
        let (Leaf::Text(range) | Leaf::Bare(range)) = leaf;
        self.end = range.end;
        match leaf {
            Leaf::Bare(range) => self.builder.text(&self.source[range.clone()], range.start),
            Leaf::Text(range) => {
                let mut transcript = Transcript::default();
                decode(self.source, range.clone(), &mut transcript);
                self.builder.quote(&transcript);
            }
        }
    }

    fn is_blob(&self, range: &Range<usize>) -> bool {
        let is_long = range.len() > BLOB_BYTES;
        is_long
            && !self.source[range.clone()].contains(|c: char| c.is_whitespace() || !c.is_ascii())
    }
}

/// Returns a key as it is shown.
fn short(key: &str) -> String {
    let end = key.floor_char_boundary(KEY_BYTES);
    decoded(key, 0..end)
}
