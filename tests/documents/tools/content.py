"""The text that all tools are given, in the markup that each of them reads."""

TITLE = "The Mali War"
# So much text that headings stand out.
FILLER = " It is told at length, as people tell what they have seen." * 20
SECTIONS = [
    (1, "Background", "On 20 November 2015, a hotel in Bamako was attacked." + FILLER),
    (2, "Causes", "The river Niger floods the fields." + FILLER),
    (1, "Timeline", "In January 2013 the town of Konna fell." + FILLER),
]
RECORDS = [
    {"id": f"event-{number}", "title": heading, "text": text}
    for number, (_, heading, text) in enumerate(SECTIONS, 1)
]
ROWS = [["Year", "Event"]] + [[2013 + number, heading] for number, (_, heading, _) in enumerate(SECTIONS)]


def markdown(has_title=True):
    """Returns the text as Markdown."""
    parts = [f"# {TITLE}"] if has_title else []
    for level, heading, text in SECTIONS:
        parts += ["#" * (level + has_title) + f" {heading}", text]
    return "\n\n".join(parts) + "\n"


def html():
    """Returns the text as HTML."""
    body = "".join(f"<h{level + 1}>{heading}</h{level + 1}>\n<p>{text}</p>\n" for level, heading, text in SECTIONS)
    return f"<!DOCTYPE html>\n<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>\n{body}</body></html>\n"


def restructured():
    """Returns the text as reStructuredText."""
    lines = [TITLE, "=" * len(TITLE), ""]
    for level, heading, text in SECTIONS:
        lines += [heading, ("-~")[level - 1] * len(heading), "", text, ""]
    return "\n".join(lines)


def pod():
    """Returns the text as Pod."""
    body = "".join(f"=head{level} {heading}\n\n{text}\n\n" for level, heading, text in SECTIONS)
    return f"=head1 NAME\n\nmali - {TITLE}\n\n{body}=cut\n"


def org():
    """Returns the text as Org."""
    body = "".join(f"{'*' * level} {heading}\n{text}\n" for level, heading, text in SECTIONS)
    return f"#+TITLE: {TITLE}\n#+OPTIONS: toc:nil author:nil\n{body}"


def txt2tags():
    """Returns the text for txt2tags."""
    parts = [TITLE, "", ""]
    for level, heading, text in SECTIONS:
        parts += [f"{'=' * level} {heading} {'=' * level}", "", text, ""]
    return "\n".join(parts)


def asciidoc():
    """Returns the text as AsciiDoc."""
    parts = [f"= {TITLE}"]
    for level, heading, text in SECTIONS:
        parts += [f"{'=' * (level + 1)} {heading}", text]
    return "\n\n".join(parts) + "\n"


def texinfo():
    """Returns the text as Texinfo."""
    commands = ["chapter", "section"]
    parts = ["\\input texinfo", f"@settitle {TITLE}", "@node Top", f"@top {TITLE}", ""]
    for level, heading, text in SECTIONS:
        parts += [f"@node {heading}", f"@{commands[level - 1]} {heading}", text, ""]
    return "\n".join([*parts, "@bye", ""])


def tree():
    """Returns the sections as nested lists of heading, text and what is below."""
    top = []
    for level, heading, text in SECTIONS:
        below = top if level == 1 else top[-1][2]
        below.append((heading, text, []))
    return top
