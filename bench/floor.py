"""The floor: a Flask of one handler that repeats what ours asked for, with nothing around it."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import weasyprint
from flask import Flask, Response, render_template
from jinja2 import DictLoader
from markupsafe import Markup
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.stamp import NoOpStampStyle
from weasyprint.text.fonts import FontConfiguration
from werkzeug.test import EnvironBuilder

from bench.recording import Recording
from portal.db import make_engine
from portal.documents import signing
from portal.pdf import PRINT_STYLESHEETS

_TOKEN = re.compile(r"<[^>]*>|[^<]+")
_ROW = re.compile(r'(?=<tr class="govuk-table__row">|<li\b)')


class Floor:
    """Replays recordings on a plain driver connection to the same database."""

    def __init__(self, url: str, folder: Path) -> None:
        self._engine = make_engine(url)  # for its settings of the connection only
        self._connection: Any = self._engine.raw_connection().driver_connection
        self._is_sqlite = self._engine.dialect.name == "sqlite"
        self._folder = folder
        self._fonts = FontConfiguration()
        self._styles = [
            weasyprint.CSS(filename=path, font_config=self._fonts) for path in PRINT_STYLESHEETS
        ]
        self._app = Flask("floor")
        self._app.config["PROPAGATE_EXCEPTIONS"] = True  # a floor that fails says why
        self._app.jinja_env.trim_blocks = self._app.jinja_env.lstrip_blocks = True
        self._app.add_url_rule("/", view_func=self._handle, methods=["GET", "POST"])
        self._recording: Recording | None = None
        self._rows: list[list[tuple[Markup, str]]] = []
        self._body = b""

    def app(self, recording: Recording) -> Flask:
        """The application, prepared (unmeasured) to repeat `recording`."""
        self._recording = recording
        if recording.body != self._body:
            self._body = recording.body
            head, *rows = _ROW.split(recording.body.decode())
            last, foot = _cut(rows.pop()) if rows else ("", "")
            rows += [last] if last else []
            source = (
                f"{{% raw %}}{head}{{% endraw %}}"
                "{% for row in rows %}{% for tag, text in row %}{{ tag }}{{ text }}"
                "{% endfor %}{% endfor %}"
                f"{{% raw %}}{foot}{{% endraw %}}"
            )
            self._app.jinja_loader = DictLoader({"page.html": source})
            self._app.jinja_env.cache.clear()  # type: ignore[union-attr]
            self._app.jinja_env.get_template("page.html")
            self._rows = [_pieces(row) for row in rows]
        return self._app

    def environment(self, recording: Recording) -> dict[str, Any]:
        return EnvironBuilder("/", method="POST" if recording.is_writing else "GET").get_environ()

    def close(self) -> None:
        self._connection.close()
        self._engine.dispose()

    def _handle(self) -> Response:
        recording = self._recording
        assert recording is not None
        cursor = self._connection.cursor()
        if self._is_sqlite:
            cursor.execute("BEGIN IMMEDIATE" if recording.is_writing else "BEGIN")
        for statement, parameters, many in recording.statements:
            # Many rows in one statement come as one set of parameters.
            if many and isinstance(parameters, list | tuple) and _are_sets(parameters):
                cursor.executemany(statement, parameters)
            else:
                cursor.execute(statement, parameters)
            if cursor.description:
                cursor.fetchall()
        for page, identifier in recording.papers:
            self._keep(self._print(page, identifier))
        for paper, signer in recording.sealings:
            drawings = [self._draw(*drawing) for drawing in recording.drawings]
            self._keep(_seal(paper, signer, drawings))
        body = render_template("page.html", rows=self._rows)
        if not self._is_sqlite:
            self._connection.commit() if recording.is_writing else self._connection.rollback()
        else:
            cursor.execute("COMMIT" if recording.is_writing else "ROLLBACK")
        cursor.close()
        return Response(body, recording.status, mimetype="text/html")

    def _print(self, page: str, identifier: bytes) -> bytes:
        pdf: bytes = weasyprint.HTML(string=page, base_url="file:///").write_pdf(
            stylesheets=self._styles,
            font_config=self._fonts,
            pdf_variant="pdf/a-2a",
            pdf_identifier=identifier,
            pdf_forms=True,
        )
        return pdf

    def _draw(self, page: str, width: float, height: float) -> bytes:
        size = f"<style>@page {{ size: {width}pt {height}pt; margin: 0 }}</style>"
        pdf: bytes = weasyprint.HTML(string=size + page, base_url="file:///").write_pdf(
            stylesheets=self._styles[:1], font_config=self._fonts
        )
        return pdf

    def _keep(self, content: bytes) -> None:
        name = hashlib.sha256(content).hexdigest()
        (self._folder / f"floor-{name[:8]}.pdf").write_bytes(content)


def _seal(paper: bytes, signer: signing.Signer, drawings: list[bytes]) -> bytes:
    """pyHanko's signature, with what is drawn brought into the file."""
    writer = IncrementalPdfFileWriter(BytesIO(paper))
    for drawing in drawings:
        writer.import_page_as_xobject(PdfFileReader(BytesIO(drawing)))
    metadata = signers.PdfSignatureMetadata(
        field_name=signing.SEAL,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        name=signer.name,
    )
    signed = signers.PdfSigner(metadata, signer.key, stamp_style=NoOpStampStyle()).sign_pdf(
        writer, existing_fields_only=True
    )
    return bytes(signed.getbuffer())


def _are_sets(parameters: Sequence[Any]) -> bool:
    return all(isinstance(one, list | tuple | dict) for one in parameters)


def _cut(row: str) -> tuple[str, str]:
    """The last row, and what follows it."""
    for end in ("</tr>", "</li>"):
        if end in row:
            at = row.index(end) + len(end)
            return row[:at], row[at:]
    return row, ""


def _pieces(row: str) -> list[tuple[Markup, str]]:
    """Each tag with the text after it: the tag as it is, the text to be escaped as ours was."""
    pieces: list[tuple[Markup, str]] = []
    for token in _TOKEN.findall(row):
        if token.startswith("<"):
            pieces.append((Markup(token), ""))
        elif pieces:
            pieces[-1] = (pieces[-1][0], html.unescape(token))
    return pieces
