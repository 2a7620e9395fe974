//! Typing, choosing, reading, opening, ending.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use vt100::{Color, Screen};

use crate::terminal::{Folder, Terminal, close_on};

const DOWN: &str = "\x1b[B";
const CTRL_Y: &str = "\x19";
const ESCAPE: &str = "\x1b";

fn folder() -> Folder {
    let long: String = (0..40).map(|number| format!("Line {number}.\n")).collect();
    Folder::new()
        .file(
            "mali.md",
            &format!(
                "# Mali\n\nA country.\n\n## Rivers\n\nThe Niger flows north.\n\n## More\n\n{long}"
            ),
        )
        .file("chad.md", "# Chad\n\nThe Chari flows into the lake.\n")
}

/// Starts the program, and types what finds the rivers of Mali.
fn rivers(folder: &Folder) -> Terminal {
    let mut terminal = folder.start(&[]);
    terminal.see_text("Type to search");
    terminal.press("niger");
    terminal.see_text("mali.md:5  Mali › Rivers");
    // The document is shown.
    terminal.see_text("## Rivers");
    terminal
}

#[test]
fn it_searches_as_one_types_and_shows_the_document() {
    let folder = folder();
    let mut terminal = folder.start(&[]);
    terminal.see_text("Type to search");
    terminal.press("flo");
    // The last word may be the beginning of one.
    terminal.see_text("chad.md:1  Chad");
    terminal.see_text("mali.md:5  Mali › Rivers");
    terminal.see_text("1 of 2");
    terminal.press(DOWN);
    terminal.see_text("2 of 2");
    terminal.press("\x7f\x7f\x7fchari");
    terminal.see_text("1 of 1");
    terminal.see("the document", |screen| {
        screen.contents().contains("── chad.md ──") && screen.contents().contains("# Chad")
    });
    terminal.press(ESCAPE);
    let (status, _, screen) = terminal.end();
    assert_eq!(status.code(), Some(1));
    assert!(!screen.alternate_screen());
}

#[test]
fn the_document_is_read_with_the_same_keys() {
    let folder = folder();
    let mut terminal = rivers(&folder);
    terminal.press("\t");
    terminal.see_text("━━ mali.md ━━");
    terminal.press("\x1b[6~\x1b[6~\x1b[6~\x1b[6~\x1b[6~");
    terminal.see_text("Line 39.");
    terminal.press(ESCAPE);
    terminal.see_text("── mali.md ──");
}

#[test]
fn an_id_is_printed_at_the_end_where_that_is_asked_for() {
    let folder = folder();
    let mut terminal = rivers(&folder);
    terminal.press(CTRL_Y);
    let (status, _, screen) = terminal.end();
    assert_eq!(status.code(), Some(0));
    assert_eq!(screen.contents().trim(), "mali.md#rivers");

    // A script reads the id, and the screen is drawn beside it.
    let mut terminal = Terminal::start(&mut folder.program(&["niger"]), true);
    terminal.see_text("The Niger flows north.");
    terminal.press(CTRL_Y);
    let (status, printed, _) = terminal.end();
    assert_eq!(
        (status.code(), printed.as_str()),
        (Some(0), "mali.md#rivers\n")
    );
}

#[test]
fn the_file_is_opened_at_the_line_of_the_match() {
    let folder = folder();
    let editor = folder.path("vim");
    let script = "#!/bin/sh\nprintf '%s\\n' \"$@\" > opened\necho EDITING\nread line\necho '# Mali, edited' > corpus/mali.md\n";
    fs::write(&editor, script).expect("a script");
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).expect("a script");
    let mut command = folder.program(&["niger"]);
    command.env("EDITOR", format!("{} -n", editor.display()));
    let mut terminal = Terminal::start(&mut command, false);
    terminal.see_text("## Rivers");
    terminal.press("\r");
    terminal.see("the editor", |screen| {
        !screen.alternate_screen() && screen.contents().contains("EDITING")
    });
    let opened = fs::read_to_string(folder.path("opened")).expect("what was opened");
    let file = folder
        .path("corpus/mali.md")
        .canonicalize()
        .expect("the file");
    let opened: Vec<_> = opened.lines().collect();
    assert_eq!(opened[..2], ["-n", "+7"]);
    assert_eq!(fs::canonicalize(opened[2]).expect("the file"), file);
    // What was edited is seen when the screen is back.
    terminal.press("\n");
    terminal.see_text("Nothing found.");
    terminal.press("\x15edited");
    terminal.see_text("Mali, edited");
}

#[test]
fn an_editor_that_cannot_run_is_named() {
    let folder = folder();
    let mut command = folder.program(&["niger"]);
    command.env("EDITOR", "no-such-editor");
    let mut terminal = Terminal::start(&mut command, false);
    terminal.see_text("## Rivers");
    terminal.press("\r");
    terminal.see_text("cannot run the editor \"no-such-editor\"; set VISUAL or EDITOR");
}

#[test]
fn another_size_has_another_layout() {
    let folder = folder();
    let mut terminal = rivers(&folder);
    terminal.resize(120, 20);
    terminal.see_text("│");
    terminal.resize(40, 12);
    terminal.see("the list alone", |screen| {
        let contents = screen.contents();
        contents.contains("mali.md:5")
            && !contents.contains("│")
            && !contents.contains("── mali.md")
    });
}

#[test]
fn the_mouse_chooses() {
    let folder = folder();
    let mut terminal = folder.start(&["flows"]);
    terminal.see_text("1 of 2");
    // A press of the left button in row 6, which is in the second hit.
    terminal.press("\x1b[<0;10;6M");
    terminal.see_text("2 of 2");
}

#[test]
fn a_signal_ends_it_and_leaves_the_terminal_as_it_was() {
    let folder = folder();
    let terminal = rivers(&folder);
    terminal.terminate();
    let (status, _, screen) = terminal.end();
    assert_eq!(status.code(), Some(143));
    assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
}

#[test]
fn it_ends_with_its_terminal() {
    let folder = folder();
    let status = close_on(&mut folder.program(&["niger"])).expect("it does not run on");
    assert!(!status.success());
}

/// Returns whether any letter on the screen has a color.
fn has_color(screen: &Screen) -> bool {
    let cells = (0..24).flat_map(|row| (0..80).map(move |column| (row, column)));
    let mut cells = cells.filter_map(|(row, column)| screen.cell(row, column));
    cells.any(|cell| cell.fgcolor() != Color::Default)
}

#[test]
fn color_can_be_turned_off() {
    let folder = folder();
    let mut terminal = rivers(&folder);
    terminal.see("color", has_color);
    let mut command = folder.program(&["niger"]);
    command.env("NO_COLOR", "1");
    let mut terminal = Terminal::start(&mut command, false);
    terminal.see("the document without color", |screen| {
        screen.contents().contains("## Rivers") && !has_color(screen)
    });
}

#[test]
fn without_a_terminal_it_says_what_it_needs() {
    let folder = folder();
    let output = Command::new(env!("CARGO_BIN_EXE_search"))
        .arg("-i")
        .current_dir(folder.path(""))
        .stdin(Stdio::null())
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).expect("UTF-8");
    let expected = "search: --interactive needs a terminal, and neither stdout nor stderr is one\n";
    assert_eq!(told, expected);
}
