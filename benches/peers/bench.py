"""The steps that are measured, on one corpus."""

import os
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from made import spelled
from measure import Command, Cost, Steps, median, rounds, size
from ours import Fresh, Ours
from peer import Peer
from place import Place
from queries import FORMS, Query, pick

# Names of rows, and of columns that are no engine.
INDEX, NOTHING, ONE = "full index", "update of nothing", "update of one file"
TRUE, FIND, FRESH = "true", "find", "search, files looked at"
WITHIN = "within a process: "
# Queries are over soon, and are run more often.
SEARCHES_PER_RUN = 3


@dataclass
class Measured:
    """What was measured on a corpus: a cost per row and column, and the sizes of the indexes."""

    files: int = 0
    source: int = 0
    passages: int = 0
    sizes: dict[str, int] = field(default_factory=dict)
    costs: dict[str, dict[str, Cost]] = field(default_factory=lambda: defaultdict(dict))
    queries: list[Query] = field(default_factory=list)


class Bench:
    """An order of steps, each of which fills rows of what is measured."""

    def __init__(
        self, place: Place, peers: list[type[Peer]], runs: int, queries: int, patience: float
    ):
        self.place = place
        self.ours, self.fresh = Ours(place), Fresh(place)
        self.peers = [self.ours, *(peer(place) for peer in peers)]
        self.runs, self.patience = runs, patience
        self.measured = Measured(queries=pick(place.passages, queries))

    def measure(self) -> Measured:
        self.count()
        for peer in self.peers:
            peer.prepare()
        self.index()
        self.update_nothing()
        self.update_one()
        self.search()
        self.search_within()
        return self.measured

    def count(self) -> None:
        files = [path for path in self.place.corpus.rglob("*") if path.is_file()]
        self.measured.files = len(files)
        self.measured.source = sum(path.stat().st_size for path in files)
        with open(self.place.passages, "rb") as lines:
            self.measured.passages = sum(1 for _ in lines)

    def index(self) -> None:
        indexing = [peer for peer in self.peers if peer.build()]
        steps = {peer.name: partial(self.build, peer) for peer in indexing}
        self.measure_row(INDEX, steps)
        self.measured.sizes = {peer.name: size(peer.index) for peer in indexing}

    def build(self, peer: Peer) -> Cost:
        if peer.index.is_dir():
            shutil.rmtree(peer.index)
        peer.index.unlink(missing_ok=True)
        # What others have written is not to be written at our cost.
        os.sync()
        return self.place.run(peer.build() or [])

    def update_nothing(self) -> None:
        updates = {peer.name: peer.update() for peer in self.peers}
        self.measure_row(NOTHING, self.steps(updates) | self.floors())

    def update_one(self) -> None:
        """Edits the file of median size; each engine must find the new word afterwards."""
        print(f"{ONE} …", file=sys.stderr)
        edits = Edits(self.place)
        costs = defaultdict(list)
        for _ in range(self.runs):
            word, passages = edits.edit()
            for peer in self.peers:
                command = peer.replace(edits.path, passages)
                if not command or sum(cost.wall for cost in costs[peer.name]) > self.patience:
                    continue
                os.sync()
                costs[peer.name].append(self.place.run(command))
                if not peer.hits(Query("rare", (word,))):
                    sys.exit(f"{peer.name} does not find the word that was added to {edits.path}")
        self.measured.costs[ONE] = {name: median(found) for name, found in costs.items() if found}

    def search(self) -> None:
        """Asks in processes of their own."""
        print("queries …", file=sys.stderr)
        costs = {form: defaultdict(list) for form in FORMS}
        for query in self.measured.queries:
            self.check(query)
            commands = {peer.name: peer.search(query) for peer in self.peers}
            commands[FRESH] = self.fresh.search(query)
            steps = self.steps(commands) | self.floors()
            # Once before, so that what is read is there.
            rounds(steps, 1, self.patience)
            for name, found in rounds(steps, self.runs * SEARCHES_PER_RUN, self.patience).items():
                costs[query.form][name] += found
        for form, columns in costs.items():
            self.measured.costs[form] = {name: median(found) for name, found in columns.items()}

    def check(self, query: Query) -> None:
        """No engine is quick because it finds nothing."""
        for peer in [*self.peers, self.fresh]:
            if peer.search(query) and not peer.hits(query):
                print(f"NOTHING is found by {peer.name} for {query}", file=sys.stderr)

    def search_within(self) -> None:
        print("queries within a process …", file=sys.stderr)
        for peer in self.peers:
            seconds = defaultdict(list)
            for form, wall in peer.times(self.measured.queries):
                seconds[form].append(Cost(wall, 0, 0))
            for form, found in seconds.items():
                self.measured.costs[WITHIN + form][peer.name] = median(found)

    def measure_row(self, row: str, steps: Steps) -> None:
        print(f"{row} …", file=sys.stderr)
        for name, costs in rounds(steps, self.runs, self.patience).items():
            self.measured.costs[row][name] = median(costs)

    def steps(self, commands: dict[str, Command | None]) -> dict[str, Callable[[], Cost]]:
        return {
            name: partial(self.place.run, command) for name, command in commands.items() if command
        }

    def floors(self) -> dict[str, Callable[[], Cost]]:
        find = ["find", str(self.place.corpus), "-type", "f", "-printf", "%s"]
        return self.steps({TRUE: ["true"], FIND: find})


class Edits:
    """Edits of the file of median size, each with a word that was never there."""

    def __init__(self, place: Place):
        self.place = place
        files = sorted(place.corpus.rglob("*.md"), key=lambda file: (file.stat().st_size, file))
        if not files:
            sys.exit("the corpus has no Markdown file that could be edited")
        self.file = files[len(files) // 2]
        self.path = self.file.relative_to(place.corpus).as_posix()
        self.count = 0

    def edit(self) -> tuple[str, Path]:
        """Returns the new word, and the passages that the file has now."""
        # Some engines compare times by the second.
        time.sleep(1 - time.time() % 1)
        word = "edited" + spelled(self.count, least=2)
        self.count += 1
        with open(self.file, "a", encoding="utf-8") as out:
            out.write(f"\n\nThe word {word} is new.\n")
        passages = self.place.work / "edited.jsonl"
        self.place.write_passages(passages, self.path)
        return word, passages
