//! Opening a file at a line in the editor of the user's choice.

use std::ffi::OsString;
use std::path::Path;

/// How editors are told the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// `+12 file`
    Plus,
    /// `file:12`
    Colon,
    /// `--goto file:12`
    Goto,
    /// `--line 12 file`
    Line,
    /// `-l 12 file`
    ShortLine,
    /// `-n12 file`
    Number,
}

/// How each editor is told the line; one that is not here gets the file only.
const EDITORS: &[(Way, &[&str])] = &[
    (
        Way::Plus,
        &[
            "vi",
            "vim",
            "nvim",
            "gvim",
            "mvim",
            "view",
            "kak",
            "nano",
            "pico",
            "micro",
            "emacs",
            "emacsclient",
            "mg",
            "zile",
            "joe",
            "jmacs",
            "jstar",
            "ne",
            "mcedit",
            "gedit",
            "pluma",
            "xed",
            "geany",
            "bbedit",
        ],
    ),
    (
        Way::Colon,
        &["hx", "helix", "subl", "sublime_text", "zed", "zeditor"],
    ),
    (
        Way::Goto,
        &[
            "code",
            "code-insiders",
            "codium",
            "vscodium",
            "cursor",
            "windsurf",
            "positron",
        ],
    ),
    (
        Way::Line,
        &[
            "kate",
            "kwrite",
            "idea",
            "pycharm",
            "webstorm",
            "clion",
            "goland",
            "rustrover",
            "phpstorm",
            "rubymine",
        ],
    ),
    (Way::ShortLine, &["mate"]),
    (Way::Number, &["notepad++"]),
];

/// Returns the command that opens `file` at `line`, given what `$VISUAL` or `$EDITOR` says.
///
/// What the user says may have arguments (`code --wait`), and quotes, as a shell understands them.
pub(crate) fn command(editor: &str, file: &Path, line: Option<u64>) -> Vec<OsString> {
    let mut command: Vec<OsString> = words(editor).into_iter().map(OsString::from).collect();
    command.extend(arguments(&name(editor), file, line));
    command
}

fn arguments(name: &str, file: &Path, line: Option<u64>) -> Vec<OsString> {
    let way = EDITORS.iter().find(|(_, names)| names.contains(&name));
    let (Some((way, _)), Some(line)) = (way, line) else {
        return vec![file.into()];
    };
    let with_line = || {
        let mut place = file.as_os_str().to_owned();
        place.push(format!(":{line}"));
        place
    };
    match way {
        Way::Plus => vec![format!("+{line}").into(), file.into()],
        Way::Colon => vec![with_line()],
        Way::Goto => vec!["--goto".into(), with_line()],
        Way::Line => vec!["--line".into(), line.to_string().into(), file.into()],
        Way::ShortLine => vec!["-l".into(), line.to_string().into(), file.into()],
        Way::Number => vec![format!("-n{line}").into(), file.into()],
    }
}

/// Returns which editor it is: `vim` for `/usr/bin/vim -p`.
fn name(editor: &str) -> String {
    let program = words(editor).into_iter().next().unwrap_or_default();
    let name = program.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.strip_suffix(".exe").unwrap_or(name);
    name.to_lowercase()
}

/// Splits at spaces outside of quotes.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in text.chars() {
        match (c, quote) {
            ('\'' | '"', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, Some(open)) if c == open => quote = None,
            (' ', None) => words.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_are_told_the_line_in_their_own_way() {
        let cases = [
            ("vim", "vim +12 a.md"),
            ("/usr/bin/nvim", "/usr/bin/nvim +12 a.md"),
            ("nano", "nano +12 a.md"),
            ("micro", "micro +12 a.md"),
            ("emacsclient -t", "emacsclient -t +12 a.md"),
            ("hx", "hx a.md:12"),
            ("code --wait", "code --wait --goto a.md:12"),
            ("zed --wait", "zed --wait a.md:12"),
            ("kate", "kate --line 12 a.md"),
            ("mate -w", "mate -w -l 12 a.md"),
            ("my-editor", "my-editor a.md"),
        ];
        for (editor, expected) in cases {
            let command = command(editor, Path::new("a.md"), Some(12));
            let command: Vec<_> = command.iter().map(|word| word.to_string_lossy()).collect();
            assert_eq!(command.join(" "), expected);
        }
    }

    #[test]
    fn without_a_line_the_file_is_opened() {
        let command = command("code", Path::new("a.pdf"), None);
        assert_eq!(command, ["code", "a.pdf"]);
    }

    #[test]
    fn quotes_hold_words_together() {
        let command = command("'/opt/my tools/vim' -p", Path::new("a b.md"), Some(3));
        assert_eq!(command, ["/opt/my tools/vim", "-p", "+3", "a b.md"]);
    }
}
