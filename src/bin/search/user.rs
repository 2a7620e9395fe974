//! The user's own configuration: which commands read files of other formats. No folder can say so.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use anyhow::{Context, Result, bail};
use section_search::Converter;
use serde::Deserialize;

/// Where it is, in the folder of the user's configurations.
const NAME: &str = "section-search/config.toml";

/// The file as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    command: Vec<Command>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Command {
    extensions: Vec<String>,
    command: Vec<String>,
}

/// Returns where the user's configuration is, by the XDG rules.
pub(crate) fn path() -> Option<PathBuf> {
    let named = env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    let named = named.filter(|dir| dir.is_absolute());
    let home = || env::home_dir().map(|home| home.join(".config"));
    named.or_else(home).map(|dir| dir.join(NAME))
}

/// Reads the user's commands; none if there is no configuration.
pub(crate) fn converters() -> Result<Vec<Converter>> {
    let Some(path) = path() else {
        return Ok(Vec::new());
    };
    let text = match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        text => text.with_context(|| format!("cannot read {}", path.display()))?,
    };
    let file: File =
        toml::from_str(&text).with_context(|| format!("cannot understand {}", path.display()))?;
    let commands = file.command.into_iter();
    commands.map(|command| converter(command, &path)).collect()
}

fn converter(command: Command, path: &Path) -> Result<Converter> {
    let path = path.display();
    if command
        .command
        .first()
        .is_none_or(|program| program.is_empty())
    {
        bail!(
            "{path} has a [[command]] without a program; write command = [\"program\", \"argument\"]"
        );
    }
    let extensions = command.extensions.iter();
    let extensions = extensions.map(|name| name.trim_start_matches('.').to_lowercase());
    let extensions: Vec<_> = extensions.filter(|name| !name.is_empty()).collect();
    if extensions.is_empty() {
        bail!("{path} has a [[command]] without extensions; write extensions = [\"doc\"]");
    }
    Ok(Converter {
        extensions,
        command: command.command,
    })
}
