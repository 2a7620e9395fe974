"""Writes one text in many formats, each by several tools: FOLDER/FORMAT/TOOL.EXTENSION.

    python3 tests/documents/tools.py FOLDER

Tools that are not installed are named, one on a line: `LEFT OUT: TOOL (FORMAT)`. The libraries among them are
in tools.txt, the programs are packages of Debian of the same name.
"""

import bz2
import csv
import gzip
import io
import json
import lzma
import mailbox
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email.message import EmailMessage
from pathlib import Path

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

FOLDER = Path(sys.argv[1]).resolve()
MAKERS = []


class Missing(Exception):
    """A tool is not installed."""


def makes(file, *others):
    """Registers a function that makes a file, or several."""

    def register(make):
        MAKERS.append(((file, *others), make))
        return make

    return register


def run(program, *arguments, stdin=None, cwd=None, stdout=None):
    """Runs a program; returns what it says, or writes it to a file."""
    if not shutil.which(program):
        raise Missing
    environment = dict(os.environ, HOME=str(FOLDER / "home"), SOURCE_DATE_EPOCH="0")
    command = [program, *map(str, arguments)]
    done = subprocess.run(command, input=stdin, cwd=cwd or FOLDER, env=environment, capture_output=True, check=True)
    if stdout:
        stdout.write_bytes(done.stdout)
    return done.stdout


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


def source(name, text):
    """Writes a source that tools read."""
    path = FOLDER / "sources" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


# Pandoc knows most of them.
PANDOC = {
    "docx": "docx", "odt": "odt", "rtf": "rtf", "epub": "epub3", "html": "html", "restructuredtext": "rst",
    "asciidoc": "asciidoc", "org": "org", "latex": "latex", "man": "man", "mediawiki": "mediawiki",
    "markdown": "gfm", "docbook": "docbook5", "jats": "jats", "tei": "tei", "fictionbook": "fb2",
    "jupyter": "ipynb", "pptx": "pptx",
}
EXTENSIONS = {
    "restructuredtext": "rst", "asciidoc": "adoc", "latex": "tex", "markdown": "md", "docbook": "xml",
    "jats": "xml", "tei": "xml", "fictionbook": "fb2", "jupyter": "ipynb",
}


def by_pandoc(format, to):
    @makes(f"{format}/pandoc.{EXTENSIONS.get(format, format)}")
    def make(path):
        text = source("titled.md", f"---\ntitle: {TITLE}\n---\n\n" + markdown(has_title=False))
        plain = source("plain.md", markdown())
        # GitHub's Markdown has no title of its own.
        run("pandoc", "-s", "-t", to, "-o", path, plain if format in ("markdown", "jupyter") else text)


for pair in PANDOC.items():
    by_pandoc(*pair)


def by_office(file, to, filter=None):
    """Has LibreOffice turn what another tool made into another format; it must be made before."""

    @makes(f"{to}/libreoffice-of-{Path(file).stem}.{to}")
    def make(path):
        origin = FOLDER / file
        if not origin.exists():
            raise Missing
        run("soffice", "--headless", "--convert-to", filter or to, "--outdir", path.parent, origin)
        (path.parent / f"{origin.stem}.{to}").rename(path)


# --- Texts of office programs ---


@makes("docx/python-docx.docx")
def _(path):
    import docx

    document = docx.Document()
    document.core_properties.title = TITLE
    for level, heading, text in SECTIONS:
        document.add_heading(heading, level)
        document.add_paragraph(text)
    document.save(path)


@makes("odt/odfpy.odt")
def _(path):
    from odf import dc
    from odf.opendocument import OpenDocumentText
    from odf.text import H, P

    document = OpenDocumentText()
    document.meta.addElement(dc.Title(text=TITLE))
    for level, heading, text in SECTIONS:
        document.text.addElement(H(outlinelevel=level, text=heading))
        document.text.addElement(P(text=text))
    document.save(path)


