//! Greetings of every version, what the tools say of themselves, and how it ends.

use serde_json::{Value, json};

use crate::client::Folder;

fn folder() -> Folder {
    Folder::new().file("mali.md", "# Mali\n\n## Rivers\n\nThe Niger flows north.\n")
}

#[test]
fn every_version_with_a_greeting_is_spoken() {
    let folder = folder();
    for version in ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"] {
        let mut client = folder.start();
        let greeting = client.greet(version);
        assert_eq!(greeting["protocolVersion"], version);
        assert_eq!(greeting["serverInfo"]["name"], "section-search");
        let hits = client.call("search", json!({"query": "niger"}));
        assert_eq!(hits["hits"][0]["id"], "mali.md#rivers");
    }
    let greeting = folder.start().greet("2019-01-01");
    assert_eq!(greeting["protocolVersion"], "2025-11-25");
}

#[test]
fn a_client_without_a_greeting_is_answered() {
    let folder = folder();
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {}
    });
    let mut client = folder.start();
    let found = client.request("server/discover", json!({"_meta": meta}));
    let versions = found["result"]["supportedVersions"].as_array();
    assert!(
        versions.expect("versions").contains(&json!("2026-07-28")),
        "{found}"
    );
    let mut client = folder.start();
    let call = json!({"name": "search", "arguments": {"query": "niger"}, "_meta": meta});
    let answer = client.request("tools/call", call);
    let hit = &answer["result"]["structuredContent"]["hits"][0];
    assert_eq!(hit["id"], "mali.md#rivers", "{answer}");
}

#[test]
fn there_are_four_tools_that_only_read() {
    let folder = folder();
    let listed = folder.connect().request("tools/list", json!({}));
    let tools = listed["result"]["tools"].as_array().expect("tools").clone();
    let names: Vec<_> = tools.iter().map(|tool| tool["name"].clone()).collect();
    assert_eq!(names, ["search", "read", "outline", "status"]);
    for tool in tools {
        assert_eq!(tool["annotations"]["readOnlyHint"], true);
        assert_eq!(tool["annotations"]["openWorldHint"], false);
        assert_eq!(tool["inputSchema"]["additionalProperties"], false);
        for schema in [&tool["inputSchema"], &tool["outputSchema"]] {
            assert_eq!(schema["type"], "object", "{tool}");
            for (name, property) in schema["properties"].as_object().expect("properties") {
                assert!(is_described(property), "{name} of {tool}");
            }
        }
    }
}

/// Does a schema say what it is of, itself or in what it refers to?
fn is_described(schema: &Value) -> bool {
    schema["description"].is_string() || schema["$ref"].is_string()
}

#[test]
fn other_messages_are_read_while_a_tool_works() {
    let folder = Folder::new();
    for number in 0..300 {
        folder.write(
            &format!("{number}.md"),
            &"# Mali\n\nThe Niger flows north.\n".repeat(20),
        );
    }
    let mut client = folder.connect();
    // The first search makes the index.
    let search = json!({"name": "search", "arguments": {"query": "niger"}});
    let search = client.ask("tools/call", search);
    let ping = client.ask("ping", json!({}));
    assert_eq!(client.receive().expect("an answer")["id"], ping);
    assert_eq!(client.receive().expect("an answer")["id"], search);
}

#[test]
fn the_program_ends_with_its_input_and_answers_before() {
    let folder = folder();
    let (rest, status) = folder.start().close();
    assert!(rest.is_empty() && status.success());
    let mut client = folder.connect();
    let call = json!({"name": "read", "arguments": {"id": "mali.md#rivers"}});
    let id = client.ask("tools/call", call);
    let (rest, status) = client.close();
    assert!(status.success());
    assert_eq!(rest.len(), 1, "{rest:?}");
    assert_eq!(rest[0]["id"], id);
}

#[test]
fn what_is_no_call_of_a_tool_is_an_error_of_the_protocol() {
    let folder = folder();
    let mut client = folder.connect();
    let answer = client.request("tools/call", json!({"name": "delete", "arguments": {}}));
    assert_eq!(answer["error"]["code"], -32602);
    let message = answer["error"]["message"].as_str().expect("a message");
    assert_eq!(
        message,
        "unknown tool \"delete\"; there are search, read, outline, status"
    );
    let answer = client.request("no/method", json!({}));
    assert_eq!(answer["error"]["code"], -32601);
}

#[test]
fn options_that_would_do_nothing_are_refused() {
    let folder = folder();
    let mut program = folder.program();
    let output = program.args(["-t", "md"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(
        told.contains("agents do so themselves, with path: and type:"),
        "{told}"
    );
    assert!(output.stdout.is_empty());
}
