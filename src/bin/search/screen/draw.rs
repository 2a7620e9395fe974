//! What is on the screen, drawn.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::Clear;
use section_search::Hit;
use unicode_width::UnicodeWidthStr;

use crate::people;
use crate::screen::look::Look;
use crate::screen::marked::Marked;
use crate::screen::said;
use crate::screen::state::State;
use crate::screen::wrap;
use crate::terminal;

/// Stands before what is typed.
const PROMPT: &str = "› ";
/// Draws a state.
pub(crate) fn draw(state: &State, look: &Look, frame: &mut Frame<'_>) {
    let mut page = Page { state, look, frame };
    page.query();
    page.rule();
    if page.state.helps {
        page.help();
    } else if state.areas.is_single && state.reads {
        page.document();
    } else {
        page.list();
        if !state.areas.is_single {
            page.document();
        }
    }
    page.foot();
}

/// A screen that is being drawn.
struct Page<'a, 'b> {
    state: &'a State,
    look: &'a Look,
    frame: &'a mut Frame<'b>,
}

impl Page<'_, '_> {
    /// Writes a line into a row of an area.
    fn write(&mut self, area: Rect, row: u16, line: Line<'_>) {
        let place = Rect::new(area.x, area.y.saturating_add(row), area.width, 1);
        let place = place.intersection(area).intersection(self.frame.area());
        self.frame.render_widget(line, place);
    }

    /// Writes what is typed, so that the cursor is seen; and at the end of the row how many hits there are.
    fn query(&mut self) {
        let area = self.state.areas.query;
        let count = Span::styled(said::count(self.state), self.look.note);
        let count_width = count.width() as u16;
        let has_room = area.width > count_width + 24;
        let width = match has_room {
            true => area.width - count_width - 1,
            false => area.width,
        };
        let before = self.state.query.before();
        let room = usize::from(width).saturating_sub(PROMPT.width() + 1);
        let hidden = hidden(before, room);
        let shown = terminal::clean(&self.state.query.text()[hidden..], false);
        let line = Line::from(vec![
            Span::styled(PROMPT, self.look.prompt),
            Span::raw(shown),
        ]);
        self.write(Rect { width, ..area }, 0, line);
        if has_room {
            let x = area.right() - count_width;
            let right = Rect {
                x,
                width: count_width,
                ..area
            };
            self.write(right, 0, Line::from(count));
        }
        let column = (PROMPT.width() + before[hidden..].width()) as u16;
        if column < area.width && area.height > 0 {
            self.frame
                .set_cursor_position(Position::new(area.x + column, area.y));
        }
    }

    fn rule(&mut self) {
        let area = self.state.areas.rule;
        let rule = "─".repeat(usize::from(area.width));
        self.write(area, 0, styled(rule, self.look.rule));
        let between = self.state.areas.between;
        for row in 0..between.height {
            self.write(between, row, styled("│", self.look.rule));
        }
    }

    fn list(&mut self) {
        let areas = self.state.areas;
        if self.state.list().is_empty() {
            self.nothing();
            return;
        }
        let items = self.state.list().iter().enumerate();
        let seen = items.skip(self.state.first).take(areas.items());
        for (at, (number, hit)) in seen.enumerate() {
            let rows = areas.item_rows();
            let area = Rect {
                y: areas.list.y + at as u16 * rows,
                height: rows,
                ..areas.list
            };
            self.item(area, hit, number == self.state.chosen);
        }
    }

    fn item(&mut self, area: Rect, hit: &Hit, is_chosen: bool) {
        let passage = &hit.passage;
        let [bar, place, trail] = match is_chosen {
            true => [
                self.look.chosen,
                self.look.chosen_place,
                self.look.chosen_trail,
            ],
            false => [Style::new(), self.look.place, self.look.trail],
        };
        let sign = if is_chosen { "▌" } else { " " };
        // The place is what counts, then what is missing; the trail has what is left.
        let mut room = usize::from(area.width).saturating_sub(sign.width());
        let mut fitting = |text: &str| {
            let text = cut(text, room);
            room -= text.width();
            text
        };
        let place_text = fitting(&people::address(passage));
        let missing = fitting(&said::without(&hit.missing));
        let trail_text = fitting(&format!("  {}", people::trail(passage)));
        let head = vec![
            Span::styled(sign, bar),
            Span::styled(place_text, place),
            Span::styled(trail_text, trail),
            Span::styled(missing, self.look.note),
        ];
        self.write(area, 0, Line::from(head));
        let snippet = Marked::snippet(&hit.snippet);
        let inside = Rect {
            x: area.x + 2.min(area.width),
            width: area.width.saturating_sub(2),
            ..area
        };
        let parts = wrap::rows(snippet.text(), usize::from(inside.width));
        for (row, part) in (1..area.height).zip(parts) {
            if is_chosen {
                self.write(area, row, styled(sign, bar));
            }
            let line = snippet.styled(part, self.look.plain, self.look.mark);
            self.write(inside, row, line);
        }
    }

