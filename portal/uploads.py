"""What people send in: believed only after it was read by the library made for its kind.

Accepted are PDF, JPEG and PNG. WebP and HEIC are refused with the way to make a JPEG of them:
neither opens on every officer's machine.

A picture is drawn anew from its pixels, upright, without its metadata: neither the place where
it was taken nor anything hidden behind it is kept. A PDF is kept byte for byte, because it may
carry a signature; therefore everything in it that could act is refused.
"""

from __future__ import annotations

import io
import logging
import mmap
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import magic
import pikepdf
from PIL import Image, ImageOps

from portal import config
from portal.errors import Invalid
from portal.files import open_store
from portal.i18n import _
from portal.virus_scan import ScannerFault, virus_in

log = logging.getLogger("portal.uploads")

CHUNK_BYTES = 64 * 1024
MOST_PIXELS = 50_000_000  # a telephone's 48 megapixels; about 150 MB while it is drawn anew
MOST_PAGES = 500
MOST_PDF_OBJECTS = 200_000
LONGEST_NAME = 200
JPEG_QUALITY = 92

# What may be stored: (content type, endings a name may have; the first is added when missing).
ENDINGS = {
    "application/pdf": ("pdf",),
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
}

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
# Where it may lead by itself, when opened or turned to: a place in the file, a viewer's command.
_HARMLESS_BY_ITSELF = ("/GoTo", "/Named")

# Ten kilobytes of a PDF can unpack to ten gigabytes. These limits hold for the whole process.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=128 * 1024 * 1024,
    png_max_memory=128 * 1024 * 1024,
    run_length_max_memory=128 * 1024 * 1024,
    parser_max_container_size=1_000_000,
)


@dataclass(frozen=True)
class Accepted:
    """A file that is stored. `name` is what to call it, `size` is in bytes as stored."""

    name: str
    content_type: str
    size: int
    sha256: str


class UploadRefused(Invalid):
    """The file is not taken; the sentence says why and what to do."""


def accept(stream: BinaryIO, filename: str, *, max_bytes: int) -> Accepted:
    """Judge a file and keep it. Raises UploadRefused; then nothing was kept.

    It waits in a nameless file while it is judged: memory does not grow with it.
    """
    with tempfile.TemporaryFile() as file:
        _gather(stream, file, max_bytes)
        content_type = _content_type(next(_chunks(file)))
        name = _name(filename, content_type)
        _refuse_virus(file)
        if content_type == "application/pdf":
            _judge_pdf(file)
            chunks = _chunks(file)
        else:
            chunks = iter([_drawn_anew(file, content_type)])
        sha256, size = open_store(config.current()).put(chunks)
    return Accepted(name, content_type, size, sha256)


def _gather(stream: BinaryIO, file: BinaryIO, max_bytes: int) -> None:
    """All of it, or a refusal as soon as it is too much."""
    size = 0
    while chunk := stream.read(CHUNK_BYTES):
        file.write(chunk)
        size += len(chunk)
        if size > max_bytes:
            raise UploadRefused(
                _(
                    "Tệp lớn hơn %(most)d MB. Hãy chụp hoặc quét lại ở độ phân giải thấp hơn, "
                    "hoặc chia thành nhiều tệp.",
                    most=max(1, max_bytes // 1_048_576),
                )
            )
    if not size:
        raise UploadRefused(_("Tệp này rỗng. Hãy mở thử tệp trên máy của Ông/Bà rồi chọn lại."))
    file.flush()


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    return iter(lambda: file.read(CHUNK_BYTES), b"")


def _content_type(beginning: bytes) -> str:
    """What the bytes say they are, never what the name says."""
    found = magic.from_buffer(beginning, mime=True)
    if found in ("image/heic", "image/heif", "image/avif", "image/webp"):
        raise UploadRefused(
            _(
                "Ảnh loại HEIC, AVIF hoặc WebP chưa nhận được. Hãy lưu ảnh thành JPEG rồi gửi lại "
                "(trên iPhone: Cài đặt, Camera, Định dạng, chọn “Tương thích nhất”)."
            )
        )
    if found not in ENDINGS or (found == "application/pdf" and not beginning.startswith(b"%PDF-")):
        raise UploadRefused(
            _(
                "Nội dung tệp không phải PDF, JPEG hay PNG. Hãy xuất văn bản thành PDF, hoặc chụp "
                "ảnh giấy tờ, rồi gửi lại."
            )
        )
    return found


def _name(filename: str, content_type: str) -> str:
    """The name as the person wrote it, without folders and what cannot be seen. Refuses one
    that claims another kind of file than it is."""
    name = unicodedata.normalize("NFC", filename).replace("\\", "/").rpartition("/")[2]
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    stem, dot, ending = name.strip().rpartition(".")
    if not dot:  # a photo straight from a telephone may have no ending
        stem, ending = ending, ENDINGS[content_type][0]
    if ending.lower() not in ENDINGS[content_type]:
        known = any(ending.lower() in endings for endings in ENDINGS.values())
        if known or (len(ending) <= 5 and ending.isascii() and ending.isalnum()):
            raise UploadRefused(
                _(
                    "Tên tệp có đuôi .%(ending)s nhưng nội dung là %(kind)s. Hãy kiểm tra đã chọn "
                    "đúng tệp, hoặc đổi đuôi thành .%(right)s rồi gửi lại.",
                    ending=ending,
                    kind=ENDINGS[content_type][0].upper(),
                    right=ENDINGS[content_type][0],
                )
            )
        stem, ending = f"{stem}.{ending}", ENDINGS[content_type][0]  # "Quyết định số 5.ký lần 2"
    stem = stem.strip(" .") or "tep"
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip()}.{ending}"


