"""What registers a maker of files, and runs the tools that it needs."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(sys.argv[1]).resolve()
MAKERS = []


class Missing(Exception):
    """A tool is not installed."""


def makes(file, *others):
    """Registers a function that makes a file, or several."""

    def register(make):
        MAKERS.append(((file, *others), make))
        return make

    return register


def run(program, *arguments, stdin=None, cwd=None, stdout=None):
    """Runs a program; returns what it says, or writes it to a file."""
    if not shutil.which(program):
        raise Missing
    environment = dict(os.environ, HOME=str(FOLDER / "home"), SOURCE_DATE_EPOCH="0")
    # What rustup starts is in the home folder.
    environment.setdefault("RUSTUP_HOME", str(Path.home() / ".rustup"))
    command = [program, *map(str, arguments)]
    done = subprocess.run(command, input=stdin, cwd=cwd or FOLDER, env=environment, capture_output=True, check=True)
    if stdout:
        stdout.write_bytes(done.stdout)
    return done.stdout


def run_module(name, *arguments, **options):
    """Runs a library of Python as a program."""
    if not importlib.util.find_spec(name):
        raise Missing
    return run(sys.executable, "-W", "ignore", "-m", name, *arguments, **options)


def run_node(script, value, path):
    """Runs a script that finds its libraries in DOCUMENT_MODULES, and its input in `value`; it returns what to write."""
    folder = os.environ.get("DOCUMENT_MODULES")
    if not folder:
        raise Missing
    head = "import fs from 'node:fs';\nconst value = JSON.parse(fs.readFileSync(0));\n"
    tail = f"\nfs.writeFileSync({json.dumps(str(path))}, await make(value));"
    run("node", "--input-type=module", "-e", head + script + tail, stdin=json.dumps(value).encode(), cwd=folder)


def made(file):
    """Returns the path of a file that another tool has made before."""
    path = FOLDER / file
    if not path.exists():
        raise Missing
    return path


def source(name, text):
    """Writes a source that tools read."""
    path = FOLDER / "sources" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path
