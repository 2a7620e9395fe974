//! What is packed: archives, packages of parts such as DOCX and EPUB, compressed files. All of it within limits.

mod archive;
mod attached;
mod budget;
#[cfg(test)]
mod check;
mod left_out;
mod opening;
mod package;
mod part;
mod stream;

pub(crate) use archive::{is_tar, is_zip, tar, zip};
pub(crate) use budget::Budget;
pub(crate) use opening::{Members, Opening};
pub(crate) use package::{Package, encrypted, holds};
pub(crate) use stream::{bzip2, gzip, is_bzip2, is_gzip, is_xz, is_zstd, xz, zstd};
