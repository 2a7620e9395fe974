//! However the server or its updates end, nothing is left to repair.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::Write;

use rustix::process::{Pid, Signal, kill_process};

use crate::client::{Request, connect, read};
use crate::server::{Folder, Server, until};

/// Returns a folder whose first index takes a while.
fn large_folder() -> Folder {
    let folder = Folder::new(&[]);
    for number in 0..400 {
        let sections =
            (0..20).map(|at| format!("## Section {at}\n\nThe river {number} is long.\n"));
        folder.write(&format!("{number}.md"), &sections.collect::<String>());
    }
    folder
}

fn pid(number: u32) -> Pid {
    Pid::from_raw(number as i32).expect("a process")
}

/// Returns the update that the server has started, once it writes.
fn update_of(server: &Server, folder: &Folder) -> Pid {
    let id = server.process.id();
    let mut found = None;
    until("an update runs", || {
        let children = fs::read_dir(format!("/proc/{id}/task")).expect("threads");
        let children = children
            .flatten()
            .flat_map(|it| fs::read_to_string(it.path().join("children")));
        found = children
            .flat_map(|it| it.split_whitespace().next().and_then(|id| id.parse().ok()))
            .next();
        found.is_some() && folder.path("index").is_dir()
    });
    pid(found.expect("an update"))
}

fn assert_is_sound(folder: &Folder) {
    let found = folder.json(&["--verify"]);
    for flaws in ["damaged", "inconsistent", "differing"] {
        assert_eq!(found[flaws], serde_json::json!([]), "{flaws}");
    }
}

#[test]
fn an_update_that_is_killed_is_done_again() {
    let folder = large_folder();
    let server = folder.start("127.0.0.1:0", &[]);
    kill_process(update_of(&server, &folder), Signal::KILL).expect("it is killed");
    until("the next one succeeds", || {
        server.get("/search?q=river&count=true").status == 200
    });
    let answer = server.get("/search?q=river&count=true&fresh=always").json();
    assert_eq!(answer["total"], 8000);
    assert_is_sound(&folder);
}

#[test]
fn a_server_that_is_killed_leaves_an_index_that_answers() {
    let folder = large_folder();
    let mut server = folder.start("127.0.0.1:0", &[]);
    update_of(&server, &folder);
    server.process.kill().expect("it is killed");
    server.process.wait().expect("it ends");
    // The update goes on without the server, and another one waits for it only so long.
    until("there is an update", || {
        let update = folder.program().arg("--update").output();
        update.expect("the program runs").status.success()
    });
    assert_eq!(folder.json(&["--status"])["passages"], 8000);
    assert_is_sound(&folder);
}

#[test]
fn a_server_that_is_told_to_end_answers_first() {
    let folder = Folder::new(&[("a.md", "# Mali\n\nThe Niger.\n")]);
    for signal in [Signal::TERM, Signal::INT] {
        let mut server = folder.serve(&[]);
        let mut under_way = connect(server.address);
        let body = "{\"q\": \"niger\"}";
        let head = format!(
            "POST /search HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\nexpect: 100-continue\r\n\r\n",
            body.len()
        );
        under_way.write_all(head.as_bytes()).expect("it is sent");
        // The server asks for the body once it has begun to answer.
        let mut line = [0; "HTTP/1.1 100 Continue\r\n\r\n".len()];
        std::io::Read::read_exact(&mut under_way, &mut line).expect("it is asked for");
        kill_process(pid(server.process.id()), signal).expect("it is told");
        until("no more connections are taken", || {
            std::net::TcpStream::connect(server.address).is_err()
        });
        under_way.write_all(body.as_bytes()).expect("it is sent");
        assert_eq!(read(under_way).is(200).ids(), ["a.md#mali"]);
        let status = server.process.wait().expect("it ends");
        assert_eq!(status.code(), Some(0));
    }
}

#[test]
fn an_address_that_is_taken_is_named() {
    let folder = Folder::new(&[("a.md", "# Mali\n")]);
    let server = folder.serve(&[]);
    let address = server.address.to_string();
    let output = folder.program().args(["--serve", &address]).output();
    let output = output.expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains(&address));
    Request::get("/health").send(server.address).is(200);
}
