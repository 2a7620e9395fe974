//! The house as `ARCHITECTURE.md` draws it: modules name only what stands below them, and what it names exists.

use std::fs;
use std::path::{Path, PathBuf};

use section_search::corpus::FORMATS;

/// What each part of the library may name; `error` is open to all.
const ARROWS: &[(&str, &[&str])] = &[
    ("corpus", &[]),
    ("analyzer", &[]),
    ("query", &[]),
    ("passage", &["corpus", "analyzer"]),
    ("hit", &["passage"]),
    ("worker", &["corpus", "analyzer", "passage"]),
    ("engine", &["corpus", "analyzer", "passage", "query", "hit"]),
    (
        "ranking",
        &["analyzer", "passage", "query", "hit", "engine"],
    ),
    (
        "index",
        &[
            "corpus", "analyzer", "passage", "worker", "query", "hit", "engine", "ranking",
        ],
    ),
    (
        "eval",
        &[
            "corpus", "analyzer", "passage", "worker", "query", "hit", "engine", "ranking", "index",
        ],
    ),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(root().join(path)).expect("a file of the repository")
}

/// Returns the Rust files of a module: `src/NAME.rs`, or all under `src/NAME/`.
fn files(module: &str) -> Vec<PathBuf> {
    let file = root().join("src").join(format!("{module}.rs"));
    if file.is_file() {
        return vec![file];
    }
    let mut files = Vec::new();
    let mut folders = vec![root().join("src").join(module)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the repository") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files
}

/// Returns the modules that a file names with `crate::`, outside of its tests.
fn named(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("a file of the repository");
    let code = text
        .split("#[cfg(test)]\nmod tests")
        .next()
        .unwrap_or_default();
    let lines = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let paths = lines.flat_map(|line| line.split("crate::").skip(1));
    let names = paths.map(|rest| {
        rest.split(|c: char| !c.is_alphanumeric() && c != '_')
            .next()
            .unwrap_or_default()
    });
    names.map(str::to_owned).collect()
}

#[test]
fn arrows_point_one_way() {
    for (module, allowed) in ARROWS {
        for file in files(module) {
            for name in named(&file) {
                let is_fine =
                    name == *module || name == "error" || allowed.contains(&name.as_str());
                assert!(is_fine, "{} names crate::{name}", file.display());
            }
        }
    }
}

#[test]
fn the_ranking_sees_only_the_seam_of_the_engine() {
    let above = ["ranking", "index", "eval"].into_iter().flat_map(files);
    for file in above {
        let text = fs::read_to_string(&file).expect("a file of the repository");
        let is_opener = file.ends_with("index/mod.rs") || file.ends_with("eval/collection.rs");
        assert!(
            is_opener || !text.contains("engine::embedded"),
            "{}",
            file.display()
        );
        assert!(!text.contains("tantivy::"), "{}", file.display());
    }
}

#[test]
fn the_program_is_a_client_of_the_library() {
    for file in files("bin") {
        let text = fs::read_to_string(&file).expect("a file of the repository");
        assert!(!text.contains("tantivy"), "{}", file.display());
    }
}

#[test]
fn the_map_names_what_exists() {
    let map = read("ARCHITECTURE.md");
    let paths = map.split('`').skip(1).step_by(2).filter(|word| {
        (word.starts_with("src/") || word.starts_with("tests/") || word.starts_with("docs/"))
            && !word.contains(' ')
    });
    let mut count = 0;
    for path in paths {
        count += 1;
        assert!(root().join(path).exists(), "ARCHITECTURE.md names {path}");
    }
    assert!(count > 10);
}

#[test]
fn the_table_of_formats_is_documented() {
    let text = read("docs/formats.md");
    for format in FORMATS {
        let start = format!("| `{}` |", format.name);
        let row = text.lines().find(|line| line.starts_with(&start));
        let row = row.unwrap_or_else(|| panic!("docs/formats.md has no row for {}", format.name));
        for extension in format.extensions {
            assert!(
                row.contains(&format!("`{extension}`")),
                "{} lacks {extension}",
                format.name
            );
        }
    }
}

#[test]
fn licences_allow_any_use() {
    let output = std::process::Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("metadata");
    let fine = [
        "MIT",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "Zlib",
        "Unicode-3.0",
        "CC0-1.0",
        "Unlicense",
        "0BSD",
        "bzip2-1.0.6",
        "BSL-1.0",
    ];
    for package in metadata["packages"].as_array().expect("packages") {
        let licence = package["license"]
            .as_str()
            .unwrap_or_default()
            .replace('/', " OR ");
        let choices = licence
            .split(" OR ")
            .map(|choice| choice.trim_matches(['(', ')', ' ']));
        let is_fine = |choice: &str| {
            choice.split(" AND ").all(|part| {
                fine.iter()
                    .any(|name| part.trim_matches(['(', ')', ' ']).starts_with(name))
            })
        };
        assert!(
            choices.clone().any(is_fine),
            "{} is under {licence:?}",
            package["name"]
        );
    }
}
