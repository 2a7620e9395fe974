//! What is packed: archives, packages of parts such as DOCX and EPUB, compressed files. All of it within limits.

mod archive;
mod budget;
#[cfg(test)]
mod check;
mod left_out;
mod opening;
#[cfg_attr(not(test), expect(dead_code, reason = "no format needs all of it yet"))]
mod package;
mod stream;

pub(crate) use archive::{is_tar, is_zip, tar, zip};
pub(crate) use budget::Budget;
pub(crate) use opening::{Members, Opening};
#[expect(unused_imports, reason = "no format needs it yet")]
pub(crate) use package::{Package, holds};
pub(crate) use stream::{bzip2, gzip, is_bzip2, is_gzip, is_xz, is_zstd, xz, zstd};