@makes("rtf/pyrtf.rtf")
def _(path):
    from PyRTF.document.section import Section
    from PyRTF.Elements import Document, StyleSheet
    from PyRTF.Renderer import Renderer
    from PyRTF.document.paragraph import Paragraph
    from PyRTF.Styles import ParagraphStyle

    document = Document()
    section = Section()
    document.Sections.append(section)
    styles = document.StyleSheet.ParagraphStyles
    for level, heading, text in SECTIONS:
        for style, line in ((getattr(styles, f"Heading{level}"), heading), (styles.Normal, text)):
            paragraph = Paragraph(style)
            paragraph.append(line)
            section.append(paragraph)
    with open(path, "w") as out:
        Renderer().Write(document, out)


by_office("docx/python-docx.docx", "odt")
by_office("odt/odfpy.odt", "rtf")
by_office("odt/odfpy.odt", "docx")
by_office("odt/odfpy.odt", "epub")
by_office("odt/odfpy.odt", "html")
by_office("odt/odfpy.odt", "pdf")


@makes("odt/emacs.odt", "latex/emacs.tex", "html/emacs.html", "man/emacs.man")
def _(*paths):
    text = source("emacs.org", org())
    exports = [("ox-odt", "org-odt-export-to-odt"), ("ox-latex", "org-latex-export-to-latex"),
               ("ox-html", "org-html-export-to-html"), ("ox-man", "org-man-export-to-man")]
    for path, (library, export) in zip(paths, exports):
        run("emacs", "--batch", text, "--eval", f"(require '{library})", "-f", export)
        text.with_suffix(path.suffix).rename(path)


# --- Books ---


@makes("epub/ebooklib.epub")
def _(path):
    from ebooklib import epub

    book = epub.EpubBook()
    book.set_identifier("mali")
    book.set_title(TITLE)
    book.set_language("en")
    chapters = []
    for number, (level, heading, text) in enumerate(SECTIONS):
        chapter = epub.EpubHtml(title=heading, file_name=f"c{number}.xhtml")
        chapter.content = f"<h{level}>{heading}</h{level}><p>{text}</p>"
        book.add_item(chapter)
        chapters.append(chapter)
    book.toc = chapters
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    book.spine = ["nav", *chapters]
    epub.write_epub(path, book)


# --- Markup ---


@makes("html/docutils.html", "latex/docutils.tex", "man/docutils.man", "odt/docutils.odt", "xml/docutils.xml")
def _(*paths):
    import docutils.core

    for path, writer in zip(paths, ("html5", "latex", "manpage", "odt", "xml")):
        text = docutils.core.publish_string(restructured(), writer=writer, settings_overrides={"report_level": 5})
        path.write_bytes(text)


@makes("html/python-markdown.html")
def _(path):
    import markdown as library

    path.write_text(f"<!DOCTYPE html><title>{TITLE}</title>" + library.markdown(markdown()))


@makes("html/pod2html.html", "man/pod2man.man", "markdown/pandoc-of-html.md")
def _(page, manual, text):
    run("pod2html", "--infile", source("mali.pod", pod()), "--title", TITLE, stdout=page)
    run("pod2man", "--name", "MALI", "--section", "7", FOLDER / "sources" / "mali.pod", stdout=manual)
    run("pandoc", "-f", "html", "-t", "markdown", "-o", text, source("a.html", html()))




@makes("jupyter/nbformat.ipynb")
def _(path):
    import nbformat.v4 as notebook

    cells = [notebook.new_markdown_cell(f"# {TITLE}")]
    for level, heading, text in SECTIONS:
        cells += [notebook.new_markdown_cell(f"{'#' * (level + 1)} {heading}"), notebook.new_code_cell(f"# {text}")]
    import nbformat

    nbformat.write(notebook.new_notebook(cells=cells), path)


@makes("jupyter/jupytext.ipynb")
def _(path):
    import jupytext

    jupytext.write(jupytext.reads(markdown(), fmt="md"), path)


# --- Pages ---


@makes("pdf/chromium.pdf")
def _(path):
    page = source("page.html", html())
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    run("chromium", *options, f"--print-to-pdf={path}", page.as_uri())


