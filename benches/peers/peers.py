"""The engines that are measured, each with the commands that it is used by.

Each gets its ordinary settings. What an engine does not do itself is not measured of it: tantivy
and SQLite are given passages that are prepared, and are told which file has changed.
"""

import json
import re
import sqlite3
import time
from pathlib import Path

from measure import Command
from peer import Peer, usual
from queries import Query

# How often a query is asked within a process.
ROUNDS = 15


class Tantivy(Peer):
    """The library that ours is built on, used as its own examples use it."""

    name = "tantivy"

    def build(self) -> Command:
        return self.command("tantivy-index", self.index, self.place.passages)

    def replace(self, path: str, passages: Path) -> Command:
        return self.command("tantivy-replace", self.index, path, passages)

    def search(self, query: Query) -> Command:
        return self.command("tantivy-search", self.index, query.form, self.text(query))

    def command(self, *arguments: object) -> Command:
        return [str(self.place.programs.helper), *map(str, arguments)]

    def text(self, query: Query) -> str:
        match query.form:
            case "all":
                return " AND ".join(query.words)
            case "prefix":
                return query.words[0]
            case form:
                return usual(form, query.words)

    def times(self, queries: list[Query]) -> list[tuple[str, float]]:
        path = self.write_queries((query.form, self.text(query)) for query in queries)
        return self.ask("tantivy-times", self.index, path)


class Sqlite(Peer):
    """FTS5 over the passages, with a table that tells which rows are of a file."""

    name = "FTS5"
    programs = packages = ("sqlite3",)
    version = ["sqlite3", "--version"]

    BUILD = """
        CREATE VIRTUAL TABLE passages USING fts5(path UNINDEXED, title, headings, text);
        CREATE TABLE files(path TEXT, passage INTEGER);
        BEGIN;
        INSERT INTO passages SELECT * FROM prepared.passages;
        INSERT INTO files SELECT path, rowid FROM passages;
        CREATE INDEX files_by_path ON files(path);
        COMMIT;
    """
    REPLACE = """
        BEGIN;
        DELETE FROM passages WHERE rowid IN (SELECT passage FROM files WHERE path = '{path}');
        DELETE FROM files WHERE path = '{path}';
        INSERT INTO passages SELECT * FROM prepared.passages;
        INSERT INTO files SELECT path, rowid FROM passages
            WHERE rowid > (SELECT max(passage) FROM files);
        COMMIT;
    """
    SEARCH = """
        SELECT path, headings, snippet(passages, 3, '', '', '…', 20) FROM passages
        WHERE passages MATCH ? ORDER BY rank LIMIT 10
    """

    def prepare(self) -> None:
        self.prepared = self.fill(self.place.passages)

    def build(self) -> Command:
        return self.command(f"ATTACH '{self.prepared}' AS prepared; {self.BUILD}")

    def replace(self, path: str, passages: Path) -> Command:
        prepared = self.fill(passages)
        return self.command(
            f"ATTACH '{prepared}' AS prepared; {self.REPLACE.format(path=quoted(path))}"
        )

    def search(self, query: Query) -> Command | None:
        if query.form == "fuzzy":
            return None
        return self.command(self.SEARCH.replace("?", f"'{quoted(self.text(query))}'"))

    def command(self, sql: str) -> Command:
        return ["sqlite3", str(self.index), sql]

    def fill(self, passages: Path) -> Path:
        """Writes passages to a plain table, so that the program need not parse them."""
        path = passages.with_suffix(".sqlite")
        path.unlink(missing_ok=True)
        db = sqlite3.connect(path)
        db.execute("CREATE TABLE passages(path, title, headings, text)")
        with open(passages, encoding="utf-8") as lines:
            rows = (tuple(json.loads(line).values()) for line in lines)
            db.executemany("INSERT INTO passages VALUES (?, ?, ?, ?)", rows)
        db.commit()
        db.close()
        return path

    def text(self, query: Query) -> str:
        return usual(query.form, query.words)

    def times(self, queries: list[Query]) -> list[tuple[str, float]]:
        """The library within our process; Python costs it some microseconds."""
        db = sqlite3.connect(self.index)
        asked = [query for query in queries if query.form != "fuzzy"]
        times = []
        for number in range(1 + ROUNDS):
            for query in asked:
                start = time.perf_counter()
                db.execute(self.SEARCH, (self.text(query),)).fetchall()
                if number:
                    times.append((query.form, time.perf_counter() - start))
        return times


class Walking(Peer):
    """An engine that looks at the files itself: an update is a build over what is there."""

    def update(self) -> Command:
        return self.build()


class Xapian(Walking):
    """Omega's indexer and Xapian's own program to ask with, over whole documents."""

    name = "Xapian"
    programs = ("omindex", "quest")
    packages = ("xapian-omega", "xapian-tools")
    version = ["omindex", "--version"]
    hit = re.compile(r"^\d+: \[")

    def build(self) -> Command:
        formats = [f"--mime-type={suffix}:text/plain" for suffix in ("md", "rst")]
        place = ["--db", str(self.index), "--url", "/", str(self.place.corpus)]
        return ["omindex", *formats, *place]

    def search(self, query: Query) -> Command | None:
        if query.form == "fuzzy":
            return None
        words = usual(query.form, query.words)
        flags = ["--default-op=and", "--flags=default,wildcard"]
        return ["quest", f"--db={self.index}", *flags, words]


class Recoll(Walking):
    """The indexer and the search program for the terminal, over whole documents."""

    name = "Recoll"
    programs = ("recollindex", "recollq")
    packages = ("recollcmd",)
    version = ["recollindex", "-v"]
    hit = re.compile(r"\[file://")

    def prepare(self) -> None:
        self.settings = self.place.work / "recoll-settings"
        self.settings.mkdir(exist_ok=True)
        settings = {
            "topdirs": self.place.corpus,
            "dbdir": self.index,
            "loglevel": 1,
            # It lets others go first; here it has its turn as they have.
            "idxniceprio": 0,
        }
        lines = (f"{name} = {value}\n" for name, value in settings.items())
        (self.settings / "recoll.conf").write_text("".join(lines))

    def build(self) -> Command:
        return ["recollindex", "-c", str(self.settings)]

    def search(self, query: Query) -> Command | None:
        if query.form == "fuzzy":
            return None
        words = usual(query.form, query.words)
        return ["recollq", "-c", str(self.settings), "-n", "0-10", "-A", words]


class Ripgrep(Peer):
    """No index: it reads all files. It counts lines, which is more than to show some of them."""

    name = "ripgrep"
    programs = ("rg",)
    packages = ("ripgrep",)
    version = ["rg", "--version"]

    def search(self, query: Query) -> Command | None:
        match query.form:
            case "rare" | "common":
                pattern = ["-w", query.words[0]]
            case "any":
                pattern = ["-w", *(part for word in query.words for part in ("-e", word))]
            case "phrase":
                pattern = ["-w", r"\s+".join(query.words)]
            case "prefix":
                pattern = [rf"\b{query.words[0]}"]
            case _:
                return None
        return ["rg", "-i", "-c", *pattern, str(self.place.corpus)]


def quoted(text: str) -> str:
    """A text within quotes of SQL."""
    return text.replace("'", "''")


PEERS = (Tantivy, Sqlite, Xapian, Recoll, Ripgrep)
