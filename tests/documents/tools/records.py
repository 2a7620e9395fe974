"""Records, messages, subtitles and settings."""

import csv
import json
import mailbox
from email.message import EmailMessage

from content import RECORDS, SECTIONS, markdown
from tool import FOLDER, makes, run, run_node


# --- Records ---


@makes("jsonl/python.jsonl", "json/python.json")
def _(lines, whole):
    lines.write_text("".join(json.dumps(record) + "\n" for record in RECORDS))
    whole.write_text(json.dumps(RECORDS, indent=2))


@makes("jsonl/jq.jsonl", "json/jq.json", "csv/jq.csv")
def _(lines, whole, table):
    text = json.dumps(RECORDS).encode()
    run("jq", "-c", ".[]", stdin=text, stdout=lines)
    run("jq", "--tab", ".", stdin=text, stdout=whole)
    run("jq", "-r", '["id", "title", "text"], (.[] | [.id, .title, .text]) | @csv', stdin=text, stdout=table)


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


@makes("mail/nodemailer.eml")
def _(path):
    script = """
        import Composer from 'nodemailer/lib/mail-composer/index.js';
        const make = (mail) => new Composer(mail).compile().build();
    """
    _, heading, text = SECTIONS[0]
    mail = {"from": "Awa Traoré <awa@example.org>", "to": "b@example.org", "subject": heading, "text": text,
            "html": f"<p>{text}</p>", "attachments": [{"filename": "a.md", "content": markdown()}]}
    run_node(script, mail, path)


@makes("mailbox/formail.mbox")
def _(path):
    messages = [run("formail", stdin=message(number).as_bytes()) for number in range(len(SECTIONS))]
    path.write_bytes(b"".join(messages))


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


@makes("settings/ruamel.yaml")
def _(path):
    from ruamel.yaml import YAML

    with open(path, "w") as out:
        YAML().dump(SETTINGS, out)


@makes("settings/tomlkit.toml")
def _(path):
    import tomlkit

    path.write_text(tomlkit.dumps(SETTINGS))


@makes("settings/configobj.ini")
def _(path):
    from configobj import ConfigObj

    settings = ConfigObj(SETTINGS)
    settings.filename = str(path)
    settings.write()


@makes("settings/git.ini")
def _(path):
    for name, values in SETTINGS.items():
        for key, value in values.items():
            run("git", "config", "--file", path, f"{name}.{key}", value)


def by_node(file, script):
    @makes(f"settings/{file}")
    def make(path):
        run_node(script, SETTINGS, path)


by_node("js-yaml.yaml", "import { dump } from 'js-yaml'; const make = (value) => dump(value);")
by_node("smol-toml.toml", "import { stringify } from 'smol-toml'; const make = (value) => stringify(value);")
