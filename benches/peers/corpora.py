#!/usr/bin/env python3
"""Make corpora of three sizes, to measure with.

    python3 benches/peers/corpora.py FOLDER [--sizes small,medium,large] [--mirrors DIR | --made]

FOLDER gets a folder per size, with the Markdown and reStructuredText files of public repositories
as they are now:

    small    about   1,200 files,  16 MB
    medium   about  16,000 files, 110 MB
    large    about 100,000 files, 540 MB

The repositories are cloned with `git clone --depth 1`; --mirrors takes them from a folder that has
copies with or without a work tree, named `OWNER+NAME` or `NAME`. Where neither can be had, --made
writes documents by itself, the same ones each time. What is there already is kept.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from choice import some_of
from made import write_documents

SMALL = ("python/peps", "rust-lang/book")
MEDIUM = (
    "MicrosoftDocs/cpp-docs",
    "MicrosoftDocs/office-docs-powershell",
    "MicrosoftDocs/PowerShell-Docs",
)
REFERENCES = (
    "MicrosoftDocs/win32",
    "MicrosoftDocs/windows-driver-docs-ddi",
    "MicrosoftDocs/windows-powershell-docs",
)
REPOSITORIES = {"small": SMALL, "medium": MEDIUM, "large": (*SMALL, *MEDIUM, *REFERENCES)}
MADE = {"small": 1_000, "medium": 15_000, "large": 100_000}
DOCUMENTS = (".md", ".rst")


def main() -> None:
    args = parse_arguments()
    for size in args.sizes:
        corpus = args.folder / size
        if corpus.exists():
            print(f"{size}: is there", file=sys.stderr)
        else:
            make(size, corpus, args)
        files = [path for path in corpus.rglob("*") if path.is_file()]
        total = sum(path.stat().st_size for path in files)
        print(f"{size}: {len(files):,} files, {total / 1e6:.1f} MB in {corpus}")


def make(size: str, corpus: Path, args: argparse.Namespace) -> None:
    """Makes a corpus, and gives it its name when all of it is there, so that none is ever half."""
    corpus.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{corpus.name}-", dir=corpus.parent))
    try:
        if args.made:
            write_documents(unfinished, MADE[size])
        else:
            export_all(REPOSITORIES[size], args.mirrors, unfinished)
        unfinished.chmod(0o755)
        unfinished.rename(corpus)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def export_all(repositories: tuple[str, ...], mirrors: Path | None, corpus: Path) -> None:
    for repository in repositories:
        folder = corpus / repository.partition("/")[2]
        if mirrors:
            export(repository, mirror(mirrors, repository), folder)
            continue
        with tempfile.TemporaryDirectory(dir=corpus.parent) as clone:
            address = f"https://github.com/{repository}"
            git("clone", "--quiet", "--depth", "1", "--bare", address, clone)
            export(repository, Path(clone), folder)


def mirror(mirrors: Path, repository: str) -> Path:
    """The git directory of a repository's copy."""
    names = (repository.replace("/", "+"), repository.partition("/")[2])
    for folder in (mirrors / name / inner for name in names for inner in ("", "repo")):
        for directory in (folder / ".git", folder):
            if (directory / "HEAD").is_file():
                return directory
    sys.exit(f"corpora.py: {mirrors} has no copy of {repository}")


def export(repository: str, directory: Path, folder: Path) -> None:
    """Writes the documents of the newest commit."""
    commit = git("-C", directory, "rev-parse", "--short", "HEAD").strip()
    names = git("-C", directory, "ls-tree", "-r", "--name-only", "HEAD").splitlines()
    # Git refuses patterns that nothing fits; other files may be absent from a copy.
    patterns = [
        f"*{suffix}" for suffix in DOCUMENTS if any(name.endswith(suffix) for name in names)
    ]
    command = ["git", "-C", str(directory), "archive", "--format=tar", "HEAD", *patterns]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as archive:
        with tarfile.open(fileobj=archive.stdout, mode="r|") as members:
            members.extractall(folder, filter=documents)
    if archive.returncode:
        sys.exit(f"corpora.py: git archive failed for {repository}")
    print(f"  {repository} at {commit}", file=sys.stderr)


def documents(member: tarfile.TarInfo, folder: str) -> tarfile.TarInfo | None:
    """Leaves out links and folders without documents; tarfile refuses ways out of the folder."""
    return tarfile.data_filter(member, folder) if member.isfile() else None


def git(*arguments: object) -> str:
    # A question for a password would wait forever.
    environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0"}
    done = subprocess.run(
        ["git", *map(str, arguments)], stdout=subprocess.PIPE, text=True, env=environment
    )
    if done.returncode:
        sys.exit(
            "corpora.py: git failed; --mirrors takes copies, --made writes documents by itself"
        )
    return done.stdout


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=sizes, default=list(REPOSITORIES))
    origin = parser.add_mutually_exclusive_group()
    origin.add_argument("--mirrors", type=Path)
    origin.add_argument("--made", action="store_true")
    return parser.parse_args()


def sizes(text: str) -> list[str]:
    return some_of(text, REPOSITORIES)


if __name__ == "__main__":
    main()
