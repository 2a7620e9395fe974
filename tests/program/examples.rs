//! The examples run, each with the tool that it is for.

#![expect(clippy::print_stderr, reason = "what is left out is told")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;
use tempfile::TempDir;

use crate::folder::{Run, program, root};

/// Returns whether a tool is there; tells loudly of a test that is left out without it.
fn has(tool: &str) -> bool {
    let paths = env::var_os("PATH").unwrap_or_default();
    let is_there = env::split_paths(&paths).any(|folder| folder.join(tool).is_file());
    if !is_there {
        eprintln!("SKIPPED: the example is not tried, as there is no {tool}");
    }
    is_there
}

/// Returns a command that finds the program on its path, and has an index of its own.
fn command(tool: impl AsRef<Path>, place: &TempDir) -> Command {
    let search = Path::new(env!("CARGO_BIN_EXE_search"));
    let folder = search.parent().expect("a folder").to_owned();
    let paths = env::var_os("PATH").unwrap_or_default();
    let paths = env::join_paths([folder].into_iter().chain(env::split_paths(&paths)));
    let mut command = Command::new(tool.as_ref());
    command
        .current_dir(root())
        .env("PATH", paths.expect("a path"))
        .env("SEARCH_INDEX", place.path().join("index"))
        .env_remove("SEARCH_CORPUS");
    command
}

fn place() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// Returns an example that is a program, if it was built.
fn example(name: &str) -> Option<PathBuf> {
    let tests = env::current_exe().expect("the tests");
    let target = tests.parent().and_then(Path::parent).expect("a folder");
    let example = target.join("examples").join(name);
    if !example.is_file() {
        eprintln!("SKIPPED: examples/{name}.rs is not built: cargo build --examples");
        return None;
    }
    Some(example)
}

#[test]
fn records_are_put_found_and_removed() {
    let Some(example) = example("records") else {
        return;
    };
    let run = Run::of(command(example, &place()).arg("roof")).exits(0);
    let expected = [
        "3 added",
        "17  Roof  Repair of a roof, with new tiles.",
        "18  Garden  Cutting of two trees that lean on the roof.",
        "without invoice 17:",
        "18  Garden  Cutting of two trees that lean on the roof.",
    ];
    assert_eq!(run.lines(), expected);
}