@makes("pdf/groff.pdf", "pdf/ghostscript.pdf")
def _(direct, distilled):
    body = "".join(f".NH {level}\n{heading}\n.LP\n{text}\n" for level, heading, text in SECTIONS)
    text = f".TL\n{TITLE}\n{body}".encode()
    run("groff", "-ms", "-Tpdf", stdin=text, stdout=direct)
    run("groff", "-ms", "-Tps", stdin=text, stdout=FOLDER / "sources" / "a.ps")
    run("ps2pdf", FOLDER / "sources" / "a.ps", distilled)


@makes("pdf/fpdf2.pdf")
def _(path):
    from fpdf import FPDF

    document = FPDF()
    document.set_title(TITLE)
    document.add_page()
    for level, heading, text in SECTIONS:
        document.set_font("Helvetica", style="B", size=20 - 4 * level)
        document.start_section(heading, level - 1)
        document.cell(text=heading, new_x="LMARGIN", new_y="NEXT")
        document.set_font("Times", size=11)
        document.multi_cell(0, text=text, new_x="LMARGIN", new_y="NEXT")
    document.output(str(path))


@makes("pdf/reportlab.pdf")
def _(path):
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    styles = getSampleStyleSheet()
    story = []
    for level, heading, text in SECTIONS:
        story += [Paragraph(heading, styles[f"Heading{level}"]), Paragraph(text, styles["BodyText"])]
    SimpleDocTemplate(str(path), title=TITLE).build(story)


# --- Slides and sheets ---


@makes("pptx/python-pptx.pptx")
def _(path):
    from pptx import Presentation

    slides = Presentation()
    for _, heading, text in SECTIONS:
        slide = slides.slides.add_slide(slides.slide_layouts[1])
        slide.shapes.title.text = heading
        slide.placeholders[1].text = text
    slides.save(path)


@makes("odp/odfpy.odp")
def _(path):
    from odf.draw import Frame, Page, TextBox
    from odf.opendocument import OpenDocumentPresentation
    from odf.style import MasterPage, PageLayout
    from odf.text import P

    document = OpenDocumentPresentation()
    layout = PageLayout(name="layout")
    document.automaticstyles.addElement(layout)
    master = MasterPage(name="master", pagelayoutname=layout)
    document.masterstyles.addElement(master)
    for _, heading, text in SECTIONS:
        page = Page(masterpagename=master)
        for kind, line in (("title", heading), ("outline", text)):
            frame = Frame(width="20cm", height="5cm", x="1cm", y="1cm", attributes={"class": kind})
            box = TextBox()
            box.addElement(P(text=line))
            frame.addElement(box)
            page.addElement(frame)
        document.presentation.addElement(page)
    document.save(path)


by_office("pptx/python-pptx.pptx", "odp")
by_office("pptx/pandoc.pptx", "odp")
by_office("odp/libreoffice-of-python-pptx.odp", "pptx")


@makes("xlsx/openpyxl.xlsx")
def _(path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Events"
    for row in ROWS:
        book.active.append(row)
    book.save(path)


@makes("xlsx/xlsxwriter.xlsx")
def _(path):
    from xlsxwriter import Workbook

    with Workbook(path) as book:
        sheet = book.add_worksheet("Events")
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)


@makes("ods/odfpy.ods")
def _(path):
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    document = OpenDocumentSpreadsheet()
    table = Table(name="Events")
    for values in ROWS:
        row = TableRow()
        for value in values:
            kind = {"valuetype": "float", "value": value} if isinstance(value, int) else {"valuetype": "string"}
            cell = TableCell(**kind)
            cell.addElement(P(text=str(value)))
            row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(path)


by_office("xlsx/openpyxl.xlsx", "ods")
by_office("xlsx/xlsxwriter.xlsx", "ods")
by_office("ods/odfpy.ods", "xlsx")
by_office("xlsx/openpyxl.xlsx", "xls")

# --- Records ---


