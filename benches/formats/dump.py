"""Writes a dump as Wikipedia has them: pages of made-up words, the same ones in every run.

    python3 benches/formats/dump.py 100000 /tmp/dump/wiki.xml.bz2

Where the name ends in `.bz2`, each hundred pages are a stream of their own, as in Wikipedia's multistream dumps.
"""

import bz2
import random
import sys

WORDS = 20_000
STREAM_PAGES = 100
HEAD = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">
  <siteinfo>
    <sitename>Wikipedia</sitename>
  </siteinfo>
"""
PAGE = """  <page>
    <title>{title}</title>
    <ns>0</ns>
    <id>{number}</id>
    <revision>
      <id>{number}</id>
      <timestamp>2015-11-{day:02}T10:00:00Z</timestamp>
      <model>wikitext</model>
      <format>text/x-wiki</format>
      <text bytes="{size}" xml:space="preserve">{text}</text>
    </revision>
  </page>
"""


def vocabulary(chance):
    """Returns words of two to four syllables."""
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    return ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(WORDS)]


def paragraph(chance, words):
    """Returns a paragraph; frequent words are as frequent as Zipf has it."""
    picked = [words[min(int(chance.paretovariate(0.6)), WORDS) - 1] for _ in range(110)]
    picked[10] = f"[[{picked[10]}|{picked[11]}]]"
    picked[40] = f"'''{picked[40]}'''"
    picked[70] = f"{picked[70]}.&lt;ref&gt;{picked[71]}&lt;/ref&gt;"
    return " ".join(picked).capitalize() + ".\n"


def page(chance, words, number):
    """Returns a page of an opening and four sections."""
    parts = [paragraph(chance, words)]
    for _ in range(4):
        parts.append(f"\n== {chance.choice(words).capitalize()} ==\n" + paragraph(chance, words))
    text = "".join(parts)
    title = f"{chance.choice(words).capitalize()} {number}"
    return PAGE.format(title=title, number=number, day=1 + number % 28, size=len(text), text=text)


def main():
    pages, path = int(sys.argv[1]), sys.argv[2]
    pack = bz2.compress if path.endswith(".bz2") else bytes
    chance = random.Random(1)
    words = vocabulary(chance)
    with open(path, "wb") as out:
        out.write(pack(HEAD.encode()))
        for start in range(1, pages + 1, STREAM_PAGES):
            stream = [page(chance, words, it) for it in range(start, min(start + STREAM_PAGES, pages + 1))]
            out.write(pack("".join(stream).encode()))
        out.write(pack(b"</mediawiki>\n"))


if __name__ == "__main__":
    main()
