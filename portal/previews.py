"""Showing what people sent in: never the file itself, always pictures of its pages made by us, so
that nothing in it meets a browser. The file is only ever saved.

One address serves all three, and so has one permission: bare it hands out the file, `?xem=1` the
page that shows it, `?trang=2&rong=800&ve=…` the picture of a page.
"""

from __future__ import annotations

from flask import Response as FlaskResponse
from flask import abort, request, url_for
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from portal import config, paper_process, quarantine, trail
from portal.downloads import SHOWN_INLINE, send_stored
from portal.files import open_store
from portal.i18n import _
from portal.paper_process import Unfit
from portal.web import page

WIDTHS = (
    800,
    1600,
)  # of a picture, in pixels: a telephone, and letters as small as those of a seal
MOST_PAGES = 500  # uploads.MOST_PAGES
GOOD_FOR_SECONDS = 3600


def show(sha256: str, name: str, content_type: str) -> Response:
    """What the address asks for of a stored file that somebody sent in. Raises as send_stored."""
    if "trang" in request.args:
        return _picture(sha256, content_type)
    if "xem" in request.args:
        return _page(sha256, name, content_type)
    return send_stored(sha256, name, content_type)


def _page(sha256: str, name: str, content_type: str) -> Response:
    pages, sentence = _pages_of(sha256, content_type)
    ticket = _tickets().dumps([sha256, _reader()])
    here = {**(request.view_args or {})}
    endpoint = request.endpoint or ""
    return page(
        "preview.html",
        name=name,
        sentence=sentence,
        file_url=url_for(endpoint, **here),
        pictures=[
            [(width, url_for(endpoint, **here, trang=n, rong=width, ve=ticket)) for width in WIDTHS]
            for n in range(1, pages + 1)
        ],
    )


def _picture(sha256: str, content_type: str) -> Response:
    number = request.args.get("trang", 0, type=int)
    width = request.args.get("rong", WIDTHS[0], type=int)
    if content_type not in SHOWN_INLINE or not 1 <= number <= MOST_PAGES or width not in WIDTHS:
        abort(404)
    quarantine.expect_open(sha256)
    if _is_of_a_page(sha256):
        trail.goes_on()
    content = open_store(config.current()).read(sha256)
    try:
        picture, _pages = paper_process.page_picture(content, content_type, number, width)
    except Unfit:
        abort(404)
    return FlaskResponse(picture, content_type="image/jpeg")


def _pages_of(sha256: str, content_type: str) -> tuple[int, str]:
    """How many there are to be shown, or why there is nothing to see."""
    sentence = quarantine.held([sha256]).get(sha256)
    if sentence:
        return 0, sentence
    if content_type not in SHOWN_INLINE:
        return 0, _("Tệp Word, Excel không xem được ở đây. Hãy tải về để mở.")
    if content_type != "application/pdf":
        return 1, ""
    content = open_store(config.current()).read(sha256)
    try:
        return min(paper_process.pages_of(content), MOST_PAGES), ""
    except Unfit:
        return 0, _("Tệp này không vẽ ra trang được. Hãy tải về để mở.")


def _is_of_a_page(sha256: str) -> bool:
    """Was this picture named by a page that was shown, and logged, to the same person? Then it is
    part of that look; asked for by itself, it is a look of its own."""
    try:
        told = _tickets().loads(request.args.get("ve", ""), max_age=GOOD_FOR_SECONDS)
    except BadSignature:
        return False
    return bool(told == [sha256, _reader()])


def _reader() -> str:
    return str(current_user.get_id()) if current_user.is_authenticated else ""


def _tickets() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(config.current().secret_key, salt="preview")