    /// Says why there are no hits.
    fn nothing(&mut self) {
        let area = self.state.areas.list;
        let text = match (&self.state.hits, self.state.is_empty()) {
            (_, true) => "Type to search; F1 tells what keys do.",
            (Some(_), false) if !self.state.waits => "Nothing found.",
            _ => "",
        };
        for (row, part) in (0..area.height).zip(wrap::rows(text, usize::from(area.width))) {
            self.write(area, row, styled(text[part].to_owned(), self.look.note));
        }
    }

    fn document(&mut self) {
        let areas = self.state.areas;
        let Some(hit) = self.state.hit() else {
            return;
        };
        self.name(&terminal::clean(&hit.passage.path, false));
        let Some(document) = &self.state.document else {
            return;
        };
        let rows = document.rows().iter().skip(self.state.top);
        for (at, row) in (0..areas.document.height).zip(rows) {
            let plain = match document.is_chosen(row.line) {
                true => self.look.plain,
                false => self.look.note,
            };
            if let Some(line) = document.line(row.line) {
                let line = line.styled(row.part.clone(), plain, self.look.mark);
                self.write(areas.document, at, line);
            }
        }
    }

    /// Writes the name of the document into the rule above it.
    fn name(&mut self, path: &str) {
        let area = self.state.areas.name;
        let rule = if self.state.reads { "━" } else { "─" };
        let filling = rule.repeat(usize::from(area.width));
        let style = match self.state.reads {
            true => self.look.chosen,
            false => self.look.rule,
        };
        self.write(area, 0, styled(filling, style));
        let inside = Rect {
            x: area.x + 2.min(area.width),
            width: area.width.saturating_sub(4),
            ..area
        };
        let name = cut(&format!(" {path} "), usize::from(inside.width));
        self.write(inside, 0, styled(name, self.look.place));
    }

    fn help(&mut self) {
        let Rect { width, height, .. } = self.frame.area();
        let area = Rect::new(0, 2, width, height.saturating_sub(2)).intersection(self.frame.area());
        self.frame.render_widget(Clear, area);
        let lines = said::HELP.lines().flat_map(|line| {
            let parts = wrap::rows(line, usize::from(width));
            parts
                .into_iter()
                .map(|part| Line::raw(&line[part]))
                .collect::<Vec<_>>()
        });
        self.frame.render_widget(Text::from_iter(lines), area);
    }

    fn foot(&mut self) {
        if self.state.helps {
            return;
        }
        let area = self.state.areas.foot;
        if let Some(note) = said::note(self.state) {
            let note = terminal::clean(&note, false);
            self.write(area, 0, styled(note, self.look.warning));
            return;
        }
        let keys = said::keys(usize::from(area.width));
        self.write(area, 0, styled(keys, self.look.note));
    }
}

/// Returns a line that has a style as far as its text goes.
fn styled(text: impl Into<String>, style: Style) -> Line<'static> {
    Line::from(Span::styled(text.into(), style))
}

/// Returns a text that is no wider than `room`.
fn cut(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let Some(room) = room.checked_sub(1) else {
        return String::new();
    };
    let row = wrap::letters(text, room);
    format!("{}…", text[row].trim_end())
}

