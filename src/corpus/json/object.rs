//! JSON that is one document: its outermost keys are headings, and those below that hold more than a value.

use std::ops::Range;

use crate::corpus::document::{Builder, Document, Heading};
use crate::corpus::json::leaves::{Leaves, Step};
use crate::corpus::json::record::Known;
use crate::corpus::json::text::decoded;
use crate::corpus::json::writer::Writer;

/// Reads all of `source` as one document.
pub(super) fn object(source: &str) -> Document {
    let mut builder = Builder::new(source.len());
    builder.whole();
    builder.has_equal_parts();
    Known::of(source, &(0..source.len())).tell(source, &mut builder);
    let mut reader = Reader {
        source,
        writer: Writer::new(source, builder),
        open: [None, None],
    };
    let mut leaves = Leaves::new(source, 0..source.len());
    while let Some(leaf) = leaves.next() {
        let depth = reader.headings(&leaves);
        reader.writer.line(&leaves, &leaf, depth);
    }
    reader.writer.builder.finish()
}

/// Knows under which headings it is.
struct Reader<'a> {
    source: &'a str,
    writer: Writer<'a>,
    /// The keys that are the open headings, outermost first.
    open: [Option<Range<usize>>; 2],
}

impl<'a> Reader<'a> {
    /// Begins the sections of the last scalar and returns how many of its keys are headings.
    fn headings(&mut self, leaves: &Leaves<'a>) -> usize {
        // What comes before the first object or array is the opening.
        if self.open[0].is_none() && leaves.path().len() == 1 {
            return 0;
        }
        for depth in 0..2 {
            let is_last = depth + 1 == leaves.path().len();
            let Some(key) = key(leaves, depth).filter(|_| depth == 0 || !is_last) else {
                return depth;
            };
            if self.open[depth].as_ref() == Some(&key) {
                continue;
            }
            // In broken JSON, a key may have several values.
            if key.start < self.writer.end {
                return depth;
            }
            self.begin(depth, &key);
        }
        2
    }

    fn begin(&mut self, depth: usize, key: &Range<usize>) {
        let before = &self.source[..key.start];
        let quote = before.strip_suffix('"').unwrap_or(before).len();
        let line = self.source[..quote].trim_end_matches([' ', '\t']);
        let is_alone = line.is_empty() || line.ends_with('\n');
        let text = decoded(self.source, key.clone());
        self.writer.begin_section();
        self.writer.builder.heading(Heading {
            level: if depth == 0 { 1 } else { 2 },
            anchor: Some(text.clone()),
            text,
            start: if is_alone { line.len() } else { quote },
        });
        self.open[depth] = Some(key.clone());
        for inner in &mut self.open[depth + 1..] {
            *inner = None;
        }
    }
}

/// Returns the key at a depth.
fn key(leaves: &Leaves<'_>, depth: usize) -> Option<Range<usize>> {
    match leaves.path().get(depth)? {
        Step::Key(key) => key.clone(),
        Step::Element(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::object;
    use crate::corpus::inline::shown;

    fn check(source: &str, expected: &str) {
        assert_eq!(shown(source, &object(source)), expected, "{source}");
    }

    #[test]
    fn keys_that_hold_more_are_headings() {
        let source = r#"{
  "name": "rivers",
  "version": "1.0",
  "scripts": { "build": "make all", "test": "make \"test\"" },
  "towns": {
    "count": 2,
    "Bamako": { "area": { "km2": 245.5 }, "old": true, "none": null },
    "Mopti": ["a", "b"]
  },
  "license": "MIT",
  "vector": [1, 2, 3]
}
"#;
        let source = &source.replace("\\\\", "\\");
        check(
            source,
            "name: rivers\nversion: 1.0\n# scripts {#scripts}\nbuild: make all\ntest: make \"test\"\n\
             # towns {#towns}\ncount: 2\n## Bamako {#Bamako}\narea.km2: 245.5\nold: true\n## Mopti {#Mopti}\na, b\n\
             # license {#license}\nMIT\n# vector {#vector}",
        );
        let document = object(source);
        assert_eq!(document.title.as_deref(), Some("rivers"));
        assert!(document.is_whole && document.has_equal_parts);
        let starts: Vec<_> = document
            .sections
            .iter()
            .map(|section| 1 + source[..section.bytes.start].matches('\n').count())
            .collect();
        assert_eq!(starts, [1, 4, 5, 7, 8, 10, 11]);
    }

    #[test]
    fn objects_of_an_array_are_blocks() {
        check(
            r#"{"hits": [{"a": "x", "b": ["y", "z"]}, {"a": "v\n\nw"}]}"#,
            "# hits {#hits}\na: x\nb: y, z\n\na: v\n\nw",
        );
    }

    #[test]
    fn what_is_no_text_is_left_out() {
        let blob = "A".repeat(600);
        let source = format!(r#"{{"a": "{blob}", "b": null, "c": "d", "e": [[1.5, 2]]}}"#);
        check(&source, "c: d\n# e {#e}");
    }
}
