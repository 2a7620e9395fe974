//! Several processes on one index: writers one at a time, readers at any time, each with one committed state.

use std::process::{Child, Command, Stdio};
use std::thread;

use section_search::{Fresh, Index, Query};

use crate::folder::{Folder, Run, program};
use crate::sample::count;

fn command(folder: &Folder, args: &[&str]) -> Command {
    let mut command = program();
    command.args(args).current_dir(folder.path(""));
    command
}

fn start(folder: &Folder, args: &[&str]) -> Child {
    let mut command = command(folder, args);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the program runs")
}

/// Writes all files anew: each names the step, so that an answer shows which state it is of.
fn write_step(folder: &Folder, step: usize) {
    for number in 0..5 {
        folder.write(
            &format!("corpus/{number}.md"),
            format!("# File {number}\n\nevery file, step{step}\n"),
        );
    }
}

/// Claims that an answer is of one state: all files, all of the same step.
fn claim_one_state(run: &Run) {
    let json = run.json();
    let hits = json["hits"].as_array().expect("hits");
    let steps: Vec<_> = hits
        .iter()
        .filter_map(|hit| hit["snippet"]["text"].as_str())
        .collect();
    assert_eq!(steps.len(), 5, "{json}");
    assert!(steps.iter().all(|step| *step == steps[0]), "{json}");
}

#[test]
fn two_writers_and_four_readers_do_not_disturb_each_other() {
    let folder = Folder::new();
    write_step(&folder, 0);
    folder.search(&["--update"]).exits(0);
    for step in 1..=count("ROUNDS", 8) {
        write_step(&folder, step);
        thread::scope(|scope| {
            let writer = || command(&folder, &["--update"]).output().expect("it runs");
            let reader = || {
                Run::of(&mut command(
                    &folder,
                    &["every", "--json", "--fresh", "never"],
                ))
            };
            let writers = [scope.spawn(writer), scope.spawn(writer)];
            let readers = [reader; 4].map(|reader| scope.spawn(reader));
            for writer in writers {
                let output = writer.join().expect("it ends");
                assert_eq!(output.status.code(), Some(0), "step {step}: {output:?}");
            }
            for reader in readers {
                claim_one_state(&reader.join().expect("it ends").exits(0));
            }
        });
        folder
            .search(&[&format!("step{step}"), "-c"])
            .exits(0)
            .prints("5");
        folder.search(&["--verify"]).exits(0).prints("sound");
    }
}

#[test]
fn an_opened_index_follows_what_other_processes_commit() {
    let folder = Folder::new().file("a.md", "rain\n");
    folder.search(&["--update"]).exits(0);
    let index = Index::open(folder.path("corpus")).expect("an index");
    let index = index.with_fresh(Fresh::Never);
    let count = || {
        let hits = index.search(&Query::parse("rain")).expect("an answer");
        hits.hits.len()
    };
    assert_eq!(count(), 1);
    folder.write("corpus/b.md", "more rain\n");
    assert_eq!(count(), 1);
    folder.search(&["--update"]).exits(0);
    assert_eq!(count(), 2);
    folder.write("corpus/c.md", "no end of rain\n");
    folder.search(&["--rebuild"]).exits(0);
    assert_eq!(count(), 3);
}

#[test]
fn searches_answer_from_the_last_state_while_many_files_are_indexed() {
    let folder = Folder::new().file("known.md", "the known word\n");
    folder.search(&["--update"]).exits(0);
    for number in 0..count("FILES", 1_000) {
        let text =
            format!("# Article {number}\n\nthe known word, and others of article {number}\n");
        folder.write(&format!("corpus/{number}.md"), text);
    }
    let mut writer = start(&folder, &["--update"]);
    let mut searches = 0;
    while writer.try_wait().expect("its state").is_none() {
        let run = folder.search(&["known", "--json", "--limit", "1"]).exits(0);
        let json = run.json();
        match json["freshness"]["state"].as_str() {
            Some("stale") => assert_eq!(json["total"], 1),
            state => assert_eq!(state, Some("fresh")),
        }
        searches += 1;
    }
    assert!(writer.wait().expect("it ends").success());
    assert!(searches > 0);
    let json = folder.search(&["known", "--json"]).json();
    assert_eq!(json["freshness"]["state"], "fresh");
}