@makes("jsonl/python.jsonl", "json/python.json")
def _(lines, whole):
    lines.write_text("".join(json.dumps(record) + "\n" for record in RECORDS))
    whole.write_text(json.dumps(RECORDS, indent=2))


@makes("jsonl/jq.jsonl", "json/jq.json")
def _(lines, whole):
    text = json.dumps(RECORDS).encode()
    run("jq", "-c", ".[]", stdin=text, stdout=lines)
    run("jq", "--tab", ".", stdin=text, stdout=whole)


@makes("csv/sqlite.csv", "json/sqlite.json", "csv/sqlite-tabs.tsv")
def _(table, whole, tabs):
    rows = "".join("INSERT INTO t VALUES ({id!r}, {title!r}, {text!r});\n".format(**record) for record in RECORDS)
    make = f"CREATE TABLE t (id, title, text);\n{rows}SELECT * FROM t;\n".encode()
    run("sqlite3", "-csv", "-header", stdin=make, stdout=table)
    run("sqlite3", "-json", stdin=make, stdout=whole)
    run("sqlite3", "-tabs", "-header", stdin=make, stdout=tabs)


@makes("jsonl/node.jsonl")
def _(path):
    script = "for (const it of JSON.parse(require('fs').readFileSync(0))) console.log(JSON.stringify(it))"
    run("node", "-e", script, stdin=json.dumps(RECORDS).encode(), stdout=path)


