"""HTML to archival PDF with WeasyPrint; runs in a process of its own (`pdf_worker`), so it imports
nothing of the portal.

A page may load `data:` addresses and the fonts of this package. Anything else, on the network or on
the disk, stops the rendering: a legal paper with a hole in it must not be issued.

Form fields, filled in or signed after rendering, are placed by the page itself: an
`<input type="checkbox" class="field" name="signature:SEAL" title="…">` becomes the empty signature
field `SEAL`, `name="text:NUMBER"` the empty text field `NUMBER`, with the box the stylesheet gives
it. (A checkbox, because it is the only input for which WeasyPrint embeds no whole font.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pydyf
import weasyprint
from weasyprint.css import ColorProfile
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

PACKAGE = Path(__file__).resolve().parent
FONT_FACES = PACKAGE / "documents" / "fonts.css"

_FONT_SUFFIXES = {".ttf", ".otf", ".woff", ".woff2"}


def render(
    html: str,
    *,
    title: str,
    lang: str,
    identifier: bytes,
    attachments: Mapping[str, bytes],
    created: datetime | None,
    stylesheets: Sequence[Path],
) -> bytes:
    """Render one HTML page as PDF/A-2a + PDF/UA-1 (PDF/A-3a when something is attached).

    Raises `ForbiddenResource` if the page asks for anything but `data:` and the package's fonts.
    """
    fetcher = _PackageFetcher()
    # With a base, a relative address is asked for and refused, not silently left out.
    page = weasyprint.HTML(string=html, base_url="file:///", url_fetcher=fetcher)
    page.etree_element.set("lang", lang)
    try:
        document = page.render(
            font_config=_font_configuration(),
            stylesheets=[_stylesheet(path) for path in stylesheets],
            pdf_forms=True,
        )
        document.metadata.title = title
        document.metadata.lang = lang
        if created is not None:
            stamp = created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            document.metadata.created = document.metadata.modified = stamp
        document.color_profiles["srgb"] = _color_profile()
        pdf = document.write_pdf(
            pdf_variant="pdf/a-3a" if attachments else "pdf/a-2a",
            pdf_identifier=identifier,
            pdf_forms=True,
            output_intent=_OWN_PROFILE,
            finisher=_finish,
            attachments=[
                _attachment(name, content, created, fetcher)
                for name, content in attachments.items()
            ],
        )
    except FatalURLFetchingError as refused:
        raise ForbiddenResource(fetcher.refused or "") from refused
    return _allowed(pdf, fetcher)


def render_appearance(html: str, *, width: float, height: float) -> bytes:
    """Render one untagged page of `width` × `height` points. Errors as `render`."""
    size = f"<style>@page {{ size: {width:.3f}pt {height:.3f}pt; margin: 0 }} body {{ margin: 0 }}</style>"
    fetcher = _PackageFetcher()
    page = weasyprint.HTML(string=size + html, base_url="file:///", url_fetcher=fetcher)
    try:
        pdf = page.write_pdf(
            font_config=_font_configuration(),
            stylesheets=[_stylesheet(FONT_FACES)],
            pdf_identifier=b"appearance",
        )
    except FatalURLFetchingError as refused:
        raise ForbiddenResource(fetcher.refused or "") from refused
    return _allowed(pdf, fetcher)


def warm(stylesheets: Sequence[Path]) -> None:
    """Load what every page needs: the faces and the stylesheets."""
    render(
        "<p>Ủy ban <b>nhân dân</b> <i>ngày</i>",
        title="",
        lang="vi",
        identifier=b"0",
        attachments={},
        created=None,
        stylesheets=stylesheets,
    )


class ForbiddenResource(ValueError):
    """A page asked for something outside the package; `url` says what."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


def _allowed(pdf: bytes | None, fetcher: _PackageFetcher) -> bytes:
    if fetcher.refused is not None:
        # Asked for inside an SVG picture, where WeasyPrint only leaves the picture out.
        raise ForbiddenResource(fetcher.refused)
    assert pdf is not None  # no target was given
    return pdf


class _PackageFetcher(URLFetcher):
    """Serves `data:` and this package's font files, nothing else."""

    def __init__(self) -> None:
        super().__init__(
            allowed_protocols={"data", "file"}, allow_redirects=False, fail_on_errors=True
        )
        self.refused: str | None = None

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if not _is_allowed(url):
            self.refused = url[:200]
            raise ForbiddenResource(url[:200])
        return super().fetch(url, headers)


