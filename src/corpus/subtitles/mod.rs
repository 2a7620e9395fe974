//! Subtitles, SRT and WebVTT: cues gathered into windows of about a minute.
//!
//! A window is a section without a heading. Its anchor is the time at which it begins, `t=75`, written as the
//! fragments of media addresses are: `talk.vtt#t=75` is in the subtitles what `talk.mp4#t=75` is in the film.

mod cue;
mod time;

use crate::corpus::document::{Builder, Document, Heading, squeeze};
use crate::corpus::lines::{Line, lines};
use crate::corpus::subtitles::cue::render;
use crate::corpus::subtitles::time::cue_start;

/// A window that is longer ends with the next sentence.
const WINDOW_SECONDS: u64 = 45;
const WINDOW_WORDS: usize = 120;
/// A window that is longer ends, whatever is said.
const LONGEST_SECONDS: u64 = 75;
const LONGEST_WORDS: usize = 200;

/// Reads subtitles.
pub(crate) fn parse(source: &str) -> Document {
    let lines = lines(source);
    let mut reader = Reader {
        source,
        builder: Builder::new(source.len()),
        window: None,
        shown: String::new(),
        is_cue: false,
    };
    let mut at = header(&lines, &mut reader.builder);
    while let Some(line) = lines.get(at) {
        at += 1;
        if line.is_blank() {
            reader.is_cue = false;
        } else if let Some(start) = cue_start(line.text) {
            reader.begin(start, line.start);
        } else if reader.is_cue {
            reader.text(line);
        } else if let Some(start) = lines.get(at).and_then(|next| cue_start(next.text)) {
            // The number or the name of a cue stands above its time.
            at += 1;
            reader.begin(start, line.start);
        } else if is_note(line.text) {
            at += lines[at..]
                .iter()
                .take_while(|line| !line.is_blank())
                .count();
        } else {
            reader.text(line);
        }
    }
    reader.builder.finish()
}

/// Notes what the header of WebVTT says and returns the number of the line after it.
fn header(lines: &[Line<'_>], builder: &mut Builder) -> usize {
    let Some(title) = lines
        .first()
        .and_then(|line| line.text.strip_prefix("WEBVTT"))
    else {
        return 0;
    };
    builder.title(title.trim_start_matches([' ', '\t', '-', '–']));
    let rest = lines[1..].iter().take_while(|line| !line.is_blank());
    let rest: Vec<_> = rest
        .take_while(|line| cue_start(line.text).is_none())
        .collect();
    for line in &rest {
        if let Some((name, value)) = line.text.split_once(':') {
            builder.field(name, value);
        }
    }
    1 + rest.len()
}

/// Does a block of WebVTT begin that is never shown?
fn is_note(line: &str) -> bool {
    let word = line.split_whitespace().next();
    matches!(word, Some("NOTE" | "STYLE" | "REGION"))
}

/// The stretch of time that a section shows.
#[derive(Debug, Clone, Copy)]
struct Window {
    start: u64,
    words: usize,
    ends_sentence: bool,
}

impl Window {
    /// Does a cue belong to another window that begins at `start`, in seconds?
    fn ends_before(&self, start: u64) -> bool {
        let Some(seconds) = start.checked_sub(self.start) else {
            return true;
        };
        let is_full = seconds >= WINDOW_SECONDS || self.words >= WINDOW_WORDS;
        let is_over = seconds >= LONGEST_SECONDS || self.words >= LONGEST_WORDS;
        is_over || is_full && self.ends_sentence
    }
}

/// Gathers cues into windows.
struct Reader<'a> {
    source: &'a str,
    builder: Builder,
    window: Option<Window>,
    /// The line that was shown last.
    shown: String,
    /// Is the line before this one part of a cue?
    is_cue: bool,
}

