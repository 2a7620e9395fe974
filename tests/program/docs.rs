//! What the documents show is true.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::folder::{Run, program, root};

#[test]
fn every_command_of_the_documents_works() {
    let index = tempfile::tempdir().expect("a temporary folder");
    let mut count = 0;
    for document in [
        "docs/guide.md",
        "docs/query-language.md",
        "docs/formats.md",
        "docs/library.md",
        "docs/embedding.md",
        "docs/mcp.md",
    ] {
        for line in commands(document) {
            count += 1;
            let (command, comment) = line.split_once(" # ").unwrap_or((&line, ""));
            let code = match comment.trim() {
                "exit 1" => 1,
                "exit 2" => 2,
                _ => 0,
            };
            let words = words(command);
            let run = Run::of(
                program()
                    .args(&words[1..])
                    .current_dir(root())
                    .env("SEARCH_INDEX", index.path()),
            );
            assert_eq!(run.code(), Some(code), "{document}: {line}: {}", run.err());
        }
    }
    assert!(count > 10, "the documents show commands");
}

/// Returns the lines of the `sh` blocks that run the program.
fn commands(document: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(document)).expect("the document");
    let mut in_block = false;
    let mut commands = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            in_block = line == "```sh";
        } else if in_block && line.starts_with("search ") {
            commands.push(line.to_owned());
        }
    }
    commands
}

#[test]
fn every_script_of_the_documents_works() {
    let index = tempfile::tempdir().expect("a temporary folder");
    let search = Path::new(env!("CARGO_BIN_EXE_search"));
    let folder = search.parent().expect("a folder").to_owned();
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let paths = [folder].into_iter().chain(std::env::split_paths(&paths));
    let paths = std::env::join_paths(paths).expect("a path");
    let text = fs::read_to_string(root().join("docs/embedding.md")).expect("the document");
    let is_script = |line: &&str| line.starts_with("python3 ") || line.starts_with("examples/");
    let scripts: Vec<_> = text.lines().filter(is_script).collect();
    assert_eq!(scripts.len(), 2, "{scripts:?}");
    for script in scripts {
        let mut shell = Command::new("sh");
        shell
            .args(["-c", script])
            .current_dir(root())
            .env("PATH", &paths)
            .env("SEARCH_INDEX", index.path())
            .env_remove("SEARCH_CORPUS");
        let run = Run::of(&mut shell).exits(0);
        assert!(!run.lines().is_empty(), "{script} prints nothing");
    }
}

/// Splits a command as a shell does, with single and double quotes.
fn words(command: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut quote = None;
    let mut in_word = false;
    for c in command.chars() {
        match (c, quote) {
            ('\'' | '"', None) => {
                quote = Some(c);
                if !in_word {
                    words.push(String::new());
                }
                in_word = true;
            }
            (c, Some(open)) if c == open => quote = None,
            (' ', None) => in_word = false,
            (c, _) => {
                if !in_word {
                    words.push(String::new());
                }
                in_word = true;
                if let Some(word) = words.last_mut() {
                    word.push(c);
                }
            }
        }
    }
    words
}

#[test]
fn the_built_in_corpus_answers_as_the_readme_says() {
    let index = tempfile::tempdir().expect("a temporary folder");
    let run = Run::of(
        program()
            .args(["Belmokhtar", "--json"])
            .current_dir(root())
            .env("SEARCH_INDEX", index.path()),
    );
    let json = run.exits(0).json();
    let hits = json["hits"].as_array().expect("hits");
    assert_eq!(hits[0]["path"], "mokhtar-belmokhtar.md");
    let responsibility = hits
        .iter()
        .find(|hit| hit["id"] == "2015-bamako-hotel-attack.txt#responsibility");
    let lines = responsibility.expect("the article's section is among them")["lines"].clone();
    let text = fs::read_to_string(root().join("corpus/2015-bamako-hotel-attack.txt"))
        .expect("the article");
    let first = text
        .lines()
        .nth(lines[0].as_u64().expect("a number") as usize - 1);
    assert_eq!(first, Some("== Responsibility =="));
}
