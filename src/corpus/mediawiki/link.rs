//! Links to pages, to files and to addresses.

use crate::corpus::mediawiki::inline::{Frame, Scanner};
use crate::corpus::mediawiki::is_in;
use crate::corpus::mediawiki::spans::Span;

/// Each method reads a link and returns where to go on.
impl Scanner<'_> {
    /// Of `[http://x text]` the text is seen.
    pub(super) fn address(&mut self, at: usize) -> usize {
        const SCHEMES: &[&str] = &["http://", "https://", "ftp://", "//", "mailto:", "irc://"];
        let rest = &self.source[at + 1..self.end];
        let is_address = SCHEMES.iter().any(|scheme| rest.starts_with(scheme));
        let line_end = self.line_end(at);
        let close = self.finder.next("]", at).filter(|&close| close < line_end);
        let Some(close) = close.filter(|_| is_address) else {
            return self.keep(at, at + 1);
        };
        match self.source[at..close].find([' ', '\t']) {
            Some(space) => self.frame(at + space + 1, close, close + 1),
            None => close + 1,
        }
    }

    /// Goes on at `text` until `end`, then at `next`.
    fn frame(&mut self, text: usize, end: usize, next: usize) -> usize {
        self.frames.push(Frame {
            end,
            next,
            is_template: false,
            is_caption: false,
        });
        text
    }

    /// Of `[[page|text]]` the text is seen, of `[[page]]` the page.
    pub(super) fn link(&mut self, span: &Span) -> usize {
        let (start, end) = (span.start + 2, span.end - 2);
        let inner = &self.source[start..end];
        let bar = inner.find('|');
        let target = &inner[..bar.unwrap_or(inner.len())];
        if let Some((space, name)) = target.trim().split_once(':') {
            match Namespace::of(space.trim()) {
                Namespace::Category => {
                    self.categories.push(name.to_owned());
                    return span.end;
                }
                Namespace::Language => return span.end,
                Namespace::File => return self.file(span, start + target.len()),
                Namespace::Other => {}
            }
        }
        match bar {
            Some(bar) if bar + 1 < inner.len() => self.frame(start + bar + 1, end, span.end),
            _ => {
                let colon = usize::from(target.starts_with(':'));
                self.keep(start + colon, start + target.len());
                span.end
            }
        }
    }

    /// Of a picture the caption is seen, which is the last part that is no option.
    fn file(&mut self, span: &Span, bar: usize) -> usize {
        let end = span.end - 2;
        let mut at = bar;
        while at < end {
            let part = &self.source[at + 1..end];
            let len = part.find(['|', '[', '{']).unwrap_or(part.len());
            let is_last = !part[len..].starts_with('|');
            if is_last && !is_file_option(part[..len].trim()) {
                self.inline.line(at + 1);
                self.frames.push(Frame {
                    end,
                    next: span.end,
                    is_template: false,
                    is_caption: true,
                });
                return at + 1;
            }
            if is_last {
                break;
            }
            at += 1 + len;
        }
        span.end
    }
}

/// What kind of page a link leads to.
enum Namespace {
    Category,
    File,
    Language,
    Other,
}

impl Namespace {
    fn of(name: &str) -> Self {
        const NAME_BYTES: usize = 20;
        if name.len() > NAME_BYTES {
            return Self::Other;
        }
        match name.to_lowercase().as_str() {
            "category" | "kategorie" | "catégorie" | "categoría" | "categoria" | "categorie"
            | "kategoria" | "категория" => Self::Category,
            "file" | "image" | "media" | "datei" | "bild" | "fichier" | "archivo" | "imagen"
            | "ficheiro" | "bestand" | "plik" | "immagine" | "файл" => Self::File,
            "simple" => Self::Language,
            _ if is_language(name) => Self::Language,
            _ => Self::Other,
        }
    }
}

/// Is it a language code such as `fr` or `zh-yue`?
fn is_language(name: &str) -> bool {
    let (code, rest) = name.split_once('-').unwrap_or((name, "x"));
    let is_lower = |text: &str| text.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    matches!(code.len(), 2 | 3) && is_lower(code) && !rest.is_empty() && is_lower(rest)
}

/// The options of a picture in English, German and French.
const FILE_WORDS: &str = "\
    thumb|thumbnail|frame|framed|frameless|border|left|right|center|centre|none|baseline|\
    middle|sub|super|top|text-top|bottom|text-bottom|upright|loop|muted|mini|miniatur|\
    links|rechts|zentriert|hochkant|rahmenlos|vignette|gauche|droite|centré|redresse";

/// The options of a picture that have a value.
const FILE_SETTINGS: &str = "\
    thumb|upright|alt|link|class|lang|page|start|end|thumbtime";

fn is_file_option(option: &str) -> bool {
    let name = option.split('=').next().unwrap_or_default().trim();
    let is_size = option.strip_suffix("px").is_some_and(|size| {
        size.chars()
            .all(|c| c.is_ascii_digit() || c == 'x' || c == ' ')
    });
    let is_setting = name.len() < option.len() && is_in(FILE_SETTINGS, name);
    option.is_empty() || is_size || is_setting || is_in(FILE_WORDS, option)
}

#[cfg(test)]
mod tests {
    use crate::corpus::mediawiki::check::check;

    #[test]
    fn links_show_their_text() {
        for (source, expected) in [
            (
                "[[A]] [[B|the ''b'']]s [[#C]] [[:Category:D]] [[E (x)|]]",
                "A the bs #C Category:D E (x)",
            ),
            ("[[File:x.jpg|thumb|200px|alt=no|A [[b|c]] d]]e", "A c d\ne"),
            ("a [[Image:x.svg|20px]] b", "a b"),
            (
                "[https://a.b the text] [https://a.b] https://c.d [e]",
                "the text https://c.d [e]",
            ),
            (
                "[[open\n\n[[a]] [https://open\n]",
                "[[open\n\na [https://open\n]",
            ),
            ("[[fr:Nom]][[zh-yue:X]]a", "a"),
        ] {
            check(source, expected);
        }
    }
}
