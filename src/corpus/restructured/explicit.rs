//! Explicit markup, which begins with `..`: directives, targets, footnotes and comments.

use crate::corpus::inline::indent_of;
use crate::corpus::lines::Line;
use crate::corpus::restructured::Reader;
use crate::corpus::restructured::field::field;

impl<'a> Reader<'a> {
    /// Reads what begins with `..`: directives, targets, footnotes, comments.
    pub(super) fn explicit(&mut self, line: &Line<'a>) -> bool {
        let indent = indent_of(line.text);
        let Some(rest) = line.text[indent..].strip_prefix("..") else {
            return false;
        };
        let body = rest.trim_start();
        if !rest.is_empty() && body.len() == rest.len() {
            return false;
        }
        self.end_block();
        self.at += 1;
        let from = line.start + line.text.len() - body.len();
        if body.starts_with('[') && body.contains(']') {
            self.blocks.item(line, from);
            self.note_prose(indent);
        } else if let Some(target) = body.strip_prefix('_') {
            self.target(target, indent);
        } else if let Some(directive) = directive(body) {
            let argument = from + body.len() - directive.argument.len();
            self.directive(&directive, line, argument);
        } else if !body.is_empty() || self.lines.get(self.at).is_some_and(|l| !l.is_blank()) {
            self.skip_indented(indent);
        }
        true
    }

    /// Notes the label of a target, and leaves out the rest.
    fn target(&mut self, target: &str, indent: usize) {
        if let Some(label) = target.trim_end().strip_suffix(':') {
            self.anchor = Some(label.trim_matches('`').replace('\\', ""));
        }
        while let Some(line) = self.lines.get(self.at)
            && !line.is_blank()
            && indent_of(line.text) > indent
        {
            self.at += 1;
        }
    }

    /// Reads a directive that begins on `line`; its argument stands at `argument` in the source.
    fn directive(&mut self, directive: &Directive<'_>, line: &Line<'a>, argument: usize) {
        let indent = indent_of(line.text);
        let shape = directive.shape();
        self.anchor = None;
        self.is_docinfo &= matches!(shape, Shape::Silent | Shape::Title);
        match shape {
            Shape::Silent => return self.skip_indented(indent),
            Shape::Title => self.blocks.builder.title(directive.argument),
            Shape::Text if !directive.argument.is_empty() => self.blocks.item(line, argument),
            _ => {}
        }
        self.indent = indent;
        self.options(indent);
        if matches!(shape, Shape::Code) {
            self.literal(indent);
        }
    }

    /// Reads a directive's `:option: value` lines, of which few are seen.
    fn options(&mut self, indent: usize) {
        while let Some(&line) = self.lines.get(self.at)
            && !line.is_blank()
            && indent_of(line.text) > indent
            && let Some((name, value)) = field(line.text)
        {
            self.at += 1;
            if matches!(name, "alt" | "caption") && !value.is_empty() {
                let value_start = line.start + line.text.trim_end().len() - value.len();
                self.blocks.item(&line, value_start);
            }
            while let Some(more) = self.lines.get(self.at)
                && !more.is_blank()
                && indent_of(more.text) > indent_of(line.text)
            {
                self.at += 1;
            }
        }
    }

    /// Leaves out all that is indented deeper than `indent`.
    fn skip_indented(&mut self, indent: usize) {
        while let Some(line) = self.lines.get(self.at)
            && (line.is_blank() || indent_of(line.text) > indent)
        {
            self.at += 1;
        }
    }
}

/// What a line such as `.. name:: argument` says.
struct Directive<'a> {
    name: &'a str,
    argument: &'a str,
}

/// What of a directive is seen.
#[derive(Clone, Copy)]
enum Shape {
    /// Nothing.
    Silent,
    /// It names the document.
    Title,
    /// Its content, as it stands.
    Code,
    /// Its content, but not its argument.
    Body,
    /// Argument and content.
    Text,
}

impl Directive<'_> {
    /// Returns what of it is seen.
    fn shape(&self) -> Shape {
        let name = self.name.to_ascii_lowercase();
        match name.as_str() {
            "title" => Shape::Title,
            "raw" | "include" | "literalinclude" | "contents" | "sectnum" | "toctree"
            | "highlight" | "default-role" | "role" | "meta" | "index" | "module"
            | "currentmodule" | "py:module" | "py:currentmodule" | "tabularcolumns"
            | "default-domain" => Shape::Silent,
            "code" | "code-block" | "sourcecode" | "parsed-literal" | "math" | "doctest"
            | "testcode" | "testoutput" | "testsetup" | "productionlist" | "prompt"
            | "graphviz" | "mermaid" | "uml" | "ipython" | "csv-table" => Shape::Code,
            "image" | "figure" | "container" | "class" | "only" | "cssclass" | "highlights" => {
                Shape::Body
            }
            _ => Shape::Text,
        }
    }
}

/// Returns the directive in what follows `.. `, a substitution's included.
fn directive(body: &str) -> Option<Directive<'_>> {
    let body = match body.strip_prefix('|') {
        Some(rest) => rest.split_once("| ")?.1.trim_start(),
        None => body,
    };
    let (name, argument) = body.split_once("::")?;
    let name = name.strip_suffix(' ').unwrap_or(name);
    let is_name = name
        .chars()
        .all(|c| c.is_alphanumeric() || "-_.+:".contains(c));
    let is_apart = argument.is_empty() || argument.starts_with([' ', '\t']);
    (is_name && is_apart && !name.is_empty()).then(|| Directive {
        name,
        argument: argument.trim_start(),
    })
}

#[cfg(test)]
mod tests {
    use crate::corpus::restructured::check::check;

    #[test]
    fn directives_keep_what_is_seen() {
        check(
            ".. code-block:: python\n   :linenos:\n   :caption: Cap\n\n   a = 1\n\n     b\n   =====\n\nend",
            "Cap\n\na = 1\n  b\n=====\n\nend",
        );
        check(
            ".. note:: Mind *this*\n   and that.\n\n   More.\n",
            "Mind this\nand that.\n\nMore.",
        );
        check(
            ".. image:: x.png\n   :alt: A picture\n   :width: 3\n",
            "A picture",
        );
        check(".. figure:: x.png\n   :width: 3\n\n   Caption\n", "Caption");
        check(".. toctree::\n   :maxdepth: 2\n\n   a\n   b\n\nend", "end");
        check(".. versionadded:: 3.2\n", "3.2");
        check(
            ".. py:function:: f(x)\n\n   :param x: it\n",
            "f(x)\n\nparam x: it",
        );
        check(".. |logo| image:: x.png\n   :alt: Logo\n", "Logo");
        check(".. raw:: html\n\n   <h1>\n\nend", "end");
    }

    #[test]
    fn comments_are_left_out_with_their_body() {
        check(
            ".. A comment\n   with more\n\n   Title\n   =====\n\nText",
            "Text",
        );
        check("..\n   hidden\n\nText", "Text");
        check("..\n\n   quoted", "quoted");
        check("...\n", "...");
    }

    #[test]
    fn labels_are_the_anchors_of_titles() {
        check(".. _set-up:\n\nSetup\n=====\n", "# Setup {#set-up}");
        check(".. _`My label`:\nSetup\n=====\n", "# Setup {#My label}");
        check(".. _a:\n\ntext\n\nSetup\n=====\n", "text\n# Setup");
        check(".. _site: http://x.org\n\nSetup\n=====\n", "# Setup");
    }
}
