//! Slides of PowerPoint (PPTX): each a section under its title, its notes at the end.

use crate::corpus::Limits;
use crate::corpus::Refusal;
use crate::corpus::office;
use crate::corpus::office::properties;
use crate::corpus::office::relations::{part, relations};
use crate::corpus::office::story::Story;
use crate::corpus::office::xml::{Piece, Pieces, Tag};
use crate::corpus::packed::Package;
use crate::corpus::rendering::Rendered;

/// What is not shown: second forms of the same drawing.
const LEFT_OUT: &[&str] = &["Fallback"];
/// Placeholders of what stands on every slide.
const FURNITURE: [&str; 4] = ["dt", "ftr", "hdr", "sldNum"];

/// Reads slides.
///
/// # Errors
///
/// Fails if they are encrypted, too damaged, or inflate to too much.
pub(in crate::corpus) fn read(
    bytes: &[u8],
    limits: &Limits,
    take: &mut dyn FnMut(Rendered),
) -> Result<(), Refusal> {
    let mut package = office::open(bytes, limits)?;
    let parts = relations(&mut package, "")?;
    let main = part(&parts, "officeDocument").unwrap_or("ppt/presentation.xml");
    let order = order(&package.main_text(main)?)?;
    let slides = relations(&mut package, main)?;
    let mut story = Story::new();
    for (number, ids) in (1..).zip(order) {
        let slide = slides.iter().find(|slide| ids.contains(&slide.id));
        if let Some(slide) = slide {
            tell(&mut package, &slide.part, number, &mut story)?;
        }
    }
    properties::read(&mut package, part(&parts, "core-properties"), &mut story)?;
    take(story.finish());
    Ok(())
}

/// Returns what the presentation calls its slides, in order: each has an id of its own and that of its part.
fn order(xml: &str) -> Result<Vec<Vec<String>>, Refusal> {
    let mut order = Vec::new();
    for piece in Pieces::new(xml, &[]) {
        if let Piece::Open(tag) = piece?
            && tag.name() == "sldId"
        {
            order.push(tag.all("id"));
        }
    }
    Ok(order)
}

fn tell(
    package: &mut Package<'_>,
    part: &str,
    number: usize,
    story: &mut Story,
) -> Result<(), Refusal> {
    let Some(xml) = package.text(part)? else {
        return Ok(());
    };
    let title = text(&xml, is_title)?.join(" ");
    story.begin_slide(number, &title);
    tell_shapes(&xml, story)?;
    let relations = relations(package, part)?;
    let notes = self::part(&relations, "notesSlide");
    let notes = notes.map(|notes| package.text(notes)).transpose()?;
    let notes = text(&notes.flatten().unwrap_or_default(), |kind| kind == "body")?;
    if !notes.is_empty() {
        story.note(notes.join("\n"));
    }
    Ok(())
}

fn is_title(kind: &str) -> bool {
    kind == "title" || kind == "ctrTitle"
}

/// Returns the paragraphs of the shapes that take the place of a kind.
fn text(xml: &str, is_wanted: impl Fn(&str) -> bool) -> Result<Vec<String>, Refusal> {
    let mut found = Vec::new();
    let mut shape = Shape::default();
    for piece in Pieces::new(xml, LEFT_OUT) {
        if let Some(text) = shape.add(&piece?)
            && shape.kind.as_deref().is_some_and(&is_wanted)
            && !text.trim().is_empty()
        {
            found.push(text);
        }
    }
    Ok(found)
}

/// Adds all shapes but the title and what stands on every slide.
fn tell_shapes(xml: &str, story: &mut Story) -> Result<(), Refusal> {
    let mut shape = Shape::default();
    for piece in Pieces::new(xml, LEFT_OUT) {
        let piece = piece?;
        match &piece {
            Piece::Open(tag) => match tag.name() {
                "sp" => story.end_list(),
                "tbl" => story.begin_table(),
                "tr" => story.row(),
                "tc" => story.cell(),
                _ => {}
            },
            Piece::Close(name) if name == "tbl" => story.end_table(),
            _ => {}
        }
        let Some(text) = shape.add(&piece) else {
            continue;
        };
        let kind = shape.kind.as_deref().unwrap_or_default();
        if !is_title(kind) && !FURNITURE.contains(&kind) {
            story.line(&text);
        }
    }
    Ok(())
}

/// The shape that is read.
#[derive(Debug, Default)]
struct Shape {
    /// The kind of placeholder that it is, if it is one.
    kind: Option<String>,
    paragraph: Option<String>,
    in_text: bool,
}

