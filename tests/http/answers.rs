//! What is answered is what the program prints.

use serde_json::Value;

use crate::client::Request;
use crate::server::Folder;

const MALI: &str =
    "# Mali\n\nA land.\n\n## Rivers\n\nThe Niger flows north.\n\n## Rivers of Chad\n\nThe Chari.\n";
const REPORT: &str = "---\ndate: 2015-11-20\n---\n# Report\n\nThe Niger rose in November.\n";

fn folder() -> Folder {
    Folder::new(&[
        ("mali.md", MALI),
        ("news/report.md", REPORT),
        (
            "news/niger.txt",
            "Le fleuve Niger est long et traverse plusieurs pays de la région avant de se jeter dans la mer. \
             Les habitants de ses rives vivent de la pêche, de l'agriculture et du commerce depuis des siècles.",
        ),
    ])
}

/// Leaves away what no two answers share.
fn timeless(mut json: Value) -> Value {
    json["took_ms"] = Value::Null;
    json
}

#[test]
fn hits_are_those_of_the_command_line() {
    let folder = folder();
    let server = folder.serve(&[]);
    let cases: [(&str, &[&str]); 6] = [
        ("q=niger", &["niger"]),
        ("q=%22niger+flows%22", &["\"niger flows\""]),
        (
            "q=niger&limit=1&offset=1",
            &["niger", "--limit", "1", "--offset", "1"],
        ),
        (
            "q=niger&full=true&context=1&explain=true",
            &["niger", "--full", "-C", "1", "--explain"],
        ),
        (
            "q=niger&per_document=1&path=news/&path=!*.txt",
            &[
                "niger",
                "--per-document",
                "1",
                "-g",
                "news/",
                "-g",
                "!*.txt",
            ],
        ),
        ("q=nothing", &["nothing"]),
    ];
    for (query, args) in cases {
        let answer = server.get(&format!("/search?{query}")).is(200);
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(
            timeless(answer.json()),
            timeless(folder.json(args)),
            "{query}"
        );
    }
}

#[test]
fn a_body_asks_as_an_address_does() {
    let folder = folder();
    let server = folder.serve(&[]);
    let body = r#"{"q": "niger", "limit": 2, "path": ["news/"], "full": true}"#;
    let by_body = server.send(&Request::post("/search", body)).is(200).json();
    let by_address = server
        .get("/search?q=niger&limit=2&path=news/&full=true")
        .json();
    assert_eq!(timeless(by_body), timeless(by_address));
}

#[test]
fn filters_are_those_of_the_query_language() {
    let folder = folder();
    let server = folder.serve(&[]);
    let ids = |query: &str| server.get(&format!("/search?q=niger{query}")).is(200).ids();
    assert_eq!(ids("&type=txt"), ["news/niger.txt#"]);
    assert_eq!(ids("&lang=fr"), ["news/niger.txt#"]);
    assert_eq!(ids("&date=2015"), ["news/report.md#report"]);
    assert_eq!(ids("&date=..2014"), [""; 0]);
    assert_eq!(ids("&type=md&type=txt").len(), 3);
    assert_eq!(ids("&path=mali.md"), ["mali.md#rivers"]);
    assert_eq!(ids("&modified=1d").len(), 3);
    // A form sends its empty fields, too.
    assert_eq!(ids("&date=").len(), 3);
}

#[test]
fn answers_keep_to_their_size() {
    let folder = folder();
    let server = folder.serve(&[]);
    let answer = server.get("/search?q=niger&max_bytes=1000").is(200);
    assert!(answer.body.len() <= 1000);
    assert!(answer.ids().len() < 3, "{}", answer.body);
    assert_eq!(answer.ids()[0], server.get("/search?q=niger").ids()[0]);
}

#[test]
fn passages_outlines_and_the_status_are_those_of_the_command_line() {
    let folder = folder();
    let server = folder.serve(&[]);
    let cases: [(&str, &[&str]); 7] = [
        ("/passages/mali.md%23rivers", &["--get", "mali.md#rivers"]),
        (
            "/passages/mali.md%23rivers-of-chad",
            &["--get", "mali.md#rivers-of-chad"],
        ),
        ("/passages/news%2Freport.md", &["--get", "news/report.md"]),
        (
            "/passages/news/report.md:5-6",
            &["--get", "news/report.md:5-6"],
        ),
        ("/outline", &["--outline"]),
        ("/outline?path=mali.md", &["--outline", "mali.md"]),
        ("/status?full=true", &["--status", "--full"]),
    ];
    for (target, args) in cases {
        assert_eq!(
            server.get(target).is(200).json(),
            folder.json(args),
            "{target}"
        );
    }
}

#[test]
fn what_is_typed_is_completed() {
    let folder = folder();
    let server = folder.serve(&[]);
    let json = server.get("/suggest?q=riv&limit=1").is(200).json();
    assert_eq!(json["typed"], "riv");
    assert_eq!(json["suggestions"][0]["text"], "Rivers");
    assert_eq!(
        json["suggestions"][0]["highlights"],
        serde_json::json!([[0, 3]])
    );
    // Of a word that is not finished, too.
    assert_eq!(
        server.get("/search?q=nig&type=txt&typing=true").ids(),
        ["news/niger.txt#"]
    );
}

#[test]
fn what_is_not_there_is_named() {
    let folder = folder();
    let server = folder.serve(&[]);
    server
        .get("/passages/mali.md%23lakes")
        .is(404)
        .names("mali.md#lakes");
    server.get("/outline?path=chad.md").is(404).names("chad.md");
    server.get("/nowhere").is(404).names("/nowhere");
    let refused = server
        .send(&Request::new("DELETE", "/search"))
        .is(405)
        .names("/search");
    assert_eq!(refused.header("allow"), Some("GET,HEAD,POST"));
}

