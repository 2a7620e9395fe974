//! Source code in many languages: its definitions are headings, its text stays as it stands.
//!
//! No language is parsed. A definition is a line that looks like one, outermost or one step inside of a class and
//! the like; what stands right above it, comments and attributes, belongs to it.

mod callable;
mod comment;
mod definition;
mod words;

use crate::corpus::code::comment::{Comments, is_type};
use crate::corpus::code::definition::{Definition, definition};
use crate::corpus::document::Document;
use crate::corpus::lines::{Line, lines};
use crate::corpus::verbatim::Verbatim;

/// Deeper definitions belong to the one around them.
const DEEPEST: usize = 4;

/// Reads source code.
pub(crate) fn parse(source: &str) -> Document {
    let mut reader = Reader {
        source,
        verbatim: Verbatim::new(source.len()),
        comments: Comments::default(),
        around: Vec::new(),
    };
    reader.verbatim.builder.has_equal_parts();
    for line in lines(source) {
        reader.line(line);
    }
    reader.verbatim.finish()
}

/// A definition that holds others.
#[derive(Debug)]
struct Around {
    indent: usize,
    /// How far the definitions in it are indented.
    inner: Option<usize>,
}

/// Reads line by line.
struct Reader<'a> {
    source: &'a str,
    verbatim: Verbatim<'a>,
    comments: Comments,
    /// The definitions around the line at hand, outermost first.
    around: Vec<Around>,
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: Line<'a>) {
        if self.comments.takes(line.text) {
            return self.verbatim.hold(line);
        }
        if !self.comments.is_text() {
            let found = definition(self.source, &line).filter(|_| self.admits(indent(&line)));
            match found {
                Some(found) => self.begin(&found, &line),
                None if is_type(line.text) => return self.verbatim.hold(line),
                None => {}
            }
        }
        self.verbatim.line(&line);
    }

    /// May a definition that is indented so far be a heading?
    fn admits(&self, indent: usize) -> bool {
        let around = self.around.iter().rev().find(|it| it.indent < indent);
        let depth = self.around.iter().filter(|it| it.indent < indent).count();
        match around {
            Some(around) => depth < DEEPEST && around.inner.is_none_or(|inner| inner == indent),
            None => indent == 0,
        }
    }

    fn begin(&mut self, found: &Definition, line: &Line<'a>) {
        let indent = indent(line);
        self.around.retain(|it| it.indent < indent);
        if let Some(around) = self.around.last_mut() {
            around.inner = Some(indent);
        }
        let level = self.around.len() + 1;
        self.verbatim.heading(level, &found.name, line);
        if found.holds {
            self.around.push(Around {
                indent,
                inner: None,
            });
        }
    }
}

