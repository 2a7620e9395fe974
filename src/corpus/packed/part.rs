//! The parts of documents: texts that are read as far as they can be.

use zip::result::ZipError;

use crate::corpus::packed::package::refusal;
use crate::corpus::packed::{Package, encrypted};
use crate::corpus::{Refusal, Text};

impl Package<'_> {
    /// Returns the text of a part, up to where it is damaged; none if there is no such part.
    ///
    /// # Errors
    ///
    /// Fails if nothing of it can be read, it is encrypted, or the package unpacks to too much.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, Refusal> {
        let Some(bytes) = self.bytes(name)? else {
            return Ok(None);
        };
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(error) => {
                let text = Text::decode(error.into_bytes());
                Ok(text.map(|text| text.as_str().to_owned()))
            }
        }
    }

    /// Returns what a part holds, up to where it is damaged; none if there is no such part.
    ///
    /// # Errors
    ///
    /// Fails as [`Package::text`] does.
    pub(crate) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        let Some(at) = self.place(name) else {
            return Ok(None);
        };
        let part = self.archive.by_index(at).map_err(refusal)?;
        self.budget.unpack_start(part).map(Some)
    }

    /// Returns the text of a part without which there is no document.
    ///
    /// # Errors
    ///
    /// Fails as [`Package::text`] does, and if there is no such part.
    pub(crate) fn main_text(&mut self, name: &str) -> Result<String, Refusal> {
        let text = self.text(name)?;
        text.ok_or_else(|| Refusal::failed(format!("damaged: it has no {name}")))
    }

    /// Unpacks every part once, so that whoever reads them later meets no bomb.
    ///
    /// # Errors
    ///
    /// Fails if a part is encrypted, or the package unpacks to too much.
    pub(crate) fn check(&mut self) -> Result<(), Refusal> {
        for at in 0..self.archive.len() {
            match self.archive.by_index(at) {
                Ok(part) => self.budget.drain(part)?,
                Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                    return Err(encrypted());
                }
                // It cannot be unpacked by others either.
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// Fails if an OpenDocument file is encrypted, whose parts then are but noise.
    ///
    /// # Errors
    ///
    /// Fails also if the part that says so cannot be read.
    pub(crate) fn refuse_encrypted(&mut self) -> Result<(), Refusal> {
        let manifest = self.text("META-INF/manifest.xml")?.unwrap_or_default();
        if manifest.contains("encryption-data") {
            return Err(encrypted());
        }
        Ok(())
    }

    /// Returns the place of a part; writers do not agree on capital letters.
    fn place(&self, name: &str) -> Option<usize> {
        let exact = self.archive.index_for_name(name);
        exact.or_else(|| {
            let mut names = self.archive.file_names_raw();
            names.position(|other| other.eq_ignore_ascii_case(name.as_bytes()))
        })
    }
}
