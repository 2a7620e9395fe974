//! What stands before the text: the preamble and its title, author and date.

use crate::corpus::document::Builder;
use crate::corpus::inline::Pairs;
use crate::corpus::latex::arguments::group;
use crate::corpus::latex::command::command_name;
use crate::corpus::latex::comment::uncommented;
use crate::corpus::latex::scanner::rendered;
use crate::corpus::lines::lines;

/// Returns where the text begins: after `\begin{document}`, or at the top of a part of a document.
pub(super) fn body_start(source: &str) -> usize {
    const BEGIN: &str = "\\begin{document}";
    let begin = lines(source).into_iter().find_map(|line| {
        let code = uncommented(line.text);
        Some(line.start + code.find(BEGIN)? + BEGIN.len())
    });
    begin.unwrap_or(0)
}

/// Notes the title, author and date that the preamble declares.
pub(super) fn preamble_fields(source: &str, body: usize, braces: &Pairs, builder: &mut Builder) {
    let mut read_to = 0;
    for line in lines(&source[..body]) {
        let code = uncommented(line.text);
        for (at, _) in code.match_indices('\\') {
            let at = line.start + at;
            let name = command_name(&source[at + 1..]);
            if at >= read_to
                && is_field(name)
                && let Some(group) = group(source, braces, at + 1 + name.len())
            {
                read_to = group.end;
                builder.field(name, &rendered(source, braces, group));
            }
        }
    }
}

/// Does a command declare a field of the document?
pub(super) fn is_field(command: &str) -> bool {
    matches!(command, "title" | "subtitle" | "author" | "date")
}

#[cfg(test)]
mod tests {
    use crate::corpus::inline::shown;
    use crate::corpus::latex::parse;

    #[test]
    fn the_preamble_is_fields() {
        let source = "\\documentclass{x}\n% \\title{No}\n\\title{My \\emph{doc}}\n\\author{Ann}\n\
                      \\date{2020}\n\\newcommand{\\x}{\\section{y}}\n\\begin{document}\n\\maketitle\n\
                      \\section{A}\ntext\n\\end{document}\nrest";
        let document = parse(source);
        assert_eq!(shown(source, &document), "# A\ntext");
        assert_eq!(document.title.as_deref(), Some("My doc"));
        assert_eq!(document.date.as_deref(), Some("2020"));
        assert_eq!(document.fields[1], ("author".into(), "Ann".into()));
    }
}
