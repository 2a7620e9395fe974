//! Field lists: the document's own, and the mail header that stands for one.

use crate::corpus::inline::indent_of;
use crate::corpus::restructured::Reader;

impl Reader<'_> {
    /// Reads `Name: value` lines at the very top, as a PEP has them.
    pub(super) fn mail_header(&mut self) {
        let mut fields: Vec<(&str, String)> = Vec::new();
        let mut len = 0;
        for line in self.lines.iter().take_while(|line| !line.is_blank()) {
            len += 1;
            if indent_of(line.text) > 0
                && let Some((_, value)) = fields.last_mut()
            {
                value.push(' ');
                value.push_str(line.text.trim());
                continue;
            }
            let Some((name, value)) = line.text.split_once(':') else {
                return;
            };
            let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
            if !is_name || name.is_empty() || !(value.is_empty() || value.starts_with(' ')) {
                return;
            }
            fields.push((name, value.trim().to_owned()));
        }
        if fields.len() < 2 {
            return;
        }
        for (name, value) in fields {
            self.blocks.builder.field(name, &value);
        }
        self.at = len;
    }

    /// Reads the document's own field list into its fields.
    pub(super) fn docinfo(&mut self) -> bool {
        let text = self.lines[self.at].text;
        if !self.is_docinfo || !text.starts_with(':') || field(text).is_none() {
            return false;
        }
        while let Some((name, value)) = self.lines.get(self.at).and_then(|l| field(l.text)) {
            let mut value = value.to_owned();
            self.at += 1;
            while let Some(more) = self.lines.get(self.at)
                && !more.is_blank()
                && indent_of(more.text) > 0
            {
                value.push(' ');
                value.push_str(more.text.trim());
                self.at += 1;
            }
            self.blocks.builder.field(name, &value);
        }
        true
    }
}

/// Returns name and value of a line such as `:Author: Ann`.
pub(super) fn field(text: &str) -> Option<(&str, &str)> {
    let rest = text.trim().strip_prefix(':')?;
    let (name, value) = match rest.find(": ") {
        Some(end) => (&rest[..end], &rest[end + 2..]),
        None => (rest.strip_suffix(':')?, ""),
    };
    let is_name = !name.is_empty() && !name.starts_with([' ', ':']) && !name.contains('`');
    is_name.then_some((name, value.trim()))
}

#[cfg(test)]
mod tests {
    use crate::corpus::inline::shown;
    use crate::corpus::restructured::check::check;
    use crate::corpus::restructured::parse;

    #[test]
    fn the_first_field_list_belongs_to_the_document() {
        let document =
            parse("Doc\n===\n\n:Author: Ann\n  Lee\n:Date: 2020\n:lang: fr\n\nText\n\n:a: b\n");
        assert_eq!(document.fields[0], ("Author".into(), "Ann Lee".into()));
        assert_eq!(document.date.as_deref(), Some("2020"));
        assert_eq!(document.language.as_deref(), Some("fr"));
        assert_eq!(document.sections[0].text, "Text\n\na: b");
    }

    #[test]
    fn a_mail_header_is_fields() {
        let source = "PEP: 8\nTitle: Style Guide\nAuthor: Ann,\n  Lee\n\nIntro\n=====\n";
        let document = parse(source);
        assert_eq!(document.title.as_deref(), Some("Style Guide"));
        assert_eq!(document.fields[2], ("Author".into(), "Ann, Lee".into()));
        assert_eq!(shown(source, &document), "# Intro");
        check("Note: this is text\n\nmore", "Note: this is text\n\nmore");
        check("Note: x\n=======\n", "# Note: x");
    }
}
