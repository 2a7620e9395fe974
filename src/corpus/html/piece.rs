//! The pieces of HTML: tags and runs of text, each with its exact place in the source.

use std::borrow::Cow;
use std::collections::BTreeMap;

use html5gum::{DefaultEmitter, HtmlString, Spanned, State, Token, Tokenizer};

/// No named character reference is longer than this.
const REFERENCE_BYTES: usize = 40;

/// A tag or a run of text; comments and declarations are left out.
#[derive(Debug)]
pub(crate) enum Piece<'a> {
    /// A start tag.
    Open(Tag<'a>),
    /// An end tag, by its name.
    Close(String),
    /// What stands between two tags.
    Text(Text<'a>),
}

/// A start tag.
#[derive(Debug)]
pub(crate) struct Tag<'a> {
    /// Its name, in lower case.
    pub(super) name: String,
    attributes: BTreeMap<HtmlString, Spanned<HtmlString>>,
    source: &'a str,
    /// Where it stands in the source.
    pub(super) start: usize,
    /// Where the spans of its attributes are counted from.
    base: usize,
    /// Does it end itself, as `<br/>` does?
    pub(super) is_closed: bool,
}

impl Tag<'_> {
    /// Returns where it ends in the source.
    pub(super) fn end(&self) -> usize {
        self.start + self.source.len()
    }

    /// Returns the value of an attribute, decoded.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        let value = self.attributes.get(name.as_bytes())?;
        Some(String::from_utf8_lossy(&value.value))
    }

    /// Has it one of the classes?
    pub(super) fn has_class(&self, classes: &[&str]) -> bool {
        self.attribute("class").is_some_and(|class| {
            class
                .split_ascii_whitespace()
                .any(|class| classes.contains(&class))
        })
    }

    /// Returns the anchor that it makes: its `id`, for a link also its `name`.
    pub(super) fn anchor(&self) -> Option<String> {
        let id = self.attribute("id");
        let name = || self.attribute("name").filter(|_| self.name == "a");
        let anchor = id.or_else(name)?.trim().to_owned();
        (!anchor.is_empty()).then_some(anchor)
    }

    /// Returns the place in the document that a link leads to.
    pub(super) fn target(&self) -> Option<String> {
        let target = self.attribute("href").filter(|_| self.name == "a")?;
        Some(target.strip_prefix('#')?.to_owned()).filter(|target| !target.is_empty())
    }

    /// Returns the value of an attribute as it is written.
    pub(super) fn value(&self, name: &str) -> Option<Text<'_>> {
        let start = self.base + self.attributes.get(name.as_bytes())?.span.start;
        let written = self.source.get(start - self.start..)?;
        let (_, value) = written.split_once('=')?;
        let value = value.trim_start();
        let (value, end) = match value.chars().next()? {
            quote @ ('"' | '\'') => (&value[1..], value[1..].find(quote)?),
            _ => (value, value.find([' ', '\t', '\r', '\n', '>'])?),
        };
        Some(Text {
            source: &value[..end],
            start: start + written.len() - value.len(),
            is_literal: false,
        })
    }
}

/// Text as it is written, character references included.
#[derive(Debug)]
pub(crate) struct Text<'a> {
    source: &'a str,
    start: usize,
    /// Is it shown just as it is written?
    is_literal: bool,
}

impl Text<'_> {
    /// Is there none?
    pub(super) fn is_empty(&self) -> bool {
        self.source.is_empty()
    }

    /// Calls `visit` with each run of shown text and the place it comes from.
    pub(super) fn each_run(&self, mut visit: impl FnMut(&str, usize)) {
        if self.is_literal {
            return visit(self.source, self.start);
        }
        let mut at = 0;
        while at < self.source.len() {
            let (shown, len) = next_run(&self.source[at..]);
            visit(&shown, self.start + at);
            at += len;
        }
    }
}

