"""Independent readers of PDF files: poppler, NSS, zxing. Absent tools skip a test, never in CI."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def run(*command: str | Path) -> str:
    name = str(command[0])
    if shutil.which(name) is None and not os.environ.get("CI"):
        pytest.skip(f"{name} is not installed")
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def run_on(pdf: bytes, folder: Path, *command: str) -> str:
    return run(*command, _file(pdf, folder), "-")


def text_of(pdf: bytes, folder: Path) -> str:
    """The words of a PDF by poppler, with single spaces."""
    return " ".join(run_on(pdf, folder, "pdftotext", "-layout").split())


def pages_of(pdf: bytes, folder: Path) -> int:
    lines = run("pdfinfo", _file(pdf, folder)).splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pages:"))


def fonts_of(pdf: bytes, folder: Path) -> dict[str, bool]:
    """Names of the fonts without subset prefix, and whether each is embedded."""
    rows = run("pdffonts", _file(pdf, folder)).splitlines()[2:]
    found = {}
    for row in rows:
        name, embedded = row.split()[0], row.split()[-5]
        found[name.partition("+")[2] or name] = embedded == "yes"
    return found


def picture_of(pdf: bytes, folder: Path, dpi: int = 150) -> Path:
    run("pdftoppm", "-r", str(dpi), "-png", "-singlefile", _file(pdf, folder), folder / "page")
    return folder / "page.png"


def pdfsig(pdf: bytes, folder: Path, authority_pem: bytes) -> str:
    """What poppler says of the signatures, trusting one authority."""
    store = folder / "nss"
    store.mkdir(exist_ok=True)
    (folder / "authority.pem").write_bytes(authority_pem)
    run("certutil", "-N", "-d", f"sql:{store}", "--empty-password")
    run("certutil", "-A", "-d", f"sql:{store}", "-n", "authority", "-t", "CT,C,C",
        "-i", folder / "authority.pem")  # fmt: skip
    return run("pdfsig", "-nssdir", store, _file(pdf, folder))


def _file(pdf: bytes, folder: Path) -> Path:
    path = folder / "file.pdf"
    path.write_bytes(pdf)
    return path