impl Shape {
    /// Adds a piece; returns a paragraph that ends.
    fn add(&mut self, piece: &Piece<'_>) -> Option<String> {
        match piece {
            Piece::Open(tag) => self.open(tag),
            Piece::Close(name) => match &**name {
                "sp" => self.kind = None,
                "t" => self.in_text = false,
                "p" => return self.paragraph.take(),
                _ => {}
            },
            Piece::Text(text) if self.in_text => self.show(text),
            Piece::Text(_) => {}
        }
        None
    }

    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "sp" => self.kind = None,
            "ph" => {
                let kind = tag.attribute("type").map(String::from);
                self.kind = Some(kind.unwrap_or_else(|| "obj".to_owned()));
            }
            "p" => self.paragraph = Some(String::new()),
            "t" => self.in_text = true,
            "br" => self.show("\n"),
            _ => {}
        }
    }

    fn show(&mut self, text: &str) {
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.push_str(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Landmark;
    use crate::corpus::office::sample::{self, container, sections};
    use proptest::prelude::*;

    fn shape(kind: &str, paragraphs: &[&str]) -> String {
        let text = paragraphs
            .iter()
            .map(|text| format!("<a:p><a:r><a:t>{text}</a:t></a:r></a:p>"));
        let text: String = text.collect();
        format!("<p:sp><p:nvPr>{kind}</p:nvPr><p:txBody>{text}</p:txBody></p:sp>")
    }

    #[test]
    fn slides_come_in_their_order_with_titles_tables_and_notes() {
        let order = "<p:presentation><p:sldIdLst><p:sldId id='256' r:id='r2'/><p:sldId id='257' r:id='r1'/>\
            <p:sldId id='258' r:id='r9'/></p:sldIdLst></p:presentation>";
        let slides = "<Relationships><Relationship Id='r1' Type='x/slide' Target='slides/s1.xml'/>\
            <Relationship Id='r2' Type='x/slide' Target='slides/s2.xml'/></Relationships>";
        let of_slide = "<Relationships><Relationship Id='r1' Type='x/notesSlide' Target='../notes/n2.xml'/></Relationships>";
        let table = "<a:tbl><a:tr><a:tc><a:p><a:r><a:t>x</a:t></a:r></a:p></a:tc>\
            <a:tc><a:p><a:r><a:t>y</a:t></a:r></a:p></a:tc></a:tr></a:tbl>";
        let second = [
            &shape("<p:ph idx='1'/>", &["one", "two"]),
            &shape("", &["box"]),
            &shape("<p:ph type='sldNum'/>", &["2"]),
            &shape("<p:ph type='ctrTitle'/>", &["A", "title"]),
            table,
        ];
        let second = format!("<p:sld>{}</p:sld>", second.concat());
        let notes = [
            shape("<p:ph type='sldImg'/>", &["x"]),
            shape("<p:ph type='body'/>", &["said"]),
        ];
        let bytes = container(&[
            ("ppt/presentation.xml", order),
            ("ppt/_rels/presentation.xml.rels", slides),
            ("ppt/slides/s1.xml", &shape("", &["alone"])),
            ("ppt/slides/s2.xml", &second),
            ("ppt/slides/_rels/s2.xml.rels", of_slide),
            ("ppt/notes/n2.xml", &notes.concat()),
        ]);
        let rendered = sample::read(read, &bytes).expect("slides");
        let expected = [
            (1, "A title", "", "one\ntwo\n\nbox\n\nx | y\n\nsaid"),
            (1, "", "slide-2", "alone"),
        ];
        assert_eq!(sections(&rendered), expected);
        let place = rendered.text.landmark(&rendered.document.sections[1].bytes);
        assert_eq!(place, Some(&Landmark::Place("slide 2".to_owned())));
    }

    proptest! {
        #[test]
        fn any_slide_is_read(slide in "(<p:sp>|</p:sp>|<p:ph type='title'/>|<p:ph/>|<a:p>|</a:p>|<a:t>|</a:t>|<a:br/>|<a:tbl>|</a:tbl>|<a:tr>|<a:tc>|x |&|<){0,60}") {
            let order = "<p:sldIdLst><p:sldId r:id='r1'/></p:sldIdLst>";
            let slides = "<Relationship Id='r1' Type='x/slide' Target='s1.xml'/>";
            let bytes = container(&[
                ("ppt/presentation.xml", order),
                ("ppt/_rels/presentation.xml.rels", slides),
                ("ppt/s1.xml", &slide),
            ]);
            prop_assert!(sample::read(read, &bytes).is_ok());
        }
    }
}
