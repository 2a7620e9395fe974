//! What the documents show is true.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::server::Folder;

#[test]
fn every_command_of_the_documents_works() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Folder::new(&[]);
    let corpus = root.join("corpus");
    let server = folder.serve(&["--corpus", corpus.to_str().expect("a name")]);
    let read = |name| fs::read_to_string(root.join(name)).expect("the document");
    let text = ["docs/http.md", "docs/embedding.md"].map(read).concat();
    let address = server.address.to_string();
    let commands = text.lines().filter(|line| line.starts_with("curl "));
    let mut count = 0;
    for command in commands {
        count += 1;
        let command = command.replace("localhost:7700", &address);
        let output = Command::new("sh")
            .args([
                "-c",
                &format!("{command} --silent --show-error --fail-with-body"),
            ])
            .output()
            .expect("a shell");
        let (out, err) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        assert!(output.status.success(), "{command}: {out}{err}");
        let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        if let Some(hits) = json.get("hits").and_then(|hits| hits.as_array()) {
            assert!(!hits.is_empty(), "{command} finds nothing");
        }
    }
    assert!(count > 5);
}
