//! Scoring the ranking with judged queries.

use std::fs;

use serde_json::Value;

use crate::folder::{Folder, Run, program, root};
use crate::packed::gzip;

const MALI: &str =
    "# Mali\n\n## Rivers\n\nThe Niger flows north.\n\n## Towns\n\nBamako lies at the Niger.\n";
const TOWNS: &str = "# Towns\n\nThe towns of the north, and one at a river: Niger.\n";

/// A folder with two documents; both have the words of the queries.
fn mali() -> Folder {
    Folder::new()
        .file("mali.md", MALI)
        .file("my towns.md", TOWNS)
}

fn number(json: &Value, name: &str) -> f64 {
    json[name].as_f64().expect("a number")
}

/// Claims the measures, in the order of the table.
fn measures(json: &Value, expected: [f64; 5]) {
    let names = ["ndcg_10", "mrr_10", "recall_100", "map", "precision_1"];
    for (name, expected) in names.iter().zip(expected) {
        let found = number(json, name);
        assert!((found - expected).abs() < 1e-9, "{name}: {json}");
    }
}

#[test]
fn a_table_judges_sections_of_the_corpus() {
    let folder = mali();
    folder.write(
        "q.tsv",
        "query\tdocument\tsection\tgrade\nflows north\tmali.md\tRivers\t3\nflows north\tmy towns.md\t\t1\nbamako\tmali.md\ttowns\n",
    );
    let json = folder
        .search(&["--eval", "q.tsv", "--json"])
        .exits(0)
        .says_no_more()
        .json();
    measures(&json, [1.0; 5]);
    assert_eq!((&json["version"], &json["queries"]), (&1.into(), &2.into()));
    folder
        .search(&["--eval", "q.tsv"])
        .exits(0)
        .prints("queries          2\nnDCG@10     1.0000\nMRR@10      1.0000\n");
    folder
        .search(&["--eval", "q.tsv", "--per-query"])
        .exits(0)
        .prints("query\tnDCG@10\tMRR@10\tRecall@100\tMAP\tP@1\nflows north\t1.0000\t")
        .prints("\nbamako\t1.0000\t1.0000\t1.0000\t1.0000\t1.0000\nall\t1.0000\t");
    let json = folder
        .search(&["--eval", "q.tsv", "--per-query", "--json"])
        .exits(0)
        .json();
    assert_eq!(json["per_query"][1]["query"], "bamako");
    measures(&json["per_query"][1], [1.0; 5]);
}

#[test]
fn documents_are_ranked_once_where_no_section_was_judged() {
    let folder = mali();
    folder.write("q.tsv", "niger\tmali.md\n");
    folder
        .search(&["--eval", "q.tsv", "--run", "a.run"])
        .exits(0);
    let run = fs::read_to_string(folder.path("a.run")).expect("a run");
    let mut names: Vec<_> = run.lines().map(|line| line.split('\t').nth(2)).collect();
    names.sort();
    assert_eq!(names, [Some("mali.md"), Some("my towns.md")]);
    assert!(
        run.starts_with("niger\tQ0\t") && run.ends_with("\t2\t1\tsearch\n"),
        "{run}"
    );
}

#[test]
fn trec_files_judge_the_corpus_by_id() {
    let folder = mali();
    folder.write(
        "set/queries.tsv",
        "1\tniger river\n2\tbamako\n3\tunjudged\n",
    );
    folder.write(
        "set/qrels.tsv",
        "1 0 my towns.md# 0\n1 0 mali.md#rivers 1\n2 0 mali.md#towns 1\n",
    );
    folder.write("set/exclude.tsv", "1\tmy towns.md\n");
    let args = ["--eval", "set", "--json", "--run", "a.run"];
    let json = folder
        .search(&args)
        .exits(0)
        .warns("1 judged document is not")
        .json();
    assert_eq!(json["queries"], 2);
    assert_eq!(json["missing"], 1);
    let run = fs::read_to_string(folder.path("a.run")).expect("a run");
    assert!(
        run.contains("mali.md#rivers") && !run.contains("my towns.md"),
        "{run}"
    );
}

