"""Texts in markup, and books."""

from content import SECTIONS, TITLE, asciidoc, html, markdown, org, pod, restructured, texinfo, tree, txt2tags
from tool import FOLDER, made, makes, run, run_module, run_node, source

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


@makes("text/pandoc.txt")
def _(path):
    run("pandoc", "-t", "plain", "-o", path, source("plain.md", markdown()))


@makes("odt/emacs.odt", "latex/emacs.tex", "html/emacs.html", "man/emacs.man", "org/emacs.org")
def _(*paths):
    text = source("emacs.org", org())
    exports = [("ox-odt", "org-odt-export-to-odt"), ("ox-latex", "org-latex-export-to-latex"),
               ("ox-html", "org-html-export-to-html"), ("ox-man", "org-man-export-to-man"),
               ("ox-org", "org-org-export-to-org")]
    for path, (library, export) in zip(paths, exports):
        run("emacs", "--batch", text, "--eval", f"(require '{library})", "-f", export)
        # What is Org already gets a name of its own.
        written = text.with_suffix(".org.org" if path.suffix == ".org" else path.suffix)
        written.rename(path)


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

@makes("asciidoc/txt2tags.adoc", "docbook/txt2tags.xml", "html/txt2tags.html", "latex/txt2tags.tex",
       "man/txt2tags.man", "markdown/txt2tags.md", "mediawiki/txt2tags.wiki", "text/txt2tags.txt")
def _(*paths):
    text = source("mali.t2t", txt2tags())
    for path, target in zip(paths, ("adoc", "dbk", "html", "tex", "man", "md", "wiki", "txt")):
        run_module("txt2tags", "--target", target, "--outfile", path, text)


@makes("docbook/asciidoc.xml", "html/asciidoc.html")
def _(*paths):
    text = source("mali.adoc", asciidoc())
    for path, backend in zip(paths, ("docbook45", "xhtml11")):
        run_module("asciidoc", "--backend", backend, "--out-file", path, text)


@makes("html/texinfo.html", "text/texinfo.txt")
def _(*paths):
    text = source("mali.texi", texinfo())
    for path, to in zip(paths, ("html", "plaintext")):
        run("makeinfo", f"--{to}", "--no-split", "-o", path, text)


@makes("restructuredtext/mistune.rst", "markdown/mistune.md", "html/mistune.html")
def _(rst, text, page):
    import mistune
    from mistune.renderers.markdown import MarkdownRenderer
    from mistune.renderers.rst import RSTRenderer

    rst.write_text(mistune.create_markdown(renderer=RSTRenderer())(markdown()))
    text.write_text(mistune.create_markdown(renderer=MarkdownRenderer())(markdown()))
    page.write_text(f"<!DOCTYPE html><title>{TITLE}</title>" + mistune.html(markdown()))


@makes("restructuredtext/rstcloth.rst")
def _(path):
    from rstcloth import RstCloth

    with open(path, "w") as out:
        document = RstCloth(out)
        document.heading(TITLE, "=", overline=True)
        for level, heading, text in SECTIONS:
            document.newline()
            document.heading(heading, "=-"[level - 1])
            document.newline()
            document.content(text)
            document.newline()


@makes("asciidoc/asciidoctor-reducer.adoc")
def _(path):
    start = asciidoc().index("== Timeline")
    part = source("timeline.adoc", asciidoc()[start:])
    script = """
        import asciidoctor from 'asciidoctor';
        const make = async ({ text, folder }) => {
            const processor = asciidoctor();
            const { default: reducer } = await import('@asciidoctor/reducer');
            const registry = processor.Extensions.create();
            reducer.register(registry);
            const options = { safe: 'unsafe', base_dir: folder, extension_registry: registry };
            return processor.load(text, options).getSource();
        };
    """
    text = asciidoc()[:start] + f"include::{part.name}[]\n"
    run_node(script, {"text": text, "folder": str(part.parent)}, path)


@makes("org/uniorg.org")
def _(path):
    script = """
        import { parse } from 'uniorg-parse/lib/parser.js';
        import { stringify } from 'uniorg-stringify/lib/stringify.js';
        const make = (text) => stringify(parse(text));
    """
    run_node(script, org(), path)


