"""Charts with logarithmic axes, as SVG that can be read on light and on dark pages."""

import math
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 190, 44, 48
# Labels of lines stand at least so far apart.
LABEL_HEIGHT = 15
# A light page's colour and a dark page's, of one hue: told apart by who sees no red or green, too.
COLOURS = [
    ("#0072b2", "#56b4e9"),
    ("#b85000", "#f0a03c"),
    ("#00805c", "#2cc295"),
    ("#a3487c", "#dd8fbd"),
]

STYLE = """
    text { font: 12px system-ui, sans-serif; fill: #24292f }
    .title { font-size: 15px; font-weight: 600 }
    .page { fill: #ffffff }
    .grid { stroke: #d8dee4; stroke-width: 1 }
    .line { fill: none; stroke-width: 2 }
    .guide { fill: none; stroke: #8c959f; stroke-width: 1; stroke-dasharray: 4 4 }
"""
DARK_STYLE = """
    text { fill: #e6edf3 }
    .page { fill: #0d1117 }
    .grid { stroke: #30363d }
    .guide { stroke: #8b949e }
"""


@dataclass
class Line:
    """A name, and the points of a line."""

    name: str
    points: list[tuple[float, float]]


class Axis:
    """A logarithmic scale from one power of ten to another."""

    def __init__(self, values: list[float], start: float, end: float):
        self.low = math.floor(math.log10(min(values)) + 1e-9)
        self.high = max(math.ceil(math.log10(max(values)) - 1e-9), self.low + 1)
        self.start, self.end = start, end

    def at(self, value: float) -> float:
        part = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)

    def powers(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


def chart(title: str, unit: str, lines: list[Line]) -> str:
    """Draws lines over a number of documents."""
    xs = Axis([x for line in lines for x, _ in line.points], LEFT, WIDTH - RIGHT)
    ys = Axis([y for line in lines for _, y in line.points], HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{escape(title)}">',
        f"<style>{STYLE}{colours(0)}@media (prefers-color-scheme: dark) "
        f"{{{DARK_STYLE}{colours(1)}}}</style>",
        '<rect class="page" width="100%" height="100%"/>',
        f'<text class="title" x="{LEFT}" y="24">{escape(title)}</text>',
        *grid(xs, ys, unit),
        guide(xs, ys),
        *(polyline(number, line, xs, ys) for number, line in enumerate(lines)),
        *labels(lines, xs, ys),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def colours(page: int) -> str:
    rules = []
    for number, pair in enumerate(COLOURS):
        rules.append(f".line-{number} {{ stroke: {pair[page]} }}")
        rules.append(f".label-{number} {{ fill: {pair[page]} }}")
    return "\n    ".join(rules) + "\n"


def grid(xs: Axis, ys: Axis, unit: str) -> list[str]:
    parts = []
    for value in xs.powers():
        x = xs.at(value)
        parts.append(f'<path class="grid" d="M{x:.1f} {ys.start}V{ys.end}"/>')
        parts.append(
            f'<text x="{x:.1f}" y="{ys.start + 18}" text-anchor="middle">{value:,.0f}</text>'
        )
    for value in ys.powers():
        y = ys.at(value)
        parts.append(f'<path class="grid" d="M{xs.start} {y:.1f}H{xs.end}"/>')
        name = f"{value:,.10g} {unit}"
        parts.append(f'<text x="{xs.start - 8}" y="{y + 4:.1f}" text-anchor="end">{name}</text>')
    middle = (xs.start + xs.end) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 10}" text-anchor="middle">documents</text>')
    return parts


def guide(xs: Axis, ys: Axis) -> str:
    """A line that grows as the corpus does, from the corner as far as there is room."""
    decades = min(xs.high - xs.low, ys.high - ys.low)
    x, y = xs.at(10.0 ** (xs.low + decades)), ys.at(10.0 ** (ys.low + decades))
    return (
        f'<path class="guide" d="M{xs.start} {ys.start}L{x:.1f} {y:.1f}">'
        f"<title>growth as that of the corpus</title></path>"
    )


def polyline(number: int, line: Line, xs: Axis, ys: Axis) -> str:
    points = " ".join(f"{xs.at(x):.1f},{ys.at(y):.1f}" for x, y in line.points)
    dots = "".join(
        f'<circle class="label-{number}" cx="{xs.at(x):.1f}" cy="{ys.at(y):.1f}" r="3"/>'
        for x, y in line.points
    )
    return f'<polyline class="line line-{number}" points="{points}"/>{dots}'


def labels(lines: list[Line], xs: Axis, ys: Axis) -> list[str]:
    """The names of lines at their ends, from the top down, none over another."""
    ends = sorted((ys.at(line.points[-1][1]), number) for number, line in enumerate(lines))
    parts = []
    free = TOP
    for y, number in ends:
        y = max(y, free)
        free = y + LABEL_HEIGHT
        name = escape(lines[number].name)
        parts.append(
            f'<text class="label-{number}" x="{xs.end + 10}" y="{y + 4:.1f}">{name}</text>'
        )
    return parts
