//! What the groups of RTF are for.

/// What a group is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Destination {
    #[default]
    Body,
    Hidden,
    Fonts,
    /// The styles, and one of them.
    Styles,
    Style,
    Info,
    Title,
    Author,
    Keywords,
    Date,
    Bookmark,
    Note,
}

/// Groups that are not shown.
const HIDDEN: &[&str] = &[
    "annotation",
    "atnauthor",
    "atnid",
    "bkmkend",
    "category",
    "colortbl",
    "comment",
    "company",
    "datastore",
    "doccomm",
    "falt",
    "filetbl",
    "fldinst",
    "footer",
    "footerf",
    "footerl",
    "footerr",
    "ftnsep",
    "ftnsepc",
    "generator",
    "header",
    "headerf",
    "headerl",
    "headerr",
    "listoverridetable",
    "listtable",
    "listtext",
    "manager",
    "nonshppict",
    "objdata",
    "operator",
    "panose",
    "pict",
    "pntext",
    "printim",
    "private",
    "revtbl",
    "rxe",
    "shpinst",
    "tc",
    "template",
    "themedata",
    "txe",
    "xe",
];
/// Optional groups whose text is shown all the same.
const SHOWN: &[&str] = &["shptxt", "shppict", "ud", "expandedcolortbl"];

impl Destination {
    /// Returns what a group is for that begins with that word; none if the word begins no group.
    pub(super) fn of(word: &str, is_optional: bool) -> Option<Self> {
        Some(match word {
            "fonttbl" => Self::Fonts,
            "stylesheet" => Self::Styles,
            "info" => Self::Info,
            "title" => Self::Title,
            "author" => Self::Author,
            "keywords" | "subject" => Self::Keywords,
            "creatim" => Self::Date,
            "bkmkstart" => Self::Bookmark,
            "footnote" => Self::Note,
            "ud" => Self::Body,
            // Before the form in Unicode stands one without.
            "upr" => Self::Hidden,
            _ if HIDDEN.contains(&word) => Self::Hidden,
            _ if is_optional && !SHOWN.contains(&word) => Self::Hidden,
            _ => return None,
        })
    }

    /// Is the text of the group one of its own, apart from that around it?
    pub(super) fn has_own_text(self) -> bool {
        matches!(
            self,
            Self::Title | Self::Author | Self::Keywords | Self::Bookmark | Self::Note | Self::Style
        )
    }

    /// Is the text of the group kept?
    pub(super) fn is_shown(self) -> bool {
        self == Self::Body || self.has_own_text()
    }
}

/// Returns what a control word or sign shows.
pub(super) fn sign(word: &str) -> Option<&'static str> {
    Some(match word {
        "\\" => "\\",
        "{" => "{",
        "}" => "}",
        "~" => "\u{a0}",
        "_" => "-",
        "bullet" => "•",
        "emdash" => "—",
        "endash" => "–",
        "emspace" | "enspace" | "qmspace" => " ",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "lquote" => "‘",
        "rquote" => "’",
        _ => return None,
    })
}
