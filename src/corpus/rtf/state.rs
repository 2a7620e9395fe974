//! What holds within a group of RTF.

use std::collections::HashMap;

use encoding_rs::Encoding;

use crate::corpus::rtf::destination::Destination;

/// What holds within a group, and ends with it.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) destination: Destination,
    /// May the group be left out by programs that do not know what it is?
    pub(super) is_optional: bool,
    pub(super) is_hidden: bool,
    pub(super) font: i32,
    /// How many characters follow one in Unicode for programs that do not know it.
    pub(super) skip: u32,
    /// The level of the heading that the paragraph is.
    pub(super) level: Option<u8>,
    pub(super) style: i32,
    pub(super) is_in_table: bool,
    pub(super) is_item: bool,
    /// Does the first line begin further left than the others, as that of an item with a label does?
    pub(super) is_hanging: bool,
    /// The text around a group that has its own.
    pub(super) before: String,
}

impl Default for State {
    fn default() -> Self {
        Self {
            destination: Destination::Body,
            is_optional: false,
            is_hidden: false,
            font: -1,
            skip: 1,
            level: None,
            style: -1,
            is_in_table: false,
            is_item: false,
            is_hanging: false,
            before: String::new(),
        }
    }
}

impl State {
    /// Returns what holds at the start of a group in this one.
    pub(super) fn inner(&self) -> Self {
        let destination = match self.destination {
            // Each group among the styles is one of them.
            Destination::Styles => Destination::Style,
            destination => destination,
        };
        Self {
            destination,
            before: String::new(),
            is_optional: false,
            ..*self
        }
    }

    /// Applies a control word that changes what holds.
    pub(super) fn apply(
        &mut self,
        word: &str,
        number: Option<i32>,
        styles: &HashMap<i32, Option<u8>>,
    ) {
        match word {
            "pard" => {
                self.level = None;
                self.style = -1;
                self.is_in_table = false;
                self.is_item = false;
                self.is_hanging = false;
            }
            "plain" => self.is_hidden = false,
            "v" => self.is_hidden = number != Some(0),
            "f" => self.font = number.unwrap_or(-1),
            "uc" => self.skip = number.and_then(|it| u32::try_from(it).ok()).unwrap_or(1),
            "fi" => self.is_hanging = number.is_some_and(|it| it < 0),
            "intbl" => self.is_in_table = true,
            "ls" if number != Some(0) => self.is_item = true,
            "outlinelevel" => self.level = number.and_then(level),
            "s" => {
                self.style = number.unwrap_or(-1);
                self.level = self.level.or(styles.get(&self.style).copied().flatten());
            }
            _ => {}
        }
    }

    /// Returns the level of the headings that a style makes, by its own or by its name.
    pub(super) fn style_level(&self, name: &str) -> Option<u8> {
        let name = name.trim_end_matches(';').to_ascii_lowercase();
        // "heading 1", or as other programs shorten it: "Heading1", "pod-head1".
        let (_, number) = name.rsplit_once("head").unwrap_or_default();
        let named = number.trim_start_matches("ing").trim().parse().ok();
        self.level.or(named.filter(|level| (1..=9).contains(level)))
    }
}

/// Returns the level of headings for an outline level, of which 9 means text.
fn level(outline: i32) -> Option<u8> {
    let level = u8::try_from(outline).ok().filter(|&level| level < 9);
    level.map(|level| level + 1)
}

/// Returns the encoding of a code page of Windows.
pub(super) fn code_page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        874 | 1250..=1258 => format!("windows-{number}"),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        10_000 => "macintosh".to_owned(),
        65_001 => "utf-8".to_owned(),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

/// Returns the encoding of a font's character set; none if it is that of the document.
pub(super) fn charset(number: i32) -> Option<&'static Encoding> {
    code_page(match number {
        0 => 1252,
        77 => 10_000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}
