//! The token that requests must show where others could reach the server.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use blake3::Hash;

/// A shorter token could be guessed.
const MIN_BYTES: usize = 16;

/// The hash of the token: comparing hashes takes the same time however much of a guess is right.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token(Hash);

impl Token {
    /// Reads the token of a file, which is made if it is not there.
    pub(super) fn of_file(file: &Path) -> Result<Self> {
        match fs::read_to_string(file) {
            Ok(text) => {
                refuse_open(file)?;
                Self::parse(&text, file)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Self::make(file),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", file.display())),
        }
    }

    /// Reads the token of the user's settings, which is made if it is not there, and says where it is.
    pub(super) fn of_user() -> Result<Self> {
        let settings = user_settings()
            .context("no folder for the token: name a file with --token-file, or set HOME")?;
        let file = settings.join("section-search").join("token");
        let token = Self::of_file(&file)?;
        writeln!(
            io::stderr(),
            "search: requests need the token in {}",
            file.display()
        )?;
        Ok(token)
    }

    fn parse(text: &str, file: &Path) -> Result<Self> {
        let text = text.trim();
        if text.len() < MIN_BYTES {
            bail!(
                "the token in {} is too short: it takes at least {MIN_BYTES} bytes",
                file.display()
            );
        }
        Ok(Self(blake3::hash(text.as_bytes())))
    }

    fn make(file: &Path) -> Result<Self> {
        let mut random = [0; 32];
        getrandom::fill(&mut random).context("there are no random numbers")?;
        let text = Hash::from_bytes(random).to_hex();
        write_private(file, &text).with_context(|| format!("cannot write {}", file.display()))?;
        Ok(Self(blake3::hash(text.as_bytes())))
    }

    /// Is it in the header, as `Bearer TOKEN`, or as the password of `Basic`, which browsers ask people for?
    pub(super) fn is_in(&self, header: &[u8]) -> bool {
        let Some((scheme, value)) = std::str::from_utf8(header)
            .ok()
            .and_then(|it| it.split_once(' '))
        else {
            return false;
        };
        let value = value.trim();
        if scheme.eq_ignore_ascii_case("bearer") {
            return self.is(value.as_bytes());
        }
        let pair = BASE64_STANDARD.decode(value).unwrap_or_default();
        let colon = pair.iter().position(|byte| *byte == b':');
        let password = colon.and_then(|at| pair.get(at + 1..)).unwrap_or_default();
        scheme.eq_ignore_ascii_case("basic") && self.is(password)
    }

    fn is(&self, guess: &[u8]) -> bool {
        blake3::hash(guess) == self.0
    }
}

fn user_settings() -> Option<PathBuf> {
    let named = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|it| it.is_absolute())
    };
    named("XDG_CONFIG_HOME")
        .or_else(|| Some(named("HOME")?.join(".config")))
        .or_else(|| named("APPDATA"))
}

/// Writes a file that only the user can read, and that was not there before.
fn write_private(file: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    writeln!(options.open(file)?, "{text}")
}

/// Refuses a file that other users can read.
#[cfg(unix)]
fn refuse_open(file: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let mode = fs::metadata(file)?.permissions().mode();
    if mode & 0o077 != 0 {
        let name = file.display();
        bail!("other users can read the token in {name}; run chmod 600 {name}");
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_open(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_shown_as_a_bearer_or_a_password() {
        let token = Token(blake3::hash(b"0123456789abcdef"));
        assert!(token.is_in(b"Bearer 0123456789abcdef"));
        // "anybody:0123456789abcdef" in base64.
        assert!(token.is_in(b"Basic YW55Ym9keTowMTIzNDU2Nzg5YWJjZGVm"));
        for header in [
            "Bearer 0123456789abcde",
            "Bearer",
            "0123456789abcdef",
            "Basic 0123456789abcdef",
            "Digest 0123456789abcdef",
        ] {
            assert!(!token.is_in(header.as_bytes()), "{header}");
        }
    }
}
