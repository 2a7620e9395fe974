//! Agents over HTTP: the same tools, behind the same door.

use serde_json::{Value, json};

use crate::client::{Request, Response};
use crate::server::{Folder, Server, until};

const MALI: (&str, &str) = ("mali.md", "# Mali\n\n## Rivers\n\nThe Niger flows north.\n");

/// Returns a request as clients of 2025 send it.
fn request(method: &str, params: Value) -> Request {
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    Request::post("/mcp", &body.to_string())
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", "2025-11-25")
}

fn result(response: Response) -> Value {
    let response = response.is(200);
    assert_eq!(response.header("content-type"), Some("application/json"));
    response.json()["result"].clone()
}

fn call(server: &Server, tool: &str, arguments: Value) -> Value {
    let call = request("tools/call", json!({"name": tool, "arguments": arguments}));
    let result = result(server.send(&call));
    assert_eq!(result["isError"], false, "{result}");
    result["structuredContent"].clone()
}

#[test]
fn each_request_is_answered_for_itself() {
    let folder = Folder::new(&[MALI]);
    let server = folder.serve(&[]);
    let greeting = request(
        "initialize",
        json!({
            "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}
        }),
    );
    let greeting = server.send(&greeting);
    assert_eq!(greeting.header("mcp-session-id"), None);
    assert_eq!(result(greeting)["protocolVersion"], "2025-11-25");
    let found = call(&server, "search", json!({"query": "niger"}));
    assert_eq!(found["hits"][0]["id"], "mali.md#rivers");
    assert_eq!(found["freshness"]["state"], "fresh");
    let read = call(&server, "read", json!({"id": "mali.md#rivers"}));
    assert_eq!(read["text"], "## Rivers\n\nThe Niger flows north.\n");
    for tool in ["outline", "status"] {
        assert_eq!(call(&server, tool, json!({}))["untrusted"], true);
    }
}

#[test]
fn answers_follow_the_files() {
    let folder = Folder::new(&[MALI]);
    let server = folder.serve(&[]);
    folder.write("chad.md", "# Chad\n\nThe Chari.\n");
    until("the new document is found", || {
        let found = call(&server, "search", json!({"query": "chari"}));
        found["hits"][0]["path"] == "chad.md"
    });
}

#[test]
fn strangers_are_refused() {
    let folder = Folder::new(&[MALI]);
    let server = folder.serve(&[]);
    let listing = || request("tools/list", json!({}));
    server
        .send(&listing().header("host", "evil.example"))
        .is(403);
    server
        .send(&listing().header("origin", "http://evil.example"))
        .is(403);
    server.send(&listing()).is(200);
}
