"""Queries of several forms, picked from the passages of a corpus: the same ones each time."""

import itertools
import json
import random
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from made import FREQUENT

# Words that every tokenizer sees alike: plain letters, with nothing joined to them.
BEGIN, LETTERS, END = r"(?<![\w'’./-])", r"[a-z]{4,14}", r"(?![\w'’/-])"
WORD = re.compile(BEGIN + LETTERS + END)
PAIR = re.compile(f"{BEGIN}(?=({LETTERS}) ({LETTERS}){END})")
# Words that carry no topic are not asked for.
STOPS = {*FREQUENT, "also", "does", "each", "such", "used", "using", "what"}
# How many passages are looked at.
SAMPLE = 20_000
# Of passages, the part that has the words of a form: at least, at most.
SHARES = {
    "rare": (0, 1 / 5_000),
    "common": (1 / 20, 1 / 5),
    "all": (1 / 100, 1 / 20),
    "any": (1 / 200, 1 / 20),
    "phrase": (1 / 2_000, 1 / 50),
    "prefix": (1 / 2_000, 1 / 100),
    "fuzzy": (1 / 2_000, 1 / 100),
}
FORMS = tuple(SHARES)
# Words shorter than this are neither cut to a prefix nor misspelled.
LONG = 9
PREFIX = 6


@dataclass(frozen=True)
class Query:
    """A form and its words: those of a phrase in order, of a prefix only the beginning."""

    form: str
    words: tuple[str, ...]


def pick(passages: Path, count: int) -> list[Query]:
    """Picks up to so many queries of each form; a small corpus may not have as many."""
    sample = Sample(passages)
    queries = []
    for form in FORMS:
        source = random.Random(form)
        candidates = (sample.query(form, source) for _ in range(100 * count))
        different = dict.fromkeys(query for query in candidates if query)
        queries += itertools.islice(different, count)
    return queries


class Sample:
    """Passages of a corpus by chance, and how many of them have a word or a pair of words."""

    def __init__(self, passages: Path):
        texts = read_texts(passages)
        self.texts = [sorted(set(WORD.findall(text)) - STOPS) for text in texts]
        self.words = Counter(itertools.chain.from_iterable(self.texts))
        pairs = Counter(itertools.chain.from_iterable(set(PAIR.findall(text)) for text in texts))
        self.pairs = {pair: count for pair, count in pairs.items() if STOPS.isdisjoint(pair)}
        # Which words and pairs fit a form.
        self.fitting = {form: self.fit(form) for form in FORMS}

    def fit(self, form: str) -> list:
        least, most = (share * len(self.texts) for share in SHARES[form])
        counts = self.pairs if form == "phrase" else self.words
        fitting = [item for item, count in counts.items() if least <= count <= max(most, 1)]
        if form in ("prefix", "fuzzy"):
            fitting = [word for word in fitting if len(word) >= LONG]
        return sorted(fitting)

    def query(self, form: str, source: random.Random) -> Query | None:
        """Picks a query by chance; none where what was met does not do."""
        fitting = self.fitting[form]
        if form == "all":
            # Words that are in one passage together.
            fitting = sorted(set(source.choice(self.texts)).intersection(fitting))
        count = {"all": 2, "any": 3}.get(form, 1)
        if len(fitting) < count:
            return None
        if form == "phrase":
            return Query(form, source.choice(fitting))
        words = source.sample(fitting, count)
        if form == "prefix":
            words = [words[0][:PREFIX]]
        if form == "fuzzy":
            words = [misspelled(words[0])]
            # A word that there is need not be searched for near ones.
            if words[0] in self.words:
                return None
        return Query(form, tuple(words))


def misspelled(word: str) -> str:
    """A word without its middle letter."""
    middle = len(word) // 2
    return word[:middle] + word[middle + 1 :]


def read_texts(passages: Path) -> list[str]:
    with open(passages, "rb") as lines:
        count = sum(1 for _ in lines)
    # Not one in so many: documents that are alike would show the same of their sections.
    chosen = set(random.Random(count).sample(range(count), min(count, SAMPLE)))
    with open(passages, "rb") as lines:
        texts = (json.loads(line)["text"] for at, line in enumerate(lines) if at in chosen)
        return [text.lower() for text in texts]
