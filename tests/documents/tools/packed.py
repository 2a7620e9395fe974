"""Compressed files and archives."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

from content import markdown
from tool import FOLDER, makes, run


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
