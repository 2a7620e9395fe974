//! No answer is longer than was asked for, whatever the documents hold.

use serde_json::{Value, json};

use crate::client::{Client, Folder};
use crate::random::Random;
use crate::sample::count;

const WORDS: &[&str] = &[
    "niger",
    "river",
    "état",
    "\"quoted\"",
    "back\\slash",
    "水",
    "émergence",
    "🚀",
    "tab\there",
    "Segou",
];

/// Returns text of many words, with long headings.
fn document(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..1 + random.below(12) {
        let length = 1 + random.below(60);
        let heading: Vec<_> = (0..length).map(|_| random.word(WORDS)).collect();
        text += &format!(
            "{} {}\n\n",
            random.word(&["#", "##", "###"]),
            heading.join(" ")
        );
        for _ in 0..random.below(400) {
            text += random.word(WORDS);
            text += random.word(&[" ", " ", " ", ".\n\n"]);
        }
        text += "\n\n";
    }
    text
}

fn folder(random: &mut Random) -> Folder {
    let folder = Folder::new();
    for number in 0..30 {
        let name = format!("{}{number}.md", "long name \" ".repeat(random.below(15)));
        folder.write(&name, &document(random));
    }
    folder
}

fn call(random: &mut Random, client: &mut Client) -> (&'static str, Value) {
    let most = 1024 + random.below(31 * 1024);
    match random.below(4) {
        0 | 1 => {
            let words: Vec<_> = (0..1 + random.below(300))
                .map(|_| random.word(WORDS))
                .collect();
            let limit = 1 + random.below(50);
            let query = format!("{} notthere nigger~", words.join(" "));
            let arguments = json!({"query": query, "limit": limit, "max_bytes": most});
            ("search", arguments)
        }
        2 => {
            let hits = client.call("search", json!({"query": random.word(WORDS), "limit": 1}));
            let hit = &hits["hits"][0];
            let id = [&hit["id"], &hit["path"]][random.below(2)].clone();
            ("read", json!({"id": id, "max_bytes": most}))
        }
        _ => ("outline", json!({"max_bytes": most})),
    }
}

#[test]
fn answers_fit_and_use_their_room() {
    for seed in 0..count("BUDGETS", 1) as u64 {
        let mut random = Random::new(seed);
        let folder = folder(&mut random);
        let mut client = folder.connect();
        for _ in 0..40 {
            let (tool, arguments) = call(&mut random, &mut client);
            let result = client.result(tool, arguments.clone());
            let text = result["content"][0]["text"].as_str().expect("a text");
            let most = arguments["max_bytes"].as_u64().expect("a number") as usize;
            let told = format!("seed {seed}, {tool} {arguments}: {}", text.len());
            assert_eq!(result["isError"], false, "{told}: {text}");
            assert!(text.len() <= most, "{told}");
            let answer = &result["structuredContent"];
            assert!(answer.to_string().len() <= most, "{told}");
            // What is cut says how it goes on; what says nothing is whole.
            let is_cut = answer["truncated"] == true;
            assert_eq!(is_cut, answer["more"].is_string(), "{told}");
            if is_cut && tool == "read" {
                assert!(text.len() * 4 > most * 2, "{told}");
            }
        }
    }
}

#[test]
fn without_a_bound_an_answer_has_eight_kibibytes() {
    let mut random = Random::new(7);
    let folder = folder(&mut random);
    let mut client = folder.connect();
    for (tool, arguments) in [
        ("search", json!({"query": "niger", "limit": 50})),
        ("outline", json!({})),
    ] {
        let text = client.call(tool, arguments).to_string();
        assert!(
            (4096..=8192).contains(&text.len()),
            "{tool}: {}",
            text.len()
        );
    }
}

#[test]
fn snippets_are_cut_before_hits_are_left_out() {
    let folder = Folder::new();
    for number in 0..10 {
        let text = format!(
            "# Document {number}\n\n{} niger.\n",
            "Some other words. ".repeat(30)
        );
        folder.write(&format!("{number}.md"), &text);
    }
    let mut client = folder.connect();
    let found = client.call("search", json!({"query": "niger", "max_bytes": 3400}));
    let hits = found["hits"].as_array().expect("hits");
    assert_eq!((hits.len(), &found["truncated"]), (10, &json!(true)));
    for hit in hits {
        let snippet = hit["snippet"]["text"].as_str().expect("a snippet");
        assert!(
            snippet.contains("niger") && snippet.contains('…'),
            "{snippet}"
        );
    }
    let found = client.call("search", json!({"query": "niger", "max_bytes": 1024}));
    let shown = found["hits"].as_array().expect("hits").len();
    assert!((1..10).contains(&shown));
    assert_eq!(found["next_offset"], shown);
    let more = format!(
        "{} hits did not fit; search from offset {shown}, or with larger max_bytes",
        10 - shown
    );
    assert_eq!(found["more"], more);
}
