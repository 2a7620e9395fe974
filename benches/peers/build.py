"""Build what is measured."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def program() -> Path:
    """The program as it is released."""
    return built("--bin", "search")


def helper() -> Path:
    """What is written in Rust of the benchmark."""
    return built("--bench", "peers")


def built(kind: str, name: str) -> Path:
    command = ["cargo", "build", "--locked", "--release", kind, name, "--message-format=json"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"{name} cannot be built")
    messages = map(json.loads, done.stdout.splitlines())
    executables = {
        message["target"]["name"]: message["executable"]
        for message in messages
        if message.get("executable")
    }
    return Path(executables[name])