/// Returns how far a line is indented; a tab counts as one.
fn indent(line: &Line<'_>) -> usize {
    line.text_start() - line.start
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::corpus::inline::{headings, shown};
    use proptest::prelude::*;

    /// Checks the headings and the lines at which they begin.
    fn check(source: &str, expected: &[(u8, &str, usize)]) {
        let document = parse(source);
        assert_eq!(headings(source, &document), expected, "{source}");
        shown(source, &document);
    }

    #[test]
    fn rust() {
        let source = "//! Rivers.\n\nuse std::fmt;\n\n/// A river.\n#[derive(Debug)]\npub(crate) struct River<'a> {\n    name: &'a str,\n}\n\n\
                      impl<'a> fmt::Display for River<'a> {\n    fn fmt(&self) {\n        fn inner() {}\n    }\n\n    // Flows.\n    pub async fn flow(self) where {}\n}\n\n\
                      mod towns;\nmacro_rules! town {\n}\nfn main() {\n    let type_of = 1;\n}\n";
        check(
            source,
            &[
                (1, "River", 5),
                (1, "impl fmt::Display for River<'a>", 11),
                (2, "fmt", 12),
                (2, "flow", 16),
                (1, "town", 21),
                (1, "main", 23),
            ],
        );
    }

    #[test]
    fn python() {
        let source = "#!/usr/bin/env python3\n\"\"\"Rivers.\n\nclass of things\ndef no():\n\"\"\"\nimport sys\n\n@dataclass\nclass River(Base):\n    \"\"\"A river.\"\"\"\n\n    \
                      def flow(self):\n        def inner(): pass\n        return 1\n\n    async def rise(self) -> int:\n        pass\n\n\
                      # The start.\ndef main():\n    class Local: pass\n\nif main():\n    pass\n";
        check(
            source,
            &[
                (1, "River", 9),
                (2, "flow", 13),
                (2, "rise", 17),
                (1, "main", 20),
            ],
        );
    }

    #[test]
    fn c_and_its_kin() {
        let source = "#include <a.h>\nint count(int);\nstruct river;\n\n/* A river.\n   class of its own */\nstruct river {\n\tint length;\n};\n\n\
                      static const char *\nname_of(struct river *r,\n        int n)\n{\n\tif (r) {\n\t}\n\treturn x(n);\n}\n\n\
                      int River::flow(int a) const {\n}\n#define A(b) {\nint main(void) { return 0; }\n";
        check(
            source,
            &[
                (1, "river", 5),
                (1, "name_of", 11),
                (1, "River::flow", 20),
                (1, "main", 23),
            ],
        );
    }

    #[test]
    fn java_and_c_sharp() {
        let source = "package rivers;\n\n/**\n * A river.\n */\npublic final class River extends Water {\n    private int length = of(1);\n\n    \
                      public River(int length) {\n        this.length = length;\n        if (length > 0) {\n        }\n    }\n\n    \
                      @Override\n    public Map<String, List<Town>> towns() throws Exception {\n        return new Towns() {\n        };\n    }\n}\n";
        check(
            source,
            &[(1, "River", 3), (2, "River", 9), (2, "towns", 15)],
        );
        check(
            "namespace Rivers\n{\n    [Serializable]\n    public record River(string Name)\n    {\n        public int Length()\n        {\n        }\n    }\n}\n",
            &[(1, "Rivers", 1), (2, "River", 3), (3, "Length", 6)],
        );
    }

    #[test]
    fn scripts() {
        check(
            "export default class River {\n  flow(a, b) {\n    each(a, (b) => {\n    });\n  }\n}\n\nexport const rise = async (a) => {\n};\n\
             describe('x', () => {\n  it('y', function () {\n  });\n});\nfunction* towns() {}\nexports.run = function (a) {};\n",
            &[
                (1, "River", 1),
                (2, "flow", 2),
                (1, "rise", 8),
                (1, "towns", 14),
                (1, "exports.run", 15),
            ],
        );
        check(
            "#!/bin/sh\n# Cleans up.\ncleanup() {\n  rm -f /tmp/*\n}\nfunction main {\n  cleanup \"$@\"\n}\nmain (a)\n",
            &[(1, "cleanup", 2), (1, "main", 6)],
        );
        check(
            "module Water\n  class River\n    def self.flow?\n    end\n    def rise! a, b = 1\n    end\n  end\nend\n",
            &[
                (1, "Water", 1),
                (2, "River", 2),
                (3, "self.flow?", 3),
                (3, "rise!", 5),
            ],
        );
        check(
            "local M = {}\nfunction M:flow(a)\nend\nlocal function rise()\nend\n",
            &[(1, "M:flow", 2), (1, "rise", 4)],
        );
        check(
            "<?php\nnamespace a\\b {\n  class River extends \\Water {\n    public static function flow($a){\n    }\n  }\n}\n",
            &[(1, "a\\b", 2), (2, "River", 3), (3, "flow", 4)],
        );
        check("function Get-River {\n}\n", &[(1, "Get-River", 1)]);
        check("flow <- function(a,\n  b) {\n}\n", &[(1, "flow", 1)]);
    }

    #[test]
    fn go_and_sql() {
        check(
            "package main\n\n// River flows.\ntype River struct {\n}\n\nfunc (r *River) Flow() error {\n}\n\nfunc main() {\n}\n",
            &[(1, "River", 3), (1, "River.Flow", 7), (1, "main", 10)],
        );
        check(
            "-- Rivers.\nCREATE TABLE IF NOT EXISTS \"rivers\" (\n  id int\n);\n\ncreate or replace view long_ones as\nselect 1;\nCREATE USER x;\n",
            &[(1, "rivers", 1), (1, "long_ones", 6)],
        );
    }

    #[test]
    fn text_stays_as_it_stands() {
        let source = "x = 1\n\n// Of a.\nfn a() {\n    b();\n\n    c();\n}\n";
        let document = parse(source);
        assert!(document.has_equal_parts);
        assert_eq!(
            document.sections[1].text,
            "// Of a.\nfn a() {\n    b();\n\n    c();\n}"
        );
        assert_eq!(document.sections[1].anchor.as_deref(), Some("a"));
    }

    proptest! {
        #[test]
        fn any_source_is_read(source in "(class |fn |def |impl|<|>|é|a|func \\(|[(){}\\[\\]:;=\"'*/#@\\t ]|/\\*|\"\"\"|create table |    |\n){0,60}") {
            shown(&source, &parse(&source));
        }
    }
}
