"""Reading reports back with libraries that know nothing of how they were written."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
from flask.testing import FlaskClient


def in_csv(client: FlaskClient, address: str, table: int = 0) -> list[dict[str, str]]:
    """The lines of one table: tables stand under an empty line."""
    answer = client.get(address)
    assert answer.status_code == 200 and answer.data.startswith(b"\xef\xbb\xbf"), answer.text
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), ""), delimiter=";"))
    parts: list[list[list[str]]] = [[]]
    for line in lines:
        if not line:
            parts.append([])
        else:
            parts[-1].append(line)
    found = parts[table + 1]
    if len(found[0]) == 1:  # the table's title, where there are several
        found = found[1:]
    return [dict(zip(found[0], line, strict=True)) for line in found[1:]]


def in_xlsx(client: FlaskClient, address: str, sheet: int = 0) -> list[dict[str, Any]]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    rows = [
        list(row)
        for row in openpyxl.load_workbook(io.BytesIO(answer.data))
        .worksheets[sheet]
        .iter_rows(values_only=True)
    ]
    head = next(i for i, row in enumerate(rows) if i > 5 and row[0] and row[1])
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]


def in_pdf(content: bytes, folder: Path) -> str:
    file = folder / "report.pdf"
    file.write_bytes(content)
    found = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True, text=True
    )
    return found.stdout


def links(html: str) -> list[tuple[str, int]]:
    """(address of the list, figure) of every cell that opens one."""
    return [
        (unescape(href), int(figure.replace(".", "")))
        for href, figure in re.findall(
            r'<a class="govuk-link" href="(/so-lieu/danh-sach/[^"]+)">([\d.]+)<', html
        )
    ]


def listed(html: str) -> int:
    """How many lines the page of a list has."""
    body = re.search(r"<tbody.*?</tbody>", html, re.S)
    return len(re.findall(r"<tr", body[0])) if body else 0
