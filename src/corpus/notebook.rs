//! Jupyter notebooks: Markdown cells, code cells with what they printed, and raw cells.
//!
//! The cells of a notebook stand in its JSON, line by line. Their text is decoded, read as what it is, and
//! keeps its place in the file.

use std::ops::Range;

use crate::corpus::document::{Builder, Document, Heading};
use crate::corpus::json::{Leaf, Leaves, decode, decoded};
use crate::corpus::transcript::Transcript;
use crate::corpus::{markdown, verbatim};

/// Reads a notebook.
pub(crate) fn parse(source: &str) -> Document {
    let kinds = kinds(source);
    let mut reader = Reader {
        source,
        builder: Builder::new(source.len()),
        open: None,
        transcript: Transcript::default(),
    };
    let mut leaves = Leaves::new(source, 0..source.len());
    while let Some(leaf) = leaves.next() {
        let Leaf::Text(text) = leaf else {
            continue;
        };
        let Some(place) = place(&leaves) else {
            reader.field(&leaves, text);
            continue;
        };
        if let Some(role) = role(&leaves, place, &kinds) {
            reader.add((role, place), text);
        }
    }
    reader.end();
    reader.builder.finish()
}

/// What a cell is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Code,
    Markdown,
    /// A heading of its own, as old notebooks have them, and its level.
    Heading(u8),
}

/// What a string of a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Markdown,
    Heading(u8),
    /// Code, raw text, or what code has printed.
    Verbatim,
}

/// Where a string stands: the number of its worksheet and of its cell, and how many steps lead to the cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    sheet: usize,
    cell: usize,
    depth: usize,
    /// The number of the cell's output, counted from 1; 0 for the cell itself.
    output: usize,
}

/// Returns where the last string stands; none if it is in no cell.
fn place(leaves: &Leaves<'_>) -> Option<Place> {
    let (sheet, depth) = match leaves.key(0)? {
        "cells" => (0, 2),
        // Notebooks of before 2015.
        "worksheets" if leaves.key(2)? == "cells" => (leaves.element(1)?, 4),
        _ => return None,
    };
    let is_output = leaves.key(depth) == Some("outputs");
    let output = leaves.element(depth + 1).filter(|_| is_output);
    Some(Place {
        sheet,
        cell: leaves.element(depth - 1)?,
        depth,
        output: output.map_or(0, |number| number + 1),
    })
}

/// Returns what each cell is, by its worksheet and number, in order; those that are code are left out.
fn kinds(source: &str) -> Vec<(usize, usize, Kind)> {
    let mut kinds: Vec<(usize, usize, Kind)> = Vec::new();
    let mut leaves = Leaves::new(source, 0..source.len());
    while let Some(leaf) = leaves.next() {
        let Some(place) = place(&leaves) else {
            continue;
        };
        if leaves.path().len() != place.depth + 1 {
            continue;
        }
        let kind = match (leaves.key(place.depth), leaf) {
            (Some("cell_type"), Leaf::Text(range)) => match &source[range] {
                "markdown" => Kind::Markdown,
                "heading" => Kind::Heading(1),
                _ => continue,
            },
            (Some("level"), Leaf::Bare(range)) => {
                Kind::Heading(source[range].parse().unwrap_or(1).clamp(1, 6))
            }
            _ => continue,
        };
        match kinds.last_mut() {
            Some(last) if (last.0, last.1) == (place.sheet, place.cell) => last.2 = kind,
            _ => kinds.push((place.sheet, place.cell, kind)),
        }
    }
    kinds
}

/// Returns what the last string is; none if it is not to be read.
fn role(leaves: &Leaves<'_>, place: Place, kinds: &[(usize, usize, Kind)]) -> Option<Role> {
    let known = kinds.binary_search_by_key(&(place.sheet, place.cell), |kind| (kind.0, kind.1));
    let kind = known.map_or(Kind::Code, |at| kinds[at].2);
    match leaves.key(place.depth)? {
        "source" | "input" => Some(match kind {
            Kind::Markdown => Role::Markdown,
            Kind::Heading(level) => Role::Heading(level),
            Kind::Code => Role::Verbatim,
        }),
        "outputs" => {
            let name = leaves.key(place.depth + 2)?;
            let is_text = match name {
                "data" => leaves.key(place.depth + 3)? == "text/plain",
                _ => ["text", "evalue"].contains(&name),
            };
            is_text.then_some(Role::Verbatim)
        }
        _ => None,
    }
}

