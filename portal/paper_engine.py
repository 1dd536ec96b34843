"""Looking into files that may be hostile: pictures drawn anew, PDFs and office files searched for what
acts, pages drawn to be looked at. Loaded by `paper_worker` in its limited process, without the
package."""

from __future__ import annotations

import io
import mmap
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pikepdf
import pypdfium2
from PIL import Image, ImageOps

# Ten kilobytes of a PDF can unpack to ten gigabytes. These limits hold for the whole process.
UNPACKED = 96 * 1024 * 1024
SHRINKABLE = ("L", "LA", "RGB", "RGBA")
LONGEST_PAGE = 4  # times as high as wide: more is cut off in a picture of it
JPEG_QUALITY = 80  # of a picture of a page

# Actions of a PDF that reach outside it, run a program or play something (ISO 32000-1, 12.6.4).
_ACTIONS = frozenset(
    f"/{name}"
    for name in (
        "JavaScript", "Launch", "SubmitForm", "ImportData", "GoToR", "GoToE", "Rendition",
        "Movie", "Sound", "RichMediaExecute",
    )
)  # fmt: skip
# Scripts, dynamic forms and films; files inside the file: keys that no plain paper has.
_ACTIVE_KEYS = ("/JS", "/JavaScript", "/XFA", "/RichMediaContent")
_EMBEDDING_KEYS = ("/EmbeddedFiles", "/EF", "/AF")
# A stream whose content lies in another file.
_OUTSIDE_KEY = "/F"
# Where it may lead by itself, when opened or turned to: a place in the file, a viewer's command.
_HARMLESS_BY_ITSELF = ("/GoTo", "/Named")

# Parts of an office file that act or bring something from outside (ECMA-376).
_OFFICE_ACTING = re.compile(
    r"vbaProject|vbaData|/activeX/|/embeddings/|/externalLinks/|\.(bin|exe|dll|ole|js)$", re.I
)
_OFFICE_MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word/document.xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xl/workbook.xml",
}
_EXTERNAL = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.I)
_MOST_PARTS = 2000


@dataclass
class Refused(Exception):
    """`code` as in `paper_process.Unfit`."""

    code: str
    count: int = 0


def warm() -> None:
    """Load what is loaded late: decoders, the readers of PDF."""
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=UNPACKED,
        png_max_memory=UNPACKED,
        run_length_max_memory=UNPACKED,
        parser_max_container_size=1_000_000,
    )
    Image.init()
    out = io.BytesIO()
    empty = pikepdf.new()
    empty.add_blank_page(page_size=(20, 20))
    empty.save(out)
    opened = pypdfium2.PdfDocument(out.getvalue())
    opened[0].render(scale=1).to_pil().save(io.BytesIO(), "JPEG")
    opened.close()


def judged(path: Path, content_type: str, limits: Mapping[str, int]) -> bytes:
    """The picture drawn anew; nothing for a file that is kept as it is."""
    with path.open("rb") as file:
        if content_type == "application/pdf":
            _judge_pdf(file, limits)
            return b""
        if content_type in _OFFICE_MAIN:
            _judge_office(file, content_type, limits)
            return b""
        return _drawn_anew(file, content_type, limits)


# --- pictures -------------------------------------------------------------------------------


