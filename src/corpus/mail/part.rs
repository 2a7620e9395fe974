//! The text of a part of a message: decoded, with its lines where they stand.

use mail_parser::{Encoding, MessagePart};

use crate::corpus::transcript::Transcript;

/// Returns the text of a part of the message `source`, which starts at `base`; `decoded` is what it says.
pub(super) fn transcript(
    source: &str,
    part: &MessagePart<'_>,
    decoded: &str,
    base: usize,
) -> Transcript {
    let start = source.floor_char_boundary(part.offset_body as usize);
    let end = source
        .floor_char_boundary(part.offset_end as usize)
        .max(start);
    let written = &source[start..end];
    let start = base + start;
    let mut transcript = match part.encoding {
        // What is not ASCII was decoded with the file.
        Encoding::None if !written.is_ascii() || written == decoded => as_written(written, start),
        // No encoding needs more than ASCII: such a part is broken, and stands where it begins.
        _ if !written.is_ascii() => by_shares(decoded, "", start),
        Encoding::None => by_lines(decoded, written, start, |_| false),
        Encoding::QuotedPrintable => by_lines(decoded, written, start, |line| {
            line.trim_end().ends_with('=')
        }),
        Encoding::Base64 => by_shares(decoded, written, start),
    };
    let is_broken = part.encoding != Encoding::None && !written.is_ascii();
    transcript.end_at(if is_broken { start } else { base + end });
    transcript
}

fn as_written(written: &str, start: usize) -> Transcript {
    let mut transcript = Transcript::default();
    let mut at = start;
    for line in written.split_inclusive('\n') {
        let text = line.trim_end_matches(['\r', '\n']);
        transcript.keep(text, at);
        if line.ends_with('\n') {
            transcript.put('\n', at + text.len());
        }
        at += line.len();
    }
    transcript
}

/// Takes the lines of the decoded text for those written, some of which go on with the next.
fn by_lines(decoded: &str, written: &str, start: usize, goes_on: fn(&str) -> bool) -> Transcript {
    let mut transcript = Transcript::default();
    let mut lines = written.split_inclusive('\n');
    let mut at = start;
    for text in decoded.split_inclusive('\n') {
        transcript.keep(text, at);
        for line in lines.by_ref() {
            at += line.len();
            if !goes_on(line) {
                break;
            }
        }
    }
    transcript
}

/// Takes each line of the decoded text to stand in its share of what is written.
fn by_shares(decoded: &str, written: &str, start: usize) -> Transcript {
    let mut transcript = Transcript::default();
    let mut at = 0;
    for text in decoded.split_inclusive('\n') {
        let share = at as u128 * written.len() as u128 / decoded.len().max(1) as u128;
        let place = usize::try_from(share).unwrap_or(written.len());
        transcript.keep(text, start + place);
        at += text.len();
    }
    transcript
}