#[test]
fn mistakes_are_named() {
    let folder = folder();
    let server = folder.serve(&[]);
    let cases = [
        ("limit=5", "`q`"),
        ("q=a&limt=5", "`limt`"),
        ("q=a&limit=many", "limit"),
        ("q=a&limit=1001", "limit"),
        ("q=a&offset=9999", "offset"),
        ("q=a&context=11", "context"),
        ("q=a&date=soon", "soon"),
        ("q=a&fresh=maybe", "maybe"),
    ];
    for (query, name) in cases {
        server.get(&format!("/search?{query}")).is(400).names(name);
    }
    let long = format!(r#"{{"q": "{}"}}"#, "a".repeat(4097));
    server
        .send(&Request::post("/search", &long))
        .is(400)
        .names("4096");
    server
        .send(&Request::post("/search", "{"))
        .is(400)
        .names("line 1");
    server
        .send(&Request::post("/update", "[]"))
        .is(400)
        .names("object");
    server.get("/suggest?q=a&limit=51").is(400).names("50");
}

#[test]
fn requests_are_counted_and_have_ids() {
    let folder = folder();
    let server = folder.serve(&[]);
    let answer = server.send(&Request::get("/search?q=niger").header("x-request-id", "mine-1"));
    assert_eq!(answer.header("x-request-id"), Some("mine-1"));
    let answer = server.send(&Request::get("/health").header("x-request-id", "not <plain>"));
    assert!(
        answer
            .header("x-request-id")
            .is_some_and(|id| !id.contains('<'))
    );
    let metrics = server.get("/metrics").is(200).body;
    for line in [
        "search_requests_total{route=\"/search\",status=\"200\"} 1",
        "search_request_seconds_count{route=\"/search\"} 1",
        "search_generation 1",
    ] {
        assert!(metrics.lines().any(|it| it == line), "{line}: {metrics}");
    }
}

#[test]
fn the_description_names_every_answer() {
    let folder = folder();
    let server = folder.serve(&[]);
    let json = server.get("/openapi.json").is(200).json();
    assert_eq!(json["openapi"], "3.1.0");
    for (path, target) in [
        ("/search", "/search?q=a"),
        ("/passages/{id}", "/passages/mali.md"),
        ("/outline", "/outline"),
        ("/status", "/status"),
        ("/suggest", "/suggest?q=a"),
        ("/health", "/health"),
        ("/ready", "/ready"),
        ("/metrics", "/metrics"),
        ("/openapi.json", "/openapi.json"),
    ] {
        assert!(json["paths"][path]["get"].is_object(), "{path}");
        server.get(target).is(200);
    }
    assert!(json["paths"]["/update"]["post"].is_object());
    let text = json.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().expect("a pointer");
        assert!(
            json.pointer(pointer).is_some(),
            "{pointer} is not described"
        );
    }
}

#[test]
fn an_empty_value_is_no_value_where_the_description_says_so() {
    let folder = folder();
    let server = folder.serve(&[]);
    let json = server.get("/openapi.json").is(200).json();
    let parameters = json["paths"]["/search"]["get"]["parameters"].as_array();
    for parameter in parameters.expect("parameters") {
        let (name, schema) = (&parameter["name"], &parameter["schema"]);
        let name = name.as_str().expect("a name");
        let is_text = |schema: &serde_json::Value| schema["type"] == "string";
        let is_named = |schema: &serde_json::Value| schema["const"] == "";
        let any = schema["anyOf"].as_array();
        let may_be_empty = any.is_some_and(|any| any.iter().any(is_named));
        if ["limit", "offset", "context"].contains(&name) {
            server.get(&format!("/search?q=a&{name}=")).is(400);
            assert!(!may_be_empty, "{name}");
        } else if ["before", "after", "per_document", "max_bytes"].contains(&name) {
            server.get(&format!("/search?q=a&{name}=")).is(200);
            assert!(may_be_empty, "{name}");
        } else if ["date", "modified"].contains(&name) {
            assert!(is_text(schema), "{name}");
        }
    }
}

#[test]
fn the_page_needs_no_scripts_and_shows_text_as_text() {
    let folder = Folder::new(&[(
        "<b>.md",
        "# A <i>title</i>\n\nSome <script>text</script> here.\n",
    )]);
    let server = folder.serve(&[]);
    let home = server.get("/").is(200);
    assert_eq!(
        home.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert!(home.body.contains("data-view=\"home\""));
    let found = server.get("/?q=here+%3Ci%3E").is(200).body;
    assert!(found.contains("value=\"here &lt;i&gt;\""));
    assert!(found.contains("<mark>here</mark>"));
    assert!(found.contains("href=\"/?q=here%20%3Ci%3E&amp;open=%3Cb%3E.md%23"));
    let read = server.get("/?q=here&open=%3Cb%3E.md").is(200).body;
    assert!(read.contains("Some &lt;script&gt;text&lt;/script&gt; here."));
    for page in [&found, &read] {
        assert_eq!(page.matches("<script").count(), 1);
        assert!(!page.contains("<b>") && !page.contains("<i>title"));
    }
    assert!(server.get("/?q=a&date=soon").is(400).body.contains("soon"));
    for file in ["/page.css", "/page.js", "/icon.svg"] {
        assert!(home.body.contains(file));
        server.get(file).is(200);
    }
}
