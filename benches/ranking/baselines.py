#!/usr/bin/env python3
"""Run an existing full-text engine over a judged collection and write a TREC run.

    python3 benches/ranking/baselines.py SYSTEM COLLECTION_DIR RUN_OUT [--language LANG]

SYSTEM is one of
    fts5             SQLite FTS5, tokenizer "porter unicode61", bm25()
    bm25s            bm25s, k1 1.2, b 0.75, its own stop list, Snowball stemmer
    tantivy-default  tantivy, tokenizer "default" (no stemming)
    tantivy-stem     tantivy, tokenizer "en_stem" (or "de_stem")
    anserini         Anserini 1.x, BM25 k1 0.9, b 0.4; the environment variable ANSERINI_JAR
                     names its fat jar, and `java` on the PATH must be Java 21 or later

COLLECTION_DIR holds docs.jsonl or docs.jsonl.gz (id, title, headings, text) and
queries.tsv (id, tab, text). Each line of docs.jsonl is indexed as one document: title,
headings and text, joined by newlines. Every query is the OR of its words: fts5 and
tantivy get each distinct word once, bm25s and anserini read the text of the query.

--language picks the analyzer where the system has one for that language (default: en).
"none" is for text in a language the system is not told about: bm25s runs as its package
defaults have it, without a stemmer; the other systems run as they do for English.

RUN_OUT gets `query Q0 document rank score system` lines, separated by tabs, best first.
It is deeper than 100 so that a scorer can drop excluded documents and still have 100.
"""

import argparse
import gzip
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

DEPTH = 120
WORD = re.compile(r"[^\W_]+")
LANGUAGES = {"en": "english", "de": "german", "zh": "chinese", "none": "english"}
STEMMED = ("en", "de")

# One ranking: positions in the list of documents with their scores, best first.
Hits = list[tuple[int, float]]


def read_documents(collection: Path) -> tuple[list[str], list[str]]:
    """The ids and the texts of a collection, in its order."""
    plain = collection / "docs.jsonl"
    opener, path = (open, plain) if plain.exists() else (gzip.open, collection / "docs.jsonl.gz")
    ids, texts = [], []
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            doc = json.loads(line)
            ids.append(doc["id"])
            texts.append("\n".join([doc.get("title", ""), *doc.get("headings", []), doc["text"]]))
    return ids, texts


def read_queries(collection: Path) -> dict[str, str]:
    with open(collection / "queries.tsv", encoding="utf-8") as lines:
        return dict(line.rstrip("\n").split("\t", 1) for line in lines)


def quoted_words(text: str) -> list[str]:
    """The distinct words of a text, each in quotes, so that none reads as an operator."""
    return [f'"{word}"' for word in dict.fromkeys(WORD.findall(text.lower()))]


def search_fts5(texts: list[str], queries: list[str], _language: str) -> Iterator[Hits]:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE docs USING fts5(text, tokenize = 'porter unicode61')")
    db.executemany("INSERT INTO docs(rowid, text) VALUES (?, ?)", enumerate(texts))
    select = (
        "SELECT rowid, -bm25(docs) AS score FROM docs WHERE docs MATCH ? "
        "ORDER BY score DESC, rowid LIMIT ?"
    )
    for query in queries:
        yield db.execute(select, (" OR ".join(quoted_words(query)), DEPTH)).fetchall()


def search_bm25s(texts: list[str], queries: list[str], language: str) -> Iterator[Hits]:
    import bm25s
    import Stemmer

    name = LANGUAGES[language]
    options = {
        "stopwords": name,
        "stemmer": Stemmer.Stemmer(name) if language in STEMMED else None,
        "show_progress": False,
    }
    index = bm25s.BM25(k1=1.2, b=0.75)
    index.index(bm25s.tokenize(texts, **options), show_progress=False)
    tokens = bm25s.tokenize(queries, return_ids=False, **options)
    found = index.retrieve(tokens, k=min(DEPTH, len(texts)), show_progress=False)
    for documents, scores in zip(found.documents.tolist(), found.scores.tolist()):
        yield [(doc, score) for doc, score in zip(documents, scores) if score > 0]