@makes("csv/python.csv")
def _(path):
    with open(path, "w", newline="") as out:
        writer = csv.DictWriter(out, ["id", "title", "text"], quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(RECORDS)


# --- Messages ---


def message(number, attached=False):
    """Returns a section as a message."""
    _, heading, text = SECTIONS[number]
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Awa Traoré <awa@example.org>", "b@example.org", heading
    mail["Date"], mail["Message-ID"] = "Fri, 20 Nov 2015 10:00:00 +0000", f"<event-{number + 1}@example.org>"
    mail.set_content(text)
    if attached:
        mail.add_alternative(f"<p>{text}</p>", subtype="html")
        mail.add_attachment(markdown(), subtype="markdown", filename="Überblick.md")
        mail.add_attachment(message(2))
    return mail


@makes("mail/python.eml", "mailbox/python.mbox")
def _(single, box):
    single.write_bytes(message(0, attached=True).as_bytes())
    box = mailbox.mbox(box)
    for number in range(len(SECTIONS)):
        box.add(message(number, attached=number == 0))
    box.close()


@makes("mail/git.eml", "mailbox/git.mbox")
def _(single, box):
    repository = FOLDER / "sources" / "repository"
    git = ["-c", "user.name=Awa", "-c", "user.email=awa@example.org", "-C", repository]
    run("git", "init", "-q", repository)
    for number, (_, heading, text) in enumerate(SECTIONS):
        (repository / f"{number}.md").write_text(text)
        run("git", *git, "add", ".")
        run("git", *git, "commit", "-q", "-m", f"{heading}\n\n{text}")
    run("git", *git, "format-patch", "-q", "--root", "--stdout", "--subject-prefix=", "--no-numbered", stdout=box)
    patch = run("git", *git, "format-patch", "-q", "--root", "--stdout", "--subject-prefix=", "--attach", "-1", "HEAD~2")
    single.write_bytes(patch.split(b"\n", 1)[1])


@makes("mail/perl.eml")
def _(path):
    # The format by hand, as simple programs write it: no parts, no encoding, lines that end as in the protocol.
    _, heading, text = SECTIONS[0]
    lines = ["From: awa@example.org", "To: b@example.org", f"Subject: {heading}", "Date: Fri, 20 Nov 2015 10:00:00 +0000", "", text]
    run("perl", "-e", 'print map { s/\\n/\\r\\n/r } <STDIN>', stdin="\n".join(lines + [""]).encode(), stdout=path)


# --- Subtitles ---

TIMES = [(1, 3), (65, 70), (130, 140)]


@makes("subtitles/webvtt-py.vtt")
def _(path):
    import webvtt

    vtt = webvtt.WebVTT()
    stamp = lambda seconds: f"00:{seconds // 60:02}:{seconds % 60:02}.000"
    for (start, end), (_, _, text) in zip(TIMES, SECTIONS):
        vtt.captions.append(webvtt.Caption(stamp(start), stamp(end), text))
    vtt.save(str(path))


@makes("subtitles/srt.srt")
def _(path):
    import srt
    from datetime import timedelta

    cues = [
        srt.Subtitle(number, timedelta(seconds=start), timedelta(seconds=end), text)
        for number, ((start, end), (_, _, text)) in enumerate(zip(TIMES, SECTIONS), 1)
    ]
    path.write_text(srt.compose(cues))


@makes("subtitles/pysrt.srt")
def _(path):
    import pysrt

    file = pysrt.SubRipFile()
    for number, ((start, end), (_, _, text)) in enumerate(zip(TIMES, SECTIONS), 1):
        file.append(pysrt.SubRipItem(number, {"seconds": start}, {"seconds": end}, text))
    file.save(str(path), encoding="utf-8-sig", eol="\r\n")


# --- Settings ---

SETTINGS = {heading.lower(): {"note": text} for _, heading, text in SECTIONS}


@makes("settings/pyyaml.yaml", "settings/json.yaml")
def _(path, flow):
    import yaml

    path.write_text(yaml.safe_dump(SETTINGS, sort_keys=False))
    flow.write_text(yaml.safe_dump(SETTINGS, sort_keys=False, default_style='"'))


@makes("settings/tomli-w.toml")
def _(path):
    import tomli_w

    path.write_text(tomli_w.dumps(SETTINGS))


@makes("settings/configparser.ini")
def _(path):
    import configparser

    parser = configparser.ConfigParser()
    parser.read_dict(SETTINGS)
    with open(path, "w") as out:
        parser.write(out)


# --- Compressed files and archives ---


@makes("compressed/python.md.gz", "compressed/python.md.bz2", "compressed/python.md.xz")
def _(*paths):
    for path, library in zip(paths, (gzip, bz2, lzma)):
        path.write_bytes(library.compress(markdown().encode()))


def by_compressor(program, extension, *options):
    @makes(f"compressed/{program}.md.{extension}")
    def make(path):
        run(program, "-c", *options, stdin=markdown().encode(), stdout=path)


for compressor in [("gzip", "gz", "-9"), ("bzip2", "bz2"), ("xz", "xz"), ("zstd", "zst", "-19", "--check"),
                   ("pigz", "gz"), ("pbzip2", "bz2"), ("pzstd", "zst")]:
    by_compressor(*compressor)


@makes("archive/zipfile.zip", "archive/tarfile.tar", "archive/tarfile.tar.xz")
def _(archive, plain, packed):
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_BZIP2) as out:
        out.writestr("docs/mali.md", markdown())
    for path, mode, format in ((plain, "w", tarfile.USTAR_FORMAT), (packed, "w:xz", tarfile.PAX_FORMAT)):
        with tarfile.open(path, mode, format=format) as out:
            info = tarfile.TarInfo("docs/mali.md")
            info.size = len(markdown().encode())
            out.addfile(info, io.BytesIO(markdown().encode()))


@makes("archive/info-zip.zip", "archive/gnu-tar.tar.gz", "archive/git.zip", "archive/git.tar")
def _(info_zip, gnu_tar, git_zip, git_tar):
    folder = FOLDER / "sources" / "archive"
    (folder / "docs").mkdir(parents=True, exist_ok=True)
    (folder / "docs" / "mali.md").write_text(markdown())
    run("zip", "-q", "-r", info_zip, "docs", cwd=folder)
    run("tar", "-czf", gnu_tar, "docs", cwd=folder)
    run("git", "init", "-q", folder)
    run("git", "-C", folder, "add", "docs")
    tree = run("git", "-C", folder, "write-tree").decode().strip()
    run("git", "-C", folder, "archive", "-o", git_zip, tree)
    run("git", "-C", folder, "archive", "-o", git_tar, tree)


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