#[cfg(feature = "server")]
#[test]
fn a_site_finds_its_own_documents() {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpStream;
    use std::process::Stdio;

    let Some(example) = example("site") else {
        return;
    };
    let place = place();
    let corpus = place.path().join("corpus");
    fs::create_dir(&corpus).expect("a folder");
    fs::write(
        corpus.join("mali.md"),
        "# Mali\n\n## Rivers `<b>`\n\nThe Niger flows north.\n",
    )
    .expect("a file");
    let mut site = command(example, &place);
    let mut site = site
        .args([corpus.to_str().expect("a name"), "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut line = String::new();
    let out = site.stdout.take().expect("its output");
    BufReader::new(out).read_line(&mut line).expect("a line");
    let address = line.trim().trim_start_matches("listening on http://");
    let get = |target: &str| {
        let mut stream = TcpStream::connect(address.trim_end_matches('/')).expect("it listens");
        let request =
            format!("GET {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("it is sent");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("an answer");
        text
    };
    let found = get("/search?q=niger+%3Ci%3E");
    assert!(found.contains("value=\"niger &lt;i&gt;\""), "{found}");
    assert!(
        found.contains("<h2>Mali › Rivers &lt;b&gt;</h2>"),
        "{found}"
    );
    assert!(found.contains("The <mark>Niger</mark> flows"), "{found}");
    assert!(get("/").contains("<ol></ol>"));
    site.kill().expect("it is ended");
    site.wait().expect("it ends");
}

#[test]
fn a_ranking_that_got_worse_fails_the_check() {
    let place = place();
    let check = |least: &str| {
        let mut command = command("sh", &place);
        let queries = "tests/judged/queries.tsv";
        Run::of(command.args(["examples/check.sh", "corpus", queries, least]))
    };
    check("0.8").exits(0).prints("nDCG@10");
    check("0.9999").exits(1).warns("below 0.9999");
}

#[test]
fn the_scripts_are_scripts() {
    for script in ["examples/check.sh", "examples/picker.sh"] {
        Run::of(command("sh", &place()).args(["-n", script])).exits(0);
    }
}

/// Returns what the program itself finds, as `path:line`.
fn places(place: &TempDir) -> Vec<String> {
    let mut search = program();
    search
        .current_dir(root())
        .env("SEARCH_INDEX", place.path().join("index"));
    let run = Run::of(search.args(["--corpus", "corpus", "--vimgrep", "Belmokhtar"])).exits(0);
    let lines = run.lines().into_iter();
    lines
        .map(|line| line.splitn(3, ':').take(2).collect::<Vec<_>>().join(":"))
        .collect()
}

#[test]
fn the_quickfix_list_of_vim_leads_to_the_sections() {
    if !has("vim") {
        return;
    }
    let place = place();
    let list = place.path().join("list");
    let script = place.path().join("try.vim");
    let text = format!(
        "let g:search_corpus = 'corpus'\n\
         source examples/editors/search.vim\n\
         silent Search Belmokhtar\n\
         let found = filter(getqflist(), 'v:val.valid')\n\
         let format = 'fnamemodify(bufname(v:val.bufnr), \":t\") . \":\" . v:val.lnum'\n\
         call writefile(map(found, format), '{}')\n\
         qall!\n",
        list.display()
    );
    fs::write(&script, text).expect("a script");
    let options = ["-u", "NONE", "-i", "NONE", "-n", "-es", "-S"];
    Run::of(command("vim", &place).args(options).arg(&script)).exits(0);
    let found = fs::read_to_string(&list).expect("the list");
    let found: Vec<_> = found.lines().map(str::to_owned).collect();
    assert_eq!(found, places(&place));
}

#[test]
fn the_next_error_of_emacs_is_the_first_section() {
    if !has("emacs") {
        return;
    }
    let place = place();
    let ask = "(progn
        (setq search-sections-folder \"corpus\")
        (search-sections \"Belmokhtar\")
        (while (process-live-p (get-buffer-process \"*grep*\"))
          (accept-process-output nil 0.1))
        (next-error)
        (with-current-buffer (window-buffer)
          (princ (format \"%s:%d\" (file-name-nondirectory buffer-file-name)
                         (line-number-at-pos)))))";
    let mut emacs = command("emacs", &place);
    emacs.args([
        "-Q",
        "--batch",
        "-l",
        "examples/editors/search.el",
        "--eval",
        ask,
    ]);
    let run = Run::of(&mut emacs).exits(0);
    assert_eq!(run.out().lines().last(), Some(&*places(&place)[0]));
}

#[test]
fn the_picker_opens_the_editor_at_the_line() {
    if !has("fzf") || !has("script") {
        return;
    }
    let place = place();
    let opened = place.path().join("opened");
    let editor: PathBuf = place.path().join("editor");
    let text = format!("#!/bin/sh\necho \"$2:${{1#+}}\" > '{}'\n", opened.display());
    fs::write(&editor, text).expect("a script");
    let mut picker = command("script", &place);
    picker
        .args([
            "-qec",
            "sh examples/picker.sh corpus Belmokhtar",
            "/dev/null",
        ])
        .env("EDITOR", format!("sh {}", editor.display()))
        .env("TERM", "xterm")
        .env("FZF_DEFAULT_OPTS", "--bind load:accept");
    Run::of(&mut picker).exits(0);
    let opened = fs::read_to_string(&opened).expect("it was opened");
    assert_eq!(opened.trim(), places(&place)[0]);
}

#[test]
fn the_task_of_visual_studio_code_is_a_command_that_works() {
    let text = fs::read_to_string(root().join("examples/editors/tasks.json")).expect("the file");
    let tasks: Value = serde_json::from_str(&text).expect("it is JSON");
    let task = &tasks["tasks"][0];
    assert_eq!(task["command"], "search");
    let args = task["args"].as_array().expect("arguments").iter();
    let args = args.map(|arg| match arg.as_str().expect("a text") {
        "${workspaceFolder}" => "corpus",
        "${input:words}" => "Belmokhtar",
        arg => arg,
    });
    let place = place();
    let run = Run::of(command(env!("CARGO_BIN_EXE_search"), &place).args(args)).exits(0);
    assert!(run.out().starts_with(&places(&place)[0]));
}