impl Reader<'_> {
    /// Begins a cue that is shown from `start` on, in seconds.
    fn begin(&mut self, start: u64, at: usize) {
        self.is_cue = true;
        if self.window.is_some_and(|window| !window.ends_before(start)) {
            return;
        }
        self.window = Some(Window {
            start,
            words: 0,
            ends_sentence: false,
        });
        self.builder.heading(Heading {
            level: 1,
            text: String::new(),
            anchor: Some(format!("t={start}")),
            start: at,
        });
    }

    fn text(&mut self, line: &Line<'_>) {
        let cue = render(self.source, line.start..line.start + line.text.len());
        let text = squeeze(&cue.plain());
        // Captions that roll show each line twice.
        if text.is_empty() || text == self.shown {
            return;
        }
        self.builder.line(line.start);
        cue.write(&mut self.builder);
        if let Some(window) = &mut self.window {
            window.words += text.split_whitespace().count();
            let end = text.trim_end_matches(['"', '”', '»', '\'', ')']);
            window.ends_sentence = end.ends_with(['.', '!', '?', '…', '。', '？', '！']);
        }
        self.shown = text;
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
    fn cues_are_gathered_by_the_minute() {
        let source = "1\r\n00:00:01,000 --> 00:00:04,000\r\nThe <i>Niger</i> flows\r\nnorth.\r\n\r\n\
                      2\r\n00:00:50,500 --> 00:00:55,000\r\nIt rises\r\n\r\n\
                      3\r\n00:00:58,000 --> 00:01:02,000\r\nin Guinea.\r\n\r\n\
                      4\r\n01:02:03,000 --> 01:02:04,000\r\n2015\r\n";
        check(
            source,
            "#  {#t=1}\nThe Niger flows\nnorth.\n#  {#t=50}\nIt rises\nin Guinea.\n#  {#t=3723}\n2015",
        );
        let starts: Vec<_> = parse(source)
            .sections
            .iter()
            .map(|section| {
                source[section.bytes.clone()]
                    .lines()
                    .next()
                    .unwrap_or("")
                    .to_owned()
            })
            .collect();
        assert_eq!(starts, ["1", "2", "4"]);
    }

    #[test]
    fn a_window_has_an_end_even_if_the_sentence_has_none() {
        let source: String = (0..10)
            .map(|n| format!("00:{n:02}:00.000 --> 00:{n:02}:30.000\nand on\n\n"))
            .collect();
        let source = format!("WEBVTT\n\n{source}");
        assert_eq!(parse(&source).sections.len(), 1 + 5);
        let words: String = (0..100)
            .map(|n| format!("00:01.000 --> 00:02.000\nfive words are said {n}\n\n"))
            .collect();
        assert_eq!(parse(&words).sections.len(), 3);
    }

    #[test]
    fn webvtt_has_a_header_notes_and_voices() {
        let source = "WEBVTT - The rivers\nKind: captions\nLanguage: fr\n\nNOTE\nnot\nshown\n\n\
                      STYLE\n::cue { color: red }\n\nintro\n00:05.000 --> 00:07.000 line:0 align:start\n\
                      <v.loud Didier Fofana>Le <c.x>Niger</c> &amp; <00:06.000>Mali\n- where -->\n";
        check(
            source,
            "#  {#t=5}\nDidier Fofana: Le Niger & Mali\n- where -->",
        );
        let document = parse(source);
        assert_eq!(document.title.as_deref(), Some("The rivers"));
        assert_eq!(document.language.as_deref(), Some("fr"));
    }

    #[test]
    fn rolling_captions_are_shown_once() {
        let source = "WEBVTT\n\n00:01.000 --> 00:02.000\n \nhello<00:01.500> there\n\n\
                      00:02.000 --> 00:02.010\nhello there\n \n\n\
                      00:02.010 --> 00:03.000\nhello there\nnext words\n";
        check(source, "#  {#t=1}\nhello there\nnext words");
    }

    #[test]
    fn what_is_not_understood_is_text() {
        check("just text\n\n1 --> 2\nmore", "just text\n1 --> 2\nmore");
        check("", "");
    }

    proptest! {
        #[test]
        fn any_source_is_read(source in "(WEBVTT|NOTE|00:0[0-9]:[0-9]{2}[.,]000 --> x| |1|é<v |[<>{\\\\}&;:-]|-->|\n){0,60}") {
            shown(&source, &parse(&source));
        }
    }
}