def _is_allowed(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme == "data":
        return True
    if parts.scheme != "file" or parts.netloc:
        return False
    path = Path(url2pathname(parts.path)).resolve()
    return path.suffix in _FONT_SUFFIXES and path.is_relative_to(PACKAGE)


# One configuration and one parse of each stylesheet a process: per document, every @font-face
# would be loaded again and stay in memory.
@cache
def _font_configuration() -> FontConfiguration:
    return FontConfiguration()


@cache
def _stylesheet(path: Path) -> weasyprint.CSS:
    return weasyprint.CSS(
        filename=path, font_config=_font_configuration(), url_fetcher=_PackageFetcher()
    )


# Anything but "srgb": then WeasyPrint takes the profile it is given, instead of opening its own file
# for each document and leaving it open.
_OWN_PROFILE = "own"


@cache
def _color_profile() -> ColorProfile:
    with (files("weasyprint.pdf") / "sRGB2014.icc").open("rb") as profile:
        return ColorProfile(profile, "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))


def _attachment(
    name: str, content: bytes, created: datetime | None, fetcher: URLFetcher
) -> weasyprint.Attachment:
    # Without dates of its own an attachment takes the clock's, and no two files would be equal.
    date = created or datetime(1970, 1, 1, tzinfo=UTC)
    return weasyprint.Attachment(
        string=content,
        base_url="data:",
        url_fetcher=fetcher,
        name=name,
        created=date,
        modified=date,
        relationship="Data",
    )


def _finish(document: weasyprint.Document, pdf: pydyf.PDF) -> None:
    _declare_accessible(pdf)
    _scope_headers(pdf)
    _make_fields(pdf)


def _declare_accessible(pdf: pydyf.PDF) -> None:
    """Add PDF/UA-1 to the metadata WeasyPrint wrote for PDF/A (it can only declare one)."""
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.extra.get("Type") == "/Metadata":
            xmp = b"".join(part if isinstance(part, bytes) else part.data for part in item.stream)
            item.stream = [xmp.replace(b"</rdf:RDF>", _PDFUA + b"</rdf:RDF>", 1)]


# PDF/A lets metadata use only the schemas it knows or finds described, hence the second block.
_PDFUA = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def _scope_headers(pdf: pydyf.PDF) -> None:
    """Say what every table header heads: its row where it stands beside cells, else its column.
    WeasyPrint's own links from cells to headers are incomplete where a header spans several."""
    elements = {item.reference: item for item in pdf.objects if isinstance(item, pydyf.Dictionary)}
    for row in elements.values():
        if row.get("S") != "/TR":
            continue
        cells = [elements[reference] for reference in row["K"]]
        heads_row = any(cell["S"] == "/TD" for cell in cells)
        for cell in cells:
            if cell["S"] == "/TH":
                cell["A"]["Scope"] = "/Row" if heads_row else "/Column"


def _make_fields(pdf: pydyf.PDF) -> None:
    """Turn the placed checkboxes into the empty text and signature fields they stand for."""
    if "AcroForm" not in pdf.catalog:
        return
    form = pdf.catalog["AcroForm"]
    del form["NeedAppearances"]  # PDF/A: every field comes with its appearance
    for element in pdf.objects:
        # One child, not a list of one: the path on which validators expect a field they find
        # changed by a later signature.
        if isinstance(element, dict) and element.get("S") == "/Form":
            element["K"] = element["K"][0]
    for field in list(pdf.objects):
        if not isinstance(field, dict) or field.get("FT") != "/Btn":
            continue
        kind, _, name = field["T"].string.partition(":")
        for key in ("AS", "AP", "MK", "V"):
            field.pop(key, None)
        left, top, right, bottom = field["Rect"]
        field["Rect"] = pydyf.Array((left, min(top, bottom), right, max(top, bottom)))
        blank = pydyf.Stream(
            extra={
                "Type": "/XObject",
                "Subtype": "/Form",
                "BBox": pydyf.Array((0, 0, right - left, abs(top - bottom))),
            }
        )
        pdf.add_object(blank)
        field["AP"] = pydyf.Dictionary({"N": blank.reference})
        field["F"] = 4 | 128  # printed, and not to be moved
        field["T"] = pydyf.String(name)
        if kind == "signature":
            field["FT"] = "/Sig"
        elif kind == "text":
            field["FT"] = "/Tx"
            field["Ff"] = 1  # read-only: filled by the portal, not by the reader
            field["DA"] = pydyf.String("0 g")
        else:
            raise ValueError(f"A field is named text:… or signature:…, not {kind}")
