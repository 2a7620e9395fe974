//! The pages of a document, with the fonts and drawings that they name.

use std::collections::HashMap;
use std::rc::Rc;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::corpus::Refusal;
use crate::corpus::packed::Budget;
use crate::corpus::pdf::drawing::{Drawing, Run, number};
use crate::corpus::pdf::font::Font;
use crate::corpus::pdf::matrix::Matrix;

/// Drawings stand in drawings; more deeply than this they are left out.
const MOST_FORMS: usize = 5;

/// Reads the pages of a document.
pub(super) struct Pages<'a> {
    document: &'a Document,
    /// The fonts met so far, by where the library keeps them.
    fonts: HashMap<usize, Rc<Font<'a>>>,
    budget: Budget,
}

/// What a page or a drawing names: fonts and further drawings.
type Resources<'a> = Vec<&'a Dictionary>;

impl<'a> Pages<'a> {
    /// Starts before the first page.
    pub(super) fn new(document: &'a Document, budget: Budget) -> Self {
        Self {
            document,
            fonts: HashMap::new(),
            budget,
        }
    }

    /// Returns what a page shows.
    ///
    /// # Errors
    ///
    /// Fails if the pages inflate to too much.
    pub(super) fn read(&mut self, page: ObjectId) -> Result<Vec<Run>, Refusal> {
        let document = self.document;
        let mut resources = Resources::new();
        if let Ok((own, inherited)) = document.get_page_resources(page) {
            resources.extend(own);
            let inherited = inherited
                .into_iter()
                .filter_map(|id| document.get_dictionary(id).ok());
            resources.extend(inherited);
        }
        let left = self.budget.left_len();
        let content = document.get_page_content_with_limit(page, left);
        let content = content.map_err(|_| self.budget.refusal())?;
        let mut drawing = Drawing::default();
        self.draw(&content, &resources, &mut drawing, 0)?;
        Ok(drawing.runs)
    }

    fn draw(
        &mut self,
        content: &[u8],
        resources: &Resources<'a>,
        drawing: &mut Drawing<'a>,
        depth: usize,
    ) -> Result<(), Refusal> {
        self.budget.spend(content.len())?;
        let states = drawing.saved.len();
        for operation in Content::decode_iter(content) {
            let Ok(operation) = operation else {
                break;
            };
            match (&*operation.operator, &*operation.operands) {
                ("Do", [Object::Name(name)]) if depth < MOST_FORMS => {
                    self.form(name, resources, drawing, depth)?;
                }
                ("Tf", [Object::Name(name), size]) => {
                    drawing.state.font = self.font(name, resources);
                    drawing.state.size = number(size);
                }
                _ => drawing.apply(&operation),
            }
        }
        drawing.saved.truncate(states);
        Ok(())
    }

    /// Draws a drawing that the page names.
    fn form(
        &mut self,
        name: &[u8],
        resources: &Resources<'a>,
        drawing: &mut Drawing<'a>,
        depth: usize,
    ) -> Result<(), Refusal> {
        let document = self.document;
        let Some(Object::Stream(form)) = find(document, resources, b"XObject", name) else {
            return Ok(());
        };
        let kind = form.dict.get(b"Subtype").and_then(Object::as_name);
        if !matches!(kind, Ok(b"Form")) {
            return Ok(());
        }
        let content = form.get_plain_content_with_limit(self.budget.left_len());
        let Ok(content) = content else {
            return Ok(());
        };
        let own = form.dict.get_deref(b"Resources", document);
        let own = own.and_then(Object::as_dict).map(|own| vec![own]);
        let matrix = form.dict.get_deref(b"Matrix", document);
        let matrix = matrix.and_then(Object::as_array).ok();
        let matrix = matrix.and_then(|it| Matrix::of(it));
        let outer = drawing.state.clone();
        if let Some(matrix) = matrix {
            drawing.state.place = matrix.then(&outer.place);
        }
        self.draw(
            &content,
            own.as_ref().unwrap_or(resources),
            drawing,
            depth + 1,
        )?;
        drawing.state = outer;
        Ok(())
    }

    fn font(&mut self, name: &[u8], resources: &Resources<'a>) -> Option<Rc<Font<'a>>> {
        let font = find(self.document, resources, b"Font", name)?;
        let font = font.as_dict().ok()?;
        let key = std::ptr::from_ref(font).addr();
        let read = || Rc::new(Font::read(self.document, font));
        Some(Rc::clone(self.fonts.entry(key).or_insert_with(read)))
    }
}

/// Returns what is called `name` among the resources of a kind.
fn find<'a>(
    document: &'a Document,
    resources: &Resources<'a>,
    kind: &[u8],
    name: &[u8],
) -> Option<&'a Object> {
    resources.iter().find_map(|resources| {
        let named = resources.get_deref(kind, document).ok()?;
        named.as_dict().ok()?.get_deref(name, document).ok()
    })
}