@makes("org/orgmunge.org")
def _(path):
    from orgmunge import Org
    from orgmunge.classes import Heading, Headline

    document = Org("", from_file=False)
    document.metadata["title"] = [TITLE]

    def headings(sections, level):
        for heading, text, below in sections:
            found = Heading(Headline(document.todos, "*" * level + " ", title=heading), (None, None, text))
            for child in headings(below, level + 1):
                found.add_child(child)
            yield found

    document.root.children = list(headings(tree(), 1))
    document.write(str(path))


@makes("mediawiki/html2wiki.wiki")
def _(path):
    run("html2wiki", "--dialect", "MediaWiki", source("a.html", html()), stdout=path)


@makes("markdown/markdownify.md")
def _(path):
    from markdownify import ATX, markdownify

    path.write_text(markdownify(html(), heading_style=ATX))


@makes("markdown/html2text.md")
def _(path):
    import html2text

    path.write_text(html2text.html2text(html()))


@makes("markdown/turndown.md")
def _(path):
    script = """
        import Turndown from 'turndown';
        const make = (text) => new Turndown().turndown(text);
    """
    run_node(script, html(), path)


# --- XML ---


@makes("jats/myst-to-jats.xml")
def _(path):
    children = []
    for level, heading, text in SECTIONS:
        children.append({"type": "heading", "depth": level, "children": [{"type": "text", "value": heading}]})
        children.append({"type": "paragraph", "children": [{"type": "text", "value": text}]})
    script = """
        import * as jats from 'myst-to-jats';
        import { VFile } from 'vfile';
        const make = ({ title, children }) => {
            const content = { mdast: { type: 'root', children }, frontmatter: { title } };
            const writer = new jats.JatsDocument(new VFile(), content);
            return jats.writeJats(writer.file, content, { writeFullArticle: true }).result;
        };
    """
    run_node(script, {"title": TITLE, "children": children}, path)


@makes("jats/latexml.xml")
def _(path):
    sections = "".join(
        f"\\{'sub' * (level - 1)}section{{{heading}}}\n{text}\n" for level, heading, text in SECTIONS
    )
    head = f"\\documentclass{{article}}\\title{{{TITLE}}}"
    text = f"{head}\\begin{{document}}\\maketitle\n{sections}\\end{{document}}\n"
    run("latexmlc", "--quiet", "--format=jats", source("mali.tex", text), stdout=path)


@makes("tei/trafilatura.xml")
def _(path):
    import trafilatura

    path.write_text(trafilatura.extract(html(), output_format="xmltei"))


@makes("tei/oitei.xml")
def _(path):
    import oitei

    body = "".join(f"### {'|' * level} {heading}\n# {text}\n" for level, heading, text in SECTIONS)
    text = f"######OpenITI#\n\n#META# Title: {TITLE}\n#META#Header#End#\n\n{body}"
    known = dict.fromkeys(("prefix", "idno", "auth_uri", "author", "book_uri"), "awa") | {"book": TITLE}
    converter = oitei.Converter(text, known)
    converter.convert()
    path.write_text(converter.tostring())


@makes("fictionbook/fb2.fb2")
def _(path):
    from FB2 import FictionBook2
    from FB2.Chapter import ChapterWithSubchapters, SimpleChapter

    def chapters(sections):
        for heading, text, below in sections:
            yield SimpleChapter(title=heading, content=[text])
            if below:
                yield ChapterWithSubchapters(title=heading, subchapters=list(chapters(below)))

    book = FictionBook2()
    book.titleInfo.title = TITLE
    book.chapters = list(chapters(tree()))
    book.write(str(path))


@makes("fictionbook/ebookmeta-of-pandoc.fb2")
def _(path):
    import ebookmeta

    path.write_bytes(made("fictionbook/pandoc.fb2").read_bytes())
    known = ebookmeta.get_metadata(str(path))
    known.set_author_list_from_string("Awa Traoré")
    ebookmeta.set_metadata(str(path), known)


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


@makes("epub/mkepub.epub")
def _(path):
    import mkepub

    book = mkepub.Book(title=TITLE, language="en")

    def add(sections, level, parent=None):
        for heading, text, below in sections:
            page = book.add_page(heading, f"<h{level}>{heading}</h{level}><p>{text}</p>", parent)
            add(below, level + 1, page)

    add(tree(), 1)
    book.save(path)


@makes("epub/calibre-of-pandoc.epub", "fictionbook/calibre-of-pandoc.fb2")
def _(book, fiction):
    for path in (book, fiction):
        run("ebook-convert", made("epub/pandoc.epub"), path)


# --- Notebooks ---


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
