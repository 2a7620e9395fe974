//! Sheets (XLSX, XLSB, XLS, ODS): each a section, its rows in groups under the names of the columns.

mod excel;
mod opendocument;
mod rows;

use crate::corpus::Limits;
use crate::corpus::Refusal;
use crate::corpus::office;
use crate::corpus::office::kind::is_compound;
use crate::corpus::office::properties;
use crate::corpus::office::relations::relations;
use crate::corpus::office::sheets::rows::Rows;
use crate::corpus::office::story::Story;
use crate::corpus::rendering::Rendered;

/// Reads sheets.
///
/// # Errors
///
/// Fails if they are encrypted, too damaged, or inflate to too much.
pub(in crate::corpus) fn read(
    bytes: &[u8],
    limits: &Limits,
    take: &mut dyn FnMut(Rendered),
) -> Result<(), Refusal> {
    let mut story = Story::new();
    story.has_equal_parts();
    if is_compound(bytes) {
        excel::tell_old(bytes, &mut story)?;
        take(story.finish());
        return Ok(());
    }
    let mut package = office::open(bytes, limits)?;
    let is_open = package.text("mimetype")?.is_some();
    if is_open {
        package.refuse_encrypted()?;
        opendocument::tell(&package.main_text("content.xml")?, &mut story)?;
        properties::read(&mut package, Some("meta.xml"), &mut story)?;
    } else {
        package.check()?;
        excel::tell(bytes, &mut story)?;
        let parts = relations(&mut package, "")?;
        let core = parts.iter().find(|it| it.kind == "core-properties");
        properties::read(&mut package, core.map(|it| &*it.part), &mut story)?;
    }
    take(story.finish());
    Ok(())
}
