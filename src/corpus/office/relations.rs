//! Which parts of an OOXML container belong to which.

use crate::corpus::Refusal;
use crate::corpus::office::xml::{Piece, Pieces};
use crate::corpus::packed::Package;

/// A part that another one refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::corpus) struct Relation {
    /// What the referring part calls it.
    pub(in crate::corpus) id: String,
    /// What it is: the last word of its type, such as `styles`.
    pub(in crate::corpus) kind: String,
    /// Its name in the container.
    pub(in crate::corpus) part: String,
}

/// Returns what a part refers to; the container itself is the part `""`.
///
/// # Errors
///
/// Fails if the part that says so is encrypted, or inflates to too much.
pub(in crate::corpus) fn relations(
    package: &mut Package<'_>,
    part: &str,
) -> Result<Vec<Relation>, Refusal> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let rels = resolve(folder, &format!("_rels/{name}.rels"));
    let Some(xml) = package.text(&rels)? else {
        return Ok(Vec::new());
    };
    let mut relations = Vec::new();
    for piece in Pieces::new(&xml, &[]) {
        let Piece::Open(tag) = piece? else {
            continue;
        };
        if tag.name() != "Relationship" || tag.has("TargetMode", "External") {
            continue;
        }
        let value = |name| tag.attribute(name).unwrap_or_default().into_owned();
        let kind = value("Type");
        relations.push(Relation {
            id: value("Id"),
            kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
            part: resolve(folder, &value("Target")),
        });
    }
    Ok(relations)
}

/// Returns the name in the container of the first part of a kind.
pub(in crate::corpus) fn part<'a>(relations: &'a [Relation], kind: &str) -> Option<&'a str> {
    let found = relations.iter().find(|it| it.kind == kind)?;
    Some(&found.part)
}

/// Returns the name in the container that `target` means in a part of `folder`.
pub(in crate::corpus) fn resolve(folder: &str, target: &str) -> String {
    let (folder, target) = match target.strip_prefix('/') {
        Some(rest) => ("", rest),
        None => (folder, target),
    };
    let mut names: Vec<&str> = Vec::new();
    for name in folder.split('/').chain(target.split('/')) {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            _ => names.push(name),
        }
    }
    names.join("/")
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn targets_are_relative_to_the_part() {
        assert_eq!(
            resolve("word", "media/../styles.xml#x"),
            "word/styles.xml#x"
        );
        assert_eq!(resolve("ppt/slides", "../notes/n1.xml"), "ppt/notes/n1.xml");
        assert_eq!(resolve("word", "/docProps/core.xml"), "docProps/core.xml");
        assert_eq!(resolve("", "../../etc/passwd"), "etc/passwd");
    }
}
