"""Texts, slides and sheets of office programs."""

from pathlib import Path

from content import ROWS, SECTIONS, TITLE, html, pod
from tool import made, makes, run, run_node, source


def by_office(file, to, filter=None):
    """Has LibreOffice turn what another tool made into another format; it must be made before."""

    @makes(f"{to}/libreoffice-of-{Path(file).stem}.{to}")
    def make(path):
        origin = made(file)
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


@makes("rtf/pod2rtf.rtf")
def _(path):
    script = "use Pod::Simple::RTF; exit Pod::Simple::RTF->filter(shift)->any_errata_seen"
    run("perl", "-e", script, source("mali.pod", pod()), stdout=path)


@makes("docx/docx.docx")
def _(path):
    script = """
        import * as docx from 'docx';
        const make = ({ title, sections }) => {
            const children = sections.flatMap(([level, heading, text]) => [
                new docx.Paragraph({ text: heading, heading: `Heading${level}` }), new docx.Paragraph(text)]);
            return docx.Packer.toBuffer(new docx.Document({ title, sections: [{ children }] }));
        };
    """
    run_node(script, {"title": TITLE, "sections": SECTIONS}, path)


@makes("docx/html-docx-js.docx")
def _(path):
    script = """
        import word from 'html-docx-js';
        const make = async (html) => Buffer.from(await word.asBlob(html).arrayBuffer());
    """
    run_node(script, html(), path)


@makes("odt/odfdo.odt", "odp/odfdo.odp", "ods/odfdo.ods")
def _(text, slides, sheet):
    from odfdo import Document, DrawPage, Frame, Header, Paragraph, Row, Table

    document = Document("text")
    document.meta.title = TITLE
    document.body.clear()
    for level, heading, words in SECTIONS:
        document.body.append(Header(level, heading))
        document.body.append(Paragraph(words))
    document.save(text)

    document = Document("presentation")
    document.body.clear()
    for number, (_, heading, words) in enumerate(SECTIONS, 1):
        page = DrawPage(f"page{number}", name=f"Page {number}")
        for kind, line in (("title", heading), ("outline", words)):
            frame = Frame.text_frame(line, size=("20cm", "5cm"), position=("1cm", "1cm"))
            frame.presentation_class = kind
            page.append(frame)
        document.body.append(page)
    document.save(slides)

    document = Document("spreadsheet")
    document.body.clear()
    table = Table("Events")
    for values in ROWS:
        row = Row()
        row.set_values(values)
        table.append_row(row)
    document.body.append(table)
    document.save(sheet)


by_office("docx/python-docx.docx", "odt")
by_office("odt/odfpy.odt", "rtf")
by_office("odt/odfpy.odt", "docx")
by_office("odt/odfpy.odt", "epub")
by_office("odt/odfpy.odt", "html")
by_office("odt/odfpy.odt", "pdf")


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


@makes("pptx/pptxgenjs.pptx")
def _(path):
    script = """
        import Presentation from 'pptxgenjs';
        const make = (sections) => {
            const slides = new Presentation();
            const placeholder = (name, type, y) => ({ options: { name, type, x: 1, y, w: 8, h: 2 }, text: '' });
            const objects = [placeholder('head', 'title', 0), placeholder('text', 'body', 2)];
            slides.defineSlideMaster({ title: 'master', objects: objects.map((placeholder) => ({ placeholder })) });
            for (const [, heading, text] of sections) {
                const slide = slides.addSlide({ masterName: 'master' });
                slide.addText(heading, { placeholder: 'head' });
                slide.addText(text, { placeholder: 'text' });
            }
            return slides.write({ outputType: 'nodebuffer' });
        };
    """
    run_node(script, SECTIONS, path)


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


@makes("xlsx/sheetjs.xlsx", "xls/sheetjs.xls", "ods/sheetjs.ods")
def _(*paths):
    for path, kind in zip(paths, ("xlsx", "biff8", "ods")):
        script = f"""
            import sheets from 'xlsx';
            const make = (rows) => {{
                const book = sheets.utils.book_new();
                sheets.utils.book_append_sheet(book, sheets.utils.aoa_to_sheet(rows), 'Events');
                return sheets.write(book, {{ type: 'buffer', bookType: '{kind}' }});
            }};
        """
        run_node(script, ROWS, path)


@makes("xls/xlwt.xls")
def _(path):
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Events")
    for number, row in enumerate(ROWS):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    book.save(str(path))


by_office("xlsx/openpyxl.xlsx", "ods")
by_office("xlsx/xlsxwriter.xlsx", "ods")
by_office("ods/odfpy.ods", "xlsx")
by_office("xlsx/openpyxl.xlsx", "xls")
