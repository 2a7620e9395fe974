#!/usr/bin/env python3
"""Measure how costs grow with the corpus, on documents made by a script, and draw that.

    python3 benches/peers/growth.py [--sizes 1000,10000,100000] [--charts DIR] [--runs N]

Of several runs the quickest counts, as the machine has other things to do; what is told of queries
is the median, and the hundredth part that takes longest, of different ones.

Prints a table, and writes growth-times.svg, growth-sizes.svg and growth-queries.svg to DIR (docs).
A million documents are 1 GB, and as much again for the index.
"""

import argparse
import statistics
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench import Edits
from build import ROOT
from chart import Line, chart
from machine import machine
from made import write_documents
from measure import Cost, median, quickest, rounds, size
from ours import Fresh, Ours
from place import Place, Programs
from queries import Query, pick
from table import print_row, seconds

# How many queries of each form are asked.
QUERIES = 20
# Of these, one in so many is also asked in a process of its own.
WHOLE = 10
# A step that has taken so many seconds is not repeated.
PATIENCE = 60


@dataclass
class Grown:
    """What was measured of a corpus of one size; times in seconds."""

    documents: int
    source: int
    index: int
    costs: dict[str, Cost]
    p50: float
    p99: float


def main() -> None:
    args = parse_arguments()
    programs = Programs.found(args.program)
    print(machine([]))
    charts = args.charts.resolve()
    work = Path(args.work or tempfile.gettempdir()).resolve()
    grown = []
    for count in args.sizes:
        print(f"{count:,} documents …", file=sys.stderr)
        with tempfile.TemporaryDirectory(dir=work, prefix="search-growth-") as folder:
            corpus = Path(folder) / "corpus"
            write_documents(corpus, count)
            with Place(programs, corpus, Path(folder)) as place:
                grown.append(grow(count, place, args.runs))
    print_table(grown)
    draw(grown, charts)


def grow(count: int, place: Place, runs: int) -> Grown:
    ours = Ours(place)
    queries = pick(place.passages, QUERIES)
    costs = {"building": place.run(ours.build())}
    index = size(ours.index)
    find = ["find", str(place.corpus), "-type", "f", "-printf", "%s"]
    steps = {"nothing": partial(place.run, ours.update()), "find": partial(place.run, find)}
    costs |= best(rounds(steps, runs, PATIENCE))
    costs |= search(place, queries, runs)
    times = [time for _, time in ours.times(queries)]
    # They come round by round.
    quickest_of_each = [min(times[at :: len(queries)]) for at in range(len(queries))]
    hundredths = statistics.quantiles(quickest_of_each, n=100, method="inclusive")
    costs["one"] = update_one(place, runs)
    return Grown(
        documents=count,
        source=sum(file.stat().st_size for file in place.corpus.rglob("*.md")),
        index=index,
        costs=costs,
        p50=hundredths[49],
        p99=hundredths[98],
    )


def search(place: Place, queries: list[Query], runs: int) -> dict[str, Cost]:
    """Asks in processes of their own, with and without a look at the files."""
    found = defaultdict(list)
    for query in queries[::WHOLE]:
        steps = {
            peer.fresh: partial(place.run, peer.search(query))
            for peer in (Ours(place), Fresh(place))
        }
        for name, cost in best(rounds(steps, runs, PATIENCE)).items():
            found[name].append(cost)
    return {name: median(costs) for name, costs in found.items()}


def update_one(place: Place, runs: int) -> Cost:
    edits = Edits(place)
    costs = []
    for _ in range(runs):
        edits.edit()
        costs.append(place.run(Ours(place).update()))
    return quickest(costs)


def best(costs: dict[str, list[Cost]]) -> dict[str, Cost]:
    return {name: quickest(found) for name, found in costs.items()}


def print_table(grown: list[Grown]) -> None:
    rows = {
        "source": lambda it: megabytes(it.source),
        "first index": lambda it: seconds(it.costs["building"].wall),
        "processors' time of it": lambda it: seconds(it.costs["building"].cpu),
        "peak memory of it": lambda it: megabytes(it.costs["building"].memory),
        "size of the index": lambda it: megabytes(it.index),
        "update of nothing": lambda it: seconds(it.costs["nothing"].wall),
        "`find`": lambda it: seconds(it.costs["find"].wall),
        "update of one file": lambda it: seconds(it.costs["one"].wall),
        "a query": lambda it: seconds(it.costs["auto"].wall),
        "a query, `--fresh never`": lambda it: seconds(it.costs["never"].wall),
        "a query within a process, p50": lambda it: seconds(it.p50),
        "a query within a process, p99": lambda it: seconds(it.p99),
    }
    print_row(["documents", *(f"{it.documents:,}" for it in grown)])
    print_row(["---", *["---:"] * len(grown)])
    for name, cell in rows.items():
        print_row([name, *map(cell, grown)])


def megabytes(size: int) -> str:
    return f"{size / 1e6:.0f} MB"


def draw(grown: list[Grown], folder: Path) -> None:
    def line(name, value) -> Line:
        return Line(name, [(it.documents, value(it)) for it in grown])

    times = [
        line("first index", lambda it: it.costs["building"].wall),
        line("update of one file", lambda it: it.costs["one"].wall),
        line("update of nothing", lambda it: it.costs["nothing"].wall),
        line("find", lambda it: it.costs["find"].wall),
    ]
    sizes = [
        line("source", lambda it: it.source / 1e6),
        line("index", lambda it: it.index / 1e6),
        line("peak memory of indexing", lambda it: it.costs["building"].memory / 1e6),
    ]
    queries = [
        line("search", lambda it: it.costs["auto"].wall * 1e3),
        line("search --fresh never", lambda it: it.costs["never"].wall * 1e3),
        line("within a process, p99", lambda it: it.p99 * 1e3),
        line("within a process, p50", lambda it: it.p50 * 1e3),
    ]
    folder.mkdir(parents=True, exist_ok=True)
    for name, title, unit, lines in [
        ("times", "Indexing", "s", times),
        ("sizes", "Sizes", "MB", sizes),
        ("queries", "Queries", "ms", queries),
    ]:
        (folder / f"growth-{name}.svg").write_text(chart(title, unit, lines), encoding="utf-8")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=sizes, default=[1_000, 10_000, 100_000])
    parser.add_argument("--charts", type=Path, default=ROOT / "docs")
    parser.add_argument("--runs", type=int, default=5, help="how often each step is run (5)")
    parser.add_argument("--program", type=Path, help="measure this one; it is built otherwise")
    parser.add_argument("--work", type=Path, help="where the indexes are made (the usual TMPDIR)")
    return parser.parse_args()


def sizes(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


if __name__ == "__main__":
    main()