def search_tantivy_default(texts: list[str], queries: list[str], _language: str) -> Iterator[Hits]:
    return search_tantivy(texts, queries, "default")


def search_tantivy_stem(texts: list[str], queries: list[str], language: str) -> Iterator[Hits]:
    return search_tantivy(texts, queries, "de_stem" if language == "de" else "en_stem")


def search_tantivy(texts: list[str], queries: list[str], tokenizer: str) -> Iterator[Hits]:
    import tantivy

    fields = tantivy.SchemaBuilder().add_unsigned_field("position", stored=True)
    fields = fields.add_text_field("text", tokenizer_name=tokenizer)
    index = tantivy.Index(fields.build())
    writer = index.writer(num_threads=1)
    for position, text in enumerate(texts):
        writer.add_document(tantivy.Document(position=position, text=text))
    writer.commit()
    index.reload()
    searcher = index.searcher()
    for query in queries:
        words = [index.parse_query(word, ["text"]) for word in quoted_words(query)]
        any_word = tantivy.Query.boolean_query([(tantivy.Occur.Should, word) for word in words])
        hits = searcher.search(any_word, DEPTH).hits
        yield [(searcher.doc(address)["position"][0], score) for score, address in hits]


def search_anserini(texts: list[str], queries: list[str], language: str) -> Iterator[Hits]:
    code = "en" if language == "none" else language
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        write_anserini_input(work, texts, queries)
        java(
            "io.anserini.index.IndexCollection", "-collection", "JsonCollection",
            "-input", work / "docs", "-index", work / "index", "-threads", 1,
            "-language", code,
        )  # fmt: skip
        java(
            "io.anserini.search.SearchCollection", "-index", work / "index",
            "-topics", work / "queries.tsv", "-topicReader", "TsvInt",
            "-output", work / "run", "-bm25", "-hits", DEPTH, "-threads", 1,
            "-language", code,
        )  # fmt: skip
        yield from read_anserini_run(work / "run", len(queries))


def write_anserini_input(work: Path, texts: list[str], queries: list[str]) -> None:
    """Documents and queries are named by their positions: Anserini's run has spaces."""
    (work / "docs").mkdir()
    with open(work / "docs" / "docs.jsonl", "w", encoding="utf-8") as out:
        for position, text in enumerate(texts):
            print(json.dumps({"id": str(position), "contents": text}), file=out)
    with open(work / "queries.tsv", "w", encoding="utf-8") as out:
        for position, query in enumerate(queries):
            print(position, query, sep="\t", file=out)


def java(*command: object) -> None:
    jar = os.environ.get("ANSERINI_JAR")
    if not jar:
        sys.exit("baselines.py: set ANSERINI_JAR to the path of Anserini's fat jar")
    done = subprocess.run(
        ["java", "-cp", jar, *map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        sys.exit(done.stdout.decode(errors="replace"))


def read_anserini_run(path: Path, queries: int) -> Iterator[Hits]:
    rankings: list[Hits] = [[] for _ in range(queries)]
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            query, _, doc, _, score, _ = line.split()
            rankings[int(query)].append((int(doc), float(score)))
    yield from rankings


SYSTEMS: dict[str, Callable[[list[str], list[str], str], Iterator[Hits]]] = {
    "fts5": search_fts5,
    "bm25s": search_bm25s,
    "tantivy-default": search_tantivy_default,
    "tantivy-stem": search_tantivy_stem,
    "anserini": search_anserini,
}


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("system", choices=SYSTEMS)
    parser.add_argument("collection", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    return parser.parse_args()


def main() -> None:
    args = parse_arguments()
    ids, texts = read_documents(args.collection)
    queries = read_queries(args.collection)
    rankings = SYSTEMS[args.system](texts, list(queries.values()), args.language)
    with open(args.run, "w", encoding="utf-8") as out:
        for query, hits in zip(queries, rankings):
            for rank, (doc, score) in enumerate(hits, 1):
                print(query, "Q0", ids[doc], rank, score, args.system, sep="\t", file=out)


if __name__ == "__main__":
    main()