/// Returns how much of what is before the cursor is not shown, in bytes, so that the rest fits.
fn hidden(before: &str, room: usize) -> usize {
    let mut from = before.char_indices().map(|(at, _)| at);
    let fits = |at: &usize| before[*at..].width() <= room;
    from.find(fits).unwrap_or(before.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use section_search::Passage;

    use crate::screen::document::Document;
    use crate::screen::keys::Action;
    use crate::screen::marked;
    use crate::screen::sample::{hits, typed};

    /// Returns the rows of a screen, as they are seen.
    fn drawn(state: &State, width: u16, height: u16) -> Vec<String> {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a screen");
        let look = Look::new(false);
        terminal
            .draw(|frame| draw(state, &look, frame))
            .expect("it is drawn");
        let buffer = terminal.backend().buffer();
        let rows = buffer.content().chunks(usize::from(width.max(1)));
        // The second half of a wide letter is no letter of its own.
        let row = |cells: &[ratatui::buffer::Cell]| {
            let mut row = String::new();
            let mut skipped = 0;
            for cell in cells {
                match skipped {
                    0 => row += cell.symbol(),
                    _ => skipped -= 1,
                }
                skipped += cell.symbol().width().saturating_sub(1);
            }
            row.trim_end().to_owned()
        };
        rows.map(row).collect()
    }

    /// Returns a screen of a size with two hits, the document of the first one read.
    fn state(width: u16, height: u16) -> State {
        let mut state = State::new(Rect::new(0, 0, width, height), "");
        let asked = typed(&mut state, "niger");
        let answer = hits("niger", &["rivers/mali.md#rivers", "niger.md#"]);
        state.answer(asked[4].number, Ok(answer));
        show(
            &mut state,
            "# Mali\n\nA country.\n\n## Rivers\n\nThe Niger flows north.\n",
        );
        state
    }

    fn show(state: &mut State, text: &str) {
        let id = "rivers/mali.md#rivers";
        let passage = Passage {
            id: id.to_owned(),
            text: text.to_owned(),
            ..Passage::default()
        };
        let words = marked::words(state.list());
        let hit = state.list()[0].clone();
        state.show(id, Document::new(&[passage], &hit, &words));
    }

    #[test]
    fn a_small_screen_shows_the_list_and_in_its_place_the_document() {
        let mut state = state(40, 12);
        let list = [
            "› niger                           1 of 2",
            "────────────────────────────────────────",
            "▌rivers/mali.md:7  Mali › Rivers",
            "▌ the niger flows north",
            "",
            " niger.md:7  Mali › Rivers",
            "  the niger flows north",
            "",
            "",
            "",
            "",
            "Enter opens · F1 help · Tab reads",
        ];
        assert_eq!(drawn(&state, 40, 12), list);
        state.act(Action::Switch);
        let document = [
            "› niger                           1 of 2",
            "────────────────────────────────────────",
            "━━ rivers/mali.md ━━━━━━━━━━━━━━━━━━━━━━",
            "# Mali",
            "",
            "A country.",
            "",
            "## Rivers",
            "",
            "The Niger flows north.",
            "",
            "Enter opens · F1 help · Tab reads",
        ];
        assert_eq!(drawn(&state, 40, 12), document);
    }

    #[test]
    fn what_matches_is_marked_without_color_too() {
        let state = state(40, 12);
        let mut terminal = Terminal::new(TestBackend::new(40, 12)).expect("a screen");
        let look = Look::new(false);
        terminal
            .draw(|frame| draw(&state, &look, frame))
            .expect("it is drawn");
        let cell = |column| terminal.backend().buffer()[(column, 3)].clone();
        assert_eq!(cell(6).symbol(), "n");
        assert_eq!(cell(6).style().add_modifier, look.mark.add_modifier);
        assert_ne!(cell(4).style().add_modifier, look.mark.add_modifier);
    }

    #[test]
    fn a_line_that_is_too_long_says_so() {
        let mut state = State::new(Rect::new(0, 0, 30, 8), "");
        let asked = typed(&mut state, "ni");
        let mut answer = hits("ni", &["mali.md#rivers"]);
        answer.hits[0].passage.headings = vec!["Rivers and 湖泊 of the north".to_owned()];
        answer.hits[0].missing = vec!["lake".to_owned()];
        state.answer(asked[1].number, Ok(answer));
        let rows = drawn(&state, 30, 8);
        assert_eq!(rows[2], "▌mali.md:7  Mal…  without lake");
    }

    #[test]
    fn control_characters_are_not_drawn() {
        let mut state = state(60, 12);
        let bad = "\u{1b}[31mred\u{7}\u{202e}\tNiger\u{9b}";
        if let Some(hits) = &mut state.hits {
            let hit = &mut hits.hits[0];
            hit.passage.path = bad.to_owned();
            hit.passage.title = bad.to_owned();
            hit.snippet.text = bad.to_owned();
            hit.missing = vec![bad.to_owned()];
        }
        state.note = Some(bad.to_owned());
        show(&mut state, bad);
        for _ in 0..2 {
            let drawn = drawn(&state, 60, 12).concat();
            assert!(drawn.contains("[31mred"), "{drawn}");
            assert!(!drawn.contains(|c: char| c.is_control() || c == '\u{202e}'));
            state.act(Action::Switch);
        }
    }

    #[test]
    fn every_size_can_be_drawn() {
        let sizes = (1..=8).chain([17, 18, 24, 40]);
        for height in sizes.clone() {
            for width in sizes.clone().chain([99, 100, 130]) {
                let mut state = state(width, height);
                drawn(&state, width, height);
                state.act(Action::Switch);
                drawn(&state, width, height);
                state.act(Action::Help);
                drawn(&state, width, height);
                // The screen may be smaller than it was said to be, until that is told.
                drawn(&state, width.div_ceil(2), height.div_ceil(2));
            }
        }
    }

    #[test]
    fn a_long_query_is_seen_where_the_cursor_is() {
        let mut state = State::new(Rect::new(0, 0, 12, 5), "");
        typed(&mut state, "one two three four");
        assert_eq!(drawn(&state, 12, 5)[0], "› hree four");
    }
}
