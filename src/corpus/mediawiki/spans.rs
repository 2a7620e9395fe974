//! The constructs that reach over lines, found before the page is read: comments, tags, templates and links.

use std::ops::Range;

use crate::corpus::inline::Finder;

/// A construct of the source whose end is known.
#[derive(Debug)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Comment,
    /// A tag with content that is not seen.
    Hidden,
    /// Text in which nothing is markup, and whether it is a block.
    Raw(Range<usize>, bool),
    Template,
    Link,
}

/// Returns the constructs of `source` by where they start, in one pass.
pub(super) fn spans(source: &str) -> Vec<Span> {
    let lower = source.to_ascii_lowercase();
    let mut finder = Finder::new(&lower);
    let mut spans = Vec::new();
    let mut open = Open::default();
    let mut at = 0;
    while let Some(len) = source[at..].find(['<', '{', '}', '[', ']', '\n']) {
        at += len;
        let byte = source.as_bytes()[at];
        if byte == b'<' {
            let span = extension(&lower, at, &mut finder);
            at = span.as_ref().map_or(at + 1, |span| span.end);
            spans.extend(span);
            continue;
        }
        let run = source[at..].bytes().take_while(|&b| b == byte).count();
        match byte {
            b'{' => open.templates(at, run),
            b'}' => open.close_templates(at, run, &mut spans),
            b'[' if run >= 2 => open.links.push(at + run - 2),
            b']' => open.close_links(at, run, &mut spans),
            b'\n' => open.line(&source[at + 1..], run),
            _ => {}
        }
        at += run;
    }
    spans.sort_by_key(|span| span.start);
    spans
}

/// The tags with content of their own, how they end, and whether it is seen: not, in line, as a block.
const EXTENSIONS: &[(&str, &str, Option<bool>)] = &[
    ("nowiki", "</nowiki", Some(false)),
    ("math", "</math", Some(false)),
    ("chem", "</chem", Some(false)),
    ("ce", "</ce", Some(false)),
    ("pre", "</pre", Some(true)),
    ("syntaxhighlight", "</syntaxhighlight", Some(true)),
    ("source", "</source", Some(true)),
    ("ref", "</ref", None),
    ("templatestyles", "</templatestyles", None),
    ("timeline", "</timeline", None),
    ("score", "</score", None),
    ("imagemap", "</imagemap", None),
    ("graph", "</graph", None),
    ("mapframe", "</mapframe", None),
    ("maplink", "</maplink", None),
];

/// The links and templates that are open.
#[derive(Debug, Default)]
struct Open {
    links: Vec<usize>,
    /// Where they start, and with how many braces.
    templates: Vec<(usize, usize)>,
}

impl Open {
    fn templates(&mut self, at: usize, run: usize) {
        let mut start = at;
        let mut left = run;
        while left >= 2 {
            let width = if left == 3 { 3 } else { 2 };
            self.templates.push((start, width));
            start += width;
            left -= width;
        }
    }

    fn close_templates(&mut self, at: usize, run: usize, spans: &mut Vec<Span>) {
        let mut end = at;
        while at + run - end >= 2
            && let Some((start, width)) = self.templates.pop()
        {
            let closed = width.min(at + run - end);
            end += closed;
            spans.push(Span {
                start: start + width - closed,
                end,
                kind: Kind::Template,
            });
        }
    }

    fn close_links(&mut self, at: usize, run: usize, spans: &mut Vec<Span>) {
        for pair in 1..=run / 2 {
            let Some(start) = self.links.pop() else {
                return;
            };
            spans.push(Span {
                start,
                end: at + pair * 2,
                kind: Kind::Link,
            });
        }
    }

    /// A link ends with its paragraph, and nothing goes on over a heading.
    fn line(&mut self, next: &str, breaks: usize) {
        let next_line = next.trim_start_matches('\n').split('\n').next();
        let next_line = next_line.unwrap_or_default().trim_end();
        let is_heading =
            next_line.len() > 4 && next_line.starts_with("==") && next_line.ends_with("==");
        if breaks > 1 || next_line.is_empty() || is_heading {
            self.links.clear();
        }
        if is_heading {
            self.templates.clear();
        }
    }
}

/// Returns the comment or the tag with its content that starts at `at`.
fn extension(lower: &str, at: usize, finder: &mut Finder<'_>) -> Option<Span> {
    const NAME_BYTES: usize = 20;
    if lower[at..].starts_with("<!--") {
        let end = finder.next("-->", at + 4);
        return Some(Span {
            start: at,
            end: end.map_or(lower.len(), |end| end + 3),
            kind: Kind::Comment,
        });
    }
    let name = lower[at + 1..].bytes().take(NAME_BYTES);
    let len = name.take_while(u8::is_ascii_alphabetic).count();
    let name = &lower[at + 1..at + 1 + len];
    let (_, close, seen) = EXTENSIONS.iter().find(|(known, ..)| *known == name)?;
    let is_tag = lower[at + 1 + len..].starts_with([' ', '>', '/', '\t', '\n']);
    let tag_end = finder.next(">", at).filter(|_| is_tag)?;
    if lower[..tag_end].ends_with('/') {
        return Some(Span {
            start: at,
            end: tag_end + 1,
            kind: Kind::Hidden,
        });
    }
    let content_end = finder.next(close, tag_end + 1)?;
    let end = finder.next(">", content_end)? + 1;
    Some(Span {
        start: at,
        end,
        kind: seen.map_or(Kind::Hidden, |is_block| {
            Kind::Raw(tag_end + 1..content_end, is_block)
        }),
    })
}

#[cfg(test)]
mod tests {
    use crate::corpus::mediawiki::check::check;

    #[test]
    fn raw_text_holds_no_headings() {
        check(
            "<pre>\n== a ==\n'''b'''\n</pre>\n== c ==",
            "== a ==\n'''b'''\n## c",
        );
        check("a <nowiki>[[b]] ''c'' &lt;</nowiki> d", "a [[b]] ''c'' < d");
        check(
            "<syntaxhighlight lang=\"c\">\n== a ==\n{{\n</syntaxhighlight>\nb",
            "== a ==\n{{\n\nb",
        );
        check("<source>\n\n== a ==</SOURCE> b", "== a ==\n\nb");
        check("<nowiki>open [[a]]", "open a");
        check("<nowiki/>a <pre />b", "a b");
    }

    #[test]
    fn comments_and_notes_are_left_out() {
        check(
            "a<!-- b\n== c ==\n\n-->d\n<!-- e -->\nf<!-- open\n== g ==",
            "ad\nf",
        );
        check(
            "a<ref>b</ref>c<ref name=\"x\" />d<ref name=y>e\n\nf</ref>.",
            "acd.",
        );
        check("a<ref>open\n\n== b ==\n", "aopen\n## b");
    }

    #[test]
    fn templates_are_left_out() {
        check(
            "{{Infobox\n| a = {{b|c}}\n\n| d = [[e]]\n}}\n'''F''' {{cite|g}}h",
            "F h",
        );
        check("a {{open b\n\nc {{d}} e", "a open b\n\nc e");
        check("{{open\n== a ==\nb}} c", "open\n## a\nb}} c");
        check("a {{{1|b}}} c {{d|{{{2}}}}} e", "a c e");
        check("a }} b {c} d", "a }} b {c} d");
    }
}