def _drawn_anew(file: BinaryIO, content_type: str, limits: Mapping[str, int]) -> bytes:
    kind = "JPEG" if content_type == "image/jpeg" else "PNG"
    try:
        with Image.open(file, formats=[kind]) as picture:
            pixels = picture.width * picture.height
            if pixels > limits["pixels"]:
                raise Refused("pixels")
            if pixels > limits["kept_pixels"] and kind == "JPEG":
                picture.draft(None, (picture.width // 2, picture.height // 2))
            picture.load()
            drawn: Image.Image = picture
            if drawn.width * drawn.height > limits["kept_pixels"] and drawn.mode in SHRINKABLE:
                drawn = drawn.reduce(2)
                drawn.info, drawn._exif = picture.info, None
                picture.close()
            ImageOps.exif_transpose(drawn, in_place=True)
            out = io.BytesIO()
            if kind == "JPEG":
                colours = drawn if drawn.mode in ("L", "RGB") else drawn.convert("RGB")
                _bare(colours).save(out, "JPEG", quality=limits["quality"])
            else:
                _bare(drawn).save(out, "PNG")
            return out.getvalue()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Refused("pixels") from bomb
    except (Refused, MemoryError):
        raise
    except Exception as fault:  # whatever the decoder stumbles over: it is no picture one can see
        raise Refused("broken") from fault


def _bare(picture: Image.Image) -> Image.Image:
    """The pixels alone (with a palette's transparency, which belongs to them)."""
    transparency = picture.info.get("transparency")
    picture.info = {} if transparency is None else {"transparency": transparency}
    return picture


# --- PDF ------------------------------------------------------------------------------------


def _judge_pdf(file: BinaryIO, limits: Mapping[str, int]) -> None:
    _refuse_second_nature(file)
    file.seek(0)
    try:
        with pikepdf.open(file, suppress_warnings=True, attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise Refused("locked")
            pages = len(pdf.pages)
            if pages > limits["pages"]:
                raise Refused("pages", pages)
            _judge_objects(pdf, limits)
            # Objects that were not read were not judged, and another reader may read them.
            told = [warning.partition(":")[2] for warning in pdf.get_warnings()]
            if any("stream" in words or "limits error" in words for words in told):
                raise Refused("broken")
    except (Refused, MemoryError):
        raise
    except pikepdf.PasswordError as fault:
        raise Refused("locked") from fault
    except Exception as fault:  # whatever the parser stumbles over: no viewer can be trusted
        raise Refused("broken") from fault
    if pages == 0:
        raise Refused("broken")


def _refuse_second_nature(file: BinaryIO) -> None:
    """A file that is a PDF to one reader and an archive or a program to another."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        end = content.rfind(b"%%EOF")
        if end < 0 or content[end + 5 :].strip(b"\r\n\t \0\x1a"):
            raise Refused("broken")
    try:
        is_archive = bool(zipfile.ZipFile(file).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        is_archive = False
    if is_archive:
        raise Refused("broken")


def _judge_objects(pdf: pikepdf.Pdf, limits: Mapping[str, int]) -> None:
    if len(pdf.objects) > limits["objects"]:
        raise Refused("broken")
    if pdf.attachments:
        raise Refused("embedding")
    for thing in pdf.objects:
        _judge_object(thing)


def _judge_object(thing: pikepdf.Object) -> None:
    """One indirect object with what stands directly inside it; what it refers to has its turn."""
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting.extend(item for item in one if _is_inside(item))
            continue
        if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            continue
        keys = one.keys()
        if any(key in keys for key in _EMBEDDING_KEYS) or one.get("/Type") == "/EmbeddedFile":
            raise Refused("embedding")
        if any(key in keys for key in _ACTIVE_KEYS) or str(one.get("/S", "")) in _ACTIONS:
            raise Refused("acting")
        if isinstance(one, pikepdf.Stream) and _OUTSIDE_KEY in keys:
            raise Refused("acting")
        if _acts_by_itself(one.get("/OpenAction")) or any(
            map(_acts_by_itself, _values(one, "/AA"))
        ):
            raise Refused("acting")
        waiting.extend(value for _key, value in one.items() if _is_inside(value))


def _acts_by_itself(action: object) -> bool:
    """Whether an action nobody clicked on does more than show a place in the file."""
    return (
        isinstance(action, pikepdf.Dictionary)
        and "/S" in action
        and str(action["/S"]) not in _HARMLESS_BY_ITSELF
    )


def _values(one: pikepdf.Object, key: str) -> list[object]:
    inner = one.get(key)
    return [value for _key, value in inner.items()] if isinstance(inner, pikepdf.Dictionary) else []


def _is_inside(value: object) -> bool:
    return isinstance(value, pikepdf.Array | pikepdf.Dictionary) and not value.is_indirect


# --- office files ---------------------------------------------------------------------------


def _judge_office(file: BinaryIO, content_type: str, limits: Mapping[str, int]) -> None:
    """A text or a table of Office 2007 and later, without macros, embedded files or anything that
    is fetched from outside but a link one has to click."""
    try:
        with zipfile.ZipFile(file) as bundle:
            parts = bundle.infolist()
            if len(parts) > _MOST_PARTS or sum(p.file_size for p in parts) > limits["unpacked"]:
                raise Refused("heavy")
            names = [part.filename for part in parts]
            if len(set(names)) != len(names) or _OFFICE_MAIN[content_type] not in names:
                raise Refused("broken")
            if any(part.flag_bits & 1 for part in parts):
                raise Refused("locked")
            if any(_OFFICE_ACTING.search(name) for name in names):
                raise Refused("office")
            if b"macroEnabled" in _part(bundle, "[Content_Types].xml"):
                raise Refused("office")
            for name in names:
                if name.endswith(".rels"):
                    _judge_relations(_part(bundle, name))
            if bundle.testzip() is not None:
                raise Refused("broken")
    except (Refused, MemoryError):
        raise
    except Exception as fault:
        raise Refused("broken") from fault


def _part(bundle: zipfile.ZipFile, name: str) -> bytes:
    with bundle.open(name) as part:
        return part.read(UNPACKED)


def _judge_relations(text: bytes) -> None:
    for relation in _EXTERNAL.findall(text):
        if b"/hyperlink" not in relation:
            raise Refused("office")


# --- pages to look at -----------------------------------------------------------------------


def page_count(path: Path) -> int:
    """Of a PDF."""
    opened = pypdfium2.PdfDocument(path)
    try:
        return len(opened)
    finally:
        opened.close()


def page_picture(path: Path, content_type: str, page: int, width: int) -> tuple[bytes, int]:
    """One page (from 1) as a JPEG at most `width` pixels wide, and how many there are."""
    if content_type != "application/pdf":
        if page != 1:
            raise Refused("no_page")
        with Image.open(path, formats=["JPEG", "PNG"]) as picture:
            picture.draft("RGB", (width, width))
            picture.thumbnail((width, width * LONGEST_PAGE))
            return _jpeg(picture), 1
    opened = pypdfium2.PdfDocument(path)
    try:
        if not 1 <= page <= len(opened):
            raise Refused("no_page")
        shown = opened[page - 1]
        across, down = shown.get_size()
        scale = min(width / max(across, 1), width * LONGEST_PAGE / max(down, 1))
        return _jpeg(shown.render(scale=scale).to_pil()), len(opened)
    finally:
        opened.close()


def _jpeg(picture: Image.Image) -> bytes:
    """On white where it is transparent."""
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        clear = picture.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        paper.alpha_composite(clear)
        picture = paper
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue()
