"""What was measured, as a table of ratios."""

from bench import FIND, FRESH, INDEX, NOTHING, ONE, TRUE, WITHIN, Measured
from measure import Cost
from ours import Ours
from peers import PEERS
from queries import FORMS

NONE = "–"
FORM_NAMES = {
    "rare": "a rare word",
    "common": "a common word",
    "all": "two words, all",
    "any": "three words, any",
    "phrase": "a phrase",
    "prefix": "a prefix",
    "fuzzy": "a near spelling",
}


def print_table(name: str, measured: Measured) -> None:
    print(
        f"{name}: {measured.files:,} files, {measured.source / 1e6:.1f} MB, "
        f"{measured.passages:,} passages\n"
    )
    columns = [FRESH, *(peer.name for peer in PEERS), FIND, TRUE]
    columns = [name for name in columns if any(name in row for row in measured.costs.values())]
    print_row(["", Ours.name, *(f"`{name}`" if name in (FIND, TRUE) else name for name in columns)])
    print_row(["---", *["---:"] * (1 + len(columns))])
    print_times(measured, INDEX, INDEX, columns)
    memory = {name: cost.memory for name, cost in measured.costs[INDEX].items()}
    print_amounts("peak memory of it", memory, columns)
    print_amounts("size of the index", measured.sizes, columns)
    for row in (NOTHING, ONE):
        print_times(measured, row, row, columns)
    for form in FORMS:
        print_times(measured, form, FORM_NAMES[form], columns)
    for form in FORMS:
        print_times(measured, WITHIN + form, WITHIN + FORM_NAMES[form], columns)
    print("\nasked were: " + "; ".join(" ".join(query.words) for query in measured.queries) + "\n")


def print_times(measured: Measured, row: str, title: str, columns: list[str]) -> None:
    costs = measured.costs.get(row, {})
    ours = costs.get(Ours.name)
    if ours:
        cells = [times(costs[name], ours) if name in costs else NONE for name in columns]
        print_row([title, absolute(ours), *cells])


def times(cost: Cost, ours: Cost) -> str:
    wall = ratio(cost.wall / ours.wall)
    return f"{wall} ({ratio(cost.cpu / ours.cpu)})" if ours.cpu else wall


def absolute(cost: Cost) -> str:
    return f"{seconds(cost.wall)} ({seconds(cost.cpu)})" if cost.cpu else seconds(cost.wall)


def print_amounts(title: str, amounts: dict[str, int], columns: list[str]) -> None:
    ours = amounts[Ours.name]
    cells = [ratio(amounts[name] / ours) if name in amounts else NONE for name in columns]
    print_row([title, f"{ours / 1e6:.0f} MB", *cells])


def ratio(number: float) -> str:
    """Two digits that count."""
    return f"{number:.0f}" if number >= 10 else f"{number:.1f}" if number >= 1 else f"{number:.2f}"


def seconds(time: float) -> str:
    if time >= 1:
        return f"{time:.1f} s"
    milliseconds = time * 1e3
    return f"{milliseconds:.0f} ms" if milliseconds >= 10 else f"{milliseconds:.2g} ms"


def print_row(cells: list[str]) -> None:
    print("| " + " | ".join(cells) + " |")
