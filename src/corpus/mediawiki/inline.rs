//! Inline markup: quotes, tags, entities, and what the constructs show.

use std::ops::Range;

use crate::corpus::inline::{Finder, Inline, entity};
use crate::corpus::mediawiki::is_in;
use crate::corpus::mediawiki::spans::{Kind, Span};

/// Renders markup away.
pub(super) struct Scanner<'a> {
    pub(super) source: &'a str,
    pub(super) spans: &'a [Span],
    pub(super) end: usize,
    pub(super) inline: Inline<'a>,
    pub(super) finder: Finder<'a>,
    /// The links and templates whose text is being read.
    pub(super) frames: Vec<Frame>,
    pub(super) categories: Vec<String>,
    /// The mark that the open line of a table begins with.
    pub(super) cells: Option<u8>,
    /// Where a table's cell begins that has no text yet.
    pub(super) separator: Option<usize>,
    pub(super) row_has_text: bool,
}

#[derive(Debug)]
pub(super) struct Frame {
    pub(super) end: usize,
    pub(super) next: usize,
    /// Does a bar end the text?
    pub(super) is_template: bool,
    /// Does a line end with the text?
    pub(super) is_caption: bool,
}

/// The methods from `step` on read what stands at `at` and return where to go on.
impl<'a> Scanner<'a> {
    pub(super) fn new(source: &'a str, spans: &'a [Span], end: usize) -> Self {
        Self {
            source,
            spans,
            end,
            inline: Inline::new(source),
            finder: Finder::new(&source[..end]),
            frames: Vec::new(),
            categories: Vec::new(),
            cells: None,
            separator: None,
            row_has_text: false,
        }
    }

