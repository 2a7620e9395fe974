"""What is chosen on the command line."""

import argparse
from collections.abc import Collection


def some_of(text: str, known: Collection[str]) -> list[str]:
    """Names with commas between them, each of which must be known."""
    names = text.split(",")
    for name in names:
        if name not in known:
            raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(known)}")
    return names
