//! Who is not answered.

use std::fs;

use crate::client::Request;
use crate::server::Folder;

fn folder() -> Folder {
    Folder::new(&[("a.md", "# Mali\n\nThe Niger.\n")])
}

#[test]
fn other_hosts_are_refused() {
    let folder = folder();
    let server = folder.serve(&["--allow-host", "Search.example"]);
    let with = |host: &str| server.send(&Request::get("/search?q=mali").header("host", host));
    with("evil.example").is(403).names("evil.example");
    with("evil.example:7700").is(403);
    with("").is(400).names("host");
    with("search.example:8443").is(200);
    with(&server.address.to_string()).is(200);
}

#[test]
fn pages_of_other_sites_are_refused() {
    let folder = folder();
    let server = folder.serve(&[]);
    let with = |origin: &str| {
        let request = Request::post("/update", "{}").header("host", "localhost:7700");
        server.send(&request.header("origin", origin))
    };
    with("http://evil.example").is(403).names("evil.example");
    with("null").is(403);
    with("http://localhost:3000").is(403);
    with("http://localhost:7700").is(200);
    // What a form of another site could send is no JSON.
    let form = Request::post("/update", "{}").header("content-type", "text/plain");
    server.send(&form).is(415).names("content-type");
    let answer = server.get("/search?q=mali");
    assert_eq!(answer.header("access-control-allow-origin"), None);
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    let policy = answer.header("content-security-policy").expect("a policy");
    assert!(policy.starts_with("default-src 'none'"));
}

#[test]
fn the_token_of_a_file_is_required() {
    let folder = folder();
    let file = folder.path("token");
    let server = folder.start("127.0.0.1:0", &["--token-file", "token"]);
    let token = fs::read_to_string(&file).expect("the token was made");
    assert!(token.trim().len() >= 64);
    let with = |authorization: &str| {
        server.send(&Request::get("/outline").header("authorization", authorization))
    };
    let refused = with("").is(401).names("token");
    assert!(
        refused
            .header("www-authenticate")
            .is_some_and(|it| it.starts_with("Basic"))
    );
    with("Bearer wrong").is(401);
    server.get("/health").is(200);
    crate::server::until("the token is right", || {
        with(&format!("Bearer {}", token.trim())).status == 200
    });
}

#[cfg(unix)]
#[test]
fn other_addresses_have_a_token_that_only_the_user_can_read() {
    use std::os::unix::fs::PermissionsExt;

    let folder = folder();
    let server = folder.start("0.0.0.0:0", &[]);
    let address = ([127, 0, 0, 1], server.address.port()).into();
    Request::get("/status").send(address).is(401);
    drop(server);
    let file = folder.path("config/section-search/token");
    let mode = fs::metadata(&file).expect("the token").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("another mode");
    let output = folder.program().args(["--serve", "0.0.0.0:0"]).output();
    let output = output.expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("chmod 600"));
}

#[test]
fn nothing_outside_of_the_corpus_is_read() {
    let folder = folder();
    fs::write(folder.path("secret.md"), "# Secret\n").expect("a file");
    let server = folder.serve(&[]);
    for name in [
        "../secret.md",
        "%2e%2e%2fsecret.md",
        "..%2Fsecret.md:1-1",
        "%2Fetc%2Fpasswd",
        "/etc/passwd:1-2",
        "corpus%2F..%2F..%2Fsecret.md",
        "a.md%2F..%2F..%2Fsecret.md",
        "a.md%00",
    ] {
        server.get(&format!("/passages/{name}")).is(404);
        server.get(&format!("/outline?path={name}")).is(404);
    }
    server.get("/passages/%ff").is(400).names("UTF-8");
}
