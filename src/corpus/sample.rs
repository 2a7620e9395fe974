//! Two formats for tests: a text of many documents, and a file that is no text.

use crate::corpus::document::{Builder, Document, Heading};
use crate::corpus::limits::Limits;
use crate::corpus::reading::Refusal;
use crate::corpus::rendering::{Rendered, Rendering};
use crate::corpus::text::Landmark;

/// How slides begin.
pub(super) const SLIDES: &[u8] = b"\x01slides";

/// Reads records: a line `%name` begins one, `#heading` a section of it, all else is text.
pub(super) fn records(source: &str, take: &mut dyn FnMut(Document)) {
    let mut start = 0;
    let starts = source.match_indices("\n%").map(|(at, _)| at + 1);
    for end in starts.chain([source.len()]) {
        take(record_of(source, start, end));
        start = end;
    }
}

fn record_of(source: &str, start: usize, end: usize) -> Document {
    let mut builder = Builder::within(start..end);
    let mut at = start;
    for line in source[start..end].split_inclusive('\n') {
        if let Some(name) = line.strip_prefix('%') {
            builder.name(name);
        } else if let Some(heading) = line.strip_prefix('#') {
            builder.heading(Heading {
                level: 1,
                text: heading.to_owned(),
                start: at,
                ..Heading::default()
            });
        } else {
            builder.paragraph(at);
            builder.text(line.trim_end(), at);
        }
        at += line.len();
    }
    builder.finish()
}

/// Reads slides: each line after the first is one; without any the file is broken.
pub(super) fn slides(
    bytes: &[u8],
    _limits: &Limits,
    take: &mut dyn FnMut(Rendered),
) -> Result<(), Refusal> {
    let text = String::from_utf8_lossy(bytes);
    let slides: Vec<_> = text.lines().skip(1).collect();
    if slides.is_empty() {
        return Err(Refusal::failed("there are no slides in it"));
    }
    let mut rendering = Rendering::new();
    for (slide, number) in slides.into_iter().zip(1..) {
        rendering.landmark(Landmark::Place(format!("slide {number}")));
        rendering.heading(1, &format!("Slide {number}"), None);
        rendering.paragraph();
        rendering.text(slide);
    }
    take(rendering.finish());
    Ok(())
}