/// Writes a collection in the layout of BEIR whose one query finds `d/1` before `e 2`.
fn beir() -> Folder {
    let folder = mali();
    let corpus = concat!(
        "{\"_id\": \"d/1\", \"title\": \"Niger\", \"text\": \"# The Niger is a river.\"}\n",
        "{\"_id\": \"e 2\", \"title\": \"\", \"text\": \"A long text about many things, one of them a river, the Niger.\"}\n",
        "{\"_id\": \"f\", \"title\": \"Other\", \"text\": \"Nothing of that.\"}\n",
    );
    folder.write("beir/corpus.jsonl", corpus);
    folder.write(
        "beir/queries.jsonl",
        "{\"_id\": \"q1\", \"text\": \"niger river\"}\n{\"_id\": \"q2\", \"text\": \"xyzzy\"}\n",
    );
    folder.write(
        "beir/qrels/test.tsv",
        "query-id\tcorpus-id\tscore\nq1\te 2\t1\nq2\tf\t1\n",
    );
    folder
}

#[test]
fn a_collection_is_indexed_apart_from_the_corpus() {
    let folder = beir();
    let json = folder
        .search(&["--eval", "beir", "--json"])
        .exits(0)
        .says_no_more()
        .json();
    // q1 has its document at rank 2: nDCG 1/log2(3), MRR 1/2; q2 has nothing.
    measures(&json, [0.630_929_753_571_457_5 / 2.0, 0.25, 0.5, 0.25, 0.0]);
    assert!(!folder.path("index").exists() && !folder.path("cache").exists());
    folder.write(
        "beir/qrels/dev.tsv",
        "query-id\tcorpus-id\tscore\nq1\td/1\t1\nq1\tgone\t0\n",
    );
    let args = ["--eval", "beir", "--split", "dev", "--json"];
    let json = folder
        .search(&args)
        .exits(0)
        .warns("not in the corpus: gone")
        .json();
    measures(&json, [1.0; 5]);
    fs::remove_file(folder.path("beir/corpus.jsonl")).expect("it was there");
    folder
        .search(&["--eval", "beir"])
        .exits(0)
        .warns("2 judged documents are not in the corpus, such as e 2");
    folder.write("beir/corpus.jsonl.gz", "no gzip file");
    folder
        .search(&["--eval", "beir"])
        .exits(2)
        .warns("cannot read beir/corpus.jsonl.gz");
}

#[test]
fn the_documents_of_a_collection_may_be_compressed() {
    let folder = beir();
    let plain = folder.search(&["--eval", "beir", "--json"]).exits(0).json();
    let path = folder.path("beir/corpus.jsonl");
    let docs = fs::read(&path).expect("documents");
    fs::remove_file(path).expect("it was there");
    // Two members, as parts that are packed each for itself and put together are.
    let (first, second) = docs.split_at(docs.len() / 2);
    folder.write("beir/corpus.jsonl.gz", [gzip(first), gzip(second)].concat());
    let packed = folder.search(&["--eval", "beir", "--json"]).exits(0).json();
    assert_eq!(packed, plain);
    assert_eq!(number(&packed, "mrr_10"), 0.25);
}

#[test]
fn the_sections_of_a_collection_keep_their_ids() {
    let folder = Folder::new();
    let long = "A camel drinks much water here. ".repeat(150);
    let line = |id: &str, order: u32, heading: &str, text: &str| {
        serde_json::json!({"id": id, "doc": "d", "order": order, "title": "Animals", "headings": [heading], "text": text}).to_string() + "\n"
    };
    let docs = line("d.md#camels are", 1, "Camels", &long)
        + &line("d.md#", 2, "Food", "A camel eats thorns.");
    folder.write("set/docs.jsonl", docs);
    folder.write("set/queries.tsv", "1\tcamel\n");
    folder.write("set/qrels.tsv", "1 0 d.md#camels are 2\n1 0 d.md# 1\n");
    let json = folder
        .search(&["--eval", "set", "--run", "a.run", "--json"])
        .exits(0)
        .json();
    assert_eq!(number(&json, "recall_100"), 1.0);
    let run = fs::read_to_string(folder.path("a.run")).expect("a run");
    assert_eq!(run.lines().count(), 2, "{run}");
}

