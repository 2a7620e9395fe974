//! What is pressed, clicked or pasted, as what is meant.

use ratatui::crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ratatui::layout::Position;

use crate::screen::line::Edit;

/// What is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Action {
    /// Changes the query, or goes in it.
    Edit(Edit),
    /// Chooses another hit, or scrolls where the document has the keys: by so many steps.
    Step(isize),
    /// The same by pages.
    Page(isize),
    /// Scrolls the document by so many rows.
    Scroll(isize),
    /// Gives the keys to the document, or back to the list.
    Switch,
    /// Opens the file in an editor.
    Open,
    /// Ends, and prints the id of the hit.
    Print,
    /// Narrows the query to a type of file: the next one.
    Type,
    /// Narrows the query to a language: the next one.
    Language,
    /// Narrows the query to the folder of the hit, or back.
    Folder,
    /// Asks again.
    Again,
    /// Shows what keys do, or hides it.
    Help,
    /// Goes back a step; in the end, ends.
    Back,
    /// Ends.
    Quit,
    /// Clicks at a place.
    Click(Position),
    /// Turns the wheel at a place, by so many rows.
    Wheel(Position, isize),
    /// The screen has another size.
    Resize(u16, u16),
}

/// Returns what an event means; `is_empty` says that nothing is typed.
pub(crate) fn meaning(event: Event, is_empty: bool) -> Option<Action> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => pressed(key, is_empty),
        Event::Mouse(mouse) => pointed(mouse),
        Event::Paste(text) => Some(Action::Edit(Edit::Insert(text))),
        Event::Resize(width, height) => Some(Action::Resize(width, height)),
        _ => None,
    }
}

fn pressed(key: KeyEvent, is_empty: bool) -> Option<Action> {
    let has = |modifier| key.modifiers.contains(modifier);
    let [has_control, has_alt] = [KeyModifiers::CONTROL, KeyModifiers::ALT].map(has);
    match key.code {
        KeyCode::Char('?') if is_empty => Some(Action::Help),
        // AltGr is both, and types letters.
        KeyCode::Char(c) if has_control == has_alt => {
            Some(Action::Edit(Edit::Insert(c.to_string())))
        }
        KeyCode::Char(c) if has_control => controlled(c.to_ascii_lowercase()),
        KeyCode::Char('b') => Some(Action::Edit(Edit::WordLeft)),
        KeyCode::Char('f') => Some(Action::Edit(Edit::WordRight)),
        code => named(code, has_control || has_alt || has(KeyModifiers::SHIFT)),
    }
}

/// Returns what a letter means together with Control.
fn controlled(letter: char) -> Option<Action> {
    let action = match letter {
        'a' => Action::Edit(Edit::Start),
        'e' => Action::Edit(Edit::End),
        'b' => Action::Edit(Edit::Left),
        'f' => Action::Edit(Edit::Right),
        'h' => Action::Edit(Edit::Backspace),
        'w' => Action::Edit(Edit::DeleteWord),
        'u' => Action::Edit(Edit::DeleteToStart),
        'p' | 'k' => Action::Step(-1),
        'n' | 'j' => Action::Step(1),
        'r' | 'l' => Action::Again,
        'y' => Action::Print,
        'c' | 'd' | 'q' => Action::Quit,
        _ => return None,
    };
    Some(action)
}

/// Returns what a key with a name means, alone or together with others.
fn named(code: KeyCode, is_modified: bool) -> Option<Action> {
    let action = match (code, is_modified) {
        (KeyCode::Up, false) => Action::Step(-1),
        (KeyCode::Down, false) => Action::Step(1),
        (KeyCode::Up, true) => Action::Scroll(-1),
        (KeyCode::Down, true) => Action::Scroll(1),
        (KeyCode::PageUp, _) => Action::Page(-1),
        (KeyCode::PageDown, _) => Action::Page(1),
        (KeyCode::Left, false) => Action::Edit(Edit::Left),
        (KeyCode::Right, false) => Action::Edit(Edit::Right),
        (KeyCode::Left, true) => Action::Edit(Edit::WordLeft),
        (KeyCode::Right, true) => Action::Edit(Edit::WordRight),
        (KeyCode::Home, _) => Action::Edit(Edit::Start),
        (KeyCode::End, _) => Action::Edit(Edit::End),
        (KeyCode::Backspace, false) => Action::Edit(Edit::Backspace),
        (KeyCode::Backspace, true) => Action::Edit(Edit::DeleteWord),
        (KeyCode::Delete, _) => Action::Edit(Edit::Delete),
        (KeyCode::Tab | KeyCode::BackTab, _) => Action::Switch,
        (KeyCode::Enter, false) => Action::Open,
        (KeyCode::Enter, true) => Action::Print,
        (KeyCode::Esc, _) => Action::Back,
        (KeyCode::F(1), _) => Action::Help,
        (KeyCode::F(2), _) => Action::Type,
        (KeyCode::F(3), _) => Action::Language,
        (KeyCode::F(4), _) => Action::Folder,
        (KeyCode::F(5), _) => Action::Again,
        _ => return None,
    };
    Some(action)
}

fn pointed(mouse: MouseEvent) -> Option<Action> {
    let place = Position::new(mouse.column, mouse.row);
    match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => Some(Action::Click(place)),
        MouseEventKind::ScrollUp => Some(Action::Wheel(place, -3)),
        MouseEventKind::ScrollDown => Some(Action::Wheel(place, 3)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(code: KeyCode, modifiers: KeyModifiers) -> Option<Action> {
        meaning(Event::Key(KeyEvent::new(code, modifiers)), false)
    }

    #[test]
    fn letters_are_typed_and_no_word_is_a_command() {
        let none = KeyModifiers::NONE;
        for c in ['q', 'j', '?', '/', 'É', '水'] {
            let typed = Action::Edit(Edit::Insert(c.to_string()));
            assert_eq!(press(KeyCode::Char(c), none), Some(typed));
        }
        // AltGr+q on a German keyboard.
        let typed = Action::Edit(Edit::Insert("@".to_owned()));
        let both = KeyModifiers::CONTROL | KeyModifiers::ALT;
        assert_eq!(press(KeyCode::Char('@'), both), Some(typed));
    }

    #[test]
    fn a_question_mark_helps_where_nothing_is_typed() {
        let key = Event::Key(KeyEvent::from(KeyCode::Char('?')));
        assert_eq!(meaning(key, true), Some(Action::Help));
    }

    #[test]
    fn a_key_that_is_let_go_means_nothing() {
        let mut key = KeyEvent::from(KeyCode::Enter);
        key.kind = KeyEventKind::Release;
        assert_eq!(meaning(Event::Key(key), false), None);
    }
}