def _refuse_virus(file: BinaryIO) -> None:
    """Ask the scanner, if one is set. While it cannot say "clean", nothing is."""
    address = config.current().clamd
    if not address:
        return
    try:
        virus = virus_in(_chunks(file), address)
    except ScannerFault as fault:
        log.error("upload refused, the virus scanner does not answer: %s", fault)
        raise UploadRefused(
            _(
                "Hệ thống tạm thời không kiểm tra được vi-rút nên chưa nhận tệp. Xin Ông/Bà thử "
                "lại sau ít phút; tệp đã gửi trước đó không bị ảnh hưởng."
            )
        ) from fault
    if virus:
        log.warning("upload refused, virus found: %s", virus)
        raise UploadRefused(
            _(
                "Tệp này có vi-rút nên không nhận được. Hãy quét vi-rút trên máy của Ông/Bà, rồi "
                "chụp hoặc quét lại giấy tờ và gửi tệp mới."
            )
        )


def _drawn_anew(file: BinaryIO, content_type: str) -> bytes:
    kind = "JPEG" if content_type == "image/jpeg" else "PNG"
    try:
        with Image.open(file, formats=[kind]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise _too_many_pixels()
            upright = ImageOps.exif_transpose(picture)
            out = io.BytesIO()
            if kind == "JPEG":
                colours = upright if upright.mode in ("L", "RGB") else upright.convert("RGB")
                _bare(colours).save(out, "JPEG", quality=JPEG_QUALITY)
            else:
                _bare(upright).save(out, "PNG")
            return out.getvalue()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise _too_many_pixels() from bomb
    except UploadRefused:
        raise
    except Exception as fault:  # whatever the decoder stumbles over: it is no picture one can see
        raise UploadRefused(
            _("Ảnh này bị hỏng, không mở được. Hãy chụp lại hoặc lưu lại ảnh rồi gửi lại.")
        ) from fault


def _bare(picture: Image.Image) -> Image.Image:
    """The pixels alone (with a palette's transparency, which belongs to them)."""
    picture.load()
    transparency = picture.info.get("transparency")
    picture.info = {} if transparency is None else {"transparency": transparency}
    return picture


def _too_many_pixels() -> UploadRefused:
    return UploadRefused(
        _(
            "Ảnh lớn hơn %(most)d triệu điểm ảnh. Hãy chụp lại ở độ phân giải thấp hơn rồi gửi lại.",
            most=MOST_PIXELS // 1_000_000,
        )
    )


def _judge_pdf(file: BinaryIO) -> None:
    _refuse_second_nature(file)
    file.seek(0)
    try:
        with pikepdf.open(file, suppress_warnings=True, attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise _locked()
            _judge_objects(pdf)
            pages = len(pdf.pages)
            # Objects that were not read were not judged, and another reader may read them.
            if any("stream" in warning.partition(":")[2] for warning in pdf.get_warnings()):
                raise _broken_pdf()
    except UploadRefused:
        raise
    except pikepdf.PasswordError as fault:
        raise _locked() from fault
    except (
        Exception
    ) as fault:  # whatever the parser stumbles over: no viewer can be trusted with it
        raise _broken_pdf() from fault
    if pages == 0:
        raise _broken_pdf()
    if pages > MOST_PAGES:
        raise UploadRefused(
            _(
                "Tệp PDF có %(pages)d trang, nhiều hơn %(most)d. Hãy chia thành nhiều tệp.",
                pages=pages,
                most=MOST_PAGES,
            )
        )


def _refuse_second_nature(file: BinaryIO) -> None:
    """A file that is a PDF to one reader and an archive or a program to another."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        end = content.rfind(b"%%EOF")
        if end < 0 or content[end + 5 :].strip(b"\r\n\t \0\x1a"):
            raise _broken_pdf()
    try:
        is_archive = bool(zipfile.ZipFile(file).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        is_archive = False
    if is_archive:
        raise _broken_pdf()


def _judge_objects(pdf: pikepdf.Pdf) -> None:
    if len(pdf.objects) > MOST_PDF_OBJECTS:
        raise _broken_pdf()
    if pdf.attachments:
        raise _embedding()
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
            raise _embedding()
        if any(key in keys for key in _ACTIVE_KEYS) or str(one.get("/S", "")) in _ACTIONS:
            raise _acting()
        if _acts_by_itself(one.get("/OpenAction")) or any(
            map(_acts_by_itself, _values(one, "/AA"))
        ):
            raise _acting()
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


def _locked() -> UploadRefused:
    return UploadRefused(
        _(
            "Tệp PDF đang bị khoá bằng mật khẩu. Hãy mở tệp, in ra PDF mới không có mật khẩu rồi "
            "gửi lại."
        )
    )


def _acting() -> UploadRefused:
    return UploadRefused(
        _(
            "Tệp PDF có mã chạy hoặc lệnh tự động nên không nhận được. Hãy in tệp ra PDF mới (chọn "
            "“Lưu thành PDF” khi in) rồi gửi lại."
        )
    )


def _embedding() -> UploadRefused:
    return UploadRefused(
        _(
            "Tệp PDF có tệp khác đính bên trong nên không nhận được. Hãy tách các tệp đó ra và gửi "
            "riêng từng tệp."
        )
    )


def _broken_pdf() -> UploadRefused:
    return UploadRefused(
        _("Tệp PDF bị hỏng hoặc không đúng chuẩn. Hãy quét lại hoặc in ra PDF mới rồi gửi lại.")
    )
