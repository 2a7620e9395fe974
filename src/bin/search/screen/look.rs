//! How everything looks, with color and without.

use ratatui::style::{Color, Style};

/// The styles.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Look {
    pub(crate) plain: Style,
    pub(crate) prompt: Style,
    pub(crate) rule: Style,
    /// The place of a hit: path and line.
    pub(crate) place: Style,
    /// Its headings.
    pub(crate) trail: Style,
    /// What beside the chosen hit tells it apart.
    pub(crate) chosen: Style,
    pub(crate) chosen_place: Style,
    pub(crate) chosen_trail: Style,
    /// What matches.
    pub(crate) mark: Style,
    /// What is less important.
    pub(crate) note: Style,
    pub(crate) warning: Style,
}

impl Look {
    /// Returns the look of a terminal.
    pub(crate) fn new(has_color: bool) -> Self {
        let plain = Style::new();
        let bold = plain.bold();
        let colored = |style: Style, color| if has_color { style.fg(color) } else { style };
        let mark = match has_color {
            true => bold.fg(Color::Red),
            false => bold.underlined(),
        };
        Self {
            plain,
            prompt: colored(bold, Color::Cyan),
            rule: plain.dim(),
            place: colored(plain, Color::Magenta),
            trail: plain,
            chosen: colored(bold, Color::Cyan),
            chosen_place: colored(bold, Color::Magenta),
            chosen_trail: bold,
            mark,
            note: plain.dim(),
            warning: colored(plain, Color::Yellow),
        }
    }
}
