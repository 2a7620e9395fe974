"""Pages to print, and pages that were saved."""

import shutil

from content import SECTIONS, TITLE, html
from tool import FOLDER, Missing, made, makes, run, run_node, source


@makes("pdf/chromium.pdf", "pdf/poppler-of-chromium.pdf")
def _(path, again):
    page = source("page.html", html())
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    run("chromium", *options, f"--print-to-pdf={path}", page.as_uri())
    run("pdftocairo", "-pdf", path, again)


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


@makes("mhtml/chromium.mhtml")
def _(path):
    script = """
        import { chromium } from 'playwright-core';
        const make = async ({ program, page }) => {
            const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
            const tab = await browser.newPage();
            await tab.goto(page);
            const session = await tab.context().newCDPSession(tab);
            const saved = await session.send('Page.captureSnapshot', { format: 'mhtml' });
            await browser.close();
            return saved.data;
        };
    """
    program = shutil.which("chromium")
    if not program:
        raise Missing
    run_node(script, {"program": program, "page": source("page.html", html()).as_uri()}, path)


@makes("mhtml/python.mht")
def _(path):
    from email.message import EmailMessage

    page = EmailMessage()
    page["From"], page["Subject"] = "<Saved by hand>", TITLE
    page.set_content(html(), subtype="html", cte="base64")
    page.make_related()
    page.add_related(b"GIF89a", "image", "gif", cid="<a@b>")
    path.write_bytes(page.as_bytes())


@makes("mhtml/nodemailer.mhtml")
def _(path):
    script = """
        import mail from 'nodemailer';
        const make = async ({ subject, html }) => {
            const transport = mail.createTransport({ streamTransport: true, buffer: true });
            const image = { cid: 'a@example.org', filename: 'a.gif', content: 'GIF89a' };
            return (await transport.sendMail({ subject, html, attachments: [image] })).message;
        };
    """
    run_node(script, {"subject": TITLE, "html": html()}, path)


@makes("mhtml/html-docx-js.mht")
def _(path):
    from zipfile import ZipFile

    with ZipFile(made("docx/html-docx-js.docx")) as package:
        path.write_bytes(package.read("word/afchunk.mht"))
