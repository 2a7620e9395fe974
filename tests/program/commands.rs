//! The user's own commands, which read files of other formats.

use std::fs;

use crate::folder::Folder;

/// Returns a folder of a note in a format of its own, and a command that reads it.
fn folder(command: &str) -> Folder {
    let folder = Folder::new()
        .file(
            "rivers.note",
            "@Rivers\n\nThe Niger flows.\n\n@Towns\n\nBamako lies there.\n",
        )
        .file("plain.md", "camel\n");
    configure(
        &folder,
        &format!("extensions = [\".Note\"]\ncommand = {command}"),
    );
    folder
}

fn configure(folder: &Folder, command: &str) {
    let file = "config/section-search/config.toml";
    folder.write(file, format!("[[command]]\n{command}\n"));
}

/// Claims that the file is left out for a reason, and that all else is found.
fn check(command: &str, settings: &str, reason: &str) {
    let folder = folder(command);
    folder.write("search.toml", settings);
    let json = folder.search(&["--update", "--json"]).exits(2).json();
    assert_eq!(json["files"][0]["path"], "rivers.note");
    assert_eq!(json["files"][0]["reason"], reason);
    folder.search(&["camel", "-c"]).exits(0).prints("1");
}

#[test]
fn what_a_command_makes_of_a_file_is_found() {
    for command in [r#"["sed", "s/^@/# /"]"#, r#"["sed", "s/^@/# /", "{path}"]"#] {
        let folder = folder(command);
        let json = folder.search(&["bamako", "--json"]).exits(0).json();
        let hit = &json["hits"][0];
        assert_eq!(hit["id"], "rivers.note#towns");
        // Where that stands in the file, nobody knows.
        assert!(hit["lines"].is_null() && hit["bytes"].is_null());
        for kind in ["note", "command"] {
            let query = format!("bamako type:{kind}");
            folder.search(&[&query, "-c"]).exits(0).prints("1");
        }
        folder
            .search(&["--type-list"])
            .exits(0)
            .prints("command: note (sed s/^@/# /");
    }
}

#[test]
fn a_command_that_changes_reads_its_files_again() {
    let folder = folder(r#"["sed", "s/^@/# /"]"#);
    folder.search(&["type:command", "-c"]).exits(0).prints("2");
    configure(
        &folder,
        "extensions = [\"note\"]\ncommand = [\"echo\", \"camels, too\"]",
    );
    folder.search(&["camels", "-c"]).exits(0).prints("2");
    fs::remove_dir_all(folder.path("config")).expect("it is removed");
    folder.search(&["bamako", "-c"]).exits(0).prints("1");
    folder.search(&["type:command", "-c"]).exits(1);
}

#[test]
fn a_command_that_fails_costs_its_files_only() {
    let failed = "the command ls failed (exit status: 2): ls: ";
    let folder = folder(r#"["ls", "--no-such-option"]"#);
    let json = folder.search(&["--update", "--json"]).exits(2).json();
    let reason = json["files"][0]["reason"].as_str().expect("a reason");
    assert!(reason.starts_with(failed), "{reason}");
    let missing =
        "the command no-such-program cannot be started: No such file or directory (os error 2)";
    check(r#"["no-such-program"]"#, "", missing);
    let slow = "the command sleep took longer than 1 s";
    check(
        r#"["sleep", "1000"]"#,
        "[extract]\nwall_seconds = 1\n",
        slow,
    );
    let endless = "the command yes says more than 1 MiB";
    check(r#"["yes"]"#, "[extract]\ntext_bytes = 1048576\n", endless);
    // It reads nothing of its file, and does not wait for it either.
    folder.write("corpus/big.note", vec![b'x'; 4 << 20]);
    configure(&folder, "extensions = [\"note\"]\ncommand = [\"true\"]");
    folder.search(&["--update"]).exits(0);
}

#[test]
#[cfg(target_os = "linux")]
fn a_command_may_take_no_more_than_a_worker() {
    let busy = "the command sh took longer than 1 s of a processor's time";
    let endless = r#"["sh", "-c", "while :; do :; done"]"#;
    check(endless, "[extract]\ncpu_seconds = 1\n", busy);
}

#[test]
fn no_folder_can_run_a_command() {
    let folder = folder(r#"["cat"]"#);
    folder.write(
        "search.toml",
        "[[command]]\nextensions = [\"md\"]\ncommand = [\"rm\"]\n",
    );
    folder
        .search(&["camel"])
        .exits(2)
        .warns("only your own configuration may have");
}
