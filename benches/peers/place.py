"""Where engines work: the corpus, its passages, our programs, and a folder that is theirs."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from build import helper, program
from measure import Command, Cost, Meter


@dataclass
class Programs:
    """The program that is measured, and what is written in Rust of the benchmark."""

    search: Path
    helper: Path

    @classmethod
    def found(cls, search: Path | None) -> "Programs":
        """Builds them; the one that is measured only where none is given."""
        return cls(search.resolve() if search else program(), helper())


class Place:
    """To be left when all is measured, as a process waits for commands to run."""

    def __init__(self, programs: Programs, corpus: Path, work: Path):
        self.programs = programs
        self.corpus, self.work = corpus, work
        self.passages = work / "passages.jsonl"
        self.leave_settings()
        self.meter = Meter()
        self.write_passages(self.passages)

    def __enter__(self) -> "Place":
        return self

    def __exit__(self, *_: object) -> None:
        self.meter.close()
        os.chdir(self.work.parent)

    def run(self, command: Command) -> Cost:
        return self.meter.run(command)

    def leave_settings(self) -> None:
        """Leaves behind what a user has set, for this process and all that it runs."""
        for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "HOME"):
            os.environ[name] = str(self.work / "home")
        for name in [name for name in os.environ if name.startswith("SEARCH_")]:
            del os.environ[name]
        os.chdir(self.work)

    def write_passages(self, path: Path, file: str | None = None) -> None:
        """Writes the passages of the corpus, or of one of its files, as lines of JSON."""
        command = [self.programs.helper, "passages", self.corpus, *([file] if file else [])]
        with open(path, "wb") as out:
            subprocess.run(command, stdout=out, check=True)