/// Gathers the strings of a cell, or of an output, and reads them together.
struct Reader<'a> {
    source: &'a str,
    builder: Builder,
    /// What the strings so far are.
    open: Option<(Role, Place)>,
    transcript: Transcript,
}

impl Reader<'_> {
    fn add(&mut self, what: (Role, Place), text: Range<usize>) {
        if self.open != Some(what) {
            self.end();
            self.open = Some(what);
        }
        decode(self.source, text, &mut self.transcript);
    }

    /// Notes what the notebook says of itself.
    fn field(&mut self, leaves: &Leaves<'_>, text: Range<usize>) {
        let is_author = leaves.key(1) == Some("authors") && leaves.key(3) == Some("name");
        let name = match leaves.path().len() {
            2 => leaves.key(1),
            _ => is_author.then_some("author"),
        };
        if leaves.key(0) == Some("metadata")
            && let Some(name @ ("title" | "date" | "author" | "lang")) = name
        {
            self.builder.field(name, &decoded(self.source, text));
        }
    }

    fn end(&mut self) {
        let Some((role, _)) = self.open.take() else {
            return;
        };
        let transcript = std::mem::take(&mut self.transcript);
        let text = transcript.as_str();
        match role {
            Role::Markdown => self.builder.include(markdown::parse(text), &transcript),
            Role::Verbatim => self.builder.include(verbatim::parse(text), &transcript),
            Role::Heading(level) => self.builder.heading(Heading {
                level,
                text: text.to_owned(),
                anchor: None,
                start: transcript.source_at(0),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::corpus::inline::shown;
    use proptest::prelude::*;

    fn check(source: &str, expected: &str) {
        assert_eq!(shown(source, &parse(source)), expected, "{source}");
    }

    #[test]
    fn markdown_cells_have_headings_and_code_cells_have_text() {
        let source = r###"{
 "cells": [
  {
   "cell_type": "markdown",
   "metadata": {},
   "source": [
    "# Rivers\n",
    "\n",
    "The **Niger** flows \u201cnorth\u201d.\n",
    "- *one*\n",
    "## Towns"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 1,
   "metadata": {"tags": ["hidden"]},
   "outputs": [
    {"name": "stdout", "output_type": "stream", "text": ["Bamako\n", "Mopti\n"]},
    {"data": {"image/png": "aGVsbG8=", "text/plain": ["<Figure>"]}, "output_type": "display_data"}
   ],
   "source": [
    "# not a heading\n",
    "for town in towns:\n",
    "    print(\"town\")"
   ]
  },
  {"source": "# Rains\nIn *July*.", "cell_type": "markdown"}
 ],
 "metadata": {"title": "Mali", "kernelspec": {"name": "python3"}},
 "nbformat": 4
}
"###;
        check(
            source,
            "# Rivers\nThe Niger flows “north”.\n\none\n## Towns\nBamako\nMopti\n\n<Figure>\n\n\
             # not a heading\nfor town in towns:\n    print(\"town\")\n# Rains\nIn July.",
        );
        let document = parse(source);
        assert_eq!(document.title.as_deref(), Some("Mali"));
        let lines: Vec<_> = document
            .sections
            .iter()
            .map(|section| 1 + source[..section.bytes.start].matches('\n').count())
            .collect();
        assert_eq!(lines, [1, 7, 11, 28]);
    }

    #[test]
    fn old_notebooks_have_worksheets() {
        let source = r#"{"worksheets": [{"cells": [
            {"cell_type": "heading", "level": 2, "source": "Rivers"},
            {"cell_type": "code", "input": ["a = 1"], "outputs": [{"text": "b"}]}
        ]}], "metadata": {"name": ""}}"#;
        check(source, "\n## Rivers\na = 1\n\nb".trim_start());
    }

    #[test]
    fn what_is_no_notebook_has_no_text() {
        check("", "");
        check("{\"cells\": [{\"source\": [\"open", "open");
        check("{\"a\": [1, \"cells\"]}", "");
    }

    proptest! {
        #[test]
        fn any_source_is_read(source in "(\\{\"cells\": \\[|\\{|\"source\": |\"cell_type\": \"markdown\",|\"# é\\\\n\",|[\\[\\]{},:\"\\\\]|\n){0,60}") {
            shown(&source, &parse(&source));
        }
    }
}
