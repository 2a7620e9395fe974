//! What is packed: archives, packages of parts such as DOCX and EPUB, compressed files. All of it within limits.

mod budget;
mod package;

pub(crate) use budget::Budget;
#[expect(unused_imports, reason = "no format needs it yet")]
pub(crate) use package::{Package, holds};