/// Returns the pieces of `html`, which stands in the source from byte `base` on.
pub(crate) fn pieces(html: &str, base: usize) -> impl Iterator<Item = Piece<'_>> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut tokenizer = Tokenizer::new_with_emitter(html, emitter);
    std::iter::from_fn(move || {
        loop {
            let Ok(token) = tokenizer.next()?;
            if let Token::StartTag(tag) = &token
                && tag.self_closing
            {
                // `<script/>` as XHTML writes it must not take the rest of the page for a script.
                tokenizer.set_state(State::Data);
            }
            if let Some(piece) = piece(token, html, base) {
                return Some(piece);
            }
        }
    })
}

fn piece(token: Token<usize>, html: &str, base: usize) -> Option<Piece<'_>> {
    match token {
        Token::StartTag(tag) => Some(Piece::Open(Tag {
            name: String::from_utf8_lossy(&tag.name).into_owned(),
            attributes: tag.attributes,
            source: html.get(tag.span.start..tag.span.end)?,
            start: base + tag.span.start,
            base,
            is_closed: tag.self_closing,
        })),
        Token::EndTag(tag) => Some(Piece::Close(
            String::from_utf8_lossy(&tag.name).into_owned(),
        )),
        Token::String(text) => {
            let source = html.get(text.span.start..text.span.end)?;
            Some(Piece::Text(Text {
                source,
                start: base + text.span.start,
                is_literal: source.as_bytes() == text.as_slice(),
            }))
        }
        Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => None,
    }
}

/// Returns what the start of `rest` shows, and how many bytes of it that takes.
fn next_run(rest: &str) -> (Cow<'_, str>, usize) {
    if rest.starts_with('&') {
        return reference(rest);
    }
    if rest.starts_with("</>") {
        return (Cow::Borrowed(""), 3);
    }
    let first = rest.chars().next().map_or(0, char::len_utf8);
    let len = rest[first..]
        .find(['&', '<'])
        .map_or(rest.len(), |at| first + at);
    (Cow::Borrowed(&rest[..len]), len)
}

/// Decodes the character reference that `rest` starts with.
fn reference(rest: &str) -> (Cow<'_, str>, usize) {
    let bytes = rest.as_bytes();
    let mut len = 1 + usize::from(bytes.get(1) == Some(&b'#'));
    while len < REFERENCE_BYTES && bytes.get(len).is_some_and(u8::is_ascii_alphanumeric) {
        len += 1;
    }
    if bytes.get(len) == Some(&b';') {
        len += 1;
    }
    let mut decoded = String::new();
    for token in Tokenizer::new(&rest[..len]) {
        let Ok(token) = token;
        if let Token::String(text) = token {
            decoded.push_str(&String::from_utf8_lossy(&text));
        }
    }
    (Cow::Owned(decoded), len)
}

#[cfg(test)]
mod tests {
    use crate::corpus::html::check::{check, check_text};
    use crate::corpus::html::parse;

    #[test]
    fn references_are_decoded_in_place() {
        let source = "<p>\u{e9} &lt;b&gt; &amp;amp; &#xe9;&#66; &notit; &bogus; & 1 < 2 c</> d</p>";
        check_text(
            source,
            "\u{e9} <b> &amp; \u{e9}B \u{ac}it; &bogus; & 1 < 2 c d",
        );
        assert_eq!(parse("caf&eacute;s").sections[0].text, "caf\u{e9}s");
        assert_eq!(parse("ex&shy;am\u{ad}ple").sections[0].text, "example");
        let section = &parse("a&amp;\r\nb <b>c</b>").sections[0];
        assert_eq!(section.text, "a& b c");
        assert_eq!([1, 3, 5].map(|at| section.source_at(at)), [1, 8, 13]);
    }

    #[test]
    fn broken_sources_are_fine() {
        check("", &[]);
        check_text("a <b", "a");
        check_text("a <", "a <");
        check_text("</p></div>a</body></html>b", "a\n\nb");
        check_text("<p>a <!-- to the end", "a");
        check_text("<p x=\"to the end>a", "");
        check_text("<b><p>one</b> two</p>", "one two");
    }
}
