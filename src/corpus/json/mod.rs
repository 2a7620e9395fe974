//! JSON with the exact place of everything in it: one document, or records that are documents.

mod leaves;
mod object;
mod record;
mod text;
mod token;
mod values;
mod writer;

use std::ops::Range;

pub(crate) use leaves::{Leaf, Leaves};
pub(crate) use text::{decode, decoded};

use crate::corpus::document::Document;
use crate::corpus::json::object::object;
use crate::corpus::json::record::record;
use crate::corpus::json::values::Values;
use crate::corpus::pieces::Cut;
use crate::corpus::plain;

/// Lines of JSON end with their line.
pub(crate) const LINES: Cut = Cut {
    end: |bytes| Some(1 + bytes.iter().rposition(|&byte| byte == b'\n')?),
    head: |_| String::new(),
};

/// Reads JSON: the objects of an array and objects that follow each other are records, all else is one document.
pub(crate) fn parse(source: &str, take: &mut dyn FnMut(Document)) {
    match records(source) {
        Some(range) => each_record(source, range, take),
        None if source.trim_start().starts_with(['{', '[', '"', '/']) => take(object(source)),
        None => take(Document {
            is_whole: true,
            ..plain::parse(source)
        }),
    }
}

/// Reads lines of JSON, each of which is a record.
pub(crate) fn parse_lines(source: &str, take: &mut dyn FnMut(Document)) {
    each_record(source, 0..source.len(), take);
}

/// Returns where records stand, if there are any.
fn records(source: &str) -> Option<Range<usize>> {
    let is_object = |range: &Range<usize>| source[range.clone()].starts_with('{');
    let mut values = Values::new(source, 0..source.len());
    let first = values.next()?;
    if is_object(&first) {
        return values.next().filter(is_object).map(|_| 0..source.len());
    }
    let inner = first.start + 1..first.end;
    let is_array = source[first].starts_with('[');
    let element = is_array.then(|| Values::new(source, inner.clone()).next());
    element.flatten().filter(is_object).map(|_| inner)
}

/// Reads the values of `range`: each document has the lines of its value.
fn each_record(source: &str, range: Range<usize>, take: &mut dyn FnMut(Document)) {
    let mut part_end = 0;
    for value in Values::new(source, range) {
        let before = source[part_end..value.start].trim_end_matches([' ', '\t']);
        let is_alone = before.ends_with('\n') || part_end + before.len() == 0;
        let start = if is_alone {
            part_end + before.len()
        } else {
            value.start
        };
        let after = &source[value.end..];
        let rest = after.trim_start_matches([' ', '\t', ',', '\r']);
        let comma = after.len() - after.trim_start_matches([' ', '\t', ',']).len();
        part_end = match rest.starts_with('\n') {
            true => source.len() - rest.len() + 1,
            false => value.end + comma,
        };
        take(record(source, &value, start..part_end));
    }
}

#[cfg(test)]
mod tests {
    use super::{parse, parse_lines};
    use crate::corpus::document::Document;
    use crate::corpus::inline::{documents, shown_part};
    use proptest::prelude::*;

    type Parse = fn(&str, &mut dyn FnMut(Document));

    /// Checks name, title, lines and text of each document.
    fn check(parse: Parse, source: &str, expected: &[(&str, &str, [usize; 2], &str)]) {
        let documents = documents(parse, source);
        let found: Vec<_> = documents
            .iter()
            .map(|it| {
                let (text, part) = shown_part(source, it);
                let line = |at: usize| 1 + source[..at].matches('\n').count();
                let lines = [line(part.start), line(part.end.max(1) - 1)];
                let name = it.name.clone().unwrap_or_default();
                (name, it.title.clone().unwrap_or_default(), lines, text)
            })
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|&(name, title, lines, text)| {
                (name.to_owned(), title.to_owned(), lines, text.to_owned())
            })
            .collect();
        assert_eq!(found, expected, "{source}");
    }

    #[test]
    fn lines_are_records() {
        let source = "{\"_id\": \"d1\", \"title\": \"Niger\", \"text\": \"It flows.\\n\\nNorth.\", \"metadata\": {\"url\": \"http://x\"}}\r\n\
                      {\"id\": 7, \"name\": \"Bani\", \"headline\": \"The Bani\", \"date\": \"2015-11-20\", \"lang\": \"fr\"}\n\n\
                      {\"title\": \"Only\"}\n\"just text\"";
        check(
            parse_lines,
            source,
            &[
                (
                    "d1",
                    "Niger",
                    [1, 1],
                    "It flows.\n\nNorth.\n\nmetadata.url: http://x",
                ),
                (
                    "7",
                    "The Bani",
                    [2, 2],
                    "name: Bani\ndate: 2015-11-20\nlang: fr",
                ),
                ("", "Only", [4, 4], "Only"),
                ("", "", [5, 5], "just text"),
            ],
        );
        let bani = &documents(parse_lines, source)[1];
        assert_eq!(
            (bani.date.as_deref(), bani.language.as_deref()),
            (Some("2015-11-20"), Some("fr"))
        );
    }

    #[test]
    fn objects_of_an_array_are_records() {
        let source = "[\n  {\n    \"id\": \"a\",\n    \"x\": \"y\"\n  },\n  {\"id\": \"b\", \"x\": \"z\"}, {\"x\": \"w\"}\n]\n";
        check(
            parse,
            source,
            &[
                ("a", "", [2, 5], "x: y"),
                ("b", "", [6, 6], "x: z"),
                ("", "", [6, 6], "x: w"),
            ],
        );
    }

    #[test]
    fn all_else_is_one_document() {
        for source in [
            "{\"a\": \"b\"}",
            "[\"a\", {\"b\": 1}]",
            "// x\n{\"a\": 1}",
            "no JSON",
            "",
            "[]",
        ] {
            let documents = documents(parse, source);
            assert!(documents.len() == 1 && documents[0].is_whole, "{source}");
        }
        check(
            parse,
            "Some == text\n\n== a ==\nb",
            &[("", "", [1, 4], "Some == text\n## a\nb")],
        );
    }

    proptest! {
        #[test]
        fn any_source_is_read(source in "(\\{|\\}|\"id\": |\"a\":|\"é\\\\n\"|[\\[\\],:\"\\\\/é \u{3000}\n]|1|\\{\"text\": \"){0,60}") {
            for parse in [parse as Parse, parse_lines] {
                let mut end = 0;
                for document in documents(parse, &source) {
                    let (_, part) = shown_part(&source, &document);
                    prop_assert!(part.start >= end);
                    end = part.end;
                }
            }
        }
    }
}
