"""Documents made by a script: as many as wanted, the same ones each time.

Their words are as unevenly frequent as those of real texts: the word of rank r is about 1/r as
frequent as the first one, and each document has a name of its own, so that the vocabulary grows
with the corpus.
"""

import random
from collections.abc import Iterator
from pathlib import Path

SECTIONS = 4
WORDS = 45
# How many words there are besides the names.
VOCABULARY = 100_000
FOLDER_FILES = 500
# The most frequent words are those that texts in English have, by which a language is told.
FREQUENT = (
    "the of and to in a is that for it as was with be by on not he this are or his from at which "
    "but have an had they you were their one all we can her has there been if more when will would "
    "who so no out up into than them then its only some could these two may other do any"
).split()
CONSONANTS = "bdfghklmnprstvz"
VOWELS = "aeiou"
SYLLABLES = [consonant + vowel for consonant in CONSONANTS for vowel in VOWELS]


def write_documents(folder: Path, count: int) -> None:
    for number, text in enumerate(documents(count)):
        path = folder / f"{number // FOLDER_FILES:04}" / f"document-{number:07}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def documents(count: int) -> Iterator[str]:
    for number in range(count):
        yield document(random.Random(number), number)


def document(source: random.Random, number: int) -> str:
    """A title, and sections with a paragraph each; one of them names the document."""
    parts = [f"# {heading(source)}\n"]
    for section in range(SECTIONS):
        words = [word(rank(source)) for _ in range(WORDS)]
        if section == 0:
            words[WORDS // 2] = name(number)
        parts.append(f"## {heading(source)}\n\n{paragraph(words)}\n")
    return "\n".join(parts)


def heading(source: random.Random) -> str:
    # Headings have no words that carry no topic.
    words = [word(rank(source, len(FREQUENT))) for _ in range(3)]
    return " ".join(words).capitalize()


def paragraph(words: list[str]) -> str:
    sentences = [words[start : start + 15] for start in range(0, len(words), 15)]
    return "\n".join(" ".join(sentence).capitalize() + "." for sentence in sentences)


def rank(source: random.Random, first: int = 0) -> int:
    """A rank, the r-th with a probability of about 1/r."""
    return min(first + int(VOCABULARY ** source.random()) - 1, VOCABULARY - 1)


def word(rank: int) -> str:
    if rank < len(FREQUENT):
        return FREQUENT[rank]
    return spelled(rank, 2)


def name(number: int) -> str:
    """The name that only this document has."""
    return "qu" + spelled(number, 4)


def spelled(number: int, least: int) -> str:
    """A number in syllables, with at least so many."""
    syllables = []
    while number or len(syllables) < least:
        number, digit = divmod(number, len(SYLLABLES))
        syllables.append(SYLLABLES[digit])
    return "".join(syllables)
