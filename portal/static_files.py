"""Styles and scripts on their way to a cheap phone: packed, and asked for once.

Only files that are the same for everybody are packed: a page with a person's data beside what
somebody else may have put into its address would tell, by its packed length, what it holds (BREACH).
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from flask_compress import Compress

PACKED = ["text/css", "text/javascript", "application/javascript", "image/svg+xml"]
FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_WEEK = "public, max-age=604800"
MARKED = (".css", ".js")
UNMARKED = (".woff2", ".svg", ".png")  # styles name fonts and pictures without a mark; so do pages


def init_app(app: Flask) -> None:
    app.config.update(COMPRESS_MIMETYPES=PACKED, COMPRESS_MIN_SIZE=1000)
    Packing(app)  # packs after what is registered below has run
    folder = Path(app.static_folder or "")

    @app.url_defaults
    def mark(endpoint: str, values: dict[str, Any]) -> None:
        """A file's address changes with its content, so that a browser may keep it for ever."""
        if endpoint == "static" and values["filename"].endswith(MARKED):
            found = _mark(folder / values["filename"])
            if found:
                values["v"] = found

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code in (200, 304):
            named = (request.view_args or {}).get("filename", "")
            if named.endswith(MARKED) and response.status_code == 200:
                response.direct_passthrough = False
                response.get_data()  # whole, so that it is packed whole and its file is closed
            asked = request.args.get("v", "")
            if asked and asked == _mark(folder / named):
                response.headers["Cache-Control"] = FOR_EVER
            elif named.endswith(UNMARKED):
                response.headers["Cache-Control"] = FOR_A_WEEK
        return response


class Packing(Compress):
    def after_request(self, response: Response | None) -> Response:
        """A part that was asked for (206) is counted in plain bytes, so it goes out as these: packed by
        itself it could not be joined to the rest (RFC 9110, 14.2)."""
        if response is not None and response.status_code == 206:
            response.vary.add("Accept-Encoding")
            return response
        return super().after_request(response)


@cache
def _mark(path: Path) -> str:
    """Files do not change while the portal runs; empty for one that is not there."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
    except OSError:
        return ""
