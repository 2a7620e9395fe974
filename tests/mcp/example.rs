//! The agent that the documents show.

use std::process::Command;

use crate::client::Folder;

#[test]
fn the_example_searches_reads_and_cites() {
    let folder = Folder::new()
        .file("mali.md", "# Mali\n\n## Rivers\n\nThe Niger flows north.\n")
        .file("chad.md", "# Chad\n\nA lake.\n");
    let mut python = Command::new("python3");
    python
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/agent.py"))
        .arg(folder.document(""))
        .args(["niger", "flows"])
        .env("SEARCH", env!("CARGO_BIN_EXE_search"));
    let Ok(output) = python.output() else {
        assert!(std::env::var_os("CI").is_none(), "Python is not installed");
        return;
    };
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    let cited = "mali.md:3-5  Mali › Rivers\n## Rivers\n\nThe Niger flows north.\n\n";
    assert_eq!(
        printed,
        cited,
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success());
}