    fn span_at(&self, at: usize) -> Option<&'a Span> {
        let found = self.spans.binary_search_by_key(&at, |span| span.start);
        let span = &self.spans[found.ok()?];
        (span.end <= self.end).then_some(span)
    }

    pub(super) fn after_comments(&self, at: usize) -> usize {
        let mut at = at;
        while let Some(span) = self.span_at(at).filter(|span| span.kind == Kind::Comment) {
            at = span.end;
        }
        at
    }

    pub(super) fn line_end(&mut self, at: usize) -> usize {
        self.finder.next("\n", at).unwrap_or(self.end)
    }

    pub(super) fn step(&mut self, at: usize) -> usize {
        if let Some(frame) = self.frames.pop_if(|frame| at >= frame.end) {
            if frame.is_caption {
                self.inline.line(frame.next);
            }
            return frame.next.max(at);
        }
        let rest = &self.source[at..self.end];
        match rest.as_bytes()[0] {
            b'<' | b'{' | b'[' => self.construct(at),
            b'\'' => self.quotes(at),
            b'&' => self.entity(at),
            b'_' if rest.starts_with("__") => self.switch(at),
            b'|' | b'!' => self.bar(at),
            _ => self.plain(at),
        }
    }

    fn plain(&mut self, at: usize) -> usize {
        const SPECIAL: &[char] = &['<', '{', '[', '\'', '&', '_', '|', '!', '\n'];
        let first = self.source[at..].chars().next().map_or(1, char::len_utf8);
        let rest = &self.source[at + first..self.end];
        let end = at + first + rest.find(SPECIAL).unwrap_or(rest.len());
        let stop = self
            .frames
            .last()
            .map_or(end, |frame| frame.end.max(at + first));
        self.keep(at, end.min(stop))
    }

    pub(super) fn keep(&mut self, start: usize, end: usize) -> usize {
        if self.separator.is_none() || !self.source[start..end].trim().is_empty() {
            self.begin_cell();
            self.inline.keep(start, end);
        }
        end
    }

    pub(super) fn put(&mut self, text: &'static str, at: usize, next: usize) -> usize {
        if self.separator.is_none() || !text.trim().is_empty() {
            self.begin_cell();
            self.inline.put(text, at);
        }
        next
    }

    fn construct(&mut self, at: usize) -> usize {
        if let Some(span) = self.span_at(at) {
            return match &span.kind {
                Kind::Comment | Kind::Hidden => span.end,
                Kind::Raw(content, is_block) => self.raw(span, content.clone(), *is_block),
                Kind::Template => self.template(span),
                Kind::Link => self.link(span),
            };
        }
        let rest = &self.source[at..self.end];
        match rest.as_bytes()[0] {
            b'<' => self.tag(at),
            b'[' => self.address(at),
            // Nothing matches these braces.
            _ if rest.starts_with("{{") => at + 2,
            _ => self.keep(at, at + 1),
        }
    }

    fn raw(&mut self, span: &Span, content: Range<usize>, is_block: bool) -> usize {
        if is_block {
            self.inline.paragraph(span.start);
        }
        let mut at = content.start;
        while at < content.end {
            let rest = &self.source[at..content.end];
            let len = rest.find('&').unwrap_or(rest.len());
            at = self.keep(at, at + len);
            if at < content.end {
                at = self.entity(at).min(content.end);
            }
        }
        if is_block {
            self.inline.paragraph(span.end);
        }
        span.end
    }

    fn entity(&mut self, at: usize) -> usize {
        match entity(&self.source[at..self.end]) {
            Some((text, len)) => {
                self.begin_cell();
                self.inline.put(text, at);
                at + len
            }
            None => self.keep(at, at + 1),
        }
    }

    /// Leaves out the quotes that mean bold and italic.
    fn quotes(&mut self, at: usize) -> usize {
        let rest = self.source[at..self.end].bytes();
        let run = rest.take_while(|&byte| byte == b'\'').count();
        let shown = match run {
            1 => 1,
            4 => 1,
            0..=5 => 0,
            _ => run - 5,
        };
        self.keep(at, at + shown);
        at + run
    }

    /// Leaves out words such as `__NOTOC__`.
    fn switch(&mut self, at: usize) -> usize {
        const WORD_BYTES: usize = 30;
        let rest = &self.source[at + 2..self.end];
        let word = rest
            .bytes()
            .take(WORD_BYTES)
            .take_while(u8::is_ascii_uppercase);
        let len = word.count();
        match len > 0 && rest[len..].starts_with("__") {
            true => at + len + 4,
            false => self.keep(at, at + 2),
        }
    }

    fn tag(&mut self, at: usize) -> usize {
        const TAG_BYTES: usize = 500;
        let rest = self.source[at + 1..self.end].trim_start_matches('/');
        let name = rest.bytes().take(20).take_while(u8::is_ascii_alphanumeric);
        let len = name.count();
        let name = rest[..len].to_ascii_lowercase();
        let is_break = is_in(BREAK_TAGS, &name);
        let end = self.finder.next(">", at).filter(|end| end - at < TAG_BYTES);
        let is_tag = rest[len..].starts_with([' ', '>', '/', '\n', '\t']);
        match end.filter(|_| is_tag && (is_break || is_in(TEXT_TAGS, &name))) {
            Some(end) if is_break => self.put(" ", at, end + 1),
            Some(end) => end + 1,
            None => self.keep(at, at + 1),
        }
    }
}

/// The tags that part words.
const BREAK_TAGS: &str = "\
    br|p|div|li|td|th|tr|hr|dd|dt";

/// The other tags that are left out.
const TEXT_TAGS: &str = "\
    b|i|u|s|em|strong|small|big|sub|sup|span|center|font|code|tt|kbd|var|samp|blockquote|\
    cite|q|abbr|del|ins|strike|mark|bdi|bdo|wbr|table|caption|ul|ol|dl|h1|h2|h3|h4|h5|h6|\
    poem|gallery|noinclude|includeonly|onlyinclude|references|ref|nowiki|pre|section|data|\
    time|ruby|rt|rp|rb|dfn|tbody|thead|syntaxhighlight|source";

#[cfg(test)]
mod tests {
    use crate::corpus::mediawiki::check::check;

    #[test]
    fn other_markup_is_rendered_away() {
        for (source, expected) in [
            ("'''b''' ''i'' '''''x''''' it's ''''q''''", "b i x it's 'q'"),
            ("__NOTOC__a __x__ b__TOC", "a __x__ b__TOC"),
            (
                "a&nbsp;b &ndash; &eacute; &unknown; <br/>c<br>d",
                "a b – é &unknown; c d",
            ),
            (
                "<div class=\"x\">a</div> <small>b</small> <foo> 1 < 2",
                "a b <foo> 1 < 2",
            ),
            ("H<sub>2</sub>O a | b! c || d", "H2O a | b! c || d"),
            ("<math>x_1 ''y''</math>", "x_1 ''y''"),
        ] {
            check(source, expected);
        }
    }
}
