"""Writes one text in many formats, each by several tools: FOLDER/FORMAT/TOOL.EXTENSION.

    python3 tests/documents/tools FOLDER

Tools that are not installed are named, one on a line: `LEFT OUT: FORMAT/TOOL.EXTENSION`. The libraries among them are
in libraries.txt (Python) and modules.txt (Node.js, in the folder that DOCUMENT_MODULES names); the programs are
packages of Debian of the same name.
"""

import subprocess
import sys

# In this order: some files are made of others.
import markup, office, pages, programs, records, packed
from tool import FOLDER, MAKERS, Missing


def main():
    (FOLDER / "home").mkdir(parents=True, exist_ok=True)
    for files, make in MAKERS:
        paths = [FOLDER / file for file in files]
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            make(*paths)
        except (Missing, ImportError):
            print(*(f"LEFT OUT: {file}" for file in files if not (FOLDER / file).exists()), sep="\n")
        except subprocess.CalledProcessError as error:
            sys.exit(f"{files}: {error}: {error.stderr.decode(errors='replace')}")


main()
