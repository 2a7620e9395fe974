//! The program stays, keeps the index fresh, and ends well.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::folder::{Folder, Run, program};

/// More than any update here takes.
const DEADLINE: Duration = Duration::from_secs(60);

/// The program while it watches.
struct Watch {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Watch {
    fn start(folder: &Folder, args: &[&str]) -> Self {
        let mut command = program();
        command.args(["--watch", "--json"]).args(args);
        command.current_dir(folder.path(""));
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let out = child.stdout.take().expect("stdout");
        Self {
            child,
            lines: BufReader::new(out).lines(),
        }
    }

    /// Returns the next report.
    fn report(&mut self) -> Value {
        let line = self.lines.next().expect("a line").expect("it is text");
        serde_json::from_str(&line).expect("a report")
    }

    /// Interrupts the program, as a user does.
    fn interrupt(self) -> Run {
        let process = self.child.id().to_string();
        let kill = Command::new("kill").args(["-INT", &process]).status();
        assert!(kill.expect("kill runs").success());
        Run::ended(self.child)
    }
}

/// Claims that a search which looks at no file finds so many passages, soon.
fn finds_soon(folder: &Folder, words: &str, count: &str) {
    let start = Instant::now();
    let found = || folder.search(&[words, "-c", "--fresh", "never"]).out();
    while found().trim() != count {
        assert!(start.elapsed() < DEADLINE, "{words}: {}", found());
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn changes_are_found_by_searches_that_do_not_look() {
    let folder = Folder::new().file("a.md", "rain\n");
    let mut watch = Watch::start(&folder, &[]);
    assert_eq!(watch.report()["added"], 1);
    folder.write("corpus/sub/b.md", "rain\n");
    finds_soon(&folder, "rain", "2");
    assert_eq!(watch.report()["added"], 1);
    // Nobody is kept from writing.
    folder.search(&["--rebuild"]).exits(0);
    folder.write("corpus/c.md", "rain\n");
    finds_soon(&folder, "rain", "3");
    watch
        .interrupt()
        .exits(0)
        .warns("watching: the system tells of changes");
}

#[test]
fn polling_is_told() {
    let folder = Folder::new();
    let mut watch = Watch::start(&folder, &["--poll"]);
    assert_eq!(watch.report()["added"], 0);
    let run = watch.interrupt().exits(0);
    run.warns("watching: looking every 2 s: as was wanted");
}

#[test]
fn only_watching_polls() {
    let folder = Folder::new();
    folder.search(&["--poll"]).exits(2).warns("--watch");
    folder.search(&["--watch", "words"]).exits(2);
}