#[test]
fn a_run_is_compared_with_an_earlier_one() {
    let folder = beir();
    folder.write("old.run", "q1 Q0 f 1 3 t\nq1 Q0 x 2 2 t\nq1 Q0 e 2 3 1 t\n");
    let json = folder.search(&["--eval", "beir", "--compare", "old.run", "--json"]);
    let json = json
        .exits(0)
        .warns("old.run lacks 1 of 2 queries; they score 0")
        .json();
    // From rank 3 to rank 2: (1/log2(3) − 1/log2(4))/2.
    let difference = (0.630_929_753_571_457_5 - 0.5) / 2.0;
    let found = number(&json["comparison"], "difference");
    assert!((found - difference).abs() < 1e-9, "{json}");
    measures(&json["before"], [0.25, 1.0 / 6.0, 0.5, 1.0 / 6.0, 0.0]);
    folder
        .search(&["--eval", "beir", "--compare", "old.run"])
        .exits(0)
        .prints("               now  before\nnDCG@10     0.3155  0.2500\n")
        .prints("nDCG@10 has changed by +0.0655: 1 better, 1 equal, 0 worse\np = ");
    // A run that takes the place of the one it is compared with.
    let both = ["--eval", "beir", "--compare", "old.run", "--run", "old.run"];
    folder.search(&both).exits(0).prints("+0.0655");
    folder
        .search(&both)
        .exits(0)
        .prints("+0.0000: 0 better, 2 equal, 0 worse");
    folder.write("other.run", "x Q0 f 1 3 t\n");
    let args = ["--eval", "beir", "--compare", "other.run"];
    folder
        .search(&args)
        .exits(2)
        .warns("has none of the 2 judged queries");
    folder.write("bad.run", "q1 f\n");
    let args = ["--eval", "beir", "--compare", "bad.run"];
    folder
        .search(&args)
        .exits(2)
        .warns("bad.run:1: a line of a run is");
}

#[test]
fn a_limit_makes_it_a_test() {
    let folder = beir();
    folder
        .search(&["--eval", "beir", "--min-ndcg", "0.3"])
        .exits(0)
        .says_no_more();
    folder
        .search(&["--eval", "beir", "--min-ndcg", "0.32"])
        .exits(1)
        .prints("nDCG@10     0.3155")
        .warns("search: nDCG@10 is 0.315465, below 0.32");
    folder
        .search(&["--eval", "beir", "--min-ndcg", "32"])
        .exits(2)
        .warns("a number from 0 to 1");
}

#[test]
fn what_is_wrong_with_the_queries_is_said() {
    let folder = mali();
    folder
        .search(&["--eval", "gone.tsv"])
        .exits(2)
        .warns("cannot read gone.tsv");
    folder.write("q.tsv", "niger\tmali.md\nniger\n");
    folder
        .search(&["--eval", "q.tsv"])
        .exits(2)
        .warns("q.tsv:2: a line is: query, document");
    folder.write("q.tsv", "niger\tmali.md\t\t0\n");
    folder
        .search(&["--eval", "q.tsv"])
        .exits(2)
        .warns("no query of q.tsv has a relevant document");
    folder
        .search(&["--eval", "q.tsv", "niger"])
        .exits(2)
        .warns("the mode takes none");
    folder
        .search(&["--eval", "q.tsv", "-g", "*.md"])
        .exits(2)
        .warns("-g, -t and -T");
    folder
        .search(&["--run", "a.run", "niger"])
        .exits(2)
        .warns("--eval");
    folder
        .search(&["--eval", "q.tsv", "--status"])
        .exits(2)
        .warns("cannot be used with");
    folder
        .search(&["--eval", "corpus"])
        .exits(2)
        .warns("neither queries.jsonl nor queries.tsv");
}

#[test]
fn a_collection_without_a_cache_or_a_corpus_is_scored() {
    let folder = beir();
    let mut command = program();
    command
        .args(["--eval", "."])
        .current_dir(folder.path("beir"));
    Run::of(command.env_remove("HOME").env_remove("XDG_CACHE_HOME")).exits(0);
}

#[test]
fn the_built_in_corpus_is_ranked_as_the_documents_say() {
    let index = tempfile::tempdir().expect("a temporary folder");
    let args = [
        "--eval",
        "tests/judged/queries.tsv",
        "--json",
        "--min-ndcg",
        "0.9",
    ];
    let run = Run::of(
        program()
            .args(args)
            .current_dir(root())
            .env("SEARCH_INDEX", index.path()),
    );
    let json = run.exits(0).says_no_more().json();
    assert_eq!(
        (&json["queries"], &json["missing"]),
        (&60.into(), &0.into())
    );
}
