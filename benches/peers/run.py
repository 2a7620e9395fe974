#!/usr/bin/env python3
"""Measure the program beside other search engines, all of them in one run.

    python3 benches/peers/run.py CORPUS… [--peers FTS5,ripgrep] [--runs N] [--queries N] [--install]

Prints a table per corpus: what it costs us, and how many times that it costs each of the others;
above 1 the other takes longer, or more. Where a cell has two numbers, the second one, in brackets,
is the same of the processors' time, which a busy machine changes least. Runs are interleaved, and
medians count. `true` and `find CORPUS -type f -printf %s` stand beside the engines as what nothing
can be quicker than.

Engines that are not installed are named and left out; --install gets them with apt-get. The corpus
is copied first, for a file of it is edited. corpora.py makes corpora of three sizes.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import Bench
from choice import some_of
from machine import machine
from peer import Peer
from peers import PEERS
from place import Place, Programs
from table import print_table


def main() -> None:
    args = parse_arguments()
    peers = chosen(args.peers, args.install)
    programs = Programs.found(args.program)
    print(machine(peers))
    # Paths that stay what they are when the working directory changes.
    work = Path(args.work or tempfile.gettempdir()).resolve()
    for corpus in [corpus.resolve() for corpus in args.corpora]:
        with tempfile.TemporaryDirectory(dir=work, prefix="search-peers-") as scratch:
            copy = Path(scratch) / "corpus"
            # What is hidden we do not read; other engines do.
            shutil.copytree(corpus, copy, symlinks=True, ignore=shutil.ignore_patterns(".*"))
            with Place(programs, copy, Path(scratch)) as place:
                bench = Bench(place, peers, args.runs, args.queries, args.patience)
                print_table(corpus.name, bench.measure())


def chosen(names: list[str] | None, install: bool) -> list[type[Peer]]:
    """The peers that are wanted and there."""
    wanted = [peer for peer in PEERS if names is None or peer.name.lower() in names]
    if install:
        get([package for peer in wanted if peer.missing() for package in peer.packages])
    for peer in wanted:
        if missing := peer.missing():
            needs = f"{' and '.join(missing)} of {' '.join(peer.packages)}"
            print(f"LEFT OUT: {peer.name} needs {needs}; --install gets it", file=sys.stderr)
    return [peer for peer in wanted if not peer.missing()]


def get(packages: list[str]) -> None:
    """Installs packages; engines whose packages cannot be had are named as left out afterwards."""
    if not shutil.which("apt-get"):
        sys.exit("--install needs apt-get; other systems have packages of their own")
    if packages:
        install = ["install", "-y", "--no-install-recommends", *packages]
        for command in (["update"], install):
            subprocess.run(["apt-get", "-q", *command], stdout=sys.stderr)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=folder, nargs="+", metavar="CORPUS")
    known = ",".join(peer.name for peer in PEERS)
    parser.add_argument("--peers", type=names, help=f"only these of {known}")
    parser.add_argument("--runs", type=int, default=5, help="how often each step is run (5)")
    parser.add_argument("--queries", type=int, default=3, help="how many of each form (3)")
    patience = "a step that has taken so many seconds is not repeated (60)"
    parser.add_argument("--patience", type=float, default=60, help=patience)
    parser.add_argument("--program", type=Path, help="measure this one; it is built otherwise")
    parser.add_argument("--work", type=Path, help="where the indexes are made (the usual TMPDIR)")
    parser.add_argument("--install", action="store_true", help="install what is missing")
    return parser.parse_args()


def folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"{text} is no folder; corpora.py makes some")
    return Path(text)


def names(text: str) -> list[str]:
    return some_of(text.lower(), [peer.name.lower() for peer in PEERS])


if __name__ == "__main__":
    main()
