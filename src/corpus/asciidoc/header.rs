//! The document header: title, author, revision and attribute entries.

use crate::corpus::asciidoc::fence::fence;
use crate::corpus::asciidoc::title::marked_title;
use crate::corpus::asciidoc::{Reader, is_comment, is_macro};
use crate::corpus::lines::Line;

impl<'a> Reader<'a> {
    /// Reads the document's title, author, revision and attributes.
    pub(super) fn header(&mut self) {
        while let Some(&line) = self.lines.get(self.at) {
            if line.text.starts_with("////") && fence(line.text).is_some() {
                self.verbatim(line.text.trim_end(), false);
                continue;
            }
            let is_before_title =
                line.is_blank() || is_comment(line.text) || attribute_entry(line.text).is_some();
            if !is_before_title {
                break;
            }
            self.attribute(&line);
            self.at += 1;
        }
        let Some((line, text)) = self.lines.get(self.at).and_then(|line| {
            let (level, text) = marked_title(line)?;
            (level == 1).then_some((*line, text))
        }) else {
            return;
        };
        let title = self.blocks.plain(text.clone());
        self.blocks.builder.title(&title);
        self.blocks.heading(1, text, None, line.start);
        self.at += 1;
        self.author_and_revision();
        while let Some(&line) = self.lines.get(self.at)
            && (is_comment(line.text) || attribute_entry(line.text).is_some())
        {
            self.attribute(&line);
            self.at += 1;
        }
    }

    fn author_and_revision(&mut self) {
        let Some(author) = self.header_line() else {
            return;
        };
        let (name, mail) = author.split_once('<').unwrap_or((author, ""));
        self.blocks.builder.field("author", name);
        self.blocks
            .builder
            .field("email", mail.trim_end_matches('>'));
        self.at += 1;
        let Some(revision) = self.header_line() else {
            return;
        };
        self.at += 1;
        let (revision, remark) = revision.split_once(": ").unwrap_or((revision, ""));
        let (number, date) = match revision.split_once(',') {
            Some(parts) => parts,
            None if revision.starts_with('v') => (revision, ""),
            None => ("", revision),
        };
        self.blocks
            .builder
            .field("revnumber", number.trim_start_matches('v'));
        self.blocks.builder.field("date", date);
        self.blocks.builder.field("revremark", remark);
    }

    /// Returns the line here if it can be the author's or the revision's.
    fn header_line(&self) -> Option<&'a str> {
        let text = self.lines.get(self.at)?.text.trim();
        let is_other = attribute_entry(text).is_some() || is_comment(text) || is_macro(text);
        let is_prose = text.starts_with(char::is_alphanumeric);
        (is_prose && !is_other).then_some(text)
    }

    /// Notes a `:name: value` line, which may go on over line breaks.
    fn attribute(&mut self, line: &Line<'a>) {
        let Some((name, value)) = attribute_entry(line.text) else {
            return;
        };
        let mut value = value.to_owned();
        while let Some(open) = value.strip_suffix(" \\")
            && let Some(more) = self.lines.get(self.at + 1)
        {
            value = format!("{open} {}", more.text.trim());
            self.at += 1;
        }
        self.blocks.builder.field(name, &value);
    }
}

/// Returns name and value of a line such as `:toc: left`.
pub(super) fn attribute_entry(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.strip_prefix(':')?.split_once(':')?;
    let is_name = name
        .trim_matches('!')
        .chars()
        .all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    let is_apart = value.is_empty() || value.starts_with([' ', '\t']);
    (is_name && is_apart && !name.is_empty()).then(|| (name, value.trim()))
}

#[cfg(test)]
mod tests {
    use crate::corpus::asciidoc::parse;
    use crate::corpus::inline::shown;

    #[test]
    fn the_header_is_fields() {
        let source = "// comment\n:lang: fr\n= Doc\nAnn Lee <a@b.c>\nv1.2, 2020-01-02: First\n\
                      :toc:\n:note: a \\\n  b\n\nText";
        let document = parse(source);
        assert_eq!(shown(source, &document), "# Doc\nText");
        assert_eq!(document.title.as_deref(), Some("Doc"));
        assert_eq!(document.language.as_deref(), Some("fr"));
        assert_eq!(document.date.as_deref(), Some("2020-01-02"));
        let fields = document.fields.iter().map(|(n, v)| format!("{n}={v}"));
        let expected = "lang=fr author=Ann Lee email=a@b.c revnumber=1.2 date=2020-01-02 \
                        revremark=First note=a b";
        assert_eq!(fields.collect::<Vec<_>>().join(" "), expected);
    }
}
