"""What is asked of an engine."""

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from measure import Command
from place import Place
from queries import Query


class Peer:
    """An engine. A command that it has no equal of is None."""

    name = ""
    # What must be on the path, and how Debian calls the packages that have it.
    programs: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    version: Command = []
    # What a line of an answer looks like that is a hit.
    hit = re.compile(".")

    def __init__(self, place: Place):
        self.place = place
        self.index = place.work / self.name

    @classmethod
    def missing(cls) -> list[str]:
        return [program for program in cls.programs if not shutil.which(program)]

    def prepare(self) -> None:
        """Does what comes before the first index, and is not measured."""

    def build(self) -> Command | None:
        """Makes the index, of which nothing is there."""
        return None

    def update(self) -> Command | None:
        """Finds out what has changed, and brings the index up to date."""
        return None

    def replace(self, path: str, passages: Path) -> Command | None:
        """Brings the index up to date, told which file has changed."""
        return self.update()

    def search(self, query: Query) -> Command | None:
        return None

    def times(self, queries: list[Query]) -> list[tuple[str, float]]:
        """The seconds of queries within a process, each with the form of the query."""
        return []

    def hits(self, query: Query) -> int:
        """How many hits are shown for a query."""
        command = self.search(query) or []
        done = subprocess.run(command, capture_output=True, text=True, errors="replace")
        return sum(1 for line in done.stdout.splitlines() if self.hit.search(line))

    def ask(self, command: str, *arguments: Path) -> list[tuple[str, float]]:
        """Times queries within a process of ours."""
        done = subprocess.run(
            [self.place.programs.helper, command, *arguments],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        rows = (line.split("\t") for line in done.stdout.splitlines())
        return [(form, float(microseconds) / 1e6) for form, microseconds in rows]

    def write_queries(self, queries: Iterable[tuple[str, str]]) -> Path:
        path = self.place.work / f"{self.name}-queries.tsv"
        path.write_text("".join(f"{form}\t{text}\n" for form, text in queries))
        return path


def usual(form: str, words: tuple[str, ...]) -> str:
    """A query as most engines read it."""
    match form:
        case "any":
            return " OR ".join(words)
        case "phrase":
            return f'"{" ".join(words)}"'
        case "prefix":
            return f"{words[0]}*"
        case _:
            return " ".join(words)
