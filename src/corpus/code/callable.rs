//! Functions that no keyword announces: `static int main(void) {`, `cleanup() {`.

use crate::corpus::lines::Line;

/// So many bytes and lines of parameters are looked at.
const HEAD_BYTES: usize = 1_000;
const HEAD_LINES: usize = 20;

/// Words that begin a statement, which is no definition.
const STATEMENTS: &[&str] = &[
    "assert", "await", "case", "catch", "do", "elif", "else", "elsif", "for", "foreach", "goto",
    "if", "lock", "match", "new", "not", "return", "sizeof", "switch", "throw", "unless", "until",
    "using", "when", "while", "with", "yield",
];

/// Returns the name of the function whose head begins on `line` and whose body follows.
pub(super) fn callable(source: &str, line: &Line<'_>) -> Option<String> {
    let text = line.text.trim();
    let open = text.find('(')?;
    let before = text[..open].trim_end();
    let is_part = |c: char| c.is_alphanumeric() || "_$:~".contains(c);
    let name_start = before.rfind(|c: char| !is_part(c)).map_or(0, |at| {
        at + before[at..].chars().next().map_or(1, char::len_utf8)
    });
    let (types, name) = before.split_at(name_start);
    let is_type = |c: char| c.is_alphanumeric() || " \t_$:~*&<>,[]@?".contains(c);
    let is_statement = |word: &str| STATEMENTS.contains(&word);
    let is_name = name.starts_with(|c: char| c.is_alphabetic() || "_$~".contains(c));
    if !is_name
        || !types.chars().all(is_type)
        || is_statement(name)
        || types.split_whitespace().any(is_statement)
    {
        return None;
    }
    has_body(&source[line.text_start() + open..]).then(|| name.to_owned())
}

/// Does a body follow the parameters with which `rest` begins?
fn has_body(rest: &str) -> bool {
    let mut depth = 0_usize;
    let mut lines = 0;
    let mut is_blank = false;
    for (at, c) in rest.char_indices() {
        if at > HEAD_BYTES {
            return false;
        }
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return false,
            ')' => depth -= 1,
            '{' => return depth == 0,
            ';' | '=' | '"' | '`' if depth == 0 => return false,
            '\n' if is_blank || lines == HEAD_LINES => return false,
            '\n' => lines += 1,
            _ => {}
        }
        is_blank = c == '\n' || is_blank && c.is_whitespace();
    }
    false
}
