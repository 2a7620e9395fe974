//! A writer that is killed at any moment: nothing acknowledged is lost, nothing is half done, and the next one works.
//!
//! `KILLS=2000 cargo test --release --test program kills` runs as many; without it, it is a sample.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::folder::{Folder, program};
use crate::random::Random;
use crate::sample::count;

const FILES: usize = 80;

fn edit(folder: &Folder, random: &mut Random, step: usize) {
    for _ in 0..1 + random.below(40) {
        let number = random.below(FILES);
        let path = format!("corpus/{number}.md");
        if random.below(6) == 0 {
            drop(fs::remove_file(folder.path(&path)));
        } else {
            let filler = "filler words here and there. ".repeat(random.below(300));
            folder.write(
                &path,
                format!("# File {number}\n\nstep{step}of{number}\n\n{filler}\n"),
            );
        }
    }
}

/// Starts an update or a rebuild, and kills it after a random time.
fn kill_a_writer(folder: &Folder, random: &mut Random) {
    let mode = random.word(&["--update", "--update", "--update", "--update", "--rebuild"]);
    let mut command = program();
    command
        .arg(mode)
        .current_dir(folder.path(""))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut writer = command.spawn().expect("the program runs");
    let time = Duration::from_micros(random.below(90_000) as u64);
    let start = Instant::now();
    while start.elapsed() < time && writer.try_wait().expect("its state").is_none() {
        std::thread::yield_now();
    }
    // It may have ended by itself.
    drop(writer.kill());
    writer.wait().expect("it ends");
}

fn check(folder: &Folder, step: usize) {
    let updated = folder.search(&["--update"]).exits(0);
    let json = folder
        .search(&["--status", "--full", "--json"])
        .exits(0)
        .json();
    assert_eq!(
        json["freshness"]["changed"],
        0,
        "step {step}: {}",
        updated.out()
    );
    let files = json["files"].as_array().expect("a list");
    let mut found: Vec<_> = files
        .iter()
        .map(|file| file["path"].as_str().expect("a path").to_owned())
        .collect();
    let entries = fs::read_dir(folder.path("corpus")).expect("the corpus");
    let names = entries.map(|entry| {
        entry
            .expect("an entry")
            .file_name()
            .to_string_lossy()
            .into_owned()
    });
    let mut expected: Vec<_> = names.collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "step {step}");
    for name in expected.iter().step_by(17) {
        let text = fs::read_to_string(folder.path("corpus").join(name)).expect("a document");
        let word = text.lines().nth(2).expect("its own word");
        let ids = folder
            .search(&[word, "--fresh", "never", "--json"])
            .exits(0)
            .ids();
        assert!(
            ids[0].starts_with(&format!("{name}#")),
            "step {step}: {word} is in {ids:?}"
        );
    }
}

#[test]
fn kills_lose_nothing_and_block_nothing() {
    let folder = Folder::new();
    let mut random = Random::new(11);
    edit(&folder, &mut random, 0);
    folder.search(&["--update"]).exits(0);
    for step in 1..=count("KILLS", 40) {
        edit(&folder, &mut random, step);
        kill_a_writer(&folder, &mut random);
        // The last committed state answers, whatever it is.
        let answer = folder.search(&["file", "--fresh", "never", "-c"]);
        answer.exits(0);
        if step % 3 == 0 {
            check(&folder, step);
        }
    }
}
