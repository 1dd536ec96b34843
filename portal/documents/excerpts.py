"""The parts of an issued paper that an excerpt (trích sao) may leave out, read from the tags of the
file itself: what the officer chooses among is what was signed, not what a template would say today.

The head with title and number, and the signature, belong to every excerpt (NĐ 30/2020/NĐ-CP, Điều
25, khoản 3: "đầy đủ thể thức"); paragraphs, rows and list items between them may be chosen.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

Mark = tuple[int, int]  # page (from 0) and the number of a marked sequence on it


@dataclass(frozen=True)
class Part:
    """One block of the content. `page` counts from 1."""

    page: int
    text: str
    marks: frozenset[Mark]


def parts_of(content: bytes) -> list[Part]:
    """In reading order; none for a file without tags, or without a title."""
    with pikepdf.open(BytesIO(content)) as pdf:
        places = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
        found = [_marks(block, places) for block in _blocks(pdf)]
    words = _words(content)
    parts = []
    for marks in found:
        text = " ".join("".join(words.get(mark, "") for mark in sorted(marks)).split())
        if text:
            parts.append(Part(min(marks)[0] + 1, text, frozenset(marks)))
    return parts


def _blocks(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """What stands between the title and the last thing beside it, which is the signature."""
    tree = pdf.Root.get("/StructTreeRoot")
    beside = _beside_title(tree) if tree is not None else []
    for element in beside[:-1]:
        if element.get("/S") != "/P":  # a paragraph right below the title is its summary
            yield from _leaves(element)


def _beside_title(element: pikepdf.Object) -> list[pikepdf.Object]:
    """The elements after the first title, on its level."""
    children = _children(element)
    for place, child in enumerate(children):
        if child.get("/S") == "/H1":
            return children[place + 1 :]
        if found := _beside_title(child):
            return found
    return []


def _leaves(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    if element.get("/S") in _BLOCKS:
        yield element
        return
    for child in _children(element):
        yield from _leaves(child)


_BLOCKS = ("/P", "/TR", "/LI", "/H2", "/H3", "/H4", "/Figure", "/Caption")


def _children(element: pikepdf.Object) -> list[pikepdf.Object]:
    return [kid for kid in _kids(element) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def _kids(element: pikepdf.Object) -> list[object]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _marks(element: pikepdf.Object, places: dict[tuple[int, int], int]) -> set[Mark]:
    """The marked sequences of the element and all below it."""
    found: set[Mark] = set()
    for kid in _kids(element):
        if isinstance(kid, int):
            found.add((places[element["/Pg"].objgen], kid))
        elif not isinstance(kid, pikepdf.Dictionary):
            continue
        elif "/MCID" in kid:
            page = kid["/Pg"] if "/Pg" in kid else element["/Pg"]
            found.add((places[page.objgen], int(kid["/MCID"])))
        elif "/S" in kid:
            found |= _marks(kid, places)
    return found


# pdfium may be entered by one thread at a time.
_one_at_a_time = threading.Lock()


def _words(content: bytes) -> dict[Mark, str]:
    words: dict[Mark, str] = {}
    with _one_at_a_time:
        opened = pypdfium2.PdfDocument(content)
        try:
            for index in range(len(opened)):
                page = opened[index]
                text = page.get_textpage()
                for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=2):
                    mark = (index, pdfium.FPDFPageObj_GetMarkedContentID(thing.raw))
                    # A line that ended has no space of its own.
                    words[mark] = words.get(mark, "") + _text_of(thing, text) + " "
                text.close()
                page.close()
        finally:
            opened.close()
    return words


def _text_of(thing: pypdfium2.PdfObject, page: pypdfium2.PdfTextPage) -> str:
    size = pdfium.FPDFTextObj_GetText(thing.raw, page.raw, None, 0)
    room = ctypes.create_string_buffer(size)
    pdfium.FPDFTextObj_GetText(
        thing.raw, page.raw, ctypes.cast(room, ctypes.POINTER(pdfium.FPDF_WCHAR)), size
    )
    return room.raw.decode("utf-16-le").rstrip("\0")
