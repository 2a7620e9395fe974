"""Run commands, and tell what they cost."""

import dataclasses
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

Command = list[str]


@dataclass
class Cost:
    """Seconds on the clock, seconds of processors, and the most memory that was held, in bytes."""

    wall: float
    cpu: float
    memory: int


# What is run, by name.
Steps = Mapping[str, Callable[[], Cost]]


class Meter:
    """A small process that runs commands.

    Linux counts to the memory of a command what the process held that started it, so that process
    must not hold much.
    """

    def __init__(self):
        command = [sys.executable, "-I", __file__]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, command: Command) -> Cost:
        print(json.dumps(command), file=self.process.stdin, flush=True)
        answer = json.loads(self.process.stdout.readline())
        if "failure" in answer:
            sys.exit(f"failed with {answer['failure']}: {' '.join(command)}\n{answer['errors']}")
        return Cost(**answer)

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait()


def serve() -> None:
    """Runs the commands that are asked for, a line of JSON each."""
    errors = Path(f"errors-{os.getpid()}")
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line), errors)), flush=True)


def run(command: Command, errors: Path) -> dict:
    """Runs a command whose output nobody reads."""
    write = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    files = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, str(errors), write, 0o644),
    ]
    start = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=files)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - start
    if status:
        complaint = errors.read_text(errors="replace")[-2000:]
        return {"failure": os.waitstatus_to_exitcode(status), "errors": complaint}
    cpu = usage.ru_utime + usage.ru_stime
    return dataclasses.asdict(Cost(wall, cpu, usage.ru_maxrss * 1024))


def rounds(steps: Steps, runs: int, patience: float) -> dict[str, list[Cost]]:
    """Runs each step so often, one after the other in each round, so that all meet the same moods
    of the machine. A step that has taken longer than `patience` is not repeated."""
    costs: dict[str, list[Cost]] = {name: [] for name in steps}
    for _ in range(runs):
        for name, step in steps.items():
            if sum(cost.wall for cost in costs[name]) <= patience:
                costs[name].append(step())
    return costs


def median(costs: list[Cost]) -> Cost:
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.cpu for cost in costs),
        max(cost.memory for cost in costs),
    )


def quickest(costs: list[Cost]) -> Cost:
    return Cost(
        min(cost.wall for cost in costs),
        min(cost.cpu for cost in costs),
        max(cost.memory for cost in costs),
    )


def size(path: Path) -> int:
    """The bytes of a file, or of all files below a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


if __name__ == "__main__":
    serve()
