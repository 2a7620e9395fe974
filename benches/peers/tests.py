"""Tests of what the measurements rest on.

python3 -m unittest discover -s benches/peers -p tests.py
"""

import json
import tempfile
import unittest
import xml.dom.minidom
from pathlib import Path

from chart import LABEL_HEIGHT, Line, chart
from made import documents, name
from measure import Cost, median, rounds
from queries import Query, misspelled, pick
from table import ratio, seconds, times


def picked(texts: list[str], count: int = 3) -> list[Query]:
    with tempfile.TemporaryDirectory() as folder:
        passages = Path(folder) / "passages.jsonl"
        passages.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
        return pick(passages, count)


class Made(unittest.TestCase):
    def test_documents_are_the_same_each_time(self):
        self.assertEqual(list(documents(3)), list(documents(3)))

    def test_more_documents_begin_with_the_same_ones(self):
        self.assertEqual(list(documents(5))[:3], list(documents(3)))

    def test_only_one_document_has_a_name(self):
        has = [name(2) in text for text in documents(5)]
        self.assertEqual(has, [False, False, True, False, False])


class Queries(unittest.TestCase):
    TEXTS = [
        f"the alphabet{letter} stands beside remarkable evidence of number{letter}"
        for letter in "abcdefghijklmnopqrst"
    ]

    def test_words_are_as_frequent_as_their_form_says(self):
        queries = picked([*["frequent"] * 60, "rarely", *["everywhere"] * 539])
        words = {query.form: query.words for query in queries}
        self.assertEqual(words["common"], ("frequent",))
        self.assertEqual(words["rare"], ("rarely",))

    def test_sections_that_repeat_in_every_document_are_all_seen(self):
        texts = ["", "repeated", *["else"] * 8] * 10_000
        self.assertIn(("repeated",), {query.words for query in picked(texts)})

    def test_words_that_are_joined_to_others_are_not_asked_for(self):
        words = {query.words for query in picked(["snake_case well-known don't a.file plain"])}
        self.assertEqual(words, {("plain",)})

    def test_words_of_a_phrase_stand_side_by_side(self):
        for query in picked(["some winding, river valley"] * 2):
            if query.form == "phrase":
                self.assertEqual(query.words, ("river", "valley"))

    def test_no_query_is_asked_twice(self):
        queries = picked(self.TEXTS)
        self.assertEqual(len(queries), len(set(queries)))

    def test_a_misspelled_word_lacks_a_letter(self):
        self.assertEqual(misspelled("evidence"), "evidnce")


class Measuring(unittest.TestCase):
    def test_steps_take_turns(self):
        order = []

        def step(name):
            return lambda: order.append(name) or Cost(1, 1, 1)

        rounds({"a": step("a"), "b": step("b")}, runs=2, patience=10)
        self.assertEqual(order, ["a", "b", "a", "b"])

    def test_a_slow_step_is_not_repeated(self):
        costs = rounds({"slow": lambda: Cost(20, 1, 1)}, runs=5, patience=10)
        self.assertEqual(len(costs["slow"]), 1)

    def test_the_median_is_that_of_each_part_and_memory_the_most(self):
        costs = [Cost(1, 9, 5), Cost(2, 8, 7), Cost(9, 7, 6)]
        self.assertEqual(median(costs), Cost(2, 8, 7))


class Table(unittest.TestCase):
    def test_ratios_show_two_digits_that_count(self):
        self.assertEqual([ratio(12.34), ratio(1.234), ratio(0.1234)], ["12", "1.2", "0.12"])

    def test_above_one_the_other_is_slower(self):
        self.assertEqual(times(Cost(3, 1, 0), Cost(1.5, 2, 0)), "2.0 (0.50)")

    def test_times_are_told_in_their_unit(self):
        self.assertEqual(
            [seconds(2.5), seconds(0.0123), seconds(0.00123)], ["2.5 s", "12 ms", "1.2 ms"]
        )


class Chart(unittest.TestCase):
    LINES = [Line("a & b", [(10, 1), (1000, 50)]), Line("c", [(10, 2), (1000, 51)])]

    def elements(self, name: str) -> list:
        return xml.dom.minidom.parseString(chart("Title", "s", self.LINES)).getElementsByTagName(
            name
        )

    def test_a_power_of_ten_is_as_far_from_the_next_as_any_other(self):
        [first, *_] = self.elements("polyline")
        (x1, y1), (x2, _) = [point.split(",") for point in first.getAttribute("points").split()]
        middle = [text for text in self.elements("text") if text.firstChild.data == "100"]
        self.assertAlmostEqual(float(middle[0].getAttribute("x")), (float(x1) + float(x2)) / 2, 0)

    def test_labels_do_not_cover_each_other(self):
        ys = [
            float(text.getAttribute("y"))
            for text in self.elements("text")
            if text.getAttribute("class").startswith("label")
        ]
        self.assertGreaterEqual(ys[1] - ys[0], LABEL_HEIGHT)


if __name__ == "__main__":
    unittest.main()
