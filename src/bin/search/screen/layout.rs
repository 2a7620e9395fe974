//! Where on the screen everything is.

use ratatui::layout::{Position, Rect};

/// From so many columns on, the list and the document stand side by side.
const WIDE: u16 = 100;
/// From so many rows on, the list and the document stand one above the other; else one takes the place of the other.
const HIGH: u16 = 18;
/// Items of the list have so many rows where there is room for some of them.
const ITEM_ROWS: u16 = 3;

/// The parts of the screen; any may be empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Areas {
    /// What is typed.
    pub(crate) query: Rect,
    /// The rule below it.
    pub(crate) rule: Rect,
    /// The hits.
    pub(crate) list: Rect,
    /// The line between them and a document beside them.
    pub(crate) between: Rect,
    /// The name of the document.
    pub(crate) name: Rect,
    /// The document.
    pub(crate) document: Rect,
    /// What keys do, or what there is to say.
    pub(crate) foot: Rect,
    /// Do the list and the document share one place?
    pub(crate) is_single: bool,
}

impl Areas {
    /// Divides a screen.
    pub(crate) fn of(screen: Rect) -> Self {
        let Rect { width, height, .. } = screen;
        let row = |y: u16, count: u16| Rect::new(0, y, width, count).intersection(screen);
        let foot_rows = u16::from(height > 4);
        let middle = row(2, height.saturating_sub(2 + foot_rows));
        let areas = Self {
            query: row(0, 1),
            rule: row(1, 1),
            foot: row(height.saturating_sub(foot_rows), foot_rows),
            ..Self::default()
        };
        if width >= WIDE {
            areas.side_by_side(middle)
        } else if height >= HIGH {
            areas.stacked(middle)
        } else {
            areas.single(middle)
        }
    }

    fn side_by_side(self, middle: Rect) -> Self {
        let list = Rect {
            width: middle.width * 9 / 20,
            ..middle
        };
        let between = Rect {
            x: list.width,
            width: 1,
            ..middle
        };
        let x = list.width + 2;
        let right = Rect::new(x, middle.y, middle.width - x, middle.height);
        Self { between, ..self }.with(list, right, false)
    }

    fn stacked(self, middle: Rect) -> Self {
        // Whole items, so that none is cut.
        let rows = middle.height / 2 / ITEM_ROWS * ITEM_ROWS + 1;
        let list = Rect {
            height: rows.saturating_sub(1),
            ..middle
        };
        let below = Rect {
            y: middle.y + list.height,
            height: middle.height - list.height,
            ..middle
        };
        self.with(list, below, false)
    }

    fn single(self, middle: Rect) -> Self {
        self.with(middle, middle, true)
    }

    /// Adds the list, and the document with its name above it.
    fn with(self, list: Rect, right: Rect, is_single: bool) -> Self {
        let [name, document] =
            [(0, 1), (1, right.height.saturating_sub(1))].map(|(down, height)| {
                Rect {
                    y: right.y + down,
                    height,
                    ..right
                }
                .intersection(right)
            });
        Self {
            list,
            name,
            document,
            is_single,
            ..self
        }
    }

    /// Returns how many rows an item of the list has.
    pub(crate) fn item_rows(&self) -> u16 {
        match self.list.height {
            0..=3 => 1,
            4..=8 => 2,
            _ => ITEM_ROWS,
        }
    }

    /// Returns how many items of the list are seen.
    pub(crate) fn items(&self) -> usize {
        usize::from(self.list.height / self.item_rows())
    }

    /// Returns which of the items seen is at a place.
    pub(crate) fn item_at(&self, place: Position) -> Option<usize> {
        let row = place.y.checked_sub(self.list.y)?;
        let is_inside = self.list.contains(place);
        is_inside.then(|| usize::from(row / self.item_rows()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn areas(width: u16, height: u16) -> Areas {
        Areas::of(Rect::new(0, 0, width, height))
    }

    #[test]
    fn a_usual_screen_has_the_list_above_the_document() {
        let areas = areas(80, 24);
        assert_eq!(areas.list, Rect::new(0, 2, 80, 9));
        assert_eq!(areas.name, Rect::new(0, 11, 80, 1));
        assert_eq!(areas.document, Rect::new(0, 12, 80, 11));
        assert_eq!(areas.foot, Rect::new(0, 23, 80, 1));
        assert_eq!((areas.items(), areas.is_single), (3, false));
        assert_eq!(areas.item_at(Position::new(5, 5)), Some(1));
        assert_eq!(areas.item_at(Position::new(5, 11)), None);
    }

    #[test]
    fn a_wide_screen_has_them_side_by_side_and_a_small_one_has_one() {
        let wide = areas(120, 30);
        assert_eq!(wide.list, Rect::new(0, 2, 54, 27));
        assert_eq!(wide.between, Rect::new(54, 2, 1, 27));
        assert_eq!(wide.document, Rect::new(56, 3, 64, 26));
        let small = areas(40, 12);
        assert!(small.is_single);
        assert_eq!(small.list, Rect::new(0, 2, 40, 9));
        assert_eq!(small.document, Rect::new(0, 3, 40, 8));
    }

    #[test]
    fn no_part_is_outside_of_any_screen() {
        for width in 0..=130 {
            for height in 0..=40 {
                let screen = Rect::new(0, 0, width, height);
                let areas = Areas::of(screen);
                let Areas {
                    query,
                    rule,
                    list,
                    between,
                    name,
                    document,
                    foot,
                    ..
                } = areas;
                for area in [query, rule, list, between, name, document, foot] {
                    assert_eq!(
                        area.intersection(screen).area(),
                        area.area(),
                        "{screen}: {area}"
                    );
                }
                assert!(areas.item_rows() > 0);
            }
        }
    }
}
